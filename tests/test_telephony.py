"""Telephone numbers by phonenumbers: what a call is, and what is told of others."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gotobilling import telephony
from gotobilling.errors import (
    BillingError,
    InvalidValue,
    MissingExtra,
    UnknownName,
    WrongType,
)
from gotobilling.kinds import CallType
from gotobilling.telephony import CACHED_NUMBERS, Telephony, country_of, normalised

HERE, COLLEAGUE = "+13105550100", "+13105550101"
TOLL_FREE = "+18005550199"
OUTSIDE = "+12125550123"
OF_US: Final = Telephony(
    country="US",
    own=frozenset({HERE, COLLEAGUE}),
    toll_free=frozenset({TOLL_FREE}),
    premium_prefixes=("+1787555", "+1900"),
)
CODES: Final = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Let no test know a number by the one before it."""
    telephony._is_abroad.cache_clear()
    yield
    telephony._is_abroad.cache_clear()


@st.composite
def valid_numbers(draw: st.DrawFn) -> str:
    """Return a number that its country can have given out, in E.164."""
    kinds = sorted(phonenumbers.PhoneNumberType.values())
    region = draw(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
    kind = draw(st.sampled_from(kinds))
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        example = phonenumbers.example_number(region)
    assert example is not None
    text = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    other = text[:-3] + f"{draw(st.integers(0, 999)):03}"
    valid = phonenumbers.is_valid_number(phonenumbers.parse(other, None))
    return other if valid else text


@pytest.mark.clause("F5", "Q42")
class TestPrecedence:
    """Of several call types that fit, the first in order is taken."""

    @pytest.mark.parametrize(
        ("source", "destination", "expected"),
        [
            ("1001", "1002", CallType.EXTENSION),
            (HERE, "1002", CallType.EXTENSION),
            ("1001", COLLEAGUE, CallType.EXTENSION),
            (HERE, COLLEAGUE, CallType.EXTENSION),
            ("1001", TOLL_FREE, CallType.EXTENSION),
            (TOLL_FREE, HERE, CallType.EXTENSION),
            (OUTSIDE, TOLL_FREE, CallType.TOLL_FREE_INBOUND),
            ("+4930123456", TOLL_FREE, CallType.TOLL_FREE_INBOUND),
            (OUTSIDE, HERE, CallType.INBOUND),
            ("+4930123456", HERE, CallType.INBOUND),
            (HERE, "+17875550123", CallType.DOMESTIC_PREMIUM),
            (HERE, "+19005550123", CallType.DOMESTIC_PREMIUM),
            (HERE, "+17872220123", CallType.INTERNATIONAL),
            (HERE, "+18095550123", CallType.INTERNATIONAL),
            (HERE, "+14165550123", CallType.INTERNATIONAL),
            (HERE, "+4930123456", CallType.INTERNATIONAL),
            ("1001", "+4930123456", CallType.INTERNATIONAL),
            (HERE, OUTSIDE, CallType.PLAN),
            ("1001", OUTSIDE, CallType.PLAN),
            (HERE, "+18885550142", CallType.PLAN),
        ],
    )
    def test_types(self, source: str, destination: str, expected: CallType) -> None:
        """A call of a US account is what its two ends make it."""
        assert OF_US(source, destination) is expected

    def test_extension_from_outside(self) -> None:
        """An extension can be called from within the account alone."""
        with pytest.raises(UnknownName) as caught:
            OF_US(OUTSIDE, "1001")

        assert str(caught.value) == (
            "source must be an extension, or a number of the account, "
            f"got '{OUTSIDE}' [Q42]"
        )

    def test_premium_first(self) -> None:
        """+1787555 is Puerto Rico, abroad; as a premium prefix it counts as home."""
        without = Telephony(country="US")

        assert country_of("+17875550123") == "PR"
        assert without(HERE, "+17875550123") is CallType.INTERNATIONAL
        assert OF_US(HERE, "+17875550123") is CallType.DOMESTIC_PREMIUM

    def test_own_before_premium(self) -> None:
        """A number of the account under a premium prefix is its own."""
        number = "+17875550199"
        classifier = Telephony(
            country="US", own=frozenset({number}), premium_prefixes=("+1787555",)
        )

        assert classifier(OUTSIDE, number) is CallType.INBOUND

    def test_toll_free_before_inbound(self) -> None:
        """A number that is named among both is toll-free."""
        both = frozenset({TOLL_FREE})
        classifier = Telephony(country="US", own=both, toll_free=both)

        assert classifier(OUTSIDE, TOLL_FREE) is CallType.TOLL_FREE_INBOUND


@pytest.mark.clause("D8", "F5")
class TestAbroad:
    """International is relative to the country of the billing address."""

    @pytest.mark.parametrize(
        ("country", "destination", "expected"),
        [
            ("US", "+14165550123", CallType.INTERNATIONAL),
            ("CA", "+14165550123", CallType.PLAN),
            ("CA", "+12125550123", CallType.INTERNATIONAL),
            ("DO", "+18095550123", CallType.PLAN),
            ("DE", "+4930123456", CallType.PLAN),
            ("KZ", "+77012345678", CallType.PLAN),
            ("RU", "+77012345678", CallType.INTERNATIONAL),
            ("US", "+88123456789", CallType.INTERNATIONAL),
            # A number that Germany has not given out yet is still at home there.
            ("DE", "+49111111111", CallType.PLAN),
        ],
    )
    def test_country(self, country: str, destination: str, expected: CallType) -> None:
        """Of countries that share a calling code, the digits after it tell one."""
        assert Telephony(country=country)("1001", destination) is expected

    @pytest.mark.parametrize("country", ["US", "CA", "DO", "JM"])
    def test_shared_toll_free(self, country: str) -> None:
        """A toll-free number of all North America is at home in each country of it."""
        assert country_of("+18885550142") == "US"
        assert Telephony(country=country)("1001", "+18885550142") is CallType.PLAN

    def test_fits_no_country(self) -> None:
        """A number of no area of +1 is not guessed to be at home or abroad."""
        with pytest.raises(UnknownName) as caught:
            OF_US(HERE, "+19995550123")

        assert str(caught.value) == (
            "destination must be a number that fits a country of those that share its "
            "calling code, got '+19995550123' [F5]"
        )

    def test_fits_no_country_elsewhere(self) -> None:
        """The same number is abroad for a country that does not have +1."""
        found = Telephony(country="DE")("1001", "+19995550123")

        assert found is CallType.INTERNATIONAL

    def test_unassigned_code(self) -> None:
        """A calling code that nobody has is no destination."""
        with pytest.raises(UnknownName) as caught:
            OF_US(HERE, "+210123456789")

        assert (caught.value.path, caught.value.clause) == ("destination", "F5")

    def test_too_short(self) -> None:
        """A calling code with one digit after it is no number."""
        with pytest.raises(InvalidValue) as caught:
            OF_US(HERE, "+491")

        assert (caught.value.path, caught.value.clause) == ("destination", "F1")

    @pytest.mark.parametrize(
        ("source", "destination", "field"),
        [("", OUTSIDE, "source"), (HERE, "4930x", "destination")],
    )
    def test_no_number(self, source: str, destination: str, field: str) -> None:
        """What is neither a number nor an extension is refused by its field."""
        with pytest.raises(InvalidValue) as caught:
            OF_US(source, destination)

        assert caught.value.path == field

    @given(
        home=st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)),
        number=valid_numbers(),
    )
    def test_law_valid(self, home: str, number: str) -> None:
        """A number in use is classified, each time alike, and abroad if not at home."""
        classifier = Telephony(country=home)

        found = classifier("1001", number)

        telephony._is_abroad.cache_clear()
        at_home = phonenumbers.is_valid_number_for_region(
            phonenumbers.parse(number, None), home
        )
        assert found is (CallType.PLAN if at_home else CallType.INTERNATIONAL)
        assert classifier("1001", number) is found

    @given(
        code=st.sampled_from(CODES), rest=st.text("0123456789", min_size=8, max_size=11)
    )
    def test_law_any_digits(self, code: int, rest: str) -> None:
        """Digits after a calling code of others than one's own are always abroad."""
        home = "BR" if code != 55 else "FR"

        found = Telephony(country=home)("1001", f"+{code}{rest}")

        assert found is CallType.INTERNATIONAL

    @given(text=st.text(max_size=17) | st.from_regex(r"\+?[0-9]{1,16}", fullmatch=True))
    def test_law_any_text(self, text: str) -> None:
        """Any text is a call type or refused in so many words."""
        try:
            found: object = OF_US(HERE, text)
        except BillingError as error:
            found = error.path

        assert found == "destination" or isinstance(found, CallType)


class TestCountryOf:
    """Which country a number is of."""

    @pytest.mark.parametrize(
        ("number", "country"),
        [
            ("+17875550123", "PR"),
            ("+18095550123", "DO"),
            ("+13105550100", "US"),
            ("+442079460123", "GB"),
            ("+5511987654321", "BR"),
            ("+888123456789", "001"),
        ],
    )
    def test_country(self, number: str, country: str) -> None:
        """The digits after the calling code are read as well."""
        assert country_of(number) == country

    def test_none(self) -> None:
        """A number that fits no country is of none."""
        with pytest.raises(UnknownName, match=r"^number must be a number that fits"):
            country_of("+19995550123")

    @pytest.mark.parametrize("number", ["1", "030/123", "+"])
    def test_form(self, number: str) -> None:
        """What is no number is refused."""
        with pytest.raises(InvalidValue, match=r"^number must be a number such as"):
            country_of(number)

    def test_extension(self) -> None:
        """An extension is of no country, and the answer says what is asked for."""
        with pytest.raises(UnknownName, match=r"^number must be headed by"):
            country_of("1001")


@pytest.mark.clause("F1")
class TestNormalised:
    """A number in E.164, however it is written."""

    @pytest.mark.parametrize(
        ("number", "country", "expected"),
        [
            ("(310) 555-0100", "US", "+13105550100"),
            ("310.555.0100", "US", "+13105550100"),
            ("+1 310 555 0100", "DE", "+13105550100"),
            ("011 49 30 123456", "US", "+4930123456"),
            ("030/123 456", "DE", "+4930123456"),
            ("(+49) 30 123456", "US", "+4930123456"),
            ("+49 (0)30 123456", "US", "+4930123456"),
            ("06 1234 5678", "IT", "+390612345678"),
            ("11 98765\u20114321", "BR", "+5511987654321"),
            ("+4930123456", "US", "+4930123456"),
        ],
    )
    def test_spellings(self, number: str, country: str, expected: str) -> None:
        """Blanks and strokes say nothing, and a 0 in front what the country means."""
        assert normalised(number, country) == expected

    @pytest.mark.parametrize(
        "number",
        [
            "555-0100",
            "911",
            "1001",
            "310 555 0100 x12",
            "1-800-FLOWERS",
            "call 310 555 0100",
            "+1+310 555 0100",
            "+210 123 456 789",
            "(+",
            "310 555 0100 310 555",
        ],
    )
    def test_refused(self, number: str) -> None:
        """What cannot be called from abroad, or is more than a number, is refused."""
        with pytest.raises(InvalidValue) as caught:
            normalised(number, "US")

        assert str(caught.value) == (
            "number must be a number as written in US, or with its calling code, "
            f"got '{number}' [F1]"
        )

    def test_longest(self) -> None:
        """A number of more than 15 digits is none, though Germany would allow it."""
        digits = "0800" + "1" * 12
        parsed = phonenumbers.parse(digits, "DE")

        assert phonenumbers.is_possible_number(parsed)
        with pytest.raises(InvalidValue):
            normalised(digits, "DE")

    def test_country(self) -> None:
        """Letters of no country are told by their field."""
        with pytest.raises(UnknownName) as caught:
            normalised("030 123456", "Germany")

        assert caught.value.path == "country"

    @given(number=valid_numbers(), country=st.sampled_from(["US", "DE", "BR", "IT"]))
    def test_law_again(self, number: str, country: str) -> None:
        """What came out comes out again, in any country."""
        possible = phonenumbers.ValidationResult.IS_POSSIBLE
        parsed = phonenumbers.parse(number, None)
        # A few numbers of a country can be called only from within it.
        assume(phonenumbers.is_possible_number_with_reason(parsed) == possible)
        once = normalised(number, country)

        assert normalised(once, country) == once


class TestFields:
    """What a classifier is made of."""

    @pytest.mark.parametrize("country", ["XX", "us", "USA", "001"])
    def test_country(self, country: str) -> None:
        """A country is two capital letters that have a numbering plan."""
        with pytest.raises(UnknownName) as caught:
            Telephony(country=country)

        assert str(caught.value) == (
            "country must be the two letters of a country that has a numbering plan, "
            f"got '{country}' [F5]"
        )

    @pytest.mark.parametrize(
        ("changed", "error", "path"),
        [
            ({"country": 1}, WrongType, "country"),
            ({"own": {HERE}}, WrongType, "own"),
            ({"own": frozenset({1})}, WrongType, "own"),
            ({"own": frozenset({"310-555"})}, InvalidValue, "own"),
            ({"own": frozenset({"1001"})}, InvalidValue, "own"),
            ({"toll_free": (TOLL_FREE,)}, WrongType, "toll_free"),
            ({"toll_free": frozenset({"800"})}, InvalidValue, "toll_free"),
            ({"premium_prefixes": "+1900"}, WrongType, "premium_prefixes"),
            ({"premium_prefixes": (1900,)}, WrongType, "premium_prefixes[0]"),
            ({"premium_prefixes": ("+1", "")}, InvalidValue, "premium_prefixes[1]"),
            ({"premium_prefixes": ("1900",)}, InvalidValue, "premium_prefixes[0]"),
        ],
    )
    def test_refused(
        self, changed: dict[str, Any], error: type[BillingError], path: str
    ) -> None:
        """A field of another type or form is told by its name."""
        with pytest.raises(error) as caught:
            Telephony(**{"country": "US", **changed})

        assert caught.value.path == path

    def test_value(self) -> None:
        """Two of the same fields are one value, and it cannot be changed."""
        other = Telephony(country="US", own=frozenset({HERE}))

        assert other == Telephony(country="US", own=frozenset({HERE}))
        with pytest.raises(AttributeError):
            other.country = "DE"  # type: ignore[misc]


class TestCache:
    """Numbers that are remembered."""

    def test_bounded(self) -> None:
        """No more numbers are remembered than the module says."""
        assert telephony._is_abroad.cache_info().maxsize == CACHED_NUMBERS == 2**15

    def test_remembered(self) -> None:
        """A number is looked up once."""
        for _ in range(3):
            OF_US(HERE, "+4930123456")

        found = telephony._is_abroad.cache_info()
        assert (found.misses, found.hits) == (1, 3 - 1)


class TestExtra:
    """The extra that brings phonenumbers."""

    @pytest.mark.parametrize(
        ("called", "field"),
        [
            (lambda: Telephony(country="US"), "country"),
            (lambda: normalised("030 123456", "DE"), "country"),
            (lambda: country_of("+4930123456"), "number"),
            (lambda: OF_US(HERE, "+4930123456"), "destination"),
        ],
        ids=["classifier", "normalised", "country_of", "call"],
    )
    def test_missing(
        self, called: Callable[[], object], field: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without phonenumbers the answer is the extra to install."""
        monkeypatch.setitem(sys.modules, "phonenumbers", None)

        with pytest.raises(MissingExtra) as caught:
            called()

        assert str(caught.value) == (
            f"{field} must be read by phonenumbers: install the extra, "
            "\"gotobilling[telephony]\", first, got 'no phonenumbers'"
        )

    def test_when_used(self) -> None:
        """Neither the library nor this module brings phonenumbers in by itself."""
        code = (
            "import sys, gotobilling, gotobilling.telephony as one; "
            "before = 'phonenumbers' in sys.modules; "
            "one.Telephony(country='US'); "
            "print(before, 'phonenumbers' in sys.modules)"
        )

        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )

        assert ran.stdout == "False True\n"
