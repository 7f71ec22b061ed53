"""A credit note as a person reads it, as plain text and as HTML.

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.credits import CreditReason, OfAmount, credit_note
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> sent, fifty = issued_document(august), OfAmount(Money(Decimal("50.00"), "USD"))
>>> on, why = date(2026, 8, 20), CreditReason.GOODWILL
>>> note = credit_note(sent, id="n1", issued_on=on, reason=why, asked=fifty)
>>> for line in credit_note_text(note).splitlines()[-6:-1]:
...     print(line[:22] + line[60:])
1  Service charge: dev-01 to 2026-08-31  $125.00   -$32.98
2  Prorated charge: de-16 to 2026-07-31   $64.52   -$17.02
   effective 2026-07-1
----------------------------------------------------------
Total                                              -$50.00
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final, NamedTuple, assert_never

from gotobilling.errors import WrongType
from gotobilling.invoices import (
    CorrectedLine,
    CreditNote,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
)
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text, percent_text
from gotobilling.present.catalog import wording
from gotobilling.present.corrections import (
    charged_text,
    document_text,
    line_details,
    line_title,
)
from gotobilling.present.layout import WIDTH, Column, ends, row, rule, widest

__all__ = ["credit_note_html", "credit_note_text", "credited_lines"]

_HEADINGS: Final = ("#", "Line of the invoice", "Days charged", "Open", "Credited")
_NARROWEST_LINE: Final = 24
_NAMES: Final = 16
_SHOWN: Final = 12


class CreditedLine(NamedTuple):
    """
    A line of a credit note as it is printed.

    Attributes:
        number: The number of the line that is given back, among those of the invoice.
        line: What that line is.
        open: What was open of it.
        amount: What the note gives back, below 0 as a rule.
    """

    number: int
    line: CorrectedLine
    open: Money
    amount: Money


def credited_lines(note: CreditNote) -> tuple[CreditedLine, ...]:
    """Return the lines of a note under their numbers on the invoice."""
    numbers = open_numbers(note)
    lefts = {one.line.id: one.minor for one in note.open}
    return tuple(
        CreditedLine(
            numbers[one.line.id],
            one.line,
            Money.from_minor(lefts[one.line.id], note.currency),
            one.amount,
        )
        for one in note.lines
    )


def open_numbers(note: CreditNote) -> Mapping[str, int]:
    """Return the numbers of the invoice's lines by their ids, as it prints them."""
    return {one.line.id: n for n, one in enumerate(note.open, start=1)}


def credit_note_text(note: CreditNote, locale: str = "en_US") -> str:
    """
    Return a credit note as text: its name, what it credits, its lines and total.

    Args:
        note: The credit note.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: no credit note.
        UnknownName: a locale that Babel does not have.
    """
    if type(note) is not CreditNote:
        raise WrongType("note", "a CreditNote", note)
    lines = [
        heading(note),
        rule("="),
        "",
        *_head(note, locale),
        "",
        *_table(note, locale),
    ]
    return "\n".join(lines) + "\n"


def heading(note: CreditNote) -> str:
    """Return what the document is, its name, and the day it is dated."""
    return f"{wording(note.key.kind)} {note.id} of {note.issued_on}"


def _head(note: CreditNote, locale: str) -> Iterator[str]:
    market = note.market
    yield from _named("Account", note.account)
    yield from _named("Product", note.of.product)
    yield from _named("Credits", invoice_credited(note))
    yield from _named("Its digest", note.invoice)
    yield from _named("Reason", wording(note.reason))
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    readings = market.listed_readings
    if readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in readings)
        yield from _named("Readings", chosen)
    yield from _named("Asked for", _asked(note, locale))


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def invoice_credited(note: CreditNote) -> str:
    """Return which invoice is credited: its kind, its days, the day it is dated."""
    issued_on = note.open[0].parts[0].effective_on
    return f"{document_text(note.of)}, dated {issued_on}"


def _asked(note: CreditNote, locale: str) -> str:
    match note.asked:
        case Everything():
            return "all that is open"
        case OfAmount(amount):
            return f"{amount_text(amount, locale)}, fees and taxes included"
        case OfShare(percent):
            return f"{percent_text(percent, locale)} of the invoice"
        case OfLines(amounts):
            numbers = open_numbers(note)
            given = {numbers[line]: amount for line, amount in amounts}
            return ", ".join(_line_asked(n, given[n], locale) for n in sorted(given))
    assert_never(note.asked)


def _line_asked(number: int, amount: Money | None, locale: str) -> str:
    said = f"line {number}"
    if amount is None:
        return said
    return f"{said} ({amount_text(amount, locale)} before fees and taxes)"


def _table(note: CreditNote, locale: str) -> Iterator[str]:
    cells = [_cells(one, locale) for one in credited_lines(note)]
    number, _, days, *figures = (
        widest(each) for each in zip(_HEADINGS, *cells, strict=True)
    )
    line = WIDTH - number - days - sum(figures) - 2 * (len(_HEADINGS) - 1)
    columns = (
        Column(number, right=True),
        Column(max(line, _NARROWEST_LINE)),
        Column(days),
        *(Column(width, right=True) for width in figures),
    )
    yield from row(_HEADINGS, columns)
    yield rule("-")
    for one in cells:
        yield from row(one, columns)
    yield rule("-")
    yield from ends("Total", amount_text(note.total.value, locale))
    yield from ends(_LEFT, amount_text(still_open(note), locale))


_LEFT: Final = "Still open of the invoice"


def still_open(note: CreditNote) -> Money:
    """Return what is open of the invoice after the note."""
    return Money.from_minor(note.left.minor + note.minor, note.currency)


def _cells(one: CreditedLine, locale: str) -> tuple[str, ...]:
    return (
        str(one.number),
        "\n".join((line_title(one.line), *line_details(one.line))),
        charged_text(one.line),
        amount_text(one.open, locale),
        amount_text(one.amount, locale),
    )


def credit_note_html(note: CreditNote, locale: str = "en_US") -> str:
    """
    Return a credit note as an HTML table, without any style of its own.

    Raises:
        UnknownName: a locale that Babel does not have.
    """
    return "\n".join(_html(note, locale))


def _html(note: CreditNote, locale: str) -> Iterator[str]:
    said = f"{heading(note)}, {note.account}: {invoice_credited(note)}"
    yield "<table>"
    yield f"<caption>{escape(said)}</caption>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADINGS)
    yield f"<thead>\n<tr>{heads}</tr>\n</thead>"
    yield "<tbody>"
    for one in credited_lines(note):
        cells = [cell.replace("\n", ", ") for cell in _cells(one, locale)]
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody>"
    yield "<tfoot>"
    for name, amount in (("Total", note.total.value), (_LEFT, still_open(note))):
        head = f'<th colspan="{len(_HEADINGS) - 1}" scope="row">{name}</th>'
        yield f"<tr>{head}<td>{escape(amount_text(amount, locale))}</td></tr>"
    yield "</tfoot>"
    yield "</table>"
