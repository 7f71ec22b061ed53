"""The pen: every operation a rule may use, computed exactly and written down."""

from datetime import date, timedelta
from enum import Enum
from typing import cast

from gotobilling.business_days import last_business_day_before, nth_business_day
from gotobilling.currencies import minor_digits
from gotobilling.derivation.anchored import (
    MONTHS_OF,
    counted_from,
    first_start,
    last_start,
    starts_within,
)
from gotobilling.derivation.proof import (
    AmountOf,
    Choice,
    CountsBusinessDays,
    CountsDays,
    CountsMonths,
    CountsPeriods,
    Day,
    DocumentField,
    FactField,
    LineAmount,
    Mark,
    Number,
    Op,
    Policy,
    PolicyField,
    Ratio,
    Rounds,
    Step,
    StepValue,
)
from gotobilling.derivation.ratios import exact_amount, lowest
from gotobilling.facts import Fact, IssuedLine
from gotobilling.money import Money
from gotobilling.periods import add_months, month_start, next_day_of_month, next_month
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = ["Pen", "lowest"]


class Pen:
    """Computes exactly and writes down each step; one method for each operation."""

    __slots__ = ("steps",)

    def __init__(self) -> None:
        self.steps: list[Step] = []

    # Leaves.

    def fact(self, fact: Fact, field: str) -> Number:
        """Read a whole number of a fact."""
        return Number(FactField(fact, field), (getattr(fact, field), 1))

    def price(self, fact: Fact, field: str, ratio: Ratio) -> Number:
        """Read an exact decimal of a fact, as the ratio the fact keeps of it."""
        return Number(FactField(fact, field), lowest(*ratio))

    def issued(self, line: IssuedLine) -> Number:
        """Read the amount of a line that was issued."""
        return self.price(line, "amount", (line.minor, 10**line.digits))

    def fact_day(self, fact: Fact, field: str) -> Day:
        """Read a day of a fact."""
        return Day(FactField(fact, field), getattr(fact, field))

    def policy(self, policy: Policy, field: str) -> Number:
        """Read a whole number of a policy."""
        return Number(PolicyField(policy, field), (getattr(policy, field), 1))

    def percent_of(self, policy: Policy, ratio: Ratio) -> Number:
        """Read the percentage of a policy, as the ratio the policy keeps of it."""
        return Number(PolicyField(policy, "percent"), lowest(*ratio))

    def number_of(self, policy: Policy, field: str, ratio: Ratio) -> Number:
        """Read an exact decimal of a policy, given as a ratio."""
        return Number(PolicyField(policy, field), lowest(*ratio))

    def header_day(self, field: str, on: date) -> Day:
        """Read a day of the document's header."""
        return Day(DocumentField(field), on)

    def header_amount(self, field: str, amount: Money) -> Number:
        """Read an amount of the document's header."""
        return Number(DocumentField(field), exact_amount(amount))

    def header_number(self, field: str, ratio: Ratio) -> Number:
        """Read an exact number of the document's header."""
        return Number(DocumentField(field), lowest(*ratio))

    def line(self, line: str, amount: Money) -> Number:
        """Take the proven amount of a line of the same document."""
        return Number(LineAmount(line), exact_amount(amount))

    def proven_amount(self, name: str, amount: Money) -> Number:
        """Take a proven amount of the same document."""
        return Number(AmountOf(name), exact_amount(amount))

    def proven_day(self, name: str, on: date) -> Day:
        """Take a proven date of the same document."""
        return Day(AmountOf(name), on)

    # Numbers.

    def given(self, label: str, clause: Clause, x: Number) -> Number:
        """Restate a number."""
        return self._number(Op.GIVEN, label, clause, (x,), x.value)

    def sum(self, label: str, clause: Clause, *xs: Number) -> Number:
        """Add any count of numbers; of none, 0."""
        n, d = 0, 1
        for x in xs:
            n, d = n * x.value[1] + x.value[0] * d, d * x.value[1]
        return self._number(Op.SUM, label, clause, xs, lowest(n, d))

    def minus(self, label: str, clause: Clause, a: Number, b: Number) -> Number:
        """Take ``b`` from ``a``."""
        (an, ad), (bn, bd) = a.value, b.value
        value = lowest(an * bd - bn * ad, ad * bd)
        return self._number(Op.MINUS, label, clause, (a, b), value)

    def negate(self, label: str, clause: Clause, x: Number) -> Number:
        """Change the sign."""
        n, d = x.value
        return self._number(Op.NEGATE, label, clause, (x,), (-n, d))

    def times(self, label: str, clause: Clause, a: Number, b: Number) -> Number:
        """Multiply two numbers."""
        (an, ad), (bn, bd) = a.value, b.value
        return self._number(Op.TIMES, label, clause, (a, b), lowest(an * bn, ad * bd))

    def over(self, label: str, clause: Clause, a: Number, b: Number) -> Number:
        """Divide ``a`` by ``b``, which is not 0."""
        (an, ad), (bn, bd) = a.value, b.value
        return self._number(Op.OVER, label, clause, (a, b), lowest(an * bd, ad * bn))

    def percent(self, label: str, clause: Clause, a: Number, b: Number) -> Number:
        """Take ``b`` hundredths of ``a``."""
        (an, ad), (bn, bd) = a.value, b.value
        value = lowest(an * bn, ad * bd * 100)
        return self._number(Op.PERCENT, label, clause, (a, b), value)

    def greatest(self, label: str, clause: Clause, a: Number, b: Number) -> Number:
        """Take the greater of two numbers."""
        (an, ad), (bn, bd) = a.value, b.value
        value = a.value if an * bd >= bn * ad else b.value
        return self._number(Op.GREATEST, label, clause, (a, b), value)

    def least(self, label: str, clause: Clause, a: Number, b: Number) -> Number:
        """Take the lesser of two numbers."""
        (an, ad), (bn, bd) = a.value, b.value
        value = a.value if an * bd <= bn * ad else b.value
        return self._number(Op.LEAST, label, clause, (a, b), value)

    def at_least_zero(self, label: str, clause: Clause, x: Number) -> Number:
        """Take the number, or 0 where it is negative."""
        value = x.value if x.value[0] > 0 else (0, 1)
        return self._number(Op.AT_LEAST_ZERO, label, clause, (x,), value)

    def tier(
        self,
        label: str,
        clause: Clause,
        x: Number,
        lowest_value: Number,
        *tiers: tuple[Number, Number],
    ) -> Number:
        """
        Take the value of the highest bound that a number is above.

        Args:
            label: What it is, for people.
            clause: What asks for it.
            x: The number.
            lowest_value: The value where it is above no bound.
            tiers: Bounds, ascending, each with its value.
        """
        value = lowest_value.value
        for bound, one in tiers:
            if x.value[0] * bound.value[1] > bound.value[0] * x.value[1]:
                value = one.value
        marks = (x, lowest_value, *(mark for pair in tiers for mark in pair))
        return self._number(Op.TIER, label, clause, marks, value)

    def round(
        self,
        label: str,
        clause: Clause,
        x: Number,
        policy: Rounds,
        currency: str,
        field: str = "rounding",
    ) -> Number:
        """Round by a rounding of the policy, in the document's currency."""
        rounding: Rounding = getattr(policy, field)
        digits = minor_digits(currency)
        places = rounding.places if isinstance(rounding.places, int) else digits
        value = lowest(rounding.units(*x.value, digits), 10**places)
        by = Choice(PolicyField(policy, field), rounding)
        into = Choice(DocumentField("currency"), currency)
        return self._number(Op.ROUND, label, clause, (x, by, into), value)

    # Days.

    def given_day(self, label: str, clause: Clause, on: Day) -> Day:
        """Restate a day."""
        return self._day(Op.GIVEN, label, clause, (on,), on.value)

    def day_after(self, label: str, clause: Clause, on: Day) -> Day:
        """Take the day after."""
        return self._day(Op.DAY_AFTER, label, clause, (on,), on.value + timedelta(1))

    def day_before(self, label: str, clause: Clause, on: Day) -> Day:
        """Take the day before."""
        return self._day(Op.DAY_BEFORE, label, clause, (on,), on.value - timedelta(1))

    def plus_days(self, label: str, clause: Clause, on: Day, days: Number) -> Day:
        """Count days on from a day, which is day 0."""
        value = on.value + timedelta(days.value[0])
        return self._day(Op.PLUS_DAYS, label, clause, (on, days), value)

    def minus_days(self, label: str, clause: Clause, on: Day, days: Number) -> Day:
        """Count days back from a day, which is day 0."""
        value = on.value - timedelta(days.value[0])
        return self._day(Op.MINUS_DAYS, label, clause, (on, days), value)

    def plus_months(
        self, label: str, clause: Clause, on: Day, months: Number, policy: CountsMonths
    ) -> Day:
        """Count months on from an anchor, by the missing-day choice of the policy."""
        value = add_months(on.value, months.value[0], policy.missing_day)
        by = Choice(PolicyField(policy, "missing_day"), policy.missing_day)
        return self._day(Op.PLUS_MONTHS, label, clause, (on, months, by), value)

    def month_start(self, label: str, clause: Clause, on: Day) -> Day:
        """Take the first day of the day's month."""
        value = month_start(on.value)
        return self._day(Op.MONTH_START, label, clause, (on,), value)

    def next_month(self, label: str, clause: Clause, on: Day) -> Day:
        """Take the first day of the month after, where the day's month ends."""
        value = next_month(on.value)
        return self._day(Op.NEXT_MONTH, label, clause, (on,), value)

    def day_of_month(self, label: str, clause: Clause, on: Day, number: Number) -> Day:
        """Take the numbered day of the day's month."""
        value = on.value.replace(day=number.value[0])
        return self._day(Op.DAY_OF_MONTH, label, clause, (on, number), value)

    def next_day_of_month(
        self, label: str, clause: Clause, on: Day, number: Number
    ) -> Day:
        """Take the first day, on or after the given one, that has the number."""
        value = next_day_of_month(on.value, number.value[0])
        return self._day(Op.NEXT_DAY_OF_MONTH, label, clause, (on, number), value)

    def business_day(
        self,
        label: str,
        clause: Clause,
        on: Day,
        number: Number,
        policy: CountsBusinessDays,
    ) -> Day:
        """Take the numbered business day, counted from 1 on or after the day."""
        value = nth_business_day(on.value, number.value[0], policy.holidays)
        by = Choice(PolicyField(policy, "holidays"), policy.holidays)
        return self._day(Op.BUSINESS_DAY, label, clause, (on, number, by), value)

    def next_business_day(
        self, label: str, clause: Clause, on: Day, policy: CountsBusinessDays
    ) -> Day:
        """Take the first business day on or after the day."""
        value = nth_business_day(on.value, 1, policy.holidays)
        by = Choice(PolicyField(policy, "holidays"), policy.holidays)
        return self._day(Op.NEXT_BUSINESS_DAY, label, clause, (on, by), value)

    def previous_business_day(
        self, label: str, clause: Clause, on: Day, policy: CountsBusinessDays
    ) -> Day:
        """Take the last business day before the day, which is never the day itself."""
        value = last_business_day_before(on.value, policy.holidays)
        by = Choice(PolicyField(policy, "holidays"), policy.holidays)
        return self._day(Op.PREVIOUS_BUSINESS_DAY, label, clause, (on, by), value)

    def later(self, label: str, clause: Clause, *days: Day) -> Day:
        """Take the latest of the days."""
        value = max(one.value for one in days)
        return self._day(Op.LATER, label, clause, days, value)

    def earlier(self, label: str, clause: Clause, *days: Day) -> Day:
        """Take the earliest of the days."""
        value = min(one.value for one in days)
        return self._day(Op.EARLIER, label, clause, days, value)

    def charged_from(
        self, label: str, clause: Clause, policy: CountsDays, on: Day
    ) -> Day:
        """Take the first chargeable day, by the day count of the policy."""
        by = Choice(PolicyField(policy, "day_count"), policy.day_count)
        value = policy.day_count.charged_from(on.value)
        return self._day(Op.CHARGED_FROM, label, clause, (by, on), value)

    def charged_days(
        self, label: str, clause: Clause, policy: CountsDays, start: Day, end: Day
    ) -> Number:
        """Count the days of ``[start, end)`` by the day count of the policy."""
        by = Choice(PolicyField(policy, "day_count"), policy.day_count)
        value = (policy.day_count.days(start.value, end.value), 1)
        return self._number(Op.CHARGED_DAYS, label, clause, (by, start, end), value)

    # Periods of whole months.

    def frequency(self, fact: Fact, frequency: Enum) -> Choice:
        """Read how often the item of a price is billed."""
        return Choice(FactField(fact, "frequency"), frequency)

    def stretch(self, policy: CountsPeriods) -> Choice:
        """Read in what a change within a quarter counts days: its month, or all."""
        return Choice(PolicyField(policy, "quarter_changes"), policy.quarter_changes)

    def periods_from(
        self, label: str, clause: Clause, policy: CountsPeriods, on: Day
    ) -> Day:
        """Take the day from which the quarters of what begins on a day are counted."""
        by = Choice(PolicyField(policy, "quarters"), policy.quarters)
        value = counted_from(on.value, policy.quarters)
        return self._day(Op.PERIODS_FROM, label, clause, (by, on), value)

    def period_start(
        self,
        label: str,
        clause: Clause,
        each: Choice,
        anchor: Day,
        before: Day,
        policy: CountsMonths,
    ) -> Day:
        """Take the first day of the last period that begins before a day."""
        by = Choice(PolicyField(policy, "missing_day"), policy.missing_day)
        months = MONTHS_OF[_member(each)]
        value = last_start(anchor.value, months, before.value, policy.missing_day)
        of = (each, anchor, before, by)
        return self._day(Op.PERIOD_START, label, clause, of, value)

    def period_end(
        self,
        label: str,
        clause: Clause,
        each: Choice,
        anchor: Day,
        on: Day,
        policy: CountsMonths,
    ) -> Day:
        """Take the first day on which a period begins, on or after a day."""
        by = Choice(PolicyField(policy, "missing_day"), policy.missing_day)
        months = MONTHS_OF[_member(each)]
        value = first_start(anchor.value, months, on.value, policy.missing_day)
        return self._day(Op.PERIOD_END, label, clause, (each, anchor, on, by), value)

    def months_within(
        self,
        label: str,
        clause: Clause,
        anchor: Day,
        start: Day,
        stop: Day,
        policy: CountsMonths,
    ) -> Number:
        """Count the months of ``[start, stop)``, each counted from the anchor."""
        by = Choice(PolicyField(policy, "missing_day"), policy.missing_day)
        days = (anchor.value, start.value, stop.value)
        value = (starts_within(*days, policy.missing_day), 1)
        of = (anchor, start, stop, by)
        return self._number(Op.MONTHS_WITHIN, label, clause, of, value)

    def _number(
        self, op: Op, label: str, clause: Clause, of: tuple[Mark, ...], value: Ratio
    ) -> Number:
        self.steps.append(Step(op, of, value, label, clause))
        return Number(StepValue(len(self.steps) - 1), value)

    def _day(
        self, op: Op, label: str, clause: Clause, of: tuple[Mark, ...], value: date
    ) -> Day:
        self.steps.append(Step(op, of, value, label, clause))
        return Day(StepValue(len(self.steps) - 1), value)


def _member(choice: Choice) -> Enum:
    return cast("Enum", choice.value)
