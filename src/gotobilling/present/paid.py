"""What the facts of payments and service say, in words.

>>> from datetime import date
>>> from decimal import Decimal
>>> paid = Payment(
...     id="p1", paid_on=date(2026, 8, 10), amount=Decimal("100"), currency="USD"
... )
>>> paid_text(paid)
'100.00 USD paid on 2026-08-10'
"""

from gotobilling.facts import AutopayChoice, Fact, Payment, Suspension

__all__ = ["paid_text"]

_SHOWN = 12


def paid_text(fact: Fact) -> str | None:
    """Return what a payment, suspension or choice of autopay says; else None."""
    if isinstance(fact, Payment):
        of = "" if fact.invoice is None else f" of invoice {fact.invoice[:_SHOWN]}"
        by = "" if fact.method is None else f" by {fact.method}"
        return f"{fact.money} paid on {fact.paid_on}{of}{by}"
    if isinstance(fact, Suspension):
        return f"service suspended from {fact.effective_on} on"
    if isinstance(fact, AutopayChoice):
        return f"autopay {fact.autopay.value} from {fact.effective_on} on"
    return None
