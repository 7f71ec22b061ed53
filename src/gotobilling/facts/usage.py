"""What was used in a month, what the plan includes, and which devices are low-usage.

A total is small and comes from rating: how many rows of one call type at one rate, and
what they come to. Rows themselves are never facts of an account.

>>> from datetime import date
>>> total = UsageTotal(
...     id="calls:2026-07:plan",
...     month=date(2026, 7, 1),
...     call_type=CallType.PLAN,
...     rows=2,
...     connected=2,
...     seconds=151,
...     billable=240,
... )
>>> total.known_on
datetime.date(2026, 8, 1)
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.kinds import BillableUnit, CallType
from gotobilling.periods import next_month

__all__ = ["Device", "Included", "LowUsage", "NoUsage", "UsageTotal"]


class Device(Enum):
    """Which device a row of usage comes from."""

    REGULAR = "regular"
    LOW_USAGE = "low_usage"
    """One billed at a discount, whose calls have minutes of their own (G3)."""


def _month_after(fact: "UsageTotal | NoUsage") -> date:
    return next_month(fact.month)


@frozen(kw_only=True)
class UsageTotal(Version):
    """
    What one call type at one rate came to in a month, of one batch of records.

    Batches of a month add up. Rating makes totals; nothing is rounded in them but each
    row's seconds.

    Attributes:
        id: The fact's id.
        month: First day of the usage month.
        call_type: What was used.
        rate: Id of the call rate, for what is rated by number; else None.
        device: Which devices it comes from.
        rows: Rows counted.
        connected: Rows of more than 0 seconds.
        seconds: Seconds of all rows.
        billable: Billable seconds of all rows; credits, for messages.
        row_cost: The rows' costs, each rounded, added: only where a policy asks (Q41).
        counted: How the rows were counted, as ``UsagePolicy.counted`` says it; or None,
            where it is not told.
        counted_from: The first day whose rows were counted, or None: it is not told.
        known_on: Defaults to the first day of the month after.

    Clauses: F2, F6, Q36, Q41.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "usage")

    id: str
    month: date
    call_type: CallType
    rate: str | None = None
    device: Device = Device.REGULAR
    rows: int
    connected: int
    seconds: int
    billable: int
    row_cost: Decimal | None = None
    counted: str | None = None
    counted_from: date | None = None
    known_on: date = field(default=Factory(_month_after, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        _check_month(self)
        check_fact(self)
        checks.member("call_type", self.call_type, CallType)
        checks.member("device", self.device, Device)
        if self.call_type.is_rated != (self.rate is not None):
            requirement = "given for calls that are rated by number, and only there"
            raise InvalidValue("rate", requirement, self.rate, "F5")
        if self.rate is not None:
            checks.text("rate", self.rate)
        for name in ("rows", "connected", "seconds", "billable"):
            checks.whole(name, getattr(self, name), 0)
        if self.connected > self.rows:
            raise InvalidValue(
                "connected", f"at most {self.rows}, all rows", self.connected
            )
        if self.row_cost is not None:
            self._check_cost(self.row_cost)
        if self.counted is not None:
            checks.text("counted", self.counted)
        if self.counted_from is not None:
            self._check_start(self.counted_from)

    def _check_start(self, day: date) -> None:
        checks.billing_day("counted_from", day)
        if not self.month <= day < next_month(self.month):
            requirement = f"a day of {self.month:%Y-%m}"
            raise InvalidValue("counted_from", requirement, day, "A6")

    def _check_cost(self, cost: object) -> None:
        if self.rate is None:
            raise InvalidValue("row_cost", "None without a rate", cost, "Q41")
        if not isinstance(cost, Decimal):
            raise WrongType("row_cost", "a Decimal or None", cost)
        if not cost.is_finite() or cost < 0:
            raise InvalidValue("row_cost", "0 or more", cost, "Q41")

    @property
    def nature(self) -> tuple[object, ...]:
        """What totals that add up, or replace one another, have in common."""
        return self.month, self.call_type, self.rate, self.device

    @property
    def is_in_seconds(self) -> bool:
        """Whether what is billable are seconds; else it is message credits."""
        return self.call_type is not CallType.MESSAGE

    @property
    def effective_on(self) -> date:
        """The first day of the usage month."""
        return self.month


@frozen(kw_only=True)
class NoUsage(Version):
    """
    That nothing was used in a month, which is told and not merely absent.

    Attributes:
        id: The fact's id.
        month: First day of the usage month.
        known_on: Defaults to the first day of the month after.

    Clauses: F6.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "no_usage")

    id: str
    month: date
    known_on: date = field(default=Factory(_month_after, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        _check_month(self)
        check_fact(self)

    @property
    def effective_on(self) -> date:
        """The first day of the usage month."""
        return self.month


def _check_month(fact: UsageTotal | NoUsage) -> None:
    checks.billing_day("month", fact.month)
    if fact.month.day != 1:
        raise InvalidValue("month", "the first day of a month", fact.month)


@frozen(kw_only=True)
class Included(Version):
    """
    What the plan includes of a month's minutes or messages, from a day on.

    Several add up; a later one of the same unit and item takes the place of an earlier,
    from the first month on that begins with it. The first of all counts in the month in
    which it begins.

    Attributes:
        id: The fact's id.
        unit: Minutes, or message credits.
        quantity: How many in a month.
        item: The item of which each unit brings as many, or None: the account has them.
        effective_on: First day.
        known_on: Defaults to ``effective_on``.

    Clauses: D4, D9, Q37.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "included")

    id: str
    unit: BillableUnit
    quantity: int
    item: str | None = None
    effective_on: date
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.member("unit", self.unit, BillableUnit)
        if self.unit not in (BillableUnit.MINUTE, BillableUnit.MESSAGE_CREDIT):
            requirement = "one of minute, message_credit"
            raise InvalidValue("unit", requirement, self.unit.value, "D4")
        checks.whole("quantity", self.quantity, 0)
        if self.item is not None:
            checks.text("item", self.item)


@frozen(kw_only=True)
class LowUsage(Version):
    """
    That an item is billed at a discount while enough phones are there.

    Attributes:
        id: The fact's id.
        item: The item of the low-usage devices; its price is the discounted one.
        full_price: The item whose price they have otherwise.
        phones: The items that count as phones, the low-usage item among them.
        allowed: How many the contract allows; where it fixes none, a number that is
            never reached.
        effective_on: First day.
        known_on: Defaults to ``effective_on``.

    Clauses: G3, Q38.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "low_usage")

    id: str
    item: str
    full_price: str
    phones: tuple[str, ...]
    allowed: int
    effective_on: date
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("item", self.item)
        checks.text("full_price", self.full_price)
        if self.full_price == self.item:
            raise InvalidValue("full_price", "another item", self.full_price, "G3")
        if type(self.phones) is not tuple:
            raise WrongType("phones", "a tuple of items", self.phones)
        for index, one in enumerate(self.phones):
            checks.text(f"phones[{index}]", one)
        if self.item not in self.phones:
            requirement = f"with {self.item}, which counts as well"
            raise InvalidValue("phones", requirement, ", ".join(self.phones), "Q38")
        object.__setattr__(self, "phones", tuple(sorted(set(self.phones))))
        checks.whole("allowed", self.allowed, 0)
