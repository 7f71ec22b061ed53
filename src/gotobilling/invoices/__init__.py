"""Invoices: facts and a market in, documents out.

A month's document holds the month in advance and what the month before left open:

>>> from datetime import date
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> invoice.total.value  # 5 x 25.00 + 5 x 25.00 x 16/31
Money('189.52', 'USD')
>>> invoice.due_on.value
datetime.date(2026, 8, 16)
>>> assemble_invoice(july_start(), Period.month(2026, 7), us.CONNECT).reason
'billing starts on 2026-07-15 and is first invoiced on 2026-08-01'

Assembling bills every fact it is given; ``account.as_known_on(day)`` is the only
filter. Nothing is numbered, stored or sent.
"""

from gotobilling.invoices.assembly import (
    assemble_invoice,
    assemble_one_time,
)
from gotobilling.invoices.corrected import (
    Cause,
    CorrectedLine,
    Correction,
    CorrectionFacts,
    CorrectionLine,
    Revision,
)
from gotobilling.invoices.credit_note import CreditLine, CreditNote
from gotobilling.invoices.crediting import (
    Asked,
    CreditReason,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
    OpenLine,
)
from gotobilling.invoices.cycles import (
    assemble_cycle,
    assemble_plan_change,
    assemble_the_cycle,
    cycles_begun,
    has_cycles,
)
from gotobilling.invoices.invoice import Invoice
from gotobilling.invoices.issued import IssuedDocument, Stated, the_invoice
from gotobilling.invoices.issuing import (
    assemble_again,
    first_billed,
    first_documents,
    invoices_issued,
)
from gotobilling.invoices.summary import (
    Note,
    NoteCode,
    TaxRow,
    notes,
    tax_summary,
)

__all__ = [
    "Asked",
    "Cause",
    "CorrectedLine",
    "Correction",
    "CorrectionFacts",
    "CorrectionLine",
    "CreditLine",
    "CreditNote",
    "CreditReason",
    "Everything",
    "Invoice",
    "IssuedDocument",
    "Note",
    "NoteCode",
    "OfAmount",
    "OfLines",
    "OfShare",
    "OpenLine",
    "Revision",
    "Stated",
    "TaxRow",
    "assemble_again",
    "assemble_cycle",
    "assemble_invoice",
    "assemble_one_time",
    "assemble_plan_change",
    "assemble_the_cycle",
    "cycles_begun",
    "first_billed",
    "first_documents",
    "has_cycles",
    "invoices_issued",
    "notes",
    "tax_summary",
    "the_invoice",
]
