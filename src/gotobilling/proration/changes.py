"""Part periods: what starts, changes or ends inside one."""

from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import ClassVar, Final, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses import A1, Q1, Q26, Q27, Q29, Q30, Q31, Q68
from gotobilling.derivation import (
    Day,
    Derived,
    Levied,
    LineFields,
    LineRule,
    Number,
    Pen,
)
from gotobilling.errors import InvalidPeriod, InvalidValue, WrongType
from gotobilling.facts import OpeningQuantity, Price, QuantityChange, ServiceEnd
from gotobilling.facts.histories import Counted
from gotobilling.kinds import BillableUnit, LineKind, charge_class
from gotobilling.money import Money, UnitPrice
from gotobilling.periods import DayCount, Period, month_start, next_month
from gotobilling.proration.policies import (
    Emptied,
    ProrationPolicy,
    Removals,
    RoundedAt,
    SameDay,
)
from gotobilling.proration.quantities import (
    at_least,
    day_after,
    floored,
    summed,
)

__all__ = ["Moved", "ProratedCharge", "ProratedFacts", "month_shares", "prorate"]

_CACHED_MONTHS: Final = 512
_UNIT_SHARE: Final = RoundedAt.UNIT_SHARE


class Moved(Enum):
    """Whether a prorated line moves the quantity held before its day."""

    NOTHING = "nothing"
    IN = "in"
    """It starts here, or comes to a new price."""
    OUT = "out"
    """It leaves an old price."""


class ProratedFacts(NamedTuple):
    """What one prorated line rests on."""

    price: Price
    currency: str
    group: str | None
    parts: tuple[Counted, ...]
    """The day's changes of one sign."""
    before: tuple[Counted, ...]
    """The changes before them, where they count."""
    moved: Moved
    cause: Counted | Price | None
    """What dates the line: a change, a new price, or None for the billing start."""
    effective_on: date
    end: ServiceEnd | None
    """The end of service, where it cuts the period short."""
    within: Period | None
    """A period other than the calendar month of ``effective_on``."""


@frozen
class ProratedCharge(LineRule[ProratedFacts]):
    """
    The rule of a part period, bound to its policy.

    Clauses: A8, A9, A10, D3, Q1, Q17, Q26, Q27, Q29, Q30, Q64, Q68.
    """

    name: ClassVar[str] = "prorated_charge"

    policy: ProrationPolicy

    def work(self, pen: Pen, facts: ProratedFacts) -> Number:
        """Say the rule: quantity x price x share of the period, rounded once."""
        quantity = self.counted(pen, facts)
        return self.charged(pen, facts, quantity, self._share(pen, facts))

    def charged(
        self, pen: Pen, facts: ProratedFacts, quantity: Number, share: Number
    ) -> Number:
        """Say what a quantity costs for a share of a period, rounded once."""
        price, currency, policy = facts.price, facts.currency, self.policy
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        if policy.rounded is RoundedAt.UNIT_SHARE:
            unit = pen.times("share of one unit", policy.clause, each, share)
            unit = pen.round(
                "share of one unit, rounded",
                self.policy.ground(Q29),
                unit,
                policy,
                currency,
            )
            return pen.times("amount", self.policy.ground(Q29), quantity, unit)
        full = pen.times("full period", policy.clause, quantity, each)
        charge = pen.times("prorated charge", policy.clause, full, share)
        return pen.round("amount", self.policy.ground(Q29), charge, policy, currency)

    def counted(self, pen: Pen, facts: ProratedFacts) -> Number:
        """Say the quantity that is charged (+) or credited (-)."""
        price, every = facts.price, (*facts.before, *facts.parts)
        least = self.policy.emptied is Emptied.MINIMUM_QUANTITY
        if facts.moved is Moved.OUT:
            held = summed(pen, "held before", self.policy.ground(Q30), facts.before)
            held = floored(pen, held, price, self.policy) if least else held
            return pen.negate("quantity", self.policy.ground(Q30), held)
        if facts.moved is Moved.IN:
            clause = self.policy.ground(Q30 if facts.cause else Q26)
            held = summed(pen, "quantity", clause, every)
            return floored(pen, held, price, self.policy) if least else held
        if not least:
            return summed(pen, "quantity", self.policy.ground(Q27), facts.parts)
        if not facts.before:
            return floored(
                pen,
                summed(pen, "quantity", self.policy.ground(Q27), facts.parts),
                price,
                self.policy,
            )
        held = floored(
            pen,
            summed(pen, "held before", self.policy.ground(Q31), facts.before),
            price,
            self.policy,
        )
        left = floored(
            pen,
            summed(pen, "held after", self.policy.ground(Q31), every),
            price,
            self.policy,
        )
        return pen.minus("quantity", self.policy.ground(Q31), left, held)

    def _share(self, pen: Pen, facts: ProratedFacts) -> Number:
        on, policy = self._effective(pen, facts), self.policy
        start, stop = self._span(pen, facts, on)
        end, first, until = facts.end, self._first(pen, on, start), stop
        if end is not None:
            last = pen.fact_day(end, "last_day_of_service")
            until = pen.day_after("service has ended", self.policy.ground(Q68), last)
        days = pen.charged_days(
            "days charged", self.policy.ground(Q1), policy, first, until
        )
        length = pen.charged_days(
            "days in the period", self.policy.ground(Q1), policy, start, stop
        )
        return pen.over("share of the period", self.policy.ground(Q1), days, length)

    def _effective(self, pen: Pen, facts: ProratedFacts) -> Day:
        cause, on = facts.cause, facts.effective_on
        if cause is None:
            return pen.proven_day("billing_start", on)
        return pen.fact_day(cause, "effective_on")

    def _span(self, pen: Pen, facts: ProratedFacts, on: Day) -> tuple[Day, Day]:
        within = facts.within
        if within is not None:
            start = pen.header_day("period.start", within.start)
            return start, pen.header_day("period.end", within.end)
        start = pen.month_start("start of the month", A1, on)
        return start, pen.next_month("end of the month", A1, on)

    def _first(self, pen: Pen, on: Day, start: Day) -> Day:
        if on.value == start.value:
            return start
        return pen.charged_from(
            "first chargeable day", self.policy.ground(Q1), self.policy, on
        )

    def days(self, facts: ProratedFacts) -> tuple[Period, int]:
        """Return the span that is charged, and the length it is a share of, in days."""
        on, end, within = facts.effective_on, facts.end, facts.within
        start = month_start(on) if within is None else within.start
        stop = next_month(on) if within is None else within.end
        count = self.policy.day_count
        first = start if on == start else count.charged_from(on)
        until = stop if end is None else day_after(end)
        return Period(first, until), count.days(start, stop)

    def share(self, facts: ProratedFacts) -> tuple[int, int]:
        """Return the days charged and the days of the period."""
        span, length = self.days(facts)
        return self.policy.day_count.days(span.start, span.end), length

    def minor(self, price: Price, quantity: int, days: int, length: int) -> int:
        """Return the amount in minor units: the rule as one line of integers."""
        policy, digits = self.policy, price.minor_digits
        n, d = price.numerator * days, price.denominator * length
        if policy.rounded is _UNIT_SHARE:
            return quantity * policy.rounding.units(n, d, digits)
        return policy.rounding.units(quantity * n, d, digits)

    def raw(self, facts: ProratedFacts) -> int:
        """Return the amount in minor units."""
        days, length = self.share(facts)
        return self.minor(facts.price, self.quantity(facts), days, length)

    def quantity(self, facts: ProratedFacts) -> int:
        """Return the quantity charged (+) or credited (-)."""
        price, policy = facts.price, self.policy
        change = sum([one.quantity for one in facts.parts])
        least = policy.emptied is Emptied.MINIMUM_QUANTITY
        if facts.moved is Moved.NOTHING and not (least and facts.before):
            return at_least(change, price, policy)
        held = sum([one.quantity for one in facts.before])
        if facts.moved is Moved.OUT:
            return -at_least(held, price, policy)
        left = at_least(held + change, price, policy)
        if facts.moved is Moved.IN:
            return left
        return left - at_least(held, price, policy)

    def currency(self, facts: ProratedFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def levied(self, facts: ProratedFacts) -> Levied:
        """Return what levies ask of the line."""
        price = facts.price
        credited_on = facts.effective_on if self.quantity(facts) < 0 else None
        return Levied(charge_class(price.kind), price.unit, credited_on)

    def fields(self, facts: ProratedFacts) -> LineFields:
        """Return what the line says of itself."""
        price, parts, quantity = facts.price, facts.parts, self.quantity(facts)
        alone = self.policy.same_day is SameDay.PER_CHANGE and len(parts) == 1
        fact = parts[0] if alone and facts.moved is Moved.NOTHING else None
        return LineFields(
            kind=LineKind.PRORATED_CHARGE,
            charge_class=charge_class(price.kind),
            item=price.item,
            group=facts.group,
            quantity=quantity,
            unit=price.unit,
            unit_price=price.unit_price,
            effective_on=facts.effective_on,
            price=price.id,
            fact=fact.id if fact else None,
            price_root=price.root,
            fact_root=fact.root if fact else None,
            code=None,
            period=self.days(facts)[0],
            is_credit=quantity < 0,
        )


@lru_cache(maxsize=_CACHED_MONTHS)
def month_shares(
    day_count: DayCount, start: date, until: date
) -> tuple[tuple[int, ...], int]:
    """
    Return the days charged for a change on each day of a month, and its length.

    Args:
        day_count: Which days are counted.
        start: First day of the calendar month.
        until: First day no longer charged: the next month's first, or the day after
            the last day of service.

    Returns:
        The days by day of the month (0 stands unused at the front; days that cannot
        change anything any more are left out), and the days of the month.

    >>> days, length = month_shares(
    ...     DayCount.ACTUAL_AFTER_START, date(2026, 7, 1), date(2026, 8, 1)
    ... )
    >>> days[1], days[15], days[31], length
    (31, 16, 0, 31)

    Clauses: Q1, Q64, Q68.
    """
    stop = next_month(start)
    changed = [start + timedelta(day) for day in range(1, (until - start).days)]
    later = [day_count.days(day_count.charged_from(on), until) for on in changed]
    whole = day_count.days(start, until)
    return (0, whole, *later), day_count.days(start, stop)


def prorate(
    unit_price: UnitPrice,
    *,
    quantity: int,
    effective_on: date,
    within: Period,
    policy: ProrationPolicy,
) -> Derived[Money]:
    """
    Derive the charge (or credit) for what changes within a period of any length.

    A change on the period's first day is charged for the whole period; a removal is the
    mirror of the addition.

    Args:
        unit_price: Price of one unit for the whole period.
        quantity: Units added (+) or removed (-).
        effective_on: Day of the change; whether it is counted is the policy's choice.
        within: The period, ``[start, end)``.
        policy: The reading of the published rule.

    Raises:
        InvalidPeriod: the day lies outside the period.
        InvalidValue: a removal, where the policy credits none.

    >>> from decimal import Decimal
    >>> from gotobilling.markets import us
    >>> removed = prorate(
    ...     UnitPrice(Decimal("25.00"), "USD", "device"),
    ...     quantity=-2,
    ...     effective_on=date(2026, 6, 15),
    ...     within=Period.month(2026, 6),
    ...     policy=us.CONNECT.proration,
    ... )
    >>> removed.value  # -2 x 25.00 x 15/30
    Money('-25.00', 'USD')

    Clauses: A8, A9, A10, Q1, Q17, Q25, Q29, Q64.
    """
    checks.day("effective_on", effective_on)
    if type(within) is not Period:
        raise WrongType("within", "a Period", within)
    if type(policy) is not ProrationPolicy:
        raise WrongType("policy", "a ProrationPolicy", policy)
    if effective_on not in within:
        requirement = f"in the period {within}"
        raise InvalidPeriod("effective_on", requirement, effective_on)
    change = QuantityChange(
        id="change", item="item", quantity=quantity, effective_on=effective_on
    )
    if quantity < 0 and policy.removals is Removals.NOT_CREDITED:
        raise InvalidValue(
            "quantity", "above 0 where none is credited", quantity, "Q17"
        )
    facts = ProratedFacts(
        price=_plain(unit_price, effective_on),
        currency=unit_price.currency,
        group=None,
        parts=(change,),
        before=_removed(change),
        moved=Moved.NOTHING,
        cause=change,
        effective_on=effective_on,
        end=None,
        within=within,
    )
    return ProratedCharge(policy)(facts)


def _removed(change: QuantityChange) -> tuple[Counted, ...]:
    # What is removed was there: no reading can then take it for less than nothing.
    if change.quantity > 0:
        return ()
    held = OpeningQuantity(
        id="held",
        item=change.item,
        quantity=-change.quantity,
        effective_on=change.effective_on,
    )
    return (held,)


def _plain(unit_price: UnitPrice, effective_on: date) -> Price:
    return Price(
        id="price",
        item="item",
        kind=LineKind.SERVICE_CHARGE,
        unit=BillableUnit.DEVICE,
        unit_price=unit_price.amount,
        currency=unit_price.currency,
        effective_on=effective_on,
    )
