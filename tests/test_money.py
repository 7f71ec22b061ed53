"""Money and unit prices: exact, of one currency, and deaf to the decimal context.

Every test runs three times: as it is, under a decimal context that keeps three digits
and turns every signal into an error, and in a second thread with such a context.
"""

import copy
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from decimal import Context, Decimal, getcontext, localcontext
from fractions import Fraction
from operator import add, floordiv, mod, neg, sub, truediv
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.currencies import MINOR_DIGITS
from gotobilling.errors import (
    BillingError,
    CurrencyMismatch,
    InvalidValue,
    UnknownCurrency,
    WrongType,
)
from gotobilling.money import Money, UnitPrice, total
from gotobilling.rounding import Remainder

MOST = 10**18 - 1

# The same without types, for what the types forbid.
untyped_money: Any = Money
untyped_price: Any = UnitPrice
untyped_total: Any = total

codes = st.sampled_from(sorted(MINOR_DIGITS))
minors = st.one_of(
    st.integers(-200, 200),
    st.integers(-(10**14), 10**14),
    st.integers(10**7 * 100, 10**9 * 100),
)
moneys = st.builds(Money.from_minor, minors, codes)


def hostile() -> Context:
    """A context that keeps three digits and turns every signal into an error."""
    context = Context(prec=3)
    context.traps = dict.fromkeys(context.traps, True)
    return context


@pytest.fixture(params=["as it is", "precision 3", "second thread"], autouse=True)
def _surroundings(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    with ExitStack() as stack:
        if request.param == "precision 3":
            stack.enter_context(localcontext(hostile()))
        elif request.param == "second thread":
            test = request.node.obj
            monkeypatch.setattr(request.node, "obj", in_a_second_thread(test))
        yield


def in_a_second_thread(test: Callable[..., None]) -> Callable[..., None]:
    """Let the test run in a thread of its own, in a hostile context."""

    def in_the_thread(**arguments: object) -> None:
        with localcontext(hostile()):
            test(**arguments)

    def run(**arguments: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(in_the_thread, **arguments).result()

    return run


class TestSurroundings:
    """The three ways in which every test of this file runs."""

    def test_context_and_thread(self, request: pytest.FixtureRequest) -> None:
        """The second and third run keep three digits; the third has its own thread."""
        surroundings = request.node.callspec.params["_surroundings"]
        is_main = threading.current_thread() is threading.main_thread()
        assert is_main is (surroundings != "second thread")
        assert surroundings == "as it is" or getcontext().prec == 3


class TestMoney:
    """Making an amount."""

    def test_from_decimal(self) -> None:
        """12.90 USD are 1290 cents."""
        money = Money(Decimal("12.90"), "USD")
        assert (money.minor, money.currency) == (1290, "USD")

    def test_from_whole_number(self) -> None:
        """A whole number counts the currency, not its minor unit: 12 x 100 cents."""
        assert Money(12, "USD").minor == 12 * 100

    @pytest.mark.parametrize(
        ("amount", "currency", "minor"),
        [
            ("5", "JPY", 5),
            ("5.000", "TND", 5 * 1000),
            ("5.0001", "CLF", 5 * 10000 + 1),
            ("-0.05", "USD", -5),
            ("12345678.90", "USD", 1234567890),
            ("1.2E+3", "JPY", 1200),
            ("12.9000000000", "USD", 1290),
        ],
    )
    def test_digits_of_the_currency(
        self, amount: str, currency: str, minor: int
    ) -> None:
        """The currency says how many minor units an amount has."""
        assert Money(Decimal(amount), currency).minor == minor

    @pytest.mark.parametrize(
        ("amount", "currency", "decimals"),
        [("12.905", "USD", 2), ("0.5", "JPY", 0), ("1.0001", "TND", 3)],
    )
    def test_too_many_decimals(self, amount: str, currency: str, decimals: int) -> None:
        """An amount finer than the currency is refused, never rounded."""
        with pytest.raises(InvalidValue) as error:
            Money(Decimal(amount), currency)
        assert str(error.value) == (
            f"amount must be a number of at most {decimals} decimals, "
            f"as {currency} has, got {amount}"
        )

    @pytest.mark.parametrize(
        "amount",
        [
            "NaN",
            "sNaN",
            "-Infinity",
            "1e999999999",
            "1e-999999999",
            "0e-999999999",
            "0e999999999",
            "1" + "0" * 18,
            "-1E+18",
            "0.0000000000001",
            "0E-13",
            pytest.param("9" * 5000, id="5000 digits"),
            pytest.param("0." + "9" * 5000, id="5000 decimals"),
        ],
    )
    def test_no_reasonable_number(self, amount: str) -> None:
        """NaN, infinity and numbers of absurd size are refused at once."""
        with pytest.raises(
            InvalidValue, match=r"^amount must be a number of at most 18"
        ):
            Money(Decimal(amount), "USD")

    @pytest.mark.parametrize(
        "amount", [10**18, -(10**18), pytest.param(10**5000, id="5000 digits")]
    )
    def test_too_large_whole_number(self, amount: int) -> None:
        """A whole number has at most 18 digits, too."""
        with pytest.raises(
            InvalidValue, match=r"^amount must be a number of at most 18"
        ):
            Money(amount, "USD")

    @pytest.mark.parametrize("sign", [1, -1])
    def test_largest(self, sign: int) -> None:
        """18 nines before the point and all decimals of the currency fit."""
        text = "-" * (sign < 0) + "9" * 18 + ".99"
        assert Money(Decimal(text), "USD").minor == sign * (10**20 - 1)

    @pytest.mark.parametrize(
        "amount", [12.9, True, "12.90", None, Fraction(129, 10), Money(1, "USD")]
    )
    def test_wrong_type(self, amount: object) -> None:
        """Only a Decimal or an int is an amount; a float, bool or string is none."""
        with pytest.raises(WrongType, match=r"^amount must be a Decimal or a whole"):
            untyped_money(amount, "USD")

    @pytest.mark.parametrize("currency", ["usd", "XAU", "XQZ"])
    def test_unknown_currency(self, currency: str) -> None:
        """Every way in refuses a code that is not a currency."""
        for make in (Money, Money.from_minor):
            with pytest.raises(UnknownCurrency):
                make(1, currency)
        with pytest.raises(UnknownCurrency):
            Money.parse("1", currency)
        with pytest.raises(UnknownCurrency):
            UnitPrice(1, currency, "device")

    def test_withdrawn_currency(self) -> None:
        """Amounts of withdrawn currencies are still read."""
        assert str(Money.from_minor(1290, "HRK")) == "12.90 HRK"

    def test_immutable(self) -> None:
        """An amount cannot be changed."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            untyped_money(1, "USD").minor = 2


class TestFromMinor:
    """The fast way in, for whole minor units."""

    def test_minor_units(self) -> None:
        """1290 cents are 12.90 USD."""
        assert Money.from_minor(1290, "USD") == Money(Decimal("12.90"), "USD")

    @pytest.mark.parametrize("minor", [True, 12.0, Decimal(12), "12", None])
    def test_wrong_type(self, minor: object) -> None:
        """Minor units are counted with an int; a bool is none."""
        with pytest.raises(WrongType, match=r"^minor must be a whole number of minor"):
            untyped_money.from_minor(minor, "USD")

    @pytest.mark.parametrize("currency", [None, 840, ["USD"]])
    def test_wrong_type_of_currency(self, currency: object) -> None:
        """A currency is text."""
        with pytest.raises(WrongType, match=r"^currency must be a code"):
            untyped_money.from_minor(1, currency)

    def test_subclass_of_text(self) -> None:
        """An amount keeps plain text only, whatever the caller's class of text."""

        class Code(str):
            __slots__ = ()

        with pytest.raises(WrongType, match=r"^currency must be a code"):
            Money.from_minor(1, Code("USD"))

    @pytest.mark.parametrize(
        ("currency", "digits"), [("JPY", 0), ("USD", 2), ("TND", 3), ("CLF", 4)]
    )
    @pytest.mark.parametrize("sign", [1, -1])
    def test_both_sides_of_the_limit(
        self, currency: str, digits: int, sign: int
    ) -> None:
        """18 digits before the point are accepted and one more unit is refused."""
        limit = 10 ** (18 + digits)
        largest = Money.from_minor(sign * (limit - 1), currency)
        assert largest.minor == sign * (limit - 1)
        assert Money(largest.amount, currency) == largest
        with pytest.raises(
            InvalidValue, match=r"^minor must be an amount of at most 18"
        ):
            Money.from_minor(sign * limit, currency)


class TestParse:
    """Reading an amount that was written in plain digits."""

    @pytest.mark.parametrize(
        ("text", "minor"),
        [
            ("12.90", 1290),
            ("12.9", 1290),
            ("12", 1200),
            ("-0.05", -5),
            ("-0.00", 0),
            ("0012.900", 1290),
            ("98765432.10", 9876543210),
        ],
    )
    def test_plain_digits(self, text: str, minor: int) -> None:
        """An optional minus, digits, and decimals after a point."""
        assert Money.parse(text, "USD").minor == minor

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "-",
            ".5",
            "5.",
            "+5",
            " 5",
            "5\n",
            "5 USD",
            "1,000.00",
            "1_000",
            "1e3",
            "0x10",
            "NaN",
            "Infinity",
            "--5",
            "\N{ARABIC-INDIC DIGIT THREE}",
            "\N{FULLWIDTH DIGIT FIVE}",
            "1" * 19,
            "0." + "0" * 13,
            pytest.param("9" * 10**6, id="a million digits"),
        ],
    )
    def test_written_otherwise(self, text: str) -> None:
        """Exponents, separators, spaces, other digits and long numbers are refused."""
        with pytest.raises(
            InvalidValue, match=r"^amount must be plain digits"
        ) as error:
            Money.parse(text, "USD")
        assert len(str(error.value)) < 200

    def test_too_many_decimals(self) -> None:
        """Text finer than the currency is refused like a number."""
        with pytest.raises(InvalidValue, match="at most 2 decimals, as USD has"):
            Money.parse("12.905", "USD")

    @pytest.mark.parametrize("text", [12, Decimal("12.90"), b"12.90", None])
    def test_wrong_type(self, text: object) -> None:
        """Only text is parsed."""
        with pytest.raises(WrongType, match=r"^amount must be a string of digits"):
            untyped_money.parse(text, "USD")


class TestAmount:
    """The amount as a decimal number."""

    @pytest.mark.parametrize(
        ("minor", "currency", "written"),
        [
            (1290, "USD", "12.90"),
            (5, "USD", "0.05"),
            (0, "USD", "0.00"),
            (-5, "USD", "-0.05"),
            (5, "JPY", "5"),
            (0, "JPY", "0"),
            (5, "TND", "0.005"),
            (1, "CLF", "0.0001"),
            (123456789012, "USD", "1234567890.12"),
            (-(10**22 - 1), "CLF", "-" + "9" * 18 + ".9999"),
        ],
    )
    def test_exactly_the_digits_of_the_currency(
        self, minor: int, currency: str, written: str
    ) -> None:
        """The amount has the currency's decimals, no more and no fewer."""
        amount = Money.from_minor(minor, currency).amount
        assert amount.as_tuple() == Decimal(written).as_tuple()

    @pytest.mark.parametrize("zero", ["-0", "-0.00", "0E+5", "-0E-5"])
    def test_zero_has_no_sign(self, zero: str) -> None:
        """Minus zero is zero: -0.00 never shows."""
        money = Money(Decimal(zero), "USD")
        assert (str(money), str(-money)) == ("0.00 USD", "0.00 USD")
        assert not (-money).amount.is_signed()

    def test_leaves_the_context_alone(self) -> None:
        """Reading an amount raises no flag in the caller's context."""
        getcontext().clear_flags()
        assert Money.from_minor(MOST, "USD").amount == Decimal("9999999999999999.99")
        assert not any(getcontext().flags.values())

    @given(moneys)
    def test_read_back(self, money: Money) -> None:
        """An amount made of its own decimal number is the same amount."""
        assert Money(money.amount, money.currency) == money

    def test_many_threads_at_once(self) -> None:
        """Eight threads that read amounts at the same time read the same amounts."""
        minors = range(-(10**9), 10**9, 10**5 + 1)
        expected = [Money.from_minor(minor, "USD").amount for minor in minors]
        start = threading.Barrier(8)

        def read(_: int) -> list[Decimal]:
            with localcontext(hostile()):
                start.wait()
                return [Money.from_minor(minor, "USD").amount for minor in minors]

        with ThreadPoolExecutor(8) as pool:
            assert all(read == expected for read in pool.map(read, range(8)))


class TestArithmetic:
    """Adding, subtracting, turning the sign and multiplying by whole numbers."""

    def test_add_and_subtract(self) -> None:
        """12.90 + 0.15 = 13.05 and 12.90 - 13.05 = -0.15."""
        fee = Money.from_minor(1290, "USD")
        assert fee + Money.from_minor(15, "USD") == Money.from_minor(1305, "USD")
        assert fee - Money.from_minor(1305, "USD") == Money.from_minor(-15, "USD")

    def test_large_amounts(self) -> None:
        """10,000,000.01 + 0.01 = 10,000,000.02 to the cent, and times 3 as well."""
        large = Money(Decimal("10000000.01"), "USD")
        cent = Money(Decimal("0.01"), "USD")
        assert (large + cent).minor == 10**9 + 2
        assert (large * 3).minor == 3 * 10**9 + 3

    def test_multiply(self) -> None:
        """3 x 12.90 = 38.70 from either side, and -2 x 12.90 = -25.80."""
        fee = Money.from_minor(1290, "USD")
        assert fee * 3 == 3 * fee == Money.from_minor(3870, "USD")
        assert fee * -2 == Money.from_minor(-2580, "USD")

    @pytest.mark.parametrize(
        "factor", [1.5, 2.0, True, Decimal(2), Fraction(1, 2), "2"]
    )
    def test_multiply_by_no_whole_number(self, factor: Any) -> None:  # noqa: ANN401
        """An amount is multiplied by whole numbers only."""
        fee = Money.from_minor(1290, "USD")
        with pytest.raises(WrongType, match=r"^factor must be a whole number"):
            fee * factor
        with pytest.raises(WrongType, match=r"^factor must be a whole number"):
            factor * fee

    def test_multiply_money_by_money(self) -> None:
        """The product of two amounts is not money."""
        fee = untyped_money.from_minor(1290, "USD")
        with pytest.raises(WrongType, match=r"^factor must be a whole number"):
            fee * fee

    def test_no_division(self) -> None:
        """Amounts are allocated, not divided."""
        fee = untyped_money(1, "USD")
        for divide in (truediv, floordiv, mod, divmod):
            with pytest.raises(TypeError, match=r"^unsupported operand type"):
                divide(fee, 2)

    def test_two_currencies(self) -> None:
        """Nothing is converted: dollars and euros do not add up."""
        dollar, euro = Money(1, "USD"), Money(1, "EUR")
        with pytest.raises(
            CurrencyMismatch, match=r"^currency must be USD, got 'EUR'$"
        ):
            dollar + euro
        with pytest.raises(
            CurrencyMismatch, match=r"^currency must be USD, got 'EUR'$"
        ):
            dollar - euro

    @pytest.mark.parametrize("other", [1, Decimal(1), None, "1.00 USD"])
    def test_other_types(self, other: object) -> None:
        """A bare number has no currency and is not added to money."""
        fee = untyped_money(1, "USD")
        for combine in (add, sub):
            with pytest.raises(TypeError, match=r"unsupported operand|concatenate str"):
                combine(fee, other)
            with pytest.raises(TypeError, match=r"unsupported operand|concatenate str"):
                combine(other, fee)

    def test_result_too_large(self) -> None:
        """A result has at most 18 digits before the point, like an amount given."""
        largest = Money(MOST, "USD")
        with pytest.raises(
            InvalidValue, match=r"^minor must be an amount of at most 18"
        ):
            largest + Money(1, "USD")
        with pytest.raises(
            InvalidValue, match=r"^minor must be an amount of at most 18"
        ):
            largest * 2

    @given(moneys, st.integers(-1000, 1000))
    def test_multiplying_is_adding(self, money: Money, factor: int) -> None:
        """N x money plus money is (n + 1) x money."""
        assert money * factor + money == money * (factor + 1)

    @given(moneys)
    def test_sign(self, money: Money) -> None:
        """An amount and its negative cancel out."""
        assert (money + -money).minor == 0
        assert neg(neg(money)) == money


class TestComparison:
    """Order within a currency, equality everywhere."""

    def test_order(self) -> None:
        """0.99 < 1.00, and equal amounts are neither less nor more."""
        less, more = Money.from_minor(99, "USD"), Money.from_minor(100, "USD")
        assert less < more
        assert less <= more
        assert more > less
        assert more >= less
        assert not more < more.from_minor(100, "USD")
        assert not more > more.from_minor(100, "USD")
        assert more <= more.from_minor(100, "USD")
        assert more >= more.from_minor(100, "USD")
        assert not more < less
        assert not more <= less
        assert not less > more
        assert not less >= more

    def test_order_of_two_currencies(self) -> None:
        """Which of a dollar and a euro is more is not for this library to say."""
        dollar, euro = Money(1, "USD"), Money(1, "EUR")
        for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
            with pytest.raises(CurrencyMismatch, match="must be USD, got 'EUR'"):
                getattr(dollar, compare)(euro)

    @pytest.mark.parametrize("other", [1, Decimal(1), None, "1.00 USD"])
    def test_other_types(self, other: object) -> None:
        """Money has no order among things that are not money."""
        for compare in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__"):
            assert getattr(Money(1, "USD"), compare)(other) is NotImplemented
        assert Money(1, "USD") != other

    def test_equality(self) -> None:
        """Amounts are equal when both number and currency are."""
        assert Money(Decimal("1.0"), "USD") == Money(1, "USD")
        assert Money(1, "USD") != Money(1, "EUR")
        assert Money(1, "USD") != Money(2, "USD")

    def test_hash(self) -> None:
        """Equal amounts are one member of a set."""
        assert len({Money(1, "USD"), Money.from_minor(100, "USD")}) == 1

    @given(codes, st.lists(minors, min_size=2))
    def test_order_of_amounts_is_order_of_minor_units(
        self, code: str, minors: list[int]
    ) -> None:
        """Sorting amounts of one currency sorts their minor units."""
        amounts = sorted(Money.from_minor(minor, code) for minor in minors)
        assert [money.minor for money in amounts] == sorted(minors)


class TestText:
    """How an amount is written."""

    def test_str(self) -> None:
        """An amount is written with all its decimals and its currency."""
        assert str(Money.from_minor(-1290, "USD")) == "-12.90 USD"
        assert str(Money.from_minor(12, "JPY")) == "12 JPY"

    def test_repr(self) -> None:
        """The debugging form shows amount and currency."""
        assert repr(Money.from_minor(1290, "USD")) == "Money('12.90', 'USD')"

    @pytest.mark.parametrize("minor", [0, 1, -1, 10**7 + 1, -(10**9 + 7), MOST])
    def test_round_trip_of_every_currency(self, minor: int) -> None:
        """What is written parses to the same amount, in every currency."""
        for currency in MINOR_DIGITS:
            money = Money.from_minor(minor, currency)
            assert Money.parse(*str(money).split()) == money

    @given(moneys)
    def test_round_trip(self, money: Money) -> None:
        """What is written parses to the same amount."""
        assert Money.parse(*str(money).split()) == money


class TestCopies:
    """Sending values to other processes and copying them."""

    @pytest.mark.parametrize(
        "value",
        [
            Money.from_minor(1290, "USD"),
            Money(-MOST, "CLF"),
            UnitPrice(Decimal("0.0055"), "USD", "SMS credit"),
        ],
    )
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickle(self, value: Money | UnitPrice, protocol: int) -> None:
        """A pickled value comes back equal, in hash and in writing, too."""
        back = pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - our own bytes
        assert (back, hash(back), str(back)) == (value, hash(value), str(value))
        assert back.amount.as_tuple() == value.amount.as_tuple()

    def test_copy(self) -> None:
        """A copy is equal."""
        fee = Money.from_minor(1290, "USD")
        assert copy.copy(fee) == copy.deepcopy(fee) == fee

    def test_errors_pickle(self) -> None:
        """An error about an amount comes back with its text."""
        with pytest.raises(BillingError) as error:
            Money(Decimal("12.905"), "USD")
        back = pickle.loads(pickle.dumps(error.value))  # noqa: S301 - our own bytes
        assert str(back) == str(error.value)


class TestAllocate:
    """Splitting an amount."""

    @pytest.mark.parametrize(
        ("to", "parts"),
        [
            (Remainder.LARGEST_REMAINDER, (143, 286, 571)),
            (Remainder.TO_FIRST, (144, 285, 571)),
            (Remainder.TO_LAST, (142, 285, 573)),
            (Remainder.LARGEST_RATIO, (142, 285, 573)),
        ],
    )
    def test_remainder(self, to: Remainder, parts: tuple[int, ...]) -> None:
        """10.00 by 1:2:4 is 142.86, 285.71 and 571.43 cents; 2 cents are left over."""
        money = Money.from_minor(1000, "USD")
        split = money.allocate((1, 2, 4), to=to)
        assert sum(parts) == 1000
        assert split == tuple(Money.from_minor(part, "USD") for part in parts)

    def test_largest_remainder_unless_said_otherwise(self) -> None:
        """By 1:2, 1.00 is 33.33 and 66.67 cents: the cent goes to the larger loss."""
        parts = Money(1, "USD").allocate((1, 2))
        assert parts == (Money.from_minor(33, "USD"), Money.from_minor(67, "USD"))

    def test_negative(self) -> None:
        """A credit is split as the mirror image of the charge."""
        money = Money.from_minor(1000, "USD")
        parts = money.allocate((1, 1, 1))
        assert (-money).allocate((1, 1, 1)) == tuple(-part for part in parts)

    @given(
        moneys,
        st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any),
        st.sampled_from(Remainder),
    )
    def test_parts_add_up(self, money: Money, ratios: list[int], to: Remainder) -> None:
        """The parts of an amount add up to it, to the minor unit."""
        parts = money.allocate(ratios, to=to)
        assert len(parts) == len(ratios)
        assert total(parts, money.currency) == money


class TestTotal:
    """Adding many amounts."""

    def test_sum(self) -> None:
        """12.90 + 0.15 - 13.05 = 0.00."""
        amounts = (Money.from_minor(minor, "USD") for minor in (1290, 15, -1305))
        assert total(amounts, "USD") == Money(0, "USD")

    def test_nothing(self) -> None:
        """The total of no amounts is zero, of the currency asked for."""
        assert total([], "JPY") == Money(0, "JPY")
        with pytest.raises(UnknownCurrency):
            total([], "XQZ")

    def test_two_currencies(self) -> None:
        """The error names the amount of the other currency."""
        amounts = [Money(1, "USD"), Money(Decimal("1.50"), "EUR")]
        with pytest.raises(CurrencyMismatch) as error:
            total(amounts, "USD")
        assert str(error.value) == ("amounts[1] must be an amount in USD, got 1.50 EUR")

    def test_no_money(self) -> None:
        """The error names what is no amount."""
        with pytest.raises(WrongType, match=r"^amounts\[1\] must be Money, got 1$"):
            untyped_total([Money(1, "USD"), 1], "USD")

    def test_built_in_sum(self) -> None:
        """The built-in sum starts at the number 0, which is no money."""
        with pytest.raises(TypeError, match=r"^unsupported operand type"):
            sum([untyped_money(1, "USD")])

    def test_limit_holds_for_the_sum_only(self) -> None:
        """Only the sum must be within 18 digits, not the sums on the way to it."""
        large = Money(MOST, "USD")
        assert total([large, large, -large], "USD") == large
        with pytest.raises(
            InvalidValue, match=r"^minor must be an amount of at most 18"
        ):
            total([large, large], "USD")

    @given(codes, st.lists(minors))
    def test_total_is_the_sum_of_minor_units(
        self, code: str, minors: list[int]
    ) -> None:
        """A total has as many minor units as its amounts together, in any order."""
        amounts = [Money.from_minor(minor, code) for minor in minors]
        assert total(amounts, code).minor == sum(minors)
        assert total(reversed(amounts), code) == total(amounts, code)


class TestUnitPrice:
    """The price of one unit."""

    def test_more_decimals_than_the_currency(self) -> None:
        """0.0055 USD is 55 / 10000, exactly."""
        price = UnitPrice(Decimal("0.0055"), "USD", "SMS credit")
        assert (price.numerator, price.denominator) == (55, 10000)
        assert str(price.amount) == "0.0055"

    @pytest.mark.parametrize(
        ("amount", "currency", "written", "denominator"),
        [
            (25, "USD", "25.00", 100),
            (Decimal("25.0"), "USD", "25.00", 100),
            (Decimal("25.0000"), "USD", "25.00", 100),
            (Decimal("0.00715"), "USD", "0.00715", 10**5),
            (Decimal("2.5E+2"), "USD", "250.00", 100),
            (Decimal("-0.0"), "USD", "0.00", 100),
            (0, "JPY", "0", 1),
            (Decimal("0.5"), "JPY", "0.5", 10),
            (Decimal("0.000000000001"), "USD", "0.000000000001", 10**12),
            (Decimal("12345678.125"), "TND", "12345678.125", 1000),
        ],
    )
    def test_at_least_the_digits_of_the_currency(
        self, amount: Decimal | int, currency: str, written: str, denominator: int
    ) -> None:
        """A price shows the currency's decimals, and more only where they count."""
        price = UnitPrice(amount, currency, "device")
        assert str(price) == f"{written} {currency} per device"
        assert price.amount.as_tuple() == Decimal(written).as_tuple()
        assert price.denominator == denominator

    def test_equal_by_value(self) -> None:
        """25.0 and 25.00 are one price, and one member of a set."""
        one = UnitPrice(Decimal("25.0"), "USD", "device")
        other = UnitPrice(Decimal("25.00"), "USD", "device")
        assert one == other
        assert hash(one) == hash(other)
        assert repr(one) == repr(other)

    @pytest.mark.parametrize(
        "other",
        [
            UnitPrice(26, "USD", "device"),
            UnitPrice(Decimal("2.5"), "USD", "device"),
            UnitPrice(25, "CAD", "device"),
            UnitPrice(25, "USD", "extension"),
            Money(25, "USD"),
        ],
    )
    def test_not_equal(self, other: object) -> None:
        """Another number, currency or unit is another price; an amount is no price."""
        assert UnitPrice(25, "USD", "device") != other

    def test_digits_alone_are_no_price(self) -> None:
        """0.055 and 0.0055 have the numerator 55 in common, and differ."""
        more = UnitPrice(Decimal("0.055"), "USD", "device")
        less = UnitPrice(Decimal("0.0055"), "USD", "device")
        assert more.numerator == less.numerator == 55
        assert more != less

    def test_no_order(self) -> None:
        """Prices of different units have no order."""
        price = untyped_price(25, "USD", "device")
        with pytest.raises(TypeError, match=r"^'<' not supported"):
            sorted([price, UnitPrice(26, "USD", "extension")])

    def test_repr(self) -> None:
        """The debugging form shows amount, currency and unit."""
        price = UnitPrice(Decimal("0.000000000001"), "USD", "byte")
        assert repr(price) == "UnitPrice('0.000000000001', 'USD', 'byte')"

    def test_negative(self) -> None:
        """A price is not negative; what is credited is a negative quantity."""
        with pytest.raises(
            InvalidValue, match=r"^amount must be 0 or more, got -0.01$"
        ):
            UnitPrice(Decimal("-0.01"), "USD", "device")

    @pytest.mark.parametrize(
        "amount", ["NaN", "Infinity", "1e999999999", "1e-999999999", "1E-13", "1E+18"]
    )
    def test_no_reasonable_number(self, amount: str) -> None:
        """A price is finite, below 10**18 and has at most 12 decimals."""
        with pytest.raises(
            InvalidValue, match=r"^amount must be a number of at most 18"
        ):
            UnitPrice(Decimal(amount), "USD", "device")

    @pytest.mark.parametrize("amount", [0.0055, True, "0.0055", None])
    def test_wrong_type(self, amount: object) -> None:
        """A price is a Decimal or an int."""
        with pytest.raises(WrongType, match=r"^amount must be a Decimal or a whole"):
            untyped_price(amount, "USD", "device")

    @pytest.mark.parametrize("per", ["", " ", " device", "device\n", "a\nb"])
    def test_unit_that_is_none(self, per: str) -> None:
        """The unit is text on one line, without blanks around it."""
        with pytest.raises(InvalidValue, match=r"^per must be "):
            UnitPrice(25, "USD", per)

    @pytest.mark.parametrize("per", [None, 1, b"device"])
    def test_unit_of_wrong_type(self, per: object) -> None:
        """The unit is text."""
        with pytest.raises(WrongType, match=r"^per must be text"):
            untyped_price(25, "USD", per)

    def test_parse(self) -> None:
        """A price is read from plain digits like an amount, with its unit."""
        price = UnitPrice.parse("0.0055", "USD", "SMS credit")
        assert price == UnitPrice(Decimal("0.0055"), "USD", "SMS credit")
        with pytest.raises(InvalidValue, match=r"^amount must be plain digits"):
            UnitPrice.parse("5.5e-3", "USD", "SMS credit")

    def test_immutable(self) -> None:
        """A price cannot be changed."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            untyped_price(25, "USD", "device").numerator = 1

    def test_evolve(self) -> None:
        """A price with another amount is made by attrs.evolve."""
        price = UnitPrice(25, "USD", "device")
        dearer = attrs.evolve(price, amount=Decimal("26.50"))
        assert dearer == UnitPrice(Decimal("26.50"), "USD", "device")
        assert (dearer.numerator, dearer.denominator) == (2650, 100)

    @given(codes, st.integers(0, MOST), st.integers(0, 12))
    def test_value(self, code: str, coefficient: int, decimals: int) -> None:
        """A price is its numerator over its denominator, a power of ten."""
        price = UnitPrice(Decimal(f"{coefficient}E-{decimals}"), code, "device")
        value = Fraction(coefficient, 10**decimals)
        assert Fraction(price.numerator, price.denominator) == value
        assert Fraction(price.amount) == value
        assert price.denominator in {10**n for n in range(MINOR_DIGITS[code], 13)}
        assert UnitPrice(price.amount, code, "device") == price
