"""The page of rules for a terminal."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Final

from gotobilling.clauses import by_id
from gotobilling.rulebook.rows import RuleRow, rules

__all__ = ["rules_text"]

_WIDTH: Final = 88
_LABEL: Final = 11
_INDENT: Final = " " * 14
_HEAD: Final = f"""\
id  standing  rule
{_INDENT}sources | first function | first choice | tests"""
_FOOT: Final = "One clause in full: gotobilling rules Q1"


def rules_text(clause_id: str | None = None) -> str:
    """
    Return the rules for a terminal: two lines for each clause, or one in full.

    Two lines show the first function and the first choice, with ``+`` and the number
    of the others, and how many tests there are.

    Raises:
        UnknownName: No clause has the id.

    >>> print(rules_text("B1").partition("note")[0].rstrip())
    B1 (stated)
    An invoice is to be paid within 15 days.
    """
    if clause_id is None:
        return "\n\n".join((_HEAD, "\n".join(map(_summary, rules())), _FOOT)) + "\n"
    clause = by_id(clause_id)
    return "\n".join(_details(row) for row in rules() if row.clause == clause) + "\n"


def _summary(row: RuleRow) -> str:
    clause = row.clause
    sources = dict.fromkeys(one.source.id for one in clause.citations)
    columns = (
        " ".join(sources),
        _first(row.functions),
        _first(one.chosen for one in row.choices),
        f"tests: {len(row.tests)}" if row.tests else "",
    )
    # The name of a law is longer than the column.
    head = f"{clause.id:3} {clause.standing.value:10}"
    text = textwrap.shorten(clause.text, _WIDTH - len(head), placeholder=" ...")
    return f"{head}{text}\n" + _INDENT + " | ".join(filter(None, columns))


def _first(values: Iterable[object]) -> str:
    shown = [str(value) for value in values]
    others = f" +{len(shown) - 1}" if len(shown) > 1 else ""
    return shown[0] + others if shown else ""


def _details(row: RuleRow) -> str:
    clause = row.clause
    sections: Mapping[str, Iterable[object]] = {
        "note": textwrap.wrap(clause.note, _WIDTH - _LABEL),
        "checked": [clause.checked],
        "sources": clause.citations,
        "functions": row.functions,
        "choices": row.choices,
        "readings": row.readings,
        "tests": row.tests,
    }
    lines = [f"{clause.id} ({row.ground})", *textwrap.wrap(clause.text, _WIDTH)]
    for label, values in sections.items():
        for number, value in enumerate(values):
            lines.append(f"{'' if number else label:{_LABEL}}{value}")
    return "\n".join(lines)
