"""Who may do what in GoTo Admin and LogMeIn Classic, by the guide for Central."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from gotobilling.access.actions import Action, Permission
from gotobilling.access.choices import (
    BillingAdminsKept,
    CentralBilling,
    Conflict,
    LicenceButton,
    OnlineCancelling,
    PlanUpgrade,
)
from gotobilling.access.values import Grant
from gotobilling.clauses import E5, E6
from gotobilling.clauses.access_decisions import CENTRAL_PAGES
from gotobilling.clauses.contract_texts import H8, H11
from gotobilling.clauses.origins import S3, cite
from gotobilling.clauses.payment_texts import B6, B16
from gotobilling.clauses.plan_texts import I6, I7, L3, L4, L5, L6, L7
from gotobilling.clauses.recipient_texts import C6
from gotobilling.roles import Portal, Role
from gotobilling.sources import Citation, Clause

__all__ = ["CENTRAL"]

_HOLDER: Final = (Role.MASTER_ACCOUNT_HOLDER,)
_ADMIN: Final = (Role.BILLING_ADMIN,)
_SOME: Final = "some or all of it, as permitted"
_ADMINS_SHARE: Final = (CentralBilling.BILLING_ADMINS,)
_OF_ADMINS: Final = (cite(S3, 86, 87),)

_row: Final = partial(
    Grant, permissions=(), needs=None, ask=None, note=None, under=(), roles=()
)


def _kept(
    action: Action,
    portal: Portal,
    clause: Clause,
    lines: tuple[Citation, ...],
    *,
    ask: str | None = None,
    note: str | None = _SOME,
    under: tuple[Conflict, ...] = (),
) -> Iterator[Grant]:
    # The holder may by L3 under either answer; a billing admin by a text of their own.
    line = 12 if portal is Portal.GOTO_ADMIN else 74
    of = partial(_row, action=action, portal=portal, ask=ask)
    yield of(
        roles=_ADMIN,
        clause=clause,
        citations=lines,
        note=note,
        under=(*_ADMINS_SHARE, *under),
    )
    lines = (cite(S3, line), cite(S3, 415))
    yield of(roles=_HOLDER, clause=L3, citations=lines, under=under)


def _billing(portal: Portal) -> Iterator[Grant]:
    """Yield what both portals have, by the pages that name their people."""
    is_admin = portal is Portal.GOTO_ADMIN
    yield from _kept(Action.ENTER_PORTAL, portal, L4, _OF_ADMINS)
    if is_admin:
        for action, line in (
            (Action.PAY_INVOICES, 165),
            (Action.DOWNLOAD_INVOICES, 268),
            (Action.SET_AUTOPAY, 165),
        ):
            lines = (cite(S3, line),)
            yield from _kept(action, portal, CENTRAL_PAGES, lines, note=None)
    else:
        yield from _kept(Action.DOWNLOAD_INVOICES, portal, L4, _OF_ADMINS)
    for action in (Action.CHANGE_PAYMENT_METHODS, Action.SEE_SUBSCRIPTIONS):
        clause, lines = L4, _OF_ADMINS
        if is_admin and action is Action.SEE_SUBSCRIPTIONS:
            clause, lines = L7, (cite(S3, 401),)
        yield from _kept(action, portal, clause, lines)
    yield from _kept(
        Action.MANAGE_BILLING_ADMINS,
        portal,
        L4,
        (cite(S3, 86, 89),),
        ask="support",
        note=None,
        under=(BillingAdminsKept.BY_PORTAL, BillingAdminsKept.SUPPORT),
    )
    yield from _kept(
        Action.MANAGE_BILLING_ADMINS,
        portal,
        C6,
        (cite(S3, 276, 281),),
        note=None,
        under=(BillingAdminsKept.THEMSELVES,),
    )


def _plans(portal: Portal) -> Iterator[Grant]:
    """Yield what support does with a plan, and what the portal may offer."""
    asked = partial(_kept, portal=portal, clause=I6, ask="support", note=None)
    lines = (cite(S3, 256),)
    yield from asked(Action.REMOVE_ADD_ONS, lines=lines)
    yield from asked(Action.DOWNGRADE_PLAN, lines=lines)
    yield from asked(Action.REDUCE_LICENCES, lines=lines)
    yield from asked(Action.UPGRADE_PLAN, lines=lines, under=(PlanUpgrade.SUPPORT,))
    yield from _kept(
        Action.UPGRADE_PLAN,
        portal,
        I6,
        (cite(S3, 389, 390),),
        note="where the product offers it, with no invoice past due [I5]",
        under=(PlanUpgrade.PORTAL,),
    )


_ADMIN_ONLY: Final = partial(_row, portal=Portal.GOTO_ADMIN)
_TEAM: Final = (Role.SUPER_ADMIN, Role.ADMIN)
_USERS: Final = (Permission.MANAGE_USERS,)
_ADDRESSES: Final = (cite(S3, 101), cite(S3, 497))

_GOTO_ADMIN: Final = (
    *_kept(
        Action.CHANGE_RECIPIENTS,
        Portal.GOTO_ADMIN,
        L7,
        _ADDRESSES,
        note="the main address and those in CC, among the billing data [C3]",
    ),
    _ADMIN_ONLY(
        action=Action.CHANGE_ADDRESSES,
        roles=_ADMIN,
        clause=L7,
        citations=_ADDRESSES,
        under=_ADMINS_SHARE,
    ),
    _ADMIN_ONLY(
        action=Action.CHANGE_ADDRESSES,
        roles=_HOLDER,
        clause=L7,
        citations=(cite(S3, 497),),
    ),
    _ADMIN_ONLY(
        action=Action.ENTER_VAT_NUMBER,
        roles=_ADMIN,
        note="beside the billing address [E6]",
        clause=L7,
        citations=_ADDRESSES,
        under=_ADMINS_SHARE,
    ),
    _ADMIN_ONLY(
        action=Action.ENTER_VAT_NUMBER,
        roles=_HOLDER,
        note=f"as addresses are changed; {E6.citations[0]} names nobody",
        clause=L7,
        citations=(cite(S3, 497),),
    ),
    *_kept(Action.ASK_TAX_EXEMPTION, Portal.GOTO_ADMIN, L4, _OF_ADMINS),
    _ADMIN_ONLY(
        action=Action.ASK_TAX_EXEMPTION,
        ask="customer care",
        note="in the United States, with the certificate of the state",
        clause=E5,
        citations=(cite(S3, 591, 595),),
    ),
    _ADMIN_ONLY(
        action=Action.BUY_LICENCES,
        roles=_TEAM,
        note="where the button is missing, the permission to manage licences may be; "
        "with it, the sales representative helps",
        clause=L5,
        citations=(cite(S3, 314), cite(S3, 319), cite(S3, 324, 325)),
        under=(LicenceButton.ROLE,),
    ),
    _ADMIN_ONLY(
        action=Action.BUY_LICENCES,
        roles=_TEAM,
        needs=Permission.MANAGE_LICENCES,
        note="where the button is missing all the same, the sales representative helps",
        clause=L5,
        citations=(cite(S3, 319), cite(S3, 324, 325)),
        under=(LicenceButton.PERMISSION_TOO,),
    ),
    _ADMIN_ONLY(
        action=Action.ASSIGN_LICENCES,
        roles=_TEAM,
        permissions=_USERS,
        clause=L5,
        citations=(cite(S3, 333),),
    ),
    _ADMIN_ONLY(
        action=Action.REMOVE_LICENCES,
        roles=_TEAM,
        permissions=_USERS,
        clause=L5,
        citations=(cite(S3, 343),),
    ),
    *_kept(
        Action.CHOOSE_RENEWAL,
        Portal.GOTO_ADMIN,
        I7,
        (cite(S3, 391, 394),),
        note="where the product offers it",
    ),
    _ADMIN_ONLY(
        action=Action.CANCEL_ONLINE,
        roles=_ADMIN,
        note="where product and way of buying allow it, with nothing unpaid [H7, H8]",
        clause=L6,
        citations=(cite(S3, 226),),
        under=(OnlineCancelling.SOME_PRODUCTS,),
    ),
    _ADMIN_ONLY(
        action=Action.CHANGE_AUTO_RENEWAL,
        ask="support",
        clause=H8,
        citations=(cite(S3, 193),),
    ),
    _ADMIN_ONLY(
        action=Action.RESTORE_SERVICE,
        note="by paying; a contract account asks accounts receivable",
        clause=B6,
        citations=B6.citations,
    ),
    _ADMIN_ONLY(
        action=Action.ASK_DATA_DELETION,
        ask="customer care, or by the page on privacy",
        clause=H11,
        citations=H11.citations,
    ),
    _ADMIN_ONLY(
        action=Action.ASK_ACTIVITY_LOGS,
        ask="support",
        note="where something looks suspicious",
        clause=B16,
        citations=(cite(S3, 174), cite(S3, 183)),
    ),
)
_CLASSIC: Final = (
    *_kept(
        Action.CHANGE_RECIPIENTS,
        Portal.CLASSIC,
        L4,
        _OF_ADMINS,
        note="up to 5 for invoices [C1]",
    ),
    _row(
        portal=Portal.CLASSIC,
        action=Action.CHANGE_ADDRESSES,
        roles=_HOLDER,
        clause=L7,
        citations=(cite(S3, 122),),
    ),
)

CENTRAL: Final = (
    *_billing(Portal.GOTO_ADMIN),
    *_GOTO_ADMIN,
    *_plans(Portal.GOTO_ADMIN),
    *_billing(Portal.CLASSIC),
    *_CLASSIC,
    *_plans(Portal.CLASSIC),
)
"""What the guide grants; cancelling, quotes and purchases are data of the market."""
