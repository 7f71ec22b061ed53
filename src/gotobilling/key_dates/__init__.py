"""Key dates: every day of an account that the customer should know, with its proof.

A renewal and the last day for notice, the last day to cancel at each end of a month,
the next invoice and its days, the end of a trial or of service, the deletion of data;
and of each the day that is safe under every reading:

>>> from datetime import date
>>> from gotobilling.facts import Account, Contract, Term
>>> from gotobilling.markets import us
>>> account = Account(
...     id="acme",
...     currency="USD",
...     contract=Contract(id="contract", billing_start_on=date(2025, 1, 15)),
...     terms=(Term(id="term", agreed_on=date(2025, 1, 15), months=15),),
... )
>>> notice = key_dates(account, us.CONNECT, date(2026, 3, 1)).of(KeyDateKind.NOTICE)[0]
>>> notice.on.value, notice.clause.id, notice.safe_on
(datetime.date(2026, 3, 16), 'Q34', datetime.date(2026, 3, 15))
>>> for one in notice.choices:
...     print(one)
2026-03-16 by notice_day_0 = renewal_date, deadlines = calendar_day
2026-03-16 by notice_day_0 = renewal_date, deadlines = next_business_day
2026-03-15 by notice_day_0 = last_day, deadlines = calendar_day
2026-03-16 by notice_day_0 = last_day, deadlines = next_business_day
"""

from gotobilling.key_dates.finding import MOST_MONTHS, key_dates
from gotobilling.key_dates.values import (
    KeyDate,
    KeyDateKind,
    KeyDates,
    OtherReading,
    SafeDay,
)

__all__ = [
    "MOST_MONTHS",
    "KeyDate",
    "KeyDateKind",
    "KeyDates",
    "OtherReading",
    "SafeDay",
    "key_dates",
]
