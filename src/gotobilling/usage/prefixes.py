"""The longest prefix of a number, found in a sorted table.

Prefixes overlap: ``+1`` is a country and ``+1809`` a part of it that is abroad. Texts
that begin with a prefix lie side by side in sorted order, so the prefixes are compiled
once to intervals that do not overlap, and one search gives the owner of a number:

>>> table = PrefixTable.of({"+1": "home", "+1809": "abroad", "+49": "Germany"})
>>> table.starts
('', '+1', '+1809', '+180:', '+2', '+49', '+4:')
>>> table.owner("+18095550100"), table.owner("+18105550100"), table.owner("+33")
('abroad', 'home', None)

That a number has no owner is an interval of its own, so nothing is found by accident.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Generic, TypeVar

from attrs import frozen

from gotobilling.errors import InvalidValue, WrongType

__all__ = ["Bounds", "PrefixTable"]

T = TypeVar("T")


@frozen(kw_only=True)
class PrefixTable(Generic[T]):
    """
    The owners of all texts, by the longest prefix.

    It is exact for texts of any length, those shorter than a prefix too.

    Attributes:
        starts: The first text of each interval, in order; the first one is empty.
        owners: The owner of each, or None where no prefix fits.
    """

    starts: tuple[str, ...]
    owners: tuple[T | None, ...]

    @staticmethod
    def of(owners: Mapping[str, T]) -> "PrefixTable[T]":
        """
        Compile prefixes with an owner each; the empty one fits every text.

        Raises:
            WrongType: a prefix that is no text.
            InvalidValue: a prefix with other than ASCII characters.
        """
        for prefix in owners:
            if type(prefix) is not str:
                raise WrongType("prefix", "text", prefix)
            if not prefix.isascii():
                raise InvalidValue("prefix", "of ASCII characters", prefix)
        intervals: dict[str, T | None] = {"": None}
        around: list[str] = []
        for prefix in sorted(owners):
            while around and not prefix.startswith(around[-1]):
                _close(intervals, around, owners)
            intervals[prefix] = owners[prefix]
            around.append(prefix)
        while around:
            _close(intervals, around, owners)
        return PrefixTable(starts=tuple(intervals), owners=tuple(intervals.values()))

    def owner(self, text: str) -> T | None:
        """Return the owner of the longest prefix that the text begins with, or None."""
        return self.owners[bisect_right(self.starts, text) - 1]


def _close(
    intervals: dict[str, T | None], around: list[str], owners: Mapping[str, T]
) -> None:
    # What follows the last text of a prefix belongs to the prefix around it. Where
    # another begins at that very text, the later entry takes the place of this one.
    closed = around.pop()
    if closed:
        after = closed[:-1] + chr(ord(closed[-1]) + 1)
        intervals[after] = owners[around[-1]] if around else None


class Bounds(dict[str, tuple[int, int]]):
    """Between which starts a search must look, by the first characters of a number."""

    __slots__ = ("starts",)

    def __init__(self, starts: tuple[str, ...]) -> None:
        super().__init__()
        self.starts = starts

    def __missing__(self, begun: str) -> tuple[int, int]:
        low = bisect_left(self.starts, begun)
        high = bisect_left(self.starts, begun[:-1] + chr(ord(begun[-1]) + 1))
        self[begun] = found = low, high
        return found
