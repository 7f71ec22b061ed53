"""The clauses and decisions on contracts, plan changes, roles and quotes."""

from types import ModuleType

import pytest

from gotobilling import clauses
from gotobilling.clauses import (
    ALL,
    H6,
    by_id,
    contract_decisions,
    contract_own_decisions,
    contract_terms,
    contract_texts,
    plan_texts,
)
from gotobilling.sources import Clause, Standing

STATED_PLACES = {
    "A11": "S3, line 456",
    "A12": "S3, line 442",
    "A13": "S3, line 136; S3, line 166; S3, line 446",
    "A14": "S1, line 15; S1, lines 82-83",
    "A15": "S3, line 364; S3, lines 400-403",
    "A16": "S3, line 527",
    "G1": "S0, line 120; S2, line 126; S4, line 112",
    "G2": "S0, line 118; S2, line 124; S4, line 110",
    "G5": "S0, line 136; S2, line 142; S4, line 128",
    "H1": "S0, line 137; S2, line 143; S4, line 129",
    "H2": "S0, line 138; S2, line 144; S4, line 130",
    "H3": "S0, line 139; S2, line 145; S4, line 131",
    "H4": "S3, line 212",
    "H5": "S3, lines 232-236",
    "H6": "S3, lines 238-240",
    "H7": "S3, line 203; S3, line 228",
    "H8": "S0, line 141; S2, line 147; S3, line 20; S3, line 193; S3, lines 214-220; "
    "S4, line 133",
    "H9": "S3, line 207",
    "H10": "S3, line 252",
    "H11": "S3, line 194; S3, line 260",
    "H12": "S3, lines 244-248",
    "H13": "S1, line 53; S1, line 59",
    "H14": "S3, line 198",
    "H15": "S3, lines 372-374",
    "H16": "S1, lines 66-68; S3, line 18; S3, line 363",
    "I1": "S1, line 53; S1, line 55",
    "I2": "S1, line 53; S1, line 56",
    "I3": "S1, line 53; S1, line 57",
    "I4": "S1, line 53; S1, line 58",
    "I5": "S3, line 381",
    "I6": "S3, line 256; S3, line 380; S3, lines 389-390",
    "I7": "S3, lines 391-394",
    "I8": "S3, line 329",
    "I9": "S3, lines 303-309",
    "L1": "S0, line 79; S0, line 88; S0, line 94; S0, line 100; S0, line 121; "
    "S0, line 164; S0, line 173; S0, line 180; S2, line 75; S2, line 84; S2, line 90; "
    "S2, line 109; S2, line 127; S2, line 175; S4, line 58; S4, line 67; S4, line 73; "
    "S4, line 95; S4, line 113; S4, line 157",
    "L2": "S1, line 15; S1, line 17; S1, line 29; S1, line 35; S1, line 62",
    "L3": "S3, line 12; S3, line 74; S3, line 133; S3, line 415",
    "L4": "S3, lines 86-89; S3, lines 276-281",
    "L5": "S3, line 314; S3, line 319; S3, lines 324-325; S3, line 333; S3, line 343",
    "L6": "S3, line 211; S3, line 226",
    "L7": "S3, line 101; S3, line 122; S3, line 401; S3, line 497; S3, line 522",
    "L8": "S1, line 13; S3, line 38; S3, line 97; S3, line 272",
    "M1": "S3, lines 525-530",
    "M2": "S3, lines 533-543",
    "M3": "S3, lines 60-67",
    "M4": "S3, line 113; S3, line 512",
    "before-cancelling": "S3, lines 204-205",
}


@pytest.mark.clause("A11", "A12", "A13", "A14", "A15", "A16", "G1", "G2", "G5")
@pytest.mark.clause("H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10")
@pytest.mark.clause("H11", "H12", "H13", "H14", "H15", "H16", "before-cancelling")
@pytest.mark.clause("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9")
@pytest.mark.clause("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8")
@pytest.mark.clause("M1", "M2", "M3", "M4")
class TestTexts:
    """What the billing guides state."""

    @pytest.mark.parametrize(("clause_id", "places"), STATED_PLACES.items())
    def test_places(self, clause_id: str, places: str) -> None:
        """Each clause is cited by the lines that state it."""
        clause = by_id(clause_id)
        assert clause.standing is Standing.STATED
        assert "; ".join(map(str, clause.citations)) == places

    def test_every_text(self) -> None:
        """No stated clause on contracts, plans or quotes is without its lines here."""
        found = {clause.id for clause in contract_texts.CONTRACT_TEXTS}
        assert found == {*STATED_PLACES, "M5"}

    def test_no_refund_is_found_where_it_was(self) -> None:
        """H6 can still be imported with the first clauses."""
        assert H6 is contract_texts.H6
        assert "H6" in clauses.__all__

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_plan_changes_say_whom_they_bind(self, number: int) -> None:
        """The plan changes of S1 are for accounts in the Billing Center alone."""
        assert "only for accounts in the billing center" in (
            by_id(f"I{number}").note.lower()
        )


@pytest.mark.clause("M5")
class TestQuoteExpiry:
    """What no guide says of a quote."""

    def test_reading(self) -> None:
        """That a quote never lapses is read from what the guides leave out."""
        clause = by_id("M5")
        assert clause is plan_texts.M5 is contract_texts.M5
        assert clause.standing is Standing.READING
        assert clause.rests_on == ("M1", "M2")
        assert [str(citation) for citation in clause.citations] == ["S3, lines 519-543"]


@pytest.mark.clause("cancel-page", "deletion-page", "jive-start", "port-page")
@pytest.mark.clause("pending-cancellation", "rental-cancellation", "rental-jive")
@pytest.mark.clause("rental-purchase", "rental-return", "rental-term", "retrieval")
@pytest.mark.clause("terms-discontinued", "terms-price", "terms-renewal")
@pytest.mark.clause("webinar-changes")
class TestTerms:
    """What the terms of service, the rental agreements and help pages state."""

    @pytest.mark.parametrize(
        ("clause_id", "sources"),
        [
            ("cancel-page", "connect-cancel-page"),
            ("deletion-page", "service-desk-cancel-page"),
            ("jive-start", "jive-start-page"),
            ("pending-cancellation", "remote-support-refund-faq training-refund-faq"),
            ("port-page", "connect-cancel-page"),
            ("rental-cancellation", "rental-agreement"),
            ("rental-jive", "jive-rental-mexico jive-rental-united-states"),
            ("rental-purchase", "rental-agreement"),
            ("rental-return", "rental-agreement"),
            ("rental-term", "rental-agreement"),
            ("retrieval", "terms-2020"),
            ("terms-discontinued", "terms-2020"),
            ("terms-price", "terms-2020"),
            ("terms-renewal", "terms-2020"),
            ("webinar-changes", "webinar-license-page webinar-plan-page"),
        ],
    )
    def test_sources(self, clause_id: str, sources: str) -> None:
        """Each is stated by these pages."""
        clause = by_id(clause_id)
        assert clause in contract_terms.CONTRACT_TERMS
        assert clause.standing is Standing.STATED
        found = {citation.source.id for citation in clause.citations}
        assert sorted(found) == sources.split()

    @pytest.mark.parametrize(
        ("clause_id", "figures"),
        [
            ("cancel-page", ("6 months", "at least 30 days")),
            ("deletion-page", ("90 days",)),
            ("jive-start", ("more than 50", "fewer than 50", "30 days")),
            ("port-page", ("2 to 18 business days",)),
            ("rental-cancellation", ("up to 15 days", "25%")),
            ("rental-jive", ("1, 3 or 5 years", "2, 3 or 5 in Mexico", "1 dollar")),
            ("rental-return", ("within 10 days",)),
            ("rental-term", ("2, 3 or 5 years", "at least 30 days")),
            ("retrieval", ("up to 30 days",)),
            ("terms-renewal", ("12 months", "at least 30 days")),
        ],
    )
    def test_figures(self, clause_id: str, figures: tuple[str, ...]) -> None:
        """Each has the numbers of its page."""
        assert all(figure in by_id(clause_id).text for figure in figures)


@pytest.mark.clause("Q4", "Q7", "Q8", "Q32", "Q33", "Q34", "Q50", "Q51", "Q52")
@pytest.mark.clause("Q53", "Q55")
class TestDecisions:
    """The decisions on contracts."""

    @pytest.mark.parametrize(
        ("clause_id", "standing", "rests_on"),
        [
            ("Q4", "reading", "H9 H10 deletion-page retrieval"),
            ("Q7", "reading", "A1 A12 A15 A16"),
            ("Q8", "reading", "H1 H2 H4 H5 cancel-page terms-renewal"),
            ("Q32", "reading", "A12 H2 H5"),
            ("Q33", "reading", "H1 H2 H5 Q8"),
            ("Q34", "reading", "H4 M1 Q18 terms-renewal"),
            ("Q50", "reading", "A8 A12 Q1 Q7"),
            ("Q51", "reading", "A1 A8 A16 Q1 Q7"),
            ("Q52", "reading", "A12 Q7"),
            ("Q53", "reading", "I2 I4 webinar-changes"),
            ("Q55", "assumed", "G1 Q62"),
        ],
    )
    def test_grounds(self, clause_id: str, standing: str, rests_on: str) -> None:
        """Each has its standing and rests on these clauses."""
        clause = by_id(clause_id)
        assert clause in contract_decisions.CONTRACT_DECISIONS
        assert clause.standing.value == standing
        assert clause.rests_on == tuple(rests_on.split())

    def test_what_is_stated_of_cancelling(self) -> None:
        """Q8 is a reading as to who is bound; its note says what texts state."""
        assert by_id("Q8").note.startswith("Stated are the 10 days")


@pytest.mark.clause("buyout-in-vain", "cancel-before-start", "circuit-start")
@pytest.mark.clause("cycle-quantities", "early-exit-owed", "number-cancelled")
@pytest.mark.clause("paid-period", "period-begun", "period-renewed")
@pytest.mark.clause("quote-parts", "quote-savings", "quote-total", "quote-until")
@pytest.mark.clause("rental-months", "safe-day", "trial-end", "unused-days")
class TestOwnDecisions:
    """What the library decides on contracts where no document speaks."""

    @pytest.mark.parametrize(
        ("clause_id", "rests_on"),
        [
            ("buyout-in-vain", "H1 H5 Q33"),
            ("cancel-before-start", "A3 H5 Q8"),
            ("circuit-start", "A11"),
            ("cycle-quantities", "Q23 Q52 Q53"),
            ("early-exit-owed", "H1 H5 Q8 Q33"),
            ("number-cancelled", "G5 Q17"),
            ("paid-period", "A12 H5 H6 Q8 Q33 cancel-page"),
            ("period-begun", "H5 H6 Q50 Q51"),
            ("period-renewed", "Q23 Q50"),
            ("quote-parts", "D1 D21 M1"),
            ("quote-savings", "A7 M1 Q34"),
            ("quote-total", "E7 M1 Q31 Q34"),
            ("quote-until", "M2 M5"),
            ("rental-months", "rental-term"),
            ("safe-day", "Q8 Q33 Q34"),
            ("trial-end", "H14 H15"),
            ("unused-days", "I2 Q53"),
            ("webinar-cancelling", "H13 L2 L8"),
        ],
    )
    def test_grounds(self, clause_id: str, rests_on: str) -> None:
        """Each is assumed, cites nothing and rests on these clauses."""
        clause = by_id(clause_id)
        assert clause in contract_own_decisions.CONTRACT_OWN_DECISIONS
        assert clause.standing is Standing.ASSUMED
        assert clause.citations == ()
        assert clause.rests_on == tuple(rests_on.split())


class TestOrder:
    """Where the clauses stand among all others."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("A10", "A11"),
            ("G5", "H1"),
            ("H9", "H10"),
            ("I9", "J1"),
            ("L8", "M1"),
            ("M5", "Q1"),
            ("Q55", "Q56"),
            ("au-tax-rounding", "before-cancelling"),
        ],
    )
    def test_neighbours(self, before: str, after: str) -> None:
        """Letters and numbers go before names, and names by the alphabet."""
        ids = [clause.id for clause in ALL]
        assert ids.index(after) == ids.index(before) + 1

    @pytest.mark.parametrize(
        "module",
        [
            contract_decisions,
            contract_own_decisions,
            contract_terms,
            contract_texts,
            plan_texts,
        ],
        ids=lambda module: module.__name__.rpartition(".")[2],
    )
    def test_exports(self, module: ModuleType) -> None:
        """A module exports its clauses and the tuple that holds them."""
        found = {
            name for name, value in vars(module).items() if isinstance(value, Clause)
        }
        (group,) = set(module.__all__) - found
        assert set(module.__all__) == found | {group}
        assert len(getattr(module, group)) == len(found)
