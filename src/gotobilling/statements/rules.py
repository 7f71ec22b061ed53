"""The rules of a statement: days of several invoices in one document, and sums."""

from datetime import date
from typing import ClassVar, Final, NamedTuple, cast

from attrs import frozen

from gotobilling.after_invoice import PastDueCounted, PastDuePolicy
from gotobilling.clauses import Q22, Q56
from gotobilling.clauses.after_decisions import Q57
from gotobilling.clauses.after_own_decisions import SUSPENSION
from gotobilling.credits.settlement_rules import SumRule
from gotobilling.derivation import AmountRule, DateRule, Day, Derived, Number, Pen
from gotobilling.facts import (
    AutopayChoice,
    Dispute,
    IssuedLine,
    Payment,
    Suspension,
)
from gotobilling.money import Money
from gotobilling.payments import AutopayCharged, AutopayPolicy
from gotobilling.sources import Clause

__all__ = [
    "ActiveAgain",
    "ActiveAgainFacts",
    "AutopayAmount",
    "ByAutopay",
    "DisputedBalance",
    "NextAutopay",
    "NextAutopayFacts",
    "NotHeld",
    "Overdue",
    "OverdueBalance",
    "OverdueFacts",
    "PastDueFacts",
    "PastDueOn",
    "StatedAutopay",
    "StatedDayFacts",
    "StatedDisputeUntil",
    "StatedDue",
]

Named = tuple[str, Money]
"""A proven amount by its name."""


class _OfInvoice(Pen):
    """A pen whose header and dates are those of one invoice among several."""

    __slots__ = ("digest",)

    def __init__(self, pen: Pen, digest: str) -> None:
        self.steps = pen.steps
        self.digest = digest

    def header_day(self, field: str, on: date) -> Day:
        """Read a day of the invoice's header."""
        return super().header_day(f"{field}:{self.digest}", on)

    def proven_day(self, name: str, on: date) -> Day:
        """Take a proven date of the invoice."""
        return super().proven_day(f"{name}:{self.digest}", on)


class StatedDayFacts(NamedTuple):
    """
    What a day of an invoice rests on, in a document about several invoices.

    Attributes:
        digest: The digest of the invoice.
        day: The day, as the invoice itself derives it.
    """

    digest: str
    day: Derived[date]


class StatedDay(DateRule[StatedDayFacts]):
    """
    The rule of an invoice's own day, said over in a document about several.

    The steps are those of the invoice; what they read of it is named by its digest:
    ``issue_date:8f2c``.
    """

    __slots__ = ()

    def work(self, pen: Pen, facts: StatedDayFacts) -> Day:
        """Say the rule: as the invoice says it."""
        own = cast("DateRule[object]", facts.day.rule)
        return own.work(_OfInvoice(pen, facts.digest), facts.day.facts)

    def raw(self, facts: StatedDayFacts) -> date:
        """Return the day."""
        return facts.day.value


@frozen
class StatedDue(StatedDay):
    """
    The last day on which an invoice is paid in time.

    Clauses: B1, Q6.
    """

    name: ClassVar[str] = "due_date"


@frozen
class StatedAutopay(StatedDay):
    """
    The day on which autopay charges an invoice.

    Clauses: B2, Q56.
    """

    name: ClassVar[str] = "autopay_on"


@frozen
class StatedDisputeUntil(StatedDay):
    """
    The last day on which notice of a dispute is in time.

    Clauses: G4, Q3.
    """

    name: ClassVar[str] = "dispute_until"


class PastDueFacts(NamedTuple):
    """
    What the past-due date of an invoice rests on.

    Attributes:
        due: The due date, by its name.
        autopay: The day on which autopay charges it, by its name; None where autopay
            is off.
    """

    due: tuple[str, date]
    autopay: tuple[str, date] | None


@frozen
class PastDueOn(DateRule[PastDueFacts]):
    """
    The rule of the first day on which what is open of an invoice is past due.

    Clauses: B1, B2, Q56.
    """

    name: ClassVar[str] = "past_due_on"

    policy: PastDuePolicy

    def work(self, pen: Pen, facts: PastDueFacts) -> Day:
        """Say the rule: the day after the due date, or after autopay if it is later."""
        by = self.policy.ground(Q56)
        last = pen.proven_day(*facts.due)
        waits = self.policy.counted_from is PastDueCounted.AUTOPAY
        if waits and facts.autopay is not None:
            charged = pen.proven_day(*facts.autopay)
            last = pen.later("last day in time", by, last, charged)
        return pen.day_after("past due", by, last)


class OverdueFacts(NamedTuple):
    """
    What is overdue of an invoice rests on.

    Attributes:
        open: What is open of it, by its name.
        not_due: What of it is not due for a dispute, by its name.
        past_due_on: The first day on which it is past due; None where nothing is ever
            payable.
        on: The day of the statement.
    """

    open: Named
    not_due: Named
    past_due_on: date | None
    on: date


@frozen
class Overdue(AmountRule[OverdueFacts]):
    """
    The rule of what is overdue: once past due, what is open and not kept back.

    What was paid counts for the undisputed part first.

    Clauses: Q56, Q57.
    """

    name: ClassVar[str] = "overdue"

    def work(self, pen: Pen, facts: OverdueFacts) -> Number:
        """Say the rule: nothing before the day; then the rest, never below 0."""
        if facts.past_due_on is None or facts.on < facts.past_due_on:
            return pen.sum("not past due", Q56)
        return _undisputed(pen, facts.open, facts.not_due, "overdue")

    def currency(self, facts: OverdueFacts) -> str:
        """Return the currency of the account."""
        return facts.open[1].currency


class NotHeld(NamedTuple):
    """
    What autopay charges of an invoice rests on.

    Attributes:
        open: What is open of it, by its name.
        disputed: What of it is disputed, by its name; None where a dispute suspends
            nothing.
    """

    open: Named
    disputed: Named | None


@frozen
class ByAutopay(AmountRule[NotHeld]):
    """
    The rule of what autopay charges of an invoice: what is open and undisputed.

    Clauses: Q56, Q57.
    """

    name: ClassVar[str] = "by_autopay"

    def work(self, pen: Pen, facts: NotHeld) -> Number:
        """Say the rule: what is open less what is disputed, never below 0."""
        if facts.disputed is None:
            return pen.given("by autopay", Q56, pen.proven_amount(*facts.open))
        return _undisputed(pen, facts.open, facts.disputed, "by autopay")

    def currency(self, facts: NotHeld) -> str:
        """Return the currency of the account."""
        return facts.open[1].currency


def _undisputed(pen: Pen, still: Named, disputed: Named, label: str) -> Number:
    whole, held = pen.proven_amount(*still), pen.proven_amount(*disputed)
    return pen.at_least_zero(label, Q57, pen.minus("undisputed", Q57, whole, held))


@frozen
class OverdueBalance(SumRule):
    """
    What is overdue of all invoices.

    Clauses: B5, Q56.
    """

    name: ClassVar[str] = "overdue_balance"
    clause: ClassVar[Clause] = Q56


@frozen
class DisputedBalance(SumRule):
    """
    What is disputed of all invoices.

    Clauses: Q57.
    """

    name: ClassVar[str] = "disputed_balance"
    clause: ClassVar[Clause] = Q57


@frozen
class AutopayAmount(SumRule):
    """
    What the next autopay charges.

    Clauses: Q22, Q56.
    """

    name: ClassVar[str] = "next_autopay_amount"
    clause: ClassVar[Clause] = Q22


class NextAutopayFacts(NamedTuple):
    """
    What the day of the next autopay rests on.

    Attributes:
        on: The day of the statement.
        due: The due dates of the invoices that it charges, by their names.
    """

    on: date
    due: tuple[tuple[str, date], ...]


@frozen
class NextAutopay(DateRule[NextAutopayFacts]):
    """
    The rule of the day on which autopay charges next; the day itself is among them.

    Clauses: B2, Q56.
    """

    name: ClassVar[str] = "next_autopay_on"

    policy: AutopayPolicy

    def work(self, pen: Pen, facts: NextAutopayFacts) -> Day:
        """Say the rule: the next such day of a month, or the first due date."""
        by = self.policy.ground(Q56)
        if self.policy.charged is AutopayCharged.DUE_DATE:
            due = [pen.proven_day(*one) for one in facts.due]
            return pen.earlier("next autopay", by, *due)
        number = pen.policy(self.policy, "day")
        on = pen.header_day("on", facts.on)
        return pen.next_day_of_month("next autopay", by, on, number)


Happened = Payment | IssuedLine | Dispute | AutopayChoice
"""What can leave nothing overdue."""
_DAY_OF: Final = (
    (Payment, "paid_on"),
    (IssuedLine, "effective_on"),
    (Dispute, "notified_on"),
    (AutopayChoice, "effective_on"),
)


class ActiveAgainFacts(NamedTuple):
    """
    What the first day with service again rests on.

    Attributes:
        suspension: The suspension.
        happened: What left nothing overdue, on its day; None where nothing was overdue
            when service was suspended.
    """

    suspension: Suspension
    happened: Happened | None


@frozen
class ActiveAgain(DateRule[ActiveAgainFacts]):
    """
    The rule of the day on which service comes back by itself.

    Clauses: B5, suspension.
    """

    name: ClassVar[str] = "active_again_on"

    def work(self, pen: Pen, facts: ActiveAgainFacts) -> Day:
        """Say the rule: the day of what left nothing overdue, once suspended."""
        since = pen.fact_day(facts.suspension, "effective_on")
        if facts.happened is None:
            return pen.given_day("active again", SUSPENSION, since)
        [field] = [name for kind, name in _DAY_OF if type(facts.happened) is kind]
        paid = pen.fact_day(facts.happened, field)
        return pen.later("active again", SUSPENSION, since, paid)
