"""Quotes as values: what is offered, to whom, for how long, and what became of it."""

from collections import Counter
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from attrs import frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import ConflictingFacts, InvalidValue, WrongType
from gotobilling.facts import (
    Account,
    AutoRenewal,
    BillingAddress,
    CallRate,
    Contract,
    ExemptionCertificate,
    Included,
    QuantityChange,
    TaxNumber,
    Term,
)
from gotobilling.market import Market
from gotobilling.quotes.offered import At, QuotedItem, QuotedPurchase
from gotobilling.roles import Portal, Role

if TYPE_CHECKING:
    from gotobilling.quotes.totals import Totals

__all__ = ["CheckoutStep", "Decision", "Outcome", "Quote"]


class Outcome(Enum):
    """
    What became of a quote.

    Clauses: M2.
    """

    ACCEPTED = "accepted"
    DECLINED = "declined"


class CheckoutStep(Enum):
    """
    What is done before a quote is bought, in the order of the guide.

    Clauses: M2, M4.
    """

    BILLING_DATA = "billing_data"
    """The billing data have been looked through."""
    PAYMENT = "payment"
    """There is a payment method."""
    ADMIN_CONTACT = "admin_contact"
    """The admin contact has been looked through."""
    BOX_TICKED = "box_ticked"
    """The box below the contact is ticked."""
    SHIPPING_ADDRESS = "shipping_address"
    """There is a shipping address; only physical equipment that is bought needs one."""


@frozen(kw_only=True)
class Decision:
    """
    Who decided on a quote, when, where, and how.

    Clauses: L7, M2.
    """

    outcome: Outcome
    on: date
    role: Role
    portal: Portal

    def __attrs_post_init__(self) -> None:
        checks.member("outcome", self.outcome, Outcome)
        checks.billing_day("on", self.on)
        checks.member("role", self.role, Role)
        checks.member("portal", self.portal, Portal)


@frozen(kw_only=True)
class Quote:
    """
    An offer of one product to a new account: immutable, decided upon or still open.

    Attributes:
        id: The quote's id.
        account: The id that the account has, or will have.
        currency: ISO 4217 code of every price.
        market: The product and country, with the rates that are known.
        quoted_on: The date of the quote.
        months: Whole months of the initial term, at least 1.
        billing_start_on: The billing start date that the quote names, or None: billing
            starts on acceptance, after the free months.
        free_months: Months that nobody pays for, counted from acceptance.
        auto_renewal: Whether the term renews by itself.
        renewal_months: Months of each further term, or None: the market's.
        renewal_on: The renewal date that the quote prints, which then counts; or None.
        buyout: What ends the term early, or None.
        valid_until: The last day to accept it; or None, as in every guide: no such day.
        items: The recurring items, each under a name of its own.
        purchases: What is bought once.
        addresses: Billing addresses; without any all stands before fees and taxes.
        exemptions: Exemption certificates.
        tax_numbers: VAT identification numbers.
        call_rates: What usage will cost.
        included: What the plan includes of a month's usage.
        decision: What became of it, or None while it is open.

    Raises:
        InvalidValue: nothing offered; a day before the quote's own; no first day.
        ConflictingFacts: an item offered twice, or an id twice.

    Clauses: A3, A7, H4, M1, M5, Q34, quote-until.
    """

    id: str
    account: str
    currency: str
    market: Market
    quoted_on: date
    months: int
    billing_start_on: date | None = None
    free_months: int = 0
    auto_renewal: AutoRenewal = AutoRenewal.ON
    renewal_months: int | None = None
    renewal_on: date | None = None
    buyout: Decimal | None = None
    valid_until: date | None = None
    items: tuple[QuotedItem, ...]
    purchases: tuple[QuotedPurchase, ...] = ()
    addresses: tuple[BillingAddress, ...] = ()
    exemptions: tuple[ExemptionCertificate, ...] = ()
    tax_numbers: tuple[TaxNumber, ...] = ()
    call_rates: tuple[CallRate, ...] = ()
    included: tuple[Included, ...] = ()
    decision: Decision | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("id", "account"):
            checks.text(name, getattr(self, name))
        minor_digits(self.currency)
        checks.billing_day("quoted_on", self.quoted_on)
        self._check_types()
        if not self.items:
            raise InvalidValue("items", "at least one", "none", "M1")
        for name, count in Counter(one.item for one in self.items).items():
            if count > 1:
                raise ConflictingFacts("items", "each under its own name", name)
        decided = None if self.decision is None else self.decision.on
        for path, on in (("valid_until", self.valid_until), ("decision.on", decided)):
            if on is not None:
                self.check_day(path, on)
        self.account_on(self.quoted_on)

    @property
    def totals(self) -> "Totals":
        """What it comes to, accepted on its own date; see ``totals``."""
        from gotobilling.quotes import totals  # noqa: PLC0415 -- it rests on this value

        return totals(self)

    def account_on(self, on: date, at: At = At.QUOTED) -> Account:
        """
        Return the account that it becomes when it is accepted on a day.

        The day is that of the signature. What is offered is there from that day on, and
        is charged from the billing start. Prices, quantities, contract and term have
        ids made of the items' names: ``price-...`` and ``quantity-...``, beside
        ``contract`` and ``term``. At list prices those of the prices and purchases
        begin with ``list-``, so that no line has two amounts.

        Clauses: A3, A5, A7, M2.
        """
        start = "" if at is At.QUOTED else "list-"
        told = self.currency, on, self.market.product
        return Account(
            id=self.account,
            currency=self.currency,
            contract=Contract(
                id="contract",
                signed_on=on,
                free_months=self.free_months,
                billing_start_on=self.billing_start_on,
            ),
            prices=tuple(
                one.price(f"{start}price-{one.item}", *told, one.each(at))
                for one in self.items
            ),
            changes=tuple(
                QuantityChange(
                    id=f"quantity-{one.item}",
                    item=one.item,
                    quantity=one.quantity,
                    effective_on=on,
                )
                for one in self.items
            ),
            one_time=tuple(
                one.charge(f"{start}{one.id}", *told, one.each(at))
                for one in self.purchases
            ),
            addresses=self.addresses,
            exemptions=self.exemptions,
            tax_numbers=self.tax_numbers,
            call_rates=self.call_rates,
            included=self.included,
            terms=(self._term(on),),
        )

    def _term(self, on: date) -> Term:
        return Term(
            id="term",
            agreed_on=on,
            months=self.months,
            product=self.market.product,
            auto_renewal=self.auto_renewal,
            renewal_months=self.renewal_months,
            renewal_on=self.renewal_on,
            buyout=self.buyout,
            currency=None if self.buyout is None else self.currency,
        )

    def check_day(self, path: str, on: date) -> None:
        """
        Refuse a day before the quote's own.

        Raises:
            InvalidValue: it lies before.
        """
        checks.billing_day(path, on)
        if on < self.quoted_on:
            requirement = f"on or after the date of the quote, {self.quoted_on}"
            raise InvalidValue(path, requirement, on, "M2")

    def _check_types(self) -> None:
        if type(self.market) is not Market:
            raise WrongType("market", "a Market", self.market)
        if type(self.decision) not in (Decision, type(None)):
            raise WrongType("decision", "a Decision or None", self.decision)
        for name, kind in (("items", QuotedItem), ("purchases", QuotedPurchase)):
            found = getattr(self, name)
            if type(found) is not tuple or set(map(type, found)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__}", found)
