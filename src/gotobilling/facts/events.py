"""The facts themselves: each with an id, the day it takes effect and became known."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final, Protocol, TypeVar

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.kinds import (
    ITEM_UNITS,
    BillableUnit,
    Frequency,
    LineKind,
    is_split_by_group,
)
from gotobilling.money import UnitPrice

__all__ = [
    "AnyFact",
    "Contract",
    "Fact",
    "OneTimeCharge",
    "OpeningQuantity",
    "Price",
    "QuantityChange",
    "ServiceEnd",
    "check_fact",
    "own_day",
]

_ONE_TIME_KINDS: Final = (
    LineKind.HARDWARE,
    LineKind.NUMBER_PURCHASE,
    LineKind.OTHER_CHARGE,
    LineKind.OTHER_CREDIT,
)


class Fact(Protocol):
    """What all facts share; ``wire`` is the name a document writes."""

    wire: ClassVar[tuple[str, str]]

    @property
    def id(self) -> str:
        """The name that proofs cite; one id, one content."""

    @property
    def effective_on(self) -> date:
        """The day on which the fact takes effect."""

    @property
    def known_on(self) -> date:
        """The day on which the biller came to know it."""

    @property
    def root(self) -> str:
        """The id of the fact that it is, or whose place it takes."""


class Version:
    """
    A fact that may take the place of one that turned out wrong.

    ``supersedes`` is the id of the fact that was there first, or None.
    """

    __slots__ = ()
    id: str
    supersedes: str | None

    @property
    def root(self) -> str:
        """The id of the fact that was there first: its own, or the one superseded."""
        return self.supersedes or self.id


AnyFact = TypeVar("AnyFact", bound=Fact)


def own_day(fact: Fact) -> date:
    """Return the day of effect, which is when a fact is known if nothing else is."""
    return fact.effective_on


def check_fact(fact: Fact) -> None:
    """Refuse a fact without an id, or of days that are not billed."""
    checks.text("id", fact.id)
    checks.billing_day("effective_on", fact.effective_on)
    checks.billing_day("known_on", fact.known_on)
    if isinstance(fact, Version) and fact.supersedes is not None:
        checks.text("supersedes", fact.supersedes)
        if fact.supersedes == fact.id:
            raise InvalidValue("supersedes", "the id of another fact", fact.id)


@frozen(kw_only=True)
class Contract(Version):
    """
    The contract's dates, as signed and as quoted.

    Attributes:
        id: The fact's id.
        signed_on: Day of signature, which is when free months begin; or None.
        free_months: Whole free months; needs ``signed_on``.
        billing_start_on: The billing start date on the quote; or None.
        known_on: Defaults to the signature, else to the quoted start.

    Clauses: A3, A7.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "contract")

    id: str
    signed_on: date | None = None
    free_months: int = 0
    billing_start_on: date | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("signed_on", "billing_start_on"):
            if getattr(self, name) is not None:
                checks.billing_day(name, getattr(self, name))
        check_fact(self)
        checks.whole("free_months", self.free_months, 0, 999)
        if self.free_months > 0 and self.signed_on is None:
            raise InvalidValue("signed_on", "given where months are free", None)

    @property
    def effective_on(self) -> date:
        """The signature, else the quoted start."""
        on = self.signed_on or self.billing_start_on
        if on is None:
            raise InvalidValue(
                "billing_start_on", "given where signed_on is not", None, "A3"
            )
        return on


@frozen(kw_only=True)
class ServiceEnd(Version):
    """
    The end of service, a fact of its own.

    Attributes:
        id: The fact's id.
        last_day_of_service: The last day that is billed, inclusive.
        known_on: Defaults to the last day itself.

    Clauses: Q31, Q68.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "service_end")

    id: str
    last_day_of_service: date
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.billing_day("last_day_of_service", self.last_day_of_service)
        check_fact(self)

    @property
    def effective_on(self) -> date:
        """The last day of service."""
        return self.last_day_of_service


@frozen(kw_only=True)
class Price(Version):
    """
    The price of a recurring item from a day on.

    Attributes:
        id: The fact's id.
        item: Name of the item, as the changes use it.
        kind: The line that bills it: service charge, number, contact center, rental.
        unit: What one unit is; must fit the kind.
        unit_price: Exact amount for one unit and one period of the frequency.
        currency: ISO 4217 code; must be the account's.
        effective_on: First day of the price.
        frequency: How often it is billed; one for all prices of an item.
        product: The product whose invoice carries it.
        minimum_quantity: Contract minimum; counts under one reading of Q31 only.
        known_on: Defaults to ``effective_on``.

    Clauses: D1, D2, D19, D21, Q30, Q31, Q66.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "price")

    id: str
    item: str
    kind: LineKind
    unit: BillableUnit
    unit_price: Decimal
    currency: str
    effective_on: date
    frequency: Frequency = Frequency.MONTHLY
    product: str = "connect"
    minimum_quantity: int = 0
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None
    numerator: int = field(init=False, eq=False, repr=False)
    denominator: int = field(init=False, eq=False, repr=False)
    minor_digits: int = field(init=False, eq=False, repr=False)
    minor_price: int | None = field(init=False, eq=False, repr=False)
    is_split: bool = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("item", self.item)
        checks.text("product", self.product)
        checks.member("kind", self.kind, LineKind)
        checks.member("unit", self.unit, BillableUnit)
        checks.member("frequency", self.frequency, Frequency)
        checks.whole("minimum_quantity", self.minimum_quantity, 0)
        units = dict(ITEM_UNITS).get(self.kind)
        if units is None:
            raise InvalidValue("kind", _one_of(dict(ITEM_UNITS)), self.kind.value)
        if self.unit not in units:
            raise InvalidValue("unit", _one_of(units), self.unit.value)
        _keep_ratio(self)
        minor, rest = divmod(self.numerator * 10**self.minor_digits, self.denominator)
        object.__setattr__(self, "minor_price", None if rest else minor)
        object.__setattr__(self, "is_split", is_split_by_group(self.kind))


def _one_of(members: Iterable[LineKind | BillableUnit]) -> str:
    return "one of " + ", ".join(one.value for one in members)


@frozen(kw_only=True)
class QuantityChange(Version):
    """
    An item added (+) or removed (-) on a day, in a billing group or in none.

    What is there when billing starts is a change too, on or before that day.

    Clauses: A8, Q26, Q28.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "change")

    id: str
    item: str
    quantity: int
    effective_on: date
    group: str | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("item", self.item)
        if self.group is not None:
            checks.text("group", self.group)
        checks.whole("quantity", self.quantity)
        if self.quantity == 0:
            raise InvalidValue("quantity", "a whole number other than 0", 0)


@frozen(kw_only=True)
class OpeningQuantity(Version):
    """
    What was there at the end of a day, so that a long history can start there.

    All opening quantities of an account share one day, and every change comes after it.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "opening")

    id: str
    item: str
    quantity: int
    effective_on: date
    group: str | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("item", self.item)
        if self.group is not None:
            checks.text("group", self.group)
        checks.whole("quantity", self.quantity, 1)


@frozen(kw_only=True)
class OneTimeCharge(Version):
    """
    A purchase billed on its own day: hardware, a number, or the embedder's own.

    Attributes:
        id: The fact's id.
        kind: Hardware, number purchase, other charge or other credit.
        item: What was bought.
        quantity: Whole units, at least 1.
        unit_price: Exact price of one unit.
        currency: ISO 4217 code; must be the account's.
        effective_on: Day of purchase.
        code: Namespaced code of an other charge or credit (``acme:late-visit``).
        product: The product whose invoice carries it.
        known_on: Defaults to the day of purchase.

    Clauses: A5, Q54.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "one_time")

    id: str
    kind: LineKind
    item: str
    quantity: int
    unit_price: Decimal
    currency: str
    effective_on: date
    code: str | None = None
    product: str = "connect"
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None
    numerator: int = field(init=False, eq=False, repr=False)
    denominator: int = field(init=False, eq=False, repr=False)
    minor_digits: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("item", self.item)
        checks.text("product", self.product)
        checks.member("kind", self.kind, LineKind)
        if self.kind not in _ONE_TIME_KINDS:
            raise InvalidValue("kind", _one_of(_ONE_TIME_KINDS), self.kind.value)
        checks.whole("quantity", self.quantity, 1)
        self._check_code()
        _keep_ratio(self)

    def _check_code(self) -> None:
        other = self.kind in (LineKind.OTHER_CHARGE, LineKind.OTHER_CREDIT)
        if other != (self.code is not None):
            requirement = "given for other charges and credits, and only there"
            raise InvalidValue("code", requirement, self.code)
        if self.code is not None:
            checks.text("code", self.code)
            if ":" not in self.code[1:-1]:
                requirement = "a name, a colon and a name of your own"
                raise InvalidValue("code", requirement, self.code)


def _keep_ratio(fact: Price | OneTimeCharge) -> None:
    # Taken once here, so that no line of an invoice converts the price again; and one
    # spelling for equal prices, so that equal facts have equal bytes.
    try:
        price = UnitPrice(fact.unit_price, fact.currency, "unit")
    except BillingError as error:
        field = "currency" if error.path == "currency" else "unit_price"
        raise error.at(field) from None
    object.__setattr__(fact, "unit_price", price.amount)
    object.__setattr__(fact, "numerator", price.numerator)
    object.__setattr__(fact, "denominator", price.denominator)
    object.__setattr__(fact, "minor_digits", minor_digits(fact.currency))
