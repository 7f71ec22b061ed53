"""The rules of what documents and payments come to once they are set off."""

from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling.clauses import B8, E1, Q22, Q48
from gotobilling.clauses.after_own_decisions import OVERPAYMENT
from gotobilling.credits.uses import Named
from gotobilling.derivation import AmountRule, Number, Pen
from gotobilling.derivation.ratios import exact_amount
from gotobilling.facts import IssuedLine, Payment
from gotobilling.money import Money
from gotobilling.sources import Clause

__all__ = [
    "AccountCreditBalance",
    "Charged",
    "Credited",
    "LeftFacts",
    "LeftOfCredit",
    "LeftOfPayment",
    "OpenBalance",
    "OpenFacts",
    "Paid",
    "StillOpen",
    "SumFacts",
    "SumRule",
    "Used",
]


class SumFacts(NamedTuple):
    """
    What a sum rests on.

    Attributes:
        amounts: Proven amounts, by their names.
        currency: ISO 4217 code.
    """

    amounts: Named
    currency: str


class OpenFacts(NamedTuple):
    """
    What is open of an invoice rests on.

    Attributes:
        total: The invoice's total, as it was issued.
        credited: What credits paid of it, by its name.
        paid: What payments paid of it, by its name.
    """

    total: IssuedLine
    credited: tuple[str, Money]
    paid: tuple[str, Money]


class LeftFacts(NamedTuple):
    """
    What is left of a credit or a payment rests on.

    Attributes:
        source: The total of the document that left the credit, or the payment.
        used: What was used of it, by its name.
    """

    source: IssuedLine | Payment
    used: tuple[str, Money]


class SumRule(AmountRule[SumFacts]):
    """A sum of proven amounts; of none, 0."""

    __slots__ = ()
    clause: ClassVar[Clause]

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: add the amounts, in their order."""
        found = [pen.proven_amount(*one) for one in facts.amounts]
        return pen.sum(self.name.replace("_", " "), self.clause, *found)

    def currency(self, facts: SumFacts) -> str:
        """Return the currency of the account."""
        return facts.currency


@frozen
class Charged(AmountRule[IssuedLine]):
    """
    What an invoice charges: its total.

    Clauses: E1.
    """

    name: ClassVar[str] = "charged"

    def work(self, pen: Pen, facts: IssuedLine) -> Number:
        """Say the rule: the total, as it was issued."""
        return pen.given("charged", E1, pen.issued(facts))

    def currency(self, facts: IssuedLine) -> str:
        """Return the currency of the invoice."""
        return facts.currency


@frozen
class Credited(SumRule):
    """
    What credit notes and account credit paid of an invoice.

    Clauses: Q48.
    """

    name: ClassVar[str] = "credited"
    clause: ClassVar[Clause] = Q48


@frozen
class Paid(SumRule):
    """
    What payments paid of an invoice, what they left as credit before it among them.

    Clauses: B8.
    """

    name: ClassVar[str] = "paid"
    clause: ClassVar[Clause] = B8


@frozen
class Used(SumRule):
    """
    What was used of a credit or a payment.

    Clauses: Q22.
    """

    name: ClassVar[str] = "used"
    clause: ClassVar[Clause] = Q22


@frozen
class AccountCreditBalance(SumRule):
    """
    The credit of the account: what is left of credits and payments.

    Clauses: Q48, overpayment.
    """

    name: ClassVar[str] = "account_credit"
    clause: ClassVar[Clause] = Q48


@frozen
class OpenBalance(SumRule):
    """
    What is open of all invoices.

    Clauses: Q22.
    """

    name: ClassVar[str] = "open_balance"
    clause: ClassVar[Clause] = Q22


@frozen
class StillOpen(AmountRule[OpenFacts]):
    """
    What is open of an invoice: what it charges, less what is credited and paid.

    Clauses: B8, Q22.
    """

    name: ClassVar[str] = "open"

    def work(self, pen: Pen, facts: OpenFacts) -> Number:
        """Say the rule: the total less both."""
        total = pen.issued(facts.total)
        credited = pen.proven_amount(*facts.credited)
        paid = pen.proven_amount(*facts.paid)
        gone = pen.sum("credited and paid", B8, credited, paid)
        return pen.minus("open", Q22, total, gone)

    def currency(self, facts: OpenFacts) -> str:
        """Return the currency of the invoice."""
        return facts.total.currency


@frozen
class LeftOfCredit(AmountRule[LeftFacts]):
    """
    What is left of what a document leaves as credit.

    Clauses: Q48.
    """

    name: ClassVar[str] = "left_of_credit"

    def work(self, pen: Pen, facts: LeftFacts) -> Number:
        """Say the rule: the total with its sign changed, less what was used of it."""
        money = Money(facts.source.amount, facts.source.currency)
        total = pen.price(facts.source, "amount", exact_amount(money))
        credit = pen.negate("credit", Q48, total)
        return pen.minus("left", Q48, credit, pen.proven_amount(*facts.used))

    def currency(self, facts: LeftFacts) -> str:
        """Return the currency of the account."""
        return facts.source.currency


@frozen
class LeftOfPayment(AmountRule[LeftFacts]):
    """
    What is left of a payment beyond what was open.

    Clauses: overpayment.
    """

    name: ClassVar[str] = "left_of_payment"

    def work(self, pen: Pen, facts: LeftFacts) -> Number:
        """Say the rule: the payment, less what was used of it."""
        money = Money(facts.source.amount, facts.source.currency)
        paid = pen.price(facts.source, "amount", exact_amount(money))
        return pen.minus("left", OVERPAYMENT, paid, pen.proven_amount(*facts.used))

    def currency(self, facts: LeftFacts) -> str:
        """Return the currency of the account."""
        return facts.source.currency
