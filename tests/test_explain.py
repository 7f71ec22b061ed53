"""The workings of an invoice in words: steps, facts, readings, clauses and sources."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.accounts import account_from, answers, invoices
from tests.builders import (
    account,
    bought,
    change,
    day,
    device_price,
    invoice,
    month,
    opening,
    usd,
)
from tests.strategies import account_files, horizon

from gotobilling.clauses import ALL, Q1, Q6, Q28
from gotobilling.derivation import CountsBusinessDays, Op, Pen, Proof
from gotobilling.facts import (
    BillingAddress,
    Contract,
    ExemptionCertificate,
    Fact,
    ServiceEnd,
    TaxNumber,
)
from gotobilling.invoices import Invoice
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.present import explain_text, invoice_text
from gotobilling.present.grounds import (
    cited_clauses,
    cited_sources,
    fact_text,
    reading_text,
)
from gotobilling.present.layout import WIDTH
from gotobilling.present.working import exact_text, workings
from gotobilling.readings import READINGS, Reading, find_reading
from gotobilling.sources import Clause
from gotobilling.testing.examples import july_start

AUGUST, SEPTEMBER = month(8), month(9)
MARKET: Final = us.CONNECT


def read(text: str) -> list[str]:
    """Return the lines of a text, the runs of blanks in each as one blank."""
    return [" ".join(line.split()) for line in text.splitlines()]


def august() -> Invoice:
    """Return the invoice of the published example: 5 devices from 15 July."""
    return invoice(july_start(), AUGUST)


def told(proof: Proof) -> dict[str, str]:
    """Return what was done and the result by the label of each step."""
    return {
        one.label: f"{one.done} = {one.result}" if one.result else one.done
        for one in workings(proof, digits=2, lines={})
    }


def line_told(found: Invoice, number: int) -> dict[str, str]:
    """Return the workings of a line, counted from 1."""
    return told(found.lines[number - 1].proof)


@frozen
class Closed(CountsBusinessDays):
    """A policy with one holiday, a Monday."""

    wire = ("policy", "closed")
    holidays: tuple[date, ...] = (date(2026, 8, 3),)
    clause: Clause = Q1


class TestWorkings:
    """A step is told with its operands, where they come from, and its exact result."""

    def test_proration(self) -> None:
        """A proration tells quantity, days, share, exact amount and rounding."""
        assert line_told(august(), 2) == {
            "quantity": "5 (devices.quantity)",
            "start of the month": "first day of the month of 2026-07-15 "
            "(billing_start) = 2026-07-01",
            "end of the month": "first day of the month after 2026-07-15 "
            "(billing_start) = 2026-08-01",
            "first chargeable day": "the day after 2026-07-15 (billing_start), which "
            "is not counted = 2026-07-16",
            "days charged": "2026-07-16 to 2026-07-31, both counted = 16",
            "days in the period": "2026-07-01 to 2026-07-31, both counted = 31",
            "share of the period": "16 / 31 = 16/31 = 0.516129...",
            "full period": "5 x 25.00 (price-device.unit_price) = 125.00",
            "prorated charge": "125.00 x 16/31 = 2000/31 = 64.516129...",
            "amount": "2000/31 rounded half up to the minor unit, USD = 64.52",
        }

    @pytest.mark.clause("Q1", "Q64")
    @pytest.mark.parametrize(
        ("day_count", "first", "days"),
        [
            (
                "actual_from_start",
                "2026-07-15 (billing_start), which is counted = 2026-07-15",
                "2026-07-15 to 2026-07-31, both counted = 17",
            ),
            (
                "thirty_day_month",
                "2026-07-15 (billing_start), which is counted = 2026-07-15",
                "2026-07-15 until before 2026-08-01, in months of 30 days = 16",
            ),
        ],
    )
    def test_day_counts(self, day_count: str, first: str, days: str) -> None:
        """Each day count tells its own first day and its own days."""
        market = MARKET.with_readings({"day_count": day_count})

        found = line_told(invoice(july_start(), AUGUST, market), 2)
        assert (found["first chargeable day"], found["days charged"]) == (first, days)

    @pytest.mark.clause("Q25")
    def test_no_days(self) -> None:
        """From the last day of a month on no day is left to count."""
        late = account(day(7, 1), change(day(7, 1), 1), change(day(7, 31), 1))

        found = line_told(invoice(late, AUGUST), 2)
        assert found["days charged"] == "none before 2026-08-01 = 0"

    def test_sums(self) -> None:
        """Additions and removals are added up as signs tell, each with its fact."""
        facts = (
            change(day(8, 1), 5, id="first"),
            change(day(8, 20), -2, id="less"),
            change(day(8, 21), 1, id="+ -more"),
        )

        found = line_told(invoice(account(day(8, 1), *facts), SEPTEMBER), 1)
        assert found["quantity"] == (
            "5 (first.quantity) - 2 (less.quantity) + 1 (+ -more.quantity) = 4"
        )

    @pytest.mark.clause("Q68")
    def test_service_end(self) -> None:
        """A last month tells the fact that ends it and the days on either side."""
        ending = account(day(8, 1), change(day(8, 1), 2), last_day=day(9, 14))

        found = line_told(invoice(ending, SEPTEMBER), 1)
        assert found["service has ended"] == (
            "the day after 2026-09-14 (end.last_day_of_service) = 2026-09-15"
        )
        assert found["days in the month"] == (
            "2026-09-01 (document period.start) to 2026-09-30, both counted, "
            "before 2026-10-01 (document period.end) = 30"
        )
        assert found["share of the month"] == "14 / 30 = 7/15 = 0.466666..."

    @pytest.mark.clause("Q18", "Q35")
    def test_free_months(self) -> None:
        """Free months are counted from the signature; the later of two days is told."""
        contract = Contract(
            id="contract",
            signed_on=day(5, 20),
            free_months=2,
            billing_start_on=day(7, 15),
        )
        assert told(MARKET.rules.billing_start(contract).proof) == {
            "free months have run": "2 (contract.free_months) months after 2026-05-20 "
            "(contract.signed_on) = 2026-07-20",
            "billing start": "the later of 2026-07-15 (contract.billing_start_on) and "
            "2026-07-20 = 2026-07-20",
        }

    def test_totals(self) -> None:
        """A total names the lines by their printed numbers."""
        found = august()
        numbers = {line.id: n for n, line in enumerate(found.lines, start=1)}
        subtotal = workings(found.subtotal.proof, digits=2, lines=numbers)

        assert str(subtotal[0]) == (
            "subtotal: 125.00 (line 1) + 64.52 (line 2) = 189.52"
        )
        assert told(found.payable.proof) == {
            "payable": "189.52 (total), but not below 0 = 189.52"
        }

    def test_dates(self) -> None:
        """A date names the policy's number and the day it counts from."""
        found = august()
        assert found.due_on
        assert found.autopay_on

        assert told(found.due_on.proof) == {
            "due date": "15 (policy due.days) days after 2026-08-01 "
            "(document issue_date) = 2026-08-16"
        }
        assert told(found.autopay_on.proof) == {
            "autopay": "first day 10 (policy autopay.day) of a month on or after "
            "2026-08-01 (document issue_date) = 2026-08-10"
        }

    @pytest.mark.clause("Q48")
    def test_brought_forward(self) -> None:
        """A balance carried over names the document's header."""
        market = MARKET.with_readings({"negative_total": "carried_line"})
        found = invoice(july_start(), AUGUST, market, brought_forward=usd("-3.00"))

        assert line_told(found, 3) == {"amount": "-3.00 (document brought_forward)"}

    def test_every_operation(self) -> None:
        """There are words for each operation that a proof may use."""
        found = {
            step.op: str(one) for step, one in zip(*self.all_operations(), strict=True)
        }

        assert set(found) == set(Op)
        assert found[Op.GREATEST] == "x: the greater of 2 and 3 = 3"
        assert found[Op.LEAST] == "x: the lesser of 2 and 3 = 2"
        assert found[Op.TIER] == "x: 3; 2 where 3 is above 2; 3 where 3 is above 3 = 2"
        assert found[Op.MINUS] == "x: 2 - 3 = -1"
        assert found[Op.PERCENT] == "x: 3 % (more.quantity) of 2 = 0.06"
        assert found[Op.BUSINESS_DAY] == (
            "x: business day 3 on or after 2026-08-01; holidays: 2026-08-03 = "
            "2026-08-06"  # 1 and 2 August are a weekend
        )
        assert found[Op.NEGATE] == "x: 0 - 3 = -3"
        assert (
            found[Op.DAY_OF_MONTH] == "x: day 3 of the month of 2026-08-01 = 2026-08-03"
        )
        assert (
            found[Op.LATER] == "x: the later of 2026-08-01 and 2026-08-02 = 2026-08-02"
        )
        assert found[Op.EARLIER] == (
            "x: the earlier of 2026-08-01 and 2026-08-02 = 2026-08-01"
        )
        assert found[Op.PERIODS_FROM] == (
            "x: first day of a month on or after 2026-08-01 = 2026-08-01"
        )
        assert found[Op.PERIOD_END] == (
            "x: first of the days from 2026-08-01 (months_and_days) on or after "
            "2026-08-02 = 2026-09-01"
        )
        assert found[Op.DAY_BEFORE] == "x: the day before 2026-08-01 = 2026-07-31"
        assert found[Op.NEXT_BUSINESS_DAY] == (
            "x: first business day on or after 2026-08-01; holidays: 2026-08-03 = "
            "2026-08-04"
        )
        assert found[Op.PREVIOUS_BUSINESS_DAY] == (
            "x: last business day before 2026-08-01; holidays: 2026-08-03 = 2026-07-31"
        )
        assert found[Op.MINUS_DAYS] == "x: 2 days before 2026-08-01 = 2026-07-30"

    def all_operations(self) -> tuple[Any, Any]:
        """Return a step of each operation, and how it is told."""
        pen, ask = Pen(), ("x", Q1)
        two = pen.given(*ask, pen.policy(MARKET.cycle, "window_last_day"))
        pen.steps.clear()
        two = pen.given(*ask, pen.fact(change(day(8, 1), 2), "quantity"))
        three = pen.given(*ask, pen.fact(change(day(8, 1), 3), "quantity"))
        on = pen.given_day(*ask, pen.header_day("issue_date", day(8, 1)))
        after = pen.day_after(*ask, on)
        pen.sum(*ask, two, three)
        pen.tier(*ask, three, three, (two, two), (three, three))
        pen.minus(*ask, two, three)
        pen.least(*ask, two, three)
        pen.negate(*ask, three)
        pen.times(*ask, two, three)
        pen.over(*ask, two, three)
        more = pen.fact(change(day(8, 1), 3, id="more"), "quantity")
        pen.percent(*ask, two, more)
        pen.greatest(*ask, two, three)
        pen.at_least_zero(*ask, two)
        pen.round(*ask, two, MARKET.proration, "USD")
        pen.day_before(*ask, on)
        pen.plus_days(*ask, on, two)
        pen.minus_days(*ask, on, two)
        pen.plus_months(*ask, on, two, MARKET.start)
        pen.month_start(*ask, on)
        pen.next_month(*ask, on)
        pen.day_of_month(*ask, on, three)
        pen.next_day_of_month(*ask, on, three)
        pen.business_day(*ask, on, three, Closed())
        pen.next_business_day(*ask, on, Closed())
        pen.previous_business_day(*ask, on, Closed())
        pen.later(*ask, on, after)
        pen.earlier(*ask, on, after)
        pen.charged_from(*ask, MARKET.proration, on)
        pen.charged_days(*ask, MARKET.proration, on, after)
        pen.periods_from(*ask, MARKET.frequency, on)
        often = pen.stretch(MARKET.frequency)
        pen.period_start(*ask, often, on, after, MARKET.frequency)
        pen.period_end(*ask, often, on, after, MARKET.frequency)
        pen.months_within(*ask, on, on, after, MARKET.frequency)
        proof = Proof("all", tuple(pen.steps))
        return proof.steps, workings(proof, digits=2, lines={})

    def test_percentage(self) -> None:
        """A percentage of money is money; one of a plain number is a plain number."""
        pen, five = Pen(), change(day(8, 1), 5, id="five")
        rate = pen.price(device_price("10.00", id="rate"), "unit_price", (10, 1))
        pen.percent("number", Q1, pen.fact(five, "quantity"), rate)
        pen.percent("money", Q1, rate, pen.fact(five, "quantity"))

        assert told(Proof("two", tuple(pen.steps))) == {
            "number": "10.00 % (rate.unit_price) of 5 (five.quantity) = 0.5",
            "money": "5 % (five.quantity) of 10.00 (rate.unit_price) = 0.50",
        }

    def test_empty_sum(self) -> None:
        """Nothing added up is 0, and says so."""
        pen = Pen()
        pen.sum("quantity", Q1)

        proof = Proof("none", tuple(pen.steps))
        assert told(proof) == {"quantity": "nothing = 0"}

    @pytest.mark.parametrize(
        ("ratio", "digits", "expected"),
        [
            ((125, 1), 2, "125.00"),
            ((125, 1), 0, "125"),
            ((1, 2), 0, "0.5"),
            ((11, 2000), 2, "0.0055"),
            ((1, 10**12), 2, "0.000000000001"),
            ((2000, 31), 2, "2000/31 = 64.516129..."),
            ((-2625, 31), 2, "-2625/31 = -84.677419..."),
            ((-1, 30_000_000), 0, "-1/30000000 = -0.000000..."),
        ],
    )
    def test_numbers(self, ratio: tuple[int, int], digits: int, expected: str) -> None:
        """Decimals that end are shown in full; others as a ratio and six decimals."""
        assert exact_text(ratio, digits) == expected

    @given(n=st.integers(-(10**9), 10**9), d=st.integers(1, 10**6))
    def test_decimals(self, n: int, d: int) -> None:
        """The shown decimals are the first ones: cut off, never rounded up."""
        text = exact_text((n, d), 2).split(" = ")[-1]
        shown = Decimal(text.removesuffix("..."))
        numerator, denominator = shown.as_integer_ratio()

        missing = abs(n) * denominator - abs(numerator) * d
        if text.endswith("..."):
            assert 0 <= missing * 10**6 < d * denominator
        else:
            assert missing == 0


UNTIL: Final = (
    "exempt from Sales tax, US-UT: certificate TC-721, effective 2026-01-01 until "
    "2026-06-30"
)
FACTS: Final[tuple[tuple[Fact, str], ...]] = (
    (
        device_price(effective_on=day(7, 15)),
        "device: 25.00 USD per device and month, effective 2026-07-15",
    ),
    (change(day(8, 20), 2), "device: 2 added, effective 2026-08-20"),
    (
        change(day(8, 20), -2, group="Berlin"),
        "device: 2 removed, effective 2026-08-20, group Berlin",
    ),
    (
        change(day(8, 20), 2, known_on=day(9, 3)),
        "device: 2 added, effective 2026-08-20; known on 2026-09-03",
    ),
    (opening(day(6, 30), 7), "device: 7 held as 2026-06-30 ends"),
    (bought(day(8, 12)), "desk phone: 1 at 99.98 USD per unit, bought on 2026-08-12"),
    (
        ServiceEnd(id="end", last_day_of_service=day(9, 14)),
        "the last day of service is 2026-09-14",
    ),
    (
        Contract(
            id="c", signed_on=day(5, 20), free_months=2, billing_start_on=day(7, 15)
        ),
        "signed on 2026-05-20, 2 free months, billing start 2026-07-15 by the quote",
    ),
    (Contract(id="c", signed_on=day(5, 20)), "signed on 2026-05-20"),
    (
        BillingAddress(id="a", country="DE", effective_on=day(1, 1)),
        "billed at DE, effective 2026-01-01",
    ),
    (
        BillingAddress(
            id="a",
            country="US",
            region="UT",
            areas=("US-UT-provo",),
            effective_on=day(1, 1),
            known_on=day(1, 2),
        ),
        "billed at US-UT, US-UT-provo, effective 2026-01-01; known on 2026-01-02",
    ),
    (
        ExemptionCertificate(
            id="e",
            tax=LineKind.SALES_TAX,
            jurisdiction="US-UT",
            certificate="TC-721",
            effective_on=day(1, 1),
            valid_until=day(6, 30),
        ),
        UNTIL,
    ),
    (
        ExemptionCertificate(
            id="e",
            tax=LineKind.GST,
            jurisdiction="CA",
            certificate="7",
            effective_on=day(1, 1),
        ),
        "exempt from Goods and services tax, CA: certificate 7, effective 2026-01-01",
    ),
    (
        TaxNumber(id="v", number="DE136695976", effective_on=day(1, 1)),
        "VAT number DE136695976, effective 2026-01-01, never confirmed",
    ),
    (
        TaxNumber(
            id="v",
            number="DE136695976",
            effective_on=day(1, 1),
            confirmed_on=day(2, 10),
        ),
        "VAT number DE136695976, effective 2026-01-01, confirmed on 2026-02-10",
    ),
)


@frozen
class Meter:
    """A fact of a kind that no later release has told of yet."""

    wire = ("type", "meter")
    id: str
    effective_on: date
    known_on: date


class TestGrounds:
    """Whatever a step names can be looked up below."""

    @pytest.mark.parametrize(("fact", "expected"), FACTS, ids=lambda one: str(one)[:30])
    def test_facts(self, fact: Fact, expected: str) -> None:
        """A fact is told with its numbers and its days."""
        assert fact_text(fact) == expected

    def test_other_fact(self) -> None:
        """A fact of a new kind is told by its day."""
        meter: Any = Meter("m", day(8, 1), day(8, 1))

        assert fact_text(meter) == "effective 2026-08-01"

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_readings(self, reading: Reading) -> None:
        """A reading is told by the market's own choice, by the names of the file."""
        told = reading_text(reading, MARKET)
        chosen = told.split(";")[0]

        assert MARKET.with_readings(
            {reading.name: int(chosen) if chosen.isdigit() else chosen}
        ) == evolve(MARKET)

    @pytest.mark.parametrize(
        ("name", "chosen", "expected"),
        [
            (
                "day_count",
                None,
                "actual_after_start; others: actual_from_start, thirty_day_month",
            ),
            ("free_months", None, "calendar_months; others: thirty_days"),
            ("free_months", "thirty_days", "thirty_days; others: calendar_months"),
            ("proration_rounding", "half_even", "half_even; others: half_up"),
            ("dispute_days", 30, "30; others: any from 0 to 365"),
        ],
    )
    def test_alternatives(
        self, name: str, chosen: str | int | None, expected: str
    ) -> None:
        """A reading is told with all that could be chosen instead."""
        market = MARKET if chosen is None else MARKET.with_readings({name: chosen})

        assert reading_text(find_reading(name), market) == expected

    def test_own_choice(self) -> None:
        """A market of one's own may hold what no reading offers, told as it is."""
        market = evolve(MARKET, dispute=evolve(MARKET.dispute, days=400))

        told = reading_text(find_reading("dispute_days"), market)
        assert told == "400; others: any from 0 to 365"

    def test_clauses(self) -> None:
        """A decision brings the clauses it rests on, and these bring theirs."""
        found = cited_clauses((), (Q6, Q28))

        # Q28 rests on Q27, Q27 on A8 and Q17, Q17 on A8 and Q1, Q1 on A8 to A10.
        ids = ["A8", "A9", "A10", "B1", "Q1", "Q6", "Q17", "Q27", "Q28"]
        assert [clause.id for clause in found] == ids

    def test_own_clause(self) -> None:
        """A clause of one's own is listed; what it rests on need not be known here."""
        own = evolve(Q6, id="house-rule", rests_on=("house-1", "A8"))

        assert [clause.id for clause in cited_clauses((), (own,))] == [
            "A8",
            "house-rule",
        ]

    def test_sources(self) -> None:
        """Every source of every clause is found, once."""
        found = cited_sources(ALL)

        assert [one.id for one in found] == sorted({one.id for one in found})
        assert {c.source for clause in ALL for c in clause.citations} == set(found)


class TestExplainText:
    """Every number and date of an invoice is followed to facts, clauses and sources."""

    def test_begins_as_the_invoice(self) -> None:
        """The invoice itself stands first, unchanged."""
        assert explain_text(august()).startswith(invoice_text(august()) + "\n")

    def test_step(self) -> None:
        """A step stands with its clause; readings and assumptions are loud."""
        lines = read(explain_text(august()))

        assert (
            "full period 5 x 25.00 (price-device.unit_price) = 125.00 A8 stated"
            in lines
        )
        assert (
            "days charged 2026-07-16 to 2026-07-31, both counted = 16 Q1 READING"
            in lines
        )
        assert (
            "amount 2000/31 rounded half up to the minor unit, USD = 64.52 Q29 ASSUMED"
            in lines
        )

    def test_clause(self) -> None:
        """A decision stands in our words, with its ground, sources and doubts."""
        text = " ".join(explain_text(august()).split())

        assert "Q1 READING, resting on A8, A9, A10 A part of a month is" in text
        assert "Q29 ASSUMED, resting on A8, Q1, Q17 A prorated line is" in text
        assert "Sources: none." in text
        assert "No source names the divisor." in text
        assert "READING: our reading of published words" in text

    def test_readings(self) -> None:
        """The readings that it leans on stand with their alternatives."""
        lines = read(explain_text(august()))

        assert (
            "day_count (Q1) actual_after_start; others: actual_from_start, "
            "thirty_day_month" in lines
        )
        assert not any(line.startswith("free_months") for line in lines)

    def test_facts(self) -> None:
        """The facts that steps name stand with what they say, and no other."""
        more = account(
            day(7, 15),
            change(day(7, 15), 5, id="devices"),
            change(day(9, 20), 1, id="later"),
        )
        lines = read(explain_text(invoice(more, AUGUST)))

        assert "devices device: 5 added, effective 2026-07-15" in lines
        assert not any(line.startswith("later ") for line in lines)

    @pytest.mark.clause("Q47", "Q48")
    def test_nothing_to_pay(self) -> None:
        """Dates that there are not say why, by the decisions."""
        less = account(day(7, 1), change(day(7, 1), 5), change(day(7, 2), -5))
        lines = read(explain_text(invoice(less, AUGUST)))

        assert "Due on: no day, since nothing is to pay (Q47, Q48)" in lines
        assert "Q47 ASSUMED, resting on A1" in lines

    def test_source(self) -> None:
        """A source stands with its address, or with the digest of the copy read."""
        lines = read(explain_text(august()))

        assert (
            "S2: GoToConnect billing guide, United States and Canada (Jive-era payee) "
            "(es)" in lines
        )
        assert "https://support.goto.com/connect/help/how-does-billing-work" in lines
        assert any(
            line.startswith("SHA-256 of the copy read: 3fee358c") for line in lines
        )

    @settings(max_examples=15)
    @given(file=account_files())
    def test_every_history(self, file: dict[str, Any]) -> None:
        """Whatever the history, no line is wider than the page or ends in blanks."""
        for one in invoices(account_from(file), horizon(file))[:2]:
            lines = explain_text(one).splitlines()

            assert max(map(len, lines)) <= WIDTH
            assert [line for line in lines if line != line.rstrip()] == []

    @settings(max_examples=15)
    @given(file=account_files())
    def test_every_ground(self, file: dict[str, Any]) -> None:
        """Whatever the history, each clause and fact of each proof can be looked up."""
        for one in invoices(account_from(file), horizon(file))[:2]:
            lines = read(explain_text(one))
            heads = {" ".join(line.split()[:2]).rstrip(",").lower() for line in lines}

            for proof in (answer.proof for answer in answers(one)):
                for clause in proof.clauses():
                    assert f"{clause.id} {clause.standing.value}".lower() in heads
                for fact in proof.facts():
                    assert f"{fact.id} {fact_text(fact)}" in " ".join(lines)
