"""GoTo Connect, were it billed in other cycles than calendar months (Q7)."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest
from tests.builders import account, cents, change, device_price

from gotobilling.facts import Account
from gotobilling.invoices import invoices_issued
from gotobilling.markets import us
from gotobilling.periods import Period

JUNE: Final = date(2026, 6, 10)
SUMMER: Final = Period(date(2026, 6, 1), date(2026, 8, 1))


def billed(
    acme: Account, within: Period, readings: Mapping[str, str]
) -> dict[date, list[int]]:
    """Return the amounts of the lines of each document, by its date."""
    market = us.CONNECT.with_readings(dict(readings))
    return {
        one.issued_on.value: [row[2] for row in one.rows]
        for one in invoices_issued(acme, within, market)
    }


class TestThirtyDays:
    """Cycles of 30 days from the sign-up."""

    BY_DAYS: Final[Mapping[str, str]] = {"cycle_length": "thirty_days"}

    @pytest.mark.clause("Q7", "Q52")
    def test_charged_as_it_begins(self) -> None:
        """A cycle is charged as it begins: on 10 June, and 30 days later."""
        found = billed(account(JUNE, change(JUNE, 1)), SUMMER, self.BY_DAYS)

        assert found == {JUNE: [2500], date(2026, 7, 10): [2500]}

    @pytest.mark.clause("Q53", "cycle-quantities")
    def test_the_billing_date_stays(self) -> None:
        """A device of 25 June pays 14 of 30 days with the next cycle."""
        more = change(date(2026, 6, 25), 1, id="more")
        found = billed(account(JUNE, change(JUNE, 1), more), SUMMER, self.BY_DAYS)

        part = cents(25 * Fraction(14, 30))
        assert found == {JUNE: [2500], date(2026, 7, 10): [5000, part]}


class TestAnchoredMonths:
    """Months from the day of the sign-up."""

    BY_MONTHS: Final[Mapping[str, str]] = {"cycle_length": "anchored_month"}

    @pytest.mark.clause("Q7", "Q52")
    def test_a_day_that_february_lacks(self) -> None:
        """From 31 January a month begins on 28 February and on 31 March again."""
        start = date(2026, 1, 31)
        spring = Period(date(2026, 2, 1), date(2026, 4, 1))
        found = billed(account(start, change(start, 1)), spring, self.BY_MONTHS)

        assert [*found] == [date(2026, 2, 28), date(2026, 3, 31)]

    @pytest.mark.clause("unused-days", "Q53")
    @pytest.mark.parametrize(
        ("unit_price", "day", "unused"),
        [
            ("24.69", 25, Fraction(15, 30)),  # 12.345
            ("4.00", 30, Fraction(10, 30)),  # 1.3333...
            ("2.00", 30, Fraction(10, 30)),  # 0.6666...
        ],
    )
    def test_what_is_credited(self, unit_price: str, day: int, unused: Any) -> None:  # noqa: ANN401 -- a Fraction
        """Unused days are rounded half up: 12.345 is 12.35, 1.333 is 1.33."""
        on = date(2026, 6, day)
        readings = {**self.BY_MONTHS, "billing_date": "any_change"}
        acme = account(
            JUNE,
            device_price(unit_price),
            change(JUNE, 1),
            change(on, 1, id="more"),
        )
        whole = cents(Fraction(unit_price))

        found = billed(acme, SUMMER, readings)[on]

        assert found == [2 * whole, -cents(Fraction(unit_price) * unused)]
