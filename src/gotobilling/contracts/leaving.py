"""Leaving a set term early, where the contract has a buyout, on the day of the request.

>>> from gotobilling.markets import us
>>> policy = us.CONNECT.contracts.cancellation
>>> print(LeavesAtOnce(policy)(date(2026, 9, 25)).explain())
last day of service: given 2026-09-25 = 2026-09-25 [Q33]
"""

from datetime import date
from typing import ClassVar

from attrs import frozen

from gotobilling.clauses.contract_decisions import Q33
from gotobilling.contracts.policies import CancellationPolicy
from gotobilling.derivation import DateRule, Day, Pen

__all__ = ["LeavesAtOnce"]


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
