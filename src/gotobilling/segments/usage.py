"""The lines of a month's usage: what is included, what is above it, what has a rate."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple, cast

from gotobilling.billing_cycle import bills_first_month_late
from gotobilling.errors import ConflictingFacts, InvalidValue
from gotobilling.facts import (
    Account,
    CallRate,
    Device,
    Included,
    UsageTotal,
)
from gotobilling.facts.histories import Counted
from gotobilling.facts.usage_checks import standing_rates
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.periods import Period, next_month
from gotobilling.segments.low_usage import held, low_devices
from gotobilling.segments.span import cut_short
from gotobilling.usage.charges import (
    Allowed,
    IncludedUsage,
    PartMonth,
    UsageCharge,
    UsageFacts,
    UsageOverage,
)
from gotobilling.usage.policies import (
    ExtensionCalls,
    IncludedCounted,
    LastUsage,
    PoolUse,
    UsageRounded,
)
from gotobilling.usage.pools import LowDevices, so_priced_count

__all__ = ["check_usage_told", "usage_months", "usage_rows"]

Totals = tuple[UsageTotal, ...]
_RATED: Final = (
    CallType.DOMESTIC_PREMIUM,
    CallType.TOLL_FREE_INBOUND,
    CallType.INTERNATIONAL,
)
_KINDS: Final = tuple(LineKind)
_ONE_DAY: Final = timedelta(1)


def usage_months(
    account: Account, market: Market, month: Period, start: date
) -> tuple[Period, ...]:
    """
    Return the months of usage that a month's document bills, where it is told of them.

    Args:
        account: The account, told of its usage.
        market: The policies.
        month: The month that names the document.
        start: The billing start.

    Clauses: F6, Q49.
    """
    before = Period.month_of(month.start - _ONE_DAY)
    last = account.end.last_day_of_service if account.end else date.max
    months = [before] if start < month.start else []
    if market.usage.last_usage is LastUsage.LAST_REGULAR:
        if last < month.start and _bills_in_advance(before, start, market):
            months = []
        if last in month and _bills_in_advance(month, start, market):
            months.append(month)
    return tuple(one for one in months if _tells_usage(account, one.start))


def _bills_in_advance(month: Period, start: date, market: Market) -> bool:
    if start == month.start:
        return not bills_first_month_late(start, market.cycle)
    return start < month.start


def _tells_usage(account: Account, month: date) -> bool:
    return any(one.month == month for one in account.usage) or any(
        one.month == month for one in account.no_usage
    )


def check_usage_told(account: Account, market: Market, start: date) -> None:
    """
    Refuse usage that no invoice bills, or that was counted otherwise than is billed.

    Raises:
        InvalidValue: a month before billing starts, or after service has ended; rows
            counted from before billing starts.
        ConflictingFacts: rows counted under other readings than the market's.

    Clauses: A6, Q2, Q36, Q41.
    """
    last = account.end.last_day_of_service if account.end else date.max
    for one in account.usage:
        path = f"usage[{one.id}].month"
        if next_month(one.month) <= start:
            requirement = f"no month before the billing start of {start}"
            raise InvalidValue(path, requirement, one.month, "A6")
        if one.counted_from is not None and one.counted_from < start:
            path = f"usage[{one.id}].counted_from"
            requirement = f"on or after the billing start of {start}, told to the plan"
            raise InvalidValue(path, requirement, one.counted_from, "A6")
        if one.counted not in (None, market.usage.counted):
            path = f"usage[{one.id}].counted"
            requirement = f"{market.usage.counted}, as the market's readings have it"
            raise ConflictingFacts(path, requirement, one.counted, "Q2")
        if one.month > last:
            requirement = f"no month after the end of service on {last}"
            raise InvalidValue(path, requirement, one.month, "Q49")


class _Month(NamedTuple):
    """A usage month of an account, as it is served."""

    account: Account
    market: Market
    served: Period
    part: PartMonth | None
    totals: Totals
    rates: Mapping[str, CallRate]

    def of(self, *call_types: CallType, device: Device | None = None) -> Totals:
        """Return the totals of some types of usage, of all devices or of some."""
        return tuple(
            one
            for one in self.totals
            if one.call_type in call_types and device in (None, one.device)
        )


def usage_rows(
    account: Account, market: Market, month: Period, start: date
) -> list[Row]:
    """
    Return the lines of a month's usage, in printed order.

    Args:
        account: The account, told of its usage.
        market: The policies.
        month: The usage month.
        start: The billing start.

    Raises:
        NoRateInForce: usage above the included without a price.
        ConflictingFacts: totals without the rounded costs that the policy adds up.

    Clauses: D4, D5, D6, D7, D8, D9, D10, F6, Q16, Q37, Q38, Q39, Q41, Q49.
    """
    totals = tuple(one for one in account.usage if one.month == month.start)
    if not totals:
        return []
    stop, first = month.end, max(month.start, start)
    if account.end is not None:
        stop = min(stop, account.end.last_day_of_service + _ONE_DAY)
    part = _part(account, market, month, start)
    rates = standing_rates(account)
    told = _Month(account, market, Period(first, stop), part, totals, rates)
    low = low_devices(account, market, first)
    if low is not None and so_priced_count(market.low_usage, low) == 0:
        # A device billed in full is one like any other, and uses the plan's minutes.
        low = None
    rows = [*_plan(told, low), *_messages(told)]
    if low is not None:
        rows += _pool(told, low)
    for call_type in _RATED:
        rows += _rated(told, call_type)
    rows.sort(key=_kind)
    return rows


def _kind(row: Row) -> int:
    rule, facts, _ = row
    return _KINDS.index(rule.fields(facts).kind)


def _part(
    account: Account, market: Market, month: Period, start: date
) -> PartMonth | None:
    if market.usage.included is IncludedCounted.FULL:
        return None
    first = start if month.start < start else None
    last = cut_short(market, account.end, month)
    return PartMonth(first, last) if first or last else None


def _rated(month: _Month, call_type: CallType) -> Iterator[Row]:
    by_rate: dict[CallRate, list[UsageTotal]] = {}
    for one in month.of(call_type):
        # What is rated by number has a rate, which the account has.
        by_rate.setdefault(month.rates[cast("str", one.rate)], []).append(one)
    found = [(rate, tuple(totals)) for rate, totals in by_rate.items()]
    found.sort(key=_printed)
    for rate, totals in found:
        _check_costs(totals, rate, month.market)
        if any(one.billable or one.connected for one in totals):
            rule = month.market.rules.usage
            yield from _rows(month, rule, totals, rate, rate.name, Allowed())


def _printed(found: tuple[CallRate, Totals]) -> tuple[str, str]:
    return found[0].name, found[0].id


def _check_costs(totals: Totals, rate: CallRate, market: Market) -> None:
    if market.usage.rounded is UsageRounded.LINE:
        return
    if not rate.is_additive:
        path = f"call_rates[{rate.id}]"
        requirement = "one price for each row, where rows are rounded"
        raise ConflictingFacts(path, requirement, rate.model.value, "Q41")
    for one in totals:
        if one.row_cost is None:
            path = f"usage[{one.id}].row_cost"
            requirement = "given, where the costs of rows are rounded and added"
            raise ConflictingFacts(path, requirement, None, "Q41")


def _plan(month: _Month, low: LowDevices | None) -> Iterator[Row]:
    # Calls off the net from low-usage devices have minutes of their own.
    device = None if low is None else Device.REGULAR
    totals = month.of(CallType.PLAN, device=device)
    if month.market.usage.extension_calls is ExtensionCalls.OUTBOUND:
        totals += month.of(CallType.EXTENSION)
    included = _included(month, BillableUnit.MINUTE)
    allowed = Allowed(included, None, month.part if included else None)
    return _allowed(month, totals, allowed, "plan", CallType.PLAN)


def _pool(month: _Month, low: LowDevices) -> Iterator[Row]:
    counted = [CallType.PLAN]
    if month.market.usage.pool_use is PoolUse.OFF_NET:
        counted += _RATED
    totals = month.of(*counted, device=Device.LOW_USAGE)
    allowed = Allowed((), low, month.part)
    return _allowed(month, totals, allowed, "low-usage pool", CallType.PLAN)


def _messages(month: _Month) -> Iterator[Row]:
    totals = month.of(CallType.MESSAGE)
    included = _included(month, BillableUnit.MESSAGE_CREDIT)
    allowed = Allowed(included, None, month.part if included else None)
    return _allowed(month, totals, allowed, "messages", CallType.MESSAGE)


def _included(
    month: _Month, unit: BillableUnit
) -> tuple[tuple[Included, tuple[Counted, ...]], ...]:
    on, account = month.served.start, month.account
    in_force: dict[str | None, Included] = {}
    for one in account.included:
        if one.unit is not unit or one.effective_on >= next_month(on):
            continue
        # As on the first day; what begins later in the month has no part month (Q37).
        if one.effective_on <= on:
            in_force[one.item] = one
        else:
            in_force.setdefault(one.item, one)
    return tuple(
        (one, () if one.item is None else held(account, (one.item,), on))
        for one in in_force.values()
    )


def _allowed(
    month: _Month, totals: Totals, allowed: Allowed, item: str, call_type: CallType
) -> Iterator[Row]:
    """Yield the line of what is included and that of the overage, where used."""
    rules = month.market.rules
    if any(one.billable for one in totals):
        yield from _rows(month, rules.included, totals, None, item, allowed)
        if not allowed.is_unlimited:
            rate = _overage(month, call_type)
            yield from _rows(month, rules.overage, totals, rate, item, allowed)


def _overage(month: _Month, call_type: CallType) -> CallRate | None:
    in_force = [
        one
        for one in month.account.call_rates
        if one.call_type is call_type and one.effective_on <= month.served.start
    ]
    return in_force[-1] if in_force else None


def _rows(
    month: _Month,
    rule: UsageCharge | IncludedUsage | UsageOverage,
    totals: Totals,
    rate: CallRate | None,
    item: str,
    allowed: Allowed,
) -> Iterator[Row]:
    currency = month.account.currency
    facts = UsageFacts(totals, rate, item, allowed, currency, month.served)
    if rule is month.market.rules.usage or rule.units(facts):
        yield rule, facts, rule.raw(facts)
