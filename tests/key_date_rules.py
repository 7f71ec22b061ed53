"""How to draw the rules of key dates, each bound to policies, and their facts."""

from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st
from tests.contract_rules import DATES, contract_policies, term_facts

from gotobilling.key_dates import SafeDay
from gotobilling.key_dates.contract_days import DeletedAfterTerm
from gotobilling.market import Market

__all__ = ["KEY_DATE_FACTS"]

Drawn = tuple[Any, Any]


def deleted_after_term(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a term, after which data is deleted."""
    policies = contract_policies(draw, market)
    rule = DeletedAfterTerm(policies.deletion, policies.term, market.start)
    return rule, term_facts(draw)


def safe_day(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the days that some readings give."""
    days = draw(st.lists(DATES, min_size=2, max_size=8))
    return SafeDay(), tuple((f"notice:t:1@{n}", on) for n, on in enumerate(days, 1))


KEY_DATE_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "deleted_after_term": deleted_after_term,
    "safe_day": safe_day,
}
"""For each rule by its name: how to draw it, bound to policies, and its facts."""
