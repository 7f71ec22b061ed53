"""Low-usage devices of an account: how many there are, and how they are billed."""

from collections.abc import Iterable, Iterator
from datetime import date

from gotobilling.facts import (
    Account,
    History,
    LowUsage,
    Price,
    price_in_force,
)
from gotobilling.facts.histories import Counted
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.segments.span import Span, cut_short
from gotobilling.usage.low_usage import LowUsageFacts
from gotobilling.usage.policies import Judged
from gotobilling.usage.pools import LowDevices

__all__ = ["held", "low_devices", "low_usage_rows", "low_usage_terms"]


def low_usage_terms(account: Account, on: date) -> LowUsage | None:
    """Return the terms of low-usage devices in force on a day, or None."""
    in_force = [one for one in account.low_usage if one.effective_on <= on]
    return in_force[-1] if in_force else None


def held(account: Account, items: Iterable[str], on: date) -> tuple[Counted, ...]:
    """Return the changes of items, of all groups, up to the end of a day."""
    named = frozenset(items)
    return tuple(
        change
        for history in account.histories
        if history.prices[0].item in named
        for change in history.held(on)
    )


def low_devices(account: Account, market: Market, on: date) -> LowDevices | None:
    """
    Return what says how many devices are at the low-usage price on a day, in all.

    Clauses: G3, Q38.
    """
    terms = low_usage_terms(account, on)
    if terms is None:
        return None
    return LowDevices(
        terms=terms,
        devices=held(account, (terms.item,), on),
        before=(),
        phones=_phones(account, market, terms, on),
    )


def _phones(
    account: Account, market: Market, terms: LowUsage, on: date
) -> tuple[Counted, ...]:
    by_contract = market.low_usage.judged is Judged.CONTRACT
    judged_on = terms.effective_on if by_contract else on
    return held(account, terms.phones, judged_on)


def low_usage_rows(
    account: Account, market: Market, span: Span
) -> dict[History, list[Row]]:
    """
    Return the lines of the low-usage item by history: at its own price, and in full.

    Raises:
        NoRateInForce: devices without a price in force.

    Clauses: G3, Q38, low-usage-price.
    """
    high = span.high
    terms = low_usage_terms(account, high)
    if terms is None:
        return {}
    phones = _phones(account, market, terms, high)
    found: dict[History, list[Row]] = {}
    before: tuple[Counted, ...] = ()
    for history in account.billed:
        first = history.prices[0]
        if first.item == terms.item and first.product == market.product:
            told = LowDevices(terms, history.held(high), before, phones)
            before += told.devices
            found[history] = list(_rows(account, market, span, history, told))
    return found


def _rows(
    account: Account, market: Market, span: Span, history: History, told: LowDevices
) -> Iterator[Row]:
    rule, high = market.rules.low_usage, span.high
    end = cut_short(market, span.end, span.month)
    count = rule.quantity_told(told)
    for discounted, quantity in zip((True, False), count, strict=True):
        if quantity:
            prices = history.prices
            if not discounted:
                prices = _prices_of(account, told.terms.full_price)
            price = price_in_force(prices, high)
            group, currency = history.group, account.currency
            facts = LowUsageFacts(
                told, price, discounted, currency, group, span.month, end
            )
            yield rule, facts, rule.raw(facts)


def _prices_of(account: Account, item: str) -> tuple[Price, ...]:
    return next(prices for prices in account.items if prices[0].item == item)
