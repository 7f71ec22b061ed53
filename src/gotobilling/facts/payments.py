"""What happens to an invoice once it is issued: paid, disputed, overdue.

No invoice rests on these facts; what is open of an invoice does.

>>> payment = Payment(
...     id="payment-1", paid_on=date(2026, 8, 10), amount=Decimal("100"), currency="USD"
... )
>>> payment.effective_on, payment.amount, payment.invoice
(datetime.date(2026, 8, 10), Decimal('100.00'), None)
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.money import Money

__all__ = [
    "Autopay",
    "AutopayChoice",
    "Dispute",
    "DisputedLine",
    "Payment",
    "Resolution",
    "Resolved",
    "Suspension",
]


class Autopay(Enum):
    """
    Whether the default payment method is charged by itself.

    Clauses: B2.
    """

    ON = "on"
    OFF = "off"


class Resolved(Enum):
    """
    How a dispute ended.

    Clauses: G4, terms-dispute.
    """

    UPHELD = "upheld"
    """What was disputed is credited."""
    REJECTED = "rejected"
    """What was disputed is owed."""


@frozen(kw_only=True)
class Payment(Version):
    """
    A payment that went through, of an invoice or of whatever is open.

    It holds no card and no account number: only the name that the caller gave the
    payment method.

    Attributes:
        id: The fact's id.
        paid_on: The day of the payment.
        amount: What was paid, above 0.
        currency: ISO 4217 code; must be the account's.
        invoice: The digest of the invoice that the payer names first, or None.
        method: The caller's name of the payment method, or None; the number of a card
            is refused.
        known_on: Defaults to the day of the payment.

    Clauses: B4, B8, Q22, Q62.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "payment")

    id: str
    paid_on: date
    amount: Decimal
    currency: str
    invoice: str | None = None
    method: str | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.billing_day("paid_on", self.paid_on)
        check_fact(self)
        _put_amount(self)
        if self.invoice is not None:
            checks.text("invoice", self.invoice)
        if self.method is not None:
            # First of all, lest another error should show a number.
            checks.no_card_number("method", self.method)
            checks.text("method", self.method)

    @property
    def effective_on(self) -> date:
        """The day of the payment."""
        return self.paid_on

    @property
    def money(self) -> Money:
        """The amount."""
        return Money(self.amount, self.currency)


@frozen(kw_only=True)
class DisputedLine:
    """
    A charge that is disputed.

    Attributes:
        line: The id of the charge's line.
        amount: What is disputed of it, before fees and taxes; None for all of it.

    Clauses: G4.
    """

    line: str
    amount: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        checks.text("line", self.line)
        if self.amount is None:
            return
        if type(self.amount) is not Decimal or not self.amount.is_finite():
            raise WrongType("amount", "a finite Decimal or None", self.amount)
        if self.amount <= 0:
            raise InvalidValue("amount", "above 0", self.amount)


@frozen(kw_only=True)
class Dispute(Version):
    """
    Notice that charges of an invoice are disputed.

    Attributes:
        id: The fact's id.
        invoice: The digest of the invoice.
        notified_on: The day of the notice.
        lines: The charges that are disputed, each once; none for the whole invoice.
            Fees and taxes follow their charges.
        known_on: Defaults to the day of the notice.

    Clauses: G4, Q3, disputed-tax, terms-dispute.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "dispute")

    id: str
    invoice: str
    notified_on: date
    lines: tuple[DisputedLine, ...] = ()
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.billing_day("notified_on", self.notified_on)
        check_fact(self)
        checks.text("invoice", self.invoice)
        _check_lines("lines", self.lines)

    @property
    def effective_on(self) -> date:
        """The day of the notice."""
        return self.notified_on


@frozen(kw_only=True)
class Resolution(Version):
    """
    How a dispute was resolved.

    Attributes:
        id: The fact's id.
        dispute: The id of the dispute.
        resolved_on: The day of the resolution.
        outcome: Upheld or rejected.
        lines: What of a dispute is upheld, where it is not all of it; else none.
        known_on: Defaults to the day of the resolution.

    Clauses: G4, Q3, Q57, terms-dispute.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "resolution")

    id: str
    dispute: str
    resolved_on: date
    outcome: Resolved
    lines: tuple[DisputedLine, ...] = ()
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.billing_day("resolved_on", self.resolved_on)
        check_fact(self)
        checks.text("dispute", self.dispute)
        checks.member("outcome", self.outcome, Resolved)
        _check_lines("lines", self.lines)
        if self.lines and self.outcome is Resolved.REJECTED:
            requirement = "none where the dispute is rejected"
            raise InvalidValue("lines", requirement, self.lines[0].line, "G4")

    @property
    def effective_on(self) -> date:
        """The day of the resolution."""
        return self.resolved_on


@frozen(kw_only=True)
class Suspension(Version):
    """
    That service was suspended because invoices were overdue.

    Attributes:
        id: The fact's id.
        effective_on: The first day without service.
        known_on: Defaults to that day.

    Clauses: B5, B6, suspension, terms-dispute.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "suspension")

    id: str
    effective_on: date
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)


@frozen(kw_only=True)
class AutopayChoice(Version):
    """
    That autopay is on, or off, from a day on.

    Attributes:
        id: The fact's id.
        effective_on: The first day on which it is so.
        autopay: On or off.
        known_on: Defaults to that day.

    Clauses: B2, Q56.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "autopay_choice")

    id: str
    effective_on: date
    autopay: Autopay
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.member("autopay", self.autopay, Autopay)


def _check_lines(path: str, lines: object) -> None:
    if type(lines) is not tuple or set(map(type, lines)) - {DisputedLine}:
        raise WrongType(path, "a tuple of DisputedLine", lines)
    seen: set[str] = set()
    for one in lines:
        if one.line in seen:
            raise InvalidValue(path, "each line once", one.line)
        seen.add(one.line)


def _put_amount(payment: Payment) -> None:
    money = Money(payment.amount, payment.currency)
    if money.minor <= 0:
        raise InvalidValue("amount", "above 0", payment.amount)
    # One spelling for equal amounts, so that equal facts have equal bytes.
    object.__setattr__(payment, "amount", money.amount)
