"""The command line: what each command prints where, and with which exit code."""

import io
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import gotobilling.__main__ as command_line
from gotobilling.__main__ import main
from gotobilling.clauses import ALL
from gotobilling.editions import names
from gotobilling.formats.account_file import read_account_file, template
from gotobilling.formats.documents import read_invoice
from gotobilling.present import explain_text, invoice_text
from gotobilling.readings import READINGS

Captured = pytest.CaptureFixture[str]

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
JULY: Final = str(EXAMPLES / "july-start" / "account.toml")
AUGUST: Final = str(EXAMPLES / "july-start" / "invoice-2026-08.json")
TEMPLATE: Final = template("us-connect")
PROBLEM: Final = re.compile(r"[a-z-]+: .+ must be .+, got .+")


@pytest.fixture
def started(tmp_path: Path) -> str:
    """Return the path of a file that `new` wrote: it has a one-time purchase."""
    path = tmp_path / "acme.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return str(path)


def changed(path: str, old: str, new: str) -> str:
    """Write a file anew with something else in it, and return its path."""
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), encoding="utf-8")
    return path


class TestNew:
    """`new` prints an account file that reads and bills."""

    def test_template(self, capsys: Captured) -> None:
        """What it prints is the market's template, and an account file."""
        assert main(["new", "--market", "us-connect"]) == 0

        printed = capsys.readouterr()
        assert (printed.out, printed.err) == (TEMPLATE, "")
        file = read_account_file(printed.out.encode(), "acme.toml")
        assert file.market.name == "us-connect"

    def test_choices(self, capsys: Captured) -> None:
        """Every reading is in it, by its name."""
        main(["new", "--market", "us-connect"])

        printed = capsys.readouterr().out
        assert [one.name for one in READINGS if one.name not in printed] == []

    def test_unknown_market(self, capsys: Captured) -> None:
        """A market that there is not is bad input."""
        assert main(["new", "--market", "us-moon"]) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == (
            f"unknown-name: market must be one of {', '.join(names())}, got 'us-moon'\n"
        )


class TestInvoice:
    """`invoice` prints what it was asked for, and names what else there is."""

    def test_month(self, capsys: Captured) -> None:
        """A month gives its recurring document, as text for people."""
        assert main(["invoice", JULY, "--month", "2026-08"]) == 0

        printed = capsys.readouterr()
        invoice = read_invoice(Path(AUGUST).read_bytes(), "august.json")
        assert (printed.out, printed.err) == (invoice_text(invoice), "")

    def test_explain(self, capsys: Captured) -> None:
        """With `--explain` the workings follow."""
        assert main(["invoice", JULY, "--month", "2026-08", "--explain"]) == 0

        invoice = read_invoice(Path(AUGUST).read_bytes(), "august.json")
        assert capsys.readouterr().out == explain_text(invoice)

    @pytest.mark.parametrize("explain", [[], ["--explain"]])
    def test_json(self, explain: list[str], capsys: Captured) -> None:
        """JSON is the document, which has its proofs in any case."""
        arguments = ["invoice", JULY, "--month", "2026-08", "--format", "json"]
        assert main([*arguments, *explain]) == 0

        printed = capsys.readouterr()
        assert printed.out == Path(AUGUST).read_text(encoding="utf-8")
        assert printed.err == ""

    def test_others_of_the_month(self, started: str, capsys: Captured) -> None:
        """The one-time documents of the month are named beside, never mixed in."""
        assert main(["invoice", started, "--month", "2026-08"]) == 0

        printed = capsys.readouterr()
        assert printed.out.startswith("Monthly invoice of 2026-08-01")
        assert printed.err == (
            "also in this month: the one-time invoice, --on 2026-08-12\n"
        )

    @pytest.mark.clause("A5")
    def test_on(self, started: str, capsys: Captured) -> None:
        """A day gives the document of its purchases."""
        assert main(["invoice", started, "--on", "2026-08-12"]) == 0

        printed = capsys.readouterr()
        assert printed.out.startswith("One-time invoice of 2026-08-12")
        assert printed.err == ""

    def test_every(self, started: str, capsys: Captured) -> None:
        """Neither gives all up to the month after the last fact, here 12 August."""
        assert main(["invoice", started]) == 0

        heads = re.findall(r"^.* of (20\S+)", capsys.readouterr().out, re.MULTILINE)
        assert heads == ["2026-08-01", "2026-08-12", "2026-09-01"]

    def test_every_in_json(self, started: str, capsys: Captured) -> None:
        """All in JSON is an array, in the order of the dates."""
        assert main(["invoice", started, "--format", "json"]) == 0

        documents = json.loads(capsys.readouterr().out)
        dates = [one["issue_date"] for one in documents]
        assert dates == ["2026-08-01", "2026-08-12", "2026-09-01"]

    def test_start_is_a_fact(self, started: str, capsys: Captured) -> None:
        """A start after the last fact, since months are free, is still invoiced."""
        quoted = "billing_start_on = 2026-07-15"
        changed(started, quoted, "signed_on = 2026-07-15\nfree_months = 3")
        changed(started, "2026-08-12", "2026-07-20")

        assert main(["invoice", started]) == 0

        # 15 October, the last day that anything happens on; invoiced on 1 November.
        heads = re.findall(r"^.* of (20\S+)", capsys.readouterr().out, re.MULTILINE)
        assert heads == ["2026-07-20", "2026-11-01"]

    @pytest.mark.clause("Q48")
    def test_balance_brought_forward(self, started: str, capsys: Captured) -> None:
        """Where a balance is carried as a line, the month is told of the one before."""
        removed = (
            '\n[[changes]]\nid = "all"\nitem = "device"\nquantity = -5\n'
            "effective_on = 2026-08-02\n"
            '\n[[changes]]\nid = "numbers"\nitem = "number"\nquantity = -3\n'
            "effective_on = 2026-08-02\n"
        )
        changed(started, "[[one_time]]", f"{removed}\n[[one_time]]")
        changed(started, "[readings]", '[readings]\nnegative_total = "carried_line"')

        months = []
        for month in ("2026-09", "2026-10"):
            main(["invoice", started, "--month", month, "--format", "json"])
            months.append(json.loads(capsys.readouterr().out))
        # On 1 September -(5 x 25.00 + 3 x 5.00) x 29/31 = -130.97; on 1 October that.
        assert months[0]["total"] == "-130.97"
        assert [line["kind"] for line in months[1]["lines"]] == ["brought_forward"]
        assert months[1]["brought_forward"] == "-130.97"

    def test_as_known_on(self, started: str, capsys: Captured) -> None:
        """Facts that came to be known later are left out, and the document says so."""
        late = 'effective_on = 2026-07-15\n# group = "Berlin"'
        changed(started, late, "effective_on = 2026-07-15\nknown_on = 2026-09-09")
        arguments = ["invoice", started, "--month", "2026-08", "--as-known-on"]

        assert main([*arguments, "2026-08-01"]) == 0

        printed = capsys.readouterr().out
        assert "those known on 2026-08-01" in printed
        assert "number" in printed
        assert "device" not in printed

    def test_as_known_before_the_contract(self, capsys: Captured) -> None:
        """Before the contract was known there is nothing to ask."""
        arguments = ["invoice", JULY, "--month", "2026-08", "--as-known-on"]

        assert main([*arguments, "2026-01-01"]) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == (
            "invalid-value: known_on must be on or after 2026-07-15, got 2026-01-01\n"
        )


class TestNothingToBill:
    """Nothing to bill is an answer, not an error."""

    REASON: Final = "billing starts on 2026-07-15 and is first invoiced on 2026-08-01"

    @pytest.mark.clause("Q9", "Q47")
    def test_text(self, capsys: Captured) -> None:
        """As text there is no document; the reason is told beside."""
        assert main(["invoice", JULY, "--month", "2026-07"]) == 0

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == f"nothing to bill: {self.REASON} [Q9]\n"

    @pytest.mark.clause("Q9", "Q47")
    def test_json(self, capsys: Captured) -> None:
        """In JSON the reason stands in the place of the document as well."""
        arguments = ["invoice", JULY, "--month", "2026-07", "--format", "json"]
        assert main(arguments) == 0

        printed = capsys.readouterr()
        assert json.loads(printed.out) == {"nothing_to_bill": self.REASON}
        assert printed.err == f"nothing to bill: {self.REASON} [Q9]\n"

    @pytest.mark.clause("A5")
    def test_on(self, capsys: Captured) -> None:
        """A day on which nothing was bought has no document."""
        assert main(["invoice", JULY, "--on", "2026-08-12"]) == 0

        printed = capsys.readouterr()
        assert printed.err == "nothing to bill: nothing was bought on 2026-08-12 [A5]\n"

    def test_others_are_named(self, started: str, capsys: Captured) -> None:
        """A month without a recurring document may still have another."""
        changed(started, "2026-08-12", "2026-07-02")
        assert main(["invoice", started, "--month", "2026-07"]) == 0

        assert capsys.readouterr().err == (
            f"nothing to bill: {self.REASON} [Q9]\n"
            "also in this month: the one-time invoice, --on 2026-07-02\n"
        )

    @pytest.mark.clause("Q47")
    def test_never_anything(self, tmp_path: Path, capsys: Captured) -> None:
        """An account that nothing was ever added to has no invoice in any month."""
        text = Path(JULY).read_text(encoding="utf-8").partition("# What is there")[0]
        (tmp_path / "empty.toml").write_text(text, encoding="utf-8")

        arguments = ["invoice", str(tmp_path / "empty.toml"), "--format", "json"]
        assert main(arguments) == 0

        reason = "no line from 2026-07-01 to 2026-08-31"
        assert json.loads(capsys.readouterr().out) == {"nothing_to_bill": reason}


class TestBadInput:
    """Bad input is exit code 2, a line for each problem, and no document."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ["invoice", "{}", "--month", "2026-08"],
            ["invoice", "{}", "--format", "json"],
            ["verify", AUGUST, "--facts", "{}"],
            ["verify", AUGUST, "--replay", "{}"],
        ],
    )
    def test_every_problem(
        self, arguments: list[str], started: str, capsys: Captured
    ) -> None:
        """Each problem of a file stands on its line: code, file, path, need, value."""
        changed(started, "quantity = 5     ", "quantity = 0\nqty = 5")

        assert main([one.format(started) for one in arguments]) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == (
            f"unknown-key: {started}: changes[0].qty must be a key of this table (the "
            "nearest is quantity), got 'qty'\n"
            f"invalid-value: {started}: changes[0].quantity must be a whole number "
            "other than 0, got 0\n"
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            ["invoice", "{}"],
            ["verify", "{}"],
            ["verify", AUGUST, "--facts", "{}"],
            ["verify", AUGUST, "--replay", "{}"],
        ],
    )
    @pytest.mark.parametrize("name", ["none.toml", ""])
    def test_unreadable(
        self, arguments: list[str], name: str, tmp_path: Path, capsys: Captured
    ) -> None:
        """A file that is not there, and a folder, are told as what they are."""
        path = tmp_path / name

        assert main([one.format(path) for one in arguments]) == 2

        printed = capsys.readouterr()
        reason = "No such file or directory" if name else "Is a directory"
        assert printed.out == ""
        problem = f"file must be one that can be read, got '{reason}'"
        assert printed.err == f"invalid-value: {path}: {problem}\n"

    @pytest.mark.parametrize(
        "content", [b"", b"\x00", b"\xff\xfe", b"format = 1", b"[" * 5000, b"{}"]
    )
    @pytest.mark.parametrize("name", ["account.toml", "account.json"])
    def test_no_account(
        self, content: bytes, name: str, tmp_path: Path, capsys: Captured
    ) -> None:
        """What is no account file at all is refused in the same words."""
        path = tmp_path / name
        path.write_bytes(content)

        assert main(["invoice", str(path)]) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err != ""
        for line in printed.err.splitlines():
            assert PROBLEM.fullmatch(line)

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "the following arguments are required: COMMAND"),
            (["invoice"], "the following arguments are required: ACCOUNT"),
            (["new"], "the following arguments are required: --market"),
            (
                ["invoice", JULY, "--month", "2026-8"],
                "argument --month: must be a month such as 2026-08, got '2026-8'",
            ),
            (
                ["invoice", JULY, "--month", "9999-12"],
                "argument --month: must be a month such as 2026-08, got '9999-12'",
            ),
            (
                ["invoice", JULY, "--on", "20260812"],
                "argument --on: must be a day such as 2026-08-12, got '20260812'",
            ),
            (
                ["invoice", JULY, "--as-known-on", "2026-02-29"],
                (
                    "argument --as-known-on: "
                    "must be a day such as 2026-08-12, got '2026-02-29'"
                ),
            ),
            (
                ["invoice", JULY, "--on", "2026-08-12", "--month", "2026-08"],
                "argument --month: not allowed with argument --on",
            ),
        ],
    )
    def test_usage(self, arguments: list[str], told: str, capsys: Captured) -> None:
        """Arguments that are none are told on one line that says where help is."""
        with pytest.raises(SystemExit) as stopped:
            main(arguments)

        printed = capsys.readouterr()
        assert stopped.value.code == 2
        assert printed.out == ""
        command = " ".join(["gotobilling", *arguments[:1]])
        assert printed.err == f"usage: {told} (see {command} --help)\n"

    @pytest.mark.parametrize("option", ["--mon", "--form", "--exp"])
    def test_no_abbreviation(self, option: str) -> None:
        """An option that is cut short is none, so that new ones break no script."""
        with pytest.raises(SystemExit, match="2"):
            main(["invoice", JULY, option, "2026-08"])


class TestVerify:
    """`verify` says what each level proved, or the first thing that does not hold."""

    def test_levels(self, capsys: Captured) -> None:
        """Each level that is asked for has its verdict and what it proved."""
        assert main(["verify", AUGUST, "--facts", JULY, "--replay", JULY]) == 0

        printed = capsys.readouterr()
        heads = [line for line in printed.out.splitlines() if line[0] != " "]
        assert heads == [
            f"{AUGUST}, level 1, the document alone: holds",
            f"{AUGUST}, level 2, its facts against {JULY}: holds",
            f"{AUGUST}, level 3, assembled again from {JULY}: holds",
        ]
        assert "  lines: 2, with the same ids" in printed.out.splitlines()
        assert printed.err == ""

    @pytest.mark.parametrize(
        ("arguments", "levels"),
        [([], [1]), (["--facts", JULY], [1, 2]), (["--replay", JULY], [1, 3])],
    )
    def test_what_is_asked(
        self, arguments: list[str], levels: list[int], capsys: Captured
    ) -> None:
        """The document alone is always checked; the rest when its file is given."""
        assert main(["verify", AUGUST, *arguments]) == 0

        found = re.findall(
            r", level (\d), .*: holds$", capsys.readouterr().out, re.MULTILINE
        )
        assert [int(level) for level in found] == levels

    def test_changed_amount(self, tmp_path: Path, capsys: Captured) -> None:
        """A changed digit is named at the first level, and no other level is tried."""
        text = Path(AUGUST).read_text(encoding="utf-8").replace('"64.52"', '"64.53"')
        path = tmp_path / "august.json"
        path.write_text(text, encoding="utf-8")

        assert main(["verify", str(path), "--facts", JULY, "--replay", JULY]) == 1

        printed = capsys.readouterr()
        verdict, finding = printed.out.splitlines()
        assert verdict == f"{path}, level 1, the document alone: does not hold"
        assert re.fullmatch(r"  \S+: .+", finding)
        assert printed.err == ""

    def test_other_facts(self, started: str, capsys: Captured) -> None:
        """A document of another account does not hold at the second level."""
        assert main(["verify", AUGUST, "--facts", started]) == 1

        out = capsys.readouterr().out
        assert f"{AUGUST}, level 1, the document alone: holds\n" in out
        assert f"{AUGUST}, level 2, its facts against {started}: does not hold\n" in out

    def test_other_rules(self, tmp_path: Path, capsys: Captured) -> None:
        """A document made by other readings fails the third level."""
        path = tmp_path / "account.toml"
        chosen = '\n[readings]\nday_count = "actual_from_start"\n'
        path.write_text(Path(JULY).read_text(encoding="utf-8") + chosen, "utf-8")

        assert main(["verify", AUGUST, "--replay", str(path)]) == 1

        last = capsys.readouterr().out.splitlines()[-1]
        assert last.startswith("  policies.proration.day_count: must be")

    def test_nothing_billed(self, tmp_path: Path, capsys: Captured) -> None:
        """The answer that nothing was billed is no document that fails."""
        path = tmp_path / "none.json"
        path.write_text('{"nothing_to_bill": "billing starts later"}', encoding="utf-8")

        assert main(["verify", str(path)]) == 0

        told = capsys.readouterr().out
        assert told == f"{path}: nothing was billed, so there is nothing to check\n"

    def test_array(self, started: str, tmp_path: Path, capsys: Captured) -> None:
        """An array is checked document by document; one that fails decides."""
        main(["invoice", started, "--format", "json"])
        documents = json.loads(capsys.readouterr().out)
        documents[1]["total"] = "0.01"
        path = tmp_path / "all.json"
        path.write_text(json.dumps(documents), encoding="utf-8")

        assert main(["verify", str(path)]) == 1

        found = re.findall(
            r"\[(\d)\], level 1, .*: (.*)$", capsys.readouterr().out, re.MULTILINE
        )
        assert found == [("0", "holds"), ("1", "does not hold"), ("2", "holds")]

    def test_standard_input(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        """A minus reads the document from standard input."""
        stream = io.TextIOWrapper(io.BytesIO(Path(AUGUST).read_bytes()))
        monkeypatch.setattr(sys, "stdin", stream)

        assert main(["verify", "-"]) == 0

        head = capsys.readouterr().out.splitlines()[0]
        assert head == "standard input, level 1, the document alone: holds"

    @pytest.mark.parametrize(
        "content",
        ["", "no json", "null", "[null]", "[]", '{"a": 1, "a": 2}', '{"a": 0.5}', "{}"],
    )
    def test_no_document(self, content: str, tmp_path: Path, capsys: Captured) -> None:
        """What is no document does not hold, and an empty array proves nothing."""
        path = tmp_path / "august.json"
        path.write_text(content, encoding="utf-8")

        assert main(["verify", str(path)]) == 1

        printed = capsys.readouterr()
        assert ": does not hold\n  " in printed.out
        assert len(printed.out.splitlines()) == 2
        assert printed.err == ""


class TestRules:
    """`rules` lists what rests on which clause."""

    def test_all(self, capsys: Captured) -> None:
        """Every clause is in the list."""
        assert main(["rules"]) == 0

        printed = capsys.readouterr()
        heads = {line.split(" ")[0] for line in printed.out.splitlines()}
        assert [one.id for one in ALL if one.id not in heads] == []
        assert printed.err == ""

    def test_one(self, capsys: Captured) -> None:
        """A clause by its id is shown in full."""
        assert main(["rules", "Q1"]) == 0

        out = capsys.readouterr().out
        assert out.startswith("Q1 (reading of A8, A9, A10)\n")

    def test_unknown(self, capsys: Captured) -> None:
        """A clause that there is not is bad input."""
        assert main(["rules", "Z9"]) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == (
            "unknown-name: clause must be the id of a clause or decision, got 'Z9'\n"
        )


class TestHelp:
    """Help says what there is, with examples that work."""

    @pytest.mark.parametrize(
        "command",
        [
            [],
            ["new"],
            ["invoice"],
            ["correct"],
            ["credit"],
            ["verify"],
            ["rules"],
            ["rates"],
        ],
    )
    def test_help(self, command: list[str], capsys: Captured) -> None:
        """Help is an answer and goes to standard output."""
        with pytest.raises(SystemExit) as stopped:
            main([*command, "--help"])

        printed = capsys.readouterr()
        assert stopped.value.code == 0
        assert printed.out.startswith(" ".join(["usage: gotobilling", *command]))
        assert printed.err == ""

    @pytest.mark.parametrize(
        "command",
        ["new", "invoice", "correct", "credit", "verify", "rules", "rates"],
    )
    def test_examples(
        self,
        command: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: Captured,
    ) -> None:
        """The examples that help prints run and exit with 0."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "acme.toml").write_text(TEMPLATE, encoding="utf-8")
        main(["invoice", "acme.toml", "--month", "2026-08", "--format", "json"])
        Path("august.json").write_text(capsys.readouterr().out, encoding="utf-8")
        main(["invoice", "acme.toml", "--format", "json"])
        Path("all.json").write_text(capsys.readouterr().out, encoding="utf-8")
        named = f'{TEMPLATE}\n[[issued]]\nfile = "all.json"\n'
        Path("acme.toml").write_text(named, encoding="utf-8")
        with pytest.raises(SystemExit):
            main([command, "--help"])
        shown = capsys.readouterr().out.partition("examples:\n")[2].splitlines()

        assert shown != []
        for example in shown:
            first = example.partition("|")[0].partition(">")[0].split()
            assert first[0] == "gotobilling"
            assert main(first[1:]) == 0


class TestProcess:
    """The command as a shell runs it."""

    def command(
        self, *arguments: str, **surroundings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "gotobilling", *arguments],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, **surroundings},
        )

    def test_module(self) -> None:
        """`python -m gotobilling` is the command."""
        done = self.command("invoice", JULY, "--month", "2026-08", "--format", "json")

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == Path(AUGUST).read_text(encoding="utf-8")

    def test_script(self, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
        """Run as a file, it ends the process with the exit code."""
        monkeypatch.setattr(sys, "argv", ["gotobilling", "rules", "Z9"])

        with pytest.raises(SystemExit, match="2"):
            runpy.run_path(command_line.__file__, run_name="__main__")

        assert capsys.readouterr().err.startswith("unknown-name: ")

    def test_encoding(self, started: str) -> None:
        """What it prints is UTF-8, on a machine of another encoding as well."""
        changed(started, 'id = "my-account"', 'id = "Zürich 東京"')
        ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

        done = self.command("invoice", started, "--on", "2026-08-12", **ascii_only)

        assert done.returncode == 0
        assert "Zürich 東京" in done.stdout

    def test_errors(self, tmp_path: Path) -> None:
        """Bad input ends the process with 2 and without a traceback."""
        done = self.command("invoice", str(tmp_path))

        assert done.returncode == 2
        assert done.stdout == ""
        assert PROBLEM.fullmatch(done.stderr.strip())

    @pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
    def test_closed_pipe(self) -> None:
        """A reader that goes away ends it quietly, as it ends other programs."""
        reading, writing = os.pipe()
        os.close(reading)

        with os.fdopen(writing, "wb") as output:
            done = subprocess.run(
                [sys.executable, "-m", "gotobilling", "rules"],
                stdout=output,
                stderr=subprocess.PIPE,
                check=False,
            )

        assert (done.returncode, done.stderr) == (141, b"")


class Closed(io.StringIO):
    """A standard output whose reader has gone."""

    def __init__(self, file: int) -> None:
        super().__init__()
        self.file = file

    def write(self, text: str) -> int:
        """Fail as a closed pipe does."""
        raise BrokenPipeError

    def fileno(self) -> int:
        """Return the file that is behind it."""
        return self.file


def test_closed_pipe_in_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a closed pipe nothing that is still written fails once more."""
    with (tmp_path / "output").open("wb") as output:
        monkeypatch.setattr(sys, "stdout", Closed(output.fileno()))

        assert command_line.main(["new", "--market", "us-connect"]) == 141

        output.write(b"what is written from now on is lost")
    assert (tmp_path / "output").read_bytes() == b""


class TestSent:
    """A day of sending is told on the command line, where a reading counts from it."""

    @pytest.mark.parametrize(
        ("asked", "due"),
        [
            (("--month", "2026-08"), "2026-08-18"),  # sent on the 3rd, and 15
            (("--on", "2026-08-02"), "2026-08-18"),
        ],
    )
    def test_due(
        self, asked: tuple[str, str], due: str, tmp_path: Path, capsys: Captured
    ) -> None:
        """An invoice sent on 3 August is due 15 days later, monthly or one-time."""
        text = Path(JULY).read_text(encoding="utf-8")
        path = tmp_path / "sent.toml"
        path.write_text(
            text
            + '\n[[one_time]]\nid = "phone"\nkind = "hardware"\nitem = "Phone"\n'
            + "quantity = 1\nunit_price = 99.00\neffective_on = 2026-08-02\n"
            + '\n[readings]\ndue_counted_from = "sent_date"\n',
            encoding="utf-8",
        )
        sent = ("--sent-on", "2026-08-03", "--format", "json")

        assert main(["invoice", str(path), *asked, *sent]) == 0

        assert json.loads(capsys.readouterr().out)["due_date"] == due

    @pytest.mark.parametrize("day", ["9999-12-31", "1899-12-31"])
    def test_beyond_the_years(self, day: str, capsys: Captured) -> None:
        """Days outside the years 1900 to 2999 are no days of billing."""
        with pytest.raises(SystemExit) as stopped:
            main(["invoice", JULY, "--on", day])

        assert stopped.value.code == 2
        assert day in capsys.readouterr().err
