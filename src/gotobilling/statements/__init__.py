"""The statement of an account: what is open, due and overdue, and whether it is served.

189.52 were invoiced on 1 August. 100.00 were paid on the 10th, so 89.52 are overdue
from the 17th on, the day after the due date:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.facts import Payment, Receivables
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> account = july_start()
>>> sent = issued_document(assemble_invoice(account, Period.month(2026, 8), us.CONNECT))
>>> paid = Payment(
...     id="p1", paid_on=date(2026, 8, 10), amount=Decimal("100.00"), currency="USD"
... )
>>> told = account, [sent], Receivables(payments=(paid,)), us.CONNECT
>>> before = statement(*told, date(2026, 8, 16))
>>> [one.status.value for one in before.invoices], before.overdue_balance.value
(['partly_paid'], Money('0.00', 'USD'))
>>> after = statement(*told, date(2026, 8, 17))
>>> [one.status.value for one in after.invoices], after.overdue_balance.value
(['past_due'], Money('89.52', 'USD'))
"""

from gotobilling.statements.invoices import InvoiceStatus, StatedInvoice
from gotobilling.statements.service import Service, ServiceState
from gotobilling.statements.stating import NextCharge, Statement, statement

__all__ = [
    "InvoiceStatus",
    "NextCharge",
    "Service",
    "ServiceState",
    "StatedInvoice",
    "Statement",
    "statement",
]
