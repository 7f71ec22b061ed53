"""The invoice document: an invoice as JSON that proves itself and reads back equal.

A document holds the lines with their proofs, the facts that a proof names, the whole
market by the digest of each policy, and every clause that is cited, so that it can be
read, recomputed and assembled again years later. Every number is text:

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> august = document(invoice)
>>> august["total"], august["due_date"], len(august["digest"])
('189.52', '2026-08-16', 64)
>>> for step in august["lines"][1]["proof"]["steps"][-2:]:
...     print(step["label"], step["op"], step["is"], step["clause"])
prorated charge times {'number': '2000/31'} A8
amount round {'number': '1613/25'} Q29

It reads back to an equal value, and a changed digit is refused by name:

>>> read_invoice(document_bytes(invoice), "august.json") == invoice
True
>>> august["lines"][1]["amount"] = "64.53"
>>> read_invoice(august, "august.json")
Traceback (most recent call last):
gotobilling.errors.ProofError: lines[1].amount must be '64.52' by the document's own \
rules, got '64.53'

``document_bytes`` is the one canonical spelling: what a database stores and a digest is
taken of. ``to_json`` spells the same data for people. The document's own ``digest`` is
the SHA-256 of the canonical spelling of everything else in it. ``invoice.schema.json``
lies beside this module.
"""

from typing import cast

from gotobilling.canonical import Data
from gotobilling.formats import credit_notes, writing
from gotobilling.formats.credit_notes import read_credit_note
from gotobilling.formats.plain import load, packed, plain, pretty
from gotobilling.formats.reading import read_invoice
from gotobilling.formats.writing import SCHEMA
from gotobilling.invoices import CreditNote, Invoice, IssuedDocument

__all__ = [
    "SCHEMA",
    "document",
    "document_bytes",
    "issued_document",
    "read_credit_note",
    "read_document",
    "read_invoice",
    "read_issued",
    "to_json",
]


def document(issued: Invoice | CreditNote) -> dict[str, Data]:
    """
    Return an invoice or a credit note as the plain data of its document.

    Raises:
        WrongType: neither of them, such as the answer that there is nothing to bill.
        InvalidValue: a market that lists a reading which its policies do not hold.
        ConflictingFacts: two clauses, or two facts, with one id.
        ProofError: an amount that its own rule does not give.
    """
    if isinstance(issued, CreditNote):
        return credit_notes.credit_note_document(issued)
    return writing.document(issued)


def read_document(content: bytes | dict[str, Data], name: str) -> Invoice | CreditNote:
    """
    Read the document of an invoice or of a credit note.

    Raises:
        InvalidFile: with every reason why the content is no document.
        ProofError: a document that its own rules do not give.
    """
    read = load(content, name) if isinstance(content, bytes) else plain(content, name)
    stated = cast("dict[str, Data]", read)
    about = stated.get("document") if isinstance(read, dict) else None
    if isinstance(about, dict) and about.get("kind") == "credit_note":
        return read_credit_note(stated, name)
    return read_invoice(stated, name)


def read_issued(content: bytes | dict[str, Data], name: str) -> IssuedDocument:
    """
    Read a document that was issued, and keep the digest that it states.

    A later release may word labels and clauses better and would give another digest;
    what refers to the document goes by its own.

    Raises:
        InvalidFile: with every reason why the content is no document.
        ProofError: a document that its own rules do not give.
    """
    read = load(content, name) if isinstance(content, bytes) else plain(content, name)
    document = read_document(cast("dict[str, Data]", read), name)
    return IssuedDocument(cast("dict[str, str]", read)["digest"], document)


def issued_document(issued: Invoice | CreditNote) -> IssuedDocument:
    """
    Return an invoice or a credit note as it was issued, under its document's digest.

    >>> from gotobilling.invoices import assemble_invoice
    >>> from gotobilling.markets import us
    >>> from gotobilling.periods import Period
    >>> from gotobilling.testing.examples import july_start
    >>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    >>> issued_document(august).digest == document(august)["digest"]
    True
    """
    written = document(issued)
    return IssuedDocument(cast("str", written["digest"]), issued)


def to_json(issued: Invoice | CreditNote) -> str:
    """
    Return the document as JSON for people: two spaces a level, in the format's order.

    >>> from gotobilling.invoices import assemble_invoice
    >>> from gotobilling.markets import us
    >>> from gotobilling.periods import Period
    >>> from gotobilling.testing.examples import july_start
    >>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    >>> to_json(august).splitlines()[1]
    '  "schema": 1,'
    """
    return pretty(document(issued))


def document_bytes(issued: Invoice | CreditNote) -> bytes:
    """
    Return the document's canonical bytes: keys sorted, nothing between the tokens.

    The same facts under the same market give the same bytes, in any order of the facts.
    """
    return packed(document(issued))
