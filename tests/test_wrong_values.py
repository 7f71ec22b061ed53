"""What is passed in place of a fact or a policy: each public function names it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests import builders as b
from tests.builders import account
from tests.quotes import quote
from tests.test_contract_notice import CONTRACT, NOTICE, POLICIES, START, TERM
from tests.test_plan_changes import asked
from tests.test_rentals import rental

from gotobilling import contracts, payments
from gotobilling.commissions import check_agreements
from gotobilling.credits import (
    CreditReason,
    Everything,
    apply_credit,
    credit_note,
    open_lines,
)
from gotobilling.disputes import disputed_parts, disputes_on, outcome
from gotobilling.errors import BillingError, WrongType
from gotobilling.facts import (
    CircuitActivation,
    Dispute,
    Receivables,
    Resolution,
    Resolved,
    Trial,
)
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import issued_document
from gotobilling.formats.quote_file import read_quote_file, write_quote_file
from gotobilling.markets import us
from gotobilling.plan_changes import PlanChangeKind, change_plan
from gotobilling.quotes import accepted_account
from gotobilling.refunds import RefundCause, return_credit, service_refund
from gotobilling.testing.examples import july_start, webinar_sign_up

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


AUGUST: Final = b.invoice(july_start(), b.month(8))
SENT: Final = issued_document(AUGUST)
DISPUTE: Final = Dispute(id="d1", invoice=SENT.digest, notified_on=date(2026, 8, 10))
RESOLVED: Final = Resolution(
    id="r1", dispute="d1", resolved_on=date(2026, 8, 20), outcome=Resolved.UPHELD
)
NOTE: Final[dict[str, Any]] = {
    "id": "n1",
    "issued_on": date(2026, 8, 20),
    "reason": CreditReason.GOODWILL,
    "asked": Everything(),
}
BESIDE: Final[dict[str, Called]] = {
    "credit_note": lambda others: credit_note(SENT, others=others, **NOTE),
    "open_lines": lambda others: open_lines(
        SENT, id="n1", issued_on=date(2026, 8, 20), others=others
    ),
    "disputed_parts": lambda others: disputed_parts(DISPUTE, SENT, others, us.CONNECT),
    "outcome": lambda others: outcome(
        DISPUTE, RESOLVED, SENT, others, id="n1", market=us.CONNECT
    ),
    "disputes_on": lambda others: disputes_on(
        SENT, Receivables(), others, us.CONNECT, date(2026, 8, 20)
    ),
    "service_refund": lambda others: service_refund(
        SENT,
        AUGUST.lines[0].id,
        cause=RefundCause.DISCONTINUED,
        last_day=date(2026, 8, 10),
        others=others,
    ),
    "return_credit": lambda others: return_credit(
        SENT, "RMA-1", [], us.CONNECT, others=others
    ),
}


class TestDocuments:
    """What rests on documents that were issued, one of them or several."""

    @pytest.mark.parametrize("name", BESIDE)
    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            (None, "others must be several IssuedDocument values, got None"),
            ("x", r"others\[0\] must be an IssuedDocument, got 'x'"),
            ([AUGUST], r"others\[0\] must be an IssuedDocument, got <"),
        ],
        ids=["none", "text", "not issued"],
    )
    def test_others(self, name: str, wrong: object, told: str) -> None:
        """The other documents of an account are issued ones, each under its digest."""
        with pytest.raises(WrongType, match=f"^{told}"):
            BESIDE[name](wrong)

    @pytest.mark.parametrize("wrong", [None, "x", AUGUST], ids=["none", "text", "raw"])
    def test_credited(self, wrong: object) -> None:
        """A credit note is over an invoice that was issued."""
        ask: Called = credit_note
        with pytest.raises(WrongType, match=r"^issued must be an IssuedDocument, got "):
            ask(wrong, **NOTE)

    @pytest.mark.parametrize("wrong", [None, 5], ids=["none", "number"])
    def test_applied(self, wrong: object) -> None:
        """Account credit is applied among documents, and nothing else."""
        ask: Called = apply_credit
        with pytest.raises(WrongType, match=r"^issued must be several IssuedDocument"):
            ask(wrong)

    def test_returns(self) -> None:
        """Returns are given several at a time."""
        ask: Called = return_credit
        with pytest.raises(WrongType, match=r"^returns must be several Return values"):
            ask(SENT, "RMA-1", None, us.CONNECT)


class TestAgreements:
    """What is agreed with a partner."""

    @pytest.mark.parametrize("wrong", [None, 5, [], {}], ids=repr)
    def test_partner(self, wrong: object) -> None:
        """A partner is named by text."""
        ask: Called = check_agreements
        with pytest.raises(BillingError, match=r"^partner must be "):
            ask(wrong, [], "USD")

    @pytest.mark.parametrize("wrong", [None, 5, [], "US"], ids=repr)
    def test_currency(self, wrong: object) -> None:
        """A currency is a code of ISO 4217."""
        ask: Called = check_agreements
        with pytest.raises(BillingError, match=r"^currency must be "):
            ask("acme", [], wrong)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (payments.due_on, "DuePolicy"),
        (payments.disputable_until, "DisputePolicy"),
        (payments.autopay_on, "AutopayPolicy"),
    ],
)
def test_policy_of_a_date(ask: Called, name: str, wrong: object) -> None:
    """A date of an invoice is counted by the policy that is made for it."""
    with pytest.raises(WrongType, match=f"^policy must be an? {name}, got "):
        ask(ON, wrong)
