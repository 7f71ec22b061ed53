"""Credit notes: what is open of an invoice, and a part of it given back."""

from collections.abc import Iterable, Iterator
from datetime import date

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
    CreditNote,
    Everything,
    Invoice,
    IssuedDocument,
    OfAmount,
    OfLines,
    OfShare,
    OpenLine,
)
from gotobilling.invoices.corrected import describe
from gotobilling.kinds import LineKind
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.money import Money

__all__ = ["credit_note"]


def credit_note(
    issued: IssuedDocument,
    *,
    id: str,  # noqa: A002 -- the field's word, as everywhere
    issued_on: date,
    asked: Asked,
    others: Iterable[IssuedDocument] = (),
) -> CreditNote:
    """
    Make a credit note over an invoice that was issued.

    Args:
        issued: The invoice.
        id: The note's own name.
        issued_on: The date of the note, on or after that of the invoice.
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

    Clauses: Q44.
    """
    invoice = issued.document
    if not isinstance(invoice, Invoice):
        raise WrongType("issued", "an invoice", invoice)
    checks.text("id", id)
    checks.billing_day("issued_on", issued_on)
    later, before = _later(issued, id, issued_on, others)
    lines = tuple(_open(issued, invoice, later))
    _check_asked(asked, lines, invoice.currency)
    note = CreditNote(
        account=invoice.account,
        currency=invoice.currency,
        market=invoice.market,
        id=id,
        issued_on=issued_on,
        of=invoice.key,
        credits=issued.digest,
        before=before,
        asked=asked,
        open=lines,
    )
    _check_total(note)
    return note


def _later(
    issued: IssuedDocument,
    note: str,
    issued_on: date,
    others: Iterable[IssuedDocument],
) -> tuple[dict[str, list[IssuedLine]], tuple[str, ...]]:
    """Return what was stated of the invoice's lines since, and by which documents."""
    if issued_on < issued.issued_on:
        requirement = f"on or after the invoice of {issued.issued_on}"
        raise InvalidPeriod("issued_on", requirement, issued_on)
    found: dict[str, list[IssuedLine]] = {}
    digests: set[str] = set()
    of = issued.document.key
    known = {one.digest: one for one in others if one.digest != issued.digest}
    for digest in sorted(known):
        one = known[digest]
        if one.document.account != issued.document.account:
            path = "others.account"
            raise ConflictingFacts(path, of.account, one.document.account)
        if isinstance(one.document, CreditNote) and one.document.id == note:
            raise ConflictingFacts("id", "that of no other credit note", note)
        for stated in one.states():
            if stated.of != of or stated.amount.document == issued.digest:
                continue
            if issued_on < one.issued_on:
                requirement = f"on or after what corrected it on {one.issued_on}"
                raise InvalidPeriod("issued_on", requirement, issued_on)
            found.setdefault(stated.line.id, []).append(stated.amount)
            digests.add(digest)
    return found, tuple(sorted(digests))


def _open(
    issued: IssuedDocument, invoice: Invoice, later: dict[str, list[IssuedLine]]
) -> Iterator[OpenLine]:
    lines: tuple[LineItem | LevyLine, ...] = (*invoice.lines, *invoice.levies)
    for line in lines:
        # A balance brought forward was charged by the documents that left it.
        if line.kind is LineKind.BROUGHT_FORWARD:
            continue
        base = line.of if isinstance(line, LevyLine) else ()
        own = issued.fact(line.id, line.amount)
        yield OpenLine(describe(line), (own, *later.get(line.id, ())), base)


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
