"""Facts known late: after the next invoice all is as if they had been known in time."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import account, bought, cents, change, day, device_price
from tests.strategies import (
    LATE_FLOORS,
    LateCase,
    credit_notes,
    late_cases,
    late_history,
    late_make_up,
    note_dice,
    note_dice_of,
    wrong_notes,
)

from gotobilling.billing_cycle import DocumentKind
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.facts import (
    Account,
    BillingAddress,
    ExemptionCertificate,
    Fact,
    ServiceEnd,
    Withdrawal,
)
from gotobilling.formats.documents import document_bytes, read_document
from gotobilling.invoices import Cause, Invoice, IssuedDocument
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.testing.late import (
    bill_as_known,
    by_name,
    differences,
    wrong_causes,
)
from gotobilling.verify import verify

# A history takes long to bill: the seeded thousands are in compare_corrections.py.
few = settings(max_examples=25)
fewer = settings(max_examples=8)

JUNE: Final = day(6, 1)
LATE: Final = day(8, 20)
SEPTEMBER: Final = day(9, 1)
DEVICES: Final = change(JUNE, 5, id="devices")
PRICE: Final = device_price("25.00", JUNE, id="price")
NOVA_SCOTIA: Final = ca.CONNECT.with_rate(
    "ca-recovery", date(2025, 1, 1), Decimal(0), CONTRACT_RATES
)
Row = tuple[str, int, int, dict[str, int]]


def told(start: date, *facts: Any, **others: Any) -> Account:  # noqa: ANN401
    """Return the account with versions of a fact beside it, and withdrawals."""
    withdrawals = tuple(one for one in facts if isinstance(one, Withdrawal))
    return account(start, *facts, withdrawals=withdrawals, **others)


def billed(
    known: Account, until: date, market: Market = us.CONNECT
) -> tuple[IssuedDocument, ...]:
    """Bill an account as it is known on each day; all must be right at the end."""
    sent = bill_as_known(known, market, until)
    assert list(differences(known, market, sent, until)) == []
    assert list(wrong_causes(known, market, sent)) == []
    return sent


def last(
    known: Account, until: date = SEPTEMBER, market: Market = us.CONNECT
) -> Invoice:
    """Return the last document of an account billed as it is known on each day."""
    found = billed(known, until, market)[-1].document
    assert isinstance(found, Invoice)
    return found


def corrected(invoice: Invoice) -> list[Row]:
    """Say each correction: what of, the month of its document, amount and causes."""
    rows: list[Row] = []
    for one in invoice.corrections:
        line, of = one.told.line, one.told.of
        causes = {
            " and ".join(fact.id for fact in cause.facts): cause.minor
            for cause in one.told.causes
        }
        what = line.levy or line.kind.value
        rows.append((what, of.period.start.month, one.amount.minor, causes))
    return rows


class TestLaw:
    """The balance after the next invoice is what it would have been in time."""

    @pytest.mark.clause("Q65", "Q67", "Q45")
    @few
    @given(late_cases())
    def test_balance(self, case: LateCase) -> None:
        """All documents add up, in all and by line, to those of knowing in time."""
        sent = bill_as_known(case.account, case.market, case.until, by_name)

        assert list(differences(case.account, case.market, sent, case.until)) == []
        assert list(wrong_causes(case.account, case.market, sent)) == []

    @pytest.mark.clause("Q65")
    @fewer
    @given(late_cases())
    def test_documents(self, case: LateCase) -> None:
        """Every document proves itself and reads back equal."""
        for each in bill_as_known(case.account, case.market, case.until):
            content = document_bytes(each.document)

            assert verify(json.loads(content)).failure is None
            assert read_document(content, "document.json") == each.document

    @pytest.mark.clause("Q44")
    @few
    @given(late_cases(), note_dice(), st.booleans())
    def test_notes(self, case: LateCase, dice: Any, later: bool) -> None:  # noqa: ANN401, FBT001
        """Credit notes of any kind add up to what is open, by line too."""
        sent = bill_as_known(case.account, case.market, case.until, by_name)
        for one in [x for x in sent if x.document.total.value.minor > 0][:1]:
            others = tuple(x for x in sent if x is not one) if later else ()
            notes = credit_notes(one, others, dice, by_name)

            assert list(wrong_notes(one, others, notes)) == []

    def test_make_up(self) -> None:
        """The seeded accounts have what the script promises of them, in the main."""
        found = set[str]()
        for number in range(40):
            case = late_history(1, number)
            sent = bill_as_known(case.account, case.market, case.until, by_name)
            found |= late_make_up(case, sent)

        often = {edge for edge, percent in LATE_FLOORS.items() if percent >= 10}
        assert often <= found

    def test_seeded(self) -> None:
        """The same numbers give the same account and the same notes."""
        assert late_history(1, 2) == late_history(1, 2)
        assert late_history(1, 2) != late_history(1, 3)
        assert note_dice_of(1, 2).ask(0, 10**9) == note_dice_of(1, 2).ask(0, 10**9)


class TestWorked:
    """Five devices at 25.00 from 1 June; on 1 September all is known."""

    @pytest.mark.clause("Q65")
    def test_late_addition(self) -> None:
        """One device since 15 June, known in August, is charged three times."""
        more = change(day(6, 15), 1, id="late", known_on=LATE)
        found = last(told(JUNE, PRICE, DEVICES, more))

        prorated = cents(25 * Fraction(15, 30))
        assert corrected(found) == [
            ("service_charge", 7, 2500, {"late": 2500}),
            ("prorated_charge", 7, prorated, {"late": prorated}),
            ("service_charge", 8, 2500, {"late": 2500}),
        ]
        assert found.total.value.minor == 6 * 2500 + 2500 + prorated + 2500

    @pytest.mark.clause("Q65")
    def test_late_removal(self) -> None:
        """Two devices gone since 15 June, known in August, are given back."""
        gone = change(day(6, 15), -2, id="gone", known_on=LATE)
        found = last(told(JUNE, PRICE, DEVICES, gone))

        prorated = cents(-2 * 25 * Fraction(15, 30))
        assert corrected(found) == [
            ("service_charge", 7, -5000, {"gone": -5000}),
            ("prorated_charge", 7, prorated, {"gone": prorated}),
            ("service_charge", 8, -5000, {"gone": -5000}),
        ]
        assert found.total.value.minor == 3 * 2500 - 5000 + prorated - 5000

    @pytest.mark.clause("Q65", "Q67")
    def test_price(self) -> None:
        """A price that was 24.00 from the beginning gives 5 x 1.00 a month back."""
        right = device_price(
            "24.00", JUNE, id="right", supersedes="price", known_on=LATE
        )
        found = last(told(JUNE, PRICE, right, DEVICES))

        assert corrected(found) == [
            ("service_charge", month, -5 * 100, {"right": -5 * 100})
            for month in (6, 7, 8)
        ]
        assert found.total.value.minor == 5 * 2400 - 3 * 500

    @pytest.mark.clause("Q65", "Q67")
    def test_quantity(self) -> None:
        """Three devices counted as five give 2 x 25.00 a month back."""
        right = evolve(
            DEVICES, id="right", quantity=3, supersedes="devices", known_on=LATE
        )
        found = last(told(JUNE, PRICE, DEVICES, right))

        assert corrected(found) == [
            ("service_charge", month, -2 * 2500, {"right": -2 * 2500})
            for month in (6, 7, 8)
        ]

    @pytest.mark.clause("Q65", "Q67")
    def test_withdrawn(self) -> None:
        """A device that never was is given back as it was charged."""
        never = change(day(6, 15), 1, id="never")
        gone = Withdrawal(id="mistake", fact="never", known_on=LATE)
        found = last(told(JUNE, PRICE, DEVICES, never, gone))

        prorated = cents(-25 * Fraction(15, 30))
        assert corrected(found) == [
            ("service_charge", 7, -2500, {"mistake": -2500}),
            ("prorated_charge", 7, prorated, {"mistake": prorated}),
            ("service_charge", 8, -2500, {"mistake": -2500}),
        ]

    @pytest.mark.clause("Q65")
    def test_end(self) -> None:
        """Service that ended on 15 July leaves 15 of its 31 days, and no August."""
        end = ServiceEnd(id="end", last_day_of_service=day(7, 15), known_on=LATE)
        found = last(told(JUNE, PRICE, DEVICES, end))

        july = cents(5 * 25 * Fraction(15, 31)) - 12500
        assert corrected(found) == [
            ("service_charge", 7, july, {"end": july}),
            ("service_charge", 8, -12500, {"end": -12500}),
        ]
        assert found.lines == ()
        assert [one.revised is None for one in found.revisions] == [False, True]
        assert found.total.value.minor == july - 12500

    @pytest.mark.clause("Q65")
    def test_purchase(self) -> None:
        """A purchase known after its day stands on the next invoice, as on its own."""
        phone = bought(day(8, 10), "99.98", id="phone", known_on=LATE)
        found = last(told(JUNE, PRICE, DEVICES, phone))

        assert corrected(found) == [("hardware", 8, 9998, {"phone": 9998})]
        revision = found.revisions[0]
        assert (revision.issued, revision.of.kind) == (None, DocumentKind.ONE_TIME)

    @pytest.mark.clause("Q65", "Q67")
    def test_nothing_late(self) -> None:
        """What is known in time corrects nothing."""
        more = change(day(6, 15), 1)
        found = last(told(JUNE, PRICE, DEVICES, more))

        assert corrected(found) == []


class TestInteracting:
    """A price and a quantity of the same month, both known late."""

    @pytest.mark.clause("Q65")
    @pytest.mark.parametrize(
        ("price_on", "more_on", "causes"),
        [
            # First 5 x 5.00 less, then a sixth device at 20.00.
            (day(8, 10), day(8, 20), {"right": -5 * 500, "sixth": 2000}),
            # First a sixth device at 25.00, then 6 x 5.00 less.
            (day(8, 20), day(8, 10), {"sixth": 2500, "right": -6 * 500}),
            # On one day by id.
            (day(8, 20), day(8, 20), {"right": -5 * 500, "sixth": 2000}),
        ],
    )
    def test_order(self, price_on: date, more_on: date, causes: dict[str, int]) -> None:
        """Each late fact causes what it changes of what those before it left."""
        right = device_price(
            "20.00", JUNE, id="right", supersedes="price", known_on=price_on
        )
        sixth = change(JUNE, 1, id="sixth", known_on=more_on)
        found = last(told(JUNE, PRICE, right, DEVICES, sixth))

        assert corrected(found) == [
            ("service_charge", month, 6 * 2000 - 5 * 2500, causes)
            for month in (6, 7, 8)
        ]
        first = found.corrections[0].told.causes
        assert [cause.facts[0].id for cause in first] == list(causes)

    @pytest.mark.clause("Q65")
    def test_apart(self) -> None:
        """Known in different months, each stands on the invoice after it."""
        right = device_price(
            "20.00", JUNE, id="right", supersedes="price", known_on=day(7, 10)
        )
        sixth = change(JUNE, 1, id="sixth", known_on=LATE)
        sent = billed(told(JUNE, PRICE, right, DEVICES, sixth), SEPTEMBER)
        august, september = (one.document for one in sent[-2:])

        assert isinstance(august, Invoice)
        assert isinstance(september, Invoice)
        assert corrected(august) == [
            ("service_charge", month, -5 * 500, {"right": -5 * 500}) for month in (6, 7)
        ]
        assert corrected(september) == [
            ("service_charge", month, 2000, {"sixth": 2000}) for month in (6, 7, 8)
        ]

    @pytest.mark.clause("Q65", "Q28")
    def test_only_together(self) -> None:
        """A removal of what is not known yet waits for the addition before it."""
        gone = change(day(8, 12), -6, id="gone")
        more = change(day(8, 10), 1, id="more", known_on=day(8, 25))
        phone = bought(day(8, 11), "10.00", id="phone", known_on=day(8, 15))
        sent = billed(told(JUNE, PRICE, DEVICES, gone, more, phone), SEPTEMBER)

        found = sent[-1].document
        assert isinstance(found, Invoice)
        assert [(row[0], row[2]) for row in corrected(found)] == [("hardware", 1000)]
        causes = found.corrections[0].told.causes
        assert sum(cause.minor for cause in causes) == 1000


class TestNotBillable:
    """Days on which what is known cannot be billed."""

    @pytest.mark.clause("Q65", "Q28")
    def test_more_removed(self) -> None:
        """A month without a document, as too much seemed removed, is made up."""
        gone = change(day(7, 20), -6, id="gone")
        more = change(day(7, 10), 3, id="more", known_on=day(8, 10))
        sent = billed(told(JUNE, PRICE, DEVICES, gone, more), SEPTEMBER)

        months = [one.document.key.period.start.month for one in sent]
        assert months == [6, 7, 9]
        found = sent[-1].document
        assert isinstance(found, Invoice)
        assert [(row[0], row[1], row[2]) for row in corrected(found)] == [
            ("service_charge", 8, 2 * 2500),
            ("prorated_charge", 8, cents(3 * 25 * Fraction(21, 31))),
            ("prorated_charge", 8, cents(-6 * 25 * Fraction(11, 31))),
        ]

    @pytest.mark.clause("Q65")
    def test_contract(self) -> None:
        """A contract known late is billed from its start all the same."""
        known = told(JUNE, PRICE, DEVICES)
        contract = evolve(known.contract, known_on=day(7, 10))
        found = last(evolve(known, contract=contract), day(9, 1))

        assert found.corrections == ()
        sent = billed(evolve(known, contract=contract), day(8, 1))
        assert [one.document.total.value.minor for one in sent] == [3 * 12500]

    @pytest.mark.clause("Q65", "Q67")
    def test_price(self) -> None:
        """A month whose price is not known is made up once it is."""
        first = device_price("20.00", day(5, 1), id="first", known_on=LATE)
        later = device_price("25.00", day(6, 20), id="later", known_on=day(6, 1))
        more = change(day(6, 10), 1, id="more", known_on=day(6, 20))
        sent = billed(told(JUNE, first, later, more), SEPTEMBER)

        assert sum(one.document.total.value.minor for one in sent) == (
            cents(20 * Fraction(20, 30))  # after 10 June
            + cents(-20 * Fraction(10, 30))  # the new price of 20 June
            + cents(25 * Fraction(10, 30))
            + 3 * 2500
        )

    @pytest.mark.clause("Q65", "Q49")
    def test_service_resumed(self) -> None:
        """Months that no invoice billed, as service seemed over, are made up."""
        wrong = ServiceEnd(
            id="wrong", last_day_of_service=day(7, 31), known_on=day(7, 20)
        )
        right = ServiceEnd(
            id="right",
            last_day_of_service=day(9, 15),
            known_on=day(10, 10),
            supersedes="wrong",
        )
        known = told(JUNE, PRICE, DEVICES, right, superseded=(wrong,))
        found = last(known, day(11, 1))

        september = cents(5 * 25 * Fraction(15, 30))
        assert corrected(found) == [
            ("service_charge", 8, 12500, {"right": 12500}),
            ("service_charge", 9, september, {"right": september}),
        ]


class TestTaxed:
    """Nova Scotia, where HST falls from 15 to 14 % on 1 April 2025."""

    START: Final = date(2025, 1, 1)
    ADDRESS: Final = BillingAddress(
        id="address", country="CA", region="NS", effective_on=START
    )

    def known(self, *facts: Fact, **others: Any) -> Account:  # noqa: ANN401
        """Return three devices at 25.00 from 1 January 2025."""
        price = device_price("25.00", self.START, id="price", currency="CAD")
        three = change(self.START, 3, id="three")
        filled = {"currency": "CAD", "addresses": (self.ADDRESS,)} | others
        return account(self.START, price, three, *facts, **filled)  # type: ignore[arg-type]

    @pytest.mark.clause("Q45", "Q65", "Q67")
    def test_three_months_late(self) -> None:
        """Two devices since 10 January bear the tax of each month, 15 % and 14 %."""
        two = change(date(2025, 1, 10), 2, id="two", known_on=date(2025, 4, 20))
        found = last(self.known(two), date(2025, 5, 1), NOVA_SCOTIA)

        prorated = cents(2 * 25 * Fraction(21, 31))
        tax = cents((150 + Fraction(prorated - 2500, 100)) * Fraction(15, 100))
        february = tax - cents(75 * Fraction(15, 100))
        march = cents(50 * Fraction(15, 100))
        april = cents(50 * Fraction(14, 100))
        assert corrected(found) == [
            ("service_charge", 2, 5000, {"two": 5000}),
            ("prorated_charge", 2, prorated, {"two": prorated}),
            ("hst-ns", 2, february, {"two": february}),
            ("service_charge", 3, 5000, {"two": 5000}),
            ("hst-ns", 3, march, {"two": march}),
            ("service_charge", 4, 5000, {"two": 5000}),
            ("hst-ns", 4, april, {"two": april}),
        ]
        assert (prorated, february, march, april) == (3387, 1258, 750, 700)
        own = 5 * 2500 + cents(125 * Fraction(14, 100))
        assert found.total.value.minor == own + 15000 + 3387 + 1258 + 750 + 700

    @pytest.mark.clause("Q65", "E5")
    def test_exemption(self) -> None:
        """A certificate known late gives the tax back from its first day on."""
        certificate = ExemptionCertificate(
            id="certificate",
            tax=LineKind.HST,
            jurisdiction="CA-NS",
            certificate="17",
            effective_on=date(2025, 3, 1),
            known_on=date(2025, 4, 20),
        )
        known = self.known(exemptions=(certificate,))
        found = last(known, date(2025, 5, 1), NOVA_SCOTIA)

        march = -cents(75 * Fraction(15, 100))
        april = -cents(75 * Fraction(14, 100))
        assert corrected(found) == [
            ("hst-ns", 3, march, {"certificate": march}),
            ("hst-ns", 4, april, {"certificate": april}),
        ]
        assert found.total.value.minor == 3 * 2500 + march + april

    @pytest.mark.clause("Q65", "Q67", "E2")
    def test_address(self) -> None:
        """A move known late changes the tax of the months since, and no other."""
        moved = BillingAddress(
            id="moved",
            country="CA",
            region="ON",
            effective_on=date(2025, 3, 10),
            known_on=date(2025, 4, 20),
        )
        known = self.known(addresses=(self.ADDRESS, moved))
        found = last(known, date(2025, 5, 1), NOVA_SCOTIA)

        ontario = cents(75 * Fraction(13, 100))
        nova_scotia = -cents(75 * Fraction(14, 100))
        assert sorted(corrected(found)) == [
            ("hst-ns", 4, nova_scotia, {"moved": nova_scotia}),
            ("hst-on", 4, ontario, {"moved": ontario}),
        ]

    @pytest.mark.clause("Q65", "Q67", "E2")
    def test_no_address_yet(self) -> None:
        """A purchase of a day without an address is made up once there is one."""
        address = evolve(self.ADDRESS, id="before", known_on=date(2025, 3, 20))
        later = evolve(self.ADDRESS, id="later", effective_on=date(2025, 3, 10))
        # From 5 March on the later address is known, and none for the days before it.
        later = evolve(later, known_on=date(2025, 3, 5))
        phone = bought(date(2025, 2, 15), "10.00", id="phone", currency="CAD")
        second = bought(date(2025, 3, 15), "10.00", id="second", currency="CAD")
        third = bought(date(2025, 3, 9), "10.00", id="third", currency="CAD")
        known = self.known(phone, second, third, addresses=(address, later))
        sent = billed(known, date(2025, 4, 1), NOVA_SCOTIA)

        bare = [one.document.total.value.minor for one in sent[:-1]]
        assert bare == [7500, 7500, 1000, 7500, 1150]
        final = sent[-1].document
        assert isinstance(final, Invoice)
        told_of = [row for row in corrected(final) if row[0] == "hst-ns"]
        tax = cents(75 * Fraction(15, 100))
        assert [row[2] for row in told_of] == [tax, tax, 150, tax, 150]


class TestTheLawCanFail:
    """What is wrong is told."""

    def late(self) -> Account:
        """Return the late addition."""
        more = change(day(6, 15), 1, id="late", known_on=LATE)
        return told(JUNE, PRICE, DEVICES, more)

    def test_left_out(self) -> None:
        """Without the last document, what it corrects is missing."""
        known = self.late()
        sent = bill_as_known(known, us.CONNECT, SEPTEMBER)
        found = list(differences(known, us.CONNECT, sent[:-1], SEPTEMBER))

        assert found[0] == (
            f"all documents come to {3 * 12500}, and to "
            f"{4 * 12500 + 1250 + 3 * 2500} where all is known in time"
        )
        assert found[-1] == "a second time corrects 62.50 USD more"

    def test_causes(self) -> None:
        """A cause of another amount, or none, is told."""
        known = self.late()
        sent = bill_as_known(known, us.CONNECT, SEPTEMBER)
        invoice = sent[-1].document
        assert isinstance(invoice, Invoice)
        for causes in ((), (Cause((known.changes[-1],), 1),)):
            rows = tuple(
                (rule, facts._replace(causes=causes), minor)
                for rule, facts, minor in invoice.corrected
            )
            altered = [*sent[:-1], by_name(evolve(invoice, corrected=rows))]
            found = list(wrong_causes(known, us.CONNECT, altered))

            # Both the sum and the facts of each of three lines.
            assert len(found) == 6

    def test_notes(self) -> None:
        """A note given twice, or one that leaves something, is told."""
        sent = bill_as_known(self.late(), us.CONNECT, SEPTEMBER)
        notes = credit_notes(sent[0], (), note_dice_of(1, 1))

        assert list(wrong_notes(sent[0], (), notes)) == []
        assert list(wrong_notes(sent[0], (), notes[:-1])) != []
        assert len(list(wrong_notes(sent[0], (), [*notes, notes[-1]]))) >= 2
        assert list(wrong_causes(self.late(), us.CONNECT, [*sent, *notes])) == []
