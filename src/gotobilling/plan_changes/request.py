"""A request to change a plan, as somebody makes it."""

from datetime import date

from attrs import frozen

from gotobilling import checks
from gotobilling.contracts import PlanChangeKind
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import QuantityChange
from gotobilling.roles import Portal, Role

__all__ = ["PlanChangeRequest"]


@frozen(kw_only=True)
class PlanChangeRequest:
    """
    What somebody asks for.

    Attributes:
        id: The id of the facts that come of it, which add to it where they are two.
        kind: What is asked for.
        requested_on: The day, on which it takes effect.
        role: What the person is on the account.
        portal: Where it is asked.
        item: The item that is changed, by the name of the account's facts.
        quantity: How many seats or units, at least 1.
        to_item: The item that takes its place; None where none does.
        group: The billing group, or None.
        unpaid: The invoices that are past due and unpaid, by any name.

    Clauses: I2, I3, I5.
    """

    id: str
    kind: PlanChangeKind
    requested_on: date
    role: Role
    portal: Portal
    item: str
    quantity: int
    to_item: str | None = None
    group: str | None = None
    unpaid: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name in ("id", "item"):
            checks.text(name, getattr(self, name))
        checks.member("kind", self.kind, PlanChangeKind)
        checks.billing_day("requested_on", self.requested_on)
        checks.member("role", self.role, Role)
        checks.member("portal", self.portal, Portal)
        checks.whole("quantity", self.quantity, 1)
        if self.group is not None:
            checks.text("group", self.group)
        if self.kind.replaces != (self.to_item is not None):
            requirement = "given where an item takes another's place, and only there"
            raise InvalidValue("to_item", requirement, self.to_item)
        if self.to_item is not None:
            checks.text("to_item", self.to_item)
            checks.text("id", f"{self.id}-from")
            if self.to_item == self.item:
                raise InvalidValue("to_item", "another than the item", self.to_item)
        if type(self.unpaid) is not tuple:
            raise WrongType("unpaid", "a tuple of texts", self.unpaid)
        for index, one in enumerate(self.unpaid):
            checks.text(f"unpaid[{index}]", one)

    @property
    def facts(self) -> tuple[QuantityChange, ...]:
        """The changes that it makes of the account, as facts to add."""
        less = (PlanChangeKind.SEATS_DOWN, PlanChangeKind.ADD_ON_REMOVED)
        if self.to_item is None:
            sign = -1 if self.kind in less else 1
            return (self._change(self.id, self.item, sign * self.quantity),)
        return (
            self._change(f"{self.id}-from", self.item, -self.quantity),
            self._change(f"{self.id}-to", self.to_item, self.quantity),
        )

    def _change(self, fact_id: str, item: str, quantity: int) -> QuantityChange:
        return QuantityChange(
            id=fact_id,
            item=item,
            quantity=quantity,
            effective_on=self.requested_on,
            group=self.group,
        )
