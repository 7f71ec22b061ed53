"""Strong authentication of cards of the European Union and the United Kingdom.

>>> needs_authentication("DE", date(2023, 10, 31)).need.value
'required'
>>> needs_authentication("US", date(2023, 10, 31)).need.value
'none'
"""

from datetime import date
from enum import Enum
from typing import Final

from attrs import frozen

from gotobilling import checks
from gotobilling.clauses.payment_texts import B17
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.payments.methods import Card
from gotobilling.sources import Clause
from gotobilling.vat_numbers import VAT_COUNTRIES

__all__ = ["Authentication", "AuthenticationNeed", "needs_authentication"]

_SUPPORTED: Final = date(2023, 7, 31)
_REQUIRED: Final = date(2023, 10, 31)


class AuthenticationNeed(Enum):
    """
    Whether a payment by card is authenticated.

    Clauses: B17.
    """

    NONE = "none"
    """The card is of neither the European Union nor the United Kingdom."""
    POSSIBLE = "possible"
    """Its issuer may ask for it, and may not support it yet."""
    SUPPORTED = "supported"
    """Its issuer supports it and may ask for it."""
    REQUIRED = "required"
    """Its issuer asks for it at every purchase, or declines."""


@frozen(kw_only=True)
class Authentication:
    """
    Whether a payment by card is authenticated, and since when.

    Attributes:
        need: Whether it is.
        supported_from: The day from which issuers support it.
        required_from: The day from which they require it.
        clause: What says so.

    Clauses: B17.
    """

    need: AuthenticationNeed
    supported_from: date
    required_from: date
    clause: Clause


def needs_authentication(card: Card | str, on: date) -> Authentication:
    """
    Say whether a payment by card needs strong authentication on a day.

    Args:
        card: The card, or the ISO code of its issuer's country; GB is the United
            Kingdom.
        on: The day of the payment. Both days of the text count as those from which it
            is so.

    Clauses: B17.
    """
    if type(card) is Card:
        country = card.country
    elif type(card) is str:
        country = card
    else:
        raise WrongType("card", "a Card or a country", type(card).__name__)
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        value = f"{len(country)} characters"
        raise InvalidValue("card", "a Card, or two capital letters of a country", value)
    checks.billing_day("on", on)
    return Authentication(
        need=_need(country, on),
        supported_from=_SUPPORTED,
        required_from=_REQUIRED,
        clause=B17,
    )


def _need(country: str, on: date) -> AuthenticationNeed:
    # The countries whose VAT numbers are known are the member states and GB.
    if country not in VAT_COUNTRIES:
        return AuthenticationNeed.NONE
    if on >= _REQUIRED:
        return AuthenticationNeed.REQUIRED
    if on >= _SUPPORTED:
        return AuthenticationNeed.SUPPORTED
    return AuthenticationNeed.POSSIBLE
