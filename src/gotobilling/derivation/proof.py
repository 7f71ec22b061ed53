"""What a proof is made of: policies, leaves, marks and steps, as plain data."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import ClassVar

from attrs import frozen

from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import Fact
from gotobilling.periods import DayCount, MissingDay
from gotobilling.rounding import MINOR_UNIT, Rounding
from gotobilling.sources import Clause, Standing

__all__ = [
    "AmountOf",
    "Choice",
    "CountsBusinessDays",
    "CountsDays",
    "CountsMonths",
    "Day",
    "DocumentField",
    "Exact",
    "FactField",
    "LineAmount",
    "Mark",
    "Number",
    "Op",
    "Operand",
    "Policy",
    "PolicyField",
    "Proof",
    "Ratio",
    "Rounds",
    "Step",
    "StepValue",
    "spelled",
]

Ratio = tuple[int, int]
Exact = Ratio | date
"""A proven value: a ratio in lowest terms with a positive denominator, or a day."""


class Op(Enum):
    """The operations a proof may use; the values are wire names and only grow."""

    GIVEN = "given"
    SUM = "sum"
    MINUS = "minus"
    NEGATE = "negate"
    TIMES = "times"
    OVER = "over"
    PERCENT = "percent"
    GREATEST = "greatest"
    LEAST = "least"
    AT_LEAST_ZERO = "at_least_zero"
    TIER = "tier"
    ROUND = "round"
    DAY_AFTER = "day_after"
    DAY_BEFORE = "day_before"
    PLUS_DAYS = "plus_days"
    MINUS_DAYS = "minus_days"
    PLUS_MONTHS = "plus_months"
    MONTH_START = "month_start"
    NEXT_MONTH = "next_month"
    DAY_OF_MONTH = "day_of_month"
    NEXT_DAY_OF_MONTH = "next_day_of_month"
    BUSINESS_DAY = "business_day"
    NEXT_BUSINESS_DAY = "next_business_day"
    PREVIOUS_BUSINESS_DAY = "previous_business_day"
    LATER = "later"
    EARLIER = "earlier"
    CHARGED_FROM = "charged_from"
    CHARGED_DAYS = "charged_days"


class Policy:
    """
    The root of all policies: frozen values without defaults.

    A default would be a rule nobody published; ``attrs.evolve`` a shipped policy.

    Attributes:
        wire: The role's name in a document.
        clause: The published rule the policy holds.
    """

    __slots__ = ()
    wire: ClassVar[tuple[str, str]]
    clause: Clause

    def ground(self, decision: Clause) -> Clause:
        """
        Return what a choice of the policy rests on: a decision, or the contract.

        Where the customer's own terms hold the policy, no reading of ours decides.
        """
        if self.clause.standing is Standing.CONTRACT:
            return self.clause
        return decision


class Rounds(Policy):
    """A policy that says how its amount is rounded."""

    __slots__ = ()
    rounding: Rounding

    def check_rounding(self, *, mirrors: bool) -> None:
        """
        Refuse a rounding that its amounts cannot have.

        Args:
            mirrors: Whether a credit must be the mirror of its charge.

        Raises:
            WrongType: no rounding at all.
            InvalidValue: other places than the currency's, in which amounts are kept,
                or, where credits are mirrored, a mode that does not.

        Clauses: Q29.
        """
        if not isinstance(self.rounding, Rounding):
            raise WrongType("rounding", "a Rounding", self.rounding)
        if self.rounding.places is not MINOR_UNIT:
            requirement = "the minor unit, in which amounts are kept"
            raise InvalidValue("rounding.places", requirement, self.rounding.places)
        if mirrors and not self.rounding.is_symmetric:
            requirement = "a mode that mirrors credits, round(-x) == -round(x)"
            raise InvalidValue("rounding", requirement, self.rounding.mode.value, "Q29")


class CountsDays(Policy):
    """A policy that says how the days of a part period are counted."""

    __slots__ = ()
    day_count: DayCount


class CountsMonths(Policy):
    """A policy that says what becomes of a day that a month does not have."""

    __slots__ = ()
    missing_day: MissingDay


class CountsBusinessDays(Policy):
    """A policy that names the caller's holidays, which are no business days."""

    __slots__ = ()
    holidays: tuple[date, ...]


@frozen
class FactField:
    """A leaf: a field of a fact the caller gave."""

    fact: Fact
    field: str

    def __str__(self) -> str:
        return f"{self.fact.id}.{self.field}"


@frozen
class PolicyField:
    """A leaf: a number or choice of a policy."""

    policy: Policy
    field: str

    def __str__(self) -> str:
        return f"{self.policy.wire[1]}.{self.field}"


@frozen
class DocumentField:
    """A leaf: a field of the document's header, such as ``period.start``."""

    field: str

    def __str__(self) -> str:
        return self.field


@frozen
class StepValue:
    """The value of an earlier step of the same proof, counted from 0."""

    step: int

    def __str__(self) -> str:
        return f"step {self.step + 1}"


@frozen
class LineAmount:
    """The proven amount of a line of the same document."""

    line: str

    def __str__(self) -> str:
        return f"line {self.line}"


@frozen
class AmountOf:
    """A proven amount or date of the same document, by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


Operand = FactField | PolicyField | DocumentField | StepValue | LineAmount | AmountOf


@frozen
class Number:
    """A number as a pen holds it: where it comes from, and its exact value."""

    operand: Operand
    value: Ratio

    def __str__(self) -> str:
        return spelled(self.value)


@frozen
class Day:
    """A day as a pen holds it: where it comes from, and which day it is."""

    operand: Operand
    value: date

    def __str__(self) -> str:
        return spelled(self.value)


@frozen
class Choice:
    """A choice of a policy as a pen holds it, such as its rounding or day count."""

    operand: Operand
    value: Enum | Rounding | str | tuple[date, ...]

    def __str__(self) -> str:
        if isinstance(self.value, tuple):
            return " and ".join(map(spelled, self.value)) or "no holidays"
        return str(self.value.value if isinstance(self.value, Enum) else self.value)


Mark = Number | Day | Choice


@frozen
class Step:
    """
    One recomputable step.

    Attributes:
        op: What was done.
        of: To which operands, in order, each with its value.
        value: The exact result.
        label: What the result is, for people.
        clause: The text or decision that asks for the step.
    """

    op: Op
    of: tuple[Mark, ...]
    value: Exact
    label: str
    clause: Clause

    def __str__(self) -> str:
        words = (self.op.value.replace("_", " "), ", ".join(map(str, self.of)))
        working = " ".join(filter(None, words))
        return f"{self.label}: {working} = {spelled(self.value)} [{self.clause.id}]"


@frozen
class Proof:
    """The steps of one answer; the last one's value is the answer."""

    rule: str
    steps: tuple[Step, ...]

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def clauses(self) -> tuple[Clause, ...]:
        """Return each clause and decision the proof leans on, once, in order."""
        return tuple(dict.fromkeys(step.clause for step in self.steps))

    def facts(self) -> tuple[Fact, ...]:
        """Return each fact the proof rests on, once, in order of use."""
        leaves = (one.operand for step in self.steps for one in step.of)
        found = {one.fact.id: one.fact for one in leaves if isinstance(one, FactField)}
        return tuple(found.values())


def spelled(value: Exact) -> str:
    """Return a proven value as text: ``16/31``, ``5`` or ``2026-08-01``."""
    if isinstance(value, date):
        return value.isoformat()
    n, d = value
    return str(n) if d == 1 else f"{n}/{d}"
