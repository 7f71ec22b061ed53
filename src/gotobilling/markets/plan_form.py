"""The changes of a plan that the guides let be made, portal by portal.

>>> [one.portal.value for one in PLAN_CHANGES.portals]
['billing_center', 'goto_admin', 'classic', 'corporate']
"""

from typing import Final

from gotobilling.clauses.contract_texts import A14
from gotobilling.clauses.plan_texts import I2, I3, I6, L2, L4
from gotobilling.contracts import (
    PlanChangeKind,
    PlanChangePolicy,
    PortalChanges,
    UnpaidInvoices,
)
from gotobilling.roles import Portal, Role

__all__ = ["PLAN_CHANGES"]

_ADMINS: Final = (Role.BILLING_ADMIN, Role.MASTER_ACCOUNT_HOLDER)
_BOUGHT: Final = (
    PlanChangeKind.SEATS_UP,
    PlanChangeKind.ADD_ON_BOUGHT,
    PlanChangeKind.FREQUENCY,
)

PLAN_CHANGES: Final = PlanChangePolicy(
    portals=(
        PortalChanges(
            portal=Portal.BILLING_CENTER,
            roles=(Role.BILLING_CONTACT,),
            kinds=(*_BOUGHT, PlanChangeKind.SEATS_DOWN, PlanChangeKind.UPGRADE),
            ask="Customer Care",
            who=L2,
            clause=I3,
        ),
        PortalChanges(
            portal=Portal.GOTO_ADMIN,
            roles=_ADMINS,
            kinds=_BOUGHT,
            ask="support",
            who=L4,
            clause=I6,
        ),
        PortalChanges(
            portal=Portal.CLASSIC,
            roles=_ADMINS,
            kinds=_BOUGHT,
            ask="support",
            who=L4,
            clause=I6,
        ),
        PortalChanges(
            portal=Portal.CORPORATE,
            roles=(Role.BILLING_CONTACT,),
            kinds=(),
            ask="Corporate Account Services",
            who=L2,
            clause=A14,
        ),
    ),
    past_due=UnpaidInvoices.BLOCK,
    clause=I2,
)
"""Who may change what by themselves; line 390 of S3 alone has upgrades in Central."""
