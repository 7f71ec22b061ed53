"""What is agreed with a partner, and what was paid of an invoice, in words.

>>> from datetime import date
>>> from decimal import Decimal
>>> agreed = Commission(
...     id="residual-1",
...     partner="acme",
...     account="pine",
...     kind=CommissionKind.RESIDUAL,
...     effective_on=date(2026, 1, 1),
...     percent=Decimal("12.5"),
... )
>>> partner_text(agreed)
'acme on pine: residual, 12.5 percent, effective 2026-01-01'
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gotobilling.commissions import PaidPart
from gotobilling.facts import Commission, CommissionKind, Fact
from gotobilling.money import Money, UnitPrice

__all__ = ["kind_text", "partner_text"]

_SHOWN: Final = 12
_KINDS: Final[Mapping[CommissionKind, str]] = MappingProxyType(
    {
        CommissionKind.RESIDUAL: "residual",
        CommissionKind.UPFRONT: "upfront",
        CommissionKind.ONE_TIME: "one-time",
        CommissionKind.SPIFF: "SPIFF",
    }
)


def kind_text(kind: CommissionKind) -> str:
    """Return what a commission is paid for, in words."""
    return _KINDS[kind]


def partner_text(fact: Fact) -> str:
    """Return what such a fact says, in words; nothing of another."""
    if isinstance(fact, PaidPart):
        amount = Money(fact.amount, fact.currency)
        of = f"of document {fact.invoice[:_SHOWN]}"
        return f"{amount} paid {of} on {fact.paid_on} by {fact.source[:_SHOWN]}"
    if not isinstance(fact, Commission):
        return ""
    if fact.amount is None:
        agreed = f"{fact.percent} percent"
    else:
        agreed = str(UnitPrice(fact.amount, str(fact.currency), "account"))
    until = "" if fact.until_on is None else f" until {fact.until_on}"
    said = f"{fact.partner} on {fact.account}: {kind_text(fact.kind)}, {agreed}"
    return f"{said}, effective {fact.effective_on}{until}"
