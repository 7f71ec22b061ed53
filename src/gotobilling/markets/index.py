"""Every market and every edition of it, by country; a new one is added here.

>>> EDITIONS[0].name
'us-connect'
"""

from typing import Final

from gotobilling.market import Market
from gotobilling.markets import au, br, ca, de, eu, gb, ie, mx, us

__all__ = ["EDITIONS"]

EDITIONS: Final[tuple[Market, ...]] = (
    us.CONNECT_2026_11,
    ca.CONNECT_2026_11,
    au.CONNECT_2026_11,
    gb.CONNECT_2026_11,
    ie.CONNECT_2026_11,
    de.CONNECT_2026_11,
    eu.CONNECT_2026_11,
    br.CONNECT_2026_11,
    mx.CONNECT_2026_11,
    us.CENTRAL_2026_11,
    us.WEBINAR_2026_11,
)
"""The editions of a market stand in their order: the last one is its latest."""
