"""Fees of the contract: changing what is kept of a number, and leaving a term early.

A request changes the caller ID and the E911 data of one number; it costs 15.00 once:

>>> from datetime import date
>>> from gotobilling.facts import NumberChange, NumberDetail
>>> from gotobilling.markets import us
>>> change = NumberChange(
...     id="move",
...     number="+14155550100",
...     details=(NumberDetail.CALLER_ID, NumberDetail.E911),
...     effective_on=date(2026, 8, 20),
...     currency="USD",
... )
>>> ChangeFee(us.CONNECT.fees)(change).value
Money('15.00', 'USD')
"""

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import ClassVar, Final

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q33, Q55
from gotobilling.clauses.contract_texts import G1, H1
from gotobilling.derivation import LineFields, LineRule, Number, Pen, Rounds
from gotobilling.errors import CurrencyMismatch
from gotobilling.facts import EarlyTermination, NumberChange
from gotobilling.kinds import LineKind, charge_class
from gotobilling.money import UnitPrice
from gotobilling.periods import Period
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "ChangeFee",
    "ChangeFeeBilled",
    "ChangeFeePer",
    "EarlyTerminationFee",
    "FeePolicy",
]

_ONE_DAY: Final = timedelta(1)


class ChangeFeePer(Enum):
    """What the fee for changing a number is charged for (Q55)."""

    NUMBER = "number"
    """Once for each request and number, however much of it changes."""
    DETAIL = "detail"
    """Once for each detail that changes."""


class ChangeFeeBilled(Enum):
    """Which document carries the fee (Q55)."""

    NEXT_MONTHLY = "next_monthly"
    ONE_TIME_INVOICE = "one_time_invoice"
    """One of its own, dated on the day of the request."""


@frozen(kw_only=True)
class FeePolicy(Rounds):
    """
    What changing a number costs, and how fees are charged.

    Attributes:
        change_fee: The guide's price of a change.
        currency: What that is in; an account in another needs a contract's price.
        per: What it is charged for.
        billed: Which document carries it.
        rounding: How a fee is rounded.
        clause: The published rule.

    Clauses: G1, H1, Q33, Q55.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "fees")

    change_fee: Decimal = field(metadata={"clauses": (Q55,)})
    currency: str = field(metadata={"clauses": (Q55,)})
    per: ChangeFeePer = field(metadata={"clauses": (Q55,)})
    billed: ChangeFeeBilled = field(metadata={"clauses": (Q55,)})
    rounding: Rounding = field(metadata={"clauses": (Q33, Q55)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        price = UnitPrice(self.change_fee, self.currency, "change")
        object.__setattr__(self, "change_fee", price.amount)
        checks.member("per", self.per, ChangeFeePer)
        checks.member("billed", self.billed, ChangeFeeBilled)
        self.check_rounding(mirrors=True)


@frozen
class ChangeFee(LineRule[NumberChange]):
    """
    The rule of the fee for changing a number, bound to its policy.

    Clauses: G1, Q55.
    """

    name: ClassVar[str] = "change_fee"

    policy: FeePolicy

    def work(self, pen: Pen, facts: NumberChange) -> Number:
        """
        Say the rule: the price of a change once, or once for each detail, rounded.

        Raises:
            CurrencyMismatch: the account is in another currency than the guide's
                price, and the contract has none.
        """
        by = self.policy.ground(Q55)
        if facts.fee is None:
            self._check_currency(facts)
            ratio = self.policy.change_fee.as_integer_ratio()
            told = pen.number_of(self.policy, "change_fee", ratio)
            each = pen.given("price of a change", G1, told)
        else:
            told = pen.price(facts, "fee", facts.fee.as_integer_ratio())
            each = pen.given("price of a change, by the contract", by, told)
        if self.policy.per is ChangeFeePer.DETAIL:
            each = pen.sum("once for each detail", by, *[each] * self._times(facts))
        return pen.round("amount", by, each, self.policy, facts.currency)

    def _check_currency(self, facts: NumberChange) -> None:
        policy = self.policy
        if policy.currency != facts.currency:
            guide = f"{policy.change_fee} {policy.currency}"
            requirement = f"given in {facts.currency}, as the guide's is {guide}"
            path = f"number_changes[{facts.id}].fee"
            raise CurrencyMismatch(path, requirement, None, "Q55")

    def _times(self, facts: NumberChange) -> int:
        return len(facts.details) if self.policy.per is ChangeFeePer.DETAIL else 1

    def currency(self, facts: NumberChange) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def named(self, facts: NumberChange) -> tuple[NumberChange, ...]:
        """Return the request, of which the guide's price alone would show nothing."""
        return (facts,)

    def fields(self, facts: NumberChange) -> LineFields:
        """Return what the line says of itself."""
        own = self.policy.change_fee if facts.fee is None else facts.fee
        return _fields(
            facts, LineKind.CHANGE_FEE, facts.number, self._times(facts), own
        )


@frozen
class EarlyTerminationFee(LineRule[EarlyTermination]):
    """
    The rule of what is owed for leaving early, bound to its policy.

    >>> from datetime import date
    >>> from gotobilling.markets import us
    >>> left = EarlyTermination(
    ...     id="left",
    ...     amount=Decimal("450.00"),
    ...     currency="USD",
    ...     effective_on=date(2026, 8, 31),
    ... )
    >>> EarlyTerminationFee(us.CONNECT.fees)(left).value
    Money('450.00', 'USD')

    Clauses: H1, Q33.
    """

    name: ClassVar[str] = "early_termination"

    policy: FeePolicy

    def work(self, pen: Pen, facts: EarlyTermination) -> Number:
        """Say the rule: what the contract asks for, rounded."""
        told = pen.price(facts, "amount", facts.amount.as_integer_ratio())
        owed = pen.given("owed for leaving early, by the contract", H1, told)
        by = self.policy.ground(Q33)
        return pen.round("amount", by, owed, self.policy, facts.currency)

    def currency(self, facts: EarlyTermination) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def fields(self, facts: EarlyTermination) -> LineFields:
        """Return what the line says of itself; its item is the product that is left."""
        kind = LineKind.EARLY_TERMINATION
        return _fields(facts, kind, facts.product, 1, facts.amount)


def _fields(
    fact: NumberChange | EarlyTermination,
    kind: LineKind,
    item: str,
    quantity: int,
    unit_price: Decimal,
) -> LineFields:
    on: date = fact.effective_on
    return LineFields(
        kind=kind,
        charge_class=charge_class(kind),
        item=item,
        group=None,
        quantity=quantity,
        unit=None,
        unit_price=unit_price,
        effective_on=on,
        price=None,
        fact=fact.id,
        price_root=None,
        fact_root=fact.root,
        code=None,
        period=Period(on, on + _ONE_DAY),
        is_credit=False,
    )
