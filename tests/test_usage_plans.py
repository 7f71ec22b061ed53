"""Plans: longest prefixes, dated rates, and what a plan refuses."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts import CallRate, Device
from gotobilling.kinds import CallType
from gotobilling.markets import us
from gotobilling.usage import Edge, Per, Plan, PrefixTable, Records, UsageRounded

POLICY = us.CONNECT.usage
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
PREFIXES = st.text("+0123459", max_size=5)
NUMBERS = st.text("+0123459", max_size=8)
INTERNATIONAL = CallType.INTERNATIONAL


def call_rate(prefix: str, **others: Any) -> CallRate:  # noqa: ANN401 -- any field
    """Return an international rate of 0.019 from the start of 2026 unless told."""
    filled: dict[str, Any] = {
        "id": f"rate {prefix}",
        "name": "somewhere",
        "call_type": INTERNATIONAL,
        "currency": "USD",
        "effective_on": date(2026, 1, 1),
        "prefixes": (prefix,),
        "unit_price": Decimal("0.019"),
    }
    return CallRate(**(filled | others))


def plan(*rates: CallRate, **others: Any) -> Plan:  # noqa: ANN401 -- any field
    """Return a plan of the rates by the policy of the United States."""
    filled: dict[str, Any] = {"id": "us", "currency": "USD", "policy": POLICY}
    return Plan(**(filled | {"rates": rates} | others))


class NoOffset(tzinfo):
    """A zone that does not say its offset."""

    def utcoffset(self, at: datetime | None) -> None:
        """Say nothing."""

    def dst(self, at: datetime | None) -> None:
        """Say nothing."""

    def tzname(self, at: datetime | None) -> None:
        """Say nothing."""


class TestPrefixes:
    """The table gives what a scan of all prefixes gives."""

    @given(st.lists(PREFIXES, max_size=12, unique=True), st.lists(NUMBERS, min_size=1))
    def test_longest(self, prefixes: list[str], numbers: list[str]) -> None:
        """The owner is that of the longest prefix that the number begins with."""
        table = PrefixTable.of({prefix: prefix for prefix in prefixes})

        for number in [*numbers, *prefixes, ""]:
            fitting = [one for one in prefixes if number.startswith(one)]
            assert table.owner(number) == max(fitting, key=len, default=None)

    @given(st.lists(PREFIXES, max_size=12, unique=True))
    def test_disjoint(self, prefixes: list[str]) -> None:
        """The intervals begin with the empty text and are in strict order."""
        table = PrefixTable.of(dict.fromkeys(prefixes, 1))

        assert table.starts[0] == ""
        assert list(table.starts) == sorted(set(table.starts))
        assert len(table.starts) == len(table.owners)

    def test_refused(self) -> None:
        """A prefix is ASCII text."""
        number: Any = 49
        with pytest.raises(WrongType):
            PrefixTable.of({number: 1})
        with pytest.raises(InvalidValue):
            PrefixTable.of({"+\u0664": 1})


class TestRateOf:
    """The rate of a call: its type, its prefix, its day."""

    @pytest.mark.clause("F5")
    def test_longest_prefix(self) -> None:
        """Of +49 and +49151 the longer one rates a call to +49151."""
        both = plan(call_rate("+49"), call_rate("+49151"))

        for number, expected in (("+491512345", "rate +49151"), ("+49159", "rate +49")):
            found = both.rate_of(INTERNATIONAL, number, NOON)
            assert found is not None
            assert found.id == expected

    @pytest.mark.clause("F5", "Q20")
    def test_dated(self) -> None:
        """A rate holds from 00:00 of its first day, within a month too."""
        later = call_rate("+49", id="later", effective_on=date(2026, 7, 15))
        both = plan(later, call_rate("+49"))
        edge = datetime(2026, 7, 15, tzinfo=UTC)

        for start, expected in ((edge - timedelta(0, 1), "rate +49"), (edge, "later")):
            found = both.rate_of(INTERNATIONAL, "+4930123", start)
            assert found is not None
            assert found.id == expected

    @pytest.mark.clause("Q20")
    def test_zone(self) -> None:
        """The day of a rate is told in the plan's zone: -03:00 begins at 03:00 UTC."""
        brazil = plan(call_rate("+49"), zone=timezone(timedelta(hours=-3)))
        edge = datetime(2026, 1, 1, 3, tzinfo=UTC)

        assert brazil.rate_of(INTERNATIONAL, "+4930", edge) == call_rate("+49")
        with pytest.raises(NoRateInForce):
            brazil.rate_of(INTERNATIONAL, "+4930", edge - timedelta(0, 1))

    @pytest.mark.clause("F5")
    def test_shorter_prefix_survives(self) -> None:
        """A later rate of a longer prefix leaves the shorter one in force."""
        later = call_rate("+4915", id="later", effective_on=date(2026, 7, 1))
        both = plan(later, call_rate("+49"))

        assert both.rate_of(INTERNATIONAL, "+4930", NOON) == call_rate("+49")

    @pytest.mark.clause("F5")
    def test_types_apart(self) -> None:
        """Toll-free inbound, premium and international rates do not mix."""
        types = (
            CallType.TOLL_FREE_INBOUND,
            CallType.DOMESTIC_PREMIUM,
            CallType.INTERNATIONAL,
        )
        rates = [call_rate("+1", id=one.value, call_type=one) for one in types]

        for one in types:
            found = plan(*rates).rate_of(one, "+18005550199", NOON)
            assert found is not None
            assert found.id == one.value

    @pytest.mark.clause("D7")
    def test_empty_prefix(self) -> None:
        """A rate with the empty prefix rates every number."""
        every = call_rate("", id="every", call_type=CallType.TOLL_FREE_INBOUND)

        found = plan(every).rate_of(CallType.TOLL_FREE_INBOUND, "+18005550199", NOON)

        assert found == every

    @pytest.mark.parametrize(
        "call_type", [CallType.EXTENSION, CallType.INBOUND, CallType.PLAN]
    )
    def test_unrated(self, call_type: CallType) -> None:
        """What is not rated by number needs no rate."""
        assert plan().rate_of(call_type, "+4930123", NOON) is None

    def test_unknown(self) -> None:
        """A destination without a rate is an error that names it and the day."""
        with pytest.raises(NoRateInForce, match=r"on 2026-07-01, got '\+33123'"):
            plan(call_rate("+49")).rate_of(INTERNATIONAL, "+33123", NOON)

    def test_call_type_of(self) -> None:
        """A type is the one given, else the classifier's, else unknown."""
        by = plan(classifier=lambda _source, _destination: CallType.PLAN)
        wrong: Any = plan(classifier=lambda _source, _destination: "plan")

        assert plan().call_type_of("10", "11", INTERNATIONAL) is INTERNATIONAL
        assert by.call_type_of("10", "11", None) is CallType.PLAN
        with pytest.raises(UnknownName):
            plan().call_type_of("10", "11", None)
        with pytest.raises(WrongType):
            wrong.call_type_of("10", "11", None)

    @pytest.mark.clause("G3")
    def test_device(self) -> None:
        """A source that is listed is a low-usage device."""
        one = plan(low_usage_numbers=frozenset({"1020"}))

        assert one.device_of("1020") is Device.LOW_USAGE
        assert one.device_of("1021") is Device.REGULAR


SOME: Any = "some"


class TestChecks:
    """What no plan can be."""

    @pytest.mark.parametrize(
        ("others", "error"),
        [
            ({"id": ""}, InvalidValue),
            ({"currency": "XXX"}, BillingError),
            ({"policy": SOME}, WrongType),
            ({"records": SOME}, WrongType),
            ({"rates": [call_rate("+49")]}, WrongType),
            ({"rates": (SOME,)}, WrongType),
            ({"zone": "UTC"}, WrongType),
            ({"zone": NoOffset()}, InvalidValue),
            ({"billing_start": datetime(2026, 7, 1, tzinfo=UTC)}, WrongType),
            ({"low_usage_numbers": {"1020"}}, WrongType),
            ({"low_usage_numbers": frozenset({"1"})}, InvalidValue),
            ({"classifier": 1}, WrongType),
            (
                {
                    "billing_start": date(2026, 7, 2),
                    "last_day_of_service": date(2026, 7, 1),
                },
                InvalidPeriod,
            ),
            ({"rates": (call_rate("+49", currency="CAD"),)}, CurrencyMismatch),
            ({"rates": (call_rate("+4"), call_rate("+4", id="b"))}, ConflictingFacts),
            ({"rates": (call_rate("+4"), call_rate("+4", name="b"))}, ConflictingFacts),
        ],
    )
    def test_refused(self, others: dict[str, object], error: type[Exception]) -> None:
        """A field of another type, or facts that cannot both be true, are refused."""
        with pytest.raises(error):
            plan(**others)

    @pytest.mark.clause("F2", "Q2", "Q36")
    @pytest.mark.parametrize("chosen", [{"per": Per.CALL}, {"edge": Edge.SPLIT}])
    def test_totals(self, chosen: dict[str, Any]) -> None:
        """A total cannot be parted into its calls; calls can."""
        policy = evolve(POLICY, **chosen)

        assert plan(policy=policy, records=Records.CALLS).policy == policy
        with pytest.raises(InvalidValue, match="a total cannot be parted"):
            plan(policy=policy)

    @pytest.mark.clause("F2")
    def test_connection_fee(self) -> None:
        """A connection fee needs records of calls."""
        one = call_rate("+49", connection_fee=Decimal("0.05"))

        assert plan(one, records=Records.CALLS).rates == (one,)
        with pytest.raises(InvalidValue, match="connection_fee"):
            plan(one)

    @pytest.mark.clause("Q41")
    def test_rounded_rows(self) -> None:
        """Rows are rounded to money only where each has a price of its own."""
        policy = evolve(POLICY, rounded=UsageRounded.ROW)
        one = call_rate("+49", minimum=Decimal(5))

        assert plan(call_rate("+49"), policy=policy).policy == policy
        with pytest.raises(InvalidValue, match="a price for each row"):
            plan(one, policy=policy)

    def test_order(self) -> None:
        """The order of the rates, and a rate given twice, make no other plan."""
        one, other = call_rate("+49"), call_rate("+33")

        assert plan(one, other, one) == plan(other, one)
