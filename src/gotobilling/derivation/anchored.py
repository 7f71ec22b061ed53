"""Periods of whole months, counted from an anchor in both directions.

Each is counted from the anchor itself, so that a day which some month lacks comes back
in the next month that has it:

>>> from datetime import date
>>> leap = date(2028, 2, 29)
>>> str(last_start(leap, 12, date(2032, 3, 1), MissingDay.CLAMP))
'2032-02-29'
>>> str(first_start(leap, 12, date(2028, 3, 1), MissingDay.CLAMP))
'2029-02-28'
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from gotobilling.kinds import Frequency, QuarterChanges, Quarters
from gotobilling.periods import MissingDay, add_months, next_month

__all__ = ["MONTHS_OF", "counted_from", "first_start", "last_start", "starts_within"]

MONTHS_OF: Final[Mapping[Enum, int]] = MappingProxyType(
    {
        Frequency.QUARTERLY: 3,
        Frequency.ANNUAL: 12,
        QuarterChanges.MONTHS_AND_DAYS: 1,
        QuarterChanges.DAYS: 3,
    }
)
"""The months of a period, and those of the stretch in which a change counts days."""


def counted_from(day: date, quarters: Quarters) -> date:
    """
    Return the day from which the quarters of what begins on a day are counted.

    >>> str(counted_from(date(2026, 8, 20), Quarters.FIRST_OF_MONTH))
    '2026-09-01'

    Clauses: Q51.
    """
    if quarters is Quarters.ANCHORED or day.day == 1:
        return day
    return next_month(day)


def last_start(
    anchor: date, months: int, before: date, missing_day: MissingDay
) -> date:
    """Return the first day of the last period that begins before a day."""
    number = _months_to(anchor, before) // months + 1
    while (start := add_months(anchor, number * months, missing_day)) >= before:
        number -= 1
    return start


def first_start(anchor: date, months: int, on: date, missing_day: MissingDay) -> date:
    """Return the first day of the first period that begins on or after a day."""
    number = _months_to(anchor, on) // months - 1
    while (start := add_months(anchor, number * months, missing_day)) < on:
        number += 1
    return start


def starts_within(
    anchor: date, start: date, stop: date, missing_day: MissingDay
) -> int:
    """
    Return how many months, counted from the anchor, begin in ``[start, stop)``.

    >>> starts_within(
    ...     date(2026, 9, 1), date(2026, 10, 1), date(2026, 12, 1), MissingDay.CLAMP
    ... )
    2
    """
    found = 0
    month = first_start(anchor, 1, start, missing_day)
    while month < stop:
        found += 1
        month = first_start(anchor, 1, _day_after(month), missing_day)
    return found


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _months_to(anchor: date, day: date) -> int:
    return (day.year - anchor.year) * 12 + day.month - anchor.month
