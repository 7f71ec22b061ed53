"""The days of a billing cycle that is no calendar month: anchor, start and end.

A cycle counts from an anchor: the sign-up, or the day to which a change moved the
billing date. Each cycle is counted from the anchor and never from the cycle before:

>>> from datetime import date
>>> from gotobilling.markets import us
>>> rule = CycleStart(us.CENTRAL.anchor)
>>> anchor = date(2028, 1, 30)
>>> for number in range(3):
...     print(rule(CyclePlace(anchor, number, 0)).value)
2028-01-30
2028-02-29
2028-03-30
"""

from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.billing_periods import AnchorPolicy, CycleLength, FirstCharge
from gotobilling.clauses.contract_decisions import Q52, Q53
from gotobilling.derivation import DateRule, Day, Number, Pen
from gotobilling.errors import InvalidValue
from gotobilling.facts import QuantityChange
from gotobilling.kinds import Frequency
from gotobilling.periods import Period, add_months

__all__ = [
    "AnchorFacts",
    "AnchorOn",
    "CycleEnd",
    "CycleFacts",
    "CycleIssue",
    "CyclePlace",
    "CycleStart",
    "PastAnchorOn",
    "PastCycle",
    "PastEnd",
    "PastStart",
    "cycle_months",
    "cycle_period",
]

_MONTHS: Final = MappingProxyType(
    {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.ANNUAL: 12}
)


class AnchorFacts(NamedTuple):
    """
    What an anchor rests on.

    Attributes:
        start: The billing start.
        change: The first change of what is billed so often; or the one whose day the
            billing date moved to.
        moved: Whether the billing date moved to the day of that change.
    """

    start: date
    change: QuantityChange
    moved: bool

    @property
    def on(self) -> date:
        """The day from which cycles are counted."""
        on = self.change.effective_on
        return on if self.moved else max(self.start, on)


class PastCycle(NamedTuple):
    """The cycle before a document's own: its anchor, its number and its days."""

    anchor: AnchorFacts
    number: int
    period: Period


class CycleFacts(NamedTuple):
    """
    Which cycle a document bills.

    Attributes:
        frequency: How often its items are billed.
        months: Months of such a cycle; 0 where it is counted in days.
        anchor: What it is counted from.
        number: How many cycles lie between; the first is 0.
        past: The cycle before, whose changes are prorated here; None at sign-up.
    """

    frequency: Frequency
    months: int
    anchor: AnchorFacts
    number: int
    past: PastCycle | None


class CyclePlace(NamedTuple):
    """The place of a cycle: its anchor, its number, and the months of each or 0."""

    anchor: date
    number: int
    months: int


def cycle_months(frequency: Frequency, policy: AnchorPolicy) -> int:
    """
    Return the months of a cycle of items so billed, or 0: it is counted in days.

    >>> from gotobilling.markets import us
    >>> cycle_months(Frequency.MONTHLY, us.CENTRAL.anchor)
    0
    >>> cycle_months(Frequency.ANNUAL, us.CENTRAL.anchor)
    12

    Clauses: A12, Q7, Q52.
    """
    checks.member("frequency", frequency, Frequency)
    checks.exactly("policy", policy, AnchorPolicy)
    by_days = policy.length is CycleLength.THIRTY_DAYS
    return 0 if by_days and frequency is Frequency.MONTHLY else _MONTHS[frequency]


def cycle_period(place: CyclePlace, policy: AnchorPolicy) -> Period:
    """
    Return the days of a cycle.

    >>> from gotobilling.markets import us
    >>> print(cycle_period(CyclePlace(date(2027, 1, 31), 1, 1), us.WEBINAR.anchor))
    2027-02-28/2027-03-31

    Raises:
        WrongType: no place, or no policy.
        InvalidValue: a number that leads out of the calendar.

    Clauses: Q52, Q53.
    """
    checks.exactly("place", place, CyclePlace)
    checks.exactly("policy", policy, AnchorPolicy)
    return Period(_after(place, policy, 0), _after(place, policy, 1))


def _after(place: CyclePlace, policy: AnchorPolicy, more: int) -> date:
    anchor, number, months = place
    count = number + more
    if months:
        return add_months(anchor, months * count, policy.missing_day)
    try:
        return anchor + timedelta(policy.days * count)
    except OverflowError:
        requirement = "that of a cycle which ends by the year 9999"
        raise InvalidValue("number", requirement, number, "Q52") from None


@frozen
class AnchorOn(DateRule[AnchorFacts]):
    """
    The rule of the day from which cycles are counted.

    Clauses: A12, I4, Q52, Q53.
    """

    name: ClassVar[str] = "anchor"

    policy: AnchorPolicy

    def work(self, pen: Pen, facts: AnchorFacts) -> Day:
        """Say the rule: the day of the change, or the later of that and the start."""
        on = pen.fact_day(facts.change, "effective_on")
        if facts.moved:
            by = self.policy.ground(Q53)
            return pen.given_day("the billing date moved here", by, on)
        start = pen.proven_day("billing_start", facts.start)
        return pen.later("sign-up", self.policy.ground(Q52), start, on)

    def raw(self, facts: AnchorFacts) -> date:
        """Return the day."""
        return facts.on


@frozen
class PastAnchorOn(AnchorOn):
    """The same of the cycle before."""

    name: ClassVar[str] = "past_anchor"


@frozen
class CycleStart(DateRule[CyclePlace]):
    """
    The rule of a cycle's first day.

    Clauses: A12, Q52, Q53.
    """

    name: ClassVar[str] = "cycle_start"
    label: ClassVar[str] = "first day"
    counted: ClassVar[tuple[str, str]] = ("anchor", "cycle.number")

    policy: AnchorPolicy

    def work(self, pen: Pen, facts: CyclePlace) -> Day:
        """Say the rule: as many cycles as there were, counted from the anchor."""
        by, count = self.policy.ground(Q52), self._count(pen, facts)
        on = pen.proven_day(self.counted[0], facts.anchor)
        if facts.months:
            return pen.plus_months(self.label, by, on, count, self.policy)
        return pen.plus_days(self.label, by, on, count)

    def raw(self, facts: CyclePlace) -> date:
        """Return the day."""
        return _after(facts, self.policy, 0)

    def _count(self, pen: Pen, facts: CyclePlace) -> Number:
        """Say the months, or days, from the anchor on."""
        return self._whole(pen, facts)[1]

    def _whole(self, pen: Pen, facts: CyclePlace) -> tuple[Number, Number]:
        number = pen.header_number(self.counted[1], (facts.number, 1))
        if facts.months:
            each = pen.header_number("cycle.months", (facts.months, 1))
        else:
            each = pen.policy(self.policy, "days")
        by = self.policy.ground(Q52)
        return each, pen.times("cycles since the anchor", by, number, each)


@frozen
class PastStart(CycleStart):
    """The same of the cycle before."""

    name: ClassVar[str] = "past_start"
    counted: ClassVar[tuple[str, str]] = ("past_anchor", "cycle.past.number")


@frozen
class CycleEnd(CycleStart):
    """
    The rule of the first day after a cycle.

    Clauses: A12, Q52, Q53.
    """

    name: ClassVar[str] = "cycle_end"
    label: ClassVar[str] = "end of the cycle"

    def raw(self, facts: CyclePlace) -> date:
        """Return the day."""
        return _after(facts, self.policy, 1)

    def _count(self, pen: Pen, facts: CyclePlace) -> Number:
        each, count = self._whole(pen, facts)
        return pen.sum("and this cycle", self.policy.ground(Q52), count, each)


@frozen
class PastEnd(CycleEnd):
    """The same of the cycle before."""

    name: ClassVar[str] = "past_end"
    counted: ClassVar[tuple[str, str]] = ("past_anchor", "cycle.past.number")


@frozen
class CycleIssue(DateRule[Period]):
    """
    The rule of the date of a cycle's document.

    Clauses: A12, Q52, Q53.
    """

    name: ClassVar[str] = "issue_date"

    policy: AnchorPolicy

    def work(self, pen: Pen, facts: Period) -> Day:
        """Say the rule: the cycle's first day, or the day on which it has ended."""
        by = self.policy.ground(Q52)
        if self.policy.first_charge is FirstCharge.SIGN_UP:
            on = pen.header_day("period.start", facts.start)
            return pen.given_day("invoice date: the cycle begins", by, on)
        on = pen.header_day("period.end", facts.end)
        return pen.given_day("invoice date: the cycle has ended", by, on)

    def raw(self, facts: Period) -> date:
        """Return the day."""
        at_once = self.policy.first_charge is FirstCharge.SIGN_UP
        return facts.start if at_once else facts.end
