"""Commissions of partners as the billing guides state them.

The texts are paraphrases; the locators lead to the lines that say it:

>>> K1.text
'Commissions are paid on the 15th of every month.'
>>> [str(citation) for citation in K1.citations]
['S0, line 207', 'S4, line 181']
"""

from typing import Final

from gotobilling.clauses.origins import S0, S4, cite, stated

__all__ = [
    "K1",
    "K2",
    "K3",
    "K4",
    "K5",
    "K6",
    "PARTNER_TEXTS",
]

K1: Final = stated(
    "K1",
    "Commissions are paid on the 15th of every month.",
    cite(S0, 207),
    cite(S4, 181),
    note="The partner section of S2 (206-208) has only tax in it; S4 adds two "
    "sentences on tax to its own (180, 186).",
)
K2: Final = stated(
    "K2",
    "A residual commission does not wait for the customer to pay and is paid in the "
    "month in which the customer is invoiced.",
    cite(S0, 208),
    cite(S4, 182),
    note="No line says what becomes of an invoice after the 15th, nor gives a rate; "
    "Q61 and commission-rates decide.",
)
K3: Final = stated(
    "K3",
    "An upfront, one-time or SPIFF commission waits until the customer has paid the "
    "invoice. It is then paid as a rule 30 to 45 days later, with the run on the 15th "
    "of the following month.",
    cite(S0, 209),
    cite(S4, 183),
    note="S4 counts the days from the customer's payment, S0 only says later; S4 has "
    "closing bonuses for upfront and does not name SPIFF. The two halves do not agree; "
    "Q60 decides.",
)
K4: Final = stated(
    "K4",
    "Commission reports are sent by the 20th of every month. Who has none by then, or "
    "needs another copy, writes to partnerquestions@logmein.com and names the month.",
    cite(S0, 212),
    note="Only S0 says so.",
)
K5: Final = stated(
    "K5",
    "A partner sends uspayments@logmein.com the filled-in form, the name of the "
    "partner company and a voided check.",
    cite(S0, 203, 206),
    note="Only S0 says so. What the form is for is lost in the copy; that commissions "
    "are then paid into a bank account is our reading.",
)
K6: Final = stated(
    "K6",
    "A partner whose commission is still not there after that time (K3) calls "
    "801-980-3547, Monday to Friday from 8 to 17 Mountain Time, or writes to "
    "partnerquestions@logmein.com; e-mails are answered in the order in which they "
    "come.",
    cite(S0, 211),
    cite(S4, 185),
)

PARTNER_TEXTS: Final = (
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
)
