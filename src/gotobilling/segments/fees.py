"""The lines of fees, and the document on which each stands.

A fee stands on the next monthly invoice: on that of a month are the fees of the days
of the month before, on the first one all fees until then. So each is on one document:

>>> from datetime import date
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> for month in (8, 9):  # billing starts on 15 July
...     low, high = fee_days(july_start(), us.CONNECT, Period.month(2026, month))
...     print(low, high)
0001-01-01 2026-08-01
2026-08-01 2026-09-01
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from gotobilling.billing_cycle import bills_first_month_late, starts_own_document
from gotobilling.facts import Account
from gotobilling.fees import ChangeFeeBilled
from gotobilling.kinds import LineKind
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period, month_start, next_month

__all__ = ["change_fee_rows", "fee_days", "fee_rows", "request_days"]

_ONE_DAY: Final = timedelta(1)
_KINDS: Final = tuple(LineKind)


def fee_days(account: Account, market: Market, month: Period) -> tuple[date, date]:
    """
    Return the days ``[low, high)`` whose fees stand on a month's document.

    They are none where the first document comes later. What was asked for on the day
    that dates a document is on the next one.

    Clauses: A4, Q9, Q33, Q55.
    """
    start, cycle = market.rules.billing_start.raw(account.contract), market.cycle
    own = starts_own_document(start, cycle)
    if own and start in month:
        return date.min, start
    late = bills_first_month_late(start, cycle)
    first = start if start.day == 1 and not late else next_month(start)
    if month.start < first:
        return date.min, date.min
    if month.start > first:
        return month_start(month.start - _ONE_DAY), month.start
    return start if own else date.min, first


def fee_rows(account: Account, market: Market, low: date, high: date) -> list[Row]:
    """
    Return the lines of the fees of ``[low, high)`` on a recurring document, in order.

    Raises:
        CurrencyMismatch: a change of a number without a price in the account's
            currency.

    Clauses: G1, H1, Q33, Q55.
    """
    rows: list[Row] = []
    if market.fees.billed is ChangeFeeBilled.NEXT_MONTHLY:
        rows += _change_fees(account, market, low, high)
    rule = market.rules.early_termination
    for fact in account.early_terminations:
        if low <= fact.effective_on < high and fact.product == market.product:
            rows.append((rule, fact, rule.raw(fact)))
    return sorted(rows, key=_printed)


def change_fee_rows(account: Account, market: Market, on: date) -> Iterable[Row]:
    """
    Return the fees of a day that one reading puts on an invoice of their own.

    Clauses: G1, Q55.
    """
    if market.fees.billed is ChangeFeeBilled.NEXT_MONTHLY:
        return ()
    return _change_fees(account, market, on, on + _ONE_DAY)


def _change_fees(
    account: Account, market: Market, low: date, high: date
) -> Iterator[Row]:
    rule = market.rules.change_fee
    for fact in account.number_changes:
        if low <= fact.effective_on < high and fact.product == market.product:
            yield rule, fact, rule.raw(fact)


def _printed(row: Row) -> tuple[int, str, date, str]:
    rule, fact, _ = row
    fields = rule.fields(fact)
    return _KINDS.index(fields.kind), fields.item, fact.effective_on, fact.id


def request_days(account: Account, market: Market) -> set[date]:
    """
    Return the days of the requests whose fee is invoiced on that day.

    Clauses: Q55.
    """
    if market.fees.billed is not ChangeFeeBilled.ONE_TIME_INVOICE:
        return set()
    return {one.effective_on for one in account.number_changes}
