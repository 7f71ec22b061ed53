"""What is paid in advance and for how long: months, cycles, quarters and years."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from gotobilling.billing_periods import CycleLength
from gotobilling.facts import Account
from gotobilling.market import Market
from gotobilling.periods import Period, next_month
from gotobilling.segments import cycles, frequencies
from gotobilling.segments.periodic import begun_of

__all__ = ["billed_periods", "paid_periods"]

_ONE_DAY: Final = timedelta(1)


def paid_periods(account: Account, on: date, market: Market) -> list[Period]:
    """
    Return what is paid for, of a day: each cycle, quarter and year that holds it.

    Calendar months are none of them, as days of notice end service with those.

    Clauses: A12, H5, Q32, Q50, Q51, paid-period.
    """
    if market.anchor.length is CycleLength.CALENDAR_MONTH:
        return list(_years_and_quarters(account, on, market))
    found = (
        list(cycles(account, market, each, on + _ONE_DAY))[-1:]
        for each in frequencies(account, market)
    )
    return [one.period for last in found for one in last if on in one.period]


def _years_and_quarters(account: Account, on: date, market: Market) -> Iterator[Period]:
    policy = market.frequency
    for item, begun in begun_of(account, market).items():
        held = sum(
            one.quantity
            for history in account.histories
            if history.prices[0].item == item
            for one in history.held(on)
        )
        if held == 0 or on < begun.day:
            continue
        anchor = begun.anchor(policy)
        if on < anchor:
            yield Period(begun.day, anchor)
        else:
            yield begun.last(on + _ONE_DAY, policy)


def billed_periods(
    account: Account, start: date, last: date, market: Market
) -> list[Period]:
    """
    Return the billing cycles that begin up to a day, from the sign-up on.

    Where a change moves the billing date, the cycle before ends there.

    Clauses: A1, Q52, Q53.
    """
    if market.anchor.length is CycleLength.CALENDAR_MONTH:
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
