"""The policies of whole and part periods: every number and choice, with its clause."""

from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import Q1, Q17, Q23, Q25, Q27, Q29, Q30, Q31, Q64, Q68
from gotobilling.derivation import CountsDays, Rounds
from gotobilling.periods import DayCount
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "Emptied",
    "LastMonth",
    "PriceChange",
    "ProrationPolicy",
    "Quantities",
    "RecurringPolicy",
    "Removals",
    "RoundedAt",
    "SameDay",
    "ZeroDays",
]


class Removals(Enum):
    """What a removal within a month brings (Q17)."""

    CREDITED = "credited"
    """The fraction that an addition on that day would pay."""
    NOT_CREDITED = "not_credited"
    """Nothing: the unit is billed to the month's end."""


class ZeroDays(Enum):
    """Whether a line of 0 days and 0.00 is kept (Q25)."""

    SHOWN = "shown"
    OMITTED = "omitted"


class SameDay(Enum):
    """How several changes of one item on one day are put into lines (Q27)."""

    NETTED_BY_SIGN = "netted_by_sign"
    """One line for the additions of the day and one for its removals."""
    PER_CHANGE = "per_change"
    """One line for each change."""


class RoundedAt(Enum):
    """What is rounded in a proration (Q29)."""

    LINE = "line"
    """Quantity x price x share, once."""
    UNIT_SHARE = "unit_share"
    """The share of one unit's price, then multiplied by the quantity."""


class PriceChange(Enum):
    """When a price that changes within a month takes hold (Q30)."""

    ON_THE_DAY = "on_the_day"
    """That day: removal at the old price, addition at the new one."""
    NEXT_CYCLE = "next_cycle"
    """With the next month billed in advance."""


class Emptied(Enum):
    """What a removal down to nothing means (Q31)."""

    SERVICE_CONTINUES = "service_continues"
    """A removal like any other; ending service is a fact of its own."""
    CANCELLATION = "cancellation"
    """The removals of a day that leaves nothing at all bring no credit."""
    MINIMUM_QUANTITY = "minimum_quantity"
    """No quantity counts as less than the contract's minimum."""


class LastMonth(Enum):
    """How a month is billed inside which service ends (Q68)."""

    DAYS_SERVED = "days_served"
    """Up to and including the last day of service."""
    FULL_MONTH = "full_month"
    """In full."""


class Quantities(Enum):
    """The day whose end fixes the quantities of a monthly invoice (Q23)."""

    DAY_ONE = "day_one"
    INVOICE_DATE = "invoice_date"


@frozen(kw_only=True)
class ProrationPolicy(Rounds, CountsDays):
    """
    How a part of a period is charged and credited.

    Attributes:
        day_count: Which days are counted, over which length.
        removals: What a removal brings.
        zero_days: Whether a line of 0 days is kept.
        same_day: How several changes on a day are put into lines.
        rounded: What is rounded.
        rounding: How; it must treat a credit as the mirror of its charge.
        price_change: When a new price takes hold.
        emptied: What a removal down to nothing means.
        last_month: How the month of the last day of service is billed.
        clause: The published rule.

    Raises:
        InvalidValue: a rounding that is not symmetric about 0, or not to the minor
            unit.

    Clauses: A8, A9, A10, Q1, Q17, Q25, Q26, Q27, Q28, Q29, Q30, Q31, Q64, Q68.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "proration")

    day_count: DayCount = field(metadata={"clauses": (Q1, Q64)})
    removals: Removals = field(metadata={"clauses": (Q17,)})
    zero_days: ZeroDays = field(metadata={"clauses": (Q25,)})
    same_day: SameDay = field(metadata={"clauses": (Q27,)})
    rounded: RoundedAt = field(metadata={"clauses": (Q29,)})
    rounding: Rounding = field(metadata={"clauses": (Q29,)})
    price_change: PriceChange = field(metadata={"clauses": (Q30,)})
    emptied: Emptied = field(metadata={"clauses": (Q31,)})
    last_month: LastMonth = field(metadata={"clauses": (Q68,)})
    clause: Clause
    is_plain: bool = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.member("day_count", self.day_count, DayCount)
        checks.member("removals", self.removals, Removals)
        checks.member("zero_days", self.zero_days, ZeroDays)
        checks.member("same_day", self.same_day, SameDay)
        checks.member("rounded", self.rounded, RoundedAt)
        checks.member("price_change", self.price_change, PriceChange)
        checks.member("emptied", self.emptied, Emptied)
        checks.member("last_month", self.last_month, LastMonth)
        self.check_rounding(mirrors=True)
        # A day's changes then make one line of each sign, and none is left out.
        is_plain = (
            self.removals is Removals.CREDITED
            and self.zero_days is ZeroDays.SHOWN
            and self.same_day is SameDay.NETTED_BY_SIGN
            and self.rounded is RoundedAt.LINE
            and self.emptied is Emptied.SERVICE_CONTINUES
        )
        object.__setattr__(self, "is_plain", is_plain)


@frozen(kw_only=True)
class RecurringPolicy(Rounds):
    """
    How a recurring item is charged in advance.

    Attributes:
        quantities: The day whose end fixes the quantities.
        rounding: How the amount is rounded.
        clause: The published rule.

    Clauses: A1, Q23.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "recurring")

    quantities: Quantities = field(metadata={"clauses": (Q23,)})
    rounding: Rounding = field(metadata={"clauses": (Q29,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("quantities", self.quantities, Quantities)
        self.check_rounding(mirrors=False)
