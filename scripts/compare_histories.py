"""Bill generated histories twice, here and by the reference biller, and compare.

    python scripts/compare_histories.py [--count 2000] [--seed 2026]

For each history the documents are compared one by one: their kind, product, period and
dates, and of every line its place, names, quantity, period, exact amount and rounded
amount. Then the independent checker proves each document from its account file
(levels 1 and 2), and those of every tenth history are assembled again (level 3).

What the histories are made of is printed first, beside the share of each edge that must
be reached. The exit status is 1 if a share is not reached or anything differs.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

from gotobilling.facts import Account
from gotobilling.formats.documents import document_bytes
from gotobilling.invoices import Invoice
from gotobilling.markets import us
from gotobilling.replay import replay
from gotobilling.testing.reference import bill
from gotobilling.verify import verify_facts

# The histories belong to the tests, which are no part of the package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.accounts import account_from, in_reference_words, invoices
from tests.strategies import FLOORS, histories, horizon, make_up

SHOWN: Final = 10
REPLAYED: Final = 10
CHUNK: Final = 25
File = dict[str, Any]


def main() -> int:
    """Print the shares, then what differs; return 0 if all is as it must be."""
    parser = argparse.ArgumentParser(description="Compare with the reference biller.")
    parser.add_argument("--count", type=int, default=2000, help="how many histories")
    parser.add_argument("--seed", type=int, default=2026, help="which histories")
    options = parser.parse_args()
    files = list(histories(options.seed, options.count))
    missed = print_shares(files)
    counted: Counter[str] = Counter()
    problems: list[str] = []
    with ProcessPoolExecutor() as pool:
        for size, found in pool.map(compared, enumerate(files), chunksize=CHUNK):
            counted.update(size)
            problems += found
    print()
    print("compared:", *(f"{count} {what}" for what, count in counted.items()))
    print(*problems[:SHOWN], sep="\n")
    print(f"{len(problems)} differences, {len(missed)} shares missed")
    return int(bool(problems or missed))


def compared(numbered: tuple[int, File]) -> tuple[Counter[str], list[str]]:
    """Return how much one history holds, and all that is wrong with it."""
    number, file = numbered
    account = account_from(file)
    documents = invoices(account, horizon(file))
    lines = sum(len(each.lines) for each in documents)
    found = [*differences(file, documents), *doubts(file, documents)]
    if number % REPLAYED == 0:
        found += changes(account, documents)
    size = Counter(histories=1, documents=len(documents), lines=lines)
    return size, [f"history {number}: {problem}" for problem in found]


def print_shares(files: list[File]) -> list[str]:
    """Print how many histories have each edge; return the edges that are too few."""
    found = Counter(edge for file in files for edge in make_up(file))
    shares = {
        edge: 100 * found[edge] / len(files) for edge in sorted({*found, *FLOORS})
    }
    for edge, share in shares.items():
        floor = f"  at least {FLOORS[edge]} %" if edge in FLOORS else ""
        print(f"{edge:30}{share:7.1f} %{floor}")
    return [edge for edge, floor in FLOORS.items() if shares[edge] < floor]


def differences(file: File, documents: tuple[Invoice, ...]) -> Iterator[str]:
    """Yield each document in which the two billers differ."""
    expected = {each[:3]: each for each in bill(file, horizon(file))}
    found = [in_reference_words(each) for each in documents]
    if len(found) != len(expected):
        yield f"{len(found)} documents, {len(expected)} by the reference"
    for one in found:
        other = expected.get(one[:3])  # kind, product, period
        if one != other:
            yield f"{one}\n  by the reference {other}"


def doubts(file: File, documents: tuple[Invoice, ...]) -> Iterator[str]:
    """Yield what the independent checker finds in the documents and the file."""
    for each in documents:
        report = verify_facts(json.loads(document_bytes(each)), file)
        if not report.holds:
            yield f"{each.key}, level {report.level}: {report.failure}"


def changes(account: Account, documents: tuple[Invoice, ...]) -> Iterator[str]:
    """Yield what comes out otherwise when a document is assembled again."""
    for each in documents:
        report = replay(json.loads(document_bytes(each)), account, us.CONNECT)
        if not report.holds:
            yield f"{each.key}, level 3: {report.failure}"


if __name__ == "__main__":
    sys.exit(main())
