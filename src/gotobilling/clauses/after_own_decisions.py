"""What the library decides on what follows an invoice, where no document speaks.

>>> ATTEMPT_LIMIT.standing.value, ATTEMPT_LIMIT.rests_on
('assumed', ('B7',))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import CHECKED_ON
from gotobilling.sources import Clause, Standing

__all__ = [
    "AFTER_OWN_DECISIONS",
    "ATTEMPT_LIMIT",
    "COMMISSION_BASE",
    "COMMISSION_RATES",
    "DISPUTED_TAX",
    "OVERPAYMENT",
    "PAYMENT_ORDER",
    "RETURN_DAYS",
    "RETURN_FEES",
    "RETURN_TAX",
    "SUSPENSION",
]

_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

ATTEMPT_LIMIT: Final = _assumed(
    id="attempt-limit",
    text="How many attempts to pay 24 hours allow is told by the caller. The wait runs "
    "24 hours from the attempt that was told of the limit.",
    rests_on=("B7",),
    note="B7 gives no number and no hour from which to wait.",
)
COMMISSION_BASE: Final = _assumed(
    id="commission-base",
    text="The base of an upfront, one-time or SPIFF commission is what the customer "
    "paid, before levies and taxes: of an invoice paid in part, its charges in the "
    "proportion paid.",
    rests_on=("K3", "Q61"),
    note="K3 has the customer pay first and names no base.",
)
COMMISSION_RATES: Final = _assumed(
    id="commission-rates",
    text="The rates of commissions and the amount of a SPIFF are those of the "
    "partner's agreement, told by the caller.",
    rests_on=("K2", "K3"),
    note="No guide gives a rate or an amount.",
)
DISPUTED_TAX: Final = _assumed(
    id="disputed-tax",
    text="Fees and taxes of an invoice are disputed in the proportion in which the "
    "charges that they are on are, as a credit note would give them back.",
    rests_on=("G4", "Q57", "credit-share"),
    note="No text says what else is disputed with a charge.",
)
OVERPAYMENT: Final = _assumed(
    id="overpayment",
    text="What is paid beyond the open amount stays on the account as credit and pays "
    "later invoices, the one due first before the others.",
    rests_on=("B8", "Q22", "Q48"),
    note="B8 speaks of all or part of an invoice. Q48 keeps the credit of a negative "
    "invoice the same way.",
)
PAYMENT_ORDER: Final = _assumed(
    id="payment-order",
    text="Of what reaches an invoice on one day, its credit notes count first, then "
    "credit of the account, then payments, each in the order of their ids.",
    rests_on=("B8", "Q22", "Q48"),
    note="Q22 says which invoice a payment is for, no text what comes first of several "
    "on one.",
)
RETURN_DAYS: Final = _assumed(
    id="return-days",
    text="The 7 to 10 business days of a credit are told as a first and a last day, "
    "counted from the day on which the return is processed, which is day 0.",
    rests_on=("J5", "Q63"),
    note="J5 counts from the processing and says nothing of its day.",
)
RETURN_FEES: Final = _assumed(
    id="return-fees",
    text="Where the fees of a return come to more than its price, the credit is 0.00 "
    "and what exceeds it is charged once, on a line of its own and without tax.",
    rests_on=("Q15", "Q59"),
    note="Q15 has such a line; no text says what becomes of fees beyond the price.",
)
RETURN_TAX: Final = _assumed(
    id="return-tax",
    text="Of the tax on a returned item goes back what the credit before tax is of the "
    "price before tax, at the original rate, rounded half up and never more than is "
    "left of it.",
    rests_on=("Q45", "Q59"),
    note="Earlier credits may have given some of it back.",
)
SUSPENSION: Final = _assumed(
    id="suspension",
    text="Service is suspended by the biller's own act, which is a fact and follows "
    "from no date. It comes back by itself on the first day on which nothing is "
    "overdue. A contract account arranges it with accounts receivable.",
    rests_on=("B5", "B6", "terms-dispute"),
    note="The guides take a suspension for granted and the terms have it on notice; no "
    "text says when it happens.",
)

AFTER_OWN_DECISIONS: Final = (
    ATTEMPT_LIMIT,
    COMMISSION_BASE,
    COMMISSION_RATES,
    DISPUTED_TAX,
    OVERPAYMENT,
    PAYMENT_ORDER,
    RETURN_DAYS,
    RETURN_FEES,
    RETURN_TAX,
    SUSPENSION,
)
