"""The rates of a market as text: each value with what says so, and what is missing.

>>> from gotobilling.markets import us
>>> for line in rates_text(us.CONNECT, date(2026, 6, 1)).splitlines()[-21:-14]:
...     print(line)
us-usf-factor (usf): part of this release
   Checked until 2026-06-30. Runs out on 2026-07-01.
   2026-04-01  37 %  usf-2026-q2 law
<BLANKLINE>
   usf-2026-q2: The contribution factor of the second quarter of 2026 is 37.0%.
      Digital Liberty on FCC public notice DA 26-218 (en), whole page, on DA 26-218
         https://digitalliberty.net/usf-contribution-factor-set-at-37-0-for-q2-2026/
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from gotobilling import checks
from gotobilling.errors import NoRateInForce
from gotobilling.market import Market
from gotobilling.present.catalog import wording
from gotobilling.present.grounds import firmness
from gotobilling.present.layout import WIDTH, Column, paragraph, row, rule, widest
from gotobilling.sources import Clause, DatedEntry
from gotobilling.taxes import RateSeries, Supplier

__all__ = ["rates_text"]

Entry = DatedEntry[Decimal | None]
"""A value of a series, with its first day and its clause."""

_INDENT: Final = "   "
_ANY_DAY: Final = "YYYY-MM-DD"
_NONE: Final = "not levied"


def rates_text(market: Market, on: date | None = None) -> str:
    """
    Return the rates of a market, series by series, and what has to be supplied.

    Args:
        market: The market.
        on: The day whose rates are asked for; None for every rate there is.

    Raises:
        InvalidValue: a day that no invoice can have.

    Clauses: E3, Q46.
    """
    if on is not None:
        checks.billing_day("on", on)
    return "\n".join(_lines(market, on)) + "\n"


def _lines(market: Market, on: date | None) -> Iterator[str]:
    day = "" if on is None else f", in force on {on}"
    yield f"Rates of {market.name}, edition {market.edition}{day}"
    yield rule("=")
    for series in market.rates:
        yield ""
        yield from _series(market, series, on)
    if market.sales_tax is not None:
        yield ""
        yield f"sales taxes: {wording(Supplier.CALLER)}"
        yield from _supply(
            ("[[taxes]]", 'name = "..."', 'jurisdiction = "..."', ""),
            _rate_table("...", _ANY_DAY),
        )


def _series(market: Market, series: RateSeries, on: date | None) -> Iterator[str]:
    yield f"{series.name} ({_users(market, series)}): {wording(series.supplier)}"
    yield from _until(series, on)
    entries = series.known if on is None else _in_force(series, on)
    yield from _values(entries)
    if on is not None and not entries and series.known:
        yield f"{_INDENT}No value is known for {on}."
    wanted = _wanted(series, on)
    if wanted:
        yield from _supply(_rate_table(series.name, wanted))


def _users(market: Market, series: RateSeries) -> str:
    users = [
        levy.name for levy in market.levies if series.name in (levy.series, levy.share)
    ]
    return ", ".join(users) or "no levy, unless a reading chooses it"


def _until(series: RateSeries, on: date | None) -> Iterator[str]:
    said = []
    if series.checked_until is not None:
        said.append(f"Checked until {series.checked_until}.")
    ends = _ends(series, on)
    if ends is not None:
        said.append(f"Runs out on {ends}.")
    if said:
        yield _INDENT + " ".join(said)


def _ends(series: RateSeries, on: date | None) -> date | None:
    known = series.known
    if not known:
        return None
    return series.runs_out_on(known[0].from_on if on is None else on)


def _in_force(series: RateSeries, on: date) -> tuple[Entry, ...]:
    try:
        return (series.at(on),)
    except NoRateInForce:
        return ()


def _values(entries: Sequence[Entry]) -> Iterator[str]:
    rows = [
        (
            str(entry.from_on),
            _NONE if entry.value is None else f"{entry.value:f} %",
            firmness(entry.clause),
        )
        for entry in entries
    ]
    widths = [widest(cells) for cells in zip(*rows, strict=True)]
    for cells in rows:
        first, percent, _ = widths
        rest = WIDTH - len(_INDENT) - first - percent - 2 * 2
        columns = (Column(first), Column(percent, right=True), Column(rest))
        yield from row(cells, columns, _INDENT)
    for clause in dict.fromkeys(entry.clause for entry in entries):
        yield from _clause(clause)


def _clause(clause: Clause) -> Iterator[str]:
    yield ""
    yield from paragraph(f"{clause.id}: {clause.text}", _INDENT)
    for citation in dict.fromkeys(clause.citations):
        source = citation.source
        said = f"{source.title} ({source.language}), {citation.locator}"
        yield from paragraph(said, _INDENT * 2)
        if source.url:
            yield f"{_INDENT * 3}{source.url}"
    if clause.note:
        yield from paragraph(clause.note, _INDENT * 2)


def _wanted(series: RateSeries, on: date | None) -> str:
    """Return the first day of the value to bring, or nothing where none is missing."""
    if not series.known:
        return _ANY_DAY if on is None else str(on)
    ends = _ends(series, on)
    if ends is None or (on is not None and on < ends):
        return ""
    return str(ends if on is None else series.wanted_on(on))


def _supply(*tables: tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield f"{_INDENT}To supply in the account file:"
    yield ""
    for table in tables:
        yield from (f"{_INDENT * 2}{line}".rstrip() for line in table)


def _rate_table(series: str, from_on: str) -> tuple[str, ...]:
    return (
        "[[rates]]",
        f'series = "{series}"',
        f"from_on = {from_on}",
        "percent = ...",
        'clause = "what says so"',
    )
