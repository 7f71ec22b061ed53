"""Contracts: when billing starts, how long a term runs, and how it ends.

>>> from datetime import date
>>> from gotobilling.facts import Contract
>>> from gotobilling.markets import us
>>> contract = Contract(id="contract", signed_on=date(2026, 1, 20), free_months=2)
>>> billing_start(contract, us.CONNECT.start).value
datetime.date(2026, 3, 20)
"""

from gotobilling.contracts.policies import (
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
from gotobilling.contracts.start import (
    BillingStart,
    StartCounted,
    StartPolicy,
    billing_start,
    days_between_starts,
)

__all__ = [
    "BillingStart",
    "CancellationPolicy",
    "ContractPolicies",
    "DeadlineOn",
    "DeletionPolicy",
    "EarlyExit",
    "NoticeCounted",
    "NoticePolicy",
    "QuotePolicy",
    "RentalPolicy",
    "RentalPurchase",
    "Requesters",
    "ServiceEnds",
    "StartCounted",
    "StartPolicy",
    "TermCounted",
    "TermPolicy",
    "UnpaidInvoices",
    "billing_start",
    "days_between_starts",
]
