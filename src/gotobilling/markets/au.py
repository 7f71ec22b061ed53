"""Australia: GoTo Connect with GST.

>>> from datetime import date
>>> str(CONNECT.rate("gst", date(2026, 1, 1)).percent)
'10'
"""

from datetime import date
from decimal import Decimal
from typing import Final

from attrs import evolve

from gotobilling.clauses import AU_GST, D14
from gotobilling.clauses.origins import CHECKED_ON
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.markets.tax_form import TAX_FORM
from gotobilling.sources import DatedEntry
from gotobilling.taxes import RateSeries, Supplier

__all__ = ["CONNECT", "CONNECT_2026_11"]

_GST: Final = evolve(
    TAX_FORM,
    name="gst",
    line=LineKind.GST,
    jurisdiction="AU",
    places=("AU",),
    series="au-gst",
    clause=D14,
)

CONNECT_2026_11: Final = evolve(
    us.CONNECT_2026_11,
    name="au-connect",
    currency="AUD",
    levies=(_GST,),
    rates=(
        RateSeries(
            name="au-gst",
            supplier=Supplier.LIBRARY,
            entries=(
                DatedEntry(from_on=date(2000, 7, 1), value=Decimal(10), clause=AU_GST),
            ),
            checked_until=CHECKED_ON,
        ),
    ),
    places=("AU",),
    sales_tax=None,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
