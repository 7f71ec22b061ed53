"""A biller of 30-day and anchored cycles, as plain as the one for calendar months.

It takes an account file as ``tomllib`` reads it, walks through the calendar day by day
and adds one day's share after the other. It knows the default readings of Central
(every 30 days, which no change moves) and Webinar (anchored months, which every change
moves), uses the standard library only and imports nothing but its neighbour, so that
the library can be held against it:

>>> import tomllib
>>> account = tomllib.loads('''
... contract = {id = "contract", billing_start_on = 2028-01-30}
... changes = [{id = "c1", item = "seat", quantity = 2, effective_on = 2028-01-30}]
... [[prices]]
... id = "price"
... item = "seat"
... kind = "subscription"
... product = "central"
... unit_price = 30
... effective_on = 2028-01-30
... ''')
>>> for document in bill_cycles(account, date(2028, 4, 1), CENTRAL):
...     print(document.issued_on, [line.minor for line in document.lines])
2028-01-30 [6000]
2028-02-29 [6000]
2028-03-30 [6000]

Periods are half-open: their ``end`` is the first day that is not in them.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from gotobilling.testing.reference import Document, Line, billing_start

__all__ = ["CENTRAL", "WEBINAR", "Plan", "bill_cycles", "cycles_over_days"]

_DAY = timedelta(days=1)
_MONTHS: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "annual": 12}
_ORDER = ("service_charge", "standard_number", "prorated_charge")
_SPLIT = ("service_charge", "standard_number")


class Plan(NamedTuple):
    """What the naive biller knows of a market."""

    product: str
    thirty_days: bool
    """Whether a monthly cycle is 30 days, and not an anchored month."""
    moves: bool
    """Whether a change moves the billing date to its day."""


CENTRAL = Plan("central", thirty_days=True, moves=False)
WEBINAR = Plan("webinar", thirty_days=False, moves=True)


_What = tuple[str, str, str | None, int, date | None, str, None]
"""Of a line: its kind, item, group, quantity, day, price and no one fact."""


class _Cycle(NamedTuple):
    """A cycle, its days, and whether a plan change begins it."""

    start: date
    end: date
    changed: bool


class _Story(NamedTuple):
    """What the file says of the items that are billed equally often."""

    plan: Plan
    frequency: str
    begin: date
    last_day: date
    prices: dict[str, list[dict[str, Any]]]
    changes: list[dict[str, Any]]
    places: list[tuple[str, str | None]]


def bill_cycles(
    account: dict[str, Any], through: date, plan: Plan, minor_digits: int = 2
) -> list[Document]:
    """
    Return every document of cycles dated up to and including ``through``, by date.

    Clauses: A12, A13, Q52, Q53, cycle-quantities, unused-days.
    """
    documents = [
        document
        for frequency in _MONTHS
        for story in [_read(account, plan, frequency)]
        for document in _documents(story, through, minor_digits)
    ]
    return sorted(documents, key=_by_date)


def _by_date(document: Document) -> date:
    return document.issued_on


def _documents(story: _Story, through: date, digits: int) -> Iterator[Document]:
    before: _Cycle | None = None
    for cycle in _cycles(story, through):
        lines: list[Line] = []
        if before is not None:
            lines += _prorated(story, before, cycle, digits)
        if cycle.start <= story.last_day:
            lines += _full(story, cycle, digits)
        lines.sort(key=_place)
        if lines:
            owed = sum(line.minor for line in lines) > 0
            on = cycle.start
            due_on = on if owed else None
            kind = "plan_change" if cycle.changed else "cycle"
            dates = (on, due_on, on + 15 * _DAY, due_on)
            period = (cycle.start, cycle.end)
            yield Document(kind, story.plan.product, period, *dates, tuple(lines))
        before = cycle


def _place(line: Line) -> tuple[object, ...]:
    """Sort by kind, item, group (none first), day, additions first."""
    kind = _ORDER.index(line.kind) if line.kind in _ORDER else len(_ORDER)
    day = line.effective_on or date.min
    group = line.group or ""
    return kind, line.kind, line.item, group, day, line.quantity < 0


def _cycles(story: _Story, through: date) -> Iterator[_Cycle]:
    """
    Walk from the sign-up: a cycle ends when its days have passed, or at a change.

    Clauses: Q52, Q53.
    """
    if not story.changes:
        return
    anchor = max(story.begin, min(one["effective_on"] for one in story.changes))
    number, changed, day = 0, False, anchor
    while day <= through:
        start, end = _bounds(story, anchor, number)
        yield _Cycle(start, end, changed)
        if start > story.last_day:
            return
        day, number, changed = start + _DAY, number + 1, False
        while day < end:
            if story.plan.moves and day <= story.last_day and _nets(story, day):
                anchor, number, changed = day, 0, True
                break
            day += _DAY


def _bounds(story: _Story, anchor: date, number: int) -> tuple[date, date]:
    if story.plan.thirty_days and story.frequency == "monthly":
        return anchor + 30 * number * _DAY, anchor + 30 * (number + 1) * _DAY
    months = _MONTHS[story.frequency]
    return _later(anchor, months * number), _later(anchor, months * (number + 1))


def _later(anchor: date, months: int) -> date:
    """Step month by month, and then go back to the anchor's day or the last one."""
    year, month = anchor.year, anchor.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(anchor.day, monthrange(year, month)[1]))


def _nets(story: _Story, day: date) -> bool:
    """Tell whether a day's changes of an item come to something."""
    net: dict[str, int] = {}
    for one in story.changes:
        if one["effective_on"] == day:
            net[one["item"]] = net.get(one["item"], 0) + one["quantity"]
    return any(net.values())


def _full(story: _Story, cycle: _Cycle, digits: int) -> Iterator[Line]:
    """Yield what is there as the first day ends, in full and in advance."""
    present: dict[tuple[str, str | None], int] = {}
    for item, group in story.places:
        shown = group if story.prices[item][0]["kind"] in _SPLIT else None
        held = _quantity(story, item, group, cycle.start)
        present[item, shown] = present.get((item, shown), 0) + held
    for (item, group), quantity in present.items():
        if quantity:
            price = _price(story, item, cycle.start)
            what = (price["kind"], item, group, quantity, None, price["id"], None)
            yield _line(what, price, cycle, cycle.start, digits)


def _prorated(
    story: _Story, before: _Cycle, cycle: _Cycle, digits: int
) -> Iterator[Line]:
    """
    Yield the changes inside the cycle before, and what of it a plan change leaves over.

    A change is charged from the day after it; the day of a plan change is not used.
    """
    last = min(cycle.start, story.last_day + _DAY)
    for item, group in story.places:
        price = _price(story, item, before.start)
        day = before.start + _DAY
        while day < last:
            for sign in (1, -1):
                quantity = sum(
                    one["quantity"]
                    for one in story.changes
                    if (one["item"], one["group"]) == (item, group)
                    and one["effective_on"] == day
                    and one["quantity"] * sign > 0
                )
                if quantity:
                    kind = "prorated_charge"
                    what = (kind, item, group, quantity, day, price["id"], None)
                    yield _line(what, price, before, day + _DAY, digits)
            day += _DAY
        held = _quantity(story, item, group, cycle.start - _DAY)
        if cycle.changed and held:
            on = cycle.start
            what = ("prorated_charge", item, group, -held, on, price["id"], None)
            yield _line(what, price, before, on, digits)


def _line(
    what: _What, price: dict[str, Any], cycle: _Cycle, on: date, digits: int
) -> Line:
    """Add up the days from one on to the end of the cycle, each its share of it."""
    exact, day, quantity = Fraction(0), on, what[3]
    length = (cycle.end - cycle.start).days
    while day < cycle.end:
        exact += quantity * Fraction(price["unit_price"]) / length
        day += _DAY
    size = int(abs(exact) * 10**digits + Fraction(1, 2))
    minor = size if exact > 0 else -size
    return Line(*what, on, cycle.end, exact, minor)


def cycles_over_days(account: dict[str, Any], through: date, plan: Plan) -> Fraction:
    """
    Add quantity x price / days of the cycle over every day of the cycles begun so far.

    A day is charged for what was there at the end of the day before, the first day of a
    cycle for what is there at its own end; a cycle that a change ends stops there.

    Clauses: Q52, Q53, cycle-quantities, unused-days.
    """
    total = Fraction(0)
    for frequency in _MONTHS:
        story = _read(account, plan, frequency)
        found = list(_cycles(story, through))
        for index, cycle in enumerate(found):
            following = found[index + 1].start if found[index + 1 :] else cycle.end
            day = cycle.start
            while day < following and cycle.start <= story.last_day:
                seen_on = day if day == cycle.start else day - _DAY
                for item, group in story.places:
                    quantity = _quantity(story, item, group, seen_on)
                    if quantity:
                        price = Fraction(_price(story, item, cycle.start)["unit_price"])
                        total += quantity * price / (cycle.end - cycle.start).days
                day += _DAY
    return total


def _read(account: dict[str, Any], plan: Plan, frequency: str) -> _Story:
    prices: dict[str, list[dict[str, Any]]] = {}
    for one in account.get("prices", []):
        often = one.get("frequency", "monthly")
        if one.get("product", "connect") == plan.product and often == frequency:
            prices.setdefault(one["item"], []).append(one)
    for found in prices.values():
        found.sort(key=_effective_on)
    changes = [
        {"group": None, **one}
        for one in account.get("changes", [])
        if one["item"] in prices
    ]
    places = sorted({(one["item"], one["group"]) for one in changes}, key=str)
    end = account["contract"].get("end", {})
    last = end.get("last_day_of_service", date.max - _DAY)
    begin = billing_start(account)
    return _Story(plan, frequency, begin, last, prices, changes, places)


def _effective_on(fact: dict[str, Any]) -> date:
    on: date = fact["effective_on"]
    return on


def _quantity(story: _Story, item: str, group: str | None, day: date) -> int:
    """Count what is there at the end of a day; after the last of service, no more."""
    return sum(
        one["quantity"]
        for one in story.changes
        if (one["item"], one["group"]) == (item, group)
        and one["effective_on"] <= min(day, story.last_day)
    )


def _price(story: _Story, item: str, day: date) -> dict[str, Any]:
    """Return the price in force as a cycle begins, or the first where it is later."""
    prices = story.prices[item]
    past = [one for one in prices if one["effective_on"] <= day]
    return past[-1] if past else prices[0]
