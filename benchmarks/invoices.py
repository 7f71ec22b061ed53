"""Invoices per second: this library beside what one would write by hand.

Each account has 8 recurring items and 5 changes inside the month before, so that a
month's invoice has 8 recurring and 5 prorated lines. Every contender starts from the
same changes and prices, prices the lines, adds them up and finds the due date. An
account of this library is made once, checked and grouped by item, and billed many
times; "account made first" pays for that on every invoice. All totals are checked equal
before anything is timed; contenders run interleaved and the medians are printed. Trust
the ratios, not the absolute times.

    python benchmarks/invoices.py [--accounts 400] [--rounds 7]
"""

import argparse
import gc
import json
import random
import statistics
import time
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from attrs import evolve
from dateutil.relativedelta import relativedelta

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    Price,
    QuantityChange,
)
from gotobilling.formats.documents import document
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.markets import us
from gotobilling.periods import Period

try:
    from moneyed import Money as PyMoney
except ModuleNotFoundError:
    PyMoney = None

MONTH = Period.month(2026, 8)
CENT = Decimal("0.01")
KINDS = (
    (LineKind.SERVICE_CHARGE, BillableUnit.DEVICE),
    (LineKind.STANDARD_NUMBER, BillableUnit.TWO_WAY_NUMBER),
    (LineKind.CONTACT_CENTER, BillableUnit.SUBSCRIPTION),
    (LineKind.RENTAL, BillableUnit.RENTED_DEVICE),
)


def account(seed: int) -> Account:
    """Return an account with 8 items, and 5 of them changed in July."""
    draw = random.Random(seed)  # noqa: S311 -- a seeded sample, no secret
    start = date(2026, 1, 1)
    prices, changes = [], []
    for number in range(8):
        kind, unit = KINDS[number % 4]
        item = f"item-{number}"
        prices.append(
            Price(
                id=f"price-{number}",
                item=item,
                kind=kind,
                unit=unit,
                unit_price=Decimal(draw.randint(100, 9999)).scaleb(-2),
                currency="USD",
                effective_on=start,
            )
        )
        changes.append(_change(f"start-{number}", item, draw.randint(2, 40), start))
    for number, on in enumerate(draw.sample(range(2, 32), 5)):
        quantity = draw.choice((-1, 1, 2, 3))
        day = date(2026, 7, on)
        changes.append(_change(f"july-{number}", f"item-{number}", quantity, day))
    return Account(
        id=f"account-{seed}",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=start),
        prices=tuple(prices),
        changes=tuple(changes),
    )


def _change(name: str, item: str, quantity: int, on: date) -> QuantityChange:
    return QuantityChange(id=name, item=item, quantity=quantity, effective_on=on)


# What one would write by hand.


@dataclass
class Line:
    """A line as one would write it."""

    text: str
    quantity: int
    unit_price: Decimal
    amount: Decimal


@dataclass
class Bill:
    """An invoice as one would write it."""

    issued_on: date
    due_on: date
    lines: list[Line]
    total: Decimal


def by_hand(of: Account) -> Bill:
    """
    Bill August with Decimals and dataclasses, without any proof.

    It knows prices from a day on, billing groups, and several changes of a day, as the
    lines need them; nothing of free months, ends of service or other readings.
    """
    start = date(2026, 8, 1)
    previous = start - relativedelta(months=1)
    prices = defaultdict(list)
    for price in sorted(of.prices, key=lambda one: one.effective_on):
        prices[price.item].append(price)
    held: dict[tuple[str, str], int] = defaultdict(int)
    inside: dict[tuple[str, str, date, bool], int] = defaultdict(int)
    for change in of.changes:
        on, group = change.effective_on, change.group or ""
        if on <= start:
            held[change.item, group] += change.quantity
        if previous < on < start:
            inside[change.item, group, on, change.quantity < 0] += change.quantity
    lines = []
    for (item, _), quantity in sorted(held.items()):
        if quantity:
            unit_price = _price(prices[item], start)
            amount = (unit_price * quantity).quantize(CENT, rounding=ROUND_HALF_UP)
            lines.append(Line(item, quantity, unit_price, amount))
    for (item, _, on, _), quantity in sorted(inside.items()):
        length = monthrange(on.year, on.month)[1]
        days = length - on.day
        unit_price = _price(prices[item], on)
        amount = unit_price * quantity * days / length
        amount = amount.quantize(CENT, rounding=ROUND_HALF_UP)
        lines.append(Line(item, quantity, unit_price, amount))
    total = sum((line.amount for line in lines), Decimal(0))
    return Bill(start, start + relativedelta(days=15), lines, total)


def _price(prices: list[Price], on: date) -> Decimal:
    return [price for price in prices if price.effective_on <= on][-1].unit_price


DAYS_IN_JULY = 31
AUGUST = date(2026, 8, 1)
JULY = date(2026, 7, 1)
DUE = date(2026, 8, 16)


def by_hand_hoisted(of: Account) -> Bill:
    """Bill August by hand: one price an item, no groups, all constants taken out."""
    prices = {price.item: price.unit_price for price in of.prices}
    quantities: dict[str, int] = {}
    inside = []
    for change in of.changes:
        on = change.effective_on
        if on <= AUGUST:
            item = change.item
            quantities[item] = quantities.get(item, 0) + change.quantity
            if on > JULY:
                inside.append(change)
    lines = []
    total = Decimal(0)
    for item, quantity in sorted(quantities.items()):
        amount = (prices[item] * quantity).quantize(CENT, ROUND_HALF_UP)
        lines.append(Line(item, quantity, prices[item], amount))
        total += amount
    for change in inside:
        days = DAYS_IN_JULY - change.effective_on.day
        unit_price = prices[change.item]
        amount = unit_price * (change.quantity * days) / DAYS_IN_JULY
        amount = amount.quantize(CENT, ROUND_HALF_UP)
        lines.append(Line(change.item, change.quantity, unit_price, amount))
        total += amount
    return Bill(AUGUST, DUE, lines, total)


def by_py_moneyed(of: Account) -> Any:  # noqa: ANN401 -- an optional rival's type
    """Bill August with py-moneyed: the same work, prices and dates hoisted."""
    prices = defaultdict(list)
    for price in of.prices:
        money = PyMoney(price.unit_price, "USD")
        prices[price.item].append((price.effective_on, money))
    held: dict[tuple[str, str], int] = defaultdict(int)
    inside: dict[tuple[str, str, date, bool], int] = defaultdict(int)
    for change in of.changes:
        on, group = change.effective_on, change.group or ""
        if on <= AUGUST:
            held[change.item, group] += change.quantity
            if JULY < on < AUGUST:
                inside[change.item, group, on, change.quantity < 0] += change.quantity
    lines = []
    for (item, _), quantity in sorted(held.items()):
        money = [money for since, money in prices[item] if since <= AUGUST][-1]
        lines.append((item, quantity, money * quantity))
    for (item, _, on, _), quantity in sorted(inside.items()):
        money = [money for since, money in prices[item] if since <= on][-1]
        exact = (money * (quantity * (DAYS_IN_JULY - on.day))).amount / DAYS_IN_JULY
        amount = PyMoney(exact.quantize(CENT, ROUND_HALF_UP), "USD")
        lines.append((item, quantity, amount))
    total = PyMoney(0, "USD")
    for _, _, amount in lines:
        total += amount
    return total, DUE, lines


# This library.


def assembled(of: Account) -> Invoice:
    """Assemble August and read its total and due date."""
    invoice = assemble_invoice(of, MONTH, us.CONNECT)
    assert isinstance(invoice, Invoice)  # noqa: S101 -- told to the type checker
    _ = invoice.total.value, invoice.due_on
    return invoice


UTAH = BillingAddress(id="utah", country="US", region="UT", effective_on=JULY)
TAXED = (
    us.CONNECT.with_rate("us-slrrf", JULY, Decimal("2.0"), CONTRACT_RATES)
    .with_rate("us-rrf", JULY, Decimal("3.5"), CONTRACT_RATES)
    .with_rate("us-usf-factor", JULY, Decimal(40), CONTRACT_RATES)
    .with_sales_tax("utah", "US-UT")
    .with_rate("utah", JULY, Decimal("7.25"), CONTRACT_RATES)
)


@cache
def with_address(of: Account) -> Account:
    """Return the account with a billing address, made once."""
    return evolve(of, addresses=(UTAH,))


def levied(of: Account) -> Invoice:
    """Assemble August with two recovery fees, USF and a sales tax."""
    invoice = assemble_invoice(with_address(of), MONTH, TAXED)
    assert isinstance(invoice, Invoice)  # noqa: S101 -- told to the type checker
    _ = invoice.total.value, invoice.due_on
    return invoice


def from_facts(of: Account) -> Invoice:
    """Make the account of its facts, checked and sorted, then assemble."""
    made = Account(
        id=of.id,
        currency=of.currency,
        contract=of.contract,
        prices=of.prices,
        changes=of.changes,
    )
    return assembled(made)


def amounts_read(of: Account) -> tuple[Decimal, ...]:
    """Assemble and read every amount as Decimal."""
    return assembled(of).amounts


def lines_read(of: Account) -> list[Decimal]:
    """Assemble, make every line and read its amount as Decimal."""
    return [line.amount.amount for line in assembled(of).lines]


def one_proof_read(of: Account) -> object:
    """Assemble and read the proof of one line, another one for each account."""
    lines = assembled(of).lines
    drawn = random.Random(of.id).randrange(len(lines))  # noqa: S311 -- no secret
    return lines[drawn].proof


def written(of: Account) -> str:
    """Assemble and write the document as JSON."""
    return json.dumps(document(assembled(of)))


def timed(rounds: int, accounts: list[Account]) -> dict[str, float]:
    """Return the median seconds of each contender over interleaved rounds."""
    contenders: dict[str, Callable[[Account], object]] = {
        "by hand, Decimal and dataclass": by_hand,
        "by hand, one price an item, all hoisted": by_hand_hoisted,
        "gotobilling": assembled,
        "gotobilling, account made first": from_facts,
        "gotobilling, with four levies": levied,
        "gotobilling, every amount read as Decimal": amounts_read,
        "gotobilling, every line made and read": lines_read,
        "gotobilling, one proof read": one_proof_read,
        "gotobilling, documents written": written,
    }
    if PyMoney is not None:
        contenders["py-moneyed, tuned"] = by_py_moneyed
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            started = time.perf_counter()
            for one in accounts:
                run(one)
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(took) for name, took in seconds.items()}


def check(accounts: list[Account]) -> None:
    """Refuse to time contenders whose totals differ."""
    for one in accounts:
        total = assembled(one).total.value.amount
        hand = by_hand(one).total
        if not total == hand == by_hand_hoisted(one).total:
            message = f"{one.id}: {total} here, {hand} by hand"
            raise SystemExit(message)
        if PyMoney is not None and by_py_moneyed(one)[0].amount != total:
            message = f"{one.id}: py-moneyed differs"
            raise SystemExit(message)
        due = assembled(one).due_on
        if due is None or due.value != AUGUST + timedelta(15):
            raise SystemExit(one.id)


def main() -> None:
    """Check, time and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    accounts = [account(seed) for seed in range(asked.accounts)]
    check(accounts)
    took = timed(asked.rounds, accounts)
    naive = took["by hand, Decimal and dataclass"]
    print(f"{asked.accounts} accounts, 13 lines each, median of {asked.rounds} rounds")
    print(f"{'':45}{'us/invoice':>11}{'invoices/s':>12}{'vs by hand':>11}")
    for name, seconds in took.items():
        each = seconds / asked.accounts * 1e6
        rate = asked.accounts / seconds
        print(f"{name:45}{each:11.1f}{rate:12,.0f}{naive / seconds:10.2f}x")


if __name__ == "__main__":
    main()
