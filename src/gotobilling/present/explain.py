"""An invoice with all its workings: what made every line, total and date.

Below the invoice stands each step of each proof with the clause that asks for it; then
what the steps name: the facts, the readings with their alternatives, the clauses and
decisions in our own words, and the sources that can be opened.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> for line in explain_text(invoice).splitlines():
...     if line.startswith("   prorated charge"):
...         print(line[27:])
125.00 x 16/31 = 2000/31 = 64.516129...                  A8 stated
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from gotobilling.clauses import E2, Q45, Q46, Q47, Q48, Q67
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Derived, Proof
from gotobilling.facts import Fact
from gotobilling.invoices import Invoice
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text
from gotobilling.present.catalog import wording
from gotobilling.present.grounds import (
    cited_clauses,
    cited_facts,
    cited_sources,
    fact_text,
    firmness,
    reading_text,
    readings_of,
    standing_text,
)
from gotobilling.present.layout import (
    WIDTH,
    Column,
    ends,
    flowing,
    paragraph,
    row,
    rule,
    widest,
)
from gotobilling.present.levies import levy_text, levy_title
from gotobilling.present.text import details, invoice_text, title
from gotobilling.present.working import workings
from gotobilling.sources import Clause, Source, Standing

__all__ = ["explain_text"]

_INTRODUCTION: Final = (
    "Each step below says what was done and its exact result. Parentheses say where a "
    "value comes from: a field of a fact, such as (devices.quantity), of a policy or "
    "of this document, a line or a total; a value without them is the result of a step "
    "above it. At the right stands the clause (A to G) or decision (Q) that asks for "
    "the step, and how firm it is. All of them are listed at the end."
)
_NAMES: Final = " Laws and rates are cited by name."
_LEVIED: Final = (
    "The rate, the billing address and any exemption of a fee or a tax are those of "
    "the tax date of what it is levied on (E2, Q45, Q46, Q67)."
)
_ON_A_DAY: Final = (E2, Q45, Q46, Q67)
_INDENT: Final = "   "
_STEP: Final = (Column(22), Column(55), Column(12))
_WIDEST_NAME: Final = 24


def explain_text(invoice: Invoice, locale: str = "en_US") -> str:
    """
    Return an invoice as text, and below it what made each of its numbers and dates.

    Args:
        invoice: The invoice.
        locale: How amounts are printed; the workings are in plain digits.

    Raises:
        WrongType: no invoice, but the answer that there is none.
        UnknownName: a locale that Babel does not have.
        ProofError: an amount that its own rule does not give.
    """
    text = invoice_text(invoice, locale)
    return text + "\n".join(_Explanation(invoice, locale).lines()) + "\n"


Answer = Derived[Money] | Derived[date] | None
"""A total or a date of a document, or None where it has no such date."""


class _Explanation:
    """The pages below one invoice; each proof is worked out once."""

    def __init__(self, invoice: Invoice, locale: str) -> None:
        self.invoice = invoice
        self.locale = locale
        self.digits = minor_digits(invoice.currency)
        self.items: tuple[LineItem | LevyLine, ...]
        self.items = (*invoice.lines, *invoice.levies)
        self.numbers = {line.id: n for n, line in enumerate(self.items, start=1)}
        self.proofs: list[Proof] = []

    def lines(self) -> Iterator[str]:
        """Yield every line, section by section."""
        yield ""
        named = _NAMES if self.invoice.is_taxed else ""
        yield from paragraph(_INTRODUCTION + named, "")
        yield ""
        yield from _section("How each line was made")
        for number, line in enumerate(self.items, start=1):
            yield from self.line(number, line)
        if self.invoice.is_taxed:
            yield from paragraph(_LEVIED, "")
            yield ""
        yield from _section("How each total was made")
        for name, total in self.totals():
            yield from self.answer(name, total)
        yield from _section("How each date was found")
        for name, on in self.dates():
            yield from self.answer(name, on)
        yield from self.grounds()

    def totals(self) -> tuple[tuple[str, Answer], ...]:
        """Return the totals by their printed names."""
        invoice = self.invoice
        return (
            ("Subtotal", invoice.subtotal),
            ("Total", invoice.total),
            ("To pay", invoice.payable),
        )

    def dates(self) -> tuple[tuple[str, Answer], ...]:
        """Return the dates by their printed names."""
        invoice = self.invoice
        return (
            ("Billing start", invoice.billing_start),
            ("Issue date", invoice.issued_on),
            ("Due on", invoice.due_on),
            ("Autopay on", invoice.autopay_on),
            ("Dispute until", invoice.dispute_until),
        )

    def line(self, number: int, line: LineItem | LevyLine) -> Iterator[str]:
        """Yield a line's heading and the steps of its amount."""
        said = ", ".join(self.named(line))
        yield from ends(f"{number}  {said}", amount_text(line.amount, self.locale))
        yield from self.steps(line.proof)

    def named(self, line: LineItem | LevyLine) -> tuple[str, ...]:
        """Return what a line is, and what tells it from its neighbours."""
        if isinstance(line, LineItem):
            return (title(line), *details(line))
        said = (levy_title(line), levy_text(self.invoice, line, self.locale))
        return said if line.ground is None else (*said, f"by {line.ground.id}")

    def answer(self, name: str, answer: Answer) -> Iterator[str]:
        """Yield a total or a date, and its steps."""
        if answer is None:
            yield from (f"{name}: no day, since nothing is to pay (Q47, Q48)", "")
            return
        value = answer.value
        shown = amount_text(value, self.locale) if isinstance(value, Money) else value
        yield from ends(name, str(shown))
        yield from self.steps(answer.proof)

    def steps(self, proof: Proof) -> Iterator[str]:
        """Yield the steps of a proof, each with its clause."""
        self.proofs.append(proof)
        for working in workings(proof, digits=self.digits, lines=self.numbers):
            result = f"= {working.result}" if working.result else ""
            said = flowing(working.done, result, _STEP[1])
            yield from _step(working.label, said, firmness(working.clause))
        yield ""

    def grounds(self) -> Iterator[str]:
        """Yield what the steps above name."""
        unpaid = () if self.invoice.due_on else (Q47, Q48)
        clauses = cited_clauses(self.proofs, (*unpaid, *self.levied()))
        yield from _section("Facts named above")
        cited = cited_facts(self.proofs, self.grounds_of_levies())
        yield from _named([(fact.id, fact_text(fact)) for fact in cited])
        yield from _section("Readings chosen, where the published words leave a choice")
        readings = [
            (f"{one.name} ({one.clause.id})", reading_text(one, self.invoice.market))
            for one in readings_of(clauses)
        ]
        yield from _named(readings)
        yield from _section("Clauses and decisions")
        yield from _standings(clauses)
        for clause in clauses:
            yield from _clause(clause)
        yield from _section("Sources")
        sources = cited_sources(clauses)
        for source in sources:
            yield from _source(source)

    def levied(self) -> Iterator[Clause]:
        """Yield what the levies rest on beside the clauses of their steps."""
        if self.invoice.is_taxed:
            yield from _ON_A_DAY
        for line in self.invoice.levies:
            yield from (line.levy.clause, line.rate.clause)

    def grounds_of_levies(self) -> Iterator[Fact]:
        """Yield the addresses, certificates and VAT numbers, which no step names."""
        yield from self.invoice.addresses
        for line in self.invoice.levies:
            if line.ground is not None:
                yield line.ground


def _step(label: str, said: str, firm: str) -> list[str]:
    if len(firm) <= _STEP[2].width:
        return row((label, said, firm), _STEP, _INDENT)
    # The name of a law or of a rate is longer than the column; it is never broken.
    *above, last = row((label, said, ""), _STEP, _INDENT)
    if len(last) + 2 + len(firm) <= WIDTH:
        return [*above, last + firm.rjust(WIDTH - len(last))]
    return [*above, last, firm.rjust(WIDTH)]


def _section(name: str) -> tuple[str, ...]:
    return (name, rule("-"), "")


def _named(rows: list[tuple[str, str]]) -> Iterator[str]:
    first = min(widest(name for name, _ in rows), _WIDEST_NAME)
    columns = (Column(first), Column(WIDTH - len(_INDENT) - first - 2))
    for cells in rows:
        yield from row(cells, columns, _INDENT)
    yield ""


def _standings(clauses: Iterable[Clause]) -> Iterator[str]:
    found = {clause.standing for clause in clauses}
    for standing in Standing:
        if standing in found:
            yield f"{_INDENT}{standing_text(standing)}: {wording(standing)}"
    yield ""


def _clause(clause: Clause) -> Iterator[str]:
    resting = f", resting on {', '.join(clause.rests_on)}" if clause.rests_on else ""
    yield from paragraph(f"{firmness(clause)}{resting}", _INDENT, "")
    yield from paragraph(clause.text, _INDENT)
    cited = "; ".join(str(one) for one in clause.citations)
    yield from paragraph(f"Sources: {cited or 'none'}.", _INDENT)
    if clause.note:
        yield from paragraph(f"Note: {clause.note}", _INDENT)
    yield ""


def _source(source: Source) -> Iterator[str]:
    yield from paragraph(f"{source.id}: {source.title} ({source.language})", _INDENT)
    if source.url:
        yield f"{_INDENT * 2}{source.url}"
    if source.sha256 is not None:
        yield f"{_INDENT * 2}SHA-256 of the copy read: {source.sha256}"
