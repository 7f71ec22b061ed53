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

from collections.abc import Iterator
from html import escape
from typing import Final

from gotobilling.invoices import Invoice
from gotobilling.present.amounts import amount_text, price_text
from gotobilling.present.text import (
    UNTAXED,
    days_text,
    details,
    heading,
    title,
    to_pay_text,
)

__all__ = ["invoice_html"]

_HEADINGS: Final = ("Line", "Days charged", "Quantity", "Unit price", "Amount")


def invoice_html(invoice: Invoice, locale: str = "en_US") -> str:
    """
    Return an invoice as one HTML table, without any style of its own.

    Args:
        invoice: The invoice.
        locale: How amounts are printed.

    Raises:
        UnknownName: a locale that Babel does not have.
    """
    return "\n".join(_table(invoice, locale))


def _table(invoice: Invoice, locale: str) -> Iterator[str]:
    said = f"{heading(invoice)}, {invoice.account}, {UNTAXED}"
    yield "<table>"
    yield f"<caption>{escape(said)}</caption>"
    yield "<thead>"
    yield _row([f'<th scope="col">{name}</th>' for name in _HEADINGS])
    yield "</thead>"
    yield "<tbody>"
    for line in invoice.lines:
        cells = (
            ", ".join((title(line), *details(line))),
            days_text(line.period),
            str(line.quantity),
            price_text(line.unit_price, invoice.currency, locale),
            amount_text(line.amount, locale),
        )
        yield _row([f"<td>{escape(cell)}</td>" for cell in cells])
    yield "</tbody>"
    yield "<tfoot>"
    yield _total(f"Total {UNTAXED}", amount_text(invoice.total.value, locale))
    yield _total(to_pay_text(invoice), amount_text(invoice.payable.value, locale))
    yield "</tfoot>"
    yield "</table>"


def _total(name: str, amount: str) -> str:
    span = len(_HEADINGS) - 1
    head = f'<th colspan="{span}" scope="row">{escape(name)}</th>'
    return _row([head, f"<td>{escape(amount)}</td>"])


def _row(cells: list[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"
