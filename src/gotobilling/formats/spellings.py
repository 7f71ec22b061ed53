r"""How single values are spelled in a file: texts, numbers, days, choices.

Each spelling reads the plain data of TOML and JSON alike, and writes TOML:

>>> from decimal import Decimal
>>> DECIMAL.read("unit_price", "25.10"), DECIMAL.read("unit_price", 25)
(Decimal('25.10'), Decimal('25'))
>>> DAY.read("effective_on", "2026-07-15")
datetime.date(2026, 7, 15)
>>> TEXTS.read("areas", ["US-UT-provo"])
('US-UT-provo',)
>>> str(ZONE.read("zone", "-03:00")), ZONE.write(UTC)
('UTC-03:00', '"UTC"')
>>> print(TEXT.write('the "big" office'), DECIMAL.write(Decimal("25.10")))
"the \"big\" office" 25.10
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum
from pathlib import PureWindowsPath
from typing import Any, Final

from attrs import frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import BillingError, InvalidValue, WrongType
from gotobilling.formats.texts import OddNumber, plain_decimal, told
from gotobilling.usage.rows import check_number

__all__ = [
    "CURRENCY",
    "DAY",
    "DAYS",
    "DECIMAL",
    "FILE",
    "NUMBERS",
    "PREFIXES",
    "TEXT",
    "TEXTS",
    "WHOLE",
    "ZONE",
    "Spelling",
    "array_of",
    "one_of",
]

_DAY: Final = re.compile(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")
_OFFSET: Final = re.compile(r"([+-])([01][0-9]|2[0-3]):([0-5][0-9])")
_MINUTE: Final = timedelta(minutes=1)


@frozen(kw_only=True)
class Spelling:
    """
    How one kind of value is spelled in a file.

    Attributes:
        wanted: What it must be, to be read after "must be".
        read: Takes a path and the plain datum, returns the value or raises.
        write: Returns the value as TOML.
        is_array: Whether it is an array, and not one value.
    """

    wanted: str
    read: Callable[[str, object], object]
    write: Callable[[Any], str]
    is_array: bool = False


def _read_text(path: str, raw: object) -> object:
    checks.text(path, raw)
    return raw


def _write_text(text: str) -> str:
    # Of printable text, JSON escapes just what TOML does: the quote and the backslash.
    return json.dumps(text, ensure_ascii=False)


def array_of(one: Spelling, what: str) -> Spelling:
    """
    Return the spelling of an array, read as a tuple.

    >>> array_of(WHOLE, "numbers").read("days", [1, 2])
    (1, 2)
    """
    wanted = f"an array of {what}"

    def read(path: str, raw: object) -> object:
        if not isinstance(raw, list):
            raise WrongType(path, wanted, raw)
        found = []
        for index, each in enumerate(raw):
            if isinstance(each, (dict, list)):
                raise WrongType(f"{path}[{index}]", one.wanted, told(each))
            found.append(one.read(f"{path}[{index}]", each))
        return tuple(found)

    def write(values: Sequence[Any]) -> str:
        return "[" + ", ".join(map(one.write, values)) + "]"

    return Spelling(wanted=wanted, read=read, write=write, is_array=True)


def _read_whole(path: str, raw: object) -> object:
    if isinstance(raw, OddNumber):
        raise InvalidValue(path, "a whole number in plain digits", str(raw))
    checks.whole(path, raw)
    return raw


def _read_day(path: str, raw: object) -> object:
    written = raw.isoformat() if type(raw) is date else raw
    if type(written) is not str:
        raise WrongType(path, DAY.wanted, raw)
    try:
        return date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError:
        raise InvalidValue(path, DAY.wanted, written) from None


def _read_decimal(path: str, raw: object) -> object:
    # Not isinstance: True is an int, and no price.
    if type(raw) is Decimal:
        return raw
    if type(raw) is int:
        return Decimal(raw)
    if not isinstance(raw, str):
        raise WrongType(path, DECIMAL.wanted, raw)
    plain = plain_decimal(raw)
    if plain is None:
        raise InvalidValue(path, DECIMAL.wanted, str(raw))
    return plain


def _write_decimal(number: Decimal) -> str:
    return format(number, "f")


def _read_currency(path: str, raw: object) -> object:
    try:
        minor_digits(raw)  # type: ignore[arg-type]  # it refuses what is no text
    except BillingError as problem:
        raise problem.at(path) from None
    return raw


def _read_file(path: str, raw: object) -> object:
    # Judged as the strictest system does, so that a file means the same on each.
    if PureWindowsPath(str(_read_text(path, raw))).anchor:
        raise InvalidValue(path, "a path that begins in the file's own folder", raw)
    return raw


def _read_number(path: str, raw: object) -> object:
    check_number(path, raw)
    return raw


def _read_prefix(path: str, raw: object) -> object:
    # Empty text is a prefix too: all numbers begin with it.
    if type(raw) is not str:
        raise WrongType(path, _PREFIX.wanted, raw)
    return raw


def _read_zone(path: str, raw: object) -> object:
    if type(raw) is not str:
        raise WrongType(path, ZONE.wanted, raw)
    offset = _OFFSET.fullmatch(raw)
    if offset is None and raw != "UTC":
        raise InvalidValue(path, ZONE.wanted, raw, "Q20")
    if offset is None:
        return UTC
    minutes = 60 * int(offset[2]) + int(offset[3])
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))


def _write_zone(zone: tzinfo) -> str:
    offset = zone.utcoffset(None)
    if offset is None:
        raise InvalidValue("zone", ZONE.wanted, str(zone), "Q20")
    if not offset:
        return _write_text("UTC")
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    sign = "-" if offset < timedelta() else "+"
    return _write_text(f"{sign}{hours:02}:{minutes:02}")


TEXT: Final = Spelling(wanted="text", read=_read_text, write=_write_text)
FILE: Final = Spelling(wanted="the path of a file", read=_read_file, write=_write_text)
TEXTS: Final = array_of(TEXT, "texts")
WHOLE: Final = Spelling(wanted="a whole number", read=_read_whole, write=str)
DAY: Final = Spelling(
    wanted="a day from 1900-01-01 to 2999-12-31",
    read=_read_day,
    write=date.isoformat,
)
DAYS: Final = array_of(DAY, "days")
DECIMAL: Final = Spelling(
    wanted="a number in plain digits such as 25.00",
    read=_read_decimal,
    write=_write_decimal,
)
_NUMBER: Final = Spelling(
    wanted="a number as text, such as '+13105550100'",
    read=_read_number,
    write=_write_text,
)
NUMBERS: Final = array_of(_NUMBER, "numbers as texts")
_PREFIX: Final = Spelling(
    wanted="the beginning of numbers as text, such as '+49'",
    read=_read_prefix,
    write=_write_text,
)
PREFIXES: Final = array_of(_PREFIX, "beginnings of numbers as texts")
ZONE: Final = Spelling(
    wanted="'UTC' or an offset from it such as '-03:00'; what a zone by its name comes "
    "to changes with the system's data, so a caller gives it as an object",
    read=_read_zone,
    write=_write_zone,
)
CURRENCY: Final = Spelling(
    wanted="a currency code such as 'USD'", read=_read_currency, write=_write_text
)


def one_of(members: Sequence[Enum]) -> Spelling:
    """
    Return the spelling of these members of an enumeration, by their wire values.

    >>> from gotobilling.kinds import LineKind
    >>> kind = one_of([LineKind.HARDWARE, LineKind.NUMBER_PURCHASE])
    >>> kind.read("kind", "hardware")
    <LineKind.HARDWARE: 'hardware'>
    >>> kind.wanted
    'one of hardware, number_purchase'
    """
    by_value = {one.value: one for one in members}
    wanted = "one of " + ", ".join(by_value)

    def read(path: str, raw: object) -> object:
        if type(raw) is not str:
            raise WrongType(path, wanted, raw)
        if raw not in by_value:
            raise InvalidValue(path, wanted, raw)
        return by_value[raw]

    def write(member: Enum) -> str:
        return _write_text(member.value)

    return Spelling(wanted=wanted, read=read, write=write)
