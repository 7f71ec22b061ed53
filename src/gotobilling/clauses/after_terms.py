"""Disputes, refunds and cards as the terms of service and a help page state them.

They are beside the five billing guides and say what those leave open:

>>> TERMS_DISPUTE.id, TERMS_DISPUTE.standing.value
('terms-dispute', 'stated')
>>> [str(citation) for citation in TERMS_REFUND.citations]
['terms-2020, section 2.2']
"""

from typing import Final

from gotobilling.clauses.origins import CORPORATE_BILLING_FAQ, TERMS, stated
from gotobilling.sources import Citation

__all__ = [
    "AFTER_TERMS",
    "DISCOVER_USD",
    "TERMS_DISPUTE",
    "TERMS_REFUND",
]

DISCOVER_USD: Final = stated(
    "discover-usd",
    "A Discover card is accepted for payments in US dollars alone.",
    Citation(source=CORPORATE_BILLING_FAQ, locator="Credit/Debit Cards Accepted"),
    note="The page is for corporate accounts. No billing guide limits the card (B9).",
)
TERMS_DISPUTE: Final = stated(
    "terms-dispute",
    "A dispute over fees is to be notified within 15 days of the invoice date; once it "
    "is resolved, they are paid within 15 days. For undisputed fees left unpaid the "
    "vendor may, on notice, suspend or end the service, and has the reasonable costs "
    "of collecting refunded.",
    Citation(source=TERMS, locator="section 2.4"),
    note="The section names no day of suspension and no percentage for paying late. "
    "Section 2.2 also suspends or ends service where payment data is wrong or out of "
    "date.",
)
TERMS_REFUND: Final = stated(
    "terms-refund",
    "A payment for access to a service is final and not given back, unless section 3.3 "
    "of the terms or the description of the service says so.",
    Citation(source=TERMS, locator="section 2.2"),
    note="What section 3.3 gives back is terms-discontinued.",
)

AFTER_TERMS: Final = (
    DISCOVER_USD,
    TERMS_DISPUTE,
    TERMS_REFUND,
)
