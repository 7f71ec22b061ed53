"""Bought equipment that is delivered and handed back.

>>> back = Return(
...     id="RMA-1",
...     purchase="phones",
...     quantity=1,
...     shipped_on=date(2026, 9, 20),
...     received_on=date(2026, 9, 24),
...     processed_on=date(2026, 9, 28),
... )
>>> back.effective_on, back.condition.value
(datetime.date(2026, 9, 28), 'complete')
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import ClassVar, Final

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import BillingError, InvalidPeriod, InvalidValue
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.money import UnitPrice

__all__ = ["Condition", "Delivery", "Return"]

_FEES: Final = ("provisioning_fee", "missing_parts_fee", "msrp")


class Condition(Enum):
    """
    In which state equipment came back.

    Clauses: J1, J3.
    """

    COMPLETE = "complete"
    """In good condition, with all parts and packaging."""
    INCOMPLETE = "incomplete"
    """In good condition, with parts or packaging missing."""
    DAMAGED = "damaged"
    """Not in good condition: it is not taken back."""


_COMPLETE: Final = Condition.COMPLETE


@frozen(kw_only=True)
class Delivery(Version):
    """
    That a purchase was delivered.

    Attributes:
        id: The fact's id.
        purchase: The id of the one-time charge.
        effective_on: The day of delivery.
        known_on: Defaults to that day.

    Clauses: J1, Q58.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "delivery")

    id: str
    purchase: str
    effective_on: date
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("purchase", self.purchase)


@frozen(kw_only=True)
class Return(Version):
    """
    Equipment of one purchase that was handed back under one RMA.

    What provisioning and missing parts cost is nowhere published: it is told.

    Attributes:
        id: The fact's id.
        rma: The number of the RMA; defaults to the fact's id. Returns of several
            purchases may share it.
        purchase: The id of the one-time charge that was bought.
        quantity: How many units came back, at least 1.
        shipped_on: The day the customer sent it.
        received_on: The day it arrived.
        processed_on: The day the RMA was processed.
        condition: In which state it came back.
        provisioning_fee: What provisioning costs, for all units; or None.
        missing_parts_fee: What missing parts or packaging cost, for all units; or None.
        msrp: List price of one unit, where the restocking fee counts from it; or None.
        currency: ISO 4217 code of the fees. Without any it is None, whatever was
            given.
        known_on: Defaults to the day of processing.

    Clauses: J1, J2, J3, J4, J6, Q15, Q58.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "return")

    id: str
    purchase: str
    quantity: int
    shipped_on: date
    received_on: date
    processed_on: date
    rma: str = field(default=Factory(lambda self: self.id, takes_self=True))
    condition: Condition = Condition.COMPLETE
    provisioning_fee: Decimal | None = None
    missing_parts_fee: Decimal | None = None
    msrp: Decimal | None = None
    currency: str | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        days = ("shipped_on", "received_on", "processed_on")
        for name in days:
            checks.billing_day(name, getattr(self, name))
        for earlier, later in pairwise(days):
            if getattr(self, later) < getattr(self, earlier):
                requirement = f"on or after {earlier}, {getattr(self, earlier)}"
                raise InvalidPeriod(later, requirement, getattr(self, later))
        check_fact(self)
        checks.text("purchase", self.purchase)
        checks.text("rma", self.rma)
        checks.whole("quantity", self.quantity, 1)
        checks.member("condition", self.condition, Condition)
        self._check_fees()

    def _check_fees(self) -> None:
        told = [name for name in _FEES if getattr(self, name) is not None]
        if not told:
            object.__setattr__(self, "currency", None)
        elif self.currency is None:
            raise InvalidValue("currency", "given with a fee or list price", None)
        for name in told:
            try:
                price = UnitPrice(getattr(self, name), str(self.currency), "unit")
            except BillingError as error:
                path = "currency" if error.path == "currency" else name
                raise error.at(path) from None
            object.__setattr__(self, name, price.amount)
        if self.missing_parts_fee is not None and self.condition is _COMPLETE:
            requirement, value = "None where nothing is missing", self.missing_parts_fee
            raise InvalidValue("missing_parts_fee", requirement, value, "J3")

    @property
    def effective_on(self) -> date:
        """The day on which the RMA was processed."""
        return self.processed_on
