"""What a person reads: documents and dates as text, with workings, or HTML; rates.

This is the only place that knows Babel. Nothing here reads the machine's locale: the
caller names one, or gets ``en_US``.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> print(invoice_text(invoice).splitlines()[-1][-40:])
                                 $189.52
>>> print(invoice_text(invoice, "de_DE").splitlines()[-1][-8:-2])
189,52
"""

from gotobilling.present.calendar import key_dates_calendar
from gotobilling.present.commissions import (
    commissions_explained,
    commissions_html,
    commissions_text,
)
from gotobilling.present.corrections import correction_text
from gotobilling.present.credit_notes import credit_note_html, credit_note_text
from gotobilling.present.disputes import (
    dispute_explained,
    dispute_html,
    dispute_text,
)
from gotobilling.present.explain import explain_text
from gotobilling.present.html import invoice_html
from gotobilling.present.key_dates import (
    key_date_text,
    key_dates_explained,
    key_dates_html,
    key_dates_text,
)
from gotobilling.present.quotes import quote_text
from gotobilling.present.rates import rates_text
from gotobilling.present.returns import return_explained, return_text
from gotobilling.present.statements import (
    statement_explained,
    statement_html,
    statement_text,
)
from gotobilling.present.text import invoice_text
from gotobilling.present.usage_run import (
    differences_text,
    rejected_text,
    usage_run_text,
)

__all__ = [
    "commissions_explained",
    "commissions_html",
    "commissions_text",
    "correction_text",
    "credit_note_html",
    "credit_note_text",
    "differences_text",
    "dispute_explained",
    "dispute_html",
    "dispute_text",
    "explain_text",
    "invoice_html",
    "invoice_text",
    "key_date_text",
    "key_dates_calendar",
    "key_dates_explained",
    "key_dates_html",
    "key_dates_text",
    "quote_text",
    "rates_text",
    "rejected_text",
    "return_explained",
    "return_text",
    "statement_explained",
    "statement_html",
    "statement_text",
    "usage_run_text",
]
