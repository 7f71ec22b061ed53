"""What a partner earns: statements by month, each line with its proof."""

from gotobilling.commissions.dates import (
    claw_back_run,
    one_time_run,
    pay_on,
    report_by,
    residual_pay_on,
    residual_run,
)
from gotobilling.commissions.parts import PaidPart

__all__ = [
    "PaidPart",
    "claw_back_run",
    "one_time_run",
    "pay_on",
    "report_by",
    "residual_pay_on",
    "residual_run",
]
