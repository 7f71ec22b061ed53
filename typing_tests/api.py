# ruff: noqa: INP001 -- checked by its path and never imported
"""What a type checker makes of the public API; it is checked and never run."""

from datetime import date
from decimal import Decimal
from typing import assert_type

import gotobilling
from gotobilling import (
    MINOR_UNIT,
    Account,
    BillableUnit,
    BillingError,
    ChargeClass,
    Clause,
    Contract,
    Dated,
    DayCount,
    Derived,
    Invoice,
    LineItem,
    LineKind,
    Market,
    Money,
    NothingToBill,
    Period,
    Price,
    QuantityChange,
    Remainder,
    Rounding,
    RoundingMode,
    ServiceEnd,
    Standing,
    UnitPrice,
    allocate,
    assemble_invoice,
    assemble_one_time,
    autopay_on,
    billing_start,
    canonical,
    digest,
    disputable_until,
    due_on,
    edition,
    invoices_issued,
    prorate,
)
from gotobilling.contracts import TermRun, renewal_on, service_end, term_on
from gotobilling.facts import Term

market = edition("us-connect", "2026-11")
assert_type(market, Market)
assert_type(gotobilling.edition("us-connect"), Market)

fee = Money(Decimal("12.90"), "USD")
assert_type(fee + fee, Money)
assert_type(fee * 3, Money)
assert_type(fee.amount, Decimal)
assert_type(fee.allocate((2, 1), Remainder.TO_FIRST), tuple[Money, ...])
assert_type(allocate(100, (2, 1), Remainder.TO_LAST), tuple[int, ...])

device = UnitPrice(Decimal("25.00"), "USD", "device")
july = Period.month(2026, 7)
on = date(2026, 7, 15)
charge = prorate(
    device, quantity=1, effective_on=on, within=july, policy=market.proration
)
assert_type(charge, Derived[Money])
assert_type(charge.value, Money)
assert_type(due_on(on, market.due), Derived[date])
assert_type(disputable_until(on, market.dispute).value, date)
assert_type(autopay_on(on, market.autopay).value, date)

contract = Contract(id="contract", billing_start_on=on)
assert_type(billing_start(contract, market.start).value, date)

term = Term(id="term", agreed_on=on, months=15)
assert_type(renewal_on(term, contract, market.contracts, market.start), Derived[date])
assert_type(term_on(on, term, contract, market.contracts, market.start), TermRun | None)
assert_type(service_end(on, market.contracts.notice), Derived[date])
account = Account(
    id="acme",
    currency="USD",
    contract=contract,
    end=ServiceEnd(id="end", last_day_of_service=on),
    prices=(
        Price(
            id="price",
            item="device",
            kind=LineKind.SERVICE_CHARGE,
            unit=BillableUnit.DEVICE,
            unit_price=Decimal(25),
            currency="USD",
            effective_on=on,
        ),
    ),
    changes=(QuantityChange(id="c1", item="device", quantity=5, effective_on=on),),
)
assert_type(account.as_known_on(on), Account)

found = assemble_invoice(account, july, market)
assert_type(found, Invoice | NothingToBill)
assert_type(assemble_one_time(account, on, market), Invoice | NothingToBill)
assert_type(invoices_issued(account, july, market), tuple[Invoice, ...])
if isinstance(found, Invoice):
    assert_type(found.lines, tuple[LineItem, ...])
    assert_type(found.lines[0].amount, Money)
    assert_type(found.lines[0].charge_class, ChargeClass)
    assert_type(found.total.value, Money)
    assert_type(found.issued_on.value, date)
    assert_type(found.due_on, Derived[date] | None)
    assert_type(found.total.proof.clauses(), tuple[Clause, ...])
else:
    assert_type(found.clause.standing, Standing)

assert_type(canonical(fee), bytes)
assert_type(digest(fee), str)
assert_type(DayCount.ACTUAL_AFTER_START.charged_from(on), date)
cents = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)
assert_type(cents.units(400, 31, minor_digits=2), int)


def rate_on(series: Dated[int], day: date) -> int:
    """Take the value of a series, of the type that the series was made with."""
    return series.at(day).value


def path_of(error: BillingError) -> str:
    """Take the place of an error."""
    return error.path


# What must not pass: each line is wrong, and the checker must say so.
Money(12.9, "USD")  # type: ignore[arg-type]
fee / 2  # type: ignore[operator]
fee + 1  # type: ignore[operator]
fee.minor = 1  # type: ignore[misc]
assemble_invoice(account, on, market)  # type: ignore[arg-type]
prorate(device, 1, on, july, market.proration)  # type: ignore[call-arg]
_ = gotobilling.Ledger  # type: ignore[attr-defined]
