"""Taking a cancellation back while it is pending, and starting again afterwards."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from gotobilling import checks
from gotobilling.cancellations.access import (
    REACTIVATING,
    UNDOING,
    check_asked,
    ended_on,
    refused_access,
    term_of,
    told_of_the_request,
)
from gotobilling.cancellations.answers import (
    OF_BUYOUT,
    OF_END,
    Reactivation,
    Undone,
)
from gotobilling.cancellations.requests import ReactivationRequest, UndoRequest
from gotobilling.clauses.contract_terms import PENDING_CANCELLATION, TERMS_RENEWAL
from gotobilling.clauses.contract_texts import H1, H9, H16
from gotobilling.contracts import (
    TermRun,
    data_deleted_on,
    last_day_of_term,
    term_on,
)
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import (
    Account,
    AutoRenewal,
    Contract,
    ServiceEnd,
    Term,
    Withdrawal,
)
from gotobilling.market import Market
from gotobilling.refusals import Reason, Refused

__all__ = ["reactivate", "undo"]


def undo(account: Account, request: UndoRequest, market: Market) -> Undone | Refused:
    """
    Take a pending cancellation back, up to the last day of service.

    The facts that the cancellation made are withdrawn, and no other: the end of service
    and, by the id that begins alike, what was owed for leaving early. Service goes on
    without a break, and is billed as if nothing had been asked for.

    Raises:
        WrongType: no account, request or market.
        InvalidValue: a product that is not the market's, a day before the cancellation
            was known, or a request's id too long to begin the ids of facts.
        ConflictingFacts: an account with items of another product, or a request's id
            that facts of the account begin with already.

    Clauses: H13, pending-cancellation.
    """
    if type(request) is not UndoRequest:
        raise WrongType("request", "an UndoRequest", request)
    check_asked(account, request, market)
    reasons = refused_access(request, market.contracts.cancellation, UNDOING)
    reasons += _not_pending(account, request)
    if reasons or account.end is None:
        return Refused(tuple(reasons))
    with told_of_the_request():
        facts = tuple(_withdrawn(account, request, account.end))
        goes_on = evolve(account, withdrawals=(*account.withdrawals, *facts))
    return Undone(
        request=request,
        facts=facts,
        account=goes_on,
        reasons=tuple(_why(account.end, facts)),
    )


def _not_pending(account: Account, request: UndoRequest) -> Iterator[Reason]:
    on = request.requested_on
    last = ended_on(account, on)
    if last is not None:
        text = f"service ended on {last}"
        instead = "reactivate it in the billing portal"
        yield Reason("ended", text, H16, instead)
    elif account.end is None:
        text, instead = "no cancellation is pending", "nothing is to be done"
        yield Reason("not-pending", text, PENDING_CANCELLATION, instead)
    elif on < account.end.known_on:
        requirement = f"on or after {account.end.known_on}, when the end was known"
        raise InvalidValue("request.requested_on", requirement, on)


def _withdrawn(
    account: Account, request: UndoRequest, end: ServiceEnd
) -> Iterator[Withdrawal]:
    asked = end.root.removesuffix(OF_END)
    owed = [
        one
        for one in account.early_terminations
        if asked != end.root and one.root == f"{asked}{OF_BUYOUT}"
    ]
    for one in (end, *owed):
        name = f"{request.id}:{one.root}"
        yield Withdrawal(id=name, fact=one.root, known_on=request.requested_on)


def _why(end: ServiceEnd, facts: tuple[Withdrawal, ...]) -> Iterator[Reason]:
    text = f"service goes on after {end.last_day_of_service} without a break"
    yield Reason("goes-on", text, PENDING_CANCELLATION)
    if len(facts) > 1:
        yield Reason("no-buyout", "nothing is owed for leaving early", H1)


def reactivate(
    account: Account, request: ReactivationRequest, market: Market
) -> Reactivation | Refused:
    """
    Take up again what has ended; a set term keeps its renewal date.

    What has ended is told by the account's ``ServiceEnd``, which a term that does not
    renew needs as well.

    Raises:
        WrongType: no account, request or market.
        InvalidValue: a product that is not the market's, or a request's id too long to
            begin the ids of facts.
        ConflictingFacts: an account with items of another product.

    Clauses: H9, H16, terms-renewal.
    """
    checks.exactly("request", request, ReactivationRequest)
    check_asked(account, request, market)
    reasons = refused_access(request, market.contracts.cancellation, REACTIVATING)
    last = ended_on(account, request.requested_on)
    if last is None:
        reasons.append(_not_ended(account, request, market))
        return Refused(tuple(reasons))
    if reasons:
        return Refused(tuple(reasons))
    return _reactivated(account, request, last, market)


def _not_ended(
    account: Account, request: ReactivationRequest, market: Market
) -> Reason:
    if account.end is not None:
        text = f"service goes on until {account.end.last_day_of_service}"
        return Reason("pending", text, PENDING_CANCELLATION, "undo the cancellation")
    term = term_of(account, request.product, request.requested_on)
    if term is not None and term.auto_renewal is AutoRenewal.OFF:
        rules = (term, account.contract, market.contracts, market.start)
        text = f"the term ends on {last_day_of_term(*rules).value}, and service has not"
        instead = "ask to cancel first, which gives the account its end of service"
        return Reason("active", text, H16, instead)
    return Reason("active", "service has not ended", H16, "nothing is to be done")


def _reactivated(
    account: Account, request: ReactivationRequest, last: date, market: Market
) -> Reactivation:
    on, policies = request.requested_on, market.contracts
    term = term_of(account, request.product, last)
    run = None
    if term is not None:
        run = term_on(on, term, account.contract, policies, market.start)
    deleted = data_deleted_on(account.end or last, policies.deletion)
    with told_of_the_request():
        contract = Contract(id=f"{request.id}:contract", signed_on=on)
        kept = None if term is None or run is None else _kept(term, run, request)
    reasons = [Reason("reactivated", f"billing starts again on {on}", H16)]
    if run is not None:
        text = f"the renewal date stays {run.renewal.value}"
        reasons.append(Reason("renewal-kept", text, TERMS_RENEWAL))
    if deleted.value <= on:
        text = f"data was deleted on {deleted.value} and does not come back"
        reasons.append(Reason("data", text, H9))
    return Reactivation(
        request=request,
        contract=contract,
        term=kept,
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
