"""How to draw the rules of fees and of leaving early, and their facts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st

from gotobilling.contracts.leaving import LeavesAtOnce, ServedOut
from gotobilling.facts import EarlyTermination, NumberChange, NumberDetail
from gotobilling.fees import ChangeFee, EarlyTerminationFee
from gotobilling.market import Market
from gotobilling.periods import Period

__all__ = ["FEE_FACTS"]

Drawn = tuple[Any, Any]
DATES: Final = st.dates(date(2020, 1, 1), date(2030, 12, 31))
AMOUNTS: Final = st.decimals(0, 10**4, places=4)
CURRENCIES: Final = st.sampled_from(("USD", "JPY", "KWD"))


def changed(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a change of a number, at the guide's price or the contract's."""
    currency, fee = draw(CURRENCIES), draw(st.none() | AMOUNTS)
    details = draw(st.sets(st.sampled_from(NumberDetail), min_size=1))
    facts = NumberChange(
        id="change",
        number="+14155550100",
        details=tuple(details),
        effective_on=draw(DATES),
        currency=currency,
        fee=fee,
    )
    return ChangeFee(evolve(market.fees, currency=currency)), facts


def left(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw what is owed for leaving early."""
    facts = EarlyTermination(
        id="left",
        amount=draw(AMOUNTS),
        currency=draw(CURRENCIES),
        effective_on=draw(DATES),
    )
    return EarlyTerminationFee(market.fees), facts


def at_once(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the day of a request that ends service at once."""
    return LeavesAtOnce(market.contracts.cancellation), draw(DATES)


def served_out(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw the end of a year that is paid."""
    start = draw(DATES)
    return ServedOut(), Period(start, start + timedelta(draw(st.integers(1, 366))))


FEE_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "change_fee": changed,
    "early_termination": left,
    "leaves_at_once": at_once,
    "served_out": served_out,
}
"""For each rule by its name: how to draw it, bound to policies, and its facts."""
