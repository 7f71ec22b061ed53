"""What is passed in place of a fact or a policy: each public function names it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import account
from tests.quotes import quote
from tests.test_contract_notice import CONTRACT, NOTICE, POLICIES, START, TERM
from tests.test_plan_changes import asked
from tests.test_rentals import rental

from gotobilling import contracts
from gotobilling.errors import WrongType
from gotobilling.facts import CircuitActivation, Trial
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.quote_file import read_quote_file, write_quote_file
from gotobilling.markets import us
from gotobilling.plan_changes import PlanChangeKind, change_plan
from gotobilling.quotes import accepted_account
from gotobilling.testing.examples import webinar_sign_up

Called = Callable[..., object]

ON: Final = date(2026, 2, 28)
OF_A_TERM: Final = (TERM, CONTRACT, POLICIES, START)
NAMED: Final = ("Term", "Contract", "ContractPolicies", "StartPolicy")
MEMBERS: Final = ("term", "contract", "policies", "start")

WRONG: Final[list[Any]] = [None, "2026-02-28", 5, [], us.CONNECT]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: type(one).__name__)
class TestContracts:
    """The dates of a contract, which take facts and the policies of a market."""

    @pytest.mark.parametrize("place", range(4), ids=MEMBERS)
    @pytest.mark.parametrize(
        ("ask", "first"),
        [
            (contracts.term_start, ()),
            (contracts.renewal_on, ()),
            (contracts.last_day_of_term, ()),
            (contracts.price_may_change_on, ()),
            (contracts.last_day_for_notice, ()),
            (contracts.term_on, (ON,)),
            (contracts.term_ended_by, (ON,)),
        ],
        ids=lambda one: getattr(one, "__name__", ""),
    )
    def test_term(
        self, ask: Called, first: tuple[date, ...], place: int, wrong: object
    ) -> None:
        """A date of a term needs the term, the contract and both kinds of policies."""
        given = [wrong if at == place else one for at, one in enumerate(OF_A_TERM)]
        with pytest.raises(
            WrongType, match=rf"^{MEMBERS[place]} must be a {NAMED[place]}, got "
        ):
            ask(*first, *given)

    @pytest.mark.parametrize(
        ("ask", "kind"),
        [
            (contracts.last_day_to_cancel, "NoticePolicy"),
            (contracts.earliest_end, "NoticePolicy"),
            (contracts.service_end, "NoticePolicy"),
            (contracts.data_deleted_on, "DeletionPolicy"),
            (contracts.rental_return_by, "RentalPolicy"),
        ],
        ids=lambda one: getattr(one, "__name__", ""),
    )
    def test_day(self, ask: Called, kind: str, wrong: object) -> None:
        """A date that counts from a day needs the policy of its kind."""
        with pytest.raises(WrongType, match=rf"^policy must be a {kind}, got "):
            ask(ON, wrong)

    @pytest.mark.parametrize(
        "ask",
        [
            contracts.last_day_of_rental,
            contracts.rental_notice_until,
            contracts.rental_cancel_until,
            contracts.rental_restocking_fee,
        ],
    )
    def test_rental(self, ask: Called, wrong: object) -> None:
        """What a rental comes to needs the rental and its policy."""
        with pytest.raises(WrongType, match=r"^rental must be a Rental, got "):
            ask(wrong, POLICIES.rental)
        with pytest.raises(WrongType, match=r"^policy must be a RentalPolicy, got "):
            ask(rental(), wrong)

    def test_start(self, wrong: object) -> None:
        """The billing start needs a contract and the policy of it."""
        for ask in (contracts.billing_start, contracts.days_between_starts):
            with pytest.raises(WrongType, match=r"^contract must be a Contract, got "):
                ask(wrong, START)  # type: ignore[arg-type]
        with pytest.raises(WrongType, match=r"^policy must be a StartPolicy, got "):
            contracts.billing_start(CONTRACT, wrong)  # type: ignore[arg-type]

    def test_circuit_and_trial(self, wrong: Any) -> None:  # noqa: ANN401 -- any value
        """A circuit starts with its activation, and a trial ends by its own length."""
        kinds = (CircuitActivation.__name__, Trial.__name__)
        with pytest.raises(WrongType, match=f"^activation must be a {kinds[0]}, got "):
            contracts.circuit_start(wrong)
        with pytest.raises(WrongType, match=f"^trial must be a {kinds[1]}, got "):
            contracts.trial_end(wrong)

    def test_plan_change(self, wrong: Any) -> None:  # noqa: ANN401 -- any value
        """A change of a plan needs the account, and the market of its product."""
        request = asked(PlanChangeKind.SEATS_UP)
        with pytest.raises(WrongType, match=r"^account must be an Account, got "):
            change_plan(wrong, request, us.WEBINAR)
        if wrong is not us.CONNECT:
            with pytest.raises(WrongType, match=r"^market must be a Market, got "):
                change_plan(webinar_sign_up(), request, wrong)

    def test_quote(self, wrong: Any) -> None:  # noqa: ANN401 -- any value
        """What is made of a quote needs the quote."""
        with pytest.raises(WrongType, match=r"^quote must be a Quote, got "):
            accepted_account(wrong, ON)
        with pytest.raises(WrongType, match=r"^quote must be a Quote, got "):
            write_quote_file(wrong)

    def test_readings(self, wrong: Any) -> None:  # noqa: ANN401 -- any value
        """Readings are chosen by a mapping of their names."""
        with pytest.raises(WrongType, match=r"^readings must be a Mapping, got "):
            us.CONNECT.with_readings(wrong)


@pytest.mark.parametrize("name", [None, 5, Path("account.toml")])
def test_file_name(name: Any) -> None:  # noqa: ANN401 -- any value
    """The name of a file, by which its problems are told, is text."""
    for read in (read_account_file, read_quote_file):
        with pytest.raises(WrongType, match=r"^name must be a str, got "):
            read(b"format = 1", name)


@pytest.mark.parametrize("superseded", [None, 5, [], "contract"])
def test_superseded(superseded: Any) -> None:  # noqa: ANN401 -- any value
    """The facts that others replaced are a tuple, as those of any section are."""
    with pytest.raises(WrongType, match=r"^superseded must be a tuple of facts, got "):
        evolve(account(ON), superseded=superseded)


def test_policy_of_another_kind() -> None:
    """The policies of a contract are not one policy among them."""
    wrong: Any = POLICIES
    with pytest.raises(WrongType, match=r"^policy must be a NoticePolicy, got "):
        contracts.last_day_to_cancel(ON, wrong)
    assert contracts.last_day_to_cancel(ON, NOTICE).value == date(2026, 2, 18)
    assert accepted_account(quote(), quote().quoted_on).id == quote().account
