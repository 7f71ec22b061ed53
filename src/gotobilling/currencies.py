"""The currency codes of ISO 4217 and how many decimals each has.

Active codes are those of list one ("current currency and funds"), withdrawn codes and
their months those of list three ("historic denominations"), both in the edition that
SIX, the maintenance agency, published on 2026-01-01:

- https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml
- https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-three.xml

Checked on 2026-11-21, against public copies of that edition and of earlier ones. List
three prints no minor units. A withdrawn code has the one it had while it was active,
as the currency tables of OpenJDK (which follow the amendments to the standard since
2000) keep it; where nobody kept it, or two of its editions differ (ROL), there is none
here, and such a code is refused. None has been guessed.

Minor units are the standard's, not the customs of display: LBP has 2 decimals and IQD
has 3, though prices in both are written without any.

>>> minor_digits("USD"), minor_digits("JPY"), minor_digits("TND"), minor_digits("CLF")
(2, 0, 3, 4)
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from gotobilling.errors import UnknownCurrency, WrongType

__all__ = [
    "CHECKED_ON",
    "MINOR_DIGITS",
    "PUBLISHED_ON",
    "WITHDRAWN_IN",
    "WITHOUT_MINOR_UNIT",
    "minor_digits",
]

PUBLISHED_ON: Final = "2026-01-01"
CHECKED_ON: Final = "2026-11-21"

# fmt: off
MINOR_DIGITS: Final[Mapping[str, int]] = MappingProxyType({
    # Active codes.
    "AED": 2, "AFN": 2, "ALL": 2, "AMD": 2, "AOA": 2, "ARS": 2, "AUD": 2, "AWG": 2,
    "AZN": 2,
    "BAM": 2, "BBD": 2, "BDT": 2, "BHD": 3, "BIF": 0, "BMD": 2, "BND": 2, "BOB": 2,
    "BOV": 2, "BRL": 2, "BSD": 2, "BTN": 2, "BWP": 2, "BYN": 2, "BZD": 2,
    "CAD": 2, "CDF": 2, "CHE": 2, "CHF": 2, "CHW": 2, "CLF": 4, "CLP": 0, "CNY": 2,
    "COP": 2, "COU": 2, "CRC": 2, "CUP": 2, "CVE": 2, "CZK": 2,
    "DJF": 0, "DKK": 2, "DOP": 2, "DZD": 2,
    "EGP": 2, "ERN": 2, "ETB": 2, "EUR": 2,
    "FJD": 2, "FKP": 2,
    "GBP": 2, "GEL": 2, "GHS": 2, "GIP": 2, "GMD": 2, "GNF": 0, "GTQ": 2, "GYD": 2,
    "HKD": 2, "HNL": 2, "HTG": 2, "HUF": 2,
    "IDR": 2, "ILS": 2, "INR": 2, "IQD": 3, "IRR": 2, "ISK": 0,
    "JMD": 2, "JOD": 3, "JPY": 0,
    "KES": 2, "KGS": 2, "KHR": 2, "KMF": 0, "KPW": 2, "KRW": 0, "KWD": 3, "KYD": 2,
    "KZT": 2,
    "LAK": 2, "LBP": 2, "LKR": 2, "LRD": 2, "LSL": 2, "LYD": 3,
    "MAD": 2, "MDL": 2, "MGA": 2, "MKD": 2, "MMK": 2, "MNT": 2, "MOP": 2, "MRU": 2,
    "MUR": 2, "MVR": 2, "MWK": 2, "MXN": 2, "MXV": 2, "MYR": 2, "MZN": 2,
    "NAD": 2, "NGN": 2, "NIO": 2, "NOK": 2, "NPR": 2, "NZD": 2,
    "OMR": 3,
    "PAB": 2, "PEN": 2, "PGK": 2, "PHP": 2, "PKR": 2, "PLN": 2, "PYG": 0,
    "QAR": 2,
    "RON": 2, "RSD": 2, "RUB": 2, "RWF": 0,
    "SAR": 2, "SBD": 2, "SCR": 2, "SDG": 2, "SEK": 2, "SGD": 2, "SHP": 2, "SLE": 2,
    "SOS": 2, "SRD": 2, "SSP": 2, "STN": 2, "SVC": 2, "SYP": 2, "SZL": 2,
    "THB": 2, "TJS": 2, "TMT": 2, "TND": 3, "TOP": 2, "TRY": 2, "TTD": 2, "TWD": 2,
    "TZS": 2,
    "UAH": 2, "UGX": 0, "USD": 2, "USN": 2, "UYI": 0, "UYU": 2, "UYW": 4, "UZS": 2,
    "VED": 2, "VES": 2, "VND": 0, "VUV": 0,
    "WST": 2,
    "XAD": 2, "XAF": 0, "XCD": 2, "XCG": 2, "XOF": 0, "XPF": 0,
    "YER": 2,
    "ZAR": 2, "ZMW": 2, "ZWG": 2,
    # Withdrawn codes.
    "ADP": 0, "AFA": 2, "ANG": 2, "ATS": 2, "AYM": 2, "AZM": 2,
    "BEF": 0, "BGL": 2, "BGN": 2, "BYB": 0, "BYR": 0,
    "CSD": 2, "CUC": 2, "CYP": 2,
    "DEM": 2,
    "EEK": 2, "ESP": 0,
    "FIM": 2, "FRF": 2,
    "GHC": 2, "GRD": 0, "GWP": 2,
    "HRK": 2,
    "IEP": 2, "ITL": 0,
    "LTL": 2, "LUF": 0, "LVL": 2,
    "MGF": 0, "MRO": 2, "MTL": 2, "MZM": 2,
    "NLG": 2,
    "PTE": 0,
    "RUR": 2,
    "SDD": 2, "SIT": 2, "SKK": 2, "SLL": 2, "SRG": 2, "STD": 2,
    "TMM": 2, "TPE": 0, "TRL": 0,
    "USS": 2,
    "VEB": 2, "VEF": 2,
    "YUM": 2,
    "ZMK": 2, "ZWD": 2, "ZWL": 2, "ZWN": 2, "ZWR": 2,
})

# The last month, where the list prints several (one for each country, or an earlier
# change of the name alone) or a span of years.
WITHDRAWN_IN: Final[Mapping[str, str]] = MappingProxyType({
    "ADP": "2003-07", "AFA": "2003-01", "ALK": "1989-12", "ANG": "2025-03",
    "AOK": "1991-03", "AON": "2000-02", "AOR": "2000-02", "ARA": "1992-01",
    "ARP": "1985-07", "ARY": "1990-12", "ATS": "2002-03", "AYM": "2005-10",
    "AZM": "2005-12",
    "BAD": "1998-07", "BEC": "1990-03", "BEF": "2002-03", "BEL": "1990-03",
    "BGJ": "1990-12", "BGK": "1990-12", "BGL": "2003-11", "BGN": "2026-01",
    "BOP": "1987-02", "BRB": "1986-03", "BRC": "1989-02", "BRE": "1993-03",
    "BRN": "1990-03", "BRR": "1994-07", "BUK": "1990-02", "BYB": "2001-01",
    "BYR": "2017-01",
    "CHC": "2004-11", "CSD": "2006-10", "CSJ": "1990-12", "CSK": "1993-03",
    "CUC": "2021-06", "CYP": "2008-01",
    "DDM": "1990-09", "DEM": "2002-03",
    "ECS": "2000-09", "ECV": "2000-09", "EEK": "2011-01", "ESA": "1981-12",
    "ESB": "1994-12", "ESP": "2002-03",
    "FIM": "2002-03", "FRF": "2002-03",
    "GEK": "1995-10", "GHC": "2008-01", "GHP": "2007-06", "GNE": "1989-12",
    "GNS": "1986-02", "GQE": "1986-06", "GRD": "2002-03", "GWE": "1981-12",
    "GWP": "1997-05",
    "HRD": "1995-01", "HRK": "2023-01",
    "IEP": "2002-03", "ILP": "1981-12", "ILR": "1990-12", "ISJ": "1990-12",
    "ITL": "2002-03",
    "LAJ": "1979-12", "LSM": "1985-05", "LTL": "2014-12", "LTT": "1993-07",
    "LUC": "1990-03", "LUF": "2002-03", "LUL": "1990-03", "LVL": "2014-01",
    "LVR": "1994-12",
    "MGF": "2004-12", "MLF": "1984-11", "MRO": "2017-12", "MTL": "2008-01",
    "MTP": "1983-06", "MVQ": "1989-12", "MXP": "1993-01", "MZE": "1981-12",
    "MZM": "2006-06",
    "NIC": "1990-10", "NLG": "2002-03",
    "PEH": "1990-12", "PEI": "1991-07", "PES": "1986-02", "PLZ": "1997-01",
    "PTE": "2002-03",
    "RHD": "1981-12", "ROK": "1990-12", "ROL": "2005-06", "RUR": "2004-01",
    "SDD": "2007-07", "SDP": "1998-06", "SIT": "2007-01", "SKK": "2009-01",
    "SLL": "2023-12", "SRG": "2003-12", "STD": "2017-12", "SUR": "1990-12",
    "TJR": "2001-04", "TMM": "2009-01", "TPE": "2002-11", "TRL": "2005-12",
    "UAK": "1996-09", "UGS": "1987-05", "UGW": "1990-12", "USS": "2014-03",
    "UYN": "1989-12", "UYP": "1993-03",
    "VEB": "2008-01", "VEF": "2018-08", "VNC": "1990-12",
    "XEU": "1999-01", "XFO": "2006-10", "XFU": "2013-11", "XRE": "1999-11",
    "YDD": "1991-09", "YUD": "1990-01", "YUM": "2003-07", "YUN": "1995-11",
    "ZAL": "1995-03", "ZMK": "2012-12", "ZRN": "1999-06", "ZRZ": "1994-02",
    "ZWC": "1989-12", "ZWD": "2008-08", "ZWL": "2024-09", "ZWN": "2006-09",
    "ZWR": "2009-06",
})

# Metals, units of account, the testing code and "no currency".
WITHOUT_MINOR_UNIT: Final[frozenset[str]] = frozenset({
    "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XFO", "XFU", "XPD",
    "XPT", "XSU", "XTS", "XUA", "XXX",
})
# fmt: on


def minor_digits(currency: str, on: date | None = None) -> int:
    """
    Return how many decimals the currency has: 2 for USD, 0 for JPY.

    Without a day, withdrawn codes are accepted. With a day, a code withdrawn in that
    day's month or earlier is refused; the lists name months, not days. They do not
    say when a code began, so a day before that is not noticed.

    Args:
        currency: Code of three capital letters.
        on: The day on which the currency is used, or None.

    Raises:
        UnknownCurrency: The code is not listed, has no minor unit, was withdrawn by
            that day, or was withdrawn so long ago that no minor unit is on record.
        WrongType: The code is no ``str``, or the day no ``date``.

    >>> from datetime import date
    >>> minor_digits("HRK", on=date(2022, 12, 31))
    2
    >>> minor_digits("HRK", on=date(2023, 1, 1))
    Traceback (most recent call last):
    ...
    gotobilling.errors.UnknownCurrency: currency must be a code in use on 2023-01-01 \
(it was withdrawn in 2023-01), got 'HRK'
    >>> minor_digits("XAU")
    Traceback (most recent call last):
    ...
    gotobilling.errors.UnknownCurrency: currency must be a currency with a minor unit, \
got 'XAU'
    """
    if type(currency) is not str:
        raise WrongType("currency", "a code of three letters (str)", currency)
    digits = MINOR_DIGITS.get(currency)
    if digits is None:
        raise UnknownCurrency("currency", _required_instead_of(currency), currency)
    if on is not None:
        _refuse_withdrawn(currency, on)
    return digits


def _required_instead_of(currency: str) -> str:
    if currency in WITHOUT_MINOR_UNIT:
        return "a currency with a minor unit"
    if currency in WITHDRAWN_IN:
        withdrawn = f"it was withdrawn in {WITHDRAWN_IN[currency]}"
        return f"a code whose minor unit is on record ({withdrawn})"
    return "a code of ISO 4217, such as 'USD'"


def _refuse_withdrawn(currency: str, on: object) -> None:
    if type(on) is not date:
        raise WrongType("on", "a date without a time", on)
    month = WITHDRAWN_IN.get(currency)
    if month is not None and on.isoformat() >= month:
        required = f"a code in use on {on} (it was withdrawn in {month})"
        raise UnknownCurrency("currency", required, currency)
