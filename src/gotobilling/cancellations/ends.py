"""How a request ends service: the day, by which rule, and the months until then."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count, takewhile
from typing import Final, NamedTuple

from gotobilling.cancellations.cycles import (
    Paid,
    billed_periods,
    by_months,
    charged_on,
    paid_periods,
    sign_up,
)
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
    last_day_of_term,
    service_end,
    term_ended_by,
    term_on,
)
from gotobilling.contracts.leaving import LeavesAtOnce, ServedOut
from gotobilling.derivation import Derived
from gotobilling.facts import Account, AutoRenewal, Term
from gotobilling.market import Market
from gotobilling.periods import MissingDay, Period, add_months

__all__ = ["Ending", "deadline_of", "ending", "months_left"]

_ONE_DAY: Final = timedelta(1)


class Ending(NamedTuple):
    """
    How service ends.

    Attributes:
        last_day: The last day of service.
        term: The set term that ends with it, and its number; None where none does.
        bought: The term that is bought out, or None.
        paid: What is paid in advance and served out, where that decides the day.
    """

    last_day: Derived[date]
    term: TermFacts | None = None
    bought: Term | None = None
    paid: tuple[Paid, ...] = ()


def ending(
    account: Account, request: CancellationRequest, term: Term | None, market: Market
) -> Ending:
    """
    Return how a request ends service.

    Clauses: A15, H1, H2, H4, H5, Q8, Q32, Q33, buyout-in-vain, cancel-before-start,
    paid-period.
    """
    on, policies = request.requested_on, market.contracts
    counted = max(on, sign_up(account, market))
    if term is None:
        return _by_days(counted, _served(account, counted, market), market)
    rules = (term, account.contract, policies, market.start)
    if term.auto_renewal is AutoRenewal.OFF:
        expiry = last_day_of_term(*rules)
        if expiry.value < on:
            return Ending(expiry, term=expiry.facts)
    by_notice = term_ended_by(on, *rules)
    if request.leaving is Leaving.EARLY and term.buyout is not None:
        bought = _bought_out(account, counted, term, market)
        if bought.last_day.value < by_notice.value:
            return bought._replace(bought=term)
    told: Notice = by_notice.facts
    return Ending(by_notice, term=told.term)


def _bought_out(account: Account, on: date, term: Term, market: Market) -> Ending:
    policies = market.contracts
    if policies.cancellation.early_exit is EarlyExit.AT_ONCE:
        return Ending(LeavesAtOnce(policies.cancellation)(on))
    paid = _served(account, on, market)
    if by_months(market):
        # A year that is the term is paid as a whole: nothing of it is bought out.
        run = term_on(on, term, account.contract, policies, market.start)
        paid = [one for one in paid if run is not None and one.period == run.period]
    return _by_days(on, paid[:1], market)


def _served(account: Account, on: date, market: Market) -> list[Paid]:
    """Return what is paid and is to be served out; the shortest periods first."""
    if by_months(market):
        return paid_periods(account, on, market)
    reached = earliest_end(on, market.contracts.notice).value
    return paid_periods(account, reached, market)


def _by_days(on: date, paid: list[Paid], market: Market) -> Ending:
    notice, months = market.contracts.notice, by_months(market)
    if not paid and notice.ends is ServiceEnds.MONTH_END:
        return Ending(service_end(on, notice))
    if paid:
        longest = max(paid, key=_end_of)
        kept = tuple(one for one in paid if one.period.end == longest.period.end)
        if months:
            return Ending(ServedOut()(longest.period), paid=kept)
        return Ending(ServiceEndsOn(notice)(Request(on, longest.period)), paid=kept)
    # Where nothing is paid for, nothing is left to serve out.
    reached = earliest_end(on, notice).value
    nothing = Period(reached, reached + _ONE_DAY)
    if months:
        nothing = Period.month_of(reached)
    return Ending(ServiceEndsOn(notice)(Request(on, nothing)))


def _end_of(paid: Paid) -> date:
    return paid.period.end


def deadline_of(
    found: Ending, account: Account, market: Market
) -> Derived[date] | None:
    """
    Return the last day for the same answer; None where it does not depend on notice.

    Clauses: H2, H4, Q8, Q32, Q34, paid-period.
    """
    policies = market.contracts
    if found.term is None:
        rule = type(found.last_day.rule)
        if rule is LeavesAtOnce:
            return None
        if rule is ServedOut:
            return found.last_day
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
    Yield the months of service from a request to the end.

    Where a term is served out they are anchored as it is, before it as well; else they
    are the billing cycles of the product. The month of the request is one of them where
    a document is still to come that charges it. The last one ends with the service.

    Clauses: H5, Q34.
    """
    start, last = sign_up(account, market), found.last_day.value
    on = max(requested_on, start)
    for one in takewhile(
        lambda month: month.start <= last, _every_month(found, account, on, market)
    ):
        if one.end <= on or last < on:
            continue
        month = Period(max(one.start, start), min(one.end, last + _ONE_DAY))
        if month.start <= on:
            charged = charged_on(account, month.last_day, market)
            if charged is None or charged < requested_on:
                continue
        yield month


def _every_month(
    found: Ending, account: Account, on: date, market: Market
) -> Iterable[Period]:
    if found.term is None:
        last = found.last_day.value
        return billed_periods(account, sign_up(account, market), last, market)
    policy = market.contracts.term
    first = TermStart(policy, market.start).raw(found.term)
    # Before its first day the months are counted back from it.
    back = (on.year - first.year) * 12 + on.month - first.month - 1
    return map(partial(_anchored, first, policy.missing_day), count(min(back, 0)))


def _anchored(anchor: date, missing_day: MissingDay, number: int) -> Period:
    first = add_months(anchor, number, missing_day)
    return Period(first, add_months(anchor, number + 1, missing_day))
