"""Invoices, credit notes and payments of August, as short as they can be told."""

from datetime import date

from gotobilling.credits import CreditReason, OfAmount, credit_note
from gotobilling.facts import Account, Contract, OneTimeCharge, Payment
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_one_time
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money


def usd(cents: int) -> Money:
    """So many cents."""
    return Money.from_minor(cents, "USD")


def sent(
    day: int, cents: int, *, market: Market = us.CONNECT, account: str = "acme"
) -> IssuedDocument:
    """A one-time document of a day of August that comes to so many cents."""
    on = date(2026, 8, day)
    kind = LineKind.OTHER_CREDIT if cents < 0 else LineKind.OTHER_CHARGE
    bought = OneTimeCharge(
        id=f"on-{day}",
        kind=kind,
        item="visit",
        quantity=1,
        unit_price=usd(abs(cents)).amount,
        currency="USD",
        effective_on=on,
        code="acme:visit",
    )
    contract = Contract(id="contract", billing_start_on=date(2026, 8, 1))
    owner = Account(id=account, currency="USD", contract=contract, one_time=(bought,))
    found = assemble_one_time(owner, on, market)
    assert isinstance(found, Invoice)
    return issued_document(found)


def paid(
    day: int, cents: int, name: str = "", invoice: IssuedDocument | None = None
) -> Payment:
    """A payment of a day of August, of an invoice or of whatever is open."""
    return Payment(
        id=name or f"p{day}",
        paid_on=date(2026, 8, day),
        amount=usd(cents).amount,
        currency="USD",
        invoice=None if invoice is None else invoice.digest,
    )


def noted(
    day: int, cents: int, invoice: IssuedDocument, name: str = "note"
) -> IssuedDocument:
    """A credit note of a day of August over so many cents."""
    note = credit_note(
        invoice,
        id=name,
        issued_on=date(2026, 8, day),
        reason=CreditReason.GOODWILL,
        asked=OfAmount(usd(cents)),
    )
    return issued_document(note)
