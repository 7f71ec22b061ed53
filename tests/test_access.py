"""Who may do what in which portal: yes or no, with the clause and who may instead."""

import re

import pytest
from tests.builders import altered

from gotobilling.access import (
    CHOICES,
    ROWS,
    AccessChoices,
    Action,
    Actor,
    Allowed,
    BillingAdminsKept,
    CentralBilling,
    LicenceButton,
    OnlineCancelling,
    Permission,
    PlanUpgrade,
    Portal,
    Role,
    chosen,
    conflicts,
    grants,
    may,
)
from gotobilling.access.rows import BY_KIND
from gotobilling.access.text import access_text
from gotobilling.clauses.plan_texts import L1
from gotobilling.contracts import Requesters
from gotobilling.errors import ConflictingFacts, InvalidValue, UnknownName, WrongType
from gotobilling.markets.contract_form import (
    CENTRAL_CANCELLATION,
    CONTRACTS,
    WEBINAR_CANCELLATION,
)
from gotobilling.markets.plan_form import PLAN_CHANGES
from gotobilling.refusals import Refused

PAYER = Actor(Role.USER, (Permission.VIEW_AND_PAY_INVOICES,))
USER = Actor(Role.USER)
OWNER = Actor(Role.SUPER_ADMIN)
HOLDER = Actor(Role.MASTER_ACCOUNT_HOLDER)
BILLER = Actor(Role.BILLING_ADMIN)
CONTACT = Actor(Role.BILLING_CONTACT)


def said(actor: Actor, action: Action, portal: Portal) -> str:
    """Return the answer as text."""
    return str(may(actor, action, portal))


def is_allowed(actor: Actor, action: Action, portal: Portal, **named: str) -> bool:
    """Return whether the answer is yes, under some answers to the conflicts."""
    return isinstance(may(actor, action, portal, chosen(**named)), Allowed)


@pytest.mark.parametrize("kind", [Action, Role])
def test_text_for_member(kind: type[Action] | type[Role]) -> None:
    """A name that there is, given as text, is told to be no member and not unknown."""
    if kind is Role:
        with pytest.raises(WrongType, match=r"^role must be a Role \(.*, got 'user'$"):
            Actor("user")  # type: ignore[arg-type]
    else:
        with pytest.raises(WrongType, match=r"^action must be an Action \("):
            may(USER, "pay_invoices", Portal.CONNECT)  # type: ignore[arg-type]


class TestConnect:
    """GoTo Connect, by S0, S2 and S4."""

    @pytest.mark.clause("L1")
    @pytest.mark.parametrize(
        "action",
        [
            Action.PAY_INVOICES,
            Action.DOWNLOAD_INVOICES,
            Action.SET_AUTOPAY,
            Action.SEE_CALL_DETAILS,
            Action.CHANGE_RECIPIENTS,
            Action.CHANGE_PAYMENT_METHODS,
        ],
    )
    def test_invoices(self, action: Action) -> None:
        """Invoices are for a super admin and whoever may view and pay them."""
        assert isinstance(may(OWNER, action, Portal.CONNECT), Allowed)
        assert isinstance(may(PAYER, action, Portal.CONNECT), Allowed)

        answer = may(USER, action, Portal.CONNECT)

        assert isinstance(answer, Refused)
        (reason,) = answer.reasons
        assert (reason.code, reason.clause) == ("role", L1)
        assert reason.instead == (
            "a super admin or anybody permitted to view and pay invoices may"
        )

    @pytest.mark.clause("L1")
    def test_another_permission(self) -> None:
        """A permission for something else does not pay invoices."""
        other = Actor(Role.USER, (Permission.MANAGE_USERS,))

        assert said(other, Action.PAY_INVOICES, Portal.CONNECT).startswith(
            "a user permitted to manage users may not pay invoices in connect [L1]"
        )

    @pytest.mark.clause("nobody-named", "G2", "G3", "G5", "E4", "C5", "C7", "J4", "J7")
    @pytest.mark.parametrize(
        ("action", "ask"),
        [
            (Action.CHANGE_ADDRESSES, "numbers@logmein.com"),
            (Action.CANCEL_NUMBER, "numbers@logmein.com"),
            (Action.GET_W9, None),
            (Action.ASK_LOW_USAGE, "customer support"),
            (Action.RETURN_EQUIPMENT, "customer support"),
            (Action.SEE_ORDERS, None),
            (Action.ASK_ACTIVITY_LOGS, "the billing department"),
        ],
    )
    def test_anybody(self, action: Action, ask: str | None) -> None:
        """Where the guide names nobody, anybody may, in the way it tells."""
        answer = may(USER, action, Portal.CONNECT)

        assert isinstance(answer, Allowed)
        assert answer.ask == ask
        assert answer.grants[0].names_nobody

    @pytest.mark.clause("B16")
    def test_text_of_a_yes(self) -> None:
        """A yes says how, by which clause, and what else the text has."""
        assert said(USER, Action.ASK_ACTIVITY_LOGS, Portal.CONNECT) == (
            "yes: ask activity logs in connect, by asking the billing department "
            "[B16]; where something looks suspicious"
        )


class TestCentral:
    """GoTo Admin and LogMeIn Classic, by S3."""

    @pytest.mark.clause("L4", "L7", "central-billing", "central-pages")
    @pytest.mark.parametrize(
        "action",
        [
            Action.PAY_INVOICES,
            Action.DOWNLOAD_INVOICES,
            Action.CHANGE_PAYMENT_METHODS,
            Action.CHANGE_ADDRESSES,
            Action.ENTER_VAT_NUMBER,
            Action.SEE_SUBSCRIPTIONS,
            Action.CHANGE_FREQUENCY,
        ],
    )
    def test_billing(self, action: Action) -> None:
        """A billing admin sees to billing, unless line 415 is taken by its word."""
        assert is_allowed(BILLER, action, Portal.GOTO_ADMIN)
        assert not is_allowed(
            BILLER, action, Portal.GOTO_ADMIN, central_billing="holder_alone"
        )
        for answer in CentralBilling:
            assert is_allowed(
                HOLDER, action, Portal.GOTO_ADMIN, central_billing=answer.value
            )
        assert not is_allowed(USER, action, Portal.GOTO_ADMIN)

    @pytest.mark.clause("L3", "L7")
    def test_addresses_of_classic(self) -> None:
        """The addresses of LogMeIn Classic are for the master account holder alone."""
        assert said(BILLER, Action.CHANGE_ADDRESSES, Portal.CLASSIC) == (
            "a billing admin may not change addresses in classic [L7]; a master "
            "account holder may"
        )

    @pytest.mark.clause("L5")
    @pytest.mark.parametrize("action", [Action.ASSIGN_LICENCES, Action.REMOVE_LICENCES])
    def test_licences_of_users(self, action: Action) -> None:
        """A licence is given and taken by admins and whoever may manage users."""
        people = Actor(Role.USER, (Permission.MANAGE_USERS,))
        for actor in (OWNER, Actor(Role.ADMIN), people):
            assert is_allowed(actor, action, Portal.GOTO_ADMIN)
        assert not is_allowed(BILLER, action, Portal.GOTO_ADMIN)

    @pytest.mark.clause("L5", "licence-button")
    def test_buying_licences(self) -> None:
        """An admin buys licences; under the other reading the permission is needed."""
        buy, portal = Action.BUY_LICENCES, Portal.GOTO_ADMIN
        admin = Actor(Role.ADMIN)
        able = Actor(Role.ADMIN, (Permission.MANAGE_LICENCES,))
        strict = chosen(licence_button="permission_too")

        assert is_allowed(admin, buy, portal)
        assert isinstance(may(able, buy, portal, strict), Allowed)
        assert isinstance(may(OWNER, buy, portal, strict), Allowed)
        answer = may(admin, buy, portal, strict)
        assert isinstance(answer, Refused)
        assert [one.code for one in answer.reasons] == ["permission", "role", "role"]
        assert str(answer.reasons[0]) == (
            "an admin may not buy licences in goto admin [L5]; a super admin or an "
            "admin permitted to manage licences may"
        )

    @pytest.mark.clause("C6", "L4", "billing-admins-kept")
    @pytest.mark.parametrize(
        ("answer", "in_admin", "in_center"),
        [
            ("by_portal", "support", True),
            ("support", "support", False),
            ("themselves", None, True),
        ],
    )
    def test_billing_admins(
        self, answer: str, in_admin: str | None, *, in_center: bool
    ) -> None:
        """Support keeps billing admins in GoTo Admin, they themselves elsewhere."""
        choices = chosen(billing_admins_kept=answer)
        keep = Action.MANAGE_BILLING_ADMINS

        found = may(BILLER, keep, Portal.GOTO_ADMIN, choices)
        there = may(BILLER, keep, Portal.BILLING_CENTER, choices)

        assert isinstance(found, Allowed)
        assert found.ask == in_admin
        assert isinstance(there, Allowed) is in_center

    @pytest.mark.clause("I6", "plan-upgrade")
    def test_upgrades(self) -> None:
        """An upgrade is asked of support, or made in the portal under the other."""
        portal, up = Portal.GOTO_ADMIN, Action.UPGRADE_PLAN
        asked = may(BILLER, up, portal)
        made = may(BILLER, up, portal, chosen(plan_upgrade="portal"))

        assert isinstance(asked, Allowed)
        assert isinstance(made, Allowed)
        assert (asked.ask, made.ask) == ("support", None)

    @pytest.mark.clause("H8", "L6", "online-cancelling")
    def test_cancelling_online(self) -> None:
        """Nothing is cancelled online, or by the billing admin alone."""
        online, portal = Action.CANCEL_ONLINE, Portal.GOTO_ADMIN
        some = {"online_cancelling": "some_products"}

        assert not is_allowed(BILLER, online, portal)
        assert is_allowed(BILLER, online, portal, **some)
        assert not is_allowed(HOLDER, online, portal, **some)
        assert said(BILLER, online, portal) == (
            "no text has anybody cancel online in goto admin [L8]; ask support"
        )

    @pytest.mark.clause("E5", "H8", "H11")
    @pytest.mark.parametrize(
        "action",
        [
            Action.ASK_TAX_EXEMPTION,
            Action.CHANGE_AUTO_RENEWAL,
            Action.ASK_DATA_DELETION,
        ],
    )
    def test_asked(self, action: Action) -> None:
        """What support or customer care does, anybody may ask for."""
        answer = may(USER, action, Portal.GOTO_ADMIN)

        assert isinstance(answer, Allowed)
        assert answer.ask is not None

    @pytest.mark.clause("B6")
    def test_restoring(self) -> None:
        """Who lost service pays, a contract account by asking receivables."""
        assert said(USER, Action.RESTORE_SERVICE, Portal.GOTO_ADMIN) == (
            "yes: restore service in goto admin [B6]; by paying; a contract account "
            "asks accounts receivable"
        )

    @pytest.mark.clause("E5", "L4")
    def test_asked_or_done(self) -> None:
        """Who may do it in the portal need not ask."""
        answer = may(BILLER, Action.ASK_TAX_EXEMPTION, Portal.GOTO_ADMIN)

        assert isinstance(answer, Allowed)
        assert answer.ask is None
        assert [one.clause.id for one in answer.grants] == ["L4", "E5"]
        assert answer.clause.id == "L4"


class TestWebinar:
    """The Billing Center and the Corporate Billing Portal, by S1."""

    @pytest.mark.clause("L2", "L8", "I1", "I3", "A14", "C7")
    @pytest.mark.parametrize(
        ("action", "center", "corporate"),
        [
            (Action.ENTER_PORTAL, True, True),
            (Action.CHANGE_PAYMENT_METHODS, True, False),
            (Action.CHANGE_SETTINGS, True, False),
            (Action.ADD_PLAN, True, False),
            (Action.REDUCE_LICENCES, True, False),
            (Action.DOWNGRADE_PLAN, True, False),
            (Action.CHANGE_FREQUENCY, True, True),
            (Action.CHANGE_BILLING_CONTACT, True, True),
            (Action.CHANGE_PURCHASE_ORDERS, False, True),
            (Action.DECIDE_QUOTES, False, True),
            (Action.ASK_ABOUT_INVOICES, False, True),
            (Action.ASK_CONTRACT_COPY, False, True),
            (Action.GET_W9, False, True),
        ],
    )
    def test_contact(self, action: Action, *, center: bool, corporate: bool) -> None:
        """The billing contact may, as far as the portal has it, and an admin not."""
        assert is_allowed(CONTACT, action, Portal.BILLING_CENTER) is center
        assert is_allowed(CONTACT, action, Portal.CORPORATE) is corporate
        for portal in (Portal.BILLING_CENTER, Portal.CORPORATE):
            assert not is_allowed(Actor(Role.ADMIN), action, portal)

    @pytest.mark.clause("C6", "L2")
    @pytest.mark.parametrize(
        "action", [Action.CHANGE_RECIPIENTS, Action.MANAGE_BILLING_ADMINS]
    )
    def test_contact_is_admin(self, action: Action) -> None:
        """In the Billing Center the billing contact is the billing admin."""
        assert is_allowed(CONTACT, action, Portal.BILLING_CENTER)
        assert is_allowed(Actor(Role.BILLING_ADMIN), action, Portal.BILLING_CENTER)
        assert not is_allowed(CONTACT, action, Portal.GOTO_ADMIN)

    @pytest.mark.clause("L8")
    def test_another_portal(self) -> None:
        """Where a portal does not have it, the answer names those that do."""
        answer = may(CONTACT, Action.CHANGE_PURCHASE_ORDERS, Portal.CONNECT)

        assert isinstance(answer, Refused)
        assert answer.reasons[0].code == "portal"
        assert str(answer) == (
            "no text has anybody change purchase orders in connect [L8]; it is in "
            "corporate\nin corporate a billing contact may [L2]"
        )

    @pytest.mark.clause("A14")
    def test_asking(self) -> None:
        """A corporate account asks for another billing frequency."""
        answer = may(CONTACT, Action.CHANGE_FREQUENCY, Portal.CORPORATE)

        assert isinstance(answer, Allowed)
        assert answer.ask == "Corporate Account Services"


def requested(action: Action) -> set[tuple[Portal, tuple[Role, ...], str]]:
    """Return who may by the rows of an action."""
    return {(one.portal, one.roles, one.clause.id) for one in grants(action)}


def wanted(
    *groups: tuple[Requesters, ...],
) -> set[tuple[Portal, tuple[Role, ...], str]]:
    """Return who may by the policies of markets."""
    return {(o.portal, o.roles, o.clause.id) for group in groups for o in group}


class TestOneSource:
    """What policies of markets hold is read from them, and is nowhere else."""

    @pytest.mark.clause("H3", "L6", "H16", "webinar-cancelling")
    @pytest.mark.parametrize("action", [Action.CANCEL, Action.REACTIVATE])
    def test_cancelling(self, action: Action) -> None:
        """Who cancels, and reactivates, is whom the cancellation policies name."""
        assert requested(action) == wanted(
            CONTRACTS.cancellation.requesters,
            CENTRAL_CANCELLATION.requesters,
            WEBINAR_CANCELLATION.requesters,
        )

    @pytest.mark.clause("L2", "L7", "M2")
    def test_quotes(self) -> None:
        """Who decides on quotes is whom the quote policy names."""
        assert requested(Action.DECIDE_QUOTES) == wanted(CONTRACTS.quote.requesters)

    @pytest.mark.clause("H3")
    def test_same_answer(self) -> None:
        """Whom `may` lets cancel, `cancel` does not refuse for the role."""
        for role in Role:
            by_policy = role in CONTRACTS.cancellation.requesters[0].roles
            assert is_allowed(Actor(role), Action.CANCEL, Portal.CONNECT) is by_policy

    @pytest.mark.clause("I2", "I3", "I6", "L2", "L4")
    def test_plan_changes(self) -> None:
        """Who changes a plan in a portal is whom the plan policy names there."""
        for here in PLAN_CHANGES.portals:
            for kind in here.kinds:
                rows = grants(BY_KIND[kind], here.portal)
                own = [one for one in rows if one.clause == here.who]
                named = {role for one in own for role in one.roles}
                assert named == set(here.roles), (here.portal, kind)

    @pytest.mark.clause("I2", "I3", "I6", "L2", "L4", "L5")
    def test_same_changes(self) -> None:
        """What the plan policy lets somebody change themselves, `may` allows; no more
        but for the licences that admins buy.
        """
        for here in PLAN_CHANGES.portals:
            for kind, action in BY_KIND.items():
                for role in Role:
                    answer = may(Actor(role), action, here.portal)
                    by_policy = kind in here.kinds and role in here.roles
                    alone = isinstance(answer, Allowed) and answer.ask is None
                    bought = action is Action.BUY_LICENCES and role in (
                        Role.ADMIN,
                        Role.SUPER_ADMIN,
                    )
                    extra = bought and here.portal is Portal.GOTO_ADMIN
                    assert alone is (by_policy or extra), (here.portal, kind, role)


class TestRows:
    """Every row is cited, and no two say the same."""

    @pytest.mark.clause("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8")
    def test_cited(self) -> None:
        """Each row cites lines, or rests on a decision that does."""
        for one in ROWS:
            assert one.citations or one.clause.rests_on, one

    def test_unique(self) -> None:
        """No row stands twice."""
        assert len(set(ROWS)) == len(ROWS)

    def test_every_action(self) -> None:
        """Every action has a row, and every portal and role is in one."""
        assert {one.action for one in ROWS} == set(Action)
        assert {one.portal for one in ROWS} == set(Portal)
        assert {role for one in ROWS for role in one.roles} == set(Role) - {Role.USER}

    def test_every_answer_matters(self) -> None:
        """Every answer to a conflict is one that a row depends on, or leaves out."""
        for name, _, answers in conflicts():
            found = {
                tuple(one for one in ROWS if one.holds_under(chosen(**{name: a.value})))
                for a in answers
            }
            assert len(found) == len(answers), name

    def test_answers_on_everything(self) -> None:
        """Whoever asks for whatever gets an answer with a clause."""
        for role in Role:
            for action in Action:
                for portal in Portal:
                    answer = may(Actor(role), action, portal)
                    if isinstance(answer, Allowed):
                        assert answer.clause.id
                    else:
                        assert answer.reasons[0].instead


class TestWrong:
    """What makes no sense is an error that says what would."""

    @pytest.mark.clause("L1", "L4")
    def test_unknown_names(self) -> None:
        """An unknown role or permission is told those that there are."""
        with pytest.raises(UnknownName, match=r"role must be one of super_admin.*L4"):
            Actor("janitor")  # type: ignore[arg-type] # the wrong value is the point
        with pytest.raises(UnknownName, match=r"permissions\[0\] must be.*\[L1\]"):
            Actor(Role.USER, ("fly",))  # type: ignore[arg-type] # as above

    def test_permission_twice(self) -> None:
        """A permission is held once."""
        twice = (Permission.MANAGE_USERS, Permission.MANAGE_USERS)
        with pytest.raises(InvalidValue, match=r"permissions\[1\] must be named once"):
            Actor(Role.USER, twice)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("role", 1),
            ("permissions", [Permission.MANAGE_USERS]),
            ("permissions", (1,)),
        ],
    )
    def test_actor(self, field: str, value: object) -> None:
        """A role or permission of another type is refused."""
        with pytest.raises(WrongType, match=field):
            altered(USER, field, value)

    @pytest.mark.parametrize(
        ("actor", "action", "portal", "choices"),
        [
            ("user", Action.CANCEL, Portal.CONNECT, CHOICES),
            (USER, "cancel", Portal.CONNECT, CHOICES),
            (USER, Action.CANCEL, "connect", CHOICES),
            (USER, Action.CANCEL, Portal.CONNECT, "default"),
        ],
    )
    def test_arguments(
        self, actor: Actor, action: Action, portal: Portal, choices: AccessChoices
    ) -> None:
        """An argument of another type is named."""
        with pytest.raises(WrongType, match=r"^(actor|action|portal|choices) must be"):
            may(actor, action, portal, choices)

    def test_named(self) -> None:
        """A name is text, and names are a list."""
        with pytest.raises(WrongType, match="action must be text"):
            access_text(1)  # type: ignore[arg-type] # the wrong type is the point
        with pytest.raises(WrongType, match="holding must be a list"):
            access_text(role="user", holding=None)  # type: ignore[arg-type] # as above
        with pytest.raises(WrongType, match="plan_upgrade must be text"):
            chosen(plan_upgrade=[])  # type: ignore[arg-type] # as above

    @pytest.mark.parametrize(
        "field", ["roles", "permissions", "citations", "clause", "ask", "note"]
    )
    def test_grant(self, field: str) -> None:
        """A field of a row has its own type."""
        with pytest.raises(WrongType, match=field):
            altered(ROWS[0], field, ["x"])

    def test_grant_to_nobody(self) -> None:
        """A text that names a permission names a role as well."""
        with pytest.raises(ConflictingFacts, match="roles must be those"):
            altered(ROWS[0], "roles", ())

    def test_choices(self) -> None:
        """An unknown conflict or answer is told those that there are."""
        with pytest.raises(UnknownName, match="choice must be one of central_billing"):
            chosen(weather="fine")
        with pytest.raises(UnknownName, match="plan_upgrade must be one of support"):
            chosen(plan_upgrade="never")
        with pytest.raises(WrongType, match="plan_upgrade"):
            altered(CHOICES, "plan_upgrade", "support")

    def test_defaults(self) -> None:
        """What is chosen where nothing is said."""
        assert CHOICES.members == (
            CentralBilling.BILLING_ADMINS,
            BillingAdminsKept.BY_PORTAL,
            PlanUpgrade.SUPPORT,
            LicenceButton.ROLE,
            OnlineCancelling.NEVER,
        )
        assert chosen() == CHOICES


class TestText:
    """The matrix as text."""

    def test_matrix(self) -> None:
        """All of it has every action of the default answers, and the conflicts."""
        told = access_text()
        heads = re.findall(r"^(\S.*[^:])$", told, re.MULTILINE)
        expected = [one.words for one in Action if one is not Action.CANCEL_ONLINE]
        assert heads == expected
        assert "  plan_upgrade = support [plan-upgrade], not portal\n" in told

    def test_one(self) -> None:
        """One action in one portal has its rows alone."""
        assert access_text("assign_licences", "goto-admin") == (
            "assign licences\n  goto admin: a super admin or an admin or anybody "
            "permitted to manage users may [L5]\n"
        )

    def test_nowhere(self) -> None:
        """One action where no portal has it is answered all the same."""
        assert access_text("cancel-online") == (
            "no text has anybody cancel online in connect [L8]; ask support\n"
        )

    def test_person(self) -> None:
        """For a person each line is a yes or a no, in the portals that have it."""
        lines = access_text(
            role="user", holding=("view-and-pay-invoices",)
        ).splitlines()
        assert "yes: pay invoices in connect [L1]" in lines
        assert all(line.startswith(("yes: ", "no: ")) for line in lines)

    def test_person_and_action(self) -> None:
        """One answer is told as it is."""
        told = access_text("cancel", "connect", "admin")
        assert told == (
            "an admin may not cancel in connect [H3]; a super admin may, by asking "
            "support\n"
        )

    def test_unknown(self) -> None:
        """An unknown name is told those that there are, with hyphens."""
        with pytest.raises(UnknownName, match="action must be one of enter-portal"):
            access_text("fly")
        with pytest.raises(UnknownName, match="portal must be one of connect, goto-ad"):
            access_text(portal="moon")
        with pytest.raises(UnknownName, match="role must be one of super-admin"):
            access_text(role="janitor")
        with pytest.raises(UnknownName, match="holding must be one of view-and-pay"):
            access_text(role="user", holding=("fly",))

    def test_nobody_holds(self) -> None:
        """Permissions belong to somebody."""
        with pytest.raises(ConflictingFacts, match="holding must be said of a role"):
            access_text(holding=("manage-users",))
