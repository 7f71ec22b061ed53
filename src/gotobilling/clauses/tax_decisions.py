"""How the clauses and laws on fees and taxes are read.

>>> Q13.standing.value, Q13.rests_on
('law', ('D15', 'Q46', 'ca-ns-hst', 'ca-ns-hst-guide'))
>>> Q12.standing.value, Q12.rests_on
('assumed', ('E1',))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.law_origins import (
    CANADA_GST,
    CFR_54,
    SME_BLOG,
    VAT_INSIGHTS,
    VAT_UPDATE,
    ZLOADR,
)
from gotobilling.clauses.origins import CHECKED_ON, S0, S3, cite
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "Q11",
    "Q12",
    "Q13",
    "Q14",
    "Q19",
    "Q43",
    "Q44",
    "Q45",
    "Q46",
    "TAX_DECISIONS",
]

_law: Final = partial(Clause, standing=Standing.LAW, checked=CHECKED_ON)
_reading: Final = partial(Clause, standing=Standing.READING, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

_CAP: Final = Citation(source=CFR_54, locator="section 54.712(a)")

Q11: Final = _reading(
    id="Q11",
    text="After the services come the recovery fees, then USF, then the taxes on the "
    "overall subtotal. The base of USF is the interstate and international share of "
    "the telecommunications lines, and its line is rounded toward minus infinity to "
    "stay within the law's cap.",
    rests_on=(
        *(f"D{number}" for number in range(11, 21)),
        *("E1", "47-cfr-54.712", "fcc-06-94"),
    ),
    citations=(cite(S3, 480, 491), cite(S3, 587), _CAP),
    note="The order follows from E1 together with the cap; no source states it.",
)
Q12: Final = _assumed(
    id="Q12",
    text="Each tax is worked out and rounded once on what the invoice has for it to "
    "tax, half up.",
    rests_on=("E1",),
    note="Laws leave room: Canada and Australia allow the invoice or the line, the "
    "United Kingdom a total rounded down.",
)
Q13: Final = _law(
    id="Q13",
    text="Nova Scotia has the HST of the law in force, 14% from 2025-04-01 and 15% "
    "before; the guide's 15% is kept as a value that was superseded.",
    rests_on=("D15", "Q46", "ca-ns-hst", "ca-ns-hst-guide"),
    citations=(
        cite(S3, 484),
        Citation(source=CANADA_GST, locator="whole page"),
        Citation(source=VAT_UPDATE, locator="whole page"),
    ),
)
Q14: Final = _law(
    id="Q14",
    text="A customer with a valid VAT number owes the tax in place of the supplier "
    "only across a border inside the European Union; a domestic customer pays VAT all "
    "the same. Plain exemption takes a certificate.",
    rests_on=("E6", "eu-282-2011-art-18", "eu-vat-art-196", "eu-vat-art-44"),
    citations=(
        cite(S3, 597, 603),
        Citation(source=ZLOADR, locator="on Articles 44 and 196"),
        Citation(source=SME_BLOG, locator="place of supply"),
        Citation(source=VAT_INSIGHTS, locator="Article 18"),
    ),
    note="Read literally, E6 lets any VAT number exempt its holder.",
)
Q19: Final = _assumed(
    id="Q19",
    text="SLRRF and RRF are a part of the month's service lines, recurring, prorated "
    "and usage, and not of hardware sold once.",
    rests_on=("D11", "D12", "contract-rates"),
)
Q43: Final = _assumed(
    id="Q43",
    text="SLRRF and RRF are taken of the lines D1 to D3, D5 to D10 and D19, USF of D1 "
    "to D8 alone. Hardware, rentals, text messages, contact center and both recovery "
    "fees are outside the base of USF, exempt lines outside that of a tax.",
    rests_on=("Q11", "Q19"),
    note="A provider may have its recovery fees inside the base of USF: Verizon does.",
)
Q44: Final = _reading(
    id="Q44",
    text="A negative base has the same formula, and USF is rounded toward minus "
    "infinity there as well: -2.47269 gives -2.48. A credit note repeats the issued "
    "line with the other sign and works out nothing anew.",
    rests_on=("Q11", "47-cfr-54.712"),
    citations=(_CAP,),
    note="The cap then holds below zero too; the text speaks of charges alone.",
)
Q45: Final = _assumed(
    id="Q45",
    text="A credit has the rate and the factor of the invoice that charged the item, "
    "grouped by tax and rate before any rounding, so that an issued tax is given back "
    "to the cent.",
    rests_on=("E1", "Q12", "Q17"),
    note="A removal first gives back what was billed in advance. Its line goes as a "
    "whole with the greater part of it: at the date of the invoice that billed the "
    "month in advance, or at that of the invoice that charges and credits the rest.",
)
Q46: Final = _reading(
    id="Q46",
    text="The invoice date selects every rate and factor of an invoice, usage of the "
    "month before included; the due date never does.",
    rests_on=("Q24",),
    citations=(
        cite(S0, 51, 53),
        cite(S3, 489, 491),
        Citation(source=CANADA_GST, locator="whole page"),
    ),
    note="The page on Nova Scotia takes the earlier of the days on which the price is "
    "due or paid. Usage billed in the month after can fall in another quarter.",
)

TAX_DECISIONS: Final = (Q11, Q12, Q13, Q14, Q19, Q43, Q44, Q45, Q46)
