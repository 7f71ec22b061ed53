"""The page of the access matrix is written from the rows, and its check can fail."""

import re
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from tests.loading import script_module

from gotobilling.access import ROWS, Action, Portal

ROOT: Final = Path(__file__).parent.parent
SCRIPT: Final = ROOT / "scripts" / "access_page.py"
PAGE: Final = ROOT / "docs" / "reference" / "access-matrix.md"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script as a module."""
    return script_module("access_page")


class TestPage:
    """The page and its check."""

    def test_committed(
        self, script: ModuleType, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The page that is committed is what would be written now."""
        assert script.main(["--check"]) == 0
        assert capsys.readouterr().out == "the access matrix is up to date\n"

    def test_stale(
        self, script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A page that is missing or differs is told, and is not written."""
        page = tmp_path / "access-matrix.md"
        assert script.main(["--check"], page) == 1
        assert not page.exists()
        assert script.main([], page) == 0
        page.write_text(page.read_text(encoding="utf-8") + "x", encoding="utf-8")
        assert script.main(["--check"], page) == 1
        told = capsys.readouterr().out
        assert told.count("access-matrix.md is not up to date: run ") == 2

    def test_matrix(self) -> None:
        """Every action has a line in the table, with a cell for each portal."""
        text = PAGE.read_text(encoding="utf-8")
        table = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)[1:]
        cells = [line.split(" | ") for line in table]

        assert [one[0] for one in cells] == [one.words for one in Action]
        assert {len(one) for one in cells} == {1 + len(Portal)}

    def test_rows(self) -> None:
        """Every row is listed with its lines."""
        text = PAGE.read_text(encoding="utf-8")
        _, _, sections = text.partition("## Every row, with its lines")

        assert len(re.findall(r"^- ", sections, re.MULTILINE)) == len(ROWS)
