"""The lines of the purchases of one day."""

from datetime import date
from operator import itemgetter

from gotobilling.charges import OneTimeFacts
from gotobilling.facts import Account
from gotobilling.kinds import LineKind
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.segments.fees import change_fee_rows, request_days
from gotobilling.segments.periodic import period_days

__all__ = ["purchase_days", "purchase_rows"]


def purchase_rows(account: Account, market: Market, on: date) -> tuple[Row, ...]:
    """
    Return the lines of the purchases of one day, and of fees that are billed so.

    Clauses: A5, Q54, Q55.
    """
    rule = market.rules.one_time
    rows: list[tuple[tuple[int, str, str], Row]] = []
    kinds = list(LineKind)
    for charge in account.one_time:
        if charge.effective_on == on and charge.product == market.product:
            facts = OneTimeFacts(charge, account.currency)
            place = (kinds.index(charge.kind), charge.item, charge.id)
            rows.append((place, (rule, facts, rule.raw(facts))))
    for row in change_fee_rows(account, market, on):
        change = row[1]
        place = (kinds.index(LineKind.CHANGE_FEE), change.number, change.id)
        rows.append((place, row))
    rows.sort(key=itemgetter(0))
    return tuple(row for _, row in rows)


def purchase_days(account: Account, market: Market, until: date) -> list[date]:
    """
    Return the days before ``until`` that may have a one-time document, in order.

    Clauses: A5, A12, Q50, Q55.
    """
    days = {one.effective_on for one in account.one_time}
    days |= request_days(account, market)
    days |= period_days(account, market, until)
    return sorted(day for day in days if day < until)
