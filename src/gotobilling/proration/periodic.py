"""Years and quarters, charged in advance (Q50, Q51).

They are counted from the item's first day and charged at the price of their own first
day, in full:

>>> from gotobilling.markets import us
>>> rule = us.CONNECT.rules.period
>>> rule.name, rule.frequency.quarters.value
('period_charge', 'first_of_month')
"""

from datetime import date
from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling.billing_periods import FrequencyPolicy
from gotobilling.clauses import Q23, Q29
from gotobilling.clauses.contract_own_decisions import PERIOD_BEGUN
from gotobilling.derivation import Levied, LineFields, LineRule, Number, Pen
from gotobilling.facts import Price
from gotobilling.facts.histories import Counted
from gotobilling.kinds import charge_class
from gotobilling.periods import Period
from gotobilling.proration.begun import Begun, ground, whole_share
from gotobilling.proration.policies import (
    Emptied,
    ProrationPolicy,
    RecurringPolicy,
)
from gotobilling.proration.quantities import at_least, floored, summed

__all__ = ["PeriodCharge", "PeriodFacts"]


class PeriodFacts(NamedTuple):
    """What the line of a whole year or quarter rests on."""

    price: Price
    currency: str
    group: str | None
    changes: tuple[Counted, ...]
    """The changes that make up the quantity."""
    begun: Begun
    until: date
    """The end of the document's period, before which the year or quarter begins."""


@frozen
class PeriodCharge(LineRule[PeriodFacts]):
    """
    The rule of a year or a quarter in advance, bound to its policies.

    Clauses: A12, A16, H5, H6, Q23, Q50, Q51, period-begun.
    """

    name: ClassVar[str] = "period_charge"

    policy: RecurringPolicy
    proration: ProrationPolicy
    frequency: FrequencyPolicy

    def work(self, pen: Pen, facts: PeriodFacts) -> Number:
        """Say the rule: quantity x price, for all of the period's days."""
        price, begun = facts.price, facts.begun
        by = ground(begun.frequency, self.frequency)
        quantity = summed(pen, "quantity", self.policy.ground(Q23), facts.changes)
        if self.proration.emptied is Emptied.MINIMUM_QUANTITY:
            quantity = floored(pen, quantity, price, self.proration)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        charge = pen.times("full period", by, quantity, each)
        anchor = begun.work(pen, self.frequency)
        often = pen.frequency(price, price.frequency)
        stop = pen.header_day("period.end", facts.until)
        start = pen.period_start(
            "start of the period", by, often, anchor, stop, self.frequency
        )
        after = pen.day_after("day after it", by, start)
        end = pen.period_end(
            "end of the period", by, often, anchor, after, self.frequency
        )
        # A period that has begun is charged whole, even where service ends in it.
        share = whole_share(pen, self.proration, start, end)
        begun_by = self.frequency.ground(PERIOD_BEGUN)
        whole = pen.times("charge for the period", begun_by, charge, share)
        return pen.round(
            "amount", self.policy.ground(Q29), whole, self.policy, facts.currency
        )

    def raw(self, facts: PeriodFacts) -> int:
        """Return the amount in minor units."""
        price = facts.price
        amount = self.quantity(facts) * price.numerator
        return self.policy.rounding.units(amount, price.denominator, price.minor_digits)

    def quantity(self, facts: PeriodFacts) -> int:
        """Return the quantity billed."""
        total = sum([one.quantity for one in facts.changes])
        return at_least(total, facts.price, self.proration)

    def period(self, facts: PeriodFacts) -> Period:
        """Return the year or quarter that is charged."""
        return facts.begun.last(facts.until, self.frequency)

    def currency(self, facts: PeriodFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def levied(self, facts: PeriodFacts) -> Levied:
        """Return what levies ask of the line."""
        price = facts.price
        return Levied(charge_class(price.kind), price.unit, None)

    def fields(self, facts: PeriodFacts) -> LineFields:
        """Return what the line says of itself."""
        price = facts.price
        return LineFields(
            kind=price.kind,
            charge_class=charge_class(price.kind),
            item=price.item,
            group=facts.group,
            quantity=self.quantity(facts),
            unit=price.unit,
            unit_price=price.unit_price,
            effective_on=None,
            price=price.id,
            fact=None,
            price_root=price.root,
            fact_root=None,
            code=None,
            period=self.period(facts),
            is_credit=False,
        )
