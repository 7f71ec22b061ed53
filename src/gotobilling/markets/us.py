"""United States: GoTo Connect, and Central and Webinar, which a card pays by cycles.

Each policy holds every number and choice of one published rule. The shipped values are
never edited: a corrected reading becomes a new constant in a new edition.

>>> CENTRAL.anchor.length.value, CENTRAL.anchor.days
('thirty_days', 30)
>>> WEBINAR.anchor.length.value, WEBINAR.anchor.moved_by.value
('anchored_month', 'any_change')
"""

from decimal import Decimal
from typing import Final

from attrs import evolve

from gotobilling.billing_cycle import (
    CyclePolicy,
    DaysCounted,
    FirstInvoice,
    IssuePolicy,
    NumberPurchase,
    WhenNothing,
)
from gotobilling.billing_periods import (
    AnchorPolicy,
    AnnualRenewal,
    CycleLength,
    FirstCharge,
    FrequencyPolicy,
    MovedBy,
    QuarterChanges,
    Quarters,
)
from gotobilling.charges import OneTimePolicy
from gotobilling.clauses import (
    A1,
    A2,
    A3,
    A4,
    A5,
    A8,
    B1,
    B2,
    CREDIT_SHARE,
    D11,
    D12,
    D20,
    E3,
    F3,
    G3,
    G4,
    Q48,
)
from gotobilling.clauses.contract_decisions import Q7
from gotobilling.clauses.contract_terms import WEBINAR_CHANGES
from gotobilling.clauses.contract_texts import A12, A13, A16, G1, H5
from gotobilling.contracts import ServiceEnds, StartCounted, StartPolicy
from gotobilling.fees import ChangeFeeBilled, ChangeFeePer, FeePolicy
from gotobilling.kinds import ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets.after_form import AFTER_INVOICE
from gotobilling.markets.contract_form import (
    CENTRAL_CANCELLATION,
    CONTRACTS,
    WEBINAR_CANCELLATION,
)
from gotobilling.markets.tax_form import TAX_FORM
from gotobilling.markets.us_factors import FACTOR, SHARE
from gotobilling.payments import (
    AutopayCharged,
    AutopayPolicy,
    CreditPolicy,
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
from gotobilling.taxes import Cap, LevyKind, RateSeries, Supplier
from gotobilling.usage.policies import (
    Edge,
    ExtensionCalls,
    IncludedCounted,
    Judged,
    LastUsage,
    LowUsagePolicy,
    Per,
    PoolUse,
    UsagePolicy,
    UsageRounded,
)

__all__ = [
    "CENTRAL",
    "CENTRAL_2026_11",
    "CONNECT",
    "CONNECT_2026_11",
    "WEBINAR",
    "WEBINAR_2026_11",
]

_CENTS: Final = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)
_WHOLE_ONES: Final = Rounding(RoundingMode.UP, 0, step=1)

_SLRRF: Final = evolve(
    TAX_FORM,
    name="slrrf",
    kind=LevyKind.RECOVERY,
    line=LineKind.STATE_AND_LOCAL_RECOVERY,
    jurisdiction="US",
    places=("US",),
    series="us-slrrf",
    classes=(
        ChargeClass.TELECOMMUNICATIONS,
        ChargeClass.MESSAGING,
        ChargeClass.SOFTWARE,
    ),
    clause=D11,
)
_RRF: Final = evolve(
    _SLRRF,
    name="rrf",
    line=LineKind.REGULATORY_RECOVERY,
    series="us-rrf",
    clause=D12,
)
_USF: Final = evolve(
    _SLRRF,
    name="usf",
    kind=LevyKind.PASS_THROUGH,
    line=LineKind.UNIVERSAL_SERVICE_FEE,
    series=FACTOR.name,
    share=SHARE.name,
    classes=(ChargeClass.TELECOMMUNICATIONS,),
    rounding=Rounding(RoundingMode.FLOOR, MINOR_UNIT, step=1),
    cap=Cap.PRODUCT,
    clause=D20,
)
_SALES_TAX: Final = evolve(
    TAX_FORM,
    name="sales-tax",
    line=LineKind.SALES_TAX,
    jurisdiction="US",
    places=("US",),
    series="sales-tax",
    levies=("slrrf", "rrf", "usf"),
    clause=E3,
)
_PLACES: Final = tuple(
    f"US-{state}"
    for state in [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DE",
        "DC",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",
        "OH",
        "OK",
        "OR",
        "PA",
        "PR",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
    ]
)

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
        parts=(),
        clause=A4,
    ),
    issue=IssuePolicy(day=1, counted=DaysCounted.CALENDAR_DAYS, holidays=(), clause=A2),
    one_time=OneTimePolicy(rounding=_CENTS, clause=A5),
    due=DuePolicy(
        days=15,
        counted_from=DueCountedFrom.INVOICE_DATE,
        due_day=0,
        offered=(),
        clause=B1,
    ),
    dispute=DisputePolicy(days=15, clause=G4),
    autopay=AutopayPolicy(charged=AutopayCharged.DAY_OF_MONTH, day=10, clause=B2),
    settlement=SettlementPolicy(
        negative_total=NegativeTotal.ACCOUNT_CREDIT, clause=Q48
    ),
    credit=CreditPolicy(rounding=_CENTS, clause=CREDIT_SHARE),
    usage=UsagePolicy(
        minutes=_WHOLE_ONES,
        per=Per.ROW,
        edge=Edge.WHOLE,
        rounded=UsageRounded.LINE,
        rounding=_CENTS,
        extension_calls=ExtensionCalls.OUTBOUND,
        included=IncludedCounted.FULL,
        pool_use=PoolUse.UNRATED,
        last_usage=LastUsage.OWN_INVOICE,
        packages=_WHOLE_ONES,
        minute_seconds=60,
        message_characters=160,
        included_price=0,
        overage=Decimal("0.02"),
        message_overage=Decimal("0.0055"),
        currency="USD",
        clause=F3,
    ),
    low_usage=LowUsagePolicy(phones=20, minutes=50, judged=Judged.INVOICE, clause=G3),
    frequency=FrequencyPolicy(
        annual_renewal=AnnualRenewal.MONTHLY_INVOICE,
        quarters=Quarters.FIRST_OF_MONTH,
        quarter_changes=QuarterChanges.MONTHS_AND_DAYS,
        missing_day=MissingDay.CLAMP,
        clause=A16,
    ),
    anchor=AnchorPolicy(
        length=CycleLength.CALENDAR_MONTH,
        days=30,
        first_charge=FirstCharge.SIGN_UP,
        moved_by=MovedBy.NOTHING,
        missing_day=MissingDay.CLAMP,
        rounding=_CENTS,
        clause=Q7,
    ),
    fees=FeePolicy(
        change_fee=Decimal("15.00"),
        currency="USD",
        per=ChangeFeePer.NUMBER,
        billed=ChangeFeeBilled.NEXT_MONTHLY,
        rounding=_CENTS,
        clause=G1,
    ),
    contracts=CONTRACTS,
    after_invoice=AFTER_INVOICE,
    levies=(_SLRRF, _RRF, _USF),
    rates=(
        RateSeries(name="us-slrrf", supplier=Supplier.CONTRACT),
        RateSeries(name="us-rrf", supplier=Supplier.CONTRACT),
        SHARE,
        FACTOR,
    ),
    places=_PLACES,
    sales_tax=_SALES_TAX,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""

# A card is charged as a cycle begins: nothing is left to be due, and what is prepaid
# is not given back.
CENTRAL_2026_11: Final = evolve(
    CONNECT_2026_11,
    name="us-central",
    product="central",
    proration=evolve(
        CONNECT_2026_11.proration,
        price_change=PriceChange.NEXT_CYCLE,
        last_month=LastMonth.FULL_MONTH,
    ),
    recurring=evolve(CONNECT_2026_11.recurring, clause=A12),
    cycle=evolve(
        CONNECT_2026_11.cycle, first_invoice=FirstInvoice.ON_START_DATE, clause=A12
    ),
    due=evolve(CONNECT_2026_11.due, days=0, clause=A13),
    autopay=evolve(
        CONNECT_2026_11.autopay, charged=AutopayCharged.DUE_DATE, clause=A13
    ),
    anchor=evolve(CONNECT_2026_11.anchor, length=CycleLength.THIRTY_DAYS, clause=A12),
    contracts=evolve(
        CONTRACTS,
        notice=evolve(
            CONTRACTS.notice, end_days=0, ends=ServiceEnds.PAID_CYCLE, clause=H5
        ),
        cancellation=CENTRAL_CANCELLATION,
    ),
    levies=(),
    rates=(),
    sales_tax=evolve(_SALES_TAX, levies=()),
)
WEBINAR_2026_11: Final = evolve(
    CENTRAL_2026_11,
    name="us-webinar",
    product="webinar",
    anchor=evolve(
        CENTRAL_2026_11.anchor,
        length=CycleLength.ANCHORED_MONTH,
        moved_by=MovedBy.ANY_CHANGE,
        clause=WEBINAR_CHANGES,
    ),
    contracts=evolve(CENTRAL_2026_11.contracts, cancellation=WEBINAR_CANCELLATION),
)

CENTRAL: Final = CENTRAL_2026_11
"""The latest edition of Central, for plans that a card pays every 30 days."""
WEBINAR: Final = WEBINAR_2026_11
"""The latest edition of Webinar, whose billing date a plan change moves."""
