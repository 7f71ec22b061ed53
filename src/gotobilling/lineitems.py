"""Line items: an amount with its proof, and what it is for.

A line is a ``Derived[Money]`` that also says what it is:

>>> from datetime import date
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> for line in invoice.lines:
...     print(line.kind.value, line.quantity, line.amount)
service_charge 5 125.00 USD
prorated_charge 5 64.52 USD
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from attrs import frozen

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import digest
from gotobilling.derivation import Derived, LineFields, LineRule
from gotobilling.facts import Fact
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.taxes import Levy, LevyCharge, LevyFacts, Rate, TaxCategory

__all__ = ["DocumentKey", "LevyLine", "LevyRow", "LineItem", "Row"]

Row = tuple[LineRule[Any], Any, int]
"""A line before anybody looks: its rule, its facts, and its amount in minor units."""
LevyRow = tuple[LevyCharge, LevyFacts, int]
"""The same of a line that a levy makes."""


@frozen
class DocumentKey:
    """What names a document: account, product, kind, period, and part of the split."""

    account: str
    product: str
    kind: DocumentKind
    period: Period
    part: str | None = None

    @property
    def named(self) -> tuple[str, str, str, date, date]:
        """What the ids of its lines begin with."""
        kind: str = self.kind.value
        if self.part is not None:
            kind = f"{kind}:{self.part}"
        return self.account, self.product, kind, self.period.start, self.period.end


@frozen(init=False, repr=False)
class LineItem(Derived[Money]):  # type: ignore[override]  # takes a document too
    """
    One line of a document: an amount with its proof, and what it is for.

    Attributes:
        document: The document that the line stands on.

    Clauses: D1, D2, D3, D19, D21.
    """

    document: DocumentKey

    def __init__(
        self,
        rule: LineRule[Any],
        facts: Any,  # noqa: ANN401 -- each rule has its own facts
        raw: int,
        document: DocumentKey,
    ) -> None:
        _set_rule(self, rule)
        _set_facts(self, facts)
        _set_raw(self, raw)
        _set_document(self, document)

    def __repr__(self) -> str:
        fields = self.fields
        return (
            f"<{fields.kind.value} of {fields.quantity} {fields.item}: {self.amount}>"
        )

    @property
    def id(self) -> str:
        """
        The line's name: the same for the same charge, however late a fact arrives.

        It comes from the document, the line's kind, item, group, day, sign and price
        fact (the one that was there first, where another takes its place), never from
        its amount, its place or its text; 32 hexadecimal digits.
        """
        key, fields = self.document, self.fields
        named = (
            *key.named,
            fields.kind,
            fields.item,
            fields.group,
            fields.effective_on,
            "-" if fields.is_credit else "+",
            fields.price_root,
            fields.fact_root,
            None,  # the levy, where the line is one
        )
        return digest(named)[:32]

    @property
    def fields(self) -> LineFields:
        """All that the line says of itself beside its amount."""
        rule = cast("LineRule[Any]", self.rule)
        return rule.fields(self.facts)

    @property
    def amount(self) -> Money:
        """The line's amount: the field's word for ``value``."""
        rule, minor = cast("LineRule[Any]", self.rule), cast("int", self.raw)
        return Money.from_minor(minor, rule.currency(self.facts))

    @property
    def kind(self) -> LineKind:
        """The line's kind."""
        return self.fields.kind

    @property
    def charge_class(self) -> ChargeClass:
        """What the line charges for, or credits."""
        return self.fields.charge_class

    @property
    def item(self) -> str:
        """The item, by the name the facts use."""
        return self.fields.item

    @property
    def group(self) -> str | None:
        """The billing group, or None."""
        return self.fields.group

    @property
    def quantity(self) -> int | Fraction:
        """Units charged, exact; negative where units are removed."""
        return self.fields.quantity

    @property
    def unit(self) -> BillableUnit | None:
        """What one unit is, or None."""
        return self.fields.unit

    @property
    def unit_price(self) -> Decimal | None:
        """Exact price of one unit, or None where tiers or packages make it."""
        return self.fields.unit_price

    @property
    def effective_on(self) -> date | None:
        """Day of the change or purchase, or None on a recurring line."""
        return self.fields.effective_on

    @property
    def price(self) -> str | None:
        """Id of the price fact, or None."""
        return self.fields.price

    @property
    def fact(self) -> str | None:
        """Id of the one fact that makes the line, or None."""
        return self.fields.fact

    @property
    def code(self) -> str | None:
        """The embedder's own code, or None."""
        return self.fields.code

    @property
    def period(self) -> Period:
        """The days charged for."""
        return self.fields.period


@frozen(init=False, repr=False)
class LevyLine(Derived[Money]):  # type: ignore[override]  # takes a document too
    """
    The line of one levy at one rate: its amount, its base, and the proof of both.

    Attributes:
        document: The document that the line stands on.

    Clauses: D11, D12, D13, D14, D15, D16, D17, D18, D20, E1.
    """

    document: DocumentKey

    def __init__(
        self, rule: LevyCharge, facts: LevyFacts, raw: int, document: DocumentKey
    ) -> None:
        _set_rule(self, rule)
        _set_facts(self, facts)
        _set_raw(self, raw)
        _set_levied(self, document)

    def __repr__(self) -> str:
        return f"<{self.levy.name} on {self.base}: {self.amount}>"

    @property
    def id(self) -> str:
        """
        The line's name: from the document, the levy, its category and its tax date.

        It never comes from an amount, a place or a text; nor from the certificate that
        exempts, of which another may come to be known. 32 hexadecimal digits.
        """
        key, rate = self.document, self.rate
        standard = rate.category is TaxCategory.STANDARD
        named = (
            *key.named,
            self.kind,
            rate.category,
            None if standard else rate.clause,
            self.tax_date,
            "+",
            None,  # the price of a charge
            None,  # the fact that makes a charge
            self.levy.name,
        )
        return digest(named)[:32]

    @property
    def levy(self) -> Levy:
        """The levy."""
        return cast("LevyCharge", self.rule).policy

    @property
    def _levied(self) -> LevyFacts:
        return cast("LevyFacts", self.facts)

    @property
    def amount(self) -> Money:
        """The line's amount: the field's word for ``value``."""
        return Money.from_minor(cast("int", self.raw), self._levied.currency)

    @property
    def kind(self) -> LineKind:
        """The line's kind."""
        return self.levy.line

    @property
    def rate(self) -> Rate:
        """The rate, with its category and its clause."""
        return self._levied.rate

    @property
    def share(self) -> Rate | None:
        """The percentage of the base that counts, or None: all of it."""
        return self._levied.share

    @property
    def base(self) -> Money:
        """The sum of the lines in the base."""
        return Money.from_minor(self._levied.minor, self._levied.currency)

    @property
    def tax_date(self) -> date | None:
        """The day whose rate, billing address and exemption it has."""
        return self._levied.tax_date

    @property
    def of(self) -> tuple[str, ...]:
        """The ids of the lines in the base, charges before earlier levies."""
        return tuple(one.line.id for one in self._levied.lines)

    @property
    def ground(self) -> Fact | None:
        """The certificate or VAT number that does away with the levy, or None."""
        return self._levied.ground


_set_rule = Derived.__dict__["rule"].__set__
_set_facts = Derived.__dict__["facts"].__set__
_set_raw = Derived.__dict__["raw"].__set__
_set_document = LineItem.__dict__["document"].__set__
_set_levied = LevyLine.__dict__["document"].__set__
