"""
Civil dates: half-open periods, anchored months, and how part months are counted.

A `Period` holds its start and not its end, so that periods which follow each other
share a date and no day. The published example: a service that starts on 15 July is
charged 16 of July's 31 days, because the start day is not counted:

>>> from datetime import date
>>> counting = DayCount.ACTUAL_AFTER_START
>>> july = Period.month(2026, 7)
>>> charged = Period(counting.charged_from(date(2026, 7, 15)), july.end)
>>> print(charged, charged.days, "of", july.days)
2026-07-16/2026-08-01 16 of 31

Dates carry no time and no zone. A ``datetime`` is refused everywhere, because the
day it falls on depends on a zone that it may not know.
"""

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final, assert_never

from attrs import frozen
from dateutil.relativedelta import relativedelta

from gotobilling import checks
from gotobilling.errors import AmbiguousDate, InvalidPeriod, InvalidValue

__all__ = [
    "DayCount",
    "MissingDay",
    "Period",
    "add_months",
    "month_start",
    "next_day_of_month",
    "next_month",
]

_ONE_DAY: Final = timedelta(days=1)
_LAST_MONTH: Final = date(date.max.year, 12, 1)
_CACHED_DATES: Final = 4096
_LEADS_TO: Final = "a number that leads to"


class MissingDay(Enum):
    """
    What an anchored month does when it has no such day, as 31 January + 1 month.

    Clauses: Q18.
    """

    CLAMP = "clamp"
    """The month's last day: 28 February, or 29 in a leap year."""

    ROLL_OVER = "roll_over"
    """The first day of the following month: 1 March."""

    REFUSE = "refuse"
    """No date: `AmbiguousDate` is raised, and a person decides."""


@frozen
class Period:
    """
    The days from start on, up to and without end.

    A period may be empty (start equal to end): the proration of a change on the last
    day of its month is one.

    Attributes:
        start: The first day of the period.
        end: The first day after it.

    Raises:
        InvalidPeriod: An end before the start.
        WrongType: A bound that is not a plain date.

    >>> Period(date(2026, 7, 1), date(2026, 8, 1)).days
    31
    """

    start: date
    end: date

    def __attrs_post_init__(self) -> None:
        checks.day("start", self.start)
        checks.day("end", self.end)
        if self.end < self.start:
            raise InvalidPeriod("end", f"on or after {self.start}", self.end)

    @staticmethod
    def month(year: int, month: int) -> "Period":
        """
        Return a calendar month.

        Raises:
            InvalidValue: A month outside January of year 1 to November of 9999.
            WrongType: A year or month that is no whole number.

        >>> print(Period.month(2028, 2))
        2028-02-01/2028-03-01
        """
        checks.whole("year", year)
        checks.whole("month", month)
        if not 1 <= year <= date.max.year:
            raise InvalidValue("year", "a year from 1 to 9999", year)
        if not 1 <= month <= 12:
            raise InvalidValue("month", "a month from 1 to 12", month)
        return _calendar_month(year, month)

    @staticmethod
    def month_of(day: date) -> "Period":
        """
        Return the calendar month that holds the day.

        Raises:
            InvalidValue: A day in December 9999, whose end is no date.
            WrongType: A day that is not a plain date.
        """
        checks.day("day", day)
        return _calendar_month(day.year, day.month)

    @property
    def days(self) -> int:
        """How many days the period holds; 0 if it is empty."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """
        The last day inside the period.

        Raises:
            InvalidPeriod: The period is empty.

        >>> Period.month(2026, 2).last_day
        datetime.date(2026, 2, 28)
        """
        if self.start == self.end:
            raise InvalidPeriod("period", "a period of at least one day", self)
        return self.end - _ONE_DAY

    def __contains__(self, day: date) -> bool:
        checks.day("day", day)
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"

    def intersect(self, other: "Period") -> "Period | None":
        """
        Return the days in both periods, or None if there are none.

        >>> summer = Period(date(2026, 6, 21), date(2026, 9, 23))
        >>> print(summer.intersect(Period.month(2026, 6)))
        2026-06-21/2026-07-01
        """
        start = max(self.start, other.start)
        end = min(self.end, other.end)
        return Period(start, end) if start < end else None

    def split(self, day: date) -> "tuple[Period, Period]":
        """
        Return the days before the day, and those from it on; either may be empty.

        Raises:
            InvalidPeriod: A day before the start or after the end.
            WrongType: A day that is not a plain date.

        >>> before, after = Period.month(2026, 7).split(date(2026, 7, 16))
        >>> before.days, after.days
        (15, 16)
        """
        checks.day("day", day)
        if not self.start <= day <= self.end:
            raise InvalidPeriod("day", f"from {self.start} to {self.end}", day)
        return Period(self.start, day), Period(day, self.end)


@lru_cache(maxsize=_CACHED_DATES)
def _calendar_month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return Period(first, next_month(first))


def add_months(anchor: date, months: int, missing_day: MissingDay) -> date:
    """
    Return the day that lies a number of calendar months after the anchor.

    Always count from the anchor, never from the date before: 31 January + 2 months
    is 31 March, while 1 month added to the 28 February before it is 28 March.

    Args:
        anchor: The day the months are counted from.
        months: How many; 0 gives the anchor, below 0 counts backwards.
        missing_day: What to do if the month reached is too short.

    Raises:
        AmbiguousDate: The month is too short, under `MissingDay.REFUSE`.
        InvalidValue: A month outside the years 1 to 9999.
        WrongType: An anchor that is not a plain date, or months no whole number.

    >>> [add_months(date(2027, 1, 31), n, MissingDay.CLAMP).day for n in (1, 2, 13)]
    [28, 31, 29]

    Clauses: Q18.
    """
    return _add_months(anchor, months, missing_day)


# Typed, because 1.0 and True would otherwise find the answer stored for 1.
@lru_cache(maxsize=_CACHED_DATES, typed=True)
def _add_months(anchor: date, months: int, missing_day: MissingDay) -> date:
    checks.day("anchor", anchor)
    checks.whole("months", months)
    years = (anchor.month - 1 + months) // 12
    if not 1 <= anchor.year + years <= date.max.year:
        raise InvalidValue("months", f"{_LEADS_TO} a year from 1 to 9999", months)
    reached = anchor + relativedelta(months=months)
    if reached.day == anchor.day:
        return reached
    match missing_day:
        case MissingDay.CLAMP:
            return reached
        case MissingDay.ROLL_OVER:
            return reached + _ONE_DAY
        case MissingDay.REFUSE:
            requirement = f"{_LEADS_TO} a month with a day {anchor.day}"
            raise AmbiguousDate("months", requirement, months)
    assert_never(missing_day)


def month_start(day: date) -> date:
    """
    Return the first day of the month.

    Raises:
        WrongType: A day that is not a plain date.

    >>> month_start(date(2026, 7, 15))
    datetime.date(2026, 7, 1)
    """
    checks.day("day", day)
    return date(day.year, day.month, 1)


def next_month(day: date) -> date:
    """
    Return the first day of the following month, which is the end of the day's month.

    Raises:
        InvalidValue: A day in December 9999.
        WrongType: A day that is not a plain date.

    >>> next_month(date(2026, 12, 31))
    datetime.date(2027, 1, 1)
    """
    checks.day("day", day)
    if day.month < 12:
        return date(day.year, day.month + 1, 1)
    if day >= _LAST_MONTH:
        raise InvalidValue("day", f"a day before {_LAST_MONTH}", day)
    return date(day.year + 1, 1, 1)


def next_day_of_month(day: date, n: int) -> date:
    """
    Return the first date on or after the day whose day of the month is n.

    In a month that has no day n, its last day stands for it.

    Args:
        day: The earliest date wanted.
        n: Day of the month, 1 to 31.

    Raises:
        InvalidValue: n outside 1 to 31, or a date past the year 9999.
        WrongType: A day that is not a plain date, or n that is no whole number.

    >>> next_day_of_month(date(2026, 8, 1), 10), next_day_of_month(date(2027, 2, 1), 30)
    (datetime.date(2026, 8, 10), datetime.date(2027, 2, 28))

    Clauses: Q56.
    """
    checks.day("day", day)
    checks.whole("n", n)
    if not 1 <= n <= 31:
        raise InvalidValue("n", "a day of the month from 1 to 31", n)
    this_month = _day_of_month(day, n)
    return this_month if this_month >= day else _day_of_month(next_month(day), n)


def _day_of_month(day: date, n: int) -> date:
    return date(day.year, day.month, min(n, _days_in_month(day.year, day.month)))


@lru_cache(maxsize=_CACHED_DATES)
def _days_in_month(year: int, month: int) -> int:
    return monthrange(year, month)[1]


class DayCount(Enum):
    """
    How the days of a part month, and of the whole month, are counted.

    `charged_from` turns the day on which something starts or changes into the first
    chargeable day, once; from then on everything is the half-open `days` between two
    dates. Numerator and denominator are both counted by `days`:

    >>> changed, month = date(2026, 7, 15), Period.month(2026, 7)
    >>> for count in DayCount:
    ...     days = count.days(count.charged_from(changed), month.end)
    ...     print(f"{count.value}: {days}/{count.days(month.start, month.end)}")
    actual_after_start: 16/31
    actual_from_start: 17/31
    thirty_day_month: 16/30

    A start on day 1 is a whole month; no member is asked for it.

    Clauses: Q1, Q64.
    """

    ACTUAL_AFTER_START = "actual_after_start"
    """
    Numerator: the days after the start day, to the end of the month.
    Denominator: the days of that calendar month, 28 to 31.
    Ends: the start day is not counted, the last day is.
    Other names: actual over actual; month length minus start day.
    Source: the two worked numbers of the billing guides, 15 July (16 days) and
    15 June (15 days), which no other simple count gives both; the guides state no
    denominator (Q1, a reading).
    """

    ACTUAL_FROM_START = "actual_from_start"
    """
    Numerator: the days from the start day on, to the end of the month.
    Denominator: the days of that calendar month, 28 to 31.
    Ends: both the start day and the last day are counted.
    Other names: actual over actual, inclusive.
    Source: guides that name the first and the last date of use, 20 and 31 August,
    without counting the days. It gives 17 for 15 July, where the guide says 16 (Q1,
    the alternative).
    """

    THIRTY_DAY_MONTH = "thirty_day_month"
    """
    Numerator: the days from the start day on, in a month of 30 days; day 31 counts
    as day 30, and the last day of February stands for all days up to 30.
    Denominator: 30, whatever the month.
    Ends: both the start day and the last day are counted.
    Other names: strict 30/360; 30-day month.
    Source: no guide. It gives 16 for 15 July, but 16 for 15 June too, where the
    guide says 15 (Q64, assumed).
    """

    def charged_from(self, day: date) -> date:
        """
        Return the first chargeable day of what starts or changes on the day.

        Raises:
            InvalidValue: The day after 31 December 9999.
            WrongType: A day that is not a plain date.

        Clauses: Q1.
        """
        checks.day("day", day)
        if self is not DayCount.ACTUAL_AFTER_START:
            return day
        if day == date.max:
            raise InvalidValue("day", f"a day before {date.max}", day)
        return day + _ONE_DAY

    def days(self, start: date, end: date) -> int:
        """
        Return the days from start up to and without end; adjoining spans add up.

        Raises:
            InvalidPeriod: An end before the start.
            WrongType: A bound that is not a plain date.

        >>> DayCount.THIRTY_DAY_MONTH.days(date(2027, 2, 28), date(2027, 3, 1))
        3

        Clauses: Q1, Q64.
        """
        checks.day("start", start)
        checks.day("end", end)
        if end < start:
            raise InvalidPeriod("end", f"on or after {start}", end)
        if self is DayCount.THIRTY_DAY_MONTH:
            return _thirty_day_ordinal(end) - _thirty_day_ordinal(start)
        return (end - start).days


def _thirty_day_ordinal(day: date) -> int:
    """Return the place of the day in a calendar whose months all have 30 days."""
    return 360 * day.year + 30 * (day.month - 1) + min(day.day, 30) - 1
