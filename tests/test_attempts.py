"""When a payment that failed can be tried again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gotobilling.errors import WrongType
from gotobilling.markets import us
from gotobilling.payments import (
    AttemptOutcome,
    PaymentAttempt,
    may_attempt,
    next_attempt_at,
)
from gotobilling.refusals import Refused

POLICY = us.CONNECT.after_invoice.attempts
DECLINED, LIMIT = AttemptOutcome.DECLINED, AttemptOutcome.LIMIT_REACHED
ACCEPTED = AttemptOutcome.ACCEPTED


def at(hour: int, minute: int = 0) -> datetime:
    """An instant of 10 August 2026."""
    return datetime(2026, 8, 10, hour, minute, tzinfo=UTC)


def tried(when: datetime, outcome: AttemptOutcome) -> PaymentAttempt:
    """An attempt and what came of it."""
    return PaymentAttempt(at=when, outcome=outcome)


@pytest.mark.clause("B3", "B7", "attempt-limit")
class TestNext:
    """An hour after a decline, 24 hours after the limit, the later of both."""

    @pytest.mark.parametrize(
        ("attempts", "until"),
        [
            ([], None),
            ([(9, DECLINED)], at(10)),
            ([(9, LIMIT)], at(9) + timedelta(hours=24)),
            ([(9, LIMIT), (12, DECLINED)], at(9) + timedelta(hours=24)),
            ([(12, DECLINED), (9, DECLINED)], at(13)),
            ([(9, LIMIT), (12, ACCEPTED)], None),
            ([(9, LIMIT), (12, ACCEPTED), (13, DECLINED)], at(14)),
        ],
    )
    def test_waits(
        self, attempts: list[tuple[int, AttemptOutcome]], until: datetime | None
    ) -> None:
        """The wait is the longest since a payment last went through."""
        made = [tried(at(hour), outcome) for hour, outcome in attempts]

        assert next_attempt_at(made, POLICY) == until

    def test_clock_change(self) -> None:
        """On the night the clocks go back, an hour is still an hour that passes."""
        zone = ZoneInfo("America/New_York")
        declined = tried(datetime(2026, 11, 1, 1, 30, tzinfo=zone), DECLINED)

        # 01:30 summer time is 05:30 UTC; an hour later the clock shows 01:30 again.
        assert next_attempt_at([declined], POLICY) == datetime(
            2026, 11, 1, 6, 30, tzinfo=UTC
        )


@pytest.mark.clause("B3", "B7", "B18")
class TestMay:
    """Whether a payment can be tried at an instant."""

    def test_hour(self) -> None:
        """At 59 minutes it cannot, at 60 it can."""
        attempts = [tried(at(9), DECLINED), tried(at(23), DECLINED)]

        found = may_attempt(at(9, 59), attempts, POLICY)

        assert isinstance(found, Refused)
        assert [(x.code, x.clause.id) for x in found.reasons] == [("declined", "B3")]
        assert "another issuer" in str(found.reasons[0].instead)
        assert may_attempt(at(10), attempts, POLICY) is None

    def test_both(self) -> None:
        """Both reasons are told, each with its own end."""
        attempts = [tried(at(9), LIMIT), tried(at(9, 30), DECLINED)]

        found = may_attempt(at(10), attempts, POLICY)

        assert isinstance(found, Refused)
        assert [x.text[-20:] for x in found.reasons] == [
            "2026-08-10 10:30 UTC",
            "2026-08-11 09:00 UTC",
        ]

    def test_wrong_types(self) -> None:
        """An instant without a time zone, and what is no attempt, are errors."""
        call: Any = may_attempt
        naive = datetime(2026, 8, 10)  # noqa: DTZ001 -- what is refused
        every: tuple[tuple[Any, ...], ...] = (
            (naive, [], POLICY),
            ("now", [], POLICY),
            (at(9), 3, POLICY),
            (at(9), [3], POLICY),
            (at(9), [], us.CONNECT),
        )
        for arguments in every:
            with pytest.raises(WrongType):
                call(*arguments)
        with pytest.raises(WrongType, match="outcome"):
            PaymentAttempt(at=at(9), outcome="declined")  # type: ignore[arg-type]
