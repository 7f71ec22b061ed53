"""Cycles of 30 days and anchored cycles, and the plan changes that begin one."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.builders import (
    account,
    bought,
    cents,
    change,
    day,
    low_usage,
    month,
    opening,
    price,
)

from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.billing_dates import CyclePlace, CycleStart, cycle_period
from gotobilling.corrections import correct, next_cycle
from gotobilling.errors import InvalidPeriod, InvalidValue, MoreRemovedThanPresent
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    EarlyTermination,
    NumberChange,
    NumberDetail,
    Price,
    QuantityChange,
)
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.formats.documents import document, issued_document, read_invoice
from gotobilling.invoices import (
    Invoice,
    assemble_cycle,
    assemble_invoice,
    assemble_one_time,
    assemble_plan_change,
    assemble_the_cycle,
    invoices_issued,
)
from gotobilling.kinds import BillableUnit, Frequency, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.replay import replay
from gotobilling.testing.cycles import (
    CENTRAL,
    WEBINAR,
    bill_cycles,
    cycles_over_days,
)
from gotobilling.testing.examples import webinar_upgrade
from gotobilling.verify import verify_facts

DAY: Final = timedelta(1)
SEAT: Final = Fraction(30)


def seat(
    product: str = "central",
    unit_price: str = "30.00",
    on: date = date(2026, 1, 1),
    item: str = "seat",
    **others: object,
) -> Price:
    """Return the price of a seat: 30.00 a cycle unless told."""
    filled: dict[str, Any] = {"unit": BillableUnit.SUBSCRIPTION, "product": product}
    return price(item, LineKind.SUBSCRIPTION, unit_price, on, **(filled | others))


def seats(
    on: date, quantity: int, item: str = "seat", **others: object
) -> QuantityChange:
    """Return a change of seats."""
    anything: dict[str, Any] = others
    return change(on, quantity, item, **anything)


def made(
    found: Account, until: date, market: Market = us.CENTRAL
) -> tuple[Invoice, ...]:
    """Return every document dated before a day."""
    return invoices_issued(found, Period(date(2025, 1, 1), until), market)


def told(invoices: tuple[Invoice, ...]) -> list[tuple[str, date, list[int]]]:
    """Return of each document its kind, its date and its amounts in cents."""
    return [
        (one.kind.value, one.issued_on.value, [row[2] for row in one.rows])
        for one in invoices
    ]


def only(found: Invoice | NothingToBill) -> Invoice:
    """Return the invoice that there is."""
    assert isinstance(found, Invoice), found
    return found


def checked(found: Account, market: Market, until: date) -> tuple[Invoice, ...]:
    """Return the documents, each read back, checked and assembled again."""
    content = write_account_file(found, market)
    file = read_account_file(content.encode(), "account.toml")
    assert file.account == found
    issued = made(found, until, market)
    for one in issued:
        written = document(one)
        assert read_invoice(written, "cycle.json") == one
        report = verify_facts(written, _plain(content))
        assert report.holds, (report.failure, one)
        assert replay(written, found, market).failure is None
    return issued


def _plain(content: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(content, parse_float=Decimal)


class TestThirtyDays:
    """A12, Q52: charge k falls on sign-up + 30 x k days."""

    @pytest.mark.clause("A12", "Q52")
    def test_leap_year(self) -> None:
        """A sign-up on 30 January 2028 is charged on 29 February and 30 March."""
        start = day(1, 30, 2028)
        found = account(start, seat(), seats(start, 2))
        assert told(checked(found, us.CENTRAL, day(4, 1, 2028))) == [
            ("cycle", start, [6000]),
            ("cycle", day(2, 29, 2028), [6000]),
            ("cycle", day(3, 30, 2028), [6000]),
        ]

    @pytest.mark.parametrize(
        ("start", "charges"),
        [
            (date(2027, 1, 1), 13),
            (date(2027, 1, 5), 13),
            (date(2027, 1, 6), 12),
            (date(2028, 1, 6), 13),
            (date(2028, 1, 7), 12),
        ],
    )
    @pytest.mark.clause("Q52")
    def test_thirteenth_charge(self, start: date, charges: int) -> None:
        """A year has a 13th charge if the first lies on 1 to 5 January, or leap 6."""
        found = account(start, seat(), seats(start, 1))
        assert len(made(found, date(start.year + 1, 1, 1))) == charges

    @pytest.mark.clause("A13", "B1", "B2", "G4")
    def test_paid_at_once(self) -> None:
        """The card is charged on the day the cycle begins; 15 days are to dispute."""
        found = account(day(6, 10), seat(), seats(day(6, 10), 1))
        first = made(found, day(7, 1))[0]
        assert first.due_on is not None
        assert first.autopay_on is not None
        assert first.due_on.value == first.autopay_on.value == day(6, 10)
        assert first.dispute_until.value == day(6, 25)

    @pytest.mark.clause("Q52", "Q53", "cycle-quantities", "Q1")
    def test_change_is_prorated(self) -> None:
        """Two more seats on day 10 of a cycle pay 20 of 30 days with the next one."""
        start = day(6, 10)
        found = account(
            start, seat(), seats(start, 1), seats(start + 10 * DAY, 2), last_day=None
        )
        assert told(checked(found, us.CENTRAL, day(7, 11))) == [
            ("cycle", start, [3000]),
            ("cycle", day(7, 10), [cents(2 * SEAT * Fraction(19, 30)), 9000]),
        ]

    @pytest.mark.clause("Q17", "Q25")
    def test_removal_and_last_day(self) -> None:
        """A removal is credited; one on the last day of a cycle is a line of 0.00."""
        start = day(6, 10)
        found = account(
            start,
            seat(),
            seats(start, 3),
            seats(start + 14 * DAY, -1),
            seats(start + 29 * DAY, -1),
        )
        second = checked(found, us.CENTRAL, day(7, 11))[1]
        # 24 June: 15 of 30 days are left after it.
        assert [row[2] for row in second.rows] == [-1500, 0, 3000]

    @pytest.mark.clause("cycle-quantities")
    def test_first_day_counts(self) -> None:
        """What changes on the first day of a cycle is in its quantity."""
        start = day(6, 10)
        found = account(start, seat(), seats(start, 1), seats(day(7, 10), 1))
        assert told(made(found, day(7, 11)))[1][2] == [6000]

    @pytest.mark.clause("Q30")
    def test_price_waits(self) -> None:
        """A price that changes within a cycle counts from the next one on."""
        start = day(6, 10)
        found = account(
            start, seat(), seat(unit_price="45.00", on=day(6, 20)), seats(start, 1)
        )
        amounts = [one[2] for one in told(checked(found, us.CENTRAL, day(7, 11)))]
        assert amounts == [[3000], [4500]]

    @pytest.mark.clause("Q30")
    def test_price_on_the_day(self) -> None:
        """Under one reading it moves what is there on the day that it changes."""
        start, market = (
            day(6, 10),
            us.CENTRAL.with_readings({"price_change": "on_the_day"}),
        )
        found = account(
            start, seat(), seat(unit_price="45.00", on=day(6, 25)), seats(start, 1)
        )
        second = made(found, day(7, 11), market)[1]
        # 14 of 30 days are left after 25 June.
        assert [row[2] for row in second.rows] == [2100, -1400, 4500]

    @pytest.mark.clause("A12", "Q52")
    def test_sign_up_later(self) -> None:
        """Cycles count from the first seat where it comes after the billing start."""
        found = account(day(6, 10), seat(), seats(day(6, 20), 1))
        assert [one[1] for one in told(made(found, day(8, 1)))] == [
            day(6, 20),
            day(7, 20),
        ]

    @pytest.mark.clause("A7", "Q52")
    def test_free_months(self) -> None:
        """Cycles count from the end of free months."""
        contract = Contract(id="contract", signed_on=day(1, 20), free_months=2)
        found = account(contract, seat(), seats(day(1, 20), 1))
        assert told(made(found, day(4, 1))) == [("cycle", day(3, 20), [3000])]

    @pytest.mark.clause("Q47")
    def test_nothing_there(self) -> None:
        """A cycle without lines has no document, unless the reading wants one."""
        start = day(6, 10)
        found = account(start, seat(), seats(start, 1), seats(start, -1, id="gone"))
        assert made(found, day(8, 1)) == ()
        nothing = assemble_cycle(found, start, us.CENTRAL)
        assert isinstance(nothing, NothingToBill)
        assert nothing.reason == "no line in 2026-06-10/2026-07-10"
        always = us.CENTRAL.with_readings({"nothing_to_bill": "invoice"})
        assert len(checked(found, always, day(7, 1))) == 1

    def test_nothing_at_all(self) -> None:
        """An account without seats has no cycle."""
        found = account(day(6, 10), seat())
        assert made(found, day(8, 1)) == ()
        nothing = assemble_cycle(found, day(6, 10), us.CENTRAL)
        assert isinstance(nothing, NothingToBill)
        assert nothing.reason == "no monthly cycle begins on 2026-06-10"

    @pytest.mark.clause("Q52")
    def test_after_first_cycle(self) -> None:
        """Under one reading each cycle is charged as it has ended."""
        market = us.CENTRAL.with_readings({"first_charge": "after_first_cycle"})
        found = account(day(6, 10), seat(), seats(day(6, 10), 1))
        issued = checked(found, market, day(8, 10))
        assert [one[1] for one in told(issued)] == [day(7, 10), day(8, 9)]

    @pytest.mark.clause("Q7")
    def test_connect_by_thirty_days(self) -> None:
        """Another product is billed by 30 days where the reading says so."""
        market = us.CONNECT.with_readings({"cycle_length": "thirty_days"})
        start = day(6, 10)
        found = account(
            start,
            price("device", LineKind.SERVICE_CHARGE, "30.00"),
            change(start, 2, group="east"),
            change(start + 14 * DAY, -1, group="east"),
            change(start, 1),
            bought(day(6, 12)),
        )
        assert told(checked(found, market, day(7, 11))) == [
            ("cycle", start, [3000, 6000]),
            ("one_time", day(6, 12), [9998]),
            ("cycle", day(7, 10), [3000, 3000, -1500]),
        ]


class TestServiceEnd:
    """Q32, Q68: what is prepaid is not given back."""

    @pytest.mark.clause("Q32", "Q68")
    def test_paid_cycle(self) -> None:
        """A cycle that service ends in is charged in full, and none after it."""
        start = day(6, 10)
        found = account(
            start,
            seat(),
            seats(start, 1),
            seats(day(6, 25), 1),
            seats(day(7, 8), 5),
            last_day=day(6, 30),
        )
        # 14 of 30 days after 25 June; what comes after the last day does not count.
        assert told(checked(found, us.CENTRAL, day(9, 1))) == [
            ("cycle", start, [3000]),
            ("cycle", day(7, 10), [1400]),
        ]

    @pytest.mark.clause("Q68")
    def test_days_served(self) -> None:
        """Under one reading it is charged to the last day of service."""
        market = us.WEBINAR.with_readings({"last_month": "days_served"})
        start = day(6, 10)
        found = account(
            start,
            seat("webinar"),
            seats(start, 1),
            seats(day(6, 20), 1),
            last_day=day(6, 24),
        )
        # June has 30 days from the 10th: 15 of them to the 24th. From the 20th on
        # 5 are left of them, and 5 of the 30 days from the 20th are served.
        assert told(checked(found, market, day(9, 1))) == [
            ("cycle", start, [1500]),
            ("plan_change", day(6, 20), [-500, 1000]),
        ]

    def test_change_after_it(self) -> None:
        """A change after the last day moves no billing date."""
        start = day(6, 10)
        found = account(
            start,
            seat("webinar"),
            seats(start, 1),
            seats(day(6, 28), 1),
            last_day=day(6, 20),
        )
        assert told(checked(found, us.WEBINAR, day(9, 1))) == [("cycle", start, [3000])]

    @pytest.mark.clause("Q53", "Q68")
    def test_change_on_it(self) -> None:
        """A change on the last day of service still begins a cycle on that day."""
        start = day(6, 10)
        found = account(
            start,
            seat("webinar"),
            seats(start, 1),
            seats(day(6, 28), 1),
            last_day=day(6, 28),
        )
        # 12 of 30 days were left of what was paid on 10 June.
        assert told(checked(found, us.WEBINAR, day(9, 1))) == [
            ("cycle", start, [3000]),
            ("plan_change", day(6, 28), [-1200, 6000]),
        ]


class TestAnchored:
    """Q53: anchored months, and the changes that move the billing date."""

    @pytest.mark.clause("I4", "Q53", "unused-days")
    def test_upgrade_and_reduction(self) -> None:
        """An upgrade credits 15 of 30 days, a reduction 21 of 31."""
        issued = checked(webinar_upgrade(), us.WEBINAR, day(9, 5))
        assert told(issued) == [
            ("cycle", day(6, 10), [9800]),
            ("plan_change", day(6, 25), [-4900, 19800]),
            ("cycle", day(7, 25), [19800]),
            ("plan_change", day(8, 4), [-cents(198 * Fraction(21, 31)), 9900]),
            ("cycle", day(9, 4), [9900]),
        ]
        reduced = issued[3]
        assert (reduced.payable.value.minor, reduced.due_on) == (0, None)

    @pytest.mark.clause("Q18", "Q53")
    def test_anchor_is_kept(self) -> None:
        """Cycles from 31 January end with February and go on from 31 March."""
        start = day(1, 31)
        found = account(start, seat("webinar"), seats(start, 1))
        assert [one[1] for one in told(made(found, day(5, 1), us.WEBINAR))] == [
            start,
            day(2, 28),
            day(3, 31),
            day(4, 30),
        ]

    @pytest.mark.clause("Q53")
    def test_first_day_moves_nothing(self) -> None:
        """A change on a billing date is charged with its cycle; the anchor stays."""
        start = day(1, 31)
        found = account(start, seat("webinar"), seats(start, 1), seats(day(2, 28), 1))
        issued = checked(found, us.WEBINAR, day(4, 1))
        assert told(issued) == [
            ("cycle", start, [3000]),
            ("cycle", day(2, 28), [6000]),
            ("cycle", day(3, 31), [6000]),
        ]

    @pytest.mark.clause("Q27", "Q53")
    def test_net_nothing(self) -> None:
        """What is added and removed on one day moves nothing, and cancels out."""
        start = day(6, 10)
        found = account(
            start,
            seat("webinar"),
            seats(start, 1),
            seats(day(6, 20), 2),
            seats(day(6, 20), -2),
        )
        second = checked(found, us.WEBINAR, day(7, 11))[1]
        assert second.kind is DocumentKind.CYCLE
        assert [row[2] for row in second.rows] == [3800, -3800, 3000]

    @pytest.mark.clause("I4", "Q53")
    def test_increases_alone(self) -> None:
        """Under one reading a reduction is prorated, and an increase moves the date."""
        market = us.WEBINAR.with_readings({"billing_date": "increases"})
        start = day(6, 10)
        found = account(
            start,
            seat("webinar", item="one that nobody has"),
            seat("webinar"),
            seats(start, 3),
            seats(day(6, 20), -1),
            seats(day(6, 30), 2),
        )
        # 19 of 30 days after 20 June are given back; then 10 of 30 of the two left.
        assert told(checked(found, market, day(7, 1))) == [
            ("cycle", start, [9000]),
            ("plan_change", day(6, 30), [-1900, -2000, 12000]),
        ]

    @pytest.mark.clause("Q53")
    def test_taken_up_again(self) -> None:
        """Seats bought after none was left begin a cycle, with nothing to credit."""
        start = day(6, 10)
        found = account(
            start,
            seat("webinar"),
            seats(start, 1),
            seats(day(6, 20), -1),
            seats(day(8, 3), 2),
        )
        assert told(checked(found, us.WEBINAR, day(8, 10))) == [
            ("cycle", start, [3000]),
            ("plan_change", day(6, 20), [-2000]),
            ("plan_change", day(8, 3), [6000]),
        ]

    @pytest.mark.clause("A14", "Q7", "Q53")
    def test_frequency(self) -> None:
        """Seats that go over to a year end one row of cycles and begin another."""
        start = day(6, 10)
        yearly = seat("webinar", "300.00", item="year seat", frequency=Frequency.ANNUAL)
        found = account(
            start,
            seat("webinar"),
            yearly,
            seats(start, 1),
            seats(day(6, 25), -1),
            seats(day(6, 25), 1, "year seat"),
        )
        issued = checked(found, us.WEBINAR, day(7, 1, 2027))
        assert told(issued) == [
            ("cycle", start, [3000]),
            ("plan_change", day(6, 25), [-1500]),
            ("cycle", day(6, 25), [30000]),
            ("cycle", day(6, 25, 2027), [30000]),
        ]
        cycle = assemble_cycle(
            found, day(6, 25), us.WEBINAR, frequency=Frequency.ANNUAL
        )
        assert cycle == issued[2]

    @pytest.mark.clause("A12", "A16", "Q7")
    def test_quarter_and_year(self) -> None:
        """Years and quarters count anchored months in Central, too."""
        start = day(1, 31)
        found = account(
            start,
            seat(item="quarter", frequency=Frequency.QUARTERLY),
            seat(item="year", frequency=Frequency.ANNUAL),
            seats(start, 1, "quarter"),
            seats(start, 1, "year"),
            seats(day(3, 1), 1, "quarter"),
        )
        # From 31 January to 30 April lie 89 days, 59 of them after 1 March.
        assert told(checked(found, us.CENTRAL, day(5, 1))) == [
            ("cycle", start, [3000]),
            ("cycle", start, [3000]),
            ("cycle", day(4, 30), [cents(SEAT * Fraction(59, 89)), 6000]),
        ]


class TestReadings:
    """The readings of part periods hold for cycles as for months."""

    @pytest.mark.parametrize(
        ("chosen", "amounts"),
        [
            # -1 seat on 24 June and +1 with it; 15 days are left after the day.
            ({}, [3000, -1500, 9000]),
            ({"day_count": "actual_from_start"}, [3200, -1600, 9000]),
            ({"removals": "not_credited"}, [3000, 9000]),
            ({"same_day": "per_change"}, [1500, 1500, -1500, 9000]),
            ({"rounded": "unit_share"}, [3000, -1500, 9000]),
            ({"emptied": "minimum_quantity"}, [3000, -1500, 9000]),
            ({"emptied": "cancellation"}, [3000, -1500, 9000]),
        ],
    )
    @pytest.mark.clause("Q1", "Q17", "Q27", "Q29", "Q31")
    def test_part(self, chosen: dict[str, str | int], amounts: list[int]) -> None:
        """A day with additions and a removal, by each reading."""
        start, market = day(6, 10), us.CENTRAL.with_readings(chosen)
        found = account(
            start,
            seat(),
            seats(start, 2),
            seats(day(6, 24), 1, id="one"),
            seats(day(6, 24), 1, id="other"),
            seats(day(6, 24), -1),
        )
        second = checked(found, market, day(7, 11))[1]
        assert [row[2] for row in second.rows] == amounts

    @pytest.mark.clause("Q25")
    def test_zero_days_omitted(self) -> None:
        """A change on the last day of a cycle leaves no line where none is wanted."""
        market = us.CENTRAL.with_readings({"zero_days": "omitted"})
        start = day(6, 10)
        found = account(start, seat(), seats(start, 1), seats(day(7, 9), 1))
        assert told(checked(found, market, day(7, 11)))[1][2] == [6000]

    @pytest.mark.clause("Q31")
    def test_minimum(self) -> None:
        """A contract's minimum counts, and is credited as it was charged."""
        market = us.WEBINAR.with_readings({"emptied": "minimum_quantity"})
        start = day(6, 10)
        least = seat("webinar", minimum_quantity=4)
        found = account(start, least, seats(start, 1), seats(day(6, 25), 5))
        assert told(checked(found, market, day(7, 1))) == [
            ("cycle", start, [12000]),
            ("plan_change", day(6, 25), [-6000, 18000]),
        ]

    @pytest.mark.clause("Q31")
    def test_minimum_not_reached(self) -> None:
        """Below the minimum a change makes no line, and of nothing there is none."""
        chosen = {"emptied": "minimum_quantity"}
        start = day(6, 10)
        least = seat(minimum_quantity=4)
        found = account(start, least, seats(start, 1), seats(day(6, 25), 1))
        central = us.CENTRAL.with_readings(chosen)
        assert told(checked(found, central, day(7, 11)))[1][2] == [12000]
        found = account(
            start,
            seat("webinar"),
            seats(start, 1),
            seats(day(6, 20), -1),
            seats(day(8, 3), 1),
        )
        webinar = us.WEBINAR.with_readings(chosen)
        assert told(checked(found, webinar, day(8, 10))) == [
            ("cycle", start, [3000]),
            ("plan_change", day(6, 20), [-2000]),
            ("plan_change", day(8, 3), [3000]),
        ]

    @pytest.mark.clause("Q30", "Q53")
    def test_price_before_a_plan_change(self) -> None:
        """What moved to a new price before a plan change is credited at that price."""
        market = us.WEBINAR.with_readings({"price_change": "on_the_day"})
        start = day(6, 10)
        dearer = seat("webinar", "60.00", day(6, 20))
        found = account(
            start, seat("webinar"), dearer, seats(start, 1), seats(day(6, 25), 1)
        )
        # 19 of 30 days after the 20th at either price, then 15 of 30 at the new one.
        assert told(checked(found, market, day(7, 1)))[1][2] == [
            3800,
            -1900,
            -3000,
            12000,
        ]


class TestRefused:
    """What only the invoices of calendar months can bill is refused by name."""

    def test_no_cycles(self) -> None:
        """A product billed by months has no cycle, and the other way round."""
        found = account(day(6, 10), seat(), seats(day(6, 10), 1))
        with pytest.raises(InvalidValue, match=r"^anchor.length must be other than"):
            assemble_cycle(found, day(6, 10), us.CONNECT)
        with pytest.raises(InvalidValue, match=r"^anchor.length must be a calendar"):
            assemble_invoice(found, month(6), us.CENTRAL)

    @pytest.mark.parametrize(
        ("change_market", "problem"),
        [
            (
                lambda market: market.with_readings({"negative_total": "carried_line"}),
                "settlement.negative_total",
            ),
            (
                lambda market: market.with_readings(
                    {"number_purchase": "one_time_invoice"}
                ),
                "cycle.number_purchase",
            ),
            (
                lambda market: market.with_readings(
                    {
                        "first_charge": "after_first_cycle",
                        "billing_date": "any_change",
                    }
                ),
                "anchor.first_charge",
            ),
        ],
    )
    def test_readings(
        self, change_market: Callable[[Market], Market], problem: str
    ) -> None:
        """Readings that cycles cannot have are refused."""
        found = account(day(6, 10), seat(), seats(day(6, 10), 1))
        with pytest.raises(InvalidValue, match=f"^{problem} must be"):
            assemble_cycle(found, day(6, 10), change_market(us.CENTRAL))

    def test_parts(self) -> None:
        """A document that is split into parts is none of a cycle."""
        from gotobilling.markets import br

        market = evolve(us.CENTRAL, cycle=br.CONNECT.cycle)
        found = account(day(6, 10), seat(), seats(day(6, 10), 1))
        with pytest.raises(InvalidValue, match=r"^cycle.parts must be none"):
            assemble_cycle(found, day(6, 10), market)

    def test_facts(self) -> None:
        """A history that starts late, or with low usage, is none of a cycle."""
        late = account(day(6, 10), seat(), opening(day(7, 1), 1, "seat"))
        with pytest.raises(InvalidValue, match=r"^opening must be empty"):
            made(late, day(9, 1))
        phones = (
            price("device", LineKind.SERVICE_CHARGE, "25.00"),
            price("low phone", LineKind.SERVICE_CHARGE, "5.00"),
        )
        low = account(day(6, 10), *phones, low_usage())
        with pytest.raises(InvalidValue, match=r"^low_usage must be empty"):
            made(low, day(9, 1))

    def test_end_before_start(self) -> None:
        """Service that ends before it is billed is refused when it is read."""
        start = day(6, 10)
        found = account(start, seat(), seats(start, 1), last_day=day(6, 9))
        with pytest.raises(InvalidPeriod, match=r"last_day_of_service must be on"):
            made(found, day(7, 1))

    def test_which_document(self) -> None:
        """A plan change is no cycle, a cycle no plan change, and both say so."""
        found = webinar_upgrade()
        reasons = [
            assemble_cycle(found, day(6, 25), us.WEBINAR),
            assemble_plan_change(found, day(6, 10), us.WEBINAR),
            assemble_plan_change(found, day(6, 11), us.WEBINAR),
            assemble_the_cycle(found, DocumentKind.CYCLE, month(6), us.WEBINAR),
        ]
        assert [one.reason for one in reasons if isinstance(one, NothingToBill)] == [
            "the billing date moves to 2026-06-25: a plan change begins this cycle",
            "no change moves the billing date to 2026-06-10",
            "no change moves the billing date to 2026-06-11",
            "no cycle of 2026-06-01/2026-07-01",
        ]

    def test_sent(self) -> None:
        """A document is told of the day it is sent, which is none before its date."""
        found = account(day(6, 10), seat(), seats(day(6, 10), 1))
        sent = only(assemble_cycle(found, day(6, 10), us.CENTRAL, sent_on=day(6, 12)))
        assert sent.sent_on == day(6, 12)
        with pytest.raises(InvalidValue, match=r"^sent_on must be on or after"):
            assemble_cycle(found, day(6, 10), us.CENTRAL, sent_on=day(6, 9))

    def test_one_time(self) -> None:
        """A purchase has its own document beside the cycles."""
        found = account(
            day(6, 10),
            seat(),
            seats(day(6, 10), 1),
            bought(day(6, 12), product="central"),
        )
        phone = only(assemble_one_time(found, day(6, 12), us.CENTRAL))
        assert (phone.kind, phone.cycle) == (DocumentKind.ONE_TIME, None)


class TestLevies:
    """Q45: a credit has the rate of the document that charged it."""

    @pytest.mark.clause("Q45", "E3")
    def test_rate_of_a_credit(self) -> None:
        """Unused days are credited at the sales tax of the day they were charged."""
        from gotobilling.clauses import CONTRACT_RATES

        market = us.WEBINAR.with_sales_tax("ut", "US-UT")
        market = market.with_rate("ut", day(1, 1), Decimal(5), CONTRACT_RATES)
        market = market.with_rate("ut", day(6, 20), Decimal(10), CONTRACT_RATES)
        home = BillingAddress(
            id="home", country="US", region="UT", areas=(), effective_on=day(1, 1)
        )
        found = evolve(webinar_upgrade(), addresses=(home,))
        upgrade = only(assemble_plan_change(found, day(6, 25), market))
        taxes = {line.tax_date: line.amount.minor for line in upgrade.levies}
        assert taxes == {day(6, 10): -245, day(6, 25): 1980}
        assert read_invoice(document(upgrade), "upgrade.json") == upgrade


class TestFees:
    """G1, H1: a fee stands on the next document of the items billed most often."""

    @pytest.mark.clause("G1", "H1", "Q33", "Q55")
    def test_next_document(self) -> None:
        """Each fee is on the first document after its day, and on that one alone."""
        start = day(6, 10)
        numbers = tuple(
            NumberChange(
                id=f"moved on {on}",
                number="+18015550100",
                details=(NumberDetail.E911,),
                effective_on=on,
                currency="USD",
                product="webinar",
            )
            for on in (day(6, 1), start, day(6, 25))
        )
        owed = EarlyTermination(
            id="owed",
            amount=Decimal(40),
            currency="USD",
            effective_on=day(7, 24),
            product="webinar",
        )
        year = seat("webinar", "100.00", item="year", frequency=Frequency.ANNUAL)
        found = evolve(
            account(
                start,
                seat("webinar"),
                year,
                seats(start, 1),
                seats(start, 1, "year"),
                seats(day(6, 25), 1),
                last_day=day(7, 24),
            ),
            number_changes=numbers,
            early_terminations=(owed,),
        )
        assert told(checked(found, us.WEBINAR, day(9, 1))) == [
            ("cycle", start, [3000, 1500]),
            ("cycle", start, [10000]),
            ("plan_change", day(6, 25), [-1500, 6000, 1500]),
            ("cycle", day(7, 25), [1500, 4000]),
        ]


class TestCorrections:
    """Q67: a change that comes to be known late moves the date all the same."""

    @pytest.mark.clause("Q65", "Q67", "correction", "Q53")
    def test_late_upgrade(self) -> None:
        """What was billed without it is taken back, and what it asks for is charged."""
        late = day(7, 12)
        found = webinar_upgrade()
        changes = [
            evolve(one, known_on=late) if one.effective_on == day(6, 25) else one
            for one in found.changes
        ]
        found = evolve(found, changes=tuple(changes))
        first = only(
            next_cycle(found.as_known_on(day(6, 10)), day(6, 10), us.WEBINAR, ())
        )
        issued = [issued_document(first)]
        second = only(
            next_cycle(found.as_known_on(day(7, 10)), day(7, 10), us.WEBINAR, issued)
        )
        issued.append(issued_document(second))
        assert [one.minor for one in (first, second)] == [9800, 9800]
        known = found.as_known_on(day(7, 25))
        third = only(next_cycle(known, day(7, 25), us.WEBINAR, issued))
        assert {line.told.of.kind.value: 0 for line in third.corrections} == {
            "cycle": 0,
            "plan_change": 0,
        }
        told_amounts = [line.amount.minor for line in third.corrections]
        assert sorted(told_amounts) == [-9800, -4900, 19800]
        assert third.minor == 19800 + 19800 - 4900 - 9800
        assert read_invoice(document(third), "third.json") == third
        issued.append(issued_document(third))
        assert correct(known, issued, day(7, 25), us.WEBINAR).rows == ()

    def test_not_as_known(self) -> None:
        """Corrections ask for an account as it is known on a day."""
        with pytest.raises(InvalidValue, match=r"^account.known_on must be a day"):
            next_cycle(webinar_upgrade(), day(6, 10), us.WEBINAR, ())

    def test_nothing_begins(self) -> None:
        """On a day on which nothing begins there is no document."""
        found = account(day(6, 10), seat("webinar"), seats(day(6, 10), 1))
        known = found.as_known_on(day(6, 9) + DAY)
        assert isinstance(next_cycle(known, day(6, 9), us.WEBINAR, ()), NothingToBill)


# The law: the library agrees with the naive biller, and nothing is lost or made up.

PLANS: Final = {"central": (us.CENTRAL, CENTRAL), "webinar": (us.WEBINAR, WEBINAR)}
PRICES: Final = ("49.00", "10", "0.335", "99.99")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Account, str]:
    """Draw an account of one of the products, and which."""
    product = draw(st.sampled_from(sorted(PLANS)))
    start = date(2027, 1, 1) + draw(st.integers(0, 120)) * DAY
    facts: list[Any] = []
    for item in draw(st.sampled_from((("a",), ("a", "b")))):
        kind = draw(st.sampled_from((LineKind.SUBSCRIPTION, LineKind.SERVICE_CHARGE)))
        is_seat = kind is LineKind.SUBSCRIPTION
        unit = BillableUnit.SUBSCRIPTION if is_seat else BillableUnit.DEVICE
        often = draw(st.sampled_from((Frequency.MONTHLY,) * 3 + (Frequency.QUARTERLY,)))
        first = start + draw(st.sampled_from((0, 0, -3, 20))) * DAY
        for later in {0, draw(st.sampled_from((0, 0, 25)))}:
            amount = draw(st.sampled_from(PRICES))
            on = first + later * DAY
            named = {"unit": unit, "product": product, "frequency": often}
            facts.append(price(item, kind, amount, on, **named))
        on = first
        for number in range(draw(st.integers(1, 4))):
            quantity = draw(st.integers(-2, 3).filter(bool)) if number else 3
            group = draw(st.sampled_from((None, None, "g")))
            facts.append(change(on, quantity, item, group, id=f"{item}{number}"))
            on += draw(st.sampled_from((0, 1, 7, 17, 29, 30, 31, 60))) * DAY
    last = draw(st.sampled_from((None, None, start + 45 * DAY)))
    try:
        found = account(start, *facts, last_day=last)
    except MoreRemovedThanPresent:
        assume(condition=False)
    return found, product


def plain(found: Account) -> dict[str, Any]:
    """Return the account file's content as the naive biller reads it."""
    content: dict[str, Any] = {
        "contract": {"id": "c", "billing_start_on": found.contract.billing_start_on}
    }
    if found.end is not None:
        last = found.end.last_day_of_service
        content["contract"]["end"] = {"id": "end", "last_day_of_service": last}
    names = ("id", "item", "unit_price", "effective_on", "product")
    content["prices"] = [
        {
            **{name: getattr(one, name) for name in names},
            "kind": one.kind.value,
            "frequency": one.frequency.value,
        }
        for one in found.prices
    ]
    names = ("id", "item", "quantity", "effective_on", "group")
    content["changes"] = [
        {name: getattr(one, name) for name in names} for one in found.changes
    ]
    return content


class TestLaws:
    """What holds for every history."""

    @pytest.mark.clause("A12", "Q52", "Q53", "cycle-quantities", "unused-days")
    @given(histories())
    @settings(max_examples=40)
    def test_naive_biller(self, drawn: tuple[Account, str]) -> None:
        """The library's documents are those of a biller that walks day by day."""
        found, product = drawn
        market, plan = PLANS[product]
        through = max(one.effective_on for one in found.changes) + 100 * DAY
        ours = [
            (
                *(one.kind.value, one.period.start, one.period.end),
                one.due_on and one.due_on.value,
                [
                    (
                        *(x.kind.value, x.item, x.group, x.quantity, x.effective_on),
                        *(x.price, x.period.start, x.period.end, x.amount.minor),
                    )
                    for x in one.lines
                ],
            )
            for one in made(found, through + DAY, market)
        ]
        theirs = [
            (
                *(one.kind, *one.period),
                one.due_on,
                [
                    (
                        *(x.kind, x.item, x.group, x.quantity, x.effective_on),
                        *(x.price_id, x.start, x.end, x.minor),
                    )
                    for x in one.lines
                ],
            )
            for one in bill_cycles(plain(found), through, plan)
        ]
        assert sorted(ours, key=str) == sorted(theirs, key=str)

    @pytest.mark.clause("I2", "Q53", "unused-days")
    @given(histories())
    @settings(max_examples=40)
    def test_conservation(self, drawn: tuple[Account, str]) -> None:
        """All that is charged and credited is what was there, day by day."""
        found, product = drawn
        plan = PLANS[product][1]
        file = plain(found)
        through = max(one.effective_on for one in found.changes) + 100 * DAY
        documents = bill_cycles(file, through, plan)
        exact = sum((x.exact for one in documents for x in one.lines), Fraction(0))
        assert exact == cycles_over_days(file, through, plan)

    @given(histories())
    @settings(max_examples=10)
    def test_documents(self, drawn: tuple[Account, str]) -> None:
        """Each document reads back, holds against its file and is assembled again."""
        found, product = drawn
        market = PLANS[product][0]
        first = min(one.effective_on for one in found.changes)
        checked(found, market, first + 70 * DAY)

    @given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
    @settings(max_examples=40)
    def test_chained(self, anchor: date, number: int) -> None:
        """Cycles follow each other without a gap, whatever the months."""
        for policy, months in ((us.CENTRAL.anchor, 0), (us.WEBINAR.anchor, 1)):
            place = CyclePlace(anchor, number, months)
            following = cycle_period(place._replace(number=number + 1), policy)
            assert cycle_period(place, policy).end == following.start
            start = CycleStart(policy)(place)
            assert start.value == cycle_period(place, policy).start
            assert start.proof.rule == "cycle_start"
