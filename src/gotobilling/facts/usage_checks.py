"""Whether the usage of an account, its rates and what is included fit together."""

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from gotobilling.errors import ConflictingFacts, UnknownName
from gotobilling.facts.call_rates import CallRate
from gotobilling.facts.events import Fact
from gotobilling.facts.usage import LowUsage
from gotobilling.kinds import Frequency

if TYPE_CHECKING:
    from gotobilling.facts.account import Account

__all__ = ["check_usage", "standing_rates"]


def check_usage(account: "Account") -> None:
    """
    Refuse usage at a rate that is not there, and two facts about the same thing.

    Raises:
        UnknownName: a total of a rate that the account does not have, or an item that
            has no price.
        ConflictingFacts: a total of another call type than its rate's; two prices of
            one overage, two included of one unit and item, or two terms of one
            low-usage item, from one day on.

    Clauses: D4, D6, D9, D10, G3.
    """
    _check_totals(account)
    _check_items(account)
    overage = [one for one in account.call_rates if not one.call_type.is_rated]
    _check_once("call_rates", ((one, one.call_type) for one in overage))
    _check_once("included", ((one, (one.unit, one.item)) for one in account.included))
    _check_once("low_usage", ((one, None) for one in account.low_usage))


def standing_rates(account: "Account") -> dict[str, CallRate]:
    """Return the call rates that stand, each under the ids of all its versions."""
    standing = {one.root: one for one in account.call_rates}
    every = [*account.call_rates, *account.superseded]
    rates = {
        one.id: standing[one.root]
        for one in every
        if isinstance(one, CallRate) and one.root in standing
    }
    return standing | rates


def _check_totals(account: "Account") -> None:
    rates = standing_rates(account)
    for total in account.usage:
        if total.rate is None:
            continue
        path = f"usage[{total.id}].rate"
        if total.rate not in rates:
            requirement = "the id of a call rate of the account"
            raise UnknownName(path, requirement, total.rate, "F5")
        rate = rates[total.rate]
        if rate.call_type is not total.call_type:
            requirement = f"a rate of {total.call_type.value} calls"
            raise ConflictingFacts(path, requirement, rate.call_type.value, "F5")


def _check_items(account: "Account") -> None:
    priced = {known[0].item: known[0].kind for known in account.items}
    for included in account.included:
        if included.item is not None and included.item not in priced:
            path = f"included[{included.id}].item"
            raise UnknownName(path, "an item that has a price", included.item, "D4")
    for low in account.low_usage:
        path = f"low_usage[{low.id}]"
        if low.item != account.low_usage[0].item:
            requirement = f"{account.low_usage[0].item}, the one low-usage item"
            raise ConflictingFacts(f"{path}.item", requirement, low.item, "G3")
        named = {"item": low.item, "full_price": low.full_price}
        named |= {f"phones[{index}]": one for index, one in enumerate(low.phones)}
        for field, item in named.items():
            if item not in priced:
                requirement = "an item that has a price"
                raise UnknownName(f"{path}.{field}", requirement, item, "G3")
        if priced[low.item] is not priced[low.full_price]:
            requirement = f"an item billed as {priced[low.item].value}"
            raise ConflictingFacts(
                f"{path}.full_price", requirement, low.full_price, "G3"
            )
        _check_monthly(account, low)


def _check_monthly(account: "Account", low: LowUsage) -> None:
    often = {known[0].item: known[0].frequency for known in account.items}
    for field in ("item", "full_price"):
        if often[getattr(low, field)] is not Frequency.MONTHLY:
            path = f"low_usage[{low.id}].{field}"
            requirement = "an item that is billed by the month"
            raise ConflictingFacts(path, requirement, getattr(low, field), "G3")


def _check_once(section: str, facts: Iterable[tuple[Fact, Hashable]]) -> None:
    seen: dict[Hashable, str] = {}
    for fact, named in facts:
        known = seen.setdefault((named, fact.effective_on), fact.id)
        if known != fact.id:
            path = f"{section}[{fact.id}].effective_on"
            requirement = f"another day than that of {known}"
            raise ConflictingFacts(path, requirement, fact.effective_on, "Q67")
