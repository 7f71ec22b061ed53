"""Account credit: what documents leave to the customer, and the invoices that it pays.

A credit note lowers its own invoice first. What is left of it, and a negative total,
stay on the account and pay the next invoices, the oldest credit first; nothing is paid
out.
"""

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from gotobilling.after_invoice import PaymentOrder
from gotobilling.credits.desk import Desk
from gotobilling.credits.uses import Use
from gotobilling.derivation import Derived
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    WrongType,
)
from gotobilling.invoices import CreditNote, IssuedDocument
from gotobilling.money import Money

__all__ = ["AccountCredit", "AppliedCredit", "apply_credit", "check_issued"]


@frozen(kw_only=True)
class AppliedCredit:
    """
    One use of account credit.

    Attributes:
        name: ``applied:1`` and so on, by which later proofs name it.
        credit: The digest of the document that left the credit.
        invoice: The digest of the invoice that it pays.
        on: The day of the use: that of the later of the two documents.
        derived: The amount with its proof.
    """

    name: str
    credit: str
    invoice: str
    on: date
    derived: Derived[Money] = field(repr=False)

    @property
    def amount(self) -> Money:
        """The amount."""
        return self.derived.value


@frozen(kw_only=True)
class AccountCredit:
    """
    The credit of an account after all its documents.

    Attributes:
        currency: ISO 4217 code.
        applied: Every use, in time.
        left: The digest of each document of whose credit something is left, and what.
        open: The digest of each invoice of which something is open, and what.
    """

    currency: str
    applied: tuple[AppliedCredit, ...]
    left: tuple[tuple[str, Money], ...]
    open: tuple[tuple[str, Money], ...]

    @property
    def balance(self) -> Money:
        """What credit is left on the account."""
        minor = sum([amount.minor for _, amount in self.left])
        return Money.from_minor(minor, self.currency)


def apply_credit(issued: Iterable[IssuedDocument]) -> AccountCredit:
    """
    Apply what documents leave as credit, each use with its proof.

    A credit note pays its own invoice first. What is left of it, and every negative
    total, pays the invoices of its day and of later ones, the oldest credit first.
    Where the reading of Q48 pays a negative total out or carries it as a line, it
    leaves no credit. What was paid does not count; ``settle`` has both.

    Args:
        issued: All documents issued to one account, in any order.

    Raises:
        InvalidValue: no document.
        CurrencyMismatch: documents in two currencies.
        ConflictingFacts: documents of two accounts, a credit note without its invoice.

    Clauses: Q22, Q48.
    """
    if not isinstance(issued, Iterable):
        raise WrongType("issued", "documents that were issued", issued)
    documents = check_issued(tuple(issued))
    desk = Desk(PaymentOrder.NAMED_THEN_OLDEST)
    desk.run(documents, ())
    return AccountCredit(
        currency=documents[0].document.currency,
        applied=tuple(_applied(one) for one in desk.uses),
        left=tuple((x.id, x.rest) for x in desk.credits if x.minor),
        open=tuple((x.digest, x.rest) for x in desk.invoices.values() if x.minor),
    )


def _applied(use: Use) -> AppliedCredit:
    return AppliedCredit(
        name=use.name,
        credit=use.source,
        invoice=use.invoice,
        on=use.on,
        derived=use.derived,
    )


def check_issued(issued: tuple[IssuedDocument, ...]) -> tuple[IssuedDocument, ...]:
    """
    Check documents issued to one account; return each once.

    Raises:
        InvalidValue: no document.
        WrongType: something else.
        CurrencyMismatch: documents in two currencies.
        ConflictingFacts: documents of two accounts, a credit note without its invoice.
    """
    if not issued:
        raise InvalidValue("issued", "one document at least", "none")
    for index, one in enumerate(issued):
        if type(one) is not IssuedDocument:
            raise WrongType(f"issued[{index}]", "an IssuedDocument", one)
        first, other = issued[0].document, one.document
        if other.account != first.account:
            path = f"issued[{index}].account"
            raise ConflictingFacts(path, first.account, other.account)
        if other.currency != first.currency:
            path = f"issued[{index}].currency"
            raise CurrencyMismatch(path, first.currency, other.currency)
    return _with_invoices(issued)


def _with_invoices(issued: tuple[IssuedDocument, ...]) -> tuple[IssuedDocument, ...]:
    known = {one.digest: one for one in issued}
    for one in known.values():
        document = one.document
        if isinstance(document, CreditNote) and document.invoice not in known:
            path, digest = "issued", document.invoice
            raise ConflictingFacts(path, "with the invoice of each note", digest)
    return tuple(known.values())
