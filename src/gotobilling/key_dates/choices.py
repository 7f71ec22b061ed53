"""What each combination of readings makes of a date.

>>> from gotobilling.markets import us
>>> held = Held(us.CONNECT.start, us.CONNECT.contracts)
>>> signed = with_reading(held, "term_start", "signature")
>>> signed.contracts.term.counted_from.value
'signature'
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
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
    days = {chosen: make(one).value for chosen, one in _each(ordered, held)}
    matter = [name for name in ordered if _differs(days, name)]
    if not matter:
        return ()
    return tuple(OtherReading(chosen, make(one)) for chosen, one in _each(matter, held))


def _each(names: Sequence[str], held: Held) -> list[tuple[_Chosen, Held]]:
    """Return the policies under each combination of some readings."""
    found: list[tuple[_Chosen, Held]] = [((), held)]
    for name in names:
        found = [
            ((*chosen, (name, value)), with_reading(one, name, value))
            for chosen, one in found
            for value in find_reading(name).alternatives()
        ]
    return found


def _differs(days: Mapping[_Chosen, date], name: str) -> bool:
    """Whether a reading makes a difference under any choice of the others."""
    groups: dict[_Chosen, set[date]] = {}
    for chosen, day in days.items():
        others = tuple(one for one in chosen if one[0] != name)
        groups.setdefault(others, set()).add(day)
    return any(len(group) > 1 for group in groups.values())
