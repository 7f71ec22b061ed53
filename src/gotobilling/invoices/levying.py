"""Which levies stand on a document, on what, and at which rate.

Every charge has a tax date. The billing address, the rate and the exemption of that day
are the ones that count; what has the same levy and the same rate is one line.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple, cast

from attrs import evolve

from gotobilling.billing_cycle import (
    bills_first_month_late,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.clauses import E5, E6, EU_REVERSE_CHARGE
from gotobilling.derivation import LineRule
from gotobilling.errors import InvalidValue, NoRateInForce
from gotobilling.facts import Account, BillingAddress, Fact, History, TaxNumber
from gotobilling.invoices.invoice import Invoice
from gotobilling.kinds import BillableUnit, ChargeClass, charge_class
from gotobilling.lineitems import LevyLine, LevyRow, LineItem
from gotobilling.market import Market
from gotobilling.periods import month_start
from gotobilling.proration import Moved, PriceChange, ProratedFacts, Quantities
from gotobilling.sources import Clause
from gotobilling.taxes import (
    Base,
    CreditRate,
    Levy,
    LevyCharge,
    LevyFacts,
    Rate,
    Taxability,
    TaxCategory,
    TaxDate,
    VatId,
)

__all__ = ["with_levies"]

_ONE_DAY: Final = timedelta(1)


class _Charge(NamedTuple):
    """A line as levies see it, with the days that may be its tax date."""

    base: Base
    charge_class: ChargeClass
    unit: BillableUnit | None
    levy: str | None
    invoiced_on: date
    charged_on: date
    served_on: date


class _Found(NamedTuple):
    """What a levy comes to for one line: rate, share, and the ground of no rate."""

    rate: Rate
    share: Rate | None
    ground: Fact | None

    @property
    def key(self) -> "_Key":
        """What tells it from the others of its levy, and orders them."""
        rate, share, ground = self
        return (
            _CATEGORIES.index(rate.category),
            rate.from_on,
            ground.id if ground else "",
            share.from_on if share else rate.from_on,
            "" if rate.category is TaxCategory.STANDARD else rate.clause.id,
        )


_CATEGORIES: Final = tuple(TaxCategory)
_Key = tuple[int, date, str, date, str]
_Keys = tuple[_Key, ...]
_NOTHING: Final[_Key] = (-1, date.min, "", date.min, "")
_Group = tuple[_Found, date | None, list[_Charge]]
"""What is levied; the document's own date, where it gives the same; and on what."""


def with_levies(invoice: Invoice, account: Account) -> Invoice:
    """
    Return the document with its levies; untouched where no billing address is known.

    Raises:
        InvalidValue: no billing address is in force on a tax date.
        NoRateInForce: a rate that is not known for a tax date, or no levy at all.
        UnknownName: a billing address outside the market.

    Clauses: E1, E2, E3, E4, E5, E6, Q11, Q13, Q14, Q43, Q45, Q46, Q67.
    """
    if not account.addresses:
        return invoice
    desk = _Desk(invoice, account)
    desk.levy_all()
    addresses = desk.followed()
    levies = _levied_at(invoice.market, addresses)
    if not levies:
        place = addresses[-1].place
        requirement = f"known at {place}: supply [[taxes]] and their [[rates]]"
        raise NoRateInForce("levies", requirement, "none", "E3")
    return evolve(
        invoice,
        addresses=addresses,
        levy_order=tuple(levies),
        levied=tuple(desk.rows),
    )


class _Desk:
    """One document on its way to its levies; what a day gives is looked up once."""

    def __init__(self, invoice: Invoice, account: Account) -> None:
        self.invoice = invoice
        self.account = account
        self.market: Market = invoice.market
        self.issued_on = invoice.issued_on.value
        self.by_day: dict[date, BillingAddress] = {}
        # The document's own day counts even where no line does.
        self._address(self.issued_on)
        self.serves = any(
            levy.tax_date is TaxDate.SERVICE_PERIOD for levy in self.market.levies
        )
        self.charges = [self._charge(line) for line in invoice.lines]
        self.rows: list[LevyRow] = []
        self.found: dict[object, _Found | None] = {}

    def followed(self) -> tuple[BillingAddress, ...]:
        """Return the addresses that were followed so far, by their days."""
        found = {one.id: one for one in self.by_day.values()}
        return tuple(sorted(found.values(), key=_effective_on))

    @cached_property
    def histories(self) -> dict[tuple[str, str | None], History]:
        """The account's histories by item and billing group, for its credits."""
        return {(one.prices[0].item, one.group): one for one in self.account.histories}

    def levy_all(self) -> None:
        """Work out every levy in the market's order, each on what is there by then."""
        # A market may have many more levies than are levied at any of the addresses.
        at_hand = _levied_at(self.market, self.account.addresses)
        for place, levy in enumerate(at_hand):
            later = [one for one in at_hand[place + 1 :] if levy.name in one.levies]
            groups = self._groups(levy, later)
            for key in sorted(groups):
                self._add(levy, *groups[key])

    def _charge(self, line: LineItem) -> _Charge:
        rule, minor = cast("LineRule[Any]", line.rule), cast("int", line.raw)
        charge, unit, credited_on = rule.levied(line.facts)
        issued = self.issued_on
        charged = self._charged_on(line, credited_on) if credited_on else issued
        served = line.period.start if self.serves else issued
        return _Charge(Base(line, minor), charge, unit, None, issued, charged, served)

    def _charged_on(self, line: LineItem, day: date) -> date:
        """Return the date of the invoice that charged what the line credits (Q45)."""
        market = self.market
        start = market.rules.billing_start.raw(self.account.contract)
        month = month_start(day)
        late = bills_first_month_late(start, market.cycle)
        if start < month or (start == month and not late):
            charged = regular_invoice_date(month, market.issue)
            day_one = market.recurring.quantities is Quantities.DAY_ONE
            held_on = month if day_one else charged
        elif start < day and starts_own_document(start, market.cycle):
            charged, held_on = start, start
        else:
            return self.issued_on
        return charged if self._left(line, held_on, day) else self.issued_on

    def _left(self, line: LineItem, held_on: date, day: date) -> bool:
        """Whether the greater part of a credit was billed in advance (Q45)."""
        facts = cast("ProratedFacts", line.facts)
        moves = self.market.proration.price_change is PriceChange.ON_THE_DAY
        # A new price gives all back and charges it anew, on one invoice.
        before = day if facts.moved is Moved.OUT else day + _ONE_DAY
        history = self.histories[facts.price.item, facts.group]
        prices = [one.effective_on for one in history.prices]
        if moves and any(held_on < on < before for on in prices):
            return False
        gone = [one for one in history.changes if held_on < one.effective_on < day]
        left = sum([one.quantity for one in history.held(held_on)])
        left += sum([one.quantity for one in gone if one.quantity < 0])
        return 2 * left >= -line.fields.quantity

    def _groups(self, levy: Levy, later: list[Levy]) -> dict[_Keys, _Group]:
        known: dict[object, list[_Charge] | None] = {}
        groups: dict[_Keys, _Group] = {}
        classes, levies, treated = levy.classes, levy.levies, bool(levy.treatments)
        for charge in self.charges:
            if charge.levy is None:
                if charge.charge_class not in classes:
                    continue
            elif charge.levy not in levies:
                continue
            days = (charge.invoiced_on, charge.charged_on, charge.served_on)
            key = (charge.charge_class, charge.unit, *days) if treated else days
            if key not in known:
                group = self._group(levy, later, charge, groups)
                known[key] = group and group[2]
            into = known[key]
            if into is not None:
                into.append(charge)
        return groups

    def _group(
        self,
        levy: Levy,
        later: list[Levy],
        charge: _Charge,
        groups: dict[_Keys, _Group],
    ) -> _Group | None:
        found = self._found(levy, charge)
        if found is None:
            return None
        keys = self._keys(levy, later, charge)
        if keys not in groups:
            on = self.issued_on
            current = charge._replace(invoiced_on=on, charged_on=on, served_on=on)
            same = current == charge or self._same(levy, later, current, keys)
            own = self._tax_date(levy, current) if same else None
            groups[keys] = (found, own, [])
        return groups[keys]

    def _same(
        self, levy: Levy, later: list[Levy], charge: _Charge, keys: _Keys
    ) -> bool:
        try:
            return self._keys(levy, later, charge) == keys
        except NoRateInForce:
            # Where all is credited, nobody need know what would be levied today.
            return False

    def _keys(self, levy: Levy, later: list[Levy], charge: _Charge) -> _Keys:
        own = self._key(levy, charge)
        fee = charge._replace(charge_class=charge_class(levy.line), unit=None)
        # What is taxed apart later on must not be one line now: each part of a fee is
        # taxed at the rate and the place of the charge that it is on.
        return own, *[self._key(one, fee) for one in later]

    def _key(self, levy: Levy, charge: _Charge) -> _Key:
        found = self._found(levy, charge)
        return _NOTHING if found is None else found.key

    def _tax_date(self, levy: Levy, charge: _Charge) -> date:
        if levy.tax_date is TaxDate.SERVICE_PERIOD:
            return charge.served_on
        day = charge.invoiced_on
        if levy.credit_rate is CreditRate.CHARGING_INVOICE:
            day = charge.charged_on
        paid = self.invoice.paid_on
        if levy.tax_date is TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT and paid is not None:
            return min(day, paid)
        return day

    def _address(self, day: date) -> BillingAddress:
        found = self.by_day.get(day)
        if found is None:
            found = _in_force(self.account.addresses, day)
            self.market.check_place(found)
            self.by_day[day] = found
        return found

    def _found(self, levy: Levy, charge: _Charge) -> _Found | None:
        day = self._tax_date(levy, charge)
        treated = (charge.charge_class, charge.unit) if levy.treatments else None
        key = levy.name, treated, day
        if key not in self.found:
            self.found[key] = self._looked_up(levy, charge, day)
        return self.found[key]

    def _looked_up(self, levy: Levy, charge: _Charge, day: date) -> _Found | None:
        address = self._address(day)
        if not any(address.is_in(place) for place in levy.places):
            return None
        treatment = levy.treatment(charge.charge_class, charge.unit)
        taxability = treatment.taxability if treatment else Taxability.TAXABLE
        if taxability is Taxability.OUT_OF_SCOPE:
            return None
        freed = self._freed(levy, day) if taxability is Taxability.TAXABLE else None
        try:
            rate = self.market.series(levy.series).rate(day)
        except NoRateInForce:
            # Who is free of a levy need not know its rate.
            if freed is None:
                raise
            return freed
        if rate is None or freed is not None:
            return None if rate is None else freed
        if treatment and taxability is not Taxability.TAXABLE:
            category = TaxCategory(taxability.value)
            free = _free(levy, category, rate.from_on, treatment.clause)
            return _Found(free, None, None)
        return _Found(rate, self.market.share(levy.name, day), None)

    def _freed(self, levy: Levy, day: date) -> _Found | None:
        for one in self.account.exemptions:
            same = (one.tax, one.jurisdiction) == (levy.line, levy.jurisdiction)
            if same and one.covers(day):
                free = _free(levy, TaxCategory.EXEMPT, one.effective_on, E5)
                return _Found(free, None, one)
        number = self._number(levy, day)
        if number is None:
            return None
        category, by = TaxCategory.REVERSE_CHARGE, EU_REVERSE_CHARGE
        if levy.vat_id is VatId.ANY:
            category, by = TaxCategory.EXEMPT, E6
        return _Found(_free(levy, category, number.effective_on, by), None, number)

    def _number(self, levy: Levy, day: date) -> TaxNumber | None:
        if levy.vat_id is VatId.NONE:
            return None
        if levy.vat_id is VatId.CROSS_BORDER and not levy.crosses_border():
            return None
        held = [one for one in self.account.tax_numbers if one.counts(day)]
        own = [one for one in held if one.country == levy.jurisdiction[:2]]
        return own[-1] if own else None

    def _add(
        self, levy: Levy, found: _Found, own: date | None, charges: list[_Charge]
    ) -> None:
        # All of a group's days give the same. The document's own goes first, so that no
        # charge that comes to be known later moves it.
        on = own or max([self._tax_date(levy, one) for one in charges])
        facts = LevyFacts(
            lines=tuple([one.base for one in charges]),
            rate=found.rate,
            share=found.share,
            ground=found.ground,
            currency=self.invoice.currency,
            tax_date=on,
        )
        rule = LevyCharge(levy)
        minor = rule.raw(facts)
        self.rows.append((rule, facts, minor))
        added = _Charge(
            base=Base(LevyLine(rule, facts, minor, self.invoice.key), minor),
            charge_class=charge_class(levy.line),
            unit=None,
            levy=levy.name,
            invoiced_on=max([one.invoiced_on for one in charges]),
            charged_on=max([one.charged_on for one in charges]),
            served_on=max([one.served_on for one in charges]),
        )
        self.charges.append(added)


def _levied_at(market: Market, addresses: tuple[BillingAddress, ...]) -> list[Levy]:
    return [
        levy
        for levy in market.levies
        if any(one.is_in(place) for one in addresses for place in levy.places)
    ]


def _in_force(addresses: tuple[BillingAddress, ...], day: date) -> BillingAddress:
    for one in reversed(addresses):
        if one.effective_on <= day:
            return one
    requirement = f"in force on the tax date {day}"
    first = addresses[0].effective_on
    raise InvalidValue("addresses", requirement, f"one from {first}", "Q67")


def _free(levy: Levy, category: TaxCategory, from_on: date, clause: Clause) -> Rate:
    return Rate(
        series=levy.series,
        category=category,
        from_on=from_on,
        percent=Decimal(),
        clause=clause,
    )


def _effective_on(address: BillingAddress) -> date:
    return address.effective_on
