"""Recurring charges for whole and part periods (A1, A8 to A10).

What is added or removed after day 1 of a month is prorated on the next invoice. The
published examples fit one count: the month's length less the day of the change, over
the month's length, so the day of the change itself is not counted:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> from gotobilling.money import Money, UnitPrice
>>> from gotobilling.periods import Period
>>> device = UnitPrice(Decimal("25.00"), "USD", "device")
>>> july = prorate(
...     device,
...     quantity=1,
...     effective_on=date(2026, 7, 15),
...     within=Period.month(2026, 7),
...     policy=us.CONNECT.proration,
... )
>>> july.value  # 25.00 x 16/31
Money('12.90', 'USD')

The amount is exact until its one rounding: three devices cost 3 x 25.00 x 16/31 =
38.71, not three times 12.90.
"""

from gotobilling.facts.histories import Counted
from gotobilling.proration.changes import (
    Moved,
    ProratedCharge,
    ProratedFacts,
    month_shares,
    prorate,
)
from gotobilling.proration.cycles import (
    CycleCharge,
    CycleProration,
    UnusedDays,
    UnusedFacts,
)
from gotobilling.proration.policies import (
    Emptied,
    LastMonth,
    PriceChange,
    ProrationPolicy,
    Quantities,
    RecurringPolicy,
    Removals,
    RoundedAt,
    SameDay,
    ZeroDays,
)
from gotobilling.proration.recurring import RecurringCharge, RecurringFacts

__all__ = [
    "Counted",
    "CycleCharge",
    "CycleProration",
    "Emptied",
    "LastMonth",
    "Moved",
    "PriceChange",
    "ProratedCharge",
    "ProratedFacts",
    "ProrationPolicy",
    "Quantities",
    "RecurringCharge",
    "RecurringFacts",
    "RecurringPolicy",
    "Removals",
    "RoundedAt",
    "SameDay",
    "UnusedDays",
    "UnusedFacts",
    "ZeroDays",
    "month_shares",
    "prorate",
]
