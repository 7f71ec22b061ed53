"""What `conftest.py` promises to every other test of the suite."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

CONFTEST: Final = Path(__file__).with_name("conftest.py")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Return a folder that holds this suite's conftest and no test yet."""
    settings = "[pytest]\nmarkers = clause(*ids): clauses\n"
    (tmp_path / "pytest.ini").write_text(settings, encoding="utf-8")
    source = CONFTEST.read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(source, encoding="utf-8")
    return tmp_path


def run(
    suite: Path, test: str, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the suite with this test as well, in a process of its own."""
    (suite / "test_one.py").write_text(test, encoding="utf-8")
    options = ["-q", "-rA", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(suite)],
        capture_output=True,
        check=False,
        cwd=suite,
        encoding="utf-8",
        env={**os.environ, "PYTEST_ADDOPTS": "", "GOTOBILLING_PART": "", **environment},
    )


class TestClauseMarker:
    """A test may cite the clauses of the rulebook, and no others."""

    @pytest.mark.parametrize(
        ("cited", "problem"),
        [('"A8", "Z99"', "'Z99', which is no clause"), ("", "no clause")],
    )
    def test_unknown(self, suite: Path, cited: str, problem: str) -> None:
        """A citation of nothing, or of an unknown clause, stops the run by name."""
        test = f"import pytest\n@pytest.mark.clause({cited})\ndef test_it(): ..."

        finished = run(suite, test, {})

        assert finished.returncode == pytest.ExitCode.USAGE_ERROR
        assert f"test_one.py::test_it cites {problem}" in finished.stderr

    def test_known(self, suite: Path) -> None:
        """A citation of known clauses passes."""
        test = "import pytest\n@pytest.mark.clause('A8', 'Q1')\ndef test_it(): ..."

        assert run(suite, test, {}).returncode == pytest.ExitCode.OK


class TestHostileDecimal:
    """The switch makes decimal arithmetic on ordinary amounts fail."""

    @pytest.mark.parametrize(
        ("switch", "expected"),
        [("0", pytest.ExitCode.OK), ("1", pytest.ExitCode.TESTS_FAILED)],
    )
    def test_switch(self, suite: Path, switch: str, expected: pytest.ExitCode) -> None:
        """A sign changed by the thread's context is exact until the switch is on."""
        test = "from decimal import Decimal\ndef test_it(): -Decimal('12.90')"

        finished = run(suite, test, {"GOTOBILLING_HOSTILE_DECIMAL": switch})

        assert finished.returncode == expected


class TestPart:
    """The suite may be run in parts, which side by side are all of it."""

    def test_each_file_once(self, suite: Path) -> None:
        """Each file of the suite runs in one part of three, and in no other."""
        test = "def test_it(): ..."
        names = [f"test_{letter}.py" for letter in "abcdefghijk"]
        for name in names:
            (suite / name).write_text(test, encoding="utf-8")

        parts = [
            re.findall(
                r"^PASSED (\S+)::test_it$",
                run(suite, test, {"GOTOBILLING_PART": part}).stdout,
                re.MULTILINE,
            )
            for part in ("1/3", "2/3", "3/3")
        ]

        assert all(parts)
        assert sorted(chain.from_iterable(parts)) == sorted([*names, "test_one.py"])

    @pytest.mark.parametrize("part", ["0/3", "4/3", "3", "1/", "a/b"])
    def test_no_such_part(self, suite: Path, part: str) -> None:
        """A part that there is not stops the run by name."""
        test = "def test_it(): ..."

        finished = run(suite, test, {"GOTOBILLING_PART": part})

        assert finished.returncode == pytest.ExitCode.USAGE_ERROR
        assert part in finished.stderr
