"""A month's invoice in two documents, and documents dated on business days."""

import json
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b
from tests.accounts import account_from, invoices
from tests.strategies import account_files, horizon

from gotobilling.billing_cycle import (
    DaysCounted,
    DocumentKind,
    DocumentPart,
    FirstInvoice,
    NothingToBill,
)
from gotobilling.errors import InvalidFile, InvalidValue, UnknownName
from gotobilling.facts import Account, BillingAddress
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.documents import document, document_bytes, read_invoice
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    invoices_issued,
)
from gotobilling.kinds import ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import gb, us
from gotobilling.periods import Period
from gotobilling.replay import replay
from gotobilling.verify import verify, verify_facts

Document = dict[str, Any]

SERVICES: Final = DocumentPart(
    name="services",
    classes=(
        ChargeClass.SOFTWARE,
        ChargeClass.EQUIPMENT_SALE,
        ChargeClass.EQUIPMENT_RENTAL,
        ChargeClass.FEE,
    ),
)
TELECOMMUNICATIONS: Final = DocumentPart(
    name="telecommunications",
    classes=(ChargeClass.TELECOMMUNICATIONS, ChargeClass.MESSAGING),
)
NAMES: Final = ("services", "telecommunications")


def split(market: Market = us.CONNECT) -> Market:
    """Return the market with its invoice of a month in two parts."""
    parts = (SERVICES, TELECOMMUNICATIONS)
    return evolve(market, cycle=evolve(market.cycle, parts=parts))


SPLIT: Final = split()
CARRYING: Final = us.CONNECT.with_readings({"negative_total": "carried_line"})
YEAR: Final = Period(b.day(1, 1), b.day(1, 1, 2027))
# Five devices, two seats of a contact center, a rented phone; a phone is bought.
MIXED: Final = b.account(
    b.day(7, 15),
    b.device_price(),
    b.number_price(),
    b.seat_price(),
    b.rental_price(),
    b.change(b.day(7, 15), 5),
    b.change(b.day(7, 15), 2, "agent seat"),
    b.change(b.day(7, 15), 1, "rented phone"),
    b.change(b.day(8, 20), 1, "agent seat"),
    b.change(b.day(8, 20), -2),
    b.bought(b.day(8, 12)),
)


def part_of(
    name: str | None,
    month: Period,
    account: Account = MIXED,
    market: Market = SPLIT,
    **others: Any,  # noqa: ANN401 -- what assemble_invoice takes
) -> Invoice:
    """Return one of the documents of a month, which must be there."""
    found = assemble_invoice(account, month, market, part=name, **others)
    assert isinstance(found, Invoice)
    return found


def charges(*documents: Invoice) -> Counter[tuple[object, ...]]:
    """Return what the lines of the documents say and come to, whatever their ids."""
    return Counter(
        (one.kind, one.period, line.fields, line.amount)
        for one in documents
        for line in one.lines
    )


def ids(*documents: Invoice) -> list[str]:
    """Return the ids of all lines and levies of the documents."""
    charged = [line.id for one in documents for line in one.lines]
    return charged + [levy.id for one in documents for levy in one.levies]


def stored(invoice: Invoice) -> Document:
    """Return the document as a file keeps it."""
    found: Document = json.loads(document_bytes(invoice))
    return found


class TestParts:
    """Which charge stands on which document."""

    @pytest.mark.clause("Q66")
    def test_lines(self) -> None:
        """Devices are on one document of August, seats and rented phones on another."""
        share = Fraction(16, 31)

        assert b.lines(part_of("telecommunications", b.month(8))) == [
            (LineKind.SERVICE_CHARGE, "device", 5, 5 * 2500),
            (LineKind.PRORATED_CHARGE, "device", 5, b.cents(5 * 25 * share)),
        ]
        assert b.lines(part_of("services", b.month(8))) == [
            (LineKind.PRORATED_CHARGE, "agent seat", 2, b.cents(2 * 60 * share)),
            (LineKind.PRORATED_CHARGE, "rented phone", 1, b.cents(7 * share)),
            (LineKind.CONTACT_CENTER, "agent seat", 2, 2 * 6000),
            (LineKind.RENTAL, "rented phone", 1, 700),
        ]

    @pytest.mark.clause("Q66")
    @given(account_files())
    def test_every_history(self, file: dict[str, Any]) -> None:
        """Each charge is on exactly one document; the totals add up to the whole."""
        account, through = account_from(file), horizon(file)
        whole = invoices(account, through)
        parts = invoices(account, through, market=SPLIT)

        assert charges(*parts) == charges(*whole)
        for one in whole:
            of_it = [
                each
                for each in parts
                if (each.kind, each.period) == (one.kind, one.period)
            ]
            assert charges(*of_it) == charges(one)
            assert sum(each.minor for each in of_it) == one.minor
            assert {each.issued_on.value for each in of_it} == {one.issued_on.value}
        for one in parts:
            if one.kind is DocumentKind.RECURRING:
                here = SPLIT.cycle.part(one.part)
                assert here is not None
                assert {line.charge_class for line in one.lines} <= {*here.classes}

    @pytest.mark.clause("Q66")
    @given(account_files())
    def test_ids(self, file: dict[str, Any]) -> None:
        """No line of a part has the id of another line, or of one of the whole."""
        account, through = account_from(file), horizon(file)
        parts = invoices(account, through, market=SPLIT)
        whole = invoices(account, through)
        is_monthly = DocumentKind.RECURRING

        assert len(set(ids(*parts))) == len(ids(*parts))
        monthly = ids(*(one for one in parts if one.kind is is_monthly))
        before = ids(*(one for one in whole if one.kind is is_monthly))
        assert not set(monthly) & set(before)
        # The documents of a purchase are none of the split.
        assert ids(*(one for one in parts if one.kind is not is_monthly)) == (
            ids(*(one for one in whole if one.kind is not is_monthly))
        )

    @pytest.mark.clause("Q66")
    def test_same_line_on_other_part(self) -> None:
        """One charge has another id on a part of another name."""
        renamed = (SERVICES, evolve(TELECOMMUNICATIONS, name="voice"))
        other = evolve(SPLIT, cycle=evolve(SPLIT.cycle, parts=renamed))

        here = part_of("telecommunications", b.month(8))
        there = part_of("voice", b.month(8), market=other)

        assert charges(here) == charges(there)
        assert not set(ids(here)) & set(ids(there))
        assert here.key != there.key

    @pytest.mark.clause("Q66")
    def test_issued(self) -> None:
        """Both documents of a month are issued, in the order of the parts."""
        found = invoices_issued(MIXED, YEAR, SPLIT)

        assert [(one.issued_on.value, one.part) for one in found][:5] == [
            (b.day(8, 1), "services"),
            (b.day(8, 1), "telecommunications"),
            (b.day(8, 12), None),
            (b.day(9, 1), "services"),
            (b.day(9, 1), "telecommunications"),
        ]
        other_order = (TELECOMMUNICATIONS, SERVICES)
        turned = evolve(SPLIT, cycle=evolve(SPLIT.cycle, parts=other_order))
        again = invoices_issued(MIXED, YEAR, turned)
        assert [one.part for one in again][:2] == ["telecommunications", "services"]
        assert charges(*again) == charges(*found)

    @pytest.mark.clause("Q66")
    @pytest.mark.parametrize("name", [None, "messages", "Services"])
    def test_unknown(self, name: str | None) -> None:
        """A part that is missing, or none of the market's, is refused by its name."""
        with pytest.raises(
            UnknownName, match=r"^part must be one of services, telecommunications, "
        ) as caught:
            assemble_invoice(MIXED, b.month(8), SPLIT, part=name)

        assert caught.value.value == name

    @pytest.mark.clause("Q66")
    @pytest.mark.parametrize("name", NAMES)
    def test_charge_without_a_document(self, name: str) -> None:
        """A charge of a class that no document has is refused on each of them."""
        services = evolve(SERVICES, classes=SERVICES.classes[1:])
        cycle = evolve(us.CONNECT.cycle, parts=(services, TELECOMMUNICATIONS))
        market = evolve(us.CONNECT, cycle=cycle)

        with pytest.raises(InvalidValue) as caught:
            part_of(name, b.month(8), market=market)
        assert str(caught.value) == (
            "cycle.parts must be such that software stands on one of them, got "
            "'services, telecommunications'"
        )

    @pytest.mark.clause("Q66")
    def test_class_without_a_charge(self) -> None:
        """A class that no document has matters not where nothing of it is charged."""
        services = evolve(SERVICES, classes=SERVICES.classes[1:])
        cycle = evolve(us.CONNECT.cycle, parts=(services, TELECOMMUNICATIONS))
        devices = b.account(b.day(7, 15), b.device_price(), b.change(b.day(7, 15), 5))
        market = evolve(us.CONNECT, cycle=cycle)

        found = part_of("telecommunications", b.month(8), devices, market)

        assert charges(found) == charges(
            part_of("telecommunications", b.month(8), devices)
        )

    @pytest.mark.clause("Q66")
    def test_not_split(self) -> None:
        """A part of a market that splits nothing is refused."""
        with pytest.raises(
            UnknownName, match=r"^part must be None: it is one document, got 'services'"
        ):
            assemble_invoice(MIXED, b.month(8), us.CONNECT, part="services")

    @pytest.mark.clause("Q47", "Q66")
    def test_without_lines(self) -> None:
        """A part without lines is no document, while the other part is one."""
        devices = b.account(b.day(7, 1), b.change(b.day(7, 1), 5))

        found = assemble_invoice(devices, b.month(8), SPLIT, part="services")

        assert isinstance(found, NothingToBill)
        assert (found.reason, found.clause.id) == ("no line in 2026-08", "Q47")
        august = invoices_issued(devices, b.month(8), SPLIT)
        assert [one.part for one in august] == ["telecommunications"]

    @pytest.mark.clause("A4", "Q66")
    def test_start_in_the_window(self) -> None:
        """A start on 3 July gives two documents of that day."""
        acme = b.account(
            b.day(7, 3),
            b.device_price(),
            b.rental_price(),
            b.change(b.day(7, 3), 1),
            b.change(b.day(7, 3), 1, "rented phone"),
        )

        assert [
            (one.issued_on.value, one.part, b.amounts(one))
            for one in invoices_issued(acme, b.month(7), SPLIT)
        ] == [
            (b.day(7, 3), "services", [b.cents(7 * Fraction(28, 31))]),
            (b.day(7, 3), "telecommunications", [b.cents(25 * Fraction(28, 31))]),
        ]


class TestLevies:
    """Levies on the documents of a split month."""

    TAXED: Final = evolve(
        MIXED,
        addresses=(
            BillingAddress(id="address", country="GB", effective_on=b.day(1, 1)),
        ),
    )

    @pytest.mark.clause("E1", "Q66")
    def test_each_by_its_own(self) -> None:
        """Each document is taxed on its own charges, under ids of its own."""
        market = split(gb.CONNECT)
        both = [part_of(name, b.month(8), self.TAXED, market) for name in NAMES]
        whole = part_of(None, b.month(8), self.TAXED, gb.CONNECT)

        for one in both:
            (vat,) = one.levies
            assert vat.base == one.subtotal.value
            assert set(vat.of) == {line.id for line in one.lines}
            assert vat.amount.minor == b.cents(Fraction(vat.base.minor, 500))
            assert one.total.value == one.subtotal.value + vat.amount
        assert sum(one.levies[0].base.minor for one in both) == (
            whole.subtotal.value.minor
        )
        assert len(set(ids(*both, whole))) == len(ids(*both, whole))


class TestBalance:
    """A balance that is carried as a line."""

    # All devices leave on 20 August, one comes on 1 November; a seat stays.
    ACME: Final = b.account(
        b.day(8, 1),
        b.device_price(),
        b.seat_price(),
        b.change(b.day(8, 1), 5),
        b.change(b.day(8, 1), 1, "agent seat"),
        b.change(b.day(8, 20), -5),
        b.change(b.day(10, 1), 1),
    )
    LEFT: Final = -b.cents(5 * 25 * Fraction(11, 31))

    @pytest.mark.clause("Q48", "Q66")
    def test_within_its_part(self) -> None:
        """What one document leaves over is a line of the next one of the same part."""
        found = invoices_issued(self.ACME, YEAR, split(CARRYING))
        by_part = {
            name: [
                (one.period.start.month, b.amounts(one))
                for one in found
                if one.part == name
            ]
            for name in NAMES
        }

        assert by_part["telecommunications"][:4] == [
            (8, [5 * 2500]),
            (9, [self.LEFT]),
            (10, [2500, self.LEFT]),
            (11, [2500, 2500 + self.LEFT]),
        ]
        assert by_part["services"][:4] == [(n, [6000]) for n in (8, 9, 10, 11)]

    @pytest.mark.clause("Q48", "Q66")
    def test_of_a_purchase(self) -> None:
        """What a credit by itself leaves over is carried by the first part alone."""
        credit = b.bought(
            b.day(8, 12), "40.00", kind=LineKind.OTHER_CREDIT, code="acme:gift"
        )
        acme = evolve(self.ACME, one_time=(credit,))

        september = [
            (one.part, b.amounts(one))
            for one in invoices_issued(acme, b.month(9), split(CARRYING))
        ]

        assert september == [
            ("services", [6000, -4000]),
            ("telecommunications", [self.LEFT]),
        ]

    @pytest.mark.clause("Q48", "Q66")
    @given(account_files())
    def test_charged_once(self, file: dict[str, Any]) -> None:
        """Carried balances aside, the documents charge the same, split or not."""
        account, through = account_from(file), horizon(file)

        def charged(market: Market) -> Counter[tuple[object, ...]]:
            found = charges(*invoices(account, through, market=market))
            return Counter(
                {
                    one: count
                    for one, count in found.items()
                    if one[2].kind is not LineKind.BROUGHT_FORWARD  # type: ignore[attr-defined]
                }
            )

        assert charged(split(CARRYING)) == charged(CARRYING)


def as_file(account: Account) -> Document:
    """Return the content of an account's file, which knows nothing of a split."""
    return tomllib.loads(write_account_file(account, us.CONNECT), parse_float=Decimal)


class TestDocuments:
    """The documents of parts, written, read, checked and assembled again."""

    @pytest.mark.clause("Q66")
    @pytest.mark.parametrize("negative_total", ["account_credit", "carried_line"])
    @given(file=account_files())
    def test_histories(self, negative_total: str, file: dict[str, Any]) -> None:
        """Documents of every history read back, hold against the file and replay."""
        chosen = {"negative_total": negative_total}
        account, market = account_from(file), SPLIT.with_readings(chosen)
        file = {**file, "readings": chosen}
        for one in invoices(account, horizon(file), market=market):
            content = stored(one)

            assert read_invoice(document_bytes(one), "bytes") == one
            assert verify(content).failure is None
            assert verify_facts(content, file).failure is None
            assert replay(content, account, market).failure is None

    @pytest.mark.clause("Q66")
    def test_header(self) -> None:
        """A document names its part, and holds the policy that splits the month."""
        content = stored(part_of("services", b.month(8)))

        assert content["document"]["part"] == "services"
        (cycle,) = [x for x in content["policies"].values() if x["policy"] == "cycle"]
        assert cycle["parts"] == [
            {"name": one.name, "classes": [each.value for each in one.classes]}
            for one in (SERVICES, TELECOMMUNICATIONS)
        ]
        assert (
            stored(part_of(None, b.month(8), market=us.CONNECT))["document"]["part"]
            is None
        )

    @pytest.mark.clause("Q66")
    def test_facts(self) -> None:
        """A part holds against the account file that bills both parts."""
        for one in invoices_issued(MIXED, Period(b.day(7, 1), b.day(11, 1)), SPLIT):
            assert verify_facts(stored(one), as_file(MIXED)).failure is None

    @pytest.mark.clause("Q66")
    def test_left_out(self) -> None:
        """A part without one of its charges does not hold against the file."""
        whole = part_of("services", b.month(8))
        short = evolve(whole, rows=whole.rows[:-1])

        assert verify(stored(short)).failure is None
        assert verify_facts(stored(short), as_file(MIXED)).failure is not None
        assert replay(stored(short), MIXED, SPLIT).failure is not None

    @pytest.mark.clause("Q66")
    def test_line_of_the_other_part(self) -> None:
        """A charge on the part that does not hold its class is found."""
        here = part_of("services", b.month(8))
        there = part_of("telecommunications", b.month(8))
        wrong = evolve(here, rows=(*there.rows[:1], *here.rows))

        assert "class" in str(verify(stored(wrong)).failure)
        assert replay(stored(wrong), MIXED, SPLIT).failure is not None

    @pytest.mark.clause("Q66")
    @pytest.mark.parametrize("name", [None, "telecommunications", "messages"])
    def test_other_name(self, name: str | None) -> None:
        """A document that names another part, or none, is refused."""
        content = stored(part_of("services", b.month(8)))
        content["document"]["part"] = name

        assert verify(content).failure is not None
        assert replay(content, MIXED, SPLIT).failure is not None
        with pytest.raises(InvalidFile, match=r"document\.part|lines\[0\]\.class"):
            read_invoice(content, "invoice.json")

    @pytest.mark.clause("Q66")
    def test_another_split(self) -> None:
        """A document is not replayed under a market that does not split."""
        content = stored(part_of("services", b.month(8)))

        found = replay(content, MIXED, us.CONNECT)

        assert "policies.cycle.parts" in str(found.failure)


class TestBusinessDays:
    """Documents dated on a numbered business day."""

    HOLIDAYS: Final = (b.day(1, 1), b.day(7, 3), b.day(9, 1), b.day(9, 7))
    BUSINESS: Final = evolve(
        us.CONNECT,
        cycle=evolve(us.CONNECT.cycle, first_invoice=FirstInvoice.MONTH_AFTER),
        issue=evolve(
            us.CONNECT.issue,
            counted=DaysCounted.BUSINESS_DAYS,
            holidays=HOLIDAYS,
        ),
    )

    @pytest.mark.clause("A2", "Q24")
    def test_dates(self) -> None:
        """Saturday 1 August is passed over, and Tuesday 1 September, a holiday."""
        found = invoices_issued(MIXED, Period(b.day(8, 1), b.day(12, 1)), self.BUSINESS)

        assert [one.issued_on.value for one in found] == [
            b.day(8, 3),
            b.day(8, 12),
            b.day(9, 2),
            b.day(10, 1),
            b.day(11, 2),
        ]
        assert [one.due_on.value for one in found if one.due_on] == [
            b.day(8, 3 + 15),
            b.day(8, 12 + 15),
            b.day(9, 2 + 15),
            b.day(10, 1 + 15),
            b.day(11, 2 + 15),
        ]

    @pytest.mark.clause("A2", "Q24")
    def test_within(self) -> None:
        """The documents of a period are those dated in it, not those of its month."""
        first_two = Period(b.day(8, 1), b.day(8, 3))

        assert invoices_issued(MIXED, first_two, self.BUSINESS) == ()
        assert len(invoices_issued(MIXED, first_two, us.CONNECT)) == 1

    @pytest.mark.clause("A2", "Q24")
    def test_header(self) -> None:
        """A document holds the holidays, and its date is proved by them."""
        content = stored(part_of(None, b.month(9), market=self.BUSINESS))

        (issue,) = [x for x in content["policies"].values() if x["policy"] == "issue"]
        assert issue["counted"] == "business_days"
        assert issue["holidays"] == [one.isoformat() for one in self.HOLIDAYS]
        assert verify(content).failure is None
        (step,) = content["proofs"]["issue_date"]["steps"]
        assert (step["op"], step["is"]) == ("business_day", {"date": "2026-09-02"})

    @pytest.mark.clause("A2", "Q24")
    @given(
        account_files(),
        st.integers(1, 5),
        st.sets(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=9),
    )
    def test_histories(
        self, file: dict[str, Any], number: int, holidays: set[date]
    ) -> None:
        """Documents of every history read back, hold against the file and replay."""
        account = account_from(file)
        chosen, off = {"invoice_day": number}, tuple(sorted(holidays))
        issue = evolve(self.BUSINESS.issue, holidays=off)
        market = evolve(self.BUSINESS, issue=issue).with_readings(chosen)
        named = {**file["account"], "holidays": [*off]}
        file = {**file, "account": named, "readings": chosen}
        for one in invoices(account, horizon(file), market=market):
            content = stored(one)

            assert read_invoice(document_bytes(one), "bytes") == one
            assert verify(content).failure is None
            assert verify_facts(content, file).failure is None
            assert replay(content, account, market).failure is None

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize("quantities", ["day_one", "invoice_date"])
    def test_quantities(self, quantities: str) -> None:
        """Quantities of the invoice date are those of the business day."""
        market = self.BUSINESS.with_readings({"quantities": quantities})
        acme = b.account(
            b.day(7, 1), b.change(b.day(7, 1), 5), b.change(b.day(9, 2), 1)
        )
        expected = {"day_one": 5 * 2500, "invoice_date": 6 * 2500}

        september = part_of(None, b.month(9), acme, market)

        assert b.amounts(september)[0] == expected[quantities]
        assert replay(stored(september), acme, market).failure is None

    @pytest.mark.clause("Q24")
    def test_without_a_holiday(self) -> None:
        """A document that leaves a holiday out does not come to its date."""
        one = part_of(None, b.month(9), market=self.BUSINESS)
        holidays = tuple(x for x in self.HOLIDAYS if x != b.day(9, 1))
        issue = evolve(self.BUSINESS.issue, holidays=holidays)
        other = document(evolve(one, market=evolve(self.BUSINESS, issue=issue)))

        assert other["issue_date"] == "2026-09-01"
        assert replay(stored(one), MIXED, us.CONNECT).failure is not None
        changed = json.loads(document_bytes(one))
        for policy in changed["policies"].values():
            if policy["policy"] == "issue":
                policy["holidays"].remove("2026-09-01")
        assert verify(changed).failure is not None
        with pytest.raises(InvalidFile):
            read_invoice(changed, "invoice.json")


class TestReadingParts:
    """A document that its own policies cannot have is not read."""

    def test_purchase(self) -> None:
        """A purchase is one document, whatever the market splits."""
        bought = assemble_one_time(MIXED, b.day(8, 12), SPLIT)
        assert isinstance(bought, Invoice)
        content = stored(bought)
        content["document"]["part"] = "services"

        with pytest.raises(InvalidFile, match=r"document\.part must be null"):
            read_invoice(content, "august.json")

    @pytest.mark.clause("A2")
    def test_given_on_a_sunday(self) -> None:
        """An invoice that counts business days cannot be dated on a Sunday."""
        with pytest.raises(InvalidValue, match=r"^issued_on must be a business day"):
            assemble_invoice(
                MIXED, b.month(8), TestBusinessDays.BUSINESS, issued_on=b.day(8, 2)
            )

    @pytest.mark.clause("Q9")
    def test_window_of_business_days(self) -> None:
        """A market cannot bill a start in the window at once by business days."""
        business = TestBusinessDays.BUSINESS

        with pytest.raises(InvalidValue, match=r"^issue\.counted must be calendar"):
            evolve(business, cycle=us.CONNECT.cycle)
