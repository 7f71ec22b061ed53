"""What is asked for: to cancel, to take it back, to start again, to drop a number."""

from datetime import date
from enum import Enum

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import WrongType
from gotobilling.roles import Portal, Role

__all__ = [
    "CancellationRequest",
    "Leaving",
    "NumberRequest",
    "ReactivationRequest",
    "Request",
    "UndoRequest",
]


class Leaving(Enum):
    """When a customer with a set term wants to leave; without one it is the same."""

    AT_TERM_END = "at_term_end"
    """With the term, by notice."""
    EARLY = "early"
    """Before it ends, by the contract's buyout where it has one."""


@frozen(kw_only=True)
class Request:
    """
    What somebody asks for on a day, in a portal.

    Attributes:
        id: The request's own id; the ids of the facts that it makes begin with it.
        requested_on: The day on which it is made, in the account's zone.
        role: What the person is on the account.
        portal: Where billing of the account is looked after.
        product: The product.

    Clauses: H3, L2, L6, L8.
    """

    id: str
    requested_on: date
    role: Role
    portal: Portal
    product: str = "connect"

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        checks.billing_day("requested_on", self.requested_on)
        checks.member("role", self.role, Role)
        checks.member("portal", self.portal, Portal)
        checks.text("product", self.product)


@frozen(kw_only=True)
class CancellationRequest(Request):
    """
    The request to end service.

    Attributes:
        leaving: With the term, or before it ends.
        unpaid: What names each invoice that is unpaid or past due on the day; whether
            one is, the caller knows.

    Clauses: H1, H2, H4, H5, H7.
    """

    leaving: Leaving = Leaving.AT_TERM_END
    unpaid: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        Request.__attrs_post_init__(self)
        checks.member("leaving", self.leaving, Leaving)
        if type(self.unpaid) is not tuple:
            raise WrongType("unpaid", "a tuple of texts", self.unpaid)
        for index, one in enumerate(self.unpaid):
            checks.text(f"unpaid[{index}]", one)


@frozen(kw_only=True)
class UndoRequest(Request):
    """
    The request to keep what was cancelled and is still usable.

    Clauses: pending-cancellation.
    """


@frozen(kw_only=True)
class ReactivationRequest(Request):
    """
    The request to take up again what has ended.

    Clauses: H16, terms-renewal.
    """


@frozen(kw_only=True)
class NumberRequest:
    """
    The e-mail that cancels phone numbers; no portal takes it.

    Attributes:
        id: The request's own id.
        requested_on: The day of the e-mail.
        item: The item under which the numbers are billed.
        group: Their billing group, or None.
        quantity: How many of them.

    Clauses: G5.
    """

    id: str
    requested_on: date
    item: str
    group: str | None = None
    quantity: int = 1

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        checks.billing_day("requested_on", self.requested_on)
        checks.text("item", self.item)
        if self.group is not None:
            checks.text("group", self.group)
        checks.whole("quantity", self.quantity, 1)
