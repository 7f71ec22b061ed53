"""Rules and what they derive: one text for the answer and for its proof."""

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from attrs import frozen

from gotobilling.currencies import minor_digits
from gotobilling.derivation.pen import Pen
from gotobilling.derivation.proof import Day, Number, Proof, spelled
from gotobilling.derivation.ratios import exact_amount
from gotobilling.errors import ProofError
from gotobilling.facts import Fact
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.money import Money
from gotobilling.periods import Period

__all__ = [
    "AmountRule",
    "DateRule",
    "Derived",
    "Levied",
    "LineFields",
    "LineRule",
    "Rule",
]

F = TypeVar("F")
T = TypeVar("T", Money, date)


class Rule(Generic[F, T]):
    """
    A pure function of facts, bound to its policies; equal policies, equal results.

    A rule says what it does in ``work``; ``raw`` may repeat it as a line of integer
    arithmetic where invoices are made by the thousand, and is held equal to ``work``
    by a law over all rules.
    """

    __slots__ = ()
    name: ClassVar[str]

    @abstractmethod
    def work(self, pen: Pen, facts: F) -> Number | Day:
        """Say the rule once, in the operations of the pen."""

    @abstractmethod
    def raw(self, facts: F) -> int | date:
        """Return the answer in minor units, or as a day."""

    @abstractmethod
    def value(self, facts: F, raw: Any) -> T:  # noqa: ANN401 -- an int or a date, by T
        """Return the answer as the caller reads it."""

    def __call__(self, facts: F) -> "Derived[T]":
        """Derive the answer from the facts."""
        return Derived(self, facts, self.raw(facts))


class AmountRule(Rule[F, Money]):
    """A rule whose answer is money."""

    __slots__ = ()

    @abstractmethod
    def work(self, pen: Pen, facts: F) -> Number:
        """Say the rule once, in the operations of the pen."""

    @abstractmethod
    def currency(self, facts: F) -> str:
        """Return the currency of the facts."""

    def raw(self, facts: F) -> int:
        """Return the amount in minor units."""
        n, d = self.work(Pen(), facts).value
        scale: int = 10 ** minor_digits(self.currency(facts))
        return n * scale // d

    def value(self, facts: F, raw: int) -> Money:
        """Return the amount."""
        return Money.from_minor(raw, self.currency(facts))


class DateRule(Rule[F, date]):
    """A rule whose answer is a day."""

    __slots__ = ()

    @abstractmethod
    def work(self, pen: Pen, facts: F) -> Day:
        """Say the rule once, in the operations of the pen."""

    def raw(self, facts: F) -> date:
        """Return the day."""
        return self.work(Pen(), facts).value

    def value(self, facts: F, raw: date) -> date:  # noqa: ARG002 -- see Rule
        """Return the day."""
        return raw


@frozen(kw_only=True)
class LineFields:
    """
    What a line says of itself, beside its amount.

    Attributes:
        kind: The line's kind.
        charge_class: What it charges for, or credits.
        item: The item, by the name the facts use.
        group: Billing group, or None.
        quantity: Units, exact; negative where units are removed. Minutes that are not
            whole are a Fraction.
        unit: What one unit is, or None.
        unit_price: Price of one unit, exact, in the document's currency; None where
            tiers or packages make it.
        effective_on: Day of the change or purchase, or None on a recurring line.
        price: Id of the price fact, or None.
        fact: Id of the one fact that makes the line, or None.
        price_root: Id of the price that was there first, which names the line: a price
            that takes its place changes no line's id.
        fact_root: The same of the one fact.
        code: The embedder's own code, or None.
        period: The days charged for, ``[start, end)``.
        is_credit: Whether the amount is given back.
    """

    kind: LineKind
    charge_class: ChargeClass
    item: str
    group: str | None
    quantity: int | Fraction
    unit: BillableUnit | None
    unit_price: Decimal | None
    effective_on: date | None
    price: str | None
    fact: str | None
    price_root: str | None
    fact_root: str | None
    code: str | None
    period: Period
    is_credit: bool


class Levied(NamedTuple):
    """
    What levies ask of a line, without making all of its fields.

    Attributes:
        charge_class: What it charges for, or credits.
        unit: What one unit is, or None.
        credited_on: The day of the change that a proration credits, else None.
    """

    charge_class: ChargeClass
    unit: BillableUnit | None
    credited_on: date | None


class LineRule(AmountRule[F]):
    """A rule that makes a line of an invoice."""

    __slots__ = ()

    @abstractmethod
    def fields(self, facts: F) -> LineFields:
        """Return what the line says of itself."""

    def named(self, facts: F) -> tuple[Fact, ...]:  # noqa: ARG002 -- most name none
        """Return the facts that the line names beside those of its proof."""
        return ()

    def levied(self, facts: F) -> Levied:
        """Return what levies ask of the line; the same as its fields say."""
        fields = self.fields(facts)
        credits_change = fields.is_credit and fields.kind is LineKind.PRORATED_CHARGE
        credited_on = fields.effective_on if credits_change else None
        return Levied(fields.charge_class, fields.unit, credited_on)


@frozen(init=False, repr=False)
class Derived(Generic[T]):
    """
    An answer with the means to prove it.

    Attributes:
        rule: The rule, bound to its policies.
        facts: What the rule was told.
        raw: The answer in minor units, or as a day.
    """

    rule: Rule[Any, T]
    facts: Any
    raw: int | date

    def __init__(
        self,
        rule: Rule[Any, T],
        facts: Any,  # noqa: ANN401 -- each rule has its own facts
        raw: int | date,
    ) -> None:
        # The slots are set by their descriptors: a third faster, and lines are many.
        _set_rule(self, rule)
        _set_facts(self, facts)
        _set_raw(self, raw)

    def __repr__(self) -> str:
        return f"<{self.value} by {self.rule.name}>"

    @property
    def value(self) -> T:
        """The answer: an amount or a day."""
        return self.rule.value(self.facts, self.raw)

    @property
    def proof(self) -> Proof:
        """
        The steps that give the answer, worked out anew at each reading.

        Raises:
            ProofError: the rule does not give the stored answer.
        """
        pen = Pen()
        found = self.rule.work(pen, self.facts).value
        value: object = self.value
        stated = exact_amount(value) if isinstance(value, Money) else value
        if found != stated:
            raise ProofError(self.rule.name, f"{spelled(found)} by its rule", value)
        return Proof(self.rule.name, tuple(pen.steps))

    def explain(self) -> str:
        """Return the proof as text, one step a line."""
        return "\n".join(str(step) for step in self.proof)


_set_rule = Derived.__dict__["rule"].__set__
_set_facts = Derived.__dict__["facts"].__set__
_set_raw = Derived.__dict__["raw"].__set__
