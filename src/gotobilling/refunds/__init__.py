"""What is given back: bought equipment that is returned, and service that is not given.

One of three phones at 99.98 comes back on day 40 with its cradle missing. Of its price
25.00 are kept for restocking, 12.50 for the cradle and 6.00 for being late:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.facts import Account, Condition, Contract, OneTimeCharge, Return
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_one_time
>>> from gotobilling.kinds import LineKind
>>> from gotobilling.markets import us
>>> phones = OneTimeCharge(
...     id="phones",
...     kind=LineKind.HARDWARE,
...     item="desk phone",
...     quantity=3,
...     unit_price=Decimal("99.98"),
...     currency="USD",
...     effective_on=date(2026, 8, 3),
... )
>>> contract = Contract(id="contract", billing_start_on=date(2026, 1, 1))
>>> account = Account(
...     id="acme", currency="USD", contract=contract, one_time=(phones,)
... )
>>> bill = assemble_one_time(account, date(2026, 8, 3), us.CONNECT)
>>> back = Return(
...     id="RMA-1",
...     purchase="phones",
...     quantity=1,
...     shipped_on=date(2026, 9, 1),
...     received_on=date(2026, 9, 4),
...     processed_on=date(2026, 9, 12),
...     condition=Condition.INCOMPLETE,
...     missing_parts_fee=Decimal("12.50"),
...     currency="USD",
... )
>>> credit = return_credit(issued_document(bill), "RMA-1", [back], us.CONNECT)
>>> item = credit.items[0]
>>> item.late_by, str(item.price.value), str(item.restocking.value)
(10, '99.98 USD', '25.00 USD')
>>> str(credit.total.value)  # 99.98 - 25.00 - 12.50 - 6.00
'56.48 USD'

Rented equipment has terms of its own, in :mod:`gotobilling.contracts`: it is cancelled
within 15 days, at 25 % of the list price.
"""

from gotobilling.refunds.days import credit_expected, last_day_to_return
from gotobilling.refunds.returning import RETURN_FEES_CODE, return_credit
from gotobilling.refunds.service import RefundCause, service_refund
from gotobilling.refunds.values import ReturnCredit, ReturnedItem, TaxReturned

__all__ = [
    "RETURN_FEES_CODE",
    "RefundCause",
    "ReturnCredit",
    "ReturnedItem",
    "TaxReturned",
    "credit_expected",
    "last_day_to_return",
    "return_credit",
    "service_refund",
]
