"""Writing an invoice as plain data; `gotobilling.formats.documents` is the manual.

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 9), us.CONNECT)
>>> document(invoice)["facts"]["devices"]["quantity"]
'5'
"""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Final

from gotobilling.canonical import Data, data
from gotobilling.derivation import Derived
from gotobilling.errors import WrongType
from gotobilling.formats.book import Book, of_document, of_line
from gotobilling.formats.cycles import cycle_data
from gotobilling.formats.plain import packed
from gotobilling.invoices import (
    Correction,
    CorrectionFacts,
    CorrectionLine,
    Invoice,
    Revision,
)
from gotobilling.invoices.corrected import minor_of
from gotobilling.market import Market
from gotobilling.money import Money

__all__ = ["SCHEMA", "correction_data", "document"]

SCHEMA: Final = 1
"""The version of the wire format."""


def document(invoice: Invoice) -> dict[str, Data]:
    """
    Return an invoice as the plain data of its document, in the order of the format.

    Raises:
        WrongType: no invoice, but the answer that there is none.
        InvalidValue: a market that lists a reading which its policies do not hold.
        ConflictingFacts: two clauses, or two facts, with one id.
        ProofError: an amount that its own rule does not give.
    """
    if type(invoice) is not Invoice:
        raise WrongType("invoice", "an Invoice", invoice)
    book = Book(invoice.market)
    answers = _answers(invoice)
    proofs = {name: book.proof(one) for name, one in answers.items() if one}
    addresses = book.names(invoice.addresses)
    levy_order: list[Data] = [book.digest(levy) for levy in invoice.levy_order]
    lines: list[Data] = [book.line(line) for line in invoice.lines]
    levies: list[Data] = [book.levy(line) for line in invoice.levies]
    corrections: list[Data] = [_correction(book, x) for x in invoice.corrections]
    stated = {name: data(one.value) if one else None for name, one in answers.items()}
    content: dict[str, Data] = {
        "schema": SCHEMA,
        **_head(invoice, stated),
        "addresses": addresses,
        "levy_order": levy_order,
        "lines": lines,
        "levies": levies,
        "corrections": corrections,
        "revisions": [_revision(one) for one in invoice.revisions],
        "facts": book.all_facts(),
        "policies": book.all_policies(),
        "clauses": book.all_clauses(),
        "subtotal": stated["subtotal"],
        "total": stated["total"],
        "payable": stated["payable"],
        "proofs": proofs,
    }
    content["digest"] = sha256(packed(content)).hexdigest()
    return content


def _head(invoice: Invoice, stated: Mapping[str, Data]) -> dict[str, Data]:
    return {
        "market": invoice.market.name,
        "edition": invoice.market.edition,
        "readings": dict(invoice.market.listed_readings),
        "account": invoice.account,
        "document": of_document(invoice.key),
        **cycle_data(invoice),
        "billing_start": stated["billing_start"],
        "issue_date": stated["issue_date"],
        "sent_on": data(invoice.sent_on),
        "paid_on": data(invoice.paid_on),
        "due_date": stated["due_date"],
        "dispute_until": stated["dispute_until"],
        "autopay_on": stated["autopay_on"],
        "known_on": data(invoice.known_on),
        "usage": None if invoice.usage is None else data(invoice.usage),
        "currency": invoice.currency,
        "brought_forward": data(invoice.brought_forward),
    }


def _answers(invoice: Invoice) -> dict[str, Derived[Money] | Derived[date] | None]:
    return {
        "billing_start": invoice.billing_start,
        **invoice.cycle_dates,
        "issue_date": invoice.issued_on,
        "due_date": invoice.due_on,
        "dispute_until": invoice.dispute_until,
        "autopay_on": invoice.autopay_on,
        "subtotal": invoice.subtotal,
        "total": invoice.total,
        "payable": invoice.payable,
    }


def correction_data(found: Correction, market: Market) -> dict[str, Data]:
    """
    Return corrections that no document carries yet, as plain data.

    Each stands there as it will stand on a document, but for its own id, which comes
    from the document.

    Args:
        found: What ``gotobilling.corrections.correct`` returned.
        market: The market that was given to it.
    """
    if type(found) is not Correction:
        raise WrongType("correction", "a Correction", found)
    book = Book(market)
    facts = [told for _, told, _ in found.rows]
    pairs = zip(facts, found.lines, strict=True)
    corrections: list[Data] = [_corrected(book, told, line) for told, line in pairs]
    return {
        "account": found.account,
        "known_on": data(found.known_on),
        "currency": found.currency,
        "total": data(found.total),
        "corrections": corrections,
    }


def _correction(book: Book, line: CorrectionLine) -> Data:
    return {"id": line.id, **_corrected(book, line.told, line)}


def _corrected(
    book: Book, told: CorrectionFacts, line: Derived[Money]
) -> dict[str, Data]:
    currency = told.currency
    causes: list[Data] = [
        {
            "facts": book.names(cause.facts),
            "amount": data(Money.from_minor(cause.minor, currency)),
        }
        for cause in told.causes
    ]
    return {
        **of_line(told.line),
        "document": of_document(told.of),
        "issued": data(Money.from_minor(told.was, currency)),
        "credited": data(Money.from_minor(minor_of(told.credited), currency)),
        "revised": data(Money.from_minor(told.now, currency)),
        "amount": data(line.value),
        "causes": causes,
        "proof": book.proof(line),
    }


def _revision(revision: Revision) -> Data:
    revised = revision.revised
    return {
        "digest": revision.issued,
        "document": of_document(revision.of),
        "revised": None if revised is None else document(revised),
    }
