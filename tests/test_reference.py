"""The reference biller against the published examples and the law of conservation.

Expected amounts are written as the arithmetic that a reader would do: quantity x price
x days / days in the month.
"""

from calendar import monthrange
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from tests.strategies import (
    FLOORS,
    account_files,
    histories,
    horizon,
    make_up,
)

from gotobilling.testing.reference import (
    Document,
    Line,
    bill,
    billing_start,
    total_over_days,
)

Account = dict[str, Any]

YEAR_END: Final = date(2026, 12, 31)
DEVICE: Final = Fraction(25)
NUMBER: Final = Fraction(5)


def price(
    item: str = "device",
    kind: str = "service_charge",
    unit_price: str = "25.00",
    effective_on: date = date(2026, 1, 1),
    **others: object,
) -> Account:
    """Return a price fact, of 25.00 for a device since January unless told."""
    return {
        "id": f"{item} from {effective_on}",
        "item": item,
        "kind": kind,
        "unit": "any",
        "unit_price": Decimal(unit_price),
        "effective_on": effective_on,
        **others,
    }


def change(
    quantity: int, effective_on: date, item: str = "device", **others: object
) -> Account:
    """Return a change of quantity, of devices unless told."""
    return {
        "id": f"{item} {quantity} {effective_on} {others}",
        "item": item,
        "quantity": quantity,
        "effective_on": effective_on,
        **others,
    }


def purchase(effective_on: date, **others: object) -> Account:
    """Return a purchase of one desk phone for 99.98 unless told."""
    return {
        "id": f"bought {effective_on} {others}",
        "kind": "hardware",
        "item": "Desk phone",
        "quantity": 1,
        "unit_price": Decimal("99.98"),
        "effective_on": effective_on,
        **others,
    }


def account(
    start: date,
    *facts: Account,
    last_day: date | None = None,
    prices: tuple[Account, ...] = (
        price(),
        price("number", "standard_number", "5.00"),
    ),
) -> Account:
    """Return an account file with that billing start and those changes or purchases."""
    contract: Account = {"id": "contract", "billing_start_on": start}
    if last_day is not None:
        contract["end"] = {"id": "end", "last_day_of_service": last_day}
    return {
        "contract": contract,
        "prices": list(prices),
        "changes": [fact for fact in facts if "unit_price" not in fact],
        "one_time": [fact for fact in facts if "unit_price" in fact],
    }


def exact(documents: list[Document]) -> dict[date, list[Fraction]]:
    """Return the exact amounts of the lines, in their order, by issue date."""
    return {
        document.issued_on: [line.exact for line in document.lines]
        for document in documents
    }


def totals(documents: list[Document]) -> dict[date, int]:
    """Return the totals in cents by issue date."""
    return {
        document.issued_on: sum(line.minor for line in document.lines)
        for document in documents
    }


def only(account: Account, issued_on: date) -> Document:
    """Return the one document that is issued on a day."""
    (document,) = [
        document
        for document in bill(account, issued_on)
        if document.issued_on == issued_on
    ]
    return document


def prorations(account: Account, issued_on: date) -> list[tuple[int, Fraction]]:
    """Return quantity and exact amount of the prorated lines of one document."""
    return [
        (line.quantity, line.exact)
        for line in only(account, issued_on).lines
        if line.kind == "prorated_charge"
    ]


class TestWorkedEdges:
    """The table of worked edges of the rulebook, row by row."""

    @pytest.mark.clause("A9", "Q1")
    def test_start_in_mid_month(self) -> None:
        """A start on 15 July bills 16 of 31 days and August on 1 August."""
        started = account(date(2026, 7, 15), change(5, date(2026, 7, 15)))

        documents = bill(started, date(2026, 9, 1))

        assert exact(documents) == {
            date(2026, 8, 1): [5 * DEVICE, 5 * DEVICE * Fraction(16, 31)],
            date(2026, 9, 1): [5 * DEVICE],
        }
        assert totals(documents) == {
            date(2026, 8, 1): 12500 + 6452,
            date(2026, 9, 1): 12500,
        }

    @pytest.mark.clause("A10", "Q1")
    def test_additions_in_mid_month(self) -> None:
        """Two devices and a number of 20 August are prorated for 11 of 31 days."""
        grown = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1)),
            change(3, date(2026, 8, 1), "number"),
            change(2, date(2026, 8, 20)),
            change(1, date(2026, 8, 20), "number"),
        )

        documents = bill(grown, date(2026, 10, 1))

        assert exact(documents) == {
            date(2026, 8, 1): [5 * DEVICE, 3 * NUMBER],
            date(2026, 9, 1): [
                7 * DEVICE,
                4 * NUMBER,
                2 * DEVICE * Fraction(11, 31),
                1 * NUMBER * Fraction(11, 31),
            ],
            date(2026, 10, 1): [7 * DEVICE, 4 * NUMBER],
        }
        assert totals(documents) == {
            date(2026, 8, 1): 14000,
            date(2026, 9, 1): 17500 + 2000 + 1774 + 177,
            date(2026, 10, 1): 19500,
        }

    @pytest.mark.clause("A8", "Q1")
    def test_additions_on_15_june(self) -> None:
        """Two devices added on 15 June cost 15 of 30 days on 1 July."""
        grown = account(
            date(2026, 6, 1), change(3, date(2026, 6, 1)), change(2, date(2026, 6, 15))
        )

        documents = bill(grown, date(2026, 7, 1))

        assert exact(documents)[date(2026, 7, 1)] == [
            5 * DEVICE,
            2 * DEVICE * Fraction(15, 30),
        ]
        assert totals(documents)[date(2026, 7, 1)] == 12500 + 2500

    @pytest.mark.clause("A4", "B1", "B2", "G4", "Q9")
    def test_start_in_the_invoicing_window(self) -> None:
        """A start on 3 July is invoiced that day for 28 of 31 days, and never again."""
        started = account(date(2026, 7, 3), change(5, date(2026, 7, 3)))

        documents = bill(started, date(2026, 8, 1))

        assert exact(documents) == {
            date(2026, 7, 3): [5 * DEVICE * Fraction(28, 31)],
            date(2026, 8, 1): [5 * DEVICE],
        }
        assert totals(documents) == {date(2026, 7, 3): 11290, date(2026, 8, 1): 12500}
        assert documents[0][:7] == (
            "recurring",
            "connect",
            (date(2026, 7, 1), date(2026, 8, 1)),
            date(2026, 7, 3),
            date(2026, 7, 18),
            date(2026, 7, 18),
            date(2026, 7, 10),
        )

    @pytest.mark.clause("A4", "Q9")
    def test_start_on_day_1(self) -> None:
        """A start on 1 July is a regular invoice for July."""
        started = account(date(2026, 7, 1), change(5, date(2026, 7, 1)))

        assert exact(bill(started, date(2026, 8, 1))) == {
            date(2026, 7, 1): [5 * DEVICE],
            date(2026, 8, 1): [5 * DEVICE],
        }

    @pytest.mark.clause("A8", "Q25")
    def test_start_on_the_last_day(self) -> None:
        """A start on 31 July shows a line of 0 of 31 days on 1 August."""
        started = account(date(2026, 7, 31), change(5, date(2026, 7, 31)))

        (document,) = bill(started, date(2026, 8, 1))

        recurring, prorated = document.lines
        assert recurring == Line(
            kind="service_charge",
            item="device",
            group=None,
            quantity=5,
            effective_on=None,
            price_id="device from 2026-01-01",
            fact_id=None,
            start=date(2026, 8, 1),
            end=date(2026, 9, 1),
            exact=5 * DEVICE,
            minor=12500,
        )
        assert prorated == recurring._replace(
            kind="prorated_charge",
            effective_on=date(2026, 7, 31),
            end=date(2026, 8, 1),
            exact=5 * DEVICE * Fraction(0, 31),
            minor=0,
        )

    @pytest.mark.clause("A7", "Q18", "Q35")
    def test_free_months(self) -> None:
        """Signed on 20 January with two free months, billing starts on 20 March."""
        started = account(date(2026, 3, 1), change(5, date(2026, 1, 20)))
        started["contract"] |= {"signed_on": date(2026, 1, 20), "free_months": 2}

        documents = bill(started, date(2026, 4, 1))

        assert exact(documents) == {
            date(2026, 4, 1): [5 * DEVICE, 5 * DEVICE * Fraction(11, 31)]
        }
        assert totals(documents) == {date(2026, 4, 1): 12500 + 4435}

    @pytest.mark.clause("Q17", "Q27")
    def test_several_changes_on_a_day(self) -> None:
        """Additions of 2 and 3 are one line, a removal of 4 is another."""
        changed = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1)),
            change(2, date(2026, 8, 20)),
            change(3, date(2026, 8, 20)),
            change(-4, date(2026, 8, 20)),
        )

        document = only(changed, date(2026, 9, 1))

        assert prorations(changed, date(2026, 9, 1)) == [
            (5, 5 * DEVICE * Fraction(11, 31)),
            (-4, -4 * DEVICE * Fraction(11, 31)),
        ]
        assert [line.minor for line in document.lines] == [15000, 4435, -3548]

    @pytest.mark.clause("Q31", "Q48")
    def test_everything_removed(self) -> None:
        """Removing all five devices credits 11 of 31 days and bills nothing after."""
        emptied = account(
            date(2026, 8, 1), change(5, date(2026, 8, 1)), change(-5, date(2026, 8, 20))
        )

        documents = bill(emptied, YEAR_END)

        assert exact(documents) == {
            date(2026, 8, 1): [5 * DEVICE],
            date(2026, 9, 1): [-5 * DEVICE * Fraction(11, 31)],
        }
        assert totals(documents)[date(2026, 9, 1)] == -4435
        assert (documents[1].due_on, documents[1].autopay_on) == (None, None)
        assert documents[1].dispute_until == date(2026, 9, 16)

    @pytest.mark.clause("A5", "B1", "B2", "G4", "Q54", "Q56")
    def test_hardware(self) -> None:
        """Hardware of 12 August has its own document, on autopay on 10 September."""
        (document,) = bill(
            account(date(2026, 8, 1), purchase(date(2026, 8, 12), quantity=2)), YEAR_END
        )

        assert document == Document(
            "one_time",
            "connect",
            (date(2026, 8, 12), date(2026, 8, 13)),
            issued_on=date(2026, 8, 12),
            due_on=date(2026, 8, 27),
            dispute_until=date(2026, 8, 27),
            autopay_on=date(2026, 9, 10),
            lines=(
                Line(
                    kind="hardware",
                    item="Desk phone",
                    group=None,
                    quantity=2,
                    effective_on=date(2026, 8, 12),
                    price_id=None,
                    fact_id="bought 2026-08-12 {'quantity': 2}",
                    start=date(2026, 8, 12),
                    end=date(2026, 8, 13),
                    exact=2 * Fraction("99.98"),
                    minor=19996,
                ),
            ),
        )

    @pytest.mark.clause("Q49", "Q68")
    def test_change_before_the_last_day_of_service(self) -> None:
        """Devices of 5 October are prorated to the last day of service, 14 October."""
        ending = account(
            date(2026, 9, 1),
            change(1, date(2026, 9, 1)),
            change(2, date(2026, 10, 5)),
            last_day=date(2026, 10, 14),
        )

        documents = bill(ending, YEAR_END)

        assert exact(documents) == {
            date(2026, 9, 1): [DEVICE],
            date(2026, 10, 1): [DEVICE * Fraction(14, 31)],
            date(2026, 11, 1): [2 * DEVICE * Fraction(9, 31)],
        }
        assert totals(documents)[date(2026, 11, 1)] == 1452


class TestBillingStart:
    """When billing starts, and what is there by then."""

    @pytest.mark.clause("Q18")
    def test_missing_day(self) -> None:
        """One free month from 31 January ends on 28 February."""
        contract = {"id": "contract", "signed_on": date(2026, 1, 31), "free_months": 1}

        assert billing_start({"contract": contract}) == date(2026, 2, 28)

    @pytest.mark.clause("Q18")
    def test_months_are_anchored(self) -> None:
        """Two free months from 31 December end on 29 February of a leap year."""
        contract = {"id": "contract", "signed_on": date(2027, 12, 31), "free_months": 2}

        assert billing_start({"contract": contract}) == date(2028, 2, 29)

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize(
        ("quote", "expected"),
        [
            (date(2026, 3, 19), date(2026, 3, 20)),
            (date(2026, 3, 21), date(2026, 3, 21)),
        ],
    )
    def test_later_of_quote_and_free_months(self, quote: date, expected: date) -> None:
        """The later of the quote's date and the end of the free months counts."""
        contract = {
            "id": "contract",
            "signed_on": date(2026, 1, 20),
            "free_months": 2,
            "billing_start_on": quote,
        }

        assert billing_start({"contract": contract}) == expected

    @pytest.mark.parametrize(
        "contract", [{}, {"free_months": 1, "billing_start_on": date(2026, 7, 1)}]
    )
    def test_unknown(self, contract: Account) -> None:
        """Without a date, or with free months from no signature, there is no start."""
        with pytest.raises(ValueError, match="when billing starts"):
            billing_start({"contract": {"id": "contract", **contract}})

    @pytest.mark.clause("Q26")
    def test_changes_up_to_the_start_are_one_quantity(self) -> None:
        """What was added and removed up to the start day is one net quantity."""
        started = account(
            date(2026, 7, 15),
            change(5, date(2026, 5, 31)),
            change(-2, date(2026, 7, 14)),
            change(4, date(2026, 7, 15)),
            change(-1, date(2026, 7, 15)),
        )

        assert prorations(started, date(2026, 8, 1)) == [
            (6, 6 * DEVICE * Fraction(16, 31))
        ]
        assert [
            document.issued_on for document in bill(started, date(2026, 8, 31))
        ] == [date(2026, 8, 1)]

    @pytest.mark.clause("Q26", "Q30")
    def test_price_on_the_start_day(self) -> None:
        """A price of the start day is the price from the start, without a removal."""
        prices = (price(), price(unit_price="30.00", effective_on=date(2026, 7, 15)))
        started = account(date(2026, 7, 15), change(5, date(2026, 7, 1)), prices=prices)

        assert prorations(started, date(2026, 8, 1)) == [(5, 5 * 30 * Fraction(16, 31))]

    @pytest.mark.clause("Q9", "Q26")
    def test_start_on_day_6(self) -> None:
        """A start on day 6 is not invoiced before the next month."""
        started = account(date(2026, 7, 6), change(5, date(2026, 7, 6)))

        assert exact(bill(started, date(2026, 8, 1))) == {
            date(2026, 8, 1): [5 * DEVICE, 5 * DEVICE * Fraction(25, 31)]
        }

    @pytest.mark.clause("Q23", "Q26")
    def test_change_after_a_start_in_the_window(self) -> None:
        """A change on 4 July after a start on 2 July waits for 1 August."""
        started = account(
            date(2026, 7, 2), change(5, date(2026, 7, 2)), change(1, date(2026, 7, 4))
        )

        assert exact(bill(started, date(2026, 8, 1))) == {
            date(2026, 7, 2): [5 * DEVICE * Fraction(29, 31)],
            date(2026, 8, 1): [6 * DEVICE, DEVICE * Fraction(27, 31)],
        }

    @pytest.mark.clause("A8", "Q25", "Q47")
    def test_start_on_29_february(self) -> None:
        """A start on 29 February 2028 shows 0 of 29 days on 1 March."""
        started = account(date(2028, 2, 29), change(1, date(2028, 2, 29)))

        assert exact(bill(started, date(2028, 3, 1))) == {
            date(2028, 3, 1): [DEVICE, Fraction(0)]
        }

    @pytest.mark.clause("Q47")
    def test_nothing_at_the_start(self) -> None:
        """A start in the window with nothing to bill has no document."""
        started = account(date(2026, 7, 3), change(5, date(2026, 7, 5)))

        assert exact(bill(started, date(2026, 8, 1))) == {
            date(2026, 8, 1): [5 * DEVICE, 5 * DEVICE * Fraction(26, 31)]
        }


class TestChanges:
    """Changes after the billing start."""

    @pytest.mark.clause("A8", "Q1", "Q23")
    def test_day_1_and_day_2(self) -> None:
        """A change on day 1 is in the month's quantity, one on day 2 is prorated."""
        grown = account(
            date(2026, 7, 1), change(5, date(2026, 8, 1)), change(1, date(2026, 8, 2))
        )

        assert exact(bill(grown, date(2026, 9, 1))) == {
            date(2026, 8, 1): [5 * DEVICE],
            date(2026, 9, 1): [6 * DEVICE, DEVICE * Fraction(29, 31)],
        }

    @pytest.mark.clause("A8", "Q1")
    def test_february_of_a_leap_year(self) -> None:
        """On 28 February 2028 one of 29 days is left, on 29 February none."""
        changed = account(
            date(2028, 2, 1),
            change(3, date(2028, 2, 1)),
            change(2, date(2028, 2, 28)),
            change(-1, date(2028, 2, 29)),
        )

        assert prorations(changed, date(2028, 3, 1)) == [
            (2, 2 * DEVICE * Fraction(1, 29)),
            (-1, Fraction(0)),
        ]

    @pytest.mark.clause("Q29")
    def test_rounded_once_and_away_from_zero(self) -> None:
        """Half a cent is rounded up, and half a cent of credit down."""
        rounded = account(
            date(2026, 6, 1),
            change(2, date(2026, 6, 1)),
            change(1, date(2026, 6, 15)),
            change(-1, date(2026, 6, 15)),
            prices=(price(unit_price="0.01"),),
        )

        assert prorations(rounded, date(2026, 7, 1)) == [
            (1, Fraction(1, 200)),
            (-1, Fraction(-1, 200)),
        ]
        assert [line.minor for line in only(rounded, date(2026, 7, 1)).lines] == [
            *(2, 1, -1)
        ]

    @pytest.mark.clause("Q29")
    def test_not_rounded_per_unit(self) -> None:
        """Three devices for 16 of 31 days are 38.71, not three times 12.90."""
        started = account(date(2026, 7, 15), change(3, date(2026, 7, 15)))

        assert only(started, date(2026, 8, 1)).lines[1].minor == 3871

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize(("digits", "minor"), [(0, 65), (2, 6452), (3, 64516)])
    def test_minor_digits(self, digits: int, minor: int) -> None:
        """64.516129 is rounded to the digits that the currency has."""
        started = account(date(2026, 7, 15), change(5, date(2026, 7, 15)))

        assert bill(started, date(2026, 8, 1), digits)[0].lines[1].minor == minor

    @pytest.mark.clause("Q31")
    def test_emptied_and_filled_again(self) -> None:
        """After everything was removed, a later addition is billed like any other."""
        refilled = account(
            date(2026, 7, 1),
            change(5, date(2026, 7, 1)),
            change(-5, date(2026, 8, 1)),
            change(2, date(2026, 9, 30)),
        )

        assert exact(bill(refilled, date(2026, 10, 1))) == {
            date(2026, 7, 1): [5 * DEVICE],
            date(2026, 10, 1): [2 * DEVICE, Fraction(0)],
        }

    @pytest.mark.clause("D19", "D21")
    @pytest.mark.parametrize("kind", ["service_charge", "standard_number"])
    def test_groups_split(self, kind: str) -> None:
        """Service charges and numbers have a line per billing group and one without."""
        grouped = account(
            date(2026, 7, 1),
            change(1, date(2026, 7, 1), group="Ogden"),
            change(2, date(2026, 7, 1)),
            change(3, date(2026, 7, 1), group="Berlin"),
            prices=(price(kind=kind),),
        )

        assert [
            (line.kind, line.group, line.quantity)
            for line in only(grouped, date(2026, 7, 1)).lines
        ] == [(kind, None, 2), (kind, "Berlin", 3), (kind, "Ogden", 1)]

    @pytest.mark.clause("D19", "D21")
    @pytest.mark.parametrize("kind", ["contact_center", "rental"])
    def test_groups_not_split(self, kind: str) -> None:
        """Contact center and rentals have one line, but prorations in their groups."""
        grouped = account(
            date(2026, 7, 1),
            change(1, date(2026, 7, 1), group="Ogden"),
            change(2, date(2026, 7, 1)),
            change(3, date(2026, 7, 16), group="Berlin"),
            change(-1, date(2026, 7, 16), group="Ogden"),
            prices=(price(kind=kind),),
        )

        lines = only(grouped, date(2026, 8, 1)).lines

        assert [(line.kind, line.group, line.quantity) for line in lines] == [
            ("prorated_charge", "Berlin", 3),
            ("prorated_charge", "Ogden", -1),
            (kind, None, 5),
        ]

    @pytest.mark.clause("Q27")
    def test_moved_between_groups(self) -> None:
        """A device that changes its group leaves one group and joins the other."""
        moved = account(
            date(2026, 7, 1),
            change(1, date(2026, 7, 1), group="Ogden"),
            change(-1, date(2026, 7, 16), group="Ogden"),
            change(1, date(2026, 7, 16), group="Berlin"),
        )

        assert [
            (line.kind, line.group, line.minor)
            for line in only(moved, date(2026, 8, 1)).lines
        ] == [
            ("service_charge", "Berlin", 2500),
            ("prorated_charge", "Berlin", 1210),
            ("prorated_charge", "Ogden", -1210),
        ]


class TestNewPrice:
    """A price that changes while the item is there."""

    PRICES: Final = (
        price(),
        price(unit_price="30.00", effective_on=date(2026, 8, 20)),
    )

    @pytest.mark.clause("Q30")
    def test_in_mid_month(self) -> None:
        """A new price removes at the old and adds at the new for the days left."""
        repriced = account(
            date(2026, 8, 1), change(5, date(2026, 8, 1)), prices=self.PRICES
        )

        documents = bill(repriced, date(2026, 9, 1))

        assert exact(documents)[date(2026, 9, 1)] == [
            5 * 30,
            5 * 30 * Fraction(11, 31),
            -5 * 25 * Fraction(11, 31),
        ]
        assert [line.price_id for line in documents[1].lines] == [
            "device from 2026-08-20",
            "device from 2026-08-20",
            "device from 2026-01-01",
        ]

    @pytest.mark.clause("Q27", "Q30")
    def test_with_changes_on_the_day(self) -> None:
        """The day's changes are at the new price, and join the quantity moved to it."""
        repriced = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1)),
            change(2, date(2026, 8, 20)),
            change(-1, date(2026, 8, 20)),
            prices=self.PRICES,
        )

        lines = only(repriced, date(2026, 9, 1)).lines[1:]

        assert [(line.quantity, line.exact) for line in lines] == [
            (7, 7 * 30 * Fraction(11, 31)),
            (-5, -5 * 25 * Fraction(11, 31)),
            (-1, -1 * 30 * Fraction(11, 31)),
        ]
        assert [line.price_id for line in lines] == [
            "device from 2026-08-20",
            "device from 2026-01-01",
            "device from 2026-08-20",
        ]

    @pytest.mark.clause("Q30")
    def test_per_group(self) -> None:
        """A new price moves the quantity of each group by itself."""
        repriced = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1), group="Berlin"),
            change(1, date(2026, 8, 2)),
            prices=self.PRICES,
        )

        lines = only(repriced, date(2026, 9, 1)).lines

        assert [
            (line.group, line.quantity)
            for line in lines
            if line.effective_on == date(2026, 8, 20)
        ] == [(None, 1), (None, -1), ("Berlin", 5), ("Berlin", -5)]

    @pytest.mark.clause("Q30")
    def test_on_day_1(self) -> None:
        """A new price on day 1 is simply the price of that month."""
        prices = (price(), price(unit_price="30.00", effective_on=date(2026, 9, 1)))
        repriced = account(date(2026, 8, 1), change(5, date(2026, 8, 1)), prices=prices)

        assert exact(bill(repriced, date(2026, 9, 1))) == {
            date(2026, 8, 1): [5 * DEVICE],
            date(2026, 9, 1): [Fraction(5 * 30)],
        }

    @pytest.mark.clause("Q25", "Q30")
    def test_on_the_last_day(self) -> None:
        """A new price on 31 August shows two lines of 0 days."""
        prices = (price(), price(unit_price="30.00", effective_on=date(2026, 8, 31)))
        repriced = account(date(2026, 8, 1), change(5, date(2026, 8, 1)), prices=prices)

        assert prorations(repriced, date(2026, 9, 1)) == [
            (5, Fraction(0)),
            (-5, Fraction(0)),
        ]

    @pytest.mark.clause("Q30")
    def test_nothing_there(self) -> None:
        """A new price of what is not there makes no line."""
        absent = account(
            date(2026, 8, 1), change(5, date(2026, 9, 1)), prices=self.PRICES
        )

        assert exact(bill(absent, date(2026, 9, 1))) == {
            date(2026, 9, 1): [Fraction(5 * 30)]
        }


class TestEndOfService:
    """The last day of service, which is billed."""

    @pytest.mark.clause("Q68")
    @pytest.mark.parametrize(("last_day", "days"), [(1, 1), (14, 14), (30, 30)])
    def test_days_served(self, last_day: int, days: int) -> None:
        """The last month is billed for the days up to and with the last one."""
        ended = date(2026, 9, last_day)
        ending = account(date(2026, 8, 1), change(5, date(2026, 8, 1)), last_day=ended)

        documents = bill(ending, YEAR_END)

        assert exact(documents) == {
            date(2026, 8, 1): [5 * DEVICE],
            date(2026, 9, 1): [5 * DEVICE * Fraction(days, 30)],
        }
        assert documents[1].lines[0].kind == "service_charge"
        assert documents[1].lines[0].end - ended == date(2026, 1, 2) - date(2026, 1, 1)

    @pytest.mark.clause("Q9", "Q68")
    def test_start_and_end_in_one_month(self) -> None:
        """From 15 to 20 July five days are billed, on 1 August."""
        short = account(
            date(2026, 7, 15), change(5, date(2026, 7, 15)), last_day=date(2026, 7, 20)
        )

        assert exact(bill(short, YEAR_END)) == {
            date(2026, 8, 1): [5 * DEVICE * Fraction(5, 31)]
        }

    @pytest.mark.clause("Q9", "Q68")
    def test_start_in_the_window_and_end_in_one_month(self) -> None:
        """From 3 to 20 July 17 days are billed on 3 July, changes on 1 August."""
        short = account(
            date(2026, 7, 3),
            change(5, date(2026, 7, 3)),
            change(-1, date(2026, 7, 10)),
            change(1, date(2026, 7, 20)),
            change(1, date(2026, 7, 21)),
            last_day=date(2026, 7, 20),
        )

        assert exact(bill(short, YEAR_END)) == {
            date(2026, 7, 3): [5 * DEVICE * Fraction(17, 31)],
            date(2026, 8, 1): [-DEVICE * Fraction(10, 31), Fraction(0)],
        }

    @pytest.mark.clause("Q1", "Q68")
    def test_start_on_day_1_and_end_in_one_month(self) -> None:
        """From 1 to 1 July one day is billed, as a start on day 1 is a charged day."""
        shortest = account(
            date(2026, 7, 1), change(5, date(2026, 7, 1)), last_day=date(2026, 7, 1)
        )

        assert exact(bill(shortest, YEAR_END)) == {
            date(2026, 7, 1): [5 * DEVICE * Fraction(1, 31)]
        }

    @pytest.mark.clause("Q25", "Q47", "Q68")
    def test_last_day_is_the_start(self) -> None:
        """A start in the window that is the last day bills 0 days and is not due."""
        shortest = account(
            date(2026, 7, 3), change(5, date(2026, 7, 3)), last_day=date(2026, 7, 3)
        )

        (document,) = bill(shortest, YEAR_END)

        assert (document.lines[0].start, document.lines[0].end) == (
            date(2026, 7, 4),
            date(2026, 7, 4),
        )
        assert (document.lines[0].minor, document.due_on, document.autopay_on) == (
            *(0, None, None),
        )

    @pytest.mark.clause("Q68")
    def test_last_day_before_the_start(self) -> None:
        """Service that ended before billing started is never billed."""
        never = account(
            date(2026, 7, 3), change(5, date(2026, 6, 3)), last_day=date(2026, 7, 2)
        )

        assert bill(never, YEAR_END) == []

    @pytest.mark.clause("Q28", "Q68")
    def test_changes_after_the_end(self) -> None:
        """Changes and prices after the last day have no effect, whatever they say."""
        ended = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1)),
            change(-9, date(2026, 8, 21)),
            prices=(price(), price(effective_on=date(2026, 8, 22))),
            last_day=date(2026, 8, 20),
        )

        assert exact(bill(ended, YEAR_END)) == {
            date(2026, 8, 1): [5 * DEVICE * Fraction(20, 31)]
        }


class TestOneTime:
    """Purchases, which are billed on their day."""

    @pytest.mark.clause("A5", "Q54")
    def test_outside_service(self) -> None:
        """Hardware is billed before billing starts and after service has ended."""
        bought = account(
            date(2026, 8, 1),
            purchase(date(2026, 3, 4)),
            purchase(date(2026, 11, 5)),
            last_day=date(2026, 9, 30),
        )

        assert totals(bill(bought, YEAR_END)) == {
            date(2026, 3, 4): 9998,
            date(2026, 11, 5): 9998,
        }
        assert totals(bill(bought, date(2026, 11, 4))) == {date(2026, 3, 4): 9998}

    @pytest.mark.clause("A5", "Q66")
    def test_one_document_per_day_and_product(self) -> None:
        """What is bought on one day shares a document, but not across products."""
        day = date(2026, 8, 12)
        bought = account(
            date(2026, 8, 1),
            purchase(day, kind="other_charge", id="b3"),
            purchase(day, id="b2"),
            purchase(day, id="b1"),
            purchase(day, product="central", id="b4"),
        )

        assert [
            (document.product, [line.fact_id for line in document.lines])
            for document in bill(bought, YEAR_END)
        ] == [("central", ["b4"]), ("connect", ["b1", "b2", "b3"])]

    @pytest.mark.clause("Q48")
    def test_credit(self) -> None:
        """A credit keeps its quantity, has a negative amount and nothing due."""
        credited = account(
            date(2026, 8, 1),
            purchase(date(2026, 8, 10), kind="other_credit", quantity=2),
        )

        (document,) = bill(credited, YEAR_END)

        assert (document.lines[0].quantity, document.lines[0].minor) == (2, -2 * 9998)
        assert (document.due_on, document.autopay_on) == (None, None)

    @pytest.mark.clause("B2", "Q56")
    def test_autopay_on_the_day_of_issue(self) -> None:
        """What is bought on a 10th is taken by autopay the same day."""
        document = only(
            account(date(2026, 8, 1), purchase(date(2026, 8, 10))), date(2026, 8, 10)
        )

        assert document.autopay_on == date(2026, 8, 10)

    @pytest.mark.clause("A5", "Q24")
    def test_beside_the_monthly_document(self) -> None:
        """A purchase on day 1 has a document beside the monthly one, after it."""
        day = date(2026, 8, 1)

        documents = bill(account(day, change(5, day), purchase(day)), day)

        assert [document.kind for document in documents] == ["recurring", "one_time"]


class TestFacts:
    """Facts that are repeated, contradict each other, or cannot be billed."""

    DAY: Final = date(2026, 7, 15)

    def test_same_fact_twice(self) -> None:
        """A fact that stands there twice counts once, its defaults spelt or not."""
        once = account(self.DAY, change(5, self.DAY), purchase(self.DAY))
        twice = account(
            self.DAY,
            change(5, self.DAY),
            {**change(5, self.DAY), "known_on": self.DAY},
            purchase(self.DAY),
            {**purchase(self.DAY), "product": "connect"},
            prices=(price(), price(), price(minimum_quantity=0)),
        )
        twice["changes"][1]["id"] = once["changes"][0]["id"]
        twice["one_time"][1]["id"] = once["one_time"][0]["id"]

        assert bill(twice, YEAR_END) == bill(once, YEAR_END)

    @pytest.mark.parametrize(
        "changes",
        [
            [{**change(5, DAY), "id": "c1"}, {**change(4, DAY), "id": "c1"}],
            [{**change(5, DAY), "id": "contract"}],
            [{**change(5, DAY), "id": "end"}],
            [{**change(5, DAY), "id": "device from 2026-01-01"}],
        ],
    )
    def test_same_id_twice(self, changes: list[Account]) -> None:
        """An id of two facts is refused, whatever the facts are."""
        with pytest.raises(ValueError, match="must be of one fact"):
            bill(account(self.DAY, *changes, last_day=YEAR_END), YEAR_END)

    @pytest.mark.clause("Q28")
    @pytest.mark.parametrize("day", [date(2026, 7, 1), DAY, date(2026, 8, 1)])
    def test_more_removed_than_present(self, day: date) -> None:
        """More removed than present is refused in each group, before the start too."""
        overdrawn = account(
            self.DAY,
            change(5, date(2026, 7, 1), group="Berlin"),
            change(-1, day),
            last_day=date(2026, 8, 1),
        )

        with pytest.raises(ValueError, match=f"below 0, as it does on {day}"):
            bill(overdrawn, YEAR_END)

    @pytest.mark.clause("Q28")
    def test_removed_and_added_on_a_day(self) -> None:
        """What counts is the day's net: three removed and three added first or last."""
        swapped = account(
            self.DAY,
            change(2, self.DAY),
            change(-3, date(2026, 7, 21)),
            change(3, date(2026, 7, 21)),
        )

        assert prorations(swapped, date(2026, 8, 1))[1:] == [
            (3, 3 * DEVICE * Fraction(10, 31)),
            (-3, -3 * DEVICE * Fraction(10, 31)),
        ]

    @pytest.mark.parametrize("issued_on", [date(2026, 8, 1), date(2026, 9, 1)])
    def test_no_price_in_force(self, issued_on: date) -> None:
        """What is there without a price in force is refused."""
        unpriced = account(
            date(2026, 8, 1) if issued_on.month == 8 else date(2026, 8, 6),
            change(5, self.DAY),
            prices=(price(effective_on=date(2026, 8, 10)),),
        )

        with pytest.raises(ValueError, match="device must have a price in force on"):
            bill(unpriced, issued_on)
        with pytest.raises(ValueError, match="device must have a price in force on"):
            total_over_days(unpriced, date(2026, 8, 1), date(2026, 8, 31))

    @pytest.mark.parametrize(
        ("prices", "message"),
        [
            ((), "an item must have a price"),
            ((price(), price(id="again")), "one price a day"),
            ((price(), price(kind="rental", effective_on=DAY)), "one kind and one pro"),
            ((price(), price(product="x", effective_on=DAY)), "one kind and one produ"),
        ],
    )
    def test_prices_that_do_not_fit(
        self, prices: tuple[Account, ...], message: str
    ) -> None:
        """An item has one kind, one product, and one price a day."""
        with pytest.raises(ValueError, match=message):
            bill(account(self.DAY, change(5, self.DAY), prices=prices), YEAR_END)

    def test_readings(self) -> None:
        """Readings are refused, as only the defaults are known."""
        started = account(self.DAY, change(5, self.DAY))

        assert bill({**started, "readings": {}}, YEAR_END) == bill(started, YEAR_END)
        with pytest.raises(ValueError, match="readings must be empty"):
            bill({**started, "readings": {"invoice_day": 1}}, YEAR_END)

    @pytest.mark.clause("Q66")
    def test_products(self) -> None:
        """Each product has documents of its own."""
        both = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1)),
            change(1, date(2026, 8, 1), "seat"),
            prices=(price(), price("seat", product="central")),
        )

        assert [
            (document.product, [line.item for line in document.lines])
            for document in bill(both, date(2026, 8, 1))
        ] == [("central", ["seat"]), ("connect", ["device"])]


class TestTotalOverDays:
    """The side of the conservation law that knows no documents."""

    @pytest.mark.clause("Q1")
    def test_start_day_is_not_charged(self) -> None:
        """A start on 15 July costs nothing that day and a 31st part the next."""
        started = account(date(2026, 7, 15), change(5, date(2026, 7, 15)))

        assert total_over_days(started, date(2026, 1, 1), date(2026, 7, 15)) == 0
        assert total_over_days(started, date(2026, 7, 15), date(2026, 7, 16)) == (
            5 * DEVICE / 31
        )

    @pytest.mark.clause("Q1")
    def test_start_on_day_1_is_charged(self) -> None:
        """A start on 1 July costs a 31st part that day, and so does a change."""
        started = account(
            date(2026, 7, 1), change(5, date(2026, 7, 1)), change(1, date(2026, 8, 1))
        )

        assert total_over_days(started, date(2026, 6, 30), date(2026, 7, 1)) == (
            5 * DEVICE / 31
        )
        assert total_over_days(started, date(2026, 8, 1), date(2026, 8, 1)) == (
            6 * DEVICE / 31
        )

    @pytest.mark.clause("Q1", "Q30")
    def test_changes_count_from_the_next_day(self) -> None:
        """A new price and a removal of 20 August are felt on 21 August."""
        repriced = account(
            date(2026, 8, 1),
            change(5, date(2026, 8, 1)),
            change(-2, date(2026, 8, 20)),
            prices=TestNewPrice.PRICES,
        )

        assert [
            total_over_days(repriced, date(2026, 8, day), date(2026, 8, day)) * 31
            for day in (20, 21)
        ] == [5 * 25, 3 * 30]

    @pytest.mark.clause("Q68")
    def test_last_day_of_service_is_charged(self) -> None:
        """The last day of service is charged and the next one is not."""
        ending = account(
            date(2026, 7, 1), change(5, date(2026, 7, 1)), last_day=date(2026, 8, 31)
        )

        assert total_over_days(ending, date(2026, 8, 31), YEAR_END) == 5 * DEVICE / 31


class TestLaws:
    """What holds for every history."""

    @pytest.mark.clause("A8", "Q1", "Q68")
    @given(account_files())
    def test_conservation(self, history: Account) -> None:
        """All monthly documents together charge each day of service exactly once."""
        through = horizon(history)
        charged = sum(
            (
                line.exact
                for document in bill(history, through)
                if document.kind == "recurring"
                for line in document.lines
            ),
            Fraction(0),
        )

        last_day = through.replace(day=monthrange(through.year, through.month)[1])
        assert charged == total_over_days(history, date(2026, 1, 1), last_day)

    @pytest.mark.clause("Q27", "Q47")
    @given(account_files())
    def test_shape(self, history: Account) -> None:
        """Every document has lines, no line is of quantity 0, and no two are alike."""
        documents = bill(history, horizon(history))

        assert all(document.lines for document in documents)
        assert all(line.quantity for document in documents for line in document.lines)
        places = Counter(
            (document.kind, document.period, document.product) for document in documents
        )
        assert set(places.values()) <= {1}
        for document in documents:
            lines = Counter(
                (*line[:3], line.quantity > 0, *line[4:7]) for line in document.lines
            )
            assert set(lines.values()) == {1}

    @given(account_files())
    def test_order_of_facts(self, history: Account) -> None:
        """The order in which the facts stand in the file changes nothing."""
        through = horizon(history)
        turned = {
            name: section[::-1] if isinstance(section, list) else section
            for name, section in history.items()
        }

        assert bill(turned, through) == bill(history, through)


class TestHistories:
    """The seeded histories on which the package is compared with the reference."""

    def test_edges_are_reached(self) -> None:
        """Two thousand histories have each edge as often as promised."""
        found = Counter(
            edge for history in histories(2026, 2000) for edge in make_up(history)
        )

        short = {
            edge: found[edge]
            for edge, percent in FLOORS.items()
            if found[edge] * 100 < percent * 2000
        }

        assert short == {}

    def test_repeatable(self) -> None:
        """The same seed gives the same histories, another seed others."""
        first = list(histories(1, 20))

        assert first == list(histories(1, 20))
        assert first != list(histories(2, 20))
