"""From a request to cancel to the last day of service, or to a refusal."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, cast

from attrs import evolve

from gotobilling.cancellations.access import (
    check_asked,
    ended_on,
    refused_access,
    term_of,
)
from gotobilling.cancellations.answers import Cancellation
from gotobilling.cancellations.cycles import paid_periods
from gotobilling.cancellations.ends import (
    Ending,
    deadline_of,
    ending,
    months_left,
    start_of,
)
from gotobilling.cancellations.requests import CancellationRequest, Leaving
from gotobilling.clauses.contract_own_decisions import (
    BUYOUT_IN_VAIN,
    CANCEL_BEFORE_START,
    EARLY_EXIT_OWED,
    PAID_PERIOD,
)
from gotobilling.clauses.contract_terms import PENDING_CANCELLATION
from gotobilling.clauses.contract_texts import H1, H4, H6, H7, H12, H16
from gotobilling.contracts import (
    TermFacts,
    UnpaidInvoices,
    data_deleted_on,
    last_day_for_notice,
    term_on,
)
from gotobilling.derivation import Derived
from gotobilling.errors import WrongType
from gotobilling.facts import (
    Account,
    EarlyTermination,
    ServiceEnd,
    Term,
)
from gotobilling.market import Market
from gotobilling.refusals import Reason, Refused

__all__ = ["cancel"]

_SHOWN: Final = 100
_REACTIVATE: Final = "reactivate it in the billing portal"


def cancel(
    account: Account, request: CancellationRequest, market: Market
) -> Cancellation | Refused:
    """
    Answer a request to cancel: when service ends and what is owed, or why not.

    Month to month, service ends with the month that the days of notice give. A set term
    ends on its last day where notice is in time, and else one term later. Who leaves
    early is out with the month if the contract has a buyout, which is then owed; if it
    has none, the months left are charged and service goes on until they are over.

    Nothing that was billed is given back.

    Args:
        account: The account as known on the day of the request.
        request: What is asked for.
        market: The policies.

    Returns:
        The answer; or a refusal, with every reason there is.

    Raises:
        WrongType: no account, request or market.
        InvalidValue: a product that is not the market's, a market read back from an
            invoice, or a quoted renewal date that is not after its term's first day.
        ConflictingFacts: an account with items of another product.

    Clauses: H1, H2, H3, H4, H5, H6, H7, L2, L6, Q8, Q32, Q33, buyout-in-vain,
    cancel-before-start, early-exit-owed, pending-cancellation.
    """
    if type(request) is not CancellationRequest:
        raise WrongType("request", "a CancellationRequest", request)
    check_asked(account, request, market)
    policy = market.contracts.cancellation
    reasons = refused_access(request, policy)
    if request.unpaid and policy.unpaid is UnpaidInvoices.BLOCK:
        reasons.append(_unpaid(request.unpaid))
    reasons += _untimely(account, request, market)
    if reasons:
        return Refused(tuple(reasons))
    return _answered(account, request, market)


def _unpaid(names: tuple[str, ...]) -> Reason:
    count, first = len(names), names[0][:_SHOWN]
    more = f" and {count - 1} more" if count > 1 else ""
    text = f"unpaid or past due: {first}{more}"
    return Reason("unpaid", text, H7, "pay first, then ask again")


def _untimely(
    account: Account, request: CancellationRequest, market: Market
) -> Iterator[Reason]:
    on, signed = request.requested_on, account.contract.signed_on
    if signed is not None and on < signed:
        text = f"the contract is signed on {signed}, and there is none on {on}"
        yield Reason("not-signed", text, H1, f"ask from {signed} on")
    last = ended_on(account, request.product, on, market)
    if last is not None:
        yield Reason("ended", f"service ended on {last}", H16, _REACTIVATE)
    elif account.end is not None:
        last = account.end.last_day_of_service
        text = f"a cancellation is pending, and service ends on {last}"
        instead = "nothing is to be done; it can be undone until then"
        yield Reason("pending", text, PENDING_CANCELLATION, instead)


def _answered(
    account: Account, request: CancellationRequest, market: Market
) -> Cancellation:
    on = request.requested_on
    found = ending(account, request, term_of(account, request.product, on), market)
    last = found.last_day.value
    end = ServiceEnd(id=f"{request.id}:end", last_day_of_service=last, known_on=on)
    owed = None if found.bought is None else _owed(found.bought, request, last)
    fees = account.early_terminations
    every = fees if owed is None else (*fees, owed)
    deleted = data_deleted_on(end, market.contracts.deletion)
    deadline = deadline_of(found, account, market)
    return Cancellation(
        request=request,
        account=evolve(account, end=end, early_terminations=every),
        market=market,
        last_day=found.last_day,
        deadline=deadline,
        data_deleted_on=deleted,
        months=tuple(months_left(found, account, on, market)),
        end=end,
        early_termination=owed,
        reasons=(
            *_why(account, request, found, deadline, market),
            Reason("no-refund", "what was billed is not given back", H6),
            _confirmation(found),
            _data(deleted),
        ),
    )


def _owed(term: Term, request: CancellationRequest, last: date) -> EarlyTermination:
    return EarlyTermination(
        id=f"{request.id}:buyout",
        amount=cast("Decimal", term.buyout),
        currency=cast("str", term.currency),
        effective_on=last,
        product=term.product,
        known_on=request.requested_on,
    )


# Why it is so.


def _why(
    account: Account,
    request: CancellationRequest,
    found: Ending,
    deadline: Derived[date] | None,
    market: Market,
) -> Iterator[Reason]:
    if found.term is not None:
        yield _term_end(request, found, deadline, market)
        if request.leaving is Leaving.EARLY:
            yield _not_bought(found.term.term)
        return
    if found.bought is not None:
        owed = f"{found.bought.buyout:f} {found.bought.currency}"
        yield Reason("buyout", f"{owed} are owed for leaving early", H1)
    start, last = start_of(account, market), found.last_day
    if request.requested_on < start:
        text = f"billing starts on {start}, and the request counts as made then"
        yield Reason("before-start", text, CANCEL_BEFORE_START)
    told = "on the day of the request"
    if deadline is not None:
        told = f"asked for on {deadline.value} at the latest"
    if paid_periods(account, last.value, market):
        text = f"what is paid is served out, until {last.value}"
        yield Reason("paid-period", text, PAID_PERIOD)
    clause = last.proof.steps[-1].clause
    yield Reason("service-end", f"{told}, service ends on {last.value}", clause)


def _term_end(
    request: CancellationRequest,
    found: Ending,
    deadline: Derived[date] | None,
    market: Market,
) -> Reason:
    last, (term, contract, number) = found.last_day.value, cast("TermFacts", found.term)
    if deadline is None:
        return Reason("term-end", f"the term does not renew and ends on {last}", H4)
    rules = (term, contract, market.contracts, market.start)
    running = term_on(request.requested_on, *rules)
    if number > (1 if running is None else running.number):
        missed = last_day_for_notice(*rules, number=number - 1).value
        text = f"notice came after {missed}, so one more term runs to {last}"
        return Reason("one-more-term", text, H4)
    text = f"with notice on {deadline.value} at the latest, the term ends on {last}"
    return Reason("term-end", text, H4)


def _not_bought(term: Term) -> Reason:
    if term.buyout is None:
        text = "the contract has no buyout; the months left are charged as they come"
        return Reason("no-buyout", text, EARLY_EXIT_OWED)
    text = "notice ends service as early as a buyout, which is not owed"
    return Reason("buyout-in-vain", text, BUYOUT_IN_VAIN)


def _confirmation(found: Ending) -> Reason:
    text = "the subscription is found among the expired ones once it has ended"
    if found.term is not None or found.bought is not None:
        text = "the cancellation is confirmed by e-mail"
    return Reason("confirmation", text, H12)


def _data(deleted: Derived[date]) -> Reason:
    text = f"data is deleted on {deleted.value} and does not come back"
    clause = deleted.proof.steps[-1].clause
    return Reason("data", text, clause, "back up or move what is needed before")
