"""Which levies stand on a document, on what, and at which rate.

Every charge has a tax date. The billing address, the rate and the exemption of that day
are the ones that count; what has the same levy and the same rate is one line.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from attrs import evolve

from gotobilling.clauses import E5, E6, EU_REVERSE_CHARGE
from gotobilling.errors import InvalidValue, NoRateInForce
from gotobilling.facts import Account, BillingAddress, Fact, TaxNumber
from gotobilling.invoices.charging import ChargingInvoices
from gotobilling.invoices.invoice import Invoice
from gotobilling.kinds import BillableUnit, ChargeClass, charge_class
from gotobilling.lineitems import LevyLine, LevyRow, LineItem, Row
from gotobilling.market import Market
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
_CACHED_PLACES: Final = 4096
_CACHED_RATES: Final = 4096


class _Charge(NamedTuple):
    """What levies see of a line, with the days that may be its tax date."""

    charge_class: ChargeClass
    unit: BillableUnit | None
    levy: str | None
    invoiced_on: date
    charged_on: date
    served_on: date


_Lines = list[tuple[int, Base]]
"""Lines by their places in the document."""


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


class _Group(NamedTuple):
    """What becomes one line: what is levied, and on what."""

    found: _Found
    own: date | None
    """The document's own tax date, where it gives the same."""
    charges: list[_Charge]
    lines: _Lines


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
        levy_order=levies,
        levied=tuple(desk.rows),
    )


class _Desk:
    """
    One document on its way to its levies.

    Lines that are the same to every levy are looked at once, so that what a day gives
    is looked up a few times for a document and not for each line.
    """

    def __init__(self, invoice: Invoice, account: Account) -> None:
        self.invoice = invoice
        self.account = account
        self.market: Market = invoice.market
        self.issued_on = invoice.issued_on.value
        self.by_day: dict[date, BillingAddress] = {}
        # The document's own day counts even where no line does.
        self._address(self.issued_on)
        # A market may have many more levies than are levied at any of the addresses.
        self.at_hand = _levied_at(self.market, account.addresses)
        self.treats = any(levy.treatments for levy in self.at_hand)
        served = TaxDate.SERVICE_PERIOD
        self.serves = any(levy.tax_date is served for levy in self.at_hand)
        self.key = invoice.key
        self.placed = 0
        self.charging = ChargingInvoices(account, invoice.market)
        self.lines: dict[_Charge, _Lines] = {}
        # Plain tuples until they are told apart: lines are many, their kinds few.
        plain: dict[tuple[Any, ...], _Lines] = {}
        for row in invoice.rows:
            line = LineItem(*row, self.key)
            lines = plain.setdefault(self._charge(row), [])
            lines.append((self.placed, Base(line, row[2])))
            self.placed += 1
        for charge, lines in plain.items():
            self.lines[_Charge(*charge)] = lines
        self.rows: list[LevyRow] = []
        self.found: dict[object, _Found | None] = {}

    def _place(self, charge: _Charge, base: Base) -> None:
        self.lines.setdefault(charge, []).append((self.placed, base))
        self.placed += 1

    def followed(self) -> tuple[BillingAddress, ...]:
        """Return the addresses that were followed so far, by their days."""
        found = {one.id: one for one in self.by_day.values()}
        return tuple(sorted(found.values(), key=_effective_on))

    def levy_all(self) -> None:
        """Work out every levy in the market's order, each on what is there by then."""
        for place, levy in enumerate(self.at_hand):
            name = levy.name
            later = [one for one in self.at_hand[place + 1 :] if name in one.levies]
            groups = self._groups(levy, later)
            for key in sorted(groups):
                self._add(levy, groups[key])

    def _charge(self, row: Row) -> tuple[Any, ...]:
        rule, facts, _ = row
        charge, unit, credited_on = rule.levied(facts)
        issued = charged = served = self.issued_on
        if credited_on is not None:
            charged = self.charging.invoice_date(facts, credited_on, issued)
        if self.serves:
            served = rule.fields(facts).period.start
        return charge, unit if self.treats else None, None, issued, charged, served

    def _groups(self, levy: Levy, later: list[Levy]) -> dict[_Keys, _Group]:
        groups: dict[_Keys, _Group] = {}
        for charge, lines in self.lines.items():
            if charge.levy is None:
                if charge.charge_class not in levy.classes:
                    continue
            elif charge.levy not in levy.levies:
                continue
            group = self._group(levy, later, charge, groups)
            if group is not None:
                group.charges.append(charge)
                group.lines.extend(lines)
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
            groups[keys] = _Group(found, own, [], [])
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
            rate, share = _rated(self.market, levy.name, day)
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
        return _Found(rate, share, None)

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

    def _add(self, levy: Levy, group: _Group) -> None:
        found, own, charges, lines = group
        if len(charges) > 1:
            lines.sort(key=_by_place)
        # All of a group's days give the same. The document's own goes first, so that no
        # charge that comes to be known later moves it.
        on = own or max([self._tax_date(levy, one) for one in charges])
        facts = LevyFacts(
            lines=tuple([base for _, base in lines]),
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
            charge_class=charge_class(levy.line),
            unit=None,
            levy=levy.name,
            invoiced_on=max([one.invoiced_on for one in charges]),
            charged_on=max([one.charged_on for one in charges]),
            served_on=max([one.served_on for one in charges]),
        )
        self._place(added, Base(LevyLine(rule, facts, minor, self.key), minor))


def _by_place(line: tuple[int, Base]) -> int:
    return line[0]


def _levied_at(
    market: Market, addresses: tuple[BillingAddress, ...]
) -> tuple[Levy, ...]:
    within = [(one.country, one.place, *one.areas) for one in addresses]
    return _levied_within(market, tuple(within))


@lru_cache(maxsize=_CACHED_PLACES)
def _levied_within(
    market: Market, within: tuple[tuple[str, ...], ...]
) -> tuple[Levy, ...]:
    places = {place for one in within for place in one}
    return tuple(levy for levy in market.levies if places.intersection(levy.places))


@lru_cache(maxsize=_CACHED_RATES)
def _rated(market: Market, levy: str, day: date) -> tuple[Rate | None, Rate | None]:
    """Return the rate of a levy on a day, or None: nothing is levied; and its share."""
    rate = market.series(market.levy(levy).series).rate(day)
    return rate, None if rate is None else market.share(levy, day)


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
