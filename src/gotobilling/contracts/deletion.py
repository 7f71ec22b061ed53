"""When the data of a subscription is deleted after its service has ended.

>>> from gotobilling.markets import us
>>> data_deleted_on(date(2026, 4, 14), us.CONNECT.contracts.deletion).value
datetime.date(2026, 7, 13)
"""

from datetime import date
from typing import ClassVar

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q4
from gotobilling.contracts.policies import DeletionPolicy
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.facts import ServiceEnd

__all__ = ["DataDeletedOn", "data_deleted_on"]


@frozen
class DataDeletedOn(DateRule[ServiceEnd | date]):
    """
    The rule of the day on which data is deleted, bound to its policy.

    Clauses: H9, H10, Q4.
    """

    name: ClassVar[str] = "data_deleted_on"

    policy: DeletionPolicy

    def work(self, pen: Pen, facts: ServiceEnd | date) -> Day:
        """Say the rule: days or months from the last day of service, which is day 0."""
        if isinstance(facts, ServiceEnd):
            return self.after(pen, pen.fact_day(facts, "last_day_of_service"))
        return self.after(pen, pen.header_day("service.last_day", facts))

    def after(self, pen: Pen, last: Day) -> Day:
        """Say when data is deleted after a last day that is said already."""
        label, by = "data is deleted", self.policy.ground(Q4)
        if self.policy.months:
            months = pen.policy(self.policy, "months")
            return pen.plus_months(label, by, last, months, self.policy)
        return pen.plus_days(label, by, last, pen.policy(self.policy, "days"))


def data_deleted_on(end: ServiceEnd | date, policy: DeletionPolicy) -> Derived[date]:
    """
    Derive the day on which data is deleted.

    Args:
        end: The end of service, or the last day of it where no fact says so yet.
        policy: The market's policy of deletion.

    Raises:
        WrongType: neither an end of service nor a day; no policy.

    Clauses: H9, H10, Q4, deletion-page.
    """
    if not isinstance(end, ServiceEnd):
        checks.billing_day("end", end)
    checks.exactly("policy", policy, DeletionPolicy)
    return DataDeletedOn(policy)(end)
