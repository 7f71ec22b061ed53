"""Key dates as a calendar (iCalendar, RFC 5545), for any program that keeps one.

The extra ``calendar`` brings icalendar, which is imported when a calendar is written.
Entries last all day and have no time zone; their names last for ever, so that reading
the calendar in once more moves what has moved and doubles nothing:

>>> from datetime import date
>>> from gotobilling.key_dates import key_dates
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> found = key_dates(july_start(), us.CONNECT, date(2026, 8, 1), months=1)
>>> for line in key_dates_calendar(found).decode().splitlines()[5:9]:
...     print(line)
BEGIN:VEVENT
SUMMARY:Monthly invoice
DTSTART;VALUE=DATE:20260801
DTEND;VALUE=DATE:20260802
"""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import Any, Final

from gotobilling.errors import MissingExtra
from gotobilling.key_dates import KeyDate, KeyDates
from gotobilling.present.key_dates import key_date_text, other_days

__all__ = ["key_dates_calendar"]

_ONE_DAY: Final = timedelta(1)
_MADE_BY: Final = "-//gotobilling//key dates//EN"


def key_dates_calendar(found: KeyDates) -> bytes:
    """
    Return key dates as an iCalendar file.

    Each is an entry on its day. A deadline that another reading puts earlier has a
    second entry on the day that is safe under every reading. An entry is stamped with
    the first day looked at, so that the same dates give the same bytes.

    Raises:
        MissingExtra: icalendar is not installed.
    """
    library = _icalendar()
    calendar = library.Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", f"Key dates of {found.account}")
    for one in found.dates:
        said = key_date_text(found, one)
        _add(library, calendar, found, (one, said, one.on.value, ""))
        if one.kind.is_deadline and found.from_on <= one.safe_on < one.on.value:
            safe = f"Safe under every reading: {said}"
            _add(library, calendar, found, (one, safe, one.safe_on, "-safe"))
    written: bytes = calendar.to_ical()
    return written


def _add(
    library: Any,  # noqa: ANN401 -- a module of an extra, which may be absent
    calendar: Any,  # noqa: ANN401 -- a value of that module
    found: KeyDates,
    told: tuple[KeyDate, str, date, str],
) -> None:
    one, said, on, tail = told
    event = library.Event()
    event.add("uid", f"{found.uid(one)}{tail}@gotobilling")
    event.add("dtstamp", datetime.combine(found.from_on, time(), UTC))
    event.add("dtstart", on)
    event.add("dtend", on + _ONE_DAY)
    event.add("summary", said)
    event.add("description", "\n".join(_description(found, one)))
    event.add("categories", [one.kind.value])
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)


def _description(found: KeyDates, one: KeyDate) -> list[str]:
    clause = one.clause
    by = f"By {clause.id} ({clause.standing.value}): {clause.text}"
    if not one.choices:
        return [by]
    safe = f"Safe under every reading: {one.safe_on}"
    return [by, safe, *(f"{day}: {by}" for day, by in other_days(found, one))]


def _icalendar() -> Any:  # noqa: ANN401 -- see above
    try:
        return import_module("icalendar")
    except ImportError:
        requirement = (
            'written by icalendar: install the extra, "gotobilling[calendar]", first'
        )
        raise MissingExtra("calendar", requirement, "no icalendar") from None
