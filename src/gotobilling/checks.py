"""The few checks that every value object runs once, when it is made.

Each takes the field's name first, so that the error names it:

>>> whole("quantity", 5)
>>> whole("quantity", True)
Traceback (most recent call last):
    ...
gotobilling.errors.WrongType: quantity must be a whole number, got True
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import combinations
from typing import TypeVar

from gotobilling.errors import InvalidValue, WrongType

__all__ = [
    "billing_day",
    "day",
    "each",
    "exactly",
    "matching",
    "member",
    "no_card_number",
    "text",
    "whole",
]

_T = TypeVar("_T")

_LONGEST_TEXT = 200
_LARGEST_WHOLE = 10**12 - 1
_DIGITS = re.compile(r"\d+")
_APART = re.compile(r"\d(?:[\W_]{0,3}\d)*")
_CARD_DIGITS = range(13, 20)
_FIRST_DAY = date(1900, 1, 1)
_LAST_DAY = date(2999, 12, 31)


def whole(
    path: str,
    value: object,
    least: int = -_LARGEST_WHOLE,
    most: int = _LARGEST_WHOLE,
) -> None:
    """Refuse all but an int (never a bool) from ``least`` to ``most``, or 12 digits."""
    if type(value) is not int:
        raise WrongType(path, "a whole number", value)
    if not least <= value <= most:
        raise InvalidValue(path, f"from {least} to {most}", value)


def day(path: str, value: object) -> None:
    """Refuse all but a civil date; a datetime is an instant, not a day."""
    if type(value) is not date:
        raise WrongType(path, "a date without a time", value)


def billing_day(path: str, value: object) -> None:
    """Refuse all but a civil date of the years 1900 to 2999."""
    day(path, value)
    if not (isinstance(value, date) and _FIRST_DAY <= value <= _LAST_DAY):
        raise InvalidValue(path, f"a day from {_FIRST_DAY} to {_LAST_DAY}", value)


def text(path: str, value: object) -> None:
    """Refuse all but printable text of 1 to 200 characters without outer blanks."""
    if type(value) is not str:
        raise WrongType(path, "text", value)
    if not 0 < len(value) <= _LONGEST_TEXT:
        raise InvalidValue(path, f"text of 1 to {_LONGEST_TEXT} characters", value)
    if not value.isprintable() or value != value.strip():
        raise InvalidValue(path, "printable text without blanks around it", value)


def matching(
    path: str,
    values: object,
    pattern: re.Pattern[str],
    requirement: str,
    clause: str | None = None,
) -> None:
    """Refuse all but a tuple of texts, each of the whole ``pattern``."""
    if type(values) is not tuple:
        raise WrongType(path, "a tuple of texts", values)
    for index, one in enumerate(values):
        if type(one) is not str:
            raise WrongType(f"{path}[{index}]", "text", one)
        if pattern.fullmatch(one) is None:
            raise InvalidValue(f"{path}[{index}]", requirement, one, clause)


def exactly(path: str, value: object, kind: type) -> None:
    """
    Refuse all but a value of the class ``kind`` itself, and of no class made of it.

    >>> exactly("weekday", 5, Enum)
    Traceback (most recent call last):
        ...
    gotobilling.errors.WrongType: weekday must be an Enum, got 5
    """
    if type(value) is not kind:
        raise WrongType(path, _with_article(kind.__name__), value)


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"


def each(path: str, values: object, kind: type[_T]) -> tuple[_T, ...]:
    """
    Return several values, each of the class ``kind`` itself; a list will do.

    >>> each("holidays", [date(2026, 12, 25)], date)
    (datetime.date(2026, 12, 25),)
    >>> each("holidays", ["2026-12-25"], date)
    Traceback (most recent call last):
        ...
    gotobilling.errors.WrongType: holidays[0] must be a date, got '2026-12-25'
    """
    if not isinstance(values, Iterable):
        raise WrongType(path, f"several {kind.__name__} values", values)
    found = tuple(values)
    for index, one in enumerate(found):
        exactly(f"{path}[{index}]", one, kind)
    return found


def member(path: str, value: object, kind: type[Enum]) -> None:
    """Refuse all but a member of the enumeration ``kind``."""
    if not isinstance(value, kind):
        names = ", ".join(one.name for one in kind)
        raise WrongType(path, f"{_with_article(kind.__name__)} ({names})", value)


def no_card_number(path: str, value: object) -> None:
    """
    Refuse all but text without the number of a card; the error shows none of it.

    >>> no_card_number("method", "the card that ends in 1111")
    >>> no_card_number("method", "4111 1111 1111 1111")
    Traceback (most recent call last):
        ...
    gotobilling.errors.InvalidValue: method must be without the number of a card, got \
'16 digits'
    """
    if type(value) is not str:
        raise WrongType(path, "text", type(value).__name__)
    for digits in _numbers(value):
        doubled = [sum(divmod(2 * one, 10)) for one in digits[-2::-2]]
        if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0:
            requirement, told = "without the number of a card", f"{len(digits)} digits"
            raise InvalidValue(path, requirement, told)


def _numbers(value: str) -> Iterator[list[int]]:
    """Yield what could be a card's number, whatever parts its groups of digits."""
    for run in _APART.findall(value):
        groups = _DIGITS.findall(run)
        for first, last in combinations(range(len(groups) + 1), 2):
            digits = "".join(groups[first:last])
            if len(digits) in _CARD_DIGITS:
                yield [int(one) for one in digits]
