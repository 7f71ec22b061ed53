"""The pages below a document: each step of its proofs, then what the steps name.

The steps of one proof after the other are worked out here, each once; then the facts,
readings, clauses and sources that they rest on.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from gotobilling.currencies import minor_digits
from gotobilling.derivation import Proof
from gotobilling.facts import Fact
from gotobilling.market import Market
from gotobilling.present.catalog import wording
from gotobilling.present.grounds import (
    cited_clauses,
    cited_facts,
    cited_sources,
    fact_name,
    fact_text,
    firmness,
    reading_text,
    readings_of,
    standing_text,
)
from gotobilling.present.layout import (
    WIDTH,
    Column,
    flowing,
    paragraph,
    row,
    rule,
    widest,
)
from gotobilling.present.working import workings
from gotobilling.readings import GroupReading
from gotobilling.sources import Clause, Source, Standing

__all__ = ["INDENT", "INTRODUCTION", "Pages", "section"]

INTRODUCTION: Final = (
    "Each step below says what was done and its exact result. Parentheses say where a "
    "value comes from: a field of a fact, such as (devices.quantity), of a policy or "
    "of this document, a line or a total; a value without them is the result of a step "
    "above it. At the right stands the clause (A to G) or decision (Q) that asks for "
    "the step, and how firm it is. All of them are listed at the end."
)
"""What a reader of the steps has to know."""
INDENT: Final = "   "
"""How far the steps stand in."""

_STEP: Final = (Column(22), Column(55), Column(12))
_WIDEST_NAME: Final = 24


class Pages:
    """
    The proofs of one document in words, and what they name.

    Args:
        currency: The currency of the document.
        numbers: The printed number of each line, by its id; a text where it stands on
            another document.
    """

    def __init__(self, currency: str, numbers: Mapping[str, int | str]) -> None:
        self.digits = minor_digits(currency)
        self.numbers = numbers
        self.proofs: list[Proof] = []

    def steps(self, proof: Proof) -> Iterator[str]:
        """Yield the steps of a proof, each with its clause."""
        self.proofs.append(proof)
        for working in workings(proof, digits=self.digits, lines=self.numbers):
            result = f"= {working.result}" if working.result else ""
            said = flowing(working.done, result, _STEP[1])
            yield from _step(working.label, said, firmness(working.clause))
        yield ""

    def grounds(
        self,
        market: Market | None,
        facts: Iterable[Fact] = (),
        clauses: Iterable[Clause] = (),
        *,
        is_invoice: bool = False,
    ) -> Iterator[str]:
        """
        Yield what the steps so far name, with other facts and clauses.

        An invoice rests on none of the readings about what follows it.
        """
        cited = cited_clauses(self.proofs, clauses)
        yield from section("Facts named above")
        named = cited_facts(self.proofs, facts)
        yield from _named([(fact_name(fact), fact_text(fact)) for fact in named])
        if market is not None:
            yield from section(
                "Readings chosen, where the published words leave a choice"
            )
            readings = [
                (f"{one.name} ({one.clause.id})", reading_text(one, market))
                for one in readings_of(cited)
                if not (is_invoice and isinstance(one, GroupReading))
            ]
            yield from _named(readings)
        yield from section("Clauses and decisions")
        yield from _standings(cited)
        for clause in cited:
            yield from _clause(clause)
        yield from section("Sources")
        for source in cited_sources(cited):
            yield from _source(source)


def _step(label: str, said: str, firm: str) -> list[str]:
    if len(firm) <= _STEP[2].width:
        return row((label, said, firm), _STEP, INDENT)
    # The name of a law or of a rate is longer than the column; it is never broken.
    *above, last = row((label, said, ""), _STEP, INDENT)
    if len(last) + 2 + len(firm) <= WIDTH:
        return [*above, last + firm.rjust(WIDTH - len(last))]
    return [*above, last, firm.rjust(WIDTH)]


def section(name: str) -> tuple[str, ...]:
    """Return the heading of a section."""
    return (name, rule("-"), "")


def _named(rows: list[tuple[str, str]]) -> Iterator[str]:
    first = min(widest(name for name, _ in rows), _WIDEST_NAME)
    columns = (Column(first), Column(WIDTH - len(INDENT) - first - 2))
    for cells in rows:
        yield from row(cells, columns, INDENT)
    yield ""


def _standings(clauses: Iterable[Clause]) -> Iterator[str]:
    found = {clause.standing for clause in clauses}
    for standing in Standing:
        if standing in found:
            yield f"{INDENT}{standing_text(standing)}: {wording(standing)}"
    yield ""


def _clause(clause: Clause) -> Iterator[str]:
    resting = f", resting on {', '.join(clause.rests_on)}" if clause.rests_on else ""
    yield from paragraph(f"{firmness(clause)}{resting}", INDENT, "")
    yield from paragraph(clause.text, INDENT)
    cited = "; ".join(str(one) for one in clause.citations)
    yield from paragraph(f"Sources: {cited or 'none'}.", INDENT)
    if clause.note:
        yield from paragraph(f"Note: {clause.note}", INDENT)
    yield ""


def _source(source: Source) -> Iterator[str]:
    yield from paragraph(f"{source.id}: {source.title} ({source.language})", INDENT)
    if source.url:
        yield f"{INDENT * 2}{source.url}"
    if source.sha256 is not None:
        yield f"{INDENT * 2}SHA-256 of the copy read: {source.sha256}"
