"""Accounts with usage of every kind, made of whole numbers that are asked for.

>>> usage_history(seed=2026, number=1) == usage_history(seed=2026, number=1)
True
>>> sorted(usage_make_up(usage_history(seed=2026, number=1)))[:3]
['a part of a minute', 'connection fee', 'contract overage']
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, NamedTuple, TypeVar

from gotobilling.facts import (
    Account,
    CallRate,
    Contract,
    Device,
    Included,
    LowUsage,
    Price,
    PriceModel,
    QuantityChange,
    ServiceEnd,
    Tier,
    UsageTotal,
)
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.testing.usage import (
    Readings,
    bill_low_usage,
    bill_usage,
    months_billed,
)

__all__ = ["UsageCase", "usage_case", "usage_history", "usage_make_up"]

T = TypeVar("T")
_DAY: Final = timedelta(days=1)
_MINUTE: Final = 60


class UsageCase(NamedTuple):
    """An account that was told of its usage, readings, and the months to bill."""

    account: Account
    readings: Readings
    months: tuple[date, ...]


class _Dice:
    """Choices made from whole numbers, the simplest choice being the lowest number."""

    def __init__(self, ask: Callable[[int, int], int]) -> None:
        self.ask = ask

    def chance(self, percent: int) -> bool:
        """Say yes in that many cases of a hundred."""
        return self.ask(0, 99) >= 100 - percent

    def pick(self, choices: Sequence[T]) -> T:
        """Choose one."""
        return choices[self.ask(0, len(choices) - 1)]


def usage_history(seed: int, number: int) -> UsageCase:
    """Return an account with usage, the same for the same numbers."""
    return usage_case(Random(f"{seed} {number} usage").randint)  # noqa: S311 -- no secret


def usage_case(ask: Callable[[int, int], int]) -> UsageCase:
    """Return an account with usage, made of whole numbers that are asked for."""
    dice = _Dice(ask)
    readings = _readings(dice)
    start = dice.pick(_STARTS)
    last = dice.pick((None, None, None, start + dice.ask(0, 70) * _DAY))
    months = [start.replace(day=1)]
    while len(months) < 5:
        months.append(_after(months[-1]))
    served = [one for one in months[:3] if last is None or one <= last]
    by_row = readings.get("usage_rounded") == "row"
    rates = tuple(_rates(dice, start, by_row=by_row))
    account = Account(
        id="acme",
        currency="USD",
        contract=Contract(id="contract", billing_start_on=start),
        end=ServiceEnd(id="end", last_day_of_service=last) if last else None,
        prices=tuple(_prices(dice, start)),
        changes=tuple(_changes(dice, start)),
        call_rates=rates,
        included=tuple(_included_facts(dice, start)),
        low_usage=tuple(_terms(dice, start)),
        usage=tuple(_usage(dice, served, rates, by_row=by_row)),
    )
    return UsageCase(account, readings, tuple(months))


_STARTS: Final = (
    date(2026, 7, 1),
    date(2026, 7, 15),
    date(2026, 7, 3),
    date(2026, 8, 31),
    date(2028, 2, 1),
    date(2028, 2, 10),
)
_CHOICES: Final = (
    ("extension_calls", "free"),
    ("included", "prorated"),
    ("pool_use", "off_net"),
    ("usage_rounded", "row"),
    ("low_usage", "contract"),
    ("last_usage", "last_regular"),
)


def _after(month: date) -> date:
    return (month + 31 * _DAY).replace(day=1)


def _readings(dice: _Dice) -> Readings:
    return {name: other for name, other in _CHOICES if dice.chance(30)}


def _prices(dice: _Dice, start: date) -> Iterator[Price]:
    for item, prices in (("device", ("25.00", "24.99")), ("low phone", ("9.95", "8"))):
        days = [start, start + dice.ask(1, 60) * _DAY][: dice.ask(1, 2)]
        for number, day in enumerate(days):
            yield Price(
                id=f"{item} {number}",
                item=item,
                kind=LineKind.SERVICE_CHARGE,
                unit=BillableUnit.DEVICE,
                unit_price=Decimal(prices[number]),
                currency="USD",
                effective_on=day,
            )


def _changes(dice: _Dice, start: date) -> Iterator[QuantityChange]:
    number = 0
    for item, sizes in (("device", (17, 3, 12, 30)), ("low phone", (2, 3, 5, 8))):
        for group in (None, "Berlin", "Ogden")[: dice.ask(1, 3)]:
            size = dice.pick(sizes)
            days = [start + dice.ask(0, 3) * dice.ask(0, 12) * _DAY]
            days.append(days[0] + dice.ask(1, 40) * _DAY)
            quantities = [size, dice.pick((1, 4, -1, -size))][: dice.ask(1, 2)]
            for day, quantity in zip(days, quantities, strict=False):
                number += 1
                yield QuantityChange(
                    id=f"change {number}",
                    item=item,
                    quantity=quantity,
                    group=group,
                    effective_on=day,
                )


def _included_facts(dice: _Dice, start: date) -> Iterator[Included]:
    number = 0
    for unit, sizes in (
        (BillableUnit.MINUTE, (50, 0, 100, 5000)),
        (BillableUnit.MESSAGE_CREDIT, (500, 0, 1000)),
    ):
        for item in (None, "device"):
            if not dice.chance(50):
                continue
            days = [start, start + dice.ask(1, 50) * _DAY][: dice.ask(1, 2)]
            for day in days:
                number += 1
                quantity = dice.pick(sizes)
                yield Included(
                    id=f"included {number}",
                    unit=unit,
                    quantity=quantity,
                    item=item,
                    effective_on=day,
                )


def _terms(dice: _Dice, start: date) -> Iterator[LowUsage]:
    if dice.chance(40):
        return
    days = [start + dice.pick((0, 0, 31)) * _DAY]
    days.append(days[0] + dice.ask(1, 40) * _DAY)
    for number, day in enumerate(days[: dice.ask(1, 2)]):
        yield LowUsage(
            id=f"terms {number}",
            item="low phone",
            full_price="device",
            phones=("device", "low phone"),
            allowed=dice.pick((5, 0, 3, 100)),
            effective_on=day,
        )


_DESTINATIONS: Final = (
    (CallType.INTERNATIONAL, "Germany"),
    (CallType.INTERNATIONAL, "France"),
    (CallType.TOLL_FREE_INBOUND, "Toll-free"),
    (CallType.DOMESTIC_PREMIUM, "Premium"),
)
_BOUNDS: Final = (0, 100, 250)


def _rates(dice: _Dice, start: date, *, by_row: bool) -> Iterator[CallRate]:
    for call_type, name in _DESTINATIONS:
        yield _rate(dice, call_type, name, start, is_plain=by_row)
    for call_type in (CallType.PLAN, CallType.MESSAGE):
        if dice.chance(40):
            days = [start - 5 * _DAY, start + dice.ask(1, 40) * _DAY]
            for day in days[: dice.ask(1, 2)]:
                name = f"{call_type.value} from {day}"
                yield _rate(dice, call_type, name, day, is_plain=False)


def _rate(
    dice: _Dice, call_type: CallType, name: str, on: date, *, is_plain: bool
) -> CallRate:
    filled: dict[str, Any] = {"unit_price": Decimal(dice.pick(_UNIT_PRICES))}
    if not is_plain:
        filled = _priced(dice)
        for field in ("flat_fee", "minimum"):
            if dice.chance(20):
                filled[field] = Decimal(dice.pick(("1.00", "0.333", "25")))
        if call_type.is_rated and dice.chance(20):
            filled["connection_fee"] = Decimal("0.0505")
    return CallRate(
        id=f"rate of {name}",
        name=name,
        call_type=call_type,
        currency="USD",
        effective_on=on,
        prefixes=("+1",) if call_type.is_rated else (),
        **filled,
    )


_UNIT_PRICES: Final = ("0.019", "0.0055", "0", "0.125")


def _priced(dice: _Dice) -> dict[str, Any]:
    model = dice.pick(tuple(PriceModel))
    if model is PriceModel.FLAT:
        return {"unit_price": Decimal(dice.pick(_UNIT_PRICES))}
    if model is PriceModel.PACKAGE:
        price, size = Decimal(dice.pick(("1.50", "0.995"))), dice.pick((100, 30))
        return {"model": model, "unit_price": price, "package": size}
    tiers = tuple(
        Tier(
            above=above,
            unit_price=Decimal(dice.pick(_UNIT_PRICES)),
            flat_fee=Decimal("5.005") if dice.chance(30) else None,
        )
        for above in _BOUNDS[: dice.ask(1, 3)]
    )
    return {"model": model, "tiers": tiers}


def _usage(
    dice: _Dice, months: Sequence[date], rates: Sequence[CallRate], *, by_row: bool
) -> Iterator[UsageTotal]:
    rated = [(one.call_type, one.id) for one in rates if one.call_type.is_rated]
    names: list[tuple[CallType, str | None]] = [*rated, (CallType.PLAN, None)]
    names += [(CallType.EXTENSION, None), (CallType.INBOUND, None)]
    names.append((CallType.MESSAGE, None))
    for month in months:
        for call_type, rate in names:
            for device in Device:
                for batch in ("a", "b")[: dice.ask(0, 2)]:
                    named = (batch, f"{month:%Y-%m}", call_type.value, rate or "")
                    minutes = dice.pick(_MINUTES)
                    is_call = call_type is not CallType.MESSAGE
                    seconds = minutes * _MINUTE if is_call else 10 * minutes
                    seconds += dice.pick((0, 0, 6, 30)) if is_call else 0
                    cost = Decimal(f"{dice.ask(0, 999)}E-2") if by_row else None
                    yield UsageTotal(
                        id=":".join((*named, device.value)),
                        month=month,
                        call_type=call_type,
                        rate=rate,
                        device=device,
                        rows=7,
                        connected=dice.pick((0, 2, 7)),
                        seconds=seconds,
                        billable=seconds,
                        row_cost=cost if rate else None,
                    )


_MINUTES: Final = (0, 1, 50, 100, 101, 250, 300, 990)


# Looking at them.


def usage_make_up(case: UsageCase) -> frozenset[str]:
    """Name what an account with usage, and its invoices, have of what matters."""
    account, readings = case.account, case.readings
    found = {f"{name} {value}" for name, value in readings.items()}
    start = account.contract.billing_start_on or date.max
    last = account.end.last_day_of_service if account.end else date.max
    found |= {one.model.value for one in account.call_rates}
    edges = {
        "start in mid-month": start.day > 1,
        "end of service": last < date.max,
        "end in the month of the start": last.replace(day=1) <= start,
        "low-usage terms": bool(account.low_usage),
        "included replaced": len(account.included)
        > len({(one.unit, one.item) for one in account.included}),
        "connection fee": any(x.connection_fee for x in account.call_rates),
        "minimum": any(one.minimum for one in account.call_rates),
        "flat fee": any(one.flat_fee for one in account.call_rates),
        "contract overage": any(not x.call_type.is_rated for x in account.call_rates),
    }
    found |= {name for name, is_so in edges.items() if is_so}
    for month in case.months:
        found |= set(_edges_of(case, month))
    return frozenset(found)


def _edges_of(case: UsageCase, month: date) -> Iterator[str]:
    account, readings = case.account, case.readings
    lines = bill_usage(account, month, readings)
    for one in lines:
        yield one.kind.value
        if one.quantity.denominator > 1:
            yield "a part of a minute"
        if one.item == "low-usage pool":
            exceeded = one.kind is LineKind.OUTBOUND_OVERAGE
            yield "pool exceeded" if exceeded else "pool"
    if len(months_billed(account, month, readings)) > 1:
        yield "two months on one invoice"
    devices = bill_low_usage(account, month, readings)
    if len(devices) > len({one.group for one in devices}):
        yield "in part at the discount"
