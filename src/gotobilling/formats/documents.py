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

from gotobilling.formats.plain import packed, pretty
from gotobilling.formats.reading import read_invoice
from gotobilling.formats.writing import SCHEMA, document
from gotobilling.invoices import Invoice

__all__ = ["SCHEMA", "document", "document_bytes", "read_invoice", "to_json"]


def to_json(invoice: Invoice) -> str:
    """
    Return the document as JSON for people: two spaces a level, in the format's order.

    >>> from gotobilling.invoices import assemble_invoice
    >>> from gotobilling.markets import us
    >>> from gotobilling.periods import Period
    >>> from gotobilling.testing.examples import july_start
    >>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    >>> to_json(august).splitlines()[1]
    '  "schema": 0,'
    """
    return pretty(document(invoice))


def document_bytes(invoice: Invoice) -> bytes:
    """
    Return the document's canonical bytes: keys sorted, nothing between the tokens.

    The same facts under the same market give the same bytes, in any order of the facts.
    """
    return packed(document(invoice))
