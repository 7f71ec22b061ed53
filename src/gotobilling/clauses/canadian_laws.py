"""What the law of Canada and of its provinces asks for: GST, HST, PST, RST and QST.

>>> CA_NS_HST.effective.isoformat(), CA_NS_HST_GUIDE.standing.value
('2010-07-01', 'stated')
>>> [str(citation) for citation in CA_NS_HST_GUIDE.citations]
['S3, line 484']
"""

from datetime import date
from functools import partial
from typing import Final

from gotobilling.clauses.law_origins import (
    ALL_ABOUT_TAX,
    AVALARA_2016,
    AVALARA_RATES,
    CALCULATOR_POD,
    CANADA_GST,
    HARVEY_SMITH,
    MONDAQ,
    REVENU_QUEBEC,
    RYAN,
    TAX_INTERPRETATIONS,
    VAT_UPDATE,
)
from gotobilling.clauses.origins import CHECKED_ON, S3, cite, stated
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "CANADIAN_LAWS",
    "CA_BC_HST",
    "CA_BC_PST",
    "CA_BC_TOLL_FREE",
    "CA_GST",
    "CA_GST_BEFORE_2008",
    "CA_MB_RST",
    "CA_NB_HST",
    "CA_NL_HST",
    "CA_NS_HST",
    "CA_NS_HST_GUIDE",
    "CA_ON_HST",
    "CA_PE_HST",
    "CA_PE_HST_2016",
    "CA_PST_BASE",
    "CA_QC_QST",
    "CA_QC_QST_BEFORE_2013",
    "CA_SK_PST",
    "CA_TAX_ROUNDING",
]

_law: Final = partial(Clause, standing=Standing.LAW, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

_HST_OF_2016: Final = Citation(source=AVALARA_2016, locator="whole page")
_ANNOUNCED: Final = (
    "The rates are published; the day is only that of an announcement made before it."
)

CA_GST: Final = _law(
    id="ca-gst",
    text="GST in Canada is 5%. It is the only tax on sales in Alberta, the Northwest "
    "Territories, Nunavut and Yukon.",
    citations=(
        cite(S3, 483),
        Citation(source=CALCULATOR_POD, locator="GST from 2008"),
    ),
    effective=date(2008, 1, 1),
)
CA_GST_BEFORE_2008: Final = _assumed(
    id="ca-gst-before-2008",
    text="GST in Canada was 7% from 1991 and 6% from 2006-07-01 until the end of 2007.",
    note="General knowledge: no text was read for either rate or for its first day.",
)
CA_ON_HST: Final = _law(
    id="ca-on-hst",
    text="HST in Ontario is 13%.",
    citations=(cite(S3, 484), Citation(source=ALL_ABOUT_TAX, locator="Ontario")),
    effective=date(2010, 7, 1),
)
CA_NB_HST: Final = _assumed(
    id="ca-nb-hst",
    text="HST in New Brunswick is 15% from 2016-07-01, 13% before.",
    citations=(cite(S3, 484), _HST_OF_2016),
    note=_ANNOUNCED,
)
CA_NL_HST: Final = _assumed(
    id="ca-nl-hst",
    text="HST in Newfoundland and Labrador is 15% from 2016-07-01, 13% before.",
    citations=(cite(S3, 484), _HST_OF_2016),
    note=_ANNOUNCED,
)
CA_NS_HST: Final = _law(
    id="ca-ns-hst",
    text="HST in Nova Scotia is 14% from 2025-04-01 and was 15% from 2010-07-01 on.",
    citations=(
        Citation(source=CANADA_GST, locator="whole page"),
        Citation(source=VAT_UPDATE, locator="whole page"),
    ),
    effective=date(2010, 7, 1),
    note="The pages select the rate by the day on which the price is due or paid, "
    "whichever is earlier; Q46 takes the invoice date. Tables dated 2025, one of "
    "Avalara of 2025-12-24 among them, still show 15%.",
)
CA_NS_HST_GUIDE: Final = stated(
    "ca-ns-hst-guide",
    "The billing guide has HST of 15% in Nova Scotia.",
    cite(S3, 484),
    note="Superseded by ca-ns-hst: by law 14% from 2025-04-01. Kept for a customer who "
    "compares an invoice with the guide.",
)
CA_PE_HST: Final = _law(
    id="ca-pe-hst",
    text="HST in Prince Edward Island is 14% from 2013-04-01, until ca-pe-hst-2016.",
    citations=(_HST_OF_2016,),
    effective=date(2013, 4, 1),
    note="The page cited has the rate; the page that had its first day was not kept.",
)
CA_PE_HST_2016: Final = _assumed(
    id="ca-pe-hst-2016",
    text="HST in Prince Edward Island is 15% from 2016-10-01.",
    citations=(cite(S3, 484), _HST_OF_2016),
    note=_ANNOUNCED,
)
CA_BC_HST: Final = _law(
    id="ca-bc-hst",
    text="HST in British Columbia was 12% from 2010-07-01 to 2013-03-31, both counted; "
    "GST and PST took its place.",
    citations=(Citation(source=ALL_ABOUT_TAX, locator="British Columbia"),),
    effective=date(2010, 7, 1),
)
CA_BC_PST: Final = _law(
    id="ca-bc-pst",
    text="PST in British Columbia is 7%, beside GST; telephone service over the "
    "internet is taxable.",
    citations=(
        cite(S3, 485),
        Citation(source=ALL_ABOUT_TAX, locator="British Columbia"),
        Citation(source=RYAN, locator="whole page"),
    ),
    effective=date(2013, 4, 1),
)
CA_BC_TOLL_FREE: Final = _law(
    id="ca-bc-toll-free",
    text="Toll-free telephone service for a business bears no PST in British Columbia.",
    citations=(Citation(source=RYAN, locator="toll-free service, notice 2012-018"),),
    note="The page names the prefixes 800, 888 and 877.",
)
CA_SK_PST: Final = _law(
    id="ca-sk-pst",
    text="PST in Saskatchewan is 6% from 2017-03-23, 5% before.",
    citations=(cite(S3, 485), Citation(source=HARVEY_SMITH, locator="2017 change")),
    note="S3 has the tax without its rate.",
)
CA_MB_RST: Final = _assumed(
    id="ca-mb-rst",
    text="RST in Manitoba is 7% from 2019-07-01 and was 8% from 2013-07-01.",
    citations=(
        cite(S3, 485),
        Citation(source=AVALARA_RATES, locator="Manitoba"),
        Citation(source=MONDAQ, locator="article 912650"),
    ),
    note="The rates are published; neither day was confirmed by a text. A cut to 6% "
    "was announced for 2020-07-01 (Mondaq) and never applied: a table of December "
    "2025 (Avalara) has 7%. S3 has the tax without its rate.",
)
CA_QC_QST: Final = _law(
    id="ca-qc-qst",
    text="QST in Quebec is 9.975% of the price without GST.",
    citations=(
        cite(S3, 486),
        Citation(source=REVENU_QUEBEC, locator="calculating the taxes"),
    ),
    effective=date(2013, 1, 1),
)
CA_QC_QST_BEFORE_2013: Final = _assumed(
    id="ca-qc-qst-before-2013",
    text="Until the end of 2012, QST in Quebec was 9.5% of the price plus GST.",
    citations=(Citation(source=REVENU_QUEBEC, locator="rates before 2013"),),
    note="Rate and base are published; that the rate began on 2012-01-01 is assumed.",
)
CA_PST_BASE: Final = _assumed(
    id="ca-pst-base",
    text="PST and RST are worked out on the price without GST.",
    note="General knowledge: no text was read for British Columbia, Saskatchewan or "
    "Manitoba.",
)
CA_TAX_ROUNDING: Final = _law(
    id="ca-tax-rounding",
    text="In Canada less than half a cent of tax is dropped and half a cent or more "
    "counts as one. The tax may be rounded once on all supplies of an invoice or on "
    "each, and HST as a whole or by its two parts, always the same way.",
    citations=(
        Citation(source=TAX_INTERPRETATIONS, locator="section 165.2, case 125136"),
        Citation(source=REVENU_QUEBEC, locator="calculating the taxes"),
    ),
    note="Section 165.2 of the Excise Tax Act; the wording of its subsection (1) was "
    "not read. Half a cent is confirmed by the page for Quebec, which also lets the "
    "supplies be added first.",
)

CANADIAN_LAWS: Final = (
    CA_GST,
    CA_GST_BEFORE_2008,
    CA_ON_HST,
    CA_NB_HST,
    CA_NL_HST,
    CA_NS_HST,
    CA_NS_HST_GUIDE,
    CA_PE_HST,
    CA_PE_HST_2016,
    CA_BC_HST,
    CA_BC_PST,
    CA_BC_TOLL_FREE,
    CA_SK_PST,
    CA_MB_RST,
    CA_QC_QST,
    CA_QC_QST_BEFORE_2013,
    CA_PST_BASE,
    CA_TAX_ROUNDING,
)
