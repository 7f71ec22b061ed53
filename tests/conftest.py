"""What every test run shares: profiles, a hostile context, parts, clause ids."""

import decimal
import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from gotobilling.errors import BillingError

# "fast" is every run: few examples, the same ones wherever CI is set, so that a
# failure there is the same failure here. "deep" is .ci/deep: many, and new each time.
settings.register_profile(
    "fast", max_examples=20, deadline=None, derandomize=bool(os.environ.get("CI"))
)
# "brief" is for the wheel, and for coverage, where tracing takes three times as long.
# What only a drawn example reaches is not held by a case, and shows there.
settings.register_profile("brief", max_examples=10, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


class HostileDecimal:
    """
    A decimal context in which any inexact operation raises, for every test.

    Three digits are fewer than any amount here has, so arithmetic on a ``Decimal``
    that reads the thread's context cannot stay unnoticed, negation included.
    """

    @pytest.fixture(autouse=True)
    def hostile_decimal(self) -> Iterator[None]:
        """Run the test at precision 3, with every loss of digits an error."""
        traps = [
            decimal.Clamped,
            decimal.DivisionByZero,
            decimal.FloatOperation,
            decimal.Inexact,
            decimal.InvalidOperation,
            decimal.Overflow,
            decimal.Rounded,
            decimal.Subnormal,
            decimal.Underflow,
        ]
        with decimal.localcontext(decimal.Context(prec=3, traps=traps)):
            yield


class Part:
    """
    One of several parts of the suite that together are all of it.

    A file is in the part that its own path gives, whatever other files there are: one
    that is new is in a part as well. What is named by itself, as the README is, is in
    every part.

    Attributes:
        part: ``2/3`` for the second of three.
    """

    def __init__(self, part: str) -> None:
        number, _, count = part.partition("/")
        if not (number.isdecimal() and count.isdecimal()):
            raise pytest.UsageError(f"a part is written as 2/3, got {part!r}")
        if not 1 <= int(number) <= int(count):
            raise pytest.UsageError(f"there is no part {part}")
        self.rest, self.count = int(number) - 1, int(count)

    def pytest_ignore_collect(
        self, collection_path: Path, config: pytest.Config
    ) -> bool | None:
        """Leave the files of the other parts unread."""
        if collection_path.is_dir():
            return None
        place = os.path.relpath(collection_path, config.rootpath)
        mine = crc32(Path(place).as_posix().encode()) % self.count == self.rest
        return None if mine else True


def pytest_configure(config: pytest.Config) -> None:
    """Switch on what is asked for, for doctests of modules and pages as well."""
    if os.environ.get("GOTOBILLING_HOSTILE_DECIMAL") == "1":
        config.pluginmanager.register(HostileDecimal())
    if part := os.environ.get("GOTOBILLING_PART"):
        config.pluginmanager.register(Part(part))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that cites no clause, or one that the rulebook does not have."""
    problems = [
        f"{item.nodeid} cites {cited}"
        for item in items
        for marker in item.iter_markers("clause")
        for cited in _unknown(marker.args)
    ]
    if problems:
        raise pytest.UsageError(*problems)


def _unknown(clause_ids: tuple[str, ...]) -> Iterator[str]:
    # Imported here: a run of tests without clauses does not need the rulebook.
    from gotobilling.clauses import by_id

    if not clause_ids:
        yield "no clause"
    for clause_id in clause_ids:
        try:
            by_id(clause_id)
        except BillingError:
            yield f"{clause_id!r}, which is no clause"
