"""What the caller knows: an account and everything that happened to it.

Every fact has an ``id``, the day it takes effect and the day it became known. The same
id with the same content counts once; the same id with other content is an error. Facts
may be given in any order: an account keeps them sorted, so order never matters.

>>> from datetime import date
>>> from decimal import Decimal
>>> account = Account(
...     id="acme",
...     currency="USD",
...     contract=Contract(id="contract", billing_start_on=date(2026, 7, 15)),
...     prices=(
...         Price(
...             id="price-device",
...             item="device",
...             kind=LineKind.SERVICE_CHARGE,
...             unit=BillableUnit.DEVICE,
...             unit_price=Decimal("25.00"),
...             currency="USD",
...             effective_on=date(2026, 7, 15),
...         ),
...     ),
...     changes=(
...         QuantityChange(
...             id="c1", item="device", quantity=5, effective_on=date(2026, 7, 15)
...         ),
...     ),
... )
>>> account.changes[0].known_on
datetime.date(2026, 7, 15)
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Final, Protocol, TypeVar

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    MoreRemovedThanPresent,
    UnknownName,
    WrongType,
)
from gotobilling.kinds import ITEM_UNITS, BillableUnit, LineKind
from gotobilling.money import UnitPrice

__all__ = [
    "Account",
    "Contract",
    "Fact",
    "OneTimeCharge",
    "OpeningQuantity",
    "Price",
    "QuantityChange",
    "ServiceEnd",
]

_KIND_ORDER: Final = MappingProxyType({kind: n for n, kind in enumerate(LineKind)})
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
        raise AttributeError

    @property
    def effective_on(self) -> date:
        """The day on which the fact takes effect."""
        raise AttributeError

    @property
    def known_on(self) -> date:
        """The day on which the biller came to know it."""
        raise AttributeError


AnyFact = TypeVar("AnyFact", bound=Fact)


def _effective(fact: Fact) -> date:
    return fact.effective_on


def _check(fact: Fact) -> None:
    checks.text("id", fact.id)
    checks.day("effective_on", fact.effective_on)
    checks.day("known_on", fact.known_on)


@frozen(kw_only=True)
class Contract:
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
    known_on: date = field(default=Factory(_effective, takes_self=True))

    def __attrs_post_init__(self) -> None:
        for name in ("signed_on", "billing_start_on"):
            if getattr(self, name) is not None:
                checks.day(name, getattr(self, name))
        _check(self)
        checks.whole("free_months", self.free_months, 0)
        if self.free_months > 0 and self.signed_on is None:
            raise InvalidValue("signed_on", "given where months are free", None)
        if self.free_months > 1200:
            raise InvalidValue("free_months", "at most 1200", self.free_months)

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
class ServiceEnd:
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
    known_on: date = field(default=Factory(_effective, takes_self=True))

    def __attrs_post_init__(self) -> None:
        checks.day("last_day_of_service", self.last_day_of_service)
        _check(self)

    @property
    def effective_on(self) -> date:
        """The last day of service."""
        return self.last_day_of_service


@frozen(kw_only=True)
class Price:
    """
    The price of a recurring item from a day on.

    Attributes:
        id: The fact's id.
        item: Name of the item, as the changes use it.
        kind: The line that bills it: service charge, number, contact center, rental.
        unit: What one unit is; must fit the kind.
        unit_price: Exact amount for one unit and one month.
        currency: ISO 4217 code; must be the account's.
        effective_on: First day of the price.
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
    product: str = "connect"
    minimum_quantity: int = 0
    known_on: date = field(default=Factory(_effective, takes_self=True))
    numerator: int = field(init=False, eq=False, repr=False)
    denominator: int = field(init=False, eq=False, repr=False)
    minor_digits: int = field(init=False, eq=False, repr=False)
    minor_price: int | None = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _check(self)
        checks.text("item", self.item)
        checks.text("product", self.product)
        checks.member("kind", self.kind, LineKind)
        checks.member("unit", self.unit, BillableUnit)
        checks.whole("minimum_quantity", self.minimum_quantity, 0)
        units = dict(ITEM_UNITS).get(self.kind)
        if units is None:
            raise InvalidValue("kind", _one_of(dict(ITEM_UNITS)), self.kind.value)
        if self.unit not in units:
            raise InvalidValue("unit", _one_of(units), self.unit.value)
        _keep_ratio(self)
        minor, rest = divmod(self.numerator * 10**self.minor_digits, self.denominator)
        object.__setattr__(self, "minor_price", None if rest else minor)


def _one_of(members: Iterable[LineKind | BillableUnit]) -> str:
    return "one of " + ", ".join(one.value for one in members)


@frozen(kw_only=True)
class QuantityChange:
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
    known_on: date = field(default=Factory(_effective, takes_self=True))

    def __attrs_post_init__(self) -> None:
        _check(self)
        checks.text("item", self.item)
        if self.group is not None:
            checks.text("group", self.group)
        checks.whole("quantity", self.quantity)
        if self.quantity == 0:
            raise InvalidValue("quantity", "a whole number other than 0", 0)


@frozen(kw_only=True)
class OpeningQuantity:
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
    known_on: date = field(default=Factory(_effective, takes_self=True))

    def __attrs_post_init__(self) -> None:
        _check(self)
        checks.text("item", self.item)
        if self.group is not None:
            checks.text("group", self.group)
        checks.whole("quantity", self.quantity, 1)


@frozen(kw_only=True)
class OneTimeCharge:
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
    known_on: date = field(default=Factory(_effective, takes_self=True))
    numerator: int = field(init=False, eq=False, repr=False)
    denominator: int = field(init=False, eq=False, repr=False)
    minor_digits: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _check(self)
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
    # Taken once here, so that no line of an invoice converts the price again.
    price = UnitPrice(fact.unit_price, fact.currency, "unit")
    object.__setattr__(fact, "numerator", price.numerator)
    object.__setattr__(fact, "denominator", price.denominator)
    object.__setattr__(fact, "minor_digits", minor_digits(fact.currency))


def _settled(facts: Iterable[AnyFact]) -> tuple[AnyFact, ...]:
    by_id: dict[str, AnyFact] = {}
    for fact in facts:
        if by_id.setdefault(fact.id, fact) != fact:
            raise ConflictingFacts("id", "given to one content only", fact.id)
    return tuple(sorted(by_id.values(), key=_day_and_id))


def _day_and_id(fact: Fact) -> tuple[date, str]:
    return fact.effective_on, fact.id


@frozen(kw_only=True)
class Account:
    """
    An account as the biller knows it.

    Attributes:
        id: The account's id.
        currency: ISO 4217 code; every price is in it and nothing is converted.
        contract: The contract's dates.
        end: The end of service, or None while it goes on.
        prices: Prices of recurring items; at most one for an item and day.
        changes: Quantity changes, in any order.
        one_time: Purchases.
        opening: Quantities at the end of one day, where the history starts late.
        known_on: The day ``as_known_on`` was asked for, or None.
        items: The prices of each item, in the order in which an invoice prints items.

    Raises:
        ConflictingFacts: one id with two contents, or two prices of an item on a day.
        UnknownName: a change of an item that has no price.
        MoreRemovedThanPresent: a day that ends below zero (judged by item and group on
            the day's net, never clamped).

    Clauses: Q27, Q28, Q62, Q67.
    """

    id: str
    currency: str
    contract: Contract
    end: ServiceEnd | None = None
    prices: tuple[Price, ...] = ()
    changes: tuple[QuantityChange, ...] = ()
    one_time: tuple[OneTimeCharge, ...] = ()
    opening: tuple[OpeningQuantity, ...] = ()
    known_on: date | None = None
    items: tuple[tuple[Price, ...], ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        minor_digits(self.currency)
        self._check_types()
        self._settle()
        self._check_ids()
        self._check_currency()
        self._check_signature()
        self._check_prices()
        self._check_opening()
        self._check_quantities()

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact of the account, the contract first."""
        end = () if self.end is None else (self.end,)
        return (
            self.contract,
            *end,
            *self.prices,
            *self.opening,
            *self.changes,
            *self.one_time,
        )

    def as_known_on(self, day: date) -> "Account":
        """
        Return the account with the facts known on or before ``day``.

        This is the only filter: assembling bills every fact it is given.

        Raises:
            InvalidValue: the contract itself was not known yet.
        """
        checks.day("day", day)
        if self.contract.known_on > day:
            requirement = f"on or after {self.contract.known_on}"
            raise InvalidValue("known_on", requirement, day)
        end = self.end if self.end and self.end.known_on <= day else None
        return Account(
            id=self.id,
            currency=self.currency,
            contract=self.contract,
            end=end,
            prices=tuple(one for one in self.prices if one.known_on <= day),
            changes=tuple(one for one in self.changes if one.known_on <= day),
            one_time=tuple(one for one in self.one_time if one.known_on <= day),
            opening=tuple(one for one in self.opening if one.known_on <= day),
            known_on=day,
        )

    def _check_types(self) -> None:
        kinds: tuple[tuple[str, type], ...] = (
            ("prices", Price),
            ("changes", QuantityChange),
            ("one_time", OneTimeCharge),
            ("opening", OpeningQuantity),
        )
        if type(self.contract) is not Contract:
            raise WrongType("contract", "a Contract", self.contract)
        if type(self.end) not in (ServiceEnd, type(None)):
            raise WrongType("end", "a ServiceEnd or None", self.end)
        for name, kind in kinds:
            facts = getattr(self, name)
            if not isinstance(facts, (tuple, list)) or set(map(type, facts)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__} facts", facts)
        if self.known_on is not None:
            checks.day("known_on", self.known_on)

    def _settle(self) -> None:
        # Sorted once and kept so: the order of the facts can then never matter.
        for name in ("prices", "changes", "one_time", "opening"):
            object.__setattr__(self, name, _settled(getattr(self, name)))

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for fact in self.facts():
            if fact.id in seen:
                requirement = "given to one fact of the account only"
                raise ConflictingFacts("id", requirement, fact.id)
            seen.add(fact.id)

    def _check_currency(self) -> None:
        priced: tuple[Price | OneTimeCharge, ...] = (*self.prices, *self.one_time)
        for one in priced:
            if one.currency != self.currency:
                path = f"{one.id}.currency"
                requirement = f"the account's {self.currency}"
                raise CurrencyMismatch(path, requirement, one.currency, "Q62")

    def _check_signature(self) -> None:
        signed_on = self.contract.signed_on
        for fact in self.facts() if signed_on else ():
            if signed_on and fact.effective_on < signed_on:
                path = f"{fact.id}.effective_on"
                requirement = f"on or after the signature of {signed_on}"
                raise InvalidValue(path, requirement, fact.effective_on, "A7")

    def _check_prices(self) -> None:
        first: dict[str, Price] = {}
        by_item: dict[str, tuple[Price, ...]] = {}
        days: set[tuple[str, date]] = set()
        for price in self.prices:
            known = first.setdefault(price.item, price)
            if _nature(known) != _nature(price):
                requirement = f"of the kind, unit and product of price {known.id}"
                raise ConflictingFacts(f"prices[{price.id}]", requirement, price.item)
            if (price.item, price.effective_on) in days:
                requirement = "the only price of its item on its day"
                path = f"prices[{price.id}]"
                raise ConflictingFacts(path, requirement, price.effective_on)
            days.add((price.item, price.effective_on))
            by_item[price.item] = (*by_item.get(price.item, ()), price)
        items = tuple(sorted(by_item.values(), key=_printed))
        object.__setattr__(self, "items", items)
        counted: tuple[OpeningQuantity | QuantityChange, ...]
        counted = (*self.opening, *self.changes)
        for one in counted:
            if one.item not in first:
                path = f"changes[{one.id}].item"
                raise UnknownName(path, "an item that has a price", one.item)

    def _check_opening(self) -> None:
        if not self.opening:
            return
        on = self.opening[0].effective_on
        if self.opening[-1].effective_on != on:
            last = self.opening[-1]
            path = f"opening[{last.id}].effective_on"
            raise ConflictingFacts(path, f"{on}, as for the others", last.effective_on)
        if self.changes and self.changes[0].effective_on <= on:
            early = self.changes[0]
            path = f"changes[{early.id}].effective_on"
            raise ConflictingFacts(
                path, f"after the opening of {on}", early.effective_on
            )

    def _check_quantities(self) -> None:
        present: dict[tuple[str, str | None], int] = {}
        for opening in self.opening:
            key = (opening.item, opening.group)
            present[key] = present.get(key, 0) + opening.quantity
        last = len(self.changes) - 1
        touched: dict[tuple[str, str | None], None] = {}
        for index, change in enumerate(self.changes):
            key = (change.item, change.group)
            present[key] = present.get(key, 0) + change.quantity
            touched[key] = None
            on = change.effective_on
            if index == last or self.changes[index + 1].effective_on != on:
                for one in touched:
                    if present[one] < 0:
                        _refuse(one, on, present[one])
                touched.clear()


def _printed(prices: tuple[Price, ...]) -> tuple[int, str]:
    return _KIND_ORDER[prices[0].kind], prices[0].item


def _nature(price: Price) -> tuple[LineKind, BillableUnit, str]:
    return price.kind, price.unit, price.product


def _refuse(key: tuple[str, str | None], on: date, quantity: int) -> None:
    item, group = key
    place = f"changes of {item} on {on}" + (f" in group {group}" if group else "")
    requirement = "no more than is present at the end of the day"
    raise MoreRemovedThanPresent(place, requirement, quantity, "Q28")
