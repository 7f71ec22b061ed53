"""When partners are paid: the runs of residuals, of what waits, and the report."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from gotobilling.after_invoice import OneTimeRun, ResidualRun
from gotobilling.commissions import (
    PaidPart,
    claw_back_run,
    one_time_run,
    pay_on,
    report_by,
    residual_pay_on,
    residual_run,
)
from gotobilling.errors import BillingError, InvalidPeriod, InvalidValue, WrongType
from gotobilling.facts import IssuedLine, Payment
from gotobilling.markets import us
from gotobilling.periods import Period

POLICY = us.CONNECT.after_invoice.commissions
MONTH_END = evolve(POLICY, residual_run=ResidualRun.MONTH_END)
THIRTY_DAYS = evolve(POLICY, one_time_run=OneTimeRun.THIRTY_DAYS)
AUGUST = Period.month(2026, 8)
DAYS = [date(2027, 11, 1) + timedelta(n) for n in range(170)]


def dated(on: date) -> IssuedLine:
    """Return an amount of a document of a day."""
    return IssuedLine(
        document="8f2c",
        line="total",
        amount=Decimal("100.00"),
        currency="USD",
        effective_on=on,
    )


def paid(on: date) -> Payment:
    """Return a payment of a day."""
    return Payment(id="p", paid_on=on, amount=Decimal("1.00"), currency="USD")


def part(**other: object) -> PaidPart:
    """Return a part of a payment, with other fields."""
    told: dict[str, Any] = {
        "source": "p",
        "invoice": "8f2c",
        "paid_on": date(2026, 8, 5),
        "amount": Decimal("1.00"),
        "currency": "USD",
    }
    return PaidPart(**told | other)


def numbered(start: date, number: int) -> date:
    """Walk day by day to the first day that has the number."""
    while start.day != number:
        start += timedelta(1)
    return start


@pytest.mark.clause("K2", "Q61")
class TestResidualRun:
    """The run of a residual."""

    def test_the_fifteenth_is_in_time(self) -> None:
        """A residual of an invoice of the 15th is paid with the run of that day."""
        derived = residual_run(dated(date(2026, 8, 15)), POLICY)
        assert derived.value == date(2026, 8, 15)
        assert derived.explain() == (
            "run: next day of month 2026-08-15, 15 = 2026-08-15 [Q61]"
        )

    def test_the_sixteenth_waits_for_the_next_month(self) -> None:
        """A residual of an invoice of 16 December is paid on 15 January."""
        derived = residual_run(dated(date(2026, 12, 16)), POLICY)
        assert derived.value == date(2027, 1, 15)

    def test_every_day(self) -> None:
        """On any day of five months the run is found by walking there."""
        for day in DAYS:
            found = residual_run(dated(day), POLICY)
            assert found.value == found.proof.steps[-1].value == numbered(day, 15)

    def test_month_end(self) -> None:
        """Under the reading of the month's end it is the month's last day."""
        for day in DAYS:
            found = residual_run(dated(day), MONTH_END)
            after = numbered(day.replace(day=2), 1)
            assert found.value == found.proof.steps[-1].value == after - timedelta(1)


@pytest.mark.clause("K3", "Q60")
class TestOneTimeRun:
    """The run of what waits for the customer."""

    def test_the_month_after_the_payment(self) -> None:
        """What is paid on the 1st or the 31st of August earns on 15 September."""
        for on in (date(2026, 8, 1), date(2026, 8, 31)):
            assert one_time_run(paid(on), POLICY).value == date(2026, 9, 15)

    def test_fifteen_to_forty_five_days(self) -> None:
        """The run is 15 to 45 days after the payment."""
        for day in DAYS:
            found = one_time_run(paid(day), POLICY)
            after = numbered(day + timedelta(1), 1)
            assert found.value == found.proof.steps[-1].value == after + timedelta(14)
            assert 15 <= (found.value - day).days <= 45

    @pytest.mark.clause("K3")
    def test_thirty_days(self) -> None:
        """Under the other reading it is the first 15th 30 days after, or later."""
        assert one_time_run(paid(date(2026, 8, 16)), THIRTY_DAYS).value == date(
            2026, 9, 15
        )
        assert one_time_run(paid(date(2026, 8, 17)), THIRTY_DAYS).value == date(
            2026, 10, 15
        )
        for day in DAYS:
            found = one_time_run(paid(day), THIRTY_DAYS)
            assert found.value == found.proof.steps[-1].value
            assert found.value == numbered(day + timedelta(30), 15)

    def test_a_part_of_a_payment(self) -> None:
        """A part of a payment earns by the day on which it reached the invoice."""
        assert one_time_run(part(), POLICY).value == date(2026, 9, 15)


class TestMonth:
    """The days of a month."""

    @pytest.mark.clause("K1", "K4")
    def test_run_and_report(self) -> None:
        """The run of August is on the 15th and its report is sent by the 20th."""
        assert pay_on(AUGUST, POLICY).value == date(2026, 8, 15)
        assert report_by(AUGUST, POLICY).value == date(2026, 8, 20)
        assert [pay_on(AUGUST, POLICY).explain(), report_by(AUGUST, POLICY).explain()]

    @pytest.mark.clause("Q61")
    def test_residuals(self) -> None:
        """Residuals are paid by the run, or at the month's end."""
        assert residual_pay_on(AUGUST, POLICY).value == date(2026, 8, 15)
        assert residual_pay_on(AUGUST, MONTH_END).value == date(2026, 8, 31)

    @pytest.mark.clause("Q21")
    def test_claw_back(self) -> None:
        """A credit note lowers the first run on or after its date."""
        assert claw_back_run(dated(date(2026, 8, 15)), POLICY).value.month == 8
        assert claw_back_run(dated(date(2026, 8, 16)), POLICY).value.month == 9


class TestRefused:
    """What is no fact, no policy, no month."""

    @pytest.mark.parametrize(
        ("rule", "told", "path"),
        [
            (residual_run, date(2026, 8, 1), "issued"),
            (one_time_run, dated(date(2026, 8, 1)), "paid"),
            (claw_back_run, paid(date(2026, 8, 1)), "note"),
            (pay_on, date(2026, 8, 1), "month"),
            (residual_pay_on, "2026-08", "month"),
            (report_by, None, "month"),
        ],
    )
    def test_wrong_types(
        self, rule: Callable[..., object], told: object, path: str
    ) -> None:
        """What is of another type is refused by its name."""
        with pytest.raises(WrongType) as caught:
            rule(told, POLICY)
        assert caught.value.path == path

    def test_no_policy(self) -> None:
        """What is no policy of commissions is refused as well."""
        with pytest.raises(WrongType, match="policy"):
            pay_on(AUGUST, us.CONNECT.due)  # type: ignore[arg-type]

    def test_no_calendar_month(self) -> None:
        """A statement is for a calendar month."""
        with pytest.raises(InvalidPeriod, match="a calendar month"):
            pay_on(Period(date(2026, 8, 2), date(2026, 9, 2)), POLICY)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("source", ""),
            ("invoice", None),
            ("paid_on", "2026-08-05"),
            ("amount", Decimal("0.00")),
            ("currency", "usd"),
        ],
    )
    def test_parts(self, name: str, value: object) -> None:
        """A part that is not named, not dated or not above 0 is refused."""
        with pytest.raises(BillingError) as caught:
            part(**{name: value})
        assert caught.value.path == name

    def test_days_to_wait(self) -> None:
        """The days to wait are from 0 to 366."""
        for days in (-1, 367):
            with pytest.raises(InvalidValue, match="wait_days"):
                evolve(POLICY, wait_days=days)

    def test_a_part_is_a_fact(self) -> None:
        """A part is known on the day on which it was paid, and never replaced."""
        told = part()
        assert (told.known_on, told.effective_on, told.root) == (
            date(2026, 8, 5),
            date(2026, 8, 5),
            told.id,
        )
