"""A provider's printed numbers against our own: what differs, and by which reading."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from math import floor
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import call_rate

from gotobilling.errors import InvalidValue
from gotobilling.facts import (
    BRAZIL_MOBILE,
    CallRate,
    Increment,
    PriceModel,
    StepsCounted,
    Tier,
)
from gotobilling.kinds import CallType
from gotobilling.markets import us
from gotobilling.reconcile import Difference, reconcile
from gotobilling.rounding import RoundingMode
from gotobilling.usage.plans import Plan, Records
from gotobilling.usage.policies import ExtensionCalls, Per, UsagePolicy, UsageRounded
from gotobilling.usage.rows import Rejected, UsageRow

POLICY: Final = us.CONNECT.usage
NEAREST: Final = evolve(
    POLICY, minutes=evolve(POLICY.minutes, mode=RoundingMode.HALF_UP)
)
NINE: Final = datetime(2026, 7, 1, 9, tzinfo=UTC)
GERMANY: Final = call_rate()
MOBILE: Final = call_rate(
    "Brazil mobile", "0.1235", prefixes=("+55119",), increment=BRAZIL_MOBILE
)
BY_SECONDS: Final = call_rate(
    "Mexico",
    "0.019",
    prefixes=("+52",),
    increment=Increment(initial=1, step=1, counted=StepsCounted.MULTIPLE),
)
TO_GERMANY, TO_MOBILE, TO_MEXICO = "+4930123456", "+5511987654321", "+525512345678"

NO_INCREMENT: Final = "whole minutes, without the rate's increment"
UNROUNDED: Final = "seconds not rounded"
TO_THE_CENT: Final = "usage_rounded = row"


def plan(
    *rates: CallRate,
    policy: UsagePolicy = POLICY,
    **others: Any,  # noqa: ANN401
) -> Plan:
    """Return a plan: to Germany, Mexico, mobiles of Brazil, in dollars unless told."""
    return Plan(
        id="us",
        policy=policy,
        rates=rates or (GERMANY, MOBILE, BY_SECONDS),
        **({"currency": "USD"} | others),
    )


def row(
    seconds: int = 61,
    destination: str = TO_GERMANY,
    call_type: CallType | None = CallType.INTERNATIONAL,
    **printed: str,
) -> UsageRow:
    """Return a row of 61 seconds to Germany, unless told, and what is printed of it."""
    numbers: dict[str, Any] = {name: Decimal(text) for name, text in printed.items()}
    return UsageRow(
        source="+13105550100",
        destination=destination,
        start=NINE,
        end=NINE + timedelta(seconds=seconds),
        seconds=seconds,
        call_type=call_type,
        **numbers,
    )


def differences(one: UsageRow, by: Plan | None = None) -> list[Difference]:
    """Return what differs in one row."""
    found = list(reconcile([one], by or plan()))
    assert [x for x in found if isinstance(x, Rejected)] == []
    return [x for x in found if isinstance(x, Difference)]


def fields(one: UsageRow, by: Plan | None = None) -> list[str]:
    """Return the names of the fields that differ in one row."""
    return [found.field for found in differences(one, by)]


def readings(one: UsageRow, by: Plan | None = None) -> dict[str, tuple[str, ...]]:
    """Return, for each field that differs, the readings under which it would not."""
    return {found.field: found.agrees_under for found in differences(one, by)}


def half_up(exact: Fraction, places: int) -> str:
    """Return an exact number rounded to so many decimals, a half up, as printed."""
    units = floor(exact * 10**places + Fraction(1, 2))
    return f"{Decimal(f'{units}E-{places}'):f}"


@pytest.mark.clause("F1", "F2")
class TestCompared:
    """What is held against the recomputed number, and what is not."""

    def test_right(self) -> None:
        """A row of 61 s is 2 minutes at 0.019, 0.038: printed so, nothing differs."""
        right = row(billable_minutes="2", rate="0.019", total_cost="0.038")

        assert differences(right) == []

    @pytest.mark.parametrize(
        ("field", "printed", "recomputed"),
        [
            ("billable_minutes", "3", Fraction(120, 60)),
            ("rate", "0.018", Fraction(19, 1000)),
            ("total_cost", "0.039", 2 * Fraction(19, 1000)),
        ],
    )
    def test_field(self, field: str, printed: str, recomputed: Fraction) -> None:
        """Each printed field is compared by itself: a wrong one is found alone."""
        right = {"billable_minutes": "2", "rate": "0.019", "total_cost": "0.038"}
        numbers: Any = right | {field: printed}
        wrong = row(**numbers)

        (found,) = differences(wrong)

        assert (found.number, found.row, found.field) == (1, wrong, field)
        assert (found.printed, found.recomputed) == (Decimal(printed), recomputed)

    def test_every_field(self) -> None:
        """Several wrong numbers of one row are all found, minutes, rate and cost."""
        wrong = row(billable_minutes="9", rate="9", total_cost="9")

        assert fields(wrong) == ["billable_minutes", "rate", "total_cost"]

    def test_not_printed(self) -> None:
        """What is not printed is not compared, the other fields are."""
        assert differences(row()) == []
        assert fields(row(total_cost="9")) == ["total_cost"]
        assert fields(row(billable_minutes="9")) == ["billable_minutes"]
        assert fields(row(rate="9")) == ["rate"]

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize("printed", ["0.1359", "0.13585", "0.135850"])
    def test_decimals(self, printed: str) -> None:
        """A cost is compared to the decimals it has: 1.1 x 0.1235 is 0.13585."""
        assert differences(row(61, TO_MOBILE, total_cost=printed)) == []

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize("printed", ["0.0193", "0.01932", "0.019317"])
    def test_no_end(self, printed: str) -> None:
        """So is one whose decimals do not end: 61/60 x 0.019 is 0.0193166..."""
        assert differences(row(61, TO_MEXICO, total_cost=printed)) == []

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize(
        "printed", ["0.1", "0.14", "0.136", "0.1358", "0.13586", "0.135851"]
    )
    def test_other_decimals(self, printed: str) -> None:
        """Fewer than four are compared to four, and none is cut off: 0.13585 again."""
        assert fields(row(61, TO_MOBILE, total_cost=printed)) == ["total_cost"]

    @pytest.mark.parametrize("printed", ["0.0380", "0.03800000"])
    def test_zeros(self, printed: str) -> None:
        """Zeros at the end of a cost say nothing else."""
        assert differences(row(total_cost=printed)) == []

    @pytest.mark.parametrize(
        ("printed", "expected"),
        [("1.02", 0), ("1.017", 0), ("1.020", 1), ("1.01", 1), ("1", 1), ("1.0", 1)],
    )
    def test_minutes(self, printed: str, expected: int) -> None:
        """Minutes are compared to two decimals at least: 61/60 are 1.02, or 1.017."""
        found = fields(row(61, TO_MEXICO, billable_minutes=printed))

        assert found == ["billable_minutes"] * expected

    @pytest.mark.clause("F4", "Q40")
    def test_tenths(self) -> None:
        """A mobile of Brazil has tenths: 61 s are 66 / 60 = 1.1 minutes, 1 s is 0.5."""
        assert differences(row(61, TO_MOBILE, billable_minutes="1.1")) == []
        assert differences(row(1, TO_MOBILE, billable_minutes="0.5")) == []
        assert differences(row(0, TO_MOBILE, billable_minutes="0")) == []

    @pytest.mark.parametrize(
        "others",
        [
            {"model": PriceModel.GRADUATED},
            {"model": PriceModel.VOLUME},
            {"model": PriceModel.PACKAGE, "package": 100, "unit_price": "1.50"},
            {"unit_price": "0.019", "minimum": Decimal(5)},
            {"unit_price": "0.019", "flat_fee": Decimal(5)},
        ],
        ids=["graduated", "volume", "package", "minimum", "flat_fee"],
    )
    def test_of_the_month(self, others: dict[str, Any]) -> None:
        """Where only the month tells a cost none is compared, but minutes are."""
        if "unit_price" not in others:
            tiers = (
                Tier(above=0, unit_price=Decimal("0.02")),
                Tier(above=10, unit_price=Decimal("0.01")),
            )
            others = {**others, "unit_price": None, "tiers": tiers}
        by = plan(call_rate(**others))

        assert differences(row(total_cost="99"), by) == []
        assert fields(row(billable_minutes="99"), by) == ["billable_minutes"]

    def test_rate_of_tiers(self) -> None:
        """A printed rate is not compared where tiers make the price."""
        tiers = (Tier(above=0, unit_price=Decimal("0.02")),)
        by = plan(call_rate(unit_price=None, model=PriceModel.GRADUATED, tiers=tiers))

        assert differences(row(rate="99"), by) == []

    @pytest.mark.clause("D4", "D6")
    def test_minutes_of_the_plan(self) -> None:
        """A call of the plan has no cost and no rate of its own; its minutes count."""
        called = "+12122000001"
        by_plan = row(61, called, CallType.PLAN, total_cost="9", rate="9")
        minutes = row(61, called, CallType.PLAN, billable_minutes="9")

        assert differences(by_plan) == []
        assert fields(minutes) == ["billable_minutes"]

    @pytest.mark.clause("inbound-call")
    def test_inbound(self) -> None:
        """An inbound call costs nothing: a cost printed beside it differs."""
        free = row(61, "+13105550100", CallType.INBOUND, total_cost="0.00")
        charged = row(61, "+13105550100", CallType.INBOUND, total_cost="0.04")

        assert differences(free) == []
        assert fields(charged) == ["total_cost"]

    @pytest.mark.clause("Q16")
    def test_extensions(self) -> None:
        """A cost between extensions is compared where such calls are free."""
        called = row(61, "1021", CallType.EXTENSION, total_cost="0.04")
        free = evolve(POLICY, extension_calls=ExtensionCalls.FREE)
        outbound = evolve(POLICY, extension_calls=ExtensionCalls.OUTBOUND)

        assert fields(called, plan(policy=free)) == ["total_cost"]
        assert differences(called, plan(policy=outbound)) == []

    @pytest.mark.clause("Q2")
    def test_calls_of_pairs(self) -> None:
        """Where pairs of calls are totalled, what is printed beside one is not its."""
        with pytest.raises(InvalidValue, match=r"^plan\.policy\.per must be one that"):
            differences(row(), plan(call_rate(), records=Records.CALLS))

    @pytest.mark.clause("Q41")
    def test_rounded_rows(self) -> None:
        """Where the plan rounds each row, 0.04 is right and 0.038 is not."""
        by_row = plan(call_rate(), policy=evolve(POLICY, rounded=UsageRounded.ROW))

        assert differences(row(total_cost="0.04"), by_row) == []
        assert fields(row(total_cost="0.038"), by_row) == ["total_cost"]

    def test_connection(self) -> None:
        """A connection is part of the cost, where there was one: 2 x 0.019 + 0.05."""
        rate = call_rate(connection_fee=Decimal("0.05"))
        by_call = evolve(POLICY, per=Per.CALL)
        by = plan(rate, policy=by_call, records=Records.CALLS)

        assert differences(row(total_cost="0.088"), by) == []
        assert fields(row(total_cost="0.038"), by) == ["total_cost"]
        assert differences(row(0, total_cost="0"), by) == []

    def test_classified(self) -> None:
        """A row without a call type is compared as what the classifier says it is."""
        by = plan(classifier=lambda source, destination: CallType.INTERNATIONAL)

        assert fields(row(call_type=None, total_cost="9"), by) == ["total_cost"]

    @given(
        seconds=st.integers(0, 90_000),
        price=st.integers(0, 10**6),
        destination=st.sampled_from([TO_GERMANY, TO_MOBILE, TO_MEXICO]),
        places=st.integers(4, 9),
    )
    @pytest.mark.clause("Q2", "Q40", "Q41")
    def test_law(self, seconds: int, price: int, destination: str, places: int) -> None:
        """What is printed to four decimals or more, rounded half up, never differs."""
        unit_price = Decimal(f"{price}E-5")
        minutes = {
            TO_GERMANY: Fraction(-(-seconds // 60)),
            TO_MOBILE: Fraction(max(30, -(-seconds // 6) * 6) if seconds else 0, 60),
            TO_MEXICO: Fraction(seconds, 60),
        }[destination]
        rates = (
            evolve(one, unit_price=unit_price) for one in (GERMANY, MOBILE, BY_SECONDS)
        )
        printed = row(
            seconds,
            destination,
            billable_minutes=half_up(minutes, places),
            rate=f"{unit_price:f}",
            total_cost=half_up(minutes * Fraction(unit_price), places),
        )

        assert differences(printed, plan(*rates)) == []


class TestRows:
    """Rows come one after the other, with their numbers."""

    def test_numbers(self) -> None:
        """Rows are counted from 1, whether anything differs in them or not."""
        rows = [row(), row(rate="9"), row(), row(billable_minutes="9", rate="9")]

        found = [x.number for x in reconcile(rows, plan())]

        assert found == [2, 4, 4]

    def test_rejected(self) -> None:
        """A rejection among the rows passes as it is, and is counted."""
        rejected = Rejected(
            number=2, field="end", requirement="later", value="now", code="x"
        )
        rows: list[UsageRow | Rejected]
        rows = [row(rate="9"), rejected, row(rate="9")]

        found = list(reconcile(rows, plan()))

        assert found[1] is rejected
        assert [one.number for one in found] == [1, 2, 3]

    @pytest.mark.clause("F5")
    def test_no_rate(self) -> None:
        """A destination without a rate is rejected, and not compared with zero."""
        rows = [row(), row(61, "+33123456789", total_cost="0")]

        (found,) = reconcile(rows, plan())

        assert isinstance(found, Rejected)
        assert (found.number, found.field, found.code) == (
            *(2, "destination"),
            "no-rate-in-force",
        )

    @pytest.mark.clause("F5")
    def test_no_type(self) -> None:
        """So is a row whose call type nothing tells."""
        (found,) = reconcile([row(call_type=None, total_cost="0")], plan())

        assert isinstance(found, Rejected)
        assert (found.number, found.field) == (1, "call_type")

    def test_streams(self) -> None:
        """Differences come as the rows do, of which there may be any number."""
        endless: Iterator[UsageRow] = repeat(row(rate="9"))
        found = reconcile(endless, plan())

        assert [next(found).number for _ in range(3)] == [1, 2, 3]

    @pytest.mark.clause("F5")
    def test_dated(self) -> None:
        """A row is held against the rate of the day on which it starts."""
        later = call_rate(
            unit_price="0.0205", effective_on=datetime(2026, 7, 1, tzinfo=UTC).date()
        )
        later = evolve(later, id="from July")

        assert differences(row(rate="0.0205"), plan(GERMANY, later)) == []
        assert fields(row(rate="0.019"), plan(GERMANY, later)) == ["rate"]


class TestAgreesUnder:
    """The other readings that give what is printed."""

    @pytest.mark.clause("F3", "Q2")
    @pytest.mark.parametrize(
        ("seconds", "printed", "expected"),
        [
            (61, "1", ("minutes = nearest",)),
            (89, "1", ("minutes = nearest",)),
            (29, "0", ("minutes = nearest",)),
            (90, "1", ()),
            (61, "1.02", (UNROUNDED,)),
            (90, "1.5", (UNROUNDED,)),
            (60, "2", ()),
            (61, "3", ()),
        ],
    )
    def test_minutes(
        self, seconds: int, printed: str, expected: tuple[str, ...]
    ) -> None:
        """Minutes begun by the plan may be printed to the nearest, or unrounded."""
        found = readings(row(seconds, billable_minutes=printed))

        assert found == {"billable_minutes": expected}

    @pytest.mark.clause("Q2")
    def test_minutes_up(self) -> None:
        """Minutes to the nearest by the plan may be printed begun: 61 s as 2."""
        found = readings(row(billable_minutes="2"), plan(policy=NEAREST))

        assert found == {"billable_minutes": ("minutes = up",)}

    @pytest.mark.clause("F4", "Q40")
    @pytest.mark.parametrize(
        ("seconds", "printed", "expected"),
        [
            (61, "2", (NO_INCREMENT,)),
            (61, "1", (f"{NO_INCREMENT}, nearest",)),
            (50, "1", (NO_INCREMENT, f"{NO_INCREMENT}, nearest")),
            (61, "1.02", (UNROUNDED,)),
            (60, "2", ()),
        ],
    )
    def test_increment(
        self, seconds: int, printed: str, expected: tuple[str, ...]
    ) -> None:
        """The rate's increment may be left out: whole minutes, begun or nearest."""
        found = readings(row(seconds, TO_MOBILE, billable_minutes=printed))

        assert found == {"billable_minutes": expected}

    @pytest.mark.clause("F4", "Q2", "Q40")
    @pytest.mark.parametrize(
        ("printed", "expected"),
        [("1", (NO_INCREMENT,)), ("2", (f"{NO_INCREMENT}, up",))],
    )
    def test_increment_nearest(self, printed: str, expected: tuple[str, ...]) -> None:
        """Whole minutes are the plan's first: to the nearest where it counts so."""
        by = plan(policy=NEAREST)

        found = readings(row(61, TO_MOBILE, billable_minutes=printed), by)

        assert found == {"billable_minutes": expected}

    @pytest.mark.clause("Q41")
    def test_to_the_cent(self) -> None:
        """A cost may be rounded to the minor unit: 0.038 as 0.04."""
        assert readings(row(total_cost="0.04")) == {"total_cost": (TO_THE_CENT,)}

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize(
        ("currency", "price", "printed", "expected"),
        [
            ("JPY", "1.8", "4", (TO_THE_CENT,)),
            ("JPY", "1.8", "3.60", None),
            ("KWD", "0.0194", "0.039", (TO_THE_CENT,)),
            ("KWD", "0.0194", "0.04", ()),
        ],
    )
    def test_minor_unit(
        self,
        currency: str,
        price: str,
        printed: str,
        expected: tuple[str, ...] | None,
    ) -> None:
        """The minor unit is the currency's: whole yen, a thousandth of a dinar."""
        by = plan(call_rate(unit_price=price, currency=currency), currency=currency)

        found = readings(row(total_cost=printed), by)

        assert found.get("total_cost") == expected

    @pytest.mark.clause("Q2", "Q41")
    @pytest.mark.parametrize(
        ("seconds", "printed", "expected"),
        [
            # 2 x 0.019 by the plan, 1 x 0.019 to the nearest, 80/60 x 0.019 unrounded.
            (80, "0.019", ("minutes = nearest",)),
            (80, "0.02", (f"minutes = nearest and {TO_THE_CENT}",)),
            (80, "0.0253", (UNROUNDED,)),
            (80, "0.03", (f"{UNROUNDED} and {TO_THE_CENT}",)),
            (80, "0.01", ()),
        ],
    )
    def test_cost(self, seconds: int, printed: str, expected: tuple[str, ...]) -> None:
        """A cost may be that of minutes counted otherwise, exact or to the cent."""
        found = readings(row(seconds, total_cost=printed))

        assert found == {"total_cost": expected}

    @pytest.mark.clause("F4", "Q40")
    def test_cost_without_increment(self) -> None:
        """The cost of whole minutes to a mobile of Brazil names them: 2 x 0.1235."""
        found = readings(row(61, TO_MOBILE, total_cost="0.2470"))

        assert found == {"total_cost": (NO_INCREMENT,)}

    def test_printed_minutes(self) -> None:
        """A cost may go with the printed minutes: 3 x 0.019 beside 3."""
        found = readings(row(billable_minutes="3", total_cost="0.057"))

        assert found == {
            "billable_minutes": (),
            "total_cost": ("the printed minutes",),
        }

    def test_printed_minutes_to_the_cent(self) -> None:
        """So may one that is rounded: 3 x 0.019 is 0.057, and 0.06 beside 3."""
        found = readings(row(billable_minutes="3", total_cost="0.06"))

        assert found["total_cost"] == (f"the printed minutes and {TO_THE_CENT}",)

    def test_no_printed_minutes(self) -> None:
        """Minutes that are no whole seconds are no such reading: 3.01234 x 60 s."""
        found = readings(row(billable_minutes="3.01234", total_cost="0.0572"))

        assert found["total_cost"] == ()

    def test_printed_rate(self) -> None:
        """A cost may go with the printed rate: 2 x 0.029 beside 0.029."""
        found = readings(row(rate="0.029", total_cost="0.058"))

        assert found == {"rate": (), "total_cost": ("the printed rate",)}

    def test_both_printed(self) -> None:
        """No reading takes both the printed minutes and the printed rate."""
        found = readings(row(billable_minutes="3", rate="0.029", total_cost="0.087"))

        assert found == {"billable_minutes": (), "rate": (), "total_cost": ()}

    def test_several(self) -> None:
        """All readings that agree are named, in one order: 61 s at 0.019 as 0.02."""
        found = readings(row(billable_minutes="1", total_cost="0.02"))

        assert found["total_cost"] == (
            f"minutes = nearest and {TO_THE_CENT}",
            f"{UNROUNDED} and {TO_THE_CENT}",
            f"the printed minutes and {TO_THE_CENT}",
        )

    @given(seconds=st.integers(0, 10_000), price=st.integers(0, 10**6))
    @pytest.mark.clause("Q41")
    def test_law(self, seconds: int, price: int) -> None:
        """A cost that is rounded to the cent is right, or agrees as rounded rows do."""
        unit_price = Decimal(f"{price}E-5")
        exact = -(-seconds // 60) * Fraction(unit_price)
        by = plan(evolve(GERMANY, unit_price=unit_price))

        found = readings(row(seconds, total_cost=half_up(exact, 2)), by)

        # To four decimals the two may be one number.
        agree = Fraction(half_up(exact, 2)) == Fraction(half_up(exact, 4))
        named = [TO_THE_CENT in one for one in found.values()]
        assert named == ([] if agree else [True])


class TestDifference:
    """What one difference says."""

    @pytest.mark.parametrize(
        ("printed", "by"),
        [("0.05", Fraction(12, 1000)), ("0.03", Fraction(-8, 1000))],
    )
    def test_by(self, printed: str, by: Fraction) -> None:
        """It is what is printed less what is recomputed: 0.038 off 0.05 and 0.03."""
        (found,) = differences(row(total_cost=printed))

        assert found.by == by

    @pytest.mark.parametrize(
        ("one", "expected"),
        [
            (
                row(total_cost="0.04"),
                (
                    "row 1: total_cost is printed 0.04, recomputed 0.038, 0.002 more; "
                    "agrees under usage_rounded = row"
                ),
            ),
            (
                row(billable_minutes="1"),
                (
                    "row 1: billable_minutes is printed 1, recomputed 2, 1 less; "
                    "agrees under minutes = nearest"
                ),
            ),
            (
                row(rate="1E+1"),
                (
                    "row 1: rate is printed 10, recomputed 0.019, 9.981 more; "
                    "agrees under no known reading"
                ),
            ),
            (
                # 61/60 x 0.019; 2/100 less that are (1200 - 1159) / 60000.
                row(61, TO_MEXICO, total_cost="0.02"),
                (
                    "row 1: total_cost is printed 0.02, recomputed 1159/60000, "
                    "41/60000 more; agrees under usage_rounded = row; whole minutes, "
                    "without the rate's increment, nearest and usage_rounded = row"
                ),
            ),
        ],
        ids=["cent", "nearest", "none", "ratio"],
    )
    def test_text(self, one: UsageRow, expected: str) -> None:
        """It says the row, the field, both numbers, by how much and which readings."""
        (found,) = differences(one)

        assert str(found) == expected

    def test_several_readings(self) -> None:
        """Several readings are told one after another."""
        (found,) = differences(row(50, TO_MOBILE, billable_minutes="1"))

        assert str(found).endswith(
            f"; agrees under {NO_INCREMENT}; {NO_INCREMENT}, nearest"
        )
