"""Documents: the worked edges of the rulebook, and every reading by a case of its own.

Expected amounts are cents, written as the arithmetic that a reader would do.
"""

import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.after_stories import AFTER
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
    usd,
)
from tests.contract_stories import CONTRACTS
from tests.periodic_stories import STORIES as PERIODS
from tests.usage_stories import USAGE

from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.canonical import canonical, digest
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.errors import (
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    NoRateInForce,
    WrongType,
)
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    Fact,
    OneTimeCharge,
    QuantityChange,
    TaxNumber,
)
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    invoices_issued,
)
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import ca, gb, ie, us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.present import invoice_html
from gotobilling.readings import READINGS, find_reading
from gotobilling.taxes import TaxDate

SUMMER: Final = Period(day(6, 1), day(10, 1))
AUTUMN: Final = Period(day(9, 1), day(12, 1))

FREE_MONTHS: Final = Contract(id="contract", signed_on=day(1, 20), free_months=2)

SERVICE, NUMBER, PRORATED = (
    LineKind.SERVICE_CHARGE,
    LineKind.STANDARD_NUMBER,
    LineKind.PRORATED_CHARGE,
)


def started(start: date, *facts: Known, last_day: date | None = None) -> Account:
    """Return an account of five devices from the billing start on."""
    return account(start, change(start, 5), *facts, last_day=last_day)


class TestWorkedEdges:
    """The table of worked edges of the rulebook, row by row."""

    @pytest.mark.clause("A4", "A8", "A9", "D3", "Q1", "Q9")
    def test_start_in_mid_month(self) -> None:
        """A start on 15 July bills 16 of 31 days and August on 1 August."""
        acme = started(day(7, 15))

        assert nothing(acme, month(7)).clause.id == "Q9"
        assert lines(invoice(acme, month(8))) == [
            (SERVICE, "device", 5, 5 * 2500),
            (PRORATED, "device", 5, cents(5 * 25 * Fraction(16, 31))),
        ]
        assert invoice(acme, month(8)).total.value == usd("189.52")
        assert invoice(acme, month(9)).total.value == usd("125.00")

    @pytest.mark.clause("A1", "A8", "A10", "D1", "D2", "D3", "Q1")
    def test_additions_in_mid_month(self) -> None:
        """Two devices and a number of 20 August are prorated for 11 of 31 days."""
        acme = started(
            day(8, 1),
            change(day(8, 1), 3, "number"),
            change(day(8, 20), 2),
            change(day(8, 20), 1, "number"),
        )

        assert invoice(acme, month(8)).total.value == usd("140.00")
        assert lines(invoice(acme, month(9))) == [
            (SERVICE, "device", 7, 7 * 2500),
            (NUMBER, "number", 4, 4 * 500),
            (PRORATED, "device", 2, cents(2 * 25 * Fraction(11, 31))),
            (PRORATED, "number", 1, cents(1 * 5 * Fraction(11, 31))),
        ]
        assert amounts(invoice(acme, month(9))) == [17500, 2000, 1774, 177]
        assert invoice(acme, month(9)).total.value == usd("214.51")
        assert invoice(acme, month(10)).total.value == usd("195.00")

    @pytest.mark.clause("A8", "Q1")
    def test_additions_on_15_june(self) -> None:
        """Two devices added on 15 June cost 15 of 30 days on 1 July."""
        acme = account(day(6, 1), change(day(6, 1), 3), change(day(6, 15), 2))

        assert amounts(invoice(acme, month(7))) == [
            5 * 2500,
            cents(2 * 25 * Fraction(15, 30)),
        ]

    @pytest.mark.clause("A4", "B1", "B2", "G4", "Q3", "Q6", "Q9", "Q24", "Q56")
    def test_start_in_the_window(self) -> None:
        """A start on 3 July is billed that day for 28 of 31 days, and not again."""
        acme = started(day(7, 3))
        first = invoice(acme, month(7))

        assert lines(first) == [
            (PRORATED, "device", 5, cents(5 * 25 * Fraction(28, 31)))
        ]
        assert first.total.value == usd("112.90")
        assert first.issued_on.value == day(7, 3)
        assert dates(first) == (day(7, 18), day(7, 18), day(7, 10))
        assert amounts(invoice(acme, month(8))) == [5 * 2500]

    @pytest.mark.clause("A1", "A4", "Q1", "Q9", "Q25")
    def test_start_on_the_first_and_on_the_last_day(self) -> None:
        """A start on 1 July bills July at once; one on 31 July shows 0 of 31 days."""
        assert issued(started(day(7, 1)), month(7)) == {day(7, 1): [5 * 2500]}
        last = started(day(7, 31))
        assert issued(last, month(7)) == {}
        assert lines(invoice(last, month(8))) == [
            (SERVICE, "device", 5, 5 * 2500),
            (PRORATED, "device", 5, cents(5 * 25 * Fraction(0, 31))),
        ]

    @pytest.mark.clause("A7", "Q18", "Q35")
    def test_free_months(self) -> None:
        """Signed on 20 January with 2 months free, 11 of March's 31 days are billed."""
        acme = account(
            FREE_MONTHS, change(day(1, 20), 5), device_price(effective_on=day(1, 20))
        )

        assert nothing(acme, month(3)).reason == (
            "billing starts on 2026-03-20 and is first invoiced on 2026-04-01"
        )
        april = invoice(acme, month(4))
        assert april.billing_start.value == day(3, 20)
        assert amounts(april) == [5 * 2500, cents(5 * 25 * Fraction(11, 31))]
        assert amounts(april)[1] == 4435

    @pytest.mark.clause("Q1", "Q17", "Q27")
    def test_several_changes_on_a_day(self) -> None:
        """+2, +3 and -4 of one day are an addition of 5 and a removal of 4."""
        acme = started(
            day(8, 1),
            change(day(8, 20), 2),
            change(day(8, 20), 3),
            change(day(8, 20), -4),
        )
        september = invoice(acme, month(9))

        assert lines(september) == [
            (SERVICE, "device", 5 + 2 + 3 - 4, 6 * 2500),
            (PRORATED, "device", 5, cents(5 * 25 * Fraction(11, 31))),
            (PRORATED, "device", -4, -cents(4 * 25 * Fraction(11, 31))),
        ]
        assert sum(amounts(september)[1:]) == 4435 - 3548 == 887

    @pytest.mark.clause("Q17", "Q31", "Q47", "Q48")
    def test_everything_removed(self) -> None:
        """Five devices removed on 20 August give 44.35 back; then nothing is left."""
        acme = started(day(8, 1), change(day(8, 20), -5))
        september = invoice(acme, month(9))

        assert amounts(september) == [-cents(5 * 25 * Fraction(11, 31))]
        assert september.total.value == usd("-44.35")
        assert september.payable.value == usd("0.00")
        assert nothing(acme, month(10)).clause.id == "Q47"

    @pytest.mark.clause("A5", "B1", "B2", "G4", "Q24", "Q56")
    def test_hardware(self) -> None:
        """Hardware of 12 August has a document of that day, charged on 10 September."""
        acme = started(day(8, 1), bought(day(8, 12), "99.98", 2))
        document = assemble_one_time(acme, day(8, 12), us.CONNECT)

        assert isinstance(document, Invoice)
        assert lines(document) == [(LineKind.HARDWARE, "desk phone", 2, 2 * 9998)]
        assert document.issued_on.value == day(8, 12)
        assert dates(document) == (day(8, 27), day(8, 27), day(9, 10))

    @pytest.mark.clause("Q1", "Q68")
    def test_change_before_the_last_day_of_service(self) -> None:
        """Two devices of 5 October are billed for 9 days where the 14th is the last."""
        acme = started(day(7, 1), change(day(10, 5), 2), last_day=day(10, 14))

        assert issued(acme, Period(day(10, 1), day(12, 1))) == {
            day(10, 1): [cents(5 * 25 * Fraction(14, 31))],
            day(11, 1): [cents(2 * 25 * Fraction(9, 31))],
        }
        assert cents(2 * 25 * Fraction(9, 31)) == 1452


def dates(document: Invoice) -> tuple[date | None, date, date | None]:
    """Return due date, last day for a dispute and autopay date."""
    due, autopay = document.due_on, document.autopay_on
    return (
        None if due is None else due.value,
        document.dispute_until.value,
        None if autopay is None else autopay.value,
    )


# Every reading: one story, and what it comes to under each alternative. Each outcome
# was worked out from the wording of the rulebook.


class Story(NamedTuple):
    """What one reading decides: told once, seen under each alternative."""

    seen: Callable[[Market], object]
    expected: Mapping[str, object]
    market: Market = us.CONNECT


STORIES: Final[dict[str, Story]] = {}


def by_date(within: Period, *accounts: Account) -> Callable[[Market], object]:
    """See the amounts of the lines of each account's documents, by their dates."""
    return lambda market: [issued(one, within, market) for one in accounts]


STORIES["day_count"] = Story(
    # One device from 15 July.
    by_date(month(8), account(day(7, 15), change(day(7, 15), 1))),
    {
        "actual_after_start": [{day(8, 1): [2500, cents(25 * Fraction(16, 31))]}],
        "actual_from_start": [{day(8, 1): [2500, cents(25 * Fraction(17, 31))]}],
        "thirty_day_month": [{day(8, 1): [2500, cents(25 * Fraction(16, 30))]}],
    },
)
STORIES["removals"] = Story(
    # Two of five devices leave on 20 August.
    by_date(month(9), started(day(8, 1), change(day(8, 20), -2))),
    {
        "credited": [{day(9, 1): [3 * 2500, -cents(2 * 25 * Fraction(11, 31))]}],
        "not_credited": [{day(9, 1): [3 * 2500]}],
    },
)
STORIES["free_months"] = Story(
    # Signed on 20 January with two months free: 20 March, or 60 days later 21 March.
    by_date(
        month(4),
        account(
            FREE_MONTHS, change(day(1, 20), 5), device_price(effective_on=day(1, 20))
        ),
    ),
    {
        "calendar_months": [
            {day(4, 1): [5 * 2500, cents(5 * 25 * Fraction(31 - 20, 31))]}
        ],
        "thirty_days": [{day(4, 1): [5 * 2500, cents(5 * 25 * Fraction(31 - 21, 31))]}],
    },
)
STORIES["billing_start"] = Story(
    # Free until 20 March; one quote names 10 March, the other 25 March.
    by_date(
        month(4),
        *(
            account(
                evolve(FREE_MONTHS, billing_start_on=day(3, number)),
                change(day(1, 20), 5),
                device_price(effective_on=day(1, 20)),
            )
            for number in (10, 25)
        ),
    ),
    {
        "later": [
            {day(4, 1): [5 * 2500, cents(5 * 25 * Fraction(31 - number, 31))]}
            for number in (20, 25)
        ],
        "quote": [
            {day(4, 1): [5 * 2500, cents(5 * 25 * Fraction(31 - number, 31))]}
            for number in (10, 25)
        ],
        "signature": [
            {day(4, 1): [5 * 2500, cents(5 * 25 * Fraction(31 - number, 31))]}
            for number in (20, 20)
        ],
    },
)
STORIES["first_invoice"] = Story(
    # Billing starts on 1, 3 or 15 July.
    by_date(
        Period(day(7, 1), day(9, 1)),
        started(day(7, 1)),
        started(day(7, 3)),
        started(day(7, 15)),
    ),
    {
        "window": [
            {day(7, 1): [12500], day(8, 1): [12500]},
            {day(7, 3): [cents(125 * Fraction(28, 31))], day(8, 1): [12500]},
            {day(8, 1): [12500, cents(125 * Fraction(16, 31))]},
        ],
        "next_month": [
            {day(7, 1): [12500], day(8, 1): [12500]},
            {day(8, 1): [12500, cents(125 * Fraction(28, 31))]},
            {day(8, 1): [12500, cents(125 * Fraction(16, 31))]},
        ],
        "on_start_date": [
            {day(7, 1): [12500], day(8, 1): [12500]},
            {day(7, 3): [cents(125 * Fraction(28, 31))], day(8, 1): [12500]},
            {day(7, 15): [cents(125 * Fraction(16, 31))], day(8, 1): [12500]},
        ],
        "month_after": [
            {day(8, 1): [12500, cents(125 * Fraction(31, 31))]},
            {day(8, 1): [12500, cents(125 * Fraction(28, 31))]},
            {day(8, 1): [12500, cents(125 * Fraction(16, 31))]},
        ],
    },
)
STORIES["quantities"] = Story(
    # Invoices are dated the 3rd, and two devices come on 2 August.
    lambda market: issued(
        started(day(7, 1), change(day(8, 2), 2)),
        Period(day(8, 1), day(10, 1)),
        market.with_readings({"invoice_day": 3}),
    ),
    {
        "day_one": {
            day(8, 3): [5 * 2500],
            day(9, 3): [7 * 2500, cents(2 * 25 * Fraction(29, 31))],
        },
        "invoice_date": {day(8, 3): [7 * 2500], day(9, 3): [7 * 2500]},
    },
)
STORIES["invoice_day"] = Story(
    # Whatever the day, the devices that come on 2 August wait for September.
    lambda market: [
        (one.issued_on.value, dates(one), amounts(one))
        for one in invoices_issued(
            started(day(7, 1), change(day(8, 2), 2)), month(8), market
        )
    ],
    {
        str(number): [
            (
                day(8, number),
                (day(8, number + 15), day(8, number + 15), day(8, 10)),
                [5 * 2500],
            )
        ]
        for number in (1, 2, 3, 4, 5)
    },
)
STORIES["zero_days"] = Story(
    # A device comes on the last day of July.
    by_date(month(8), started(day(7, 1), change(day(7, 31), 1))),
    {
        "shown": [{day(8, 1): [6 * 2500, 0]}],
        "omitted": [{day(8, 1): [6 * 2500]}],
    },
)
STORIES["same_day"] = Story(
    # +2, +3 and -4 on 20 August.
    by_date(
        month(9),
        started(day(8, 1), *(change(day(8, 20), quantity) for quantity in (2, 3, -4))),
    ),
    {
        "netted_by_sign": [
            {
                day(9, 1): [
                    6 * 2500,
                    cents(5 * 25 * Fraction(11, 31)),
                    -cents(4 * 25 * Fraction(11, 31)),
                ]
            }
        ],
        "per_change": [
            {
                day(9, 1): [
                    6 * 2500,
                    cents(2 * 25 * Fraction(11, 31)),
                    cents(3 * 25 * Fraction(11, 31)),
                    -cents(4 * 25 * Fraction(11, 31)),
                ]
            }
        ],
    },
)
STORIES["rounded"] = Story(
    # Three devices from 15 July: 38.71, or three times 12.90.
    by_date(month(8), account(day(7, 15), change(day(7, 15), 3))),
    {
        "line": [{day(8, 1): [7500, cents(3 * 25 * Fraction(16, 31))]}],
        "unit_share": [{day(8, 1): [7500, 3 * cents(25 * Fraction(16, 31))]}],
    },
)
STORIES["proration_rounding"] = Story(
    # A device at 25.01 from 15 June: half of it is 12.505.
    by_date(
        month(7), account(day(6, 15), change(day(6, 15), 1), device_price("25.01"))
    ),
    {
        "half_up": [{day(7, 1): [2501, 1251]}],
        "half_even": [{day(7, 1): [2501, 1250]}],
    },
)
STORIES["price_change"] = Story(
    # Five devices go from 25.00 to 30.00 on 11 August.
    by_date(
        month(9),
        started(day(8, 1), device_price(), device_price("30.00", day(8, 11))),
    ),
    {
        "on_the_day": [
            {
                day(9, 1): [
                    5 * 3000,
                    cents(5 * 30 * Fraction(20, 31)),
                    -cents(5 * 25 * Fraction(20, 31)),
                ]
            }
        ],
        "next_cycle": [{day(9, 1): [5 * 3000]}],
    },
)
STORIES["emptied"] = Story(
    # All five devices leave on 20 August; the contract asks for two.
    by_date(
        month(9),
        started(day(8, 1), change(day(8, 20), -5), device_price(minimum_quantity=2)),
    ),
    {
        "service_continues": [{day(9, 1): [-cents(5 * 25 * Fraction(11, 31))]}],
        "cancellation": [{}],
        "minimum_quantity": [
            {day(9, 1): [2 * 2500, -cents((5 - 2) * 25 * Fraction(11, 31))]}
        ],
    },
)
STORIES["nothing_to_bill"] = Story(
    # All five devices left on 20 August, and October has no line.
    by_date(month(10), started(day(8, 1), change(day(8, 20), -5))),
    {"no_invoice": [{}], "invoice": [{day(10, 1): []}]},
)
STORIES["negative_total"] = Story(
    # All five devices leave on 20 August, three come on 1 October.
    lambda market: [
        (amounts(one), one.payable.value.minor)
        for one in invoices_issued(
            started(day(8, 1), change(day(8, 20), -5), change(day(10, 1), 3)),
            Period(day(9, 1), day(11, 1)),
            market,
        )
    ],
    {
        "account_credit": [([-4435], 0), ([3 * 2500], 7500)],
        "refund": [([-4435], -4435), ([3 * 2500], 7500)],
        "carried_line": [([-4435], 0), ([3 * 2500, -4435], 7500 - 4435)],
    },
)
STORIES["number_purchase"] = Story(
    # A number for 20.00, bought on 12 August beside a desk phone; 5.00 a month.
    by_date(
        Period(day(8, 1), day(10, 1)),
        account(
            day(8, 1),
            change(day(8, 1), 3, "number"),
            change(day(8, 12), 1, "number"),
            bought(day(8, 12), "20.00", kind=LineKind.NUMBER_PURCHASE, item="number"),
            bought(day(8, 12), "99.98"),
        ),
    ),
    {
        "next_monthly": [
            {
                day(8, 1): [3 * 500],
                day(8, 12): [9998, 2000],
                day(9, 1): [4 * 500, cents(5 * Fraction(19, 31))],
            }
        ],
        "one_time_invoice": [
            {
                day(8, 1): [3 * 500],
                day(8, 12): [cents(5 * Fraction(19, 31)), 9998, 2000],
                day(9, 1): [4 * 500],
            }
        ],
    },
)
STORIES["last_month"] = Story(
    # Service ends on 14 October; two devices come on the 5th.
    by_date(
        Period(day(10, 1), day(12, 1)),
        started(day(7, 1), change(day(10, 5), 2), last_day=day(10, 14)),
    ),
    {
        "days_served": [
            {
                day(10, 1): [cents(5 * 25 * Fraction(14, 31))],
                day(11, 1): [cents(2 * 25 * Fraction(9, 31))],
            }
        ],
        "full_month": [
            {
                day(10, 1): [5 * 2500],
                day(11, 1): [cents(2 * 25 * Fraction(26, 31))],
            }
        ],
    },
)


def due(document: Invoice) -> date:
    """Return the due date of a document that has one."""
    assert document.due_on is not None
    return document.due_on.value


STORIES["due_counted_from"] = Story(
    # The invoice of 1 August is sent on the 3rd.
    lambda market: due(
        invoice(started(day(7, 1)), month(8), market, sent_on=day(8, 3))
    ),
    {"invoice_date": day(8, 1 + 15), "sent_date": day(8, 3 + 15)},
)
STORIES["due_day"] = Story(
    # One invoice is dated 1 August, the other 12 August.
    lambda market: [
        due(one)
        for one in invoices_issued(
            started(day(7, 1), bought(day(8, 12))), month(8), market
        )
    ],
    {"0": [day(8, 1 + 15), day(8, 12 + 15)]}
    | {
        str(number): [day(8, number), day(8 if number >= 12 else 9, number)]
        for number in range(1, 31)
    },
)
STORIES["dispute_days"] = Story(
    lambda market: invoice(started(day(7, 1)), month(8), market).dispute_until.value,
    {str(number): day(8, 1) + timedelta(days=number) for number in range(366)},
)
STORIES["autopay"] = Story(
    lambda market: dates(invoice(started(day(7, 1)), month(8), market))[2],
    {"day_of_month": day(8, 10), "due_date": day(8, 16)},
)


FIRST_OF_JULY: Final = day(7, 1)

Levied = list[tuple[str, str, int]]
"""Name, percentage and amount in cents of each levy line."""


def levied(
    within: Period,
    place: str,
    *facts: Known,
    start: date = FIRST_OF_JULY,
    paid_on: date | None = None,
    tax_numbers: tuple[TaxNumber, ...] = (),
) -> Callable[[Market], Levied]:
    """See the levies on the invoice of a month, at a billing address."""
    country, _, region = place.partition("-")
    address = BillingAddress(
        id="address",
        country=country,
        region=region or None,
        effective_on=date(2010, 12, 1),
    )
    taxed = account(start, *facts, addresses=(address,), tax_numbers=tax_numbers)

    def seen(market: Market) -> Levied:
        asked = any(levy.tax_date in PAID_BY for levy in market.levies)
        paid = paid_on if asked else None
        found = assemble_invoice(taxed, within, market, paid_on=paid)
        assert isinstance(found, Invoice)
        return [
            (one.levy.name, str(one.rate.percent), one.amount.minor)
            for one in found.levies
        ]

    return seen


def steps_of_levies(within: Period, *facts: Known) -> Callable[[Market], object]:
    """See levies in the United Kingdom, and how many of their steps take a percent."""
    address = BillingAddress(id="address", country="GB", effective_on=day(1, 1))
    taxed = account(day(7, 1), *facts, addresses=(address,))

    def seen(market: Market) -> object:
        (vat,) = invoice(taxed, within, market).levies
        return vat.amount.minor, [step.op.value for step in vat.proof.steps]

    return seen


PAID_BY: Final = (TaxDate.EARLIER_OF_INVOICE_AND_PAYMENT,)


def with_rates(market: Market, rates: Mapping[str, str]) -> Market:
    """Return the market with rates of the contract, from the start of 2025 on."""
    for name, percent in rates.items():
        first = day(7, 1) if market.series(name).entries else day(1, 1, 2025)
        market = market.with_rate(name, first, Decimal(percent), CONTRACT_RATES)
    return market


UNTIL_2011: Final = device_price(effective_on=date(2010, 12, 1))
"""A device at 25.00, from before the VAT of 17.5 % became 20 on 4 January 2011."""

STORIES["tax_level"] = Story(
    # A device and a number at 0.12 each: 20 % is 0.024 of one, 0.048 of both.
    steps_of_levies(
        month(8),
        device_price("0.12"),
        number_price("0.12"),
        change(day(7, 1), 1),
        change(day(7, 1), 1, "number"),
    ),
    {
        "invoice": (5, ["sum", "percent", "round"]),
        "line": (2 + 2, [*["percent"] * 2, *["round"] * 2, "sum", "round"]),
        "unrounded_lines": (5, ["percent", "percent", "sum", "round"]),
    },
    gb.CONNECT,
)
STORIES["tax_rounding"] = Story(
    # 20 % of 0.13 is 0.026.
    levied(month(8), "GB", device_price("0.13"), change(day(7, 1), 1)),
    {"half_up": [("vat", "20", 3)], "down": [("vat", "20", 2)]},
    gb.CONNECT,
)
STORIES["nova_scotia_hst"] = Story(
    # One device at 25.00, where the contract has no recovery fee.
    levied(month(8), "CA-NS", device_price(), change(day(7, 1), 1)),
    {
        "law": [("canadian-recovery", "0", 0), ("hst-ns", "14", 2500 * 14 // 100)],
        "guide": [("canadian-recovery", "0", 0), ("hst-ns", "15", 2500 * 15 // 100)],
    },
    with_rates(ca.CONNECT, {"ca-recovery": "0"}),
)
STORIES["vat_id"] = Story(
    # An Irish customer with a number of the country that the seller sits in.
    levied(
        month(8),
        "IE",
        device_price(),
        change(day(7, 1), 1),
        tax_numbers=(
            TaxNumber(
                id="vat",
                number="IE6388047V",
                effective_on=day(1, 1),
                confirmed_on=day(1, 1),
            ),
        ),
    ),
    {
        "cross_border": [("vat-ie", "23", 2500 * 23 // 100)],
        "any": [("vat-ie", "0", 0)],
    },
    ie.CONNECT,
)
STORIES["usf_base"] = Story(
    # One device at 100.00; fees of 10 and 5 %, a factor of 30 % on 64.9 % of the base.
    levied(month(8), "US-UT", device_price("100.00"), change(day(7, 1), 1)),
    {
        "telecommunications": [
            ("slrrf", "10", 1000),
            ("rrf", "5", 500),
            ("usf", "30", 10000 * 649 * 30 // 100_000),
        ],
        "with_recovery": [
            ("slrrf", "10", 1000),
            ("rrf", "5", 500),
            ("usf", "30", 11500 * 649 * 30 // 100_000),
        ],
    },
    with_rates(us.CONNECT, {"us-slrrf": "10", "us-rrf": "5", "us-usf-factor": "30"}),
)
STORIES["negative_base"] = Story(
    # All five devices leave on 20 August: -44.35.
    levied(
        month(9), "GB", device_price(), change(day(7, 1), 5), change(day(8, 20), -5)
    ),
    {
        "same_formula": [("vat", "20", -cents(Fraction("44.35") / 5))],
        "no_levy": [("vat", "20", 0)],
    },
    gb.CONNECT,
)
STORIES["credit_rate"] = Story(
    # One of five devices leaves on 20 January 2011: -8.87, once taxed at 17.5 %.
    levied(
        month(2, 2011),
        "GB",
        UNTIL_2011,
        change(date(2011, 1, 1), 5),
        change(date(2011, 1, 20), -1),
        start=date(2011, 1, 1),
    ),
    {
        "charging_invoice": [
            ("vat", "17.5", -cents(Fraction("8.87") * Fraction("0.175"))),
            ("vat", "20", 10000 // 5),
        ],
        "current_invoice": [("vat", "20", cents((100 - Fraction("8.87")) / 5))],
    },
    gb.CONNECT,
)
STORIES["tax_date"] = Story(
    # A device more from 2 January 2011, 23.39; the invoice of 1 February, of 50.00
    # beside it, is paid on 3 January.
    levied(
        month(2, 2011),
        "GB",
        UNTIL_2011,
        change(date(2011, 1, 1), 1),
        change(date(2011, 1, 2), 1),
        start=date(2011, 1, 1),
        paid_on=date(2011, 1, 3),
    ),
    {
        "invoice_date": [("vat", "20", cents((50 + Fraction("23.39")) / 5))],
        "service_period": [
            ("vat", "17.5", cents(Fraction("23.39") * Fraction("0.175"))),
            ("vat", "20", 5000 // 5),
        ],
        "earlier_of_invoice_and_payment": [
            ("vat", "17.5", cents((50 + Fraction("23.39")) * Fraction("0.175")))
        ],
    },
    gb.CONNECT,
)


# The default is the first alternative, but for this number.
OTHER_DEFAULTS: Final = {
    "dispute_days": "15",
    "days_before_end": "10",
    "billing_date": "any_change",
}


def alternatives(*names: str) -> list[tuple[str, str]]:
    """Return each alternative of some readings."""
    return [
        (name, alternative)
        for name in names
        for alternative in find_reading(name).alternatives()
    ]


def check_story(name: str, alternative: str) -> None:
    """Hold a story to what it must come to, and the shipped market to its default."""
    reading, story = find_reading(name), STORIES[name]
    is_number = isinstance(reading.choices, range)
    market = story.market.with_readings(
        {name: int(alternative) if is_number else alternative}
    )

    assert story.seen(market) == story.expected[alternative]
    if alternative == OTHER_DEFAULTS.get(name, reading.alternatives()[0]):
        assert story.seen(story.market) == story.expected[alternative]


STORIES.update({name: Story(*story) for name, story in USAGE.items()})
STORIES.update({name: Story(*story) for name, story in CONTRACTS.items()})
STORIES.update({name: Story(*story) for name, story in AFTER.items()})
STORIES.update({name: Story(*story) for name, story in PERIODS.items()})


class TestReadings:
    """Every alternative of every reading."""

    @pytest.mark.clause("Q2")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("minutes"))
    def test_minutes(self, name: str, alternative: str) -> None:
        """61 seconds are two minutes, or one to the nearest."""
        check_story(name, alternative)

    @pytest.mark.clause("Q2")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("minutes_per"))
    def test_minutes_per(self, name: str, alternative: str) -> None:
        """Two calls of 61 seconds of a pair are three minutes together, four apart."""
        check_story(name, alternative)

    @pytest.mark.clause("Q16")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("extension_calls"))
    def test_q16(self, name: str, alternative: str) -> None:
        """Calls between extensions use the plan's minutes, or are free."""
        check_story(name, alternative)

    @pytest.mark.clause("Q36")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("month_edge"))
    def test_q36(self, name: str, alternative: str) -> None:
        """A call over the month's end is of the month it starts in, or parted."""
        check_story(name, alternative)

    @pytest.mark.clause("Q37")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("included"))
    def test_q37(self, name: str, alternative: str) -> None:
        """In a part month all is included, or its share."""
        check_story(name, alternative)

    @pytest.mark.clause("Q38")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("low_usage"))
    def test_q38(self, name: str, alternative: str) -> None:
        """Whether the phones are enough is judged for each invoice, or once."""
        check_story(name, alternative)

    @pytest.mark.clause("Q39")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("pool_use"))
    def test_q39(self, name: str, alternative: str) -> None:
        """Calls at a rate of their own leave the pool alone, or use it as well."""
        check_story(name, alternative)

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("usage_rounded"))
    def test_q41(self, name: str, alternative: str) -> None:
        """A line is rounded once, or each row before they are added."""
        check_story(name, alternative)

    @pytest.mark.clause("Q49")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("last_usage"))
    def test_q49_usage(self, name: str, alternative: str) -> None:
        """The last usage has an invoice of its own, or the last regular one has it."""
        check_story(name, alternative)

    @pytest.mark.clause("Q50")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("annual_renewal"))
    def test_q50(self, name: str, alternative: str) -> None:
        """A further year is on the invoice of its month, or has one of its own."""
        check_story(name, alternative)

    @pytest.mark.clause("Q51")
    @pytest.mark.parametrize(
        ("name", "alternative"), alternatives("quarters", "quarter_changes")
    )
    def test_q51(self, name: str, alternative: str) -> None:
        """Quarters of calendar months, or anchored; their changes by month, or days."""
        check_story(name, alternative)

    @pytest.mark.clause("Q1", "Q64")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("day_count"))
    def test_q1(self, name: str, alternative: str) -> None:
        """From 15 July: 16/31, 17/31 with the start day, 16/30 of a fixed month."""
        check_story(name, alternative)

    @pytest.mark.clause("Q17")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("removals"))
    def test_q17(self, name: str, alternative: str) -> None:
        """What is removed is credited, or is billed to the month's end."""
        check_story(name, alternative)

    @pytest.mark.clause("Q18")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("free_months"))
    def test_q18(self, name: str, alternative: str) -> None:
        """Two free months are calendar months, or 60 days."""
        check_story(name, alternative)

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("billing_start"))
    def test_q35(self, name: str, alternative: str) -> None:
        """The later of quote and free months, or the quote, or the free months."""
        check_story(name, alternative)

    @pytest.mark.clause("Q9")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("first_invoice"))
    def test_q9(self, name: str, alternative: str) -> None:
        """A first part month: in its window, next month, on its day, always later."""
        check_story(name, alternative)

    @pytest.mark.clause("Q23", "Q24")
    @pytest.mark.parametrize(
        ("name", "alternative"), alternatives("quantities", "invoice_day")
    )
    def test_q23(self, name: str, alternative: str) -> None:
        """Quantities of day 1 or of the invoice date; any date of the window."""
        check_story(name, alternative)

    @pytest.mark.clause("Q25")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("zero_days"))
    def test_q25(self, name: str, alternative: str) -> None:
        """A change on the last day is shown at 0.00, or left out."""
        check_story(name, alternative)

    @pytest.mark.clause("Q27")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("same_day"))
    def test_q27(self, name: str, alternative: str) -> None:
        """Changes of a day are one line a sign, or one each."""
        check_story(name, alternative)

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize(
        ("name", "alternative"), alternatives("rounded", "proration_rounding")
    )
    def test_q29(self, name: str, alternative: str) -> None:
        """The line is rounded, or the share of a unit; ties go up, or to even."""
        check_story(name, alternative)

    @pytest.mark.clause("Q30")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("price_change"))
    def test_q30(self, name: str, alternative: str) -> None:
        """A new price holds from its day, or from the next month."""
        check_story(name, alternative)

    @pytest.mark.clause("Q31")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("emptied"))
    def test_q31(self, name: str, alternative: str) -> None:
        """Removing everything is credited, ends service, or stops at the minimum."""
        check_story(name, alternative)

    @pytest.mark.clause("Q47")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("nothing_to_bill"))
    def test_q47(self, name: str, alternative: str) -> None:
        """A month without lines has no invoice, or an empty one."""
        check_story(name, alternative)

    @pytest.mark.clause("Q48")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("negative_total"))
    def test_q48(self, name: str, alternative: str) -> None:
        """A negative total is credit, is paid out, or is a line of the next invoice."""
        check_story(name, alternative)

    @pytest.mark.clause("Q54")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("number_purchase"))
    def test_q54(self, name: str, alternative: str) -> None:
        """A bought number is prorated once: on the next monthly or the one-time."""
        check_story(name, alternative)

    @pytest.mark.clause("Q68")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("last_month"))
    def test_q68(self, name: str, alternative: str) -> None:
        """A last month is billed for its days served, or in full."""
        check_story(name, alternative)

    @pytest.mark.clause("Q6")
    @pytest.mark.parametrize(
        ("name", "alternative"), alternatives("due_counted_from", "due_day")
    )
    def test_q6(self, name: str, alternative: str) -> None:
        """Due 15 days after the date, after the sending, or on a chosen day."""
        check_story(name, alternative)

    @pytest.mark.clause("Q3")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("dispute_days"))
    def test_q3(self, name: str, alternative: str) -> None:
        """A dispute is in time for any number of days from the invoice date."""
        check_story(name, alternative)

    @pytest.mark.clause("Q56")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("autopay"))
    def test_q56(self, name: str, alternative: str) -> None:
        """Autopay charges on the 10th, or when the invoice is due."""
        check_story(name, alternative)

    @pytest.mark.clause("Q12")
    @pytest.mark.parametrize(
        ("name", "alternative"), alternatives("tax_level", "tax_rounding")
    )
    def test_q12(self, name: str, alternative: str) -> None:
        """A tax is rounded once on the invoice, or by line; half up, or down."""
        check_story(name, alternative)

    @pytest.mark.clause("Q13")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("nova_scotia_hst"))
    def test_q13(self, name: str, alternative: str) -> None:
        """HST in Nova Scotia is 14 % by the law, 15 by the guide."""
        check_story(name, alternative)

    @pytest.mark.clause("Q14")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("vat_id"))
    def test_q14(self, name: str, alternative: str) -> None:
        """A VAT number matters across a border only, or frees at home too."""
        check_story(name, alternative)

    @pytest.mark.clause("Q43")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("usf_base"))
    def test_q43(self, name: str, alternative: str) -> None:
        """The recovery fees are out of the base of USF, or in it."""
        check_story(name, alternative)

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("negative_base"))
    def test_q44(self, name: str, alternative: str) -> None:
        """A base below zero gives tax back, or has none."""
        check_story(name, alternative)

    @pytest.mark.clause("Q45")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("credit_rate"))
    def test_q45(self, name: str, alternative: str) -> None:
        """A credit is at the rate of the invoice that charged it, or at today's."""
        check_story(name, alternative)

    @pytest.mark.clause("Q46")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("tax_date"))
    def test_q46(self, name: str, alternative: str) -> None:
        """The invoice date selects the rate, the first day served, or the payment."""
        check_story(name, alternative)

    @pytest.mark.clause("Q7")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("cycle_length"))
    def test_cycle_length(self, name: str, alternative: str) -> None:
        """A cycle is a calendar month, a month of the anchor, or 30 days."""
        check_story(name, alternative)

    @pytest.mark.clause("Q52")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("first_charge"))
    def test_first_charge(self, name: str, alternative: str) -> None:
        """A cycle is charged as it begins, or once it is over."""
        check_story(name, alternative)

    @pytest.mark.clause("Q53")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("billing_date"))
    def test_billing_date(self, name: str, alternative: str) -> None:
        """Any change moves the billing date, or only one upward, or none."""
        check_story(name, alternative)

    @pytest.mark.clause("Q55")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("change_fee_per"))
    def test_change_fee_per(self, name: str, alternative: str) -> None:
        """A request is one fee, or one for each detail that changes."""
        check_story(name, alternative)

    @pytest.mark.clause("Q55")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("change_fee_billed"))
    def test_change_fee_billed(self, name: str, alternative: str) -> None:
        """The fee is on the next monthly invoice, or on its own."""
        check_story(name, alternative)

    @pytest.mark.clause("Q34")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("term_start"))
    def test_term_start(self, name: str, alternative: str) -> None:
        """A term is counted from the billing start, or from its signature."""
        check_story(name, alternative)

    @pytest.mark.clause("Q34")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("notice_day_0"))
    def test_notice_day_0(self, name: str, alternative: str) -> None:
        """Notice is counted to the renewal date, or to the last day before."""
        check_story(name, alternative)

    @pytest.mark.clause("Q8", "Q32")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("days_before_end"))
    def test_days_before_end(self, name: str, alternative: str) -> None:
        """A month is cancelled so many days before its last day."""
        check_story(name, alternative)

    @pytest.mark.clause("Q63")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("deadlines"))
    def test_deadlines(self, name: str, alternative: str) -> None:
        """A deadline on a Saturday stays, or moves to Monday."""
        check_story(name, alternative)

    @pytest.mark.clause("Q33")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("early_exit"))
    def test_early_exit(self, name: str, alternative: str) -> None:
        """A buyout ends service by notice, or on the day itself."""
        check_story(name, alternative)

    @pytest.mark.clause("Q4")
    @pytest.mark.parametrize(("name", "alternative"), alternatives("data_deletion"))
    def test_data_deletion(self, name: str, alternative: str) -> None:
        """Data is deleted after 90 days, six months, or 30 days."""
        check_story(name, alternative)

    @pytest.mark.clause("Q22")
    @pytest.mark.parametrize("alternative", ["named_then_oldest", "oldest", "largest"])
    def test_payment_order(self, alternative: str) -> None:
        """A payment pays what it names, what is due first, or what is most."""
        check_story("payment_order", alternative)

    @pytest.mark.clause("Q56")
    @pytest.mark.parametrize("alternative", ["autopay", "due_date"])
    def test_past_due(self, alternative: str) -> None:
        """Under autopay nothing is past due before it is charged, or by its date."""
        check_story("past_due", alternative)

    @pytest.mark.clause("Q57")
    @pytest.mark.parametrize("alternative", ["suspended", "owed"])
    def test_disputed(self, alternative: str) -> None:
        """What is disputed is not overdue, or is as if nobody disputed it."""
        check_story("disputed", alternative)

    @pytest.mark.clause("Q5")
    @pytest.mark.parametrize(
        "alternative", ["by_portal", "one_everywhere", "four_two_two"]
    )
    def test_payment_methods(self, alternative: str) -> None:
        """A second card is for GoTo Admin, for no portal, or for every one."""
        check_story("payment_methods", alternative)

    @pytest.mark.clause("Q15", "Q58", "Q59")
    @pytest.mark.parametrize(
        ("name", "alternative"),
        [
            ("restocking_base", "price_paid"),
            ("restocking_base", "msrp"),
            ("return_counted", "processed"),
            ("return_counted", "shipped"),
            ("return_counted", "received"),
            ("late_return", "accepted"),
            ("late_return", "refused"),
            ("return_rounded", "fee"),
            ("return_rounded", "credit"),
            ("return_tax", "in_proportion"),
            ("return_tax", "in_full"),
        ],
    )
    def test_returns(self, name: str, alternative: str) -> None:
        """The base of the fee, the day that counts, what is late, rounded, taxed."""
        check_story(name, alternative)

    @pytest.mark.clause("Q21", "Q60", "Q61")
    @pytest.mark.parametrize(
        ("name", "alternative"),
        [
            ("claw_back", "next_statement"),
            ("claw_back", "none"),
            ("one_time_run", "next_month"),
            ("one_time_run", "thirty_days"),
            ("residual_base", "service"),
            ("residual_base", "total"),
            ("residual_run", "same_month"),
            ("residual_run", "month_end"),
        ],
    )
    def test_commissions(self, name: str, alternative: str) -> None:
        """What a credit takes back, which run pays, and on what."""
        check_story(name, alternative)

    def test_all_told(self) -> None:
        """Every reading has its story, and the story every alternative."""
        assert {name: tuple(story.expected) for name, story in STORIES.items()} == {
            one.name: one.alternatives() for one in READINGS
        }

    @pytest.mark.parametrize("name", STORIES)
    def test_all_differ(self, name: str) -> None:
        """No two alternatives of a reading come to the same in its story."""
        outcomes = list(STORIES[name].expected.values())

        assert all(one not in outcomes[:place] for place, one in enumerate(outcomes))


class TestFirstInvoice:
    """Days 1, 2, 5, 6 and the last of the month, as the billing start."""

    @pytest.mark.clause("A3", "A4", "Q9")
    @pytest.mark.parametrize(
        ("number", "first", "expected"),
        [
            (1, day(7, 1), [12500]),
            (2, day(7, 2), [cents(125 * Fraction(29, 31))]),
            (5, day(7, 5), [cents(125 * Fraction(26, 31))]),
            (6, day(8, 1), [12500, cents(125 * Fraction(25, 31))]),
            (31, day(8, 1), [12500, 0]),
        ],
    )
    def test_start(self, number: int, first: date, expected: list[int]) -> None:
        """The first document is dated on the start in the window, else on the 1st."""
        found = issued(started(day(7, number)), Period(day(7, 1), day(9, 1)))

        assert min(found) == first
        assert found[first] == expected
        assert found[day(8, 1)][0] == 12500
        assert sum(map(sum, found.values())) == 12500 + cents(
            125 * Fraction(31 if number == 1 else 31 - number, 31)
        )

    @pytest.mark.clause("Q9", "Q47")
    @pytest.mark.parametrize(
        ("readings", "number", "first"),
        [
            ({}, 1, day(7, 1)),
            ({}, 3, day(7, 3)),
            ({}, 15, day(8, 1)),
            ({"first_invoice": "next_month"}, 3, day(8, 1)),
            ({"first_invoice": "on_start_date"}, 15, day(7, 15)),
            ({"first_invoice": "month_after"}, 1, day(8, 1)),
            ({"invoice_day": 4}, 1, day(7, 4)),
            ({"invoice_day": 4}, 3, day(7, 3)),
            ({"invoice_day": 4}, 15, day(8, 4)),
        ],
    )
    def test_too_early(
        self, readings: dict[str, str | int], number: int, first: date
    ) -> None:
        """A month before the first invoice says on which day that invoice comes."""
        acme, market = started(day(7, number)), us.CONNECT.with_readings(readings)

        early = nothing(acme, month(6), market)

        assert early.reason == (
            f"billing starts on 2026-07-{number:02} and is first invoiced on {first}"
        )
        assert early.clause.id == "Q9"
        assert min(issued(acme, SUMMER, market)) == first

    @pytest.mark.clause("A4", "Q9", "Q24")
    def test_start_in_the_window_with_another_invoice_day(self) -> None:
        """A start on 3 July is dated the 3rd where invoices are dated the 5th."""
        found = issued(
            started(day(7, 3)),
            Period(day(7, 1), day(9, 1)),
            us.CONNECT.with_readings({"invoice_day": 5}),
        )

        assert found == {
            day(7, 3): [cents(125 * Fraction(28, 31))],
            day(8, 5): [12500],
        }

    @pytest.mark.clause("A8", "Q9")
    def test_change_after_a_start_in_the_window(self) -> None:
        """What comes after a start on 3 July, on 4 July, waits for 1 August."""
        acme = started(day(7, 3), change(day(7, 4), 1))

        assert issued(acme, Period(day(7, 1), day(9, 1))) == {
            day(7, 3): [cents(125 * Fraction(28, 31))],
            day(8, 1): [6 * 2500, cents(25 * Fraction(27, 31))],
        }


class TestDates:
    """The dates of a document, given or derived."""

    @pytest.mark.clause("A2", "Q24")
    def test_given(self) -> None:
        """A date of the window that the caller gives moves the dates that count."""
        document = invoice(started(day(7, 1)), month(8), issued_on=day(8, 4))

        assert document.issued_on.value == document.given_issue_date == day(8, 4)
        assert dates(document) == (day(8, 19), day(8, 19), day(8, 10))
        assert document.issued_on.explain() == (
            "invoice date, as given: given 2026-08-04 = 2026-08-04 [Q24]"
        )

    @pytest.mark.clause("Q24")
    def test_given_for_a_start_in_the_window(self) -> None:
        """It goes before the billing start as well."""
        document = invoice(started(day(7, 3)), month(7), issued_on=day(7, 5))

        assert document.issued_on.value == day(7, 5)

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize("given_on", [day(7, 31), day(8, 6), day(9, 1)])
    def test_outside_the_window(self, given_on: date) -> None:
        """Invoices are made on days 1 to 5 of their month, and dated so."""
        with pytest.raises(
            InvalidValue,
            match=r"^issued_on must be from 2026-08-01 to 2026-08-05, when invoices "
            rf"are made, got {given_on} \[A2\]$",
        ):
            invoice(started(day(7, 1)), month(8), issued_on=given_on)

    @pytest.mark.clause("A3", "Q24")
    def test_given_before_the_billing_start(self) -> None:
        """No invoice is dated before billing starts."""
        with pytest.raises(
            InvalidValue,
            match=r"^issued_on must be on or after the billing start of 2026-07-03, "
            r"got 2026-07-02 \[Q24\]$",
        ):
            invoice(started(day(7, 3)), month(7), issued_on=day(7, 2))
        document = invoice(started(day(7, 3)), month(7), issued_on=day(7, 3))
        assert document.issued_on.value == day(7, 3)

    @pytest.mark.clause("Q23", "Q24")
    def test_given_where_quantities_follow_the_date(self) -> None:
        """Where the date fixes the quantities it is the policy's, and no other."""
        market = us.CONNECT.with_readings(
            {"invoice_day": 3, "quantities": "invoice_date"}
        )
        acme = started(day(7, 1))

        found = invoice(acme, month(8), market, issued_on=day(8, 3))
        assert found.issued_on.value == day(8, 3)
        with pytest.raises(
            InvalidValue,
            match=r"^issued_on must be 2026-08-03, the policy's day, as whose end "
            r"quantities are taken, got 2026-08-04 \[Q23\]$",
        ):
            invoice(acme, month(8), market, issued_on=day(8, 4))

    @pytest.mark.clause("Q6")
    def test_sent_before_the_issue(self) -> None:
        """An invoice is sent on its date or later."""
        acme = started(day(7, 1), bought(day(8, 12)))
        required = "sent_on must be on or after the issue of"

        with pytest.raises(InvalidValue, match=rf"^{required} 2026-08-01, .*\[Q6\]$"):
            invoice(acme, month(8), sent_on=day(7, 31))
        with pytest.raises(InvalidValue, match=rf"^{required} 2026-08-12, .*\[Q6\]$"):
            assemble_one_time(acme, day(8, 12), us.CONNECT, sent_on=day(8, 11))
        assert invoice(acme, month(8), sent_on=day(8, 1)).sent_on == day(8, 1)

    @pytest.mark.clause("Q6")
    def test_purchase_sent(self) -> None:
        """A one-time invoice that is sent later is due later, where that counts."""
        by_sending = us.CONNECT.with_readings({"due_counted_from": "sent_date"})
        acme = started(day(7, 1), bought(day(8, 12)))

        found = assemble_one_time(acme, day(8, 12), by_sending, sent_on=day(8, 14))

        assert isinstance(found, Invoice)
        assert dates(found)[0] == day(8, 14 + 15)

    @pytest.mark.clause("Q6")
    def test_sent(self) -> None:
        """The day of sending is kept, and counts where the policy counts from it."""
        by_sending = us.CONNECT.with_readings({"due_counted_from": "sent_date"})
        document = invoice(started(day(7, 1)), month(8), by_sending, sent_on=day(8, 4))

        assert document.sent_on == day(8, 4)
        assert dates(document) == (day(8, 19), day(8, 16), day(8, 10))
        unsent = invoice(started(day(7, 1)), month(8), by_sending)
        with pytest.raises(InvalidValue, match=r"^sent_on must be given where "):
            _ = unsent.due_on

    @pytest.mark.clause("Q47", "Q48", "Q56")
    @pytest.mark.parametrize(
        ("credit", "total"), [("125.00", 0), ("124.99", 1), ("125.01", -1)]
    )
    def test_nothing_payable(self, credit: str, total: int) -> None:
        """A total of 0.00 or less has no due date and is not charged, one cent is."""
        carries = us.CONNECT.with_readings({"negative_total": "carried_line"})
        document = invoice(
            started(day(7, 1)), month(8), carries, brought_forward=usd(f"-{credit}")
        )

        assert document.total.value.minor == total
        assert document.payable.value.minor == max(total, 0)
        assert dates(document) == (
            (day(8, 16), day(8, 16), day(8, 10))
            if total > 0
            else (None, day(8, 16), None)
        )

    @pytest.mark.clause("Q56")
    def test_autopay_on_the_due_date(self) -> None:
        """Charged when due, an invoice of 12 August is charged on the 27th."""
        market = us.CONNECT.with_readings({"autopay": "due_date", "due_day": 0})
        document = assemble_one_time(
            started(day(8, 1), bought(day(8, 12))), day(8, 12), market
        )

        assert isinstance(document, Invoice)
        assert dates(document) == (day(8, 27), day(8, 27), day(8, 27))

    @pytest.mark.clause("Q63")
    def test_autopay_across_the_year(self) -> None:
        """Dates run on over the year's end."""
        acme = started(day(7, 1), bought(day(12, 20)))
        document = assemble_one_time(acme, day(12, 20), us.CONNECT)

        assert isinstance(document, Invoice)
        assert dates(document) == (
            day(1, 4, 2027),
            day(1, 4, 2027),
            day(1, 10, 2027),
        )


class TestNothingToBill:
    """Months that have no document, and why."""

    @pytest.mark.clause("Q47")
    def test_no_line(self) -> None:
        """Without any line there is no invoice but a result that says so."""
        found = nothing(account(day(7, 1)), month(8))

        assert found == NothingToBill("no line in 2026-08", found.clause)
        assert found.clause.id == "Q47"

    @pytest.mark.clause("Q47")
    def test_lines_that_add_to_nothing(self) -> None:
        """Lines of 0.00 make an invoice that is paid when issued."""
        free = account(day(7, 1), change(day(7, 1), 5), device_price("0.00"))
        document = invoice(free, month(8))

        assert amounts(document) == [0]
        assert (document.total.value, document.payable.value) == (usd("0"), usd("0"))
        assert dates(document) == (None, day(8, 16), None)

    @pytest.mark.clause("Q47")
    def test_empty_invoice(self) -> None:
        """An invoice without lines, where one is wanted, comes to 0.00."""
        always = us.CONNECT.with_readings({"nothing_to_bill": "invoice"})
        document = invoice(account(day(7, 1)), month(8), always)

        assert document.lines == ()
        assert document.subtotal.explain() == "subtotal: sum = 0 [E1]"
        assert document.total.value == usd("0.00")

    @pytest.mark.clause("A1", "Q49")
    def test_after_the_end(self) -> None:
        """The month after the end has open prorations only, later ones nothing."""
        acme = started(day(7, 1), change(day(8, 10), 2), last_day=day(8, 31))

        assert lines(invoice(acme, month(9))) == [
            (PRORATED, "device", 2, cents(2 * 25 * Fraction(21, 31)))
        ]
        over = nothing(acme, month(10))
        assert over.reason == "service ended on 2026-08-31"
        assert over.clause.id == "Q49"

    @pytest.mark.clause("Q47", "Q49")
    def test_month_after_the_end_without_changes(self) -> None:
        """Where nothing is open, the month after the end has no line."""
        acme = started(day(7, 1), last_day=day(8, 31))

        assert nothing(acme, month(9)).reason == "no line in 2026-09"

    @pytest.mark.clause("Q49")
    def test_end_before_the_start(self) -> None:
        """Service that ends before billing starts makes no sense."""
        acme = started(day(7, 15), last_day=day(7, 14))

        with pytest.raises(
            InvalidPeriod,
            match=r"^contract\.end\.last_day_of_service must be on or after the "
            r"billing start of 2026-07-15, got 2026-07-14$",
        ):
            assemble_invoice(acme, month(8), us.CONNECT)
        assert issued(started(day(7, 15), last_day=day(7, 15)), SUMMER) == {
            day(8, 1): [0]
        }


CARRIES: Final = us.CONNECT.with_readings({"negative_total": "carried_line"})


class TestNegativeTotal:
    """Totals below zero."""

    @pytest.mark.clause("Q48")
    def test_credit(self) -> None:
        """It is issued as it is, with 0.00 payable and neither due nor charged."""
        acme = started(day(8, 1), change(day(8, 20), -5))
        document = invoice(acme, month(9))

        assert document.payable.explain() == (
            "payable: at least zero -887/20 = 0 [Q48]"
        )
        assert dates(document) == (None, day(9, 16), None)

    @pytest.mark.clause("Q48")
    def test_refund(self) -> None:
        """Paid out, the negative total is itself what is payable."""
        acme = started(day(8, 1), change(day(8, 20), -5))
        refunds = us.CONNECT.with_readings({"negative_total": "refund"})
        document = invoice(acme, month(9), refunds)

        assert document.payable.value == usd("-44.35")
        assert document.payable.explain() == "payable: given -887/20 = -887/20 [Q48]"
        assert dates(document) == (None, day(9, 16), None)

    @pytest.mark.clause("Q48")
    def test_carried_on(self) -> None:
        """A balance is carried from document to document until it is used up."""
        acme = started(day(8, 1), change(day(8, 20), -5), change(day(10, 1), 1))

        found = issued(acme, Period(day(9, 1), day(1, 1, 2027)), CARRIES)

        assert found == {
            day(9, 1): [-4435],
            day(10, 1): [2500, -4435],
            day(11, 1): [2500, 2500 - 4435],
            day(12, 1): [2500],
        }

    @pytest.mark.clause("Q48")
    def test_carried_through_months_without_lines(self) -> None:
        """A month without lines of its own passes the balance on."""
        acme = started(day(8, 1), change(day(8, 20), -5), change(day(11, 1), 3))

        assert issued(acme, Period(day(9, 1), day(12, 1)), CARRIES) == {
            day(9, 1): [-4435],
            day(10, 1): [-4435],
            day(11, 1): [3 * 2500, -4435],
        }

    @pytest.mark.clause("Q48")
    def test_carried_from_before(self) -> None:
        """Documents of a later span are still told of the balance before it."""
        acme = started(day(8, 1), change(day(8, 20), -5), change(day(10, 1), 3))

        assert issued(acme, month(10), CARRIES) == {day(10, 1): [3 * 2500, -4435]}

    @pytest.mark.clause("Q48")
    def test_credit_of_a_purchase_day(self) -> None:
        """A one-time document below zero is carried to the next monthly one."""
        acme = started(
            day(8, 1),
            bought(day(8, 12), "10.00", kind=LineKind.OTHER_CREDIT, code="acme:x"),
            bought(day(8, 14), "3.00", kind=LineKind.OTHER_CREDIT, code="acme:x"),
        )

        assert issued(acme, Period(day(8, 1), day(11, 1)), CARRIES) == {
            day(8, 1): [12500],
            day(8, 12): [-1000],
            day(8, 14): [-300],
            day(9, 1): [12500, -1300],
            day(10, 1): [12500],
        }

    @pytest.mark.clause("Q48")
    def test_line(self) -> None:
        """The line carried over names the header's balance, and no item."""
        document = invoice(
            started(day(7, 1)), month(8), CARRIES, brought_forward=usd("-44.35")
        )
        line = document.lines[-1]

        assert document.brought_forward == usd("-44.35")
        assert (line.kind, line.item, line.amount) == (
            LineKind.BROUGHT_FORWARD,
            "brought forward",
            usd("-44.35"),
        )
        assert line.explain() == "amount: given -887/20 = -887/20 [Q48]"

    @pytest.mark.clause("Q48")
    @pytest.mark.parametrize("balance", ["0.00", "44.35"])
    def test_not_negative(self, balance: str) -> None:
        """Only what is below zero is brought forward."""
        with pytest.raises(
            InvalidValue,
            match=rf"^brought_forward must be below 0, got '{balance} USD' \[Q48\]$",
        ):
            invoice(started(day(7, 1)), month(8), CARRIES, brought_forward=usd(balance))

    @pytest.mark.clause("Q48")
    @pytest.mark.parametrize("choice", ["account_credit", "refund"])
    def test_not_carried(self, choice: str) -> None:
        """Where no balance is a line, none is accepted."""
        market = us.CONNECT.with_readings({"negative_total": choice})

        with pytest.raises(
            InvalidValue,
            match=r"^brought_forward must be None where the policy carries no balance "
            r"as a line, got '-44\.35 USD' \[Q48\]$",
        ):
            invoice(started(day(7, 1)), month(8), market, brought_forward=usd("-44.35"))

    @pytest.mark.clause("Q48")
    def test_no_money(self) -> None:
        """A balance is money."""
        balance: Any = Decimal("-44.35")

        with pytest.raises(
            WrongType, match=r"^brought_forward must be Money or None, got -44\.35$"
        ):
            invoice(started(day(7, 1)), month(8), CARRIES, brought_forward=balance)

    @pytest.mark.clause("Q48")
    def test_from_an_opening(self) -> None:
        """The chain of balances begins where a history that starts late can be billed.

        The opening of 15 August leaves September's document without its first days.
        """
        acme = account(
            day(7, 1), opening(day(8, 15), 5), change(day(10, 20), -5), device_price()
        )

        assert issued(acme, Period(day(11, 1), day(1, 1, 2027)), CARRIES) == {
            day(11, 1): [-cents(5 * 25 * Fraction(11, 31))],
            day(12, 1): [-cents(5 * 25 * Fraction(11, 31))],
        }

    @pytest.mark.clause("Q48", "Q62")
    def test_other_currency(self) -> None:
        """A balance is in the account's currency; nothing is converted."""
        with pytest.raises(
            CurrencyMismatch,
            match=r"^brought_forward must be in the account's USD, got 'CAD'$",
        ):
            invoice(
                started(day(7, 1)),
                month(8),
                CARRIES,
                brought_forward=Money.parse("-44.35", "CAD"),
            )


class TestOneTime:
    """Documents of a day's purchases."""

    @pytest.mark.clause("A5", "Q24")
    @pytest.mark.parametrize("on", [day(6, 1), day(7, 15), day(8, 1), day(11, 30)])
    def test_any_day(self, on: date) -> None:
        """Purchases are billed on their day: before, during and after service."""
        acme = started(day(7, 15), bought(on), last_day=day(10, 14))
        document = assemble_one_time(acme, on, us.CONNECT)

        assert isinstance(document, Invoice)
        assert document.kind is DocumentKind.ONE_TIME
        assert document.period == Period(on, on + timedelta(days=1))
        assert document.issued_on.value == on
        assert amounts(document) == [9998]

    @pytest.mark.clause("A5")
    def test_order_of_lines(self) -> None:
        """Lines stand by kind, then by item, then by id."""
        on = day(8, 12)
        acme = started(
            day(8, 1),
            bought(on, "4.00", kind=LineKind.OTHER_CREDIT, id="b", code="acme:x"),
            bought(on, "3.00", kind=LineKind.OTHER_CHARGE, id="a", code="acme:x"),
            bought(on, "2.00", kind=LineKind.NUMBER_PURCHASE, item="number"),
            bought(on, "1.00", item="phone", id="z"),
            bought(on, "0.50", item="phone", id="y"),
            bought(on, "0.25", item="headset"),
        )
        document = assemble_one_time(acme, on, us.CONNECT)

        assert isinstance(document, Invoice)
        assert amounts(document) == [25, 50, 100, 200, 300, -400]

    @pytest.mark.clause("A5")
    def test_nothing_bought(self) -> None:
        """A day without purchases has no document."""
        found = assemble_one_time(started(day(8, 1)), day(8, 12), us.CONNECT)

        assert isinstance(found, NothingToBill)
        assert found.reason == "nothing was bought on 2026-08-12"
        assert found.clause.id == "A5"

    @pytest.mark.clause("A5", "Q66")
    def test_products_apart(self) -> None:
        """Each product has a document of its own for the same day."""
        acme = started(
            day(8, 1),
            bought(day(8, 12), "10.00"),
            bought(day(8, 12), "20.00", product="central", id="c"),
        )
        central = evolve(us.CONNECT, name="us-central", product="central")

        assert issued(acme, month(8)) == {day(8, 1): [12500], day(8, 12): [1000]}
        assert issued(acme, month(8), central) == {day(8, 12): [2000]}

    @pytest.mark.clause("Q54")
    def test_number_of_another_product(self) -> None:
        """A number of another product is prorated by that product, not by this one."""
        on_purchase = us.CONNECT.with_readings({"number_purchase": "one_time_invoice"})
        central = evolve(on_purchase, name="us-central", product="central")
        acme = account(
            day(8, 1),
            number_price(product="central"),
            change(day(8, 12), 1, "number"),
            bought(
                day(8, 12),
                "20.00",
                kind=LineKind.NUMBER_PURCHASE,
                item="number",
                product="central",
            ),
            bought(day(8, 12), "99.98"),
        )

        share = cents(5 * Fraction(19, 31))
        assert issued(acme, SUMMER, on_purchase) == {day(8, 12): [9998]}
        assert issued(acme, SUMMER, central) == {
            day(8, 12): [share, 2000],
            day(9, 1): [500],
        }

    def test_wrong_type(self) -> None:
        """A document is made of an account, on a day, for a market."""
        acme: Any = started(day(8, 1), bought(day(8, 12)))
        market: Any = "us-connect"
        noon = datetime(2026, 8, 12, tzinfo=UTC)

        with pytest.raises(WrongType, match=r"^on must be a date without a time"):
            assemble_one_time(acme, noon, us.CONNECT)
        with pytest.raises(WrongType, match=r"^account must be an Account"):
            assemble_one_time(acme.contract, day(8, 12), us.CONNECT)
        with pytest.raises(WrongType, match=r"^market must be a Market"):
            assemble_one_time(acme, day(8, 12), market)


class TestNumbersBought:
    """Numbers prorated on the invoice of their purchase, under one reading."""

    MARKET: Final = us.CONNECT.with_readings({"number_purchase": "one_time_invoice"})
    SHARE: Final = cents(5 * Fraction(19, 31))

    @staticmethod
    def number(on: date) -> OneTimeCharge:
        """Return the purchase of a number for 20.00."""
        return bought(on, "20.00", kind=LineKind.NUMBER_PURCHASE, item="number")

    @pytest.mark.clause("Q54")
    def test_once(self) -> None:
        """What the one-time invoice prorates, the monthly one does not."""
        acme = account(
            day(8, 1), change(day(8, 12), 2, "number"), self.number(day(8, 12))
        )

        assert issued(acme, SUMMER, self.MARKET) == {
            day(8, 12): [cents(2 * 5 * Fraction(19, 31)), 2000],
            day(9, 1): [2 * 500],
        }

    @pytest.mark.clause("Q54")
    def test_without_a_purchase(self) -> None:
        """A number that was not bought that day waits for the monthly invoice."""
        acme = account(
            day(8, 1),
            change(day(8, 12), 1, "number"),
            change(day(8, 13), 1, "number"),
            self.number(day(8, 13)),
            bought(day(8, 12)),
        )

        assert issued(acme, SUMMER, self.MARKET) == {
            day(8, 12): [9998],
            day(8, 13): [cents(5 * Fraction(18, 31)), 2000],
            day(9, 1): [2 * 500, self.SHARE],
        }

    @pytest.mark.clause("Q54")
    def test_purchase_without_a_change(self) -> None:
        """A purchase alone makes no recurring fee."""
        acme = account(day(8, 1), self.number(day(8, 12)))

        assert issued(acme, SUMMER, self.MARKET) == {day(8, 12): [2000]}

    @pytest.mark.clause("Q54")
    def test_other_items(self) -> None:
        """Devices of that day wait for the monthly invoice, removals do as well."""
        acme = account(
            day(8, 1),
            change(day(8, 1), 3, "number"),
            change(day(8, 12), 1, "number"),
            change(day(8, 12), -2, "number"),
            change(day(8, 12), 1),
            self.number(day(8, 12)),
        )

        assert issued(acme, SUMMER, self.MARKET) == {
            day(8, 1): [3 * 500],
            day(8, 12): [self.SHARE, 2000],
            day(9, 1): [
                2500,
                2 * 500,
                cents(25 * Fraction(19, 31)),
                -cents(2 * 5 * Fraction(19, 31)),
            ],
        }

    @pytest.mark.clause("Q27", "Q54")
    def test_per_change_and_group(self) -> None:
        """Groups are lines of their own, and so are changes where each is one."""
        market = self.MARKET.with_readings({"same_day": "per_change"})
        acme = account(
            day(8, 1),
            change(day(8, 12), 1, "number", id="a"),
            change(day(8, 12), 2, "number", id="b"),
            change(day(8, 12), 4, "number", group="Berlin", id="c"),
            self.number(day(8, 12)),
        )

        (found,) = invoices_issued(acme, month(8), market)

        assert [(line.group, line.quantity) for line in found.lines[:-1]] == [
            (None, 1),
            (None, 2),
            ("Berlin", 4),
        ]
        assert issued(acme, month(9), market) == {day(9, 1): [3 * 500, 4 * 500]}

    @pytest.mark.clause("Q23", "Q54")
    @pytest.mark.parametrize("on", [day(8, 1), day(7, 31), day(10, 15)])
    def test_nothing_to_prorate(self, on: date) -> None:
        """On day 1, before the start and after the end nothing is prorated."""
        acme = account(
            day(8, 1),
            change(on, 1, "number"),
            self.number(on),
            last_day=day(10, 14),
        )
        document = assemble_one_time(acme, on, self.MARKET)

        assert isinstance(document, Invoice)
        assert amounts(document) == [2000]

    @pytest.mark.clause("Q30", "Q54")
    def test_with_a_new_price(self) -> None:
        """A number bought on the day of a new price is billed once, at that price."""
        acme = account(
            day(8, 1),
            number_price(),
            number_price("6.00", day(8, 12)),
            change(day(8, 1), 3, "number"),
            change(day(8, 12), 1, "number"),
            self.number(day(8, 12)),
        )

        assert issued(acme, SUMMER, self.MARKET) == {
            day(8, 1): [3 * 500],
            day(8, 12): [cents(6 * Fraction(19, 31)), 2000],
            day(9, 1): [
                4 * 600,
                cents(3 * 6 * Fraction(19, 31)),
                -cents(3 * 5 * Fraction(19, 31)),
            ],
        }

    @pytest.mark.clause("Q30", "Q54")
    def test_with_a_price_for_the_next_cycle(self) -> None:
        """A price that waits for the next month does not hold on a one-time invoice."""
        market = self.MARKET.with_readings({"price_change": "next_cycle"})
        acme = account(
            day(8, 1),
            number_price(),
            number_price("6.00", day(8, 12)),
            change(day(8, 12), 1, "number"),
            self.number(day(8, 12)),
        )

        assert issued(acme, SUMMER, market) == {
            day(8, 12): [self.SHARE, 2000],
            day(9, 1): [600],
        }

    @pytest.mark.clause("Q31", "Q54")
    @pytest.mark.parametrize(("there", "counted"), [(3, 0), (4, 1), (7, 2)])
    def test_with_a_minimum(self, there: int, counted: int) -> None:
        """Of two numbers more, those above the contract's five are prorated."""
        market = self.MARKET.with_readings({"emptied": "minimum_quantity"})
        acme = account(
            day(8, 1),
            number_price(minimum_quantity=5),
            change(day(8, 1), there, "number"),
            change(day(8, 12), 2, "number"),
            self.number(day(8, 12)),
        )
        document = assemble_one_time(acme, day(8, 12), market)

        assert isinstance(document, Invoice)
        assert sum(amounts(document)) == 2000 + cents(counted * 5 * Fraction(19, 31))
        assert issued(acme, month(9), market) == {day(9, 1): [max(5, there + 2) * 500]}

    @pytest.mark.clause("Q25", "Q54", "Q68")
    def test_on_the_last_day_of_service(self) -> None:
        """A number bought on the last day of service shows its 0 days."""
        acme = account(
            day(8, 1),
            change(day(8, 20), 1, "number"),
            self.number(day(8, 20)),
            last_day=day(8, 20),
        )

        assert issued(acme, SUMMER, self.MARKET) == {day(8, 20): [0, 2000]}

    @pytest.mark.clause("Q54", "Q68")
    def test_before_the_end(self) -> None:
        """The proration ends with the last day of service."""
        acme = account(
            day(8, 1),
            change(day(8, 12), 1, "number"),
            self.number(day(8, 12)),
            last_day=day(8, 20),
        )

        assert issued(acme, SUMMER, self.MARKET) == {
            day(8, 12): [cents(5 * Fraction(8, 31)), 2000]
        }


class TestInputs:
    """What is refused before anything is assembled."""

    @pytest.mark.parametrize(
        "period",
        [
            Period(day(8, 1), day(8, 31)),
            Period(day(8, 2), day(9, 2)),
            Period(day(8, 1), day(10, 1)),
            Period(day(8, 1), day(8, 1)),
        ],
        ids=str,
    )
    def test_no_month(self, period: Period) -> None:
        """A monthly document covers one calendar month, exactly."""
        with pytest.raises(
            InvalidPeriod, match=rf"^month must be one calendar month, got '{period}'$"
        ):
            assemble_invoice(started(day(7, 1)), period, us.CONNECT)

    @pytest.mark.parametrize(
        ("given_", "match"),
        [
            ({"account": None}, "account must be an Account"),
            ({"market": "us-connect"}, "market must be a Market"),
            ({"month": (2026, 8)}, "month must be a Period"),
            ({"issued_on": "2026-08-01"}, "issued_on must be a date without a time"),
            (
                {"issued_on": datetime(2026, 8, 1, tzinfo=UTC)},
                "issued_on must be a date without a time",
            ),
            ({"sent_on": 3}, "sent_on must be a date without a time"),
        ],
        ids=str,
    )
    def test_wrong_type(self, given_: dict[str, Any], match: str) -> None:
        """Values of the library are given, and civil dates."""
        inputs: dict[str, Any] = {
            "account": started(day(7, 1)),
            "month": month(8),
            "market": us.CONNECT,
        }
        with pytest.raises(WrongType, match=f"^{match}, got "):
            assemble_invoice(**(inputs | given_))

    def test_no_period(self) -> None:
        """Documents are asked for by the period in which they are dated."""
        within: Any = "2026-08"

        with pytest.raises(WrongType, match=r"^within must be a Period, got "):
            invoices_issued(started(day(7, 1)), within, us.CONNECT)

    def test_total_out_of_bounds(self) -> None:
        """A total past 18 digits is refused where the document is made."""
        most = "9" * 15
        acme = account(day(7, 1), change(day(7, 1), 10**12 - 1), device_price(most))

        with pytest.raises(InvalidValue, match=r"^minor must be an amount of at most "):
            assemble_invoice(acme, month(8), us.CONNECT)

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize(
        ("prices", "number", "unpriced", "first"),
        [
            ([day(8, 2)], 7, day(7, 1), day(8, 2)),
            ([day(8, 10), day(8, 20)], 8, day(8, 1), day(8, 10)),
            ([day(7, 1)], 9, None, None),
        ],
    )
    def test_no_price_in_force(
        self,
        prices: list[date],
        number: int,
        unpriced: date | None,
        first: date | None,
    ) -> None:
        """A quantity without a price in force is an error, not a free month."""
        acme = account(
            day(7, 1),
            change(day(7, 1), 5),
            *(device_price(effective_on=on) for on in prices),
        )

        if unpriced is None:
            assert amounts(invoice(acme, month(number))) == [12500]
        else:
            with pytest.raises(
                NoRateInForce,
                match=rf"^prices of device must be in force on {unpriced}, "
                rf"got {first}$",
            ):
                assemble_invoice(acme, month(number), us.CONNECT)

    @pytest.mark.clause("Q67")
    def test_no_price_in_force_for_a_change(self) -> None:
        """So is what comes in mid-month, before its item has a price."""
        acme = account(
            day(7, 1), change(day(8, 20), 5), device_price(effective_on=day(8, 21))
        )

        with pytest.raises(
            NoRateInForce,
            match=r"^prices of device must be in force on 2026-08-20, got 2026-08-21$",
        ):
            assemble_invoice(acme, month(9), us.CONNECT)


class TestIssued:
    """Every document that is dated within a period."""

    @pytest.mark.clause("A1", "A5")
    def test_order(self) -> None:
        """Documents come by date, a monthly one before purchases of the same day."""
        acme = started(day(7, 3), bought(day(7, 3)), bought(day(6, 30)))

        found = invoices_issued(acme, SUMMER, us.CONNECT)

        assert [(one.issued_on.value, one.kind.value) for one in found] == [
            (day(6, 30), "one_time"),
            (day(7, 3), "recurring"),
            (day(7, 3), "one_time"),
            (day(8, 1), "recurring"),
            (day(9, 1), "recurring"),
        ]

    @pytest.mark.parametrize(
        ("within", "expected"),
        [
            (Period(day(8, 1), day(9, 1)), [day(8, 1), day(8, 12)]),
            (Period(day(8, 2), day(9, 2)), [day(8, 12), day(9, 1)]),
            (Period(day(8, 2), day(8, 12)), []),
            (Period(day(8, 12), day(8, 13)), [day(8, 12)]),
            (Period(day(8, 1), day(8, 1)), []),
        ],
        ids=str,
    )
    def test_within(self, within: Period, expected: list[date]) -> None:
        """The first day of the period counts, its end does not."""
        acme = started(day(7, 1), bought(day(8, 12)))

        assert list(issued(acme, within)) == expected

    @pytest.mark.clause("Q9", "Q24")
    @pytest.mark.parametrize(
        ("within", "expected"),
        [
            (Period(day(7, 1), day(7, 3)), []),
            (Period(day(7, 3), day(7, 4)), [day(7, 3)]),
            (Period(day(8, 1), day(8, 2)), [day(8, 1)]),
        ],
        ids=str,
    )
    def test_dated_by_the_start(self, within: Period, expected: list[date]) -> None:
        """A start in the window dates its own document, and no later one."""
        assert list(issued(started(day(7, 3)), within)) == expected

    @pytest.mark.clause("Q24")
    def test_dated_by_the_policy(self) -> None:
        """Invoices dated the 3rd lie in a period by that date."""
        market = us.CONNECT.with_readings({"invoice_day": 3})

        assert issued(started(day(7, 1)), Period(day(8, 2), day(9, 3)), market) == {
            day(8, 3): [12500]
        }

    @pytest.mark.clause("Q66")
    def test_products_apart(self) -> None:
        """Items of another product stay out of an invoice, and have their own."""
        acme = started(
            day(7, 1),
            device_price(),
            seat_price(product="webinar"),
            change(day(7, 1), 2, "agent seat"),
            change(day(8, 20), 1, "agent seat"),
        )
        webinar = evolve(us.CONNECT, name="us-webinar", product="webinar")

        assert issued(acme, month(9)) == {day(9, 1): [12500]}
        assert issued(acme, month(9), webinar) == {
            day(9, 1): [cents(60 * Fraction(11, 31)), 3 * 6000]
        }

    def test_from_an_opening(self) -> None:
        """Purchases outside the period do not ask for what lies before an opening."""
        market = us.CONNECT.with_readings({"number_purchase": "one_time_invoice"})
        acme = account(
            day(7, 1),
            opening(day(9, 1), 5),
            bought(day(8, 12)),
            bought(day(10, 12), "1.00"),
        )

        assert issued(acme, month(10), market) == {
            day(10, 1): [12500],
            day(10, 12): [100],
        }


def busy() -> Account:
    """Return an account with every kind of line in its September document."""
    return started(
        day(8, 1),
        device_price(),
        device_price("30.00", day(8, 11)),
        number_price(),
        seat_price(),
        rental_price(),
        change(day(8, 1), 3, "number"),
        change(day(8, 1), 2, "agent seat", "Berlin"),
        change(day(8, 1), 1, "agent seat", "Ogden"),
        change(day(8, 1), 4, "rented phone"),
        change(day(8, 1), 6, group="Ogden"),
        change(day(8, 20), 2),
        change(day(8, 20), -1),
        change(day(8, 20), 1, "number", "Berlin"),
        change(day(8, 21), 1, "agent seat", "Berlin"),
    )


class TestLines:
    """What a line says of itself."""

    @pytest.mark.clause("D1", "D2", "D3", "D19", "D21")
    def test_printed_order(self) -> None:
        """By kind, then item, group (none first), day, additions before removals."""
        document = invoice(busy(), month(9))

        assert [
            (line.kind.value, line.item, line.group, line.quantity, line.effective_on)
            for line in document.lines
        ] == [
            ("service_charge", "device", None, 6, None),
            ("service_charge", "device", "Ogden", 6, None),
            ("standard_number", "number", None, 3, None),
            ("standard_number", "number", "Berlin", 1, None),
            ("prorated_charge", "agent seat", "Berlin", 1, day(8, 21)),
            ("prorated_charge", "device", None, 5, day(8, 11)),
            ("prorated_charge", "device", None, -5, day(8, 11)),
            ("prorated_charge", "device", None, 2, day(8, 20)),
            ("prorated_charge", "device", None, -1, day(8, 20)),
            ("prorated_charge", "device", "Ogden", 6, day(8, 11)),
            ("prorated_charge", "device", "Ogden", -6, day(8, 11)),
            ("prorated_charge", "number", "Berlin", 1, day(8, 20)),
            ("contact_center", "agent seat", None, 4, None),
            ("rental", "rented phone", None, 4, None),
        ]

    def test_fields(self) -> None:
        """A line tells its class, unit, price, period and amount."""
        added = next(
            line
            for line in invoice(busy(), month(9)).lines
            if line.effective_on == day(8, 21)
        )

        assert (added.charge_class, added.unit, added.unit_price) == (
            ChargeClass.SOFTWARE,
            BillableUnit.SUBSCRIPTION,
            Decimal("60.00"),
        )
        assert added.period == Period(day(8, 22), day(9, 1))
        assert added.amount == added.value == usd("19.35")
        assert added.amount.minor == cents(60 * Fraction(10, 31))
        assert added.fields.price == "price of agent seat from 2026-01-01"

    @pytest.mark.clause("Q68")
    def test_period_of_a_last_month(self) -> None:
        """A month in advance covers its days up to the last day of service."""
        acme = started(day(7, 1), last_day=day(10, 14))
        (line,) = invoice(acme, month(10)).lines

        assert line.period == Period(day(10, 1), day(10, 15))
        assert (line.effective_on, line.fields.is_credit) == (None, False)

    def test_ids(self) -> None:
        """Every line of an account has an id of its own, of 32 hexadecimal digits."""
        documents = invoices_issued(busy(), Period(day(8, 1), day(11, 1)), us.CONNECT)

        ids = [line.id for document in documents for line in document.lines]

        assert len(set(ids)) == len(ids)
        assert {len(one) for one in ids} == {32}
        assert set("".join(ids)) <= set("0123456789abcdef")

    def test_id_is_named(self) -> None:
        """The id is the digest of what names the line, and of nothing else."""
        line = invoice(started(day(7, 15)), month(8)).lines[1]

        assert (
            line.id
            == digest(
                (
                    "acme",
                    "connect",
                    "recurring",
                    "2026-08-01",
                    "2026-09-01",
                    "prorated_charge",
                    "device",
                    None,
                    "2026-07-15",
                    "+",
                    "price of device from 2026-01-01",
                    None,
                    None,
                )
            )[:32]
        )

    def test_id_of_a_late_fact(self) -> None:
        """A change that arrives late changes the amount of its line, not the name."""
        early = started(day(8, 1), change(day(8, 20), 2))
        late = started(day(8, 1), change(day(8, 20), 2), change(day(8, 20), 1))

        before, after = (invoice(one, month(9)).lines[1] for one in (early, late))

        assert before.id == after.id
        assert before.fact is after.fact is None
        assert before.amount != after.amount

    @pytest.mark.clause("Q27")
    def test_ids_per_change(self) -> None:
        """Where each change is a line, the fact's own id enters."""
        market = us.CONNECT.with_readings({"same_day": "per_change"})
        acme = started(
            day(8, 1), change(day(8, 20), 2, id="a"), change(day(8, 20), 2, id="b")
        )
        _, first, second = invoice(acme, month(9), market).lines

        assert (first.fields.fact, second.fields.fact) == ("a", "b")
        assert first.id != second.id
        netted = invoice(acme, month(9)).lines[1]
        assert netted.fields.fact is None

    def test_shown(self) -> None:
        """In a session a document and its lines are shown in few words."""
        document = invoice(started(day(7, 15)), month(8))

        assert repr(document) == (
            "<recurring invoice of acme for 2026-08-01/2026-09-01: 189.52 USD>"
        )
        assert [repr(line) for line in document.lines] == [
            "<service_charge of 5 device: 125.00 USD>",
            "<prorated_charge of 5 device: 64.52 USD>",
        ]

    @pytest.mark.clause("A5")
    def test_facts_that_make_a_line(self) -> None:
        """A purchase names its fact and code, a recurring line its price."""
        acme = started(
            day(8, 1),
            bought(day(8, 12), kind=LineKind.OTHER_CHARGE, id="b", code="acme:x"),
        )
        document = assemble_one_time(acme, day(8, 12), us.CONNECT)

        assert isinstance(document, Invoice)
        (purchase,) = document.lines
        (recurring,) = invoice(acme, month(8)).lines
        assert (purchase.price, purchase.fact, purchase.code) == (None, "b", "acme:x")
        assert (recurring.price, recurring.fact, recurring.code) == (
            "price of device from 2026-01-01",
            None,
            None,
        )

    def test_sign(self) -> None:
        """A charge and its credit of the same day are two lines by name."""
        acme = started(day(8, 1), change(day(8, 20), 2), change(day(8, 20), -2))
        _, added, removed = invoice(acme, month(9)).lines

        assert added.amount == -removed.amount
        assert added.id != removed.id
        assert (added.fields.is_credit, removed.fields.is_credit) == (False, True)

    def test_value(self) -> None:
        """Lines are made anew at each reading, equal, and survive pickling."""
        document = invoice(busy(), month(9))

        assert document.lines == document.lines
        assert hash(document.lines[0]) == hash(document.lines[0])
        again = pickle.loads(pickle.dumps(document))  # noqa: S301 - our own bytes
        assert again == document
        assert again.lines == document.lines
        assert again.total == document.total


class TestProofs:
    """A document is proven line by line."""

    def test_all(self) -> None:
        """Every amount and date of a busy document has a proof."""
        document = invoice(busy(), month(9))

        proven = [line.proof for line in document.lines]

        assert len(proven) == 14
        for answer in (
            document.billing_start,
            document.issued_on,
            document.dispute_until,
            document.subtotal,
            document.total,
            document.payable,
        ):
            assert answer.proof.steps

    def test_sums(self) -> None:
        """The subtotal adds the lines by their ids; total and payable restate it."""
        document = invoice(started(day(7, 15)), month(8))
        first, second = document.lines

        assert document.subtotal.explain() == (
            "subtotal: sum 125, 1613/25 = 4738/25 [E1]"
        )
        assert [
            str(mark.operand) for step in document.subtotal.proof for mark in step.of
        ] == [f"line {first.id}", f"line {second.id}"]
        assert document.total.explain() == "total: given 4738/25 = 4738/25 [E1]"
        assert document.payable.explain() == (
            "payable: at least zero 4738/25 = 4738/25 [Q48]"
        )

    def test_amounts(self) -> None:
        """The amounts of all lines can be read without the lines."""
        document = invoice(started(day(7, 15)), month(8))

        assert document.amounts == (Decimal("125.00"), Decimal("64.52"))

    @pytest.mark.clause("A1", "Q23", "Q29")
    def test_month_in_advance(self) -> None:
        """A month in advance multiplies the sum of all changes by the price."""
        acme = started(day(7, 1), change(day(7, 15), 2), change(day(7, 20), -1))
        line = invoice(acme, month(8)).lines[0]

        assert line.explain().splitlines() == [
            "quantity: sum 5, 2, -1 = 6 [Q23]",
            "full month: times 6, 25 = 150 [A1]",
            "amount: round 150, half up to the minor unit, USD = 150 [Q29]",
        ]
        named: tuple[Fact, ...] = (*acme.changes, *acme.prices[:1])
        assert line.proof.facts() == named

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize(
        ("unit_price", "quantity", "minor"),
        [("0.005", 1, 1), ("0.005", 3, 2), ("0.004", 1, 0), ("0.01", 1, 1)],
    )
    def test_month_in_advance_is_rounded(
        self, unit_price: str, quantity: int, minor: int
    ) -> None:
        """A month of one unit at 0.005 is 0.01: a half cent is rounded up, once."""
        acme = account(day(7, 1), change(day(7, 1), quantity), device_price(unit_price))

        assert amounts(invoice(acme, month(8))) == [minor]
        assert minor == cents(quantity * Fraction(unit_price))

    @pytest.mark.clause("Q29")
    def test_month_in_coins(self) -> None:
        """Where 5 cents are the smallest coin, a month at 25.02 is 25.00."""
        coins = evolve(us.CONNECT.recurring.rounding, step=5)
        market = evolve(
            us.CONNECT, recurring=evolve(us.CONNECT.recurring, rounding=coins)
        )
        acme = account(day(7, 1), change(day(7, 1), 1), device_price("25.02"))
        (line,) = invoice(acme, month(8), market).lines

        assert line.amount == usd("25.00")
        assert line.proof.steps[-1].value == (25, 1)

    @pytest.mark.clause("Q68")
    def test_last_month(self) -> None:
        """A last month is the share of its days up to the last one."""
        acme = started(day(7, 1), last_day=day(10, 14))
        (line,) = invoice(acme, month(10)).lines

        assert line.explain().splitlines() == [
            "quantity: sum 5 = 5 [Q23]",
            "full month: times 5, 25 = 125 [A1]",
            "service has ended: day after 2026-10-14 = 2026-10-15 [Q68]",
            (
                "days of service: charged days actual_after_start, 2026-10-01, "
                "2026-10-15 = 14 [Q68]"
            ),
            (
                "days in the month: charged days actual_after_start, 2026-10-01, "
                "2026-11-01 = 31 [Q1]"
            ),
            "share of the month: over 14, 31 = 14/31 [Q68]",
            "charge for the days of service: times 125, 14/31 = 1750/31 [Q68]",
            "amount: round 1750/31, half up to the minor unit, USD = 1129/20 [Q29]",
        ]
        assert line.amount.minor == cents(125 * Fraction(14, 31)) == 5645


class TestDocument:
    """The document as a whole."""

    def test_header(self) -> None:
        """It says whose it is, of which product, kind, period and market."""
        document = invoice(started(day(7, 1)).as_known_on(day(8, 15)), month(8))

        assert (document.account, document.currency, document.product) == (
            "acme",
            "USD",
            "connect",
        )
        assert (document.kind, document.period, document.market) == (
            DocumentKind.RECURRING,
            month(8),
            us.CONNECT,
        )
        assert document.known_on == day(8, 15)
        assert (document.key.account, document.key.period) == ("acme", month(8))

    def test_known_on(self) -> None:
        """A fact known later is not on a document that was filtered before."""
        acme = started(day(8, 1), change(day(8, 20), 2, known_on=day(9, 15)))

        assert amounts(invoice(acme.as_known_on(day(9, 1)), month(9))) == [5 * 2500]
        assert amounts(invoice(acme, month(9))) == [
            7 * 2500,
            cents(2 * 25 * Fraction(11, 31)),
        ]
        assert invoice(acme, month(9)).known_on is None
        one_time = assemble_one_time(
            evolve(acme, one_time=(bought(day(8, 12)),)).as_known_on(day(8, 12)),
            day(8, 12),
            us.CONNECT,
        )
        assert isinstance(one_time, Invoice)
        assert one_time.known_on == day(8, 12)

    def test_currencies(self) -> None:
        """An account in yen is billed in whole yen."""
        acme = account(
            day(7, 15),
            change(day(7, 15), 1),
            device_price("2500", currency="JPY"),
            currency="JPY",
        )
        document = invoice(acme, month(8))

        assert document.total.value == Money.from_minor(2500 + 1290, "JPY")

    def test_shown(self) -> None:
        """In a notebook a document is shown as its HTML."""
        document = invoice(started(day(7, 15)), month(8))

        assert document._repr_html_() == invoice_html(document)

    @pytest.mark.clause("Q27")
    @given(st.permutations(busy().changes), st.permutations(busy().prices))
    def test_order_of_facts(
        self, changes: list[QuantityChange], prices: list[Any]
    ) -> None:
        """Whatever the order of the facts, the same document, byte for byte."""
        shuffled = evolve(busy(), changes=tuple(changes), prices=tuple(prices))

        found = invoice(shuffled, month(9))

        assert found == invoice(busy(), month(9))
        assert written(found) == written(invoice(busy(), month(9)))


def written(document: Invoice) -> bytes:
    """Return all that a document says, as bytes."""
    told = [
        (line.id, repr(line.fields), line.amount, line.explain())
        for line in document.lines
    ]
    return canonical((told, document.total.value, document.issued_on.value))
