"""Rented equipment: its term, notice, months after, cancelling and handing back."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import cents, day

from gotobilling.contracts import (
    RentalPurchase,
    last_day_of_rental,
    rental_cancel_until,
    rental_ended_by,
    rental_notice_until,
    rental_restocking_fee,
    rental_return_by,
)
from gotobilling.errors import BillingError, InvalidValue, UnknownCurrency, WrongType
from gotobilling.facts import Rental
from gotobilling.markets import us

POLICY = us.CONNECT.contracts.rental
ONE_DAY = timedelta(1)

days = st.dates(date(2020, 1, 1), date(2028, 12, 31))


def rental(**fields: Any) -> Rental:  # noqa: ANN401 -- any field
    """Return a rental of a phone for two years from 16 March 2026."""
    given = {
        "id": "rental",
        "item": "desk phone",
        "agreed_on": day(3, 16),
        "months": 24,
        "msrp": Decimal("99.99"),
        "currency": "USD",
    }
    return Rental(**{**given, **fields})


class TestTerm:
    """The initial term and the months after it."""

    @pytest.mark.clause("rental-term")
    @pytest.mark.parametrize(
        ("months", "last"),
        [
            (24, day(3, 15, 2028)),
            (36, day(3, 15, 2029)),
            (60, day(3, 15, 2031)),
        ],
    )
    def test_last_day(self, months: int, last: date) -> None:
        """Two, three or five years from 16 March end on 15 March."""
        found = last_day_of_rental(rental(months=months), POLICY)

        assert found.value == last
        assert {clause.id for clause in found.proof.clauses()} == {"rental-term"}

    @pytest.mark.clause("rental-term")
    def test_own_start(self) -> None:
        """A rental that begins on 1 April 2026 ends on 31 March 2028."""
        found = last_day_of_rental(rental(start_on=day(4, 1)), POLICY)

        assert found.value == day(3, 31, 2028)

    @pytest.mark.clause("rental-term")
    def test_leap_day(self) -> None:
        """Two years from 29 February 2028 end on 27 February 2030, without a 29th."""
        found = last_day_of_rental(rental(agreed_on=day(2, 29, 2028)), POLICY)

        assert found.value == day(2, 27, 2030)

    @pytest.mark.clause("rental-months")
    def test_further_months(self) -> None:
        """Each further month ends on the 15th, and the 31st comes back to the 31st."""
        last_of_month = rental(agreed_on=day(8, 31))

        assert last_day_of_rental(rental(), POLICY, further_months=1).explain() == (
            "months of the rental: sum 24, 1 = 25 [rental-months]\n"
            "first day after the rental: plus months 2026-03-16, 25, clamp = "
            "2028-04-16 [rental-months]\n"
            "last day of the rental: day before 2028-04-16 = 2028-04-15 [rental-term]"
        )
        assert [
            last_day_of_rental(last_of_month, POLICY, further_months=n).value
            for n in (1, 2)
        ] == [day(9, 29, 2028), day(10, 30, 2028)]

    @pytest.mark.clause("rental-term")
    def test_only_what_is_offered(self) -> None:
        """A rental of 12 months is none of those that are offered."""
        year, asked = rental(months=12), r"^months must be one of 24, 36, 60, got 12"

        with pytest.raises(InvalidValue, match=asked):
            last_day_of_rental(year, POLICY)
        with pytest.raises(InvalidValue, match=asked):
            rental_notice_until(year, POLICY)
        with pytest.raises(InvalidValue, match=asked):
            rental_ended_by(day(3, 16), year, POLICY)
        with pytest.raises(InvalidValue, match=asked):
            rental_return_by(year, POLICY)

    def test_months_below_zero(self) -> None:
        """No rental ends before its term."""
        with pytest.raises(InvalidValue, match=r"^further_months must be from 0"):
            last_day_of_rental(rental(), POLICY, further_months=-1)


class TestNotice:
    """Notice, and what becomes of a rental without it."""

    @pytest.mark.clause("rental-term")
    def test_thirty_days(self) -> None:
        """30 days before 16 March 2028 are 15 February: 16 of March, 14 of 29."""
        found = rental_notice_until(rental(), POLICY)

        assert found.value == day(2, 15, 2028)
        assert found.explain().splitlines()[-1] == (
            "last day for notice: minus days 2028-03-16, 30 = 2028-02-15 [rental-term]"
        )

    @pytest.mark.clause("rental-term")
    def test_no_days(self) -> None:
        """Without days of notice, the last day of the term is in time, and no later."""
        no_days, last = evolve(POLICY, notice_days=0), day(3, 15, 2028)

        assert rental_notice_until(rental(), no_days).value == last
        assert rental_ended_by(last, rental(), no_days).value == last
        assert rental_ended_by(last + ONE_DAY, rental(), no_days).value == (
            day(4, 15, 2028)
        )

    @pytest.mark.clause("rental-months", "rental-term")
    @pytest.mark.parametrize(
        ("given_on", "last"),
        [
            (day(3, 16), day(3, 15, 2028)),
            (day(2, 15, 2028), day(3, 15, 2028)),
            (day(2, 16, 2028), day(4, 15, 2028)),
            (day(4, 15, 2028), day(4, 15, 2028)),
            (day(4, 16, 2028), day(5, 15, 2028)),
        ],
    )
    def test_ended_by(self, given_on: date, last: date) -> None:
        """Notice in time ends the term, later notice the month that it is given in."""
        found = rental_ended_by(given_on, rental(), POLICY)

        assert found.value == last
        # Notice in time is told with the deadline that it keeps, 15 February.
        until = max(given_on, day(2, 15, 2028))
        assert found.explain().splitlines()[-1] == (
            f"last day of the rental: later {until}, {last} = {last} [rental-months]"
        )

    @pytest.mark.clause("rental-months", "rental-term")
    @given(
        days, st.sampled_from(POLICY.terms), st.integers(0, 2500), st.integers(0, 90)
    )
    def test_later_never_ends_earlier(
        self, agreed_on: date, months: int, after: int, later: int
    ) -> None:
        """Notice never ends a rental before itself, and later notice not earlier."""
        one = rental(agreed_on=agreed_on, months=months)
        given_on = agreed_on + timedelta(after)
        first, second = (
            rental_ended_by(on, one, POLICY).value
            for on in (given_on, given_on + timedelta(later))
        )

        assert given_on <= first <= second

    @pytest.mark.clause("rental-term")
    @given(days, st.sampled_from(POLICY.terms))
    def test_two_sides(self, agreed_on: date, months: int) -> None:
        """The last day for notice ends the term, the day after one month more."""
        one = rental(agreed_on=agreed_on, months=months)
        by = rental_notice_until(one, POLICY).value

        for on, further in ((by, 0), (by + ONE_DAY, 1)):
            last = last_day_of_rental(one, POLICY, further_months=further).value
            assert rental_ended_by(on, one, POLICY).value == last


class TestCancelling:
    """A rental can be cancelled at first."""

    @pytest.mark.clause("rental-cancellation")
    def test_fifteen_days(self) -> None:
        """An agreement of 16 March is cancelled up to 31 March, wherever it begins."""
        later = rental(start_on=day(4, 1))

        for one in (rental(), later):
            assert rental_cancel_until(one, POLICY).value == day(3, 31)

    @pytest.mark.clause("rental-cancellation")
    def test_restocking(self) -> None:
        """A quarter of the list price of all units, rounded once."""
        one, three = (rental_restocking_fee(rental(quantity=n), POLICY) for n in (1, 3))

        assert one.value.minor == cents(Fraction(9999, 100) / 4)
        assert three.value.minor == cents(3 * Fraction(9999, 100) / 4)
        assert (str(one.value.amount), str(three.value.amount)) == ("25.00", "74.99")
        assert one.explain().splitlines() == [
            "list price: times 9999/100, 1 = 9999/100 [rental-cancellation]",
            "restocking fee: percent 9999/100, 25 = 9999/400 [rental-cancellation]",
            (
                "amount: round 9999/400, half up to the minor unit, USD = 25 "
                "[rental-cancellation]"
            ),
        ]


class TestHandingBack:
    """Rented equipment is handed back."""

    @pytest.mark.clause("rental-return")
    def test_ten_days(self) -> None:
        """What ended on 15 March 2028 is back by the 25th."""
        assert rental_return_by(rental(), POLICY).value == day(3, 25, 2028)
        assert rental_return_by(day(3, 31), POLICY).value == day(4, 10)
        assert rental_return_by(rental(), POLICY, further_months=1).value == (
            day(4, 25, 2028)
        )

    def test_refused(self) -> None:
        """A day has no further months, and what is no day does not end a rental."""
        no_day: Any = "2028-03-15"
        with pytest.raises(
            InvalidValue, match=r"^further_months must be 0 where a day"
        ):
            rental_return_by(day(3, 31), POLICY, further_months=1)
        with pytest.raises(WrongType, match=r"^ended must be a date"):
            rental_return_by(no_day, POLICY)

    @pytest.mark.clause("rental-purchase")
    def test_purchase(self) -> None:
        """What is paid for can be bought at its fair market value."""
        assert POLICY.purchase is RentalPurchase.FAIR_MARKET_VALUE


class TestFact:
    """A rental that makes no sense is refused when it is made."""

    @pytest.mark.parametrize(
        ("field", "value", "error"),
        [
            ("item", "", InvalidValue),
            ("product", 1, WrongType),
            ("agreed_on", "2026-03-16", WrongType),
            ("months", 0, InvalidValue),
            ("months", 601, InvalidValue),
            ("quantity", 0, InvalidValue),
            ("start_on", day(3, 15), InvalidValue),
            ("start_on", "2026-03-16", WrongType),
            ("msrp", 99.99, WrongType),
            ("msrp", Decimal(-1), InvalidValue),
            ("currency", "XYZ", UnknownCurrency),
        ],
    )
    def test_refused(
        self, field: str, value: object, error: type[BillingError]
    ) -> None:
        """The error names the field."""
        with pytest.raises(error, match=f"^{field} must be "):
            rental(**{field: value})

    def test_one_spelling(self) -> None:
        """Equal list prices make equal facts, known on the day of the agreement."""
        one = rental(msrp=Decimal("100.0"))

        assert one == rental(msrp=Decimal("1E2"))
        assert (one.known_on, one.effective_on) == (day(3, 16), day(3, 16))
        assert evolve(one, start_on=day(3, 16)).start_on == day(3, 16)
