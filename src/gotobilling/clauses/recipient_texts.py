"""Who gets invoices, receipts and copies as the billing guides state it.

The texts are paraphrases; the locators lead to the lines that say it:

>>> C1.text
'Monthly invoices go to up to 5 e-mail addresses, one of them that of the main billing \
contact.'
>>> [str(citation) for citation in C3.citations]
['S3, line 109', 'S3, line 506']
"""

from typing import Final

from gotobilling.clauses.origins import S0, S1, S2, S3, S4, cite, stated

__all__ = [
    "C1",
    "C2",
    "C3",
    "C4",
    "C5",
    "C6",
    "C7",
    "RECIPIENT_TEXTS",
]

C1: Final = stated(
    "C1",
    "Monthly invoices go to up to 5 e-mail addresses, one of them that of the main "
    "billing contact.",
    cite(S0, 124, 128),
    cite(S2, 130, 134),
    cite(S3, 294, 297),
    cite(S4, 116, 120),
    note="S3 has two portals here, told by pictures that the copy lost and both "
    "entered from GoTo Admin (269, 287); the other one has the billing admins instead "
    "(C6). C3 has no limit.",
)
C2: Final = stated(
    "C2",
    "Receipts of payment go to one e-mail address; for a group, that is an alias or "
    "forwards by itself.",
    cite(S0, 129, 133),
    cite(S2, 80),
    cite(S2, 135, 139),
    cite(S4, 63),
    cite(S4, 121, 125),
    note="S3 does not say so.",
)
C3: Final = stated(
    "C3",
    "The billing contact has one main e-mail address and, in a CC field that may stay "
    "empty, further ones with commas between them.",
    cite(S3, 109),
    cite(S3, 506),
    note="Only S3 says so, of GoTo Admin, and without a limit. It stands under contact "
    "data: that invoices go to these addresses is our reading.",
)
C4: Final = stated(
    "C4",
    "Monthly statements can be downloaded, orders of hardware cannot so far.",
    cite(S0, 93),
    cite(S2, 89),
    cite(S3, 293),
    cite(S4, 72),
    note="S3 leaves out orders of hardware and does not say that only monthly "
    "statements remain; its other portal (275) leaves nothing out.",
)
C5: Final = stated(
    "C5",
    "A copy of an invoice is asked for by e-mail, in the older guides at "
    "gtcbilling@logmein.com; invoices can be seen in the portal as well.",
    cite(S0, 179),
    cite(S2, 174),
    cite(S3, 283),
    cite(S4, 156),
    note="S2 alone has gtc-canadabilling@logmein.com for Canada. S0 names no address "
    "and leads to its contact options; S3 has the original copy come from the sales "
    "team.",
)
C6: Final = stated(
    "C6",
    "In one portal the addresses that invoices go to are those of the billing admins, "
    "who are added, changed and removed there. A new one enters the billing portal and "
    "not the GoTo account.",
    cite(S3, 276, 281),
    note="Only S3 says so. Line 89 has support add and manage billing admins (L4).",
)
C7: Final = stated(
    "C7",
    "Form W-9 can be downloaded, by customers in the United States alone. Billing "
    "contacts of corporate accounts who cannot download that of LogMeIn USA, Inc., ask "
    "Corporate Account Services for it.",
    cite(S0, 195),
    cite(S1, 86, 88),
    cite(S2, 194),
    cite(S2, 207),
    cite(S4, 172),
    note="The entity and Corporate Account Services are in S1 alone. S0 and S4, guides "
    "for the United States, do not limit it to them.",
)

RECIPIENT_TEXTS: Final = (
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
)
