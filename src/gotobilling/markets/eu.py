"""European Union: GoTo Connect with the VAT of every member state.

>>> from datetime import date
>>> len(CONNECT.places), str(CONNECT.rate("vat-fi", date(2026, 1, 1)).percent)
(27, '25.5')
"""

from typing import Final

from attrs import evolve

from gotobilling.markets import us
from gotobilling.markets.eu_rates import EU_RATES, MEMBER_STATES
from gotobilling.markets.eu_vat import EU_VAT

__all__ = ["CONNECT", "CONNECT_2026_11"]

CONNECT_2026_11: Final = evolve(
    us.CONNECT_2026_11,
    name="eu-connect",
    currency="EUR",
    levies=EU_VAT,
    rates=EU_RATES,
    places=MEMBER_STATES,
    sales_tax=None,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
