"""What an account paid and disputed: every such fact, checked together once.

>>> from datetime import date
>>> from decimal import Decimal
>>> paid = Payment(
...     id="p1", paid_on=date(2026, 8, 10), amount=Decimal("40.00"), currency="USD"
... )
>>> receivables = Receivables(payments=(paid, paid))
>>> len(receivables.payments)
1
>>> receivables.as_known_on(date(2026, 8, 9)).payments
()
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import ConflictingFacts, InvalidPeriod, UnknownName, WrongType
from gotobilling.facts.events import Fact
from gotobilling.facts.payments import (
    AutopayChoice,
    Dispute,
    Payment,
    Resolution,
    Suspension,
)
from gotobilling.facts.versions import Withdrawal, set_aside

__all__ = ["Receivables"]

_SECTIONS: Final = MappingProxyType(
    {
        "payments": Payment,
        "disputes": Dispute,
        "resolutions": Resolution,
        "suspensions": Suspension,
        "autopay": AutopayChoice,
    }
)
"""What there may be any number of: the field, and the kind of its facts."""


@frozen(kw_only=True)
class Receivables:
    """
    What an account paid and disputed, and what was done about it.

    Facts may be given in any order and more than once; they are kept sorted.

    Attributes:
        payments: Payments that went through.
        disputes: Notices of dispute.
        resolutions: How disputes were resolved, each at most once.
        suspensions: Suspensions of service.
        autopay: When autopay was switched on or off; before the first it is off.
        withdrawals: Facts that never were.
        superseded: The facts that no longer stand, kept for ``as_known_on``; found
            among the others by the value itself.

    Raises:
        ConflictingFacts: one id with two contents, a dispute resolved twice, two
            choices of autopay for a day.
        UnknownName: the resolution of a dispute that is not there.
        InvalidPeriod: a resolution before its dispute, or known before it.

    Clauses: B2, B4, B5, B8, G4, Q57.
    """

    payments: tuple[Payment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    autopay: tuple[AutopayChoice, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    superseded: tuple[Fact, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name, kind in (*_SECTIONS.items(), ("withdrawals", Withdrawal)):
            facts = getattr(self, name)
            if not isinstance(facts, (tuple, list)) or set(map(type, facts)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__} facts", facts)
        gone, kinds = self.superseded, set(_SECTIONS.values())
        if type(gone) is not tuple or set(map(type, gone)) - kinds:
            raise WrongType("superseded", "a tuple of facts", gone)
        self._settle()
        self._check_resolutions()
        self._check_autopay()

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact that stands."""
        return tuple(chain.from_iterable(getattr(self, name) for name in _SECTIONS))

    def as_known_on(self, day: date) -> "Receivables":
        """Return what was known on or before a day; what was wrong then stands."""
        checks.day("day", day)
        every = (*self.facts(), *self.superseded)
        known = [one for one in every if one.known_on <= day]
        told = tuple(one for one in self.withdrawals if one.known_on <= day)
        return Receivables(withdrawals=told, **_by_section(known))

    def resolution(self, dispute: Dispute, on: date) -> Resolution | None:
        """Return how a dispute was resolved up to a day, or None while it is open."""
        checks.exactly("dispute", dispute, Dispute)
        checks.day("on", on)
        for one in self.resolutions:
            if one.dispute == dispute.id and one.resolved_on <= on:
                return one
        return None

    def _settle(self) -> None:
        by_id: dict[str, Fact] = {}
        for fact in (*self.facts(), *self.superseded, *self.withdrawals):
            if by_id.setdefault(fact.id, fact) != fact:
                raise ConflictingFacts("id", "given to one content only", fact.id)
        gone = set_aside(tuple(by_id.values()))
        stands = [one for one in by_id.values() if one.id not in gone]
        events = [one for one in stands if type(one) is not Withdrawal]
        for name, facts in _by_section(events).items():
            object.__setattr__(self, name, facts)
        told = [one for one in by_id.values() if type(one) is Withdrawal]
        aside = [one for one in by_id.values() if one.id in gone]
        for name, found in (("withdrawals", told), ("superseded", aside)):
            object.__setattr__(self, name, _sorted(found))

    def _check_resolutions(self) -> None:
        disputes = {one.id: one for one in self.disputes}
        resolved: set[str] = set()
        for one in self.resolutions:
            path = f"resolutions[{one.id}]"
            if one.dispute not in disputes:
                known = ", ".join(disputes) or "none"
                raise UnknownName(f"{path}.dispute", f"one of {known}", one.dispute)
            self._check_days(path, one, disputes[one.dispute])
            if one.dispute in resolved:
                requirement = "a dispute that is not resolved by another"
                raise ConflictingFacts(f"{path}.dispute", requirement, one.dispute)
            resolved.add(one.dispute)

    @staticmethod
    def _check_days(path: str, one: Resolution, dispute: Dispute) -> None:
        first, known = dispute.notified_on, dispute.known_on
        if one.resolved_on < first:
            requirement = f"on or after the notice of {first}"
            raise InvalidPeriod(f"{path}.resolved_on", requirement, one.resolved_on)
        # Else there would be days on which it is known, and nothing that it resolves.
        if one.known_on < known:
            requirement = f"on or after {known}, when the dispute was known"
            raise InvalidPeriod(f"{path}.known_on", requirement, one.known_on, "Q67")

    def _check_autopay(self) -> None:
        days: set[date] = set()
        for one in self.autopay:
            if one.effective_on in days:
                path, requirement = f"autopay[{one.id}].effective_on", "one for a day"
                raise ConflictingFacts(path, requirement, one.effective_on)
            days.add(one.effective_on)


def _by_section(facts: Iterable[Fact]) -> dict[str, Any]:
    kept = tuple(facts)
    return {
        name: _sorted(one for one in kept if type(one) is kind)
        for name, kind in _SECTIONS.items()
    }


def _sorted(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=_day_and_id))


def _day_and_id(fact: Fact) -> tuple[date, str]:
    return fact.effective_on, fact.id
