"""From an account file to an account and its documents: the door of the laws.

The content of a file is taken as ``tomllib`` reads it, prices as ``Decimal`` or whole;
what it leaves out, the facts fill in.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from gotobilling.derivation import Derived
from gotobilling.facts import (
    Account,
    Contract,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.lineitems import LineItem
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.testing import reference

__all__ = ["account_from", "answers", "exact", "in_reference_words", "invoices"]

DAY: Final = timedelta(days=1)
BEFORE_ALL: Final = date(2025, 12, 1)
"""A day 1 before any fact of a generated history."""


def account_from(file: dict[str, Any]) -> Account:
    """Return the account that a file describes; ``opening`` is one more section."""
    contract, currency = dict(file["contract"]), file["account"]["currency"]
    end = contract.pop("end", None)
    return Account(
        id=file["account"]["id"],
        currency=currency,
        contract=Contract(**contract),
        end=None if end is None else ServiceEnd(**end),
        prices=tuple(_price(fact, currency) for fact in file.get("prices", ())),
        changes=tuple(QuantityChange(**fact) for fact in file.get("changes", ())),
        one_time=tuple(_one_time(fact, currency) for fact in file.get("one_time", ())),
        opening=tuple(OpeningQuantity(**fact) for fact in file.get("opening", ())),
    )


def _price(fact: dict[str, Any], currency: str) -> Price:
    unit = BillableUnit(fact["unit"])
    return Price(**_priced(fact, currency), kind=LineKind(fact["kind"]), unit=unit)


def _one_time(fact: dict[str, Any], currency: str) -> OneTimeCharge:
    return OneTimeCharge(**_priced(fact, currency), kind=LineKind(fact["kind"]))


def _priced(fact: dict[str, Any], currency: str) -> dict[str, Any]:
    plain = {name: x for name, x in fact.items() if name not in {"kind", "unit"}}
    return {"currency": currency, **plain, "unit_price": Decimal(fact["unit_price"])}


def invoices(
    account: Account,
    through: date,
    since: date = BEFORE_ALL,
    market: Market = us.CONNECT,
) -> tuple[Invoice, ...]:
    """Return every document dated from ``since`` to ``through``, which both count."""
    return invoices_issued(account, Period(since, through + DAY), market)


def in_reference_words(invoice: Invoice) -> reference.Document:
    """Say an invoice in the reference biller's words, to hold the two side by side."""
    due_on, autopay_on = invoice.due_on, invoice.autopay_on
    return reference.Document(
        kind=invoice.kind.value,
        product=invoice.product,
        period=(invoice.period.start, invoice.period.end),
        issued_on=invoice.issued_on.value,
        due_on=due_on.value if due_on else None,
        dispute_until=invoice.dispute_until.value,
        autopay_on=autopay_on.value if autopay_on else None,
        lines=tuple(_line_in_reference_words(line) for line in invoice.lines),
    )


def _line_in_reference_words(line: LineItem) -> reference.Line:
    fields = line.fields
    return reference.Line(
        kind=fields.kind.value,
        item=fields.item,
        group=fields.group,
        quantity=int(fields.quantity),
        effective_on=fields.effective_on,
        price_id=fields.price,
        fact_id=fields.fact,
        start=fields.period.start,
        end=fields.period.end,
        exact=exact(line),
        minor=line.amount.minor,
    )


def exact(line: LineItem) -> Fraction:
    """Return the amount before its rounding, which is the proof's last step."""
    rounded = line.proof.steps[-1].of[0].value
    assert isinstance(rounded, tuple)
    return Fraction(*rounded)


def answers(invoice: Invoice) -> tuple[Derived[Any], ...]:
    """Return every amount and date that a document states, with its proof."""
    stated: tuple[Derived[Any] | None, ...] = (
        *invoice.lines,
        invoice.billing_start,
        invoice.issued_on,
        invoice.due_on,
        invoice.dispute_until,
        invoice.autopay_on,
        invoice.subtotal,
        invoice.total,
        invoice.payable,
    )
    return tuple(answer for answer in stated if answer is not None)
