"""Equipment that is rented: what was agreed, for how long, and at which list price.

>>> rental = Rental(
...     id="rental",
...     item="desk phone",
...     agreed_on=date(2026, 3, 16),
...     months=24,
...     msrp=Decimal("100.00"),
...     currency="USD",
... )
>>> rental.effective_on, rental.quantity
(datetime.date(2026, 3, 16), 1)
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.money import UnitPrice

__all__ = ["Rental"]


@frozen(kw_only=True)
class Rental(Version):
    """
    An agreement on rented equipment; what is bought is a ``OneTimeCharge``.

    Attributes:
        id: The fact's id.
        item: What is rented.
        agreed_on: The date of the agreement.
        months: Whole months of the initial term.
        msrp: List price of one unit, before tax.
        currency: ISO 4217 code of the list price.
        quantity: How many, at least 1.
        start_on: First day of the rental, where it is not the date of the agreement.
        product: The product whose invoice carries it.
        known_on: Defaults to the date of the agreement.

    Clauses: rental-cancellation, rental-term.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "rental")

    id: str
    item: str
    agreed_on: date
    months: int
    msrp: Decimal
    currency: str
    quantity: int = 1
    start_on: date | None = None
    product: str = "connect"
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.billing_day("agreed_on", self.agreed_on)
        check_fact(self)
        for name in ("item", "product"):
            checks.text(name, getattr(self, name))
        checks.whole("months", self.months, 1, 600)
        checks.whole("quantity", self.quantity, 1)
        if self.start_on is not None:
            checks.billing_day("start_on", self.start_on)
            if self.start_on < self.agreed_on:
                requirement = f"on or after {self.agreed_on}"
                raise InvalidValue("start_on", requirement, self.start_on)
        try:
            price = UnitPrice(self.msrp, self.currency, "unit")
        except BillingError as error:
            path = "currency" if error.path == "currency" else "msrp"
            raise error.at(path) from None
        # One spelling for equal prices, so that equal facts have equal bytes.
        object.__setattr__(self, "msrp", price.amount)

    @property
    def effective_on(self) -> date:
        """The date of the agreement."""
        return self.agreed_on
