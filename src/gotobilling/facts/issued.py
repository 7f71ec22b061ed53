"""What was issued, as a fact: the amount of one line of one document."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.facts.events import check_fact
from gotobilling.money import Money

__all__ = ["IssuedLine"]


@frozen(kw_only=True)
class IssuedLine:
    """
    One line of a document that was issued, with its amount.

    Corrections and credit notes rest on it, as prorations rest on changes.

    Attributes:
        document: The digest of the document.
        line: The id of the line.
        amount: Its amount, with the digits of the currency.
        currency: ISO 4217 code.
        effective_on: The date of the document.
        minor: The amount in minor units.
        digits: The digits of the minor unit.

    >>> line = IssuedLine(
    ...     document="8f2c",
    ...     line="51ab",
    ...     amount=Decimal("-12.50"),
    ...     currency="USD",
    ...     effective_on=date(2026, 8, 1),
    ... )
    >>> line.id, line.minor
    ('8f2c:51ab', -1250)
    """

    wire: ClassVar[tuple[str, str]] = ("type", "issued_line")

    document: str
    line: str
    amount: Decimal
    currency: str
    effective_on: date
    minor: int = field(init=False, eq=False, repr=False)
    digits: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("document", self.document)
        checks.text("line", self.line)
        money = Money(self.amount, self.currency)
        object.__setattr__(self, "amount", money.amount)
        object.__setattr__(self, "minor", money.minor)
        object.__setattr__(self, "digits", minor_digits(self.currency))
        check_fact(self)

    @property
    def id(self) -> str:
        """The digest of the document and the id of the line."""
        return f"{self.document}:{self.line}"

    @property
    def known_on(self) -> date:
        """The date of the document."""
        return self.effective_on

    @property
    def root(self) -> str:
        """Its own id: what was issued is not replaced."""
        return self.id
