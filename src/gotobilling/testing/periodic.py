"""Years and quarters billed so plainly that it can be checked by reading it once.

It walks through the calendar and gives each day its share of the period's price: in a
year all days the same; in a quarter a third to each month, in it all days the same. It
knows the readings of `FrequencyPolicy`, those on which removals bring a credit, and
the shipped ones otherwise, and imports nothing of the rules, so that the two can be
held against each other:

>>> from gotobilling.testing.examples import yearly_seats
>>> for line in bill_periods(yearly_seats(), date(2027, 4, 1), {}):
...     print(line.issued_on, line.kind, line.quantity, line.minor)
2026-03-15 contact_center 2 73000
2026-06-01 prorated_charge 1 30300
2027-03-01 contact_center 3 109500
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import Final, NamedTuple

from gotobilling.facts import Account, Price, QuantityChange
from gotobilling.kinds import Frequency

__all__ = ["PeriodLine", "bill_periods", "charged_on", "periods_over_days"]

Readings = Mapping[str, str]
"""The other readings, by name; what is left out is as shipped."""
Span = tuple[date, date]
"""The first day, and the day after the last."""

_DAY: Final = timedelta(days=1)
_NEVER: Final = date.max - _DAY
_NOT_SPLIT: Final = ("contact_center", "rental")


class PeriodLine(NamedTuple):
    """One line: on which document it is, what it is for, and its amount."""

    issued_on: date
    document: str
    kind: str
    item: str
    group: str | None
    quantity: int
    effective_on: date | None
    price_id: str
    start: date
    end: date
    exact: Fraction
    minor: int


class _Item(NamedTuple):
    """What is known of one item that is billed by the year or the quarter."""

    name: str
    kind: str
    annual: bool
    prices: list[Price]
    changes: list[QuantityChange]
    every: tuple[QuantityChange, ...]
    """The changes of all items."""
    first: date
    """Its first day."""
    anchor: date
    """The first day of its first year or quarter."""
    last_day: date
    readings: Readings

    def held(self, group: str | None, day: date) -> int:
        """Count what is there of a group as a day ends."""
        return sum(
            one.quantity
            for one in self.changes
            if one.effective_on <= day and one.group == group
        )

    def period(self, day: date) -> Span:
        """Return the year or quarter that a day lies in, or the month before them."""
        if day < self.anchor:
            return day.replace(day=1), _month_end(day)
        length, number = (12 if self.annual else 3), 0
        while _months_after(self.anchor, (number + 1) * length) <= day:
            number += 1
        start = _months_after(self.anchor, number * length)
        return start, _months_after(self.anchor, (number + 1) * length)

    def stretch(self, day: date) -> Span:
        """Return the days that share a part of the price evenly."""
        by_days = self.readings.get("quarter_changes") == "days"
        if day < self.anchor or self.annual or by_days:
            return self.period(day)
        number = 0
        while _months_after(self.anchor, number + 1) <= day:
            number += 1
        return _months_after(self.anchor, number), _months_after(
            self.anchor, number + 1
        )

    def share(self, day: date) -> Fraction:
        """Return which share of the period's price a day has."""
        start, end = self.stretch(day)
        whole = self.stretch(day) == self.period(day) and day >= self.anchor
        return Fraction(1 if whole else Fraction(1, 3)) / (end - start).days

    def is_charged(self, start: date) -> bool:
        """Tell whether service goes on after the first day of a period."""
        return start < self.last_day

    def gives_back(self, day: date) -> bool:
        """Tell whether a removal of a day brings a credit for the period that runs."""
        if self.readings.get("removals") == "not_credited":
            return False
        left = sum(one.quantity for one in self.every if one.effective_on <= day)
        return left > 0 or self.readings.get("emptied") != "cancellation"

    def price(self, day: date) -> Price:
        """Return the price of the period in which a day lies."""
        start = max(self.period(day)[0], self.first, self.prices[0].effective_on)
        return [one for one in self.prices if one.effective_on <= start][-1]

    def seen_on(self, day: date) -> date:
        """Return the day as whose end the quantity of a day counts."""
        begins = day == self.stretch(day)[0] or day == self.first == self.anchor
        return day if begins else day - _DAY


def bill_periods(
    account: Account, through: date, readings: Readings
) -> list[PeriodLine]:
    """
    Return the lines of years and quarters of every document, up to a day.

    Clauses: A12, A16, Q50, Q51.
    """
    start = _start(account)
    found: list[PeriodLine] = []
    for item in _items(account, start, readings):
        day = start
        while day <= through:
            if _is_apart(item, day) and item.is_charged(day):
                found += _whole(item, day, day, day)
            elif day.day == 1:
                found += _on_month(item, start, day)
            if day == start and 2 <= day.day <= 5 and not item.annual:
                found += _begun(item, start, day)
            day += _DAY
    return sorted(found, key=_place)


def _place(line: PeriodLine) -> tuple[object, ...]:
    what = line.kind, line.item, line.group or ""
    return line.issued_on, line.document, *what, str(line.effective_on), -line.quantity


def _on_month(item: _Item, start: date, day: date) -> Iterator[PeriodLine]:
    """Yield what the invoice of a month has of an item."""
    before = (day - _DAY).replace(day=1)
    for on in _days(day, _month_end(day)):
        begins = on >= item.anchor and on == item.period(on)[0]
        if begins and item.is_charged(on) and not _is_apart(item, on):
            yield from _whole(item, day, on, day)
    late = before <= start < day and start.day > 1
    if late and start.day > 5 and not item.annual:
        yield from _begun(item, start, day)
    low = max(start, before)
    changed = range((min(day, item.last_day) - low).days)
    for on in (low + (number + 1) * _DAY for number in changed):
        yield from _changed(item, low, on, day)


def _is_apart(item: _Item, day: date) -> bool:
    """Tell whether a day begins a year that is charged on a document of its own."""
    if not item.annual or day < item.anchor or day != item.period(day)[0]:
        return False
    return day == item.anchor or item.readings.get("annual_renewal") == "anchor_day"


def _whole(item: _Item, issued: date, on: date, seen: date) -> Iterator[PeriodLine]:
    """Yield a year or quarter in full, at the quantity as a day ends."""
    groups = {one.group for one in item.changes}
    held = {group: item.held(group, min(seen, on)) for group in groups}
    if item.kind in _NOT_SPLIT:
        held = {None: sum(held.values())}
    document = "one_time" if _is_apart(item, on) else "recurring"
    for group, quantity in held.items():
        if quantity:
            price, span = item.price(on), item.period(on)
            told = (issued, document, item.kind, item.name, group, quantity, None)
            yield _line(item, told, price, span)


def _line(
    item: _Item,
    told: tuple[date, str, str, str, str | None, int, date | None],
    price: Price,
    span: Span,
) -> PeriodLine:
    exact = Fraction(0)
    for day in _days(*span):
        exact += told[5] * Fraction(price.unit_price) * item.share(day)
    return PeriodLine(*told, price.id, *span, exact, _rounded(exact))


def _begun(item: _Item, start: date, issued: date) -> Iterator[PeriodLine]:
    """Yield what is there as billing starts, to the end of the month or quarter."""
    for group in {one.group for one in item.changes}:
        quantity = item.held(group, start)
        if quantity and item.is_charged(start):
            yield _part(item, issued, group, quantity, start)


def _part(
    item: _Item, issued: date, group: str | None, quantity: int, on: date
) -> PeriodLine:
    first = on if item.seen_on(on) == on else on + _DAY
    end = item.period(on)[1]
    if on < item.anchor:
        end = min(end, item.last_day + _DAY)
    told = (issued, "recurring", "prorated_charge", item.name, group, quantity, on)
    return _line(item, told, item.price(on), (first, end))


def _changed(item: _Item, low: date, on: date, issued: date) -> Iterator[PeriodLine]:
    """Yield the changes of a day, and those of a period that was invoiced before."""
    begins = on == item.period(on)[0] and on >= item.anchor
    by_group: dict[str | None, list[QuantityChange]] = {}
    for one in item.changes:
        by_group.setdefault(one.group, []).append(one)
    for group, changes in by_group.items():
        for sign in (1, -1):
            own = [one for one in changes if one.quantity * sign > 0]
            today = sum(one.quantity for one in own if one.effective_on == on)
            started = item.period(on)[0] if on >= item.anchor else item.first
            credited = sign > 0 or item.gives_back(on)
            if today and credited and not begins and item.is_charged(started):
                yield _part(item, issued, group, today, on)
            late = sum(one.quantity for one in own if low < one.effective_on <= on)
            invoiced = on < issued and not _is_apart(item, on)
            if begins and late and invoiced and item.is_charged(on):
                kind, span = "prorated_charge", item.period(on)
                told = (issued, "recurring", kind, item.name, group, late, on)
                yield _line(item, told, item.price(on), span)


def charged_on(account: Account, line: PeriodLine, readings: Readings) -> date:
    """
    Return the date of the invoice that charged most of what a line gives back.

    Each unit is kept with the date of the invoice that charged it, the oldest first,
    and given back in that order. Of two invoices that charged as many, the earlier one
    counts.

    >>> from attrs import evolve
    >>> from gotobilling.testing.examples import yearly_seats
    >>> seats, days = yearly_seats(), (date(2026, 8, 9), date(2026, 9, 9))
    >>> gone = [
    ...     QuantityChange(id=str(on), item="seat", quantity=count, effective_on=on)
    ...     for on, count in zip(days, (-2, -1))
    ... ]
    >>> known = evolve(seats, changes=(*seats.changes, *gone))
    >>> for line in bill_periods(known, date(2026, 10, 1), {})[-2:]:
    ...     print(line.quantity, line.issued_on, charged_on(known, line, {}))
    -2 2026-09-01 2026-03-15
    -1 2026-10-01 2026-06-01

    Clauses: Q45.
    """
    items = _items(account, _start(account), readings)
    (item,) = (one for one in items if one.name == line.item)
    period = item.period(line.effective_on or line.start)
    # What is removed is gone, whether or not a reading gives it back.
    others = {**readings, "removals": "credited", "emptied": "service_continues"}
    units: list[date] = []
    billed = sorted(bill_periods(account, line.issued_on, others), key=_in_turn)
    for one in takewhile(lambda other: other != line, billed):
        began = one.effective_on or one.start
        if one.item == line.item and item.period(began) == period:
            count = _of_group(item, one, line.group)
            units = [*units, *[one.issued_on] * count][max(-count, 0) :]
    given = units[: -line.quantity]
    return max(sorted(set(given)), key=given.count)


def _of_group(item: _Item, line: PeriodLine, group: str | None) -> int:
    """Count what a line charges or credits of a group; it may hold several."""
    if line.kind in _NOT_SPLIT:
        return item.held(group, min(line.issued_on, line.start))
    return line.quantity if line.group == group else 0


def _in_turn(line: PeriodLine) -> tuple[date, bool]:
    return line.effective_on or date.min, line.quantity < 0


def periods_over_days(
    account: Account, first: date, last: date, readings: Readings
) -> Fraction:
    """
    Add up quantity x share of the price, over the days ``first`` to ``last``.

    Both ends count. A day is charged for what was there as the day before ended; the
    first day of a year, or of a month in a quarter, for what is there as it ends.

    Clauses: Q50, Q51.
    """
    total = Fraction(0)
    for item in _items(account, _start(account), readings):
        for day in _days(first, last + _DAY):
            if day < item.first or not item.is_charged(
                max(item.period(day)[0], item.first)
            ):
                continue
            if day < item.anchor and day > item.last_day:
                continue
            seen = min(item.seen_on(day), item.last_day)
            groups = {one.group for one in item.changes}
            held = sum(item.held(group, seen) for group in groups)
            if seen >= item.first and held:
                total += held * Fraction(item.price(day).unit_price) * item.share(day)
    return total


def _items(account: Account, start: date, readings: Readings) -> Iterator[_Item]:
    last_day = account.end.last_day_of_service if account.end else _NEVER
    for prices in account.items:
        price = prices[0]
        changes = [one for one in account.changes if one.item == price.item]
        if price.frequency is Frequency.MONTHLY or not changes:
            continue
        first = max(start, min(one.effective_on for one in changes))
        annual = price.frequency is Frequency.ANNUAL
        anchor = first
        if not annual and readings.get("quarters") != "anchored" and first.day > 1:
            anchor = _month_end(first)
        own = sorted(prices, key=_effective_on)
        told = (price.item, price.kind.value, annual, own, changes, account.changes)
        yield _Item(*told, first, anchor, last_day, readings)


def _effective_on(price: Price) -> date:
    return price.effective_on


def _start(account: Account) -> date:
    start = account.contract.billing_start_on
    if start is None:
        raise ValueError("contract must say on which day billing starts")
    return start


def _months_after(day: date, months: int) -> date:
    """Count months on from a day; a shorter month gives its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    """Return the first day of the next month."""
    return day.replace(day=monthrange(day.year, day.month)[1]) + _DAY


def _days(start: date, end: date) -> Iterator[date]:
    while start < end:
        yield start
        start += _DAY


def _rounded(exact: Fraction) -> int:
    """Round to cents, a half away from zero."""
    size = int(abs(exact) * 100 + Fraction(1, 2))
    return size if exact > 0 else -size
