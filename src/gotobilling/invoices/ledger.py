"""The documents issued to an account, checked together, and what they state by line."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import Data, canonical
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    WrongType,
)
from gotobilling.facts import Account, IssuedLine
from gotobilling.invoices.corrected import CorrectedLine
from gotobilling.invoices.credit_note import CreditNote
from gotobilling.invoices.crediting import CreditReason
from gotobilling.invoices.invoice import Invoice
from gotobilling.invoices.issued import IssuedDocument
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market

__all__ = ["Ledger"]

_SHOWN: Final = 12


class Ledger:
    """
    The documents issued to an account up to a day, settled.

    Attributes:
        invoices: The invoices, by what names them.
        issued: What was stated of each line by invoices: its amount and corrections.
        credited: What was given back of each line by credit notes over a wrong charge.
        notes: These notes over each document, in time: what they gave back by line.
        lines: The lines of each document, also those that corrections added.

    Raises:
        WrongType: what is no issued document.
        CurrencyMismatch: a document in another currency than the account's.
        InvalidValue: a document dated, or told of facts, after the day.
        ConflictingFacts: a document of another account, product or market, two contents
            under one name, or one that rests on a document that is not there.
    """

    def __init__(
        self,
        account: Account,
        issued: tuple[IssuedDocument, ...],
        on: date,
        market: Market,
    ) -> None:
        self.account, self.on, self.market = account, on, market
        self.documents: dict[DocumentKey, IssuedDocument] = {}
        self.places: dict[str, int] = {}
        for index, one in enumerate(issued):
            self._take(one, f"issued[{index}]", index)
        self.invoices = {
            key: one
            for key, one in self.documents.items()
            if key.kind is not DocumentKind.CREDIT_NOTE
        }
        for one in self.documents.values():
            self._check_grounds(one)
        self.issued: dict[str, list[IssuedLine]] = {}
        self.credited: dict[str, list[IssuedLine]] = {}
        self.notes: dict[DocumentKey, list[dict[str, int]]] = {}
        self.open: dict[DocumentKey, int] = {}
        self.lines: dict[DocumentKey, dict[str, CorrectedLine]] = {}
        self.corrected_on: dict[DocumentKey, date] = {}
        for key in sorted(self.documents, key=self._in_time):
            self._read(self.documents[key])

    def _take(self, one: IssuedDocument, path: str, index: int) -> None:
        if type(one) is not IssuedDocument:
            raise WrongType(path, "an IssuedDocument", one)
        found = one.document
        if found.account != self.account.id:
            requirement = f"the account's {self.account.id}"
            raise ConflictingFacts(f"{path}.account", requirement, found.account)
        if found.currency != self.account.currency:
            requirement = f"the account's {self.account.currency}"
            raise CurrencyMismatch(f"{path}.currency", requirement, found.currency)
        if one.issued_on > self.on:
            requirement = f"on or before {self.on}"
            raise InvalidValue(f"{path}.issue_date", requirement, one.issued_on)
        if isinstance(found, Invoice):
            self._check_known(found, path)
        check_market(found.market, self.market, path)
        known = self.documents.setdefault(found.key, one)
        if known.digest != one.digest:
            requirement = f"the content of document {known.digest[:_SHOWN]}"
            raise ConflictingFacts(path, requirement, one.digest[:_SHOWN])
        self.places.setdefault(one.digest, index)

    def _check_known(self, found: Invoice, path: str) -> None:
        if found.known_on is not None and found.known_on > self.on:
            requirement = f"on or before {self.on}"
            raise InvalidValue(f"{path}.known_on", requirement, found.known_on)

    def _check_grounds(self, one: IssuedDocument) -> None:
        # What a document corrects or credits must be there, or its past is not known.
        found, index = one.document, self.places[one.digest]
        named: list[tuple[DocumentKey | None, str | None]] = []
        if isinstance(found, CreditNote):
            named = [(found.of, found.invoice), *((None, x) for x in found.before)]
        else:
            named = [(x.of, x.issued) for x in found.revisions]
        for of, digest in named:
            known = self.invoices.get(of) if of else None
            is_there = digest in self.places
            if digest is None:
                is_there = known is None
            elif known is not None:
                is_there = known.digest == digest
            if not is_there:
                path = f"issued[{index}]"
                requirement = "beside every document that it corrects or credits"
                value = "without " + (digest[:_SHOWN] if digest else "one")
                raise ConflictingFacts(path, requirement, value)

    def _in_time(self, key: DocumentKey) -> tuple[date, bool, str]:
        one = self.documents[key]
        return one.issued_on, isinstance(one.document, CreditNote), one.digest

    def _read(self, one: IssuedDocument) -> None:
        for stated in one.states():
            left = self.open.get(stated.of, 0)
            self.open[stated.of] = left + stated.amount.minor
            if stated.reason is CreditReason.GOODWILL:
                continue
            told = self.issued if stated.reason is None else self.credited
            told.setdefault(stated.line.id, []).append(stated.amount)
            lines = self.lines.setdefault(stated.of, {})
            lines.setdefault(stated.line.id, stated.line)
        found = one.document
        if isinstance(found, CreditNote):
            self._take_note(found, self.places[one.digest])
        if isinstance(found, Invoice) and found.known_on is not None:
            for revision in found.revisions:
                before = self.corrected_on.get(revision.of, found.known_on)
                self.corrected_on[revision.of] = max(before, found.known_on)

    def _take_note(self, note: CreditNote, index: int) -> None:
        if self.open[note.of] < 0:
            requirement = "a note over no more than what was open"
            raise ConflictingFacts(f"issued[{index}]", requirement, note.id)
        if note.reason is CreditReason.WRONG_CHARGE:
            given = {line.line.id: line.amount.minor for line in note.lines}
            self.notes.setdefault(note.of, []).append(given)

    def path(self, of: DocumentKey) -> str:
        """Return the place of a document among those given."""
        known = self.invoices.get(of)
        return "issued" if known is None else f"issued[{self.places[known.digest]}]"

    def digest(self, of: DocumentKey) -> str | None:
        """Return the digest of an invoice, or None: it was not issued."""
        known = self.invoices.get(of)
        return None if known is None else known.digest

    def invoice(self, of: DocumentKey) -> Invoice | None:
        """Return an invoice as it was issued, or None."""
        known = self.invoices.get(of)
        document = None if known is None else known.document
        return document if isinstance(document, Invoice) else None

    def issued_of(self, line: str) -> tuple[IssuedLine, ...]:
        """Return what was issued and corrected of a line so far."""
        return tuple(self.issued.get(line, ()))

    def credited_of(self, line: str) -> tuple[IssuedLine, ...]:
        """Return what notes over a wrong charge gave back of a line so far."""
        return tuple(self.credited.get(line, ()))

    def last_month(self) -> date | None:
        """Return the first day of the last month that an invoice bills in advance."""
        months = [
            key.period.start
            for key in self.invoices
            if key.kind is DocumentKind.RECURRING
        ]
        return max(months, default=None)

    def keys(self) -> Iterator[DocumentKey]:
        """Yield each document that was issued, or corrected without being issued."""
        yield from dict.fromkeys((*self.invoices, *self.lines))


def check_market(stated: Market, market: Market, path: str) -> None:
    """
    Refuse a document that other policies made.

    Raises:
        ConflictingFacts: another market, edition, reading, policy or levy.
    """
    for name in ("name", "edition", "product", "readings"):
        own, other = getattr(market, name), getattr(stated, name)
        if own != other:
            place = "market" if name == "name" else name
            raise ConflictingFacts(f"{path}.{place}", _told(own), _told(other))
    pairs = [*zip(market.policies(), stated.policies(), strict=True)]
    pairs += [(market.levy(one.name), one) for one in stated.levies]
    for own, other in pairs:
        if own != other:
            place = f"{path}.policies.{own.wire[1]}"
            requirement = f"as {market.name} {market.edition} has it"
            raise ConflictingFacts(place, requirement, canonical(other).decode())


def _told(value: Data) -> str:
    return value if isinstance(value, str) else canonical(value).decode()
