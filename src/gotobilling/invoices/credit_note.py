"""A credit note: a document that gives back what an invoice charged, or a part of it.

It repeats lines of the invoice with their sign changed and works nothing out anew: a
tax is given back at the rate and the date at which it was charged. What is open of each
line is the amount issued and all that was corrected or credited of it since, so that
any number of notes add up to the invoice, and the last one takes what is left.
"""

from collections.abc import Iterator
from datetime import date
from itertools import accumulate, pairwise
from typing import ClassVar, assert_never, cast

from attrs import field, frozen

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import digest
from gotobilling.clauses import Q44
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.errors import UnknownName
from gotobilling.invoices.corrected import CorrectedLine
from gotobilling.invoices.crediting import (
    Asked,
    Credit,
    Credited,
    CreditedFacts,
    CreditFacts,
    CreditReason,
    Everything,
    Follows,
    Given,
    OfAmount,
    OfLines,
    OfShare,
    OpenLine,
    Running,
    RunningFacts,
    Split,
    Whole,
)
from gotobilling.invoices.invoice import rules_of
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.money import Money

__all__ = ["CreditLine", "CreditNote", "CreditRow"]

CreditRow = tuple[Credit, CreditFacts, int]
"""A line before anybody looks: its rule, its facts, its amount in minor units."""


@frozen(init=False, repr=False)
class CreditLine(Derived[Money]):  # type: ignore[override]  # takes a document too
    """
    A line of a credit note: an amount, as a rule below 0, with its proof.

    Attributes:
        document: The note on which it stands.

    Clauses: Q44.
    """

    document: DocumentKey

    def __init__(
        self, rule: Credit, facts: CreditFacts, raw: int, document: DocumentKey
    ) -> None:
        super().__init__(rule, facts, raw)
        object.__setattr__(self, "document", document)

    def __repr__(self) -> str:
        return f"<credit of {self.line.item or self.line.levy}: {self.amount}>"

    @property
    def id(self) -> str:
        """The line's name, from the note and the line that is given back."""
        return digest((*self.document.named, self.rule.name, self.line.id))[:32]

    @property
    def line(self) -> CorrectedLine:
        """The line of the invoice that is given back."""
        return cast("CreditFacts", self.facts).open.line

    @property
    def amount(self) -> Money:
        """The line's amount: the field's word for ``value``."""
        facts = cast("CreditFacts", self.facts)
        return Money.from_minor(cast("int", self.raw), facts.currency)


@frozen(kw_only=True, repr=False)
class CreditNote:
    """
    A document that gives back what an invoice charged.

    Attributes:
        account: The account's id.
        currency: ISO 4217 code.
        market: The policies of the invoice.
        id: The note's own name; no other note of the account has it.
        issued_on: The date of the note.
        of: What names the invoice.
        invoice: The digest of the invoice.
        reason: Why it is given.
        before: The digests of the documents that corrected or credited it before.
        asked: What the note was asked for.
        open: The lines of the invoice, with those that corrections added, and what was
            open of each before this note.
        rows: The lines before anybody looks; read ``lines``.
        minor: What it comes to in minor units; read ``total``.

    Clauses: Q44.
    """

    account: str
    currency: str
    market: Market = field(eq=rules_of)
    id: str
    issued_on: date
    of: DocumentKey
    invoice: str
    reason: CreditReason
    before: tuple[str, ...]
    asked: Asked
    open: tuple[OpenLine, ...] = field(repr=False)
    rows: tuple[CreditRow, ...] = field(init=False, eq=False, repr=False)
    minor: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._check_bases()
        rows = tuple(row for row in self._rows() if row[2])
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "minor", sum([row[2] for row in rows]))

    def _check_bases(self) -> None:
        known: set[str] = set()
        for index, one in enumerate(self.open):
            for line in one.base:
                if line not in known:
                    requirement = "of lines that stand before it"
                    raise UnknownName(f"open[{index}].base", requirement, line)
            known.add(one.line.id)

    def __repr__(self) -> str:
        return f"<credit note {self.id} of {self.account}: {self.total.value}>"

    @property
    def key(self) -> DocumentKey:
        """What names the note."""
        of, kind = self.of, DocumentKind.CREDIT_NOTE
        return DocumentKey(of.account, of.product, kind, of.period, self.id)

    @property
    def lines(self) -> tuple[CreditLine, ...]:
        """The lines that are not 0, in the order of the invoice; made anew."""
        key = self.key
        return tuple([CreditLine(*row, key) for row in self.rows])

    @property
    def running(self) -> tuple[Derived[Money], ...]:
        """What is open up to and including each line of the invoice."""
        found: list[Derived[Money]] = []
        previous: str | None = None
        for one, (before, upto) in zip(self.open, self._spans(), strict=True):
            facts = RunningFacts(one.parts, previous, before)
            found.append(Derived(_RUNNING, facts, upto.minor))
            previous = one.line.id
        return tuple(found)

    def _spans(self) -> Iterator[tuple[Money, Money]]:
        totals = list(accumulate([one.minor for one in self.open], initial=0))
        amounts = [Money.from_minor(one, self.currency) for one in totals]
        return pairwise(amounts)

    @property
    def credited(self) -> Derived[Money] | None:
        """What is shared out, where an amount or a share was asked for; else None."""
        if not isinstance(self.asked, (OfAmount, OfShare)):
            return None
        parts = [part for one in self.open for part in one.parts]
        issued = tuple([one for one in parts if one.document == self.invoice])
        last = self.open[-1].line.id
        facts = CreditedFacts(self.asked, issued, self.left, last)
        return Credited(self.market.credit)(facts)

    @property
    def left(self) -> Money:
        """What was open of the invoice before this note."""
        return Money.from_minor(sum([one.minor for one in self.open]), self.currency)

    @property
    def total(self) -> Derived[Money]:
        """What the note comes to; below 0."""
        return Derived(_TOTAL, self, self.minor)

    def _repr_html_(self) -> str:
        from gotobilling.present import credit_note_html  # noqa: PLC0415 -- when shown

        return credit_note_html(self)

    def _rows(self) -> Iterator[CreditRow]:
        match self.asked:
            case Everything():
                for one in self.open:
                    yield self._row(one, Whole())
            case OfLines(amounts):
                yield from self._of_lines(dict(amounts))
            case OfAmount() | OfShare():
                yield from self._of_amount()
            case _:
                assert_never(self.asked)

    def _row(self, one: OpenLine, way: Whole | Given | Split | Follows) -> CreditRow:
        rule, facts = Credit(self.market.credit), CreditFacts(one, way, self.currency)
        return rule, facts, rule.raw(facts)

    def _of_amount(self) -> Iterator[CreditRow]:
        credited = cast("Derived[Money]", self.credited).value
        whole = (self.open[-1].line.id, self.left)
        previous: str | None = None
        for one, (before, upto) in zip(self.open, self._spans(), strict=True):
            so_far = None if previous is None else (previous, before)
            yield self._row(one, Split(credited, whole, upto, so_far))
            previous = one.line.id

    def _of_lines(self, amounts: dict[str, Money | None]) -> Iterator[CreditRow]:
        given: dict[str, tuple[str, Money]] = {}
        parts = {one.line.id: one.parts for one in self.open}
        for one in self.open:
            line = one.line.id
            way: Whole | Given | Follows
            if line in amounts:
                amount = amounts[line]
                way = Whole() if amount is None else Given(amount)
            else:
                back = tuple(given[each] for each in one.base if each in given)
                base = tuple(part for each in one.base for part in parts[each])
                if not back or not sum([part.minor for part in base]):
                    continue
                way = Follows(back, base)
            row = self._row(one, way)
            if row[2]:
                made = CreditLine(*row, self.key)
                given[line] = (made.id, made.amount)
            yield row


@frozen
class _Total(AmountRule[CreditNote]):
    """The sum of all lines, each once."""

    name: ClassVar[str] = "total"

    def work(self, pen: Pen, facts: CreditNote) -> Number:
        """Say the rule: add the lines, in their order."""
        return pen.sum("total", Q44, *[pen.line(x.id, x.amount) for x in facts.lines])

    def currency(self, facts: CreditNote) -> str:
        """Return the currency of the note."""
        return facts.currency


_TOTAL = _Total()
_RUNNING = Running()
