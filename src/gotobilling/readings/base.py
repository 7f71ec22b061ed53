"""One choice with a name: what it may be, and what it makes of a market.

>>> from gotobilling.clauses import Q1
>>> from gotobilling.periods import DayCount
>>> Reading("day_count", "proration", "day_count", DayCount, Q1).alternatives()
('actual_after_start', 'actual_from_start', 'thirty_day_month')
"""

from enum import Enum
from typing import Any, TypeVar

from attrs import evolve, frozen

from gotobilling.derivation import Rounds
from gotobilling.errors import UnknownName, WrongType
from gotobilling.rounding import RoundingMode
from gotobilling.sources import Clause
from gotobilling.usage.policies import UsagePolicy

__all__ = [
    "FreeMonths",
    "MinuteRounding",
    "MirroredRounding",
    "Reading",
    "evolved",
]

# A market stands a floor above: whatever has the policies or levies that are named.
M = TypeVar("M")


class FreeMonths(Enum):
    """What a free month is (Q18)."""

    CALENDAR_MONTHS = "calendar_months"
    THIRTY_DAYS = "thirty_days"


class MirroredRounding(Enum):
    """The roundings offered for prorations; both mirror credits (Q29)."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class MinuteRounding(Enum):
    """How seconds are rounded to billable minutes (Q2)."""

    UP = "up"
    NEAREST = "nearest"


@frozen
class Reading:
    """
    One choice with a name.

    Attributes:
        name: The name in an account file.
        policy: The policy of the market that holds it, or its ``levies``.
        field: The field of the policy, or of the levies.
        choices: The enumeration of its alternatives, or a range of whole numbers.
        clause: The decision it rests on.
    """

    name: str
    policy: str
    field: str
    choices: type[Enum] | range
    clause: Clause

    def alternatives(self) -> tuple[str, ...]:
        """Return what can be chosen, as an account file writes it."""
        if isinstance(self.choices, range):
            return tuple(str(one) for one in self.choices)
        return tuple(one.value for one in self.choices)

    def read(self, value: str | int) -> Enum | int:
        """
        Return the choice that an account file writes.

        Raises:
            WrongType: text for a number, or the other way round.
            UnknownName: an alternative that does not exist.
        """
        path = f"readings.{self.name}"
        if isinstance(self.choices, range):
            # A document writes every number as text, and reads back.
            if type(value) is str and value in self.alternatives():
                return int(value)
            if type(value) is not int:
                raise WrongType(path, "a whole number", value)
            if value in self.choices:
                return value
            first, last = self.choices[0], self.choices[-1]
            raise UnknownName(path, f"from {first} to {last}", value, self.clause.id)
        if type(value) is not str:
            raise WrongType(path, "text", value)
        for one in self.choices:
            if one.value == value:
                return one
        offered = "one of " + ", ".join(self.alternatives())
        raise UnknownName(path, offered, value, self.clause.id)

    def put(self, market: M, value: Enum | int) -> M:
        """Return the market with a choice, as ``read`` returns it."""
        policy: Any = getattr(market, self.policy)
        changed = evolve(policy, **{self.field: self._into(policy, value)})
        return evolved(market, **{self.policy: changed})

    def holds(self, market: object, value: Enum | int) -> bool:
        """Whether the market is as this choice makes it."""
        policy = getattr(market, self.policy)
        return bool(getattr(policy, self.field) == self._into(policy, value))

    def held(self, market: object) -> str:
        """Return the name of the market's choice, or what it has where no name fits."""
        for name in self.alternatives():
            if self.holds(market, self.read(name)):
                return name
        return self._unnamed(market)

    def _into(self, policy: object, value: Enum | int) -> object:
        if isinstance(value, FreeMonths):
            return 30 if value is FreeMonths.THIRTY_DAYS else 0
        if isinstance(value, MirroredRounding) and isinstance(policy, Rounds):
            return evolve(policy.rounding, mode=RoundingMode(value.value))
        if isinstance(value, MinuteRounding) and isinstance(policy, UsagePolicy):
            is_up = value is MinuteRounding.UP
            mode = RoundingMode.UP if is_up else RoundingMode.HALF_UP
            return evolve(policy.minutes, mode=mode)
        return value

    def _unnamed(self, market: object) -> str:
        return str(getattr(getattr(market, self.policy), self.field))


def evolved(market: M, **changes: object) -> M:
    """Return the market with other policies."""
    held: Any = market
    changed: M = evolve(held, **changes)
    return changed
