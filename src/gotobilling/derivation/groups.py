"""Policies that stand together in one value, under the names of their roles."""

from typing import Any, cast

import attrs

from gotobilling.derivation.proof import Policy
from gotobilling.errors import WrongType
from gotobilling.sources import Clause

__all__ = ["PolicyGroup"]


class PolicyGroup:
    """
    The root of all groups: frozen values whose fields are policies, each of one class.

    Raises:
        WrongType: a field with a policy of another class, or one without a clause.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        for one in self._fields():
            policy = getattr(self, one.name)
            if type(policy) is not one.type:
                kind = getattr(one.type, "__name__", "policy")
                raise WrongType(one.name, f"a {kind}", policy)
            if type(policy.clause) is not Clause:
                raise WrongType(f"{one.name}.clause", "a Clause", policy.clause)

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies, in the order of the fields."""
        return tuple(getattr(self, one.name) for one in self._fields())

    def _fields(self) -> tuple["attrs.Attribute[Any]", ...]:
        # Each group is an attrs class; this root of them has no field, and is none.
        found: tuple[attrs.Attribute[Any], ...] = attrs.fields(
            cast("type[attrs.AttrsInstance]", type(self))
        )
        return found
