"""Every deadline of 2023 to 2028, held against a table that a naive loop has made."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from attrs import evolve
from tests.loading import script_module

from gotobilling.contracts import (
    ContractPolicies,
    DeadlineOn,
    NoticeCounted,
    data_deleted_on,
    last_day_for_notice,
    last_day_to_cancel,
    renewal_on,
    service_end,
    term_on,
)
from gotobilling.facts import Contract, Term
from gotobilling.markets import us
from gotobilling.readings import find_reading

ROOT: Final = Path(__file__).parent.parent
TABLE: Final = ROOT / "tests" / "golden" / "deadlines-2023-2028.csv"
START: Final = us.CONNECT.start
POLICIES: Final = us.CONNECT.contracts
NOTICE: Final = POLICIES.notice
MOVED: Final = evolve(NOTICE, deadline=DeadlineOn.NEXT_BUSINESS_DAY)
BY_LAST_DAY: Final = evolve(
    POLICIES, notice=evolve(NOTICE, counted_to=NoticeCounted.LAST_DAY)
)


def rows(kind: str) -> Iterator[dict[str, str]]:
    """Return the rows of a kind."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        yield from (row for row in csv.DictReader(lines) if row["row"] == kind)


def deletion(name: str) -> ContractPolicies:
    """Return the policies under a reading of when data is deleted."""
    reading = find_reading("data_deletion")
    return reading.put(us.CONNECT, reading.read(name)).contracts


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the naive loop as a module."""
    return script_module("write_deadlines")


class TestTable:
    """The table is what the naive loop makes, and the loop is on its own."""

    def test_is_written_by_the_script(self, script: ModuleType) -> None:
        """The committed table is the one that the script writes, to the byte."""
        assert TABLE.read_bytes().decode("utf-8") == script.table()

    def test_the_script_knows_nothing_of_the_library(self) -> None:
        """The script imports the standard library alone."""
        text = (ROOT / "scripts" / "write_deadlines.py").read_text(encoding="utf-8")

        assert "gotobilling" not in text
        assert "dateutil" not in text

    def test_writes_the_file(
        self, script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Run as a script, it writes the table to its place."""
        monkeypatch.setattr(script, "TABLE", tmp_path / "table.csv")

        script.main()

        assert (tmp_path / "table.csv").read_bytes() == TABLE.read_bytes()


class TestEveryRow:
    """The library gives every date of the table."""

    @pytest.mark.clause("H2", "Q8", "Q63")
    def test_month_ends(self) -> None:
        """72 months: the last day to cancel lies 10 days before the month's last."""
        found = 0
        for row in rows("month_end"):
            found += 1
            end = date.fromisoformat(row["on"])
            by = last_day_to_cancel(end, NOTICE).value
            moved = last_day_to_cancel(end, MOVED).value
            assert (by.isoformat(), moved.isoformat()) == (
                row["answer"],
                row["or_moved"],
            )
        assert found == 6 * 12

    @pytest.mark.clause("H2", "H9", "H10", "Q4", "Q8", "Q63")
    def test_requests(self) -> None:
        """A request on each of 2192 days ends service, then deletes data, in turn."""
        six_months, thirty_days = deletion("six_months"), deletion("thirty_days")
        found = 0
        for row in rows("request"):
            found += 1
            on = date.fromisoformat(row["on"])
            end = service_end(on, NOTICE).value
            days = (
                end,
                service_end(on, MOVED).value,
                data_deleted_on(end, POLICIES.deletion).value,
                data_deleted_on(end, six_months.deletion).value,
                data_deleted_on(end, thirty_days.deletion).value,
            )
            assert [day.isoformat() for day in days] == [
                row["answer"],
                row["or_moved"],
                row["deleted_on"],
                row["or_six_months"],
                row["or_thirty_days"],
            ]
        assert found == 6 * 365 + 2

    @pytest.mark.clause("H4", "Q8", "Q34")
    def test_renewals(self) -> None:
        """Terms of 1 to 36 months, from every kind of day, renew and take notice."""
        found = 0
        for row in rows("renewal"):
            found += 1
            anchor = date.fromisoformat(row["on"])
            contract = Contract(id="contract", signed_on=anchor)
            term = Term(id="term", agreed_on=anchor, months=int(row["months"]))
            number = int(row["number"])
            renewal = renewal_on(term, contract, POLICIES, START, number=number).value
            by, or_by = (
                last_day_for_notice(term, contract, one, START, number=number).value
                for one in (POLICIES, BY_LAST_DAY)
            )
            assert [day.isoformat() for day in (renewal, by, or_by)] == [
                row["answer"],
                row["notice_by"],
                row["or_notice_by"],
            ]
        assert found == 3323

    @pytest.mark.clause("H4", "Q34")
    def test_terms_follow_each_other(self) -> None:
        """On a renewal date the next term runs, and the last one on the day before."""
        for row in list(rows("renewal"))[::40]:
            anchor = date.fromisoformat(row["on"])
            contract = Contract(id="contract", signed_on=anchor)
            term = Term(id="term", agreed_on=anchor, months=int(row["months"]))
            renewal = date.fromisoformat(row["answer"])
            runs = [
                term_on(on, term, contract, POLICIES, START)
                for on in (renewal - date.resolution, renewal)
            ]
            assert [run and run.number for run in runs] == [
                int(row["number"]),
                int(row["number"]) + 1,
            ]
