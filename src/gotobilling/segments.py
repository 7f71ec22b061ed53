"""A history folded into the lines of a document.

One pass over the changes finds what was held when the span of a document begins and
what changed inside it; the month in advance, the prorations and their proofs all rest
on those same changes, so that every edge is decided here and nowhere else.

>>> from datetime import date
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> august = Span(
...     month=Period.month(2026, 8),
...     low=date(2026, 7, 15),
...     high=date(2026, 8, 1),
...     bills_start=True,
...     in_advance=True,
...     end=None,
... )
>>> [minor for _, _, minor in month_rows(july_start(), us.CONNECT, august)]
[12500, 6452]
"""

from datetime import date
from itertools import pairwise
from operator import itemgetter

from attrs import frozen

from gotobilling.billing_cycle import NumberPurchase
from gotobilling.charges import OneTimeFacts
from gotobilling.errors import InvalidPeriod, NoRateInForce
from gotobilling.facts import (
    Account,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.kinds import LineKind, is_split_by_group
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.proration import (
    Emptied,
    LastMonth,
    Moved,
    PriceChange,
    ProratedFacts,
    RecurringFacts,
    Removals,
    SameDay,
    ZeroDays,
)

__all__ = ["Span", "month_rows", "number_rows", "purchase_rows"]

Counted = OpeningQuantity | QuantityChange
Held = dict[str, dict[str, list[Counted]]]
"""Changes by item and by billing group, the group empty for none."""
Bucket = tuple[str, str, date, bool]
"""Item, group, day, and whether something is removed."""


@frozen(kw_only=True)
class Span:
    """
    What a month's document bills.

    Attributes:
        month: The calendar month that names the document.
        low: The last day whose changes are not prorated here.
        high: The day as whose end the month's quantities are taken.
        bills_start: Whether the quantities held on ``low``, the billing start, are
            prorated here.
        in_advance: Whether the month itself is billed here.
        end: The end of service, where one is known.
    """

    month: Period
    low: date
    high: date
    bills_start: bool
    in_advance: bool
    end: ServiceEnd | None


def month_rows(account: Account, market: Market, span: Span) -> tuple[Row, ...]:
    """
    Return the lines of a month's document, in the order in which they are printed.

    Raises:
        NoRateInForce: a quantity without a price in force.
        InvalidPeriod: the account's opening quantities are later than the span begins.

    Clauses: A1, A8, A9, A10, D3, Q23, Q25, Q26, Q27, Q30, Q68.
    """
    held, later = _fold(account, span)
    prorated = _prorated(account, market, span, held, later)
    if not span.in_advance:
        return tuple(prorated)
    for change in later:
        _hold(held, change)
    split, whole = _recurring(account, market, span, held)
    return (*split, *prorated, *whole)


def purchase_rows(account: Account, market: Market, on: date) -> tuple[Row, ...]:
    """
    Return the lines of the purchases of one day.

    Clauses: A5, Q54.
    """
    rule = market.rules.one_time
    rows: list[tuple[tuple[int, str, str], Row]] = []
    kinds = list(LineKind)
    for charge in account.one_time:
        if charge.effective_on == on and charge.product == market.product:
            facts = OneTimeFacts(charge, account.currency)
            place = (kinds.index(charge.kind), charge.item, charge.id)
            rows.append((place, (rule, facts, rule.raw(facts))))
    rows.sort(key=itemgetter(0))
    return tuple(row for _, row in rows)


def number_rows(account: Account, market: Market, span: Span, on: date) -> list[Row]:
    """
    Return the prorations that one reading puts on the one-time invoice of a day.

    Clauses: Q54.
    """
    held, later = _fold(account, span)
    end = _cut_short(market, span.end, Period.month_of(on))
    inside = [one for one in later if one.effective_on == on and one.quantity > 0]
    by_item = {prices[0].item: prices for prices in account.items}
    desk = _Desk(account, market, span.low, end, held, inside, {})
    rows: list[Row] = []
    for (item, group, _, _), changes in desk.buckets().items():
        prices = by_item[item]
        if _is_bought_apart(account, market, prices[0], on):
            price = _in_force(prices, on)
            for parts in desk.lines(changes):
                rows += desk.row(price, group, parts, (), Moved.NOTHING, parts[0], on)
    rows.sort(key=_printed)
    return rows


def _fold(account: Account, span: Span) -> tuple[Held, list[QuantityChange]]:
    low, high = span.low, span.high
    held: Held = {}
    later: list[QuantityChange] = []
    for opening in account.opening:
        if opening.effective_on > low:
            requirement = f"on or before {low}, where this document begins"
            path = f"opening[{opening.id}].effective_on"
            raise InvalidPeriod(path, requirement, opening.effective_on)
        _hold(held, opening)
    for change in account.changes:
        on = change.effective_on
        if on <= low:
            _hold(held, change)
        elif on <= high:
            later.append(change)
        else:
            break
    return held, later


def _hold(held: Held, change: Counted) -> None:
    groups = held.get(change.item)
    if groups is None:
        groups = held[change.item] = {}
    group = change.group or ""
    if group in groups:
        groups[group].append(change)
    else:
        groups[group] = [change]


# The month in advance.


def _recurring(
    account: Account, market: Market, span: Span, held: Held
) -> tuple[list[Row], list[Row]]:
    rule, month = market.rules.recurring, span.month
    least = market.proration.emptied is Emptied.MINIMUM_QUANTITY
    end = _cut_short(market, span.end, month)
    split: list[Row] = []
    whole: list[Row] = []
    for prices in account.items:
        groups = held.get(prices[0].item)
        if groups is None or prices[0].product != market.product:
            continue
        rows = split
        if not is_split_by_group(prices[0].kind):
            rows, groups = whole, {"": _joined(groups)}
        for group in sorted(groups):
            changes = groups[group]
            quantity = sum([one.quantity for one in changes])
            if quantity == 0 and not least:
                continue
            price = _in_force(prices, span.high)
            facts = RecurringFacts(
                price, account.currency, group or None, tuple(changes), month, end
            )
            if least or end is not None or price.minor_price is None:
                minor = rule.raw(facts)
            else:
                minor = quantity * price.minor_price
            if quantity or rule.quantity(facts):
                rows.append((rule, facts, minor))
    return split, whole


def _joined(groups: dict[str, list[Counted]]) -> list[Counted]:
    if len(groups) == 1:
        return next(iter(groups.values()))
    joined = [change for changes in groups.values() for change in changes]
    joined.sort(key=_day_and_id)
    return joined


def _day_and_id(change: Counted) -> tuple[date, str]:
    return change.effective_on, change.id


def _cut_short(
    market: Market, end: ServiceEnd | None, month: Period
) -> ServiceEnd | None:
    if end is None or market.proration.last_month is LastMonth.FULL_MONTH:
        return None
    on = end.last_day_of_service
    return end if month.start <= on < month.last_day else None


def _in_force(prices: tuple[Price, ...], on: date) -> Price:
    for price in reversed(prices):
        if price.effective_on <= on:
            return price
    path = f"prices of {prices[0].item}"
    raise NoRateInForce(path, f"in force on {on}", prices[0].effective_on)


# Prorations.


def _prorated(
    account: Account,
    market: Market,
    span: Span,
    held: Held,
    later: list[QuantityChange],
) -> list[Row]:
    inside = [one for one in later if one.effective_on < span.month.start]
    moves = _price_moves(account, market, span)
    if not (inside or moves or span.bills_start):
        return []
    month = Period.month_of(span.low)
    end = _cut_short(market, span.end, month)
    desk = _Desk(account, market, span.low, end, held, inside, {})
    buckets = desk.buckets()
    rows = desk.start() if span.bills_start else []
    for old, new in moves:
        rows.extend(desk.moved(old, new, buckets))
    rows.extend(desk.changed(buckets))
    rows.sort(key=_printed)
    return rows


def _printed(row: Row) -> tuple[str, str, date, bool, str, str]:
    facts: ProratedFacts = row[1]
    removed = facts.moved is Moved.OUT or (
        facts.moved is Moved.NOTHING and facts.parts[0].quantity < 0
    )
    fact = facts.parts[0].id if facts.parts else ""
    return (
        facts.price.item,
        facts.group or "",
        facts.effective_on,
        removed,
        facts.price.id,
        fact,
    )


def _price_moves(
    account: Account, market: Market, span: Span
) -> list[tuple[Price, Price]]:
    if market.proration.price_change is PriceChange.NEXT_CYCLE:
        return []
    last = span.end.last_day_of_service if span.end else date.max
    last = min(last, span.high)
    return [
        (old, new)
        for prices in account.items
        if len(prices) > 1 and prices[0].product == market.product
        for old, new in pairwise(prices)
        if span.low < new.effective_on < span.month.start and new.effective_on <= last
    ]


@frozen
class _Desk:
    """The prorations of one document: its history, and the days counted so far."""

    account: Account
    market: Market
    low: date
    end: ServiceEnd | None
    held: Held
    inside: list[QuantityChange]
    counted: dict[date, tuple[int, int]]

    def buckets(self) -> dict[Bucket, list[QuantityChange]]:
        """Put the changes together that make one line: item, group, day and sign."""
        found: dict[Bucket, list[QuantityChange]] = {}
        for one in self.inside:
            bucket = (one.item, one.group or "", one.effective_on, one.quantity < 0)
            if bucket in found:
                found[bucket].append(one)
            else:
                found[bucket] = [one]
        return found

    def start(self) -> list[Row]:
        """Prorate what is held when billing starts (Q26)."""
        rows: list[Row] = []
        for prices in self.account.items:
            if prices[0].product != self.market.product:
                continue
            for group, changes in self.held.get(prices[0].item, {}).items():
                if sum([one.quantity for one in changes]):
                    price = _in_force(prices, self.low)
                    before = tuple(changes)
                    rows += self.row(price, group, (), before, Moved.IN, None, self.low)
        return rows

    def moved(
        self, old: Price, new: Price, buckets: dict[Bucket, list[QuantityChange]]
    ) -> list[Row]:
        """Move what is held to a new price; additions of the day join it (Q30)."""
        on, item = new.effective_on, new.item
        joins = self.market.proration.same_day is SameDay.NETTED_BY_SIGN
        rows: list[Row] = []
        groups = {
            *self.held.get(item, {}),
            *(key[1] for key in buckets if key[0] == item),
        }
        for group in sorted(groups):
            before = self._before(item, group, on)
            if not sum([one.quantity for one in before]):
                continue
            added: tuple[QuantityChange, ...] = ()
            if joins:
                added = tuple(buckets.pop((item, group, on, False), ()))
            rows += self.row(old, group, (), before, Moved.OUT, new, on)
            rows += self.row(new, group, added, before, Moved.IN, new, on)
        return rows

    def changed(self, buckets: dict[Bucket, list[QuantityChange]]) -> list[Row]:
        """Prorate the changes of each day, additions and removals apart (Q27)."""
        by_item = {prices[0].item: prices for prices in self.account.items}
        policy = self.market.proration
        emptied = self._emptied() if policy.emptied is Emptied.CANCELLATION else ()
        rows: list[Row] = []
        for (item, group, on, removed), changes in buckets.items():
            prices = by_item[item]
            if prices[0].product != self.market.product:
                continue
            if removed:
                if policy.removals is Removals.NOT_CREDITED or on in emptied:
                    continue
            elif _is_bought_apart(self.account, self.market, prices[0], on):
                continue
            price = self._price(prices, on)
            for parts in self.lines(changes):
                before = self._least_before(item, group, on, parts)
                cause = parts[0]
                rows += self.row(price, group, parts, before, Moved.NOTHING, cause, on)
        return rows

    def lines(self, changes: list[QuantityChange]) -> list[tuple[QuantityChange, ...]]:
        """Put the changes of a bucket into lines (Q27)."""
        if self.market.proration.same_day is SameDay.PER_CHANGE:
            return [(one,) for one in changes]
        return [tuple(changes)]

    def row(
        self,
        price: Price,
        group: str,
        parts: tuple[QuantityChange, ...],
        before: tuple[Counted, ...],
        moved: Moved,
        cause: QuantityChange | Price | None,
        on: date,
    ) -> list[Row]:
        """Return the one line of these facts, or none where it is to be left out."""
        rule = self.market.rules.prorated
        facts = ProratedFacts(
            price,
            self.account.currency,
            group or None,
            parts,
            before,
            moved,
            cause,
            on,
            self.end,
            None,
        )
        counted = self.counted.get(on)
        if counted is None:
            counted = self.counted[on] = rule.share(facts)
        days, length = counted
        quantity = rule.quantity(facts)
        omitted = days == 0 and self.market.proration.zero_days is ZeroDays.OMITTED
        if omitted or quantity == 0:
            return []
        return [(rule, facts, rule.minor(price, quantity, days, length))]

    def _price(self, prices: tuple[Price, ...], on: date) -> Price:
        late = self.market.proration.price_change is PriceChange.NEXT_CYCLE
        if late and prices[0].effective_on <= self.low:
            return _in_force(prices, self.low)
        return _in_force(prices, on)

    def _before(self, item: str, group: str, on: date) -> tuple[Counted, ...]:
        inside = (
            one
            for one in self.inside
            if one.item == item and (one.group or "") == group and one.effective_on < on
        )
        return (*self.held.get(item, {}).get(group, ()), *inside)

    def _least_before(
        self, item: str, group: str, on: date, parts: tuple[QuantityChange, ...]
    ) -> tuple[Counted, ...]:
        if self.market.proration.emptied is not Emptied.MINIMUM_QUANTITY:
            return ()
        removed = parts[0].quantity < 0
        today = [
            one
            for one in self.inside
            if one.item == item
            and (one.group or "") == group
            and one.effective_on == on
        ]
        added = [one for one in today if one.quantity > 0] if removed else []
        earlier = [one for one in today if (one.quantity < 0) is removed]
        earlier = earlier[: earlier.index(parts[0])]
        return (*self._before(item, group, on), *added, *earlier)

    def _emptied(self) -> frozenset[date]:
        items = {
            prices[0].item
            for prices in self.account.items
            if prices[0].product == self.market.product
        }
        held = sum(
            one.quantity
            for item, groups in self.held.items()
            if item in items
            for changes in groups.values()
            for one in changes
        )
        left: dict[date, int] = {}
        for one in self.inside:
            if one.item in items:
                held += one.quantity
                left[one.effective_on] = held
        return frozenset(on for on, quantity in left.items() if quantity == 0)


def _is_bought_apart(account: Account, market: Market, first: Price, on: date) -> bool:
    # Under one reading of Q54 the one-time invoice of the day prorates the number.
    if market.cycle.number_purchase is NumberPurchase.NEXT_MONTHLY:
        return False
    return first.kind is LineKind.STANDARD_NUMBER and any(
        one.effective_on == on
        and one.item == first.item
        and one.kind is LineKind.NUMBER_PURCHASE
        for one in account.one_time
    )
