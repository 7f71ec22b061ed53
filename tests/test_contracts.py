"""When billing starts: the quote, the free months, and which of the two wins."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.builders import altered, day

from gotobilling.contracts import (
    StartCounted,
    StartPolicy,
    billing_start,
    days_between_starts,
)
from gotobilling.errors import AmbiguousDate, InvalidValue, WrongType
from gotobilling.facts import Contract
from gotobilling.markets import us
from gotobilling.periods import MissingDay

START = us.CONNECT.start
THIRTY_DAYS = evolve(START, free_month_days=30)


def contract(
    signed_on: date | None = None,
    free_months: int = 0,
    billing_start_on: date | None = None,
) -> Contract:
    """Return a contract of those dates."""
    return Contract(
        id="contract",
        signed_on=signed_on,
        free_months=free_months,
        billing_start_on=billing_start_on,
    )


class TestQuote:
    """The billing start date on the quote."""

    @pytest.mark.clause("A3")
    @pytest.mark.parametrize("counted", StartCounted)
    def test_alone(self, counted: StartCounted) -> None:
        """A quote without a signature starts billing on its date, however read."""
        policy = evolve(START, counted=counted)
        found = billing_start(contract(billing_start_on=day(7, 15)), policy)

        assert found.value == day(7, 15)
        assert found.explain() == ("billing start: given 2026-07-15 = 2026-07-15 [A3]")


class TestFreeMonths:
    """Months that nobody pays for."""

    @pytest.mark.clause("A7", "Q18")
    def test_run_from_the_signature(self) -> None:
        """Two free months signed on 20 January end on 20 March, when billing starts."""
        found = billing_start(contract(signed_on=day(1, 20), free_months=2), START)

        assert found.value == day(3, 20)
        assert found.explain() == (
            "free months have run: plus months 2026-01-20, 2, clamp = 2026-03-20 [Q18]"
        )

    @pytest.mark.clause("A7", "Q18")
    def test_none(self) -> None:
        """Without free months and without a quote, billing starts with the contract."""
        found = billing_start(contract(signed_on=day(1, 20)), START)

        assert found.value == day(1, 20)

    @pytest.mark.clause("Q18")
    @pytest.mark.parametrize(
        ("signed_on", "months", "start"),
        [
            (day(1, 31), 1, day(2, 28)),
            (day(1, 31, 2028), 1, day(2, 29, 2028)),
            (day(1, 31), 3, day(4, 30)),
            (day(1, 31), 2, day(3, 31)),
            (day(12, 31, 2027), 2, day(2, 29, 2028)),
        ],
    )
    def test_missing_day(self, signed_on: date, months: int, start: date) -> None:
        """A month too short for the day gives its last day, counted from the anchor."""
        signed = contract(signed_on=signed_on, free_months=months)

        assert billing_start(signed, START).value == start

    @pytest.mark.clause("Q18")
    def test_other_missing_days(self) -> None:
        """31 January + 1 month is 1 March where it rolls over, or nobody's to say."""
        signed = contract(signed_on=day(1, 31), free_months=1)
        rolled = evolve(START, missing_day=MissingDay.ROLL_OVER)
        refused = evolve(START, missing_day=MissingDay.REFUSE)

        assert billing_start(signed, rolled).value == day(3, 1)
        with pytest.raises(AmbiguousDate):
            billing_start(signed, refused)

    @pytest.mark.clause("Q18")
    def test_thirty_days_each(self) -> None:
        """Two months of 30 days from 20 January are 60 days: 11 + 28 + 21 March."""
        signed = contract(signed_on=day(1, 20), free_months=2)
        found = billing_start(signed, THIRTY_DAYS)

        assert found.value == day(3, 11 + 28 + 21 - 39)
        assert found.explain().splitlines() == [
            "free days: times 2, 30 = 60 [Q18]",
            "free months have run: plus days 2026-01-20, 60 = 2026-03-21 [Q18]",
        ]


class TestQuoteAndFreeMonths:
    """Both dates are known."""

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize(
        ("quote", "later", "by_quote", "by_signature"),
        [
            (day(3, 1), day(3, 20), day(3, 1), day(3, 20)),
            (day(3, 20), day(3, 20), day(3, 20), day(3, 20)),
            (day(4, 10), day(4, 10), day(4, 10), day(3, 20)),
        ],
    )
    def test_which_counts(
        self, quote: date, later: date, by_quote: date, by_signature: date
    ) -> None:
        """The later of quote and free months counts, or the one that is chosen."""
        both = contract(signed_on=day(1, 20), free_months=2, billing_start_on=quote)

        assert billing_start(both, START).value == later
        for counted, expected in (
            (StartCounted.LATER, later),
            (StartCounted.QUOTE, by_quote),
            (StartCounted.SIGNATURE, by_signature),
        ):
            policy = evolve(START, counted=counted)
            assert billing_start(both, policy).value == expected

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize("counted", StartCounted)
    def test_signature_alone(self, counted: StartCounted) -> None:
        """Without a quote the free months decide, however read."""
        signed = contract(signed_on=day(1, 20), free_months=2)

        found = billing_start(signed, evolve(START, counted=counted))

        assert found.value == day(3, 20)

    @pytest.mark.clause("A3", "A7", "Q35")
    def test_explained(self) -> None:
        """The explanation names both dates and the choice between them."""
        both = contract(signed_on=day(1, 20), free_months=2, billing_start_on=day(3, 1))
        found = billing_start(both, START)

        assert found.explain().splitlines() == [
            "free months have run: plus months 2026-01-20, 2, clamp = 2026-03-20 [Q18]",
            "billing start: later 2026-03-01, 2026-03-20 = 2026-03-20 [Q35]",
        ]
        assert found.proof.facts() == (both,)


class TestDifference:
    """How far quote and free months lie apart, for a reader to be told."""

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize(
        ("quote", "days"),
        [(day(3, 1), 31 + 20 - 32), (day(3, 20), 0), (day(4, 10), -(11 + 10))],
    )
    def test_days(self, quote: date, days: int) -> None:
        """A quote of 1 March lies 19 days before 20 March, one of 10 April 21 after."""
        both = contract(signed_on=day(1, 20), free_months=2, billing_start_on=quote)

        assert days_between_starts(both, START) == days

    @pytest.mark.clause("Q35")
    @pytest.mark.parametrize("counted", StartCounted)
    def test_whatever_counts(self, counted: StartCounted) -> None:
        """The difference is that of the dates, whichever of them is made to count."""
        both = contract(signed_on=day(1, 20), free_months=2, billing_start_on=day(3, 1))

        assert days_between_starts(both, evolve(START, counted=counted)) == 19

    @pytest.mark.clause("Q35")
    def test_one_date(self) -> None:
        """With one of the dates there is no difference."""
        quoted = contract(billing_start_on=day(3, 1))
        signed = contract(signed_on=day(1, 20), free_months=2)

        assert days_between_starts(quoted, START) == 0
        assert days_between_starts(signed, START) == 0


class TestPolicy:
    """A policy that cannot be read is refused when it is made."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("counted", "later"),
            ("missing_day", "clamp"),
            ("free_month_days", None),
            ("free_month_days", True),
        ],
    )
    def test_wrong_type(self, field: str, value: object) -> None:
        """Each choice is a member of its enumeration, the days are a whole number."""
        with pytest.raises(WrongType, match=f"^{field} must be "):
            altered(START, field, value)

    def test_negative_days(self) -> None:
        """A free month has no fewer than 0 days; 0 stands for calendar months."""
        with pytest.raises(InvalidValue, match=r"^free_month_days must be from 0 to "):
            evolve(START, free_month_days=-1)
        with pytest.raises(InvalidValue, match=r"^free_month_days must be from 0 to "):
            evolve(START, free_month_days=367)

    def test_no_defaults(self) -> None:
        """A default would be a rule that nobody published: every field is required."""
        with pytest.raises(TypeError, match="missing 4 required"):
            StartPolicy()  # type: ignore[call-arg]


class TestLaws:
    """What holds for every contract."""

    @pytest.mark.clause("A7", "Q35")
    @given(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.integers(0, 60),
        st.dates(date(2020, 1, 1), date(2036, 1, 1)),
    )
    def test_never_within_the_free_months(
        self, signed_on: date, months: int, quote: date
    ) -> None:
        """Billing never starts before the quote's date nor within the free months."""
        both = contract(signed_on=signed_on, free_months=months, billing_start_on=quote)
        signed = contract(signed_on=signed_on, free_months=months)

        start = billing_start(both, START).value

        assert start == max(quote, billing_start(signed, START).value)

    @pytest.mark.clause("Q18")
    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 59))
    def test_one_month_more(self, signed_on: date, months: int) -> None:
        """Each free month more starts billing in the calendar month after."""
        assume(signed_on.day <= 28)
        first, second = (
            billing_start(contract(signed_on=signed_on, free_months=n), START).value
            for n in (months, months + 1)
        )

        assert (second.year * 12 + second.month) - (first.year * 12 + first.month) == 1
        assert first.day == second.day == signed_on.day
