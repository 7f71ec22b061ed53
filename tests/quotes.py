"""Quotes for the tests: each names what matters and fills in the rest."""

from datetime import date
from decimal import Decimal
from typing import Any

from gotobilling.facts import BillingAddress
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.markets import us
from gotobilling.quotes import CheckoutStep, Quote, QuotedItem, QuotedPurchase
from gotobilling.roles import Portal, Role

__all__ = ["ADMIN", "EVERY_STEP", "LONDON", "address", "item", "phones", "quote"]

EVERY_STEP = tuple(CheckoutStep)
ADMIN: dict[str, Any] = {"role": Role.BILLING_ADMIN, "portal": Portal.GOTO_ADMIN}


def item(
    name: str = "seat",
    quoted: str = "20.00",
    at_list: str | None = "25.00",
    **others: object,
) -> QuotedItem:
    """Return ten seats at 20.00 instead of 25.00 unless told."""
    filled: dict[str, Any] = {
        "kind": LineKind.SERVICE_CHARGE,
        "unit": BillableUnit.EXTENSION,
        "quantity": 10,
    }
    return QuotedItem(
        item=name,
        quoted_price=Decimal(quoted),
        list_price=None if at_list is None else Decimal(at_list),
        **(filled | others),
    )


def phones(quoted: str = "99.98", at_list: str | None = "120.00") -> QuotedPurchase:
    """Return the purchase of ten phones."""
    return QuotedPurchase(
        id="desk-phones",
        kind=LineKind.HARDWARE,
        item="Desk phone",
        quantity=10,
        quoted_price=Decimal(quoted),
        list_price=None if at_list is None else Decimal(at_list),
    )


def address(country: str, region: str | None = None) -> BillingAddress:
    """Return a billing address that was there before any quote."""
    return BillingAddress(
        id="address", country=country, region=region, effective_on=date(2024, 1, 1)
    )


LONDON = address("GB")


def quote(*items: QuotedItem, **others: object) -> Quote:
    """Return a quote of 20 December 2024 for 15 months from 15 January 2025."""
    filled: dict[str, Any] = {
        "id": "q-17",
        "account": "acme",
        "currency": "USD",
        "market": us.CONNECT,
        "quoted_on": date(2024, 12, 20),
        "billing_start_on": date(2025, 1, 15),
        "months": 15,
        "items": items or (item(),),
    }
    return Quote(**(filled | others))
