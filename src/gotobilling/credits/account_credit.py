"""Account credit: what documents leave to the customer, and the invoices that it pays.

A credit note lowers its own invoice first. What is left of it, and a negative total,
stay on the account and pay the next invoices, the oldest credit first; nothing is paid
out.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, NamedTuple, cast

from attrs import field, frozen

from gotobilling.billing_cycle import DocumentKind
from gotobilling.clauses import Q22, Q48
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    WrongType,
)
from gotobilling.facts import IssuedLine
from gotobilling.invoices import CreditNote, IssuedDocument
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal

__all__ = ["AccountCredit", "AppliedCredit", "apply_credit"]

Named = tuple[tuple[str, Money], ...]
"""Amounts applied before, by their names."""


class AppliedFacts(NamedTuple):
    """
    What one use of account credit rests on.

    Attributes:
        credit: The total of the document that left the credit; below 0.
        used: What was used of it before.
        invoice: The total of the invoice that it pays.
        paid: What other credit paid of it before.
    """

    credit: IssuedLine
    used: Named
    invoice: IssuedLine
    paid: Named


@frozen
class Application(AmountRule[AppliedFacts]):
    """
    The rule of a use of credit: what is left of it, and never more than is open.

    Clauses: Q22, Q48.
    """

    name: ClassVar[str] = "applied_credit"

    def work(self, pen: Pen, facts: AppliedFacts) -> Number:
        """Say the rule: the lesser of what is left and what is open."""
        left = pen.negate("credit", Q48, pen.issued(facts.credit))
        if facts.used:
            used = [pen.proven_amount(*one) for one in facts.used]
            left = pen.minus("credit left", Q48, left, pen.sum("used", Q48, *used))
        still = pen.issued(facts.invoice)
        if facts.paid:
            paid = [pen.proven_amount(*one) for one in facts.paid]
            still = pen.minus("open", Q22, still, pen.sum("paid", Q22, *paid))
        return pen.least("applied", Q22, left, still)

    def currency(self, facts: AppliedFacts) -> str:
        """Return the currency of the account."""
        return facts.invoice.currency


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
    total, pays the invoices of later days, the oldest credit first. Where the reading
    of Q48 pays a negative total out or carries it as a line, it leaves no credit.

    Args:
        issued: All documents issued to one account, in any order.

    Raises:
        InvalidValue: no document.
        CurrencyMismatch: documents in two currencies.
        ConflictingFacts: documents of two accounts, a credit note without its invoice.

    Clauses: Q22, Q48.
    """
    known = {one.digest: one for one in _checked(tuple(issued))}
    desk = _Desk(next(iter(known.values())).document.currency)
    for one in sorted(known.values(), key=_in_time):
        desk.take(one, known)
    return AccountCredit(
        currency=desk.currency,
        applied=tuple(desk.applied),
        left=tuple((x.digest, x.rest) for x in desk.credits if x.minor),
        open=tuple((x.digest, x.rest) for x in desk.invoices.values() if x.minor),
    )


def _checked(issued: tuple[IssuedDocument, ...]) -> tuple[IssuedDocument, ...]:
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
    return issued


def _in_time(one: IssuedDocument) -> tuple[date, int, str]:
    kinds = tuple(DocumentKind)
    return one.issued_on, kinds.index(one.document.key.kind), one.digest


class _Account:
    """The total of a document, and what is left or open of it."""

    def __init__(self, one: IssuedDocument) -> None:
        total = one.document.total.value
        self.digest, self.on = one.digest, one.issued_on
        self.total = one.fact("total", total)
        self.minor = abs(total.minor)
        self.moved: list[tuple[str, Money]] = []

    @property
    def rest(self) -> Money:
        """What is left or open."""
        return Money.from_minor(self.minor, self.total.currency)


class _Desk:
    """The documents taken so far."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.credits: list[_Account] = []
        self.invoices: dict[str, _Account] = {}
        self.applied: list[AppliedCredit] = []

    def take(self, one: IssuedDocument, known: dict[str, IssuedDocument]) -> None:
        """Take one more document, in time."""
        document, account = one.document, _Account(one)
        if isinstance(document, CreditNote):
            if document.invoice not in known:
                path, digest = "issued", document.invoice
                raise ConflictingFacts(path, "with the invoice of each note", digest)
            # An invoice may come to less than nothing by what it corrects of others.
            if document.invoice in self.invoices:
                self.use(account, self.invoices[document.invoice])
        elif document.minor >= 0:
            self.invoices[one.digest] = account
            for credit in self.credits:
                self.use(credit, account)
            return
        settled = document.market.settlement.negative_total
        if settled is NegativeTotal.ACCOUNT_CREDIT:
            self.credits.append(account)

    def use(self, credit: _Account, invoice: _Account) -> None:
        """Pay what is open of an invoice by what is left of a credit."""
        if not (credit.minor and invoice.minor):
            return
        name = f"applied:{len(self.applied) + 1}"
        facts = AppliedFacts(
            credit=credit.total,
            used=tuple(credit.moved),
            invoice=invoice.total,
            paid=tuple(invoice.moved),
        )
        derived = _RULE(facts)
        minor = cast("int", derived.raw)
        for one in (credit, invoice):
            one.minor -= minor
            one.moved.append((name, derived.value))
        self.applied.append(
            AppliedCredit(
                name=name,
                credit=credit.digest,
                invoice=invoice.digest,
                on=max(credit.on, invoice.on),
                derived=derived,
            )
        )


_RULE = Application()
