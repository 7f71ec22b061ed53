"""Mexico: GoTo Connect, first invoiced the month after the start, by business days.

The first invoice never falls in the month of the start, and invoices are made in the
first five business days. Which days are holidays is for the caller to say. No rate of a
Mexican tax is shipped: the caller brings the taxes of an account that has an address.

>>> from datetime import date
>>> from gotobilling.billing_cycle import regular_invoice_date
>>> regular_invoice_date(date(2026, 2, 1), CONNECT.issue)  # the 1st is a Sunday
datetime.date(2026, 2, 2)
>>> constitution_day = CONNECT.with_holidays([date(2026, 2, 2)])
>>> regular_invoice_date(date(2026, 2, 1), constitution_day.issue)
datetime.date(2026, 2, 3)
"""

from typing import Final

from attrs import evolve

from gotobilling.billing_cycle import DaysCounted, FirstInvoice, IssuePolicy
from gotobilling.clauses import MX_FIRST_INVOICE, MX_WINDOW
from gotobilling.markets import us
from gotobilling.markets.tax_form import TAX_FORM

__all__ = ["CONNECT", "CONNECT_2026_11"]

CONNECT_2026_11: Final = evolve(
    us.CONNECT_2026_11,
    name="mx-connect",
    currency="MXN",
    cycle=evolve(
        us.CONNECT_2026_11.cycle,
        first_invoice=FirstInvoice.MONTH_AFTER,
        clause=MX_FIRST_INVOICE,
    ),
    issue=IssuePolicy(
        day=1, counted=DaysCounted.BUSINESS_DAYS, holidays=(), clause=MX_WINDOW
    ),
    levies=(),
    rates=(),
    places=("MX",),
    sales_tax=TAX_FORM,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
