"""The rules of a market, each bound to the market's policies.

>>> from datetime import date
>>> from gotobilling.markets import us
>>> us.CONNECT.rules.dispute_until(date(2026, 8, 1)).value
datetime.date(2026, 8, 16)
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from gotobilling.billing_cycle import IssueDate
from gotobilling.billing_dates import (
    AnchorOn,
    CycleEnd,
    CycleIssue,
    CycleStart,
    PastAnchorOn,
    PastEnd,
    PastStart,
)
from gotobilling.charges import BroughtForward, OneTime
from gotobilling.contracts import BillingStart
from gotobilling.fees import ChangeFee, EarlyTerminationFee
from gotobilling.payments import AutopayOn, DisputeUntil, DueOn
from gotobilling.proration import (
    CycleCharge,
    CycleProration,
    ProratedCharge,
    RecurringCharge,
    UnusedDays,
)
from gotobilling.proration.periodic import PeriodCharge
from gotobilling.proration.within import PeriodProration
from gotobilling.usage.charges import IncludedUsage, UsageCharge, UsageOverage
from gotobilling.usage.low_usage import LowUsageCharge

__all__ = ["Rules", "rules_of"]


@frozen(kw_only=True)
class Rules:
    """The rules of a market, each bound to its policies once."""

    recurring: RecurringCharge
    low_usage: LowUsageCharge
    prorated: ProratedCharge
    period: PeriodCharge
    period_prorated: PeriodProration
    usage: UsageCharge
    included: IncludedUsage
    overage: UsageOverage
    one_time: OneTime
    change_fee: ChangeFee
    early_termination: EarlyTerminationFee
    brought_forward: BroughtForward
    billing_start: BillingStart
    issue_date: IssueDate
    due_date: DueOn
    dispute_until: DisputeUntil
    autopay_on: AutopayOn
    cycle_charge: CycleCharge
    cycle_prorated: CycleProration
    unused: UnusedDays
    cycle_issue: CycleIssue
    cycle_dates: tuple[AnchorOn, CycleStart, CycleEnd]
    past_dates: tuple[PastAnchorOn, PastStart, PastEnd]


def rules_of(policies: Mapping[str, Any]) -> Rules:
    """Return the rules, bound to policies that are given by their roles."""
    proration, recurring = policies["proration"], policies["recurring"]
    low_usage = policies["low_usage"]
    frequency, prorated = policies["frequency"], ProratedCharge(proration)
    used = (policies["usage"], low_usage, proration)
    anchor = policies["anchor"]
    return Rules(
        recurring=RecurringCharge(recurring, proration),
        low_usage=LowUsageCharge(low_usage, recurring, proration),
        prorated=prorated,
        period=PeriodCharge(recurring, proration, frequency),
        period_prorated=PeriodProration(prorated, frequency),
        usage=UsageCharge(*used),
        included=IncludedUsage(*used),
        overage=UsageOverage(*used),
        one_time=OneTime(policies["one_time"]),
        change_fee=ChangeFee(policies["fees"]),
        early_termination=EarlyTerminationFee(policies["fees"]),
        brought_forward=BroughtForward(),
        billing_start=BillingStart(policies["start"]),
        issue_date=IssueDate(policies["issue"]),
        due_date=DueOn(policies["due"]),
        dispute_until=DisputeUntil(policies["dispute"]),
        autopay_on=AutopayOn(policies["autopay"]),
        cycle_charge=CycleCharge(recurring, proration),
        cycle_prorated=CycleProration(proration),
        unused=UnusedDays(anchor, proration),
        cycle_issue=CycleIssue(anchor),
        cycle_dates=(AnchorOn(anchor), CycleStart(anchor), CycleEnd(anchor)),
        past_dates=(PastAnchorOn(anchor), PastStart(anchor), PastEnd(anchor)),
    )
