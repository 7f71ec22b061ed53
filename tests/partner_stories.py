"""A partner's accounts, agreements and payments, as short as they can be told."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from gotobilling.commissions import PartnerAccount
from gotobilling.credits import CreditReason, Everything, OfShare, credit_note
from gotobilling.facts import (
    Commission,
    CommissionKind,
    Payment,
    Receivables,
    Withdrawal,
)
from gotobilling.formats.account_file import AccountFile, read_account_file
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import IssuedDocument, invoices_issued
from gotobilling.money import Money
from gotobilling.periods import Period

EXAMPLES = Path(__file__).parent.parent / "examples"
RESIDUAL, UPFRONT = CommissionKind.RESIDUAL, CommissionKind.UPFRONT
ONE_TIME, SPIFF = CommissionKind.ONE_TIME, CommissionKind.SPIFF


@cache
def utah() -> AccountFile:
    """The example of Utah: 100.00 of service, 7.00 of rent, fees and taxes a month."""
    data = (EXAMPLES / "utah" / "account.toml").read_bytes()
    return read_account_file(data, "account.toml")


@cache
def months(last: int = 5) -> tuple[IssuedDocument, ...]:
    """Its invoices from March, 136.90, and April, 146.41, to a month of 2026."""
    within = Period(date(2026, 3, 1), date(2026, last + 1, 1))
    found = invoices_issued(utah().account, within, utah().market)
    return tuple(map(issued_document, found))


def agreed(kind: CommissionKind, rate: str = "12.5", **told: object) -> Commission:
    """What is agreed with acme on the account: a percentage, or an amount."""
    is_spiff = kind is SPIFF
    fields: dict[str, Any] = {
        "id": kind.value,
        "partner": "acme",
        "account": "utah",
        "kind": kind,
        "effective_on": date(2026, 1, 1),
        "percent": None if is_spiff else Decimal(rate),
        "amount": Decimal(rate) if is_spiff else None,
        "currency": "USD" if is_spiff else None,
    }
    return Commission(**fields | told)


def paid(
    month: int, day: int, cents: int, name: str = "", known_on: date | None = None
) -> Payment:
    """A payment of a day of 2026, in cents."""
    on = date(2026, month, day)
    return Payment(
        id=name or f"p{month}-{day}",
        paid_on=on,
        amount=Money.from_minor(cents, "USD").amount,
        currency="USD",
        known_on=known_on or on,
    )


def noted(
    invoice: IssuedDocument, month: int, day: int, share: int | None = None
) -> IssuedDocument:
    """A credit note of a day of 2026 over a share of an invoice, or over all of it."""
    note = credit_note(
        invoice,
        id=f"n{month}-{day}",
        issued_on=date(2026, month, day),
        reason=CreditReason.GOODWILL,
        asked=Everything() if share is None else OfShare(Decimal(share)),
    )
    return issued_document(note)


def account(
    *issued: IssuedDocument,
    payments: tuple[Payment, ...] = (),
    withdrawals: tuple[Withdrawal, ...] = (),
) -> PartnerAccount:
    """The account with some documents and payments."""
    receivables = Receivables(payments=payments, withdrawals=withdrawals)
    return PartnerAccount(id="utah", issued=issued, receivables=receivables)
