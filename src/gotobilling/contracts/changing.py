"""Which changes of a plan each portal offers, to whom, and what stands against them."""

from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.contract_texts import A14
from gotobilling.clauses.plan_texts import I3, I5, I6
from gotobilling.contracts.policies import UnpaidInvoices
from gotobilling.derivation import Policy
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.roles import Portal, Role
from gotobilling.sources import Clause

__all__ = ["PlanChangeKind", "PlanChangePolicy", "PortalChanges"]


class PlanChangeKind(Enum):
    """
    What is asked for.

    Clauses: A14, H13, I1, I2, I3, I6, I7.
    """

    SEATS_UP = "seats_up"
    """More seats, or licences, of the same plan."""
    SEATS_DOWN = "seats_down"
    """Fewer of them."""
    UPGRADE = "upgrade"
    """A higher tier in place of the present one."""
    DOWNGRADE = "downgrade"
    """A lower tier in place of the present one."""
    ADD_ON_BOUGHT = "add_on_bought"
    """An add-on, or more of one."""
    ADD_ON_REMOVED = "add_on_removed"
    PRODUCT_SWAP = "product_swap"
    """Another product in place of the present one."""
    FREQUENCY = "frequency"
    """The same plan billed by the year and not by the month, or the other way round."""

    @property
    def expands(self) -> bool:
        """Whether it is an upgrade or expansion, which invoices past due can block."""
        return self in (
            PlanChangeKind.SEATS_UP,
            PlanChangeKind.UPGRADE,
            PlanChangeKind.ADD_ON_BOUGHT,
        )

    @property
    def replaces(self) -> bool:
        """Whether one item takes the place of another."""
        return self in (
            PlanChangeKind.UPGRADE,
            PlanChangeKind.DOWNGRADE,
            PlanChangeKind.PRODUCT_SWAP,
            PlanChangeKind.FREQUENCY,
        )


@frozen(kw_only=True)
class PortalChanges:
    """
    What can be changed in a portal, and by whom.

    Attributes:
        portal: The portal.
        roles: The roles that may, at least one.
        kinds: What they may change there; all else is done by the vendor's people.
        ask: Who these are.
        who: What names the roles.
        clause: What says what can be changed.

    Clauses: A14, I3, I6, I7, L2, L3, L4, L8.
    """

    portal: Portal
    roles: tuple[Role, ...]
    kinds: tuple[PlanChangeKind, ...]
    ask: str
    who: Clause
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("portal", self.portal, Portal)
        checks.text("ask", self.ask)
        for name, kind in (("roles", Role), ("kinds", PlanChangeKind)):
            found = getattr(self, name)
            if type(found) is not tuple or set(map(type, found)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__}", found)
        if not self.roles:
            raise InvalidValue("roles", "at least one", "none")
        checks.exactly("who", self.who, Clause)
        checks.exactly("clause", self.clause, Clause)


@frozen(kw_only=True)
class PlanChangePolicy(Policy):
    """
    Which changes are offered, and what stands against them.

    Attributes:
        portals: What can be changed where, each portal once.
        past_due: What invoices past due do to an upgrade or expansion.
        clause: The published rule.

    Clauses: I2, I5.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "plan_change")

    portals: tuple[PortalChanges, ...] = field(metadata={"clauses": (A14, I3, I6)})
    past_due: UnpaidInvoices = field(metadata={"clauses": (I5,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        known = type(self.portals) is tuple
        if not known or set(map(type, self.portals)) - {PortalChanges}:
            raise WrongType("portals", "a tuple of PortalChanges", self.portals)
        names = [one.portal for one in self.portals]
        if len(set(names)) != len(names):
            raise InvalidValue("portals", "each portal once", "one named twice")
        checks.member("past_due", self.past_due, UnpaidInvoices)
        checks.exactly("clause", self.clause, Clause)

    def at(self, portal: Portal) -> PortalChanges | None:
        """Return what can be changed in a portal, or None: no text speaks of it."""
        found = (one for one in self.portals if one.portal is portal)
        return next(found, None)
