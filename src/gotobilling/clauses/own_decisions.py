"""What the library decides where no document speaks and no decision is numbered.

>>> CORRECTION.standing.value, CORRECTION.rests_on
('assumed', ('Q45', 'Q65', 'Q67'))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import CHECKED_ON
from gotobilling.sources import Clause, Standing

__all__ = [
    "CORRECTION",
    "CREDIT_SHARE",
    "FACT_VERSION",
    "INBOUND_CALL",
    "LOW_USAGE_PRICE",
    "MESSAGE_CREDIT",
    "OWN_DECISIONS",
]

_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

CORRECTION: Final = _assumed(
    id="correction",
    text="A document that was issued stays as it is; it is assembled again with all "
    "that is known by now, at its own dates and rates. Where a line comes to something "
    "else, a later document carries the difference. A credit note over a wrong charge "
    "counts as given back, one of goodwill does not.",
    rests_on=("Q45", "Q65", "Q67"),
)
FACT_VERSION: Final = _assumed(
    id="fact-version",
    text="A fact that turned out wrong is replaced by one that names it, or withdrawn, "
    "from the day on which that is known. Of what is said about one fact the latest "
    "known counts, and a day before that still has what was known then.",
    rests_on=("Q67",),
)
CREDIT_SHARE: Final = _assumed(
    id="credit-share",
    text="A part of an invoice is given back by shares of what is open of each line, "
    "rounded on the running total, so that the parts add up to it. A levy follows the "
    "charges that it is on: of what is open of it, the share that goes back of what is "
    "open of them.",
    rests_on=("Q44",),
)
INBOUND_CALL: Final = _assumed(
    id="inbound-call",
    text="A call to a number of the account that is not toll-free is counted and never "
    "charged, for no text charges it.",
    rests_on=("D7", "F5"),
)
LOW_USAGE_PRICE: Final = _assumed(
    id="low-usage-price",
    text="Low-usage devices above the contract's number, or all while phones are too "
    "few, are billed at the price of the item they otherwise are. Billing groups take "
    "from what is allowed in printed order. A change in mid-month is prorated at the "
    "item's own price.",
    rests_on=("G3", "Q38"),
)
MESSAGE_CREDIT: Final = _assumed(
    id="message-credit",
    text="Each 160 characters begun of a message are a credit, and a message has at "
    "least one. Of pictures, links and emoji the provider's own count is taken.",
    rests_on=("D9",),
)

OWN_DECISIONS: Final = (
    CORRECTION,
    FACT_VERSION,
    CREDIT_SHARE,
    INBOUND_CALL,
    LOW_USAGE_PRICE,
    MESSAGE_CREDIT,
)
