"""Terms, trials, changes of numbers and early terminations as facts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import account, change, day

from gotobilling.errors import BillingError, ConflictingFacts, CurrencyMismatch
from gotobilling.facts import (
    AutoRenewal,
    EarlyTermination,
    NumberChange,
    NumberDetail,
    Term,
    Trial,
)
from gotobilling.facts.versions import set_aside
from gotobilling.markets import us


def term(**fields: Any) -> Term:  # noqa: ANN401 -- any field
    """Return 15 months agreed on 15 January 2026."""
    filled: dict[str, Any] = {"id": "t", "agreed_on": day(1, 15), "months": 15}
    return Term(**(filled | fields))


def trial(**fields: Any) -> Trial:  # noqa: ANN401 -- any field
    """Return a trial of 14 days from 1 August 2026."""
    filled: dict[str, Any] = {
        "id": "x",
        "product": "webinar",
        "effective_on": day(8, 1),
        "days": 14,
    }
    return Trial(**(filled | fields))


def changed(**fields: Any) -> NumberChange:  # noqa: ANN401 -- any field
    """Return a change of a number's caller ID."""
    filled: dict[str, Any] = {
        "id": "n",
        "number": "+13105550100",
        "details": (NumberDetail.CALLER_ID,),
        "effective_on": day(8, 20),
        "currency": "USD",
    }
    return NumberChange(**(filled | fields))


def left(**fields: Any) -> EarlyTermination:  # noqa: ANN401 -- any field
    """Return 500.00 owed for leaving on 31 October 2026."""
    filled: dict[str, Any] = {
        "id": "l",
        "amount": Decimal(500),
        "currency": "USD",
        "effective_on": day(10, 31),
    }
    return EarlyTermination(**(filled | fields))


WRONG: Final[tuple[tuple[Callable[..., object], dict[str, Any], str], ...]] = (
    (term, {"months": 0}, "months"),
    (term, {"months": -3}, "months"),
    (term, {"months": 601}, "months"),
    (term, {"months": True}, "months"),
    (term, {"renewal_months": 0}, "renewal_months"),
    (term, {"agreed_on": "2026-01-15"}, "agreed_on"),
    (term, {"auto_renewal": True}, "auto_renewal"),
    (term, {"start_on": 5}, "start_on"),
    (term, {"renewal_on": day(1, 15)}, "renewal_on"),
    (term, {"start_on": day(3, 1), "renewal_on": day(2, 1)}, "renewal_on"),
    (term, {"product": ""}, "product"),
    (term, {"buyout": Decimal(5)}, "currency"),
    (term, {"buyout": Decimal(-5), "currency": "USD"}, "buyout"),
    (term, {"buyout": Decimal(5), "currency": "usd"}, "currency"),
    (trial, {"days": 0}, "days"),
    (trial, {"days": 1000}, "days"),
    (trial, {"product": ""}, "product"),
    (changed, {"details": ()}, "details"),
    (changed, {"details": ["e911"]}, "details"),
    (changed, {"details": ("e911",)}, "details[0]"),
    (changed, {"number": ""}, "number"),
    (changed, {"currency": "XXY"}, "currency"),
    (changed, {"fee": Decimal(-1)}, "fee"),
    (left, {"amount": Decimal(-1)}, "amount"),
    (left, {"amount": 5.0}, "amount"),
    (left, {"currency": "usd"}, "currency"),
)


@pytest.mark.clause("G1", "H1", "H4", "H15", "Q34")
@pytest.mark.parametrize(("made", "fields", "path"), WRONG)
def test_wrong(made: Callable[..., object], fields: dict[str, Any], path: str) -> None:
    """A fact that makes no sense is refused, and its field is named."""
    with pytest.raises(BillingError) as caught:
        made(**fields)
    assert caught.value.path == path


@pytest.mark.clause("Q55")
def test_details_once() -> None:
    """What is changed is kept once each, in one order."""
    both = (NumberDetail.E911, NumberDetail.CALLER_ID, NumberDetail.E911)
    expected = (NumberDetail.CALLER_ID, NumberDetail.E911)
    assert changed(details=both).details == expected


@pytest.mark.clause("H1")
def test_spelled_once() -> None:
    """Equal amounts have equal bytes; a currency without a buyout is none."""
    assert str(left().amount) == "500.00"
    assert str(term(buyout=Decimal(5), currency="USD").buyout) == "5.00"
    assert term(currency="USD") == term()
    assert term().auto_renewal is AutoRenewal.ON


@pytest.mark.clause("H13")
@pytest.mark.parametrize("made", [term, trial])
def test_one_of_a_product(made: Callable[..., Any]) -> None:
    """An account has one term, and one trial, of a product from one day on."""
    with pytest.raises(ConflictingFacts, match=r"product must be that of no other of"):
        account(date(2026, 1, 15), change(day(1, 15), 1), made(), made(id="again"))
    other = made(id="again", product="central")
    both = account(day(1, 15), change(day(1, 15), 1), made(), other)
    assert len(both.terms + both.trials) == 2


@pytest.mark.clause("Q62")
@pytest.mark.parametrize(
    "fact",
    [
        term(buyout=Decimal(5), currency="EUR"),
        changed(currency="EUR"),
        left(currency="EUR"),
    ],
)
def test_currency(fact: Any) -> None:  # noqa: ANN401 -- any fact
    """What is owed is in the account's currency."""
    with pytest.raises(CurrencyMismatch):
        account(day(1, 15), change(day(1, 15), 1), fact)


@pytest.mark.clause("Q67")
def test_another_number() -> None:
    """A change takes the place of one of the same number, and of no other."""
    first = changed()
    with pytest.raises(ConflictingFacts, match="a change of the same number"):
        set_aside([first, changed(id="o", supersedes="n", number="+13105550199")])
    assert set_aside([first, changed(id="o", supersedes="n")]) == {"n"}


def test_market_of_what_is_no_contract() -> None:
    """A market's contract policies are such, or none."""
    wrong: Any = "none"
    with pytest.raises(BillingError, match=r"^contracts must be ContractPolicies"):
        evolve(us.CONNECT, contracts=wrong)
