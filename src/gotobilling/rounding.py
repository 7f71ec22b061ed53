"""
Rounding a ratio of two integers, and splitting an amount without losing a unit.

An amount stays an exact ratio until the last step of its rule; there the policy's
own `Rounding` turns it into whole units of the last place, once. 16 of 31 days of
25.00 are 400/31, which is 1290 cents:

>>> cents = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)
>>> cents.units(400, 31, minor_digits=2)
1290

Modes are named for what they do to values below zero, because credits are values
below zero. To a whole number:

>>> tenths = (24, 25, 26, 35, -24, -25, -26, -35)
>>> print(f"{'':9}", *(f"{t // 10 if t > 0 else -(-t // 10)}.{abs(t) % 10}"
...                    for t in tenths))
          2.4 2.5 2.6 3.5 -2.4 -2.5 -2.6 -3.5
>>> for mode in RoundingMode:
...     row = (f"{divide(t, 10, mode):{3 if t > 0 else 4}}" for t in tenths)
...     print(f"{mode.value:9}", *row)
half_up     2   3   3   4   -2   -3   -3   -4
half_even   2   2   3   4   -2   -2   -3   -4
half_down   2   2   3   3   -2   -2   -3   -3
up          3   3   3   4   -3   -3   -3   -4
down        2   2   2   3   -2   -2   -2   -3
ceiling     3   3   3   4   -2   -2   -2   -3
floor       2   2   2   3   -3   -3   -3   -4

The first five are symmetric: a credit is the mirror image of its charge. ``ceiling``
and ``floor`` are not: they round a charge and its credit the same way along the
number line, so that the two need not cancel.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Final, assert_never

from attrs import field, frozen

from gotobilling.errors import InvalidValue, WrongType

__all__ = [
    "MINOR_UNIT",
    "MinorUnit",
    "Remainder",
    "Rounding",
    "RoundingMode",
    "allocate",
    "divide",
]

_MOST_PLACES: Final = 12
_POWERS_OF_TEN: Final[Mapping[int, int]] = {
    places: 10**places for places in range(_MOST_PLACES + 1)
}


class RoundingMode(Enum):
    """Where a value between two neighbours goes; `Rounding` adds how fine they lie."""

    HALF_UP = "half_up"
    """To the nearer one; a tie goes away from zero: 2.5 to 3, -2.5 to -3. Symmetric."""

    HALF_EVEN = "half_even"
    """To the nearer one; a tie goes to the even one: 2.5 to 2, 3.5 to 4. Symmetric."""

    HALF_DOWN = "half_down"
    """To the nearer one; a tie goes toward zero: 2.5 to 2, -2.5 to -2. Symmetric."""

    UP = "up"
    """Away from zero: 2.1 to 3, -2.1 to -3. Symmetric."""

    DOWN = "down"
    """Toward zero: 2.9 to 2, -2.9 to -2. Symmetric."""

    CEILING = "ceiling"
    """Toward plus infinity: 2.1 to 3, -2.9 to -2. Not symmetric."""

    FLOOR = "floor"
    """Toward minus infinity: 2.9 to 2, -2.1 to -3. Not symmetric."""


class MinorUnit(Enum):
    """The type of `MINOR_UNIT`, so that a checker can tell it from a number."""

    MINOR_UNIT = "minor_unit"


MINOR_UNIT: Final = MinorUnit.MINOR_UNIT
"""As many places as the currency has: 2 for USD, 0 for JPY."""

_HALF_UP: Final = RoundingMode.HALF_UP


@frozen
class Rounding:
    """
    How one rule rounds: the mode, the last place kept, and the step in that place.

    A step of 5 at 2 places rounds to multiples of 0.05; ties are ties between two
    such multiples, and `RoundingMode.HALF_EVEN` takes the even multiple.

    Attributes:
        mode: Where a value between two neighbours goes.
        places: Decimal places kept, 0 to 12, or `MINOR_UNIT`.
        step: How many units of the last place lie between two neighbours; at least 1.

    Raises:
        WrongType: A field of another type; a bool is not a number here.
        InvalidValue: Places outside 0 to 12, or a step below 1.

    >>> five_cents = Rounding(RoundingMode.HALF_UP, 2, step=5)
    >>> five_cents.units(1238, 100, minor_digits=2)  # 12.38 becomes 12.40
    1240
    """

    mode: RoundingMode
    places: int | MinorUnit
    step: int = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.mode, RoundingMode):
            raise WrongType("mode", "a RoundingMode", self.mode)
        if not isinstance(self.places, MinorUnit):
            _check_whole("places", self.places)
            if self.places not in _POWERS_OF_TEN:
                raise InvalidValue("places", _PLACES_REQUIRED, self.places)
        _check_whole("step", self.step)
        if self.step < 1:
            raise InvalidValue("step", "1 or more", self.step)

    def __str__(self) -> str:
        mode = self.mode.value.replace("_", " ")
        if isinstance(self.places, MinorUnit):
            place = "the minor unit"
        else:
            place = f"{self.places} places"
        return f"{mode} to {place}" + (f", step {self.step}" if self.step > 1 else "")

    @property
    def is_symmetric(self) -> bool:
        """
        True if rounding -x always gives minus the rounding of x.

        >>> Rounding(RoundingMode.FLOOR, MINOR_UNIT, step=1).is_symmetric
        False
        """
        return self.mode not in (RoundingMode.CEILING, RoundingMode.FLOOR)

    def units(self, numerator: int, denominator: int, minor_digits: int) -> int:
        """
        Return numerator / denominator, rounded, in units of the last place.

        Args:
            numerator: Any whole number.
            denominator: Any whole number but 0; it may be negative.
            minor_digits: Places of the currency's minor unit, used if `places` is
                `MINOR_UNIT` and ignored otherwise.

        Returns:
            A multiple of `step`, counted in units of 10**-places.

        Raises:
            InvalidValue: A denominator of 0, or minor digits outside 0 to 12.
            WrongType: An operand that is no whole number.

        >>> down = Rounding(RoundingMode.DOWN, MINOR_UNIT, step=1)
        >>> down.units(171985, 10_000, minor_digits=2)  # 17.1985 becomes 17.19
        1719
        """
        places = self.places
        if places is MINOR_UNIT:
            places = minor_digits
        try:
            # Shifts, not products with 2: they refuse a float, Fraction or Decimal.
            doubled = (numerator << 1) * _POWERS_OF_TEN[places]
            divisor = denominator << 1
            if self.mode is _HALF_UP and self.step == 1 and divisor > 0:
                if doubled < 0:
                    return -((denominator - doubled) // divisor)
                return (doubled + denominator) // divisor
            return divide(doubled, divisor * self.step, self.mode) * self.step
        except KeyError:
            raise InvalidValue("minor_digits", _PLACES_REQUIRED, places) from None
        except TypeError:
            _check_whole("numerator", numerator)
            _check_whole("denominator", denominator)
            raise WrongType("minor_digits", "a whole number", minor_digits) from None

    def round(self, x: Fraction, minor_digits: int) -> Fraction:
        """
        Return the exact value of `units`, for explanations and tests.

        >>> Rounding(RoundingMode.HALF_UP, 2, step=1).round(Fraction(400, 31), 2)
        Fraction(129, 10)
        """
        places = self.places if isinstance(self.places, int) else minor_digits
        rounded = self.units(x.numerator, x.denominator, minor_digits)
        return Fraction(rounded, _POWERS_OF_TEN[places])


_PLACES_REQUIRED: Final = f"a number of places from 0 to {_MOST_PLACES}"


def divide(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """
    Return numerator / denominator as a whole number, rounded by the mode.

    Args:
        numerator: Any whole number.
        denominator: Any whole number but 0; it may be negative.
        mode: Where a value between two whole numbers goes.

    Raises:
        InvalidValue: A denominator of 0.
        WrongType: An operand that is no whole number.

    >>> divide(-5, 2, RoundingMode.HALF_UP), divide(-5, 2, RoundingMode.CEILING)
    (-3, -2)
    """
    _check_whole("numerator", numerator)
    _check_whole("denominator", denominator)
    if denominator == 0:
        raise InvalidValue("denominator", "a whole number other than 0", 0)
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    below, rest = divmod(numerator, denominator)
    if rest and _goes_up(below, 2 * rest - denominator, mode):
        return below + 1
    return below


def _goes_up(below: int, past_half: int, mode: RoundingMode) -> bool:
    """
    True if a value strictly between `below` and `below` + 1 goes to the upper one.

    `past_half` has the sign of the value's distance past the middle; 0 is a tie.
    """
    match mode:
        case RoundingMode.HALF_UP | RoundingMode.HALF_EVEN | RoundingMode.HALF_DOWN if (
            past_half
        ):
            return past_half > 0
        case RoundingMode.UP | RoundingMode.HALF_UP:
            return below >= 0
        case RoundingMode.DOWN | RoundingMode.HALF_DOWN:
            return below < 0
        case RoundingMode.HALF_EVEN:
            return below % 2 == 1
        case RoundingMode.CEILING:
            return True
        case RoundingMode.FLOOR:
            return False
    assert_never(mode)


class Remainder(Enum):
    """
    Which share gets the units left over when a split is not exact.

    Every share first gets its exact part, cut to whole units toward zero; what is
    left is less than one unit a share. A share of ratio 0 never gets any of it.
    """

    LARGEST_REMAINDER = "largest_remainder"
    """One unit each to the shares that lost most by the cut; on a tie, the earlier."""

    TO_FIRST = "to_first"
    """All of it to the first share with a ratio above 0."""

    TO_LAST = "to_last"
    """All of it to the last share with a ratio above 0."""

    LARGEST_RATIO = "largest_ratio"
    """All of it to the share with the largest ratio; on a tie, the earlier."""


def allocate(units: int, ratios: Sequence[int], to: Remainder) -> tuple[int, ...]:
    """
    Split units in proportion to the ratios, so that the shares add up to them.

    A negative number of units is split as the mirror image of the positive one, so
    that a credit takes back from each share what the charge put there.

    Args:
        units: What to split, such as an amount in cents.
        ratios: One whole number for each share, 0 or more, not all 0.
        to: Which share gets the units left over.

    Returns:
        One number of units for each ratio, in the same order.

    Raises:
        InvalidValue: No ratios, only zeros, or a negative ratio.
        WrongType: Units or a ratio that is no whole number.

    >>> allocate(1000, (1, 1, 1), Remainder.LARGEST_REMAINDER)
    (334, 333, 333)
    >>> allocate(-1000, (1, 1, 1), Remainder.TO_LAST)
    (-333, -333, -334)
    """
    _check_whole("units", units)
    whole = _checked_total(ratios)
    size = abs(units)
    shares = [size * ratio // whole for ratio in ratios]
    leftover = size - sum(shares)
    match to:
        case Remainder.LARGEST_REMAINDER:
            # A stable sort, so that the earlier of two equal losses comes first.
            losses = sorted(
                range(len(shares)), key=lambda i: -(size * ratios[i] % whole)
            )
            for i in losses[:leftover]:
                shares[i] += 1
        case Remainder.TO_FIRST:
            shares[next(i for i, ratio in enumerate(ratios) if ratio)] += leftover
        case Remainder.TO_LAST:
            shares[max(i for i, ratio in enumerate(ratios) if ratio)] += leftover
        case Remainder.LARGEST_RATIO:
            shares[ratios.index(max(ratios))] += leftover
        case _:
            assert_never(to)
    return tuple(shares) if units >= 0 else tuple(-share for share in shares)


def _checked_total(ratios: Sequence[int]) -> int:
    for i, ratio in enumerate(ratios):
        if type(ratio) is not int:
            _check_whole(f"ratios[{i}]", ratio)
        if ratio < 0:
            raise InvalidValue(f"ratios[{i}]", "0 or more", ratio)
    whole = sum(ratios)
    if whole == 0:
        raise InvalidValue("ratios", "at least one number above 0", tuple(ratios))
    return whole


def _check_whole(path: str, value: object) -> None:
    if type(value) is not int:
        raise WrongType(path, "a whole number", value)
