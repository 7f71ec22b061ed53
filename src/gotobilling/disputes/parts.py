"""The disputed and the undisputed part of an invoice, each proven to the line.

A disputed charge takes its fees and taxes along, in the proportion in which a credit
note over it would give them back.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, NamedTuple

from attrs import field, frozen

from gotobilling.clauses import G4, Q44
from gotobilling.clauses.after_decisions import Q57
from gotobilling.clauses.after_own_decisions import DISPUTED_TAX
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.disputes.asking import Ask, Term, hypothetical, stated_of
from gotobilling.facts import IssuedLine
from gotobilling.invoices import CorrectedLine, CreditNote, IssuedDocument, OpenLine
from gotobilling.invoices.crediting import Follows, Whole
from gotobilling.money import Money
from gotobilling.payments import CreditPolicy

__all__ = ["DisputedLines", "disputable", "lines_of", "rejected", "undisputed"]


class Shared(NamedTuple):
    """
    A levy is disputed as far as the charges are that it is on.

    Attributes:
        disputed: What is disputed of them, each by the name of its answer.
        base: What is open of all the lines that it is on.
    """

    disputed: tuple[tuple[str, Money], ...]
    base: tuple[IssuedLine, ...]


class LineFacts(NamedTuple):
    """
    What the disputed part of a line rests on.

    Attributes:
        open: The line, and what is open of it.
        way: None where all of it is disputed; the amounts that are; or, of a levy, the
            charges that are.
        currency: ISO 4217 code.
    """

    open: OpenLine
    way: tuple[Term, ...] | Shared | None
    currency: str


@frozen
class DisputedLine(AmountRule[LineFacts]):
    """
    The rule of what is disputed of a line, bound to the policy of credit notes.

    Clauses: G4, disputed-tax.
    """

    name: ClassVar[str] = "disputed_line"

    policy: CreditPolicy

    def work(self, pen: Pen, facts: LineFacts) -> Number:
        """Say the rule: all that is open, the amount, or the share of its charges."""
        way = facts.way
        by = DISPUTED_TAX if isinstance(way, Shared) or facts.open.line.levy else G4
        parts = [pen.issued(one) for one in facts.open.parts]
        if way is None:
            return pen.sum("disputed, all that is open", by, *parts)
        own = pen.sum("open", by, *parts)
        if isinstance(way, Shared):
            named = [pen.proven_amount(*one) for one in way.disputed]
            disputed = pen.sum("disputed of its charges", by, *named)
            base = pen.sum("its charges", by, *[pen.issued(one) for one in way.base])
            exact = pen.times("of what is open", by, own, disputed)
            exact = pen.over("share of its charges", by, exact, base)
            return pen.round("disputed", by, exact, self.policy, facts.currency)
        found = [_amount(pen, one) for one in way if not one.taken]
        asked = pen.sum("asked for", by, *found)
        upheld = [_amount(pen, one) for one in way if one.taken]
        if upheld:
            asked = pen.minus("left", by, asked, pen.sum("upheld", by, *upheld))
        return pen.least("disputed, at most what is open", by, asked, own)

    def currency(self, facts: LineFacts) -> str:
        """Return the currency of the invoice."""
        return facts.currency


def _amount(pen: Pen, term: Term) -> Number:
    amount = term.fact.lines[term.place].amount
    ratio = (0, 1) if amount is None else amount.as_integer_ratio()
    return pen.price(term.fact, f"lines.{term.place}.amount", ratio)


class TotalFacts(NamedTuple):
    """
    What a disputed amount rests on.

    Attributes:
        lines: What is disputed of each line, by the names of the answers.
        disputable: The name and the amount of all that was charged and not credited.
    """

    lines: tuple[tuple[str, Money], ...]
    disputable: tuple[str, Money]


@frozen
class Disputed(AmountRule[TotalFacts]):
    """
    The rule of a disputed amount: its lines, and at most what is open of the invoice.

    Clauses: G4, Q57, disputed-tax.
    """

    name: ClassVar[str] = "disputed"

    def work(self, pen: Pen, facts: TotalFacts) -> Number:
        """Say the rule: add the lines; never less than nothing, nor more than all."""
        lines = [pen.proven_amount(*one) for one in facts.lines]
        found = pen.at_least_zero("disputed", Q57, pen.sum("lines", Q57, *lines))
        whole = pen.at_least_zero("open", Q57, pen.proven_amount(*facts.disputable))
        return pen.least("disputed, at most what is open", Q57, found, whole)

    def currency(self, facts: TotalFacts) -> str:
        """Return the currency of the invoice."""
        return facts.disputable[1].currency


class StatedFacts(NamedTuple):
    """All that was charged, corrected and credited of an invoice."""

    parts: tuple[IssuedLine, ...]


@frozen
class Disputable(AmountRule[StatedFacts]):
    """
    The rule of what can be disputed: what was charged and is not credited.

    What was paid is part of it.

    Clauses: G4, Q44.
    """

    name: ClassVar[str] = "disputable"

    def work(self, pen: Pen, facts: StatedFacts) -> Number:
        """Say the rule: add what was charged, corrected and credited."""
        parts = [pen.issued(one) for one in facts.parts]
        return pen.sum("charged, less credited", Q44, *parts)

    def currency(self, facts: StatedFacts) -> str:
        """Return the currency of the invoice."""
        return facts.parts[0].currency


class RestFacts(NamedTuple):
    """What an undisputed amount rests on: two answers, each by its name."""

    disputable: tuple[str, Money]
    disputed: tuple[str, Money]


@frozen
class Undisputed(AmountRule[RestFacts]):
    """
    The rule of the undisputed amount: what can be disputed, less what is.

    Clauses: Q57.
    """

    name: ClassVar[str] = "undisputed"

    def work(self, pen: Pen, facts: RestFacts) -> Number:
        """Say the rule: all, less what is disputed."""
        whole = pen.proven_amount(*facts.disputable)
        disputed = pen.proven_amount(*facts.disputed)
        return pen.minus("undisputed", Q57, whole, disputed)

    def currency(self, facts: RestFacts) -> str:
        """Return the currency of the invoice."""
        return facts.disputable[1].currency


class RejectedFacts(NamedTuple):
    """What a rejected amount rests on: two answers, each by its name."""

    disputed: tuple[str, Money]
    upheld: tuple[str, Money]


@frozen
class Rejected(AmountRule[RejectedFacts]):
    """
    The rule of what is owed after all: what is disputed, less what is upheld.

    Clauses: Q57.
    """

    name: ClassVar[str] = "rejected"

    def work(self, pen: Pen, facts: RejectedFacts) -> Number:
        """Say the rule: what was disputed, less what is given back."""
        disputed = pen.proven_amount(*facts.disputed)
        upheld = pen.proven_amount(*facts.upheld)
        return pen.minus("owed after all", Q57, disputed, upheld)

    def currency(self, facts: RejectedFacts) -> str:
        """Return the currency of the invoice."""
        return facts.disputed[1].currency


@frozen(kw_only=True)
class DisputedLines:
    """
    What is disputed of an invoice, by line and in all, fees and taxes included.

    Attributes:
        name: The name of the answer for all lines.
        lines: The name, the line and the amount of each, in the order of the invoice.
        amount: All of them together.
        note: The credit note that would give it back, issued nowhere; or None.

    Clauses: G4, Q57, disputed-tax.
    """

    name: str
    lines: tuple[tuple[str, CorrectedLine, Derived[Money]], ...]
    amount: Derived[Money]
    note: CreditNote | None = field(repr=False)

    def answers(self) -> tuple[tuple[str, Derived[Money]], ...]:
        """Return each line, then all of them."""
        lines = tuple((name, derived) for name, _, derived in self.lines)
        return (*lines, (self.name, self.amount))


def disputable(
    issued: IssuedDocument, others: Iterable[IssuedDocument], on: date
) -> Derived[Money]:
    """Derive what was charged of an invoice, and not credited, up to a day."""
    return Disputable()(StatedFacts(stated_of(issued, others, on)))


def undisputed(
    whole: tuple[str, Derived[Money]], found: DisputedLines
) -> Derived[Money]:
    """Derive what of an invoice is not disputed."""
    name, derived = whole
    facts = RestFacts((name, derived.value), (found.name, found.amount.value))
    return Undisputed()(facts)


def rejected(found: DisputedLines, upheld: DisputedLines) -> Derived[Money]:
    """Derive what of a disputed amount is owed after all."""
    pair = [(one.name, one.amount.value) for one in (found, upheld)]
    return Rejected()(RejectedFacts(*pair))


def lines_of(
    ask: Ask,
    issued: IssuedDocument,
    others: Iterable[IssuedDocument],
    on: date,
    names: tuple[str, str],
    whole: tuple[str, Derived[Money]],
) -> DisputedLines:
    """
    Derive what is disputed of an invoice on a day, line by line.

    Args:
        ask: What is asked for.
        issued: The invoice.
        others: The other documents of the account; those after the day do not count.
        on: The day.
        names: What the names of the lines begin with, and the name of their sum.
        whole: The name of what can be disputed, and that.
    """
    note = hypothetical(ask, issued, others, on)
    found: list[tuple[str, CorrectedLine, Derived[Money]]] = []
    if note is not None:
        rule = DisputedLine(note.market.credit)
        given: dict[str, tuple[str, Money]] = {}
        parts = {one.line.id: one.parts for one in note.open}
        for _, told, _ in note.rows:
            line, way = told.open.line, told.way
            terms: tuple[Term, ...] | Shared | None = ask.lines.get(line.id)
            if isinstance(way, Whole):
                terms = None
            elif isinstance(way, Follows):
                named = [given[one] for one in told.open.base if one in given]
                base = [x for one in told.open.base for x in parts[one]]
                terms = Shared(tuple(named), tuple(base))
            derived = rule(LineFacts(told.open, terms, note.currency))
            name = f"{names[0]}:{line.id}"
            given[line.id] = (name, derived.value)
            found.append((name, line, derived))
    lines = tuple((name, derived.value) for name, _, derived in found)
    amount = Disputed()(TotalFacts(lines, (whole[0], whole[1].value)))
    return DisputedLines(name=names[1], lines=tuple(found), amount=amount, note=note)
