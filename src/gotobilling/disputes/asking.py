"""What of an invoice disputes ask for: all that is open, or charges with amounts.

What several disputes ask for together is asked for once. A charge that one of them
disputes as a whole is disputed as a whole; amounts add up, and are never more than what
is open of their charge.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from attrs import evolve

from gotobilling import checks
from gotobilling.credits import credit_note
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
)
from gotobilling.facts import Dispute, IssuedLine, Resolution, Resolved
from gotobilling.invoices import (
    CreditNote,
    CreditReason,
    Everything,
    Invoice,
    IssuedDocument,
    OfLines,
    the_invoice,
)
from gotobilling.invoices.corrected import minor_of
from gotobilling.kinds import LineKind
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.money import Money

__all__ = [
    "Ask",
    "Term",
    "asked_by",
    "check_dispute",
    "check_resolution",
    "checked_documents",
    "checked_invoice",
    "hypothetical",
    "rejected_of",
    "stated_of",
    "together",
    "touching",
    "up_to",
    "upheld_of",
]

# A balance brought forward was charged, and can be disputed, where it was left.
_ELSEWHERE: Final = LineKind.BROUGHT_FORWARD


class Term(NamedTuple):
    """
    An amount that a fact names.

    Attributes:
        fact: The dispute, or its resolution.
        place: The place of the line among those of the fact.
        taken: Whether it is taken off: what was upheld is no longer disputed.
    """

    fact: Dispute | Resolution
    place: int
    taken: bool = False


class Ask(NamedTuple):
    """
    What is asked for.

    Attributes:
        whole: Whether it is all that is open, whatever the lines say.
        lines: The charges, each with the amounts that make what is asked for of it, or
            None for all that is open of it.
    """

    whole: bool
    lines: dict[str, tuple[Term, ...] | None]

    def __bool__(self) -> bool:
        return self.whole or bool(self.lines)


def asked_by(dispute: Dispute) -> Ask:
    """Return what a dispute asks for."""
    lines: dict[str, tuple[Term, ...] | None] = {
        one.line: None if one.amount is None else (Term(dispute, index),)
        for index, one in enumerate(dispute.lines)
    }
    return Ask(not lines, lines)


def upheld_of(dispute: Dispute, resolution: Resolution) -> Ask:
    """Return what of a dispute a resolution upholds."""
    asked = asked_by(dispute)
    if resolution.outcome is Resolved.REJECTED:
        return Ask(False, {})
    if not resolution.lines:
        return asked
    return Ask(
        False,
        {
            one.line: (
                asked.lines.get(one.line)
                if one.amount is None
                else (Term(resolution, index),)
            )
            for index, one in enumerate(resolution.lines)
        },
    )


def rejected_of(dispute: Dispute, resolution: Resolution) -> Ask:
    """
    Return what of a dispute a resolution does not uphold.

    Where all that is open is disputed, of the invoice or of a charge, it is what is
    still open: the credit note for what is upheld is among the documents.
    """
    asked = asked_by(dispute)
    if resolution.outcome is Resolved.REJECTED:
        return asked
    if not resolution.lines:
        return Ask(False, {})
    if asked.whole:
        return asked
    left = dict(asked.lines)
    for index, one in enumerate(resolution.lines):
        terms = left.pop(one.line)
        if one.amount is not None:
            off = Term(resolution, index, taken=True)
            left[one.line] = None if terms is None else (*terms, off)
    return Ask(False, left)


def together(asks: Iterable[Ask]) -> Ask:
    """Return what several ask for, each charge once."""
    whole, lines = False, dict[str, tuple[Term, ...] | None]()
    for ask in asks:
        whole = whole or ask.whole
        for line, terms in ask.lines.items():
            before = lines.get(line, ())
            both = None if terms is None or before is None else (*before, *terms)
            lines[line] = both
    return Ask(whole, lines)


def hypothetical(
    ask: Ask,
    issued: IssuedDocument,
    others: Iterable[IssuedDocument],
    on: date,
) -> CreditNote | None:
    """
    Return the credit note that would give back what is asked for, or None: nothing.

    It is dated on a day, knows what was issued up to that day, and is issued nowhere.
    """
    known = up_to(on, touching(issued, others))
    if not ask or minor_of(stated_of(issued, known, on)) <= 0:
        return None
    whole = credit_note(
        issued,
        id=_unused(known),
        issued_on=on,
        reason=CreditReason.WRONG_CHARGE,
        asked=Everything(),
        others=known,
    )
    if ask.whole:
        return whole
    lines = {one.line.id: one for one in whole.open}
    amounts: dict[str, Money | None] = {}
    for line, terms in ask.lines.items():
        left = lines[line].minor
        if terms is None:
            amounts[line] = None
            continue
        minor = min(left, sum(_minor(one, whole.currency) for one in terms))
        if minor > 0:
            amounts[line] = Money.from_minor(minor, whole.currency)
    if not amounts:
        return None
    return evolve(whole, asked=OfLines(tuple(amounts.items())))


def _unused(others: Iterable[IssuedDocument]) -> str:
    taken, name = {getattr(one.document, "id", None) for one in others}, "disputed"
    while name in taken:
        name += "'"
    return name


def touching(
    issued: IssuedDocument, others: Iterable[IssuedDocument]
) -> list[IssuedDocument]:
    """Return the documents that say something of an invoice, without itself."""
    # Most documents do not, and to read the lines of each takes long.
    key = issued.document.key
    found = {one.digest: one for one in others if _touches(one, key)}
    found.pop(issued.digest, None)
    return [found[digest] for digest in sorted(found)]


def up_to(on: date, documents: Iterable[IssuedDocument]) -> list[IssuedDocument]:
    """Return the documents dated up to a day."""
    return [one for one in documents if one.issued_on <= on]


def _touches(one: IssuedDocument, key: DocumentKey) -> bool:
    found = one.document
    if isinstance(found, CreditNote):
        return found.of == key
    return found.key == key or any(revision.of == key for revision in found.revisions)


def _minor(term: Term, currency: str) -> int:
    amount = term.fact.lines[term.place].amount
    minor = 0 if amount is None else Money(amount, currency).minor
    return -minor if term.taken else minor


def stated_of(
    issued: IssuedDocument, others: Iterable[IssuedDocument], on: date
) -> tuple[IssuedLine, ...]:
    """Return all that was charged, corrected and credited of an invoice up to a day."""
    known = up_to(on, touching(issued, others))
    return tuple(
        stated.amount
        for one in (issued, *known)
        for stated in one.states()
        if stated.of == issued.document.key and stated.line.kind is not _ELSEWHERE
    )


def checked_invoice(issued: object, market: Market) -> Invoice:
    """
    Return the invoice, of the market that is given.

    Raises:
        WrongType: no issued invoice, no market.
        ConflictingFacts: an invoice of another market.
    """
    invoice = the_invoice(issued)
    checks.exactly("market", market, Market)
    if invoice.market.name != market.name:
        path, requirement = "market", f"the invoice's {invoice.market.name}"
        raise ConflictingFacts(path, requirement, market.name)
    return invoice


def checked_documents(
    others: Iterable[IssuedDocument], invoice: Invoice
) -> tuple[IssuedDocument, ...]:
    """
    Return the documents, all of them of the invoice's account.

    Raises:
        WrongType: what is no issued document.
        ConflictingFacts: a document of another account.
    """
    found = checks.each("others", others, IssuedDocument)
    for index, one in enumerate(found):
        if one.document.account != invoice.account:
            path, account = f"others[{index}].account", one.document.account
            raise ConflictingFacts(path, invoice.account, account)
    return found


def check_dispute(
    dispute: Dispute, issued: IssuedDocument, others: Iterable[IssuedDocument]
) -> None:
    """
    Refuse what cannot be disputed of an invoice.

    Raises:
        UnknownName: a line that is no charge of the invoice, such as a levy.
        InvalidValue: more than what was charged, or with digits that the currency does
            not have.

    Clauses: G4, disputed-tax.
    """
    charged: dict[str, int] = {}
    currency, key = issued.document.currency, issued.document.key
    for document in (issued, *touching(issued, others)):
        for stated in document.states():
            line = stated.line
            is_charge = line.levy is None and line.kind is not _ELSEWHERE
            if stated.of == key and is_charge and stated.reason is None:
                charged[line.id] = charged.get(line.id, 0) + stated.amount.minor
    for index, one in enumerate(dispute.lines):
        path = f"dispute.lines[{index}]"
        if one.line not in charged:
            requirement = (
                "the id of a charge of the invoice; fees and taxes follow their charges"
            )
            raise UnknownName(f"{path}.line", requirement, one.line, "G4")
        if one.amount is None:
            continue
        left = Money.from_minor(max(0, charged[one.line]), currency)
        if _money(f"{path}.amount", one.amount, currency) > left:
            requirement = f"at most the {left} charged"
            raise InvalidValue(f"{path}.amount", requirement, one.amount, "G4")


def _money(path: str, amount: Decimal, currency: str) -> Money:
    try:
        return Money(amount, currency)
    except BillingError as error:
        raise error.at(path) from None


def check_resolution(
    dispute: Dispute, resolution: Resolution, issued: IssuedDocument
) -> None:
    """
    Refuse a resolution that is not one of the dispute.

    Raises:
        ConflictingFacts: the resolution of another dispute.
        InvalidPeriod: a resolution before the notice.
        UnknownName: a line that is not disputed.
        InvalidValue: more of a line upheld than disputed.

    Clauses: G4, Q57.
    """
    if resolution.dispute != dispute.id:
        path, requirement = "resolution.dispute", dispute.id
        raise ConflictingFacts(path, requirement, resolution.dispute)
    if resolution.resolved_on < dispute.notified_on:
        requirement = f"on or after the notice of {dispute.notified_on}"
        value = resolution.resolved_on
        raise InvalidPeriod("resolution.resolved_on", requirement, value, "G4")
    disputed = {one.line: one.amount for one in dispute.lines}
    currency = issued.document.currency
    for index, one in enumerate(resolution.lines):
        path = f"resolution.lines[{index}]"
        if disputed and one.line not in disputed:
            requirement = "a line that is disputed"
            raise UnknownName(f"{path}.line", requirement, one.line, "G4")
        limit = disputed.get(one.line)
        if one.amount is None:
            continue
        amount = _money(f"{path}.amount", one.amount, currency)
        if limit is not None and amount > Money(limit, currency):
            requirement = f"at most the {Money(limit, currency)} disputed"
            raise InvalidValue(f"{path}.amount", requirement, one.amount, "G4")
