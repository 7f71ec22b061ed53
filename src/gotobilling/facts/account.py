"""An account: every fact about it, checked together once and kept sorted."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, pairwise, zip_longest
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    MoreRemovedThanPresent,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts.events import (
    AnyFact,
    Contract,
    Fact,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.facts.taxation import BillingAddress, ExemptionCertificate, TaxNumber
from gotobilling.kinds import BillableUnit, LineKind

__all__ = ["Account", "History"]

_KIND_ORDER: Final = MappingProxyType({kind: n for n, kind in enumerate(LineKind)})

_SORTED: Final = (
    *("prices", "changes", "one_time", "opening"),
    *("addresses", "exemptions", "tax_numbers"),
)
_OLDER: Final = (Price, BillingAddress, ExemptionCertificate, TaxNumber)


def _settled(facts: Iterable[AnyFact]) -> tuple[AnyFact, ...]:
    by_id: dict[str, AnyFact] = {}
    for fact in facts:
        if by_id.setdefault(fact.id, fact) != fact:
            raise ConflictingFacts("id", "given to one content only", fact.id)
    return tuple(sorted(by_id.values(), key=_day_and_id))


def _day_and_id(fact: Fact) -> tuple[date, str]:
    return fact.effective_on, fact.id


Counted = OpeningQuantity | QuantityChange


@frozen
class History:
    """
    What happened to one item in one billing group, or in all of them.

    Attributes:
        prices: The item's prices, by day.
        group: The billing group, or None.
        changes: Its changes by day; an opening quantity comes first.
        quantity: What is there after the last of them.
    """

    prices: tuple[Price, ...]
    group: str | None
    changes: tuple[Counted, ...]
    quantity: int

    def held(self, on: date) -> tuple[Counted, ...]:
        """Return the changes up to the end of a day."""
        if self.changes[-1].effective_on <= on:
            return self.changes
        return tuple([one for one in self.changes if one.effective_on <= on])

    def price(self, on: date) -> Price:
        """
        Return the price in force on a day.

        Raises:
            NoRateInForce: the first price comes later.
        """
        for price in reversed(self.prices):
            if price.effective_on <= on:
                return price
        path = f"prices of {self.prices[0].item}"
        raise NoRateInForce(path, f"in force on {on}", self.prices[0].effective_on)


@frozen(kw_only=True)
class Account:
    """
    An account as the biller knows it.

    Attributes:
        id: The account's id.
        currency: ISO 4217 code; every price is in it and nothing is converted.
        contract: The contract's dates.
        end: The end of service, or None while it goes on.
        prices: Prices of recurring items; at most one for an item and day.
        changes: Quantity changes, in any order.
        one_time: Purchases.
        opening: Quantities at the end of one day, where the history starts late.
        addresses: Billing addresses, at most one from a day on; without any the
            account is billed before fees and taxes.
        exemptions: Exemption certificates.
        tax_numbers: VAT identification numbers.
        known_on: The day ``as_known_on`` was asked for, or None.
        items: The prices of each item, by day.
        histories: The changes by item and billing group, in that order.
        billed: The same as they are billed in advance: in printed order, and one for
            all groups where groups do not split the line.

    Raises:
        ConflictingFacts: one id with two contents, or two prices of an item on a day.
        UnknownName: a change of an item that has no price.
        MoreRemovedThanPresent: a day that ends below zero (judged by item and group on
            the day's net, never clamped).

    Clauses: Q27, Q28, Q62, Q67.
    """

    id: str
    currency: str
    contract: Contract
    end: ServiceEnd | None = None
    prices: tuple[Price, ...] = ()
    changes: tuple[QuantityChange, ...] = ()
    one_time: tuple[OneTimeCharge, ...] = ()
    opening: tuple[OpeningQuantity, ...] = ()
    addresses: tuple[BillingAddress, ...] = ()
    exemptions: tuple[ExemptionCertificate, ...] = ()
    tax_numbers: tuple[TaxNumber, ...] = ()
    known_on: date | None = None
    items: tuple[tuple[Price, ...], ...] = field(init=False, eq=False, repr=False)
    histories: tuple[History, ...] = field(init=False, eq=False, repr=False)
    billed: tuple[History, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        minor_digits(self.currency)
        self._check_types()
        self._settle()
        self._check_ids()
        self._check_currency()
        self._check_signature()
        self._check_prices()
        self._check_addresses()
        self._check_opening()
        self._check_quantities()

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact of the account, the contract first."""
        end = () if self.end is None else (self.end,)
        return (
            self.contract,
            *end,
            *self.prices,
            *self.opening,
            *self.changes,
            *self.one_time,
            *self.addresses,
            *self.exemptions,
            *self.tax_numbers,
        )

    def as_known_on(self, day: date) -> "Account":
        """
        Return the account with the facts known on or before ``day``.

        This is the only filter: assembling bills every fact it is given. Filtered
        twice, an account is as known on the earlier of the days.

        Raises:
            InvalidValue: the contract itself was not known yet.
        """
        checks.day("day", day)
        if self.contract.known_on > day:
            requirement = f"on or after {self.contract.known_on}"
            raise InvalidValue("known_on", requirement, day)
        end = self.end if self.end and self.end.known_on <= day else None
        return Account(
            id=self.id,
            currency=self.currency,
            contract=self.contract,
            end=end,
            prices=tuple(one for one in self.prices if one.known_on <= day),
            changes=tuple(one for one in self.changes if one.known_on <= day),
            one_time=tuple(one for one in self.one_time if one.known_on <= day),
            opening=tuple(one for one in self.opening if one.known_on <= day),
            addresses=tuple(one for one in self.addresses if one.known_on <= day),
            exemptions=tuple(one for one in self.exemptions if one.known_on <= day),
            tax_numbers=tuple(one for one in self.tax_numbers if one.known_on <= day),
            known_on=min(day, self.known_on or day),
        )

    def _check_types(self) -> None:
        kinds: tuple[tuple[str, type], ...] = (
            ("prices", Price),
            ("changes", QuantityChange),
            ("one_time", OneTimeCharge),
            ("opening", OpeningQuantity),
            ("addresses", BillingAddress),
            ("exemptions", ExemptionCertificate),
            ("tax_numbers", TaxNumber),
        )
        if type(self.contract) is not Contract:
            raise WrongType("contract", "a Contract", self.contract)
        if type(self.end) not in (ServiceEnd, type(None)):
            raise WrongType("end", "a ServiceEnd or None", self.end)
        for name, kind in kinds:
            facts = getattr(self, name)
            if not isinstance(facts, (tuple, list)) or set(map(type, facts)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__} facts", facts)
        if self.known_on is not None:
            checks.day("known_on", self.known_on)

    def _settle(self) -> None:
        # Sorted once and kept so: the order of the facts can then never matter.
        for name in _SORTED:
            object.__setattr__(self, name, _settled(getattr(self, name)))

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for fact in self.facts():
            if fact.id in seen:
                requirement = "given to one fact of the account only"
                raise ConflictingFacts("id", requirement, fact.id)
            seen.add(fact.id)
            if self.known_on is not None and fact.known_on > self.known_on:
                requirement = f"on or before {self.known_on}, the day asked for"
                raise InvalidValue(f"{fact.id}.known_on", requirement, fact.known_on)

    def _check_currency(self) -> None:
        priced: tuple[Price | OneTimeCharge, ...] = (*self.prices, *self.one_time)
        for one in priced:
            if one.currency != self.currency:
                path = f"{one.id}.currency"
                requirement = f"the account's {self.currency}"
                raise CurrencyMismatch(path, requirement, one.currency, "Q62")

    def _check_signature(self) -> None:
        # A price list or an address may well be older than the contract; what happens
        # may not.
        signed_on = self.contract.signed_on
        happened = [one for one in self.facts() if not isinstance(one, _OLDER)]
        for fact in happened if signed_on else ():
            if signed_on and fact.effective_on < signed_on:
                path = f"{fact.id}.effective_on"
                requirement = f"on or after the signature of {signed_on}"
                raise InvalidValue(path, requirement, fact.effective_on, "A7")

    def _check_prices(self) -> None:
        first: dict[str, Price] = {}
        by_item: dict[str, list[Price]] = {}
        days: set[tuple[str, date]] = set()
        for price in self.prices:
            known = first.setdefault(price.item, price)
            if _nature(known) != _nature(price):
                requirement = f"of the kind, unit and product of price {known.id}"
                raise ConflictingFacts(f"prices[{price.id}]", requirement, price.item)
            if (price.item, price.effective_on) in days:
                requirement = "the only price of its item on its day"
                path = f"prices[{price.id}]"
                raise ConflictingFacts(path, requirement, price.effective_on)
            days.add((price.item, price.effective_on))
            by_item.setdefault(price.item, []).append(price)
        items = tuple(tuple(prices) for prices in by_item.values())
        object.__setattr__(self, "items", items)
        counted: tuple[OpeningQuantity | QuantityChange, ...]
        counted = (*self.opening, *self.changes)
        for one in counted:
            if one.item not in first:
                section = "changes" if isinstance(one, QuantityChange) else "opening"
                path = f"{section}[{one.id}].item"
                raise UnknownName(path, "an item that has a price", one.item)

    def _check_addresses(self) -> None:
        for one, other in pairwise(self.addresses):
            if one.effective_on == other.effective_on:
                path = f"addresses[{other.id}].effective_on"
                requirement = "that of no other address"
                raise ConflictingFacts(path, requirement, other.effective_on, "Q67")

    def _check_opening(self) -> None:
        if not self.opening:
            return
        on = self.opening[0].effective_on
        if self.opening[-1].effective_on != on:
            last = self.opening[-1]
            path = f"opening[{last.id}].effective_on"
            raise ConflictingFacts(path, f"{on}, as for the others", last.effective_on)
        if self.changes and self.changes[0].effective_on <= on:
            early = self.changes[0]
            path = f"changes[{early.id}].effective_on"
            raise ConflictingFacts(
                path, f"after the opening of {on}", early.effective_on
            )

    def _check_quantities(self) -> None:
        by_key: dict[tuple[str, str], list[Counted]] = {}
        counted: tuple[Counted, ...] = (*self.opening, *self.changes)
        for change in counted:
            by_key.setdefault((change.item, change.group or ""), []).append(change)
        for key in sorted(by_key):
            self._check_history(*key, by_key[key])
        prices = {known[0].item: known for known in self.items}
        histories = tuple(
            _history(prices[item], group, tuple(by_key[item, group]))
            for item, group in sorted(by_key)
        )
        object.__setattr__(self, "histories", histories)
        billed = tuple(sorted(_billed(histories), key=_printed))
        object.__setattr__(self, "billed", billed)

    def _check_history(self, item: str, group: str, changes: list[Counted]) -> None:
        last = self.end.last_day_of_service if self.end else date.max
        present = 0
        for change, following in zip_longest(changes, changes[1:]):
            on = change.effective_on
            present += change.quantity
            is_last_of_day = following is None or following.effective_on != on
            if present < 0 and is_last_of_day and on <= last:
                place = f"changes of {item} on {on}"
                place += f" in group {group}" if group else " in no group"
                requirement = "no more than is present at the end of the day"
                raise MoreRemovedThanPresent(place, requirement, present, "Q28")


def _history(
    prices: tuple[Price, ...], group: str, changes: tuple[Counted, ...]
) -> History:
    quantity = sum(change.quantity for change in changes)
    return History(prices, group or None, changes, quantity)


def _billed(histories: tuple[History, ...]) -> Iterator[History]:
    for prices, found in groupby(histories, key=_prices):
        same = tuple(found)
        if prices[0].is_split:
            yield from same
        else:
            changes = sorted((one for each in same for one in each.changes), key=_day)
            yield _history(prices, "", tuple(changes))


def _prices(history: History) -> tuple[Price, ...]:
    return history.prices


def _day(change: Counted) -> tuple[date, str]:
    return change.effective_on, change.id


def _printed(history: History) -> tuple[int, str, str]:
    price = history.prices[0]
    return _KIND_ORDER[price.kind], price.item, history.group or ""


def _nature(price: Price) -> tuple[LineKind, BillableUnit, str]:
    return price.kind, price.unit, price.product
