"""A levy: one tax, pass-through or recovery fee, as a value.

What a levy is counted on is data: the charge classes in its base, the earlier levies in
its base, and how each kind of charge is treated. So is all else about it: the series of
its rate, its rounding, its cap, and the date that selects its rate.

>>> from gotobilling.markets import ca
>>> qst = ca.CONNECT.levy("qst")
>>> qst.kind.value, qst.jurisdiction, qst.series, qst.levies
('tax', 'CA-QC', 'ca-qc-qst', ('canadian-recovery',))
"""

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import Q11, Q12, Q13, Q14, Q19, Q43, Q44, Q45, Q46
from gotobilling.derivation import Rounds
from gotobilling.errors import ConflictingFacts, InvalidValue, UnknownName, WrongType
from gotobilling.kinds import (
    CHARGE_CLASSES,
    BillableUnit,
    ChargeClass,
    LineKind,
    charge_class,
)
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.sources import Clause
from gotobilling.taxes.rates import RateSeries
from gotobilling.vat_numbers import check_form, country_of

__all__ = [
    "Cap",
    "CreditRate",
    "Level",
    "Levy",
    "LevyKind",
    "NegativeBase",
    "TaxDate",
    "Taxability",
    "Treatment",
    "VatId",
    "check_order",
    "check_series",
]


class LevyKind(Enum):
    """Whose money a levy is; the values are wire names."""

    RECOVERY = "recovery"
    """The seller's own fee, which recovers a cost (D11, D12, D13)."""
    PASS_THROUGH = "pass_through"  # noqa: S105 -- a contribution, not a secret
    """A contribution that the seller owes and passes on (D20)."""
    TAX = "tax"
    """A tax that the seller collects (D14 to D18, E3)."""


class Level(Enum):
    """Where a levy is rounded (Q12)."""

    INVOICE = "invoice"
    """Once for each rate, on the sum of its base."""
    LINE = "line"
    """On each line of its base; the rounded parts are added."""
    UNROUNDED_LINES = "unrounded_lines"
    """Worked out on each line, added unrounded, then rounded once."""


class Cap(Enum):
    """What the amount must never exceed (Q11)."""

    NONE = "none"
    PRODUCT = "product"
    """The exact product of base, share and rate, after every rounding."""


class TaxDate(Enum):
    """Which date selects the rate, the address and the exemption (Q46)."""

    INVOICE_DATE = "invoice_date"
    SERVICE_PERIOD = "service_period"
    """The first day that the line charges for."""
    EARLIER_OF_INVOICE_AND_PAYMENT = "earlier_of_invoice_and_payment"


class CreditRate(Enum):
    """By which invoice's date a credited item is levied (Q45)."""

    CHARGING_INVOICE = "charging_invoice"
    """The one that charged the item, so that what was levied is given back."""
    CURRENT_INVOICE = "current_invoice"


class NegativeBase(Enum):
    """What becomes of a levy on a base below zero (Q44)."""

    SAME_FORMULA = "same_formula"
    NO_LEVY = "no_levy"
    """0, which is then more than the negative product that a cap speaks of."""


class VatId(Enum):
    """What the customer's VAT identification number does (Q14)."""

    NONE = "none"
    CROSS_BORDER = "cross_border"
    """Across a border the customer owes the tax itself: reverse charge."""
    ANY = "any"
    """Any number exempts, at home too: E6 read literally."""


class Taxability(Enum):
    """How a charge stands to a levy."""

    TAXABLE = "taxable"
    ZERO_RATED = "zero_rated"
    """In the base, at the rate of 0."""
    EXEMPT = "exempt"
    """Free of the levy; told apart in the summary."""
    OUT_OF_SCOPE = "out_of_scope"
    """No matter of the levy at all."""


@frozen(kw_only=True)
class Treatment:
    """
    How a levy treats one class of charges, and why.

    Attributes:
        charge_class: The class of the charge.
        unit: The one unit of it that is meant, such as a toll-free number, or None.
        taxability: How it stands to the levy.
        clause: What says so.
    """

    charge_class: ChargeClass
    unit: BillableUnit | None
    taxability: Taxability
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("charge_class", self.charge_class, ChargeClass)
        checks.member("taxability", self.taxability, Taxability)
        if self.unit is not None:
            checks.member("unit", self.unit, BillableUnit)
        if type(self.clause) is not Clause:
            raise WrongType("clause", "a Clause", self.clause)


@frozen(kw_only=True)
class Levy(Rounds):
    """
    One tax, pass-through or recovery fee.

    Attributes:
        name: Its name in the market; line ids hold it.
        kind: Whose money it is.
        line: The kind of line that carries it.
        jurisdiction: Whose rule it is: ``US``, ``CA-QC``, ``DE``.
        places: Where it is levied: countries, regions or areas of a billing address.
        series: Name of the series of its rate.
        share: Name of the series of the percentage of the base that counts, or None.
        classes: The charge classes in its base.
        levies: The names of earlier levies in its base.
        treatments: How single classes or units are treated; the first that fits.
        level: Where it is rounded.
        rounding: How its amount is rounded.
        line_rounding: How each line's part is rounded, to any places; given where the
            level is the line, and only there.
        cap: What the amount must never exceed; a cap needs rounding toward minus
            infinity, and only a cap may have it.
        tax_date: Which date selects rate, address and exemption.
        credit_rate: By which invoice's date a credited item is levied.
        negative_base: What becomes of a base below zero.
        vat_id: What the customer's VAT number does.
        seller: The seller's own VAT number where that matters, or None.
        clause: The published rule.

    Raises:
        InvalidValue: a base of nothing, a class of levies in the base, roundings that
            do not fit level and cap, a VAT rule without the seller's number.
        ConflictingFacts: a class, a place or an earlier levy named twice.

    Clauses: D11, D12, D13, D14, D15, D16, D17, D18, D20, Q11, Q12, Q19, Q43.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "levy")

    name: str
    kind: LevyKind
    line: LineKind
    jurisdiction: str
    places: tuple[str, ...]
    series: str = field(metadata={"clauses": (Q13,)})
    share: str | None
    classes: tuple[ChargeClass, ...] = field(metadata={"clauses": (Q19, Q43)})
    levies: tuple[str, ...] = field(metadata={"clauses": (Q11, Q43)})
    treatments: tuple[Treatment, ...]
    level: Level = field(metadata={"clauses": (Q12,)})
    rounding: Rounding = field(metadata={"clauses": (Q12,)})
    line_rounding: Rounding | None = field(metadata={"clauses": (Q12,)})
    cap: Cap = field(metadata={"clauses": (Q11,)})
    tax_date: TaxDate = field(metadata={"clauses": (Q46,)})
    credit_rate: CreditRate = field(metadata={"clauses": (Q45,)})
    negative_base: NegativeBase = field(metadata={"clauses": (Q44,)})
    vat_id: VatId = field(metadata={"clauses": (Q14,)})
    seller: str | None
    clause: Clause

    def __attrs_post_init__(self) -> None:
        self._check_members()
        if type(self.clause) is not Clause:
            raise WrongType("clause", "a Clause", self.clause)
        for name in ("name", "jurisdiction", "series"):
            checks.text(name, getattr(self, name))
        if self.share is not None:
            checks.text("share", self.share)
        for name, kind in _TUPLES:
            self._check_tuple(name, kind)
        own = self.line is not LineKind.PRORATED_CHARGE and charge_class(self.line)
        if not own or own.value != self.kind.value:
            requirement = f"a line of a {self.kind.value}"
            raise InvalidValue("line", requirement, self.line.value)
        if not self.places:
            raise InvalidValue("places", "at least one place", "none")
        if not self.classes and not self.levies:
            raise InvalidValue("classes", "at least one class, or a levy", "none")
        for one in self.classes:
            if one not in CHARGE_CLASSES:
                requirement = "classes of charges; earlier levies have names"
                raise InvalidValue("classes", requirement, one.value)
        self._check_roundings()
        if (self.vat_id is VatId.CROSS_BORDER) and self.seller is None:
            raise InvalidValue("seller", "given where borders matter", None, "Q14")
        if self.seller is not None:
            check_form("seller", self.seller)

    def _check_members(self) -> None:
        for name, kind in _MEMBERS:
            checks.member(name, getattr(self, name), kind)

    def _check_tuple(self, name: str, kind: type) -> None:
        found = getattr(self, name)
        if not isinstance(found, tuple) or not all(type(one) is kind for one in found):
            raise WrongType(name, f"a tuple of {kind.__name__}", found)
        for index, one in enumerate(found if kind is str else ()):
            checks.text(f"{name}[{index}]", one)
        if len(set(found)) != len(found):
            raise ConflictingFacts(name, "each named once", "one of them twice")

    def _check_roundings(self) -> None:
        capped = self.cap is Cap.PRODUCT
        self.check_rounding(mirrors=not capped)
        by_line = self.level is Level.LINE
        if by_line != (self.line_rounding is not None):
            requirement = "given where the level is the line, and only there"
            raise InvalidValue("line_rounding", requirement, self.line_rounding, "Q12")
        for name in ("rounding", "line_rounding"):
            rounding: Rounding | None = getattr(self, name)
            if rounding is None:
                continue
            if not isinstance(rounding, Rounding):
                raise WrongType(name, "a Rounding", rounding)
            if capped and rounding.mode is not RoundingMode.FLOOR:
                requirement = "toward minus infinity, so that the cap always holds"
                raise InvalidValue(name, requirement, rounding.mode.value, "Q11")
            if not capped and not rounding.is_symmetric:
                requirement = "a mode that mirrors credits, round(-x) == -round(x)"
                raise InvalidValue(name, requirement, rounding.mode.value, "Q45")

    def treatment(
        self, charge: ChargeClass, unit: BillableUnit | None
    ) -> Treatment | None:
        """Return how a charge is treated, or None where it is simply taxable."""
        for one in self.treatments:
            if one.charge_class is charge and one.unit in (None, unit):
                return one
        return None

    def crosses_border(self) -> bool:
        """Whether the seller sits in another country than the levy's."""
        seller = None if self.seller is None else country_of(self.seller)
        return seller is not None and seller != self.jurisdiction[:2]


_MEMBERS = (
    ("kind", LevyKind),
    ("line", LineKind),
    ("level", Level),
    ("cap", Cap),
    ("tax_date", TaxDate),
    ("credit_rate", CreditRate),
    ("negative_base", NegativeBase),
    ("vat_id", VatId),
)
_TUPLES = (
    ("places", str),
    ("classes", ChargeClass),
    ("levies", str),
    ("treatments", Treatment),
)


def check_order(levies: Sequence[Levy]) -> None:
    """
    Refuse levies of one name, and a base that names a levy which is not earlier.

    Raises:
        ConflictingFacts: two levies of one name.
        UnknownName: a base with a levy that stands later, or nowhere.
        InvalidValue: a base with a levy of another tax date or credit rate, whose line
            would belong to two days.

    Clauses: Q11, Q45, Q46.
    """
    seen: dict[str, Levy] = {}
    for levy in levies:
        if levy.name in seen:
            raise ConflictingFacts("levies", "each of a name of its own", levy.name)
        for earlier in levy.levies:
            if earlier not in seen:
                offered = ", ".join(seen) or "none"
                path = f"levies[{levy.name}].levies"
                requirement = f"of earlier levies ({offered})"
                raise UnknownName(path, requirement, earlier, "Q11")
            _check_dates(levy, seen[earlier])
        seen[levy.name] = levy


def check_series(levies: Sequence[Levy], rates: Sequence[RateSeries]) -> None:
    """
    Refuse series of one name, and a levy of a series that is none of them.

    A market that is read back from a document has no series at all.

    Raises:
        UnknownName: a levy of a series that is not there.
        ConflictingFacts: two series of one name.

    Clauses: Q11.
    """
    known = dict.fromkeys(one.name for one in rates)
    for levy in levies if known else ():
        for path, name in (("series", levy.series), ("share", levy.share)):
            if name is not None and name not in known:
                place = f"levies[{levy.name}].{path}"
                raise UnknownName(place, f"one of {', '.join(known)}", name)
    seen: set[str] = set()
    for series in rates:
        if series.name in seen:
            raise ConflictingFacts("rates", "series of names of their own", series.name)
        seen.add(series.name)


def _check_dates(levy: Levy, earlier: Levy) -> None:
    for name in ("tax_date", "credit_rate"):
        own, its = getattr(levy, name), getattr(earlier, name)
        if own is not its:
            path = f"levies[{levy.name}].{name}"
            requirement = f"{its.value}, as {earlier.name} in its base has it"
            raise InvalidValue(path, requirement, own.value, "Q46")
