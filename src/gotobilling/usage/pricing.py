"""The price of a month's units at one rate, by every model, in the steps of a proof."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, assert_never

from gotobilling.clauses import D5, D6, D7, D8, D10, Q2, Q41
from gotobilling.derivation import Number, Pen
from gotobilling.facts import CallRate, PriceModel, UsageTotal
from gotobilling.kinds import CallType
from gotobilling.sources import Clause
from gotobilling.usage.policies import UsagePolicy

__all__ = ["priced", "rounded_rows", "units_of"]

Totals = tuple[UsageTotal, ...]
_BY: Final[Mapping[CallType, Clause]] = MappingProxyType(
    {
        CallType.DOMESTIC_PREMIUM: D5,
        CallType.PLAN: D6,
        CallType.TOLL_FREE_INBOUND: D7,
        CallType.INTERNATIONAL: D8,
        CallType.MESSAGE: D10,
    }
)
"""The text that has the line of what is priced."""


def units_of(pen: Pen, totals: Totals, policy: UsagePolicy, by: Clause) -> Number:
    """
    Return the minutes of monthly totals, or their message credits.

    Clauses: F2, F3, Q2.
    """
    billable = [pen.fact(one, "billable") for one in totals]
    if not totals[0].is_in_seconds:
        return pen.sum("message credits", by, *billable)
    seconds = pen.sum("billable seconds", by, *billable)
    each = pen.policy(policy, "minute_seconds")
    # Each row was rounded before: which reading of a minute it was, Q2 says.
    return pen.over("billable minutes", policy.ground(Q2), seconds, each)


def rounded_rows(pen: Pen, totals: Totals, policy: UsagePolicy) -> Number:
    """
    Return what totals cost whose rows were rounded one by one.

    Clauses: Q41.
    """
    costs = (
        pen.price(one, "row_cost", one.row_cost.as_integer_ratio())
        for one in totals
        if one.row_cost is not None
    )
    return pen.sum("rounded costs of the rows", policy.ground(Q41), *costs)


def priced(
    pen: Pen, units: Number, totals: Totals, rate: CallRate, policy: UsagePolicy
) -> Number:
    """
    Return what units cost at a rate, before it is rounded.

    The price by its model comes first, then the connection of each call and the fee of
    the month, then the least that the month costs.

    Clauses: D5, D7, D8, Q41.
    """
    by = _BY[rate.call_type]
    parts = [_by_model(pen, units, rate, policy, by)]
    parts += _fees(pen, units, totals, rate, by)
    charge = parts[0]
    if len(parts) > 1:
        charge = pen.sum("charge with its fees", by, *parts)
    if rate.minimum is not None:
        least = _price(pen, rate, "minimum")
        charge = pen.greatest("at least the minimum", by, charge, least)
    return charge


def _price(pen: Pen, rate: CallRate, field: str) -> Number:
    return pen.price(rate, field, rate.ratio(field))


def _by_model(
    pen: Pen, units: Number, rate: CallRate, policy: UsagePolicy, by: Clause
) -> Number:
    match rate.model:
        case PriceModel.FLAT:
            return pen.times("charge", by, units, _price(pen, rate, "unit_price"))
        case PriceModel.PACKAGE:
            size = _price(pen, rate, "package")
            share = pen.over("packages used", by, units, size)
            begun = pen.round(
                "packages begun", by, share, policy, rate.currency, "packages"
            )
            each = _price(pen, rate, "unit_price")
            return pen.times("charge", by, begun, each)
        case PriceModel.VOLUME:
            return _volume(pen, units, rate, by)
        case PriceModel.GRADUATED:
            return _graduated(pen, units, rate, by)
    assert_never(rate.model)


def _volume(pen: Pen, units: Number, rate: CallRate, by: Clause) -> Number:
    first = _price(pen, rate, "tiers.0.unit_price")
    later = [
        (
            _price(pen, rate, f"tiers.{n}.above"),
            _price(pen, rate, f"tiers.{n}.unit_price"),
        )
        for n in range(1, len(rate.tiers))
    ]
    each = pen.tier("price of the tier reached", by, units, first, *later)
    charge = pen.times("charge", by, units, each)
    if all(one.flat_fee is None for one in rate.tiers):
        return charge
    nothing = pen.sum("no fee", by)
    fees = []
    for n, tier in enumerate(rate.tiers):
        above = _price(pen, rate, f"tiers.{n}.above")
        named = f"tiers.{n}.flat_fee"
        fee = nothing if tier.flat_fee is None else _price(pen, rate, named)
        fees.append((above, fee))
    fee = pen.tier("fee of the tier reached", by, units, nothing, *fees)
    return pen.sum("charge with the tier's fee", by, charge, fee)


def _graduated(pen: Pen, units: Number, rate: CallRate, by: Clause) -> Number:
    costs = list[Number]()
    for n in range(len(rate.tiers)):
        part = units
        if n + 1 < len(rate.tiers):
            upto = _price(pen, rate, f"tiers.{n + 1}.above")
            part = pen.least(f"units up to tier {n + 2}", by, units, upto)
        if n:
            above = _price(pen, rate, f"tiers.{n}.above")
            part = pen.minus(f"units above tier {n}", by, part, above)
            part = pen.at_least_zero(f"units in tier {n + 1}", by, part)
        each = _price(pen, rate, f"tiers.{n}.unit_price")
        costs.append(pen.times(f"charge of tier {n + 1}", by, part, each))
    costs += _tier_fees(pen, units, rate, by)
    return pen.sum("charge", by, *costs)


def _tier_fees(pen: Pen, units: Number, rate: CallRate, by: Clause) -> Iterator[Number]:
    if all(one.flat_fee is None for one in rate.tiers):
        return
    nothing = pen.sum("no fee", by)
    for n, tier in enumerate(rate.tiers):
        if tier.flat_fee is not None:
            above = _price(pen, rate, f"tiers.{n}.above")
            fee = _price(pen, rate, f"tiers.{n}.flat_fee")
            label = f"fee of tier {n + 1} where it is reached"
            yield pen.tier(label, by, units, nothing, (above, fee))


def _fees(
    pen: Pen, units: Number, totals: Totals, rate: CallRate, by: Clause
) -> Iterator[Number]:
    if rate.connection_fee is not None:
        calls = [pen.fact(one, "connected") for one in totals]
        count = pen.sum("calls connected", by, *calls)
        each = _price(pen, rate, "connection_fee")
        yield pen.times("connection of the calls", by, count, each)
    if rate.flat_fee is not None:
        nothing = pen.sum("no usage, no fee", by)
        fee = _price(pen, rate, "flat_fee")
        yield pen.tier(
            "fee of the month where used", by, units, nothing, (nothing, fee)
        )
