"""How the clauses are read where the documents are silent or disagree.

Each decision is the default that a policy can replace by a named alternative. It rests
on clauses and cites what speaks for it, and what speaks against it in its note:

>>> Q1.standing.value, Q1.rests_on
('reading', ('A8', 'A9', 'A10'))
>>> Q28.standing.value, Q28.citations
('assumed', ())
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import (
    BRAZIL_GUIDE,
    CHECKED_ON,
    GOTOMYPC_GUIDE,
    HOW_BILLING_WORKS,
    IRELAND_GUIDE,
    JIVE_BILL,
    MEXICO_GUIDE,
    S0,
    S1,
    S2,
    S3,
    S4,
    TERMS,
    UNITED_STATES_GUIDE,
    cite,
)
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "DECISIONS",
    "Q1",
    "Q3",
    "Q6",
    "Q9",
    "Q17",
    "Q18",
    "Q22",
    "Q23",
    "Q24",
    "Q25",
    "Q26",
    "Q27",
    "Q28",
    "Q29",
    "Q30",
    "Q31",
    "Q35",
    "Q47",
    "Q48",
    "Q49",
    "Q54",
    "Q56",
    "Q62",
    "Q63",
    "Q64",
    "Q65",
    "Q66",
    "Q67",
    "Q68",
]

_reading: Final = partial(Clause, standing=Standing.READING, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

_IRELAND_EXAMPLE: Final = Citation(
    source=IRELAND_GUIDE, locator="General Billing FAQ's, How Billing Works"
)
_MEXICO_EXAMPLE: Final = Citation(
    source=MEXICO_GUIDE, locator="General Billing FAQ's, How Billing Works"
)

Q1: Final = _reading(
    id="Q1",
    text="A part of a month is its actual days after the start day, which is not "
    "counted, over the days of that calendar month: 16/31 from 15 July, 15/30 from 15 "
    "June. On day 1 it is a full month and no proration; a removal mirrors an "
    "addition.",
    rests_on=("A8", "A9", "A10"),
    citations=(
        cite(S0, 61, 62),
        cite(S4, 51),
        Citation(source=HOW_BILLING_WORKS, locator="Billing cycle"),
        _IRELAND_EXAMPLE,
        _MEXICO_EXAMPLE,
    ),
    note="Both examples with a number of days fit, 16 from 15 July and 15 from 15 "
    "June. A10 and the guide for Mexico name the first and last day of a part month "
    "without a number. No source names the divisor.",
)
Q3: Final = _reading(
    id="Q3",
    text="The invoice date is day 0 of the 15 days for a dispute: notice on day 15 is "
    "in time, on day 16 late. From the day a dispute is settled, 15 more days are "
    "left to pay.",
    rests_on=("G4",),
    citations=(
        cite(S0, 135),
        cite(S4, 127),
        Citation(source=TERMS, locator="section 2.4"),
        Citation(source=GOTOMYPC_GUIDE, locator="Can I dispute an old invoice?"),
    ),
    note="S2 and S3 can be read as opening the dispute only after 15 days; the terms, "
    "to which S3 refers, close it then.",
)
Q6: Final = _reading(
    id="Q6",
    text="An invoice is due on the 15th day after its date; the date is day 0.",
    rests_on=("B1",),
    citations=(
        cite(S2, 69),
        cite(S4, 52),
        Citation(source=JIVE_BILL, locator="Terms; Due Date"),
        Citation(source=BRAZIL_GUIDE, locator="Invoice FAQ's"),
    ),
    note="The older help page has invoices due on the 16th, which is day 15 after the "
    "1st. S2 counts from the sending. In Brazil the customer may choose day 10, 15, "
    "20, 25 or 30 of the month.",
)
Q9: Final = _reading(
    id="Q9",
    text="A billing start on days 1 to 5 is invoiced in its own month: a full month "
    "on day 1, a part of it on days 2 to 5. A later start is invoiced in the next "
    "month, its part month together with that new month.",
    rests_on=("A3", "A4", "A8", "A9"),
    citations=(
        cite(S0, 51),
        cite(S0, 56),
        Citation(source=UNITED_STATES_GUIDE, locator="General Billing FAQ's, When?"),
        _MEXICO_EXAMPLE,
    ),
    note="Read literally, A8 puts the part month of a start on days 2 to 5 on the next "
    "month's invoice, and A3 puts every first invoice on the start date. The guide "
    "for Mexico always waits for the next month.",
)
Q17: Final = _reading(
    id="Q17",
    text="A removal within a month is credited with the fraction that an addition on "
    "its day would be charged.",
    rests_on=("A8", "Q1"),
    citations=(cite(S0, 56), cite(S3, 463)),
    note="Both texts name removals among the prorated changes and show no credit.",
)
Q18: Final = _reading(
    id="Q18",
    text="N free months end N calendar months after the signature, on the day of the "
    "same number; a month too short for it gives its last day, so that 31 January "
    "and 1 month make 28 or 29 February.",
    rests_on=("A7",),
    citations=(cite(S0, 56), cite(S4, 57)),
)
Q22: Final = _reading(
    id="Q22",
    text="Of several open invoices the one that the payer names is paid first, then "
    "the one that is due first.",
    rests_on=("B8",),
    citations=(cite(S0, 25), cite(S2, 29), cite(S4, 25)),
)
Q23: Final = _reading(
    id="Q23",
    text="A monthly invoice bills the quantities as day 1 ends, on whichever of days "
    "1 to 5 it is made; what changes on days 2 to 5 waits for the next one. The "
    "invoice for a start on days 2 to 5 bills the quantities as the start day ends.",
    rests_on=("A1", "A2", "A8", "Q9"),
    citations=(cite(S0, 56), _IRELAND_EXAMPLE),
    note="Only changes after day 1 are prorated, so those of day 1 are in the full "
    "month.",
)
Q24: Final = _reading(
    id="Q24",
    text="A monthly invoice is dated the 1st, one for a start in its own month the "
    "billing start date, a one-time invoice the day of purchase. Due, dispute and tax "
    "dates count from that one date.",
    rests_on=("A2", "A4", "A5"),
    citations=(cite(S0, 51, 53),),
)
Q25: Final = _reading(
    id="Q25",
    text="A start or change on a month's last day is charged for 0 days; its line "
    "stays on the invoice at 0.00.",
    rests_on=("A8", "Q1"),
    citations=(cite(S0, 56),),
    note="The text promises that every change after day 1 is shown.",
)
Q26: Final = _reading(
    id="Q26",
    text="Changes before and on the billing start date make up the starting quantity "
    "and are not billed by themselves; later ones in that month are prorated on the "
    "next invoice.",
    rests_on=("A8", "A9"),
    citations=(cite(S3, 463),),
    note="The example there treats a start and added items of 15 July alike.",
)
Q27: Final = _reading(
    id="Q27",
    text="For each item, price and billing group, the additions of one day make one "
    "line and its removals another, in whatever order they were recorded.",
    rests_on=("A8", "Q17"),
    citations=(cite(S0, 56),),
)
Q28: Final = _assumed(
    id="Q28",
    text="A removal that leaves an item of a billing group below zero once the whole "
    "day is counted is refused, naming the item and the day; it is never cut to fit.",
    rests_on=("Q27",),
)
Q29: Final = _assumed(
    id="Q29",
    text="A prorated line is quantity x price x days / days of the month, exact until "
    "it is rounded once, half away from zero, which makes a credit the mirror of its "
    "charge: 3 x 25.00 x 16/31 = 38.71.",
    rests_on=("A8", "Q1", "Q17"),
)
Q30: Final = _reading(
    id="Q30",
    text="A new price within a month removes the item at the old price and adds it at "
    "the new one that day; on day 1 the new price simply holds. It moves the quantity "
    "held before that day's other changes, and those are at the new price.",
    rests_on=("A8", "Q17", "Q27"),
    citations=(cite(S0, 56), Citation(source=TERMS, locator="section 2.2")),
    note="The terms let a price change hold from the next billing cycle.",
)
Q31: Final = _reading(
    id="Q31",
    text="A change of quantity, even to zero, is prorated and credited and never ends "
    "the service. Ending the service is a fact of its own and brings no credit.",
    rests_on=("A8", "Q17"),
    citations=(cite(S0, 56), cite(S3, 232, 240)),
    note="S3 charges the rest of the term after a cancellation and refunds nothing.",
)
Q35: Final = _reading(
    id="Q35",
    text="Billing starts on the later of the quote's date and the end of the free "
    "months, and a difference is reported. An end within a month is prorated as any "
    "start: signed on 20 January with 2 months free, 11/31 of March on 1 April.",
    rests_on=("A3", "A7", "Q1", "Q18"),
    citations=(cite(S0, 51), cite(S0, 56)),
)
Q47: Final = _assumed(
    id="Q47",
    text="Without any line there is no invoice but a result that says so. Lines that "
    "sum to 0.00 make an invoice, paid when issued and without a due date.",
    rests_on=("A1",),
)
Q48: Final = _assumed(
    id="Q48",
    text="A negative total is issued as it is, with 0.00 payable and neither a due nor "
    "an automatic payment date. The amount stays on the account as credit for the "
    "next invoice and is never paid out; only the caller can write it off.",
    rests_on=("B1", "B2", "H6", "Q17", "Q22"),
    citations=(cite(S3, 240),),
    note="S3 refunds nothing before a term ends; no source names a negative invoice.",
)
Q49: Final = _reading(
    id="Q49",
    text="The month after service ends has a last invoice: the usage of the final "
    "month and open prorations, no recurring lines. Usage known still later is billed "
    "the same way.",
    rests_on=("A1", "A8"),
    citations=(cite(S0, 102), cite(S2, 111), cite(S4, 97)),
    note="The usage on an invoice is that of the month before it.",
)
Q54: Final = _reading(
    id="Q54",
    text="A number bought is charged once, on the invoice of the day of purchase; its "
    "recurring fee arises from the prorated change alone, so nothing is billed twice.",
    rests_on=("A5", "A8"),
    citations=(cite(S0, 53), cite(S0, 56)),
)
Q56: Final = _reading(
    id="Q56",
    text="Automatic payment takes, on day 10, whatever is open and undisputed on "
    "invoices dated that day or earlier. A later invoice waits for the next day 10; "
    "until then it is not past due, although its due date stays.",
    rests_on=("B1", "B2"),
    citations=(cite(S0, 97, 99), cite(S4, 76, 78)),
)
Q62: Final = _assumed(
    id="Q62",
    text="An account has one currency and nothing is converted; the rates 0.00715 and "
    "0.02 are Canadian dollars on Canadian accounts.",
    rests_on=("D6", "D10"),
    citations=(cite(S2, 37, 42), cite(S2, 101), cite(S3, 479)),
    note="No source names the currency of either rate; S2 has Canadian customers send "
    "checks in USD.",
)
Q63: Final = _assumed(
    id="Q63",
    text="Deadlines are counted in calendar days in the account's time zone, and no "
    "weekend or holiday moves them, except where a clause itself says business days.",
    rests_on=("B1", "B2", "G4"),
)
Q64: Final = _assumed(
    id="Q64",
    text="With the fixed 30-day month in place of actual days, day 31 is taken as day "
    "30: 1/30 from the 31st, 3/30 from 28 February, 30/30 for a full month. Parts are "
    "then not promised to add up to the whole.",
    rests_on=("Q1",),
)
Q65: Final = _assumed(
    id="Q65",
    text="Where late facts bear on the same amount, they are taken in the order in "
    "which they came to be known, those of one day by id; each causes what it changes "
    "of the state that those before it left.",
    rests_on=("Q67",),
    note="No source speaks of facts that come to be known late.",
)
Q66: Final = _reading(
    id="Q66",
    text="Each product of an account has documents of its own, under its own policies; "
    "one invoice never holds two products.",
    rests_on=("A1",),
    citations=(cite(S1, 59), Citation(source=TERMS, locator="sections 2.1 and 3.1")),
    note="S1 and section 2.1 keep subscriptions and orders apart; section 3.1 lets the "
    "vendor align the invoices of several orders.",
)
Q67: Final = _assumed(
    id="Q67",
    text="An address, a price, an exemption or a portal holds from a date on; each "
    "rule says for which date it looks them up.",
)
Q68: Final = _assumed(
    id="Q68",
    text="If service ends within a month billed ahead, that month is billed up to and "
    "including the last day, and its changes are prorated to that day: a change on 5 "
    "October with 14 October as the last day is 9/31.",
    rests_on=("A1", "Q1"),
)

DECISIONS: Final = (
    Q1,
    Q3,
    Q6,
    Q9,
    Q17,
    Q18,
    Q22,
    Q23,
    Q24,
    Q25,
    Q26,
    Q27,
    Q28,
    Q29,
    Q30,
    Q31,
    Q35,
    Q47,
    Q48,
    Q49,
    Q54,
    Q56,
    Q62,
    Q63,
    Q64,
    Q65,
    Q66,
    Q67,
    Q68,
)
