"""How each correction was made: the line as it should be, and what differs from it.

A correction rests on the line of the document as it should have been, its revision.
Both are shown: how that line comes to its amount, from facts to cents, and the
difference to what was issued.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gotobilling.clauses import E2, Q45, Q46, Q67
from gotobilling.derivation import Proof
from gotobilling.facts import Fact
from gotobilling.invoices import Correction, Revision
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text
from gotobilling.present.corrections import (
    Corrected,
    correction_text,
    corrections_of,
    document_text,
    late_facts,
    line_details,
    line_title,
)
from gotobilling.present.grounds import late_text
from gotobilling.present.layout import ends, paragraph
from gotobilling.present.pages import INDENT, INTRODUCTION, Pages, section

__all__ = ["Revised", "correction_pages", "correction_steps"]

_REVISION: Final = (
    "The revision of a document is what it should have been by all that is known now. "
    "What was issued stays as it is; the difference is corrected."
)


class Revised:
    """The lines of revisions that corrections rest on, with their printed numbers."""

    def __init__(
        self, revisions: Iterable[Revision], rows: tuple[Corrected, ...]
    ) -> None:
        self.rows = rows
        self.invoices = [one.revised for one in revisions if one.revised is not None]
        self.lines: dict[str, LineItem | LevyLine] = {}
        self.numbers: dict[str, str] = {}
        for invoice in self.invoices:
            lines = invoice.every_line
            for number, line in enumerate(lines, start=1):
                self.lines[line.id] = line
                self.numbers[line.id] = f"{number} of the revision"

    @property
    def levies(self) -> tuple[LevyLine, ...]:
        """The levies whose steps are shown."""
        found = [self.lines.get(one.facts.line.id) for one in self.rows]
        return tuple(line for line in found if isinstance(line, LevyLine))

    @property
    def market(self) -> Market | None:
        """The market of the revisions, or None where nothing should have been."""
        return self.invoices[0].market if self.invoices else None

    def facts(self) -> Iterator[Fact]:
        """Yield the late facts, and the addresses that corrected levies follow."""
        # What a certificate frees comes to nothing and is never a difference.
        yield from late_facts(self.rows)
        if self.levies:
            for invoice in self.invoices:
                yield from invoice.addresses


def correction_pages(found: Correction, locale: str) -> str:
    """Return corrections as text, and below them what made each."""
    rows = corrections_of(found)
    text = correction_text(found, locale)
    if not rows:
        return text
    revised = Revised(found.revisions, rows)
    pages = Pages(found.currency, revised.numbers)
    clauses = [(line.levy.clause, line.rate.clause) for line in revised.levies]
    on_a_day = (E2, Q45, Q46, Q67) if clauses else ()
    cited = (*on_a_day, *(clause for pair in clauses for clause in pair))
    lines = [
        "",
        *paragraph(INTRODUCTION, ""),
        "",
        *section("How each correction was made"),
        *correction_steps(pages, revised, [x.proof for x in found.lines], locale),
        *pages.grounds(revised.market, revised.facts(), cited, is_invoice=True),
    ]
    return text + "\n".join(lines) + "\n"


def correction_steps(
    pages: Pages, revised: Revised, proofs: Sequence[Proof], locale: str
) -> Iterator[str]:
    """Yield how each correction was made, in their order."""
    yield from paragraph(_REVISION, "")
    yield ""
    for one, proof in zip(revised.rows, proofs, strict=True):
        line = one.facts.line
        said = ", ".join((line_title(line), *line_details(line)))
        yield from ends(f"{one.number}  {said}", amount_text(one.amount, locale))
        yield from paragraph(f"On the {_document(one)}.", INDENT)
        for cause in one.facts.causes:
            facts = "; with ".join(f"{x.id}, {late_text(x)}" for x in cause.facts)
            change = Money.from_minor(cause.minor, one.facts.currency)
            said = f"Because of {facts} ({amount_text(change, locale)})"
            yield from paragraph(said, INDENT)
        yield ""
        again = revised.lines.get(line.id)
        if again is not None:
            yield f"{INDENT}As it should be: line {revised.numbers[line.id]}"
            yield from pages.steps(again.proof)
        yield f"{INDENT}The correction"
        yield from pages.steps(proof)


def _document(one: Corrected) -> str:
    said = document_text(one.facts.of)
    never = "" if one.is_issued else ", which was not issued before"
    return f"{said[0].lower()}{said[1:]}{never}"
