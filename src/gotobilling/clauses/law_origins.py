"""The pages and lists that say what fees and taxes the law asks for.

Most are pages about the law and not the law itself. Where only the site of a page is
known, its address is that of the site and the citation says what to look for there:

>>> MONDAQ.url
'https://www.mondaq.com'
>>> [source.id for source in LAW_SOURCES][:3]
['allabouttax', 'au-gst-act', 'avalara-2016']
"""

from typing import Final

from gotobilling.sources import Source

__all__ = [
    "ALL_ABOUT_TAX",
    "AUSTRALIAN_GST_ACT",
    "AVALARA_2016",
    "AVALARA_RATES",
    "CALCULATOR_POD",
    "CANADA_GST",
    "CFR_54",
    "COURT_OF_JUSTICE",
    "CYBERTELECOM",
    "DANISH_VAT_REG",
    "DA_25_1026",
    "DIGITAL_LIBERTY",
    "FCC_ORDER",
    "GOV_UK",
    "HARVEY_SMITH",
    "IBERICODE",
    "KDELDYCKE",
    "LAW_SOURCES",
    "LONGFORM",
    "MONDAQ",
    "OLAFE",
    "REGULATION_282",
    "REVENU_QUEBEC",
    "RYAN",
    "SME_BLOG",
    "TAX_INTERPRETATIONS",
    "VAT_INSIGHTS",
    "VAT_UPDATE",
    "ZLOADR",
]


def _page(source_id: str, title: str, url: str) -> Source:
    return Source(id=source_id, title=title, language="en", url=url)


ALL_ABOUT_TAX: Final = _page(
    "allabouttax",
    "Tables of Canadian sales tax by province, allabouttax.ca",
    "https://allabouttax.ca",
)
AUSTRALIAN_GST_ACT: Final = _page(
    "au-gst-act",
    "A New Tax System (Goods and Services Tax) Act 1999, copy of AustLII",
    "https://www.austlii.edu.au",
)
AVALARA_2016: Final = _page(
    "avalara-2016",
    "Avalara news of 2016-05-30 on higher HST in three provinces",
    "https://www.avalara.com/vatlive/en/vat-news/canada-sales-tax-hikes-2016.html",
)
AVALARA_RATES: Final = _page(
    "avalara-2025",
    "Avalara table of Canadian sales tax, dated 2025-12-24",
    "https://www.avalara.com",
)
CALCULATOR_POD: Final = _page(
    "calculatorpod",
    "Tables of Canadian GST and HST, calculatorpod.com",
    "https://calculatorpod.com",
)
CANADA_GST: Final = _page(
    "canadagst",
    "canadagst.com on the lower HST of Nova Scotia",
    "https://canadagst.com/insights/nova-scotiahstratereduction",
)
CFR_54: Final = _page(
    "cfr-47-54",
    "Code of Federal Regulations, title 47, part 54, LexBuild copy of 2026-04-05",
    "https://lexbuild.dev/ecfr/title-47/chapter-I/part-54/section-54.712",
)
COURT_OF_JUSTICE: Final = _page(
    "c-484-06",
    "Court of Justice, 10 July 2008, C-484/06, Koninklijke Ahold",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62006CJ0484",
)
CYBERTELECOM: Final = _page(
    "cybertelecom",
    "Cybertelecom on universal service and VoIP",
    "https://www.cybertelecom.org/usf/voip.htm",
)
DA_25_1026: Final = _page(
    "da-25-1026",
    "FCC public notice DA 25-1026 on the factor of the first quarter of 2026",
    "https://docs.fcc.gov/public/attachments/DA-25-1026A1.txt",
)
DANISH_VAT_REG: Final = _page(
    "danish-vat-reg",
    "danish-vat-reg.com on services between countries of the European Union",
    "https://danish-vat-reg.com",
)
DIGITAL_LIBERTY: Final = _page(
    "digitalliberty",
    "Digital Liberty on FCC public notice DA 26-218",
    "https://digitalliberty.net/usf-contribution-factor-set-at-37-0-for-q2-2026/",
)
FCC_ORDER: Final = _page(
    "fcc-06-94-order",
    "FCC 06-94, adopted 21 June 2006, released 27 June 2006",
    "https://docs.fcc.gov/public/attachments/FCC-06-94A1.txt",
)
GOV_UK: Final = _page(
    "gov-uk",
    "HM Revenue and Customs, notices and manuals on gov.uk",
    "https://www.gov.uk",
)
HARVEY_SMITH: Final = _page(
    "harveysmith",
    "harveysmith.ca on the provincial sales tax of Saskatchewan",
    "https://harveysmith.ca",
)
IBERICODE: Final = _page(
    "ibericode-vat-rates",
    "ibericode/vat-rates, vat-rates.json",
    "https://github.com/ibericode/vat-rates",
)
KDELDYCKE: Final = _page(
    "kdeldycke-vat-rates",
    "kdeldycke/vat-rates, vat_rates.csv at commit 7585c28 of 2025-09-25",
    "https://github.com/kdeldycke/vat-rates",
)
LONGFORM: Final = _page(
    "longform-social",
    "Copy of a Broadband Breakfast article of 8 June 2026",
    "https://longform.social",
)
MONDAQ: Final = _page(
    "mondaq", "Articles of law firms on Mondaq", "https://www.mondaq.com"
)
OLAFE: Final = _page(
    "olafe",
    "Table of the FCC contribution factors, 1998 to 2025",
    "https://support.olafe.com/hc/en-us/articles/4402159470867",
)
REGULATION_282: Final = _page(
    "regulation-282-2011",
    "Implementing Regulation (EU) No 282/2011, copy of legislation.gov.uk",
    "https://www.legislation.gov.uk/eur/2011/282",
)
REVENU_QUEBEC: Final = _page(
    "revenu-quebec",
    "Revenu Quebec on GST and QST",
    "https://www.revenuquebec.ca",
)
RYAN: Final = _page(
    "ryan-pst-107",
    "Ryan on bulletin PST 107 of British Columbia, October 2013",
    "https://ryan.com/canada/about-ryan/news-and-insights/2013/october/"
    "british-columbia-revises-bulletin-pst-107-telecommunications",
)
SME_BLOG: Final = _page(
    "smeblog",
    "smeblog.ie on VAT for services to businesses abroad",
    "https://smeblog.ie",
)
TAX_INTERPRETATIONS: Final = _page(
    "taxinterpretations",
    "taxinterpretations.com on section 165.2 of the Excise Tax Act",
    "https://taxinterpretations.com",
)
VAT_INSIGHTS: Final = _page(
    "vatinsights",
    "vatinsights.org on where a customer is established",
    "https://vatinsights.org/determination-of-the-residence-of-the-customer",
)
VAT_UPDATE: Final = _page(
    "vatupdate",
    "VATupdate of 2025-02-07 on the lower HST of Nova Scotia",
    "https://vatupdate.com/2025/02/07/nova-scotia-hst-rate-reduction-on-april-1-2025",
)
ZLOADR: Final = _page(
    "zloadr",
    "zloadr on VAT for services inside the European Union",
    "https://zloadr.com",
)

LAW_SOURCES: Final = (
    ALL_ABOUT_TAX,
    AUSTRALIAN_GST_ACT,
    AVALARA_2016,
    AVALARA_RATES,
    COURT_OF_JUSTICE,
    CALCULATOR_POD,
    CANADA_GST,
    CFR_54,
    CYBERTELECOM,
    DA_25_1026,
    DANISH_VAT_REG,
    DIGITAL_LIBERTY,
    FCC_ORDER,
    GOV_UK,
    HARVEY_SMITH,
    IBERICODE,
    KDELDYCKE,
    LONGFORM,
    MONDAQ,
    OLAFE,
    REGULATION_282,
    REVENU_QUEBEC,
    RYAN,
    SME_BLOG,
    TAX_INTERPRETATIONS,
    VAT_INSIGHTS,
    VAT_UPDATE,
    ZLOADR,
)
