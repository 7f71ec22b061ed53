"""When a payment that failed can be tried again.

>>> from datetime import UTC
>>> from gotobilling.markets import us
>>> failed = PaymentAttempt(
...     at=datetime(2026, 8, 10, 9, tzinfo=UTC), outcome=AttemptOutcome.DECLINED
... )
>>> next_attempt_at([failed], us.CONNECT.after_invoice.attempts)
datetime.datetime(2026, 8, 10, 10, 0, tzinfo=datetime.timezone.utc)
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

from attrs import frozen

from gotobilling import checks
from gotobilling.after_invoice import AttemptPolicy
from gotobilling.clauses.payment_texts import B3, B7
from gotobilling.errors import WrongType
from gotobilling.refusals import Reason, Refused

__all__ = ["AttemptOutcome", "PaymentAttempt", "may_attempt", "next_attempt_at"]


class AttemptOutcome(Enum):
    """
    What came of an attempt to pay.

    Clauses: B3, B4, B7.
    """

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LIMIT_REACHED = "limit_reached"
    """It was told that the attempts of 24 hours are used up."""


@frozen(kw_only=True)
class PaymentAttempt:
    """
    An attempt to pay.

    Attributes:
        at: The instant, with its time zone.
        outcome: What came of it.

    Clauses: B3, B7, attempt-limit.
    """

    at: datetime
    outcome: AttemptOutcome

    def __attrs_post_init__(self) -> None:
        _check_instant("at", self.at)
        checks.member("outcome", self.outcome, AttemptOutcome)


# What else there is to do, as one guide lists it (B18); the wait is the reason itself.
_CHECKLIST: Final = (
    "check name and address against the card's, ask its issuer about a limit or block, "
    "try a card of another issuer, authenticate the payment, then ask support [B18]"
)


def next_attempt_at(
    attempts: Iterable[PaymentAttempt], policy: AttemptPolicy
) -> datetime | None:
    """
    Return the first instant at which a payment can be tried again, in UTC.

    It is an hour after an attempt that was declined and 24 hours after one that met the
    limit; the latest of all since a payment last went through. The hours are counted as
    time that passes, whatever clocks do.

    Args:
        attempts: The attempts, in any order.
        policy: The hours.

    Returns:
        The instant, which is in time; or None where nothing has failed since.

    Clauses: B3, B7, attempt-limit.
    """
    waits = _waits(_in_time(attempts), policy)
    return max((until for until, _ in waits), default=None)


def may_attempt(
    at: datetime, attempts: Iterable[PaymentAttempt], policy: AttemptPolicy
) -> Refused | None:
    """
    Say whether a payment can be tried at an instant; None where nothing is against it.

    Args:
        at: The instant, with its time zone.
        attempts: The attempts, in any order; those after the instant do not count.
        policy: The hours.

    Returns:
        None, or why not, until when, and what can be done instead.

    >>> from gotobilling.markets import us
    >>> failed = PaymentAttempt(
    ...     at=datetime(2026, 8, 10, 9, tzinfo=UTC), outcome=AttemptOutcome.DECLINED
    ... )
    >>> half_past = datetime(2026, 8, 10, 9, 30, tzinfo=UTC)
    >>> refused = may_attempt(half_past, [failed], us.CONNECT.after_invoice.attempts)
    >>> refused.reasons[0].code, refused.reasons[0].text
    ('declined', 'a declined payment can be tried again at 2026-08-10 10:00 UTC')

    Clauses: B3, B7, B18, attempt-limit.
    """
    _check_instant("at", at)
    now = at.astimezone(UTC)
    past = [one for one in _in_time(attempts) if one.at.astimezone(UTC) <= now]
    last: dict[AttemptOutcome, datetime] = {}
    for until, outcome in _waits(past, policy):
        if until > now:
            last[outcome] = max(until, last.get(outcome, until))
    reasons = tuple(
        Reason(code, text.format(last[outcome]), clause, _CHECKLIST)
        for outcome, code, text, clause in _WHY
        if outcome in last
    )
    return Refused(reasons) if reasons else None


_WHY: Final = (
    (
        AttemptOutcome.DECLINED,
        "declined",
        "a declined payment can be tried again at {:%Y-%m-%d %H:%M} UTC",
        B3,
    ),
    (
        AttemptOutcome.LIMIT_REACHED,
        "limit-reached",
        "the attempts of 24 hours are used up until {:%Y-%m-%d %H:%M} UTC",
        B7,
    ),
)


def _in_time(attempts: Iterable[PaymentAttempt]) -> list[PaymentAttempt]:
    if not isinstance(attempts, Iterable):
        raise WrongType("attempts", "attempts to pay", attempts)
    found = list(attempts)
    for index, one in enumerate(found):
        if type(one) is not PaymentAttempt:
            raise WrongType(f"attempts[{index}]", "a PaymentAttempt", one)
    # Instants of two zones are compared as they pass, not as their clocks show them.
    return sorted(found, key=lambda attempt: attempt.at.astimezone(UTC))


def _waits(
    attempts: list[PaymentAttempt], policy: AttemptPolicy
) -> list[tuple[datetime, AttemptOutcome]]:
    if type(policy) is not AttemptPolicy:
        raise WrongType("policy", "an AttemptPolicy", policy)
    hours = {
        AttemptOutcome.DECLINED: policy.retry_hours,
        AttemptOutcome.LIMIT_REACHED: policy.limit_hours,
    }
    waits: list[tuple[datetime, AttemptOutcome]] = []
    for one in attempts:
        if one.outcome is AttemptOutcome.ACCEPTED:
            waits.clear()
            continue
        until = one.at.astimezone(UTC) + timedelta(hours=hours[one.outcome])
        waits.append((until, one.outcome))
    return waits


def _check_instant(path: str, at: object) -> None:
    if type(at) is not datetime or at.utcoffset() is None:
        raise WrongType(path, "an instant with its time zone", at)
    checks.billing_day(path, at.date())
