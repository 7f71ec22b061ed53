"""Cycles of 30 days and anchored cycles: in full, in part, and what is left unused.

The day of a plan change belongs to the new period. What was paid for the days from it
on is credited, and the new period is charged in full:

>>> from decimal import Decimal
>>> from gotobilling.facts import QuantityChange
>>> from gotobilling.kinds import BillableUnit
>>> from gotobilling.markets import us
>>> seat = Price(
...     id="seat-price",
...     item="seat",
...     kind=LineKind.SUBSCRIPTION,
...     unit=BillableUnit.SUBSCRIPTION,
...     unit_price=Decimal("49.00"),
...     currency="USD",
...     effective_on=date(2026, 6, 10),
...     product="webinar",
... )
>>> bought = QuantityChange(
...     id="c1", item="seat", quantity=2, effective_on=date(2026, 6, 10)
... )
>>> june = Period(date(2026, 6, 10), date(2026, 7, 10))
>>> facts = UnusedFacts(seat, "USD", None, (bought,), date(2026, 6, 25), None, june)
>>> us.WEBINAR.rules.unused(facts).value  # -2 x 49.00 x 15/30
Money('-49.00', 'USD')
"""

from datetime import date
from typing import ClassVar, NamedTuple, cast

from attrs import frozen

from gotobilling.billing_periods import AnchorPolicy
from gotobilling.clauses import Q1, Q68
from gotobilling.clauses.contract_own_decisions import CYCLE_QUANTITIES, UNUSED_DAYS
from gotobilling.derivation import Day, Levied, LineFields, LineRule, Number, Pen
from gotobilling.facts import Price, ServiceEnd
from gotobilling.facts.histories import Counted
from gotobilling.kinds import LineKind, charge_class
from gotobilling.periods import Period
from gotobilling.proration.changes import ProratedCharge, ProratedFacts
from gotobilling.proration.policies import Emptied, ProrationPolicy
from gotobilling.proration.quantities import at_least, day_after, floored, summed
from gotobilling.proration.recurring import RecurringCharge
from gotobilling.sources import Clause

__all__ = ["CycleCharge", "CycleProration", "UnusedDays", "UnusedFacts"]


@frozen
class CycleCharge(RecurringCharge):
    """
    The rule of a cycle that is no calendar month, charged with the day it begins.

    Clauses: A12, I4, Q52, Q53, Q68, cycle-quantities.
    """

    name: ClassVar[str] = "cycle_charge"
    counted: ClassVar[Clause] = CYCLE_QUANTITIES
    whole: ClassVar[tuple[str, str]] = ("full cycle", "days in the cycle")


@frozen
class CycleProration(ProratedCharge):
    """
    The rule of a change inside a cycle, which the next document prorates.

    Clauses: A8, Q1, Q17, Q29, Q30, Q52, cycle-quantities.
    """

    name: ClassVar[str] = "cycle_proration"

    def _span(self, pen: Pen, facts: ProratedFacts, on: Day) -> tuple[Day, Day]:
        del on
        within = cast("Period", facts.within)
        start = pen.proven_day("past_start", within.start)
        return start, pen.proven_day("past_end", within.end)


class UnusedFacts(NamedTuple):
    """What the credit for the unused days of one item rests on."""

    price: Price
    currency: str
    group: str | None
    changes: tuple[Counted, ...]
    """The changes that make up what was held before the day."""
    effective_on: date
    """The day of the plan change, the first of the new period."""
    end: ServiceEnd | None
    """The end of service, where it cuts the old cycle short."""
    within: Period
    """The old cycle."""


@frozen
class UnusedDays(LineRule[UnusedFacts]):
    """
    The rule of what is credited of the cycle that a plan change ends.

    Clauses: I2, Q53, Q68, unused-days.
    """

    name: ClassVar[str] = "unused_days"

    policy: AnchorPolicy
    proration: ProrationPolicy

    def work(self, pen: Pen, facts: UnusedFacts) -> Number:
        """Say the rule: what was held, times its price, times the unused share."""
        by, price = self.policy.ground(UNUSED_DAYS), facts.price
        held = summed(pen, "held before", by, facts.changes)
        if self.proration.emptied is Emptied.MINIMUM_QUANTITY:
            held = floored(pen, held, price, self.proration)
        quantity = pen.negate("quantity", by, held)
        share = self._share(pen, facts)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        full = pen.times("full cycle", by, quantity, each)
        credit = pen.times("credit for unused days", by, full, share)
        return pen.round("amount", by, credit, self.policy, facts.currency)

    def _share(self, pen: Pen, facts: UnusedFacts) -> Number:
        by, count = self.policy.ground(UNUSED_DAYS), self.proration
        on = pen.header_day("period.start", facts.effective_on)
        start = pen.proven_day("past_start", facts.within.start)
        until = stop = pen.proven_day("past_end", facts.within.end)
        if facts.end is not None:
            last = pen.fact_day(facts.end, "last_day_of_service")
            until = pen.day_after("service has ended", count.ground(Q68), last)
        days = pen.charged_days("unused days", by, count, on, until)
        length = pen.charged_days(
            "days in the cycle", count.ground(Q1), count, start, stop
        )
        return pen.over("share of the cycle", by, days, length)

    def raw(self, facts: UnusedFacts) -> int:
        """Return the amount in minor units."""
        price, count = facts.price, self.proration.day_count
        span, whole = self._unused(facts), facts.within
        return self.policy.rounding.units(
            self.quantity(facts) * price.numerator * count.days(span.start, span.end),
            price.denominator * count.days(whole.start, whole.end),
            price.minor_digits,
        )

    def quantity(self, facts: UnusedFacts) -> int:
        """Return the quantity credited, below 0."""
        held = sum([one.quantity for one in facts.changes])
        return -at_least(held, facts.price, self.proration)

    def _unused(self, facts: UnusedFacts) -> Period:
        until = facts.within.end if facts.end is None else day_after(facts.end)
        return Period(facts.effective_on, until)

    def currency(self, facts: UnusedFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def levied(self, facts: UnusedFacts) -> Levied:
        """Return what levies ask of the line."""
        price = facts.price
        return Levied(charge_class(price.kind), price.unit, facts.effective_on)

    def fields(self, facts: UnusedFacts) -> LineFields:
        """Return what the line says of itself."""
        price = facts.price
        return LineFields(
            kind=LineKind.PRORATED_CHARGE,
            charge_class=charge_class(price.kind),
            item=price.item,
            group=facts.group,
            quantity=self.quantity(facts),
            unit=price.unit,
            unit_price=price.unit_price,
            effective_on=facts.effective_on,
            price=price.id,
            fact=None,
            price_root=price.root,
            fact_root=None,
            code=None,
            period=self._unused(facts),
            is_credit=True,
        )
