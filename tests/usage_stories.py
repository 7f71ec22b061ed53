"""What each reading of usage decides, told once: the lines of an August invoice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from tests.builders import (
    account,
    call_rate,
    change,
    device_price,
    included,
    low_usage,
    price,
    usage_lines,
    usage_total,
)

from gotobilling.facts import CallRate, Device, UsageTotal
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import CallType, LineKind
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.usage import Plan, Records, UsageRow, summarise

__all__ = ["USAGE"]

Seen = Callable[[Market], object]
JUNE: Final = date(2026, 6, 1)
JULY: Final = Period.month(2026, 7)
HERE, GERMANY = "+13105550100", "+4930123456"
NOON: Final = datetime(2026, 7, 15, 12, tzinfo=UTC)


def lines(invoice: Invoice) -> list[tuple[str, int]]:
    """Return the item and the cents of each line of usage."""
    return [(item, minor) for _, item, _, minor in usage_lines(invoice)]


def told(*facts: Any, start: date = JUNE, last: date | None = None) -> Seen:  # noqa: ANN401
    """See the lines of usage of the documents of summer, by month."""
    known = account(start, change(start, 5), *facts, last_day=last)

    def seen(market: Market) -> object:
        summer = Period(date(2026, 7, 1), date(2026, 10, 1))
        found = invoices_issued(known, summer, market)
        return {one.period.start.month: lines(one) for one in found if usage_lines(one)}

    return seen


def rated(
    rows: Sequence[tuple[datetime, int]], month: Period = JULY, each: str = "0.60"
) -> Seen:
    """See what calls to Germany come to that are rated under the market's readings."""
    rate = call_rate("Germany", each, id="intl-de")

    def seen(market: Market) -> object:
        plan = Plan(
            id="plan",
            currency="USD",
            policy=market.usage,
            rates=(rate,),
            records=Records.CALLS,
        )
        calls = [
            UsageRow(HERE, GERMANY, at, at, seconds, CallType.INTERNATIONAL)
            for at, seconds in rows
        ]
        run = summarise(calls, plan, month)
        known = account(JUNE, change(JUNE, 5))
        found = invoices_issued(
            known, Period.month_of(month.end), market, usage=run.usage
        )
        return [line for one in found for line in lines(one)]

    return seen


def used(minutes: int, **fields: Any) -> UsageTotal:  # noqa: ANN401
    """Return minutes of the plan in July."""
    return usage_total(CallType.PLAN, minutes, None, **fields)


def low_phones(*facts: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Return 15 low-usage phones beside 5 devices since June, and what else."""
    low = price("low phone", LineKind.SERVICE_CHARGE, "10.00", date(2026, 1, 1))
    return (low, device_price(), change(JUNE, 15, "low phone"), *facts)


def off_net() -> tuple[CallRate, UsageTotal, UsageTotal]:
    """Return 10 minutes to Germany and 745 of the plan, all from low-usage phones."""
    low = {"device": Device.LOW_USAGE}
    return (
        call_rate("Germany", "0.60", id="intl-de"),
        usage_total(CallType.INTERNATIONAL, 10, "intl-de", **low),
        used(745, **low),
    )


def row_costs() -> tuple[CallRate, UsageTotal]:
    """Return three calls of a minute at 0.005, each rounded to 0.01 by itself."""
    rate = call_rate("Germany", "0.005", id="intl-de")
    cost = {"row_cost": Decimal("0.03"), "rows": 3, "connected": 3}
    return rate, usage_total(CallType.INTERNATIONAL, 3, "intl-de", **cost)


USAGE: Final[Mapping[str, tuple[Seen, Mapping[str, object]]]] = {
    # A call of 61 seconds, at 0.60 a minute.
    "minutes": (
        rated([(NOON, 61)]),
        {"up": [("Germany", 2 * 60)], "nearest": [("Germany", 60)]},
    ),
    # Two calls of 61 seconds of one pair: 122 seconds are 3 minutes, or 2 + 2.
    "minutes_per": (
        rated([(NOON, 61), (NOON.replace(hour=13), 61)]),
        {"row": [("Germany", 3 * 60)], "call": [("Germany", 4 * 60)]},
    ),
    # Ten minutes of calls between extensions, where none are included.
    "extension_calls": (
        told(included(0), usage_total(CallType.EXTENSION, 10)),
        {"outbound": {8: [("plan", 20)]}, "free": {}},
    ),
    # 100 seconds from 23:59:00 on: all of July's, or 60 of July and 40 of August.
    "month_edge": (
        rated([(datetime(2026, 7, 31, 23, 59, tzinfo=UTC), 100)]),
        {"whole": [("Germany", 2 * 60)], "split": [("Germany", 60)]},
    ),
    # 310 minutes from 15 July on, and 310 included: in full, or 16/31 of them.
    "included": (
        told(included(310), used(310), start=date(2026, 7, 15)),
        {
            "full": {8: [("plan", 0)]},
            # 310 x 16/31 = 160 are included, 150 at 0.02 are above.
            "prorated": {8: [("plan", 0), ("plan", 300)]},
        },
    ),
    # 20 phones when the terms began on 1 June, 19 on 1 July: no pool, or 15 x 50.
    "low_usage": (
        told(
            *low_phones(
                low_usage(15, effective_on=JUNE),
                change(date(2026, 6, 15), -1),
                used(800, device=Device.LOW_USAGE),
                included(0),
            )
        ),
        {
            "invoice": {8: [("plan", 800 * 2)]},
            "contract": {8: [("low-usage pool", 0), ("low-usage pool", 50 * 2)]},
        },
    ),
    # 745 minutes and 10 abroad against 15 x 50 of the pool.
    "pool_use": (
        told(*low_phones(low_usage(15), *off_net())),
        {
            "unrated": {8: [("low-usage pool", 0), ("Germany", 600)]},
            "off_net": {
                8: [("low-usage pool", 0), ("low-usage pool", 5 * 2), ("Germany", 600)]
            },
        },
    ),
    # 3 x 0.005 = 0.015: 0.02 as one line, 0.03 as three rounded rows.
    "usage_rounded": (
        told(*row_costs()),
        {"line": {8: [("Germany", 2)]}, "row": {8: [("Germany", 3)]}},
    ),
    # Service ends on 20 July: on the invoice of August, or on that of July.
    "last_usage": (
        told(used(7), last=date(2026, 7, 20)),
        {"own_invoice": {8: [("plan", 0)]}, "last_regular": {7: [("plan", 0)]}},
    ),
}
"""By the name of each reading: how its story is seen, and what it comes to."""
