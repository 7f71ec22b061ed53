"""What of an invoice was paid, as a fact: the part of one payment that reached it."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import InvalidValue
from gotobilling.facts.events import check_fact
from gotobilling.money import Money

__all__ = ["PaidPart"]


@frozen(kw_only=True)
class PaidPart:
    """
    The part of a payment, or of account credit, that reached an invoice.

    The settlement of the account says what it is and proves it; commissions rest on it
    as they rest on lines that were issued.

    Attributes:
        source: The id of the payment, or the digest of the document whose credit it is.
        invoice: The digest of the invoice that it reached.
        paid_on: The day on which it did.
        amount: What reached it, above 0, with the digits of the currency.
        currency: ISO 4217 code.
        minor: The amount in minor units.
        digits: The digits of the minor unit.

    >>> part = PaidPart(
    ...     source="p1",
    ...     invoice="8f2c",
    ...     paid_on=date(2026, 8, 10),
    ...     amount=Decimal("40.00"),
    ...     currency="USD",
    ... )
    >>> part.id, part.minor
    ('p1:8f2c:2026-08-10', 4000)

    Clauses: K3, Q22.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "paid_part")

    source: str
    invoice: str
    paid_on: date
    amount: Decimal
    currency: str
    minor: int = field(init=False, eq=False, repr=False)
    digits: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("source", self.source)
        checks.text("invoice", self.invoice)
        checks.billing_day("paid_on", self.paid_on)
        money = Money(self.amount, self.currency)
        if money.minor <= 0:
            raise InvalidValue("amount", "above 0", self.amount)
        object.__setattr__(self, "amount", money.amount)
        object.__setattr__(self, "minor", money.minor)
        object.__setattr__(self, "digits", minor_digits(self.currency))
        check_fact(self)

    @property
    def id(self) -> str:
        """The fact's id: what paid, the invoice, and the day."""
        return f"{self.source}:{self.invoice}:{self.paid_on}"

    @property
    def effective_on(self) -> date:
        """The day on which it was paid."""
        return self.paid_on

    @property
    def known_on(self) -> date:
        """The day on which it was paid."""
        return self.paid_on

    @property
    def root(self) -> str:
        """The same as its id: what was paid is never another version of itself."""
        return self.id
