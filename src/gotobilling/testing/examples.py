"""The published examples as accounts: the same facts as the shipped example files."""

from datetime import date
from decimal import Decimal

from gotobilling.facts import Account, Contract, Price, QuantityChange
from gotobilling.kinds import BillableUnit, LineKind

__all__ = ["july_start"]


def july_start() -> Account:
    """
    Return five devices at 25.00, billed from 15 July 2026.

    Clauses: A9.
    """
    start = date(2026, 7, 15)
    return Account(
        id="july-start",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=start),
        prices=(
            Price(
                id="price-device",
                item="device",
                kind=LineKind.SERVICE_CHARGE,
                unit=BillableUnit.DEVICE,
                unit_price=Decimal("25.00"),
                currency="USD",
                effective_on=start,
            ),
        ),
        changes=(
            QuantityChange(id="devices", item="device", quantity=5, effective_on=start),
        ),
    )
