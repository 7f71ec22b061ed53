"""The span of a document: which month, and what of the history it bills."""

from datetime import date, timedelta
from typing import NamedTuple

from gotobilling.facts import Account, History, ServiceEnd
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.proration import LastMonth

__all__ = ["Span", "cut_short", "monthly"]

_ONE_DAY = timedelta(1)


class Span(NamedTuple):
    """
    What a month's document bills; made for each invoice, so a bare tuple.

    Attributes:
        month: The calendar month that names the document.
        low: The last day whose changes are not prorated here.
        high: The day as whose end the month's quantities are taken.
        bills_start: Whether the quantities held on ``low``, the billing start, are
            prorated here.
        in_advance: Whether the month itself is billed here.
        end: The end of service, where one is known.
        used: The months of usage billed here; none where no usage is told.
    """

    month: Period
    low: date
    high: date
    bills_start: bool
    in_advance: bool
    end: ServiceEnd | None
    used: tuple[Period, ...] = ()

    @property
    def stop(self) -> date:
        """The first day after ``low`` whose changes are not prorated here either."""
        if self.high >= self.month.start:
            return self.month.start
        return self.high + _ONE_DAY


def monthly(account: Account, histories: tuple[History, ...]) -> tuple[History, ...]:
    """Return the histories of items that are billed by the month: mostly all."""
    if not account.periodic:
        return histories
    return tuple([one for one in histories if one.is_monthly])


def cut_short(
    market: Market, end: ServiceEnd | None, month: Period
) -> ServiceEnd | None:
    """
    Return the end of service where it cuts the month short, else None.

    Clauses: Q68.
    """
    if end is None or market.proration.last_month is LastMonth.FULL_MONTH:
        return None
    on = end.last_day_of_service
    return end if month.start <= on and on + _ONE_DAY < month.end else None
