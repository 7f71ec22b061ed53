"""When commissions are paid and reported.

A residual of an invoice dated up to the 15th is paid with that month's run, a later one
with the next; what waits for the customer is paid with the run of the month after the
payment:

>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> policy = us.CONNECT.after_invoice.commissions
>>> def dated(day: date) -> IssuedLine:
...     amount, currency = Decimal("100.00"), "USD"
...     return IssuedLine(
...         document="8f2c",
...         line="total",
...         amount=amount,
...         currency=currency,
...         effective_on=day,
...     )
>>> residual_run(dated(date(2026, 8, 15)), policy).value
datetime.date(2026, 8, 15)
>>> residual_run(dated(date(2026, 8, 16)), policy).value
datetime.date(2026, 9, 15)
>>> paid = Payment(
...     id="p1", paid_on=date(2026, 8, 31), amount=Decimal("40.00"), currency="USD"
... )
>>> one_time_run(paid, policy).value, report_by(Period.month(2026, 9), policy).value
(datetime.date(2026, 9, 15), datetime.date(2026, 9, 20))
"""

from datetime import date
from typing import ClassVar, TypeVar, assert_never

from attrs import frozen

from gotobilling.after_invoice import CommissionPolicy, OneTimeRun, ResidualRun
from gotobilling.clauses.after_decisions import Q21, Q60, Q61
from gotobilling.clauses.partner_texts import K1, K3, K4
from gotobilling.commissions.parts import PaidPart
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.errors import InvalidPeriod, WrongType
from gotobilling.facts import IssuedLine, Payment
from gotobilling.periods import Period

__all__ = [
    "ClawBackOn",
    "OneTimeRunOn",
    "PayOn",
    "ReportBy",
    "ResidualPayOn",
    "ResidualRunOn",
    "claw_back_run",
    "one_time_run",
    "pay_on",
    "report_by",
    "residual_pay_on",
    "residual_run",
]

D = TypeVar("D", IssuedLine, date, "Payment | PaidPart")


@frozen
class _OfPolicy(DateRule[D]):
    """A rule that is bound to the policy of commissions."""

    policy: CommissionPolicy


@frozen
class ResidualRunOn(_OfPolicy[IssuedLine]):
    """The rule of the run that pays the residual of a document."""

    name: ClassVar[str] = "residual_run"

    def work(self, pen: Pen, facts: IssuedLine) -> Day:
        """Say the rule: the first run on or after its date, or its month's end."""
        by = self.policy.ground(Q61)
        issued = pen.fact_day(facts, "effective_on")
        match self.policy.residual_run:
            case ResidualRun.SAME_MONTH:
                day = pen.policy(self.policy, "pay_day")
                return pen.next_day_of_month("run", by, issued, day)
            case ResidualRun.MONTH_END:
                after = pen.next_month("month after the invoice's", by, issued)
                return pen.day_before("run", by, after)
        assert_never(self.policy.residual_run)


@frozen
class OneTimeRunOn(_OfPolicy["Payment | PaidPart"]):
    """The rule of the run that pays what a payment of the customer earns."""

    name: ClassVar[str] = "one_time_run"

    def work(self, pen: Pen, facts: Payment | PaidPart) -> Day:
        """Say the rule: that of the month after, or the first one after so long."""
        by = self.policy.ground(Q60)
        paid = pen.fact_day(facts, "paid_on")
        day = pen.policy(self.policy, "pay_day")
        match self.policy.one_time_run:
            case OneTimeRun.NEXT_MONTH:
                after = pen.next_month("month after the payment's", by, paid)
                return pen.day_of_month("run", by, after, day)
            case OneTimeRun.THIRTY_DAYS:
                wait = pen.policy(self.policy, "wait_days")
                until = pen.plus_days("first day", self.policy.ground(K3), paid, wait)
                return pen.next_day_of_month("run", by, until, day)
        assert_never(self.policy.one_time_run)


@frozen
class ClawBackOn(_OfPolicy[IssuedLine]):
    """The rule of the run that takes back what a credit note gave to the customer."""

    name: ClassVar[str] = "claw_back_run"

    def work(self, pen: Pen, facts: IssuedLine) -> Day:
        """Say the rule: the first run on or after the date of the note."""
        credited = pen.fact_day(facts, "effective_on")
        day = pen.policy(self.policy, "pay_day")
        return pen.next_day_of_month("run", self.policy.ground(Q21), credited, day)


@frozen
class PayOn(_OfPolicy[date]):
    """The rule of the run of a month."""

    name: ClassVar[str] = "pay_on"

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: the numbered day of the month."""
        month, by = pen.header_day("month", facts), self.policy.ground(K1)
        return pen.day_of_month("run", by, month, pen.policy(self.policy, "pay_day"))


@frozen
class ResidualPayOn(_OfPolicy[date]):
    """The rule of the run of a month that pays residuals."""

    name: ClassVar[str] = "residual_pay_on"

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: the numbered day of the month, or its end."""
        month, by = pen.header_day("month", facts), self.policy.ground(Q61)
        match self.policy.residual_run:
            case ResidualRun.SAME_MONTH:
                day = pen.policy(self.policy, "pay_day")
                return pen.day_of_month("run", by, month, day)
            case ResidualRun.MONTH_END:
                after = pen.next_month("month after", by, month)
                return pen.day_before("run", by, after)
        assert_never(self.policy.residual_run)


@frozen
class ReportBy(_OfPolicy[date]):
    """The rule of the day by which a month is reported."""

    name: ClassVar[str] = "report_by"

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: the numbered day of the month."""
        month, by = pen.header_day("month", facts), self.policy.ground(K4)
        day = pen.policy(self.policy, "report_day")
        return pen.day_of_month("report by", by, month, day)


def residual_run(issued: IssuedLine, policy: CommissionPolicy) -> Derived[date]:
    """
    Return the run that pays the residual of a document.

    Args:
        issued: Any amount of the document, with its date; the day of a run is still
            in time for it.
        policy: When commissions are paid.

    Returns:
        The first run on or after the date; under ``month_end`` the last day of the
        month of the date.

    Raises:
        WrongType: no issued line, no policy of commissions.

    Clauses: K2, Q61.
    """
    _check("issued", issued, IssuedLine)
    return ResidualRunOn(_checked(policy))(issued)


def one_time_run(paid: Payment | PaidPart, policy: CommissionPolicy) -> Derived[date]:
    """
    Return the run that pays what a payment of the customer earns.

    Args:
        paid: The payment, or the part of one that reached an invoice.
        policy: When commissions are paid.

    Returns:
        The run of the month after the payment's; under ``thirty_days`` the first one
        at least ``wait_days`` days after the payment, which is day 0.

    Raises:
        WrongType: no payment, no policy of commissions.

    Clauses: K3, Q60.
    """
    _check("paid", paid, Payment, PaidPart)
    return OneTimeRunOn(_checked(policy))(paid)


def claw_back_run(note: IssuedLine, policy: CommissionPolicy) -> Derived[date]:
    """
    Return the run that takes back what was earned on what a credit note gives back.

    Args:
        note: Any amount of the credit note, with its date.
        policy: When commissions are paid.

    Raises:
        WrongType: no issued line, no policy of commissions.

    Clauses: K1, Q21.
    """
    _check("note", note, IssuedLine)
    return ClawBackOn(_checked(policy))(note)


def pay_on(month: Period, policy: CommissionPolicy) -> Derived[date]:
    """
    Return the run of a calendar month.

    Raises:
        WrongType: no period, no policy of commissions.
        InvalidPeriod: no calendar month.

    Clauses: K1.
    """
    return PayOn(_checked(policy))(first_of(month))


def residual_pay_on(month: Period, policy: CommissionPolicy) -> Derived[date]:
    """
    Return the run of a calendar month that pays residuals.

    Raises:
        WrongType: no period, no policy of commissions.
        InvalidPeriod: no calendar month.

    Clauses: K1, K2, Q61.
    """
    return ResidualPayOn(_checked(policy))(first_of(month))


def report_by(month: Period, policy: CommissionPolicy) -> Derived[date]:
    """
    Return the last day for the report of a calendar month.

    Raises:
        WrongType: no period, no policy of commissions.
        InvalidPeriod: no calendar month.

    Clauses: K4.
    """
    return ReportBy(_checked(policy))(first_of(month))


def first_of(month: Period) -> date:
    """Return the first day of a calendar month, and refuse any other period."""
    _check("month", month, Period)
    if month != Period.month_of(month.start):
        raise InvalidPeriod("month", "a calendar month", str(month))
    return month.start


def _check(path: str, value: object, *kinds: type) -> None:
    if type(value) not in kinds:
        names = " or ".join(kind.__name__ for kind in kinds)
        raise WrongType(path, f"one {names}", value)


def _checked(policy: CommissionPolicy) -> CommissionPolicy:
    _check("policy", policy, CommissionPolicy)
    return policy
