"""The house rules that a reader can rely on, held by reading the source itself.

Every rule is a function from a parsed module to the problems it finds, so that each is
shown a module that breaks it as well as the package that does not.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import pytest

import gotobilling

PACKAGE: Final = Path(gotobilling.__file__).parent
REFERENCE: Final = Path(__file__).parent.parent / "docs" / "reference"

# A row a floor, from the ground up: a module imports only from rows listed before its
# own. A folder is one entry; its files may import one another.
FLOORS: Final = {
    name: floor
    for floor, names in enumerate(
        (
            ("errors",),
            ("checks", "currencies", "rounding"),
            (
                "business_days",
                "kinds",
                "money",
                "periods",
                "roles",
                "sources",
                "vat_numbers",
            ),
            ("canonical", "clauses", "facts", "refusals"),
            ("derivation",),
            ("after_invoice", "billing_periods"),
            ("billing_dates",),
            (
                "billing_cycle",
                "charges",
                "contracts",
                "fees",
                "payments",
                "proration",
                "taxes",
                "usage",
            ),
            ("lineitems", "market_rules", "places", "readings", "telephony"),
            ("market",),
            ("segments",),
            ("invoices",),
            ("quotes",),
            (
                "cancellations",
                "corrections",
                "credits",
                "directory",
                "key_dates",
                "markets",
                "plan_changes",
                "reconcile",
                "recipients",
            ),
            ("access", "disputes", "refunds"),
            ("statements",),
            ("commissions",),
            ("editions",),
            ("formats", "present", "rulebook"),
            ("replay", "testing"),
            ("commands",),
            ("__main__",),
        )
    )
    for name in names
}
HIGHEST_CORE_FLOOR: Final = FLOORS["commissions"]
# On no floor: the checker must not trust the code that it checks.
APART: Final = "verify"

RUN_TIME_PACKAGES: Final = {"attr", "attrs", "babel", "dateutil", "gotobilling"}
EXTRA_PACKAGES: Final = {
    "present": {"icalendar"},
    "telephony": {"phonenumbers"},
    "testing": {"hypothesis"},
    "vat_numbers": {"stdnum"},
}
# A package of an extra is imported by its name when it is needed, not at the top.
IMPORTS_BY_TEXT: Final = {"__import__", "import_module"}
NAMED_PACKAGE: Final = re.compile(r"(icalendar|phonenumbers|stdnum)(\.\w+)*")

LONGEST_FUNCTION: Final = 40
LONGEST_MODULE: Final = 400

# What makes an answer depend on the day, the machine or the caller's surroundings.
SURROUNDING_MODULES: Final = {
    "asyncio",
    "getpass",
    "glob",
    "http",
    "io",
    "locale",
    "logging",
    "os",
    "pathlib",
    "platform",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
    "zoneinfo",
    "dateutil.tz",
}
SURROUNDING_CALLS: Final = {
    "fromtimestamp",
    "getdefaultlocale",
    "getlocale",
    "now",
    "today",
    "utcnow",
    "input",
    "open",
    "print",
}

# Functions and methods of `decimal` that read or change the thread's context, or
# round by it.
CONTEXT_CALLS: Final = {
    "getcontext",
    "localcontext",
    "setcontext",
    "Context",
    "quantize",
    "scaleb",
    "normalize",
    "remainder_near",
    "fma",
    "sqrt",
    "exp",
    "ln",
    "log10",
    "logb",
    "next_minus",
    "next_plus",
    "next_toward",
    "to_integral",
    "to_integral_exact",
    "to_integral_value",
    "create_decimal",
    "rotate",
    "shift",
}
ARITHMETIC_BUILTINS: Final = {"abs", "divmod", "pow", "round", "sum"}
# What `decimal` may give: the type, the constants and the errors of reading one.
DECIMAL_NAMES: Final = {"Decimal", "DecimalTuple", "InvalidOperation"}
INTEGER_MATHS: Final = {"ceil", "comb", "floor", "gcd", "isqrt", "lcm", "prod"}

SUPPRESSION: Final = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no)\b")
EXCUSED: Final = re.compile(
    r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\]|pragma: no \w+) .*[a-z]{2}"
)

READ_ONLY_ANNOTATIONS: Final = {
    "AbstractSet",
    "Collection",
    "Container",
    "Iterable",
    "Mapping",
    "Sequence",
}
MUTABLE_MAKERS: Final = {
    "bytearray",
    "Counter",
    "OrderedDict",
    "defaultdict",
    "deque",
    "dict",
    "list",
    "set",
    "WeakKeyDictionary",
    "WeakValueDictionary",
}
MUTABLE_DISPLAYS: Final = (
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """A parsed file of the package; ``name`` is dotted, below ``gotobilling``."""

    name: str
    source: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The entry of `FLOORS` that the file belongs to."""
        return self.name.partition(".")[0]


class Imported(NamedTuple):
    """One imported name, with the function around the import, if any."""

    line: int
    name: str
    inside: str


class Problem(NamedTuple):
    """What breaks a rule, and where in its module."""

    line: int
    text: str


def parse(name: str, source: str) -> Module:
    """Return the module of that dotted name."""
    return Module(name, source, ast.parse(source))


# No rule changes a tree, and no test a file of the package.
@lru_cache(maxsize=1)
def package_modules() -> tuple[Module, ...]:
    """Return every file of the installed package but the package's own first file."""
    return tuple(
        parse(_dotted(path), path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "__init__.py"
    )


# Eleven rules walk over the same trees, and one over each function of them.
@lru_cache(maxsize=1 << 15)
def within(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return every node of a tree."""
    return tuple(ast.walk(tree))


def _dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: Module) -> Iterator[Imported]:
    """Yield what the module imports, wherever in the file it does."""
    yield from _imports(module.tree, "")


def _imports(node: ast.AST, inside: str) -> Iterator[Imported]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Imported(child.lineno, alias.name, inside)
        elif isinstance(child, ast.ImportFrom):
            origin = "." * child.level + (child.module or "")
            for alias in child.names:
                yield Imported(child.lineno, f"{origin}.{alias.name}", inside)
        else:
            within = child.name if isinstance(child, Function) else inside
            yield from _imports(child, within)


def floor_problems(module: Module) -> Iterator[Problem]:
    """Yield imports that do not look down, and files without a floor."""
    if module.room != APART and module.room not in FLOORS:
        yield Problem(1, f"{module.room} has no floor")
        return
    for line, name, inside in imports(module):
        if name.startswith("."):
            yield Problem(line, "imports relatively")
        if name.split(".")[0] != "gotobilling":
            continue
        room = name.split(".")[1] if "." in name else ""
        # The drawing of a value is asked for when it is shown, and never before.
        drawn = inside.startswith("_repr_") and room == "present"
        if not drawn and not _lies_below(room, module.room):
            yield Problem(line, f"imports {name}")


def _lies_below(imported: str, room: str) -> bool:
    if room == APART:
        return False
    if imported == APART:
        return FLOORS[room] > HIGHEST_CORE_FLOOR
    if imported not in FLOORS:
        return False
    return imported == room or FLOORS[imported] < FLOORS[room]


def package_problems(module: Module) -> Iterator[Problem]:
    """Yield imports from outside the package that do not belong to that module."""
    allowed = sys.stdlib_module_names | RUN_TIME_PACKAGES
    allowed |= EXTRA_PACKAGES.get(module.room, set())
    if module.room == APART:
        allowed = sys.stdlib_module_names
    if module.room != "present":
        allowed -= {"babel"}
    for line, name, _ in chain(imports(module), _named_packages(module)):
        if name.lstrip(".").split(".")[0] not in allowed:
            yield Problem(line, f"imports {name}")


def _named_packages(module: Module) -> Iterator[Imported]:
    for node in within(module.tree):
        named = node.value if isinstance(node, ast.Constant) else None
        if isinstance(named, str) and NAMED_PACKAGE.fullmatch(named):
            yield Imported(getattr(node, "lineno", 0), named, "")


def import_problems(module: Module) -> Iterator[Problem]:
    """Yield imports by a text, which the other rules cannot see."""
    for node in within(module.tree):
        if isinstance(node, ast.Call) and _called(node) in IMPORTS_BY_TEXT:
            yield Problem(node.lineno, f"calls {_called(node)}")


def data_problems(module: Module) -> Iterator[Problem]:
    """Yield what is code in a market."""
    for node in within(module.tree):
        if module.room == "markets" and isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        ):
            yield Problem(node.lineno, "defines code in a market")


def float_problems(module: Module) -> Iterator[Problem]:
    """Yield float and complex literals, conversions, and functions that return one."""
    for node in within(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (float, complex)):
            yield Problem(node.lineno, f"has the literal {node.value}")
        if isinstance(node, ast.Call) and _called(node) in {"float", "complex"}:
            yield Problem(node.lineno, "converts to float")
    for line, name, _ in imports(module):
        origin, _, given = name.rpartition(".")
        if name == "math" or (origin == "math" and given not in INTEGER_MATHS):
            yield Problem(line, f"imports {name}")


def surrounding_problems(module: Module) -> Iterator[Problem]:
    """Yield what reads the clock, the machine, a file or the time zone data."""
    if FLOORS.get(module.room, HIGHEST_CORE_FLOOR + 1) > HIGHEST_CORE_FLOOR:
        return
    for line, name, _ in imports(module):
        parents = {name, name.split(".")[0], name.rpartition(".")[0]}
        if parents & SURROUNDING_MODULES:
            yield Problem(line, f"imports {name}")
    for node in within(module.tree):
        if isinstance(node, ast.Call) and _called(node) in SURROUNDING_CALLS:
            yield Problem(node.lineno, f"calls {_called(node)}")


def state_problems(module: Module) -> Iterator[Problem]:
    """Yield what a call could leave changed for the next one."""
    bodies = [module.tree.body, *(owner.body for owner in _classes(module.tree))]
    for statement in chain.from_iterable(bodies):
        if _is_mutable(statement):
            yield Problem(statement.lineno, "keeps mutable state")
    for node in within(module.tree):
        if isinstance(node, ast.Global):
            yield Problem(node.lineno, "rebinds a global")
        if isinstance(node, Function) and any(map(_is_unbounded, node.decorator_list)):
            yield Problem(node.lineno, "caches without bound")


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in within(tree) if isinstance(node, ast.ClassDef))


def _is_mutable(statement: ast.stmt) -> bool:
    # A literal is safe where its declared type has no method to change it: the type
    # checker then refuses what a frozen wrapper would refuse at run time.
    if isinstance(statement, ast.AnnAssign):
        names = {_last_name(node) for node in ast.walk(statement.annotation)}
        read_only = bool(names & READ_ONLY_ANNOTATIONS)
        return not read_only and _makes_mutable(statement.value)
    if isinstance(statement, ast.Assign):
        targets = [_last_name(target) for target in statement.targets]
        return targets != ["__all__"] and _makes_mutable(statement.value)
    return False


def _makes_mutable(value: ast.expr | None) -> bool:
    made = _called(value) if isinstance(value, ast.Call) else ""
    return isinstance(value, MUTABLE_DISPLAYS) or made in MUTABLE_MAKERS


def _is_unbounded(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call):
        return _last_name(decorator) == "cache"
    if _called(decorator) != "lru_cache":
        return False
    bounds = chain(decorator.args, (kept.value for kept in decorator.keywords))
    return any(isinstance(b, ast.Constant) and b.value is None for b in bounds)


def decimal_problems(module: Module) -> Iterator[Problem]:
    """
    Yield arithmetic on decimals, as far as the text of a module shows it.

    Seen are the methods and functions of the decimal context, and operators on what
    is visibly a ``Decimal``: a call of the type, a name annotated or assigned as one,
    an attribute of ``self`` that the class declares as one. What hides behind other
    expressions is caught by running the suite under a hostile context.
    """
    for line, name, _ in imports(module):
        origin, _, given = name.rpartition(".")
        if name == "decimal" or (origin == "decimal" and given not in DECIMAL_NAMES):
            yield Problem(line, f"imports {name}")
    for node in within(module.tree):
        if isinstance(node, ast.Call) and _called(node) in CONTEXT_CALLS:
            yield Problem(node.lineno, f"calls {_called(node)}")
    for scope, decimals in _scopes(module.tree):
        for node in within(scope):
            if any(_is_decimal(operand, decimals) for operand in _operands(node)):
                line = getattr(node, "lineno", 0)
                yield Problem(line, "computes with a Decimal")


def _scopes(tree: ast.Module) -> Iterator[tuple[ast.AST, set[str]]]:
    yield tree, set()
    for owner in _classes(tree):
        yield owner, {f"self.{name}" for name in _declared_decimals(owner)}
    for node in within(tree):
        if isinstance(node, Function):
            yield node, set(_local_decimals(node))


def _declared_decimals(owner: ast.ClassDef) -> Iterator[str]:
    for statement in owner.body:
        if isinstance(statement, ast.AnnAssign) and _names_decimal(
            statement.annotation
        ):
            yield _last_name(statement.target)
        if isinstance(statement, Function) and _names_decimal(statement.returns):
            yield statement.name


def _local_decimals(function: Function) -> Iterator[str]:
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if _names_decimal(argument.annotation):
            yield argument.arg
    for node in within(function):
        if isinstance(node, ast.AnnAssign) and _names_decimal(node.annotation):
            yield _last_name(node.target)
        if isinstance(node, ast.Assign) and _is_decimal(node.value, set()):
            yield from map(_last_name, node.targets)


def _names_decimal(annotation: ast.expr | None) -> bool:
    # "Decimal | int" is left out: the code then asks which, and may compute with ints.
    # Anything else ends in a bracket or a quote, and is slow to spell.
    if not isinstance(annotation, ast.Name | ast.Attribute | ast.BinOp):
        return False
    spelled = ast.unparse(annotation).rpartition(".")[2]
    return spelled in {"Decimal", "Decimal | None"}


def _is_decimal(value: ast.expr, decimals: set[str]) -> bool:
    if isinstance(value, ast.Call):
        return _called(value) == "Decimal"
    # Most scopes have none, and a text is slow to make of every operand.
    return (
        bool(decimals)
        and isinstance(value, (ast.Name, ast.Attribute))
        and ast.unparse(value) in decimals
    )


def _operands(node: ast.AST) -> Iterable[ast.expr]:
    if isinstance(node, ast.BinOp):
        return (node.left, node.right)
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
        return (node.operand,)
    if isinstance(node, ast.AugAssign):
        return (node.target, node.value)
    if isinstance(node, ast.Call) and _called(node) in ARITHMETIC_BUILTINS:
        return node.args
    return ()


def excuse_problems(module: Module) -> Iterator[Problem]:
    """Yield suppressed warnings that do not say which, or why."""
    for line, text in enumerate(module.source.splitlines(), start=1):
        if SUPPRESSION.search(text) and not EXCUSED.search(text):
            yield Problem(line, "suppresses a warning without a reason")


def length_problems(module: Module) -> Iterator[Problem]:
    """Yield bodies and files that a reader cannot take in at once."""
    lines = len(module.source.splitlines())
    if module.room != APART and lines > LONGEST_MODULE:
        yield Problem(lines, "is too long a module")
    for node in within(module.tree):
        if isinstance(node, Function) and _body_lines(node) > LONGEST_FUNCTION:
            yield Problem(node.lineno, f"{node.name} has a long body")


def _body_lines(function: Function) -> int:
    # The docstring is the manual and may be as long as the manual needs.
    documented = ast.get_docstring(function) is not None
    body = function.body[1:] if documented else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _called(call: ast.Call) -> str:
    return _last_name(call.func)


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return str(getattr(node, "attr", getattr(node, "id", "")))


Rule = Callable[[Module], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    floor_problems,
    package_problems,
    import_problems,
    data_problems,
    float_problems,
    surrounding_problems,
    state_problems,
    decimal_problems,
    excuse_problems,
    length_problems,
)

# A line of a module that breaks a rule with a reason; the reason stands beside it.
EXCEPTIONS: Final = {
    # An optional package: asked for when a number is checked, missing or not.
    ("vat_numbers", "calls import_module"),
    ("telephony", "calls import_module"),
    ("present.calendar", "calls import_module"),
    # Whole units times 0.01 and its like, in a context of its own that refuses to
    # round, never the thread's.
    ("money", "imports decimal.Context"),
    ("money", "imports decimal.Inexact"),
    ("money", "calls Context"),
    # Babel computes in the context in force; it is given one that refuses to round.
    ("present.amounts", "imports decimal.Context"),
    ("present.amounts", "imports decimal.Inexact"),
    ("present.amounts", "imports decimal.localcontext"),
    ("present.amounts", "calls Context"),
    ("present.amounts", "calls localcontext"),
}


DECLARED_BY_PROPERTY: Final = """
class C:
    @property
    def x(self) -> Decimal: ...
    def f(self):
        return self.x / 2
"""


@lru_cache(maxsize=len(RULES))
def found_by(rule: Rule) -> tuple[tuple[str, Problem], ...]:
    """Return what the rule finds in the package, each with the module's name."""
    return tuple(
        (module.name, problem)
        for module in package_modules()
        for problem in rule(module)
    )


class TestPackage:
    """The package keeps every rule."""

    @pytest.mark.parametrize("rule", RULES)
    def test_rule(self, rule: Rule) -> None:
        """No module breaks the rule, named exceptions apart."""
        problems = [
            f"{name}.py:{problem.line} {problem.text}"
            for name, problem in found_by(rule)
            if (name, problem.text) not in EXCEPTIONS
        ]

        assert problems == []

    def test_exceptions_are_needed(self) -> None:
        """An exception that no module needs any more is struck out."""
        needed = {
            (name, problem.text) for rule in RULES for name, problem in found_by(rule)
        }

        assert needed >= EXCEPTIONS

    def test_everything_is_read(self) -> None:
        """The rules read the installed files, those in folders by their dotted name."""
        names = {module.name for module in package_modules()}

        assert names >= {"errors", "money"}
        assert _dotted(PACKAGE / "markets" / "us.py") == "markets.us"
        assert _dotted(PACKAGE / "markets" / "__init__.py") == "markets"

    def test_every_module_has_a_reference_page(self) -> None:
        """Each module, or the folder it lies in, has its page in the reference."""
        rooms = {module.room for module in package_modules()} - {"__main__"}
        missing = [r for r in sorted(rooms) if not (REFERENCE / f"{r}.md").exists()]

        assert missing == []


class TestRulesCanFail:
    """Each rule finds what it is there to find, and nothing in a module beside it."""

    @pytest.mark.parametrize(
        ("name", "source"),
        [
            ("newcomer", ""),
            ("business_days", "from gotobilling.periods import Period"),
            ("vat_numbers", "from gotobilling.facts import TaxNumber"),
            ("money", "import gotobilling.periods"),
            ("money", "from gotobilling.periods import Period"),
            ("money", "from gotobilling import periods"),
            ("money", "from gotobilling import Money"),
            ("money", "import gotobilling"),
            ("money", "from .rounding import Rounding"),
            ("money", "def f():\n    from gotobilling.present import html"),
            ("money", "from gotobilling.verify import verify"),
            ("errors", "from gotobilling.rounding import Rounding"),
            ("markets.us", "from gotobilling.reconcile import reconcile"),
            ("verify", "from gotobilling.errors import BillingError"),
        ],
    )
    def test_floors(self, name: str, source: str) -> None:
        """An import that looks up, sideways, relatively or at everything is found."""
        assert list(floor_problems(parse(name, source)))

    @pytest.mark.parametrize(
        ("name", "source"),
        [
            ("rounding", "from gotobilling.errors import InvalidValue"),
            ("money", "from gotobilling.rounding import Rounding\nimport decimal"),
            ("markets.us", "from gotobilling.markets.rates import USF"),
            ("lineitems", "def _repr_html_():\n    from gotobilling.present import h"),
            ("__main__", "from gotobilling.verify import verify"),
            ("verify", "import json"),
        ],
    )
    def test_floors_allow(self, name: str, source: str) -> None:
        """Looking down, into one's own folder and at errors is what floors are for."""
        assert list(floor_problems(parse(name, source))) == []

    @pytest.mark.parametrize(
        ("name", "source"),
        [
            ("money", "import babel"),
            ("formats", "from babel.numbers import format_currency"),
            ("money", "import numpy"),
            ("money", "import hypothesis"),
            ("money", "import stdnum"),
            ("facts.taxation", "from stdnum.eu import vat"),
            ("facts.taxation", "import_module('stdnum.eu.vat')"),
            ("vat_numbers", "import hypothesis"),
            ("verify", "from attrs import frozen"),
            ("verify", "from dateutil.relativedelta import relativedelta"),
        ],
    )
    def test_packages(self, name: str, source: str) -> None:
        """A package that is no dependency, or not of this module, is found."""
        assert list(package_problems(parse(name, source)))

    @pytest.mark.parametrize(
        ("name", "source"),
        [
            ("present.text", "from babel.numbers import format_currency"),
            ("money", "from attrs import frozen\nimport re"),
            ("testing.strategies", "from hypothesis import strategies"),
            ("vat_numbers", "import_module('stdnum.eu.vat')"),
            ("money", "x = 'A text that names stdnum is none of it.'"),
        ],
    )
    def test_packages_allow(self, name: str, source: str) -> None:
        """A dependency in its place passes."""
        assert list(package_problems(parse(name, source))) == []

    @pytest.mark.parametrize(
        "source",
        ["import_module(name)", "importlib.import_module('os')", "__import__('os')"],
    )
    def test_imports_by_text(self, source: str) -> None:
        """An import that no import statement shows is found."""
        assert list(import_problems(parse("money", source)))

    @pytest.mark.parametrize(
        "source",
        ["def f(): ...", "async def f(): ...", "class C: ...", "f = lambda: 0"],
    )
    def test_data(self, source: str) -> None:
        """A function or class in a market is found, and is no problem elsewhere."""
        assert list(data_problems(parse("markets.us", source)))
        assert list(data_problems(parse("taxes", source))) == []

    @pytest.mark.parametrize(
        "source",
        [
            "x = 0.5",
            "x = 1e3",
            "x = 2j",
            "x = float('1')",
            "import math",
            "from math import fsum",
        ],
    )
    def test_floats(self, source: str) -> None:
        """A float, however it is made, is found."""
        assert list(float_problems(parse("money", source)))

    @pytest.mark.parametrize(
        "source",
        ["isinstance(x, float)", "from math import gcd", "x: float | int = 1"],
    )
    def test_floats_allow(self, source: str) -> None:
        """A float may be named, in order to refuse it."""
        assert list(float_problems(parse("money", source))) == []

    @pytest.mark.parametrize(
        "source",
        [
            "import os",
            "from os import environ",
            "import os.path",
            "import time",
            "import locale",
            "from zoneinfo import ZoneInfo",
            "import random",
            "from dateutil import tz",
            "from dateutil.tz import gettz",
            "date.today()",
            "datetime.now()",
            "open('x')",
            "path.open()",
            "print(1)",
        ],
    )
    def test_surroundings(self, source: str) -> None:
        """A look at the machine is found in the core, and free above it."""
        assert list(surrounding_problems(parse("markets.us", source)))
        assert list(surrounding_problems(parse("formats.json", source))) == []

    @pytest.mark.parametrize(
        "source",
        ["from datetime import date\ndate(2026, 8, 1)", "from dateutil import parser"],
    )
    def test_surroundings_allow(self, source: str) -> None:
        """A date that the caller gives is no look at the clock."""
        assert list(surrounding_problems(parse("money", source))) == []

    @pytest.mark.parametrize(
        "source",
        [
            "seen = []",
            "seen = {}",
            "seen = {1}",
            "seen: dict[str, int] = {}",
            "seen: Final = {1: 2}",
            "seen = [x for x in y]",
            "seen = dict(a=1)",
            "seen = collections.defaultdict(list)",
            "class C:\n    seen = []",
            "def f():\n    global x\n    x = 1",
            "@cache\ndef f(): ...",
            "@functools.cache\ndef f(): ...",
            "@lru_cache(maxsize=None)\ndef f(): ...",
            "@lru_cache(None)\ndef f(): ...",
        ],
    )
    def test_state(self, source: str) -> None:
        """What a call could change for the next is found."""
        assert list(state_problems(parse("money", source)))

    @pytest.mark.parametrize(
        "source",
        [
            "__all__ = ['a']",
            "x = (1, 2)",
            "x: Final = MappingProxyType({1: 2})",
            "x = frozenset({1})",
            "x: Final[Mapping[int, int]] = {1: 2}",
            "def f():\n    x = []",
            "@lru_cache(maxsize=64)\ndef f(): ...",
            "@lru_cache\ndef f(): ...",
            "x: Sequence[int] = [1]",
        ],
    )
    def test_state_allow(self, source: str) -> None:
        """Constants, local lists and bounded caches pass."""
        assert list(state_problems(parse("money", source))) == []

    @pytest.mark.parametrize(
        "source",
        [
            "import decimal",
            "from decimal import localcontext",
            "x.quantize(y)",
            "x = -Decimal(1)",
            "x = Decimal('1') * 2",
            "x = 2 * decimal.Decimal(1)",
            "def f(x: Decimal) -> None:\n    return x + 1",
            "def f(x: Decimal | None) -> None:\n    return 1 - x",
            "def f(*, x: Decimal) -> None:\n    x += 1",
            "def f():\n    x = Decimal(1)\n    return abs(x)",
            "def f():\n    x: Decimal = g()\n    return sum([x], x)",
            "class C:\n    x: Decimal\n    def f(self):\n        return +self.x",
            DECLARED_BY_PROPERTY,
        ],
    )
    def test_decimals(self, source: str) -> None:
        """Arithmetic on what is visibly a Decimal is found."""
        assert list(decimal_problems(parse("money", source)))

    @pytest.mark.parametrize(
        "source",
        [
            "from decimal import Decimal, InvalidOperation",
            "x = Decimal('1').as_tuple()",
            "def f(x: Decimal) -> bool:\n    return not x.is_finite() and x < 1",
            "def f(x: int) -> int:\n    return -x + 1",
            "def f(x: Decimal | int) -> int:\n    return abs(x) if is_int(x) else 0",
            "class C:\n    x: int\n    def f(self):\n        return -self.x",
        ],
    )
    def test_decimals_allow(self, source: str) -> None:
        """Reading, writing and comparing a Decimal is exact in any context."""
        assert list(decimal_problems(parse("money", source))) == []

    @pytest.mark.parametrize(
        "excuse",
        [
            "noqa",
            "noqa: S101",
            "type: ignore",
            "type: ignore[misc]",
            "noqa: S101, E501",
            "pragma: no cover",
            "type: ignore -- because",
        ],
    )
    def test_excuses(self, excuse: str) -> None:
        """A suppression without its code or its reason is found."""
        source = f"x = 1  # {excuse}"

        assert list(excuse_problems(parse("money", source)))

    @pytest.mark.parametrize(
        "excuse",
        [
            "noqa: S101 -- told to the type checker",
            "noqa: S101, E501 - a table",
            "type: ignore[misc]  # frozen on purpose",
            "pragma: no cover - unreachable",
        ],
    )
    def test_excuses_allow(self, excuse: str) -> None:
        """A suppression that says which and why passes."""
        source = f"x = 1  # {excuse}"

        assert list(excuse_problems(parse("money", source))) == []

    def test_lengths(self) -> None:
        """Forty lines of body and four hundred of module pass, one more does not."""
        body = "def f():\n" + '    """D."""\n' * 2
        long_body = body + "    x = 1\n" * (LONGEST_FUNCTION - 1)
        long_module = "x = 1\n" * LONGEST_MODULE

        assert list(length_problems(parse("money", long_body))) == []
        assert list(length_problems(parse("money", long_body + "    x = 1\n")))
        assert list(length_problems(parse("money", long_module))) == []
        assert list(length_problems(parse("money", long_module + "x = 1\n")))
        assert list(length_problems(parse("verify", long_module + "x = 1\n"))) == []
