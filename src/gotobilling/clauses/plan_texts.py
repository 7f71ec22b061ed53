"""Plan changes, roles and quotes as the billing guides state them.

The texts are paraphrases; the locators lead to the lines that say it. M5 alone is a
reading, for it says what no guide does:

>>> [str(citation) for citation in I4.citations]
['S1, line 53', 'S1, line 58']
>>> M5.standing.value, M5.rests_on
('reading', ('M1', 'M2'))
"""

from typing import Final

from gotobilling.clauses.origins import CHECKED_ON, S0, S1, S2, S3, S4, cite, stated
from gotobilling.sources import Clause, Standing

__all__ = [
    "I1",
    "I2",
    "I3",
    "I4",
    "I5",
    "I6",
    "I7",
    "I8",
    "I9",
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "L6",
    "L7",
    "L8",
    "M1",
    "M2",
    "M3",
    "M4",
    "M5",
    "PLAN_TEXTS",
]

I1: Final = stated(
    "I1",
    "A new plan can be used as soon as it is bought.",
    cite(S1, 53),
    cite(S1, 55),
    note="Only for accounts in the Billing Center (line 53).",
)
I2: Final = stated(
    "I2",
    "A change of an existing subscription takes effect at once and is prorated against "
    "the current balance of the account.",
    cite(S1, 53),
    cite(S1, 56),
    note="Only for accounts in the Billing Center (line 53). Line 56 prints budget "
    "where balance is meant.",
)
I3: Final = stated(
    "I3",
    "The customer may reduce the number of seats; a lower tier of the plan needs "
    "customer care.",
    cite(S1, 53),
    cite(S1, 57),
    note="Only for accounts in the Billing Center (line 53).",
)
I4: Final = stated(
    "I4",
    "Where the new plan costs more, a payment is asked for and the plan's features "
    "open right after it; the billing date becomes the date of the change.",
    cite(S1, 53),
    cite(S1, 58),
    note="Only for accounts in the Billing Center (line 53). Whether the date moves "
    "where the price does not rise is left open; webinar-changes says that it does.",
)
I5: Final = stated(
    "I5",
    "Invoices past due and unpaid can block an upgrade or expansion of the plan.",
    cite(S3, 381),
)
I6: Final = stated(
    "I6",
    "Licences, add-ons and devices can be bought in the portal; to change the plan or "
    "remove an add-on, support is asked.",
    cite(S3, 256),
    cite(S3, 380),
    cite(S3, 389, 390),
    note="Line 390 has upgrades in the portal too, where the product offers them; 380 "
    "has equipment rented there.",
)
I7: Final = stated(
    "I7",
    "The menu of a subscription switches between yearly and monthly billing, and lets "
    "a recommended renewal option be chosen.",
    cite(S3, 391, 394),
    note="Not every product has all of it (line 386).",
)
I8: Final = stated(
    "I8",
    "Where a price shown is not the usual rate, support is to be asked.",
    cite(S3, 329),
)
I9: Final = stated(
    "I9",
    "Licences, once called seats, stay available until one is assigned to a user, who "
    "then activates it.",
    cite(S3, 303, 309),
)
L1: Final = stated(
    "L1",
    "Paying, downloading, automatic payment, call details and recipients of invoices "
    "need the permission to view and pay invoices, or a super admin.",
    cite(S0, 79),
    cite(S0, 88),
    cite(S0, 94),
    cite(S0, 100),
    cite(S0, 121),
    cite(S0, 164),
    cite(S0, 173),
    cite(S0, 180),
    cite(S2, 75),
    cite(S2, 84),
    cite(S2, 90),
    cite(S2, 109),
    cite(S2, 127),
    cite(S2, 175),
    cite(S4, 58),
    cite(S4, 67),
    cite(S4, 73),
    cite(S4, 95),
    cite(S4, 113),
    cite(S4, 157),
    note="S3 asks for a billing admin (165, 268). Downloading an invoice is under one "
    "permission with paying it here; the guide for Mexico has two.",
)
L2: Final = stated(
    "L2",
    "The billing contact may change the plan, payment and billing data and other "
    "settings. The present contact or a representative of the vendor names another.",
    cite(S1, 15),
    cite(S1, 17),
    cite(S1, 29),
    cite(S1, 35),
    cite(S1, 62),
    note="What can be done depends on the portal: plans, frequency, history of each "
    "renewal and payment data in the Billing Center; contacts, purchase orders and "
    "quotes in the corporate one, whose Account Services answer on invoices and give a "
    "copy of the contract.",
)
L3: Final = stated(
    "L3",
    "The master account holder sees all billing data of Central, and nobody else may "
    "manage it or change subscriptions.",
    cite(S3, 12),
    cite(S3, 74),
    cite(S3, 133),
    cite(S3, 415),
    note="Line 415 alone excludes others; line 86 and many more let billing admins do "
    "it (L4).",
)
L4: Final = stated(
    "L4",
    "A billing admin may enter the billing portal and there see to some or all of "
    "billing data, payment methods, subscriptions, exemption and quotes. Support adds "
    "one, when a billing admin or master account holder asks.",
    cite(S3, 86, 89),
    cite(S3, 276, 281),
    note="Lines 276-281, of another portal, let billing admins be added, edited and "
    "removed by oneself; 281 adds that they get no access to the GoTo account.",
)
L5: Final = stated(
    "L5",
    "A licence is bought by an admin or super admin, and given to a user or taken away "
    "by one of them or who may manage users. Where the button to add licences is "
    "missing, the permission may be; who may manage licences and still cannot add one "
    "asks the sales representative.",
    cite(S3, 314),
    cite(S3, 319),
    cite(S3, 324, 325),
    cite(S3, 333),
    cite(S3, 343),
    note="Only S3 says so. Line 314 has an admin do all three.",
)
L6: Final = stated(
    "L6",
    "A billing admin or master account holder cancels.",
    cite(S3, 211),
    cite(S3, 226),
    note="Line 226 names the billing admin alone, for cancelling online. S0, S2 and S4 "
    "ask for a super admin (H3).",
)
L7: Final = stated(
    "L7",
    "Addresses, quotes and renewal dates are for a billing admin.",
    cite(S3, 101),
    cite(S3, 122),
    cite(S3, 401),
    cite(S3, 497),
    cite(S3, 522),
    note="Line 497 lets a master account holder see to addresses too; 122, of LogMeIn "
    "Classic, lets nobody else.",
)
L8: Final = stated(
    "L8",
    "Most accounts are managed in the Billing Center, large ones in the Corporate "
    "Billing Portal with a representative of the vendor; S3 has GoTo Admin and LogMeIn "
    "Classic besides.",
    cite(S1, 13),
    cite(S3, 38),
    cite(S3, 97),
    cite(S3, 272),
    note="Addresses: billing.logmeininc.com (S1), admin.goto.com and "
    "store.logmein.com/subscriptions (S3, 97), and myaccount.logmeininc.com, which "
    "leads on (S3, 272). Accounts of LogMeIn Classic are moving to GoTo Admin (38).",
)
M1: Final = stated(
    "M1",
    "A quote may show the length and renewal date of the contract, what it charges and "
    "saves in total, the charges for each product, add-on and device, and an order "
    "summary with taxes.",
    cite(S3, 525, 530),
)
M2: Final = stated(
    "M2",
    "A quote is rejected, which ends it, or accepted by checking out: billing data, "
    "payment, the admin contact, a box to tick, then the purchase.",
    cite(S3, 533, 543),
    note="Of a rejected quote, line 537 only says that the further steps are not "
    "needed.",
)
M3: Final = stated(
    "M3",
    "The billing menus are subscriptions, quotes, invoices open and paid, late "
    "payments, payment methods, addresses and tax exemption; which of them show "
    "depends on the plan.",
    cite(S3, 60, 67),
    note="The names of the menus are lost in the copy. Line 64 reviews late payments; "
    "228 calls that menu payments due.",
)
M4: Final = stated(
    "M4",
    "A shipping address is needed only for buying physical equipment.",
    cite(S3, 113),
    cite(S3, 512),
)
M5: Final = Clause(
    id="M5",
    text="No guide names a day until which a quote can be accepted, so none lapses by "
    "itself.",
    standing=Standing.READING,
    citations=(cite(S3, 519, 543),),
    rests_on=("M1", "M2"),
    checked=CHECKED_ON,
    note="The lines cited are all that the guides say of accepting a quote.",
)

PLAN_TEXTS: Final = (
    I1,
    I2,
    I3,
    I4,
    I5,
    I6,
    I7,
    I8,
    I9,
    L1,
    L2,
    L3,
    L4,
    L5,
    L6,
    L7,
    L8,
    M1,
    M2,
    M3,
    M4,
    M5,
)
