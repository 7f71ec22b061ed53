"""Fees of the contract: changing what is kept of a number, leaving a term early."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    account,
    altered,
    bought,
    cents,
    change,
    day,
    invoice,
    issued,
    lines,
    month,
    nothing,
    usd,
)

from gotobilling.billing_cycle import DocumentPart
from gotobilling.corrections import correct, next_invoice
from gotobilling.errors import CurrencyMismatch, InvalidFile, UnknownName
from gotobilling.facts import (
    Account,
    BillingAddress,
    EarlyTermination,
    NumberChange,
    NumberDetail,
)
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import document, issued_document, read_invoice
from gotobilling.invoices import Invoice, assemble_one_time, invoices_issued
from gotobilling.kinds import CHARGE_CLASSES, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.periods import Period
from gotobilling.present import explain_text
from gotobilling.present.grounds import fact_text
from gotobilling.replay import replay
from gotobilling.testing.fees import bill_fees
from gotobilling.verify import Report, verify, verify_facts

BY_DETAIL = us.CONNECT.with_readings({"change_fee_per": "detail"})
APART = us.CONNECT.with_readings({"change_fee_billed": "one_time_invoice"})
YEARS = Period(date(2025, 1, 1), date(2028, 1, 1))
NUMBER = "+14155550100"
CHANGE_FEE, LEAVING = LineKind.CHANGE_FEE, LineKind.EARLY_TERMINATION
Json = dict[str, Any]


def request(
    on: date, *details: NumberDetail, fee: str | None = None, **others: object
) -> NumberChange:
    """Return a request that changes a number, its E911 data unless told."""
    filled: dict[str, Any] = {
        "id": f"request-{on}",
        "number": NUMBER,
        "details": details or (NumberDetail.E911,),
        "effective_on": on,
        "currency": "USD",
        "fee": None if fee is None else Decimal(fee),
    }
    return NumberChange(**(filled | others))


def leaving(on: date, amount: str = "450.00", **others: object) -> EarlyTermination:
    """Return what is owed for leaving on a day."""
    filled: dict[str, Any] = {
        "id": f"leaving-{on}",
        "amount": Decimal(amount),
        "currency": "USD",
        "effective_on": on,
    }
    return EarlyTermination(**(filled | others))


def billed(
    start: date,
    *fees: NumberChange | EarlyTermination,
    last_day: date | None = None,
    **others: Any,  # noqa: ANN401 -- whatever an account has
) -> Account:
    """Return an account of five devices with fees."""
    return account(
        start,
        change(start, 5),
        last_day=last_day,
        number_changes=tuple(x for x in fees if isinstance(x, NumberChange)),
        early_terminations=tuple(x for x in fees if isinstance(x, EarlyTermination)),
        **others,
    )


def fees_of(found: Account, market: Market = us.CONNECT) -> list[tuple[date, str, int]]:
    """Return date of the document, id of the fact and cents of each fee billed."""
    return [
        (one.issued_on.value, str(line.fact), line.amount.minor)
        for one in invoices_issued(found, YEARS, market)
        for line in one.lines
        if line.kind in (CHANGE_FEE, LEAVING)
    ]


class TestChangeFee:
    """15.00 for each request and number (Q55)."""

    FEE = us.CONNECT.rules.change_fee

    @pytest.mark.clause("G1", "Q55")
    def test_once(self) -> None:
        """However much of a number one request changes, it costs 15.00 once."""
        every = request(day(8, 20), *NumberDetail)

        assert self.FEE(every).value == usd("15.00")
        assert self.FEE.fields(every).quantity == 1

    @pytest.mark.clause("Q55")
    def test_per_detail(self) -> None:
        """Under the other reading three details cost 3 x 15.00."""
        rule, every = BY_DETAIL.rules.change_fee, request(day(8, 20), *NumberDetail)

        assert rule(every).value.minor == 3 * 1500
        assert rule.fields(every).quantity == 3

    @pytest.mark.clause("Q55")
    def test_contract_price(self) -> None:
        """A price in the contract takes the place of the guide's, and is rounded."""
        own = request(day(8, 20), fee="9.995")

        assert self.FEE(own).value.minor == cents(Fraction("9.995"))
        assert self.FEE.fields(own).unit_price == Decimal("9.995")

    @pytest.mark.clause("Q55", "Q62")
    def test_other_currency(self) -> None:
        """An account in another currency needs a price of its own."""
        euros = request(day(8, 20), currency="EUR")

        with pytest.raises(CurrencyMismatch, match=r"15\.00 USD") as caught:
            self.FEE(euros)

        assert caught.value.path == f"number_changes[{euros.id}].fee"
        assert caught.value.clause == "Q55"
        priced = evolve(euros, fee=Decimal(12))
        assert str(self.FEE(priced).value) == "12.00 EUR"

    @pytest.mark.clause("G1", "Q55")
    def test_explained(self) -> None:
        """The proof begins with the guide's price, or with the contract's."""
        guide = self.FEE(request(day(8, 20))).explain()
        own = request(day(8, 20), NumberDetail.E911, NumberDetail.TWO_WAY, fee="12")
        contract = BY_DETAIL.rules.change_fee(own).explain()

        assert guide.splitlines() == [
            "price of a change: given 15 = 15 [G1]",
            "amount: round 15, half up to the minor unit, USD = 15 [Q55]",
        ]
        assert contract.splitlines() == [
            "price of a change, by the contract: given 12 = 12 [Q55]",
            "once for each detail: sum 12, 12 = 24 [Q55]",
            "amount: round 24, half up to the minor unit, USD = 24 [Q55]",
        ]

    @pytest.mark.clause("G1")
    def test_line(self) -> None:
        """The line names the number, the day of the request and the fact."""
        asked = request(day(8, 20), supersedes="first")
        fields = self.FEE.fields(asked)

        assert (fields.kind, fields.charge_class) == (CHANGE_FEE, ChargeClass.FEE)
        assert (fields.item, fields.effective_on) == (NUMBER, day(8, 20))
        assert (fields.fact, fields.fact_root) == (asked.id, "first")
        assert fields.period == Period(day(8, 20), day(8, 21))
        assert self.FEE.named(asked) == (asked,)


class TestEarlyTermination:
    """What the contract asks for (Q33)."""

    RULE = us.CONNECT.rules.early_termination

    @pytest.mark.clause("H1", "Q33")
    def test_amount(self) -> None:
        """450.00 are owed where the contract says 450.00."""
        found = self.RULE(leaving(day(8, 31)))

        assert found.value == usd("450.00")
        assert found.explain().splitlines() == [
            "owed for leaving early, by the contract: given 450 = 450 [H1]",
            "amount: round 450, half up to the minor unit, USD = 450 [Q33]",
        ]

    @pytest.mark.clause("Q33")
    def test_next_invoice(self) -> None:
        """Who leaves on 31 August finds the buyout on the invoice of September."""
        found = billed(day(1, 1), leaving(day(8, 31)), last_day=day(8, 31))

        assert lines(invoice(found, month(9))) == [(LEAVING, "connect", 1, 45000)]
        assert fees_of(found) == [(day(9, 1), "leaving-2026-08-31", 45000)]


class TestDocument:
    """Each fee stands on the next monthly invoice."""

    @pytest.mark.clause("Q55")
    @pytest.mark.parametrize(
        ("start", "on", "invoiced"),
        [
            (day(1, 1), day(8, 20), day(9, 1)),
            (day(1, 1), day(8, 31), day(9, 1)),
            (day(1, 1), day(9, 1), day(10, 1)),
            (day(7, 15), day(7, 2), day(8, 1)),
            (day(7, 15), day(3, 2), day(8, 1)),
            (day(7, 1), day(6, 30), day(7, 1)),
            (day(7, 1), day(7, 1), day(8, 1)),
            (day(7, 3), day(7, 2), day(7, 3)),
            (day(7, 3), day(2, 2), day(7, 3)),
            (day(7, 3), day(7, 3), day(8, 1)),
            (day(7, 3), day(7, 31), day(8, 1)),
            (day(7, 3), day(8, 1), day(9, 1)),
        ],
    )
    def test_next(self, start: date, on: date, invoiced: date) -> None:
        """A request is on the first monthly invoice that is dated after its day."""
        assert fees_of(billed(start, request(on))) == [
            (invoiced, f"request-{on}", 1500)
        ]

    @pytest.mark.clause("Q9", "Q55")
    @pytest.mark.parametrize("on", [day(6, 20), day(7, 1)])
    def test_start_on_day_1_billed_late(self, on: date) -> None:
        """Where the first invoice is the month after's, all fees until then are on it,
        whether of the start or of a day before.
        """
        market = us.CONNECT.with_readings({"first_invoice": "month_after"})

        assert fees_of(billed(day(7, 1), request(on)), market) == [
            (day(8, 1), f"request-{on}", 1500)
        ]

    @pytest.mark.clause("Q49", "Q55")
    def test_after_service(self) -> None:
        """What is asked for after service has ended gets a document of its own."""
        found = billed(day(1, 1), request(day(11, 5)), last_day=day(8, 31))

        assert fees_of(found) == [(day(12, 1), "request-2026-11-05", 1500)]
        assert nothing(found, month(11)).reason == "service ended on 2026-08-31"

    @pytest.mark.clause("D1")
    def test_order(self) -> None:
        """Fees follow the charges of the month: changes, by number and day, then
        leaving.
        """
        found = billed(
            day(1, 1),
            leaving(day(8, 5)),
            request(day(8, 9)),
            request(day(8, 7), number="+14155550199"),
            request(day(8, 8)),
            request(day(8, 8), id="again", fee="1"),
        )

        assert lines(invoice(found, month(9))) == [
            (LineKind.SERVICE_CHARGE, "device", 5, 12500),
            (CHANGE_FEE, NUMBER, 1, 100),
            (CHANGE_FEE, NUMBER, 1, 1500),
            (CHANGE_FEE, NUMBER, 1, 1500),
            (CHANGE_FEE, "+14155550199", 1, 1500),
            (LEAVING, "connect", 1, 45000),
        ]

    @pytest.mark.clause("Q66")
    def test_product(self) -> None:
        """A fee stands on the invoices of its own product only."""
        found = billed(
            day(1, 1),
            request(day(8, 9), product="central"),
            leaving(day(8, 9), product="central"),
        )

        assert fees_of(found) == []
        assert fees_of(found, APART) == []

    @pytest.mark.clause("Q55")
    def test_one_time_invoice(self) -> None:
        """Under the other reading a request is invoiced on its own day, among what is
        bought on it.
        """
        phones = bought(day(8, 9), "99.98", 3)
        asked = request(day(8, 9))
        found = evolve(billed(day(1, 1), asked), one_time=(phones,))
        one_time = assemble_one_time(found, day(8, 9), APART)

        assert isinstance(one_time, Invoice)
        assert lines(one_time) == [
            (LineKind.HARDWARE, "desk phone", 3, 3 * 9998),
            (CHANGE_FEE, NUMBER, 1, 1500),
        ]
        assert fees_of(found, APART) == [(day(8, 9), asked.id, 1500)]

    @pytest.mark.clause("Q33", "Q55")
    def test_leaving_is_never_apart(self) -> None:
        """That reading leaves the buyout on the next monthly invoice."""
        found = billed(day(1, 1), leaving(day(8, 9)))

        assert fees_of(found, APART) == [(day(9, 1), "leaving-2026-08-09", 45000)]

    @pytest.mark.clause("Q66")
    def test_parts(self) -> None:
        """Where the market splits the invoice, fees are on the part of their class."""
        others = tuple(one for one in CHARGE_CLASSES if one is not ChargeClass.FEE)
        parts = (
            DocumentPart(name="fees", classes=(ChargeClass.FEE,)),
            DocumentPart(name="services", classes=others),
        )
        market = evolve(us.CONNECT, cycle=evolve(us.CONNECT.cycle, parts=parts))
        found = billed(day(1, 1), request(day(8, 9)))

        within = month(9)
        assert [
            (one.part, [line.kind for line in one.lines])
            for one in invoices_issued(found, within, market)
        ] == [("fees", [CHANGE_FEE]), ("services", [LineKind.SERVICE_CHARGE])]

    @pytest.mark.clause("D14", "E1")
    def test_levied(self) -> None:
        """In Alberta a fee of 15.00 has the 5 % of tax that every charge has."""
        home = BillingAddress(
            id="home", country="CA", region="AB", effective_on=day(1, 1)
        )
        asked = request(day(8, 9), fee="15", currency="CAD")
        found = account(
            day(1, 1),
            currency="CAD",
            prices=(),
            number_changes=(asked,),
            addresses=(home,),
        )

        taxed = invoice(found, month(9), ca.CONNECT)
        (gst,) = taxed.levies
        assert gst.of == (taxed.lines[0].id,)
        assert taxed.total.value.minor == 1500 + 1500 * 5 // 100


class TestNegative:
    """A fee below zero in an account file."""

    @pytest.mark.clause("H1", "Q33", "Q55")
    @pytest.mark.parametrize(
        ("good", "bad", "place"),
        [
            ("amount = 450", "amount = -450", "early_terminations[0].amount"),
            ("fee = 9.995", "fee = -9.995", "number_changes[1].fee"),
        ],
    )
    def test_place(self, good: str, bad: str, place: str) -> None:
        """The error names the key that the file has."""
        text = FILE.replace("READINGS", "").replace(good, bad)

        with pytest.raises(InvalidFile) as caught:
            read_account_file(text.encode(), "account.toml")

        assert [one.path for one in caught.value.problems] == [place]


FILE = """
format = 1
account = {id = "acme", currency = "USD", market = "us-connect", edition = "2026-11"}
changes = [{id = "devices", item = "device", quantity = 5, effective_on = 2026-07-15}]
early_terminations = [{id = "left", amount = 450, effective_on = 2026-08-31}]
READINGS

[contract]
id = "contract"
billing_start_on = 2026-07-15

[[number_changes]]
id = "n1"
number = "+14155550100"
details = ["e911", "caller_id"]
effective_on = 2026-08-02

[[number_changes]]
id = "n2"
number = "+14155550100"
details = ["two_way"]
fee = 9.995
effective_on = 2026-08-03

[[prices]]
id = "price"
item = "device"
kind = "service_charge"
unit = "device"
unit_price = 25.00
effective_on = 2026-07-15
"""
READINGS = (
    "",
    'readings = {change_fee_per = "detail"}',
    'readings = {change_fee_billed = "one_time_invoice"}',
)


def written(text: str) -> list[tuple[Invoice, Json]]:
    """Return every document of an account file, and what is written of each."""
    file = read_account_file(text.encode(), "account.toml")
    found = invoices_issued(file.account, YEARS, file.market)
    until = [one for one in found if one.issued_on.value < day(10, 1)]
    return [(one, json.loads(json.dumps(document(one)))) for one in until]


def failure(report: Report) -> str:
    """Return what a report has found, or nothing."""
    return str(report.failure or "")


class TestChecked:
    """Documents with fees are proved, read back and assembled again."""

    @pytest.mark.clause("G1", "H1", "Q33", "Q55")
    @pytest.mark.parametrize("readings", READINGS, ids=["default", "detail", "apart"])
    def test_three_levels(self, readings: str) -> None:
        """Each holds by itself, against the account file, and assembled again."""
        text = FILE.replace("READINGS", readings)
        file = read_account_file(text.encode(), "account.toml")

        content = tomllib.loads(text, parse_float=Decimal)
        documents = written(text)
        assert sum(len(one.lines) for one, _ in documents) == 2 + 1 + 3
        for found, data in documents:
            assert failure(verify(data)) == ""
            assert failure(verify_facts(data, content)) == ""
            assert read_invoice(data, "invoice.json") == found
            assert replay(data, file.account, file.market).failure is None

    @pytest.mark.parametrize("kind", ["change_fee", "early_termination"])
    def test_read_back_of_another_fact(self, kind: str) -> None:
        """A line that names no fee of the document cannot be read."""
        (*_, (_, data)) = written(FILE.replace("READINGS", ""))
        line = next(one for one in data["lines"] if one["kind"] == kind)
        line["fact"] = "devices"

        with pytest.raises(InvalidFile, match="of the document") as caught:
            read_invoice(data, "invoice.json")

        assert any(type(one) is UnknownName for one in caught.value.problems)

    @pytest.mark.clause("G1")
    def test_fact_of_guides_price(self) -> None:
        """The explanation tells of each request, at the guide's price too."""
        (*_, (found, _)) = written(FILE.replace("READINGS", ""))
        told = explain_text(found)

        assert "change of +14155550100: caller ID and E911" in told

    def test_told(self) -> None:
        """A request tells its price if the contract has one, a buyout its day."""
        assert fact_text(request(day(8, 9), fee="12")) == (
            f"change of {NUMBER}: E911, asked for on 2026-08-09, for 12.00 USD per "
            "change"
        )
        assert fact_text(leaving(day(8, 9))) == (
            "450.00 USD owed for leaving early on 2026-08-09"
        )


class TestLate:
    """A fee that comes to be known late is corrected, and one withdrawn given back."""

    @pytest.mark.clause("Q55", "Q67", "correction")
    @pytest.mark.parametrize("market", [us.CONNECT, APART], ids=["monthly", "apart"])
    def test_late(self, market: Market) -> None:
        """A request of 9 August, known on 20 September, costs 15.00 in October."""
        late = request(day(8, 9), known_on=day(9, 20))
        known = billed(day(7, 1), late)
        before = known.as_known_on(day(9, 1))
        sent = [
            issued_document(one)
            for one in invoices_issued(before, Period(day(7, 1), day(9, 2)), market)
        ]

        found = correct(known.as_known_on(day(10, 1)), sent, day(10, 1), market)
        october = next_invoice(known.as_known_on(day(10, 1)), month(10), market, sent)
        assert [(one.facts.line.kind, one.value.minor) for one in found.lines] == [
            (CHANGE_FEE, 1500)
        ]
        assert isinstance(october, Invoice)
        assert october.total.value.minor == 5 * 2500 + 1500
        assert verify(json.loads(json.dumps(document(october)))).failure is None

    @pytest.mark.clause("Q9", "Q55", "Q67")
    def test_moved_with_the_start(self, tmp_path: Path) -> None:
        """If billing starts later than was known, so does the invoice of the fee."""
        text = LATE_START
        before = read_account_file(text.replace("LATER", "").encode(), "account.toml")
        (july,) = invoices_issued(before.account, month(7), before.market)
        sent = issued_document(july)
        paths = {name: tmp_path / name for name in ("july.json", "account.toml")}
        paths["july.json"].write_text(json.dumps(document(july)), encoding="utf-8")
        later = text.replace("LATER", LATER).replace(FIRST, NEW)
        paths["account.toml"].write_text(later, encoding="utf-8")
        file = read_account_file(paths["account.toml"].read_bytes(), "account.toml")
        known = file.account.as_known_on(day(9, 1))

        september = next_invoice(known, month(9), file.market, [sent])
        assert isinstance(september, Invoice)
        assert [line.kind for line in september.lines][1:] == [CHANGE_FEE]
        assert [one.value.minor for one in september.corrections] == [-12500, -1500]
        data = json.loads(json.dumps(document(september)))
        assert failure(verify(data)) == ""
        assert failure(verify_facts(data, paths["account.toml"])) == ""


LATE_START = """
format = 1
account = {id = "acme", currency = "USD", market = "us-connect", edition = "2026-11"}
number_changes = [
    {id = "n1", number = "A", details = ["e911"], effective_on = 2026-06-20},
]
LATER

[[prices]]
id = "price"
item = "device"
kind = "service_charge"
unit = "device"
unit_price = 25.00
effective_on = 2026-07-01

[[changes]]
id = "devices"
item = "device"
quantity = 5
effective_on = 2026-07-01

[contract]
id = "contract"
billing_start_on = 2026-07-01
"""
FIRST = """
[contract]
id = "contract"
billing_start_on = 2026-07-01
"""
NEW = """
[contract]
id = "contract-mended"
billing_start_on = 2026-09-01
known_on = 2026-08-20
supersedes = "contract"

[[contract.superseded]]
id = "contract"
billing_start_on = 2026-07-01
"""
LATER = """
issued = [{file = "july.json"}]
"""


DAYS = st.integers(0, 500).map(lambda days: date(2026, 1, 1) + timedelta(days))


@st.composite
def fee_files(draw: st.DrawFn) -> Json:
    """Return the content of an account file with a few fees."""
    start = draw(
        st.integers(0, 120).map(lambda days: date(2026, 2, 1) + timedelta(days))
    )
    price = st.none() | st.decimals(0, 99, places=3)
    rows: list[Json] = []
    for number, on in enumerate(draw(st.lists(DAYS, max_size=3))):
        row: Json = {"id": f"n{number}", "number": draw(st.sampled_from("AB"))}
        row |= {"details": ["e911"], "effective_on": on}
        fee = draw(price)
        rows.append(row if fee is None else {**row, "fee": fee})
    left = draw(st.none() | DAYS)
    owed = [{"id": "left", "amount": Decimal(450), "effective_on": left}]
    return {
        "contract": {"id": "contract", "billing_start_on": start},
        "number_changes": rows,
        "early_terminations": [] if left is None else owed,
        "last_day": draw(st.none() | DAYS.filter(lambda on: on >= start)),
    }


def account_of(file: Mapping[str, Any]) -> Account:
    """Return the account of such a file."""
    changes = [
        NumberChange(**{**row, "details": (NumberDetail.E911,), "currency": "USD"})
        for row in file["number_changes"]
    ]
    owed = [
        EarlyTermination(**row, currency="USD") for row in file["early_terminations"]
    ]
    start = file["contract"]["billing_start_on"]
    return billed(start, *changes, *owed, last_day=file["last_day"])


class TestLaws:
    """Fees of any history."""

    @pytest.mark.clause("G1", "H1", "Q33", "Q55")
    @given(fee_files())
    def test_each_once(self, file: Json) -> None:
        """Each fee is on one document, that of the biller which looks at each day."""
        assert fees_of(account_of(file)) == [
            (fee.issued_on, fee.fact_id, fee.minor) for fee in bill_fees(file)
        ]

    @pytest.mark.clause("Q55")
    @given(fee_files())
    def test_nothing_else_moves(self, file: Json) -> None:
        """Without its fees an account is billed the same beside them."""
        found = account_of(file)
        without = evolve(found, number_changes=(), early_terminations=())
        within = Period(day(1, 1), day(1, 1, 2028))

        plain = issued(without, within)
        for one in invoices_issued(found, within, us.CONNECT):
            others = [
                x.amount.minor for x in one.lines if x.charge_class.value != "fee"
            ]
            assert others == plain.pop(one.issued_on.value, [])
        assert plain == {}


def test_product_of_a_policy() -> None:
    """A fee rests on the policy's number, so another number makes another fee."""
    dearer = evolve(
        us.CONNECT, fees=altered(us.CONNECT.fees, "change_fee", Decimal(20))
    )

    assert fees_of(billed(day(1, 1), request(day(8, 9))), dearer)[0][2] == 2000


def resealed(data: Json) -> Json:
    """Return the document with the digest of its content."""
    rest = {key: value for key, value in data.items() if key != "digest"}
    return {**rest, "digest": digest_of(rest)}


def digest_of(data: Json) -> str:
    """Return the digest of what a document holds."""
    spelled = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(spelled.encode()).hexdigest()


def under_other_fees(**fields: str) -> Json:
    """Return the invoice of September, under another policy of fees."""
    (*_, (_, data)) = written(FILE.replace("READINGS", ""))
    key = next(x for x, one in data["policies"].items() if one["policy"] == "fees")
    fees = {**data["policies"][key], **fields}
    forged: Json = json.loads(json.dumps(data).replace(key, digest_of(fees)))
    forged["policies"][digest_of(fees)] = fees
    return resealed(forged)


def of_another_kind(line: Json, _: Json) -> None:
    """Let the line name a change of the devices."""
    line["fact"] = "devices"


def of_no_fact(line: Json, _: Json) -> None:
    """Let the line name nothing."""
    line["fact"] = None


def of_another_product(line: Json, data: Json) -> None:
    """Let the request be one of another product."""
    data["facts"][line["fact"]]["product"] = "central"


def of_another_day(line: Json, _: Json) -> None:
    """Let the line be of the day after."""
    line["period"]["start"] = "2026-08-03"


def of_another_month(line: Json, data: Json) -> None:
    """Let the request be one of July."""
    data["facts"][line["fact"]].update(effective_on="2026-07-30", known_on="2026-07-30")
    line["effective_on"] = "2026-07-30"
    line["period"] = {"start": "2026-07-30", "end": "2026-07-31"}


def of_another_number(line: Json, _: Json) -> None:
    """Let the line be of another number."""
    line["item"] = "+14155550199"


class TestRefused:
    """What does not fit its fact is refused by level 1."""

    @pytest.mark.parametrize(
        ("forge", "place"),
        [
            (of_another_kind, "fact"),
            (of_no_fact, "fact"),
            (of_another_product, "fact"),
            (of_another_day, "period"),
            (of_another_month, "effective_on"),
            (of_another_number, "item"),
        ],
    )
    def test_line(self, forge: Callable[[Json, Json], None], place: str) -> None:
        """A line of a fee is what its fact says, in each of its fields."""
        (*_, (_, data)) = written(FILE.replace("READINGS", ""))
        at = next(x for x, one in enumerate(data["lines"]) if one["fact"] == "n1")
        forge(data["lines"][at], data)

        assert failure(verify(resealed(data))).startswith(f"lines[{at}].{place}: ")

    @pytest.mark.clause("Q55")
    def test_guides_currency(self) -> None:
        """The guide's price is none of an account in another currency."""
        found = failure(verify(under_other_fees(currency="CAD")))

        assert found == "currency: must be 'CAD', got 'USD'"

    @pytest.mark.clause("Q55")
    def test_wrong_document(self) -> None:
        """Under the reading of a one-time invoice no monthly one has the fee."""
        found = failure(verify(under_other_fees(billed="one_time_invoice")))

        assert "change_fee is no line of a recurring document" in found

    @pytest.mark.clause("Q9", "Q55")
    @pytest.mark.parametrize(
        ("start", "on", "readings"),
        [
            (day(7, 15), day(7, 2), ""),
            (day(7, 3), day(7, 2), ""),
            (day(7, 3), day(7, 20), ""),
            (day(7, 1), day(6, 20), ""),
            (day(7, 1), day(6, 1), 'readings = {first_invoice = "month_after"}'),
            (day(7, 1), day(7, 1), 'readings = {first_invoice = "month_after"}'),
            (day(7, 15), day(11, 20), ""),
        ],
    )
    def test_document(self, start: date, on: date, readings: str) -> None:
        """The checker works out by itself on which document a fee stands."""
        text = FILE.replace("READINGS", readings).replace("2026-07-15", str(start))
        text = text.replace("2026-08-02", str(on))
        file = read_account_file(text.encode(), "account.toml")
        content = tomllib.loads(text, parse_float=Decimal)

        until = Period(day(6, 1), day(1, 1, 2027))
        for found in invoices_issued(file.account, until, file.market):
            data = json.loads(json.dumps(document(found)))
            assert failure(verify(data)) == ""
            assert failure(verify_facts(data, content)) == ""
