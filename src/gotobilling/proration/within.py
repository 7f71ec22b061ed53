"""What changes within a year or a quarter (Q50, Q51).

It is charged, or credited, from the day after to the end of the period: by days in a
year; in a quarter the month of the change by days, and a third for each month left.

>>> from gotobilling.markets import us
>>> rule = us.CONNECT.rules.period_prorated
>>> rule.name, rule.frequency.quarter_changes.value
('period_proration', 'months_and_days')
"""

from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from attrs import evolve, frozen

from gotobilling.billing_periods import FrequencyPolicy
from gotobilling.clauses import Q1, Q68
from gotobilling.clauses.contract_own_decisions import PERIOD_RENEWED
from gotobilling.derivation import Day, LineFields, LineRule, Number, Pen
from gotobilling.derivation.anchored import first_start, last_start, starts_within
from gotobilling.kinds import Frequency, QuarterChanges
from gotobilling.periods import Period, month_start, next_month
from gotobilling.proration.begun import Begun, ground, whole_share
from gotobilling.proration.changes import ProratedCharge, ProratedFacts
from gotobilling.proration.policies import ProrationPolicy
from gotobilling.proration.quantities import day_after
from gotobilling.sources import Clause

__all__ = ["PeriodProration", "PeriodProrationFacts"]

_ONE_DAY: Final = timedelta(1)


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

    Clauses: A8, Q1, Q17, Q27, Q31, Q50, Q51, Q64, Q68, period-renewed.
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
        policy, price = self.frequency, facts.change.price
        by, often = policy.ground(PERIOD_RENEWED), pen.frequency(price, price.frequency)
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
