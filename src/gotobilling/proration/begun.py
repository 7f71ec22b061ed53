"""From which day the years and quarters of an item are counted.

>>> from gotobilling.facts import QuantityChange
>>> from gotobilling.markets import us
>>> bought = date(2026, 8, 20)
>>> first = QuantityChange(id="first", item="seat", quantity=1, effective_on=bought)
>>> begun = Begun(Frequency.QUARTERLY, first, date(2026, 3, 1))
>>> str(begun.anchor(us.CONNECT.frequency)), str(begun.day)
('2026-09-01', '2026-08-20')
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from gotobilling.billing_periods import FrequencyPolicy
from gotobilling.clauses import Q1
from gotobilling.clauses.contract_decisions import Q50, Q51
from gotobilling.derivation import Day, Number, Pen
from gotobilling.derivation.anchored import (
    MONTHS_OF,
    counted_from,
    first_start,
    last_start,
)
from gotobilling.facts.histories import Counted
from gotobilling.kinds import Frequency
from gotobilling.periods import Period
from gotobilling.proration.policies import ProrationPolicy
from gotobilling.sources import Clause

__all__ = ["Begun", "ground", "whole_share"]

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


def whole_share(pen: Pen, policy: ProrationPolicy, start: Day, end: Day) -> Number:
    """Say that all days of a period are charged."""
    by = policy.ground(Q1)
    days = pen.charged_days("days charged", by, policy, start, end)
    length = pen.charged_days("days in the period", by, policy, start, end)
    return pen.over("share of the period", by, days, length)
