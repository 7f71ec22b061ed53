"""Write the table of the days that count from an invoice, a return or a payment.

    python scripts/write_after_deadlines.py

It knows nothing of the library: it counts on the fingers, a day at a time, so that an
auditor can follow it with a calendar. Each row of the table is one of

- ``day``: what follows from something that happens on a day;
- ``rejected``: an invoice of the 1st of a month, a day on which a dispute over it is
  rejected, and the last day on which the rejected part is then paid in time.

The columns of a ``day``, by what happens on it:

- an invoice is dated: ``due``; ``dispute_until``, the last day for notice, and
  ``dispute_late``, the first that is late; ``autopay``; ``past_due``, the first day on
  which it is past due where autopay is on, and ``or_past_due``, where it is not;
- a delivery: ``return_by``, the last day for a return, and ``return_late``;
- a return is processed: ``credit_first`` and ``credit_last``, between which its credit
  is expected, and both with the holidays below;
- an invoice earns a residual: ``residual_run``;
- a customer pays: ``one_time_run``;
- a month runs: ``report_by``, when its commissions are reported.

Those that begin with ``or_`` are of the other readings: residuals at the end of the
month; what was paid with the first run at least 30 days later; past due after the due
date, whatever autopay does.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Final

GOLDEN: Final = Path(__file__).parent.parent / "tests" / "golden"
TABLE: Final = GOLDEN / "after-deadlines.csv"

FIRST: Final = date(2024, 1, 1)
LAST: Final = date(2028, 12, 31)
DAY: Final = timedelta(days=1)
RESOLVED_WITHIN: Final = 30

# The holidays of some caller: month and day.
HOLIDAYS: Final = ((1, 1), (5, 1), (7, 4), (12, 25), (12, 26))

COLUMNS: Final = (
    "row",
    "on",
    "resolved_on",
    "due",
    "dispute_until",
    "dispute_late",
    "autopay",
    "past_due",
    "or_past_due",
    "return_by",
    "return_late",
    "credit_first",
    "credit_last",
    "with_holidays_first",
    "with_holidays_last",
    "residual_run",
    "or_month_end",
    "one_time_run",
    "or_thirty_days",
    "report_by",
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
    writer.writerows(every_day())
    writer.writerows(rejections())
    return text.getvalue()


def every_day() -> Iterator[Row]:
    """Go through the days, and say what follows from each."""
    for day in days(FIRST, LAST):
        due, autopay = forward(day, 15), numbered(day, 10)
        yield {
            "row": "day",
            "on": day,
            "due": due,
            "dispute_until": forward(day, 15),
            "dispute_late": forward(day, 16),
            "autopay": autopay,
            "past_due": max(autopay, due) + DAY,
            "or_past_due": due + DAY,
            "return_by": forward(day, 30),
            "return_late": forward(day, 31),
            "credit_first": business(day, 7, ()),
            "credit_last": business(day, 10, ()),
            "with_holidays_first": business(day, 7, HOLIDAYS),
            "with_holidays_last": business(day, 10, HOLIDAYS),
            "residual_run": numbered(day, 15),
            "or_month_end": month_end(day),
            "one_time_run": numbered(month_end(day) + DAY, 15),
            "or_thirty_days": numbered(forward(day, 30), 15),
            "report_by": in_month(day, 20),
        }


def rejections() -> Iterator[Row]:
    """Go through the invoices of each 1st, and the days after it."""
    for issued in days(FIRST, LAST):
        if issued.day != 1:
            continue
        first = forward(issued, 15)
        for resolved in days(issued, forward(issued, RESOLVED_WITHIN)):
            after = forward(resolved, 15)
            yield {
                "row": "rejected",
                "on": issued,
                "resolved_on": resolved,
                "due": max(first, after),
            }


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


def numbered(day: date, number: int) -> date:
    """Go forward to a day of that number; the day itself may be one."""
    while day.day != number:
        day += DAY
    return day


def month_end(day: date) -> date:
    """Go forward to the last day of the month, which is followed by a day 1."""
    while (day + DAY).day != 1:
        day += DAY
    return day


def in_month(day: date, number: int) -> date:
    """Go back to the first of the month, and forward to the day of the number."""
    while day.day != 1:
        day -= DAY
    return numbered(day, number)


def business(day: date, count: int, holidays: tuple[tuple[int, int], ...]) -> date:
    """Go forward by so many business days; the day itself is none of them."""
    while count:
        day += DAY
        weekend = day.strftime("%w") in {"0", "6"}
        if not weekend and (day.month, day.day) not in holidays:
            count -= 1
    return day


if __name__ == "__main__":
    main()
