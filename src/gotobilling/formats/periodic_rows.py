"""The lines of years and quarters, made again from what their proofs name.

The day from which periods are counted is the later of two: that of the item's first
change, and the billing start. A change of which a line is made is named before it, and
one that was charged for a period already invoiced names no day after its own.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gotobilling.derivation import LineRule, Op
from gotobilling.errors import InvalidValue
from gotobilling.facts import Price, QuantityChange, ServiceEnd
from gotobilling.facts.histories import Counted
from gotobilling.formats.usage_rows import Told
from gotobilling.kinds import Frequency
from gotobilling.proration import Moved, ProratedFacts
from gotobilling.proration.begun import Begun
from gotobilling.proration.periodic import PeriodCharge, PeriodFacts
from gotobilling.proration.within import PeriodProration, PeriodProrationFacts

__all__ = ["PERIOD_RULES"]

Line = Mapping[str, Any]
Leaf = tuple[str, Any]


def _leaves(line: Line, *ops: Op) -> list[Leaf]:
    steps = line["proof"]["steps"]
    return [leaf for step in steps if step["op"] in ops for leaf in step["of"]]


def _changes(book: Told, leaves: list[Leaf], path: str) -> tuple[Counted, ...]:
    names = [name.rpartition(".") for kind, name in leaves if kind == "fact"]
    return tuple(
        book.one(fact, QuantityChange, f"{path}.proof")
        for fact, _, field in names
        if field in ("quantity", "effective_on")
    )


def _sums(book: Told, line: Line, path: str) -> list[tuple[Counted, ...]]:
    steps = line["proof"]["steps"]
    return [
        _changes(book, step["of"], path)
        for step in steps
        if step["op"] is Op.SUM and not any(kind == "step" for kind, _ in step["of"])
    ]


def _begun(book: Told, line: Line, price: Price, path: str) -> Begun:
    if price.frequency is Frequency.MONTHLY:
        requirement = "that of an item billed by the year or the quarter"
        raise InvalidValue(f"{path}.price", requirement, price.id)
    first = _changes(book, _leaves(line, Op.LATER), path)
    if len(first) != 1:
        requirement = "one that names the first day of the item"
        raise InvalidValue(f"{path}.proof", requirement, f"{len(first)} changes")
    start = book.market.rules.billing_start.raw(book.contract)
    return Begun(price.frequency, first[0], start)


def _period(book: Told, line: Line, path: str) -> tuple[PeriodCharge, PeriodFacts]:
    price = book.one(line["price"], Price, f"{path}.price")
    sums = _sums(book, line, path)
    facts = PeriodFacts(
        price=price,
        currency=book.currency,
        group=line["group"],
        changes=sums[0] if sums else (),
        begun=_begun(book, line, price, path),
        until=book.period.end,
    )
    return book.market.rules.period, facts


def _prorated(
    book: Told, line: Line, path: str
) -> tuple[PeriodProration, PeriodProrationFacts]:
    rule = book.market.rules.period_prorated
    price = book.one(line["price"], Price, f"{path}.price")
    begun = _begun(book, line, price, path)
    cause = _cause(book, line, path)
    parts, before, moved = _moved(book, line, cause, path)
    on = begun.start if cause is None else cause.effective_on
    renews = cause is not None and _leaf(cause) in _leaves(line, Op.PERIOD_END)
    change = ProratedFacts(
        price=price,
        currency=book.currency,
        group=line["group"],
        parts=parts,
        before=before,
        moved=moved,
        cause=cause,
        effective_on=begun.next(on, rule.frequency).start if renews else on,
        end=_end(book, line, path),
        within=None,
    )
    return rule, PeriodProrationFacts(change, begun, renews)


def _leaf(cause: Counted) -> Leaf:
    return "fact", f"{cause.id}.effective_on"


def _cause(book: Told, line: Line, path: str) -> Counted | None:
    """Return the change that dates the line, or None: it is the billing start."""
    of_day = (Op.DAY_AFTER, Op.MONTH_START, Op.PERIOD_END)
    leaves = [leaf for leaf in _leaves(line, *of_day) if leaf[0] == "fact"]
    dated = [leaf for leaf in leaves if leaf[1].endswith(".effective_on")]
    found = _changes(book, dated, path)
    return found[0] if found else None


def _moved(
    book: Told, line: Line, cause: Counted | None, path: str
) -> tuple[tuple[Counted, ...], tuple[Counted, ...], Moved]:
    """Return the changes of the line, those before them, and whether it starts."""
    first, *others = _sums(book, line, path) or [()]
    if cause is None:
        return (), first, Moved.IN
    if others:
        # What is held before, then that and the changes of the line: a minimum counts.
        return others[0][len(first) :], first, Moved.NOTHING
    return first, (), Moved.NOTHING


def _end(book: Told, line: Line, path: str) -> ServiceEnd | None:
    names = [name for kind, name in _leaves(line, Op.DAY_AFTER) if kind == "fact"]
    last = [name.rpartition(".") for name in names]
    ends = [fact for fact, _, field in last if field == "last_day_of_service"]
    return book.one(ends[0], ServiceEnd, f"{path}.proof") if ends else None


PERIOD_RULES: Final[
    Mapping[str, Callable[[Told, Line, str], tuple[LineRule[Any], Any]]]
] = {
    PeriodCharge.name: _period,
    PeriodProration.name: _prorated,
}
