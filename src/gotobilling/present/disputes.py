"""A dispute as a person reads it: as text, with workings, and as HTML.

>>> from datetime import date
>>> from gotobilling.disputes import disputed_parts
>>> from gotobilling.facts import Dispute, DisputedLine
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> sent = issued_document(
...     assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
... )
>>> dispute = Dispute(
...     id="d1",
...     invoice=sent.digest,
...     notified_on=date(2026, 8, 10),
...     lines=(DisputedLine(line=sent.document.lines[1].id),),
... )
>>> parts = disputed_parts(dispute, sent, [], us.CONNECT)
>>> for line in dispute_text(parts).splitlines()[-5:]:
...     print(line[:48] + line[78:])
2  Prorated charge: device                        $64.52    $64.52
   effective 2026-07-15
------------------------------------------------------------------
Disputed, not due until it is resolved [Q57]                $64.52
Undisputed, due on 2026-08-16                              $125.00
"""

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Final, cast

from gotobilling.derivation import Derived
from gotobilling.disputes import DisputedParts, DisputeOutcome
from gotobilling.errors import WrongType
from gotobilling.facts import Resolved
from gotobilling.invoices import CreditNote
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text
from gotobilling.present.corrections import (
    charged_text,
    document_text,
    line_details,
    line_title,
)
from gotobilling.present.credit_notes import open_numbers
from gotobilling.present.layout import WIDTH, Column, ends, paragraph, row, rule, widest
from gotobilling.present.pages import INTRODUCTION, Pages, section

__all__ = ["dispute_explained", "dispute_html", "dispute_text"]

_HEADINGS: Final = ("#", "Line of the invoice", "Days charged", "Open", "Disputed")
_NAMES: Final = 16

Shown = DisputedParts | DisputeOutcome


def dispute_text(found: Shown, locale: str = "en_US") -> str:
    """
    Return a dispute as text: its days, its lines, the two parts, how it ended.

    Args:
        found: The two parts of an invoice, or the outcome of the dispute.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: another value.
        UnknownName: a locale that Babel does not have.
    """
    lines = (_title(_parts(found)), rule("="), "", *_head(found), "")
    return "\n".join((*lines, *_table(found, locale))) + "\n"


def _parts(found: Shown) -> DisputedParts:
    if type(found) is DisputedParts:
        return found
    if type(found) is not DisputeOutcome:
        raise WrongType("found", "the parts or the outcome of a dispute", found)
    return found.parts


def _title(parts: DisputedParts) -> str:
    return f"Dispute {parts.dispute.id} of {parts.issued.document.account}"


def _head(found: Shown) -> Iterator[str]:
    parts = _parts(found)
    market, issued = parts.market, parts.issued
    yield from _named("Account", issued.document.account)
    said = f"{document_text(issued.document.key)}, dated {issued.issued_on}"
    yield from _named("Invoice", said)
    yield from _named("Its digest", issued.digest)
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)
    last = parts.window.last_day.value
    said = f"{parts.dispute.notified_on}, in time until {last} [Q3]"
    yield from _named("Notice", said)
    if isinstance(found, DisputeOutcome):
        yield from _named("Resolved", f"{found.resolution.resolved_on}, {_how(found)}")


def _how(found: DisputeOutcome) -> str:
    if found.resolution.outcome is Resolved.UPHELD and found.rest.value.minor > 0:
        return "upheld in part"
    return found.resolution.outcome.value


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def _note(parts: DisputedParts) -> CreditNote:
    # A dispute that is about nothing has no parts.
    return cast("CreditNote", parts.lines.note)


def _table(found: Shown, locale: str) -> Iterator[str]:
    cells = [*_cells(_parts(found), locale)]
    number, _, days, *figures = (
        widest(each) for each in zip(_HEADINGS, *cells, strict=True)
    )
    line = WIDTH - number - days - sum(figures) - 2 * (len(_HEADINGS) - 1)
    columns = (
        Column(number, right=True),
        Column(line),
        Column(days),
        *(Column(width, right=True) for width in figures),
    )
    yield from row(_HEADINGS, columns)
    yield rule("-")
    for one in cells:
        yield from row(one, columns)
    yield rule("-")
    for name, amount in _sums(found, locale):
        yield from ends(name, amount)


def _cells(parts: DisputedParts, locale: str) -> Iterator[tuple[str, ...]]:
    note = _note(parts)
    numbers = open_numbers(note)
    lefts = {one.line.id: one.minor for one in note.open}
    for _, line, amount in parts.lines.lines:
        left = Money.from_minor(lefts[line.id], note.currency)
        yield (
            str(numbers[line.id]),
            "\n".join((line_title(line), *line_details(line))),
            charged_text(line),
            amount_text(left, locale),
            amount_text(amount.value, locale),
        )


def _sums(found: Shown, locale: str) -> Iterator[tuple[str, str]]:
    parts = _parts(found)
    due = _due(parts.due_on)
    said = "Disputed"
    if parts.disputed_due_on is not None:
        said = f"Disputed{due} all the same [Q57]"
    elif isinstance(found, DisputedParts):
        said = "Disputed, not due until it is resolved [Q57]"
    yield said, amount_text(parts.disputed.value, locale)
    yield f"Undisputed{due}", amount_text(parts.undisputed.value, locale)
    if isinstance(found, DisputeOutcome):
        if found.note is not None:
            said = f"Upheld, given back by the credit note {found.note.id}"
            yield said, amount_text(found.upheld.amount.value, locale)
        said = f"Owed after all{_due(found.rest_due_on)}"
        yield said, amount_text(found.rest.value, locale)


def _due(on: Derived[date] | None) -> str:
    return "" if on is None else f", due on {on.value}"


def dispute_explained(found: Shown, locale: str = "en_US") -> str:
    """
    Return a dispute as text, and below it what made each amount and day.

    Raises:
        WrongType: another value.
        ProofError: an answer that its own rule does not give.
        UnknownName: a locale that Babel does not have.
    """
    return dispute_text(found, locale) + "\n".join(_workings(found, locale)) + "\n"


def _workings(found: Shown, locale: str) -> Iterator[str]:
    parts = _parts(found)
    numbers = open_numbers(_note(parts))
    pages = Pages(parts.issued.document.currency, numbers)
    yield ""
    yield from paragraph(INTRODUCTION, "")
    yield ""
    yield from section("How each amount and each day was made")
    for name, answer in found.answers():
        value = answer.value
        told = amount_text(value, locale) if isinstance(value, Money) else str(value)
        yield from ends(_said(name, numbers), told)
        yield from pages.steps(answer.proof)
    yield from pages.grounds(parts.market)


def _said(name: str, numbers: Mapping[str, int]) -> str:
    what, _, line = name.rpartition(":")
    said = f"{what}, line {numbers[line]}" if line in numbers else name
    said = said.replace("_", " ").replace(":", ": ")
    return f"{said[0].upper()}{said[1:]}"


def dispute_html(found: Shown, locale: str = "en_US") -> str:
    """
    Return a dispute as an HTML table, without any style of its own.

    Raises:
        WrongType: another value.
        UnknownName: a locale that Babel does not have.
    """
    return "\n".join(_html(found, locale))


def _html(found: Shown, locale: str) -> Iterator[str]:
    parts = _parts(found)
    said = f"{_title(parts)}: {document_text(parts.issued.document.key)}"
    yield "<table>"
    yield f"<caption>{escape(said)}</caption>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADINGS)
    yield f"<thead>\n<tr>{heads}</tr>\n</thead>"
    yield "<tbody>"
    for one in _cells(parts, locale):
        cells = [escape(cell.replace("\n", ", ")) for cell in one]
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody>"
    yield "<tfoot>"
    for name, amount in _sums(found, locale):
        head = f'<th colspan="{len(_HEADINGS) - 1}" scope="row">{escape(name)}</th>'
        yield f"<tr>{head}<td>{escape(amount)}</td></tr>"
    yield "</tfoot>"
    yield "</table>"
