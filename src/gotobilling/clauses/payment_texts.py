"""Payment, its methods and what to do when it fails as the billing guides state them.

B1, B2 and B8, which invoices rest on, lie in `gotobilling.clauses.documents`. The texts
are paraphrases; the locators lead to the lines that say it:

>>> B3.text
'A payment that was declined can be submitted again after an hour.'
>>> [str(citation) for citation in B3.citations]
['S0, line 87', 'S0, line 172', 'S3, line 186']
"""

from typing import Final

from gotobilling.clauses.origins import S0, S2, S3, S4, cite, stated

__all__ = [
    "B3",
    "B4",
    "B5",
    "B6",
    "B7",
    "B9",
    "B10",
    "B11",
    "B12",
    "B13",
    "B14",
    "B15",
    "B16",
    "B17",
    "B18",
    "B19",
    "PAYMENT_TEXTS",
]

B3: Final = stated(
    "B3",
    "A payment that was declined can be submitted again after an hour.",
    cite(S0, 87),
    cite(S0, 172),
    cite(S3, 186),
    note="S2 and S4 do not say so.",
)
B4: Final = stated(
    "B4",
    "Once a payment is received, a message on the screen confirms it and the invoice "
    "changes to paid.",
    cite(S0, 87),
    cite(S0, 172),
    cite(S3, 186),
    note="Before that it is due in line 172, which is in English, and unpaid in the "
    "other two.",
)
B5: Final = stated(
    "B5",
    "Service that was shut off for late payment comes back by itself once the overdue "
    "balance is 0.00.",
    cite(S0, 87),
    cite(S0, 172),
    cite(S3, 186),
    note="Overdue is the word of line 172, in English; the other two have the unpaid "
    "balance, which would have what is not yet due paid as well. No line says when "
    "service is shut off; suspension decides.",
)
B6: Final = stated(
    "B6",
    "Who lost service for not paying signs in and pays for the subscription. A "
    "contract account, made with a sales representative or paid by wire or check, "
    "arranges payment and service with accounts receivable.",
    cite(S3, 545, 547),
    note="Only S3 says so, in garbled words: the copy names the representative twice "
    "and joins the ways of payment to it.",
)
B7: Final = stated(
    "B7",
    "Who is told that the most attempts within 24 hours are used up waits 24 hours "
    "before the next one.",
    cite(S3, 427),
    cite(S3, 576),
    note="Only S3 says so, and not how many attempts those are; attempt-limit decides.",
)
B9: Final = stated(
    "B9",
    "The major credit and debit cards are taken, among them Visa, Mastercard, American "
    "Express and Discover; card data is not taken by phone.",
    cite(S0, 13, 17),
    cite(S0, 21),
    cite(S0, 151, 155),
    cite(S0, 159),
    cite(S2, 17, 21),
    cite(S2, 25),
    cite(S2, 161, 165),
    cite(S2, 169),
    cite(S3, 151, 155),
    cite(S3, 166),
    cite(S3, 174),
    cite(S4, 13, 17),
    cite(S4, 21),
    cite(S4, 143, 147),
    cite(S4, 151),
    note="The list is open everywhere; lines 166 and 174 of S3 name the four in "
    "brackets. S3 says nothing of the phone, prints Discover as a verb in line 155 and "
    "takes all cards in line 135 (B12).",
)
B10: Final = stated(
    "B10",
    "PayPal, direct debit or deposit, bank transfer or wire, and check are taken as "
    "well, and a bank account can be added in the portal.",
    cite(S0, 82),
    cite(S0, 167),
    cite(S2, 32),
    cite(S2, 39),
    cite(S2, 78),
    cite(S3, 150),
    cite(S3, 156, 157),
    cite(S3, 166),
    cite(S3, 169),
    cite(S3, 174),
    cite(S4, 26),
    cite(S4, 61),
    note="PayPal, direct debit and wire are in S3 alone, and wire only in line 157. S2 "
    "and S4 have checks; S0, S2 and S4 have bank accounts.",
)
B11: Final = stated(
    "B11",
    "Up to 4 cards, 2 bank accounts and 2 connected methods can be kept.",
    cite(S3, 147),
    note="Line 134 of the same guide has one method (B12). The line names no portal; "
    "Q5 decides.",
)
B12: Final = stated(
    "B12",
    "One payment method at a time is kept on file; any credit or debit card and PayPal "
    "will do.",
    cite(S3, 134, 135),
    note="Line 147 of the same guide has eight (B11). The steps under it begin in GoTo "
    "Admin (137), so no line ties it to LogMeIn Classic; Q5 decides.",
)
B13: Final = stated(
    "B13",
    "Paying by ACH takes the name of the account holder, the account number and the "
    "routing number.",
    cite(S0, 37, 40),
    cite(S2, 50, 53),
    cite(S4, 37, 40),
)
B14: Final = stated(
    "B14",
    "Checks in USD go to LogMeIn Communications Inc, PO BOX 412252, Boston, MA "
    "02241-2252; overnight, by FedEx or UPS alone, to Lockbox 412252, MA5-527-02-07, 2 "
    "Morrisey Blvd, Dorchester, MA 02125.",
    cite(S0, 26, 36),
    cite(S2, 30, 35),
    cite(S2, 44, 49),
    cite(S4, 26, 36),
    note="S2 and S4 have Jive Communications Inc as payee, united-states-guide GoTo "
    "Communications Inc. S0 prints bank transfers, and for overnight instant ones, "
    "where checks are meant. S2 has the first address for the United States; its "
    "overnight one names no country.",
)
B15: Final = stated(
    "B15",
    "Customers in Canada send checks in USD to LogMeIn Technologies Canada Ltd, C/O "
    "Lockbox 918020, PO BOX 4090 STN A, Toronto, ON M5W 0E9.",
    cite(S2, 37, 42),
    note="Only S2 says so. The later English guides for Canada have GoTo Technologies "
    "Canada Ltd as payee and name no currency for checks; Q62 keeps an account in its "
    "own.",
)
B16: Final = stated(
    "B16",
    "Payments are encrypted with 256 bits and everything done in the billing of an "
    "account is logged; where something looks suspicious, the logs can be asked for.",
    cite(S0, 85),
    cite(S0, 170),
    cite(S2, 83),
    cite(S3, 174),
    cite(S3, 183),
    cite(S4, 66),
    note="In S3 support is asked for them, elsewhere the billing department.",
)
B17: Final = stated(
    "B17",
    "In the European Union and the United Kingdom a card payment may need strong "
    "authentication, which issuers had to support by 31 July 2023 and to require of "
    "every purchase by 31 October 2023. The card is entered anew and its issuer's "
    "steps followed.",
    cite(S3, 424, 426),
    cite(S3, 430, 432),
    cite(S3, 573, 575),
    cite(S3, 579, 581),
    note="Only S3 says so. Without it the issuer is to decline the payment. Line 581 "
    "repeats 432 in garbled words, of users of banks instead of issuers.",
)
B18: Final = stated(
    "B18",
    "Where a payment fails: check that name and address are the card's, ask its issuer "
    "about a limit or block, try another card, best of another issuer, authenticate, "
    "wait 24 hours if the attempts are used up, then ask support.",
    cite(S3, 419, 428),
    cite(S3, 567, 577),
    note="Only S3 says so. Authentication is B17, the wait B7.",
)
B19: Final = stated(
    "B19",
    "Accounts receivable is written to at ar-aus@goto.com from Australia, "
    "ar-us@goto.com from Canada and the United States, ar-uk@goto.com from the United "
    "Kingdom, and ar-ie@goto.com from France, Germany, Spain and everywhere else.",
    cite(S3, 549, 557),
    note="Only S3 has the table; it gives region, address and phone and no currency. "
    "Phones, spaced anew: +1 800 289 406 Australia, +1 866 956 4634 Canada, United "
    "States and everywhere else, +33 0 800 918 519 France, +49 800 181 1942 Germany, "
    "+34 900 816 440 Spain, +44 800 031 4765 United Kingdom. The first has the code of "
    "another country.",
)

PAYMENT_TEXTS: Final = (
    B3,
    B4,
    B5,
    B6,
    B7,
    B9,
    B10,
    B11,
    B12,
    B13,
    B14,
    B15,
    B16,
    B17,
    B18,
    B19,
)
