"""Which cycle a document bills, as its header says it and as it is read back.

>>> from datetime import date
>>> from gotobilling.invoices import assemble_cycle
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import webinar_upgrade
>>> june = assemble_cycle(webinar_upgrade(), date(2026, 6, 10), us.WEBINAR)
>>> cycle_data(june)
{'cycle': {'frequency': 'monthly', 'months': '1', 'number': '0', \
'anchor': '2026-06-10', 'past': None}}
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from gotobilling.billing_cycle import DocumentKind
from gotobilling.billing_dates import (
    AnchorFacts,
    CycleFacts,
    CyclePlace,
    PastCycle,
    cycle_months,
    cycle_period,
)
from gotobilling.canonical import Data, data
from gotobilling.errors import InvalidPeriod, InvalidValue, UnknownName
from gotobilling.facts import Contract, Fact, QuantityChange
from gotobilling.formats.shapes import Reader, made, member, optional, shaped, whole
from gotobilling.invoices import Invoice
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.periods import Period

__all__ = ["cycle_data", "cycle_shape", "cycle_told"]

_KINDS: Final = (DocumentKind.CYCLE, DocumentKind.PLAN_CHANGE)


def cycle_data(invoice: Invoice) -> dict[str, Data]:
    """Write the cycle of a document; nothing where it bills none."""
    told = invoice.cycle
    if told is None:
        return {}
    past: Data = None
    if told.past is not None:
        past = {
            "anchor": data(told.past.anchor.on),
            "number": data(told.past.number),
            "period": data(told.past.period),
        }
    cycle: Data = {
        "frequency": told.frequency.value,
        "months": data(told.months),
        "number": data(told.number),
        "anchor": data(told.anchor.on),
        "past": past,
    }
    return {"cycle": cycle}


def cycle_shape(day: Reader, period: Reader) -> Reader:
    """Return the reader of what ``cycle_data`` writes of a cycle."""
    past = shaped({"anchor": day, "number": _count, "period": period})
    return shaped(
        {
            "frequency": member(Frequency),
            "months": _count,
            "number": _count,
            "anchor": day,
            "past": optional(past),
        }
    )


def _count(value: object, path: str) -> int:
    found = whole(value, path)
    if found < 0:
        raise InvalidValue(path, "0 or more", found)
    return found


def cycle_told(
    head: Mapping[str, Any], contract: Contract, market: Market
) -> CycleFacts | None:
    """
    Return the cycle of a document as its proofs name it; None where it bills none.

    Raises:
        InvalidPeriod: a period that is not the cycle's.
        InvalidValue: a cycle where there is none, or none where there is one.
        UnknownName: an anchor that rests on no change of the document.
    """
    kind, told = head["document"]["kind"], head.get("cycle")
    if (kind in _KINDS) != (told is not None):
        requirement = "given for a cycle and a plan change, and only there"
        raise InvalidValue("cycle", requirement, kind.value)
    if told is None:
        return None
    found = _cycle(head, told, contract, market)
    place = CyclePlace(found.anchor.on, found.number, found.months)
    period, stated = _period(place, market), head["document"]["period"]
    if period != stated:
        raise InvalidPeriod("document.period", str(period), str(stated))
    moved = found.anchor.moved and found.number == 0
    expected = DocumentKind.PLAN_CHANGE if moved else DocumentKind.CYCLE
    if kind is not expected:
        raise InvalidValue("document.kind", expected.value, kind.value)
    _check_past(found, period)
    return found


def _cycle(
    head: Mapping[str, Any],
    told: Mapping[str, Any],
    contract: Contract,
    market: Market,
) -> CycleFacts:
    start = market.rules.billing_start.raw(contract)
    months = cycle_months(told["frequency"], market.anchor)
    past = None
    if told["past"] is not None:
        before, number = _anchor(head, "past_anchor", start), told["past"]["number"]
        period = _period(CyclePlace(before.on, number, months), market)
        past = PastCycle(before, number, period)
    anchor = _anchor(head, "anchor", start)
    return CycleFacts(told["frequency"], months, anchor, told["number"], past)


def _check_past(found: CycleFacts, period: Period) -> None:
    past, number = found.past, found.number
    if past is None:
        fits = number == 0 and not found.anchor.moved
    elif number > 0:
        fits = (past.anchor, past.number) == (found.anchor, number - 1)
    else:
        fits = found.anchor.moved and past.period.start < period.start < past.period.end
    if not fits:
        requirement = "the cycle that this one follows or ends, if there is one"
        value = None if past is None else str(past.period)
        raise InvalidValue("cycle.past", requirement, value)


def _period(place: CyclePlace, market: Market) -> Period:
    told = {"place": place, "policy": market.anchor}
    return made(cycle_period, told, "cycle")


def _anchor(head: Mapping[str, Any], name: str, start: date) -> AnchorFacts:
    steps = head["proofs"].get(name, {"steps": ()})["steps"]
    leaves = [leaf for step in steps for leaf in step["of"]]
    named = [str(of).rpartition(".")[0] for kind, of in leaves if kind == "fact"]
    fact: Fact | None = head["facts"].get(named[0]) if len(named) == 1 else None
    if not isinstance(fact, QuantityChange):
        requirement = "one that rests on one change of the document"
        raise UnknownName(f"proofs.{name}", requirement, ", ".join(named) or None)
    return AnchorFacts(start, fact, moved=("amount", "billing_start") not in leaves)
