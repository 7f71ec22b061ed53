"""Billing cycle, payment, tax and disputes as the billing guides state them.

The texts are paraphrases; the locators lead to the lines that say it:

>>> B1.text
'An invoice is to be paid within 15 days.'
>>> [str(citation) for citation in B1.citations]
['S2, line 69', 'S4, line 52']
"""

from typing import Final

from gotobilling.clauses.origins import (
    HOW_BILLING_WORKS,
    S0,
    S2,
    S3,
    S4,
    UNITED_STATES_GUIDE,
    cite,
    stated,
)
from gotobilling.sources import Citation

__all__ = [
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "A9",
    "A10",
    "B1",
    "B2",
    "B8",
    "DOCUMENTS",
    "E1",
    "E2",
    "E3",
    "E4",
    "E5",
    "E6",
    "E7",
    "G4",
]

A1: Final = stated(
    "A1",
    "Service is billed ahead: the invoice issued as a month begins pays for all of "
    "that calendar month.",
    cite(S0, 56),
    cite(S2, 66),
    cite(S3, 463),
    cite(S4, 49),
    note="S2 and S4 add an example: 1 June pays for June.",
)
A2: Final = stated(
    "A2",
    "The invoice for recurring service goes out on one of days 1 to 5 of a month, "
    "both counted.",
    cite(S0, 52),
    cite(S2, 67),
    cite(S3, 459),
    cite(S4, 50),
    note="S2 and S4 name the first week instead of days. S0 has it come by e-mail, S3 "
    "only says that it is not on paper.",
)
A3: Final = stated(
    "A3",
    "Billing begins on the billing start date that the quote names and the PDF mailed "
    "at sign-up repeats; the first invoice is made on that date.",
    cite(S0, 51),
    cite(S2, 72),
    cite(S3, 453),
    cite(S3, 459),
    cite(S4, 55),
    note="S4 has the invoice made on that date and S0 expected on it; S2 and S3 have "
    "the customer charged on it. A4 and A9 place it later; Q9 decides.",
)
A4: Final = stated(
    "A4",
    "The first invoice arrives as the month after the billing start begins, unless "
    "billing starts on one of days 1 to 5, when the regular invoices are made.",
    cite(S0, 51),
    Citation(source=UNITED_STATES_GUIDE, locator="General Billing FAQ's, When?"),
    note="S2, S3 and S4 have no such window.",
)
A5: Final = stated(
    "A5",
    "A one-time purchase of hardware or of a phone number is invoiced by e-mail on "
    "the day of the purchase.",
    cite(S0, 53),
    note="Only S0 says so.",
)
A6: Final = stated(
    "A6",
    "Use that the plan does not cover, such as inbound toll-free and outbound "
    "international or premium calls, is neither counted nor charged until the billing "
    "start date.",
    cite(S0, 56),
    cite(S2, 73),
    cite(S3, 454),
    cite(S3, 463),
    cite(S4, 56),
    note="S2 and S3 print inbound calls that are free where toll-free is meant.",
)
A7: Final = stated(
    "A7",
    "Months offered free run from the day the contract is signed, which is the "
    "service start date; billing starts once they are over.",
    cite(S0, 56),
    cite(S2, 74),
    cite(S3, 455),
    cite(S3, 463),
    cite(S4, 57),
)
A8: Final = stated(
    "A8",
    "Whatever changes after day 1 of a month, and a billing start date after day 1, "
    "is charged in proportion on the invoice of the following month.",
    cite(S0, 56),
    cite(S2, 68),
    cite(S3, 463),
    cite(S4, 51),
    note="S2 and S4 speak of a late start alone, and S4 of the first invoice. S3 names "
    "the following month only in its example.",
)
A9: Final = stated(
    "A9",
    "With a billing start date of 15 July, the invoice of 1 August charges 16 days of "
    "July and all of August.",
    cite(S0, 61),
    cite(S0, 66),
    cite(S2, 68),
    cite(S3, 463),
    cite(S4, 51),
    cite(S4, 82),
    Citation(source=HOW_BILLING_WORKS, locator="Billing cycle"),
    note="S3 says the same of items added on 15 July.",
)
A10: Final = stated(
    "A10",
    "An account of 5 devices and 3 numbers on 1 August that gains 2 devices and 1 "
    "number on 20 August pays on 1 September for 7 devices and 4 numbers, and in "
    "proportion for the 2 devices and 1 number from 20 to 31 August.",
    cite(S0, 62),
    note="Only S0 has it, without a day count or amounts: both days counted make 12 "
    "days, the count of A9 makes 11.",
)
B1: Final = stated(
    "B1",
    "An invoice is to be paid within 15 days.",
    cite(S2, 69),
    cite(S4, 52),
    note="S2 counts from the day of sending, S4 from the invoice date; S0 and S3 give "
    "no term.",
)
B2: Final = stated(
    "B2",
    "While automatic payment is on, day 10 of every month charges the amount due to "
    "the default payment method.",
    cite(S0, 97, 99),
    cite(S2, 93, 95),
    cite(S3, 180, 182),
    cite(S4, 76, 78),
    note="Only S4 says that it is the amount due; S3 gives no day. The steps to pay "
    "online turn automatic payment on in S2 (79) and S4 (62), not in S0 and S3. "
    "Another method can be made the default (S3, 187-189).",
)
B8: Final = stated(
    "B8",
    "All or part of an invoice that exists can be paid at once, online and by card.",
    cite(S0, 25),
    cite(S0, 163),
    cite(S2, 29),
    cite(S2, 173),
    cite(S4, 25),
    cite(S4, 155),
    note="The steps (S0, 79-83; S2, 75-81; S3, 184-186; S4, 58-64) pay the current "
    "balance as a whole; in S0, S2 and S4 a bank account will do too. S2 and S4 have "
    "the address for receipts confirmed on the way.",
)
E1: Final = stated(
    "E1",
    "Tax is worked out on the subtotal of the invoice as a whole.",
    cite(S0, 193),
    cite(S2, 192),
    cite(S3, 587),
    cite(S4, 170),
)
E2: Final = stated(
    "E2",
    "Tax follows the billing address, which is the address of the payment method in "
    "use.",
    cite(S3, 110),
    cite(S3, 127),
    note="Only S3 says so. Line 127, for the older portal, speaks of the default "
    "payment method.",
)
E3: Final = stated(
    "E3",
    "Whatever tax local law asks for is collected: VAT for every country of the "
    "European Union and for billing addresses in the United Kingdom, sales tax in many "
    "states of the United States.",
    cite(S3, 587),
    note="Only S3 says so; D18 has a VAT line for Germany, the United Kingdom and "
    "Ireland alone.",
)
E4: Final = stated(
    "E4",
    "A customer who is exempt from tax sends in the completed exemption form by "
    "e-mail, in the older guides to gtcbilling@logmein.com.",
    cite(S0, 194),
    cite(S2, 193),
    cite(S2, 208),
    cite(S4, 171),
    cite(S4, 186),
    note="S2 alone has gtc-canadabilling@logmein.com for Canada. S0 names no address "
    "and leads to its contact options.",
)
E5: Final = stated(
    "E5",
    "An exemption in the United States needs the certificate of the state: the "
    "customer hands it to customer care, whose agent files the request, and status "
    "updates follow.",
    cite(S3, 67),
    cite(S3, 591, 595),
    note="Only S3 says so; line 67 also has a menu to upload an exemption.",
)
E6: Final = stated(
    "E6",
    "A customer with a VAT number enters it beside the billing address; the page calls "
    "this an exemption from VAT.",
    cite(S3, 597, 603),
    note="Only S3 says so. A number does not by itself exempt anyone; Q14 decides.",
)
E7: Final = stated(
    "E7",
    "The order summary of a quote includes the taxes that apply.",
    cite(S3, 530),
    note="Only S3 says so, of what a quote may show (line 525).",
)
G4: Final = stated(
    "G4",
    "An invoice can be disputed for 15 days from its issue; billing representatives "
    "cannot give credit.",
    cite(S0, 135),
    cite(S2, 141),
    cite(S3, 561),
    cite(S4, 127),
    note="S0 and S4 say within 15 days. S2 reads 15 days after and S3 only after 15 "
    "days; Q3 decides. S3 refers to section 2.4 of the terms.",
)

DOCUMENTS: Final = (
    A1,
    A2,
    A3,
    A4,
    A5,
    A6,
    A7,
    A8,
    A9,
    A10,
    B1,
    B2,
    B8,
    E1,
    E2,
    E3,
    E4,
    E5,
    E6,
    E7,
    G4,
)
