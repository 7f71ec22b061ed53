"""Write docs/reference/rules.md from the code and the tests, or check it.

    python scripts/rules_page.py
    python scripts/rules_page.py --check

The check fails, and says where, if the page is not what would be written now, if the
code cites a clause that no test cites, or if code or a test cites an unknown one.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from gotobilling.clauses import ALL
from gotobilling.markets import us
from gotobilling.rulebook import RuleRow, cited, marked_tests, rules

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "tests"
PAGE: Final = ROOT / "docs" / "reference" / "rules.md"
COMMAND: Final = "python scripts/rules_page.py"

OPENING: Final = f"""\
# Rules

Every clause of the published documents, and every decision on how they are read: where
it is published, which functions implement it, what the market `{us.CONNECT.name}`
chooses in its edition {us.CONNECT.edition}, and which tests hold it. On a command line
`gotobilling rules` shows the table, and `gotobilling rules Q1` one clause in full.

`{COMMAND}` writes this page from code and tests: change those.
`gotobilling.sources.Standing` says what a standing means, and
`gotobilling.clauses.SOURCES` lists the documents behind ids such as S0.

| clause | rule | standing | functions | choices | tests |
|---|---|---|---|---|---|
"""


def main(
    arguments: Sequence[str] | None = None, tests: Path = TESTS, page: Path = PAGE
) -> int:
    """Write the page, or check it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    by_code = cited()
    written = page_text(rules(tests), by_code)
    if not parser.parse_args(arguments).check:
        page.write_text(written, encoding="utf-8")
        return 0
    problems = list(citation_problems(by_code, marked_tests(tests)))
    if not page.exists() or page.read_text(encoding="utf-8") != written:
        problems.append(f"{page.name} is not up to date: run {COMMAND}")
    print("\n".join(problems or ["the page of rules is up to date"]))
    return 1 if problems else 0


def citation_problems(
    by_code: Mapping[str, Collection[str]], by_tests: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """
    Yield what is wrong with the citations.

    Args:
        by_code: Modules by the clause id that they cite.
        by_tests: Tests by the clause id that they cite.
    """
    known = {clause.id for clause in ALL}
    for kind, citing in (("module", by_code), ("test", by_tests)):
        for clause_id, places in citing.items():
            if clause_id not in known:
                where = ", ".join(places)
                yield f"{clause_id} is no clause and is cited by the {kind} {where}"
    for clause_id, modules in by_code.items():
        if clause_id in known and not by_tests.get(clause_id):
            where = ", ".join(modules)
            yield f"{clause_id} has no test and is cited by the module {where}"


def page_text(rows: Sequence[RuleRow], by_code: Mapping[str, Collection[str]]) -> str:
    """Return the page as Markdown."""
    uncited = [row.clause.id for row in rows if row.clause.id not in by_code]
    overview = "".join(map(_table_row, rows))
    sections = "\n".join(map(_section, rows))
    unused = ", ".join(uncited) or "None."
    return (
        f"{OPENING}{overview}\n{sections}\n## Cited by no code yet\n\n"
        f"These clauses are known, and no module cites them: {unused}\n"
    )


def _table_row(row: RuleRow) -> str:
    choices = [f"`{one.policy}.{one.field}` = {one.value}" for one in row.choices]
    cells = (
        row.clause.id,
        _escaped(row.clause.text),
        row.clause.standing.value,
        "<br>".join(f"`{name}`" for name in row.functions),
        "<br>".join(choices),
        str(len(row.tests)),
    )
    return f"| {' | '.join(cells)} |\n"


def _section(row: RuleRow) -> str:
    clause = row.clause
    points = {
        "Standing": f" {row.ground}; compared with its sources on {clause.checked}",
        "Sources": " " + _escaped("; ".join(map(str, clause.citations))),
        "Note": " " + _escaped(clause.note),
        "Functions": " " + ", ".join(map(_linked, row.functions)),
        "Choices": " " + ", ".join(f"`{choice}`" for choice in row.choices),
        "Readings": " " + ", ".join(f"`{reading}`" for reading in row.readings),
        "Tests": "".join(_tests(row.tests)),
    }
    listed = "".join(f"- **{name}**:{x}\n" for name, x in points.items() if x.strip())
    return f"## {clause.id}\n\n{_escaped(clause.text)}\n\n{listed}"


def _linked(function: str) -> str:
    room = function.partition(".")[0]
    return f"[`{function}`]({room}.md)"


def _tests(tests: Iterable[str]) -> Iterator[str]:
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for test in tests:
        file, _, name = test.partition("::")
        by_file[file].append(name)
    for file, names in by_file.items():
        yield f"\n  - `{file}`: " + ", ".join(f"`{name}`" for name in names)


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_<|`\[])", r"\\\1", text)


if __name__ == "__main__":
    sys.exit(main())
