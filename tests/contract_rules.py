"""How to draw the rules of contracts, each bound to policies, and their facts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st

from gotobilling.contracts import (
    CircuitStart,
    ContractPolicies,
    DataDeletedOn,
    DeadlineOn,
    EarliestEnd,
    ExpiryDate,
    LastDayForNotice,
    LastDayOfRental,
    LastDayOfTerm,
    LastDayToCancel,
    NoticeCounted,
    PriceMayChange,
    RenewalDate,
    RentalCancelUntil,
    RentalNoticeUntil,
    RentalReturnBy,
    RestockingFee,
    ServiceEnds,
    TermCounted,
    TermFacts,
    TermStart,
    TrialEnd,
    data_deleted_on,
    earliest_end,
    last_day_of_rental,
    rental_ended_by,
    service_end,
    term_ended_by,
    term_on,
)
from gotobilling.facts import (
    AutoRenewal,
    CircuitActivation,
    Contract,
    Rental,
    ServiceEnd,
    Term,
    Trial,
)
from gotobilling.market import Market
from gotobilling.periods import Period

__all__ = ["CONTRACT_FACTS"]

Drawn = tuple[Any, Any]
DATES: Final = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONTHS: Final = st.integers(1, 36)
# Longer than any month: a quoted renewal lies after the free months.
MONTH: Final = timedelta(31)


def contract_policies(draw: st.DrawFn, market: Market) -> ContractPolicies:
    """Draw the policies of contracts under any of their readings."""
    held = market.contracts
    deadline = draw(st.sampled_from(DeadlineOn))
    closed = draw(st.sets(DATES, max_size=5))
    moves = deadline is DeadlineOn.NEXT_BUSINESS_DAY
    notice = evolve(
        held.notice,
        end_days=draw(st.integers(0, 45)),
        renewal_days=draw(st.integers(0, 90)),
        counted_to=draw(st.sampled_from(NoticeCounted)),
        ends=draw(st.sampled_from(ServiceEnds)),
        deadline=deadline,
        holidays=tuple(sorted(closed)) if moves else (),
    )
    counted_from = draw(st.sampled_from(TermCounted))
    days = draw(st.sampled_from((0, 30, 90)))
    return evolve(
        held,
        term=evolve(held.term, counted_from=counted_from),
        notice=notice,
        deletion=evolve(held.deletion, days=days, months=0 if days else 6),
        rental=evolve(held.rental, notice_days=draw(st.integers(0, 60))),
    )


def term_facts(draw: st.DrawFn) -> TermFacts:
    """Draw a term with its contract, and the number of one of its terms."""
    signed_on = draw(DATES)
    contract = Contract(
        id="contract", signed_on=signed_on, free_months=draw(st.integers(0, 3))
    )
    renews = draw(st.booleans())
    later = st.integers(1, 1000).map(timedelta)
    term = Term(
        id="term",
        agreed_on=signed_on,
        months=draw(MONTHS),
        start_on=draw(st.none() | st.just(signed_on)),
        renewal_months=draw(st.none() | MONTHS),
        renewal_on=draw(st.none() | later.map(lambda n: signed_on + n + 4 * MONTH)),
        auto_renewal=AutoRenewal.ON if renews else AutoRenewal.OFF,
    )
    return TermFacts(term, contract, draw(st.integers(1, 5)) if renews else 1)


def of_terms(kind: Any) -> Callable[[st.DrawFn, Market], Drawn]:  # noqa: ANN401 -- a rule
    """Return how to draw a rule that is bound to the policies of terms and start."""

    def drawn(draw: st.DrawFn, market: Market) -> Drawn:
        policies = contract_policies(draw, market)
        return kind(policies.term, market.start), term_facts(draw)

    return drawn


def notice(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a term that takes notice, or would if it renewed."""
    policies = contract_policies(draw, market)
    rule = LastDayForNotice(policies.notice, policies.term, market.start)
    return rule, term_facts(draw)


def ended_term(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw notice on any day on which it makes sense, and find the term it ends."""
    policies = contract_policies(draw, market)
    term, contract, _ = term_facts(draw)
    given_on = draw(DATES)
    rules = (term, contract, policies, market.start)
    if term.auto_renewal is AutoRenewal.OFF and term_on(given_on, *rules) is None:
        given_on = contract.effective_on
    found = term_ended_by(given_on, *rules)
    return found.rule, found.facts


def cancelled(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the last day of a month or cycle."""
    return LastDayToCancel(contract_policies(draw, market).notice), draw(DATES)


def requested(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a day of a request."""
    return EarliestEnd(contract_policies(draw, market).notice), draw(DATES)


def ended_service(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a request, and where service ends with a cycle, the one that it ends."""
    policy, on = contract_policies(draw, market).notice, draw(DATES)
    cycle = None
    if policy.ends is ServiceEnds.PAID_CYCLE:
        reached = earliest_end(on, policy).value
        start = reached - timedelta(draw(st.integers(0, 29)))
        cycle = Period(start, start + timedelta(30))
    found = service_end(on, policy, cycle)
    return found.rule, found.facts


def deleted(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw an end of service, as a fact or a day."""
    last, policy = draw(DATES), contract_policies(draw, market).deletion
    end = ServiceEnd(id="end", last_day_of_service=last)
    found = data_deleted_on(end if draw(st.booleans()) else last, policy)
    return DataDeletedOn(policy), found.facts


def expired(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw an end of service."""
    return ExpiryDate(), ServiceEnd(id="end", last_day_of_service=draw(DATES))


def circuit(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a circuit, with a later day or without."""
    on = draw(DATES)
    later = draw(st.none() | st.integers(0, 60).map(lambda n: on + timedelta(n)))
    fact = CircuitActivation(
        id="circuit", item="fibre", effective_on=on, billing_start_on=later
    )
    return CircuitStart(), fact


def trial(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a trial."""
    days = draw(st.integers(1, 999))
    fact = Trial(id="trial", product="webinar", effective_on=draw(DATES), days=days)
    return TrialEnd(), fact


def drawn_rental(draw: st.DrawFn, market: Market) -> Rental:
    """Draw a rental of one of the terms that are offered."""
    agreed_on = draw(DATES)
    later = st.integers(0, 60).map(lambda n: agreed_on + timedelta(n))
    return Rental(
        id="rental",
        item="desk phone",
        agreed_on=agreed_on,
        months=draw(st.sampled_from(market.contracts.rental.terms)),
        msrp=Decimal(draw(st.integers(0, 10**6))),
        currency=draw(st.sampled_from(("USD", "JPY", "KWD"))),
        quantity=draw(st.integers(1, 9)),
        start_on=draw(st.none() | later),
    )


def of_rentals(kind: Any) -> Callable[[st.DrawFn, Market], Drawn]:  # noqa: ANN401 -- a rule
    """Return how to draw a rule that knows no more than the rental."""

    def drawn(draw: st.DrawFn, market: Market) -> Drawn:
        policy = contract_policies(draw, market).rental
        return kind(policy), drawn_rental(draw, market)

    return drawn


def rental_end(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a rental and months after its term."""
    rental, policy = drawn_rental(draw, market), contract_policies(draw, market).rental
    months = draw(st.integers(0, 3))
    found = last_day_of_rental(rental, policy, further_months=months)
    return LastDayOfRental(policy), found.facts


def rental_notice(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw notice on any day, and find the last day that it gives."""
    rental, policy = drawn_rental(draw, market), contract_policies(draw, market).rental
    found = rental_ended_by(draw(DATES), rental, policy)
    return found.rule, found.facts


def handed_back(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the end of a rental, or a day on which one ended."""
    end, facts = rental_end(draw, market)
    return RentalReturnBy(end.policy), draw(st.sampled_from((facts, draw(DATES))))


CONTRACT_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "circuit_start": circuit,
    "data_deleted_on": deleted,
    "earliest_end": requested,
    "expiry_date": expired,
    "last_day_for_notice": notice,
    "last_day_of_rental": rental_end,
    "last_day_of_term": of_terms(LastDayOfTerm),
    "last_day_to_cancel": cancelled,
    "price_may_change_on": of_terms(PriceMayChange),
    "renewal_date": of_terms(RenewalDate),
    "rental_cancel_until": of_rentals(RentalCancelUntil),
    "rental_ended_by": rental_notice,
    "rental_notice_until": of_rentals(RentalNoticeUntil),
    "rental_restocking_fee": of_rentals(RestockingFee),
    "rental_return_by": handed_back,
    "service_end": ended_service,
    "term_ended_by": ended_term,
    "term_start": of_terms(TermStart),
    "trial_end": trial,
}
"""For each rule by its name: how to draw it, bound to policies, and its facts."""
