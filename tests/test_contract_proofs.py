"""Proofs of contract dates: the checker's own operations give every step of them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import day

from gotobilling import verify
from gotobilling.contracts import (
    ContractPolicies,
    DeadlineOn,
    NoticeCounted,
    ServiceEnds,
    StartPolicy,
    TermCounted,
    circuit_start,
    data_deleted_on,
    earliest_end,
    last_day_for_notice,
    last_day_of_rental,
    last_day_of_term,
    last_day_to_cancel,
    price_may_change_on,
    renewal_on,
    rental_cancel_until,
    rental_ended_by,
    rental_notice_until,
    rental_restocking_fee,
    rental_return_by,
    service_end,
    term_ended_by,
    term_start,
    trial_end,
)
from gotobilling.derivation import (
    Choice,
    Derived,
    DocumentField,
    FactField,
    Mark,
    PolicyField,
    StepValue,
)
from gotobilling.facts import (
    CircuitActivation,
    Contract,
    Rental,
    ServiceEnd,
    Term,
    Trial,
)
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.readings import find_reading

START: Final = us.CONNECT.start
CONTRACT: Final = Contract(
    id="contract",
    signed_on=day(1, 31, 2025),
    free_months=1,
    billing_start_on=day(2, 1, 2025),
)
TERM: Final = Term(id="term", agreed_on=day(1, 31, 2025), months=15)
TERMS: Final = (
    TERM,
    evolve(TERM, start_on=day(3, 31, 2025), renewal_months=1),
    evolve(TERM, renewal_on=day(5, 31, 2026)),
)
RENTAL: Final = Rental(
    id="rental",
    item="desk phone",
    agreed_on=day(8, 31),
    months=24,
    msrp=Decimal("99.99"),
    currency="USD",
    quantity=3,
)
TRIAL: Final = Trial(id="trial", product="webinar", effective_on=day(2, 20), days=14)
CIRCUIT: Final = CircuitActivation(
    id="circuit", item="fibre", effective_on=day(7, 15), billing_start_on=day(7, 20)
)


def policies() -> Iterator[ContractPolicies]:
    """Go through the readings of the dates, in every combination."""
    base = us.CONNECT.contracts
    for counted_from, counted_to, deadline in product(
        TermCounted, NoticeCounted, DeadlineOn
    ):
        closed = deadline is DeadlineOn.NEXT_BUSINESS_DAY
        yield evolve(
            base,
            term=evolve(base.term, counted_from=counted_from),
            notice=evolve(
                base.notice,
                counted_to=counted_to,
                deadline=deadline,
                holidays=(day(4, 20),) if closed else (),
            ),
        )


def of_terms() -> Iterator[Derived[Any]]:
    """Derive the dates of terms and of their notice."""
    for rules, term in product(policies(), TERMS):
        given: tuple[Term, Contract, ContractPolicies, StartPolicy]
        given = (term, CONTRACT, rules, START)
        yield term_start(*given)
        yield price_may_change_on(*given)
        for number in (1, 2, 3):
            yield renewal_on(*given, number=number)
            yield last_day_of_term(*given, number=number)
            yield last_day_for_notice(*given, number=number)
        for on in (day(3, 1), day(4, 1), day(4, 20)):
            yield term_ended_by(on, *given)


def of_requests() -> Iterator[Derived[Any]]:
    """Derive the dates without a set term."""
    for rules in policies():
        yield last_day_to_cancel(day(4, 30), rules.notice)
        yield service_end(day(4, 20), rules.notice)
        yield earliest_end(day(4, 20), rules.notice)
        by_cycle = evolve(rules.notice, ends=ServiceEnds.PAID_CYCLE, end_days=0)
        yield last_day_to_cancel(day(5, 9), by_cycle)
        yield service_end(day(4, 20), by_cycle, Period(day(4, 10), day(5, 10)))


def of_the_rest() -> Iterator[Derived[Any]]:
    """Derive the dates of data, rentals, trials and circuits."""
    end = ServiceEnd(id="end", last_day_of_service=day(8, 31))
    reading = find_reading("data_deletion")
    for name in reading.alternatives():
        policy = reading.put(us.CONNECT, reading.read(name)).contracts.deletion
        yield data_deleted_on(end, policy)
        yield data_deleted_on(day(8, 31), policy)
    rental = us.CONNECT.contracts.rental
    for further in (0, 1, 2):
        yield last_day_of_rental(RENTAL, rental, further_months=further)
        yield rental_return_by(RENTAL, rental, further_months=further)
    yield rental_return_by(day(9, 15), rental)
    yield rental_notice_until(RENTAL, rental)
    yield rental_ended_by(day(9, 15, 2028), RENTAL, rental)
    yield rental_cancel_until(RENTAL, rental)
    yield rental_restocking_fee(RENTAL, rental)
    yield trial_end(TRIAL)
    yield circuit_start(CIRCUIT)


def plain(mark: Mark) -> object:
    """Return an operand as the checker holds it."""
    if isinstance(mark, Choice):
        if isinstance(mark.value, Enum):
            return mark.value.value
        return mark.value
    if isinstance(mark.value, date):
        return mark.value
    return Fraction(*mark.value)


@pytest.mark.clause("Q4", "Q8", "Q32", "Q34", "Q63", "rental-term")
@pytest.mark.parametrize("derive", [of_terms, of_requests, of_the_rest])
class TestProofs:
    """Every date is proven by steps that anyone can recompute."""

    def test_the_checker_agrees(self, derive: Any) -> None:  # noqa: ANN401 -- a function
        """Each step has the value that the checker gives it, and the last the date."""
        for found in derive():
            for step in found.proof:
                if step.op.value == "round":
                    continue
                given = [plain(mark) for mark in step.of]
                value = verify._compute(step.op.value, given, "here")
                if isinstance(step.value, date):
                    assert value == step.value
                else:
                    assert value == Fraction(*step.value)
            if isinstance(found.value, date):
                assert found.proof.steps[-1].value == found.value

    def test_leaves(self, derive: Any) -> None:  # noqa: ANN401 -- a function
        """A leaf is a field of a fact, a policy or the header, and never our number."""
        for found in derive():
            for index, step in enumerate(found.proof):
                for mark in step.of:
                    match mark.operand:
                        case FactField(fact, name) if name != "msrp":
                            held = getattr(fact, name)
                            days = isinstance(held, date)
                            assert plain(mark) == (held if days else Fraction(held))
                        case PolicyField(policy, name):
                            held = getattr(policy, name)
                            told = held.value if isinstance(held, Enum) else held
                            assert plain(mark) == told
                        case StepValue(earlier):
                            assert earlier < index
                            steps = found.proof.steps
                            assert mark.value == steps[earlier].value
                        case DocumentField(name):
                            assert name in {
                                "currency",
                                "cycle.end",
                                "further_months",
                                "rental.last_day",
                                "requested_on",
                                "service.last_day",
                            }
                        case other:
                            assert isinstance(other, FactField)
