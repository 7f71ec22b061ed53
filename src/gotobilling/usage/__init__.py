"""Usage: from call details to rated totals, exact and fast.

Rows come in, as a provider's download or a database has them; what goes to an invoice
is a small sum of them for each call type and rate. A total of 61 seconds to a Brazilian
mobile number is 66 billable seconds, 1.1 minutes:

>>> from datetime import UTC, date, datetime
>>> from decimal import Decimal
>>> from gotobilling.facts import BRAZIL_MOBILE, CallRate
>>> from gotobilling.kinds import CallType
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> mobile = CallRate(
...     id="intl-br-mobile",
...     name="Brazil, mobile",
...     call_type=CallType.INTERNATIONAL,
...     prefixes=("+55119",),
...     unit_price=Decimal("0.30"),
...     currency="USD",
...     effective_on=date(2026, 1, 1),
...     increment=BRAZIL_MOBILE,
... )
>>> plan = Plan(id="us", currency="USD", policy=us.CONNECT.usage, rates=(mobile,))
>>> noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
>>> rows = [
...     ("1020", "+5511987654321", noon, 61, CallType.INTERNATIONAL),
...     ("1020", "+12125550100", noon, 61, CallType.PLAN),
...     ("1020", "+33123456789", noon, 61, CallType.INTERNATIONAL),
... ]
>>> run = summarise(rows, plan, Period.month(2026, 7))
>>> for total in run.usage.totals:
...     print(total.id, total.billable)
usage:2026-07:international:intl-br-mobile 66
usage:2026-07:plan 120
>>> print(run.rejected[0].reason)
destination must be one with a rate for international calls on 2026-07-01, got \
+33123456789

A destination without a rate is never free: its row comes back, and the control totals
of the run say what became of all that was read.
"""

from gotobilling.usage.classification import Classifier, Directory
from gotobilling.usage.explaining import ExplainedCall, explain_call
from gotobilling.usage.plans import Plan, Records
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
from gotobilling.usage.prefixes import PrefixTable
from gotobilling.usage.rating import (
    Outside,
    RatedRow,
    pair_totals,
    rate,
    rate_rows,
)
from gotobilling.usage.rows import Bare, MessageUsage, Rejected, UsageRow
from gotobilling.usage.summaries import (
    NO_USAGE,
    ControlTotals,
    Counts,
    Usage,
    UsageRun,
    summarise,
)
from gotobilling.usage.tallies import Repeats
from gotobilling.usage.windows import OutsideReason

__all__ = [
    "NO_USAGE",
    "Bare",
    "Classifier",
    "ControlTotals",
    "Counts",
    "Directory",
    "Edge",
    "ExplainedCall",
    "ExtensionCalls",
    "IncludedCounted",
    "Judged",
    "LastUsage",
    "LowUsagePolicy",
    "MessageUsage",
    "Outside",
    "OutsideReason",
    "Per",
    "Plan",
    "PoolUse",
    "PrefixTable",
    "RatedRow",
    "Records",
    "Rejected",
    "Repeats",
    "Usage",
    "UsagePolicy",
    "UsageRounded",
    "UsageRow",
    "UsageRun",
    "explain_call",
    "pair_totals",
    "rate",
    "rate_rows",
    "summarise",
]
