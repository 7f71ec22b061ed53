"""Forged documents, each sealed anew: every one is refused by the level that must.

``tests/forged/forgeries.toml`` lists what each file lies about, which level refuses it
and at which place; ``scripts/write_forgeries.py`` writes the files.
"""

import hashlib
import json
import re
import runpy
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen
from jsonschema import Draft202012Validator
from referencing import Registry
from tests.thinning import thinned

from gotobilling.__main__ import main
from gotobilling.commands.issued import every_issued
from gotobilling.formats.account_file import AccountFile, read_account_file
from gotobilling.invoices import IssuedDocument
from gotobilling.replay import replay
from gotobilling.verify import verify, verify_facts

ROOT: Final = Path(__file__).resolve().parent.parent
FORGED: Final = ROOT / "tests" / "forged"
SCRIPT: Final[dict[str, Any]] = runpy.run_path(
    str(ROOT / "scripts" / "write_forgeries.py"), run_name="write_forgeries"
)
Document = dict[str, Any]


def schema(name: str) -> Document:
    """Return a schema of the library."""
    found: Document = json.loads((files("gotobilling.formats") / name).read_bytes())
    return found


# The schema of credit notes takes from that of invoices what is alike.
INVOICE: Final = schema("invoice.schema.json")
SCHEMAS: Final[Registry[Any]] = Registry().with_contents([(INVOICE["$id"], INVOICE)])


def validator(content: Document) -> Draft202012Validator:
    """Return what holds a document to a schema."""
    return Draft202012Validator(
        content,
        registry=SCHEMAS,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


INVOICES: Final = validator(INVOICE)
CREDIT_NOTES: Final = validator(schema("credit_note.schema.json"))
ANSWERS: Final = validator(schema("answers.schema.json"))
ANSWERED: Final = ("statement", "dispute", "return", "commissions")


@frozen(kw_only=True)
class Forgery:
    """A row of the table; the fields are described at its top."""

    file: str
    of: str
    forged: str
    level: int
    place: str
    reason: str


def table() -> list[Forgery]:
    """Return the rows of the table."""
    content = tomllib.loads((FORGED / "forgeries.toml").read_text(encoding="utf-8"))
    return [Forgery(**row) for row in content["forgery"]]


FORGERIES: Final = table()
ORIGINALS: Final = sorted({forgery.of for forgery in FORGERIES})

each_forgery = pytest.mark.parametrize(
    "forgery", FORGERIES, ids=[forgery.file for forgery in FORGERIES]
)
some_forgeries = pytest.mark.parametrize(
    "forgery", thinned(FORGERIES), ids=lambda forgery: forgery.file
)
each_original = pytest.mark.parametrize("original", ORIGINALS)


@cache
def written() -> tuple[tuple[Path, str], ...]:
    """Return each file that the script writes, and what it would write now."""
    return tuple(SCRIPT["outputs"]())


def content(file: str) -> Document:
    """Return the document of a file."""
    found: Document = json.loads((FORGED / file).read_text(encoding="utf-8"))
    return found


def account_of(file: str) -> Path:
    """Return the account file that a document is checked against."""
    of_partner = (FORGED / file).with_name("partner.toml")
    return of_partner if of_partner.exists() else of_partner.with_name("account.toml")


def kind_of(file: str) -> str:
    """Return the kind of a document."""
    return str(content(file)["document"]["kind"])


def levels_of(file: str) -> list[int]:
    """Return the levels that there are for a document: answers are assembled once."""
    return [1, 2] if kind_of(file) in ANSWERED else [1, 2, 3]


def problems(document: Document, known: Document | None = None) -> list[str]:
    """Return what the schema has against a document, beside clauses it has seen."""
    clauses = document["clauses"]
    # They are half of a document. One stays: it must have some.
    first = next(iter(clauses))
    new = {key: one for key, one in clauses.items() if (known or {}).get(key) != one}
    seen = {**document, "clauses": {first: clauses[first], **new}}
    kind = document["document"]["kind"]
    own = CREDIT_NOTES if kind == "credit_note" else INVOICES
    own = ANSWERS if kind in ANSWERED else own
    return [problem.message for problem in own.iter_errors(seen)]


@cache
def read(account: Path) -> tuple[AccountFile, tuple[IssuedDocument, ...]]:
    """Return an account and what was issued before, once for all its forgeries."""
    told = read_account_file(account.read_bytes(), account.name)
    return told, every_issued(told, str(account)).documents


def assembled_again(file: str) -> str:
    """Return what is found when a document is assembled again, or nothing."""
    told, issued = read(account_of(file))
    report = replay(content(file), told.account, told.market, issued)
    return str(report.failure or "")


def issued_beside(originals: list[str]) -> set[str]:
    """Return the files of what was issued, as the account files name them."""
    accounts = {account_of(file) for file in originals}
    accounts = {one for one in accounts if one.name == "account.toml"}
    return {
        account.with_name(name).relative_to(FORGED).as_posix()
        for account in accounts
        for name in read_account_file(account.read_bytes(), account.name).issued
    }


def command(file: str) -> list[str]:
    """Return the command that checks a document at all levels."""
    account = str(account_of(file))
    again = ["--replay", account] if 3 in levels_of(file) else []
    return ["verify", str(FORGED / file), "--facts", account, *again]


def holding(told: str) -> list[int]:
    """Return the levels that a command says hold."""
    found = re.findall(r", level (\d), .*: holds$", told, re.MULTILINE)
    return [int(level) for level in found]


class TestOriginals:
    """What the forgers started from is in order."""

    @each_original
    def test_holds(self, original: str) -> None:
        """An original is valid and holds at all three levels."""
        document, account = content(original), account_of(original)

        assert problems(document) == []
        assert verify(document).failure is None
        assert verify_facts(document, account).failure is None
        again = 3 in levels_of(original)
        assert not again or assembled_again(original) == ""

    @each_original
    def test_command(self, original: str, capsys: pytest.CaptureFixture[str]) -> None:
        """On the command line an original holds at every level, with exit code 0."""
        code = main(command(original))

        assert code == 0
        assert holding(capsys.readouterr().out) == levels_of(original)


class TestForgeries:
    """A digest made anew saves no altered document."""

    # The schema is asked, in Python of others: nothing of the library runs.
    @some_forgeries
    def test_well_made(self, forgery: Forgery) -> None:
        """A forgery is valid by schema, under a right digest that is not the first."""
        document, original = content(forgery.file), content(forgery.of)
        stated = document.pop("digest")
        spelled = json.dumps(
            document, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )

        assert stated == hashlib.sha256(spelled.encode()).hexdigest()
        assert stated != original["digest"]
        assert problems({**document, "digest": stated}, original["clauses"]) == []

    @each_forgery
    def test_refused(
        self, forgery: Forgery, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It holds below its level, which refuses it by place, with exit code 1."""
        code = main(command(forgery.file))
        told = capsys.readouterr().out
        *_, verdict, finding = told.splitlines()

        assert code == 1
        assert holding(told) == [*range(1, forgery.level)]
        assert f", level {forgery.level}, " in verdict
        assert verdict.endswith(": does not hold")
        place = re.escape(forgery.place).replace(r"\*", "[0-9a-f']+")
        assert re.match(f"  {place}: ", finding)
        assert forgery.reason in finding

    @pytest.mark.parametrize(
        "forgery",
        thinned(x for x in FORGERIES if x.level < 3 and 3 in levels_of(x.of)),
        ids=lambda one: one.file,
    )
    def test_not_assembled(self, forgery: Forgery) -> None:
        """What a lower level refuses is not what is assembled again either."""
        assert assembled_again(forgery.file)

    def test_levels(self) -> None:
        """Each level refuses what the levels below it cannot see."""
        assert {one.level for one in FORGERIES} == {1, 2, 3}


class TestFiles:
    """The files are those of the table, as the script writes them."""

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            pytest.param(*one, id=f"{one[0].parent.name}/{one[0].name}")
            for one in written()
        ],
    )
    def test_as_written(self, path: Path, text: str) -> None:
        """A file holds what `scripts/write_forgeries.py` would write now."""
        assert path.read_text(encoding="utf-8") == text

    def test_table(self) -> None:
        """Every file is a row of the table, an original of one, or issued before it."""
        documents = {
            path.relative_to(FORGED).as_posix() for path in FORGED.rglob("*.json")
        }
        listed = [*ORIGINALS, *(forgery.file for forgery in FORGERIES)]
        listed += issued_beside(ORIGINALS)

        assert sorted(listed) == sorted(documents)
        assert {FORGED / name for name in documents} == {path for path, _ in written()}

    @each_forgery
    def test_told_alike(self, forgery: Forgery) -> None:
        """The table tells a forgery in the words of its function, beside its file."""
        name = Path(forgery.file).stem.replace("-", "_")
        forgers: Callable[[], dict[str, Any]] = SCRIPT["forgers"]
        found = forgers()[forgery.of.removesuffix(".json")]

        assert [x.__doc__ for x in found if x.__name__ == name] == [forgery.forged]

    def test_script_writes(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """The script writes each file to its place and says which."""
        places = [(tmp_path / path.name, text) for path, text in written()[:2]]
        names = SCRIPT["main"].__globals__
        monkeypatch.setitem(names, "outputs", lambda: iter(places))
        monkeypatch.setitem(names, "FORGED", tmp_path / "tests" / "forged")

        SCRIPT["main"]()

        assert [path.read_text(encoding="utf-8") for path, _ in places] == [
            text for _, text in places
        ]
        assert capsys.readouterr().out.split() == [path.name for path, _ in places]

    def test_nothing_to_forge(self) -> None:
        """A month without a document is no original."""
        june = SCRIPT["Period"].month(2026, 6)
        original = SCRIPT["_original"]("july/original", june, None)

        with pytest.raises(SystemExit, match="july has nothing to bill"):
            SCRIPT["assembled"](original)
