"""The lines of a document, made again from what their proofs name.

A proof names the facts of its line in a fixed order: the changes of each sum, the day
that dates the line, the end of service. That is all a rule needs, so that the amount is
worked out anew and never taken from the document:

>>> from gotobilling.formats.reading import read_invoice
>>> from gotobilling.formats.writing import document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> again = read_invoice(document(invoice), "august.json")
>>> [change.id for change in again.rows[0][1].changes]
['devices']
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from attrs import frozen

from gotobilling.billing_dates import CycleFacts
from gotobilling.charges import (
    BroughtForward,
    BroughtForwardFacts,
    OneTime,
    OneTimeFacts,
)
from gotobilling.derivation import LineRule, Op
from gotobilling.errors import InvalidValue, UnknownName
from gotobilling.facts import (
    Contract,
    ExemptionCertificate,
    Fact,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
)
from gotobilling.facts.histories import Counted
from gotobilling.formats.shapes import made, one_of
from gotobilling.formats.usage_rows import USAGE_RULES
from gotobilling.lineitems import DocumentKey, LevyLine, LevyRow, LineItem, Row
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.proration import (
    CycleCharge,
    CycleProration,
    Moved,
    ProratedCharge,
    ProratedFacts,
    RecurringCharge,
    RecurringFacts,
    UnusedDays,
    UnusedFacts,
)
from gotobilling.taxes import Base, LevyCharge, LevyFacts, Rate, TaxCategory

__all__ = ["Book", "levy_rows", "row"]

T = TypeVar("T")
Line = Mapping[str, Any]
_Dated = tuple[
    tuple[Counted, ...], tuple[Counted, ...], Moved, Price | QuantityChange | None, date
]
"""Parts, before, moved, cause and day of a prorated line."""


@frozen
class Book:
    """What the lines of one document have in common, as it was read."""

    facts: Mapping[str, Fact]
    rates: Mapping[str, Rate]
    market: Market
    contract: Contract
    currency: str
    period: Period
    brought_forward: Money | None
    cycle: CycleFacts | None = None

    def past(self, path: str) -> Period:
        """Return the days of the cycle before, which the document must have."""
        if self.cycle is None or self.cycle.past is None:
            requirement = "of a line that needs no cycle before it"
            raise InvalidValue(f"{path}.proof", requirement, None)
        return self.cycle.past.period

    def one(self, fact_id: object, kind: type[T], path: str) -> T:
        """Return the fact of that id, which must be of that kind."""
        fact = self.facts.get(fact_id) if isinstance(fact_id, str) else None
        if not isinstance(fact, kind):
            requirement = f"the id of a {kind.__name__} of the document"
            raise UnknownName(path, requirement, fact_id)
        return fact


@frozen
class _Named:
    """
    What the proof of a line names.

    Attributes:
        sums: The changes of each sum, in order.
        cause: The id of the fact whose day dates the line, or None.
        starts: Whether the billing start dates it.
        end: The end of service, where it cuts the line short.
    """

    sums: tuple[tuple[Counted, ...], ...]
    cause: str | None
    starts: bool
    end: ServiceEnd | None


def row(book: Book, line: Line, path: str) -> Row:
    """
    Return the line's rule and facts, and its amount worked out anew.

    Raises:
        InvalidValue: a proof by a rule that makes no line.
        UnknownName: a fact that the document does not hold, or holds as another kind.
    """
    make = one_of(_RULES)(line["proof"]["rule"], f"{path}.proof.rule")
    rule, facts = make(book, line, path)
    return rule, facts, made(rule.raw, {"facts": facts}, path)


def _named(book: Book, line: Line, path: str) -> _Named:
    place = f"{path}.proof"
    steps = line["proof"]["steps"]
    sums = [step["of"] for step in steps if step["op"] is Op.SUM]
    leaves = [leaf for step in steps for leaf in step["of"]]
    by_field = {field: fact_id for fact_id, field in _facts_of(leaves)}
    last = by_field.get("last_day_of_service")
    return _Named(
        sums=tuple(
            tuple(_counted(book, fact_id, place) for fact_id, _ in _facts_of(one))
            for one in sums
        ),
        cause=by_field.get("effective_on"),
        starts=("amount", "billing_start") in leaves,
        end=None if last is None else book.one(last, ServiceEnd, place),
    )


def _facts_of(leaves: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    split = [name.rpartition(".") for kind, name in leaves if kind == "fact"]
    return [(fact_id, field) for fact_id, _, field in split]


def _counted(book: Book, fact_id: str, path: str) -> Counted:
    if isinstance(book.facts.get(fact_id), OpeningQuantity):
        return book.one(fact_id, OpeningQuantity, path)
    return book.one(fact_id, QuantityChange, path)


def _sum(named: _Named, index: int, path: str) -> tuple[Counted, ...]:
    if index >= len(named.sums):
        requirement = "one that adds up the changes of the line"
        raise InvalidValue(f"{path}.proof", requirement, f"{len(named.sums)} sums")
    return named.sums[index]


def _recurring(
    book: Book, line: Line, path: str
) -> tuple[RecurringCharge, RecurringFacts]:
    named = _named(book, line, path)
    facts = RecurringFacts(
        price=book.one(line["price"], Price, f"{path}.price"),
        currency=book.currency,
        group=line["group"],
        changes=_sum(named, 0, path),
        month=book.period,
        end=named.end,
    )
    return book.market.rules.recurring, facts


def _prorated(
    book: Book, line: Line, path: str
) -> tuple[ProratedCharge, ProratedFacts]:
    named = _named(book, line, path)
    price = book.one(line["price"], Price, f"{path}.price")
    parts, before, moved, cause, on = _dated(book, named, price, path)
    facts = ProratedFacts(
        price=price,
        currency=book.currency,
        group=line["group"],
        parts=parts,
        before=before,
        moved=moved,
        cause=cause,
        effective_on=on,
        end=named.end,
        within=None,
    )
    return book.market.rules.prorated, facts


def _dated(book: Book, named: _Named, price: Price, path: str) -> _Dated:
    first = _sum(named, 0, path)
    if named.starts:
        start = book.market.rules.billing_start.raw(book.contract)
        return (), first, Moved.IN, None, start
    new = book.facts.get(named.cause or "")
    if isinstance(new, Price):
        on = new.effective_on
        if new != price:
            return (), first, Moved.OUT, new, on
        before = tuple(one for one in first if one.effective_on < on)
        return first[len(before) :], before, Moved.IN, new, on
    cause = book.one(named.cause, QuantityChange, f"{path}.proof")
    on = cause.effective_on
    if len(named.sums) > 1:
        # What is held before, then that and the changes of the line: a minimum counts.
        return named.sums[1][len(first) :], first, Moved.NOTHING, cause, on
    return first, (), Moved.NOTHING, cause, on


def _cycle(book: Book, line: Line, path: str) -> tuple[CycleCharge, RecurringFacts]:
    _, facts = _recurring(book, line, path)
    return book.market.rules.cycle_charge, facts


def _cycle_prorated(
    book: Book, line: Line, path: str
) -> tuple[CycleProration, ProratedFacts]:
    within = book.past(path)
    _, facts = _prorated(book, line, path)
    return book.market.rules.cycle_prorated, facts._replace(within=within)


def _unused(book: Book, line: Line, path: str) -> tuple[UnusedDays, UnusedFacts]:
    named = _named(book, line, path)
    facts = UnusedFacts(
        price=book.one(line["price"], Price, f"{path}.price"),
        currency=book.currency,
        group=line["group"],
        changes=_sum(named, 0, path),
        effective_on=book.period.start,
        end=named.end,
        within=book.past(path),
    )
    return book.market.rules.unused, facts


def _one_time(book: Book, line: Line, path: str) -> tuple[OneTime, OneTimeFacts]:
    charge = book.one(line["fact"], OneTimeCharge, f"{path}.fact")
    return book.market.rules.one_time, OneTimeFacts(charge, book.currency)


def _brought_forward(
    book: Book, _line: Line, path: str
) -> tuple[BroughtForward, BroughtForwardFacts]:
    amount = book.brought_forward
    if amount is None:
        requirement = f"given where {path} carries it"
        raise InvalidValue("brought_forward", requirement, None)
    facts = BroughtForwardFacts(amount, book.period)
    return book.market.rules.brought_forward, facts


_RULES: Final[Mapping[str, Callable[[Book, Line, str], tuple[LineRule[Any], Any]]]] = {
    RecurringCharge.name: _recurring,
    ProratedCharge.name: _prorated,
    CycleCharge.name: _cycle,
    CycleProration.name: _cycle_prorated,
    UnusedDays.name: _unused,
    OneTime.name: _one_time,
    BroughtForward.name: _brought_forward,
    **USAGE_RULES,
}


def levy_rows(
    book: Book, key: DocumentKey, charges: Iterable[Row], levies: Iterable[Line]
) -> tuple[LevyRow, ...]:
    """
    Return the rule and facts of each levy line, and its amount worked out anew.

    Raises:
        UnknownName: a levy, a rate, a line or a ground that the document does not hold.
    """
    items = (LineItem(*each, key) for each in charges)
    lines: dict[str, LineItem | LevyLine] = {one.id: one for one in items}
    rows = []
    for index, line in enumerate(levies):
        levied = _levy_row(book, line, lines, f"levies[{index}]")
        added = LevyLine(*levied, key)
        lines[added.id] = added
        rows.append(levied)
    return tuple(rows)


def _levy_row(
    book: Book, line: Line, lines: Mapping[str, LineItem | LevyLine], path: str
) -> LevyRow:
    levy = made(book.market.levy, {"name": line["levy"]}, path)
    one_of({LevyCharge.name: levy})(line["proof"]["rule"], f"{path}.proof.rule")
    leaves = [leaf for step in line["proof"]["steps"] for leaf in step["of"]]
    named = dict.fromkeys(name for kind, name in leaves if kind == "policy")
    found = [book.rates[one] for one in map(_digest, named) if one in book.rates]
    shared = levy.share is not None and line["category"] is TaxCategory.STANDARD
    if len(found) != 1 + shared:
        requirement = f"one that names {1 + shared} rates of the document"
        raise InvalidValue(f"{path}.proof", requirement, len(found))
    base = []
    for _, name in (leaf for leaf in leaves if leaf[0] == "line"):
        if name not in lines:
            requirement = "of lines of the document that stand before it"
            raise UnknownName(f"{path}.proof", requirement, name)
        base.append(Base(lines[name], _minor(lines[name])))
    ground = line["ground"]
    facts = LevyFacts(
        lines=tuple(base),
        rate=found[-1],
        share=found[0] if shared else None,
        ground=None if ground is None else _ground(book, ground, f"{path}.ground"),
        currency=book.currency,
        tax_date=line["tax_date"],
    )
    rule = LevyCharge(levy)
    return rule, facts, made(rule.raw, {"facts": facts}, path)


def _digest(name: str) -> str:
    return name.rpartition(".")[0]


def _minor(line: LineItem | LevyLine) -> int:
    return line.amount.minor


def _ground(book: Book, fact_id: str, path: str) -> Fact:
    fact = book.facts.get(fact_id)
    if not isinstance(fact, (ExemptionCertificate, TaxNumber)):
        requirement = "the id of a certificate or a VAT number of the document"
        raise UnknownName(path, requirement, fact_id)
    return fact
