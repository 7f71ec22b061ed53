"""Half-open periods, anchored months, and how part months are counted."""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gotobilling.errors import AmbiguousDate, InvalidPeriod, InvalidValue, WrongType
from gotobilling.periods import (
    DayCount,
    MissingDay,
    Period,
    add_months,
    month_start,
    next_day_of_month,
    next_month,
)

ONE_DAY = timedelta(days=1)
NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)
JULY = Period(date(2026, 7, 1), date(2026, 8, 1))

# Leap and common years, month ends and their neighbours come up often.
days = st.dates(date(1, 1, 1), date(9999, 11, 30))
near_days = st.dates(date(2023, 12, 1), date(2029, 1, 31))
spans = st.tuples(near_days, near_days).map(lambda pair: Period(*sorted(pair)))
day_counts = st.sampled_from(DayCount)
missing_days = st.sampled_from(MissingDay)


class Anniversary(date):
    """A date by inheritance, which may answer as it likes."""


NO_DATES: tuple[Any, ...] = (
    NOON,
    NOON.replace(tzinfo=None),
    Anniversary(2026, 7, 15),
    "2026-07-15",
    20260715,
)


class TestPeriod:
    """The days from start on, up to and without end."""

    def test_half_open(self) -> None:
        """The start is inside, the end is not, and the last day is the day before."""
        assert date(2026, 7, 1) in JULY
        assert date(2026, 7, 31) in JULY
        assert date(2026, 8, 1) not in JULY
        assert date(2026, 6, 30) not in JULY
        assert JULY.last_day == date(2026, 7, 31)
        assert JULY.days == 31

    def test_empty(self) -> None:
        """A period may be empty: no day is inside and there is no last day."""
        empty = Period(date(2026, 8, 1), date(2026, 8, 1))

        assert empty.days == 0
        assert date(2026, 8, 1) not in empty
        with pytest.raises(InvalidPeriod, match=r"got 2026-08-01/2026-08-01$"):
            _ = empty.last_day

    def test_end_before_start(self) -> None:
        """An end one day before the start is refused."""
        with pytest.raises(
            InvalidPeriod, match=r"^end must be on or after 2026-08-01, got 2026-07-31$"
        ):
            Period(date(2026, 8, 1), date(2026, 7, 31))

    @pytest.mark.parametrize("wrong", NO_DATES)
    def test_no_dates(self, wrong: date) -> None:
        """A datetime, another subclass, a text or a number is no bound and no day."""
        with pytest.raises(WrongType, match=r"^start must be a date without a time"):
            Period(wrong, date(2026, 8, 1))
        with pytest.raises(WrongType, match=r"^end must be a date without a time"):
            Period(date(2026, 7, 1), wrong)
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            _ = wrong in JULY
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            JULY.split(wrong)
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            Period.month_of(wrong)

    def test_value(self) -> None:
        """Equal periods are one key, survive pickling, and print as start/end."""
        again = Period.month(2026, 7)

        assert again == JULY
        assert hash(again) == hash(JULY)
        assert pickle.loads(pickle.dumps(JULY)) == JULY  # noqa: S301 - our own bytes
        assert str(JULY) == "2026-07-01/2026-08-01"

    @pytest.mark.parametrize(
        ("year", "month", "length"),
        [(2026, 2, 28), (2028, 2, 29), (1900, 2, 28), (2000, 2, 29), (2026, 12, 31)],
    )
    def test_month(self, year: int, month: int, length: int) -> None:
        """A month has its own length, by the Gregorian leap years."""
        assert Period.month(year, month).days == length

    @given(days)
    def test_month_of(self, day: date) -> None:
        """The month of a day holds it, starts on day 1, and is a month by number."""
        month = Period.month_of(day)

        assert day in month
        assert month.start.day == month.end.day == 1
        assert month.last_day == day + relativedelta(day=31)
        assert month == Period.month(day.year, day.month)

    @pytest.mark.parametrize(
        ("year", "month", "path"),
        [
            (0, 1, "year"),
            (10_000, 1, "year"),
            (10**30, 1, "year"),
            (2026, 0, "month"),
            (2026, 13, "month"),
            (9999, 12, "day"),
        ],
    )
    def test_month_outside(self, year: int, month: int, path: str) -> None:
        """A month outside the calendar, or without an end in it, is refused."""
        with pytest.raises(InvalidValue) as caught:
            Period.month(year, month)

        assert caught.value.path == path

    def test_limits_of_the_calendar(self) -> None:
        """January of year 1 and November of 9999 are months."""
        assert Period.month(1, 1).start == date.min
        assert Period.month(9999, 11).days == 30

    @pytest.mark.parametrize("wrong", [7.0, True, "7"])
    def test_month_types(self, wrong: int) -> None:
        """A year and a month are whole numbers."""
        with pytest.raises(WrongType, match=r"^month must be a whole number"):
            Period.month(2026, wrong)
        with pytest.raises(WrongType, match=r"^year must be a whole number"):
            Period.month(wrong, 7)

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (date(2026, 6, 1), date(2026, 7, 2), (date(2026, 7, 1), date(2026, 7, 2))),
            (date(2026, 7, 9), date(2026, 9, 1), (date(2026, 7, 9), date(2026, 8, 1))),
            (date(2026, 6, 1), date(2026, 7, 1), None),
            (date(2026, 8, 1), date(2026, 9, 1), None),
            (date(2026, 7, 9), date(2026, 7, 9), None),
        ],
    )
    def test_intersect(
        self, start: date, end: date, expected: tuple[date, date] | None
    ) -> None:
        """Periods that only touch share no day, and an empty one shares none."""
        wanted = Period(*expected) if expected else None

        assert JULY.intersect(Period(start, end)) == wanted
        assert Period(start, end).intersect(JULY) == wanted

    @given(spans, spans, near_days)
    def test_intersect_is_both(self, a: Period, b: Period, day: date) -> None:
        """A day is in the intersection if and only if it is in both."""
        shared = a.intersect(b)

        assert (shared is not None and day in shared) == (day in a and day in b)

    @given(spans, near_days)
    @example(JULY, date(2026, 7, 1))
    @example(JULY, date(2026, 8, 1))
    def test_split(self, whole: Period, day: date) -> None:
        """Two parts hold every day once; the day of the split is in the second."""
        if day < whole.start or day > whole.end:
            with pytest.raises(InvalidPeriod, match=r"^day must be from .* to "):
                whole.split(day)
            return
        before, after = whole.split(day)

        assert before.days + after.days == whole.days
        assert (before.start, before.end) == (whole.start, day)
        assert (after.start, after.end) == (day, whole.end)


class TestAddMonths:
    """Months are counted from the anchor, never from the date before."""

    @pytest.mark.clause("Q18")
    def test_from_the_anchor(self) -> None:
        """31 January 2024 gives 29 Feb, 31 Mar, 30 Apr, 31 May, 30 Jun, 31 Jul."""
        reached = [
            add_months(date(2024, 1, 31), n, MissingDay.CLAMP) for n in range(1, 7)
        ]

        assert [(day.month, day.day) for day in reached] == [
            (2, 29),
            (3, 31),
            (4, 30),
            (5, 31),
            (6, 30),
            (7, 31),
        ]

    @pytest.mark.clause("Q18")
    def test_free_months(self) -> None:
        """Signed on 20 January with 2 free months, billing starts on 20 March."""
        signed = date(2026, 1, 20)

        assert add_months(signed, 2, MissingDay.CLAMP) == date(2026, 3, 20)

    def test_term(self) -> None:
        """A term of 15 months from 29 November 2025 ends before 28 February 2027."""
        start = date(2025, 11, 29)

        assert add_months(start, 15, MissingDay.CLAMP) == date(2027, 2, 28)

    def test_leap_day_anchor(self) -> None:
        """29 February clamps to 28 in a common year and is 29 again in a leap year."""
        anchor = date(2024, 2, 29)

        assert add_months(anchor, 12, MissingDay.CLAMP) == date(2025, 2, 28)
        assert add_months(anchor, 48, MissingDay.CLAMP) == date(2028, 2, 29)

    @pytest.mark.parametrize(
        ("anchor", "months", "rolled"),
        [
            (date(2026, 1, 31), 1, date(2026, 3, 1)),
            (date(2028, 1, 30), 1, date(2028, 3, 1)),
            (date(2026, 1, 31), 3, date(2026, 5, 1)),
            (date(2026, 12, 31), -1, date(2026, 12, 1)),
            (date(2024, 2, 29), -12, date(2023, 3, 1)),
        ],
    )
    def test_missing_day(self, anchor: date, months: int, rolled: date) -> None:
        """A day the month does not have clamps, rolls over, or is refused."""
        clamped = rolled - ONE_DAY

        assert add_months(anchor, months, MissingDay.ROLL_OVER) == rolled
        assert add_months(anchor, months, MissingDay.CLAMP) == clamped
        with pytest.raises(AmbiguousDate, match=f"with a day {anchor.day}, got "):
            add_months(anchor, months, MissingDay.REFUSE)

    def test_exhaustively(self) -> None:
        """Every day of 2023-2026 plus -13 to 13 months agrees with relativedelta."""
        deltas = [(n, relativedelta(months=n)) for n in range(-13, 14)]
        every_day = [date(2023, 1, 1) + timedelta(days=i) for i in range(1461)]

        assert every_day[-1] == date(2026, 12, 31)
        wrong = [
            (day, months)
            for day in every_day
            for months, delta in deltas
            if add_months(day, months, MissingDay.CLAMP) != day + delta
        ]

        assert wrong == []

    @given(near_days, st.integers(-400, 400), missing_days)
    def test_laws(self, anchor: date, months: int, missing: MissingDay) -> None:
        """A day that exists in the month reached is kept, under every choice."""
        assume(anchor.day <= 28)
        reached = add_months(anchor, months, missing)

        assert reached.day == anchor.day
        assert (
            reached.year - anchor.year
        ) * 12 + reached.month - anchor.month == months
        assert add_months(reached, -months, missing) == anchor

    @given(near_days, st.integers(-30, 30))
    def test_clamp_is_never_later(self, anchor: date, months: int) -> None:
        """Clamping and rolling over differ by one day, or not at all."""
        clamped = add_months(anchor, months, MissingDay.CLAMP)
        rolled = add_months(anchor, months, MissingDay.ROLL_OVER)

        assert (rolled - clamped).days == (0 if clamped.day == anchor.day else 1)

    @pytest.mark.parametrize("missing", MissingDay)
    @pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
    def test_no_months(self, day: date, missing: MissingDay) -> None:
        """0 months after a day is the day."""
        assert add_months(day, 0, missing) == day

    @pytest.mark.parametrize(
        ("anchor", "last", "first_outside"),
        [(date(9999, 1, 31), 11, 12), (date(1, 12, 31), -11, -12)],
    )
    def test_years_outside(self, anchor: date, last: int, first_outside: int) -> None:
        """The last month of the calendar is reached, the one after it refused."""
        assert add_months(anchor, last, MissingDay.CLAMP).day == 31
        with pytest.raises(InvalidValue, match="a year from 1 to 9999"):
            add_months(anchor, first_outside, MissingDay.CLAMP)
        with pytest.raises(InvalidValue, match=r"^months must be from -"):
            add_months(anchor, first_outside * 10**30, MissingDay.CLAMP)

    def test_types(self) -> None:
        """A datetime is no anchor; 1.0 and True are no number of months."""
        anchor, missing = date(2026, 7, 15), MissingDay.CLAMP
        add_months(anchor, 1, missing)

        for wrong in NO_DATES:
            with pytest.raises(WrongType, match=r"^anchor must be a date without"):
                add_months(wrong, 1, missing)
        not_whole: tuple[Any, ...] = (1.0, True, "1")
        for wrong in not_whole:
            with pytest.raises(WrongType, match=r"^months must be a whole number"):
                add_months(anchor, wrong, missing)

    def test_wire_values(self) -> None:
        """The names that stand in files and documents do not change."""
        assert [m.value for m in MissingDay] == ["clamp", "roll_over", "refuse"]


class TestMonthEdges:
    """The first day of a month and of the one after."""

    @given(days)
    @example(date(2026, 12, 31))
    @example(date(2028, 2, 29))
    @example(date(9998, 12, 31))
    def test_agree_with_relativedelta(self, day: date) -> None:
        """Both edges are those that relativedelta gives."""
        assert month_start(day) == day + relativedelta(day=1)
        assert next_month(day) == day + relativedelta(months=1, day=1)

    def test_end_of_the_calendar(self) -> None:
        """December 9999 starts, but no month follows it."""
        assert month_start(date.max) == date(9999, 12, 1)
        assert next_month(date(9999, 11, 30)) == date(9999, 12, 1)
        for day in (date(9999, 12, 1), date.max):
            with pytest.raises(
                InvalidValue, match=r"^day must be a day before 9999-12"
            ):
                next_month(day)

    @pytest.mark.parametrize("function", [month_start, next_month])
    @pytest.mark.parametrize("wrong", NO_DATES)
    def test_types(self, function: Callable[[date], date], wrong: date) -> None:
        """A datetime, a text or a number has no month here."""
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            function(wrong)


class TestNextDayOfMonth:
    """The first date on or after a day whose day of the month is n."""

    @pytest.mark.clause("Q56")
    @pytest.mark.parametrize(
        ("issued", "charged"),
        [
            (date(2026, 8, 1), date(2026, 8, 10)),
            (date(2026, 8, 10), date(2026, 8, 10)),
            (date(2026, 8, 12), date(2026, 9, 10)),
            (date(2026, 12, 11), date(2027, 1, 10)),
        ],
    )
    def test_tenth(self, issued: date, charged: date) -> None:
        """An invoice of the 10th is charged that day, one of the 11th a month later."""
        assert next_day_of_month(issued, 10) == charged

    @pytest.mark.parametrize(
        ("day", "n", "expected"),
        [
            (date(2027, 2, 1), 30, date(2027, 2, 28)),
            (date(2028, 2, 29), 31, date(2028, 2, 29)),
            (date(2026, 1, 31), 30, date(2026, 2, 28)),
            (date(2026, 4, 30), 31, date(2026, 4, 30)),
            (date(9999, 12, 31), 31, date(9999, 12, 31)),
        ],
    )
    def test_short_month(self, day: date, n: int, expected: date) -> None:
        """The last day of a short month stands for the day it does not have."""
        assert next_day_of_month(day, n) == expected

    @given(near_days, st.integers(1, 31))
    def test_day_by_day(self, day: date, n: int) -> None:
        """Walking day by day reaches the same date, less than 32 days away."""
        walked = day
        while walked.day != n and not (walked.day < n and (walked + ONE_DAY).day == 1):
            walked += ONE_DAY

        assert next_day_of_month(day, n) == walked
        assert (walked - day).days < 32

    @pytest.mark.parametrize("n", [0, 32, -1])
    def test_outside(self, n: int) -> None:
        """A day of the month is from 1 to 31."""
        with pytest.raises(InvalidValue, match=r"^n must be a day of the month from 1"):
            next_day_of_month(date(2026, 8, 1), n)

    def test_end_of_the_calendar(self) -> None:
        """After 11 December 9999 there is no tenth."""
        with pytest.raises(InvalidValue, match=r"^day must be a day before 9999-12"):
            next_day_of_month(date(9999, 12, 11), 10)

    def test_types(self) -> None:
        """A datetime is no day, and 10.0 and True are no day of the month."""
        for wrong in NO_DATES:
            with pytest.raises(WrongType, match=r"^day must be a date without"):
                next_day_of_month(wrong, 10)
        not_whole: tuple[Any, ...] = (10.0, True)
        for wrong in not_whole:
            with pytest.raises(WrongType, match=r"^n must be a whole number"):
                next_day_of_month(date(2026, 8, 1), wrong)


def charged(count: DayCount, day: date) -> tuple[int, int]:
    """Return the days charged for a start on the day, and those of its month."""
    month = Period.month_of(day)
    first = count.charged_from(day)
    return count.days(first, month.end), count.days(month.start, month.end)


class TestDayCount:
    """How many days of a part month are charged, of how many."""

    @pytest.mark.clause("A9", "Q1")
    @pytest.mark.parametrize(
        ("day", "after_start", "from_start", "thirty"),
        [
            (date(2026, 7, 15), (31 - 15, 31), (17, 31), (16, 30)),
            (date(2026, 6, 15), (30 - 15, 30), (16, 30), (16, 30)),
            (date(2026, 8, 20), (31 - 20, 31), (12, 31), (11, 30)),
        ],
    )
    def test_published_days(
        self,
        day: date,
        after_start: tuple[int, int],
        from_start: tuple[int, int],
        thirty: tuple[int, int],
    ) -> None:
        """15 July, 15 June and 20 August are 16/31, 15/30 and 11/31 by default."""
        assert charged(DayCount.ACTUAL_AFTER_START, day) == after_start
        assert charged(DayCount.ACTUAL_FROM_START, day) == from_start
        assert charged(DayCount.THIRTY_DAY_MONTH, day) == thirty

    @pytest.mark.clause("Q1")
    def test_last_day(self) -> None:
        """A start on the last day of a month is charged 0 days of it."""
        assert charged(DayCount.ACTUAL_AFTER_START, date(2026, 7, 31)) == (0, 31)
        assert charged(DayCount.ACTUAL_FROM_START, date(2026, 7, 31)) == (1, 31)

    @pytest.mark.clause("Q64")
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 7, 1), 30),
            (date(2026, 7, 30), 1),
            (date(2026, 7, 31), 1),
            (date(2026, 6, 30), 1),
            (date(2026, 2, 1), 30),
            (date(2026, 2, 28), 3),
            (date(2028, 2, 28), 3),
            (date(2028, 2, 29), 2),
        ],
    )
    def test_thirty_day_edges(self, day: date, expected: int) -> None:
        """The 31st counts as the 30th, and 28 February as three days."""
        assert charged(DayCount.THIRTY_DAY_MONTH, day) == (expected, 30)

    @pytest.mark.clause("Q64")
    @given(near_days)
    def test_thirty_day_month(self, day: date) -> None:
        """Every whole month has 30 days, and every whole year 360."""
        month = Period.month_of(day)
        year = (date(day.year, 1, 1), date(day.year + 1, 1, 1))

        assert DayCount.THIRTY_DAY_MONTH.days(month.start, month.end) == 30
        assert DayCount.THIRTY_DAY_MONTH.days(*year) == 360

    @given(day_counts, near_days, near_days, near_days)
    def test_additive(self, count: DayCount, a: date, b: date, c: date) -> None:
        """The days of two adjoining spans add up to those of the joined one."""
        start, middle, end = sorted((a, b, c))
        parts = count.days(start, middle) + count.days(middle, end)

        assert parts == count.days(start, end)
        assert count.days(start, end) >= 0

    @given(day_counts, near_days)
    def test_share(self, count: DayCount, day: date) -> None:
        """The share charged lies from 0 to 1, and never grows with a later start."""
        part, whole = charged(count, day)

        assert 0 <= Fraction(part, whole) <= 1
        if day + ONE_DAY in Period.month_of(day):
            assert charged(count, day + ONE_DAY)[0] <= part

    @given(near_days)
    def test_actual_days_are_a_day_loop(self, day: date) -> None:
        """The actual counts are the days one can point at in a calendar."""
        month = Period.month_of(day)
        calendar = [month.start + timedelta(days=i) for i in range(month.days)]
        later = sum(1 for other in calendar if other > day)

        assert charged(DayCount.ACTUAL_AFTER_START, day) == (later, month.days)
        assert charged(DayCount.ACTUAL_FROM_START, day) == (later + 1, month.days)

    @pytest.mark.parametrize("count", DayCount)
    def test_end_before_start(self, count: DayCount) -> None:
        """An end before the start is refused, never a negative count."""
        with pytest.raises(InvalidPeriod, match=r"^end must be on or after 2026-08-02"):
            count.days(date(2026, 8, 2), date(2026, 8, 1))

    def test_last_date(self) -> None:
        """No day follows 31 December 9999, but it can be charged itself."""
        with pytest.raises(InvalidValue, match=r"^day must be a day before 9999-12-31"):
            DayCount.ACTUAL_AFTER_START.charged_from(date.max)
        assert DayCount.ACTUAL_FROM_START.charged_from(date.max) == date.max
        assert DayCount.THIRTY_DAY_MONTH.charged_from(date.max) == date.max

    @pytest.mark.parametrize("count", DayCount)
    @pytest.mark.parametrize("wrong", NO_DATES)
    def test_types(self, count: DayCount, wrong: date) -> None:
        """A datetime, a text or a number is not counted."""
        with pytest.raises(WrongType, match=r"^day must be a date without a time"):
            count.charged_from(wrong)
        with pytest.raises(WrongType, match=r"^start must be a date without a time"):
            count.days(wrong, date(2026, 8, 1))
        with pytest.raises(WrongType, match=r"^end must be a date without a time"):
            count.days(date(2026, 7, 1), wrong)

    def test_wire_values(self) -> None:
        """The names that stand in files and documents do not change."""
        assert [count.value for count in DayCount] == [
            "actual_after_start",
            "actual_from_start",
            "thirty_day_month",
        ]
