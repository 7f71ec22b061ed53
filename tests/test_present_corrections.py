"""Corrections and credit notes as people read them, with all their workings."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from tests.builders import (
    account,
    bought,
    change,
    day,
    device_price,
    invoice,
    month,
    usd,
)

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.corrections import correct, next_invoice
from gotobilling.credits import (
    CreditReason,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
    credit_note,
)
from gotobilling.errors import WrongType
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    ExemptionCertificate,
    Fact,
    IssuedLine,
    OneTimeCharge,
    QuantityChange,
    Withdrawal,
)
from gotobilling.formats.documents import document, issued_document, read_document
from gotobilling.formats.writing import correction_data
from gotobilling.invoices import (
    Asked,
    Correction,
    CreditNote,
    Invoice,
    IssuedDocument,
    assemble_invoice,
    assemble_one_time,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import br, ca, us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.present import (
    correction_text,
    credit_note_html,
    credit_note_text,
    explain_text,
    invoice_html,
    invoice_text,
)
from gotobilling.present.grounds import fact_name, fact_text, late_text
from gotobilling.present.layout import WIDTH
from gotobilling.taxes import exact_percent
from gotobilling.testing.examples import july_start

AUGUST, SEPTEMBER, OCTOBER = month(8), month(9), month(10)
TODAY: Final = day(10, 1)
MARKET: Final = us.CONNECT
LATE: Final = change(day(7, 15), 1, id="late", known_on=day(9, 20))
GONE: Final = change(day(8, 10), -2, id="gone", known_on=day(9, 25))
JANUARY: Final = date(2026, 1, 1)
CANADA: Final = ca.CONNECT.with_rate("ca-recovery", JANUARY, 2, CONTRACT_RATES)


Known = QuantityChange | OneTimeCharge | Withdrawal | ExemptionCertificate
SECTIONS: Final[dict[type, str]] = {
    QuantityChange: "changes",
    OneTimeCharge: "one_time",
    Withdrawal: "withdrawals",
    ExemptionCertificate: "exemptions",
}


def read(text: str) -> list[str]:
    """Return the lines of a text, the runs of blanks in each as one blank."""
    return [" ".join(line.split()) for line in text.splitlines()]


def section(text: str, heading: str) -> list[str]:
    """Return what stands below a heading of the workings, up to the next one."""
    lines = read(text)
    start = lines.index(heading) + 3
    length = lines[start:].index("-" * WIDTH) - 1
    return lines[start : start + length]


def later(known: Account, *facts: Known) -> Account:
    """Return the account with changes, purchases, addresses and so on beside."""
    given: dict[str, Any] = {}
    for one in facts:
        name = SECTIONS[type(one)]
        given[name] = (*given.get(name, getattr(known, name)), one)
    return evolve(known, **given)


def sent(
    known: Account, *months: Period, market: Market = MARKET
) -> list[IssuedDocument]:
    """Return the invoices of some months as they were issued."""
    return [issued_document(invoice(known, one, market)) for one in months]


def found(*facts: Known) -> Correction:
    """Return what facts correct of the two invoices of the published example."""
    issued = sent(july_start(), AUGUST, SEPTEMBER)
    return correct(later(july_start(), *facts), issued, TODAY, MARKET)


def carrying(*facts: Known) -> Invoice:
    """Return the invoice of October that carries what facts correct."""
    issued = sent(july_start(), AUGUST, SEPTEMBER)
    known = later(july_start(), *facts).as_known_on(TODAY)
    made = next_invoice(known, OCTOBER, MARKET, issued)
    assert isinstance(made, Invoice)
    return made


def note(asked: Asked, market: Market = MARKET) -> CreditNote:
    """Return a note over the invoice of August of the published example."""
    issued = sent(july_start(), AUGUST, market=market)[0]
    return credit_note(
        issued,
        id="n1",
        issued_on=day(8, 20),
        reason=CreditReason.GOODWILL,
        asked=asked,
    )


def quebec(*facts: Known) -> Account:
    """Return four devices at 25.00 from 1 August on, billed in Quebec."""
    address = BillingAddress(
        id="address", country="CA", region="QC", effective_on=JANUARY
    )
    known = account(
        day(8, 1),
        device_price(currency="CAD"),
        change(day(8, 1), 4, id="devices"),
        currency="CAD",
        addresses=(address,),
    )
    return later(known, *facts)


def taxed(*facts: Known) -> Correction:
    """Return what facts correct of the invoice of August in Quebec."""
    issued = sent(quebec(), AUGUST, market=CANADA)
    return correct(quebec(*facts), issued, day(9, 30), CANADA)


class TestCorrectionText:
    """Corrections stand by document, with was, is, difference and the late facts."""

    @pytest.mark.clause("Q65")
    def test_one_fact(self) -> None:
        """One device more since 15 July is lacking three times, 62.90 in all."""
        # 6 x 25.00 x 16/31 = 77.42
        assert read(correction_text(found(LATE))) == [
            "Corrections for july-start facts known on 2026-10-01",
            "=" * WIDTH,
            "",
            "# Line Days charged Was Is Difference",
            "-" * WIDTH,
            "Monthly invoice for 2026-08-01 to 2026-08-31",
            "1 Service charge: device 2026-08-01 to 2026-08-31 $125.00 $150.00 $25.00",
            "because of late",
            "2 Prorated charge: device 2026-07-16 to 2026-07-31 $64.52 $77.42 $12.90",
            "effective 2026-07-15",
            "because of late",
            "Together $37.90",
            "-" * WIDTH,
            "Monthly invoice for 2026-09-01 to 2026-09-30",
            "3 Service charge: device 2026-09-01 to 2026-09-30 $125.00 $150.00 $25.00",
            "because of late",
            "-" * WIDTH,
            "late known on 2026-09-20: device: 1 added, effective 2026-07-15",
            "-" * WIDTH,
            "Total $62.90",
        ]

    def test_figures_end_together(self) -> None:
        """Every amount at the right ends in one column, subtotals and total too."""
        lines = correction_text(found(LATE, GONE)).splitlines()

        assert {len(line) for line in lines if "$" in line and "of" not in line} == {
            WIDTH
        }

    def test_nothing(self) -> None:
        """Where all is as it should be, it says so."""
        assert read(correction_text(found())) == [
            "Corrections for july-start facts known on 2026-10-01",
            "=" * WIDTH,
            "",
            "Nothing to correct.",
        ]
        assert explain_text(found()) == correction_text(found())

    def test_two_facts(self) -> None:
        """Of two late facts on one line each has its part of the difference."""
        lines = read(correction_text(found(LATE, GONE)))

        # 5 issued, 6 with one more, 4 without two of them
        assert (
            "3 Service charge: device 2026-09-01 to 2026-09-30 $125.00 $100.00 -$25.00"
            in lines
        )
        assert "because of late $25.00, gone -$50.00" in lines
        # -2 x 25.00 x 21/31, a line that was not there
        assert (
            "4 Prorated charge: device 2026-08-11 to 2026-08-31 $0.00 -$33.87 -$33.87"
            in lines
        )
        assert lines[-4:-2] == [
            "late known on 2026-09-20: device: 1 added, effective 2026-07-15",
            "gone known on 2026-09-25: device: 2 removed, effective 2026-08-10",
        ]

    def test_together(self) -> None:
        """Facts that only stand together are named together."""
        removed = change(day(7, 20), -7, id="seven", known_on=day(9, 20))
        added = change(day(7, 18), 3, id="three", known_on=day(9, 21))

        lines = read(correction_text(found(removed, added)))

        assert "because of seven with three" in lines

    @pytest.mark.clause("Q67")
    def test_withdrawn(self) -> None:
        """What never was is told by what withdrew it, and is nothing now."""
        never = Withdrawal(id="w1", fact="devices", known_on=day(9, 5))
        lines = read(correction_text(found(never)))

        assert (
            "1 Service charge: device 2026-08-01 to 2026-08-31 $125.00 $0.00 -$125.00"
            in lines
        )
        assert "w1 known on 2026-09-05: devices never was" in lines

    def test_superseded(self) -> None:
        """What replaces a fact says which."""
        fewer = change(
            day(7, 15), 3, id="three", known_on=day(9, 5), supersedes="devices"
        )
        lines = read(correction_text(found(fewer)))

        assert (
            "three known on 2026-09-05: device: 3 added, effective 2026-07-15; in the "
            "place of devices" in lines
        )

    def test_never_issued(self) -> None:
        """A document that late facts would have made was not issued before."""
        phone = bought(day(8, 12), id="phone", known_on=day(9, 9))
        lines = read(correction_text(found(phone)))

        assert "One-time invoice for 2026-08-12 (not issued before)" in lines
        assert "1 Hardware: desk phone 2026-08-12 $0.00 $99.98 $99.98" in lines
        assert "Together" not in " ".join(lines)

    def test_group(self) -> None:
        """A line of a billing group names the group."""
        berlin = evolve(LATE, group="Berlin")
        told = found(berlin)

        assert "effective 2026-07-15" in read(correction_text(told))
        assert "group Berlin" in read(correction_text(told))

    @pytest.mark.clause("Q44", "Q65")
    def test_credited(self) -> None:
        """What a note over a wrong charge gave back counts, and that is said."""
        issued = sent(july_start(), AUGUST)
        given = credit_note(
            issued[0],
            id="n1",
            issued_on=day(8, 20),
            reason=CreditReason.WRONG_CHARGE,
            asked=OfAmount(usd("189.00")),
        )
        issued.append(issued_document(given))
        never = Withdrawal(id="w1", fact="devices", known_on=day(9, 5))
        known = later(july_start(), never)
        told = correct(known, issued, TODAY, MARKET)

        # 189.00 x 125.00/189.52 = 124.66 of 125.00 was credited before: 0.34 is left
        assert told.lines[0].value == usd("-0.34")
        text = correction_text(told)
        assert "because of w1; credited before: $124.66" in " ".join(read(text))
        explained = read(explain_text(told))
        start = explained.index(
            "as issued 125.00 (issued 2026-08-01) correction ASSUMED"
        )
        assert explained[start + 1 : start + 4] == [
            "credited -124.66 (issued 2026-08-20) correction ASSUMED",
            "so far 125.00 - 124.66 = 0.34 correction ASSUMED",
            "difference 0 - 0.34 = -0.34 correction ASSUMED",
        ]

    def test_part(self) -> None:
        """Where a market splits the invoice, the part is named."""
        contract = Contract(id="contract", billing_start_on=day(8, 1))
        known = account(
            day(8, 1),
            device_price(currency="BRL"),
            change(day(8, 1), 4, id="devices"),
            currency="BRL",
            contract=contract,
        )
        market = br.CONNECT.with_readings({"due_day": 20})
        part = "telecommunications"
        issued = assemble_invoice(known, AUGUST, market, part=part)
        assert isinstance(issued, Invoice)
        more = later(known, evolve(LATE, effective_on=day(8, 1), known_on=day(8, 5)))

        told = correct(more, [issued_document(issued)], day(9, 30), market)

        line = f"Monthly invoice for 2026-08-01 to 2026-08-31, {part}"
        assert line in read(correction_text(told))

    @pytest.mark.clause("E1", "Q65")
    def test_levies(self) -> None:
        """A levy is corrected with what it is on, and names its tax date."""
        lines = read(correction_text(taxed(evolve(LATE, effective_on=day(8, 1)))))

        # 25.00; 2 % of it 0.50; 5 % of 127.50 - 5 % of 102.00 = 6.38 - 5.10
        assert [line for line in lines if "tax date" in line] == [
            (
                "2 Federal and provincial regulatory tax date 2026-08-01 CA$2.00 "
                "CA$2.50 "
                "CA$0.50"
            ),
            "3 Goods and services tax tax date 2026-08-01 CA$5.10 CA$6.38 CA$1.28",
            "4 Quebec sales tax tax date 2026-08-01 CA$10.17 CA$12.72 CA$2.55",
        ]

    def test_locale(self) -> None:
        """Amounts are printed as the locale prints them."""
        assert "62,90 $" in correction_text(found(LATE), "de_DE").replace("\xa0", " ")

    @pytest.mark.parametrize(
        "show",
        [
            correction_text,
            credit_note_text,
            invoice_text,
            partial(correction_data, market=MARKET),
        ],
    )
    def test_no_document(self, show: Callable[[Any], object]) -> None:
        """What is none of them is refused by its type."""
        with pytest.raises(WrongType, match=r"must be an? \w+, got"):
            show(july_start())

    def test_read_back(self) -> None:
        """A document that was read prints as the one that was written."""
        made = carrying(LATE, GONE)

        again = read_document(document(made), "october.json")

        assert explain_text(again) == explain_text(made)


class TestInvoice:
    """An invoice prints its corrections in a section of its own, within the total."""

    @pytest.mark.clause("Q65")
    def test_text(self) -> None:
        """The section stands between the charges and the total."""
        lines = read(invoice_text(carrying(LATE)))

        start = lines.index("Subtotal $150.00")
        assert lines[start : start + 8] == [
            "Subtotal $150.00",
            "",
            "Corrections of earlier documents",
            "",
            "# Line Days charged Was Is Difference",
            "-" * WIDTH,
            "Monthly invoice for 2026-08-01 to 2026-08-31",
            "2 Service charge: device 2026-08-01 to 2026-08-31 $125.00 $150.00 $25.00",
        ]
        # 150.00 + 25.00 + 12.90 + 25.00
        assert lines[-2:] == [
            "Total before fees and taxes $212.90",
            "To pay by 2026-10-16 $212.90",
        ]

    def test_none(self) -> None:
        """Without corrections there is no such section, and no subtotal untaxed."""
        text = invoice_text(carrying())

        assert "Corrections" not in text
        assert "Subtotal" not in text
        assert "correction" not in explain_text(carrying())

    @pytest.mark.clause("Q47")
    def test_alone(self) -> None:
        """A document that only corrects has no table of charges."""
        never = Withdrawal(id="w1", fact="devices", known_on=day(9, 5))
        lines = read(invoice_text(carrying(never)))

        assert "# Line Days charged Quantity Unit price Amount" not in lines
        assert "Subtotal $0.00" in lines
        # -125.00 - 64.52 - 125.00
        assert lines[-2:] == ["Total before fees and taxes -$314.52", "To pay $0.00"]

    @pytest.mark.clause("E1", "Q65")
    def test_levies(self) -> None:
        """Corrections of levies are no part of the fees and taxes of the document."""
        late = evolve(LATE, effective_on=day(8, 1))
        issued = sent(quebec(), AUGUST, market=CANADA)
        known = quebec(late).as_known_on(day(9, 30))
        made = next_invoice(known, SEPTEMBER, CANADA, issued)
        assert isinstance(made, Invoice)

        lines = read(invoice_text(made))
        # On 125.00 + 2.50: 2.50, 6.38 and 12.72; then 25.00 + 0.50 + 1.28 + 2.55 more
        assert "Fees and taxes CA$21.60" in lines
        assert "Total CA$175.93" in lines
        assert any(
            line.startswith("6 Federal and provincial regulatory tax") for line in lines
        )

    def test_html(self) -> None:
        """The HTML has the corrections below a heading, with causes and late facts."""
        table = ET.fromstring(invoice_html(carrying(LATE, GONE)))  # noqa: S314 -- our own text
        foot = table.find("tfoot")
        assert foot is not None
        rows = [[cell.text for cell in row] for row in foot]

        assert rows[:2] == [["Subtotal", "$100.00"], [HEADING]]
        assert rows[2] == [
            (
                "Monthly invoice for 2026-08-01 to 2026-08-31, Service charge: device, "
                "2026-08-01 to 2026-08-31, was $125.00, is $150.00, because of late"
            ),
            "$25.00",
        ]
        assert rows[-3][0] == (
            "gone: known on 2026-09-25: device: 2 removed, effective 2026-08-10"
        )
        assert rows[-2] == ["Total before fees and taxes", "$79.03"]
        spans = {
            sum(int(cell.get("colspan", "1")) for cell in row)
            for row in table.iter("tr")
        }
        assert spans == {5}

    def test_html_escapes(self) -> None:
        """An id is text in the HTML, whatever it holds."""
        late = evolve(LATE, id="<b>&late</b>")

        assert "<b>" not in invoice_html(carrying(late))


HEADING: Final = "Corrections of earlier documents"


class TestExplain:
    """Every correction is shown from the facts of its revised line to its cents."""

    @pytest.mark.clause("Q65")
    def test_correction(self) -> None:
        """The revised line's steps stand above the difference."""
        told = section(explain_text(carrying(LATE)), "How each correction was made")

        start = told.index("3 Prorated charge: device, effective 2026-07-15 $12.90")
        assert told[start : start + 5] == [
            "3 Prorated charge: device, effective 2026-07-15 $12.90",
            "On the monthly invoice for 2026-08-01 to 2026-08-31.",
            (
                "Because of late, known on 2026-09-20: device: 1 added, effective "
                "2026-07-15 ($12.90)"
            ),
            "",
            "As it should be: line 2 of the revision",
        ]
        rest = told[start : told.index("4 Service charge: device $25.00")]
        assert "prorated charge 150.00 x 16/31 = 2400/31 = 77.419354... A8 stated" in (
            rest
        )
        assert rest[-4:] == [
            "The correction",
            "as issued 64.52 (issued 2026-08-01) correction ASSUMED",
            (
                "difference 77.42 (line 2 of the revision) - 64.52 = 12.90 correction "
                "ASSUMED"
            ),
            "",
        ]

    def test_total(self) -> None:
        """The total names the corrections by their printed numbers."""
        told = section(explain_text(carrying(LATE)), "How each total was made")

        assert " ".join(told[3:6]) == (
            "Total $212.90 total 150.00 (subtotal) + 25.00 (line 2) + 12.90 (line 3) + "
            "E1 stated 25.00 (line 4) = 212.90"
        )

    def test_facts(self) -> None:
        """What was issued is named among the facts, as is each late fact."""
        told = section(explain_text(found(LATE)), "Facts named above")

        assert "late device: 1 added, effective 2026-07-15; known on 2026-09-20" in told
        issued = [line for line in told if line.startswith("issued 2026-08-01 125.00")]
        assert len(issued) == 1

    def test_before_carried(self) -> None:
        """Corrections that no document carries yet are explained as well."""
        alone, carried = explain_text(found(LATE)), explain_text(carrying(LATE))

        heading = "How each correction was made"
        numbers = section(alone, heading), section(carried, heading)
        steps = [
            [line for line in lines if not line[:1].isdigit()] for lines in numbers
        ]
        assert steps[0] == steps[1] != []
        assert "Readings chosen, where the published words leave a choice" in alone

    def test_gone(self) -> None:
        """A line that should not be there has no line of a revision to show."""
        never = Withdrawal(id="w1", fact="devices", known_on=day(9, 5))
        explained = explain_text(found(never))

        assert "As it should be" not in explained
        assert "difference              0 - 125.00 = -125.00" in explained
        # Without any revision no market says what it reads.
        assert "Readings chosen" not in explained

    def test_never_issued(self) -> None:
        """A document that was not issued has nothing to be subtracted."""
        phone = bought(day(8, 12), id="phone", known_on=day(9, 9))
        told = read(explain_text(found(phone)))

        start = told.index(
            "On the one-time invoice for 2026-08-12, which was not issued before."
        )
        assert told[start + 1] == (
            "Because of phone, known on 2026-09-09: desk phone: 1 at 99.98 USD per "
            "unit, bought on"
        )
        assert "difference 99.98 (line 1 of the revision) correction ASSUMED" in told

    def test_together(self) -> None:
        """Facts that only stand together are told together."""
        removed = change(day(7, 20), -7, id="seven", known_on=day(9, 20))
        added = change(day(7, 18), 3, id="three", known_on=day(9, 21))
        words = " ".join(read(explain_text(found(removed, added))))

        assert "effective 2026-07-20; with three, known on 2026-09-21" in words

    @pytest.mark.clause("E5", "Q65")
    def test_levies(self) -> None:
        """A corrected levy shows its rate, its address and its certificate."""
        late = evolve(LATE, effective_on=day(8, 1))
        told = read(explain_text(taxed(late)))

        assert any(line.startswith("base 125.00 (line 1 of the rev") for line in told)
        assert "address billed at CA-QC, effective 2026-01-01" in told
        assert {"E2", "Q45", "Q46", "Q67"} <= {line.split(" ")[0] for line in told}
        law = CANADA.levy("qst").clause.id
        assert any(line.startswith(f"{law} ") for line in told)
        free = ExemptionCertificate(
            id="free",
            tax=LineKind.QST,
            jurisdiction="CA-QC",
            certificate="no. 5",
            effective_on=JANUARY,
            known_on=day(9, 9),
        )
        exempt = read(explain_text(taxed(free)))
        assert any(line.startswith("free exempt from Quebec sales") for line in exempt)

    def test_untaxed_carrier(self) -> None:
        """A document with no levy of its own explains those that it corrects."""
        issued = sent(quebec(), AUGUST, SEPTEMBER, market=CANADA)
        gone = change(day(8, 1), -3, id="gone", known_on=day(9, 20))
        end = change(day(8, 2), -1, id="end", known_on=day(9, 21))
        known = quebec(gone, end).as_known_on(TODAY)
        made = next_invoice(known, OCTOBER, CANADA, issued)
        assert isinstance(made, Invoice)

        assert made.levies == ()
        assert "Laws and rates are cited by name." in " ".join(read(explain_text(made)))

    @pytest.mark.parametrize("facts", [(LATE,), (LATE, GONE)])
    def test_width(self, facts: tuple[Known, ...]) -> None:
        """No line is wider than the page."""
        text = explain_text(carrying(*facts))

        wide = [
            line
            for line in text.splitlines()
            if len(line) > WIDTH and "://" not in line
        ]
        assert wide == []


class TestFacts:
    """A fact is told by its id and what it says."""

    def test_issued(self) -> None:
        """What was issued is named by its day, and told by amount and place."""
        fact: Any = IssuedLine(
            document="8f2c" * 16,
            line="51ab" * 8,
            amount=usd("-12.50").amount,
            currency="USD",
            effective_on=day(8, 1),
        )

        assert fact_name(fact) == "issued 2026-08-01"
        assert fact_text(fact) == (
            "-12.50 USD, line 51ab51ab51ab of document 8f2c8f2c8f2c"
        )

    def test_withdrawal(self) -> None:
        """A withdrawal has no day but that on which it came to be known."""
        never: Fact = Withdrawal(id="w1", fact="c1", known_on=day(10, 5))

        assert fact_name(never) == "w1"
        assert fact_text(never) == "c1 never was; known on 2026-10-05"
        assert late_text(never) == "known on 2026-10-05: c1 never was"


class TestCreditNote:
    """A credit note says what it credits, what was open and what it gives back."""

    @pytest.mark.clause("Q44")
    def test_everything(self) -> None:
        """A note over all that is open is the invoice with its sign changed."""
        made = note(Everything())

        assert read(credit_note_text(made)) == [
            "Credit note n1 of 2026-08-20",
            "=" * WIDTH,
            "",
            "Account july-start",
            "Product connect",
            "Credits Monthly invoice for 2026-08-01 to 2026-08-31, dated 2026-08-01",
            f"Its digest {made.invoice}",
            "Reason goodwill",
            "Rules us-connect, edition 2026-11",
            "Asked for all that is open",
            "",
            "# Line of the invoice Days charged Open Credited",
            "-" * WIDTH,
            "1 Service charge: device 2026-08-01 to 2026-08-31 $125.00 -$125.00",
            "2 Prorated charge: device 2026-07-16 to 2026-07-31 $64.52 -$64.52",
            "effective 2026-07-15",
            "-" * WIDTH,
            "Total -$189.52",
            "Still open of the invoice $0.00",
        ]

    @pytest.mark.parametrize(
        ("asked", "said", "left"),
        [
            (OfAmount(usd("50.00")), "$50.00, fees and taxes included", "$139.52"),
            (OfShare(exact_percent("percent", 10)), "10 % of the invoice", "$170.57"),
        ],
    )
    def test_asked(self, asked: Asked, said: str, left: str) -> None:
        """What was asked for is told in words; 10 % of 189.52 is 18.95."""
        lines = read(credit_note_text(note(asked)))

        assert f"Asked for {said}" in lines
        assert lines[-1] == f"Still open of the invoice {left}"

    def test_lines(self) -> None:
        """Lines keep the numbers that the invoice prints, with what was asked."""
        first, second = invoice(july_start(), AUGUST).lines
        of_second = note(OfLines(((second.id, None),)))
        both = note(OfLines(((first.id, usd("20.00")), (second.id, None))))

        lines = read(credit_note_text(of_second))
        assert "Asked for line 2" in lines
        assert [line for line in lines if line[:2] in ("1 ", "2 ")] == [
            "2 Prorated charge: device 2026-07-16 to 2026-07-31 $64.52 -$64.52"
        ]
        asked = "Asked for line 1 ($20.00 before fees and taxes), line 2"
        assert asked in read(credit_note_text(both))

    def test_readings(self) -> None:
        """The readings of the invoice stand on its note."""
        market = MARKET.with_readings({"dispute_days": 20})
        lines = read(credit_note_text(note(Everything(), market=market)))

        assert "Readings dispute_days = 20" in lines

    def test_explain(self) -> None:
        """Each step is shown: what is open, what is shared out, each line's part."""
        text = explain_text(note(OfAmount(usd("50.00"))))

        opened = "What is open of the invoice, up to and including each line"
        assert " ".join(section(text, opened)[3:]) == (
            "2 Prorated charge: device, effective 2026-07-15 $189.52 "
            "open up to this line 125.00 (open up to line 1) + 64.52 (issued "
            "2026-08-01) Q44 READING = 189.52 "
        )
        assert section(text, "What is shared out over all lines")[:2] == [
            "Credited $50.00",
            "to be given back 50.00 (asked for) Q44 READING",
        ]
        # 50.00 x 125.00 / 189.52
        assert "32.978049..." in text
        assert section(text, "How the total was made")[:2] == [
            "Total -$50.00",
            "total -32.98 (line 1) - 17.02 (line 2) = -50.00 Q44 READING",
        ]

    def test_explain_share(self) -> None:
        """A share is so many percent of the invoice, and at most what is open."""
        words = " ".join(
            read(explain_text(note(OfShare(exact_percent("percent", 10)))))
        )

        assert "10 % (asked for) of 189.52 = 18.952" in words
        assert "the lesser of 18.95 and 189.52 (open up to line 2)" in words

    def test_explain_lines(self) -> None:
        """A line of a given amount is what was asked for; nothing is shared out."""
        first = invoice(july_start(), AUGUST).lines[0]
        text = explain_text(note(OfLines(((first.id, usd("20.00")),))))

        assert "What is shared out" not in text
        assert section(text, "How each line was made")[:2] == [
            "1 Service charge: device -$20.00",
            "amount 0 - 20.00 (asked for) = -20.00 Q44 READING",
        ]

    @pytest.mark.clause("Q44")
    def test_levies(self) -> None:
        """A tax follows the charge that it is on, at its own tax date."""
        issued = sent(quebec(), AUGUST, market=CANADA)[0]
        line = invoice(quebec(), AUGUST, CANADA).lines[0].id
        made = credit_note(
            issued,
            id="n1",
            issued_on=day(8, 20),
            reason=CreditReason.GOODWILL,
            asked=OfLines(((line, Money.parse("50.00", "CAD")),)),
        )

        # Half of 2.00, 5.10 and 10.17; 5.085 is a half cent, away from zero
        rows = [line for line in read(credit_note_text(made)) if "tax date" in line]
        assert rows == [
            (
                "2 Federal and provincial regulatory recovery tax date 2026-08-01 "
                "CA$2.00 "
                "-CA$1.00"
            ),
            "3 Goods and services tax tax date 2026-08-01 CA$5.10 -CA$2.55",
            "4 Quebec sales tax tax date 2026-08-01 CA$10.17 -CA$5.09",
        ]

    def test_html(self) -> None:
        """The HTML is one table, and the door of the value gives the same."""
        made = note(OfAmount(usd("50.00")))
        table = ET.fromstring(credit_note_html(made))  # noqa: S314 -- our own text
        rows = [[cell.text for cell in row] for row in table.iter("tr")]

        assert table.findtext("caption") == (
            "Credit note n1 of 2026-08-20, july-start: Monthly invoice for 2026-08-01 "
            "to 2026-08-31, dated 2026-08-01"
        )
        assert rows[2] == [
            "2",
            "Prorated charge: device, effective 2026-07-15",
            "2026-07-16 to 2026-07-31",
            "$64.52",
            "-$17.02",
        ]
        assert rows[3:] == [
            ["Total", "-$50.00"],
            ["Still open of the invoice", "$139.52"],
        ]
        assert made._repr_html_() == credit_note_html(made)

    def test_one_time(self) -> None:
        """A note over a one-time invoice names its day."""
        known = later(july_start(), bought(day(8, 12), id="phone"))
        bill = assemble_one_time(known, day(8, 12), MARKET)
        assert isinstance(bill, Invoice)
        made = credit_note(
            issued_document(bill),
            id="n2",
            issued_on=day(8, 20),
            reason=CreditReason.GOODWILL,
            asked=Everything(),
        )

        assert "Credits One-time invoice for 2026-08-12, dated 2026-08-12" in read(
            credit_note_text(made)
        )

    def test_read_back(self) -> None:
        """A note that was read prints as the one that was written."""
        made = note(OfAmount(usd("50.00")))

        again = read_document(document(made), "n1.json")

        assert explain_text(again) == explain_text(made)
