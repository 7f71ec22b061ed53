"""The clauses and decisions on payments, recipients, returns and commissions."""

from types import ModuleType

import pytest

from gotobilling import clauses
from gotobilling.clauses import (
    after_decisions,
    after_own_decisions,
    after_terms,
    by_id,
    partner_texts,
    payment_texts,
    recipient_texts,
    return_texts,
)
from gotobilling.sources import Clause, Standing

STATED_PLACES = {
    "B3": "S0, line 87; S0, line 172; S3, line 186",
    "B4": "S0, line 87; S0, line 172; S3, line 186",
    "B5": "S0, line 87; S0, line 172; S3, line 186",
    "B6": "S3, lines 545-547",
    "B7": "S3, line 427; S3, line 576",
    "B9": "S0, lines 13-17; S0, line 21; S0, lines 151-155; S0, line 159; "
    "S2, lines 17-21; S2, line 25; S2, lines 161-165; S2, line 169; "
    "S3, lines 151-155; S3, line 166; S3, line 174; S4, lines 13-17; S4, line 21; "
    "S4, lines 143-147; S4, line 151",
    "B10": "S0, line 82; S0, line 167; S2, line 32; S2, line 39; S2, line 78; "
    "S3, line 150; S3, lines 156-157; S3, line 166; S3, line 169; S3, line 174; "
    "S4, line 26; S4, line 61",
    "B11": "S3, line 147",
    "B12": "S3, lines 134-135",
    "B13": "S0, lines 37-40; S2, lines 50-53; S4, lines 37-40",
    "B14": "S0, lines 26-36; S2, lines 30-35; S2, lines 44-49; S4, lines 26-36",
    "B15": "S2, lines 37-42",
    "B16": "S0, line 85; S0, line 170; S2, line 83; S3, line 174; S3, line 183; "
    "S4, line 66",
    "B17": "S3, lines 424-426; S3, lines 430-432; S3, lines 573-575; S3, lines 579-581",
    "B18": "S3, lines 419-428; S3, lines 567-577",
    "B19": "S3, lines 549-557",
    "C1": "S0, lines 124-128; S2, lines 130-134; S3, lines 294-297; S4, lines 116-120",
    "C2": "S0, lines 129-133; S2, line 80; S2, lines 135-139; S4, line 63; "
    "S4, lines 121-125",
    "C3": "S3, line 109; S3, line 506",
    "C4": "S0, line 93; S2, line 89; S3, line 293; S4, line 72",
    "C5": "S0, line 179; S2, line 174; S3, line 283; S4, line 156",
    "C6": "S3, lines 276-281",
    "C7": "S0, line 195; S1, lines 86-88; S2, line 194; S2, line 207; S4, line 172",
    "J1": "S0, line 222",
    "J2": "S0, line 222",
    "J3": "S0, line 222",
    "J4": "S0, lines 223-224",
    "J5": "S0, line 225",
    "J6": "S0, line 225",
    "J7": "S0, lines 220-221",
    "K1": "S0, line 207; S4, line 181",
    "K2": "S0, line 208; S4, line 182",
    "K3": "S0, line 209; S4, line 183",
    "K4": "S0, line 212",
    "K5": "S0, lines 203-206",
    "K6": "S0, line 211; S4, line 185",
}


@pytest.mark.clause("B3", "B4", "B5", "B6", "B7", "B9", "B10", "B11", "B12", "B13")
@pytest.mark.clause("B14", "B15", "B16", "B17", "B18", "B19")
@pytest.mark.clause("C1", "C2", "C3", "C4", "C5", "C6", "C7")
@pytest.mark.clause("J1", "J2", "J3", "J4", "J5", "J6", "J7")
@pytest.mark.clause("K1", "K2", "K3", "K4", "K5", "K6")
class TestTexts:
    """What the billing guides state."""

    @pytest.mark.parametrize(("clause_id", "places"), STATED_PLACES.items())
    def test_places(self, clause_id: str, places: str) -> None:
        """Each clause is cited by the lines that state it."""
        clause = by_id(clause_id)
        assert clause.standing is Standing.STATED
        assert "; ".join(map(str, clause.citations)) == places

    def test_every_text(self) -> None:
        """No stated clause on what follows an invoice is without its lines here."""
        groups = (
            payment_texts.PAYMENT_TEXTS,
            recipient_texts.RECIPIENT_TEXTS,
            return_texts.RETURN_TEXTS,
            partner_texts.PARTNER_TEXTS,
        )
        assert {clause.id for group in groups for clause in group} == {*STATED_PLACES}

    @pytest.mark.parametrize(
        ("clause_id", "figures"),
        [
            ("B3", ("an hour",)),
            ("B5", ("0.00",)),
            ("B7", ("24 hours",)),
            ("B11", ("4 cards", "2 bank accounts", "2 connected")),
            ("B14", ("412252", "02241-2252", "MA5-527-02-07", "02125")),
            ("B15", ("918020", "4090", "M5W 0E9")),
            ("B16", ("256 bits",)),
            ("B17", ("31 July 2023", "31 October 2023")),
            ("C1", ("up to 5",)),
            ("C2", ("one e-mail address",)),
            ("J1", ("30 days",)),
            ("J2", ("25%",)),
            ("J5", ("7 to 10 business days",)),
            ("J6", ("30 days", "6.00 USD")),
            ("K1", ("15th",)),
            ("K3", ("30 to 45 days", "15th")),
            ("K4", ("20th",)),
            ("K6", ("801-980-3547", "from 8 to 17")),
        ],
    )
    def test_figures(self, clause_id: str, figures: tuple[str, ...]) -> None:
        """Each has the numbers of its lines."""
        assert all(figure in by_id(clause_id).text for figure in figures)

    @pytest.mark.parametrize("number", range(1, 8))
    def test_returns_are_of_one_guide(self, number: int) -> None:
        """The rules of returns stand in S0 alone, and each says so."""
        assert by_id(f"J{number}").note.startswith("Only S0 says so")


@pytest.mark.clause("B2", "B8")
class TestFirstTexts:
    """What was known of payments before."""

    @pytest.mark.parametrize(
        ("clause_id", "said"),
        [
            ("B2", "amount due"),
            ("B2", "S2 (79) and S4 (62)"),
            ("B2", "(S3, 187-189)"),
            ("B8", "a bank account will do too"),
            ("B8", "current balance as a whole"),
        ],
    )
    def test_notes(self, clause_id: str, said: str) -> None:
        """The notes have what single guides add."""
        assert said in by_id(clause_id).note


@pytest.mark.clause("discover-usd", "terms-dispute", "terms-refund")
class TestTerms:
    """What the terms of service and a help page state."""

    @pytest.mark.parametrize(
        ("clause_id", "place"),
        [
            ("discover-usd", "corporate-billing-faq, Credit/Debit Cards Accepted"),
            ("terms-dispute", "terms-2020, section 2.4"),
            ("terms-refund", "terms-2020, section 2.2"),
        ],
    )
    def test_places(self, clause_id: str, place: str) -> None:
        """Each is stated in this section of its page."""
        clause = by_id(clause_id)
        assert clause in after_terms.AFTER_TERMS
        assert clause.standing is Standing.STATED
        assert [str(citation) for citation in clause.citations] == [place]

    def test_two_terms_of_a_dispute(self) -> None:
        """There are 15 days to dispute and 15 days to pay afterwards."""
        assert by_id("terms-dispute").text.count("within 15 days") == 2


@pytest.mark.clause("Q5", "Q15", "Q21", "Q57", "Q58", "Q59", "Q60", "Q61")
class TestDecisions:
    """The decisions on what follows an invoice."""

    @pytest.mark.parametrize(
        ("clause_id", "standing", "rests_on"),
        [
            ("Q5", "reading", "B11 B12"),
            ("Q15", "reading", "J2 J3 J6 rental-cancellation"),
            ("Q21", "assumed", "K2 K3"),
            ("Q57", "reading", "G4 Q3 Q6 Q56 terms-dispute"),
            ("Q58", "reading", "J1 J6"),
            ("Q59", "assumed", "J2 Q15"),
            ("Q60", "reading", "K1 K3"),
            ("Q61", "assumed", "K1 K2"),
        ],
    )
    def test_grounds(self, clause_id: str, standing: str, rests_on: str) -> None:
        """Each has its standing and rests on these clauses."""
        clause = by_id(clause_id)
        assert clause in after_decisions.AFTER_DECISIONS
        assert clause.standing.value == standing
        assert clause.rests_on == tuple(rests_on.split())

    @pytest.mark.parametrize("clause_id", ["Q5", "Q15", "Q57", "Q58", "Q60"])
    def test_readings_say_what_is_stated(self, clause_id: str) -> None:
        """A reading has a note on what the texts say and what they leave open."""
        assert by_id(clause_id).note


@pytest.mark.clause("attempt-limit", "commission-base", "commission-rates")
@pytest.mark.clause("disputed-tax", "overpayment", "payment-order", "return-days")
@pytest.mark.clause("return-fees", "return-tax", "suspension")
class TestOwnDecisions:
    """What the library decides on what follows an invoice where no document speaks."""

    @pytest.mark.parametrize(
        ("clause_id", "rests_on"),
        [
            ("attempt-limit", "B7"),
            ("commission-base", "K3 Q61"),
            ("commission-rates", "K2 K3"),
            ("disputed-tax", "G4 Q57 credit-share"),
            ("overpayment", "B8 Q22 Q48"),
            ("payment-order", "B8 Q22 Q48"),
            ("return-days", "J5 Q63"),
            ("return-fees", "Q15 Q59"),
            ("return-tax", "Q45 Q59"),
            ("suspension", "B5 B6 terms-dispute"),
        ],
    )
    def test_grounds(self, clause_id: str, rests_on: str) -> None:
        """Each is assumed, cites nothing and rests on these clauses."""
        clause = by_id(clause_id)
        assert clause in after_own_decisions.AFTER_OWN_DECISIONS
        assert clause.standing is Standing.ASSUMED
        assert clause.citations == ()
        assert clause.rests_on == tuple(rests_on.split())


class TestHomes:
    """Where the clauses are found."""

    @pytest.mark.parametrize(
        "module",
        [
            after_decisions,
            after_own_decisions,
            after_terms,
            partner_texts,
            payment_texts,
            recipient_texts,
            return_texts,
        ],
        ids=lambda module: module.__name__.rpartition(".")[2],
    )
    def test_exports(self, module: ModuleType) -> None:
        """A module exports its clauses and the tuple of them; the package does not."""
        found = {
            name for name, value in vars(module).items() if isinstance(value, Clause)
        }
        (group,) = set(module.__all__) - found
        assert set(module.__all__) == found | {group}
        assert len(getattr(module, group)) == len(found)
        assert not found & set(clauses.__all__)
