"""Move every number and choice of a market one step, and see a test of its clause fail.

    python scripts/check_choices.py
    python scripts/check_choices.py day_count dispute
    python scripts/check_choices.py --trusting

A number goes up and down by 1, a price gets one more decimal, a choice goes to each of
its other members, a rounding to each other mode, to 3 places and to a step of 5, a set
without each of its members; a move that its policy or the market refuses is left out.
Levies are moved as policies are. For each move the tests that cite one of the field's
clauses run in a process of their own, with the moved market in place of the shipped
one. A move that no such test notices is a number nobody holds: it is listed, and the
exit status is 1.

With ``--trusting`` the tests are not run before anything is moved: who says so has seen
them pass.

pytest loads this file as a plugin there, before any test module is imported. Words on
the command line restrict the moves to those that have one of them in their name.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import attrs
import pytest
from hypothesis import Phase, settings

from gotobilling.derivation import Policy
from gotobilling.errors import BillingError
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.rulebook import choosable, clauses_of, marked_tests
from gotobilling.taxes import Levy

ROOT: Final = Path(__file__).resolve().parent.parent
TESTS: Final = ROOT / "tests"
MOVED: Final = "GOTOBILLING_MOVED"
AT_ONCE: Final = 2
TRUSTING: Final = "--trusting"
# These say once more what is shipped. A number is held by a test of what it does.
RESTATING: Final = ("tests/test_readings.py::TestNames::test_shipped",)
# As imported: the name in the module is bound to the moved market later.
SHIPPED: Final = us.CONNECT


class Move(NamedTuple):
    """A number or choice, moved one step."""

    name: str
    market: Market
    clause_ids: frozenset[str]


def moves(market: Market) -> Iterator[Move]:
    """Yield every move of every policy and of every levy of a market."""
    for role in attrs.fields_dict(Market):
        policy = getattr(market, role)
        if isinstance(policy, Policy):
            yield from _moves(role, policy, partial(_with_policy, market, role))
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


def _with_policy(market: Market, role: str, policy: Policy) -> Market:
    anything: Any = {role: policy}
    return attrs.evolve(market, **anything)


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
                label = f" without {getattr(one, 'value', one)}"
                yield label, tuple(other for other in value if other is not one)
        case _:
            message = f"no step is known for {value!r}"
            raise TypeError(message)


# What pytest calls in the process of one move.


def pytest_configure() -> None:
    """Put the moved market in place of the shipped one."""
    moved = _chosen_move()
    if moved is not None:
        for name in [name for name, value in vars(us).items() if value is SHIPPED]:
            setattr(us, name, moved.market)
    # A failing example is neither made small nor kept for the runs of a developer.
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("moved", phases=phases, database=None, derandomize=True)
    settings.load_profile("moved")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that cite the clauses of the move, fixed examples first."""
    moved = _chosen_move()
    wanted = None if moved is None else moved.clause_ids
    items[:] = [item for item in items if _cites(item, wanted)]
    items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))


def _chosen_move() -> Move | None:
    name = os.environ[MOVED]
    return next((move for move in moves(SHIPPED) if move.name == name), None)


def _cites(item: pytest.Item, wanted: frozenset[str] | None) -> bool:
    marks = item.iter_markers("clause")
    cites = any(wanted is None or wanted & {*mark.args} for mark in marks)
    return cites and not item.nodeid.startswith(RESTATING)


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
    unmoved = None if TRUSTING in arguments else _run("", every_test, tests)
    if unmoved is not None and unmoved.returncode != pytest.ExitCode.OK:
        print(unmoved.stdout, unmoved.stderr, sep="\n")
        print("the tests fail before anything is moved")
        return 1

    def failing(move: Move) -> str:
        citing = _tests_of(move, by_clause)
        return _first_failure(_run(move.name, citing, tests)) if citing else ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        survivors = sum(map(_report, chosen, pool.map(failing, chosen)))
    print(f"{len(chosen)} moves, {survivors} noticed by no test")
    return 1 if survivors else 0


def _report(move: Move, failing: str) -> bool:
    clause_ids = ", ".join(sorted(move.clause_ids))
    print(f"{move.name:42}  {failing or f'NOTICED BY NO TEST of {clause_ids}'}")
    return not failing


def _tests_of(move: Move, by_clause: Mapping[str, Collection[str]]) -> set[str]:
    return {test for key in move.clause_ids for test in by_clause.get(key, ())}


def _run(
    name: str, selected: set[str], tests: Path
) -> subprocess.CompletedProcess[str]:
    scripts = str(Path(__file__).resolve().parent)
    files = sorted({test.partition("::")[0] for test in selected}) or [tests.name]
    paths = filter(None, (scripts, os.environ.get("PYTHONPATH")))
    environment = {
        **os.environ,
        "PYTEST_ADDOPTS": "",
        # Each test module is compiled once, not once for every move.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPATH": os.pathsep.join(paths),
        MOVED: name,
    }
    plugins = ["-p", Path(__file__).stem, "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", *plugins, *files],
        capture_output=True,
        check=False,
        cwd=tests.parent,
        encoding="utf-8",
        env=environment,
    )


def _first_failure(finished: subprocess.CompletedProcess[str]) -> str:
    if finished.returncode != pytest.ExitCode.TESTS_FAILED:
        return ""
    lines = finished.stdout.splitlines()
    failed = (line for line in lines if line.startswith(("FAILED ", "ERROR ")))
    return next(failed).partition(" ")[2].partition(" - ")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
