"""What a refusal is made of: reasons with a clause, and the way that exists instead."""

from types import SimpleNamespace
from typing import Any

import pytest

from gotobilling.clauses import H6
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.formats.rows import Book
from gotobilling.refusals import Reason, Refused

REASON = Reason("no-refund", "the term has not ended", H6, "wait for its end")


class TestReason:
    """One reason."""

    def test_text(self) -> None:
        """It reads as its text, its clause and what can be done instead."""
        assert str(REASON) == "the term has not ended [H6]; wait for its end"
        assert str(Reason("no", "so", H6)) == "so [H6]"

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            (("", "so", H6), "code must be"),
            (("no", "", H6), "text must be"),
            (("no", "so", "H6"), "clause must be a Clause, got 'H6'"),
            (("no", "so", H6, ""), "instead must be"),
        ],
    )
    def test_wrong(self, fields: tuple[Any, ...], problem: str) -> None:
        """A reason has a code, a text and a clause; a way out that is there is told."""
        with pytest.raises((InvalidValue, WrongType)) as caught:
            Reason(*fields)
        assert str(caught.value).startswith(problem)


class TestRefused:
    """A refusal."""

    def test_text(self) -> None:
        """It tells every reason on a line of its own."""
        assert str(Refused((REASON, Reason("no", "so", H6)))).splitlines() == [
            "the term has not ended [H6]; wait for its end",
            "so [H6]",
        ]

    def test_wrong(self) -> None:
        """It has one reason at least, and nothing but reasons."""
        with pytest.raises(InvalidValue, match=r"^reasons must be at least one"):
            Refused(())
        for wrong in ([REASON], ("so",)):
            with pytest.raises(WrongType, match=r"^reasons must be a tuple of Reason"):
                Refused(wrong)  # type: ignore[arg-type]


def test_a_line_of_no_cycle() -> None:
    """A line that needs the cycle before it is refused where there is none."""
    told: Any = SimpleNamespace(cycle=None)
    with pytest.raises(InvalidValue, match=r"^lines\[0\]\.proof must be of a line"):
        Book.past(told, "lines[0]")
