"""The choices where the texts are silent or disagree, by the names of an account file.

Each reading sets one field of one policy, and rests on one decision:

>>> find_reading("day_count").alternatives()
('actual_after_start', 'actual_from_start', 'thirty_day_month')
>>> find_reading("day_count").clause.id
'Q1'
"""

from enum import Enum

from attrs import evolve, frozen

from gotobilling.billing_cycle import FirstInvoice, NumberPurchase, WhenNothing
from gotobilling.clauses import (
    Q1,
    Q3,
    Q6,
    Q9,
    Q17,
    Q18,
    Q23,
    Q24,
    Q25,
    Q27,
    Q29,
    Q30,
    Q31,
    Q35,
    Q47,
    Q48,
    Q54,
    Q56,
    Q68,
)
from gotobilling.contracts import StartCounted
from gotobilling.derivation import Policy, Rounds
from gotobilling.errors import UnknownName, WrongType
from gotobilling.payments import AutopayCharged, DueCountedFrom, NegativeTotal
from gotobilling.periods import DayCount
from gotobilling.proration import (
    Emptied,
    LastMonth,
    PriceChange,
    Quantities,
    Removals,
    RoundedAt,
    SameDay,
    ZeroDays,
)
from gotobilling.rounding import RoundingMode
from gotobilling.sources import Clause

__all__ = ["READINGS", "Reading", "find_reading"]


class FreeMonths(Enum):
    """What a free month is (Q18)."""

    CALENDAR_MONTHS = "calendar_months"
    THIRTY_DAYS = "thirty_days"


class MirroredRounding(Enum):
    """The roundings offered for prorations; both mirror credits (Q29)."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


@frozen
class Reading:
    """
    One choice with a name.

    Attributes:
        name: The name in an account file.
        policy: The policy of the market that holds it.
        field: The policy's field.
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

    def into(self, policy: Policy, value: Enum | int) -> object:
        """Return what the policy's field becomes."""
        if isinstance(value, FreeMonths):
            return 30 if value is FreeMonths.THIRTY_DAYS else 0
        if isinstance(value, MirroredRounding) and isinstance(policy, Rounds):
            return evolve(policy.rounding, mode=RoundingMode(value.value))
        return value


READINGS: tuple[Reading, ...] = (
    Reading("day_count", "proration", "day_count", DayCount, Q1),
    Reading("removals", "proration", "removals", Removals, Q17),
    Reading("free_months", "start", "free_month_days", FreeMonths, Q18),
    Reading("billing_start", "start", "counted", StartCounted, Q35),
    Reading("first_invoice", "cycle", "first_invoice", FirstInvoice, Q9),
    Reading("quantities", "recurring", "quantities", Quantities, Q23),
    Reading("invoice_day", "issue", "day", range(1, 6), Q24),
    Reading("zero_days", "proration", "zero_days", ZeroDays, Q25),
    Reading("same_day", "proration", "same_day", SameDay, Q27),
    Reading("rounded", "proration", "rounded", RoundedAt, Q29),
    Reading("proration_rounding", "proration", "rounding", MirroredRounding, Q29),
    Reading("price_change", "proration", "price_change", PriceChange, Q30),
    Reading("emptied", "proration", "emptied", Emptied, Q31),
    Reading("nothing_to_bill", "cycle", "nothing_to_bill", WhenNothing, Q47),
    Reading("negative_total", "settlement", "negative_total", NegativeTotal, Q48),
    Reading("number_purchase", "cycle", "number_purchase", NumberPurchase, Q54),
    Reading("last_month", "proration", "last_month", LastMonth, Q68),
    Reading("due_counted_from", "due", "counted_from", DueCountedFrom, Q6),
    Reading("due_day", "due", "due_day", range(31), Q6),
    Reading("dispute_days", "dispute", "days", range(366), Q3),
    Reading("autopay", "autopay", "charged", AutopayCharged, Q56),
)


def find_reading(name: str) -> Reading:
    """
    Return the reading of this name.

    Raises:
        UnknownName: there is none.
    """
    for one in READINGS:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in READINGS)
    raise UnknownName("readings", f"one of {known}", name)
