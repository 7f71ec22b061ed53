"""What a document corrects of documents before it: each line a provable difference.

A document that was issued is never altered. It is assembled once more with all that is
known by now, as its revision; where a line of the revision differs from what was issued
of it, a later document carries the difference, with the late facts that cause it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, cast

from attrs import field, frozen

from gotobilling.billing_cycle import DocumentPart
from gotobilling.canonical import digest
from gotobilling.clauses import CORRECTION
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.facts import Fact, IssuedLine
from gotobilling.kinds import ChargeClass, LineKind
from gotobilling.lineitems import DocumentKey, LevyLine, LineItem
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.taxes import TaxCategory

if TYPE_CHECKING:
    from gotobilling.invoices.invoice import Invoice

__all__ = [
    "Cause",
    "CorrectedLine",
    "Correction",
    "CorrectionFacts",
    "CorrectionLine",
    "CorrectionRow",
    "Difference",
    "Revision",
    "describe",
    "minor_of",
]


class CorrectedLine(NamedTuple):
    """
    What a line of a document is, whatever it comes to.

    Attributes:
        id: Its id, by which issue and revision are compared.
        kind: Its kind.
        charge_class: What a charge is for; None for a levy.
        item: The item of a charge; None for a levy.
        group: The billing group of a charge, or None.
        code: The embedder's own code of a charge, or None.
        levy: The name of the levy; None for a charge.
        category: How the base stands to the levy; None for a charge.
        percent: The rate of the levy; None for a charge.
        effective_on: Day of a change or purchase, or None.
        period: The days that a charge is for; None for a levy.
        tax_date: The tax date of a levy; None for a charge.
    """

    id: str
    kind: LineKind
    charge_class: ChargeClass | None
    item: str | None
    group: str | None
    code: str | None
    levy: str | None
    category: TaxCategory | None
    percent: Decimal | None
    effective_on: date | None
    period: Period | None
    tax_date: date | None


def describe(line: LineItem | LevyLine) -> CorrectedLine:
    """Return what a charge or a levy is, without its amount."""
    if isinstance(line, LevyLine):
        return CorrectedLine(
            id=line.id,
            kind=line.kind,
            charge_class=None,
            item=None,
            group=None,
            code=None,
            levy=line.levy.name,
            category=line.rate.category,
            percent=line.rate.percent,
            effective_on=None,
            period=None,
            tax_date=line.tax_date,
        )
    fields = line.fields
    return CorrectedLine(
        id=line.id,
        kind=fields.kind,
        charge_class=fields.charge_class,
        item=fields.item,
        group=fields.group,
        code=fields.code,
        levy=None,
        category=None,
        percent=None,
        effective_on=fields.effective_on,
        period=fields.period,
        tax_date=None,
    )


class Cause(NamedTuple):
    """
    What a late fact changes of a line.

    Attributes:
        facts: The fact; several where they only stand together.
        minor: The change in minor units.
    """

    facts: tuple[Fact, ...]
    minor: int


class Revised(Protocol):
    """A line of a revision: a charge or a levy."""

    @property
    def id(self) -> str:
        """The line's id."""

    @property
    def amount(self) -> Money:
        """The line's amount."""


class CorrectionFacts(NamedTuple):
    """
    What one correction rests on.

    Attributes:
        line: The line that is corrected.
        of: The document on which it stands.
        revised: The line as it should have been, or None where there should be none.
        issued: The line as issued, then what was corrected of it before; none where
            it was never there.
        credited: What credit notes over a wrong charge gave back of it.
        causes: The late facts, in the order in which they came to be known.
        currency: ISO 4217 code.
    """

    line: CorrectedLine
    of: DocumentKey
    revised: Revised | None
    issued: tuple[IssuedLine, ...]
    credited: tuple[IssuedLine, ...]
    causes: tuple[Cause, ...]
    currency: str

    @property
    def was(self) -> int:
        """What the line came to so far, in minor units."""
        return minor_of(self.issued)

    @property
    def now(self) -> int:
        """What it should come to, in minor units."""
        return self.revised.amount.minor if self.revised else 0


def minor_of(lines: Iterable[IssuedLine]) -> int:
    """Return the sum of issued lines in minor units."""
    return sum([one.minor for one in lines])


@frozen
class Difference(AmountRule[CorrectionFacts]):
    """
    The rule of a correction: as it should have been, less what was issued of it.

    What a credit note gave back for the same reason counts as given back.

    Clauses: correction.
    """

    name: ClassVar[str] = "correction"

    def work(self, pen: Pen, facts: CorrectionFacts) -> Number:
        """Say the rule: what it should be, less what was issued and credited."""
        now = facts.revised
        revised = None if now is None else pen.line(now.id, now.amount)
        if not facts.issued and revised is not None:
            return pen.given("difference", CORRECTION, revised)
        so_far = self._sum(pen, "as issued", facts.issued)
        if facts.credited:
            credited = self._sum(pen, "credited", facts.credited)
            so_far = pen.sum("so far", CORRECTION, so_far, credited)
        if revised is None:
            return pen.negate("difference", CORRECTION, so_far)
        return pen.minus("difference", CORRECTION, revised, so_far)

    def _sum(self, pen: Pen, label: str, lines: tuple[IssuedLine, ...]) -> Number:
        return pen.sum(label, CORRECTION, *[pen.issued(one) for one in lines])

    def raw(self, facts: CorrectionFacts) -> int:
        """Return the amount in minor units."""
        return facts.now - facts.was - minor_of(facts.credited)

    def currency(self, facts: CorrectionFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency


CorrectionRow = tuple[Difference, CorrectionFacts, int]
"""A correction before anybody looks: its rule, its facts, its amount in minor units."""


@frozen(init=False, repr=False)
class CorrectionLine(Derived[Money]):  # type: ignore[override]  # takes a document too
    """
    A correction on the document that carries it: an amount with its proof.

    Attributes:
        document: The document that carries it.

    Clauses: correction.
    """

    document: DocumentKey

    def __init__(
        self, rule: Difference, facts: CorrectionFacts, raw: int, document: DocumentKey
    ) -> None:
        super().__init__(rule, facts, raw)
        object.__setattr__(self, "document", document)

    def __repr__(self) -> str:
        of = self.told
        named = of.line.item or of.line.levy
        return f"<correction of {named} for {of.of.period}: {self.amount}>"

    @property
    def id(self) -> str:
        """The line's name, from the document and the line that is corrected."""
        return digest((*self.document.named, self.rule.name, self.told.line.id))[:32]

    @property
    def told(self) -> CorrectionFacts:
        """What it rests on: which line of which document, and the late facts."""
        return cast("CorrectionFacts", self.facts)

    @property
    def amount(self) -> Money:
        """The line's amount: the field's word for ``value``."""
        return Money.from_minor(cast("int", self.raw), self.told.currency)


@frozen(kw_only=True)
class Revision:
    """
    A document as it should have been, beside the one that was issued.

    Attributes:
        of: What names both.
        issued: The digest of the document that was issued, or None: none was.
        revised: The document with all that is known by now, or None: none should be.
    """

    of: DocumentKey
    issued: str | None
    revised: "Invoice | None" = field(repr=False)


@frozen(kw_only=True)
class Correction:
    """
    What documents issued so far lack or have too much, by all that is known on a day.

    Attributes:
        account: The account's id.
        currency: ISO 4217 code.
        known_on: The day by which facts are known.
        rows: The corrections before anybody looks; read ``lines``.
        revisions: The documents they correct, each as it should have been.
    """

    account: str
    currency: str
    known_on: date
    rows: tuple[CorrectionRow, ...] = field(repr=False)
    revisions: tuple[Revision, ...] = field(repr=False)

    @property
    def lines(self) -> tuple[Derived[Money], ...]:
        """Each correction with its proof, before a document carries it."""
        return tuple([Derived(*row) for row in self.rows])

    @property
    def total(self) -> Money:
        """What all of them come to."""
        return Money.from_minor(sum([row[2] for row in self.rows]), self.currency)

    def on_part(
        self, part: str | None, parts: tuple[DocumentPart, ...]
    ) -> "Correction":
        """
        Return what one of a month's documents carries, where a market splits it.

        Each part carries what corrects that part; the first one all else.
        """
        if not parts:
            return self
        names = [one.name for one in parts]

        def is_carried(of: DocumentKey) -> bool:
            return (of.part if of.part in names else names[0]) == part

        return Correction(
            account=self.account,
            currency=self.currency,
            known_on=self.known_on,
            rows=tuple(row for row in self.rows if is_carried(row[1].of)),
            revisions=tuple(one for one in self.revisions if is_carried(one.of)),
        )
