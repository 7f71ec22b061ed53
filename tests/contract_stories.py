"""What each reading of periods, fees and contracts decides, told once."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attrs import evolve
from tests.builders import account, cents, change, device_price

from gotobilling.cancellations import Cancellation, CancellationRequest, Leaving, cancel
from gotobilling.contracts import (
    data_deleted_on,
    last_day_for_notice,
    last_day_to_cancel,
    renewal_on,
)
from gotobilling.facts import Account, Contract, NumberChange, NumberDetail, Term
from gotobilling.invoices import invoices_issued
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.roles import Portal, Role

__all__ = ["CONTRACTS"]

Seen = Callable[[Market], object]
PRICE: Final = device_price(effective_on=date(2025, 1, 1))
SUMMER: Final = Period(date(2026, 6, 1), date(2026, 8, 1))
CONTRACT: Final = Contract(id="contract", billing_start_on=date(2025, 1, 15))
TERM: Final = Term(id="term", agreed_on=date(2024, 12, 20), months=15)


def of(product: str, start: date, quantity: int, *more: Any) -> Account:  # noqa: ANN401 -- any facts
    """Return devices of a product at 25.00 a cycle, and what happens later."""
    return account(start, device_price(product=product), change(start, quantity), *more)


def billed(within: Period, *accounts: Account) -> Seen:
    """See the amounts of the lines of each account's documents, by their dates."""
    return lambda market: [
        {
            invoice.issued_on.value: [row[2] for row in invoice.rows]
            for invoice in invoices_issued(one, within, market)
        }
        for one in accounts
    ]


def left(market: Market) -> object:
    """See the last day of a customer who buys out of the term on 5 March 2026."""
    bought_out = evolve(TERM, buyout=Decimal(500), currency="USD")
    answer = cancel(
        account(CONTRACT, PRICE, change(CONTRACT.effective_on, 1), bought_out),
        CancellationRequest(
            id="bye",
            requested_on=date(2026, 3, 5),
            role=Role.SUPER_ADMIN,
            portal=Portal.CONNECT,
            leaving=Leaving.EARLY,
        ),
        market,
    )
    assert isinstance(answer, Cancellation), answer
    return answer.last_day.value


def of_term(term: Term, rule: Callable[..., Any]) -> Seen:
    """See a date of a term under the market's policies."""
    return lambda market: rule(term, CONTRACT, market.contracts, market.start).value


ASKED: Final = NumberChange(
    id="asked",
    number="+13105550100",
    details=(NumberDetail.CALLER_ID, NumberDetail.E911),
    effective_on=date(2026, 6, 20),
    currency="USD",
)
SATURDAY: Final = Term(
    id="term", agreed_on=date(2025, 4, 20), start_on=date(2025, 4, 20), months=12
)
LAST: Final = date(2026, 4, 14)
JANUARY: Final = date(2026, 1, 31)

CONTRACTS: Final[Mapping[str, tuple[Seen, Mapping[str, object], Market]]] = {
    "cycle_length": (
        # A device from 15 January: its cycle of March, the third of 30 days too.
        billed(
            Period(date(2026, 3, 1), date(2026, 4, 1)),
            of("connect", date(2026, 1, 15), 1),
        ),
        {
            "calendar_month": [{date(2026, 3, 1): [2500]}],
            "anchored_month": [{date(2026, 3, 15): [2500]}],
            "thirty_days": [{date(2026, 3, 16): [2500]}],  # 15 January + 2 x 30
        },
        us.CONNECT,
    ),
    "first_charge": (
        # A device from 10 June.
        billed(SUMMER, of("central", date(2026, 6, 10), 1)),
        {
            "sign_up": [{date(2026, 6, 10): [2500], date(2026, 7, 10): [2500]}],
            "after_first_cycle": [{date(2026, 7, 10): [2500]}],
        },
        us.CENTRAL,
    ),
    "billing_date": (
        # From 10 June one device, and one more on 25 June; or two, and one less.
        billed(
            SUMMER,
            of("webinar", date(2026, 6, 10), 1, change(date(2026, 6, 25), 1, id="x")),
            of("webinar", date(2026, 6, 10), 2, change(date(2026, 6, 25), -1, id="x")),
        ),
        {
            # 14 days after the change, to 9 July, of the 30 of the cycle.
            "nothing": [
                {
                    date(2026, 6, 10): [2500],
                    date(2026, 7, 10): [5000, cents(25 * Fraction(14, 30))],
                },
                {
                    date(2026, 6, 10): [5000],
                    date(2026, 7, 10): [2500, -cents(25 * Fraction(14, 30))],
                },
            ],
            "increases": [
                {
                    date(2026, 6, 10): [2500],
                    date(2026, 6, 25): [5000, -1250],  # 15 of 30 days unused
                    date(2026, 7, 25): [5000],
                },
                {
                    date(2026, 6, 10): [5000],
                    date(2026, 7, 10): [2500, -cents(25 * Fraction(14, 30))],
                },
            ],
            "any_change": [
                {
                    date(2026, 6, 10): [2500],
                    date(2026, 6, 25): [5000, -1250],
                    date(2026, 7, 25): [5000],
                },
                {
                    date(2026, 6, 10): [5000],
                    date(2026, 6, 25): [2500, -2500],
                    date(2026, 7, 25): [2500],
                },
            ],
        },
        us.WEBINAR,
    ),
    "change_fee_per": (
        # A request of 20 June that changes two details of a number.
        billed(
            Period(date(2026, 7, 1), date(2026, 8, 1)),
            account(date(2026, 6, 1), change(date(2026, 6, 1), 1), ASKED),
        ),
        {
            "number": [{date(2026, 7, 1): [2500, 1500]}],
            "detail": [{date(2026, 7, 1): [2500, 2 * 1500]}],
        },
        us.CONNECT,
    ),
    "change_fee_billed": (
        billed(
            Period(date(2026, 6, 2), date(2026, 8, 1)),
            account(date(2026, 6, 1), change(date(2026, 6, 1), 1), ASKED),
        ),
        {
            "next_monthly": [{date(2026, 7, 1): [2500, 1500]}],
            "one_time_invoice": [{date(2026, 6, 20): [1500], date(2026, 7, 1): [2500]}],
        },
        us.CONNECT,
    ),
    "term_start": (
        # 15 months agreed on 20 December 2024, billed from 15 January 2025.
        of_term(TERM, renewal_on),
        {"billing_start": date(2026, 4, 15), "signature": date(2026, 3, 20)},
        us.CONNECT,
    ),
    "notice_day_0": (
        of_term(TERM, last_day_for_notice),
        {"renewal_date": date(2026, 3, 16), "last_day": date(2026, 3, 15)},
        us.CONNECT,
    ),
    "days_before_end": (
        # Where the month of the end has fewer days, on none of them.
        lambda market: last_day_to_cancel(JANUARY, market.contracts.notice).value,
        {str(number): JANUARY - timedelta(number) for number in range(61)},
        us.CONNECT,
    ),
    "deadlines": (
        # Thirty days before 20 April 2026 is Saturday, 21 March.
        of_term(SATURDAY, last_day_for_notice),
        {
            "calendar_day": date(2026, 3, 21),
            "next_business_day": date(2026, 3, 23),
        },
        us.CONNECT,
    ),
    "early_exit": (
        left,
        {"by_notice": date(2026, 3, 31), "at_once": date(2026, 3, 5)},
        us.CONNECT,
    ),
    "data_deletion": (
        # After a last day on 14 April 2026.
        lambda market: data_deleted_on(LAST, market.contracts.deletion).value,
        {
            "ninety_days": date(2026, 7, 13),
            "six_months": date(2026, 10, 14),
            "thirty_days": date(2026, 5, 14),
        },
        us.CONNECT,
    ),
}
"""By the name of the reading: what is seen, under each alternative, in which market."""
