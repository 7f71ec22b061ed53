"""The table of currencies: what it lists, what it refuses, until when."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from gotobilling.currencies import (
    CHECKED_ON,
    MINOR_DIGITS,
    PUBLISHED_ON,
    WITHDRAWN_IN,
    WITHOUT_MINOR_UNIT,
    minor_digits,
)
from gotobilling.errors import UnknownCurrency, WrongType

ACTIVE = set(MINOR_DIGITS) - set(WITHDRAWN_IN)

# The same without types, for what the types forbid.
untyped_minor_digits: Any = minor_digits


class TestTheTable:
    """The lists of ISO 4217 in the edition of 2026-01-01."""

    def test_list_one_has_178_codes(self) -> None:
        """List one names 178 codes: 165 with a minor unit and 13 without."""
        without = WITHOUT_MINOR_UNIT - set(WITHDRAWN_IN)
        assert (len(ACTIVE), len(without)) == (178 - 13, 13)

    def test_list_one_by_digits(self) -> None:
        """17 active codes have no decimals, 139 have two, 7 three and 2 four."""
        digits = Counter(MINOR_DIGITS[code] for code in ACTIVE)
        assert digits == {0: 17, 2: 139, 3: 7, 4: 2}

    def test_list_three_has_129_withdrawn_codes(self) -> None:
        """List three names 137 codes, of which 8 are active for other countries."""
        assert len(WITHDRAWN_IN) == 137 - 8

    def test_codes_without_decimals(self) -> None:
        """The yen and the two CFA francs have no minor unit that is counted."""
        active = {code for code in ACTIVE if MINOR_DIGITS[code] == 0}
        assert active == {
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"),
            *("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        }

    def test_codes_of_three_and_four_decimals(self) -> None:
        """Seven dinars and rials have thousandths; two indexed units have four."""
        three = {code for code in MINOR_DIGITS if MINOR_DIGITS[code] == 3}
        four = {code for code in MINOR_DIGITS if MINOR_DIGITS[code] == 4}
        assert three == {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
        assert four == {"CLF", "UYW"}

    @pytest.mark.parametrize(
        "code", ["AFN", "ALL", "IQD", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "YER"]
    )
    def test_display_custom_is_no_minor_unit(self, code: str) -> None:
        """Currencies written without decimals keep those of the standard."""
        assert minor_digits(code) == (3 if code == "IQD" else 2)

    def test_billing_currencies(self) -> None:
        """The currencies of the billed countries have cents."""
        codes = ("USD", "CAD", "AUD", "GBP", "EUR", "BRL", "MXN")
        assert {minor_digits(code) for code in codes} == {2}

    def test_every_code_is_three_capital_letters(self) -> None:
        """A code is three ASCII capital letters."""
        codes = set(MINOR_DIGITS) | set(WITHDRAWN_IN) | WITHOUT_MINOR_UNIT
        assert all(
            len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
            for code in codes
        )

    def test_no_code_both_has_and_lacks_a_minor_unit(self) -> None:
        """A code without a minor unit has no digits."""
        assert not WITHOUT_MINOR_UNIT & set(MINOR_DIGITS)

    def test_months_are_months(self) -> None:
        """Withdrawal is a year and month up to the edition's own month."""
        months = [date.fromisoformat(f"{month}-01") for month in WITHDRAWN_IN.values()]
        assert min(months) >= date(1979, 12, 1)
        assert max(months) <= date.fromisoformat(PUBLISHED_ON)

    def test_checked_after_publication(self) -> None:
        """The table was checked after the edition it is taken from appeared."""
        assert date.fromisoformat(PUBLISHED_ON) < date.fromisoformat(CHECKED_ON)

    @pytest.mark.parametrize("table", [MINOR_DIGITS, WITHDRAWN_IN])
    def test_immutable(self, table: Mapping[str, object]) -> None:
        """Nobody can change the table while the program runs."""
        with pytest.raises(TypeError, match="does not support item assignment"):
            table["USD"] = 3  # type: ignore[index] # what the type forbids


class TestRefused:
    """What is no currency for an amount."""

    @pytest.mark.parametrize(
        "code",
        [
            "XQZ",
            "usd",
            "US",
            "USDX",
            "",
            " USD",
            "\N{FULLWIDTH LATIN CAPITAL LETTER U}SD",
        ],
    )
    def test_unlisted(self, code: str) -> None:
        """A code that the lists do not have is refused, whatever its letters."""
        with pytest.raises(UnknownCurrency) as error:
            minor_digits(code)
        assert str(error.value) == (
            f"currency must be a code of ISO 4217, such as 'USD', got {code!r}"
        )

    @pytest.mark.parametrize("code", sorted(WITHOUT_MINOR_UNIT))
    def test_without_minor_unit(self, code: str) -> None:
        """Gold, test codes and units of account are not money to be billed in."""
        with pytest.raises(UnknownCurrency, match="be a currency with a minor unit"):
            minor_digits(code)

    def test_withdrawn_before_anybody_kept_its_minor_unit(self) -> None:
        """A code whose minor unit is not on record is refused, not guessed."""
        with pytest.raises(UnknownCurrency) as error:
            minor_digits("ALK")
        assert str(error.value) == (
            "currency must be a code whose minor unit is on record "
            "(it was withdrawn in 1989-12), got 'ALK'"
        )

    @pytest.mark.parametrize("code", [None, 840, b"USD", ["USD"]])
    def test_no_text(self, code: object) -> None:
        """A code is text; the standard's numeric codes are not taken."""
        with pytest.raises(WrongType, match="currency must be a code of three"):
            untyped_minor_digits(code)


class TestOnADay:
    """Withdrawn codes and the day they are used on."""

    def test_withdrawn_codes_are_accepted_without_a_day(self) -> None:
        """Old documents are read without asking for a day."""
        assert (minor_digits("HRK"), minor_digits("BYR")) == (2, 0)

    @pytest.mark.parametrize(
        ("code", "last_accepted", "first_refused"),
        [
            ("HRK", date(2022, 12, 31), date(2023, 1, 1)),
            ("BGN", date(2025, 12, 31), date(2026, 1, 1)),
            ("DEM", date(2002, 2, 28), date(2002, 3, 1)),
            ("ANG", date(2025, 2, 28), date(2025, 3, 1)),
            ("VEF", date(2018, 7, 31), date(2018, 8, 1)),
        ],
    )
    def test_both_sides_of_the_withdrawal(
        self, code: str, last_accepted: date, first_refused: date
    ) -> None:
        """A code is refused from the first day of the month it was withdrawn in."""
        assert minor_digits(code, last_accepted) == 2
        with pytest.raises(UnknownCurrency, match=f"in use on {first_refused}"):
            minor_digits(code, first_refused)

    def test_refused_long_after(self) -> None:
        """A withdrawn code stays refused."""
        with pytest.raises(UnknownCurrency) as error:
            minor_digits("DEM", on=date(2026, 11, 21))
        assert str(error.value) == (
            "currency must be a code in use on 2026-11-21 "
            "(it was withdrawn in 2002-03), got 'DEM'"
        )

    @pytest.mark.parametrize("on", [date.min, date(2026, 11, 21), date.max])
    def test_active_on_any_day(self, on: date) -> None:
        """The lists do not say since when a code exists, so every day is accepted."""
        assert minor_digits("USD", on=on) == 2

    @pytest.mark.parametrize(
        "on", [datetime(2026, 11, 21, tzinfo=UTC), "2026-11-21", 2026]
    )
    def test_no_day(self, on: object) -> None:
        """The day is a date, not an instant and not text."""
        with pytest.raises(WrongType, match=r"^on must be a date without"):
            untyped_minor_digits("USD", on=on)
