"""The days of a return: its last one, and when its credit is expected."""

from datetime import date
from typing import ClassVar, NamedTuple

from attrs import frozen

from gotobilling.after_invoice import ReturnPolicy
from gotobilling.clauses.after_decisions import Q58
from gotobilling.clauses.after_own_decisions import RETURN_DAYS
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.errors import ConflictingFacts, InvalidPeriod, WrongType
from gotobilling.facts import Delivery, OneTimeCharge, Return

__all__ = [
    "CreditExpected",
    "CreditExpectedFacts",
    "LastDayToReturn",
    "credit_expected",
    "last_day_to_return",
]


@frozen
class LastDayToReturn(DateRule[Delivery | OneTimeCharge]):
    """
    The rule of the last day to return bought equipment, bound to its policy.

    Clauses: J1, Q58.
    """

    name: ClassVar[str] = "last_day_to_return"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: Delivery | OneTimeCharge) -> Day:
        """Say the rule: days from the delivery, else the purchase, which is day 0."""
        by, days = self.policy.ground(Q58), pen.policy(self.policy, "days")
        first = pen.fact_day(facts, "effective_on")
        return pen.plus_days("last day to return", by, first, days)


class CreditExpectedFacts(NamedTuple):
    """The returns that are processed together, and which of the two days is asked."""

    returned: tuple[Return, ...]
    last: bool


@frozen
class CreditExpected(DateRule[CreditExpectedFacts]):
    """
    The rule of the first, or the last, day on which a credit is expected.

    Clauses: J5, return-days.
    """

    name: ClassVar[str] = "credit_expected"

    policy: ReturnPolicy

    def work(self, pen: Pen, facts: CreditExpectedFacts) -> Day:
        """Say the rule: business days from the processing, which is day 0."""
        by, field = self.policy.ground(RETURN_DAYS), "credit_first"
        days = [pen.fact_day(one, "processed_on") for one in facts.returned]
        done = pen.later("processed", by, *days)
        label = "credit expected from"
        if facts.last:
            field, label = "credit_last", "credit expected until"
        # A policy of 0 days has it on the day of processing itself.
        if not getattr(self.policy, field):
            return pen.given_day(label, by, done)
        first = pen.day_after("first day that counts", by, done)
        number = pen.policy(self.policy, field)
        return pen.business_day(label, by, first, number, self.policy)


def last_day_to_return(
    purchase: OneTimeCharge, policy: ReturnPolicy, *, delivery: Delivery | None = None
) -> Derived[date]:
    """
    Derive the last day on which a return of bought equipment is in time.

    The day of delivery is day 0, or the day of purchase where no delivery is known;
    the last day itself is in time.

    Args:
        purchase: The one-time charge.
        policy: The market's policy of returns.
        delivery: That it was delivered, or None.

    Raises:
        ConflictingFacts: a delivery of another purchase.
        InvalidPeriod: a delivery before its purchase.

    >>> from decimal import Decimal
    >>> from gotobilling.kinds import LineKind
    >>> from gotobilling.markets import us
    >>> phones = OneTimeCharge(
    ...     id="phones",
    ...     kind=LineKind.HARDWARE,
    ...     item="desk phone",
    ...     quantity=3,
    ...     unit_price=Decimal("99.98"),
    ...     currency="USD",
    ...     effective_on=date(2026, 8, 3),
    ... )
    >>> policy = us.CONNECT.after_invoice.returns
    >>> came = Delivery(id="came", purchase="phones", effective_on=date(2026, 8, 6))
    >>> last_day_to_return(phones, policy, delivery=came).value
    datetime.date(2026, 9, 5)
    >>> last_day_to_return(phones, policy).value
    datetime.date(2026, 9, 2)

    Clauses: J1, Q58.
    """
    if type(purchase) is not OneTimeCharge:
        raise WrongType("purchase", "a OneTimeCharge", purchase)
    if type(policy) is not ReturnPolicy:
        raise WrongType("policy", "a ReturnPolicy", policy)
    if delivery is None:
        return LastDayToReturn(policy)(purchase)
    if type(delivery) is not Delivery:
        raise WrongType("delivery", "a Delivery or None", delivery)
    if delivery.purchase not in (purchase.id, purchase.root):
        raise ConflictingFacts("delivery.purchase", purchase.id, delivery.purchase)
    if delivery.effective_on < purchase.effective_on:
        requirement = f"on or after the purchase of {purchase.effective_on}"
        raise InvalidPeriod("delivery.effective_on", requirement, delivery.effective_on)
    return LastDayToReturn(policy)(delivery)


def credit_expected(
    returned: tuple[Return, ...], policy: ReturnPolicy
) -> tuple[Derived[date], Derived[date]]:
    """
    Derive the first and the last day on which the credit of a return is expected.

    The day on which the last of the returns is processed is day 0; business days are
    Monday to Friday, without the holidays of the policy.

    >>> from gotobilling.markets import us
    >>> back = Return(
    ...     id="RMA-1",
    ...     purchase="phones",
    ...     quantity=1,
    ...     shipped_on=date(2026, 9, 8),
    ...     received_on=date(2026, 9, 11),
    ...     processed_on=date(2026, 9, 15),
    ... )
    >>> days = credit_expected((back,), us.CONNECT.after_invoice.returns)
    >>> [str(one.value) for one in days]  # Thursday the 24th, Tuesday the 29th
    ['2026-09-24', '2026-09-29']

    Clauses: J5, return-days.
    """
    if type(policy) is not ReturnPolicy:
        raise WrongType("policy", "a ReturnPolicy", policy)
    _check_returns(returned)
    rule = CreditExpected(policy)
    first = rule(CreditExpectedFacts(returned, last=False))
    return first, rule(CreditExpectedFacts(returned, last=True))


def _check_returns(returned: object) -> None:
    requirement = "a tuple of Return facts, one at least"
    if not isinstance(returned, tuple) or not returned:
        raise WrongType("returned", requirement, returned)
    if set(map(type, returned)) != {Return}:
        raise WrongType("returned", requirement, returned)
