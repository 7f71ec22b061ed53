"""From a history to the lines of a month: every edge, decided in one place.

Expected amounts are cents, written as the arithmetic that a reader would do.
"""

from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    Known,
    account,
    amounts,
    bought,
    cents,
    change,
    day,
    device_price,
    invoice,
    issued,
    lines,
    month,
    nothing,
    number_price,
    opening,
    rental_price,
    seat_price,
)

from gotobilling.billing_cycle import NothingToBill
from gotobilling.errors import InvalidPeriod, NoRateInForce
from gotobilling.facts import Account, Fact
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.segments import Span, month_rows, purchase_rows

SERVICE, NUMBER, PRORATED = (
    LineKind.SERVICE_CHARGE,
    LineKind.STANDARD_NUMBER,
    LineKind.PRORATED_CHARGE,
)
NEXT_CYCLE: Final = us.CONNECT.with_readings({"price_change": "next_cycle"})
PER_CHANGE: Final = us.CONNECT.with_readings({"same_day": "per_change"})
MINIMUM: Final = us.CONNECT.with_readings({"emptied": "minimum_quantity"})
CANCELLATION: Final = us.CONNECT.with_readings({"emptied": "cancellation"})


def grown(*facts: Known, last_day: date | None = None) -> Account:
    """Return an account of five devices from 1 July on, and what happens to them."""
    return account(day(7, 1), change(day(7, 1), 5), *facts, last_day=last_day)


def prorations(
    acme: Account, period: Period, market: Market = us.CONNECT
) -> list[tuple[int, date | None, int]]:
    """Return quantity, day and cents of the prorated lines of a month's document."""
    found = assemble_invoice(acme, period, market)
    if isinstance(found, NothingToBill):
        return []
    return [
        (int(line.quantity), line.effective_on, line.amount.minor)
        for line in found.lines
        if line.kind is PRORATED
    ]


def share(number: int, of: int = 31) -> Fraction:
    """Return the share of a month for a change on a day that is not counted."""
    return Fraction(of - number, of)


class TestQuantities:
    """Which quantities a month in advance is billed at."""

    @pytest.mark.clause("A1", "A8", "Q23")
    def test_day_one(self) -> None:
        """A change on day 1 is in that month's invoice, in full and at once."""
        acme = grown(change(day(8, 1), 2), change(day(9, 1), -3))

        assert issued(acme, Period(day(7, 1), day(10, 1))) == {
            day(7, 1): [5 * 2500],
            day(8, 1): [7 * 2500],
            day(9, 1): [4 * 2500],
        }

    @pytest.mark.clause("A8", "Q23")
    def test_day_two(self) -> None:
        """A change on day 2 waits for the next invoice, and is prorated there."""
        acme = grown(change(day(8, 2), 2))

        assert issued(acme, Period(day(8, 1), day(10, 1))) == {
            day(8, 1): [5 * 2500],
            day(9, 1): [7 * 2500, cents(2 * 25 * share(2))],
        }

    @pytest.mark.clause("Q23", "Q24")
    def test_invoice_day(self) -> None:
        """Dated the 3rd, an invoice still has the quantities of day 1's end."""
        market = us.CONNECT.with_readings({"invoice_day": 3})
        acme = grown(*(change(day(8, number), 1) for number in (1, 2, 3, 4)))

        assert issued(acme, Period(day(8, 1), day(10, 1)), market) == {
            day(8, 3): [6 * 2500],
            day(9, 3): [9 * 2500, *(cents(25 * share(number)) for number in (2, 3, 4))],
        }

    @pytest.mark.clause("Q23", "Q24")
    def test_as_at_day_two(self) -> None:
        """As at its date, the 2nd, an invoice has the changes of that day in full."""
        market = us.CONNECT.with_readings(
            {"invoice_day": 2, "quantities": "invoice_date"}
        )
        acme = grown(change(day(8, 2), 1), change(day(8, 3), 1))

        assert issued(acme, Period(day(8, 1), day(10, 1)), market) == {
            day(8, 2): [6 * 2500],
            day(9, 2): [7 * 2500, cents(25 * share(3))],
        }

    @pytest.mark.clause("Q23", "Q24")
    def test_as_at_the_invoice_date(self) -> None:
        """As at its date, the 3rd, an invoice has the changes of day 1 to 3 in full."""
        market = us.CONNECT.with_readings(
            {"invoice_day": 3, "quantities": "invoice_date"}
        )
        acme = grown(
            *(change(day(8, number), 1) for number in (1, 2, 3, 4)),
            change(day(9, 2), -1),
        )

        assert issued(acme, Period(day(8, 1), day(11, 1)), market) == {
            day(8, 3): [8 * 2500],
            day(9, 3): [(9 - 1) * 2500, cents(25 * share(4))],
            day(10, 3): [8 * 2500],
        }

    @pytest.mark.clause("Q23", "Q30")
    def test_price_as_at_the_invoice_date(self) -> None:
        """A price of day 2 is then the month's price, and is not prorated."""
        market = us.CONNECT.with_readings(
            {"invoice_day": 3, "quantities": "invoice_date"}
        )
        acme = grown(
            device_price(),
            device_price("30.00", day(8, 2)),
            device_price("31.00", day(9, 4)),
        )

        assert issued(acme, Period(day(8, 1), day(11, 1)), market) == {
            day(8, 3): [5 * 3000],
            day(9, 3): [5 * 3000],
            day(10, 3): [
                5 * 3100,
                cents(5 * 31 * share(4, 30)),
                -cents(5 * 30 * share(4, 30)),
            ],
        }

    @pytest.mark.clause("Q23")
    @pytest.mark.parametrize("quantities", ["day_one", "invoice_date"])
    def test_start_as_at_the_invoice_date(self, quantities: str) -> None:
        """A start on day 2 is billed as that day ends, whatever comes on day 3."""
        market = us.CONNECT.with_readings({"invoice_day": 3, "quantities": quantities})
        acme = account(day(7, 2), change(day(7, 2), 5), change(day(7, 3), 1))

        assert issued(acme, Period(day(7, 1), day(9, 1)), market) == {
            day(7, 2): [cents(5 * 25 * share(2))],
            day(8, 3): [6 * 2500, cents(25 * share(3))],
        }

    @pytest.mark.clause("A1", "Q23")
    def test_nothing_left_out(self) -> None:
        """An item that is not there has no line; one that comes back has."""
        acme = grown(
            change(day(7, 1), 3, "number"),
            change(day(8, 1), -3, "number"),
            change(day(9, 1), 1, "number"),
        )

        assert issued(acme, Period(day(7, 1), day(10, 1))) == {
            day(7, 1): [12500, 3 * 500],
            day(8, 1): [12500],
            day(9, 1): [12500, 500],
        }


class TestBillingStart:
    """What is there when billing starts."""

    @pytest.mark.clause("A6", "Q26")
    def test_starting_quantity(self) -> None:
        """Changes before and on the start make up the starting quantity."""
        acme = account(
            day(7, 15),
            change(day(5, 2), 6),
            change(day(6, 20), -3),
            change(day(7, 15), 2),
        )

        assert issued(acme, Period(day(5, 1), day(9, 1))) == {
            day(8, 1): [5 * 2500, cents(5 * 25 * share(15))]
        }

    @pytest.mark.clause("A8", "Q26")
    def test_start_on_day_one(self) -> None:
        """What changed in the month before a start on day 1 is not billed by itself."""
        acme = account(day(7, 1), change(day(6, 10), 6), change(day(6, 20), -1))

        assert issued(acme, Period(day(6, 1), day(9, 1))) == {
            day(7, 1): [5 * 2500],
            day(8, 1): [5 * 2500],
        }

    @pytest.mark.clause("A9", "Q26")
    def test_later_in_the_month(self) -> None:
        """A change after the start is prorated beside it on the next invoice."""
        acme = account(day(7, 15), change(day(7, 15), 5), change(day(7, 16), 2))

        assert prorations(acme, month(8)) == [
            (5, day(7, 15), cents(5 * 25 * share(15))),
            (2, day(7, 16), cents(2 * 25 * share(16))),
        ]

    @pytest.mark.clause("Q26")
    def test_nothing_there(self) -> None:
        """A start with nothing there, or with nothing left, has no line."""
        acme = account(day(7, 15), change(day(7, 1), 5), change(day(7, 15), -5))

        assert nothing(acme, month(8)).clause.id == "Q47"
        later = account(day(7, 15), change(day(7, 20), 1))
        assert prorations(later, month(8)) == [(1, day(7, 20), cents(25 * share(20)))]

    @pytest.mark.clause("Q26", "Q30")
    def test_price_of_the_start(self) -> None:
        """The starting quantity is at the price of the start day, changes or not."""
        acme = account(
            day(7, 15),
            change(day(7, 1), 5),
            device_price(),
            device_price("30.00", day(7, 15)),
        )

        assert prorations(acme, month(8)) == [
            (5, day(7, 15), cents(5 * 30 * share(15)))
        ]

    @pytest.mark.clause("Q26")
    def test_groups(self) -> None:
        """Each billing group starts with its own quantity."""
        acme = account(
            day(7, 15),
            change(day(7, 15), 5),
            change(day(7, 1), 2, group="Ogden"),
            change(day(7, 15), 3, group="Berlin"),
        )

        assert [
            (line.group, line.quantity) for line in invoice(acme, month(8)).lines
        ] == 2 * [(None, 5), ("Berlin", 3), ("Ogden", 2)]

    @pytest.mark.clause("Q26")
    def test_explained(self) -> None:
        """The share of the first month counts from the proven billing start."""
        acme = account(day(7, 15), change(day(7, 1), 2), change(day(7, 15), 3))
        line = invoice(acme, month(8)).lines[1]

        assert line.explain().splitlines() == [
            "quantity: sum 2, 3 = 5 [Q26]",
            "start of the month: month start 2026-07-15 = 2026-07-01 [A1]",
            "end of the month: next month 2026-07-15 = 2026-08-01 [A1]",
            (
                "first chargeable day: charged from actual_after_start, 2026-07-15 "
                "= 2026-07-16 [Q1]"
            ),
            (
                "days charged: charged days actual_after_start, 2026-07-16, 2026-08-01 "
                "= 16 [Q1]"
            ),
            (
                "days in the period: charged days actual_after_start, 2026-07-01, "
                "2026-08-01 = 31 [Q1]"
            ),
            "share of the period: over 16, 31 = 16/31 [Q1]",
            "full period: times 5, 25 = 125 [A8]",
            "prorated charge: times 125, 16/31 = 2000/31 [A8]",
            "amount: round 2000/31, half up to the minor unit, USD = 1613/25 [Q29]",
        ]
        assert str(line.proof.steps[1].of[0].operand) == "billing_start"

    @pytest.mark.clause("Q9", "Q26")
    def test_first_month_late(self) -> None:
        """Billed always the month after, a start on day 1 pays its full month then."""
        market = us.CONNECT.with_readings({"first_invoice": "month_after"})
        acme = grown(change(day(7, 10), 1))

        assert issued(acme, Period(day(7, 1), day(10, 1)), market) == {
            day(8, 1): [6 * 2500, 5 * 2500, cents(25 * share(10))],
            day(9, 1): [6 * 2500],
        }

    @pytest.mark.clause("Q1", "Q25")
    @pytest.mark.parametrize(
        ("start", "days", "length"),
        [
            (day(2, 28), 0, 28),
            (day(2, 27), 1, 28),
            (day(2, 28, 2028), 1, 29),
            (day(2, 29, 2028), 0, 29),
            (day(12, 31), 0, 31),
            (day(4, 6), 24, 30),
        ],
    )
    def test_month_ends(self, start: date, days: int, length: int) -> None:
        """A start near a month's end is billed for the days after it, if any."""
        acme = account(start, change(start, 5))
        following = Period.month_of(Period.month_of(start).end)

        assert prorations(acme, following) == [
            (5, start, cents(5 * 25 * Fraction(days, length)))
        ]


class TestSameDay:
    """Several changes on one day."""

    DAY: Final = day(8, 20)

    @pytest.mark.clause("Q27")
    def test_equal_sums_cancel(self) -> None:
        """As much added as removed cancels to the cent, in two lines."""
        acme = grown(*(change(self.DAY, quantity) for quantity in (1, 2, -3)))

        assert prorations(acme, month(9)) == [
            (3, self.DAY, cents(3 * 25 * share(20))),
            (-3, self.DAY, -cents(3 * 25 * share(20))),
        ]

    @pytest.mark.clause("Q27")
    def test_one_sign(self) -> None:
        """Changes of one sign are one line."""
        acme = grown(change(self.DAY, -1), change(self.DAY, -2))

        assert prorations(acme, month(9)) == [
            (-3, self.DAY, -cents(3 * 25 * share(20)))
        ]

    @pytest.mark.clause("Q27")
    def test_apart(self) -> None:
        """Items, groups and days are never put together."""
        acme = grown(
            change(self.DAY, 1),
            change(self.DAY, 1, group="Berlin"),
            change(self.DAY, 1, "number"),
            change(day(8, 21), 1),
        )

        assert [
            (line.item, line.group, line.effective_on, line.amount.minor)
            for line in invoice(acme, month(9)).lines
            if line.kind is PRORATED
        ] == [
            ("device", None, self.DAY, cents(25 * share(20))),
            ("device", None, day(8, 21), cents(25 * share(21))),
            ("device", "Berlin", self.DAY, cents(25 * share(20))),
            ("number", None, self.DAY, cents(5 * share(20))),
        ]

    @pytest.mark.clause("Q17", "Q27")
    def test_moved_between_groups(self) -> None:
        """Moving devices to another group costs nothing: one credit, one charge."""
        acme = grown(change(self.DAY, -2), change(self.DAY, 2, group="Berlin"))

        assert prorations(acme, month(9)) == [
            (-2, self.DAY, -cents(2 * 25 * share(20))),
            (2, self.DAY, cents(2 * 25 * share(20))),
        ]

    @pytest.mark.clause("Q27")
    @given(st.permutations([1, 2, 4, -3, -5]))
    def test_order_of_input(self, quantities: list[int]) -> None:
        """The order in which the changes of a day were recorded does not matter."""
        acme = grown(*(change(self.DAY, quantity) for quantity in quantities))

        assert prorations(acme, month(9)) == [
            (7, self.DAY, cents(7 * 25 * share(20))),
            (-8, self.DAY, -cents(8 * 25 * share(20))),
        ]

    @pytest.mark.clause("Q27")
    def test_per_change(self) -> None:
        """Where each change is a line, additions come first, each rounded by itself."""
        acme = grown(
            change(self.DAY, -1, id="a"),
            change(self.DAY, 1, id="b"),
            change(self.DAY, 3, id="c"),
        )
        document = invoice(acme, month(9), PER_CHANGE)

        assert [(line.fields.fact, line.quantity) for line in document.lines[1:]] == [
            ("b", 1),
            ("c", 3),
            ("a", -1),
        ]
        assert amounts(document)[1:] == [
            cents(25 * share(20)),
            cents(3 * 25 * share(20)),
            -cents(25 * share(20)),
        ]


class TestPriceChange:
    """A price that changes within a month."""

    PRICES: Final = (device_price(), device_price("30.00", day(8, 11)))

    @pytest.mark.clause("A8", "Q30")
    def test_in_mid_month(self) -> None:
        """Five devices leave 25.00 and come to 30.00 for the 20 days after the 11th."""
        acme = grown(*self.PRICES)

        assert lines(invoice(acme, month(8))) == [(SERVICE, "device", 5, 5 * 2500)]
        assert lines(invoice(acme, month(9))) == [
            (SERVICE, "device", 5, 5 * 3000),
            (PRORATED, "device", 5, cents(5 * 30 * share(11))),
            (PRORATED, "device", -5, -cents(5 * 25 * share(11))),
        ]

    @pytest.mark.clause("Q30")
    def test_explained(self) -> None:
        """The removal takes what was held before; both are dated by the new price."""
        _, added, removed = invoice(grown(*self.PRICES), month(9)).lines

        assert removed.explain().splitlines()[:2] == [
            "held before: sum 5 = 5 [Q30]",
            "quantity: negate 5 = -5 [Q30]",
        ]
        assert added.explain().splitlines()[0] == "quantity: sum 5 = 5 [Q30]"
        assert removed.fields.price == self.PRICES[0].id
        assert added.fields.price == self.PRICES[1].id
        named: set[Fact] = {change(day(7, 1), 5), self.PRICES[1]}
        assert {*added.proof.facts()} == named

    @pytest.mark.clause("Q27", "Q30")
    def test_with_changes_on_the_day(self) -> None:
        """Other changes of that day are at the new price, additions in its one line.

        Held before are 5 + 3 of an earlier day; 2 come and 4 leave on the day itself.
        """
        acme = grown(
            *self.PRICES,
            change(day(8, 5), 3),
            change(day(8, 11), 2),
            change(day(8, 11), -4),
        )

        assert prorations(acme, month(9)) == [
            (3, day(8, 5), cents(3 * 25 * share(5))),
            (8 + 2, day(8, 11), cents((8 + 2) * 30 * share(11))),
            (-8, day(8, 11), -cents(8 * 25 * share(11))),
            (-4, day(8, 11), -cents(4 * 30 * share(11))),
        ]

    @pytest.mark.clause("Q27", "Q30")
    def test_with_changes_on_the_day_one_line_each(self) -> None:
        """Where each change is a line, the moved quantity has a line of its own."""
        acme = grown(*self.PRICES, change(day(8, 11), 2, id="p"))
        document = invoice(acme, month(9), PER_CHANGE)

        assert [
            (line.quantity, line.fields.fact, line.amount.minor)
            for line in document.lines[1:]
        ] == [
            (5, None, cents(5 * 30 * share(11))),
            (2, "p", cents(2 * 30 * share(11))),
            (-5, None, -cents(5 * 25 * share(11))),
        ]

    @pytest.mark.clause("Q30")
    def test_after_the_change(self) -> None:
        """What changes later is at the new price, what changed before at the old."""
        acme = grown(*self.PRICES, change(day(8, 10), 1), change(day(8, 12), -1))

        assert prorations(acme, month(9)) == [
            (1, day(8, 10), cents(25 * share(10))),
            (6, day(8, 11), cents(6 * 30 * share(11))),
            (-6, day(8, 11), -cents(6 * 25 * share(11))),
            (-1, day(8, 12), -cents(30 * share(12))),
        ]

    @pytest.mark.clause("Q30")
    def test_groups(self) -> None:
        """Each billing group moves by itself, one that comes that day does not move."""
        acme = grown(
            *self.PRICES,
            change(day(7, 1), 2, group="Ogden"),
            change(day(8, 11), 1, group="Berlin"),
        )

        assert [
            (line.group, line.quantity, line.amount.minor)
            for line in invoice(acme, month(9)).lines
            if line.kind is PRORATED
        ] == [
            (None, 5, cents(5 * 30 * share(11))),
            (None, -5, -cents(5 * 25 * share(11))),
            ("Berlin", 1, cents(30 * share(11))),
            ("Ogden", 2, cents(2 * 30 * share(11))),
            ("Ogden", -2, -cents(2 * 25 * share(11))),
        ]

    @pytest.mark.clause("Q30")
    def test_day_one(self) -> None:
        """On day 1 the new price simply holds."""
        acme = grown(device_price(), device_price("30.00", day(8, 1)))

        assert issued(acme, Period(day(8, 1), day(10, 1))) == {
            day(8, 1): [5 * 3000],
            day(9, 1): [5 * 3000],
        }

    @pytest.mark.clause("Q25", "Q30")
    def test_last_day(self) -> None:
        """On a last day two lines of 0.00 show it."""
        acme = grown(device_price(), device_price("30.00", day(8, 31)))

        assert prorations(acme, month(9)) == [
            (5, day(8, 31), 0),
            (-5, day(8, 31), 0),
        ]

    @pytest.mark.clause("Q30")
    def test_twice(self) -> None:
        """A second new price in a month moves what is there from the first."""
        acme = grown(*self.PRICES, device_price("20.00", day(8, 21)))

        assert prorations(acme, month(9)) == [
            (5, day(8, 11), cents(5 * 30 * share(11))),
            (-5, day(8, 11), -cents(5 * 25 * share(11))),
            (5, day(8, 21), cents(5 * 20 * share(21))),
            (-5, day(8, 21), -cents(5 * 30 * share(21))),
        ]

    @pytest.mark.clause("Q30")
    def test_nothing_there(self) -> None:
        """A new price of what is not there moves nothing."""
        acme = account(
            day(7, 1),
            *self.PRICES,
            change(day(7, 1), 5),
            change(day(8, 1), -5),
            change(day(8, 11), 2),
        )

        assert prorations(acme, month(9)) == [
            (2, day(8, 11), cents(2 * 30 * share(11)))
        ]

    @pytest.mark.clause("Q26", "Q30")
    def test_in_the_month_of_the_start(self) -> None:
        """A new price after the start moves what is there; one before it does not."""
        acme = account(
            day(7, 15),
            change(day(7, 15), 5),
            device_price(),
            device_price("28.00", day(7, 10)),
            device_price("30.00", day(7, 20)),
        )

        assert prorations(acme, month(8)) == [
            (5, day(7, 15), cents(5 * 28 * share(15))),
            (5, day(7, 20), cents(5 * 30 * share(20))),
            (-5, day(7, 20), -cents(5 * 28 * share(20))),
        ]

    @pytest.mark.clause("Q30", "Q68")
    @pytest.mark.parametrize(("last", "days"), [(10, None), (11, 0), (14, 3)])
    def test_before_and_after_the_end(self, last: int, days: int | None) -> None:
        """A new price on the last day of service counts 0 days, after it nothing."""
        acme = grown(*self.PRICES, last_day=day(8, last))

        assert prorations(acme, month(9)) == (
            []
            if days is None
            else [
                (5, day(8, 11), cents(5 * 30 * Fraction(days, 31))),
                (-5, day(8, 11), -cents(5 * 25 * Fraction(days, 31))),
            ]
        )

    @pytest.mark.clause("Q17", "Q30")
    def test_removals_without_credit(self) -> None:
        """A new price is no removal: the old one is given back, credits or not."""
        market = us.CONNECT.with_readings({"removals": "not_credited"})
        acme = grown(*self.PRICES, change(day(8, 11), -1))

        assert prorations(acme, month(9), market) == [
            (5, day(8, 11), cents(5 * 30 * share(11))),
            (-5, day(8, 11), -cents(5 * 25 * share(11))),
        ]

    @pytest.mark.clause("Q30")
    def test_next_cycle(self) -> None:
        """Held over to the next month, a new price leaves the month to the old one."""
        acme = grown(*self.PRICES, change(day(8, 11), 2), change(day(8, 20), -1))

        assert lines(invoice(acme, month(9), NEXT_CYCLE)) == [
            (SERVICE, "device", 6, 6 * 3000),
            (PRORATED, "device", 2, cents(2 * 25 * share(11))),
            (PRORATED, "device", -1, -cents(25 * share(20))),
        ]

    @pytest.mark.clause("Q30")
    def test_next_cycle_of_a_new_item(self) -> None:
        """An item that comes in mid-month keeps its first price until the next."""
        acme = account(
            day(7, 1),
            device_price("25.00", day(8, 10)),
            device_price("30.00", day(8, 20)),
            change(day(8, 25), 1),
        )

        assert prorations(acme, month(9), NEXT_CYCLE) == [
            (1, day(8, 25), cents(25 * share(25)))
        ]
        assert prorations(acme, month(9)) == [(1, day(8, 25), cents(30 * share(25)))]

    @pytest.mark.clause("Q26", "Q30")
    def test_next_cycle_in_the_month_of_the_start(self) -> None:
        """The first cycle is at the price of the billing start."""
        acme = account(
            day(7, 15),
            change(day(7, 15), 5),
            change(day(7, 25), 1),
            device_price(),
            device_price("30.00", day(7, 20)),
        )

        assert amounts(invoice(acme, month(8), NEXT_CYCLE)) == [
            6 * 3000,
            cents(5 * 25 * share(15)),
            cents(25 * share(25)),
        ]


class TestPriceAfterChange:
    """An item may be there before it has a price."""

    @pytest.mark.clause("Q30")
    def test_next_month(self) -> None:
        """A change on day 1 needs the price of its day in its own month alone."""
        known = account(
            day(8, 1),
            device_price(),
            change(day(8, 1), 4),
            number_price("5.00", day(9, 1)),
            change(day(8, 1), 2, "number"),
        )

        # 4 x 25.00 and 2 x 5.00
        assert amounts(invoice(known, month(9))) == [10000, 1000]
        with pytest.raises(NoRateInForce):
            invoice(known, month(8))


class TestRemovals:
    """What is removed, down to nothing."""

    @pytest.mark.clause("Q17")
    def test_credit_mirrors_charge(self) -> None:
        """What was added on the 10th and leaves on the 20th pays ten days."""
        acme = grown(change(day(8, 10), 2), change(day(8, 20), -2))

        assert prorations(acme, month(9)) == [
            (2, day(8, 10), cents(2 * 25 * share(10))),
            (-2, day(8, 20), -cents(2 * 25 * share(20))),
        ]

    @pytest.mark.clause("Q17")
    def test_not_credited(self) -> None:
        """Without credit a unit is billed to the month's end, additions as ever."""
        market = us.CONNECT.with_readings({"removals": "not_credited"})
        acme = grown(change(day(8, 20), -2), change(day(8, 20), 1))

        assert amounts(invoice(acme, month(9), market)) == [
            4 * 2500,
            cents(25 * share(20)),
        ]

    @pytest.mark.clause("Q31")
    def test_service_continues(self) -> None:
        """Removing everything never ends service: what comes later is billed again."""
        acme = grown(change(day(8, 20), -5), change(day(10, 10), 1))

        assert issued(acme, Period(day(9, 1), day(12, 1))) == {
            day(9, 1): [-cents(5 * 25 * share(20))],
            day(11, 1): [2500, cents(25 * share(10))],
        }

    @pytest.mark.clause("Q31")
    def test_cancellation(self) -> None:
        """Read as cancellation, a day on which nothing at all is left has no credit."""
        whole = grown(change(day(8, 20), -5))
        number_left = grown(change(day(7, 1), 1, "number"), change(day(8, 20), -5))

        assert prorations(whole, month(9), CANCELLATION) == []
        assert prorations(number_left, month(9), CANCELLATION) == [
            (-5, day(8, 20), -cents(5 * 25 * share(20)))
        ]

    @pytest.mark.clause("Q31")
    def test_cancellation_by_and_by(self) -> None:
        """Only the last removals are without credit, of every item and group."""
        acme = grown(
            change(day(7, 1), 2, group="Berlin"),
            change(day(7, 1), 1, "number"),
            change(day(8, 10), -2, group="Berlin"),
            change(day(8, 20), -5),
            change(day(8, 20), -1, "number"),
        )

        assert prorations(acme, month(9), CANCELLATION) == [
            (-2, day(8, 10), -cents(2 * 25 * share(10)))
        ]

    @pytest.mark.clause("Q31", "Q66")
    def test_cancellation_of_one_product(self) -> None:
        """What is left of another product does not keep this one."""
        acme = grown(
            device_price(),
            seat_price(product="central"),
            change(day(7, 1), 1, "agent seat"),
            change(day(8, 20), -5),
        )

        assert prorations(acme, month(9), CANCELLATION) == []

    @pytest.mark.clause("Q31")
    @pytest.mark.parametrize(
        ("removed", "left", "credited"),
        [(1, 4, 1), (2, 3, 2), (3, 3, 2), (5, 3, 2)],
    )
    def test_minimum(self, removed: int, left: int, credited: int) -> None:
        """Credits stop at the contract's minimum of three, and so does the month."""
        acme = grown(device_price(minimum_quantity=3), change(day(8, 20), -removed))

        assert amounts(invoice(acme, month(9), MINIMUM)) == [
            left * 2500,
            -cents(credited * 25 * share(20)),
        ]

    @pytest.mark.clause("Q31")
    def test_minimum_explained(self) -> None:
        """A removal is the difference of two quantities, neither below the minimum."""
        acme = grown(device_price(minimum_quantity=3), change(day(8, 20), -4))
        charged, credited = invoice(acme, month(9), MINIMUM).lines

        assert charged.explain().splitlines()[:2] == [
            "quantity: sum 5, -4 = 1 [Q23]",
            "quantity, at least the minimum: greatest 1, 3 = 3 [Q31]",
        ]
        assert credited.explain().splitlines()[:5] == [
            "held before: sum 5 = 5 [Q31]",
            "quantity, at least the minimum: greatest 5, 3 = 5 [Q31]",
            "held after: sum 5, -4 = 1 [Q31]",
            "quantity, at least the minimum: greatest 1, 3 = 3 [Q31]",
            "quantity: minus 3, 5 = -2 [Q31]",
        ]
        assert (charged.quantity, credited.quantity) == (3, -2)

    @pytest.mark.clause("Q31")
    def test_minimum_from_below(self) -> None:
        """Below the minimum an addition costs nothing until it is passed."""
        acme = account(
            day(7, 1),
            device_price(minimum_quantity=3),
            change(day(7, 1), 1),
            change(day(8, 10), 1),
            change(day(8, 20), 2),
        )

        assert amounts(invoice(acme, month(8), MINIMUM)) == [3 * 2500]
        assert prorations(acme, month(9), MINIMUM) == [
            (1, day(8, 20), cents(1 * 25 * share(20)))
        ]

    @pytest.mark.clause("Q27", "Q31")
    @pytest.mark.parametrize(
        "market", [MINIMUM, MINIMUM.with_readings({"same_day": "per_change"})]
    )
    def test_minimum_on_one_day(self, market: Market) -> None:
        """Additions of a day count before its removals: 2 more, then 3 down to 4."""
        acme = account(
            day(7, 1),
            device_price(minimum_quantity=4),
            change(day(7, 1), 5),
            change(day(8, 20), 2, id="a"),
            change(day(8, 20), -2, id="b"),
            change(day(8, 20), -3, id="c"),
        )

        found = prorations(acme, month(9), market)

        assert [(quantity, on) for quantity, on, _ in found if quantity > 0] == [
            (7 - 5, day(8, 20))
        ]
        assert sum(quantity for quantity, _, _ in found if quantity < 0) == 4 - 7

    @pytest.mark.clause("Q31")
    def test_minimum_of_a_new_item(self) -> None:
        """An item is billed at its minimum from its first unit on, and not before."""
        acme = account(
            day(7, 15),
            device_price(minimum_quantity=3),
            change(day(7, 20), 1),
            change(day(7, 20), 1, group="Berlin"),
        )

        assert prorations(acme, month(8), MINIMUM) == [
            (3, day(7, 20), cents(3 * 25 * share(20))),
            (3, day(7, 20), cents(3 * 25 * share(20))),
        ]
        assert invoice(acme, month(8), MINIMUM).lines[2].explain().splitlines()[:2] == [
            "quantity: sum 1 = 1 [Q27]",
            "quantity, at least the minimum: greatest 1, 3 = 3 [Q31]",
        ]

    @pytest.mark.clause("Q26", "Q31")
    def test_minimum_at_the_start(self) -> None:
        """The first part month is billed at the minimum as well."""
        few = account(
            day(7, 15), device_price(minimum_quantity=3), change(day(7, 15), 1)
        )
        none = account(
            day(7, 15),
            device_price(minimum_quantity=3),
            change(day(7, 10), 1),
            change(day(7, 15), -1),
        )

        for acme in (few, none):
            assert amounts(invoice(acme, month(8), MINIMUM)) == [
                3 * 2500,
                cents(3 * 25 * share(15)),
            ]

    @pytest.mark.clause("Q30", "Q31")
    @pytest.mark.parametrize("there", [0, 1, 5])
    def test_minimum_at_a_new_price(self, there: int) -> None:
        """A new price moves what is billed, which is never less than the minimum."""
        acme = account(
            day(7, 1),
            device_price(minimum_quantity=3),
            device_price("30.00", day(8, 11), minimum_quantity=2),
            change(day(7, 1), 5),
            *([change(day(8, 1), there - 5)] if there < 5 else []),
        )

        assert prorations(acme, month(9), MINIMUM) == [
            (max(there, 2), day(8, 11), cents(max(there, 2) * 30 * share(11))),
            (-max(there, 3), day(8, 11), -cents(max(there, 3) * 25 * share(11))),
        ]

    @pytest.mark.clause("Q31", "Q68")
    def test_minimum_in_a_last_month(self) -> None:
        """A last month is billed at the minimum, for the days served."""
        acme = account(
            day(7, 1),
            device_price(minimum_quantity=3),
            change(day(7, 1), 1),
            last_day=day(8, 14),
        )

        assert amounts(invoice(acme, month(8), MINIMUM)) == [
            cents(3 * 25 * Fraction(14, 31))
        ]

    @pytest.mark.clause("Q31")
    def test_no_minimum(self) -> None:
        """Without a contract's minimum that reading is the default."""
        acme = grown(change(day(8, 20), -5), change(day(8, 25), 2))

        assert prorations(acme, month(9), MINIMUM) == prorations(acme, month(9))
        assert issued(acme, month(10), MINIMUM) == issued(acme, month(10))
        gone = grown(change(day(8, 20), -5))
        assert issued(gone, month(10), MINIMUM) == {}


class TestRounded:
    """What is rounded, in a document."""

    @pytest.mark.clause("Q29")
    def test_unit_share(self) -> None:
        """Seven devices from 20 August are 7 x 8.87, or 62.10 rounded once."""
        market = us.CONNECT.with_readings({"rounded": "unit_share"})
        acme = grown(change(day(8, 20), 7))

        assert prorations(acme, month(9), market) == [
            (7, day(8, 20), 7 * cents(25 * share(20)))
        ]
        assert prorations(acme, month(9)) == [
            (7, day(8, 20), cents(7 * 25 * share(20)))
        ]
        assert (7 * cents(25 * share(20)), cents(7 * 25 * share(20))) == (6209, 6210)


class TestLastDay:
    """Changes on a month's last day."""

    @pytest.mark.clause("Q25")
    @pytest.mark.parametrize("on", [day(7, 31), day(9, 30), day(2, 28, 2027)])
    def test_shown(self, on: date) -> None:
        """A change on the last day is a line of 0 days and 0.00, of an empty period."""
        acme = grown(change(on, 2))
        line = invoice(acme, Period.month_of(Period.month_of(on).end)).lines[1]

        assert (line.quantity, line.amount.minor) == (2, 0)
        assert line.period.days == 0
        assert line.proof.steps[-1].value == (0, 1)

    @pytest.mark.clause("Q1", "Q25")
    def test_start_day_counted(self) -> None:
        """With the start day counted, the last day is 1/31 and never left out."""
        market = us.CONNECT.with_readings(
            {"day_count": "actual_from_start", "zero_days": "omitted"}
        )
        acme = grown(change(day(7, 31), 2))

        assert prorations(acme, month(8), market) == [
            (2, day(7, 31), cents(2 * 25 * Fraction(1, 31)))
        ]

    @pytest.mark.clause("Q25")
    def test_omitted(self) -> None:
        """Left out, only the lines without a day are: not those of the day before."""
        market = us.CONNECT.with_readings({"zero_days": "omitted"})
        acme = grown(change(day(7, 30), 1), change(day(7, 31), 2))

        assert prorations(acme, month(8), market) == [
            (1, day(7, 30), cents(25 * Fraction(1, 31)))
        ]


class TestEnd:
    """A month inside which service ends."""

    @pytest.mark.clause("Q68")
    @pytest.mark.parametrize(
        ("last", "days"), [(1, 1), (2, 2), (14, 14), (30, 30), (31, 31)]
    )
    def test_days_served(self, last: int, days: int) -> None:
        """The last month is billed up to and including the last day."""
        acme = grown(last_day=day(10, last))

        assert issued(acme, Period(day(10, 1), day(12, 1))) == {
            day(10, 1): [cents(5 * 25 * Fraction(days, 31))]
        }

    @pytest.mark.clause("Q64", "Q68")
    @pytest.mark.parametrize(("last", "days"), [(1, 1), (14, 14), (29, 29), (31, 30)])
    def test_thirty_days(self, last: int, days: int) -> None:
        """In months of 30 days the days served are over 30, and a whole month is 30."""
        market = us.CONNECT.with_readings({"day_count": "thirty_day_month"})
        acme = grown(last_day=day(10, last))

        assert amounts(invoice(acme, month(10), market)) == [
            cents(5 * 25 * Fraction(days, 30))
        ]

    @pytest.mark.clause("Q25", "Q68")
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (13, [(2, day(10, 13), cents(2 * 25 * Fraction(1, 31)))]),
            (14, [(2, day(10, 14), 0)]),
            (15, []),
            (20, []),
        ],
    )
    def test_changes_about_the_last_day(self, on: int, expected: list[Any]) -> None:
        """Changes are prorated up to the last day; after it they have no effect."""
        acme = grown(change(day(10, on), 2), last_day=day(10, 14))

        assert prorations(acme, month(11)) == expected
        assert nothing(acme, month(12)).clause.id == "Q49"

    @pytest.mark.clause("Q68")
    def test_day_one_after_the_end(self) -> None:
        """Nothing is billed in advance for a month that begins after the end."""
        acme = grown(change(day(10, 1), 2), last_day=day(9, 30))

        assert issued(acme, Period(day(9, 1), day(12, 1))) == {day(9, 1): [12500]}

    @pytest.mark.clause("Q68")
    def test_start_and_end_in_one_month(self) -> None:
        """A start on 10 July that ends on the 20th is billed for ten days."""
        acme = account(day(7, 10), change(day(7, 10), 5), last_day=day(7, 20))

        assert issued(acme, Period(day(7, 1), day(10, 1))) == {
            day(8, 1): [cents(5 * 25 * Fraction(10, 31))]
        }

    @pytest.mark.clause("Q9", "Q68")
    def test_start_in_the_window_and_end_in_one_month(self) -> None:
        """A start on 3 July that ends on the 20th is billed at once, for 17 days."""
        acme = account(
            day(7, 3), change(day(7, 3), 5), change(day(7, 10), 1), last_day=day(7, 20)
        )

        assert issued(acme, Period(day(7, 1), day(10, 1))) == {
            day(7, 3): [cents(5 * 25 * Fraction(17, 31))],
            day(8, 1): [cents(25 * Fraction(10, 31))],
        }

    @pytest.mark.clause("Q68")
    def test_months_before_the_end(self) -> None:
        """An end that is known early cuts no month but the one it lies in."""
        acme = grown(change(day(8, 20), 2), last_day=day(10, 14))

        assert issued(acme, Period(day(8, 1), day(10, 1))) == {
            day(8, 1): [5 * 2500],
            day(9, 1): [7 * 2500, cents(2 * 25 * share(20))],
        }

    @pytest.mark.clause("Q68")
    def test_whole_last_month(self) -> None:
        """A month that ends with service is a full month, and no share of one."""
        (line,) = invoice(grown(last_day=day(10, 31)), month(10)).lines

        assert len(line.proof.steps) == 3
        assert line.amount.minor == 12500

    @pytest.mark.clause("Q68")
    def test_full_month(self) -> None:
        """Billed in full, neither the month nor its changes are cut short."""
        market = us.CONNECT.with_readings({"last_month": "full_month"})
        acme = grown(
            change(day(10, 5), 2), change(day(10, 15), 1), last_day=day(10, 14)
        )

        assert issued(acme, Period(day(10, 1), day(12, 1)), market) == {
            day(10, 1): [12500],
            day(11, 1): [cents(2 * 25 * share(5))],
        }

    @pytest.mark.clause("Q68")
    def test_proration_explained(self) -> None:
        """The days of a change count from it to the day after the last day."""
        acme = grown(change(day(10, 5), 2), last_day=day(10, 14))
        (line,) = invoice(acme, month(11)).lines

        assert line.period == Period(day(10, 6), day(10, 15))
        assert (
            "service has ended: day after 2026-10-14 = 2026-10-15 [Q68]"
            in line.explain().splitlines()
        )


class TestProducts:
    """Several products on one account."""

    @pytest.mark.clause("Q66")
    def test_apart(self) -> None:
        """Items of another product stay out: in advance, prorated, begun, repriced."""
        acme = account(
            day(7, 15),
            device_price(),
            seat_price(product="central"),
            seat_price(
                "70.00", effective_on=day(7, 20), product="central", id="later price"
            ),
            change(day(7, 15), 5),
            change(day(7, 15), 2, "agent seat"),
            change(day(7, 25), 1, "agent seat"),
            change(day(8, 20), 1, "agent seat"),
        )
        central = evolve(us.CONNECT, name="us-central", product="central")

        assert issued(acme, Period(day(7, 1), day(10, 1))) == {
            day(8, 1): [12500, cents(5 * 25 * share(15))],
            day(9, 1): [12500],
        }
        assert issued(acme, Period(day(7, 1), day(10, 1)), central) == {
            day(8, 1): [
                cents(2 * 60 * share(15)),
                cents(2 * 70 * share(20)),
                -cents(2 * 60 * share(20)),
                cents(1 * 70 * share(25)),
                3 * 7000,
            ],
            day(9, 1): [cents(70 * share(20)), 4 * 7000],
        }


class TestGroups:
    """Billing groups."""

    @pytest.mark.clause("D1", "D2", "D3")
    def test_split(self) -> None:
        """Service charge and numbers are split by group, the rest of them ungrouped."""
        acme = account(
            day(7, 1),
            change(day(7, 1), 5),
            change(day(7, 1), 2, group="Ogden"),
            change(day(7, 1), 3, group="Berlin"),
            change(day(7, 1), 4, "number", "Berlin"),
        )

        assert [
            (line.item, line.group, line.amount.minor)
            for line in invoice(acme, month(8)).lines
        ] == [
            ("device", None, 5 * 2500),
            ("device", "Berlin", 3 * 2500),
            ("device", "Ogden", 2 * 2500),
            ("number", "Berlin", 4 * 500),
        ]

    @pytest.mark.clause("D3", "D19", "D21")
    def test_not_split(self) -> None:
        """Contact center and rentals are one line for all groups, part months not."""
        acme = account(
            day(7, 1),
            seat_price(),
            rental_price(),
            change(day(7, 1), 2, "agent seat", "Ogden"),
            change(day(7, 1), 1, "agent seat"),
            change(day(7, 1), 4, "rented phone", "Berlin"),
            change(day(8, 20), 1, "agent seat", "Berlin"),
            change(day(8, 20), 2, "rented phone", "Berlin"),
        )

        assert [
            (line.kind.value, line.item, line.group, line.quantity, line.amount.minor)
            for line in invoice(acme, month(9)).lines
        ] == [
            ("prorated_charge", "agent seat", "Berlin", 1, cents(60 * share(20))),
            ("prorated_charge", "rented phone", "Berlin", 2, cents(14 * share(20))),
            ("contact_center", "agent seat", None, 4, 4 * 6000),
            ("rental", "rented phone", None, 6, 6 * 700),
        ]
        assert [
            (line.group, line.quantity) for line in invoice(acme, month(8)).lines
        ] == [(None, 3), (None, 4)]

    @pytest.mark.clause("D19")
    def test_proof_of_all_groups(self) -> None:
        """The quantity of all groups is the sum of their changes, by day and id."""
        acme = account(
            day(7, 1),
            seat_price(),
            change(day(7, 2), 2, "agent seat", "Ogden"),
            change(day(7, 1), 1, "agent seat"),
            change(day(7, 3), -1, "agent seat", "Ogden"),
        )
        (line,) = invoice(acme, month(9)).lines

        assert line.explain().splitlines()[0] == "quantity: sum 1, 2, -1 = 2 [Q23]"


class TestOpening:
    """A history that starts at a checkpoint."""

    WHOLE: Final = account(
        day(7, 15),
        device_price(),
        device_price("30.00", day(9, 11)),
        number_price(),
        seat_price(),
        change(day(7, 15), 5),
        change(day(7, 20), 2),
        change(day(7, 20), 3, "number"),
        change(day(7, 25), 1, "agent seat", "Berlin"),
        change(day(7, 25), 1, "agent seat", "Ogden"),
        change(day(8, 1), -1),
        change(day(8, 2), 4, group="Berlin"),
        change(day(8, 20), 2),
        change(day(8, 20), -1),
        change(day(9, 15), -3, group="Berlin"),
    )
    AFTER: Final = tuple(one for one in WHOLE.changes if one.effective_on > day(8, 1))
    STARTED: Final = evolve(
        WHOLE,
        changes=AFTER,
        opening=(
            opening(day(8, 1), 5 + 2 - 1),
            opening(day(8, 1), 3, "number"),
            opening(day(8, 1), 1, "agent seat", "Berlin"),
            opening(day(8, 1), 1, "agent seat", "Ogden"),
        ),
    )

    @pytest.mark.clause("A1", "A8", "Q23")
    def test_same_documents(self) -> None:
        """From a checkpoint on, the documents are those of the whole history."""
        for number in (9, 10, 11, 12):
            whole = invoice(self.WHOLE, month(number))
            started = invoice(self.STARTED, month(number))

            assert [(line.id, line.fields, line.amount) for line in started.lines] == [
                (line.id, line.fields, line.amount) for line in whole.lines
            ]
            assert started.total.value == whole.total.value

    def test_proven_from_the_opening(self) -> None:
        """The proof of a quantity then begins with the opening."""
        line = invoice(self.STARTED, month(9)).lines[0]

        assert line.explain().splitlines()[0] == "quantity: sum 6, 2, -1 = 7 [Q23]"
        assert line.proof.facts()[0] == opening(day(8, 1), 6)

    @pytest.mark.parametrize("number", [7, 8])
    def test_too_late(self, number: int) -> None:
        """A month whose changes lie before the opening cannot be billed."""
        first = next(iter(sorted(self.STARTED.opening, key=lambda one: one.id)))

        with pytest.raises(InvalidPeriod) as raised:
            assemble_invoice(
                evolve(
                    self.STARTED,
                    contract=evolve(
                        self.STARTED.contract,
                        billing_start_on=day(5, 10),
                        known_on=day(5, 10),
                    ),
                ),
                month(number),
                us.CONNECT,
            )
        assert raised.value.path == f"opening[{first.id}].effective_on"
        assert raised.value.requirement.startswith(
            f"on or before 2026-0{number - 1}-01"
        )

    @pytest.mark.clause("Q26")
    def test_on_the_start(self) -> None:
        """An opening on the billing start is the starting quantity."""
        acme = account(day(7, 15), opening(day(7, 15), 5), change(day(7, 16), 1))

        assert amounts(invoice(acme, month(8))) == [
            6 * 2500,
            cents(5 * 25 * share(15)),
            cents(25 * share(16)),
        ]

    @pytest.mark.clause("Q30")
    def test_with_a_new_price(self) -> None:
        """A new price moves what the opening says is there."""
        acme = account(
            day(7, 1),
            device_price(),
            device_price("30.00", day(8, 11)),
            opening(day(8, 1), 5),
        )

        assert prorations(acme, month(9)) == [
            (5, day(8, 11), cents(5 * 30 * share(11))),
            (-5, day(8, 11), -cents(5 * 25 * share(11))),
        ]

    @pytest.mark.clause("A5")
    def test_purchases(self) -> None:
        """Purchases need no history: those of the opening's own month are billed."""
        acme = account(day(7, 1), opening(day(8, 15), 5), bought(day(8, 20)))

        assert issued(acme, Period(day(8, 20), day(8, 21))) == {day(8, 20): [9998]}


class TestSpan:
    """What a month's document bills, told directly."""

    SPAN: Final = Span(
        month=month(9),
        low=day(8, 1),
        high=day(9, 1),
        bills_start=False,
        in_advance=True,
        end=None,
    )

    def test_rows(self) -> None:
        """Rows are rule, facts and cents, before anybody looks."""
        rows = month_rows(grown(change(day(8, 20), 2)), us.CONNECT, self.SPAN)

        assert [minor for _, _, minor in rows] == [
            7 * 2500,
            cents(2 * 25 * share(20)),
        ]
        assert [rule for rule, _, _ in rows] == [
            us.CONNECT.rules.recurring,
            us.CONNECT.rules.prorated,
        ]
        assert all(rule.raw(facts) == minor for rule, facts, minor in rows)

    def test_not_in_advance(self) -> None:
        """What is not billed in advance has prorations only."""
        rows = month_rows(
            grown(change(day(8, 20), 2)),
            us.CONNECT,
            Span(
                month=month(9),
                low=day(8, 1),
                high=day(8, 25),
                bills_start=False,
                in_advance=False,
                end=None,
            ),
        )

        assert [minor for _, _, minor in rows] == [cents(2 * 25 * share(20))]

    @pytest.mark.clause("A5")
    def test_purchases(self) -> None:
        """Purchases of a day are rows of that day alone."""
        acme = grown(bought(day(8, 12)), bought(day(8, 13)))

        assert [
            minor for _, _, minor in purchase_rows(acme, us.CONNECT, day(8, 12))
        ] == [9998]
        assert purchase_rows(acme, us.CONNECT, day(8, 14)) == ()


class TestLaws:
    """What holds for every history."""

    @pytest.mark.clause("Q27", "Q29")
    @given(
        st.lists(
            st.tuples(st.integers(1, 31), st.integers(1, 9), st.booleans()), max_size=6
        ),
        st.sampled_from([us.CONNECT, NEXT_CYCLE, PER_CHANGE, MINIMUM, CANCELLATION]),
    )
    def test_proven(self, moves: list[tuple[int, int, bool]], market: Market) -> None:
        """Every line of a document is what its own rule gives, under any reading."""
        acme = account(
            day(7, 1),
            change(day(7, 1), 60),
            device_price("25.01", minimum_quantity=40),
            device_price("30.02", day(8, 11), minimum_quantity=50),
            *(
                change(day(8, number), -size if removed else size, id=f"c{place}")
                for place, (number, size, removed) in enumerate(moves)
            ),
        )
        document = assemble_invoice(acme, month(9), market)

        assert isinstance(document, Invoice)
        for line in document.lines:
            assert (
                line.proof.steps[-1].value
                == Fraction(line.amount.minor, 100).as_integer_ratio()
            )
        assert len({line.id for line in document.lines}) == len(document.lines)
