"""How the clauses on paying, disputing, returning and commissions are read.

>>> Q57.standing.value, Q57.rests_on
('reading', ('G4', 'Q3', 'Q6', 'Q56', 'terms-dispute'))
>>> Q61.standing.value, Q61.rests_on
('assumed', ('K1', 'K2'))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.contract_origins import RENTAL_AGREEMENT
from gotobilling.clauses.origins import CHECKED_ON, S0, S3, S4, TERMS, cite
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "AFTER_DECISIONS",
    "Q5",
    "Q15",
    "Q21",
    "Q57",
    "Q58",
    "Q59",
    "Q60",
    "Q61",
]

_reading: Final = partial(Clause, standing=Standing.READING, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

Q5: Final = _reading(
    id="Q5",
    text="GoTo Admin keeps up to 4 cards, 2 bank accounts and 2 connected methods, "
    "LogMeIn Classic a single method.",
    rests_on=("B11", "B12"),
    citations=(cite(S3, 134), cite(S3, 147)),
    note="Both limits are stated by one guide and neither for a portal; the steps "
    "under the single method even begin in GoTo Admin (137). That the portal tells "
    "them apart is our reading.",
)
Q15: Final = _reading(
    id="Q15",
    text="What is returned is credited at the price paid, less 25% of it, the "
    "provisioning fees, any fee for missing parts, and 6.00 where it is processed "
    "late. The credit is never below zero; what exceeds the price is charged on a line "
    "of its own.",
    rests_on=("J2", "J3", "J6", "rental-cancellation"),
    citations=(
        cite(S0, 222),
        cite(S0, 225),
        Citation(source=RENTAL_AGREEMENT, locator="section 4"),
    ),
    note="S0 takes the restocking fee off a credit and has the others charged, and "
    "does not say of what the 25% are. The rental agreement takes them of the list "
    "price, which is another rule for another case.",
)
Q21: Final = _assumed(
    id="Q21",
    text="Where an invoice is credited or its payment taken back, the commission that "
    "it no longer bears is taken off the partner's next statement.",
    rests_on=("K2", "K3"),
    note="No text says what becomes of a commission that was paid.",
)
Q57: Final = _reading(
    id="Q57",
    text="The disputed part of an invoice is neither due nor overdue nor taken by "
    "automatic payment, and the rest keeps its date. A dispute that is rejected makes "
    "its part due on the first due date or 15 days after the resolution, whichever is "
    "later.",
    rests_on=("G4", "Q3", "Q6", "Q56", "terms-dispute"),
    citations=(
        cite(S3, 561),
        Citation(source=TERMS, locator="sections 2.2 and 2.4"),
    ),
    note="The terms ask for undisputed fees and give 15 days once a dispute is "
    "resolved; that a part can be disputed and that automatic payment leaves it out is "
    "our reading. S3 refers to section 2.4.",
)
Q58: Final = _reading(
    id="Q58",
    text="The 30 days for a return count from the delivery, or from the purchase where "
    "no delivery is known, as day 0; day 30 is in time. A return that is processed "
    "later is accepted still, and costs 6.00 once.",
    rests_on=("J1", "J6"),
    citations=(cite(S0, 222), cite(S0, 225)),
    note="S0 names no first day. It charges the 6.00 on a return processed outside the "
    "30 days, whatever day it was sent, so such a return is not refused.",
)
Q59: Final = _assumed(
    id="Q59",
    text="The 25% are taken of each line's price before tax and the fee is rounded "
    "half up: 25.00 of 99.98, so that 74.98 is credited. The fees bear no tax, and tax "
    "is given back in proportion to the credit, at its original rate.",
    rests_on=("J2", "Q15"),
    note="No text says how the fee is rounded or what becomes of the tax.",
)
Q60: Final = _reading(
    id="Q60",
    text="An upfront, one-time or SPIFF commission is paid with the run on the 15th of "
    "the month after the one in which the customer pays.",
    rests_on=("K1", "K3"),
    citations=(cite(S0, 207), cite(S0, 209), cite(S4, 181), cite(S4, 183)),
    note="The 15th of the following month is the firm half of the sentence, and lies "
    "15 to 45 days after a payment; 30 to 45 days are what it calls typical.",
)
Q61: Final = _assumed(
    id="Q61",
    text="A residual on an invoice dated after the 15th is paid with the run of the "
    "next month. Its base are the service lines of the invoice, before levies and "
    "taxes.",
    rests_on=("K1", "K2"),
    note="K2 pays it in the month of the invoice, which is past its run by then; no "
    "text gives a base.",
)

AFTER_DECISIONS: Final = (
    Q5,
    Q15,
    Q21,
    Q57,
    Q58,
    Q59,
    Q60,
    Q61,
)
