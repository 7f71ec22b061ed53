"""Facts that turned out wrong: which version of each stands, and which is set aside.

Nothing that was once told is ever edited. What replaces a fact is a fact of its own
that names it, from the day on which it is known; what never was is withdrawn:

>>> from gotobilling.facts.events import QuantityChange
>>> five = QuantityChange(
...     id="c1", item="device", quantity=5, effective_on=date(2026, 7, 15)
... )
>>> three = QuantityChange(
...     id="c1-mended",
...     item="device",
...     quantity=3,
...     effective_on=date(2026, 7, 15),
...     known_on=date(2026, 9, 20),
...     supersedes="c1",
... )
>>> never = Withdrawal(id="w1", fact="c1", known_on=date(2026, 10, 5))
>>> sorted(set_aside([five, three])), sorted(set_aside([five, three, never]))
(['c1'], ['c1', 'c1-mended'])
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import ClassVar, Final

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import ConflictingFacts, InvalidValue, UnknownName
from gotobilling.facts.call_rates import CallRate
from gotobilling.facts.events import Contract, Fact, Price, check_fact
from gotobilling.facts.partners import Commission
from gotobilling.facts.payments import Dispute, Resolution
from gotobilling.facts.returns import Delivery, Return
from gotobilling.facts.terms import EarlyTermination, NumberChange, Term, Trial
from gotobilling.facts.usage import Included, LowUsage, NoUsage, UsageTotal

__all__ = ["Withdrawal", "set_aside"]


@frozen(kw_only=True)
class Withdrawal:
    """
    That a fact never was: a device counted twice, a certificate never given.

    Attributes:
        id: The fact's own id.
        fact: The id of the fact that is withdrawn; any but the contract.
        known_on: The day on which the biller came to know it.

    Clauses: Q67, fact-version.
    """

    wire: ClassVar[tuple[str, str]] = ("type", "withdrawal")

    id: str
    fact: str
    known_on: date

    def __attrs_post_init__(self) -> None:
        checks.text("fact", self.fact)
        check_fact(self)
        if self.fact == self.id:
            raise InvalidValue("fact", "the id of another fact", self.fact)

    @property
    def effective_on(self) -> date:
        """The day on which it is known; what it undoes has a day of its own."""
        return self.known_on

    @property
    def root(self) -> str:
        """The id of the fact that is withdrawn."""
        return self.fact


def set_aside(facts: Iterable[Fact]) -> set[str]:
    """
    Return the ids of the facts that do not stand, as far as these facts are known.

    Of what is said about one fact the latest known counts; the fact itself comes first
    on its day.

    Raises:
        UnknownName: a fact that supersedes, or withdraws, one that is not there, or one
            that takes the place of another itself.
        ConflictingFacts: a fact of another kind, or known before the one it supersedes;
            a price of another item, kind, unit or product; a contract withdrawn; two
            versions of one fact that are known on the same day.

    Clauses: Q67, fact-version.
    """
    known = {fact.id: fact for fact in facts}
    versions: dict[str, list[Fact]] = {}
    for fact in known.values():
        versions.setdefault(fact.root, []).append(fact)
    gone: set[str] = set()
    for root, same in versions.items():
        if len(same) == 1 and same[0].id == root:
            continue
        for one in same:
            _check_version(one, known.get(root))
        same.sort(key=_by_knowledge)
        _check_days(same)
        gone.update(one.id for one in same[:-1] if not isinstance(one, Withdrawal))
    return gone


def _by_knowledge(fact: Fact) -> tuple[date, bool, str]:
    return fact.known_on, fact.root != fact.id, fact.id


def _check_days(same: list[Fact]) -> None:
    # The fact itself may have a version of its own day; two of these contradict.
    for one, other in pairwise(same):
        if one.root != one.id and one.known_on == other.known_on:
            path = f"{other.id}.known_on"
            requirement = f"another day than that of {one.id}, which says otherwise"
            raise ConflictingFacts(path, requirement, other.known_on, "Q67")


def _check_version(fact: Fact, original: Fact | None) -> None:
    withdraws = isinstance(fact, Withdrawal)
    path = f"{fact.id}.{'fact' if withdraws else 'supersedes'}"
    if original is None or original.root != original.id:
        requirement = "the id of a fact that was there first"
        if original is not None:
            requirement += f", such as {original.root}"
        raise UnknownName(path, requirement, fact.root, "Q67")
    if fact is original:
        return
    if fact.known_on < original.known_on:
        requirement = f"on or after {original.known_on}, when {original.id} was known"
        raise InvalidValue(f"{fact.id}.known_on", requirement, fact.known_on, "Q67")
    if withdraws:
        if isinstance(original, (Contract, Withdrawal)):
            requirement = "neither the contract nor a withdrawal"
            raise ConflictingFacts(path, requirement, fact.root, "Q67")
    elif type(fact) is not type(original):
        requirement = "a fact of the same kind"
        raise ConflictingFacts(path, requirement, fact.root, "Q67")
    elif _nature(fact) != _nature(original):
        requirement = _NATURES[type(fact)][1]
        raise ConflictingFacts(path, requirement, fact.root, "Q67")


def _nature(fact: Fact) -> tuple[object, ...]:
    names, _ = _NATURES.get(type(fact), ((), ""))
    return tuple(getattr(fact, name) for name in names)


_NATURES: Final = MappingProxyType(
    {
        Price: (
            ("item", "kind", "unit", "product", "frequency"),
            "a price of the same item, kind, unit, product and frequency",
        ),
        CallRate: (("call_type",), "a rate of the same call type"),
        UsageTotal: (
            ("nature",),
            "usage of the same month, call type, rate and devices",
        ),
        NoUsage: (("month",), "a fact of the same month"),
        Included: (("unit", "item"), "what is included of the same unit and item"),
        LowUsage: (("item",), "a fact of the same item"),
        Term: (("product",), "a term of the same product"),
        Trial: (("product",), "a trial of the same product"),
        EarlyTermination: (("product",), "an early termination of the same product"),
        NumberChange: (("number",), "a change of the same number"),
        Dispute: (("invoice",), "a dispute of the same invoice"),
        Resolution: (("dispute",), "a resolution of the same dispute"),
        Delivery: (("purchase",), "a delivery of the same purchase"),
        Return: (("purchase",), "a return of the same purchase"),
        Commission: (
            ("partner", "account", "kind"),
            "a commission of the same partner, account and kind",
        ),
    }
)
"""What a fact that supersedes another has in common with it, and how that is told."""
