"""Bill generated histories with late facts, and compare with knowing all in time.

    python scripts/compare_corrections.py [--count 2000] [--seed 2026]

Each account is billed month by month as far as it is known on each day, and once more
when all is known. Then all its documents must add up, in all and line by line, to those
of an account of which all was known in time; a second correction finds nothing; and
where a correction is made, its causes are those of a naive count. An invoice of two
accounts in three is credited in parts, in any of the four ways, until nothing is left.

The documents of every 40th account are written, proven by the independent checker
(level 1) and read back equal.

What the histories are made of is printed first, beside the share of each edge that must
be reached. The exit status is 1 if a share is not reached or anything differs.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from gotobilling.formats.documents import (
    document_bytes,
    issued_document,
    read_document,
)
from gotobilling.invoices import Invoice, IssuedDocument
from gotobilling.testing.late import (
    Issue,
    bill_as_known,
    by_name,
    differences,
    wrong_causes,
)
from gotobilling.verify import verify

# The histories belong to the tests, which are no part of the package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.strategies import (
    LATE_FLOORS,
    credit_notes,
    late_history,
    late_make_up,
    note_dice_of,
    wrong_notes,
)

SHOWN: Final = 10
PROVEN: Final = 40
CREDITED: Final = 3
CHUNK: Final = 25
Found = tuple[Counter[str], frozenset[str], list[str]]


def main() -> int:
    """Print the shares, then what differs; return 0 if all is as it must be."""
    parser = argparse.ArgumentParser(description="Compare with knowing all in time.")
    parser.add_argument("--count", type=int, default=2000, help="how many histories")
    parser.add_argument("--seed", type=int, default=2026, help="which histories")
    options = parser.parse_args()
    asked = [(options.seed, number) for number in range(options.count)]
    counted: Counter[str] = Counter()
    edges: Counter[str] = Counter()
    problems: list[str] = []
    with ProcessPoolExecutor() as pool:
        for size, made_up, found in pool.map(compared, asked, chunksize=CHUNK):
            counted.update(size)
            edges.update(made_up)
            problems += found
    missed = print_shares(edges, options.count)
    print()
    print("compared:", *(f"{count} {what}" for what, count in counted.items()))
    print(*problems[:SHOWN], sep="\n")
    print(f"{len(problems)} differences, {len(missed)} shares missed")
    return int(bool(problems or missed))


def compared(asked: tuple[int, int]) -> Found:
    """Return how much one history holds, what it is made of, and what is wrong."""
    seed, number = asked
    case = late_history(seed, number)
    size = Counter(histories=1)
    try:
        issue = by_name if number % PROVEN else issued_document
        sent = bill_as_known(case.account, case.market, case.until, issue)
        found = [
            *differences(case.account, case.market, sent, case.until),
            *wrong_causes(case.account, case.market, sent),
        ]
        notes, wrong = credited(sent, asked, issue)
        found += wrong
        if number % PROVEN == 0:
            found += doubts([*sent, *notes])
    except Exception as error:  # noqa: BLE001 -- one history of thousands
        return size, frozenset(), [f"history {number}: {error!r}"]
    size.update(documents=len(sent), corrections=corrections(sent), notes=len(notes))
    size.update({"invoices credited in parts": bool(notes)})
    told = [f"history {number}: {problem}" for problem in found]
    return size, late_make_up(case, sent), told


def corrections(sent: Sequence[IssuedDocument]) -> int:
    """Return how many lines are corrected."""
    invoices = [one.document for one in sent if isinstance(one.document, Invoice)]
    return sum(len(one.corrected) for one in invoices)


def credited(
    sent: Sequence[IssuedDocument], asked: tuple[int, int], issue: Issue
) -> tuple[list[IssuedDocument], list[str]]:
    """Credit an invoice in parts, as issued or as corrected; say what is wrong."""
    seed, number = asked
    charged = [one for one in sent if one.document.total.value.minor > 0]
    if not charged or number % CREDITED == 1:
        return [], []
    issued = charged[number % len(charged)]
    others = tuple(one for one in sent if one is not issued) if number % 2 else ()
    notes = credit_notes(issued, others, note_dice_of(seed, number), issue)
    return notes, list(wrong_notes(issued, others, notes))


def doubts(documents: Sequence[IssuedDocument]) -> Iterator[str]:
    """Yield what the independent checker finds, and what does not read back."""
    for each in documents:
        content = document_bytes(each.document)
        report = verify(json.loads(content))
        if not report.holds:
            yield f"{each.document!r}, level {report.level}: {report.failure}"
        if read_document(content, "document.json") != each.document:
            yield f"{each.document!r} does not read back equal"


def print_shares(edges: Counter[str], count: int) -> list[str]:
    """Print how many histories have each edge; return the edges that are too few."""
    shares = {
        edge: 100 * edges[edge] / count for edge in sorted({*edges, *LATE_FLOORS})
    }
    for edge, share in shares.items():
        floor = f"  at least {LATE_FLOORS[edge]} %" if edge in LATE_FLOORS else ""
        print(f"{edge:30}{share:7.1f} %{floor}")
    return [edge for edge, floor in LATE_FLOORS.items() if shares[edge] < floor]


if __name__ == "__main__":
    sys.exit(main())
