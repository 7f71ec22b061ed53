"""The lines of a row lie in those of its clause, or are listed here."""

import re
from collections.abc import Iterable

from gotobilling.access import ROWS
from gotobilling.directory import ENTRIES
from gotobilling.sources import Citation, Clause

LOCATOR = re.compile(r"lines? (\d+)(?:-(\d+))?")
# What a row needs and its clause does not cite: the clause keeps to the lines that it
# paraphrases.
BEYOND = {("B14", "united-states-guide, Payment Methods")}


def lines(citation: Citation) -> set[int]:
    """Return the lines of a citation; none of a page that is cited by its heading."""
    found = LOCATOR.fullmatch(citation.locator)
    if found is None:
        return set()
    first = int(found[1])
    return set(range(first, int(found[2] or first) + 1))


def beyond(clause: Clause, citations: Iterable[Citation]) -> set[tuple[str, str]]:
    """Return the citations with a line that the clause does not cite."""
    return {
        (clause.id, str(one))
        for one in citations
        if not lines(one)
        or not lines(one)
        <= {
            line
            for other in clause.citations
            if other.source == one.source
            for line in lines(other)
        }
    }


def test_access() -> None:
    """Every row of who may do what cites lines of its clause."""
    for row in ROWS:
        assert beyond(row.clause, row.citations) == set(), row


def test_directory() -> None:
    """Every entry of the directory does, but for the later page on payees."""
    found = {each for one in ENTRIES for each in beyond(one.clause, one.citations)}

    assert found == BEYOND
