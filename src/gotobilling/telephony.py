"""Telephone numbers: what a call is by its two ends, with countries by phonenumbers.

The extra ``telephony`` brings phonenumbers, the public numbering plans of all
countries; it is imported when a classifier is made or a number is asked about. Several
countries share one calling code, so that the digits after it decide:

>>> country_of("+18095550123"), country_of("+17875550123"), country_of("+13105550123")
('DO', 'PR', 'US')
>>> of_us = Telephony(
...     country="US",
...     own=frozenset({"+13105550100"}),
...     premium_prefixes=("+1787555",),
... )
>>> of_us("+13105550100", "+18095550123").value
'international'
>>> of_us("+13105550100", "+17875550123").value
'domestic_premium'
>>> normalised("030 123 456", "DE")
'+4930123456'
"""

import re
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue, MissingExtra, UnknownName, WrongType
from gotobilling.kinds import CallType
from gotobilling.usage.rows import NUMBER, check_number

__all__ = ["CACHED_NUMBERS", "Telephony", "country_of", "normalised"]

CACHED_NUMBERS: Final = 32_768
"""Of how many numbers the country is remembered; the least used is forgotten first."""

_PREFIX: Final = re.compile(r"\+[0-9]{1,15}")
_PREFIX_REQUIRED: Final = "a plus and up to 15 digits, such as +1787555"
_SPELLING: Final = re.compile(r"[\s(]*\+?[\s()./\u2010-\u2015\d-]+")
_E164_REQUIRED: Final = "a number in E.164, such as +13105550100"
_COUNTRY_REQUIRED: Final = "the two letters of a country that has a numbering plan"


@frozen(kw_only=True)
class Telephony:
    """
    What a call is by its source and its destination, where a file does not say.

    It is called with the two. Of several call types that fit, the first is taken:
    between two ends of the account, to one of its toll-free numbers, to another end of
    it, to a premium prefix, to another country than that of the billing address; what
    is left is the plan's. An extension is an end of the account, and so is each of its
    numbers.

    Attributes:
        country: The country of the billing address, in two letters.
        own: The account's numbers, in E.164.
        toll_free: Those of them that are toll-free; they need not be in ``own`` too.
        premium_prefixes: Beginnings of the numbers that are charged by the minute at
            home, such as ``+1787555``.

    Raises:
        UnknownName: letters of no country; when called, a destination whose calling
            code nobody has, or that fits no country of those that share its code, or
            an extension that is called from outside.
        InvalidValue: what is no number, or no prefix.
        MissingExtra: phonenumbers is not installed.

    >>> of_us = Telephony(country="US", toll_free=frozenset({"+18005550199"}))
    >>> of_us("+13105550123", "+18005550199").value
    'toll_free_inbound'
    >>> of_us("1001", "1002").value
    'extension'

    Clauses: F5, Q42.
    """

    country: str
    own: frozenset[str] = frozenset()
    toll_free: frozenset[str] = frozenset()
    premium_prefixes: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check_country(self.country)
        _check_numbers("own", self.own)
        _check_numbers("toll_free", self.toll_free)
        checks.matching(
            "premium_prefixes", self.premium_prefixes, _PREFIX, _PREFIX_REQUIRED, "F5"
        )

    def __call__(self, source: str, destination: str, /) -> CallType:
        """Return what a call from the one to the other is."""
        check_number("source", source)
        check_number("destination", destination)
        if self._is_end(destination):
            if self._is_end(source):
                return CallType.EXTENSION
            if not destination.startswith("+"):
                requirement = "an extension, or a number of the account"
                raise UnknownName("source", requirement, source, "Q42")
            is_toll_free = destination in self.toll_free
            return CallType.TOLL_FREE_INBOUND if is_toll_free else CallType.INBOUND
        if destination.startswith(self.premium_prefixes):
            return CallType.DOMESTIC_PREMIUM
        is_abroad = _is_abroad(destination, self.country)
        return CallType.INTERNATIONAL if is_abroad else CallType.PLAN

    def _is_end(self, number: str) -> bool:
        is_extension = not number.startswith("+")
        return is_extension or number in self.own or number in self.toll_free


def country_of(number: str) -> str:
    """
    Return the country of a number: its two letters, or ``001`` for one of no country.

    A number that several countries have, as those that are toll-free in all of North
    America, is of the country that their numbering plan names first.

    Args:
        number: The number in E.164.

    Raises:
        InvalidValue: what is no number.
        UnknownName: a calling code that nobody has, or a number that fits no country
            of those that share its code.
        MissingExtra: phonenumbers is not installed.

    >>> country_of("+77012345678"), country_of("+79161234567")
    ('KZ', 'RU')
    """
    check_number("number", number)
    parsed = _parsed("number", number)
    found = _library("number").region_code_for_number(parsed)
    if found is None:
        raise _of_no_country("number", number)
    return str(found)


def normalised(number: str, country: str) -> str:
    """
    Return a number in E.164.

    Args:
        number: The number as it is written in a country or with its calling code;
            blanks, brackets, dots, strokes and dashes say nothing.
        country: The country in which it is written so, in two letters.

    Raises:
        UnknownName: letters of no country.
        InvalidValue: other signs, or a number that is too short or too long to be
            called from elsewhere.
        MissingExtra: phonenumbers is not installed.

    >>> normalised("(310) 555-0100", "US"), normalised("011 49 30 123456", "US")
    ('+13105550100', '+4930123456')

    Clauses: F1.
    """
    _check_country(country)
    checks.text("number", number)
    library = _library("number")
    if _SPELLING.fullmatch(number) is not None:
        try:
            parsed = library.parse(number, country)
        except library.NumberParseException:
            parsed = None
        found = _spelled(library, parsed)
        if found is not None:
            return found
    requirement = f"a number as written in {country}, or with its calling code"
    raise InvalidValue("number", requirement, number, "F1")


def _spelled(library: ModuleType, parsed: object) -> str | None:
    if parsed is None:
        return None
    # A number that can be called only from nearby lacks its area code.
    possible = library.ValidationResult.IS_POSSIBLE
    if library.is_possible_number_with_reason(parsed) != possible:
        return None
    found = str(library.format_number(parsed, library.PhoneNumberFormat.E164))
    return found if NUMBER.fullmatch(found) else None


@lru_cache(maxsize=CACHED_NUMBERS)
def _is_abroad(number: str, home: str) -> bool:
    parsed = _parsed("destination", number)
    library = _library("destination")
    sharing = library.COUNTRY_CODE_TO_REGION_CODE[parsed.country_code]
    if home not in sharing:
        return True
    # One that is toll-free in all of North America is at home in each country there.
    if sharing == (home,) or library.is_valid_number_for_region(parsed, home):
        return False
    if library.region_code_for_number(parsed) is None:
        raise _of_no_country("destination", number)
    return True


def _parsed(path: str, number: str) -> Any:  # noqa: ANN401 -- phonenumbers' own type
    library = _library(path)
    try:
        return library.parse(number, None)
    except library.NumberParseException as error:
        if error.error_type != library.NumberParseException.INVALID_COUNTRY_CODE:
            raise InvalidValue(path, _E164_REQUIRED, number, "F1") from None
    requirement = "headed by a calling code that a country has"
    raise UnknownName(path, requirement, number, "F5")


def _of_no_country(path: str, number: str) -> UnknownName:
    requirement = "a number that fits a country of those that share its calling code"
    return UnknownName(path, requirement, number, "F5")


def _check_country(country: object) -> None:
    checks.text("country", country)
    if country not in _library("country").SUPPORTED_REGIONS:
        raise UnknownName("country", _COUNTRY_REQUIRED, country, "F5")


def _check_numbers(path: str, numbers: object) -> None:
    if not isinstance(numbers, frozenset):
        raise WrongType(path, "a frozenset of texts", numbers)
    for one in sorted(numbers, key=str):
        check_number(path, one)
        if not one.startswith("+"):
            raise InvalidValue(path, _E164_REQUIRED, one, "F1")


def _library(path: str) -> ModuleType:
    try:
        return import_module("phonenumbers")
    except ImportError:
        requirement = (
            'read by phonenumbers: install the extra, "gotobilling[telephony]", first'
        )
        raise MissingExtra(path, requirement, "no phonenumbers") from None
