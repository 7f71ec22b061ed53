"""What the terms of an account must be together."""

from itertools import pairwise
from typing import TYPE_CHECKING

from gotobilling.errors import ConflictingFacts

if TYPE_CHECKING:
    from gotobilling.facts.account import Account

__all__ = ["check_terms"]


def check_terms(account: "Account") -> None:
    """
    Refuse two terms, or two trials, of one product from one day on.

    Raises:
        ConflictingFacts: naming the second of them.

    Clauses: H13, Q67.
    """
    for section in ("terms", "trials"):
        found = sorted(
            (one.product, one.effective_on, one.id) for one in getattr(account, section)
        )
        for one, other in pairwise(found):
            if one[:2] == other[:2]:
                path = f"{section}[{other[2]}].product"
                requirement = f"that of no other of {other[1]}"
                raise ConflictingFacts(path, requirement, other[0], "H13")
