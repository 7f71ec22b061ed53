"""Write the table of contract dates that the library is held to.

    python scripts/write_deadlines.py

It knows nothing of the library: it counts on the fingers, a day at a time, so that an
auditor can follow it with a calendar. Each row of the table is one of

- ``month_end``: the last day of a month, and the last day to cancel with it;
- ``request``: a day on which someone asks to cancel, the last day of service that
  follows, and when data is deleted after it;
- ``renewal``: the first day of a term, its months, the number of the renewal, its date
  and the last day for notice. Each further term is 12 months.

The columns that begin with ``or_`` are those of the other readings: a deadline that
moves from a Saturday or Sunday to Monday, though never past the month; notice counted
to the last day of the term; data deleted after six months, or after 30 days.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final

GOLDEN: Final = Path(__file__).parent.parent / "tests" / "golden"
TABLE: Final = GOLDEN / "deadlines-2023-2028.csv"

FIRST: Final = date(2023, 1, 1)
LAST: Final = date(2028, 12, 31)
DAY: Final = timedelta(days=1)

TERMS: Final = (1, 3, 12, 15, 24, 36)
RENEWAL_MONTHS: Final = 12
ANCHOR_DAYS: Final = (1, 15, 28, 29, 30, 31)
ANCHOR_YEARS: Final = (2023, 2024)

COLUMNS: Final = (
    "row",
    "on",
    "months",
    "number",
    "answer",
    "or_moved",
    "notice_by",
    "or_notice_by",
    "deleted_on",
    "or_six_months",
    "or_thirty_days",
)
Row = dict[str, object]


def main() -> None:
    """Write the table."""
    TABLE.write_text(table(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{TABLE}\n")


def table() -> str:
    """Return the table as text."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(month_ends())
    writer.writerows(requests())
    writer.writerows(renewals())
    return text.getvalue()


def month_ends() -> Iterator[Row]:
    """Go through the days; each that is followed by a day 1 ends a month."""
    for day in days(FIRST, LAST):
        if ends_month(day):
            by, moved = last_to_cancel(day), moved_to_cancel(day)
            yield {"row": "month_end", "on": day, "answer": by, "or_moved": moved}


def requests() -> Iterator[Row]:
    """Go from each request to the first month end whose last day to cancel is ahead."""
    for day in days(FIRST, LAST):
        end = next(x for x in ends_from(day) if day <= last_to_cancel(x))
        moved = next(x for x in ends_from(day) if day <= moved_to_cancel(x))
        yield {
            "row": "request",
            "on": day,
            "answer": end,
            "or_moved": moved,
            "deleted_on": forward(end, 90),
            "or_six_months": months_after(end)[6],
            "or_thirty_days": forward(end, 30),
        }


def renewals() -> Iterator[Row]:
    """Go from each first day to each renewal that still lies in the years."""
    for anchor in days(FIRST, LAST):
        if anchor.year not in ANCHOR_YEARS or anchor.day not in ANCHOR_DAYS:
            continue
        reached = months_after(anchor)
        for months in TERMS:
            number, after = 1, months
            while reached[after] <= LAST:
                renewal = reached[after]
                yield {
                    "row": "renewal",
                    "on": anchor,
                    "months": months,
                    "number": number,
                    "answer": renewal,
                    "notice_by": back(renewal, 30),
                    "or_notice_by": back(renewal, 31),
                }
                number, after = number + 1, after + RENEWAL_MONTHS


def days(first: date, last: date) -> Iterator[date]:
    """Go through the days, both ends included."""
    day = first
    while day <= last:
        yield day
        day += DAY


def forward(day: date, count: int) -> date:
    """Go forward by so many days."""
    for _ in range(count):
        day += DAY
    return day


def back(day: date, count: int) -> date:
    """Go back by so many days."""
    for _ in range(count):
        day -= DAY
    return day


def ends_month(day: date) -> bool:
    """Whether tomorrow is a day 1."""
    return (day + DAY).day == 1


def ends_from(day: date) -> Iterator[date]:
    """Go through the last days of months, from the day on."""
    while True:
        if ends_month(day):
            yield day
        day += DAY


def last_to_cancel(end: date) -> date:
    """Ten days before the last day of a month, which is day 0."""
    return back(end, 10)


def moved_to_cancel(end: date) -> date:
    """The same, moved on from Saturday and Sunday, though not past the month."""
    day = last_to_cancel(end)
    while day.strftime("%w") in {"0", "6"} and day < end:
        day += DAY
    return day


@cache
def months_after(anchor: date) -> list[date]:
    """
    Return the days that lie 0, 1, 2... months after a day, to 2029 and beyond.

    In each month it is the day of the same number, or the last one there is.
    """
    found = [anchor]
    wanted: date | None = None
    for day in days(anchor + DAY, date(LAST.year + 4, 12, 31)):
        if (day.year, day.month) == (anchor.year, anchor.month):
            continue
        if day.day <= anchor.day:
            wanted = day
        if ends_month(day) and wanted is not None:
            found.append(wanted)
    return found


if __name__ == "__main__":
    main()
