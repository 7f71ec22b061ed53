"""The clauses and decisions as constants."""

import re
from datetime import date
from typing import Any

import pytest

from gotobilling import clauses
from gotobilling.clauses import (
    ALL,
    LAWS,
    SOURCES,
    access_decisions,
    after_decisions,
    after_own_decisions,
    after_terms,
    by_id,
    canadian_laws,
    contract_decisions,
    contract_own_decisions,
    contract_terms,
    contract_texts,
    country_guides,
    decisions,
    documents,
    invoice_lines,
    laws,
    own_decisions,
    partner_texts,
    payment_texts,
    plan_texts,
    recipient_texts,
    return_texts,
    tax_decisions,
    usage_decisions,
    usage_texts,
)
from gotobilling.clauses.contract_origins import CONTRACT_SOURCES
from gotobilling.clauses.law_origins import LAW_SOURCES
from gotobilling.clauses.origins import S3, cite, stated
from gotobilling.errors import InvalidValue, UnknownName
from gotobilling.sources import Clause, Source, Standing

DECISION_IDS = [f"Q{number}" for number in range(1, 69)]
DOCUMENT_IDS = [
    *(f"A{number}" for number in range(1, 17)),
    *(f"B{number}" for number in range(1, 20)),
    *(f"C{number}" for number in range(1, 8)),
    *(f"D{number}" for number in range(1, 22)),
    *(f"E{number}" for number in range(1, 8)),
    *(f"F{number}" for number in range(1, 7)),
    *(f"G{number}" for number in range(1, 6)),
    *(f"H{number}" for number in range(1, 17)),
    *(f"I{number}" for number in range(1, 10)),
    *(f"J{number}" for number in range(1, 8)),
    *(f"K{number}" for number in range(1, 7)),
    *(f"L{number}" for number in range(1, 9)),
    *(f"M{number}" for number in range(1, 6)),
]
# Each law by the constant that holds it: id and standing.
LAW_CONSTANTS = {
    "AU_GST": ("au-gst", "assumed"),
    "AU_TAX_ROUNDING": ("au-tax-rounding", "law"),
    "CA_BC_HST": ("ca-bc-hst", "law"),
    "CA_BC_PST": ("ca-bc-pst", "law"),
    "CA_BC_TOLL_FREE": ("ca-bc-toll-free", "law"),
    "CA_GST": ("ca-gst", "law"),
    "CA_GST_BEFORE_2008": ("ca-gst-before-2008", "assumed"),
    "CA_MB_RST": ("ca-mb-rst", "assumed"),
    "CA_NB_HST": ("ca-nb-hst", "assumed"),
    "CA_NL_HST": ("ca-nl-hst", "assumed"),
    "CA_NS_HST": ("ca-ns-hst", "law"),
    "CA_NS_HST_GUIDE": ("ca-ns-hst-guide", "stated"),
    "CA_ON_HST": ("ca-on-hst", "law"),
    "CA_PE_HST": ("ca-pe-hst", "law"),
    "CA_PE_HST_2016": ("ca-pe-hst-2016", "assumed"),
    "CA_PST_BASE": ("ca-pst-base", "assumed"),
    "CA_QC_QST": ("ca-qc-qst", "law"),
    "CA_QC_QST_BEFORE_2013": ("ca-qc-qst-before-2013", "assumed"),
    "CA_SK_PST": ("ca-sk-pst", "law"),
    "CA_TAX_ROUNDING": ("ca-tax-rounding", "law"),
    "CFR_54_712": ("47-cfr-54.712", "law"),
    "CONTRACT_RATES": ("contract-rates", "assumed"),
    "EU_PLACE_OF_SUPPLY": ("eu-vat-art-44", "law"),
    "EU_REVERSE_CHARGE": ("eu-vat-art-196", "law"),
    "EU_TAX_ROUNDING": ("eu-tax-rounding", "law"),
    "EU_VAT_NUMBER": ("eu-282-2011-art-18", "law"),
    "EU_VAT_RATES": ("eu-vat-rates", "law"),
    "FCC_SAFE_HARBOR": ("fcc-06-94", "law"),
    "GB_VAT": ("gb-vat", "law"),
    "GB_VAT_ROUNDING": ("gb-vat-rounding", "law"),
    "IE_VAT_2020": ("ie-vat-2020", "law"),
    "USF_2025_Q3": ("usf-2025-q3", "law"),
    "USF_2025_Q4": ("usf-2025-q4", "law"),
    "USF_2026_Q1": ("usf-2026-q1", "law"),
    "USF_2026_Q2": ("usf-2026-q2", "law"),
    "USF_2026_Q3_FORECAST": ("usf-2026-q3-forecast", "assumed"),
    "USF_FACTORS": ("usf-factors", "law"),
    "BR_DOCUMENTS": ("br-documents", "stated"),
    "BR_DUE_DAYS": ("br-due-days", "stated"),
    "MX_FIRST_INVOICE": ("mx-first-invoice", "stated"),
    "MX_WINDOW": ("mx-window", "stated"),
    "US_SALES_TAX": ("us-sales-tax", "assumed"),
}
LAW_NAMES = {law_id: name for name, (law_id, _) in LAW_CONSTANTS.items()}
# What the library decides for itself, under a name of its own.
OWN_CONSTANTS = {
    "CORRECTION": ("correction", "assumed"),
    "CREDIT_SHARE": ("credit-share", "assumed"),
    "FACT_VERSION": ("fact-version", "assumed"),
    "INBOUND_CALL": ("inbound-call", "assumed"),
    "LOW_USAGE_PRICE": ("low-usage-price", "assumed"),
    "MESSAGE_CREDIT": ("message-credit", "assumed"),
}
OWN_NAMES = {own_id: name for name, (own_id, _) in OWN_CONSTANTS.items()}
# What is said of contracts and of what follows an invoice lies in modules of its own:
# by module the names there.
HOME_NAMES = {
    contract_texts: ("before-cancelling",),
    contract_terms: (
        *("cancel-page", "deletion-page", "jive-start", "pending-cancellation"),
        *("port-page", "rental-cancellation", "rental-jive", "rental-purchase"),
        *("rental-return", "rental-term", "retrieval", "terms-discontinued"),
        *("terms-price", "terms-renewal", "webinar-changes"),
    ),
    contract_own_decisions: (
        *("buyout-in-vain", "cancel-before-start", "circuit-start"),
        *("cycle-quantities", "early-exit-owed", "number-cancelled"),
        *("paid-period", "period-begun", "period-renewed"),
        *("quote-parts", "quote-savings", "quote-total", "quote-until"),
        *("period-begun", "period-renewed"),
        *("rental-months", "safe-day", "trial-end", "unused-days"),
        "webinar-cancelling",
    ),
    after_terms: ("discover-usd", "terms-dispute", "terms-refund"),
    after_own_decisions: (
        *("attempt-limit", "commission-base", "commission-rates", "disputed-tax"),
        *("overpayment", "payment-order", "return-days", "return-fees"),
        *("return-tax", "suspension"),
    ),
    access_decisions: (
        *("billing-admins-kept", "central-billing", "central-pages"),
        *("download-kinds", "licence-button", "nobody-named", "online-cancelling"),
        *("plan-upgrade", "recipients-portal"),
    ),
}
HOME_GROUPS = (
    (contract_texts, contract_texts.CONTRACT_TEXTS),
    (plan_texts, plan_texts.PLAN_TEXTS),
    (contract_terms, contract_terms.CONTRACT_TERMS),
    (contract_decisions, contract_decisions.CONTRACT_DECISIONS),
    (contract_own_decisions, contract_own_decisions.CONTRACT_OWN_DECISIONS),
    (payment_texts, payment_texts.PAYMENT_TEXTS),
    (recipient_texts, recipient_texts.RECIPIENT_TEXTS),
    (return_texts, return_texts.RETURN_TEXTS),
    (partner_texts, partner_texts.PARTNER_TEXTS),
    (after_terms, after_terms.AFTER_TERMS),
    (after_decisions, after_decisions.AFTER_DECISIONS),
    (after_own_decisions, after_own_decisions.AFTER_OWN_DECISIONS),
    (access_decisions, access_decisions.ACCESS_DECISIONS),
)
HOMES = {clause.id: module for module, group in HOME_GROUPS for clause in group}
OWN_DECISION_NAMES = {
    *OWN_NAMES,
    *HOME_NAMES[contract_own_decisions],
    *HOME_NAMES[after_own_decisions],
    "nobody-named",
}
# How conflicts on who may do what are read; two are no readings.
ACCESS_READINGS = {*HOME_NAMES[access_decisions]} - {"central-pages", "nobody-named"}
NAMES = (
    LAW_NAMES
    | OWN_NAMES
    | {
        name: name.replace("-", "_").upper()
        for names in HOME_NAMES.values()
        for name in names
    }
)


def named(clause: Clause) -> str:
    """Return the id, for the names of the cases."""
    return clause.id


every_clause = pytest.mark.parametrize("clause", ALL, ids=named)


class TestCollection:
    """The clauses as a whole."""

    def test_order(self) -> None:
        """Clauses stand by letter and number, so A10 follows A9; the rest has names."""
        expected = [*DOCUMENT_IDS, *DECISION_IDS, *sorted(NAMES)]
        assert [clause.id for clause in ALL] == expected

    def test_ids_are_unique(self) -> None:
        """No two clauses share an id."""
        assert len({clause.id for clause in ALL}) == len(ALL)

    def test_texts_are_unique(self) -> None:
        """No two clauses say the same in the same words."""
        assert len({clause.text for clause in ALL}) == len(ALL)

    @every_clause
    def test_constant_has_the_name_of_its_id(self, clause: Clause) -> None:
        """A clause is the constant that its id or name gives, and is exported."""
        name = NAMES.get(clause.id, clause.id)
        home = HOMES.get(clause.id, clauses)
        assert getattr(home, name) is clause
        assert name in home.__all__

    def test_every_constant_is_listed(self) -> None:
        """No module has a clause that its tuple of clauses leaves out."""
        listed = (
            (documents, documents.DOCUMENTS),
            (invoice_lines, invoice_lines.INVOICE_LINES),
            (usage_texts, usage_texts.USAGE_TEXTS),
            (decisions, decisions.DECISIONS),
            (tax_decisions, tax_decisions.TAX_DECISIONS),
            (usage_decisions, usage_decisions.USAGE_DECISIONS),
            (own_decisions, own_decisions.OWN_DECISIONS),
            (canadian_laws, canadian_laws.CANADIAN_LAWS),
            (country_guides, country_guides.COUNTRY_GUIDES),
            (laws, set(LAWS) - set(canadian_laws.CANADIAN_LAWS)),
            *HOME_GROUPS,
        )
        for module, group in listed:
            found = {id(v) for v in vars(module).values() if isinstance(v, Clause)}
            assert found == {id(clause) for clause in group}

    def test_sources_have_unique_ids(self) -> None:
        """No two sources share an id."""
        assert len({source.id for source in SOURCES}) == len(SOURCES)

    def test_every_source_is_cited(self) -> None:
        """The sources listed are those that some clause cites."""
        cited = {citation.source for clause in ALL for citation in clause.citations}
        assert cited == set(SOURCES)


class TestClause:
    """What holds for each clause."""

    @every_clause
    def test_rests_on_known_clauses(self, clause: Clause) -> None:
        """A decision rests on clauses that exist, each named once, never itself."""
        known = {other.id for other in ALL} - {clause.id}
        assert set(clause.rests_on) <= known
        assert len(set(clause.rests_on)) == len(clause.rests_on)

    @every_clause
    def test_grounds_end_in_no_circle(self, clause: Clause) -> None:
        """Following what a decision rests on never leads back to it."""
        reached: set[str] = set()
        ahead = list(clause.rests_on)
        while ahead:
            reached.add(ground := ahead.pop())
            ahead.extend(by_id(ground).rests_on)
        assert clause.id not in reached

    @every_clause
    def test_standing_follows_the_letter(self, clause: Clause) -> None:
        """Documents state, but for M5; decisions are read, assumed or, two, law."""
        allowed = {Standing.STATED}
        if clause.id in {"Q13", "Q14"}:
            allowed = {Standing.LAW}
        elif clause.id[0] == "Q":
            allowed = {Standing.READING, Standing.ASSUMED}
        elif clause.id in LAW_NAMES:
            allowed = {Standing(LAW_CONSTANTS[LAW_NAMES[clause.id]][1])}
        elif clause.id in OWN_DECISION_NAMES:
            allowed = {Standing.ASSUMED}
        elif clause.id in ACCESS_READINGS or clause.id == "M5":
            allowed = {Standing.READING}
        assert clause.standing in allowed

    @every_clause
    def test_all_but_assumptions_cite(self, clause: Clause) -> None:
        """Whatever is stated or read cites a place that can be read."""
        assert clause.citations or clause.standing is Standing.ASSUMED

    @every_clause
    def test_citations_are_unique(self, clause: Clause) -> None:
        """A clause cites each place once."""
        assert len(set(clause.citations)) == len(clause.citations)

    @every_clause
    def test_translated_guides_are_cited_by_line(self, clause: Clause) -> None:
        """A source with a kept copy is cited by one line or a rising range."""
        for citation in clause.citations:
            if citation.source.sha256 is None:
                continue
            found = re.fullmatch(r"line(?:s (\d+)-| )(\d+)", citation.locator)
            assert found, citation
            first, last = found.groups()
            assert first is None or int(first) < int(last)

    @every_clause
    def test_checked_day(self, clause: Clause) -> None:
        """Every clause was compared with its sources on 21 November 2026."""
        assert clause.checked == date(2026, 11, 21)

    @every_clause
    def test_text_is_at_most_three_sentences(self, clause: Clause) -> None:
        """A text is a sentence or a few that end in a full stop and fit a report."""
        assert clause.text.endswith(".")
        assert len(re.findall(r"\.(?: |$)", clause.text)) <= 3
        assert len(clause.text) <= 300


@pytest.mark.clause("E2", "E3", "E4", "E5", "E6", "E7")
class TestTaxOfTheDocuments:
    """What the billing guides state of tax."""

    @pytest.mark.parametrize(
        ("clause_id", "places"),
        [
            ("E2", "S3, line 110; S3, line 127"),
            ("E3", "S3, line 587"),
            (
                "E4",
                "S0, line 194; S2, line 193; S2, line 208; S4, line 171; S4, line 186",
            ),
            ("E5", "S3, line 67; S3, lines 591-595"),
            ("E6", "S3, lines 597-603"),
            ("E7", "S3, line 530"),
        ],
    )
    def test_places(self, clause_id: str, places: str) -> None:
        """The clauses on tax are cited by the lines that state them."""
        clause = by_id(clause_id)
        assert clause.standing is Standing.STATED
        assert "; ".join(map(str, clause.citations)) == places


@pytest.mark.clause("Q11", "Q12", "Q13", "Q14", "Q19", "Q43", "Q44", "Q45", "Q46")
class TestTaxDecisions:
    """The decisions on fees and taxes."""

    @pytest.mark.parametrize(
        ("clause_id", "standing", "rests_on"),
        [
            (
                "Q11",
                "reading",
                "D11 D12 D13 D14 D15 D16 D17 D18 D19 D20 E1 47-cfr-54.712 fcc-06-94",
            ),
            ("Q12", "assumed", "E1"),
            ("Q13", "law", "D15 Q46 ca-ns-hst ca-ns-hst-guide"),
            ("Q14", "law", "E6 eu-282-2011-art-18 eu-vat-art-196 eu-vat-art-44"),
            ("Q19", "assumed", "D11 D12 contract-rates"),
            ("Q43", "assumed", "Q11 Q19"),
            ("Q44", "reading", "Q11 47-cfr-54.712"),
            ("Q45", "assumed", "E1 Q12 Q17"),
            ("Q46", "reading", "Q24"),
        ],
    )
    def test_grounds(self, clause_id: str, standing: str, rests_on: str) -> None:
        """Each has its standing and rests on these clauses and laws."""
        clause = by_id(clause_id)
        assert clause.standing.value == standing
        assert clause.rests_on == tuple(rests_on.split())
        assert [by_id(ground).id for ground in clause.rests_on] == rests_on.split()


@pytest.mark.clause("F1", "F2", "F3", "F4", "F5", "F6", "G3")
class TestUsageOfTheDocuments:
    """What the billing guides state of calls and low-usage devices."""

    @pytest.mark.parametrize(
        ("clause_id", "places"),
        [
            ("F1", "S0, lines 106-114; S2, lines 115-123; S4, lines 101-109"),
            (
                "F2",
                "; ".join(
                    f"{guide}, line {line}"
                    for guide, duration in (("S0", 110), ("S2", 119), ("S4", 105))
                    for line in (duration, duration + 2)
                ),
            ),
            ("F3", "S0, line 111; S2, line 120; S4, line 106"),
            ("F4", "S0, line 111; S2, line 120; S4, line 106"),
            ("F5", "S0, lines 114-117"),
            ("F6", "S0, line 102; S2, line 111; S4, line 97"),
            ("G3", "S0, line 134; S2, line 140; S4, line 126"),
        ],
    )
    def test_places(self, clause_id: str, places: str) -> None:
        """The clauses on usage are cited by the lines that state them."""
        clause = by_id(clause_id)
        assert clause.standing is Standing.STATED
        assert "; ".join(map(str, clause.citations)) == places

    def test_disagreement(self) -> None:
        """F3 and Q2 both note which guides have the nearest minute and which go up."""
        for clause in (clauses.F3, clauses.Q2):
            found = re.findall(r"S\d|nearest|up", clause.note.partition(".")[0])
            assert found[:5] == ["S0", "S2", "nearest", "S4", "up"]


@pytest.mark.clause(
    *("Q2", "Q10", "Q16", "Q20", "Q36", "Q37", "Q38", "Q39", "Q40", "Q41", "Q42")
)
class TestUsageDecisions:
    """The decisions on calls, text messages and low-usage devices."""

    @pytest.mark.parametrize(
        ("clause_id", "standing", "rests_on"),
        [
            ("Q2", "reading", "F2 F3"),
            ("Q10", "reading", "D6"),
            ("Q16", "reading", "D6"),
            ("Q20", "reading", "F1 F6"),
            ("Q36", "reading", "A6 F2 F6 Q20"),
            ("Q37", "reading", "D4 D9 G3"),
            ("Q38", "reading", "G3 Q23"),
            ("Q39", "reading", "D4 D5 D6 D7 D8"),
            ("Q40", "reading", "F4 Q2"),
            ("Q41", "assumed", "D10 F2"),
            ("Q42", "reading", "D6 D7 D8 F5"),
        ],
    )
    def test_grounds(self, clause_id: str, standing: str, rests_on: str) -> None:
        """Each has its standing and rests on these clauses."""
        clause = by_id(clause_id)
        assert clause.standing.value == standing
        assert clause.rests_on == tuple(rests_on.split())

    @pytest.mark.parametrize(
        ("source_id", "citing"),
        [
            ("jive-line-items", "Q10"),
            ("low-usage-page", "Q10 Q16 Q37 Q38 Q39"),
        ],
    )
    def test_help_pages(self, source_id: str, citing: str) -> None:
        """The help pages on low usage and on Jive's line items back these decisions."""
        found = [
            clause.id
            for clause in ALL
            if source_id in {citation.source.id for citation in clause.citations}
        ]
        assert found == citing.split()


@pytest.mark.clause("correction", "credit-share", "fact-version")
@pytest.mark.clause("inbound-call", "low-usage-price", "message-credit")
class TestOwnDecisions:
    """What the library decides where no document speaks."""

    @pytest.mark.parametrize(
        ("clause", "rests_on"),
        [
            (clauses.CORRECTION, ("Q45", "Q65", "Q67")),
            (clauses.CREDIT_SHARE, ("Q44",)),
            (clauses.FACT_VERSION, ("Q67",)),
            (clauses.INBOUND_CALL, ("D7", "F5")),
            (clauses.LOW_USAGE_PRICE, ("G3", "Q38")),
            (clauses.MESSAGE_CREDIT, ("D9",)),
        ],
        ids=sorted(OWN_NAMES),
    )
    def test_grounds(self, clause: Clause, rests_on: tuple[str, ...]) -> None:
        """Each is assumed, cites nothing and rests on numbered clauses."""
        assert clause.standing is Standing.ASSUMED
        assert clause.citations == ()
        assert clause.rests_on == rests_on


class TestLaw:
    """What the law asks for."""

    def test_constants(self) -> None:
        """Whatever goes by a name is its constant, with id and standing."""
        found = {
            name: (value.id, value.standing.value)
            for name, value in vars(clauses).items()
            if isinstance(value, Clause) and name != value.id
        }
        assert found == LAW_CONSTANTS | OWN_CONSTANTS

    def test_sources_of_contracts(self) -> None:
        """The sources on contracts stand in order and are among all sources."""
        assert set(CONTRACT_SOURCES) <= set(SOURCES)
        ids = [source.id for source in CONTRACT_SOURCES]
        assert ids == sorted(ids)

    def test_law_cites(self) -> None:
        """Whatever the law says cites a page or list that can be read."""
        uncited = {law.id for law in LAWS if not law.citations}
        assert uncited == {
            "ca-gst-before-2008",
            "ca-pst-base",
            "contract-rates",
            "us-sales-tax",
        }
        assert {by_id(law_id).standing for law_id in uncited} == {Standing.ASSUMED}

    @pytest.mark.parametrize(
        "law", [one for one in LAWS if one.standing is Standing.ASSUMED], ids=named
    )
    def test_assumed_law_has_a_note(self, law: Clause) -> None:
        """A law with something that no text confirms says what that is."""
        assert law.note.endswith(".")

    def test_one_forecast(self) -> None:
        """The factor expected for the third quarter of 2026 is the one forecast."""
        forecasts = [clause for clause in ALL if clause.is_forecast]
        assert forecasts == [clauses.USF_2026_Q3_FORECAST]
        assert forecasts[0].effective is None

    @pytest.mark.clause("D15", "Q13")
    def test_nova_scotia(self) -> None:
        """The guide's 15% is kept beside the law's 14%, which supersedes it."""
        law, guide = clauses.CA_NS_HST, clauses.CA_NS_HST_GUIDE
        assert (law.standing, guide.standing) == (Standing.LAW, Standing.STATED)
        assert guide.citations == (cite(S3, 484),)
        assert guide.citations[0] in clauses.D15.citations
        assert law.id in guide.note
        assert {law.id, guide.id} <= set(clauses.Q13.rests_on)

    @pytest.mark.parametrize(
        ("law_id", "effective"),
        [
            ("fcc-06-94", date(2006, 10, 1)),
            ("usf-factors", date(2006, 10, 1)),
            ("usf-2025-q3", date(2025, 7, 1)),
            ("usf-2025-q4", date(2025, 10, 1)),
            ("usf-2026-q1", date(2026, 1, 1)),
            ("usf-2026-q2", date(2026, 4, 1)),
            ("ca-gst", date(2008, 1, 1)),
            ("ca-on-hst", date(2010, 7, 1)),
            ("ca-pe-hst", date(2013, 4, 1)),
            ("ca-bc-hst", date(2010, 7, 1)),
            ("ca-bc-pst", date(2013, 4, 1)),
            ("ca-qc-qst", date(2013, 1, 1)),
            ("ie-vat-2020", date(2020, 9, 1)),
        ],
    )
    def test_first_day(self, law_id: str, effective: date) -> None:
        """A law with a known first day has it."""
        assert by_id(law_id).effective == effective

    def test_sources_of_laws(self) -> None:
        """The sources of laws stand in order and are among all sources."""
        assert set(LAW_SOURCES) <= set(SOURCES)
        ids = [source.id for source in LAW_SOURCES]
        assert ids == sorted(ids)


class TestSource:
    """What holds for each source."""

    @pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
    def test_copy_or_address(self, source: Source) -> None:
        """A source can be found: it has a copy's sha256 or a public address."""
        assert source.sha256 is not None or source.url.startswith("https://")

    def test_translated_guides(self) -> None:
        """S0 to S4 are three Italian copies, a Spanish and a German one."""
        kept = [(s.id, s.language) for s in SOURCES if s.sha256 is not None]
        languages = ["it", "it", "es", "it", "de"]
        assert kept == [(f"S{n}", language) for n, language in enumerate(languages)]

    def test_digests_differ(self) -> None:
        """No two copies have the same sha256."""
        digests = [s.sha256 for s in SOURCES if s.sha256 is not None]
        assert len(set(digests)) == 5


class TestNumbers:
    """Figures that clauses state."""

    @pytest.mark.parametrize(
        ("clause_id", "figures"),
        [
            ("A9", "15 1 16"),
            ("A10", "5 3 1 2 1 20 1 7 4 2 1 20 31"),
            ("B1", "15"),
            ("B2", "10"),
            ("D5", "787555"),
            ("D9", "160"),
            ("D10", "0.0055 0.00715"),
            ("D14", "5 10 0"),
            ("D15", "13 15"),
            ("D17", "9.975 5"),
            ("F4", "6 30"),
            ("F5", "787555"),
            ("F6", "2020 2020"),
            ("G3", "20"),
            ("G4", "15"),
            ("Q1", "16/31 15 15/30 15 1"),
            ("Q3", "0 15 15 16 15"),
            ("Q6", "15 0"),
            ("Q9", "1 5 1 2 5"),
            ("Q29", "3 25.00 16/31 38.71"),
            ("Q13", "14 2025 04 01 15 15"),
            ("Q35", "20 2 11/31 1"),
            ("Q44", "2.47269 2.48"),
            ("Q10", "0.02"),
            ("Q36", "00 00 00 00 00"),
            ("Q38", "20 50"),
            ("Q40", "6 30 61 66 1.1 0"),
            ("Q41", "0.0055"),
            ("Q64", "30 31 30 1/30 31 3/30 28 30/30"),
            ("Q68", "5 14 9/31"),
            ("usf-factors", "9.1 2006 36.6 2025"),
            ("usf-2025-q3", "2025 36.0"),
            ("usf-2025-q4", "2025 38.1"),
            ("usf-2026-q1", "2026 37.6"),
            ("usf-2026-q2", "2026 37.0"),
            ("usf-2026-q3-forecast", "42.3 2026"),
            ("fcc-06-94", "2006 64.9"),
            ("ca-gst", "5"),
            ("ca-gst-before-2008", "7 1991 6 2006 07 01 2007"),
            ("ca-on-hst", "13"),
            ("ca-nb-hst", "15 2016 07 01 13"),
            ("ca-nl-hst", "15 2016 07 01 13"),
            ("ca-ns-hst", "14 2025 04 01 15 2010 07 01"),
            ("ca-ns-hst-guide", "15"),
            ("ca-pe-hst", "14 2013 04 01 2016"),
            ("ca-pe-hst-2016", "15 2016 10 01"),
            ("ca-bc-hst", "12 2010 07 01 2013 03 31"),
            ("ca-bc-pst", "7"),
            ("ca-sk-pst", "6 2017 03 23 5"),
            ("ca-mb-rst", "7 2019 07 01 8 2013 07 01"),
            ("ca-qc-qst", "9.975"),
            ("ca-qc-qst-before-2013", "2012 9.5"),
            ("au-gst", "10 2000 07 01"),
            ("gb-vat", "20 2011 01 04 17.5 2010 01 01"),
            ("ie-vat-2020", "21 2020 09 01 2021 02 28 23"),
            ("message-credit", "160"),
        ],
    )
    def test_figures(self, clause_id: str, figures: str) -> None:
        """A clause gives exactly these figures, in this order."""
        found = re.findall(r"\d+(?:[./]\d+)?", by_id(clause_id).text)
        assert found == figures.split()


class TestById:
    """Looking a clause up."""

    @every_clause
    def test_known_id(self, clause: Clause) -> None:
        """The id of a clause gives the clause itself."""
        assert by_id(clause.id) is clause

    @pytest.mark.parametrize("clause_id", ["", "a8", "A08", "A99", "Z1", " A8"])
    def test_unknown_id(self, clause_id: str) -> None:
        """Any other id is an unknown name of a clause."""
        with pytest.raises(UnknownName) as caught:
            by_id(clause_id)
        assert (caught.value.path, caught.value.value) == ("clause", clause_id)


class TestHelpers:
    """The helpers that write clauses and citations."""

    @pytest.mark.parametrize(
        ("lines", "locator"), [((51,), "line 51"), ((51, 56), "lines 51-56")]
    )
    def test_cite(self, lines: tuple[Any, ...], locator: str) -> None:
        """One number cites a line, two cite the range with both its ends."""
        citation = cite(S3, *lines)
        assert (citation.source, citation.locator) == (S3, locator)

    def test_stated_needs_a_place(self) -> None:
        """A stated clause without a place is refused."""
        with pytest.raises(InvalidValue, match=r"^citations must be"):
            stated("X1", "A rule.")
