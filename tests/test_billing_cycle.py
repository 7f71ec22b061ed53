"""Which document bills what, and the day it is dated."""

from datetime import UTC, date, datetime
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import account, altered, change, day, invoice, month

from gotobilling.billing_cycle import (
    CyclePolicy,
    DaysCounted,
    DocumentKind,
    DocumentPart,
    FirstInvoice,
    IssueDate,
    IssuePolicy,
    NumberPurchase,
    WhenNothing,
    bills_first_month_late,
    last_invoice_date,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.derivation import Op
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.kinds import ChargeClass
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


BUSINESS: Final = evolve(us.CONNECT.issue, counted=DaysCounted.BUSINESS_DAYS)


class TestBusinessDays:
    """Invoices on numbered business days, without the holidays of the caller."""

    @pytest.mark.clause("A2", "Q24")
    @pytest.mark.parametrize(
        ("month", "number", "holidays", "expected"),
        [
            (2, 1, (), day(2, 2)),
            (2, 1, (day(2, 2),), day(2, 3)),
            (2, 2, (day(2, 3),), day(2, 4)),
            (7, 5, (), day(7, 7)),
            (7, 5, (day(7, 3),), day(7, 8)),
            (8, 1, (), day(8, 3)),
        ],
    )
    def test_recurring(
        self, month: int, number: int, holidays: tuple[date, ...], expected: date
    ) -> None:
        """The 1st of February 2026 is a Sunday, its first business day the 2nd."""
        policy = evolve(BUSINESS, day=number, holidays=holidays)
        first = day(month, 1)

        found = IssueDate(policy)((DocumentKind.RECURRING, first, None, None))

        assert found.value == expected
        assert regular_invoice_date(first, policy) == expected
        (step,) = found.proof.steps
        assert step.op is Op.BUSINESS_DAY

    @pytest.mark.clause("A2", "Q24")
    def test_explained(self) -> None:
        """The explanation names the holidays that were not counted."""
        policy = evolve(BUSINESS, holidays=(day(2, 2), day(2, 16)))

        found = IssueDate(policy)((DocumentKind.RECURRING, day(2, 1), None, None))

        assert found.explain() == (
            "invoice date: business day 2026-02-01, 1, "
            "2026-02-02 and 2026-02-16 = 2026-02-03 [Q24]"
        )

    @pytest.mark.clause("A2")
    def test_last(self) -> None:
        """July's invoices are made until the 5th; by business days, until the 7th."""
        assert last_invoice_date(day(7, 1), CYCLE, us.CONNECT.issue) == day(7, 5)
        assert last_invoice_date(day(7, 1), CYCLE, BUSINESS) == day(7, 7)

    @pytest.mark.clause("A2", "Q24")
    def test_given(self) -> None:
        """A date may be given up to the last of the numbered business days."""
        acme = account(day(6, 1), change(day(6, 1), 1))
        cycle = evolve(CYCLE, first_invoice=FirstInvoice.MONTH_AFTER)
        market = evolve(us.CONNECT, issue=BUSINESS, cycle=cycle)

        found = invoice(acme, month(7), market, issued_on=day(7, 7))

        assert found.issued_on.value == day(7, 7)
        with pytest.raises(
            InvalidValue, match=r"^issued_on must be from 2026-07-01 to 2026-07-07, "
        ):
            invoice(acme, month(7), market, issued_on=day(7, 8))

    @pytest.mark.clause("A4", "A5", "Q24")
    def test_other_dates(self) -> None:
        """A start in the window and a purchase keep their day, a Sunday too."""
        rule = IssueDate(BUSINESS)
        sunday = day(7, 5)

        start = rule((DocumentKind.RECURRING, day(7, 1), sunday, None))
        purchase = rule((DocumentKind.ONE_TIME, sunday, None, None))

        assert start.value == purchase.value == sunday

    @pytest.mark.clause("Q24")
    @given(DATES, st.integers(1, 5), st.sets(DATES, max_size=9))
    def test_days(self, start: date, number: int, holidays: set[date]) -> None:
        """The date is on Monday to Friday, no holiday, no earlier than its number."""
        first = start.replace(day=1)
        policy = evolve(BUSINESS, day=number, holidays=tuple(sorted(holidays)))

        found = regular_invoice_date(first, policy)

        assert found.weekday() < 5
        assert found not in holidays
        assert found >= first.replace(day=number)


def part(name: str, *classes: ChargeClass) -> DocumentPart:
    """Return one of the documents of a month."""
    return DocumentPart(name=name, classes=classes)


TELECOMMUNICATIONS: Final = part(
    "telecommunications", ChargeClass.TELECOMMUNICATIONS, ChargeClass.MESSAGING
)
THE_REST: Final = part(
    "services",
    ChargeClass.SOFTWARE,
    ChargeClass.EQUIPMENT_SALE,
    ChargeClass.EQUIPMENT_RENTAL,
    ChargeClass.FEE,
)


class TestMadeOn:
    """The days on which invoices are made at all."""

    @pytest.mark.clause("A2")
    def test_calendar_days(self) -> None:
        """Where calendar days are counted, a Sunday is as good as any other day."""
        assert us.CONNECT.issue.is_made_on(day(8, 2))

    @pytest.mark.clause("A2")
    def test_business_days(self) -> None:
        """Where business days are counted, neither a Sunday nor a holiday is one."""
        issue = evolve(BUSINESS, holidays=(day(8, 3),))

        assert not issue.is_made_on(day(8, 2))
        assert not issue.is_made_on(day(8, 3))
        assert issue.is_made_on(day(8, 4))

    @pytest.mark.clause("A2")
    def test_too_few(self) -> None:
        """Holidays that leave a month without its first business day are refused."""
        august = tuple(day(8, number) for number in range(1, 32))

        with pytest.raises(
            InvalidValue, match=r"^holidays must be such that 2026-08 has 1 business "
        ):
            regular_invoice_date(day(8, 1), evolve(BUSINESS, holidays=august))


class TestParts:
    """The documents into which a month's invoice is split."""

    SPLIT: Final = evolve(CYCLE, parts=(THE_REST, TELECOMMUNICATIONS))

    @pytest.mark.clause("Q66")
    def test_by_name(self) -> None:
        """A part is found by its name; without parts there is one document."""
        assert self.SPLIT.part("services") is THE_REST
        assert self.SPLIT.part("telecommunications") is TELECOMMUNICATIONS
        assert CYCLE.part(None) is None

    @pytest.mark.clause("Q66")
    @pytest.mark.parametrize("name", ["messages", "", None])
    def test_unknown(self, name: str | None) -> None:
        """A part that is missing or unknown is answered with those that there are."""
        with pytest.raises(
            UnknownName, match=r"^part must be one of services, telecommunications, "
        ):
            self.SPLIT.part(name)

    @pytest.mark.clause("Q66")
    def test_no_parts(self) -> None:
        """Where the invoice is one document, no part of it has a name."""
        with pytest.raises(
            UnknownName, match=r"^part must be None: it is one document, got 'services'"
        ):
            CYCLE.part("services")

    @pytest.mark.clause("Q66")
    def test_charges_without_a_document(self) -> None:
        """A split may leave out a class of which the account never has a charge."""
        for place in range(len(THE_REST.classes)):
            classes = THE_REST.classes[:place] + THE_REST.classes[place + 1 :]
            split = (part("services", *classes), TELECOMMUNICATIONS)

            assert evolve(CYCLE, parts=split).parts == split

    @pytest.mark.clause("Q66")
    @pytest.mark.parametrize(
        "parts",
        [
            (THE_REST, TELECOMMUNICATIONS, part("fees", ChargeClass.FEE)),
            (THE_REST, evolve(TELECOMMUNICATIONS, name="services")),
            (part("all", *THE_REST.classes, *THE_REST.classes[:1]),),
        ],
        ids=["class on two", "name of two", "class twice on one"],
    )
    def test_named_twice(self, parts: tuple[DocumentPart, ...]) -> None:
        """A class stands on one part, once, and a name is one part's."""
        with pytest.raises(ConflictingFacts, match=r"^parts must be each named once"):
            evolve(CYCLE, parts=parts)

    @pytest.mark.parametrize(
        "parts", [[], [THE_REST], ("services",), (None,)], ids=repr
    )
    def test_wrong_type(self, parts: object) -> None:
        """Parts are a tuple of parts."""
        with pytest.raises(WrongType, match=r"^parts must be a tuple of DocumentPart"):
            altered(CYCLE, "parts", parts)

    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("name", "", "name must be text of 1 to 200 "),
            ("classes", (), "classes must be a tuple of ChargeClass"),
            ("classes", [ChargeClass.FEE], "classes must be a tuple of ChargeClass"),
            ("classes", ("fee",), "classes must be "),
            ("classes", (ChargeClass.TAX,), "classes must be classes of charges"),
        ],
    )
    def test_fields(self, field: str, value: object, told: str) -> None:
        """A part has a name, and at least one charge class."""
        with pytest.raises(BillingError, match=f"^{told}"):
            altered(THE_REST, field, value)


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

    @pytest.mark.clause("Q24")
    @pytest.mark.parametrize(
        ("holidays", "error", "told"),
        [
            ((day(2, 2), day(2, 2)), InvalidValue, r"holidays\[1\] must be after "),
            ((day(2, 3), day(2, 2)), InvalidValue, r"holidays\[1\] must be after "),
            ([day(2, 2)], WrongType, "holidays must be a tuple of days"),
            (None, WrongType, "holidays must be a tuple of days"),
            (("2026-02-02",), WrongType, r"holidays\[0\] must be "),
            ((datetime(2026, 2, 2, tzinfo=UTC),), WrongType, r"holidays\[0\] must be "),
            ((date(1899, 12, 31),), BillingError, r"holidays\[0\] must be "),
        ],
    )
    def test_holidays(
        self, holidays: object, error: type[BillingError], told: str
    ) -> None:
        """Holidays are days, in order, each once."""
        with pytest.raises(error, match=f"^{told}"):
            altered(BUSINESS, "holidays", holidays)

    @pytest.mark.clause("Q24")
    def test_holidays_of_calendar_days(self) -> None:
        """Where every day of the month is counted, a holiday would say nothing."""
        with pytest.raises(
            InvalidValue, match=r"^holidays must be none where calendar days are count"
        ):
            evolve(us.CONNECT.issue, holidays=(day(2, 2),))

    @pytest.mark.parametrize("counted", ["business_days", None])
    def test_counted(self, counted: object) -> None:
        """Which days are counted is a member of its own enumeration."""
        with pytest.raises(WrongType, match=r"^counted must be "):
            altered(us.CONNECT.issue, "counted", counted)

    def test_no_defaults(self) -> None:
        """A default would be a rule that nobody published: every field is required."""
        with pytest.raises(TypeError, match="missing 6 required"):
            CyclePolicy()  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="missing 4 required"):
            IssuePolicy()  # type: ignore[call-arg]


class TestWireNames:
    """What documents and account files keep."""

    def test_frozen(self) -> None:
        """The wire names of documents and choices never change."""
        assert [
            [one.value for one in kind]
            for kind in (
                DocumentKind,
                FirstInvoice,
                DaysCounted,
                NumberPurchase,
                WhenNothing,
            )
        ] == [
            ["recurring", "one_time", "cycle", "plan_change", "credit_note"],
            ["window", "next_month", "on_start_date", "month_after"],
            ["calendar_days", "business_days"],
            ["next_monthly", "one_time_invoice"],
            ["no_invoice", "invoice"],
        ]
