"""Years and quarters: charged in advance, and changed within (Q50, Q51).

Years and quarters count from the item's first day. What changes within one is charged,
or credited, from the day after to its end: by days in a year; in a quarter the month of
the change by days, and a third for each month that is left.

>>> from datetime import date
>>> from gotobilling.markets import us
>>> rule = us.CONNECT.rules.period
>>> rule.name, rule.frequency.quarters.value
('period_charge', 'first_of_month')
"""

from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from attrs import evolve, frozen

from gotobilling.billing_periods import FrequencyPolicy
from gotobilling.clauses import H6, Q1, Q23, Q29, Q68
from gotobilling.clauses.contract_decisions import Q50, Q51
from gotobilling.derivation import Day, Levied, LineFields, LineRule, Number, Pen
from gotobilling.derivation.anchored import (
    MONTHS_OF,
    counted_from,
    first_start,
    last_start,
    starts_within,
)
from gotobilling.facts import Price
from gotobilling.facts.histories import Counted
from gotobilling.kinds import Frequency, QuarterChanges, charge_class
from gotobilling.periods import Period, month_start, next_month
from gotobilling.proration.changes import ProratedCharge, ProratedFacts
from gotobilling.proration.policies import (
    Emptied,
    ProrationPolicy,
    RecurringPolicy,
)
from gotobilling.proration.quantities import at_least, day_after, floored, summed
from gotobilling.sources import Clause

__all__ = [
    "Begun",
    "PeriodCharge",
    "PeriodFacts",
    "PeriodProration",
    "PeriodProrationFacts",
]

_ONE_DAY: Final = timedelta(1)


class Begun(NamedTuple):
    """
    From which day the periods of an item are counted.

    Attributes:
        frequency: How often it is billed.
        first: The item's first change, of whichever group.
        start: The billing start.
    """

    frequency: Frequency
    first: Counted
    start: date

    @property
    def day(self) -> date:
        """The item's first day: that of its first change, once billing has started."""
        return max(self.first.effective_on, self.start)

    def anchor(self, policy: FrequencyPolicy) -> date:
        """
        Return the first day of its first period.

        Clauses: Q50, Q51.
        """
        if self.frequency is Frequency.ANNUAL:
            return self.day
        return counted_from(self.day, policy.quarters)

    def last(self, before: date, policy: FrequencyPolicy) -> Period:
        """Return the last period that begins before a day."""
        anchor, months = self.anchor(policy), MONTHS_OF[self.frequency]
        start = last_start(anchor, months, before, policy.missing_day)
        after = start + _ONE_DAY
        return Period(start, first_start(anchor, months, after, policy.missing_day))

    def next(self, on: date, policy: FrequencyPolicy) -> Period:
        """Return the first period that begins on or after a day."""
        anchor, months = self.anchor(policy), MONTHS_OF[self.frequency]
        start = first_start(anchor, months, on, policy.missing_day)
        after = start + _ONE_DAY
        return Period(start, first_start(anchor, months, after, policy.missing_day))

    def work(self, pen: Pen, policy: FrequencyPolicy) -> Day:
        """Say from which day its periods are counted."""
        by = ground(self.frequency, policy)
        first = pen.fact_day(self.first, "effective_on")
        day = pen.later(
            "first day of the item",
            by,
            first,
            pen.proven_day("billing_start", self.start),
        )
        if self.frequency is Frequency.ANNUAL:
            return day
        return pen.periods_from("quarters are counted from", by, policy, day)


def ground(frequency: Frequency, policy: FrequencyPolicy) -> Clause:
    """Return the decision on what is billed so often."""
    return policy.ground(Q50 if frequency is Frequency.ANNUAL else Q51)


class PeriodFacts(NamedTuple):
    """What the line of a whole year or quarter rests on."""

    price: Price
    currency: str
    group: str | None
    changes: tuple[Counted, ...]
    """The changes that make up the quantity."""
    begun: Begun
    until: date
    """The end of the document's period, before which the year or quarter begins."""


@frozen
class PeriodCharge(LineRule[PeriodFacts]):
    """
    The rule of a year or a quarter in advance, bound to its policies.

    Clauses: A12, A16, H5, H6, Q23, Q50, Q51.
    """

    name: ClassVar[str] = "period_charge"

    policy: RecurringPolicy
    proration: ProrationPolicy
    frequency: FrequencyPolicy

    def work(self, pen: Pen, facts: PeriodFacts) -> Number:
        """Say the rule: quantity x price, for all of the period's days."""
        price, begun = facts.price, facts.begun
        by = ground(begun.frequency, self.frequency)
        quantity = summed(pen, "quantity", self.policy.ground(Q23), facts.changes)
        if self.proration.emptied is Emptied.MINIMUM_QUANTITY:
            quantity = floored(pen, quantity, price, self.proration)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        charge = pen.times("full period", by, quantity, each)
        anchor = begun.work(pen, self.frequency)
        often = pen.frequency(price, price.frequency)
        stop = pen.header_day("period.end", facts.until)
        start = pen.period_start(
            "start of the period", by, often, anchor, stop, self.frequency
        )
        after = pen.day_after("day after it", by, start)
        end = pen.period_end(
            "end of the period", by, often, anchor, after, self.frequency
        )
        # A period that has begun is charged whole, even where service ends in it.
        share = whole_share(pen, self.proration, start, end)
        whole = pen.times("charge for the period", H6, charge, share)
        return pen.round(
            "amount", self.policy.ground(Q29), whole, self.policy, facts.currency
        )

    def raw(self, facts: PeriodFacts) -> int:
        """Return the amount in minor units."""
        price = facts.price
        amount = self.quantity(facts) * price.numerator
        return self.policy.rounding.units(amount, price.denominator, price.minor_digits)

    def quantity(self, facts: PeriodFacts) -> int:
        """Return the quantity billed."""
        total = sum([one.quantity for one in facts.changes])
        return at_least(total, facts.price, self.proration)

    def period(self, facts: PeriodFacts) -> Period:
        """Return the year or quarter that is charged."""
        return facts.begun.last(facts.until, self.frequency)

    def currency(self, facts: PeriodFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def levied(self, facts: PeriodFacts) -> Levied:
        """Return what levies ask of the line."""
        price = facts.price
        return Levied(charge_class(price.kind), price.unit, None)

    def fields(self, facts: PeriodFacts) -> LineFields:
        """Return what the line says of itself."""
        price = facts.price
        return LineFields(
            kind=price.kind,
            charge_class=charge_class(price.kind),
            item=price.item,
            group=facts.group,
            quantity=self.quantity(facts),
            unit=price.unit,
            unit_price=price.unit_price,
            effective_on=None,
            price=price.id,
            fact=None,
            price_root=price.root,
            fact_root=None,
            code=None,
            period=self.period(facts),
            is_credit=False,
        )


def whole_share(pen: Pen, policy: ProrationPolicy, start: Day, end: Day) -> Number:
    """Say that all days of a period are charged."""
    by = policy.ground(Q1)
    days = pen.charged_days("days charged", by, policy, start, end)
    length = pen.charged_days("days in the period", by, policy, start, end)
    return pen.over("share of the period", by, days, length)


class PeriodProrationFacts(NamedTuple):
    """What the line of a change within a year or a quarter rests on."""

    change: ProratedFacts
    begun: Begun
    renews: bool
    """Whether it is charged for a period that was invoiced before the change."""

    @property
    def day(self) -> date:
        """The day of the change; of several, of the first."""
        cause = self.change.cause
        return self.begun.start if cause is None else cause.effective_on


@frozen
class PeriodProration(LineRule[PeriodProrationFacts]):
    """
    The rule of a change within a year or a quarter, bound to its policies.

    Clauses: A8, Q1, Q17, Q27, Q31, Q50, Q51, Q64, Q68.
    """

    name: ClassVar[str] = "period_proration"

    prorated: ProratedCharge
    frequency: FrequencyPolicy

    @property
    def policy(self) -> ProrationPolicy:
        """How parts of a period are counted and rounded."""
        return self.prorated.policy

    def work(self, pen: Pen, facts: PeriodProrationFacts) -> Number:
        """Say the rule: quantity x price x share of the period, rounded once."""
        quantity = self.prorated.counted(pen, facts.change)
        share = self._share(pen, facts)
        return self.prorated.charged(pen, facts.change, quantity, share)

    def _share(self, pen: Pen, facts: PeriodProrationFacts) -> Number:
        begun, cause = facts.begun, facts.change.cause
        on = pen.proven_day("billing_start", begun.start)
        if cause is not None:
            on = pen.fact_day(cause, "effective_on")
        anchor = begun.work(pen, self.frequency)
        if facts.renews:
            return self._whole(pen, facts, anchor, on)
        if on.value < anchor.value:
            return self._first_month(pen, facts, anchor, on)
        after = pen.day_after("day after the change", self._by(facts), on)
        period = self._period(pen, facts, anchor, after)
        if self._by_days(facts):
            return self._days(pen, on, *period)
        return self._months(pen, facts, anchor, on, after, period)

    def _by(self, facts: PeriodProrationFacts) -> Clause:
        return ground(facts.begun.frequency, self.frequency)

    def _by_days(self, facts: PeriodProrationFacts) -> bool:
        days = self.frequency.quarter_changes is QuarterChanges.DAYS
        return days or facts.begun.frequency is Frequency.ANNUAL

    def _whole(
        self, pen: Pen, facts: PeriodProrationFacts, anchor: Day, on: Day
    ) -> Number:
        """Say that all of the period is charged that begins on the day or after it."""
        by, policy, price = self._by(facts), self.frequency, facts.change.price
        often = pen.frequency(price, price.frequency)
        start = pen.period_end("start of the period", by, often, anchor, on, policy)
        after = pen.day_after("day after it", by, start)
        end = pen.period_end("end of the period", by, often, anchor, after, policy)
        return whole_share(pen, self.policy, start, end)

    def _period(
        self, pen: Pen, facts: PeriodProrationFacts, anchor: Day, after: Day
    ) -> tuple[Day, Day]:
        by, policy, price = self._by(facts), self.frequency, facts.change.price
        often = pen.frequency(price, price.frequency)
        start = pen.period_start(
            "start of the period", by, often, anchor, after, policy
        )
        return start, pen.period_end(
            "end of the period", by, often, anchor, after, policy
        )

    def _days(
        self, pen: Pen, on: Day, start: Day, end: Day, until: Day | None = None
    ) -> Number:
        """Say the share of ``[start, end)`` from a day on."""
        policy, by = self.policy, self.policy.ground(Q1)
        first = start
        if on.value != start.value:
            first = pen.charged_from("first chargeable day", by, policy, on)
        days = pen.charged_days("days charged", by, policy, first, until or end)
        length = pen.charged_days("days in the period", by, policy, start, end)
        return pen.over("share of the days", by, days, length)

    def _first_month(
        self, pen: Pen, facts: PeriodProrationFacts, anchor: Day, on: Day
    ) -> Number:
        """Say the share of the part month before the first quarter."""
        by, policy, price = self._by(facts), self.frequency, facts.change.price
        end = facts.change.end
        start = pen.month_start("start of the month", by, on)
        stop = pen.next_month("end of the month", by, on)
        until = None
        if end is not None:
            last = pen.fact_day(end, "last_day_of_service")
            until = pen.day_after("service has ended", self.policy.ground(Q68), last)
        part = self._days(pen, on, start, stop, until)
        often = pen.frequency(price, price.frequency)
        before = pen.period_start("a quarter before", by, often, anchor, stop, policy)
        every = pen.months_within(
            "months of a quarter", by, anchor, before, stop, policy
        )
        return pen.over("share of the quarter", by, part, every)

    def _months(
        self,
        pen: Pen,
        facts: PeriodProrationFacts,
        anchor: Day,
        on: Day,
        after: Day,
        period: tuple[Day, Day],
    ) -> Number:
        """Say the share of a quarter: the month by days, and each month after it."""
        by, policy = self._by(facts), self.frequency
        each = pen.stretch(policy)
        start = pen.period_start("start of the month", by, each, anchor, after, policy)
        stop = pen.period_end("end of the month", by, each, anchor, after, policy)
        part = self._days(pen, on, start, stop)
        left = pen.months_within("months left", by, anchor, stop, period[1], policy)
        every = pen.months_within("months of the quarter", by, anchor, *period, policy)
        months = pen.sum("months charged", by, part, left)
        return pen.over("share of the quarter", by, months, every)

    def period(self, facts: PeriodProrationFacts) -> Period:
        """Return the year or quarter, or the month before the first quarter."""
        begun, on, policy = facts.begun, facts.day, self.frequency
        if facts.renews:
            return begun.next(on, policy)
        if on < begun.anchor(policy):
            return Period(month_start(on), next_month(on))
        return begun.last(on + _ONE_DAY, policy)

    def _stretch(self, facts: PeriodProrationFacts, period: Period) -> Period:
        """Return the part of the period in which days are counted."""
        begun, policy = facts.begun, self.frequency
        anchor, after = begun.anchor(policy), facts.day + _ONE_DAY
        if facts.renews or self._by_days(facts) or after <= anchor:
            return period
        start = last_start(anchor, 1, after, policy.missing_day)
        return Period(start, first_start(anchor, 1, after, policy.missing_day))

    def days(self, facts: PeriodProrationFacts) -> Period:
        """Return the days that are charged."""
        period, on, end = self.period(facts), facts.day, facts.change.end
        if facts.renews:
            return period
        first = on
        if on != self._stretch(facts, period).start:
            first = self.policy.day_count.charged_from(on)
        return Period(first, period.end if end is None else day_after(end))

    def share(self, facts: PeriodProrationFacts) -> tuple[int, int]:
        """Return the share of the period's price, as a ratio."""
        if facts.renews:
            return 1, 1
        period, span, count = (
            self.period(facts),
            self.days(facts),
            self.policy.day_count,
        )
        stretch = self._stretch(facts, period)
        length = count.days(stretch.start, stretch.end)
        part = count.days(span.start, min(span.end, stretch.end))
        begun, policy = facts.begun, self.frequency
        anchor, missing = begun.anchor(policy), policy.missing_day
        quarter = period if facts.day >= anchor else begun.last(anchor, policy)
        if self._by_days(facts) and quarter is period:
            return part, length
        left = starts_within(anchor, stretch.end, period.end, missing)
        every = starts_within(anchor, quarter.start, quarter.end, missing)
        return part + left * length, length * every

    def raw(self, facts: PeriodProrationFacts) -> int:
        """Return the amount in minor units."""
        quantity = self.prorated.quantity(facts.change)
        return self.prorated.minor(facts.change.price, quantity, *self.share(facts))

    def currency(self, facts: PeriodProrationFacts) -> str:
        """Return the currency of the facts."""
        return facts.change.currency

    def fields(self, facts: PeriodProrationFacts) -> LineFields:
        """Return what the line says of itself."""
        return evolve(self.prorated.fields(facts.change), period=self.days(facts))
