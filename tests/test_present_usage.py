"""Usage in words: its facts, rates and increments, a rated month, and its workings."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import (
    account,
    call_rate,
    change,
    day,
    device_price,
    included,
    invoice,
    low_usage,
    month,
    price,
    usage_total,
)

from gotobilling.errors import UnknownName
from gotobilling.facts import (
    BRAZIL_MOBILE,
    CallRate,
    Device,
    Fact,
    Increment,
    NoUsage,
    PriceModel,
    StepsCounted,
    Tier,
)
from gotobilling.invoices import Invoice
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.markets import us
from gotobilling.present import (
    differences_text,
    explain_text,
    rejected_text,
    usage_run_text,
)
from gotobilling.present.amounts import quantity_text
from gotobilling.present.layout import WIDTH
from gotobilling.present.usage import increment_text, rate_text, usage_text
from gotobilling.present.working import workings
from gotobilling.usage.plans import Plan
from gotobilling.usage.rows import Bare, MessageUsage, Rejected
from gotobilling.usage.summaries import UsageRun, summarise

JULY, AUGUST = month(7), month(8)
NOON: Final = datetime(2026, 7, 1, 12, tzinfo=UTC)
TIERS: Final = (
    Tier(above=0, unit_price=Decimal("0.0295")),
    Tier(above=500, unit_price=Decimal("0.0245"), flat_fee=Decimal("5.00")),
)
AFTER, MULTIPLE = StepsCounted.AFTER_INITIAL, StepsCounted.MULTIPLE


def read(text: str) -> list[str]:
    """Return the lines of a text, the runs of blanks in each as one blank."""
    return [" ".join(line.split()) for line in text.splitlines()]


class TestFacts:
    """What each fact of usage says."""

    @pytest.mark.parametrize(
        ("fact", "expected"),
        [
            (
                usage_total(CallType.PLAN, 4, seconds=151),
                (
                    "local and long-distance calls of 2026-07: 3 rows, 151 s, of which "
                    "240 s billable"
                ),
            ),
            (
                usage_total(CallType.INTERNATIONAL, 2, "intl-de", rows=2),
                (
                    "international calls of 2026-07 at rate intl-de: 2 rows, 120 s, of "
                    "which 120 s billable"
                ),
            ),
            (
                usage_total(CallType.MESSAGE, 7, seconds=0),
                "text messages of 2026-07: 3 rows, 7 credits",
            ),
            (
                NoUsage(id="none", month=day(7, 1)),
                "nothing was used in 2026-07",
            ),
            (
                call_rate(),
                "Germany: 0.019 USD per minute, effective 2026-01-01",
            ),
            (
                included(1000),
                "1000 minutes a month, effective 2026-01-01",
            ),
            (
                included(200, "device", unit=BillableUnit.MESSAGE_CREDIT),
                ("200 message credits a month for each device, effective 2026-01-01"),
            ),
            (
                low_usage(),
                (
                    "low phone: up to 5 at its own price, else that of device; phones "
                    "are device, low phone, effective 2026-01-01"
                ),
            ),
            (device_price(), "effective 2026-01-01"),
        ],
        ids=[
            *("plan", "rated", "messages", "nothing", "rate"),
            *("included", "for each", "low usage", "other"),
        ],
    )
    def test_words(self, fact: Fact, expected: str) -> None:
        """A fact is told in a line: what, when, how much and at which rate."""
        assert usage_text(fact) == expected

    @pytest.mark.clause("G3")
    def test_low_usage(self) -> None:
        """A total of low-usage devices says so."""
        total = usage_total(CallType.EXTENSION, 1)
        low = evolve(total, device=Device.LOW_USAGE)

        assert usage_text(total).startswith("calls between extensions of 2026-07: ")
        assert usage_text(low).startswith(
            "calls between extensions from low-usage devices of 2026-07: "
        )


class TestRates:
    """What a call rate says of its price."""

    @pytest.mark.parametrize(
        ("others", "expected"),
        [
            ({}, "0.019 USD per minute"),
            ({"unit_price": "0.10"}, "0.10 USD per minute"),
            (
                {"connection_fee": Decimal("0.05")},
                "0.019 USD per minute, 0.05 USD a call connected",
            ),
            (
                {"flat_fee": Decimal(1)},
                "0.019 USD per minute, 1.00 USD a month where used",
            ),
            ({"minimum": Decimal(3)}, "0.019 USD per minute, 3.00 USD at least"),
            (
                {"increment": BRAZIL_MOBILE},
                "0.019 USD per minute, in steps 30/6 of the total",
            ),
            (
                {
                    "connection_fee": Decimal("0.05"),
                    "flat_fee": Decimal("1.5"),
                    "minimum": Decimal("3.125"),
                    "increment": Increment(initial=6, step=6, counted=AFTER),
                },
                (
                    "0.019 USD per minute, 0.05 USD a call connected, 1.50 USD a month "
                    "where used, 3.125 USD at least, in steps 6/6"
                ),
            ),
            (
                {"model": PriceModel.PACKAGE, "package": 100, "unit_price": "1.5"},
                "1.50 USD per package of 100 minutes",
            ),
            (
                {"model": PriceModel.GRADUATED, "tiers": TIERS, "unit_price": None},
                (
                    "0.0295 USD per minute, 0.0245 USD per minute above 500 and 5.00 "
                    "USD once, graduated tiers"
                ),
            ),
            (
                {"model": PriceModel.VOLUME, "tiers": TIERS[:1], "unit_price": None},
                "0.0295 USD per minute, volume tiers",
            ),
        ],
    )
    def test_words(self, others: dict[str, Any], expected: str) -> None:
        """The destination is followed by its price, its fees and its increment."""
        assert rate_text(call_rate(**others)) == f"Germany: {expected}"

    @pytest.mark.clause("D10")
    def test_messages(self) -> None:
        """A rate of messages, and each of its tiers, is for a credit."""
        flat = call_rate("Messages", "0.0055", CallType.MESSAGE)
        tiered = call_rate(
            "Messages", None, CallType.MESSAGE, model=PriceModel.VOLUME, tiers=TIERS
        )

        assert rate_text(flat) == "Messages: 0.0055 USD per message credit"
        assert "0.0245 USD per message credit above 500" in rate_text(tiered)


@pytest.mark.clause("F3", "F4")
class TestIncrements:
    """What a billing increment says."""

    @pytest.mark.parametrize(
        ("increment", "expected"),
        [
            (Increment(initial=60, step=60, counted=AFTER), "60/60"),
            (Increment(initial=60, step=7, counted=MULTIPLE), "60/7 of the total"),
            (
                Increment(initial=30, step=6, counted=AFTER, free_seconds=5),
                "30/6 after 5 s free",
            ),
            (
                Increment(initial=6, step=6, counted=AFTER, minimum=30),
                "6/6, 30 s at least",
            ),
            (
                Increment(
                    initial=6, step=6, counted=MULTIPLE, free_seconds=5, minimum=30
                ),
                "6/6 of the total after 5 s free, 30 s at least",
            ),
        ],
    )
    def test_words(self, increment: Increment, expected: str) -> None:
        """The first block and the steps, from where they count, what is free, least."""
        assert increment_text(increment) == expected


class TestQuantities:
    """A quantity on an invoice or in a run."""

    @pytest.mark.parametrize(
        ("quantity", "expected"),
        [
            (0, "0"),
            (20_000, "20000"),
            (-3, "-3"),
            (Fraction(6, 2), "3"),
            (Fraction(11, 10), "1.1"),
            (Fraction(-11, 10), "-1.1"),
            (Fraction(1, 4), "0.25"),
            (Fraction(1, 8), "0.125"),
            (Fraction(1, 16), "1/16"),
            (Fraction(61, 60), "61/60"),
            (Fraction(-1, 3), "-1/3"),
            (Fraction(10**30 + 1, 1000), "1" + "0" * 26 + "0.001"),
        ],
    )
    def test_text(self, quantity: int | Fraction, expected: str) -> None:
        """It is plain digits of up to three decimals, or a ratio in lowest terms."""
        assert quantity_text(quantity) == expected


def row(
    seconds: int,
    call_type: CallType = CallType.INTERNATIONAL,
    destination: str = "+4930123456",
    source: str = "+13105550100",
) -> Bare:
    """Return a row of the first of July at noon."""
    return source, destination, NOON, seconds, call_type


def plan(*rates: CallRate, currency: str = "USD") -> Plan:
    """Return a plan with one low-usage device, 1021."""
    return Plan(
        id="us",
        currency=currency,
        policy=us.CONNECT.usage,
        rates=rates,
        low_usage_numbers=frozenset({"1021"}),
        billing_start=day(7, 1),
        last_day_of_service=day(7, 30),
    )


def table(run: UsageRun, by: Plan, locale: str = "en_US") -> list[str]:
    """Return the rows of a run's table, the runs of blanks in each as one blank."""
    lines = read(usage_run_text(run, by, locale))
    begin = next(n for n, line in enumerate(lines) if line.startswith("---")) + 1
    return lines[begin : lines.index("", begin)]


class TestRun:
    """A month of rated usage as text."""

    def test_heading(self) -> None:
        """It says the month and the plan, over the titles of the columns."""
        by = plan()
        run = summarise([row(61, CallType.PLAN)], by, JULY)

        lines = usage_run_text(run, by).splitlines()

        assert lines[0] == "Usage of 2026-07 by plan us"
        assert lines[1] == "=" * WIDTH
        assert lines[3].split() == [
            *("Usage", "Rows", "Seconds", "Minutes", "or", "credits", "Cost")
        ]
        assert max(map(len, lines)) == WIDTH

    @pytest.mark.clause("F2", "Q42")
    def test_table(self) -> None:
        """Types in order of precedence, each with its rates and what they come to."""
        by = plan(
            call_rate(id="b"),
            call_rate("France", "0.025", id="a", prefixes=("+33",)),
            call_rate("800", "0.02", CallType.TOLL_FREE_INBOUND, prefixes=("",)),
        )
        rows = [
            row(61),
            row(59),
            row(60, source="1021"),
            row(121, destination="+33123456789"),
            row(30, CallType.TOLL_FREE_INBOUND),
            row(90, CallType.PLAN),
            row(10, CallType.PLAN, source="1021"),
            row(7, CallType.EXTENSION, "1022"),
            row(45, CallType.INBOUND),
        ]

        assert table(summarise(rows, by, JULY), by) == [
            "Calls between extensions 1 7",
            "- of all other devices 1 7 1 on the invoice",
            "Toll-free inbound calls 1 30",
            "- 800: 0.02 USD per minute 1 30 1 $0.02",
            "Other inbound calls 1 45",
            "- of all other devices 1 45 1 none",
            "International calls 4 301",
            # 3 minutes at 0.025 are 0.075; 2 + 1 + 1 at 0.019 are 0.076.
            "- France: 0.025 USD per minute 1 121 3 $0.08",
            "- Germany: 0.019 USD per minute 3 180 4 $0.08",
            "Local and long-distance calls 2 100",
            "- of low-usage devices 1 10 1 on the invoice",
            "- of all other devices 1 90 2 on the invoice",
        ]

    @pytest.mark.clause("D9")
    def test_messages(self) -> None:
        """Messages are told in credits, which the invoice settles."""
        by = plan(call_rate("Messages", "0.0055", CallType.MESSAGE))
        sent = MessageUsage(
            source="+13105550100",
            destination="+12122000001",
            sent_at=NOON,
            characters=161,
        )

        assert table(summarise([sent], by, JULY), by) == [
            "Text messages 1 0",
            "- of all other devices 1 0 2 on the invoice",
        ]

    @pytest.mark.clause("D8", "Q41")
    @pytest.mark.parametrize(
        ("others", "expected"),
        [
            # 501 minutes: 500 x 0.0295 + 1 x 0.0245 + 5.00 = 14.75 + 5.0245 = 19.7745.
            ({"model": PriceModel.GRADUATED, "tiers": TIERS}, "$19.77"),
            # 501 x 0.0245 + 5.00 = 12.2745 + 5.00.
            ({"model": PriceModel.VOLUME, "tiers": TIERS}, "$17.27"),
            # 6 packages of 100 are begun.
            (
                {"model": PriceModel.PACKAGE, "package": 100, "unit_price": "1.5"},
                "$9.00",
            ),
            ({"unit_price": "0.01", "minimum": Decimal(50)}, "$50.00"),
            # 501 x 0.01 + 2.50.
            ({"unit_price": "0.01", "flat_fee": Decimal("2.50")}, "$7.51"),
        ],
        ids=["graduated", "volume", "package", "minimum", "flat_fee"],
    )
    def test_of_the_month(self, others: dict[str, Any], expected: str) -> None:
        """Tiers, packages and fees are those of the month's units at the rate."""
        by = plan(call_rate(**({"unit_price": None} | others)))
        run = summarise([row(500 * 60), row(1)], by, JULY)

        found = " ".join(table(run, by)[1:])

        assert f" 2 30001 501 {expected}" in found

    @pytest.mark.clause("F4")
    def test_tenths(self) -> None:
        """Minutes may be tenths: 61 s to a mobile of Brazil are 1.1, at 0.30 each."""
        by = plan(call_rate(unit_price="0.30", increment=BRAZIL_MOBILE))

        (_, line) = table(summarise([row(61)], by, JULY), by)[:2]

        assert line.endswith(" 1 61 1.1 $0.33")

    def test_locale(self) -> None:
        """Costs are printed as the locale prints money of the plan's currency."""
        by = plan(call_rate(currency="EUR", unit_price="1"), currency="EUR")
        run = summarise([row(61)], by, JULY)

        assert table(run, by, "de_DE")[1].endswith(" 1 61 2 2,00 €")
        with pytest.raises(UnknownName):
            usage_run_text(run, by, "xx_XX")

    def test_control(self) -> None:
        """Below stands what became of every row and second that was read."""
        by = plan(call_rate())
        rows: list[Bare] = [
            row(61),
            row(7, destination="+33123456789"),
            ("1022", "+4930123456", datetime(2026, 6, 30, tzinfo=UTC), 11, row(0)[4]),
            ("1022", "+4930123456", datetime(2026, 7, 31, tzinfo=UTC), 13, row(0)[4]),
        ]

        lines = read(usage_run_text(summarise(rows, by, JULY), by))

        assert lines[lines.index("Control totals rows seconds") :] == [
            "Control totals rows seconds",
            f"read 4 {61 + 7 + 11 + 13}",
            "rated 1 61",
            "rejected 1 7",
            "before billing start 1 11",
            "after service 1 13",
            "of other months 0 0",
        ]

    def test_other_month(self) -> None:
        """So do rows of other months, where service goes on."""
        by = evolve(plan(), last_day_of_service=None)
        rows: list[Bare] = [
            ("1022", "1023", datetime(2026, 8, 1, tzinfo=UTC), 17, CallType.EXTENSION)
        ]

        lines = read(usage_run_text(summarise(rows, by, JULY), by))

        assert lines[-1] == "of other months 1 17"

    def test_nothing(self) -> None:
        """A month without a row has no line in its table."""
        by = plan()

        assert table(summarise([], by, JULY), by) == []


class TestListed:
    """Rejections and differences, a line each."""

    REJECTED: Final = Rejected(
        number=3, field="end", requirement="later", value="now", code="x"
    )

    def test_rejected(self) -> None:
        """A rejection is told with its row and its reason."""
        told = "row 3: end must be later, got now\n"

        assert rejected_text([]) == ""
        assert rejected_text([self.REJECTED] * 2) == told * 2

    def test_more(self) -> None:
        """Those that are not listed are counted, where there are any."""
        told = rejected_text([self.REJECTED], 1200)

        assert told == "row 3: end must be later, got now\nand 1200 more\n"

    def test_no_differences(self) -> None:
        """Nothing that differs is no line."""
        assert differences_text([]) == ""


LOW_PRICE: Final = price("low phone", LineKind.SERVICE_CHARGE, "10.00")


def august(devices: int, *facts: Any) -> Invoice:  # noqa: ANN401 -- any facts
    """Return August of an account with some devices and seven low-usage phones."""
    return invoice(
        account(
            day(7, 1),
            device_price(),
            LOW_PRICE,
            low_usage(),
            change(day(7, 1), devices, id="devices"),
            change(day(7, 1), 7, "low phone", id="low phones"),
            *facts,
        ),
        AUGUST,
    )


def worked(found: Invoice, name: str, kind: LineKind) -> list[str]:
    """Return the workings of a line of an invoice."""
    (line,) = (one for one in found.lines if (one.kind, one.item) == (kind, name))
    return [str(one) for one in workings(line.proof, digits=2, lines={})]


@pytest.mark.clause("G3", "Q38")
class TestWorkings:
    """The steps of usage lines in words."""

    POOL: Final = "low-usage pool"

    def pool(self, devices: int) -> list[str]:
        """Return the workings of what low-usage phones used above their minutes."""
        used = usage_total(CallType.PLAN, 300, device=Device.LOW_USAGE)
        found = august(devices, used)
        return worked(found, self.POOL, LineKind.OUTBOUND_OVERAGE)

    def test_enough_phones(self) -> None:
        """Of 7 + 13 phones 20 are not above 20: five of seven have the low price."""
        steps = self.pool(13)

        assert "phones: 13 (devices.quantity) + 7 (low phones.quantity) = 20" in steps
        assert (
            "devices that the contract allows: the lesser of 7 and 5 (terms.allowed) "
            "= 5"
        ) in steps
        assert (
            "so priced, or none where the phones are too few: 5; 0 where 20 (policy "
            "low_usage.phones) is above 20 = 5"
        ) in steps
        assert "minutes of the pool: 5 x 50 (policy low_usage.minutes) = 250" in steps
        assert "used less included: 300 - 250 = 50" in steps

    def test_too_few_phones(self) -> None:
        """Of 7 + 12 phones 20 are above 19: none has the low price, nor its minutes."""
        used = usage_total(CallType.PLAN, 300, device=Device.LOW_USAGE)
        found = august(12, used)
        full = next(one for one in found.lines if one.item == "low phone")

        assert (
            "so priced, or none where the phones are too few: 5; 0 where 20 (policy "
            "low_usage.phones) is above 19 = 0"
        ) in [str(one) for one in workings(full.proof, digits=2, lines={})]
        # They use the plan's minutes, which nothing limits here.
        assert not [one for one in found.lines if one.item == self.POOL]
        steps = worked(found, "plan", LineKind.INCLUDED_MINUTES)
        assert (
            "billable minutes: 18000 / 60 (policy usage.minute_seconds) = 300" in steps
        )

    def test_prices(self) -> None:
        """Five are 5 x 10.00, and the two above what is allowed 2 x 25.00."""
        proofs = [one.proof for one in august(13).lines if one.item == "low phone"]

        low, full = ([str(x) for x in workings(y, digits=2, lines={})] for y in proofs)

        assert (
            "full month: 5 x 10.00 (price of low phone from 2026-01-01.unit_price) "
            "= 50.00"
        ) in low
        assert "devices at the full price: 7 - 5 = 2" in full
        assert (
            "full month: 2 x 25.00 (price of device from 2026-01-01.unit_price) = 50.00"
        ) in full

    @pytest.mark.clause("D8")
    def test_volume(self) -> None:
        """The price is that of the highest tier which the minutes are above."""
        rate = call_rate(
            unit_price=None,
            model=PriceModel.VOLUME,
            tiers=TIERS,
            id="de",
        )
        used = usage_total(CallType.INTERNATIONAL, 501, "de")
        found = august(13, rate, used)

        steps = worked(found, "Germany", LineKind.INTERNATIONAL_MINUTES)

        assert (
            "price of the tier reached: 0.0295 (de.tiers.0.unit_price); 0.0245 "
            "(de.tiers.1.unit_price) where 501 is above 500 (de.tiers.1.above) = 0.0245"
        ) in steps
        assert "charge: 501 x 0.0245 = 12.2745" in steps
        assert (
            "fee of the tier reached: 0; 0 where 501 is above 0 (de.tiers.0.above); "
            "5.00 (de.tiers.1.flat_fee) where 501 is above 500 (de.tiers.1.above) "
            "= 5.00"
        ) in steps

    @pytest.mark.clause("D8")
    def test_graduated(self) -> None:
        """Each tier has its units, and its fee where it is reached."""
        rate = call_rate(
            unit_price=None, model=PriceModel.GRADUATED, tiers=TIERS, id="de"
        )
        used = usage_total(CallType.INTERNATIONAL, 501, "de")
        found = august(13, rate, used)

        steps = worked(found, "Germany", LineKind.INTERNATIONAL_MINUTES)

        assert (
            "units up to tier 2: the lesser of 501 and 500 (de.tiers.1.above) = 500"
        ) in steps
        assert "charge of tier 1: 500 x 0.0295 (de.tiers.0.unit_price) = 14.75" in steps
        assert (
            "charge of tier 2: 1 x 0.0245 (de.tiers.1.unit_price) = 0.0245"
        ) in steps
        assert (
            "fee of tier 2 where it is reached: 0; 5.00 (de.tiers.1.flat_fee) where "
            "501 is above 500 (de.tiers.1.above) = 5.00"
        ) in steps
        assert "charge: 14.75 + 0.0245 + 5.00 = 19.7745" in steps

    @pytest.mark.clause("Q38")
    def test_explained(self) -> None:
        """An explained invoice says of each fact of usage what it tells."""
        text = " ".join(read(explain_text(august(13))))

        assert "terms low phone: up to 5 at its own price, else that of device" in text
