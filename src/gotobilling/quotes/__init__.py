"""Quotes: what an offer comes to, and the account that it becomes.

A quote is read as the account that it would be, and every total is a sum over the
invoices that the real assembly makes of that account, from acceptance to the end of the
initial term:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.kinds import BillableUnit, LineKind
>>> from gotobilling.markets import us
>>> from gotobilling.roles import Portal, Role
>>> quote = Quote(
...     id="q-17",
...     account="acme",
...     currency="USD",
...     market=us.CONNECT,
...     quoted_on=date(2024, 12, 20),
...     billing_start_on=date(2025, 1, 15),
...     months=15,
...     items=(
...         QuotedItem(
...             item="seat",
...             kind=LineKind.SERVICE_CHARGE,
...             unit=BillableUnit.EXTENSION,
...             quantity=10,
...             quoted_price=Decimal("20.00"),
...             list_price=Decimal("25.00"),
...         ),
...     ),
... )
>>> found = quote.totals
>>> found.renewal_on.value, len(found.invoices)
(datetime.date(2026, 4, 15), 15)
>>> found.charges.value  # 10 x 20.00 x (16/31 + 14 + 14/30), each invoice rounded
Money('2996.56', 'USD')
>>> found.savings.value
Money('749.14', 'USD')

Accepting gives the account; the documents are those of the preview. Whoever may not, or
leaves out a step of the checkout, is refused with what can be done instead:

>>> answer = accept(
...     quote,
...     on=date(2024, 12, 20),
...     role=Role.SUPER_ADMIN,
...     portal=Portal.GOTO_ADMIN,
...     done=tuple(CheckoutStep),
... )
>>> print(answer.reasons[0].text)
the role super admin does not decide on quotes in goto admin
>>> print(answer.reasons[0].instead)
ask for it as billing admin
"""

from gotobilling.quotes.deciding import (
    Accepted,
    accept,
    accepted_account,
    check_decision,
    decline,
)
from gotobilling.quotes.offered import At, QuotedItem, QuotedPurchase, QuotePart
from gotobilling.quotes.sums import Compared, EachPeriod, QuoteSaved, QuoteSum
from gotobilling.quotes.totals import (
    ItemTotal,
    PartTotal,
    PeriodTotal,
    Totals,
    totals,
)
from gotobilling.quotes.values import (
    CheckoutStep,
    Decision,
    Outcome,
    Quote,
)

__all__ = [
    "Accepted",
    "At",
    "CheckoutStep",
    "Compared",
    "Decision",
    "EachPeriod",
    "ItemTotal",
    "Outcome",
    "PartTotal",
    "PeriodTotal",
    "Quote",
    "QuotePart",
    "QuoteSaved",
    "QuoteSum",
    "QuotedItem",
    "QuotedPurchase",
    "Totals",
    "accept",
    "accepted_account",
    "check_decision",
    "decline",
    "totals",
]
