"""Quantities as sums of changes, the part that whole and part periods share."""

from datetime import date, timedelta
from typing import Final

from gotobilling.clauses import Q31
from gotobilling.derivation import Number, Pen
from gotobilling.facts import Price, ServiceEnd
from gotobilling.facts.histories import Counted
from gotobilling.proration.policies import Emptied, ProrationPolicy
from gotobilling.sources import Clause

__all__ = ["at_least", "day_after", "floored", "summed"]

_ONE_DAY: Final = timedelta(1)


def summed(
    pen: Pen, label: str, clause: Clause, changes: tuple[Counted, ...]
) -> Number:
    """Write down the sum of the changes."""
    return pen.sum(label, clause, *(pen.fact(one, "quantity") for one in changes))


def floored(
    pen: Pen, quantity: Number, price: Price, policy: ProrationPolicy
) -> Number:
    """Write down the quantity, or the contract's minimum if that is greater."""
    least = pen.fact(price, "minimum_quantity")
    by = policy.ground(Q31)
    return pen.greatest("quantity, at least the minimum", by, quantity, least)


def at_least(quantity: int, price: Price, policy: ProrationPolicy) -> int:
    """Return the quantity, or the contract's minimum where the policy says so."""
    if policy.emptied is Emptied.MINIMUM_QUANTITY:
        return max(quantity, price.minimum_quantity)
    return quantity


def day_after(end: ServiceEnd) -> date:
    """Return the first day without service."""
    return end.last_day_of_service + _ONE_DAY
