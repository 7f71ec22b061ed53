"""What the functions on contracts, cycles, quotes and plans take: each its own type."""

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve
from tests import quotes
from tests.builders import day

from gotobilling import contracts
from gotobilling.billing_dates import CyclePlace, cycle_months, cycle_period
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import (
    CircuitActivation,
    Contract,
    Rental,
    ServiceEnd,
    Term,
    Trial,
)
from gotobilling.invoices import cycles_begun, first_billed, has_cycles
from gotobilling.kinds import Frequency
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.plan_changes import PlanChangeKind, PlanChangeRequest, change_plan
from gotobilling.quotes import accepted_account
from gotobilling.roles import Portal, Role
from gotobilling.testing.examples import july_start, webinar_sign_up

Asked = tuple[Callable[..., object], dict[str, Any]]

POLICIES = us.CONNECT.contracts
CENTRAL = us.CENTRAL.contracts.notice
CYCLE = Period(day(1, 15), day(2, 20))
RENTAL: Final[dict[str, Any]] = {
    "rental": Rental(
        id="rental",
        item="desk phone",
        agreed_on=day(3, 16),
        months=24,
        msrp=Decimal("99.99"),
        currency="USD",
    ),
    "policy": POLICIES.rental,
}
START: Final[dict[str, Any]] = {
    "contract": Contract(id="contract", signed_on=day(1, 15, 2025)),
    "policy": us.CONNECT.start,
}
TERM: Final[dict[str, Any]] = {
    "term": Term(id="term", agreed_on=day(1, 15, 2025), months=15),
    "contract": START["contract"],
    "policies": POLICIES,
    "start": us.CONNECT.start,
}
ON_CONTRACTS: Final[list[Asked]] = [
    (contracts.billing_start, START),
    (contracts.days_between_starts, START),
    (
        contracts.circuit_start,
        {
            "activation": CircuitActivation(
                id="circuit", item="fibre", effective_on=day(7, 15)
            )
        },
    ),
    (
        contracts.trial_end,
        {"trial": Trial(id="t", product="webinar", effective_on=day(2, 20), days=14)},
    ),
    (
        contracts.data_deleted_on,
        {
            "end": ServiceEnd(id="end", last_day_of_service=day(7, 31)),
            "policy": POLICIES.deletion,
        },
    ),
    (
        contracts.earliest_end,
        {"requested_on": day(1, 22), "policy": POLICIES.notice},
    ),
    (
        contracts.last_day_to_cancel,
        {"last_day": day(1, 31), "policy": POLICIES.notice},
    ),
    (
        contracts.service_end,
        {"requested_on": day(1, 22), "policy": CENTRAL, "cycle": CYCLE},
    ),
    (contracts.last_day_for_notice, {**TERM, "number": 1}),
    (contracts.last_day_of_term, {**TERM, "number": 1}),
    (contracts.price_may_change_on, TERM),
    (contracts.renewal_on, {**TERM, "number": 1}),
    (contracts.term_ended_by, {"given_on": day(3, 1), **TERM}),
    (contracts.term_facts, {**TERM, "number": 1}),
    (contracts.term_on, {"on": day(1, 1), **TERM}),
    (contracts.term_start, TERM),
    (
        contracts.subscription_shown,
        {
            "on": day(1, 1),
            "frequency": Frequency.MONTHLY,
            **TERM,
            "end": ServiceEnd(id="end", last_day_of_service=day(7, 31)),
        },
    ),
    (contracts.last_day_of_rental, {**RENTAL, "further_months": 0}),
    (contracts.rental_cancel_until, RENTAL),
    (contracts.rental_ended_by, {"given_on": day(1, 1, 2027), **RENTAL}),
    (contracts.rental_notice_until, RENTAL),
    (contracts.rental_restocking_fee, RENTAL),
    (
        contracts.rental_return_by,
        {"ended": date(2028, 3, 15), "policy": POLICIES.rental, "further_months": 0},
    ),
]
OTHERS: Final[list[Asked]] = [
    (
        change_plan,
        {
            "account": webinar_sign_up(),
            "request": PlanChangeRequest(
                id="more",
                kind=PlanChangeKind.SEATS_UP,
                requested_on=day(6, 25),
                role=Role.BILLING_CONTACT,
                portal=Portal.BILLING_CENTER,
                item="standard",
                quantity=1,
            ),
            "market": us.WEBINAR,
        },
    ),
    (accepted_account, {"quote": quotes.quote(), "on": day(7, 1)}),
    (has_cycles, {"market": us.CENTRAL}),
    (first_billed, {"account": july_start(), "market": us.CONNECT}),
    (cycle_months, {"frequency": Frequency.ANNUAL, "policy": us.CENTRAL.anchor}),
    (
        cycle_period,
        {"place": CyclePlace(day(1, 31), 1, 1), "policy": us.WEBINAR.anchor},
    ),
]
OPTIONAL: Final = {("service_end", "cycle"), ("subscription_shown", "end")}


@pytest.mark.parametrize(
    ("asked", "told", "name", "wrong"),
    [
        pytest.param(asked, told, name, wrong, id=f"{asked.__name__}-{name}-{wrong}")
        for asked, told in ON_CONTRACTS + OTHERS
        for name in told
        for wrong in (None, "2026-01-15", ["text"])
        if wrong is not None or (asked.__name__, name) not in OPTIONAL
    ],
)
def test_wrong_type(
    asked: Callable[..., object], told: dict[str, Any], name: str, wrong: object
) -> None:
    """What is none of the type that is asked for is refused under its own name."""
    asked(**told)
    with pytest.raises(WrongType, match=rf"^{name} must be "):
        asked(**{**told, name: wrong})


def test_every_function() -> None:
    """Every function on contracts is among them, with each of its arguments."""
    told = {one.__name__: set(named) for one, named in ON_CONTRACTS}
    found = {
        name: set(inspect.signature(one).parameters)
        for name in contracts.__all__
        if inspect.isfunction(one := getattr(contracts, name))
    }
    assert told == found


def test_a_day_of_cycles() -> None:
    """The cycles before what is no day are refused as well."""
    no_day: Any = "2026-08-01"
    with pytest.raises(WrongType, match=r"^until must be a date"):
        next(cycles_begun(webinar_sign_up(), us.WEBINAR, no_day))


def test_before_the_quote() -> None:
    """No account comes of a quote on a day before its own."""
    quote = evolve(quotes.quote(), quoted_on=day(6, 20))
    with pytest.raises(ValueError, match=r"^on must be on or after the date of"):
        accepted_account(quote, day(6, 19))


def test_out_of_the_calendar() -> None:
    """A cycle of 30 days that no calendar holds is refused by its number."""
    place = CyclePlace(day(1, 1), 97_000, 0)
    assert cycle_period(place, us.CENTRAL.anchor).start == date(9993, 4, 24)
    with pytest.raises(InvalidValue, match=r"^number must be that of a cycle which "):
        cycle_period(place._replace(number=10**12), us.CENTRAL.anchor)
