"""What the source files of the package cite.

>>> [name for name in documented_by()["Q35"] if name.startswith("contracts.b")]
['contracts.billing_start']
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from gotobilling import clauses
from gotobilling.sources import Clause

__all__ = ["cited", "documented_by", "in_order"]

_PACKAGE: Final = "gotobilling"
_CLAUSES: Final = f"{_PACKAGE}.clauses"
_NUMBERED: Final = re.compile(r"[A-Z][0-9]+")
_ID: Final = re.compile(r"[A-Z][0-9]+|[a-z0-9]+(?:[.-][a-z0-9]+)+")
_LAW_IDS: Final = frozenset(one.id for one in clauses.ALL if not one.id[0].isupper())
_CLAUSES_LINE: Final = re.compile(r"^Clauses: (.+)\Z", re.DOTALL | re.MULTILINE)

_Module = tuple[str, ast.Module]


def cited() -> Mapping[str, tuple[str, ...]]:
    """
    Return the id of each clause that the code cites, with the modules that do.

    A module cites a clause by importing it, by the line ``Clauses:`` of a docstring,
    public or not, or by naming its id, as an error does. The modules that define the
    clauses do not count. An id that no clause has is returned as well, if it could not
    be any other text: a letter and a number, or what such a line has.

    >>> "payments" in cited()["Q56"], "clauses.decisions" in cited()["Q56"]
    (True, False)
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, tree in _modules():
        if name.partition(".")[0] != "clauses":
            for clause_id in sorted(set(_cited_in(tree))):
                found[clause_id].append(name)
    return in_order(found)


def documented_by() -> Mapping[str, tuple[str, ...]]:
    """
    Return the public functions, classes and methods whose docstring cites each clause.

    They are named below the package, and as a reader imports them: what a folder of
    modules shows as its own is named by the folder.
    """
    modules = _modules()
    shown = dict(_shown(modules))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module, tree in modules:
        for name, docstring in _docstrings(tree, ""):
            top = name.split(".")[1]
            public = shown.get(f"{module}.{top}", f"{module}.{top}")
            public += name.removeprefix(f".{top}")
            if not re.search(r"(^|\.)_", public):
                for clause_id in _ids_of(docstring):
                    found[clause_id].append(public)
    return in_order({key: sorted(names) for key, names in found.items()})


def in_order(found: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    """
    Return the same by letter and then by number of the clause, laws after them by id.

    >>> list(in_order({"A10": (), "A9": (), "A": ()}))
    ['A', 'A9', 'A10']
    >>> list(in_order({"usf-factors": (), "47-cfr-54.712": (), "Q9": ()}))
    ['Q9', '47-cfr-54.712', 'usf-factors']
    """
    return {key: tuple(found[key]) for key in sorted(found, key=_place)}


def _place(clause_id: str) -> tuple[bool, str, int, str]:
    # A test can name any text by mistake.
    letter, number = clause_id[:1], clause_id[1:]
    is_law = not letter.isupper()
    if is_law or not number.isdecimal():
        return is_law, letter, 0, clause_id
    return is_law, letter, int(number), clause_id


def _modules() -> tuple[_Module, ...]:
    return tuple(_parsed(files(_PACKAGE), ""))


def _parsed(folder: Traversable, prefix: str) -> Iterator[_Module]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _parsed(entry, f"{prefix}{entry.name}.")
        elif entry.name.endswith(".py"):
            name = prefix + entry.name.removesuffix(".py").removesuffix("__init__")
            tree = ast.parse(entry.read_text(encoding="utf-8"))
            yield name.removesuffix("."), tree


def _shown(modules: Iterable[_Module]) -> Iterator[tuple[str, str]]:
    for name, tree in modules:
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                origin = (node.module or "").removeprefix(f"{_PACKAGE}.")
                if origin.startswith(f"{name}."):
                    for alias in node.names:
                        yield f"{origin}.{alias.name}", f"{name}.{alias.name}"


def _docstrings(node: ast.AST, path: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.ClassDef, ast.FunctionDef)):
            inner = f"{path}.{child.name}"
            yield inner, ast.get_docstring(child) or ""
            yield from _docstrings(child, inner)


def _ids_of(docstring: str) -> Iterator[str]:
    line = _CLAUSES_LINE.search(docstring)
    if line:
        yield from _ID.findall(line[1])


def _cited_in(tree: ast.Module) -> Iterator[str]:
    for _, docstring in _docstrings(tree, ""):
        yield from _ids_of(docstring)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _CLAUSES:
            yield from _imported(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from filter(_is_named, (node.value,))


def _is_named(text: str) -> bool:
    # Many a text has the form of a law's id, such as the name of a market.
    return _NUMBERED.fullmatch(text) is not None or text in _LAW_IDS


def _imported(node: ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        clause = getattr(clauses, alias.name, None)
        if isinstance(clause, Clause):
            yield clause.id
        elif _NUMBERED.fullmatch(alias.name):
            yield alias.name
