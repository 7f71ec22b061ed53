"""What is billed by the year or the quarter: in advance, and changed within.

Each document bills the changes after the day that the one before it ended with, so that
every change is billed once. A year or a quarter is charged at the quantity as its first
day ends, or, where it begins after its document was made, at that of then: what changes
until it begins is charged or credited in full on the next document.

>>> from decimal import Decimal
>>> from gotobilling.facts import Account, Contract, Price, QuantityChange
>>> from gotobilling.kinds import BillableUnit
>>> from gotobilling.markets import us
>>> price = Price(
...     id="price",
...     item="seat",
...     kind=LineKind.CONTACT_CENTER,
...     unit=BillableUnit.SUBSCRIPTION,
...     unit_price=Decimal("365.00"),
...     currency="USD",
...     effective_on=date(2026, 3, 15),
...     frequency=Frequency.ANNUAL,
... )
>>> bought = QuantityChange(
...     id="bought", item="seat", quantity=2, effective_on=date(2026, 3, 15)
... )
>>> start = Contract(id="contract", billing_start_on=date(2026, 3, 1))
>>> account = Account(
...     id="a", currency="USD", contract=start, prices=(price,), changes=(bought,)
... )
>>> [row[2] for row in bought_periods(account, us.CONNECT, date(2026, 3, 15))]
[73000]
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from attrs import frozen

from gotobilling.billing_periods import AnnualRenewal, CycleLength
from gotobilling.facts import Account, History, Price
from gotobilling.facts.histories import Counted
from gotobilling.kinds import Frequency, LineKind
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.proration import (
    Emptied,
    Moved,
    ProratedFacts,
    Removals,
    SameDay,
    ZeroDays,
)
from gotobilling.proration.begun import Begun
from gotobilling.proration.periodic import PeriodFacts
from gotobilling.proration.within import PeriodProrationFacts
from gotobilling.segments.prorations import empties
from gotobilling.segments.span import Span, cut_short

__all__ = [
    "begun_of",
    "bought_periods",
    "joined",
    "period_changes",
    "period_days",
    "periods_ahead",
]

_ONE_DAY: Final = timedelta(1)
_KINDS: Final = tuple(LineKind)


def begun_of(account: Account, market: Market) -> dict[str, Begun]:
    """
    Return from which day the periods of each item are counted.

    Only items of the market's product are told, and none where its cycles are no
    calendar months.

    Clauses: Q50, Q51.
    """
    if market.anchor.length is not CycleLength.CALENDAR_MONTH:
        return {}
    start = market.rules.billing_start.raw(account.contract)
    firsts: dict[str, Counted] = {}
    often: dict[str, Frequency] = {}
    for history in account.periodic:
        price, first = history.prices[0], history.changes[0]
        if price.product == market.product:
            known = firsts.get(price.item, first)
            firsts[price.item] = min(known, first, key=_day_and_id)
            often[price.item] = price.frequency
    return {item: Begun(often[item], one, start) for item, one in firsts.items()}


def _day_and_id(change: Counted) -> tuple[date, str]:
    return change.effective_on, change.id


def joined(rows: list[Row], others: list[Row]) -> list[Row]:
    """Return the rows of both, in printed order."""
    return sorted([*rows, *others], key=_printed) if others else rows


def _printed(row: Row) -> tuple[int, str, str, date, bool, str, str]:
    fields = row[0].fields(row[1])
    on, group = fields.effective_on or date.min, fields.group or ""
    change = (on, fields.is_credit, fields.price or "", fields.fact or "")
    if fields.kind is not LineKind.PRORATED_CHARGE:
        # The lines of one low-usage item stand in an order of their own.
        change = (date.min, False, "", "")
    return _KINDS.index(fields.kind), fields.item, group, *change


def period_days(account: Account, market: Market, until: date) -> set[date]:
    """
    Return the days before ``until`` that may charge a year on a document of their own.

    These are the first days of what is billed by the year and, under one reading, its
    anniversaries.

    Clauses: A12, Q50.
    """
    days: set[date] = set()
    renews = market.frequency.annual_renewal is AnnualRenewal.ANCHOR_DAY
    for begun in begun_of(account, market).values():
        if begun.frequency is Frequency.ANNUAL:
            day = begun.day
            while day < until and _is_served(account, day):
                days.add(day)
                year = begun.next(day + _ONE_DAY, market.frequency)
                day = year.start if renews else until
    return days


def _is_served(account: Account, start: date) -> bool:
    # A period begins to be charged where service goes on after its first day.
    return account.end is None or start < account.end.last_day_of_service


def bought_periods(account: Account, market: Market, on: date) -> list[Row]:
    """
    Return the lines of the years that are charged on a day of their own.

    Clauses: A12, Q50.
    """
    rows: list[Row] = []
    renews = market.frequency.annual_renewal is AnnualRenewal.ANCHOR_DAY
    for history, begun in _items(account, market):
        if begun.frequency is not Frequency.ANNUAL or on < begun.day:
            continue
        year = begun.last(on + _ONE_DAY, market.frequency)
        if year.start == on and (renews or on == begun.day):
            until = on + _ONE_DAY
            rows += _ahead(account, market, history, begun, on, until)
    return rows


def _items(account: Account, market: Market) -> Iterator[tuple[History, Begun]]:
    begun = begun_of(account, market)
    for history in account.billed if begun else ():
        item = history.prices[0].item
        if item in begun:
            yield history, begun[item]


def _ahead(
    account: Account,
    market: Market,
    history: History,
    begun: Begun,
    limit: date,
    until: date,
) -> Iterator[Row]:
    """Yield the line of the last period that begins before ``until``, if any."""
    start = begun.last(until, market.frequency).start
    changes = history.held(min(limit, start))
    least = market.proration.emptied is Emptied.MINIMUM_QUANTITY
    quantity = sum([one.quantity for one in changes])
    if not _is_served(account, start) or not (quantity or (least and changes)):
        return
    price = history.price(start)
    if quantity or price.minimum_quantity:
        rule, currency = market.rules.period, account.currency
        facts = PeriodFacts(price, currency, history.group, changes, begun, until)
        yield rule, facts, rule.raw(facts)


def periods_ahead(account: Account, market: Market, span: Span) -> list[Row]:
    """
    Return the lines of the years and quarters that begin in a month.

    Clauses: A16, H5, H6, Q50, Q51, period-begun, period-renewed.
    """
    rows: list[Row] = []
    if not span.in_advance:
        return rows
    for history, begun in _items(account, market):
        start = begun.last(span.month.end, market.frequency).start
        is_due = span.month.start <= start and start >= begun.day
        if is_due and _stands_on_month(market, begun, start):
            rows += _ahead(account, market, history, begun, span.high, span.month.end)
    return rows


def _stands_on_month(market: Market, begun: Begun, start: date) -> bool:
    """Return whether the monthly invoice charges a period, and no one-time one."""
    if begun.frequency is not Frequency.ANNUAL:
        return True
    monthly = market.frequency.annual_renewal is AnnualRenewal.MONTHLY_INVOICE
    return monthly and start != begun.day


def period_changes(account: Account, market: Market, span: Span) -> list[Row]:
    """
    Return the lines of the changes within years and quarters.

    Clauses: A8, Q17, Q27, Q31, Q50, Q51, period-begun, period-renewed.
    """
    begun = begun_of(account, market)
    rows: list[Row] = []
    for history in account.periodic:
        item = history.prices[0].item
        if item in begun:
            desk = _Desk(account, market, span, history, begun[item])
            rows += desk.rows()
    return rows


@frozen
class _Desk:
    """The changes of one history on one document."""

    account: Account
    market: Market
    span: Span
    history: History
    begun: Begun

    def rows(self) -> Iterator[Row]:
        """Yield the lines."""
        low, high = self.span.low, self.span.high
        if self.span.bills_start and self.begun.frequency is Frequency.QUARTERLY:
            yield from self._started(low)
        renewed: dict[date, list[Counted]] = {}
        changed: dict[date, list[Counted]] = {}
        for one in self.history.changes:
            on = one.effective_on
            if not low < on <= high:
                continue
            coming = self.begun.next(on, self.market.frequency).start
            if self._was_invoiced(coming):
                renewed.setdefault(coming, []).append(one)
            if on != coming and _is_served(self.account, self._running(on)):
                changed.setdefault(on, []).append(one)
        for on in sorted(changed):
            yield from self._lines(changed[on], on - _ONE_DAY, on, renews=False)
        for on in sorted(renewed):
            yield from self._lines(renewed[on], low, on, renews=True)

    def _was_invoiced(self, start: date) -> bool:
        # Before its first day, by the document before this one.
        invoiced = start < self.span.month.start and _is_served(self.account, start)
        return invoiced and _stands_on_month(self.market, self.begun, start)

    def _running(self, on: date) -> date:
        """Return the first day of what is running as a day ends."""
        policy = self.market.frequency
        if on < self.begun.anchor(policy):
            return self.begun.day
        return self.begun.last(on + _ONE_DAY, policy).start

    def _started(self, on: date) -> Iterator[Row]:
        before = self.history.held(on)
        least = self.market.proration.emptied is Emptied.MINIMUM_QUANTITY
        counts = least or sum([one.quantity for one in before]) != 0
        if before and counts and _is_served(self.account, on):
            told = (self._price(on, on), (), before, Moved.IN, None, on)
            yield from self._row(*told, renews=False)

    def _lines(
        self, changes: list[Counted], base: date, on: date, *, renews: bool
    ) -> Iterator[Row]:
        """Yield the lines of changes that are billed alike, additions first."""
        policy = self.market.proration
        added = [one for one in changes if one.quantity > 0]
        removed = [one for one in changes if self._credits(one, renews=renews)]
        alone = policy.same_day is SameDay.PER_CHANGE
        least = policy.emptied is Emptied.MINIMUM_QUANTITY
        before = self.history.held(base)
        price = self._price(on if renews else self._running(on), on)
        for each in (added, removed):
            lines = [(one,) for one in each] if alone else [tuple(each)]
            for parts in filter(None, lines):
                held = before if least else ()
                told = (price, parts, held, Moved.NOTHING, parts[0], on)
                yield from self._row(*told, renews=renews)
                before += parts

    def _credits(self, change: Counted, *, renews: bool) -> bool:
        policy = self.market.proration
        if renews or change.quantity > 0:
            # Of a period that had not begun nothing was used: it is always given back.
            return change.quantity < 0
        if policy.removals is Removals.NOT_CREDITED:
            return False
        ends = policy.emptied is Emptied.CANCELLATION
        return not (ends and empties(self.account, self.market, change.effective_on))

    def _price(self, start: date, on: date) -> Price:
        """Return the price of a period: of its first day, or the item's first one."""
        first = max(start, self.history.prices[0].effective_on)
        return self.history.price(min(first, on))

    def _row(
        self,
        price: Price,
        parts: tuple[Counted, ...],
        before: tuple[Counted, ...],
        moved: Moved,
        cause: Counted | None,
        on: date,
        *,
        renews: bool,
    ) -> Iterator[Row]:
        market, account = self.market, self.account
        day = on if cause is None else cause.effective_on
        end = None
        if day < self.begun.anchor(market.frequency):
            end = cut_short(market, account.end, Period.month_of(day))
        group, currency = self.history.group, account.currency
        change = ProratedFacts(
            price, currency, group, parts, before, moved, cause, on, end, None
        )
        rule = market.rules.period_prorated
        facts = PeriodProrationFacts(change, self.begun, renews)
        shown = market.proration.zero_days is ZeroDays.SHOWN
        if rule.prorated.quantity(change) and (shown or rule.share(facts)[0]):
            yield rule, facts, rule.raw(facts)
