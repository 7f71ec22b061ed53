"""Plan changes: what is made of a request, and who is asked where it is refused."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import account, cents, change, day, device_price, opening
from tests.test_cycles import seat, seats

from gotobilling.contracts import (
    PlanChangePolicy,
    PortalChanges,
    UnpaidInvoices,
)
from gotobilling.errors import InvalidValue, UnknownName, WrongType
from gotobilling.facts import Account
from gotobilling.invoices import invoices_issued
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.markets.plan_form import PLAN_CHANGES
from gotobilling.periods import Period
from gotobilling.plan_changes import (
    Opens,
    PlanChange,
    PlanChangeKind,
    PlanChangeRequest,
    change_plan,
)
from gotobilling.refusals import Refused
from gotobilling.roles import Portal, Role
from gotobilling.testing.examples import webinar_sign_up, webinar_upgrade

START: Final = date(2026, 6, 10)
DAY: Final = timedelta(1)


def asked(kind: PlanChangeKind, **others: object) -> PlanChangeRequest:
    """Return what the billing contact asks for in the Billing Center on 25 June."""
    filled: dict[str, Any] = {
        "id": "request",
        "requested_on": day(6, 25),
        "role": Role.BILLING_CONTACT,
        "portal": Portal.BILLING_CENTER,
        "item": "standard",
        "quantity": 1,
    }
    return PlanChangeRequest(kind=kind, **(filled | others))


def offering(market: Market, policy: PlanChangePolicy) -> Market:
    """Return the market with other changes of a plan."""
    return evolve(market, contracts=evolve(market.contracts, plan_change=policy))


def changed(
    request: PlanChangeRequest,
    found: Account | None = None,
    market: Market = us.WEBINAR,
    policy: PlanChangePolicy | None = None,
) -> PlanChange:
    """Return the change that is made."""
    held = market if policy is None else offering(market, policy)
    made = change_plan(found or webinar_sign_up(), request, held)
    assert isinstance(made, PlanChange), made
    return made


def refused(
    request: PlanChangeRequest,
    found: Account | None = None,
    market: Market = us.WEBINAR,
    policy: PlanChangePolicy | None = None,
) -> list[tuple[str, str, str | None]]:
    """Return code, clause and way of each reason."""
    held = market if policy is None else offering(market, policy)
    answer = change_plan(found or webinar_sign_up(), request, held)
    assert isinstance(answer, Refused), answer
    return [(one.code, one.clause.id, one.instead) for one in answer.reasons]


class TestMade:
    """What comes of a change that the portal offers."""

    @pytest.mark.clause("I1", "I2", "I4", "Q53")
    def test_upgrade(self) -> None:
        """An upgrade credits half of a month, asks for the rest and moves the date."""
        request = asked(PlanChangeKind.UPGRADE, quantity=2, to_item="pro", id="upgrade")
        made = changed(request)
        assert made.credit.minor == cents(2 * 49 * Fraction(15, 30))
        assert made.payment_due.minor == 2 * 9900 - 4900
        assert made.balance.minor == 0
        assert made.billing_date == day(6, 25)
        assert made.opens is Opens.AFTER_PAYMENT
        assert [one.issued_on.value for one in made.before] == [day(7, 10)]
        assert [one.issued_on.value for one in made.after] == [day(6, 25), day(7, 25)]
        assert made.documents == made.after[:1]
        assert [one.id for one in made.facts] == ["upgrade-from", "upgrade-to"]

    def test_story(self) -> None:
        """The upgrade and the seat given up are the example's account."""
        upgraded = changed(
            asked(PlanChangeKind.UPGRADE, quantity=2, to_item="pro", id="upgrade")
        )
        fewer = asked(
            PlanChangeKind.SEATS_DOWN,
            id="one-seat-less",
            item="pro",
            requested_on=day(8, 4),
        )
        made = changed(fewer, upgraded.account).account
        assert evolve(made, id="webinar-upgrade") == webinar_upgrade()

    @pytest.mark.clause("I2", "I3", "Q48", "Q53", "webinar-changes")
    def test_seats_down(self) -> None:
        """Fewer seats leave credit on the account, and move the billing date, too."""
        made = changed(asked(PlanChangeKind.SEATS_DOWN))
        # 15 of 30 days of two seats are credited; a new month of one is charged.
        assert made.credit.minor == 4900
        assert (made.payment_due.minor, made.balance.minor) == (0, 0)
        assert (made.opens, made.billing_date) == (Opens.AT_ONCE, day(6, 25))
        early = changed(asked(PlanChangeKind.SEATS_DOWN, requested_on=day(6, 11)))
        left = cents(2 * 49 * Fraction(29, 30)) - 4900
        assert (early.payment_due.minor, early.balance.minor) == (0, left)

    @pytest.mark.clause("I6", "cycle-quantities")
    def test_central(self) -> None:
        """In Central more seats are prorated on the next charge; the date stays."""
        found = account(START, seat(), seats(START, 1))
        request = asked(
            PlanChangeKind.SEATS_UP,
            item="seat",
            role=Role.BILLING_ADMIN,
            portal=Portal.GOTO_ADMIN,
        )
        made = changed(request, found, us.CENTRAL)
        assert (made.payment_due.minor, made.documents) == (0, ())
        assert (made.opens, made.billing_date) == (Opens.AT_ONCE, START)
        before, after = (one[-1].minor for one in (made.before, made.after))
        assert after - before == 3000 + cents(30 * Fraction(14, 30))

    def test_first_day(self) -> None:
        """On a billing date only what the change adds is to be paid."""
        made = changed(asked(PlanChangeKind.SEATS_UP, requested_on=day(7, 10)))
        assert (made.payment_due.minor, made.credit.minor) == (4900, 0)
        assert made.billing_date == START

    @pytest.mark.clause("I6")
    def test_calendar_months(self) -> None:
        """A product billed by months prorates what is bought on the next invoice."""
        found = account(START, device_price(), change(START, 1))
        request = asked(
            PlanChangeKind.ADD_ON_BOUGHT,
            item="device",
            role=Role.MASTER_ACCOUNT_HOLDER,
            portal=Portal.CLASSIC,
        )
        made = changed(request, found, us.CONNECT)
        assert made.billing_date is None
        july = made.after[0]
        # 20 of 30 days after 10 June, and 5 of 30 after 25 June.
        assert july.minor == 5000 + cents(25 * Fraction(20, 30)) + cents(
            25 * Fraction(5, 30)
        )

    @pytest.mark.clause("A14", "I7")
    def test_frequency(self) -> None:
        """Seats that go over to a year begin a year of their own on that day."""
        yearly = seat("webinar", "480.00", item="year", frequency=Frequency.ANNUAL)
        sign_up = webinar_sign_up()
        found = evolve(sign_up, prices=(*sign_up.prices, yearly))
        request = asked(PlanChangeKind.FREQUENCY, quantity=2, to_item="year")
        made = changed(request, found)
        assert (made.credit.minor, made.payment_due.minor) == (4900, 2 * 48000 - 4900)
        assert made.billing_date == day(6, 25)
        assert made.opens is Opens.AT_ONCE

    @pytest.mark.clause("I2", "I4", "Q53", "unused-days")
    @given(st.integers(1, 29), st.integers(1, 4), st.integers(1, 3))
    @settings(max_examples=25)
    def test_paid_is_used_and_left(self, after: int, held: int, more: int) -> None:
        """What was paid is what was used and what is credited, to half a cent."""
        found = account(START, seat("webinar", "49.99"), seats(START, held))
        request = asked(
            PlanChangeKind.SEATS_UP,
            item="seat",
            quantity=more,
            requested_on=START + after * DAY,
        )
        made = changed(request, found)
        paid = Fraction("49.99") * held
        used = paid * after / 30
        credit = Fraction(made.credit.minor, 100)
        assert abs(paid - used - credit) <= Fraction(1, 200)
        charged = Fraction("49.99") * (held + more)
        assert Fraction(made.payment_due.minor, 100) == charged - credit

    def test_account_bills_on(self) -> None:
        """The account that comes of it bills what the change says."""
        made = changed(asked(PlanChangeKind.SEATS_UP))
        within = Period(day(6, 25), made.after[-1].issued_on.value + DAY)
        assert invoices_issued(made.account, within, us.WEBINAR) == made.after


class TestRefused:
    """What the documents refuse, each with the way that there is instead."""

    @pytest.mark.clause("I3")
    def test_lower_tier(self) -> None:
        """A lower tier needs Customer Care, also where it is called an upgrade."""
        found = webinar_upgrade()
        for kind in (PlanChangeKind.DOWNGRADE, PlanChangeKind.UPGRADE):
            lower = asked(kind, item="pro", to_item="standard", requested_on=day(9, 10))
            assert refused(lower, found) == [
                ("tier-downgrade", "I3", "ask Customer Care")
            ]

    @pytest.mark.clause("I6")
    def test_support(self) -> None:
        """In Central a plan is changed, and an add-on removed, by support."""
        central = {"role": Role.BILLING_ADMIN, "portal": Portal.GOTO_ADMIN}
        way = "ask support"
        for kind, item, code in (
            (PlanChangeKind.ADD_ON_REMOVED, None, "add-on-removal"),
            (PlanChangeKind.UPGRADE, "pro", "not-offered"),
            (PlanChangeKind.DOWNGRADE, "pro", "tier-downgrade"),
            (PlanChangeKind.SEATS_DOWN, None, "not-offered"),
        ):
            request = asked(kind, to_item=item, **central)
            assert refused(request) == [(code, "I6", way)]

    @pytest.mark.clause("H13")
    def test_product_swap(self) -> None:
        """Products are not exchanged: the one is cancelled, then the other added."""
        other = seat("training", item="room")
        sign_up = webinar_sign_up()
        found = evolve(sign_up, prices=(*sign_up.prices, other))
        way = "cancel the present one, then add the other"
        for kind in (PlanChangeKind.PRODUCT_SWAP, PlanChangeKind.UPGRADE):
            request = asked(kind, to_item="room")
            assert refused(request, found) == [("product-swap", "H13", way)]

    @pytest.mark.clause("I5")
    def test_past_due(self) -> None:
        """Invoices past due block an expansion, and no reduction."""
        late = ("June",)
        way = "pay them, then ask again"
        for kind in (PlanChangeKind.SEATS_UP, PlanChangeKind.ADD_ON_BOUGHT):
            assert refused(asked(kind, unpaid=late)) == [("past-due", "I5", way)]
        fewer = changed(asked(PlanChangeKind.SEATS_DOWN, unpaid=late))
        assert fewer.opens is Opens.AT_ONCE
        lenient = evolve(PLAN_CHANGES, past_due=UnpaidInvoices.ALLOW)
        more = changed(asked(PlanChangeKind.SEATS_UP, unpaid=late), policy=lenient)
        assert more.opens is Opens.AFTER_PAYMENT

    @pytest.mark.clause("L2", "L3", "L4")
    def test_role(self) -> None:
        """Who may not change plans is told who may; every reason is told at once."""
        request = asked(PlanChangeKind.SEATS_UP, role=Role.USER, unpaid=("June",))
        assert refused(request) == [
            ("role", "L2", "ask for it as billing contact"),
            ("past-due", "I5", "pay them, then ask again"),
        ]

    @pytest.mark.clause("L2", "L4")
    def test_words(self) -> None:
        """A refusal calls roles, portals and changes by words, not by wire names."""
        nobody = asked(PlanChangeKind.SEATS_DOWN, role=Role.SUPER_ADMIN)
        admin = evolve(nobody, portal=Portal.GOTO_ADMIN)
        found = change_plan(webinar_sign_up(), admin, us.WEBINAR)

        assert str(found).splitlines()[:2] == [
            (
                "the role super admin does not change plans in the portal goto admin "
                "[L4]; ask for it as billing admin or master account holder"
            ),
            "seats down is not offered in the portal goto admin [I6]; ask support",
        ]

    @pytest.mark.clause("A14", "L8")
    def test_portals(self) -> None:
        """Corporate accounts ask Account Services; no text speaks of Connect's own."""
        corporate = asked(PlanChangeKind.FREQUENCY, to_item="pro")
        corporate = evolve(
            corporate, portal=Portal.CORPORATE, kind=PlanChangeKind.UPGRADE
        )
        way = "ask Corporate Account Services"
        assert refused(corporate) == [("not-offered", "A14", way)]
        connect = asked(PlanChangeKind.SEATS_UP, portal=Portal.CONNECT)
        assert refused(connect) == [("portal", "L8", "ask support")]

    @pytest.mark.clause("H13", "H16", "pending-cancellation")
    def test_cancelled(self) -> None:
        """A cancelled plan is taken up again before it is changed."""
        found = evolve(
            webinar_sign_up(),
            end=account(START, last_day=day(7, 9)).end,
        )
        pending = refused(asked(PlanChangeKind.SEATS_UP), found)
        assert pending == [
            (
                "pending-cancellation",
                "pending-cancellation",
                "take the cancellation back first",
            )
        ]
        later = asked(PlanChangeKind.SEATS_UP, requested_on=day(7, 10))
        way = "reactivate the subscription first"
        assert refused(later, found) == [("ended", "H16", way)]

    @pytest.mark.clause("Q31")
    def test_nothing_left(self) -> None:
        """Giving up the last seat is a cancellation, and asked for as one."""
        last = asked(PlanChangeKind.SEATS_DOWN, quantity=2)
        assert refused(last) == [("nothing-left", "Q31", "cancel the subscription")]

    @pytest.mark.clause("Q31")
    def test_nothing_left_of_the_product(self) -> None:
        """What is left of another product is nothing of the plan."""
        sign_up, other = webinar_sign_up(), seat(item="pc", on=START)
        found = evolve(
            sign_up,
            prices=(*sign_up.prices, other),
            changes=(*sign_up.changes, seats(START, 5, "pc")),
        )
        last = asked(PlanChangeKind.SEATS_DOWN, quantity=2)
        way = "cancel the subscription"
        assert refused(last, found) == [("nothing-left", "Q31", way)]

    @pytest.mark.clause("I2", "I3")
    def test_as_dear(self) -> None:
        """A tier of the same price is no lower one."""
        sign_up = webinar_sign_up()
        each = {one.item: one for one in sign_up.prices}
        same = evolve(each["pro"], unit_price=each["standard"].unit_price)
        found = evolve(sign_up, prices=(each["standard"], same))
        upgrade = asked(PlanChangeKind.UPGRADE, to_item="pro")
        assert changed(upgrade, found).payment_due.minor == 2 * 4900 - 4900


class TestNonsense:
    """What makes no sense is an error."""

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"requested_on": day(6, 9)}, r"^request\.requested_on must be on or"),
            ({"quantity": 3}, r"^request\.quantity must be at most the 2 held, got 3"),
            ({"id": "sign-up"}, r"^request\.id must be of no fact of the account"),
        ],
    )
    def test_values(self, fields: dict[str, Any], problem: str) -> None:
        """A day too early, more than is held, and an id that is taken."""
        request = asked(PlanChangeKind.SEATS_DOWN, **fields)
        with pytest.raises(InvalidValue, match=problem):
            change_plan(webinar_sign_up(), request, us.WEBINAR)

    def test_items(self) -> None:
        """An item that is not there, is another product's, or is billed otherwise."""
        sign_up = webinar_sign_up()
        with pytest.raises(UnknownName, match=r"^request\.item must be one of pro,"):
            changed(asked(PlanChangeKind.SEATS_UP, item="room"))
        with pytest.raises(UnknownName, match=r"^request\.item must be an item of "):
            changed(asked(PlanChangeKind.SEATS_UP), market=us.CENTRAL)
        with pytest.raises(InvalidValue, match=r"^request\.to_item .* otherwise"):
            changed(asked(PlanChangeKind.FREQUENCY, to_item="pro"))
        yearly = seat("webinar", item="year", frequency=Frequency.ANNUAL)
        found = evolve(sign_up, prices=(*sign_up.prices, yearly))
        with pytest.raises(InvalidValue, match=r"^request\.to_item .* as often"):
            changed(asked(PlanChangeKind.UPGRADE, to_item="year"), found)

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"to_item": None}, "to_item must be given"),
            ({"to_item": "standard"}, "to_item must be another than the item"),
            ({"to_item": "pro", "unpaid": ["June"]}, "unpaid must be a tuple"),
            ({"to_item": "pro", "id": "x" * 196}, "^id must be text of 1 to 200"),
            ({"to_item": "pro", "unpaid": ("",)}, r"unpaid\[0\] must be"),
            ({"to_item": "pro", "group": ""}, "group must be"),
            ({"to_item": "pro", "quantity": 0}, "quantity must be"),
        ],
    )
    def test_request(self, fields: dict[str, Any], problem: str) -> None:
        """A request says which item takes whose place, and how many."""
        with pytest.raises((InvalidValue, WrongType), match=problem):
            asked(PlanChangeKind.UPGRADE, **fields)

    def test_types(self) -> None:
        """Only a request under a policy is answered."""
        wrong: Any = "request"
        with pytest.raises(WrongType, match="request must be a PlanChangeRequest"):
            change_plan(webinar_sign_up(), wrong, us.WEBINAR)
        with pytest.raises(WrongType, match="plan_change must be a PlanChangePolicy"):
            evolve(us.WEBINAR.contracts, plan_change=wrong)

    def test_policy(self) -> None:
        """A policy names each portal once."""
        wrong: Any = ["portal"]
        center = PLAN_CHANGES.portals[0]
        with pytest.raises(InvalidValue, match="portals must be each portal once"):
            evolve(PLAN_CHANGES, portals=(center, center))
        with pytest.raises(WrongType, match="portals must be a tuple"):
            evolve(PLAN_CHANGES, portals=wrong)
        with pytest.raises(WrongType, match="kinds must be a tuple of PlanChangeKind"):
            evolve(center, kinds=wrong)
        assert isinstance(center, PortalChanges)

    def test_nobody(self) -> None:
        """A portal in which nobody may change anything is none of those told."""
        with pytest.raises(InvalidValue, match=r"^roles must be at least one"):
            evolve(PLAN_CHANGES.portals[0], roles=())

    @pytest.mark.parametrize("name", ["who", "clause"])
    def test_no_clause(self, name: str) -> None:
        """What refuses is a clause, and is asked for when the policy is made."""
        wrong: Any = {name: "I3"}
        with pytest.raises(WrongType, match=rf"^{name} must be a Clause"):
            evolve(PLAN_CHANGES.portals[0], **wrong)

    def test_no_clause_of_all(self) -> None:
        """The policy itself rests on a clause as well."""
        wrong: Any = None
        with pytest.raises(WrongType, match=r"^clause must be a Clause"):
            evolve(PLAN_CHANGES, clause=wrong)

    def test_opening(self) -> None:
        """What was there when a history begins can be given up."""
        found = account(
            day(1, 1), device_price(), opening(day(5, 1), 2), change(day(5, 2), 1)
        )
        request = asked(PlanChangeKind.SEATS_DOWN, item="device", quantity=2)
        made = changed(request, found, us.CONNECT)
        assert made.after[0].minor < made.before[0].minor
