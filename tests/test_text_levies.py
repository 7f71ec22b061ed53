"""A taxed invoice as people read it: levy rows, summary, notes and their workings."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from tests.builders import account, bought, change, day, device_price, invoice, month

from gotobilling.billing_cycle import DocumentPart
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.facts import Account, BillingAddress, ExemptionCertificate, TaxNumber
from gotobilling.invoices import Invoice, assemble_invoice, assemble_one_time
from gotobilling.kinds import CHARGE_CLASSES, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, de, us
from gotobilling.present import explain_text, invoice_html, invoice_text
from gotobilling.present.amounts import percent_text
from gotobilling.present.layout import WIDTH
from gotobilling.present.working import workings
from gotobilling.taxes import Taxability, Treatment
from gotobilling.testing.examples import july_start

FEE: Final = "Federal and provincial regulatory recovery"
NBSP: Final = "\xa0"
JANUARY: Final = date(2026, 1, 1)
AUGUST, SEPTEMBER = month(8), month(9)
UTAH: Final = (
    us.CONNECT.with_rate("us-slrrf", JANUARY, 2, CONTRACT_RATES)
    .with_rate("us-rrf", JANUARY, Decimal("3.5"), CONTRACT_RATES)
    .with_rate("us-usf-factor", date(2026, 7, 1), 40, CONTRACT_RATES)
    .with_sales_tax("utah", "US-UT")
    .with_rate("utah", JANUARY, Decimal("6.1"), CONTRACT_RATES)
)
CANADA: Final = ca.CONNECT.with_rate(
    "ca-recovery", JANUARY, Decimal("1.5"), CONTRACT_RATES
)
CERTIFICATE: Final = ExemptionCertificate(
    id="utah-certificate",
    tax=LineKind.SALES_TAX,
    jurisdiction="US-UT",
    certificate="TC-721 no. 5",
    effective_on=JANUARY,
)
VAT: Final = TaxNumber(
    id="vat",
    number="DE136695976",
    effective_on=JANUARY,
    confirmed_on=date(2026, 1, 2),
)


def read(text: str) -> list[str]:
    """Return the lines of a text, the runs of blanks in each as one blank."""
    return [" ".join(line.split()) for line in text.splitlines()]


def billed_at(place: str, currency: str, **facts: object) -> Account:
    """Return an account of 5 devices at 20.00 from 1 August on, billed at a place."""
    country, _, region = place.partition("-")
    address = BillingAddress(
        id="address", country=country, region=region or None, effective_on=JANUARY
    )
    prices = device_price("20.00", currency=currency)
    added = change(day(8, 1), 5, id="devices")
    others: dict[str, Any] = {"currency": currency, "addresses": (address,)}
    return account(day(8, 1), prices, added, **(others | facts))


def utah(**facts: object) -> Invoice:
    """Return the invoice of August of an account billed in Utah."""
    return invoice(billed_at("US-UT", "USD", **facts), AUGUST, UTAH)


def quebec() -> Invoice:
    """Return the invoice of August of an account billed in Quebec."""
    return invoice(billed_at("CA-QC", "CAD"), AUGUST, CANADA)


def germany(market: Market = de.CONNECT, **facts: object) -> Invoice:
    """Return the invoice of August of an account billed in Germany."""
    return invoice(billed_at("DE", "EUR", **facts), AUGUST, market)


def zero_rated() -> Invoice:
    """Return a German invoice under a market that rates telephony at zero."""
    clause = de.CONNECT.levy("vat-de").clause
    treatment = Treatment(
        charge_class=ChargeClass.TELECOMMUNICATIONS,
        unit=None,
        taxability=Taxability.ZERO_RATED,
        clause=clause,
    )
    levy = evolve(de.CONNECT.levy("vat-de"), treatments=(treatment,))
    return germany(evolve(de.CONNECT, levies=(levy,)))


class TestText:
    """Below the charges stand the subtotal, the levies, the total and the summary."""

    @pytest.mark.clause("D14", "D17", "E1", "E2")
    def test_quebec(self) -> None:
        """An invoice of Quebec reads as a customer there expects it."""
        # 100.00 x 1.5 % = 1.50; 101.50 x 5 % = 5.075; 101.50 x 9.975 % = 10.124625
        lines = read(invoice_text(quebec()))

        assert lines[0] == "Monthly invoice of 2026-08-01"
        assert "Billing address CA-QC" in lines
        start = lines.index("Subtotal CA$100.00")
        assert lines[start:] == [
            "Subtotal CA$100.00",
            "-" * WIDTH,
            f"2 {FEE}, CA 1.5 % on CA$100.00 CA$1.50",
            "3 Goods and services tax, CA 5 % on CA$101.50 CA$5.08",
            "4 Quebec sales tax, CA-QC 9.975 % on CA$101.50 CA$10.12",
            "-" * WIDTH,
            "Total CA$116.70",
            "To pay by 2026-08-16 CA$116.70",
            "",
            "Fees and taxes by jurisdiction and rate",
            "",
            "Jurisdiction Fee or tax Category Rate Base Amount",
            "-" * WIDTH,
            f"CA {FEE} standard 1.5 % CA$100.00 CA$1.50",
            "CA Goods and services tax standard 5 % CA$101.50 CA$5.08",
            "CA-QC Quebec sales tax standard 9.975 % CA$101.50 CA$10.12",
            "-" * WIDTH,
            "Fees and taxes CA$16.70",
        ]

    @pytest.mark.clause("D20", "E3", "Q11")
    def test_share(self) -> None:
        """The universal service fee tells its share; a sales tax has its own name."""
        lines = read(invoice_text(utah()))

        # 100.00 x 64.9 % x 40 % = 25.96; (100.00 + 2.00 + 3.50 + 25.96) x 6.1 % = 8.02
        assert "4 Universal service fee, US 40 % on 64.9 % of $100.00 $25.96" in lines
        assert "5 Sales tax: utah, US-UT 6.1 % on $131.46 $8.02" in lines
        usf = "US Universal service fee standard 40 % of 64.9 % $100.00 $25.96"
        assert usf in lines
        assert "US-UT Sales tax: utah standard 6.1 % $131.46 $8.02" in lines

    @pytest.mark.parametrize("show", [invoice_text, invoice_html, explain_text])
    @pytest.mark.parametrize("make", [utah, quebec, germany])
    def test_taxed(self, make: Any, show: Any) -> None:  # noqa: ANN401 -- functions
        """A taxed invoice nowhere says that it stands before fees and taxes."""
        assert "before fees" not in show(make())

    def test_figures_end_together(self) -> None:
        """Amounts of charges, levies and totals end in one column."""
        lines = invoice_text(utah()).splitlines()

        assert {len(line) for line in lines if "$" in line} == {WIDTH}

    @pytest.mark.clause("E6", "Q14")
    def test_reverse_charge(self) -> None:
        """A reverse charge is said in words, with both numbers and the day."""
        lines = read(invoice_text(germany(tax_numbers=(VAT,))))
        words = " ".join(lines)

        assert "2 Value added tax, DE reverse charge, on €100.00 €0.00" in lines
        assert "DE Value added tax reverse charge none €100.00 €0.00" in lines
        seller = de.CONNECT.levy("vat-de").seller
        assert (
            "Reverse charge: the customer owes the tax itself (Value added tax, DE). "
            f"VAT number of the seller: {seller}. VAT number of the customer: "
            "DE136695976, confirmed on 2026-01-02. (eu-vat-art-196 law)" in words
        )

    @pytest.mark.clause("E4", "E5")
    def test_exempt(self) -> None:
        """An exemption is said in words, with the certificate."""
        lines = read(invoice_text(utah(exemptions=(CERTIFICATE,))))

        assert "5 Sales tax: utah, US-UT exempt, on $131.46 $0.00" in lines
        assert "US-UT Sales tax: utah exempt none $131.46 $0.00" in lines
        assert lines[-1] == (
            "Exempt (Sales tax: utah, US-UT). Certificate: TC-721 no. 5. (E5 stated)"
        )

    def test_zero_rated(self) -> None:
        """What is zero-rated has the rate of 0 %, and does not look exempt."""
        lines = read(invoice_text(zero_rated()))

        assert "2 Value added tax, DE zero-rated, 0 % on €100.00 €0.00" in lines
        assert "DE Value added tax zero-rated 0 % €100.00 €0.00" in lines
        said = "Zero-rated: the rate is 0 % (Value added tax, DE). (D18 stated)"
        assert lines[-1] == said

    def test_nothing_levied(self) -> None:
        """A taxed invoice without a levy line says that nothing is levied."""
        phone = billed_at("US-NV", "USD", one_time=(bought(day(8, 1)),), changes=())
        lines = read(invoice_text(invoice_of_day(phone)))

        assert lines[-1] == "No fee and no tax is levied on this document."
        assert "Subtotal $99.98" in lines
        assert "Total $99.98" in lines

    @pytest.mark.clause("Q45", "Q46")
    def test_two_rates(self) -> None:
        """Two rates of one levy on one document tell their first days."""
        market = UTAH.with_rate("us-rrf", date(2026, 9, 1), 4, CONTRACT_RATES)
        changes = change(day(8, 1), 5), change(day(8, 20), -2)
        known = billed_at("US-UT", "USD", changes=changes)
        lines = read(invoice_text(invoice(known, SEPTEMBER, market)))

        # 3 x 20.00 at the new rate; -2 x 20.00 x 11/31 at that of 1 August
        assert any("3.5 % on -$14.19, since 2026-01-01 -$0.50" in one for one in lines)
        assert any("4 % on $60.00, since 2026-09-01 $2.40" in one for one in lines)

    def test_addresses(self) -> None:
        """An address that changed is told with its first day, and with its areas."""
        here = BillingAddress(
            id="here",
            country="US",
            region="UT",
            areas=("US-UT-provo",),
            effective_on=JANUARY,
        )
        there = BillingAddress(
            id="there", country="US", region="NV", effective_on=day(9, 1)
        )
        changes = change(day(8, 1), 5), change(day(8, 20), -2)
        known = billed_at("US-UT", "USD", changes=changes, addresses=(here, there))

        lines = read(invoice_text(invoice(known, SEPTEMBER, UTAH)))
        told = "Billing address US-UT, US-UT-provo; US-NV since 2026-09-01"
        assert told in lines

    def test_paid_on(self) -> None:
        """The day of a payment ahead is told, since a tax date may follow it."""
        paid = evolve(utah(), paid_on=day(7, 30))

        assert "Paid on 2026-07-30" in read(invoice_text(paid))

    @pytest.mark.parametrize(
        ("percent", "locale", "expected"),
        [
            ("9.975", "en_US", "9.975 %"),
            ("9.975", "de_DE", "9,975 %"),
            ("0", "en_US", "0 %"),
            ("100", "fr_CA", "100 %"),
            ("0.000000000001", "en_US", "0.000000000001 %"),
        ],
    )
    def test_percentages(self, percent: str, locale: str, expected: str) -> None:
        """A percentage has all its decimals, by the mark of the locale."""
        assert percent_text(Decimal(percent), locale) == expected

    def test_locale(self) -> None:
        """The locale prints amounts and percentages alike."""
        text = invoice_text(quebec(), "fr_CA").replace(NBSP, " ")

        assert "9,975 % on 101,50 $" in text


def invoice_of_day(known: Account) -> Invoice:
    """Return the one-time document of 1 August."""
    market = us.CONNECT.with_rate(
        "us-slrrf", JANUARY, 2, CONTRACT_RATES
    )  # of services, not of hardware
    found = assemble_one_time(known, day(8, 1), market)
    assert isinstance(found, Invoice)
    return found


class TestHtml:
    """A notebook shows levies, summary and notes as well."""

    def rows(self, found: Invoice) -> list[list[str]]:
        """Return the texts of each row of both tables."""
        shown = ET.fromstring(invoice_html(found))  # noqa: S314 -- our own text
        return [[cell.text or "" for cell in row] for row in shown.iter("tr")]

    def test_tables(self) -> None:
        """The first table ends in the totals; the second is the summary."""
        assert self.rows(quebec())[2:] == [
            ["Subtotal", "CA$100.00"],
            [
                "Federal and provincial regulatory recovery, CA, 1.5 % on CA$100.00",
                "CA$1.50",
            ],
            ["Goods and services tax, CA, 5 % on CA$101.50", "CA$5.08"],
            ["Quebec sales tax, CA-QC, 9.975 % on CA$101.50", "CA$10.12"],
            ["Total", "CA$116.70"],
            ["To pay by 2026-08-16", "CA$116.70"],
            ["Jurisdiction", "Fee or tax", "Category", "Rate", "Base", "Amount"],
            [
                "CA",
                "Federal and provincial regulatory recovery",
                "standard",
                "1.5 %",
                "CA$100.00",
                "CA$1.50",
            ],
            [
                *("CA", "Goods and services tax", "standard", "5 %"),
                *("CA$101.50", "CA$5.08"),
            ],
            [
                *("CA-QC", "Quebec sales tax", "standard", "9.975 %"),
                *("CA$101.50", "CA$10.12"),
            ],
            ["Fees and taxes", "CA$16.70"],
        ]

    def test_notes(self) -> None:
        """Notes stand below, and a name can break nothing."""
        odd = evolve(CERTIFICATE, certificate="<b>&")
        shown = ET.fromstring(  # noqa: S314 -- our own text
            invoice_html(utah(exemptions=(odd,)))
        )

        assert [one.text for one in shown.iter("p")] == [
            "Exempt (Sales tax: utah, US-UT). Certificate: <b>&. (E5 stated)"
        ]

    def test_nothing_levied(self) -> None:
        """Where nothing is levied a sentence says so, and there is no summary."""
        phone = billed_at("US-NV", "USD", one_time=(bought(day(8, 1)),), changes=())
        shown = invoice_html(invoice_of_day(phone))

        assert "<p>No fee and no tax is levied on this document.</p>" in shown
        assert shown.count("<table>") == 1


class TestExplain:
    """The workings follow each levy to its base, its rate and its source."""

    def test_steps(self) -> None:
        """A levy tells base, share, rate and rounding, lines by their numbers."""
        found = utah()
        ids = [one.id for one in found.lines] + [one.id for one in found.levies]
        numbers = {one: n for n, one in enumerate(ids, start=1)}
        told = [
            [str(one) for one in workings(line.proof, digits=2, lines=numbers)]
            for line in found.levies
        ]

        share = "rate us-interstate-share from 2006-10-01"
        factor = "rate us-usf-factor from 2026-07-01"
        rounding = "toward minus infinity to the minor unit"
        assert told[2] == [
            "base: 100.00 (line 1)",
            f"share: 64.9 % ({share}) of 100.00 = 64.90",
            f"before rounding: 40 % ({factor}) of 64.90 = 25.96",
            f"amount: 25.96 rounded {rounding}, USD = 25.96",
        ]
        assert told[3][0] == (
            "base: 100.00 (line 1) + 2.00 (line 2) + 3.50 (line 3) + 25.96 (line 4) "
            "= 131.46"
        )

    @pytest.mark.clause("E1")
    def test_total(self) -> None:
        """The total adds the levies to the subtotal, each by its number."""
        found = quebec()
        numbers = {line.id: n for n, line in enumerate(found.levies, start=2)}
        (told,) = workings(found.total.proof, digits=2, lines=numbers)

        assert str(told) == (
            "total: 100.00 (subtotal) + 1.50 (line 2) + 5.08 (line 3) + 10.12 (line 4) "
            "= 116.70"
        )

    def test_clauses(self) -> None:
        """The clause of a rate and its source can be looked up, as can the rule."""
        lines = read(explain_text(quebec()))

        assert "ca-qc-qst law" in lines
        assert "D17 stated" in lines
        assert "E2 stated" in lines
        assert any(line.startswith("Q46 READING, resting on") for line in lines)
        qst = quebec().levies[-1].rate.clause
        for cited in qst.citations:
            assert any(line.startswith(f"{cited.source.id}: ") for line in lines)

    def test_names_unbroken(self) -> None:
        """The name of a law or of a rate is told whole, whatever its length."""
        lines = explain_text(utah()).splitlines()

        assert any(line.endswith("  contract-rates ASSUMED") for line in lines)
        assert max(map(len, lines)) <= WIDTH
        assert [line for line in lines if line != line.rstrip()] == []

    def test_long_name(self) -> None:
        """A name that has no room beside the step stands below it."""
        name = "rate-us-rrf-2026-09-01-by-schedule-B-of-the-contract"
        clause = evolve(CONTRACT_RATES, id=name)
        market = UTAH.with_rate("us-rrf", date(2026, 8, 1), 4, clause)
        found = invoice(billed_at("US-UT", "USD"), AUGUST, market)

        lines = explain_text(found).splitlines()
        assert f"{name} ASSUMED".rjust(WIDTH) in lines

    def test_facts(self) -> None:
        """Addresses, certificates and VAT numbers stand with the facts."""
        exempt = " ".join(explain_text(utah(exemptions=(CERTIFICATE,))).split())
        reverse = " ".join(explain_text(germany(tax_numbers=(VAT,))).split())

        assert "address billed at US-UT, effective 2026-01-01" in exempt
        assert "by utah-certificate $0.00" in exempt
        assert "utah-certificate exempt from Sales tax, US-UT: certificate" in exempt
        assert "vat VAT number DE136695976, effective 2026-01-01, confirmed" in reverse

    def test_freed(self) -> None:
        """The step of a freed levy names its category, not a rate."""
        lines = read(explain_text(germany(tax_numbers=(VAT,))))

        assert (
            "before rounding 0 % (eu-vat-de: reverse charge from 2026-01-01) of"
            in lines
        )

    def test_introduction(self) -> None:
        """That laws have names is said where there are any."""
        untaxed = explain_text(
            invoice(account(day(8, 1), change(day(8, 1), 1)), AUGUST)
        )

        assert "Laws and rates are cited by name." in explain_text(utah())
        assert "Laws and rates" not in untaxed


class TestPart:
    """A document that is one part of a month's invoice."""

    @pytest.mark.clause("Q66")
    def test_name(self) -> None:
        """It says which part it is; an invoice in one document says nothing of it."""
        part = DocumentPart(name="all-in-one", classes=CHARGE_CLASSES)
        market = evolve(us.CONNECT, cycle=evolve(us.CONNECT.cycle, parts=(part,)))
        found = assemble_invoice(july_start(), AUGUST, market, part="all-in-one")
        whole = assemble_invoice(july_start(), AUGUST, us.CONNECT)
        assert isinstance(found, Invoice)
        assert isinstance(whole, Invoice)

        named = "Monthly invoice of 2026-08-01, all-in-one"
        assert invoice_text(found).startswith(f"{named}  ")
        assert f"<caption>{named}, july-start" in invoice_html(found)
        assert invoice_text(whole).startswith("Monthly invoice of 2026-08-01  ")
