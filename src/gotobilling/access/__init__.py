"""Who may do what in which portal: yes or no with its clause, and for no, who may.

What the guides restrict is data: a `Grant` for each text, with its lines. `may` reads
it, and the page of the matrix and ``gotobilling access`` are written from it:

>>> holder = Actor(Role.MASTER_ACCOUNT_HOLDER)
>>> print(may(holder, Action.CHANGE_ADDRESSES, Portal.CLASSIC))
yes: change addresses in classic [L7]
>>> print(may(Actor(Role.USER), Action.CHANGE_ADDRESSES, Portal.CLASSIC))
a user may not change addresses in classic [L7]; a master account holder may
>>> paying = Actor(Role.USER, (Permission.VIEW_AND_PAY_INVOICES,))
>>> print(may(paying, Action.PAY_INVOICES, Portal.CONNECT))
yes: pay invoices in connect [L1]

Where the texts contradict each other, `AccessChoices` has the conflict by name:

>>> admin = Actor(Role.BILLING_ADMIN)
>>> alone = chosen(central_billing="holder_alone")
>>> print(may(admin, Action.CHANGE_PAYMENT_METHODS, Portal.GOTO_ADMIN, alone))
a billing admin may not change payment methods in goto admin [L3]; a master account \
holder may
"""

from gotobilling.access.actions import Action, Permission
from gotobilling.access.answering import grants, may
from gotobilling.access.choices import (
    CHOICES,
    AccessChoices,
    BillingAdminsKept,
    CentralBilling,
    LicenceButton,
    OnlineCancelling,
    PlanUpgrade,
    chosen,
    conflicts,
)
from gotobilling.access.rows import ROWS
from gotobilling.access.values import Actor, Allowed, Grant
from gotobilling.roles import Portal, Role

__all__ = [
    "CHOICES",
    "ROWS",
    "AccessChoices",
    "Action",
    "Actor",
    "Allowed",
    "BillingAdminsKept",
    "CentralBilling",
    "Grant",
    "LicenceButton",
    "OnlineCancelling",
    "Permission",
    "PlanUpgrade",
    "Portal",
    "Role",
    "chosen",
    "conflicts",
    "grants",
    "may",
]
