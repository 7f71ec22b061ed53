"""One spelling for every value: the bytes that are hashed, stored and compared.

Dates are ISO text, numbers are text, enumerations their wire names, a clause its id;
keys are sorted and nothing stands between the tokens:

>>> from datetime import date
>>> canonical({"start": date(2026, 7, 15), "days": 16})
b'{"days":"16","start":"2026-07-15"}'
>>> digest({"start": date(2026, 7, 15), "days": 16})[:16]
'7f9cec9984c5ebb6'

``canonical`` and ``digest`` serve as idempotency key, cache key, and what a database
stores. The release of this library never enters them.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any

import attrs

from gotobilling.errors import WrongType
from gotobilling.money import Money, UnitPrice
from gotobilling.sources import Clause

__all__ = ["Data", "canonical", "data", "digest"]

Data = str | int | None | list["Data"] | dict[str, "Data"]


def canonical(value: object) -> bytes:
    """Return the one canonical spelling of a value, as UTF-8 JSON."""
    return json.dumps(
        data(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical spelling, in 64 hexadecimal digits."""
    return sha256(canonical(value)).hexdigest()


def data(value: object) -> Data:
    """
    Return the value as plain JSON data; every number becomes text.

    A frozen value of this library becomes an object of its fields, headed by its wire
    name where it has one; a clause becomes its id.

    Raises:
        WrongType: a value that has no exact spelling, such as a float.
    """
    match value:
        case None | str():
            return value
        case Enum():
            return data(value.value)
        case bool() | float():
            raise WrongType("value", "exact: no float and no bool", value)
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Clause():
            return value.id
        case Money() | UnitPrice():
            return format(value.amount, "f")
        case Mapping():
            return {str(key): data(one) for key, one in value.items()}
        case tuple() | list():
            return [data(one) for one in value]
    return _fields(value)


def _fields(value: object) -> Data:
    kind = type(value)
    if not attrs.has(kind):
        raise WrongType("value", "made of the library's own values", value)
    tag: tuple[str, str] | None = getattr(kind, "wire", None)
    found: dict[str, Data] = {tag[0]: tag[1]} if tag else {}
    for one in attrs.fields(kind):
        if one.init and not _is_later(tag, one, getattr(value, one.name)):
            found[one.name] = data(getattr(value, one.name))
    return found


def _is_later(
    tag: tuple[str, str] | None, one: "attrs.Attribute[Any]", value: object
) -> bool:
    # A policy has no defaults but for a field that a later release gave it: where that
    # says what was so before, the policy is the same, and so is its digest.
    is_policy = tag is not None and tag[0] == "policy"
    return is_policy and one.default is not attrs.NOTHING and value == one.default
