"""Every market of this release by its name, and every edition of it for ever.

An edition is never edited and never taken away, so what names one is billed the same
by every later release. Without an edition the latest is meant:

>>> names()[:2]
('us-connect', 'ca-connect')
>>> edition("us-connect").edition
'2026-11'
>>> edition("us-connect", "2026-11") == edition("us-connect")
True
"""

from gotobilling import checks
from gotobilling.errors import UnknownName
from gotobilling.market import Market
from gotobilling.markets.index import EDITIONS

__all__ = ["edition", "names"]


def names() -> tuple[str, ...]:
    """Return the names of the markets, each once."""
    return tuple(dict.fromkeys(one.name for one in EDITIONS))


def edition(market_name: str, edition: str | None = None) -> Market:
    """
    Return a market by its name, as of one edition.

    Args:
        market_name: Such as ``us-connect``.
        edition: Such as ``2026-11``; the latest if absent.

    Raises:
        UnknownName: there is no such market or edition; the requirement lists those
            that there are.
        WrongType: a name that is no text.

    >>> edition("us-moon")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    gotobilling.errors.UnknownName: market must be one of us-connect, ..., got \
'us-moon'
    """
    checks.text("market", market_name)
    of_market = {one.edition: one for one in EDITIONS if one.name == market_name}
    if not of_market:
        raise UnknownName("market", "one of " + ", ".join(names()), market_name)
    if edition is None:
        return list(of_market.values())[-1]
    checks.text("edition", edition)
    if edition not in of_market:
        raise UnknownName("edition", "one of " + ", ".join(of_market), edition)
    return of_market[edition]
