"""The lines of a month: what is billed in advance, and what is prorated."""

from gotobilling.facts import Account
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.proration import Emptied, RecurringFacts
from gotobilling.segments.low_usage import low_usage_rows
from gotobilling.segments.periodic import joined, period_changes, periods_ahead
from gotobilling.segments.prorations import prorated_rows
from gotobilling.segments.span import Span, cut_short, monthly
from gotobilling.segments.usage import usage_rows

__all__ = ["month_rows"]

# A named tuple made the way tuples are: half the time, and lines are many.
_told = tuple.__new__


def month_rows(account: Account, market: Market, span: Span) -> tuple[Row, ...]:
    """
    Return the lines of a month's document, in the order in which they are printed.

    Raises:
        NoRateInForce: a quantity without a price in force.
        InvalidPeriod: the account's opening quantities are later than the span begins.

    Clauses: A1, A8, A9, A10, D3, Q23, Q25, Q26, Q27, Q30, Q50, Q51, Q68.
    """
    prorated = prorated_rows(account, market, span)
    used = [row for month in span.used for row in _used(account, market, month)]
    split: list[Row] = []
    whole: list[Row] = []
    if span.in_advance:
        split, whole = _recurring(account, market, span)
    if account.periodic:
        prorated = joined(prorated, period_changes(account, market, span))
        ahead = periods_ahead(account, market, span)
        split = joined(split, [row for row in ahead if row[1].price.is_split])
        whole = joined(whole, [row for row in ahead if not row[1].price.is_split])
    return (*split, *prorated, *used, *whole)


def _used(account: Account, market: Market, month: Period) -> list[Row]:
    start = market.rules.billing_start.raw(account.contract)
    return usage_rows(account, market, month, start)


def _recurring(
    account: Account, market: Market, span: Span
) -> tuple[list[Row], list[Row]]:
    rule, product, currency = market.rules.recurring, market.product, account.currency
    month, high = span.month, span.high
    least = market.proration.emptied is Emptied.MINIMUM_QUANTITY
    end = cut_short(market, span.end, span.month)
    apart = low_usage_rows(account, market, span) if account.low_usage else {}
    by_rule = least or end is not None or rule.policy.rounding.step > 1
    split: list[Row] = []
    whole: list[Row] = []
    for history in monthly(account, account.billed):
        if history in apart:
            (split if history.prices[-1].is_split else whole).extend(apart[history])
            continue
        changes, quantity = history.changes, history.quantity
        if changes[-1].effective_on > high:
            changes = history.held(high)
            quantity = sum([one.quantity for one in changes])
        if quantity == 0 and not (least and changes):
            continue
        price = history.prices[-1]
        if price.product != product:
            continue
        if price.effective_on > high:
            price = history.price(high)
        told = (price, currency, history.group, changes, month, end)
        facts = _told(RecurringFacts, told)
        if by_rule or price.minor_price is None:
            minor = rule.raw(facts)
        else:
            minor = quantity * price.minor_price
        if quantity or price.minimum_quantity:
            (split if price.is_split else whole).append((rule, facts, minor))
    return split, whole
