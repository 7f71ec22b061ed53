"""Who may do what in the Billing Center and in the Corporate Billing Portal."""

from functools import partial
from typing import Final

from gotobilling.access.actions import Action
from gotobilling.access.choices import BillingAdminsKept
from gotobilling.access.values import Grant
from gotobilling.clauses.contract_texts import A14
from gotobilling.clauses.origins import S1, S3, cite
from gotobilling.clauses.plan_texts import I3, L2, L8
from gotobilling.clauses.recipient_texts import C5, C6, C7
from gotobilling.roles import Portal, Role

__all__ = ["WEBINAR"]

_SERVICES: Final = "Corporate Account Services"

_contact: Final = partial(
    Grant,
    roles=(Role.BILLING_CONTACT,),
    permissions=(),
    needs=None,
    ask=None,
    note=None,
    clause=L2,
    under=(),
)
_center: Final = partial(_contact, portal=Portal.BILLING_CENTER)
_corporate: Final = partial(_contact, portal=Portal.CORPORATE)
# Line 29 of S1 says that the billing contact is the billing admin (L2).
_admins: Final = partial(
    _center,
    roles=(Role.BILLING_ADMIN, Role.BILLING_CONTACT),
    clause=C6,
    citations=(cite(S3, 276, 281),),
)
_AGENT: Final = "a representative of the vendor changes it as well"
_CHARGES: Final = "charges and statements of each renewal"

WEBINAR: Final = (
    _center(action=Action.ENTER_PORTAL, clause=L8, citations=(cite(S1, 13),)),
    _center(action=Action.DOWNLOAD_INVOICES, note=_CHARGES, citations=(cite(S1, 15),)),
    _center(
        action=Action.CHANGE_PAYMENT_METHODS, citations=(cite(S1, 15), cite(S1, 29))
    ),
    _center(action=Action.CHANGE_ADDRESSES, citations=(cite(S1, 29),)),
    _center(action=Action.CHANGE_SETTINGS, citations=(cite(S1, 29),)),
    _center(
        action=Action.ADD_PLAN,
        note="usable as soon as it is bought [I1]",
        citations=(cite(S1, 15),),
    ),
    _center(
        action=Action.DOWNGRADE_PLAN,
        ask="Customer Care",
        clause=I3,
        citations=(cite(S1, 57),),
    ),
    _center(
        action=Action.CHANGE_BILLING_CONTACT, note=_AGENT, citations=(cite(S1, 35),)
    ),
    _admins(action=Action.CHANGE_RECIPIENTS, note="they are the billing admins"),
    _admins(
        action=Action.MANAGE_BILLING_ADMINS,
        note="a new one enters the billing portal, and not the account",
        under=(BillingAdminsKept.BY_PORTAL, BillingAdminsKept.THEMSELVES),
    ),
    _center(
        action=Action.ASK_INVOICE_COPY,
        roles=(),
        ask="the sales team",
        note="for the original",
        clause=C5,
        citations=(cite(S3, 283),),
    ),
    _corporate(action=Action.ENTER_PORTAL, citations=(cite(S1, 17),)),
    _corporate(
        action=Action.CHANGE_BILLING_CONTACT,
        note=_AGENT,
        citations=(cite(S1, 17), cite(S1, 35)),
    ),
    _corporate(
        action=Action.CHANGE_PURCHASE_ORDERS,
        note="with a representative of the vendor",
        citations=(cite(S1, 17),),
    ),
    _corporate(
        action=Action.CHANGE_FREQUENCY,
        ask=_SERVICES,
        clause=A14,
        citations=(cite(S1, 82, 83),),
    ),
    _corporate(
        action=Action.ASK_ABOUT_INVOICES, ask=_SERVICES, citations=(cite(S1, 62),)
    ),
    _corporate(
        action=Action.ASK_CONTRACT_COPY, ask=_SERVICES, citations=(cite(S1, 62),)
    ),
    _corporate(
        action=Action.GET_W9,
        note=f"for the United States; {_SERVICES} sends it where the download fails",
        clause=C7,
        citations=(cite(S1, 86, 88),),
    ),
)
"""What the help page grants; plans, cancelling and quotes are data of the market."""
