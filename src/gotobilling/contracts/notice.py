"""By when notice is to be given, and when service ends after a request.

Without a set term, a request on or before the tenth day before the last day of a month
ends service with the month; a later one with the next. A set term takes 30 days:

>>> from gotobilling.facts import Contract, Term
>>> from gotobilling.markets import us
>>> notice = us.CONNECT.contracts.notice
>>> last_day_to_cancel(date(2026, 1, 31), notice).value
datetime.date(2026, 1, 21)
>>> [service_end(date(2026, 1, day), notice).value.isoformat() for day in (21, 22)]
['2026-01-31', '2026-02-28']
>>> contract = Contract(id="contract", signed_on=date(2025, 1, 15))
>>> term = Term(id="term", agreed_on=date(2025, 1, 15), months=15)
>>> rules = (us.CONNECT.contracts, us.CONNECT.start)
>>> last_day_for_notice(term, contract, *rules).value
datetime.date(2026, 3, 16)
"""

from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q8, Q32, Q34
from gotobilling.clauses.decisions import Q63
from gotobilling.contracts.group import ContractPolicies
from gotobilling.contracts.policies import (
    DeadlineOn,
    NoticeCounted,
    NoticePolicy,
    ServiceEnds,
    TermPolicy,
)
from gotobilling.contracts.start import StartPolicy
from gotobilling.contracts.term_runs import term_on
from gotobilling.contracts.terms import (
    LastDayOfTerm,
    RenewalDate,
    TermFacts,
    term_facts,
)
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.errors import InvalidValue
from gotobilling.facts import AutoRenewal, Contract, Term
from gotobilling.periods import Period
from gotobilling.sources import Clause

__all__ = [
    "EarliestEnd",
    "LastDayForNotice",
    "LastDayToCancel",
    "Notice",
    "Request",
    "ServiceEndsOn",
    "TermEndedBy",
    "earliest_end",
    "last_day_for_notice",
    "last_day_to_cancel",
    "service_end",
    "term_ended_by",
]

_ONE_DAY: Final = timedelta(1)


@frozen
class LastDayForNotice(DateRule[TermFacts]):
    """
    The rule of the last day for notice before a renewal, bound to its policies.

    Clauses: H4, Q34, Q63, cancel-page, terms-renewal.
    """

    name: ClassVar[str] = "last_day_for_notice"

    policy: NoticePolicy
    term: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: TermFacts) -> Day:
        """Say the rule: days back from the renewal date, or from the day before it."""
        return self.before(pen, RenewalDate(self.term, self.start).work(pen, facts))

    def before(self, pen: Pen, renewal: Day) -> Day:
        """Say the last day for notice before a renewal date that is said already."""
        by, zero = self.policy.ground(Q34), renewal
        if self.policy.counted_to is NoticeCounted.LAST_DAY:
            zero = pen.day_before("last day of the term", by, renewal)
        days = pen.policy(self.policy, "renewal_days")
        label = "last day for notice"
        counted = pen.minus_days(label, by, zero, days)
        is_moved = self.policy.deadline is DeadlineOn.NEXT_BUSINESS_DAY
        if self.policy.renewal_days and not is_moved:
            return counted
        # On the renewal date itself the next term runs, and has begun.
        last = pen.day_before("last day of the term", by, renewal)
        if is_moved:
            return _moved(pen, label, self.policy, counted, last)
        return pen.earlier(label, by, counted, last)


@frozen
class LastDayToCancel(DateRule[date]):
    """
    The rule of the last day to cancel with the end of a month or cycle.

    Clauses: H2, Q8, Q32, Q63.
    """

    name: ClassVar[str] = "last_day_to_cancel"

    policy: NoticePolicy

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: days back from the last day of service, which is day 0."""
        by, label = _ground(self.policy), "last day to cancel"
        last = pen.header_day("service.last_day", facts)
        days = pen.policy(self.policy, "end_days")
        counted = pen.minus_days(label, by, last, days)
        if self.policy.deadline is DeadlineOn.CALENDAR_DAY:
            return counted
        return _moved(pen, label, self.policy, counted, last)


@frozen
class EarliestEnd(DateRule[date]):
    """
    The rule of the earliest day on which service can end, bound to its policy.

    A deadline that moves from days off to a business day is met by every request up to
    it. Counted from the request, the days of notice then begin on the day after the
    last business day before it.

    Clauses: H2, Q8, Q32, Q63.
    """

    name: ClassVar[str] = "earliest_end"

    policy: NoticePolicy

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: the days of notice from the request, which is day 0."""
        by = _ground(self.policy)
        requested = pen.header_day("requested_on", facts)
        days = pen.policy(self.policy, "end_days")
        label = "notice has run"
        if self.policy.deadline is DeadlineOn.CALENDAR_DAY:
            return pen.plus_days(label, by, requested, days)
        moves = self.policy.ground(Q63)
        before = pen.previous_business_day(
            "business day before the request", moves, requested, self.policy
        )
        since = pen.day_after("day 0 of the notice", moves, before)
        counted = pen.plus_days(label, by, since, days)
        return pen.later("earliest end of service", by, requested, counted)


class Request(NamedTuple):
    """What the end of service without a set term rests on."""

    requested_on: date
    cycle: Period | None
    """The cycle with whose end service ends, where no calendar month does it."""


@frozen
class ServiceEndsOn(DateRule[Request]):
    """
    The rule of the last day of service after a request, bound to its policy.

    Clauses: H2, Q8, Q32, Q63.
    """

    name: ClassVar[str] = "service_end"

    policy: NoticePolicy

    def work(self, pen: Pen, facts: Request) -> Day:
        """Say the rule: the first end that is as many days away, or more."""
        by, label = _ground(self.policy), "last day of service"
        reached = EarliestEnd(self.policy).work(pen, facts.requested_on)
        if facts.cycle is None:
            after = pen.next_month("the month after", by, reached)
            return pen.day_before(label, by, after)
        after = pen.header_day("cycle.end", facts.cycle.end)
        last = pen.day_before("last day of the cycle", by, after)
        # The cycle is the caller's; that the days of notice lie in it is shown here.
        return pen.later(label, by, reached, last)


class Notice(NamedTuple):
    """What the end of a set term rests on."""

    term: TermFacts
    given_on: date


@frozen
class TermEndedBy(DateRule[Notice]):
    """
    The rule of the last day of a set term after notice, bound to its policies.

    Clauses: H4, H5, Q8, Q34.
    """

    name: ClassVar[str] = "term_ended_by"

    policy: NoticePolicy
    term: TermPolicy
    start: StartPolicy

    def work(self, pen: Pen, facts: Notice) -> Day:
        """Say the rule: the last day of the first term for which notice is in time."""
        by, label = self.policy.ground(Q8), "last day of service"
        given = pen.header_day("requested_on", facts.given_on)
        renewal = RenewalDate(self.term, self.start).work(pen, facts.term)
        if facts.term.term.auto_renewal is AutoRenewal.ON:
            deadline = LastDayForNotice(self.policy, self.term, self.start)
            until = deadline.before(pen, renewal)
            # The later one is the deadline, or the notice would not be in time.
            given = pen.later("notice is in time until", by, given, until)
        ended = self.term.ground(Q34)
        last = pen.day_before("last day of the term", ended, renewal)
        return pen.later(label, by, given, last)


def last_day_for_notice(
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
    *,
    number: int = 1,
) -> Derived[date]:
    """
    Derive the last day on which notice still ends the numbered term.

    The renewal date is day 0, so that day 30 before it is in time; under another
    reading the last day of the term is. Weekends and holidays move nothing, unless the
    policy says so. It is never after the last day of the term.

    Raises:
        InvalidValue: the term ends without notice, or what ``term_facts`` refuses.

    Clauses: H4, Q34, Q63, cancel-page, terms-renewal.
    """
    facts = term_facts(term, contract, policies, start, number)
    if term.auto_renewal is AutoRenewal.OFF:
        requirement = "on where notice is to be given"
        raise InvalidValue("auto_renewal", requirement, term.auto_renewal.value, "H4")
    return LastDayForNotice(policies.notice, policies.term, start)(facts)


def last_day_to_cancel(last_day: date, policy: NoticePolicy) -> Derived[date]:
    """
    Derive the last day on which a request ends service with a month or a cycle.

    Args:
        last_day: The last day of the month, or of the cycle that is paid: day 0.
        policy: The market's policy of notice.

    Raises:
        InvalidValue: no last day of a month, where service ends with one.

    >>> from gotobilling.markets import us
    >>> notice = us.CONNECT.contracts.notice
    >>> ends = [date(2026, 2, 28), date(2028, 2, 29), date(2026, 4, 30)]
    >>> [last_day_to_cancel(end, notice).value.day for end in ends]
    [18, 19, 20]

    Clauses: H2, Q8, Q32, Q63.
    """
    checks.billing_day("last_day", last_day)
    checks.exactly("policy", policy, NoticePolicy)
    ends_month = (last_day + _ONE_DAY).day == 1
    if policy.ends is ServiceEnds.MONTH_END and not ends_month:
        raise InvalidValue("last_day", "the last day of a month", last_day, "Q8")
    return LastDayToCancel(policy)(last_day)


def earliest_end(requested_on: date, policy: NoticePolicy) -> Derived[date]:
    """
    Derive the earliest day on which service can end after a request.

    Service ends with the month, or the paid cycle, that holds it.

    >>> from gotobilling.markets import us
    >>> earliest_end(date(2026, 1, 22), us.CONNECT.contracts.notice).value
    datetime.date(2026, 2, 1)

    Clauses: H2, Q8, Q32, Q63.
    """
    checks.billing_day("requested_on", requested_on)
    checks.exactly("policy", policy, NoticePolicy)
    return EarliestEnd(policy)(requested_on)


def service_end(
    requested_on: date, policy: NoticePolicy, cycle: Period | None = None
) -> Derived[date]:
    """
    Derive the last day of service without a set term, from the day of the request.

    A request on or before the last day to cancel ends service with that month; a later
    one with the next. A later request never ends service earlier.

    Args:
        requested_on: The day of the request.
        policy: The market's policy of notice.
        cycle: Where service ends with a paid cycle: the one that holds the
            ``earliest_end``. Without days of notice it is the cycle of the request.

    Raises:
        InvalidValue: no cycle where one is needed, one where none is, or one in which
            the days of notice do not end.

    >>> from gotobilling.markets import us
    >>> print(service_end(date(2026, 2, 19), us.CONNECT.contracts.notice).explain())
    notice has run: plus days 2026-02-19, 10 = 2026-03-01 [Q8]
    the month after: next month 2026-03-01 = 2026-04-01 [Q8]
    last day of service: day before 2026-04-01 = 2026-03-31 [Q8]

    Clauses: H2, H5, Q8, Q32, Q63.
    """
    checks.billing_day("requested_on", requested_on)
    checks.exactly("policy", policy, NoticePolicy)
    by_cycle = policy.ends is ServiceEnds.PAID_CYCLE
    if by_cycle is not (cycle is not None):
        requirement = "given where service ends with a cycle, and only there"
        raise InvalidValue("cycle", requirement, cycle, "Q32")
    if cycle is not None:
        checks.exactly("cycle", cycle, Period)
        reached = EarliestEnd(policy).raw(requested_on)
        if reached not in cycle:
            raise InvalidValue("cycle", f"the one that holds {reached}", cycle, "Q32")
    return ServiceEndsOn(policy)(Request(requested_on, cycle))


def term_ended_by(
    given_on: date,
    term: Term,
    contract: Contract,
    policies: ContractPolicies,
    start: StartPolicy,
) -> Derived[date]:
    """
    Derive the last day of a set term that notice ends, from the day of the notice.

    Notice up to the last day for it ends the term on its last day; later notice ends
    the next one. A term that does not renew ends by itself, whatever the notice.

    Raises:
        InvalidValue: notice after the last day of a term that does not renew.

    >>> from gotobilling.facts import Contract, Term
    >>> from gotobilling.markets import us
    >>> rules = (us.CONNECT.contracts, us.CONNECT.start)
    >>> contract = Contract(id="contract", signed_on=date(2025, 1, 15))
    >>> term = Term(id="term", agreed_on=date(2025, 1, 15), months=15)
    >>> days = (date(2026, 3, 16), date(2026, 3, 17))
    >>> [term_ended_by(on, term, contract, *rules).value.isoformat() for on in days]
    ['2026-04-14', '2027-04-14']

    Clauses: H4, H5, Q8, Q34.
    """
    checks.billing_day("given_on", given_on)
    facts = term_facts(term, contract, policies, start)
    rule = TermEndedBy(policies.notice, policies.term, start)
    if term.auto_renewal is AutoRenewal.OFF:
        last = LastDayOfTerm(policies.term, start).raw(facts)
        if given_on > last:
            requirement = f"on or before {last}, when the term ends by itself"
            raise InvalidValue("given_on", requirement, given_on, "H4")
        return rule(Notice(facts, given_on))
    deadline = LastDayForNotice(policies.notice, policies.term, start)
    run = term_on(given_on, term, contract, policies, start)
    if run is not None:
        facts = facts._replace(number=run.number)
    while given_on > deadline.raw(facts):
        facts = facts._replace(number=facts.number + 1)
    return rule(Notice(facts, given_on))


def _ground(policy: NoticePolicy) -> Clause:
    return policy.ground(Q8 if policy.ends is ServiceEnds.MONTH_END else Q32)


def _moved(pen: Pen, label: str, policy: NoticePolicy, counted: Day, last: Day) -> Day:
    by = policy.ground(Q63)
    moved = pen.next_business_day("next business day", by, counted, policy)
    return pen.earlier(label, by, moved, last)
