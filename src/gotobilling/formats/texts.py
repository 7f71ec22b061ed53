"""The bytes of a TOML or JSON file as plain data: read exactly, at a bounded cost.

An unquoted decimal becomes the ``Decimal`` that was written. A number that is none of
ours (an exponent, ``nan``, too many digits) stays the text that it is, so that whoever
reads the field can say where it stands:

>>> content = load(b"unit_price = 25.10", "prices.toml")
>>> content["unit_price"]
Decimal('25.10')
>>> load(b"unit_price = 1e999999999", "prices.toml")["unit_price"]
'1e999999999'

What would cost time or memory out of proportion to the file is refused before a parser
sees it. A byte order mark at the beginning is taken off; it says UTF-8 once more.
"""

import json
import re
import tomllib
from collections import Counter
from decimal import Decimal
from typing import Final

from gotobilling import checks
from gotobilling.errors import BillingError, InvalidFile, InvalidValue, WrongType

__all__ = ["MOST_BYTES", "OddNumber", "Repeating", "load", "plain_decimal", "told"]

MOST_BYTES: Final = 4 * 1024 * 1024
"""The size of the largest file that is read: some 40 000 facts."""

_LONGEST_NUMBER: Final = 40
_LONGEST_WORD: Final = 60
_MOST_KEY_PARTS: Final = 8
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_PLAIN: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
# Strings and comments are stepped over whole; nothing in here ever goes back, so the
# look at a text takes time in proportion to its length and no memory.
_TOKEN: Final = re.compile(
    r"""
    (?P<key>(?:(?:[\w-]++|"(?:[^"\\\n]++|\\[^\n])*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){8})
    | \"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{0,5}
    | '''(?:[^']++|'(?!''))*+'{0,5}
    | "(?:[^"\\\n]++|\\[^\n])*+"?
    | '[^'\n]*+'?
    | \#[^\n]*+
    | (?P<word>[^\s"'\#,=\[\]{}]++)
    """,
    re.VERBOSE | re.ASCII,
)
_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), .*|end of document)\)", re.DOTALL)


class OddNumber(str):
    """A number as the file spells it, which is no number of ours."""

    __slots__ = ()


class Repeating(dict[str, object]):
    """
    A JSON object in which keys stand twice.

    Attributes:
        repeated: Those keys, each once.
    """

    repeated: tuple[str, ...] = ()


def load(data: bytes, name: str) -> dict[str, object]:
    """
    Return what a file holds: JSON if its name ends in ``.json``, else TOML.

    Args:
        data: The file in UTF-8, at most 4 MiB.
        name: The file's name, which also heads the problems.

    Raises:
        InvalidFile: too large, empty, not UTF-8 or not of its syntax (a TOML key that
            stands twice is), with the line; a TOML number or name of more than 60
            characters; a key of more than 8 parts.
        WrongType: no bytes at all.

    >>> load(b"id = 1, 2", "broken.toml")
    Traceback (most recent call last):
    ...
    gotobilling.errors.InvalidFile: broken.toml: [invalid-value] line 1 must be TOML \
(expected newline or end of document after a statement), got 'id = 1, 2'
    """
    if not isinstance(data, bytes):
        raise WrongType("data", "the bytes of a file", told(data))
    checks.exactly("name", name, str)
    try:
        text = _decoded(data)
        return _json(text) if name.lower().endswith(".json") else _toml(text)
    except BillingError as problem:
        raise InvalidFile(name, (problem,)) from None
    except RecursionError:
        deep = InvalidValue("file", "nested no deeper than its sections", "more")
        raise InvalidFile(name, (deep,)) from None


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise InvalidValue("file", f"of at most {MOST_BYTES} bytes", len(data))
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x}"
        raise InvalidValue(f"line {line}", "UTF-8", byte) from None
    if not text.strip():
        raise InvalidValue("file", "given some content, format = 1 first", text[:1])
    return text


def _toml(text: str) -> dict[str, object]:
    _look_over(text)
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.fullmatch(str(error))
        reason, number = place.groups() if place else (str(error), None)
        line = int(number) if number else text.rstrip().count("\n") + 1
        reason = reason[:1].lower() + reason[1:]
        raise _broken(text, line, f"TOML ({reason})") from None


def _look_over(text: str) -> None:
    # The parser builds an int of any length, and remembers every part of a key.
    for token in _TOKEN.finditer(text):
        requirement = ""
        if token.lastgroup == "key":
            requirement = f"a key of at most {_MOST_KEY_PARTS} parts"
        elif token.end() - token.start() > _LONGEST_WORD and token.lastgroup:
            requirement = f"a number or name of at most {_LONGEST_WORD} characters"
        if requirement:
            line = text.count("\n", 0, token.start()) + 1
            raise InvalidValue(f"line {line}", requirement, token[0][:_LONGEST_WORD])


def _broken(text: str, line: int, requirement: str) -> InvalidValue:
    written = text.split("\n")[line - 1].strip()
    return InvalidValue(f"line {line}", requirement, written[:_LONGEST_WORD])


def _json(text: str) -> dict[str, object]:
    try:
        found: object = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=OddNumber,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise _broken(text, error.lineno, f"JSON ({reason})") from None
    if not isinstance(found, dict):
        raise WrongType("file", "one object of sections", told(found))
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeating = Repeating(found)
    counted = Counter(key for key, _ in pairs)
    repeating.repeated = tuple(key for key, count in counted.items() if count > 1)
    return repeating


def _whole(digits: str) -> int | OddNumber:
    if len(digits) <= _LONGEST_NUMBER:
        return int(digits)
    return OddNumber(digits[:_LONGEST_WORD])


def _decimal(written: str) -> Decimal | OddNumber:
    # TOML allows 1_000.50 and +25.00; both are exact.
    plain = plain_decimal(written.replace("_", "").removeprefix("+"))
    return OddNumber(written[:_LONGEST_WORD]) if plain is None else plain


def plain_decimal(text: str) -> Decimal | None:
    """
    Return the number that plain digits write, or None where they write none.

    At most 40 characters: a minus, digits, a point with digits on both sides. Nothing
    is ever expanded or rounded.

    >>> plain_decimal("25.10"), plain_decimal("1e5"), plain_decimal("9" * 41)
    (Decimal('25.10'), None, None)
    """
    if len(text) > _LONGEST_NUMBER or _PLAIN.fullmatch(text) is None:
        return None
    return Decimal(text)


def told(value: object) -> object:
    """
    Return a value of a file as an error tells it: a table or an array in a word only.

    >>> told([1, 2]), told({}), told(5)
    ('an array', 'a table', 5)
    """
    if isinstance(value, dict):
        return "a table"
    return "an array" if isinstance(value, list) else value
