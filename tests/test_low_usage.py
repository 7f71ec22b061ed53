"""Low-usage devices: who has the discount, what it costs, the minutes they share."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import (
    Known,
    account,
    call_rate,
    cents,
    change,
    day,
    device_price,
    included,
    invoice,
    low_usage,
    month,
    opening,
    price,
    usage_lines,
    usage_total,
)

from gotobilling.errors import InvalidValue, NoRateInForce
from gotobilling.facts import Account, CallRate, Device, LowUsage, Price, UsageTotal
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import CallType, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period

JUNE: Final = day(6, 1)
JULY: Final = day(7, 1)
LOW: Final = "low phone"
DEVICE: Final = device_price()
LOW_PRICE: Final = price(LOW, LineKind.SERVICE_CHARGE, "9.95")
POOL: Final = "low-usage pool"
BY_CONTRACT: Final = us.CONNECT.with_readings({"low_usage": "contract"})
OFF_NET: Final = us.CONNECT.with_readings({"pool_use": "off_net"})
INCLUDED: Final = LineKind.INCLUDED_MINUTES
OVERAGE: Final = LineKind.OUTBOUND_OVERAGE
Row = tuple[str | None, int | Fraction, str, int]


def served(
    devices: int,
    low: int,
    *facts: Known,
    start: date = JUNE,
    **others: Any,  # noqa: ANN401
) -> Account:
    """Return devices and low-usage phones; five of these are allowed unless told."""
    known: list[Known] = [change(start, devices), DEVICE, LOW_PRICE, *facts]
    if low:
        known.append(change(start, low, LOW))
    if not any(isinstance(one, LowUsage) for one in facts):
        known.append(low_usage())
    return account(start, *known, **others)


def rows(invoice: Invoice) -> list[Row]:
    """Return group, devices, unit price and cents of each line billed in advance."""
    return [
        (line.group, line.quantity, str(line.unit_price), line.amount.minor)
        for line in invoice.lines
        if line.kind is LineKind.SERVICE_CHARGE and line.item == LOW
    ]


def billed(known: Account, number: int = 8, market: Market = us.CONNECT) -> list[Row]:
    """Return the lines of low-usage phones of a month, August unless told."""
    return rows(invoice(known, month(number), market))


def used(minutes: int, **others: object) -> UsageTotal:
    """Return minutes that low-usage phones called in July."""
    filled: dict[str, Any] = {"id": "low minutes", "device": Device.LOW_USAGE}
    return usage_total(CallType.PLAN, minutes, None, **(filled | others))


class TestThreshold:
    """At least 20 phones, the low-usage ones among them (G3)."""

    @pytest.mark.clause("G3", "Q38")
    def test_enough(self) -> None:
        """15 devices and 5 low-usage phones are 20: five at 9.95."""
        assert billed(served(15, 5)) == [(None, 5, "9.95", 5 * 995)]

    @pytest.mark.clause("G3", "Q38")
    def test_too_few(self) -> None:
        """14 and 5 are 19: all five are billed as devices, at 25.00."""
        assert billed(served(14, 5)) == [(None, 5, "25.00", 5 * 2500)]

    @pytest.mark.clause("G3", "Q38")
    def test_other_items(self) -> None:
        """What is not named as a phone does not count: adapters, paging."""
        adapter = price("adapter", LineKind.SERVICE_CHARGE, "5.00")
        more: list[Known] = [adapter, change(JUNE, 10, "adapter")]
        counted = low_usage(phones=("adapter", "device", LOW))

        assert billed(served(14, 5, *more)) == [(None, 5, "25.00", 12500)]
        assert billed(served(14, 5, *more, counted)) == [(None, 5, "9.95", 4975)]

    @pytest.mark.clause("G3", "Q38")
    def test_all_groups_count(self) -> None:
        """Phones of every billing group count for the 20."""
        berlin = change(JUNE, 6, group="Berlin")

        assert billed(served(9, 5, berlin)) == [(None, 5, "9.95", 4975)]

    @pytest.mark.clause("G3", "Q38")
    def test_opening(self) -> None:
        """Phones that were there when the history begins count as well."""
        began = day(6, 15)
        known = account(
            day(1, 1),
            DEVICE,
            LOW_PRICE,
            low_usage(),
            opening(began, 15),
            opening(began, 5, LOW),
        )

        assert billed(known) == [(None, 5, "9.95", 4975)]

    @pytest.mark.clause("G3")
    def test_no_terms(self) -> None:
        """Without terms the phones are billed at their own price, however few."""
        known = account(JUNE, DEVICE, LOW_PRICE, change(JUNE, 3, LOW))

        assert billed(known) == [(None, 3, "9.95", 3 * 995)]

    @pytest.mark.clause("G3")
    @pytest.mark.parametrize(
        ("on", "minor"), [(day(8, 1), 5 * 2500), (day(8, 2), 4975)]
    )
    def test_terms_begin(self, on: date, minor: int) -> None:
        """Terms hold from the invoice on whose day they are in force."""
        known = served(14, 5, low_usage(effective_on=on))

        assert sum(row[3] for row in billed(known)) == minor


class TestAllowed:
    """The contract fixes how many are allowed (G3)."""

    @pytest.mark.clause("G3", "low-usage-price")
    def test_above(self) -> None:
        """Of 8 phones 5 are allowed: 5 x 9.95 and 3 x 25.00."""
        assert billed(served(15, 8)) == [
            (None, 5, "9.95", 5 * 995),
            (None, 3, "25.00", 3 * 2500),
        ]

    @pytest.mark.clause("G3")
    def test_none(self) -> None:
        """Where none are allowed all are billed in full."""
        assert billed(served(20, 2, low_usage(0))) == [(None, 2, "25.00", 5000)]

    @pytest.mark.clause("low-usage-price")
    def test_groups(self) -> None:
        """Groups take from what is allowed as printed: 3 of none, 2 of Berlin's 4."""
        more: list[Known] = [
            change(JUNE, 1, LOW, group="Ogden"),
            change(JUNE, 4, LOW, group="Berlin"),
        ]

        assert billed(served(15, 3, *more)) == [
            (None, 3, "9.95", 3 * 995),
            ("Berlin", 2, "9.95", 2 * 995),
            ("Berlin", 2, "25.00", 2 * 2500),
            ("Ogden", 1, "25.00", 2500),
        ]

    @pytest.mark.clause("low-usage-price")
    def test_line_ids(self) -> None:
        """Each of a group's two lines has an id of its own."""
        more = change(JUNE, 4, LOW, group="Berlin")
        found = invoice(served(15, 3, more), month(8))

        assert len({line.id for line in found.lines}) == len(found.lines) == 4

    @pytest.mark.clause("Q67")
    def test_changed(self) -> None:
        """Terms of a later day take the place of the earlier ones."""
        later = low_usage(2, id="later", effective_on=day(8, 1))
        known = served(15, 5, low_usage(), later)

        assert billed(known, 7) == [(None, 5, "9.95", 4975)]
        assert billed(known, 8) == [(None, 2, "9.95", 1990), (None, 3, "25.00", 7500)]


class TestJudged:
    """Once for each invoice, or once by the contract (Q38)."""

    @pytest.mark.clause("Q38")
    def test_removed_in_mid_month(self) -> None:
        """One of 20 phones removed on 10 July: July stays, August is in full."""
        known = served(15, 5, change(day(7, 10), -1))

        assert billed(known, 7) == [(None, 5, "9.95", 4975)]
        assert billed(known, 8) == [(None, 5, "25.00", 12500)]
        others = [
            line.item
            for line in invoice(known, month(8)).lines
            if line.kind is LineKind.PRORATED_CHARGE
        ]
        assert others == ["device"]

    @pytest.mark.clause("Q38", "Q23")
    @pytest.mark.parametrize(("on", "unit_price"), [(1, "25.00"), (2, "9.95")])
    def test_removed_on_the_first(self, on: int, unit_price: str) -> None:
        """What is there at the end of day 1 is judged, on day 2 it is too late."""
        known = served(15, 5, change(day(8, on), -1))

        assert billed(known)[0][2] == unit_price

    @pytest.mark.clause("Q38")
    def test_added(self) -> None:
        """With a twentieth phone of July the discount begins in August."""
        known = served(14, 5, change(day(7, 10), 1))

        assert [billed(known, n)[0][2] for n in (7, 8)] == ["25.00", "9.95"]

    @pytest.mark.clause("Q38")
    def test_by_contract(self) -> None:
        """Judged once, the phones of 1 June count until other terms begin."""
        gone = change(day(7, 10), -1)
        terms = low_usage(effective_on=JUNE)
        again = low_usage(id="again", effective_on=day(9, 1))
        known = served(15, 5, gone, terms, again)

        found = [billed(known, n, BY_CONTRACT)[0][2] for n in (7, 8, 9)]

        assert found == ["9.95", "9.95", "25.00"]

    @pytest.mark.clause("Q38")
    def test_by_contract_too_few(self) -> None:
        """Judged once with 19 phones, a twentieth brings nothing."""
        terms = low_usage(effective_on=JUNE)
        known = served(14, 5, change(day(7, 10), 1), terms)

        assert billed(known, 8, BY_CONTRACT) == [(None, 5, "25.00", 12500)]

    @pytest.mark.clause("Q38")
    def test_by_contract_at_the_end_of_the_day(self) -> None:
        """Phones of the day on which the terms begin count with them."""
        terms = low_usage(effective_on=JUNE)
        later = low_usage(effective_on=day(6, 2))
        more = change(day(6, 2), 1)

        assert billed(served(14, 5, more, terms), 8, BY_CONTRACT)[0][2] == "25.00"
        assert billed(served(14, 5, more, later), 8, BY_CONTRACT)[0][2] == "9.95"


class TestPrices:
    """The item's own price, and the one it has otherwise."""

    @pytest.mark.clause("Q30", "low-usage-price")
    @pytest.mark.parametrize(
        ("item", "found"),
        [
            (LOW, [(5, "8.00", 5 * 800), (3, "25.00", 7500)]),
            ("device", [(5, "9.95", 4975), (3, "8.00", 2400)]),
        ],
    )
    def test_changed(self, item: str, found: list[tuple[int, str, int]]) -> None:
        """Each of the two prices changes on its own day."""
        new = price(item, LineKind.SERVICE_CHARGE, "8.00", day(8, 1))
        known = served(15, 8, new)

        assert [row[1:] for row in billed(known)] == found
        assert [row[2] for row in billed(known, 7)] == ["9.95", "25.00"]

    @pytest.mark.clause("Q30")
    def test_changed_in_mid_month(self) -> None:
        """A new full price of 10 July holds from August on."""
        new = price("device", LineKind.SERVICE_CHARGE, "24.00", day(7, 10))
        known = served(15, 8, new)

        assert [billed(known, n)[1][2] for n in (7, 8)] == ["25.00", "24.00"]

    @pytest.mark.clause("low-usage-price")
    def test_no_full_price_yet(self) -> None:
        """Devices in full without a price in force are refused, not billed at 0."""
        late = device_price("25.00", day(9, 1))
        known = account(JUNE, late, LOW_PRICE, low_usage(), change(JUNE, 5, LOW))

        with pytest.raises(NoRateInForce, match="device"):
            invoice(known, month(8))

    @pytest.mark.clause("Q29")
    def test_rounded_once(self) -> None:
        """Five at 9.995 are 49.975, which is 49.98."""
        exact = price(LOW, LineKind.SERVICE_CHARGE, "9.995")
        known = account(JUNE, exact, DEVICE, low_usage(), change(JUNE, 15))
        known = evolve(known, changes=(*known.changes, change(JUNE, 5, LOW)))

        assert billed(known)[0][3] == cents(5 * Fraction("9.995")) == 4998

    @pytest.mark.clause("low-usage-price")
    def test_mid_month_addition(self) -> None:
        """A phone added on 15 July is prorated at its own price: 9.95 x 16/31."""
        known = served(15, 5, change(day(7, 15), 2, LOW))

        (line,) = [
            one
            for one in invoice(known, month(8)).lines
            if one.kind is LineKind.PRORATED_CHARGE
        ]

        minor = cents(2 * Fraction("9.95") * Fraction(16, 31))
        assert (line.item, line.quantity, line.amount.minor) == (LOW, 2, minor)

    @pytest.mark.clause("Q68")
    def test_end_of_service(self) -> None:
        """Service that ends on 10 August: 10 of 31 days of both prices."""
        known = served(15, 8, last_day=day(8, 10))

        assert [row[1:] for row in billed(known)] == [
            (5, "9.95", cents(5 * Fraction("9.95") * Fraction(10, 31))),
            (3, "25.00", cents(3 * 25 * Fraction(10, 31))),
        ]
        periods = {
            line.period for line in invoice(known, month(8)).lines if line.item == LOW
        }
        assert periods == {Period(day(8, 1), day(8, 11))}

    @pytest.mark.clause("Q68")
    @pytest.mark.parametrize("reading", ["full_month", "days_served"])
    def test_end_on_the_last_day(self, reading: str) -> None:
        """Service to 31 August is a full month in any reading."""
        market = us.CONNECT.with_readings({"last_month": reading})

        found = billed(served(15, 5, last_day=day(8, 31)), market=market)

        assert found == [(None, 5, "9.95", 4975)]

    @pytest.mark.clause("Q68")
    def test_full_last_month(self) -> None:
        """Where the last month is billed in full, so are these."""
        market = us.CONNECT.with_readings({"last_month": "full_month"})

        found = billed(served(15, 5, last_day=day(8, 10)), market=market)

        assert found == [(None, 5, "9.95", 4975)]

    @pytest.mark.clause("A1")
    def test_all_removed(self) -> None:
        """Without a low-usage phone there is no line of them."""
        known = served(20, 5, change(day(7, 10), -5, LOW))

        assert billed(known) == []

    @pytest.mark.clause("A9", "Q68")
    def test_start_in_mid_month(self) -> None:
        """From 15 July on the first part month is prorated, August in advance."""
        known = served(15, 5, start=day(7, 15))

        found = invoice(known, month(8))

        assert rows(found) == [(None, 5, "9.95", 4975)]
        (part,) = [
            line.amount.minor
            for line in found.lines
            if line.item == LOW and line.kind is LineKind.PRORATED_CHARGE
        ]
        assert part == cents(5 * Fraction("9.95") * Fraction(16, 31))


class TestPool:
    """50 minutes for each device so priced, shared by all (3.1)."""

    @pytest.mark.clause("G3", "Q38", "D6")
    @pytest.mark.parametrize(
        ("minutes", "found"),
        [
            (1, [(INCLUDED, POOL, 1, 0)]),
            (250, [(INCLUDED, POOL, 250, 0)]),
            (300, [(INCLUDED, POOL, 250, 0), (OVERAGE, POOL, 50, 50 * 2)]),
        ],
    )
    def test_shared(self, minutes: int, found: list[Any]) -> None:
        """Five of 5 phones have 5 x 50 minutes together; 50 above cost 0.02 each."""
        known = served(15, 5, used(minutes))

        assert usage_lines(invoice(known, month(8))) == found

    @pytest.mark.clause("Q38")
    def test_only_so_priced(self) -> None:
        """Of 8 phones the 5 at the discount bring minutes."""
        known = served(15, 8, used(300))

        assert usage_lines(invoice(known, month(8)))[0] == (INCLUDED, POOL, 250, 0)

    @pytest.mark.clause("Q38")
    def test_groups_share(self) -> None:
        """The pool is one for all groups: (3 + 2) x 50."""
        more = change(JUNE, 2, LOW, group="Berlin")
        known = served(15, 3, more, used(300))

        assert usage_lines(invoice(known, month(8)))[0] == (INCLUDED, POOL, 250, 0)

    @pytest.mark.clause("Q38", "F6")
    def test_of_the_usage_month(self) -> None:
        """The phones of July's first day count, not those of the invoice."""
        known = served(15, 5, change(day(7, 2), -3, LOW), used(300))

        found = invoice(known, month(8))

        assert usage_lines(found)[0] == (INCLUDED, POOL, 250, 0)
        # 15 + 2 = 17 phones are too few on 1 August.
        assert rows(found) == [(None, 2, "25.00", 5000)]

    @pytest.mark.clause("Q38", "A6")
    def test_of_the_billing_start(self) -> None:
        """In the first part month the phones of the first day of service count."""
        known = served(15, 5, used(300), start=day(7, 15))

        assert usage_lines(invoice(known, month(8)))[0] == (INCLUDED, POOL, 250, 0)

    @pytest.mark.clause("Q38")
    def test_by_contract(self) -> None:
        """Judged by the contract, 15 phones of July still have the pool.

        Else they are billed in full and use the plan's minutes, here without a limit.
        """
        terms = low_usage(effective_on=JUNE)
        known = served(15, 5, change(day(6, 15), -5), terms, used(300))

        by_invoice = usage_lines(invoice(known, month(8)))
        by_contract = usage_lines(invoice(known, month(8), BY_CONTRACT))

        assert by_invoice == [(INCLUDED, "plan", 300, 0)]
        assert by_contract == [(INCLUDED, POOL, 250, 0), (OVERAGE, POOL, 50, 100)]

    @pytest.mark.clause("Q39")
    def test_apart_from_the_plan(self) -> None:
        """Low-usage phones leave the plan's minutes, and others the pool."""
        plan = usage_total(CallType.PLAN, 130)
        known = served(15, 5, plan, used(300), included(100))

        assert usage_lines(invoice(known, month(8))) == [
            (INCLUDED, "plan", 100, 0),
            (INCLUDED, POOL, 250, 0),
            (OVERAGE, "plan", 30, 60),
            (OVERAGE, POOL, 50, 100),
        ]

    @pytest.mark.clause("Q16", "Q39")
    def test_extension_calls(self) -> None:
        """Calls between extensions use the plan's minutes, never the pool."""
        extension = usage_total(CallType.EXTENSION, 70, device=Device.LOW_USAGE)
        known = served(15, 5, extension, included(100))

        for market in (us.CONNECT, OFF_NET):
            assert usage_lines(invoice(known, month(8), market)) == [
                (INCLUDED, "plan", 70, 0)
            ]

    @pytest.mark.clause("Q39")
    def test_rated_calls(self) -> None:
        """Calls abroad at their rate use no pool, or each off-net minute does."""
        known = served(15, 5, used(240), *abroad(20))
        rated = (LineKind.INTERNATIONAL_MINUTES, "Germany", 20, 38)

        assert usage_lines(invoice(known, month(8))) == [
            (INCLUDED, POOL, 240, 0),
            rated,
        ]
        assert usage_lines(invoice(known, month(8), OFF_NET)) == [
            (INCLUDED, POOL, 250, 0),
            (OVERAGE, POOL, 10, 20),
            rated,
        ]

    @pytest.mark.clause("Q39", "Q41")
    @pytest.mark.parametrize("plan_minutes", [0, 1])
    def test_rated_calls_by_row(self, plan_minutes: int) -> None:
        """What is above the pool has its own price where rows are rounded: x 0.03."""
        rate = call_rate("over", "0.03", CallType.PLAN)
        facts: list[Known] = [*abroad(260), rate]
        if plan_minutes:
            facts.append(used(plan_minutes))
        market = OFF_NET.with_readings({"usage_rounded": "row"})

        found = usage_lines(invoice(served(15, 5, *facts), month(8), market))

        over = 10 + plan_minutes
        assert found[1] == (OVERAGE, POOL, over, over * 3)

    @pytest.mark.clause("Q37", "Q38")
    def test_prorated(self) -> None:
        """Prorated from 15 July on: 250 x 16/31 minutes."""
        market = us.CONNECT.with_readings({"included": "prorated"})
        known = served(15, 5, used(300), start=day(7, 15))

        found = usage_lines(invoice(known, month(8), market))

        pool = 250 * Fraction(16, 31)
        over = cents((300 - pool) * Fraction("0.02"))
        assert found == [(INCLUDED, POOL, pool, 0), (OVERAGE, POOL, 300 - pool, over)]

    @pytest.mark.clause("D6", "Q10")
    def test_contract_rate(self) -> None:
        """The contract's rate of the overage holds for the pool: 50 x 0.03."""
        rate = call_rate("over", "0.03", CallType.PLAN)
        known = served(15, 5, used(300), rate)

        found = usage_lines(invoice(known, month(8)))

        assert found[1] == (OVERAGE, POOL, 50, 150)

    @pytest.mark.clause("Q38")
    def test_no_terms(self) -> None:
        """Without terms in the usage month all calls use the plan's minutes."""
        plan = usage_total(CallType.PLAN, 80)
        late = low_usage(effective_on=day(8, 1))
        known = served(15, 5, plan, used(40), included(100), late)

        assert usage_lines(invoice(known, month(8))) == [
            (INCLUDED, "plan", 100, 0),
            (OVERAGE, "plan", 20, 40),
        ]


def abroad(minutes: int) -> tuple[UsageTotal, CallRate]:
    """Return minutes that low-usage phones called Germany in July, and their rate."""
    rate = call_rate()
    total = usage_total(
        CallType.INTERNATIONAL,
        minutes,
        rate.id,
        device=Device.LOW_USAGE,
        row_cost=Decimal("0.50"),
    )
    return total, rate


class TestDocuments:
    """The lines over a summer."""

    @pytest.mark.clause("G3", "Q38")
    def test_summer(self) -> None:
        """19 phones in June, 20 from 10 June on, 19 from 10 August on."""
        known = served(14, 5, change(day(6, 10), 1), change(day(8, 10), -1))

        found = {
            one.period.start.month: rows(one)[0][2]
            for one in invoices_issued(known, Period(JUNE, day(10, 1)), us.CONNECT)
        }

        assert found == {6: "25.00", 7: "9.95", 8: "9.95", 9: "25.00"}

    @pytest.mark.clause("G3")
    def test_other_kinds(self) -> None:
        """A low-usage item may be of another kind, as long as both are of it."""
        prices: list[Price] = [
            price(item, LineKind.RENTAL, amount)
            for item, amount in (("desk", "7.00"), (LOW, "3.00"))
        ]
        terms = low_usage(1, full_price="desk", phones=("desk", LOW))
        held: list[Known] = [change(JUNE, 18, "desk"), change(JUNE, 2, LOW)]
        known = account(JUNE, *prices, terms, *held)

        found = [
            (line.item, line.quantity, line.amount.minor)
            for line in invoice(known, month(8)).lines
        ]

        assert found == [("desk", 18, 12600), (LOW, 1, 300), (LOW, 1, 700)]

    @pytest.mark.clause("G3")
    def test_policy(self) -> None:
        """The 20 and the 50 are the policy's: with 10 phones and 30 minutes."""
        policy = evolve(us.CONNECT.low_usage, phones=10, minutes=30)
        market = evolve(us.CONNECT, low_usage=policy)
        found = invoice(served(5, 5, used(300)), month(8), market)

        assert rows(found) == [(None, 5, "9.95", 4975)]
        assert usage_lines(found)[0] == (INCLUDED, POOL, 5 * 30, 0)
        for field in ("phones", "minutes"):
            negative: dict[str, Any] = {field: -1}
            with pytest.raises(InvalidValue, match=rf"^{field} must be from 0 "):
                evolve(policy, **negative)
