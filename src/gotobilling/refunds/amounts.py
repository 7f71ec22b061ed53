"""The amounts of a return: price, restocking fee, credit, what is charged, tax.

Several returns of one line take the rounded running share of its price each, so that
the prices of all units add up to what the line charged, to the cent.
"""

from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling.after_invoice import CreditRounded, RestockingBase, ReturnPolicy
from gotobilling.clauses import Q44
from gotobilling.clauses.after_decisions import Q15, Q59
from gotobilling.clauses.after_own_decisions import RETURN_FEES, RETURN_TAX
from gotobilling.derivation import AmountRule, Number, Pen
from gotobilling.facts import IssuedLine, OneTimeCharge, Return
from gotobilling.money import Money, UnitPrice

__all__ = [
    "NamedAmount",
    "PriceFacts",
    "RestockingFacts",
    "ReturnCharged",
    "ReturnCredited",
    "ReturnPrice",
    "ReturnRestocking",
    "ReturnSum",
    "ReturnTax",
    "ReturnTaxFull",
    "ReturnTaxFullFacts",
    "SettledFacts",
    "SumFacts",
    "TaxFacts",
]

NamedAmount = tuple[str, Money]
"""A proven amount of the same answer, by its name."""


class PriceFacts(NamedTuple):
    """
    What the price of returned units rests on.

    Attributes:
        charged: What was charged for the line: as issued, then as corrected.
        purchase: What was bought.
        earlier: The returns of it that came before.
        returned: This one.
    """

    charged: tuple[IssuedLine, ...]
    purchase: OneTimeCharge
    earlier: tuple[Return, ...]
    returned: Return


@frozen
class ReturnPrice(AmountRule[PriceFacts]):
    """
    The rule of the price, before tax, of the units that came back.

    Clauses: Q15, Q59.
    """

    name: ClassVar[str] = "return_price"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: PriceFacts) -> Number:
        """Say the rule: the rounded share of all units so far, less what was before."""
        units = [pen.fact(one, "quantity") for one in facts.earlier]
        own = pen.fact(facts.returned, "quantity")
        upto = self.share(pen, facts, "price of the units", (*units, own))
        if not units:
            return upto
        before = self.share(pen, facts, "price of those before", tuple(units))
        return pen.minus("price", self.policy.ground(Q59), upto, before)

    def share(
        self, pen: Pen, facts: PriceFacts, label: str, units: tuple[Number, ...]
    ) -> Number:
        """Say the share of some units in what was charged, rounded."""
        by = self.policy.ground(Q59)
        charged = pen.sum(
            "charged", self.policy.ground(Q15), *[pen.issued(x) for x in facts.charged]
        )
        back = pen.sum("units back", by, *units)
        whole = pen.times("price of all, times them", by, charged, back)
        bought = pen.fact(facts.purchase, "quantity")
        exact = pen.over("their share", by, whole, bought)
        return pen.round(label, by, exact, self.policy, self.currency(facts))

    def currency(self, facts: PriceFacts) -> str:
        """Return the currency of the purchase."""
        return facts.purchase.currency


class RestockingFacts(NamedTuple):
    """A return, and the proven price of its units."""

    returned: Return
    price: NamedAmount


@frozen
class ReturnRestocking(AmountRule[RestockingFacts]):
    """
    The rule of the restocking fee of bought equipment, bound to its policy.

    Clauses: J2, Q15, Q59.
    """

    name: ClassVar[str] = "return_restocking"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: RestockingFacts) -> Number:
        """Say the rule: a share of the price, or of the list price, rounded."""
        price, by = pen.proven_amount(*facts.price), self.policy.ground(Q59)
        base = price
        if self.policy.base is RestockingBase.MSRP:
            base = self._list_price(pen, facts)
        percent = pen.policy(self.policy, "restocking_percent")
        ground = self.policy.ground(Q15)
        fee = pen.percent("restocking, exact", ground, base, percent)
        currency = self.currency(facts)
        if self.policy.rounded is CreditRounded.FEE:
            return pen.round("restocking fee", by, fee, self.policy, currency)
        exact = pen.minus("price less it, exact", by, price, fee)
        left = pen.round("price less it", by, exact, self.policy, currency)
        return pen.minus("restocking fee", by, price, left)

    def _list_price(self, pen: Pen, facts: RestockingFacts) -> Number:
        each = _told(pen, facts.returned, "msrp")
        units = pen.fact(facts.returned, "quantity")
        return pen.times("list price", self.policy.ground(Q15), each, units)

    def currency(self, facts: RestockingFacts) -> str:
        """Return the currency of the price."""
        return facts.price[1].currency


class SettledFacts(NamedTuple):
    """
    What is taken off a price, and what is left of the line.

    Attributes:
        returned: The return.
        price: The proven price of its units.
        restocking: The proven restocking fee.
        is_late: Whether it bears the fee of a late RMA.
        open: The parts of what is open of the line, before the RMA.
        taken: What returns of the same RMA gave back of the line before this one.
    """

    returned: Return
    price: NamedAmount
    restocking: NamedAmount
    is_late: bool
    open: tuple[IssuedLine, ...]
    taken: tuple[NamedAmount, ...]


@frozen
class _Settled(AmountRule[SettledFacts]):
    """What price and fees have in common, whichever is the greater."""

    policy: ReturnPolicy

    def _fees(self, pen: Pen, facts: SettledFacts) -> Number:
        told = facts.returned
        fees = [pen.proven_amount(*facts.restocking)]
        named = ("provisioning_fee", "missing_parts_fee")
        given = [one for one in named if getattr(told, one) is not None]
        fees += [_told(pen, told, one) for one in given]
        if facts.is_late:
            late = UnitPrice(self.policy.late_fee, self.policy.currency, "RMA")
            ratio = (late.numerator, late.denominator)
            fees.append(pen.number_of(self.policy, "late_fee", ratio))
        return pen.sum("fees", self.policy.ground(Q15), *fees)

    def currency(self, facts: SettledFacts) -> str:
        """Return the currency of the price."""
        return facts.price[1].currency


@frozen
class ReturnCredited(_Settled):
    """
    The rule of what is credited for a return before tax, bound to its policy.

    Clauses: J2, J3, J6, Q15, Q58, Q59, return-fees.
    """

    name: ClassVar[str] = "return_credited"

    def work(self, pen: Pen, facts: SettledFacts) -> Number:
        """Say the rule: price less fees, never below 0 nor above what is left."""
        by, fees = self.policy.ground(Q15), self._fees(pen, facts)
        price = pen.proven_amount(*facts.price)
        less = pen.minus("price less fees", by, price, fees)
        least = self.policy.ground(RETURN_FEES)
        floored = pen.at_least_zero("at least 0", least, less)
        ground, currency = self.policy.ground(Q59), self.currency(facts)
        credit = pen.round("rounded", ground, floored, self.policy, currency)
        left = pen.sum("left of the line", Q44, *[pen.issued(x) for x in facts.open])
        if facts.taken:
            taken = [pen.proven_amount(*one) for one in facts.taken]
            before = pen.sum("given back by this RMA", Q44, *taken)
            left = pen.minus("left of the line now", Q44, left, before)
        left = pen.at_least_zero("left, at least 0", Q44, left)
        return pen.least("credit", Q44, credit, left)


@frozen
class ReturnCharged(_Settled):
    """
    The rule of what the fees of a return come to beyond its price.

    Clauses: Q15, return-fees.
    """

    name: ClassVar[str] = "return_charged"

    def work(self, pen: Pen, facts: SettledFacts) -> Number:
        """Say the rule: fees less price, never below 0."""
        by, fees = self.policy.ground(RETURN_FEES), self._fees(pen, facts)
        price = pen.proven_amount(*facts.price)
        over = pen.minus("fees beyond the price", by, fees, price)
        floored = pen.at_least_zero("at least 0", by, over)
        ground, currency = self.policy.ground(Q59), self.currency(facts)
        return pen.round("charged", ground, floored, self.policy, currency)


class TaxFacts(NamedTuple):
    """
    A levy of the invoice, and what is given back of its base.

    Attributes:
        open: The parts of what is open of the levy.
        base: The parts of what is open of the lines that it is on.
        given: What this RMA gives back of those lines.
    """

    open: tuple[IssuedLine, ...]
    base: tuple[IssuedLine, ...]
    given: tuple[NamedAmount, ...]


@frozen
class ReturnTax(AmountRule[TaxFacts]):
    """
    The rule of a tax that goes back in proportion to the credit, bound to its policy.

    Clauses: Q59, return-tax.
    """

    name: ClassVar[str] = "return_tax"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: TaxFacts) -> Number:
        """Say the rule: of what is left of it, what the credit is of its base."""
        by = self.policy.ground(RETURN_TAX)
        own = pen.sum("left of the tax", by, *[pen.issued(x) for x in facts.open])
        given = pen.sum("credited of its base", by, *_proven(pen, facts.given))
        base = pen.sum("left of its base", by, *[pen.issued(x) for x in facts.base])
        whole = pen.times("tax, times the credit", by, own, given)
        exact = pen.over("share of the tax", by, whole, base)
        return pen.round("tax", by, exact, self.policy, self.currency(facts))

    def currency(self, facts: TaxFacts) -> str:
        """Return the currency of the invoice."""
        return facts.open[0].currency


class ReturnTaxFullFacts(NamedTuple):
    """
    A levy of the invoice, and the units of its charges that came back.

    Attributes:
        charged: What was charged of the levy: as issued, then as corrected.
        base: The same of all charges that it is on.
        before: For each line in it that came back before: how.
        prices: The proven prices of the units that come back now.
        open: The parts of what is open of the levy.
    """

    charged: tuple[IssuedLine, ...]
    base: tuple[IssuedLine, ...]
    before: tuple[PriceFacts, ...]
    prices: tuple[NamedAmount, ...]
    open: tuple[IssuedLine, ...]


@frozen
class ReturnTaxFull(AmountRule[ReturnTaxFullFacts]):
    """
    The rule of the tax of the units that came back, whatever the fees.

    Only the reading of Q59 that gives the tax back in full uses it.

    Clauses: Q59.
    """

    name: ClassVar[str] = "return_tax_full"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: ReturnTaxFullFacts) -> Number:
        """Say the rule: the rounded share of all so far, less that of before."""
        by, price = self.policy.ground(Q59), ReturnPrice(self.policy)
        left = pen.sum("left of the tax", Q44, *[pen.issued(x) for x in facts.open])
        earlier: list[Number] = []
        for one in facts.before:
            units = tuple(pen.fact(each, "quantity") for each in one.earlier)
            earlier.append(price.share(pen, one, "price of those before", units))
        now = _proven(pen, facts.prices)
        tax = self._share(pen, facts, "tax of all so far", (*earlier, *now))
        if earlier:
            before = self._share(pen, facts, "tax of those before", tuple(earlier))
            tax = pen.minus("tax of these", by, tax, before)
        left = pen.at_least_zero("left, at least 0", Q44, left)
        return pen.least("tax", by, tax, left)

    def _share(
        self,
        pen: Pen,
        facts: ReturnTaxFullFacts,
        label: str,
        prices: tuple[Number, ...],
    ) -> Number:
        by = self.policy.ground(Q59)
        own = pen.sum("charged of the tax", by, *[pen.issued(x) for x in facts.charged])
        base = pen.sum("charged of its base", by, *[pen.issued(x) for x in facts.base])
        back = pen.sum("price of the units", by, *prices)
        whole = pen.times("tax, times the price", by, own, back)
        exact = pen.over("share of the tax", by, whole, base)
        return pen.round(label, by, exact, self.policy, self.currency(facts))

    def currency(self, facts: ReturnTaxFullFacts) -> str:
        """Return the currency of the invoice."""
        return facts.charged[0].currency


class SumFacts(NamedTuple):
    """Proven amounts of one answer, and their currency."""

    amounts: tuple[NamedAmount, ...]
    currency: str


@frozen
class ReturnSum(AmountRule[SumFacts]):
    """
    The rule of a total of a return: the sum of its proven amounts.

    Clauses: Q15.
    """

    name: ClassVar[str] = "return_total"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: SumFacts) -> Number:
        """Say the rule: add the amounts."""
        amounts = _proven(pen, facts.amounts)
        return pen.sum("total", self.policy.ground(Q15), *amounts)

    def currency(self, facts: SumFacts) -> str:
        """Return the currency of the invoice."""
        return facts.currency


def _told(pen: Pen, returned: Return, field: str) -> Number:
    price = UnitPrice(getattr(returned, field), str(returned.currency), "unit")
    return pen.price(returned, field, (price.numerator, price.denominator))


def _proven(pen: Pen, amounts: tuple[NamedAmount, ...]) -> tuple[Number, ...]:
    return tuple(pen.proven_amount(*one) for one in amounts)
