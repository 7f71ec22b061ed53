"""Columns of plain text: aligned, wrapped, without blanks at the end of a line.

>>> columns = (Column(3), Column(14), Column(7, right=True))
>>> for line in row(("1", "Service charge: device", "$125.00"), columns):
...     print(line)
1    Service         $125.00
     charge: device
"""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

__all__ = ["WIDTH", "Column", "ends", "flowing", "paragraph", "row", "rule", "widest"]

WIDTH: Final = 96
"""The widest line, in characters, unless a word alone is wider."""

_GAP: Final = "  "


@frozen
class Column:
    """A column of text: its width, and whether it is set to the right."""

    width: int
    right: bool = False


def row(cells: Sequence[str], columns: Sequence[Column], indent: str = "") -> list[str]:
    """Return the lines of one row; a cell too wide goes on below, as do its lines."""
    pairs = zip(cells, columns, strict=True)
    wrapped = [_wrapped(cell, column) for cell, column in pairs]
    height = max(map(len, wrapped))
    padded = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return [
        (indent + _GAP.join(map(_set, line, columns))).rstrip()
        for line in zip(*padded, strict=True)
    ]


def _wrapped(cell: str, column: Column) -> list[str]:
    lines = [
        line
        for part in cell.split("\n")
        for line in textwrap.wrap(part, column.width, break_on_hyphens=False)
    ]
    return lines or [""]


def flowing(text: str, tail: str, column: Column) -> str:
    """
    Return a text wrapped for a column, with a tail that is never broken.

    >>> print(flowing("125.00 x 16/31", "= 2000/31", Column(16)))
    125.00 x 16/31
    = 2000/31
    """
    lines = _wrapped(text, column)
    if tail and len(lines[-1]) + 1 + len(tail) > column.width:
        lines.append(tail)
    elif tail:
        lines[-1] += f" {tail}"
    return "\n".join(lines)


def _set(text: str, column: Column) -> str:
    return text.rjust(column.width) if column.right else text.ljust(column.width)


def paragraph(text: str, indent: str, first: str | None = None) -> list[str]:
    """Return a paragraph of lines; the first one may have another indent."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def ends(left: str, right: str, indent: str = "") -> list[str]:
    """Return one row of a text at the left and one at the right end of the line."""
    room = WIDTH - len(indent) - len(_GAP) - len(right)
    return row((left, right), (Column(room), Column(len(right), right=True)), indent)


def rule(mark: str, indent: str = "") -> str:
    """Return a line across the page."""
    return indent + mark * (WIDTH - len(indent))


def widest(cells: Iterable[str]) -> int:
    """Return the width of the widest cell, at least 1."""
    return max((len(cell) for cell in cells), default=1) or 1
