"""The policy of what partners earn, and when it is paid.

>>> from gotobilling.markets import us
>>> commissions = us.CONNECT.after_invoice.commissions
>>> commissions.pay_day, commissions.report_day
(15, 20)
"""

from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.after_decisions import Q21, Q60, Q61
from gotobilling.clauses.partner_texts import K1, K3, K4
from gotobilling.derivation import Rounds
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "ClawBack",
    "CommissionPolicy",
    "OneTimeRun",
    "ResidualBase",
    "ResidualRun",
]


class ResidualBase(Enum):
    """What a residual is a share of (Q61)."""

    SERVICE = "service"
    """The invoice's lines for service, before levies and taxes."""
    TOTAL = "total"
    """The invoice's total."""


class ResidualRun(Enum):
    """The run that pays a residual of an invoice (Q61)."""

    SAME_MONTH = "same_month"
    """That of the invoice's month; of an invoice after the run, the next month's."""
    MONTH_END = "month_end"
    """The last day of the invoice's month."""


class OneTimeRun(Enum):
    """The run that pays what the customer's payment earns (Q60)."""

    NEXT_MONTH = "next_month"
    """That of the month after the payment's month."""
    THIRTY_DAYS = "thirty_days"
    """The first one at least 30 days after the payment."""


class ClawBack(Enum):
    """What a credit does to a commission that was paid on it (Q21)."""

    NEXT_STATEMENT = "next_statement"
    """It lowers the next statement."""
    NONE = "none"


@frozen(kw_only=True)
class CommissionPolicy(Rounds):
    """
    What partners earn, and when it is paid and reported.

    Attributes:
        pay_day: The day of the month on which a run pays.
        report_day: The day of the month by which the report is sent.
        residual_base: What a residual is a share of.
        residual_run: The run that pays it.
        one_time_run: The run that pays upfront, one-time and SPIFF commissions.
        wait_days: Days from the payment, day 0, to the first day on which such a run
            can be, where one counts days.
        claw_back: What a credit does to a commission.
        rounding: How each commission is rounded.
        clause: The published rule.

    Clauses: K1, K2, K3, K4, Q21, Q60, Q61.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "commissions")

    pay_day: int = field(metadata={"clauses": (K1,)})
    report_day: int = field(metadata={"clauses": (K4,)})
    residual_base: ResidualBase = field(metadata={"clauses": (Q61,)})
    residual_run: ResidualRun = field(metadata={"clauses": (Q61,)})
    one_time_run: OneTimeRun = field(metadata={"clauses": (Q60,)})
    wait_days: int = field(metadata={"clauses": (K3, Q60)})
    claw_back: ClawBack = field(metadata={"clauses": (Q21,)})
    rounding: Rounding = field(metadata={"clauses": (Q61,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        for name in ("pay_day", "report_day"):
            checks.whole(name, getattr(self, name), 1, 28)
        checks.whole("wait_days", self.wait_days, 0, 366)
        checks.member("residual_base", self.residual_base, ResidualBase)
        checks.member("residual_run", self.residual_run, ResidualRun)
        checks.member("one_time_run", self.one_time_run, OneTimeRun)
        checks.member("claw_back", self.claw_back, ClawBack)
        self.check_rounding(mirrors=True)
