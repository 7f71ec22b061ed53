"""An account: every fact about it, checked together once and kept sorted."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, pairwise, zip_longest
from types import MappingProxyType
from typing import Any, Final, cast

from attrs import field, frozen

from gotobilling import checks
from gotobilling.currencies import minor_digits
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    MoreRemovedThanPresent,
    UnknownName,
    WrongType,
)
from gotobilling.facts.call_rates import CallRate
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
from gotobilling.facts.histories import Counted, History, billed, history_of, periodic
from gotobilling.facts.taxation import BillingAddress, ExemptionCertificate, TaxNumber
from gotobilling.facts.term_checks import check_terms
from gotobilling.facts.terms import EarlyTermination, NumberChange, Term, Trial
from gotobilling.facts.usage import Included, LowUsage, NoUsage, UsageTotal
from gotobilling.facts.usage_checks import check_usage
from gotobilling.facts.versions import Withdrawal, set_aside

__all__ = ["Account"]

_SECTIONS: Final = MappingProxyType(
    {
        "prices": Price,
        "opening": OpeningQuantity,
        "changes": QuantityChange,
        "one_time": OneTimeCharge,
        "addresses": BillingAddress,
        "exemptions": ExemptionCertificate,
        "tax_numbers": TaxNumber,
        "call_rates": CallRate,
        "included": Included,
        "low_usage": LowUsage,
        "usage": UsageTotal,
        "no_usage": NoUsage,
        "terms": Term,
        "trials": Trial,
        "number_changes": NumberChange,
        "early_terminations": EarlyTermination,
    }
)
"""What an account may have any number of: the field, and the kind of its facts."""
_REPLACEABLE: Final = frozenset((Contract, ServiceEnd, *_SECTIONS.values()))
_OLDER: Final = (
    Price,
    BillingAddress,
    ExemptionCertificate,
    TaxNumber,
    CallRate,
    UsageTotal,
    NoUsage,
    Trial,
)
_PRICED: Final = (
    Price,
    OneTimeCharge,
    CallRate,
    Term,
    NumberChange,
    EarlyTermination,
)


def _settled(facts: Iterable[AnyFact]) -> tuple[AnyFact, ...]:
    by_id: dict[str, AnyFact] = {}
    for fact in facts:
        if by_id.setdefault(fact.id, fact) != fact:
            raise ConflictingFacts("id", "given to one content only", fact.id)
    return tuple(sorted(by_id.values(), key=_day_and_id))


def _day_and_id(fact: Fact) -> tuple[date, str]:
    return fact.effective_on, fact.id


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
        opening: Quantities as one day ends, where the history starts late.
        addresses: Billing addresses, at most one from a day on; without any the
            account is billed before fees and taxes.
        exemptions: Exemption certificates.
        tax_numbers: VAT identification numbers.
        call_rates: What usage costs, by destination.
        included: What the plan includes of a month's minutes and messages.
        low_usage: Items billed at a discount while there are phones enough.
        usage: What was used, by month, call type and rate; told by ``with_usage`` or
            by the ``usage`` of the functions that assemble.
        no_usage: Months of which it is told that nothing was used.
        terms: The set terms of its products, at most one agreed for each on a day.
        trials: What is or was tried.
        number_changes: Requests that change what is kept of a number, for a fee.
        early_terminations: What is owed for leaving contracts early.
        withdrawals: Facts that never were.
        superseded: The facts that no longer stand, kept for ``as_known_on``; found
            among the others by the account itself.
        known_on: The day ``as_known_on`` was asked for, or None.
        items: The prices of each item, by day.
        histories: The changes by item and billing group, in that order.
        periodic: Those of items that are billed by the year or the quarter.
        billed: All in printed order; one for all groups that do not split the line.

    Raises:
        ConflictingFacts: one id with two contents, or two prices of an item on a day; a
            contract or an end that is not the latest known of its versions.
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
    call_rates: tuple[CallRate, ...] = ()
    included: tuple[Included, ...] = ()
    low_usage: tuple[LowUsage, ...] = ()
    usage: tuple[UsageTotal, ...] = ()
    no_usage: tuple[NoUsage, ...] = ()
    terms: tuple[Term, ...] = ()
    trials: tuple[Trial, ...] = ()
    number_changes: tuple[NumberChange, ...] = ()
    early_terminations: tuple[EarlyTermination, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    superseded: tuple[Fact, ...] = ()
    known_on: date | None = None
    items: tuple[tuple[Price, ...], ...] = field(init=False, eq=False, repr=False)
    histories: tuple[History, ...] = field(init=False, eq=False, repr=False)
    periodic: tuple[History, ...] = field(init=False, eq=False, repr=False)
    billed: tuple[History, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        checks.text("id", self.id)
        minor_digits(self.currency)
        self._check_types()
        self._settle()
        self._check_ids()
        self._set_aside()
        self._check_currency()
        self._check_signature()
        self._check_prices()
        self._check_addresses()
        self._check_opening()
        self._check_quantities()
        if self.call_rates or self.included or self.low_usage or self.usage:
            check_usage(self)
        if self.terms or self.trials:
            check_terms(self)

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact that stands, the contract first."""
        end = () if self.end is None else (self.end,)
        sections = (getattr(self, name) for name in _SECTIONS)
        return (self.contract, *end, *chain.from_iterable(sections))

    def all_facts(self) -> tuple[Fact, ...]:
        """Return every fact: those that stand, those set aside, the withdrawals."""
        return (*self.facts(), *self.superseded, *self.withdrawals)

    def as_known_on(self, day: date) -> "Account":
        """
        Return the account with the facts known on or before ``day``.

        This is the only filter: assembling bills every fact it is given. Filtered
        twice, an account is as known on the earlier of the days. What was superseded
        or withdrawn later still stands.

        Raises:
            InvalidValue: the contract itself was not known yet.
        """
        checks.day("day", day)
        known = [fact for fact in self.all_facts() if fact.known_on <= day]
        if not any(isinstance(one, Contract) for one in known):
            every = [one for one in self.all_facts() if isinstance(one, Contract)]
            requirement = f"on or after {min(one.known_on for one in every)}"
            raise InvalidValue("known_on", requirement, day)
        return self.narrowed(known, min(day, self.known_on or day))

    def narrowed(self, facts: Iterable[Fact], known_on: date | None) -> "Account":
        """
        Return the account with some of its facts alone, and what of them then stands.

        Raises:
            InvalidValue: no contract among them.
        """
        kept = tuple(facts)
        gone = set_aside(kept)
        standing = [fact for fact in kept if fact.id not in gone]
        by_kind: dict[type, list[Fact | None]] = {}
        for fact in standing:
            by_kind.setdefault(type(fact), []).append(fact)
        if Contract not in by_kind:
            raise InvalidValue("facts", "with a contract among them", "none")
        sections = {
            name: tuple(by_kind.get(kind, ())) for name, kind in _SECTIONS.items()
        }
        return Account(
            id=self.id,
            currency=self.currency,
            contract=cast("Contract", by_kind[Contract][0]),
            end=cast(
                "ServiceEnd | None", next(iter(by_kind.get(ServiceEnd, ())), None)
            ),
            withdrawals=tuple(one for one in kept if isinstance(one, Withdrawal)),
            superseded=tuple(one for one in kept if one.id in gone),
            known_on=known_on,
            **cast("dict[str, Any]", sections),
        )

    def _check_types(self) -> None:
        if type(self.contract) is not Contract:
            raise WrongType("contract", "a Contract", self.contract)
        if type(self.end) not in (ServiceEnd, type(None)):
            raise WrongType("end", "a ServiceEnd or None", self.end)
        for name, kind in (*_SECTIONS.items(), ("withdrawals", Withdrawal)):
            facts = getattr(self, name)
            if not isinstance(facts, (tuple, list)) or set(map(type, facts)) - {kind}:
                raise WrongType(name, f"a tuple of {kind.__name__} facts", facts)
        replaced = self.superseded
        if type(replaced) is not tuple or set(map(type, replaced)) - _REPLACEABLE:
            raise WrongType("superseded", "a tuple of facts", self.superseded)
        if self.known_on is not None:
            checks.day("known_on", self.known_on)

    def _settle(self) -> None:
        # Sorted once and kept so: the order of the facts can then never matter.
        for name in (*_SECTIONS, "withdrawals", "superseded"):
            object.__setattr__(self, name, _settled(getattr(self, name)))

    def _set_aside(self) -> None:
        every = self.all_facts()
        if all(fact.root == fact.id for fact in every):
            return
        gone = set_aside(every)
        for name in _SECTIONS:
            standing = [one for one in getattr(self, name) if one.id not in gone]
            object.__setattr__(self, name, tuple(standing))
        withdrawn = {one.fact for one in self.withdrawals}
        for name, one in (("contract", self.contract), ("end", self.end)):
            if one is None or one.id not in gone:
                continue
            if one.root not in withdrawn:
                requirement = "the latest known of its versions"
                raise ConflictingFacts(name, requirement, one.id, "Q67")
            object.__setattr__(self, name, None)
        aside = [fact for fact in every if fact.id in gone]
        aside += [one for one in self.superseded if one.id not in gone]
        object.__setattr__(self, "superseded", _settled(aside))

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for fact in self.all_facts():
            if fact.id in seen:
                requirement = "given to one fact of the account only"
                raise ConflictingFacts("id", requirement, fact.id)
            seen.add(fact.id)
            if self.known_on is not None and fact.known_on > self.known_on:
                requirement = f"on or before {self.known_on}, the day asked for"
                raise InvalidValue(f"{fact.id}.known_on", requirement, fact.known_on)

    def _check_currency(self) -> None:
        for one in (*self.facts(), *self.superseded):
            if not isinstance(one, _PRICED) or one.currency is None:
                continue
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
                requirement = (
                    f"of the kind, unit, product and frequency of price {known.id}"
                )
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
            history_of(prices[item], group, tuple(by_key[item, group]))
            for item, group in sorted(by_key)
        )
        object.__setattr__(self, "histories", histories)
        object.__setattr__(self, "periodic", periodic(histories))
        object.__setattr__(self, "billed", billed(histories))

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


def _nature(price: Price) -> tuple[object, ...]:
    return price.kind, price.unit, price.product, price.frequency
