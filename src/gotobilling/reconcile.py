"""A provider's call details against our own rating: which rows differ, and why.

Each printed number is compared with the recomputed one. Where
they differ, the other readings are tried, and those that give the printed number named:

>>> from datetime import UTC, date, datetime
>>> from decimal import Decimal
>>> from gotobilling.facts import CallRate
>>> from gotobilling.kinds import CallType
>>> from gotobilling.markets import us
>>> germany = CallRate(
...     id="intl-de",
...     name="Germany",
...     call_type=CallType.INTERNATIONAL,
...     prefixes=("+49",),
...     unit_price=Decimal("0.02"),
...     currency="USD",
...     effective_on=date(2026, 1, 1),
... )
>>> plan = Plan(id="us", currency="USD", policy=us.CONNECT.usage, rates=(germany,))
>>> row = UsageRow(
...     source="+13105550100",
...     destination="+4930123456",
...     start=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
...     end=datetime(2026, 7, 1, 9, 1, 1, tzinfo=UTC),
...     seconds=61,
...     call_type=CallType.INTERNATIONAL,
...     billable_minutes=Decimal(1),
...     total_cost=Decimal("0.0200"),
... )
>>> for found in reconcile([row], plan):
...     print(found)
row 1: billable_minutes is printed 1, recomputed 2, 1 less; agrees under minutes = \
nearest
row 1: total_cost is printed 0.0200, recomputed 0.04, 0.02 less; agrees under \
minutes = nearest; seconds not rounded and usage_rounded = row; the printed minutes
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

from attrs import evolve, frozen

from gotobilling.currencies import minor_digits
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.rounding import RoundingMode, divide
from gotobilling.usage.plans import Plan
from gotobilling.usage.policies import UsageRounded
from gotobilling.usage.rating import RatedRow, rate
from gotobilling.usage.rows import Rejected, UsageRow

__all__ = ["Difference", "reconcile"]

_MINUTES: Final = 2
_COST: Final = 4
_TO_THE_CENT: Final = "usage_rounded = row"
_NO_INCREMENT: Final = "whole minutes, without the rate's increment"


@frozen(kw_only=True)
class Difference:
    """
    A printed number that is not the recomputed one.

    Attributes:
        number: Which row, counted from 1.
        row: The row.
        field: ``billable_minutes``, ``rate`` or ``total_cost``.
        printed: What the provider prints.
        recomputed: What it is by the plan, exact.
        agrees_under: The other readings that give what is printed; none where no known
            one does.
    """

    number: int
    row: UsageRow
    field: str
    printed: Decimal
    recomputed: Fraction
    agrees_under: tuple[str, ...]

    @property
    def by(self) -> Fraction:
        """How much more is printed than recomputed; negative where it is less."""
        return Fraction(self.printed) - self.recomputed

    def __str__(self) -> str:
        amount = f"{_plain(abs(self.by))} {'more' if self.by > 0 else 'less'}"
        said = f"row {self.number}: {self.field} is printed {self.printed:f}, "
        said += f"recomputed {_plain(self.recomputed)}, {amount}"
        readings = "; ".join(self.agrees_under) or "no known reading"
        return f"{said}; agrees under {readings}"


def reconcile(
    rows: Iterable[UsageRow | Rejected], plan: Plan
) -> Iterator[Difference | Rejected]:
    """
    Yield every difference between what rows print and what they come to.

    A cost is compared to the decimals that are printed, rounded half up, and to four at
    least: 0.0418 is what 0.04183 is printed as, and 0.04 is not. Minutes are compared
    so to two. A field that is not printed is not compared; a cost that
    only the month can tell (tiers, packages, fees of the month, minutes of the plan)
    is not either. Rows that cannot be rated come back as rejections.

    Args:
        rows: The provider's rows in their order, its rejections among them.
        plan: What to rate by.

    Raises:
        InvalidValue: a plan that rounds the totals of pairs, of calls: what is printed
            beside a call is then nothing of its own.

    Clauses: F1, F2, F3, F4, Q2, Q40, Q41.
    """
    if plan.totals_pairs:
        requirement = "one that rounds each record, where records are compared"
        raise InvalidValue("plan.policy.per", requirement, plan.policy.per.value, "Q2")
    for number, row in enumerate(rows, 1):
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            rated = rate(row, plan)
        except BillingError as error:
            yield Rejected.of(number, error, row.seconds)
            continue
        for field, printed, recomputed in _compared(rated):
            yield Difference(
                number=number,
                row=row,
                field=field,
                printed=printed,
                recomputed=recomputed,
                agrees_under=tuple(_AGREES[field](rated, printed)),
            )


def _compared(rated: RatedRow) -> Iterator[tuple[str, Decimal, Fraction]]:
    """Yield each printed field that differs: its name, what is printed, what it is."""
    row, minutes, cost = rated.row, rated.billable_minutes, _cost(rated)
    if row.billable_minutes is not None and not _is_minutes(rated, minutes):
        yield "billable_minutes", row.billable_minutes, minutes
    price = None if rated.rate is None else rated.rate.unit_price
    if row.rate is not None and price is not None and row.rate != price:
        yield "rate", row.rate, Fraction(price)
    printed = row.total_cost
    if printed is not None and cost is not None and not _is(printed, cost, _COST):
        yield "total_cost", printed, cost


def _cost(rated: RatedRow) -> Fraction | None:
    """Return what a row costs, rounded where the plan rounds each row (Q41)."""
    cost, plan = rated.cost, rated.plan
    if cost is None or plan.policy.rounded is UsageRounded.LINE:
        return cost
    return _rounded(cost, minor_digits(plan.currency))


def _is_minutes(rated: RatedRow, exact: Fraction) -> bool:
    printed = rated.row.billable_minutes
    return printed is None or _is(printed, exact, _MINUTES)


def _other_readings(rated: RatedRow) -> Iterator[tuple[str, RatedRow]]:
    """Yield the readings that give other billable seconds, and the row by them."""
    policy, row = rated.plan.policy, rated.row
    per, is_up = policy.minute_seconds, policy.minutes.mode is RoundingMode.UP
    other = RoundingMode.HALF_UP if is_up else RoundingMode.UP
    name = "nearest" if is_up else "up"
    found = [(f"minutes = {name}", divide(row.seconds, per, other) * per)]
    if rated.rate is not None and rated.rate.increment is not None:
        own = divide(row.seconds, per, policy.minutes.mode) * per
        found = [(_NO_INCREMENT, own), (f"{_NO_INCREMENT}, {name}", found[0][1])]
    for said, seconds in (*found, ("seconds not rounded", row.seconds)):
        if seconds != rated.billable:
            yield said, rated._replace(billable=seconds)


def _minutes_agree(rated: RatedRow, printed: Decimal) -> Iterator[str]:
    for name, other in _other_readings(rated):
        if _is(printed, other.billable_minutes, _MINUTES):
            yield name


def _nothing_agrees(rated: RatedRow, printed: Decimal) -> Iterator[str]:
    del rated, printed
    return iter(())


def _cost_agrees(rated: RatedRow, printed: Decimal) -> Iterator[str]:
    minor = minor_digits(rated.plan.currency)
    others = [("", rated), *_other_readings(rated), *_as_printed(rated)]
    for name, other in others:
        cost = cast("Fraction", other.cost)  # as the row itself has one
        if _is(printed, cost, _COST):
            yield name
        elif Fraction(printed) == _rounded(cost, minor):
            yield " and ".join(filter(None, (name, _TO_THE_CENT)))


def _as_printed(rated: RatedRow) -> Iterator[tuple[str, RatedRow]]:
    """Yield what a row comes to by its own printed minutes, and by its own rate."""
    row, call_rate, per = rated.row, rated.rate, rated.plan.policy.minute_seconds
    if row.billable_minutes is not None:
        seconds = Fraction(row.billable_minutes) * per
        if seconds.denominator == 1 and seconds != rated.billable:
            yield "the printed minutes", rated._replace(billable=int(seconds))
    if call_rate is None or row.rate in (None, call_rate.unit_price):
        return
    try:
        printed = evolve(call_rate, unit_price=row.rate)
    except BillingError:
        # No rate can be what is printed, so no cost follows from it.
        return
    yield "the printed rate", rated._replace(rate=printed)


_AGREES: Final[Mapping[str, Callable[[RatedRow, Decimal], Iterator[str]]]] = {
    "billable_minutes": _minutes_agree,
    "rate": _nothing_agrees,
    "total_cost": _cost_agrees,
}


def _is(printed: Decimal, exact: Fraction, least: int) -> bool:
    """Whether an exact number is what is printed, to ``least`` decimals or more."""
    exponent = printed.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return Fraction(printed) == _rounded(exact, max(places, least))


def _rounded(exact: Fraction, places: int) -> Fraction:
    n, d = exact.as_integer_ratio()
    units = divide(n * 10**places, d, RoundingMode.HALF_UP)
    return Fraction(units, 10**places)


def _plain(number: Fraction) -> str:
    n, d = number.as_integer_ratio()
    for places in range(13):
        if 10**places % d == 0:
            units = n * 10**places // d
            return f"{Decimal(f'{units}E-{places}'):f}"
    return f"{n}/{d}"
