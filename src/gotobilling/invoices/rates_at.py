"""What a levy is at a place on a day: its rate, its share, or why it is none."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from gotobilling.facts import Fact
from gotobilling.market import Market
from gotobilling.sources import Clause
from gotobilling.taxes import Levy, Rate, TaxCategory

__all__ = [
    "NOTHING",
    "Found",
    "Key",
    "Keys",
    "found_on",
    "free_rate",
    "levied_within",
    "lies_in",
]

_CACHED_PLACES: Final = 4096
_CACHED_RATES: Final = 4096


class Found(NamedTuple):
    """What a levy comes to for one line: rate, share, and the ground of no rate."""

    rate: Rate
    share: Rate | None
    ground: Fact | None

    @property
    def key(self) -> "Key":
        """What tells it from the others of its levy, and orders them."""
        rate, share, ground = self
        return (
            _CATEGORIES.index(rate.category),
            rate.from_on,
            ground.id if ground else "",
            share.from_on if share else rate.from_on,
            "" if rate.category is TaxCategory.STANDARD else rate.clause.id,
        )


_CATEGORIES: Final = tuple(TaxCategory)
Key = tuple[int, date, str, date, str]
Keys = tuple[Key, ...]
NOTHING: Final[Key] = (-1, date.min, "", date.min, "")


@lru_cache(maxsize=_CACHED_PLACES)
def levied_within(
    market: Market, within: tuple[tuple[str, ...], ...]
) -> tuple[Levy, ...]:
    """Return the levies at any of these places, in the market's order."""
    places = {place for one in within for place in one}
    return tuple(levy for levy in market.levies if places.intersection(levy.places))


@lru_cache(maxsize=_CACHED_PLACES)
def lies_in(market: Market, levy: str, within: tuple[str, ...]) -> bool:
    """Whether a levy is levied at a place."""
    return not set(within).isdisjoint(market.levy(levy).places)


@lru_cache(maxsize=_CACHED_RATES)
def found_on(
    market: Market, levy: str, within: tuple[str, ...], day: date
) -> Found | None:
    """Return what a levy is at a place on a day, or None: nothing is levied."""
    if not lies_in(market, levy, within):
        return None
    rate = market.series(market.levy(levy).series).rate(day)
    return None if rate is None else Found(rate, market.share(levy, day), None)


def free_rate(levy: Levy, category: TaxCategory, from_on: date, clause: Clause) -> Rate:
    """Return the rate of 0 % of what is free of a levy, and what says so."""
    return Rate(
        series=levy.series,
        category=category,
        from_on=from_on,
        percent=Decimal(),
        clause=clause,
    )
