"""Germany: GoTo Connect with its VAT, one country of the European Union by itself.

>>> from datetime import date
>>> str(CONNECT.rate("vat-de", date(2026, 1, 1)).percent)
'19'
"""

from typing import Final

from attrs import evolve

from gotobilling.markets import eu

__all__ = ["CONNECT", "CONNECT_2026_11"]

CONNECT_2026_11: Final = evolve(
    eu.CONNECT_2026_11,
    name="de-connect",
    levies=(eu.CONNECT_2026_11.levy("vat-de"),),
    rates=(eu.CONNECT_2026_11.series("eu-vat-de"),),
    places=("DE",),
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
