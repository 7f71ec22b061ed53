"""The error tree: what was wrong, where, what would have been right.

Every error names the field (a path such as ``changes[3].quantity``), the requirement
it breaks and the value that broke it, and carries a stable ``code`` for programs:

>>> from gotobilling.errors import InvalidValue
>>> error = InvalidValue("changes[3].quantity", "a whole number other than 0", 0)
>>> print(error)
changes[3].quantity must be a whole number other than 0, got 0
>>> error.code
'invalid-value'

Errors are raised for facts that make no sense. A "no" that the published documents
themselves give is not an error; it is a value.
"""

from typing import ClassVar

__all__ = [
    "AmbiguousDate",
    "BillingError",
    "ConflictingFacts",
    "CurrencyMismatch",
    "InvalidFile",
    "InvalidPeriod",
    "InvalidValue",
    "MissingExtra",
    "MoreRemovedThanPresent",
    "NoRateInForce",
    "ProofError",
    "ReservedSection",
    "UnknownCurrency",
    "UnknownKey",
    "UnknownName",
    "WrongType",
]

_LONGEST_SHOWN = 60


class BillingError(ValueError):
    """
    The root of every error this library raises.

    Attributes:
        code: Stable word for programs; frozen once released.
        path: Where the value stands, such as ``changes[3].quantity``.
        requirement: What the value must be, to be read after "must be".
        value: The value as it was given.
        clause: Id of the clause that asks for it, or None.
    """

    code: ClassVar[str] = "billing-error"

    def __init__(
        self, path: str, requirement: str, value: object, clause: str | None = None
    ) -> None:
        super().__init__(path, requirement, value, clause)
        self.path = path
        self.requirement = requirement
        self.value = value
        self.clause = clause

    def __str__(self) -> str:
        cited = f" [{self.clause}]" if self.clause else ""
        shown = _shown(self.value)
        return f"{self.path} must be {self.requirement}, got {shown}{cited}"

    def at(self, path: str) -> "BillingError":
        """Return the same error told of another path, as a file door needs it."""
        return type(self)(path, self.requirement, self.value, self.clause)


class InvalidValue(BillingError):
    """A value of the right type that the field cannot have."""

    code = "invalid-value"


class WrongType(BillingError, TypeError):
    """A value of a type that the field never takes, such as a float amount."""

    code = "wrong-type"


class UnknownCurrency(BillingError):
    """A code that ISO 4217 does not list, or did not list on the day asked for."""

    code = "unknown-currency"


class CurrencyMismatch(BillingError):
    """Two currencies where one is required; nothing is ever converted."""

    code = "currency-mismatch"


class InvalidPeriod(BillingError):
    """An end before a start, or a day outside the period it must lie in."""

    code = "invalid-period"


class AmbiguousDate(BillingError):
    """A month arithmetic that meets a day the month does not have."""

    code = "ambiguous-date"


class NoRateInForce(BillingError):
    """No price or rate is known for the day that the rule names."""

    code = "no-rate-in-force"


class UnknownName(BillingError):
    """A name of an item, market, edition or reading that does not exist."""

    code = "unknown-name"


class ConflictingFacts(BillingError):
    """Two facts that cannot both be true, such as one id with two contents."""

    code = "conflicting-facts"


class MoreRemovedThanPresent(BillingError):
    """A removal that leaves less than nothing at the end of its day."""

    code = "more-removed-than-present"


class MissingExtra(BillingError):
    """A value that only an optional extra of this library can check or draw."""

    code = "missing-extra"


class ProofError(BillingError):
    """A stored amount or date that its own rule does not give."""

    code = "proof-error"


class UnknownKey(BillingError):
    """A key of a file that the format does not have."""

    code = "unknown-key"


class ReservedSection(BillingError):
    """Content in a section whose rules this release does not have yet."""

    code = "reserved-section"


class InvalidFile(BillingError):
    """
    A file that cannot be taken; ``problems`` holds every reason found.

    The text is one problem a line, in the order of the file.
    """

    code = "invalid-file"

    def __init__(self, path: str, problems: tuple[BillingError, ...]) -> None:
        super().__init__(path, "a file without problems", f"{len(problems)}")
        self.args = (path, problems)
        self.problems = problems

    def at(self, path: str) -> "InvalidFile":
        """Return the same problems told of another file."""
        return InvalidFile(path, self.problems)

    def __str__(self) -> str:
        return "\n".join(f"{self.path}: [{p.code}] {p}" for p in self.problems)


def _shown(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        # repr() of an integer past the interpreter's digit limit raises.
        if value.bit_length() > 4 * _LONGEST_SHOWN:
            return f"a number of {value.bit_length()} bits"
        return str(value)
    try:
        text = repr(value) if isinstance(value, str) else str(value)
    except ValueError:  # such an integer inside of another value
        return f"a {type(value).__name__} too large to show"
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."
