"""The month in advance of low-usage devices: some at the discount, the rest in full."""

from datetime import timedelta
from typing import ClassVar, Final, NamedTuple

from attrs import frozen

from gotobilling.clauses import LOW_USAGE_PRICE, Q1, Q23, Q29, Q68
from gotobilling.derivation import (
    CountsDays,
    LineFields,
    LineRule,
    Number,
    Pen,
    Rounds,
)
from gotobilling.facts import Price, ServiceEnd
from gotobilling.kinds import charge_class
from gotobilling.periods import Period
from gotobilling.usage.policies import LowUsagePolicy
from gotobilling.usage.pools import LowDevices, so_priced, so_priced_count

__all__ = ["LowUsageCharge", "LowUsageFacts"]

_ONE_DAY: Final = timedelta(1)


class LowUsageFacts(NamedTuple):
    """What one line of low-usage devices rests on."""

    told: LowDevices
    price: Price
    """The item's own price, or the full one."""
    discounted: bool
    currency: str
    group: str | None
    month: Period
    end: ServiceEnd | None
    """The end of service, where it cuts the month short."""


@frozen
class LowUsageCharge(LineRule[LowUsageFacts]):
    """
    The rule of low-usage devices billed in advance, bound to its policies.

    Clauses: G3, Q38, low-usage-price.
    """

    name: ClassVar[str] = "low_usage_charge"

    low_usage: LowUsagePolicy
    policy: Rounds
    proration: CountsDays

    def work(self, pen: Pen, facts: LowUsageFacts) -> Number:
        """Say the rule: the devices at this price, and their share of the days."""
        told, price = facts.told, facts.price
        changes = (pen.fact(one, "quantity") for one in told.devices)
        quantity = pen.sum("quantity", self.policy.ground(Q23), *changes)
        counted = so_priced(pen, self.low_usage, told, quantity)
        if not facts.discounted:
            label = "devices at the full price"
            counted = pen.minus(label, LOW_USAGE_PRICE, quantity, counted)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        charge = pen.times("full month", self.policy.clause, counted, each)
        if facts.end is not None:
            share = self._share(pen, facts.month, facts.end)
            by = self.proration.ground(Q68)
            charge = pen.times("charge for the days of service", by, charge, share)
        by = self.policy.ground(Q29)
        return pen.round("amount", by, charge, self.policy, facts.currency)

    def _share(self, pen: Pen, month: Period, end: ServiceEnd) -> Number:
        policy = self.proration
        by, count = policy.ground(Q68), policy.ground(Q1)
        start = pen.header_day("period.start", month.start)
        stop = pen.header_day("period.end", month.end)
        last = pen.fact_day(end, "last_day_of_service")
        after = pen.day_after("service has ended", by, last)
        days = pen.charged_days("days of service", by, policy, start, after)
        length = pen.charged_days("days in the month", count, policy, start, stop)
        return pen.over("share of the month", by, days, length)

    def quantity_told(self, told: LowDevices) -> tuple[int, int]:
        """Return how many devices are billed at the low-usage price, and in full."""
        counted = so_priced_count(self.low_usage, told)
        return counted, sum(one.quantity for one in told.devices) - counted

    def quantity(self, facts: LowUsageFacts) -> int:
        """Return the devices billed at this price."""
        return self.quantity_told(facts.told)[0 if facts.discounted else 1]

    def currency(self, facts: LowUsageFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def fields(self, facts: LowUsageFacts) -> LineFields:
        """Return what the line says of itself."""
        price, month = facts.price, facts.month
        stop = month.end
        if facts.end is not None:
            stop = facts.end.last_day_of_service + _ONE_DAY
        return LineFields(
            kind=price.kind,
            charge_class=charge_class(price.kind),
            item=facts.told.terms.item,
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
