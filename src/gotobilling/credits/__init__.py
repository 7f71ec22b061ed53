"""Credit notes over an invoice, and the account credit that negative documents leave.

An invoice of 189.52 is credited twice, by an amount and then by all that is left; the
two notes are the invoice with its sign changed, to the cent and line by line:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.money import Money
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> sent, fifty = issued_document(august), OfAmount(Money(Decimal("50.00"), "USD"))
>>> first = credit_note(
...     sent,
...     id="n1",
...     issued_on=date(2026, 8, 20),
...     reason=CreditReason.GOODWILL,
...     asked=fifty,
... )
>>> [str(line.amount) for line in first.lines]  # 125.00 and 64.52 of 189.52
['-32.98 USD', '-17.02 USD']
>>> rest = credit_note(
...     sent,
...     id="n2",
...     issued_on=date(2026, 8, 21),
...     reason=CreditReason.GOODWILL,
...     asked=Everything(),
...     others=[issued_document(first)],
... )
>>> [str(line.amount) for line in rest.lines], rest.total.value
(['-92.02 USD', '-47.50 USD'], Money('-139.52', 'USD'))

A negative total stays on the account and pays later invoices, the oldest credit first:

>>> [str(one.amount) for one in apply_credit([sent, issued_document(first)]).applied]
['50.00 USD']

With payments, ``settle`` says what is open of each invoice up to a day:

>>> from gotobilling.facts import Payment, Receivables
>>> paid = Payment(
...     id="p1", paid_on=date(2026, 8, 30), amount=Decimal("100.00"), currency="USD"
... )
>>> settlement = settle(
...     [sent, issued_document(first)],
...     Receivables(payments=(paid,)),
...     us.CONNECT.after_invoice.application,
...     date(2026, 8, 31),
... )
>>> settlement.invoices[0].open.value  # 189.52 - 50.00 - 100.00
Money('39.52', 'USD')
"""

from gotobilling.credits.account_credit import (
    AccountCredit,
    AppliedCredit,
    apply_credit,
)
from gotobilling.credits.notes import as_corrected, credit_note, open_lines
from gotobilling.credits.settlement import (
    SettledFunds,
    SettledInvoice,
    Settlement,
    settle,
)
from gotobilling.credits.uses import Use, UseKind
from gotobilling.invoices import (
    CreditReason,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
)

__all__ = [
    "AccountCredit",
    "AppliedCredit",
    "CreditReason",
    "Everything",
    "OfAmount",
    "OfLines",
    "OfShare",
    "SettledFunds",
    "SettledInvoice",
    "Settlement",
    "Use",
    "UseKind",
    "apply_credit",
    "as_corrected",
    "credit_note",
    "open_lines",
    "settle",
]
