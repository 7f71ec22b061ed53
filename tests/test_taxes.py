"""Levies and rates as values, and the rule of a levy on amounts.

Expected amounts are written as the arithmetic that a reader would do: base x share x
rate, rounded as the levy says.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import altered, capped_levy, cents, plain_levy, usd

from gotobilling.canonical import digest
from gotobilling.clauses import CONTRACT_RATES, E1, Q11, Q12, Q43, Q44
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.money import Money
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.sources import Clause, DatedEntry, Standing
from gotobilling.taxes import (
    Coverage,
    CreditRate,
    Level,
    Levy,
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
    check_order,
    exact_percent,
)

JANUARY: Final = date(2026, 1, 1)
TERMS: Final = Clause(
    id="terms",
    text="The customer's own contract sets the levy.",
    standing=Standing.CONTRACT,
    checked=JANUARY,
)
FORECAST: Final = Clause(
    id="forecast",
    text="Somebody expects another factor.",
    standing=Standing.ASSUMED,
    checked=JANUARY,
    is_forecast=True,
)
HALF_UP: Final = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)
DOWN: Final = Rounding(RoundingMode.DOWN, MINOR_UNIT, step=1)
FLOOR: Final = Rounding(RoundingMode.FLOOR, MINOR_UNIT, step=1)
CEILING: Final = Rounding(RoundingMode.CEILING, MINOR_UNIT, step=1)
BASE: Final = (ChargeClass.TELECOMMUNICATIONS, ChargeClass.SOFTWARE)
TAX: Final = plain_levy(classes=BASE)
CAPPED: Final = capped_levy(series="tax", classes=BASE)
BY_LINE: Final = evolve(TAX, level=Level.LINE, line_rounding=HALF_UP)


def rate(percent: str, series: str = "tax", **others: object) -> Rate:
    """Return a standard rate from 2026 on unless told."""
    filled: dict[str, Any] = {
        "category": TaxCategory.STANDARD,
        "from_on": JANUARY,
        "clause": CONTRACT_RATES,
    }
    return Rate(series=series, percent=Decimal(percent), **(filled | others))


def entry(from_on: date, percent: str | None) -> DatedEntry[Decimal | None]:
    """Return one value of a series, None for nothing."""
    value = None if percent is None else Decimal(percent)
    return DatedEntry(from_on=from_on, value=value, clause=CONTRACT_RATES)


def tax(*amounts: str, percent: str = "5", levy: Levy = TAX) -> str:
    """Return a levy on amounts in US dollars, at so many percent."""
    derived = assess([usd(one) for one in amounts], levy, rate(percent))
    assert derived.proof.rule == "levy"
    return str(derived.value.amount)


def capped(amount: str, factor: str, levy: Levy = CAPPED) -> str:
    """Return a capped levy on 64.9 percent of an amount."""
    derived = assess(
        [usd(amount)], levy, rate(factor), rate("64.9", "share", clause=TERMS)
    )
    assert derived.proof.rule == "levy"
    return str(derived.value.amount)


class TestExactPercent:
    """A percentage has one spelling, from 0 to 100."""

    @pytest.mark.parametrize(
        ("given", "spelled"),
        [
            (Decimal("9.9750"), "9.975"),
            (Decimal("20.0"), "20"),
            (Decimal("1E+2"), "100"),
            (Decimal("3E+1"), "30"),
            (Decimal("0.00"), "0"),
            (Decimal("-0"), "0"),
            (Decimal("0.000000000001"), "1E-12"),
            (Decimal(100), "100"),
            (20, "20"),
            (0, "0"),
        ],
    )
    def test_spelling(self, given: Decimal | int, spelled: str) -> None:
        """Trailing zeros go and exponents above 0 are written out."""
        found = exact_percent("percent", given)

        assert (str(found), type(found)) == (spelled, Decimal)

    @pytest.mark.parametrize("given", [5.0, "5", None, True, Fraction(5)])
    def test_wrong_type(self, given: object) -> None:
        """A percentage is a Decimal or an int, never a float, text or bool."""
        with pytest.raises(WrongType, match=r"^there must be a Decimal or an int, got"):
            exact_percent("there", given)

    @pytest.mark.parametrize(
        "given", ["-0.01", "100.01", "101", "NaN", "sNaN", "Infinity", "1E+3"]
    )
    def test_bounds(self, given: str) -> None:
        """A percentage lies from 0 to 100 and is finite."""
        with pytest.raises(InvalidValue, match=r"^there must be from 0 to 100, got"):
            exact_percent("there", Decimal(given))

    @pytest.mark.parametrize("given", ["0.0000000000001", "5.0000000000000"])
    def test_decimals(self, given: str) -> None:
        """More than 12 decimals are refused as written, zeros too."""
        with pytest.raises(InvalidValue, match="of at most 12 decimals"):
            exact_percent("there", Decimal(given))

    def test_zero_with_an_exponent(self) -> None:
        """A zero of thousands is no percentage that anybody writes."""
        with pytest.raises(InvalidValue, match="of at most 12 decimals"):
            exact_percent("there", Decimal("0E+3"))


class TestRate:
    """One rate in force."""

    def test_ratio(self) -> None:
        """The percentage is kept as a ratio of whole numbers as well."""
        found = rate("9.9750")

        assert (found.percent, found.ratio) == (Decimal("9.975"), (9975, 1000))
        assert rate("100").ratio == (100, 1)

    def test_equal(self) -> None:
        """One percentage in two spellings is one rate, of one digest."""
        assert rate("15.0") == rate("15")
        assert digest(rate("15.0")) == digest(rate("15"))
        assert digest(rate("15")) != digest(rate("14"))

    @pytest.mark.parametrize(
        ("field", "content", "message"),
        [
            ("series", "", "series must be text of 1 to 200 characters, got ''"),
            ("category", "exempt", "category must be a TaxCategory"),
            ("from_on", datetime(2026, 1, 1), "from_on must be a date without a time"),  # noqa: DTZ001
            ("from_on", date(1899, 12, 31), "from_on must be a day from 1900-01-01"),
            ("percent", 5.0, "percent must be a Decimal or an int"),
            ("percent", Decimal(101), "percent must be from 0 to 100"),
        ],
    )
    def test_refused(self, field: str, content: object, message: str) -> None:
        """Each field says what it must be."""
        with pytest.raises(BillingError, match=f"^{message}"):
            altered(rate("5"), field, content)

    @pytest.mark.clause("E5", "E6")
    @pytest.mark.parametrize(
        "category",
        [TaxCategory.ZERO_RATED, TaxCategory.EXEMPT, TaxCategory.REVERSE_CHARGE],
    )
    def test_no_percent_without_the_standard_rate(self, category: TaxCategory) -> None:
        """Only the standard category has a percentage above 0."""
        assert rate("0", category=category).percent == 0
        with pytest.raises(InvalidValue) as caught:
            rate("5", category=category)
        assert str(caught.value) == (
            f"percent must be 0 where the base is {category.value}, got 5"
        )

    def test_standard_zero(self) -> None:
        """A standard rate of 0 is a rate."""
        assert rate("0").percent == 0


class TestRateSeries:
    """A percentage over time."""

    HST: Final = RateSeries(
        name="hst",
        supplier=Supplier.LIBRARY,
        entries=(entry(date(2010, 7, 1), "15"), entry(date(2025, 4, 1), "14")),
        checked_until=JANUARY,
    )
    QUARTERS: Final = RateSeries(
        name="factor",
        supplier=Supplier.LIBRARY,
        entries=(entry(date(2026, 1, 1), "37.6"), entry(date(2026, 7, 1), "37.0")),
        months=3,
    )

    @pytest.mark.clause("Q13")
    @pytest.mark.parametrize(
        ("on", "percent"),
        [
            (date(2010, 7, 1), "15"),
            (date(2025, 3, 31), "15"),
            (date(2025, 4, 1), "14"),
            (date(2999, 1, 1), "14"),
        ],
    )
    def test_at(self, on: date, percent: str) -> None:
        """A value is in force from its first day to the day before the next one's."""
        assert self.HST.at(on).value == Decimal(percent)

    def test_before_the_first(self) -> None:
        """A day before the first entry is unknown; the error says what to supply."""
        with pytest.raises(NoRateInForce) as caught:
            self.HST.at(date(2010, 6, 30))
        assert str(caught.value) == (
            'hst must be known for 2010-06-30: supply [[rates]] series = "hst", '
            "from_on = 2010-06-30, percent, clause, got 2010-06-30 "
            f"[{CONTRACT_RATES.id}]"
        )

    def test_empty(self) -> None:
        """A series of no entries knows nothing and cites nothing."""
        series = RateSeries(name="rrf", supplier=Supplier.CONTRACT)

        with pytest.raises(NoRateInForce) as caught:
            series.at(JANUARY)
        assert str(caught.value) == (
            'rrf must be known for 2026-01-01: supply [[rates]] series = "rrf", '
            "from_on = 2026-01-01, percent, clause, got 2026-01-01"
        )

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(
        ("on", "wanted"),
        [
            (date(2026, 4, 1), "2026-04-01"),
            (date(2026, 6, 30), "2026-04-01"),
            (date(2026, 10, 1), "2026-10-01"),
            (date(2027, 2, 14), "2027-01-01"),
        ],
    )
    def test_past_its_months(self, on: date, wanted: str) -> None:
        """An entry good for a quarter ends with it, and the quarter is named."""
        assert self.QUARTERS.at(date(2026, 3, 31)).value == Decimal("37.6")
        assert self.QUARTERS.at(date(2026, 9, 30)).value == Decimal("37.0")
        with pytest.raises(NoRateInForce, match=f"from_on = {wanted}, percent"):
            self.QUARTERS.at(on)

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(
        ("on", "ends"),
        [
            (date(2025, 12, 31), date(2025, 12, 31)),
            (date(2026, 1, 1), date(2026, 4, 1)),
            (date(2026, 3, 31), date(2026, 4, 1)),
            (date(2026, 4, 1), date(2026, 4, 1)),
            (date(2026, 6, 30), date(2026, 6, 30)),
            (date(2026, 7, 1), date(2026, 10, 1)),
            (date(2027, 2, 14), date(2027, 2, 14)),
        ],
    )
    def test_runs_out_on(self, on: date, ends: date) -> None:
        """A series runs out on the first day without a value, or has on that day."""
        assert self.QUARTERS.runs_out_on(on) == ends

    @pytest.mark.clause("Q46")
    def test_runs_out_behind_all(self) -> None:
        """Quarters that follow one another run out behind the last of them."""
        filled = self.QUARTERS.with_entry(entry(date(2026, 4, 1), "36"))

        assert filled.runs_out_on(date(2026, 2, 3)) == date(2026, 10, 1)

    def test_runs_out_never(self) -> None:
        """A series without months never runs out, but has no value before its first."""
        before, empty = date(2010, 6, 30), evolve(self.HST, entries=())

        assert self.HST.runs_out_on(date(2010, 7, 1)) is None
        assert self.HST.runs_out_on(before) == before
        assert empty.runs_out_on(JANUARY) == JANUARY

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(
        ("months", "on", "wanted"),
        [
            (None, date(2026, 8, 12), date(2026, 8, 12)),
            (1, date(2026, 8, 12), date(2026, 8, 1)),
            (3, date(2026, 7, 1), date(2026, 7, 1)),
            (3, date(2026, 9, 30), date(2026, 7, 1)),
            (3, date(2026, 12, 31), date(2026, 10, 1)),
            (12, date(2026, 12, 31), date(2026, 1, 1)),
        ],
    )
    def test_wanted_on(self, months: int | None, on: date, wanted: date) -> None:
        """The value to supply for a day begins with its quarter, or with the day."""
        empty = RateSeries(name="x", supplier=Supplier.CALLER, months=months)

        assert empty.wanted_on(on) == wanted
        assert empty.with_entry(entry(wanted, "5")).at(on).value == 5

    def test_with_entry(self) -> None:
        """One more entry is the caller's; the library's and all else stay."""
        october = entry(date(2026, 10, 1), "41")
        longer = self.QUARTERS.with_entry(october)

        assert longer == evolve(self.QUARTERS, supplied=(october,))
        assert longer.entries == self.QUARTERS.entries
        assert longer.known == (*self.QUARTERS.entries, october)
        assert longer.at(date(2026, 12, 31)) == october
        assert self.QUARTERS.supplied == ()

    def test_in_any_order(self) -> None:
        """What is supplied stands by its days, in whatever order it comes."""
        one, other = entry(date(2012, 1, 1), "16"), entry(date(2026, 1, 1), "13")

        series = self.HST.with_entry(other).with_entry(one)

        assert series == self.HST.with_entry(one).with_entry(other)
        assert series.supplied == (one, other)

    @pytest.mark.clause("Q13")
    @pytest.mark.parametrize(
        ("on", "percent"),
        [
            (date(2009, 1, 1), "13"),
            (date(2010, 6, 30), "13"),
            (date(2010, 7, 1), "15"),
            (date(2019, 12, 31), "15"),
            (date(2020, 1, 1), "16"),
            (date(2025, 3, 31), "16"),
            (date(2025, 4, 1), "14"),
            (date(2029, 12, 31), "14"),
            (date(2030, 1, 1), "12"),
        ],
    )
    def test_one_order_of_days(self, on: date, percent: str) -> None:
        """Of the library's entries and the caller's the latest one counts."""
        series = self.HST
        for year, value in ((2009, "13"), (2020, "16"), (2030, "12")):
            series = series.with_entry(entry(date(year, 1, 1), value))

        assert series.at(on).value == Decimal(percent)
        found = series.rate(on)
        assert found is not None
        assert found.percent == Decimal(percent)

    def test_same_day(self) -> None:
        """On the same day the caller's entry goes before the library's."""
        own = entry(date(2025, 4, 1), "13.5")
        series = self.HST.with_entry(own)

        assert series.at(date(2025, 4, 1)) == own
        assert series.known == (self.HST.entries[0], own)
        assert series.at(date(2025, 3, 31)).value == 15

    def test_shipped_later(self) -> None:
        """An entry that the library learns of changes nothing for who supplied it."""
        own, shipped = entry(date(2026, 4, 1), "36"), entry(date(2026, 4, 1), "35")
        before = self.QUARTERS.with_entry(own)
        january, july = self.QUARTERS.entries
        after = evolve(before, entries=(january, shipped, july))

        assert (after.known, after.rates) == (before.known, before.rates)

    def test_ended_by_the_caller(self) -> None:
        """The caller's None ends a levy from its day to the library's next value."""
        series = self.HST.with_entry(entry(date(2020, 1, 1), None))

        assert series.rate(date(2025, 3, 31)) is None
        assert series.rate(date(2025, 4, 1)) is not None

    def test_same_entry_again(self) -> None:
        """An entry that was supplied before changes nothing, however it is spelled."""
        once = self.HST.with_entry(entry(date(2026, 1, 1), "13.5"))

        assert once.with_entry(entry(date(2026, 1, 1), "13.5")) is once
        assert once.with_entry(entry(date(2026, 1, 1), "13.50")) == once

    def test_another_of_the_day(self) -> None:
        """Two values of one day from the caller are refused."""
        once = self.HST.with_entry(entry(date(2026, 1, 1), "13.5"))

        with pytest.raises(InvalidValue) as caught:
            once.with_entry(entry(date(2026, 1, 1), "13"))
        assert str(caught.value) == (
            "hst.supplied[1].from_on must be after 2026-01-01, got 2026-01-01"
        )

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(
        "on", [date(2026, 10, 2), date(2026, 11, 1), date(2026, 6, 30)]
    )
    def test_within_a_quarter(self, on: date) -> None:
        """What is good for a quarter begins with one, the library's entries too."""
        with pytest.raises(InvalidValue) as caught:
            self.QUARTERS.with_entry(entry(on, "41"))
        assert str(caught.value) == (
            "factor.supplied[0].from_on must be the first day of 3 months, as each "
            f"value holds for, got {on}"
        )
        with pytest.raises(InvalidValue, match=r"^factor\.entries\[0\]\.from_on must"):
            evolve(self.QUARTERS, entries=(entry(on, "41"),))

    @pytest.mark.parametrize(
        ("field", "content", "message"),
        [
            ("name", " ", "name must be printable text without blanks around it"),
            ("supplier", "caller", "supplier must be a Supplier"),
            ("months", 0, "months must be from 1 to"),
            ("months", 3.0, "months must be a whole number"),
            ("checked_until", "2026", "checked_until must be a date without a time"),
            ("entries", [], r"hst\.entries must be a tuple, got"),
            ("supplied", [], r"hst\.supplied must be a tuple, got"),
            ("supplied", (5,), r"hst\.supplied\[0\] must be a DatedEntry, got 5"),
            (
                "entries",
                (entry(JANUARY, "5"), entry(JANUARY, "6")),
                r"hst\.entries\[1\].from_on must be after 2026-01-01, got",
            ),
            (
                "entries",
                (entry(JANUARY, None), entry(date(2026, 2, 1), "100.5")),
                r"hst\.entries\[1\].value must be from 0 to 100, got",
            ),
        ],
    )
    def test_refused(self, field: str, content: object, message: str) -> None:
        """Each field says what it must be."""
        with pytest.raises(BillingError, match=f"^{message}"):
            altered(self.HST, field, content)

    def test_day(self) -> None:
        """A rate is asked for by a day, not by an instant."""
        instant: Any = datetime(2026, 1, 1)  # noqa: DTZ001
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            self.HST.at(instant)

    def test_forecast(self) -> None:
        """No forecast is ever taken for a value."""
        with pytest.raises(InvalidValue, match="not a forecast"):
            DatedEntry(from_on=JANUARY, value=Decimal(40), clause=FORECAST)

    def test_coverage(self) -> None:
        """A coverage is a plain value."""
        covered = Coverage(
            series="hst",
            supplier=Supplier.LIBRARY,
            entry=None,
            runs_out_on=None,
            checked_until=None,
        )

        assert (covered.series, covered.entry) == ("hst", None)


class TestTreatment:
    """How a levy treats one class of charges."""

    HARDWARE: Final = Treatment(
        charge_class=ChargeClass.EQUIPMENT_SALE,
        unit=None,
        taxability=Taxability.ZERO_RATED,
        clause=E1,
    )

    @pytest.mark.parametrize(
        ("field", "content", "message"),
        [
            ("charge_class", "fee", "charge_class must be a ChargeClass"),
            ("unit", "device", "unit must be a BillableUnit"),
            ("taxability", "exempt", "taxability must be a Taxability"),
            ("clause", "E1", "clause must be a Clause, got 'E1'"),
        ],
    )
    def test_refused(self, field: str, content: object, message: str) -> None:
        """Each field says what it must be."""
        with pytest.raises(WrongType, match=f"^{message}"):
            altered(self.HARDWARE, field, content)

    @pytest.mark.clause("Q43")
    def test_first_that_fits(self) -> None:
        """The first treatment that fits class and unit counts, and none may."""
        numbers = evolve(self.HARDWARE, charge_class=ChargeClass.TELECOMMUNICATIONS)
        toll_free = evolve(
            numbers,
            unit=BillableUnit.TOLL_FREE_NUMBER,
            taxability=Taxability.EXEMPT,
        )
        levy = evolve(TAX, treatments=(toll_free, numbers))
        telecommunications = ChargeClass.TELECOMMUNICATIONS

        def treatment(unit: BillableUnit | None) -> Treatment | None:
            return levy.treatment(telecommunications, unit)

        assert treatment(BillableUnit.TOLL_FREE_NUMBER) is toll_free
        assert treatment(BillableUnit.DEVICE) is numbers
        assert treatment(None) is numbers
        assert levy.treatment(ChargeClass.FEE, None) is None
        assert evolve(levy, treatments=(numbers, toll_free)).treatment(
            telecommunications, BillableUnit.TOLL_FREE_NUMBER
        ) is (numbers)


class TestLevy:
    """A levy as a value, and every refusal of one that makes no sense."""

    def test_choices_have_clauses(self) -> None:
        """What is a reading of ours names the decision it rests on."""
        import attrs

        found = {
            one.name: [clause.id for clause in one.metadata["clauses"]]
            for one in attrs.fields(Levy)
            if one.metadata
        }

        assert found == {
            "classes": ["Q19", "Q43"],
            "series": ["Q13"],
            "levies": ["Q11", "Q43"],
            "level": ["Q12"],
            "rounding": ["Q12"],
            "line_rounding": ["Q12"],
            "cap": ["Q11"],
            "tax_date": ["Q46"],
            "credit_rate": ["Q45"],
            "negative_base": ["Q44"],
            "vat_id": ["Q14"],
        }

    @pytest.mark.parametrize(
        ("field", "content", "message"),
        [
            ("kind", "tax", "kind must be a LevyKind"),
            ("line", "gst", "line must be a LineKind"),
            ("level", "line", "level must be a Level"),
            ("cap", None, "cap must be a Cap"),
            ("tax_date", "invoice_date", "tax_date must be a TaxDate"),
            ("credit_rate", 1, "credit_rate must be a CreditRate"),
            ("negative_base", 1, "negative_base must be a NegativeBase"),
            ("vat_id", "any", "vat_id must be a VatId"),
            ("name", "", "name must be text of 1 to 200 characters"),
            ("jurisdiction", None, "jurisdiction must be text"),
            ("series", 5, "series must be text"),
            ("share", "", "share must be text of 1 to 200 characters"),
            ("seller", " ", "seller must be printable text"),
            ("places", ["CA"], "places must be a tuple of str, got"),
            ("places", (1,), "places must be a tuple of str, got"),
            ("classes", ("fee",), "classes must be a tuple of ChargeClass, got"),
            ("levies", "gst", "levies must be a tuple of str, got 'gst'"),
            ("treatments", (E1,), "treatments must be a tuple of Treatment, got"),
            ("rounding", "half_up", "rounding must be a Rounding, got 'half_up'"),
        ],
    )
    def test_types(self, field: str, content: object, message: str) -> None:
        """Each field says what it must be."""
        with pytest.raises(BillingError, match=f"^{message}"):
            altered(TAX, field, content)

    @pytest.mark.parametrize(
        ("field", "content"),
        [
            ("places", ("CA", "CA")),
            ("classes", (ChargeClass.FEE, ChargeClass.FEE)),
            ("levies", ("a", "b", "a")),
            ("treatments", (TestTreatment.HARDWARE, TestTreatment.HARDWARE)),
        ],
    )
    def test_named_twice(self, field: str, content: object) -> None:
        """Nothing is named twice in a list of the levy."""
        with pytest.raises(ConflictingFacts) as caught:
            altered(TAX, field, content)
        assert str(caught.value) == (
            f"{field} must be each named once, got 'one of them twice'"
        )

    @pytest.mark.parametrize(
        ("kind", "line"),
        [
            (LevyKind.TAX, LineKind.REGULATORY_RECOVERY),
            (LevyKind.TAX, LineKind.SERVICE_CHARGE),
            (LevyKind.RECOVERY, LineKind.UNIVERSAL_SERVICE_FEE),
            (LevyKind.PASS_THROUGH, LineKind.VAT),
        ],
    )
    def test_line_of_its_kind(self, kind: LevyKind, line: LineKind) -> None:
        """A levy stands on a line of its own kind."""
        with pytest.raises(
            InvalidValue, match=f"^line must be a line of a {kind.value}"
        ):
            evolve(TAX, kind=kind, line=line)

    def test_no_place(self) -> None:
        """A levy is levied somewhere."""
        with pytest.raises(InvalidValue) as caught:
            evolve(TAX, places=())
        assert str(caught.value) == "places must be at least one place, got 'none'"

    def test_no_base(self) -> None:
        """A base has a class of charges or an earlier levy in it."""
        assert evolve(TAX, classes=(), levies=("usf",)).levies == ("usf",)
        with pytest.raises(InvalidValue) as caught:
            evolve(TAX, classes=())
        assert str(caught.value) == (
            "classes must be at least one class, or a levy, got 'none'"
        )

    @pytest.mark.clause("Q11", "Q48")
    @pytest.mark.parametrize(
        "charge_class",
        [
            ChargeClass.TAX,
            ChargeClass.RECOVERY,
            ChargeClass.PASS_THROUGH,
            ChargeClass.BALANCE,
        ],
    )
    def test_no_charge(self, charge_class: ChargeClass) -> None:
        """Levies stand in a base by their names, and balances never do."""
        with pytest.raises(InvalidValue) as caught:
            evolve(TAX, classes=(ChargeClass.FEE, charge_class))
        assert str(caught.value) == (
            "classes must be classes of charges; earlier levies have names, "
            f"got '{charge_class.value}'"
        )

    @pytest.mark.clause("Q12")
    @pytest.mark.parametrize(
        ("level", "line_rounding"),
        [
            (Level.LINE, None),
            (Level.INVOICE, HALF_UP),
            (Level.UNROUNDED_LINES, HALF_UP),
        ],
    )
    def test_line_rounding_by_level(
        self, level: Level, line_rounding: Rounding | None
    ) -> None:
        """Lines are rounded where the level is the line, and only there."""
        with pytest.raises(InvalidValue) as caught:
            evolve(TAX, level=level, line_rounding=line_rounding)
        requirement = "given where the level is the line, and only there"
        assert str(caught.value).startswith(f"line_rounding must be {requirement}")
        assert caught.value.clause == "Q12"

    def test_line_rounding_type(self) -> None:
        """What rounds a line is a rounding."""
        with pytest.raises(WrongType, match=r"^line_rounding must be a Rounding, got"):
            altered(BY_LINE, "line_rounding", "half_up")

    def test_places_of_a_rounding(self) -> None:
        """The amount is kept in minor units; a line may be rounded finer."""
        fine = Rounding(RoundingMode.HALF_UP, 4, step=1)

        assert evolve(BY_LINE, line_rounding=fine).line_rounding is fine
        with pytest.raises(InvalidValue, match=r"^rounding\.places must be the minor"):
            evolve(TAX, rounding=fine)

    @pytest.mark.clause("Q11", "Q44")
    @pytest.mark.parametrize("rounding", [HALF_UP, DOWN, CEILING])
    def test_cap_takes_floor(self, rounding: Rounding) -> None:
        """A capped levy rounds toward minus infinity, lines included."""
        by_line = evolve(CAPPED, level=Level.LINE, line_rounding=FLOOR)
        requirement = "toward minus infinity, so that the cap always holds"

        for levy, field in (
            (CAPPED, "rounding"),
            (by_line, "rounding"),
            (by_line, "line_rounding"),
        ):
            with pytest.raises(InvalidValue) as caught:
                altered(levy, field, rounding)
            assert str(caught.value) == (
                f"{field} must be {requirement}, got '{rounding.mode.value}' [Q11]"
            )

    @pytest.mark.clause("Q45", "Q29")
    @pytest.mark.parametrize("rounding", [FLOOR, CEILING])
    def test_no_floor_without_a_cap(self, rounding: Rounding) -> None:
        """Without a cap a credit gives back exactly what its charge paid."""
        requirement = "a mode that mirrors credits, round(-x) == -round(x)"

        for levy, field, clause in (
            (TAX, "rounding", "Q29"),
            (BY_LINE, "line_rounding", "Q45"),
        ):
            with pytest.raises(InvalidValue) as caught:
                altered(levy, field, rounding)
            assert str(caught.value) == (
                f"{field} must be {requirement}, got '{rounding.mode.value}' [{clause}]"
            )

    @pytest.mark.clause("Q14")
    def test_seller(self) -> None:
        """Where borders matter, the seller's number is known."""
        with pytest.raises(InvalidValue) as caught:
            evolve(TAX, vat_id=VatId.CROSS_BORDER)
        assert str(caught.value) == (
            "seller must be given where borders matter, got None [Q14]"
        )
        assert evolve(TAX, vat_id=VatId.ANY).seller is None

    @pytest.mark.clause("Q14")
    @pytest.mark.parametrize(
        ("seller", "jurisdiction", "crosses"),
        [
            (None, "DE", False),
            ("IE9834481A", "DE", True),
            ("IE9834481A", "IE", False),
            ("EL094259216", "GR", False),
            ("EL094259216", "DE", True),
            ("DE136695976", "DE-BY", False),
        ],
    )
    def test_crosses_border(
        self, seller: str | None, jurisdiction: str, *, crosses: bool
    ) -> None:
        """A border lies between the seller's country and the levy's, if he has one."""
        levy = evolve(TAX, seller=seller, jurisdiction=jurisdiction)

        assert levy.crosses_border() is crosses


class TestCheckOrder:
    """The order of the levies: each after those in its base."""

    @pytest.mark.clause("Q11")
    def test_earlier(self) -> None:
        """A base names earlier levies only."""
        first, second = TAX, evolve(TAX, name="second", levies=("tax",))

        check_order(())
        check_order((first, second))
        with pytest.raises(UnknownName) as caught:
            check_order((second, first))
        assert str(caught.value) == (
            "levies[second].levies must be of earlier levies (none), got 'tax' [Q11]"
        )

    @pytest.mark.clause("Q45", "Q46")
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("tax_date", TaxDate.SERVICE_PERIOD),
            ("credit_rate", CreditRate.CURRENT_INVOICE),
        ],
    )
    def test_of_one_day(self, field: str, value: object) -> None:
        """A levy agrees with those in its base on the day that is their tax date."""
        second = evolve(TAX, name="second", levies=("tax",))

        with pytest.raises(InvalidValue) as caught:
            check_order((TAX, altered(second, field, value)))
        assert caught.value.path == f"levies[second].{field}"

    @pytest.mark.clause("Q11")
    @pytest.mark.parametrize("named", ["self", "later", "nowhere"])
    def test_not_earlier(self, named: str) -> None:
        """A levy is not in its own base, nor is one that comes later or not at all."""
        itself = evolve(TAX, name="self", levies=(named,))
        later = evolve(TAX, name="later")

        with pytest.raises(UnknownName) as caught:
            check_order((TAX, evolve(TAX, name="other"), itself, later))
        assert caught.value.path == "levies[self].levies"
        assert caught.value.requirement == "of earlier levies (tax, other)"

    def test_names(self) -> None:
        """No two levies have one name."""
        with pytest.raises(ConflictingFacts) as caught:
            check_order((TAX, CAPPED, evolve(TAX, series="other")))
        assert str(caught.value) == (
            "levies must be each of a name of its own, got 'tax'"
        )


class TestAssess:
    """A levy on amounts, without an invoice around them."""

    @pytest.mark.clause("D14", "D17", "E1")
    def test_quebec(self) -> None:
        """GST 5 % and QST 9.975 % of 100.00 are 5.00 and 9.98, half a cent up."""
        assert tax("100.00") == "5.00"
        assert cents(100 * Fraction("0.09975")) == 998
        assert tax("100.00", percent="9.975") == "9.98"

    @pytest.mark.clause("D17", "Q11")
    def test_quebec_before_2013(self) -> None:
        """QST 9.5 % on the price with its GST is 9.5 % of 105.00, 9.975."""
        assert cents(105 * Fraction("0.095")) == 998
        assert tax("100.00", "5.00", percent="9.5") == "9.98"

    @pytest.mark.clause("Q11", "Q43", "D20")
    @pytest.mark.parametrize(
        ("factor", "amount"),
        [
            ("20.0", "12.98"),  # 12.98
            ("26.5", "17.19"),  # 17.1985, so not 17.20
            ("38.1", "24.72"),  # 24.7269
            ("37.6", "24.40"),  # 24.4024
            ("37.0", "24.01"),  # 24.013
        ],
    )
    def test_usf(self, factor: str, amount: str) -> None:
        """The factor on 64.9 % of 100.00, never above the exact product."""
        exact = 100 * Fraction("0.649") * Fraction(factor) / 100

        assert capped("100.00", factor) == amount
        assert 0 <= exact - Fraction(amount) < Fraction(1, 100)

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(
        ("base", "amount"),
        [("-100.00", "-24.73"), ("-10.00", "-2.48"), ("-0.01", "-0.01"), ("0", "0.00")],
    )
    def test_usf_below_zero(self, base: str, amount: str) -> None:
        """Below 0 too the line stays within the product: -2.47269 becomes -2.48."""
        assert capped(base, "38.1") == amount
        assert Fraction(amount) <= Fraction(base) * Fraction("0.649") * Fraction(
            "0.381"
        )

    @pytest.mark.clause("Q44")
    def test_no_levy_below_zero(self) -> None:
        """Where nothing is levied below 0, a negative sum gives 0, not each line."""
        for level, line_rounding in (
            (Level.INVOICE, None),
            (Level.UNROUNDED_LINES, None),
            (Level.LINE, HALF_UP),
        ):
            levy = evolve(
                TAX,
                level=level,
                line_rounding=line_rounding,
                negative_base=NegativeBase.NO_LEVY,
            )
            assert tax("-100.00", levy=levy) == "0.00"
            assert tax("100.00", "-40.00", levy=levy) == "3.00"
            assert tax("40.00", "-100.00", levy=levy) == "0.00"

    @pytest.mark.clause("Q12")
    def test_levels(self) -> None:
        """Three lines of 0.10 at 5 %: 3 x 0.01 by line, 0.015 and so 0.02 otherwise."""
        three = ("0.10", "0.10", "0.10")
        unrounded = evolve(TAX, level=Level.UNROUNDED_LINES)

        assert tax(*three, levy=BY_LINE) == "0.03"
        assert tax(*three) == "0.02"
        assert tax(*three, levy=unrounded) == "0.02"

    @pytest.mark.clause("Q12")
    def test_finer_lines(self) -> None:
        """Lines of 0.001375 each are 4 x 0.001 to a tenth of a cent, so 0.00."""
        tenth = Rounding(RoundingMode.HALF_UP, 3, step=1)
        by_line = evolve(BY_LINE, line_rounding=tenth)
        four = ("0.11", "0.11", "0.11", "0.11")

        assert tax(*four, percent="1.25", levy=by_line) == "0.00"
        assert cents(4 * Fraction("0.001375")) == 1
        assert tax(*four, percent="1.25") == "0.01"

    @pytest.mark.clause("Q12")
    def test_down(self) -> None:
        """The total may be rounded down: 20 % of 0.99 is 0.198, so 0.19 and -0.19."""
        down = evolve(TAX, rounding=DOWN)

        assert tax("0.99", percent="20") == "0.20"
        assert tax("0.99", percent="20", levy=down) == "0.19"
        assert tax("-0.99", percent="20", levy=down) == "-0.19"

    def test_no_minor_unit(self) -> None:
        """A currency without minor units is rounded to whole ones: 5 % of 150 is 8."""
        yen = assess([Money.parse("150", "JPY")], TAX, rate("5"))

        assert (str(yen.value.amount), yen.value.currency) == ("8", "JPY")
        assert yen.proof.rule == "levy"

    @pytest.mark.clause("E1", "Q12")
    def test_proof_of_a_tax(self) -> None:
        """A tax adds its base, takes its percentage and rounds, each by its clause."""
        proof = assess([usd("60.00"), usd("40.00")], TAX, rate("9.975")).proof

        assert [(one.label, one.clause, one.value) for one in proof.steps] == [
            ("base", E1, (100, 1)),
            ("before rounding", CONTRACT_RATES, (399, 40)),
            ("amount", Q12, (499, 50)),
        ]

    @pytest.mark.clause("Q11", "Q43")
    def test_proof_of_a_capped_levy(self) -> None:
        """A capped levy takes the share of its base first, by that share's clause."""
        share = rate("64.9", "share", clause=TERMS)
        proof = assess([usd("100.00")], CAPPED, rate("38.1"), share).proof

        assert [(one.label, one.clause, one.value) for one in proof.steps] == [
            ("base", Q43, (100, 1)),
            ("share", TERMS, (649, 10)),
            ("before rounding", CONTRACT_RATES, (247269, 10000)),
            ("amount", Q11, (618, 25)),
        ]

    @pytest.mark.clause("Q12", "Q44")
    def test_proof_by_line(self) -> None:
        """By line every line is worked out, then rounded, then all are added."""
        levy = evolve(BY_LINE, negative_base=NegativeBase.NO_LEVY)
        proof = assess([usd("0.10"), usd("0.30")], levy, rate("5")).proof

        assert [(one.label, one.clause, one.value) for one in proof.steps] == [
            ("before rounding", CONTRACT_RATES, (1, 200)),
            ("before rounding", CONTRACT_RATES, (3, 200)),
            ("of the line", Q12, (1, 100)),
            ("of the line", Q12, (1, 50)),
            ("of all lines", Q12, (3, 100)),
            ("never below 0", Q44, (3, 100)),
            ("amount", Q12, (3, 100)),
        ]

    @pytest.mark.clause("Q12")
    def test_proof_of_unrounded_lines(self) -> None:
        """Unrounded lines are added as they are and rounded once."""
        levy = evolve(TAX, level=Level.UNROUNDED_LINES)
        proof = assess([usd("0.10"), usd("0.30")], levy, rate("5")).proof

        assert [(one.label, one.clause, one.value) for one in proof.steps] == [
            ("before rounding", CONTRACT_RATES, (1, 200)),
            ("before rounding", CONTRACT_RATES, (3, 200)),
            ("of all lines", Q12, (1, 50)),
            ("amount", Q12, (1, 50)),
        ]

    def test_terms(self) -> None:
        """Where the contract sets the levy, no reading of ours decides."""
        proof = assess([usd("1.00")], evolve(TAX, clause=TERMS), rate("5")).proof

        assert [one.clause for one in proof.steps] == [TERMS, CONTRACT_RATES, TERMS]

    def test_no_amounts(self) -> None:
        """There is something to levy on."""
        with pytest.raises(InvalidValue) as caught:
            assess([], TAX, rate("5"))
        assert str(caught.value) == "amounts must be at least one, got 'none'"

    @pytest.mark.parametrize(
        ("levy", "of", "share", "message"),
        [
            (TAX, "other", None, "rate must be of the series tax, got 'other'"),
            (TAX, "tax", "share", "share must be of the series None, got 'share'"),
            (CAPPED, "tax", None, "share must be of the series share, got None"),
            (CAPPED, "tax", "tax", "share must be of the series share, got 'tax'"),
        ],
    )
    def test_series(self, levy: Levy, of: str, share: str | None, message: str) -> None:
        """Rate and share come from the series that the levy names."""
        given = None if share is None else rate("64.9", share)

        with pytest.raises(InvalidValue) as caught:
            assess([usd("1.00")], levy, rate("5", of), given)
        assert str(caught.value) == message

    def test_currencies(self) -> None:
        """All amounts are in one currency; nothing is converted."""
        with pytest.raises(CurrencyMismatch) as caught:
            assess([usd("1.00"), Money.parse("1.00", "CAD")], TAX, rate("5"))
        assert str(caught.value) == "amounts[1].currency must be USD, got 'CAD'"

    def test_repr(self) -> None:
        """A levied amount shows itself and its rule."""
        assert repr(assess([usd("1.00")], TAX, rate("5"))) == "<0.05 USD by levy>"


class TestRefusals:
    """What the values refuse, each by the name of its field."""

    def test_clause_of_a_levy(self) -> None:
        """A levy rests on a clause."""
        with pytest.raises(WrongType):
            altered(TAX, "clause", None)

    def test_clause_of_a_rate(self) -> None:
        """A rate rests on a clause."""
        with pytest.raises(WrongType):
            altered(rate("5"), "clause", None)

    def test_entries_of_a_series(self) -> None:
        """The entries of a series are dated entries."""
        with pytest.raises(WrongType):
            altered(TestRateSeries.HST, "entries", (5,))

    def test_prorated_line(self) -> None:
        """A prorated charge is no line of a levy, and the error names the field."""
        with pytest.raises(InvalidValue, match=r"^line must be"):
            evolve(TAX, line=LineKind.PRORATED_CHARGE)
