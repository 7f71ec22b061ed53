"""Fees billed so plainly that it can be checked by reading it once.

It takes an account file as ``tomllib`` reads it, looks at one day after the other and
imports nothing of the rules, so that the two can be held against each other:

>>> change = {"id": "n1", "number": "+14155550100", "details": ["e911"]}
>>> account = {
...     "contract": {"id": "contract", "billing_start_on": date(2026, 7, 15)},
...     "number_changes": [{**change, "effective_on": date(2026, 8, 1)}],
... }
>>> for fee in bill_fees(account):
...     print(fee.issued_on, fee.kind, fee.item, fee.minor)
2026-09-01 change_fee +14155550100 1500

It knows the default readings, amounts in cents and US dollars only.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from gotobilling.testing.reference import billing_start

__all__ = ["Fee", "bill_fees"]

_DAY: Final = timedelta(days=1)
_CHANGE: Final = Fraction(15)
_WINDOW: Final = range(2, 6)


class Fee(NamedTuple):
    """A fee, and the day of the monthly document that carries it."""

    issued_on: date
    kind: str
    item: str
    fact_id: str
    exact: Fraction
    minor: int


def bill_fees(account: Mapping[str, Any]) -> list[Fee]:
    """Return each fee once, in the order of the documents and of their lines.

    Clauses: G1, H1, Q33, Q55.
    """
    start = billing_start(dict(account))
    fees = [
        _fee(start, "change_fee", fact["number"], fact, fact.get("fee", _CHANGE))
        for fact in account.get("number_changes", ())
    ]
    fees += [
        _fee(start, "early_termination", "connect", fact, fact["amount"])
        for fact in account.get("early_terminations", ())
    ]
    days = {
        fact["id"]: fact["effective_on"]
        for section in ("number_changes", "early_terminations")
        for fact in account.get(section, ())
    }
    places = [(fee[:3], days[fee.fact_id], fee.fact_id, fee) for fee in fees]
    return [place[-1] for place in sorted(places)]


def _fee(
    start: date,
    kind: str,
    item: str,
    fact: Mapping[str, Any],
    price: Decimal | Fraction,
) -> Fee:
    day = fact["effective_on"] + _DAY
    while not _makes_invoices(day, start):
        day += _DAY
    exact = Fraction(price)
    minor = int(exact * 100 + Fraction(1, 2))
    return Fee(day, kind, item, fact["id"], exact, minor)


def _makes_invoices(day: date, start: date) -> bool:
    """Tell whether a monthly document is dated on a day: day 1, or a start near it.

    Clauses: A2, A4, Q9, Q24.
    """
    return day >= start and (day.day == 1 or (day == start and day.day in _WINDOW))
