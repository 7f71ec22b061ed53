"""Where a rule or a rate comes from, and from which day it is known.

A `Clause` is one published rule in our own words, with the places that state it. A
`Dated` series holds a value that changes over time, each entry with its clause, and
says until which day somebody checked it:

>>> from datetime import date
>>> act = Source(id="hst", title="Harmonized sales tax", language="en")
>>> clause = Clause(
...     id="D15",
...     text="Harmonized sales tax stands on a line of its own.",
...     standing=Standing.LAW,
...     citations=(Citation(source=act, locator="section 2"),),
...     checked=date(2026, 11, 21),
... )
>>> nova_scotia = Dated(
...     name="hst_ns",
...     entries=(
...         DatedEntry(from_on=date(2010, 7, 1), value=15, clause=clause),
...         DatedEntry(from_on=date(2025, 4, 1), value=14, clause=clause),
...     ),
...     checked_until=date(2026, 11, 21),
... )
>>> nova_scotia.at(date(2025, 3, 31)).value, nova_scotia.at(date(2025, 4, 1)).value
(15, 14)
"""

import re
from bisect import bisect_right
from datetime import date, datetime
from enum import Enum
from itertools import pairwise
from typing import Final, Generic, TypeVar

from attrs import frozen

from gotobilling.errors import InvalidValue, NoRateInForce, WrongType

__all__ = ["Citation", "Clause", "Dated", "DatedEntry", "Source", "Standing"]

T = TypeVar("T")

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Standing(Enum):
    """How much weight a clause bears, from the firmest down; values are frozen."""

    STATED = "stated"
    """A published billing document says it."""
    LAW = "law"
    """A statute or a regulator says it, whatever the billing documents print."""
    CONTRACT = "contract"
    """The customer's own quote or contract says it."""
    READING = "reading"
    """Our reading of published words that leave room for another."""
    ASSUMED = "assumed"
    """Nothing published says it; a choice had to be made."""


@frozen(kw_only=True)
class Source:
    """
    A document that clauses cite.

    Attributes:
        id: Short name, such as ``S0``.
        title: What the document is.
        language: ISO 639-1 code of the copy that was read, such as ``it``.
        url: Public address of the document, or an empty text if none is known.
        retrieved: Day on which the copy was fetched, if known.
        sha256: SHA-256 of the copy that was read, 64 lower-case hexadecimal digits,
            or None where no copy was kept.

    Raises:
        InvalidValue: An empty title, a malformed id, language or sha256.
        WrongType: A field of another type, or a datetime for a day.

    >>> Source(id="S0", title="A guide", language="it", sha256="12")
    Traceback (most recent call last):
    gotobilling.errors.InvalidValue: sha256 must be 64 lower-case hexadecimal digits, \
got '12'
    """

    id: str
    title: str
    language: str
    url: str = ""
    retrieved: date | None = None
    sha256: str | None = None

    def __attrs_post_init__(self) -> None:
        _require_id("id", self.id)
        _require_text("title", self.title)
        _require("url", str, "a text", self.url)
        _require("language", str, "a text", self.language)
        if not re.fullmatch("[a-z]{2}", self.language):
            raise InvalidValue("language", "two lower-case letters", self.language)
        if self.retrieved is not None:
            _require_day("retrieved", self.retrieved)
        if self.sha256 is not None:
            _require("sha256", str, "a text", self.sha256)
            if not _SHA256.fullmatch(self.sha256):
                requirement = "64 lower-case hexadecimal digits"
                raise InvalidValue("sha256", requirement, self.sha256)


@frozen(kw_only=True)
class Citation:
    """
    One place in one source.

    Attributes:
        source: The document.
        locator: Where in it, such as ``line 51`` or ``lines 51-56``, both counted.

    Raises:
        InvalidValue: An empty locator.
        WrongType: A source that is not a `Source`, a locator that is not a text.

    >>> guide = Source(id="S0", title="A guide", language="it")
    >>> print(Citation(source=guide, locator="lines 51-56"))
    S0, lines 51-56
    """

    source: Source
    locator: str

    def __attrs_post_init__(self) -> None:
        _require("source", Source, "a Source", self.source)
        _require_text("locator", self.locator)

    def __str__(self) -> str:
        return f"{self.source.id}, {self.locator}"


@frozen(kw_only=True)
class Clause:
    """
    One rule or one decision, in our own words.

    A decision says how the rules it rests on are read where they are silent or
    disagree.

    Attributes:
        id: Stable name, such as ``A8`` or ``Q1``.
        text: The rule in a sentence or two; never the source's own sentence.
        standing: What kind of ground the rule has.
        citations: The places that state it; at least one if it is `Standing.STATED`.
        rests_on: Ids of the clauses that a decision interprets.
        checked: Day on which somebody last compared it with its sources.
        effective: First day on which the rule holds, if it has one.
        note: Where the sources differ from each other.
        is_forecast: Whether it foretells a value instead of stating one; no dated
            entry takes its value from it.

    Raises:
        InvalidValue: A malformed id, an empty text, a stated clause that cites nothing.
        WrongType: A field of another type, or a datetime for a day.

    >>> from datetime import date
    >>> Clause(
    ...     id="A1",
    ...     text="Service is billed ahead.",
    ...     standing=Standing.STATED,
    ...     checked=date(2026, 11, 21),
    ... )
    Traceback (most recent call last):
    gotobilling.errors.InvalidValue: citations must be at least one place that states \
it, got () [A1]
    """

    id: str
    text: str
    standing: Standing
    citations: tuple[Citation, ...] = ()
    rests_on: tuple[str, ...] = ()
    checked: date
    effective: date | None = None
    note: str = ""
    is_forecast: bool = False

    def __attrs_post_init__(self) -> None:
        _require_id("id", self.id)
        _require_text("text", self.text)
        _require("standing", Standing, "a Standing", self.standing)
        _require_each("citations", Citation, self.citations)
        _require_each("rests_on", str, self.rests_on)
        _require("note", str, "a text", self.note)
        _require("is_forecast", bool, "true or false", self.is_forecast)
        _require_day("checked", self.checked)
        if self.effective is not None:
            _require_day("effective", self.effective)
        if self.standing is Standing.STATED and not self.citations:
            requirement = "at least one place that states it"
            raise InvalidValue("citations", requirement, self.citations, self.id)


@frozen(kw_only=True)
class DatedEntry(Generic[T]):
    """
    A value and the first day on which it is in force.

    Attributes:
        from_on: First day in force, counted.
        value: The value, immutable and hashable.
        clause: What says so, and does not merely foretell it.

    Raises:
        InvalidValue: A clause that is a forecast.
        WrongType: A datetime or another type for the day, a clause of another type.

    >>> from datetime import date
    >>> forecast = Clause(
    ...     id="usf-2026-q3-forecast",
    ...     text="An analyst expects the factor to become 42.3%.",
    ...     standing=Standing.ASSUMED,
    ...     checked=date(2026, 11, 21),
    ...     is_forecast=True,
    ... )
    >>> DatedEntry(from_on=date(2026, 7, 1), value="42.3", clause=forecast)
    Traceback (most recent call last):
    gotobilling.errors.InvalidValue: clause must be a text that sets the value, not a \
forecast, got 'usf-2026-q3-forecast' [usf-2026-q3-forecast]
    """

    from_on: date
    value: T
    clause: Clause

    def __attrs_post_init__(self) -> None:
        _require_day("from_on", self.from_on)
        _require("clause", Clause, "a Clause", self.clause)
        if self.clause.is_forecast:
            requirement = "a text that sets the value, not a forecast"
            raise InvalidValue("clause", requirement, self.clause.id, self.clause.id)


@frozen(kw_only=True)
class Dated(Generic[T]):
    """
    A value that changes over time.

    An entry is in force from its own first day until the day before the next entry's;
    the last one until the day before `ends_on`, or without end.

    Attributes:
        name: What the series is, such as ``usf_factor``; errors name it.
        entries: At least one, each from a later day than the one before it.
        checked_until: Last day for which somebody checked that the series is right.
            It is kept for reports and does not limit `at`.
        ends_on: First day for which the series gives no value, or None.

    Raises:
        InvalidValue: No entries, entries out of order or of the same day, an end that
            is not after the last entry's first day.
        WrongType: A field of another type, or a datetime for a day.

    >>> from datetime import date
    >>> law = Clause(
    ...     id="D20",
    ...     text="The factor is set for each quarter.",
    ...     standing=Standing.LAW,
    ...     checked=date(2026, 11, 21),
    ... )
    >>> factor = Dated(
    ...     name="usf_factor",
    ...     entries=(DatedEntry(from_on=date(2026, 4, 1), value="37.0", clause=law),),
    ...     checked_until=date(2026, 6, 30),
    ...     ends_on=date(2026, 7, 1),
    ... )
    >>> factor.at(date(2026, 6, 30)).value
    '37.0'
    >>> factor.at(date(2026, 7, 1))
    Traceback (most recent call last):
    gotobilling.errors.NoRateInForce: usf_factor must be known on the day asked for: \
supply name = "usf_factor", from_on = 2026-07-01, with its value and clause, \
got 2026-07-01 [D20]
    """

    name: str
    entries: tuple[DatedEntry[T], ...]
    checked_until: date
    ends_on: date | None = None

    def __attrs_post_init__(self) -> None:
        _require_text("name", self.name)
        _require_each("entries", DatedEntry, self.entries)
        if not self.entries:
            raise InvalidValue("entries", "at least one entry", self.entries)
        for number, (one, other) in enumerate(pairwise(self.entries), start=1):
            if other.from_on <= one.from_on:
                path = f"entries[{number}].from_on"
                raise InvalidValue(path, f"after {one.from_on}", other.from_on)
        _require_day("checked_until", self.checked_until)
        if self.ends_on is not None:
            _require_day("ends_on", self.ends_on)
            last_from_on = self.entries[-1].from_on
            if self.ends_on <= last_from_on:
                raise InvalidValue("ends_on", f"after {last_from_on}", self.ends_on)

    def at(self, day: date) -> DatedEntry[T]:
        """
        Return the entry in force on the day.

        Raises:
            NoRateInForce: A day before the first entry, or on or after `ends_on`; the
                message says which line to supply.
            WrongType: A datetime or another type for the day.
        """
        _require_day("day", day)
        if self.ends_on is not None and day >= self.ends_on:
            raise self._unknown_on(day, self.ends_on, self.entries[-1])
        index = bisect_right(self.entries, day, key=lambda entry: entry.from_on)
        if index == 0:
            raise self._unknown_on(day, day, self.entries[0])
        return self.entries[index - 1]

    def _unknown_on(
        self, day: date, from_on: date, nearest: DatedEntry[T]
    ) -> NoRateInForce:
        requirement = (
            f'known on the day asked for: supply name = "{self.name}", '
            f"from_on = {from_on}, with its value and clause"
        )
        return NoRateInForce(self.name, requirement, day, nearest.clause.id)


def _require(path: str, kind: type, requirement: str, value: object) -> None:
    if not isinstance(value, kind):
        raise WrongType(path, requirement, value)


def _require_each(path: str, kind: type, values: object) -> None:
    if not isinstance(values, tuple):
        raise WrongType(path, "a tuple", values)
    for index, value in enumerate(values):
        _require(f"{path}[{index}]", kind, f"of type {kind.__name__}", value)


def _require_text(path: str, value: object) -> None:
    _require(path, str, "a text", value)
    if not value:
        raise InvalidValue(path, "a text that is not empty", value)


def _require_id(path: str, value: str) -> None:
    _require(path, str, "a text", value)
    if not _ID.fullmatch(value):
        requirement = "letters, digits, dots and dashes without a space"
        raise InvalidValue(path, requirement, value)


def _require_day(path: str, value: object) -> None:
    # A datetime is a date to isinstance, and never equal to one.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrongType(path, "a day without a time", value)
