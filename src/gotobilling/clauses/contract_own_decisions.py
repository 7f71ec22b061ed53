"""What the library decides on contracts where no document or numbered decision does.

>>> CIRCUIT_START.standing.value, CIRCUIT_START.rests_on
('assumed', ('A11',))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import CHECKED_ON
from gotobilling.sources import Clause, Standing

__all__ = [
    "BUYOUT_IN_VAIN",
    "CANCEL_BEFORE_START",
    "CIRCUIT_START",
    "CONTRACT_OWN_DECISIONS",
    "CYCLE_QUANTITIES",
    "EARLY_EXIT_OWED",
    "NUMBER_CANCELLED",
    "PAID_PERIOD",
    "PERIOD_BEGUN",
    "PERIOD_RENEWED",
    "QUOTE_PARTS",
    "QUOTE_SAVINGS",
    "QUOTE_TOTAL",
    "QUOTE_UNTIL",
    "RENTAL_MONTHS",
    "SAFE_DAY",
    "TRIAL_END",
    "UNUSED_DAYS",
    "WEBINAR_CANCELLING",
]

_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

BUYOUT_IN_VAIN: Final = _assumed(
    id="buyout-in-vain",
    text="A buyout is owed only where service ends earlier by it than by notice.",
    rests_on=("H1", "H5", "Q33"),
    note="Who is days from the end of the term has nothing left to buy out.",
)
CANCEL_BEFORE_START: Final = _assumed(
    id="cancel-before-start",
    text="A request to cancel before billing starts counts as made on the day on which "
    "it starts: what has not begun cannot end.",
    rests_on=("A3", "H5", "Q8"),
    note="No text has a way out of free months; H5 charges the month in full.",
)
CIRCUIT_START: Final = _assumed(
    id="circuit-start",
    text="Billing of a circuit starts on the day on which its provider confirms it, "
    "unless the caller names a later one.",
    rests_on=("A11",),
    note="A11 has shortly after, without a number of days.",
)
CYCLE_QUANTITIES: Final = _assumed(
    id="cycle-quantities",
    text="A 30-day or anchored cycle is billed with the quantities as its first day "
    "ends. A later change is prorated on the next cycle's charge, unless it moves the "
    "billing date.",
    rests_on=("Q23", "Q52", "Q53"),
    note="Q23 does so for months.",
)
EARLY_EXIT_OWED: Final = _assumed(
    id="early-exit-owed",
    text="Where a contract has no buyout, who leaves early owes the remaining months, "
    "which are invoiced as they come.",
    rests_on=("H1", "H5", "Q8", "Q33"),
    note="H5 charges the remaining months; the fee of H1 is given no amount.",
)
PERIOD_BEGUN: Final = _assumed(
    id="period-begun",
    text="A year or a quarter is charged where service goes on after its first day, "
    "and then in full: it is not cut short by an end of service within it. What "
    "changes in it counts to its end.",
    rests_on=("H5", "H6", "Q50", "Q51"),
    note="Q68 charges the days served of a last month; H5 charges the rest of a term, "
    "and H6 refunds nothing before it ends. For Q45 its units stand in lots, oldest "
    "first: those that its own invoice charged, then each addition by the next monthly "
    "invoice. Removals take them in that order, and of equal parts the earlier counts.",
)
PERIOD_RENEWED: Final = _assumed(
    id="period-renewed",
    text="A year that begins after day 1 of its month is invoiced at the quantity of "
    "day 1. What changes until it begins pays the days to its first day, and the next "
    "monthly invoice charges or credits it for the new year in full.",
    rests_on=("Q23", "Q50"),
    note="So it is with quarters that begin within a month, where a reading has them. "
    "What is given back here had not begun: no reading of Q17 or of emptied items, "
    "which are of the running period, keeps it.",
)
QUOTE_PARTS: Final = _assumed(
    id="quote-parts",
    text="Where a quote does not say it, hardware and rented equipment are devices, "
    "service charges and subscriptions are the product, and all else is an add-on.",
    rests_on=("D1", "D21", "M1"),
    note="M1 splits by product, add-on and device and defines none of them.",
)
QUOTE_SAVINGS: Final = _assumed(
    id="quote-savings",
    text="What a quote saves is what the same invoices come to at list prices, less "
    "what they come to, both before fees and taxes. Free months save nothing, since "
    "they move the term and do not shorten it.",
    rests_on=("A7", "M1", "Q34"),
    note="M1 names the savings of a contract and no way to count them.",
)
QUOTE_TOTAL: Final = _assumed(
    id="quote-total",
    text="The total of a quote is the sum of the invoices of its purchases and of its "
    "term, as if service ended with the term. Usage is not in it, nor any change to "
    "come.",
    rests_on=("E7", "M1", "Q31", "Q34"),
    note="What will be used nobody knows. Days that no rule charges, as the day on "
    "which billing starts, are in no invoice, so it can be less than months x price. A "
    "year that is charged within the term counts in full, though it may outlast it.",
)
QUOTE_UNTIL: Final = _assumed(
    id="quote-until",
    text="Where a quote itself names a day until which it is valid, that day is the "
    "last on which it can be accepted.",
    rests_on=("M2", "M5"),
    note="No guide has such a day; a quote may.",
)
RENTAL_MONTHS: Final = _assumed(
    id="rental-months",
    text="After its initial term a rental goes on by months counted from its first "
    "day, and notice ends it with the month in which it is given. Notice too late for "
    "the end of the term ends it with the first such month.",
    rests_on=("rental-term",),
    note="The agreement has month to month, and no days of notice for it.",
)
NUMBER_CANCELLED: Final = _assumed(
    id="number-cancelled",
    text="A phone number is cancelled on the day of the e-mail that asks for it, and "
    "credited as whatever else is removed.",
    rests_on=("G5", "Q17"),
    note="G5 has the address alone.",
)
PAID_PERIOD: Final = _assumed(
    id="paid-period",
    text="What is billed by the year or the quarter ends with the period that is paid, "
    "asked for up to its last day. With several, service ends with the last of them, "
    "and what is billed more often is charged until then.",
    rests_on=("A12", "H5", "H6", "Q8", "Q33", "cancel-page"),
    note="The help page has a yearly contract go on until its year ends, and no days "
    "before it; the guides' ten days speak of months. A buyout ends service with its "
    "month whatever is paid (Q33), unless the paid period is the term itself, of which "
    "nothing is left to buy out.",
)
SAFE_DAY: Final = _assumed(
    id="safe-day",
    text="The last day that is in time under every reading is the earliest of the last "
    "days that the readings give.",
    rests_on=("Q8", "Q33", "Q34"),
)
TRIAL_END: Final = _assumed(
    id="trial-end",
    text="How long a trial lasts is told by the caller; on the day after its last day "
    "the subscription is free again.",
    rests_on=("H14", "H15"),
    note="No text names a length.",
)
UNUSED_DAYS: Final = _assumed(
    id="unused-days",
    text="The day of a plan change belongs to the new period. Unused are the days from "
    "it to the end of the old one, over the days of that period, so that what is used "
    "and what is credited add up to what was paid.",
    rests_on=("I2", "Q53"),
    note="Q1 leaves the day of a change uncounted; here it is counted in the new "
    "period.",
)
WEBINAR_CANCELLING: Final = _assumed(
    id="webinar-cancelling",
    text="The billing contact cancels a plan of Webinar, in the Billing Center or in "
    "the Corporate Billing Portal.",
    rests_on=("H13", "L2", "L8"),
    note="L2 lets that contact change the plan and does not speak of cancelling; H13 "
    "has the plan cancelled and not who does it.",
)

CONTRACT_OWN_DECISIONS: Final = (
    BUYOUT_IN_VAIN,
    CANCEL_BEFORE_START,
    CIRCUIT_START,
    CYCLE_QUANTITIES,
    EARLY_EXIT_OWED,
    NUMBER_CANCELLED,
    PAID_PERIOD,
    PERIOD_BEGUN,
    PERIOD_RENEWED,
    QUOTE_PARTS,
    QUOTE_SAVINGS,
    QUOTE_TOTAL,
    QUOTE_UNTIL,
    RENTAL_MONTHS,
    SAFE_DAY,
    TRIAL_END,
    UNUSED_DAYS,
    WEBINAR_CANCELLING,
)
