"""The page of rules is written from code and tests, and its check can fail."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from tests.loading import script_module

from gotobilling.clauses import ALL
from gotobilling.rulebook import cited

SCRIPT: Final = Path(__file__).parent.parent / "scripts" / "rules_page.py"
# What the code cites today, without an id that is no clause.
KNOWN: Final = sorted({clause.id for clause in ALL} & cited().keys())


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script as a module."""
    return script_module("rules_page")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Return a folder with one test, which cites every clause that the code cites."""
    return suite_in(tmp_path)


@pytest.fixture(scope="module")
def written_page(script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page that was just written."""
    place = tmp_path_factory.mktemp("page")
    script.main([], suite_in(place), place / "rules.md")
    return place / "rules.md"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return where a page is written."""
    return tmp_path / "rules.md"


def suite_in(place: Path) -> Path:
    """Return a folder of tests in a place, as `suite` has it."""
    folder = place / "tests"
    folder.mkdir()
    mark(folder, *KNOWN)
    return folder


def mark(folder: Path, *clause_ids: str) -> None:
    """Write the one test of a folder with a mark of these clauses."""
    source = f"@pytest.mark.clause(*{clause_ids})\ndef test_it(): ...\n"
    source = source.replace("*(", "").replace("))", ")")
    (folder / "test_one.py").write_text(source, encoding="utf-8")


def section(page: Path, clause_id: str) -> str:
    """Return the section of one clause."""
    text = page.read_text(encoding="utf-8")
    return text.partition(f"\n## {clause_id}\n")[2].partition("\n## ")[0]


class TestCheck:
    """The check passes on a fresh page and names what is wrong with any other."""

    @pytest.fixture(autouse=True)
    def known_clauses_only(
        self, script: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Let the code cite known clauses, whatever it cites today."""
        monkeypatch.setattr(script, "cited", lambda: dict.fromkeys(KNOWN, ("m",)))

    def test_fresh(
        self,
        script: ModuleType,
        suite: Path,
        page: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A page that was just written is up to date."""
        assert script.main([], suite, page) == 0
        assert script.main(["--check"], suite, page) == 0
        assert capsys.readouterr().out == "the page of rules is up to date\n"

    def test_missing(
        self,
        script: ModuleType,
        suite: Path,
        page: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A page that was never written is not up to date, and is not written."""
        assert script.main(["--check"], suite, page) == 1
        assert capsys.readouterr().out.startswith("rules.md is not up to date: run ")
        assert not page.exists()

    def test_stale(
        self,
        script: ModuleType,
        suite: Path,
        page: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A test that came since makes the page stale."""
        script.main([], suite, page)
        another = "@pytest.mark.clause('B1')\ndef test_it(): ..."
        (suite / "test_two.py").write_text(another, encoding="utf-8")

        assert script.main(["--check"], suite, page) == 1
        assert capsys.readouterr().out.startswith("rules.md is not up to date: run ")

    def test_no_test(
        self,
        script: ModuleType,
        suite: Path,
        page: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A clause that the code cites and no test does is named, page or no page."""
        mark(suite, *[clause_id for clause_id in KNOWN if clause_id != "Q1"])
        script.main([], suite, page)

        assert script.main(["--check"], suite, page) == 1
        assert (
            capsys.readouterr().out == "Q1 has no test and is cited by the module m\n"
        )

    def test_unknown_in_test(
        self,
        script: ModuleType,
        suite: Path,
        page: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A clause that a test cites and the rulebook lacks is named with the test."""
        mark(suite, *KNOWN, "Z9")
        script.main([], suite, page)

        assert script.main(["--check"], suite, page) == 1
        assert capsys.readouterr().out == (
            "Z9 is no clause and is cited by the test tests/test_one.py::test_it\n"
        )

    @pytest.mark.parametrize(
        ("by_code", "by_tests", "problems"),
        [
            ({}, {"B1": ("t",)}, []),
            ({"B1": ("m",)}, {"B1": ("t",)}, []),
            (
                {"B1": ("m", "n")},
                {"B2": ("t",)},
                ["B1 has no test and is cited by the module m, n"],
            ),
            (
                {"Z9": ("m",)},
                {},
                ["Z9 is no clause and is cited by the module m"],
            ),
        ],
    )
    def test_citations(
        self,
        script: ModuleType,
        by_code: Mapping[str, tuple[str, ...]],
        by_tests: Mapping[str, tuple[str, ...]],
        problems: list[str],
    ) -> None:
        """A clause needs a test once the code cites it, and code cites known ones."""
        assert list(script.citation_problems(by_code, by_tests)) == problems


class TestPage:
    """What the page says."""

    def test_table(self, written_page: Path) -> None:
        """The table has a row for each clause, and a section follows for each."""
        text = written_page.read_text(encoding="utf-8")
        ids = [clause.id for clause in ALL]

        rows = r"^\| (?!clause \|)([\w.-]*\w) \|"
        assert re.findall(rows, text, re.MULTILINE) == ids
        assert re.findall(r"^## ([\w.-]+)$", text, re.MULTILINE) == ids

    def test_cells(self, written_page: Path) -> None:
        """A row has rule, standing, functions, choices and the number of tests."""
        rows = written_page.read_text(encoding="utf-8").splitlines()
        cells = next(row for row in rows if row.startswith("| B2 |")).split(" | ")

        assert cells[2] == "stated"
        assert "`payments.AutopayPolicy`<br>`payments.autopay_on`<br>" in cells[3]
        assert cells[4:] == [
            (
                "`autopay.charged` = day_of_month<br>`autopay.day` = 10<br>"
                "`past_due.counted_from` = autopay"
            ),
            "1 |",
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "- **Functions**: [`after_invoice.AfterInvoice`](after_invoice.md), ",
            "- **Choices**: `us-connect autopay.charged = day_of_month`, ",
            "- **Readings**: `autopay: day_of_month, due_date`, `past_due: autopay, ",
            "- **Sources**: S0, lines 97-99; S4, lines 76-78\n",
            "- **Standing**: reading of B1, B2; compared with its sources on ",
            "- **Tests**:\n  - `tests/test_one.py`: `test_it`\n",
        ],
    )
    def test_section(self, written_page: Path, line: str) -> None:
        """A section has what is known of its clause."""
        assert line in section(written_page, "Q56") + "\n"

    def test_nothing_is_empty(self, written_page: Path) -> None:
        """What a clause lacks is left out."""
        assert re.search(r"\*\*: *$(?!\n  -)", section(written_page, "Q68")) is None
        assert "**Note**" not in section(written_page, "Q68")

    def test_uncited(self, written_page: Path) -> None:
        """Clauses that no code cites are listed at the end, and are no problem."""
        uncited = [clause.id for clause in ALL if clause.id not in KNOWN]
        last = written_page.read_text(encoding="utf-8").partition(
            "## Cited by no code yet"
        )[2]

        assert last.strip().rpartition(": ")[2] == (", ".join(uncited) or "None.")

    def test_no_markup_from_texts(self, script: ModuleType) -> None:
        """What a clause says is text, whatever Markdown would make of it."""
        assert script._escaped("a*b_c|d<e`f[g\\") == r"a\*b\_c\|d\<e\`f\[g" + r"\\"
