"""Sources, citations, clauses and dated series."""

import pickle
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import InvalidValue, NoRateInForce, WrongType
from gotobilling.sources import (
    Citation,
    Clause,
    Dated,
    DatedEntry,
    Source,
    Standing,
)

CHECKED_ON = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12)  # noqa: DTZ001
GUIDE = Source(id="guide", title="A billing guide", language="en")
CITATION = Citation(source=GUIDE, locator="line 7")
CLAUSE = Clause(
    id="X1",
    text="A rule.",
    standing=Standing.STATED,
    citations=(CITATION,),
    checked=CHECKED_ON,
)
NOVA_SCOTIA = Dated(
    name="hst_ns",
    entries=(
        DatedEntry(from_on=date(2010, 7, 1), value=15, clause=CLAUSE),
        DatedEntry(from_on=date(2025, 4, 1), value=14, clause=CLAUSE),
    ),
    checked_until=CHECKED_ON,
)
FACTOR = Dated(
    name="usf_factor",
    entries=(
        DatedEntry(from_on=date(2026, 1, 1), value=376, clause=CLAUSE),
        DatedEntry(from_on=date(2026, 4, 1), value=370, clause=CLAUSE),
    ),
    checked_until=date(2026, 6, 30),
    ends_on=date(2026, 7, 1),
)


class TestStanding:
    """The five kinds of ground that a rule can have."""

    def test_wire_values(self) -> None:
        """The wire values are the five lower-case names, firmest first."""
        values = [standing.value for standing in Standing]
        assert values == ["stated", "law", "contract", "reading", "assumed"]


class TestSource:
    """Documents that clauses cite."""

    def test_sha256_of_64_lower_case_digits_is_kept(self) -> None:
        """A sha256 of 64 lower-case hexadecimal digits is kept as given."""
        digest = "0123456789abcdef" * 4
        assert evolve(GUIDE, sha256=digest).sha256 == digest

    @pytest.mark.parametrize("digest", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64])
    def test_other_sha256_is_refused(self, digest: str) -> None:
        """A sha256 of another length, case or alphabet is refused."""
        with pytest.raises(InvalidValue, match="64 lower-case hexadecimal digits"):
            evolve(GUIDE, sha256=digest)

    @pytest.mark.parametrize("language", ["", "EN", "eng", "e1"])
    def test_language_is_two_lower_case_letters(self, language: str) -> None:
        """A language that is not two lower-case letters is refused."""
        with pytest.raises(InvalidValue, match="two lower-case letters"):
            evolve(GUIDE, language=language)

    @pytest.mark.parametrize("source_id", ["", "S 0", "S,0", "-S0", "S0\n"])
    def test_id_has_no_space_or_comma(self, source_id: str) -> None:
        """An id that a comma-separated list could not hold is refused."""
        with pytest.raises(InvalidValue, match=r"^id must be letters, digits"):
            evolve(GUIDE, id=source_id)

    def test_title_is_not_empty(self) -> None:
        """A source without a title is refused."""
        with pytest.raises(InvalidValue, match=r"^title must be a text that is not em"):
            evolve(GUIDE, title="")

    def test_day_of_retrieval_is_kept(self) -> None:
        """A source keeps the day on which its copy was fetched."""
        assert evolve(GUIDE, retrieved=CHECKED_ON).retrieved == CHECKED_ON

    @pytest.mark.parametrize(
        "change",
        [
            {"id": 1},
            {"title": None},
            {"language": b"en"},
            {"url": None},
            {"sha256": 7},
            {"sha256": b"0" * 64},
            {"retrieved": NOON},
            {"retrieved": "2026-11-21"},
        ],
    )
    def test_other_types_are_refused(self, change: dict[str, Any]) -> None:
        """A field of another type, a datetime among them, is a wrong type."""
        with pytest.raises(WrongType) as caught:
            evolve(GUIDE, **change)
        assert caught.value.path in change


class TestCitation:
    """A place in a document."""

    def test_text(self) -> None:
        """A citation reads as its source's id and the place in it."""
        assert str(CITATION) == "guide, line 7"

    def test_locator_is_not_empty(self) -> None:
        """A citation without a place is refused."""
        with pytest.raises(InvalidValue, match=r"^locator must be a text"):
            evolve(CITATION, locator="")

    @pytest.mark.parametrize("change", [{"source": "S0"}, {"locator": 7}])
    def test_other_types_are_refused(self, change: dict[str, Any]) -> None:
        """A source told by name, or a bare line number, is a wrong type."""
        with pytest.raises(WrongType) as caught:
            evolve(CITATION, **change)
        assert caught.value.path in change


class TestClause:
    """One rule or decision."""

    def test_stated_clause_cites(self) -> None:
        """A stated clause that cites nothing is refused, and the error names it."""
        with pytest.raises(InvalidValue) as caught:
            evolve(CLAUSE, citations=())
        assert (caught.value.path, caught.value.clause) == ("citations", "X1")

    @pytest.mark.parametrize("standing", [s for s in Standing if s.value != "stated"])
    def test_other_standings_may_cite_nothing(self, standing: Standing) -> None:
        """A clause of any other standing may cite nothing."""
        clause = evolve(CLAUSE, standing=standing, citations=())
        assert clause.citations == ()

    def test_effective_day_is_kept(self) -> None:
        """A clause keeps the first day on which it holds."""
        day = date(2025, 4, 1)
        assert evolve(CLAUSE, effective=day).effective == day

    def test_no_forecast_unless_said(self) -> None:
        """A clause states its value unless it is said to be a forecast."""
        assert not CLAUSE.is_forecast
        assert evolve(CLAUSE, is_forecast=True).is_forecast

    @pytest.mark.parametrize("change", [{"id": "A 8"}, {"id": ""}, {"text": ""}])
    def test_id_and_text_are_well_formed(self, change: dict[str, Any]) -> None:
        """A malformed id and an empty text are refused."""
        with pytest.raises(InvalidValue) as caught:
            evolve(CLAUSE, **change)
        assert caught.value.path in change

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"standing": "stated"}, "standing"),
            ({"citations": [CITATION]}, "citations"),
            ({"citations": (CITATION, "S0")}, "citations[1]"),
            ({"rests_on": "A8"}, "rests_on"),
            ({"rests_on": (CLAUSE,)}, "rests_on[0]"),
            ({"note": None}, "note"),
            ({"checked": NOON}, "checked"),
            ({"checked": None}, "checked"),
            ({"effective": NOON}, "effective"),
            ({"is_forecast": 1}, "is_forecast"),
            ({"is_forecast": None}, "is_forecast"),
        ],
    )
    def test_other_types_are_refused(self, change: dict[str, Any], path: str) -> None:
        """A field of another type is a wrong type, and the path names its place."""
        with pytest.raises(WrongType) as caught:
            evolve(CLAUSE, **change)
        assert caught.value.path == path


class TestDatedEntry:
    """A value and its first day."""

    def test_forecast_is_refused(self) -> None:
        """No entry takes its value from a forecast, and the error names the clause."""
        forecast = evolve(CLAUSE, is_forecast=True)
        with pytest.raises(InvalidValue) as caught:
            evolve(NOVA_SCOTIA.entries[0], clause=forecast)
        error = caught.value
        assert (error.path, error.value, error.clause) == ("clause", "X1", "X1")
        assert error.requirement == "a text that sets the value, not a forecast"

    @pytest.mark.parametrize("change", [{"from_on": NOON}, {"clause": "A8"}])
    def test_other_types_are_refused(self, change: dict[str, Any]) -> None:
        """A datetime, or a clause told by name, is a wrong type."""
        with pytest.raises(WrongType) as caught:
            evolve(NOVA_SCOTIA.entries[0], **change)
        assert caught.value.path in change


class TestDated:
    """A value that changes over time."""

    @pytest.mark.parametrize(
        ("day", "value"),
        [
            (date(2010, 7, 1), 15),
            (date(2025, 3, 31), 15),
            (date(2025, 4, 1), 14),
            (date(2025, 4, 2), 14),
            (date.max, 14),
        ],
    )
    def test_entry_holds_from_its_own_day(self, day: date, value: int) -> None:
        """An entry holds from its first day until the day before the next entry's."""
        assert NOVA_SCOTIA.at(day).value == value

    def test_day_before_the_first_entry(self) -> None:
        """No entry is in force on the day before the first one."""
        with pytest.raises(NoRateInForce) as caught:
            NOVA_SCOTIA.at(date(2010, 6, 30))
        assert str(caught.value) == (
            "hst_ns must be known on the day asked for: "
            'supply name = "hst_ns", from_on = 2010-06-30, '
            "with its value and clause, got 2010-06-30 [X1]"
        )

    def test_last_day_before_the_end(self) -> None:
        """The last entry holds on the day before the series ends."""
        assert FACTOR.at(date(2026, 6, 30)).value == 370

    @pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 9, 30)])
    def test_end_is_not_in_force(self, day: date) -> None:
        """On the end day and after it the error names the line from the end day."""
        with pytest.raises(NoRateInForce) as caught:
            FACTOR.at(day)
        assert str(caught.value) == (
            "usf_factor must be known on the day asked for: "
            'supply name = "usf_factor", from_on = 2026-07-01, '
            f"with its value and clause, got {day} [X1]"
        )

    def test_day_checked_does_not_limit(self) -> None:
        """The day until which a series was checked is kept and limits nothing."""
        assert NOVA_SCOTIA.checked_until == CHECKED_ON
        assert NOVA_SCOTIA.at(CHECKED_ON + timedelta(days=1)).value == 14

    @pytest.mark.parametrize("day", [NOON, "2026-11-21", None])
    def test_only_a_day_is_looked_up(self, day: Any) -> None:  # noqa: ANN401
        """A datetime, a text or nothing in place of the day is a wrong type."""
        with pytest.raises(WrongType, match=r"^day must be a day without a time"):
            NOVA_SCOTIA.at(day)

    def test_no_entries(self) -> None:
        """A series without entries is refused."""
        with pytest.raises(InvalidValue, match=r"^entries must be at least one entry"):
            evolve(NOVA_SCOTIA, entries=())

    @pytest.mark.parametrize("days_later", [0, -1])
    def test_entries_are_strictly_increasing(self, days_later: int) -> None:
        """A second entry of the same day as the first or an earlier one is refused."""
        first = NOVA_SCOTIA.entries[0]
        second = evolve(first, from_on=first.from_on + timedelta(days=days_later))
        with pytest.raises(InvalidValue, match="after 2010-07-01") as caught:
            evolve(NOVA_SCOTIA, entries=(first, second))
        assert caught.value.path == "entries[1].from_on"

    def test_end_lies_after_the_last_entry(self) -> None:
        """The end is at the earliest the day after the last entry's first day."""
        assert evolve(NOVA_SCOTIA, ends_on=date(2025, 4, 2)).ends_on is not None
        with pytest.raises(InvalidValue, match=r"^ends_on must be after 2025-04-01"):
            evolve(NOVA_SCOTIA, ends_on=date(2025, 4, 1))

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"name": 1}, "name"),
            ({"entries": list(NOVA_SCOTIA.entries)}, "entries"),
            ({"entries": (14,)}, "entries[0]"),
            ({"checked_until": NOON}, "checked_until"),
            ({"ends_on": NOON}, "ends_on"),
        ],
    )
    def test_other_types_are_refused(self, change: dict[str, Any], path: str) -> None:
        """A field of another type is a wrong type, and the path names its place."""
        with pytest.raises(WrongType) as caught:
            evolve(NOVA_SCOTIA, **change)
        assert caught.value.path == path

    def test_empty_name(self) -> None:
        """A series without a name is refused, for its errors would name nothing."""
        with pytest.raises(InvalidValue, match=r"^name must be"):
            evolve(NOVA_SCOTIA, name="")

    @given(
        starts=st.sets(st.integers(0, 60), min_size=1, max_size=8),
        length=st.none() | st.integers(1, 20),
        asked=st.integers(-5, 90),
    )
    def test_literal_scan_agrees(
        self, starts: set[int], length: int | None, asked: int
    ) -> None:
        """A look-up finds the last entry whose day has come, or nothing outside."""
        origin = date(2026, 1, 1)
        ordered = sorted(starts)
        end = None if length is None else ordered[-1] + length
        series = Dated(
            name="series",
            entries=tuple(
                DatedEntry(from_on=origin + timedelta(days=n), value=n, clause=CLAUSE)
                for n in ordered
            ),
            checked_until=origin,
            ends_on=None if end is None else origin + timedelta(days=end),
        )
        day = origin + timedelta(days=asked)
        in_force = [n for n in ordered if n <= asked and (end is None or asked < end)]
        if in_force:
            assert series.at(day).value == max(in_force)
        else:
            with pytest.raises(NoRateInForce):
                series.at(day)


class TestValues:
    """What all values of the module have in common."""

    @pytest.mark.parametrize("value", [GUIDE, CITATION, CLAUSE, NOVA_SCOTIA, FACTOR])
    def test_pickled_value_is_equal(self, value: object) -> None:
        """A value read back from its pickle is equal and has the same hash."""
        copy = pickle.loads(pickle.dumps(value))  # noqa: S301
        assert (copy, hash(copy)) == (value, hash(value))

    def test_values_are_frozen(self) -> None:
        """A field of a built value cannot be replaced."""
        with pytest.raises(FrozenInstanceError):
            NOVA_SCOTIA.name = "other"  # type: ignore[misc]
