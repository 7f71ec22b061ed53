"""Set terms: when they begin, when they renew, and when they expire.

A term of 15 months from 15 January 2025 renews on 15 April 2026, and by 12 months then:

>>> from gotobilling.markets import us
>>> rules = (us.CONNECT.contracts, us.CONNECT.start)
>>> contract = Contract(id="contract", signed_on=date(2025, 1, 15))
>>> term = Term(id="term", agreed_on=date(2025, 1, 15), months=15)
>>> [renewal_on(term, contract, *rules, number=n).value.isoformat() for n in (1, 2)]
['2026-04-15', '2027-04-15']

Every renewal is counted from the first anchor, never from the renewal before, so that
a term that begins on the 31st comes back to the 31st.

These are dates alone. Billing ends with the fact of a ``ServiceEnd`` and with nothing
else (Q8, Q31): a term that does not renew needs one on its last day.
"""

from datetime import date
from typing import ClassVar, Final, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q8, Q34
from gotobilling.clauses.contract_terms import TERMS_PRICE
from gotobilling.contracts.group import ContractPolicies
from gotobilling.contracts.policies import TermCounted, TermPolicy
from gotobilling.contracts.start import BillingStart, StartPolicy
from gotobilling.derivation import DateRule, Day, Derived, Number, Pen
from gotobilling.errors import InvalidValue
from gotobilling.facts import AutoRenewal, Contract, Term
from gotobilling.periods import add_months

__all__ = [
    "LastDayOfTerm",
    "PriceMayChange",
    "RenewalDate",
    "TermFacts",
    "TermStart",
    "last_day_of_term",
    "price_may_change_on",
    "renewal_on",
    "term_facts",
    "term_start",
]

# One a month from the first to the last day that is billed.
_MOST_TERMS: Final = 1100 * 12


class TermFacts(NamedTuple):
    """What a date of a term rests on."""

    term: Term
    contract: Contract
    number: int
    """1 for the initial term, 2 for the first that renews it."""


@frozen
class TermStart(DateRule[TermFacts]):
    """
    The rule of the first day of the initial term, bound to its policies.

    Clauses: Q34, terms-renewal.
    """

    name: ClassVar[str] = "term_start"

    policy: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: TermFacts) -> Day:
        """Say the rule: the signature, the term's own day or the billing start."""
        label, by = "first day of the term", self.policy.ground(Q34)
        term = facts.term
        if self.policy.counted_from is TermCounted.SIGNATURE:
            return pen.given_day(label, by, pen.fact_day(term, "agreed_on"))
        if term.start_on is not None:
            return pen.given_day(label, by, pen.fact_day(term, "start_on"))
        billed = BillingStart(self.start).work(pen, facts.contract)
        return pen.given_day(label, by, billed)


@frozen
class RenewalDate(DateRule[TermFacts]):
    """
    The rule of the first day after a term, bound to its policies.

    Clauses: H4, M1, Q8, Q34, terms-renewal.
    """

    name: ClassVar[str] = "renewal_date"

    policy: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: TermFacts) -> Day:
        """Say the rule: the quoted date or the months of the term, then more."""
        by, term = self.policy.ground(Q34), facts.term
        renews = term.auto_renewal is AutoRenewal.ON
        label = "renewal date" if renews else "first day after the term"
        months = [self._each(pen, term)] * (facts.number - 1)
        if term.renewal_on is not None:
            anchor = pen.fact_day(term, "renewal_on")
            if not months:
                return pen.given_day(label, by, anchor)
        else:
            anchor = TermStart(self.policy, self.start).work(pen, facts)
            months.insert(0, pen.fact(term, "months"))
        total = months[0]
        if len(months) > 1:
            counted = self.policy.ground(Q8)
            total = pen.sum("months to the renewal date", counted, *months)
        return pen.plus_months(label, by, anchor, total, self.policy)

    def raw(self, facts: TermFacts) -> date:
        """Return the day: the rule as months from its anchor."""
        term, policy = facts.term, self.policy
        months = (term.renewal_months or policy.renewal_months) * (facts.number - 1)
        if term.renewal_on is not None:
            return add_months(term.renewal_on, months, policy.missing_day)
        first = TermStart(policy, self.start).raw(facts)
        return add_months(first, term.months + months, policy.missing_day)

    def _each(self, pen: Pen, term: Term) -> Number:
        if term.renewal_months is not None:
            return pen.fact(term, "renewal_months")
        return pen.policy(self.policy, "renewal_months")


@frozen
class LastDayOfTerm(DateRule[TermFacts]):
    """
    The rule of the last day of a term, bound to its policies.

    Clauses: A15, H4, Q34.
    """

    name: ClassVar[str] = "last_day_of_term"

    policy: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: TermFacts) -> Day:
        """Say the rule: the day before the renewal."""
        renewal = RenewalDate(self.policy, self.start).work(pen, facts)
        by = self.policy.ground(Q34)
        return pen.day_before("last day of the term", by, renewal)


@frozen
class PriceMayChange(DateRule[TermFacts]):
    """
    The rule of the first day on which prices may change, bound to its policies.

    Clauses: terms-price.
    """

    name: ClassVar[str] = "price_may_change_on"

    policy: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: TermFacts) -> Day:
        """Say the rule: the first day after the initial term."""
        first = RenewalDate(self.policy, self.start).work(pen, facts._replace(number=1))
        by = self.policy.ground(TERMS_PRICE)
        return pen.given_day("price may change", by, first)


def term_facts(
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
    number: int = 1,
) -> TermFacts:
    """
    Return what the dates of a term rest on, after a look at whether they make sense.

    Raises:
        InvalidValue: a number below 1 or above 13200, or above 1 where the term does
            not renew; a quoted renewal date that is not after the term's first day.
        WrongType: no term, contract or policies; a number that is not whole.

    Clauses: H4, Q34.
    """
    checks.exactly("term", term, Term)
    checks.exactly("contract", contract, Contract)
    checks.exactly("policies", policies, ContractPolicies)
    checks.exactly("start", start, StartPolicy)
    checks.whole("number", number, 1, _MOST_TERMS)
    if number > 1 and term.auto_renewal is AutoRenewal.OFF:
        raise InvalidValue("number", "1 where the term does not renew", number, "H4")
    facts = TermFacts(term, contract, number)
    if term.renewal_on is not None:
        first = TermStart(policies.term, start).raw(facts)
        if term.renewal_on <= first:
            requirement = f"after {first}, the first day of the term"
            raise InvalidValue("renewal_on", requirement, term.renewal_on, "Q34")
    return facts


def term_start(
    term: Term, contract: Contract, policies: ContractPolicies, start: StartPolicy
) -> Derived[date]:
    """
    Derive the first day of the initial term.

    It is the billing start, or the term's own first day where the contract has one;
    under the other reading, the day on which the term was agreed.

    >>> from gotobilling.markets import us
    >>> contract = Contract(id="c", signed_on=date(2026, 1, 20), free_months=2)
    >>> term = Term(id="t", agreed_on=date(2026, 1, 20), months=12)
    >>> term_start(term, contract, us.CONNECT.contracts, us.CONNECT.start).value
    datetime.date(2026, 3, 20)

    Clauses: Q34, terms-renewal.
    """
    facts = term_facts(term, contract, policies, start)
    return TermStart(policies.term, start)(facts)


def renewal_on(
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
    *,
    number: int = 1,
) -> Derived[date]:
    """
    Derive a renewal date: the first day of the term after the numbered one.

    Args:
        term: The term as agreed.
        contract: The contract's dates, for the billing start.
        policies: The market's policies of contracts.
        start: The market's policy of the billing start.
        number: 1 for the end of the initial term, 2 for that of the next.

    Raises:
        InvalidValue: the term does not renew, or what ``term_facts`` refuses.
        AmbiguousDate: no such day in its month, where the policy leaves it to people.

    >>> from gotobilling.markets import us
    >>> contract = Contract(id="c", signed_on=date(2024, 2, 29))
    >>> term = Term(id="t", agreed_on=date(2024, 2, 29), months=12)
    >>> rules = (us.CONNECT.contracts, us.CONNECT.start)
    >>> [renewal_on(term, contract, *rules, number=n).value.day for n in (1, 2, 3, 4)]
    [28, 28, 28, 29]

    Clauses: H4, M1, Q8, Q34, terms-renewal.
    """
    facts = term_facts(term, contract, policies, start, number)
    if term.auto_renewal is AutoRenewal.OFF:
        requirement = "on where a renewal date is asked for"
        raise InvalidValue("auto_renewal", requirement, term.auto_renewal.value, "H4")
    return RenewalDate(policies.term, start)(facts)


def last_day_of_term(
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
    *,
    number: int = 1,
) -> Derived[date]:
    """
    Derive the last day of the numbered term, which is its expiry if it does not renew.

    >>> from gotobilling.markets import us
    >>> contract = Contract(id="c", signed_on=date(2025, 1, 15))
    >>> term = Term(id="t", agreed_on=date(2025, 1, 15), months=15)
    >>> rules = (us.CONNECT.contracts, us.CONNECT.start)
    >>> last_day_of_term(term, contract, *rules).value
    datetime.date(2026, 4, 14)

    Clauses: A15, H4, Q34.
    """
    facts = term_facts(term, contract, policies, start, number)
    return LastDayOfTerm(policies.term, start)(facts)


def price_may_change_on(
    term: Term, contract: Contract, policies: ContractPolicies, start: StartPolicy
) -> Derived[date]:
    """
    Derive the first day on which a price may change: the one after the initial term.

    The billing cycle that begins on it, or next after it, is the first at a new price.

    Clauses: terms-price.
    """
    facts = term_facts(term, contract, policies, start)
    return PriceMayChange(policies.term, start)(facts)
