r"""Which dialect a file of call details is in: a proposal with its reasons.

>>> head = (
...     "Quellrufnummer;Zielrufnummer;Startzeit (UTC);Endzeit (UTC);Dauer (Sek.);"
...     "Fakturierbare Minuten;Gesamtkosten;Tarif;Anruftyp\n"
...     "1020;+4930123456;01.07.2026 09:00;01.07.2026 09:02;61;2;0,038;0,019;\n"
... )
>>> found = propose_dialect(head.encode())
>>> found.dialect.name, found.dialect.delimiter, found.dialect.decimal_comma
('German', ';', True)
>>> print(found)
encoding utf-8: all bytes are UTF-8
delimiter ';': it parts the line of titles into 9 German titles of 9
decimal comma: row 1 has '0,038'
instants %d.%m.%Y %H:%M: row 1 has '01.07.2026 09:00'
"""

import codecs
import csv
from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from gotobilling.errors import WrongType
from gotobilling.formats.call_titles import (
    DELIMITERS,
    DIALECTS,
    FIELDS,
    ISO,
    CallDialect,
    InstantForm,
    plain_title,
)

__all__ = ["Proposal", "propose_dialect"]

_DAYS: Final = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d")
_TIMES: Final = ("%H:%M:%S", "%H:%M")
_FORMS: Final = (ISO, *(f"{day} {time}" for day in _DAYS for time in _TIMES))
_PRINTED: Final = ("billable_minutes", "total_cost", "rate")
_OTHER_ENCODING: Final = "cp1252"
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@frozen(kw_only=True)
class Proposal:
    """
    A dialect that fits the beginning of a file, and why each choice in it was made.

    It is text for a person to agree with: nothing reads by it unless it is passed on.

    Attributes:
        dialect: The dialect, or None where none fits or several do.
        reasons: A sentence for each choice, or what is in its way.
    """

    dialect: CallDialect | None
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.reasons)


def propose_dialect(head: bytes) -> Proposal:
    """
    Return the dialect that fits the first bytes of a file, or why there is none.

    Looked at are the byte order mark, what parts the line of titles, the language of
    the titles, the signs before fractions and the form of the instants. Days that read
    as day and month and as month and day alike fit two forms: none is proposed.

    Args:
        head: The first bytes; some 64 KiB show enough. A line that they cut is left.

    Raises:
        WrongType: no bytes.

    Clauses: F1.
    """
    if not isinstance(head, bytes):
        raise WrongType("head", "the first bytes of a file", head)
    if head.startswith(_WIDE_MARKS):
        reason = "encoding: UTF-16, which is not read; save the file as UTF-8"
        return Proposal(dialect=None, reasons=(reason,))
    encoding, text, told = _decoded(head)
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    if not lines:
        return Proposal(dialect=None, reasons=(told, "titles: there is no line"))
    if not text.endswith("\n") and len(lines) > 1:
        lines.pop()
    titled, reason = _titled(lines[0])
    if titled is None:
        return Proposal(dialect=None, reasons=(told, reason))
    rows = list(_rows(lines, titled))
    comma, fractions = _comma(rows)
    instants, days = _instants(rows)
    reasons = (told, reason, fractions, days)
    if comma is None or instants is None:
        return Proposal(dialect=None, reasons=reasons)
    dialect = evolve(titled, encoding=encoding, decimal_comma=comma, instants=instants)
    return Proposal(dialect=dialect, reasons=reasons)


def _decoded(head: bytes) -> tuple[str, str, str]:
    marked = head.startswith(codecs.BOM_UTF8)
    try:
        # A character that the head cuts is no reason against UTF-8.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError as error:
        byte = f"byte 0x{head[error.start]:02x} at {error.start + 1}"
        told = f"encoding {_OTHER_ENCODING}: {byte} is not UTF-8; check the letters"
        return _OTHER_ENCODING, head.decode(_OTHER_ENCODING, "replace"), told
    why = "a byte order mark says so" if marked else "all bytes are UTF-8"
    return "utf-8", text, f"encoding utf-8: {why}"


def _titled(line: str) -> tuple[CallDialect | None, str]:
    """Return the dialect with the delimiter under which most of its titles stand."""
    found = []
    for delimiter in DELIMITERS:
        cells = [plain_title(cell) for cell in _cells(line, delimiter)]
        for dialect in DIALECTS:
            missing = [
                title
                for _, title in dialect.titles.named
                if plain_title(title) not in cells
            ]
            found.append((len(missing), missing, dialect, delimiter, len(cells)))
    lacking, missing, dialect, delimiter, width = min(found, key=lambda one: one[0])
    if lacking == len(FIELDS):
        return None, "titles: none of any language are in the first line"
    if missing:
        listed = ", ".join(missing)
        return None, f"titles: {dialect.name} is nearest, and it lacks {listed}"
    reason = (
        f"delimiter {delimiter!r}: it parts the line of titles into "
        f"{len(FIELDS)} {dialect.name} titles of {width}"
    )
    return evolve(dialect, delimiter=delimiter), reason


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell longer than the module's limit
        return []


def _rows(lines: list[str], dialect: CallDialect) -> Iterator[dict[str, str]]:
    titles = [plain_title(cell) for cell in _cells(lines[0], dialect.delimiter)]
    places = [titles.index(plain_title(title)) for _, title in dialect.titles.named]
    for line in lines[1:]:
        cells = _cells(line, dialect.delimiter)
        row = {}
        if len(cells) == len(titles):
            row = {
                name: cells[place] for name, place in zip(FIELDS, places, strict=True)
            }
        yield row


def _comma(rows: list[dict[str, str]]) -> tuple[bool | None, str]:
    firsts: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        for sign in ",.":
            for cell in (row.get(name, "") for name in _PRINTED):
                if sign in cell:
                    firsts.setdefault(sign, f"row {number} has {cell!r}")
    if len(firsts) > 1:
        both = " and ".join(firsts.values())
        return None, f"decimal comma or point: {both}"
    if "," in firsts:
        return True, f"decimal comma: {firsts[',']}"
    if "." in firsts:
        return False, f"decimal point: {firsts['.']}"
    return False, "decimal point: taken for granted, no fraction is seen"


def _instants(rows: list[dict[str, str]]) -> tuple[str | None, str]:
    seen = [
        (number, row[name])
        for number, row in enumerate(rows, 1)
        for name in ("start", "end")
        if name in row
    ]
    if not seen:
        return ISO, "instants iso: taken for granted, no row is seen"
    # Bad rows are the reader's to reject: the form that reads most cells is the file's.
    counted = {}
    for spelling in _FORMS:
        form = InstantForm.of(spelling)
        counted[spelling] = sum(form.read(cell) is not None for _, cell in seen)
    most = max(counted.values())
    best = [spelling for spelling in _FORMS if counted[spelling] == most]
    number, cell = seen[0]
    if not most:
        return None, f"instants: no known form reads row {number}, {cell!r}"
    if len(best) > 1:
        return None, f"instants: row {number} has {cell!r}, {' or '.join(best)}"
    number, cell = next(
        one for one in seen if InstantForm.of(best[0]).read(one[1]) is not None
    )
    return best[0], f"instants {best[0]}: row {number} has {cell!r}"
