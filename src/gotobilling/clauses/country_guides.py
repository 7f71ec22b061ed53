"""What the billing guides of single countries state beside the others.

>>> BR_DOCUMENTS.id, BR_DOCUMENTS.standing.value
('br-documents', 'stated')
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import BRAZIL_GUIDE, CHECKED_ON, MEXICO_GUIDE
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "BR_DOCUMENTS",
    "BR_DUE_DAYS",
    "COUNTRY_GUIDES",
    "MX_FIRST_INVOICE",
    "MX_WINDOW",
]

_BILLING: Final = "General Billing FAQ's"
_brazil: Final = partial(
    Clause,
    standing=Standing.STATED,
    citations=(Citation(source=BRAZIL_GUIDE, locator=_BILLING),),
    checked=CHECKED_ON,
)
_mexico: Final = partial(
    Clause,
    standing=Standing.STATED,
    citations=(Citation(source=MEXICO_GUIDE, locator=_BILLING),),
    checked=CHECKED_ON,
)

BR_DOCUMENTS: Final = _brazil(
    id="br-documents",
    text="In Brazil a month is billed by two documents, one for services and one for "
    "telecommunications (Modelo 22), which together come to the same total.",
    note="Which line stands on which document is not said: telecommunications lines on "
    "the one, all others on the other, is our reading.",
)
BR_DUE_DAYS: Final = _brazil(
    id="br-due-days",
    text="In Brazil the customer may choose day 10, 15, 20, 25 or 30 as due day.",
    rests_on=("Q6",),
)
MX_FIRST_INVOICE: Final = _mexico(
    id="mx-first-invoice",
    text="In Mexico the first invoice never falls in the month of the billing start, "
    "always in the month after it.",
    rests_on=("Q9",),
)
MX_WINDOW: Final = _mexico(
    id="mx-window",
    text="In Mexico invoices are sent within the first five business days of a month.",
    note="Which days are holidays is not said; the caller names them. That the first "
    "of the business days dates the invoice is our reading.",
)

COUNTRY_GUIDES: Final = (BR_DOCUMENTS, BR_DUE_DAYS, MX_FIRST_INVOICE, MX_WINDOW)
