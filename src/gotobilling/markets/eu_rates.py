"""The standard rate of VAT in each member state of the European Union since 2010.

A list of rates says from when on each is in force. Where it names no change, the rate
is taken from 2010-01-01 on; where the first change it names comes later, what was there
before is taken from that day on if the list has it, and is unknown if not.

>>> from datetime import date
>>> series = {one.name: one for one in EU_RATES}
>>> [str(series["eu-vat-ie"].at(date(2020, 8 + n, 31)).value) for n in (0, 2)]
['23', '21']
>>> len(EU_RATES)
27
"""

from datetime import date
from decimal import Decimal
from typing import Final

from gotobilling.clauses import EU_VAT_RATES, IE_VAT_2020
from gotobilling.sources import DatedEntry
from gotobilling.taxes import RateSeries, Supplier

__all__ = ["EU_RATES", "LISTED_UNTIL", "MEMBER_STATES"]

LISTED_UNTIL: Final = date(2025, 9, 25)
"""The day of the list; the other list it was compared with is older."""

_PERCENT: Final = (
    ("at", ((date(2010, 1, 1), "20"),)),
    ("be", ((date(2010, 1, 1), "21"),)),
    ("bg", ((date(2010, 1, 1), "20"),)),
    (
        "cy",
        (
            (date(2012, 3, 1), "17"),
            (date(2013, 1, 14), "18"),
            (date(2014, 1, 13), "19"),
        ),
    ),
    ("cz", ((date(2010, 1, 1), "20"), (date(2013, 1, 1), "21"))),
    (
        "de",
        (
            (date(2010, 1, 1), "19"),
            (date(2020, 7, 1), "16"),
            (date(2021, 1, 1), "19"),
        ),
    ),
    ("dk", ((date(2010, 1, 1), "25"),)),
    (
        "ee",
        (
            (date(2009, 7, 1), "20"),
            (date(2024, 1, 1), "22"),
            (date(2025, 7, 1), "24"),
        ),
    ),
    ("es", ((date(2010, 7, 1), "18"), (date(2012, 9, 1), "21"))),
    (
        "fi",
        (
            (date(2010, 7, 1), "23"),
            (date(2013, 1, 1), "24"),
            (date(2024, 9, 1), "25.5"),
        ),
    ),
    ("fr", ((date(2010, 1, 1), "19.6"), (date(2014, 1, 1), "20"))),
    (
        "gr",
        (
            (date(2010, 3, 15), "21"),
            (date(2010, 7, 1), "23"),
            (date(2016, 6, 1), "24"),
        ),
    ),
    ("hr", ((date(2010, 1, 1), "23"), (date(2012, 3, 1), "25"))),
    ("hu", ((date(2009, 7, 1), "25"), (date(2012, 1, 1), "27"))),
    (
        "ie",
        (
            (date(2010, 1, 1), "21"),
            (date(2012, 1, 1), "23"),
            (date(2020, 9, 1), "21"),
            (date(2021, 3, 1), "23"),
        ),
    ),
    ("it", ((date(2011, 9, 17), "21"), (date(2013, 10, 1), "22"))),
    ("lt", ((date(2009, 9, 1), "21"),)),
    (
        "lu",
        (
            (date(2010, 1, 1), "15"),
            (date(2015, 1, 1), "17"),
            (date(2023, 1, 1), "16"),
            (date(2024, 1, 1), "17"),
        ),
    ),
    ("lv", ((date(2011, 1, 1), "22"), (date(2012, 7, 1), "21"))),
    ("mt", ((date(2010, 1, 1), "18"),)),
    ("nl", ((date(2010, 1, 1), "19"), (date(2012, 10, 1), "21"))),
    ("pl", ((date(2011, 1, 1), "23"),)),
    ("pt", ((date(2010, 7, 1), "21"), (date(2011, 1, 1), "23"))),
    (
        "ro",
        (
            (date(2010, 7, 1), "24"),
            (date(2016, 1, 1), "20"),
            (date(2017, 1, 1), "19"),
            (date(2025, 8, 1), "21"),
        ),
    ),
    ("se", ((date(2010, 1, 1), "25"),)),
    ("si", ((date(2013, 7, 1), "22"),)),
    ("sk", ((date(2011, 1, 1), "20"), (date(2025, 1, 1), "23"))),
)
_OWN_CLAUSES: Final = (
    (("ie", date(2020, 9, 1)), IE_VAT_2020),
    (("ie", date(2021, 3, 1)), IE_VAT_2020),
)

MEMBER_STATES: Final = tuple(code.upper() for code, _ in _PERCENT)
"""The member states by their ISO codes, so GR is Greece."""

EU_RATES: Final = tuple(
    RateSeries(
        name=f"eu-vat-{code}",
        supplier=Supplier.LIBRARY,
        entries=tuple(
            DatedEntry(
                from_on=from_on,
                value=Decimal(percent),
                clause=dict(_OWN_CLAUSES).get((code, from_on), EU_VAT_RATES),
            )
            for from_on, percent in entries
        ),
        checked_until=LISTED_UNTIL,
    )
    for code, entries in _PERCENT
)
"""A series for each member state."""
