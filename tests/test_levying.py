"""Levies on invoices: which charges, at which address, on which date, at which rate.

The markets here are small and made for the test: places, levies and percentages are
ours, so that no shipped table decides a test.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import (
    account,
    bought,
    capped_levy,
    cents,
    change,
    day,
    device_price,
    invoice,
    month,
    number_price,
    opening,
    plain_levy,
    price,
    rental_price,
    seat_price,
    usd,
)

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import digest
from gotobilling.clauses import CONTRACT_RATES, E5, E6, EU_REVERSE_CHARGE, G4
from gotobilling.errors import (
    ConflictingFacts,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Account,
    BillingAddress,
    ExemptionCertificate,
    Price,
    TaxNumber,
)
from gotobilling.formats.documents import document_bytes
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    invoices_issued,
)
from gotobilling.kinds import CHARGE_CLASSES, BillableUnit, ChargeClass, LineKind
from gotobilling.lineitems import LevyLine
from gotobilling.market import Market, coverage
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.sources import DatedEntry
from gotobilling.taxes import (
    CreditRate,
    Levy,
    LevyKind,
    NegativeBase,
    RateSeries,
    Supplier,
    Taxability,
    TaxCategory,
    TaxDate,
    Treatment,
    VatId,
)

HST: Final = plain_levy(
    "hst",
    line=LineKind.HST,
    jurisdiction="CA-NS",
    places=("CA-NS",),
    classes=CHARGE_CLASSES,
)
FEE: Final = plain_levy(
    "fee", kind=LevyKind.RECOVERY, line=LineKind.REGULATORY_RECOVERY
)
CAPPED: Final = capped_levy(series="factor")
VAT: Final = evolve(
    HST,
    name="vat",
    line=LineKind.VAT,
    jurisdiction="DE",
    places=("DE",),
    series="vat",
    vat_id=VatId.CROSS_BORDER,
    seller="IE9834481A",
)
PLACES: Final = ("CA-NS", "CA-ON", "CA-QC", "DE", "US-UT")
SPRING: Final = (date(2010, 7, 1), "15"), (date(2025, 4, 1), "14")
"""Nova Scotia: 15 percent, and 14 from 1 April 2025 on."""

Entry = tuple[date, str | None]


def series(name: str, *entries: Entry, months: int | None = None) -> RateSeries:
    """Return a series of percentages, None for nothing."""
    return RateSeries(
        name=name,
        supplier=Supplier.LIBRARY,
        entries=tuple(
            DatedEntry(
                from_on=on,
                value=None if percent is None else Decimal(percent),
                clause=CONTRACT_RATES,
            )
            for on, percent in entries
        ),
        months=months,
    )


def flat(name: str, percent: str) -> RateSeries:
    """Return a series of one percentage since 2008."""
    return series(name, (date(2008, 1, 1), percent))


def market(*levies_and_series: Levy | RateSeries) -> Market:
    """Return a market of these levies, with these series or 10 percent."""
    levies = tuple(one for one in levies_and_series if isinstance(one, Levy))
    given = [one for one in levies_and_series if isinstance(one, RateSeries)]
    named = {one.name for one in given}
    wanted = {one.series for one in levies} - named
    rates = (*given, *(flat(name, "10") for name in sorted(wanted)))
    return evolve(us.CONNECT, levies=levies, rates=rates, places=PLACES, sales_tax=None)


def address(
    region: str | None = "NS",
    on: date = date(2025, 1, 1),
    country: str = "CA",
    areas: tuple[str, ...] = (),
) -> BillingAddress:
    """Return a billing address, in Nova Scotia since 2025 unless told."""
    return BillingAddress(
        id=f"address from {on}",
        country=country,
        region=region,
        areas=areas,
        effective_on=on,
    )


def billed(start: date, *facts: Any, **others: Any) -> Account:  # noqa: ANN401
    """Return an account of any facts, taxed in Nova Scotia unless told."""
    prices = tuple(one for one in facts if isinstance(one, Price)) or (
        device_price(effective_on=date(2025, 1, 1)),
        number_price(effective_on=date(2025, 1, 1)),
    )
    taxing = {"addresses": (address(),), **others}
    return account(start, *facts, prices=prices, **taxing)


def certificate(
    on: date = date(2025, 1, 1), until: date | None = None, **others: object
) -> ExemptionCertificate:
    """Return a certificate of Nova Scotia's HST, since 2025 unless told."""
    filled: dict[str, Any] = {
        "id": f"certificate from {on}",
        "tax": LineKind.HST,
        "jurisdiction": "CA-NS",
        "certificate": "no. 5",
        "effective_on": on,
        "valid_until": until,
    }
    return ExemptionCertificate(**(filled | others))


def vat_number(
    number: str = "DE136695976",
    on: date = date(2025, 1, 1),
    confirmed_on: date | None = date(2025, 1, 1),
) -> TaxNumber:
    """Return a VAT number, held and confirmed since 2025 unless told."""
    return TaxNumber(
        id=f"{number} from {on}",
        number=number,
        effective_on=on,
        confirmed_on=confirmed_on,
    )


def levies(document: Invoice) -> list[tuple[str, str, str, str]]:
    """Return levy, percent, base and amount of each levy line, its proof checked."""
    assert all(one.proof.rule == "levy" for one in document.levies)
    return [
        (
            one.levy.name,
            str(one.rate.percent),
            str(one.base.amount),
            str(one.amount.amount),
        )
        for one in document.levies
    ]


def april(of: Account, in_market: Market, **others: Any) -> Invoice:  # noqa: ANN401
    """Return the invoice of 1 April 2025."""
    found = assemble_invoice(of, month(4, 2025), in_market, **others)
    assert isinstance(found, Invoice)
    return found


FIVE: Final = change(date(2025, 1, 1), 5)
ONE_GONE: Final = change(date(2025, 3, 20), -1)
CREDIT: Final = -cents(25 * Fraction(11, 31))
"""One device of 25.00 for the 11 days after 20 March: 8.87."""


class TestWhoIsTaxed:
    """Levies stand on the documents of an account with a billing address."""

    @pytest.mark.clause("E1", "E2")
    def test_taxed(self) -> None:
        """5 x 25.00 at 14 percent: 125.00 and 17.50."""
        document = april(billed(date(2025, 1, 1), FIVE), market(HST, flat("hst", "14")))

        assert levies(document) == [("hst", "14", "125.00", "17.50")]
        assert document.subtotal.value == usd("125.00")
        assert document.total.value == usd("142.50")
        assert document.is_taxed
        assert document.addresses == (address(),)

    @pytest.mark.clause("E2")
    def test_untaxed(self) -> None:
        """Without an address the document stays as it is before fees and taxes."""
        untaxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, addresses=())

        document = april(untaxed, market(HST))

        assert not document.is_taxed
        assert (document.levies, document.addresses) == ((), ())
        assert document == april(untaxed, market())
        assert document.total.value == document.subtotal.value
        assert [one.label for one in document.total.proof.steps] == ["total"]

    @pytest.mark.clause("E2")
    def test_charges_stay(self) -> None:
        """Levies change no charge, nor its id."""
        taxed = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), market(HST))
        untaxed = april(
            billed(date(2025, 1, 1), FIVE, ONE_GONE, addresses=()), market(HST)
        )

        assert taxed.lines == untaxed.lines
        assert [one.id for one in taxed.lines] == [one.id for one in untaxed.lines]
        assert taxed.subtotal.value == untaxed.subtotal.value

    @pytest.mark.clause("E2", "E3")
    @pytest.mark.parametrize("levy", [None, evolve(HST, places=("CA-QC", "DE"))])
    def test_no_levy_at_all(self, levy: Levy | None) -> None:
        """An address at which the market knows no levy is an error, not a 0."""
        nothing = market() if levy is None else market(levy)

        with pytest.raises(NoRateInForce) as caught:
            april(billed(date(2025, 1, 1), FIVE), nothing)
        assert str(caught.value) == (
            "levies must be known at CA-NS: supply [[taxes]] and their [[rates]], "
            "got 'none' [E3]"
        )

    @pytest.mark.clause("E2")
    def test_levies_at_the_address(self) -> None:
        """A document knows the levies at its address, with a line or without."""
        sold = evolve(HST, name="sold", classes=(ChargeClass.EQUIPMENT_SALE,))
        elsewhere = evolve(HST, name="elsewhere", places=("CA-QC",))

        document = april(
            billed(date(2025, 1, 1), FIVE), market(FEE, elsewhere, sold, HST)
        )

        assert [one.name for one in document.levy_order] == ["fee", "sold", "hst"]
        assert [one.levy.name for one in document.levies] == ["fee", "hst"]
        untaxed = april(billed(date(2025, 1, 1), FIVE, addresses=()), market(HST))
        assert untaxed.levy_order == ()

    @pytest.mark.clause("A5", "E1")
    def test_one_time(self) -> None:
        """A purchase is taxed on its own document, of its own day."""
        phone = bought(date(2025, 3, 31), "100.00")
        fees = bought(
            date(2025, 4, 1),
            "10.00",
            kind=LineKind.OTHER_CHARGE,
            item="visit",
            code="acme:visit",
        )
        taxed = billed(date(2025, 6, 1), FIVE, phone, fees)
        hst = market(HST, series("hst", *SPRING))

        found = {}
        for on in (date(2025, 3, 31), date(2025, 4, 1)):
            document = assemble_one_time(taxed, on, hst)
            assert isinstance(document, Invoice)
            found[on] = levies(document), document.total.value

        assert found == {
            date(2025, 3, 31): ([("hst", "15", "100.00", "15.00")], usd("115.00")),
            date(2025, 4, 1): ([("hst", "14", "10.00", "1.40")], usd("11.40")),
        }

    @pytest.mark.clause("A5", "E1")
    def test_every_document(self) -> None:
        """Each document of a year has its own levies, monthly or one-time."""
        phone = bought(date(2025, 3, 31), "100.00")
        taxed = billed(date(2025, 1, 1), FIVE, phone)
        spring = Period(date(2025, 3, 1), date(2025, 5, 1))

        found = invoices_issued(taxed, spring, market(HST, series("hst", *SPRING)))

        assert [(one.kind, levies(one)) for one in found] == [
            (DocumentKind.RECURRING, [("hst", "15", "125.00", "18.75")]),
            (DocumentKind.ONE_TIME, [("hst", "15", "100.00", "15.00")]),
            (DocumentKind.RECURRING, [("hst", "14", "125.00", "17.50")]),
        ]

    @pytest.mark.clause("Q48")
    def test_brought_forward(self) -> None:
        """A balance carried over stands in the subtotal and in no base."""
        carries = market(FEE, evolve(HST, levies=("fee",)), flat("fee", "10"))
        carries = carries.with_readings({"negative_total": "carried_line"})

        document = april(
            billed(date(2025, 1, 1), FIVE), carries, brought_forward=usd("-40.00")
        )

        assert levies(document) == [
            ("fee", "10", "125.00", "12.50"),
            ("hst", "10", "137.50", "13.75"),
        ]
        assert document.subtotal.value == usd("85.00")
        assert document.total.value == usd("111.25")

    @pytest.mark.clause("E1")
    def test_total(self) -> None:
        """The total is the subtotal and each levy, in their order."""
        both = market(FEE, HST)
        document = april(billed(date(2025, 1, 1), FIVE), both)
        (step,) = document.total.proof.steps

        assert [one.value for one in step.of] == [(125, 1), (25, 2), (25, 2)]
        assert document.total.value == usd("150.00")


class TestBases:
    """Which charges, and which earlier levies, a levy is counted on."""

    PRICES: Final = (
        device_price(effective_on=date(2025, 1, 1)),
        number_price(effective_on=date(2025, 1, 1)),
        seat_price(effective_on=date(2025, 1, 1)),
        rental_price(effective_on=date(2025, 1, 1)),
    )
    CHANGES: Final = (
        change(date(2025, 1, 1), 4),
        change(date(2025, 1, 1), 2, item="number"),
        change(date(2025, 1, 1), 1, item="agent seat"),
        change(date(2025, 1, 1), 1, item="rented phone"),
    )

    @pytest.mark.clause("Q19", "Q43")
    @pytest.mark.parametrize(
        ("classes", "base"),
        [
            ((ChargeClass.TELECOMMUNICATIONS,), "110.00"),  # 4 x 25.00 + 2 x 5.00
            ((ChargeClass.SOFTWARE,), "60.00"),
            ((ChargeClass.EQUIPMENT_RENTAL,), "7.00"),
            ((ChargeClass.SOFTWARE, ChargeClass.EQUIPMENT_RENTAL), "67.00"),
            (CHARGE_CLASSES, "177.00"),
        ],
    )
    def test_classes(self, classes: tuple[ChargeClass, ...], base: str) -> None:
        """A levy is counted on the charge classes that it names."""
        document = april(
            billed(date(2025, 1, 1), *self.PRICES, *self.CHANGES),
            market(evolve(HST, classes=classes)),
        )

        (line,) = document.levies
        assert str(line.base.amount) == base
        assert line.of == tuple(
            one.id for one in document.lines if one.charge_class in classes
        )

    @pytest.mark.clause("Q19")
    def test_no_charge_of_the_class(self) -> None:
        """A levy whose base is empty has no line."""
        sold = evolve(HST, classes=(ChargeClass.EQUIPMENT_SALE,))

        assert april(billed(date(2025, 1, 1), FIVE), market(sold)).levies == ()

    @pytest.mark.clause("Q43")
    def test_prorated(self) -> None:
        """A prorated charge or credit has the class of its item."""
        added = change(date(2025, 3, 10), 1, item="agent seat")
        software = evolve(HST, classes=(ChargeClass.SOFTWARE,))
        document = april(
            billed(date(2025, 1, 1), *self.PRICES, *self.CHANGES, added),
            market(software),
        )

        prorated = cents(60 * Fraction(21, 31))
        (line,) = document.levies
        assert line.base.minor == 2 * 6000 + prorated

    @pytest.mark.clause("Q11", "D20")
    def test_levies_in_a_base(self) -> None:
        """110.00: fee 11.00; capped 64.9 % of 121.00 at 38.1 %; tax on all of it."""
        chain = market(
            FEE,
            evolve(CAPPED, levies=("fee",)),
            evolve(HST, levies=("fee", "capped")),
            flat("factor", "38.1"),
            flat("share", "64.9"),
        )

        document = april(billed(date(2025, 1, 1), *self.PRICES, *self.CHANGES), chain)

        # 121.00 x 64.9 % x 38.1 % = 29.919549; 177.00 + 11.00 + 29.91 = 217.91.
        assert levies(document) == [
            ("fee", "10", "110.00", "11.00"),
            ("capped", "38.1", "121.00", "29.91"),
            ("hst", "10", "217.91", "21.79"),
        ]
        fee, capped, hst = document.levies
        assert hst.of == (*(one.id for one in document.lines), fee.id, capped.id)
        assert capped.of[-1] == fee.id
        assert capped.share is not None
        assert str(capped.share.percent) == "64.9"
        assert (fee.share, fee.kind) == (None, LineKind.REGULATORY_RECOVERY)

    @pytest.mark.clause("Q11")
    def test_levies_alone(self) -> None:
        """A levy may be counted on earlier levies only."""
        on_fee = evolve(HST, classes=(), levies=("fee",))

        document = april(billed(date(2025, 1, 1), FIVE), market(FEE, on_fee))

        assert levies(document) == [
            ("fee", "10", "125.00", "12.50"),
            ("hst", "10", "12.50", "1.25"),
        ]

    @pytest.mark.clause("Q11", "Q45", "Q46")
    def test_levies_of_two_rates_in_a_base(self) -> None:
        """Each line of an earlier levy is taxed on the latest date of its own base."""
        changing = market(
            FEE,
            evolve(HST, levies=("fee",)),
            series("fee", *SPRING),
            series("hst", *SPRING),
        )

        document = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), changing)

        assert CREDIT == -887
        assert levies(document) == [
            ("fee", "15", "-8.87", "-1.33"),  # -1.3305
            ("fee", "14", "100.00", "14.00"),
            ("hst", "15", "-10.20", "-1.53"),  # -8.87 - 1.33
            ("hst", "14", "114.00", "15.96"),
        ]

    @pytest.mark.clause("Q11", "Q45")
    def test_levy_on_charges_and_credits(self) -> None:
        """A fee on charges of April and a credit of March is apart: 14 and 15 %."""
        chain = market(
            FEE, evolve(HST, classes=(), levies=("fee",)), series("hst", *SPRING)
        )

        document = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), chain)

        assert levies(document) == [
            ("fee", "10", "-8.87", "-0.89"),  # -0.887
            ("fee", "10", "100.00", "10.00"),
            ("hst", "15", "-0.89", "-0.13"),  # -0.1335
            ("hst", "14", "10.00", "1.40"),
        ]

    @pytest.mark.clause("Q11", "Q13", "Q45")
    def test_fee_on_a_credit_at_the_older_rate(self) -> None:
        """The recovery on ten devices that went in March has the tax of March."""
        chain = market(FEE, evolve(HST, levies=("fee",)), series("hst", *SPRING))
        taxed = billed(
            date(2025, 3, 1),
            change(date(2025, 3, 1), 10),
            change(date(2025, 3, 20), -10),
            change(date(2025, 3, 31), 5),
        )

        document = april(taxed, chain)

        # -250.00 x 11/31 = -88.709...; 15 % of -97.58 = -14.637; 14 % of 137.50.
        assert levies(document) == [
            ("fee", "10", "-88.71", "-8.87"),
            ("fee", "10", "125.00", "12.50"),
            ("hst", "15", "-97.58", "-14.64"),
            ("hst", "14", "137.50", "19.25"),
        ]
        assert [one.tax_date for one in document.levies] == [
            date(2025, 3, 1),
            date(2025, 4, 1),
            date(2025, 3, 1),
            date(2025, 4, 1),
        ]

    @pytest.mark.clause("Q11", "Q45")
    def test_fee_on_a_credit_at_one_rate(self) -> None:
        """A fee on charges and credits is one line where the tax on both is one."""
        chain = market(FEE, evolve(HST, levies=("fee",)), flat("hst", "14"))

        document = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), chain)

        # 91.13 + 9.11 = 100.24, of which 14 % is 14.0336.
        assert levies(document) == [
            ("fee", "10", "91.13", "9.11"),
            ("hst", "14", "100.24", "14.03"),
        ]
        assert {one.tax_date for one in document.levies} == {date(2025, 4, 1)}

    @pytest.mark.clause("E2", "Q11", "Q45")
    def test_fee_on_a_credit_of_another_place(self) -> None:
        """A fee is apart where the later tax is levied on a part of it only."""
        chain = market(FEE, evolve(HST, classes=(), levies=("fee",)), flat("hst", "14"))
        moved = (address("ON"), address("NS", date(2025, 3, 15)))
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, addresses=moved)

        assert levies(april(taxed, chain)) == [
            ("fee", "10", "-8.87", "-0.89"),
            ("fee", "10", "100.00", "10.00"),
            ("hst", "14", "10.00", "1.40"),
        ]

    @pytest.mark.clause("Q43")
    @pytest.mark.parametrize(
        ("taxability", "expected"),
        [
            (
                Taxability.ZERO_RATED,
                [("standard", "117.00"), ("zero_rated", "60.00")],
            ),
            (Taxability.EXEMPT, [("standard", "117.00"), ("exempt", "60.00")]),
            (Taxability.OUT_OF_SCOPE, [("standard", "117.00")]),
            (Taxability.TAXABLE, [("standard", "177.00")]),
        ],
    )
    def test_treatments(
        self, taxability: Taxability, expected: list[tuple[str, str]]
    ) -> None:
        """What is zero-rated or exempt has a line of 0; out of scope has none."""
        software = Treatment(
            charge_class=ChargeClass.SOFTWARE,
            unit=None,
            taxability=taxability,
            clause=G4,
        )
        document = april(
            billed(date(2025, 1, 1), *self.PRICES, *self.CHANGES),
            market(evolve(HST, treatments=(software,))),
        )

        found = document.levies
        assert [
            (one.rate.category.value, str(one.base.amount)) for one in found
        ] == expected
        for one in found[1:]:
            assert (one.amount, one.rate.percent, one.rate.clause) == (
                usd("0.00"),
                Decimal(0),
                G4,
            )
            assert (one.rate.from_on, one.ground) == (date(2008, 1, 1), None)
            assert one.proof.rule == "levy"

    @pytest.mark.clause("Q43")
    def test_treatment_of_a_unit(self) -> None:
        """One unit of a class may be treated otherwise than the rest of it."""
        toll_free = price(
            "toll-free number",
            LineKind.STANDARD_NUMBER,
            "9.00",
            date(2025, 1, 1),
            unit=BillableUnit.TOLL_FREE_NUMBER,
        )
        exempt = Treatment(
            charge_class=ChargeClass.TELECOMMUNICATIONS,
            unit=BillableUnit.TOLL_FREE_NUMBER,
            taxability=Taxability.EXEMPT,
            clause=G4,
        )
        document = april(
            billed(
                date(2025, 1, 1),
                *self.PRICES,
                toll_free,
                *self.CHANGES,
                change(date(2025, 1, 1), 3, item="toll-free number"),
                change(date(2025, 3, 20), -1, item="toll-free number"),
            ),
            market(evolve(HST, treatments=(exempt,))),
        )

        credit = cents(9 * Fraction(11, 31))
        assert [(one.rate.category, one.base.minor) for one in document.levies] == [
            (TaxCategory.STANDARD, 17700),
            (TaxCategory.EXEMPT, 2 * 900 - credit),
        ]

    @pytest.mark.clause("D14")
    def test_zero_base(self) -> None:
        """A base of nothing but free items has a line of 0.00."""
        free = device_price("0.00", effective_on=date(2025, 1, 1))

        document = april(billed(date(2025, 1, 1), free, FIVE), market(HST))

        assert levies(document) == [("hst", "10", "0.00", "0.00")]


class TestAddresses:
    """Tax follows the billing address in force on the tax date."""

    ONTARIO: Final = evolve(
        HST, name="hst-on", jurisdiction="CA-ON", places=("CA-ON",), series="hst-on"
    )
    BOTH: Final = market(HST, ONTARIO, series("hst", *SPRING), flat("hst-on", "13"))

    @pytest.mark.clause("E2", "Q67")
    def test_move(self) -> None:
        """A customer who moves on 1 April is taxed there from that invoice on."""
        moved = (address(), address("ON", date(2025, 4, 1)))
        taxed = billed(date(2025, 1, 1), FIVE, addresses=moved)

        march = invoice(taxed, month(3, 2025), self.BOTH)

        assert levies(march) == [("hst", "15", "125.00", "18.75")]
        assert march.addresses == moved[:1]
        assert levies(april(taxed, self.BOTH)) == [("hst-on", "13", "125.00", "16.25")]
        assert april(taxed, self.BOTH).addresses == moved[1:]

    @pytest.mark.clause("E2", "Q45", "Q67")
    def test_credit_after_a_move(self) -> None:
        """What was taxed in the old place is given back there."""
        moved = (address("ON", date(2025, 3, 25)), address())
        document = april(
            billed(date(2025, 1, 1), FIVE, ONE_GONE, addresses=moved), self.BOTH
        )

        assert levies(document) == [
            ("hst", "15", "-8.87", "-1.33"),
            ("hst-on", "13", "100.00", "13.00"),
        ]
        assert document.addresses == (moved[1], moved[0])

    @pytest.mark.clause("E2")
    def test_move_on_the_day(self) -> None:
        """An address counts from its first day on, and not the day before."""
        for on, name in ((date(2025, 4, 1), "hst-on"), (date(2025, 4, 2), "hst")):
            moved = (address(), address("ON", on))
            taxed = billed(date(2025, 1, 1), FIVE, addresses=moved)
            assert [one[0] for one in levies(april(taxed, self.BOTH))] == [name]

    @pytest.mark.clause("E2")
    def test_places(self) -> None:
        """A levy of a country, a region or an area is levied at what lies in it."""
        country = evolve(HST, name="country", places=("CA",))
        area = evolve(HST, name="area", places=("CA-NS-halifax", "US-UT-provo"))
        other = evolve(HST, name="other", places=("CA-QC",))
        all_of_them = market(country, HST, area, other)

        def names(areas: tuple[str, ...]) -> list[str]:
            taxed = billed(
                date(2025, 1, 1), FIVE, addresses=(address("NS", areas=areas),)
            )
            return [one[0] for one in levies(april(taxed, all_of_them))]

        assert names(()) == ["country", "hst"]
        assert names(("CA-NS-halifax",)) == ["country", "hst", "area"]
        assert names(("CA-NS-truro",)) == ["country", "hst"]

    @pytest.mark.clause("E2", "Q67")
    def test_none_in_force(self) -> None:
        """An address must be in force on the invoice date."""
        late = (address("NS", date(2025, 4, 2)),)
        with pytest.raises(InvalidValue) as caught:
            april(billed(date(2025, 1, 1), FIVE, addresses=late), market(HST))
        assert str(caught.value) == (
            "addresses must be in force on the tax date 2025-04-01, "
            "got 'one from 2025-04-02' [Q67]"
        )

    @pytest.mark.clause("E2", "Q67")
    def test_none_in_force_for_a_credit(self) -> None:
        """An address must be in force on the date of the charging invoice too."""
        late = (address("NS", date(2025, 3, 2)),)
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, addresses=late)
        with pytest.raises(InvalidValue, match=r"tax date 2025-03-01, got"):
            april(taxed, market(HST))

        current = evolve(HST, credit_rate=CreditRate.CURRENT_INVOICE)
        assert levies(april(taxed, market(current))) == [("hst", "10", "91.13", "9.11")]

    @pytest.mark.clause("E2")
    def test_outside_the_market(self) -> None:
        """An address outside the market is refused where it comes to count."""
        abroad = address(None, date(2025, 4, 1), country="FR")
        taxed = billed(date(2025, 1, 1), FIVE, addresses=(address(), abroad))

        assert levies(invoice(taxed, month(3, 2025), market(HST)))
        with pytest.raises(UnknownName) as caught:
            april(taxed, market(HST))
        assert str(caught.value) == (
            "addresses[address from 2025-04-01].country must be "
            "one of CA, DE, US, got 'FR' [E2]"
        )


class TestCredits:
    """A credit is levied by the invoice that charged the item (Q45)."""

    HST: Final = market(HST, series("hst", *SPRING))

    @pytest.mark.clause("Q13", "Q45")
    def test_nova_scotia(self) -> None:
        """A removal of 20 March is credited at 15 on 1 April, the rest is at 14."""
        document = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), self.HST)

        assert levies(document) == [
            ("hst", "15", "-8.87", "-1.33"),  # -1.3305
            ("hst", "14", "100.00", "14.00"),
        ]
        assert [one.rate.from_on for one in document.levies] == [
            date(2010, 7, 1),
            date(2025, 4, 1),
        ]
        assert document.total.value == usd("103.80")  # 100.00 - 8.87 + 12.67

    @pytest.mark.clause("Q45")
    def test_current_invoice(self) -> None:
        """Under the other reading all is at 14: 91.13 x 14 % is 12.7582."""
        current = market(
            evolve(HST, credit_rate=CreditRate.CURRENT_INVOICE), series("hst", *SPRING)
        )

        document = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), current)

        assert levies(document) == [("hst", "14", "91.13", "12.76")]

    @pytest.mark.clause("Q45")
    def test_given_back_exactly(self) -> None:
        """All that was added on 1 March and goes on that day's evening is undone."""
        taxed = billed(
            date(2025, 1, 1),
            FIVE,
            change(date(2025, 3, 1), 2, item="number"),
            change(date(2025, 3, 20), -2, item="number"),
        )
        credit = -2 * cents(5 * Fraction(11, 31))

        # 10.00 x 11 / 31 = 3.548 is one line of 2, not two of 1.
        assert credit == -354
        assert levies(april(taxed, self.HST))[0] == ("hst", "15", "-3.55", "-0.53")

    @pytest.mark.clause("Q45")
    def test_added_in_the_month(self) -> None:
        """What comes and goes in March is charged and credited on 1 April, at 14."""
        taxed = billed(
            date(2025, 1, 1),
            FIVE,
            change(date(2025, 3, 10), 2, item="number"),
            change(date(2025, 3, 20), -2, item="number"),
        )
        charge, credit = cents(10 * Fraction(21, 31)), cents(10 * Fraction(11, 31))

        document = april(taxed, self.HST)

        assert [line.amount.minor for line in document.lines] == [
            12500,
            charge,
            -credit,
        ]
        assert [(one[1], one[2]) for one in levies(document)] == [("14", "128.22")]
        assert 12500 + charge - credit == 12822

    @pytest.mark.clause("Q45")
    def test_of_the_group(self) -> None:
        """What another group held says nothing of what this group was charged."""
        taxed = billed(
            date(2025, 1, 1),
            FIVE,
            change(date(2025, 3, 10), 2, group="Ogden"),
            change(date(2025, 3, 20), -2, group="Ogden"),
        )

        assert [one[1] for one in levies(april(taxed, self.HST))] == ["14"]

    @pytest.mark.clause("Q45", "Q30")
    def test_price_change(self) -> None:
        """A new price credits the old one at 15 and charges itself at 14."""
        old = device_price("25.00", date(2025, 1, 1))
        new = device_price("30.00", date(2025, 3, 20))
        credit = -cents(5 * 25 * Fraction(11, 31))
        charge = cents(5 * 30 * Fraction(11, 31))

        document = april(billed(date(2025, 1, 1), old, new, FIVE), self.HST)

        assert [(str(one.rate.percent), one.base.minor) for one in document.levies] == [
            ("15", credit),
            ("14", 15000 + charge),
        ]

    @pytest.mark.clause("Q45", "Q9")
    @pytest.mark.parametrize(
        ("start", "first_invoice", "percents"),
        [
            # The invoice of 3 March charged the month, before the rate changed.
            (date(2025, 3, 3), "window", ["15", "14"]),
            # The start is first charged on 1 April, with what was removed.
            (date(2025, 3, 6), "window", ["14"]),
            (date(2025, 3, 3), "next_month", ["14"]),
            (date(2025, 3, 1), "window", ["15", "14"]),
            (date(2025, 3, 1), "month_after", ["14"]),
            (date(2025, 2, 1), "month_after", ["15", "14"]),
            (date(2025, 3, 10), "on_start_date", ["15", "14"]),
            (date(2025, 3, 10), "next_month", ["14"]),
            (date(2025, 2, 10), "next_month", ["15", "14"]),
        ],
    )
    def test_start(self, start: date, first_invoice: str, percents: list[str]) -> None:
        """A credit in the first month goes by the invoice that first charged it."""
        chosen = self.HST.with_readings({"first_invoice": first_invoice})

        document = april(billed(start, FIVE, ONE_GONE), chosen)

        assert [one[1] for one in levies(document)] == percents

    @pytest.mark.clause("Q45", "Q9")
    def test_added_after_the_start(self) -> None:
        """What came after a start's own document was not charged by it."""
        taxed = billed(
            date(2025, 3, 3),
            FIVE,
            change(date(2025, 3, 10), 2, item="number"),
            change(date(2025, 3, 20), -2, item="number"),
        )

        assert [one[1] for one in levies(april(taxed, self.HST))] == ["14"]

    @pytest.mark.clause("Q45")
    def test_opening(self) -> None:
        """What was there when the history begins was charged on day 1."""
        taxed = billed(date(2024, 1, 1), opening(date(2025, 1, 31), 5), ONE_GONE)

        assert [one[1] for one in levies(april(taxed, self.HST))] == ["15", "14"]

    @pytest.mark.clause("Q45", "A5")
    def test_other_credit(self) -> None:
        """A credit that is bought, so to speak, is levied on its own day."""
        goodwill = bought(
            date(2025, 4, 10),
            "10.00",
            kind=LineKind.OTHER_CREDIT,
            item="goodwill",
            code="acme:goodwill",
        )

        document = assemble_one_time(
            billed(date(2025, 1, 1), FIVE, goodwill), date(2025, 4, 10), self.HST
        )

        assert isinstance(document, Invoice)
        assert levies(document) == [("hst", "14", "-10.00", "-1.40")]

    @pytest.mark.clause("Q44")
    def test_negative_base(self) -> None:
        """All gone on 2 March: the base is below 0, and so is the tax, or nothing."""
        gone = billed(date(2025, 1, 1), FIVE, change(date(2025, 3, 2), -5))
        none = market(evolve(HST, negative_base=NegativeBase.NO_LEVY))
        credit = cents(5 * 25 * Fraction(29, 31))

        assert credit == 11694
        assert levies(april(gone, market(HST))) == [("hst", "10", "-116.94", "-11.69")]
        assert levies(april(gone, none)) == [("hst", "10", "-116.94", "0.00")]

    @pytest.mark.clause("Q45", "Q44")
    def test_capped_credit(self) -> None:
        """The factor of the charging invoice; the credit too stays within the cap."""
        capped = market(
            CAPPED,
            series("factor", (date(2025, 1, 1), "38.1"), (date(2025, 4, 1), "37.0")),
            flat("share", "64.9"),
        )
        document = april(billed(date(2025, 1, 1), FIVE, ONE_GONE), capped)

        # -8.87 x 64.9 % x 38.1 % = -2.19327603; 100.00 x 64.9 % x 37 % = 24.013.
        assert levies(document) == [
            ("capped", "38.1", "-8.87", "-2.20"),
            ("capped", "37", "100.00", "24.01"),
        ]


class TestTaxDates:
    """Which date selects rate, address and exemption (Q46)."""

    ADDED: Final = change(date(2025, 3, 10), 1)

    @staticmethod
    def hst(tax_date: TaxDate, **others: Any) -> Market:  # noqa: ANN401
        """Return Nova Scotia's tax by another tax date."""
        return market(evolve(HST, tax_date=tax_date, **others), series("hst", *SPRING))

    @pytest.mark.clause("Q46", "Q13")
    def test_invoice_date(self) -> None:
        """The invoice date decides for all of it, arrears of March included."""
        taxed = billed(date(2025, 1, 1), FIVE, self.ADDED)
        arrears = cents(25 * Fraction(21, 31))
        document = april(taxed, self.hst(TaxDate.INVOICE_DATE))

        assert [(str(one.rate.percent), one.base.minor) for one in document.levies] == [
            ("14", 6 * 2500 + arrears)
        ]

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize("credit_rate", list(CreditRate))
    def test_service_period(self, credit_rate: CreditRate) -> None:
        """The first day charged for decides: arrears and credits of March are at 15."""
        taxed = billed(date(2025, 1, 1), FIVE, self.ADDED, ONE_GONE)
        arrears = cents(25 * Fraction(21, 31))
        by_service = self.hst(TaxDate.SERVICE_PERIOD, credit_rate=credit_rate)

        assert [
            (str(one.rate.percent), one.base.minor)
            for one in april(taxed, by_service).levies
        ] == [("15", arrears + CREDIT), ("14", 5 * 2500)]

    @pytest.mark.clause("Q46")
    def test_service_period_of_a_levy(self) -> None:
        """A levy on a levy goes by the days that the charges below it are for."""
        taxed = billed(date(2025, 1, 1), FIVE, self.ADDED)
        chain = market(
            evolve(FEE, tax_date=TaxDate.SERVICE_PERIOD),
            evolve(HST, tax_date=TaxDate.SERVICE_PERIOD, classes=(), levies=("fee",)),
            series("hst", *SPRING),
        )

        # One device for the 21 days after 10 March: 16.935...; six for April.
        assert levies(april(taxed, chain)) == [
            ("fee", "10", "16.94", "1.69"),
            ("fee", "10", "150.00", "15.00"),
            ("hst", "15", "1.69", "0.25"),
            ("hst", "14", "15.00", "2.10"),
        ]

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(
        ("paid_on", "percent"),
        [
            (date(2025, 3, 31), "15"),
            (date(2025, 4, 1), "14"),
            (date(2025, 4, 9), "14"),
            (None, "14"),
        ],
    )
    def test_payment(self, paid_on: date | None, percent: str) -> None:
        """Paid before the rate fell, the invoice is at the higher rate."""
        taxed = billed(date(2025, 1, 1), FIVE)
        by_payment = self.hst(TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT)

        document = april(taxed, by_payment, paid_on=paid_on)

        assert [one[1] for one in levies(document)] == [percent]
        assert document.paid_on == paid_on

    @pytest.mark.clause("Q46")
    def test_payment_after_the_invoice(self) -> None:
        """Paid after it was issued, the invoice keeps the rate of its own date."""
        taxed = billed(date(2025, 1, 1), FIVE)
        rates = series("hst", (date(2025, 1, 1), "14"), (date(2025, 4, 5), "13"))
        by_payment = market(
            evolve(HST, tax_date=TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT), rates
        )

        document = april(taxed, by_payment, paid_on=date(2025, 4, 9))

        assert [one[1] for one in levies(document)] == ["14"]

    @pytest.mark.clause("Q45", "Q46")
    def test_payment_and_credit(self) -> None:
        """A credit goes by the charging invoice, or the payment if that is earlier."""
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE)
        rates = series("hst", (date(2025, 1, 1), "15"), (date(2025, 3, 1), "14"))
        by_payment = market(
            evolve(HST, tax_date=TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT), rates
        )

        def found(paid_on: date) -> list[tuple[str, str]]:
            document = april(taxed, by_payment, paid_on=paid_on)
            return [(one[1], one[2]) for one in levies(document)]

        assert found(date(2025, 3, 15)) == [("14", "91.13")]
        assert found(date(2025, 2, 28)) == [("15", "91.13")]

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize("tax_date", [TaxDate.INVOICE_DATE, TaxDate.SERVICE_PERIOD])
    def test_payment_matters_not(self, tax_date: TaxDate) -> None:
        """A payment that no levy's tax date asks for is refused, on each document."""
        taxed = billed(date(2025, 1, 1), FIVE, bought(date(2025, 4, 1), "100.00"))
        paid, hst = date(2025, 3, 1), self.hst(tax_date)

        with pytest.raises(InvalidValue) as monthly:
            april(taxed, hst, paid_on=paid)
        with pytest.raises(InvalidValue) as purchase:
            assemble_one_time(taxed, date(2025, 4, 1), hst, paid_on=paid)
        for caught in (monthly, purchase):
            assert str(caught.value) == (
                "paid_on must be None where no levy's tax date asks for it, got "
                "2025-03-01 [Q46]"
            )

    @pytest.mark.clause("Q46")
    def test_payment_of_one_levy(self) -> None:
        """A payment is taken as soon as one levy of the market asks for it."""
        taxed = billed(date(2025, 1, 1), FIVE)
        asking = evolve(
            HST, name="other", tax_date=TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT
        )
        both = market(HST, asking, series("hst", *SPRING))

        document = april(taxed, both, paid_on=date(2025, 3, 1))

        assert [(one[0], one[1]) for one in levies(document)] == [
            ("hst", "14"),
            ("other", "15"),
        ]

    @pytest.mark.clause("Q46")
    def test_given_issue_date(self) -> None:
        """The invoice date is the one that the caller gives, where he gives one."""
        rates = series("hst", (date(2025, 1, 1), "15"), (date(2025, 4, 3), "14"))
        taxed, hst = billed(date(2025, 1, 1), FIVE), market(HST, rates)

        assert [one[1] for one in levies(april(taxed, hst))] == ["15"]
        given = april(taxed, hst, issued_on=date(2025, 4, 3))
        assert [one[1] for one in levies(given)] == ["14"]


class TestRates:
    """A rate is known for the tax date, or there is no invoice."""

    TAXED: Final = billed(date(2025, 1, 1), FIVE)

    @pytest.mark.clause("Q13")
    def test_unknown(self) -> None:
        """A rate that nobody brought is an error that names the series."""
        unknown = RateSeries(name="hst", supplier=Supplier.CONTRACT)

        with pytest.raises(NoRateInForce, match=r'supply .* series = "hst"'):
            april(self.TAXED, market(HST, unknown))

    @pytest.mark.clause("D20")
    def test_unknown_share(self) -> None:
        """So is a share that nobody brought."""
        late = series("share", (date(2025, 5, 1), "64.9"))

        with pytest.raises(NoRateInForce, match=r"^share must be known for 2025-04-01"):
            april(self.TAXED, market(CAPPED, late))

    @pytest.mark.clause("D20")
    def test_no_share(self) -> None:
        """A share that ends is an error, not a levy on all of the base."""
        ended = series("share", (date(2025, 1, 1), "64.9"), (date(2025, 2, 1), None))

        with pytest.raises(NoRateInForce) as caught:
            april(self.TAXED, market(CAPPED, ended))
        assert str(caught.value) == (
            f"share must be levied on 2025-04-01, got 'nothing' [{CONTRACT_RATES.id}]"
        )

    def test_not_needed(self) -> None:
        """What is levied elsewhere needs no rate."""
        elsewhere = evolve(HST, places=("CA-QC",))
        unknown = RateSeries(name="hst", supplier=Supplier.CONTRACT)

        document = april(self.TAXED, market(elsewhere, unknown, FEE))

        assert levies(document) == [("fee", "10", "125.00", "12.50")]

    def test_nothing_levied(self) -> None:
        """From the day of a value of None on, there is no line."""
        ended = market(HST, series("hst", SPRING[0], (date(2025, 4, 1), None)))

        assert april(self.TAXED, ended).levies == ()
        march = invoice(self.TAXED, month(3, 2025), ended)
        assert levies(march) == [("hst", "15", "125.00", "18.75")]

    def test_zero_percent(self) -> None:
        """A standard rate of 0 has a line, of 0.00."""
        assert levies(april(self.TAXED, market(HST, flat("hst", "0")))) == [
            ("hst", "0", "125.00", "0.00")
        ]


class TestCertificates:
    """An exemption certificate does away with one tax of one jurisdiction."""

    @pytest.mark.clause("E4", "E5")
    def test_exempt(self) -> None:
        """The line stands at 0, on the whole base, and names the certificate."""
        paper = certificate()
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=(paper,))

        (line,) = april(taxed, market(HST)).levies

        assert (line.rate.category, line.rate.percent) == (
            TaxCategory.EXEMPT,
            Decimal(0),
        )
        assert (line.amount, line.base) == (usd("0.00"), usd("125.00"))
        assert (line.rate.from_on, line.rate.clause) == (date(2025, 1, 1), E5)
        assert line.ground == paper
        assert line.proof.steps[1].clause is E5

    @pytest.mark.clause("E5", "Q67")
    @pytest.mark.parametrize(
        ("on", "until", "is_exempt"),
        [
            (date(2025, 4, 1), None, True),
            (date(2025, 4, 2), None, False),
            (date(2025, 1, 1), date(2025, 4, 1), True),
            (date(2025, 1, 1), date(2025, 3, 31), False),
        ],
    )
    def test_validity(self, on: date, until: date | None, *, is_exempt: bool) -> None:
        """A certificate is good from its first to its last day, both counted."""
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=(certificate(on, until),))

        (line,) = april(taxed, market(HST)).levies

        assert (line.rate.category is TaxCategory.EXEMPT) is is_exempt
        assert (line.ground is not None) is is_exempt

    @pytest.mark.clause("E5", "Q45")
    def test_credit_of_what_was_taxed(self) -> None:
        """What was taxed before the certificate is given back with its tax."""
        paper = certificate(date(2025, 4, 1))
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, exemptions=(paper,))

        document = april(taxed, market(HST))

        assert [
            (one.rate.category.value, one.base.minor, one.amount.minor)
            for one in document.levies
        ] == [("standard", CREDIT, cents(Fraction(CREDIT, 1000))), ("exempt", 10000, 0)]

    @pytest.mark.clause("E5")
    @pytest.mark.parametrize(
        "others", [{"tax": LineKind.PST}, {"jurisdiction": "CA-ON"}]
    )
    def test_of_another_tax(self, others: dict[str, object]) -> None:
        """A certificate of another tax or jurisdiction does nothing."""
        paper = certificate(**others)  # type: ignore[arg-type]
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=(paper,))

        assert levies(april(taxed, market(HST))) == [("hst", "10", "125.00", "12.50")]

    @pytest.mark.clause("E5")
    def test_first_of_two(self) -> None:
        """Of two certificates that are valid the older one is the ground."""
        papers = (certificate(date(2025, 2, 1)), certificate(date(2025, 1, 15)))
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=papers)

        (line,) = april(taxed, market(HST)).levies

        assert line.ground == papers[1]

    @pytest.mark.clause("E5", "Q43")
    def test_treatment_before_certificate(self) -> None:
        """What the law exempts needs no certificate."""
        treated = Treatment(
            charge_class=ChargeClass.TELECOMMUNICATIONS,
            unit=None,
            taxability=Taxability.ZERO_RATED,
            clause=G4,
        )
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=(certificate(),))

        (line,) = april(taxed, market(evolve(HST, treatments=(treated,)))).levies

        assert (line.rate.category, line.ground) == (TaxCategory.ZERO_RATED, None)

    @pytest.mark.clause("E5", "Q11")
    def test_exempt_from_the_share(self) -> None:
        """A capped levy that a certificate does away with takes no share either."""
        paper = certificate(
            tax=LineKind.UNIVERSAL_SERVICE_FEE,
            jurisdiction="CA",
        )
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=(paper,))
        capped = market(CAPPED, flat("share", "64.9"))

        (line,) = april(taxed, capped).levies

        assert (line.share, line.amount) == (None, usd("0.00"))
        assert line.proof.rule == "levy"


class TestVatNumbers:
    """A VAT number turns the tax around across a border, and only there (Q14)."""

    GERMANY: Final = (address(None, country="DE"),)

    def line(self, levy: Levy, *numbers: TaxNumber) -> LevyLine:
        """Return the line of a levy on a German customer."""
        taxed = billed(
            date(2025, 1, 1), FIVE, addresses=self.GERMANY, tax_numbers=numbers
        )
        (found,) = april(taxed, market(levy, flat("vat", "19"))).levies
        assert found.proof.rule == "levy"
        return found

    @pytest.mark.clause("Q14", "E6")
    def test_reverse_charge(self) -> None:
        """The Irish seller charges a German number nothing, and says why."""
        number = vat_number()

        line = self.line(VAT, number)

        assert (line.rate.category, line.amount) == (
            TaxCategory.REVERSE_CHARGE,
            usd("0.00"),
        )
        assert (line.ground, line.rate.clause) == (number, EU_REVERSE_CHARGE)
        assert (line.base, line.rate.from_on) == (usd("125.00"), date(2025, 1, 1))

    @pytest.mark.clause("Q14")
    def test_without(self) -> None:
        """Without a number the German customer pays 19 percent: 23.75."""
        assert self.line(VAT).amount == usd("23.75")

    @pytest.mark.clause("Q14")
    def test_at_home(self) -> None:
        """A customer of the seller's own country pays all the same."""
        at_home = evolve(VAT, seller="DE136695976")

        assert self.line(at_home, vat_number()).amount == usd("23.75")

    @pytest.mark.clause("E6", "Q14")
    @pytest.mark.parametrize("seller", [None, "IE9834481A", "DE136695976"])
    def test_any(self, seller: str | None) -> None:
        """Read literally any number of the country exempts, at home too."""
        number = vat_number()

        line = self.line(evolve(VAT, vat_id=VatId.ANY, seller=seller), number)

        assert (line.rate.category, line.ground) == (TaxCategory.EXEMPT, number)
        assert (line.rate.clause, line.amount) == (E6, usd("0.00"))

    @pytest.mark.clause("Q14")
    def test_none(self) -> None:
        """A levy that asks for no number is not changed by one."""
        assert self.line(evolve(VAT, vat_id=VatId.NONE), vat_number()).amount == usd(
            "23.75"
        )

    @pytest.mark.clause("Q14", "E6")
    @pytest.mark.parametrize("vat_id", [VatId.CROSS_BORDER, VatId.ANY])
    @pytest.mark.parametrize(
        "number",
        [
            vat_number(confirmed_on=None),
            vat_number(confirmed_on=date(2025, 4, 2)),
            vat_number(on=date(2025, 4, 2)),
            vat_number("IE6388047V"),
        ],
        ids=["unconfirmed", "confirmed later", "held later", "of another country"],
    )
    def test_does_not_count(self, vat_id: VatId, number: TaxNumber) -> None:
        """A number counts that is the country's, held and confirmed by then."""
        line = self.line(evolve(VAT, vat_id=vat_id), number)

        assert (line.amount, line.ground) == (usd("23.75"), None)

    @pytest.mark.clause("Q14")
    def test_confirmed_on_the_day(self) -> None:
        """A number confirmed on the tax date counts."""
        line = self.line(VAT, vat_number(confirmed_on=date(2025, 4, 1)))

        assert line.rate.category is TaxCategory.REVERSE_CHARGE

    @pytest.mark.clause("Q14")
    def test_latest(self) -> None:
        """Of two numbers the later one counts, once it is confirmed."""
        old = vat_number()
        new = vat_number("DE811907980", date(2025, 2, 1), date(2025, 2, 1))
        unconfirmed = vat_number("DE811907980", date(2025, 2, 1), None)

        assert self.line(VAT, new, old).ground == new
        assert self.line(VAT, old, unconfirmed).ground == old

    @pytest.mark.clause("E5", "Q14")
    def test_certificate_first(self) -> None:
        """A certificate goes before a number."""
        paper = certificate(tax=LineKind.VAT, jurisdiction="DE")
        taxed = billed(
            date(2025, 1, 1),
            FIVE,
            addresses=self.GERMANY,
            exemptions=(paper,),
            tax_numbers=(vat_number(),),
        )

        (line,) = april(taxed, market(VAT)).levies

        assert line.ground == paper


class TestOrderAndIds:
    """The order of levies, and the names of their lines."""

    MIXED: Final = evolve(
        HST,
        treatments=(
            Treatment(
                charge_class=ChargeClass.EQUIPMENT_RENTAL,
                unit=None,
                taxability=Taxability.EXEMPT,
                clause=G4,
            ),
            Treatment(
                charge_class=ChargeClass.SOFTWARE,
                unit=None,
                taxability=Taxability.ZERO_RATED,
                clause=G4,
            ),
        ),
    )
    CROWDED: Final = (
        ONE_GONE,
        *TestBases.PRICES,
        *TestBases.CHANGES,
        change(date(2025, 3, 18), -1, item="number"),
    )

    @pytest.mark.clause("Q11")
    def test_order(self) -> None:
        """By levy, then category, first day of the rate and ground, none first."""
        papers = (
            certificate(date(2025, 3, 1), date(2025, 3, 31), id="b"),
            certificate(date(2025, 4, 1), id="a"),
        )
        mixed = market(FEE, self.MIXED, series("hst", *SPRING))

        def keys(exemptions: tuple[ExemptionCertificate, ...]) -> list[object]:
            taxed = billed(date(2025, 1, 1), *self.CROWDED, exemptions=exemptions)
            return [
                (
                    one.levy.name,
                    one.rate.category.value,
                    one.rate.from_on,
                    one.ground and one.ground.id,
                )
                for one in april(taxed, mixed).levies
            ]

        assert keys(()) == [
            ("fee", "standard", date(2008, 1, 1), None),
            ("hst", "standard", date(2010, 7, 1), None),
            ("hst", "standard", date(2025, 4, 1), None),
            ("hst", "zero_rated", date(2025, 4, 1), None),
            ("hst", "exempt", date(2025, 4, 1), None),
        ]
        assert keys(papers) == [
            ("fee", "standard", date(2008, 1, 1), None),
            ("hst", "zero_rated", date(2025, 4, 1), None),
            ("hst", "exempt", date(2025, 3, 1), "b"),
            ("hst", "exempt", date(2025, 4, 1), None),
            ("hst", "exempt", date(2025, 4, 1), "a"),
        ]

    @pytest.mark.clause("E1")
    def test_order_of_base(self) -> None:
        """A base names its lines in their order, a credit of another day among them."""
        two_more = change(date(2025, 3, 25), 2)
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, two_more)

        document = april(taxed, market(HST, flat("hst", "15")))

        assert [line.quantity for line in document.lines] == [5 - 1 + 2, -1, 2]
        [hst] = document.levies
        assert hst.of == tuple(line.id for line in document.lines)

    @pytest.mark.clause("Q62")
    def test_id(self) -> None:
        """The id is the digest of document, levy, category, clause and tax date."""
        paper = certificate(date(2025, 3, 15))
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, exemptions=(paper,))
        standard, exempt = april(taxed, market(HST)).levies
        document = ("acme", "connect", "recurring", "2025-04-01", "2025-05-01")

        standard_named = ("hst", "standard", None, "2025-03-01", "+", None, None, "hst")
        assert standard.id == digest((*document, *standard_named))[:32]
        exempt_named = ("hst", "exempt", "E5", "2025-04-01", "+", None, None, "hst")
        assert exempt.id == digest((*document, *exempt_named))[:32]

    CHAIN: Final = market(
        FEE, evolve(HST, levies=("fee",)), series("hst", *SPRING), flat("fee", "10")
    )

    @staticmethod
    def ids(taxed: Account) -> dict[str, tuple[str, str, date | None]]:
        """Return levy, base and tax date of each levy line of April, by its id."""
        document = april(taxed, TestOrderAndIds.CHAIN)
        return {
            one.id: (one.levy.name, str(one.base.amount), one.tax_date)
            for one in document.levies
        }

    @pytest.mark.clause("Q62")
    @pytest.mark.parametrize(
        "late",
        [
            {"one_time": (bought(date(2025, 4, 9), "100.00"),)},
            {"exemptions": (certificate(tax=LineKind.GST),)},
            {"exemptions": (certificate(date(2025, 5, 1)),)},
            {"tax_numbers": (vat_number(),)},
            {"addresses": (address(), address("ON", date(2025, 5, 1)))},
        ],
        ids=lambda late: next(iter(late)),
    )
    def test_unrelated_fact_known_late(self, late: dict[str, Any]) -> None:
        """A fact that is no matter of the document leaves its levies and their ids."""
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE)

        assert len(self.ids(taxed)) == 4
        assert self.ids(evolve(taxed, **late)) == self.ids(taxed)

    @pytest.mark.clause("E5", "Q62")
    def test_earlier_certificate_known_late(self) -> None:
        """A certificate of an earlier day that does the same leaves the ids."""
        paper, older = certificate(date(2025, 3, 15)), certificate(date(2025, 3, 10))
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE, exemptions=(paper,))
        known = evolve(taxed, exemptions=(paper, older))

        grounds = [
            [one.ground and one.ground.id for one in april(of, self.CHAIN).levies]
            for of in (taxed, known)
        ]

        assert grounds[0] != grounds[1]
        assert len(self.ids(taxed)) == 4
        assert self.ids(known) == self.ids(taxed)

    @pytest.mark.clause("Q62")
    @pytest.mark.parametrize(
        "late",
        [
            change(date(2025, 3, 10), 2),
            change(date(2025, 2, 10), 2),
            change(date(2025, 3, 10), 2, item="number"),
            change(date(2025, 3, 31), 2, item="number"),
        ],
        ids=lambda late: f"{late.item} {late.effective_on}",
    )
    def test_addition_known_late(self, late: Any) -> None:  # noqa: ANN401 -- any fact
        """An addition that comes to be known late moves amounts and no id."""
        before = billed(date(2025, 1, 1), FIVE, ONE_GONE)
        after = billed(date(2025, 1, 1), FIVE, ONE_GONE, late)

        assert len(self.ids(before)) == 4
        assert list(self.ids(after)) == list(self.ids(before))
        assert self.ids(after) != self.ids(before)

    @pytest.mark.clause("Q45", "Q62")
    def test_charge_beside_a_credit_known_late(self) -> None:
        """A credit at the rate of today has the invoice's date, and keeps its id."""
        one_rate = market(FEE, evolve(HST, levies=("fee",)))
        gone = billed(date(2025, 1, 1), FIVE, change(date(2025, 3, 20), -5))
        late = evolve(gone, changes=(*gone.changes, change(date(2025, 3, 31), 5)))

        before, after = april(gone, one_rate), april(late, one_rate)

        assert [str(one.base.amount) for one in before.levies] == ["-44.35", "-48.79"]
        assert [one.tax_date for one in before.levies] == [date(2025, 4, 1)] * 2
        assert [one.id for one in after.levies] == [one.id for one in before.levies]

    @pytest.mark.clause("Q62", "Q46")
    def test_addition_known_late_by_service(self) -> None:
        """Arrears of March that become known leave the ids of what April has."""
        by_service = market(evolve(HST, tax_date=TaxDate.SERVICE_PERIOD))
        before = april(billed(date(2025, 1, 1), FIVE), by_service)
        late = change(date(2025, 3, 10), 1)
        after = april(billed(date(2025, 1, 1), FIVE, late), by_service)

        assert [one.id for one in after.levies] == [one.id for one in before.levies]
        assert [one.tax_date for one in after.levies] == [date(2025, 4, 1)]

    def test_ids_differ(self) -> None:
        """No two lines of two documents have one id, charges among them."""
        taxed = billed(
            date(2025, 1, 1), *self.CROWDED, bought(date(2025, 4, 1), "100.00")
        )
        mixed = market(FEE, self.MIXED, series("hst", *SPRING))
        spring = Period(date(2025, 3, 1), date(2025, 6, 1))
        ids = [
            one
            for document in invoices_issued(taxed, spring, mixed)
            for one in (
                *(line.id for line in document.lines),
                *(levy.id for levy in document.levies),
            )
        ]

        assert len(ids) > 20
        assert len(set(ids)) == len(ids)

    @pytest.mark.clause("Q43")
    def test_two_treatments(self) -> None:
        """Two classes exempt by two clauses are never two lines of one id."""
        treatments = tuple(
            Treatment(
                charge_class=charge_class,
                unit=None,
                taxability=Taxability.EXEMPT,
                clause=clause,
            )
            for charge_class, clause in (
                (ChargeClass.SOFTWARE, G4),
                (ChargeClass.EQUIPMENT_RENTAL, E5),
            )
        )
        document = april(
            billed(date(2025, 1, 1), *TestBases.PRICES, *TestBases.CHANGES),
            market(evolve(HST, treatments=treatments)),
        )
        standard, *exempt = document.levies

        assert standard.base == usd("110.00")
        assert sum(one.base.minor for one in exempt) == 6000 + 700
        assert {one.rate.category for one in exempt} == {TaxCategory.EXEMPT}
        assert len({one.id for one in exempt}) == len(exempt)

    @pytest.mark.clause("Q67")
    def test_order_of_facts(self) -> None:
        """The order in which facts are given changes nothing at all."""
        moved = (address(), address("ON", date(2025, 3, 25)), address("NS", day(4, 1)))
        papers = (
            certificate(date(2025, 3, 1), date(2025, 3, 31)),
            certificate(date(2025, 3, 10)),
            certificate(jurisdiction="CA-ON", id="ontario"),
        )
        changes = (FIVE, ONE_GONE, change(date(2025, 3, 10), 2, item="number"))
        mixed = market(FEE, TestAddresses.ONTARIO, HST, series("hst", *SPRING))
        found = [
            april(
                billed(
                    date(2025, 1, 1),
                    *changes_in_order,
                    addresses=addresses_in_order,
                    exemptions=papers_in_order,
                ),
                mixed,
            )
            for changes_in_order, addresses_in_order, papers_in_order in zip(
                permutations(changes),
                permutations(moved),
                permutations(papers),
                strict=True,
            )
        ]

        assert len(found) == 6
        assert all(one == found[0] for one in found)
        assert {tuple(line.id for line in one.levies) for one in found} == {
            tuple(line.id for line in found[0].levies)
        }

    @pytest.mark.clause("Q62")
    def test_late_facts(self) -> None:
        """A fact that has nothing to do with a line leaves its id alone."""
        both = market(FEE, HST)
        before = april(billed(date(2025, 1, 1), FIVE), both)
        after = april(
            billed(
                date(2025, 1, 1),
                FIVE,
                change(date(2025, 2, 1), 3, item="number"),
                change(date(2025, 5, 5), 3),
                addresses=(address(), address("ON", date(2025, 4, 2))),
                exemptions=(certificate(jurisdiction="CA-ON"),),
                tax_numbers=(vat_number(),),
            ),
            both,
        )

        assert [one.id for one in after.levies] == [one.id for one in before.levies]
        assert [one[2] for one in levies(before)] == ["125.00", "125.00"]
        assert [one[2] for one in levies(after)] == ["140.00", "140.00"]

    @pytest.mark.clause("Q67")
    def test_known_later(self) -> None:
        """As known earlier, an account has no certificate that came later."""
        late = certificate(known_on=date(2025, 6, 1))
        taxed = billed(date(2025, 1, 1), FIVE, exemptions=(late,))

        earlier = april(taxed.as_known_on(date(2025, 5, 31)), market(HST))

        assert levies(earlier) == [("hst", "10", "125.00", "12.50")]
        assert levies(april(taxed, market(HST))) == [("hst", "0", "125.00", "0.00")]

    def test_line(self) -> None:
        """A levy line shows itself, and equals another of the same document."""
        document = april(billed(date(2025, 1, 1), FIVE), market(HST))
        (line,) = document.levies

        assert repr(line) == "<hst on 125.00 USD: 12.50 USD>"
        assert line == document.levies[0]
        assert (line.kind, line.document) == (LineKind.HST, document.key)
        assert line.value == line.amount == usd("12.50")


class TestMarket:
    """Levies, series and places of a market."""

    MARKET: Final = market(FEE, CAPPED, HST, flat("share", "64.9"))

    def test_by_name(self) -> None:
        """Levies and series are found by their names."""
        assert self.MARKET.levy("hst") is HST
        assert self.MARKET.series("share").name == "share"
        with pytest.raises(UnknownName) as caught:
            self.MARKET.levy("gst")
        assert str(caught.value) == "levy must be one of fee, capped, hst, got 'gst'"
        with pytest.raises(UnknownName) as caught:
            self.MARKET.series("gst")
        assert str(caught.value) == (
            "series must be one of share, factor, fee, hst, got 'gst'"
        )

    def test_nothing_by_name(self) -> None:
        """A market without levies has none to name."""
        with pytest.raises(UnknownName, match=r"^levy must be one of none, got 'gst'"):
            market().levy("gst")
        with pytest.raises(UnknownName, match=r"^series must be one of none, got"):
            market().series("gst")

    def test_rate_and_share(self) -> None:
        """The rate of a levy, and the share of its base where it has one."""
        on = date(2025, 4, 1)
        share = self.MARKET.share("capped", on)

        assert self.MARKET.rate("capped", on).series == "factor"
        assert share is not None
        assert (share.series, share.percent) == ("share", Decimal("64.9"))
        assert share.category is TaxCategory.STANDARD
        assert self.MARKET.share("hst", on) is None

    def test_rate_of_nothing(self) -> None:
        """There is no rate where nothing is levied."""
        ended = market(HST, series("hst", (date(2025, 1, 1), None)))

        with pytest.raises(NoRateInForce) as caught:
            ended.rate("hst", date(2025, 4, 1))
        assert str(caught.value) == (
            f"hst must be levied on 2025-04-01, got 'nothing' [{CONTRACT_RATES.id}]"
        )

    @pytest.mark.parametrize(
        ("field", "content", "message"),
        [
            ("levies", [HST], "levies must be a tuple of Levy, got"),
            ("levies", ("hst",), "levies must be a tuple of Levy, got"),
            ("rates", (HST,), "rates must be a tuple of RateSeries, got"),
            ("places", "CA", "places must be a tuple of str, got 'CA'"),
            ("sales_tax", "hst", "sales_tax must be a Levy or None, got 'hst'"),
        ],
    )
    def test_types(self, field: str, content: object, message: str) -> None:
        """Each field says what it must be."""
        anything: Any = {field: content}
        with pytest.raises(WrongType, match=f"^{message}"):
            evolve(self.MARKET, **anything)

    @pytest.mark.clause("Q11")
    def test_order(self) -> None:
        """A market is refused whose levies stand in no order."""
        with pytest.raises(UnknownName):
            market(evolve(HST, levies=("fee",)), FEE)

    def test_series_of_one_name(self) -> None:
        """No two series have one name."""
        with pytest.raises(ConflictingFacts) as caught:
            market(HST, flat("hst", "5"), flat("hst", "6"))
        assert str(caught.value) == (
            "rates must be series of names of their own, got 'hst'"
        )

    def test_with_rate(self) -> None:
        """One more value counts from its day on; the market before stays."""
        on = date(2025, 4, 1)
        changed = self.MARKET.with_rate("hst", on, Decimal("12.50"), G4)

        assert (changed.rate("hst", on).percent, changed.rate("hst", on).clause) == (
            Decimal("12.5"),
            G4,
        )
        assert changed.rate("hst", date(2025, 3, 31)).percent == 10
        assert self.MARKET.rate("hst", on).percent == 10
        assert changed.levies == self.MARKET.levies
        assert [one.name for one in changed.rates] == [
            one.name for one in self.MARKET.rates
        ]
        assert self.MARKET.with_rate("hst", on, 7, G4).rate("hst", on).percent == 7

    @pytest.mark.parametrize(
        ("name", "on", "value", "message"),
        [
            ("gst", date(2025, 4, 1), 5, "series must be one of"),
            ("hst", date(2025, 4, 1), 101, "value must be from 0 to 100, got 101"),
            ("hst", date(2025, 4, 1), "5", "value must be a Decimal or an int"),
            ("hst", date(3000, 1, 1), 5, "from_on must be a day from 1900-01-01"),
        ],
    )
    def test_with_rate_refused(
        self,
        name: str,
        on: date,
        value: Decimal | int,
        message: str,
    ) -> None:
        """A rate is one of a known series, of a billing day, from 0 to 100."""
        with pytest.raises((InvalidValue, UnknownName, WrongType), match=f"^{message}"):
            self.MARKET.with_rate(name, on, value, G4)

    def test_with_two_rates_of_a_day(self) -> None:
        """Of one day a caller supplies one value, however often he says it."""
        on = date(2008, 1, 1)
        once = self.MARKET.with_rate("hst", on, 5, G4)

        assert once.rate("hst", on).percent == 5
        assert once.with_rate("hst", on, Decimal("5.0"), G4) == once
        with pytest.raises(InvalidValue) as caught:
            once.with_rate("hst", on, 6, G4)
        assert str(caught.value) == (
            "hst.supplied[1].from_on must be after 2008-01-01, got 2008-01-01"
        )

    def test_with_nothing(self) -> None:
        """A value of None says that nothing is levied from the day on."""
        ended = self.MARKET.with_rate("hst", date(2025, 4, 1), None, G4)
        taxed = billed(date(2025, 1, 1), FIVE)

        assert "hst" in [one[0] for one in levies(april(taxed, self.MARKET))]
        assert "hst" not in [one[0] for one in levies(april(taxed, ended))]

    @pytest.mark.clause("Q46")
    def test_quarter_shipped_later(self) -> None:
        """A quarter that is shipped after it was supplied changes no byte."""
        first = (date(2025, 1, 1), "38.1")
        quarters = series("factor", first, months=3)
        before = market(FEE, CAPPED, quarters, flat("share", "64.9")).with_rate(
            "factor", date(2025, 4, 1), 37, CONTRACT_RATES
        )
        shipped = series("factor", first, (date(2025, 4, 1), "36.6"), months=3).entries
        after = evolve(
            before,
            rates=tuple(
                evolve(one, entries=shipped) if one.name == "factor" else one
                for one in before.rates
            ),
        )
        taxed = billed(date(2025, 1, 1), FIVE, ONE_GONE)

        assert [one[1] for one in levies(april(taxed, before))] == ["10", "38.1", "37"]
        assert document_bytes(april(taxed, after)) == document_bytes(
            april(taxed, before)
        )

    def test_with_a_forecast(self) -> None:
        """A forecast is no rate."""
        forecast = evolve(CONTRACT_RATES, is_forecast=True)

        with pytest.raises(InvalidValue, match="not a forecast"):
            self.MARKET.with_rate("hst", date(2025, 4, 1), 5, forecast)

    @pytest.mark.clause("E2", "E3")
    def test_sales_tax(self) -> None:
        """A sales tax of the caller's is levied in its place, at the caller's rate."""
        template = evolve(HST, line=LineKind.SALES_TAX, levies=("fee",))
        taxing = evolve(
            market(evolve(FEE, places=("US",))), sales_tax=template
        ).with_sales_tax("provo", "US-UT-provo")
        taxing = taxing.with_rate("provo", date(2025, 1, 1), Decimal("7.45"), G4)

        def found(areas: tuple[str, ...]) -> list[tuple[str, str, str, str]]:
            utah = address("UT", country="US", areas=areas)
            return levies(
                april(billed(date(2025, 1, 1), FIVE, addresses=(utah,)), taxing)
            )

        assert found(()) == [("fee", "10", "125.00", "12.50")]
        # 137.50 x 7.45 % = 10.24375.
        assert found(("US-UT-provo",)) == [
            ("fee", "10", "125.00", "12.50"),
            ("provo", "7.45", "137.50", "10.24"),
        ]
        assert taxing.levy("provo") == evolve(
            template,
            name="provo",
            series="provo",
            jurisdiction="US-UT-provo",
            places=("US-UT-provo",),
        )
        assert taxing.series("provo").supplier is Supplier.CALLER

    @pytest.mark.clause("E3")
    def test_sales_tax_without_rate(self) -> None:
        """A sales tax that has no rate yet asks for one."""
        utah = address("UT", country="US")
        taxing = evolve(market(), sales_tax=HST).with_sales_tax("utah", "US-UT")

        with pytest.raises(NoRateInForce, match=r"^utah must be known for 2025-04-01"):
            april(billed(date(2025, 1, 1), FIVE, addresses=(utah,)), taxing)

    @pytest.mark.clause("E3")
    def test_sales_tax_refused(self) -> None:
        """No sales tax where there are none, none twice, and each has a place."""
        taxing = evolve(market(HST), sales_tax=HST)

        with pytest.raises(InvalidValue) as caught:
            market(HST).with_sales_tax("utah", "US-UT")
        assert str(caught.value) == (
            "taxes must be in a market with sales taxes, got 'us-connect' [E3]"
        )
        with pytest.raises(ConflictingFacts, match="each of a name of its own"):
            taxing.with_sales_tax("hst", "US-UT")
        with pytest.raises(UnknownName, match=r"^jurisdiction must be a place of "):
            taxing.with_sales_tax("utah", "FR")
        with pytest.raises(InvalidValue, match=r"^jurisdiction must be text"):
            taxing.with_sales_tax("utah", "")

    @pytest.mark.clause("E2")
    @pytest.mark.parametrize(
        ("country", "region", "message"),
        [
            ("CA", "NS", None),
            ("DE", None, None),
            ("FR", None, "country must be one of CA, DE, US, got 'FR' [E2]"),
            ("CA", "BC", "region must be one of NS, ON, QC, got 'BC' [E2]"),
            ("CA", None, "region must be one of NS, ON, QC, got None [E2]"),
            (
                "DE",
                "BY",
                "region must be absent: the country levies as a whole, got 'BY' [E2]",
            ),
        ],
    )
    def test_check_place(
        self, country: str, region: str | None, message: str | None
    ) -> None:
        """An address lies in a place of the market, with a region where it has any."""
        where = address(region, country=country)

        if message is None:
            self.MARKET.check_place(where)
            return
        with pytest.raises(UnknownName) as caught:
            self.MARKET.check_place(where)
        assert str(caught.value) == f"addresses[{where.id}].{message}"

    @pytest.mark.clause("E2")
    @pytest.mark.parametrize(
        "name", ["Provo", "NS-Halifax", "CA-NS", "CA-NSX", "CA-ON-x"]
    )
    def test_area_outside(self, name: str) -> None:
        """An area begins with the country and the region of its address."""
        where = address(areas=("CA-NS-Halifax", name))

        with pytest.raises(UnknownName) as caught:
            self.MARKET.check_place(where)
        assert str(caught.value) == (
            f"addresses[{where.id}].areas[1] must be one that begins with CA-NS-, got "
            f"'{name}' [E2]"
        )
        with pytest.raises(UnknownName, match="begins with CA-NS-"):
            april(billed(date(2025, 1, 1), FIVE, addresses=(where,)), market(HST))

    def test_no_places(self) -> None:
        """A market of no places knows no country."""
        with pytest.raises(UnknownName, match=r"country must be one of none, got 'CA'"):
            evolve(self.MARKET, places=()).check_place(address())

    def test_coverage(self) -> None:
        """A series has a value on a day or not, and says when it runs out."""
        quarterly = series("hst", (date(2025, 1, 1), "15"), months=3)
        unknown = RateSeries(
            name="fee", supplier=Supplier.CONTRACT, checked_until=date(2025, 2, 2)
        )
        covered = market(FEE, HST, quarterly, unknown)

        hst, fee = coverage(covered, date(2025, 3, 31))

        assert (hst.series, hst.entry, hst.runs_out_on) == (
            "hst",
            quarterly.entries[0],
            date(2025, 4, 1),
        )
        assert (fee.series, fee.entry) == ("fee", None)
        assert fee.runs_out_on == date(2025, 3, 31)
        assert (fee.supplier, fee.checked_until) == (
            Supplier.CONTRACT,
            date(2025, 2, 2),
        )
        assert [one.entry for one in coverage(covered, date(2025, 4, 1))] == [
            None,
            None,
        ]
        with pytest.raises(InvalidValue, match=r"^on must be a day from 1900-01-01"):
            coverage(covered, date(1899, 1, 1))

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(
        ("on", "percent", "ends"),
        [
            (date(2025, 2, 14), "15", date(2025, 4, 1)),
            (date(2025, 4, 1), None, date(2025, 4, 1)),
            (date(2025, 6, 30), None, date(2025, 6, 30)),
            (date(2025, 7, 1), "13", date(2026, 1, 1)),
            (date(2025, 12, 31), "12", date(2026, 1, 1)),
        ],
    )
    def test_gap(self, on: date, percent: str | None, ends: date) -> None:
        """A gap between quarters that were supplied is told as the end of the first."""
        covered = market(HST, series("hst", months=3))
        for first, value in ((1, 15), (10, 12), (7, 13)):
            covered = covered.with_rate("hst", date(2025, first, 1), value, G4)

        (hst,) = coverage(covered, on)

        found = None if hst.entry is None else str(hst.entry.value)
        assert (found, hst.runs_out_on) == (percent, ends)

    def test_same_invoice(self) -> None:
        """Levies of a market that are levied elsewhere make no other invoice."""
        taxed = billed(date(2025, 1, 1), FIVE)
        elsewhere = evolve(HST, name="elsewhere", places=("DE",))

        assert april(taxed, market(HST)) == april(taxed, market(elsewhere, HST))
        assert april(taxed, market(HST)) != april(taxed, market(FEE))


class TestCorners:
    """Shares that change, items that come and go, and levies without a series."""

    @pytest.mark.clause("D20", "Q45")
    def test_two_shares(self) -> None:
        """A credit keeps the share of its charge where the share alone has changed."""
        shares = series("share", (date(2025, 1, 1), "64.9"), (date(2025, 4, 1), "50"))
        document = april(
            billed(date(2025, 1, 1), FIVE, ONE_GONE),
            market(CAPPED, flat("factor", "38.1"), shares),
        )

        # -8.87 x 64.9 % x 38.1 % = -2.1932...; 100.00 x 50 % x 38.1 % = 19.05.
        assert sorted(levies(document)) == [
            ("capped", "38.1", "-8.87", "-2.20"),
            ("capped", "38.1", "100.00", "19.05"),
        ]
        assert len({one.id for one in document.levies}) == 2

    @pytest.mark.clause("Q45")
    def test_emptied_and_refilled(self) -> None:
        """What comes on 10 March, after all went on the 5th, is credited at 14."""
        taxed = billed(
            date(2025, 1, 1),
            FIVE,
            change(date(2025, 1, 1), 1, item="number"),
            change(date(2025, 3, 5), -1, item="number"),
            change(date(2025, 3, 10), 1, item="number"),
            change(date(2025, 3, 20), -1, item="number"),
        )
        first = -cents(5 * Fraction(26, 31))

        charged_on_the_first = april(taxed, TestCredits.HST).levies[0]

        assert charged_on_the_first.base.minor == first

    @pytest.mark.clause("Q45")
    @pytest.mark.parametrize(
        ("in_advance", "added", "removed", "percent"),
        [
            (5, 1, 6, "15"),
            (1, 4, 5, "14"),
            (2, 2, 4, "15"),
            (2, 3, 5, "14"),
            (5, 1, 1, "15"),
            (1, 4, 2, "15"),
        ],
    )
    def test_greater_part(
        self, in_advance: int, added: int, removed: int, percent: str
    ) -> None:
        """A credit goes whole with its greater part, a half with what was ahead."""
        taxed = billed(
            date(2025, 1, 1),
            change(date(2025, 1, 1), in_advance),
            change(date(2025, 3, 10), added),
            change(date(2025, 3, 20), -removed),
        )
        document = april(taxed, market(HST, series("hst", *SPRING)))
        gone = -cents(removed * 25 * Fraction(11, 31))
        (credit,) = [one.id for one in document.lines if one.amount.minor == gone]

        assert [
            str(one.rate.percent) for one in document.levies if credit in one.of
        ] == [percent]

    @pytest.mark.clause("Q45")
    def test_half_by_half(self) -> None:
        """Removals take from what was billed in advance one after the other."""
        taxed = billed(
            date(2025, 1, 1),
            change(date(2025, 1, 1), 4),
            change(date(2025, 3, 10), 4),
            change(date(2025, 3, 20), -3),
            change(date(2025, 3, 25), -3),
        )
        document = april(taxed, market(HST, series("hst", *SPRING)))
        # 4 were ahead: 3 go with them, then 1 of 3 is left, less than the half.
        first = -cents(3 * 25 * Fraction(11, 31))
        second = -cents(3 * 25 * Fraction(6, 31))
        arrears = cents(4 * 25 * Fraction(21, 31))

        assert [(str(one.rate.percent), one.base.minor) for one in document.levies] == [
            ("15", first),
            ("14", 2 * 2500 + arrears + second),
        ]

    @pytest.mark.clause("Q23", "Q45")
    def test_quantities_of_the_invoice_date(self) -> None:
        """What the invoice of 5 March charged, added on the 3rd, is credited at 15."""
        on_the_fifth = TestCredits.HST.with_readings(
            {"quantities": "invoice_date", "invoice_day": 5}
        )
        taxed = billed(
            date(2025, 1, 1),
            FIVE,
            change(date(2025, 3, 3), 2, item="number"),
            change(date(2025, 3, 20), -2, item="number"),
        )
        march = invoice(taxed, month(3, 2025), on_the_fifth)
        assert ("number", 2) in [(one.item, one.quantity) for one in march.lines]

        document = april(taxed, on_the_fifth)

        assert [one[1] for one in levies(document)] == ["15", "14"]

    def test_levy_without_series(self) -> None:
        """A market refuses a levy whose series it does not have, as it says."""
        with pytest.raises(UnknownName):
            evolve(market(HST, series("hst", *SPRING)), levies=(FEE,))
