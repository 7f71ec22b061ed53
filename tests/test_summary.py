"""The tax summary of a document, and the notes that it must carry."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import account, cents, change, day, device_price, invoice, month
from tests.builders import number_price as any_number

from gotobilling.clauses import (
    CA_BC_TOLL_FREE,
    CONTRACT_RATES,
    E2,
    E5,
    E6,
    EU_REVERSE_CHARGE,
)
from gotobilling.facts import Account, BillingAddress, ExemptionCertificate, TaxNumber
from gotobilling.invoices import Invoice, Note, NoteCode, notes, tax_summary
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, de, us
from gotobilling.taxes import TaxCategory

JANUARY: Final = date(2026, 1, 1)
AUGUST: Final = month(8)
CERTIFICATE: Final = ExemptionCertificate(
    id="certificate",
    tax=LineKind.QST,
    jurisdiction="CA-QC",
    certificate="QST no. 7",
    effective_on=JANUARY,
)
VAT: Final = TaxNumber(
    id="vat",
    number="DE136695976",
    effective_on=JANUARY,
    confirmed_on=date(2026, 1, 2),
)
# The edition has no factor from July 2026 on, and no rates of recovery fees at all.
UTAH: Final = (
    us.CONNECT.with_rate("us-slrrf", JANUARY, 2, CONTRACT_RATES)
    .with_rate("us-rrf", JANUARY, Decimal("3.5"), CONTRACT_RATES)
    .with_rate("us-usf-factor", date(2026, 7, 1), 40, CONTRACT_RATES)
    .with_sales_tax("utah", "US-UT")
    .with_rate("utah", JANUARY, Decimal("6.1"), CONTRACT_RATES)
)
CANADA: Final = ca.CONNECT.with_rate("ca-recovery", JANUARY, 0, CONTRACT_RATES)
CHANGES: Final = (change(day(8, 1), 5), change(day(8, 20), -2))


def billed_at(place: str, currency: str, devices: int = 5, **facts: object) -> Account:
    """Return an account of devices at 20.00 from 1 August on, billed at a place."""
    country, _, region = place.partition("-")
    address = BillingAddress(
        id="address", country=country, region=region or None, effective_on=JANUARY
    )
    prices = device_price("20.00", currency=currency)
    added = change(day(8, 1), devices)
    others: dict[str, Any] = {"currency": currency, "addresses": (address,)}
    return account(day(8, 1), prices, added, **(others | facts))


def figures(found: Invoice) -> list[tuple[str, str, str | None, int, int]]:
    """Return jurisdiction, levy, percentage, base and amount in cents of each row."""
    return [
        (
            row.jurisdiction,
            row.levy,
            None if row.percent is None else str(row.percent),
            row.base.minor,
            row.tax.minor,
        )
        for row in tax_summary(found)
    ]


class TestRows:
    """The summary has a row for each jurisdiction, category and rate."""

    @pytest.mark.clause("E1", "Q12")
    def test_quebec(self) -> None:
        """GST and QST in Quebec are two rows of two jurisdictions."""
        found = invoice(billed_at("CA-QC", "CAD"), AUGUST, CANADA)

        hundred = 5 * Fraction(20)
        assert figures(found) == [
            ("CA", "canadian-recovery", "0", cents(hundred), 0),
            ("CA", "gst", "5", cents(hundred), cents(hundred * 5 / 100)),
            (
                "CA-QC",
                "qst",
                "9.975",
                cents(hundred),
                cents(hundred * Fraction(9975, 100_000)),
            ),
        ]

    @pytest.mark.clause("D11", "D12", "D20", "Q11", "Q43")
    def test_fees(self) -> None:
        """Recovery fees and pass-throughs have rows as taxes do, with their share."""
        found = invoice(billed_at("US-UT", "USD"), AUGUST, UTAH)

        usf = 2596  # 100.00 x 64.9 % x 40 % = 25.96
        taxed = 10000 + 200 + 350 + usf
        sales_tax = cents(Fraction(taxed, 100) * Fraction(61, 1000))
        assert figures(found) == [
            ("US", "slrrf", "2", 10000, 200),
            ("US", "rrf", "3.5", 10000, 350),
            ("US", "usf", "40", 10000, usf),
            ("US-UT", "utah", "6.1", taxed, sales_tax),
        ]
        assert [row.share for row in tax_summary(found)] == [
            None,
            None,
            Decimal("64.9"),
            None,
        ]

    def test_lines(self) -> None:
        """A row names the lines that it adds up, and what says its rate."""
        found = invoice(billed_at("CA-QC", "CAD"), AUGUST, CANADA)

        rows = tax_summary(found)
        assert [row.lines for row in rows] == [(line.id,) for line in found.levies]
        assert [row.clause for row in rows] == [
            line.rate.clause for line in found.levies
        ]
        assert [row.kind for row in rows] == [line.kind for line in found.levies]

    def test_one_rate_in_two_lines(self) -> None:
        """Two lines of a levy at the same rate by the same text are one row."""
        percent, from_on = Decimal("3.5"), date(2026, 9, 1)
        market = UTAH.with_rate("us-rrf", from_on, percent, CONTRACT_RATES)
        known = billed_at("US-UT", "USD", changes=CHANGES)
        found = invoice(known, month(9), market)

        # The credit of 20 August has the rate of 1 August, in a line of its own.
        assert [line.levy.name for line in found.levies].count("rrf") == 2
        (row,) = [row for row in tax_summary(found) if row.levy == "rrf"]
        assert len(row.lines) == 2
        assert row.base == found.subtotal.value

    def test_one_rate_by_two_texts(self) -> None:
        """The same rate by two texts is two rows, since a row has one clause."""
        percent, from_on = Decimal("3.5"), date(2026, 9, 1)
        market = UTAH.with_rate("us-rrf", from_on, percent, E5)
        known = billed_at("US-UT", "USD", changes=CHANGES)
        rows = tax_summary(invoice(known, month(9), market))

        clauses = [row.clause for row in rows if row.levy == "rrf"]
        assert clauses == [CONTRACT_RATES, E5]

    @pytest.mark.clause("E5")
    def test_exempt(self) -> None:
        """An exempt row has no percentage, and a row of 0 percent has one."""
        free = billed_at("CA-QC", "CAD", exemptions=(CERTIFICATE,))

        recovery, _, qst = tax_summary(invoice(free, AUGUST, CANADA))
        assert (qst.category, qst.percent) == (TaxCategory.EXEMPT, None)
        assert recovery.category is TaxCategory.STANDARD
        assert recovery.percent == Decimal()
        assert (qst.base.minor, qst.tax.minor, qst.clause) == (10000, 0, E5)

    def test_untaxed(self) -> None:
        """A document before fees and taxes has no rows."""
        found = invoice(billed_at("US-UT", "USD", addresses=()), AUGUST)

        assert tax_summary(found) == ()

    @given(
        devices=st.integers(1, 500),
        place=st.sampled_from(["CA-QC", "CA-BC", "CA-NS", "CA-MB"]),
        exempt=st.booleans(),
    )
    def test_adds_up(self, devices: int, place: str, exempt: bool) -> None:  # noqa: FBT001 -- drawn
        """The column of amounts is the total without the subtotal; no line is left
        out.
        """
        exemptions = (CERTIFICATE,) if exempt else ()
        known = billed_at(place, "CAD", devices, exemptions=exemptions)
        found = invoice(known, AUGUST, CANADA)

        rows = tax_summary(found)
        levied = found.total.value.minor - found.subtotal.value.minor
        assert sum(row.tax.minor for row in rows) == levied
        assert [one for row in rows for one in row.lines] == [
            line.id for line in found.levies
        ]


class TestNotes:
    """A document says why a levy is none, by whose number or certificate."""

    def test_standard(self) -> None:
        """A document of standard rates has nothing to say."""
        assert notes(invoice(billed_at("CA-QC", "CAD"), AUGUST, CANADA)) == ()

    @pytest.mark.clause("E2")
    def test_before_levies(self) -> None:
        """A document without a billing address stands before fees and taxes."""
        found = invoice(billed_at("US-UT", "USD", addresses=()), AUGUST)

        assert notes(found) == (Note(code=NoteCode.BEFORE_LEVIES, clause=E2),)

    @pytest.mark.clause("E6", "Q14")
    def test_reverse_charge(self) -> None:
        """A reverse charge names both VAT numbers and the day of confirmation."""
        known = billed_at("DE", "EUR", tax_numbers=(VAT,))

        assert notes(invoice(known, AUGUST, de.CONNECT)) == (
            Note(
                code=NoteCode.REVERSE_CHARGE,
                clause=EU_REVERSE_CHARGE,
                levy="vat-de",
                seller=de.CONNECT.levy("vat-de").seller,
                customer="DE136695976",
                confirmed_on=date(2026, 1, 2),
            ),
        )

    @pytest.mark.clause("E6", "Q14")
    def test_exempt_by_number(self) -> None:
        """Read literally, a VAT number exempts, and the note names it."""
        known = billed_at("DE", "EUR", tax_numbers=(VAT,))
        market: Market = de.CONNECT.with_readings({"vat_id": "any"})

        (note,) = notes(invoice(known, AUGUST, market))
        assert (note.code, note.clause) == (NoteCode.EXEMPT, E6)
        assert (note.customer, note.certificate) == ("DE136695976", None)

    @pytest.mark.clause("E4", "E5")
    def test_certificate(self) -> None:
        """An exemption by certificate names the certificate, once for each levy."""
        free = billed_at("CA-QC", "CAD", exemptions=(CERTIFICATE,))

        assert notes(invoice(free, AUGUST, CANADA)) == (
            Note(code=NoteCode.EXEMPT, clause=E5, levy="qst", certificate="QST no. 7"),
        )

    @pytest.mark.clause("D16")
    def test_exempt_by_law(self) -> None:
        """A toll-free number in British Columbia is free of PST by law alone."""
        toll_free = any_number(
            "5.00", currency="CAD", unit=BillableUnit.TOLL_FREE_NUMBER
        )
        known = billed_at(
            "CA-BC",
            "CAD",
            prices=(toll_free,),
            changes=(change(day(8, 1), 1, item="number"),),
        )

        assert notes(invoice(known, AUGUST, CANADA)) == (
            Note(code=NoteCode.EXEMPT, clause=CA_BC_TOLL_FREE, levy="pst-bc"),
        )
