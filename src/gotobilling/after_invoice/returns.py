"""The policy of bought equipment that is handed back.

>>> from gotobilling.markets import us
>>> returns = us.CONNECT.after_invoice.returns
>>> returns.days, returns.restocking_percent, str(returns.late_fee)
(30, 25, '6.00')
"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.after_decisions import Q15, Q58, Q59
from gotobilling.clauses.return_texts import J5, J6
from gotobilling.derivation import CountsBusinessDays, Rounds
from gotobilling.errors import BillingError, InvalidValue, WrongType
from gotobilling.money import UnitPrice
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "CreditRounded",
    "LateReturn",
    "RestockingBase",
    "ReturnCounted",
    "ReturnPolicy",
    "TaxGivenBack",
]


class ReturnCounted(Enum):
    """The day of a return that is held against its last day (Q58)."""

    PROCESSED = "processed"
    SHIPPED = "shipped"
    RECEIVED = "received"


class LateReturn(Enum):
    """What becomes of a return after its last day (Q58)."""

    ACCEPTED = "accepted"
    """It is credited, less the fee for being late."""
    REFUSED = "refused"


class RestockingBase(Enum):
    """What the restocking fee is a share of (Q15)."""

    PRICE_PAID = "price_paid"
    MSRP = "msrp"


class CreditRounded(Enum):
    """What is rounded of price less restocking fee (Q59)."""

    FEE = "fee"
    CREDIT = "credit"


class TaxGivenBack(Enum):
    """What of the item's tax is given back (Q59)."""

    IN_PROPORTION = "in_proportion"
    """As much of it as the credit is of the price."""
    IN_FULL = "in_full"
    """That of the units that came back, whatever the fees."""


@frozen(kw_only=True)
class ReturnPolicy(CountsBusinessDays, Rounds):
    """
    By when bought equipment can be handed back, and what of its price is credited.

    Attributes:
        days: Days from the delivery, else the purchase, day 0, to the last day.
        counted: The day of the return that is held against it.
        late: What becomes of a later return.
        late_fee: What a later one costs, once for each RMA.
        currency: ISO 4217 code of that fee.
        restocking_percent: Whole hundredths of the base.
        base: What the restocking fee is a share of.
        rounded: What is rounded: the fee or the credit.
        tax: What of the tax is given back.
        credit_first: Business days from processing, day 0, to the first day on which
            the credit is expected.
        credit_last: Those to the last such day.
        holidays: The caller's holidays, in order.
        rounding: How fee, credit and tax are rounded.
        clause: The published rule.

    Clauses: J1, J2, J5, J6, Q15, Q58, Q59.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "returns")

    days: int = field(metadata={"clauses": (Q58,)})
    counted: ReturnCounted = field(metadata={"clauses": (Q58,)})
    late: LateReturn = field(metadata={"clauses": (Q58,)})
    late_fee: Decimal = field(metadata={"clauses": (J6,)})
    currency: str
    restocking_percent: int = field(metadata={"clauses": (Q15,)})
    base: RestockingBase = field(metadata={"clauses": (Q15,)})
    rounded: CreditRounded = field(metadata={"clauses": (Q59,)})
    tax: TaxGivenBack = field(metadata={"clauses": (Q59,)})
    credit_first: int = field(metadata={"clauses": (J5,)})
    credit_last: int = field(metadata={"clauses": (J5,)})
    holidays: tuple[date, ...]
    rounding: Rounding = field(metadata={"clauses": (Q59,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("days", self.days, 0)
        checks.member("counted", self.counted, ReturnCounted)
        checks.member("late", self.late, LateReturn)
        try:
            fee = UnitPrice(self.late_fee, self.currency, "RMA")
        except BillingError as error:
            path = "currency" if error.path == "currency" else "late_fee"
            raise error.at(path) from None
        # One spelling for equal fees, so that equal policies have equal bytes.
        object.__setattr__(self, "late_fee", fee.amount)
        checks.whole("restocking_percent", self.restocking_percent, 0, 100)
        checks.member("base", self.base, RestockingBase)
        checks.member("rounded", self.rounded, CreditRounded)
        checks.member("tax", self.tax, TaxGivenBack)
        checks.whole("credit_first", self.credit_first, 0)
        checks.whole("credit_last", self.credit_last, self.credit_first)
        self._check_holidays()
        self.check_rounding(mirrors=True)

    def _check_holidays(self) -> None:
        if type(self.holidays) is not tuple:
            raise WrongType("holidays", "a tuple of days", self.holidays)
        for index, one in enumerate(self.holidays):
            checks.billing_day(f"holidays[{index}]", one)
            if index and one <= self.holidays[index - 1]:
                requirement = f"after {self.holidays[index - 1]}"
                raise InvalidValue(f"holidays[{index}]", requirement, one)
