"""Returning equipment as one billing guide of GoTo Connect states it.

S0 alone has these rules, in English, under a heading that speaks of partners. The texts
are paraphrases; the locators lead to the lines that say it:

>>> J6.text
'A return that is processed outside the 30 days costs 6.00 USD more, which is not \
given back.'
>>> [str(citation) for citation in J6.citations]
['S0, line 225']
"""

from typing import Final

from gotobilling.clauses.origins import S0, cite, stated

__all__ = [
    "J1",
    "J2",
    "J3",
    "J4",
    "J5",
    "J6",
    "J7",
    "RETURN_TEXTS",
]

J1: Final = stated(
    "J1",
    "A device can be returned for 30 days, in good condition.",
    cite(S0, 222),
    note="Only S0 says so, and not from which day the 30 are counted; Q58 decides.",
)
J2: Final = stated(
    "J2",
    "A restocking fee of 25% and provisioning fees are charged. The credit, less the "
    "restocking fee, follows as soon as the devices are received and found to be in "
    "good condition.",
    cite(S0, 222),
    note="Only S0 says so. It says neither of what the 25% are nor that the credit "
    "starts from the price, gives no amount for provisioning, and takes the restocking "
    "fee alone off the credit; Q15 and Q59 decide.",
)
J3: Final = stated(
    "J3",
    "All original equipment and packaging has to come back; where a part of it is "
    "missing, one or more further fees are charged and not given back.",
    cite(S0, 222),
    note="Only S0 says so, without an amount.",
)
J4: Final = stated(
    "J4",
    "A return, or RMA, is equipment that a customer gives back to GoTo Connect or its "
    "partner for whatever reason; it begins with customer support.",
    cite(S0, 223, 224),
    note="Only S0 says so.",
)
J5: Final = stated(
    "J5",
    "Once the devices are back, the distributors process the return; from then on the "
    "credit takes 7 to 10 business days.",
    cite(S0, 225),
    note="Only S0 says so. Line 222 has the credit follow as soon as the devices are "
    "received and verified (J2).",
)
J6: Final = stated(
    "J6",
    "A return that is processed outside the 30 days costs 6.00 USD more, which is not "
    "given back.",
    cite(S0, 225),
    note="Only S0 says so. It prints $, in a guide for the United States, and counts "
    "to the day of processing; Q58 decides how.",
)
J7: Final = stated(
    "J7",
    "Orders of equipment and how far they are show in the Orders dashboard of the "
    "admin portal; what holds for rented equipment stands on a page of its own.",
    cite(S0, 220, 221),
    note="Only S0 says so. The page is that of rental-term and its neighbours.",
)

RETURN_TEXTS: Final = (
    J1,
    J2,
    J3,
    J4,
    J5,
    J6,
    J7,
)
