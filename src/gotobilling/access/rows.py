"""All rows of the matrix: what the guides grant, and what the markets hold already.

Who cancels, decides on quotes and changes plans is data of the market's policies. It is
read from there, so that a refusal here and there cannot differ.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from gotobilling.access.actions import Action
from gotobilling.access.central import CENTRAL
from gotobilling.access.choices import CentralBilling
from gotobilling.access.connect import CONNECT
from gotobilling.access.values import Grant
from gotobilling.access.webinar import WEBINAR
from gotobilling.contracts import PlanChangeKind, PortalChanges, Requesters
from gotobilling.markets.contract_form import (
    CENTRAL_CANCELLATION,
    CONTRACTS,
    WEBINAR_CANCELLATION,
)
from gotobilling.markets.plan_form import PLAN_CHANGES
from gotobilling.roles import Portal, Role

__all__ = ["BY_KIND", "ROWS"]

BY_KIND: Final[Mapping[PlanChangeKind, Action]] = MappingProxyType(
    {
        PlanChangeKind.SEATS_UP: Action.BUY_LICENCES,
        PlanChangeKind.SEATS_DOWN: Action.REDUCE_LICENCES,
        PlanChangeKind.UPGRADE: Action.UPGRADE_PLAN,
        PlanChangeKind.ADD_ON_BOUGHT: Action.BUY_ADD_ONS,
        PlanChangeKind.FREQUENCY: Action.CHANGE_FREQUENCY,
    }
)
"""What a change of a plan is called here, where a portal offers it."""

_row: Final = partial(Grant, permissions=(), needs=None, note=None)
_CENTRAL: Final = frozenset({Portal.GOTO_ADMIN, Portal.CLASSIC})


def _requested(
    action: Action, requesters: Iterable[Requesters], note: str | None
) -> Iterator[Grant]:
    for one in requesters:
        # Central is cancelled by calling support (H8), GoTo Connect as well.
        called = action is Action.CANCEL and one.portal in {*_CENTRAL, Portal.CONNECT}
        yield _row(
            action=action,
            portal=one.portal,
            roles=one.roles,
            ask="support" if called else None,
            note=note,
            clause=one.clause,
            citations=one.clause.citations,
            under=(),
        )


def _changed(here: PortalChanges) -> Iterator[Grant]:
    for kind, action in BY_KIND.items():
        if kind in here.kinds:
            yield from _offered(here, action)


def _offered(here: PortalChanges, action: Action) -> Iterator[Grant]:
    of = partial(
        _row,
        action=action,
        portal=here.portal,
        ask=None,
        clause=here.who,
        citations=here.who.citations,
    )
    if here.portal not in _CENTRAL:
        yield of(roles=here.roles, under=())
        return
    for role in here.roles:
        shared = role is Role.BILLING_ADMIN
        yield of(roles=(role,), under=(CentralBilling.BILLING_ADMINS,) * shared)


# H16 names nobody, and no guide to GoTo Connect has it.
_REACTIVATED: Final = "in the billing portal [H16]; the clause is of who cancels"
_WHO: Final = (
    *CONTRACTS.cancellation.requesters,
    *CENTRAL_CANCELLATION.requesters,
    *WEBINAR_CANCELLATION.requesters,
)

ROWS: Final = (
    *CONNECT,
    *CENTRAL,
    *WEBINAR,
    *(row for here in PLAN_CHANGES.portals for row in _changed(here)),
    *_requested(Action.CANCEL, _WHO, note=None),
    *_requested(Action.REACTIVATE, _WHO, note=_REACTIVATED),
    *_requested(Action.DECIDE_QUOTES, CONTRACTS.quote.requesters, note=None),
)
"""Every row, under every answer to the conflicts."""
