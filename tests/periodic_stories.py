"""Accounts with years and quarters, drawn so that every edge is there somewhere."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from attrs import evolve
from hypothesis import strategies as st
from tests.builders import account, cents, change, day, issued, price

from gotobilling.facts import Account, Price, QuantityChange, ServiceEnd
from gotobilling.formats.account_file import write_account_file
from gotobilling.kinds import Frequency, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period

__all__ = [
    "PERIODIC",
    "STORIES",
    "PeriodStory",
    "period_price",
    "period_stories",
    "told",
]

PERIODIC: Final[Mapping[str, tuple[str, ...]]] = {
    "annual_renewal": ("monthly_invoice", "anchor_day"),
    "quarters": ("first_of_month", "anchored"),
    "quarter_changes": ("months_and_days", "days"),
}
"""The readings that are of years and quarters alone."""
OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "removals": ("credited", "not_credited"),
    "emptied": ("service_continues", "cancellation", "minimum_quantity"),
    "same_day": ("netted_by_sign", "per_change"),
    "zero_days": ("shown", "omitted"),
    "rounded": ("line", "unit_share"),
    "quantities": ("day_one", "invoice_date"),
    "day_count": ("actual_after_start", "actual_from_start", "thirty_day_month"),
    "first_invoice": ("window", "next_month", "on_start_date", "month_after"),
    "last_month": ("days_served", "full_month"),
}
KINDS: Final = (LineKind.SERVICE_CHARGE, LineKind.CONTACT_CENTER, LineKind.RENTAL)
OFTEN: Final = (Frequency.ANNUAL, Frequency.QUARTERLY, Frequency.MONTHLY)
STEPS: Final = (0, 0, 1, 3, 10, 20, 31, 45, 80, 90, 200)


class PeriodStory(NamedTuple):
    """An account, the market with its readings, and the days of its documents."""

    account: Account
    market: Market
    readings: Mapping[str, str]
    within: Period


def period_price(
    item: str,
    frequency: Frequency,
    unit_price: str,
    effective_on: date = date(2026, 1, 1),
    **others: object,
) -> Price:
    """Return the price of a device or the like by the year or the quarter."""
    kind = others.pop("kind", LineKind.SERVICE_CHARGE)
    assert isinstance(kind, LineKind)
    return price(item, kind, unit_price, effective_on, frequency=frequency, **others)


def told(seed: int, *, every: bool = True) -> PeriodStory:
    """
    Draw a story of two years.

    Args:
        seed: Which one.
        every: Whether the readings of all lines are drawn, too.
    """
    draw = random.Random(seed)  # noqa: S311 -- a seeded sample, no secret
    near = day(1, 1, 2027) + timedelta(draw.randrange(60))
    edges = (day(2, 1, 2027), day(2, 29, 2028), day(1, 31, 2027), day(3, 3, 2027))
    start = draw.choice((near, near, *edges))
    facts: list[Any] = []
    for number in range(draw.randint(1, 3)):
        facts += _item(draw, f"item{number}", start)
    last = start + timedelta(draw.randrange(20, 700))
    if draw.random() < 0.3:
        facts.append(ServiceEnd(id="end", last_day_of_service=last))
    known = {**PERIODIC, **(OTHERS if every else {})}
    chosen = {k: draw.choice(v) for k, v in known.items() if draw.random() < 0.3}
    until = date(start.year + 2, start.month, 1)
    market = us.CONNECT.with_readings(chosen)
    within = Period(start, until)
    return PeriodStory(account(start, *facts), market, dict(market.readings), within)


def _item(draw: random.Random, item: str, start: date) -> list[Price | QuantityChange]:
    kind, often = draw.choice(KINDS), draw.choice(OFTEN)
    least, cost = draw.choice((0, 0, 2)), draw.randint(1, 99999)
    first = price(
        item,
        kind,
        f"{cost // 100}.{cost % 100:02}",
        start - timedelta(60),
        frequency=often,
        minimum_quantity=least,
    )
    found: list[Price | QuantityChange] = [first]
    if draw.random() < 0.5:
        later = start + timedelta(draw.randrange(500))
        other = evolve(first, id=f"{item} anew", unit_price=Decimal(cost + 1))
        found.append(evolve(other, effective_on=later, known_on=later))
    held: dict[str | None, int] = {}
    on = start + timedelta(draw.choice((-20, 0, 0, 0, 5, 17, 40, 100)))
    for number in range(draw.randint(1, 8)):
        group = draw.choice((None, None, "north"))
        count = draw.choice((1, 2, 5, -1, -2))
        if held.get(group, 0) + count < 0:
            count = draw.randint(1, 3)
        held[group] = held.get(group, 0) + count
        found.append(change(on, count, item, group, id=f"{item}-{number}"))
        later = on + timedelta(draw.choice(STEPS))
        first_day = later.replace(day=1)
        on = first_day if draw.random() < 0.2 and first_day >= on else later
    return found


@st.composite
def period_stories(draw: st.DrawFn) -> PeriodStory:
    """Draw a story under the readings of years and quarters alone."""
    return told(draw(st.integers(0, 100_000)), every=False)


def as_file(story: PeriodStory) -> str:
    """Return the account file of a story."""
    return write_account_file(story.account, story.market)


def _seen(*facts: Price | QuantityChange) -> Callable[[Market], object]:
    known = account(day(3, 1), *facts)

    def seen(market: Market) -> object:
        return issued(known, Period(day(3, 1), day(6, 1, 2027)), market)

    return seen


_SEAT: Final = period_price("seat", Frequency.ANNUAL, "365.00")
_LINE: Final = period_price("line", Frequency.QUARTERLY, "90.00")
_AUGUST: Final = change(day(8, 20), 1, "line", id="first")
_MORE: Final = change(day(9, 10), 1, "line", id="more")
_PART: Final = cents(30 * Fraction(11, 31))
_Story = tuple[Callable[[Market], object], Mapping[str, object]]
STORIES: Final[Mapping[str, _Story]] = {
    # Bought on 15 March 2026: the next year on 1 or on 15 March 2027.
    "annual_renewal": (
        _seen(_SEAT, change(day(3, 15), 1, "seat")),
        {
            "monthly_invoice": {day(3, 15): [36500], day(3, 1, 2027): [36500]},
            "anchor_day": {day(3, 15): [36500], day(3, 15, 2027): [36500]},
        },
    ),
    # There from 20 August: a part month, and quarters from 1 September; or from then.
    "quarters": (
        _seen(_LINE, _AUGUST),
        {
            "first_of_month": {
                day(9, 1): [9000, _PART],
                day(12, 1): [9000],
                day(3, 1, 2027): [9000],
            },
            "anchored": {
                day(9, 1): [9000],
                day(11, 1): [9000],
                day(2, 1, 2027): [9000],
                day(5, 1, 2027): [9000],
            },
        },
    ),
    # One more on 10 September: 20/30 and 2 of 3 months, or 81 days of 91.
    "quarter_changes": (
        _seen(_LINE, _AUGUST, _MORE),
        {
            "months_and_days": {
                day(9, 1): [9000, _PART],
                day(10, 1): [cents(90 * (Fraction(20, 30) + 2) / 3)],
                day(12, 1): [18000],
                day(3, 1, 2027): [18000],
            },
            "days": {
                day(9, 1): [9000, _PART],
                day(10, 1): [cents(90 * Fraction(81, 91))],
                day(12, 1): [18000],
                day(3, 1, 2027): [18000],
            },
        },
    ),
}
"""By the name of each reading: how its story is seen, and what it comes to."""
