"""Payments: the dates that count from an invoice, the methods, and failed attempts.

>>> from datetime import date
>>> from gotobilling.markets import us
>>> due_on(date(2026, 8, 1), us.CONNECT.due).value
datetime.date(2026, 8, 16)

A bank account is checked, and only the last four digits of its numbers are kept:

>>> bank_account(
...     holder="Acme Inc", account_number="000123456789", routing_number="021000021"
... )
BankAccount(holder='Acme Inc', account_last_four='6789', routing_last_four='0021')
"""

from gotobilling.payments.attempts import (
    AttemptOutcome,
    PaymentAttempt,
    may_attempt,
    next_attempt_at,
)
from gotobilling.payments.authentication import (
    Authentication,
    AuthenticationNeed,
    needs_authentication,
)
from gotobilling.payments.dates import (
    AutopayCharged,
    AutopayOn,
    AutopayPolicy,
    CreditPolicy,
    DisputePolicy,
    DisputeUntil,
    DueCountedFrom,
    DueOn,
    DuePolicy,
    NegativeTotal,
    SettlementPolicy,
    autopay_on,
    disputable_until,
    due_on,
)
from gotobilling.payments.methods import (
    BankAccount,
    Card,
    Check,
    Connected,
    PaymentMethod,
    Wire,
    accepted,
    bank_account,
    check_method,
)

__all__ = [
    "AttemptOutcome",
    "Authentication",
    "AuthenticationNeed",
    "AutopayCharged",
    "AutopayOn",
    "AutopayPolicy",
    "BankAccount",
    "Card",
    "Check",
    "Connected",
    "CreditPolicy",
    "DisputePolicy",
    "DisputeUntil",
    "DueCountedFrom",
    "DueOn",
    "DuePolicy",
    "NegativeTotal",
    "PaymentAttempt",
    "PaymentMethod",
    "SettlementPolicy",
    "Wire",
    "accepted",
    "autopay_on",
    "bank_account",
    "check_method",
    "disputable_until",
    "due_on",
    "may_attempt",
    "needs_authentication",
    "next_attempt_at",
]
