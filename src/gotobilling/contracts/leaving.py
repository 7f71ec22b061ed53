"""Leaving on the day of the request, by a buyout, or with what is paid in advance.

>>> from gotobilling.markets import us
>>> policy = us.CONNECT.contracts.cancellation
>>> print(LeavesAtOnce(policy)(date(2026, 9, 25)).explain())
last day of service: given 2026-09-25 = 2026-09-25 [Q33]
>>> ServedOut()(Period(date(2026, 3, 15), date(2027, 3, 15))).value
datetime.date(2027, 3, 14)
"""

from datetime import date
from typing import ClassVar

from attrs import frozen

from gotobilling.clauses.contract_decisions import Q33
from gotobilling.clauses.contract_own_decisions import PAID_PERIOD
from gotobilling.contracts.policies import CancellationPolicy
from gotobilling.derivation import DateRule, Day, Pen
from gotobilling.periods import Period

__all__ = ["LeavesAtOnce", "ServedOut"]


@frozen
class LeavesAtOnce(DateRule[date]):
    """
    The rule of the last day of service under the reading that has no month to end.

    Clauses: Q33.
    """

    name: ClassVar[str] = "leaves_at_once"

    policy: CancellationPolicy

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: the day of the request, which is the last."""
        requested = pen.header_day("requested_on", facts)
        by = self.policy.ground(Q33)
        return pen.given_day("last day of service", by, requested)


@frozen
class ServedOut(DateRule[Period]):
    """
    The rule of the last day of a year or a quarter that is paid.

    It is the last day to ask for it as well: the next period has not begun.

    Clauses: paid-period.
    """

    name: ClassVar[str] = "served_out"

    def work(self, pen: Pen, facts: Period) -> Day:
        """Say the rule: the day before the period ends."""
        after = pen.header_day("paid.end", facts.end)
        return pen.day_before("last day of service", PAID_PERIOD, after)
