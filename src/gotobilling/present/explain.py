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

from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import Final

from gotobilling.clauses import E2, Q45, Q46, Q47, Q48, Q67
from gotobilling.derivation import Derived
from gotobilling.facts import Fact
from gotobilling.invoices import Correction, CreditNote, Invoice
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text
from gotobilling.present.corrections import corrections_on
from gotobilling.present.explain_corrections import (
    Revised,
    correction_pages,
    correction_steps,
)
from gotobilling.present.explain_credit import credit_note_pages
from gotobilling.present.layout import ends, paragraph
from gotobilling.present.levies import levy_text, levy_title
from gotobilling.present.pages import INTRODUCTION, Pages, section
from gotobilling.present.text import details, invoice_text, title
from gotobilling.sources import Clause

__all__ = ["explain_text"]

_NAMES: Final = " Laws and rates are cited by name."
_LEVIED: Final = (
    "The rate, the billing address and any exemption of a fee or a tax are those of "
    "the tax date of what it is levied on (E2, Q45, Q46, Q67)."
)
_CYCLE: Final = MappingProxyType(
    {
        "anchor": "Cycles counted from",
        "cycle_start": "Cycle begins",
        "cycle_end": "Cycle has ended",
        "past_anchor": "Cycle before, counted from",
        "past_start": "Cycle before begins",
        "past_end": "Cycle before has ended",
    }
)
_ON_A_DAY: Final = (E2, Q45, Q46, Q67)


def explain_text(
    found: Invoice | CreditNote | Correction, locale: str = "en_US"
) -> str:
    """
    Return a document as text, and below it what made each of its numbers and dates.

    Args:
        found: An invoice, a credit note, or corrections that none carries yet.
        locale: How amounts are printed; the workings are in plain digits.

    Raises:
        WrongType: none of these, but the answer that there is nothing to bill.
        UnknownName: a locale that Babel does not have.
        ProofError: an amount that its own rule does not give.
    """
    if isinstance(found, CreditNote):
        return credit_note_pages(found, locale)
    if isinstance(found, Correction):
        return correction_pages(found, locale)
    text = invoice_text(found, locale)
    return text + "\n".join(_Explanation(found, locale).lines()) + "\n"


Answer = Derived[Money] | Derived[date] | None
"""A total or a date of a document, or None where it has no such date."""


class _Explanation:
    """The pages below one invoice; each proof is worked out once."""

    def __init__(self, invoice: Invoice, locale: str) -> None:
        self.invoice = invoice
        self.locale = locale
        self.items: tuple[LineItem | LevyLine, ...]
        self.items = invoice.every_line
        self.revised = Revised(invoice.revisions, corrections_on(invoice))
        every = (*self.items, *invoice.corrections)
        own = {line.id: n for n, line in enumerate(every, start=1)}
        self.pages = Pages(invoice.currency, {**self.revised.numbers, **own})

    @property
    def is_levied(self) -> bool:
        """Whether a step of a levy is shown, its own or that of a revision."""
        return self.invoice.is_taxed or bool(self.revised.levies)

    def lines(self) -> Iterator[str]:
        """Yield every line, section by section."""
        yield ""
        named = _NAMES if self.is_levied else ""
        yield from paragraph(INTRODUCTION + named, "")
        yield ""
        yield from section("How each line was made")
        for number, line in enumerate(self.items, start=1):
            yield from self.line(number, line)
        if self.invoice.corrected:
            yield from section("How each correction was made")
            proofs = [line.proof for line in self.invoice.corrections]
            yield from correction_steps(self.pages, self.revised, proofs, self.locale)
        if self.is_levied:
            yield from paragraph(_LEVIED, "")
            yield ""
        yield from section("How each total was made")
        for name, total in self.totals():
            yield from self.answer(name, total)
        yield from section("How each date was found")
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
            *((_CYCLE[name], one) for name, one in invoice.cycle_dates.items()),
            ("Issue date", invoice.issued_on),
            ("Due on", invoice.due_on),
            ("Autopay on", invoice.autopay_on),
            ("Dispute until", invoice.dispute_until),
        )

    def line(self, number: int, line: LineItem | LevyLine) -> Iterator[str]:
        """Yield a line's heading and the steps of its amount."""
        said = ", ".join(self.named(line))
        yield from ends(f"{number}  {said}", amount_text(line.amount, self.locale))
        yield from self.pages.steps(line.proof)

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
        yield from self.pages.steps(answer.proof)

    def grounds(self) -> Iterator[str]:
        """Yield what the steps above name."""
        unpaid = () if self.invoice.due_on else (Q47, Q48)
        named = (*self.named_by_lines(), *self.grounds_of_levies())
        facts = (*named, *self.revised.facts())
        clauses = (*unpaid, *self.levied())
        return self.pages.grounds(self.invoice.market, facts, clauses, is_invoice=True)

    def named_by_lines(self) -> Iterator[Fact]:
        """Yield what the lines name beside the facts of their steps."""
        for rule, facts, _ in self.invoice.rows:
            yield from rule.named(facts)

    def levied(self) -> Iterator[Clause]:
        """Yield what the levies rest on beside the clauses of their steps."""
        if self.is_levied:
            yield from _ON_A_DAY
        for line in (*self.invoice.levies, *self.revised.levies):
            yield from (line.levy.clause, line.rate.clause)

    def grounds_of_levies(self) -> Iterator[Fact]:
        """Yield the addresses, certificates and VAT numbers, which no step names."""
        yield from self.invoice.addresses
        for line in self.invoice.levies:
            if line.ground is not None:
                yield line.ground
