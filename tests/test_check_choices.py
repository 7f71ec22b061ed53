"""The script that moves every number and choice finds the ones that nobody holds."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import sleep
from types import ModuleType
from typing import Any, Final

import attrs
import pytest
from tests.loading import script_module

from gotobilling.markets import us
from gotobilling.rulebook import choosable

SCRIPT: Final = Path(__file__).parent.parent / "scripts" / "check_choices.py"

SUITE: Final = """\
from datetime import date
import pytest
from hypothesis import given, strategies as st
from gotobilling.markets import us
from gotobilling.payments import disputable_until, due_on

@pytest.mark.clause("Q3")
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_both(on):
    assert (disputable_until(on, us.CONNECT.dispute).value - on).days == 15

@pytest.mark.clause("Q6")
def test_one_side():
    assert due_on(date(2026, 8, 1), us.CONNECT.due).value <= date(2026, 8, 16)

@pytest.mark.parametrize("day", [1, pytest.param(0, marks=pytest.mark.clause("Q24"))])
def test_another_parameter(day):
    assert not day or us.CONNECT.issue.day == day

@pytest.mark.clause("Q3")
def test_another_clause():
    assert us.CONNECT.issue.day == 1
"""
LEVIES: Final[dict[str, Any]] = {
    "sales_tax": us.CONNECT.sales_tax,
    **{f"levies.{levy.name}": levy for levy in us.CONNECT.levies},
}
# What has nothing to leave out, or no neighbour that the levy takes: a cap needs
# another rounding, and the other way round.
UNMOVED: Final = {
    "sales_tax": {"line_rounding", "cap"},
    "levies.slrrf": {"line_rounding", "cap", "levies"},
    "levies.rrf": {"line_rounding", "cap", "levies"},
    "levies.usf": {"line_rounding", "cap", "levies", "classes"},
}
BROKEN: Final = """\
import pytest
from gotobilling.markets import us
@pytest.mark.clause("Q24")
def test_it():
    assert us.CONNECT.issue.day == 2
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script as a module."""
    return script_module("check_choices")


class TestMoves:
    """Each number and choice is moved one step."""

    def test_every_field(self, script: ModuleType) -> None:
        """No number or choice of the market is left unmoved."""
        moved = {
            re.split(" ", move.name)[0].removesuffix(".mode").removesuffix(".step")
            for move in script.moves(us.CONNECT)
        }

        assert moved == {
            f"{policy.wire[1]}.{field}"
            for policy in us.CONNECT.policies()
            for field in choosable(policy)
            # A set without members has none to leave out.
            if getattr(policy, field) != ()
            # The currency of two prices has no step.
            if not isinstance(getattr(policy, field), str)
            # Business days are refused where a start in the window is billed at once.
            and (policy.wire[1], field) != ("issue", "counted")
        } | {
            f"{group}.{policy.wire[1]}.{field}"
            for group in script.GROUPS
            for policy in getattr(us.CONNECT, group).policies()
            for field in choosable(policy)
            # No holidays are shipped, and days alone are counted until data is gone.
            if getattr(policy, field) not in ((), 0)
        } | {
            f"{role}.{field}"
            for role, levy in LEVIES.items()
            for field in choosable(levy)
            if field not in UNMOVED[role]
            # A series has a name, and no step.
            if not isinstance(getattr(levy, field), str)
        }

    @pytest.mark.parametrize(
        ("field", "steps"),
        [
            ("dispute.days", ["dispute.days = 16", "dispute.days = 14"]),
            # Day 0 of a month is refused.
            ("issue.day", ["issue.day = 2"]),
            (
                "proration.day_count",
                [
                    "proration.day_count = actual_from_start",
                    "proration.day_count = thirty_day_month",
                ],
            ),
            # Rounding to the ceiling or the floor is refused: a credit must mirror.
            (
                "proration.rounding.mode",
                [
                    "proration.rounding.mode = half_even",
                    "proration.rounding.mode = half_down",
                    "proration.rounding.mode = up",
                    "proration.rounding.mode = down",
                ],
            ),
            ("proration.rounding.step", ["proration.rounding.step = 5"]),
            # A rounding of lines is not given here, so the level is not the line.
            ("levies.usf.level", ["levies.usf.level = unrounded_lines"]),
            (
                "levies.rrf.classes",
                [
                    "levies.rrf.classes without telecommunications",
                    "levies.rrf.classes without messaging",
                    "levies.rrf.classes without software",
                ],
            ),
        ],
    )
    def test_steps(self, script: ModuleType, field: str, steps: list[str]) -> None:
        """A number moves by 1 both ways, a choice to each other that is accepted."""
        named = [move.name for move in script.moves(us.CONNECT)]

        assert [name for name in named if name.startswith(f"{field} ")] == steps

    def test_one_step_only(self, script: ModuleType) -> None:
        """A move changes one policy of the market and nothing else."""
        for move in script.moves(us.CONNECT):
            role = move.name.partition(".")[0]  # of a levy: all levies
            restored = attrs.evolve(move.market, **{role: getattr(us.CONNECT, role)})

            assert move.market != us.CONNECT
            assert restored == us.CONNECT

    def test_clauses(self, script: ModuleType) -> None:
        """A move asks for the tests of the clauses that its field cites."""
        cited = {move.name: move.clause_ids for move in script.moves(us.CONNECT)}

        assert cited["proration.day_count = thirty_day_month"] == {"Q1", "Q64"}

    @pytest.mark.parametrize("value", ["text", True, None])
    def test_unknown_kind(self, script: ModuleType, value: object) -> None:
        """A value of a kind that has no step stops the script; it is not passed by."""
        with pytest.raises(TypeError, match="no step is known"):
            list(script._steps(value))


class TestScript:
    """The script run on a suite of its own."""

    def test_moves(self, tmp_path: Path) -> None:
        """A move is noticed by a failing test that cites a clause of the field."""
        finished = run(tmp_path, SUITE, "dispute.days", "due.days", "issue.day")

        assert [" ".join(row.split()) for row in finished.stdout.splitlines()] == [
            "issue.day = 2 NOTICED BY NO TEST of Q24",
            "due.days = 16 tests/test_one.py::test_one_side",
            "due.days = 14 NOTICED BY NO TEST of Q6",
            "dispute.days = 16 tests/test_one.py::test_both",
            "dispute.days = 14 tests/test_one.py::test_both",
            "5 moves, 2 noticed by no test",
        ]
        assert finished.returncode == 1

    @pytest.mark.parametrize(
        ("status", "output", "noticed"),
        [
            (pytest.ExitCode.TESTS_FAILED, "..F\nFAILED t.py::test_it - 1", True),
            (pytest.ExitCode.TESTS_FAILED, "..E\nERROR t.py::test_it - 1", True),
            (pytest.ExitCode.OK, "...", False),
            # A file that cannot be read under the moved market is no failing test.
            (pytest.ExitCode.INTERRUPTED, "ERROR t.py", False),
            (pytest.ExitCode.TESTS_FAILED, "ERROR t.py - 1", False),
            (pytest.ExitCode.NO_TESTS_COLLECTED, "", False),
        ],
    )
    def test_status(
        self,
        script: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        *,
        status: int,
        output: str,
        noticed: bool,
    ) -> None:
        """It succeeds if every move makes a test fail, and by no other outcome."""
        (tmp_path / "test_one.py").write_text(BROKEN, encoding="utf-8")

        def tested(move: object, *_: object) -> int:
            sys.stdout.write(output)
            return status if move else 0

        monkeypatch.setattr(script, "_tested", tested)
        monkeypatch.setattr(script, "_warm_up", lambda _: None)

        assert script.main(["issue.day"], tmp_path) == (0 if noticed else 1)
        assert ("t.py::test_it\n" in capsys.readouterr().out) is noticed

    def test_each(self, script: ModuleType) -> None:
        """Processes of their own answer in the order asked, as soon as they can."""
        waits = [0.3, 0, 0.1, 0, 0]

        def question(number: int) -> int:
            sleep(waits[number])
            sys.stdout.write(f"to {os.getpid()}")
            os.write(2, b"and below the interpreter")
            return number

        questions = [partial(question, number) for number in range(len(waits))]
        finished = list(script._each(questions))

        assert [one.status for one in finished] == [0, 1, 2, 3, 4]
        assert len({one.output for one in finished}) == len(waits)
        assert not any(f"to {os.getpid()}" in one.output for one in finished)
        assert all("below the interpreter" in one.output for one in finished)

    def test_exception(self, script: ModuleType) -> None:
        """What a process raises is no failing test; its output says what it was."""

        def broken() -> int:
            raise SystemExit("broken here")

        (finished,) = script._each([broken])

        assert finished.status == pytest.ExitCode.INTERNAL_ERROR
        assert "broken here" in finished.output
        assert script._first_failure(finished) == ""

    def test_market_held_elsewhere(self, script: ModuleType) -> None:
        """A module that keeps the shipped market, alone or in a row, sees it moved."""
        move = next(script.moves(us.CONNECT))

        assert script.put_in(us.CONNECT, move) is move.market
        assert script.put_in((us.CENTRAL, us.CONNECT), move) == (
            us.CENTRAL,
            move.market,
        )
        assert script.put_in((5, "text"), move) == (5, "text")
        assert script.put_in(us.CENTRAL, move) is us.CENTRAL

    @pytest.mark.clause("I5")
    def test_shared_policy(self, script: ModuleType) -> None:
        """A policy that another market shares is moved there as well."""
        moves = {one.name: one for one in script.moves(us.CONNECT)}
        move = moves["contracts.plan_change.past_due = allow"]

        assert script.put_in(us.WEBINAR, move).contracts == attrs.evolve(
            us.WEBINAR.contracts, plan_change=move.market.contracts.plan_change
        )
        notice = moves["contracts.notice.end_days = 11"]
        assert script.put_in(us.WEBINAR, notice) is us.WEBINAR

    def test_nothing_cites(self, script: ModuleType, tmp_path: Path) -> None:
        """A choice whose clauses no test cites is noticed by none."""
        (tmp_path / "test_one.py").write_text(BROKEN, encoding="utf-8")
        move = next(script.moves(us.CONNECT))

        assert script._tests_of(move, script.marked_tests(tmp_path)) == set()

    def test_broken_before(self, tmp_path: Path) -> None:
        """A test that fails unmoved notices nothing, and is shown."""
        finished = run(tmp_path, BROKEN, "issue.day")

        assert finished.returncode == 1
        assert "FAILED tests/test_one.py::test_it" in finished.stdout
        assert finished.stdout.endswith("the tests fail before anything is moved\n")

    def test_not_importable(self, tmp_path: Path) -> None:
        """A file that cannot be imported notices nothing, and hides no other file."""
        (tmp_path / "tests").mkdir()
        other = tmp_path / "tests" / "test_none.py"
        other.write_text(f"import nothing_at_all\n{BROKEN}", encoding="utf-8")

        noticed = run(tmp_path, SUITE, "--trusting", "issue.day", "dispute.days = 16")

        assert [" ".join(row.split()) for row in noticed.stdout.splitlines()] == [
            "issue.day = 2 NOTICED BY NO TEST of Q24",
            "dispute.days = 16 tests/test_one.py::test_both",
            "2 moves, 1 noticed by no test",
        ]

    def test_trusting(self, tmp_path: Path) -> None:
        """Who has seen the tests pass can leave out the run of what is unmoved."""
        finished = run(tmp_path, BROKEN, "--trusting", "issue.day")

        assert finished.stdout.endswith("1 moves, 1 noticed by no test\n")


def run(folder: Path, source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a suite of one file."""
    (folder / "tests").mkdir(exist_ok=True)
    settings = "[pytest]\nmarkers = clause(*ids): clauses\n"
    (folder / "pytest.ini").write_text(settings, encoding="utf-8")
    (folder / "tests" / "test_one.py").write_text(source, encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; import check_choices as script; "
        "sys.exit(script.main(sys.argv[2:], Path(sys.argv[1])))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, str(folder / "tests"), *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parent)},
    )
