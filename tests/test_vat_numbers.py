"""VAT identification numbers: which python-stdnum accepts, what is told of others."""

import sys
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import (
    BillingError,
    InvalidValue,
    MissingExtra,
    UnknownName,
    WrongType,
)
from gotobilling.vat_numbers import VAT_COUNTRIES, checked_vat_number, country_of

# Published examples and the sellers' own; the check digits of each fit.
GIVEN: Final = {
    "AT": "ATU13585627",
    "BE": "BE0428759497",
    "DE": "DE136695976",
    "ES": "ESJ99216582",
    "FR": "FR40303265045",
    "GB": "GB980780684",
    "GR": "EL094259216",
    "IE": "IE9834481A",
    "IT": "IT00743110157",
    "NL": "NL004495445B01",
}


@pytest.mark.clause("E6")
class TestChecked:
    """Syntax and check digits, in the number's compact form."""

    @pytest.mark.parametrize("number", GIVEN.values(), ids=GIVEN)
    def test_compact(self, number: str) -> None:
        """A number that a country can have given out is kept as it is."""
        assert checked_vat_number("number", number) == number

    @pytest.mark.parametrize("number", GIVEN.values(), ids=GIVEN)
    def test_spelling(self, number: str) -> None:
        """Spaces and small letters say the same number."""
        spaced = f"{number[:2]} {number[2:5]} {number[5:]}".lower()

        assert checked_vat_number("number", spaced) == number

    @pytest.mark.parametrize("number", GIVEN.values(), ids=GIVEN)
    def test_cut_short(self, number: str) -> None:
        """A number without its last digit is refused, and its country named."""
        with pytest.raises(InvalidValue) as caught:
            checked_vat_number("vat.number", number[:-1])

        country = country_of(number)
        assert str(caught.value) == (
            f"vat.number must be a VAT number of {country} whose check digits fit, "
            f"got '{number[:-1]}' [E6]"
        )

    @given(last=st.sampled_from("012345789"))
    def test_law_check_digit(self, last: str) -> None:
        """Of the ten last digits of DE13669597_, the 6 alone fits."""
        with pytest.raises(InvalidValue, match="check digits fit"):
            checked_vat_number("number", f"DE13669597{last}")

    @pytest.mark.parametrize("number", ["US136695976", "136695976", "XI980780684", "D"])
    def test_other_letters(self, number: str) -> None:
        """Letters of no country that is known here are answered with those that are."""
        with pytest.raises(UnknownName) as caught:
            checked_vat_number("number", number)

        assert caught.value.requirement == (
            f"headed by the letters of one of {', '.join(VAT_COUNTRIES)}"
        )
        assert (caught.value.path, caught.value.clause) == ("number", "E6")

    def test_wrong_type(self) -> None:
        """A number is written as text, for its letters."""
        with pytest.raises(WrongType):
            checked_vat_number("number", 136695976)  # type: ignore[arg-type]

    @given(text=st.text(max_size=20) | st.text("DEATUGB0123456789 ", max_size=14))
    def test_law_any_text(self, text: str) -> None:
        """Any text is refused in so many words, or kept in a form that stays so."""
        try:
            number = checked_vat_number("number", text)
        except BillingError as error:
            number = error.path
        again = number if number == "number" else checked_vat_number("number", number)

        assert number == again


class TestCountries:
    """Which country a number is of."""

    @pytest.mark.parametrize(("country", "number"), GIVEN.items())
    def test_of(self, country: str, number: str) -> None:
        """The first two letters are the country's; EL are those of Greece."""
        assert country_of(number) == country

    def test_known(self) -> None:
        """The 27 member states and the United Kingdom, each once, by its own code."""
        assert len(set(VAT_COUNTRIES)) == len(VAT_COUNTRIES) == 27 + 1
        assert "EL" not in VAT_COUNTRIES


class TestExtra:
    """The extra that brings python-stdnum."""

    @pytest.mark.parametrize("number", ["DE136695976", "GB980780684"])
    @pytest.mark.parametrize("missing", ["stdnum", "stdnum.exceptions"])
    def test_missing(
        self, number: str, missing: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without python-stdnum the answer is the extra to install."""
        for name in [name for name in sys.modules if name.startswith("stdnum")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, missing, None)

        with pytest.raises(MissingExtra) as caught:
            checked_vat_number("number", number)

        assert str(caught.value) == (
            "number must be checked by python-stdnum: install the extra, "
            "\"gotobilling[vat]\", first, got 'no python-stdnum'"
        )

    def test_letters_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Letters of no known country are refused without python-stdnum as well."""
        monkeypatch.setitem(sys.modules, "stdnum", None)

        with pytest.raises(UnknownName):
            checked_vat_number("number", "US136695976")
