"""What a quote comes to: the invoices of its term by the real assembly, and their sums.

Nothing is computed beside the invoices. A quote is read as the account that it becomes,
service ends with the term, and every document up to there is assembled:

>>> from decimal import Decimal
>>> from gotobilling.kinds import BillableUnit, LineKind
>>> from gotobilling.markets import us
>>> from gotobilling.quotes.offered import QuotedItem
>>> quote = Quote(
...     id="q-17",
...     account="acme",
...     currency="USD",
...     market=us.CONNECT,
...     quoted_on=date(2026, 6, 20),
...     billing_start_on=date(2026, 7, 1),
...     months=3,
...     items=(
...         QuotedItem(
...             item="seat",
...             kind=LineKind.SERVICE_CHARGE,
...             unit=BillableUnit.EXTENSION,
...             quantity=10,
...             quoted_price=Decimal("20.00"),
...             list_price=Decimal("25.00"),
...         ),
...     ),
... )
>>> found = totals(quote)
>>> found.renewal_on.value
datetime.date(2026, 10, 1)
>>> found.charges.value, found.savings.value  # 3 x 10 x 20.00, and 3 x 10 x 5.00
(Money('600.00', 'USD'), Money('150.00', 'USD'))
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Final

from attrs import evolve, field, frozen

from gotobilling import checks
from gotobilling.contracts import (
    ContractPolicies,
    StartPolicy,
    last_day_of_term,
    renewal_on,
)
from gotobilling.derivation import Derived
from gotobilling.errors import NoRateInForce
from gotobilling.facts import Account, AutoRenewal, Contract, ServiceEnd, Term
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import Frequency, LineKind
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period, next_month
from gotobilling.quotes.offered import At, QuotedItem, QuotedPurchase, QuotePart
from gotobilling.quotes.sums import (
    Compared,
    EachPeriod,
    EachPeriodFacts,
    QuoteSum,
    SumFacts,
)
from gotobilling.quotes.values import Outcome, Quote

__all__ = [
    "ItemTotal",
    "PartTotal",
    "PeriodTotal",
    "Totals",
    "ended",
    "last_day_of",
    "totals",
]

_ONE_DAY: Final = timedelta(1)
_Dated = tuple[Term, Contract, ContractPolicies, StartPolicy]


@frozen(kw_only=True)
class ItemTotal(Compared):
    """What one item, or one purchase, comes to over the term."""

    offered: QuotedItem | QuotedPurchase


@frozen(kw_only=True)
class PartTotal(Compared):
    """
    What the product, the add-ons or the devices come to over the term.

    Clauses: M1, quote-parts.
    """

    part: QuotePart


@frozen(kw_only=True)
class PeriodTotal:
    """
    What is charged in each full period of one frequency, before fees and taxes.

    Attributes:
        frequency: How often.
        charges: What is charged each time.
        list_charges: The same at list prices.
    """

    frequency: Frequency
    charges: Derived[Money]
    list_charges: Derived[Money]

    @property
    def savings(self) -> Money:
        """What is saved each time."""
        return self.list_charges.value - self.charges.value


@frozen(kw_only=True)
class Totals(Compared):
    """
    What a quote comes to, accepted on a day.

    The sums before fees and taxes are ``charges``, ``list_charges``, ``savings`` and
    all rows by item, part and period; ``fees_and_taxes`` are the levies, and ``total``
    is both together. Usage is in none of them, because nobody knows it; free months
    are in none of them, because they are not invoiced and lie before the term.

    Attributes:
        quote: The quote.
        accepted_on: The day on which it is read as accepted.
        account: The account that it becomes, with its service ended with the term.
        renewal_on: The renewal date: the first day after the initial term; or None
            where the term does not renew.
        last_day: The last day of the initial term.
        invoices: Every document of the term, by date.
        list_invoices: The same at list prices, before fees and taxes.
        missing: Why invoices stand before fees and taxes although there is an address:
            each series of rates that is not known so far ahead.

    Clauses: E7, M1, Q34, quote-savings, quote-total.
    """

    quote: Quote = field(repr=False)
    accepted_on: date
    account: Account = field(repr=False)
    renewal_on: Derived[date] | None
    last_day: Derived[date]
    invoices: tuple[Invoice, ...] = field(repr=False)
    list_invoices: tuple[Invoice, ...] = field(repr=False)
    missing: tuple[str, ...]

    @property
    def untaxed(self) -> tuple[Invoice, ...]:
        """The documents that stand before fees and taxes."""
        return tuple(one for one in self.invoices if not one.is_taxed)

    @property
    def fees_and_taxes(self) -> Derived[Money]:
        """The levies of all documents but the ``untaxed`` (E7)."""
        levies = tuple(chain.from_iterable(one.levies for one in self.invoices))
        return QuoteSum()(SumFacts("fees and taxes", levies, self.currency))

    @property
    def total(self) -> Derived[Money]:
        """The charges with the fees and taxes that are known."""
        levies = chain.from_iterable(one.levies for one in self.invoices)
        lines: tuple[LineItem | LevyLine, ...] = (*self.lines, *levies)
        return QuoteSum()(SumFacts("total", lines, self.currency))

    @property
    def by_item(self) -> tuple[ItemTotal, ...]:
        """The charges of each item and purchase, in the order of the quote (M1)."""
        quoted, listed = _by_fact(self.lines), _by_fact(self.list_lines)
        return tuple(
            ItemTotal(
                offered=one,
                currency=self.currency,
                lines=tuple(quoted.get(fact, ())),
                list_lines=tuple(listed.get(f"list-{fact}", ())),
            )
            for fact, one in _offered(self.quote)
        )

    @property
    def by_part(self) -> tuple[PartTotal, ...]:
        """The charges of the product, the add-ons and the devices, if any (M1)."""
        rows = self.by_item
        return tuple(
            PartTotal(
                part=part,
                currency=self.currency,
                lines=tuple(chain.from_iterable(one.lines for one in found)),
                list_lines=tuple(chain.from_iterable(one.list_lines for one in found)),
            )
            for part in QuotePart
            if (found := [one for one in rows if one.offered.part is part])
        )

    @property
    def by_period(self) -> tuple[PeriodTotal, ...]:
        """The monthly, quarterly and annual charges, of each that there is (M1)."""
        found = (self._each(frequency) for frequency in Frequency)
        return tuple(one for one in found if one is not None)

    def _each(self, frequency: Frequency) -> PeriodTotal | None:
        items = [one for one in self.quote.items if one.frequency is frequency]
        if not items:
            return None
        rule = EachPeriod(self.quote.market.recurring)
        facts = {at: self._priced(items, at) for at in At}
        return PeriodTotal(
            frequency=frequency,
            charges=rule(facts[At.QUOTED]),
            list_charges=rule(facts[At.LIST]),
        )

    def _priced(self, items: list[QuotedItem], at: At) -> EachPeriodFacts:
        account = self.quote.account_on(self.accepted_on, at)
        prices = {one.item: one for one in account.prices}
        changes = {one.item: one for one in account.changes}
        pairs = tuple((prices[one.item], changes[one.item]) for one in items)
        return EachPeriodFacts(pairs, self.currency)


def _offered(quote: Quote) -> Iterator[tuple[str, QuotedItem | QuotedPurchase]]:
    for item in quote.items:
        yield f"price-{item.item}", item
    for purchase in quote.purchases:
        yield purchase.id, purchase


def _by_fact(lines: tuple[LineItem, ...]) -> dict[str, list[LineItem]]:
    # A line rests on the price of an item, or on the one fact of a purchase.
    found: dict[str, list[LineItem]] = {}
    for line in lines:
        found.setdefault(line.price or str(line.fact), []).append(line)
    return found


def totals(quote: Quote, accepted_on: date | None = None) -> Totals:
    """
    Return what a quote comes to, as it is before anybody decides on it.

    Args:
        quote: The quote, open or decided.
        accepted_on: The day on which it is read as accepted. If not told, it is the day
            on which it was accepted, or else the date of the quote. It matters where
            billing starts on acceptance, or where free months are counted from it.

    Raises:
        InvalidValue: a day before the date of the quote.
        ConflictingFacts: two facts of one id, such as a purchase called ``term``.

    Clauses: E7, M1, Q34, quote-total.
    """
    checks.exactly("quote", quote, Quote)
    on = _day_of(quote) if accepted_on is None else accepted_on
    quote.check_day("accepted_on", on)
    signed, market = quote.account_on(on), quote.market
    last = last_day_of(signed, market)
    account = ended(signed, last.value)
    at_list = evolve(ended(quote.account_on(on, At.LIST), last.value), addresses=())
    # What the last days leave open is invoiced in the month after them at the latest.
    within = Period(on, next_month(next_month(last.value)))
    invoices, missing = _documents(account, within, market)
    list_invoices = invoices_issued(at_list, within, market)
    renews = quote.auto_renewal is AutoRenewal.ON
    return Totals(
        quote=quote,
        accepted_on=on,
        account=account,
        renewal_on=renewal_on(*_dated(signed, market)) if renews else None,
        last_day=last,
        invoices=invoices,
        list_invoices=list_invoices,
        missing=missing,
        currency=quote.currency,
        lines=tuple(_charges(invoices)),
        list_lines=tuple(_charges(list_invoices)),
    )


def _day_of(quote: Quote) -> date:
    decided = quote.decision
    if decided is not None and decided.outcome is Outcome.ACCEPTED:
        return decided.on
    return quote.quoted_on


def _charges(invoices: tuple[Invoice, ...]) -> Iterator[LineItem]:
    # A balance that one reading carries over was a charge of the document before.
    for line in chain.from_iterable(one.lines for one in invoices):
        if line.kind is not LineKind.BROUGHT_FORWARD:
            yield line


def _documents(
    account: Account, within: Period, market: Market
) -> tuple[tuple[Invoice, ...], tuple[str, ...]]:
    try:
        return invoices_issued(account, within, market), ()
    except NoRateInForce:
        # The rates of some months are not known yet: these stand before fees and taxes.
        bare = evolve(account, addresses=())
        untaxed = invoices_issued(bare, within, market)
    days = dict.fromkeys(one.issued_on.value for one in untaxed)
    found: list[Invoice] = []
    missing: dict[str, str] = {}
    for on in days:
        day = Period(on, on + _ONE_DAY)
        try:
            found += invoices_issued(account, day, market)
        except NoRateInForce as problem:
            missing.setdefault(problem.path, str(problem))
            found += invoices_issued(bare, day, market)
    return tuple(found), tuple(missing.values())


def last_day_of(account: Account, market: Market) -> Derived[date]:
    """Return the last day of the initial term of an account that a quote became."""
    return last_day_of_term(*_dated(account, market))


def _dated(account: Account, market: Market) -> _Dated:
    return account.terms[0], account.contract, market.contracts, market.start


def ended(account: Account, last: date) -> Account:
    """
    Return the account with its service ended on a day, as was known from the start.

    Clauses: Q31, Q68.
    """
    signed = account.contract.effective_on
    end = ServiceEnd(id="end", last_day_of_service=last, known_on=signed)
    return evolve(account, end=end)
