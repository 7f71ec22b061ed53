"""What the facts of disputes say, in words.

>>> from datetime import date
>>> upheld = Resolution(
...     id="r1", dispute="d1", resolved_on=date(2026, 8, 20), outcome=Resolved.UPHELD
... )
>>> disputed_text(upheld)
'd1: upheld on 2026-08-20'
"""

from gotobilling.facts import Dispute, DisputedLine, Fact, Resolution, Resolved

__all__ = ["disputed_text"]

_SHOWN = 12


def disputed_text(fact: Fact) -> str | None:
    """Return what a dispute or its resolution says, in words; None of other facts."""
    if isinstance(fact, Dispute):
        said = f"of invoice {fact.invoice[:_SHOWN]}, notified on {fact.notified_on}"
        return f"{_lines(fact.lines) or 'all'} {said}"
    if isinstance(fact, Resolution):
        part = _lines(fact.lines)
        how = fact.outcome.value if not part else f"{part} {Resolved.UPHELD.value}"
        return f"{fact.dispute}: {how} on {fact.resolved_on}"
    return None


def _lines(lines: tuple[DisputedLine, ...]) -> str:
    return ", ".join(map(_line, lines))


def _line(one: DisputedLine) -> str:
    said = f"line {one.line[:_SHOWN]}"
    return said if one.amount is None else f"{one.amount:f} of {said}"
