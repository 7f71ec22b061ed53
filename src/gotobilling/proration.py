"""Recurring charges for whole and part periods (A1, A8 to A10).

What is added or removed after day 1 of a month is prorated on the next invoice. The
published examples fit one count: the month's length less the day of the change, over
the month's length, so the day of the change itself is not counted:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> from gotobilling.money import Money, UnitPrice
>>> from gotobilling.periods import Period
>>> device = UnitPrice(Decimal("25.00"), "USD", "device")
>>> july = prorate(
...     device,
...     quantity=1,
...     effective_on=date(2026, 7, 15),
...     within=Period.month(2026, 7),
...     policy=us.CONNECT.proration,
... )
>>> july.value  # 25.00 x 16/31
Money('12.90', 'USD')

The amount is exact until its one rounding: three devices cost 3 x 25.00 x 16/31 =
38.71, not three times 12.90.
"""

from datetime import date, timedelta
from enum import Enum
from typing import ClassVar, NamedTuple

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import A1, Q1, Q17, Q23, Q25, Q26, Q27, Q29, Q30, Q31, Q64, Q68
from gotobilling.derivation import (
    CountsDays,
    Day,
    Derived,
    LineFields,
    LineRule,
    Number,
    Pen,
    Rounds,
)
from gotobilling.errors import InvalidPeriod, InvalidValue
from gotobilling.facts import OpeningQuantity, Price, QuantityChange, ServiceEnd
from gotobilling.kinds import BillableUnit, LineKind, charge_class
from gotobilling.money import Money, UnitPrice
from gotobilling.periods import DayCount, Period, month_start, next_month
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "Emptied",
    "LastMonth",
    "PriceChange",
    "ProratedCharge",
    "ProratedFacts",
    "ProrationPolicy",
    "Quantities",
    "RecurringCharge",
    "RecurringFacts",
    "RecurringPolicy",
    "Removals",
    "RoundedAt",
    "SameDay",
    "ZeroDays",
    "prorate",
]

Counted = OpeningQuantity | QuantityChange
_ONE_DAY = timedelta(1)


class Removals(Enum):
    """What a removal within a month brings (Q17)."""

    CREDITED = "credited"
    """The fraction that an addition on that day would pay."""
    NOT_CREDITED = "not_credited"
    """Nothing: the unit is billed to the month's end."""


class ZeroDays(Enum):
    """Whether a line of 0 days and 0.00 is kept (Q25)."""

    SHOWN = "shown"
    OMITTED = "omitted"


class SameDay(Enum):
    """How several changes of one item on one day are put into lines (Q27)."""

    NETTED_BY_SIGN = "netted_by_sign"
    """One line for the additions of the day and one for its removals."""
    PER_CHANGE = "per_change"
    """One line for each change."""


class RoundedAt(Enum):
    """What is rounded in a proration (Q29)."""

    LINE = "line"
    """Quantity x price x share, once."""
    UNIT_SHARE = "unit_share"
    """The share of one unit's price, then multiplied by the quantity."""


class PriceChange(Enum):
    """When a price that changes within a month takes hold (Q30)."""

    ON_THE_DAY = "on_the_day"
    """That day: removal at the old price, addition at the new one."""
    NEXT_CYCLE = "next_cycle"
    """With the next month billed in advance."""


class Emptied(Enum):
    """What a removal down to nothing means (Q31)."""

    SERVICE_CONTINUES = "service_continues"
    """A removal like any other; ending service is a fact of its own."""
    CANCELLATION = "cancellation"
    """The removals of a day that leaves nothing at all bring no credit."""
    MINIMUM_QUANTITY = "minimum_quantity"
    """No quantity counts as less than the contract's minimum."""


class LastMonth(Enum):
    """How a month is billed inside which service ends (Q68)."""

    DAYS_SERVED = "days_served"
    """Up to and including the last day of service."""
    FULL_MONTH = "full_month"
    """In full."""


class Quantities(Enum):
    """The day whose end fixes the quantities of a monthly invoice (Q23)."""

    DAY_ONE = "day_one"
    INVOICE_DATE = "invoice_date"


@frozen(kw_only=True)
class ProrationPolicy(Rounds, CountsDays):
    """
    How a part of a period is charged and credited.

    Attributes:
        day_count: Which days are counted, over which length.
        removals: What a removal brings.
        zero_days: Whether a line of 0 days is kept.
        same_day: How several changes on a day are put into lines.
        rounded: What is rounded.
        rounding: How; it must treat a credit as the mirror of its charge.
        price_change: When a new price takes hold.
        emptied: What a removal down to nothing means.
        last_month: How the month of the last day of service is billed.
        clause: The published rule.

    Raises:
        InvalidValue: a rounding that is not symmetric about 0.

    Clauses: A8, A9, A10, Q1, Q17, Q25, Q26, Q27, Q28, Q29, Q30, Q31, Q64, Q68.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "proration")

    day_count: DayCount = field(metadata={"clauses": (Q1, Q64)})
    removals: Removals = field(metadata={"clauses": (Q17,)})
    zero_days: ZeroDays = field(metadata={"clauses": (Q25,)})
    same_day: SameDay = field(metadata={"clauses": (Q27,)})
    rounded: RoundedAt = field(metadata={"clauses": (Q29,)})
    rounding: Rounding = field(metadata={"clauses": (Q29,)})
    price_change: PriceChange = field(metadata={"clauses": (Q30,)})
    emptied: Emptied = field(metadata={"clauses": (Q31,)})
    last_month: LastMonth = field(metadata={"clauses": (Q68,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("day_count", self.day_count, DayCount)
        checks.member("removals", self.removals, Removals)
        checks.member("zero_days", self.zero_days, ZeroDays)
        checks.member("same_day", self.same_day, SameDay)
        checks.member("rounded", self.rounded, RoundedAt)
        checks.member("price_change", self.price_change, PriceChange)
        checks.member("emptied", self.emptied, Emptied)
        checks.member("last_month", self.last_month, LastMonth)
        if not self.rounding.is_symmetric:
            requirement = "a mode that mirrors credits, round(-x) == -round(x)"
            raise InvalidValue("rounding", requirement, self.rounding.mode.value, "Q29")


@frozen(kw_only=True)
class RecurringPolicy(Rounds):
    """
    How a recurring item is charged in advance.

    Attributes:
        quantities: The day whose end fixes the quantities.
        rounding: How the amount is rounded.
        clause: The published rule.

    Clauses: A1, Q23.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "recurring")

    quantities: Quantities = field(metadata={"clauses": (Q23,)})
    rounding: Rounding = field(metadata={"clauses": (Q29,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("quantities", self.quantities, Quantities)


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

    policy: RecurringPolicy
    proration: ProrationPolicy

    def work(self, pen: Pen, facts: RecurringFacts) -> Number:
        """Say the rule: quantity x price, or its share of the days served."""
        price, month, end = facts.price, facts.month, facts.end
        quantity = _total(pen, "quantity", Q23, facts.changes)
        if self.proration.emptied is Emptied.MINIMUM_QUANTITY:
            quantity = _floored(pen, quantity, price)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        charge = pen.times("full month", self.policy.clause, quantity, each)
        if end is not None:
            start = pen.header_day("period.start", month.start)
            stop = pen.header_day("period.end", month.end)
            last = pen.fact_day(end, "last_day_of_service")
            after = pen.day_after("service has ended", Q68, last)
            policy = self.proration
            days = pen.charged_days("days of service", Q68, policy, start, after)
            length = pen.charged_days("days in the month", Q1, policy, start, stop)
            share = pen.over("share of the month", Q68, days, length)
            charge = pen.times("charge for the days of service", Q68, charge, share)
        return pen.round("amount", Q29, charge, self.policy, facts.currency)

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
        served = days(month.start, _day_after(end))
        return self.minor(price, quantity, served, length)

    def quantity(self, facts: RecurringFacts) -> int:
        """Return the quantity billed."""
        total = sum([one.quantity for one in facts.changes])
        return _at_least(total, facts.price, self.proration)

    def currency(self, facts: RecurringFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def fields(self, facts: RecurringFacts) -> LineFields:
        """Return what the line says of itself."""
        price, month, end = facts.price, facts.month, facts.end
        stop = month.end if end is None else _day_after(end)
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
            code=None,
            period=Period(month.start, stop),
            is_credit=False,
        )


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
    cause: QuantityChange | Price | None
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
        price, currency, policy = facts.price, facts.currency, self.policy
        quantity = self._quantity(pen, facts)
        share = self._share(pen, facts)
        each = pen.price(price, "unit_price", (price.numerator, price.denominator))
        if policy.rounded is RoundedAt.UNIT_SHARE:
            unit = pen.times("share of one unit", policy.clause, each, share)
            unit = pen.round("share of one unit, rounded", Q29, unit, policy, currency)
            return pen.times("amount", Q29, quantity, unit)
        full = pen.times("full period", policy.clause, quantity, each)
        charge = pen.times("prorated charge", policy.clause, full, share)
        return pen.round("amount", Q29, charge, policy, currency)

    def _quantity(self, pen: Pen, facts: ProratedFacts) -> Number:
        price, parts, before, moved = (
            facts.price,
            facts.parts,
            facts.before,
            facts.moved,
        )
        least = self.policy.emptied is Emptied.MINIMUM_QUANTITY
        if moved is Moved.OUT:
            held = _total(pen, "held before", Q30, before)
            if least:
                held = _floored(pen, held, price)
            return pen.negate("quantity", Q30, held)
        if moved is Moved.IN:
            held = _total(
                pen, "quantity", Q30 if facts.cause else Q26, (*before, *parts)
            )
            return _floored(pen, held, price) if least else held
        if not least:
            return _total(pen, "quantity", Q27, parts)
        held = _floored(pen, _total(pen, "held before", Q31, before), price)
        left = _floored(pen, _total(pen, "held after", Q31, (*before, *parts)), price)
        return pen.minus("quantity", Q31, left, held)

    def _share(self, pen: Pen, facts: ProratedFacts) -> Number:
        on, policy = self._effective(pen, facts), self.policy
        start, stop = self._span(pen, facts, on)
        end, first, until = facts.end, self._first(pen, on, start), stop
        if end is not None:
            last = pen.fact_day(end, "last_day_of_service")
            until = pen.day_after("service has ended", Q68, last)
        days = pen.charged_days("days charged", Q1, policy, first, until)
        length = pen.charged_days("days in the period", Q1, policy, start, stop)
        return pen.over("share of the period", Q1, days, length)

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
        return pen.charged_from("first chargeable day", Q1, self.policy, on)

    def days(self, facts: ProratedFacts) -> tuple[Period, int]:
        """Return the span that is charged, and the length it is a share of, in days."""
        on, end, within = facts.effective_on, facts.end, facts.within
        start = month_start(on) if within is None else within.start
        stop = next_month(on) if within is None else within.end
        count = self.policy.day_count
        first = start if on == start else count.charged_from(on)
        until = stop if end is None else _day_after(end)
        return Period(first, until), count.days(start, stop)

    def share(self, facts: ProratedFacts) -> tuple[int, int]:
        """Return the days charged and the days of the period."""
        span, length = self.days(facts)
        return self.policy.day_count.days(span.start, span.end), length

    def minor(self, price: Price, quantity: int, days: int, length: int) -> int:
        """Return the amount in minor units: the rule as one line of integers."""
        policy, digits = self.policy, price.minor_digits
        n, d = price.numerator * days, price.denominator * length
        if policy.rounded is RoundedAt.UNIT_SHARE:
            return quantity * policy.rounding.units(n, d, digits)
        return policy.rounding.units(quantity * n, d, digits)

    def raw(self, facts: ProratedFacts) -> int:
        """Return the amount in minor units."""
        days, length = self.share(facts)
        return self.minor(facts.price, self.quantity(facts), days, length)

    def quantity(self, facts: ProratedFacts) -> int:
        """Return the quantity charged (+) or credited (-)."""
        price, parts, before, moved = (
            facts.price,
            facts.parts,
            facts.before,
            facts.moved,
        )
        change = sum([one.quantity for one in parts])
        if (
            moved is Moved.NOTHING
            and self.policy.emptied is not Emptied.MINIMUM_QUANTITY
        ):
            return change
        held = sum([one.quantity for one in before])
        if moved is Moved.OUT:
            return -_at_least(held, price, self.policy)
        left = _at_least(held + change, price, self.policy)
        if moved is Moved.IN:
            return left
        return left - _at_least(held, price, self.policy)

    def currency(self, facts: ProratedFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def fields(self, facts: ProratedFacts) -> LineFields:
        """Return what the line says of itself."""
        price, parts, quantity = facts.price, facts.parts, self.quantity(facts)
        alone = self.policy.same_day is SameDay.PER_CHANGE and len(parts) == 1
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
            fact=parts[0].id if alone and facts.moved is Moved.NOTHING else None,
            code=None,
            period=self.days(facts)[0],
            is_credit=quantity < 0,
        )


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
    if effective_on not in within:
        requirement = f"in the period {within}"
        raise InvalidPeriod("effective_on", requirement, effective_on)
    if quantity < 0 and policy.removals is Removals.NOT_CREDITED:
        raise InvalidValue(
            "quantity", "above 0 where none is credited", quantity, "Q17"
        )
    change = QuantityChange(
        id="change", item="item", quantity=quantity, effective_on=effective_on
    )
    facts = ProratedFacts(
        price=_plain(unit_price, effective_on),
        currency=unit_price.currency,
        group=None,
        parts=(change,),
        before=(),
        moved=Moved.NOTHING,
        cause=change,
        effective_on=effective_on,
        end=None,
        within=within,
    )
    return ProratedCharge(policy)(facts)


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


def _total(
    pen: Pen, label: str, clause: Clause, changes: tuple[Counted, ...]
) -> Number:
    return pen.sum(label, clause, *(pen.fact(one, "quantity") for one in changes))


def _floored(pen: Pen, quantity: Number, price: Price) -> Number:
    least = pen.fact(price, "minimum_quantity")
    return pen.greatest("quantity, at least the minimum", Q31, quantity, least)


def _at_least(quantity: int, price: Price, policy: ProrationPolicy) -> int:
    if policy.emptied is Emptied.MINIMUM_QUANTITY:
        return max(quantity, price.minimum_quantity)
    return quantity


def _day_after(end: ServiceEnd) -> date:
    return end.last_day_of_service + _ONE_DAY
