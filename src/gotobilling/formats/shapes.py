"""Readers of plain data: one for each kind of value, put together into tables.

A reader takes a value and its path and returns what it means, or raises. An object is
read by a table of them, and all that is wrong with it is told at once:

>>> read = shaped({"start": day, "end": day, "group": optional(text)})
>>> read({"start": "2026-07-15", "end": "2026-08-01", "group": None}, "period")["end"]
datetime.date(2026, 8, 1)
>>> read({"start": "15 July", "end": "2026-08-01", "day": "1"}, "period")
Traceback (most recent call last):
gotobilling.errors.InvalidFile: document: [invalid-value] period.start must be a day \
such as 2026-07-15, got '15 July'
document: [unknown-key] period.day must be one of start, end, group, got 'day'
document: [invalid-value] period.group must be given, got None

``fields_of`` makes such a table from the fields of a value itself, so that what it
writes and what is read never part.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs

from gotobilling import checks
from gotobilling.errors import (
    BillingError,
    InvalidFile,
    InvalidValue,
    UnknownKey,
    WrongType,
)
from gotobilling.formats.plain import place_of
from gotobilling.rounding import MinorUnit, Rounding
from gotobilling.sources import Clause

__all__ = [
    "Reader",
    "collected",
    "day",
    "decimal",
    "each",
    "fields_of",
    "keyed",
    "label",
    "made",
    "many",
    "member",
    "object_of",
    "one_of",
    "optional",
    "shaped",
    "text",
    "whole",
]

Reader = Callable[[object, str], Any]
"""Takes a value and its path; raises what is wrong, or an InvalidFile of it all."""

T = TypeVar("T")

_MOST_PROBLEMS: Final = 1000
_DAY: Final = re.compile(r"(19|2\d)\d\d-\d\d-\d\d", re.ASCII)
_WHOLE: Final = re.compile(r"0|-?[1-9]\d{0,12}", re.ASCII)
_DECIMAL: Final = re.compile(r"(0|[1-9]\d{0,17})(\.\d{1,18})?", re.ASCII)


def text(value: object, path: str) -> str:
    """Read text."""
    if type(value) is not str:
        raise WrongType(path, "text", value)
    return value


def label(value: object, path: str) -> str:
    """Read printable text of 1 to 200 characters."""
    written = text(value, path)
    checks.text(path, written)
    return written


def day(value: object, path: str) -> date:
    """Read a day of the years 1900 to 2999."""
    written = text(value, path)
    try:
        return date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError:
        requirement = "a day such as 2026-07-15"
        raise InvalidValue(path, requirement, written) from None


def whole(value: object, path: str) -> int:
    """Read a whole number, written as text."""
    written = text(value, path)
    if not _WHOLE.fullmatch(written):
        raise InvalidValue(path, "a whole number as text, such as '5'", written)
    return int(written)


def decimal(value: object, path: str) -> Decimal:
    """Read an exact decimal from 0, written as text."""
    written = text(value, path)
    if not _DECIMAL.fullmatch(written):
        raise InvalidValue(path, "a number as text, such as '25.00'", written)
    return Decimal(written)


def one_of(choices: Mapping[str, T]) -> Callable[[object, str], T]:
    """Return the reader of a name, which stands for what the choices have under it."""

    def read(value: object, path: str) -> T:
        written = text(value, path)
        if written not in choices:
            raise InvalidValue(path, "one of " + ", ".join(choices), value)
        return choices[written]

    return read


def member(kind: type[Enum]) -> Reader:
    """Return the reader of an enumeration's wire values."""
    return one_of({one.value: one for one in kind})


def optional(read: Reader) -> Reader:
    """Return a reader that takes null as well, as None."""
    return lambda value, path: None if value is None else read(value, path)


def many(read: Reader) -> Reader:
    """Return the reader of an array, as a tuple."""

    def read_all(value: object, path: str) -> tuple[Any, ...]:
        if type(value) is not list:
            raise WrongType(path, "an array", value)
        places = ((index, f"{path}[{index}]") for index in range(len(value)))
        found = collected((index, read, value[index], at) for index, at in places)
        return tuple(found.values())

    return read_all


def each(read: Reader) -> Reader:
    """Return the reader of an object with keys of the writer's own."""

    def read_all(value: object, path: str) -> dict[str, Any]:
        return collected(
            (key, read, one, place_of(path, key))
            for key, one in object_of(value, path).items()
        )

    return read_all


def keyed(read: Callable[[str, object, str], T]) -> Reader:
    """Return the reader of an object whose keys are part of what they name."""

    def read_all(value: object, path: str) -> dict[str, T]:
        return collected(
            (key, partial(read, key), one, place_of(path, key))
            for key, one in object_of(value, path).items()
        )

    return read_all


def object_of(value: object, path: str) -> dict[str, Any]:
    """Read any object."""
    if type(value) is not dict:
        raise WrongType(path or "document", "an object", value)
    return value


def shaped(
    readers: Mapping[str, Reader], may_lack: Iterable[str] = ()
) -> Callable[[object, str], dict[str, Any]]:
    """
    Return the reader of an object with these keys, all but some of them required.

    Raises:
        InvalidFile: when it reads; every key that is unknown, missing or wrong.
    """
    lacking = frozenset(may_lack)
    known = "one of " + ", ".join(readers)

    def unknown(key: object, path: str) -> None:
        raise UnknownKey(path, known, key)

    def missing(_: object, path: str) -> None:
        raise InvalidValue(path, "given", None)

    def read(value: object, path: str) -> dict[str, Any]:
        content = object_of(value, path)
        present: list[tuple[str, Reader, object, str]] = [
            (key, readers[key], one, place_of(path, key))
            if key in readers
            else (key, unknown, key, place_of(path, key))
            for key, one in content.items()
        ]
        present += [
            (key, missing, None, place_of(path, key))
            for key in readers
            if key not in content and key not in lacking
        ]
        return collected(present)

    return read


def collected(
    reads: Iterable[tuple[Any, Callable[[object, str], T], object, str]],
) -> dict[Any, T]:
    """
    Do every read, each named by a key, and return what they found by key.

    Raises:
        InvalidFile: all that was wrong, once every read is done or a thousand are.
    """
    found: dict[Any, T] = {}
    problems: list[BillingError] = []
    for key, read, value, path in reads:
        try:
            found[key] = read(value, path)
        except InvalidFile as several:
            problems.extend(several.problems)
        except BillingError as problem:
            problems.append(problem)
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise InvalidFile("document", tuple(problems))
    return found


def made(kind: Callable[..., T], fields: Mapping[str, Any], path: str) -> T:
    """
    Return the value made of these fields.

    Raises:
        BillingError: the value's own refusal, told of the path in the document.
    """
    try:
        return kind(**fields)
    except BillingError as problem:
        raise problem.at(f"{path}.{problem.path}") from None


def fields_of(
    kind: type, head: str | None = None, *, nulls: bool = False
) -> Callable[[object, str], dict[str, Any]]:
    """
    Return the reader of an object that holds the fields of a value.

    Each field is read by its annotation, a clause as its id, a value in it as an object
    of its own; a field that may be None may be missing or, where ``nulls`` are written,
    is null. Where the object has a ``head``, the key that says what it is, the value's
    id is the object's own key and stands outside.
    """
    own = {one.name: one.type for one in attrs.fields(kind) if one.init}
    if head is not None:
        own = {head: str, **own}
        own.pop("id", None)
    readers = {name: _by_annotation(one) for name, one in own.items()}
    may_be_none = [name for name, one in own.items() if _may_be_none(one)]
    if not nulls:
        return shaped(readers, may_be_none)
    # A field that a later release gave a policy has a default, and may be missing.
    later = [one.name for one in attrs.fields(kind) if one.default is not attrs.NOTHING]
    nullable = {name: optional(readers[name]) for name in may_be_none}
    return shaped(readers | nullable, [name for name in later if name in readers])


def _item_of(annotation: object) -> object | None:
    # Of a tuple of any length, what it is made of.
    parts = get_args(annotation)
    many_of_one = get_origin(annotation) is tuple and parts[1:] == (Ellipsis,)
    return parts[0] if many_of_one else None


def _may_be_none(annotation: object) -> bool:
    return isinstance(annotation, UnionType) and type(None) in get_args(annotation)


def _by_annotation(annotation: Any) -> Reader:  # noqa: ANN401 -- any annotation at all
    if isinstance(annotation, UnionType) and _may_be_none(annotation):
        annotation = get_args(annotation)[0]
    item = _item_of(annotation)
    if item is not None:
        return many(_by_annotation(item))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return member(annotation)
    if (
        annotation not in _READERS
        and attrs.has(annotation)
        and annotation is not Clause
    ):
        return _nested(annotation)
    return _READERS.get(annotation, text)


def _nested(kind: type) -> Reader:
    # What cites a clause can be made only where the clauses are known.
    read = fields_of(kind, nulls=True)
    if "clause" in (one.name for one in attrs.fields(kind)):
        return read
    return lambda value, path: made(kind, read(value, path), path)


def _places(value: object, path: str) -> int | MinorUnit:
    return MinorUnit.MINOR_UNIT if value == "minor_unit" else whole(value, path)


def _rounding(value: object, path: str) -> Rounding:
    return made(Rounding, _ROUNDING(value, path), path)


_READERS: Final[Mapping[object, Reader]] = {
    str: text,
    int: whole,
    int | MinorUnit: _places,
    Decimal: decimal,
    date: day,
    Rounding: _rounding,
}
_ROUNDING: Final = fields_of(Rounding)
