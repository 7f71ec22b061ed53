"""A biller so plain that it can be checked by reading it once, top to bottom.

It takes an account file as ``tomllib`` reads it (``parse_float=Decimal``) and makes
every document by walking through the calendar, adding one day's share after the
other. It knows the default readings only, uses the standard library only and imports
nothing of this package, so that the two can be held against each other:

>>> import tomllib
>>> account = tomllib.loads('''
... contract = {id = "contract", billing_start_on = 2026-07-15}
... changes = [{id = "c1", item = "device", quantity = 5, effective_on = 2026-07-15}]
... [[prices]]
... id = "price"
... item = "device"
... kind = "service_charge"
... unit_price = 25
... effective_on = 2026-07-15
... ''')
>>> for document in bill(account, date(2026, 9, 1)):
...     print(document.issued_on, [line.minor for line in document.lines])
2026-08-01 [12500, 6452]
2026-09-01 [12500]

Periods are half-open: their ``end`` is the first day that is not in them.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

__all__ = ["Document", "Line", "bill", "billing_start", "total_over_days"]

_DAY = timedelta(days=1)
_KINDS = (
    *("service_charge", "standard_number", "prorated_charge", "contact_center"),
    *("rental", "hardware", "number_purchase", "other_charge", "other_credit"),
)
_NOT_SPLIT_BY_GROUP = ("contact_center", "rental")
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "prices": {"frequency": "monthly", "product": "connect", "minimum_quantity": 0},
    "changes": {"group": None},
    "one_time": {"product": "connect"},
}


class Line(NamedTuple):
    """One line: ``exact`` is its amount, ``minor`` the same rounded to minor units.

    The quantity of a removal is negative. A recurring line has no ``effective_on``,
    a one-time line no ``price_id``, and only a one-time line has a ``fact_id``.
    """

    kind: str
    item: str
    group: str | None
    quantity: int
    effective_on: date | None
    price_id: str | None
    fact_id: str | None
    start: date
    end: date
    exact: Fraction
    minor: int


class Document(NamedTuple):
    """One invoice, its lines in the order in which it shows them."""

    kind: str
    product: str
    period: tuple[date, date]
    issued_on: date
    due_on: date | None
    dispute_until: date
    autopay_on: date | None
    lines: tuple[Line, ...]


class _History(NamedTuple):
    """What the file says: each fact once, by section, its defaults filled in."""

    start: date
    last_day: date
    facts: dict[str, list[dict[str, Any]]]
    places: list[tuple[str, str | None]]


class _Charge(NamedTuple):
    """A quantity of an item in a group, billed from a day to the end of its month."""

    item: str
    group: str | None
    quantity: int
    price: dict[str, Any] | None
    day: date
    prorated: bool


def bill(
    account: dict[str, Any], through: date, minor_digits: int = 2
) -> list[Document]:
    """Return every document issued up to and including ``through``, by issue date.

    Purchases make a document of their own on their day. No lines, no document.

    Raises:
        ValueError: The file leaves the default readings, its facts contradict each
            other, more is removed than present, or something has no price.

    Clauses: A1, A5, Q24, Q47, Q54, Q66.
    """
    history = _read(account)
    purchases = history.facts["one_time"]
    documents: list[Document] = []
    first = min([history.start, *(fact["effective_on"] for fact in purchases)])
    for day in _days(first, through + _DAY):
        monthly = [
            _line(history, charge, minor_digits)
            for charge in _charges_billed_on(history, day)
            if charge.quantity != 0 and charge.day <= history.last_day
        ]
        bought = [
            _purchase_line(fact, minor_digits)
            for fact in purchases
            if fact["effective_on"] == day
        ]
        month = (day.replace(day=1), _month_end(day))
        documents += _documents("recurring", month, day, monthly)
        documents += _documents("one_time", (day, day + _DAY), day, bought)
    return documents


def _documents(
    kind: str, period: tuple[date, date], day: date, lines: list[tuple[str, Line]]
) -> Iterator[Document]:
    """Make one document per product, due and on autopay only if money is owed.

    Clauses: B1, B2, G4, Q3, Q6, Q48, Q56, Q66.
    """
    fifteen_days_later = day + 15 * _DAY
    tenth = next(later for later in _days(day, date.max) if later.day == 10)
    for product in sorted({product for product, _ in lines}):
        own = sorted((line for its, line in lines if its == product), key=_place)
        owed = sum(line.minor for line in own) > 0
        due_on, autopay_on = (fifteen_days_later, tenth) if owed else (None, None)
        dates = (day, due_on, fifteen_days_later, autopay_on)
        yield Document(kind, product, period, *dates, tuple(own))


def _place(line: Line) -> tuple[object, ...]:
    """Sort by kind, item, group (none first), day, additions first, price, fact."""
    day = line.effective_on or date.min
    names = (line.price_id or "", line.fact_id or "")
    kind = _KINDS.index(line.kind)
    return (kind, line.item, line.group or "", day, line.quantity < 0, *names)


def _charges_billed_on(history: _History, day: date) -> Iterator[_Charge]:
    """Yield what the monthly documents of this day bill.

    Day 1 bills the month that begins and prorates what happened in the month before.
    A start on day 2 to 5 is prorated at once, and not again on the next day 1.

    Clauses: A1, A4, A8, Q9, Q23, Q49.
    """
    if day == history.start and 2 <= day.day <= 5:
        yield from _prorated_charges(history, day)
    if day.day == 1:
        if day >= history.start:
            yield from _recurring_charges(history, day)
        facts = history.facts["changes"] + history.facts["prices"]
        eventful = {history.start, *(fact["effective_on"] for fact in facts)}
        for past in _days((day - _DAY).replace(day=1), day):
            billed_at_once = past == history.start and past.day <= 5
            prorated = past >= history.start and past.day > 1 and not billed_at_once
            if prorated and past in eventful:
                yield from _prorated_charges(history, past)


def _recurring_charges(history: _History, day: date) -> Iterator[_Charge]:
    """Yield what is there at the end of day 1, contact center and rentals ungrouped.

    Clauses: A1, D1, D2, D19, D21, Q23.
    """
    present: Counter[tuple[str, str | None]] = Counter()
    for item, group in history.places:
        price = _price(history, item, day) or {}
        shown = None if price.get("kind") in _NOT_SPLIT_BY_GROUP else group
        present[item, shown] += _quantity(history, item, group, day)
    for (item, group), quantity in present.items():
        price_then = _price(history, item, day)
        yield _Charge(item, group, quantity, price_then, day, prorated=False)


def _prorated_charges(history: _History, day: date) -> Iterator[_Charge]:
    """Yield what a day after day 1 added and removed, additions and removals apart.

    The billing start adds all that is there at its end. A new price removes what was
    there before at the old price and adds it at the new one.

    Clauses: A3, A8, A9, A10, D3, Q17, Q26, Q27, Q30, Q31.
    """
    for item, group in history.places:
        before = _quantity(history, item, group, day - _DAY)
        today = [
            change["quantity"]
            for change in history.facts["changes"]
            if (change["item"], change["group"]) == (item, group)
            and change["effective_on"] == day
        ]
        added = sum(quantity for quantity in today if quantity > 0)
        removed = sum(quantity for quantity in today if quantity < 0)
        price, old_price = (_price(history, item, on) for on in (day, day - _DAY))
        if day == history.start:
            added, removed = before + sum(today), 0
        elif price != old_price:
            added += before
            yield _Charge(item, group, -before, old_price, day, prorated=True)
        yield _Charge(item, group, added, price, day, prorated=True)
        yield _Charge(item, group, removed, price, day, prorated=True)


def _line(history: _History, charge: _Charge, digits: int) -> tuple[str, Line]:
    """Add a charge up day by day, to the end of its month or of service.

    The day of a proration is not charged; one on the last day has 0 days and is shown.

    Clauses: A8, Q1, Q25, Q29, Q68.
    """
    price = _required(charge.price, charge.item, charge.day)
    start = charge.day + _DAY if charge.prorated else charge.day
    end = min(_month_end(charge.day), history.last_day + _DAY)
    exact = Fraction(0)
    for day in _days(start, end):
        exact += charge.quantity * Fraction(price["unit_price"]) / _month_length(day)
    kind, effective_on = price["kind"], None
    if charge.prorated:
        kind, effective_on = "prorated_charge", charge.day
    what = (kind, charge.item, charge.group, charge.quantity, effective_on)
    minor = _rounded(exact, digits)
    return price["product"], Line(*what, price["id"], None, start, end, exact, minor)


def _purchase_line(fact: dict[str, Any], digits: int) -> tuple[str, Line]:
    """Bill a one-time charge, before, during or after service.

    Clauses: A5, Q54.
    """
    exact = fact["quantity"] * Fraction(fact["unit_price"])
    exact = -exact if fact["kind"] == "other_credit" else exact
    day, minor = fact["effective_on"], _rounded(exact, digits)
    what = (fact["kind"], fact["item"], None, fact["quantity"], day, None, fact["id"])
    return fact["product"], Line(*what, day, day + _DAY, exact, minor)


def _rounded(exact: Fraction, digits: int) -> int:
    """Round to minor units, a half away from zero."""
    size = int(abs(exact) * 10**digits + Fraction(1, 2))
    return size if exact > 0 else -size


def total_over_days(account: dict[str, Any], first: date, last: date) -> Fraction:
    """Add quantity x price / days in the month over the days ``first`` to ``last``.

    Both ends count. A day is charged for what was there at the end of the day before;
    day 1 of a month for what is there at its own end. Nothing is charged where that
    moment lies before the billing start, nor after the last day of service.

    Raises:
        ValueError: As for ``bill``.

    Clauses: A8, Q1, Q68.
    """
    history = _read(account)
    total = Fraction(0)
    for day in _days(first, min(last, history.last_day) + _DAY):
        seen_on = day if day.day == 1 else day - _DAY
        for item, group in history.places:
            quantity = _quantity(history, item, group, seen_on)
            if quantity > 0 and seen_on >= history.start:
                price = _required(_price(history, item, seen_on), item, seen_on)
                total += quantity * Fraction(price["unit_price"]) / _month_length(day)
    return total


def billing_start(account: dict[str, Any]) -> date:
    """Return the later of the quote's date and the end of the free months.

    The free months run from the signature and end on the last day of a shorter month.

    Raises:
        ValueError: Neither date is known, or free months have no signature.

    Clauses: A3, A7, Q18, Q35.
    """
    contract: dict[str, Any] = account["contract"]
    free_months: int = contract.get("free_months", 0)
    dates: list[date] = []
    if "billing_start_on" in contract:
        dates.append(contract["billing_start_on"])
    if "signed_on" in contract:
        month = contract["signed_on"].replace(day=1)
        for _ in range(free_months):
            month = _month_end(month)
        day = min(contract["signed_on"].day, _month_length(month))
        dates.append(month.replace(day=day))
    if not dates or (free_months and "signed_on" not in contract):
        raise ValueError("contract must say when billing starts")
    return max(dates)


def _read(account: dict[str, Any]) -> _History:
    """Take each fact once, and refuse what contradicts itself.

    Clauses: Q28.
    """
    if account.get("readings"):
        raise ValueError("readings must be empty: the defaults are all that is known")
    facts = _each_once(account)
    _check_prices(facts["prices"], {change["item"] for change in facts["changes"]})
    places = sorted({(c["item"], c["group"]) for c in facts["changes"]}, key=str)
    service_end = account["contract"].get("end", {})
    last_day = service_end.get("last_day_of_service", date.max - _DAY)
    history = _History(billing_start(account), last_day, facts, places)
    for change in facts["changes"]:
        item, day = change["item"], change["effective_on"]
        if day <= last_day and _quantity(history, item, change["group"], day) < 0:
            raise ValueError(f"{item} must not fall below 0, as it does on {day}")
    return history


def _each_once(account: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Fill in the defaults and leave repeated facts out: same id, same content."""
    contract = account["contract"]
    taken = {contract["id"], contract.get("end", contract)["id"]}
    facts: dict[str, list[dict[str, Any]]] = {}
    for section, defaults in _DEFAULTS.items():
        facts[section] = []
        for given in account.get(section, []):
            fact = {**defaults, "known_on": given["effective_on"], **given}
            if fact not in facts[section]:
                if fact["id"] in taken:
                    raise ValueError(f"id must be of one fact, got {fact['id']} twice")
                facts[section].append(fact)
            taken.add(fact["id"])
    return facts


def _check_prices(prices: list[dict[str, Any]], used: set[str]) -> None:
    items = {price["item"]: (price["kind"], price["product"]) for price in prices}
    if not used <= items.keys() or any(p["frequency"] != "monthly" for p in prices):
        raise ValueError("an item must have a price, by the month")
    if any((p["kind"], p["product"]) != items[p["item"]] for p in prices):
        raise ValueError("an item must have one kind and one product")
    if len({(price["item"], price["effective_on"]) for price in prices}) < len(prices):
        raise ValueError("an item must have one price a day")


def _quantity(history: _History, item: str, group: str | None, day: date) -> int:
    """Count what is there at the end of a day."""
    quantity = 0
    for change in history.facts["changes"]:
        if change["effective_on"] <= day and change["item"] == item:
            quantity += change["quantity"] if change["group"] == group else 0
    return quantity


def _price(history: _History, item: str, day: date) -> dict[str, Any] | None:
    """Return the price in force: the latest that is not in the future.

    Clauses: Q30, Q67.
    """
    prices = [fact for fact in history.facts["prices"] if fact["item"] == item]
    past = [price for price in prices if price["effective_on"] <= day]
    return max(past, key=lambda price: price["effective_on"], default=None)


def _required(price: dict[str, Any] | None, item: str, day: date) -> dict[str, Any]:
    if price is None:
        raise ValueError(f"{item} must have a price in force on {day}")
    return price


def _days(start: date, end: date) -> Iterator[date]:
    """Yield the days from ``start`` up to, but not including, ``end``."""
    while start < end:
        yield start
        start += _DAY


def _month_end(day: date) -> date:
    """Return the first day of the next month."""
    return day.replace(day=_month_length(day)) + _DAY


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
