"""A market: the policies of one product in one country, as of one edition.

>>> from gotobilling.markets import us
>>> us.CONNECT.name, us.CONNECT.product, us.CONNECT.dispute.days
('us-connect', 'connect', 15)

A market is a frozen value. What-if is one ``with_readings`` or ``attrs.evolve``:

>>> inclusive = us.CONNECT.with_readings({"day_count": "actual_from_start"})
>>> inclusive.proration.day_count.value
'actual_from_start'
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeVar

from attrs import evolve, field, frozen

from gotobilling import checks
from gotobilling.after_invoice import AfterInvoice
from gotobilling.billing_cycle import (
    CyclePolicy,
    DaysCounted,
    FirstInvoice,
    IssuePolicy,
)
from gotobilling.billing_periods import AnchorPolicy, FrequencyPolicy
from gotobilling.charges import OneTimePolicy
from gotobilling.contracts import ContractPolicies, StartPolicy
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Policy
from gotobilling.errors import (
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import BillingAddress
from gotobilling.fees import FeePolicy
from gotobilling.market_rules import Rules, rules_of
from gotobilling.payments import (
    AutopayPolicy,
    CreditPolicy,
    DisputePolicy,
    DuePolicy,
    SettlementPolicy,
)
from gotobilling.places import check_place
from gotobilling.proration import (
    ProrationPolicy,
    RecurringPolicy,
)
from gotobilling.readings import READINGS, GroupReading, find_reading
from gotobilling.sources import Clause, DatedEntry
from gotobilling.taxes import (
    Coverage,
    Levy,
    Rate,
    RateSeries,
    Supplier,
    check_order,
    check_series,
    exact_percent,
)
from gotobilling.usage.policies import LowUsagePolicy, UsagePolicy

__all__ = ["Market", "Rules", "coverage"]


_ROLES: Final[tuple[tuple[str, type[Policy]], ...]] = (
    ("proration", ProrationPolicy),
    ("recurring", RecurringPolicy),
    ("start", StartPolicy),
    ("cycle", CyclePolicy),
    ("issue", IssuePolicy),
    ("one_time", OneTimePolicy),
    ("due", DuePolicy),
    ("dispute", DisputePolicy),
    ("autopay", AutopayPolicy),
    ("settlement", SettlementPolicy),
    ("credit", CreditPolicy),
    ("usage", UsagePolicy),
    ("low_usage", LowUsagePolicy),
    ("frequency", FrequencyPolicy),
    ("anchor", AnchorPolicy),
    ("fees", FeePolicy),
)
_GROUPS: Final = MappingProxyType(
    {ContractPolicies: "contracts", AfterInvoice: "after_invoice"}
)
_G = TypeVar("_G")


@frozen(kw_only=True, cache_hash=True)
class Market:
    """
    The frozen group of policies of one product, country and edition.

    Attributes:
        name: Name of product and country, such as ``us-connect``.
        edition: Edition of the policies, such as ``2026-11``.
        product: The product that its invoices bill; one document per product.
        currency: What its accounts are usually billed in, for a file to start from; an
            account says its own (Q62).
        levies: The levies in their order, each on charges and on earlier levies.
        rates: The series of their rates.
        places: Where its customers are billed: countries, or regions where a country
            levies by region.
        sales_tax: What a sales tax that the caller brings is made of, or None.
        readings: The alternatives chosen over the edition's own, by name.
        contracts: Those of terms and notice, on which no invoice rests.
        after_invoice: Those of what follows it: payments, returns and the like.

    Raises:
        UnknownName: a base with a levy that is not earlier, a levy of a series that is
            none of the rates.
        ConflictingFacts: two levies or two series of one name.
        InvalidValue: invoices dated by business days, and a first one by the window.

    Clauses: E3, Q11, Q66.
    """

    name: str
    edition: str
    product: str
    proration: ProrationPolicy
    recurring: RecurringPolicy
    start: StartPolicy
    cycle: CyclePolicy
    issue: IssuePolicy
    one_time: OneTimePolicy
    due: DuePolicy
    dispute: DisputePolicy
    autopay: AutopayPolicy
    settlement: SettlementPolicy
    credit: CreditPolicy
    usage: UsagePolicy
    low_usage: LowUsagePolicy
    frequency: FrequencyPolicy
    anchor: AnchorPolicy
    fees: FeePolicy
    currency: str = field(default="USD", eq=False)
    levies: tuple[Levy, ...] = field(default=(), repr=False)
    rates: tuple[RateSeries, ...] = field(default=(), repr=False)
    places: tuple[str, ...] = field(default=(), repr=False)
    sales_tax: Levy | None = field(default=None, repr=False)
    readings: tuple[tuple[str, str], ...] = ()
    _contracts: ContractPolicies | None = field(default=None, repr=False)
    _after_invoice: AfterInvoice | None = field(default=None, repr=False)
    rules: Rules = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("name", "edition", "product"):
            checks.text(name, getattr(self, name))
        minor_digits(self.currency)
        for name, kind in _ROLES:
            policy = getattr(self, name)
            if type(policy) is not kind:
                raise WrongType(name, f"a {kind.__name__}", policy)
            if type(policy.clause) is not Clause:
                raise WrongType(f"{name}.clause", "a Clause", policy.clause)
        for group, name in _GROUPS.items():
            held = getattr(self, f"_{name}")
            if type(held) not in (group, type(None)):
                raise WrongType(name, f"{group.__name__} or None", held)
        self._check_levies()
        by_window = self.cycle.first_invoice is FirstInvoice.WINDOW
        if by_window and self.issue.counted is DaysCounted.BUSINESS_DAYS:
            requirement = "calendar days, where a start in the window is billed at once"
            raise InvalidValue("issue.counted", requirement, "business days", "Q9")
        policies = {name: getattr(self, name) for name, _ in _ROLES}
        object.__setattr__(self, "rules", rules_of(policies))

    def _check_levies(self) -> None:
        for name, kind in (("levies", Levy), ("rates", RateSeries), ("places", str)):
            found = getattr(self, name)
            if not isinstance(found, tuple) or set(map(type, found)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__}", found)
        if type(self.sales_tax) not in (Levy, type(None)):
            raise WrongType("sales_tax", "a Levy or None", self.sales_tax)
        check_order(self.levies)
        check_series(self.levies, self.rates)

    @property
    def contracts(self) -> ContractPolicies:
        """
        The policies of terms, notice and the like.

        Raises:
            InvalidValue: a market that was read back from an invoice.
        """
        return _told("market.contracts", self._contracts)

    @property
    def after_invoice(self) -> AfterInvoice:
        """
        The policies of payments, disputes, returns and commissions.

        Raises:
            InvalidValue: a market that was read back from an invoice.
        """
        return _told("market.after_invoice", self._after_invoice)

    @property
    def listed_readings(self) -> tuple[tuple[str, str], ...]:
        """The readings chosen of those that an invoice can rest on."""
        return tuple(
            (name, value)
            for name, value in self.readings
            if not isinstance(find_reading(name), GroupReading)
        )

    def levy(self, name: str) -> Levy:
        """
        Return the levy of that name.

        Raises:
            UnknownName: there is none; the requirement lists those that there are.
        """
        for one in self.levies:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.levies) or "none"
        raise UnknownName("levy", f"one of {known}", name)

    def series(self, name: str) -> RateSeries:
        """
        Return the series of that name.

        Raises:
            UnknownName: there is none; the requirement lists those that there are.
        """
        for one in self.rates:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.rates) or "none"
        raise UnknownName("series", f"one of {known}", name)

    def rate(self, levy: str, on: date) -> Rate:
        """
        Return the standard rate of a levy on its tax date.

        Raises:
            NoRateInForce: none is known for that day, or nothing is levied then.

        >>> from gotobilling.markets import us
        >>> str(us.CONNECT.rate("usf", date(2020, 7, 1)).percent)
        '26.5'
        """
        series = self.series(self.levy(levy).series)
        return series.levied_on(on)

    def share(self, levy: str, on: date) -> Rate | None:
        """Return the percentage of a levy's base that counts, if it has one."""
        name = self.levy(levy).share
        return None if name is None else self.series(name).levied_on(on)

    def with_rate(
        self, series: str, from_on: date, value: Decimal | int | None, clause: Clause
    ) -> "Market":
        """
        Return the market with one more value of a series, as of a day.

        Args:
            series: The name of the series.
            from_on: First day of the value, which holds until the next one, be it the
                caller's or the library's; on one day the caller's goes first.
            value: Hundredths of the base, from 0 to 100; or None: nothing is levied.
            clause: What says so.

        Raises:
            UnknownName: no such series.
            InvalidValue: a day of which a value was supplied before, a percentage out
                of bounds, a clause that is a forecast.

        >>> from gotobilling.clauses import CONTRACT_RATES
        >>> from gotobilling.markets import us
        >>> on = date(2026, 1, 1)
        >>> market = us.CONNECT.with_rate("us-rrf", on, Decimal("3.5"), CONTRACT_RATES)
        >>> str(market.rate("rrf", on).percent)
        '3.5'
        """
        checks.billing_day("from_on", from_on)
        percent = None if value is None else exact_percent("value", value)
        entry: DatedEntry[Decimal | None] = DatedEntry(
            from_on=from_on, value=percent, clause=clause
        )
        longer = self.series(series).with_entry(entry)
        rates = tuple(longer if one.name == series else one for one in self.rates)
        return evolve(self, rates=rates)

    def with_sales_tax(self, name: str, jurisdiction: str) -> "Market":
        """
        Return the market with a sales tax of the caller's own, still without a rate.

        It is levied where the billing address lies in the jurisdiction: a country, a
        region (``US-UT``) or one of the address's areas.

        Raises:
            InvalidValue: a market without sales taxes.
            UnknownName: a jurisdiction outside the market's countries.
            ConflictingFacts: a levy of that name is there.

        Clauses: E2, E3.
        """
        if self.sales_tax is None:
            known = "in a market with sales taxes"
            raise InvalidValue("taxes", known, self.name, "E3")
        checks.text("jurisdiction", jurisdiction)
        if not any(f"{jurisdiction}-".startswith(f"{one}-") for one in self._within()):
            requirement = f"a place of {self.name} or an area that begins with one"
            raise UnknownName("jurisdiction", requirement, jurisdiction, "E2")
        levy = evolve(
            self.sales_tax,
            name=name,
            series=name,
            jurisdiction=jurisdiction,
            places=(jurisdiction,),
        )
        series = RateSeries(name=name, supplier=Supplier.CALLER)
        return evolve(self, levies=(*self.levies, levy), rates=(*self.rates, series))

    def _within(self) -> Iterable[str]:
        countries = dict.fromkeys(one[:2] for one in self.places)
        return (*countries, *self.places)

    def with_holidays(self, holidays: Iterable[date]) -> "Market":
        """
        Return the market with the caller's holidays, which are no business days.

        Raises:
            InvalidValue: a market whose invoices count calendar days.

        Clauses: Q24.
        """
        days = tuple(sorted(set(holidays)))
        return evolve(self, issue=evolve(self.issue, holidays=days))

    def check_place(self, address: BillingAddress) -> None:
        """
        Refuse a billing address outside the market.

        Raises:
            UnknownName: another country; or a region that the market does not know, or
                none where the country levies by region; an area outside its place.

        Clauses: E2.
        """
        check_place(address, self.places)

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies, in the order of the fields."""
        return tuple(getattr(self, name) for name, _ in _ROLES)

    def with_readings(self, chosen: Mapping[str, str | int]) -> "Market":
        """
        Return the market with other readings, by the names of an account file.

        A reading that is the market's own already changes nothing and is not listed.

        Raises:
            UnknownName: a reading or an alternative that does not exist; the
                requirement lists those that do.
        """
        if not isinstance(chosen, Mapping):
            raise WrongType("readings", "a Mapping", chosen)
        market, listed = self, dict(self.readings)
        for name in sorted(chosen):
            reading = find_reading(name)
            value = reading.read(chosen[name])
            if not reading.holds(market, value):
                market = reading.put(market, value)
                listed[name] = str(chosen[name])
        order = [one.name for one in READINGS if one.name in listed]
        return evolve(market, readings=tuple((name, listed[name]) for name in order))


def _told(path: str, group: _G | None) -> _G:
    if group is None:
        requirement = "told: the market was read back from an invoice"
        raise InvalidValue(path, requirement, None)
    return group


def coverage(market: Market, on: date) -> tuple[Coverage, ...]:
    """
    Return how each series of a market stands on a day, for a health check.

    >>> from gotobilling.markets import us
    >>> for one in coverage(us.CONNECT, date(2026, 6, 1)):
    ...     print(one.series, one.entry and str(one.entry.value), one.runs_out_on)
    us-slrrf None 2026-06-01
    us-rrf None 2026-06-01
    us-interstate-share 64.9 None
    us-usf-factor 37 2026-07-01
    """
    checks.billing_day("on", on)
    return tuple(series.coverage(on) for series in market.rates)
