"""Credit notes: what is open of an invoice, and a part of it given back."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import IssuedLine
from gotobilling.invoices import (
    Asked,
    CorrectedLine,
    CreditNote,
    CreditReason,
    Everything,
    Invoice,
    IssuedDocument,
    OfAmount,
    OfLines,
    OfShare,
    OpenLine,
    the_invoice,
)
from gotobilling.invoices.corrected import describe
from gotobilling.kinds import LineKind
from gotobilling.lineitems import DocumentKey, LevyLine
from gotobilling.money import Money

__all__ = ["as_corrected", "credit_note", "open_lines"]


def credit_note(
    issued: IssuedDocument,
    *,
    id: str,  # noqa: A002 -- the field's word, as everywhere
    issued_on: date,
    reason: CreditReason,
    asked: Asked,
    others: Iterable[IssuedDocument] = (),
) -> CreditNote:
    """
    Make a credit note over an invoice that was issued.

    Args:
        issued: The invoice.
        id: The note's own name.
        issued_on: The date of the note, on or after that of the invoice.
        reason: Whether the invoice was wrong, so that what goes back counts once late
            facts correct it; or right, and it is goodwill.
        asked: ``Everything()``, ``OfLines``, ``OfAmount`` or ``OfShare``.
        others: Every other document issued to the account: what corrected or credited
            the invoice before counts, the rest does not.

    Raises:
        InvalidPeriod: a note before its invoice, or before another that credits it.
        InvalidValue: nothing is open; more asked for than what is open, of a line or of
            all.
        UnknownName: a line that the invoice does not charge; a levy is none of them, as
            it follows its charges.
        ConflictingFacts: another note of that name; a document of another account.
        CurrencyMismatch: an amount in another currency.

    Clauses: Q44, credit-share.
    """
    invoice = the_invoice(issued)
    checks.text("id", id)
    checks.billing_day("issued_on", issued_on)
    checks.member("reason", reason, CreditReason)
    since = _since(issued, id, issued_on, others)
    lines = tuple(_open(issued, invoice, since))
    _check_asked(asked, lines, invoice.currency)
    note = CreditNote(
        account=invoice.account,
        currency=invoice.currency,
        market=invoice.market,
        id=id,
        issued_on=issued_on,
        of=invoice.key,
        invoice=issued.digest,
        reason=reason,
        before=since.digests,
        asked=asked,
        open=lines,
    )
    _check_total(note)
    return note


def open_lines(
    issued: IssuedDocument,
    *,
    id: str,  # noqa: A002 -- the field's word, as everywhere
    issued_on: date,
    others: Iterable[IssuedDocument] = (),
) -> tuple[OpenLine, ...]:
    """
    Return the lines of an invoice and what is open of each, as a note would find them.

    Args:
        issued: The invoice.
        id: The name of the note that is to be made.
        issued_on: The date of that note.
        others: Every other document issued to the account, as ``credit_note`` takes
            them.

    Raises:
        InvalidPeriod: a note before its invoice, or before another that credits it.
        ConflictingFacts: another note of that name; a document of another account.

    Clauses: Q44.
    """
    invoice = the_invoice(issued)
    checks.text("id", id)
    checks.billing_day("issued_on", issued_on)
    return tuple(_open(issued, invoice, _since(issued, id, issued_on, others)))


def as_corrected(issued: IssuedDocument, others: Iterable[IssuedDocument]) -> Invoice:
    """
    Return an invoice as the last document that corrects it has it; itself without one.

    Args:
        issued: The invoice.
        others: Every other document issued to the account.

    Raises:
        WrongType: a credit note in the place of an invoice, or no document.

    Clauses: Q44.
    """
    invoice = issued.document
    if not isinstance(invoice, Invoice):
        raise WrongType("issued", "an invoice", invoice)
    documents = checks.each("others", others, IssuedDocument)
    return _revised(invoice.key, documents) or invoice


@frozen
class _Since:
    """What was stated of an invoice since it was issued."""

    parts: dict[str, list[IssuedLine]]
    lines: dict[str, CorrectedLine]
    digests: tuple[str, ...]
    revised: Invoice | None
    """As corrections last had it, or None."""


def _since(
    issued: IssuedDocument,
    note: str,
    issued_on: date,
    others: Iterable[IssuedDocument],
) -> _Since:
    if issued_on < issued.issued_on:
        requirement = f"on or after the invoice of {issued.issued_on}"
        raise InvalidPeriod("issued_on", requirement, issued_on)
    of = issued.document.key
    parts: dict[str, list[IssuedLine]] = {}
    lines: dict[str, CorrectedLine] = {}
    digests: set[str] = set()
    given = checks.each("others", others, IssuedDocument)
    known = {one.digest: one for one in given if one.digest != issued.digest}
    for digest in sorted(known):
        one = known[digest]
        _check_other(one, issued, note)
        for stated in one.states():
            if stated.of != of:
                continue
            if issued_on < one.issued_on:
                requirement = f"on or after what corrected it on {one.issued_on}"
                raise InvalidPeriod("issued_on", requirement, issued_on)
            parts.setdefault(stated.line.id, []).append(stated.amount)
            lines[stated.line.id] = stated.line
            digests.add(digest)
    revised = _revised(of, known.values())
    return _Since(parts, lines, tuple(sorted(digests)), revised)


def _check_other(one: IssuedDocument, issued: IssuedDocument, note: str) -> None:
    account = issued.document.account
    if one.document.account != account:
        raise ConflictingFacts("others.account", account, one.document.account)
    if isinstance(one.document, CreditNote) and one.document.id == note:
        raise ConflictingFacts("id", "that of no other credit note", note)


def _revised(of: DocumentKey, others: Iterable[IssuedDocument]) -> Invoice | None:
    last: tuple[date, Invoice | None] = (date.min, None)
    for one in others:
        document = one.document
        if isinstance(document, CreditNote) or document.known_on is None:
            continue
        for revision in document.revisions:
            if revision.of == of and document.known_on >= last[0]:
                last = (document.known_on, revision.revised)
    return last[1]


def _open(
    issued: IssuedDocument, invoice: Invoice, since: _Since
) -> Iterator[OpenLine]:
    """Yield the invoice's lines as corrections last had them, then those that went."""
    own = {one.id: one for one in invoice.every_line}
    now = {one.id: one for one in since.revised.every_line} if since.revised else own
    told = {**since.lines, **{key: describe(one) for key, one in own.items()}}
    told.update((key, describe(one)) for key, one in now.items())
    found: dict[str, OpenLine] = {}
    for key in dict.fromkeys((*now, *own, *sorted(since.lines))):
        line = now.get(key) or own.get(key)
        # A balance brought forward was charged by the documents that left it.
        if told[key].kind is LineKind.BROUGHT_FORWARD:
            continue
        first = (issued.fact(key, own[key].amount),) if key in own else ()
        parts = (*first, *since.parts.get(key, ()))
        if parts:
            base = line.of if isinstance(line, LevyLine) else ()
            found[key] = OpenLine(told[key], parts, base)
    order = [*found]
    for one in found.values():
        # A line of 0.00 that was never issued is in a base, and nothing is open of it.
        there = sorted((x for x in one.base if x in found), key=order.index)
        yield one._replace(base=tuple(there))


def _check_asked(asked: Asked, lines: tuple[OpenLine, ...], currency: str) -> None:
    left = Money.from_minor(sum([one.minor for one in lines]), currency)
    if left.minor <= 0:
        raise InvalidValue("issued", "an invoice of which something is open", str(left))
    match asked:
        case Everything() | OfShare():
            pass
        case OfAmount(amount):
            _check_currency("amount", amount, currency)
            if amount > left:
                raise InvalidValue("amount", f"at most the open {left}", str(amount))
        case OfLines(amounts):
            charges = {one.line.id: one for one in lines if one.line.levy is None}
            for line, given in amounts:
                if line not in charges:
                    requirement = "the id of a charge of the invoice"
                    raise UnknownName("lines", requirement, line)
                if given is not None:
                    _check_line(line, given, charges[line], currency)
        case _:
            raise WrongType("asked", "one of the four ways to ask", asked)


def _check_currency(path: str, amount: Money, currency: str) -> None:
    if amount.currency != currency:
        requirement = f"in the invoice's {currency}"
        raise CurrencyMismatch(path, requirement, amount.currency)


def _check_line(line: str, given: Money, charge: OpenLine, currency: str) -> None:
    _check_currency(f"lines.{line}", given, currency)
    left = Money.from_minor(charge.minor, currency)
    low, high = min(0, left.minor), max(0, left.minor)
    if given.minor == 0 or not low <= given.minor <= high:
        requirement = f"other than 0 and at most the open {left}"
        raise InvalidValue(f"lines.{line}", requirement, str(given))


def _check_total(note: CreditNote) -> None:
    back, left = -note.total.value, note.left
    if not 0 < back.minor <= left.minor:
        requirement = f"such that something, and at most the open {left}, is given"
        raise InvalidValue("asked", requirement, str(back))
