r"""Amounts of money as a locale prints them; nothing else here knows Babel.

The pattern, the signs and the symbol are Babel's own, the number of decimals is the
currency's own: Babel's is a habit of display, no decimals for the Iraqi dinar, of which
ISO 4217 has thousandths. The locale is the one that is asked for, never the machine's:

>>> amount_text(Money.from_minor(123456, "USD"), "en_US")
'$1,234.56'
>>> amount_text(Money.from_minor(-123456, "EUR"), "de_DE").replace("\xa0", " ")
'-1.234,56 €'
>>> amount_text(Money.from_minor(1500, "IQD"), "en_US")
'IQD1.500'
"""

from copy import copy
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Final

from babel.core import Locale, UnknownLocaleError
from babel.numbers import NumberPattern, format_currency

from gotobilling.currencies import minor_digits
from gotobilling.errors import UnknownName
from gotobilling.money import Money

__all__ = ["amount_text", "percent_text", "price_text", "quantity_text"]

_CACHED_PATTERNS: Final = 256
# Babel computes in the decimal context in force, which is the caller's. In this one the
# longest price fits, of 18 digits and 12 decimals, and what is not exact raises.
_EXACT: Final = Context(prec=36, traps=[Inexact])


def amount_text(amount: Money, locale: str) -> str:
    """
    Return an amount with its currency, as the locale prints it.

    Args:
        amount: The amount; it is printed with exactly its currency's decimals.
        locale: Such as ``en_US``.

    Raises:
        UnknownName: a locale that Babel does not have.
    """
    digits = minor_digits(amount.currency)
    return _text(amount.amount, amount.currency, digits, locale)


def quantity_text(quantity: int | Fraction) -> str:
    """
    Return a quantity in plain digits; what no decimals can tell is a ratio.

    >>> quantity_text(5), quantity_text(Fraction(11, 10))
    ('5', '1.1')
    >>> quantity_text(Fraction(61, 60))
    '61/60'
    """
    n, d = quantity.as_integer_ratio()
    digits = next((places for places in range(4) if 10**places % d == 0), None)
    if digits is None:
        return f"{n}/{d}"
    return f"{Decimal(f'{n * 10**digits // d}E-{digits}'):f}"


def price_text(unit_price: Decimal | None, currency: str, locale: str) -> str:
    """
    Return a price of one unit: all its decimals, and at least the currency's.

    Nothing, where tiers or packages make the price.

    Raises:
        UnknownName: a locale that Babel does not have.

    >>> price_text(Decimal("0.0055"), "USD", "en_US")
    '$0.0055'
    >>> price_text(Decimal("25"), "USD", "en_US")
    '$25.00'
    """
    if unit_price is None:
        return ""
    digits = max(_decimals(unit_price), minor_digits(currency))
    return _text(unit_price, currency, digits, locale)


def percent_text(percent: Decimal, locale: str) -> str:
    """
    Return a percentage with all its decimals.

    Raises:
        UnknownName: a locale that Babel does not have.

    >>> percent_text(Decimal("9.975"), "en_US"), percent_text(Decimal(20), "en_US")
    ('9.975 %', '20 %')
    >>> percent_text(Decimal("9.975"), "de_DE")
    '9,975 %'
    """
    found = _locale(locale)
    digits = _decimals(percent)
    pattern = copy(found.decimal_formats[None])
    pattern.frac_prec = (digits, digits)
    with localcontext(_EXACT):
        return f"{pattern.apply(percent, found)} %"


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _text(number: Decimal, currency: str, digits: int, locale: str) -> str:
    found, pattern = _pattern(locale, digits)
    with localcontext(_EXACT):
        return format_currency(number, currency, pattern, found, currency_digits=False)


@lru_cache(maxsize=_CACHED_PATTERNS)
def _pattern(locale: str, digits: int) -> tuple[Locale, NumberPattern]:
    found = _locale(locale)
    pattern = copy(found.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return found, pattern


def _locale(locale: str) -> Locale:
    try:
        return Locale.parse(locale)
    except (UnknownLocaleError, ValueError, TypeError):
        requirement = "a locale that Babel has, such as en_US"
        raise UnknownName("locale", requirement, locale) from None
