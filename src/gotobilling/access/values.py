"""Who asks, what a guide grants to whom, and the answer where it is yes."""

from enum import Enum

from attrs import frozen

from gotobilling import checks
from gotobilling.access.actions import Action, Permission
from gotobilling.access.choices import AccessChoices, Conflict
from gotobilling.errors import ConflictingFacts, InvalidValue, UnknownName, WrongType
from gotobilling.roles import Portal, Role, in_words
from gotobilling.sources import Citation, Clause

__all__ = ["Actor", "Allowed", "Grant"]


@frozen
class Actor:
    """
    A person of the account.

    Attributes:
        role: What the person is.
        permissions: What the person holds beside it; a super admin needs none.

    Raises:
        InvalidValue: a permission named twice.
        UnknownName: a text that names no role or permission.
        WrongType: a role or permission of another type.

    >>> Actor("janitor")
    Traceback (most recent call last):
    ...
    gotobilling.errors.UnknownName: role must be one of super_admin, admin, \
billing_admin, master_account_holder, billing_contact, user, got 'janitor' [L4]

    Clauses: L1, L4, L5.
    """

    role: Role
    permissions: tuple[Permission, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check_named("role", self.role, Role, "L4")
        if type(self.permissions) is not tuple:
            raise WrongType("permissions", "a tuple of Permission", self.permissions)
        for index, one in enumerate(self.permissions):
            _check_named(f"permissions[{index}]", one, Permission, "L1")
            if one in self.permissions[:index]:
                raise InvalidValue(f"permissions[{index}]", "named once", one.value)

    def __str__(self) -> str:
        role = in_words(self.role)
        held = " and ".join(one.value.replace("_", " ") for one in self.permissions)
        return f"{role} permitted to {held}" if held else role


def _check_named(path: str, value: object, kind: type[Enum], clause: str) -> None:
    # A text is most likely a name from elsewhere, so the names that there are help.
    names = [one.value for one in kind]
    if type(value) is str and value not in names:
        known = ", ".join(names)
        raise UnknownName(path, f"one of {known}", value, clause)
    checks.member(path, value, kind)


@frozen(kw_only=True)
class Grant:
    """
    One row of the matrix: who may do something in a portal, by which text.

    Several rows for one action and portal add up: each has its own text.

    Attributes:
        action: What is done.
        portal: Where.
        roles: Who may; nobody in particular where the text names none.
        permissions: Whoever holds one of these may as well.
        needs: What has to be held besides one of the roles, or None; a super admin
            holds every permission.
        ask: Whom one asks, who then does it; None where one does it oneself.
        note: What else the text says, or None.
        clause: The clause that says so.
        citations: The very lines.
        under: Of each conflict that the row belongs to, the answers under which it
            holds.

    Clauses: L1, L2, L3, L4, L5, L6, L7.
    """

    action: Action
    portal: Portal
    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...]
    needs: Permission | None
    ask: str | None
    note: str | None
    clause: Clause
    citations: tuple[Citation, ...]
    under: tuple[Conflict, ...]

    def __attrs_post_init__(self) -> None:
        checks.member("action", self.action, Action)
        checks.member("portal", self.portal, Portal)
        for name, kind in (
            *(("roles", Role), ("permissions", Permission)),
            *(("citations", Citation),),
        ):
            found = getattr(self, name)
            if type(found) is not tuple or set(map(type, found)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__}", found)
        if type(self.clause) is not Clause:
            raise WrongType("clause", "a Clause", self.clause)
        for name in ("ask", "note"):
            if getattr(self, name) is not None:
                checks.text(name, getattr(self, name))
        if not self.roles and (self.permissions or self.needs is not None):
            requirement = "those of a text that names a permission"
            raise ConflictingFacts("roles", requirement, "none", self.clause.id)

    @property
    def names_nobody(self) -> bool:
        """Whether the text says how it is done, and not by whom."""
        return not self.roles

    def holds_under(self, choices: AccessChoices) -> bool:
        """Whether the row holds, given the answers to the conflicts."""
        named = set(map(type, self.under))
        answers = {one for one in choices.members if type(one) in named}
        return answers <= set(self.under)

    def admits(self, actor: Actor) -> bool:
        """Whether the row lets that person do it."""
        if self.names_nobody:
            return True
        if set(actor.permissions) & set(self.permissions):
            return True
        if actor.role not in self.roles:
            return False
        held = self.needs is None or self.needs in actor.permissions
        return held or actor.role is Role.SUPER_ADMIN

    @property
    def who(self) -> str:
        """
        Who may, in words.

        >>> from gotobilling.access.rows import ROWS
        >>> ROWS[0].who
        'a super admin or anybody permitted to view and pay invoices'
        """
        if self.names_nobody:
            return "anybody"
        said = " or ".join(_with_article(one.value) for one in self.roles)
        if self.needs is not None:
            said += f" permitted to {self.needs.value.replace('_', ' ')}"
        held = [one.value.replace("_", " ") for one in self.permissions]
        return f"{said} or anybody permitted to {' or '.join(held)}" if held else said


def _with_article(name: str) -> str:
    said = name.replace("_", " ")
    return f"{'an' if said[0] in 'aeio' else 'a'} {said}"


@frozen
class Allowed:
    """
    That somebody may do something somewhere.

    Attributes:
        actor: Who.
        grants: Every row that says so.

    Clauses: L1, L2, L3, L4, L5, L6, L7.
    """

    actor: Actor
    grants: tuple[Grant, ...]

    @property
    def clause(self) -> Clause:
        """The clause of the first of the rows."""
        return self.grants[0].clause

    @property
    def ask(self) -> str | None:
        """Whom one asks, who then does it; None where one does it oneself."""
        asked = {one.ask for one in self.grants}
        return None if None in asked else self.grants[0].ask

    def __str__(self) -> str:
        first = self.grants[0]
        said = f"yes: {first.action.words} in {in_words(first.portal)}"
        said += "" if self.ask is None else f", by asking {self.ask}"
        told = [f"{said} [{', '.join(dict.fromkeys(_ids(self.grants)))}]"]
        told += dict.fromkeys(one.note for one in self.grants if one.note is not None)
        return "; ".join(told)


def _ids(grants: tuple[Grant, ...]) -> list[str]:
    return [one.clause.id for one in grants]
