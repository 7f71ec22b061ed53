"""The contract policies that all markets of GoTo Connect start from."""

from typing import Final

from attrs import evolve

from gotobilling.clauses.contract_own_decisions import WEBINAR_CANCELLING
from gotobilling.clauses.contract_terms import RENTAL_TERM
from gotobilling.clauses.contract_texts import H1, H2, H3, H4, H8, H9
from gotobilling.clauses.plan_texts import L2, L6, L7
from gotobilling.contracts import (
    CancellationPolicy,
    ContractPolicies,
    DeadlineOn,
    DeletionPolicy,
    EarlyExit,
    NoticeCounted,
    NoticePolicy,
    QuotePolicy,
    RentalPolicy,
    RentalPurchase,
    Requesters,
    ServiceEnds,
    TermCounted,
    TermPolicy,
    UnpaidInvoices,
)
from gotobilling.markets.plan_form import PLAN_CHANGES
from gotobilling.periods import MissingDay
from gotobilling.roles import Portal, Role
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

__all__ = ["CENTRAL_CANCELLATION", "CONTRACTS", "WEBINAR_CANCELLATION"]

_CENTS: Final = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)
_ADMINS: Final = (Role.BILLING_ADMIN, Role.MASTER_ACCOUNT_HOLDER)

CONTRACTS: Final = ContractPolicies(
    term=TermPolicy(
        counted_from=TermCounted.BILLING_START,
        renewal_months=12,
        missing_day=MissingDay.CLAMP,
        clause=H4,
    ),
    notice=NoticePolicy(
        end_days=10,
        renewal_days=30,
        counted_to=NoticeCounted.RENEWAL_DATE,
        ends=ServiceEnds.MONTH_END,
        deadline=DeadlineOn.CALENDAR_DAY,
        holidays=(),
        clause=H2,
    ),
    cancellation=CancellationPolicy(
        early_exit=EarlyExit.BY_NOTICE,
        unpaid=UnpaidInvoices.BLOCK,
        requesters=(
            Requesters(portal=Portal.CONNECT, roles=(Role.SUPER_ADMIN,), clause=H3),
        ),
        clause=H1,
    ),
    deletion=DeletionPolicy(days=90, months=0, missing_day=MissingDay.CLAMP, clause=H9),
    rental=RentalPolicy(
        terms=(24, 36, 60),
        notice_days=30,
        cancel_days=15,
        restocking_percent=25,
        return_days=10,
        purchase=RentalPurchase.FAIR_MARKET_VALUE,
        missing_day=MissingDay.CLAMP,
        rounding=_CENTS,
        clause=RENTAL_TERM,
    ),
    quote=QuotePolicy(
        requesters=(
            Requesters(
                portal=Portal.GOTO_ADMIN, roles=(Role.BILLING_ADMIN,), clause=L7
            ),
            Requesters(portal=Portal.CLASSIC, roles=(Role.BILLING_ADMIN,), clause=L7),
            Requesters(
                portal=Portal.CORPORATE, roles=(Role.BILLING_CONTACT,), clause=L2
            ),
        ),
        clause=L7,
    ),
    plan_change=PLAN_CHANGES,
)
"""Terms, notice, cancellation, data, rentals and quotes as the guides have them."""

CENTRAL_CANCELLATION: Final = evolve(
    CONTRACTS.cancellation,
    requesters=tuple(
        Requesters(portal=one, roles=_ADMINS, clause=L6)
        for one in (Portal.GOTO_ADMIN, Portal.CLASSIC)
    ),
    clause=H8,
)
"""Who cancels Central, by calling support."""

WEBINAR_CANCELLATION: Final = evolve(
    CONTRACTS.cancellation,
    requesters=tuple(
        Requesters(portal=one, roles=(Role.BILLING_CONTACT,), clause=WEBINAR_CANCELLING)
        for one in (Portal.BILLING_CENTER, Portal.CORPORATE)
    ),
    clause=WEBINAR_CANCELLING,
)
"""Who cancels Webinar."""
