"""Years and quarters: what is charged ahead of them, and what changes within."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.builders import (
    account,
    altered,
    cents,
    change,
    day,
    device_price,
    low_usage,
    opening,
    price,
)
from tests.periodic_stories import (
    PeriodStory,
    as_file,
    period_price,
    period_stories,
    told,
)

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.errors import ConflictingFacts, InvalidValue, NoRateInForce
from gotobilling.facts import Account, BillingAddress, Contract
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.documents import document, read_invoice
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import Frequency, LineKind
from gotobilling.lineitems import LineItem
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.periods import Period
from gotobilling.proration.periodic import PeriodCharge
from gotobilling.proration.within import PeriodProration
from gotobilling.replay import replay
from gotobilling.testing.late import bill_as_known, differences, wrong_causes
from gotobilling.testing.periodic import bill_periods, periods_over_days
from gotobilling.testing.reference import bill
from gotobilling.verify import verify, verify_facts

# A history takes long to bill.
few = settings(max_examples=10)

BOUGHT: Final = day(3, 15)
MARCH: Final = day(3, 1)
LAST: Final = day(12, 31, 2028)
YEARLY: Final = period_price("seat", Frequency.ANNUAL, "365.00")
QUARTERLY: Final = period_price("line", Frequency.QUARTERLY, "90.00")
Documents = dict[date, list[tuple[int, int]]]
"""Quantity and cents of the lines of each document, by its date."""


def billed(
    known: Account, *, until: date = LAST, market: Market = us.CONNECT
) -> Documents:
    """Bill an account from 2026 on."""
    within = Period(day(1, 1), until)
    return {
        one.issued_on.value: [_proven(line) for line in one.lines]
        for one in invoices_issued(known, within, market)
    }


def _proven(line: LineItem) -> tuple[int, int]:
    assert line.proof.steps[-1].label == "amount"
    return int(line.quantity), line.amount.minor


def read(reading: str, choice: str) -> Market:
    """Return the shipped market under one other reading."""
    return us.CONNECT.with_readings({reading: choice})


def seats(*facts: Any, start: date = MARCH, **others: Any) -> Account:  # noqa: ANN401
    """Return two seats by the year, bought on 15 March 2026, and what else is told."""
    return account(start, YEARLY, change(BOUGHT, 2, "seat"), *facts, **others)


@pytest.mark.clause("A12", "Q50")
class TestYears:
    """What is billed by the year on a monthly account."""

    def test_purchase(self) -> None:
        """A year is invoiced on the day of purchase, and the next a year later."""
        assert billed(seats()) == {
            day(3, 15): [(2, 2 * 36500)],
            day(3, 1, 2027): [(2, 2 * 36500)],
            day(3, 1, 2028): [(2, 2 * 36500)],
        }

    def test_period(self) -> None:
        """The year counts from the day of purchase."""
        first, second, _ = invoices_issued(
            seats(), Period(day(1, 1), day(12, 31, 2028)), us.CONNECT
        )

        assert first.lines[0].period == Period(BOUGHT, day(3, 15, 2027))
        assert second.lines[0].period == Period(day(3, 15, 2027), day(3, 15, 2028))

    def test_leap_day(self) -> None:
        """29 February gives 28 in other years, and comes back in the next leap year."""
        anchor = day(2, 29, 2028)
        known = account(anchor, YEARLY, change(anchor, 1, "seat"))
        within = Period(anchor, day(12, 31, 2032))
        starts = [
            line.period.start
            for one in invoices_issued(known, within, us.CONNECT)
            for line in one.lines
        ]

        assert starts == [
            anchor,
            *(day(2, 28, year) for year in (2029, 2030, 2031)),
            day(2, 29, 2032),
        ]

    def test_there_before(self) -> None:
        """What is there before billing starts is bought on the billing start."""
        known = seats(start=day(4, 20))

        assert billed(known, until=day(12, 31)) == {day(4, 20): [(2, 2 * 36500)]}

    def test_added(self) -> None:
        """Added on 15 May, a seat pays the 303 days after it to 15 March, of 365."""
        known = seats(change(day(5, 15), 1, "seat"))
        left = (day(3, 15, 2027) - day(5, 16)).days

        assert left == 303
        assert billed(known, until=day(12, 31)) == {
            BOUGHT: [(2, 2 * 36500)],
            day(6, 1): [(1, cents(365 * Fraction(303, 365)))],
        }

    def test_leap_year(self) -> None:
        """A contract year with a 29 February in it has 366 days."""
        known = seats(change(day(5, 15, 2027), 1, "seat"))

        assert billed(known)[day(6, 1, 2027)] == [(1, cents(365 * Fraction(304, 366)))]

    @pytest.mark.clause("Q17")
    def test_removed(self) -> None:
        """A removal is credited what an addition on its day would pay."""
        known = seats(change(day(5, 15), -1, "seat"))
        share = Fraction(303, 365)

        assert billed(known, until=day(12, 31))[day(6, 1)] == [
            (-1, -cents(365 * share))
        ]

    @pytest.mark.clause("Q25")
    def test_last_day_of_year(self) -> None:
        """A seat added on a year's last day pays 0 of its days, and all of the next."""
        known = seats(change(day(3, 14, 2027), 1, "seat"))

        assert billed(known)[day(4, 1, 2027)] == [(1, 0), (1, 36500)]

    def test_emptied(self) -> None:
        """What is emptied is credited and renews no more."""
        known = seats(change(day(5, 15), -2, "seat"))

        assert billed(known) == {
            BOUGHT: [(2, 73000)],
            day(6, 1): [(-2, -cents(730 * Fraction(303, 365)))],
        }

    def test_bought_again(self) -> None:
        """Bought again later, it pays to the anniversary of its first day."""
        gone, back = change(day(5, 15), -2, "seat"), change(day(6, 20, 2027), 1, "seat")
        left = Fraction((day(3, 15, 2028) - day(6, 21, 2027)).days, 366)
        known = seats(gone, back)

        assert billed(known)[day(7, 1, 2027)] == [(1, cents(365 * left))]
        assert billed(known)[day(3, 1, 2028)] == [(1, 36500)]

    def test_same_day(self) -> None:
        """Bought and given back on one day, nothing is charged."""
        assert billed(seats(change(BOUGHT, -2, "seat"))) == {}

    @pytest.mark.clause("Q30")
    def test_price(self) -> None:
        """A new price waits for the next year."""
        dearer = period_price("seat", Frequency.ANNUAL, "400.00", day(6, 1))
        known = seats(dearer, change(day(8, 20), 1, "seat"))

        assert billed(known)[day(9, 1)] == [(1, cents(365 * Fraction(206, 365)))]
        assert billed(known)[day(3, 1, 2027)] == [(3, 3 * 40000)]

    def test_first_price(self) -> None:
        """Where the first price comes after the first day, it counts from its day."""
        late = period_price("seat", Frequency.ANNUAL, "730.00", day(4, 1))
        none = change(BOUGHT, -1, "seat", id="none")
        known = account(
            day(3, 1),
            late,
            change(BOUGHT, 1, "seat"),
            none,
            change(day(5, 15), 1, "seat"),
        )

        assert billed(known, until=day(12, 31)) == {
            day(6, 1): [(1, cents(730 * Fraction(303, 365)))]
        }

    def test_no_price(self) -> None:
        """A year without a price in force on its first day cannot be billed."""
        late = period_price("seat", Frequency.ANNUAL, "730.00", day(4, 1))
        known = account(day(3, 1), late, change(BOUGHT, 1, "seat"))

        with pytest.raises(NoRateInForce):
            billed(known)

    def test_groups(self) -> None:
        """Groups split the line of a device; the year counts from the first of all."""
        device = period_price("device", Frequency.ANNUAL, "365.00")
        north = change(day(5, 15), 1, group="north")
        known = account(day(3, 1), device, change(BOUGHT, 2), north)

        assert billed(known)[day(6, 1)] == [(1, 30300)]
        assert billed(known)[day(3, 1, 2027)] == [(2, 73000), (1, 36500)]

    def test_not_split(self) -> None:
        """Contact center seats of all groups renew on one line."""
        kind = LineKind.CONTACT_CENTER
        agent = period_price("agent", Frequency.ANNUAL, "365.00", kind=kind)
        north = change(day(5, 15), 1, "agent", group="north")
        known = account(day(3, 1), agent, change(BOUGHT, 2, "agent"), north)

        assert billed(known)[day(3, 1, 2027)] == [(3, 3 * 36500)]

    def test_beside_others(self) -> None:
        """Its lines stand among those of a month and of the purchases of a day."""
        kind = LineKind.CONTACT_CENTER
        agent = period_price("agent", Frequency.ANNUAL, "365.00", kind=kind)
        known = account(
            day(3, 1),
            agent,
            YEARLY,
            device_price(),
            change(day(3, 1), 1, "device"),
            change(BOUGHT, 1, "agent"),
            change(BOUGHT, 1, "seat"),
        )
        within = Period(day(3, 15), day(3, 2, 2027))
        first, *_, last = invoices_issued(known, within, us.CONNECT)

        assert [line.item for line in first.lines] == ["seat", "agent"]
        assert [line.item for line in last.lines] == ["device", "seat", "agent"]

    @pytest.mark.clause("Q66")
    def test_other_product(self) -> None:
        """A product bills its own items alone."""
        central = altered(YEARLY, "product", "central")
        known = account(day(3, 1), central, change(BOUGHT, 1, "seat"))

        assert billed(known) == {}


@pytest.mark.clause("Q50", "period-renewed")
class TestRenewals:
    """What changes in the month in which a year begins again."""

    def test_known_by_day_one(self) -> None:
        """What is there as day 1 ends is renewed in full."""
        known = seats(change(day(3, 1, 2027), 1, "seat"))

        assert billed(known)[day(3, 1, 2027)] == [
            (3, 3 * 36500),
            (1, cents(365 * Fraction(13, 365))),
        ]

    def test_until_the_anniversary(self) -> None:
        """Added on the 10th, a seat pays 4 days, and the new year in full."""
        known = seats(change(day(3, 10, 2027), 1, "seat"))

        assert billed(known)[day(3, 1, 2027)] == [(2, 73000)]
        assert billed(known)[day(4, 1, 2027)] == [
            (1, cents(365 * Fraction(4, 365))),
            (1, 36500),
        ]

    def test_on_the_anniversary(self) -> None:
        """What is removed on the anniversary is given back for the whole new year."""
        known = seats(change(day(3, 15, 2027), -1, "seat"))

        assert billed(known)[day(4, 1, 2027)] == [(-1, -36500)]

    def test_together(self) -> None:
        """Several days until the anniversary make one line of a sign for the year."""
        known = seats(
            change(day(3, 10, 2027), 1, "seat"),
            change(day(3, 12, 2027), 2, "seat"),
            change(day(3, 15, 2027), -1, "seat"),
        )

        assert billed(known)[day(4, 1, 2027)] == [
            (1, 400),
            (2, 2 * 200),
            (3, 3 * 36500),
            (-1, -36500),
        ]

    @pytest.mark.clause("Q27")
    def test_per_change(self) -> None:
        """Where each change is a line of its own, each is one for the new year, too."""
        known = seats(
            change(day(3, 10, 2027), 1, "seat"), change(day(3, 15, 2027), 2, "seat")
        )

        found = billed(known, market=read("same_day", "per_change"))
        assert found[day(4, 1, 2027)] == [(1, 400), (1, 36500), (2, 73000)]

    @pytest.mark.clause("Q31")
    def test_minimum(self) -> None:
        """No quantity of the new year is less than the contract's minimum."""
        least = evolve(YEARLY, minimum_quantity=2)
        known = account(
            day(3, 1),
            least,
            change(BOUGHT, 3, "seat"),
            change(day(3, 10, 2027), -2, "seat"),
            change(day(3, 12, 2027), 1, "seat"),
        )
        found = billed(known, market=read("emptied", "minimum_quantity"))

        # 3 until the 10th, then no less than 2; 3 + 1 - 2 for the new year.
        assert found[day(4, 1, 2027)] == [
            (-1, -400),
            (1, 36500),
            (-2, -73000),
        ]

    @pytest.mark.clause("Q31")
    def test_cancellation(self) -> None:
        """Where emptying is a cancellation, it brings no credit."""
        known = seats(change(day(5, 15), -2, "seat"))

        assert billed(known, market=read("emptied", "cancellation")) == {
            BOUGHT: [(2, 73000)]
        }

    @pytest.mark.clause("Q17")
    def test_not_credited(self) -> None:
        """Where removals bring nothing, nothing is given back of a year."""
        known = seats(change(day(5, 15), -1, "seat"))

        assert billed(known, market=read("removals", "not_credited")) == {
            BOUGHT: [(2, 73000)],
            day(3, 1, 2027): [(1, 36500)],
            day(3, 1, 2028): [(1, 36500)],
        }

    def test_anchor_day(self) -> None:
        """Under the other reading the anniversary has an invoice of its own."""
        known = seats(change(day(3, 10, 2027), 1, "seat"))

        assert billed(known, market=read("annual_renewal", "anchor_day")) == {
            BOUGHT: [(2, 73000)],
            day(3, 15, 2027): [(3, 3 * 36500)],
            day(4, 1, 2027): [(1, 400)],
            day(3, 15, 2028): [(3, 3 * 36500)],
        }

    @pytest.mark.clause("Q23")
    def test_invoice_date(self) -> None:
        """Quantities of the invoice date never go past the anniversary."""
        market = us.CONNECT.with_readings({"quantities": "invoice_date"})
        market = market.with_readings({"invoice_day": 5})
        anchor = day(3, 3)
        known = account(
            day(3, 1),
            YEARLY,
            change(anchor, 1, "seat"),
            change(day(3, 2, 2027), 1, "seat"),
            change(day(3, 4, 2027), 1, "seat"),
        )

        assert billed(known, market=market)[day(3, 5, 2027)] == [
            (2, 73000),
            (1, 0),
            (1, cents(365 * Fraction(364, 366))),
        ]


def lines(*facts: Any, start: date = MARCH, **others: Any) -> Account:  # noqa: ANN401
    """Return an account of a line at 90.00 a quarter, and what else is told."""
    return account(start, QUARTERLY, *facts, **others)


@pytest.mark.clause("A16", "Q51")
class TestQuarters:
    """What is billed by the quarter."""

    def test_from_day_one(self) -> None:
        """Three months are charged ahead, on the invoice of the first."""
        known = lines(change(day(9, 1), 1, "line"))

        assert billed(known, until=day(6, 30, 2027)) == {
            day(9, 1): [(1, 9000)],
            day(12, 1): [(1, 9000)],
            day(3, 1, 2027): [(1, 9000)],
            day(6, 1, 2027): [(1, 9000)],
        }

    def test_within_a_month(self) -> None:
        """A start on 20 August pays 11 of 31 days of a third; quarters follow."""
        known = lines(change(day(8, 20), 1, "line"))

        assert billed(known, until=day(12, 31)) == {
            day(9, 1): [(1, 9000), (1, cents(30 * Fraction(11, 31)))],
            day(12, 1): [(1, 9000)],
        }

    @pytest.mark.clause("Q9", "Q26")
    @pytest.mark.parametrize(
        ("start", "on", "days"),
        [(day(8, 20), day(9, 1), 11), (day(8, 3), day(8, 3), 28)],
    )
    def test_billing_start(self, start: date, on: date, days: int) -> None:
        """What is there as billing starts is on the invoice of the billing start."""
        known = lines(change(day(7, 1), 2, "line"), start=start)

        assert billed(known, until=day(9, 2))[on][-1] == (
            2,
            cents(60 * Fraction(days, 31)),
        )

    def test_changed(self) -> None:
        """A change pays its month by days, and a third for each month left."""
        known = lines(change(day(9, 1), 2, "line"), change(day(9, 10), -1, "line"))
        share = (Fraction(20, 30) + 2) / 3

        assert billed(known, until=day(10, 2))[day(10, 1)] == [(-1, -cents(90 * share))]

    def test_last_month(self) -> None:
        """In the last month of a quarter no month is left."""
        known = lines(change(day(9, 1), 1, "line"), change(day(11, 10), 1, "line"))

        assert billed(known)[day(12, 1)] == [
            (2, 18000),
            (1, cents(30 * Fraction(20, 30))),
        ]

    def test_day_one(self) -> None:
        """A change on day 1 of a later month pays that month in full, at once."""
        known = lines(change(day(9, 1), 1, "line"), change(day(10, 1), 1, "line"))

        assert billed(known)[day(10, 1)] == [(1, 6000)]

    @pytest.mark.clause("Q30")
    def test_price(self) -> None:
        """A new price waits for the next quarter, and so it does in the first month."""
        dearer = period_price("line", Frequency.QUARTERLY, "120.00", day(8, 25))
        known = lines(
            change(day(8, 20), 1, "line"), change(day(8, 26), 1, "line"), dearer
        )

        assert billed(known)[day(9, 1)] == [
            (2, 24000),
            (1, cents(30 * Fraction(11, 31))),
            (1, cents(30 * Fraction(5, 31))),
        ]

    @pytest.mark.clause("Q9")
    def test_month_after(self) -> None:
        """Where a month after is the first invoice, the first quarter is on it."""
        known = lines(change(day(3, 1), 1, "line"))
        found = billed(
            known, until=day(7, 1), market=read("first_invoice", "month_after")
        )

        assert found == {day(4, 1): [(1, 9000)], day(6, 1): [(1, 9000)]}

    def test_anchored(self) -> None:
        """Anchored quarters begin on the day of the start, every third month."""
        known = lines(change(day(8, 20), 1, "line"), change(day(11, 5), 1, "line"))
        found = billed(
            known, until=day(2, 28, 2027), market=read("quarters", "anchored")
        )

        assert found == {
            day(9, 1): [(1, 9000)],
            day(11, 1): [(1, 9000)],
            day(12, 1): [(1, cents(30 * Fraction(14, 31))), (1, 9000)],
            day(2, 1, 2027): [(2, 18000)],
        }

    def test_anchored_months(self) -> None:
        """In an anchored quarter the months of a change are anchored, too."""
        known = lines(change(day(8, 20), 1, "line"), change(day(9, 25), 1, "line"))
        share = (Fraction(24, 30) + 1) / 3

        found = billed(known, market=read("quarters", "anchored"))
        assert found[day(10, 1)] == [(1, cents(90 * share))]

    def test_by_days(self) -> None:
        """Under the other reading a change pays the days left of the quarter."""
        known = lines(change(day(8, 20), 1, "line"), change(day(9, 10), 1, "line"))
        found = billed(known, market=read("quarter_changes", "days"))

        assert found[day(9, 1)] == [(1, 9000), (1, cents(30 * Fraction(11, 31)))]
        assert found[day(10, 1)] == [(1, cents(90 * Fraction(81, 91)))]


@pytest.mark.clause("H5", "H6", "Q68", "period-begun")
class TestEnd:
    """Years and quarters at the end of service."""

    def test_year_paid(self) -> None:
        """A year that has begun stays paid in full."""
        assert billed(seats(last_day=day(8, 31))) == {BOUGHT: [(2, 73000)]}

    @pytest.mark.parametrize(("last", "renews"), [(15, 0), (16, 1)])
    def test_renewal(self, last: int, renews: int) -> None:
        """A year is charged where service goes on after its first day."""
        found = billed(seats(last_day=day(3, last, 2027)))

        assert (day(3, 1, 2027) in found) == renews

    def test_bought_on_the_last_day(self) -> None:
        """What is bought on the last day of service is not charged."""
        assert billed(seats(last_day=BOUGHT)) == {}

    def test_removed_before_the_end(self) -> None:
        """A removal is credited to the end of its year, whenever service ends."""
        known = seats(change(day(5, 15), -1, "seat"), last_day=day(5, 31))

        assert billed(known)[day(6, 1)] == [(-1, -30300)]

    def test_quarter(self) -> None:
        """A quarter that has begun is charged in full; the next is not."""
        known = lines(change(day(9, 1), 1, "line"), last_day=day(9, 20))

        assert billed(known) == {day(9, 1): [(1, 9000)]}

    @pytest.mark.parametrize(
        ("reading", "days"), [("days_served", 6), ("full_month", 11)]
    )
    def test_first_month(self, reading: str, days: int) -> None:
        """The part month before the first quarter is billed as months are."""
        known = lines(change(day(8, 20), 1, "line"), last_day=day(8, 26))
        found = billed(known, market=read("last_month", reading))

        assert found == {day(9, 1): [(1, cents(30 * Fraction(days, 31)))]}

    def test_started_on_the_last_day(self) -> None:
        """Billing that starts on the last day of service charges no quarter."""
        known = lines(
            change(day(8, 1), 1, "line"), start=day(8, 20), last_day=day(8, 20)
        )

        assert billed(known) == {}


class TestRefused:
    """Facts of years and quarters that make no sense."""

    @pytest.mark.clause("Q50", "Q51")
    def test_opening(self) -> None:
        """An opening quantity does not tell from which day years are counted."""
        with pytest.raises(InvalidValue, match="one that is billed by the month"):
            account(day(1, 1), YEARLY, opening(day(1, 1), 1, "seat"))

    @pytest.mark.clause("G3")
    @pytest.mark.parametrize("yearly", ["low phone", "device"])
    def test_low_usage(self, yearly: str) -> None:
        """Low-usage phones are billed by the month, and so are full ones."""
        often = {yearly: Frequency.ANNUAL}
        prices = [
            price(
                item,
                LineKind.SERVICE_CHARGE,
                "9.00",
                frequency=often.get(item, Frequency.MONTHLY),
            )
            for item in ("device", "low phone")
        ]

        with pytest.raises(ConflictingFacts, match="billed by the month"):
            account(day(1, 1), *prices, low_usage())

    @pytest.mark.clause("Q50")
    def test_reference(self) -> None:
        """The reference biller knows months alone, and says so."""
        text = write_account_file(seats(), us.CONNECT)
        file = tomllib.loads(text, parse_float=Decimal)

        with pytest.raises(ValueError, match="by the month"):
            bill(file, BOUGHT)

    @pytest.mark.clause("A3")
    def test_naive(self) -> None:
        """The naive biller asks for the day on which billing starts."""
        signed = Contract(id="contract", signed_on=MARCH)

        with pytest.raises(ValueError, match="on which day billing starts"):
            bill_periods(account(signed, YEARLY, change(BOUGHT, 1, "seat")), LAST, {})


@pytest.mark.clause("Q45")
class TestCredits:
    """A credit is taxed as the invoice was that charged the period."""

    @staticmethod
    def rates(
        known: Account, on: date, market: Market | None = None
    ) -> list[tuple[str, date]]:
        """Return the tax dates of the levies of a document, in Nova Scotia."""
        market = market or ca.CONNECT
        market = market.with_rate("ca-recovery", day(1, 1, 2024), 0, CONTRACT_RATES)
        address = BillingAddress(
            id="address", country="CA", region="NS", effective_on=day(1, 1, 2024)
        )
        canadian = evolve(
            known,
            currency="CAD",
            addresses=(address,),
            prices=tuple(evolve(one, currency="CAD") for one in known.prices),
        )
        within = Period(on, on + timedelta(1))
        (found,) = invoices_issued(canadian, within, market)
        return [
            (str(one.rate.percent), one.tax_date)
            for one in found.levies
            if one.levy.name == "hst-ns" and one.tax_date is not None
        ]

    @staticmethod
    def known(frequency: Frequency, first: date, *facts: Any, start: date) -> Account:  # noqa: ANN401
        """Return two lines from a day on, and what else is told."""
        often = period_price("line", frequency, "90.00", day(1, 1, 2024))
        return account(start, often, change(first, 2, "line"), *facts)

    @pytest.mark.parametrize(
        ("frequency", "first", "start", "readings", "charged"),
        [
            (Frequency.ANNUAL, (6, 10, 2024), (6, 1, 2024), {}, (6, 10, 2024)),
            (Frequency.ANNUAL, (5, 1, 2023), (5, 1, 2023), {}, (5, 1, 2024)),
            (
                Frequency.ANNUAL,
                (5, 10, 2024),
                (5, 10, 2023),
                {"annual_renewal": "anchor_day"},
                (5, 10, 2024),
            ),
            (Frequency.QUARTERLY, (3, 1, 2025), (3, 1, 2024), {}, (3, 1, 2025)),
            (
                Frequency.QUARTERLY,
                (3, 1, 2025),
                (3, 1, 2024),
                {"quantities": "invoice_date", "invoice_day": 3},
                (3, 3, 2025),
            ),
            (
                Frequency.QUARTERLY,
                (3, 1, 2025),
                (3, 1, 2025),
                {"first_invoice": "month_after"},
                (4, 1, 2025),
            ),
            (
                Frequency.QUARTERLY,
                (2, 10, 2025),
                (2, 1, 2025),
                {"quarters": "anchored"},
                (3, 1, 2025),
            ),
            (
                Frequency.QUARTERLY,
                (3, 4, 2025),
                (3, 4, 2025),
                {"quarters": "anchored"},
                (3, 4, 2025),
            ),
        ],
    )
    def test_charged(
        self,
        frequency: Frequency,
        first: tuple[int, int, int],
        start: tuple[int, int, int],
        readings: dict[str, str | int],
        charged: tuple[int, int, int],
    ) -> None:
        """The 15 % of before 1 April 2025 are given back, not the 14 % from then on."""
        gone = change(day(4, 20, 2025), -1, "line")
        known = self.known(frequency, day(*first), gone, start=day(*start))
        market = ca.CONNECT.with_readings(readings)
        on = day(5, int(readings.get("invoice_day", 1)), 2025)
        percent = "15" if day(*charged) < day(4, 1, 2025) else "14"

        # Those of April and May have one rate: the document's own day stands for both.
        shown = day(*charged) if percent == "15" else on
        assert (percent, shown) in self.rates(known, on, market)

    def test_first_month(self) -> None:
        """A part month is charged ahead by the document of the billing start alone."""
        gone = change(day(3, 20, 2025), -1, "line")
        known = self.known(
            Frequency.QUARTERLY, day(3, 4, 2025), gone, start=day(3, 4, 2025)
        )
        assert ("15", day(3, 4, 2025)) in self.rates(known, day(4, 1, 2025))

        later = self.known(
            Frequency.QUARTERLY, day(3, 6, 2025), gone, start=day(3, 1, 2025)
        )
        assert [rate for rate, _ in self.rates(later, day(4, 1, 2025))] == ["14"]

    def test_not_charged(self) -> None:
        """What was added after the invoice of the period is credited as of today."""
        more = change(day(3, 10, 2025), 3, "line")
        gone = change(day(3, 20, 2025), -5, "line")
        known = self.known(
            Frequency.QUARTERLY, day(3, 1, 2025), more, gone, start=day(3, 1, 2024)
        )

        assert [rate for rate, _ in self.rates(known, day(4, 1, 2025))] == ["14"]


class TestDocuments:
    """What documents with years and quarters say, and who checks it."""

    @pytest.mark.clause("Q50", "Q51")
    @pytest.mark.parametrize("seed", [3, 4, 6, 12, 16, 24, 28, 42])
    def test_drawn(self, seed: int) -> None:
        """A document proves itself, follows from the account file, and reads back."""
        story = told(seed)
        file = tomllib.loads(as_file(story), parse_float=Decimal)
        for invoice in invoices_issued(story.account, story.within, story.market):
            written: Any = document(invoice)

            assert verify_facts(written, file).failure is None
            assert read_invoice(written, "document") == invoice
            assert replay(written, story.account, story.market).failure is None

    def test_explained(self) -> None:
        """The proof of a change in a year says from where the year counts."""
        known = seats(change(day(5, 15), 1, "seat"))
        invoice = invoices_issued(known, Period(day(6, 1), day(6, 2)), us.CONNECT)[0]

        said = invoice.lines[0].explain().splitlines()
        assert [one.partition(":")[0] for one in said] == [
            "quantity",
            "first day of the item",
            "day after the change",
            "start of the period",
            "end of the period",
            "first chargeable day",
            "days charged",
            "days in the period",
            "share of the days",
            "full period",
            "prorated charge",
            "amount",
        ]
        assert said[6].endswith("= 303 [Q1]")

    @pytest.mark.clause("Q65", "Q67")
    @pytest.mark.parametrize(
        ("late", "known_on"),
        [
            (change(day(5, 15), 1, "seat"), day(9, 20)),
            (change(day(3, 10), 1, "seat"), day(9, 20)),
            (change(day(5, 15), -2, "seat"), day(4, 20, 2027)),
        ],
    )
    def test_late(self, late: Any, known_on: date) -> None:  # noqa: ANN401
        """A late change ends at the balance of knowing it in time."""
        known = seats(evolve(late, known_on=known_on))
        until = day(5, 1, 2027)
        sent = bill_as_known(known, us.CONNECT, until)

        assert list(differences(known, us.CONNECT, sent, until)) == []
        assert list(wrong_causes(known, us.CONNECT, sent)) == []
        assert any(
            isinstance(one.document, Invoice) and one.document.corrections
            for one in sent
        )
        for one in sent:
            written: Any = document(one.document)
            assert verify(written).failure is None


Found = tuple[Any, ...]


def by_the_library(story: PeriodStory) -> list[Found]:
    """Return the lines of years and quarters as the library bills them."""
    return sorted(
        (
            invoice.issued_on.value,
            invoice.kind.value,
            line.kind.value,
            line.item,
            line.group or "",
            line.quantity,
            str(line.effective_on),
            line.price,
            line.period.start,
            line.period.end,
            line.amount.minor,
        )
        for invoice in invoices_issued(story.account, story.within, story.market)
        for line in invoice.lines
        if isinstance(line.rule, (PeriodCharge, PeriodProration))
    )


def by_the_naive_biller(story: PeriodStory) -> list[Found]:
    """Return the same as the day loop bills them."""
    through = story.within.last_day
    found = bill_periods(story.account, through, story.readings)
    return sorted(
        (
            *one[:4],
            one.group or "",
            one.quantity,
            str(one.effective_on),
            *one[7:10],
            one.minor,
        )
        for one in found
    )


@pytest.mark.clause("Q50", "Q51")
class TestLaw:
    """Every history, beside a biller that walks through the days."""

    @few
    @given(period_stories())
    def test_agrees(self, story: PeriodStory) -> None:
        """The naive biller finds the same lines."""
        assert by_the_library(story) == by_the_naive_biller(story)

    @pytest.mark.parametrize("seed", [1, 2, 3, 5, 8, 11, 16, 20])
    def test_seeded(self, seed: int) -> None:
        """The naive biller finds the same lines of seeded histories."""
        story = told(seed, every=False)

        assert by_the_library(story) == by_the_naive_biller(story)

    def test_first_month(self) -> None:
        """The part month before the first quarter costs the days that are served."""
        known = lines(change(day(8, 20), 1, "line"), last_day=day(8, 26))
        found = periods_over_days(known, MARCH, day(9, 30), {})

        assert found == 30 * Fraction(6, 31)

    @pytest.mark.parametrize("seed", [1, 2, 3, 5, 8, 11, 16, 20])
    def test_conserved(self, seed: int) -> None:
        """All lines add up to what each day costs, of all periods that have begun."""
        story = told(seed, every=False)
        last = story.within.end + timedelta(300)
        known = evolve(story.account, end=story.account.end)
        if known.end is None or known.end.last_day_of_service > last:
            known = account(
                story.within.start, *known.prices, *known.changes, last_day=last
            )
        charged = Fraction()
        within = Period(story.within.start, last + timedelta(60))
        for invoice in invoices_issued(known, within, story.market):
            for line in invoice.lines:
                charged += exact(line.rule, line.facts)

        start, end = within.start, last + timedelta(400)
        assert charged == periods_over_days(known, start, end, story.readings)


def exact(rule: object, facts: Any) -> Fraction:  # noqa: ANN401
    """Return what a line of a year or a quarter comes to before it is rounded."""
    if isinstance(rule, PeriodCharge):
        return rule.quantity(facts) * Fraction(facts.price.unit_price)
    if isinstance(rule, PeriodProration):
        change = facts.change
        quantity = rule.prorated.quantity(change)
        return (
            quantity * Fraction(change.price.unit_price) * Fraction(*rule.share(facts))
        )
    return Fraction()
