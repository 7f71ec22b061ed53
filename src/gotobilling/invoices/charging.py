"""Which invoice charged what a later one credits: its date selects the rate (Q45)."""

from datetime import date, timedelta
from functools import cached_property
from typing import Final

from gotobilling.billing_cycle import (
    bills_first_month_late,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.facts import Account, History
from gotobilling.invoices.lots import PeriodLots
from gotobilling.market import Market
from gotobilling.periods import month_start
from gotobilling.proration import (
    Moved,
    PriceChange,
    ProratedFacts,
    Quantities,
    UnusedFacts,
)
from gotobilling.proration.within import PeriodProrationFacts

__all__ = ["ChargingInvoices"]

_ONE_DAY: Final = timedelta(1)


class ChargingInvoices:
    """The invoices of an account that billed in advance, by the policy's dates."""

    def __init__(self, account: Account, market: Market) -> None:
        self.account = account
        self.market = market

    @cached_property
    def histories(self) -> dict[tuple[str, str | None], History]:
        """The account's histories by item and billing group."""
        return {(one.prices[0].item, one.group): one for one in self.account.histories}

    @cached_property
    def start(self) -> date:
        """The billing start."""
        return self.market.rules.billing_start.raw(self.account.contract)

    def invoice_date(
        self,
        facts: ProratedFacts | UnusedFacts | PeriodProrationFacts,
        day: date,
        issued_on: date,
    ) -> date:
        """
        Return the date of the invoice that charged what a line credits.

        Args:
            facts: What the line rests on.
            day: The day of the change that it credits.
            issued_on: The date of its own document, which stands where nothing of it
                was billed before.

        Clauses: Q45.
        """
        if isinstance(facts, PeriodProrationFacts):
            change = facts.change
            history = self.histories[change.price.item, change.group]
            lots = PeriodLots(self.market, self.start, history, facts)
            return lots.charged_on(issued_on)
        if facts.within is not None:
            held_on = facts.within.start
            charged = self.market.rules.cycle_issue.raw(facts.within)
            return charged if self._was_billed(facts, held_on, day) else issued_on
        market, start, month = self.market, self.start, month_start(day)
        late = bills_first_month_late(start, market.cycle)
        if start < month or (start == month and not late):
            charged = regular_invoice_date(month, market.issue)
            day_one = market.recurring.quantities is Quantities.DAY_ONE
            held_on = month if day_one else charged
        elif start < day and starts_own_document(start, market.cycle):
            charged, held_on = start, start
        else:
            return issued_on
        return charged if self._was_billed(facts, held_on, day) else issued_on

    def _was_billed(
        self, facts: ProratedFacts | UnusedFacts, held_on: date, day: date
    ) -> bool:
        """Whether the greater part of a credit was billed in advance."""
        moves = self.market.proration.price_change is PriceChange.ON_THE_DAY
        # A new price gives all back and charges it anew, on one invoice.
        leaves = isinstance(facts, UnusedFacts) or facts.moved is Moved.OUT
        before = day if leaves else day + _ONE_DAY
        history = self.histories[facts.price.item, facts.group]
        prices = [one.effective_on for one in history.prices]
        if moves and any(held_on < on < before for on in prices):
            return False
        return self._held(facts, held_on, day)

    def _held(
        self, facts: ProratedFacts | UnusedFacts, held_on: date, day: date
    ) -> bool:
        history = self.histories[facts.price.item, facts.group]
        gone = [one for one in history.changes if held_on < one.effective_on < day]
        left = sum([one.quantity for one in history.held(held_on)])
        left += sum([one.quantity for one in gone if one.quantity < 0])
        rules = self.market.rules
        if isinstance(facts, UnusedFacts):
            return 2 * left >= -rules.unused.quantity(facts)
        return 2 * left >= -rules.prorated.quantity(facts)
