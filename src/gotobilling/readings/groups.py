"""Choices about the policies on which no invoice rests, in their groups.

No invoice lists such a reading, and it changes none:

>>> from gotobilling.clauses.contract_decisions import Q4
>>> from gotobilling.markets import us
>>> deleted = ContractReading("data_deletion", "deletion", "days", DataDeletion, Q4)
>>> deleted.put(us.CONNECT, DataDeletion.SIX_MONTHS).contracts.deletion.months
6
"""

from enum import Enum
from typing import Any, ClassVar

from attrs import evolve, frozen

from gotobilling.after_invoice import FOUR_TWO_TWO, LIMITS_BY_PORTAL, ONE_EVERYWHERE
from gotobilling.readings.base import M, Reading, evolved

__all__ = [
    "AfterInvoiceReading",
    "ContractReading",
    "DataDeletion",
    "GroupReading",
    "MethodsOnFile",
]


class DataDeletion(Enum):
    """When data is deleted after service has ended (Q4)."""

    NINETY_DAYS = "ninety_days"
    SIX_MONTHS = "six_months"
    THIRTY_DAYS = "thirty_days"
    """The days in which content can still be retrieved on request."""


class MethodsOnFile(Enum):
    """How many payment methods can be on file (Q5)."""

    BY_PORTAL = "by_portal"
    ONE_EVERYWHERE = "one_everywhere"
    FOUR_TWO_TWO = "four_two_two"
    """Everywhere four cards, two bank accounts and two connected methods."""


@frozen
class GroupReading(Reading):
    """A choice about a policy in a group of policies; no invoice lists it."""

    group: ClassVar[str]

    def put(self, market: M, value: Enum | int) -> M:
        """Return the market with a choice, as ``read`` returns it."""
        held: Any = getattr(market, self.group)
        policy: Any = getattr(held, self.policy)
        changed = evolve(policy, **self._fields(value))
        return evolved(market, **{self.group: evolve(held, **{self.policy: changed})})

    def holds(self, market: object, value: Enum | int) -> bool:
        """Whether the market is as this choice makes it."""
        policy = getattr(getattr(market, self.group), self.policy)
        return all(
            getattr(policy, name) == one for name, one in self._fields(value).items()
        )

    def _fields(self, value: Enum | int) -> dict[str, Any]:
        return {self.field: value}

    def _unnamed(self, market: object) -> str:
        policy = getattr(getattr(market, self.group), self.policy)
        return str(getattr(policy, self.field))


@frozen
class ContractReading(GroupReading):
    """A choice about terms, notice, cancellation or data."""

    group: ClassVar[str] = "contracts"

    def _fields(self, value: Enum | int) -> dict[str, Any]:
        match value:
            case DataDeletion.NINETY_DAYS:
                return {"days": 90, "months": 0}
            case DataDeletion.SIX_MONTHS:
                return {"days": 0, "months": 6}
            case DataDeletion.THIRTY_DAYS:
                return {"days": 30, "months": 0}
        return super()._fields(value)


@frozen
class AfterInvoiceReading(GroupReading):
    """A choice about payments, disputes, returns or commissions."""

    group: ClassVar[str] = "after_invoice"

    def _fields(self, value: Enum | int) -> dict[str, Any]:
        match value:
            case MethodsOnFile.BY_PORTAL:
                return {"limits": LIMITS_BY_PORTAL}
            case MethodsOnFile.ONE_EVERYWHERE:
                return {"limits": ONE_EVERYWHERE}
            case MethodsOnFile.FOUR_TWO_TWO:
                return {"limits": FOUR_TWO_TWO}
        return super()._fields(value)
