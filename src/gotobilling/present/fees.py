"""Fees of the contract in words: what was asked of a number, what is owed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gotobilling.facts import EarlyTermination, Fact, NumberChange, NumberDetail
from gotobilling.money import UnitPrice

__all__ = ["fee_text"]

_DETAILS: Final[Mapping[NumberDetail, str]] = MappingProxyType(
    {
        NumberDetail.CALLER_ID: "caller ID",
        NumberDetail.E911: "E911",
        NumberDetail.TWO_WAY: "two-way",
    }
)


def fee_text(fact: Fact) -> str | None:
    """
    Return what the fact of a fee says, in words; None of any other fact.

    >>> from datetime import date
    >>> moved = NumberChange(
    ...     id="move",
    ...     number="+14155550100",
    ...     details=(NumberDetail.CALLER_ID, NumberDetail.E911),
    ...     effective_on=date(2026, 8, 20),
    ...     currency="USD",
    ... )
    >>> fee_text(moved)
    'change of +14155550100: caller ID and E911, asked for on 2026-08-20'
    """
    if isinstance(fact, NumberChange):
        changed = " and ".join(_DETAILS[one] for one in fact.details)
        said = f"change of {fact.number}: {changed}, asked for on {fact.effective_on}"
        if fact.fee is None:
            return said
        return f"{said}, for {UnitPrice(fact.fee, fact.currency, 'change')}"
    if isinstance(fact, EarlyTermination):
        owed = f"{fact.amount:f} {fact.currency}"
        return f"{owed} owed for leaving early on {fact.effective_on}"
    return None
