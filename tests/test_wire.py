"""The golden test of the wire format: what documents name and hold only grows."""

import json
import pkgutil
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import attrs

import gotobilling
from gotobilling.formats.documents import SCHEMA

GOLDEN: Final = Path(__file__).parent / "golden" / f"wire-{SCHEMA}.json"
CORPUS: Final = Path(__file__).parent / "corpus"
KEYED: Final = ("facts", "policies", "clauses", "proofs", "readings", "asked.lines")
"""Objects whose keys are names of the writer's own."""


def classes() -> Iterator[type]:
    """Every class of the package, once."""
    seen: set[type] = set()
    for found in pkgutil.walk_packages(gotobilling.__path__, "gotobilling."):
        if found.name.endswith(("__main__", "verify")):
            continue
        for one in vars(import_module(found.name)).values():
            if isinstance(one, type) and one.__module__ == found.name:
                seen.add(one)
    yield from sorted(seen, key=lambda one: one.__qualname__)


def enums() -> dict[str, list[str]]:
    """The values of every enumeration, in their order."""
    return {
        one.__name__: [str(member.value) for member in one]
        for one in classes()
        if issubclass(one, Enum)
    }


def values() -> dict[str, list[str]]:
    """The fields of every fact and policy under its wire name."""
    found: dict[str, list[str]] = {}
    for one in classes():
        wire = getattr(one, "wire", None)
        if wire is not None and attrs.has(one):
            fields = [each.name for each in attrs.fields(one) if each.init]
            found[" ".join(wire)] = fields
    return found


def keys(content: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 -- plain data
    """The path of every key of a document, without names of the writer's own."""
    if isinstance(content, list):
        for each in content:
            yield from keys(each, f"{path}[]")
    if not isinstance(content, dict):
        return
    for name, each in content.items():
        own = any(path.endswith(one) for one in KEYED)
        inner = f"{path}.{'*' if own else name}".lstrip(".")
        if inner.endswith("revised"):
            continue
        yield inner
        yield from keys(each, inner)


def documents() -> dict[str, list[str]]:
    """The keys of the documents of the corpus, by kind."""
    found: dict[str, set[str]] = {"invoice": set(), "credit_note": set()}
    for path in CORPUS.glob("*/*/*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        is_note = content["document"]["kind"] == "credit_note"
        found["credit_note" if is_note else "invoice"].update(keys(content))
    return {kind: sorted(names) for kind, names in found.items()}


def wire() -> dict[str, Any]:
    """All names and values of the wire format as this release has them."""
    return {"documents": documents(), "enums": enums(), "values": values()}


def golden() -> dict[str, Any]:
    """The same as they were frozen."""
    found: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return found


class TestWire:
    """The wire format of schema 1."""

    def test_schema(self) -> None:
        """The number of the schema is 1."""
        assert SCHEMA == 1

    def test_frozen(self) -> None:
        """Every key, field and value is the frozen one; a new one is frozen with it."""
        assert wire() == golden()


def write() -> None:
    """Freeze what this release has: `python -m tests.test_wire`."""
    GOLDEN.parent.mkdir(exist_ok=True)
    text = json.dumps(wire(), indent=1, sort_keys=True) + "\n"
    GOLDEN.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
