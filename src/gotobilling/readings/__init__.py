"""The choices where the texts are silent or disagree, by the names of an account file.

Each reading sets one field of one policy, or one of the levies, and rests on one
decision:

>>> find_reading("day_count").alternatives()
('actual_after_start', 'actual_from_start', 'thirty_day_month')
>>> find_reading("day_count").clause.id
'Q1'
>>> from gotobilling.markets import us
>>> dated = find_reading("tax_date")
>>> market = dated.put(us.CONNECT, dated.read("service_period"))
>>> {levy.tax_date.value for levy in market.levies}, dated.held(market)
({'service_period'}, 'service_period')
"""

from gotobilling.after_invoice import (
    ClawBack,
    CreditRounded,
    DisputedPart,
    LateReturn,
    OneTimeRun,
    PastDueCounted,
    PaymentOrder,
    ResidualBase,
    ResidualRun,
    RestockingBase,
    ReturnCounted,
    TaxGivenBack,
)
from gotobilling.billing_cycle import FirstInvoice, NumberPurchase, WhenNothing
from gotobilling.billing_periods import (
    AnnualRenewal,
    CycleLength,
    FirstCharge,
    MovedBy,
    QuarterChanges,
    Quarters,
)
from gotobilling.clauses import (
    Q1,
    Q2,
    Q3,
    Q6,
    Q9,
    Q16,
    Q17,
    Q18,
    Q22,
    Q23,
    Q24,
    Q25,
    Q27,
    Q29,
    Q30,
    Q31,
    Q35,
    Q36,
    Q37,
    Q38,
    Q39,
    Q41,
    Q47,
    Q48,
    Q49,
    Q54,
    Q56,
    Q63,
    Q68,
)
from gotobilling.clauses.after_decisions import Q5, Q15, Q21, Q57, Q58, Q59, Q60, Q61
from gotobilling.clauses.contract_decisions import (
    Q4,
    Q7,
    Q32,
    Q33,
    Q34,
    Q50,
    Q51,
    Q52,
    Q53,
    Q55,
)
from gotobilling.contracts import (
    DeadlineOn,
    EarlyExit,
    NoticeCounted,
    StartCounted,
    TermCounted,
)
from gotobilling.errors import UnknownName
from gotobilling.fees import ChangeFeeBilled, ChangeFeePer
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
from gotobilling.readings.base import (
    FreeMonths,
    MinuteRounding,
    MirroredRounding,
    Reading,
)
from gotobilling.readings.groups import (
    AfterInvoiceReading,
    ContractReading,
    DataDeletion,
    GroupReading,
    MethodsOnFile,
)
from gotobilling.readings.levies import LEVY_READINGS, LevyReading
from gotobilling.usage.policies import (
    Edge,
    ExtensionCalls,
    IncludedCounted,
    Judged,
    LastUsage,
    Per,
    PoolUse,
    UsageRounded,
)

__all__ = [
    "READINGS",
    "AfterInvoiceReading",
    "ContractReading",
    "GroupReading",
    "LevyReading",
    "Reading",
    "find_reading",
]

_After = AfterInvoiceReading

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
    Reading("minutes", "usage", "minutes", MinuteRounding, Q2),
    Reading("minutes_per", "usage", "per", Per, Q2),
    Reading("extension_calls", "usage", "extension_calls", ExtensionCalls, Q16),
    Reading("month_edge", "usage", "edge", Edge, Q36),
    Reading("included", "usage", "included", IncludedCounted, Q37),
    Reading("low_usage", "low_usage", "judged", Judged, Q38),
    Reading("pool_use", "usage", "pool_use", PoolUse, Q39),
    Reading("usage_rounded", "usage", "rounded", UsageRounded, Q41),
    Reading("last_usage", "usage", "last_usage", LastUsage, Q49),
    Reading("annual_renewal", "frequency", "annual_renewal", AnnualRenewal, Q50),
    Reading("quarters", "frequency", "quarters", Quarters, Q51),
    Reading("quarter_changes", "frequency", "quarter_changes", QuarterChanges, Q51),
    Reading("cycle_length", "anchor", "length", CycleLength, Q7),
    Reading("first_charge", "anchor", "first_charge", FirstCharge, Q52),
    Reading("billing_date", "anchor", "moved_by", MovedBy, Q53),
    Reading("change_fee_per", "fees", "per", ChangeFeePer, Q55),
    Reading("change_fee_billed", "fees", "billed", ChangeFeeBilled, Q55),
    *LEVY_READINGS,
    ContractReading("term_start", "term", "counted_from", TermCounted, Q34),
    ContractReading("notice_day_0", "notice", "counted_to", NoticeCounted, Q34),
    ContractReading("days_before_end", "notice", "end_days", range(61), Q32),
    ContractReading("deadlines", "notice", "deadline", DeadlineOn, Q63),
    ContractReading("early_exit", "cancellation", "early_exit", EarlyExit, Q33),
    ContractReading("data_deletion", "deletion", "days", DataDeletion, Q4),
    _After("payment_order", "application", "order", PaymentOrder, Q22),
    _After("past_due", "past_due", "counted_from", PastDueCounted, Q56),
    _After("disputed", "disputed", "part", DisputedPart, Q57),
    _After("payment_methods", "methods", "limits", MethodsOnFile, Q5),
    _After("restocking_base", "returns", "base", RestockingBase, Q15),
    _After("return_counted", "returns", "counted", ReturnCounted, Q58),
    _After("late_return", "returns", "late", LateReturn, Q58),
    _After("return_rounded", "returns", "rounded", CreditRounded, Q59),
    _After("return_tax", "returns", "tax", TaxGivenBack, Q59),
    _After("claw_back", "commissions", "claw_back", ClawBack, Q21),
    _After("one_time_run", "commissions", "one_time_run", OneTimeRun, Q60),
    _After("residual_base", "commissions", "residual_base", ResidualBase, Q61),
    _After("residual_run", "commissions", "residual_run", ResidualRun, Q61),
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
