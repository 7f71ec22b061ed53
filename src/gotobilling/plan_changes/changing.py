"""What comes of a change of a plan: facts, documents, credit, and what is to pay."""

from datetime import date, timedelta
from enum import Enum
from typing import Final

from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.facts import Account, QuantityChange
from gotobilling.invoices import Invoice, cycles_begun, has_cycles, invoices_issued
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period, next_month
from gotobilling.plan_changes.refusing import check_request, price_of, reasons
from gotobilling.plan_changes.request import PlanChangeRequest
from gotobilling.proration import UnusedDays
from gotobilling.refusals import Refused

__all__ = ["Opens", "PlanChange", "change_plan"]

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
    account: Account, request: PlanChangeRequest, market: Market
) -> PlanChange | Refused:
    """
    Answer a request to change a plan: what comes of it, or why it is refused.

    Args:
        account: The account, with every fact known.
        request: What is asked for, by whom and where.
        market: The market of the product; ``market.contracts.plan_change`` says which
            changes are offered where, and to whom.

    Returns:
        The change with the facts to add and the documents before and after; or every
        reason against it, with what can be done instead.

    Raises:
        WrongType: no account, request or market.
        UnknownName: an item that the product does not have.
        InvalidValue: a day before the billing start, more than is held, the id of a
            fact that is there.
        NoRateInForce: an item without a price in force on that day.

    Clauses: A14, H13, I1, I2, I3, I4, I5, I6, I7, Q53.
    """
    checks.exactly("account", account, Account)
    checks.exactly("request", request, PlanChangeRequest)
    checks.exactly("market", market, Market)
    check_request(account, request, market)
    against = tuple(reasons(account, request, market, market.contracts.plan_change))
    if against:
        return Refused(against)
    facts = request.facts
    changed = evolve(account, changes=(*account.changes, *facts))
    return _made(account, changed, request, market)


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
    often = price_of(
        account, "request.item", request.to_item or request.item, on
    ).frequency
    *_, own = (
        one
        for one in cycles_begun(account, market, on + _ONE_DAY)
        if one.told.frequency is often
    )
    # The next charge falls on the day on which the cycle has ended.
    return own.period.end + _ONE_DAY, own.told.anchor.on
