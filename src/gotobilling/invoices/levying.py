"""Which levies stand on a document, on what, and at which rate.

Every charge has a tax date. The billing address, the rate and the exemption of that day
are the ones that count; what has the same levy and the same rate is one line.
"""

from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from attrs import evolve

from gotobilling.clauses import E5, E6, EU_REVERSE_CHARGE
from gotobilling.errors import InvalidValue, NoRateInForce
from gotobilling.facts import Account, BillingAddress, TaxNumber
from gotobilling.invoices.charging import ChargingInvoices
from gotobilling.invoices.invoice import Invoice
from gotobilling.invoices.rates_at import (
    NOTHING,
    Found,
    Key,
    Keys,
    found_on,
    free_rate,
    levied_within,
    lies_in,
)
from gotobilling.kinds import BillableUnit, ChargeClass, charge_class
from gotobilling.lineitems import LevyLine, LevyRow, LineItem, Row
from gotobilling.market import Market
from gotobilling.taxes import (
    Base,
    CreditRate,
    Levy,
    LevyCharge,
    LevyFacts,
    Taxability,
    TaxCategory,
    TaxDate,
    VatId,
)

__all__ = ["with_levies"]

_ONE_DAY: Final = timedelta(1)


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


class _Group(NamedTuple):
    """What becomes one line: what is levied, and on what."""

    found: Found
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
        self.by_day: dict[date, tuple[BillingAddress, tuple[str, ...]]] = {}
        # The document's own day counts even where no line does.
        self._within(self.issued_on)
        # A market may have many more levies than are levied at any of the addresses.
        self.at_hand = _levied_at(self.market, account.addresses)
        self.may_be_free = bool(account.exemptions or account.tax_numbers)
        self.treats = any(levy.treatments for levy in self.at_hand)
        served = TaxDate.SERVICE_PERIOD
        self.serves = any(levy.tax_date is served for levy in self.at_hand)
        self.key = invoice.key
        self.placed = len(invoice.rows)
        self.charging = ChargingInvoices(account, invoice.market)
        self.rows: list[LevyRow] = []
        self.found: dict[object, Found | None] = {}
        self.lines: dict[_Charge, _Lines] = {}
        for charge, lines in self._plain().items():
            known = self.lines.setdefault(self._current(_Charge(*charge)), lines)
            if known is not lines:
                known.extend(lines)
                known.sort(key=_by_place)
        own = (self.issued_on,) * 3
        self.is_plain = not self.treats and all(one[3:] == own for one in self.lines)

    def _plain(self) -> dict[tuple[Any, ...], _Lines]:
        # Plain tuples until they are told apart: lines are many, their kinds few, and
        # those that stand together mostly of one.
        found: dict[tuple[Any, ...], _Lines] = {}
        last: tuple[Any, ...] = ()
        lines: _Lines = []
        key = self.key
        for place, row in enumerate(self.invoice.rows):
            charge = self._charge(row)
            if charge != last:
                last, lines = charge, found.setdefault(charge, [])
            lines.append((place, Base(LineItem(*row, key), row[2])))
        return found

    def _current(self, charge: _Charge) -> _Charge:
        """Return a credit as of today, where its day and today give the same."""
        on = self.issued_on
        today = charge._replace(invoiced_on=on, charged_on=on, served_on=on)
        if self.treats or today == charge:
            return charge
        try:
            same = all(
                self._key(x, charge) == self._key(x, today) for x in self.at_hand
            )
        except NoRateInForce:
            # Where a rate is missing, the levy that asks for it says so.
            return charge
        return today if same else charge

    def _place(self, charge: _Charge, base: Base) -> None:
        self.lines.setdefault(charge, []).append((self.placed, base))
        self.placed += 1

    def followed(self) -> tuple[BillingAddress, ...]:
        """Return the addresses that were followed so far, by their days."""
        found = {one.id: one for one, _ in self.by_day.values()}
        return tuple(sorted(found.values(), key=_effective_on))

    def levy_all(self) -> None:
        """Work out every levy in the market's order, each on what is there by then."""
        for place, levy in enumerate(self.at_hand):
            if self.is_plain:
                self._levy_plainly(levy)
                continue
            name = levy.name
            later = [one for one in self.at_hand[place + 1 :] if name in one.levies]
            groups = self._groups(levy, later)
            for key in sorted(groups):
                self._add(levy, groups[key])

    def _levy_plainly(self, levy: Levy) -> None:
        """Levy on one day all that there is, where no line is another's exception."""
        charges = [one for one in self.lines if _is_in_base(levy, one)]
        found = self._found(levy, charges[0]) if charges else None
        if found is not None:
            lines = [line for one in charges for line in self.lines[one]]
            own = self._tax_date(levy, charges[0])
            self._add(levy, _Group(found, own, charges, lines))

    def _charge(self, row: Row) -> tuple[Any, ...]:
        rule, facts, _ = row
        charge, unit, credited_on = rule.levied(facts)
        issued = charged = served = self.issued_on
        if credited_on is not None:
            charged = self.charging.invoice_date(facts, credited_on, issued)
        if self.serves:
            served = rule.fields(facts).period.start
        return charge, unit if self.treats else None, None, issued, charged, served

    def _groups(self, levy: Levy, later: list[Levy]) -> dict[Keys, _Group]:
        groups: dict[Keys, _Group] = {}
        for charge, lines in self.lines.items():
            if not _is_in_base(levy, charge):
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
        groups: dict[Keys, _Group],
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

    def _same(self, levy: Levy, later: list[Levy], charge: _Charge, keys: Keys) -> bool:
        try:
            return self._keys(levy, later, charge) == keys
        except NoRateInForce:
            # Where all is credited, nobody need know what would be levied today.
            return False

    def _keys(self, levy: Levy, later: list[Levy], charge: _Charge) -> Keys:
        own = self._key(levy, charge)
        fee = charge._replace(charge_class=charge_class(levy.line), unit=None)
        # What is taxed apart later on must not be one line now: each part of a fee is
        # taxed at the rate and the place of the charge that it is on.
        return own, *[self._key(one, fee) for one in later]

    def _key(self, levy: Levy, charge: _Charge) -> Key:
        found = self._found(levy, charge)
        return NOTHING if found is None else found.key

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

    def _within(self, day: date) -> tuple[str, ...]:
        """Return the places in which the billing address of a day lies."""
        known = self.by_day.get(day)
        if known is None:
            address = _in_force(self.account.addresses, day)
            self.market.check_place(address)
            known = self.by_day[day] = (address, address.within)
        return known[1]

    def _found(self, levy: Levy, charge: _Charge) -> Found | None:
        day = self._tax_date(levy, charge)
        treated = (charge.charge_class, charge.unit) if levy.treatments else None
        key = levy.name, treated, day
        if key not in self.found:
            self.found[key] = self._looked_up(levy, charge, day)
        return self.found[key]

    def _looked_up(self, levy: Levy, charge: _Charge, day: date) -> Found | None:
        within = self._within(day)
        if not levy.treatments and not self.may_be_free:
            return found_on(self.market, levy.name, within, day)
        if not lies_in(self.market, levy.name, within):
            return None
        treatment = levy.treatment(charge.charge_class, charge.unit)
        taxability = treatment.taxability if treatment else Taxability.TAXABLE
        if taxability is Taxability.OUT_OF_SCOPE:
            return None
        freed = self._freed(levy, day) if taxability is Taxability.TAXABLE else None
        try:
            found = found_on(self.market, levy.name, within, day)
        except NoRateInForce:
            # Who is free of a levy need not know its rate.
            if freed is None:
                raise
            return freed
        if found is None or freed is not None:
            return None if found is None else freed
        if treatment and taxability is not Taxability.TAXABLE:
            category = TaxCategory(taxability.value)
            by = treatment.clause
            return Found(free_rate(levy, category, found.rate.from_on, by), None, None)
        return found

    def _freed(self, levy: Levy, day: date) -> Found | None:
        for one in self.account.exemptions:
            same = (one.tax, one.jurisdiction) == (levy.line, levy.jurisdiction)
            if same and one.covers(day):
                exempt = TaxCategory.EXEMPT
                return Found(free_rate(levy, exempt, one.effective_on, E5), None, one)
        number = self._number(levy, day)
        if number is None:
            return None
        category, by = TaxCategory.REVERSE_CHARGE, EU_REVERSE_CHARGE
        if levy.vat_id is VatId.ANY:
            category, by = TaxCategory.EXEMPT, E6
        rate = free_rate(levy, category, number.effective_on, by)
        return Found(rate, None, number)

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


def _is_in_base(levy: Levy, charge: _Charge) -> bool:
    if charge.levy is None:
        return charge.charge_class in levy.classes
    return charge.levy in levy.levies


def _by_place(line: tuple[int, Base]) -> int:
    return line[0]


def _levied_at(
    market: Market, addresses: tuple[BillingAddress, ...]
) -> tuple[Levy, ...]:
    return levied_within(market, tuple([one.within for one in addresses]))


def _in_force(addresses: tuple[BillingAddress, ...], day: date) -> BillingAddress:
    for one in reversed(addresses):
        if one.effective_on <= day:
            return one
    requirement = f"in force on the tax date {day}"
    first = addresses[0].effective_on
    raise InvalidValue("addresses", requirement, f"one from {first}", "Q67")


def _effective_on(address: BillingAddress) -> date:
    return address.effective_on
