"""The policies of terms, notice, cancellation, data and rentals.

No invoice rests on them, so no invoice carries them; the dates that do rest on them
say so in their own documents.

>>> from gotobilling.markets import us
>>> us.CONNECT.contracts.notice.renewal_days, us.CONNECT.contracts.deletion.days
(30, 90)
"""

from datetime import date
from enum import Enum
from typing import ClassVar, Final

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses.contract_decisions import Q4, Q8, Q32, Q33, Q34
from gotobilling.clauses.contract_terms import (
    RENTAL_CANCELLATION,
    RENTAL_PURCHASE,
    RENTAL_RETURN,
    RENTAL_TERM,
)
from gotobilling.clauses.contract_texts import H3, H7
from gotobilling.clauses.decisions import Q63
from gotobilling.clauses.plan_texts import L6, L7
from gotobilling.derivation import (
    CountsBusinessDays,
    CountsMonths,
    Policy,
    Rounds,
)
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.periods import MissingDay
from gotobilling.roles import Portal, Role
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "CancellationPolicy",
    "DeadlineOn",
    "DeletionPolicy",
    "EarlyExit",
    "NoticeCounted",
    "NoticePolicy",
    "QuotePolicy",
    "RentalPolicy",
    "RentalPurchase",
    "Requesters",
    "ServiceEnds",
    "TermCounted",
    "TermPolicy",
    "UnpaidInvoices",
]


# What is more than these nobody published, and it would lead out of the calendar.
_MOST_DAYS: Final = 366
_MOST_DAYS_KEPT: Final = 36525
_MOST_MONTHS: Final = 600


class TermCounted(Enum):
    """The first day of the initial term (Q34)."""

    BILLING_START = "billing_start"
    """The billing start, or the term's own first day where it has one."""
    SIGNATURE = "signature"
    """The day on which the term was agreed."""


class NoticeCounted(Enum):
    """Day 0 of the days of notice before a renewal (Q34)."""

    RENEWAL_DATE = "renewal_date"
    """The first day of the next term."""
    LAST_DAY = "last_day"
    """The last day of the term."""


class ServiceEnds(Enum):
    """When service without a set term ends after a request (Q8, Q32)."""

    MONTH_END = "month_end"
    """At the end of a calendar month."""
    PAID_CYCLE = "paid_cycle"
    """At the end of the cycle that is paid for: a month or 30 days."""


class DeadlineOn(Enum):
    """Whether a deadline on a day off moves (Q63)."""

    CALENDAR_DAY = "calendar_day"
    """It does not."""
    NEXT_BUSINESS_DAY = "next_business_day"
    """It moves to the next business day."""


class EarlyExit(Enum):
    """When service ends for a customer who buys out of the term (Q33)."""

    BY_NOTICE = "by_notice"
    """At the month end that the days of notice give."""
    AT_ONCE = "at_once"
    """On the day of the request."""


class UnpaidInvoices(Enum):
    """What unpaid or overdue invoices do to a request to cancel (H7)."""

    BLOCK = "block"
    ALLOW = "allow"


class RentalPurchase(Enum):
    """For what rented equipment can be bought once all its charges are paid."""

    FAIR_MARKET_VALUE = "fair_market_value"
    ONE_DOLLAR = "one_dollar"


@frozen(kw_only=True)
class TermPolicy(CountsMonths):
    """
    How long terms run and when they renew.

    Attributes:
        counted_from: The first day of the initial term.
        renewal_months: Months of each further term where the contract names none.
        missing_day: What becomes of 31 January plus one month; terms are counted from
            their first anchor, so that no day is lost for good.
        clause: The published rule.

    Clauses: H4, Q8, Q34, terms-renewal.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "term")

    counted_from: TermCounted = field(metadata={"clauses": (Q34,)})
    renewal_months: int = field(metadata={"clauses": (Q8,)})
    missing_day: MissingDay = field(metadata={"clauses": (Q34,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("counted_from", self.counted_from, TermCounted)
        checks.whole("renewal_months", self.renewal_months, 1, _MOST_MONTHS)
        checks.member("missing_day", self.missing_day, MissingDay)


@frozen(kw_only=True)
class NoticePolicy(CountsBusinessDays):
    """
    By when notice is to be given.

    Attributes:
        end_days: Days before the end of a month, or of a paid cycle, by which service
            without a set term is cancelled; the end's last day is day 0.
        renewal_days: Days before a renewal by which a set term is cancelled.
        counted_to: Day 0 of the latter.
        ends: What the former are counted before.
        deadline: Whether a deadline on a day off moves.
        holidays: The caller's holidays, in order, where deadlines move.
        clause: The published rule.

    Clauses: H2, H4, Q8, Q32, Q34, Q63.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "notice")

    end_days: int = field(metadata={"clauses": (Q8, Q32)})
    renewal_days: int = field(metadata={"clauses": (Q34,)})
    counted_to: NoticeCounted = field(metadata={"clauses": (Q34,)})
    ends: ServiceEnds = field(metadata={"clauses": (Q8, Q32)})
    deadline: DeadlineOn = field(metadata={"clauses": (Q63,)})
    holidays: tuple[date, ...] = field(metadata={"clauses": (Q63,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("end_days", self.end_days, 0, _MOST_DAYS)
        checks.whole("renewal_days", self.renewal_days, 0, _MOST_DAYS)
        checks.member("counted_to", self.counted_to, NoticeCounted)
        checks.member("ends", self.ends, ServiceEnds)
        checks.member("deadline", self.deadline, DeadlineOn)
        if type(self.holidays) is not tuple:
            raise WrongType("holidays", "a tuple of days", self.holidays)
        for index, one in enumerate(self.holidays):
            checks.billing_day(f"holidays[{index}]", one)
            if index and one <= self.holidays[index - 1]:
                requirement = f"after {self.holidays[index - 1]}"
                raise InvalidValue(f"holidays[{index}]", requirement, one)
        if self.holidays and self.deadline is DeadlineOn.CALENDAR_DAY:
            requirement = "none where deadlines do not move"
            raise InvalidValue("holidays", requirement, self.holidays[0], "Q63")


@frozen(kw_only=True)
class Requesters:
    """
    Who may ask for something in a portal.

    Attributes:
        portal: The portal.
        roles: The roles that may, at least one.
        clause: What says so.

    Clauses: H3, L6.
    """

    portal: Portal
    roles: tuple[Role, ...]
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("portal", self.portal, Portal)
        if type(self.roles) is not tuple or not self.roles:
            raise WrongType("roles", "a tuple of Role", self.roles)
        for index, one in enumerate(self.roles):
            checks.member(f"roles[{index}]", one, Role)
        checks.exactly("clause", self.clause, Clause)


@frozen(kw_only=True)
class CancellationPolicy(Policy):
    """
    Who may cancel, what stands against it, and how a term is left early.

    Attributes:
        early_exit: When service ends for a customer who buys out of the term.
        unpaid: What unpaid invoices do to the request.
        requesters: Who may ask, by portal.
        clause: The published rule; H8 where support is called to cancel, of which the
            answer then tells what to have at hand.

    Clauses: H1, H3, H5, H7, H8, L6, Q33, webinar-cancelling.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "cancellation")

    early_exit: EarlyExit = field(metadata={"clauses": (Q33,)})
    unpaid: UnpaidInvoices = field(metadata={"clauses": (H7,)})
    requesters: tuple[Requesters, ...] = field(metadata={"clauses": (H3, L6)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("early_exit", self.early_exit, EarlyExit)
        checks.member("unpaid", self.unpaid, UnpaidInvoices)
        _check_requesters(self.requesters)


@frozen(kw_only=True)
class QuotePolicy(Policy):
    """
    Who accepts or declines a quote.

    Attributes:
        requesters: Who may, by portal; elsewhere there are no quotes.
        clause: The published rule.

    Clauses: L2, L7, M2.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "quote")

    requesters: tuple[Requesters, ...] = field(metadata={"clauses": (L7,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        _check_requesters(self.requesters)


def _check_requesters(requesters: tuple[Requesters, ...]) -> None:
    known = type(requesters) is tuple
    if not known or set(map(type, requesters)) - {Requesters}:
        raise WrongType("requesters", "a tuple of Requesters", requesters)
    portals = [one.portal for one in requesters]
    if len(set(portals)) != len(portals):
        raise InvalidValue("requesters", "each portal once", "one named twice")


@frozen(kw_only=True)
class DeletionPolicy(CountsMonths):
    """
    When data is deleted after service has ended.

    Attributes:
        days: Days after the last day of service, which is day 0.
        months: Months after it instead; 0 where days are counted.
        missing_day: What becomes of 31 August plus six months.
        clause: The published rule.

    Clauses: H9, H10, Q4.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "deletion")

    days: int = field(metadata={"clauses": (Q4,)})
    months: int = field(metadata={"clauses": (Q4,)})
    missing_day: MissingDay = field(metadata={"clauses": (Q4,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("days", self.days, 0, _MOST_DAYS_KEPT)
        checks.whole("months", self.months, 0, _MOST_MONTHS)
        checks.member("missing_day", self.missing_day, MissingDay)
        if bool(self.days) == bool(self.months):
            raise InvalidValue("months", "0 where days are counted, and else not", 0)


@frozen(kw_only=True)
class RentalPolicy(CountsMonths, Rounds):
    """
    The terms of rented equipment, which are none of those of bought equipment.

    Attributes:
        terms: The initial terms offered, in months.
        notice_days: Days before the end of the term by which notice is given, else the
            rental goes on from month to month; the first day after the term is day 0.
        cancel_days: Days from the agreement, day 0, in which it can be cancelled.
        restocking_percent: Whole hundredths of the MSRP that cancelling costs.
        return_days: Days from the last day of the rental, day 0, to hand back.
        purchase: For what the equipment can be bought in the end.
        missing_day: What becomes of 29 February plus a year.
        rounding: How the restocking fee is rounded.
        clause: The published rule.

    Clauses: rental-term, rental-cancellation, rental-return, rental-purchase.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "rental")

    terms: tuple[int, ...] = field(metadata={"clauses": (RENTAL_TERM,)})
    notice_days: int = field(metadata={"clauses": (RENTAL_TERM,)})
    cancel_days: int = field(metadata={"clauses": (RENTAL_CANCELLATION,)})
    restocking_percent: int = field(metadata={"clauses": (RENTAL_CANCELLATION,)})
    return_days: int = field(metadata={"clauses": (RENTAL_RETURN,)})
    purchase: RentalPurchase = field(metadata={"clauses": (RENTAL_PURCHASE,)})
    missing_day: MissingDay = field(metadata={"clauses": (RENTAL_TERM,)})
    rounding: Rounding = field(metadata={"clauses": (RENTAL_CANCELLATION,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        if type(self.terms) is not tuple or not self.terms:
            raise WrongType("terms", "a tuple of months", self.terms)
        for index, one in enumerate(self.terms):
            checks.whole(f"terms[{index}]", one, 1)
        for name in ("notice_days", "cancel_days", "return_days"):
            checks.whole(name, getattr(self, name), 0, _MOST_DAYS)
        checks.whole("restocking_percent", self.restocking_percent, 0, 100)
        checks.member("purchase", self.purchase, RentalPurchase)
        checks.member("missing_day", self.missing_day, MissingDay)
        self.check_rounding(mirrors=True)
