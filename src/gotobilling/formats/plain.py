"""Plain data: JSON read strictly, its canonical bytes, and where two pieces differ.

A document holds objects, arrays, texts, null and a few small whole numbers; amounts are
texts. What JSON offers beyond that is refused when read, not when it first hurts:

>>> load(b'{"total": 189.52}', "invoice.json")
Traceback (most recent call last):
gotobilling.errors.InvalidFile: invoice.json: [wrong-type] document must be made of \
texts, not of numbers with a point, got '189.52'
>>> packed({"schema": 1, "account": "acme"})
b'{"account":"acme","schema":1}'
>>> stated, expected = {"lines": ["64.52", "125.01"]}, {"lines": ["64.52", "125.00"]}
>>> print(*differences(stated, expected))
lines[1] must be '125.00', got '125.01'
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn, cast

from attrs import frozen

from gotobilling.canonical import Data
from gotobilling.errors import BillingError, InvalidFile, InvalidValue, WrongType

__all__ = [
    "Difference",
    "differences",
    "load",
    "packed",
    "place_of",
    "plain",
    "pretty",
]

_MOST_BYTES: Final = 16 * 1024 * 1024
_MOST_VALUES: Final = 1_000_000
_MOST_LEVELS: Final = 16
_MOST_DIGITS: Final = 9
_LONGEST_KEY: Final = 60
_PLAIN_KEY: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@frozen
class Difference:
    """
    The first place where a document is not what it must be.

    Attributes:
        place: Where, such as ``lines[2].amount``.
        requirement: What stands there by the rules.
        value: What stands there, or None for nothing.
    """

    place: str
    requirement: str
    value: object

    def __str__(self) -> str:
        return str(BillingError(self.place, self.requirement, self.value))


def load(content: bytes, name: str) -> Data:
    """
    Return what a JSON file holds.

    Args:
        content: The file, in UTF-8, at most 16 MiB.
        name: The file's name, for the error.

    Raises:
        InvalidFile: no JSON; a key twice in one object; a number with a point or of
            more than 9 digits, NaN; data that ``plain`` refuses.
    """
    if len(content) > _MOST_BYTES:
        requirement = f"at most {_MOST_BYTES} bytes long"
        raise InvalidFile(name, (InvalidValue("document", requirement, len(content)),))
    try:
        found: object = json.loads(
            content.decode(),
            object_pairs_hook=_distinct,
            parse_int=_small,
            parse_float=_refused,
            parse_constant=_refused,
        )
    except BillingError as problem:
        raise InvalidFile(name, (problem,)) from None
    except (ValueError, RecursionError) as error:
        raise InvalidFile(
            name, (InvalidValue("document", "JSON in UTF-8", str(error)),)
        ) from None
    return plain(found, name)


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidValue("document", "without a key that stands twice", key)
        found[key] = value
    return found


def _small(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        requirement = f"without a number of more than {_MOST_DIGITS} digits"
        raise InvalidValue("document", requirement, digits)
    return int(digits)


def _refused(number: str) -> NoReturn:
    requirement = "made of texts, not of numbers with a point"
    raise WrongType("document", requirement, number)


def plain(content: object, name: str) -> Data:
    """
    Return the content as it is, after a look at every value in it.

    Raises:
        InvalidFile: a value that is no text, whole number, null, list or dict; a key
            that is no text; text that is no Unicode; more than 16 levels or a million
            values.
    """
    waiting: list[tuple[object, int]] = [(content, 0)]
    seen = 0
    while waiting:
        value, level = waiting.pop()
        inner: list[object] = []
        if type(value) is dict:
            inner = [*value.keys(), *value.values()]
            if any(type(key) is not str for key in value):
                _refuse(name, "an object whose keys are texts", value)
        elif type(value) is list:
            inner = value
        elif type(value) is str:
            if _SURROGATE.search(value):
                _refuse(name, "made of Unicode text", ascii(value))
        elif type(value) is int:
            if abs(value) >= 10**_MOST_DIGITS:
                _refuse(
                    name, f"without a number of more than {_MOST_DIGITS} digits", value
                )
        elif value is not None:
            _refuse(name, "made of texts, objects, arrays and null", value)
        seen += len(inner)
        if level > _MOST_LEVELS or seen > _MOST_VALUES:
            requirement = f"of at most {_MOST_LEVELS} levels and {_MOST_VALUES} values"
            _refuse(name, requirement, f"{level} levels and {seen} values")
        waiting.extend((one, level + 1) for one in inner)
    return cast("Data", content)


def _refuse(name: str, requirement: str, value: object) -> NoReturn:
    # Told by its type: what is nested too deep cannot be printed.
    shown = value if isinstance(value, str) else type(value).__name__
    raise InvalidFile(name, (WrongType("document", requirement, shown),))


def packed(content: Data) -> bytes:
    """Return the one canonical spelling of plain data, in UTF-8."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def pretty(content: Data) -> str:
    """Return the data as JSON for people: two spaces a level, keys in their order."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def place_of(place: str, key: str) -> str:
    """
    Return the path of a key: ``facts.c1``, or ``facts['c 1']`` where it needs quotes.

    >>> place_of("facts", "c1"), place_of("facts", "c 1"), place_of("", "total")
    ('facts.c1', "facts['c 1']", 'total')
    """
    if not _PLAIN_KEY.fullmatch(key):
        return f"{place}[{key[:_LONGEST_KEY]!a}]"
    return f"{place}.{key}" if place else key


def differences(stated: Data, expected: Data, place: str = "") -> Iterator[Difference]:
    """Yield every place where data are not as expected, in the order expected."""
    if stated == expected:
        return
    if isinstance(stated, dict) and isinstance(expected, dict):
        for key, value in expected.items():
            if key in stated:
                yield from differences(stated[key], value, place_of(place, key))
            else:
                yield Difference(place_of(place, key), _told(value), None)
        for key in stated:
            if key not in expected:
                yield Difference(place_of(place, key), "absent", "it")
    elif isinstance(stated, list) and isinstance(expected, list):
        for index, (one, other) in enumerate(zip(stated, expected, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
        if len(stated) != len(expected):
            yield Difference(place, f"{len(expected)} long", len(stated))
    else:
        yield Difference(place, _told(expected), stated)


def _told(value: Data) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "an array"
    return "null" if value is None else repr(value)
