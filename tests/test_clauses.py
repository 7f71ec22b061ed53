"""The clauses and decisions as constants."""

import re
from datetime import date
from typing import Any

import pytest

from gotobilling import clauses
from gotobilling.clauses import ALL, SOURCES, by_id, decisions, documents, invoice_lines
from gotobilling.clauses.origins import S3, cite, stated
from gotobilling.errors import InvalidValue, UnknownName
from gotobilling.sources import Clause, Source, Standing

DECISION_NUMBERS = (1, 3, 6, 9, 17, 18, *range(23, 32), 35, 47, 48, 49, 54, 56)
DECISION_IDS = [f"Q{n}" for n in (*DECISION_NUMBERS, 62, 63, 64, 66, 67, 68)]
DOCUMENT_IDS = [
    *(f"A{number}" for number in range(1, 11)),
    "B1",
    "B2",
    *(f"D{number}" for number in range(1, 22)),
    "E1",
    "G4",
]


def named(clause: Clause) -> str:
    """Return the id, for the names of the cases."""
    return clause.id


every_clause = pytest.mark.parametrize("clause", ALL, ids=named)


class TestCollection:
    """The clauses as a whole."""

    def test_order(self) -> None:
        """Clauses stand by letter and then by number, so A10 follows A9."""
        assert [clause.id for clause in ALL] == [*DOCUMENT_IDS, *DECISION_IDS]

    def test_ids_are_unique(self) -> None:
        """No two clauses share an id."""
        assert len({clause.id for clause in ALL}) == len(ALL)

    def test_texts_are_unique(self) -> None:
        """No two clauses say the same in the same words."""
        assert len({clause.text for clause in ALL}) == len(ALL)

    @every_clause
    def test_constant_has_the_name_of_its_id(self, clause: Clause) -> None:
        """A clause is the constant that its id names, and is exported."""
        assert getattr(clauses, clause.id) is clause
        assert clause.id in clauses.__all__

    def test_every_constant_is_listed(self) -> None:
        """No module has a clause that its tuple of clauses leaves out."""
        listed = (
            (documents, documents.DOCUMENTS),
            (invoice_lines, invoice_lines.INVOICE_LINES),
            (decisions, decisions.DECISIONS),
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
        """Clauses of the documents are stated, decisions are read or assumed."""
        of_decision = {Standing.READING, Standing.ASSUMED}
        allowed = of_decision if clause.id[0] == "Q" else {Standing.STATED}
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
            ("G4", "15"),
            ("Q1", "16/31 15 15/30 15 1"),
            ("Q3", "0 15 15 16 15"),
            ("Q6", "15 0"),
            ("Q9", "1 5 1 2 5"),
            ("Q29", "3 25.00 16/31 38.71"),
            ("Q35", "20 2 11/31 1"),
            ("Q64", "30 31 30 1/30 31 3/30 28 30/30"),
            ("Q68", "5 14 9/31"),
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
