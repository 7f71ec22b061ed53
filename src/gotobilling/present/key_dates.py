"""Key dates as plain text, as HTML, and with all their workings.

>>> from datetime import date
>>> from gotobilling.key_dates import key_dates
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> found = key_dates(july_start(), us.CONNECT, date(2026, 9, 1), months=1)
>>> for line in key_dates_text(found).splitlines()[9:12]:
...     print(line)
------------------------------------------------------------------------------------------------
2026-09-01  Monthly invoice                                             Q24 READING
2026-09-10  Autopay charges the monthly invoice of                      Q56 READING
"""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Final

from gotobilling.key_dates import KeyDate, KeyDateKind, KeyDates
from gotobilling.present.catalog import wording
from gotobilling.present.grounds import firmness
from gotobilling.present.layout import WIDTH, Column, paragraph, row, rule
from gotobilling.present.pages import INDENT, INTRODUCTION, Pages, section
from gotobilling.readings import find_reading

__all__ = [
    "key_date_text",
    "key_dates_explained",
    "key_dates_html",
    "key_dates_text",
    "other_days",
]

_HEADINGS: Final = ("Day", "What", "Safe", "Clause")
_COLUMNS: Final = (Column(10), Column(46), Column(10), Column(24))
_NAMES: Final = 16
_SAFE: Final = (
    "Safe is the earliest day that any reading of the published words gives; of a "
    "deadline, the last day that is in time under all of them."
)


def key_dates_text(found: KeyDates) -> str:
    """
    Return key dates as text: each day, what happens on it, its safe day, its clause.

    Below stands, for each day that readings give differently, which give which.
    """
    return "\n".join((*_head(found), *_table(found), *_differing(found))) + "\n"


def _head(found: KeyDates) -> Iterator[str]:
    market = found.market
    yield f"Key dates of {found.account} from {found.from_on} on"
    yield rule("=")
    yield ""
    yield from _named("Account", found.account)
    yield from _named("Product", market.product)
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)
    if found.known_on is not None:
        yield from _named("Facts", f"those known on {found.known_on}")
    yield from _named("Billing start", str(found.billing_start.value))
    yield ""


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def _table(found: KeyDates) -> Iterator[str]:
    if not found.dates:
        yield "No date is ahead."
        return
    yield from row(_HEADINGS, _COLUMNS)
    yield rule("-")
    for one in found.dates:
        said = key_date_text(found, one)
        cells = (str(one.on.value), said, _safe(one), firmness(one.clause))
        yield from row(cells, _COLUMNS)


def _safe(one: KeyDate) -> str:
    """Return the safe day; of a day that no reading moves it goes without saying."""
    return str(one.safe_on) if one.choices or one.kind in _MOVED else ""


_MOVED: Final = (KeyDateKind.NOTICE, KeyDateKind.CANCELLATION, KeyDateKind.EARLY_EXIT)


def _differing(found: KeyDates) -> Iterator[str]:
    several = [one for one in found.dates if one.choices]
    if not several:
        return
    yield ""
    yield from paragraph(_SAFE, "")
    yield ""
    yield from section("What other readings give")
    for one in several:
        yield from paragraph(f"{key_date_text(found, one)}:", INDENT, "")
        for day, chosen in other_days(found, one):
            yield from row((str(day), chosen), _CHOICE, INDENT)
        yield ""


_CHOICE: Final = (Column(10), Column(WIDTH - len(INDENT) - 12))


def other_days(found: KeyDates, one: KeyDate) -> list[tuple[date, str]]:
    """
    Return the days that readings give, each with the readings that it takes.

    Of readings only those are told that are not the market's own, and of these no more
    than it takes.
    """
    days: dict[date, list[frozenset[tuple[str, str]]]] = {}
    for each in one.choices:
        changed = frozenset(
            (name, value)
            for name, value in each.readings
            if not _is_own(found, name, value)
        )
        days.setdefault(each.on.value, []).append(changed)
    return [(day, _or(_fewest(days[day]))) for day in sorted(days)]


def _is_own(found: KeyDates, name: str, value: str) -> bool:
    reading = find_reading(name)
    return reading.holds(found.market, reading.read(value))


def _fewest(several: list[frozenset[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    kept = [one for one in several if not any(other < one for other in several)]
    return sorted(map(sorted, kept))


def _or(several: list[list[tuple[str, str]]]) -> str:
    each = (" and ".join(f"{name} = {value}" for name, value in one) for one in several)
    return "; or ".join(one or "as chosen" for one in each)


def key_date_text(found: KeyDates, one: KeyDate) -> str:
    """
    Return what happens on a key date, in words.

    >>> from datetime import date
    >>> from gotobilling.key_dates import key_dates
    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> found = key_dates(july_start(), us.CONNECT, date(2026, 9, 2), months=1)
    >>> key_date_text(found, found.of(KeyDateKind.CANCELLATION)[0])
    'Last day to cancel as of 2026-09-30'
    """
    said = wording(one.kind)
    if one.invoice is not None:
        of = wording(one.invoice.kind).lower()
        part = f", {one.invoice.part}" if one.invoice.part else ""
        if one.kind is KeyDateKind.INVOICE:
            return f"{wording(one.invoice.kind)}{part}"
        return f"{said} the {of} of {one.invoice.issued_on.value}{part}"
    if one.period is not None:
        return f"{said} as of {one.period.last_day}"
    if one.kind is KeyDateKind.NOTICE:
        return f"{said} before {_renewal(found, one)}"
    return f"{said} ({one.of})" if one.of else said


def _renewal(found: KeyDates, one: KeyDate) -> str:
    for other in found.of(KeyDateKind.RENEWAL):
        if (other.of, other.number) == (one.of, one.number):
            return f"the renewal of {other.on.value} ({one.of})"
    return f"renewal {one.number} ({one.of})"


def key_dates_explained(found: KeyDates) -> str:
    """
    Return key dates as text, and below them what made each day.

    The dates of an invoice are explained with the invoice, by ``explain_text``.

    Raises:
        ProofError: a date that its own rule does not give.
    """
    return key_dates_text(found) + "\n".join(_workings(found)) + "\n"


def _workings(found: KeyDates) -> Iterator[str]:
    pages = Pages(found.currency, {})
    yield ""
    yield from paragraph(INTRODUCTION, "")
    yield ""
    yield from section("How each date was made")
    yield from _day("Billing start", str(found.billing_start.value))
    yield from pages.steps(found.billing_start.proof)
    for one in found.dates:
        yield from _day(key_date_text(found, one), str(one.on.value))
        yield from pages.steps(one.on.proof)
    yield from pages.grounds(found.market)


def _day(said: str, day: str) -> list[str]:
    return row((said, day), (Column(WIDTH - 12), Column(10, right=True)))


def key_dates_html(found: KeyDates) -> str:
    """Return key dates as an HTML table, without any style of its own."""
    caption = f"Key dates of {found.account} from {found.from_on} on"
    return "\n".join(
        (
            "<table>",
            f"<caption>{escape(caption)}</caption>",
            "<thead>",
            _row([f'<th scope="col">{name}</th>' for name in _HEADINGS]),
            "</thead>",
            "<tbody>",
            *(_html(found, one) for one in found.dates),
            "</tbody>",
            "</table>",
        )
    )


def _html(found: KeyDates, one: KeyDate) -> str:
    told = "; ".join(f"{day}: {by}" for day, by in other_days(found, one))
    cells = (key_date_text(found, one), _safe(one), firmness(one.clause))
    title = f' title="{escape(told)}"' if told else ""
    first = f'<th scope="row"{title}>{one.on.value}</th>'
    return _row([first, *(f"<td>{escape(cell)}</td>" for cell in cells)])


def _row(cells: list[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"
