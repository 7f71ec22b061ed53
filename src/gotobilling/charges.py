"""One-time charges: what is bought on a day is billed on that day (A5).

>>> from gotobilling.markets import us
>>> us.CONNECT.one_time.wire
('policy', 'one_time')
"""

from datetime import timedelta
from typing import ClassVar, NamedTuple

from attrs import field, frozen

from gotobilling.clauses import A5, Q29, Q48
from gotobilling.derivation import LineFields, LineRule, Number, Pen, Rounds
from gotobilling.facts import OneTimeCharge
from gotobilling.kinds import ChargeClass, LineKind, charge_class
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "BroughtForward",
    "BroughtForwardFacts",
    "OneTime",
    "OneTimeFacts",
    "OneTimePolicy",
]

_ONE_DAY = timedelta(1)


@frozen(kw_only=True)
class OneTimePolicy(Rounds):
    """
    How a purchase is charged.

    Attributes:
        rounding: How the amount is rounded; it must treat a credit as the mirror of
            its charge.
        clause: The published rule.

    Clauses: A5.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "one_time")

    rounding: Rounding = field(metadata={"clauses": (Q29,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        self.check_rounding(mirrors=True)


class OneTimeFacts(NamedTuple):
    """What one purchase line rests on."""

    charge: OneTimeCharge
    currency: str


@frozen
class OneTime(LineRule[OneTimeFacts]):
    """
    The rule of a purchase, bound to its policy.

    Clauses: A5, Q54.
    """

    name: ClassVar[str] = "one_time_charge"

    policy: OneTimePolicy

    def work(self, pen: Pen, facts: OneTimeFacts) -> Number:
        """Say the rule: quantity x price, rounded once; a credit is negative."""
        charge = facts.charge
        quantity = pen.fact(charge, "quantity")
        ratio = (charge.numerator, charge.denominator)
        each = pen.price(charge, "unit_price", ratio)
        full = pen.times("price of all units", A5, quantity, each)
        if charge.kind is LineKind.OTHER_CREDIT:
            full = pen.negate("credit", A5, full)
        by = self.policy.ground(Q29)
        return pen.round("amount", by, full, self.policy, facts.currency)

    def currency(self, facts: OneTimeFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def fields(self, facts: OneTimeFacts) -> LineFields:
        """Return what the line says of itself."""
        charge = facts.charge
        return LineFields(
            kind=charge.kind,
            charge_class=charge_class(charge.kind),
            item=charge.item,
            group=None,
            quantity=charge.quantity,
            unit=None,
            unit_price=charge.unit_price,
            effective_on=charge.effective_on,
            price=None,
            fact=charge.id,
            price_root=None,
            fact_root=charge.root,
            code=charge.code,
            period=Period(charge.effective_on, charge.effective_on + _ONE_DAY),
            is_credit=charge.kind is LineKind.OTHER_CREDIT,
        )


class BroughtForwardFacts(NamedTuple):
    """What a balance brought forward rests on; the amount is below 0."""

    amount: Money
    period: Period


@frozen
class BroughtForward(LineRule[BroughtForwardFacts]):
    """
    The line that carries a negative balance over from the document before.

    Only the reading of Q48 that carries credit as a line makes one.

    Clauses: Q48.
    """

    name: ClassVar[str] = "brought_forward"

    def work(self, pen: Pen, facts: BroughtForwardFacts) -> Number:
        """Say the rule: the balance as the document's header states it."""
        balance = pen.header_amount("brought_forward", facts.amount)
        return pen.given("amount", Q48, balance)

    def currency(self, facts: BroughtForwardFacts) -> str:
        """Return the currency of the facts."""
        return facts.amount.currency

    def fields(self, facts: BroughtForwardFacts) -> LineFields:
        """Return what the line says of itself."""
        return LineFields(
            kind=LineKind.BROUGHT_FORWARD,
            charge_class=ChargeClass.BALANCE,
            item="brought forward",
            group=None,
            quantity=1,
            unit=None,
            unit_price=(-facts.amount).amount,
            effective_on=None,
            price=None,
            fact=None,
            price_root=None,
            fact_root=None,
            code=None,
            period=facts.period,
            is_credit=True,
        )
