"""The rates of GST, HST, PST, RST and QST in Canada, and from when on.

A value of None says that nothing is levied from that day on: British Columbia had HST
in the place of GST and PST, and Quebec's tax has one series for each of its bases.

>>> from datetime import date
>>> series = {one.name: one for one in CANADIAN_RATES}
>>> for day in (date(2013, 3, 31), date(2013, 4, 1)):
...     print(*(series[f"ca-bc-{name}"].at(day).value for name in ("hst", "pst")))
12 None
None 7
"""

from datetime import date
from decimal import Decimal
from typing import Final

from gotobilling.clauses import (
    CA_BC_HST,
    CA_BC_PST,
    CA_GST,
    CA_GST_BEFORE_2008,
    CA_MB_RST,
    CA_NB_HST,
    CA_NL_HST,
    CA_NS_HST,
    CA_NS_HST_GUIDE,
    CA_ON_HST,
    CA_PE_HST,
    CA_PE_HST_2016,
    CA_QC_QST,
    CA_QC_QST_BEFORE_2013,
    CA_SK_PST,
)
from gotobilling.clauses.origins import CHECKED_ON
from gotobilling.sources import DatedEntry
from gotobilling.taxes import RateSeries, Supplier

__all__ = ["CANADIAN_RATES"]

# The first day of a rate is the first that a text names, or one that the clause calls
# assumed; before it, a rate is unknown.
_SERIES: Final = (
    (
        "ca-gst",
        (
            (date(1991, 1, 1), "7", CA_GST_BEFORE_2008),
            (date(2006, 7, 1), "6", CA_GST_BEFORE_2008),
            (date(2008, 1, 1), "5", CA_GST),
        ),
    ),
    (
        "ca-gst-bc",
        (
            (date(2010, 7, 1), None, CA_BC_HST),
            (date(2013, 4, 1), "5", CA_GST),
        ),
    ),
    ("ca-on-hst", ((date(2010, 7, 1), "13", CA_ON_HST),)),
    (
        "ca-nb-hst",
        (
            (date(2008, 1, 1), "13", CA_NB_HST),
            (date(2016, 7, 1), "15", CA_NB_HST),
        ),
    ),
    (
        "ca-nl-hst",
        (
            (date(2008, 1, 1), "13", CA_NL_HST),
            (date(2016, 7, 1), "15", CA_NL_HST),
        ),
    ),
    (
        "ca-ns-hst",
        (
            (date(2010, 7, 1), "15", CA_NS_HST),
            (date(2025, 4, 1), "14", CA_NS_HST),
        ),
    ),
    ("ca-ns-hst-guide", ((date(2010, 7, 1), "15", CA_NS_HST_GUIDE),)),
    (
        "ca-pe-hst",
        (
            (date(2013, 4, 1), "14", CA_PE_HST),
            (date(2016, 10, 1), "15", CA_PE_HST_2016),
        ),
    ),
    (
        "ca-bc-hst",
        (
            (date(2010, 7, 1), "12", CA_BC_HST),
            (date(2013, 4, 1), None, CA_BC_HST),
        ),
    ),
    (
        "ca-bc-pst",
        (
            (date(2010, 7, 1), None, CA_BC_HST),
            (date(2013, 4, 1), "7", CA_BC_PST),
        ),
    ),
    (
        "ca-sk-pst",
        (
            # No text says since when it was 5: the day before the change is known.
            (date(2017, 3, 22), "5", CA_SK_PST),
            (date(2017, 3, 23), "6", CA_SK_PST),
        ),
    ),
    (
        "ca-mb-rst",
        (
            (date(2013, 7, 1), "8", CA_MB_RST),
            (date(2019, 7, 1), "7", CA_MB_RST),
        ),
    ),
    (
        "ca-qc-qst-before-2013",
        (
            (date(2012, 1, 1), "9.5", CA_QC_QST_BEFORE_2013),
            (date(2013, 1, 1), None, CA_QC_QST_BEFORE_2013),
        ),
    ),
    (
        "ca-qc-qst",
        (
            (date(2012, 1, 1), None, CA_QC_QST_BEFORE_2013),
            (date(2013, 1, 1), "9.975", CA_QC_QST),
        ),
    ),
)

CANADIAN_RATES: Final = tuple(
    RateSeries(
        name=name,
        supplier=Supplier.LIBRARY,
        entries=tuple(
            DatedEntry(
                from_on=from_on,
                value=None if percent is None else Decimal(percent),
                clause=clause,
            )
            for from_on, percent, clause in entries
        ),
        checked_until=CHECKED_ON,
    )
    for name, entries in _SERIES
)
"""Every series of a Canadian tax; the recovery fee's comes with the contract."""
