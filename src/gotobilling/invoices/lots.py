"""Which invoice charged the units of a year or a quarter that a credit gives back.

The units of one item and billing group stand in lots, oldest first: what the invoice
that charged the period billed, then each addition after that, charged by the next
monthly invoice. What is removed first is taken from what was there first (Q45).

>>> lots = [Lot(date(2026, 3, 1), 2), Lot(date(2026, 8, 1), 5)]
>>> greater_part(lots, 1, 4, date(2026, 10, 1))
datetime.date(2026, 8, 1)
"""

from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from attrs import frozen

from gotobilling.billing_cycle import (
    bills_first_month_late,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.billing_periods import AnnualRenewal
from gotobilling.facts import History
from gotobilling.facts.histories import Counted
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.periods import month_start, next_month
from gotobilling.proration import Emptied, Quantities
from gotobilling.proration.within import PeriodProrationFacts

__all__ = ["Lot", "PeriodLots", "greater_part"]


class Lot(NamedTuple):
    """Units that one invoice charged."""

    on: date
    units: int


def greater_part(lots: list[Lot], used: int, units: int, issued_on: date) -> date:
    """
    Return the date of the invoice that charged most of what a credit gives back.

    Args:
        lots: What was charged, oldest first.
        used: How many units earlier removals have taken.
        units: How many are given back; at least 1.
        issued_on: The date of the crediting invoice, which charged what is in no lot.

    Of two invoices that charged as much the earlier one counts.

    Clauses: Q45.
    """
    given: dict[date, int] = {}
    for lot in lots:
        passed = min(used, lot.units)
        taken = min(lot.units - passed, units)
        used, units = used - passed, units - taken
        on = min(lot.on, issued_on)
        given[on] = given.get(on, 0) + taken
    given[issued_on] = given.get(issued_on, 0) + units
    most = max(given.values())
    return min(on for on, count in given.items() if count == most)


@frozen
class PeriodLots:
    """The lots that a credit within a year or a quarter is taken from."""

    market: Market
    start: date
    history: History
    facts: PeriodProrationFacts

    def charged_on(self, issued_on: date) -> date:
        """
        Return the date of the invoice that charged what the line credits.

        Clauses: Q45.
        """
        change = self.facts.change
        units = -self.market.rules.period_prorated.prorated.quantity(change)
        charged, held_on = self._ahead()
        before = self.history.held(held_on)
        counted = sum([one.quantity for one in before])
        billed = self._billed(counted) if before else 0
        lots, used = [Lot(charged, billed)], 0
        for one in self._since(held_on):
            counted += one.quantity
            more = self._billed(counted) - billed
            billed += more
            if more > 0:
                lots.append(Lot(self._next_invoice(one.effective_on), more))
            used -= min(more, 0)
        return greater_part(lots, used, units, issued_on)

    def _billed(self, counted: int) -> int:
        """Return the units billed for those that are there."""
        if self.market.proration.emptied is Emptied.MINIMUM_QUANTITY:
            return max(counted, self.facts.change.price.minimum_quantity)
        return counted

    def _since(self, held_on: date) -> Iterator[Counted]:
        """Return what was billed after a day and before the line, additions first."""
        period = self.market.rules.period_prorated.period(self.facts)

        def billed(one: Counted) -> tuple[date, bool]:
            # What changes until the period begins is billed together.
            return max(one.effective_on, period.start), one.quantity < 0

        changes = self.history.changes
        later = [one for one in changes if one.effective_on > held_on]
        first = self.facts.change.parts[0].id
        return takewhile(lambda one: one.id != first, sorted(later, key=billed))

    def _ahead(self) -> tuple[date, date]:
        """Return when the period was charged, and as of which day's end."""
        market, begun, start = self.market, self.facts.begun, self.start
        period = market.rules.period_prorated.period(self.facts).start
        renews = market.frequency.annual_renewal is AnnualRenewal.ANCHOR_DAY
        annual = begun.frequency is Frequency.ANNUAL
        if annual and (period == begun.day or renews):
            return period, period
        first = self._first_month()
        in_part_month = self.facts.day < begun.anchor(market.frequency)
        if month_start(period) < first or in_part_month:
            # Ahead of the change stands what is there as billing starts, if anything.
            own = starts_own_document(start, market.cycle)
            return (start if own else self._regular(first)), start
        month = month_start(period)
        return self._regular(month), min(self._counted_until(month), period)

    def _first_month(self) -> date:
        """Return the first month that is billed in advance."""
        start, cycle = self.start, self.market.cycle
        own_month = start.day == 1 and not bills_first_month_late(start, cycle)
        return start if own_month else next_month(start)

    def _regular(self, month: date) -> date:
        return regular_invoice_date(month, self.market.issue)

    def _counted_until(self, month: date) -> date:
        day_one = self.market.recurring.quantities is Quantities.DAY_ONE
        return month if day_one else self._regular(month)

    def _next_invoice(self, on: date) -> date:
        """Return the date of the monthly invoice that bills an addition."""
        month = month_start(on)
        if on > self._counted_until(month):
            month = next_month(month)
        return self._regular(max(month, self._first_month()))
