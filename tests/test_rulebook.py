"""The page of rules says what code, market and tests cite, and nothing else."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import pytest

from gotobilling.clauses import ALL, by_id
from gotobilling.derivation import Policy
from gotobilling.editions import edition, names
from gotobilling.errors import UnknownName
from gotobilling.markets import us
from gotobilling.readings import READINGS
from gotobilling.rulebook import (
    RuleRow,
    choosable,
    cited,
    clauses_of,
    folder_of_tests,
    marked_tests,
    rules,
    rules_text,
)
from gotobilling.rulebook.citations import documented_by

IDS: Final = tuple(clause.id for clause in ALL)
POLICIES: Final = (
    *us.CONNECT.policies(),
    *us.CONNECT.contracts.policies(),
    *us.CONNECT.after_invoice.policies(),
)

Package = Callable[[Mapping[str, str]], None]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Return a function that puts source files in place of the package's own."""
    root = tmp_path / "src" / "gotobilling"
    for module in ("citations", "marks"):
        monkeypatch.setattr(f"gotobilling.rulebook.{module}.files", lambda name: root)

    def write(sources: Mapping[str, str]) -> None:
        for name, source in sources.items():
            path = root / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")

    return write


@lru_cache(maxsize=1)
def rows() -> tuple[RuleRow, ...]:
    """Return every row, with the tests beside the sources, if any."""
    return rules()


def row(clause_id: str) -> RuleRow:
    """Return the row of one clause."""
    return next(one for one in rows() if one.clause.id == clause_id)


class TestRules:
    """A row for each clause."""

    def test_every_clause(self) -> None:
        """Each clause and decision has one row, in the rulebook's order."""
        assert tuple(one.clause.id for one in rows()) == IDS

    def test_function(self) -> None:
        """The function that prorates is a function of the clause of part months."""
        assert "proration.prorate" in row("A8").functions

    def test_choice_of_a_decision(self) -> None:
        """A decision has the fields that cite it, each with the market's choice."""
        assert [str(choice) for choice in row("Q9").choices] == [
            "us-connect cycle.first_invoice = window",
            "us-connect cycle.window_last_day = 5",
        ]

    def test_choices_of_a_policy(self) -> None:
        """The clause that a policy holds has every number and choice of the policy."""
        assert [choice.chosen for choice in row("B1").choices] == [
            "due.days = 15",
            "due.counted_from = invoice_date",
            "due.due_day = 0",
            "due.offered = none",
        ]

    def test_every_choice(self) -> None:
        """No number or choice of the first market is left out."""
        shown = {
            (one.policy, one.field)
            for each in rows()
            for one in each.choices
            if one.market == us.CONNECT.name
        }
        held: list[tuple[str, Policy]] = [
            *((policy.wire[1], policy) for policy in POLICIES),
            *((f"levies.{levy.name}", levy) for levy in us.CONNECT.levies),
        ]

        assert shown == {
            (name, field) for name, policy in held for field in choosable(policy)
        }

    def test_every_levy(self) -> None:
        """Each levy of each market stands in the row of the clause that it holds."""
        shown = {
            (one.market, one.policy, each.clause.id)
            for each in rows()
            for one in each.choices
            if one.policy.startswith("levies.")
        }

        assert shown >= {
            (market.name, f"levies.{levy.name}", levy.clause.id)
            for market in map(edition, names())
            for levy in market.levies
        }

    def test_every_reading(self) -> None:
        """Each named reading stands in the row of the decision it rests on."""
        shown = [
            (each.clause.id, reading.partition(":")[0])
            for each in rows()
            for reading in each.readings
        ]

        assert sorted(shown) == sorted((one.clause.id, one.name) for one in READINGS)

    @pytest.mark.parametrize(
        ("clause_id", "reading"),
        [
            ("Q1", "day_count: " + ", ".join(READINGS[0].alternatives())),
            ("Q3", "dispute_days: 0 to 365"),
        ],
    )
    def test_alternatives(self, clause_id: str, reading: str) -> None:
        """A reading names its alternatives, or the first and the last number."""
        assert reading in row(clause_id).readings

    @pytest.mark.parametrize(
        ("clause_id", "ground"), [("B1", "stated"), ("Q17", "reading of A8, Q1")]
    )
    def test_ground(self, clause_id: str, ground: str) -> None:
        """A clause has its standing; a decision also says what it rests on."""
        assert row(clause_id).ground == ground

    def test_given_tests(self, tmp_path: Path) -> None:
        """The tests are those of the folder that is given."""
        source = "@pytest.mark.clause('Q28')\ndef test_it(): ..."
        (tmp_path / "test_one.py").write_text(source, encoding="utf-8")

        found = {one.clause.id: one.tests for one in rules(tmp_path) if one.tests}

        assert found == {"Q28": (f"{tmp_path.name}/test_one.py::test_it",)}

    def test_without_docstrings(self) -> None:
        """An interpreter that drops docstrings finds the same functions."""
        program = "from gotobilling.rulebook import *; print(*rules()[7].functions)"
        finished = subprocess.run(
            [sys.executable, "-OO", "-c", program],
            capture_output=True,
            check=True,
            encoding="utf-8",
        )

        assert finished.stdout.split() == [*row("A8").functions]


class TestFields:
    """The numbers and choices of a policy."""

    @pytest.mark.parametrize("policy", POLICIES)
    def test_every_field_cites(self, policy: Policy) -> None:
        """Every number and choice cites clauses that exist."""
        fields = choosable(policy)

        assert fields
        assert all(clauses_of(policy, field) for field in fields)
        assert {one.id for field in fields for one in clauses_of(policy, field)} <= {
            *IDS
        }


class TestDocumentedBy:
    """Functions by the last line of their docstring."""

    def test_names(self, package: Package) -> None:
        """Functions, classes and methods are named below the package, in order."""
        package(
            {
                "one": 'def b():\n    """B.\n\n    Clauses: A8, Q10,\n    Q9.\n    """',
                "two": 'class C:\n    """C.\n\n    Clauses: A8.\n    """\n'
                '    def m(self):\n        """M.\n\n        Clauses: Q9."""\n',
            }
        )

        assert documented_by() == {
            "A8": ("one.b", "two.C"),
            "Q9": ("one.b", "two.C.m"),
            "Q10": ("one.b",),
        }

    def test_folder(self, package: Package) -> None:
        """What a folder shows as its own is named by the folder."""
        package(
            {
                "facts/__init__": "from gotobilling.facts.events import Price\n",
                "facts/events": 'class Price:\n    """P.\n\n    Clauses: D1."""\n'
                'class Other:\n    """O.\n\n    Clauses: D1."""\n',
            }
        )

        assert documented_by() == {"D1": ("facts.Price", "facts.events.Other")}

    @pytest.mark.parametrize(
        "source",
        [
            'def _f():\n    """F.\n\n    Clauses: A8."""',
            'class C:\n    def __init__(self):\n        """I.\n\n    Clauses: A8."""',
            'def f():\n    """See Clauses: A8."""',
            "def f(): ...",
        ],
    )
    def test_not_documented(self, package: Package, source: str) -> None:
        """Private names, and ids in running text, are left out."""
        package({"one": source})

        assert documented_by() == {}


class TestCited:
    """Clauses by the modules that cite them."""

    @pytest.mark.parametrize(
        "source",
        [
            "from gotobilling.clauses import ALL, A8",
            'def _f():\n    """F.\n\n    Clauses: A8.\n    """',
            "raise InvalidValue('x', 'y', 1, 'A8')",
        ],
    )
    def test_ways(self, package: Package, source: str) -> None:
        """An import, a docstring and a named id cite; the definitions do not."""
        package({"one": source, "two": "x = ('A', 'E911')", "clauses/three": source})

        assert cited() == {"A8": ("one",)}

    def test_no_such_clause(self, package: Package) -> None:
        """An import that has the form of a clause's id is told as well."""
        package({"one": "from gotobilling.clauses import Z9, by_id"})

        assert cited() == {"Z9": ("one",)}

    @pytest.mark.parametrize(
        "source",
        [
            "from gotobilling.clauses import CFR_54_712, LAWS",
            'def _f():\n    """F.\n\n    Clauses: 47-cfr-54.712.\n    """',
            "raise InvalidValue('x', 'y', 1, '47-cfr-54.712')",
        ],
    )
    def test_laws(self, package: Package, source: str) -> None:
        """A law is cited as a clause is, by its constant where it is imported."""
        package({"one": source, "two": "x = ('us-connect', '54.712')"})

        assert cited() == {"47-cfr-54.712": ("one",)}

    def test_sources(self, package: Package) -> None:
        """A source is named as a clause is, and cites none."""
        package({"one": "from gotobilling.clauses.origins import S0, cite"})

        assert cited() == {}

    def test_laws_come_last(self, package: Package) -> None:
        """Laws stand after the decisions, by their ids."""
        docstring = '"""F.\n\n    Clauses: usf-factors, Q9,\n    47-cfr-54.712."""'
        package({"one": f"def f():\n    {docstring}"})

        assert list(cited()) == ["Q9", "47-cfr-54.712", "usf-factors"]
        assert documented_by()["usf-factors"] == ("one.f",)

    def test_unknown(self, package: Package) -> None:
        """An id that no clause has is returned as well, in its place."""
        package({"one": "x = ('Q99', 'Q9', 'A10', 'A9')", "two": "x = 'Q9'"})

        assert list(cited().items()) == [
            ("A9", ("one",)),
            ("A10", ("one",)),
            ("Q9", ("one", "two")),
            ("Q99", ("one",)),
        ]

    def test_decisions_of_policies(self) -> None:
        """Every clause of a policy or of one of its fields is cited by the code."""
        held = {policy.clause.id for policy in POLICIES}
        held |= {
            clause.id
            for policy in POLICIES
            for field in choosable(policy)
            for clause in clauses_of(policy, field)
        }

        assert held <= cited().keys()


class TestFolderOfTests:
    """Where tests are looked for."""

    def test_beside_the_sources(self, package: Package, tmp_path: Path) -> None:
        """The tests lie beside the folder of sources."""
        package({"one": ""})
        (tmp_path / "tests").mkdir()

        assert folder_of_tests() == tmp_path / "tests"

    def test_sources_alone(self, package: Package) -> None:
        """Sources without tests beside them have none."""
        package({"one": ""})

        assert folder_of_tests() is None

    def test_wheel(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An installed wheel has none, whatever lies two folders up."""
        installed = tmp_path / "installed" / "gotobilling"
        (tmp_path / "tests").mkdir()
        monkeypatch.setattr("gotobilling.rulebook.marks.files", lambda name: installed)

        assert folder_of_tests() is None


class TestMarkedTests:
    """Tests by the clauses that they are marked with."""

    @pytest.mark.parametrize(
        ("source", "name"),
        [
            ("{mark}\ndef test_it(): ...", "test_it"),
            ("{mark}\n@given(x)\ndef test_it(x): ...", "test_it"),
            ("@pytest.mark.clause(*('A8',))\ndef test_it(): ...", "test_it"),
            ("class TestIt:\n    {mark}\n    def test_it(): ...", "TestIt::test_it"),
            ("{mark}\nclass TestIt:\n    def test_it(): ...", "TestIt::test_it"),
            ("@parametrize(param(1, marks={name}))\ndef test_it(x): ...", "test_it"),
            ("pytestmark = {name}\ndef test_it(): ...", "test_it"),
            ("part: Mark = {name}\n@part\ndef test_it(): ...", "test_it"),
            (
                "X = [param({name})]\n@parametrize('x', X)\ndef test_it(): ...",
                "test_it",
            ),
        ],
    )
    def test_ways(self, tmp_path: Path, source: str, name: str) -> None:
        """A mark counts wherever pytest lets it stand, once for each test."""
        mark = "pytest.mark.clause('A8')"
        source = source.format(mark=f"@{mark}", name=mark)
        (tmp_path / "test_one.py").write_text(source, encoding="utf-8")

        expected = {"A8": (f"{tmp_path.name}/test_one.py::{name}",)}

        assert marked_tests(tmp_path) == expected

    @pytest.mark.parametrize(
        "source",
        [
            "def test_it(): ...",
            "part: Mark\n@part\ndef test_it(): ...",
            "@pytest.mark.slow('A8')\ndef test_it(): ...",
            "@pytest.mark.clause('A8')\ndef helper(): ...",
            "text = '@pytest.mark.clause(\"A8\")'\n@given(text)\ndef test_it(): ...",
        ],
    )
    def test_unmarked(self, tmp_path: Path, source: str) -> None:
        """Other marks, helpers and text that looks like a mark do not count."""
        (tmp_path / "test_one.py").write_text(source, encoding="utf-8")

        assert marked_tests(tmp_path) == {}

    def test_order(self, tmp_path: Path) -> None:
        """Clauses stand by letter and number, tests by file and place."""
        source = "@pytest.mark.clause('Q9', 'A10', 'typo')\ndef test_it(): ..."
        (tmp_path / "deep").mkdir()
        for name in ("test_b", "deep/test_a", "helper"):
            (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")

        found = marked_tests(tmp_path)

        assert list(found) == ["A10", "Q9", "typo"]
        assert found["Q9"] == tuple(
            f"{tmp_path.name}/{name}.py::test_it" for name in ("deep/test_a", "test_b")
        )


class TestRulesText:
    """The page of rules for a terminal."""

    def test_all(self) -> None:
        """Every clause has two lines, the first with its id and standing."""
        shown = rules_text().split("\n\n")[1].splitlines()

        assert [line.split()[:2] for line in shown[::2]] == [
            [clause.id, clause.standing.value] for clause in ALL
        ]

    def test_no_line_is_broken(self) -> None:
        """The first line of a clause fits a terminal of 88 columns."""
        shown = rules_text().split("\n\n")[1].splitlines()

        assert max(map(len, shown[::2])) <= 88

    def test_second_line(self, package: Package, tmp_path: Path) -> None:
        """It has the sources, first function, first choice and number of tests."""
        package({"one": 'def f():\n    """F.\n\n    Clauses: B1."""\n\n\ng = f'})
        (tmp_path / "tests").mkdir()
        source = "@pytest.mark.clause('B1')\ndef test_it(): ..."
        (tmp_path / "tests" / "test_one.py").write_text(source, encoding="utf-8")

        lines = rules_text().splitlines()
        after = next(n for n, line in enumerate(lines) if line.startswith("B1 ")) + 1

        assert lines[after].strip() == "S2 S4 | one.f | due.days = 15 +3 | tests: 1"

    def test_wheel(self, package: Package) -> None:
        """Where no tests are, nothing is said about tests."""
        package({"one": ""})

        assert "tests:" not in rules_text()
        assert "\ntests " not in rules_text("Q1")

    def test_one_clause(self, package: Package, tmp_path: Path) -> None:
        """One clause is shown with everything that is known of it."""
        package({"one": 'def f():\n    """F.\n\n    Clauses: Q56."""'})
        (tmp_path / "tests").mkdir()
        source = "@pytest.mark.clause('Q56')\ndef test_it(): ..."
        (tmp_path / "tests" / "test_one.py").write_text(source, encoding="utf-8")

        head, *lines = rules_text("Q56").splitlines()

        assert head == "Q56 (reading of B1, B2)"
        text = "".join(lines[: lines.index(f"checked    {by_id('Q56').checked}")])
        assert text.replace(" ", "") == by_id("Q56").text.replace(" ", "")
        assert lines[-9:] == [
            "sources    S0, lines 97-99",
            "           S4, lines 76-78",
            "functions  one.f",
            "choices    us-connect autopay.charged = day_of_month",
            "           us-connect autopay.day = 10",
            "           us-connect past_due.counted_from = autopay",
            "readings   autopay: day_of_month, due_date",
            "           past_due: autopay, due_date",
            "tests      tests/test_one.py::test_it",
        ]

    def test_law(self) -> None:
        """A law is shown by its id, and in the list after the last decision."""
        assert rules_text("usf-factors").startswith("usf-factors (law)\n")
        shown = rules_text()
        assert shown.index("\nQ68 ") < shown.index("\n47-cfr-54.712 law ")

    def test_unknown(self) -> None:
        """An id that no clause has is refused by name."""
        with pytest.raises(UnknownName) as caught:
            rules_text("Z1")
        assert (caught.value.path, caught.value.value) == ("clause", "Z1")
