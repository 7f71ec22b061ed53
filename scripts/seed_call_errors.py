"""Copy call details with errors put in, and list them.

    python scripts/write_calls.py --out calls.csv
    python scripts/seed_call_errors.py calls.csv --out wrong.csv --list wrong.json

Each error is in one field of one row, of a kind that providers make: the kinds take
turns. The list says of each the row, counted from 1 without the heading, the field,
what stood there and what stands there now, and the reading under which the new value
would be right, as a plan file chooses it, or null. A row is left alone where the error
would leave the value as it is, and where it is not charged in the month.

It uses the standard library alone, so that it shares no error with what it tests.
"""

import argparse
import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    localcontext,
)
from itertools import cycle
from pathlib import Path
from typing import Final

COLUMNS: Final = {
    "destination": "Destination number",
    "start": "Start time (UTC)",
    "seconds": "Duration (sec)",
    "billable_minutes": "Billable minutes",
    "total_cost": "Total cost",
    "rate": "Rate",
}
MOBILE_OF_BRAZIL: Final = re.compile(r"\+55[1-9][0-9]9[0-9]{8}")
CENT: Final = Decimal("0.01")
WRONG_MINUTES: Final = (Decimal(1), Decimal(2), Decimal(10))
WRONG_COST: Final = (Decimal("0.0137"), Decimal(1), Decimal("12.5"))
"""What is added to a right value; no other reading of the rules comes to that."""

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a field would hold, and under which reading that is right."""

    field: str
    value: str
    reading: dict[str, str] | None = None


def wrong_minutes(row: Row, chance: random.Random) -> Found:
    """Return more minutes."""
    minutes = Decimal(row["billable_minutes"]) + chance.choice(WRONG_MINUTES)
    return Found(field="billable_minutes", value=f"{minutes:f}")


def wrong_cost(row: Row, chance: random.Random) -> Found | None:
    """Return a higher cost."""
    if not row["total_cost"]:
        return None
    cost = Decimal(row["total_cost"]) + chance.choice(WRONG_COST)
    return Found(field="total_cost", value=f"{cost:f}")


def nearest_minutes(row: Row, _: random.Random) -> Found | None:
    """Return minutes to the nearest one, half a minute up, for minutes begun (Q2)."""
    if _is_mobile_of_brazil(row):
        return None
    return Found(
        field="billable_minutes",
        value=str((int(row["seconds"]) + 30) // 60),
        reading={"minutes": "nearest"},
    )


def cost_in_cents(row: Row, _: random.Random) -> Found | None:
    """Return the cost rounded to the cent, half a cent up (Q41)."""
    if not row["total_cost"]:
        return None
    cost = Decimal(row["total_cost"]).quantize(CENT, rounding=ROUND_HALF_UP)
    return Found(field="total_cost", value=f"{cost:f}", reading={"rounded": "row"})


def whole_minutes(row: Row, _: random.Random) -> Found | None:
    """Return whole minutes for the tenths of a mobile of Brazil (F4)."""
    if not _is_mobile_of_brazil(row):
        return None
    return Found(field="billable_minutes", value=str(-(-int(row["seconds"]) // 60)))


def wrong_rate(row: Row, chance: random.Random) -> Found | None:
    """Return a rate that is a cent higher, or lower where that leaves any."""
    if not row["rate"]:
        return None
    rate = Decimal(row["rate"])
    by = -CENT if rate > CENT and chance.randrange(2) else CENT
    return Found(field="rate", value=f"{rate + by:f}")


KINDS: Final[dict[str, Callable[[Row, random.Random], Found | None]]] = {
    "wrong minutes": wrong_minutes,
    "wrong cost": wrong_cost,
    "minutes to the nearest": nearest_minutes,
    "cost in cents": cost_in_cents,
    "whole minutes of a mobile of Brazil": whole_minutes,
    "a rate off by a cent": wrong_rate,
}


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """One error that was put in."""

    row: int
    field: str
    kind: str
    was: str
    now: str
    reading: dict[str, str] | None

    def listed(self) -> dict[str, object]:
        """Return it as the list has it."""
        return {
            "row": self.row,
            "field": self.field,
            "kind": self.kind,
            "from": self.was,
            "to": self.now,
            "reading": self.reading,
        }


def main() -> None:
    """Write the copy and the list that the command line asks for."""
    asked = _arguments()
    text = asked.file.read_text(encoding="utf-8")
    copy, seeded = with_errors(
        text,
        errors=asked.errors,
        seed=asked.seed,
        month=asked.month,
        start_day=asked.start_day,
    )
    asked.out.write_text(copy, encoding="utf-8", newline="\n")
    listed = json.dumps([one.listed() for one in seeded], indent=2)
    asked.list.write_text(f"{listed}\n", encoding="utf-8", newline="\n")
    for kind, count in Counter(one.kind for one in seeded).items():
        print(f"{count:6} {kind}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Put errors into call details.")
    parser.add_argument("file", type=Path, help="as scripts/write_calls.py writes it")
    parser.add_argument("--out", type=Path, required=True, help="the copy")
    parser.add_argument("--list", type=Path, required=True, help="what is wrong in it")
    parser.add_argument("--errors", type=int, default=60, help="how many")
    parser.add_argument("--seed", type=int, default=2026, help="another, other errors")
    parser.add_argument("--month", help="such as 2026-07; else that of most rows")
    parser.add_argument(
        "--start-day", type=int, default=1, help="day of the month, when billing starts"
    )
    return parser.parse_args()


@contextmanager
def _own_decimals() -> Iterator[None]:
    # Costs are worked out in this context, whatever that of the caller is.
    with localcontext(Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[])):
        yield


@_own_decimals()
def with_errors(
    text: str,
    *,
    errors: int = 60,
    seed: int = 2026,
    month: str | None = None,
    start_day: int = 1,
) -> tuple[str, list[Seeded]]:
    """
    Return a copy of call details with errors, and these in the order of the rows.

    Args:
        text: The call details, with English titles.
        errors: How many.
        seed: What chance begins with.
        month: The month that is charged, as ``2026-07``; else that of most rows.
        start_day: The day of it on which billing starts.
    """
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    missing = [title for title in COLUMNS.values() if title not in heading]
    if missing:
        raise SystemExit(f"no column {', '.join(missing)}")
    places = {name: heading.index(title) for name, title in COLUMNS.items()}
    chance = random.Random(seed)  # noqa: S311 -- the same errors for the same seed
    named = [{name: row[place] for name, place in places.items()} for row in rows]
    seeded = sorted(
        _chosen(named, _charged(named, month, start_day), errors, chance),
        key=lambda one: one.row,
    )
    if len(seeded) < errors:
        raise SystemExit(f"the file has room for {len(seeded)} errors, not {errors}")
    for one in seeded:
        rows[one.row - 1][places[one.field]] = one.now
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([heading, *rows])
    return out.getvalue(), seeded


def _charged(rows: list[Row], month: str | None, start_day: int) -> list[int]:
    # Only these are compared: what starts elsewhere is not charged in the month.
    if month is None:
        ((month, _),) = Counter(row["start"][:7] for row in rows).most_common(1)
    first = f"{month}-{start_day:02}"
    return [
        index
        for index, row in enumerate(rows)
        if row["start"].startswith(month) and row["start"] >= first
    ]


def _chosen(
    rows: list[Row], charged: list[int], errors: int, chance: random.Random
) -> Iterator[Seeded]:
    taken: set[int] = set()
    # Each kind goes through the rows in an order of its own, once.
    orders = {kind: iter(chance.sample(charged, len(charged))) for kind in KINDS}
    spent: set[str] = set()
    for kind in cycle(KINDS):
        if len(taken) == errors or len(spent) == len(KINDS):
            return
        found = next(_possible(rows, orders[kind], kind, chance, taken), None)
        if found is None:
            spent.add(kind)
        else:
            taken.add(found.row)
            yield found


def _possible(
    rows: list[Row],
    order: Iterator[int],
    kind: str,
    chance: random.Random,
    taken: set[int],
) -> Iterator[Seeded]:
    for index in order:
        row, number = rows[index], index + 1
        found = None if number in taken else KINDS[kind](row, chance)
        if found is not None and Decimal(found.value) != Decimal(row[found.field]):
            yield Seeded(
                row=number,
                field=found.field,
                kind=kind,
                was=row[found.field],
                now=found.value,
                reading=found.reading,
            )


def _is_mobile_of_brazil(row: Row) -> bool:
    return MOBILE_OF_BRAZIL.fullmatch(row["destination"]) is not None


if __name__ == "__main__":
    main()
