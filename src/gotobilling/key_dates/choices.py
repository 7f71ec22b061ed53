"""What each combination of readings makes of a date.

>>> from gotobilling.markets import us
>>> held = Held(us.CONNECT.start, us.CONNECT.contracts)
>>> signed = with_reading(held, "term_start", "signature")
>>> signed.contracts.term.counted_from.value
'signature'
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Final

from attrs import evolve, frozen

from gotobilling.contracts import ContractPolicies, DeadlineOn, StartPolicy
from gotobilling.derivation import Derived
from gotobilling.key_dates.values import OtherReading
from gotobilling.readings import READINGS, find_reading

__all__ = ["Held", "Making", "choices", "with_reading"]


@frozen
class Held:
    """The policies that a contract's dates rest on, under one choice of readings."""

    start: StartPolicy
    contracts: ContractPolicies


Making = Callable[[Held], Derived[date]]
"""How a date is made of policies."""
_Chosen = tuple[tuple[str, str], ...]
_ORDER: Final = tuple(one.name for one in READINGS)


def with_reading(held: Held, name: str, value: str) -> Held:
    """
    Return the policies under one more reading.

    Where deadlines do not move, no holidays are kept, as the policy asks for.
    """
    reading = find_reading(name)
    choice = reading.read(value)
    notice = held.contracts.notice
    if choice is DeadlineOn.CALENDAR_DAY and notice.holidays:
        fixed = evolve(notice, deadline=choice, holidays=())
        return evolve(held, contracts=evolve(held.contracts, notice=fixed))
    return reading.put(held, choice)


def choices(names: Sequence[str], held: Held, make: Making) -> tuple[OtherReading, ...]:
    """
    Return what each combination of readings gives, as far as it makes a difference.

    Args:
        names: The readings that the date may depend on.
        held: The policies under the market's own readings.
        make: How the date is made of policies.

    Returns:
        Each combination of those readings that make a difference somewhere, in the
        order of the alternatives; none where every combination gives one day.

    Clauses: safe-day.
    """
    ordered = [name for name in _ORDER if name in names]
    offered = [find_reading(name).alternatives() for name in ordered]
    days = {
        values: make(_under(held, tuple(zip(ordered, values, strict=True)))).value
        for values in product(*offered)
    }
    matter = [at for at in range(len(ordered)) if _differs(days, at)]
    if not matter:
        return ()
    found = dict.fromkeys(tuple(values[at] for at in matter) for values in days)
    kept = [ordered[at] for at in matter]
    return tuple(
        _other(tuple(zip(kept, one, strict=True)), held, make) for one in found
    )


def _other(chosen: _Chosen, held: Held, make: Making) -> OtherReading:
    return OtherReading(chosen, make(_under(held, chosen)))


def _under(held: Held, chosen: _Chosen) -> Held:
    for name, value in chosen:
        held = with_reading(held, name, value)
    return held


def _differs(days: dict[tuple[str, ...], date], at: int) -> bool:
    """Whether a reading makes a difference under any choice of the others."""
    return any(len(set(group)) > 1 for group in _groups(days, at))


def _groups(days: dict[tuple[str, ...], date], at: int) -> Iterator[list[date]]:
    groups: dict[tuple[str, ...], list[date]] = {}
    for values, day in days.items():
        groups.setdefault(values[:at] + values[at + 1 :], []).append(day)
    yield from groups.values()
