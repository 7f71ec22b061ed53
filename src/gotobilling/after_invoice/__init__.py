"""The policies of what follows an invoice: payments, disputes, returns, commissions.

No invoice rests on them, so no invoice carries them; what does rest on them says so in
its own document.

>>> from gotobilling.markets import us
>>> us.CONNECT.after_invoice.returns.days, us.CONNECT.after_invoice.disputed.days
(30, 15)
"""

from gotobilling.after_invoice.commissions import (
    ClawBack,
    CommissionPolicy,
    OneTimeRun,
    ResidualBase,
    ResidualRun,
)
from gotobilling.after_invoice.group import AfterInvoice
from gotobilling.after_invoice.on_file import (
    FOUR_TWO_TWO,
    LIMITS_BY_PORTAL,
    ONE_EVERYWHERE,
)
from gotobilling.after_invoice.receivables import (
    AcceptedCard,
    ApplicationPolicy,
    AttemptPolicy,
    CardBrand,
    CardPolicy,
    DisputedPart,
    DisputedPolicy,
    MethodLimit,
    MethodPolicy,
    PastDueCounted,
    PastDuePolicy,
    PaymentOrder,
)
from gotobilling.after_invoice.returns import (
    CreditRounded,
    LateReturn,
    RestockingBase,
    ReturnCounted,
    ReturnPolicy,
    TaxGivenBack,
)

__all__ = [
    "FOUR_TWO_TWO",
    "LIMITS_BY_PORTAL",
    "ONE_EVERYWHERE",
    "AcceptedCard",
    "AfterInvoice",
    "ApplicationPolicy",
    "AttemptPolicy",
    "CardBrand",
    "CardPolicy",
    "ClawBack",
    "CommissionPolicy",
    "CreditRounded",
    "DisputedPart",
    "DisputedPolicy",
    "LateReturn",
    "MethodLimit",
    "MethodPolicy",
    "OneTimeRun",
    "PastDueCounted",
    "PastDuePolicy",
    "PaymentOrder",
    "ResidualBase",
    "ResidualRun",
    "RestockingBase",
    "ReturnCounted",
    "ReturnPolicy",
    "TaxGivenBack",
]
