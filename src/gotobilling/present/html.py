"""An invoice as a small table of HTML, for a notebook.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> for row in invoice_html(invoice).splitlines()[-4:-2]:
...     print(row)
<tr><th colspan="4" scope="row">Total before fees and taxes</th><td>$189.52</td></tr>
<tr><th colspan="4" scope="row">To pay by 2026-08-16</th><td>$189.52</td></tr>
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from gotobilling.invoices import Invoice
from gotobilling.present.amounts import amount_text, price_text, quantity_text
from gotobilling.present.corrections import (
    CORRECTIONS,
    correction_line,
    corrections_on,
    days_text,
    late_facts,
)
from gotobilling.present.grounds import late_text
from gotobilling.present.levies import (
    NOTHING_LEVIED,
    SUMMARY,
    SUMMARY_HEADINGS,
    levied_text,
    levy_text,
    levy_title,
    note_texts,
    summary_cells,
)
from gotobilling.present.text import (
    UNTAXED,
    details,
    heading,
    title,
    to_pay_text,
    total_text,
)

__all__ = ["invoice_html"]

_HEADINGS: Final = ("Line", "Days charged", "Quantity", "Unit price", "Amount")


def invoice_html(invoice: Invoice, locale: str = "en_US") -> str:
    """
    Return an invoice as an HTML table, without any style of its own.

    A taxed invoice has a second table, the summary of its levies, and notes below; all
    of it stands in one ``div``.

    Args:
        invoice: The invoice.
        locale: How amounts are printed.

    Raises:
        UnknownName: a locale that Babel does not have.
    """
    table = _table(invoice, locale)
    if invoice.is_taxed:
        return "\n".join(("<div>", *table, *_levied(invoice, locale), "</div>"))
    return "\n".join(table)


def _table(invoice: Invoice, locale: str) -> Iterator[str]:
    said = f"{heading(invoice)}, {invoice.account}"
    yield from _head(said if invoice.is_taxed else f"{said}, {UNTAXED}", _HEADINGS)
    yield "<tbody>"
    for line in invoice.lines:
        cells = (
            ", ".join((title(line), *details(line))),
            days_text(line.period),
            quantity_text(line.quantity),
            price_text(line.unit_price, invoice.currency, locale),
            amount_text(line.amount, locale),
        )
        yield _row([f"<td>{escape(cell)}</td>" for cell in cells])
    yield "</tbody>"
    yield "<tfoot>"
    if invoice.is_taxed or invoice.corrected:
        yield _total("Subtotal", amount_text(invoice.subtotal.value, locale))
    for levy in invoice.levies:
        name = f"{levy_title(levy)}, {levy_text(invoice, levy, locale)}"
        yield _total(name, amount_text(levy.amount, locale))
    if invoice.corrected:
        yield from _corrections(invoice, locale)
    yield _total(total_text(invoice), amount_text(invoice.total.value, locale))
    yield _total(to_pay_text(invoice), amount_text(invoice.payable.value, locale))
    yield "</tfoot>"
    yield "</table>"


def _corrections(invoice: Invoice, locale: str) -> Iterator[str]:
    rows = corrections_on(invoice)
    yield _row([f'<th colspan="{len(_HEADINGS)}" scope="rowgroup">{CORRECTIONS}</th>'])
    for one in rows:
        yield _total(correction_line(one, locale), amount_text(one.amount, locale))
    for late in late_facts(rows):
        said = escape(f"{late.id}: {late_text(late)}")
        yield _row([f'<td colspan="{len(_HEADINGS)}">{said}</td>'])


def _head(caption: str, headings: Sequence[str]) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{escape(caption)}</caption>"
    yield "<thead>"
    yield _row([f'<th scope="col">{name}</th>' for name in headings])
    yield "</thead>"


def _levied(invoice: Invoice, locale: str) -> Iterator[str]:
    if not invoice.levied:
        yield f"<p>{NOTHING_LEVIED}</p>"
        return
    yield from _head(SUMMARY, SUMMARY_HEADINGS)
    yield "<tbody>"
    for cells in summary_cells(invoice, locale):
        yield _row([f"<td>{escape(cell)}</td>" for cell in cells])
    yield "</tbody>"
    yield "<tfoot>"
    named, amount = "Fees and taxes", levied_text(invoice, locale)
    yield _total(named, amount, len(SUMMARY_HEADINGS) - 1)
    yield "</tfoot>"
    yield "</table>"
    for note in note_texts(invoice):
        yield f"<p>{escape(note)}</p>"


def _total(name: str, amount: str, span: int = len(_HEADINGS) - 1) -> str:
    head = f'<th colspan="{span}" scope="row">{escape(name)}</th>'
    return _row([head, f"<td>{escape(amount)}</td>"])


def _row(cells: list[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"
