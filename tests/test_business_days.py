"""Business days: Monday to Friday, without the holidays that the caller names."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import day

from gotobilling.business_days import is_business_day, nth_business_day
from gotobilling.errors import BillingError, InvalidValue, WrongType

FIRSTS: Final = st.dates(date(2020, 1, 1), date(2030, 1, 1))
NUMBERS: Final = st.integers(1, 30)


@st.composite
def holidays(draw: st.DrawFn) -> frozenset[date]:
    """Draw holidays, some of them on a Saturday or Sunday."""
    return frozenset(draw(st.sets(FIRSTS, max_size=5)))


class TestIsBusinessDay:
    """Which days are counted."""

    @pytest.mark.parametrize(
        ("number", "expected"),
        [(3, True), (4, True), (5, True), (6, True), (7, True), (8, False), (9, False)],
    )
    def test_week(self, number: int, *, expected: bool) -> None:
        """From Monday 3 August 2026 on, five days are counted and two are not."""
        assert is_business_day(day(8, number), ()) is expected

    def test_holiday(self) -> None:
        """A holiday is no business day; the days beside it are."""
        labor_day = (day(9, 7),)

        assert [is_business_day(day(9, n), labor_day) for n in (4, 7, 8)] == [
            True,
            False,
            True,
        ]

    def test_holiday_on_a_weekend(self) -> None:
        """A holiday on a Saturday takes no other day away."""
        assert not is_business_day(day(7, 4), (day(7, 4),))
        assert is_business_day(day(7, 3), (day(7, 4),))
        assert is_business_day(day(7, 6), (day(7, 4),))


class TestNthBusinessDay:
    """A business day by its number."""

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize(
        ("first", "number", "expected"),
        [
            (day(2, 1), 1, day(2, 2)),  # a Sunday
            (day(8, 1), 1, day(8, 3)),  # a Saturday
            (day(7, 1), 1, day(7, 1)),  # a Wednesday
            (day(7, 1), 3, day(7, 3)),
            (day(7, 1), 4, day(7, 4 + 2)),
            (day(7, 1), 5, day(7, 5 + 2)),
            (day(7, 31), 2, day(8, 3)),  # counted on into the next month
        ],
    )
    def test_number(self, first: date, number: int, expected: date) -> None:
        """The first day is number 1 where it is a business day; weekends have none."""
        assert nth_business_day(first, number, ()) == expected

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize(
        ("closed", "number", "expected"),
        [
            ([2], 1, day(2, 3)),
            ([2, 3], 1, day(2, 4)),
            ([2, 6], 5, day(2, 10)),
            ([1], 1, day(2, 2)),
            ([10], 5, day(2, 6)),
        ],
    )
    def test_holidays(self, closed: list[int], number: int, expected: date) -> None:
        """Each holiday from Monday to Friday moves the later numbers on by a day."""
        found = nth_business_day(day(2, 1), number, [day(2, n) for n in closed])

        assert found == expected

    @pytest.mark.clause("Q24")
    @given(FIRSTS, NUMBERS, holidays())
    def test_counted(self, first: date, number: int, closed: frozenset[date]) -> None:
        """So many business days lie from the first day to the one found, both in."""
        found = nth_business_day(first, number, closed)

        days = [first + timedelta(n) for n in range((found - first).days + 1)]
        assert sum(is_business_day(one, closed) for one in days) == number
        assert is_business_day(found, closed)

    @pytest.mark.clause("Q24")
    @given(FIRSTS, NUMBERS, holidays())
    def test_weeks(self, first: date, number: int, closed: frozenset[date]) -> None:
        """Five more business days are a week, or more where a holiday lies within."""
        found = nth_business_day(first, number, closed)
        later = nth_business_day(first, number + 5, closed)

        within = any(found < one <= later and one.weekday() < 5 for one in closed)
        assert (later - found == timedelta(7)) is not within
        assert later - found >= timedelta(7)


class TestRefused:
    """What cannot be counted."""

    @pytest.mark.parametrize(
        ("first", "number", "error", "told"),
        [
            (day(7, 1), 0, InvalidValue, "number must be "),
            (day(7, 1), -1, InvalidValue, "number must be "),
            (day(7, 1), True, WrongType, "number must be "),
            (day(7, 1), "1", WrongType, "number must be "),
            (datetime(2026, 7, 1, tzinfo=UTC), 1, WrongType, "first must be "),
            ("2026-07-01", 1, WrongType, "first must be "),
        ],
    )
    def test_refused(
        self, first: object, number: object, error: type[BillingError], told: str
    ) -> None:
        """A number below 1, or what is no number, and what is no day, are refused."""
        counted: Callable[..., Any] = nth_business_day

        with pytest.raises(error, match=f"^{told}"):
            counted(first, number, ())
