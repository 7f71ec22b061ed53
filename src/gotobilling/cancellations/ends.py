"""How a request ends service: the day, by which rule, and the months until then."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count, takewhile
from typing import Final, NamedTuple

from gotobilling.billing_periods import CycleLength
from gotobilling.cancellations.cycles import billed_periods, paid_periods
from gotobilling.cancellations.requests import CancellationRequest, Leaving
from gotobilling.contracts import (
    EarlyExit,
    LastDayToCancel,
    Notice,
    Request,
    ServiceEnds,
    ServiceEndsOn,
    TermFacts,
    TermStart,
    earliest_end,
    last_day_for_notice,
    service_end,
    term_ended_by,
)
from gotobilling.contracts.leaving import LeavesAtOnce
from gotobilling.derivation import Derived
from gotobilling.facts import Account, AutoRenewal, Term
from gotobilling.market import Market
from gotobilling.periods import MissingDay, Period, add_months

__all__ = ["Ending", "deadline_of", "ending", "months_left", "start_of"]

_ONE_DAY: Final = timedelta(1)


class Ending(NamedTuple):
    """
    How service ends.

    Attributes:
        last_day: The last day of service.
        term: The set term that ends with it, and its number; None where none does.
        bought: The term that is bought out, or None.
    """

    last_day: Derived[date]
    term: TermFacts | None
    bought: Term | None


def start_of(account: Account, market: Market) -> date:
    """Return the billing start."""
    return market.rules.billing_start.raw(account.contract)


def ending(
    account: Account, request: CancellationRequest, term: Term | None, market: Market
) -> Ending:
    """
    Return how a request ends service.

    Clauses: H1, H2, H4, H5, Q8, Q32, Q33, buyout-in-vain, cancel-before-start,
    paid-period.
    """
    on = request.requested_on
    counted = max(on, start_of(account, market))
    if term is None:
        return Ending(_by_days(account, counted, market), None, None)
    policies = market.contracts
    by_notice = term_ended_by(on, term, account.contract, policies, market.start)
    if request.leaving is Leaving.EARLY and term.buyout is not None:
        bought = _bought_out(account, counted, market)
        if bought.value < by_notice.value:
            return Ending(bought, None, term)
    told: Notice = by_notice.facts
    return Ending(by_notice, told.term, None)


def _bought_out(account: Account, on: date, market: Market) -> Derived[date]:
    policy = market.contracts.cancellation
    if policy.early_exit is EarlyExit.AT_ONCE:
        return LeavesAtOnce(policy)(on)
    return _by_days(account, on, market)


def _by_days(account: Account, on: date, market: Market) -> Derived[date]:
    notice = market.contracts.notice
    reached = earliest_end(on, notice).value
    paid = paid_periods(account, reached, market)
    if not paid and notice.ends is ServiceEnds.MONTH_END:
        return service_end(on, notice)
    # Where nothing is paid for, nothing is left to serve out.
    nothing = Period(reached, reached + _ONE_DAY)
    if market.anchor.length is CycleLength.CALENDAR_MONTH:
        nothing = Period.month_of(reached)
    period = max(paid, key=_end_of, default=nothing)
    return ServiceEndsOn(notice)(Request(on, period))


def _end_of(period: Period) -> date:
    return period.end


def _anchored(anchor: date, missing_day: MissingDay, number: int) -> Period:
    first = add_months(anchor, number, missing_day)
    return Period(first, add_months(anchor, number + 1, missing_day))


def deadline_of(
    found: Ending, account: Account, market: Market
) -> Derived[date] | None:
    """
    Return the last day for the same answer; None where it does not depend on notice.

    Clauses: H2, H4, Q8, Q32, Q34.
    """
    policies = market.contracts
    if found.term is None:
        if type(found.last_day.rule) is LeavesAtOnce:
            return None
        return LastDayToCancel(policies.notice)(found.last_day.value)
    term, _, number = found.term
    if term.auto_renewal is AutoRenewal.OFF:
        return None
    contract, start = account.contract, market.start
    return last_day_for_notice(term, contract, policies, start, number=number)


def months_left(
    found: Ending, account: Account, requested_on: date, market: Market
) -> Iterator[Period]:
    """
    Yield the months of service that are not over on the day of the request.

    Those of a term that is served out are anchored at its first day; others are the
    billing cycles of the product. The last one ends with the service.

    Clauses: H5, Q34.
    """
    last = found.last_day.value
    every: Iterable[Period]
    if found.term is None:
        every = billed_periods(account, start_of(account, market), last, market)
    else:
        term = market.contracts.term
        first = TermStart(term, market.start).raw(found.term)
        every = map(partial(_anchored, first, term.missing_day), count())
    for one in takewhile(lambda month: month.start <= last, every):
        if one.end > requested_on:
            yield Period(one.start, min(one.end, last + _ONE_DAY))
