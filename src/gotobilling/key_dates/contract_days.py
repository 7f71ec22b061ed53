"""The dates of contracts, each made of policies that readings may change."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from gotobilling.contracts import (
    DataDeletedOn,
    DeletionPolicy,
    ExpiryDate,
    LastDayForNotice,
    LastDayOfTerm,
    LastDayToCancel,
    PriceMayChange,
    RenewalDate,
    StartPolicy,
    TermFacts,
    TermPolicy,
    TermStart,
    term_facts,
    trial_end,
)
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.facts import Contract, ServiceEnd, Term, Trial
from gotobilling.key_dates.choices import Held
from gotobilling.periods import Period

__all__ = [
    "DeletedAfterTerm",
    "deleted",
    "deleted_after",
    "expires",
    "last_day_for_notice",
    "last_day_to_cancel",
    "price_may_change",
    "renews",
    "service_ends",
    "term_starts",
    "trial_ends",
]


@frozen
class DeletedAfterTerm(DateRule[TermFacts]):
    """
    The rule of the day on which data is deleted after a term that does not renew.

    Clauses: A15, H9, H10, Q4, Q34.
    """

    name: ClassVar[str] = "deleted_after_term"

    policy: DeletionPolicy
    term: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: TermFacts) -> Day:
        """Say the rule: days or months from the last day of the term, day 0."""
        last = LastDayOfTerm(self.term, self.start).work(pen, facts)
        return DataDeletedOn(self.policy).after(pen, last)


def term_starts(term: Term, contract: Contract, held: Held) -> date:
    """
    Return the first day of a term.

    Raises:
        InvalidValue: a quoted renewal date that is not after it.
    """
    facts = term_facts(term, contract, held.contracts, held.start)
    return TermStart(held.contracts.term, held.start).raw(facts)


def renews(term: Term, contract: Contract, number: int, held: Held) -> Derived[date]:
    """Derive the numbered renewal date."""
    rule = RenewalDate(held.contracts.term, held.start)
    return rule(TermFacts(term, contract, number))


def expires(term: Term, contract: Contract, number: int, held: Held) -> Derived[date]:
    """Derive the last day of the numbered term."""
    rule = LastDayOfTerm(held.contracts.term, held.start)
    return rule(TermFacts(term, contract, number))


def price_may_change(
    term: Term, contract: Contract, number: int, held: Held
) -> Derived[date]:
    """Derive the first day on which a price may change."""
    rule = PriceMayChange(held.contracts.term, held.start)
    return rule(TermFacts(term, contract, number))


def last_day_for_notice(
    term: Term, contract: Contract, number: int, held: Held
) -> Derived[date]:
    """Derive the last day for notice before the numbered renewal date."""
    policies = held.contracts
    rule = LastDayForNotice(policies.notice, policies.term, held.start)
    return rule(TermFacts(term, contract, number))


def last_day_to_cancel(period: Period, held: Held) -> Derived[date]:
    """Derive the last day to cancel with the end of a month."""
    return LastDayToCancel(held.contracts.notice)(period.last_day)


def trial_ends(trial: Trial) -> Derived[date]:
    """Derive the first day on which what was tried is free again."""
    return trial_end(trial)


def service_ends(end: ServiceEnd) -> Derived[date]:
    """Derive the last day of service."""
    return ExpiryDate()(end)


def deleted(end: ServiceEnd, held: Held) -> Derived[date]:
    """Derive the day on which data is deleted after the end of service."""
    return DataDeletedOn(held.contracts.deletion)(end)


def deleted_after(term: Term, contract: Contract, held: Held) -> Derived[date]:
    """Derive the day on which data is deleted after a term that does not renew."""
    policies = held.contracts
    rule = DeletedAfterTerm(policies.deletion, policies.term, held.start)
    return rule(TermFacts(term, contract, 1))
