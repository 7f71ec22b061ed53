"""Whether service is active: suspended by an act, and back by itself once paid."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import Any, Final

from attrs import field, frozen

from gotobilling.clauses.payment_texts import B5, B6
from gotobilling.contracts import term_on
from gotobilling.derivation import Derived
from gotobilling.directory import Contact, Topic, find
from gotobilling.facts import Account, Payment, Receivables, Suspension
from gotobilling.invoices import CreditNote, IssuedDocument
from gotobilling.market import Market
from gotobilling.refusals import Reason
from gotobilling.statements.rules import ActiveAgain, ActiveAgainFacts, Happened

__all__ = ["Service", "ServiceState", "service_on"]

OverdueOn = Callable[[date], bool]
"""Whether something is overdue on a day."""


class ServiceState(Enum):
    """
    Whether service is active.

    Clauses: B5, B6, suspension.
    """

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Until nothing is overdue."""
    WITH_RECEIVABLES = "with_receivables"
    """A contract account's: until it is arranged with accounts receivable."""


@frozen(kw_only=True)
class Service:
    """
    Whether service is active on a day, and since when.

    Attributes:
        state: Whether it is.
        suspension: The last suspension that took effect, or None.
        active_again_on: The first day with service after it, or None: it lasts, or it
            is a contract account's.
        reasons: Why it is not active, and the way out; none where it is.
        contacts: Accounts receivable where the account is billed, for a contract
            account that is suspended; else none.

    Clauses: B5, B6, B19, suspension.
    """

    state: ServiceState
    suspension: Suspension | None
    active_again_on: Derived[date] | None
    reasons: tuple[Reason, ...] = field(repr=False)
    contacts: tuple[Contact, ...] = ()

    def answers(self) -> tuple[tuple[str, Derived[Any]], ...]:
        """Return the first day with service again under its name, if there is one."""
        again = self.active_again_on
        return () if again is None else (("active_again_on", again),)


_ALWAYS: Final = Service(
    state=ServiceState.ACTIVE, suspension=None, active_again_on=None, reasons=()
)
_WAY: Final = "sign in and pay what is overdue; service then comes back by itself"


def service_on(
    on: date,
    account: Account,
    receivables: Receivables,
    issued: tuple[IssuedDocument, ...],
    told: tuple[Market, OverdueOn],
) -> Service:
    """
    Say whether service is active on a day.

    Args:
        on: The day.
        account: The account, whose set terms make it a contract account.
        receivables: The suspensions, and what was paid and disputed.
        issued: The documents of the account.
        told: The market, and whether something is overdue on each day.
    """
    market, overdue = told
    found = _ALWAYS
    for one in receivables.suspensions:
        if one.effective_on > on or _lasts(found, one.effective_on):
            continue
        if _has_term(account, market, one.effective_on):
            found = _with_receivables(one, _contacts(account, market, on))
            continue
        again = _again(one, on, receivables, issued, overdue)
        suspended = again is None
        found = Service(
            state=ServiceState.SUSPENDED if suspended else ServiceState.ACTIVE,
            suspension=one,
            active_again_on=again,
            reasons=(_suspended(one),) if suspended else (),
        )
    return found


def _lasts(found: Service, on: date) -> bool:
    # A suspension of what is suspended already changes nothing.
    again = found.active_again_on
    if again is not None:
        return again.value > on
    return found.state is not ServiceState.ACTIVE


def _has_term(account: Account, market: Market, on: date) -> bool:
    rules = market.contracts, market.start
    return any(
        term_on(on, term, account.contract, *rules) is not None
        for term in account.terms
        if term.agreed_on <= on
    )


def _contacts(account: Account, market: Market, on: date) -> tuple[Contact, ...]:
    billed = [one.country for one in account.addresses if one.effective_on <= on]
    found = find(Topic.RECEIVABLES, billed[-1] if billed else market)
    return tuple(one for one in found if isinstance(one, Contact))


def _with_receivables(suspension: Suspension, contacts: tuple[Contact, ...]) -> Service:
    text = f"suspended since {suspension.effective_on}, under a contract with a term"
    emails = ", ".join(dict.fromkeys(one.email for one in contacts if one.email))
    way = f"arrange payment and service with accounts receivable: {emails} [B19]"
    return Service(
        state=ServiceState.WITH_RECEIVABLES,
        suspension=suspension,
        active_again_on=None,
        reasons=(Reason("contract-account", text, B6, way),),
        contacts=contacts,
    )


def _suspended(suspension: Suspension) -> Reason:
    text = f"suspended since {suspension.effective_on}, and something is overdue"
    return Reason("suspended", text, B5, _WAY)


def _again(
    suspension: Suspension,
    on: date,
    receivables: Receivables,
    issued: tuple[IssuedDocument, ...],
    overdue: OverdueOn,
) -> Derived[date] | None:
    since = suspension.effective_on
    # What is overdue lessens only on a day on which something happens.
    happened = {day: one for day, one in _events(receivables, issued) if since < day}
    for day in sorted({since, *happened}):
        if day <= on and not overdue(day):
            facts = ActiveAgainFacts(suspension, happened.get(day))
            return ActiveAgain()(facts)
    return None


def _events(
    receivables: Receivables, issued: tuple[IssuedDocument, ...]
) -> Iterator[tuple[date, Happened]]:
    """Yield what can lessen what is overdue; of one day, the best name comes last."""
    for choice in receivables.autopay:
        yield choice.effective_on, choice
    for dispute in receivables.disputes:
        yield dispute.notified_on, dispute
    # Of all documents only a note pays what was there before it; the order in which
    # they are given says nothing.
    for one in sorted(issued, key=lambda note: note.digest):
        if isinstance(one.document, CreditNote):
            yield one.issued_on, one.fact("total", one.document.total.value)
    payments: tuple[Payment, ...] = receivables.payments
    for payment in payments:
        yield payment.paid_on, payment
