"""The month of calls of `examples/usage-month`, rated, checked and billed.

What the library says of it is held against a second computation that shares nothing
with it: the rows by `csv`, the plan by `tomllib`, a scan of every prefix for each
number, and fractions.
"""

import csv
import json
import random
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import ceil, floor
from operator import add
from pathlib import Path
from typing import Any, Final

import pytest

from gotobilling.__main__ import main
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.call_details import read_calls, stream_calls
from gotobilling.formats.call_titles import ENGLISH
from gotobilling.formats.plan_file import read_plan_file, usage_tables
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.periods import Period
from gotobilling.reconcile import reconcile
from gotobilling.usage.plans import Plan
from gotobilling.usage.summaries import Repeats, UsageRun, summarise

Captured = pytest.CaptureFixture[str]

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLE: Final = ROOT / "examples" / "usage-month"
PLAN_FILE, ACCOUNT_FILE = EXAMPLE / "plan.toml", EXAMPLE / "account.toml"
PLAN: Final[dict[str, Any]] = tomllib.loads(
    PLAN_FILE.read_text(encoding="utf-8"), parse_float=Decimal
)
ACCOUNT: Final[dict[str, Any]] = tomllib.loads(
    ACCOUNT_FILE.read_text(encoding="utf-8"), parse_float=Decimal
)
RATES: Final[dict[str, dict[str, Any]]] = {one["id"]: one for one in PLAN["call_rates"]}
PREFIXES: Final[dict[str, list[tuple[str, str, str]]]] = {
    call_type: [
        (prefix, one["effective_on"].isoformat(), one["id"])
        for one in PLAN["call_rates"]
        if one["call_type"] == call_type
        for prefix in one["prefixes"]
    ]
    for call_type in ("toll_free_inbound", "domestic_premium", "international")
}
LOW: Final = set(PLAN["plan"]["low_usage_numbers"])
JULY: Final = Period.month(2026, 7)
PARTS: Final = 7

Row = dict[str, str]
Key = tuple[str, str | None, str]
"""A call type, a rate's id and whose device it is."""
Counts = tuple[int, int, int, int]
"""Rows, rows of more than 0 s, seconds and billable seconds."""


def script(name: str, *arguments: str) -> None:
    """Run a script as a user does."""
    command = [sys.executable, str(ROOT / "scripts" / name), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def run_over(path: Path, plan: Plan) -> UsageRun:
    """Return what the library makes of a file."""
    rows = stream_calls(path, ENGLISH)
    return summarise(rows, plan, JULY, repeats=Repeats.COUNTED)


def by_key(totals: list[dict[str, Any]]) -> dict[Key, Counts]:
    """Return totals as an account file has them by what they are of."""
    return {
        (one["call_type"], one.get("rate"), one.get("device", "regular")): (
            *(one["rows"], one["connected"], one["seconds"], one["billable"]),
        )
        for one in totals
    }


def of_run(run: UsageRun) -> dict[Key, Counts]:
    """Return the totals of a run by what they are of."""
    return {
        (one.call_type.value, one.rate, one.device.value): (
            *(one.rows, one.connected, one.seconds, one.billable),
        )
        for one in run.usage.totals
    }


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of the example."""
    return read_plan_file(PLAN_FILE.read_bytes(), "plan.toml").plan


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the example: the month of 50,000 rows."""
    path = tmp_path_factory.mktemp("month") / "calls.csv"
    script("write_calls.py", "--out", str(path))
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a smaller one, of 5,000 rows."""
    path = tmp_path_factory.mktemp("sample") / "calls.csv"
    script("write_calls.py", "--rows", "5000", "--out", str(path))
    return path


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a file by their titles."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rate_of(row: Row) -> str | None:
    """Return the id of a row's rate, after a look at every prefix of the plan."""
    on, number = row["Start time (UTC)"][:10], row["Destination number"]
    found = [
        (len(prefix), begins, name)
        for prefix, begins, name in PREFIXES.get(row["Call type"], ())
        if number.startswith(prefix) and begins <= on
    ]
    return max(found)[2] if found else None


def billable(seconds: int, rate: str | None) -> int:
    """Return the billable seconds of a row: minutes begun, or those of Brazil."""
    if rate is not None and RATES[rate].get("increment") == "brazil_mobile":
        return max(30, -(-seconds // 6) * 6) if seconds else 0
    return -(-seconds // 60) * 60


def computed_again(path: Path) -> tuple[dict[Key, Counts], Counter[str]]:
    """Return the totals of a file, and its rows and seconds in July and outside."""
    totals: dict[Key, Counts] = {}
    counts: Counter[str] = Counter()
    begins = PLAN["plan"]["billing_start_on"].isoformat()
    for row in rows_of(path):
        seconds, start = int(row["Duration (sec)"]), row["Start time (UTC)"]
        is_inside = start >= begins and start.startswith("2026-07-")
        place = "inside" if is_inside else "outside"
        counts[f"{place} rows"] += 1
        counts[f"{place} seconds"] += seconds
        if not is_inside:
            continue
        rate = rate_of(row)
        device = "low_usage" if row["Source number"] in LOW else "regular"
        new = 1, int(seconds > 0), seconds, billable(seconds, rate)
        key = row["Call type"], rate, device
        old = totals.get(key, (0, 0, 0, 0))
        totals[key] = (
            *(old[0] + new[0], old[1] + new[1], old[2] + new[2], old[3] + new[3]),
        )
    return totals, counts


@pytest.fixture(scope="module")
def run(month: Path, plan: Plan) -> UsageRun:
    """Return what the library makes of the month."""
    return run_over(month, plan)


@pytest.fixture(scope="module")
def again(month: Path) -> tuple[dict[Key, Counts], Counter[str]]:
    """Return the same of the month, computed again."""
    return computed_again(month)


@pytest.mark.clause("F2", "F4", "F5", "F6", "G3")
class TestMonth:
    """The month of some 50,000 rows, rated."""

    def test_totals(
        self, run: UsageRun, again: tuple[dict[Key, Counts], Counter[str]]
    ) -> None:
        """Each total by type, rate and device is that of the other computation."""
        assert of_run(run) == again[0]

    def test_account(self, again: tuple[dict[Key, Counts], Counter[str]]) -> None:
        """The tables of the example's account file are these totals too."""
        assert by_key(ACCOUNT["usage"]) == again[0]
        assert {one["month"] for one in ACCOUNT["usage"]} == {date(2026, 7, 1)}

    def test_tables(self, run: UsageRun) -> None:
        """They stand in it as the command prints them, to the byte."""
        assert usage_tables(run.usage) in ACCOUNT_FILE.read_text(encoding="utf-8")

    def test_rates(self, run: UsageRun) -> None:
        """Its rates are those of the plan that were used, which are all."""
        increment = {"initial": 30, "step": 6, "counted": "multiple"}
        planned = [
            rate
            | {"prefixes": sorted(rate["prefixes"])}
            | ({"increment": increment} if "increment" in rate else {})
            for _, rate in sorted(RATES.items())
        ]

        assert ACCOUNT["call_rates"] == planned
        assert [one.id for one in run.usage.rates] == sorted(RATES)

    def test_control_totals(
        self, run: UsageRun, again: tuple[dict[Key, Counts], Counter[str]]
    ) -> None:
        """What is read is rated or outside, and nothing is rejected."""
        for found, name in (
            (run.totals.rows, "rows"),
            (run.totals.seconds, "seconds"),
        ):
            inside, outside = (again[1][f"{x} {name}"] for x in ("inside", "outside"))
            assert (found.rated, found.outside) == (inside, outside)
            assert (found.rejected, found.after_service) == (0, 0)
            assert found.before_billing_start + found.other_month == outside
            assert found.read == inside + outside
        assert run.totals.rows.read == 50_000

    def test_sums(self, run: UsageRun) -> None:
        """The totals add up to what was rated."""
        counts = of_run(run).values()

        assert sum(one[0] for one in counts) == run.totals.rows.rated
        assert sum(one[2] for one in counts) == run.totals.seconds.rated


@pytest.mark.clause("F2", "F6")
class TestSample:
    """A smaller file, in ways that must not change what it comes to."""

    def test_totals(self, sample: Path, plan: Plan) -> None:
        """Its totals are those of the other computation."""
        assert of_run(run_over(sample, plan)) == computed_again(sample)[0]

    @pytest.mark.parametrize("seed", [1, 2])
    def test_parts(self, seed: int, sample: Path, plan: Plan, tmp_path: Path) -> None:
        """Rated in seven parts, put together in any order, it is the same usage."""
        whole = run_over(sample, plan)
        heading, *lines = sample.read_text(encoding="utf-8").splitlines()
        chance = random.Random(seed)  # noqa: S311 -- the same order for the same seed
        chance.shuffle(lines)
        edges = sorted(chance.sample(range(len(lines)), PARTS - 1))
        runs = []
        for start, end in pairwise((0, *edges, len(lines))):
            part = tmp_path / f"{start}.csv"
            part.write_text("\n".join((heading, *lines[start:end], "")), "utf-8")
            runs.append(run_over(part, plan))
        chance.shuffle(runs)

        merged = reduce(add, runs)

        assert len(runs) == PARTS
        assert merged.usage == whole.usage
        assert merged.totals == whole.totals
        assert merged.rejected == whole.rejected == ()

    @pytest.mark.clause("F1", "Q20")
    def test_in_full(self, sample: Path, plan: Plan) -> None:
        """Rows in full and at their shortest come to the same."""
        rows = read_calls(sample, ENGLISH)

        assert summarise(rows, plan, JULY) == run_over(sample, plan)

    @pytest.mark.clause("F5", "Q42")
    def test_classified(self, sample: Path, plan: Plan, tmp_path: Path) -> None:
        """Without its call types it comes to the same, as the plan has the numbers."""
        raw = tmp_path / "raw.csv"
        heading, *lines = sample.read_text(encoding="utf-8").splitlines()
        bare = (f"{one.rpartition(',')[0]}," for one in lines)
        raw.write_text("\n".join((heading, *bare, "")), encoding="utf-8")

        assert run_over(raw, plan) == run_over(sample, plan)

    def test_command(self, sample: Path, plan: Plan, capsys: Captured) -> None:
        """The command prints these tables of it."""
        asked = ["usage", str(sample), "--plan", str(PLAN_FILE), "--format", "toml"]
        assert main(asked) == 0

        assert capsys.readouterr().out == usage_tables(run_over(sample, plan).usage)

    def test_straddling(self, sample: Path, plan: Plan) -> None:
        """A row that runs over an end of the month counts in full where it starts."""
        over = [
            row
            for row in rows_of(sample)
            if row["Start time (UTC)"][:7] != row["End time (UTC)"][:7]
        ]

        july = [row for row in over if row["Start time (UTC)"].startswith("2026-07")]
        assert len(july) >= 4
        assert len(over) > len(july)
        totals = run_over(sample, plan).totals
        assert totals.seconds.outside == sum(
            int(row["Duration (sec)"])
            for row in rows_of(sample)
            if not row["Start time (UTC)"].startswith("2026-07")
        )


@pytest.fixture(scope="module")
def seeded(sample: Path) -> tuple[Path, list[dict[str, Any]]]:
    """Return a copy of the sample with errors, and the list of them."""
    copy, listed = sample.with_name("wrong.csv"), sample.with_name("wrong.json")
    files = ["--out", str(copy), "--list", str(listed)]
    script("seed_call_errors.py", str(sample), *files, "--errors", "120")
    found: list[dict[str, Any]] = json.loads(listed.read_text(encoding="utf-8"))
    return copy, found


@pytest.fixture(scope="module")
def found(seeded: tuple[Path, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return what the check finds in the copy."""
    command = [sys.executable, "-m", "gotobilling", "usage", str(seeded[0])]
    asked = ["--plan", str(PLAN_FILE), "--check", "--format", "json"]
    ran = subprocess.run([*command, *asked], capture_output=True, check=False)
    assert ran.returncode == 1
    content: dict[str, Any] = json.loads(ran.stdout)
    assert ran.stderr.decode().splitlines()[-1] == (
        "printed numbers that differ from the recomputed: 120"
    )
    differences: list[dict[str, Any]] = content["differences"]
    return differences


# How the list names a reading, and how the check does.
READINGS: Final = {
    ("minutes", "nearest"): "minutes = nearest",
    ("rounded", "row"): "usage_rounded = row",
}


@pytest.mark.clause("F1", "F4", "Q2", "Q41")
class TestCheck:
    """Errors in a copy, put in by a script that shares nothing with the library."""

    def test_every_error(
        self,
        found: list[dict[str, Any]],
        seeded: tuple[Path, list[dict[str, Any]]],
    ) -> None:
        """It finds every error, by row and field, and nothing else."""
        assert len(seeded[1]) == 120
        assert [(int(one["row"]), one["field"]) for one in found] == [
            (one["row"], one["field"]) for one in seeded[1]
        ]

    def test_numbers(
        self,
        found: list[dict[str, Any]],
        seeded: tuple[Path, list[dict[str, Any]]],
    ) -> None:
        """What it recomputes is what stood there before; the difference is exact."""
        for one, error in zip(found, seeded[1], strict=True):
            was, now = Fraction(error["from"]), Fraction(error["to"])
            assert Fraction(one["printed"]) == now
            assert Fraction(one["recomputed"]) == was
            assert Fraction(one["by"]) == now - was

    def test_readings(
        self,
        found: list[dict[str, Any]],
        seeded: tuple[Path, list[dict[str, Any]]],
    ) -> None:
        """It names the reading that the list names; of a plain error it names none."""
        kinds = set()
        for one, error in zip(found, seeded[1], strict=True):
            kinds.add(error["kind"])
            named = one["agrees_under"]
            if error["reading"] is not None:
                ((choice, value),) = error["reading"].items()
                assert READINGS[choice, value] in named
            elif "Brazil" in error["kind"]:
                assert "whole minutes, without the rate's increment" in named
            elif error["kind"] == "a rate off by a cent":
                assert named == []
        assert len(kinds) == 6

    def test_no_error(self, sample: Path, plan: Plan) -> None:
        """In the file without errors it finds nothing."""
        assert list(reconcile(read_calls(sample, ENGLISH), plan)) == []

    def test_exit_code(self, sample: Path, capsys: Captured) -> None:
        """So the command says, with exit code 0."""
        assert main(["usage", str(sample), "--plan", str(PLAN_FILE), "--check"]) == 0

        last = capsys.readouterr().err.splitlines()[-1]
        assert last == "printed numbers that differ from the recomputed: 0"


def half_up(exact: Fraction) -> Decimal:
    """Return dollars rounded to the cent, a half up."""
    return Decimal(f"{floor(exact * 100 + Fraction(1, 2))}E-2")


def minutes_of(call_type: str, rate: str | None = None, device: str = "") -> Fraction:
    """Return the minutes of the account file's tables that fit."""
    return Fraction(
        sum(
            one["billable"]
            for one in ACCOUNT["usage"]
            if one["call_type"] == call_type
            and one.get("rate") == rate
            and one.get("device", "regular").startswith(device)
        ),
        60,
    )


def charge(rate: str) -> Fraction:
    """Return what a rate's minutes of the month cost, by its own words in the file."""
    told = next(one for one in ACCOUNT["call_rates"] if one["id"] == rate)
    minutes = minutes_of(told["call_type"], rate)
    tiers: list[tuple[int, Fraction]] = [
        (x["above"], Fraction(x["unit_price"])) for x in told.get("tiers", ())
    ]
    match told.get("model", "flat"):
        case "graduated":
            ends = [Fraction(above) for above, _ in tiers[1:]]
            return sum(
                (
                    max(min(minutes, end) - above, Fraction(0)) * price
                    for (above, price), end in zip(tiers, [*ends, minutes], strict=True)
                ),
                Fraction(0),
            )
        case "volume":
            prices = [price for above, price in tiers if minutes > above]
            return minutes * prices[-1]
        case "package":
            packages = ceil(minutes / Fraction(told["package"]))
            return packages * Fraction(told["unit_price"])
        case _:
            exact = minutes * Fraction(told["unit_price"])
            return max(exact, Fraction(told.get("minimum", 0)))


KINDS: Final = {
    "domestic_premium": "domestic_premium_minutes",
    "toll_free_inbound": "toll_free_minutes",
    "international": "international_minutes",
}


@pytest.fixture(scope="module")
def august() -> Invoice:
    """Return the invoice of August."""
    file = read_account_file(ACCOUNT_FILE.read_bytes(), "account.toml")
    found = assemble_invoice(file.account, Period.month(2026, 8), file.market)
    assert isinstance(found, Invoice)
    return found


class TestInvoice:
    """The invoice of August, which bills the usage of July."""

    @staticmethod
    def lines(august: Invoice) -> dict[tuple[str, str], tuple[Fraction, Decimal]]:
        """Return the lines without a rate: quantity and amount by kind and item."""
        return {
            (one.kind.value, one.item): (
                Fraction(one.quantity),
                one.amount.amount,
            )
            for one in august.lines
            if one.kind.value not in KINDS.values()
        }

    @pytest.mark.clause("D5", "D7", "D8", "Q41")
    def test_rated(self, august: Invoice) -> None:
        """Each rate has a line of its minutes, at what they cost by the file."""
        found = sorted(
            (one.kind.value, one.item, Fraction(one.quantity), one.amount.amount)
            for one in august.lines
            if one.kind.value in KINDS.values()
        )

        assert found == sorted(
            (
                KINDS[rate["call_type"]],
                rate["name"],
                minutes_of(rate["call_type"], rate["id"]),
                half_up(charge(rate["id"])),
            )
            for rate in ACCOUNT["call_rates"]
        )
        assert len(found) == len(RATES) == 54

    @pytest.mark.clause("D8")
    @pytest.mark.parametrize(
        ("name", "minutes", "amount"),
        [
            # 500 x 0.0295 + 1500 x 0.0245 + 4287 x 0.0215.
            ("India", "6287", Fraction(147_500 + 367_500 + 921_705, 10_000)),
            # Above 500, so each at 0.1290.
            ("Philippines", "1423", 1423 * Fraction("0.1290")),
            # 18 packages of 100 are begun.
            ("Mexico", "1774", 18 * Fraction("1.50")),
            # 1488 x 0.2125 is 316.20, and the least is 350.
            ("United Arab Emirates", "1488", Fraction(350)),
            # 9682.1 minutes of whole tenths.
            ("Brazil mobile", "9682.1", Fraction("9682.1") * Fraction("0.1235")),
            ("Premium 900", "3312", 3312 * Fraction("0.99")),
        ],
    )
    def test_by_hand(
        self, name: str, minutes: str, amount: Fraction, august: Invoice
    ) -> None:
        """Of each way to price a month one is computed by hand."""
        (line,) = (one for one in august.lines if one.item == name)

        assert Fraction(line.quantity) == Fraction(minutes)
        assert line.amount.amount == half_up(amount)

    @pytest.mark.clause("F5")
    def test_dated(self, august: Invoice) -> None:
        """Germany has two lines: up to 15 July at 0.0190, from 16 July at 0.0205."""
        found = [one for one in august.lines if one.item == "Germany"]

        assert [one.amount.amount for one in found] == [
            half_up(2337 * Fraction("0.0190")),
            half_up(4982 * Fraction("0.0205")),
        ]

    @pytest.mark.clause("D4", "D6", "Q10", "Q16")
    def test_plan(self, august: Invoice) -> None:
        """Of the plan's minutes 20 x 1,000 are included, and others cost 0.02 each."""
        minutes = (
            minutes_of("plan", device="regular")
            + minutes_of("extension", device="regular")
            + minutes_of("extension", device="low_usage")
        )
        found = self.lines(august)

        assert minutes == 246_890
        assert found["included_minutes", "plan"] == (Fraction(20 * 1000), Decimal(0))
        above = minutes - 20 * 1000
        overage = above, half_up(above * Fraction("0.02"))
        assert found["outbound_overage", "plan"] == overage

    @pytest.mark.clause("G3", "Q38", "Q39")
    def test_low_usage(self, august: Invoice) -> None:
        """The five low-usage devices share 5 x 50 minutes for calls of the plan."""
        minutes = minutes_of("plan", device="low_usage")
        found = self.lines(august)

        assert found["included_minutes", "low-usage pool"] == (
            Fraction(5 * 50),
            Decimal(0),
        )
        above = minutes - 5 * 50
        overage = above, half_up(above * Fraction("0.02"))
        assert found["outbound_overage", "low-usage pool"] == overage

    @pytest.mark.clause("A1", "G3")
    def test_devices(self, august: Invoice) -> None:
        """Twenty devices are 20 x 25.00, and five for low usage 5 x 10.00."""
        found = self.lines(august)

        assert found["service_charge", "device"] == (Fraction(20), Decimal("500.00"))
        assert found["service_charge", "low-usage-device"] == (
            Fraction(5),
            Decimal("50.00"),
        )
        assert len(found) == 2 + 2 + 2

    def test_inbound(self, august: Invoice) -> None:
        """Inbound calls of other numbers are counted, and are on no line."""
        used = {one["call_type"] for one in ACCOUNT["usage"]}

        assert "inbound" in used
        assert [one for one in august.lines if "inbound" in one.item] == []

    def test_total(self, august: Invoice) -> None:
        """The total is the sum of all lines, each rounded for itself."""
        amounts = [Fraction(one.amount.amount) for one in august.lines]

        assert Fraction(august.total.value.amount) == sum(amounts)

    @pytest.mark.clause("F6")
    def test_july(self) -> None:
        """The first document bills July's devices before, and no usage."""
        file = read_account_file(ACCOUNT_FILE.read_bytes(), "account.toml")
        found = assemble_invoice(file.account, Period.month(2026, 7), file.market)

        assert isinstance(found, Invoice)
        assert {one.kind.value for one in found.lines} == {"service_charge"}
