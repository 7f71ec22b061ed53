"""From a request to cancel to the last day of service, or to a refusal."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, cast

from attrs import evolve

from gotobilling import checks
from gotobilling.cancellations.access import (
    CANCELLING,
    check_asked,
    ended_on,
    refused_access,
    term_of,
    told_of_the_request,
)
from gotobilling.cancellations.answers import OF_BUYOUT, OF_END, Cancellation
from gotobilling.cancellations.ends import deadline_of, ending, months_left
from gotobilling.cancellations.requests import CancellationRequest
from gotobilling.cancellations.why import afterwards, why
from gotobilling.clauses.contract_terms import PENDING_CANCELLATION
from gotobilling.clauses.contract_texts import H1, H7, H16
from gotobilling.contracts import UnpaidInvoices, data_deleted_on
from gotobilling.errors import ConflictingFacts
from gotobilling.facts import Account, EarlyTermination, ServiceEnd, Term
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
    has none, the months left are charged and service goes on until they are over. A
    term that does not renew ends on its last day, asked for before it or after. What is
    paid by the year or quarter is served out.

    Nothing that was billed for service is given back. What was billed for days after
    its end is: how much, ``Cancellation.given_back`` says.

    Args:
        account: The account as known on the day of the request.
        request: What is asked for.
        market: The policies.

    Returns:
        The answer; or a refusal, with every reason there is.

    Raises:
        WrongType: no account, request or market.
        InvalidValue: a product that is not the market's, a market read back from an
            invoice, a quoted renewal date that is not after its term's first day, or a
            request's id too long to begin the ids of facts.
        ConflictingFacts: an account with items of another product, a term that ends
            before billing starts, or a request's id that facts of the account begin
            with already.

    Clauses: A15, H1, H2, H3, H4, H5, H6, H7, L6, Q8, Q32, Q33, buyout-in-vain,
    cancel-before-start, early-exit-owed, paid-period, pending-cancellation.
    """
    checks.exactly("request", request, CancellationRequest)
    check_asked(account, request, market)
    policy = market.contracts.cancellation
    reasons = refused_access(request, policy, CANCELLING)
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
    on, signed = request.requested_on, _signed_on(account, request, market)
    if signed is not None and on < signed:
        text = f"the contract is signed on {signed}, and there is none on {on}"
        yield Reason("not-signed", text, H1, f"ask from {signed} on")
    last = ended_on(account, on)
    if last is not None:
        yield Reason("ended", f"service ended on {last}", H16, _REACTIVATE)
    elif account.end is not None:
        last = account.end.last_day_of_service
        text = f"a cancellation is pending, and service ends on {last}"
        instead = "nothing is to be done; it can be undone until then"
        yield Reason("pending", text, PENDING_CANCELLATION, instead)


def _signed_on(
    account: Account, request: CancellationRequest, market: Market
) -> date | None:
    """Return the signature; without one, when the first term is agreed or billed."""
    signed = account.contract.signed_on
    agreed = [one.agreed_on for one in account.terms if one.product == request.product]
    if signed is not None or not agreed:
        return signed
    return min(*agreed, market.rules.billing_start.raw(account.contract))


def _answered(
    account: Account, request: CancellationRequest, market: Market
) -> Cancellation:
    on = request.requested_on
    term = term_of(account, request.product, on)
    found = ending(account, request, term, market)
    start = market.rules.billing_start.raw(account.contract)
    if term is not None and found.last_day.value < start:
        requirement = f"such that it ends on or after the billing start of {start}"
        last = found.last_day.value
        raise ConflictingFacts(f"terms[{term.id}]", requirement, last, "Q34")
    with told_of_the_request():
        end, owed = _facts(found.last_day.value, found.bought, request)
        fees = account.early_terminations
        every = fees if owed is None else (*fees, owed)
        ended = evolve(account, end=end, early_terminations=every)
    deleted = data_deleted_on(end, market.contracts.deletion)
    deadline = deadline_of(found, account, market)
    return Cancellation(
        request=request,
        account=ended,
        market=market,
        last_day=found.last_day,
        deadline=deadline,
        data_deleted_on=deleted,
        months=tuple(months_left(found, account, on, market)),
        end=end,
        early_termination=owed,
        grounds=(
            *why(account, request, found, deadline, market),
            *afterwards(found, deleted, market),
        ),
    )


def _facts(
    last: date, bought: Term | None, request: CancellationRequest
) -> tuple[ServiceEnd, EarlyTermination | None]:
    end = ServiceEnd(
        id=f"{request.id}{OF_END}",
        last_day_of_service=last,
        known_on=request.requested_on,
    )
    return end, None if bought is None else _owed(bought, request, last)


def _owed(term: Term, request: CancellationRequest, last: date) -> EarlyTermination:
    return EarlyTermination(
        id=f"{request.id}{OF_BUYOUT}",
        amount=cast("Decimal", term.buyout),
        currency=cast("str", term.currency),
        effective_on=last,
        product=term.product,
        known_on=request.requested_on,
    )
