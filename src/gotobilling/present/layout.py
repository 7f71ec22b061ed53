"""Columns of plain text: aligned, wrapped, at most `WIDTH` wide, without trailing blanks.

>>> columns = (Column(9), Column(12), Column(6, right=True))
>>> for line in row(("1", "Service charge: device", "125.00"), columns):
...     print(line)
1          Service      125.00
           charge:
           device
"""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

__all__ = ["WIDTH", "Column", "ends", "paragraph", "row", "rule", "widest"]

WIDTH: Final = 96
"""The widest line, in characters."""

_GAP: Final = "  "


@frozen
class Column:
    """A column of text: its width, and whether it is set to the right."""

    width: int
    right: bool = False


def row(cells: Sequence[str], columns: Sequence[Column], indent: str = "") -> list[str]:
    """Return the lines of one row; a cell too wide goes on below, as do its lines."""
    wrapped = [_wrapped(cell, column) for cell, column in zip(cells, columns, strict=True)]
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
