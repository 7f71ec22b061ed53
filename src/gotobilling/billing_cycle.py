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
from gotobilling.business_days import is_business_day, nth_business_day
from gotobilling.clauses import A5, Q9, Q24, Q47, Q54, Q66
from gotobilling.derivation import CountsBusinessDays, DateRule, Day, Pen, Policy
from gotobilling.errors import ConflictingFacts, InvalidValue, UnknownName, WrongType
from gotobilling.kinds import CHARGE_CLASSES, ChargeClass
from gotobilling.periods import next_month
from gotobilling.sources import Clause

__all__ = [
    "CyclePolicy",
    "DaysCounted",
    "DocumentKind",
    "DocumentPart",
    "FirstInvoice",
    "IssueDate",
    "IssueFacts",
    "IssuePolicy",
    "NothingToBill",
    "NumberPurchase",
    "WhenNothing",
    "bills_first_month_late",
    "last_invoice_date",
    "regular_invoice_date",
    "starts_own_document",
]


class DocumentKind(Enum):
    """What a document bills; the values are wire names."""

    RECURRING = "recurring"
    """A calendar month in advance, with what the month before left open."""
    ONE_TIME = "one_time"
    """The purchases of one day."""
    CYCLE = "cycle"
    """A cycle that is no calendar month, with what the one before left open."""
    PLAN_CHANGE = "plan_change"
    """The cycle that a plan change begins, and the unused days of the one it ends."""
    CREDIT_NOTE = "credit_note"
    """What is given back of an invoice."""


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


class DaysCounted(Enum):
    """Which days of a month number the days on which invoices are made (A2)."""

    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    """Monday to Friday, without the holidays that the caller names."""


class NumberPurchase(Enum):
    """Which document prorates a number bought on a one-time invoice (Q54)."""

    NEXT_MONTHLY = "next_monthly"
    ONE_TIME_INVOICE = "one_time_invoice"


class WhenNothing(Enum):
    """What a month without lines gets (Q47)."""

    NO_INVOICE = "no_invoice"
    INVOICE = "invoice"


@frozen(kw_only=True)
class DocumentPart:
    """
    One of the documents into which a market splits the invoice of a month.

    Attributes:
        name: Its name; document and line ids hold it.
        classes: The charge classes that stand on it.
    """

    name: str
    classes: tuple[ChargeClass, ...]

    def __attrs_post_init__(self) -> None:
        checks.text("name", self.name)
        if type(self.classes) is not tuple or not self.classes:
            raise WrongType("classes", "a tuple of ChargeClass", self.classes)
        for one in self.classes:
            checks.member("classes", one, ChargeClass)
            if one not in CHARGE_CLASSES:
                raise InvalidValue("classes", "classes of charges", one.value)


@frozen(kw_only=True)
class CyclePolicy(Policy):
    """
    Which document bills what.

    Attributes:
        first_invoice: Which invoice carries the first part month.
        window_last_day: Last day of the invoicing window, inclusive.
        number_purchase: Which document prorates a bought number.
        nothing_to_bill: Whether a month without lines gets an invoice.
        parts: The documents into which the invoice of a month is split, each charge
            class on one of them; none where it is one document.
        clause: The published rule.

    Raises:
        ConflictingFacts: two parts of one name, or a class on two of them.

    Clauses: A2, A4, A5, Q9, Q47, Q54.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "cycle")

    first_invoice: FirstInvoice = field(metadata={"clauses": (Q9,)})
    window_last_day: int = field(metadata={"clauses": (Q9,)})
    number_purchase: NumberPurchase = field(metadata={"clauses": (Q54,)})
    nothing_to_bill: WhenNothing = field(metadata={"clauses": (Q47,)})
    parts: tuple[DocumentPart, ...] = field(metadata={"clauses": (Q66,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("first_invoice", self.first_invoice, FirstInvoice)
        checks.member("number_purchase", self.number_purchase, NumberPurchase)
        checks.member("nothing_to_bill", self.nothing_to_bill, WhenNothing)
        checks.whole("window_last_day", self.window_last_day, 1, 28)
        if type(self.parts) is not tuple or set(map(type, self.parts)) - {DocumentPart}:
            raise WrongType("parts", "a tuple of DocumentPart", self.parts)
        self._check_parts()

    def _check_parts(self) -> None:
        names = [one.name for one in self.parts]
        classes = [each for one in self.parts for each in one.classes]
        for each in (names, classes):
            if len(set(each)) != len(each):
                raise ConflictingFacts("parts", "each named once", "one named twice")

    def part(self, name: str | None) -> DocumentPart | None:
        """
        Return the part of that name, or None where the invoice is one document.

        Raises:
            UnknownName: there is no such part, or no part at all.
        """
        for one in self.parts:
            if one.name == name:
                return one
        if not self.parts and name is None:
            return None
        offered = ", ".join(one.name for one in self.parts)
        requirement = f"one of {offered}" if offered else "None: it is one document"
        raise UnknownName("part", requirement, name, self.clause.id)


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
class IssuePolicy(CountsBusinessDays):
    """
    The date of an invoice, from which due, dispute and tax dates count.

    Attributes:
        day: The number of the day that dates a recurring invoice, from 1 to 5.
        counted: Which days of the month are numbered.
        holidays: The caller's holidays, in order, where business days are counted.
        clause: The published rule.

    Clauses: A2, A4, A5, Q24.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "issue")

    day: int = field(metadata={"clauses": (Q24,)})
    counted: DaysCounted = field(metadata={"clauses": (Q24,)})
    holidays: tuple[date, ...] = field(metadata={"clauses": (Q24,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("day", self.day, 1)
        checks.member("counted", self.counted, DaysCounted)
        if self.day > 5:
            raise InvalidValue("day", "from 1 to 5, when invoices are made", self.day)
        if not isinstance(self.holidays, tuple):
            raise WrongType("holidays", "a tuple of days", self.holidays)
        for index, one in enumerate(self.holidays):
            checks.billing_day(f"holidays[{index}]", one)
            if index and one <= self.holidays[index - 1]:
                requirement = f"after {self.holidays[index - 1]}"
                raise InvalidValue(f"holidays[{index}]", requirement, one)
        if self.holidays and self.counted is DaysCounted.CALENDAR_DAYS:
            requirement = "none where calendar days are counted"
            raise InvalidValue("holidays", requirement, self.holidays[0])

    def on(self, month: date, number: int) -> date:
        """
        Return the day of that number in the month that begins on ``month``.

        Raises:
            InvalidValue: holidays that leave the month too few business days.
        """
        if self.counted is DaysCounted.CALENDAR_DAYS:
            return month.replace(day=number)
        found = nth_business_day(month, number, self.holidays)
        if found >= next_month(month):
            requirement = f"such that {month:%Y-%m} has {number} business days"
            raise InvalidValue("holidays", requirement, f"{len(self.holidays)} days")
        return found

    def is_made_on(self, day: date) -> bool:
        """Whether invoices are made on that day: on any, or on business days alone."""
        counts_all = self.counted is DaysCounted.CALENDAR_DAYS
        return counts_all or is_business_day(day, self.holidays)


def regular_invoice_date(month: date, policy: IssuePolicy) -> date:
    """
    Return the day that dates the recurring invoice of a month by the policy.

    Args:
        month: The first day of the month.
        policy: The policy.

    >>> from gotobilling.markets import us
    >>> regular_invoice_date(date(2026, 8, 1), us.CONNECT.issue)
    datetime.date(2026, 8, 1)

    Clauses: A2, Q24.
    """
    return policy.on(month, policy.day)


def last_invoice_date(month: date, cycle: CyclePolicy, policy: IssuePolicy) -> date:
    """
    Return the last day on which the month's invoices are made.

    >>> from gotobilling.markets import us
    >>> last_invoice_date(date(2026, 8, 1), us.CONNECT.cycle, us.CONNECT.issue)
    datetime.date(2026, 8, 5)

    Clauses: A2.
    """
    return policy.on(month, cycle.window_last_day)


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
        if self.policy.counted is DaysCounted.BUSINESS_DAYS:
            return pen.business_day("invoice date", by, first, day, self.policy)
        return pen.day_of_month("invoice date", by, first, day)

    def raw(self, facts: IssueFacts) -> date:
        """Return the day."""
        kind, start, billing_start, given = facts
        if given is not None:
            return given
        if billing_start is not None:
            return billing_start
        policy = self.policy
        calendar = policy.counted is DaysCounted.CALENDAR_DAYS
        if kind is DocumentKind.ONE_TIME or (policy.day == 1 and calendar):
            return start
        return regular_invoice_date(start, policy)


@frozen
class NothingToBill:
    """
    The answer of a month or a day without lines: no document, and why.

    Clauses: Q47.
    """

    reason: str
    clause: Clause
