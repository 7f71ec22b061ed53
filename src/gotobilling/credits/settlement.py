"""What is open of each invoice after credits and payments, each step proven."""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import Any, Final

from attrs import evolve, field, frozen

from gotobilling import checks
from gotobilling.after_invoice import ApplicationPolicy
from gotobilling.credits.account_credit import check_issued
from gotobilling.credits.desk import Desk, Funds, Open
from gotobilling.credits.settlement_rules import (
    AccountCreditBalance,
    Charged,
    Credited,
    LeftFacts,
    LeftOfCredit,
    LeftOfPayment,
    OpenBalance,
    OpenFacts,
    Paid,
    StillOpen,
    SumFacts,
    Used,
)
from gotobilling.credits.uses import Named, Use, UseKind
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Derived
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
)
from gotobilling.facts import IssuedLine, Payment, Receivables
from gotobilling.invoices import Invoice, IssuedDocument
from gotobilling.money import Money

__all__ = ["SettledFunds", "SettledInvoice", "Settlement", "settle"]

Answers = tuple[tuple[str, Derived[Any]], ...]

_CREDITS: Final = (UseKind.CREDIT_NOTE, UseKind.ACCOUNT_CREDIT)


@frozen(kw_only=True)
class SettledInvoice:
    """
    An invoice, and what paid it: charged = credited + paid + open.

    Attributes:
        issued: The invoice, under its digest.
        charged: Its total; never below 0.
        credited: What credit notes and account credit paid of it.
        paid: What payments paid of it, on their day or as credit that they left.
        open: What is still to be paid.

    Clauses: B8, Q22, Q48.
    """

    issued: IssuedDocument
    charged: Derived[Money]
    credited: Derived[Money]
    paid: Derived[Money]
    open: Derived[Money]

    @property
    def digest(self) -> str:
        """The digest of the invoice."""
        return self.issued.digest

    def answers(self) -> Answers:
        """Return each amount, under its name and the digest of the invoice."""
        names = ("charged", "credited", "paid", "open")
        return tuple((f"{name}:{self.digest}", getattr(self, name)) for name in names)


@frozen(kw_only=True)
class SettledFunds:
    """
    A credit or a payment, and what became of it.

    Attributes:
        source: The total of the document that left the credit, below 0; or the payment.
        id: The digest of the document, or the payment's id.
        used: What of it paid invoices.
        left: What stays on the account as credit, or None: under another reading of Q48
            what a document leaves is paid out, or is a line of the next invoice.

    Clauses: Q48, overpayment.
    """

    source: IssuedLine | Payment
    id: str
    used: Derived[Money]
    left: Derived[Money] | None

    def answers(self) -> Answers:
        """Return each amount, under its name and the id of what it is of."""
        left = () if self.left is None else ((f"left:{self.id}", self.left),)
        return ((f"used:{self.id}", self.used), *left)


@frozen(kw_only=True)
class Settlement:
    """
    Documents and payments of one account, set off against each other up to a day.

    Attributes:
        currency: ISO 4217 code.
        on: The last day that counts.
        policy: Which open invoice a payment pays.
        uses: Every use of a credit or a payment, in time.
        invoices: The invoices in time, each with what paid it.
        funds: The credits and payments in time, each with what is left of it.
        account_credit: What is left of all of them.
        open_balance: What is open of all invoices.
        issued: The documents that were given, those after the day as well.
        receivables: The facts that were given.

    Clauses: B8, Q22, Q48, overpayment, payment-order.
    """

    currency: str
    on: date
    policy: ApplicationPolicy
    uses: tuple[Use, ...]
    invoices: tuple[SettledInvoice, ...]
    funds: tuple[SettledFunds, ...]
    account_credit: Derived[Money]
    open_balance: Derived[Money]
    issued: tuple[IssuedDocument, ...] = field(repr=False)
    receivables: Receivables = field(repr=False)

    def invoice(self, digest: str) -> SettledInvoice:
        """
        Return an invoice by its digest.

        Raises:
            UnknownName: there is none up to the day.
        """
        for one in self.invoices:
            if one.digest == digest:
                return one
        requirement = f"the digest of an invoice up to {self.on}"
        raise UnknownName("invoice", requirement, digest)

    def apply(self, payment: Payment) -> "Settlement":
        """
        Return the settlement with one payment more; its day becomes the last, if later.

        Raises:
            ConflictingFacts: a payment of that id is there already.
            InvalidPeriod: a payment before the invoice that it names.
            UnknownName: it names an invoice that is not there.
            CurrencyMismatch: it is in another currency.

        Clauses: B8, Q22.
        """
        checks.exactly("payment", payment, Payment)
        held = self.receivables
        ids = {one.id for one in (*held.facts(), *held.superseded, *held.withdrawals)}
        if payment.id in ids:
            requirement = "one that is not applied yet"
            raise ConflictingFacts("payment.id", requirement, payment.id, "B8")
        more = evolve(held, payments=(*held.payments, payment))
        day = max(self.on, payment.paid_on)
        return settle(self.issued, more, self.policy, day, currency=self.currency)

    def answers(self) -> Answers:
        """Return every amount with its proof, by its name."""
        invoices = chain.from_iterable(one.answers() for one in self.invoices)
        funds = chain.from_iterable(one.answers() for one in self.funds)
        return (
            *((one.name, one.derived) for one in self.uses),
            *invoices,
            *funds,
            ("account_credit", self.account_credit),
            ("open_balance", self.open_balance),
        )


def settle(
    issued: Iterable[IssuedDocument],
    receivables: Receivables,
    policy: ApplicationPolicy,
    on: date,
    *,
    currency: str | None = None,
) -> Settlement:
    """
    Set documents and payments off against each other, in time, up to a day.

    Of one day, credit notes pay their own invoices first, then account credit pays that
    day's invoices, then payments pay in the order of their ids: the invoice that they
    name, and with what is left the open one that is due first, unless the policy has
    another order. What no open invoice takes stays on the account as credit and pays
    invoices of later days. A fact given twice counts once.

    Args:
        issued: All documents issued to one account, in any order; those dated after the
            day do not count yet.
        receivables: What was paid; payments after the day do not count yet.
        policy: Which open invoice a payment pays.
        on: The last day that counts.
        currency: ISO 4217 code of the account; that of its documents if left out.

    Raises:
        CurrencyMismatch: a payment or a document in another currency.
        UnknownName: a payment that names no invoice of the account.
        InvalidPeriod: a payment before the invoice that it names.
        ConflictingFacts: documents of two accounts, a credit note without its invoice.
        InvalidValue: neither a document nor a currency.
        WrongType: something else in the place of any of them.

    Clauses: B8, Q22, Q48, Q62, overpayment, payment-order.
    """
    documents = _documents(issued, currency)
    checks.exactly("receivables", receivables, Receivables)
    checks.exactly("policy", policy, ApplicationPolicy)
    checks.billing_day("on", on)
    money = currency or documents[0].document.currency
    _check_payments(receivables.payments, documents, money)
    desk = Desk(policy.order)
    desk.run(
        (one for one in documents if one.issued_on <= on),
        (one for one in receivables.payments if one.paid_on <= on),
    )
    known = {one.digest: one for one in documents}
    kinds = {use.name: use.kind for use in desk.uses}
    invoices = tuple(
        _invoice(known[one.digest], one, kinds) for one in desk.invoices.values()
    )
    funds = tuple(_funds(one) for one in desk.funds)
    left = [(f"left:{x.id}", x.left.value) for x in funds if x.left is not None]
    still = [(f"open:{x.digest}", x.open.value) for x in invoices]
    return Settlement(
        currency=money,
        on=on,
        policy=policy,
        uses=tuple(desk.uses),
        invoices=invoices,
        funds=funds,
        account_credit=AccountCreditBalance()(SumFacts(tuple(left), money)),
        open_balance=OpenBalance()(SumFacts(tuple(still), money)),
        issued=documents,
        receivables=receivables,
    )


def _documents(
    issued: Iterable[IssuedDocument], currency: str | None
) -> tuple[IssuedDocument, ...]:
    documents = checks.each("issued", issued, IssuedDocument)
    if currency is not None:
        checks.text("currency", currency)
        minor_digits(currency)
    if documents:
        documents = check_issued(documents)
        found = documents[0].document.currency
        if currency not in (None, found):
            raise CurrencyMismatch("issued[0].currency", str(currency), found, "Q62")
    elif currency is None:
        raise InvalidValue("currency", "given where there is no document", None)
    return documents


def _check_payments(
    payments: tuple[Payment, ...], documents: tuple[IssuedDocument, ...], currency: str
) -> None:
    known = {x.digest: x for x in documents if isinstance(x.document, Invoice)}
    for one in payments:
        path = f"payments[{one.id}]"
        if one.currency != currency:
            requirement = f"in the account's {currency}"
            raise CurrencyMismatch(f"{path}.currency", requirement, one.currency, "Q62")
        if one.invoice is None:
            continue
        if one.invoice not in known:
            requirement = "the digest of an invoice of the account"
            raise UnknownName(f"{path}.invoice", requirement, one.invoice, "Q22")
        first = known[one.invoice].issued_on
        if one.paid_on < first:
            requirement = f"on or after the invoice of {first}"
            raise InvalidPeriod(f"{path}.paid_on", requirement, one.paid_on, "B8")


def _invoice(
    issued: IssuedDocument, one: Open, kinds: dict[str, UseKind]
) -> SettledInvoice:
    credited = tuple(use for use in one.moved if kinds[use[0]] in _CREDITS)
    paid = tuple(use for use in one.moved if kinds[use[0]] not in _CREDITS)
    by_credit, by_payment = Credited()(_sum(credited, one)), Paid()(_sum(paid, one))
    facts = OpenFacts(
        total=one.total,
        credited=(f"credited:{one.digest}", by_credit.value),
        paid=(f"paid:{one.digest}", by_payment.value),
    )
    return SettledInvoice(
        issued=issued,
        charged=Charged()(one.total),
        credited=by_credit,
        paid=by_payment,
        open=StillOpen()(facts),
    )


def _funds(one: Funds) -> SettledFunds:
    used = Used()(_sum(tuple(one.moved), one))
    facts = LeftFacts(one.source, (f"used:{one.id}", used.value))
    rule = LeftOfPayment() if one.is_payment else LeftOfCredit()
    left = rule(facts) if one.stays else None
    return SettledFunds(source=one.source, id=one.id, used=used, left=left)


def _sum(amounts: Named, of: Open | Funds) -> SumFacts:
    return SumFacts(amounts, of.currency)
