"""The dates of a dispute: until when notice is in time, when a part is due again."""

from datetime import date
from typing import ClassVar, NamedTuple

from attrs import field, frozen

from gotobilling.after_invoice import DisputedPart, DisputedPolicy
from gotobilling.clauses import G4
from gotobilling.clauses.after_decisions import Q57
from gotobilling.derivation import DateRule, Day, Derived, Pen
from gotobilling.errors import ConflictingFacts, InvalidPeriod, WrongType
from gotobilling.facts import Dispute, Resolution
from gotobilling.invoices import Invoice, IssuedDocument
from gotobilling.refusals import Reason, Refused

__all__ = ["DisputeWindow", "RejectedDue", "RejectedFacts", "window_of"]


@frozen(kw_only=True)
class DisputeWindow:
    """
    Whether notice of a dispute is in time.

    Attributes:
        dispute: The dispute.
        last_day: The last day on which notice is in time; the invoice date is day 0.
        refused: Why a late one is refused, or None where it is in time.

    Clauses: G4, Q3, Q63, terms-dispute.
    """

    dispute: Dispute
    last_day: Derived[date]
    refused: Refused | None = field(repr=False)

    @property
    def is_in_time(self) -> bool:
        """Whether notice came on the last day or before it."""
        return self.refused is None

    @property
    def days_late(self) -> int:
        """Days after the last day; 0 where notice is in time."""
        return max(0, (self.dispute.notified_on - self.last_day.value).days)

    @property
    def days_left(self) -> int:
        """Days from the notice to the last day; 0 where it is late."""
        return max(0, (self.last_day.value - self.dispute.notified_on).days)

    def answers(self) -> tuple[tuple[str, Derived[date]], ...]:
        """Return the last day under its name."""
        return (("dispute_until", self.last_day),)


def window_of(
    dispute: object, issued: IssuedDocument, invoice: Invoice
) -> DisputeWindow:
    """Return the window of a dispute over an invoice that is checked."""
    if type(dispute) is not Dispute:
        raise WrongType("dispute", "a Dispute", dispute)
    if dispute.invoice != issued.digest:
        path, digest = "dispute.invoice", issued.digest
        raise ConflictingFacts(path, digest, dispute.invoice, "G4")
    if dispute.notified_on < issued.issued_on:
        requirement = f"on or after the invoice of {issued.issued_on}"
        path, day = "dispute.notified_on", dispute.notified_on
        raise InvalidPeriod(path, requirement, day, "G4")
    last = invoice.dispute_until
    late = (dispute.notified_on - last.value).days
    refused = _too_late(dispute, invoice, last.value, late) if late > 0 else None
    return DisputeWindow(dispute=dispute, last_day=last, refused=refused)


def _too_late(dispute: Dispute, invoice: Invoice, last: date, late: int) -> Refused:
    days = "1 day" if late == 1 else f"{late} days"
    text = (
        f"notice on {dispute.notified_on} is {days} after {last}, the last day to "
        "dispute the invoice"
    )
    due = invoice.due_on
    instead = None if due is None else f"all of it stays due on {due.value}"
    return Refused(
        (
            Reason("late-dispute", text, invoice.market.dispute.clause, instead),
            Reason("no-credit-by-staff", "billing staff cannot give credit", G4),
        )
    )


class RejectedFacts(NamedTuple):
    """
    What the due date of a rejected part rests on.

    Attributes:
        resolution: The resolution.
        due: The invoice's first due date, by the name of its answer.
    """

    resolution: Resolution
    due: tuple[str, date]


@frozen
class RejectedDue(DateRule[RejectedFacts]):
    """
    The rule of the due date of what was disputed and is owed after all.

    Clauses: Q57, terms-dispute.
    """

    name: ClassVar[str] = "rejected_due"

    policy: DisputedPolicy

    def work(self, pen: Pen, facts: RejectedFacts) -> Day:
        """Say the rule: the first due date, or days from the resolution if later."""
        by = self.policy.ground(Q57)
        first = pen.proven_day(*facts.due)
        if self.policy.part is DisputedPart.OWED:
            return pen.given_day("due date, as it was", by, first)
        resolved = pen.fact_day(facts.resolution, "resolved_on")
        days, clause = pen.policy(self.policy, "days"), self.policy.clause
        after = pen.plus_days("days after the resolution", clause, resolved, days)
        return pen.later("due date of the rejected part", by, first, after)
