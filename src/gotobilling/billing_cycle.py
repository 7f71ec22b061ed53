"""The billing cycle: which document bills what, and the day it is dated.

GoTo Connect bills the calendar month in advance. Regular invoices are made on days 1 to
5; a billing start inside those days is invoiced at once, a later one with the next
month's invoice:

>>> from datetime import date
>>> from gotobilling.markets import us
>>> starts_own_document(date(2026, 7, 3), us.CONNECT.cycle)
True
>>> starts_own_document(date(2026, 7, 15), us.CONNECT.cycle)
False
"""

from datetime import date
from enum import Enum
from typing import ClassVar, assert_never

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import A5, Q9, Q24, Q47, Q54
from gotobilling.derivation import DateRule, Day, Pen, Policy
from gotobilling.errors import InvalidValue
from gotobilling.sources import Clause

__all__ = [
    "CyclePolicy",
    "DocumentKind",
    "FirstInvoice",
    "IssueDate",
    "IssueFacts",
    "IssuePolicy",
    "NothingToBill",
    "NumberPurchase",
    "WhenNothing",
    "bills_first_month_late",
    "starts_own_document",
]


class DocumentKind(Enum):
    """What a document bills; the values are wire names."""

    RECURRING = "recurring"
    """A calendar month in advance, with what the month before left open."""
    ONE_TIME = "one_time"
    """The purchases of one day."""


class FirstInvoice(Enum):
    """Which invoice carries the first part month (Q9)."""

    WINDOW = "window"
    """A start in the invoicing window: that month's, dated on the start day."""
    NEXT_MONTH = "next_month"
    """Any start after day 1: the next month's."""
    ON_START_DATE = "on_start_date"
    """Any start after day 1: one of its own, dated on the start day."""
    MONTH_AFTER = "month_after"
    """Any start, day 1 too: the next month's."""


class NumberPurchase(Enum):
    """Which document prorates a number bought on a one-time invoice (Q54)."""

    NEXT_MONTHLY = "next_monthly"
    ONE_TIME_INVOICE = "one_time_invoice"


class WhenNothing(Enum):
    """What a month without lines gets (Q47)."""

    NO_INVOICE = "no_invoice"
    INVOICE = "invoice"


@frozen(kw_only=True)
class CyclePolicy(Policy):
    """
    Which document bills what.

    Attributes:
        first_invoice: Which invoice carries the first part month.
        window_last_day: Last day of the invoicing window, inclusive.
        number_purchase: Which document prorates a bought number.
        nothing_to_bill: Whether a month without lines gets an invoice.
        clause: The published rule.

    Clauses: A2, A4, A5, Q9, Q47, Q54.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "cycle")

    first_invoice: FirstInvoice = field(metadata={"clauses": (Q9,)})
    window_last_day: int = field(metadata={"clauses": (Q9,)})
    number_purchase: NumberPurchase = field(metadata={"clauses": (Q54,)})
    nothing_to_bill: WhenNothing = field(metadata={"clauses": (Q47,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("first_invoice", self.first_invoice, FirstInvoice)
        checks.member("number_purchase", self.number_purchase, NumberPurchase)
        checks.member("nothing_to_bill", self.nothing_to_bill, WhenNothing)
        checks.whole("window_last_day", self.window_last_day, 1)
        if self.window_last_day > 28:
            raise InvalidValue("window_last_day", "from 1 to 28", self.window_last_day)


def starts_own_document(start: date, policy: CyclePolicy) -> bool:
    """
    Whether a billing start gets a document of its own in its month, dated that day.

    A start on day 1 does not: its month is a regular one.

    >>> from gotobilling.markets import us
    >>> starts_own_document(date(2026, 7, 5), us.CONNECT.cycle)
    True
    >>> starts_own_document(date(2026, 7, 6), us.CONNECT.cycle)
    False

    Clauses: A3, A4, Q9.
    """
    match policy.first_invoice:
        case FirstInvoice.WINDOW:
            return 1 < start.day <= policy.window_last_day
        case FirstInvoice.ON_START_DATE:
            return start.day > 1
        case FirstInvoice.NEXT_MONTH | FirstInvoice.MONTH_AFTER:
            return False
        case _ as never:
            assert_never(never)


def bills_first_month_late(start: date, policy: CyclePolicy) -> bool:
    """
    Whether the next month's invoice carries the month in which billing starts.

    >>> from gotobilling.markets import us
    >>> bills_first_month_late(date(2026, 7, 15), us.CONNECT.cycle)
    True
    >>> bills_first_month_late(date(2026, 7, 1), us.CONNECT.cycle)
    False

    Clauses: A8, A9, Q9.
    """
    if start.day == 1:
        return policy.first_invoice is FirstInvoice.MONTH_AFTER
    return not starts_own_document(start, policy)


@frozen(kw_only=True)
class IssuePolicy(Policy):
    """
    The date of an invoice, from which due, dispute and tax dates count.

    Attributes:
        day: Day of the month that dates a recurring invoice.
        clause: The published rule.

    Clauses: A2, A4, A5, Q24.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "issue")

    day: int = field(metadata={"clauses": (Q24,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("day", self.day, 1)
        if self.day > 5:
            raise InvalidValue("day", "from 1 to 5, when invoices are made", self.day)


IssueFacts = tuple[DocumentKind, date, date | None, date | None]
"""Kind, first day of the period, billing start where it dates the document, and the
date given by the caller; the last two or None."""


@frozen
class IssueDate(DateRule[IssueFacts]):
    """
    The rule of the invoice date, bound to its policy.

    Clauses: A2, A4, A5, Q24.
    """

    name: ClassVar[str] = "issue_date"

    policy: IssuePolicy

    def work(self, pen: Pen, facts: IssueFacts) -> Day:
        """Say the rule: given, the billing start, the purchase day, or the policy's."""
        kind, start, billing_start, given = facts
        by = self.policy.ground(Q24)
        if given is not None:
            on = pen.header_day("issue_date", given)
            return pen.given_day("invoice date, as given", by, on)
        if billing_start is not None:
            on = pen.proven_day("billing_start", billing_start)
            return pen.given_day("invoice date: the billing start", by, on)
        first = pen.header_day("period.start", start)
        if kind is DocumentKind.ONE_TIME:
            return pen.given_day("invoice date: the purchase day", A5, first)
        day = pen.policy(self.policy, "day")
        return pen.day_of_month("invoice date", by, first, day)

    def raw(self, facts: IssueFacts) -> date:
        """Return the day."""
        kind, start, billing_start, given = facts
        if given is not None:
            return given
        if billing_start is not None:
            return billing_start
        if kind is DocumentKind.ONE_TIME or self.policy.day == 1:
            return start
        return start.replace(day=self.policy.day)


@frozen
class NothingToBill:
    """
    The answer of a month or a day without lines: no document, and why.

    Clauses: Q47.
    """

    reason: str
    clause: Clause
