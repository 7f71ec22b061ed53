"""Call details from a CSV file: this library beside what one would write by hand.

Contenders read one seeded file of totals by pair and come to the same sums. "checked"
is the streaming reader, which validates every cell of the nine columns; "and repeats"
also finds the rows that are there twice; "in full" makes a record of each row. Every
round of every contender runs in a process of its own; medians are printed, and how far
the peak of memory grew from the first to the last row. Trust the ratios, not the
absolute times.

    python benchmarks/call_details.py [--rows 1000000] [--rounds 3] [--numbers 60000]

With ``--tenfold`` the same is done with ten times the rows, which must not grow more.
"""

import argparse
import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from gotobilling.formats.call_details import read_calls, stream_calls
from gotobilling.formats.call_titles import ENGLISH
from gotobilling.usage import Repeats
from gotobilling.usage.rows import Rejected, UsageRow

TAKEN = Repeats.COUNTED
KIB_PER_MIB = 1024


def make(path: Path, rows: int, numbers: int) -> None:
    """Write a month of calls between 200 numbers and so many others."""
    draw = random.Random(7)  # noqa: S311 -- a seeded sample, no secret
    called = [f"+49{draw.randrange(10**9, 10**10)}" for _ in range(numbers)]
    first = datetime(2026, 7, 1, tzinfo=UTC).replace(tzinfo=None)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(title for _, title in ENGLISH.titles.named) + "\n")
        for _ in range(rows):
            start = first + timedelta(seconds=draw.randrange(30 * 86400))
            seconds = draw.randrange(900)
            minutes = -(-seconds // 60)
            cost = Decimal(minutes * 19).scaleb(-3)
            file.write(
                f"+1310555{draw.randrange(200):04d},{draw.choice(called)},{start},"
                f"{start + timedelta(seconds=seconds)},{seconds},{minutes},{cost:f},"
                "0.019,International\n"
            )


def by_hand(path: Path) -> tuple[int, int]:
    """Read with ``csv.DictReader``, as one would write it; nothing is checked."""
    rows = total = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = datetime.fromisoformat(row["Start time (UTC)"])
            end = datetime.fromisoformat(row["End time (UTC)"])
            record = (
                row["Source number"],
                row["Destination number"],
                start.replace(tzinfo=UTC),
                end.replace(tzinfo=UTC),
                int(row["Duration (sec)"]),
                Decimal(row["Billable minutes"]),
                Decimal(row["Total cost"]),
                Decimal(row["Rate"]),
                row["Call type"],
            )
            rows += 1
            total += record[4]
    return rows, total


def checked(path: Path, repeats: Repeats = TAKEN) -> tuple[int, int]:
    """Stream rows at their shortest."""
    rows = total = 0
    for row in stream_calls(path, ENGLISH, repeats=repeats):
        if isinstance(row, (UsageRow, Rejected)):
            raise TypeError(row)
        rows += 1
        total += row[3]
    return rows, total


def and_repeats(path: Path) -> tuple[int, int]:
    """Stream rows at their shortest, and look for those that are there twice."""
    return checked(path, Repeats.REFUSED)


def in_full(path: Path) -> tuple[int, int]:
    """Read a record of each row."""
    rows = total = 0
    for row in read_calls(path, ENGLISH, repeats=TAKEN):
        if isinstance(row, Rejected):
            raise TypeError(row)
        rows += 1
        total += row.seconds
    return rows, total


CONTENDERS: dict[str, Callable[[Path], tuple[int, int]]] = {
    "by hand (DictReader)": by_hand,
    "checked": checked,
    "checked, and repeats": and_repeats,
    "in full": in_full,
}


def timed(name: str, path: Path) -> None:
    """Run one contender once and print what it took as JSON."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    found = CONTENDERS[name](path)
    took = time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"found": found, "took": took, "grown": grown / KIB_PER_MIB}))


def itself(*arguments: str) -> bytes:
    """Run this file in a process of its own, so that no peak of one is another's."""
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 -- itself


def run(name: str, path: Path) -> tuple[list[int], float, float]:
    """Run one contender once."""
    got = json.loads(itself("--contender", name, "--file", str(path)))
    return got["found"], got["took"], got["grown"]


def table(path: Path, rows: int, rounds: int) -> Iterator[str]:
    """Yield the lines of the table for one file, after all agree on its sums."""
    results = {name: [run(name, path) for _ in range(1)] for name in CONTENDERS}
    for _ in range(rounds - 1):
        for name, kept in results.items():
            kept.append(run(name, path))
    sums = {tuple(found) for kept in results.values() for found, _, _ in kept}
    if len(sums) != 1:
        message = f"contenders do not agree: {sums}"
        raise SystemExit(message)
    took = {
        name: statistics.median(one[1] for one in kept)
        for name, kept in results.items()
    }
    base = next(iter(took.values()))
    yield f"{rows} rows, {path.stat().st_size / 1e6:.1f} MB"
    for name, seconds in took.items():
        grown = max(one[2] for one in results[name])
        yield (
            f"  {name:22} {seconds:8.2f} s {seconds / rows * 1e9:8.0f} ns/row "
            f"{base / seconds:5.1f}x  +{grown:.1f} MiB"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--numbers", type=int, default=60_000)
    parser.add_argument("--tenfold", action="store_true")
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.contender:
        timed(asked.contender, asked.file)
        return
    if asked.make:
        make(asked.file, asked.make, asked.numbers)
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in (asked.rows, asked.rows * 10)[: 1 + asked.tenfold]:
            path = Path(folder) / f"{rows}.csv"
            numbers = f"--numbers={asked.numbers}"
            itself("--make", str(rows), "--file", str(path), numbers)
            for line in table(path, rows, asked.rounds):
                print(line, flush=True)


if __name__ == "__main__":
    main()
