"""Who asks for something, and where: the roles and the portals of the guides.

A role is what a person is on the account, a portal where billing is looked after. Which
role may do what in which portal is data of a market:

>>> Role.SUPER_ADMIN.value, in_words(Portal.BILLING_CENTER)
('super_admin', 'billing center')
"""

from enum import Enum

__all__ = ["Portal", "Role", "in_words"]


class Portal(Enum):
    """
    Where billing is looked after.

    Clauses: L8.
    """

    CONNECT = "connect"
    """The administration of GoTo Connect itself, which its billing guides describe."""
    GOTO_ADMIN = "goto_admin"
    CLASSIC = "classic"
    """LogMeIn Classic, the older portal of Central."""
    BILLING_CENTER = "billing_center"
    """Where most webinar accounts look after themselves."""
    CORPORATE = "corporate"
    """The Corporate Billing Portal, for accounts with a representative."""


class Role(Enum):
    """
    What a person is on the account.

    Clauses: H3, L2, L3, L4.
    """

    SUPER_ADMIN = "super_admin"
    ADMIN = "admin"
    BILLING_ADMIN = "billing_admin"
    MASTER_ACCOUNT_HOLDER = "master_account_holder"
    BILLING_CONTACT = "billing_contact"
    USER = "user"


def in_words(one: Portal | Role) -> str:
    """Return how a portal or a role is called in a sentence."""
    return str(one.value).replace("_", " ")
