"""Where two texts on who may do what cannot both hold: each a choice with a name."""

from enum import Enum
from typing import Final

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.access_decisions import (
    BILLING_ADMINS_KEPT,
    CENTRAL_BILLING,
    LICENCE_BUTTON,
    ONLINE_CANCELLING,
    PLAN_UPGRADE,
)
from gotobilling.errors import UnknownName
from gotobilling.sources import Clause

__all__ = [
    "CHOICES",
    "AccessChoices",
    "BillingAdminsKept",
    "CentralBilling",
    "Conflict",
    "LicenceButton",
    "OnlineCancelling",
    "PlanUpgrade",
    "chosen",
    "conflicts",
]


class CentralBilling(Enum):
    """Who looks after billing in GoTo Admin and LogMeIn Classic."""

    BILLING_ADMINS = "billing_admins"
    """Billing admins as well as the master account holder."""
    HOLDER_ALONE = "holder_alone"


class BillingAdminsKept(Enum):
    """How billing admins are added, changed and removed."""

    BY_PORTAL = "by_portal"
    """By themselves in the Billing Center, by support elsewhere."""
    SUPPORT = "support"
    THEMSELVES = "themselves"


class PlanUpgrade(Enum):
    """How a plan of Central is upgraded."""

    SUPPORT = "support"
    PORTAL = "portal"


class LicenceButton(Enum):
    """What an admin needs in order to buy licences."""

    ROLE = "role"
    PERMISSION_TOO = "permission_too"
    """The permission to manage licences as well; a super admin has every one."""


class OnlineCancelling(Enum):
    """Whether Central is cancelled in the portal."""

    NEVER = "never"
    SOME_PRODUCTS = "some_products"
    """Where product and way of buying allow it, and nothing is unpaid."""


Conflict = (
    CentralBilling | BillingAdminsKept | PlanUpgrade | LicenceButton | OnlineCancelling
)


@frozen(kw_only=True)
class AccessChoices:
    """
    One answer to each conflict of the texts.

    Attributes:
        central_billing: Who looks after billing in GoTo Admin and LogMeIn Classic.
        billing_admins_kept: How billing admins are added, changed and removed.
        plan_upgrade: How a plan of Central is upgraded.
        licence_button: What an admin needs in order to buy licences.
        online_cancelling: Whether Central is cancelled in the portal.

    Raises:
        WrongType: a field that is no member of its enumeration.

    Clauses: billing-admins-kept, central-billing, licence-button, online-cancelling,
    plan-upgrade.
    """

    central_billing: CentralBilling
    billing_admins_kept: BillingAdminsKept
    plan_upgrade: PlanUpgrade
    licence_button: LicenceButton
    online_cancelling: OnlineCancelling

    def __attrs_post_init__(self) -> None:
        for name, clause_kind in _KINDS:
            checks.member(name, getattr(self, name), clause_kind)

    @property
    def members(self) -> tuple[Conflict, ...]:
        """The answers, in the order of the fields."""
        return tuple(getattr(self, name) for name, _ in _KINDS)


_KINDS: Final[tuple[tuple[str, type[Enum]], ...]] = (
    ("central_billing", CentralBilling),
    ("billing_admins_kept", BillingAdminsKept),
    ("plan_upgrade", PlanUpgrade),
    ("licence_button", LicenceButton),
    ("online_cancelling", OnlineCancelling),
)
_CLAUSES: Final = (
    CENTRAL_BILLING,
    BILLING_ADMINS_KEPT,
    PLAN_UPGRADE,
    LICENCE_BUTTON,
    ONLINE_CANCELLING,
)

CHOICES: Final = AccessChoices(
    central_billing=CentralBilling.BILLING_ADMINS,
    billing_admins_kept=BillingAdminsKept.BY_PORTAL,
    plan_upgrade=PlanUpgrade.SUPPORT,
    licence_button=LicenceButton.ROLE,
    online_cancelling=OnlineCancelling.NEVER,
)
"""What is chosen where nothing is said."""


def conflicts() -> tuple[tuple[str, Clause, tuple[Conflict, ...]], ...]:
    """
    Return each conflict: its name, the clause that reads it, every answer to it.

    >>> [(name, clause.id) for name, clause, _ in conflicts()][0]
    ('central_billing', 'central-billing')
    """
    made = zip(_KINDS, _CLAUSES, strict=True)
    return tuple((name, clause, tuple(kind)) for (name, kind), clause in made)


def chosen(**names: str) -> AccessChoices:
    """
    Return the choices with some of them named otherwise.

    Args:
        names: By the name of a conflict the value of its answer.

    Raises:
        UnknownName: a conflict or an answer that there is not.

    >>> chosen(central_billing="holder_alone").central_billing
    <CentralBilling.HOLDER_ALONE: 'holder_alone'>

    Clauses: billing-admins-kept, central-billing, licence-button, online-cancelling,
    plan-upgrade.
    """
    found = {name: getattr(CHOICES, name) for name, _ in _KINDS}
    for name, value in names.items():
        if name not in found:
            raise UnknownName("choice", "one of " + ", ".join(found), name)
        checks.text(name, value)
        known = {one.value: one for one in dict(_KINDS)[name]}
        if value not in known:
            raise UnknownName(name, "one of " + ", ".join(known), value)
        found[name] = known[value]
    return AccessChoices(**found)
