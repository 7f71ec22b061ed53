"""Billing periods that are no calendar month: years, quarters, and anchored cycles.

An item says how often it is billed, a product from which day its cycles are counted:

>>> from gotobilling.markets import us
>>> us.CONNECT.anchor.length.value, us.CONNECT.frequency.annual_renewal.value
('calendar_month', 'monthly_invoice')
"""

from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q7, Q50, Q51, Q52, Q53
from gotobilling.clauses.contract_own_decisions import UNUSED_DAYS
from gotobilling.derivation import CountsMonths, CountsPeriods, Rounds
from gotobilling.kinds import QuarterChanges, Quarters
from gotobilling.periods import MissingDay
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "AnchorPolicy",
    "AnnualRenewal",
    "CycleLength",
    "FirstCharge",
    "FrequencyPolicy",
    "MovedBy",
    "QuarterChanges",
    "Quarters",
]


class AnnualRenewal(Enum):
    """Which document charges the further years of an annual item (Q50)."""

    MONTHLY_INVOICE = "monthly_invoice"
    """The monthly invoice of the month in which the anniversary lies."""
    ANCHOR_DAY = "anchor_day"
    """One of its own, on the anniversary."""


class CycleLength(Enum):
    """How long a billing cycle of the product is (Q7)."""

    CALENDAR_MONTH = "calendar_month"
    ANCHORED_MONTH = "anchored_month"
    """A month from the day of the sign-up, or to which the billing date moved."""
    THIRTY_DAYS = "thirty_days"
    """30 days from the sign-up, whatever the months."""


class FirstCharge(Enum):
    """When the first cycle is charged (Q52)."""

    SIGN_UP = "sign_up"
    """As it begins."""
    AFTER_FIRST_CYCLE = "after_first_cycle"
    """As it ends, and each later one as it ends too."""


class MovedBy(Enum):
    """What moves the billing date to the day of a change (Q53)."""

    NOTHING = "nothing"
    """A change is prorated on the next cycle's invoice."""
    INCREASES = "increases"
    """A change that raises the price of a cycle; any other is prorated."""
    ANY_CHANGE = "any_change"


@frozen(kw_only=True)
class FrequencyPolicy(CountsPeriods):
    """
    How items that are billed by the year or quarter are billed.

    Attributes:
        annual_renewal: Which document charges the further years.
        quarters: Which days begin the quarters.
        quarter_changes: How a change within a quarter is prorated.
        missing_day: What becomes of an anniversary of 29 February.
        clause: The published rule.

    Clauses: A12, A16, Q50, Q51.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "frequency")

    annual_renewal: AnnualRenewal = field(metadata={"clauses": (Q50,)})
    quarters: Quarters = field(metadata={"clauses": (Q51,)})
    quarter_changes: QuarterChanges = field(metadata={"clauses": (Q51,)})
    missing_day: MissingDay = field(metadata={"clauses": (Q50,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("annual_renewal", self.annual_renewal, AnnualRenewal)
        checks.member("quarters", self.quarters, Quarters)
        checks.member("quarter_changes", self.quarter_changes, QuarterChanges)
        checks.member("missing_day", self.missing_day, MissingDay)


@frozen(kw_only=True)
class AnchorPolicy(CountsMonths, Rounds):
    """
    From which day the billing cycles of the product are counted, and what moves it.

    Attributes:
        length: How long a cycle is.
        days: Days of a cycle that is counted in days.
        first_charge: When the first cycle is charged.
        moved_by: What moves the billing date to the day of a change.
        missing_day: What becomes of a month without the anchor's day.
        rounding: How the credit for unused days is rounded.
        clause: The published rule.

    Clauses: A12, I2, I4, Q7, Q52, Q53, unused-days.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "anchor")

    length: CycleLength = field(metadata={"clauses": (Q7,)})
    days: int = field(metadata={"clauses": (Q52,)})
    first_charge: FirstCharge = field(metadata={"clauses": (Q52,)})
    moved_by: MovedBy = field(metadata={"clauses": (Q53,)})
    missing_day: MissingDay = field(metadata={"clauses": (Q52,)})
    rounding: Rounding = field(metadata={"clauses": (UNUSED_DAYS,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("length", self.length, CycleLength)
        checks.whole("days", self.days, 1, 366)
        checks.member("first_charge", self.first_charge, FirstCharge)
        checks.member("moved_by", self.moved_by, MovedBy)
        checks.member("missing_day", self.missing_day, MissingDay)
        self.check_rounding(mirrors=True)
