"""The statement of an account on a day: invoices, balances, the next autopay."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from attrs import field, frozen

from gotobilling import checks
from gotobilling.credits import Settlement, settle
from gotobilling.credits.settlement_rules import SumFacts
from gotobilling.derivation import Derived
from gotobilling.errors import ConflictingFacts, UnknownName
from gotobilling.facts import Account, Autopay, Receivables
from gotobilling.invoices import IssuedDocument
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.payments import AutopayCharged
from gotobilling.statements.invoices import (
    StatedInvoice,
    is_overdue,
    stated_invoice,
)
from gotobilling.statements.rules import (
    AutopayAmount,
    DisputedBalance,
    NextAutopay,
    NextAutopayFacts,
    OverdueBalance,
)
from gotobilling.statements.service import Service, service_on

__all__ = ["NextCharge", "Statement", "statement"]

Answers = tuple[tuple[str, Derived[Any]], ...]


@frozen(kw_only=True)
class NextCharge:
    """
    What autopay charges next, as things stand.

    Attributes:
        on: The day, which may be that of the statement.
        amount: What it charges.
        invoices: The digests of the invoices.

    Clauses: B2, Q56, Q57.
    """

    on: Derived[date]
    amount: Derived[Money]
    invoices: tuple[str, ...]

    def answers(self) -> Answers:
        """Return the day and the amount."""
        return (("next_autopay_on", self.on), ("next_autopay_amount", self.amount))


@frozen(kw_only=True)
class Statement:
    """
    An account as it stands on a day.

    Attributes:
        account: The account's id.
        currency: ISO 4217 code.
        market: The policies.
        on: The day.
        settlement: The documents and payments up to the day, set off.
        invoices: Every invoice up to the day, in time.
        overdue_balance: What is overdue of all of them.
        disputed_balance: What is disputed of all of them.
        autopay: Whether autopay is on.
        next_autopay: What it charges next; None where it is off, or nothing is open and
            undisputed.
        service: Whether service is active.

    Clauses: B1, B2, B4, B5, B8, Q22, Q48, Q56, Q57.
    """

    account: str
    currency: str
    market: Market = field(repr=False)
    on: date
    settlement: Settlement = field(repr=False)
    invoices: tuple[StatedInvoice, ...]
    overdue_balance: Derived[Money]
    disputed_balance: Derived[Money]
    autopay: Autopay
    next_autopay: NextCharge | None
    service: Service

    @property
    def open_balance(self) -> Derived[Money]:
        """What is open of all invoices."""
        return self.settlement.open_balance

    @property
    def account_credit(self) -> Derived[Money]:
        """What credits and payments left on the account."""
        return self.settlement.account_credit

    @property
    def open_invoices(self) -> tuple[StatedInvoice, ...]:
        """The invoices of which something is open."""
        return tuple(one for one in self.invoices if one.open.value.minor)

    def answers(self) -> Answers:
        """Return every proven answer under its name, in a fixed order."""
        charge = self.next_autopay
        return (
            *self.settlement.answers(),
            *chain.from_iterable(one.answers() for one in self.invoices),
            ("overdue_balance", self.overdue_balance),
            ("disputed_balance", self.disputed_balance),
            *(() if charge is None else charge.answers()),
            *self.service.answers(),
        )

    def _repr_html_(self) -> str:
        from gotobilling.present import statement_html  # noqa: PLC0415 -- when shown

        return statement_html(self)


def statement(
    account: Account,
    issued: Iterable[IssuedDocument],
    receivables: Receivables,
    market: Market,
    on: date,
) -> Statement:
    """
    Say how an account stands at the end of a day.

    Args:
        account: The account; its set terms make it a contract account.
        issued: All documents issued to it; those dated after the day do not count yet.
        receivables: What was paid and disputed, when service was suspended, when
            autopay was on; what is after the day does not count yet.
        market: The policies by which it stands.
        on: The day.

    Raises:
        ConflictingFacts: documents of another account or market.
        CurrencyMismatch: a payment or a document in another currency.
        UnknownName: a payment or dispute that names no invoice of the account, a
            dispute of a line that is none.
        InvalidPeriod: a payment or notice before its invoice.
        InvalidValue: more disputed than charged.
        WrongType: an argument of another type.

    Clauses: B1, B2, B4, B5, B6, B8, Q22, Q47, Q48, Q56, Q57.
    """
    _check(account, receivables, market)
    checks.billing_day("on", on)
    policy = market.after_invoice.application
    settled = settle(issued, receivables, policy, on, currency=account.currency)
    _check_documents(account, receivables, settled.issued)
    invoices = _invoices(settled, market)
    autopay = _autopay(receivables, on)
    overdue = partial(_is_overdue, settled, market)
    charge = None
    if autopay is Autopay.ON:
        charge = _next(invoices, market, on, account.currency)
    told = market, overdue
    return Statement(
        account=account.id,
        currency=account.currency,
        market=market,
        on=on,
        settlement=settled,
        invoices=invoices,
        overdue_balance=OverdueBalance()(_total("overdue", invoices, account.currency)),
        disputed_balance=DisputedBalance()(
            _total("disputed", invoices, account.currency)
        ),
        autopay=autopay,
        next_autopay=charge,
        service=service_on(on, account, receivables, settled.issued, told),
    )


def _check(account: object, receivables: object, market: object) -> None:
    checks.exactly("account", account, Account)
    checks.exactly("receivables", receivables, Receivables)
    checks.exactly("market", market, Market)


def _check_documents(
    account: Account, receivables: Receivables, issued: tuple[IssuedDocument, ...]
) -> None:
    for index, one in enumerate(issued):
        if one.document.account != account.id:
            path, other = f"issued[{index}].account", one.document.account
            raise ConflictingFacts(path, account.id, other)
    known = {one.digest for one in issued}
    for dispute in receivables.disputes:
        if dispute.invoice not in known:
            path, wanted = f"disputes[{dispute.id}].invoice", "the digest of an invoice"
            requirement = f"{wanted} of the account"
            raise UnknownName(path, requirement, dispute.invoice, "G4")


def _autopay(receivables: Receivables, on: date) -> Autopay:
    found = Autopay.OFF
    for one in receivables.autopay:
        if one.effective_on <= on:
            found = one.autopay
    return found


def _invoices(settled: Settlement, market: Market) -> tuple[StatedInvoice, ...]:
    held, on = settled.receivables, settled.on
    told = on, _autopay(held, on) is Autopay.ON
    return tuple(
        stated_invoice(one, held, settled.issued, market, told)
        for one in settled.invoices
    )


def _is_overdue(settled: Settlement, market: Market, day: date) -> bool:
    held = settled.receivables
    told = day, _autopay(held, day) is Autopay.ON
    # Uses are made day by day: those up to a day are what is settled up to that day.
    moved: Counter[str] = Counter()
    for use in settled.uses:
        if use.on <= day:
            moved[use.invoice] += use.amount.minor
    for one in settled.invoices:
        issued, minor = one.issued, one.charged.value.minor - moved[one.digest]
        still = Money.from_minor(minor, settled.currency)
        if issued.issued_on <= day and is_overdue(
            issued, still, held, settled.issued, market, told
        ):
            return True
    return False


def _total(name: str, invoices: Iterable[StatedInvoice], currency: str) -> SumFacts:
    amounts = tuple(
        (f"{name}:{one.digest}", getattr(one, name).value) for one in invoices
    )
    return SumFacts(amounts, currency)


def _next(
    invoices: tuple[StatedInvoice, ...], market: Market, on: date, currency: str
) -> NextCharge | None:
    charged = [one for one in invoices if one.by_autopay.value.minor]
    if market.autopay.charged is AutopayCharged.DUE_DATE:
        # What autopay failed to take on its due date it does not take later.
        ahead = [(one.due_on.value, one) for one in charged if one.due_on is not None]
        first = min((day for day, _ in ahead if day >= on), default=None)
        charged = [one for day, one in ahead if day == first]
    if not charged:
        return None
    due = tuple(
        (f"due_date:{one.digest}", one.due_on.value)
        for one in charged
        if one.due_on is not None
    )
    return NextCharge(
        on=NextAutopay(market.autopay)(NextAutopayFacts(on, due)),
        amount=AutopayAmount()(_total("by_autopay", charged, currency)),
        invoices=tuple(one.digest for one in charged),
    )
