"""The published examples as accounts: the same facts as the shipped example files.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> july = assemble_invoice(june_addition(), Period.month(2026, 7), us.CONNECT)
>>> [str(line.amount) for line in july.lines]  # 5 x 25.00, and 2 x 25.00 x 15/30
['125.00 USD', '25.00 USD']
"""

from datetime import date
from decimal import Decimal

from attrs import evolve

from gotobilling.facts import Account, Contract, Price, QuantityChange
from gotobilling.kinds import BillableUnit, Frequency, LineKind

__all__ = [
    "august_change",
    "july_start",
    "june_addition",
    "webinar_sign_up",
    "webinar_upgrade",
    "yearly_seats",
]


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
        prices=(_device_price(start),),
        changes=(_change("devices", "device", 5, start),),
    )


def june_addition() -> Account:
    """
    Return three devices at 25.00, billed from 1 June 2026, and two more on 15 June.

    Clauses: A8.
    """
    start = date(2026, 6, 1)
    return Account(
        id="june-addition",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=start),
        prices=(_device_price(start),),
        changes=(
            _change("first-devices", "device", 3, start),
            _change("more-devices", "device", 2, date(2026, 6, 15)),
        ),
    )


def august_change() -> Account:
    """
    Return five devices at 25.00 and three numbers at 5.00 from 1 August 2026.

    Two devices and one number are added on 20 August.

    Clauses: A10.
    """
    start, later = date(2026, 8, 1), date(2026, 8, 20)
    number = Price(
        id="price-number",
        item="number",
        kind=LineKind.STANDARD_NUMBER,
        unit=BillableUnit.TWO_WAY_NUMBER,
        unit_price=Decimal("5.00"),
        currency="USD",
        effective_on=start,
    )
    return Account(
        id="august-change",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=start),
        prices=(_device_price(start), number),
        changes=(
            _change("first-devices", "device", 5, start),
            _change("first-numbers", "number", 3, start),
            _change("more-devices", "device", 2, later),
            _change("one-more-number", "number", 1, later),
        ),
    )


def yearly_seats() -> Account:
    """
    Return two seats at 365.00 a year from 15 March 2026, billed since 1 March.

    A seat is added on 15 May, so that its first year has 303 of 365 days.

    Clauses: A12, Q50.
    """
    bought = date(2026, 3, 15)
    seat = Price(
        id="price-seat",
        item="seat",
        kind=LineKind.CONTACT_CENTER,
        unit=BillableUnit.SUBSCRIPTION,
        unit_price=Decimal("365.00"),
        currency="USD",
        effective_on=bought,
        frequency=Frequency.ANNUAL,
    )
    return Account(
        id="yearly-seats",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=date(2026, 3, 1)),
        prices=(seat,),
        changes=(
            _change("seats", "seat", 2, bought),
            _change("one-more", "seat", 1, date(2026, 5, 15)),
        ),
    )


def _device_price(start: date) -> Price:
    return Price(
        id="price-device",
        item="device",
        kind=LineKind.SERVICE_CHARGE,
        unit=BillableUnit.DEVICE,
        unit_price=Decimal("25.00"),
        currency="USD",
        effective_on=start,
    )


def _change(name: str, item: str, quantity: int, on: date) -> QuantityChange:
    return QuantityChange(id=name, item=item, quantity=quantity, effective_on=on)


def webinar_sign_up() -> Account:
    """
    Return two standard seats from 10 June 2026; a pro one would cost 99.00.

    Clauses: A12.
    """
    start = date(2026, 6, 10)
    return Account(
        id="webinar-sign-up",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=start),
        prices=(
            _seat_price("standard", Decimal("49.00"), start),
            _seat_price("pro", Decimal("99.00"), start),
        ),
        changes=(_change("sign-up", "standard", 2, start),),
    )


def webinar_upgrade() -> Account:
    """
    Return the same two seats, which become two pro ones on 25 June 2026.

    One of them is given up on 4 August.

    Clauses: I4, Q53.
    """
    account, upgrade = webinar_sign_up(), date(2026, 6, 25)
    changes = (
        _change("upgrade-from", "standard", -2, upgrade),
        _change("upgrade-to", "pro", 2, upgrade),
        _change("one-seat-less", "pro", -1, date(2026, 8, 4)),
    )
    every = (*account.changes, *changes)
    return evolve(account, id="webinar-upgrade", changes=every)


def _seat_price(item: str, price: Decimal, on: date) -> Price:
    return Price(
        id=f"price-{item}",
        item=item,
        kind=LineKind.SUBSCRIPTION,
        unit=BillableUnit.SUBSCRIPTION,
        unit_price=price,
        currency="USD",
        effective_on=on,
        product="webinar",
    )
