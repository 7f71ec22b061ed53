"""The choices by name: what an account file can say, and what it rests on.

What each alternative does to documents is shown in ``test_invoices``.
"""

from typing import Final

import attrs
import pytest

from gotobilling.errors import UnknownName, WrongType
from gotobilling.markets import us
from gotobilling.readings import READINGS, Reading, find_reading

# Frozen: account files say so. The first of each is what the market is shipped with.
NAMES: Final = {
    "day_count": ("actual_after_start", "actual_from_start", "thirty_day_month"),
    "removals": ("credited", "not_credited"),
    "free_months": ("calendar_months", "thirty_days"),
    "billing_start": ("later", "quote", "signature"),
    "first_invoice": ("window", "next_month", "on_start_date", "month_after"),
    "quantities": ("day_one", "invoice_date"),
    "invoice_day": ("1", "2", "3", "4", "5"),
    "zero_days": ("shown", "omitted"),
    "same_day": ("netted_by_sign", "per_change"),
    "rounded": ("line", "unit_share"),
    "proration_rounding": ("half_up", "half_even"),
    "price_change": ("on_the_day", "next_cycle"),
    "emptied": ("service_continues", "cancellation", "minimum_quantity"),
    "nothing_to_bill": ("no_invoice", "invoice"),
    "negative_total": ("account_credit", "refund", "carried_line"),
    "number_purchase": ("next_monthly", "one_time_invoice"),
    "last_month": ("days_served", "full_month"),
    "due_counted_from": ("invoice_date", "sent_date"),
    "due_day": tuple(str(number) for number in range(31)),
    "dispute_days": tuple(str(number) for number in range(366)),
    "autopay": ("day_of_month", "due_date"),
}
SHIPPED: Final = {name: texts[0] for name, texts in NAMES.items()} | {
    "dispute_days": "15"
}


def choice(reading: Reading, text: str) -> str | int:
    """Return an alternative as an account file writes it: numbers as numbers."""
    return int(text) if isinstance(reading.choices, range) else text


class TestNames:
    """What can be chosen, under which names."""

    def test_frozen(self) -> None:
        """The names of readings and of their alternatives never change."""
        assert {one.name: one.alternatives() for one in READINGS} == NAMES

    @pytest.mark.clause(
        *("Q1", "Q3", "Q6", "Q9", "Q17", "Q18", "Q23", "Q24", "Q25", "Q27", "Q29"),
        *("Q30", "Q31", "Q35", "Q47", "Q48", "Q54", "Q56", "Q68"),
    )
    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_shipped(self, reading: Reading) -> None:
        """The market is shipped with the default of every decision."""
        shipped = choice(reading, SHIPPED[reading.name])
        policy = getattr(us.CONNECT, reading.policy)

        assert getattr(policy, reading.field) == reading.into(
            policy, reading.read(shipped)
        )
        assert us.CONNECT.with_readings({reading.name: shipped}) == us.CONNECT

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_rests_on(self, reading: Reading) -> None:
        """A reading rests on a decision that its policy's field names as well."""
        field = getattr(
            attrs.fields(type(getattr(us.CONNECT, reading.policy))), reading.field
        )

        assert reading.clause in field.metadata["clauses"]
        assert reading.clause.id.startswith("Q")

    def test_find(self) -> None:
        """A reading is found by its name; an unknown name is told all the others."""
        assert [find_reading(one.name) for one in READINGS] == list(READINGS)
        with pytest.raises(
            UnknownName,
            match=r"^readings must be one of day_count, removals, .*, autopay, got "
            r"'daycount'$",
        ):
            find_reading("daycount")


class TestRead:
    """What an account file writes."""

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_all(self, reading: Reading) -> None:
        """Every alternative is read as a choice of its own, which writes the same."""
        found = [reading.read(choice(reading, text)) for text in reading.alternatives()]

        assert len(set(found)) == len(found)
        for text, one in zip(reading.alternatives(), found, strict=True):
            assert str(getattr(one, "value", one)) == text

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_all_differ(self, reading: Reading) -> None:
        """No two alternatives make the same policy."""
        policy = getattr(us.CONNECT, reading.policy)

        made = [
            reading.into(policy, reading.read(choice(reading, text)))
            for text in reading.alternatives()
        ]

        assert len(set(made)) == len(made)

    def test_unknown_alternative(self) -> None:
        """An alternative that does not exist is told those that do, and the clause."""
        with pytest.raises(
            UnknownName,
            match=r"^readings\.emptied must be one of service_continues, cancellation, "
            r"minimum_quantity, got 'end' \[Q31\]$",
        ):
            find_reading("emptied").read("end")

    @pytest.mark.parametrize("number", [0, 6])
    def test_out_of_range(self, number: int) -> None:
        """A number out of range is told the range."""
        with pytest.raises(
            UnknownName,
            match=rf"^readings\.invoice_day must be from 1 to 5, got {number} \[Q24\]$",
        ):
            find_reading("invoice_day").read(number)

    def test_text_of_a_number(self) -> None:
        """A number reads back from the text in which a document writes it."""
        assert find_reading("invoice_day").read("3") == 3

    @pytest.mark.parametrize(
        ("name", "value", "required"),
        [
            ("invoice_day", "first", "a whole number"),
            ("invoice_day", True, "a whole number"),
            ("dispute_days", 15.0, "a whole number"),
            ("autopay", 10, "text"),
            ("rounded", None, "text"),
        ],
    )
    def test_wrong_type(self, name: str, value: str | int, required: str) -> None:
        """Numbers are not written as text, nor names as numbers."""
        with pytest.raises(
            WrongType, match=rf"^readings\.{name} must be {required}, got "
        ):
            find_reading(name).read(value)
