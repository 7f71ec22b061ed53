"""The lines of usage of an invoice, each amount as its arithmetic."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
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
    lines,
    month,
    nothing,
    price,
    seat_price,
    usage_lines,
    usage_total,
)

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.errors import ConflictingFacts, InvalidValue, NoRateInForce, WrongType
from gotobilling.facts import (
    BRAZIL_MOBILE,
    Account,
    BillingAddress,
    CallRate,
    NoUsage,
    PriceModel,
    Tier,
    UsageTotal,
)
from gotobilling.formats.documents import document_bytes
from gotobilling.invoices import Invoice, assemble_invoice, invoices_issued
from gotobilling.kinds import BillableUnit, CallType, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import br, ca, mx, us
from gotobilling.periods import Period
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.usage.summaries import NO_USAGE, Usage
from gotobilling.usage.told import with_usage
from gotobilling.verify import verify

JUNE: Final = day(6, 1)
JULY: Final = day(7, 1)
DEVICES: Final = change(JUNE, 5)
INCLUDED: Final = LineKind.INCLUDED_MINUTES
PREMIUM: Final = LineKind.DOMESTIC_PREMIUM_MINUTES
OVERAGE: Final = LineKind.OUTBOUND_OVERAGE
TOLL_FREE: Final = LineKind.TOLL_FREE_MINUTES
ABROAD: Final = LineKind.INTERNATIONAL_MINUTES
TEXTS: Final = LineKind.INCLUDED_MESSAGES
MORE_TEXTS: Final = LineKind.MESSAGE_OVERAGE
Line = tuple[LineKind, str, int | Fraction, int]


def plan(minutes: int, **others: object) -> UsageTotal:
    """Return minutes of local and long-distance calls in July."""
    return usage_total(CallType.PLAN, minutes, None, **others)


def texts(credits_used: int, **others: object) -> UsageTotal:
    """Return message credits used in July."""
    return usage_total(CallType.MESSAGE, credits_used, None, **others)


def abroad(minutes: int, rate: str = "rate of Germany", **others: object) -> UsageTotal:
    """Return minutes of international calls in July."""
    return usage_total(CallType.INTERNATIONAL, minutes, rate, **others)


def read(name: str, value: str) -> Market:
    """Return the market under one other reading."""
    return us.CONNECT.with_readings({name: value})


def served(*facts: Known, **others: Any) -> Account:  # noqa: ANN401
    """Return five devices, billed from 1 June on, told of usage."""
    return account(JUNE, DEVICES, *facts, **others)


def billed(
    *facts: Known,
    start: date = JUNE,
    last_day: date | None = None,
    market: Market = us.CONNECT,
    number: int = 8,
) -> list[Line]:
    """Return the lines of usage of an invoice, that of August unless told."""
    known = account(start, change(start, 5), *facts, last_day=last_day)
    return usage_lines(invoice(known, month(number), market))


class TestIncluded:
    """Minutes of the plan, and those above them (D4, D6)."""

    @pytest.mark.clause("D4", "D6", "Q10")
    @pytest.mark.parametrize("minutes", [1, 99, 100])
    def test_within(self, minutes: int) -> None:
        """Up to 100 of 100 included minutes cost nothing more."""
        found = billed(plan(minutes), included(100))

        assert found == [(INCLUDED, "plan", minutes, 0)]

    @pytest.mark.clause("D4", "D6", "Q10")
    def test_above(self) -> None:
        """Of 130 minutes 100 are included; 30 cost 0.02 each."""
        found = billed(plan(130), included(100))

        over = cents(30 * Fraction("0.02"))
        assert over == 60
        assert found == [(INCLUDED, "plan", 100, 0), (OVERAGE, "plan", 30, over)]

    @pytest.mark.clause("F3")
    def test_part_of_a_minute(self) -> None:
        """One second above the included is a sixtieth of a minute: 0.02 / 60."""
        found = billed(plan(0, billable=100 * 60 + 1), included(100))

        assert found[1] == (OVERAGE, "plan", Fraction(1, 60), 0)
        assert cents(Fraction(1, 60) * Fraction("0.02")) == 0

    @pytest.mark.clause("D4")
    def test_unlimited(self) -> None:
        """Where nothing says how many are included, all are."""
        assert billed(plan(123456)) == [(INCLUDED, "plan", 123456, 0)]

    @pytest.mark.clause("D4", "D6")
    def test_none_included(self) -> None:
        """A plan of 0 minutes has no line of what is included: 10 x 0.02."""
        assert billed(plan(10), included(0)) == [(OVERAGE, "plan", 10, 20)]

    @pytest.mark.clause("D4")
    def test_nothing_used(self) -> None:
        """A total of 0 seconds makes no line."""
        assert billed(plan(0), included(100)) == []

    @pytest.mark.clause("D4")
    def test_several(self) -> None:
        """100 for the account and 20 for each of 5 devices are 200 together."""
        found = billed(plan(201), included(100), included(20, "device"))

        assert 100 + 5 * 20 == 200
        assert found == [(INCLUDED, "plan", 200, 0), (OVERAGE, "plan", 1, 2)]

    @pytest.mark.clause("D4")
    def test_each_item_counted_in_all_groups(self) -> None:
        """Units of every billing group bring their minutes: (5 + 2) x 20."""
        berlin = change(JUNE, 2, group="Berlin")

        found = billed(plan(150), included(20, "device"), berlin)

        assert found == [(INCLUDED, "plan", 140, 0), (OVERAGE, "plan", 10, 20)]

    @pytest.mark.clause("D4", "Q23")
    @pytest.mark.parametrize(("on", "units"), [(1, 7), (2, 5)])
    def test_each_item_counted_on_the_first_day(self, on: int, units: int) -> None:
        """Units count that are there at the end of the month's first day."""
        found = billed(plan(500), included(20, "device"), change(day(7, on), 2))

        assert found[0] == (INCLUDED, "plan", units * 20, 0)

    @pytest.mark.clause("D4")
    def test_item_that_is_not_there(self) -> None:
        """Of an item without a unit nothing is included."""
        seats = (seat_price(), device_price(), included(20, "agent seat"))

        assert billed(plan(10), *seats) == [(OVERAGE, "plan", 10, 20)]

    @pytest.mark.clause("D4", "Q67")
    @pytest.mark.parametrize(("on", "units"), [(day(7, 1), 50), (day(7, 2), 100)])
    def test_replaced(self, on: date, units: int) -> None:
        """Later minutes take the place of earlier ones from a month's first day on."""
        later = included(50, effective_on=on)

        found = billed(plan(500), included(100), later)

        assert found[0] == (INCLUDED, "plan", units, 0)

    @pytest.mark.clause("D4")
    def test_later_ones_beside_others(self) -> None:
        """What replaces the account's minutes leaves those of its devices alone."""
        later = included(50, effective_on=JULY)

        found = billed(plan(500), included(100), included(20, "device"), later)

        assert found[0] == (INCLUDED, "plan", 50 + 5 * 20, 0)

    @pytest.mark.clause("D4")
    def test_not_yet_included(self) -> None:
        """What is included from August on says nothing of July: no limit."""
        later = included(50, effective_on=day(8, 1))

        assert billed(plan(500), later) == [(INCLUDED, "plan", 500, 0)]

    @pytest.mark.clause("D4", "F6")
    def test_batches_add_up(self) -> None:
        """Totals of one month add up, whatever batch they come from: 60 + 60."""
        found = billed(plan(60), plan(60, id="second"), included(100))

        assert found == [(INCLUDED, "plan", 100, 0), (OVERAGE, "plan", 20, 40)]

    @pytest.mark.clause("D4")
    def test_inbound(self) -> None:
        """Calls to the account's own numbers are counted and never charged."""
        assert billed(usage_total(CallType.INBOUND, 500), included(0)) == []


class TestOverageRate:
    """The price of what is above the included (D6, D10, Q10)."""

    @pytest.mark.clause("D6", "Q10")
    def test_contract(self) -> None:
        """A rate of the contract stands in for 0.02: 30 x 0.03."""
        rate = call_rate("overage", "0.03", CallType.PLAN)

        found = invoice(served(plan(130), included(100), rate), month(8))

        (line,) = [one for one in found.lines if one.kind is OVERAGE]
        assert line.amount.minor == cents(30 * Fraction("0.03")) == 90
        assert (line.price, line.unit_price) == ("rate of overage", Decimal("0.03"))

    @pytest.mark.clause("D6", "Q10")
    @pytest.mark.parametrize(("on", "minor"), [(day(7, 1), 30), (day(7, 2), 90)])
    def test_dated(self, on: date, minor: int) -> None:
        """The rate of the month's first day counts: 30 x 0.03 or 30 x 0.01."""
        rates = [
            call_rate("overage", "0.03", CallType.PLAN),
            call_rate("less", "0.01", CallType.PLAN, effective_on=on),
        ]

        assert billed(plan(130), included(100), *rates)[1][3] == minor

    @pytest.mark.clause("D6")
    def test_fees(self) -> None:
        """A rate with a fee and a minimum: greatest of 30 x 0.01 + 0.50 and 1.00."""
        rate = call_rate("overage", "0.01", CallType.PLAN, flat_fee=Decimal("0.50"))
        least = evolve(rate, minimum=Decimal(1))

        assert billed(plan(130), included(100), rate)[1][3] == 30 + 50
        assert billed(plan(130), included(100), least)[1][3] == 100

    @pytest.mark.clause("D6")
    def test_fees_only_where_used(self) -> None:
        """Nothing above the included, no line and no minimum."""
        rate = call_rate("overage", "0.01", CallType.PLAN, minimum=Decimal(1))

        assert billed(plan(100), included(100), rate) == [(INCLUDED, "plan", 100, 0)]

    @pytest.mark.clause("D6", "Q62")
    def test_another_currency(self) -> None:
        """0.02 is in US dollars; in euros the contract's rate must be supplied."""
        euros = device_price(currency="EUR")
        known = account(JUNE, DEVICES, euros, plan(130), included(100), currency="EUR")

        with pytest.raises(NoRateInForce) as found:
            invoice(known, month(8))

        said = "must be given by a call rate of type plan in EUR, got None [D6]"
        assert str(found.value) == f"price of plan above the included {said}"
        rate = call_rate("overage", "0.018", CallType.PLAN, currency="EUR")
        again = invoice(evolve(known, call_rates=(rate,)), month(8))
        assert usage_lines(again)[1] == (OVERAGE, "plan", 30, 54)

    @pytest.mark.clause("D6", "Q62")
    def test_another_currency_within_the_included(self) -> None:
        """Without a minute above the included no price is needed."""
        euros = device_price(currency="EUR")
        known = account(JUNE, DEVICES, euros, plan(99), included(100), currency="EUR")

        assert usage_lines(invoice(known, month(8))) == [(INCLUDED, "plan", 99, 0)]

    @pytest.mark.clause("D10", "Q62")
    def test_another_currency_of_messages(self) -> None:
        """The price of a message credit is asked for by its own name."""
        euros = device_price(currency="EUR")
        none = included(0, unit=BillableUnit.MESSAGE_CREDIT)
        known = account(JUNE, DEVICES, euros, texts(1), none, currency="EUR")

        with pytest.raises(NoRateInForce) as found:
            invoice(known, month(8))

        said = "must be given by a call rate of type message in EUR, got None [D10]"
        assert str(found.value) == f"price of messages above the included {said}"


class TestRated:
    """Minutes that have a rate of their own (D5, D7, D8)."""

    @pytest.mark.clause("D5", "D7", "D8")
    @pytest.mark.parametrize(
        ("call_type", "kind"),
        [
            (CallType.DOMESTIC_PREMIUM, PREMIUM),
            (CallType.TOLL_FREE_INBOUND, TOLL_FREE),
            (CallType.INTERNATIONAL, ABROAD),
        ],
    )
    def test_kinds(self, call_type: CallType, kind: LineKind) -> None:
        """Each call type has a line of its own: 70 x 0.019 = 1.33."""
        rate = call_rate("there", "0.019", call_type)
        used = usage_total(call_type, 70, "rate of there")

        found = billed(used, rate, included(100))

        assert found == [(kind, "there", 70, cents(70 * Fraction("0.019")))]
        assert found[0][3] == 133

    @pytest.mark.clause("D8")
    def test_fields(self) -> None:
        """A line of usage names its rate, unit and month, and no group or fact."""
        found = invoice(served(abroad(70), call_rate()), month(8))

        (line,) = [one for one in found.lines if one.kind is ABROAD]
        assert (line.price, line.unit_price) == ("rate of Germany", Decimal("0.019"))
        assert (line.unit, line.charge_class) == (
            BillableUnit.MINUTE,
            ChargeClass.TELECOMMUNICATIONS,
        )
        assert (line.effective_on, line.period) == (JULY, month(7))
        others: set[object] = {line.group, line.fact, line.code}
        assert others == {None}

    @pytest.mark.clause("D8")
    def test_one_line_for_each_rate(self) -> None:
        """Lines stand by the name of the destination, not by id."""
        facts: list[Known] = [
            abroad(10, "a"),
            abroad(20, "b"),
            call_rate("Germany", "0.02", id="a"),
            call_rate("France", "0.03", id="b"),
        ]

        assert billed(*facts) == [
            (ABROAD, "France", 20, 60),
            (ABROAD, "Germany", 10, 20),
        ]

    @pytest.mark.clause("D8", "Q67")
    def test_rate_that_changed(self) -> None:
        """Two rates of one destination in a month are two lines."""
        facts: list[Known] = [
            abroad(10, "a"),
            abroad(20, "b"),
            call_rate("Germany", "0.02", id="a"),
            call_rate("Germany", "0.03", id="b", effective_on=day(7, 15)),
        ]

        found = invoice(served(*facts), month(8))

        assert usage_lines(found) == [
            (ABROAD, "Germany", 10, 20),
            (ABROAD, "Germany", 20, 60),
        ]
        assert len({line.id for line in found.lines}) == len(found.lines)

    @pytest.mark.clause("D8", "Q39")
    def test_uses_no_included_minutes(self) -> None:
        """Calls abroad leave the included minutes to the plan."""
        found = billed(abroad(10), call_rate(), plan(100), included(100))

        assert found == [(INCLUDED, "plan", 100, 0), (ABROAD, "Germany", 10, 19)]

    @pytest.mark.clause("F4", "Q40")
    def test_sixtieths(self) -> None:
        """66 billable seconds are 1.1 minutes: 1.1 x 0.30 = 0.33."""
        rate = call_rate("Brazil mobile", "0.30", increment=BRAZIL_MOBILE)
        used = abroad(0, "rate of Brazil mobile", billable=BRAZIL_MOBILE.billable(61))

        assert billed(used, rate) == [(ABROAD, "Brazil mobile", Fraction(11, 10), 33)]

    @pytest.mark.clause("D8")
    def test_printed_order(self) -> None:
        """Lines stand in the order of the list: D4, D5, D6, D7, D8, D9, D10."""
        facts: list[Known] = [plan(130), included(100), texts(20)]
        facts.append(included(10, id="texts", unit=BillableUnit.MESSAGE_CREDIT))
        for call_type in CallType:
            if call_type.is_rated:
                facts.append(call_rate(call_type.value, "0.1", call_type))
                name = f"rate of {call_type.value}"
                facts.append(usage_total(call_type, 1, name))

        kinds = [kind for kind, *_ in billed(*facts)]

        assert kinds == [
            *(INCLUDED, PREMIUM, OVERAGE, TOLL_FREE, ABROAD),
            *(TEXTS, MORE_TEXTS),
        ]

    @pytest.mark.clause("A1", "D3")
    def test_between_prorations_and_seats(self) -> None:
        """Usage stands after prorated charges and before the contact center."""
        known = served(
            device_price(),
            seat_price(),
            change(JUNE, 1, "agent seat"),
            change(day(7, 15), 1),
            plan(10),
        )

        kinds = [kind.value for kind, *_ in lines(invoice(known, month(8)))]

        assert kinds == [
            "service_charge",
            "prorated_charge",
            "included_minutes",
            "contact_center",
        ]


def tiered(model: PriceModel, *fees: str | None) -> CallRate:
    """Return 0.03 a minute, 0.02 above 100, 0.01 above 200; each with its fee."""
    prices = zip((0, 100, 200), ("0.03", "0.02", "0.01"), strict=True)
    tiers = tuple(
        Tier(
            above=above,
            unit_price=Decimal(each),
            flat_fee=None if fee is None else Decimal(fee),
        )
        for (above, each), fee in zip(prices, fees or (None,) * 3, strict=True)
    )
    return call_rate(unit_price=None, model=model, tiers=tiers)


def amount(rate: CallRate, minutes: int, **others: object) -> int:
    """Return what minutes cost at a rate, in cents."""
    ((_, _, units, minor),) = billed(abroad(minutes, "rate of Germany", **others), rate)
    assert units == minutes
    return minor


class TestModels:
    """How the price of a month's minutes at one rate is made."""

    @pytest.mark.clause("D8")
    @pytest.mark.parametrize(
        ("minutes", "minor"),
        [
            (99, 99 * 3),
            (100, 100 * 3),
            (101, 100 * 3 + 1 * 2),
            (200, 100 * 3 + 100 * 2),
            (201, 100 * 3 + 100 * 2 + 1 * 1),
        ],
    )
    def test_graduated(self, minutes: int, minor: int) -> None:
        """Each minute has the price of the tier it falls in."""
        assert amount(tiered(PriceModel.GRADUATED), minutes) == minor

    @pytest.mark.clause("D8")
    @pytest.mark.parametrize(
        ("minutes", "minor"),
        [(99, 99 * 3), (100, 100 * 3), (101, 101 * 2), (200, 200 * 2), (201, 201)],
    )
    def test_volume(self, minutes: int, minor: int) -> None:
        """All minutes have the price of the tier that the last one falls in."""
        assert amount(tiered(PriceModel.VOLUME), minutes) == minor

    @pytest.mark.clause("D8")
    @pytest.mark.parametrize(
        ("minutes", "packages"), [(1, 1), (99, 1), (100, 1), (101, 2), (200, 2)]
    )
    def test_package(self, minutes: int, packages: int) -> None:
        """Each package of 100 minutes that is begun costs 1.50."""
        rate = call_rate(unit_price="1.50", model=PriceModel.PACKAGE, package=100)

        assert amount(rate, minutes) == packages * 150

    @pytest.mark.clause("D8")
    def test_package_begun_by_a_second(self) -> None:
        """A second above a package begins another: 2 x 1.50."""
        rate = call_rate(unit_price="1.50", model=PriceModel.PACKAGE, package=100)

        ((*_, minor),) = billed(abroad(0, billable=100 * 60 + 1), rate)

        assert minor == 2 * 150

    @pytest.mark.clause("D8")
    def test_packages_to_the_nearest(self) -> None:
        """Where packages are rounded to the nearest, 149 minutes are one."""
        rate = call_rate(unit_price="1.50", model=PriceModel.PACKAGE, package=100)
        nearest = Rounding(RoundingMode.HALF_UP, 0, step=1)
        usage = evolve(us.CONNECT.usage, packages=nearest)
        market = evolve(us.CONNECT, usage=usage)

        found = [
            billed(abroad(minutes), rate, market=market)[0][3]
            for minutes in (49, 149, 150)
        ]

        assert found == [0 * 150, 1 * 150, 2 * 150]

    @pytest.mark.clause("D8")
    @pytest.mark.parametrize(
        ("minutes", "graduated", "volume"),
        [
            (100, 300 + 100, 300 + 100),
            (101, 302 + 100 + 500, 202 + 500),
            (201, 501 + 100 + 500, 201),
        ],
    )
    def test_tier_fees(self, minutes: int, graduated: int, volume: int) -> None:
        """Of graduated tiers each fee is added that is reached, of volume the last."""
        fees = ("1", "5", None)

        assert amount(tiered(PriceModel.GRADUATED, *fees), minutes) == graduated
        assert amount(tiered(PriceModel.VOLUME, *fees), minutes) == volume

    @pytest.mark.clause("D8")
    def test_no_unit_price(self) -> None:
        """Tiers and packages have no price of one unit; a plain price has."""
        package = call_rate(unit_price="1.50", model=PriceModel.PACKAGE, package=100)
        for rate in (tiered(PriceModel.VOLUME), package):
            found = invoice(served(abroad(10), rate), month(8))
            assert found.lines[-1].unit_price is None

    @pytest.mark.clause("D8")
    def test_connection_fee(self) -> None:
        """Two calls of more than 0 seconds: 10 x 0.019 + 2 x 0.05."""
        rate = call_rate(connection_fee=Decimal("0.05"))

        assert amount(rate, 10, rows=3, connected=2) == 19 + 2 * 5

    @pytest.mark.clause("D8")
    def test_connected_alone(self) -> None:
        """Calls within the free seconds cost their connection: 2 x 0.05."""
        rate = call_rate(connection_fee=Decimal("0.05"), flat_fee=Decimal(1))

        assert amount(rate, 0) == 2 * 5

    @pytest.mark.clause("D8")
    def test_flat_fee(self) -> None:
        """A month in which the rate is used costs 1.00 more: 10 x 0.019 + 1."""
        assert amount(call_rate(flat_fee=Decimal(1)), 10) == 19 + 100

    @pytest.mark.clause("D8")
    @pytest.mark.parametrize(
        ("minutes", "minor"), [(10, 300), (157, 300), (158, 300), (159, 302)]
    )
    def test_minimum(self, minutes: int, minor: int) -> None:
        """A month at the rate costs 3.00 at least; 158 x 0.019 is 3.002."""
        assert amount(call_rate(minimum=Decimal(3)), minutes) == minor

    @pytest.mark.clause("D8")
    def test_minimum_of_all(self) -> None:
        """The minimum holds for charge, connections and fee together."""
        rate = call_rate(
            connection_fee=Decimal("0.05"), flat_fee=Decimal(1), minimum=Decimal(2)
        )

        assert amount(rate, 10) == max(19 + 10 + 100, 200)
        assert amount(rate, 100) == max(190 + 10 + 100, 200)

    @pytest.mark.clause("D8")
    def test_not_used(self) -> None:
        """A total without a second or a connected call makes no line."""
        rate = call_rate(minimum=Decimal(3))

        assert billed(abroad(0, rows=2, connected=0), rate) == []

    @pytest.mark.clause("D6")
    @given(st.integers(1, 600))
    def test_one_tier_is_flat(self, minutes: int) -> None:
        """Graduated or by volume, one tier alone is a plain price."""
        tiers = (Tier(above=0, unit_price=Decimal("0.019")),)
        plain = amount(call_rate(), minutes)
        for model in (PriceModel.GRADUATED, PriceModel.VOLUME):
            rate = call_rate(unit_price=None, model=model, tiers=tiers)
            assert amount(rate, minutes) == plain


class TestMessages:
    """SMS and MMS credits (D9, D10)."""

    @pytest.mark.clause("D9", "D10")
    def test_dollars(self) -> None:
        """Of 1,200 credits 1,000 are included; 200 cost 0.0055 USD: 1.10."""
        allowed = included(1000, unit=BillableUnit.MESSAGE_CREDIT)

        assert billed(texts(1200), allowed) == [
            (TEXTS, "messages", 1000, 0),
            (MORE_TEXTS, "messages", 200, cents(200 * Fraction("0.0055"))),
        ]

    @pytest.mark.clause("D10", "Q62")
    def test_canadian_dollars(self) -> None:
        """200 credits cost 0.00715 CAD: 1.43."""
        prices = device_price(currency="CAD")
        allowed = included(1000, unit=BillableUnit.MESSAGE_CREDIT)
        known = account(JUNE, DEVICES, prices, texts(1200), allowed, currency="CAD")

        found = usage_lines(invoice(known, month(8), ca.CONNECT))

        assert found[1][3] == cents(200 * Fraction("0.00715")) == 143

    @pytest.mark.clause("D6", "Q62")
    def test_canadian_minutes(self) -> None:
        """The overage is 0.02 in Canadian dollars too: 50 minutes are 1.00."""
        prices = device_price(currency="CAD")
        known = account(JUNE, DEVICES, prices, plan(50), included(0), currency="CAD")

        found = usage_lines(invoice(known, month(8), ca.CONNECT))

        assert found == [(OVERAGE, "plan", 50, 100)]

    @pytest.mark.clause("D10", "Q41")
    @pytest.mark.parametrize(
        ("used", "minor"), [(1, 1), (2, 1), (91, 50), (92, 51), (100, 55)]
    )
    def test_rounded_once(self, used: int, minor: int) -> None:
        """0.0055 is not rounded by itself: 91 credits are 0.5005, 92 are 0.506."""
        none = included(0, unit=BillableUnit.MESSAGE_CREDIT)

        assert billed(texts(used), none) == [(MORE_TEXTS, "messages", used, minor)]
        assert minor == cents(used * Fraction("0.0055"))

    @pytest.mark.clause("D9")
    def test_monthly_reset(self) -> None:
        """Credits left over in June are not there in July."""
        allowed = included(1000, unit=BillableUnit.MESSAGE_CREDIT)
        facts: list[Known] = [
            texts(0, id="june", month=JUNE, billable=1),
            texts(1100),
            allowed,
        ]

        assert billed(*facts, number=7) == [(TEXTS, "messages", 1, 0)]
        assert billed(*facts)[1] == (MORE_TEXTS, "messages", 100, 55)

    @pytest.mark.clause("D9", "D4")
    def test_apart_from_minutes(self) -> None:
        """Included minutes are no credits, and credits no minutes."""
        facts: list[Known] = [plan(10), texts(10), included(0)]

        assert billed(*facts) == [(OVERAGE, "plan", 10, 20), (TEXTS, "messages", 10, 0)]

    @pytest.mark.clause("D10")
    def test_contract(self) -> None:
        """The contract's price of a credit stands in for 0.0055: 10 x 0.01."""
        rate = call_rate("texts", "0.01", CallType.MESSAGE)
        none = included(0, unit=BillableUnit.MESSAGE_CREDIT)

        assert billed(texts(10), none, rate) == [(MORE_TEXTS, "messages", 10, 10)]

    @pytest.mark.clause("D9")
    def test_class(self) -> None:
        """Lines of messages count credits and are messaging."""
        none = included(5, unit=BillableUnit.MESSAGE_CREDIT)
        found = invoice(served(texts(10), none), month(8))

        classes = {(one.charge_class, one.unit) for one in found.lines[1:]}
        assert classes == {(ChargeClass.MESSAGING, BillableUnit.MESSAGE_CREDIT)}


class TestExtensions:
    """Calls between extensions (Q16)."""

    @pytest.mark.clause("D6", "Q16")
    def test_outbound(self) -> None:
        """They use the plan's minutes: 80 + 40 - 100 = 20 above."""
        facts: list[Known] = [
            plan(80),
            usage_total(CallType.EXTENSION, 40),
            included(100),
        ]

        assert billed(*facts) == [
            (INCLUDED, "plan", 100, 0),
            (OVERAGE, "plan", 20, 40),
        ]

    @pytest.mark.clause("D6", "Q16")
    def test_alone(self) -> None:
        """They do so without any other call, too."""
        facts: list[Known] = [usage_total(CallType.EXTENSION, 40), included(0)]

        assert billed(*facts) == [(OVERAGE, "plan", 40, 80)]

    @pytest.mark.clause("Q16")
    def test_free(self) -> None:
        """Under the other reading they use none."""
        facts: list[Known] = [
            plan(80),
            usage_total(CallType.EXTENSION, 40),
            included(100),
        ]
        market = read("extension_calls", "free")

        assert billed(*facts, market=market) == [(INCLUDED, "plan", 80, 0)]


class TestPartMonth:
    """What is included in a month that is served in part (Q37)."""

    @pytest.mark.clause("Q37")
    def test_full(self) -> None:
        """From 15 July on all 310 minutes of July are there."""
        found = billed(plan(400), included(310), start=day(7, 15))

        assert found == [(INCLUDED, "plan", 310, 0), (OVERAGE, "plan", 90, 180)]

    @pytest.mark.clause("Q1", "Q37")
    def test_first_month(self) -> None:
        """Prorated from 15 July on: 310 x 16/31 = 160 minutes."""
        market = read("included", "prorated")
        found = billed(plan(400), included(310), start=day(7, 15), market=market)

        assert 310 * Fraction(16, 31) == 160
        assert found == [(INCLUDED, "plan", 160, 0), (OVERAGE, "plan", 240, 480)]

    @pytest.mark.clause("Q1", "Q37")
    def test_start_day_counted(self) -> None:
        """Where the start day is charged, it is counted here too: 310 x 17/31."""
        market = us.CONNECT.with_readings(
            {"included": "prorated", "day_count": "actual_from_start"}
        )

        found = billed(plan(400), included(310), start=day(7, 15), market=market)

        assert found[0] == (INCLUDED, "plan", 170, 0)

    @pytest.mark.clause("Q37", "Q68")
    def test_last_month(self) -> None:
        """Prorated to 10 July: 310 x 10/31 = 100 minutes."""
        market = read("included", "prorated")
        found = billed(plan(150), included(310), last_day=day(7, 10), market=market)

        assert found == [(INCLUDED, "plan", 100, 0), (OVERAGE, "plan", 50, 100)]

    @pytest.mark.clause("Q1", "Q37")
    def test_both(self) -> None:
        """From 15 to 25 July, the first day not counted: 310 x 10/31."""
        market = read("included", "prorated")

        found = billed(
            plan(150),
            included(310),
            start=day(7, 15),
            last_day=day(7, 25),
            market=market,
        )

        assert found[0] == (INCLUDED, "plan", 100, 0)

    @pytest.mark.clause("Q37")
    def test_part_of_a_unit(self) -> None:
        """100 x 16/31 are 51 and 19/31 minutes; what is above is the rest."""
        market = read("included", "prorated")
        found = billed(plan(60), included(100), start=day(7, 15), market=market)

        allowed = Fraction(1600, 31)
        over = cents((60 - allowed) * Fraction("0.02"))
        assert found == [
            (INCLUDED, "plan", allowed, 0),
            (OVERAGE, "plan", 60 - allowed, over),
        ]

    @pytest.mark.clause("Q37")
    @pytest.mark.parametrize("last", [None, day(7, 31)])
    def test_whole_month(self, last: date | None) -> None:
        """A start on day 1, or an end on the last day, cuts nothing off."""
        market = read("included", "prorated")

        found = billed(
            plan(400), included(310), start=JULY, last_day=last, market=market
        )

        assert found[0] == (INCLUDED, "plan", 310, 0)

    @pytest.mark.clause("Q37")
    def test_messages(self) -> None:
        """Message credits are prorated the same way: 310 x 16/31 = 160."""
        market = read("included", "prorated")
        allowed = included(310, unit=BillableUnit.MESSAGE_CREDIT)

        found = billed(texts(200), allowed, start=day(7, 15), market=market)

        over = cents(40 * Fraction("0.0055"))
        assert found == [
            (TEXTS, "messages", 160, 0),
            (MORE_TEXTS, "messages", 40, over),
        ]

    @pytest.mark.clause("Q37")
    def test_months_after(self) -> None:
        """The second month is whole again."""
        market = read("included", "prorated")
        august = plan(400, month=day(8, 1))

        found = billed(august, included(310), start=day(7, 15), market=market, number=9)

        assert found[0] == (INCLUDED, "plan", 310, 0)

    @pytest.mark.clause("Q37", "A6")
    @pytest.mark.parametrize(
        ("start", "last"), [(JUNE, None), (day(7, 15), None), (JUNE, day(7, 10))]
    )
    def test_period(self, start: date, last: date | None) -> None:
        """A line's period is the usage month, cut to the days of service."""
        known = account(start, change(start, 5), plan(10), last_day=last)

        (line,) = invoice(known, month(8)).lines[-1:]

        stop = day(7, 11) if last else day(8, 1)
        assert line.period == Period(max(start, JULY), stop)


class TestRounding:
    """Money is rounded once on each line, or row by row (Q41)."""

    @pytest.mark.clause("Q41")
    def test_line(self) -> None:
        """The exact cost is rounded, whatever the rows came to: 70 x 0.019."""
        used = abroad(70, row_cost=Decimal("1.40"))

        assert billed(used, call_rate()) == [(ABROAD, "Germany", 70, 133)]

    @pytest.mark.clause("Q41")
    def test_row(self) -> None:
        """Under the other reading the rounded costs of the rows are added."""
        used: list[Known] = [
            abroad(70, row_cost=Decimal("1.40")),
            abroad(10, row_cost=Decimal("0.21"), id="second"),
        ]

        found = billed(*used, call_rate(), market=read("usage_rounded", "row"))

        assert found == [(ABROAD, "Germany", 80, 140 + 21)]

    @pytest.mark.clause("Q41")
    def test_row_of_the_plan(self) -> None:
        """What is above the included has no rows of its own: 30 x 0.019 = 0.57."""
        rate = call_rate("overage", "0.019", CallType.PLAN)
        facts: list[Known] = [plan(130), included(100), rate]

        found = billed(*facts, market=read("usage_rounded", "row"))

        assert found[1] == (OVERAGE, "plan", 30, 57)

    @pytest.mark.clause("Q41")
    def test_row_without_costs(self) -> None:
        """A total that does not say them is refused."""
        with pytest.raises(ConflictingFacts) as found:
            billed(abroad(1), call_rate(), market=read("usage_rounded", "row"))

        said = "must be given, where the costs of rows are rounded and added, got None"
        path = "usage[used international rate of Germany].row_cost"
        assert str(found.value) == f"{path} {said} [Q41]"

    @pytest.mark.clause("Q41")
    def test_row_of_tiers(self) -> None:
        """Tiers, packages, fees and minimums price no row by itself."""
        package = call_rate(unit_price="1.50", model=PriceModel.PACKAGE, package=100)
        rates = [tiered(PriceModel.VOLUME), package]
        rates += [call_rate(minimum=Decimal(1)), call_rate(flat_fee=Decimal(1))]
        used = abroad(1, row_cost=Decimal("0.02"))

        for rate in rates:
            with pytest.raises(ConflictingFacts) as found:
                billed(used, rate, market=read("usage_rounded", "row"))
            said = "must be one price for each row, where rows are rounded, got "
            said += f"'{rate.model.value}' [Q41]"
            assert str(found.value) == f"call_rates[rate of Germany] {said}"


class TestMonths:
    """Which invoice has the usage of which month (F6, Q49)."""

    @pytest.mark.clause("F6")
    def test_month_before(self) -> None:
        """The invoice of August has the usage of July, and no other month's."""
        facts: list[Known] = [
            plan(number, id=f"used in {number}", month=day(number, 1))
            for number in (6, 7, 8)
        ]
        known = served(*facts)

        for number in (7, 8, 9):
            found = invoice(known, month(number))
            assert found.usage == month(number - 1)
            assert usage_lines(found) == [(INCLUDED, "plan", number - 1, 0)]

    @pytest.mark.clause("F6")
    def test_not_told(self) -> None:
        """An invoice that is told nothing says nothing of usage."""
        assert invoice(served(), month(8)).usage is None

    @pytest.mark.clause("F6")
    def test_nothing_used(self) -> None:
        """Told that nothing was used, it names the month and has no line of it."""
        known = served(NoUsage(id="nothing", month=JULY))
        found = invoice(known, month(8))

        assert (found.usage, usage_lines(found)) == (month(7), [])
        assert found != invoice(served(), month(8))
        assert found.total.value == invoice(served(), month(8)).total.value

    @pytest.mark.clause("A6")
    @pytest.mark.parametrize("start", [day(8, 1), day(8, 10)])
    def test_before_billing_start(self, start: date) -> None:
        """Usage of a month before billing starts is refused."""
        known = account(start, change(start, 5), plan(10, id="early"))

        with pytest.raises(InvalidValue) as found:
            invoice(known, month(9))

        said = f"must be no month before the billing start of {start}, got 2026-07-01"
        assert str(found.value) == f"usage[early].month {said} [A6]"

    @pytest.mark.clause("A6")
    def test_month_of_billing_start(self) -> None:
        """Usage of the month in which billing starts stands on the next invoice."""
        for start in (day(7, 1), day(7, 3), day(7, 31)):
            assert billed(plan(10), start=start) == [(INCLUDED, "plan", 10, 0)]

    @pytest.mark.clause("Q9", "F6")
    def test_window_start(self) -> None:
        """The document of a start on 3 July has no usage, that of 1 August has."""
        known = account(day(7, 3), change(day(7, 3), 5), plan(10))

        assert invoice(known, month(7)).usage is None
        assert invoice(known, month(8)).usage == month(7)

    @pytest.mark.clause("Q49")
    def test_after_the_end(self) -> None:
        """Usage of a month after service has ended is refused."""
        known = served(plan(10, id="late", month=day(8, 1)), last_day=day(7, 31))

        with pytest.raises(InvalidValue) as found:
            invoice(known, month(8))

        said = "must be no month after the end of service on 2026-07-31, got 2026-08-01"
        assert str(found.value) == f"usage[late].month {said} [Q49]"

    @pytest.mark.clause("Q49")
    def test_last_usage(self) -> None:
        """Service that ends on 20 July has July's usage on an invoice of August."""
        facts: list[Known] = [plan(6, id="june", month=JUNE), plan(7)]
        known = served(*facts, last_day=day(7, 20))

        assert usage_lines(invoice(known, month(7))) == [(INCLUDED, "plan", 6, 0)]
        august = invoice(known, month(8))
        assert lines(august) == [(INCLUDED, "plan", 7, 0)]
        assert nothing(known, month(9)).clause.id == "Q49"

    @pytest.mark.clause("Q49")
    def test_last_regular(self) -> None:
        """Under the other reading it stands on the invoice of July already."""
        facts: list[Known] = [plan(6, id="june", month=JUNE), plan(7), included(5)]
        known = served(*facts, last_day=day(7, 20))
        market = read("last_usage", "last_regular")

        july = invoice(known, month(7), market)
        assert july.usage == Period(JUNE, day(8, 1))
        assert usage_lines(july) == [
            (INCLUDED, "plan", 5, 0),
            (OVERAGE, "plan", 1, 2),
            (INCLUDED, "plan", 5, 0),
            (OVERAGE, "plan", 2, 4),
        ]
        assert nothing(known, month(8), market).clause.id == "Q47"

    @pytest.mark.clause("Q49", "F6")
    def test_months_apart(self) -> None:
        """Two months on one invoice are never one line: each has its own id."""
        facts: list[Known] = [plan(6, id="june", month=JUNE), plan(7)]
        known = served(*facts, last_day=day(7, 20))

        july = invoice(known, month(7), read("last_usage", "last_regular"))

        used = [line for line in july.lines if line.kind is INCLUDED]
        assert [line.effective_on for line in used] == [JUNE, JULY]
        assert [line.period.start for line in used] == [JUNE, JULY]
        assert len({line.id for line in used}) == 2

    @pytest.mark.clause("Q49")
    @pytest.mark.parametrize("start", [day(7, 3), day(7, 10)])
    def test_last_regular_within_a_month(self, start: date) -> None:
        """Start and end in one month: no invoice bills it in advance, August has it."""
        market = read("last_usage", "last_regular")

        found = billed(plan(7), start=start, last_day=day(7, 20), market=market)

        assert found == [(INCLUDED, "plan", 7, 0)]

    @pytest.mark.clause("Q49")
    def test_last_regular_from_the_first(self) -> None:
        """A start on 1 July is billed in advance, and its usage with it."""
        market = read("last_usage", "last_regular")
        known = account(JULY, change(JULY, 5), plan(7), last_day=day(7, 20))

        assert usage_lines(invoice(known, month(7), market)) == [
            (INCLUDED, "plan", 7, 0)
        ]
        assert nothing(known, month(8), market).clause.id == "Q47"

    @pytest.mark.clause("Q49", "Q9")
    @pytest.mark.parametrize("reading", ["own_invoice", "last_regular"])
    def test_never_lost(self, reading: str) -> None:
        """Where July is first billed in August, so is its usage, whatever is read."""
        market = mx.CONNECT.with_readings({"last_usage": reading})
        known = account(JULY, change(JULY, 5), plan(7), last_day=day(7, 20))

        documents = invoices_issued(known, Period(JULY, day(11, 1)), market)

        found = [line for one in documents for line in usage_lines(one)]
        assert found == [(INCLUDED, "plan", 7, 0)]


class TestCounted:
    """A total says how its rows were counted, and is billed by nothing else."""

    @pytest.mark.clause("Q2", "Q36", "Q41")
    def test_other_readings(self) -> None:
        """Rows rounded to the nearest minute are not billed as rounded up."""
        nearest = read("minutes", "nearest")
        known = served(plan(7, counted=nearest.usage.counted))

        assert usage_lines(invoice(known, month(8), nearest)) == [
            (INCLUDED, "plan", 7, 0)
        ]
        with pytest.raises(ConflictingFacts) as found:
            invoice(known, month(8))
        assert str(found.value) == (
            "usage[used plan].counted must be up, row, whole, line, as the market's "
            "readings have it, got 'half_up, row, whole, line' [Q2]"
        )

    @pytest.mark.clause("A6")
    def test_before_billing_start(self) -> None:
        """Rows counted from the 1st are not billed where billing starts on the 15th."""
        late = account(day(7, 15), change(day(7, 15), 5), plan(7, counted_from=JULY))
        right = account(
            day(7, 15), change(day(7, 15), 5), plan(7, counted_from=day(7, 15))
        )

        assert usage_lines(invoice(right, month(8))) == [(INCLUDED, "plan", 7, 0)]
        with pytest.raises(InvalidValue) as found:
            invoice(late, month(8))
        assert str(found.value) == (
            "usage[used plan].counted_from must be on or after the billing start of "
            "2026-07-15, told to the plan, got 2026-07-01 [A6]"
        )

    @pytest.mark.clause("A6")
    def test_of_its_month(self) -> None:
        """The first day counted is one of the month."""
        for outside in (day(6, 30), day(8, 1)):
            with pytest.raises(InvalidValue, match=r"must be a day of 2026-07, got"):
                plan(7, counted_from=outside)

    @pytest.mark.clause("D4", "Q37")
    def test_included_within_the_month(self) -> None:
        """What is first included from 10 July on counts in July, in full."""
        first = included(100, effective_on=day(7, 10))

        made = invoice(served(first, plan(130)), month(8))
        assert verify(json.loads(document_bytes(made))).failure is None
        assert usage_lines(invoice(served(first, plan(130)), month(8))) == [
            (INCLUDED, "plan", 100, 0),
            (OVERAGE, "plan", 30, 60),
        ]
        # What takes its place within the month waits for the next.
        more = included(500, id="more", effective_on=day(7, 20))
        assert usage_lines(invoice(served(first, more, plan(130)), month(8))) == [
            (INCLUDED, "plan", 100, 0),
            (OVERAGE, "plan", 30, 60),
        ]


class TestTold:
    """How an invoice comes to know of usage (F6)."""

    @pytest.mark.clause("F6")
    def test_argument(self) -> None:
        """Told beside the account or by it, usage makes the same invoice."""
        used = Usage(totals=(abroad(70), plan(130)), rates=(call_rate(),))
        known = served(included(100))
        by_account = served(included(100), abroad(70), plan(130), call_rate())

        found = assemble_invoice(known, month(8), us.CONNECT, usage=used)

        assert found == invoice(by_account, month(8))
        within = Period(JULY, day(9, 1))
        assert invoice(with_usage(known, used, within), month(8)) == found

    @pytest.mark.clause("F6")
    def test_issued(self) -> None:
        """Over a summer each month's usage stands on the invoice after it."""
        totals = (plan(6, id="june", month=JUNE), plan(7))
        used = Usage(totals=totals)

        found = invoices_issued(
            served(), Period(JUNE, day(10, 1)), us.CONNECT, usage=used
        )

        assert [one.usage for one in found] == [None, month(6), month(7), None]

    @pytest.mark.clause("F6")
    def test_no_usage(self) -> None:
        """That nothing was used is another thing than not to be told."""
        known = served()
        told = assemble_invoice(known, month(8), us.CONNECT, usage=NO_USAGE)
        untold = assemble_invoice(known, month(8), us.CONNECT, usage=None)

        assert isinstance(told, Invoice)
        assert isinstance(untold, Invoice)
        assert (told.usage, untold.usage) == (month(7), None)
        assert told.total.value == untold.total.value

    @pytest.mark.clause("F6")
    def test_no_usage_over_a_summer(self) -> None:
        """Of months with usage it says nothing: they keep theirs."""
        found = invoices_issued(
            served(plan(7)), Period(JUNE, day(10, 1)), us.CONNECT, usage=NO_USAGE
        )

        assert [one.usage for one in found] == [None, month(6), month(7), month(8)]
        assert [len(usage_lines(one)) for one in found] == [0, 0, 1, 0]
        known = with_usage(served(plan(7)), NO_USAGE, Period(JUNE, day(9, 1)))
        assert [one.month for one in known.no_usage] == [JUNE, day(8, 1)]

    @pytest.mark.clause("F6")
    def test_no_usage_told_twice(self) -> None:
        """To be told twice that nothing was used is to be told once."""
        within = Period(JULY, day(9, 1))
        once = with_usage(served(), NO_USAGE, within)

        assert with_usage(once, NO_USAGE, within) == once
        assert [one.month for one in once.no_usage] == [JULY, day(8, 1)]
        assert [one.known_on for one in once.no_usage] == [day(8, 1), day(9, 1)]

    @pytest.mark.clause("F6")
    def test_contradicted(self) -> None:
        """A total that the account has with other content is refused."""
        used = Usage(totals=(plan(8),))

        with pytest.raises(ConflictingFacts, match=r"^id must be given to one content"):
            with_usage(served(plan(7)), used, month(7))

    @pytest.mark.clause("F6")
    def test_known_too_late(self) -> None:
        """An account as of 31 July knows no total of July yet."""
        known = served().as_known_on(day(7, 31))

        with pytest.raises(
            InvalidValue, match=r"known_on must be on or before 2026-07"
        ):
            with_usage(known, Usage(totals=(plan(7),)), month(7))

    def test_type(self) -> None:
        """A month of rows is no usage; it is rated first."""
        wrong: Any = [plan(7)]

        with pytest.raises(WrongType, match=r"^usage must be a Usage, got \["):
            assemble_invoice(served(), month(8), us.CONNECT, usage=wrong)


class TestParts:
    """A market that splits the month's invoice."""

    @pytest.mark.clause("br-documents")
    def test_brazil(self) -> None:
        """Minutes and messages stand with the class of each part, once in all."""
        facts: list[Known] = [
            plan(10),
            texts(10),
            abroad(10),
            call_rate("Germany", "0.1"),
        ]
        known = served(*facts, included(5), call_rate("over", "0.2", CallType.PLAN))
        whole = usage_lines(invoice(known, month(8)))

        parts = {}
        for part in br.CONNECT.cycle.parts:
            found = assemble_invoice(known, month(8), br.CONNECT, part=part.name)
            parts[part.name] = found
        classes = {part.name: part.classes for part in br.CONNECT.cycle.parts}
        found_lines = []
        for name, one in parts.items():
            assert isinstance(one, Invoice)
            assert {line.charge_class for line in one.lines} <= set(classes[name])
            assert one.usage == month(7)
            found_lines += usage_lines(one)

        assert sorted(found_lines, key=str) == sorted(whole, key=str)

    @pytest.mark.clause("br-documents", "F6")
    def test_nothing_but_usage(self) -> None:
        """After the end of service a part without usage has no document."""
        known = served(plan(10), last_day=day(7, 20))

        found = {
            part.name: type(
                assemble_invoice(known, month(8), br.CONNECT, part=part.name)
            )
            for part in br.CONNECT.cycle.parts
        }

        assert found["telecommunications"] is Invoice
        assert found["services"] is not Invoice


UTAH: Final = BillingAddress(
    id="address", country="US", region="UT", effective_on=day(1, 1)
)


def levied() -> Market:
    """Return the market with recovery fees of 5 % and a USF factor of 37.6 %."""
    found = us.CONNECT
    for series, percent in (
        ("us-slrrf", "5"),
        ("us-rrf", "5"),
        ("us-usf-factor", "37.6"),
    ):
        found = found.with_rate(series, JULY, Decimal(percent), CONTRACT_RATES)
    return found


class TestLevies:
    """Fees and taxes on usage (Q43)."""

    @pytest.mark.clause("Q19", "Q43", "D11", "D12", "D20")
    def test_bases(self) -> None:
        """USF is on calls alone, recovery fees on messages too; hardware aside."""
        market = levied().with_sales_tax("tax", "US-UT")
        market = market.with_rate("tax", day(1, 1), Decimal(5), CONTRACT_RATES)
        facts: list[Known] = [
            plan(1100),
            included(100),
            abroad(1000, "rate of Germany"),
            call_rate("Germany", "0.10"),
            texts(4000),
            included(0, id="none", unit=BillableUnit.MESSAGE_CREDIT),
        ]
        known = served(*facts, addresses=(UTAH,))

        found = invoice(known, month(8), market)

        calls, messages = 1000 * 2 + 1000 * 10, cents(4000 * Fraction("0.0055"))
        devices = 5 * 2500
        bases = {line.levy.name: line.base.minor for line in found.levies}
        assert bases["slrrf"] == bases["rrf"] == devices + calls + messages
        assert bases["usf"] == devices + calls
        amounts = {line.levy.name: line.amount.minor for line in found.levies}
        share = Fraction(649, 1000) * Fraction(376, 1000)
        assert amounts["usf"] == int((devices + calls) * share)
        assert bases["tax"] == devices + calls + messages + sum(
            amounts[name] for name in ("slrrf", "rrf", "usf")
        )

    @pytest.mark.clause("Q43")
    def test_lines_of_nothing(self) -> None:
        """Included minutes are in the base with their 0.00 and change no levy."""
        market = levied()
        without = invoice(served(addresses=(UTAH,)), month(8), market)
        found = invoice(served(plan(100), addresses=(UTAH,)), month(8), market)

        assert found.total.value == without.total.value
        (free,) = [line for line in found.lines if line.kind is INCLUDED]
        assert all(free.id in levy.of for levy in found.levies)


class TestPrices:
    """What does not change usage."""

    @pytest.mark.clause("A1")
    def test_other_items(self) -> None:
        """Usage costs the same whatever else the account has."""
        more = (
            device_price(),
            price("extension", LineKind.SERVICE_CHARGE, "9"),
            change(JUNE, 7, "extension"),
        )
        facts: list[Known] = [plan(130), included(100)]

        assert billed(*facts, *more) == billed(*facts)
