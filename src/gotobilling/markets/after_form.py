"""What follows an invoice, as all markets of GoTo Connect start from."""

from decimal import Decimal
from typing import Final

from gotobilling.after_invoice import (
    LIMITS_BY_PORTAL,
    AcceptedCard,
    AfterInvoice,
    ApplicationPolicy,
    AttemptPolicy,
    CardBrand,
    CardPolicy,
    ClawBack,
    CommissionPolicy,
    CreditRounded,
    DisputedPart,
    DisputedPolicy,
    LateReturn,
    MethodPolicy,
    OneTimeRun,
    PastDueCounted,
    PastDuePolicy,
    PaymentOrder,
    ResidualBase,
    ResidualRun,
    RestockingBase,
    ReturnCounted,
    ReturnPolicy,
    TaxGivenBack,
)
from gotobilling.clauses import B2, B8
from gotobilling.clauses.after_terms import DISCOVER_USD, TERMS_DISPUTE
from gotobilling.clauses.partner_texts import K1
from gotobilling.clauses.payment_texts import B3, B9, B11
from gotobilling.clauses.return_texts import J1
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

__all__ = ["AFTER_INVOICE"]

_CENTS: Final = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)

AFTER_INVOICE: Final = AfterInvoice(
    application=ApplicationPolicy(order=PaymentOrder.NAMED_THEN_OLDEST, clause=B8),
    past_due=PastDuePolicy(counted_from=PastDueCounted.AUTOPAY, clause=B2),
    disputed=DisputedPolicy(part=DisputedPart.SUSPENDED, days=15, clause=TERMS_DISPUTE),
    attempts=AttemptPolicy(retry_hours=1, limit_hours=24, clause=B3),
    methods=MethodPolicy(limits=LIMITS_BY_PORTAL, clause=B11),
    cards=CardPolicy(
        accepted=(
            AcceptedCard(brand=CardBrand.VISA, currencies=(), clause=B9),
            AcceptedCard(brand=CardBrand.MASTERCARD, currencies=(), clause=B9),
            AcceptedCard(brand=CardBrand.AMERICAN_EXPRESS, currencies=(), clause=B9),
            AcceptedCard(
                brand=CardBrand.DISCOVER, currencies=("USD",), clause=DISCOVER_USD
            ),
        ),
        clause=B9,
    ),
    returns=ReturnPolicy(
        days=30,
        counted=ReturnCounted.PROCESSED,
        late=LateReturn.ACCEPTED,
        late_fee=Decimal("6.00"),
        currency="USD",
        restocking_percent=25,
        base=RestockingBase.PRICE_PAID,
        rounded=CreditRounded.FEE,
        tax=TaxGivenBack.IN_PROPORTION,
        credit_first=7,
        credit_last=10,
        holidays=(),
        rounding=_CENTS,
        clause=J1,
    ),
    commissions=CommissionPolicy(
        pay_day=15,
        report_day=20,
        residual_base=ResidualBase.SERVICE,
        residual_run=ResidualRun.SAME_MONTH,
        one_time_run=OneTimeRun.NEXT_MONTH,
        wait_days=30,
        claw_back=ClawBack.NEXT_STATEMENT,
        rounding=_CENTS,
        clause=K1,
    ),
)
"""Payments, disputes, returns and commissions as the guides have them."""
