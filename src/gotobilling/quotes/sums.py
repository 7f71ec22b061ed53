"""The sums of a quote, each proven from the lines of the invoices that it previews."""

from typing import ClassVar, NamedTuple

from attrs import field, frozen

from gotobilling.clauses import Q29
from gotobilling.clauses.contract_own_decisions import QUOTE_SAVINGS, QUOTE_TOTAL
from gotobilling.clauses.plan_texts import M1
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.facts import Price, QuantityChange
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.money import Money
from gotobilling.proration import RecurringPolicy

__all__ = [
    "Compared",
    "EachPeriod",
    "EachPeriodFacts",
    "QuoteSaved",
    "QuoteSum",
    "SavedFacts",
    "SumFacts",
]

_Lines = tuple[LineItem | LevyLine, ...]


class SumFacts(NamedTuple):
    """What a sum over the invoices of a quote rests on."""

    label: str
    lines: _Lines
    currency: str


class SavedFacts(NamedTuple):
    """What is compared where a quote saves."""

    at_list: _Lines
    quoted: _Lines
    currency: str


class EachPeriodFacts(NamedTuple):
    """The items of one frequency, each with its price and its quantity."""

    items: tuple[tuple[Price, QuantityChange], ...]
    currency: str


@frozen
class QuoteSum(AmountRule[SumFacts]):
    """
    The sum of lines of the invoices that a quote previews, each once.

    Clauses: E7, M1, quote-total.
    """

    name: ClassVar[str] = "quote_sum"

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: add the lines, in the order of the invoices."""
        lines = [pen.line(one.id, one.amount) for one in facts.lines]
        return pen.sum(facts.label, QUOTE_TOTAL, *lines)

    def raw(self, facts: SumFacts) -> int:
        """Return the sum in minor units."""
        return sum([one.amount.minor for one in facts.lines])

    def currency(self, facts: SumFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency


@frozen
class QuoteSaved(AmountRule[SavedFacts]):
    """
    What the invoices come to at list prices, less what they come to.

    Clauses: M1, quote-savings.
    """

    name: ClassVar[str] = "quote_saved"

    def work(self, pen: Pen, facts: SavedFacts) -> Number:
        """Say the rule: both sums, and the one less the other."""
        by = QUOTE_SAVINGS
        lines = [pen.line(one.id, one.amount) for one in facts.at_list]
        at_list = pen.sum("at list prices", by, *lines)
        lines = [pen.line(one.id, one.amount) for one in facts.quoted]
        quoted = pen.sum("as quoted", by, *lines)
        return pen.minus("saved", by, at_list, quoted)

    def raw(self, facts: SavedFacts) -> int:
        """Return the difference in minor units."""
        at_list = sum([one.amount.minor for one in facts.at_list])
        return at_list - sum([one.amount.minor for one in facts.quoted])

    def currency(self, facts: SavedFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency


@frozen
class EachPeriod(AmountRule[EachPeriodFacts]):
    """
    What the items of one frequency come to in each full period, before fees and taxes.

    Clauses: A16, M1, Q29.
    """

    name: ClassVar[str] = "each_period"

    policy: RecurringPolicy

    def work(self, pen: Pen, facts: EachPeriodFacts) -> Number:
        """Say the rule: quantity x price of each item, rounded as its line is."""
        by = self.policy.ground(Q29)
        amounts = []
        for price, change in facts.items:
            quantity = pen.fact(change, "quantity")
            each = pen.price(price, "unit_price", (price.numerator, price.denominator))
            charge = pen.times(price.item, self.policy.clause, quantity, each)
            amounts.append(pen.round("amount", by, charge, self.policy, facts.currency))
        return pen.sum("each period", M1, *amounts)

    def currency(self, facts: EachPeriodFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency


@frozen(kw_only=True)
class Compared:
    """
    Charges as quoted beside the same at list prices, before fees and taxes.

    Attributes:
        currency: ISO 4217 code.
        lines: The lines as quoted, in the order of the invoices.
        list_lines: The lines of the same invoices at list prices.
    """

    currency: str
    lines: tuple[LineItem, ...] = field(repr=False)
    list_lines: tuple[LineItem, ...] = field(repr=False)

    @property
    def charges(self) -> Derived[Money]:
        """What is charged, before fees and taxes."""
        return QuoteSum()(SumFacts("charges", self.lines, self.currency))

    @property
    def list_charges(self) -> Derived[Money]:
        """The same at list prices."""
        label = "charges at list prices"
        return QuoteSum()(SumFacts(label, self.list_lines, self.currency))

    @property
    def savings(self) -> Derived[Money]:
        """What is saved against list prices, before fees and taxes (M1)."""
        return QuoteSaved()(SavedFacts(self.list_lines, self.lines, self.currency))
