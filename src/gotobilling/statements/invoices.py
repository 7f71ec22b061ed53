"""An invoice on a statement: what is open of it, until when, and how it stands."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any, cast

from attrs import field, frozen

from gotobilling.after_invoice import DisputedPart
from gotobilling.credits import SettledInvoice
from gotobilling.derivation import Derived
from gotobilling.disputes import DisputesOn, disputes_on
from gotobilling.facts import Receivables
from gotobilling.invoices import Invoice, IssuedDocument
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.statements.rules import (
    ByAutopay,
    NotHeld,
    Overdue,
    OverdueFacts,
    PastDueFacts,
    PastDueOn,
    StatedAutopay,
    StatedDayFacts,
    StatedDisputeUntil,
    StatedDue,
)

__all__ = ["InvoiceStatus", "StatedInvoice", "is_overdue", "stated_invoice"]

Answers = tuple[tuple[str, Derived[Any]], ...]


class InvoiceStatus(Enum):
    """
    How an invoice stands; each has one, the first of these that is so.

    Clauses: B4, Q47, Q57.
    """

    CREDITED = "credited"
    """Nothing is open: all of it was credited, and nothing was paid."""
    PAID = "paid"
    """Nothing is open."""
    PAST_DUE = "past_due"
    """Some of it is overdue."""
    DISPUTED = "disputed"
    """Some of what is open is disputed, and the dispute is not resolved."""
    PARTLY_PAID = "partly_paid"
    """Some of it was paid or credited."""
    DUE = "due"
    """All of it is to be paid, and in time still."""


@frozen(kw_only=True)
class StatedInvoice:
    """
    An invoice as it stands on the day of a statement.

    Attributes:
        settled: What it charges, what is credited, paid and open.
        disputes: Its disputes, and what is not due for them.
        status: How it stands.
        overdue: What of it is overdue.
        by_autopay: What of it autopay would charge: what is open and undisputed.
        due_on: The last day to pay in time; None where nothing was payable.
        autopay_on: The first day on which autopay would charge it; None likewise.
        past_due_on: The first day on which what is open is past due; None likewise.
        dispute_until: The last day for notice of a dispute.

    Clauses: B1, B2, B4, G4, Q3, Q56, Q57.
    """

    settled: SettledInvoice
    disputes: DisputesOn = field(repr=False)
    status: InvoiceStatus
    overdue: Derived[Money]
    by_autopay: Derived[Money]
    due_on: Derived[date] | None
    autopay_on: Derived[date] | None
    past_due_on: Derived[date] | None
    dispute_until: Derived[date]

    @property
    def digest(self) -> str:
        """The digest of the invoice."""
        return self.settled.digest

    @property
    def open(self) -> Derived[Money]:
        """What is open of it."""
        return self.settled.open

    @property
    def disputed(self) -> Derived[Money]:
        """What of it is disputed, in time and not resolved; paid or not."""
        return self.disputes.disputed.amount

    def answers(self) -> Answers:
        """Return its dates, then what is disputed, overdue and charged by autopay."""
        days = (
            ("due_date", self.due_on),
            ("autopay_on", self.autopay_on),
            ("past_due_on", self.past_due_on),
            ("dispute_until", self.dispute_until),
        )
        amounts = (("overdue", self.overdue), ("by_autopay", self.by_autopay))
        return (
            *((f"{name}:{self.digest}", x) for name, x in days if x is not None),
            *self.disputes.answers(),
            *((f"{name}:{self.digest}", x) for name, x in amounts),
        )


def stated_invoice(
    settled: SettledInvoice,
    receivables: Receivables,
    others: Iterable[IssuedDocument],
    market: Market,
    told: tuple[date, bool],
) -> StatedInvoice:
    """
    Say how an invoice stands.

    Args:
        settled: What is open of it.
        receivables: Its disputes among others.
        others: The documents of the account.
        market: Its market.
        told: The day, and whether autopay is on.
    """
    on, autopay = told
    disputes = disputes_on(settled.issued, receivables, others, market, on)
    digest = settled.digest
    due, charged, until = _days(settled.issued)
    past = _past_due_on(settled.issued, market, autopay=autopay)
    still = (f"open:{digest}", settled.open.value)
    overdue = _overdue(still, disputes, past)
    held = market.after_invoice.disputed.part is DisputedPart.SUSPENDED
    disputed = (f"disputed:{digest}", disputes.disputed.amount.value)
    return StatedInvoice(
        settled=settled,
        disputes=disputes,
        status=_status(settled, disputes, overdue.value),
        overdue=overdue,
        by_autopay=ByAutopay()(NotHeld(still, disputed if held else None)),
        due_on=due,
        autopay_on=charged,
        past_due_on=past,
        dispute_until=until,
    )


def is_overdue(
    issued: IssuedDocument,
    still: Money,
    receivables: Receivables,
    others: Iterable[IssuedDocument],
    market: Market,
    told: tuple[date, bool],
) -> bool:
    """Whether some of what is open of an invoice is overdue, told as an invoice is."""
    if not still.minor:
        return False
    on, autopay = told
    disputes = disputes_on(issued, receivables, others, market, on)
    past = _past_due_on(issued, market, autopay=autopay)
    overdue = _overdue((f"open:{issued.digest}", still), disputes, past)
    return overdue.value.minor > 0


def _past_due_on(
    issued: IssuedDocument, market: Market, *, autopay: bool
) -> Derived[date] | None:
    invoice = cast("Invoice", issued.document)
    due, charged = invoice.due_on, invoice.autopay_on
    if due is None or charged is None:
        return None
    named = (f"autopay_on:{issued.digest}", charged.value) if autopay else None
    facts = PastDueFacts((f"due_date:{issued.digest}", due.value), named)
    return PastDueOn(market.after_invoice.past_due)(facts)


def _overdue(
    still: tuple[str, Money], disputes: DisputesOn, past: Derived[date] | None
) -> Derived[Money]:
    not_due = (f"not_due:{disputes.invoice}", disputes.not_due.amount.value)
    first = None if past is None else past.value
    return Overdue()(OverdueFacts(still, not_due, first, disputes.on))


def _days(
    issued: IssuedDocument,
) -> tuple[Derived[date] | None, Derived[date] | None, Derived[date]]:
    invoice = cast("Invoice", issued.document)
    due, charged = invoice.due_on, invoice.autopay_on
    digest, until = issued.digest, invoice.dispute_until
    return (
        None if due is None else StatedDue()(StatedDayFacts(digest, due)),
        None if charged is None else StatedAutopay()(StatedDayFacts(digest, charged)),
        StatedDisputeUntil()(StatedDayFacts(digest, until)),
    )


def _status(
    settled: SettledInvoice, disputes: DisputesOn, overdue: Money
) -> InvoiceStatus:
    credited, paid = settled.credited.value.minor, settled.paid.value.minor
    if not settled.open.value.minor:
        only_credit = credited and not paid
        return InvoiceStatus.CREDITED if only_credit else InvoiceStatus.PAID
    if overdue.minor:
        return InvoiceStatus.PAST_DUE
    if disputes.disputed.amount.value.minor:
        return InvoiceStatus.DISPUTED
    return InvoiceStatus.PARTLY_PAID if credited or paid else InvoiceStatus.DUE
