"""Rows of usage as a provider's download has them, and what a rejected one says.

>>> from datetime import UTC, datetime
>>> row = UsageRow(
...     source="+13105550100",
...     destination="+4930123456",
...     start=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
...     end=datetime(2026, 7, 1, 9, 1, 1, tzinfo=UTC),
...     seconds=61,
...     call_type=CallType.INTERNATIONAL,
... )
>>> row.seconds
61
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import BillingError, InvalidValue, WrongType
from gotobilling.kinds import CallType

__all__ = ["NUMBER", "Bare", "MessageUsage", "Rejected", "UsageRow"]

Bare = tuple[str, str, datetime, int, CallType | None]
"""A row at its shortest: source, destination, start, seconds, call type or None."""
NUMBER: Final = re.compile(r"\+[0-9]{3,15}|[0-9]{2,7}")
"""A number in E.164 with its plus, or an extension of 2 to 7 digits."""

_MESSAGE: Final = CallType.MESSAGE
_MOST_SECONDS: Final = 10**12 - 1
_is_number: Final = NUMBER.fullmatch
# Those who call are few and come again; those who are called need not.
_is_known: Final = lru_cache(maxsize=4096)(_is_number)
_NUMBER_REQUIRED: Final = "a number such as +13105550100, or an extension of 2-7 digits"
_INSTANT_REQUIRED: Final = "an instant with a time zone"


@frozen(init=False, weakref_slot=False)
class UsageRow:
    """
    One row of call details: the calls between a source and a destination.

    In the provider's download a row is the total of all calls of its pair (F2), so its
    duration need not be the time from its start to its end.

    Attributes:
        source: The number that called, or an extension.
        destination: The number called, or an extension.
        start: When the first of them began; an instant with a time zone, kept in UTC.
        end: When the last of them ended; not before the start. Kept in UTC.
        seconds: Their duration.
        call_type: What they are, or None: to be classified by the numbers.
        billable_minutes: As the provider prints it, or None.
        total_cost: As the provider prints it, or None.
        rate: As the provider prints it, or None.

    Raises:
        WrongType: a field of another type, an instant without a time zone.
        InvalidValue: what is no number, an end before the start, seconds below 0.

    Clauses: F1, F2.
    """

    source: str
    destination: str
    start: datetime
    end: datetime
    seconds: int
    call_type: CallType | None = None
    billable_minutes: Decimal | None = None
    total_cost: Decimal | None = None
    rate: Decimal | None = None

    def __init__(  # noqa: PLR0913, PLR0917 -- the published fields
        self,
        source: str,
        destination: str,
        start: datetime,
        end: datetime,
        seconds: int,
        call_type: CallType | None = None,
        billable_minutes: Decimal | None = None,
        total_cost: Decimal | None = None,
        rate: Decimal | None = None,
    ) -> None:
        # Rows are many: one check for all of them, and slots set by their descriptors.
        # What does not pass it is looked at field by field, to say what is wrong.
        try:
            is_good = (
                type(seconds) is int
                and 0 <= seconds <= _MOST_SECONDS
                and _is_known(source)
                and _is_number(destination)
                and start.tzinfo is UTC
                and end.tzinfo is UTC
                and start <= end
                and type(call_type) is CallType
                and call_type is not _MESSAGE
            )
        except (AttributeError, TypeError):
            is_good = False
        if not is_good:
            _check_row(source, destination, start, end, seconds, call_type)
            start, end = start.astimezone(UTC), end.astimezone(UTC)
        if not billable_minutes is total_cost is rate is None:
            _check_printed("billable_minutes", billable_minutes)
            _check_printed("total_cost", total_cost)
            _check_printed("rate", rate)
        _set_source(self, source)
        _set_destination(self, destination)
        _set_start(self, start)
        _set_end(self, end)
        _set_seconds(self, seconds)
        _set_call_type(self, call_type)
        _set_minutes(self, billable_minutes)
        _set_cost(self, total_cost)
        _set_rate(self, rate)


_set_source = UsageRow.__dict__["source"].__set__
_set_destination = UsageRow.__dict__["destination"].__set__
_set_start = UsageRow.__dict__["start"].__set__
_set_end = UsageRow.__dict__["end"].__set__
_set_seconds = UsageRow.__dict__["seconds"].__set__
_set_call_type = UsageRow.__dict__["call_type"].__set__
_set_minutes = UsageRow.__dict__["billable_minutes"].__set__
_set_cost = UsageRow.__dict__["total_cost"].__set__
_set_rate = UsageRow.__dict__["rate"].__set__


def _check_row(
    source: object,
    destination: object,
    start: datetime,
    end: datetime,
    seconds: object,
    call_type: CallType | None,
) -> None:
    check_number("source", source)
    check_number("destination", destination)
    check_instant("start", start)
    check_instant("end", end)
    # Two instants of one zone compare by its clock, which can go back.
    if end.astimezone(UTC) < start.astimezone(UTC):
        raise InvalidValue("end", f"not before the start of {start}", end, "F1")
    checks.whole("seconds", seconds, 0)
    if call_type is None:
        return
    checks.member("call_type", call_type, CallType)
    if call_type is CallType.MESSAGE:
        requirement = "a type of call; a message is a MessageUsage"
        raise InvalidValue("call_type", requirement, "message", "D9")


def check_number(path: str, value: object) -> None:
    """Refuse what is neither a number in E.164 nor an extension."""
    if not isinstance(value, str):
        raise WrongType(path, "text", value)
    if NUMBER.fullmatch(value) is None:
        raise InvalidValue(path, _NUMBER_REQUIRED, value, "F1")


def check_instant(path: str, value: object) -> None:
    """Refuse what is no instant: a time without a zone says not when it was."""
    if not isinstance(value, datetime):
        raise WrongType(path, _INSTANT_REQUIRED, value)
    if value.utcoffset() is None:
        raise InvalidValue(path, _INSTANT_REQUIRED, value, "Q20")


def _check_printed(path: str, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, Decimal):
        raise WrongType(path, "a Decimal or None", value)
    if not value.is_finite() or value < 0:
        raise InvalidValue(path, "0 or more", value)


@frozen(kw_only=True)
class MessageUsage:
    """
    One message, or a count of credits that the provider gives.

    A credit averages 160 characters without emoji, links or pictures (D9); for others
    the provider's own count of credits is the only one there is.

    Attributes:
        source: The number that sent it.
        destination: The number it went to.
        sent_at: When; an instant with a time zone.
        characters: Its length, each 160 begun being a credit; or None.
        credits: The credits it took; or None. One of the two is given.

    Clauses: D9, D10, message-credit.
    """

    source: str
    destination: str
    sent_at: datetime
    characters: int | None = None
    credits: int | None = None

    def __attrs_post_init__(self) -> None:
        check_number("source", self.source)
        check_number("destination", self.destination)
        check_instant("sent_at", self.sent_at)
        if (self.characters is None) == (self.credits is None):
            requirement = "given where credits are not, and only there"
            raise InvalidValue("characters", requirement, self.characters, "D9")
        if self.characters is not None:
            checks.whole("characters", self.characters, 0)
        if self.credits is not None:
            checks.whole("credits", self.credits, 0)


@frozen(kw_only=True)
class Rejected:
    """
    A row that was not rated, and why.

    Attributes:
        number: Which row, counted from 1; a heading is not counted.
        field: The field that is wrong, or ``row``.
        requirement: What it must be.
        value: What it is.
        code: The error's code.
        seconds: Its duration, where that could be read; else 0.
    """

    number: int
    field: str
    requirement: str
    value: str
    code: str
    seconds: int = 0

    @classmethod
    def of(cls, number: int, error: BillingError, seconds: int = 0) -> "Rejected":
        """Return the rejection of a row by an error."""
        return cls(
            number=number,
            field=error.path,
            requirement=error.requirement,
            value=str(error.value),
            code=error.code,
            seconds=seconds,
        )

    @property
    def reason(self) -> str:
        """Why, as a sentence without its full stop."""
        return f"{self.field} must be {self.requirement}, got {self.value}"

    def __str__(self) -> str:
        return f"row {self.number}: {self.reason}"
