"""Rounding a ratio, and splitting units without losing one."""

import decimal
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gotobilling.errors import InvalidValue, WrongType
from gotobilling.rounding import (
    MINOR_UNIT,
    MinorUnit,
    Remainder,
    Rounding,
    RoundingMode,
    allocate,
    divide,
)

DECIMAL_MODES = {
    RoundingMode.HALF_UP: decimal.ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    RoundingMode.HALF_DOWN: decimal.ROUND_HALF_DOWN,
    RoundingMode.UP: decimal.ROUND_UP,
    RoundingMode.DOWN: decimal.ROUND_DOWN,
    RoundingMode.CEILING: decimal.ROUND_CEILING,
    RoundingMode.FLOOR: decimal.ROUND_FLOOR,
}
SYMMETRIC = tuple(RoundingMode)[:5]
CENTS = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)

modes = st.sampled_from(RoundingMode)
remainders = st.sampled_from(Remainder)
numerators = st.integers(-(10**24), 10**24)
# Small divisors and powers of two and ten are where ties lie.
denominators = st.one_of(
    st.integers(1, 40),
    st.sampled_from((2**10, 10**4, 2 * 10**6, 10**12)),
    st.integers(1, 10**24),
).flatmap(lambda n: st.sampled_from((n, -n)))
ratio_lists = st.lists(st.integers(0, 400), min_size=1, max_size=12).filter(any)


def quantized(x: Fraction, places: int, step: int, mode: RoundingMode) -> int:
    """Round with the decimal module at 200 digits, in units of the last place."""
    with decimal.localcontext(decimal.Context(prec=200, traps=[])):
        in_steps = Decimal(x.numerator).scaleb(places) / Decimal(x.denominator * step)
        whole = in_steps.quantize(Decimal(1), rounding=DECIMAL_MODES[mode])
    return int(whole) * step


class TestModes:
    """What each mode does on both sides of zero."""

    @pytest.mark.parametrize(
        ("mode", "expected"),
        [
            # tenths:                   24 25 26 35 -24 -25 -26 -35
            (RoundingMode.HALF_UP, (2, 3, 3, 4, -2, -3, -3, -4)),
            (RoundingMode.HALF_EVEN, (2, 2, 3, 4, -2, -2, -3, -4)),
            (RoundingMode.HALF_DOWN, (2, 2, 3, 3, -2, -2, -3, -3)),
            (RoundingMode.UP, (3, 3, 3, 4, -3, -3, -3, -4)),
            (RoundingMode.DOWN, (2, 2, 2, 3, -2, -2, -2, -3)),
            (RoundingMode.CEILING, (3, 3, 3, 4, -2, -2, -2, -3)),
            (RoundingMode.FLOOR, (2, 2, 2, 3, -3, -3, -3, -4)),
        ],
    )
    def test_table(self, mode: RoundingMode, expected: tuple[int, ...]) -> None:
        """2.4, 2.5, 2.6, 3.5 and their negatives go where the module's table says."""
        tenths = (24, 25, 26, 35, -24, -25, -26, -35)
        whole = Rounding(mode, 0, step=1)

        assert tuple(divide(t, 10, mode) for t in tenths) == expected
        assert tuple(whole.units(t, 10, 2) for t in tenths) == expected

    @pytest.mark.parametrize("mode", RoundingMode)
    def test_exact(self, mode: RoundingMode) -> None:
        """A value that needs no rounding stays, in every mode and of either sign."""
        assert [divide(n * 7, 7, mode) for n in (-3, -2, 0, 1)] == [-3, -2, 0, 1]

    @pytest.mark.parametrize("mode", RoundingMode)
    def test_between_minus_one_and_one(self, mode: RoundingMode) -> None:
        """-1/2 and 1/2 go to a neighbour, where no sign is left to see on 0."""
        below = -1 if mode.value in {"half_up", "up", "floor"} else 0
        above = 1 if mode.value in {"half_up", "up", "ceiling"} else 0

        assert (divide(-1, 2, mode), divide(1, 2, mode)) == (below, above)

    def test_wire_values(self) -> None:
        """The names that stand in files and documents do not change."""
        assert [mode.value for mode in RoundingMode] == [
            "half_up",
            "half_even",
            "half_down",
            "up",
            "down",
            "ceiling",
            "floor",
        ]
        assert MinorUnit(MINOR_UNIT.value) is MINOR_UNIT
        assert MINOR_UNIT.value == "minor_unit"

    def test_symmetric_modes(self) -> None:
        """All modes but ceiling and floor mirror a credit."""
        found = [m for m in RoundingMode if Rounding(m, 2, step=1).is_symmetric]

        assert found == list(SYMMETRIC)

    @given(numerators, denominators, modes)
    @example(1, 2, RoundingMode.CEILING)
    @example(-5, 2, RoundingMode.HALF_DOWN)
    def test_mirror(self, n: int, d: int, mode: RoundingMode) -> None:
        """A symmetric mode rounds -x to minus the rounding of x; the others pair up."""
        partner = {
            RoundingMode.CEILING: RoundingMode.FLOOR,
            RoundingMode.FLOOR: RoundingMode.CEILING,
        }.get(mode, mode)

        assert divide(-n, d, mode) == -divide(n, d, partner)

    @given(numerators, denominators, modes)
    @example(-7, -2, RoundingMode.UP)
    def test_signs_of_a_ratio(self, n: int, d: int, mode: RoundingMode) -> None:
        """A ratio is the same number with both of its signs turned."""
        assert divide(n, d, mode) == divide(-n, -d, mode)

    @given(numerators, denominators, modes)
    @example(5, 2, RoundingMode.HALF_EVEN)
    def test_neighbour(self, n: int, d: int, mode: RoundingMode) -> None:
        """The result lies less than 1 from the value, and half modes at most 1/2."""
        distance = abs(divide(n, d, mode) - Fraction(n, d))

        assert distance < 1
        assert distance <= Fraction(1, 2) or not mode.value.startswith("half")


class TestAgainstDecimal:
    """The decimal module is the reference for every mode."""

    @given(numerators, denominators, modes)
    @example(5, 2, RoundingMode.HALF_EVEN)
    @example(-5, 2, RoundingMode.HALF_DOWN)
    @example(-1, 3, RoundingMode.UP)
    def test_divide(self, n: int, d: int, mode: RoundingMode) -> None:
        """Rounding to a whole number agrees with 200 digits of decimal arithmetic."""
        assert divide(n, d, mode) == quantized(Fraction(n, d), 0, 1, mode)

    @given(
        numerators,
        denominators,
        modes,
        st.integers(0, 12),
        st.sampled_from((1, 1, 2, 5, 6, 25)),
    )
    @example(-1, 200, RoundingMode.HALF_UP, 2, 1)
    @example(1, 200, RoundingMode.HALF_UP, 2, 1)
    @example(25, -1000, RoundingMode.HALF_UP, 2, 5)
    def test_units(self, n: int, d: int, mode: RoundingMode, p: int, s: int) -> None:
        """So does rounding to any place and step, by places or by minor digits."""
        expected = quantized(Fraction(n, d), p, s, mode)

        assert Rounding(mode, p, step=s).units(n, d, minor_digits=0) == expected
        assert Rounding(mode, MINOR_UNIT, step=s).units(n, d, p) == expected

    @given(st.integers(-(10**9), 10**9), st.integers(1, 9), modes)
    def test_ties(self, k: int, places: int, mode: RoundingMode) -> None:
        """A value exactly between two neighbours goes where decimal takes it."""
        tie = Fraction(2 * k + 1, 2 * 10**places)
        rounding = Rounding(mode, places, step=1)

        units = rounding.units(tie.numerator, tie.denominator, minor_digits=0)

        assert units == quantized(tie, places, 1, mode)


class TestUnits:
    """A ratio in units of the last place."""

    @pytest.mark.clause("Q29")
    def test_proration(self) -> None:
        """3 x 25.00 x 16/31 is 38.71, rounded once, and its credit is -38.71."""
        assert CENTS.units(3 * 25 * 16, 31, minor_digits=2) == 3871
        assert CENTS.units(-3 * 25 * 16, 31, minor_digits=2) == -3871

    def test_tie_of_a_fee(self) -> None:
        """25% of 99.98 is 24.995, which half up makes 25.00."""
        assert CENTS.units(9998 * 25, 100 * 100, minor_digits=2) == 2500

    def test_floor(self) -> None:
        """17.1985 is 17.19 under floor, and -17.1985 is -17.20."""
        floor = Rounding(RoundingMode.FLOOR, MINOR_UNIT, step=1)

        assert floor.units(171985, 10_000, minor_digits=2) == 1719
        assert floor.units(-171985, 10_000, minor_digits=2) == -1720

    @pytest.mark.parametrize(("digits", "expected"), [(0, 13), (2, 1290), (3, 12903)])
    def test_minor_digits(self, digits: int, expected: int) -> None:
        """400/31 is 12.903...: 13 yen, 12.90 dollars, 12.903 dinars."""
        assert CENTS.units(400, 31, minor_digits=digits) == expected

    def test_places_win(self) -> None:
        """Places that are given do not follow the currency."""
        rounding = Rounding(RoundingMode.HALF_UP, 4, step=1)

        assert rounding.units(400, 31, minor_digits=0) == 129032

    def test_step(self) -> None:
        """12.375 lies between 12.35 and 12.40, in the middle; the even one is 12.40."""
        even = Rounding(RoundingMode.HALF_EVEN, 2, step=5)

        # 12.35 is 247 steps of 0.05, 12.40 is 248.
        assert even.units(12375, 1000, minor_digits=2) == 1240
        assert even.units(12425, 1000, minor_digits=2) == 1240

    @pytest.mark.parametrize(
        ("step", "expected"), [(1, 1238), (2, 1238), (5, 1240), (25, 1250), (100, 1200)]
    )
    def test_step_half_up(self, step: int, expected: int) -> None:
        """12.375 goes to 12.38, 12.40, 12.50 or 12.00, as the step says."""
        rounding = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=step)

        assert rounding.units(12375, 1000, minor_digits=2) == expected
        assert rounding.units(-12375, 1000, minor_digits=2) == -expected

    @given(numerators, st.integers(1, 10**6))
    def test_negative_denominator(self, n: int, d: int) -> None:
        """A denominator below zero turns the sign of the value, no more."""
        assert CENTS.units(n, -d, 2) == CENTS.units(-n, d, 2)

    @pytest.mark.parametrize("rounding", [CENTS, Rounding(RoundingMode.UP, 2, step=5)])
    def test_zero_denominator(self, rounding: Rounding) -> None:
        """A denominator of 0 is refused by name."""
        with pytest.raises(InvalidValue, match=r"^denominator must be .*, got 0$"):
            rounding.units(1, 0, 2)

    @pytest.mark.parametrize("digits", [-1, 13, 10**30])
    def test_minor_digits_outside(self, digits: int) -> None:
        """Minor digits below 0 or above 12 are refused, not taken as another place."""
        with pytest.raises(InvalidValue, match=r"^minor_digits must be .* 0 to 12"):
            CENTS.units(1, 3, digits)

    @pytest.mark.parametrize("mode", RoundingMode)
    @pytest.mark.parametrize("wrong", [2.5, Decimal("2.5"), Fraction(5, 2), "5", None])
    def test_no_whole_number(self, mode: RoundingMode, wrong: int) -> None:
        """A float, Decimal, Fraction or text never becomes an operand."""
        rounding = Rounding(mode, MINOR_UNIT, step=1)

        with pytest.raises(WrongType, match="numerator must be a whole number"):
            rounding.units(wrong, 3, 2)
        with pytest.raises(WrongType, match="denominator must be a whole number"):
            rounding.units(7, wrong, 2)
        with pytest.raises(WrongType, match="numerator must be a whole number"):
            divide(wrong, 3, mode)
        with pytest.raises(WrongType, match="denominator must be a whole number"):
            divide(7, wrong, mode)

    def test_minor_digits_of_another_type(self) -> None:
        """Minor digits that cannot be looked up are refused by name."""
        wrong: Any = [2]
        with pytest.raises(WrongType, match="minor_digits must be a whole number"):
            CENTS.units(1, 3, wrong)

    def test_bool(self) -> None:
        """A truth value is not a number."""
        with pytest.raises(WrongType, match="numerator"):
            divide(True, 1, RoundingMode.UP)

    @given(numerators, st.integers(1, 10**9), modes, st.integers(0, 12))
    def test_round(self, n: int, d: int, mode: RoundingMode, digits: int) -> None:
        """`round` is `units` as a value, by places or by minor digits."""
        x = Fraction(n, d)
        fixed = Rounding(mode, 4, step=5)
        minor = Rounding(mode, MINOR_UNIT, step=1)

        assert fixed.round(x, digits) == Fraction(fixed.units(n, d, digits), 10**4)
        assert minor.round(x, digits) == Fraction(minor.units(n, d, digits), 10**digits)

    @given(numerators, denominators, modes, st.integers(0, 6))
    def test_idempotent(self, n: int, d: int, mode: RoundingMode, places: int) -> None:
        """A rounded value is rounded to itself."""
        rounding = Rounding(mode, places, step=1)
        once = rounding.round(Fraction(n, d), 2)

        assert rounding.round(once, 2) == once

    @given(numerators, numerators, st.integers(1, 10**6), modes)
    def test_monotone(self, a: int, b: int, d: int, mode: RoundingMode) -> None:
        """The rounding of the larger of two values is not the smaller one."""
        rounding = Rounding(mode, MINOR_UNIT, step=1)
        low, high = sorted((a, b))

        assert rounding.units(low, d, 2) <= rounding.units(high, d, 2)


class TestRounding:
    """A rounding is a value, checked once."""

    def test_value(self) -> None:
        """Equal roundings are one key, survive pickling, and print their choices."""
        again = Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1)

        assert again == CENTS
        assert hash(again) == hash(CENTS)
        assert pickle.loads(pickle.dumps(CENTS)) == CENTS  # noqa: S301 - our own bytes
        assert Rounding(RoundingMode.HALF_UP, 2, step=1) != CENTS

    @pytest.mark.parametrize(
        ("rounding", "expected"),
        [
            (CENTS, "half up to the minor unit"),
            (Rounding(RoundingMode.FLOOR, 4, step=1), "floor to 4 places"),
            (Rounding(RoundingMode.UP, 2, step=5), "up to 2 places, step 5"),
        ],
    )
    def test_text(self, rounding: Rounding, expected: str) -> None:
        """A rounding reads as mode, place and, if it is not 1, step."""
        assert str(rounding) == expected

    @pytest.mark.parametrize("places", [0, 12])
    def test_limits_of_places(self, places: int) -> None:
        """0 and 12 places are allowed."""
        rounding = Rounding(RoundingMode.DOWN, places, step=1)

        assert rounding.units(1, 1, 2) == 10**places

    @pytest.mark.parametrize("places", [-1, 13])
    def test_places_outside(self, places: int) -> None:
        """One place less or more than 0 to 12 is refused."""
        expected = f"places must be a number of places from 0 to 12, got {places}"
        with pytest.raises(InvalidValue, match=f"^{expected}$"):
            Rounding(RoundingMode.HALF_UP, places, step=1)

    @pytest.mark.parametrize("step", [0, -1])
    def test_step_outside(self, step: int) -> None:
        """A step below 1 is refused."""
        with pytest.raises(InvalidValue, match=f"^step must be 1 or more, got {step}$"):
            Rounding(RoundingMode.HALF_UP, 2, step=step)

    @pytest.mark.parametrize(
        ("mode", "places", "step", "path"),
        [
            ("half_up", 2, 1, "mode"),
            (RoundingMode.UP, 2.0, 1, "places"),
            (RoundingMode.UP, True, 1, "places"),
            (RoundingMode.UP, "minor_unit", 1, "places"),
            (RoundingMode.UP, 2, 1.0, "step"),
            (RoundingMode.UP, 2, True, "step"),
        ],
    )
    def test_types(self, mode: RoundingMode, places: int, step: int, path: str) -> None:
        """A field of another type is refused by name; no text becomes a mode."""
        with pytest.raises(WrongType) as caught:
            Rounding(mode, places, step=step)

        assert caught.value.path == path

    def test_step_is_named(self) -> None:
        """A step is neither left out nor given without its name."""
        unchecked: Any = Rounding
        with pytest.raises(TypeError, match="step"):
            unchecked(RoundingMode.HALF_UP, 2)
        with pytest.raises(TypeError, match="positional"):
            unchecked(RoundingMode.HALF_UP, 2, 1)


class TestAllocate:
    """Splitting units so that the shares add up to them."""

    @pytest.mark.parametrize(
        ("to", "expected"),
        [
            # 103 over 1:2:3:4 is 10.3, 20.6, 30.9, 41.2, cut to 10, 20, 30, 41: 2 left.
            (Remainder.LARGEST_REMAINDER, (10, 21, 31, 41)),
            (Remainder.TO_FIRST, (12, 20, 30, 41)),
            (Remainder.TO_LAST, (10, 20, 30, 43)),
            (Remainder.LARGEST_RATIO, (10, 20, 30, 43)),
        ],
    )
    def test_leftover(self, to: Remainder, expected: tuple[int, ...]) -> None:
        """The units left over go where the choice says, and are mirrored below zero."""
        mirrored = tuple(-share for share in expected)

        assert allocate(103, (1, 2, 3, 4), to) == expected
        assert allocate(-103, (1, 2, 3, 4), to) == mirrored

    def test_largest_ratio_inside(self) -> None:
        """The largest ratio gets the whole leftover wherever it stands."""
        # 10 over 2:7:2 is 1.8, 6.3, 1.8, cut to 1, 6, 1: 2 left.
        assert allocate(10, (2, 7, 2), Remainder.LARGEST_RATIO) == (1, 8, 1)

    @pytest.mark.parametrize(
        ("to", "expected"),
        [
            (Remainder.LARGEST_REMAINDER, (0, 34, 33, 33, 0)),
            (Remainder.TO_FIRST, (0, 34, 33, 33, 0)),
            (Remainder.TO_LAST, (0, 33, 33, 34, 0)),
            (Remainder.LARGEST_RATIO, (0, 34, 33, 33, 0)),
        ],
    )
    def test_ties(self, to: Remainder, expected: tuple[int, ...]) -> None:
        """The earlier of equal shares comes first; a ratio of 0 gets nothing."""
        assert allocate(100, (0, 1, 1, 1, 0), to) == expected

    @given(st.integers(-(10**15), 10**15), ratio_lists, remainders)
    @example(-1, [0, 1], Remainder.TO_FIRST)
    def test_laws(self, units: int, ratios: list[int], to: Remainder) -> None:
        """Shares add up, mirror below zero, and are 0 for a ratio of 0."""
        shares = allocate(units, ratios, to)

        assert sum(shares) == units
        assert allocate(-units, ratios, to) == tuple(-share for share in shares)
        assert all(share == 0 for share, r in zip(shares, ratios, strict=True) if not r)

    @given(st.integers(-(10**15), 10**15), ratio_lists)
    def test_within_one_unit(self, units: int, ratios: list[int]) -> None:
        """Under the largest remainder no share is a whole unit from its exact part."""
        shares = allocate(units, ratios, Remainder.LARGEST_REMAINDER)
        exact = [Fraction(units * ratio, sum(ratios)) for ratio in ratios]

        assert all(abs(s - e) < 1 for s, e in zip(shares, exact, strict=True))

    @given(st.integers(0, 10**15), ratio_lists, remainders)
    def test_one_share_takes_all(
        self, u: int, ratios: list[int], to: Remainder
    ) -> None:
        """Every other choice moves at most one share off its cut exact part."""
        assume(to is not Remainder.LARGEST_REMAINDER)
        cut = [u * ratio // sum(ratios) for ratio in ratios]
        shares = allocate(u, ratios, to)

        assert sum(s != c for s, c in zip(shares, cut, strict=True)) <= 1

    @given(st.integers(-(10**9), 10**9), ratio_lists, remainders, st.integers(1, 99))
    def test_scale(self, units: int, ratios: list[int], to: Remainder, k: int) -> None:
        """Ratios are ratios: multiplying all of them changes nothing."""
        scaled = [k * ratio for ratio in ratios]

        assert allocate(units, scaled, to) == allocate(units, ratios, to)

    def test_month_in_segments(self) -> None:
        """25.00 over the 10, 10 and 11 days of July gives 25.00 again."""
        # 806.45..., 806.45..., 887.09...: half up each would add up to 2499.
        assert allocate(2500, (10, 10, 11), Remainder.LARGEST_REMAINDER) == (
            807,
            806,
            887,
        )

    def test_single_share(self) -> None:
        """One ratio takes everything."""
        assert allocate(-7, [3], Remainder.LARGEST_RATIO) == (-7,)

    @pytest.mark.parametrize("ratios", [(), (0,), (0, 0)])
    def test_nothing_to_split_by(self, ratios: tuple[int, ...]) -> None:
        """No ratios, or only zeros, are refused."""
        with pytest.raises(InvalidValue, match=r"^ratios must be at least one number"):
            allocate(1, ratios, Remainder.TO_FIRST)

    def test_negative_ratio(self) -> None:
        """A ratio below zero is refused by its place."""
        with pytest.raises(InvalidValue, match=r"^ratios\[1\] must be 0 or more"):
            allocate(1, (2, -1), Remainder.TO_FIRST)

    @pytest.mark.parametrize("wrong", [1.0, True, Decimal(1), "1", None])
    def test_types(self, wrong: int) -> None:
        """Units and ratios are whole numbers, refused by name otherwise."""
        with pytest.raises(WrongType, match=r"^units must be a whole number"):
            allocate(wrong, (1,), Remainder.TO_FIRST)
        with pytest.raises(WrongType, match=r"^ratios\[1\] must be a whole number"):
            allocate(1, (1, wrong), Remainder.TO_FIRST)

    def test_wire_values(self) -> None:
        """The names that stand in files and documents do not change."""
        assert [to.value for to in Remainder] == [
            "largest_remainder",
            "to_first",
            "to_last",
            "largest_ratio",
        ]
