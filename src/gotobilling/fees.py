"""Fees of the contract: changing what is kept of a number, and leaving a term early.

>>> from gotobilling.markets import us
>>> us.CONNECT.fees.change_fee, us.CONNECT.fees.currency
(Decimal('15.00'), 'USD')
"""

from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q33, Q55
from gotobilling.derivation import Rounds
from gotobilling.money import UnitPrice
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = ["ChangeFeeBilled", "ChangeFeePer", "FeePolicy"]


class ChangeFeePer(Enum):
    """What the fee for changing a number is charged for (Q55)."""

    NUMBER = "number"
    """Once for each request and number, however much of it changes."""
    DETAIL = "detail"
    """Once for each detail that changes."""


class ChangeFeeBilled(Enum):
    """Which document carries the fee (Q55)."""

    NEXT_MONTHLY = "next_monthly"
    ONE_TIME_INVOICE = "one_time_invoice"
    """One of its own, dated on the day of the request."""


@frozen(kw_only=True)
class FeePolicy(Rounds):
    """
    What changing a number costs, and how fees are charged.

    Attributes:
        change_fee: The guide's price of a change.
        currency: What that is in; an account in another needs a contract's price.
        per: What it is charged for.
        billed: Which document carries it.
        rounding: How a fee is rounded.
        clause: The published rule.

    Clauses: G1, H1, Q33, Q55.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "fees")

    change_fee: Decimal = field(metadata={"clauses": (Q55,)})
    currency: str = field(metadata={"clauses": (Q55,)})
    per: ChangeFeePer = field(metadata={"clauses": (Q55,)})
    billed: ChangeFeeBilled = field(metadata={"clauses": (Q55,)})
    rounding: Rounding = field(metadata={"clauses": (Q33, Q55)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        price = UnitPrice(self.change_fee, self.currency, "change")
        object.__setattr__(self, "change_fee", price.amount)
        checks.member("per", self.per, ChangeFeePer)
        checks.member("billed", self.billed, ChangeFeeBilled)
        self.check_rounding(mirrors=True)
