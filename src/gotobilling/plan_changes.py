"""Plan changes: what is asked for, what comes of it, or who is to be asked instead.

A customer of the Billing Center who upgrades two seats in the middle of a month pays
the new period in full, less the unused days of the old one; the billing date moves:

>>> from datetime import date
>>> from gotobilling.markets import plan_form, us
>>> from gotobilling.testing.examples import webinar_sign_up
>>> request = PlanChangeRequest(
...     id="upgrade",
...     kind=PlanChangeKind.UPGRADE,
...     requested_on=date(2026, 6, 25),
...     role=Role.BILLING_CONTACT,
...     portal=Portal.BILLING_CENTER,
...     item="standard",
...     quantity=2,
...     to_item="pro",
... )
>>> change = change_plan(
...     webinar_sign_up(), request, us.WEBINAR, plan_form.PLAN_CHANGES
... )
>>> change.payment_due, change.credit  # 2 x 99.00 - 2 x 49.00 x 15/30
(Money('149.00', 'USD'), Money('49.00', 'USD'))
>>> change.billing_date, change.opens.value
(datetime.date(2026, 6, 25), 'after_payment')

A lower tier is no change of one's own, and the answer says whose it is:

>>> lower = evolve(request, id="lower", kind=PlanChangeKind.DOWNGRADE)
>>> print(change_plan(webinar_sign_up(), lower, us.WEBINAR, plan_form.PLAN_CHANGES))
a lower tier is not for the customer to choose [I3]; ask Customer Care
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Final

from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.clauses import Q31
from gotobilling.clauses.contract_terms import PENDING_CANCELLATION
from gotobilling.clauses.contract_texts import H13, H16
from gotobilling.clauses.plan_texts import I3, I5, I6, L8
from gotobilling.contracts import PlanChangeKind, PlanChangePolicy, UnpaidInvoices
from gotobilling.errors import InvalidValue, UnknownName, WrongType
from gotobilling.facts import Account, Price, QuantityChange
from gotobilling.facts.histories import price_in_force
from gotobilling.invoices import Invoice, cycles_begun, has_cycles, invoices_issued
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period, next_month
from gotobilling.proration import UnusedDays
from gotobilling.refusals import Reason, Refused
from gotobilling.roles import Portal, Role

__all__ = [
    "Opens",
    "PlanChange",
    "PlanChangeKind",
    "PlanChangeRequest",
    "change_plan",
]

_ONE_DAY: Final = timedelta(1)


class Opens(Enum):
    """
    When what was bought can be used.

    Clauses: I1, I2, I4.
    """

    AT_ONCE = "at_once"
    AFTER_PAYMENT = "after_payment"
    """Right after the payment that is asked for."""


@frozen(kw_only=True)
class PlanChangeRequest:
    """
    What somebody asks for.

    Attributes:
        id: The id of the facts that come of it, which add to it where they are two.
        kind: What is asked for.
        requested_on: The day, on which it takes effect.
        role: What the person is on the account.
        portal: Where it is asked.
        item: The item that is changed, by the name of the account's facts.
        quantity: How many seats or units, at least 1.
        to_item: The item that takes its place; None where none does.
        group: The billing group, or None.
        unpaid: The invoices that are past due and unpaid, by any name.

    Clauses: I2, I3, I5.
    """

    id: str
    kind: PlanChangeKind
    requested_on: date
    role: Role
    portal: Portal
    item: str
    quantity: int
    to_item: str | None = None
    group: str | None = None
    unpaid: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for name in ("id", "item"):
            checks.text(name, getattr(self, name))
        checks.member("kind", self.kind, PlanChangeKind)
        checks.billing_day("requested_on", self.requested_on)
        checks.member("role", self.role, Role)
        checks.member("portal", self.portal, Portal)
        checks.whole("quantity", self.quantity, 1)
        if self.group is not None:
            checks.text("group", self.group)
        if self.kind.replaces != (self.to_item is not None):
            requirement = "given where an item takes another's place, and only there"
            raise InvalidValue("to_item", requirement, self.to_item)
        if self.to_item is not None:
            checks.text("to_item", self.to_item)
            if self.to_item == self.item:
                raise InvalidValue("to_item", "another than the item", self.to_item)
        if type(self.unpaid) is not tuple:
            raise WrongType("unpaid", "a tuple of texts", self.unpaid)
        for index, one in enumerate(self.unpaid):
            checks.text(f"unpaid[{index}]", one)

    @property
    def facts(self) -> tuple[QuantityChange, ...]:
        """The changes that it makes of the account, as facts to add."""
        less = (PlanChangeKind.SEATS_DOWN, PlanChangeKind.ADD_ON_REMOVED)
        if self.to_item is None:
            sign = -1 if self.kind in less else 1
            return (self._change(self.id, self.item, sign * self.quantity),)
        return (
            self._change(f"{self.id}-from", self.item, -self.quantity),
            self._change(f"{self.id}-to", self.to_item, self.quantity),
        )

    def _change(self, fact_id: str, item: str, quantity: int) -> QuantityChange:
        return QuantityChange(
            id=fact_id,
            item=item,
            quantity=quantity,
            effective_on=self.requested_on,
            group=self.group,
        )


@frozen(kw_only=True)
class PlanChange:
    """
    What comes of a change that is made.

    Attributes:
        request: What was asked for.
        facts: The facts to add to the account.
        account: The account with them.
        before: The documents from that day on as they would have been without it, to
            the end of the cycle that is then begun and the one after.
        after: The same documents with it.
        credit: What of the old period is credited, before fees and taxes.
        payment_due: What is to be paid for the change at once.
        balance: What is left over as credit of the account.
        billing_date: The day from which cycles are counted; None where the product is
            billed by calendar months.
        opens: When what was bought can be used.

    Clauses: I1, I2, I4, I9, Q48, Q53.
    """

    request: PlanChangeRequest
    facts: tuple[QuantityChange, ...]
    account: Account
    before: tuple[Invoice, ...]
    after: tuple[Invoice, ...]
    credit: Money
    payment_due: Money
    balance: Money
    billing_date: date | None
    opens: Opens

    @property
    def documents(self) -> tuple[Invoice, ...]:
        """The documents of the change's own day; often one, and maybe none."""
        on = self.request.requested_on
        return tuple(one for one in self.after if one.issued_on.value == on)


def change_plan(
    account: Account,
    request: PlanChangeRequest,
    market: Market,
    policy: PlanChangePolicy,
) -> PlanChange | Refused:
    """
    Answer a request to change a plan: what comes of it, or why it is refused.

    Args:
        account: The account, with every fact known.
        request: What is asked for, by whom and where.
        market: The market of the product.
        policy: Which changes are offered where, and to whom.

    Returns:
        The change with the facts to add and the documents before and after; or every
        reason against it, with what can be done instead.

    Raises:
        UnknownName: an item that the product does not have.
        InvalidValue: a day before the billing start, more than is held, the id of a
            fact that is there.
        NoRateInForce: an item without a price in force on that day.

    Clauses: A14, H13, I1, I2, I3, I4, I5, I6, I7, Q53.
    """
    if type(request) is not PlanChangeRequest:
        raise WrongType("request", "a PlanChangeRequest", request)
    if type(policy) is not PlanChangePolicy:
        raise WrongType("policy", "a PlanChangePolicy", policy)
    _check(account, request, market)
    reasons = tuple(_reasons(account, request, market, policy))
    if reasons:
        return Refused(reasons)
    facts = request.facts
    changed = evolve(account, changes=(*account.changes, *facts))
    return _made(account, changed, request, market)


# What makes no sense.


def _check(account: Account, request: PlanChangeRequest, market: Market) -> None:
    start = market.rules.billing_start.raw(account.contract)
    on = request.requested_on
    if on < start:
        requirement = f"on or after the billing start of {start}"
        raise InvalidValue("requested_on", requirement, on, "A3")
    price = _price(account, "item", request.item, on)
    if price.product != market.product:
        requirement = f"an item of {market.product}"
        raise UnknownName("item", requirement, request.item)
    if request.to_item is not None:
        other = _price(account, "to_item", request.to_item, on)
        same = other.frequency is price.frequency
        is_switch = request.kind is PlanChangeKind.FREQUENCY
        if same is is_switch and other.product == price.product:
            requirement = f"billed {'otherwise' if is_switch else 'as often'}"
            raise InvalidValue("to_item", requirement, request.to_item)
    known = {fact.id for fact in account.all_facts()}
    for fact in request.facts:
        if fact.id in known:
            raise InvalidValue("id", "of no fact of the account", fact.id)
        held = _held(account, fact)
        if held + fact.quantity < 0:
            raise InvalidValue("quantity", f"at most the {held} held", -fact.quantity)


def _price(account: Account, path: str, item: str, on: date) -> Price:
    for prices in account.items:
        if prices[0].item == item:
            return price_in_force(prices, on)
    known = ", ".join(prices[0].item for prices in account.items)
    raise UnknownName(path, f"one of {known}", item)


def _held(account: Account, fact: QuantityChange) -> int:
    every = (*account.opening, *account.changes)
    return sum(
        one.quantity
        for one in every
        if (one.item, one.group) == (fact.item, fact.group)
        and one.effective_on <= fact.effective_on
    )


# What the documents refuse.


def _reasons(
    account: Account,
    request: PlanChangeRequest,
    market: Market,
    policy: PlanChangePolicy,
) -> Iterator[Reason]:
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
    here, portal = policy.at(request.portal), request.portal.value
    if here is None:
        told = f"no text tells of plan changes in the portal {portal}"
        yield Reason("portal", told, L8, "ask support")
        return
    if request.role not in here.roles:
        able = " or ".join(one.value for one in here.roles)
        told = f"a {request.role.value} may not change plans in the portal {portal}"
        yield Reason("role", told, here.clause, f"have it done by a {able}")
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
            told = f"{kind.value} is not offered in the portal {portal}"
            yield Reason("not-offered", told, here.clause, f"ask {here.ask}")


def _kind(account: Account, request: PlanChangeRequest) -> PlanChangeKind:
    """Return what a request comes to: its own kind, or what its items make of it."""
    if request.to_item is None:
        return request.kind
    on = request.requested_on
    old = _price(account, "item", request.item, on)
    new = _price(account, "to_item", request.to_item, on)
    if new.product != old.product:
        return PlanChangeKind.PRODUCT_SWAP
    costs_less = new.numerator * old.denominator < old.numerator * new.denominator
    if request.kind is PlanChangeKind.UPGRADE and costs_less:
        return PlanChangeKind.DOWNGRADE
    return request.kind


def _emptied(
    account: Account, request: PlanChangeRequest, market: Market
) -> Iterator[Reason]:
    items = {
        prices[0].item
        for prices in account.items
        if prices[0].product == market.product
    }
    on = request.requested_on
    every = (*account.opening, *account.changes)
    held = sum(
        one.quantity for one in every if one.item in items and one.effective_on <= on
    )
    if held == request.quantity:
        told = "nothing of the plan would be left, which is a cancellation"
        yield Reason("nothing-left", told, Q31, "cancel the subscription")


# What comes of it.


def _made(
    account: Account, changed: Account, request: PlanChangeRequest, market: Market
) -> PlanChange:
    on = request.requested_on
    until, anchor = _horizon(changed, request, market)
    within = Period(on, until)
    before = invoices_issued(account, within, market)
    after = invoices_issued(changed, within, market)
    minor = _dated_minor(after, on) - _dated_minor(before, on)
    currency = account.currency
    payment = Money.from_minor(max(minor, 0), currency)
    credit = sum(
        -line.amount.minor
        for one in after
        if one.issued_on.value == on
        for line in one.lines
        if isinstance(line.rule, UnusedDays)
    )
    raised = request.kind.expands and minor > 0
    return PlanChange(
        request=request,
        facts=request.facts,
        account=changed,
        before=before,
        after=after,
        credit=Money.from_minor(credit, currency),
        payment_due=payment,
        balance=Money.from_minor(max(-minor, 0), currency),
        billing_date=anchor,
        opens=Opens.AFTER_PAYMENT if raised else Opens.AT_ONCE,
    )


def _dated_minor(documents: tuple[Invoice, ...], on: date) -> int:
    return sum(one.minor for one in documents if one.issued_on.value == on)


def _horizon(
    account: Account, request: PlanChangeRequest, market: Market
) -> tuple[date, date | None]:
    """Return the day before which documents are shown, and the billing date."""
    on = request.requested_on
    if not has_cycles(market):
        return next_month(next_month(on)) + _ONE_DAY, None
    often = _price(account, "item", request.to_item or request.item, on).frequency
    *_, own = (
        one
        for one in cycles_begun(account, market, on + _ONE_DAY)
        if one.told.frequency is often
    )
    # The next charge falls on the day on which the cycle has ended.
    return own.period.end + _ONE_DAY, own.told.anchor.on
