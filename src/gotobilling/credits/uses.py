"""One use of money that is there: a credit or a payment that pays an invoice."""

from datetime import date
from enum import Enum
from typing import ClassVar, Final, NamedTuple

from attrs import field, frozen

from gotobilling.clauses import Q22, Q48
from gotobilling.clauses.after_own_decisions import OVERPAYMENT
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.derivation.ratios import exact_amount
from gotobilling.facts import IssuedLine, Payment
from gotobilling.money import Money

__all__ = [
    "AppliedFacts",
    "CreditUsed",
    "Named",
    "PaidFacts",
    "PaymentUsed",
    "Use",
    "UseKind",
    "derived_use",
]

Named = tuple[tuple[str, Money], ...]
"""Proven amounts by their names."""


class UseKind(Enum):
    """
    What pays an invoice.

    Clauses: B8, Q22, Q48, overpayment.
    """

    CREDIT_NOTE = "credit_note"
    """A credit note, the invoice that it is over."""
    ACCOUNT_CREDIT = "account_credit"
    """What a document left as credit, an invoice of its day or later."""
    PAYMENT = "payment"
    """A payment, an invoice that was open on its day."""
    OVERPAYMENT = "overpayment"
    """What a payment left as credit, an invoice of a later day."""


class AppliedFacts(NamedTuple):
    """
    What one use of account credit rests on.

    Attributes:
        credit: The total of the document that left the credit; below 0.
        used: What was used of it before.
        invoice: The total of the invoice that it pays.
        paid: What paid of it before.
    """

    credit: IssuedLine
    used: Named
    invoice: IssuedLine
    paid: Named


class PaidFacts(NamedTuple):
    """
    What one use of a payment rests on.

    Attributes:
        payment: The payment.
        used: What was used of it before.
        invoice: The total of the invoice that it pays.
        paid: What paid of it before.
    """

    payment: Payment
    used: Named
    invoice: IssuedLine
    paid: Named


@frozen
class CreditUsed(AmountRule[AppliedFacts]):
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
        return pen.least("applied", Q22, left, _still(pen, facts))

    def currency(self, facts: AppliedFacts) -> str:
        """Return the currency of the account."""
        return facts.invoice.currency


@frozen
class PaymentUsed(AmountRule[PaidFacts]):
    """
    The rule of a use of a payment: what is left of it, and never more than is open.

    Clauses: Q22, overpayment.
    """

    name: ClassVar[str] = "applied_payment"

    def work(self, pen: Pen, facts: PaidFacts) -> Number:
        """Say the rule: the lesser of what is left and what is open."""
        left = pen.price(facts.payment, "amount", exact_amount(facts.payment.money))
        if facts.used:
            used = [pen.proven_amount(*one) for one in facts.used]
            gone = pen.sum("used", OVERPAYMENT, *used)
            left = pen.minus("payment left", OVERPAYMENT, left, gone)
        return pen.least("applied", Q22, left, _still(pen, facts))

    def currency(self, facts: PaidFacts) -> str:
        """Return the currency of the account."""
        return facts.invoice.currency


def _still(pen: Pen, facts: AppliedFacts | PaidFacts) -> Number:
    still = pen.issued(facts.invoice)
    if not facts.paid:
        return still
    paid = [pen.proven_amount(*one) for one in facts.paid]
    return pen.minus("open", Q22, still, pen.sum("paid", Q22, *paid))


@frozen(kw_only=True)
class Use:
    """
    One use of a credit or a payment.

    Attributes:
        name: ``applied:1`` and so on in time, by which later proofs name it.
        kind: What pays.
        source: The digest of the document that left the credit, or the payment's id.
        invoice: The digest of the invoice that is paid.
        on: The day of the use: that of the later of the two.
        derived: The amount with its proof.
    """

    name: str
    kind: UseKind
    source: str
    invoice: str
    on: date
    derived: Derived[Money] = field(repr=False)

    @property
    def amount(self) -> Money:
        """The amount."""
        return self.derived.value


_CREDIT: Final = CreditUsed()
_PAYMENT: Final = PaymentUsed()


def derived_use(
    source: IssuedLine | Payment, used: Named, invoice: IssuedLine, paid: Named
) -> Derived[Money]:
    """Derive one use, by the rule of what pays."""
    if isinstance(source, Payment):
        return _PAYMENT(PaidFacts(source, used, invoice, paid))
    return _CREDIT(AppliedFacts(source, used, invoice, paid))
