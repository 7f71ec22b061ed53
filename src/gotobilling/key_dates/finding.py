"""Which dates an account has: of its terms, its trials, its end and its invoices."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.billing_cycle import DocumentKind
from gotobilling.billing_dates import CyclePlace, cycle_period
from gotobilling.contracts import ServiceEnds
from gotobilling.derivation import Derived
from gotobilling.errors import NoRateInForce
from gotobilling.facts import Account, AutoRenewal, Fact, Term
from gotobilling.invoices import Invoice, first_billed, has_cycles, invoices_issued
from gotobilling.key_dates import contract_days as days
from gotobilling.key_dates.choices import Held, Making, choices
from gotobilling.key_dates.values import KeyDate, KeyDateKind, KeyDates
from gotobilling.market import Market
from gotobilling.payments import DueCountedFrom
from gotobilling.periods import (
    MissingDay,
    Period,
    add_months,
    month_start,
    next_month,
)

__all__ = ["MOST_MONTHS", "OF_INVOICES", "key_dates"]

MOST_MONTHS: Final = 120
"""How many ends of months can be asked for at most."""

_ONE_DAY: Final = timedelta(1)
_NEXT_WITHIN: Final = 25  # months in which the next invoice is looked for
_OF_START: Final = ("billing_start", "free_months", "term_start")
_OF_NOTICE: Final = (*_OF_START, "notice_day_0", "deadlines")
_OF_END: Final = ("deadlines",)
_OF_TERM: Final = MappingProxyType(
    {
        KeyDateKind.RENEWAL: days.renews,
        KeyDateKind.NOTICE: days.last_day_for_notice,
        KeyDateKind.EXPIRY: days.expires,
        KeyDateKind.PRICE_CHANGE: days.price_may_change,
    }
)
OF_INVOICES: Final = MappingProxyType(
    {
        KeyDateKind.INVOICE: "issued_on",
        KeyDateKind.DUE: "due_on",
        KeyDateKind.AUTOPAY: "autopay_on",
        KeyDateKind.DISPUTE: "dispute_until",
    }
)
"""The dates of an invoice, by the names that it has for them."""


def key_dates(
    account: Account, market: Market, from_on: date, *, months: int = 12
) -> KeyDates:
    """
    Return the days of an account that the customer should know, from one day on.

    Of each set term of the market's product: the next renewal and the last day for
    notice before one, the expiry instead where it does not renew, and from when the
    price may change. Of each end of a month: the last day to cancel. Then the ends of
    trials, the end of service and when data is deleted; and the next invoice, with
    the days until which it and those before it are due, charged and open to dispute.

    Each has its proof, and the days that other readings give, of which the earliest is
    safe. An account that is cancelled, or a term that expires, has no dates after that
    but the deletion of its data.

    Args:
        account: The account, with every fact that counts.
        market: The market, with the policies of its contracts.
        from_on: The first day looked at.
        months: How many ends of months are looked at, from that of ``from_on`` on.

    Raises:
        InvalidValue: a market that was read back from an invoice; months out of bounds.
        NoRateInForce: a quantity without a price. A levy without a rate is none: the
            invoices are then told before fees and taxes, on which no date rests.

    >>> from gotobilling.facts import Contract, Term
    >>> from gotobilling.markets import us
    >>> account = Account(
    ...     id="acme",
    ...     currency="USD",
    ...     contract=Contract(id="contract", billing_start_on=date(2025, 1, 15)),
    ...     terms=(Term(id="term", agreed_on=date(2025, 1, 15), months=15),),
    ... )
    >>> found = key_dates(account, us.CONNECT, date(2026, 3, 1), months=0)
    >>> for one in found.dates:
    ...     print(one.on.value, one.kind.value, one.safe_on)
    2026-03-16 notice 2026-03-15
    2026-04-15 renewal 2026-04-15
    2026-04-15 price_change 2026-04-15

    Clauses: A2, A15, B1, B2, G4, H2, H4, H5, H14, M1, Q4, Q8, Q33, Q34, safe-day.
    """
    _check(account, market, from_on, months)
    told = _Told(account, market, from_on, Held(market.start, market.contracts))
    invoices = told.invoices()
    found = [*told.dates(months, invoices), *told.of_invoices(invoices)]
    found.sort(key=_place)
    kept = [one for one in found if one.on.value >= from_on]
    named = [one.invoice for one in kept]
    return KeyDates(
        account=account.id,
        currency=account.currency,
        market=market,
        from_on=from_on,
        known_on=account.known_on,
        months=months,
        billing_start=market.rules.billing_start(account.contract),
        grounds=told.grounds(),
        dates=tuple(kept),
        invoices=tuple(one for one in invoices if one in named),
    )


def _check(account: object, market: object, from_on: object, months: object) -> None:
    checks.exactly("account", account, Account)
    checks.exactly("market", market, Market)
    checks.billing_day("from_on", from_on)
    checks.whole("months", months, 0, MOST_MONTHS)


def _place(one: KeyDate) -> tuple[date, int, str]:
    return one.place


@frozen
class _Told:
    """What is asked: an account by a market, from a day on."""

    account: Account
    market: Market
    from_on: date
    held: Held

    def dates(self, months: int, invoices: tuple[Invoice, ...]) -> Iterator[KeyDate]:
        """Yield the dates of terms, trials, ends of months and the end of service."""
        spans = list(self._spans())
        for span in spans:
            yield from self._of_term(span)
        if self.account.end is None:
            for period in self._ends(months, spans, invoices):
                yield self._of_period(period, spans)
        for trial in self.account.trials:
            yield KeyDate(
                kind=KeyDateKind.TRIAL_END, of=trial.root, on=days.trial_ends(trial)
            )
        yield from self._of_end(spans)

    def grounds(self) -> tuple[Fact, ...]:
        """Return the terms of the product and the end of service."""
        end = () if self.account.end is None else (self.account.end,)
        return (*(span.term for span in self._spans()), *end)

    def _spans(self) -> Iterator["_Span"]:
        """Yield the terms of the product by first days, and how long they count."""
        product, contract = self.market.product, self.account.contract
        terms = [one for one in self.account.terms if one.product == product]
        starts = {one: days.term_starts(one, contract, self.held) for one in terms}
        terms.sort(key=lambda one: (starts[one], one.id))
        end = self.account.end
        stop = date.max if end is None else end.last_day_of_service + _ONE_DAY
        for one, following in zip_longest(terms, terms[1:]):
            next_start = date.max if following is None else starts[following]
            yield _Span(one, starts[one], min(stop, next_start))

    def _of_term(self, span: "_Span") -> Iterator[KeyDate]:
        if span.term.auto_renewal is AutoRenewal.OFF:
            yield from self._one(span, KeyDateKind.EXPIRY, None)
            return
        for kind in (KeyDateKind.RENEWAL, KeyDateKind.NOTICE):
            number = self._first_ahead(span, kind)
            renewal = self._making(span, KeyDateKind.RENEWAL, number)(self.held)
            if renewal.value < span.stop:
                yield from self._one(span, kind, number)
        yield from self._one(span, KeyDateKind.PRICE_CHANGE, None)

    def _first_ahead(self, span: "_Span", kind: KeyDateKind) -> int:
        """Return the number of the first renewal, or notice, that is not past."""
        number = 1
        while self._making(span, kind, number)(self.held).value < self.from_on:
            number += 1
        return number

    def _one(
        self, span: "_Span", kind: KeyDateKind, number: int | None
    ) -> Iterator[KeyDate]:
        make = self._making(span, kind, number or 1)
        on = make(self.held)
        if on.value < span.stop:
            names = _OF_NOTICE if kind is KeyDateKind.NOTICE else _OF_START
            yield KeyDate(
                kind=kind,
                of=span.term.root,
                number=number,
                on=on,
                choices=choices(names, self.held, make),
            )

    def _making(self, span: "_Span", kind: KeyDateKind, number: int) -> Making:
        made = _OF_TERM[kind]
        return lambda held: made(span.term, self.account.contract, number, held)

    def _ends(
        self, months: int, spans: list["_Span"], invoices: tuple[Invoice, ...]
    ) -> Iterator[Period]:
        """Yield the months, or the paid cycles, at whose ends service can be left."""
        start = self.market.rules.billing_start.raw(self.account.contract)
        last = date.max
        if spans and spans[-1].term.auto_renewal is AutoRenewal.OFF:
            last = self._making(spans[-1], KeyDateKind.EXPIRY, 1)(self.held).value
        by_cycle = self.held.contracts.notice.ends is ServiceEnds.PAID_CYCLE
        if by_cycle and has_cycles(self.market):
            found = self._cycles(months, invoices)
        else:
            found = self._months(months)
        for period in found:
            if start < period.end and period.last_day < last:
                yield period

    def _months(self, months: int) -> Iterator[Period]:
        period = Period.month_of(self.from_on)
        for _ in range(months):
            yield period
            period = Period(period.end, next_month(period.end))

    def _cycles(self, months: int, invoices: tuple[Invoice, ...]) -> Iterator[Period]:
        """Yield the cycles that end within the months, counted as the invoice's is."""
        told = [one for one in invoices if one.cycle is not None]
        if not told or told[-1].cycle is None:
            return
        cycle = told[-1].cycle
        first = cycle.number
        if told[-1].kind is DocumentKind.CYCLE and first:
            first -= 1
        until = add_months(month_start(self.from_on), months, MissingDay.CLAMP)
        place = CyclePlace(cycle.anchor.on, first, cycle.months)
        while (period := cycle_period(place, self.market.anchor)).end <= until:
            yield period
            place = place._replace(number=place.number + 1)

    def _of_period(self, period: Period, spans: list["_Span"]) -> KeyDate:
        def make(held: Held) -> Derived[date]:
            return days.last_day_to_cancel(period, held)

        committed = any(self._covers(span, period.last_day) for span in spans)
        return KeyDate(
            kind=KeyDateKind.EARLY_EXIT if committed else KeyDateKind.CANCELLATION,
            period=period,
            on=make(self.held),
            choices=choices(_OF_END, self.held, make),
        )

    def _covers(self, span: "_Span", on: date) -> bool:
        if span.term.auto_renewal is AutoRenewal.OFF:
            expiry = self._making(span, KeyDateKind.EXPIRY, 1)(self.held).value
            return span.start <= on <= expiry and on < span.stop
        return span.start <= on < span.stop

    def _of_end(self, spans: list["_Span"]) -> Iterator[KeyDate]:
        end = self.account.end
        if end is not None:
            yield KeyDate(
                kind=KeyDateKind.SERVICE_END, of=end.root, on=days.service_ends(end)
            )
            yield self._deletion(end.root, lambda held: days.deleted(end, held), ())
        elif spans and spans[-1].term.auto_renewal is AutoRenewal.OFF:
            term, contract = spans[-1].term, self.account.contract
            yield self._deletion(
                term.root,
                lambda held: days.deleted_after(term, contract, held),
                _OF_START,
            )

    def _deletion(self, of: str, make: Making, others: tuple[str, ...]) -> KeyDate:
        names = (*others, "data_deletion")
        return KeyDate(
            kind=KeyDateKind.DELETION,
            of=of,
            on=make(self.held),
            choices=choices(names, self.held, make),
        )

    def invoices(self) -> tuple[Invoice, ...]:
        """Return the next invoice, after those whose dates may still be ahead."""
        month = month_start(self.from_on)
        before = max(
            month_start(month - _ONE_DAY), first_billed(self.account, self.market)
        )
        found: list[Invoice] = []
        if before < self.from_on:
            found += self._issued(Period(before, self.from_on))
        within = Period(self.from_on, next_month(month))
        for _ in range(_NEXT_WITHIN):
            coming = self._issued(within)
            if coming:
                first = coming[0].issued_on.value
                found += [one for one in coming if one.issued_on.value == first]
                break
            within = Period(within.end, next_month(within.end))
        return tuple(found)

    def _issued(self, within: Period) -> list[Invoice]:
        account = self.account
        try:
            found = invoices_issued(account, within, self.market)
        except NoRateInForce:
            # No date rests on fees and taxes; a price that lacks is told all the same.
            bare = evolve(account, addresses=(), exemptions=(), tax_numbers=())
            found = invoices_issued(bare, within, self.market)
        return [self._sent(one) for one in found]

    def _sent(self, invoice: Invoice) -> Invoice:
        due = self.market.due
        if due.counted_from is DueCountedFrom.SENT_DATE and not due.due_day:
            return evolve(invoice, sent_on=invoice.issued_on.value)
        return invoice

    def of_invoices(self, invoices: tuple[Invoice, ...]) -> Iterator[KeyDate]:
        """Yield the dates that count from invoices."""
        for one in invoices:
            for kind, name in OF_INVOICES.items():
                on = getattr(one, name)
                if on is not None:
                    yield KeyDate(kind=kind, invoice=one, on=on)


@frozen
class _Span:
    """A term, its first day, and the first day on which it counts no more."""

    term: Term
    start: date
    stop: date
