"""Yes or no: whether somebody may do something in a portal, and who may instead."""

from collections.abc import Iterator

from gotobilling import checks
from gotobilling.access.actions import Action
from gotobilling.access.choices import CHOICES, AccessChoices
from gotobilling.access.rows import ROWS
from gotobilling.access.values import Actor, Allowed, Grant
from gotobilling.clauses.plan_texts import L8
from gotobilling.errors import WrongType
from gotobilling.refusals import Reason, Refused
from gotobilling.roles import Portal, in_words

__all__ = ["grants", "may"]


def may(
    actor: Actor, action: Action, portal: Portal, choices: AccessChoices = CHOICES
) -> Allowed | Refused:
    """
    Say whether somebody may do something in a portal.

    Args:
        actor: Who.
        action: What.
        portal: Where.
        choices: The answers to the conflicts of the texts.

    Returns:
        The rows that allow it; or a refusal with a reason for each row that asks for
        somebody else (``role``, or ``permission`` where that alone is missing), which
        says who may. Where the portal does not have it at all, a reason says where it
        is (``portal``), and one for each row who may do it there (``elsewhere``).

    Raises:
        WrongType: an argument of another type.

    >>> from gotobilling.roles import Role
    >>> print(may(Actor(Role.SUPER_ADMIN), Action.PAY_INVOICES, Portal.CONNECT))
    yes: pay invoices in connect [L1]
    >>> print(may(Actor(Role.ADMIN), Action.CANCEL, Portal.CONNECT))
    an admin may not cancel in connect [H3]; a super admin may, by asking support

    Clauses: L1, L2, L3, L4, L5, L6, L7, L8, nobody-named.
    """
    if type(actor) is not Actor:
        raise WrongType("actor", "an Actor", actor)
    found = grants(action, portal, choices)
    if not found:
        return Refused(tuple(_elsewhere(action, portal, choices)))
    allowing = tuple(one for one in found if one.admits(actor))
    if allowing:
        return Allowed(actor, allowing)
    return Refused(tuple(_refused(actor, found)))


def grants(
    action: Action, portal: Portal | None = None, choices: AccessChoices = CHOICES
) -> tuple[Grant, ...]:
    """
    Return the rows of an action, in one portal or in all of them.

    Raises:
        WrongType: an argument of another type.

    >>> [row.portal.value for row in grants(Action.SEE_CALL_DETAILS)]
    ['connect']

    Clauses: L1, L2, L3, L4, L5, L6, L7.
    """
    checks.member("action", action, Action)
    if portal is not None:
        checks.member("portal", portal, Portal)
    if type(choices) is not AccessChoices:
        raise WrongType("choices", "an AccessChoices", choices)
    return tuple(
        one
        for one in ROWS
        if one.action is action
        and portal in (None, one.portal)
        and one.holds_under(choices)
    )


def _refused(actor: Actor, found: tuple[Grant, ...]) -> Iterator[Reason]:
    for one in found:
        able = actor.role in one.roles
        who, place = _article(str(actor)), in_words(one.portal)
        said = f"{who} may not {one.action.words} in {place}"
        yield Reason("permission" if able else "role", said, one.clause, _who(one))


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def _who(one: Grant) -> str:
    way = "" if one.ask is None else f", by asking {one.ask}"
    return f"{one.who} may{way}"


def _elsewhere(
    action: Action, portal: Portal, choices: AccessChoices
) -> Iterator[Reason]:
    others = grants(action, None, choices)
    places = dict.fromkeys(in_words(one.portal) for one in others)
    said = f"no text has anybody {action.words} in {in_words(portal)}"
    way = f"it is in {' and '.join(places)}" if places else "ask support"
    yield Reason("portal", said, L8, way)
    for one in others:
        yield Reason("elsewhere", f"in {in_words(one.portal)} {_who(one)}", one.clause)
