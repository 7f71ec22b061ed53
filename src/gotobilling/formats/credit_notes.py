"""The document of a credit note: written, and read back to an equal value."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

from gotobilling.canonical import Data, data
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import IssuedLine
from gotobilling.formats.book import Book, of_document, of_line
from gotobilling.formats.corrected import issued_lines, line_told
from gotobilling.formats.document_shape import CREDIT_NOTE
from gotobilling.formats.plain import load, packed, place_of, plain
from gotobilling.formats.reading import market_told, policies_told, read_again
from gotobilling.formats.shapes import decimal, made, one_of
from gotobilling.formats.writing import SCHEMA
from gotobilling.invoices import (
    Asked,
    CreditLine,
    CreditNote,
    Everything,
    OfAmount,
    OfLines,
    OfShare,
    OpenLine,
)
from gotobilling.lineitems import DocumentKey
from gotobilling.money import Money

__all__ = ["credit_note_document", "read_credit_note"]


def credit_note_document(note: CreditNote) -> dict[str, Data]:
    """
    Return a credit note as the plain data of its document, in the order of the format.

    Raises:
        WrongType: no credit note.
    """
    if type(note) is not CreditNote:
        raise WrongType("note", "a CreditNote", note)
    book = Book(note.market)
    running = note.running
    named = [f"open:{one.line.id}" for one in note.open]
    proofs = {name: book.proof(one) for name, one in zip(named, running, strict=True)}
    if note.credited is not None:
        proofs["credited"] = book.proof(note.credited)
    proofs["total"] = book.proof(note.total)
    lines: list[Data] = [_line(book, line) for line in note.lines]
    content: dict[str, Data] = {
        "schema": SCHEMA,
        "market": note.market.name,
        "edition": note.market.edition,
        "readings": dict(note.market.listed_readings),
        "account": note.account,
        "currency": note.currency,
        "document": _about(note),
        "issue_date": data(note.issued_on),
        "invoice": note.invoice,
        "reason": note.reason.value,
        "before": [*note.before],
        "asked": _asked(note),
        "open": [
            _open(one, total.value)
            for one, total in zip(note.open, running, strict=True)
        ],
        "lines": lines,
        "facts": book.all_facts(),
        "policies": book.all_policies(),
        "clauses": book.all_clauses(),
        "total": data(note.total.value),
        "proofs": proofs,
    }
    content["digest"] = sha256(packed(content)).hexdigest()
    return content


def _about(note: CreditNote) -> dict[str, Data]:
    about = of_document(note.of)
    of = about.pop("kind")
    return {"kind": note.key.kind.value, "id": note.id, **about, "of": of}


def _asked(note: CreditNote) -> dict[str, Data]:
    asked = note.asked
    lines = asked.amounts if isinstance(asked, OfLines) else ()
    return {
        "by": asked.by,
        "amount": data(asked.amount) if isinstance(asked, OfAmount) else None,
        "percent": data(asked.percent) if isinstance(asked, OfShare) else None,
        "lines": {line: data(amount) for line, amount in lines},
    }


def _open(one: OpenLine, until: Money) -> Data:
    return {
        **of_line(one.line),
        "base": [*one.base],
        "amount": data(Money.from_minor(one.minor, until.currency)),
        "until": data(until),
    }


def _line(book: Book, line: CreditLine) -> Data:
    return {
        "id": line.id,
        **of_line(line.line),
        "amount": data(line.amount),
        "proof": book.proof(line),
    }


def read_credit_note(content: bytes | dict[str, Data], name: str) -> CreditNote:
    """
    Read a document back into the credit note that wrote it.

    Args:
        content: The document's bytes, or what they hold.
        name: The file's name, for the error.

    Raises:
        InvalidFile: with every reason why the content is no credit note.
        ProofError: a note that its own rules do not give.
    """
    read = load(content, name) if isinstance(content, bytes) else plain(content, name)
    return read_again(read, name, CREDIT_NOTE, _note, credit_note_document)


def _note(head: dict[str, Any]) -> CreditNote:
    about = head["document"]
    head = {**head, "levy_order": ()}
    of = DocumentKey(
        account=head["account"],
        product=about["product"],
        kind=about["of"],
        period=about["period"],
        part=about["part"],
    )
    return CreditNote(
        account=head["account"],
        currency=head["currency"],
        market=market_told(head, policies_told(head)),
        id=about["id"],
        issued_on=head["issue_date"],
        of=of,
        invoice=head["invoice"],
        reason=head["reason"],
        before=head["before"],
        asked=_asked_for(head["asked"], head["currency"]),
        open=_opened(head),
    )


def _asked_for(stated: Mapping[str, Any], currency: str) -> Asked:
    def money(text: str, path: str) -> Money:
        return made(Money.parse, {"text": text, "currency": currency}, path)

    by = one_of({one: one for one in ("everything", "lines", "amount", "share")})(
        stated["by"], "asked.by"
    )
    if by == "lines":
        lines = tuple(
            (line, None if text is None else money(text, place_of("asked.lines", line)))
            for line, text in stated["lines"].items()
        )
        return made(OfLines, {"amounts": lines}, "asked")
    if by == "amount":
        amount = _given(stated, "amount")
        return made(OfAmount, {"amount": money(amount, "asked.amount")}, "asked")
    if by == "share":
        percent = decimal(_given(stated, "percent"), "asked.percent")
        return made(OfShare, {"percent": percent}, "asked")
    return Everything()


def _given(stated: Mapping[str, Any], name: str) -> str:
    if stated[name] is None:
        raise InvalidValue(f"asked.{name}", "given where it is asked for", None)
    return cast("str", stated[name])


def _opened(head: Mapping[str, Any]) -> tuple[OpenLine, ...]:
    if not head["open"]:
        raise InvalidValue("open", "of one line at least", "none")
    found = []
    for index, one in enumerate(head["open"]):
        proof = f"open:{one['line']}"
        path = place_of("proofs", proof)
        if proof not in head["proofs"]:
            raise InvalidValue(path, "given", None)
        parts: tuple[IssuedLine, ...] = ()
        for step in head["proofs"][proof]["steps"]:
            parts += issued_lines(head["facts"], step, path)
        if not parts:
            requirement = "one that names what was issued"
            raise InvalidValue(path, requirement, f"none for open[{index}]")
        found.append(OpenLine(line_told(one), parts, one["base"]))
    return tuple(found)
