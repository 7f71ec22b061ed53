"""Which tests carry the mark of which clause, read from their files without a run."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from gotobilling.rulebook.citations import in_order

__all__ = ["folder_of_tests", "marked_tests"]


def folder_of_tests() -> Path | None:
    """Return the folder of tests beside the sources; None for an installed wheel."""
    sources = Path(str(files("gotobilling"))).parent
    folder = sources.parent / "tests"
    return folder if sources.name == "src" and folder.is_dir() else None


def marked_tests(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """
    Return the tests of a folder that carry the mark of each clause.

    A mark is seen on a function, on its class, on one of its parameters, on the whole
    module, and behind a name that the module gives it; its ids must be literal.

    Returns:
        By clause id, the tests' names below the folder's parent, as pytest takes them
        on its command line: ``tests/test_money.py::TestSum::test_sum``.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        file = path.relative_to(folder.parent).as_posix()
        for test, clause_ids in _read(path.read_text(encoding="utf-8")):
            for clause_id in clause_ids:
                found[clause_id].append(f"{file}{test}")
    return in_order(found)


_Marks = Iterable[str]


# By content, as the sources are.
@lru_cache(maxsize=512)
def _read(source: str) -> tuple[tuple[str, frozenset[str]], ...]:
    tree = ast.parse(source)
    named = _named_marks(tree)
    return tuple(_tests(tree, "", named.get("pytestmark", ()), named))


def _tests(
    owner: ast.Module | ast.ClassDef,
    path: str,
    inherited: _Marks,
    named: Mapping[str, _Marks],
) -> Iterator[tuple[str, frozenset[str]]]:
    for node in owner.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            inner = f"{path}::{node.name}"
            marks = frozenset({*inherited, *_marks(node.decorator_list, named)})
            if isinstance(node, ast.ClassDef):
                yield from _tests(node, inner, marks, named)
            elif node.name.startswith("test"):
                yield inner, marks


def _named_marks(tree: ast.Module) -> Mapping[str, _Marks]:
    named: dict[str, _Marks] = {}
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            marks = tuple(_marks([node.value], named))
            named |= {one.id: marks for one in targets if isinstance(one, ast.Name)}
    return named


def _marks(nodes: Iterable[ast.expr], named: Mapping[str, _Marks]) -> Iterator[str]:
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Name):
            yield from named.get(node.id, ())
        elif isinstance(node, ast.Call) and _is_mark(node.func):
            yield from (text for one in node.args for text in _texts(one))


def _texts(argument: ast.expr) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant):
            yield str(node.value)


def _is_mark(called: ast.expr) -> bool:
    match called:
        case ast.Attribute(ast.Attribute(ast.Name("pytest"), "mark"), "clause"):
            return True
    return False
