"""Money as whole minor units, and prices of a unit, read and shown without rounding.

``Money`` holds an integer count of the currency's minor unit, so adding never rounds
and no decimal context of the caller can reach it. ``UnitPrice`` holds up to twelve
decimals, because the price of one message or minute has more of them than its currency.
Nothing is ever converted or divided here: shares of an amount come from ``allocate``,
and rounding belongs to the policy that asks for it.

>>> from decimal import Decimal
>>> fee = Money(Decimal("12.90"), "USD")
>>> fee.minor, fee.amount, str(fee * 3)
(1290, Decimal('12.90'), '38.70 USD')
>>> total([fee, -fee, Money(5, "USD")], "USD")
Money('5.00', 'USD')
>>> Money.from_minor(1000, "USD").allocate((1, 1, 1))
(Money('3.34', 'USD'), Money('3.33', 'USD'), Money('3.33', 'USD'))
>>> str(UnitPrice(Decimal("0.0055"), "USD", "SMS credit"))
'0.0055 USD per SMS credit'

Currency codes and their digits are those of ``currencies``.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact
from typing import Final, final

from attrs import field, frozen

from gotobilling import checks
from gotobilling.currencies import MINOR_DIGITS, minor_digits
from gotobilling.errors import CurrencyMismatch, InvalidValue, WrongType
from gotobilling.rounding import Remainder, allocate

__all__ = ["Money", "UnitPrice", "total"]

_WHOLE_DIGITS: Final = 18
_MOST_DECIMALS: Final = 12
_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")

# The one decimal operation of the library: a whole number times 0.01 and its like, in
# this context and never the thread's. 36 digits hold 18 + 4, and it stops at once if
# that were ever wrong. An exact result leaves a context as it was, so threads share it.
_exactly: Final = Context(prec=2 * _WHOLE_DIGITS, traps=[Inexact]).multiply
_MINOR_UNITS: Final = (
    Decimal(1),
    Decimal("0.1"),
    Decimal("0.01"),
    Decimal("0.001"),
    Decimal("0.0001"),
)


@final
@frozen(init=False, repr=False, order=False)
class Money:
    """
    An exact amount of one currency: positive, zero or negative.

    ``Money(amount, currency)`` takes a ``Decimal`` or a whole number of the currency
    itself, not of its minor unit. Decimals past the currency's digits must be zeros;
    nothing is rounded away. At most 18 digits stand before the point, in an amount
    given and in every result.

    Attributes:
        minor: Whole number of minor units (cents for USD, yen for JPY).
        currency: ISO 4217 code.

    Raises:
        WrongType: The amount is a float, a bool, a string or of any other type.
        InvalidValue: More decimals than the currency has, NaN, infinite or too large.
        UnknownCurrency: The code is not one of ISO 4217, or has no minor unit.
        CurrencyMismatch: Two currencies added, subtracted or compared.

    >>> Money(Decimal("12.905"), "USD")
    Traceback (most recent call last):
    ...
    gotobilling.errors.InvalidValue: amount must be a number of at most 2 decimals, \
as USD has, got 12.905
    """

    minor: int
    currency: str

    def __init__(self, amount: Decimal | int, currency: str) -> None:
        digits = minor_digits(currency)
        numerator, denominator = _ratio(amount)
        minor, rest = divmod(numerator * 10**digits, denominator)
        if rest:
            required = f"a number of at most {digits} decimals, as {currency} has"
            raise InvalidValue("amount", required, amount)
        _set_minor(self, minor)
        _set_currency(self, currency)

    @staticmethod
    def from_minor(minor: int, currency: str) -> "Money":
        """
        Return the amount of so many minor units; the fast way in.

        Raises:
            WrongType: The count is no ``int``, or is a bool.
            InvalidValue: The amount has more than 18 digits before the point.
            UnknownCurrency: The code is not one of ISO 4217, or has no minor unit.

        >>> Money.from_minor(1290, "USD")
        Money('12.90', 'USD')
        """
        # Every currency takes amounts of 18 digits of its minor unit; more is rare.
        if (
            type(minor) is not int
            or type(currency) is not str
            or currency not in MINOR_DIGITS
            or not -1_000_000_000_000_000_000 < minor < 1_000_000_000_000_000_000
        ):
            _check_minor(minor, currency)
        money = _new(Money)
        _set_minor(money, minor)
        _set_currency(money, currency)
        return money

    @staticmethod
    def parse(text: str, currency: str) -> "Money":
        """
        Return the amount written in plain digits, such as ``12.90`` or ``-0.5``.

        No sign but a leading minus, no exponent, no spaces, no separators of
        thousands; a point has a digit on either side.

        Raises:
            WrongType: Not a string.
            InvalidValue: Written otherwise, or more decimals than the currency has.
            UnknownCurrency: The code is not one of ISO 4217, or has no minor unit.

        >>> Money.parse("12.90", "USD").minor
        1290
        """
        return Money(_plain_decimal(text), currency)

    @property
    def amount(self) -> Decimal:
        """
        The amount with exactly the currency's digits, never ``-0.00``.

        >>> Money.from_minor(5, "USD").amount, Money.from_minor(5, "JPY").amount
        (Decimal('0.05'), Decimal('5'))
        """
        return _exactly(self.minor, _MINOR_UNITS[MINOR_DIGITS[self.currency]])

    def allocate(
        self, ratios: Sequence[int], to: Remainder = Remainder.LARGEST_REMAINDER
    ) -> "tuple[Money, ...]":
        """
        Split the amount by whole ratios; the parts add up to it exactly.

        ``to`` says which parts take the minor units that do not divide evenly. A
        negative amount is split as the mirror image of the positive one.

        >>> Money.from_minor(100, "USD").allocate((2, 1))
        (Money('0.67', 'USD'), Money('0.33', 'USD'))
        """
        parts = allocate(self.minor, ratios, to)
        return tuple(Money.from_minor(part, self.currency) for part in parts)

    def __add__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        minor = self.minor + _minor_in(self.currency, other)
        return Money.from_minor(minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        minor = self.minor - _minor_in(self.currency, other)
        return Money.from_minor(minor, self.currency)

    def __neg__(self) -> "Money":
        return Money.from_minor(-self.minor, self.currency)

    def __mul__(self, factor: int) -> "Money":
        if type(factor) is not int:
            raise WrongType("factor", "a whole number (int)", factor)
        return Money.from_minor(self.minor * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        if type(other) is not Money:
            return NotImplemented
        return self.minor < _minor_in(self.currency, other)

    def __le__(self, other: "Money") -> bool:
        if type(other) is not Money:
            return NotImplemented
        return self.minor <= _minor_in(self.currency, other)

    def __gt__(self, other: "Money") -> bool:
        if type(other) is not Money:
            return NotImplemented
        return self.minor > _minor_in(self.currency, other)

    def __ge__(self, other: "Money") -> bool:
        if type(other) is not Money:
            return NotImplemented
        return self.minor >= _minor_in(self.currency, other)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    def __repr__(self) -> str:
        return f"Money('{self.amount:f}', '{self.currency}')"


# Setting the slots directly spares attrs' slower way; a line makes several of these.
_new: Final = object.__new__
_set_minor: Final = Money.__dict__["minor"].__set__
_set_currency: Final = Money.__dict__["currency"].__set__


@final
@frozen(init=False, repr=False, order=False)
class UnitPrice:
    """
    The price of one unit, of up to 12 decimals, 0 or more.

    A price is never negative: what is credited is a negative quantity. Prices are
    equal by value: 25.0 and 25.00 are one price.

    Attributes:
        amount: The price as ``Decimal``, with at least the currency's digits.
        currency: ISO 4217 code.
        per: The unit in words, such as ``device``.
        numerator: Whole number; the price is exactly ``numerator / denominator``.
        denominator: A power of ten.

    Raises:
        WrongType: The amount is a float, a bool, a string or of any other type.
        InvalidValue: A negative, NaN, infinite, too large or too fine amount, or a
            unit that is no plain text.
        UnknownCurrency: The code is not one of ISO 4217, or has no minor unit.

    >>> price = UnitPrice(Decimal("0.0055"), "USD", "SMS credit")
    >>> price.numerator, price.denominator
    (55, 10000)
    >>> UnitPrice(Decimal("25.0"), "USD", "device").amount
    Decimal('25.00')
    """

    amount: Decimal = field(eq=False)
    currency: str
    per: str
    numerator: int = field(init=False)
    denominator: int = field(init=False)

    def __init__(self, amount: Decimal | int, currency: str, per: str) -> None:
        digits = minor_digits(currency)
        numerator, divisor = _ratio(amount)
        if numerator < 0:
            raise InvalidValue("amount", "0 or more", amount)
        checks.text("per", per)
        while 10**digits % divisor:
            digits += 1
        denominator = 10**digits
        numerator = numerator * denominator // divisor
        self.__attrs_init__(Decimal(f"{numerator}E-{digits}"), currency, per)
        _set_numerator(self, numerator)
        _set_denominator(self, denominator)

    @staticmethod
    def parse(text: str, currency: str, per: str) -> "UnitPrice":
        """
        Return the price written in plain digits, such as ``0.0055``.

        Raises:
            WrongType: Not a string.
            InvalidValue: Written otherwise; see ``Money.parse``.
            UnknownCurrency: The code is not one of ISO 4217, or has no minor unit.

        >>> str(UnitPrice.parse("25", "USD", "device"))
        '25.00 USD per device'
        """
        return UnitPrice(_plain_decimal(text), currency, per)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency} per {self.per}"

    def __repr__(self) -> str:
        return f"UnitPrice('{self.amount:f}', '{self.currency}', {self.per!r})"


_set_numerator: Final = UnitPrice.__dict__["numerator"].__set__
_set_denominator: Final = UnitPrice.__dict__["denominator"].__set__


def total(amounts: Iterable[Money], currency: str) -> Money:
    """
    Add amounts of one currency; none at all make its zero.

    The built-in ``sum`` starts from the number 0, which is no money, and fails.

    Raises:
        WrongType: One of them is no ``Money``.
        CurrencyMismatch: One of them is of another currency.
        InvalidValue: The sum has more than 18 digits before the point.
        UnknownCurrency: The code is not one of ISO 4217, or has no minor unit.

    >>> total((), "USD")
    Money('0.00', 'USD')
    """
    minor = 0
    for i, amount in enumerate(amounts):
        if type(amount) is not Money:
            raise WrongType(f"amounts[{i}]", "Money", amount)
        if amount.currency != currency:
            raise CurrencyMismatch(f"amounts[{i}]", f"an amount in {currency}", amount)
        minor += amount.minor
    return Money.from_minor(minor, currency)


def _ratio(amount: Decimal | int) -> tuple[int, int]:
    if type(amount) is int:
        if abs(amount) < 10**_WHOLE_DIGITS:
            return amount, 1
        raise InvalidValue("amount", _SIZE_REQUIRED, amount)
    if not isinstance(amount, Decimal):
        raise WrongType("amount", "a Decimal or a whole number (int)", amount)
    # Exponents are looked at first: 1E+999999999 must not be written out.
    exponent = amount.as_tuple().exponent
    if (
        isinstance(exponent, str)
        or exponent < -_MOST_DECIMALS
        or amount.adjusted() >= _WHOLE_DIGITS
    ):
        raise InvalidValue("amount", _SIZE_REQUIRED, amount)
    return amount.as_integer_ratio()


_SIZE_REQUIRED: Final = (
    f"a number of at most {_WHOLE_DIGITS} digits before the point"
    f" and {_MOST_DECIMALS} after it"
)


def _plain_decimal(text: object) -> Decimal:
    if type(text) is not str:
        raise WrongType("amount", "a string of digits such as '12.90'", text)
    if _PLAIN_DECIMAL.fullmatch(text) is None:
        raise InvalidValue("amount", f"plain digits, {_SIZE_REQUIRED}", text)
    return Decimal(text)


def _check_minor(minor: int, currency: str) -> None:
    if type(minor) is not int:
        raise WrongType("minor", "a whole number of minor units (int)", minor)
    if abs(minor) >= 10 ** (_WHOLE_DIGITS + minor_digits(currency)):
        required = f"an amount of at most {_WHOLE_DIGITS} digits before the point"
        raise InvalidValue("minor", required, minor)


def _minor_in(currency: str, money: Money) -> int:
    if money.currency != currency:
        raise CurrencyMismatch("currency", currency, money.currency)
    return money.minor
