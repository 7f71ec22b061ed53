"""Usage on documents: read back equal, explained, corrected, and the same bytes."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import (
    Known,
    account,
    call_rate,
    cents,
    change,
    day,
    device_price,
    included,
    invoice,
    low_usage,
    month,
    price,
    usage_lines,
    usage_total,
)

from gotobilling.corrections import correct, next_invoice
from gotobilling.errors import BillingError
from gotobilling.facts import (
    BRAZIL_MOBILE,
    Account,
    Device,
    Fact,
    NoUsage,
    PriceModel,
    Tier,
    UsageTotal,
    Withdrawal,
)
from gotobilling.formats.documents import (
    document_bytes,
    issued_document,
    read_invoice,
)
from gotobilling.invoices import Invoice, IssuedDocument, assemble_invoice
from gotobilling.invoices import invoices_issued as documents_of
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.market import Market
from gotobilling.markets import br, us
from gotobilling.periods import Period
from gotobilling.readings import READINGS
from gotobilling.testing.late import bill_as_known, by_name, stated_by_line
from gotobilling.testing.usage_cases import usage_history
from gotobilling.verify import verify

JUNE: Final = day(6, 1)
JULY: Final = day(7, 1)
START: Final = day(6, 15)
LATE: Final = day(8, 20)
SEPTEMBER: Final = day(9, 1)
PLAN: Final = usage_total(CallType.PLAN, 130, id="plan")
ABROAD: Final = usage_total(CallType.INTERNATIONAL, 70, "germany", id="abroad")
GERMANY: Final = call_rate(id="germany")
TIERS: Final = (
    Tier(above=0, unit_price=Decimal("0.02")),
    Tier(above=100, unit_price=Decimal("0.01"), flat_fee=Decimal(5)),
)
USAGE_READINGS: Final = [
    (one.name, value)
    for one in READINGS
    if one.policy in ("usage", "low_usage")
    for value in one.alternatives()
]
few = settings(max_examples=10)


def simple(*facts: Known, **others: Any) -> Account:  # noqa: ANN401
    """Return five devices from 1 June 2026 on, and facts."""
    return account(JUNE, change(JUNE, 5), device_price(), *facts, **others)


def everything(*, tiers: bool = True, **others: Any) -> Account:  # noqa: ANN401
    """Return an account with every kind of usage in July, served from 15 June on."""
    low = Device.LOW_USAGE
    cost = Decimal("1.50")
    facts: list[Known] = [
        device_price(),
        price("low phone", LineKind.SERVICE_CHARGE, "9.95"),
        change(START, 15),
        change(START, 4, "low phone"),
        change(START, 4, "low phone", group="Berlin"),
        low_usage(),
        PLAN,
        usage_total(CallType.PLAN, 300, None, id="low plan", device=low),
        usage_total(CallType.EXTENSION, 25),
        usage_total(CallType.INBOUND, 25),
        usage_total(CallType.MESSAGE, 1200),
        included(50),
        included(3, "device"),
        included(500, id="texts", unit=BillableUnit.MESSAGE_CREDIT),
        evolve(ABROAD, row_cost=cost),
        usage_total(
            CallType.INTERNATIONAL,
            0,
            "germany",
            id="low abroad",
            device=low,
            billable=66,
            row_cost=Decimal("0.02"),
        ),
        evolve(GERMANY, increment=BRAZIL_MOBILE, connection_fee=Decimal("0.05")),
    ]
    for call_type in (CallType.DOMESTIC_PREMIUM, CallType.TOLL_FREE_INBOUND):
        facts.append(call_rate(call_type.value, "0.019", call_type))
        name = f"rate of {call_type.value}"
        facts.append(usage_total(call_type, 7, name, row_cost=cost))
    if tiers:
        fees: dict[str, Any] = {"flat_fee": Decimal(1), "minimum": Decimal(2)}
        for model in (PriceModel.GRADUATED, PriceModel.VOLUME):
            name = model.value
            rate = call_rate(name, None, model=model, tiers=TIERS, **fees)
            facts += [rate, usage_total(CallType.INTERNATIONAL, 150, rate.id)]
        package = call_rate("package", "1.50", model=PriceModel.PACKAGE, package=100)
        facts += [package, usage_total(CallType.INTERNATIONAL, 150, package.id)]
    return account(START, *facts, **others)


def june_plan() -> UsageTotal:
    """Return the plan's minutes of June."""
    return evolve(PLAN, month=JUNE, known_on=JULY)


def read_back(found: Invoice) -> Invoice:
    """Return a document read again from its bytes."""
    return read_invoice(json.loads(document_bytes(found)), "document.json")


class TestReadBack:
    """A document with usage is read back equal, and proves itself."""

    @pytest.mark.clause("F6")
    @pytest.mark.parametrize(("name", "value"), USAGE_READINGS)
    def test_every_reading(self, name: str, value: str) -> None:
        """Under each reading of usage each document reads back equal."""
        market = us.CONNECT.with_readings({name: value})
        known = everything(tiers=name != "usage_rounded", last_day=day(8, 10))

        found = documents_of(known, Period(JUNE, day(11, 1)), market)

        assert any(usage_lines(one) for one in found)
        for one in found:
            again = read_back(one)
            assert again == one
            assert [line.id for line in again.lines] == [line.id for line in one.lines]
            assert document_bytes(again) == document_bytes(one)
            assert verify(json.loads(document_bytes(one))).failure is None

    @pytest.mark.clause("F6", "Q37")
    @pytest.mark.parametrize("last", [None, day(7, 10), day(7, 31)])
    @pytest.mark.parametrize("start", [START, JULY, day(7, 5)])
    def test_part_months(self, start: date, last: date | None) -> None:
        """Prorated units read back with what cuts the month short."""
        market = us.CONNECT.with_readings({"included": "prorated"})
        low = price("low phone", LineKind.SERVICE_CHARGE, "9.95")
        facts: list[Known] = [device_price(), low, low_usage(), PLAN, included(5)]
        facts += [change(start, 20), change(start, 3, "low phone")]
        minutes = usage_total(
            CallType.PLAN, 400, None, id="low", device=Device.LOW_USAGE
        )
        found = invoice(
            account(start, *facts, minutes, last_day=last), month(8), market
        )

        assert read_back(found) == found
        assert len(usage_lines(found)) == 4

    @pytest.mark.clause("D4", "Q37")
    def test_unlimited_part_month(self) -> None:
        """A plan without a limit has nothing to prorate, and reads back so."""
        market = us.CONNECT.with_readings({"included": "prorated"})
        known = account(START, change(START, 5), device_price(), june_plan())

        found = invoice(known, month(7), market)

        assert usage_lines(found) == [(LineKind.INCLUDED_MINUTES, "plan", 130, 0)]
        assert read_back(found) == found

    @pytest.mark.clause("Q41")
    def test_rows_rounded(self) -> None:
        """A line of rounded rows names its rate, and the document has it."""
        market = us.CONNECT.with_readings({"usage_rounded": "row"})
        total = evolve(ABROAD, row_cost=Decimal("1.50"))

        found = invoice(simple(total, GERMANY), month(8), market)

        assert found.lines[-1].price == "germany"
        assert verify(json.loads(document_bytes(found))).failure is None
        assert read_back(found) == found

    @pytest.mark.clause("D6")
    @pytest.mark.parametrize("model", PriceModel)
    def test_contract_overage(self, model: PriceModel) -> None:
        """The contract's own overage reads back, whatever its model and fees."""
        filled: dict[str, Any] = {"unit_price": "0.03"}
        if model in (PriceModel.GRADUATED, PriceModel.VOLUME):
            filled = {"unit_price": None, "tiers": TIERS}
        if model is PriceModel.PACKAGE:
            filled["package"] = 20
        rate = call_rate(
            "over",
            call_type=CallType.PLAN,
            model=model,
            flat_fee=Decimal(1),
            minimum=Decimal(2),
            **filled,
        )
        known = everything()
        found = invoice(evolve(known, call_rates=(*known.call_rates, rate)), month(8))

        assert {line.price for line in found.lines} >= {rate.id}
        assert read_back(found) == found

    @pytest.mark.clause("F6")
    def test_nothing_used(self) -> None:
        """That nothing was used is written, and another thing than not to say."""
        told = invoice(simple(NoUsage(id="nothing", month=JULY)), month(8))
        untold = invoice(simple(), month(8))

        assert json.loads(document_bytes(told))["usage"] == {
            "start": "2026-07-01",
            "end": "2026-08-01",
        }
        assert json.loads(document_bytes(untold))["usage"] is None
        assert read_back(told) == told != read_back(untold)

    @pytest.mark.clause("F2", "Q40")
    def test_quantity(self) -> None:
        """Exact minutes are written as a whole number or in lowest terms."""
        total = usage_total(
            CallType.INTERNATIONAL, 0, "germany", id="abroad", billable=66
        )
        found = invoice(simple(PLAN, total, GERMANY), month(8))

        written = json.loads(document_bytes(found))["lines"]

        assert [line["quantity"] for line in written] == ["5", "130", "11/10"]
        assert read_back(found).lines[-1].quantity == Fraction(11, 10)

    @pytest.mark.clause("br-documents", "F6")
    def test_parts(self) -> None:
        """Each part of an invoice that is split reads back."""
        for part in br.CONNECT.cycle.parts:
            found = assemble_invoice(everything(), month(8), br.CONNECT, part=part.name)
            assert isinstance(found, Invoice)
            assert read_back(found) == found

    @pytest.mark.clause("F6")
    @pytest.mark.parametrize("number", range(12))
    def test_generated(self, number: int) -> None:
        """Documents of generated accounts read back equal and prove themselves."""
        case = usage_history(11, number)
        market = us.CONNECT.with_readings(case.readings)
        for first in case.months[1:3]:
            found = assemble_invoice(case.account, Period.month_of(first), market)
            if isinstance(found, Invoice):
                assert read_back(found) == found
                assert verify(json.loads(document_bytes(found))).failure is None


class TestForged:
    """A document of usage whose numbers were changed proves itself no more."""

    @pytest.mark.clause("F2", "D8")
    @pytest.mark.parametrize(
        ("section", "index", "field", "content"),
        [
            ("facts", "abroad", "billable", "4260"),
            ("facts", "germany", "unit_price", "0.02"),
            ("lines", -1, "amount", "1.34"),
            ("lines", -1, "quantity", "71"),
        ],
    )
    def test_changed(
        self, section: str, index: int | str, field: str, content: str
    ) -> None:
        """A total, a rate, an amount or a quantity that was changed is found."""
        found = invoice(simple(ABROAD, GERMANY), month(8))
        written = json.loads(document_bytes(found))
        row = written[section][index]
        assert str(row[field]) != content
        row[field] = int(content) if isinstance(row[field], int) else content

        assert verify(written).failure is not None
        with pytest.raises(BillingError):
            read_invoice(written, "document.json")


class TestExplained:
    """What a line of usage says of how it came about."""

    @pytest.mark.clause("D6", "Q10", "Q41", "F2")
    def test_overage(self) -> None:
        """7,800 seconds are 130 minutes, 30 above 100, at 0.02: 0.60."""
        found = invoice(simple(PLAN, included(100)), month(8))

        assert found.lines[-1].explain().splitlines() == [
            "billable seconds: sum 7800 = 7800 [Q36]",
            "billable minutes: over 7800, 60 = 130 [Q2]",
            "included: sum 100 = 100 [Q37]",
            "used less included: minus 130, 100 = 30 [D6]",
            "above the included: at least zero 30 = 30 [D6]",
            "charge of the overage: times 30, 1/50 = 3/5 [Q10]",
            "amount: round 3/5, half up to the minor unit, USD = 3/5 [Q41]",
        ]

    @pytest.mark.clause("D4", "Q37")
    def test_included_prorated(self) -> None:
        """5 x 62 minutes are 310, and 16 of 31 days of these 160."""
        market = us.CONNECT.with_readings({"included": "prorated"})
        start = day(7, 15)
        known = account(
            start, change(start, 5), PLAN, included(62, "device"), device_price()
        )

        found = invoice(known, month(8), market).lines[-1]

        counted, july = "actual_after_start", "2026-07-01, 2026-08-01"
        assert found.explain().splitlines() == [
            "billable seconds: sum 7800 = 7800 [Q36]",
            "billable minutes: over 7800, 60 = 130 [Q2]",
            "units that bring them: sum 5 = 5 [D4]",
            "included by these: times 62, 5 = 310 [D4]",
            "included: sum 310 = 310 [Q37]",
            "end of the month: next month 2026-07-01 = 2026-08-01 [Q37]",
            f"counted from: charged from {counted}, 2026-07-15 = 2026-07-16 [Q1]",
            f"days served: charged days {counted}, 2026-07-16, 2026-08-01 = 16 [Q37]",
            f"days in the month: charged days {counted}, {july} = 31 [Q1]",
            "share of the month: over 16, 31 = 16/31 [Q37]",
            "included in the part month: times 310, 16/31 = 160 [Q37]",
            "used of the included: least 130, 160 = 130 [D4]",
            "charge of the included: times 130, 0 = 0 [D4]",
            "amount: round 0, half up to the minor unit, USD = 0 [Q41]",
        ]

    @pytest.mark.clause("D8", "Q41")
    def test_rated(self) -> None:
        """4,200 seconds are 70 minutes at 0.019: 1.33."""
        found = invoice(simple(ABROAD, GERMANY), month(8)).lines[-1]

        assert found.explain().splitlines() == [
            "billable seconds: sum 4200 = 4200 [Q36]",
            "billable minutes: over 4200, 60 = 70 [Q2]",
            "charge: times 70, 19/1000 = 133/100 [D8]",
            "amount: round 133/100, half up to the minor unit, USD = 133/100 [Q41]",
        ]
        assert found.proof.facts() == (ABROAD, GERMANY)


def told(*facts: Any, **others: Any) -> Account:  # noqa: ANN401
    """Return five devices from 1 June on, with versions and withdrawals."""
    gone = tuple(one for one in facts if isinstance(one, Withdrawal))
    return simple(*facts, withdrawals=gone, **others)


def sent_by(
    known: Account, until: date, market: Market = us.CONNECT
) -> tuple[IssuedDocument, ...]:
    """Return the documents made of what was known on each first of a month."""
    return bill_as_known(known, market, until)


def in_time(known: Account, until: date, market: Market = us.CONNECT) -> Counter[str]:
    """Return what each line comes to for someone who knows it all in time."""
    found: Counter[str] = Counter()
    within = Period(JUNE, until + timedelta(1))
    for one in documents_of(known, within, market):
        found.update({line.id: line.amount.minor for line in one.lines})
        found.update({line.id: line.amount.minor for line in one.levies})
    return found


def corrected(
    known: Account, right: Account, until: date = SEPTEMBER
) -> list[tuple[str, str | None, int, list[str]]]:
    """Return kind, item, cents and causes of what the last invoice corrects.

    All documents together must come to what they would have, line by line.
    """
    sent = sent_by(known, until)
    last = sent[-1].document
    assert isinstance(last, Invoice)
    stated, wanted = stated_by_line(sent), in_time(right, until)
    for line in {*stated, *wanted}:
        assert stated[line] == wanted[line]
    assert read_back(last) == last
    again = correct(known.as_known_on(until), sent, until, us.CONNECT)
    assert (again.lines, again.revisions) == ((), ())
    return [
        (
            line.told.line.kind.value,
            line.told.line.item,
            line.amount.minor,
            [fact.id for cause in line.told.causes for fact in cause.facts],
        )
        for line in last.corrections
    ]


class TestLate:
    """Usage known after its invoice (F6, Q49, Q65)."""

    @pytest.mark.clause("Q65", "F6")
    def test_late_batch(self) -> None:
        """70 more minutes abroad, known in August, are charged in September."""
        late = evolve(ABROAD, id="late", known_on=LATE)

        found = corrected(
            told(ABROAD, late, GERMANY), told(ABROAD, evolve(late, id="x"), GERMANY)
        )

        minor = cents(140 * Fraction("0.019")) - cents(70 * Fraction("0.019"))
        assert found == [("international_minutes", "Germany", minor, ["late"])]

    @pytest.mark.clause("Q65", "F6")
    def test_late_batch_above_the_included(self) -> None:
        """Of 60 late minutes 20 were still included: 40 x 0.02."""
        first = evolve(PLAN, billable=80 * 60)
        late = evolve(PLAN, id="late", billable=60 * 60, known_on=LATE)
        allowed = included(100)

        found = corrected(
            told(first, late, allowed), told(evolve(PLAN, billable=8400), allowed)
        )

        assert found == [("outbound_overage", "plan", 80, ["late"])]

    @pytest.mark.clause("Q65", "F6")
    def test_all_late(self) -> None:
        """Usage of which the invoice said nothing is charged on the next one."""
        late = evolve(ABROAD, known_on=LATE)
        known = told(late, GERMANY)

        assert corrected(known, told(ABROAD, GERMANY)) == [
            ("international_minutes", "Germany", 133, ["abroad"])
        ]
        august = sent_by(known, SEPTEMBER)[2].document
        assert isinstance(august, Invoice)
        assert (august.period, august.usage) == (month(8), None)

    @pytest.mark.clause("Q65", "Q67")
    def test_superseded(self) -> None:
        """A total that was 10 minutes less gives 10 x 0.019 back."""
        mended = evolve(
            ABROAD, id="mended", billable=3600, supersedes="abroad", known_on=LATE
        )

        found = corrected(
            told(ABROAD, mended, GERMANY),
            told(evolve(ABROAD, billable=3600), GERMANY),
        )

        assert found == [("international_minutes", "Germany", 114 - 133, ["mended"])]

    @pytest.mark.clause("Q65", "Q67")
    def test_withdrawn(self) -> None:
        """A total that never was is given back whole."""
        gone = Withdrawal(id="never", fact="abroad", known_on=LATE)

        found = corrected(told(ABROAD, GERMANY, gone), told(GERMANY))

        assert found == [("international_minutes", "Germany", -133, ["never"])]

    @pytest.mark.clause("Q65", "Q67")
    def test_rate(self) -> None:
        """A rate that was 0.015 all along gives 70 x 0.004 back."""
        right = evolve(
            GERMANY,
            id="right",
            unit_price=Decimal("0.015"),
            supersedes="germany",
            known_on=LATE,
        )
        in_time_rate = evolve(GERMANY, unit_price=Decimal("0.015"))

        found = corrected(told(ABROAD, GERMANY, right), told(ABROAD, in_time_rate))

        assert found == [("international_minutes", "Germany", 105 - 133, ["right"])]

    @pytest.mark.clause("Q65", "Q67")
    def test_included(self) -> None:
        """What was included all along, known late, gives 30 x 0.02 back."""
        none = included(100, id="allowed")
        more = evolve(
            none, id="more", quantity=200, supersedes="allowed", known_on=LATE
        )

        found = corrected(told(PLAN, none, more), told(PLAN, included(200)))

        assert found == [("outbound_overage", "plan", -60, ["more"])]

    @pytest.mark.clause("Q65", "Q49")
    def test_after_the_last_invoice(self) -> None:
        """Usage known after the last invoice stands on one of its own."""
        end: dict[str, Any] = {"last_day": day(7, 20)}
        known = told(evolve(ABROAD, known_on=LATE), GERMANY, **end)

        assert corrected(known, told(ABROAD, GERMANY, **end)) == [
            ("international_minutes", "Germany", 133, ["abroad"])
        ]
        last = sent_by(known, SEPTEMBER)[-1].document
        assert isinstance(last, Invoice)
        assert (last.lines, last.total.value.minor) == ((), 133)

    @pytest.mark.clause("Q65")
    def test_next_invoice(self) -> None:
        """The next invoice has its own usage, and what July's should have been."""
        late = evolve(ABROAD, id="late", known_on=LATE)
        august = evolve(PLAN, id="august", month=day(8, 1), known_on=SEPTEMBER)
        known = told(ABROAD, late, august, GERMANY, included(100))
        sent = [
            issued_document(invoice(known.as_known_on(day(n, 1)), month(n)))
            for n in (6, 7, 8)
        ]

        found = next_invoice(known.as_known_on(SEPTEMBER), month(9), us.CONNECT, sent)

        assert isinstance(found, Invoice)
        assert found.usage == month(8)
        assert usage_lines(found)[1] == (LineKind.OUTBOUND_OVERAGE, "plan", 30, 60)
        assert [line.amount.minor for line in found.corrections] == [133]
        assert found.total.value.minor == 12500 + 60 + 133

    @pytest.mark.clause("Q65", "Q67")
    @pytest.mark.parametrize("number", range(6))
    def test_generated(self, number: int) -> None:
        """Generated usage told late or wrong comes to what it should have, by line."""
        case = usage_history(7, number)
        market = us.CONNECT.with_readings(case.readings)
        known = _told_late(case.account, Random(f"late {number}"))  # noqa: S311
        until = _months_on(case.months[-1], 3)

        sent = bill_as_known(known, market, until, by_name)

        stated, wanted = stated_by_line(sent), in_time(case.account, until, market)
        assert {x: stated[x] for x in {*stated, *wanted}} == {
            x: wanted[x] for x in {*stated, *wanted}
        }
        again = correct(known.as_known_on(until), sent, until, market)
        assert (again.lines, again.revisions) == ((), ())
        documents = (one.document for one in sent)
        assert any(x.corrections for x in documents if isinstance(x, Invoice))


def _months_on(month_start: date, months: int) -> date:
    for _ in range(months):
        month_start = (month_start + timedelta(31)).replace(day=1)
    return month_start


def _told_late(known: Account, chosen: Random) -> Account:
    """Tell totals late, or wrong at first, and rates wrong at first."""
    totals: list[UsageTotal] = []
    for one in known.usage:
        known_on = one.known_on + timedelta(chosen.choice((0, 0, 5, 40, 70)))
        if chosen.random() < 0.2:
            mended: dict[str, Any] = {"id": f"{one.id}:2", "supersedes": one.id}
            later = known_on + timedelta(1)
            wrong = one.billable + chosen.choice((60, 600, 6000))
            totals.append(evolve(one, billable=wrong))
            totals.append(evolve(one, known_on=later, **mended))
        else:
            totals.append(evolve(one, known_on=known_on))
    rates = []
    for rate in known.call_rates:
        rates.append(rate)
        if rate.unit_price is not None and chosen.random() < 0.3:
            rates[-1] = evolve(rate, unit_price=Decimal("0.5"))
            later = rate.known_on + timedelta(chosen.randint(20, 120))
            rates.append(
                evolve(rate, id=f"{rate.id}:2", supersedes=rate.id, known_on=later)
            )
    return evolve(known, usage=tuple(totals), call_rates=tuple(rates))


class TestOrder:
    """Facts have no order."""

    @pytest.mark.clause("F6")
    @few
    @given(st.randoms(use_true_random=False))
    def test_bytes(self, chosen: Random) -> None:
        """Told in whatever order, the same facts make the same bytes."""
        known = everything()
        shuffled: dict[str, Any] = {
            name: tuple(_shuffled(getattr(known, name), chosen))
            for name in (
                *("prices", "changes", "call_rates", "included", "low_usage"),
                "usage",
            )
        }
        again = evolve(known, **shuffled)

        one, other = (invoice(x, month(8)) for x in (known, again))

        assert document_bytes(one) == document_bytes(other)

    @pytest.mark.clause("F6", "Q39")
    def test_months_apart(self) -> None:
        """Usage of August changes no byte of the invoice that bills July's."""
        august = evolve(PLAN, id="august", month=day(8, 1), known_on=day(9, 1))
        one = invoice(simple(PLAN), month(8))
        other = invoice(simple(PLAN, august), month(8))

        assert document_bytes(one) == document_bytes(other)

    @pytest.mark.clause("Q43")
    def test_address(self) -> None:
        """An account before fees and taxes has no levy on usage."""
        found = invoice(simple(PLAN), month(8))

        assert (found.levies, found.is_taxed) == ((), False)


def _shuffled(facts: tuple[Fact, ...], chosen: Random) -> list[Fact]:
    return chosen.sample(facts, len(facts))
