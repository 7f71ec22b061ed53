"""Move every number and choice of a market one step, and see a test of its clause fail.

    python scripts/check_choices.py
    python scripts/check_choices.py day_count dispute
    python scripts/check_choices.py --trusting

A number goes up and down by 1, a price gets one more decimal, a choice goes to each of
its other members, a rounding to each other mode, to 3 places and to a step of 5, a set
without each of its members; a move that its policy or the market refuses is left out.
Levies are moved as policies are, and so are the policies on which no invoice rests. For
each move the tests that cite one of the field's clauses run in a process of their own,
with the moved market in place of the shipped one. A move that no such test notices is
a number nobody holds: it is listed, and the exit status is 1.

Such a process is a fork of this one, which has imported all that a move does not
change: the package, pytest and what the tests use. The test modules, which may copy
what is moved, are imported by each process anew.

With ``--trusting`` the tests are not run before anything is moved: who says so has seen
them pass.

Words on the command line restrict the moves to those that have one of them in their
name.
"""

import ast
import gc
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from decimal import Decimal
from enum import Enum
from functools import partial
from importlib import import_module
from inspect import isfunction
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Final, NamedTuple, cast

import attrs
import pytest
from hypothesis import Phase, settings

import gotobilling
from gotobilling.derivation import Policy
from gotobilling.errors import BillingError
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.rulebook import choosable, clauses_of, marked_tests
from gotobilling.taxes import Levy

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "tests"
AT_ONCE: Final = 2
TRUSTING: Final = "--trusting"
# These say once more what is shipped. A number is held by a test of what it does.
RESTATING: Final = ("tests/test_readings.py::TestNames::test_shipped",)
# A property for nothing but its start.
FIRST: Final = """\
import pytest
from hypothesis import given, strategies as st
@pytest.mark.filterwarnings("ignore")
@pytest.mark.clause("A1")
@given(st.integers())
def test_first(_):
    pass
"""
# What no invoice rests on; markets may share it with the first.
GROUPS: Final = ("contracts", "after_invoice")
# As imported: the name in the module is bound to the moved market later.
SHIPPED: Final = us.CONNECT


class Move(NamedTuple):
    """A number or choice, moved one step."""

    name: str
    market: Market
    clause_ids: frozenset[str]

    def put(self, other: Market) -> Market:
        """Return another market, moved where it shares the group's policy."""
        group, _, role = self.name.partition(".")
        role = role.partition(".")[0]
        if group not in GROUPS:
            return other
        held = getattr(other, group)
        if getattr(held, role) != getattr(getattr(SHIPPED, group), role):
            return other
        moved = getattr(getattr(self.market, group), role)
        return _with_group(other, group, role, moved)


class Finished(NamedTuple):
    """What pytest returned and printed in a process of its own."""

    status: int
    output: str


def moves(market: Market) -> Iterator[Move]:
    """Yield every move of every policy and of every levy of a market."""
    for role in attrs.fields_dict(Market):
        policy = getattr(market, role)
        if isinstance(policy, Policy):
            yield from _moves(role, policy, partial(_with_policy, market, role))
    for group in GROUPS:
        held = getattr(market, group)
        for role in attrs.fields_dict(type(held)):
            put = partial(_with_group, market, group, role)
            yield from _moves(f"{group}.{role}", getattr(held, role), put)
    for levy in market.levies:
        yield from _moves(f"levies.{levy.name}", levy, partial(_with_levy, market))


def _moves(
    role: str, policy: Policy, put: Callable[[Policy], Market]
) -> Iterator[Move]:
    movable: Any = policy
    for field in choosable(policy):
        clause_ids = frozenset(one.id for one in clauses_of(policy, field))
        held = getattr(policy, field)
        # A levy that is rounded on the invoice has no rounding of a line to move; and a
        # series has a name, whose values have tests of their own.
        is_fixed = held is None or isinstance(held, str)
        for label, value in () if is_fixed else _steps(held):
            try:
                moved = put(attrs.evolve(movable, **{field: value}))
            except BillingError:
                continue
            yield Move(f"{role}.{field}{label}", moved, clause_ids)


def _with_policy(market: Market, role: str, policy: object) -> Market:
    anything: Any = {role: policy}
    return attrs.evolve(market, **anything)


def _with_group(market: Market, group: str, role: str, policy: Policy) -> Market:
    anything: Any = {role: policy}
    return _with_policy(market, group, attrs.evolve(getattr(market, group), **anything))


def _with_levy(market: Market, moved: Policy) -> Market:
    levy = cast("Levy", moved)
    same = (levy if one.name == levy.name else one for one in market.levies)
    return attrs.evolve(market, levies=tuple(same))


def _steps(value: object) -> Iterator[tuple[str, object]]:
    match value:
        case Enum():
            for other in type(value):
                if other is not value:
                    yield f" = {other.value}", other
        case Rounding():
            for mode in RoundingMode:
                if mode is not value.mode:
                    yield f".mode = {mode.value}", attrs.evolve(value, mode=mode)
            yield ".places = 3", attrs.evolve(value, places=3)
            yield ".step = 5", attrs.evolve(value, step=5)
        case int() if not isinstance(value, bool):
            yield f" = {value + 1}", value + 1
            yield f" = {value - 1}", value - 1
        case Decimal():
            yield f" = {value}1", Decimal(f"{value}1")
        case tuple():
            for one in value:
                yield (
                    f" without {_name(one)}",
                    tuple(other for other in value if other is not one),
                )
        case _:
            message = f"no step is known for {value!r}"
            raise TypeError(message)


def _name(one: Any) -> str:  # noqa: ANN401 -- a member, a number or a row
    if attrs.has(type(one)):
        return _name(getattr(one, attrs.fields(type(one))[0].name))
    return str(getattr(one, "value", one))


def _modules() -> list[ModuleType]:
    return [one for name, one in sys.modules.items() if name.startswith("gotobilling.")]


def put_in(value: object, move: Move) -> object:
    """Return what a module holds, with the moved market for the shipped one."""
    match value:
        case Market():
            return move.market if value is SHIPPED else move.put(value)
        case tuple() if any(isinstance(one, Market) for one in value):
            return tuple(put_in(one, move) for one in value)
    return value


# What runs in the process of one move.


class Moved:
    """
    The plugin that runs the tests of a move, or every test that cites a clause.

    Attributes:
        move: what is moved, or None.
    """

    def __init__(self, move: Move | None) -> None:
        self.move = move

    def pytest_configure(self) -> None:
        """Put the moved market in place of the shipped one."""
        if self.move is not None:
            for module in _modules():
                for name, value in list(vars(module).items()):
                    setattr(module, name, put_in(value, self.move))
        # A failing example is neither made small nor kept for the runs of a developer.
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "moved", phases=phases, database=None, derandomize=True
        )
        settings.load_profile("moved")

    def pytest_pycollect_makeitem(
        self, collector: pytest.Class | pytest.Module, obj: object
    ) -> list[pytest.Item] | None:
        """Make no items of a function that cites nothing: they take the time."""
        if not isfunction(obj) or next(collector.iter_markers("clause"), None):
            return None
        marks = getattr(obj, "pytestmark", ())
        return None if any(map(_may_cite, marks)) else []

    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """Keep the tests that cite the clauses of the move, fixed examples first."""
        # One failing test is enough, and a file that cannot be imported is none.
        session.config.option.maxfail = session.testsfailed + 1
        wanted = None if self.move is None else self.move.clause_ids
        items[:] = [item for item in items if _cites(item, wanted)]
        items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))


def _may_cite(mark: pytest.Mark) -> bool:
    if mark.name != "parametrize":
        return mark.name == "clause"
    values = mark.args[1] if mark.args[1:] else None
    if not isinstance(values, list | tuple):
        return True
    return any(getattr(value, "marks", ()) for value in values)


def _cites(item: pytest.Item, wanted: frozenset[str] | None) -> bool:
    marks = item.iter_markers("clause")
    cites = any(wanted is None or wanted & {*mark.args} for mark in marks)
    return cites and not item.nodeid.startswith(RESTATING)


def _tested(move: Move | None, selected: Collection[str], tests: Path) -> int:
    """Run the files of some tests in this process, and return pytest's exit status."""
    os.chdir(tests.parent)
    scripts = str(Path(__file__).resolve().parent)
    sys.path[:0] = [str(tests.parent), scripts]
    paths = filter(None, (scripts, os.environ.get("PYTHONPATH")))
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    os.environ["PYTEST_ADDOPTS"] = ""
    # Each test module is compiled once, not once for every move.
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    sys.dont_write_bytecode = False
    files = sorted({test.partition("::")[0] for test in selected}) or [tests.name]
    options = ["-q", "--tb=no", "-p", "no:cacheprovider"]
    options += ["--continue-on-collection-errors"]
    # Doctests cite no clause: they need not be looked for.
    options += ["-o", "addopts=", "--import-mode=importlib"]
    # Plugins are here already, without their asserts rewritten.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return pytest.main([*options, *files], [Moved(move)])


# What the script does.


def main(arguments: Sequence[str], tests: Path = TESTS) -> int:
    """Try the moves, print what each made fail, and return the exit status."""
    words = [one for one in arguments if one != TRUSTING]
    chosen = [
        move
        for move in moves(SHIPPED)
        if not words or any(word in move.name for word in words)
    ]
    by_clause = marked_tests(tests)
    every_test = {test for found in by_clause.values() for test in found}
    _warm_up(tests)
    if TRUSTING not in arguments:
        (unmoved,) = _each([partial(_tested, None, every_test, tests)])
        if unmoved.status != pytest.ExitCode.OK:
            print(unmoved.output)
            print("the tests fail before anything is moved")
            return 1

    def failing(move: Move) -> int:
        citing = _tests_of(move, by_clause)
        return _tested(move, citing, tests) if citing else pytest.ExitCode.OK

    outcomes = _each([partial(failing, move) for move in chosen])
    survivors = sum(
        _report(move, _first_failure(finished))
        for move, finished in zip(chosen, outcomes, strict=True)
    )
    print(f"{len(chosen)} moves, {survivors} noticed by no test")
    return 1 if survivors else 0


def _report(move: Move, failing: str) -> bool:
    clause_ids = ", ".join(sorted(move.clause_ids))
    noticed = failing or f"NOTICED BY NO TEST of {clause_ids}"
    print(f"{move.name:42}  {noticed}", flush=True)
    return not failing


def _tests_of(move: Move, by_clause: Mapping[str, Collection[str]]) -> set[str]:
    return {test for key in move.clause_ids for test in by_clause.get(key, ())}


def _warm_up(tests: Path) -> None:
    """Import what no move changes, once for all processes: not the tests themselves."""
    for module in pkgutil.walk_packages(gotobilling.__path__, "gotobilling."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in sorted({name for file in tests.glob("*.py") for name in _used(file)}):
        # What is not installed is the failure of a test.
        with suppress(ImportError):
            import_module(name)
    # The first property that runs makes Hypothesis read every module.
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        first = Path(folder, "test_first.py")
        first.write_text(FIRST, encoding="utf-8")
        options = ["-q", "-p", "no:cacheprovider", "-c", os.devnull]
        pytest.main([*options, "--rootdir", folder, str(first)], [Moved(None)])
    gc.freeze()


def _used(file: Path) -> Iterator[str]:
    for node in ast.parse(file.read_bytes()).body:
        match node:
            case ast.Import():
                yield from (name.name for name in node.names)
            case ast.ImportFrom(module=str(name)):
                yield name


def _each(questions: Sequence[Callable[[], int]]) -> Iterator[Finished]:
    """Yield what each call did in a process of its own, of which there are two."""
    waiting = list(enumerate(questions))[::-1]
    running: dict[int, int] = {}
    statuses: dict[int, int] = {}
    with TemporaryDirectory() as folder:
        for number in range(len(questions)):
            output = Path(folder, str(number))
            while number not in statuses:
                while waiting and len(running) < AT_ONCE:
                    following, question = waiting.pop()
                    log = Path(folder, str(following))
                    running[_forked(question, log)] = following
                process, status = os.wait()
                statuses[running.pop(process)] = os.waitstatus_to_exitcode(status)
            yield Finished(statuses[number], output.read_text(encoding="utf-8"))


def _forked(question: Callable[[], int], log: Path) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    status = int(pytest.ExitCode.INTERNAL_ERROR)
    # Nothing of the parent's is tidied up here: neither its exit nor its handlers run.
    try:
        with log.open("w", encoding="utf-8") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            with redirect_stdout(file), redirect_stderr(file):
                try:
                    status = int(question())
                # Said in the output, as an interpreter would: an exit as well.
                except BaseException:  # noqa: BLE001
                    traceback.print_exc()
    finally:
        os._exit(status)


def _first_failure(finished: Finished) -> str:
    if finished.status != pytest.ExitCode.TESTS_FAILED:
        return ""
    lines = finished.output.splitlines()
    failed = (line for line in lines if line.startswith(("FAILED ", "ERROR ")))
    names = (line.partition(" ")[2].partition(" - ")[0] for line in failed)
    # A file alone is one that could not be imported under the moved market: it may say
    # nothing of the number, or not be importable at all.
    return next((name for name in names if "::" in name), "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
