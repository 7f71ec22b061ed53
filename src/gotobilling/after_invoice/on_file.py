"""How many payment methods can be on file: two answers, and where each holds.

>>> [(one.portal.value, one.cards, one.in_all) for one in LIMITS_BY_PORTAL]
[('goto_admin', 4, None), ('classic', 1, 1)]
"""

from typing import Final

from gotobilling.after_invoice.receivables import MethodLimit
from gotobilling.clauses.payment_texts import B11, B12
from gotobilling.roles import Portal

__all__ = ["FOUR_TWO_TWO", "LIMITS_BY_PORTAL", "ONE_EVERYWHERE"]


def _one(portal: Portal) -> MethodLimit:
    return MethodLimit(
        portal=portal, cards=1, bank_accounts=1, connected=1, in_all=1, clause=B12
    )


def _several(portal: Portal) -> MethodLimit:
    return MethodLimit(
        portal=portal, cards=4, bank_accounts=2, connected=2, in_all=None, clause=B11
    )


LIMITS_BY_PORTAL: Final = (_several(Portal.GOTO_ADMIN), _one(Portal.CLASSIC))
"""Several in GoTo Admin, one in LogMeIn Classic."""
ONE_EVERYWHERE: Final = tuple(map(_one, Portal))
"""One in every portal."""
FOUR_TWO_TWO: Final = tuple(map(_several, Portal))
"""Several in every portal."""
