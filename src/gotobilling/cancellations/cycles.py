"""What is paid in advance and for how long: months, cycles, quarters and years."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from gotobilling.billing_cycle import regular_invoice_date, starts_own_document
from gotobilling.billing_periods import CycleLength
from gotobilling.facts import Account
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.periods import Period, next_month
from gotobilling.segments import cycles, frequencies
from gotobilling.segments.periodic import begun_of

__all__ = [
    "Paid",
    "billed_periods",
    "by_months",
    "charged_on",
    "held_items",
    "paid_periods",
    "sign_up",
]

_ONE_DAY: Final = timedelta(1)


class Paid(NamedTuple):
    """
    What is paid in advance.

    Attributes:
        period: The days that are paid.
        items: What they are paid for, by name.
    """

    period: Period
    items: tuple[str, ...]


def by_months(market: Market) -> bool:
    """Return whether the market bills by calendar months, and not by cycles."""
    return market.anchor.length is CycleLength.CALENDAR_MONTH


def held_items(account: Account, on: date) -> dict[str, Frequency]:
    """Return the items that are there as a day ends, and how often each is billed."""
    quantities: dict[str, int] = {}
    often: dict[str, Frequency] = {}
    for history in account.histories:
        item = history.prices[0].item
        held = sum(one.quantity for one in history.held(on))
        quantities[item] = quantities.get(item, 0) + held
        often[item] = history.prices[0].frequency
    return {item: often[item] for item in sorted(often) if quantities[item]}


def paid_periods(account: Account, on: date, market: Market) -> list[Paid]:
    """
    Return what is paid for, of a day: each cycle, quarter and year that holds it.

    Calendar months are none of them, as days of notice end service with those.

    Clauses: A12, H5, Q32, Q50, Q51, paid-period.
    """
    if by_months(market):
        return list(_years_and_quarters(account, on, market))
    held = held_items(account, on)
    found: list[Paid] = []
    for each in frequencies(account, market):
        items = tuple(item for item, often in held.items() if often is each)
        last = list(cycles(account, market, each, on + _ONE_DAY))[-1:]
        found += [Paid(one.period, items) for one in last if on in one.period]
    return found


def _years_and_quarters(account: Account, on: date, market: Market) -> Iterator[Paid]:
    policy, held = market.frequency, held_items(account, on)
    for item, begun in begun_of(account, market).items():
        if item not in held or on < begun.day:
            continue
        anchor = begun.anchor(policy)
        if on < anchor:
            yield Paid(Period(begun.day, anchor), (item,))
        else:
            yield Paid(begun.last(on + _ONE_DAY, policy), (item,))


def sign_up(account: Account, market: Market) -> date:
    """
    Return the first day of service: the billing start, or the sign-up of a card plan.

    Clauses: A3, A12, Q52.
    """
    start = market.rules.billing_start.raw(account.contract)
    if by_months(market):
        return start
    firsts = [
        next(cycles(account, market, each, date.max), None)
        for each in frequencies(account, market)
    ]
    return min((one.period.start for one in firsts if one is not None), default=start)


def charged_on(account: Account, day: date, market: Market) -> date | None:
    """
    Return the date of the document that charges a day of service; None where none does.

    Clauses: A1, A4, A9, Q9, Q52.
    """
    if not by_months(market):
        often = frequencies(account, market)[:1]
        every = [
            one
            for each in often
            for one in cycles(account, market, each, day + _ONE_DAY)
        ]
        dates = [market.rules.cycle_issue.raw(one.period) for one in every]
        return dates[-1] if dates else None
    start, month = sign_up(account, market), Period.month_of(day)
    if start in month and start.day > 1:
        if starts_own_document(start, market.cycle):
            return start
        month = Period.month_of(month.end)
    return regular_invoice_date(month.start, market.issue)


def billed_periods(
    account: Account, start: date, last: date, market: Market
) -> list[Period]:
    """
    Return the billing cycles that begin up to a day, from the sign-up on.

    Where a change moves the billing date, the cycle before ends there.

    Clauses: A1, Q52, Q53.
    """
    if by_months(market):
        return _months(start, last)
    often = frequencies(account, market)[:1]
    every = [
        one.period
        for each in often
        for one in cycles(account, market, each, last + _ONE_DAY)
    ]
    cut = [Period(one.start, min(one.end, two.start)) for one, two in pairwise(every)]
    return [*cut, *every[-1:]]


def _months(start: date, last: date) -> list[Period]:
    months = [Period(start, next_month(start))]
    while months[-1].end <= last:
        months.append(Period(months[-1].end, next_month(months[-1].end)))
    return months
