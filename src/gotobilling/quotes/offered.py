"""What a quote offers: recurring items and purchases, each at two prices.

>>> from gotobilling.kinds import BillableUnit, LineKind
>>> seat = QuotedItem(
...     item="seat",
...     kind=LineKind.SERVICE_CHARGE,
...     unit=BillableUnit.EXTENSION,
...     quantity=10,
...     quoted_price=Decimal("20.00"),
...     list_price=Decimal("25.00"),
... )
>>> seat.part.value, seat.each(At.LIST)
('product', Decimal('25.00'))
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import BillingError
from gotobilling.facts import OneTimeCharge, Price
from gotobilling.kinds import BillableUnit, Frequency, LineKind

__all__ = ["At", "QuotePart", "QuotedItem", "QuotedPurchase"]

_DEVICES: Final = (LineKind.HARDWARE, LineKind.RENTAL)
_PRODUCTS: Final = (LineKind.SERVICE_CHARGE, LineKind.SUBSCRIPTION)
_STAND_IN: Final = ("USD", date(2026, 1, 1))


class QuotePart(Enum):
    """
    What the total of a quote is split by.

    Clauses: M1, quote-parts.
    """

    PRODUCT = "product"
    ADD_ON = "add_on"
    DEVICE = "device"


class At(Enum):
    """Which of its two prices an offer is read at."""

    QUOTED = "quoted_price"
    LIST = "list_price"


def _own_part(offered: "QuotedItem | QuotedPurchase") -> QuotePart:
    if offered.kind in _DEVICES:
        return QuotePart.DEVICE
    if offered.kind in _PRODUCTS:
        return QuotePart.PRODUCT
    return QuotePart.ADD_ON


def _each(offered: "QuotedItem | QuotedPurchase", at: At) -> Decimal:
    if at is At.QUOTED or offered.list_price is None:
        return offered.quoted_price
    return offered.list_price


@frozen(kw_only=True)
class QuotedItem:
    """
    A recurring item that is offered.

    Attributes:
        item: Its name, which no other item of the quote has.
        kind: What its lines are.
        unit: What one unit is.
        quantity: Whole units from the start, at least 1.
        quoted_price: Exact price of one unit and one period of its frequency.
        list_price: The same by the price list; or None: nothing is saved.
        frequency: How often it is charged.
        minimum_quantity: The contract's minimum.
        part: What the total counts it as; by its kind if not told.

    Clauses: M1, quote-parts.
    """

    item: str
    kind: LineKind
    unit: BillableUnit
    quantity: int
    quoted_price: Decimal
    list_price: Decimal | None = None
    frequency: Frequency = Frequency.MONTHLY
    minimum_quantity: int = 0
    part: QuotePart = field(default=Factory(_own_part, takes_self=True))

    def __attrs_post_init__(self) -> None:
        checks.whole("quantity", self.quantity, 1)
        checks.member("part", self.part, QuotePart)
        checks.text("item", self.item)
        for at in At:
            try:
                self.price(f"list-price-{self.item}", *_STAND_IN, "x", self.each(at))
            except BillingError as problem:
                names = {"id": "item", "unit_price": at.value}
                raise problem.at(names.get(problem.path, problem.path)) from None

    def each(self, at: At) -> Decimal:
        """Return one of the prices; the quoted one where there is no list price."""
        return _each(self, at)

    def price(
        self, name: str, currency: str, on: date, product: str, each: Decimal
    ) -> Price:
        """Return the price as a fact, in force from a day on."""
        return Price(
            id=name,
            item=self.item,
            kind=self.kind,
            unit=self.unit,
            unit_price=each,
            currency=currency,
            effective_on=on,
            frequency=self.frequency,
            product=product,
            minimum_quantity=self.minimum_quantity,
        )


@frozen(kw_only=True)
class QuotedPurchase:
    """
    What is bought once, on the day of acceptance.

    Attributes:
        id: The id that the purchase will have as a fact.
        kind: Hardware, number purchase, other charge or other credit.
        item: What is bought.
        quantity: Whole units, at least 1.
        quoted_price: Exact price of one unit.
        list_price: The same by the price list; or None: nothing is saved.
        code: Namespaced code of an other charge or credit.
        part: What the total counts it as; by its kind if not told.

    Clauses: A5, M1, quote-parts.
    """

    id: str
    kind: LineKind
    item: str
    quantity: int
    quoted_price: Decimal
    list_price: Decimal | None = None
    code: str | None = None
    part: QuotePart = field(default=Factory(_own_part, takes_self=True))

    def __attrs_post_init__(self) -> None:
        checks.member("part", self.part, QuotePart)
        checks.text("id", self.id)
        for at in At:
            try:
                self.charge(f"list-{self.id}", *_STAND_IN, "x", self.each(at))
            except BillingError as problem:
                path = at.value if problem.path == "unit_price" else problem.path
                raise problem.at(path) from None

    def each(self, at: At) -> Decimal:
        """Return one of the prices; the quoted one where there is no list price."""
        return _each(self, at)

    def charge(
        self, name: str, currency: str, on: date, product: str, each: Decimal
    ) -> OneTimeCharge:
        """Return the purchase as a fact of a day."""
        return OneTimeCharge(
            id=name,
            kind=self.kind,
            item=self.item,
            quantity=self.quantity,
            unit_price=each,
            currency=currency,
            effective_on=on,
            code=self.code,
            product=product,
        )
