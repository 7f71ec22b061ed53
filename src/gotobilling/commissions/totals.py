"""What the lines of a statement come to: by kind, in all, and what is paid of it."""

from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling.clauses.after_decisions import Q21
from gotobilling.clauses.partner_texts import K1
from gotobilling.derivation import AmountRule, Number, Pen
from gotobilling.money import Money

__all__ = ["Balance", "Carried", "Earned", "Named", "Payable", "SumFacts"]

Named = tuple[tuple[str, Money], ...]
"""Proven amounts of the statement, by their names."""


class SumFacts(NamedTuple):
    """
    What a total rests on.

    Attributes:
        named: Proven amounts of the statement, by their names.
        brought: What the statement before left to be taken off, 0 or below.
        currency: ISO 4217 code.
    """

    named: Named
    brought: Money
    currency: str


@frozen
class _Total(AmountRule[SumFacts]):
    """A total of the statement."""

    def currency(self, facts: SumFacts) -> str:
        """Return the currency of the statement."""
        return facts.currency


@frozen
class Earned(_Total):
    """The sum of lines of one kind, or of the kinds."""

    name: ClassVar[str] = "commissions_earned"

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: add them, in their order."""
        named = [pen.proven_amount(*one) for one in facts.named]
        return pen.sum("earned", K1, *named)


@frozen
class Balance(_Total):
    """What is earned, less what the statement before left to be taken off."""

    name: ClassVar[str] = "commissions_balance"

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: what was brought forward is 0 or below."""
        (earned,) = facts.named
        brought = pen.header_amount("brought_forward", facts.brought)
        return pen.sum("balance", Q21, pen.proven_amount(*earned), brought)


@frozen
class Payable(_Total):
    """What is paid with the run: the balance, and never less than 0."""

    name: ClassVar[str] = "commissions_payable"

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: the balance, but not below 0."""
        (balance,) = facts.named
        return pen.at_least_zero("payable", K1, pen.proven_amount(*balance))


@frozen
class Carried(_Total):
    """What the next statement takes off: the balance less what is paid of it."""

    name: ClassVar[str] = "commissions_carried"

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: what is left of the balance, 0 or below."""
        balance, payable = facts.named
        left = pen.proven_amount(*balance), pen.proven_amount(*payable)
        return pen.minus("carried forward", Q21, *left)
