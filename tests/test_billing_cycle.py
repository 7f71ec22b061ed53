"""Which document bills what, and the day it is dated."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import altered, day

from gotobilling.billing_cycle import (
    CyclePolicy,
    DocumentKind,
    FirstInvoice,
    IssueDate,
    IssuePolicy,
    NumberPurchase,
    WhenNothing,
    bills_first_month_late,
    starts_own_document,
)
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.markets import us

CYCLE = us.CONNECT.cycle
ISSUE_DATE = us.CONNECT.rules.issue_date
DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def cycle(first_invoice: FirstInvoice) -> CyclePolicy:
    """Return the policy with another reading of the first invoice."""
    return evolve(CYCLE, first_invoice=first_invoice)


class TestFirstInvoice:
    """Which document carries the month in which billing starts."""

    @pytest.mark.clause("A3", "A4", "Q9")
    @pytest.mark.parametrize(
        ("number", "own", "late"),
        [
            (1, False, False),
            (2, True, False),
            (5, True, False),
            (6, False, True),
            (15, False, True),
            (31, False, True),
        ],
    )
    def test_window(self, number: int, *, own: bool, late: bool) -> None:
        """Day 1 is regular, days 2 to 5 have a document of their own, others wait."""
        start = day(7, number)

        assert starts_own_document(start, CYCLE) is own
        assert bills_first_month_late(start, CYCLE) is late

    @pytest.mark.clause("Q9")
    @pytest.mark.parametrize(
        ("first_invoice", "own", "late"),
        [
            (FirstInvoice.NEXT_MONTH, [], [2, 5, 6, 31]),
            (FirstInvoice.ON_START_DATE, [2, 5, 6, 31], []),
            (FirstInvoice.MONTH_AFTER, [], [1, 2, 5, 6, 31]),
        ],
    )
    def test_alternatives(
        self, first_invoice: FirstInvoice, own: list[int], late: list[int]
    ) -> None:
        """Other readings know no window: next month, on the start, the month after."""
        policy, days = cycle(first_invoice), (1, 2, 5, 6, 31)

        assert [n for n in days if starts_own_document(day(7, n), policy)] == own
        assert [n for n in days if bills_first_month_late(day(7, n), policy)] == late

    @pytest.mark.clause("Q9")
    @pytest.mark.parametrize("last", [1, 28])
    def test_other_windows(self, last: int) -> None:
        """A window ends on its last day, which is counted."""
        policy = evolve(CYCLE, window_last_day=last)

        assert [n for n in range(1, 32) if starts_own_document(day(7, n), policy)] == (
            list(range(2, last + 1))
        )

    @pytest.mark.clause("Q9")
    @given(DATES, st.sampled_from(FirstInvoice))
    def test_billed_once(self, start: date, first_invoice: FirstInvoice) -> None:
        """A first month is billed by its own document or late, never by both."""
        policy = cycle(first_invoice)

        own = starts_own_document(start, policy)
        late = bills_first_month_late(start, policy)

        assert not (own and late)
        assert own or late or start.day == 1


class TestIssueDate:
    """The one date from which the others count."""

    @pytest.mark.clause("A2", "Q24")
    def test_recurring(self) -> None:
        """A monthly invoice is dated the 1st of its month."""
        found = ISSUE_DATE((DocumentKind.RECURRING, day(8, 1), None, None))

        assert found.value == day(8, 1)
        assert found.explain() == (
            "invoice date: day of month 2026-08-01, 1 = 2026-08-01 [Q24]"
        )

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
    def test_other_day(self, number: int) -> None:
        """Where another day of the window dates invoices, it does so every month."""
        rule = IssueDate(evolve(us.CONNECT.issue, day=number))

        for first in (day(2, 1), day(8, 1)):
            found = rule((DocumentKind.RECURRING, first, None, None))
            assert found.value == first.replace(day=number)

    @pytest.mark.clause("A4", "Q24")
    def test_start_in_the_window(self) -> None:
        """The document of a start in its own month is dated on the start."""
        found = ISSUE_DATE((DocumentKind.RECURRING, day(7, 1), day(7, 3), None))

        assert found.value == day(7, 3)
        assert found.explain() == (
            "invoice date: the billing start: given 2026-07-03 = 2026-07-03 [Q24]"
        )

    @pytest.mark.clause("A5", "Q24")
    def test_purchase(self) -> None:
        """A one-time document is dated on the day of purchase."""
        found = ISSUE_DATE((DocumentKind.ONE_TIME, day(8, 12), None, None))

        assert found.value == day(8, 12)
        assert found.explain() == (
            "invoice date: the purchase day: given 2026-08-12 = 2026-08-12 [A5]"
        )

    @pytest.mark.clause("Q24")
    @pytest.mark.parametrize("start", [None, day(8, 3)])
    def test_given(self, start: date | None) -> None:
        """A date that the caller gives goes before all others."""
        found = ISSUE_DATE((DocumentKind.RECURRING, day(8, 1), start, day(8, 4)))

        assert found.value == day(8, 4)
        assert found.explain() == (
            "invoice date, as given: given 2026-08-04 = 2026-08-04 [Q24]"
        )


class TestPolicies:
    """A policy that cannot be read is refused when it is made."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("first_invoice", "window"),
            ("number_purchase", None),
            ("nothing_to_bill", NumberPurchase.NEXT_MONTHLY),
            ("window_last_day", 5.0),
        ],
    )
    def test_wrong_type(self, field: str, value: object) -> None:
        """Each choice is a member of its own enumeration."""
        with pytest.raises(WrongType, match=f"^{field} must be "):
            altered(CYCLE, field, value)

    @pytest.mark.parametrize("last", [0, 29])
    def test_window(self, last: int) -> None:
        """A window ends on day 1 to 28, which every month has."""
        with pytest.raises(InvalidValue, match=r"^window_last_day must be from 1 to "):
            evolve(CYCLE, window_last_day=last)

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize("number", [0, 6])
    def test_issue_day(self, number: int) -> None:
        """Invoices are dated on day 1 to 5."""
        with pytest.raises(InvalidValue, match=r"^day must be from 1 to "):
            evolve(us.CONNECT.issue, day=number)

    def test_no_defaults(self) -> None:
        """A default would be a rule that nobody published: every field is required."""
        with pytest.raises(TypeError, match="missing 5 required"):
            CyclePolicy()  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="missing 2 required"):
            IssuePolicy()  # type: ignore[call-arg]


class TestWireNames:
    """What documents and account files keep."""

    def test_frozen(self) -> None:
        """The wire names of documents and choices never change."""
        assert [
            [one.value for one in kind]
            for kind in (DocumentKind, FirstInvoice, NumberPurchase, WhenNothing)
        ] == [
            ["recurring", "one_time"],
            ["window", "next_month", "on_start_date", "month_after"],
            ["next_monthly", "one_time_invoice"],
            ["no_invoice", "invoice"],
        ]
