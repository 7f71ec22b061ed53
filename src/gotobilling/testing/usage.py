"""A month of usage billed so plainly that it can be checked by reading it once.

It reads facts, counts minutes and devices one by one and imports nothing of the rules,
so that the two can be held against each other:

>>> from gotobilling.testing.usage_cases import usage_history
>>> case = usage_history(seed=2026, number=6)
>>> for line in bill_usage(case.account, case.months[1], case.readings)[:2]:
...     print(line.kind.value, line.quantity, line.minor)
included_minutes 2501/10 0
domestic_premium_minutes 1001/10 927

A month is named by its first day. What the plan includes, and the phones that are
there, are those of the first day of the month that is served.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gotobilling.facts import (
    Account,
    CallRate,
    Device,
    LowUsage,
    PriceModel,
    UsageTotal,
)
from gotobilling.kinds import BillableUnit, LineKind

__all__ = ["Readings", "UsedLine", "bill_low_usage", "bill_usage", "months_billed"]

Readings = Mapping[str, str]
"""The other readings, by name; what is left out is as shipped."""
Charged = tuple[LineKind, str, Fraction, Fraction]

_DAY: Final = timedelta(days=1)
_MINUTE: Final = 60
_ENOUGH_PHONES: Final = 20
_POOL: Final = 50
_OVERAGE: Final = MappingProxyType(
    {"plan": Fraction(2, 100), "message": Fraction(55, 10000)}
)
_KINDS: Final = (
    ("plan", LineKind.INCLUDED_MINUTES),
    ("domestic_premium", LineKind.DOMESTIC_PREMIUM_MINUTES),
    ("overage", LineKind.OUTBOUND_OVERAGE),
    ("toll_free_inbound", LineKind.TOLL_FREE_MINUTES),
    ("international", LineKind.INTERNATIONAL_MINUTES),
    ("message", LineKind.INCLUDED_MESSAGES),
    ("message overage", LineKind.MESSAGE_OVERAGE),
)
"""The lines of usage in the order in which an invoice prints them."""
_KIND: Final = MappingProxyType(dict(_KINDS))
_RATED: Final = ("domestic_premium", "toll_free_inbound", "international")


class UsedLine(NamedTuple):
    """One line: what it is for, its units, and its amount in minor units."""

    kind: LineKind
    item: str
    group: str | None
    quantity: Fraction
    minor: int


# The naive biller.


def bill_usage(account: Account, month: date, readings: Readings) -> list[UsedLine]:
    """
    Return the lines of usage that the invoice of a month has, in printed order.

    Clauses: D4, D5, D6, D7, D8, D9, D10, F6, Q16, Q37, Q38, Q39, Q41, Q49.
    """
    found: list[UsedLine] = []
    for used in months_billed(account, month, readings):
        charged = list(_charged(account, used, readings))
        order = [kind for _, kind in _KINDS]
        charged.sort(key=lambda one: order.index(one[0]))
        for kind, item, units, exact in charged:
            found.append(UsedLine(kind, item, None, units, _rounded(exact)))
    return found


def months_billed(account: Account, month: date, readings: Readings) -> list[date]:
    """
    Return the months of usage that the invoice of a month bills.

    Clauses: F6, Q49.
    """
    start, last = _start(account), _last_day(account)
    before = (month - _DAY).replace(day=1)
    asked = [before] if start < month else []
    if readings.get("last_usage") == "last_regular" and last < date.max:
        # The last invoice that bills a month in advance is that of the last day.
        regular = last.replace(day=1)
        if start <= regular:
            asked = [one for one in asked if one != regular]
            asked += [month] if month == regular else []
    told = {one.month for one in account.usage}
    told |= {one.month for one in account.no_usage}
    return [one for one in asked if one in told]


def _start(account: Account) -> date:
    start = account.contract.billing_start_on
    if start is None:
        raise ValueError("contract must say on which day billing starts")
    return start


def _last_day(account: Account) -> date:
    return account.end.last_day_of_service if account.end else date.max


def _charged(account: Account, month: date, readings: Readings) -> Iterator[Charged]:
    """Yield kind, item, units and exact cost, in the order of items."""
    totals = [one for one in account.usage if one.month == month]
    first = max(month, _start(account))
    terms = _in_force(account.low_usage, first)
    if terms is not None and _pooled(account, terms, first, readings) == 0:
        # Devices that are all billed in full are devices like any other.
        terms = None
    free = readings.get("extension_calls") == "free"
    plan = [
        one
        for one in totals
        if (one.call_type.value == "extension" and not free)
        or (
            one.call_type.value == "plan"
            and (terms is None or one.device is Device.REGULAR)
        )
    ]
    share = _share(account, month) if readings.get("included") == "prorated" else 1
    seconds = sum([one.billable for one in plan])
    allowed = _included(account, BillableUnit.MINUTE, first)
    limit = None if allowed is None else allowed * share
    yield from _plan(account, first, "plan", Fraction(seconds, _MINUTE), limit)
    if terms is not None:
        pooled = _pooled(account, terms, first, readings) * share
        used = _used_of_pool(totals, readings)
        yield from _plan(account, first, "low-usage pool", used, pooled)
    credits_used = [x.billable for x in totals if x.call_type.value == "message"]
    allowed = _included(account, BillableUnit.MESSAGE_CREDIT, first)
    limit = None if allowed is None else allowed * share
    yield from _plan(account, first, "messages", Fraction(sum(credits_used)), limit)
    yield from _by_rate(account, totals, readings)


def _plan(
    account: Account, on: date, item: str, used: Fraction, limit: Fraction | None
) -> Iterator[Charged]:
    """Say what is within the limit, and charge what is above it.

    Clauses: D4, D6, D9, D10, Q10.
    """
    name = "message" if item == "messages" else "plan"
    within = used if limit is None else min(used, limit)
    if within > 0:
        yield _KIND[name], item, within, Fraction(0)
    above = used - within
    if above > 0:
        rates = [one for one in account.call_rates if one.call_type.value == name]
        rate = _in_force(rates, on)
        cost = _OVERAGE[name] * above if rate is None else _cost(rate, above, 0)
        over = "overage" if name == "plan" else "message overage"
        yield _KIND[over], item, above, cost


def _by_rate(
    account: Account, totals: Sequence[UsageTotal], readings: Readings
) -> Iterator[Charged]:
    """Charge what is rated by number, rate by rate.

    Clauses: D5, D7, D8, Q41.
    """
    rates = [one for one in account.call_rates if one.call_type.value in _RATED]
    for rate in sorted(rates, key=lambda one: (one.name, one.id)):
        own = [one for one in totals if one.rate == rate.id]
        seconds = sum([one.billable for one in own])
        connected = sum([one.connected for one in own])
        if seconds == 0 and connected == 0:
            continue
        units = Fraction(seconds, _MINUTE)
        cost = _cost(rate, units, connected)
        if readings.get("usage_rounded") == "row":
            cost = sum([Fraction(one.row_cost or 0) for one in own], Fraction(0))
        yield _KIND[rate.call_type.value], rate.name, units, cost


def _cost(rate: CallRate, units: Fraction, connected: int) -> Fraction:
    """Price units one after the other; the last may be a part of one."""
    cost = _by_model(rate, units)
    cost += connected * Fraction(rate.connection_fee or 0)
    if units > 0:
        cost += Fraction(rate.flat_fee or 0)
    return max(cost, Fraction(rate.minimum or 0))


def _by_model(rate: CallRate, units: Fraction) -> Fraction:
    price = Fraction(rate.unit_price or 0)
    cost = Fraction(0)
    if rate.model is PriceModel.PACKAGE:
        left = units
        while left > 0:
            cost += price
            left -= rate.package or 1
        return cost
    if rate.model is PriceModel.FLAT:
        return units * price
    reached = [tier for tier in rate.tiers if units > tier.above]
    if rate.model is PriceModel.VOLUME:
        if not reached:
            return cost
        fee = Fraction(reached[-1].flat_fee or 0)
        return units * Fraction(reached[-1].unit_price) + fee
    prices = [(tier.above, Fraction(tier.unit_price)) for tier in rate.tiers]
    done = 0
    while done < units:
        each = [price for above, price in prices if done >= above][-1]
        cost += min(Fraction(1), units - done) * each
        done += 1
    return cost + sum([Fraction(tier.flat_fee or 0) for tier in reached])


def _in_force(facts: Sequence[Any], on: date) -> Any:  # noqa: ANN401 -- any fact
    past = [one for one in facts if one.effective_on <= on]
    return max(past, key=lambda one: one.effective_on) if past else None


def _first_within(facts: Sequence[Any], on: date) -> Any:  # noqa: ANN401 -- any fact
    month = (on.year, on.month)
    begun = [x for x in facts if (x.effective_on.year, x.effective_on.month) == month]
    return min(begun, key=lambda one: one.effective_on) if begun else None


def _included(account: Account, unit: BillableUnit, on: date) -> Fraction | None:
    """Add what is included on a day; None where nothing is said of it.

    Clauses: D4, D9.
    """
    facts = [one for one in account.included if one.unit is unit]
    found: list[Fraction] = []
    for item in {one.item for one in facts}:
        same = [one for one in facts if one.item == item]
        latest = _in_force(same, on) or _first_within(same, on)
        if latest is not None:
            times = 1 if item is None else _held(account, {item}, on)
            found.append(Fraction(latest.quantity * times))
    return sum(found, Fraction(0)) if found else None


def _held(account: Account, items: set[str], on: date) -> int:
    counted = 0
    for change in account.changes:
        if change.item in items and change.effective_on <= on:
            counted += change.quantity
    return counted


def _share(account: Account, month: date) -> Fraction:
    """Count the days that are served: not that of the start, but the last one.

    Clauses: Q1, Q37.
    """
    start, last = _start(account), _last_day(account)
    length = monthrange(month.year, month.month)[1]
    days = [month + number * _DAY for number in range(length)]
    begins = month if start <= month else start + _DAY
    return Fraction(sum([begins <= day <= last for day in days]), length)


# Low-usage devices, counted one by one.


def _pooled(
    account: Account, terms: LowUsage, on: date, readings: Readings
) -> Fraction:
    counted = _discounted(account, terms, on, readings)
    return Fraction(_POOL * sum([count for _, count, _ in counted]))


def _used_of_pool(totals: Sequence[UsageTotal], readings: Readings) -> Fraction:
    """Add up what uses the pool.

    Clauses: Q39.
    """
    types = ["plan"]
    if readings.get("pool_use") == "off_net":
        types += _RATED
    seconds = 0
    for one in totals:
        if one.device is Device.LOW_USAGE and one.call_type.value in types:
            seconds += one.billable
    return Fraction(seconds, _MINUTE)


def _discounted(
    account: Account, terms: LowUsage, on: date, readings: Readings
) -> list[tuple[str | None, int, int]]:
    """Return for each group how many devices are at the discount, and in full.

    Clauses: G3, Q38.
    """
    by_contract = readings.get("low_usage") == "contract"
    judged_on = terms.effective_on if by_contract else on
    enough = _held(account, set(terms.phones), judged_on) >= _ENOUGH_PHONES
    left = terms.allowed if enough else 0
    groups = {one.group for one in account.changes if one.item == terms.item}
    found: list[tuple[str | None, int, int]] = []
    for group in sorted(groups, key=lambda name: name or ""):
        own = [x for x in account.changes if x.item == terms.item and x.group == group]
        count = sum([one.quantity for one in own if one.effective_on <= on])
        at_discount = 0
        for _ in range(count):
            at_discount += 1 if left > 0 else 0
            left -= 1 if left > 0 else 0
        found.append((group, at_discount, count - at_discount))
    return found


def bill_low_usage(account: Account, month: date, readings: Readings) -> list[UsedLine]:
    """
    Return what a month in advance costs for the low-usage item, group by group.

    Clauses: A1, G3, Q38, Q68.
    """
    terms, start, last = None, _start(account), _last_day(account)
    if start <= month <= last:
        terms = _in_force(account.low_usage, month)
    if terms is None:
        return []
    length = monthrange(month.year, month.month)[1]
    days = sum([month + number * _DAY <= last for number in range(length)])
    found: list[UsedLine] = []
    for group, *counts in _discounted(account, terms, month, readings):
        for item, count in zip((terms.item, terms.full_price), counts, strict=True):
            prices = [one for one in account.prices if one.item == item]
            each = Fraction(_in_force(prices, month).unit_price)
            kind, minor = prices[0].kind, _rounded(count * each * days / length)
            if count:
                found.append(UsedLine(kind, terms.item, group, Fraction(count), minor))
    return found


def _rounded(exact: Fraction) -> int:
    """Round to cents, a half up."""
    return int(exact * 100 + Fraction(1, 2))
