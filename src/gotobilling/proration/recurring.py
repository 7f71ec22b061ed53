"""The month billed in advance."""

from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling.clauses import Q1, Q23, Q29, Q68
from gotobilling.derivation import Levied, LineFields, LineRule, Number, Pen
from gotobilling.facts import Price, ServiceEnd
from gotobilling.facts.histories import Counted
from gotobilling.kinds import charge_class
from gotobilling.periods import Period
from gotobilling.proration.policies import Emptied, ProrationPolicy, RecurringPolicy
from gotobilling.proration.quantities import (
    at_least,
    day_after,
    floored,
    summed,
)
from gotobilling.sources import Clause

__all__ = ["RecurringCharge", "RecurringFacts"]


class RecurringFacts(NamedTuple):
    """What one recurring line rests on."""

    price: Price
    currency: str
    group: str | None
    changes: tuple[Counted, ...]
    """The changes that make up the quantity."""
    month: Period
    end: ServiceEnd | None
    """The end of service, where it cuts the month short."""


@frozen
class RecurringCharge(LineRule[RecurringFacts]):
    """
    The rule of a month billed in advance, bound to its policies.

    Clauses: A1, D1, D2, D19, D21, Q23, Q68.
    """

    name: ClassVar[str] = "recurring_charge"
    counted: ClassVar[Clause] = Q23
    whole: ClassVar[tuple[str, str]] = ("full month", "days in the month")

    policy: RecurringPolicy
    proration: ProrationPolicy

    def work(self, pen: Pen, facts: RecurringFacts) -> Number:
        """Say the rule: quantity x price, or its share of the days served."""
        price, month, end = facts.price, facts.month, facts.end
        counted = self.policy.ground(self.counted)
        quantity = summed(pen, "quantity", counted, facts.changes)
        if self.proration.emptied is Emptied.MINIMUM_QUANTITY:
            quantity = floored(pen, quantity, price, self.proration)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        charge = pen.times(self.whole[0], self.policy.clause, quantity, each)
        if end is not None:
            start = pen.header_day("period.start", month.start)
            stop = pen.header_day("period.end", month.end)
            last = pen.fact_day(end, "last_day_of_service")
            policy = self.proration
            by = policy.ground(Q68)
            after = pen.day_after("service has ended", by, last)
            days = pen.charged_days("days of service", by, policy, start, after)
            count = policy.ground(Q1)
            length = pen.charged_days(self.whole[1], count, policy, start, stop)
            share = pen.over("share of the month", by, days, length)
            charge = pen.times("charge for the days of service", by, charge, share)
        by = self.policy.ground(Q29)
        return pen.round("amount", by, charge, self.policy, facts.currency)

    def minor(self, price: Price, quantity: int, days: int, length: int) -> int:
        """Return the amount in minor units: the rule as one line of integers."""
        return self.policy.rounding.units(
            quantity * price.numerator * days,
            price.denominator * length,
            price.minor_digits,
        )

    def raw(self, facts: RecurringFacts) -> int:
        """Return the amount in minor units."""
        price, month, end = facts.price, facts.month, facts.end
        quantity = self.quantity(facts)
        if end is None:
            return self.minor(price, quantity, 1, 1)
        days = self.proration.day_count.days
        length = days(month.start, month.end)
        served = days(month.start, day_after(end))
        return self.minor(price, quantity, served, length)

    def quantity(self, facts: RecurringFacts) -> int:
        """Return the quantity billed."""
        total = sum([one.quantity for one in facts.changes])
        return at_least(total, facts.price, self.proration)

    def currency(self, facts: RecurringFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def levied(self, facts: RecurringFacts) -> Levied:
        """Return what levies ask of the line."""
        price = facts.price
        return Levied(charge_class(price.kind), price.unit, None)

    def fields(self, facts: RecurringFacts) -> LineFields:
        """Return what the line says of itself."""
        price, month, end = facts.price, facts.month, facts.end
        stop = month.end if end is None else day_after(end)
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
            period=Period(month.start, stop),
            is_credit=False,
        )
