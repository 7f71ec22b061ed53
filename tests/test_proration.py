"""Part periods: which days are counted, and where an amount is rounded."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, cast

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders import altered, cents, day, dollars, month, usd

from gotobilling.derivation import Derived
from gotobilling.errors import InvalidPeriod, InvalidValue, WrongType
from gotobilling.markets import us
from gotobilling.money import Money, UnitPrice
from gotobilling.periods import DayCount, Period
from gotobilling.proration import (
    Emptied,
    LastMonth,
    PriceChange,
    ProrationPolicy,
    Quantities,
    RecurringPolicy,
    Removals,
    RoundedAt,
    SameDay,
    ZeroDays,
    month_shares,
    prorate,
)
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

POLICY = us.CONNECT.proration
INCLUSIVE = evolve(POLICY, day_count=DayCount.ACTUAL_FROM_START)
THIRTY_DAYS = evolve(POLICY, day_count=DayCount.THIRTY_DAY_MONTH)
UNIT_SHARE = evolve(POLICY, rounded=RoundedAt.UNIT_SHARE)
HALF_EVEN = evolve(
    POLICY, rounding=Rounding(RoundingMode.HALF_EVEN, MINOR_UNIT, step=1)
)

JULY, JUNE, AUGUST = month(7), month(6), month(8)

# Months of every length, leap years included.
DATES = st.dates(date(2026, 1, 1), date(2028, 12, 31))
PRICES = st.builds(
    lambda size, places: UnitPrice(Decimal(f"{size}E-{places}"), "USD", "device"),
    st.integers(0, 10**7),
    st.integers(0, 6),
)
QUANTITIES = st.integers(1, 10**4)
POLICIES = st.sampled_from(
    [
        evolve(POLICY, day_count=day_count, rounded=rounded, rounding=rounding)
        for day_count, rounded, rounding in product(
            DayCount, RoundedAt, (POLICY.rounding, HALF_EVEN.rounding)
        )
    ]
)


def part(
    effective_on: date,
    quantity: int = 1,
    unit_price: UnitPrice | None = None,
    within: Period | None = None,
    policy: ProrationPolicy = POLICY,
) -> Derived[Money]:
    """Prorate devices at 25.00 in their calendar month unless told otherwise."""
    return prorate(
        unit_price or dollars("25.00"),
        quantity=quantity,
        effective_on=effective_on,
        within=within or Period.month_of(effective_on),
        policy=policy,
    )


class TestPublishedExamples:
    """The three dates that the guides name, at 25.00 a month."""

    @pytest.mark.clause("A8", "A9", "Q1")
    def test_15_july(self) -> None:
        """From 15 July, 16 of 31 days are charged: 12.90."""
        assert part(day(7, 15)).value.minor == cents(25 * Fraction(16, 31)) == 1290

    @pytest.mark.clause("A8", "Q1")
    def test_15_june(self) -> None:
        """From 15 June, 15 of 30 days are charged: 12.50."""
        assert part(day(6, 15)).value.minor == cents(25 * Fraction(15, 30)) == 1250

    @pytest.mark.clause("A8", "A10", "Q1")
    def test_20_august(self) -> None:
        """From 20 August, 11 of 31 days are charged: 8.87, and 17.74 for two."""
        assert part(day(8, 20)).value.minor == cents(25 * Fraction(11, 31)) == 887
        assert part(day(8, 20), 2).value.minor == cents(50 * Fraction(11, 31)) == 1774

    @pytest.mark.clause("A9", "Q1")
    def test_explained(self) -> None:
        """The explanation counts the days from the day of the change to month's end."""
        derived = part(day(7, 15), 5)

        assert derived.explain().splitlines() == [
            "quantity: sum 5 = 5 [Q27]",
            (
                "first chargeable day: charged from actual_after_start, 2026-07-15 "
                "= 2026-07-16 [Q1]"
            ),
            (
                "days charged: charged days actual_after_start, 2026-07-16, 2026-08-01 "
                "= 16 [Q1]"
            ),
            (
                "days in the period: charged days actual_after_start, 2026-07-01, "
                "2026-08-01 = 31 [Q1]"
            ),
            "share of the period: over 16, 31 = 16/31 [Q1]",
            "full period: times 5, 25 = 125 [A8]",
            "prorated charge: times 125, 16/31 = 2000/31 [A8]",
            "amount: round 2000/31, half up to the minor unit, USD = 1613/25 [Q29]",
        ]
        assert cents(Fraction(2000, 31)) == 1613 * 4


class TestDayCount:
    """The default count and its alternatives."""

    @pytest.mark.clause("Q1")
    @pytest.mark.parametrize(
        ("effective_on", "days"),
        [
            (day(7, 2), 29),
            (day(7, 30), 1),
            (day(2, 15), 13),
            (day(2, 15, 2028), 14),
            (day(12, 15), 16),
        ],
    )
    def test_start_day_is_not_counted(self, effective_on: date, days: int) -> None:
        """The days after the day of the change count, over those of its month."""
        length = Period.month_of(effective_on).days

        assert part(effective_on).value.minor == cents(25 * Fraction(days, length))

    @pytest.mark.clause("Q1")
    @pytest.mark.parametrize(
        ("effective_on", "days"), [(day(7, 15), 17), (day(8, 20), 12), (day(7, 31), 1)]
    )
    def test_start_day_counted(self, effective_on: date, days: int) -> None:
        """With the start day counted, 15 July is 17 of 31 days: 13.71."""
        found = part(effective_on, policy=INCLUSIVE).value

        assert found.minor == cents(25 * Fraction(days, 31))
        assert cents(25 * Fraction(17, 31)) == 1371

    @pytest.mark.clause("Q1", "Q64")
    @pytest.mark.parametrize(
        ("effective_on", "days"),
        [
            (day(7, 15), 16),
            (day(6, 15), 16),
            (day(7, 30), 1),
            (day(7, 31), 1),
            (day(2, 28), 3),
            (day(2, 28, 2028), 3),
            (day(2, 29, 2028), 2),
            (day(2, 15), 16),
        ],
    )
    def test_thirty_days(self, effective_on: date, days: int) -> None:
        """A month has 30 days: 15 July is 16 of them, the 31st 1, 28 February 3."""
        found = part(effective_on, policy=THIRTY_DAYS).value

        assert found.minor == cents(25 * Fraction(days, 30))

    @pytest.mark.clause("Q1", "Q64")
    @given(DATES, st.sampled_from(DayCount))
    def test_day_one(self, on: date, day_count: DayCount) -> None:
        """A change on day 1 pays the whole month, however days are counted."""
        policy = evolve(POLICY, day_count=day_count)

        assert part(on.replace(day=1), policy=policy).value == usd("25.00")


class TestOtherPeriods:
    """Periods other than a calendar month."""

    @pytest.mark.clause("Q1")
    @pytest.mark.parametrize(
        ("within", "effective_on", "share"),
        [
            (Period(day(3, 1), day(3, 1, 2027)), day(9, 1), Fraction(180, 365)),
            (
                Period(day(3, 1, 2027), day(3, 1, 2028)),
                day(9, 1, 2027),
                Fraction(181, 366),
            ),
            (Period(day(3, 1), day(3, 1, 2027)), day(2, 28, 2027), Fraction(0)),
            (Period(day(3, 1), day(3, 1, 2027)), day(3, 2), Fraction(363, 365)),
        ],
    )
    def test_years(self, within: Period, effective_on: date, share: Fraction) -> None:
        """Days after the change, to the anniversary, over the year's 365 or 366."""
        found = part(effective_on, 1, dollars("300.00"), within)

        assert found.value.minor == cents(300 * share)

    @pytest.mark.clause("Q1")
    def test_first_day_of_a_year(self) -> None:
        """A change on the first day is charged for the whole period."""
        year = Period(day(3, 15), day(3, 15, 2027))

        assert part(day(3, 15), 1, dollars("300.00"), year).value == usd("300.00")

    @pytest.mark.clause("Q1")
    def test_thirty_day_cycle(self) -> None:
        """In a cycle of 30 days from 20 January, 4 February leaves 14 of them."""
        cycle = Period(day(1, 20), day(2, 19))

        found = part(day(2, 4), 1, dollars("30.00"), cycle)

        assert found.value.minor == cents(30 * Fraction(14, 30))

    @pytest.mark.parametrize("effective_on", [day(6, 30), day(8, 1)])
    def test_outside(self, effective_on: date) -> None:
        """A change before the period or on its end is refused."""
        with pytest.raises(
            InvalidPeriod,
            match=r"^effective_on must be in the period 2026-07-01/2026-08-01, got "
            rf"{effective_on}$",
        ):
            part(effective_on, within=JULY)

    @pytest.mark.parametrize("effective_on", [datetime(2026, 7, 15, tzinfo=UTC), None])
    def test_no_day(self, effective_on: date) -> None:
        """A change happens on a civil date."""
        with pytest.raises(
            WrongType, match=r"^effective_on must be a date without a time"
        ):
            part(effective_on, within=JULY)

    def test_wrong_type(self) -> None:
        """A period and a policy are values of the library."""
        anything = cast("Any", "2026-07")

        with pytest.raises(WrongType, match=r"^within must be a Period, got "):
            part(day(7, 15), within=anything)
        with pytest.raises(WrongType, match=r"^policy must be a ProrationPolicy, got "):
            part(day(7, 15), policy=anything)

    @pytest.mark.parametrize("quantity", [0, 10**12 + 1])
    def test_quantity(self, quantity: int) -> None:
        """Nothing at all is no change, and past 10**12 no quantity is believed."""
        with pytest.raises(InvalidValue, match=r"^quantity must be "):
            part(day(7, 15), quantity)


class TestRemovals:
    """What is removed within a month."""

    @pytest.mark.clause("Q17")
    def test_credited(self) -> None:
        """Two devices removed on 20 August bring back the 17.74 they would cost."""
        assert part(day(8, 20), -2).value.minor == -cents(50 * Fraction(11, 31))

    @pytest.mark.clause("Q17")
    def test_not_credited(self) -> None:
        """Where nothing is credited, a removal is no charge at all and is refused."""
        policy = evolve(POLICY, removals=Removals.NOT_CREDITED)

        assert part(day(8, 20), 2, policy=policy).value == usd("17.74")
        with pytest.raises(
            InvalidValue,
            match=r"^quantity must be above 0 where none is credited, got -2 \[Q17\]$",
        ):
            part(day(8, 20), -2, policy=policy)

    @pytest.mark.clause("Q17", "Q29", "Q31")
    @given(DATES, PRICES, QUANTITIES, POLICIES, st.sampled_from(Emptied))
    def test_mirror(
        self,
        on: date,
        unit_price: UnitPrice,
        quantity: int,
        policy: ProrationPolicy,
        emptied: Emptied,
    ) -> None:
        """Adding and removing the same on the same day nets to zero, to the cent."""
        policy = evolve(policy, emptied=emptied)

        added = part(on, quantity, unit_price, policy=policy).value
        removed = part(on, -quantity, unit_price, policy=policy).value

        assert removed == -added


class TestZeroDays:
    """A change on the last day."""

    @pytest.mark.clause("Q25")
    def test_last_day(self) -> None:
        """A change on the last day of a month is charged for 0 of its days."""
        assert part(day(7, 31), 5).value == usd("0.00")
        assert (
            "days charged: charged days actual_after_start, 2026-08-01, "
            in part(day(7, 31)).explain()
        )


class TestRounding:
    """Once for each line, half away from zero."""

    @pytest.mark.clause("Q29")
    def test_once_per_line(self) -> None:
        """Three devices from 15 July are 3 x 25.00 x 16/31 = 38.71."""
        assert part(day(7, 15), 3).value.minor == cents(75 * Fraction(16, 31)) == 3871

    @pytest.mark.clause("Q29")
    def test_unit_share(self) -> None:
        """With the share of one unit rounded first they are 3 x 12.90 = 38.70."""
        derived = part(day(7, 15), 3, policy=UNIT_SHARE)

        assert derived.value.minor == 3 * cents(25 * Fraction(16, 31)) == 3870
        assert derived.explain().splitlines()[-3:] == [
            "share of one unit: times 25, 16/31 = 400/31 [A8]",
            (
                "share of one unit, rounded: round 400/31, half up to the minor unit, "
                "USD = 129/10 [Q29]"
            ),
            "amount: times 3, 129/10 = 387/10 [Q29]",
        ]

    @pytest.mark.clause("Q29")
    def test_tie(self) -> None:
        """25.01 x 15/30 is 12.505: 12.51 by halves away from zero, 12.50 to even."""
        price = dollars("25.01")

        assert part(day(6, 15), 1, price).value == usd("12.51")
        assert part(day(6, 15), -1, price).value == usd("-12.51")
        assert part(day(6, 15), 1, price, policy=HALF_EVEN).value == usd("12.50")
        assert part(day(6, 15), -1, price, policy=HALF_EVEN).value == usd("-12.50")

    @pytest.mark.clause("Q29")
    def test_tie_of_a_unit(self) -> None:
        """Rounded per unit, three such shares are 3 x 12.51, or 3 x 12.50 to even."""
        price = dollars("25.01")
        to_even = evolve(UNIT_SHARE, rounding=HALF_EVEN.rounding)

        assert part(day(6, 15), 3, price, policy=UNIT_SHARE).value.minor == 3 * 1251
        assert part(day(6, 15), 3, price, policy=to_even).value.minor == 3 * 1250

    @pytest.mark.clause("Q29")
    def test_step(self) -> None:
        """Where 5 cents are the smallest coin, 12.52 is 12.50 and 12.53 is 12.55."""
        coins = evolve(
            POLICY, rounding=Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=5)
        )

        assert part(day(6, 15), 1, dollars("25.04"), policy=coins).value == usd("12.50")
        assert part(day(6, 15), 1, dollars("25.06"), policy=coins).value == usd("12.55")

    def test_currencies(self) -> None:
        """Each currency is rounded at its own minor unit: 1290 yen, 12.903 dinars."""
        yen = UnitPrice.parse("2500", "JPY", "device")
        dinars = UnitPrice.parse("25", "KWD", "device")

        assert part(day(7, 15), 1, yen).value.minor == cents(
            Fraction(2500, 100) * Fraction(16, 31)
        )
        assert part(day(7, 15), 1, dinars).value.minor == cents(
            10 * 25 * Fraction(16, 31)
        )


class TestLaws:
    """What holds for every price, day and count."""

    @pytest.mark.clause("A8", "Q1", "Q29")
    @given(DATES, PRICES, QUANTITIES)
    def test_formula(self, on: date, unit_price: UnitPrice, quantity: int) -> None:
        """A part month is quantity x price x days left / days in the month."""
        assume(on.day > 1)
        length = Period.month_of(on).days
        exact = Fraction(unit_price.numerator, unit_price.denominator) * quantity

        found = part(on, quantity, unit_price).value

        assert found.minor == cents(exact * Fraction(length - on.day, length))

    @pytest.mark.clause("Q1")
    @given(DATES, DATES, DATES, st.sampled_from(DayCount))
    def test_parts_add_up(
        self, start: date, on: date, end: date, day_count: DayCount
    ) -> None:
        """Splitting a period on a day and adding the exact parts gives the whole."""
        start, on, end = sorted((start, on, end))

        whole = day_count.days(start, end)

        assert day_count.days(start, on) + day_count.days(on, end) == whole

    @pytest.mark.clause("Q1", "Q17")
    @given(DATES, st.data())
    def test_replaced(self, on: date, data: st.DataObject) -> None:
        """What is replaced in mid-month pays each day once: the parts make a whole."""
        policy = evolve(POLICY, day_count=data.draw(st.sampled_from(DayCount)))
        within = Period.month_of(on)
        # A price at which no share is ever rounded, whatever the length of a month.
        price = dollars(str(28 * 29 * 30 * 31))
        later = data.draw(st.dates(on, within.last_day))

        added = part(on, 1, price, policy=policy).value
        removed = part(later, -1, price, policy=policy).value
        served = added + removed

        length = policy.day_count.days(within.start, within.end)
        first = on if on.day == 1 else policy.day_count.charged_from(on)
        last = later if later.day == 1 else policy.day_count.charged_from(later)
        days = policy.day_count.days(first, last)
        assert served.minor * length == price.numerator * days

    @pytest.mark.clause("Q1")
    @given(DATES, PRICES, QUANTITIES, POLICIES)
    def test_monotone(
        self, on: date, unit_price: UnitPrice, quantity: int, policy: ProrationPolicy
    ) -> None:
        """A day later never costs more, and no part costs more than the whole."""
        days = [on.replace(day=n) for n in range(1, Period.month_of(on).days + 1)]

        parts = [part(one, quantity, unit_price, policy=policy).value for one in days]

        assert parts == sorted(parts, reverse=True)

    @pytest.mark.clause("Q29")
    @given(DATES, PRICES, QUANTITIES, POLICIES)
    def test_rounded_to_the_nearest(
        self, on: date, unit_price: UnitPrice, quantity: int, policy: ProrationPolicy
    ) -> None:
        """Rounding once is off by half a cent at most, per unit by half a cent each."""
        rounded = part(on, quantity, unit_price, policy=policy)
        exact = Fraction(*rounded.proof.steps[-1].of[0].value)  # type: ignore[misc]
        units = 1
        if policy.rounded is RoundedAt.UNIT_SHARE:
            units = quantity
            exact = quantity * Fraction(*rounded.proof.steps[-2].of[0].value)  # type: ignore[misc]

        assert abs(Fraction(rounded.value.minor, 100) - exact) <= Fraction(units, 200)


class TestMonthShares:
    """The table that invoices read in place of counting days one by one."""

    @pytest.mark.clause("Q1", "Q64", "Q68")
    @given(DATES, st.sampled_from(DayCount), st.data())
    def test_equals_the_count(
        self, on: date, day_count: DayCount, data: st.DataObject
    ) -> None:
        """For each day the table holds what the count itself gives, to any last day."""
        within = Period.month_of(on)
        until = data.draw(st.dates(day(1, 2, on.year), within.end))
        assume(within.start < until)

        days, length = month_shares(day_count, within.start, until)

        assert length == day_count.days(within.start, within.end)
        assert len(days) == 1 + (until - within.start).days
        assert days[0] == 0
        for number in range(1, len(days)):
            changed = within.start.replace(day=number)
            first = changed if number == 1 else day_count.charged_from(changed)
            assert days[number] == day_count.days(first, until)


class TestPolicies:
    """A policy that cannot be read is refused when it is made."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("day_count", "actual_after_start"),
            ("removals", None),
            ("zero_days", True),
            ("same_day", "per_change"),
            ("rounded", Removals.CREDITED),
            ("rounding", RoundingMode.HALF_UP),
            ("price_change", 1),
            ("emptied", "cancellation"),
            ("last_month", SameDay.PER_CHANGE),
        ],
    )
    def test_wrong_type(self, field: str, value: object) -> None:
        """Each choice is a member of its own enumeration."""
        with pytest.raises(WrongType, match=f"^{field} must be an? "):
            altered(POLICY, field, value)

    @pytest.mark.parametrize(
        ("field", "value"), [("quantities", "day_one"), ("rounding", "half_up")]
    )
    def test_wrong_type_in_advance(self, field: str, value: object) -> None:
        """So is each choice of the month in advance."""
        with pytest.raises(WrongType, match=f"^{field} must be an? "):
            altered(us.CONNECT.recurring, field, value)

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize("mode", [RoundingMode.CEILING, RoundingMode.FLOOR])
    def test_symmetric(self, mode: RoundingMode) -> None:
        """A mode that does not mirror credits is refused, where there are credits."""
        rounding = Rounding(mode, MINOR_UNIT, step=1)

        with pytest.raises(
            InvalidValue, match=rf"mirrors credits.* got '{mode.value}' \[Q29\]$"
        ):
            evolve(POLICY, rounding=rounding)
        assert evolve(us.CONNECT.recurring, rounding=rounding).rounding == rounding

    @pytest.mark.clause("Q29")
    def test_minor_unit(self) -> None:
        """Amounts are kept in minor units, so they are rounded to nothing else."""
        rounding = Rounding(RoundingMode.HALF_UP, 3, step=1)

        for policy in (POLICY, us.CONNECT.recurring):
            with pytest.raises(InvalidValue, match=r"^rounding\.places must be "):
                evolve(policy, rounding=rounding)

    def test_no_defaults(self) -> None:
        """A default would be a rule that nobody published: every field is required."""
        with pytest.raises(TypeError, match="missing 10 required"):
            ProrationPolicy()  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="missing 3 required"):
            RecurringPolicy()  # type: ignore[call-arg]

    def test_wire_names(self) -> None:
        """The wire names of the choices never change."""
        kinds = (
            *(Removals, ZeroDays, SameDay, RoundedAt),
            *(PriceChange, Emptied, LastMonth, Quantities),
        )

        assert [[one.value for one in kind] for kind in kinds] == [
            ["credited", "not_credited"],
            ["shown", "omitted"],
            ["netted_by_sign", "per_change"],
            ["line", "unit_share"],
            ["on_the_day", "next_cycle"],
            ["service_continues", "cancellation", "minimum_quantity"],
            ["days_served", "full_month"],
            ["day_one", "invoice_date"],
        ]
