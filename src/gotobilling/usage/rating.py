"""Rating one row at a time: what it is, what is billable of it, and what it costs.

>>> from datetime import UTC, date, datetime
>>> from decimal import Decimal
>>> from gotobilling.facts import BRAZIL_MOBILE
>>> from gotobilling.markets import us
>>> mobile = CallRate(
...     id="intl-br-mobile",
...     name="Brazil, mobile",
...     call_type=CallType.INTERNATIONAL,
...     prefixes=("+55119",),
...     unit_price=Decimal("0.30"),
...     currency="USD",
...     effective_on=date(2026, 1, 1),
...     increment=BRAZIL_MOBILE,
... )
>>> plan = Plan(id="us", currency="USD", policy=us.CONNECT.usage, rates=(mobile,))
>>> row = UsageRow(
...     source="+13105550100",
...     destination="+5511987654321",
...     start=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
...     end=datetime(2026, 7, 1, 9, 1, 1, tzinfo=UTC),
...     seconds=61,
...     call_type=CallType.INTERNATIONAL,
... )
>>> rated = rate(row, plan)
>>> rated.billable, rated.billable_minutes, rated.cost
(66, Fraction(11, 10), Fraction(33, 100))

Costs are exact; money is rounded where lines are made (Q41).
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from attrs import evolve, frozen

from gotobilling.errors import BillingError
from gotobilling.facts import CallRate, Device
from gotobilling.kinds import CallType
from gotobilling.periods import Period
from gotobilling.usage.plans import UNRATED, Plan
from gotobilling.usage.policies import Edge, ExtensionCalls
from gotobilling.usage.rows import Rejected, UsageRow
from gotobilling.usage.windows import OutsideReason, Window

__all__ = [
    "Outside",
    "RatedRow",
    "Ratio",
    "pair_totals",
    "rate",
    "rate_rows",
    "row_cost",
]

Ratio = tuple[int, int]
"""An exact cost as a numerator and a denominator, not in lowest terms."""

_UNRATED: Final = len(UNRATED)
# A named tuple made the way tuples are: half the time, and rows are many.
_made = tuple.__new__


@frozen(kw_only=True)
class Outside:
    """
    A row that is no part of the month.

    Attributes:
        number: Which row, counted from 1.
        row: The row.
        reason: Why.
    """

    number: int
    row: UsageRow
    reason: OutsideReason


class RatedRow(NamedTuple):
    """
    A row with what it comes to; there are many, so it is a bare tuple.

    Attributes:
        row: The row; of one that is parted at an edge, the part inside.
        call_type: What it is, given or classified.
        rate: The rate of its destination, or None where none is needed.
        billable: Billable seconds.
        connected: Its calls of more than 0 seconds, as far as they are known.
        plan: What it was rated by.

    Clauses: F3, F4, F5, Q2, Q40, Q41.
    """

    row: UsageRow
    call_type: CallType
    rate: CallRate | None
    billable: int
    connected: int
    plan: Plan

    def __repr__(self) -> str:
        return f"<{self.billable} billable seconds of {self.row}>"

    @property
    def device(self) -> Device:
        """Which device it comes from."""
        return self.plan.device_of(self.row.source)

    @property
    def billable_minutes(self) -> Fraction:
        """The billable minutes; 66 seconds are exactly 11/10 of one."""
        return Fraction(self.billable, self.plan.policy.minute_seconds)

    @property
    def cost(self) -> Fraction | None:
        """
        What the row costs, exact, or None where only the month can tell.

        That is so for minutes of the plan, and where tiers, packages, a flat fee or a
        minimum make the price. Inbound calls cost nothing, and calls between
        extensions where these are free.

        Clauses: D5, D7, D8, Q16, Q41, inbound-call.
        """
        if self.rate is None:
            is_free = self.call_type is CallType.INBOUND or (
                self.call_type is CallType.EXTENSION
                and self.plan.policy.extension_calls is ExtensionCalls.FREE
            )
            return Fraction(0) if is_free else None
        if not self.rate.is_additive:
            return None
        per = self.plan.policy.minute_seconds
        return Fraction(*row_cost(self.rate, self.billable, self.connected, per))


def row_cost(rate: CallRate, billable: int, connected: int, per: int) -> Ratio:
    """
    Return the exact cost of billable seconds at a rate that has no tiers.

    Args:
        rate: The rate.
        billable: Billable seconds.
        connected: How many calls have to be connected for them.
        per: Seconds in a minute.
    """
    n, d = rate.ratio("unit_price")
    n, d = n * billable, d * per
    if rate.connection_fee is None:
        return n, d
    fee, parts = rate.ratio("connection_fee")
    return n * parts + fee * connected * d, d * parts


def rate(row: UsageRow, plan: Plan) -> RatedRow:
    """
    Rate a row by itself, whatever month it is of.

    Raises:
        NoRateInForce: a call that is rated to a destination without a rate; such a
            call is never free.
        UnknownName: no call type, and nothing that could tell it.

    Clauses: F3, F4, F5, Q2, Q20, Q40, Q42.
    """
    return _rated(row, plan, 1 if row.seconds else 0)


def _rated(row: UsageRow, plan: Plan, connected: int) -> RatedRow:
    call_type = row.call_type
    if call_type is None:
        call_type = plan.call_type_of(row.source, row.destination, None)
    place = plan.place_of(call_type, row.destination, row.start)
    # What `Plan.billable` and `Plan.rate_at` do, without two calls for each row.
    seconds = row.seconds
    least, add, step = plan.counting[place]
    if step:
        billable = (seconds + add) // step * step
        if billable < least and seconds:
            billable = least
    else:
        billable = plan.billable(place, seconds)
    found = plan.rates[place - _UNRATED] if place >= _UNRATED else None
    return _made(RatedRow, (row, call_type, found, billable, connected, plan))


def rate_rows(
    rows: Iterable[UsageRow | Rejected], plan: Plan, month: Period
) -> Iterator[RatedRow | Rejected | Outside]:
    """
    Rate rows of a month one after the other, and say what becomes of each.

    A row that is outside comes back with the reason, one that cannot be rated as a
    rejection. Under the reading that parts a call at the edge of a month, the part
    inside is rated. Where each record is a call and the total of a pair is what is
    rounded (Q2), the pairs' totals come last, one for each rate and device.

    Rows that stand there twice are rated twice; ``summarise`` is what looks for them.

    Args:
        rows: The rows; a reader's own rejections pass.
        plan: What to rate by.
        month: The calendar month.

    Clauses: A6, F2, F6, Q2, Q36.
    """
    window = Window.of(plan, month)
    first, last = window.first, window.last
    is_whole, totals_pairs = plan.policy.edge is Edge.WHOLE, plan.totals_pairs
    pairs: dict[tuple[str, str, CallType, str | None], list[RatedRow]] = {}
    for number, row in enumerate(rows, 1):
        if isinstance(row, Rejected):
            yield row
            continue
        is_inside = first <= row.start < last
        part = row if is_inside and is_whole else _part(row, plan, window)
        if part is None:
            reason = window.reason(row.start) or OutsideReason.OTHER_MONTH
            yield Outside(number=number, row=row, reason=reason)
            continue
        try:
            rated = _rated(part, plan, 1 if is_inside and row.seconds else 0)
        except BillingError as error:
            yield Rejected.of(number, error, row.seconds)
            continue
        if totals_pairs:
            name = None if rated.rate is None else rated.rate.id
            key = part.source, part.destination, rated.call_type, name
            pairs.setdefault(key, []).append(rated)
        else:
            yield rated
    yield from map(_paired, pairs.values())


def _part(row: UsageRow, plan: Plan, window: Window) -> UsageRow | None:
    is_outside = window.reason(row.start) is not None
    if plan.policy.edge is Edge.WHOLE:
        return None if is_outside else row
    inside = window.parted(row.start, row.seconds).inside
    if inside == row.seconds and not is_outside:
        return row
    if inside == 0:
        return None
    start = max(row.start, window.first)
    return evolve(row, start=start, end=max(row.end, start), seconds=inside)


def _paired(calls: Iterable[RatedRow]) -> RatedRow:
    found = tuple(calls)
    plan, call_type = found[0].plan, found[0].call_type
    # Some may say their type and others be classified: they are of one.
    rows = (evolve(one.row, call_type=call_type) for one in found)
    (row,) = pair_totals(rows)
    return _rated(row, plan, sum(one.connected for one in found))


def pair_totals(rows: Iterable[UsageRow]) -> tuple[UsageRow, ...]:
    """
    Return the totals of each source, destination and call type, as a download has them.

    A total runs from the first start to the last end. What a provider prints beside
    its rows is not carried over. Pairs come in the order in which they are first met.

    Clauses: F2.
    """
    pairs: dict[tuple[str, str, CallType | None], list[UsageRow]] = {}
    for row in rows:
        key = row.source, row.destination, row.call_type
        pairs.setdefault(key, []).append(row)
    return tuple(
        UsageRow(
            source=source,
            destination=destination,
            start=min(one.start for one in calls),
            end=max(one.end for one in calls),
            seconds=sum(one.seconds for one in calls),
            call_type=call_type,
        )
        for (source, destination, call_type), calls in pairs.items()
    )
