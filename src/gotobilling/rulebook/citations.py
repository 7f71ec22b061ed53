"""What the source files of the package cite.

>>> [name for name in documented_by()["Q35"] if name.startswith("contracts.b")]
['contracts.billing_start']
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Final, NamedTuple

from gotobilling import clauses
from gotobilling.sources import Clause

__all__ = ["cited", "documented_by", "in_order"]

_PACKAGE: Final = "gotobilling"
_CLAUSES: Final = f"{_PACKAGE}.clauses"
# What lies there is named S0 as well, and is a source and no clause.
_ORIGINS: Final = f"{_CLAUSES}.origins"
_NUMBERED: Final = re.compile(r"[A-Z][0-9]{1,2}")
_ID: Final = re.compile(r"[A-Z][0-9]+|[a-z0-9]+(?:[.-][a-z0-9]+)+")
_LAW_IDS: Final = frozenset(one.id for one in clauses.ALL if not one.id[0].isupper())
_CLAUSES_LINE: Final = re.compile(r"^Clauses: (.+)\Z", re.DOTALL | re.MULTILINE)


class _Read(NamedTuple):
    # What one source file says, whatever its name is.
    documented: tuple[tuple[str, tuple[str, ...]], ...]
    imported: tuple[tuple[str, str], ...]
    cited: frozenset[str]


_Module = tuple[str, _Read]


def cited() -> Mapping[str, tuple[str, ...]]:
    """
    Return the id of each clause that the code cites, with the modules that do.

    A module cites a clause by importing it, by the line ``Clauses:`` of a docstring,
    public or not, or by naming its id, as an error does. The modules that define the
    clauses do not count. An id that no clause has is returned as well, if it could not
    be any other text: a letter and a number below 100, or what such a line has.

    >>> "payments.dates" in cited()["Q56"], "clauses.decisions" in cited()["Q56"]
    (True, False)
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, read in _modules():
        if name.partition(".")[0] != "clauses":
            for clause_id in sorted(read.cited):
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
    for module, read in modules:
        for name, clause_ids in read.documented:
            top = name.split(".")[1]
            public = shown.get(f"{module}.{top}", f"{module}.{top}")
            public += name.removeprefix(f".{top}")
            if not re.search(r"(^|\.)_", public):
                for clause_id in clause_ids:
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
            yield name.removesuffix("."), _read(entry.read_text(encoding="utf-8"))


# By content: one page asks for the same files several times, and a file that changes
# is another one.
@lru_cache(maxsize=512)
def _read(source: str) -> _Read:
    tree = ast.parse(source)
    documented = tuple(_documented(tree, ""))
    cited_ids = chain(_cited_in(tree), *(clause_ids for _, clause_ids in documented))
    return _Read(documented, tuple(_imports(tree)), frozenset(cited_ids))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            origin = (node.module or "").removeprefix(f"{_PACKAGE}.")
            yield from ((origin, alias.name) for alias in node.names)


def _shown(modules: Iterable[_Module]) -> Iterator[tuple[str, str]]:
    for name, read in modules:
        for origin, shown in read.imported:
            if origin.startswith(f"{name}."):
                yield f"{origin}.{shown}", f"{name}.{shown}"


def _documented(node: ast.AST, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.ClassDef, ast.FunctionDef)):
            inner = f"{path}.{child.name}"
            yield inner, tuple(_ids_of(ast.get_docstring(child) or ""))
            yield from _documented(child, inner)


def _ids_of(docstring: str) -> Iterator[str]:
    line = _CLAUSES_LINE.search(docstring)
    if line:
        yield from _ID.findall(line[1])


def _cited_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and _is_of_clauses(node.module or ""):
            yield from _imported(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from filter(_is_named, (node.value,))


def _is_named(text: str) -> bool:
    # Many a text has the form of a law's id, such as the name of a market.
    return _NUMBERED.fullmatch(text) is not None or text in _LAW_IDS


def _is_of_clauses(module: str) -> bool:
    within = module == _CLAUSES or module.startswith(f"{_CLAUSES}.")
    return within and module != _ORIGINS


def _imported(node: ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        clause = getattr(clauses, alias.name, None)
        named = alias.name.lower().replace("_", "-")
        if isinstance(clause, Clause):
            yield clause.id
        elif named in _LAW_IDS:
            yield named
        elif _NUMBERED.fullmatch(alias.name):
            yield alias.name
