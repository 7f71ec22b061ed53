"""What the package offers by name, and what importing it costs nobody."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import gotobilling

SOURCE: Final = Path(gotobilling.__file__)
NAMES: Final = tuple(gotobilling.__all__)
# What a program that bills does not need: display, parsers of dates and of schemas.
HEAVY: Final = (
    "babel",
    "dateutil.parser",
    "dateutil.rrule",
    "dateutil.tz",
    "hypothesis",
    "jsonschema",
    "tomllib",
    "zoneinfo",
)


def declared() -> Iterator[tuple[str, str]]:
    """Yield each name that the type checker is shown, and its module."""
    for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module != "typing":
            module = node.module or ""
            if module.startswith("gotobilling"):
                yield from ((alias.name, module) for alias in node.names)


def in_fresh_interpreter(code: str) -> list[str]:
    """Return the words that the code prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout.split()


def loaded_by(code: str) -> set[str]:
    """Return the modules that are loaded once the code has run."""
    return set(in_fresh_interpreter(f"{code}\nimport sys\nprint(*sys.modules)"))


class TestNames:
    """Every public name is there, at run time and for the type checker alike."""

    @pytest.mark.parametrize("name", NAMES)
    def test_importable(self, name: str) -> None:
        """A public name is the one that its module defines."""
        home = dict(declared())[name]

        assert getattr(gotobilling, name) is getattr(import_module(home), name)

    def test_sorted(self) -> None:
        """The names are sorted: constants, classes, functions."""

        def place(name: str) -> tuple[bool, bool, str]:
            return not name.isupper(), name[0].islower(), name

        assert tuple(sorted(NAMES, key=place)) == NAMES

    def test_declared(self) -> None:
        """The type checker is shown the public names and no other."""
        assert sorted(name for name, _ in declared()) == sorted(NAMES)

    def test_listed(self) -> None:
        """A notebook that lists the package finds the public names."""
        assert set(NAMES) <= set(dir(gotobilling))

    def test_star(self) -> None:
        """A star takes exactly the public names."""
        before = "before = set(globals())"
        code = f"{before}\nfrom gotobilling import *\nprint(*set(globals()) - before)"

        assert set(in_fresh_interpreter(code)) - {"before"} == set(NAMES)

    def test_unknown(self) -> None:
        """A name that does not exist is no attribute, as of any module."""
        with pytest.raises(AttributeError, match="has no attribute 'Quote'"):
            _ = gotobilling.Quote  # type: ignore[attr-defined]

    def test_function_stays(self) -> None:
        """Importing its module does not put it in place of the function of its name."""
        code = (
            "import gotobilling.canonical\n"
            "from gotobilling.canonical import canonical\n"
            "print(gotobilling.canonical is canonical)\n"
            "from gotobilling import canonical as public\n"
            "print(public is canonical, public({'a': 1}))"
        )

        assert in_fresh_interpreter(code) == ["True", "True", """b'{"a":"1"}'"""]


class TestImport:
    """Importing is cheap, and brings nothing that was not asked for."""

    def test_package_alone(self) -> None:
        """The package alone loads neither attrs nor a module of its own."""
        loaded = loaded_by("import gotobilling")

        assert [name for name in loaded if name.startswith("gotobilling.")] == []
        assert "attrs" not in loaded

    @pytest.mark.parametrize("heavy", HEAVY)
    def test_heavy_modules(self, heavy: str) -> None:
        """All public names together load none of the heavy modules."""
        assert heavy not in loaded_by("from gotobilling import *")

    def test_display_on_demand(self) -> None:
        """Babel is loaded when an invoice is shown, and not when it is made."""
        code = (
            "import sys\n"
            "from gotobilling import Period, assemble_invoice, edition\n"
            "from gotobilling.testing.examples import july_start\n"
            "market, month = edition('us-connect'), Period.month(2026, 8)\n"
            "invoice = assemble_invoice(july_start(), month, market)\n"
            "print('babel' in sys.modules)\n"
            "invoice._repr_html_()\n"
            "print('babel' in sys.modules)\n"
        )

        assert in_fresh_interpreter(code) == ["False", "True"]
