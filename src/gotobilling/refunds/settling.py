"""What each return of an RMA comes to, and the tax that goes back with it."""

from collections.abc import Iterator
from typing import NamedTuple

from gotobilling.after_invoice import RestockingBase, ReturnPolicy, TaxGivenBack
from gotobilling.errors import CurrencyMismatch, InvalidValue
from gotobilling.facts import IssuedLine, Return
from gotobilling.invoices import IssuedDocument, OpenLine
from gotobilling.refunds.amounts import (
    NamedAmount,
    PriceFacts,
    RestockingFacts,
    ReturnCharged,
    ReturnCredited,
    ReturnPrice,
    ReturnRestocking,
    ReturnTax,
    ReturnTaxFull,
    ReturnTaxFullFacts,
    SettledFacts,
    TaxFacts,
)
from gotobilling.refunds.checking import Came
from gotobilling.refunds.values import ReturnedItem, TaxReturned

__all__ = ["Known", "items_of", "taxes_of"]


class Known(NamedTuple):
    """What the credit of a return rests on, beside the return."""

    issued: IssuedDocument
    lines: dict[str, OpenLine]
    price_parts: dict[str, tuple[IssuedLine, ...]]
    policy: ReturnPolicy
    currency: str


def items_of(known: Known, of: tuple[Came, ...]) -> Iterator[ReturnedItem]:
    """Yield what each return comes to; the first late one bears the late fee."""
    late = next((one for one in of if one.late_by), None)
    if late is not None:
        _check_late_fee(known)
    taken: dict[str, tuple[NamedAmount, ...]] = {}
    for one in of:
        before = taken.get(one.bought.line, ())
        found = _item(known, one, before, bears=one is late)
        credit = (f"credit:{one.returned.id}", found.credit.value)
        taken[one.bought.line] = (*before, credit)
        yield found


def _item(
    known: Known, one: Came, taken: tuple[NamedAmount, ...], *, bears: bool
) -> ReturnedItem:
    policy, line, name = known.policy, one.bought.line, one.returned.id
    purchase, charged = one.bought.purchase, known.price_parts[line]
    of_price = PriceFacts(charged, purchase, one.earlier, one.returned)
    price = ReturnPrice(policy)(of_price)
    paid = (f"price:{name}", price.value)
    _check_msrp(one.returned, policy)
    restocking = ReturnRestocking(policy)(RestockingFacts(one.returned, paid))
    facts = SettledFacts(
        returned=one.returned,
        price=paid,
        restocking=(f"restocking:{name}", restocking.value),
        is_late=bears,
        open=known.lines[line].parts,
        taken=taken,
    )
    return ReturnedItem(
        returned=one.returned,
        purchase=purchase,
        line=line,
        last_day=one.last_day,
        late_by=one.late_by,
        bears_late_fee=bears,
        price=price,
        restocking=restocking,
        credit=ReturnCredited(policy)(facts),
        charged=ReturnCharged(policy)(facts),
    )


def _check_late_fee(known: Known) -> None:
    policy = known.policy
    if policy.late_fee and policy.currency != known.currency:
        requirement = (
            f"in the invoice's {known.currency}: give the policy of returns a late fee "
            "of your own, or choose the reading late_return=refused"
        )
        path = "market.after_invoice.returns.currency"
        raise CurrencyMismatch(path, requirement, policy.currency, "J6")


def _check_msrp(returned: Return, policy: ReturnPolicy) -> None:
    if policy.base is RestockingBase.MSRP and returned.msrp is None:
        requirement = "given where the restocking fee is a share of the list price"
        raise InvalidValue(f"returns.{returned.id}.msrp", requirement, None, "Q15")


def taxes_of(
    known: Known, before: tuple[Came, ...], items: tuple[ReturnedItem, ...]
) -> Iterator[TaxReturned]:
    """Yield what goes back of each levy, in the order of the invoice."""
    if known.policy.tax is TaxGivenBack.IN_FULL:
        yield from _in_full(known, before, items)
        return
    rule, given = ReturnTax(known.policy), _credits(items)
    for line, one in known.lines.items():
        levy = one.line.levy
        back = tuple(each for base in one.base for each in given.get(base, ()))
        base = tuple(part for each in one.base for part in known.lines[each].parts)
        if levy is None or not back or not sum([part.minor for part in base]):
            continue
        amount = rule(TaxFacts(one.parts, base, back))
        if amount.raw:
            given[line] = ((f"tax:{line}", amount.value),)
            yield TaxReturned(line=line, levy=levy, amount=amount)


def _credits(items: tuple[ReturnedItem, ...]) -> dict[str, tuple[NamedAmount, ...]]:
    given: dict[str, tuple[NamedAmount, ...]] = {}
    for one in items:
        if one.credit.raw:
            named = (f"credit:{one.returned.id}", one.credit.value)
            given[one.line] = (*given.get(one.line, ()), named)
    return given


def _in_full(
    known: Known, before: tuple[Came, ...], items: tuple[ReturnedItem, ...]
) -> Iterator[TaxReturned]:
    for line, one in known.lines.items():
        levy, charges = one.line.levy, _charges(known, line)
        back = [each for each in items if each.line in charges]
        base = tuple(part for x in charges for part in known.price_parts[x])
        if levy is None or not back or not sum([part.minor for part in base]):
            continue
        facts = ReturnTaxFullFacts(
            charged=known.price_parts[line],
            base=base,
            before=tuple(_before(known, before, charges)),
            prices=tuple((f"price:{x.returned.id}", x.price.value) for x in back),
            open=one.parts,
        )
        amount = ReturnTaxFull(known.policy)(facts)
        if amount.raw:
            yield TaxReturned(line=line, levy=levy, amount=amount)


def _charges(known: Known, line: str) -> tuple[str, ...]:
    """Return the charges that a levy is on, through other levies too, each once."""
    found: dict[str, None] = {}
    for one in known.lines[line].base:
        if known.lines[one].line.levy is None:
            found[one] = None
        else:
            found.update(dict.fromkeys(_charges(known, one)))
    return tuple(found)


def _before(
    known: Known, before: tuple[Came, ...], charges: tuple[str, ...]
) -> Iterator[PriceFacts]:
    for line in charges:
        same = [one for one in before if one.bought.line == line]
        if same:
            returns = tuple(one.returned for one in same)
            purchase = same[0].bought.purchase
            yield PriceFacts(known.price_parts[line], purchase, returns, returns[-1])
