"""Business days: Monday to Friday, without the holidays that the caller names.

Which days are holidays is nowhere published and differs by place, so that none is known
here:

>>> from datetime import date
>>> nth_business_day(date(2026, 2, 1), 1, ())  # 1 February 2026 is a Sunday
datetime.date(2026, 2, 2)
>>> nth_business_day(date(2026, 2, 1), 1, (date(2026, 2, 2),))
datetime.date(2026, 2, 3)
"""

from collections.abc import Collection
from datetime import date, timedelta

from gotobilling import checks

__all__ = ["is_business_day", "last_business_day_before", "nth_business_day"]

_SATURDAY = 5
_ONE_DAY = timedelta(1)


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Whether the day is from Monday to Friday and none of the holidays."""
    return day.weekday() < _SATURDAY and day not in holidays


def nth_business_day(first: date, number: int, holidays: Collection[date]) -> date:
    """
    Return a business day by its number, counted from 1 on or after the first day.

    Raises:
        InvalidValue: a number below 1, a day outside the years 1900 to 2999.
        WrongType: a datetime for a day.

    >>> nth_business_day(date(2026, 7, 1), 5, ())  # Wednesday the 1st to Tuesday
    datetime.date(2026, 7, 7)
    """
    checks.billing_day("first", first)
    checks.whole("number", number, 1)
    day = first
    while True:
        number -= is_business_day(day, holidays)
        if number == 0:
            return day
        day += _ONE_DAY


def last_business_day_before(day: date, holidays: Collection[date]) -> date:
    """
    Return the last business day before a day, which is never the day itself.

    Raises:
        InvalidValue: a day outside the years 1900 to 2999.
        WrongType: a datetime for a day.

    >>> last_business_day_before(date(2026, 7, 6), ())  # Monday the 6th to Friday
    datetime.date(2026, 7, 3)
    """
    checks.billing_day("day", day)
    before = day - _ONE_DAY
    while not is_business_day(before, holidays):
        before -= _ONE_DAY
    return before
