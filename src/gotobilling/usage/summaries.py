"""A month of rows in, small totals out: what an invoice takes of usage.

Totals add up, so that batches may be rated apart, in any order, and put together:

>>> from datetime import UTC, datetime
>>> from gotobilling.kinds import CallType
>>> from gotobilling.markets import us
>>> plan = Plan(id="us", currency="USD", policy=us.CONNECT.usage)
>>> noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
>>> rows = [
...     ("1020", "+13105550100", noon, 61, CallType.PLAN),
...     ("1021", "+13105550100", noon, -1, CallType.PLAN),
... ]
>>> run = summarise(rows, plan, Period.month(2026, 7))
>>> run.usage.totals[0].id, run.usage.totals[0].billable
('usage:2026-07:plan', 120)
>>> print(run.rejected[0])
row 2: seconds must be from 0 to 999999999999, got -1
>>> run.totals.rows.read, run.totals.rows.rated, run.totals.rows.rejected
(2, 1, 1)

Nothing is dropped in silence: every row that is read is rated, rejected or outside of
what is rated, and the run says how many of each, in rows and in seconds.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final, Protocol, TypeVar

from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.errors import ConflictingFacts, WrongType
from gotobilling.facts import CallRate, Device, NoUsage, UsageTotal
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.usage.plans import UNRATED, Plan
from gotobilling.usage.rows import Bare, MessageUsage, Rejected, UsageRow
from gotobilling.usage.tallies import Repeats, Tally
from gotobilling.usage.windows import Window

__all__ = [
    "NO_USAGE",
    "ControlTotals",
    "Counts",
    "Repeats",
    "Usage",
    "UsageRun",
    "summarise",
]


@frozen(kw_only=True)
class Counts:
    """
    What became of what was read, in rows or in seconds.

    Attributes:
        read: All of it.
        rated: What is in the totals.
        rejected: What could not be rated; of a duration that cannot be read, 0 seconds.
        before_billing_start: What is outside for that reason.
        after_service: The same.
        other_month: The same.

    Raises:
        ConflictingFacts: what was read is not what became of it.
    """

    read: int = 0
    rated: int = 0
    rejected: int = 0
    before_billing_start: int = 0
    after_service: int = 0
    other_month: int = 0

    def __attrs_post_init__(self) -> None:
        found = self.rated + self.rejected + self.outside
        if self.read != found:
            raise ConflictingFacts("read", f"the {found} that are told of", self.read)

    @property
    def outside(self) -> int:
        """What is not of the month, or not of the days of service."""
        return self.before_billing_start + self.after_service + self.other_month

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            read=self.read + other.read,
            rated=self.rated + other.rated,
            rejected=self.rejected + other.rejected,
            before_billing_start=self.before_billing_start + other.before_billing_start,
            after_service=self.after_service + other.after_service,
            other_month=self.other_month + other.other_month,
        )


@frozen(kw_only=True)
class ControlTotals:
    """The counts of a run, in rows and in seconds."""

    rows: Counts = Counts()
    seconds: Counts = Counts()

    def __add__(self, other: "ControlTotals") -> "ControlTotals":
        return ControlTotals(
            rows=self.rows + other.rows, seconds=self.seconds + other.seconds
        )


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


@frozen(kw_only=True)
class Usage:
    """
    What an invoice takes of usage; two of them add up to one.

    Adding knows no order: totals of one id are summed, rates are put together. That
    nothing was used is forgotten where something was.

    Attributes:
        totals: The totals, sorted by id.
        rates: The call rates that they, or what is above the included, are priced at.
        nothing: The months of which it is known that nothing was used.
        nothing_in_any_month: The same of every month without a total.

    Raises:
        ConflictingFacts: two facts of one id, or totals of one id that do not go
            together.

    Clauses: F6.
    """

    totals: tuple[UsageTotal, ...] = ()
    rates: tuple[CallRate, ...] = ()
    nothing: tuple[NoUsage, ...] = ()
    nothing_in_any_month: bool = False

    def __attrs_post_init__(self) -> None:
        used = {total.month for total in self.totals}
        nothing = tuple(one for one in self.nothing if one.month not in used)
        for name, found in (
            ("totals", _sorted("totals", self.totals)),
            ("rates", _sorted("rates", self.rates)),
            ("nothing", _sorted("nothing", nothing)),
        ):
            object.__setattr__(self, name, found)

    def __add__(self, other: "Usage") -> "Usage":
        totals = {one.id: one for one in self.totals}
        for one in other.totals:
            totals[one.id] = _added(totals[one.id], one) if one.id in totals else one
        nothing = {one.id: one for one in self.nothing}
        for found in other.nothing:
            known = nothing.setdefault(found.id, found)
            if known.month == found.month and known.known_on < found.known_on:
                nothing[found.id] = found
        return Usage(
            totals=tuple(totals.values()),
            rates=self.rates + other.rates,
            nothing=tuple(nothing.values()),
            nothing_in_any_month=self.nothing_in_any_month
            or other.nothing_in_any_month,
        )


def _sorted(name: str, facts: tuple[N, ...]) -> tuple[N, ...]:
    if type(facts) is not tuple:
        raise WrongType(name, "a tuple", facts)
    found: dict[str, N] = {}
    for one in facts:
        if found.setdefault(one.id, one) != one:
            raise ConflictingFacts(f"{name}.id", "of one content", one.id)
    return tuple(found[key] for key in sorted(found))


def _added(one: UsageTotal, other: UsageTotal) -> UsageTotal:
    has_costs = one.row_cost is None, other.row_cost is None
    natures = {
        (*total.nature, total.counted, total.counted_from, has_cost)
        for total, has_cost in zip((one, other), has_costs, strict=True)
    }
    if len(natures) > 1:
        raise ConflictingFacts("totals.id", "of one kind of total", one.id)
    return evolve(
        one,
        rows=one.rows + other.rows,
        connected=one.connected + other.connected,
        seconds=one.seconds + other.seconds,
        billable=one.billable + other.billable,
        row_cost=_sum(one.row_cost, other.row_cost),
        known_on=max(one.known_on, other.known_on),
    )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    (n, d), (m, e) = one.as_integer_ratio(), other.as_integer_ratio()
    places = max(_places(one), _places(other))
    units = 10**places * n // d + 10**places * m // e
    return Decimal(f"{units}E-{places}")


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


NO_USAGE: Final = Usage(nothing_in_any_month=True)
"""Told, and nothing was used, whatever the month."""


@frozen(kw_only=True)
class UsageRun:
    """
    What one run over rows gives; runs of one plan and month add up.

    Attributes:
        plan: Id of the plan.
        month: The month that was rated.
        usage: What an invoice takes.
        rejected: The rows that could not be rated, by number, unless they were told.
        totals: What became of all rows.

    Raises:
        ConflictingFacts: runs added that are of two plans or months.
    """

    plan: str
    month: Period
    usage: Usage
    rejected: tuple[Rejected, ...] = ()
    totals: ControlTotals

    def __attrs_post_init__(self) -> None:
        by_number = sorted(self.rejected, key=attrgetter("number", "field", "value"))
        object.__setattr__(self, "rejected", tuple(by_number))
        # Where rows could not be rated, or were of other months, it is not known that
        # nothing was used.
        rows = self.totals.rows
        if (rows.rejected or rows.other_month) and self.usage.nothing:
            object.__setattr__(self, "usage", evolve(self.usage, nothing=()))

    def __add__(self, other: "UsageRun") -> "UsageRun":
        for name in ("plan", "month"):
            mine, its = getattr(self, name), getattr(other, name)
            if mine != its:
                raise ConflictingFacts(name, f"{mine}, as of the other run", its)
        return UsageRun(
            plan=self.plan,
            month=self.month,
            usage=self.usage + other.usage,
            rejected=self.rejected + other.rejected,
            totals=self.totals + other.totals,
        )


def summarise(
    rows: Iterable[UsageRow | Bare | MessageUsage | Rejected],
    plan: Plan,
    month: Period,
    *,
    batch: str = "usage",
    known_on: date | None = None,
    repeats: Repeats = Repeats.REFUSED,
    on_rejected: Callable[[Rejected], None] | None = None,
    first: int = 1,
) -> UsageRun:
    """
    Rate the rows of a month and add them up; they are read once and not kept.

    What cannot be rated is rejected with its reason: a number, instant or duration
    that is none, a call type that is unknown or a destination without a rate, and a
    row that repeats one rated before. Such repeats, and the pairs that calls are
    totalled by where the policy rounds totals (Q2), are seen within one run alone.

    Args:
        rows: The rows, in any order; a reader's own rejections are counted.
        plan: What to rate by.
        month: The calendar month.
        batch: Begins the ids of the totals; batches of two names do not add up.
        known_on: When the totals came to be known; the first day of the next month
            unless told.
        repeats: What becomes of a row that stands there already.
        on_rejected: Is told each rejected row at once; none is kept then.
        first: The number of the first row.

    Raises:
        InvalidValue: a period that is no calendar month.

    Clauses: A6, F2, F3, F6, Q2, Q20, Q36, Q40, Q41, message-credit.
    """
    checks.text("batch", batch)
    checks.member("repeats", repeats, Repeats)
    checks.whole("first", first, 1)
    if known_on is not None:
        checks.billing_day("known_on", known_on)
    tally = Tally(plan, Window.of(plan, month), repeats, on_rejected)
    tally.read(rows, first)
    return UsageRun(
        plan=plan.id,
        month=month,
        usage=_usage(tally, month, batch, known_on),
        rejected=tuple(tally.rejected),
        totals=_control_totals(tally),
    )


def _usage(tally: Tally, month: Period, batch: str, known_on: date | None) -> Usage:
    plan, prefix = tally.plan, f"{batch}:{month.start:%Y-%m}"
    known = month.end if known_on is None else known_on
    if not any(tally.rows):
        name = f"{prefix}:nothing"
        nothing = NoUsage(id=name, month=month.start, known_on=known)
        return Usage(nothing=(nothing,))
    totals = [_total(tally, slot, prefix, month, known) for slot in tally.slots()]
    names = {total.rate for total in totals}
    # What is not rated by number has its price above the included, which more types
    # than its own may use: calls between extensions, those of low-usage devices.
    rates = (
        one
        for one in plan.rates
        if one.id in names
        or (not one.call_type.is_rated and one.effective_on < month.end)
    )
    return Usage(totals=tuple(totals), rates=tuple(rates))


def _total(
    tally: Tally, slot: int, prefix: str, month: Period, known_on: date
) -> UsageTotal:
    place = slot % tally.places
    rate = tally.plan.rate_at(place)
    call_type = UNRATED[place] if rate is None else rate.call_type
    is_low = slot >= tally.places
    cost = None
    if tally.costs is not None and rate is not None:
        cost = Money.from_minor(tally.costs[slot], tally.plan.currency).amount
    name = "" if rate is None else f":{rate.id}"
    low = "/low" if is_low else ""
    return UsageTotal(
        id=f"{prefix}:{call_type.value}{low}{name}",
        month=month.start,
        call_type=call_type,
        rate=None if rate is None else rate.id,
        device=Device.LOW_USAGE if is_low else Device.REGULAR,
        rows=tally.rows[slot],
        connected=tally.rows[slot] - tally.empty[slot],
        seconds=tally.seconds[slot],
        billable=tally.billable[slot],
        row_cost=cost,
        counted=tally.plan.policy.counted,
        counted_from=max(month.start, tally.plan.billing_start or month.start),
        known_on=known_on,
    )


def _control_totals(tally: Tally) -> ControlTotals:
    outside = {one.value: found for one, found in tally.outside.items()}
    return ControlTotals(
        rows=Counts(
            read=tally.rows_read,
            rated=sum(tally.rows),
            rejected=tally.rejected_rows,
            **{name: rows for name, (rows, _) in outside.items()},
        ),
        seconds=Counts(
            read=tally.seconds_read,
            rated=sum(tally.seconds),
            rejected=tally.rejected_seconds,
            **{name: seconds for name, (_, seconds) in outside.items()},
        ),
    )
