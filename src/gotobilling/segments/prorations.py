"""Prorated lines: the changes of a part month, day by day."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from attrs import frozen

from gotobilling.billing_cycle import NumberPurchase
from gotobilling.errors import InvalidPeriod
from gotobilling.facts import (
    Account,
    History,
    Price,
    ServiceEnd,
)
from gotobilling.facts.histories import Counted
from gotobilling.kinds import LineKind
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.proration import (
    Emptied,
    Moved,
    PriceChange,
    ProratedFacts,
    Removals,
    SameDay,
    ZeroDays,
    month_shares,
)
from gotobilling.segments.span import Span, cut_short

__all__ = ["Desk", "Served", "number_rows", "prorated_rows"]

_ONE_DAY = timedelta(1)
_NOTHING: Final = Moved.NOTHING
# A named tuple made the way tuples are: half the time, and lines are many.
_told = tuple.__new__

Bucket = tuple[date, bool]
"""A day, and whether something is removed on it."""


def prorated_rows(account: Account, market: Market, span: Span) -> list[Row]:
    """
    Return the prorated lines of a month's document, in printed order.

    Clauses: A8, A9, A10, D3, Q1, Q17, Q25, Q26, Q27, Q30, Q31, Q54, Q68.
    """
    _check_opening(account, span)
    served = _served(market, span)
    policy, rule = market.proration, market.rules.prorated
    low, stop, units = span.low, span.stop, policy.rounding.units
    lone = policy.is_plain and not span.bills_start and not _bills_apart(market)
    desk: Desk | None = None
    rows: list[Row] = []
    for history in account.histories:
        changes, prices = history.changes, history.prices
        change, price = changes[-1], prices[-1]
        on = change.effective_on
        if on <= low and price.effective_on <= low and not span.bills_start:
            continue
        is_lone = len(changes) == 1 or changes[-2].effective_on <= low
        if lone and is_lone and low < on < stop and price is prices[0]:
            # The common case at its shortest: one change, one price, one line.
            if price.effective_on > on:
                history.price(on)
            if price.product == market.product:
                days, quantity = served.days[on.day], change.quantity
                n, d = quantity * price.numerator * days, price.denominator
                minor = units(n, d * served.length, price.minor_digits)
                rows.append((rule, _lone(account, history, served.end), minor))
            continue
        desk = desk or Desk(account, market, span, served)
        rows += desk.rows(history)
    return rows


def _lone(account: Account, history: History, end: ServiceEnd | None) -> ProratedFacts:
    change = history.changes[-1]
    told = (
        history.prices[0],
        account.currency,
        history.group,
        (change,),
        (),
        _NOTHING,
        change,
        change.effective_on,
        end,
        None,
    )
    return _told(ProratedFacts, told)


def number_rows(account: Account, market: Market, span: Span, on: date) -> list[Row]:
    """
    Return the prorations that one reading puts on the one-time invoice of a day.

    Clauses: Q54.
    """
    if not _bills_apart(market):
        return []
    _check_opening(account, span)
    desk = Desk(account, market, span, _served(market, span))
    rows: list[Row] = []
    for history in account.histories:
        added = desk.added(history, on)
        if added and _is_bought_apart(account, history, on):
            rows += desk.changed(history, added)
    return rows


def _bills_apart(market: Market) -> bool:
    # Under one reading of Q54 the one-time invoice of the day prorates a number.
    return market.cycle.number_purchase is NumberPurchase.ONE_TIME_INVOICE


def _is_bought_apart(account: Account, history: History, on: date) -> bool:
    first = history.prices[0]
    return first.kind is LineKind.STANDARD_NUMBER and any(
        one.effective_on == on
        and one.item == first.item
        and one.product == first.product
        and one.kind is LineKind.NUMBER_PURCHASE
        for one in account.one_time
    )


def _check_opening(account: Account, span: Span) -> None:
    if account.opening and account.opening[0].effective_on > span.low:
        opening = account.opening[0]
        requirement = f"on or before {span.low}, where this document begins"
        path = f"opening[{opening.id}].effective_on"
        raise InvalidPeriod(path, requirement, opening.effective_on)


class Served(NamedTuple):
    """A month day by day: where it is cut short, and what a change is charged for."""

    end: ServiceEnd | None
    days: tuple[int, ...]
    length: int


def _served(market: Market, span: Span) -> Served:
    month = Period.month_of(span.low)
    end = cut_short(market, span.end, month)
    until = month.end if end is None else end.last_day_of_service + _ONE_DAY
    shares = month_shares(market.proration.day_count, month.start, until)
    return Served(end, *shares)


@frozen
class Desk:
    """The prorations of one document, written history by history."""

    account: Account
    market: Market
    span: Span
    served: Served

    def rows(self, history: History) -> list[Row]:
        """Return the prorated lines of one history."""
        if history.prices[0].product != self.market.product:
            return []
        low, stop = self.span.low, self.span.stop
        inside = [one for one in history.changes if low < one.effective_on < stop]
        rows = self._start(history) if self.span.bills_start else []
        buckets: dict[Bucket, list[Counted]] = {}
        for one in inside:
            bucket = one.effective_on, one.quantity < 0
            buckets.setdefault(bucket, []).append(one)
        if _bills_apart(self.market):
            for on, removed in tuple(buckets):
                if not removed and _is_bought_apart(self.account, history, on):
                    del buckets[on, removed]
        moved: list[Row] = []
        if self.market.proration.price_change is PriceChange.ON_THE_DAY:
            moved = self._moved(history, buckets)
        for bucket in sorted(buckets):
            moved += self.changed(history, tuple(buckets[bucket]))
        moved.sort(key=_printed)
        return rows + moved

    def added(self, history: History, on: date) -> tuple[Counted, ...]:
        """Return what is added on a day, where this document's product bills it."""
        if history.prices[0].product != self.market.product:
            return ()
        return tuple(
            one
            for one in history.changes
            if one.effective_on == on and one.quantity > 0
        )

    def _start(self, history: History) -> list[Row]:
        low = self.span.low
        before = history.held(low)
        if not (before and self.counts(before)):
            return []
        return self.row(history, history.price(low), (), before, Moved.IN, None, low)

    def counts(self, changes: tuple[Counted, ...]) -> bool:
        """Whether what is held counts."""
        # What is no longer there still counts where the contract has a minimum.
        least = self.market.proration.emptied is Emptied.MINIMUM_QUANTITY
        return least or sum([one.quantity for one in changes]) != 0

    def _moved(
        self, history: History, buckets: dict[Bucket, list[Counted]]
    ) -> list[Row]:
        joins = self.market.proration.same_day is SameDay.NETTED_BY_SIGN
        rows: list[Row] = []
        for old, new in pairwise(history.prices):
            on = new.effective_on
            inside = self.span.low < on < self.span.stop
            before = history.held(on - _ONE_DAY) if inside else ()
            if not (before and self.counts(before)):
                continue
            added = tuple(buckets.pop((on, False), ())) if joins else ()
            rows += self.row(history, old, (), before, Moved.OUT, new, on)
            rows += self.row(history, new, added, before, Moved.IN, new, on)
        return rows

    def changed(self, history: History, changes: tuple[Counted, ...]) -> list[Row]:
        """Return the lines of the changes of one day and sign."""
        policy, on = self.market.proration, changes[0].effective_on
        if changes[0].quantity < 0:
            if policy.removals is Removals.NOT_CREDITED:
                return []
            if policy.emptied is Emptied.CANCELLATION and self._empties(on):
                return []
        price = self._price(history, on)
        if policy.same_day is SameDay.PER_CHANGE:
            lines: tuple[tuple[Counted, ...], ...] = tuple((one,) for one in changes)
        else:
            lines = (changes,)
        rows: list[Row] = []
        for parts in lines:
            before: tuple[Counted, ...] = ()
            if policy.emptied is Emptied.MINIMUM_QUANTITY:
                before = _before(history, parts)
            rows += self.row(history, price, parts, before, Moved.NOTHING, parts[0], on)
        return rows

    def row(
        self,
        history: History,
        price: Price,
        parts: tuple[Counted, ...],
        before: tuple[Counted, ...],
        moved: Moved,
        cause: Counted | Price | None,
        on: date,
    ) -> list[Row]:
        """Return the line of what moves or changes on a day, if there is one."""
        rule, days = self.market.rules.prorated, self.served.days[on.day]
        if days == 0 and self.market.proration.zero_days is ZeroDays.OMITTED:
            return []
        facts = ProratedFacts(
            price,
            self.account.currency,
            history.group,
            parts,
            before,
            moved,
            cause,
            on,
            self.served.end,
            None,
        )
        quantity = rule.quantity(facts)
        if quantity == 0:
            return []
        return [(rule, facts, rule.minor(price, quantity, days, self.served.length))]

    def _price(self, history: History, on: date) -> Price:
        if self.market.proration.price_change is PriceChange.NEXT_CYCLE:
            # The cycle's first price: of its first day, or of the item's.
            first = max(self.span.low, history.prices[0].effective_on)
            return history.price(min(first, on))
        price = history.prices[-1]
        return price if price.effective_on <= on else history.price(on)

    def _empties(self, on: date) -> bool:
        product = self.market.product
        return (
            sum(
                one.quantity
                for history in self.account.histories
                if history.prices[0].product == product
                for one in history.held(on)
            )
            == 0
        )


def _before(history: History, parts: tuple[Counted, ...]) -> tuple[Counted, ...]:
    # What counts before a line of a day: earlier days, additions before removals,
    # and of those of one sign the ones that stand before it.
    first = parts[0]
    mine = (first.effective_on, first.quantity < 0, first.id)
    placed = ((one.effective_on, one.quantity < 0, one.id) for one in history.changes)
    pairs = zip(placed, history.changes, strict=True)
    return tuple(one for place, one in pairs if place < mine)


def _printed(row: Row) -> tuple[date, bool, str, str]:
    facts: ProratedFacts = row[1]
    removed = facts.moved is Moved.OUT or (
        facts.moved is Moved.NOTHING and facts.parts[0].quantity < 0
    )
    fact = facts.parts[0].id if facts.parts else ""
    return facts.effective_on, removed, facts.price.id, fact
