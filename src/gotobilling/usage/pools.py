"""Low-usage devices: how many are billed at the discount, and the minutes they share.

Devices are so priced while there are phones enough (20), up to what the contract
allows; each of them adds its minutes (50) to one pool.
"""

from typing import NamedTuple

from gotobilling.clauses import LOW_USAGE_PRICE, Q38
from gotobilling.derivation import Number, Pen
from gotobilling.facts import LowUsage
from gotobilling.facts.histories import Counted
from gotobilling.usage.policies import LowUsagePolicy

__all__ = ["LowDevices", "pool_minutes", "so_priced", "so_priced_count"]


class LowDevices(NamedTuple):
    """What it rests on how many devices are billed at the discount."""

    terms: LowUsage
    devices: tuple[Counted, ...]
    """The changes that make up their number, in one billing group or in all."""
    before: tuple[Counted, ...]
    """Those of the groups before it, which take from what is allowed first."""
    phones: tuple[Counted, ...]
    """The changes that make up the number of phones."""


def _count(
    pen: Pen, label: str, policy: LowUsagePolicy, of: tuple[Counted, ...]
) -> Number:
    by = policy.ground(Q38)
    return pen.sum(label, by, *(pen.fact(one, "quantity") for one in of))


def so_priced(
    pen: Pen, policy: LowUsagePolicy, told: LowDevices, quantity: Number
) -> Number:
    """
    Return how many of the devices are billed at the low-usage price.

    Clauses: G3, Q38, low-usage-price.
    """
    by, terms = policy.ground(Q38), told.terms
    phones = _count(pen, "phones", policy, told.phones)
    left = pen.fact(terms, "allowed")
    if told.before:
        taken = _count(pen, "devices of groups before", policy, told.before)
        rest = pen.minus("allowed to this group", LOW_USAGE_PRICE, left, taken)
        left = pen.at_least_zero("at least none", LOW_USAGE_PRICE, rest)
    within = pen.least("devices that the contract allows", by, quantity, left)
    none = pen.sum("none", by)
    enough = pen.policy(policy, "phones")
    label = "so priced, or none where the phones are too few"
    return pen.tier(label, by, enough, within, (phones, none))


def so_priced_count(policy: LowUsagePolicy, told: LowDevices) -> int:
    """Return how many of the devices are billed at the low-usage price."""
    if policy.phones > _held(told.phones):
        return 0
    left = max(told.terms.allowed - _held(told.before), 0)
    return min(_held(told.devices), left)


def _held(changes: tuple[Counted, ...]) -> int:
    return sum(one.quantity for one in changes)


def pool_minutes(pen: Pen, policy: LowUsagePolicy, told: LowDevices) -> Number:
    """
    Return the minutes that the devices share in a month.

    Clauses: G3, Q38.
    """
    devices = _count(pen, "low-usage devices", policy, told.devices)
    counted = so_priced(pen, policy, told, devices)
    each = pen.policy(policy, "minutes")
    return pen.times("minutes of the pool", policy.ground(Q38), counted, each)
