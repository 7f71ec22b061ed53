"""The policies of contracts and the facts of terms: what cannot be read is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, fields
from tests.builders import altered, day

from gotobilling.contracts import (
    ContractPolicies,
    DeadlineOn,
    DeletionPolicy,
    NoticePolicy,
    RentalPolicy,
    Requesters,
    TermPolicy,
)
from gotobilling.derivation import Policy
from gotobilling.errors import BillingError, InvalidValue, UnknownCurrency, WrongType
from gotobilling.facts import AutoRenewal, CircuitActivation, Term, Trial
from gotobilling.markets import us
from gotobilling.readings import find_reading
from gotobilling.roles import Portal, Role
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

POLICIES = us.CONNECT.contracts
NOTICE = POLICIES.notice
ADMIN = Requesters(portal=Portal.CONNECT, roles=(Role.ADMIN,), clause=NOTICE.clause)
MOVED = evolve(NOTICE, deadline=DeadlineOn.NEXT_BUSINESS_DAY)


@pytest.mark.parametrize(
    ("policy", "field", "value", "error"),
    [
        (POLICIES.term, "counted_from", "billing_start", WrongType),
        (POLICIES.term, "renewal_months", 0, InvalidValue),
        (POLICIES.term, "renewal_months", 601, InvalidValue),
        (POLICIES.term, "missing_day", "clamp", WrongType),
        (NOTICE, "end_days", -1, InvalidValue),
        (NOTICE, "end_days", 367, InvalidValue),
        (NOTICE, "renewal_days", -1, InvalidValue),
        (NOTICE, "renewal_days", 367, InvalidValue),
        (NOTICE, "counted_to", "last_day", WrongType),
        (NOTICE, "ends", "month_end", WrongType),
        (NOTICE, "deadline", "calendar_day", WrongType),
        (NOTICE, "holidays", [], WrongType),
        (MOVED, "holidays", ("2026-07-03",), WrongType),
        (MOVED, "holidays", (day(7, 3), day(7, 3)), InvalidValue),
        (NOTICE, "holidays", (day(7, 3),), InvalidValue),
        (POLICIES.cancellation, "early_exit", "at_once", WrongType),
        (POLICIES.cancellation, "unpaid", "block", WrongType),
        (POLICIES.cancellation, "requesters", [], WrongType),
        (POLICIES.cancellation, "requesters", ("connect",), WrongType),
        (POLICIES.cancellation, "requesters", (ADMIN, ADMIN), InvalidValue),
        (ADMIN, "portal", "connect", WrongType),
        (ADMIN, "clause", "H3", WrongType),
        (ADMIN, "roles", (), WrongType),
        (ADMIN, "roles", [Role.ADMIN], WrongType),
        (ADMIN, "roles", ("admin",), WrongType),
        (POLICIES.deletion, "days", -1, InvalidValue),
        (POLICIES.deletion, "days", 36526, InvalidValue),
        (POLICIES.deletion, "months", -1, InvalidValue),
        (POLICIES.deletion, "months", 601, InvalidValue),
        (POLICIES.deletion, "months", 6, InvalidValue),
        (POLICIES.deletion, "missing_day", None, WrongType),
        (POLICIES.rental, "terms", (), WrongType),
        (POLICIES.rental, "terms", [24], WrongType),
        (POLICIES.rental, "terms", (24, 0), InvalidValue),
        (POLICIES.rental, "notice_days", -1, InvalidValue),
        (POLICIES.rental, "notice_days", 367, InvalidValue),
        (POLICIES.rental, "cancel_days", -1, InvalidValue),
        (POLICIES.rental, "cancel_days", 367, InvalidValue),
        (POLICIES.rental, "return_days", -1, InvalidValue),
        (POLICIES.rental, "return_days", 367, InvalidValue),
        (POLICIES.rental, "restocking_percent", 101, InvalidValue),
        (POLICIES.rental, "restocking_percent", -1, InvalidValue),
        (POLICIES.rental, "purchase", "one_dollar", WrongType),
        (POLICIES.rental, "missing_day", None, WrongType),
        (
            POLICIES.rental,
            "rounding",
            Rounding(RoundingMode.CEILING, MINOR_UNIT, step=1),
            InvalidValue,
        ),
    ],
)
def test_no_policy(
    policy: object, field: str, value: object, error: type[BillingError]
) -> None:
    """A policy that cannot be read is refused when it is made, by the field's name."""
    with pytest.raises(error, match=rf"^{field}(\[\d\])? must be "):
        altered(policy, field, value)


def test_neither_days_nor_months() -> None:
    """Data is deleted after days or after months, and one of them is said."""
    with pytest.raises(InvalidValue, match=r"^months must be 0 where days are counted"):
        evolve(POLICIES.deletion, days=0)


@pytest.mark.parametrize(
    "kind", [TermPolicy, NoticePolicy, DeletionPolicy, RentalPolicy]
)
def test_no_defaults(kind: type[Policy]) -> None:
    """A default would be a rule that nobody published: every field is required."""
    with pytest.raises(TypeError, match="missing"):
        kind()


class TestGroup:
    """The policies of contracts of one market."""

    def test_all(self) -> None:
        """They are handed out in the order of the fields."""
        assert POLICIES.policies() == (
            POLICIES.term,
            POLICIES.notice,
            POLICIES.cancellation,
            POLICIES.deletion,
            POLICIES.rental,
            POLICIES.quote,
            POLICIES.plan_change,
        )

    @pytest.mark.parametrize("name", [one.name for one in fields(ContractPolicies)])
    def test_each_of_its_kind(self, name: str) -> None:
        """No policy stands in the place of another."""
        with pytest.raises(WrongType, match=f"^{name} must be a "):
            altered(POLICIES, name, us.CONNECT.start)

    def test_each_with_its_clause(self) -> None:
        """A policy without a clause is none."""
        unfounded = altered(POLICIES.term, "clause", "H4")
        with pytest.raises(WrongType, match=r"^term\.clause must be a Clause"):
            evolve(POLICIES, term=unfounded)


def made(kind: type, **fields_given: Any) -> object:  # noqa: ANN401 -- any field
    """Return a fact of the kind, of 15 January 2026 but for what is given."""
    by_kind: dict[type, dict[str, Any]] = {
        Term: {"agreed_on": day(1, 15), "months": 15},
        Trial: {"product": "webinar", "effective_on": day(1, 15), "days": 14},
        CircuitActivation: {"item": "fibre", "effective_on": day(1, 15)},
    }
    return kind(**{"id": "fact", **by_kind[kind], **fields_given})


class TestFacts:
    """What the contract says of terms, trials and circuits."""

    @pytest.mark.clause("H4", "Q34")
    @pytest.mark.parametrize(
        ("kind", "field", "value", "error"),
        [
            (Term, "agreed_on", "2026-01-15", WrongType),
            (Term, "product", "", InvalidValue),
            (Term, "months", 0, InvalidValue),
            (Term, "months", -1, InvalidValue),
            (Term, "months", 601, InvalidValue),
            (Term, "months", "15", WrongType),
            (Term, "renewal_months", 0, InvalidValue),
            (Term, "auto_renewal", True, WrongType),
            (Term, "start_on", "2026-01-15", WrongType),
            (Term, "renewal_on", day(1, 15), InvalidValue),
            (Trial, "product", 1, WrongType),
            (Trial, "days", 0, InvalidValue),
            (Trial, "days", 1000, InvalidValue),
            (CircuitActivation, "item", "", InvalidValue),
            (CircuitActivation, "billing_start_on", day(1, 14), InvalidValue),
            (CircuitActivation, "billing_start_on", "2026-01-15", WrongType),
        ],
    )
    def test_refused(
        self, kind: type, field: str, value: object, error: type[BillingError]
    ) -> None:
        """A fact that makes no sense is refused by the name of its field."""
        with pytest.raises(error, match=f"^{field} must be "):
            made(kind, **{field: value})

    @pytest.mark.clause("Q34")
    def test_quoted_before_the_first_day(self) -> None:
        """A renewal date is after the term's own first day, where it has one."""
        with pytest.raises(InvalidValue, match=r"^renewal_on must be after 2026-02-01"):
            made(Term, start_on=day(2, 1), renewal_on=day(2, 1))

    @pytest.mark.clause("H1")
    def test_buyout(self) -> None:
        """A buyout has a currency and one spelling; without it there is no currency."""
        found = [
            made(Term, buyout=Decimal(text), currency="USD")
            for text in ("9E2", "900.0")
        ]

        assert found[0] == found[1]
        assert made(Term, currency="USD") == made(Term)
        with pytest.raises(
            InvalidValue, match=r"^currency must be given with a buyout"
        ):
            made(Term, buyout=Decimal(900))
        with pytest.raises(UnknownCurrency, match=r"^currency must be "):
            made(Term, buyout=Decimal(900), currency="XYZ")
        with pytest.raises(InvalidValue, match=r"^buyout must be "):
            made(Term, buyout=Decimal(-900), currency="USD")

    @pytest.mark.parametrize("kind", [Term, Trial, CircuitActivation])
    def test_known_on(self, kind: type) -> None:
        """A fact is known on its own day, unless somebody says otherwise."""
        own: Any = made(kind)
        late: Any = made(kind, known_on=day(3, 1))

        assert (own.effective_on, own.known_on) == (day(1, 15), day(1, 15))
        assert late.known_on == date(2026, 3, 1)

    @pytest.mark.clause("H4", "H8")
    def test_auto_renewal(self) -> None:
        """Renewal is on or off; nothing lies between."""
        assert [one.value for one in AutoRenewal] == ["on", "off"]


@pytest.mark.clause("Q32")
def test_a_number_that_has_no_name() -> None:
    """A reading tells the days of notice that no alternative of it has."""
    notice = evolve(POLICIES.notice, end_days=100)
    market = evolve(us.CONNECT, contracts=evolve(POLICIES, notice=notice))
    assert find_reading("days_before_end").held(market) == "100"
