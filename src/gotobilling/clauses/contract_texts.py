"""Contracts, their billing, cancelling and what it costs as the guides state them.

The texts are paraphrases; the locators lead to the lines that say it. Plan changes,
roles and quotes lie in `gotobilling.clauses.plan_texts` and are found here as well:

>>> H2.text
'The request to cancel is to be sent 10 days before the month ends.'
>>> [str(citation) for citation in H2.citations]
['S0, line 138', 'S2, line 144', 'S4, line 130']
"""

from typing import Final

from gotobilling.clauses.origins import S0, S1, S2, S3, S4, cite, stated
from gotobilling.clauses.plan_texts import (
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
    PLAN_TEXTS,
)

__all__ = [
    "A11",
    "A12",
    "A13",
    "A14",
    "A15",
    "A16",
    "BEFORE_CANCELLING",
    "CONTRACT_TEXTS",
    "G1",
    "G2",
    "G5",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "H7",
    "H8",
    "H9",
    "H10",
    "H11",
    "H12",
    "H13",
    "H14",
    "H15",
    "H16",
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
]

A11: Final = stated(
    "A11",
    "Billing of a broadband or data circuit begins shortly after its provider confirms "
    "that it is active.",
    cite(S3, 456),
    note="Only S3 says so, without a number of days; circuit-start decides.",
)
A12: Final = stated(
    "A12",
    "Of a monthly plan, every 30 days from sign-up are charged; of a yearly one, the "
    "first purchase once.",
    cite(S3, 442),
    note="S3 tells its portals apart by pictures that the copy lost (438, 448): that "
    "this is the card portal of Central is our reading. Line 463, for the other one, "
    "has calendar months. That a year is charged again is not said; 364 and 400-403 "
    "have an automatic renewal. Q7 decides.",
)
A13: Final = stated(
    "A13",
    "The card on file is charged by itself, as the plan chosen at sign-up says.",
    cite(S3, 136),
    cite(S3, 166),
    cite(S3, 446),
    note="Lines 136 and 166 name monthly and yearly plans; 136 stands under steps in "
    "GoTo Admin.",
)
A14: Final = stated(
    "A14",
    "Corporate accounts are offered yearly billing, and their billing contact asks "
    "Corporate Account Services for another frequency; with most other accounts that "
    "contact changes it in the Billing Center.",
    cite(S1, 15),
    cite(S1, 82, 83),
    note="Line 82 answers the question of the frequency with a change of the plan; "
    "line 15 says that the Billing Center changes the frequency.",
)
A15: Final = stated(
    "A15",
    "A subscription shows whether it is billed by the year or month and when it "
    "renews; a cancelled one shows when it expires instead.",
    cite(S3, 364),
    cite(S3, 400, 403),
)
A16: Final = stated(
    "A16",
    "A quote can show charges for a year, a month or a quarter.",
    cite(S3, 527),
    note="Only S3 has it, as the title of a panel; no source says how a quarter is "
    "billed. Q51 decides.",
)
BEFORE_CANCELLING: Final = stated(
    "before-cancelling",
    "Before cancelling, it is to be checked whether the contract has a set term, what "
    "it says of cancelling, which licences it commits to and when it expires; needed "
    "data is to be backed up or moved.",
    cite(S3, 204, 205),
)
G1: Final = stated(
    "G1",
    "Changing the caller ID, E911 data or two-way numbers costs 15 USD.",
    cite(S0, 120),
    cite(S2, 126),
    cite(S4, 112),
    note="S0 has CID, E911 or two-way numbers, S4 CID and E911 as well as two-way "
    "changes, S2 CID, E911 or both and no two-way numbers. S2 prints $ and does not "
    "name the currency; Q55 decides how often it is charged.",
)
G2: Final = stated(
    "G2",
    "A change of billing address, company name or phone number data is asked for by a "
    "form that goes to numbers@logmein.com.",
    cite(S0, 118),
    cite(S2, 124),
    cite(S4, 110),
)
G5: Final = stated(
    "G5",
    "A phone number is cancelled by e-mail to numbers@logmein.com.",
    cite(S0, 136),
    cite(S2, 142),
    cite(S4, 128),
)
H1: Final = stated(
    "H1",
    "Who is under contract serves out its term or pays a fee to leave early.",
    cite(S0, 137),
    cite(S2, 143),
    cite(S4, 129),
    note="No source gives the amount. S2 calls it a purchase fee, S4 compensation for "
    "the early end; buyout is meant. H5 has no such fee; Q8 decides.",
)
H2: Final = stated(
    "H2",
    "The request to cancel is to be sent 10 days before the month ends.",
    cite(S0, 138),
    cite(S2, 144),
    cite(S4, 130),
    note="All three list it under the case of a contract; S4 has the notice happen by "
    "then. S3 has no such days. Q8 and Q33 decide whom it binds.",
)
H3: Final = stated(
    "H3",
    "Who asks to cancel has to be a super admin of the account.",
    cite(S0, 139),
    cite(S2, 145),
    cite(S4, 131),
    note="All three list it under the case of a contract. S3 names others (L6).",
)
H4: Final = stated(
    "H4",
    "With a set-term contract, of 15 months for example, the call to cancel is to come "
    "at least 30 days before the renewal date, or one more term is charged.",
    cite(S3, 212),
    note="Only S3 says so; how long the additional term is, it does not say.",
)
H5: Final = stated(
    "H5",
    "Cancelling is possible at any time, but what is left is charged: a monthly "
    "subscription for the whole month, a 15-month contract for its last three months "
    "if three are left. It stays active until then.",
    cite(S3, 232, 236),
    note="Only S3 says so; S0, S2 and S4 have a fee to leave early (H1).",
)
H6: Final = stated(
    "H6",
    "Who cancels before the term ends gets no money back.",
    cite(S3, 238, 240),
)
H7: Final = stated(
    "H7",
    "Unpaid or past-due invoices can block a cancellation.",
    cite(S3, 203),
    cite(S3, 228),
    note="Line 228 speaks of open balances, and of cancelling online alone.",
)
H8: Final = stated(
    "H8",
    "Support cancels, and changes automatic renewal. It is told the account ID, the "
    "e-mail of the billing admin or master account holder, the last four digits and "
    "billing address of the payment method, and the products.",
    cite(S0, 141),
    cite(S2, 147),
    cite(S3, 20),
    cite(S3, 193),
    cite(S3, 214, 220),
    cite(S4, 133),
    note="S0, S2 and S4 only name support, for a contract. In S3, lines 20 and 193 "
    "have no cancelling online; 225-228 and 387-388 have it for some products, "
    "depending on how they were bought.",
)
H9: Final = stated(
    "H9",
    "The data of a subscription is deleted 90 days after its term ends and does not "
    "come back even if it is reactivated.",
    cite(S3, 207),
    note="Line 252 has six months (H10). Q4 decides.",
)
H10: Final = stated(
    "H10",
    "The data of a subscription is deleted six months after its cancellation takes "
    "effect and does not come back even if it is reactivated.",
    cite(S3, 252),
    note="Line 207 has 90 days (H9). Q4 decides.",
)
H11: Final = stated(
    "H11",
    "Cancelling does not by itself delete the data of users or the account; that is "
    "asked for under the GDPR.",
    cite(S3, 194),
    cite(S3, 260),
    note="H9 and H10 delete the data of the subscription.",
)
H12: Final = stated(
    "H12",
    "A customer with a contract is told of the cancellation by e-mail; others find the "
    "subscription among the expired ones, or its product among those to discover.",
    cite(S3, 244, 248),
)
H13: Final = stated(
    "H13",
    "Subscriptions stand apart and products cannot be exchanged. For another plan, the "
    "present one is cancelled first, stays usable while its cancellation is pending, "
    "to the end of the billing period, and the new one is added.",
    cite(S1, 53),
    cite(S1, 59),
    note="Only for accounts in the Billing Center (line 53). Line 59 prints sell where "
    "trade is meant.",
)
H14: Final = stated(
    "H14",
    "A trial that runs out becomes free again and needs no cancelling; a paid plan is "
    "chosen by hand.",
    cite(S3, 198),
)
H15: Final = stated(
    "H15",
    "A trial starts at once when it is chosen.",
    cite(S3, 372, 374),
)
H16: Final = stated(
    "H16",
    "A subscription that expired or was cancelled can be reactivated, in the billing "
    "portal.",
    cite(S1, 66, 68),
    cite(S3, 18),
    cite(S3, 363),
    note="S1 asks how and names the portals alone; line 363 of S3 is garbled and lists "
    "such subscriptions. Lines 207 and 252 take reactivating for granted.",
)
CONTRACT_TEXTS: Final = (
    A11,
    A12,
    A13,
    A14,
    A15,
    A16,
    BEFORE_CANCELLING,
    G1,
    G2,
    G5,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    H7,
    H8,
    H9,
    H10,
    H11,
    H12,
    H13,
    H14,
    H15,
    H16,
    *PLAN_TEXTS,
)
