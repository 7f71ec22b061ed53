"""The rows of the page of rules."""

from collections.abc import Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import cast

import attrs
from attrs import frozen

from gotobilling.clauses import ALL
from gotobilling.derivation import Policy
from gotobilling.editions import edition, names
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.readings import READINGS, Reading
from gotobilling.rulebook.citations import documented_by
from gotobilling.rulebook.marks import folder_of_tests, marked_tests
from gotobilling.sources import Clause

__all__ = ["Choice", "RuleRow", "choosable", "clauses_of", "rules"]


@frozen(kw_only=True)
class Choice:
    """
    A number or choice of a shipped market.

    Attributes:
        market: Name of the market, such as ``us-connect``.
        policy: The market's policy, such as ``dispute``.
        field: The policy's field, such as ``days``.
        value: What is chosen, as text.
    """

    market: str
    policy: str
    field: str
    value: str

    @property
    def chosen(self) -> str:
        """The choice without the market's name: ``dispute.days = 15``."""
        return f"{self.policy}.{self.field} = {self.value}"

    def __str__(self) -> str:
        return f"{self.market} {self.chosen}"


@frozen(kw_only=True)
class RuleRow:
    """
    What the library and its tests make of one clause.

    Attributes:
        clause: The clause, decision or law.
        functions: Public functions, classes and methods whose docstring cites it.
        choices: Fields that cite it, and all fields of a policy that holds it.
        readings: The named alternatives that rest on it, as an account file has them.
        tests: The tests that carry its mark, as pytest names them; none in a wheel.
    """

    clause: Clause
    functions: tuple[str, ...]
    choices: tuple[Choice, ...]
    readings: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def ground(self) -> str:
        """The standing, and what a decision rests on: ``reading of A8, A9, A10``."""
        rests_on = ", ".join(self.clause.rests_on)
        return self.clause.standing.value + (f" of {rests_on}" if rests_on else "")


def rules(tests: Path | None = None) -> tuple[RuleRow, ...]:
    """
    Return a row for each clause, in the order of the clauses, the laws last.

    Args:
        tests: The folder of tests; if None, the one beside the sources, if any.

    >>> rows = {row.clause.id: row for row in rules()}
    >>> rows["Q68"].ground, rows["Q68"].readings
    ('assumed of A1, Q1', ('last_month: days_served, full_month',))
    >>> list(rows)[-1]
    'webinar-changes'
    """
    folder = tests or folder_of_tests()
    tested = marked_tests(folder) if folder else {}
    functions = documented_by()
    others = [edition(name) for name in names() if name != us.CONNECT.name]
    choices = (*_choices(us.CONNECT), *chain.from_iterable(map(_levies, others)))
    return tuple(
        RuleRow(
            clause=clause,
            functions=functions.get(clause.id, ()),
            choices=tuple(one for one, held in choices if clause in held),
            readings=tuple(_readings(clause)),
            tests=tested.get(clause.id, ()),
        )
        for clause in ALL
    )


def choosable(policy: Policy) -> tuple[str, ...]:
    """
    Return the fields of a policy that are numbers or choices by a decision.

    >>> choosable(us.CONNECT.due)
    ('days', 'counted_from', 'due_day', 'offered')
    """
    fields = attrs.fields(cast("type[attrs.AttrsInstance]", type(policy)))
    return tuple(one.name for one in fields if "clauses" in one.metadata)


def clauses_of(policy: Policy, field: str) -> tuple[Clause, ...]:
    """
    Return the clauses that a field of a policy cites.

    >>> [clause.id for clause in clauses_of(us.CONNECT.proration, "day_count")]
    ['Q1', 'Q64']
    """
    fields = attrs.fields_dict(cast("type[attrs.AttrsInstance]", type(policy)))
    clauses: tuple[Clause, ...] = fields[field].metadata["clauses"]
    return clauses


def _choices(market: Market) -> Iterator[tuple[Choice, tuple[Clause, ...]]]:
    beside = (*market.contracts.policies(), *market.after_invoice.policies())
    named = [(one.wire[1], one) for one in (*market.policies(), *beside)]
    named += [(f"levies.{levy.name}", levy) for levy in market.levies]
    for name, policy in named:
        for field in choosable(policy):
            choice = Choice(
                market=market.name,
                policy=name,
                field=field,
                value=_told(getattr(policy, field)),
            )
            yield choice, (policy.clause, *clauses_of(policy, field))


def _told(value: object) -> str:
    if isinstance(value, tuple):
        between = ", " if any(attrs.has(type(one)) for one in value) else " "
        return between.join(map(_told, value)) or "none"
    if attrs.has(type(value)):
        held = attrs.asdict(cast("attrs.AttrsInstance", value), recurse=False)
        told = [one for key, one in held.items() if key != "clause" and one is not None]
        return " ".join(map(_told, told))
    return str(value.value if isinstance(value, Enum) else value)


def _levies(market: Market) -> Iterator[tuple[Choice, tuple[Clause, ...]]]:
    # Of markets beside the first, the levies by the clauses they hold.
    for levy in market.levies:
        name = f"levies.{levy.name}"
        choice = Choice(
            market=market.name, policy=name, field="series", value=levy.series
        )
        yield choice, (levy.clause,)


def _readings(clause: Clause) -> Iterator[str]:
    for one in READINGS:
        if one.clause == clause:
            yield f"{one.name}: {_alternatives(one)}"


def _alternatives(reading: Reading) -> str:
    if isinstance(reading.choices, range):
        return f"{reading.choices[0]} to {reading.choices[-1]}"
    return ", ".join(reading.alternatives())
