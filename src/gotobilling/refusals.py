"""The documents' own "no": a value with its reasons, and never an exception.

Facts that make no sense raise a ``BillingError``. What makes sense and is refused by a
published rule is answered with a ``Refused``, which says why, by which clause, and
what can be done instead:

>>> from gotobilling.clauses import H6
>>> Refused((Reason("no-refund", "the term has not ended", H6),)).reasons[0].code
'no-refund'
"""

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.sources import Clause

__all__ = ["Reason", "Refused"]


@frozen
class Reason:
    """
    One reason of a refusal.

    Attributes:
        code: A name for programs, in lower case with hyphens; it never changes.
        text: The reason for people, with the numbers and days that make it one.
        clause: The clause that refuses.
        instead: What can be done instead, or None where nothing can.
    """

    code: str
    text: str
    clause: Clause
    instead: str | None = None

    def __attrs_post_init__(self) -> None:
        checks.text("code", self.code)
        checks.text("text", self.text)
        if type(self.clause) is not Clause:
            raise WrongType("clause", "a Clause", self.clause)
        if self.instead is not None:
            checks.text("instead", self.instead)

    def __str__(self) -> str:
        way = "" if self.instead is None else f"; {self.instead}"
        return f"{self.text} [{self.clause.id}]{way}"


@frozen
class Refused:
    """
    That a published rule refuses what was asked for.

    Attributes:
        reasons: Every reason there is, in the order of the published text.

    >>> from gotobilling.clauses import H6
    >>> print(Refused((Reason("no-refund", "the term has not ended", H6),)))
    the term has not ended [H6]
    """

    reasons: tuple[Reason, ...]

    def __attrs_post_init__(self) -> None:
        known = type(self.reasons) is tuple
        if not known or set(map(type, self.reasons)) - {Reason}:
            raise WrongType("reasons", "a tuple of Reason", self.reasons)
        if not self.reasons:
            raise InvalidValue("reasons", "at least one", "none")

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))
