"""The made-up call details: what is in them, and that each printed number is right.

Nothing here asks the library what a row costs: the numbers are computed again from the
words of `examples/usage-month/plan.toml`, by fractions and a scan of all prefixes.
"""

import csv
import hashlib
import io
import json
import runpy
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

import pytest

from gotobilling.telephony import Telephony
from gotobilling.usage.rows import NUMBER

ROOT: Final = Path(__file__).resolve().parent.parent
WRITER: Final = ROOT / "scripts" / "write_calls.py"
SEEDER: Final = ROOT / "scripts" / "seed_call_errors.py"
CALLS: Final[dict[str, Any]] = runpy.run_path(str(WRITER), run_name="write_calls")
ERRORS: Final[dict[str, Any]] = runpy.run_path(str(SEEDER), run_name="seed_call_errors")
PLAN: Final[dict[str, Any]] = tomllib.loads(
    (ROOT / "examples" / "usage-month" / "plan.toml").read_text(encoding="utf-8"),
    parse_float=Decimal,
)

JULY, FEBRUARY = date(2026, 7, 1), date(2028, 2, 1)
OF_JULY: Final[str] = CALLS["call_details"](rows=4000)
OF_FEBRUARY: Final[str] = CALLS["call_details"](rows=900, month=FEBRUARY, start_day=15)

Row = dict[str, str]


def rows_of(text: str) -> list[Row]:
    """Return the rows by their titles."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


ROWS: Final = rows_of(OF_JULY)
LEAP_ROWS: Final = rows_of(OF_FEBRUARY)


def starts(rows: list[Row]) -> set[str]:
    """Return when the rows start."""
    return {row["Start time (UTC)"] for row in rows}


def instants(row: Row) -> tuple[datetime, datetime]:
    """Return when a row starts and ends."""
    start, end = (row[f"{name} time (UTC)"] for name in ("Start", "End"))
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def straddles(rows: list[Row], edge: datetime) -> list[Row]:
    """Return the rows that start before an instant and end after it."""
    return [row for row in rows if instants(row)[0] < edge < instants(row)[1]]


def to(rows: list[Row], beginning: str) -> list[Row]:
    """Return the rows to numbers that begin so."""
    return [row for row in rows if row["Destination number"].startswith(beginning)]


def rate_of(row: Row) -> dict[str, Any] | None:
    """Return the plan's rate of a row, after a look at every prefix of all."""
    on = instants(row)[0].date()
    found: tuple[int, date, dict[str, Any] | None] = (-1, date.min, None)
    for rate in PLAN["call_rates"]:
        for prefix in rate["prefixes"]:
            fits = (
                rate["call_type"] == row["Call type"]
                and rate["effective_on"] <= on
                and row["Destination number"].startswith(prefix)
            )
            if fits and (len(prefix), rate["effective_on"]) > found[:2]:
                found = len(prefix), rate["effective_on"], rate
    return found[2]


def recomputed(row: Row) -> tuple[Fraction, Fraction | None, Fraction | None]:
    """Return minutes, cost and rate of a row; None where it has none of its own."""
    rate, seconds = rate_of(row), int(row["Duration (sec)"])
    minutes = Fraction(ceil(Fraction(seconds, 60)))
    if rate is not None and rate.get("increment") == "brazil_mobile":
        billable = max(30, 6 * ceil(Fraction(seconds, 6))) if seconds else 0
        minutes = Fraction(billable, 60)
    if rate is None or "minimum" in rate or rate.get("model", "flat") != "flat":
        return minutes, None, None
    return minutes, minutes * Fraction(rate["unit_price"]), Fraction(rate["unit_price"])


def printed(row: Row) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return the same as the file has them."""
    texts = (row[name] for name in ("Billable minutes", "Total cost", "Rate"))
    minutes, cost, rate = (Fraction(text) if text else None for text in texts)
    return minutes, cost, rate


class TestForm:
    """The file as such."""

    @pytest.mark.clause("F1")
    def test_columns(self) -> None:
        """A row has the nine fields of the download, and no other."""
        assert OF_JULY.splitlines()[0] == (
            "Source number,Destination number,Start time (UTC),End time (UTC),"
            "Duration (sec),Billable minutes,Total cost,Rate,Call type"
        )
        assert {len(line.split(",")) for line in OF_JULY.splitlines()} == {9}

    def test_same_seed(self) -> None:
        """A seed gives the same bytes each time and everywhere; another, others."""
        again = CALLS["call_details"](rows=4000)

        assert again == OF_JULY
        assert CALLS["call_details"](rows=4000, seed=2027) != OF_JULY
        assert hashlib.sha256(OF_JULY.encode()).hexdigest() == (
            "a2b9007bc6ca964c936fde48e266b8323556a14eade9f9a5af6dbf502f7edd02"
        )

    def test_rows(self) -> None:
        """There are as many rows as asked for, in order, and none is there twice."""
        keys = [
            (row["Start time (UTC)"], row["Source number"], row["Destination number"])
            for row in ROWS
        ]

        assert len(set(keys)) == len(keys) == 4000
        assert keys == sorted(keys)

    def test_numbers(self) -> None:
        """Each end is a number or an extension, and each end of time is in UTC."""
        ends = [
            row[f"{name} number"] for row in ROWS for name in ("Source", "Destination")
        ]

        assert [one for one in ends if NUMBER.fullmatch(one) is None] == []
        assert {instants(row)[0].tzinfo for row in ROWS} == {UTC}

    @pytest.mark.clause("F2")
    def test_totals(self) -> None:
        """A row lasts its duration, or longer where it totals several calls."""
        over = [
            instants(row)[1]
            - instants(row)[0]
            - timedelta(seconds=int(row["Duration (sec)"]))
            for row in ROWS
        ]

        assert min(over) == timedelta()
        assert sum(one > timedelta() for one in over) > 4000 // 20

    def test_command(self, tmp_path: Path) -> None:
        """The command line writes the same, to a file or to the output."""
        asked = ["--rows", "900", "--month", "2028-02", "--start-day", "15"]
        path = tmp_path / "calls.csv"
        command = [sys.executable, str(WRITER), *asked]

        subprocess.run([*command, "--out", str(path)], check=True)
        ran = subprocess.run(command, capture_output=True, check=True)

        assert path.read_bytes() == OF_FEBRUARY.encode()
        assert ran.stdout.decode().splitlines() == OF_FEBRUARY.splitlines()

    @pytest.mark.parametrize(
        "asked",
        [["--month", "2025-12"], ["--start-day", "29"], ["--rows", "9"]],
        ids=["month", "start_day", "rows"],
    )
    def test_refused(self, asked: list[str]) -> None:
        """A month without rates, a late start or too few rows are refused."""
        ran = subprocess.run(
            [sys.executable, str(WRITER), *asked], capture_output=True, check=False
        )

        assert ran.returncode == 2


class TestEdges:
    """What every file has, whatever chance brings."""

    @pytest.mark.clause("Q36")
    @pytest.mark.parametrize(
        ("rows", "before", "after"),
        [
            (ROWS, "2026-06-30T23:59:59Z", "2026-07-01T00:00:00Z"),
            (ROWS, "2026-07-31T23:59:59Z", "2026-08-01T00:00:00Z"),
            (ROWS, "2026-07-26T23:59:59Z", "2026-07-27T00:00:00Z"),
            (ROWS, "2026-07-15T23:59:59Z", "2026-07-16T00:00:00Z"),
            (LEAP_ROWS, "2028-01-31T23:59:59Z", "2028-02-01T00:00:00Z"),
            (LEAP_ROWS, "2028-02-14T23:59:59Z", "2028-02-15T00:00:00Z"),
            (LEAP_ROWS, "2028-02-28T23:59:59Z", "2028-02-29T00:00:00Z"),
            (LEAP_ROWS, "2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z"),
        ],
        ids=[
            *("month", "next month", "midnight", "a rate's first day"),
            *("leap month", "billing start", "leap day", "day after the leap day"),
        ],
    )
    def test_instants(self, rows: list[Row], before: str, after: str) -> None:
        """Rows start a second before an edge and at it, and run to it and over it."""
        edge = datetime.fromisoformat(after)

        assert {before, after} <= starts(rows)
        assert [row for row in rows if instants(row)[1] == edge] != []
        assert len(straddles(rows, edge)) >= 2

    def test_outside(self) -> None:
        """Of July's file only rows at its two ends start in another month."""
        outside = Counter(one for one in starts(ROWS) if not one.startswith("2026-07"))

        assert set(outside) == {"2026-06-30T23:59:59Z", "2026-08-01T00:00:00Z"}

    def test_several_over_the_end(self) -> None:
        """A row of 300 seconds totals calls on both sides of the month's end."""
        found = straddles(ROWS, datetime(2026, 8, 1, tzinfo=UTC))

        assert ("300", "2026-07-31T23:50:00Z") in [
            (row["Duration (sec)"], row["Start time (UTC)"]) for row in found
        ]

    def test_no_leap_day(self) -> None:
        """A February of 28 days has no row on a day 29."""
        found = rows_of(CALLS["call_details"](rows=300, month=date(2027, 2, 1)))

        assert max(starts(found)) == "2027-03-01T00:00:00Z"

    @pytest.mark.clause("F3")
    @pytest.mark.parametrize("kind", ["plan", "international"])
    def test_minutes(self, kind: str) -> None:
        """Calls of 0, 1, 59, 60, 61 and 86,400 seconds are 0, 1, 1, 1, 2 and 1440."""
        found = {
            int(row["Duration (sec)"]): int(row["Billable minutes"])
            for row in to(ROWS, "+493020" if kind == "international" else "+121220")
            if row["Start time (UTC)"] == "2026-07-28T20:00:00Z"
        }

        assert [found[n] for n in (0, 1, 59, 60, 61, 86_400)] == [0, 1, 1, 1, 2, 1440]

    @pytest.mark.clause("F4", "Q40")
    def test_mobiles_of_brazil(self) -> None:
        """Calls of 61 seconds to a mobile of Brazil are 1.1 minutes at 0.1235 each."""
        found = {
            int(row["Duration (sec)"]): (row["Billable minutes"], row["Total cost"])
            for row in to(ROWS, "+5511987")
            if row["Start time (UTC)"] == "2026-07-28T20:00:00Z"
        }

        assert found[0] == ("0", "0.0000")
        assert found[1] == found[30] == ("0.5", "0.06175")
        assert found[31] == found[36] == ("0.6", "0.0741")
        assert found[60] == ("1", "0.1235")
        assert found[61] == found[66] == ("1.1", "0.13585")
        assert {row["Destination number"][3:5] for row in to(ROWS, "+55")} > {
            "11",
            "99",
        }

    def test_no_duration(self) -> None:
        """Calls of no duration are of each type that a rate or a plan prices."""
        found = {row["Call type"] for row in ROWS if row["Duration (sec)"] == "0"}

        assert found >= {"plan", "inbound", "international", "toll_free_inbound"}

    def test_types(self) -> None:
        """Each call type is there, and most rows are the plan's."""
        found = Counter(row["Call type"] for row in ROWS)

        assert set(found) == {
            *("extension", "toll_free_inbound", "inbound"),
            *("domestic_premium", "international", "plan"),
        }
        assert found.most_common(1)[0][0] == "plan"

    def test_destinations(self) -> None:
        """Each rate of the plan prices some row, and 25 countries are called."""
        found = {rate["id"] for row in ROWS if (rate := rate_of(row)) is not None}

        assert found == {rate["id"] for rate in PLAN["call_rates"]}
        assert len({one for one in found if len(one) == len("intl-de")}) >= 25

    @pytest.mark.parametrize(
        ("beginning", "shorter", "longer"),
        [
            ("+4470", "intl-gb-mobile", "intl-gb-personal"),
            ("+447", "intl-gb", "intl-gb-mobile"),
            ("+5511987", "intl-br", "intl-br-mobile"),
            ("+1809", "intl-ca", "intl-do"),
            ("+1900555", "premium-900", "premium-900-555"),
            ("+1800", "toll-free", "toll-free-800"),
            ("+3906698", "intl-it", "intl-va"),
            ("+77", "intl-ru", "intl-kz"),
        ],
    )
    def test_nested(self, beginning: str, shorter: str, longer: str) -> None:
        """Where a longer prefix fits as well, the row has its rate."""
        prefixes = {rate["id"]: rate["prefixes"] for rate in PLAN["call_rates"]}
        found = {rate["id"] for row in to(ROWS, beginning) if (rate := rate_of(row))}

        assert any(beginning.startswith(one) for one in prefixes[shorter])
        assert shorter not in found
        assert longer in found

    @pytest.mark.clause("G3")
    def test_low_usage(self) -> None:
        """The five low-usage devices call within the plan and abroad, and not often."""
        low = set(PLAN["plan"]["low_usage_numbers"])
        found = [row for row in ROWS if row["Source number"] in low]

        assert len(low) == 5 * 2
        assert {row["Call type"] for row in found} >= {"plan", "international"}
        assert 10 < len(found) < 4000 // 20


@pytest.mark.clause("F2", "F3", "F4", "F5")
class TestPrinted:
    """The printed minutes, costs and rates, computed again."""

    @pytest.mark.parametrize("rows", [ROWS, LEAP_ROWS], ids=["July", "leap month"])
    def test_again(self, rows: list[Row]) -> None:
        """Minutes, cost and rate of each row are exact, or empty where it has none."""
        assert [row for row in rows if printed(row) != recomputed(row)] == []

    def test_decimals(self) -> None:
        """A cost has 4 to 6 decimals, so that nothing of a rate is lost."""
        found = {len(row["Total cost"].partition(".")[2]) for row in ROWS}

        assert found == {0, 4, 5}

    def test_dated(self) -> None:
        """Germany costs 0.0190 up to 15 July and 0.0205 from 16 July."""
        found = {
            (row["Start time (UTC)"], row["Rate"])
            for row in to(ROWS, "+49301005")
            if row["Duration (sec)"] == "61"
        }

        assert found == {
            ("2026-07-15T23:59:59Z", "0.0190"),
            ("2026-07-16T00:00:00Z", "0.0205"),
        }

    def test_without(self) -> None:
        """Rows without a cost are the plan's, or of a rate that the month decides."""
        without = {
            (rate["id"] if (rate := rate_of(row)) else row["Call type"])
            for row in ROWS
            if not row["Total cost"]
        }

        assert without == {
            *("plan", "extension", "inbound"),
            *("intl-in", "intl-ph", "intl-mx", "intl-ae"),
        }


class TestPlan:
    """The plan file of the example, beside the script."""

    def test_rates(self) -> None:
        """The price list of the script is that of the plan file."""
        listed = [
            {
                "id": rate.id,
                "name": rate.name,
                "call_type": rate.call_type,
                "prefixes": list(rate.prefixes),
                "model": rate.model,
                "tiers": [(above, Decimal(price)) for above, price in rate.tiers],
                "package": rate.package,
                "unit_price": rate.unit_price and Decimal(rate.unit_price),
                "minimum": rate.minimum and Decimal(rate.minimum),
                "increment": rate.increment,
                "effective_on": rate.effective_on,
            }
            for rate in CALLS["RATES"]
        ]
        nothing = dict.fromkeys(("package", "unit_price", "minimum", "increment"))
        planned = [
            {
                **nothing,
                "model": "flat",
                **rate,
                "tiers": [tuple(one.values()) for one in rate.get("tiers", ())],
            }
            for rate in PLAN["call_rates"]
        ]

        assert planned == listed

    def test_models(self) -> None:
        """Each way to price a month is there."""
        models = {rate.get("model", "flat") for rate in PLAN["call_rates"]}

        assert models == {"flat", "graduated", "volume", "package"}
        assert [rate["id"] for rate in PLAN["call_rates"] if "minimum" in rate] == [
            "intl-ae"
        ]

    def test_numbers(self) -> None:
        """Whose a number is stands alike in both."""
        numbers = PLAN["numbers"]

        assert numbers["own"] == [number for _, number in CALLS["DEVICES"]]
        assert tuple(numbers["toll_free"]) == CALLS["TOLL_FREE_NUMBERS"]
        assert set(PLAN["plan"]["low_usage_numbers"]) == {
            end for device in CALLS["LOW_USAGE"] for end in device
        }

    @pytest.mark.clause("Q42")
    def test_classified(self) -> None:
        """By its two ends alone each row is of the type that it says."""
        numbers = PLAN["numbers"]
        classifier = Telephony(
            country="US",
            own=frozenset(numbers["own"]),
            toll_free=frozenset(numbers["toll_free"]),
            premium_prefixes=tuple(numbers["premium_prefixes"]),
        )

        found = [
            classifier(row["Source number"], row["Destination number"]).value
            for row in ROWS
        ]

        assert found == [row["Call type"] for row in ROWS]


COPY, SEEDED = ERRORS["with_errors"](OF_JULY, errors=60)


class TestErrors:
    """Errors put into a copy, for the check to find."""

    def test_listed(self) -> None:
        """The copy differs from the file in the listed fields, and in no other."""
        titles: dict[str, str] = ERRORS["COLUMNS"]
        changed = {
            (number, title, row[title], other[title])
            for number, (row, other) in enumerate(
                zip(ROWS, rows_of(COPY), strict=True), start=1
            )
            for title in row
            if row[title] != other[title]
        }

        assert changed == {
            (one.row, titles[one.field], one.was, one.now) for one in SEEDED
        }
        assert len({one.row for one in SEEDED}) == len(SEEDED) == 60

    def test_kinds(self) -> None:
        """Each of the six kinds has its turn."""
        found = Counter(one.kind for one in SEEDED)

        assert found == dict.fromkeys(ERRORS["KINDS"], 60 // 6)

    def test_are_errors(self) -> None:
        """Each is another number than the right one, in a row of the month."""
        rows = rows_of(COPY)
        wrong = [rows[one.row - 1] for one in SEEDED]

        assert [row for row in wrong if printed(row) == recomputed(row)] == []
        assert {one[:7] for one in starts(wrong)} == {"2026-07"}

    @pytest.mark.clause("Q2", "Q41")
    def test_readings(self) -> None:
        """Minutes to the nearest and costs in cents agree under the reading named."""
        found = []
        for one in SEEDED:
            row = ROWS[one.row - 1]
            if one.reading == {"minutes": "nearest"}:
                minutes = Fraction(int(row["Duration (sec)"]), 60)
                found.append(int(one.now) == floor(minutes + Fraction(1, 2)))
            elif one.reading is not None:
                assert one.reading == {"rounded": "row"}
                in_cents = floor(Fraction(row["Total cost"]) * 100 + Fraction(1, 2))
                found.append(Fraction(one.now) == Fraction(in_cents, 100))

        assert found == [True] * (10 + 10)

    @pytest.mark.clause("F4")
    def test_mobiles_of_brazil(self) -> None:
        """Tenths to mobiles of Brazil become whole minutes, which no reading has."""
        found = [one for one in SEEDED if "Brazil" in one.kind]

        for one in found:
            row = ROWS[one.row - 1]
            rate = rate_of(row)
            assert rate is not None
            assert rate["id"] == "intl-br-mobile"
            assert one.reading is None
            assert int(one.now) == ceil(Fraction(int(row["Duration (sec)"]), 60))

    def test_start_day(self) -> None:
        """Rows before billing starts get no error, as they are not charged."""
        _, seeded = ERRORS["with_errors"](OF_FEBRUARY, errors=30, start_day=15)

        found = [LEAP_ROWS[one.row - 1]["Start time (UTC)"] for one in seeded]
        assert "2028-02-15" <= min(found) <= max(found) < "2028-03"

    def test_month(self) -> None:
        """Of the month that is asked for alone; else of that of most rows."""
        _, seeded = ERRORS["with_errors"](OF_FEBRUARY, errors=2, month="2028-01")

        wrong = [LEAP_ROWS[one.row - 1] for one in seeded]
        assert starts(wrong) == {"2028-01-31T23:59:59Z"}

    def test_too_many(self) -> None:
        """A file has room for so many errors, and says so."""
        with pytest.raises(SystemExit, match="has room for"):
            ERRORS["with_errors"](OF_FEBRUARY, errors=5000)

    def test_no_column(self) -> None:
        """A file of other titles is refused, and those that are missing named."""
        with pytest.raises(SystemExit, match="no column Total cost"):
            ERRORS["with_errors"](OF_JULY.replace("Total cost", "Costo total", 1))

    def test_command(self, tmp_path: Path) -> None:
        """The command line writes the copy, and the list as JSON."""
        calls, copy, listed = (tmp_path / name for name in ("a.csv", "b.csv", "c.json"))
        calls.write_bytes(OF_JULY.encode())
        command = [sys.executable, str(SEEDER), str(calls)]

        subprocess.run(
            [*command, "--out", str(copy), "--list", str(listed)],
            capture_output=True,
            check=True,
        )

        found = json.loads(listed.read_text(encoding="utf-8"))
        assert copy.read_bytes() == COPY.encode()
        assert found == [one.listed() for one in SEEDED]
        assert list(found[0]) == ["row", "field", "kind", "from", "to", "reading"]
