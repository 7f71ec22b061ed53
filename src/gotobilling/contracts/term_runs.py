"""Which term runs on a day, and what a subscription shows of itself.

>>> from gotobilling.markets import us
>>> contract = Contract(id="contract", signed_on=date(2025, 1, 15))
>>> term = Term(id="term", agreed_on=date(2025, 1, 15), months=15)
>>> rules = (us.CONNECT.contracts, us.CONNECT.start)
>>> [term_on(date(2026, 4, day), term, contract, *rules).number for day in (14, 15)]
[1, 2]
"""

from datetime import date
from typing import ClassVar

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.contract_texts import A15
from gotobilling.contracts.group import ContractPolicies
from gotobilling.contracts.start import StartPolicy
from gotobilling.contracts.terms import (
    RenewalDate,
    TermStart,
    last_day_of_term,
    renewal_on,
    term_facts,
)
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.facts import AutoRenewal, Contract, ServiceEnd, Term
from gotobilling.kinds import Frequency
from gotobilling.periods import Period

__all__ = [
    "ExpiryDate",
    "SubscriptionShown",
    "TermRun",
    "subscription_shown",
    "term_on",
]


@frozen
class ExpiryDate(DateRule[ServiceEnd]):
    """
    The rule of what a cancelled subscription shows.

    Clauses: A15.
    """

    name: ClassVar[str] = "expiry_date"

    def work(self, pen: Pen, facts: ServiceEnd) -> Day:
        """Say the rule: the last day of service."""
        return pen.given_day("expires", A15, pen.fact_day(facts, "last_day_of_service"))


@frozen(kw_only=True)
class TermRun:
    """
    The term that runs on a day.

    Attributes:
        number: 1 for the initial term, 2 for the first that renews it.
        start: Its first day.
        renewal: The first day after it, when the next term begins if it renews.
        renews: Whether it renews by itself.
    """

    number: int
    start: Derived[date]
    renewal: Derived[date]
    renews: bool

    @property
    def period(self) -> Period:
        """The days of the term, ``[start, end)``."""
        return Period(self.start.value, self.renewal.value)


@frozen(kw_only=True)
class SubscriptionShown:
    """
    What a subscription shows of itself; one of its two dates is None.

    Attributes:
        frequency: How often it is billed.
        renewal: When it renews.
        expiry: Its last day, where it was cancelled or does not renew.

    Clauses: A15.
    """

    frequency: Frequency
    renewal: Derived[date] | None
    expiry: Derived[date] | None


def term_on(
    on: date,
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
) -> TermRun | None:
    """
    Return the term that runs on a day; None before the first and after the last.

    >>> from gotobilling.markets import us
    >>> contract = Contract(id="c", signed_on=date(2025, 1, 15))
    >>> term = Term(id="t", agreed_on=date(2025, 1, 15), months=15)
    >>> rules = (us.CONNECT.contracts, us.CONNECT.start)
    >>> run = term_on(date(2026, 4, 15), term, contract, *rules)
    >>> print(run.number, run.period, run.renews)
    2 2026-04-15/2027-04-15 True

    Clauses: A15, H4, Q8, Q34.
    """
    checks.billing_day("on", on)
    facts = term_facts(term, contract, policies, start)
    renewal = RenewalDate(policies.term, start)
    first = TermStart(policies.term, start)(facts)
    if on < first.value:
        return None
    renews = term.auto_renewal is AutoRenewal.ON
    number, end = 1, renewal(facts)
    while on >= end.value:
        if not renews:
            return None
        number += 1
        facts = facts._replace(number=number)
        first, end = end, renewal(facts)
    return TermRun(number=number, start=first, renewal=end, renews=renews)


def subscription_shown(
    on: date,
    frequency: Frequency,
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
    end: ServiceEnd | None = None,
) -> SubscriptionShown:
    """
    Return what a subscription shows on a day: how it is billed, and one of two dates.

    A renewal date is that of the term that runs; the expiry date replaces it where the
    subscription was cancelled or does not renew.

    Args:
        on: The day of the look.
        frequency: How often it is billed.
        term: The term as agreed.
        contract: The contract's dates.
        policies: The market's policies of contracts.
        start: The market's policy of the billing start.
        end: The end of service, where it was cancelled.

    Raises:
        WrongType: no day, frequency, term, contract, policies or end.
        InvalidValue: what ``term_facts`` refuses.

    >>> from gotobilling.markets import us
    >>> contract = Contract(id="c", signed_on=date(2025, 1, 15))
    >>> term = Term(id="t", agreed_on=date(2025, 1, 15), months=15)
    >>> rules = (us.CONNECT.contracts, us.CONNECT.start)
    >>> shown = subscription_shown(
    ...     date(2026, 1, 1), Frequency.MONTHLY, term, contract, *rules
    ... )
    >>> shown.renewal.value, shown.expiry
    (datetime.date(2026, 4, 15), None)

    Clauses: A15.
    """
    checks.billing_day("on", on)
    checks.member("frequency", frequency, Frequency)
    term_facts(term, contract, policies, start)
    if end is not None:
        checks.exactly("end", end, ServiceEnd)
        expiry = ExpiryDate()(end)
        return SubscriptionShown(frequency=frequency, renewal=None, expiry=expiry)
    if term.auto_renewal is AutoRenewal.OFF:
        last = last_day_of_term(term, contract, policies, start)
        return SubscriptionShown(frequency=frequency, renewal=None, expiry=last)
    run = term_on(on, term, contract, policies, start)
    # Before the first day it is the initial term that is shown.
    number = 1 if run is None else run.number
    renewal = renewal_on(term, contract, policies, start, number=number)
    return SubscriptionShown(frequency=frequency, renewal=renewal, expiry=None)
