"""Which invoice charged what a removal gives back, told from plain values.

It uses the standard library only and imports nothing of this package.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

__all__ = ["charged_on"]

Plain = Mapping[str, Any]


def charged_on(
    change: Plain, changes: Sequence[Plain], start: date, invoiced_on: date
) -> date:
    """
    Return the date of the invoice that charged what a removal credits.

    It is day 1 of the removal's month, or the billing start where that is from day 2 to
    5 of it, as long as at least half of what is removed was billed then and is left:
    removals of the days between give back first. Otherwise it is the crediting
    invoice's own date, as where the item was added in the month itself. A price that
    changes in mid-month is left out here.

    Args:
        change: The removal: item, group, quantity (below 0) and day.
        changes: All quantity changes of the account.
        start: The billing start.
        invoiced_on: The date of the invoice that credits it.

    >>> added = {"item": "device", "quantity": 5, "effective_on": date(2025, 1, 1)}
    >>> gone = {"item": "device", "quantity": -1, "effective_on": date(2025, 3, 20)}
    >>> charged_on(gone, [added, gone], date(2025, 1, 1), date(2025, 4, 1))
    datetime.date(2025, 3, 1)

    Clauses: Q45.
    """
    day = change["effective_on"]
    billed_on: date = day.replace(day=1)
    if start > billed_on:
        if not (start < day and 2 <= start.day <= 5):
            return invoiced_on
        billed_on = start
    place = (change["item"], change.get("group"))
    left = 0
    for one in changes:
        is_same = (one["item"], one.get("group")) == place
        is_held = one["effective_on"] <= billed_on
        is_gone = one["quantity"] < 0 and one["effective_on"] < day
        if is_same and (is_held or is_gone):
            left += one["quantity"]
    # The whole line goes with the greater part of it.
    return billed_on if 2 * left >= -change["quantity"] else invoiced_on
