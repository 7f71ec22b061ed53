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

from gotobilling.billing_dates import CycleFacts
from gotobilling.contracts import days_between_starts
from gotobilling.derivation import Derived
from gotobilling.errors import WrongType
from gotobilling.invoices import Invoice
from gotobilling.kinds import USAGE_KINDS
from gotobilling.lineitems import LineItem
from gotobilling.present.amounts import amount_text, price_text, quantity_text
from gotobilling.present.catalog import wording
from gotobilling.present.corrections import (
    CORRECTIONS,
    correction_section,
    corrections_on,
    days_text,
)
from gotobilling.present.layout import (
    WIDTH,
    Column,
    ends,
    paragraph,
    row,
    rule,
    widest,
)
from gotobilling.present.levies import (
    NOTHING_LEVIED,
    SUMMARY,
    SUMMARY_HEADINGS,
    address_text,
    levied_text,
    levy_text,
    levy_title,
    note_texts,
    summary_cells,
)

__all__ = [
    "UNTAXED",
    "days_text",
    "details",
    "heading",
    "invoice_text",
    "title",
    "to_pay_text",
    "total_text",
]

UNTAXED: Final = "before fees and taxes"
"""What the total is of a document whose account has no billing address."""

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
    first = heading(invoice)
    lines = [
        *([first] if invoice.is_taxed else ends(first, UNTAXED)),
        rule("="),
        "",
        *_head(invoice),
        "",
        *_dates(invoice),
        "",
        *_table(invoice, locale),
        *(_levied(invoice, locale) if invoice.is_taxed else ()),
    ]
    return "\n".join(lines) + "\n"


def heading(invoice: Invoice) -> str:
    """Return what the document is, the day it is dated, and which part it is."""
    part = f", {invoice.part}" if invoice.part else ""
    return f"{wording(invoice.kind)} of {invoice.issued_on.value}{part}"


def _head(invoice: Invoice) -> Iterator[str]:
    market = invoice.market
    yield from _named("Account", invoice.account)
    yield from _named("Product", invoice.product)
    yield from _named("Period", days_text(invoice.period))
    if invoice.cycle is not None:
        yield from _named("Cycle", cycle_text(invoice.cycle))
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if invoice.is_taxed:
        yield from _named("Billing address", address_text(invoice))
    readings = market.listed_readings
    if readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in readings)
        yield from _named("Readings", chosen)
    if invoice.known_on is not None:
        yield from _named("Facts", f"those known on {invoice.known_on}")


def cycle_text(cycle: CycleFacts) -> str:
    """Return which cycle it is, and the day from which cycles are counted."""
    moved = ", to which the billing date moved" if cycle.anchor.moved else ""
    return f"{cycle.number + 1}, counted from {cycle.anchor.on}{moved}"


def _dates(invoice: Invoice) -> Iterator[str]:
    started = invoice.billing_start.value
    yield from _named("Billing start", f"{started}{_apart(invoice)}")
    if invoice.sent_on is not None:
        yield from _named("Sent on", str(invoice.sent_on))
    if invoice.paid_on is not None:
        yield from _named("Paid on", str(invoice.paid_on))
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
    if rows:
        columns = _columns([_HEADINGS, *rows])
        yield from row(_HEADINGS, columns)
        yield rule("-")
        for cells in rows:
            yield from row(cells, columns)
        yield rule("-")
    if invoice.is_taxed or invoice.corrected:
        yield from ends("Subtotal", amount_text(invoice.subtotal.value, locale))
    if invoice.is_taxed:
        yield from _levies(invoice, locale)
    if invoice.corrected:
        yield from ("", CORRECTIONS, "")
        yield from correction_section(corrections_on(invoice), locale)
        yield rule("-")
    yield from ends(total_text(invoice), amount_text(invoice.total.value, locale))
    yield from ends(to_pay_text(invoice), amount_text(invoice.payable.value, locale))


def _levies(invoice: Invoice, locale: str) -> Iterator[str]:
    # Their numbers go on from those of the charges, since the workings name both.
    rows = [
        (
            str(number),
            levy_title(line),
            levy_text(invoice, line, locale),
            amount_text(line.amount, locale),
        )
        for number, line in enumerate(invoice.levies, start=len(invoice.rows) + 1)
    ]
    if not rows:
        return
    number, _, charged, amount = (widest(cells) for cells in zip(*rows, strict=True))
    line = WIDTH - number - charged - amount - 2 * 3
    columns = (
        Column(number, right=True),
        Column(max(line, _NARROWEST_LINE)),
        Column(charged),
        Column(amount, right=True),
    )
    yield rule("-")
    for cells in rows:
        yield from row(cells, columns)
    yield rule("-")


def _levied(invoice: Invoice, locale: str) -> Iterator[str]:
    yield ""
    if not invoice.levied:
        yield NOTHING_LEVIED
        return
    rows = summary_cells(invoice, locale)
    cells = zip(*(SUMMARY_HEADINGS, *rows), strict=True)
    place, _, category, *figures = (widest(column) for column in cells)
    line = WIDTH - place - category - sum(figures) - 2 * (len(SUMMARY_HEADINGS) - 1)
    columns = (
        Column(place),
        Column(max(line, _NARROWEST_LINE)),
        Column(category),
        *(Column(width, right=True) for width in figures),
    )
    yield SUMMARY
    yield ""
    yield from row(SUMMARY_HEADINGS, columns)
    yield rule("-")
    for one in rows:
        yield from row(one, columns)
    yield rule("-")
    yield from ends("Fees and taxes", levied_text(invoice, locale))
    for note in note_texts(invoice):
        yield ""
        yield from paragraph(note, "")


def total_text(invoice: Invoice) -> str:
    """Return the name of the total, and what it leaves out."""
    return "Total" if invoice.is_taxed else f"Total {UNTAXED}"


def to_pay_text(invoice: Invoice) -> str:
    """Return the name of the last row: what is to pay, and by when."""
    return "To pay" if invoice.due_on is None else f"To pay by {invoice.due_on.value}"


def _cells(number: int, line: LineItem, locale: str) -> tuple[str, ...]:
    return (
        str(number),
        "\n".join((title(line), *details(line))),
        days_text(line.period),
        quantity_text(line.quantity),
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
    if line.effective_on is not None and line.kind not in USAGE_KINDS:
        found.append(f"effective {line.effective_on}")
    if line.group is not None:
        found.append(f"group {line.group}")
    if line.fields.code is not None:
        found.append(line.fields.code)
    return tuple(found)
