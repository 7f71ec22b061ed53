"""The dates and the balance that count from an invoice: due, dispute, autopay, payable.

The invoice date is day 0 of every count, and the day counted to is still in time:

>>> from datetime import date
>>> from gotobilling.markets import us
>>> due_on(date(2026, 8, 1), us.CONNECT.due).value
datetime.date(2026, 8, 16)
>>> autopay_on(date(2026, 8, 12), us.CONNECT.autopay).value
datetime.date(2026, 9, 10)
"""

from datetime import date, timedelta
from enum import Enum
from typing import ClassVar, Final

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import CREDIT_SHARE, Q3, Q6, Q48, Q56
from gotobilling.derivation import DateRule, Day, Derived, Pen, Policy, Rounds
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.periods import next_day_of_month
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause

__all__ = [
    "AutopayCharged",
    "AutopayOn",
    "AutopayPolicy",
    "CreditPolicy",
    "DisputePolicy",
    "DisputeUntil",
    "DueCountedFrom",
    "DueOn",
    "DuePolicy",
    "NegativeTotal",
    "SettlementPolicy",
    "autopay_on",
    "disputable_until",
    "due_on",
]


class DueCountedFrom(Enum):
    """Day 0 of the days until an invoice is due (Q6)."""

    INVOICE_DATE = "invoice_date"
    SENT_DATE = "sent_date"


class AutopayCharged(Enum):
    """When autopay charges an open invoice (Q56)."""

    DAY_OF_MONTH = "day_of_month"
    """On the numbered day, the first on or after the invoice date."""
    DUE_DATE = "due_date"
    """On the invoice's due date."""


class NegativeTotal(Enum):
    """What becomes of a total below zero (Q48)."""

    ACCOUNT_CREDIT = "account_credit"
    """Nothing is payable; the rest is credit of the account."""
    REFUND = "refund"
    """The negative total is payable to the customer."""
    CARRIED_LINE = "carried_line"
    """Nothing is payable; the rest is a line of the next invoice."""


_INVOICE_DATE: Final = DueCountedFrom.INVOICE_DATE


@frozen(kw_only=True)
class DuePolicy(Policy):
    """
    When an invoice is due.

    Attributes:
        days: Days from day 0 to the due date, which is still in time.
        counted_from: Day 0.
        due_day: A day of the month that the customer chose instead; 0 for none.
        offered: The days of which the customer may choose one; none means any from 1
            to 30.
        clause: The published rule.

    Clauses: B1, Q6.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "due")

    days: int = field(metadata={"clauses": (Q6,)})
    counted_from: DueCountedFrom = field(metadata={"clauses": (Q6,)})
    due_day: int = field(metadata={"clauses": (Q6,)})
    offered: tuple[int, ...] = field(metadata={"clauses": (Q6,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("days", self.days, 0)
        checks.member("counted_from", self.counted_from, DueCountedFrom)
        checks.whole("due_day", self.due_day, 0)
        if self.due_day > 30:
            raise InvalidValue("due_day", "from 1 to 30, or 0 for none", self.due_day)
        if not isinstance(self.offered, tuple):
            raise WrongType("offered", "a tuple of days", self.offered)
        for index, one in enumerate(self.offered):
            checks.whole(f"offered[{index}]", one, 1)
        if self.offered and self.due_day not in (0, *self.offered):
            requirement = f"one of {', '.join(map(str, self.offered))}, or 0 for none"
            raise InvalidValue("due_day", requirement, self.due_day, "Q6")


@frozen(kw_only=True)
class DisputePolicy(Policy):
    """
    How long a charge can be disputed.

    Attributes:
        days: Days from the invoice date, day 0, to the last day for notice.
        clause: The published rule.

    Clauses: G4, Q3.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "dispute")

    days: int = field(metadata={"clauses": (Q3,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.whole("days", self.days, 0)


@frozen(kw_only=True)
class AutopayPolicy(Policy):
    """
    When the default payment method is charged.

    Attributes:
        charged: On a day of the month, or on the due date.
        day: The day of the month.
        clause: The published rule.

    Clauses: B2, Q56.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "autopay")

    charged: AutopayCharged = field(metadata={"clauses": (Q56,)})
    day: int = field(metadata={"clauses": (Q56,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("charged", self.charged, AutopayCharged)
        checks.whole("day", self.day, 1, 28)


@frozen(kw_only=True)
class SettlementPolicy(Policy):
    """
    What is payable of a total.

    Attributes:
        negative_total: What becomes of a total below zero.
        clause: The published rule.

    Clauses: Q47, Q48.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "settlement")

    negative_total: NegativeTotal = field(metadata={"clauses": (Q48,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("negative_total", self.negative_total, NegativeTotal)


@frozen(kw_only=True)
class CreditPolicy(Rounds):
    """
    How a credit note shares out what it gives back.

    Attributes:
        rounding: How each line's part is rounded; it must treat a credit as the mirror
            of its charge.
        clause: The published rule.

    Clauses: credit-share.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "credit")

    rounding: Rounding = field(metadata={"clauses": (CREDIT_SHARE,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        self.check_rounding(mirrors=True)


DueFacts = tuple[date, date | None]
"""Invoice date, and the day the invoice was sent or None."""


@frozen
class DueOn(DateRule[DueFacts]):
    """The rule of the due date, bound to its policy."""

    name: ClassVar[str] = "due_date"

    policy: DuePolicy

    def work(self, pen: Pen, facts: DueFacts) -> Day:
        """Say the rule: the chosen day of the month, or days counted from day 0."""
        by, (issued_on, sent_on) = self.policy.ground(Q6), facts
        issued = pen.header_day("issue_date", issued_on)
        if self.policy.due_day:
            chosen = pen.policy(self.policy, "due_day")
            return pen.next_day_of_month("due date", by, issued, chosen)
        days = pen.policy(self.policy, "days")
        if self.policy.counted_from is DueCountedFrom.INVOICE_DATE:
            return pen.plus_days("due date", by, issued, days)
        if sent_on is None:
            raise InvalidValue(
                "sent_on", "given where its days are counted", None, "Q6"
            )
        sent = pen.header_day("sent_on", sent_on)
        return pen.plus_days("due date", by, sent, days)

    def raw(self, facts: DueFacts) -> date:
        """Return the day."""
        policy = self.policy
        if policy.due_day or policy.counted_from is not _INVOICE_DATE:
            return super().raw(facts)
        return facts[0] + timedelta(policy.days)


@frozen
class DisputeUntil(DateRule[date]):
    """The rule of the last day for a dispute, bound to its policy."""

    name: ClassVar[str] = "dispute_until"

    policy: DisputePolicy

    def work(self, pen: Pen, facts: date) -> Day:
        """Say the rule: days counted from the invoice date."""
        by = self.policy.ground(Q3)
        issued = pen.header_day("issue_date", facts)
        days = pen.policy(self.policy, "days")
        return pen.plus_days("last day for a dispute", by, issued, days)

    def raw(self, facts: date) -> date:
        """Return the day."""
        return facts + timedelta(self.policy.days)


AutopayFacts = tuple[date, date]
"""Invoice date and due date."""


@frozen
class AutopayOn(DateRule[AutopayFacts]):
    """The rule of the autopay date, bound to its policy."""

    name: ClassVar[str] = "autopay_on"

    policy: AutopayPolicy

    def work(self, pen: Pen, facts: AutopayFacts) -> Day:
        """Say the rule: the first such day of a month, or the due date."""
        by, (issued_on, due) = self.policy.ground(Q56), facts
        if self.policy.charged is AutopayCharged.DUE_DATE:
            on = pen.proven_day("due_date", due)
            return pen.given_day("autopay", by, on)
        issued = pen.header_day("issue_date", issued_on)
        day = pen.policy(self.policy, "day")
        return pen.next_day_of_month("autopay", by, issued, day)

    def raw(self, facts: AutopayFacts) -> date:
        """Return the day."""
        if self.policy.charged is AutopayCharged.DUE_DATE:
            return facts[1]
        return next_day_of_month(facts[0], self.policy.day)


def due_on(
    issued_on: date, policy: DuePolicy, sent_on: date | None = None
) -> Derived[date]:
    """
    Derive the last day on which a payment is in time; the invoice date is day 0.

    Raises:
        InvalidValue: the policy counts from the day the invoice was sent, and
            ``sent_on`` is None.

    Clauses: B1, Q6, Q63.
    """
    checks.billing_day("issued_on", issued_on)
    checks.exactly("policy", policy, DuePolicy)
    if sent_on is not None:
        checks.billing_day("sent_on", sent_on)
    return DueOn(policy)((issued_on, sent_on))


def disputable_until(issued_on: date, policy: DisputePolicy) -> Derived[date]:
    """
    Derive the last day on which notice of a dispute is in time.

    >>> from gotobilling.markets import us
    >>> disputable_until(date(2026, 8, 1), us.CONNECT.dispute).value
    datetime.date(2026, 8, 16)

    Clauses: G4, Q3, Q63.
    """
    checks.billing_day("issued_on", issued_on)
    checks.exactly("policy", policy, DisputePolicy)
    return DisputeUntil(policy)(issued_on)


def autopay_on(
    issued_on: date, policy: AutopayPolicy, due: date | None = None
) -> Derived[date]:
    """
    Derive the day on which autopay charges what an invoice leaves open.

    An invoice dated on the day itself is charged that day; one dated later waits for
    the next month's. ``due`` is read only by a policy that charges on the due date.

    Clauses: B2, Q56.
    """
    checks.billing_day("issued_on", issued_on)
    checks.exactly("policy", policy, AutopayPolicy)
    if due is not None:
        checks.billing_day("due", due)
    if due is None and policy.charged is AutopayCharged.DUE_DATE:
        raise InvalidValue("due", "given where it is charged on", None, "Q56")
    return AutopayOn(policy)((issued_on, due or issued_on))
