"""Taking a cancellation back while it is pending, and starting again afterwards."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from gotobilling.cancellations.access import (
    check_asked,
    ended_on,
    refused_access,
    term_of,
)
from gotobilling.cancellations.answers import Reactivation, Undone
from gotobilling.cancellations.requests import ReactivationRequest, UndoRequest
from gotobilling.clauses.contract_terms import PENDING_CANCELLATION, TERMS_RENEWAL
from gotobilling.clauses.contract_texts import H9, H16
from gotobilling.contracts import TermRun, data_deleted_on, term_on
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import Account, Contract, ServiceEnd, Term, Withdrawal
from gotobilling.market import Market
from gotobilling.refusals import Reason, Refused

__all__ = ["reactivate", "undo"]


def undo(account: Account, request: UndoRequest, market: Market) -> Undone | Refused:
    """
    Take a pending cancellation back, up to the last day of service.

    The end of service, and what was owed for leaving with it, are withdrawn: service
    goes on without a break, and is billed as if nothing had been asked for.

    Raises:
        WrongType: no account, request or market.
        InvalidValue: a product that is not the market's, a day before the cancellation
            was known.
        ConflictingFacts: an account with items of another product.

    Clauses: H13, pending-cancellation.
    """
    if type(request) is not UndoRequest:
        raise WrongType("request", "an UndoRequest", request)
    check_asked(account, request, market)
    reasons = refused_access(request, market.contracts.cancellation)
    reasons += _not_pending(account, request, market)
    if reasons or account.end is None:
        return Refused(tuple(reasons))
    facts = tuple(_withdrawn(account, request, account.end))
    goes_on = evolve(account, withdrawals=(*account.withdrawals, *facts))
    return Undone(request=request, facts=facts, account=goes_on)


def _not_pending(
    account: Account, request: UndoRequest, market: Market
) -> Iterator[Reason]:
    on = request.requested_on
    last = ended_on(account, request.product, on, market)
    if last is not None:
        text = f"service ended on {last}"
        instead = "reactivate it in the billing portal"
        yield Reason("ended", text, H16, instead)
    elif account.end is None:
        yield Reason("not-pending", "no cancellation is pending", PENDING_CANCELLATION)
    elif on < account.end.known_on:
        requirement = f"on or after {account.end.known_on}, when the end was known"
        raise InvalidValue("request.requested_on", requirement, on)


def _withdrawn(
    account: Account, request: UndoRequest, end: ServiceEnd
) -> Iterator[Withdrawal]:
    owed = [
        one
        for one in account.early_terminations
        if one.product == request.product
        and one.effective_on == end.last_day_of_service
    ]
    for one in (end, *owed):
        name = f"{request.id}:{one.root}"
        yield Withdrawal(id=name, fact=one.root, known_on=request.requested_on)


def reactivate(
    account: Account, request: ReactivationRequest, market: Market
) -> Reactivation | Refused:
    """
    Take up again what has ended; a set term keeps its renewal date.

    Raises:
        WrongType: no account, request or market.
        InvalidValue: a product that is not the market's.
        ConflictingFacts: an account with items of another product.

    Clauses: H9, H16, terms-renewal.
    """
    if type(request) is not ReactivationRequest:
        raise WrongType("request", "a ReactivationRequest", request)
    check_asked(account, request, market)
    reasons = refused_access(request, market.contracts.cancellation)
    last = ended_on(account, request.product, request.requested_on, market)
    if last is None:
        reasons.append(_not_ended(account))
        return Refused(tuple(reasons))
    if reasons:
        return Refused(tuple(reasons))
    return _reactivated(account, request, last, market)


def _not_ended(account: Account) -> Reason:
    if account.end is None:
        return Reason("active", "service has not ended", H16)
    text = f"service goes on until {account.end.last_day_of_service}"
    return Reason("pending", text, PENDING_CANCELLATION, "undo the cancellation")


def _reactivated(
    account: Account, request: ReactivationRequest, last: date, market: Market
) -> Reactivation:
    on, policies = request.requested_on, market.contracts
    term = term_of(account, request.product, last)
    run = None
    if term is not None:
        run = term_on(on, term, account.contract, policies, market.start)
    deleted = data_deleted_on(account.end or last, policies.deletion)
    reasons = [Reason("reactivated", f"billing starts again on {on}", H16)]
    if run is not None:
        text = f"the renewal date stays {run.renewal.value}"
        reasons.append(Reason("renewal-kept", text, TERMS_RENEWAL))
    if deleted.value <= on:
        text = f"data was deleted on {deleted.value} and does not come back"
        reasons.append(Reason("data", text, H9))
    return Reactivation(
        request=request,
        contract=Contract(id=f"{request.id}:contract", signed_on=on),
        term=None if term is None or run is None else _kept(term, run, request),
        renewal=None if run is None else run.renewal,
        data_deleted_on=deleted,
        reasons=tuple(reasons),
    )


def _kept(term: Term, run: TermRun, request: ReactivationRequest) -> Term:
    return evolve(
        term,
        id=f"{request.id}:term",
        agreed_on=request.requested_on,
        start_on=request.requested_on,
        renewal_on=run.renewal.value,
        known_on=request.requested_on,
        supersedes=None,
    )
