"""The columns of one file of call details: cells to checked rows, many at once.

Whole blocks of lines are read and checked at once, column by column. Where a block does
not pass it is halved, until what is wrong stands alone and is told field by field: a
few bad rows cost little, and what a row is does not depend on its neighbours.

>>> from gotobilling.formats.call_titles import ENGLISH
>>> titles = ",".join(title for _, title in ENGLISH.titles.named).encode()
>>> sheet = Sheet.of(Block(content=titles, first=0), ENGLISH)
>>> line = b"1020,1021,2026-07-01 09:00:00,2026-07-01 09:00:30,30,1,0,0,extension"
>>> sheet.items(Block(content=line, first=1), in_full=False)[0][3:]
(30, <CallType.EXTENSION: 'extension'>)
"""

import codecs
import csv
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from operator import gt
from typing import Final, TypeAlias, cast

from attrs import define, frozen

from gotobilling.errors import BillingError, InvalidFile, InvalidValue
from gotobilling.formats.call_titles import FIELDS, ISO, CallDialect, plain_title
from gotobilling.formats.repeats import Block
from gotobilling.kinds import CallType
from gotobilling.usage.rows import NUMBER, Bare, Rejected, UsageRow

__all__ = ["Item", "Sheet"]

Item: TypeAlias = Bare | UsageRow | Rejected
"""What a line comes to."""

_FEW: Final = 8
_MOST_WORDS: Final = 1000
_NUMBERS: Final = re.compile(rf"(?:{NUMBER.pattern})(?:\n(?:{NUMBER.pattern}))*+")
_WHOLE: Final = re.compile("[0-9]{1,12}")
_WHOLES: Final = re.compile(r"[0-9]{1,12}+(?:\n[0-9]{1,12}+)*+")
_OFFSET: Final = re.compile(r"Z|[+-][0-9]{2}:[0-9]{2}|")
_ISO_LENGTH: Final = len("2026-07-01 09:00:00")


@define(kw_only=True)
class Sheet:
    """Where the columns of one file stand, and how their cells are read."""

    dialect: CallDialect
    encoding: str
    places: tuple[int, ...]
    width: int
    printed: str
    numbers: re.Pattern[str]
    words: dict[str, CallType | None]

    @classmethod
    def of(cls, titles: Block, dialect: CallDialect) -> "Sheet":
        """
        Return the sheet under a line of titles.

        Raises:
            InvalidValue: titles that cannot be read.
            InvalidFile: with each title that is missing, or there twice.
        """
        encoding = codecs.lookup(dialect.encoding).name.removesuffix("-sig")
        line = titles.content.removeprefix(codecs.BOM_UTF8)
        shown = _decoded("titles", line, encoding)
        cells = [plain_title(one) for one in _cells("titles", shown, dialect.delimiter)]
        problems = [
            InvalidValue("titles", f"with {title!r} among them, once", shown)
            for _, title in dialect.titles.named
            if cells.count(plain_title(title)) != 1
        ]
        if problems:
            raise InvalidFile("file", tuple(problems))
        fraction = "," if dialect.decimal_comma else r"\."
        printed = f"(?:[0-9]{{1,20}}+(?:{fraction}[0-9]{{1,20}}+)?+)?+"
        return cls(
            dialect=dialect,
            encoding=encoding,
            places=tuple(
                cells.index(plain_title(one)) for _, one in dialect.titles.named
            ),
            width=len(cells),
            printed=printed,
            numbers=re.compile(rf"{printed}(?:\n{printed})*+"),
            words={"": None, **dict(dialect.words)},
        )

    def items(self, block: Block, *, in_full: bool) -> list[Item]:
        """
        Return what each row of a block is.

        Args:
            block: Some rows.
            in_full: Whether rows with a call type are wanted with all fields.
        """
        columns = self._columns(block.content) if block.is_whole else None
        if columns is not None:
            return [*columns.rows()] if in_full else columns.bare_rows()
        lines = block.content.split(b"\n")
        if len(lines) <= _FEW:
            rows = (
                self._row(number, line, is_whole=block.is_whole)
                for number, line in enumerate(lines, block.first)
            )
            return [row if in_full else _bare(row) for row in rows]
        half = len(lines) // 2
        upper = Block(content=b"\n".join(lines[:half]), first=block.first)
        lower = Block(content=b"\n".join(lines[half:]), first=block.first + half)
        return [
            *self.items(upper, in_full=in_full),
            *self.items(lower, in_full=in_full),
        ]

    # Many rows at once: None where any of them does not pass.

    def _columns(self, content: bytes) -> "_Columns | None":
        try:
            cells = self._cells_of_rows(content.decode(self.encoding))
            if cells is None:
                return None
            source, destination, start, end, seconds, *printed, words = cells
            call_types = [self.words[word] for word in words]
            starts, ends = self._instants(start), self._instants(end)
        except (KeyError, ValueError):  # an unknown word, a bad byte or day
            return None
        numbers = all(_all_match(_NUMBERS, one) for one in (source, destination))
        if not numbers or not all(_all_match(self.numbers, one) for one in printed):
            return None
        if not _all_match(_WHOLES, seconds) or any(map(gt, starts, ends)):
            return None
        return _Columns(
            sources=source,
            destinations=destination,
            starts=starts,
            ends=ends,
            seconds=list(map(int, seconds)),
            printed=printed,
            call_types=call_types,
        )

    def _cells_of_rows(self, text: str) -> list[Sequence[str]] | None:
        count, delimiter = text.count("\n") + 1, self.dialect.delimiter
        if '"' in text:
            try:
                rows = list(
                    csv.reader(text.split("\n"), delimiter=delimiter, strict=True)
                )
            except csv.Error:
                return None
            if "\r" in text or len(rows) != count:
                return None
            if set(map(len, rows)) != {self.width}:
                return None
            columns = list(zip(*rows, strict=True))
            return [columns[place] for place in self.places]
        # Parted once for all rows; that every line feed stands in a first column shows
        # that each line has just as many cells as there are titles.
        cells = text.replace("\n", f"{delimiter}\n").split(delimiter)
        first = "".join(cells[:: self.width])
        if len(cells) != count * self.width or first.count("\n") != count - 1:
            return None
        return [
            cells[place :: self.width] if place else first.split("\n")
            for place in self.places
        ]

    def _instants(self, cells: Sequence[str]) -> list[datetime]:
        form = self.dialect.form
        if form.spelling != ISO:
            found = [form.read(cell) for cell in cells]
            if None in found:
                raise ValueError
            return cast("list[datetime]", found)
        # Signs at their places in all cells at once; digits are the parser's to find.
        tail, count = cells[0][_ISO_LENGTH:], len(cells)
        step = _ISO_LENGTH + len(tail) + 1
        joined = "\n".join(cells) + "\n"
        signs = [joined[place::step] for place in (0, 4, 7, 13, 16)]
        if (
            set(map(len, cells)) != {step - 1}
            or signs != [sign * count for sign in "2--::"]
            or joined[10::step] not in (" " * count, "T" * count)
            or joined.count(f"{tail}\n") != count
            or not _OFFSET.fullmatch(tail)
        ):
            raise ValueError
        zoned = cells if tail else [one + "Z" for one in cells]
        return list(map(datetime.fromisoformat, zoned))

    # One row, field by field.

    def _row(self, number: int, line: bytes, *, is_whole: bool) -> UsageRow | Rejected:
        try:
            return self._one(line, is_whole=is_whole)
        except BillingError as problem:
            if is_whole:
                return Rejected.of(number, problem, self._duration(line))
            wanted = f"{problem.path} must be {problem.requirement}"
            requirement = f"a whole line, and the file ends within it: {wanted}"
            return Rejected.of(number, InvalidValue("row", requirement, problem.value))

    def _duration(self, line: bytes) -> int:
        """Return the seconds of a rejected row, where they can be read; else 0."""
        try:
            text = _decoded("row", line, self.encoding)
            cells = _cells("row", text, self.dialect.delimiter)
        except BillingError:
            return 0
        place = self.places[FIELDS.index("seconds")]
        if len(cells) != self.width or not _WHOLE.fullmatch(cells[place]):
            return 0
        return int(cells[place])

    def _one(self, line: bytes, *, is_whole: bool) -> UsageRow:
        text = _decoded("row", line, self.encoding)
        cells = _cells("row", text, self.dialect.delimiter)
        if len(cells) != self.width:
            requirement = f"of {self.width} cells, as the titles are"
            raise InvalidValue("row", requirement, f"{len(cells)}")
        of = dict(zip(FIELDS, (cells[place] for place in self.places), strict=True))
        if not is_whole:
            self._check_end(of)
        if not _WHOLE.fullmatch(of["seconds"]):
            requirement = "a whole number from 0, of at most 12 digits"
            raise InvalidValue("seconds", requirement, of["seconds"], "F1")
        return UsageRow(
            source=of["source"],
            destination=of["destination"],
            start=self._instant("start", of["start"]),
            end=self._instant("end", of["end"]),
            seconds=int(of["seconds"]),
            call_type=self._call_type(of["call_type"]),
            billable_minutes=self._printed("billable_minutes", of),
            total_cost=self._printed("total_cost", of),
            rate=self._printed("rate", of),
        )

    def _check_end(self, of: Mapping[str, str]) -> None:
        # A number that is cut is a number still; a word that is cut is none.
        for name, place in zip(FIELDS, self.places, strict=True):
            is_word = name == "call_type" and of[name].strip()
            if place == self.width - 1 and not is_word:
                raise InvalidValue(name, "followed by a line end", of[name])

    def _instant(self, path: str, text: str) -> datetime:
        found = self.dialect.form.read(text)
        if found is None:
            spelling = self.dialect.instants
            requirement = f"an instant from 1900 to 2999 spelled as {spelling}"
            raise InvalidValue(path, requirement, text, "F1")
        return found

    def _call_type(self, word: str) -> CallType | None:
        meanings = self.dialect.meanings
        plain = plain_title(word)
        if plain and plain not in meanings:
            listed = ", ".join(one for one, _ in self.dialect.words)
            raise InvalidValue("call_type", f"one of {listed}", word, "F5")
        found = meanings.get(plain)
        if len(self.words) < _MOST_WORDS:
            self.words[word] = found
        return found

    def _printed(self, path: str, of: Mapping[str, str]) -> Decimal | None:
        if not re.fullmatch(self.printed, of[path]):
            sign = "comma" if self.dialect.decimal_comma else "point"
            requirement = f"0 or more, in digits with a {sign} before the fraction"
            raise InvalidValue(path, requirement, of[path], "F1")
        return _number(of[path])


def _decoded(path: str, line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError as error:
        shown = f"byte 0x{line[error.start]:02x} at {error.start + 1}"
        raise InvalidValue(path, f"text in {encoding}", shown) from None


def _cells(path: str, text: str, delimiter: str) -> list[str]:
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise InvalidValue(path, "cells whose quotes close", text[:60]) from None


def _all_match(pattern: re.Pattern[str], column: Sequence[str]) -> bool:
    return pattern.fullmatch("\n".join(column)) is not None


def _number(cell: str) -> Decimal | None:
    return Decimal(cell.replace(",", ".")) if cell else None


def _bare(row: UsageRow | Rejected) -> Item:
    if isinstance(row, Rejected) or row.call_type is None:
        return row
    return row.source, row.destination, row.start, row.seconds, row.call_type


@frozen(kw_only=True)
class _Columns:
    """The checked cells of some rows, a column each."""

    sources: Sequence[str]
    destinations: Sequence[str]
    starts: Sequence[datetime]
    ends: Sequence[datetime]
    seconds: Sequence[int]
    printed: Sequence[Sequence[str]]
    call_types: Sequence[CallType | None]

    def rows(self) -> list[UsageRow]:
        """Return the rows in full."""
        cells = zip(
            self.sources,
            self.destinations,
            self.starts,
            self.ends,
            self.seconds,
            self.call_types,
            *(map(_number, column) for column in self.printed),
            strict=True,
        )
        return [
            UsageRow(
                source=source,
                destination=destination,
                start=start,
                end=end,
                seconds=seconds,
                call_type=call_type,
                billable_minutes=minutes,
                total_cost=cost,
                rate=rate,
            )
            for (
                source,
                destination,
                start,
                end,
                seconds,
                call_type,
                minutes,
                cost,
                rate,
            ) in cells
        ]

    def bare_rows(self) -> list[Item]:
        """Return the rows at their shortest; in full where they have no call type."""
        if None in self.call_types:
            return [_bare(row) for row in self.rows()]
        typed = cast("Sequence[CallType]", self.call_types)
        cells = (self.sources, self.destinations, self.starts, self.seconds, typed)
        return list(zip(*cells, strict=True))
