"""VAT identification numbers: their syntax and check digits, by python-stdnum.

The extra ``vat`` brings python-stdnum; it is imported when a number is checked. Whether
a number is known to the tax authority is for the caller to find out: nothing here asks
anybody.

>>> checked_vat_number("number", "de 136 695 976")
'DE136695976'
>>> checked_vat_number("number", "DE136695977")
Traceback (most recent call last):
    ...
gotobilling.errors.InvalidValue: number must be a VAT number of DE whose check digits \
fit, got 'DE136695977' [E6]
>>> country_of("EL094259216")
'GR'
"""

import re
from importlib import import_module
from types import ModuleType
from typing import Final

from gotobilling import checks
from gotobilling.errors import InvalidValue, MissingExtra, UnknownName

__all__ = ["VAT_COUNTRIES", "check_form", "checked_vat_number", "country_of"]

_FORM: Final = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}", re.ASCII)

VAT_COUNTRIES: Final = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR"),
    *("HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE"),
    *("SI", "SK"),
)
"""The countries whose VAT numbers are known here: the member states, and GB."""


def country_of(number: str) -> str:
    """Return the country of a VAT number by its first two letters; EL is Greece."""
    return "GR" if number[:2] == "EL" else number[:2]


def check_form(path: str, number: object) -> None:
    """
    Refuse what is no VAT number by its form: letters of a country, then 2 to 13 more.

    This asks nobody, so that a stored number reads for ever.

    Raises:
        WrongType: no text.
        UnknownName: other letters than those of a country that is known here.
        InvalidValue: other than capital letters and digits.

    Clauses: E6.
    """
    checks.text(path, number)
    text = str(number)
    if not _FORM.fullmatch(text):
        requirement = "two letters of a country and 2 to 13 capital letters or digits"
        raise InvalidValue(path, requirement, text, "E6")
    if country_of(text) not in VAT_COUNTRIES:
        requirement = f"headed by the letters of one of {', '.join(VAT_COUNTRIES)}"
        raise UnknownName(path, requirement, text, "E6")


def checked_vat_number(path: str, text: str) -> str:
    """
    Return a VAT number in its compact form, after a check of syntax and digits.

    Args:
        path: The field's name, for the error.
        text: The number with the letters of its country, spaces and case as they come.

    Raises:
        WrongType: no text.
        UnknownName: other letters than those of a country that is known here.
        InvalidValue: a number that the country cannot have given out.
        MissingExtra: python-stdnum is not installed.

    Clauses: E6.
    """
    checks.text(path, text)
    letters = "".join(text.split())[:2].upper()
    country = country_of(letters)
    if country not in VAT_COUNTRIES:
        requirement = f"headed by the letters of one of {', '.join(VAT_COUNTRIES)}"
        raise UnknownName(path, requirement, text, "E6")
    module = _stdnum("stdnum.gb.vat" if country == "GB" else "stdnum.eu.vat", path)
    refused = _stdnum("stdnum.exceptions", path).ValidationError
    try:
        number: str = module.validate(text)
    except refused:
        requirement = f"a VAT number of {country} whose check digits fit"
        raise InvalidValue(path, requirement, text, "E6") from None
    return number if country != "GB" else f"GB{number.removeprefix('GB')}"


def _stdnum(name: str, path: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        requirement = (
            'checked by python-stdnum: install the extra, "gotobilling[vat]", first'
        )
        raise MissingExtra(path, requirement, "no python-stdnum") from None
