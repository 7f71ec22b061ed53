"""The FCC's contribution factor, quarter by quarter, and what of a bill it is taken of.

The factor begins where interconnected VoIP does, with the fourth quarter of 2006. Each
value is good for its quarter alone; the quarter after the last one is an error that
says which line to supply, and no forecast is ever taken for a value.

>>> from datetime import date
>>> str(FACTOR.at(date(2020, 9, 30)).value), str(SHARE.at(date(2020, 9, 30)).value)
('26.5', '64.9')
"""

from datetime import date
from decimal import Decimal
from typing import Final

from gotobilling.clauses import (
    FCC_SAFE_HARBOR,
    USF_2025_Q3,
    USF_2025_Q4,
    USF_2026_Q1,
    USF_2026_Q2,
    USF_FACTORS,
)
from gotobilling.clauses.origins import CHECKED_ON
from gotobilling.sources import DatedEntry
from gotobilling.taxes import RateSeries, Supplier

__all__ = ["FACTOR", "SHARE"]

# A row a year, a column a quarter; empty where VoIP did not contribute yet, and where
# no value is known.
_PERCENT: Final = (
    (2006, "", "", "", "9.1"),
    (2007, "9.7", "11.7", "11.3", "11.0"),
    (2008, "10.2", "11.3", "11.4", "11.4"),
    (2009, "9.5", "11.3", "12.9", "12.3"),
    (2010, "14.1", "15.3", "13.6", "12.9"),
    (2011, "15.5", "14.9", "14.4", "15.3"),
    (2012, "17.9", "17.4", "15.7", "17.4"),
    (2013, "16.1", "15.5", "15.1", "15.6"),
    (2014, "16.4", "16.6", "15.7", "16.1"),
    (2015, "16.8", "17.4", "17.1", "16.7"),
    (2016, "18.2", "17.9", "17.9", "17.4"),
    (2017, "16.7", "17.4", "17.1", "18.8"),
    (2018, "19.5", "18.4", "17.9", "20.1"),
    (2019, "20.0", "18.8", "24.4", "25.0"),
    (2020, "21.2", "19.6", "26.5", "27.1"),
    (2021, "31.8", "33.4", "31.8", "29.1"),
    (2022, "25.2", "23.8", "33.0", "28.9"),
    (2023, "32.6", "29.0", "29.2", "34.5"),
    (2024, "34.6", "32.8", "34.4", "35.8"),
    (2025, "36.3", "36.6", "36.0", "38.1"),
    (2026, "37.6", "37.0", "", ""),
)
_OWN_CLAUSES: Final = (
    (date(2025, 7, 1), USF_2025_Q3),
    (date(2025, 10, 1), USF_2025_Q4),
    (date(2026, 1, 1), USF_2026_Q1),
    (date(2026, 4, 1), USF_2026_Q2),
)

FACTOR: Final = RateSeries(
    name="us-usf-factor",
    supplier=Supplier.LIBRARY,
    entries=tuple(
        DatedEntry(
            from_on=date(year, month, 1),
            value=Decimal(percent),
            clause=dict(_OWN_CLAUSES).get(date(year, month, 1), USF_FACTORS),
        )
        for year, *quarters in _PERCENT
        for month, percent in zip((1, 4, 7, 10), quarters, strict=True)
        if percent
    ),
    checked_until=date(2026, 6, 30),
    months=3,
)
"""The contribution factor, in percent of the interstate and international share."""

SHARE: Final = RateSeries(
    name="us-interstate-share",
    supplier=Supplier.LIBRARY,
    entries=(
        DatedEntry(
            from_on=date(2006, 10, 1), value=Decimal("64.9"), clause=FCC_SAFE_HARBOR
        ),
    ),
    checked_until=CHECKED_ON,
)
"""The interstate share: the safe harbor, until actual data or a traffic study is given
by ``with_rate``."""
