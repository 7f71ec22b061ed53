"""What makes no sense of a request to change a plan, and what the documents refuse."""

from collections.abc import Iterable, Iterator
from datetime import date

from gotobilling.clauses import Q31
from gotobilling.clauses.contract_terms import PENDING_CANCELLATION
from gotobilling.clauses.contract_texts import H13, H16
from gotobilling.clauses.plan_texts import I3, I5, I6, L8
from gotobilling.contracts import PlanChangeKind, PlanChangePolicy, UnpaidInvoices
from gotobilling.errors import InvalidValue, UnknownName
from gotobilling.facts import Account, History, Price
from gotobilling.facts.histories import price_in_force
from gotobilling.market import Market
from gotobilling.plan_changes.request import PlanChangeRequest
from gotobilling.refusals import Reason
from gotobilling.roles import in_words

__all__ = ["check_request", "price_of", "reasons"]


def check_request(account: Account, request: PlanChangeRequest, market: Market) -> None:
    """Refuse a request that makes no sense."""
    start = market.rules.billing_start.raw(account.contract)
    on = request.requested_on
    if on < start:
        requirement = f"on or after the billing start of {start}"
        raise InvalidValue("request.requested_on", requirement, on, "A3")
    price = price_of(account, "request.item", request.item, on)
    if price.product != market.product:
        requirement = f"an item of {market.product}"
        raise UnknownName("request.item", requirement, request.item)
    if request.to_item is not None:
        other = price_of(account, "request.to_item", request.to_item, on)
        same = other.frequency is price.frequency
        is_switch = request.kind is PlanChangeKind.FREQUENCY
        if same is is_switch and other.product == price.product:
            requirement = f"billed {'otherwise' if is_switch else 'as often'}"
            raise InvalidValue("request.to_item", requirement, request.to_item)
    known = {fact.id for fact in account.all_facts()}
    for fact in request.facts:
        if fact.id in known:
            raise InvalidValue("request.id", "of no fact of the account", fact.id)
        found = (
            one
            for one in account.histories
            if (one.prices[0].item, one.group) == (fact.item, fact.group)
        )
        held = _held(found, on)
        if held + fact.quantity < 0:
            requirement = f"at most the {held} held"
            raise InvalidValue("request.quantity", requirement, -fact.quantity)


def price_of(account: Account, path: str, item: str, on: date) -> Price:
    """Return the price of an item on a day."""
    for prices in account.items:
        if prices[0].item == item:
            return price_in_force(prices, on)
    known = ", ".join(prices[0].item for prices in account.items)
    raise UnknownName(path, f"one of {known}", item)


def _held(histories: Iterable[History], on: date) -> int:
    """Return how many there are as a day ends."""
    return sum(one.quantity for history in histories for one in history.held(on))


def reasons(
    account: Account,
    request: PlanChangeRequest,
    market: Market,
    policy: PlanChangePolicy,
) -> Iterator[Reason]:
    """
    Yield every reason for which the documents refuse a request.

    Clauses: A14, H13, H16, I3, I5, I6, L8, Q31, pending-cancellation.
    """
    yield from _ended(account, request)
    yield from _not_offered(account, request, policy)
    if request.kind is PlanChangeKind.SEATS_DOWN:
        yield from _emptied(account, request, market)
    blocks = policy.past_due is UnpaidInvoices.BLOCK
    if blocks and request.unpaid and request.kind.expands:
        names = ", ".join(request.unpaid)
        told = f"invoices past due block an upgrade or expansion: {names}"
        yield Reason("past-due", told, policy.ground(I5), "pay them, then ask again")


def _ended(account: Account, request: PlanChangeRequest) -> Iterator[Reason]:
    if account.end is None:
        return
    last = account.end.last_day_of_service
    if request.requested_on > last:
        told = f"service ended on {last}"
        yield Reason("ended", told, H16, "reactivate the subscription first")
        return
    told = f"it is cancelled, with {last} as its last day of service"
    way = "take the cancellation back first"
    yield Reason("pending-cancellation", told, PENDING_CANCELLATION, way)


def _not_offered(
    account: Account, request: PlanChangeRequest, policy: PlanChangePolicy
) -> Iterator[Reason]:
    here, portal = policy.at(request.portal), in_words(request.portal)
    if here is None:
        told = f"no text tells of plan changes in the portal {portal}"
        yield Reason("portal", told, L8, "ask support")
        return
    if request.role not in here.roles:
        able = " or ".join(map(in_words, here.roles))
        role = in_words(request.role)
        told = f"the role {role} does not change plans in the portal {portal}"
        yield Reason("role", told, here.who, f"ask for it as {able}")
    kind = _kind(account, request)
    if kind in here.kinds:
        return
    match kind:
        case PlanChangeKind.PRODUCT_SWAP:
            told = "products cannot be exchanged"
            way = "cancel the present one, then add the other"
            yield Reason("product-swap", told, H13, way)
        case PlanChangeKind.DOWNGRADE:
            told = "a lower tier is not for the customer to choose"
            clause = I3 if here.clause == I3 else I6
            yield Reason("tier-downgrade", told, clause, f"ask {here.ask}")
        case PlanChangeKind.ADD_ON_REMOVED:
            told = "an add-on is not removed in the portal"
            yield Reason("add-on-removal", told, I6, f"ask {here.ask}")
        case _:
            asked = kind.value.replace("_", " ")
            told = f"{asked} is not offered in the portal {portal}"
            yield Reason("not-offered", told, here.clause, f"ask {here.ask}")


def _kind(account: Account, request: PlanChangeRequest) -> PlanChangeKind:
    """Return what a request comes to: its own kind, or what its items make of it."""
    if request.to_item is None:
        return request.kind
    on = request.requested_on
    old = price_of(account, "request.item", request.item, on)
    new = price_of(account, "request.to_item", request.to_item, on)
    if new.product != old.product:
        return PlanChangeKind.PRODUCT_SWAP
    costs_less = new.numerator * old.denominator < old.numerator * new.denominator
    if request.kind is PlanChangeKind.UPGRADE and costs_less:
        return PlanChangeKind.DOWNGRADE
    return request.kind


def _emptied(
    account: Account, request: PlanChangeRequest, market: Market
) -> Iterator[Reason]:
    plan = (one for one in account.histories if one.prices[0].product == market.product)
    held = _held(plan, request.requested_on)
    if held == request.quantity:
        told = "nothing of the plan would be left, which is a cancellation"
        yield Reason("nothing-left", told, Q31, "cancel the subscription")
