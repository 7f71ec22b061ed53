"""Tiny constructors: each names what matters in a test and fills in the rest.

Amounts are compared in minor units, so that an expected one can be written as its
arithmetic: ``cents(5 * 25 * Fraction(16, 31))``.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from attrs import evolve

from gotobilling.billing_cycle import NothingToBill
from gotobilling.clauses import E1
from gotobilling.facts import (
    Account,
    CallRate,
    Contract,
    EarlyTermination,
    Included,
    LowUsage,
    NoUsage,
    NumberChange,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    Term,
    Trial,
    UsageTotal,
)
from gotobilling.invoices import Invoice, assemble_invoice, invoices_issued
from gotobilling.kinds import BillableUnit, CallType, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money, UnitPrice
from gotobilling.periods import Period
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.taxes import (
    Cap,
    CreditRate,
    Level,
    Levy,
    LevyKind,
    NegativeBase,
    TaxDate,
    VatId,
)

__all__ = [
    "Known",
    "account",
    "altered",
    "amounts",
    "bought",
    "call_rate",
    "capped_levy",
    "cents",
    "change",
    "day",
    "device_price",
    "dollars",
    "included",
    "invoice",
    "issued",
    "lines",
    "low_usage",
    "month",
    "nothing",
    "number_price",
    "opening",
    "plain_levy",
    "price",
    "rental_price",
    "seat_price",
    "usage_lines",
    "usage_total",
    "usd",
]

Used = CallRate | Included | LowUsage | UsageTotal | NoUsage
"""A fact of usage."""
Agreed = Term | Trial | NumberChange | EarlyTermination
"""A fact of the contract beside its dates."""
Known = (
    Price
    | QuantityChange
    | OneTimeCharge
    | OpeningQuantity
    | ServiceEnd
    | Used
    | Agreed
)
"""A fact beside the contract."""

AnyValue = TypeVar("AnyValue")

_UNITS = {
    LineKind.SERVICE_CHARGE: BillableUnit.DEVICE,
    LineKind.STANDARD_NUMBER: BillableUnit.TWO_WAY_NUMBER,
    LineKind.CONTACT_CENTER: BillableUnit.SUBSCRIPTION,
    LineKind.SUBSCRIPTION: BillableUnit.SUBSCRIPTION,
    LineKind.RENTAL: BillableUnit.RENTED_DEVICE,
}


def altered(value: AnyValue, field: str, content: object) -> AnyValue:
    """Return the value with another content of a field, of whatever type."""
    anything: Any = value
    found: AnyValue = evolve(anything, **{field: content})
    return found


def usd(amount: str) -> Money:
    """Return so many US dollars."""
    return Money.parse(amount, "USD")


def dollars(amount: str, per: str = "device") -> UnitPrice:
    """Return the price of one unit in US dollars."""
    return UnitPrice.parse(amount, "USD", per)


def cents(exact: Fraction | int) -> int:
    """Return dollars as whole cents, a half away from zero."""
    if exact < 0:
        return -cents(-exact)
    return (200 * Fraction(exact) + 1) // 2


def day(month: int, number: int, year: int = 2026) -> date:
    """Return a day of 2026, the year of the examples, unless told."""
    return date(year, month, number)


def month(number: int, year: int = 2026) -> Period:
    """Return a month of 2026 unless told."""
    return Period.month(year, number)


def price(
    item: str,
    kind: LineKind,
    unit_price: str,
    effective_on: date = date(2026, 1, 1),
    **others: object,
) -> Price:
    """Return the price of an item from the start of 2026 on unless told."""
    filled: dict[str, Any] = {
        "id": f"price of {item} from {effective_on}",
        "unit": _UNITS.get(kind, BillableUnit.DEVICE),
        "currency": "USD",
    }
    return Price(
        item=item,
        kind=kind,
        unit_price=Decimal(unit_price),
        effective_on=effective_on,
        **(filled | others),
    )


def device_price(
    unit_price: str = "25.00", effective_on: date = date(2026, 1, 1), **others: object
) -> Price:
    """Return the price of a device: 25.00 a month unless told."""
    return price("device", LineKind.SERVICE_CHARGE, unit_price, effective_on, **others)


def number_price(
    unit_price: str = "5.00", effective_on: date = date(2026, 1, 1), **others: object
) -> Price:
    """Return the price of a phone number: 5.00 a month unless told."""
    return price("number", LineKind.STANDARD_NUMBER, unit_price, effective_on, **others)


def seat_price(
    unit_price: str = "60.00", effective_on: date = date(2026, 1, 1), **others: object
) -> Price:
    """Return the price of a contact center seat: 60.00 a month unless told."""
    kind = LineKind.CONTACT_CENTER
    return price("agent seat", kind, unit_price, effective_on, **others)


def rental_price(
    unit_price: str = "7.00", effective_on: date = date(2026, 1, 1), **others: object
) -> Price:
    """Return the price of a rented phone: 7.00 a month unless told."""
    return price("rented phone", LineKind.RENTAL, unit_price, effective_on, **others)


def change(
    on: date,
    quantity: int,
    item: str = "device",
    group: str | None = None,
    **others: object,
) -> QuantityChange:
    """Return a change of quantity, of devices unless told."""
    place = f"{item} in {group}" if group else item
    filled: dict[str, Any] = {"id": f"{quantity:+} {place} on {on}"}
    return QuantityChange(
        item=item, quantity=quantity, effective_on=on, group=group, **(filled | others)
    )


def opening(
    on: date,
    quantity: int,
    item: str = "device",
    group: str | None = None,
    **others: object,
) -> OpeningQuantity:
    """Return what was there at the end of a day, devices unless told."""
    place = f"{item} in {group}" if group else item
    filled: dict[str, Any] = {"id": f"{quantity} {place} there on {on}"}
    return OpeningQuantity(
        item=item, quantity=quantity, effective_on=on, group=group, **(filled | others)
    )


def bought(
    on: date,
    unit_price: str = "99.98",
    quantity: int = 1,
    kind: LineKind = LineKind.HARDWARE,
    item: str = "desk phone",
    **others: object,
) -> OneTimeCharge:
    """Return a purchase: one desk phone for 99.98 unless told."""
    filled: dict[str, Any] = {
        "id": f"{quantity} {item} bought on {on}",
        "currency": "USD",
    }
    return OneTimeCharge(
        kind=kind,
        item=item,
        quantity=quantity,
        unit_price=Decimal(unit_price),
        effective_on=on,
        **(filled | others),
    )


def usage_total(
    call_type: CallType, minutes: int, rate: str | None = None, **others: object
) -> UsageTotal:
    """Return so many minutes, or message credits, of July unless told."""
    seconds = minutes if call_type is CallType.MESSAGE else 60 * minutes
    filled: dict[str, Any] = {
        "id": " ".join(filter(None, ("used", call_type.value, rate))),
        "month": date(2026, 7, 1),
        "rows": 3,
        "connected": 2,
        "seconds": seconds,
        "billable": seconds,
    }
    return UsageTotal(call_type=call_type, rate=rate, **(filled | others))


def call_rate(
    name: str = "Germany",
    unit_price: str | None = "0.019",
    call_type: CallType = CallType.INTERNATIONAL,
    **others: object,
) -> CallRate:
    """Return the rate of a destination; calls to Germany at 0.019 a minute."""
    filled: dict[str, Any] = {
        "id": f"rate of {name}",
        "currency": "USD",
        "effective_on": date(2026, 1, 1),
        "prefixes": ("+49",) if call_type.is_rated else (),
        "unit_price": None if unit_price is None else Decimal(unit_price),
    }
    return CallRate(name=name, call_type=call_type, **(filled | others))


def included(quantity: int, item: str | None = None, **others: object) -> Included:
    """Return what a plan includes a month: so many minutes unless told."""
    filled: dict[str, Any] = {
        "id": f"{quantity} included" + (f" for each {item}" if item else ""),
        "unit": BillableUnit.MINUTE,
        "effective_on": date(2026, 1, 1),
    }
    return Included(quantity=quantity, item=item, **(filled | others))


def low_usage(allowed: int = 5, **others: object) -> LowUsage:
    """Return the terms of low-usage phones, which are devices otherwise."""
    filled: dict[str, Any] = {
        "id": "terms",
        "item": "low phone",
        "full_price": "device",
        "phones": ("device", "low phone"),
        "effective_on": date(2026, 1, 1),
    }
    return LowUsage(allowed=allowed, **(filled | others))


def plain_levy(name: str = "tax", **others: object) -> Levy:
    """Return a levy of its own series: a Canadian tax on telecommunications."""
    filled: dict[str, Any] = {
        "kind": LevyKind.TAX,
        "line": LineKind.GST,
        "jurisdiction": "CA",
        "places": ("CA",),
        "series": name,
        "share": None,
        "classes": (ChargeClass.TELECOMMUNICATIONS,),
        "levies": (),
        "treatments": (),
        "level": Level.INVOICE,
        "rounding": Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1),
        "line_rounding": None,
        "cap": Cap.NONE,
        "tax_date": TaxDate.INVOICE_DATE,
        "credit_rate": CreditRate.CHARGING_INVOICE,
        "negative_base": NegativeBase.SAME_FORMULA,
        "vat_id": VatId.NONE,
        "seller": None,
        "clause": E1,
    }
    return Levy(name=name, **(filled | others))


def capped_levy(name: str = "capped", **others: object) -> Levy:
    """Return a levy on a share of its base that never exceeds its product."""
    filled: dict[str, Any] = {
        "kind": LevyKind.PASS_THROUGH,
        "line": LineKind.UNIVERSAL_SERVICE_FEE,
        "share": "share",
        "rounding": Rounding(RoundingMode.FLOOR, MINOR_UNIT, step=1),
        "cap": Cap.PRODUCT,
    }
    return plain_levy(name, **(filled | others))


def account(
    start: date | Contract,
    *facts: Known,
    last_day: date | None = None,
    **others: object,
) -> Account:
    """
    Return an account of any facts, in any order, billed from a day on.

    Without a price among them, a device is 25.00 and a number 5.00 a month.
    """
    contract = start
    if isinstance(start, date):
        contract = Contract(id="contract", billing_start_on=start)
    end = [one for one in facts if isinstance(one, ServiceEnd)]
    if last_day is not None:
        end.append(ServiceEnd(id="end", last_day_of_service=last_day))
    prices = tuple(one for one in facts if isinstance(one, Price))
    filled: dict[str, Any] = {
        "id": "acme",
        "currency": "USD",
        "contract": contract,
        "end": end[0] if end else None,
        "prices": prices or (device_price(), number_price()),
        "changes": tuple(one for one in facts if isinstance(one, QuantityChange)),
        "one_time": tuple(one for one in facts if isinstance(one, OneTimeCharge)),
        "opening": tuple(one for one in facts if isinstance(one, OpeningQuantity)),
        "call_rates": tuple(one for one in facts if isinstance(one, CallRate)),
        "included": tuple(one for one in facts if isinstance(one, Included)),
        "low_usage": tuple(one for one in facts if isinstance(one, LowUsage)),
        "usage": tuple(one for one in facts if isinstance(one, UsageTotal)),
        "no_usage": tuple(one for one in facts if isinstance(one, NoUsage)),
        "terms": tuple(one for one in facts if isinstance(one, Term)),
        "trials": tuple(one for one in facts if isinstance(one, Trial)),
        "number_changes": tuple(one for one in facts if isinstance(one, NumberChange)),
        "early_terminations": tuple(
            one for one in facts if isinstance(one, EarlyTermination)
        ),
    }
    return Account(**(filled | others))


def invoice(
    account: Account,
    month: Period,
    market: Market = us.CONNECT,
    *,
    issued_on: date | None = None,
    sent_on: date | None = None,
    brought_forward: Money | None = None,
) -> Invoice:
    """Return the recurring document of a month, which must have one."""
    found = assemble_invoice(
        account,
        month,
        market,
        issued_on=issued_on,
        sent_on=sent_on,
        brought_forward=brought_forward,
    )
    if not isinstance(found, Invoice):
        raise TypeError(found.reason)
    return found


def nothing(
    account: Account, month: Period, market: Market = us.CONNECT
) -> NothingToBill:
    """Return why a month has no document."""
    found = assemble_invoice(account, month, market)
    if not isinstance(found, NothingToBill):
        raise TypeError(repr(found))
    return found


def issued(
    account: Account, within: Period, market: Market = us.CONNECT
) -> dict[date, list[int]]:
    """Return the amounts of the lines, in cents, of each document by its date."""
    return {
        one.issued_on.value: amounts(one)
        for one in invoices_issued(account, within, market)
    }


def amounts(invoice: Invoice) -> list[int]:
    """Return the amounts of the lines in cents, in printed order."""
    return [line.amount.minor for line in invoice.lines]


def lines(invoice: Invoice) -> list[tuple[LineKind, str, int | Fraction, int]]:
    """Return kind, item, quantity and amount in cents of each line."""
    return [
        (line.kind, line.item, line.quantity, line.amount.minor)
        for line in invoice.lines
    ]


def usage_lines(
    invoice: Invoice,
) -> list[tuple[LineKind, str, int | Fraction, int]]:
    """Return kind, item, units and amount in cents of each line of usage."""
    units = (BillableUnit.MINUTE, BillableUnit.MESSAGE_CREDIT)
    return [
        (line.kind, line.item, line.quantity, line.amount.minor)
        for line in invoice.lines
        if line.unit in units
    ]
