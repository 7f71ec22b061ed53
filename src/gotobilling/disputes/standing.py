"""What of an invoice is disputed, and what is not due for it, on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import frozen

from gotobilling import checks
from gotobilling.after_invoice import DisputedPart
from gotobilling.derivation import Derived
from gotobilling.disputes.asking import (
    Ask,
    asked_by,
    check_dispute,
    check_resolution,
    checked_documents,
    checked_invoice,
    rejected_of,
    together,
    touching,
    up_to,
)
from gotobilling.disputes.dates import RejectedDue, RejectedFacts, window_of
from gotobilling.disputes.parts import DisputedLines, disputable, lines_of
from gotobilling.facts import Dispute, Receivables, Resolution, Resolved
from gotobilling.invoices import CreditNote, Invoice, IssuedDocument
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.refusals import Refused

__all__ = ["DisputesOn", "RejectedPart", "disputes_on"]


@frozen(kw_only=True)
class RejectedPart:
    """
    A dispute that was rejected, in all or in part.

    Attributes:
        dispute: The dispute.
        resolution: The resolution.
        due_on: The last day on which its part is paid in time; None where nothing of
            the invoice is payable.
    """

    dispute: Dispute
    resolution: Resolution
    due_on: Derived[date] | None

    def is_in_time(self, day: date) -> bool:
        """Whether its part is still in time on a day."""
        return self.due_on is not None and day <= self.due_on.value


@frozen(kw_only=True)
class DisputesOn:
    """
    The disputes of one invoice as they stand on a day.

    Amounts have fees and taxes in them and know nothing of payments: what is open of
    the invoice may be less. Several disputes are taken together, so that no charge and
    no cent of a tax counts twice.

    Attributes:
        invoice: The digest of the invoice.
        on: The day.
        open: The disputes that are in time and not resolved.
        rejected: Those that were rejected, in all or in part.
        late: Those whose notice was late, each with why it is refused; they change
            nothing.
        uncredited: Those that were upheld, in all or in part, with no credit note over
            the invoice since: what is to be given back counts as owed until then.
        disputable: What was charged and not credited up to the day.
        disputed: What open disputes are about.
        not_due: What is neither due nor overdue on the day: the disputed part, which
            autopay leaves out as well, and rejected parts whose due date is the day or
            later than it. 0.00 by the reading that a dispute suspends nothing.

    Clauses: G4, Q3, Q57, disputed-tax, terms-dispute.
    """

    invoice: str
    on: date
    open: tuple[Dispute, ...]
    rejected: tuple[RejectedPart, ...]
    late: tuple[tuple[Dispute, Refused], ...]
    uncredited: tuple[Dispute, ...]
    disputable: Derived[Money]
    disputed: DisputedLines
    not_due: DisputedLines

    def answers(self) -> tuple[tuple[str, Derived[Any]], ...]:
        """
        Return every proven answer under its name, in a fixed order.

        The names are those of no other invoice: they end in its digest, the id of one
        of its lines or that of one of its disputes. The due date of a rejected part
        rests on the invoice's own, by the name ``due_date:`` and its digest, which is
        none of these answers.
        """
        return (
            (f"disputable:{self.invoice}", self.disputable),
            *self.disputed.answers(),
            *self.not_due.answers(),
            *(
                (f"rejected_due:{one.dispute.id}", one.due_on)
                for one in self.rejected
                if one.due_on is not None
            ),
        )


def disputes_on(
    issued: IssuedDocument,
    receivables: Receivables,
    others: Iterable[IssuedDocument],
    market: Market,
    on: date,
) -> DisputesOn:
    """
    Return the disputes of an invoice as they stand on a day.

    A dispute is open from the day of its notice and no longer on the day of its
    resolution. What was upheld is given back by a credit note, which is to be among the
    other documents; until it is, what it gives back counts as owed.

    Args:
        issued: The invoice.
        receivables: The disputes and resolutions of the account; those of other
            invoices, and what happened after the day, do not count.
        others: The other documents issued to the account; those dated after the day do
            not count.
        market: The market of the invoice.
        on: The day.

    Raises:
        UnknownName: a line that is no charge of the invoice, or not disputed.
        InvalidValue: more disputed than charged, more upheld than disputed.
        InvalidPeriod: notice before the invoice.
        ConflictingFacts: an invoice of another market, a document of another account.
        WrongType: an argument of another type.

    Clauses: G4, Q3, Q57, disputed-tax, terms-dispute.
    """
    invoice = checked_invoice(issued, market)
    checks.exactly("receivables", receivables, Receivables)
    checks.billing_day("on", on)
    # Of a long history little is about one invoice, and that is found once.
    known = up_to(on, touching(issued, checked_documents(others, invoice)))
    told = [
        one
        for one in receivables.disputes
        if one.invoice == issued.digest and one.notified_on <= on
    ]
    windows = [window_of(one, issued, invoice) for one in told]
    late = [(one.dispute, one.refused) for one in windows if one.refused is not None]
    standing: list[Dispute] = []
    rejected: list[RejectedPart] = []
    uncredited: list[Dispute] = []
    for dispute in [one.dispute for one in windows if one.is_in_time]:
        check_dispute(dispute, issued, up_to(dispute.notified_on, known))
        resolution = receivables.resolution(dispute, on)
        if resolution is None:
            standing.append(dispute)
            continue
        check_resolution(dispute, resolution, issued)
        if rejected_of(dispute, resolution):
            rejected.append(_rejected(dispute, resolution, issued, invoice, market))
        if _is_uncredited(resolution, issued, known):
            uncredited.append(dispute)
    return _joined(issued, known, market, on, (late, standing, rejected, uncredited))


def _is_uncredited(
    resolution: Resolution, issued: IssuedDocument, known: Iterable[IssuedDocument]
) -> bool:
    if resolution.outcome is not Resolved.UPHELD:
        return False
    return not any(
        isinstance(one.document, CreditNote)
        and one.document.invoice == issued.digest
        and one.issued_on >= resolution.resolved_on
        for one in known
    )


_Sorted = tuple[
    list[tuple[Dispute, Refused]],
    list[Dispute],
    list[RejectedPart],
    list[Dispute],
]
"""The late disputes, those that are open, rejected, and upheld without a note."""


def _joined(
    issued: IssuedDocument,
    known: Iterable[IssuedDocument],
    market: Market,
    on: date,
    told: _Sorted,
) -> DisputesOn:
    late, standing, rejected, uncredited = told
    asks = [asked_by(one) for one in standing]
    held = [] if _is_owed(market) else [*asks, *_held(rejected, on)]
    digest = issued.digest
    whole = (f"disputable:{digest}", disputable(issued, known, on))
    found = [
        lines_of(together(each), issued, known, on, (name, f"{name}:{digest}"), whole)
        for name, each in (("disputed", asks), ("not_due", held))
    ]
    return DisputesOn(
        invoice=digest,
        on=on,
        open=tuple(standing),
        rejected=tuple(rejected),
        late=tuple(late),
        uncredited=tuple(uncredited),
        disputable=whole[1],
        disputed=found[0],
        not_due=found[1],
    )


def _is_owed(market: Market) -> bool:
    return market.after_invoice.disputed.part is DisputedPart.OWED


def _rejected(
    dispute: Dispute,
    resolution: Resolution,
    issued: IssuedDocument,
    invoice: Invoice,
    market: Market,
) -> RejectedPart:
    first, due = invoice.due_on, None
    if first is not None:
        rule = RejectedDue(market.after_invoice.disputed)
        told = (f"due_date:{issued.digest}", first.value)
        due = rule(RejectedFacts(resolution, told))
    return RejectedPart(dispute=dispute, resolution=resolution, due_on=due)


def _held(rejected: Iterable[RejectedPart], on: date) -> Iterable[Ask]:
    for one in rejected:
        if one.is_in_time(on):
            yield rejected_of(one.dispute, one.resolution)
