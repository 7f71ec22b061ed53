"""One dispute: whether it is in time, what it sets apart, and how it ends."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import field, frozen

from gotobilling import checks
from gotobilling.after_invoice import DisputedPart
from gotobilling.clauses import Q44
from gotobilling.clauses.after_decisions import Q57
from gotobilling.credits import credit_note
from gotobilling.derivation import Derived
from gotobilling.disputes.asking import (
    asked_by,
    check_dispute,
    check_resolution,
    checked_documents,
    checked_invoice,
    touching,
    up_to,
    upheld_of,
)
from gotobilling.disputes.dates import (
    DisputeWindow,
    RejectedDue,
    RejectedFacts,
    window_of,
)
from gotobilling.disputes.parts import (
    DisputedLines,
    disputable,
    lines_of,
    rejected,
    undisputed,
)
from gotobilling.errors import InvalidValue
from gotobilling.facts import Dispute, Resolution
from gotobilling.invoices import (
    CreditNote,
    CreditReason,
    Everything,
    IssuedDocument,
)
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.refusals import Reason, Refused

__all__ = [
    "DisputeOutcome",
    "DisputedParts",
    "dispute_window",
    "disputed_parts",
    "outcome",
]

Answers = tuple[tuple[str, Derived[Any]], ...]


@frozen(kw_only=True)
class DisputedParts:
    """
    An invoice in two parts as of the notice of a dispute, fees and taxes included.

    What was paid of it is in neither part taken off. The dates are those that the
    invoice itself carries: their proofs rest on its ``issue_date`` and ``sent_on``.

    Attributes:
        dispute: The dispute, which is in time.
        issued: The invoice.
        market: The policies.
        window: The last day for notice.
        disputable: What was charged and not credited up to the day of the notice.
        lines: What is disputed, line by line.
        undisputed: What is not.
        due_on: The due date of the undisputed part, which is the invoice's; None where
            nothing is payable.
        disputed_due_on: That of the disputed part: None while the dispute is open, or
            the invoice's where a dispute suspends nothing.

    Clauses: G4, Q3, Q57, disputed-tax.
    """

    dispute: Dispute
    issued: IssuedDocument = field(repr=False)
    market: Market = field(repr=False)
    window: DisputeWindow = field(repr=False)
    disputable: Derived[Money]
    lines: DisputedLines
    undisputed: Derived[Money]
    due_on: Derived[date] | None
    disputed_due_on: Derived[date] | None

    @property
    def disputed(self) -> Derived[Money]:
        """What is disputed in all."""
        return self.lines.amount

    def answers(self) -> Answers:
        """Return every proven answer under its name, in a fixed order."""
        due = () if self.due_on is None else (("due_date", self.due_on),)
        return (
            *self.window.answers(),
            *due,
            ("disputable", self.disputable),
            *self.lines.answers(),
            ("undisputed", self.undisputed),
        )

    def _repr_html_(self) -> str:
        from gotobilling.present import dispute_html  # noqa: PLC0415 -- when shown only

        return dispute_html(self)


@frozen(kw_only=True)
class DisputeOutcome:
    """
    How a dispute ended, and what comes of it.

    Attributes:
        parts: The two parts as of the notice.
        resolution: The resolution.
        disputable: What was charged and not credited up to the day of the resolution.
        disputed: What is disputed of it then: credit notes that came in between lower
            it.
        upheld: What of that is given back.
        rest: What of it is owed: 0.00 where all is upheld.
        rest_due_on: The last day on which the rest is paid in time; None where nothing
            is owed.
        note: The credit note over what is upheld, or None: nothing is.
        reasons: Why it is so, each with its clause.

    Clauses: G4, Q44, Q57, disputed-tax, terms-dispute.
    """

    parts: DisputedParts
    resolution: Resolution
    disputable: Derived[Money]
    disputed: DisputedLines
    upheld: DisputedLines
    rest: Derived[Money]
    rest_due_on: Derived[date] | None
    note: CreditNote | None = field(repr=False)
    reasons: tuple[Reason, ...]

    def answers(self) -> Answers:
        """
        Return every proven answer under its name, in a fixed order.

        Those of the notice are first; ``resolved:`` begins the names of those of the
        resolution. The note is a document of its own.
        """
        due = self.rest_due_on
        return (
            *self.parts.answers(),
            ("resolved:disputable", self.disputable),
            *self.disputed.answers(),
            *self.upheld.answers(),
            ("resolved:rest", self.rest),
            *(() if due is None else (("rest_due_on", due),)),
        )

    def _repr_html_(self) -> str:
        from gotobilling.present import dispute_html  # noqa: PLC0415 -- when shown only

        return dispute_html(self)


def dispute_window(
    dispute: Dispute, issued: IssuedDocument, market: Market
) -> DisputeWindow:
    """
    Return whether notice of a dispute is in time, and by how many days it is late.

    The invoice date is day 0; notice on day 15 is in time, on day 16 it is late. The
    days are those of the policy under which the invoice was made.

    Raises:
        ConflictingFacts: a dispute of another invoice, an invoice of another market.
        InvalidPeriod: notice before the invoice.
        WrongType: no dispute, no issued invoice, no market.

    Clauses: G4, Q3, Q63, terms-dispute.
    """
    return window_of(dispute, issued, checked_invoice(issued, market))


def disputed_parts(
    dispute: Dispute,
    issued: IssuedDocument,
    others: Iterable[IssuedDocument],
    market: Market,
) -> DisputedParts | Refused:
    """
    Part an invoice into what is disputed and what is not, as of the day of the notice.

    The disputed part is what a credit note over the disputed charges would give back:
    fees and taxes follow their charges. It is neither due nor charged by autopay while
    the dispute is open, unless the reading ``disputed`` is ``owed``.

    Args:
        dispute: The dispute.
        issued: The invoice.
        others: The other documents issued to the account; credit notes and corrections
            dated up to the notice count.
        market: The market of the invoice.

    Returns:
        The parts; ``Refused`` where notice is late, with the days.

    Raises:
        UnknownName: a line that is no charge of the invoice, such as a levy.
        InvalidValue: nothing is open; more disputed of a charge than is open of it.
        ConflictingFacts: a dispute of another invoice, an invoice of another market, a
            document of another account.
        InvalidPeriod: notice before the invoice.
        WrongType: an argument of another type.

    Clauses: G4, Q3, Q57, disputed-tax.
    """
    invoice = checked_invoice(issued, market)
    window = window_of(dispute, issued, invoice)
    if window.refused is not None:
        return window.refused
    on = dispute.notified_on
    known = up_to(on, touching(issued, checked_documents(others, invoice)))
    check_dispute(dispute, issued, known)
    whole = ("disputable", disputable(issued, known, on))
    names = ("disputed", "disputed")
    lines = lines_of(asked_by(dispute), issued, known, on, names, whole)
    _check_open(dispute, lines)
    stays = market.after_invoice.disputed.part is DisputedPart.OWED
    return DisputedParts(
        dispute=dispute,
        issued=issued,
        market=market,
        window=window,
        disputable=whole[1],
        lines=lines,
        undisputed=undisputed(whole, lines),
        due_on=invoice.due_on,
        disputed_due_on=invoice.due_on if stays else None,
    )


def _check_open(dispute: Dispute, lines: DisputedLines) -> None:
    if lines.note is None or not lines.amount.value.minor:
        requirement = "of charges of which something is open"
        raise InvalidValue("dispute", requirement, dispute.id, "G4")
    open_of = {one.line.id: one.minor for one in lines.note.open}
    for index, one in enumerate(dispute.lines):
        if one.amount is None:
            continue
        left = Money.from_minor(max(0, open_of[one.line]), lines.note.currency)
        if Money(one.amount, left.currency) > left:
            path, requirement = f"dispute.lines[{index}].amount", f"at most the {left}"
            raise InvalidValue(path, f"{requirement} open", one.amount, "G4")


def outcome(
    dispute: Dispute,
    resolution: Resolution,
    issued: IssuedDocument,
    others: Iterable[IssuedDocument],
    *,
    id: str,  # noqa: A002 -- the field's word, as everywhere
    market: Market,
) -> DisputeOutcome | Refused:
    """
    Return what comes of a dispute that is resolved.

    What is upheld is given back by a real credit note, with the fees and taxes on it;
    the invoice was wrong, so that the note counts when late facts correct it. The rest
    is due on the first due date or 15 days after the resolution, whichever is later.

    Args:
        dispute: The dispute.
        resolution: How it was resolved.
        issued: The invoice.
        others: The other documents issued to the account, without the note that is made
            here.
        id: The name of the note; no other note of the account has it.
        market: The market of the invoice.

    Returns:
        The outcome; ``Refused`` where notice was late.

    Raises:
        ConflictingFacts: a resolution of another dispute, a name that another note has;
            or as ``disputed_parts``.
        InvalidPeriod: a resolution before the notice, or before another document that
            corrects or credits the invoice.
        UnknownName: a line upheld that is not disputed; or as ``disputed_parts``.
        InvalidValue: more upheld than disputed; or as ``disputed_parts``.
        WrongType: an argument of another type.

    Clauses: G4, Q44, Q57, disputed-tax, terms-dispute.
    """
    checks.exactly("resolution", resolution, Resolution)
    checks.text("id", id)
    invoice = checked_invoice(issued, market)
    every = checked_documents(others, invoice)
    parts = disputed_parts(dispute, issued, every, market)
    if isinstance(parts, Refused):
        return parts
    check_resolution(dispute, resolution, issued)
    return _ended(parts, resolution, every, id)


def _ended(
    parts: DisputedParts,
    resolution: Resolution,
    others: tuple[IssuedDocument, ...],
    name: str,
) -> DisputeOutcome:
    dispute, issued, on = parts.dispute, parts.issued, resolution.resolved_on
    whole = ("resolved:disputable", disputable(issued, others, on))
    names = ("resolved:disputed", "resolved:disputed")
    found = lines_of(asked_by(dispute), issued, others, on, names, whole)
    upheld_ask = upheld_of(dispute, resolution)
    names = ("resolved:upheld", "resolved:upheld")
    upheld = lines_of(upheld_ask, issued, others, on, names, whole)
    rest = rejected(found, upheld)
    due = None
    if rest.value.minor > 0 and parts.due_on is not None:
        rule = RejectedDue(parts.market.after_invoice.disputed)
        due = rule(RejectedFacts(resolution, ("due_date", parts.due_on.value)))
    note = _note(upheld, issued, others, resolution, name)
    return DisputeOutcome(
        parts=parts,
        resolution=resolution,
        disputable=whole[1],
        disputed=found,
        upheld=upheld,
        rest=rest,
        rest_due_on=due,
        note=note,
        reasons=_reasons(resolution, upheld, rest, due),
    )


def _note(
    upheld: DisputedLines,
    issued: IssuedDocument,
    others: tuple[IssuedDocument, ...],
    resolution: Resolution,
    name: str,
) -> CreditNote | None:
    told = upheld.note
    if told is None or upheld.amount.value.minor <= 0:
        return None
    # Where credits among the lines leave less open than what is upheld, it is all.
    fits = -told.total.value == upheld.amount.value
    return credit_note(
        issued,
        id=name,
        issued_on=resolution.resolved_on,
        reason=CreditReason.WRONG_CHARGE,
        asked=told.asked if fits else Everything(),
        others=others,
    )


def _reasons(
    resolution: Resolution,
    upheld: DisputedLines,
    rest: Derived[Money],
    due: Derived[date] | None,
) -> tuple[Reason, ...]:
    on, back = resolution.resolved_on, upheld.amount.value
    found: list[Reason] = []
    if back.minor > 0:
        text = f"{back} is given back by a credit note of {on}, fees and taxes included"
        found.append(Reason("upheld", text, Q44))
    if rest.value.minor > 0:
        until = "" if due is None else f", by {due.value}"
        found.append(Reason("rejected", f"{rest.value} is owed{until}", Q57))
    if not found:
        text = "documents up to the resolution have given back all that was disputed"
        found.append(Reason("nothing-left", text, Q44))
    return tuple(found)
