"""United Kingdom: GoTo Connect with VAT, from a seller in the country.

>>> from datetime import date
>>> str(CONNECT.rate("vat", date(2026, 1, 1)).percent)
'20'
"""

from datetime import date
from decimal import Decimal
from typing import Final

from attrs import evolve

from gotobilling.clauses import D18, GB_VAT
from gotobilling.markets import us
from gotobilling.markets.eu_rates import LISTED_UNTIL
from gotobilling.markets.tax_form import TAX_FORM
from gotobilling.sources import DatedEntry
from gotobilling.taxes import RateSeries, Supplier

__all__ = ["CONNECT", "CONNECT_2026_11"]

_VAT: Final = evolve(
    TAX_FORM,
    name="vat",
    jurisdiction="GB",
    places=("GB",),
    series="gb-vat",
    clause=D18,
)

CONNECT_2026_11: Final = evolve(
    us.CONNECT_2026_11,
    name="gb-connect",
    currency="GBP",
    levies=(_VAT,),
    rates=(
        RateSeries(
            name="gb-vat",
            supplier=Supplier.LIBRARY,
            entries=(
                DatedEntry(
                    from_on=date(2010, 1, 1), value=Decimal("17.5"), clause=GB_VAT
                ),
                DatedEntry(from_on=date(2011, 1, 4), value=Decimal(20), clause=GB_VAT),
            ),
            checked_until=LISTED_UNTIL,
        ),
    ),
    places=("GB",),
    sales_tax=None,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
