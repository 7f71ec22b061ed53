"""Cycles of 30 days and anchored cycles: which there are, and the lines of each.

>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import webinar_upgrade
>>> for cycle in cycles(
...     webinar_upgrade(), us.WEBINAR, Frequency.MONTHLY, date(2026, 8, 1)
... ):
...     print(cycle.kind.value, cycle.period)
cycle 2026-06-10/2026-07-10
plan_change 2026-06-25/2026-07-25
cycle 2026-07-25/2026-08-25
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from attrs import frozen

from gotobilling.billing_cycle import DocumentKind
from gotobilling.billing_dates import (
    AnchorFacts,
    CycleFacts,
    CyclePlace,
    PastCycle,
    cycle_months,
    cycle_period,
)
from gotobilling.billing_periods import MovedBy
from gotobilling.facts import Account, History, Price, QuantityChange
from gotobilling.facts.histories import Counted, price_in_force
from gotobilling.kinds import Frequency
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.proration import (
    Emptied,
    Moved,
    PriceChange,
    ProratedFacts,
    RecurringFacts,
    UnusedFacts,
    ZeroDays,
)
from gotobilling.segments.prorations import Desk, Served
from gotobilling.segments.span import Span, cut_short

__all__ = ["Cycle", "cycle_rows", "cycles", "frequencies"]

_ONE_DAY: Final = timedelta(1)


class Cycle(NamedTuple):
    """
    A cycle that a document bills.

    Attributes:
        kind: Whether it goes on from the cycle before, or a plan change begins it.
        period: Its days.
        told: What it is counted from.
    """

    kind: DocumentKind
    period: Period
    told: CycleFacts


def frequencies(account: Account, market: Market) -> tuple[Frequency, ...]:
    """Return how often the items of the market's product are billed, each once."""
    known = {
        one.prices[0].frequency
        for one in account.histories
        if one.prices[0].product == market.product
    }
    return tuple(one for one in Frequency if one in known)


def cycles(
    account: Account, market: Market, frequency: Frequency, until: date
) -> Iterator[Cycle]:
    """
    Yield the cycles that begin before a day, from the sign-up on.

    The sign-up is the billing start, or the day on which the first item so billed is
    there, if that is later. A change may move the billing date to its day, where a
    cycle then begins; a change on a cycle's first day moves nothing.

    Clauses: A12, I4, Q52, Q53.
    """
    changes = _changes(account, market, frequency)
    if not changes:
        return
    start = market.rules.billing_start.raw(account.contract)
    last = account.end.last_day_of_service if account.end else date.max
    anchor = AnchorFacts(start, changes[0], moved=False)
    kind, number, months = DocumentKind.CYCLE, 0, cycle_months(frequency, market.anchor)
    past: PastCycle | None = None
    while past is None or past.period.start <= last:
        place = CyclePlace(anchor.on, number, months)
        period = cycle_period(place, market.anchor)
        if period.start >= until:
            return
        yield Cycle(kind, period, CycleFacts(frequency, months, anchor, number, past))
        past = PastCycle(anchor, number, period)
        moved = _moved_in(changes, account, market, period)
        if moved is None or moved.effective_on > last:
            kind, number = DocumentKind.CYCLE, number + 1
        else:
            kind, number = DocumentKind.PLAN_CHANGE, 0
            anchor = AnchorFacts(start, moved, moved=True)


def _changes(
    account: Account, market: Market, frequency: Frequency
) -> tuple[QuantityChange, ...]:
    items = {
        prices[0].item
        for prices in account.items
        if _is_billed(prices[0], market, frequency)
    }
    return tuple(one for one in account.changes if one.item in items)


def _is_billed(price: Price, market: Market, frequency: Frequency) -> bool:
    return price.product == market.product and price.frequency is frequency


def _moved_in(
    changes: tuple[QuantityChange, ...],
    account: Account,
    market: Market,
    period: Period,
) -> QuantityChange | None:
    """Return the first change in a cycle whose day becomes the billing date."""
    if market.anchor.moved_by is MovedBy.NOTHING:
        return None
    inside = [one for one in changes if period.start < one.effective_on < period.end]
    for _, found in groupby(inside, key=_day):
        same = tuple(found)
        if _is_moved(same, account, market):
            return same[0]
    return None


def _day(change: QuantityChange) -> date:
    return change.effective_on


def _is_moved(
    same: tuple[QuantityChange, ...], account: Account, market: Market
) -> bool:
    # Additions and removals of one item on one day count as their sum.
    net: dict[str, int] = {}
    for one in same:
        net[one.item] = net.get(one.item, 0) + one.quantity
    if market.anchor.moved_by is MovedBy.INCREASES:
        return _increase(net, account, same[0].effective_on) > 0
    return any(net.values())


def _increase(net: dict[str, int], account: Account, on: date) -> int:
    """Return a number of the sign by which the price of a cycle changes."""
    n, d = 0, 1
    for prices in account.items:
        change = net.get(prices[0].item, 0)
        if change:
            price = price_in_force(prices, on)
            n = n * price.denominator + change * price.numerator * d
            d *= price.denominator
    return n


def cycle_rows(account: Account, market: Market, cycle: Cycle) -> tuple[Row, ...]:
    """
    Return the lines of a cycle's document, in the order in which they are printed.

    Raises:
        NoRateInForce: a quantity without a price in force.

    Clauses: A12, I2, Q17, Q25, Q27, Q30, Q52, Q53, Q68, cycle-quantities, unused-days.
    """
    last = account.end.last_day_of_service if account.end else date.max
    prorated: list[Row] = []
    if cycle.told.past is not None:
        desk = _desk(account, market, cycle, cycle.told.past.period)
        for history in account.histories:
            if _is_billed(history.prices[0], market, cycle.told.frequency):
                prorated += desk.rows(history)
                if cycle.kind is DocumentKind.PLAN_CHANGE:
                    prorated += desk.unused(history)
    if cycle.period.start > last:
        return tuple(prorated)
    split, whole = _charged(account, market, cycle)
    return (*split, *prorated, *whole)


def _charged(
    account: Account, market: Market, cycle: Cycle
) -> tuple[list[Row], list[Row]]:
    rule, period = market.rules.cycle_charge, cycle.period
    least = market.proration.emptied is Emptied.MINIMUM_QUANTITY
    end = cut_short(market, account.end, period)
    split: list[Row] = []
    whole: list[Row] = []
    for history in account.billed:
        if not _is_billed(history.prices[0], market, cycle.told.frequency):
            continue
        changes = history.held(period.start)
        held = sum([one.quantity for one in changes])
        if held == 0 and not (least and changes):
            continue
        price = history.price(period.start)
        facts = RecurringFacts(
            price, account.currency, history.group, changes, period, end
        )
        if rule.quantity(facts):
            rows = split if price.is_split else whole
            rows.append((rule, facts, rule.raw(facts)))
    return split, whole


def _desk(account: Account, market: Market, cycle: Cycle, past: Period) -> "_CycleDesk":
    end = account.end
    last = end.last_day_of_service if end else date.max
    span = Span(
        month=cycle.period,
        low=past.start,
        high=min(last, cycle.period.start),
        bills_start=False,
        in_advance=True,
        end=end,
    )
    served = Served(cut_short(market, end, past), (), 0)
    return _CycleDesk(account, market, span, served, past)


@frozen
class _CycleDesk(Desk):
    """The prorations of the cycle before, and what of it a plan change leaves over."""

    past: Period

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
        rule, group = self.market.rules.cycle_prorated, history.group
        facts = ProratedFacts(
            price,
            self.account.currency,
            group,
            parts,
            before,
            moved,
            cause,
            on,
            self.served.end,
            self.past,
        )
        days, _ = rule.share(facts)
        if days == 0 and self.market.proration.zero_days is ZeroDays.OMITTED:
            return []
        if rule.quantity(facts) == 0:
            return []
        return [(rule, facts, rule.raw(facts))]

    def unused(self, history: History) -> list[Row]:
        """Return the credit for the days that are left of the cycle before."""
        on = self.span.month.start
        before = history.held(on - _ONE_DAY)
        if not (before and self.counts(before)):
            return []
        rule, group = self.market.rules.unused, history.group
        facts = UnusedFacts(
            self._charged_at(history, on),
            self.account.currency,
            group,
            before,
            on,
            self.served.end,
            self.past,
        )
        if rule.quantity(facts) == 0:
            return []
        return [(rule, facts, rule.raw(facts))]

    def _charged_at(self, history: History, on: date) -> Price:
        if self.market.proration.price_change is PriceChange.NEXT_CYCLE:
            first = max(self.past.start, history.prices[0].effective_on)
            return history.price(first)
        return history.price(on - _ONE_DAY)
