"""The checks that every value runs once: what they let in, and what they say."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from gotobilling import checks
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.rounding import RoundingMode

LARGEST = 10**12 - 1


class Whole(int):
    """A whole number by inheritance, which may answer as it likes."""


class TestWhole:
    """Whole numbers within bounds, and nothing that only looks like one."""

    @pytest.mark.parametrize("value", [-LARGEST, -1, 0, 1, LARGEST])
    def test_accepted(self, value: int) -> None:
        """Whole numbers of up to 12 digits are accepted, of either sign."""
        checks.whole("n", value)

    @pytest.mark.parametrize(
        "value", [True, False, 5.0, "5", None, Decimal(5), Fraction(5), Whole(5)]
    )
    def test_wrong_type(self, value: object) -> None:
        """A bool, a float, a text or any other type is no whole number."""
        with pytest.raises(WrongType, match=r"^n must be a whole number, got "):
            checks.whole("n", value)

    def test_most(self) -> None:
        """A whole number above what is asked for is refused, and no other."""
        checks.whole("n", 366, 0, 366)
        with pytest.raises(InvalidValue, match=r"^n must be from 0 to 366, got 367$"):
            checks.whole("n", 367, 0, 366)

    @pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1])
    def test_out_of_bounds(self, value: int) -> None:
        """A whole number of 13 digits is refused."""
        with pytest.raises(
            InvalidValue,
            match=rf"^n must be from -999999999999 to 999999999999, got {value}$",
        ):
            checks.whole("n", value)

    def test_least(self) -> None:
        """The least value named is in, the one below it is out."""
        checks.whole("quantity", 1, 1)
        with pytest.raises(
            InvalidValue, match=r"^quantity must be from 1 to 999999999999, got 0$"
        ):
            checks.whole("quantity", 0, 1)

    def test_beyond_the_digits_of_the_interpreter(self) -> None:
        """A number too long to be written out is refused by its size in bits."""
        with pytest.raises(InvalidValue, match=r"got a number of 33220 bits$"):
            checks.whole("n", 10**10_000)


class TestDay:
    """Civil dates only."""

    def test_accepted(self) -> None:
        """A date is accepted, from the first to the last that there is."""
        checks.day("on", date.min)
        checks.day("on", date.max)

    @pytest.mark.parametrize(
        "value",
        [datetime(2026, 7, 15, tzinfo=UTC), "2026-07-15", 20260715, None],
    )
    def test_wrong_type(self, value: object) -> None:
        """A datetime is an instant and no day; text and numbers are none either."""
        with pytest.raises(WrongType, match=r"^on must be a date without a time, got "):
            checks.day("on", value)


class TestBillingDay:
    """Days that a bill can have."""

    @pytest.mark.parametrize("value", [date(1900, 1, 1), date(2999, 12, 31)])
    def test_accepted(self, value: date) -> None:
        """Days of the years 1900 to 2999 are accepted, both ends included."""
        checks.billing_day("on", value)

    @pytest.mark.parametrize("value", [date(1899, 12, 31), date(3000, 1, 1)])
    def test_out_of_bounds(self, value: date) -> None:
        """The day before and the day after are refused."""
        with pytest.raises(
            InvalidValue,
            match=rf"^on must be a day from 1900-01-01 to 2999-12-31, got {value}$",
        ):
            checks.billing_day("on", value)

    def test_wrong_type(self) -> None:
        """An instant is none of them."""
        with pytest.raises(WrongType, match=r"^on must be a date without a time"):
            checks.billing_day("on", datetime(2026, 7, 15, tzinfo=UTC))


class TestText:
    """Short printable text."""

    @pytest.mark.parametrize("value", ["a", "Zürich 北京", "a" * 200, "'quoted' text"])
    def test_accepted(self, value: str) -> None:
        """Printable text of any script is accepted, up to 200 characters."""
        checks.text("id", value)

    @pytest.mark.parametrize("value", [None, 5, b"a", ("a",)])
    def test_wrong_type(self, value: object) -> None:
        """A number, bytes or nothing at all is no text."""
        with pytest.raises(WrongType, match=r"^id must be text, got "):
            checks.text("id", value)

    @pytest.mark.parametrize("value", ["", "a" * 201])
    def test_length(self, value: str) -> None:
        """No text at all and 201 characters are refused."""
        with pytest.raises(
            InvalidValue, match=r"^id must be text of 1 to 200 characters, got "
        ):
            checks.text("id", value)

    @pytest.mark.parametrize(
        "value", [" a", "a ", "a\nb", "a\tb", "\x00", "a\u200eb", "\ud800", "a\u00a0b"]
    )
    def test_not_plain(self, value: str) -> None:
        """Outer blanks, line ends and characters without a shape are refused."""
        with pytest.raises(
            InvalidValue, match=r"^id must be printable text without blanks around it"
        ):
            checks.text("id", value)


class TestMember:
    """Members of one enumeration."""

    def test_accepted(self) -> None:
        """A member is accepted."""
        checks.member("mode", RoundingMode.FLOOR, RoundingMode)

    def test_wrong_type(self) -> None:
        """The text of a member is no member; the error lists the names."""
        with pytest.raises(
            WrongType,
            match=r"^mode must be a RoundingMode \(HALF_UP, HALF_EVEN, HALF_DOWN, UP, "
            r"DOWN, CEILING, FLOOR\), got 'floor'$",
        ):
            checks.member("mode", "floor", RoundingMode)


class TestExactly:
    """Values of one class, and of none that is made of it."""

    def test_accepted(self) -> None:
        """A value of the class is accepted."""
        checks.exactly("n", 5, int)

    @pytest.mark.parametrize("value", [datetime(2026, 1, 1, tzinfo=UTC), "x", None])
    def test_another(self, value: object) -> None:
        """A value of another class is refused, and of a class made of it too."""
        with pytest.raises(WrongType, match=r"^n must be a date, got "):
            checks.exactly("n", value, date)

    def test_article(self) -> None:
        """A class whose name begins with a vowel is asked for as an and not a."""
        with pytest.raises(WrongType, match=r"^n must be an InvalidValue, got 5$"):
            checks.exactly("n", 5, InvalidValue)


class TestEach:
    """Several values of one class."""

    def test_accepted(self) -> None:
        """Any iterable of such values comes back as a tuple, in its order."""
        assert checks.each("n", iter([5, 6]), int) == (5, 6)

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            (None, "^n must be several int values, got None$"),
            ([5, "x"], r"^n\[1\] must be "),
        ],
    )
    def test_another(self, values: object, told: str) -> None:
        """What holds nothing, or a value of another class, is refused by its place."""
        with pytest.raises(WrongType, match=told):
            checks.each("n", values, int)


@pytest.mark.clause("B9")
class TestNoCardNumber:
    """The number of a card, however it is written, among other digits too."""

    @pytest.mark.parametrize(
        "value",
        [
            "4111111111111111",
            "visa 4111-1111-1111-1111",
            "4111  1111  1111  1111",
            "4111.1111.1111.1111",
            "4111/1111_1111\u20131111",
            "\uff14111 1111 1111 1111",
            "x4111111111111111y",
            "4111 1111 1111 1111 12/28",
            "2028-12 4111 1111 1111 1111",
            "3782 822463 10005",
        ],
    )
    def test_refused(self, value: str) -> None:
        """The error tells how many digits it has, and none of them."""
        with pytest.raises(InvalidValue) as caught:
            checks.no_card_number("n", value)

        said = f"{caught.value}{caught.value!r}"
        assert "15 digits" in said or "16 digits" in said
        assert "1111" not in said

    @pytest.mark.parametrize(
        "value", ["card 1111", "4111 1111 1111 1112", "2026-08-01", "", "4111 1111"]
    )
    def test_accepted(self, value: str) -> None:
        """Fewer digits, or another check digit, are the number of no card."""
        checks.no_card_number("n", value)
