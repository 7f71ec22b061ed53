"""The dates that count from an invoice: due, disputable, charged."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import altered, day

from gotobilling.derivation import Policy
from gotobilling.errors import BillingError, InvalidValue, WrongType
from gotobilling.markets import us
from gotobilling.payments import (
    AutopayCharged,
    AutopayPolicy,
    CreditPolicy,
    DisputePolicy,
    DueCountedFrom,
    DuePolicy,
    NegativeTotal,
    SettlementPolicy,
    autopay_on,
    disputable_until,
    due_on,
)
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

DUE = us.CONNECT.due
DISPUTE = us.CONNECT.dispute
AUTOPAY = us.CONNECT.autopay
BY_SENDING = evolve(DUE, counted_from=DueCountedFrom.SENT_DATE)
DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))


class TestDue:
    """The last day on which a payment is in time."""

    @pytest.mark.clause("B1", "Q6")
    @pytest.mark.parametrize(
        ("issued_on", "due"),
        [
            (day(8, 1), day(8, 1 + 15)),
            (day(7, 3), day(7, 3 + 15)),
            (day(8, 12), day(8, 12 + 15)),
            (day(8, 20), day(9, 20 + 15 - 31)),
            (day(2, 20, 2028), day(3, 20 + 15 - 29, 2028)),
            (day(12, 31), day(1, 15, 2027)),
        ],
    )
    def test_days(self, issued_on: date, due: date) -> None:
        """An invoice of 1 August is due on the 16th: its date is day 0 of 15."""
        assert due_on(issued_on, DUE).value == due

    @pytest.mark.clause("B1", "Q6")
    def test_explained(self) -> None:
        """The explanation counts the policy's days from the invoice date."""
        assert due_on(day(8, 1), DUE).explain() == (
            "due date: plus days 2026-08-01, 15 = 2026-08-16 [Q6]"
        )

    @pytest.mark.clause("Q6")
    def test_sending_does_not_count(self) -> None:
        """The day of sending moves nothing where the invoice date is day 0."""
        assert due_on(day(8, 1), DUE, sent_on=day(8, 4)).value == day(8, 16)

    @pytest.mark.clause("Q6")
    def test_from_sending(self) -> None:
        """Counted from the sending on 4 August, it is due on the 19th."""
        found = due_on(day(8, 1), BY_SENDING, sent_on=day(8, 4))

        assert found.value == day(8, 4 + 15)
        assert found.explain() == (
            "due date: plus days 2026-08-04, 15 = 2026-08-19 [Q6]"
        )

    @pytest.mark.clause("Q6")
    def test_sending_unknown(self) -> None:
        """Days counted from a sending that nobody told are refused."""
        with pytest.raises(
            InvalidValue,
            match=r"^sent_on must be given where its days are counted, got None "
            r"\[Q6\]$",
        ):
            due_on(day(8, 1), BY_SENDING)

    @pytest.mark.clause("Q6")
    @pytest.mark.parametrize(
        ("issued_on", "number", "due"),
        [
            (day(8, 1), 10, day(8, 10)),
            (day(8, 10), 10, day(8, 10)),
            (day(8, 11), 10, day(9, 10)),
            (day(2, 1), 30, day(2, 28)),
            (day(2, 1, 2028), 30, day(2, 29, 2028)),
        ],
    )
    @pytest.mark.parametrize("counted_from", DueCountedFrom)
    def test_chosen_day(
        self, issued_on: date, number: int, due: date, counted_from: DueCountedFrom
    ) -> None:
        """A day of the month that the customer chose is the next one of that number."""
        policy = evolve(DUE, due_day=number, counted_from=counted_from)

        assert due_on(issued_on, policy).value == due

    @pytest.mark.clause("Q63")
    def test_weekends(self) -> None:
        """A due date on a Sunday stays: 16 August 2026 is one."""
        found = due_on(day(8, 1), DUE).value

        assert found.weekday() == 6
        assert found == day(8, 16)


class TestDispute:
    """The last day on which notice of a dispute is in time."""

    @pytest.mark.clause("G4", "Q3")
    def test_days(self) -> None:
        """Notice on 16 August, day 15 of an invoice of the 1st, is still in time."""
        found = disputable_until(day(8, 1), DISPUTE)

        assert found.value == day(8, 1 + 15)
        assert found.explain() == (
            "last day for a dispute: plus days 2026-08-01, 15 = 2026-08-16 [Q3]"
        )

    @pytest.mark.clause("Q3")
    @pytest.mark.parametrize(("days", "until"), [(0, day(8, 1)), (30, day(8, 31))])
    def test_other_lengths(self, days: int, until: date) -> None:
        """Other lengths count from the same day 0."""
        policy = evolve(DISPUTE, days=days)

        assert disputable_until(day(8, 1), policy).value == until


class TestAutopay:
    """The day on which the default payment method is charged."""

    @pytest.mark.clause("B2", "Q56")
    @pytest.mark.parametrize(
        ("issued_on", "charged_on"),
        [
            (day(8, 1), day(8, 10)),
            (day(7, 3), day(7, 10)),
            (day(8, 10), day(8, 10)),
            (day(8, 11), day(9, 10)),
            (day(8, 12), day(9, 10)),
            (day(12, 31), day(1, 10, 2027)),
        ],
    )
    def test_tenth(self, issued_on: date, charged_on: date) -> None:
        """Day 10 takes invoices dated up to that day; a later one waits a month."""
        due = issued_on + timedelta(days=15)

        assert autopay_on(issued_on, AUTOPAY).value == charged_on
        assert autopay_on(issued_on, AUTOPAY, due=due).value == charged_on

    @pytest.mark.clause("B2", "Q56")
    def test_explained(self) -> None:
        """The explanation looks for the policy's day from the invoice date on."""
        assert autopay_on(day(8, 12), AUTOPAY, due=day(8, 27)).explain() == (
            "autopay: next day of month 2026-08-12, 10 = 2026-09-10 [Q56]"
        )

    @pytest.mark.clause("Q56")
    def test_due_date(self) -> None:
        """The other reading charges an invoice when it is due."""
        policy = evolve(AUTOPAY, charged=AutopayCharged.DUE_DATE)
        found = autopay_on(day(8, 12), policy, due=day(8, 27))

        assert found.value == day(8, 27)
        assert found.explain() == "autopay: given 2026-08-27 = 2026-08-27 [Q56]"
        with pytest.raises(
            InvalidValue,
            match=r"^due must be given where it is charged on, got None \[Q56\]$",
        ):
            autopay_on(day(8, 12), policy)

    @pytest.mark.clause("Q56")
    @given(DATES)
    def test_within_a_month(self, issued_on: date) -> None:
        """No invoice waits longer than 31 days, and none is charged before its date."""
        charged_on = autopay_on(issued_on, AUTOPAY).value

        assert issued_on <= charged_on <= issued_on + timedelta(days=31)
        assert charged_on.day == 10


class TestDays:
    """Instants are no days."""

    @pytest.mark.parametrize("value", [datetime(2026, 8, 1, tzinfo=UTC), "2026-08-01"])
    def test_refused(self, value: date) -> None:
        """Every date that is given is a civil date."""
        with pytest.raises(
            WrongType, match=r"^issued_on must be a date without a time"
        ):
            due_on(value, DUE)
        with pytest.raises(WrongType, match=r"^sent_on must be a date without a time"):
            due_on(day(8, 1), BY_SENDING, sent_on=value)
        with pytest.raises(
            WrongType, match=r"^issued_on must be a date without a time"
        ):
            disputable_until(value, DISPUTE)
        with pytest.raises(
            WrongType, match=r"^issued_on must be a date without a time"
        ):
            autopay_on(value, AUTOPAY)
        with pytest.raises(WrongType, match=r"^due must be a date without a time"):
            autopay_on(day(8, 1), AUTOPAY, due=value)

    @pytest.mark.parametrize("derive", [due_on, disputable_until, autopay_on])
    def test_wrong(self, derive: Callable[..., object]) -> None:
        """A policy is that of the date, and no day is so late that a count ends."""
        with pytest.raises(WrongType, match=r"^policy must be an? "):
            derive(day(8, 1), None)
        with pytest.raises(InvalidValue, match=r"^issued_on must be a day from 1900"):
            derive(date.max, DUE)


class TestPolicies:
    """A policy that cannot be read is refused when it is made."""

    @pytest.mark.parametrize(
        ("policy", "field", "value"),
        [
            (DUE, "days", 15.0),
            (DUE, "counted_from", "invoice_date"),
            (DUE, "due_day", None),
            (DISPUTE, "days", True),
            (AUTOPAY, "charged", "due_date"),
            (AUTOPAY, "day", "10"),
            (us.CONNECT.settlement, "negative_total", "refund"),
        ],
    )
    def test_wrong_type(self, policy: Policy, field: str, value: object) -> None:
        """Numbers are whole numbers and choices members of their enumeration."""
        with pytest.raises(WrongType, match=f"^{field} must be "):
            altered(policy, field, value)

    @pytest.mark.parametrize(
        ("policy", "field", "value"),
        [
            (DUE, "days", -1),
            (DUE, "due_day", -1),
            (DUE, "due_day", 31),
            (DISPUTE, "days", -1),
            (AUTOPAY, "day", 0),
            (AUTOPAY, "day", 29),
        ],
    )
    def test_out_of_bounds(self, policy: Policy, field: str, value: int) -> None:
        """Days are 0 or more; a due day is one of 30, an autopay day one of 28."""
        with pytest.raises(InvalidValue, match=f"^{field} must be from [01] to "):
            altered(policy, field, value)

    @pytest.mark.parametrize(
        ("policy", "field", "value"),
        [
            (DUE, "days", 0),
            (DUE, "due_day", 30),
            (DISPUTE, "days", 0),
            (AUTOPAY, "day", 1),
            (AUTOPAY, "day", 28),
        ],
    )
    def test_bounds(self, policy: Policy, field: str, value: int) -> None:
        """Both ends of these ranges are accepted."""
        assert getattr(altered(policy, field, value), field) == value

    @pytest.mark.parametrize(
        ("policy", "fields"),
        [
            (DuePolicy, 5),
            (DisputePolicy, 2),
            (AutopayPolicy, 3),
            (SettlementPolicy, 2),
            (CreditPolicy, 2),
        ],
    )
    def test_no_defaults(self, policy: Callable[[], Policy], fields: int) -> None:
        """A default would be a rule that nobody published: every field is required."""
        with pytest.raises(TypeError, match=f"missing {fields} required"):
            policy()


class TestCreditPolicy:
    """How the parts of a credit note are rounded."""

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize("mode", RoundingMode)
    def test_mirrors(self, mode: RoundingMode) -> None:
        """A credit is the mirror of its charge, so that no mode may favor one side."""
        rounding = Rounding(mode, MINOR_UNIT, step=1)

        if mode in (RoundingMode.CEILING, RoundingMode.FLOOR):
            with pytest.raises(InvalidValue, match=r"^rounding must be a mode that mi"):
                evolve(us.CONNECT.credit, rounding=rounding)
        else:
            assert evolve(us.CONNECT.credit, rounding=rounding).rounding == rounding

    @pytest.mark.clause("Q44")
    def test_places(self) -> None:
        """It is rounded to the minor unit, as amounts are kept."""
        rounding = Rounding(RoundingMode.HALF_UP, 3, step=1)

        with pytest.raises(InvalidValue, match=r"^rounding\.places must be the minor"):
            evolve(us.CONNECT.credit, rounding=rounding)


class TestOfferedDays:
    """The days of which a customer may choose the one on which invoices are due."""

    OFFERED: Final = evolve(DUE, offered=(1, 10, 28))

    @pytest.mark.clause("B1", "Q6")
    def test_chosen(self) -> None:
        """A day that is offered may be chosen, and an invoice is due on it next."""
        policy = evolve(self.OFFERED, due_day=10)

        assert due_on(day(8, 1), policy).value == day(8, 10)
        assert due_on(day(8, 12), policy).value == day(9, 10)

    @pytest.mark.clause("Q6")
    def test_not_offered(self) -> None:
        """A day that is not offered is refused with those that are."""
        with pytest.raises(
            InvalidValue, match=r"^due_day must be one of 1, 10, 28, or 0 for none, "
        ):
            evolve(self.OFFERED, due_day=15)

    @pytest.mark.clause("Q6")
    def test_none_chosen(self) -> None:
        """Without a choice the days are counted, whatever is offered."""
        assert due_on(day(8, 1), self.OFFERED).value == day(8, 1 + 15)

    @pytest.mark.clause("Q6")
    @pytest.mark.parametrize("number", [1, 15, 30])
    def test_nothing_offered(self, number: int) -> None:
        """Where no days are listed, any from 1 to 30 may be chosen."""
        assert DUE.offered == ()
        assert evolve(DUE, due_day=number).due_day == number

    @pytest.mark.parametrize(
        ("offered", "error", "told"),
        [
            ([1, 10], WrongType, "offered must be a tuple of days"),
            (None, WrongType, "offered must be a tuple of days"),
            ((1, "10"), WrongType, r"offered\[1\] must be "),
            ((0,), InvalidValue, r"offered\[0\] must be "),
        ],
    )
    def test_refused(
        self, offered: object, error: type[BillingError], told: str
    ) -> None:
        """What is offered is a tuple of days of a month."""
        with pytest.raises(error, match=f"^{told}"):
            altered(DUE, "offered", offered)


class TestWireNames:
    """What documents and account files keep."""

    def test_frozen(self) -> None:
        """The wire names of the choices never change."""
        assert [
            [one.value for one in kind]
            for kind in (DueCountedFrom, AutopayCharged, NegativeTotal)
        ] == [
            ["invoice_date", "sent_date"],
            ["day_of_month", "due_date"],
            ["account_credit", "refund", "carried_line"],
        ]
