"""What the customer's contract says beside its dates: terms, trials, circuits, fees.

>>> term = Term(id="term", agreed_on=date(2025, 1, 15), months=15)
>>> term.effective_on, term.auto_renewal.value, term.renewal_months
(datetime.date(2025, 1, 15), 'on', None)
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar, Final

from attrs import Factory, field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import BillingError, InvalidValue, WrongType
from gotobilling.facts.events import Version, check_fact, own_day
from gotobilling.money import UnitPrice

__all__ = [
    "AutoRenewal",
    "CircuitActivation",
    "EarlyTermination",
    "NumberChange",
    "NumberDetail",
    "Term",
    "Trial",
]

_MOST_MONTHS: Final = 600


class AutoRenewal(Enum):
    """
    Whether a term renews by itself at its end.

    Clauses: H4, H8.
    """

    ON = "on"
    OFF = "off"


class NumberDetail(Enum):
    """
    What of a phone number is changed for a fee (G1).

    Clauses: G1.
    """

    CALLER_ID = "caller_id"
    E911 = "e911"
    TWO_WAY = "two_way"


@frozen(kw_only=True)
class Term(Version):
    """
    The set term of a product; a product without one goes on from month to month.

    A term is an agreement and bills nothing. Where it does not renew, billing ends only
    with a ``ServiceEnd`` on its last day: without that fact, billing goes on.

    Attributes:
        id: The fact's id.
        agreed_on: The day on which it was agreed, the signature as a rule.
        months: Whole months of the initial term, at least 1.
        product: The product that is committed.
        start_on: First day of the initial term, where it is not the billing start.
        auto_renewal: Whether the term renews by itself at its end; where it is off, the
            account needs the ``ServiceEnd`` besides.
        renewal_months: Months of each further term, where the contract says so.
        renewal_on: The renewal date that the quote prints, which then counts; or None.
        buyout: What ends the term early, where the contract says so; or None.
        currency: ISO 4217 code of the buyout; must be the account's. Without a buyout
            it is None, whatever was given.
        known_on: Defaults to ``agreed_on``.

    Clauses: H1, H4, M1, Q8, Q34.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "term")

    id: str
    agreed_on: date
    months: int
    product: str = "connect"
    start_on: date | None = None
    auto_renewal: AutoRenewal = AutoRenewal.ON
    renewal_months: int | None = None
    renewal_on: date | None = None
    buyout: Decimal | None = None
    currency: str | None = None
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.billing_day("agreed_on", self.agreed_on)
        check_fact(self)
        checks.text("product", self.product)
        checks.whole("months", self.months, 1, _MOST_MONTHS)
        if self.renewal_months is not None:
            checks.whole("renewal_months", self.renewal_months, 1, _MOST_MONTHS)
        checks.member("auto_renewal", self.auto_renewal, AutoRenewal)
        for name in ("start_on", "renewal_on"):
            on = getattr(self, name)
            if on is not None:
                checks.billing_day(name, on)
        if self.renewal_on is not None:
            first = self.start_on or self.agreed_on
            if self.renewal_on <= first:
                requirement = f"after {first}"
                raise InvalidValue("renewal_on", requirement, self.renewal_on, "Q34")
        _check_amount(self, "buyout")

    @property
    def effective_on(self) -> date:
        """The day on which it was agreed."""
        return self.agreed_on


@frozen(kw_only=True)
class Trial(Version):
    """
    A trial: it starts at once and ends by itself, and nothing of it is billed.

    Attributes:
        id: The fact's id.
        product: What is tried.
        effective_on: Its first day.
        days: How many days it lasts; no text names a length.
        known_on: Defaults to its first day.

    Clauses: H14, H15, trial-end.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "trial")

    id: str
    product: str
    effective_on: date
    days: int
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("product", self.product)
        checks.whole("days", self.days, 1, 999)


@frozen(kw_only=True)
class CircuitActivation(Version):
    """
    That the provider of a broadband or data circuit confirmed that it is active.

    Attributes:
        id: The fact's id.
        item: The circuit, by the name the other facts use.
        effective_on: The day of the confirmation.
        billing_start_on: A later day from which it is billed, where one is known.
        product: The product whose invoice carries it.
        known_on: Defaults to the day of the confirmation.

    Clauses: A11, circuit-start.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "circuit_activation")

    id: str
    item: str
    effective_on: date
    billing_start_on: date | None = None
    product: str = "connect"
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        for name in ("item", "product"):
            checks.text(name, getattr(self, name))
        start = self.billing_start_on
        if start is not None:
            checks.billing_day("billing_start_on", start)
            if start < self.effective_on:
                requirement = f"on or after {self.effective_on}"
                raise InvalidValue(
                    "billing_start_on", requirement, start, "circuit-start"
                )


@frozen(kw_only=True)
class NumberChange(Version):
    """
    One request that changes what is kept of one phone number, for a fee.

    Attributes:
        id: The fact's id.
        number: The number, in E.164 as a rule.
        details: What is changed; kept once each, in the order of ``NumberDetail``.
        effective_on: The day of the request.
        fee: The contract's price of such a change, or None for the guide's.
        currency: ISO 4217 code of the account.
        product: The product whose invoice carries the fee.
        known_on: Defaults to the day of the request.

    Clauses: G1, Q55.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "number_change")

    id: str
    number: str
    details: tuple[NumberDetail, ...]
    effective_on: date
    currency: str
    fee: Decimal | None = None
    product: str = "connect"
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        for name in ("number", "product"):
            checks.text(name, getattr(self, name))
        if type(self.details) is not tuple:
            raise WrongType("details", "a tuple of NumberDetail", self.details)
        for index, one in enumerate(self.details):
            checks.member(f"details[{index}]", one, NumberDetail)
        if not self.details:
            raise InvalidValue("details", "at least one", "none", "G1")
        ordered = tuple(one for one in NumberDetail if one in self.details)
        object.__setattr__(self, "details", ordered)
        minor_digits(self.currency)
        _check_amount(self, "fee")


@frozen(kw_only=True)
class EarlyTermination(Version):
    """
    What is owed for leaving a contract early, by the contract itself.

    Attributes:
        id: The fact's id.
        amount: What the contract asks for.
        currency: ISO 4217 code; must be the account's.
        effective_on: The day on which service ends early.
        product: The product whose invoice carries it.
        known_on: Defaults to ``effective_on``.

    Clauses: H1, Q33.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "early_termination")

    id: str
    amount: Decimal
    currency: str
    effective_on: date
    product: str = "connect"
    known_on: date = field(default=Factory(own_day, takes_self=True))
    supersedes: str | None = None

    def __attrs_post_init__(self) -> None:
        check_fact(self)
        checks.text("product", self.product)
        _check_amount(self, "amount")


def _check_amount(fact: Term | NumberChange | EarlyTermination, name: str) -> None:
    # One spelling for equal amounts, so that equal facts have equal bytes.
    amount = getattr(fact, name)
    if amount is None:
        if isinstance(fact, Term):
            object.__setattr__(fact, "currency", None)
        return
    if fact.currency is None:
        raise InvalidValue("currency", "given with a buyout", None)
    try:
        price = UnitPrice(amount, fact.currency, "unit")
    except BillingError as error:
        raise error.at("currency" if error.path == "currency" else name) from None
    object.__setattr__(fact, name, price.amount)
