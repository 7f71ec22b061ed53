"""The command line on call details: what `usage` prints where, and its exit codes."""

import json
import re
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

import gotobilling.__main__ as command_line
from gotobilling.__main__ import main
from gotobilling.commands import rating
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.call_details import read_calls
from gotobilling.formats.call_titles import DIALECTS, ENGLISH
from gotobilling.formats.plan_file import read_plan_file, usage_tables
from gotobilling.periods import Period
from gotobilling.present import usage_run_text
from gotobilling.usage.summaries import UsageRun, summarise

Captured = pytest.CaptureFixture[str]

ROOT: Final = Path(__file__).resolve().parent.parent
JULY_START: Final = (ROOT / "examples" / "july-start" / "account.toml").read_text(
    encoding="utf-8"
)
PROBLEM: Final = re.compile(r"[a-z-]+: .+ must be .+, got .+")
PLAN: Final = """\
format = 1

[plan]
id = "us-calls"
currency = "USD"
market = "us-connect"

[[call_rates]]
id = "intl-de"
name = "Germany"
call_type = "international"
prefixes = ["+49"]
unit_price = 0.019
effective_on = 2026-01-01
"""
TITLES: Final = ",".join(title for _, title in ENGLISH.titles.named)
GERMAN_TITLES: Final = [title for _, title in DIALECTS[3].titles.named]
HERE, GERMANY, ABROAD = "+13105550100", "+4930123456", "International"


def line(
    start: str = "2026-07-15T09:00:00Z",
    seconds: int = 61,
    destination: str = GERMANY,
    call_type: str = "International",
    printed: str = "2,0.038,0.019",
) -> str:
    """Return a line of a file: 61 seconds to Germany, printed right, unless told."""
    end = start.replace(":00Z", ":59Z")
    return f"{HERE},{destination},{start},{end},{seconds},{printed},{call_type}"


GOOD: Final = (
    line(),
    line("2026-07-16T09:00:00Z", 60, printed="1,0.019,0.019"),
    line("2026-07-16T10:00:00Z", 7, "+12122000001", "plan", "1,,"),
)


def write(*lines: str, name: str = "calls.csv", titles: str = TITLES) -> str:
    """Write a file of call details and return its name."""
    Path(name).write_text("\n".join((titles, *lines, "")), encoding="utf-8")
    return name


def usage(*arguments: str, calls: str = "calls.csv") -> int:
    """Run the command on a file with the plan, and return its exit code."""
    return main(["usage", calls, "--plan", "plan.toml", *arguments])


def rated(
    lines: Sequence[str] = GOOD, month: int = 7, batch: str = "usage"
) -> UsageRun:
    """Return what the library makes of the file that is written of some lines."""
    plan = read_plan_file(Path("plan.toml").read_bytes(), "plan.toml").plan
    rows = read_calls(write(*lines, name="again.csv"), ENGLISH)
    return summarise(rows, plan, Period.month(2026, month), batch=batch)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder with the plan and a file without a flaw."""
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text(PLAN, encoding="utf-8")
    write(*GOOD)
    return tmp_path


@pytest.mark.clause("F1", "F2")
class TestText:
    """As text: totals by type and rate, and the control totals."""

    def test_printed(self, capsys: Captured) -> None:
        """What is printed is what the library makes of the file, and nothing else."""
        assert usage() == 0

        plan = read_plan_file(PLAN.encode(), "plan.toml").plan
        assert capsys.readouterr().out == usage_run_text(rated(), plan)

    def test_totals(self, capsys: Captured) -> None:
        """Two rows to Germany, 121 s, are 2 + 1 minutes at 0.019: 0.06."""
        usage()

        lines = [" ".join(x.split()) for x in capsys.readouterr().out.splitlines()]
        assert "- Germany: 0.019 USD per minute 2 121 3 $0.06" in lines
        assert "Local and long-distance calls 1 7" in lines
        assert f"read 3 {61 + 60 + 7}" in lines
        assert f"rated 3 {61 + 60 + 7}" in lines
        assert "rejected 0 0" in lines

    def test_told(self, capsys: Captured) -> None:
        """What was found out about the file is told beside, each with its reason."""
        usage()

        assert capsys.readouterr().err.splitlines() == [
            "calls.csv: encoding utf-8: all bytes are UTF-8",
            (
                "calls.csv: delimiter ',': it parts the line of titles into 9 English "
                "titles of 9"
            ),
            "calls.csv: decimal point: row 1 has '0.038'",
            "calls.csv: instants iso: row 1 has '2026-07-15T09:00:00Z'",
            "calls.csv: month 2026-07, in which most of the first rows start",
        ]

    def test_asked(self, capsys: Captured) -> None:
        """Where dialect and month are asked for, there is nothing to tell."""
        assert usage("--dialect", "english", "--month", "2026-07") == 0

        assert capsys.readouterr().err == ""


class TestJson:
    """As JSON: the facts, the counts and what was rejected."""

    def test_content(self, capsys: Captured) -> None:
        """The totals, rates and counts are those of the text, and exact."""
        assert usage("--format", "json") == 0

        found = json.loads(capsys.readouterr().out)
        assert list(found) == [
            *("plan", "month", "usage", "call_rates", "control_totals", "rejected")
        ]
        assert (found["plan"], found["month"]) == ("us-calls", "2026-07-01")
        assert [(x["id"], x["rows"], x["billable"]) for x in found["usage"]] == [
            ("usage:2026-07:international:intl-de", "2", "180"),
            ("usage:2026-07:plan", "1", "60"),
        ]
        assert [x["id"] for x in found["call_rates"]] == ["intl-de"]
        assert found["rejected"] == []

    def test_control_totals(self, capsys: Captured) -> None:
        """What is read is what is rated, rejected or outside, in rows and seconds."""
        early, abroad = (
            line("2026-06-30T23:00:00Z", 5),
            line(destination="+33123456789"),
        )
        write(*GOOD, early, abroad)
        assert usage("--format", "json") == 0

        totals = json.loads(capsys.readouterr().out)["control_totals"]
        counts = {
            name: [
                int(totals[name][x]) for x in ("read", "rated", "rejected", "outside")
            ]
            for name in ("rows", "seconds")
        }
        assert counts == {
            "rows": [5, 3, 1, 1],
            "seconds": [61 + 60 + 7 + 5 + 61, 61 + 60 + 7, 61, 5],
        }
        assert totals["rows"]["other_month"] == "1"

    def test_rejected(self, capsys: Captured) -> None:
        """Every rejected row is there, however many, with its parts."""
        bad = [line(f"2026-07-0{n}T09:00:00Z", destination="12345678") for n in (1, 2)]
        write(*GOOD, *bad * 30)
        assert usage("--format", "json") == 0

        found = json.loads(capsys.readouterr().out)["rejected"]
        assert [int(x["number"]) for x in found] == list(range(4, 4 + 60))
        assert found[0]["field"] == "destination"
        assert found[0]["value"] == "12345678"
        assert set(found[0]) >= {"number", "field", "requirement", "value", "code"}

    @pytest.mark.clause("Q41")
    def test_differences(self, capsys: Captured) -> None:
        """With --check each difference is there, its numbers exact."""
        write(*GOOD, line("2026-07-17T09:00:00Z", printed="2,0.04,0.019"))
        assert usage("--format", "json", "--check") == 1

        (found,) = json.loads(capsys.readouterr().out)["differences"]
        assert found == {
            "row": "4",
            "source": HERE,
            "destination": GERMANY,
            "start": "2026-07-17T09:00:00+00:00",
            "field": "total_cost",
            "printed": "0.04",
            "recomputed": str(2 * Fraction(19, 1000)),
            "by": str(Fraction(4, 100) - 2 * Fraction(19, 1000)),
            "agrees_under": ["usage_rounded = row"],
        }

    def test_no_differences(self, capsys: Captured) -> None:
        """Where nothing differs the list is empty; without --check there is none."""
        assert usage("--format", "json", "--check") == 0
        assert json.loads(capsys.readouterr().out)["differences"] == []

        assert usage("--format", "json") == 0
        assert "differences" not in json.loads(capsys.readouterr().out)


@pytest.mark.clause("F6")
class TestToml:
    """As TOML: the tables that an account file takes."""

    @pytest.fixture(autouse=True)
    def from_billing_start(self, folder: Path) -> None:
        """Count what starts from the first day on that the account is billed."""
        started = PLAN.replace("[plan]", "[plan]\nbilling_start_on = 2026-07-15")
        Path("plan.toml").write_text(started, encoding="utf-8")

    def test_tables(self, capsys: Captured) -> None:
        """They are those of the library, and nothing else is printed."""
        assert usage("--format", "toml") == 0

        assert capsys.readouterr().out == usage_tables(rated().usage)

    def test_read_back(self, capsys: Captured) -> None:
        """An account file with them behind it has the same totals and rates."""
        usage("--format", "toml")
        text = JULY_START + capsys.readouterr().out

        account = read_account_file(text.encode(), "acme.toml").account

        assert account.usage == rated().usage.totals
        assert account.call_rates == rated().usage.rates

    @pytest.mark.clause("D8")
    def test_billed(self, capsys: Captured) -> None:
        """It bills them a month later: 3 minutes at 0.019 are 0.057, 0.06."""
        usage("--format", "toml")
        text = JULY_START + capsys.readouterr().out
        Path("acme.toml").write_text(text, encoding="utf-8")

        asked = ["invoice", "acme.toml", "--month", "2026-08", "--format", "json"]
        assert main(asked) == 0

        document = json.loads(capsys.readouterr().out)
        lines = {x["kind"]: (x["quantity"], x["amount"]) for x in document["lines"]}
        assert lines["international_minutes"] == ("3", "0.06")
        assert lines["included_minutes"] == ("1", "0.00")

    def test_nothing(self, capsys: Captured) -> None:
        """Of a month of which a file has no row it is told that nothing was used."""
        write()
        assert usage("--format", "toml", "--month", "2026-05") == 0

        told = '\n[[no_usage]]\nid = "usage:2026-05:nothing"\nmonth = 2026-05-01\n'
        assert capsys.readouterr().out == told

    def test_batches(self, capsys: Captured) -> None:
        """Two batches have ids of their own, so that one account file takes both."""
        tables = []
        for batch in ("east", "west"):
            assert usage("--format", "toml", "--batch", batch) == 0
            tables.append(capsys.readouterr().out)
        assert tables[1] == usage_tables(rated(batch="west").usage)

        rates, both = tables[0], tables[1].partition("\n[[usage]]")
        text = JULY_START + rates + both[1] + both[2]
        account = read_account_file(text.encode(), "acme.toml").account
        assert [x.id for x in account.usage] == [
            *("east:2026-07:international:intl-de", "east:2026-07:plan"),
            *("west:2026-07:international:intl-de", "west:2026-07:plan"),
        ]

    def test_check(self, capsys: Captured) -> None:
        """With --check the differences stand beside, so that the tables stay tables."""
        lines = *GOOD, line("2026-07-17T09:00:00Z", printed="3,0.038,0.019")
        write(*lines)
        assert usage("--format", "toml", "--check") == 1

        printed = capsys.readouterr()
        assert printed.out == usage_tables(rated(lines).usage)
        assert printed.err.splitlines()[-1] == (
            "row 4: billable_minutes is printed 3, recomputed 2, 1 more; agrees under "
            "no known reading"
        )


class TestCheck:
    """With --check each printed number is held against the recomputed one."""

    def test_right(self, capsys: Captured) -> None:
        """Where none differs that is said, and the exit code is 0."""
        assert usage("--check") == 0
        checked = capsys.readouterr()
        usage()
        plain = capsys.readouterr()

        assert checked.out == plain.out
        assert checked.err.removeprefix(plain.err) == (
            "printed numbers that differ from the recomputed: 0\n"
        )

    @pytest.mark.clause("Q2")
    def test_wrong(self, capsys: Captured) -> None:
        """Each that differs is listed below the totals, and the exit code is 1."""
        write(
            *GOOD,
            line("2026-07-17T09:00:00Z", printed="1,0.038,0.019"),
            line("2026-07-18T09:00:00Z", printed="2,0.038,0.018"),
        )
        assert usage("--check") == 1

        printed = capsys.readouterr()
        assert printed.out.splitlines()[-2:] == [
            (
                "row 4: billable_minutes is printed 1, recomputed 2, 1 less; agrees "
                "under minutes = nearest"
            ),
            (
                "row 5: rate is printed 0.018, recomputed 0.019, 0.001 less; agrees "
                "under no known reading"
            ),
        ]
        assert printed.err.endswith(
            "\nprinted numbers that differ from the recomputed: 2\n"
        )

    def test_not_asked(self, capsys: Captured) -> None:
        """Without --check nothing is compared, and wrong numbers are no failure."""
        write(*GOOD, line("2026-07-17T09:00:00Z", printed="9,9,9"))

        assert usage() == 0
        assert "differ" not in "".join(capsys.readouterr())

    def test_rejected(self, capsys: Captured) -> None:
        """A rejected row is no difference, is told once, and the file does not hold."""
        write(*GOOD, line("2026-07-17T09:00:00Z", destination="+33123456789"))

        assert usage("--check") == 1

        told = capsys.readouterr().err
        assert told.count("row 4: destination must be") == 1
        assert "differ from the recomputed: 0" in told

    @pytest.mark.clause("Q2")
    def test_readings(self, capsys: Captured) -> None:
        """Under the plan's readings the same file has other differences."""
        chosen = '\n[readings]\nminutes = "nearest"\n'
        Path("plan.toml").write_text(PLAN + chosen, encoding="utf-8")

        assert usage("--check") == 1

        found = re.findall(r"^row \d: \w+", capsys.readouterr().out, re.MULTILINE)
        # 61 s are 1 minute and 7 s are 0, and 0.038 is for 2.
        assert found == [
            *("row 1: billable_minutes", "row 1: total_cost"),
            "row 3: billable_minutes",
        ]


class TestMonth:
    """Which month is rated."""

    FILE: Final = (
        line("2026-06-30T09:00:00Z", 60),
        line("2026-08-01T09:00:00Z", 61),
        line("2026-08-02T09:00:00Z", 62),
    )

    @staticmethod
    def month(printed: str) -> str:
        """Return the month that a text is of, and its rows that were rated."""
        rows = re.search(r"^ +rated +(\d+)", printed, re.MULTILINE)
        assert rows is not None
        return f"{printed.split()[2]}: {rows[1]}"

    def test_most(self, capsys: Captured) -> None:
        """It is that of most rows, which is told."""
        write(*self.FILE)
        usage()

        printed = capsys.readouterr()
        assert self.month(printed.out) == "2026-08: 2"
        assert printed.err.splitlines()[-1] == (
            "calls.csv: month 2026-08, in which most of the first rows start"
        )

    def test_asked(self, capsys: Captured) -> None:
        """It is the one that is asked for, and then nothing is told of it."""
        write(*self.FILE)
        usage("--month", "2026-06")

        printed = capsys.readouterr()
        assert self.month(printed.out) == "2026-06: 1"
        assert "month 2026" not in printed.err

    def test_as_many(self, capsys: Captured) -> None:
        """Of two months with as many rows it is the later."""
        write(*self.FILE[:2])
        usage()

        assert self.month(capsys.readouterr().out) == "2026-08: 1"

    def test_first_rows(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        """Only the first rows of a long file are looked at."""
        monkeypatch.setattr(rating, "_FIRST", 1)
        write(*self.FILE)
        usage()

        assert self.month(capsys.readouterr().out) == "2026-06: 1"

    @pytest.mark.clause("Q20", "Q36")
    def test_zone(self, capsys: Captured) -> None:
        """A row is of the month in which it starts in the plan's zone."""
        zoned = PLAN.replace("[plan]", '[plan]\nzone = "-10:00"')
        Path("plan.toml").write_text(zoned, encoding="utf-8")
        write(self.FILE[1])
        usage()

        # 1 August, 09:00 in UTC, is 31 July, 23:00 at ten hours behind.
        assert self.month(capsys.readouterr().out) == "2026-07: 1"

    @pytest.mark.clause("A6")
    def test_billing_start(self, capsys: Captured) -> None:
        """What starts before billing does is outside, and told as that."""
        started = PLAN.replace("[plan]", "[plan]\nbilling_start_on = 2026-07-16")
        Path("plan.toml").write_text(started, encoding="utf-8")
        usage()

        lines = [" ".join(x.split()) for x in capsys.readouterr().out.splitlines()]
        assert "rated 2 67" in lines
        assert "before billing start 1 61" in lines


@pytest.mark.clause("F1")
class TestDialect:
    """How the file is written is found out, or told."""

    GERMAN: Final = (
        f"{HERE};{GERMANY};15.07.2026 09:00;15.07.2026 09:02;61;2;0,038;0,019;{ABROAD}",
        f"{HERE};{GERMANY};16.07.2026 09:00;16.07.2026 09:02;60;1;0,02;0,019;{ABROAD}",
    )

    def test_german(self, capsys: Captured) -> None:
        """Semicolons, decimal commas and days with points are found, and told."""
        write(*self.GERMAN, titles=";".join(GERMAN_TITLES))
        assert usage("--check") == 1

        printed = capsys.readouterr()
        assert "- Germany: 0.019 USD per minute" in printed.out
        assert printed.out.splitlines()[-1] == (
            "row 2: total_cost is printed 0.02, recomputed 0.019, 0.001 more; agrees "
            "under usage_rounded = row"
        )
        assert printed.err.splitlines()[:4] == [
            "calls.csv: encoding utf-8: all bytes are UTF-8",
            (
                "calls.csv: delimiter ';': it parts the line of titles into 9 German "
                "titles of 9"
            ),
            "calls.csv: decimal comma: row 1 has '0,038'",
            "calls.csv: instants %d.%m.%Y %H:%M: row 1 has '15.07.2026 09:00'",
        ]

    def test_mark(self, capsys: Captured) -> None:
        """A byte order mark before the titles is stepped over."""
        Path("calls.csv").write_bytes(b"\xef\xbb\xbf" + Path("calls.csv").read_bytes())
        assert usage() == 0

        printed = capsys.readouterr()
        assert printed.err.startswith(
            "calls.csv: encoding utf-8: a byte order mark says so\n"
        )

    @pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: str(one.name))
    def test_named(self, dialect: Any, capsys: Captured) -> None:  # noqa: ANN401
        """Each dialect can be named, in any case, and reads its own titles."""
        write(*GOOD, titles=",".join(title for _, title in dialect.titles.named))
        for name in (dialect.name, dialect.name.upper(), dialect.name.lower()):
            assert usage("--dialect", name, "--month", "2026-07") == 0

            printed = capsys.readouterr()
            assert "- Germany: 0.019 USD per minute" in printed.out
            assert printed.err == ""

    def test_other(self, capsys: Captured) -> None:
        """Another dialect than the file's lacks its titles, each told on a line."""
        asked = "--dialect", "german", "--month", "2026-07"
        assert usage(*asked) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert [
            re.search(r"with '(.*)' among", one) is not None
            and bool(PROBLEM.match(one))
            for one in printed.err.splitlines()
        ] == [True] * 9

    def test_unknown(self, capsys: Captured) -> None:
        """A dialect that there is not is bad input, and those that are are named."""
        assert usage("--dialect", "french") == 2

        assert capsys.readouterr() == (
            "",
            (
                "unknown-name: dialect must be one of English, Italian, Spanish, "
                "German, got 'french' [F1]\n"
            ),
        )

    @pytest.mark.parametrize(
        ("lines", "told"),
        [
            (
                (f"{HERE};{GERMANY};15.07.2026 09:00;15.07.2026 09:02;1;2;0,04;0.02;",),
                "decimal comma or point: row 1 has '0,04' and row 1 has '0.02'",
            ),
            (
                (f"{HERE};{GERMANY};01/07/2026 09:00;01/07/2026 09:02;61;2;;;",),
                (
                    "instants: row 1 has '01/07/2026 09:00', %d/%m/%Y %H:%M or "
                    "%m/%d/%Y %H:%M"
                ),
            ),
        ],
        ids=["comma", "day"],
    )
    def test_ambiguous(
        self, lines: tuple[str, ...], told: str, capsys: Captured
    ) -> None:
        """What reads in two ways is not guessed: it is bad input, and told."""
        write(*lines, titles=";".join(GERMAN_TITLES))
        assert usage() == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert told in printed.err


class TestRejected:
    """Rows that cannot be rated are told on standard error, and rate no others out."""

    @pytest.mark.parametrize(
        ("bad", "reason"),
        [
            (
                line(destination="12-34"),
                (
                    "destination must be a number such as +13105550100, or an "
                    "extension of 2-7 digits, got 12-34"
                ),
            ),
            (
                line(destination="+33123456789"),
                (
                    "destination must be one with a rate for international calls on "
                    "2026-07-15, got +33123456789"
                ),
            ),
            (
                line(seconds=-1),
                ("seconds must be a whole number from 0, of at most 12 digits, got -1"),
            ),
            (
                f"{HERE},{GERMANY},2026-07-02T09:00:00Z,2026-07-01T09:00:00Z,61,2,,,plan",
                (
                    "end must be not before the start of 2026-07-02 09:00:00+00:00, "
                    "got 2026-07-01 09:00:00+00:00"
                ),
            ),
            (
                line(call_type=""),
                "call_type must be given, as the plan has no classifier, got None",
            ),
            (GOOD[0], "row must be another than row 1, got its copy"),
            ("1020,1021", "row must be of 9 cells, as the titles are, got 2"),
        ],
        ids=[
            *("number", "no rate", "seconds", "end", "no type", "copy", "cells"),
        ],
    )
    @pytest.mark.clause("F1", "F5")
    def test_reason(self, bad: str, reason: str, capsys: Captured) -> None:
        """A rejected row is told with its number and reason; all others are rated."""
        write(*GOOD, bad)
        assert usage() == 0

        printed = capsys.readouterr()
        assert printed.err.splitlines()[-1] == f"row 4: {reason}"
        lines = [" ".join(x.split()) for x in printed.out.splitlines()]
        assert f"rated 3 {61 + 60 + 7}" in lines
        assert any(re.fullmatch(r"rejected 1 \d+", x) for x in lines)

    def test_seconds(self, capsys: Captured) -> None:
        """The seconds of a rejected row are counted, where they can be read."""
        write(
            *GOOD,
            line(seconds=100, destination="+33123456789"),
            line(seconds=20, destination="12-34"),
            line(seconds=3, call_type=""),
            line(seconds=-1),
        )
        assert usage() == 0

        lines = [" ".join(x.split()) for x in capsys.readouterr().out.splitlines()]
        assert f"rejected 4 {100 + 20 + 3}" in lines

    def test_alike(self, capsys: Captured) -> None:
        """A row that differs from another in one cell is another row."""
        write(*GOOD, line(printed="2,0.038,"))
        assert usage() == 0

        lines = [" ".join(x.split()) for x in capsys.readouterr().out.splitlines()]
        assert f"rated 4 {61 + 60 + 7 + 61}" in lines

    def test_call_type(self, capsys: Captured) -> None:
        """A call type that the dialect does not know is rejected, never rated free."""
        write(*GOOD, line(call_type="Satellite"))
        assert usage() == 0

        last = capsys.readouterr().err.splitlines()[-1]
        assert last.startswith("row 4: call_type must be one of Toll-free inbound, ")
        assert last.endswith(", got Satellite")

    def test_cut(self, capsys: Captured) -> None:
        """A last line that the end of the file cuts is rejected as that."""
        write(*GOOD)
        with Path("calls.csv").open("a", encoding="utf-8") as file:
            file.write(line("2026-07-17T09:00:00Z")[:40])
        assert usage() == 0

        assert (
            capsys.readouterr()
            .err.splitlines()[-1]
            .startswith(
                "row 4: row must be a whole line, and the file ends within it: "
            )
        )

    @pytest.mark.parametrize(
        ("count", "lines", "more"),
        [(50, 50, []), (51, 50, ["and 1 more"]), (73, 50, ["and 23 more"])],
    )
    def test_many(
        self, count: int, lines: int, more: list[str], capsys: Captured
    ) -> None:
        """The first 50 are listed, and of the others it is told how many there are."""
        bad = [line(seconds=n, destination="12-34") for n in range(count)]
        write(*GOOD, *bad)
        assert usage("--dialect", "english", "--month", "2026-07") == 0

        printed = capsys.readouterr()
        told = printed.err.splitlines()
        assert [x.partition(":")[0] for x in told[:50]] == [
            f"row {n}" for n in range(4, 4 + lines)
        ]
        assert told[50:] == more
        assert re.search(rf"^ +rejected +{count} ", printed.out, re.MULTILINE)

    def test_bytes(self, capsys: Captured) -> None:
        """In a file that is said to be UTF-8, a byte that is not rejects its row."""
        write(*GOOD)
        with Path("calls.csv").open("ab") as file:
            file.write(line("2026-07-17T09:00:00Z").encode() + b"\xff\n")
        assert usage("--dialect", "english") == 0

        last = capsys.readouterr().err.splitlines()[-1]
        place = len(line()) + 1
        assert last == f"row 4: row must be text in utf-8, got byte 0xff at {place}"


class TestBadInput:
    """What cannot be taken: exit code 2, the problem told, and nothing printed."""

    @staticmethod
    def problem(capsys: Captured) -> str:
        """Return the one line that is told."""
        printed = capsys.readouterr()
        assert printed.out == ""
        assert PROBLEM.fullmatch(printed.err.rstrip("\n"))
        return printed.err.rstrip("\n")

    def test_no_file(self, capsys: Captured) -> None:
        """A file that is not there is named."""
        assert usage(calls="none.csv") == 2

        assert self.problem(capsys) == (
            "invalid-value: none.csv: file must be one that can be read, got 'No such "
            "file or directory'"
        )

    @pytest.mark.parametrize(
        "asked", [[], ["--dialect", "english"], ["--month", "2026-07"]]
    )
    @pytest.mark.parametrize("name", ["none.csv", "."])
    def test_no_file_asked(self, asked: list[str], name: str, capsys: Captured) -> None:
        """So it is with a dialect or a month told, and so is a folder."""
        assert usage(*asked, calls=name) == 2

        assert self.problem(capsys).startswith(f"invalid-value: {name}: file must be ")

    def test_no_plan(self, capsys: Captured) -> None:
        """So is a plan that is not there, before the calls are read."""
        assert main(["usage", "none.csv", "--plan", "none.toml"]) == 2

        assert self.problem(capsys).startswith(
            "invalid-value: none.toml: file must be "
        )

    def test_bad_plan(self, capsys: Captured) -> None:
        """Every problem of a plan has its line: code, file, place, need, value."""
        wrong = PLAN.replace("0.019", "-1").replace('"USD"', '"XXX"')
        Path("plan.toml").write_text(wrong, encoding="utf-8")
        assert usage() == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.splitlines() == [
            (
                "unknown-currency: plan.toml: plan.currency must be a currency with a "
                "minor unit, got 'XXX'"
            ),
            (
                "invalid-value: plan.toml: call_rates[0].unit_price must be 0 or more, "
                "got -1"
            ),
        ]

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"format = 1", b"[" * 5000])
    def test_no_plan_at_all(self, content: bytes, capsys: Captured) -> None:
        """What is no plan file at all is refused in the same words."""
        Path("plan.toml").write_bytes(content)
        assert usage() == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err != ""
        for one in printed.err.splitlines():
            assert PROBLEM.fullmatch(one)

    def test_account_as_plan(self, capsys: Captured) -> None:
        """An account file is no plan."""
        Path("plan.toml").write_text(JULY_START, encoding="utf-8")
        assert usage() == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert "plan.toml: " in printed.err

    @pytest.mark.clause("F1")
    def test_missing_column(self, capsys: Captured) -> None:
        """A title that is missing is named, and no row is read."""
        write(*GOOD, titles=TITLES.replace("Total cost", "Cost"))
        assert usage("--dialect", "english", "--month", "2026-07") == 2

        assert self.problem(capsys).startswith(
            "invalid-value: calls.csv: titles must be with 'Total cost' among them, "
        )

    @pytest.mark.clause("F1")
    def test_missing_column_proposed(self, capsys: Captured) -> None:
        """So it is where the dialect is to be found out: the nearest is named."""
        write(*GOOD, titles=TITLES.replace("Total cost", "Cost"))
        assert usage() == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert "titles: English is nearest, and it lacks Total cost" in printed.err

    @pytest.mark.clause("F1")
    def test_column_twice(self, capsys: Captured) -> None:
        """A title that is there twice is as bad as none."""
        write(*GOOD, titles=f"{TITLES},Rate")
        assert usage("--dialect", "english", "--month", "2026-07") == 2

        assert "titles must be with 'Rate' among them, once" in self.problem(capsys)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "titles: there is no line"),
            (b"\xff\xfeS\x00o\x00", "encoding: UTF-16, which is not read"),
            (bytes(range(128, 256)), "titles: none of any language are in the"),
            (b"PK\x03\x04\n\x00\n", "titles: none of any language are in the"),
        ],
        ids=["empty", "UTF-16", "bytes", "archive"],
    )
    def test_no_calls(self, content: bytes, told: str, capsys: Captured) -> None:
        """What is no file of calls is refused with what is in the way."""
        Path("calls.csv").write_bytes(content)
        assert usage() == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert told in printed.err

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "file must be given a line of titles, got 'no line'"),
            (b"\xff\xfeS\x00o", "titles must be text in utf-8, got 'byte 0xff at 1'"),
        ],
        ids=["empty", "bytes"],
    )
    def test_no_calls_named(self, content: bytes, told: str, capsys: Captured) -> None:
        """So it is with a dialect told."""
        Path("calls.csv").write_bytes(content)
        assert usage("--dialect", "english", "--month", "2026-07") == 2

        assert self.problem(capsys) == f"invalid-value: calls.csv: {told}"

    @pytest.mark.parametrize("lines", [(), ("a,b",)], ids=["none", "rejected"])
    def test_no_month(self, lines: tuple[str, ...], capsys: Captured) -> None:
        """Without a row that can be read, no month is found; it must be asked for."""
        write(*lines)
        assert usage("--dialect", "english") == 2
        # What is wrong with the first rows stands below.
        assert capsys.readouterr().err.splitlines()[0] == (
            "invalid-value: calls.csv: rows must be one at least that can be read, got "
            "'none'"
        )

        assert usage("--dialect", "english", "--month", "2026-07") == 0

    def test_batch(self, capsys: Captured) -> None:
        """A batch must have a name."""
        assert usage("--batch", "") == 2

        told = "invalid-value: batch must be text of 1 to 200 characters, got ''"
        assert self.problem(capsys) == told

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "the following arguments are required: CALLS, --plan"),
            (["a.csv"], "the following arguments are required: --plan"),
            (
                ["a.csv", "--plan", "p.toml", "--month", "July"],
                "argument --month: must be a month such as 2026-08, got 'July'",
            ),
            (
                ["a.csv", "--plan", "p.toml", "--format", "xml"],
                (
                    "argument --format: invalid choice: 'xml' (choose from 'text', "
                    "'json', 'toml')"
                ),
            ),
        ],
        ids=["none", "plan", "month", "format"],
    )
    def test_arguments(self, arguments: list[str], told: str, capsys: Captured) -> None:
        """Arguments that are none are told on one line."""
        with pytest.raises(SystemExit) as stopped:
            main(["usage", *arguments])

        printed = capsys.readouterr()
        assert stopped.value.code == 2
        assert printed.out == ""
        # Releases of Python differ in the quotes about choices.
        plain = printed.err.replace("'", "")
        said = told.replace("'", "")
        assert plain == f"usage: {said} (see gotobilling usage --help)\n"


class TestProgress:
    """On a terminal a long file tells how far it is."""

    @pytest.fixture(autouse=True)
    def often(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tell every two rows, where a long file has 50,000."""
        assert rating._EVERY == 50_000
        monkeypatch.setattr(rating, "_EVERY", 2)
        write(*GOOD, *(line(seconds=n, printed=",,") for n in range(2)))

    @staticmethod
    def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
        """Make standard error a terminal."""
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    def test_told(self, capsys: Captured) -> None:
        """Each step goes to the beginning of the line and overwrites it."""
        command_line._tell(1_250_000)

        assert capsys.readouterr() == ("", "\r1,250,000 rows")

    def test_terminal(self, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
        """Where standard error is a terminal it is told as rows are read."""
        self.on_a_terminal(monkeypatch)
        assert usage() == 0

        printed = capsys.readouterr()
        # Told every second row here, and taken away at the end.
        assert printed.err.startswith("\r2 rows\r4 rows\r")
        assert printed.err.count("\r") == 2 + 2
        assert "\r" not in printed.out

    def test_check(self, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
        """The check reads the file once more, and is told as well."""
        self.on_a_terminal(monkeypatch)
        assert usage("--check") == 0

        assert capsys.readouterr().err.count("\r") == 2 * (2 + 2)

    def test_no_terminal(self, capsys: Captured) -> None:
        """Elsewhere nothing is told, so that a log has no half lines."""
        assert not sys.stderr.isatty()
        assert usage("--check") == 0

        assert "\r" not in "".join(capsys.readouterr())


class TestCorners:
    """What a provider's file may hold beside what is expected."""

    @pytest.mark.parametrize("rate", ["0.0190000000000001", "1234567890123456789"])
    def test_long_printed_rate(self, rate: str) -> None:
        """A printed rate that no rate can have is a difference like any other."""
        write(*GOOD, line("2026-07-17T09:00:00Z", printed=f"2,9,{rate}"))

        assert usage("--check") == 1

    def test_one_line_a_problem(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What keeps a dialect from being told is one line, its code first."""
        write(*GOOD, titles=TITLES.replace("Total cost", "Cost"))

        assert usage() == 2
        assert all(map(PROBLEM.fullmatch, capsys.readouterr().err.splitlines()))

    def test_progress_is_taken_away(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What follows the progress on a terminal begins a line of its own."""
        monkeypatch.setattr(rating, "_EVERY", 2)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        write(*GOOD)

        assert usage() == 0
        told = capsys.readouterr().err
        assert told.startswith(f"\r2 rows\r{' ' * 24}\r")

    @pytest.mark.parametrize("name", ["regular", "low_usage"])
    def test_rate_named_as_a_device(
        self, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A rate may be called what devices are called."""
        Path("plan.toml").write_text(PLAN.replace('"intl-de"', f'"{name}"'))
        write(*GOOD)

        assert usage() == 0
        assert "- of all other devices" in capsys.readouterr().out

    @pytest.mark.clause("F1")
    def test_dialect_by_its_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Of a dialect by its name the head still shows the signs, which is told."""
        write(
            "+13105550100;+4930123456;15.07.2026 09:00;15.07.2026 09:02;61;2;0,038;"
            "0,019;International",
            titles="Quellrufnummer;Zielrufnummer;Startzeit (UTC);Endzeit (UTC);"
            "Dauer (Sek.);Fakturierbare Minuten;Gesamtkosten;Tarif;Anruftyp",
        )

        assert usage("--dialect", "german") == 0
        assert "calls.csv: decimal comma" in capsys.readouterr().err
