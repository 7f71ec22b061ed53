"""What is rated of a plan: a month, within the days of service, in the plan's zone."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import InvalidValue
from gotobilling.periods import Period
from gotobilling.usage.plans import Plan

__all__ = ["OutsideReason", "Parts", "Window"]

_SECOND: Final = timedelta(seconds=1)


class OutsideReason(Enum):
    """Why a row is not in the month that is rated; the first that fits is taken."""

    BEFORE_BILLING_START = "before_billing_start"
    """It starts before the day on which billing starts (A6)."""
    AFTER_SERVICE = "after_service"
    """It starts after the last day of service."""
    OTHER_MONTH = "other_month"
    """It starts in another month (F6)."""


class Parts(NamedTuple):
    """The seconds of a row, by where they are counted."""

    inside: int
    before_billing_start: int = 0
    after_service: int = 0
    other_month: int = 0


@frozen(kw_only=True)
class Window:
    """
    What is rated: a month in the plan's zone, within the days of service.

    All four are instants; of each span the first is counted and the last is not.

    Attributes:
        start: When the month begins.
        end: When the next one begins.
        opens: When billing starts, or None.
        closes: When the day after the last day of service begins, or None.

    Clauses: A6, F6, Q20, Q36.
    """

    start: datetime
    end: datetime
    opens: datetime | None
    closes: datetime | None

    @staticmethod
    def of(plan: Plan, month: Period) -> "Window":
        """
        Return the window of a calendar month.

        Raises:
            InvalidValue: a period that is no calendar month.
        """
        checks.billing_day("month.start", month.start)
        if month != Period.month_of(month.start):
            raise InvalidValue("month", "a calendar month", month, "F6")
        start, last = plan.billing_start, plan.last_day_of_service
        return Window(
            start=plan.instant(month.start),
            end=plan.instant(month.end),
            opens=None if start is None else plan.instant(start),
            closes=None if last is None else plan.instant(last + timedelta(1)),
        )

    @property
    def first(self) -> datetime:
        """The first instant that is rated."""
        return self.start if self.opens is None else max(self.start, self.opens)

    @property
    def last(self) -> datetime:
        """The first instant after those that are rated."""
        return self.end if self.closes is None else min(self.end, self.closes)

    def reason(self, start: datetime) -> OutsideReason | None:
        """Return why what starts then is outside, or None where it is not."""
        if self.opens is not None and start < self.opens:
            return OutsideReason.BEFORE_BILLING_START
        if self.closes is not None and start >= self.closes:
            return OutsideReason.AFTER_SERVICE
        return None if self.start <= start < self.end else OutsideReason.OTHER_MONTH

    def parted(self, start: datetime, seconds: int) -> Parts:
        """
        Part the seconds of a call; each belongs where it begins.

        The parts of a call add up to it, over all months.
        """

        def before(edge: datetime) -> int:
            return min(max(-((start - edge) // _SECOND), 0), seconds)

        early = 0 if self.opens is None else before(self.opens)
        late = 0 if self.closes is None else seconds - before(self.closes)
        inside = max(before(self.last) - before(self.first), 0)
        return Parts(inside, early, late, seconds - early - late - inside)
