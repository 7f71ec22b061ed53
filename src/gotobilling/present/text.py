"""An invoice as plain text, as a customer reads it.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> for line in invoice_text(invoice).splitlines()[-6:-3]:
...     print(line[:22] + line[40:])
1  Service charge: dev 2026-08-01 to 2026-08-31         5      $25.00  $125.00
2  Prorated charge: de 2026-07-16 to 2026-07-31         5      $25.00   $64.52
   effective 2026-07-1

Days are ISO dates in every locale, as in the account file and in the proofs; the locale
says how amounts of money are printed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from gotobilling.contracts import days_between_starts
from gotobilling.derivation import Derived
from gotobilling.errors import WrongType
from gotobilling.invoices import Invoice
from gotobilling.lineitems import LineItem
from gotobilling.periods import Period
from gotobilling.present.amounts import amount_text, price_text
from gotobilling.present.catalog import wording
from gotobilling.present.layout import WIDTH, Column, ends, row, rule, widest

__all__ = [
    "UNTAXED",
    "days_text",
    "details",
    "heading",
    "invoice_text",
    "title",
    "to_pay_text",
]

UNTAXED: Final = "before fees and taxes"
"""What every total is, as long as no rule adds levies."""

_HEADINGS: Final = ("#", "Line", "Days charged", "Quantity", "Unit price", "Amount")
_GAPS: Final = 2 * (len(_HEADINGS) - 1)
_NARROWEST_LINE: Final = 24
_NAMES: Final = 16


def invoice_text(invoice: Invoice, locale: str = "en_US") -> str:
    """
    Return an invoice as text: whose it is, its dates, its lines and its totals.

    Args:
        invoice: The invoice.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: no invoice, but the answer that there is none.
        UnknownName: a locale that Babel does not have.
    """
    if type(invoice) is not Invoice:
        raise WrongType("invoice", "an Invoice", invoice)
    lines = [
        *ends(heading(invoice), UNTAXED),
        rule("="),
        "",
        *_head(invoice),
        "",
        *_dates(invoice),
        "",
        *_table(invoice, locale),
    ]
    return "\n".join(lines) + "\n"


def heading(invoice: Invoice) -> str:
    """Return what the document is and the day it is dated."""
    return f"{wording(invoice.kind)} of {invoice.issued_on.value}"


def _head(invoice: Invoice) -> Iterator[str]:
    market = invoice.market
    yield from _named("Account", invoice.account)
    yield from _named("Product", invoice.product)
    yield from _named("Period", days_text(invoice.period))
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)
    if invoice.known_on is not None:
        yield from _named("Facts", f"those known on {invoice.known_on}")


def _dates(invoice: Invoice) -> Iterator[str]:
    started = invoice.billing_start.value
    yield from _named("Billing start", f"{started}{_apart(invoice)}")
    if invoice.sent_on is not None:
        yield from _named("Sent on", str(invoice.sent_on))
    yield from _named("Due on", _day(invoice.due_on))
    yield from _named("Autopay on", _day(invoice.autopay_on))
    yield from _named("Dispute until", str(invoice.dispute_until.value))


def _apart(invoice: Invoice) -> str:
    contract = invoice.contract
    quoted = contract.billing_start_on
    days = days_between_starts(contract, invoice.market.start)
    if quoted is None or not days or not contract.free_months:
        return ""
    return f" (by the quote {quoted}, by the free months {quoted + timedelta(days)})"


def _day(on: Derived[date] | None) -> str:
    return "no day, since nothing is to pay" if on is None else str(on.value)


def _named(name: str, text: str) -> list[str]:
    columns = Column(_NAMES), Column(WIDTH - _NAMES - 2)
    return row((name, text), columns)


def _table(invoice: Invoice, locale: str) -> Iterator[str]:
    rows = [
        _cells(number, line, locale)
        for number, line in enumerate(invoice.lines, start=1)
    ]
    columns = _columns([_HEADINGS, *rows])
    yield from row(_HEADINGS, columns)
    yield rule("-")
    for cells in rows:
        yield from row(cells, columns)
    yield rule("-")
    total = amount_text(invoice.total.value, locale)
    yield from ends(f"Total {UNTAXED}", total)
    yield from ends(to_pay_text(invoice), amount_text(invoice.payable.value, locale))


def to_pay_text(invoice: Invoice) -> str:
    """Return the name of the last row: what is to pay, and by when."""
    return "To pay" if invoice.due_on is None else f"To pay by {invoice.due_on.value}"


def _cells(number: int, line: LineItem, locale: str) -> tuple[str, ...]:
    return (
        str(number),
        "\n".join((title(line), *details(line))),
        days_text(line.period),
        str(line.quantity),
        price_text(line.unit_price, line.amount.currency, locale),
        amount_text(line.amount, locale),
    )


def _columns(rows: list[tuple[str, ...]]) -> tuple[Column, ...]:
    number, _, *others = (widest(cells) for cells in zip(*rows, strict=True))
    line = WIDTH - number - sum(others) - _GAPS
    days, *figures = others
    return (
        Column(number, right=True),
        Column(max(line, _NARROWEST_LINE)),
        Column(days),
        *(Column(width, right=True) for width in figures),
    )


def title(line: LineItem) -> str:
    """Return what a line is and what it is for."""
    return f"{wording(line.kind)}: {line.item}"


def details(line: LineItem) -> tuple[str, ...]:
    """Return what else tells a line from its neighbours: day, group and code."""
    found = []
    if line.effective_on is not None:
        found.append(f"effective {line.effective_on}")
    if line.group is not None:
        found.append(f"group {line.group}")
    if line.fields.code is not None:
        found.append(line.fields.code)
    return tuple(found)


def days_text(period: Period) -> str:
    """
    Return the days of a period, the last one counted.

    >>> days_text(Period.month(2026, 2))
    '2026-02-01 to 2026-02-28'
    >>> days_text(Period(date(2026, 8, 12), date(2026, 8, 13)))
    '2026-08-12'
    >>> days_text(Period(date(2026, 9, 1), date(2026, 9, 1)))
    'none'
    """
    if not period.days:
        return "none"
    if period.days == 1:
        return str(period.start)
    return f"{period.start} to {period.last_day}"
