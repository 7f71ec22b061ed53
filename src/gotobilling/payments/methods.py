"""Payment methods: what is kept of them, how many, and which cards are accepted.

No value here holds the number of a card or of a bank account, and no error shows one:

>>> Card(
...     brand=CardBrand.VISA,
...     last_four="4111111111111111",
...     expires=(2028, 4),
...     country="US",
...     name="Ann Example",
... )
Traceback (most recent call last):
    ...
gotobilling.errors.InvalidValue: last_four must be the last four digits alone, \
got '16 characters'
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.after_invoice import CardBrand, CardPolicy, MethodLimit, MethodPolicy
from gotobilling.clauses.after_decisions import Q5
from gotobilling.clauses.payment_texts import B9
from gotobilling.currencies import minor_digits
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.refusals import Reason, Refused
from gotobilling.roles import Portal

__all__ = [
    "BankAccount",
    "Card",
    "Check",
    "Connected",
    "PaymentMethod",
    "Wire",
    "accepted",
    "bank_account",
    "check_method",
]

_KEPT: Final = 4
_ROUTING_DIGITS: Final = 9
_LONGEST_ACCOUNT: Final = 17
_WEIGHTS: Final = (3, 7, 1) * 3
_EXPIRES: Final = ((1900, 9999), (1, 12))


@frozen(kw_only=True)
class Card:
    """
    A credit or debit card, without its number.

    Attributes:
        brand: The brand.
        last_four: The last four digits of its number.
        expires: Year and month in which it expires.
        country: ISO code of its issuer's country.
        name: Whose card it is, or what the customer calls it.

    Raises:
        InvalidValue: more digits than four, of which the error shows none.

    Clauses: B9.
    """

    brand: CardBrand
    last_four: str
    expires: tuple[int, int]
    country: str
    name: str

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.brand, CardBrand):
            raise WrongType("brand", "a CardBrand", type(self.brand).__name__)
        _check_last_four("last_four", self.last_four)
        if type(self.expires) is not tuple or len(self.expires) != 2:
            raise WrongType("expires", "a year and a month", "something else")
        for index, (least, most) in enumerate(_EXPIRES):
            _check_part(f"expires[{index}]", self.expires[index], least, most)
        code = self.country
        if type(code) is not str:
            raise WrongType("country", "text", type(code).__name__)
        if not (len(code) == 2 and code.isascii() and code.isupper()):
            value = f"{len(code)} characters"
            raise InvalidValue("country", "two capital letters", value)
        _check_name("name", self.name)


@frozen(kw_only=True)
class BankAccount:
    """
    A bank account, without its numbers; ``bank_account`` makes one of them.

    Attributes:
        holder: The name of the account holder.
        account_last_four: The last four digits of the account number.
        routing_last_four: Those of the routing number.

    Clauses: B10, B13.
    """

    holder: str
    account_last_four: str
    routing_last_four: str

    def __attrs_post_init__(self) -> None:
        _check_name("holder", self.holder)
        _check_last_four("account_last_four", self.account_last_four)
        _check_last_four("routing_last_four", self.routing_last_four)


@frozen(kw_only=True)
class Connected:
    """
    A connected method, such as PayPal.

    Attributes:
        provider: Who provides it.

    Clauses: B10, B11.
    """

    provider: str

    def __attrs_post_init__(self) -> None:
        _check_name("provider", self.provider)


@frozen
class Wire:
    """
    A bank transfer, which the customer sends; it is not kept on file.

    Clauses: B10.
    """


@frozen
class Check:
    """
    A check, which the customer sends; it is not kept on file.

    Clauses: B10, B14, B15.
    """


PaymentMethod = Card | BankAccount | Connected | Wire | Check
"""Every method there is."""
_METHODS: Final = (Card, BankAccount, Connected, Wire, Check)


def bank_account(
    *, holder: str, account_number: str, routing_number: str
) -> BankAccount:
    """
    Check the three fields of a payment by ACH, and keep what may be kept.

    Args:
        holder: The name of the account holder.
        account_number: 5 to 17 digits, as text; only the last four are kept.
        routing_number: Nine digits, as text: three times the first, seven times the
            second and once the third of each three must come to a multiple of 10. Only
            the last four are kept.

    Raises:
        InvalidValue: a field that is empty, of another length, or with a wrong check
            digit; no error shows a digit.
        WrongType: no text.

    >>> account = bank_account(
    ...     holder="Acme Inc", account_number="123456789", routing_number="021000021"
    ... )
    >>> account.account_last_four, account.routing_last_four
    ('6789', '0021')

    Clauses: B13.
    """
    _check_name("holder", holder, "B13")
    _check_digits("account_number", account_number, _KEPT + 1, _LONGEST_ACCOUNT)
    _check_digits("routing_number", routing_number, _ROUTING_DIGITS, _ROUTING_DIGITS)
    digits = map(int, routing_number)
    if sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10:
        requirement = "nine digits that end in their check digit"
        value = "another check digit"
        raise InvalidValue("routing_number", requirement, value, "B13")
    return BankAccount(
        holder=holder,
        account_last_four=account_number[-_KEPT:],
        routing_last_four=routing_number[-_KEPT:],
    )


class _Kind(NamedTuple):
    """How a kind of method is counted."""

    name: str
    field: str
    several: str


_KINDS: Final[Mapping[type[object], _Kind]] = MappingProxyType(
    {
        Card: _Kind("card", "cards", "cards"),
        BankAccount: _Kind("bank-account", "bank_accounts", "bank accounts"),
        Connected: _Kind("connected", "connected", "connected methods"),
    }
)


def check_method(
    on_file: Iterable[PaymentMethod],
    new: PaymentMethod,
    portal: Portal,
    policy: MethodPolicy,
) -> Refused | None:
    """
    Say whether one more payment method can be kept on file in a portal.

    Wires and checks are sent and not kept: they are neither refused nor counted.

    Args:
        on_file: The methods that are kept there.
        new: The one to add.
        portal: Where.
        policy: How many there can be.

    Returns:
        None where it can; else the limit that it meets, or that none is known for the
        portal, with the portals for which one is.

    Clauses: B11, B12, Q5.
    """
    kept = _methods(on_file)
    if type(new) not in _METHODS:
        raise WrongType("new", "a payment method", type(new).__name__)
    checks.member("portal", portal, Portal)
    if type(policy) is not MethodPolicy:
        raise WrongType("policy", "a MethodPolicy", policy)
    kind = _KINDS.get(type(new))
    if kind is None:
        return None
    for limit in policy.limits:
        if limit.portal is portal:
            same = sum(type(one) is type(new) for one in kept)
            every = sum(type(one) in _KINDS for one in kept)
            return _over(limit, kind, same, every)
    known = ", ".join(one.portal.value for one in policy.limits) or "none"
    text = f"no text says what can be kept in {portal.value}"
    return Refused((Reason("unknown-portal", text, Q5, f"known for {known}"),))


def _over(limit: MethodLimit, kind: _Kind, same: int, every: int) -> Refused | None:
    way = "remove one that is kept there first"
    most: int = getattr(limit, kind.field)
    if limit.in_all is not None and every >= limit.in_all:
        text = f"{limit.portal.value} keeps {limit.in_all} in all"
        return Refused((Reason("too-many", text, limit.clause, way),))
    if same >= most:
        text = f"{limit.portal.value} keeps {most} {kind.several}"
        return Refused((Reason(f"too-many-{kind.name}", text, limit.clause, way),))
    return None


def accepted(card: Card, currency: str, policy: CardPolicy) -> Refused | None:
    """
    Say whether an account of a currency can pay by a card; None where it can.

    >>> from gotobilling.markets import us
    >>> card = Card(
    ...     brand=CardBrand.DISCOVER,
    ...     last_four="0004",
    ...     expires=(2028, 4),
    ...     country="US",
    ...     name="Ann Example",
    ... )
    >>> cards = us.CONNECT.after_invoice.cards
    >>> accepted(card, "USD", cards)
    >>> print(accepted(card, "CAD", cards))
    discover is accepted in USD alone [discover-usd]; pay by another card

    Clauses: B9, discover-usd.
    """
    if type(card) is not Card:
        raise WrongType("card", "a Card", type(card).__name__)
    checks.text("currency", currency)
    minor_digits(currency)
    if type(policy) is not CardPolicy:
        raise WrongType("policy", "a CardPolicy", policy)
    brand = card.brand.value
    for one in policy.accepted:
        if one.brand is not card.brand:
            continue
        if not one.currencies or currency in one.currencies:
            return None
        text = f"{brand} is accepted in {', '.join(one.currencies)} alone"
        way = "pay by another card"
        return Refused((Reason("card-currency", text, one.clause, way),))
    brands = ", ".join(one.brand.value for one in policy.accepted) or None
    return Refused((Reason("card-brand", f"{brand} is not accepted", B9, brands),))


def _methods(on_file: Iterable[PaymentMethod]) -> tuple[PaymentMethod, ...]:
    if not isinstance(on_file, Iterable):
        raise WrongType("on_file", "payment methods", type(on_file).__name__)
    found = tuple(on_file)
    for index, one in enumerate(found):
        if type(one) not in _METHODS:
            requirement, value = "a payment method", type(one).__name__
            raise WrongType(f"on_file[{index}]", requirement, value)
    return found


# Whatever is wrong with a number, no error may show it: it says how long it is.


def _check_last_four(path: str, value: object) -> None:
    if type(value) is not str:
        raise WrongType(path, "text of four digits", type(value).__name__)
    if not (len(value) == _KEPT and value.isascii() and value.isdigit()):
        requirement = "the last four digits alone"
        raise InvalidValue(path, requirement, f"{len(value)} characters")


def _check_part(path: str, value: object, least: int, most: int) -> None:
    if type(value) is not int:
        raise WrongType(path, "a whole number", type(value).__name__)
    if not least <= value <= most:
        told = f"{len(str(abs(value)))} digits"
        raise InvalidValue(path, f"from {least} to {most}", told)


def _check_digits(path: str, value: object, least: int, most: int) -> None:
    if type(value) is not str:
        raise WrongType(path, "text of digits", type(value).__name__, "B13")
    if not (value.isascii() and value.isdigit() and least <= len(value) <= most):
        count = f"{least} to {most}" if least < most else f"{most}"
        told = f"{len(value)} characters"
        raise InvalidValue(path, f"{count} digits and nothing else", told, "B13")


def _check_name(path: str, value: object, clause: str | None = None) -> None:
    if type(value) is not str:
        raise WrongType(path, "text", type(value).__name__, clause)
    if sum(one.isdigit() for one in value) > _KEPT:
        requirement = "a name without a number of more than four digits"
        raise InvalidValue(path, requirement, f"{len(value)} characters", clause)
    checks.text(path, value)
