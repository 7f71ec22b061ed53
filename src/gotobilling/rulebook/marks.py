"""Which tests carry the mark of which clause, read from their files without a run."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = _named_marks(tree)
        file = path.relative_to(folder.parent).as_posix()
        for test, clause_ids in _tests(tree, file, named.get("pytestmark", ()), named):
            for clause_id in clause_ids:
                found[clause_id].append(test)
    return in_order(found)


_Marks = Iterable[str]


def _tests(
    owner: ast.Module | ast.ClassDef,
    path: str,
    inherited: _Marks,
    named: Mapping[str, _Marks],
) -> Iterator[tuple[str, _Marks]]:
    for node in owner.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            inner = f"{path}::{node.name}"
            marks = {*inherited, *_marks(node.decorator_list, named)}
            if isinstance(node, ast.ClassDef):
                yield from _tests(node, inner, marks, named)
            elif node.name.startswith("test"):
                yield inner, marks


def _named_marks(tree: ast.Module) -> Mapping[str, _Marks]:
    named: dict[str, _Marks] = {}
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                named[ast.unparse(target)] = tuple(_marks([node.value], named))
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
    return ast.unparse(called) == "pytest.mark.clause"
