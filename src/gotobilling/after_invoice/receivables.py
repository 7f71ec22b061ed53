"""The policies of what is owed: which invoice is paid, when it is late, by what.

>>> from gotobilling.markets import us
>>> us.CONNECT.after_invoice.application.order.value
'named_then_oldest'
>>> us.CONNECT.after_invoice.attempts.retry_hours
1
"""

from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import Q22, Q56
from gotobilling.clauses.after_decisions import Q5, Q57
from gotobilling.clauses.after_own_decisions import ATTEMPT_LIMIT
from gotobilling.clauses.payment_texts import B3, B7, B9
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Policy
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.roles import Portal
from gotobilling.sources import Clause

__all__ = [
    "AcceptedCard",
    "ApplicationPolicy",
    "AttemptPolicy",
    "CardBrand",
    "CardPolicy",
    "DisputedPart",
    "DisputedPolicy",
    "MethodLimit",
    "MethodPolicy",
    "PastDueCounted",
    "PastDuePolicy",
    "PaymentOrder",
]


class PaymentOrder(Enum):
    """Which open invoice a payment pays first (Q22)."""

    NAMED_THEN_OLDEST = "named_then_oldest"
    """The invoice that the payer names, then the one that is due first."""
    OLDEST = "oldest"
    """The one that is due first, whatever the payer names."""
    LARGEST = "largest"
    """
    The one of which most is open, overdue or not: one payment more may send the next
    to an invoice that is not due yet, and leave more overdue.
    """


class PastDueCounted(Enum):
    """After which day an invoice under autopay is past due (Q56)."""

    AUTOPAY = "autopay"
    """After the later of its due date and its autopay date."""
    DUE_DATE = "due_date"
    """After its due date."""


class DisputedPart(Enum):
    """What a dispute does to the part of an invoice that is disputed (Q57)."""

    SUSPENDED = "suspended"
    """It is neither due nor charged by autopay until the dispute is resolved."""
    OWED = "owed"
    """Nothing: it stays due."""


class CardBrand(Enum):
    """
    Brands of cards.

    Clauses: B9.
    """

    VISA = "visa"
    MASTERCARD = "mastercard"
    AMERICAN_EXPRESS = "american_express"
    DISCOVER = "discover"


@frozen(kw_only=True)
class ApplicationPolicy(Policy):
    """
    Which open invoice a payment pays.

    Attributes:
        order: Which one is first.
        clause: The published rule.

    Clauses: B8, Q22.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "application")

    order: PaymentOrder = field(metadata={"clauses": (Q22,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("order", self.order, PaymentOrder)


@frozen(kw_only=True)
class PastDuePolicy(Policy):
    """
    When what is open of an invoice is past due.

    Attributes:
        counted_from: The day after which it is, where autopay is on.
        clause: The published rule.

    Clauses: B1, B2, Q56.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "past_due")

    counted_from: PastDueCounted = field(metadata={"clauses": (Q56,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("counted_from", self.counted_from, PastDueCounted)


@frozen(kw_only=True)
class DisputedPolicy(Policy):
    """
    What a dispute that is open, or was rejected, does to what is owed.

    Attributes:
        part: What it does to the disputed part.
        days: Days from the resolution, day 0, to the day until which a rejected part
            is in time.
        clause: The published rule.

    Clauses: G4, Q3, Q57.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "disputed")

    part: DisputedPart = field(metadata={"clauses": (Q57,)})
    days: int = field(metadata={"clauses": (Q57,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("part", self.part, DisputedPart)
        checks.whole("days", self.days, 0)


@frozen(kw_only=True)
class AttemptPolicy(Policy):
    """
    When a payment that failed can be tried again.

    Attributes:
        retry_hours: Hours after an attempt that was declined.
        limit_hours: Hours after the attempt that met the limit of attempts; how many
            there may be is unpublished.
        clause: The published rule.

    Clauses: B3, B7, attempt-limit.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "attempts")

    retry_hours: int = field(metadata={"clauses": (B3,)})
    limit_hours: int = field(metadata={"clauses": (B7, ATTEMPT_LIMIT)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("retry_hours", self.retry_hours, 0)
        checks.whole("limit_hours", self.limit_hours, self.retry_hours)


@frozen(kw_only=True)
class MethodLimit:
    """
    How many payment methods can be on file in a portal.

    Attributes:
        portal: The portal.
        cards: How many cards.
        bank_accounts: How many bank accounts.
        connected: How many connected methods, such as PayPal.
        in_all: How many of all kinds together, or None: as many as of each kind.
        clause: What says so.

    Clauses: B11, B12, Q5.
    """

    portal: Portal
    cards: int
    bank_accounts: int
    connected: int
    in_all: int | None
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("portal", self.portal, Portal)
        for name in ("cards", "bank_accounts", "connected"):
            checks.whole(name, getattr(self, name), 0)
        if self.in_all is not None:
            checks.whole("in_all", self.in_all, 1)


@frozen(kw_only=True)
class MethodPolicy(Policy):
    """
    How many payment methods can be on file.

    Attributes:
        limits: The limits, by portal; elsewhere none is known.
        clause: The published rule.

    Clauses: B11, B12, Q5.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "methods")

    limits: tuple[MethodLimit, ...] = field(metadata={"clauses": (Q5,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        known = type(self.limits) is tuple
        if not known or set(map(type, self.limits)) - {MethodLimit}:
            raise WrongType("limits", "a tuple of MethodLimit", self.limits)
        portals = [one.portal for one in self.limits]
        if len(set(portals)) != len(portals):
            raise InvalidValue("limits", "each portal once", "one named twice")


@frozen(kw_only=True)
class AcceptedCard:
    """
    A brand of cards that is accepted.

    Attributes:
        brand: The brand.
        currencies: ISO 4217 codes of the accounts that can pay by it; none for all.
        clause: What says so.

    Clauses: B9, discover-usd.
    """

    brand: CardBrand
    currencies: tuple[str, ...]
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("brand", self.brand, CardBrand)
        if type(self.currencies) is not tuple:
            raise WrongType("currencies", "a tuple of currency codes", self.currencies)
        for one in self.currencies:
            minor_digits(one)


@frozen(kw_only=True)
class CardPolicy(Policy):
    """
    Which cards are accepted.

    Attributes:
        accepted: The brands.
        clause: The published rule.

    Clauses: B9, discover-usd.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "cards")

    accepted: tuple[AcceptedCard, ...] = field(metadata={"clauses": (B9,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        known = type(self.accepted) is tuple
        if not known or set(map(type, self.accepted)) - {AcceptedCard}:
            raise WrongType("accepted", "a tuple of AcceptedCard", self.accepted)
        brands = [one.brand for one in self.accepted]
        if len(set(brands)) != len(brands):
            raise InvalidValue("accepted", "each brand once", "one named twice")
