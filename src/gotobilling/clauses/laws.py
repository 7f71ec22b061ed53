"""What the law asks for: the federal fund's factor, sales taxes, VAT and their cents.

A law has a name for its id. Whatever no text confirms, be it a value or only its day,
is assumed and says so in its note; a forecast is kept to be told from a rate:

>>> USF_2026_Q2.text
'The contribution factor of the second quarter of 2026 is 37.0%.'
>>> [law.id for law in LAWS if law.is_forecast]
['usf-2026-q3-forecast']
>>> LAWS[0].id, LAWS[0].standing.value
('47-cfr-54.712', 'law')
"""

from datetime import date
from functools import partial
from typing import Final

from gotobilling.clauses.canadian_laws import CANADIAN_LAWS
from gotobilling.clauses.law_origins import (
    AUSTRALIAN_GST_ACT,
    CFR_54,
    COURT_OF_JUSTICE,
    CYBERTELECOM,
    DA_25_1026,
    DANISH_VAT_REG,
    DIGITAL_LIBERTY,
    FCC_ORDER,
    GOV_UK,
    IBERICODE,
    KDELDYCKE,
    LONGFORM,
    MONDAQ,
    OLAFE,
    REGULATION_282,
    SME_BLOG,
    VAT_INSIGHTS,
    ZLOADR,
)
from gotobilling.clauses.origins import CHECKED_ON, S3, cite
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "AU_GST",
    "AU_TAX_ROUNDING",
    "CFR_54_712",
    "CONTRACT_RATES",
    "EU_PLACE_OF_SUPPLY",
    "EU_REVERSE_CHARGE",
    "EU_TAX_ROUNDING",
    "EU_VAT_NUMBER",
    "EU_VAT_RATES",
    "FCC_SAFE_HARBOR",
    "GB_VAT",
    "GB_VAT_ROUNDING",
    "IE_VAT_2020",
    "LAWS",
    "USF_2025_Q3",
    "USF_2025_Q4",
    "USF_2026_Q1",
    "USF_2026_Q2",
    "USF_2026_Q3_FORECAST",
    "USF_FACTORS",
    "US_SALES_TAX",
]

_law: Final = partial(Clause, standing=Standing.LAW, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

_UNREAD_DIRECTIVE: Final = (
    "Read in pages about Directive 2006/112/EC, not in the directive itself."
)

FCC_SAFE_HARBOR: Final = _law(
    id="fcc-06-94",
    text="A provider of telephone service over the internet contributes on interstate "
    "and international revenue from the fourth quarter of 2006 on. It may take 64.9% "
    "of the revenue as interstate, or its actual data, or a traffic study.",
    citations=(
        Citation(source=FCC_ORDER, locator="paragraphs 50-53"),
        Citation(source=CYBERTELECOM, locator="whole page"),
    ),
    effective=date(2006, 10, 1),
    note="Only revenue from telecommunications counts: paragraph 51 lets a bundle be "
    "split. The first quarter follows from the first report, due on 2006-08-01.",
)
CFR_54_712: Final = _law(
    id="47-cfr-54.712",
    text="What a customer is charged to recover the contribution may not exceed the "
    "interstate telecommunications part of the bill times the factor.",
    citations=(Citation(source=CFR_54, locator="section 54.712(a)"),),
    note="To stay within it the line is rounded down: 24.7269 gives 24.72.",
)
USF_FACTORS: Final = _law(
    id="usf-factors",
    text="The contribution factor is set for each quarter; the table runs from 9.1% in "
    "the fourth quarter of 2006 to 36.6% in the second quarter of 2025.",
    citations=(Citation(source=OLAFE, locator="quarters Q4 2006 to Q2 2025"),),
    effective=date(2006, 10, 1),
    note="Agrees with the table of USAC for 2019 to 2024, with the FCC for Q2 2013 "
    "(15.5%) and Q1 2015 (16.8%, DA 14-1832), and before its first quarter with "
    "Mondaq 41138 for Q3 2006 (10.5%). Older quarters of the table are not used: its "
    "9.3397% for Q4 2002 looks like a proposal.",
)
USF_2025_Q3: Final = _law(
    id="usf-2025-q3",
    text="The contribution factor of the third quarter of 2025 is 36.0%.",
    citations=(Citation(source=MONDAQ, locator="article 1637982"),),
    effective=date(2025, 7, 1),
)
USF_2025_Q4: Final = _law(
    id="usf-2025-q4",
    text="The contribution factor of the fourth quarter of 2025 is 38.1%.",
    citations=(Citation(source=MONDAQ, locator="article 1680090"),),
    effective=date(2025, 10, 1),
    note="In August 2025 the press expected 39.3%. The article takes 36.3% for the "
    "peak before it, although Q2 2025 had 36.6%.",
)
USF_2026_Q1: Final = _law(
    id="usf-2026-q1",
    text="The contribution factor of the first quarter of 2026 is 37.6%.",
    citations=(Citation(source=DA_25_1026, locator="whole notice"),),
    effective=date(2026, 1, 1),
)
USF_2026_Q2: Final = _law(
    id="usf-2026-q2",
    text="The contribution factor of the second quarter of 2026 is 37.0%.",
    citations=(Citation(source=DIGITAL_LIBERTY, locator="whole page, on DA 26-218"),),
    effective=date(2026, 4, 1),
)
USF_2026_Q3_FORECAST: Final = _assumed(
    id="usf-2026-q3-forecast",
    text="An analyst expects a contribution factor of 42.3% for the third quarter of "
    "2026.",
    citations=(Citation(source=LONGFORM, locator="article of 8 June 2026"),),
    note="Not a figure of the FCC, and no rate: for Q4 2025, 39.3% was expected and "
    "38.1% came.",
    is_forecast=True,
)
US_SALES_TAX: Final = _assumed(
    id="us-sales-tax",
    text="Sales tax in the United States is a matter of each state: the caller gives "
    "the rate of the customer's jurisdiction and what it applies to.",
    note="General knowledge: no table of the states was read. Many round half up, on "
    "the invoice or on the line as the seller chooses; a state may tax the USF line.",
)
CONTRACT_RATES: Final = _assumed(
    id="contract-rates",
    text="The rates of SLRRF, of RRF and of the Canadian regulatory recovery are those "
    "of the customer's contract.",
    note="None is published. An older help page has one regulatory fee of 13.81% for "
    "federal taxes and fees, undated; it matches no factor.",
)
AU_GST: Final = _assumed(
    id="au-gst",
    text="GST in Australia is 10% from 2000-07-01.",
    citations=(cite(S3, 483),),
    note="S3 has the rate; its first day is general knowledge.",
)
AU_TAX_ROUNDING: Final = _law(
    id="au-tax-rounding",
    text="In Australia GST is rounded to the nearest cent and half a cent up, once on "
    "the unrounded tax of the whole invoice or on each supply, as the seller chooses.",
    citations=(Citation(source=AUSTRALIAN_GST_ACT, locator="section 9-90"),),
)
GB_VAT: Final = _law(
    id="gb-vat",
    text="The standard rate of VAT in the United Kingdom is 20% from 2011-01-04, 17.5% "
    "from 2010-01-01.",
    citations=(
        Citation(source=KDELDYCKE, locator="GB"),
        Citation(source=IBERICODE, locator="GB"),
    ),
    effective=date(2010, 1, 1),
)
GB_VAT_ROUNDING: Final = _law(
    id="gb-vat-rounding",
    text="In the United Kingdom a trader who issues invoices may round the total VAT "
    "of an invoice down to a whole penny; a line is rounded to 0.1 penny or to the "
    "nearest penny or half penny.",
    citations=(
        Citation(source=GOV_UK, locator="Notice 700, section 17.5"),
        Citation(source=GOV_UK, locator="manual page VATREC12010"),
    ),
    note="A retailer may not round down. The case behind that is C-302/07; its ruling "
    "was not read.",
)
EU_VAT_RATES: Final = _law(
    id="eu-vat-rates",
    text="Each country of the European Union has a standard rate of VAT, of 17% to 27% "
    "in 2025; the two lists together give its changes since 2010.",
    citations=(
        Citation(source=KDELDYCKE, locator="whole list"),
        Citation(source=IBERICODE, locator="whole list"),
    ),
    effective=date(2010, 1, 1),
    note="Neither list is complete: the first lacks Ireland's rate of 2020, the copy "
    "of the second lacks the 21% of Romania from 2025-08-01. Territories with rates "
    "of their own are left out. Tables of 2026 with 22% for Estonia or 19% for "
    "Romania are out of date.",
)
IE_VAT_2020: Final = _law(
    id="ie-vat-2020",
    text="The standard rate of VAT in Ireland was 21% from 2020-09-01 to 2021-02-28, "
    "both counted, and 23% before and after.",
    citations=(Citation(source=IBERICODE, locator="IE"),),
    effective=date(2020, 9, 1),
    note="Only this list has it; the other goes on with 23%.",
)
EU_PLACE_OF_SUPPLY: Final = _law(
    id="eu-vat-art-44",
    text="A service for a taxable business is supplied where that business is "
    "established.",
    citations=(
        Citation(source=ZLOADR, locator="on Article 44"),
        Citation(source=DANISH_VAT_REG, locator="on Article 44"),
        Citation(source=SME_BLOG, locator="place of supply"),
    ),
    note=_UNREAD_DIRECTIVE,
)
EU_REVERSE_CHARGE: Final = _law(
    id="eu-vat-art-196",
    text="If the supplier is not established in the customer's country, the business "
    "customer owes the VAT: the invoice charges none, says so and has both VAT "
    "numbers.",
    citations=(
        Citation(source=ZLOADR, locator="on Article 196"),
        Citation(source=DANISH_VAT_REG, locator="on Article 196"),
        Citation(source=SME_BLOG, locator="what the invoice says"),
    ),
    note=_UNREAD_DIRECTIVE,
)
EU_VAT_NUMBER: Final = _law(
    id="eu-282-2011-art-18",
    text="A supplier may take a customer of the European Union for a business once the "
    "customer's VAT number is given and confirmed. Without a number a telephone "
    "company may take the customer for a private person.",
    citations=(
        Citation(source=REGULATION_282, locator="Article 18"),
        Citation(source=VAT_INSIGHTS, locator="Article 18"),
    ),
    note="Point (1)(a) is blank in the British copy and was read in the other page. A "
    "number applied for counts too if there is other proof.",
)
EU_TAX_ROUNDING: Final = _law(
    id="eu-tax-rounding",
    text="The European Union has no rule of its own for the rounding of VAT: each "
    "country has its own within neutrality and proportionality, and none must let a "
    "seller round down on every item.",
    citations=(Citation(source=COURT_OF_JUSTICE, locator="the ruling"),),
    effective=date(2008, 7, 10),
    note="No text of Germany or Ireland on rounding was found.",
)

LAWS: Final[tuple[Clause, ...]] = tuple(
    sorted(
        (
            FCC_SAFE_HARBOR,
            CFR_54_712,
            USF_FACTORS,
            USF_2025_Q3,
            USF_2025_Q4,
            USF_2026_Q1,
            USF_2026_Q2,
            USF_2026_Q3_FORECAST,
            US_SALES_TAX,
            CONTRACT_RATES,
            AU_GST,
            AU_TAX_ROUNDING,
            GB_VAT,
            GB_VAT_ROUNDING,
            EU_VAT_RATES,
            IE_VAT_2020,
            EU_PLACE_OF_SUPPLY,
            EU_REVERSE_CHARGE,
            EU_VAT_NUMBER,
            EU_TAX_ROUNDING,
            *CANADIAN_LAWS,
        ),
        key=lambda law: law.id,
    )
)
"""Every law by its id, those of Canada and its provinces among them."""
