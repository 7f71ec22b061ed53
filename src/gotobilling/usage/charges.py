"""The lines of usage: what is included, what is above it, and what has a rate."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar, Final, NamedTuple, cast

from attrs import frozen

from gotobilling.clauses import D4, D6, D9, D10, Q1, Q10, Q16, Q36, Q37, Q39, Q41
from gotobilling.derivation import CountsDays, LineFields, LineRule, Number, Pen
from gotobilling.errors import NoRateInForce
from gotobilling.facts import (
    CallRate,
    Included,
    ServiceEnd,
    UsageTotal,
)
from gotobilling.facts.histories import Counted
from gotobilling.kinds import BillableUnit, CallType, LineKind, charge_class
from gotobilling.periods import Period
from gotobilling.sources import Clause
from gotobilling.usage.policies import LowUsagePolicy, UsagePolicy, UsageRounded
from gotobilling.usage.pools import LowDevices, pool_minutes
from gotobilling.usage.pricing import priced, rounded_rows, units_of

__all__ = [
    "Allowed",
    "IncludedUsage",
    "PartMonth",
    "UsageCharge",
    "UsageFacts",
    "UsageOverage",
]

_KIND_OF: Final[Mapping[CallType, LineKind]] = MappingProxyType(
    {
        CallType.DOMESTIC_PREMIUM: LineKind.DOMESTIC_PREMIUM_MINUTES,
        CallType.TOLL_FREE_INBOUND: LineKind.TOLL_FREE_MINUTES,
        CallType.INTERNATIONAL: LineKind.INTERNATIONAL_MINUTES,
    }
)


class PartMonth(NamedTuple):
    """What cuts the usage month short: billing start, end of service, or both."""

    start: date | None
    end: ServiceEnd | None


class Allowed(NamedTuple):
    """What units are included in a month: of the plan, or of the low-usage pool."""

    included: tuple[tuple[Included, tuple[Counted, ...]], ...] = ()
    """Each with the changes that make up the number of its item."""
    pool: LowDevices | None = None
    part: PartMonth | None = None
    """What cuts the month short, where what is included is prorated."""

    @property
    def is_unlimited(self) -> bool:
        """Whether nothing says how many are included."""
        return not self.included and self.pool is None


class UsageFacts(NamedTuple):
    """What a line of usage rests on."""

    totals: tuple[UsageTotal, ...]
    """Totals of one month, each of what the line is for; at least one."""
    rate: CallRate | None
    """Its rate; None where the policy's price holds, or nothing is charged."""
    item: str
    allowed: Allowed
    currency: str
    period: Period
    """The days of the usage month that are served."""


@frozen
class _UsageRule(LineRule[UsageFacts]):
    policy: UsagePolicy
    low_usage: LowUsagePolicy
    proration: CountsDays

    def currency(self, facts: UsageFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def amount(self, pen: Pen, charge: Number, facts: UsageFacts) -> Number:
        """Round a charge, once."""
        by = self.policy.ground(Q41)
        return pen.round("amount", by, charge, self.policy, facts.currency)

    def included(self, pen: Pen, facts: UsageFacts) -> Number:
        """Return the units included."""
        allowed, by = facts.allowed, _included_by(facts)
        if allowed.pool is not None:
            found = pool_minutes(pen, self.low_usage, allowed.pool)
        else:
            parts = [_included(pen, *one, by) for one in allowed.included]
            found = pen.sum("included", self.policy.ground(Q37), *parts)
        if allowed.part is None:
            return found
        share = self._share(pen, facts.totals[0], allowed.part)
        return pen.times("included in the part month", Q37, found, share)

    def _share(self, pen: Pen, total: UsageTotal, part: PartMonth) -> Number:
        by, policy = self.policy.ground(Q37), self.proration
        month = pen.fact_day(total, "month")
        after = pen.next_month("end of the month", by, month)
        start, end = month, after
        if part.start is not None:
            first = pen.proven_day("billing_start", part.start)
            start = pen.charged_from("counted from", Q1, policy, first)
        if part.end is not None:
            last = pen.fact_day(part.end, "last_day_of_service")
            end = pen.day_after("service has ended", by, last)
        days = pen.charged_days("days served", by, policy, start, end)
        length = pen.charged_days("days in the month", Q1, policy, month, after)
        return pen.over("share of the month", by, days, length)

    def units(self, facts: UsageFacts) -> int | Fraction:
        """Return the units of the line: exact minutes, or message credits."""
        return _whole(self.counted(Pen(), facts))

    def counted(self, pen: Pen, facts: UsageFacts) -> Number:
        """Say how many units are on the line."""
        return units_of(pen, facts.totals, self.policy, self.counted_by(facts))

    def counted_by(self, facts: UsageFacts) -> Clause:
        """Return what says which rows are counted: a type, a month, or a choice."""
        if facts.allowed.pool is not None:
            return self.policy.ground(Q39)
        if any(one.call_type is CallType.EXTENSION for one in facts.totals):
            return self.policy.ground(Q16)
        return self.policy.ground(Q36)

    def unit_price(self, facts: UsageFacts) -> Decimal | None:
        """Return the price of one unit, or None where tiers or packages make it."""
        rate = facts.rate
        if rate is None or rate.package is not None:
            return None
        return rate.unit_price

    def kind(self, facts: UsageFacts) -> LineKind:
        """Return the kind of the line."""
        return _KIND_OF[facts.totals[0].call_type]

    def named(self, facts: UsageFacts) -> tuple[CallRate, ...]:
        """Return the rate, which rounded costs of rows alone would not show."""
        return () if facts.rate is None else (facts.rate,)

    def fields(self, facts: UsageFacts) -> LineFields:
        """Return what the line says of itself."""
        total, rate, kind = facts.totals[0], facts.rate, self.kind(facts)
        unit = BillableUnit.MINUTE
        if total.call_type is CallType.MESSAGE:
            unit = BillableUnit.MESSAGE_CREDIT
        return LineFields(
            kind=kind,
            charge_class=charge_class(kind),
            item=facts.item,
            group=None,
            quantity=self.units(facts),
            unit=unit,
            unit_price=self.unit_price(facts),
            effective_on=total.month,
            price=None if rate is None else rate.id,
            fact=None,
            price_root=None if rate is None else rate.root,
            fact_root=None,
            code=None,
            period=facts.period,
            is_credit=False,
        )


def _included_by(facts: UsageFacts) -> Clause:
    return D4 if facts.totals[0].is_in_seconds else D9


def _included(
    pen: Pen, fact: Included, changes: tuple[Counted, ...], by: Clause
) -> Number:
    quantity = pen.fact(fact, "quantity")
    if fact.item is None:
        return quantity
    held = pen.sum(
        "units that bring them", by, *(pen.fact(x, "quantity") for x in changes)
    )
    return pen.times("included by these", by, quantity, held)


def _whole(number: Number) -> int | Fraction:
    n, d = number.value
    return n if d == 1 else Fraction(n, d)


@frozen
class UsageCharge(_UsageRule):
    """
    The line of usage that has a rate of its own, one for each rate.

    Clauses: D5, D7, D8, F2, F6, Q39, Q41.
    """

    name: ClassVar[str] = "usage_charge"

    def work(self, pen: Pen, facts: UsageFacts) -> Number:
        """Say the rule: units at their rate, rounded once."""
        if self.policy.rounded is UsageRounded.ROW:
            charge = rounded_rows(pen, facts.totals, self.policy)
            return self.amount(pen, charge, facts)
        units = self.counted(pen, facts)
        rate = cast("CallRate", facts.rate)  # what is rated has one
        charge = priced(pen, units, facts.totals, rate, self.policy)
        return self.amount(pen, charge, facts)


@frozen
class IncludedUsage(_UsageRule):
    """
    The line of what was used of the included minutes or messages.

    Clauses: D4, D9, Q37.
    """

    name: ClassVar[str] = "included_usage"

    def counted(self, pen: Pen, facts: UsageFacts) -> Number:
        """Say how many units are on the line: what was used, up to the included."""
        used = super().counted(pen, facts)
        if facts.allowed.is_unlimited:
            return used
        included = self.included(pen, facts)
        return pen.least("used of the included", _included_by(facts), used, included)

    def work(self, pen: Pen, facts: UsageFacts) -> Number:
        """Say the rule: what is included costs nothing more."""
        by = _included_by(facts)
        used, each = self.counted(pen, facts), pen.policy(self.policy, "included_price")
        charge = pen.times("charge of the included", by, used, each)
        return self.amount(pen, charge, facts)

    def unit_price(self, facts: UsageFacts) -> Decimal:  # noqa: ARG002 -- see the root
        """Return the price of one included unit."""
        return Decimal(self.policy.included_price)

    def kind(self, facts: UsageFacts) -> LineKind:
        """Return the kind of the line."""
        if facts.totals[0].is_in_seconds:
            return LineKind.INCLUDED_MINUTES
        return LineKind.INCLUDED_MESSAGES


@frozen
class UsageOverage(_UsageRule):
    """
    The line of what was used above the included minutes or messages.

    Clauses: D6, D10, Q10, Q39.
    """

    name: ClassVar[str] = "usage_overage"

    def counted(self, pen: Pen, facts: UsageFacts) -> Number:
        """Say how many units are on the line: what was used above the included."""
        used = super().counted(pen, facts)
        included = self.included(pen, facts)
        by = self._by(facts)
        more = pen.minus("used less included", by, used, included)
        return pen.at_least_zero("above the included", by, more)

    def work(self, pen: Pen, facts: UsageFacts) -> Number:
        """Say the rule: units above the included at their price, rounded once."""
        above = self.counted(pen, facts)
        if facts.rate is not None:
            charge = priced(pen, above, facts.totals, facts.rate, self.policy)
            return self.amount(pen, charge, facts)
        field, price = self._price(facts)
        ratio = price.as_integer_ratio()
        each = pen.number_of(self.policy, field, ratio)
        by = self.policy.ground(Q10) if self._is_calls(facts) else self._by(facts)
        charge = pen.times("charge of the overage", by, above, each)
        return self.amount(pen, charge, facts)

    def _price(self, facts: UsageFacts) -> tuple[str, Decimal]:
        policy = self.policy
        field, price = "message_overage", policy.message_overage
        if self._is_calls(facts):
            field, price = "overage", policy.overage
        if price is None or policy.currency != facts.currency:
            call_type = facts.totals[0].call_type.value
            used = "plan" if self._is_calls(facts) else call_type
            requirement = f"given by a call rate of type {used} in {facts.currency}"
            path = f"price of {facts.item} above the included"
            raise NoRateInForce(path, requirement, None, self._by(facts).id)
        return field, price

    def unit_price(self, facts: UsageFacts) -> Decimal | None:
        """Return the price of one unit, or None where tiers or packages make it."""
        if facts.rate is not None:
            return super().unit_price(facts)
        return self._price(facts)[1]

    def _is_calls(self, facts: UsageFacts) -> bool:
        return facts.totals[0].is_in_seconds

    def _by(self, facts: UsageFacts) -> Clause:
        return D6 if self._is_calls(facts) else D10

    def kind(self, facts: UsageFacts) -> LineKind:
        """Return the kind of the line."""
        if self._is_calls(facts):
            return LineKind.OUTBOUND_OVERAGE
        return LineKind.MESSAGE_OVERAGE
