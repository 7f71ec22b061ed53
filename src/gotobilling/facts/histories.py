"""What happened to one item, sorted once: the changes that all its lines read."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

from attrs import frozen

from gotobilling.errors import InvalidValue, NoRateInForce
from gotobilling.facts.events import OpeningQuantity, Price, QuantityChange
from gotobilling.kinds import Frequency, LineKind

__all__ = [
    "Counted",
    "History",
    "billed",
    "history_of",
    "periodic",
    "price_in_force",
]

_KIND_ORDER: Final = MappingProxyType({kind: n for n, kind in enumerate(LineKind)})

Counted = OpeningQuantity | QuantityChange


@frozen
class History:
    """
    What happened to one item in one billing group, or in all of them.

    Attributes:
        prices: The item's prices, by day.
        group: The billing group, or None.
        changes: Its changes by day; an opening quantity comes first.
        quantity: What is there after the last of them.
    """

    prices: tuple[Price, ...]
    group: str | None
    changes: tuple[Counted, ...]
    quantity: int

    @property
    def is_monthly(self) -> bool:
        """Whether the item is billed each billing cycle."""
        return self.prices[0].frequency is Frequency.MONTHLY

    def held(self, on: date) -> tuple[Counted, ...]:
        """Return the changes up to the end of a day."""
        if self.changes[-1].effective_on <= on:
            return self.changes
        return tuple([one for one in self.changes if one.effective_on <= on])

    def price(self, on: date) -> Price:
        """
        Return the price in force on a day.

        Raises:
            NoRateInForce: the first price comes later.
        """
        return price_in_force(self.prices, on)


def price_in_force(prices: tuple[Price, ...], on: date) -> Price:
    """
    Return which of an item's prices, given by day, is in force on a day.

    Raises:
        NoRateInForce: the first price comes later.
    """
    for price in reversed(prices):
        if price.effective_on <= on:
            return price
    path = f"prices of {prices[0].item}"
    raise NoRateInForce(path, f"in force on {on}", prices[0].effective_on)


def history_of(
    prices: tuple[Price, ...], group: str, changes: tuple[Counted, ...]
) -> History:
    """Return a history of changes in order; an empty group is none."""
    quantity = sum(change.quantity for change in changes)
    return History(prices, group or None, changes, quantity)


def billed(histories: tuple[History, ...]) -> tuple[History, ...]:
    """
    Return the histories as they are billed in advance, in printed order.

    Where groups do not split an item's line, its histories are one.
    """
    return tuple(sorted(_joined(histories), key=_printed))


def periodic(histories: tuple[History, ...]) -> tuple[History, ...]:
    """
    Return the histories of items that are billed by the year or the quarter.

    Raises:
        InvalidValue: one of them begins with an opening quantity, which does not tell
            from which day its years or quarters are counted.

    Clauses: Q50, Q51.
    """
    found = tuple([one for one in histories if not one.is_monthly])
    for one in found:
        first = one.changes[0]
        if isinstance(first, OpeningQuantity):
            path = f"opening[{first.id}].item"
            requirement = "one that is billed by the month"
            raise InvalidValue(path, requirement, first.item, "Q50")
    return found


def _joined(histories: tuple[History, ...]) -> Iterator[History]:
    for prices, found in groupby(histories, key=_prices):
        same = tuple(found)
        if prices[0].is_split:
            yield from same
        else:
            changes = sorted((one for each in same for one in each.changes), key=_day)
            yield history_of(prices, "", tuple(changes))


def _prices(history: History) -> tuple[Price, ...]:
    return history.prices


def _day(change: Counted) -> tuple[date, str]:
    return change.effective_on, change.id


def _printed(history: History) -> tuple[int, str, str]:
    price = history.prices[0]
    return _KIND_ORDER[price.kind], price.item, history.group or ""
