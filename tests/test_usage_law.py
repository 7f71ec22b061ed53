"""Every line of usage agrees with a biller so plain that it can be checked by reading.

The accounts are made of whole numbers: drawn by Hypothesis, or by a seed.
"""

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.builders import (
    account,
    call_rate,
    change,
    day,
    device_price,
    included,
    low_usage,
    price,
    usage_total,
)

from gotobilling.facts import Device, PriceModel, Tier
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.testing.usage import UsedLine, bill_low_usage, bill_usage
from gotobilling.testing.usage_cases import (
    UsageCase,
    usage_case,
    usage_history,
    usage_make_up,
)

# An account takes long to draw and longer to shrink: the seeds below are the many.
few = settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))

SEED: Final = 2026
COUNT: Final = 200
MADE_UP: Final = 100
JUNE: Final = day(6, 1)
JULY: Final = day(7, 1)
AUGUST: Final = day(8, 1)
UNITS: Final = (BillableUnit.MINUTE, BillableUnit.MESSAGE_CREDIT)
FLOORS: Final = {
    **dict.fromkeys(
        (
            "domestic_premium_minutes",
            "included_messages",
            "included_minutes",
            "international_minutes",
            "message_overage",
            "outbound_overage",
            "toll_free_minutes",
        ),
        60,
    ),
    **dict.fromkeys(("flat", "graduated", "package", "volume"), 45),
    **dict.fromkeys(("connection fee", "flat fee", "minimum"), 30),
    "a part of a minute": 90,
    "contract overage": 50,
    "end in the month of the start": 2,
    "end of service": 10,
    "extension_calls free": 15,
    "in part at the discount": 10,
    "included prorated": 15,
    "included replaced": 50,
    "last_usage last_regular": 15,
    "low-usage terms": 45,
    "low_usage contract": 15,
    "pool": 20,
    "pool exceeded": 12,
    "pool_use off_net": 15,
    "start in mid-month": 45,
    "two months on one invoice": 2,
    "usage_rounded row": 15,
}
"""How many of the first hundred seeded accounts have each at least."""


def billed(case: UsageCase, month: date) -> tuple[list[UsedLine], list[UsedLine]]:
    """Return the lines of usage of an invoice, and those of low-usage devices."""
    market = us.CONNECT.with_readings(case.readings)
    found = assemble_invoice(case.account, Period.month_of(month), market)
    if not isinstance(found, Invoice):
        return [], []
    usage: list[UsedLine] = []
    devices: list[UsedLine] = []
    item = case.account.low_usage[0].item if case.account.low_usage else None
    for line in found.lines:
        one = UsedLine(
            line.kind,
            line.item,
            line.group,
            Fraction(line.quantity),
            line.amount.minor,
        )
        if line.unit in UNITS:
            usage.append(one)
        elif line.item == item and line.kind is not LineKind.PRORATED_CHARGE:
            devices.append(one)
    return usage, devices


def agree(case: UsageCase) -> int:
    """Hold every invoice of an account to the naive biller; return the lines held."""
    held = 0
    for month in case.months:
        usage, devices = billed(case, month)
        assert usage == bill_usage(case.account, month, case.readings)
        held += len(usage)
        if _has_terms(case, month):
            assert devices == bill_low_usage(case.account, month, case.readings)
    return held


def _has_terms(case: UsageCase, month: date) -> bool:
    # Without terms in force the item is billed as any other.
    return any(one.effective_on <= month for one in case.account.low_usage)


class TestLaw:
    """The rules and the naive biller agree, line by line."""

    @pytest.mark.clause("D4", "D5", "D6", "D7", "D8", "D9", "D10", "F6", "G3")
    @few
    @given(st.data())
    def test_drawn(self, data: st.DataObject) -> None:
        """Kind, item, quantity and amount of each line are the same."""
        agree(usage_case(lambda low, high: data.draw(st.integers(low, high))))

    @pytest.mark.clause("Q16", "Q37", "Q38", "Q39", "Q41", "Q49")
    @pytest.mark.parametrize("tenth", range(10))
    def test_seeded(self, tenth: int) -> None:
        """The same holds for some hundred seeded accounts."""
        numbers = range(tenth * COUNT // 10, (tenth + 1) * COUNT // 10)

        assert sum(agree(usage_history(SEED, number)) for number in numbers) > 100

    def test_make_up(self) -> None:
        """The seeded accounts have what the law is about, each often enough."""
        found: Counter[str] = Counter()
        for number in range(MADE_UP):
            found.update(usage_make_up(usage_history(SEED, number)))

        rare = {x: found[x] for x, least in FLOORS.items() if found[x] < least}
        assert rare == {}
        assert found.keys() - FLOORS.keys() == set()

    def test_same(self) -> None:
        """The same numbers give the same account."""
        assert usage_history(1, 2) == usage_history(1, 2)
        assert usage_history(1, 2) != usage_history(1, 3)


def case(*facts: Any, readings: dict[str, str] | None = None) -> UsageCase:  # noqa: ANN401
    """Return devices from 15 July on, told of facts, in August."""
    start = day(7, 15)
    known = account(
        start,
        device_price(),
        price("low phone", LineKind.SERVICE_CHARGE, "9.95"),
        change(start, 16),
        *facts,
    )
    return UsageCase(known, readings or {}, (AUGUST,))


def naive(one: UsageCase) -> list[tuple[LineKind, int | Fraction, int]]:
    """Return kind, quantity and cents of what the naive biller finds of August."""
    found = bill_usage(one.account, AUGUST, one.readings)
    return [(line.kind, line.quantity, line.minor) for line in found]


class TestNaive:
    """The naive biller by itself, against sums that are written out."""

    @pytest.mark.clause("D4", "D6", "Q37")
    @pytest.mark.parametrize(("reading", "allowed"), [("full", 310), ("prorated", 160)])
    def test_plan(self, reading: str, allowed: int) -> None:
        """Of 400 minutes 310, or 310 x 16/31 = 160, are included."""
        one = case(
            usage_total(CallType.PLAN, 400),
            included(310),
            readings={"included": reading},
        )

        assert naive(one) == [
            (LineKind.INCLUDED_MINUTES, allowed, 0),
            (LineKind.OUTBOUND_OVERAGE, 400 - allowed, (400 - allowed) * 2),
        ]
        assert agree(one) == 2

    @pytest.mark.clause("D8", "Q41")
    @pytest.mark.parametrize(
        ("model", "minor"),
        [
            # 100 x 0.019 + 50.5 x 0.01 + 5; 150.5 x 0.01 + 5; each 100 for 1.50.
            (PriceModel.GRADUATED, 190 + 51 + 500),
            (PriceModel.VOLUME, 151 + 500),
            (PriceModel.PACKAGE, 2 * 150),
            (PriceModel.FLAT, 286),
        ],
    )
    def test_models(self, model: PriceModel, minor: int) -> None:
        """150.5 minutes by each model."""
        rate = call_rate()
        if model is PriceModel.PACKAGE:
            price_of = Decimal("1.50")
            rate = evolve(rate, model=model, unit_price=price_of, package=100)
        elif model is not PriceModel.FLAT:
            tiers = (
                Tier(above=0, unit_price=Decimal("0.019")),
                Tier(above=100, unit_price=Decimal("0.01"), flat_fee=Decimal(5)),
            )
            rate = evolve(rate, model=model, unit_price=None, tiers=tiers)
        total = usage_total(CallType.INTERNATIONAL, 0, rate.id, billable=150 * 60 + 30)
        one = case(total, rate)

        units = Fraction(301, 2)
        assert naive(one) == [(LineKind.INTERNATIONAL_MINUTES, units, minor)]
        assert agree(one) == 1

    @pytest.mark.clause("G3", "Q38")
    def test_pool(self) -> None:
        """16 devices and 4 low-usage phones, 3 of them allowed: 3 x 50 minutes."""
        start = day(7, 15)
        one = case(
            change(start, 4, "low phone"),
            low_usage(3),
            usage_total(CallType.PLAN, 160, device=Device.LOW_USAGE),
        )

        assert naive(one) == [
            (LineKind.INCLUDED_MINUTES, 150, 0),
            (LineKind.OUTBOUND_OVERAGE, 10, 20),
        ]
        devices = bill_low_usage(one.account, AUGUST, {})
        assert [int(x.quantity) for x in devices] == [3, 1]
        assert [x.minor for x in devices] == [3 * 995, 2500]
        assert agree(one) == 2

    @pytest.mark.clause("Q49")
    @pytest.mark.parametrize(
        ("reading", "found"),
        [("own_invoice", {7: [], 8: [7]}), ("last_regular", {7: [7], 8: []})],
    )
    def test_last_usage(self, reading: str, found: dict[int, list[int]]) -> None:
        """July's 7 minutes stand on the invoice of August or on that of July."""
        known = account(
            JUNE,
            change(JUNE, 5),
            usage_total(CallType.PLAN, 7),
            last_day=day(7, 20),
        )
        readings = {"last_usage": reading}
        one = UsageCase(known, readings, (JULY, AUGUST))

        units = {
            month.month: [line.quantity for line in bill_usage(known, month, readings)]
            for month in one.months
        }
        assert units == found
        assert agree(one) == 1
