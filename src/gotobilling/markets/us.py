"""United States: GoTo Connect, as its billing guide and our readings of it have it.

Each policy holds every number and choice of one published rule. The shipped values are
never edited: a corrected reading becomes a new constant in a new edition.
"""

from typing import Final

from gotobilling.billing_cycle import (
    CyclePolicy,
    FirstInvoice,
    IssuePolicy,
    NumberPurchase,
    WhenNothing,
)
from gotobilling.charges import OneTimePolicy
from gotobilling.clauses import A1, A2, A3, A4, A5, A8, B1, B2, G4, Q48
from gotobilling.contracts import StartCounted, StartPolicy
from gotobilling.market import Market
from gotobilling.payments import (
    AutopayCharged,
    AutopayPolicy,
    DisputePolicy,
    DueCountedFrom,
    DuePolicy,
    NegativeTotal,
    SettlementPolicy,
)
from gotobilling.periods import DayCount, MissingDay
from gotobilling.proration import (
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
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

__all__ = ["CONNECT", "CONNECT_2026_11"]

_CENTS: Final = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)

CONNECT_2026_11: Final = Market(
    name="us-connect",
    edition="2026-11",
    product="connect",
    proration=ProrationPolicy(
        day_count=DayCount.ACTUAL_AFTER_START,
        removals=Removals.CREDITED,
        zero_days=ZeroDays.SHOWN,
        same_day=SameDay.NETTED_BY_SIGN,
        rounded=RoundedAt.LINE,
        rounding=_CENTS,
        price_change=PriceChange.ON_THE_DAY,
        emptied=Emptied.SERVICE_CONTINUES,
        last_month=LastMonth.DAYS_SERVED,
        clause=A8,
    ),
    recurring=RecurringPolicy(
        quantities=Quantities.DAY_ONE, rounding=_CENTS, clause=A1
    ),
    start=StartPolicy(
        counted=StartCounted.LATER,
        missing_day=MissingDay.CLAMP,
        free_month_days=0,
        clause=A3,
    ),
    cycle=CyclePolicy(
        first_invoice=FirstInvoice.WINDOW,
        window_last_day=5,
        number_purchase=NumberPurchase.NEXT_MONTHLY,
        nothing_to_bill=WhenNothing.NO_INVOICE,
        clause=A4,
    ),
    issue=IssuePolicy(day=1, clause=A2),
    one_time=OneTimePolicy(rounding=_CENTS, clause=A5),
    due=DuePolicy(
        days=15, counted_from=DueCountedFrom.INVOICE_DATE, due_day=0, clause=B1
    ),
    dispute=DisputePolicy(days=15, clause=G4),
    autopay=AutopayPolicy(charged=AutopayCharged.DAY_OF_MONTH, day=10, clause=B2),
    settlement=SettlementPolicy(
        negative_total=NegativeTotal.ACCOUNT_CREDIT, clause=Q48
    ),
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
