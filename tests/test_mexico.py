"""GoTo Connect in Mexico: first invoiced the month after, on business days."""

from datetime import date
from fractions import Fraction

import pytest
from tests import builders as b
from tests.builders import cents

from gotobilling.billing_cycle import NothingToBill, last_invoice_date
from gotobilling.errors import InvalidValue
from gotobilling.facts import Account
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.markets import mx
from gotobilling.periods import Period

HOLIDAYS = (date(2026, 2, 2), date(2026, 3, 16))
MARKET = mx.CONNECT.with_holidays(HOLIDAYS)
JANUARY, FEBRUARY = Period.month(2026, 1), Period.month(2026, 2)


def started(on: date) -> Account:
    """Return four devices at 25.00, billed from a day on."""
    return b.account(on, b.device_price(effective_on=on), b.change(on, 4))


def february(account: Account) -> Invoice:
    """Return the invoice of February."""
    found = assemble_invoice(account, FEBRUARY, MARKET)
    assert isinstance(found, Invoice)
    return found


class TestFirstInvoice:
    """The first invoice is always the one of the month after the start."""

    @pytest.mark.clause("mx-first-invoice", "Q9")
    @pytest.mark.parametrize("day", [1, 2, 5, 6, 15, 31])
    def test_month_of_start(self, day: int) -> None:
        """Nothing is invoiced in the month of the start, be it on day 1."""
        none = assemble_invoice(started(date(2026, 1, day)), JANUARY, MARKET)

        assert isinstance(none, NothingToBill)

    @pytest.mark.clause("mx-first-invoice", "Q1", "Q9")
    @pytest.mark.parametrize(("day", "days"), [(1, 31), (2, 29), (15, 16), (31, 0)])
    def test_amounts(self, day: int, days: int) -> None:
        """It carries what was left of January, all of it for a start on day 1."""
        lines = february(started(date(2026, 1, day))).lines

        assert [line.amount.minor for line in lines] == [
            4 * 2500,
            cents(4 * Fraction(25) * Fraction(days, 31)),
        ]


class TestInvoiceDate:
    """Invoices are made in the first five business days."""

    @pytest.mark.clause("mx-window", "A2", "Q24")
    def test_first_business_day(self) -> None:
        """1 February 2026 is a Sunday and the 2nd a holiday: the 3rd dates it."""
        found = february(started(date(2026, 1, 15)))

        assert found.issued_on.value == date(2026, 2, 3)
        assert found.dispute_until.value == date(2026, 2, 3 + 15)

    @pytest.mark.clause("mx-window", "A2")
    def test_last_business_day(self) -> None:
        """From the 3rd to the 6th are four business days, Monday the 9th the fifth."""
        last = last_invoice_date(date(2026, 2, 1), MARKET.cycle, MARKET.issue)
        account = started(date(2026, 1, 15))

        assert last == date(2026, 2, 9)
        given = assemble_invoice(account, FEBRUARY, MARKET, issued_on=last)
        assert isinstance(given, Invoice)
        assert given.issued_on.value == last
        with pytest.raises(InvalidValue, match=r"^issued_on must be from 2026-02-01 "):
            assemble_invoice(account, FEBRUARY, MARKET, issued_on=date(2026, 2, 10))

    @pytest.mark.clause("mx-window", "A2")
    def test_no_business_day(self) -> None:
        """A Sunday and a holiday are no days on which an invoice is made."""
        for on in (date(2026, 2, 1), date(2026, 2, 2)):
            with pytest.raises(InvalidValue, match=r"^issued_on must be a business d"):
                assemble_invoice(
                    started(date(2026, 1, 15)), FEBRUARY, MARKET, issued_on=on
                )
