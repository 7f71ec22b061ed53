"""The matrix and its answers as text for people."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TypeVar

from gotobilling import checks
from gotobilling.access.actions import Action, Permission
from gotobilling.access.answering import grants, may
from gotobilling.access.choices import CHOICES, AccessChoices, conflicts
from gotobilling.access.values import Actor, Allowed, Grant
from gotobilling.errors import ConflictingFacts, UnknownName, WrongType
from gotobilling.roles import Portal, Role, in_words

__all__ = ["access_text", "granted"]

E = TypeVar("E", bound=Enum)


def access_text(
    action: str | None = None,
    portal: str | None = None,
    role: str | None = None,
    holding: Sequence[str] = (),
    choices: AccessChoices = CHOICES,
) -> str:
    """
    Return the matrix as text, or what of it is asked for.

    Args:
        action: One action alone.
        portal: One portal alone.
        role: Answer with yes or no for a person of that role.
        holding: The permissions that the person holds.
        choices: The answers to the conflicts of the texts.

    Raises:
        UnknownName: a name of no action, portal, role or permission. Hyphens and
            underscores are the same.
        ConflictingFacts: permissions, and nobody to hold them.
        WrongType: a name that is no text, permissions that are no list of them.

    >>> print(access_text("cancel", "connect"), end="")
    cancel
      connect: a super admin may, by asking support [H3]
    >>> print(access_text("see-call-details", "connect", "user"), end="")
    a user may not see call details in connect [L1]; a super admin or anybody \
permitted to view and pay invoices may
    """
    if type(holding) not in (list, tuple):
        raise WrongType("holding", "a list or tuple of names", holding)
    actions = (
        list(Action) if action is None else [_named("action", action, Action, "L8")]
    )
    portals = (
        list(Portal) if portal is None else [_named("portal", portal, Portal, "L8")]
    )
    if role is None:
        if holding:
            value = ", ".join(holding)
            raise ConflictingFacts("holding", "said of a role", value, "L1")
        lines = _matrix(actions, portals, choices)
        told = [] if action is not None else list(_conflicts(choices))
        return "".join(f"{line}\n" for line in (*lines, *told))
    permissions = tuple(_named("holding", one, Permission, "L1") for one in holding)
    actor = Actor(_named("role", role, Role, "L4"), permissions)
    asked = action is not None and portal is not None
    lines = _answers(actor, actions, portals, choices, all_told=asked)
    return "".join(f"{line}\n" for line in lines)


def _named(path: str, name: str, kind: type[E], clause: str) -> E:
    checks.text(path, name)
    found = {one.value: one for one in kind}
    if name.replace("-", "_") not in found:
        known = ", ".join(str(one).replace("_", "-") for one in found)
        raise UnknownName(path, f"one of {known}", name, clause)
    return found[name.replace("-", "_")]


def granted(one: Grant) -> str:
    """
    Return who may, and how, with the clause.

    >>> print(granted(grants(Action.CANCEL_NUMBER)[0]))
    anybody may, by asking numbers@logmein.com [G5]
    """
    way = "" if one.ask is None else f", by asking {one.ask}"
    note = "" if one.note is None else f"; {one.note}"
    return f"{one.who} may{way} [{one.clause.id}]{note}"


def _matrix(
    actions: Sequence[Action], portals: Sequence[Portal], choices: AccessChoices
) -> Iterator[str]:
    for action in actions:
        found = [one for each in portals for one in grants(action, each, choices)]
        if found:
            yield action.words
        for one in found:
            yield f"  {in_words(one.portal)}: {granted(one)}"
        if not found and len(actions) == 1:
            # Asked for by name, so that silence would be no answer.
            told = may(Actor(Role.USER), action, portals[0], choices)
            yield str(told)


def _answers(
    actor: Actor,
    actions: Sequence[Action],
    portals: Sequence[Portal],
    choices: AccessChoices,
    *,
    all_told: bool,
) -> Iterator[str]:
    for action in actions:
        for portal in portals:
            if all_told or grants(action, portal, choices):
                answer = may(actor, action, portal, choices)
                no = "" if all_told or isinstance(answer, Allowed) else "no: "
                yield from (no + line for line in str(answer).splitlines())


def _conflicts(choices: AccessChoices) -> Iterator[str]:
    yield ""
    yield "Where the texts contradict each other:"
    for (name, clause, answers), member in zip(
        conflicts(), choices.members, strict=True
    ):
        others = ", ".join(one.value for one in answers if one is not member)
        yield f"  {name} = {member.value} [{clause.id}], not {others}"
