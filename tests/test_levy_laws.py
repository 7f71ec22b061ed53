"""What holds for every levy, and the levies held against the naive ones.

Amounts are whole cents; what a law says is worked out with ``Fraction``.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.accounts import account_from
from tests.builders import capped_levy, plain_levy
from tests.strategies import LEVIED_MONTHS, LEVY_DAYS, levied_cases

from gotobilling.clauses import CONTRACT_RATES, E1, G4
from gotobilling.facts import (
    Account,
    BillingAddress,
    ExemptionCertificate,
    TaxNumber,
)
from gotobilling.invoices import Invoice, assemble_invoice, assemble_one_time
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind, charge_class
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.rounding import MINOR_UNIT, MinorUnit, Rounding, RoundingMode
from gotobilling.sources import DatedEntry
from gotobilling.taxes import (
    Base,
    Cap,
    CreditRate,
    Level,
    Levy,
    LevyCharge,
    LevyFacts,
    LevyKind,
    NegativeBase,
    Rate,
    RateSeries,
    Supplier,
    Taxability,
    TaxCategory,
    TaxDate,
    Treatment,
    VatId,
    assess,
)
from gotobilling.testing import credits as naive_credits
from gotobilling.testing import levies as naive

File = dict[str, Any]

EXAMPLES: Final = settings.default.max_examples if settings.default else 50
MANY: Final = max(EXAMPLES, min(250, 5 * EXAMPLES))
"""Enough examples to meet most pairs of choices, but where few are asked for."""
JANUARY: Final = date(2026, 1, 1)
FLOOR: Final = Rounding(RoundingMode.FLOOR, MINOR_UNIT, step=1)
TAX: Final = plain_levy(series="rate")
CAPPED: Final = capped_levy(series="rate")
CAPPED_BY_LINE: Final = evolve(CAPPED, level=Level.LINE, line_rounding=FLOOR)
FACTORS: Final = ("20", "26.5", "38.1", "37.6", "37", "9.1", "100", "0")

AMOUNTS: Final = st.lists(
    st.integers(-1_000_000, 1_000_000) | st.integers(-50, 50), min_size=1, max_size=12
)
PERCENTS: Final = st.decimals(0, 100, places=3) | st.sampled_from(
    [Decimal(one) for one in ("0", "5", "9.975", "38.1", "50", "100", "12.5")]
)
PLACES: Final[list[int | MinorUnit]] = [MINOR_UNIT, 0, 2, 3, 6]
MODES: Final = [
    mode
    for mode in RoundingMode
    if mode not in (RoundingMode.FLOOR, RoundingMode.CEILING)
]


@st.composite
def roundings(draw: st.DrawFn, mode: RoundingMode | None = None) -> Rounding:
    """Draw a rounding to minor units that mirrors credits, or of that mode."""
    drawn = draw(st.sampled_from(MODES)) if mode is None else mode
    return Rounding(drawn, MINOR_UNIT, step=draw(st.sampled_from([1, 1, 5, 100])))


@st.composite
def any_levies(draw: st.DrawFn) -> Levy:
    """Draw a levy of any level, rounding, cap, share and way with negative bases."""
    capped = draw(st.booleans())
    mode = RoundingMode.FLOOR if capped else None
    level = draw(st.sampled_from(Level))
    by_line = None
    if level is Level.LINE:
        drawn = draw(roundings(mode))
        by_line = evolve(drawn, places=draw(st.sampled_from(PLACES)))
    return evolve(
        CAPPED if capped else TAX,
        level=level,
        rounding=draw(roundings(mode)),
        line_rounding=by_line,
        share=draw(st.sampled_from([None, "share"])),
        negative_base=draw(st.sampled_from(NegativeBase)),
    )


def rate(percent: Decimal | str, series: str = "rate") -> Rate:
    """Return a standard rate."""
    return Rate(
        series=series,
        category=TaxCategory.STANDARD,
        from_on=JANUARY,
        percent=Decimal(percent),
        clause=CONTRACT_RATES,
    )


def levied(
    minors: Sequence[int],
    levy: Levy,
    percent: Decimal | str,
    share: Decimal | str = "64.9",
) -> int:
    """Return a levy on so many cents in cents, its proof checked."""
    of = None if levy.share is None else rate(share, "share")
    amounts = [Money.from_minor(one, "USD") for one in minors]
    found = assess(amounts, levy, rate(percent), of)
    assert found.proof.steps[-1].value == lowest(Fraction(found.value.minor, 100))
    return found.value.minor


def lowest(value: Fraction) -> tuple[int, int]:
    """Return a fraction as a proof writes it."""
    return value.numerator, value.denominator


def of_100(percent: Decimal | str, share: Decimal | str = "100") -> Fraction:
    """Return what a percentage of a share is of one."""
    return Fraction(percent) * Fraction(share) / 10_000


class One(NamedTuple):
    """A line of a base, whose name and amount the amount of a levy never reads."""

    id: str = "line"
    amount: Money = Money.from_minor(0, "USD")


def quickly(minor: int, levy: Levy, percent: str) -> int:
    """Return a levy on one amount of cents in cents, without its proof."""
    share = None if levy.share is None else rate("64.9", "share")
    base = (Base(One(), minor),)
    return LevyCharge(levy).raw(LevyFacts(base, rate(percent), share, None, "USD"))


class TestAmount:
    """A levy is rate x stated base, under its stated rounding."""

    @pytest.mark.clause("E1", "Q12", "Q44")
    @given(AMOUNTS, any_levies(), PERCENTS, PERCENTS)
    def test_formula(
        self, minors: list[int], levy: Levy, percent: Decimal, share: Decimal
    ) -> None:
        """Share and rate of each line or of all of them, rounded as the levy says."""
        each = of_100(percent, share if levy.share else "100")
        if levy.line_rounding is None:
            exact = sum(minors) * each / 100
        else:
            by_line = levy.line_rounding
            exact = sum((by_line.round(n * each / 100, 2) for n in minors), Fraction(0))
        if levy.negative_base is NegativeBase.NO_LEVY:
            exact = max(exact, Fraction(0))

        found = levied(minors, levy, percent, share)

        assert Fraction(found, 100) == levy.rounding.round(exact, 2)

    @pytest.mark.clause("Q12")
    @given(AMOUNTS, roundings(), PERCENTS)
    def test_unrounded_lines(
        self, minors: list[int], rounding: Rounding, percent: Decimal
    ) -> None:
        """Lines that are added unrounded come to what their sum comes to."""
        on_all = evolve(TAX, rounding=rounding)
        unrounded = evolve(on_all, level=Level.UNROUNDED_LINES)

        assert levied(minors, unrounded, percent) == levied(minors, on_all, percent)

    @pytest.mark.clause("Q45")
    @given(AMOUNTS, any_levies(), PERCENTS)
    def test_mirrored(self, minors: list[int], levy: Levy, percent: Decimal) -> None:
        """Mirrored amounts have the mirrored tax wherever the rounding is symmetric."""
        same = evolve(levy, negative_base=NegativeBase.SAME_FORMULA)
        assume(same.cap is Cap.NONE)
        mirrored = [-one for one in minors]

        assert levied(mirrored, same, percent) == -levied(minors, same, percent)

    @pytest.mark.clause("Q12")
    @given(AMOUNTS, st.sampled_from(["half_up", "down", "floor"]), PERCENTS)
    def test_line_and_invoice(
        self, minors: list[int], mode: str, percent: Decimal
    ) -> None:
        """By line differs by half a cent a line at most, or by less than one."""
        rounding = Rounding(RoundingMode(mode), MINOR_UNIT, step=1)
        on_all = evolve(CAPPED if mode == "floor" else TAX, rounding=rounding)
        by_line = evolve(on_all, level=Level.LINE, line_rounding=rounding)

        apart = levied(minors, by_line, percent) - levied(minors, on_all, percent)

        if mode == "half_up":
            assert abs(apart) <= Fraction(len(minors), 2)
        else:
            assert abs(apart) < len(minors)
        if mode == "floor":
            assert apart <= 0

    @pytest.mark.clause("Q12")
    @pytest.mark.parametrize("percent", ["5", "9.975", "12.5", "50"])
    def test_half_up_around_every_tie(self, percent: str) -> None:
        """Cent by cent from -20.00 to 20.00, a half goes away from 0."""
        for minor in range(-2000, 2001):
            exact = abs(minor) * of_100(percent)
            size = (2 * exact + 1) // 2
            assert quickly(minor, TAX, percent) == (size if minor > 0 else -size)


class TestCap:
    """A capped line never exceeds share x factor of its base (Q11)."""

    @pytest.mark.clause("Q11", "Q44", "D20")
    @pytest.mark.parametrize("levy", [CAPPED, CAPPED_BY_LINE])
    @pytest.mark.parametrize("factor", FACTORS)
    def test_around_every_tie(self, levy: Levy, factor: str) -> None:
        """Cent by cent from -10.00 to 10.00, within a cent below the product."""
        for minor in range(-1000, 1001):
            exact = minor * of_100(factor, "64.9")
            assert 0 <= exact - quickly(minor, levy, factor) < 1

    @pytest.mark.clause("Q11", "Q44", "D20")
    @given(
        st.lists(st.integers(-20_000, 20_000), min_size=1, max_size=200),
        st.sampled_from(FACTORS),
        st.sampled_from(["64.9", "100", "33.3"]),
    )
    def test_many_lines(self, minors: list[int], factor: str, share: str) -> None:
        """Over 1 to 200 lines, credits too, by invoice and by line."""
        exact = sum(minors) * of_100(factor, share)

        on_all = levied(minors, CAPPED, factor, share)
        by_line = levied(minors, CAPPED_BY_LINE, factor, share)

        assert 0 <= exact - on_all < 1
        assert 0 <= exact - by_line < len(minors)
        assert by_line <= on_all

    @pytest.mark.clause("Q11", "Q12")
    @given(
        st.lists(st.integers(-20_000, 20_000), min_size=1, max_size=20),
        st.sampled_from(FACTORS),
        st.sampled_from(PLACES),
        st.sampled_from([1, 5]),
    )
    def test_each_line(
        self,
        minors: list[int],
        factor: str,
        places: int | MinorUnit,
        step: int,
    ) -> None:
        """No part of a line exceeds its own product, to whatever place it is cut."""
        fine = Rounding(RoundingMode.FLOOR, places, step=step)
        levy = evolve(CAPPED_BY_LINE, line_rounding=fine)
        amounts = [Money.from_minor(one, "USD") for one in minors]
        found = assess(amounts, levy, rate(factor), rate("64.9", "share"))

        parts = [one.value for one in found.proof.steps if one.label == "of the line"]

        assert len(parts) == len(minors)
        for part, minor in zip(parts, minors, strict=True):
            assert isinstance(part, tuple)
            assert Fraction(*part) <= minor * of_100(factor, "64.9") / 100
        assert found.value.minor <= sum(minors) * of_100(factor, "64.9")


# From plain values to the package's own


def levy_from(plain: File) -> Levy:
    """Return the levy that plain values describe."""
    line = LineKind(plain["line"])
    by_line = plain["line_rounding"]
    return Levy(
        name=plain["name"],
        kind=LevyKind(charge_class(line).value),
        line=line,
        jurisdiction=plain["jurisdiction"],
        places=tuple(plain["places"]),
        series=plain["series"],
        share=plain["share"],
        classes=tuple(ChargeClass(one) for one in plain["classes"]),
        levies=tuple(plain["levies"]),
        treatments=tuple(
            Treatment(
                charge_class=ChargeClass(of),
                unit=None if unit is None else BillableUnit(unit),
                taxability=Taxability(how),
                clause=G4,
            )
            for of, unit, how in dict.fromkeys(plain["treatments"])
        ),
        level=Level(plain["level"]),
        rounding=rounding_from(*plain["rounding"]),
        line_rounding=None if by_line is None else rounding_from(*by_line),
        cap=Cap(plain["cap"]),
        tax_date=TaxDate(plain["tax_date"]),
        credit_rate=CreditRate(plain["credit_rate"]),
        negative_base=NegativeBase(plain["negative_base"]),
        vat_id=VatId(plain["vat_id"]),
        seller=plain["seller"],
        clause=E1,
    )


def rounding_from(mode: str, places: int | None, step: int) -> Rounding:
    """Return a rounding, to minor units where no places are given."""
    kept = MINOR_UNIT if places is None else places
    return Rounding(RoundingMode(mode), kept, step=step)


def market_from(case: File, *, extra: bool = False) -> Market:
    """Return a market of the case's levies, with the further one or without it."""
    plain = list(case["levies"])
    if extra:
        plain.insert(case["extra_at"], case["extra"])
    return evolve(
        us.CONNECT,
        levies=tuple(levy_from(one) for one in plain),
        rates=tuple(
            RateSeries(
                name=name,
                supplier=Supplier.CALLER,
                entries=tuple(
                    DatedEntry(
                        from_on=on,
                        value=None if percent is None else Decimal(percent),
                        clause=CONTRACT_RATES,
                    )
                    for on, percent in entries
                ),
            )
            for name, entries in case["series"].items()
        ),
        places=("CA-NS", "CA-ON", "DE", "GR"),
        sales_tax=None,
    )


def account_of(case: File) -> Account:
    """Return the case's account with its addresses, certificates and VAT numbers."""
    return evolve(
        account_from(case["account"]),
        addresses=tuple(
            BillingAddress(**{**one, "areas": tuple(one["areas"])})
            for one in case["addresses"]
        ),
        exemptions=tuple(
            ExemptionCertificate(
                **{**one, "tax": LineKind(one["tax"])}, certificate="no. 5"
            )
            for one in case["certificates"]
        ),
        tax_numbers=tuple(TaxNumber(**one) for one in case["vat_numbers"]),
    )


def documents(case: File, account: Account, market: Market) -> Iterator[Invoice]:
    """Yield the documents of the spring, monthly and one-time ones."""
    # A payment is told only where the date of a levy's rate asks for it.
    asking = TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT
    is_asked = any(levy.tax_date is asking for levy in market.levies)
    paid_on = case["paid_on"] if is_asked else None
    for first in LEVIED_MONTHS:
        month = Period.month(first.year, first.month)
        found = assemble_invoice(account, month, market, paid_on=paid_on)
        if isinstance(found, Invoice):
            yield found
    for on in LEVY_DAYS:
        found = assemble_one_time(account, on, market, paid_on=paid_on)
        if isinstance(found, Invoice):
            yield found


def plain_charge(case: File, document: Invoice, line: LineItem) -> File:
    """Return a line as the naive levies take it, its tax dates worked out by them."""
    issued_on = charged_on = document.issued_on.value
    if line.kind is LineKind.PRORATED_CHARGE and line.quantity < 0:
        charged_on = naive_credits.charged_on(
            {
                "item": line.item,
                "group": line.group,
                "quantity": line.quantity,
                "effective_on": line.effective_on,
            },
            case["account"]["changes"],
            case["account"]["contract"]["billing_start_on"],
            issued_on,
        )
    return {
        "id": line.id,
        "class": line.charge_class.value,
        "unit": None if line.unit is None else line.unit.value,
        "amount": line.amount.minor,
        "invoiced_on": issued_on,
        "charged_on": charged_on,
        "served_on": line.period.start,
    }


def naively(case: File, document: Invoice) -> list[naive.Levied]:
    """Return the levies of a document as the naive ones have them."""
    return naive.levied(
        [plain_charge(case, document, line) for line in document.lines],
        case["levies"],
        case["series"],
        case["addresses"],
        case["certificates"],
        case["vat_numbers"],
        case["paid_on"],
    )


def in_naive_words(document: Invoice) -> list[naive.Levied]:
    """Return the levies of a document in the naive ones' words, proofs checked."""
    assert all(one.proof.rule == "levy" for one in document.levies)
    return [
        naive.Levied(
            one.levy.name,
            one.rate.category.value,
            one.rate.from_on,
            None if one.ground is None else one.ground.id,
            one.base.minor,
            one.amount.minor,
        )
        for one in document.levies
    ]


def bases(lines: Sequence[LevyLine], name: str) -> dict[tuple[object, ...], int]:
    """Return what a levy is counted on in cents, by category, day and ground."""
    found: dict[tuple[object, ...], int] = {}
    for one in lines:
        if one.levy.name == name:
            key = (one.rate, one.share, one.ground)
            found[key] = found.get(key, 0) + one.base.minor
    return found


def of_one_day(case: File) -> File:
    """Return the case with levies that agree on the day that is their tax date."""
    first = case["levies"][0]
    days = {name: first[name] for name in ("tax_date", "credit_rate")}
    return {
        **case,
        "levies": [{**one, **days} for one in case["levies"]],
        "extra": {**case["extra"], **days},
    }


CASES: Final = levied_cases().map(of_one_day)


class TestInvoices:
    """Levies on invoices, of any levies, rates, addresses and exemptions."""

    @pytest.mark.clause(
        *("D14", "D20", "E1", "E2", "E5", "E6", "Q11", "Q12", "Q13", "Q14"),
        *("Q19", "Q43", "Q44", "Q45", "Q46", "Q67"),
    )
    @settings(max_examples=MANY)
    @given(CASES)
    def test_naive_levies(self, case: File) -> None:
        """Every line of a levy is that of the naive levies."""
        found = documents(case, account_of(case), market_from(case))

        for document in found:
            assert in_naive_words(document) == naively(case, document)

    @pytest.mark.clause("E1")
    @given(CASES)
    def test_total(self, case: File) -> None:
        """The charges and the levies add up to the total, and the proof says so."""
        for document in documents(case, account_of(case), market_from(case)):
            charges = sum(line.amount.minor for line in document.lines)
            taxes = sum(line.amount.minor for line in document.levies)
            assert document.subtotal.value.minor == charges
            assert document.total.value.minor == charges + taxes
            assert document.total.proof.rule == "total"
            assert document.subtotal.proof.rule == "subtotal"

    @pytest.mark.clause("E5")
    @given(CASES)
    def test_exempt_from_everything(self, case: File) -> None:
        """With a certificate of every levy all levies are 0, and their bases stay."""
        papers = [
            {
                "id": f"paper {number}",
                "tax": levy["line"],
                "jurisdiction": levy["jurisdiction"],
                "effective_on": date(2024, 1, 1),
                "valid_until": None,
            }
            for number, levy in enumerate(case["levies"])
        ]
        exempt = {**case, "certificates": papers}

        for document in documents(case, account_of(exempt), market_from(case)):
            assert not any(one.amount.minor for one in document.levies)
            assert not any(
                one.rate.category is TaxCategory.STANDARD for one in document.levies
            )
            assert document.total.value == document.subtotal.value

    @pytest.mark.clause("Q11")
    @given(CASES)
    def test_one_levy_more(self, case: File) -> None:
        """A further levy changes none that it is not counted on; those it may part."""
        account = account_of(case)
        parted = set(case["extra"]["levies"])
        behind: set[str] = set()
        for levy in case["levies"]:
            if (parted | behind) & set(levy["levies"]):
                behind.add(levy["name"])

        for one, other in zip(
            documents(case, account, market_from(case)),
            documents(case, account, market_from(case, extra=True)),
            strict=True,
        ):
            kept = [line for line in other.levies if line.levy.name != "extra"]
            assert [
                (line.id, line.amount, line.base, line.of)
                for line in kept
                if line.levy.name not in parted | behind
            ] == [
                (line.id, line.amount, line.base, line.of)
                for line in one.levies
                if line.levy.name not in parted | behind
            ]
            for name in parted - behind:
                assert bases(kept, name) == bases(one.levies, name)
            assert one.lines == other.lines

    @pytest.mark.clause("Q67")
    @given(CASES, st.randoms(use_true_random=False))
    def test_order_of_facts(self, case: File, random: Any) -> None:  # noqa: ANN401
        """Addresses, certificates, numbers and changes may come in any order."""
        account = account_of(case)
        shuffled: File = {
            name: tuple(random.sample(facts, len(facts)))
            for name in ("addresses", "exemptions", "tax_numbers", "changes")
            for facts in [getattr(account, name)]
        }

        again = evolve(account, **shuffled)

        market = market_from(case)
        assert list(documents(case, again, market)) == list(
            documents(case, account, market)
        )

    @pytest.mark.clause("Q11", "Q44")
    @given(CASES)
    def test_cap(self, case: File) -> None:
        """No capped line on an invoice exceeds share x factor of its base."""
        for document in documents(case, account_of(case), market_from(case)):
            for one in document.levies:
                is_capped = one.levy.cap is Cap.PRODUCT
                if is_capped and one.levy.negative_base is NegativeBase.SAME_FORMULA:
                    share = one.share.percent if one.share else "100"
                    exact = one.base.minor * of_100(one.rate.percent, share)
                    assert one.amount.minor <= exact


class TestNaiveLevies:
    """The naive levies themselves, where nothing can be compared."""

    CHARGE: Final = {
        "id": "device",
        "class": "telecommunications",
        "amount": 10_000,
        "invoiced_on": JANUARY,
        "charged_on": JANUARY,
        "served_on": JANUARY,
    }
    LEVY: Final = {
        "name": "gst",
        "line": "gst",
        "jurisdiction": "CA",
        "places": ["CA"],
        "series": "gst",
        "classes": ["telecommunications"],
    }
    ADDRESS: Final = {"country": "CA", "effective_on": JANUARY}

    @pytest.mark.clause("E2", "Q67")
    def test_no_address(self) -> None:
        """An address must be in force on the tax date."""
        late = {**self.ADDRESS, "effective_on": date(2026, 1, 2)}
        with pytest.raises(ValueError, match="address must be in force on 2026-01-01"):
            naive.levied([self.CHARGE], [self.LEVY], {}, [late])

    @pytest.mark.clause("Q13")
    def test_no_percentage(self) -> None:
        """A percentage must be known on the tax date."""
        series = {"gst": [(date(2026, 1, 2), 5)]}
        with pytest.raises(ValueError, match="of gst must be known on 2026-01-01"):
            naive.levied([self.CHARGE], [self.LEVY], series, [self.ADDRESS])

    @pytest.mark.clause("E5", "Q13")
    def test_free_of_an_unknown_percentage(self) -> None:
        """Who is exempt needs no percentage of the levy."""
        paper = {"id": "a", "tax": "gst", "jurisdiction": "CA", "effective_on": JANUARY}

        (found,) = naive.levied([self.CHARGE], [self.LEVY], {}, [self.ADDRESS], [paper])

        assert found == ("gst", "exempt", JANUARY, "a", 10_000, 0)

    @pytest.mark.clause("Q11", "Q45")
    def test_fee_on_a_credit_apart(self) -> None:
        """A fee on a credit is a line of its own where the tax on it differs."""
        april = date(2026, 4, 1)
        days = {"invoiced_on": april, "charged_on": april, "served_on": april}
        credit = {**self.CHARGE, "amount": -8871, "invoiced_on": april}
        charge = {**self.CHARGE, **days, "amount": 12_500}
        fee = {**self.LEVY, "name": "fee", "line": "regulatory_recovery"}
        fee["series"] = "fee"
        tax = {**self.LEVY, "levies": ["fee"]}
        series: File = {"fee": [(JANUARY, 10)], "gst": [(JANUARY, 15), (april, 14)]}

        found = naive.levied([credit, charge], [fee, tax], series, [self.ADDRESS])

        # -8.871 and 12.50; 15 % of -97.58 is -14.637, 14 % of 137.50 is 19.25.
        assert [(one.levy, one.base, one.amount) for one in found] == [
            ("fee", -8871, -887),
            ("fee", 12_500, 1250),
            ("gst", -9758, -1464),
            ("gst", 13_750, 1925),
        ]

    @pytest.mark.clause("E1", "Q11", "Q44", "D17", "D20")
    @pytest.mark.parametrize(
        ("amounts", "percent", "share", "mode", "amount"),
        [
            ([10_000], "5", None, "half_up", 500),
            ([10_000], "9.975", None, "half_up", 998),
            ([10_000, 500], "9.5", None, "half_up", 998),
            ([10_000], "26.5", "64.9", "floor", 1719),
            ([10_000], "38.1", "64.9", "floor", 2472),
            ([-10_000], "38.1", "64.9", "floor", -2473),
            ([-1000], "38.1", "64.9", "floor", -248),
        ],
    )
    def test_published(
        self,
        amounts: list[int],
        percent: str,
        share: str | None,
        mode: str,
        amount: int,
    ) -> None:
        """The naive levies give the published amounts too."""
        charges = [{**self.CHARGE, "amount": one} for one in amounts]
        levy: File = {**self.LEVY, "rounding": (mode, None, 1)}
        series: File = {"gst": [(JANUARY, percent)], "share": [(JANUARY, share)]}
        levy["share"] = None if share is None else "share"

        (found,) = naive.levied(charges, [levy], series, [self.ADDRESS])

        assert found.amount == amount
