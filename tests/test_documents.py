"""The invoice document: what it holds, that it reads back, and what it refuses."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from importlib.resources import files
from random import Random
from typing import Any, Final, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests import builders as b
from tests.accounts import account_from, invoices
from tests.strategies import account_files, horizon
from tests.thinning import thinned

from gotobilling.after_invoice import (
    ClawBack,
    CreditRounded,
    DisputedPart,
    LateReturn,
    OneTimeRun,
    PastDueCounted,
    PaymentOrder,
    ResidualBase,
    ResidualRun,
    RestockingBase,
    ReturnCounted,
    TaxGivenBack,
)
from gotobilling.billing_cycle import (
    DaysCounted,
    DocumentKind,
    DocumentPart,
    FirstInvoice,
    NumberPurchase,
    WhenNothing,
)
from gotobilling.billing_periods import (
    AnnualRenewal,
    CycleLength,
    FirstCharge,
    MovedBy,
    QuarterChanges,
    Quarters,
)
from gotobilling.canonical import data, digest
from gotobilling.clauses import A1, A8, CONTRACT_RATES
from gotobilling.contracts import (
    DeadlineOn,
    EarlyExit,
    NoticeCounted,
    StartCounted,
    TermCounted,
)
from gotobilling.derivation import LineFields, Op, Step
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidFile,
    InvalidValue,
    ProofError,
    WrongType,
)
from gotobilling.facts import (
    Account,
    AutoRenewal,
    BillingAddress,
    CallRate,
    Contract,
    Device,
    ExemptionCertificate,
    Increment,
    IssuedLine,
    NumberChange,
    NumberDetail,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    PriceModel,
    QuantityChange,
    ServiceEnd,
    StepsCounted,
    TaxNumber,
    Term,
    UsageTotal,
    Withdrawal,
    ZeroSeconds,
)
from gotobilling.fees import ChangeFeeBilled, ChangeFeePer
from gotobilling.formats import plain, shapes
from gotobilling.formats.documents import (
    document,
    document_bytes,
    read_invoice,
    to_json,
)
from gotobilling.invoices import Invoice, assemble_invoice, invoices_issued
from gotobilling.kinds import BillableUnit, CallType, ChargeClass, Frequency, LineKind
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.payments import AutopayCharged, DueCountedFrom, NegativeTotal
from gotobilling.periods import DayCount, MissingDay, Period
from gotobilling.proration import (
    Emptied,
    LastMonth,
    PriceChange,
    Quantities,
    Removals,
    RoundedAt,
    SameDay,
    ZeroDays,
)
from gotobilling.readings import READINGS, GroupReading, Reading
from gotobilling.readings.base import FreeMonths, MinuteRounding, MirroredRounding
from gotobilling.readings.groups import DataDeletion, MethodsOnFile
from gotobilling.readings.levies import (
    NovaScotiaHst,
    TaxRounding,
    UsfBase,
    VatNumbers,
)
from gotobilling.rounding import MINOR_UNIT, MinorUnit, Rounding, RoundingMode
from gotobilling.sources import Citation, Clause, Source, Standing
from gotobilling.taxes import (
    Cap,
    CreditRate,
    Level,
    Levy,
    LevyKind,
    NegativeBase,
    Rate,
    Taxability,
    TaxCategory,
    TaxDate,
    Treatment,
    VatId,
)
from gotobilling.testing.examples import july_start
from gotobilling.usage.policies import (
    Edge,
    ExtensionCalls,
    IncludedCounted,
    Judged,
    LastUsage,
    Per,
    PoolUse,
    UsageRounded,
)

Document = dict[str, Any]

POLICIES: Final = (*map(type, us.CONNECT.policies()), Levy, Rate)
YEAR: Final = Period(b.day(1, 1), b.day(1, 1, 2027))
SCHEMA: Final[dict[str, Any]] = json.loads(
    (files("gotobilling.formats") / "invoice.schema.json").read_text(encoding="utf-8")
)
VALIDATOR: Final = Draft202012Validator(
    SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER
)

# What a contract of many edges brings: groups, kinds that they split and do not, a
# price that changes on a day with changes, removals to nothing, a minimum, purchases,
# an end in mid-month, facts known late.
CROWDED: Final = b.account(
    Contract(
        id="the contract",
        signed_on=b.day(5, 15),
        free_months=2,
        billing_start_on=b.day(7, 1),
    ),
    b.device_price(minimum_quantity=4, effective_on=b.day(5, 15), id="old"),
    b.device_price("27.50", effective_on=b.day(8, 20), minimum_quantity=3, id="new"),
    b.number_price("0.333", effective_on=b.day(5, 15)),
    b.seat_price(effective_on=b.day(5, 15)),
    b.rental_price(effective_on=b.day(5, 15)),
    b.change(b.day(7, 1), 5),
    b.change(b.day(7, 1), 2, group="Berlin"),
    b.change(b.day(7, 20), 3, "rented phone", "Ogden"),
    b.change(b.day(7, 20), 1, "agent seat", "Zürich"),
    b.change(b.day(7, 31), 2, known_on=b.day(9, 2)),
    b.change(b.day(8, 20), 2),
    b.change(b.day(8, 20), 1, id="one.more"),
    b.change(b.day(8, 20), -1),
    b.change(b.day(8, 21), -2, group="Berlin"),
    b.change(b.day(9, 5), 4, "number", "Berlin"),
    b.change(b.day(9, 5), -9),
    b.change(b.day(9, 6), -3, "rented phone", "Ogden"),
    b.change(b.day(9, 30), 1),
    b.bought(b.day(9, 5), "30.00", 4, LineKind.NUMBER_PURCHASE, "number"),
    b.bought(b.day(9, 5), id="phone"),
    b.bought(b.day(9, 6), "5.005", 1, LineKind.OTHER_CREDIT, code="acme:gift"),
    b.bought(b.day(9, 6), "1.5", 3, LineKind.OTHER_CHARGE, code="acme:visit"),
    last_day=b.day(10, 14),
)
OPENED: Final = b.account(
    b.day(1, 3),
    b.opening(b.day(6, 30), 4),
    b.opening(b.day(6, 30), 2, group="Berlin"),
    b.change(b.day(7, 4), -1, group="Berlin"),
    b.device_price(),
    b.device_price("26.00", effective_on=b.day(7, 9)),
)
EARLY: Final = b.account(
    b.day(7, 3), b.change(b.day(7, 3), 5), b.change(b.day(7, 9), 1)
)
CREDITED: Final = b.account(
    b.day(7, 1),
    b.change(b.day(6, 9), 5),
    b.change(b.day(7, 2), -5),
    b.change(b.day(8, 20), 1),
)
CARRIED: Final = us.CONNECT.with_readings({"negative_total": "carried_line"})
ON_SENDING: Final = us.CONNECT.with_readings({"due_counted_from": "sent_date"})


def written(invoice: Invoice) -> Document:
    """Return the document of an invoice."""
    return document(invoice)


def august(account: Account | None = None) -> Document:
    """Return the August document of the published example, or of another account."""
    return written(b.invoice(account or july_start(), b.month(8)))


def resigned(content: Document) -> Document:
    """Return the document with the digest of what it says now."""
    rest = {key: value for key, value in content.items() if key != "digest"}
    return {**rest, "digest": hashlib.sha256(plain.packed(rest)).hexdigest()}


def alternatives(reading: Reading) -> tuple[str | int, ...]:
    """Return what the readings are tried with: each member, a few of the numbers."""
    if isinstance(reading.choices, range):
        return tuple(n for n in (0, 3, 20, 30) if n in reading.choices)
    return tuple(one.value for one in reading.choices)


def every_reading() -> Iterator[Market]:
    """Yield a market under each alternative of each reading, for one day of sending."""
    for reading in READINGS:
        if reading.name != "due_counted_from":
            for chosen in alternatives(reading):
                yield us.CONNECT.with_readings({reading.name: chosen})


def objects(content: object, place: str = "") -> Iterator[tuple[str, Document]]:
    """Yield every object of a document with its place."""
    inner: Any = ()
    if isinstance(content, dict):
        yield place, content
        inner = content.items()
    elif isinstance(content, list):
        inner = enumerate(content)
    for key, value in inner:
        yield from objects(value, f"{place}/{key}")


def containers(content: object) -> Iterator[Any]:
    """Yield every object and every array of a document."""
    if isinstance(content, dict | list):
        yield content
        for inner in content.values() if isinstance(content, dict) else content:
            yield from containers(inner)


def in_utah() -> tuple[Account, Market]:
    """Return an account in Utah, and the market with every rate of its levies."""
    market, on = us.CONNECT.with_sales_tax("utah", "US-UT"), b.day(7, 1)
    for series in ("us-slrrf", "us-rrf", "us-usf-factor", "utah"):
        market = market.with_rate(series, on, 5, CONTRACT_RATES)
    address = BillingAddress(
        id="utah",
        country="US",
        region="UT",
        areas=("US-UT-provo",),
        effective_on=on,
    )
    account = b.account(
        b.day(7, 15),
        b.device_price(),
        b.change(b.day(7, 15), 5),
        addresses=(address,),
    )
    return account, market


def leaves(content: object) -> Iterator[tuple[Any, Any]]:
    """Yield every object or array with a key under which a text stands."""
    inner: Any = ()
    if isinstance(content, dict):
        inner = content.items()
    elif isinstance(content, list):
        inner = enumerate(content)
    for key, value in inner:
        if isinstance(value, str):
            yield content, key
        yield from leaves(value)


def problems(content: Document | bytes) -> list[str]:
    """Return what a reader refuses the content for."""
    with pytest.raises(InvalidFile) as caught:
        read_invoice(content, "invoice.json")
    assert caught.value.path == "invoice.json"
    return [f"{one.code}: {one}" for one in caught.value.problems]


class TestContent:
    """What a document holds."""

    @pytest.mark.clause("A8", "A9", "Q1", "Q29")
    def test_amounts(self) -> None:
        """A start on 15 July bills 5 x 25.00, and 5 x 25.00 x 16/31, on 1 August."""
        found = august()

        part = b.cents(5 * 25 * Fraction(16, 31))
        assert part == 6452
        assert [line["amount"] for line in found["lines"]] == ["125.00", "64.52"]
        assert found["subtotal"] == found["total"] == found["payable"] == "189.52"

    @pytest.mark.clause("B1", "B2", "G4")
    def test_header(self) -> None:
        """The header states the document, its market and its dates as plain values."""
        found = august()

        held = {
            key: value
            for key, value in found.items()
            if not isinstance(value, (dict, list)) and key not in {"digest", "subtotal"}
        }
        assert held == {
            "schema": 1,
            "market": "us-connect",
            "edition": "2026-11",
            "account": "july-start",
            "billing_start": "2026-07-15",
            "issue_date": "2026-08-01",
            "sent_on": None,
            "paid_on": None,
            "due_date": "2026-08-16",
            "dispute_until": "2026-08-16",
            "autopay_on": "2026-08-10",
            "known_on": None,
            "usage": None,
            "currency": "USD",
            "brought_forward": None,
            "total": "189.52",
            "payable": "189.52",
        }
        assert found["document"] == {
            "kind": "recurring",
            "product": "connect",
            "period": {"start": "2026-08-01", "end": "2026-09-01"},
            "part": None,
        }
        empty = ("addresses", "levy_order", "levies", "corrections", "revisions")
        assert [found[key] for key in empty] == [[]] * 5

    def test_line(self) -> None:
        """A line states each field; what it does not have is null."""
        line = august()["lines"][1]

        assert {key: value for key, value in line.items() if key != "proof"} == {
            "id": "279a1e013f2fa5d52e50370555e768a0",
            "kind": "prorated_charge",
            "class": "telecommunications",
            "item": "device",
            "group": None,
            "quantity": "5",
            "unit": "device",
            "unit_price": "25.00",
            "amount": "64.52",
            "effective_on": "2026-07-15",
            "price": "price-device",
            "fact": None,
            "code": None,
            "period": {"start": "2026-07-16", "end": "2026-08-01"},
        }

    def test_step(self) -> None:
        """A step names what it takes, states its value, and cites its clause."""
        found = august()
        proof = found["lines"][1]["proof"]

        (role,) = [
            key
            for key, one in found["policies"].items()
            if one["policy"] == "proration"
        ]
        assert proof["rule"] == "prorated_charge"
        assert proof["steps"][-1] == {
            "op": "round",
            "of": [
                {"step": 8},
                {"policy": f"{role}.rounding"},
                {"document": "currency"},
            ],
            "is": {"number": str(Fraction(6452, 100))},
            "label": "amount",
            "clause": "Q29",
        }
        assert proof["steps"][0]["of"] == [{"fact": "devices.quantity"}]
        assert proof["steps"][1]["is"] == {"date": "2026-07-01"}
        assert proof["steps"][1]["of"] == [{"amount": "billing_start"}]

    def test_sums(self) -> None:
        """The subtotal adds the lines by their ids; the total restates it."""
        found = august()

        (subtotal,) = found["proofs"]["subtotal"]["steps"]
        (total,) = found["proofs"]["total"]["steps"]
        assert subtotal["of"] == [{"line": line["id"]} for line in found["lines"]]
        assert total["of"] == [{"amount": "subtotal"}]

    def test_facts(self) -> None:
        """The facts are exactly those that a proof names, with every field."""
        late = b.change(b.day(8, 20), 2)
        bought = b.bought(b.day(8, 2))
        account = attrs.evolve(july_start(), changes=(*july_start().changes, late))

        assert august(attrs.evolve(account, one_time=(bought,)))["facts"] == {
            "contract": {
                "type": "contract",
                "free_months": "0",
                "billing_start_on": "2026-07-15",
                "known_on": "2026-07-15",
            },
            "devices": {
                "type": "change",
                "item": "device",
                "quantity": "5",
                "effective_on": "2026-07-15",
                "known_on": "2026-07-15",
            },
            "price-device": {
                "type": "price",
                "item": "device",
                "kind": "service_charge",
                "unit": "device",
                "unit_price": "25.00",
                "currency": "USD",
                "effective_on": "2026-07-15",
                "frequency": "monthly",
                "product": "connect",
                "minimum_quantity": "0",
                "known_on": "2026-07-15",
            },
        }

    def test_policies(self) -> None:
        """The whole market is there, each policy under the digest of its content."""
        found = august()["policies"]

        assert [one["policy"] for one in found.values()] == [
            policy.wire[1] for policy in us.CONNECT.policies()
        ]
        for key, content in found.items():
            assert hashlib.sha256(plain.packed(content)).hexdigest() == key

    def test_clauses(self) -> None:
        """Every clause that a policy or a step cites is there, and no other."""
        found = august()

        steps = [
            step
            for proof in [
                *(line["proof"] for line in found["lines"]),
                *found["proofs"].values(),
            ]
            for step in proof["steps"]
        ]
        cited = {step["clause"] for step in steps}
        cited |= {policy["clause"] for policy in found["policies"].values()}
        assert found["clauses"].keys() == cited
        assert found["clauses"]["A1"]["text"] == A1.text
        assert found["clauses"]["A1"]["standing"] == "stated"
        assert found["clauses"]["A1"]["citations"][0]["source"] == "S0"
        assert found["clauses"]["Q1"]["rests_on"] == ["A8", "A9", "A10"]

    def test_numbers_are_text(self) -> None:
        """No number is a JSON number but the schema and the places of steps."""
        numbers = {
            place.rpartition("/")[2] + "/" + key
            for place, content in objects(document(b.invoice(CROWDED, b.month(9))))
            for key, value in content.items()
            if isinstance(value, (int, float))
        }

        assert {one.rpartition("/")[2] for one in numbers} == {"schema", "step"}

    @pytest.mark.clause("Q47", "Q48")
    def test_nothing_payable(self) -> None:
        """A total of -5 x 25.00 x 29/31 has no due date and no autopay to prove."""
        found = august(CREDITED)

        total = b.cents(-5 * 25 * Fraction(29, 31))
        assert total == -11694
        assert (found["total"], found["payable"]) == ("-116.94", "0.00")
        assert (found["due_date"], found["autopay_on"]) == (None, None)
        assert not {"due_date", "autopay_on"} & found["proofs"].keys()
        assert found["dispute_until"] == "2026-08-16"

    @pytest.mark.clause("A5")
    def test_one_time(self) -> None:
        """A purchase names its one fact, and its period is its day."""
        bought = b.bought(b.day(7, 20), "99.98", 2, id="phones")
        (found,) = invoices_issued(
            b.account(b.day(9, 1), bought), Period(b.day(7, 1), b.day(8, 1)), us.CONNECT
        )

        (line,) = written(found)["lines"]
        assert line["amount"] == "199.96"
        assert (line["fact"], line["price"], line["unit"]) == ("phones", None, None)
        assert line["period"] == {"start": "2026-07-20", "end": "2026-07-21"}

    @pytest.mark.clause("Q48")
    def test_brought_forward(self) -> None:
        """A balance brought forward stands in the header and on a line of its own."""
        inputs: dict[str, Any] = {"brought_forward": b.usd("-116.94")}
        found = written(b.invoice(CREDITED, b.month(9), CARRIED, **inputs))

        line = found["lines"][-1]
        assert found["brought_forward"] == line["amount"] == "-116.94"
        assert (line["item"], line["quantity"]) == ("brought forward", "1")
        assert line["unit_price"] == "116.94"
        assert line["proof"]["steps"][0]["of"] == [{"document": "brought_forward"}]

    def test_given_date(self) -> None:
        """An invoice date that the caller gave is a leaf of its own proof."""
        found = written(b.invoice(july_start(), b.month(8), issued_on=b.day(8, 4)))

        assert found["issue_date"] == "2026-08-04"
        (step,) = found["proofs"]["issue_date"]["steps"]
        assert step["of"] == [{"document": "issue_date"}]

    def test_inputs(self) -> None:
        """The day of sending, the day of filtering and the readings are stated."""
        account = july_start().as_known_on(b.day(8, 1))
        found = written(b.invoice(account, b.month(8), ON_SENDING, sent_on=b.day(8, 3)))

        assert (found["known_on"], found["sent_on"]) == ("2026-08-01", "2026-08-03")
        assert found["due_date"] == "2026-08-18"
        assert found["readings"] == {"due_counted_from": "sent_date"}

    def test_no_invoice(self) -> None:
        """The answer that there is no invoice has no document."""
        with pytest.raises(WrongType, match="invoice must be an Invoice"):
            document(assemble_invoice(july_start(), b.month(7), us.CONNECT))  # type: ignore[arg-type]  # on purpose

    def test_stale_reading(self) -> None:
        """A market that lists a reading which its policy does not hold is refused."""
        market = us.CONNECT.with_readings(
            {"dispute_days": 30, "emptied": "cancellation"}
        )
        stale = attrs.evolve(market, dispute=us.CONNECT.dispute)

        with pytest.raises(InvalidValue, match=r"readings\.dispute_days must be what"):
            document(b.invoice(july_start(), b.month(8), stale))

    def test_wrong_amount(self) -> None:
        """An amount that its rule does not give has no document."""
        invoice = b.invoice(july_start(), b.month(8))
        (rule, facts, minor), *others = invoice.rows
        wrong = attrs.evolve(invoice, rows=((rule, facts, minor + 1), *others))

        with pytest.raises(
            ProofError, match="recurring_charge must be 125 by its rule"
        ):
            document(wrong)

    def test_one_id_two_facts(self) -> None:
        """Two facts with one id have no document."""
        invoice = b.invoice(july_start(), b.month(8))
        (rule, facts, minor), other = invoice.rows
        price = attrs.evolve(facts.price, minimum_quantity=1)
        mixed = (rule, facts._replace(price=price), minor)

        with pytest.raises(ConflictingFacts, match="price-device must be given to one"):
            document(attrs.evolve(invoice, rows=(mixed, other)))

    def test_equal_facts(self) -> None:
        """A fact that is given twice with one content is one fact."""
        invoice = b.invoice(july_start(), b.month(8))
        (rule, facts, minor), other = invoice.rows
        again = (rule, facts._replace(price=copy.copy(facts.price)), minor)

        assert document(attrs.evolve(invoice, rows=(again, other))) == august()


class TestBytes:
    """The canonical bytes and the digest."""

    def test_canonical(self) -> None:
        """The bytes are JSON in UTF-8 with sorted keys and nothing between tokens."""
        found = august()

        expected = json.dumps(
            found, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        assert document_bytes(b.invoice(july_start(), b.month(8))) == expected.encode()

    def test_digest(self) -> None:
        """The digest is the SHA-256 of the canonical spelling of everything else."""
        assert august() == resigned(august())

    def test_for_people(self) -> None:
        """The text for people holds the same in the format's order, and ends a line."""
        text = to_json(b.invoice(july_start(), b.month(8)))

        assert json.loads(text) == august()
        # A month is no cycle of its own, and has no such header.
        named = [one for one in SCHEMA["properties"] if one != "cycle"]
        assert list(json.loads(text)) == named
        assert text.startswith('{\n  "schema": 1,\n  "market": ')
        assert text.endswith("}\n")

    @given(account_files(), st.randoms())
    def test_order_of_facts(self, file: dict[str, Any], random: Random) -> None:
        """The same facts in another order give the same bytes."""
        mixed = dict(file)
        for section in ("prices", "changes", "one_time"):
            if section in file:
                mixed[section] = random.sample(file[section], len(file[section]))

        one, other = (
            [
                document_bytes(invoice)
                for invoice in invoices(account_from(each), horizon(file))
            ]
            for each in (file, mixed)
        )
        assert one == other

    @pytest.mark.parametrize("unit_price", ["25", "25.0", "25.00", "25.000", "2.5E+1"])
    def test_one_price_one_spelling(self, unit_price: str) -> None:
        """A price is spelled by its value, however the caller wrote it."""
        prices = (attrs.evolve(july_start().prices[0], unit_price=Decimal(unit_price)),)

        assert august(attrs.evolve(july_start(), prices=prices)) == august()

    def test_yen(self) -> None:
        """A currency without minor units has amounts and prices without a point."""
        price = b.device_price("2500", currency="JPY")
        account = b.account(
            b.day(7, 15), price, b.change(b.day(7, 15), 5), currency="JPY"
        )
        found = august(account)

        # 5 x 2500 x 16/31 = 6451.6
        assert [line["amount"] for line in found["lines"]] == ["12500", "6452"]
        assert found["lines"][0]["unit_price"] == "2500"
        assert read_invoice(found, "yen").total.value.minor == 12500 + 6452

    def test_callers_own(self) -> None:
        """What a caller does to a document reaches no other document."""
        spoiled = august()
        for _, content in list(objects(spoiled)):
            content.clear()

        assert resigned(august()) == august()

    def test_every_container(self) -> None:
        """Whatever list or table of it a caller changes, the next one is as it was."""
        account, market = in_utah()
        invoice = assemble_invoice(account, b.month(8), market)
        assert isinstance(invoice, Invoice)
        before = document_bytes(invoice)
        count = len(list(containers(document(invoice))))

        for place in thinned(range(count)):
            spoiled = list(containers(document(invoice)))[place]
            if isinstance(spoiled, dict):
                spoiled["spoiled"] = "yes"
            else:
                spoiled.append("spoiled")
            assert document_bytes(invoice) == before

        everything = list(containers(document(invoice)))
        assert any(isinstance(one, list) for one in everything)
        for one in everything:
            one.clear()
        assert document_bytes(invoice) == before


class TestReadBack:
    """A document reads back to an equal invoice."""

    @pytest.mark.parametrize(
        "account", [july_start(), CROWDED, OPENED, EARLY, CREDITED], ids=lambda a: a.id
    )
    def test_accounts(self, account: Account) -> None:
        """Every document of an account reads back equal, from bytes and from data."""
        start = b.day(8, 1) if account is OPENED else YEAR.start
        found = invoices_issued(account, Period(start, YEAR.end), us.CONNECT)

        assert len(found) >= 3
        for invoice in found:
            assert read_invoice(document_bytes(invoice), "bytes") == invoice
            assert read_invoice(document(invoice), "data") == invoice
            assert read_invoice(to_json(invoice).encode(), "text") == invoice

    @pytest.mark.parametrize(
        "market", [*every_reading()], ids=lambda m: str(m.readings)
    )
    def test_readings(self, market: Market) -> None:
        """Every document under every reading reads back equal."""
        for account in (CROWDED, CREDITED):
            for invoice in invoices_issued(account, YEAR, market):
                assert read_invoice(document_bytes(invoice), "bytes") == invoice

    @pytest.mark.clause("Q31", "Q27")
    def test_minimum_by_change(self) -> None:
        """Under a minimum, each change of a day is a line of its own and reads back."""
        market = us.CONNECT.with_readings(
            {"emptied": "minimum_quantity", "same_day": "per_change"}
        )

        for invoice in invoices_issued(CROWDED, YEAR, market):
            assert read_invoice(document(invoice), "data") == invoice

    def test_inputs(self) -> None:
        """A given date, a day of sending and a day of filtering read back."""
        account = CROWDED.as_known_on(b.day(9, 1))
        inputs: dict[str, Any] = {"issued_on": b.day(9, 2), "sent_on": b.day(9, 3)}
        invoice = b.invoice(account, b.month(9), ON_SENDING, **inputs)

        found = read_invoice(document(invoice), "data")
        assert found == invoice
        assert (found.given_issue_date, found.sent_on) == (b.day(9, 2), b.day(9, 3))
        assert found.known_on == b.day(9, 1)

    @given(account_files())
    def test_histories(self, file: dict[str, Any]) -> None:
        """Every document of every history reads back equal."""
        for invoice in invoices(account_from(file), horizon(file)):
            assert read_invoice(document_bytes(invoice), "bytes") == invoice

    def test_order_of_readings(self) -> None:
        """Readings come back in the order of their list, whatever it was before."""
        chosen: dict[str, str | int] = {
            "zero_days": "omitted",
            "day_count": "actual_from_start",
        }
        market = us.CONNECT.with_readings(chosen)
        content = written(b.invoice(july_start(), b.month(8), market))
        content["readings"] = dict(reversed(content["readings"].items()))

        # Before fees and taxes a document knows nothing of the market's levies.
        before_taxes = attrs.evolve(
            market,
            levies=(),
            rates=(),
            places=(),
            sales_tax=None,
            contracts=None,
            after_invoice=None,
        )
        assert read_invoice(content, "data").market == before_taxes

    def test_foreign_clause(self) -> None:
        """A clause from elsewhere is written with all that is known of it."""
        source = Source(
            id="quote-7",
            title="Quote 7",
            language="en",
            url="https://example.com/7",
            retrieved=b.day(7, 1),
            sha256="0" * 64,
        )
        clause = Clause(
            id="K1",
            text="The first day counts.",
            standing=Standing.CONTRACT,
            citations=(Citation(source=source, locator="page 2"),),
            rests_on=("A8",),
            checked=b.day(7, 2),
            effective=b.day(7, 3),
            note="Signed on paper.",
        )
        policy = attrs.evolve(us.CONNECT.proration, clause=clause)
        market = attrs.evolve(us.CONNECT, proration=policy)
        invoice = b.invoice(july_start(), b.month(8), market)
        content = written(invoice)

        assert content["clauses"]["K1"]["note"] == "Signed on paper."
        assert read_invoice(content, "data").market.proration.clause == clause
        assert read_invoice(content, "data") == invoice
        assert list(VALIDATOR.iter_errors(content)) == []

    def test_changed_clause(self) -> None:
        """A clause that says otherwise under an id of ours is written in full."""
        clause = attrs.evolve(A8, text="Otherwise.")
        policy = attrs.evolve(us.CONNECT.proration, clause=clause)
        market = attrs.evolve(us.CONNECT, proration=policy)
        invoice = b.invoice(july_start(), b.month(8), market)

        assert written(invoice)["clauses"]["A8"]["checked"] == "2026-11-21"
        assert read_invoice(document(invoice), "data") == invoice

    def test_equal_clause(self) -> None:
        """An equal copy of a clause of ours is that clause, beside ours as well."""
        policy = attrs.evolve(us.CONNECT.recurring, clause=copy.copy(A1))
        market = attrs.evolve(us.CONNECT, recurring=policy)

        assert policy.clause is not A1
        assert document(b.invoice(july_start(), b.month(8), market)) == august()

    def test_two_clauses_one_id(self) -> None:
        """Two clauses with one id have no document."""
        clause = attrs.evolve(A1, text="Otherwise.")
        policy = attrs.evolve(us.CONNECT.recurring, clause=clause)
        market = attrs.evolve(us.CONNECT, recurring=policy)

        with pytest.raises(ConflictingFacts, match=r"clauses\.A1 must be given to one"):
            document(b.invoice(july_start(), b.month(8), market))

    def test_rounding_to_fives(self) -> None:
        """A rounding to multiples of 0.05 reads back."""
        fives = Rounding(RoundingMode.HALF_EVEN, MINOR_UNIT, step=5)
        policy = attrs.evolve(us.CONNECT.proration, rounding=fives)
        market = attrs.evolve(us.CONNECT, proration=policy)
        invoice = b.invoice(july_start(), b.month(8), market)

        assert read_invoice(document(invoice), "data") == invoice
        assert list(VALIDATOR.iter_errors(document(invoice))) == []


class TestChanged:
    """A document that its own rules do not give is refused at its first place."""

    def test_every_digit(self) -> None:
        """No digit can be changed; with the digest made anew, none that counts."""
        content = august()
        accepted, accepted_signed = set(), set()
        # Our own clauses go by their ids: a later release may word them better.
        worded = {id(one) for one in containers(content["clauses"])}
        for holder, key in list(leaves(content)):
            text = holder[key]
            if digits := [n for n, letter in enumerate(text) if letter.isdigit()]:
                last = digits[-1]
                changed = str((int(text[last]) + 1) % 10)
                holder[key] = text[:last] + changed + text[last + 1 :]
                accepted |= {key} if is_read(content) else set()
                if id(holder) not in worded and is_read(resigned(content)):
                    accepted_signed |= {key}
            holder[key] = text

        assert accepted == set()
        # These say what no amount and no date of the document rests on: they are for
        # the account file and the market to prove.
        others: set[object] = {"edition", "effective_on", "known_on"}
        others |= {"minimum_quantity"}
        assert accepted_signed - {"digest"} == others

    @pytest.mark.parametrize(
        ("place", "value", "expected"),
        [
            ("lines/1/amount", "64.53", "lines[1].amount must be '64.52' by the"),
            ("lines/0/quantity", "6", "lines[0].quantity must be '5'"),
            ("lines/0/item", "phone", "lines[0].item must be 'device'"),
            ("lines/0/unit", None, "lines[0].unit must be 'device'"),
            ("lines/0/group", "Berlin", "lines[0].id must be"),
            ("lines/1/proof/steps/5/is", {}, "lines[1].proof.steps[5].is.number must"),
            ("lines/1/proof/steps/5/is", "31", "lines[1].proof.steps[5].is must be an"),
            ("lines/1/proof/steps/0/clause", "A1", "lines[1].proof.steps[0].clause"),
            ("lines/1/proof/steps/2/of", [], "lines[1].proof.steps[2].of must be 1 lo"),
            ("lines/1/proof/steps/0/label", "x", "digest must be"),
            ("facts/devices/quantity", "6", "lines[0].quantity must be '6'"),
            ("facts/price-device/unit_price", "26.00", "lines[0].unit_price must be"),
            ("facts/price-device/unit_price", "25.0", "facts.price-device.unit_price"),
            ("facts/contract/billing_start_on", "2026-07-16", "billing_start must be"),
            ("due_date", "2026-08-17", "due_date must be '2026-08-16'"),
            ("due_date", None, "due_date must be '2026-08-16'"),
            ("sent_on", "2026-08-02", "digest must be"),
            ("issue_date", "2026-08-02", "issue_date must be '2026-08-01'"),
            ("total", "189.53", "total must be '189.52'"),
            ("account", "acme", "lines[0].id must be"),
            ("clauses/A1/text", "x", "digest must be"),
            ("clauses/A1/rests_on", ["Q1"], "digest must be"),
            ("proofs", {}, "proofs.billing_start must be an object"),
            ("digest", "0" * 64, "digest must be"),
        ],
    )
    def test_place(self, place: str, value: object, expected: str) -> None:
        """The first place that differs is named, with what the rules give."""
        content = august()
        put(content, place, value)

        with pytest.raises(ProofError) as caught:
            read_invoice(content, "changed")
        assert str(caught.value).startswith(expected)

    def test_more(self) -> None:
        """A fact, a clause or a proof that nothing asks for is refused."""
        fact = {**august()["facts"]["devices"], "quantity": "1"}
        for place, value, expected in [
            ("facts/more", fact, "facts.more must be absent"),
            ("clauses/Q68", june_end()["clauses"]["Q68"], "clauses.Q68 must be absent"),
            ("proofs/x", august()["proofs"]["total"], "proofs.x must be absent"),
        ]:
            content = august()
            put(content, place, value)
            with pytest.raises(ProofError) as caught:
                read_invoice(content, "more")
            assert str(caught.value).startswith(expected)

    def test_fewer(self) -> None:
        """A line that is left out is missed where its clauses and facts are told."""
        content = august()
        del content["lines"][1]

        with pytest.raises(ProofError, match=r"clauses\.Q26 must be absent"):
            read_invoice(content, "fewer")


class TestRefused:
    """What is no document is refused with every reason."""

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", "document must be JSON in UTF-8"),
            (b"\xff", "document must be JSON in UTF-8"),
            (b"\xef\xbb\xbf{}", "document must be JSON in UTF-8"),
            ("{}".encode("utf-16"), "document must be JSON in UTF-8"),
            (b'{"a":"1","a":"1"}', "document must be without a key that stands twice"),
            (b'{"a":NaN}', "document must be made of texts, not of numbers with a po"),
            (b'{"a":-Infinity}', "document must be made of texts, not of numbers"),
            (b'{"a":1e5}', "document must be made of texts, not of numbers with a poi"),
            (b'{"a":1234567890}', "document must be without a number of more than 9"),
            (b'{"a":' + b"9" * 5000 + b"}", "document must be without a number of mo"),
            (b"[" * 18 + b"]" * 18, "document must be of at most 16 levels"),
            (b"[" * 100_000 + b"]" * 100_000, "document must be JSON in UTF-8"),
            (b'{"a":true}', "document must be made of texts, objects, arrays and null"),
            (b'"\\ud800"', "document must be made of Unicode text"),
            (b"[" + b"0," * 1_000_000 + b"0]", "document must be of at most 16 level"),
            (b" " * (16 * 1024 * 1024 + 1), "document must be at most 16777216 bytes"),
            (b"[]", "document must be an object, got []"),
            (b"null", "document must be an object, got None"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_bytes(self, content: bytes, expected: str) -> None:
        """What is not JSON, or more than a document can be, is refused by its form."""
        (problem,) = problems(content)

        assert problem.partition(": ")[2].startswith(expected)

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({"a": 1.5}, "made of texts, objects, arrays and null, got 'float'"),
            ({"a": ("b",)}, "made of texts, objects, arrays and null, got 'tuple'"),
            ({"a": 10**9}, "without a number of more than 9 digits, got 'int'"),
            ({1: "a"}, "an object whose keys are texts, got 'dict'"),
        ],
    )
    def test_data(self, content: Document, expected: str) -> None:
        """Data that JSON does not give are refused as well."""
        (problem,) = problems(content)

        assert problem == f"wrong-type: document must be {expected}"

    def test_all_problems(self) -> None:
        """All that is wrong with the form of a document is told at once."""
        content = august()
        content["facts"]["devices"]["quantity"] = "05"
        content["facts"]["price-device"]["minimum_quantity"] = None
        content["lines"][0]["when"] = "now"
        del content["lines"][1]["kind"]
        content["schema"] = 0

        keys = ", ".join(SCHEMA["$defs"]["line"]["properties"])
        whole = "a whole number as text, such as '5'"
        assert problems(content) == [
            "invalid-value: schema must be the number 1, got 0",
            f"unknown-key: lines[0].when must be one of {keys}, got 'when'",
            "invalid-value: lines[1].kind must be given, got None",
            f"invalid-value: facts.devices.quantity must be {whole}, got '05'",
            "wrong-type: facts.price-device.minimum_quantity must be text, got None",
        ]

    def test_most_problems(self) -> None:
        """A thousand problems are enough."""
        content = august()
        content["lines"] = [{}] * 90

        assert 1000 <= len(problems(content)) < 90 * len(august()["lines"][0])

    @pytest.mark.parametrize(
        ("place", "value", "expected"),
        [
            ("document/kind", "credit_note", "document.kind must be one of recurring"),
            ("document/period/end", "2026-08-31", "document.period must be 2026-08-01"),
            ("document/period/end", "2026-07-01", "document.period.end must be"),
            ("document/kind", "one_time", "document.period must be 2026-08-01"),
            ("market", " ", "market must be printable text without blanks"),
            ("account", "", "account must be text of 1 to 200 characters"),
            ("issue_date", "2026-02-30", "issue_date must be a day such as"),
            ("issue_date", "20260801", "issue_date must be a day such as"),
            ("issue_date", "3026-08-01", "issue_date must be a day such as"),
            ("lines", {}, "lines must be an array"),
            ("lines/0/quantity", 5, "lines[0].quantity must be text, got 5"),
            ("lines/0/proof/rule", "no_rule", "lines[0].proof.rule must be one of"),
            ("lines/0/price", "devices", "lines[0].price must be the id of a Price"),
            ("lines/0/price", None, "lines[0].price must be the id of a Price"),
            ("lines/0/proof/steps", [], "lines[0].proof must be one that adds up"),
            (
                "lines/0/proof/steps/0/of",
                [{"fact": "contract.quantity"}],
                "lines[0].pr",
            ),
            (
                "lines/0/proof/steps/0/of",
                [{"fact": "x.quantity"}],
                "lines[0].proof mus",
            ),
            (
                "lines/0/proof/steps/0/of",
                [{"step": "0"}],
                "lines[0].proof.steps[0].of[",
            ),
            (
                "lines/0/proof/steps/0/of",
                [{"fact": 0}],
                "lines[0].proof.steps[0].of[0]",
            ),
            ("lines/0/proof/steps/0/of", [{"x": "y"}], "lines[0].proof.steps[0].of[0]"),
            (
                "lines/0/proof/steps/0/of",
                [{}],
                "lines[0].proof.steps[0].of[0] must be ",
            ),
            (
                "lines/0/proof/rule",
                "one_time_charge",
                "lines[0].fact must be the id of",
            ),
            (
                "lines/0/proof/rule",
                "brought_forward",
                "brought_forward must be given w",
            ),
            (
                "facts/devices/type",
                "vice",
                "facts.devices.type must be one of contract",
            ),
            ("facts/devices/quantity", "0", "facts.devices.quantity must be a whole n"),
            ("facts/price-device/unit_price", "-1", "facts.price-device.unit_price mu"),
            ("facts/price-device/unit_price", "1e3", "facts.price-device.unit_price "),
            ("facts/price-device/currency", "EUR", "facts.price-device.currency must "),
            ("facts/contract", {"type": "contract"}, "facts.contract.free_months must"),
            ("currency", "XXX", "currency must be"),
            ("readings/colour", "red", "readings must be one of day_count"),
            ("readings/emptied", "cancellation", "readings.emptied must be what the p"),
            (
                "readings/dispute_days",
                "many",
                "readings.dispute_days must be a whole n",
            ),
            ("readings/due_day", "31", "readings.due_day must be from 0 to 30"),
            ("brought_forward", "-1.005", "brought_forward.amount must be"),
            ("clauses/A1", {}, "clauses.A1.text must be given"),
            ("clauses/A1/standing", "sat", "clauses.A1.standing must be one of stated"),
        ],
    )
    def test_values(self, place: str, value: object, expected: str) -> None:
        """A value that a document cannot have is refused at its place."""
        content = august()
        put(content, place, value)

        assert problems(content)[0].partition(": ")[2].startswith(expected)

    def test_no_contract(self) -> None:
        """A document without its contract is refused."""
        content = august()
        del content["facts"]["contract"]

        assert problems(content) == [
            "invalid-value: facts must be with one contract among them, got 0"
        ]

    def test_line_twice(self) -> None:
        """A line that stands twice is refused."""
        content = august()
        content["lines"].append(content["lines"][0])

        (problem,) = problems(content)
        assert problem.startswith("conflicting-facts: lines[2].id must be that of one")

    def test_changed_policy(self) -> None:
        """A policy that is changed no longer stands under the digest of its content."""
        content = august()
        key = next(iter(content["policies"]))
        content["policies"][key]["removals"] = "not_credited"

        (problem,) = problems(content)
        assert problem.startswith(
            f"invalid-value: policies.{key} must be under the dig"
        )

    def test_roles(self) -> None:
        """A market lacks no policy."""
        content = august()
        content["policies"].popitem()

        (problem,) = problems(content)
        assert problem.startswith(
            "invalid-value: policies must be one of each role: pro"
        )

    def test_impossible_policy(self) -> None:
        """A policy that cannot be made is refused at its field."""
        content = august()
        (key,) = [
            k for k, one in content["policies"].items() if one["policy"] == "settlement"
        ]
        policy = content["policies"].pop(key)
        for other, expected in [
            ({"clause": "A99"}, "clause must be one of A8, A1"),
            ({"policy": "taxes"}, "policy must be one of proration"),
            (
                {"negative_total": "lost"},
                "negative_total must be one of account_credit",
            ),
        ]:
            content["policies"][key] = {**policy, **other}
            (problem,) = problems(content)
            assert f"policies.{key}.{expected}" in problem

    def test_impossible_rounding(self) -> None:
        """A rounding that cannot be made is refused at its field."""
        content = august()
        key = next(iter(content["policies"]))
        content["policies"][key]["rounding"]["places"] = "13"

        (problem,) = problems(content)
        assert f"policies.{key}.rounding.places must be" in problem

    def test_unknown_clause(self) -> None:
        """A clause that is not ours must say when it was checked."""
        content = august()
        content["clauses"]["K9"] = content["clauses"]["A1"]

        (problem,) = problems(content)
        assert problem.startswith(
            "unknown-name: clauses.K9.clause must be the id of a c"
        )

    def test_beyond_the_calendar(self) -> None:
        """Days that no calendar has are refused, whatever counts them."""
        policy = attrs.evolve(us.CONNECT.dispute, days=10**12 - 1)
        content = august()
        (key,) = [
            k for k, one in content["policies"].items() if one["policy"] == "dispute"
        ]
        del content["policies"][key]
        content["policies"][digest(policy)] = data(policy)

        (problem,) = problems(content)
        assert problem.startswith(
            "invalid-value: document must be of days within the ca"
        )


class TestSchema:
    """The JSON Schema beside the door."""

    def test_itself(self) -> None:
        """It is a schema of the draft it names."""
        Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize(
        "account", [july_start(), CROWDED, EARLY, CREDITED], ids=lambda a: a.id
    )
    def test_accounts(self, account: Account) -> None:
        """Every document of an account fits."""
        for invoice in invoices_issued(account, YEAR, us.CONNECT):
            assert list(VALIDATOR.iter_errors(document(invoice))) == []

    @pytest.mark.parametrize(
        "market", [*every_reading()], ids=lambda m: str(m.readings)
    )
    def test_readings(self, market: Market) -> None:
        """A document under every reading fits."""
        autumn = Period(b.day(9, 1), b.day(11, 1))
        found = invoices_issued(CROWDED, autumn, market)

        assert found
        for invoice in found:
            assert list(VALIDATOR.iter_errors(document(invoice))) == []

    def test_inputs(self) -> None:
        """A document with everything that a caller can give fits."""
        opened = document(
            b.invoice(OPENED, b.month(8), ON_SENDING, sent_on=b.day(8, 2))
        )
        balance = b.usd("-116.94")
        carried = b.invoice(CREDITED, b.month(9), CARRIED, brought_forward=balance)

        assert list(VALIDATOR.iter_errors(opened)) == []
        assert list(VALIDATOR.iter_errors(document(carried))) == []

    def test_strict(self) -> None:
        """No object has room for a key that the schema does not name."""
        loose = [
            place
            for place, one in objects(SCHEMA)
            if one.get("type") == "object"
            and one.get("additionalProperties", True) is True
        ]

        assert loose == []

    def test_as_strict_as_the_reader(self) -> None:
        """A further key in any object is refused by the schema and by the reader."""
        content = august()
        numbered = {
            re.sub(r"\d+\b", "#", place): one for place, one in objects(content)
        }

        assert len(numbered) > 40
        for place, one in thinned(numbered.items()):
            one["further"] = "x"
            assert not VALIDATOR.is_valid(content), place
            assert not is_read(content), place
            del one["further"]
        assert VALIDATOR.is_valid(content)
        assert is_read(content)

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("op", Op),
            ("standing", Standing),
            ("rounding_mode", RoundingMode),
            ("line_kind", LineKind),
            ("charge_class", ChargeClass),
            ("billable_unit", BillableUnit),
            ("levy_kind", LevyKind),
            ("tax_category", TaxCategory),
        ],
    )
    def test_enumerations(self, name: str, kind: type[Enum]) -> None:
        """The schema's enumerations are the library's."""
        assert set(SCHEMA["$defs"][name]["enum"]) == {one.value for one in kind}

    def test_document_kinds(self) -> None:
        """An invoice is of any kind of document but a credit note."""
        kinds = [one.value for one in DocumentKind]

        kinds.remove("credit_note")
        assert SCHEMA["$defs"]["document_kind"] == {"enum": kinds}

    def test_readings_are_listed(self) -> None:
        """The schema lists each reading with its alternatives."""
        listed = SCHEMA["$defs"]["readings"]["properties"]

        # On the others no invoice rests.
        rested = [one for one in READINGS if not isinstance(one, GroupReading)]
        assert set(listed) == {one.name for one in rested}
        for one in rested:
            if not isinstance(one.choices, range) or one.name == "invoice_day":
                assert listed[one.name] == {"enum": [*one.alternatives()]}

    @pytest.mark.parametrize(
        "kind",
        [
            Contract,
            ServiceEnd,
            Price,
            QuantityChange,
            OpeningQuantity,
            OneTimeCharge,
            BillingAddress,
            ExemptionCertificate,
            TaxNumber,
            Withdrawal,
            IssuedLine,
        ],
    )
    def test_facts(self, kind: type[Price]) -> None:
        """The schema has each field of each fact."""
        names = {one.name for one in attrs.fields(kind) if one.init} - {"id"}

        found = SCHEMA["$defs"][f"fact_{kind.wire[1]}"]["properties"]
        assert set(found) == {"type", *names}

    @pytest.mark.parametrize("kind", POLICIES, ids=lambda kind: kind.wire[1])
    def test_policies(self, kind: Any) -> None:  # noqa: ANN401 -- for attrs.fields
        """The schema has each field of each policy."""
        names = {one.name for one in attrs.fields(kind) if one.init}

        found = SCHEMA["$defs"][f"policy_{kind.wire[1]}"]["properties"]
        assert set(found) == {"policy", *names}

    @pytest.mark.parametrize(
        ("name", "kind"), [("document_part", DocumentPart), ("treatment", Treatment)]
    )
    def test_parts_of_policies(self, name: str, kind: Any) -> None:  # noqa: ANN401
        """The schema has each field of each value in a policy, and asks for all."""
        names = [one.name for one in attrs.fields(kind) if one.init]

        assert list(SCHEMA["$defs"][name]["properties"]) == names
        assert SCHEMA["$defs"][name]["required"] == names

    @pytest.mark.parametrize(
        ("policy", "field", "kind"),
        [
            ("levy", "level", Level),
            ("levy", "cap", Cap),
            ("levy", "tax_date", TaxDate),
            ("levy", "credit_rate", CreditRate),
            ("levy", "negative_base", NegativeBase),
            ("levy", "vat_id", VatId),
            ("issue", "counted", DaysCounted),
        ],
    )
    def test_choices(self, policy: str, field: str, kind: type[Enum]) -> None:
        """The alternatives of a choice are the library's, in their order."""
        found = SCHEMA["$defs"][f"policy_{policy}"]["properties"][field]
        assert found == {"enum": [one.value for one in kind]}


ENUMERATIONS: Final[dict[type[Enum], str]] = {
    AutopayCharged: "day_of_month due_date",
    BillableUnit: (
        "device extension toll_free_number inbound_only_number two_way_number "
        "international_number subscription rented_device minute message_credit"
    ),
    CallType: (
        "extension toll_free_inbound inbound domestic_premium international plan "
        "message"
    ),
    ChargeClass: (
        "telecommunications messaging software equipment_sale equipment_rental "
        "fee recovery pass_through tax balance"
    ),
    CreditRate: "charging_invoice current_invoice",
    Cap: "none product",
    DayCount: "actual_after_start actual_from_start thirty_day_month",
    DaysCounted: "calendar_days business_days",
    DocumentKind: "recurring one_time cycle plan_change credit_note",
    DueCountedFrom: "invoice_date sent_date",
    Device: "regular low_usage",
    Edge: "whole split",
    Emptied: "service_continues cancellation minimum_quantity",
    ExtensionCalls: "outbound free",
    FirstInvoice: "window next_month on_start_date month_after",
    FreeMonths: "calendar_months thirty_days",
    LastMonth: "days_served full_month",
    Level: "invoice line unrounded_lines",
    LevyKind: "recovery pass_through tax",
    LineKind: (
        "service_charge standard_number prorated_charge included_minutes "
        "domestic_premium_minutes outbound_overage toll_free_minutes "
        "international_minutes included_messages message_overage contact_center "
        "subscription rental hardware number_purchase change_fee early_termination "
        "other_charge other_credit brought_forward state_and_local_recovery "
        "regulatory_recovery canadian_regulatory_fee universal_service_fee sales_tax "
        "gst hst pst qst vat"
    ),
    MinorUnit: "minor_unit",
    MirroredRounding: "half_up half_even",
    MissingDay: "clamp roll_over refuse",
    NegativeBase: "same_formula no_levy",
    NegativeTotal: "account_credit refund carried_line",
    NovaScotiaHst: "law guide",
    NumberPurchase: "next_monthly one_time_invoice",
    Op: (
        "given sum minus negate times over percent greatest least at_least_zero tier "
        "round day_after day_before plus_days minus_days plus_months month_start "
        "next_month day_of_month next_day_of_month business_day next_business_day "
        "previous_business_day later earlier charged_from charged_days periods_from "
        "period_start period_end months_within"
    ),
    Per: "row call",
    PoolUse: "unrated off_net",
    PriceChange: "on_the_day next_cycle",
    PriceModel: "flat graduated volume package",
    Quantities: "day_one invoice_date",
    Removals: "credited not_credited",
    RoundedAt: "line unit_share",
    RoundingMode: "half_up half_even half_down up down ceiling floor",
    SameDay: "netted_by_sign per_change",
    Standing: "stated law contract reading assumed",
    StartCounted: "later quote signature",
    StepsCounted: "after_initial multiple",
    TaxCategory: "standard zero_rated exempt reverse_charge",
    TaxDate: "invoice_date service_period earlier_of_invoice_and_payment",
    TaxRounding: "half_up down",
    Taxability: "taxable zero_rated exempt out_of_scope",
    UsageRounded: "line row",
    UsfBase: "telecommunications with_recovery",
    VatId: "none cross_border any",
    VatNumbers: "cross_border any",
    WhenNothing: "no_invoice invoice",
    ZeroDays: "shown omitted",
    ZeroSeconds: "free minimum",
    IncludedCounted: "full prorated",
    Judged: "invoice contract",
    LastUsage: "own_invoice last_regular",
    MinuteRounding: "up nearest",
    AnnualRenewal: "monthly_invoice anchor_day",
    AutoRenewal: "on off",
    ChangeFeeBilled: "next_monthly one_time_invoice",
    ChangeFeePer: "number detail",
    CycleLength: "calendar_month anchored_month thirty_days",
    DataDeletion: "ninety_days six_months thirty_days",
    MethodsOnFile: "by_portal one_everywhere four_two_two",
    ClawBack: "next_statement none",
    CreditRounded: "fee credit",
    DisputedPart: "suspended owed",
    LateReturn: "accepted refused",
    OneTimeRun: "next_month thirty_days",
    PastDueCounted: "autopay due_date",
    PaymentOrder: "named_then_oldest oldest largest",
    ResidualBase: "service total",
    ResidualRun: "same_month month_end",
    RestockingBase: "price_paid msrp",
    ReturnCounted: "processed shipped received",
    TaxGivenBack: "in_proportion in_full",
    DeadlineOn: "calendar_day next_business_day",
    EarlyExit: "by_notice at_once",
    FirstCharge: "sign_up after_first_cycle",
    Frequency: "monthly quarterly annual",
    MovedBy: "nothing increases any_change",
    NoticeCounted: "renewal_date last_day",
    NumberDetail: "caller_id e911 two_way",
    QuarterChanges: "months_and_days days",
    Quarters: "first_of_month anchored",
    TermCounted: "billing_start signature",
}

NAMES: Final = {
    "document": (
        "schema market edition readings account document cycle billing_start "
        "issue_date sent_on paid_on due_date dispute_until autopay_on known_on usage "
        "currency brought_forward addresses levy_order lines levies corrections "
        "revisions facts policies clauses subtotal total payable proofs digest"
    ),
    "document.document": "kind product period part",
    "document.proofs": (
        "billing_start anchor cycle_start cycle_end past_anchor past_start past_end "
        "issue_date due_date dispute_until autopay_on subtotal total payable"
    ),
    "proof": "rule steps",
    "cause": "facts amount",
    "citation": "source locator url title language retrieved sha256",
    "clause": "text standing citations rests_on checked effective note",
    "corrected_document": "kind product period part",
    "correction": (
        "id line kind class item group code levy category percent effective_on period "
        "tax_date document issued credited revised amount causes proof"
    ),
    "document_part": "name classes",
    "fact_address": "type country region areas effective_on known_on supersedes",
    "fact_call_rate": (
        "type name call_type currency effective_on prefixes model unit_price tiers "
        "package flat_fee minimum connection_fee increment known_on supersedes"
    ),
    "fact_change": "type item quantity effective_on group known_on supersedes",
    "fact_contract": (
        "type signed_on free_months billing_start_on known_on supersedes"
    ),
    "fact_early_termination": (
        "type amount currency effective_on product known_on supersedes"
    ),
    "fact_exemption": (
        "type tax jurisdiction certificate effective_on valid_until known_on supersedes"
    ),
    "fact_included": "type unit quantity item effective_on known_on supersedes",
    "fact_low_usage": (
        "type item full_price phones allowed effective_on known_on supersedes"
    ),
    "fact_no_usage": "type month known_on supersedes",
    "fact_usage": (
        "type month call_type rate device rows connected seconds billable row_cost "
        "counted counted_from known_on supersedes"
    ),
    "increment": "initial step counted minimum free_seconds zero_seconds",
    "fact_issued_line": "type document line amount currency effective_on",
    "fact_one_time": (
        "type kind item quantity unit_price currency effective_on code product "
        "known_on supersedes"
    ),
    "fact_opening": "type item quantity effective_on group known_on supersedes",
    "fact_price": (
        "type item kind unit unit_price currency effective_on frequency product "
        "minimum_quantity known_on supersedes"
    ),
    "fact_number_change": (
        "type number details effective_on currency fee product known_on supersedes"
    ),
    "fact_service_end": "type last_day_of_service known_on supersedes",
    "fact_tax_number": "type number effective_on confirmed_on known_on supersedes",
    "fact_term": (
        "type agreed_on months product start_on auto_renewal renewal_months renewal_on "
        "buyout currency known_on supersedes"
    ),
    "fact_trial": "type product effective_on days known_on supersedes",
    "fact_withdrawal": "type fact known_on",
    "levy": (
        "id kind levy category jurisdiction percent share base amount tax_date from_on "
        "ground proof"
    ),
    "line": (
        "id kind class item group quantity unit unit_price amount effective_on "
        "price fact code period proof"
    ),
    "operand": "fact policy document step line amount",
    "own_citation": "source locator url",
    "own_clause": "text standing citations rests_on",
    "period": "start end",
    "policy_anchor": (
        "policy length days first_charge moved_by missing_day rounding clause"
    ),
    "policy_autopay": "policy charged day clause",
    "policy_credit": "policy rounding clause",
    "policy_cycle": (
        "policy first_invoice window_last_day number_purchase nothing_to_bill "
        "parts clause"
    ),
    "policy_dispute": "policy days clause",
    "policy_due": "policy days counted_from due_day offered clause",
    "policy_fees": "policy change_fee currency per billed rounding clause",
    "policy_frequency": (
        "policy annual_renewal quarters quarter_changes missing_day clause"
    ),
    "policy_issue": "policy day counted holidays clause",
    "policy_levy": (
        "policy name kind line jurisdiction places series share classes levies "
        "treatments level rounding line_rounding cap tax_date credit_rate "
        "negative_base vat_id seller clause"
    ),
    "policy_low_usage": "policy phones minutes judged clause",
    "policy_usage": (
        "policy minutes per edge rounded rounding extension_calls included pool_use "
        "last_usage packages minute_seconds message_characters included_price overage "
        "message_overage currency clause"
    ),
    "policy_one_time": "policy rounding clause",
    "policy_proration": (
        "policy day_count removals zero_days same_day rounded rounding "
        "price_change emptied last_month clause"
    ),
    "policy_rate": "policy series category from_on percent clause",
    "policy_recurring": "policy quantities rounding clause",
    "policy_settlement": "policy negative_total clause",
    "policy_start": "policy counted missing_day free_month_days clause",
    "readings": (
        "day_count removals free_months billing_start first_invoice quantities "
        "invoice_day zero_days same_day rounded proration_rounding price_change "
        "emptied nothing_to_bill negative_total number_purchase last_month "
        "due_counted_from due_day dispute_days autopay annual_renewal quarters "
        "quarter_changes cycle_length first_charge billing_date change_fee_per "
        "change_fee_billed tax_level tax_rounding nova_scotia_hst vat_id usf_base "
        "negative_base credit_rate tax_date minutes minutes_per extension_calls "
        "month_edge included low_usage pool_use usage_rounded last_usage"
    ),
    "revision": "digest document revised",
    "rounding": "mode places step",
    "step": "op of is label clause",
    "tier": "above unit_price flat_fee",
    "step_value": "number date",
    "treatment": "charge_class unit taxability clause",
}


class TestWireNames:
    """The names that documents are written in: they grow, and never change."""

    @pytest.mark.parametrize("kind", ENUMERATIONS, ids=lambda kind: kind.__name__)
    def test_values(self, kind: type[Enum]) -> None:
        """The wire values of an enumeration are frozen."""
        assert " ".join(one.value for one in kind) == ENUMERATIONS[kind]

    def test_every_enumeration(self) -> None:
        """Every enumeration that a fact, a policy, a step or a line holds is frozen."""
        kinds = (Price, OneTimeCharge, Rounding, Clause, LineFields, DocumentKey, Step)
        values = (ExemptionCertificate, DocumentPart, Treatment)
        used = (UsageTotal, CallRate, Increment, Term, NumberChange)
        held: set[Any] = {*kinds, *values, *used, *POLICIES}
        written_in: set[type] = {
            one.choices for one in READINGS if isinstance(one.choices, type)
        }
        for one in (field.type for kind in held for field in attrs.fields(kind)):
            written_in |= {x for x in (one, *get_args(one)) if isinstance(x, type)}

        assert {one for one in written_in if issubclass(one, Enum)} == {*ENUMERATIONS}

    def test_names(self) -> None:
        """The names of the fields are frozen, in their order."""
        top, line = SCHEMA["properties"], SCHEMA["$defs"]["line"]["properties"]
        objects_by_name = {
            "document": top,
            "document.document": top["document"]["properties"],
            "document.proofs": top["proofs"]["properties"],
            "proof": line["proof"]["properties"],
        }
        levy = SCHEMA["$defs"]["levy"]["properties"]["proof"]
        assert levy["properties"].keys() == line["proof"]["properties"].keys()
        for name, one in SCHEMA["$defs"].items():
            if "properties" in one:
                objects_by_name[name] = one["properties"]

        found = {name: " ".join(one) for name, one in objects_by_name.items()}
        assert found == NAMES

    def test_rules(self) -> None:
        """The names of the rules are frozen."""
        rules = [
            *SCHEMA["$defs"]["line"]["properties"]["proof"]["properties"]["rule"][
                "enum"
            ],
            *SCHEMA["$defs"]["levy"]["properties"]["proof"]["properties"]["rule"][
                "enum"
            ],
            *SCHEMA["$defs"]["correction"]["properties"]["proof"]["properties"]["rule"][
                "enum"
            ],
            *SCHEMA["properties"]["proofs"]["properties"],
        ]

        assert rules == [
            *("recurring_charge", "prorated_charge", "one_time_charge"),
            *("brought_forward", "change_fee", "early_termination"),
            *("period_charge", "period_proration"),
            *("low_usage_charge", "usage_charge", "included_usage", "usage_overage"),
            *("cycle_charge", "cycle_proration", "unused_days"),
            *("levy", "correction", "billing_start"),
            *("anchor", "cycle_start", "cycle_end"),
            *("past_anchor", "past_start", "past_end", "issue_date"),
            *(
                "due_date",
                "dispute_until",
                "autopay_on",
                "subtotal",
                "total",
                "payable",
            ),
        ]
        stated = [line["proof"]["rule"] for line in august()["lines"]]
        assert stated == ["recurring_charge", "prorated_charge"]
        assert all(one["rule"] == name for name, one in august()["proofs"].items())


class TestPlain:
    """The parts that the document's door is made of."""

    @pytest.mark.parametrize(
        ("key", "expected"),
        [
            ("c1", "facts.c1"),
            ("a.b", "facts['a.b']"),
            ("", "facts['']"),
            ("Zürich", "facts['Z\\xfcrich']"),
            ("x" * 65, f"facts['{'x' * 60}']"),
        ],
    )
    def test_place_of(self, key: str, expected: str) -> None:
        """A key is quoted where it is no plain word, and cut where it is long."""
        assert plain.place_of("facts", key) == expected

    def test_differences(self) -> None:
        """Every difference is told in the order of what is expected."""
        stated: Any = {"b": ["1", "2", "3"], "c": {"d": "4"}, "z": "5"}
        expected: Any = {"a": {}, "b": ["1", "0"], "c": ["4"], "e": []}

        assert [str(one) for one in plain.differences(stated, expected)] == [
            "a must be an object, got None",
            "b[1] must be '0', got '2'",
            "b must be 2 long, got 3",
            "c must be an array, got {'d': '4'}",
            "e must be an array, got None",
            "z must be absent, got 'it'",
        ]

    def test_fields_of(self) -> None:
        """Fields are read by their annotations, so that none can be forgotten."""
        read = shapes.fields_of(Rounding)

        assert read({"mode": "up", "places": "2", "step": "5"}, "rounding") == {
            "mode": RoundingMode.UP,
            "places": 2,
            "step": 5,
        }


def is_read(content: Document) -> bool:
    """Whether the reader takes the document."""
    try:
        read_invoice(content, "changed")
    except BillingError:
        return False
    return True


def june_end() -> Document:
    """Return a document that cites the end of service."""
    account = attrs.evolve(july_start(), end=CROWDED.end)
    return document(b.invoice(account, b.month(10)))


def put(content: Document, place: str, value: object) -> None:
    """Put a value at a place such as ``lines/0/amount``."""
    *holders, key = place.split("/")
    holder: Any = content
    for one in holders:
        holder = holder[int(one) if isinstance(holder, list) else one]
    holder[int(key) if isinstance(holder, list) else key] = value
