"""Proofs: every operation with known numbers, and one law over every rule there is."""

import importlib
import pickle
import pkgutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final, NamedTuple

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    bought,
    change,
    day,
    device_price,
    dollars,
    included,
    low_usage,
    month,
    opening,
    usage_total,
    usd,
)
from tests.commission_rules import COMMISSION_FACTS
from tests.contract_rules import CONTRACT_FACTS
from tests.dispute_rules import DISPUTE_FACTS
from tests.fee_rules import FEE_FACTS
from tests.key_date_rules import KEY_DATE_FACTS
from tests.receivable_rules import RECEIVABLE_FACTS
from tests.return_rules import RETURN_FACTS

import gotobilling
from gotobilling.billing_cycle import DaysCounted, DocumentKind, FirstInvoice
from gotobilling.billing_dates import (
    AnchorFacts,
    AnchorOn,
    CycleEnd,
    CyclePlace,
    CycleStart,
    PastAnchorOn,
    PastEnd,
    PastStart,
)
from gotobilling.charges import BroughtForwardFacts, OneTimeFacts
from gotobilling.clauses import A1, A8, CONTRACT_RATES, Q1, Q6, Q18, Q24, Q29
from gotobilling.credits.uses import AppliedFacts, CreditUsed
from gotobilling.derivation import (
    AmountOf,
    Choice,
    Day,
    Derived,
    DocumentField,
    FactField,
    LineAmount,
    Mark,
    Number,
    Op,
    Pen,
    PolicyField,
    Proof,
    Rule,
    Step,
    StepValue,
    spelled,
)
from gotobilling.errors import AmbiguousDate, ProofError
from gotobilling.facts import (
    CallRate,
    Contract,
    IssuedLine,
    Price,
    PriceModel,
    QuantityChange,
    ServiceEnd,
    Tier,
)
from gotobilling.invoices import (
    CreditNote,
    CreditReason,
    Everything,
    Invoice,
    OfAmount,
    OfShare,
)
from gotobilling.invoices.corrected import CorrectedLine, CorrectionFacts, Difference
from gotobilling.invoices.crediting import (
    Credit,
    Credited,
    CreditedFacts,
    CreditFacts,
    Follows,
    OpenLine,
    Running,
    RunningFacts,
    Split,
    Whole,
)
from gotobilling.invoices.crediting import Given as GivenBack
from gotobilling.kinds import CallType, ChargeClass, Frequency, LineKind
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.money import Money
from gotobilling.payments import due_on
from gotobilling.periods import DayCount, MissingDay, Period
from gotobilling.proration import (
    Moved,
    ProratedCharge,
    ProratedFacts,
    RecurringFacts,
    prorate,
)
from gotobilling.proration.begun import Begun
from gotobilling.proration.cycles import (
    CycleCharge,
    CycleProration,
    UnusedDays,
    UnusedFacts,
)
from gotobilling.proration.periodic import PeriodFacts
from gotobilling.proration.within import PeriodProrationFacts
from gotobilling.quotes.sums import (
    EachPeriod,
    EachPeriodFacts,
    QuoteSaved,
    QuoteSum,
    SavedFacts,
    SumFacts,
)
from gotobilling.readings import READINGS, Reading
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.sources import Standing
from gotobilling.taxes import (
    Base,
    Level,
    Levy,
    LevyCharge,
    LevyFacts,
    NegativeBase,
    Rate,
    TaxCategory,
)
from gotobilling.usage.charges import (
    Allowed,
    IncludedUsage,
    PartMonth,
    UsageCharge,
    UsageFacts,
    UsageOverage,
)
from gotobilling.usage.low_usage import LowUsageCharge, LowUsageFacts
from gotobilling.usage.pools import LowDevices

ADDED = change(day(8, 20), 2)
PRICE = device_price("0.0055")
PRORATION = us.CONNECT.proration
WORKED = evolve(
    us.CONNECT.issue, counted=DaysCounted.BUSINESS_DAYS, holidays=(day(2, 2),)
)
"""Business days are counted; 2 February 2026, a Monday, is a holiday."""


def number(n: int, d: int = 1) -> Number:
    """Return a number that stands in a document's header."""
    return Number(DocumentField("x"), (n, d))


def on(date_: date) -> Day:
    """Return a day that stands in a document's header."""
    return Day(DocumentField("on"), date_)


class TestLeaves:
    """What a rule reads: each leaf says where its value stands."""

    def test_facts(self) -> None:
        """Whole numbers, exact prices and days are read from fields of facts."""
        pen = Pen()

        assert pen.fact(ADDED, "quantity") == Number(
            FactField(ADDED, "quantity"), (2, 1)
        )
        assert pen.price(PRICE, "unit_price", (5500, 10**6)) == Number(
            FactField(PRICE, "unit_price"), (11, 2000)
        )
        assert pen.fact_day(ADDED, "effective_on") == Day(
            FactField(ADDED, "effective_on"), day(8, 20)
        )
        assert pen.steps == []

    def test_policies(self) -> None:
        """Numbers are read from fields of policies."""
        due = us.CONNECT.due

        assert Pen().policy(due, "days") == Number(PolicyField(due, "days"), (15, 1))

    def test_document(self) -> None:
        """Days and amounts are read from the header, from lines and other proofs."""
        pen = Pen()

        assert pen.header_day("issue_date", day(8, 1)) == Day(
            DocumentField("issue_date"), day(8, 1)
        )
        assert pen.header_amount("brought_forward", usd("-44.35")) == Number(
            DocumentField("brought_forward"), (-887, 20)
        )
        assert pen.line("1f", usd("64.52")) == Number(LineAmount("1f"), (1613, 25))
        assert pen.proven_amount("total", Money.from_minor(5, "JPY")) == Number(
            AmountOf("total"), (5, 1)
        )
        assert pen.proven_day("due_date", day(8, 16)) == Day(
            AmountOf("due_date"), day(8, 16)
        )
        assert pen.steps == []

    @pytest.mark.parametrize(
        ("operand", "shown"),
        [
            (FactField(ADDED, "quantity"), "+2 device on 2026-08-20.quantity"),
            (PolicyField(us.CONNECT.due, "days"), "due.days"),
            (DocumentField("period.start"), "period.start"),
            (StepValue(0), "step 1"),
            (LineAmount("1f"), "line 1f"),
            (AmountOf("total"), "total"),
        ],
    )
    def test_shown(self, operand: object, shown: str) -> None:
        """A leaf is shown by where it stands; steps are counted from 1 for people."""
        assert str(operand) == shown


Made = Callable[[Pen], Number | Day]

NUMBERS: Final[tuple[tuple[str, Made, Fraction], ...]] = (
    ("given", lambda pen: pen.given("x", A1, number(-3, 2)), Fraction(-3, 2)),
    (
        "sum",
        lambda pen: pen.sum("x", A1, number(1, 2), number(1, 3), number(-5)),
        Fraction(1, 2) + Fraction(1, 3) - 5,
    ),
    ("sum", lambda pen: pen.sum("x", A1), Fraction(0)),
    (
        "tier",
        # The value of the highest bound that it is above; of 3, not of 7/2 itself.
        lambda pen: pen.tier(
            "x",
            A1,
            number(7, 2),
            number(1),
            (number(3), number(5)),
            (number(7, 2), number(9)),
        ),
        Fraction(5),
    ),
    ("tier", lambda pen: pen.tier("x", A1, number(2), number(1)), Fraction(1)),
    (
        "minus",
        lambda pen: pen.minus("x", A1, number(1, 2), number(2, 3)),
        Fraction(1, 2) - Fraction(2, 3),
    ),
    ("negate", lambda pen: pen.negate("x", A1, number(5, 2)), Fraction(-5, 2)),
    (
        "times",
        lambda pen: pen.times("x", A1, number(5, 2), number(-4, 3)),
        Fraction(5, 2) * Fraction(-4, 3),
    ),
    (
        "over",
        lambda pen: pen.over("x", A1, number(16), number(31)),
        Fraction(16, 31),
    ),
    ("over", lambda pen: pen.over("x", A1, number(15), number(30)), Fraction(1, 2)),
    (
        "over",
        lambda pen: pen.over("x", A1, number(5), number(-10, 3)),
        Fraction(5) / Fraction(-10, 3),
    ),
    (
        "percent",
        lambda pen: pen.percent("x", A1, number(100), number(399, 40)),
        Fraction(100) * Fraction("9.975") / 100,
    ),
    (
        "percent",
        lambda pen: pen.percent("x", A1, number(-6, 5), number(50)),
        Fraction(-6, 5) / 2,
    ),
    (
        "greatest",
        lambda pen: pen.greatest("x", A1, number(16, 31), number(1, 2)),
        Fraction(16, 31),
    ),
    (
        "greatest",
        lambda pen: pen.greatest("x", A1, number(-1), number(-1, 2)),
        Fraction(-1, 2),
    ),
    (
        "least",
        lambda pen: pen.least("x", A1, number(16, 31), number(1, 2)),
        Fraction(1, 2),
    ),
    (
        "least",
        lambda pen: pen.least("x", A1, number(-1), number(-1, 2)),
        Fraction(-1),
    ),
    ("at least zero", lambda pen: pen.at_least_zero("x", A1, number(-1)), Fraction(0)),
    (
        "at least zero",
        lambda pen: pen.at_least_zero("x", A1, number(1, 3)),
        Fraction(1, 3),
    ),
    (
        "round",
        lambda pen: pen.round("x", A1, number(400, 31), PRORATION, "USD"),
        Fraction(1290, 100),
    ),
    (
        "round",
        lambda pen: pen.round("x", A1, number(400, 31), PRORATION, "JPY"),
        Fraction(13),
    ),
    (
        "charged days",
        lambda pen: pen.charged_days("x", A1, PRORATION, on(day(7, 16)), on(day(8, 1))),
        Fraction(16),
    ),
    (
        "charged days",
        lambda pen: pen.charged_days(
            "x",
            A1,
            evolve(PRORATION, day_count=DayCount.THIRTY_DAY_MONTH),
            on(day(2, 28)),
            on(day(3, 1)),
        ),
        Fraction(3),
    ),
    (
        "months within",
        lambda pen: pen.months_within(
            "x",
            A1,
            on(day(8, 31)),
            on(day(9, 30)),
            on(day(11, 30)),
            us.CONNECT.frequency,
        ),
        Fraction(2),
    ),
)

QUARTER: Final = Choice(DocumentField("often"), Frequency.QUARTERLY)
DAYS: Final[tuple[tuple[str, Made, date], ...]] = (
    ("given", lambda pen: pen.given_day("x", A1, on(day(7, 3))), day(7, 3)),
    ("day after", lambda pen: pen.day_after("x", A1, on(day(12, 31))), day(1, 1, 2027)),
    (
        "plus days",
        lambda pen: pen.plus_days("x", A1, on(day(8, 20)), number(15)),
        day(9, 4),
    ),
    (
        "plus months",
        lambda pen: pen.plus_months(
            "x", A1, on(day(1, 31)), number(1), us.CONNECT.start
        ),
        day(2, 28),
    ),
    (
        "plus months",
        lambda pen: pen.plus_months(
            "x", A1, on(day(1, 31)), number(14), us.CONNECT.start
        ),
        day(3, 31, 2027),
    ),
    (
        "plus months",
        lambda pen: pen.plus_months(
            "x",
            A1,
            on(day(1, 31)),
            number(1),
            evolve(us.CONNECT.start, missing_day=MissingDay.ROLL_OVER),
        ),
        day(3, 1),
    ),
    ("month start", lambda pen: pen.month_start("x", A1, on(day(7, 15))), day(7, 1)),
    ("next month", lambda pen: pen.next_month("x", A1, on(day(7, 15))), day(8, 1)),
    (
        "day of month",
        lambda pen: pen.day_of_month("x", A1, on(day(8, 1)), number(3)),
        day(8, 3),
    ),
    (
        "next day of month",
        lambda pen: pen.next_day_of_month("x", A1, on(day(8, 12)), number(10)),
        day(9, 10),
    ),
    (
        "business day",
        lambda pen: pen.business_day(
            "x", A1, on(day(7, 1)), number(5), us.CONNECT.issue
        ),
        day(7, 7),
    ),
    (
        "business day",
        lambda pen: pen.business_day("x", A1, on(day(2, 1)), number(1), WORKED),
        day(2, 3),
    ),
    (
        "day before",
        lambda pen: pen.day_before("x", A1, on(day(3, 1))),
        day(2, 28),
    ),
    (
        "next business day",
        lambda pen: pen.next_business_day("x", A1, on(day(2, 1)), WORKED),
        day(2, 3),
    ),
    (
        "next business day",
        lambda pen: pen.next_business_day("x", A1, on(day(2, 3)), WORKED),
        day(2, 3),
    ),
    (
        "previous business day",
        lambda pen: pen.previous_business_day("x", A1, on(day(2, 3)), WORKED),
        day(1, 30),
    ),
    (
        "previous business day",
        lambda pen: pen.previous_business_day("x", A1, on(day(2, 4)), WORKED),
        day(2, 3),
    ),
    (
        "later",
        lambda pen: pen.later("x", A1, on(day(3, 1)), on(day(3, 20)), on(day(2, 1))),
        day(3, 20),
    ),
    (
        "earlier",
        lambda pen: pen.earlier("x", A1, on(day(3, 1)), on(day(3, 20)), on(day(2, 1))),
        day(2, 1),
    ),
    (
        "minus days",
        lambda pen: pen.minus_days("x", A1, on(day(4, 15)), number(30)),
        day(3, 16),
    ),
    (
        "periods from",
        lambda pen: pen.periods_from("x", A1, us.CONNECT.frequency, on(day(8, 20))),
        day(9, 1),
    ),
    (
        "period start",
        lambda pen: pen.period_start(
            "x", A1, QUARTER, on(day(8, 20)), on(day(11, 20)), us.CONNECT.frequency
        ),
        day(8, 20),
    ),
    (
        "period end",
        lambda pen: pen.period_end(
            "x", A1, QUARTER, on(day(8, 20)), on(day(8, 21)), us.CONNECT.frequency
        ),
        day(11, 20),
    ),
    (
        "charged from",
        lambda pen: pen.charged_from("x", A1, PRORATION, on(day(7, 15))),
        day(7, 16),
    ),
    (
        "charged from",
        lambda pen: pen.charged_from(
            "x",
            A1,
            evolve(PRORATION, day_count=DayCount.ACTUAL_FROM_START),
            on(day(7, 15)),
        ),
        day(7, 15),
    ),
)


class TestPen:
    """Each operation computes exactly and writes down one step."""

    @pytest.mark.parametrize(("words", "made", "expected"), NUMBERS)
    def test_numbers(self, words: str, made: Made, expected: Fraction) -> None:
        """An operation on numbers gives a ratio in lowest terms."""
        pen = Pen()

        found = made(pen)

        assert found == Number(StepValue(0), expected.as_integer_ratio())
        (step,) = pen.steps
        assert (step.op.value.replace("_", " "), step.value) == (words, found.value)
        assert (step.label, step.clause) == ("x", A1)

    @pytest.mark.parametrize(("words", "made", "expected"), DAYS)
    def test_days(self, words: str, made: Made, expected: date) -> None:
        """An operation on days gives a day."""
        pen = Pen()

        found = made(pen)

        assert found == Day(StepValue(0), expected)
        (step,) = pen.steps
        assert (step.op.value.replace("_", " "), step.value) == (words, expected)
        assert (step.label, step.clause) == ("x", A1)

    def test_every_operation(self) -> None:
        """No operation goes without a known number."""
        words = {words for words, _, _ in (*NUMBERS, *DAYS)}

        assert words == {op.value.replace("_", " ") for op in Op}

    def test_operands(self) -> None:
        """A step keeps its operands in order, and a later one refers to it."""
        pen = Pen()
        share = pen.over("share", Q1, number(16), number(31))
        amount = pen.times("charge", A8, number(25), share)

        assert amount.operand == StepValue(1)
        assert pen.steps == [
            Step(Op.OVER, (number(16), number(31)), (16, 31), "share", Q1),
            Step(
                Op.TIMES,
                (number(25), Number(StepValue(0), (16, 31))),
                (400, 31),
                "charge",
                A8,
            ),
        ]

    def test_choices(self) -> None:
        """The choice of a policy that a step depends on is among its operands."""
        pen = Pen()
        pen.round("amount", Q29, number(400, 31), PRORATION, "USD")
        pen.plus_months("start", Q18, on(day(1, 31)), number(1), us.CONNECT.start)
        pen.charged_from("first", Q1, PRORATION, on(day(7, 15)))
        pen.business_day("issued", Q24, on(day(2, 1)), number(1), WORKED)

        rounded, months, first, issued = pen.steps
        assert rounded.of[1:] == (
            Choice(PolicyField(PRORATION, "rounding"), PRORATION.rounding),
            Choice(DocumentField("currency"), "USD"),
        )
        assert months.of[2] == Choice(
            PolicyField(us.CONNECT.start, "missing_day"), MissingDay.CLAMP
        )
        assert first.of[0] == Choice(
            PolicyField(PRORATION, "day_count"), DayCount.ACTUAL_AFTER_START
        )
        assert issued.of[2] == Choice(PolicyField(WORKED, "holidays"), (day(2, 2),))

    def test_refused_day(self) -> None:
        """A month without the day is refused where the policy says so."""
        policy = evolve(us.CONNECT.start, missing_day=MissingDay.REFUSE)

        with pytest.raises(AmbiguousDate):
            Pen().plus_months("x", A1, on(day(1, 31)), number(1), policy)

    def test_wire_names(self) -> None:
        """The wire names of the operations are frozen, and only ever grow."""
        assert [op.value for op in Op] == [
            "given",
            "sum",
            "minus",
            "negate",
            "times",
            "over",
            "percent",
            "greatest",
            "least",
            "at_least_zero",
            "tier",
            "round",
            "day_after",
            "day_before",
            "plus_days",
            "minus_days",
            "plus_months",
            "month_start",
            "next_month",
            "day_of_month",
            "next_day_of_month",
            "business_day",
            "next_business_day",
            "previous_business_day",
            "later",
            "earlier",
            "charged_from",
            "charged_days",
            "periods_from",
            "period_start",
            "period_end",
            "months_within",
        ]


class TestSpelling:
    """Steps as people read them."""

    @pytest.mark.parametrize(
        ("value", "text"),
        [((16, 31), "16/31"), ((-5, 1), "-5"), (day(8, 1), "2026-08-01")],
    )
    def test_values(self, value: tuple[int, int] | date, text: str) -> None:
        """A whole number has no denominator, a day is ISO text."""
        assert spelled(value) == text

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (DayCount.ACTUAL_AFTER_START, "actual_after_start"),
            ("USD", "USD"),
            (PRORATION.rounding, "half up to the minor unit"),
        ],
    )
    def test_choices(self, value: DayCount | str | Rounding, text: str) -> None:
        """A choice is told by its wire name, a rounding in words."""
        assert str(Choice(DocumentField("x"), value)) == text

    def test_step(self) -> None:
        """A step reads: what, how, of which, the result, and by which clause."""
        step = Step(Op.CHARGED_DAYS, (number(5), on(day(8, 1))), (16, 1), "days", Q1)

        assert str(step) == "days: charged days 5, 2026-08-01 = 16 [Q1]"

    def test_step_without_operands(self) -> None:
        """The sum of nothing is 0."""
        pen = Pen()
        pen.sum("subtotal", A1)

        assert str(pen.steps[0]) == "subtotal: sum = 0 [A1]"


def derived_amount() -> Derived[Money]:
    """Return the proration of two devices at 25.00 from 20 August: 17.74."""
    return prorate(
        dollars("25.00"),
        quantity=2,
        effective_on=day(8, 20),
        within=month(8),
        policy=PRORATION,
    )


class TestDerived:
    """An answer refuses to be explained where its own rule does not give it."""

    def test_value(self) -> None:
        """The answer is read as money or as a day."""
        assert derived_amount().value == usd("17.74")
        assert due_on(day(8, 1), us.CONNECT.due).value == day(8, 16)

    @pytest.mark.clause("Q29")
    def test_wrong_amount(self) -> None:
        """A stored amount that is a cent off has no proof."""
        wrong = evolve(derived_amount(), raw=1775)

        assert wrong.value == usd("17.75")
        with pytest.raises(
            ProofError,
            match=r"^prorated_charge must be 887/50 by its rule, got 17\.75 USD$",
        ):
            _ = wrong.proof
        with pytest.raises(ProofError):
            wrong.explain()

    @pytest.mark.clause("Q6")
    def test_wrong_day(self) -> None:
        """A stored date that is a day off has none either."""
        wrong = evolve(due_on(day(8, 1), us.CONNECT.due), raw=day(8, 17))

        with pytest.raises(
            ProofError,
            match=r"^due_date must be 2026-08-16 by its rule, got 2026-08-17$",
        ):
            _ = wrong.proof

    def test_explain(self) -> None:
        """The explanation is one step a line."""
        derived = due_on(day(8, 1), us.CONNECT.due)

        assert derived.explain() == "\n".join(map(str, derived.proof))
        assert derived.explain() == (
            "due date: plus days 2026-08-01, 15 = 2026-08-16 [Q6]"
        )

    def test_shown(self) -> None:
        """In a session an answer is shown with the rule that gives it."""
        assert repr(derived_amount()) == "<17.74 USD by prorated_charge>"

    def test_equal_policies(self) -> None:
        """Equal rules and facts give equal answers, and a pickled one is equal."""
        first, second = derived_amount(), derived_amount()

        assert first == second
        assert hash(first) == hash(second)
        assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - our own bytes


class TestGround:
    """What a choice rests on: a decision of ours, or the customer's own terms."""

    TERMS: Final = evolve(Q6, id="Q6", standing=Standing.CONTRACT)

    @pytest.mark.clause("Q6")
    def test_decision(self) -> None:
        """Under the published rule a choice rests on the decision that reads it."""
        assert us.CONNECT.due.ground(Q6) is Q6
        assert due_on(day(8, 1), us.CONNECT.due).proof.clauses() == (Q6,)

    @pytest.mark.clause("Q6")
    def test_contract(self) -> None:
        """Under the customer's own terms it rests on those."""
        policy = evolve(us.CONNECT.due, days=30, clause=self.TERMS)

        assert policy.ground(Q6) is self.TERMS
        assert due_on(day(8, 1), policy).proof.clauses() == (self.TERMS,)

    @pytest.mark.clause("Q1", "Q29")
    def test_contract_in_every_step(self) -> None:
        """A proration by the customer's own terms names no reading of ours."""
        policy = evolve(PRORATION, clause=self.TERMS)
        derived = evolve(derived_amount(), rule=ProratedCharge(policy))

        assert derived.proof.clauses() == (self.TERMS,)


class TestProof:
    """What a proof rests on."""

    def test_steps(self) -> None:
        """A proof names its rule and gives its steps in order."""
        proof = due_on(day(8, 1), us.CONNECT.due).proof

        assert proof.rule == "due_date"
        assert list(proof) == list(proof.steps)
        assert len(proof.steps) == 1

    def test_clauses(self) -> None:
        """Each clause is listed once, in the order of its first use."""
        found = [clause.id for clause in derived_amount().proof.clauses()]

        assert found == ["Q27", "Q1", "A8", "Q29"]

    def test_facts(self) -> None:
        """Each fact is listed once, in the order of its first use."""
        added, removed = change(day(8, 20), 2), change(day(8, 21), -1)
        pen = Pen()
        held = pen.sum(
            "held",
            A1,
            pen.fact(removed, "quantity"),
            pen.fact(added, "quantity"),
            pen.fact(removed, "quantity"),
        )
        pen.plus_days("x", Q6, pen.fact_day(added, "effective_on"), held)

        assert Proof("x", tuple(pen.steps)).facts() == (removed, added)

    def test_no_facts(self) -> None:
        """A proof may rest on policies and the header alone."""
        assert due_on(day(8, 1), us.CONNECT.due).proof.facts() == ()


# The law over all rules. A rule that is added without facts to draw fails the test.

DATES = st.dates(date(2026, 1, 1), date(2028, 12, 31))
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])
UNIT_PRICES = st.builds(
    lambda size, places: Decimal(f"{size}E-{places}"),
    st.integers(0, 10**7),
    st.integers(0, 6),
)
QUANTITIES = st.integers(-(10**4), 10**4).filter(bool)
COUNTED = st.lists(
    st.builds(change, DATES, QUANTITIES)
    | st.builds(opening, DATES, QUANTITIES.map(abs)),
    max_size=3,
).map(tuple)


def offered(reading: Reading) -> list[str | int]:
    """Return every alternative as an account file writes it."""
    if isinstance(reading.choices, range):
        return list(reading.choices)
    return list(reading.alternatives())


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Draw a market with any readings, whose days are those of any calendar."""
    chosen = draw(st.sets(st.sampled_from(READINGS)))
    market = us.CONNECT.with_readings(
        {one.name: draw(st.sampled_from(offered(one))) for one in chosen}
    )
    if draw(st.booleans()):
        return market
    holidays = tuple(sorted(draw(st.sets(DATES, max_size=5))))
    issue = evolve(market.issue, counted=DaysCounted.BUSINESS_DAYS, holidays=holidays)
    cycle = evolve(market.cycle, first_invoice=FirstInvoice.MONTH_AFTER)
    return evolve(market, issue=issue, cycle=cycle, readings=())


def drawn_price(draw: st.DrawFn) -> Price:
    """Draw a price in any of the currencies, with any contract minimum."""
    return device_price(
        f"{draw(UNIT_PRICES):f}",
        draw(DATES),
        id="price",
        currency=draw(CURRENCIES),
        minimum_quantity=draw(st.integers(0, 9)),
    )


def drawn_end(draw: st.DrawFn, first: date, within: Period) -> ServiceEnd | None:
    """Draw no end of service, or one within the period."""
    if draw(st.booleans()):
        return None
    return ServiceEnd(
        id="end", last_day_of_service=draw(st.dates(first, within.last_day))
    )


def recurring(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a month in advance, under any rounding at all."""
    within = Period.month_of(draw(DATES))
    price = drawn_price(draw)
    rounding = Rounding(
        draw(st.sampled_from(RoundingMode)), MINOR_UNIT, step=draw(st.integers(1, 5))
    )
    rule = evolve(
        market.rules.recurring, policy=evolve(market.recurring, rounding=rounding)
    )
    end = drawn_end(draw, within.start, within)
    return rule, RecurringFacts(price, price.currency, None, draw(COUNTED), within, end)


def prorated(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a part of a month or of another period, caused by anything that can."""
    effective_on = draw(DATES)
    price = drawn_price(draw)
    within = draw(
        st.none()
        | st.builds(
            lambda before, after: Period(
                effective_on - timedelta(before), effective_on + timedelta(after)
            ),
            st.integers(0, 400),
            st.integers(31, 400),
        )
    )
    cause: Any = draw(
        st.sampled_from(
            [
                None,
                change(effective_on, 1),
                evolve(price, id="new", effective_on=effective_on),
            ]
        )
    )
    end = drawn_end(draw, effective_on, within or Period.month_of(effective_on))
    return market.rules.prorated, ProratedFacts(
        price=price,
        currency=price.currency,
        group=None,
        parts=draw(COUNTED),
        before=draw(COUNTED),
        moved=draw(st.sampled_from(Moved)),
        cause=cause,
        effective_on=effective_on,
        end=end,
        within=within,
    )


def cycle_charge(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a cycle in advance, of any length."""
    rule, facts = recurring(draw, market)
    start = draw(DATES)
    within = Period(start, start + timedelta(draw(st.integers(28, 366))))
    end = drawn_end(draw, start, within)
    told = facts._replace(month=within, end=end)
    return CycleCharge(rule.policy, market.proration), told


def cycle_proration(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a change inside a cycle."""
    _, facts = prorated(draw, market)
    on = facts.effective_on
    before, after = draw(st.integers(0, 300)), draw(st.integers(31, 60))
    within = Period(on - timedelta(before), on + timedelta(after))
    told = facts._replace(within=within, end=drawn_end(draw, on, within))
    return CycleProration(market.proration), told


def unused_days(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw what is left of a cycle that a plan change ends."""
    price, on = drawn_price(draw), draw(DATES)
    before, after = draw(st.integers(1, 300)), draw(st.integers(31, 60))
    within = Period(on - timedelta(before), on + timedelta(after))
    end = drawn_end(draw, on, within)
    counted, currency = draw(COUNTED), price.currency
    facts = UnusedFacts(price, currency, None, counted, on, end, within)
    return UnusedDays(market.anchor, market.proration), facts


def anchor(draw: st.DrawFn, market: Market, kind: type[AnchorOn]) -> tuple[Any, Any]:
    """Draw the first change of an account, or one that moved the billing date."""
    moved = draw(st.booleans())
    return kind(market.anchor), AnchorFacts(draw(DATES), change(draw(DATES), 1), moved)


def cycle_day(
    draw: st.DrawFn, market: Market, kind: type[CycleStart]
) -> tuple[Any, Any]:
    """Draw the place of a cycle, counted in days or months."""
    number, months = draw(st.integers(0, 40)), draw(st.sampled_from((0, 1, 3, 12)))
    return kind(market.anchor), CyclePlace(draw(DATES), number, months)


def drawn_begun(draw: st.DrawFn) -> tuple[Price, Begun]:
    """Draw a price by the year or the quarter, and from which day it counts."""
    frequency = draw(st.sampled_from([Frequency.ANNUAL, Frequency.QUARTERLY]))
    price = evolve(drawn_price(draw), frequency=frequency)
    first = change(draw(DATES), 1, id="first")
    return price, Begun(frequency, first, draw(DATES))


def period_charge(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a year or a quarter in advance."""
    price, begun = drawn_begun(draw)
    until = begun.anchor(market.frequency) + timedelta(draw(st.integers(1, 900)))
    facts = PeriodFacts(price, price.currency, None, draw(COUNTED), begun, until)
    return market.rules.period, facts


def period_proration(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a change within a year, a quarter, or the month before the first one."""
    price, begun = drawn_begun(draw)
    on = begun.day + timedelta(draw(st.integers(0, 900)))
    renews = draw(st.booleans())
    starts = not renews and on == begun.start
    end = None
    if on < begun.anchor(market.frequency):
        end = drawn_end(draw, on, Period.month_of(on))
    told = ProratedFacts(
        price=price,
        currency=price.currency,
        group=None,
        parts=draw(COUNTED),
        before=draw(COUNTED),
        moved=draw(st.sampled_from(Moved)),
        cause=None if starts else change(on, 1, id="cause"),
        effective_on=on,
        end=None if renews else end,
        within=None,
    )
    return market.rules.period_prorated, PeriodProrationFacts(told, begun, renews)


def one_time(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a purchase or a credit."""
    kind = draw(st.sampled_from([LineKind.HARDWARE, LineKind.OTHER_CREDIT]))
    charge = bought(
        draw(DATES),
        f"{draw(UNIT_PRICES):f}",
        draw(st.integers(1, 10**4)),
        kind=kind,
        code="acme:x" if kind is LineKind.OTHER_CREDIT else None,
        currency=draw(CURRENCIES),
    )
    return market.rules.one_time, OneTimeFacts(charge, charge.currency)


def brought_forward(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a negative balance."""
    balance = Money.from_minor(-draw(st.integers(1, 10**9)), draw(CURRENCIES))
    return market.rules.brought_forward, BroughtForwardFacts(
        balance, Period.month_of(draw(DATES))
    )


LEVIES: Final = (*us.CONNECT.levies, ca.CONNECT.levy("qst"))
PERCENTS: Final = st.builds(
    lambda size, places: Decimal(f"{size}E-{places}"),
    st.integers(0, 100),
    st.integers(0, 12),
)


def drawn_rate(draw: st.DrawFn, name: str) -> Rate:
    """Draw any percentage of a series."""
    return Rate(
        series=name,
        category=TaxCategory.STANDARD,
        from_on=draw(DATES),
        percent=draw(PERCENTS),
        clause=CONTRACT_RATES,
    )


def drawn_levy(draw: st.DrawFn) -> Levy:
    """Draw a levy, rounded where it may be, on what may be below 0 or not."""
    levy = draw(st.sampled_from(LEVIES))
    level = draw(st.sampled_from(Level))
    return evolve(
        levy,
        share=draw(st.none() | st.just("share")),
        level=level,
        line_rounding=levy.rounding if level is Level.LINE else None,
        negative_base=draw(st.sampled_from(NegativeBase)),
    )


class Given(NamedTuple):
    """A line of which nothing matters but its id and its amount."""

    id: str
    amount: Money


def levy(draw: st.DrawFn, _: Market) -> tuple[Any, Any]:
    """Draw a levy of any lines, at any rate."""
    of, currency = drawn_levy(draw), draw(CURRENCIES)
    minors = draw(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=4))
    bases = tuple(
        Base(Given(f"{n}", Money.from_minor(minor, currency)), minor)
        for n, minor in enumerate(minors)
    )
    share = drawn_rate(draw, "share") if of.share else None
    facts = LevyFacts(bases, drawn_rate(draw, of.series), share, None, currency)
    return LevyCharge(of), facts


def billing_start(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a contract that says when billing starts, in either way or both."""
    signed_on = draw(st.none() | DATES)
    quoted = draw(DATES if signed_on is None else st.none() | DATES)
    months = 0 if signed_on is None else draw(st.integers(0, 36))
    contract = Contract(
        id="contract",
        signed_on=signed_on,
        free_months=months,
        billing_start_on=quoted,
    )
    return market.rules.billing_start, contract


def issue_date(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw an invoice of either kind, dated in any of the ways."""
    start, given_on = draw(DATES), draw(st.none() | DATES)
    kind = draw(st.sampled_from((DocumentKind.RECURRING, DocumentKind.ONE_TIME)))
    if kind is DocumentKind.RECURRING:
        start = start.replace(day=1)
    return market.rules.issue_date, (kind, start, draw(st.none() | DATES), given_on)


def due_date(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw an invoice date and a day of sending."""
    return market.rules.due_date, (draw(DATES), draw(DATES))


def dispute_until(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw an invoice date."""
    return market.rules.dispute_until, draw(DATES)


def autopay_on(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw an invoice date and a due date."""
    return market.rules.autopay_on, (draw(DATES), draw(DATES))


def document(draw: st.DrawFn, market: Market) -> Invoice:
    """Draw a document of a few charges and credits, and of levies on the first."""
    count = draw(st.integers(0, 4))
    drawn = [one_time(draw, us.CONNECT) for _ in range(count)]
    facts = [
        OneTimeFacts(evolve(one.charge, id=f"{n}", currency="USD"), "USD")
        for n, (_, one) in enumerate(drawn)
    ]
    rule = market.rules.one_time
    rows = tuple((rule, one, rule.raw(one)) for one in facts)
    levied: list[Any] = []
    for each in draw(st.sets(st.sampled_from(LEVIES))) if rows else ():
        base = Given("0", Money.from_minor(rows[0][2], "USD"))
        rate = drawn_rate(draw, each.series)
        of = LevyFacts((Base(base, rows[0][2]),), rate, None, None, "USD")
        levied.append((LevyCharge(each), of, LevyCharge(each).raw(of)))
    return Invoice(
        account="acme",
        currency="USD",
        market=market,
        kind=DocumentKind.RECURRING,
        period=month(8),
        contract=Contract(id="contract", billing_start_on=day(1, 1)),
        rows=rows,
        levied=tuple(levied),
    )


def subtotal(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a document and take its subtotal."""
    invoice = document(draw, market)
    return invoice.subtotal.rule, invoice


def total(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw an invoice or a credit note and take its total."""
    made: Invoice | CreditNote = document(draw, market)
    if draw(st.booleans()):
        made = note(draw, market)
    return made.total.rule, made


def payable(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a document and take what is payable of it."""
    invoice = document(draw, market)
    return invoice.payable.rule, invoice


MINORS: Final = st.integers(-(10**9), 10**9)


def stated(draw: st.DrawFn, currency: str, line: str = "line") -> IssuedLine:
    """Draw the amount of a line of an issued document."""
    return IssuedLine(
        document=draw(st.sampled_from(["august", "september", "note"])),
        line=line,
        amount=Money.from_minor(draw(MINORS), currency).amount,
        currency=currency,
        effective_on=draw(DATES),
    )


def stated_often(draw: st.DrawFn, currency: str) -> tuple[IssuedLine, ...]:
    """Draw one amount of a line and a few more."""
    count = draw(st.integers(1, 3))
    return tuple(stated(draw, currency, f"{n}") for n in range(count))


def drawn_line(line_id: str) -> CorrectedLine:
    """Return a line of which nothing matters but its id."""
    return CorrectedLine(
        id=line_id,
        kind=LineKind.SERVICE_CHARGE,
        charge_class=ChargeClass.TELECOMMUNICATIONS,
        item="device",
        group=None,
        code=None,
        levy=None,
        category=None,
        percent=None,
        effective_on=None,
        period=month(8),
        tax_date=None,
    )


def correction(draw: st.DrawFn, _: Market) -> tuple[Any, Any]:
    """Draw what was issued and credited of a line, and what it should come to."""
    currency, minor = draw(CURRENCIES), draw(MINORS)
    revised = draw(
        st.none() | st.just(Given("line", Money.from_minor(minor, currency)))
    )
    issued = stated_often(draw, currency)
    if revised and draw(st.booleans()):
        issued = ()
    # Nothing is given back of what was never issued.
    is_credited = bool(issued) and draw(st.booleans())
    credited = stated_often(draw, currency) if is_credited else ()
    kind = DocumentKind.RECURRING
    return Difference(), CorrectionFacts(
        line=drawn_line("line"),
        of=DocumentKey("acme", "connect", kind, month(8)),
        revised=revised,
        issued=issued,
        credited=credited,
        causes=(),
        currency=currency,
    )


def credit(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a line of an invoice and each way in which it can be given back."""
    currency = draw(CURRENCIES)

    def money(numbers: st.SearchStrategy[int] = MINORS) -> Money:
        return Money.from_minor(draw(numbers), currency)

    before = draw(st.none() | st.just(("before", money())))
    way: Any = draw(
        st.sampled_from(
            [
                Whole(),
                GivenBack(money()),
                Split(money(), ("last", money(st.integers(1, 99))), money(), before),
                Follows((("base", money()),), (stated(draw, currency),)),
            ]
        )
    )
    if isinstance(way, Follows) and not way.base[0].minor:
        way = Whole()
    opened = OpenLine(drawn_line("line"), stated_often(draw, currency), ())
    return Credit(market.credit), CreditFacts(opened, way, currency)


def credited(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw an amount or a share of an invoice that is asked for."""
    currency = draw(CURRENCIES)
    amount = Money.from_minor(draw(st.integers(1, 10**9)), currency)
    asked: Any = OfAmount(amount)
    if draw(st.booleans()):
        asked = OfShare(draw(PERCENTS.filter(lambda x: 0 < x <= 100)))
    left = Money.from_minor(draw(MINORS), currency)
    facts = CreditedFacts(asked, stated_often(draw, currency), left, "last")
    return Credited(market.credit), facts


def running(draw: st.DrawFn, _: Market) -> tuple[Any, Any]:
    """Draw the first line of an invoice, or one after another."""
    currency, previous = draw(CURRENCIES), draw(st.none() | st.just("previous"))
    before = Money.from_minor(draw(MINORS) if previous else 0, currency)
    return Running(), RunningFacts(stated_often(draw, currency), previous, before)


def applied_credit(draw: st.DrawFn, _: Market) -> tuple[Any, Any]:
    """Draw a credit and an invoice, used and paid before or not."""
    currency = draw(CURRENCIES)

    def moved(name: str) -> tuple[tuple[str, Money], ...]:
        minors = draw(st.lists(st.integers(1, 10**6), max_size=2))
        amounts = [Money.from_minor(one, currency) for one in minors]
        return tuple((f"{name}:{n}", one) for n, one in enumerate(amounts))

    return CreditUsed(), AppliedFacts(
        credit=stated(draw, currency, "credit"),
        used=moved("used"),
        invoice=stated(draw, currency, "invoice"),
        paid=moved("paid"),
    )


def note(draw: st.DrawFn, market: Market) -> CreditNote:
    """Draw a credit note over all of an invoice of a few lines."""
    opened = tuple(
        OpenLine(drawn_line(f"{n}"), (stated(draw, "USD"),), ())
        for n in range(draw(st.integers(1, 4)))
    )
    kind = DocumentKind.RECURRING
    return CreditNote(
        account="acme",
        currency="USD",
        market=market,
        id="note",
        issued_on=day(9, 1),
        of=DocumentKey("acme", "connect", kind, month(8)),
        invoice="august",
        reason=CreditReason.GOODWILL,
        before=(),
        asked=Everything(),
        open=opened,
    )


def drawn_totals(draw: st.DrawFn, call_type: CallType, rate: str | None) -> Any:  # noqa: ANN401
    """Draw one total of July or two, with their rounded costs where rated."""
    cost = None if rate is None else Decimal("0.05")
    return tuple(
        usage_total(
            call_type,
            0,
            rate,
            id=f"total {n}",
            billable=draw(st.integers(0, 10**6)),
            row_cost=cost,
        )
        for n in range(draw(st.integers(1, 2)))
    )


def drawn_call_rate(draw: st.DrawFn, call_type: CallType, currency: str) -> CallRate:
    """Draw a rate of any model, with any fees."""
    price, fees = f"{draw(UNIT_PRICES):f}", st.none() | UNIT_PRICES
    model = draw(st.sampled_from(PriceModel))
    bounds = (0, *sorted(draw(st.sets(st.integers(1, 10**4), max_size=3))))
    by_tiers = model in (PriceModel.GRADUATED, PriceModel.VOLUME)
    tiers = tuple(
        Tier(above=one, unit_price=draw(UNIT_PRICES), flat_fee=draw(fees))
        for one in bounds
    )
    return CallRate(
        id="rate",
        name="somewhere",
        call_type=call_type,
        currency=currency,
        effective_on=day(1, 1),
        prefixes=("+49",) if call_type.is_rated else (),
        model=model,
        unit_price=None if by_tiers else Decimal(price),
        tiers=tiers if by_tiers else (),
        package=draw(st.integers(1, 500)) if model is PriceModel.PACKAGE else None,
        flat_fee=draw(fees),
        minimum=draw(fees),
        connection_fee=draw(fees) if call_type.is_rated else None,
    )


def drawn_low(draw: st.DrawFn) -> LowDevices:
    """Draw low-usage phones of a group, those of groups before it, and all phones."""

    def held(name: str) -> tuple[QuantityChange, ...]:
        count = draw(st.integers(1, 30))
        return (change(day(6, 1), count, "low phone", id=name),)

    before = held("before") if draw(st.booleans()) else ()
    terms = low_usage(draw(st.integers(0, 20)))
    return LowDevices(terms, held("devices"), before, held("phones"))


def drawn_allowed(draw: st.DrawFn, *, limited: bool = False) -> Allowed:
    """Draw what is included: nothing told, some facts, or a pool."""
    part = None
    if draw(st.booleans()):
        end = ServiceEnd(id="end", last_day_of_service=day(7, 20))
        part = draw(
            st.sampled_from(
                [
                    PartMonth(day(7, 3), None),
                    PartMonth(None, end),
                    PartMonth(day(7, 3), end),
                ]
            )
        )
    if draw(st.booleans()):
        return Allowed((), drawn_low(draw)._replace(before=()), part)
    facts = [
        (included(draw(st.integers(0, 9999)), id="some"), ()),
        (included(10, "device", id="each"), (change(day(6, 1), 5, id="five"),)),
    ]
    found = tuple(facts[: draw(st.integers(1 if limited else 0, 2))])
    return Allowed(found, None, part if found else None)


def used_by(market: Market) -> Any:  # noqa: ANN401
    """Return the policies that the rules of usage are bound to."""
    return market.usage, market.low_usage, market.proration


def usage_charge(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw calls at a rate of their own."""
    rate = drawn_call_rate(draw, CallType.INTERNATIONAL, draw(CURRENCIES))
    totals = drawn_totals(draw, CallType.INTERNATIONAL, "rate")
    facts = UsageFacts(totals, rate, "x", Allowed(), rate.currency, month(7))
    return UsageCharge(*used_by(market)), facts


def included_usage(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw minutes or messages of the plan, or of the pool, within what is included."""
    kind = draw(st.sampled_from([CallType.PLAN, CallType.MESSAGE]))
    totals, allowed = drawn_totals(draw, kind, None), drawn_allowed(draw)
    facts = UsageFacts(totals, None, "x", allowed, draw(CURRENCIES), month(7))
    return IncludedUsage(*used_by(market)), facts


def usage_overage(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw what is above the included, at the guide's price or the contract's."""
    kind = draw(st.sampled_from([CallType.PLAN, CallType.MESSAGE]))
    rate = (
        drawn_call_rate(draw, kind, draw(CURRENCIES)) if draw(st.booleans()) else None
    )
    currency = "USD" if rate is None else rate.currency
    totals = drawn_totals(draw, kind, None)
    allowed = drawn_allowed(draw, limited=True)
    facts = UsageFacts(totals, rate, "x", allowed, currency, month(7))
    return UsageOverage(*used_by(market)), facts


def low_usage_charge(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw low-usage phones at their own price, or at the full one."""
    price = drawn_price(draw)
    end = draw(
        st.none() | st.just(ServiceEnd(id="end", last_day_of_service=day(8, 20)))
    )
    facts = LowUsageFacts(
        drawn_low(draw), price, draw(st.booleans()), price.currency, None, month(8), end
    )
    rule = LowUsageCharge(market.low_usage, market.recurring, market.proration)
    return rule, facts


def quote_sum(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a document and add its charges and levies, as a quote does."""
    invoice = document(draw, market)
    return QuoteSum(), SumFacts("total", invoice.every_line, invoice.currency)


def quote_saved(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw a document and compare its charges with the first of them."""
    invoice = document(draw, market)
    lines = invoice.lines
    return QuoteSaved(), SavedFacts(lines, lines[:1], invoice.currency)


def each_period(draw: st.DrawFn, market: Market) -> tuple[Any, Any]:
    """Draw the price of an item and a quantity of it."""
    price = drawn_price(draw)
    quantity = draw(st.integers(1, 1000))
    there = QuantityChange(
        id="there", item=price.item, quantity=quantity, effective_on=day(7, 1)
    )
    facts = EachPeriodFacts(((price, there),), price.currency)
    return EachPeriod(market.recurring), facts


FACTS: Final[dict[str, Callable[[st.DrawFn, Market], tuple[Any, Any]]]] = {
    "applied_credit": applied_credit,
    "anchor": partial(anchor, kind=AnchorOn),
    "autopay_on": autopay_on,
    "billing_start": billing_start,
    "brought_forward": brought_forward,
    "correction": correction,
    "credit": credit,
    "credited": credited,
    "cycle_charge": cycle_charge,
    "cycle_end": partial(cycle_day, kind=CycleEnd),
    "cycle_proration": cycle_proration,
    "cycle_start": partial(cycle_day, kind=CycleStart),
    "dispute_until": dispute_until,
    "each_period": each_period,
    "due_date": due_date,
    "issue_date": issue_date,
    "one_time_charge": one_time,
    "levy": levy,
    "open": running,
    "past_anchor": partial(anchor, kind=PastAnchorOn),
    "past_end": partial(cycle_day, kind=PastEnd),
    "past_start": partial(cycle_day, kind=PastStart),
    "payable": payable,
    "period_charge": period_charge,
    "period_proration": period_proration,
    "prorated_charge": prorated,
    "quote_saved": quote_saved,
    "quote_sum": quote_sum,
    "recurring_charge": recurring,
    "subtotal": subtotal,
    "total": total,
    "unused_days": unused_days,
    "usage_charge": usage_charge,
    "included_usage": included_usage,
    "usage_overage": usage_overage,
    "low_usage_charge": low_usage_charge,
    **COMMISSION_FACTS,
    **CONTRACT_FACTS,
    **DISPUTE_FACTS,
    **FEE_FACTS,
    **KEY_DATE_FACTS,
    **RETURN_FACTS,
    **RECEIVABLE_FACTS,
}
"""For each rule by its name: how to draw it, bound to policies, and its facts."""
OF_CONTRACTS: Final = (
    *(*COMMISSION_FACTS, *CONTRACT_FACTS),
    *(*DISPUTE_FACTS, *KEY_DATE_FACTS),
    *RETURN_FACTS,
)


def rule_classes() -> list[type[Rule[Any, Any]]]:
    """Return every rule of the package that has a name, whoever wrote it."""
    for module in pkgutil.walk_packages(gotobilling.__path__, "gotobilling."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    root: Any = Rule
    return [kind for kind in _below(root) if "name" in vars(kind)]


def _below(kind: type[Rule[Any, Any]]) -> Iterator[type[Rule[Any, Any]]]:
    for below in kind.__subclasses__():
        # A class with slots is made twice; its module keeps the second.
        if getattr(sys.modules[below.__module__], below.__name__, None) is below:
            yield below
        yield from _below(below)


class TestEveryRule:
    """One law over all rules: the answer is the last step of its proof."""

    def test_found(self) -> None:
        """Every rule has facts to draw and its name, but totals and issue dates."""
        found = [kind.name for kind in rule_classes() if _is_ours(kind)]

        names = [name.partition(" ")[0] for name in FACTS]
        assert sorted(found) == sorted([*names, "total", "issue_date"])

    @pytest.mark.parametrize("name", FACTS)
    @given(st.data())
    def test_answer(self, name: str, data: st.DataObject) -> None:
        """For any facts and policies the raw answer equals the last step of work."""
        rule, facts = data.draw(_drawn(name))

        raw = rule.raw(facts)

        stated, last = rule.value(facts, raw), rule(facts).proof.steps[-1].value
        if isinstance(stated, Money):
            digits = {"USD": 2, "JPY": 0, "KWD": 3}[stated.currency]
            assert stated.minor == raw
            assert Fraction(*last) == Fraction(raw, 10**digits)
        else:
            assert stated == raw == last

    @pytest.mark.parametrize("name", FACTS)
    @given(st.data())
    def test_leaves(self, name: str, data: st.DataObject) -> None:
        """Each leaf has the value of the field it names, each step is used later."""
        rule, facts = data.draw(_drawn(name))

        proof = rule(facts).proof

        used = set()
        for place, step in enumerate(proof.steps):
            for mark in step.of:
                assert mark.value == _read(mark, proof.steps[:place])
                if isinstance(mark.operand, StepValue):
                    used.add(mark.operand.step)
        assert used == set(range(len(proof.steps) - 1))
        assert proof.rule == name.partition(" ")[0]


def _is_ours(kind: type) -> bool:
    return kind.__module__.startswith("gotobilling.")


def _drawn(name: str) -> st.SearchStrategy[tuple[Any, Any]]:
    @st.composite
    def drawn(draw: st.DrawFn) -> tuple[Any, Any]:
        # Rules of contracts draw the policies that they have; a market takes long.
        market = us.CONNECT if name in OF_CONTRACTS else draw(markets())
        return FACTS[name](draw, market)

    return drawn()


def _read(mark: Mark, earlier: tuple[Step, ...]) -> object:
    """Return what the operand of a mark names, or the mark's own value in a header."""
    found: Any
    match mark.operand:
        case FactField(fact, field):
            found = fact
            for part in field.split("."):
                found = found[int(part)] if part.isdigit() else getattr(found, part)
        case PolicyField(policy, field):
            found = getattr(policy, field)
        case StepValue(step):
            return earlier[step].value
        case _:
            return mark.value
    if isinstance(found, Decimal | int):
        return Fraction(found).as_integer_ratio()
    return found
