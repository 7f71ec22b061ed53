"""The clauses of the billing documents, the decisions that read them, and the laws.

A clause is a constant. A to M are what the documents state: B paying, C recipients, D
the lines of an invoice, E its taxes, H cancelling, I plan changes, J returns, K
commissions, L roles, M quotes. Q are decisions, each with the clauses it rests on. They
are named by their id; a law has a name of its own. Modules of their own, whose names
begin with `contract`, `after` or `access`, and the texts of plans, payments, returns,
recipients and partners hold all on contracts and what follows an invoice; H6 is here:

>>> from gotobilling.clauses import A9, by_id
>>> A9.text
'With a billing start date of 15 July, the invoice of 1 August charges 16 days of \
July and all of August.'
>>> by_id("Q6").rests_on
('B1',)
>>> by_id("usf-2026-q2") is USF_2026_Q2
True
>>> from gotobilling.clauses.contract_texts import H4
>>> by_id("H4") is H4
True
>>> [clause.id for clause in ALL][:3], ALL[-1].id
(['A1', 'A2', 'A3'], 'webinar-changes')
"""

from types import MappingProxyType
from typing import Final

from gotobilling.clauses.access_decisions import ACCESS_DECISIONS
from gotobilling.clauses.after_decisions import AFTER_DECISIONS
from gotobilling.clauses.after_own_decisions import AFTER_OWN_DECISIONS
from gotobilling.clauses.after_terms import AFTER_TERMS
from gotobilling.clauses.canadian_laws import (
    CA_BC_HST,
    CA_BC_PST,
    CA_BC_TOLL_FREE,
    CA_GST,
    CA_GST_BEFORE_2008,
    CA_MB_RST,
    CA_NB_HST,
    CA_NL_HST,
    CA_NS_HST,
    CA_NS_HST_GUIDE,
    CA_ON_HST,
    CA_PE_HST,
    CA_PE_HST_2016,
    CA_PST_BASE,
    CA_QC_QST,
    CA_QC_QST_BEFORE_2013,
    CA_SK_PST,
    CA_TAX_ROUNDING,
)
from gotobilling.clauses.contract_decisions import CONTRACT_DECISIONS
from gotobilling.clauses.contract_own_decisions import CONTRACT_OWN_DECISIONS
from gotobilling.clauses.contract_terms import CONTRACT_TERMS
from gotobilling.clauses.contract_texts import CONTRACT_TEXTS, H6
from gotobilling.clauses.country_guides import (
    BR_DOCUMENTS,
    BR_DUE_DAYS,
    COUNTRY_GUIDES,
    MX_FIRST_INVOICE,
    MX_WINDOW,
)
from gotobilling.clauses.decisions import (
    DECISIONS,
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
from gotobilling.clauses.documents import (
    A1,
    A2,
    A3,
    A4,
    A5,
    A6,
    A7,
    A8,
    A9,
    A10,
    B1,
    B2,
    B8,
    DOCUMENTS,
    E1,
    E2,
    E3,
    E4,
    E5,
    E6,
    E7,
    G4,
)
from gotobilling.clauses.invoice_lines import (
    D1,
    D2,
    D3,
    D4,
    D5,
    D6,
    D7,
    D8,
    D9,
    D10,
    D11,
    D12,
    D13,
    D14,
    D15,
    D16,
    D17,
    D18,
    D19,
    D20,
    D21,
    INVOICE_LINES,
)
from gotobilling.clauses.laws import (
    AU_GST,
    AU_TAX_ROUNDING,
    CFR_54_712,
    CONTRACT_RATES,
    EU_PLACE_OF_SUPPLY,
    EU_REVERSE_CHARGE,
    EU_TAX_ROUNDING,
    EU_VAT_NUMBER,
    EU_VAT_RATES,
    FCC_SAFE_HARBOR,
    GB_VAT,
    GB_VAT_ROUNDING,
    IE_VAT_2020,
    LAWS,
    US_SALES_TAX,
    USF_2025_Q3,
    USF_2025_Q4,
    USF_2026_Q1,
    USF_2026_Q2,
    USF_2026_Q3_FORECAST,
    USF_FACTORS,
)
from gotobilling.clauses.origins import SOURCES
from gotobilling.clauses.own_decisions import (
    CORRECTION,
    CREDIT_SHARE,
    FACT_VERSION,
    INBOUND_CALL,
    LOW_USAGE_PRICE,
    MESSAGE_CREDIT,
    OWN_DECISIONS,
)
from gotobilling.clauses.partner_texts import PARTNER_TEXTS
from gotobilling.clauses.payment_texts import PAYMENT_TEXTS
from gotobilling.clauses.recipient_texts import RECIPIENT_TEXTS
from gotobilling.clauses.return_texts import RETURN_TEXTS
from gotobilling.clauses.tax_decisions import (
    Q11,
    Q12,
    Q13,
    Q14,
    Q19,
    Q43,
    Q44,
    Q45,
    Q46,
    TAX_DECISIONS,
)
from gotobilling.clauses.usage_decisions import (
    Q2,
    Q10,
    Q16,
    Q20,
    Q36,
    Q37,
    Q38,
    Q39,
    Q40,
    Q41,
    Q42,
    USAGE_DECISIONS,
)
from gotobilling.clauses.usage_texts import F1, F2, F3, F4, F5, F6, G3, USAGE_TEXTS
from gotobilling.errors import UnknownName
from gotobilling.sources import Clause

__all__ = [
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "A9",
    "A10",
    "ALL",
    "AU_GST",
    "AU_TAX_ROUNDING",
    "B1",
    "B2",
    "B8",
    "BR_DOCUMENTS",
    "BR_DUE_DAYS",
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
    "CFR_54_712",
    "CONTRACT_RATES",
    "CORRECTION",
    "CREDIT_SHARE",
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "D7",
    "D8",
    "D9",
    "D10",
    "D11",
    "D12",
    "D13",
    "D14",
    "D15",
    "D16",
    "D17",
    "D18",
    "D19",
    "D20",
    "D21",
    "E1",
    "E2",
    "E3",
    "E4",
    "E5",
    "E6",
    "E7",
    "EU_PLACE_OF_SUPPLY",
    "EU_REVERSE_CHARGE",
    "EU_TAX_ROUNDING",
    "EU_VAT_NUMBER",
    "EU_VAT_RATES",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "FACT_VERSION",
    "FCC_SAFE_HARBOR",
    "G3",
    "G4",
    "GB_VAT",
    "GB_VAT_ROUNDING",
    "H6",
    "IE_VAT_2020",
    "INBOUND_CALL",
    "LAWS",
    "LOW_USAGE_PRICE",
    "MESSAGE_CREDIT",
    "MX_FIRST_INVOICE",
    "MX_WINDOW",
    "Q1",
    "Q2",
    "Q3",
    "Q6",
    "Q9",
    "Q10",
    "Q11",
    "Q12",
    "Q13",
    "Q14",
    "Q16",
    "Q17",
    "Q18",
    "Q19",
    "Q20",
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
    "Q36",
    "Q37",
    "Q38",
    "Q39",
    "Q40",
    "Q41",
    "Q42",
    "Q43",
    "Q44",
    "Q45",
    "Q46",
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
    "SOURCES",
    "USF_2025_Q3",
    "USF_2025_Q4",
    "USF_2026_Q1",
    "USF_2026_Q2",
    "USF_2026_Q3_FORECAST",
    "USF_FACTORS",
    "US_SALES_TAX",
    "by_id",
]

_CLAUSES: Final = (
    *(*DOCUMENTS, *INVOICE_LINES, *USAGE_TEXTS, *CONTRACT_TEXTS),
    *(*PAYMENT_TEXTS, *RECIPIENT_TEXTS, *RETURN_TEXTS, *PARTNER_TEXTS),
    *(*DECISIONS, *TAX_DECISIONS, *USAGE_DECISIONS, *CONTRACT_DECISIONS),
    *(*LAWS, *COUNTRY_GUIDES, *CONTRACT_TERMS, *OWN_DECISIONS, *ACCESS_DECISIONS),
    *(*CONTRACT_OWN_DECISIONS, *AFTER_DECISIONS, *AFTER_TERMS, *AFTER_OWN_DECISIONS),
)


def _order(clause: Clause) -> tuple[bool, str, int]:
    letter, number = clause.id[0], clause.id[1:]
    return (False, letter, int(number)) if letter.isupper() else (True, clause.id, 0)


ALL: Final[tuple[Clause, ...]] = tuple(sorted(_CLAUSES, key=_order))
"""Every clause and decision by letter and number, then those that go by a name."""

_BY_ID: Final = MappingProxyType({clause.id: clause for clause in ALL})


def by_id(clause_id: str) -> Clause:
    """
    Return the clause, decision or law of that id.

    Raises:
        UnknownName: No clause has the id; upper and lower case differ.

    >>> by_id("b1")
    Traceback (most recent call last):
    gotobilling.errors.UnknownName: clause must be the id of a clause or decision, \
got 'b1'
    """
    clause = _BY_ID.get(clause_id)
    if clause is None:
        raise UnknownName("clause", "the id of a clause or decision", clause_id)
    return clause
