"""The facts of a return, checked and put in order: whose, when, how many, in time."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple, TypeVar

from gotobilling import checks
from gotobilling.after_invoice import LateReturn, ReturnPolicy
from gotobilling.clauses.after_decisions import Q58
from gotobilling.clauses.return_texts import J1
from gotobilling.derivation import Derived
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
)
from gotobilling.facts import Condition, Delivery, OneTimeCharge, Return
from gotobilling.facts.versions import set_aside
from gotobilling.invoices import Invoice
from gotobilling.kinds import LineKind
from gotobilling.refunds.days import last_day_to_return
from gotobilling.refusals import Reason

__all__ = ["Bought", "Came", "bought", "came", "deliveries_of", "rmas", "standing"]

_F = TypeVar("_F", Delivery, Return)


class Bought(NamedTuple):
    """A purchase on an invoice: its line, its place, and the fact."""

    line: str
    place: int
    purchase: OneTimeCharge


class Came(NamedTuple):
    """
    A return that is taken back, and what came before it.

    Attributes:
        returned: The fact.
        bought: What was bought.
        last_day: The last day on which it is in time.
        late_by: Days after it, 0 where it is in time.
        earlier: The returns of the same purchase that came before.
    """

    returned: Return
    bought: Bought
    last_day: Derived[date]
    late_by: int
    earlier: tuple[Return, ...]


def standing(path: str, facts: Iterable[Any], kind: type[_F]) -> tuple[_F, ...]:
    """Return the facts that stand, each once."""
    known: dict[str, _F] = {}
    for index, one in enumerate(checks.each(path, facts, kind)):
        if known.setdefault(one.id, one) != one:
            raise ConflictingFacts(f"{path}[{index}].id", "of one content only", one.id)
    gone = set_aside(known.values())
    return tuple(one for one in known.values() if one.id not in gone)


def bought(invoice: Invoice, corrected: Invoice) -> dict[str, Bought]:
    """
    Return what was bought on an invoice, by every id that names it.

    A late fact may have told another quantity or price of it: then that purchase
    counts, as what was charged of it counts with its corrections.
    """
    now = {one.root: one for _, _, one in _purchases(corrected)}
    found: dict[str, Bought] = {}
    for place, line, charge in _purchases(invoice):
        last = now.get(charge.root, charge)
        one = Bought(line, place, last)
        found.update(dict.fromkeys((charge.id, charge.root, last.id), one))
    return found


def _purchases(invoice: Invoice) -> Iterator[tuple[int, str, OneTimeCharge]]:
    for place, line in enumerate(invoice.lines):
        charge = getattr(line.facts, "charge", None)
        if isinstance(charge, OneTimeCharge):
            yield place, line.id, charge


def deliveries_of(
    every: dict[str, Bought], deliveries: Iterable[Delivery]
) -> dict[str, Delivery]:
    """Return the delivery of each line of the invoice of which one is known."""
    found: dict[str, Delivery] = {}
    for one in standing("deliveries", deliveries, Delivery):
        if one.purchase not in every:
            continue
        line = every[one.purchase].line
        if line in found:
            requirement = f"one for a purchase, as {found[line].id} is"
            raise ConflictingFacts("deliveries", requirement, one.id)
        found[line] = one
    return found


def rmas(
    every: dict[str, Bought], returns: Iterable[Return], rma: str
) -> dict[str, tuple[Return, ...]]:
    """Return the RMAs over the invoice up to one, in the order of their processing."""
    known = standing("returns", returns, Return)
    groups: dict[str, list[Return]] = {}
    for one in known:
        groups.setdefault(one.rma, []).append(one)
    if rma not in groups:
        told = ", ".join(sorted(groups)) or "none"
        raise UnknownName("rma", f"one of {told}", rma)
    for one in groups[rma]:
        if one.purchase not in every:
            requirement = (
                "a purchase on this invoice; what was bought on another one comes back "
                "under an RMA of its own"
            )
            raise UnknownName(f"returns.{one.id}.purchase", requirement, one.purchase)
    here = [name for name, of in groups.items() if any(x.purchase in every for x in of)]
    here.sort(key=lambda name: (_processed(groups[name]), name))
    found: dict[str, tuple[Return, ...]] = {}
    for name in here[: here.index(rma) + 1]:
        mine = [one for one in groups[name] if one.purchase in every]
        mine.sort(key=lambda one: (every[one.purchase].place, one.id))
        found[name] = tuple(mine)
    return found


def _processed(of: list[Return]) -> date:
    return max(one.processed_on for one in of)


def came(
    every: dict[str, Bought],
    groups: dict[str, tuple[Return, ...]],
    delivered: dict[str, Delivery],
    policy: ReturnPolicy,
) -> tuple[dict[str, tuple[Came, ...]], tuple[Reason, ...]]:
    """Return what each RMA brings back, and why the rest of the last one stays."""
    so_far: dict[str, tuple[Return, ...]] = {}
    found: dict[str, tuple[Came, ...]] = {}
    refused: list[Reason] = []
    for name, of in groups.items():
        taken: list[Came] = []
        refused = []
        for returned in of:
            own = every[returned.purchase]
            delivery = delivered.get(own.line)
            last = last_day_to_return(own.purchase, policy, delivery=delivery)
            _check(returned, own.purchase, delivery)
            day: date = getattr(returned, f"{policy.counted.value}_on")
            late = max(0, (day - last.value).days)
            reason = _reason(returned, last.value, late, policy)
            if reason is not None:
                refused.append(reason)
                continue
            earlier = so_far.get(own.line, ())
            _check_units(returned, own.purchase, earlier)
            so_far[own.line] = (*earlier, returned)
            taken.append(Came(returned, own, last, late, earlier))
        found[name] = tuple(taken)
    return found, tuple(refused)


def _check(
    returned: Return, purchase: OneTimeCharge, delivery: Delivery | None
) -> None:
    path = f"returns.{returned.id}"
    if purchase.kind is not LineKind.HARDWARE:
        requirement, value = "a purchase of hardware", purchase.kind.value
        raise InvalidValue(f"{path}.purchase", requirement, value, "J1")
    first, word = purchase.effective_on, "purchase"
    if delivery is not None:
        first, word = delivery.effective_on, "delivery"
    if returned.shipped_on < first:
        requirement = f"on or after the {word} of {first}"
        raise InvalidPeriod(f"{path}.shipped_on", requirement, returned.shipped_on)
    if returned.currency not in (None, purchase.currency):
        requirement = f"the invoice's {purchase.currency}"
        raise CurrencyMismatch(f"{path}.currency", requirement, returned.currency)


def _check_units(
    returned: Return, purchase: OneTimeCharge, earlier: tuple[Return, ...]
) -> None:
    left = purchase.quantity - sum([one.quantity for one in earlier])
    if returned.quantity > left:
        path = f"returns.{returned.id}.quantity"
        requirement = f"at most {left}, what is left of {purchase.quantity} bought"
        raise InvalidValue(path, requirement, returned.quantity, "J1")


def _reason(
    returned: Return, last: date, late: int, policy: ReturnPolicy
) -> Reason | None:
    if returned.condition is Condition.DAMAGED:
        text = f"{returned.id}: equipment is taken back in good condition only"
        way = "it stays the customer's; a defect is a matter for customer support"
        return Reason("not-in-good-condition", text, J1, way)
    if late and policy.late is LateReturn.REFUSED:
        days = "1 day" if late == 1 else f"{late} days"
        text = f"{returned.id}: returns end on {last}, and this is {days} later"
        way = "the reading late_return=accepted takes it back, less the late fee"
        return Reason("return-too-late", text, policy.ground(Q58), way)
    return None
