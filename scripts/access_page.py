"""Write docs/reference/access-matrix.md from the rows of who may do what, or check it.

    python scripts/access_page.py
    python scripts/access_page.py --check

The check fails if the page is not what would be written now.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from gotobilling.access import (
    CHOICES,
    ROWS,
    Action,
    Grant,
    Permission,
    Portal,
    conflicts,
    grants,
)
from gotobilling.access.text import granted
from gotobilling.roles import in_words

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "reference" / "access-matrix.md"
COMMAND: Final = "python scripts/access_page.py"

OPENING: Final = f"""\
# The access matrix

Who may do what in which portal, as the billing guides have it. A role that is named
may; so may whoever holds the permission that stands beside it. *Asks* means that
somebody else then does it. An empty cell is a portal of which no text has the action.
On a command line `gotobilling access` shows the same, in your own code
[`may`](access.md) answers.

`{COMMAND}` writes this page from the rows in `gotobilling.access`: change those.

"""


def main(arguments: Sequence[str] | None = None, page: Path = PAGE) -> int:
    """Write the page, or check it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    written = page_text()
    if not parser.parse_args(arguments).check:
        page.write_text(written, encoding="utf-8")
        return 0
    if page.exists() and page.read_text(encoding="utf-8") == written:
        print("the access matrix is up to date")
        return 0
    print(f"{page.name} is not up to date: run {COMMAND}")
    return 1


def page_text() -> str:
    """Return the page as Markdown."""
    held = ", ".join(f"`{one.value}`" for one in Permission)
    matrix, choices = "".join(_matrix()), "".join(_choices())
    sections = "\n".join(map(_section, Action))
    return (
        f"{OPENING}The permissions that guides name: {held}.\n\n{matrix}\n"
        "## Where the texts contradict each other\n\n"
        f"Each conflict is a choice with a name, the default first.\n\n{choices}\n"
        f"## Every row, with its lines\n\n{sections}"
    )


def _matrix() -> Iterator[str]:
    portals = " | ".join(map(in_words, Portal))
    yield f"| action | {portals} |\n|---|{'---|' * len(Portal)}\n"
    for action in Action:
        cells = (
            "<br>".join(map(_cell, grants(action, portal, CHOICES)))
            for portal in Portal
        )
        yield f"| {action.words} | {' | '.join(cells)} |\n"


def _cell(one: Grant) -> str:
    asks = "" if one.ask is None else " *asks*"
    return f"{one.who}{asks} {_escaped(f'[{one.clause.id}]')}"


def _choices() -> Iterator[str]:
    for (name, clause, answers), default in zip(
        conflicts(), CHOICES.members, strict=True
    ):
        others = (one for one in answers if one is not default)
        told = ", ".join(f"`{one.value}`" for one in (default, *others))
        lines = "; ".join(map(str, clause.citations))
        yield f"- **`{name}`** ({clause.id}): {told}. {clause.text}\n"
        yield f"  {clause.note} ({lines})\n"


def _section(action: Action) -> str:
    rows = map(_row, (row for row in ROWS if row.action is action))
    return f"### {action.words}\n\n{''.join(rows)}"


def _row(one: Grant) -> str:
    under = ", ".join(f"`{member.value}`" for member in one.under)
    only = f" (under {under})" if under else ""
    lines = "; ".join(map(str, one.citations))
    return f"- {in_words(one.portal)}: {_escaped(granted(one))}{only}. {lines}.\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_<|`\[])", r"\\\1", text)


if __name__ == "__main__":
    sys.exit(main())
