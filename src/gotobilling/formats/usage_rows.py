"""The usage lines of a document, made again from what their proofs name."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Protocol, TypeVar

from gotobilling.derivation import LineRule, Op
from gotobilling.errors import InvalidValue
from gotobilling.facts import (
    CallRate,
    Fact,
    Included,
    LowUsage,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    UsageTotal,
)
from gotobilling.facts.histories import Counted
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.usage.charges import (
    Allowed,
    IncludedUsage,
    PartMonth,
    UsageCharge,
    UsageFacts,
    UsageOverage,
)
from gotobilling.usage.low_usage import LowUsageCharge, LowUsageFacts
from gotobilling.usage.pools import LowDevices

__all__ = ["USAGE_RULES"]

T = TypeVar("T")
Line = Mapping[str, Any]


class Told(Protocol):
    """What the lines of one document have in common, as it was read."""

    @property
    def facts(self) -> Mapping[str, Fact]: ...
    @property
    def market(self) -> Market: ...
    @property
    def currency(self) -> str: ...
    @property
    def period(self) -> Period: ...
    @property
    def contract(self) -> Any: ...  # noqa: ANN401 -- a Contract
    def one(self, fact_id: object, kind: type[T], path: str) -> T: ...


def _sums(book: Told, line: Line) -> list[tuple[Fact, ...]]:
    """Return the facts of each sum, in order."""
    steps = line["proof"]["steps"]
    return [_facts(book, step) for step in steps if step["op"] is Op.SUM]


def _facts(book: Told, step: Line) -> tuple[Fact, ...]:
    names = (name for kind, name in step["of"] if kind == "fact")
    found = (book.facts.get(name.rpartition(".")[0]) for name in names)
    return tuple(one for one in found if one is not None)


def _changes(facts: tuple[Fact, ...]) -> tuple[Counted, ...]:
    return tuple(
        one for one in facts if isinstance(one, (OpeningQuantity, QuantityChange))
    )


def _totals(sums: list[tuple[Fact, ...]], path: str) -> tuple[UsageTotal, ...]:
    first = sums[0] if sums else ()
    totals = tuple(one for one in first if isinstance(one, UsageTotal))
    if not totals:
        requirement = "one that adds up totals of usage first"
        raise InvalidValue(f"{path}.proof", requirement, f"{len(sums)} sums")
    return totals


def _all(book: Told, line: Line, kind: type[T]) -> Iterator[T]:
    for step in line["proof"]["steps"]:
        for one in _facts(book, step):
            if isinstance(one, kind):
                yield one


def _low_devices(sums: list[tuple[Fact, ...]], terms: LowUsage) -> LowDevices:
    # Devices, phones, the groups before them if any, and the sum of nothing.
    held = [_changes(facts) for facts in [*sums, (), ()]]
    before = held[2] if len(sums) > 3 else ()
    return LowDevices(terms, held[0], before, held[1])


def _included(book: Told, line: Line) -> Iterator[tuple[Included, tuple[Counted, ...]]]:
    steps = line["proof"]["steps"]
    for step in steps:
        if step["op"] is not Op.SUM:
            continue
        for kind, name in step["of"]:
            named = steps[name] if kind == "step" and name < len(steps) else None
            if named is not None and named["op"] is Op.TIMES:
                yield from _by_item(book, steps, named)
            elif kind == "fact":
                fact = book.facts.get(name.rpartition(".")[0])
                if isinstance(fact, Included):
                    yield fact, ()


def _by_item(
    book: Told, steps: list[Line], times: Line
) -> Iterator[tuple[Included, tuple[Counted, ...]]]:
    facts = [one for one in _facts(book, times) if isinstance(one, Included)]
    held = [name for kind, name in times["of"] if kind == "step" and name < len(steps)]
    for one in facts:
        for number in held:
            yield one, _changes(_facts(book, steps[number]))


def _part(book: Told, line: Line) -> PartMonth | None:
    leaves = [leaf for step in line["proof"]["steps"] for leaf in step["of"]]
    named = [name for kind, name in leaves if kind == "fact"]
    if not any(name.endswith(".month") for name in named):
        return None
    start = None
    if ("amount", "billing_start") in leaves:
        start = book.market.rules.billing_start.raw(book.contract)
    return PartMonth(start, next(_all(book, line, ServiceEnd), None))


def _usage_facts(book: Told, line: Line, path: str) -> UsageFacts:
    sums = _sums(book, line)
    totals = _totals(sums, path)
    terms = next(_all(book, line, LowUsage), None)
    pool = None if terms is None else _low_devices(sums[1:], terms)
    price, rate = line["price"], None
    if price is not None:
        rate = book.one(price, CallRate, f"{path}.price")
    included = () if pool else tuple(_included(book, line))
    return UsageFacts(
        totals=totals,
        rate=rate,
        item=line["item"],
        allowed=Allowed(included, pool, _part(book, line)),
        currency=book.currency,
        period=line["period"],
    )


def _usage(book: Told, line: Line, path: str) -> tuple[UsageCharge, UsageFacts]:
    return book.market.rules.usage, _usage_facts(book, line, path)


def _included_usage(
    book: Told, line: Line, path: str
) -> tuple[IncludedUsage, UsageFacts]:
    return book.market.rules.included, _usage_facts(book, line, path)


def _overage(book: Told, line: Line, path: str) -> tuple[UsageOverage, UsageFacts]:
    return book.market.rules.overage, _usage_facts(book, line, path)


def _low_usage(
    book: Told, line: Line, path: str
) -> tuple[LowUsageCharge, LowUsageFacts]:
    terms = next(_all(book, line, LowUsage), None)
    if terms is None:
        requirement = "one that names the terms of low-usage devices"
        raise InvalidValue(f"{path}.proof", requirement, line["proof"]["rule"])
    price = book.one(line["price"], Price, f"{path}.price")
    facts = LowUsageFacts(
        told=_low_devices(_sums(book, line), terms),
        price=price,
        discounted=price.item == terms.item,
        currency=book.currency,
        group=line["group"],
        month=book.period,
        end=next(_all(book, line, ServiceEnd), None),
    )
    return book.market.rules.low_usage, facts


USAGE_RULES: Final[
    Mapping[str, Callable[[Any, Line, str], tuple[LineRule[Any], Any]]]
] = {
    UsageCharge.name: _usage,
    IncludedUsage.name: _included_usage,
    UsageOverage.name: _overage,
    LowUsageCharge.name: _low_usage,
}
"""How the lines of usage are made again, by the names of their rules."""
