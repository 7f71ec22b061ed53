"""The desk at which documents and payments are taken in time, each paying its due.

Of one day, the invoices come first, then credit notes over their own invoices, then
what credit the account has for the day's invoices, then payments.
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import cast

from gotobilling.after_invoice import PaymentOrder
from gotobilling.credits.uses import Use, UseKind, derived_use
from gotobilling.facts import IssuedLine, Payment
from gotobilling.invoices import CreditNote, Invoice, IssuedDocument
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal

__all__ = ["Desk", "Funds", "Open"]


class _Moving:
    """An amount, and what was moved of it so far."""

    def __init__(self, minor: int, currency: str) -> None:
        self.minor, self.currency = minor, currency
        self.moved: list[tuple[str, Money]] = []

    @property
    def rest(self) -> Money:
        """What was not moved."""
        return Money.from_minor(self.minor, self.currency)

    def move(self, name: str, amount: Money) -> None:
        """Move a part of it."""
        self.minor -= amount.minor
        self.moved.append((name, amount))


class Open(_Moving):
    """The total of an invoice, and what pays it."""

    def __init__(self, one: IssuedDocument, invoice: Invoice) -> None:
        super().__init__(invoice.minor, invoice.currency)
        self.digest, self.on = one.digest, one.issued_on
        self.total = one.fact("total", invoice.total.value)
        due = invoice.due_on
        # Without a due date nothing is open, and it stands behind the others.
        self.due = date.max if due is None else due.value

    @property
    def order(self) -> tuple[date, date, str]:
        """Its place among the open ones: due first, then dated first."""
        return self.due, self.on, self.digest


class Funds(_Moving):
    """A credit or a payment, and what it pays."""

    def __init__(self, source: IssuedLine | Payment, id: str, on: date) -> None:  # noqa: A002 -- the word, as everywhere
        money = Money(source.amount, source.currency)
        super().__init__(abs(money.minor), money.currency)
        self.source, self.id, self.on = source, id, on
        self.stays = False

    @property
    def is_payment(self) -> bool:
        """Whether it was paid."""
        return isinstance(self.source, Payment)


class Desk:
    """The documents and payments taken so far."""

    def __init__(self, order: PaymentOrder) -> None:
        self.order = order
        self.invoices: dict[str, Open] = {}
        self.funds: list[Funds] = []
        self.uses: list[Use] = []

    @property
    def credits(self) -> list[Funds]:
        """What stays on the account as credit, if anything of it is left."""
        return [one for one in self.funds if one.stays]

    def run(
        self, issued: Iterable[IssuedDocument], payments: Iterable[Payment]
    ) -> None:
        """Take all of them, day by day; payments of one day come by their ids."""
        days: dict[date, tuple[list[IssuedDocument], list[Payment]]] = {}
        for document in issued:
            days.setdefault(document.issued_on, ([], []))[0].append(document)
        for payment in payments:
            days.setdefault(payment.paid_on, ([], []))[1].append(payment)
        for _, (documents, paid) in sorted(days.items(), key=lambda item: item[0]):
            self._documents(documents)
            for one in paid:
                self._payment(one)

    def _documents(self, documents: list[IssuedDocument]) -> None:
        notes: list[tuple[str, IssuedDocument, CreditNote]] = []
        new: list[Open] = []
        left: list[IssuedDocument] = []
        for one in sorted(documents, key=lambda document: document.digest):
            document = one.document
            if isinstance(document, CreditNote):
                notes.append((document.id, one, document))
            elif document.minor >= 0:
                new.append(Open(one, document))
            else:
                left.append(one)
        new.sort(key=lambda invoice: invoice.order)
        self.invoices.update((one.digest, one) for one in new)
        for one in left:
            self._credit(one)
        for _, one, note in sorted(notes, key=lambda told: told[0]):
            # An invoice may come to less than nothing by what it corrects of others.
            self._credit(one, self.invoices.get(note.invoice))
        for invoice in new:
            for credit in self.credits:
                self._use(UseKind.ACCOUNT_CREDIT, credit, invoice)

    def _credit(self, one: IssuedDocument, own: Open | None = None) -> None:
        document = one.document
        credit = Funds(
            one.fact("total", document.total.value), one.digest, one.issued_on
        )
        self.funds.append(credit)
        if own is not None:
            self._use(UseKind.CREDIT_NOTE, credit, own)
        settled = document.market.settlement.negative_total
        credit.stays = settled is NegativeTotal.ACCOUNT_CREDIT

    def _payment(self, payment: Payment) -> None:
        paid = Funds(payment, payment.id, payment.paid_on)
        self.funds.append(paid)
        for invoice in self._in_order(payment):
            self._use(UseKind.PAYMENT, paid, invoice)
        paid.stays = True

    def _in_order(self, payment: Payment) -> Iterable[Open]:
        still = [one for one in self.invoices.values() if one.minor]
        still.sort(key=lambda invoice: invoice.order)
        if self.order is PaymentOrder.LARGEST:
            still.sort(key=lambda invoice: -invoice.minor)
        if self.order is not PaymentOrder.NAMED_THEN_OLDEST:
            return still
        named = [one for one in still if one.digest == payment.invoice]
        return chain(named, (one for one in still if one.digest != payment.invoice))

    def _use(self, kind: UseKind, funds: Funds, invoice: Open) -> None:
        if not (funds.minor and invoice.minor):
            return
        if kind is UseKind.ACCOUNT_CREDIT and funds.is_payment:
            kind = UseKind.OVERPAYMENT
        name = f"applied:{len(self.uses) + 1}"
        derived = derived_use(
            funds.source, tuple(funds.moved), invoice.total, tuple(invoice.moved)
        )
        amount = Money.from_minor(cast("int", derived.raw), invoice.currency)
        funds.move(name, amount)
        invoice.move(name, amount)
        self.uses.append(
            Use(
                name=name,
                kind=kind,
                source=funds.id,
                invoice=invoice.digest,
                on=max(funds.on, invoice.on),
                derived=derived,
            )
        )
