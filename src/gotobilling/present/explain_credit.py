"""A credit note with all its workings: what was open, and what is given back of it."""

from collections.abc import Iterator

from gotobilling.invoices import CreditNote
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text
from gotobilling.present.corrections import line_details, line_title
from gotobilling.present.credit_notes import (
    credit_note_text,
    credited_lines,
    open_numbers,
)
from gotobilling.present.layout import ends, paragraph
from gotobilling.present.pages import INTRODUCTION, Pages, section

__all__ = ["credit_note_pages"]


def credit_note_pages(note: CreditNote, locale: str) -> str:
    """Return a credit note as text, and below it what made each of its amounts."""
    lines = "\n".join(_lines(note, locale))
    return credit_note_text(note, locale) + lines + "\n"


def _lines(note: CreditNote, locale: str) -> Iterator[str]:
    numbers = dict(open_numbers(note))
    numbers.update((one.id, numbers[one.line.id]) for one in note.lines)
    pages = Pages(note.currency, numbers)
    yield ""
    yield from paragraph(INTRODUCTION, "")
    yield ""
    yield from section("What is open of the invoice, up to and including each line")
    for number, (one, total) in enumerate(
        zip(note.open, note.running, strict=True), start=1
    ):
        said = ", ".join((line_title(one.line), *line_details(one.line)))
        yield from _heading(f"{number}  {said}", total.value, locale)
        yield from pages.steps(total.proof)
    if note.credited is not None:
        yield from section("What is shared out over all lines")
        yield from _heading("Credited", note.credited.value, locale)
        yield from pages.steps(note.credited.proof)
    yield from section("How each line was made")
    for told, line in zip(credited_lines(note), note.lines, strict=True):
        said = ", ".join((line_title(told.line), *line_details(told.line)))
        yield from _heading(f"{told.number}  {said}", told.amount, locale)
        yield from pages.steps(line.proof)
    yield from section("How the total was made")
    yield from _heading("Total", note.total.value, locale)
    yield from pages.steps(note.total.proof)
    yield from pages.grounds(note.market, is_invoice=True)


def _heading(said: str, amount: Money, locale: str) -> list[str]:
    return ends(said, amount_text(amount, locale))
