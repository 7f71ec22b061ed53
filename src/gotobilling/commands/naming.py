"""Which invoice and line a person names, by what a person can read of them."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final, NamedTuple, cast

from attrs import evolve

from gotobilling.errors import UnknownName
from gotobilling.facts import Dispute, DisputedLine, Payment, Receivables
from gotobilling.facts.events import Fact
from gotobilling.invoices import Invoice, IssuedDocument

__all__ = ["by_digest"]

_FEWEST: Final = 8
"""How many digits of a digest may name a document, where they are of one alone."""


class _Named(NamedTuple):
    """An invoice, and the place from which it was read."""

    issued: IssuedDocument
    place: str

    def names(self) -> Iterator[str]:
        """Yield what names it: its digest, its file with the number in it, its day."""
        yield self.issued.digest
        yield self.place
        yield PurePath(self.place).name
        yield str(self.issued.issued_on)


def by_digest(
    receivables: Receivables,
    documents: tuple[IssuedDocument, ...],
    places: tuple[str, ...],
) -> Receivables:
    """
    Return the facts with each invoice named by its digest, each line by its id.

    A file may name an invoice by its document's file, by its date, or by the first
    digits of its digest, as long as that is one invoice; and a line by its printed
    number.

    Raises:
        UnknownName: what names no invoice or several, a number that no line has.
    """
    invoices = [
        _Named(*one)
        for one in zip(documents, places, strict=True)
        if isinstance(one[0].document, Invoice)
    ]
    payments = [_payment(one, invoices) for one in receivables.payments]
    disputes = [_dispute(one, invoices) for one in receivables.disputes]
    known = {one.id: one for one in disputes}
    told: dict[str, Any] = {"payments": payments, "disputes": disputes}
    told["resolutions"] = [
        evolve(one, lines=_lines(one.lines, known[one.dispute], one.id, invoices))
        for one in receivables.resolutions
    ]
    told["superseded"] = tuple(_aside(one, invoices) for one in receivables.superseded)
    return evolve(receivables, **told)


def _aside(one: Fact, invoices: list[_Named]) -> Fact:
    # What no longer stands counts as of a day before; it may be wrong for its name.
    try:
        if type(one) is Payment:
            return _payment(one, invoices)
        return _dispute(one, invoices) if type(one) is Dispute else one
    except UnknownName:
        return one


def _payment(one: Payment, invoices: list[_Named]) -> Payment:
    if one.invoice is None:
        return one
    found = _found(f"payments[{one.id}].invoice", one.invoice, invoices)
    return evolve(one, invoice=found.digest)


def _dispute(one: Dispute, invoices: list[_Named]) -> Dispute:
    found = _found(f"disputes[{one.id}].invoice", one.invoice, invoices)
    named = evolve(one, invoice=found.digest)
    return evolve(named, lines=_lines(one.lines, named, one.id, invoices))


def _found(path: str, name: str, invoices: list[_Named]) -> IssuedDocument:
    found = {one.issued.digest: one.issued for one in invoices if name in one.names()}
    if not found and len(name) >= _FEWEST:
        found = {
            one.issued.digest: one.issued
            for one in invoices
            if one.issued.digest.startswith(name)
        }
    if len(found) != 1:
        known = ", ".join(dict.fromkeys(PurePath(one.place).name for one in invoices))
        requirement = f"the name of one invoice ({known or 'there is none'})"
        raise UnknownName(path, requirement, name, "Q22")
    return next(iter(found.values()))


def _lines(
    lines: tuple[DisputedLine, ...],
    dispute: Dispute,
    fact: str,
    invoices: list[_Named],
) -> tuple[DisputedLine, ...]:
    ids = [
        line.id
        for one in invoices
        if one.issued.digest == dispute.invoice
        for line in cast("Invoice", one.issued.document).lines
    ]
    return tuple(evolve(one, line=_line(one.line, ids, fact)) for one in lines)


def _line(name: str, ids: list[str], fact: str) -> str:
    if not (name.isascii() and name.isdigit() and len(name) < _FEWEST):
        return name
    if not 0 < int(name) <= len(ids):
        requirement = f"the number of a charge, from 1 to {len(ids)}, or its id"
        raise UnknownName(f"lines of {fact}", requirement, name, "G4")
    return ids[int(name) - 1]
