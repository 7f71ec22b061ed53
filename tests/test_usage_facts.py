"""The facts of usage: what each refuses, and what an account does of them together."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    account,
    altered,
    call_rate,
    change,
    day,
    device_price,
    included,
    low_usage,
    price,
    usage_total,
)

from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    UnknownCurrency,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    BRAZIL_MOBILE,
    Account,
    CallRate,
    Device,
    Included,
    Increment,
    LowUsage,
    NoUsage,
    PriceModel,
    StepsCounted,
    Tier,
    UsageTotal,
    Withdrawal,
    ZeroSeconds,
)
from gotobilling.kinds import BillableUnit, CallType, LineKind

START: Final = day(7, 1)
LATE: Final = day(8, 20)
PLAN: Final = usage_total(CallType.PLAN, 10, id="plan")
CALLS: Final = usage_total(CallType.INTERNATIONAL, 10, "germany", id="calls")
GERMANY: Final = call_rate(id="germany")
TIERED: Final = call_rate(
    id="tiered",
    unit_price=None,
    model=PriceModel.GRADUATED,
    tiers=(
        Tier(above=0, unit_price=Decimal("0.02")),
        Tier(above=100, unit_price=Decimal("0.01"), flat_fee=Decimal(5)),
    ),
)
PACKAGE: Final = call_rate(
    id="package", unit_price="1.50", model=PriceModel.PACKAGE, package=100
)
OVERAGE: Final = call_rate("overage", "0.03", CallType.PLAN, id="overage")
TEXTS: Final = call_rate("texts", "0.01", CallType.MESSAGE, id="texts")
MINUTES: Final = included(100, id="minutes")
TERMS: Final = low_usage()
NOTHING: Final = NoUsage(id="nothing", month=START)
LOW_PHONE: Final = price("low phone", LineKind.SERVICE_CHARGE, "9.95")
LARGEST: Final = 10**12 - 1
WHOLE: Final = f"from 0 to {LARGEST}"
Refused = type[BillingError]


def refused(fact: Any, field: str, content: object, error: Refused, says: str) -> None:  # noqa: ANN401
    """Hold a refusal to its whole message."""
    with pytest.raises(error) as found:
        altered(fact, field, content)

    assert str(found.value) == says


class TestTotal:
    """What one call type came to in a month."""

    @pytest.mark.clause("F6")
    def test_known(self) -> None:
        """A total is known on the first day of the month after, unless told."""
        december = usage_total(CallType.PLAN, 1, month=day(12, 1))

        assert (PLAN.effective_on, PLAN.known_on) == (START, day(8, 1))
        assert december.known_on == date(2027, 1, 1)
        assert evolve(PLAN, known_on=LATE).known_on == LATE

    @pytest.mark.clause("F6")
    @pytest.mark.parametrize("fact", [PLAN, NOTHING])
    @pytest.mark.parametrize(
        ("month", "error", "says"),
        [
            (day(7, 2), InvalidValue, "the first day of a month, got 2026-07-02"),
            (day(7, 31), InvalidValue, "the first day of a month, got 2026-07-31"),
            (
                date(1899, 12, 1),
                InvalidValue,
                "a day from 1900-01-01 to 2999-12-31, got 1899-12-01",
            ),
            ("2026-07", WrongType, "a date without a time, got '2026-07'"),
        ],
    )
    def test_month(
        self, fact: UsageTotal | NoUsage, month: object, error: Refused, says: str
    ) -> None:
        """A month is named by its first day."""
        refused(fact, "month", month, error, f"month must be {says}")

    @pytest.mark.clause("F6")
    def test_month_with_a_time(self) -> None:
        """An instant is no day."""
        with pytest.raises(WrongType, match=r"^month must be a date without a time, "):
            altered(PLAN, "month", datetime(2026, 7, 1, tzinfo=UTC))

    @pytest.mark.clause("F6")
    def test_month_beyond_the_calendar(self) -> None:
        """The month after the last one that is billed is refused as unknown by then."""
        with pytest.raises(InvalidValue, match=r"^known_on must be a day from 1900-01"):
            usage_total(CallType.PLAN, 1, month=date(2999, 12, 1))

    @pytest.mark.clause("F2")
    @pytest.mark.parametrize("field", ["rows", "connected", "seconds", "billable"])
    def test_counts(self, field: str) -> None:
        """Counts are whole numbers from 0."""
        wrong = f"{field} must be {WHOLE}, got "
        refused(PLAN, field, -1, InvalidValue, f"{wrong}-1")
        refused(PLAN, field, LARGEST + 1, InvalidValue, f"{wrong}{LARGEST + 1}")
        for content in (True, 1.0, "1", None):
            says = f"{field} must be a whole number, got {content!r}"
            refused(PLAN, field, content, WrongType, says)

    @pytest.mark.clause("F2")
    def test_connected(self) -> None:
        """Of three rows no more than three are connected."""
        assert altered(PLAN, "connected", 3).connected == 3
        says = "connected must be at most 3, all rows, got 4"
        refused(PLAN, "connected", 4, InvalidValue, says)

    @pytest.mark.clause("F5")
    def test_rate(self) -> None:
        """Calls that are rated by number name their rate, and no others do."""
        requirement = "rate must be given for calls that are rated by number, and only"

        refused(
            CALLS, "rate", None, InvalidValue, f"{requirement} there, got None [F5]"
        )
        says = f"{requirement} there, got 'germany' [F5]"
        refused(PLAN, "rate", "germany", InvalidValue, says)
        refused(CALLS, "rate", 5, WrongType, "rate must be text, got 5")

    @pytest.mark.clause("F5")
    @pytest.mark.parametrize("call_type", CallType)
    def test_rated(self, call_type: CallType) -> None:
        """Three of the call types have rates by number."""
        rate = "germany" if call_type.is_rated else None

        assert usage_total(call_type, 1, rate).rate == rate
        assert call_type.is_rated == (
            call_type.value
            in ("toll_free_inbound", "domestic_premium", "international")
        )

    @pytest.mark.parametrize("field", ["call_type", "device"])
    def test_members(self, field: str) -> None:
        """Call types and devices are members, not their names."""
        with pytest.raises(WrongType, match=rf"^{field} must be a \w+ \(.+\), got 'p"):
            altered(PLAN, field, "plan")

    @pytest.mark.clause("Q41")
    def test_row_cost(self) -> None:
        """Rounded costs are those of rated rows, a decimal of 0 or more."""
        cost = Decimal("1.10")
        says = "row_cost must be None without a rate, got 1.10 [Q41]"

        assert altered(CALLS, "row_cost", cost).row_cost == cost
        refused(PLAN, "row_cost", cost, InvalidValue, says)

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize(
        "cost", [1.5, "1.50", 1, Decimal(-1), Decimal("NaN"), Decimal("Infinity")]
    )
    def test_row_cost_refused(self, cost: object) -> None:
        """A float, a text, a number below 0 and what is no number are refused."""
        with pytest.raises((WrongType, InvalidValue), match=r"^row_cost must be "):
            altered(CALLS, "row_cost", cost)

    def test_names(self) -> None:
        """Ids are text, and no fact takes its own place."""
        refused(PLAN, "id", 5, WrongType, "id must be text, got 5")
        says = "supersedes must be the id of another fact, got 'plan'"
        refused(PLAN, "supersedes", "plan", InvalidValue, says)

    def test_units(self) -> None:
        """Calls are counted in seconds, messages in credits."""
        messages = usage_total(CallType.MESSAGE, 5)

        assert (PLAN.is_in_seconds, messages.is_in_seconds) == (True, False)
        assert (PLAN.billable, messages.billable) == (10 * 60, 5)


class TestIncrement:
    """Billable seconds of a row."""

    @pytest.mark.clause("F3", "Q2")
    @pytest.mark.parametrize(
        ("seconds", "after", "multiple"),
        [
            (0, 0, 0),
            (1, 60, 60),
            (56, 60, 60),
            (57, 60, 9 * 7),
            (60, 60, 9 * 7),
            (61, 60 + 7, 9 * 7),
            (63, 60 + 7, 9 * 7),
            (64, 60 + 7, 10 * 7),
            (67, 60 + 7, 10 * 7),
            (68, 60 + 2 * 7, 10 * 7),
        ],
    )
    def test_steps(self, seconds: int, after: int, multiple: int) -> None:
        """On 60/7, 61 seconds are 67 or, as a multiple of the step, 63."""
        by = Increment(initial=60, step=7, counted=StepsCounted.AFTER_INITIAL)

        assert by.billable(seconds) == after
        assert evolve(by, counted=StepsCounted.MULTIPLE).billable(seconds) == multiple

    @pytest.mark.clause("F4", "Q40")
    @pytest.mark.parametrize(
        ("seconds", "billable"),
        [(0, 0), (1, 30), (30, 30), (31, 36), (36, 36), (61, 66)],
    )
    def test_brazil(self, seconds: int, billable: int) -> None:
        """A call to a Brazilian mobile is 30 seconds at least, in steps of 6."""
        assert BRAZIL_MOBILE.billable(seconds) == billable

    @pytest.mark.clause("Q40")
    def test_zero_seconds(self) -> None:
        """A row without duration is free, or an initial block where chosen."""
        found = evolve(BRAZIL_MOBILE, zero_seconds=ZeroSeconds.MINIMUM)

        assert (found.billable(0), found.billable(1)) == (30, 30)
        assert evolve(found, minimum=90).billable(0) == 90

    @pytest.mark.clause("F3")
    @pytest.mark.parametrize(
        ("seconds", "billable"), [(9, 0), (10, 0), (11, 60), (70, 60), (71, 120)]
    )
    def test_free_seconds(self, seconds: int, billable: int) -> None:
        """Ten free seconds are taken off first."""
        by = Increment(
            initial=60, step=60, counted=StepsCounted.MULTIPLE, free_seconds=10
        )

        assert by.billable(seconds) == billable

    @pytest.mark.clause("F3")
    def test_minimum(self) -> None:
        """The minimum is applied last, and to no row without duration."""
        by = Increment(initial=1, step=1, counted=StepsCounted.MULTIPLE, minimum=45)

        assert [by.billable(n) for n in (0, 1, 45, 46)] == [0, 45, 45, 46]

    @pytest.mark.clause("F3")
    @given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 10_000))
    def test_law(self, initial: int, step: int, seconds: int) -> None:
        """No row is billed for less than it lasted, nor for a step too many."""
        for counted in StepsCounted:
            found = Increment(initial=initial, step=step, counted=counted)
            billable = found.billable(seconds)

            assert billable >= seconds
            assert billable - seconds < max(initial, step) or seconds < initial

    @pytest.mark.parametrize(
        ("field", "least"),
        [("initial", 1), ("step", 1), ("minimum", 0), ("free_seconds", 0)],
    )
    def test_refused(self, field: str, least: int) -> None:
        """Seconds are whole, and a block and a step have at least one."""
        wrong = f"{field} must be from {least} to {LARGEST}, got {least - 1}"

        refused(BRAZIL_MOBILE, field, least - 1, InvalidValue, wrong)
        says = f"{field} must be a whole number, got 1.0"
        refused(BRAZIL_MOBILE, field, 1.0, WrongType, says)

    @pytest.mark.parametrize("field", ["counted", "zero_seconds"])
    def test_members(self, field: str) -> None:
        """Choices are members, not their names."""
        with pytest.raises(WrongType, match=rf"^{field} must be a \w+ \(.+\), got 'fr"):
            altered(BRAZIL_MOBILE, field, "free")


class TestCallRate:
    """What usage to a destination costs."""

    @pytest.mark.clause("F5")
    @pytest.mark.parametrize("call_type", [CallType.EXTENSION, CallType.INBOUND])
    def test_never_charged(self, call_type: CallType) -> None:
        """Calls between extensions and inbound calls have no rate."""
        says = f"call_type must be one that is charged, got '{call_type.value}' [F5]"

        refused(OVERAGE, "call_type", call_type, InvalidValue, says)

    @pytest.mark.clause("F5", "D10")
    @pytest.mark.parametrize(
        ("fact", "field", "content", "error", "says"),
        [
            (GERMANY, "name", "", InvalidValue, "text of 1 to 200 characters, got ''"),
            (GERMANY, "name", 5, WrongType, "text, got 5"),
            (GERMANY, "prefixes", ["+49"], WrongType, "a tuple of texts, got ['+49']"),
            (
                GERMANY,
                "prefixes",
                (),
                InvalidValue,
                "given for calls that are rated by number, and only there, got 0 [F5]",
            ),
            (
                OVERAGE,
                "prefixes",
                ("+1",),
                InvalidValue,
                "given for calls that are rated by number, and only there, got 1 [F5]",
            ),
            (GERMANY, "increment", 60, WrongType, "an Increment or None, got 60"),
            (
                TEXTS,
                "increment",
                BRAZIL_MOBILE,
                InvalidValue,
                "None for messages, which have no seconds, got 'an increment' [D9]",
            ),
            (
                OVERAGE,
                "connection_fee",
                Decimal("0.05"),
                InvalidValue,
                "None for what is not rated by number, got 0.05",
            ),
            (GERMANY, "tiers", [], WrongType, "a tuple of Tier, got []"),
            (GERMANY, "tiers", (5,), WrongType, "a tuple of Tier, got (5,)"),
            (
                TIERED,
                "tiers",
                (),
                InvalidValue,
                "given for a graduated or volume price, and only there, got 0",
            ),
            (
                GERMANY,
                "unit_price",
                None,
                InvalidValue,
                "given where no tiers have the price, and only there, got None",
            ),
            (
                TIERED,
                "unit_price",
                Decimal("0.02"),
                InvalidValue,
                "given where no tiers have the price, and only there, got 0.02",
            ),
            (
                GERMANY,
                "package",
                100,
                InvalidValue,
                "given for a package price, and only there, got 100",
            ),
            (
                PACKAGE,
                "package",
                None,
                InvalidValue,
                "given for a package price, and only there, got None",
            ),
            (PACKAGE, "package", 0, InvalidValue, f"from 1 to {LARGEST}, got 0"),
            (PACKAGE, "package", 1.5, WrongType, "a whole number, got 1.5"),
        ],
    )
    def test_refused(
        self, fact: CallRate, field: str, content: object, error: Refused, says: str
    ) -> None:
        """Each field says what it must be."""
        refused(fact, field, content, error, f"{field} must be {says}")

    @pytest.mark.parametrize(
        "prefix", ["+49 151", "+1234567890123456", "+\u0664\u0669"]
    )
    def test_prefix(self, prefix: str) -> None:
        """A prefix is a plus and digits of ours; which one it is, is named."""
        requirement = "a plus and up to 15 digits, such as +49, or empty for all"
        says = f"prefixes[1] must be {requirement}, got {prefix!r}"

        refused(GERMANY, "prefixes", ("+49", prefix), InvalidValue, says)
        says = "prefixes[1] must be text, got 5"
        refused(GERMANY, "prefixes", ("+49", 5), WrongType, says)

    @pytest.mark.parametrize("prefixes", [("",), ("+",), ("+123456789012345",)])
    def test_prefixes_kept(self, prefixes: tuple[str, ...]) -> None:
        """A prefix may be empty, a plus alone, or have 15 digits."""
        assert altered(GERMANY, "prefixes", prefixes).prefixes == prefixes

    def test_prefixes_sorted(self) -> None:
        """Prefixes are kept once each, in order, however they were told."""
        found = altered(GERMANY, "prefixes", ("+49", "+4915", "+41", "+49"))

        assert found.prefixes == ("+41", "+49", "+4915")

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize(
        "field", ["unit_price", "flat_fee", "minimum", "connection_fee"]
    )
    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (1.5, WrongType),
            (1, WrongType),
            ("1.50", WrongType),
            (Decimal("-0.01"), InvalidValue),
            (Decimal("NaN"), InvalidValue),
            (Decimal("1E-13"), InvalidValue),
        ],
    )
    def test_prices(self, field: str, content: object, error: Refused) -> None:
        """Each price is a decimal of 0 or more and up to 12 places, by its name."""
        with pytest.raises(error, match=f"^{field} must be "):
            altered(GERMANY, field, content)

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize("field", ["unit_price", "flat_fee"])
    @pytest.mark.parametrize("content", [0.02, Decimal("-0.02")])
    def test_tier_prices(self, field: str, content: object) -> None:
        """The price and the fee of a tier are named with the tier."""
        wrong = altered(TIERED.tiers[1], field, content)

        with pytest.raises(BillingError, match=rf"^tiers\[1\]\.{field} must be "):
            altered(TIERED, "tiers", (TIERED.tiers[0], wrong))

    def test_currency(self) -> None:
        """A currency without a minor unit is refused by its own field."""
        with pytest.raises(UnknownCurrency, match=r"^currency must be a currency with"):
            altered(GERMANY, "currency", "XAU")

    def test_equal_prices(self) -> None:
        """0.0190 and 0.019 are one price, and 5 is 5.00."""
        again = altered(GERMANY, "unit_price", Decimal("0.0190"))
        same_fee = TIERED.tiers[1].flat_fee

        assert again == GERMANY
        assert str(again.unit_price) == "0.019"
        assert str(same_fee) == "5.00"

    @pytest.mark.clause("D8")
    def test_tiers(self) -> None:
        """Tiers begin at 0 and ascend."""
        first, second = TIERED.tiers

        says = "tiers[0].above must be 0, got 100"
        refused(TIERED, "tiers", (second,), InvalidValue, says)
        says = "tiers[1].above must be more than 0, got 0"
        refused(TIERED, "tiers", (first, first), ConflictingFacts, says)
        for content, error, says in (
            (-1, InvalidValue, f"above must be {WHOLE}, got -1"),
            (1.0, WrongType, "above must be a whole number, got 1.0"),
        ):
            refused(first, "above", content, error, says)

    @pytest.mark.clause("Q41")
    def test_is_additive(self) -> None:
        """Only a price of each unit alone lets rows be priced one by one."""
        assert GERMANY.is_additive
        assert altered(GERMANY, "connection_fee", Decimal("0.05")).is_additive
        others = [TIERED, PACKAGE]
        others += [altered(GERMANY, x, Decimal(1)) for x in ("flat_fee", "minimum")]
        assert [one.is_additive for one in others] == [False] * 4

    def test_price(self) -> None:
        """A price says what it is for; tiers have none of one unit."""
        assert str(GERMANY.price) == "0.019 USD per minute"
        assert str(TEXTS.price) == "0.01 USD per message credit"
        assert str(PACKAGE.price) == "1.50 USD per package of 100 minutes"
        assert TIERED.price is None
        assert TEXTS.unit is BillableUnit.MESSAGE_CREDIT

    def test_ratio(self) -> None:
        """A nested price is read by its path; what is no price is refused."""
        assert TIERED.ratio("tiers.1.unit_price") == (1, 100)
        assert TIERED.ratio("tiers.1.above") == (100, 1)
        with pytest.raises(WrongType, match=r"^tiers\.0\.flat_fee must be a price"):
            TIERED.ratio("tiers.0.flat_fee")


class TestIncluded:
    """What a plan includes."""

    @pytest.mark.clause("D4", "D9")
    @pytest.mark.parametrize("unit", BillableUnit)
    def test_unit(self, unit: BillableUnit) -> None:
        """Minutes and message credits are included, nothing else."""
        if unit in (BillableUnit.MINUTE, BillableUnit.MESSAGE_CREDIT):
            assert altered(MINUTES, "unit", unit).unit is unit
            return
        says = f"unit must be one of minute, message_credit, got '{unit.value}' [D4]"
        refused(MINUTES, "unit", unit, InvalidValue, says)

    @pytest.mark.clause("D4")
    def test_refused(self) -> None:
        """A quantity is whole and 0 or more, an item is text."""
        says = f"quantity must be {WHOLE}, got -1"
        refused(MINUTES, "quantity", -1, InvalidValue, says)
        says = "quantity must be a whole number, got 1.5"
        refused(MINUTES, "quantity", 1.5, WrongType, says)
        refused(MINUTES, "item", 5, WrongType, "item must be text, got 5")
        with pytest.raises(WrongType, match=r"^unit must be a BillableUnit "):
            altered(MINUTES, "unit", "minute")

    def test_known(self) -> None:
        """What is included is known on its first day, unless told."""
        assert MINUTES.known_on == MINUTES.effective_on == day(1, 1)


class TestLowUsage:
    """The terms of low-usage devices."""

    @pytest.mark.clause("G3", "Q38")
    @pytest.mark.parametrize(
        ("field", "content", "error", "says"),
        [
            ("item", 5, WrongType, "text, got 5"),
            ("full_price", 5, WrongType, "text, got 5"),
            (
                "full_price",
                "low phone",
                InvalidValue,
                "another item, got 'low phone' [G3]",
            ),
            ("phones", ["low phone"], WrongType, "a tuple of items, got ['low phone']"),
            (
                "phones",
                ("device", "other"),
                InvalidValue,
                "with low phone, which counts as well, got 'device, other' [Q38]",
            ),
            (
                "phones",
                (),
                InvalidValue,
                "with low phone, which counts as well, got '' [Q38]",
            ),
            ("allowed", -1, InvalidValue, f"{WHOLE}, got -1"),
            ("allowed", None, WrongType, "a whole number, got None"),
        ],
    )
    def test_refused(
        self, field: str, content: object, error: Refused, says: str
    ) -> None:
        """Each field says what it must be."""
        refused(TERMS, field, content, error, f"{field} must be {says}")

    @pytest.mark.clause("Q38")
    def test_phones(self) -> None:
        """A phone that is no text is named; phones are kept once, in order."""
        says = "phones[1] must be text, got 5"
        refused(TERMS, "phones", ("low phone", 5), WrongType, says)

        found = altered(TERMS, "phones", ("low phone", "device", "device"))
        assert found == TERMS


def told(*facts: Any, **others: Any) -> Account:  # noqa: ANN401
    """Return an account with a device and a low-usage phone, told of usage."""
    gone = tuple(one for one in facts if isinstance(one, Withdrawal))
    known = (change(START, 1), device_price(), LOW_PHONE, *facts)
    return account(START, *known, **({"withdrawals": gone} | others))


SECTION_OF: Final[dict[type, str]] = {
    UsageTotal: "usage",
    NoUsage: "no_usage",
    CallRate: "call_rates",
    Included: "included",
    LowUsage: "low_usage",
    Withdrawal: "withdrawals",
}


class TestAccount:
    """What an account refuses of usage."""

    @pytest.mark.parametrize("section", sorted(set(SECTION_OF.values())))
    def test_types(self, section: str) -> None:
        """Each section has facts of its own kind."""
        wrong = change(START, 1) if section != "changes" else PLAN

        with pytest.raises(
            WrongType, match=rf"^{section} must be a tuple of \w+ facts"
        ):
            told(**{section: (wrong,)})

    @pytest.mark.clause("F5")
    def test_unknown_rate(self) -> None:
        """A total of a rate that is not there is refused with both ids."""
        with pytest.raises(UnknownName) as found:
            told(CALLS)

        requirement = "the id of a call rate of the account"
        said = f"usage[calls].rate must be {requirement}, got 'germany' [F5]"
        assert str(found.value) == said

    @pytest.mark.clause("F5")
    def test_rate_named_by_its_version(self) -> None:
        """A total names the rate that was there first, or the one in its place."""
        better = evolve(GERMANY, id="better", supersedes="germany", known_on=LATE)
        other = evolve(CALLS, rate="better")

        assert told(CALLS, GERMANY, better).call_rates == (better,)
        assert told(other, GERMANY, better).call_rates == (better,)

    @pytest.mark.clause("F5", "Q67")
    def test_rate_named_by_an_older_version(self) -> None:
        """A total still names a version of its rate in whose place another stands."""
        better = evolve(GERMANY, id="better", supersedes="germany", known_on=LATE)
        best = evolve(better, id="best", known_on=day(9, 1))
        other = evolve(CALLS, rate="better")

        assert told(other, GERMANY, better, best).call_rates == (best,)

    @pytest.mark.clause("F5")
    def test_other_call_type(self) -> None:
        """International calls are not charged at a toll-free rate."""
        toll_free = evolve(GERMANY, call_type=CallType.TOLL_FREE_INBOUND)

        with pytest.raises(ConflictingFacts) as found:
            told(CALLS, toll_free)

        said = "must be a rate of international calls, got 'toll_free_inbound' [F5]"
        assert str(found.value) == f"usage[calls].rate {said}"

    @pytest.mark.clause("F5")
    def test_withdrawn_rate(self) -> None:
        """A rate that never was takes its totals' price away."""
        gone = Withdrawal(id="gone", fact="germany", known_on=LATE)

        with pytest.raises(UnknownName, match=r"^usage\[calls\]\.rate must be the id "):
            told(CALLS, GERMANY, gone)

    @pytest.mark.clause("D4")
    def test_included_item(self) -> None:
        """What each unit of an item brings needs a price of the item."""
        each = included(100, "desk phone", id="each")

        with pytest.raises(UnknownName) as found:
            told(each)

        said = "must be an item that has a price, got 'desk phone' [D4]"
        assert str(found.value) == f"included[each].item {said}"

    @pytest.mark.clause("G3")
    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            (
                {"item": "other", "phones": ("other",)},
                "item must be an item that has a price, got 'other'",
            ),
            (
                {"full_price": "other"},
                "full_price must be an item that has a price, got 'other'",
            ),
            (
                {"phones": ("low phone", "other")},
                "phones[1] must be an item that has a price, got 'other'",
            ),
        ],
    )
    def test_low_usage_items(self, changes: dict[str, Any], says: str) -> None:
        """Each item that the terms name has a price."""
        with pytest.raises(UnknownName) as found:
            told(evolve(TERMS, **changes))

        assert str(found.value) == f"low_usage[terms].{says} [G3]"

    @pytest.mark.clause("G3")
    def test_full_price_of_another_kind(self) -> None:
        """Devices are not billed in full as phone numbers."""
        prices = (device_price(), LOW_PHONE, price("seat", LineKind.RENTAL, "5"))

        with pytest.raises(ConflictingFacts) as found:
            account(START, *prices, low_usage=(evolve(TERMS, full_price="seat"),))

        said = "must be an item billed as service_charge, got 'seat' [G3]"
        assert str(found.value) == f"low_usage[terms].full_price {said}"

    @pytest.mark.clause("G3")
    def test_one_low_usage_item(self) -> None:
        """There is one low-usage item; later terms are about the same."""
        other = evolve(TERMS, id="other", effective_on=START)

        assert len(told(TERMS, other).low_usage) == 2
        swapped = evolve(other, item="device", full_price="low phone")
        with pytest.raises(ConflictingFacts) as found:
            told(TERMS, swapped)
        said = "must be low phone, the one low-usage item, got 'device' [G3]"
        assert str(found.value) == f"low_usage[other].item {said}"

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize(
        ("one", "section"),
        [
            (OVERAGE, "call_rates"),
            (TEXTS, "call_rates"),
            (MINUTES, "included"),
            (included(100, "device", id="each"), "included"),
            (TERMS, "low_usage"),
        ],
    )
    def test_same_day(self, one: CallRate | Included | LowUsage, section: str) -> None:
        """Two about one thing from one day on contradict; another day is a change."""
        two = evolve(one, id="zz", known_on=LATE)
        later = evolve(two, effective_on=START)

        with pytest.raises(ConflictingFacts) as found:
            told(one, two)
        said = f"must be another day than that of {one.id}, got 2026-01-01 [Q67]"
        assert str(found.value) == f"{section}[zz].effective_on {said}"
        assert getattr(told(later, one), section) == (one, later)

    @pytest.mark.clause("D4", "D9", "F5")
    def test_same_day_of_others(self) -> None:
        """Minutes beside messages, items beside the account, rates beside rates."""
        texts = included(500, id="texts included", unit=BillableUnit.MESSAGE_CREDIT)
        each = included(100, "device", id="each")
        more = evolve(GERMANY, id="france", prefixes=("+33",))
        found = told(MINUTES, texts, each, OVERAGE, TEXTS, GERMANY, more)

        assert len(found.included) == 3
        assert len(found.call_rates) == 4

    @pytest.mark.clause("Q62")
    def test_currency(self) -> None:
        """A rate is in the account's currency."""
        with pytest.raises(CurrencyMismatch) as found:
            told(evolve(GERMANY, currency="EUR"))

        said = "must be the account's USD, got 'EUR' [Q62]"
        assert str(found.value) == f"germany.currency {said}"

    @pytest.mark.clause("A7")
    def test_signature(self) -> None:
        """A price list may be older than the contract, what is included may not."""
        signed = evolve(account(START).contract, signed_on=day(6, 1))
        prices = (device_price(), LOW_PHONE)

        assert account(signed, *prices, call_rates=(GERMANY,)).call_rates == (GERMANY,)
        for section, fact in (("included", MINUTES), ("low_usage", TERMS)):
            early: dict[str, Any] = {section: (fact,)}
            with pytest.raises(InvalidValue, match=r"on or after the signature of "):
                account(signed, *prices, **early)

    def test_order(self) -> None:
        """Facts in another order make the same account."""
        more = evolve(PLAN, id="more")
        facts = [PLAN, more, CALLS, GERMANY, OVERAGE, MINUTES, TERMS]

        assert told(*facts) == told(*reversed(facts))
        assert told(*facts).usage == (CALLS, more, PLAN)

    def test_repeated(self) -> None:
        """The same total told twice is one; another of its id contradicts it."""
        assert told(PLAN, PLAN).usage == (PLAN,)
        with pytest.raises(ConflictingFacts, match=r"^id must be given to one content"):
            told(PLAN, evolve(PLAN, billable=1))


class TestVersions:
    """What was told of usage, and turned out wrong."""

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize("fact", [PLAN, NOTHING, GERMANY, MINUTES, TERMS])
    def test_superseded(self, fact: Any) -> None:  # noqa: ANN401
        """A version takes the place of a fact from the day on which it is known."""
        mended = evolve(fact, id="mended", supersedes=fact.id, known_on=LATE)
        found = told(fact, mended)
        section = SECTION_OF[type(fact)]

        assert getattr(found, section) == (mended,)
        assert found.superseded == (fact,)
        assert getattr(found.as_known_on(day(8, 19)), section) == (fact,)
        assert getattr(found.as_known_on(LATE), section) == (mended,)

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize("fact", [PLAN, NOTHING, GERMANY, MINUTES, TERMS])
    def test_withdrawn(self, fact: Any) -> None:  # noqa: ANN401
        """What never was is withdrawn, and still stood before."""
        found = told(fact, Withdrawal(id="never", fact=fact.id, known_on=LATE))
        section = SECTION_OF[type(fact)]

        assert getattr(found, section) == ()
        assert getattr(found.as_known_on(day(8, 19)), section) == (fact,)

    @pytest.mark.clause("Q67")
    def test_two_on_one_day(self) -> None:
        """Two versions that are known on one day contradict each other."""
        one, two = (
            evolve(PLAN, id=name, billable=seconds, supersedes="plan", known_on=LATE)
            for name, seconds in (("one", 60), ("two", 120))
        )

        with pytest.raises(ConflictingFacts) as found:
            told(PLAN, one, two)

        said = "must be another day than that of one, which says otherwise, got"
        assert str(found.value) == f"two.known_on {said} 2026-08-20 [Q67]"

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize(
        ("fact", "changes", "requirement"),
        [
            (
                PLAN,
                {"month": day(8, 1)},
                "usage of the same month, call type, rate and devices",
            ),
            (
                PLAN,
                {"call_type": CallType.EXTENSION},
                "usage of the same month, call type, rate and devices",
            ),
            (
                PLAN,
                {"device": Device.LOW_USAGE},
                "usage of the same month, call type, rate and devices",
            ),
            (
                evolve(CALLS, id="c1"),
                {"rate": "other"},
                "usage of the same month, call type, rate and devices",
            ),
            (NOTHING, {"month": day(8, 1)}, "a fact of the same month"),
            (
                GERMANY,
                {"call_type": CallType.DOMESTIC_PREMIUM},
                "a rate of the same call type",
            ),
            (
                MINUTES,
                {"item": "device"},
                "what is included of the same unit and item",
            ),
            (
                MINUTES,
                {"unit": BillableUnit.MESSAGE_CREDIT},
                "what is included of the same unit and item",
            ),
            (
                TERMS,
                {"item": "device", "full_price": "low phone"},
                "a fact of the same item",
            ),
        ],
    )
    def test_nature(
        self,
        fact: Any,  # noqa: ANN401
        changes: dict[str, Any],
        requirement: str,
    ) -> None:
        """A version is of what it replaces; of something else it is another fact."""
        other = {"id": "other", "supersedes": fact.id, "known_on": LATE}

        with pytest.raises(ConflictingFacts) as found:
            told(fact, evolve(fact, **(changes | other)), GERMANY)

        said = f"other.supersedes must be {requirement}, got '{fact.id}' [Q67]"
        assert str(found.value) == said

    @pytest.mark.clause("Q67")
    def test_another_kind(self) -> None:
        """A total takes the place of no word that nothing was used."""
        with pytest.raises(ConflictingFacts, match=r"must be a fact of the same kind,"):
            told(NOTHING, evolve(PLAN, supersedes="nothing"))
