"""A document that was issued: its content, under the digest of its bytes."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, cast

from attrs import frozen

from gotobilling import checks
from gotobilling.errors import WrongType
from gotobilling.facts import IssuedLine
from gotobilling.invoices.corrected import CorrectedLine, describe
from gotobilling.invoices.credit_note import CreditNote
from gotobilling.invoices.crediting import CreditReason
from gotobilling.invoices.invoice import Invoice
from gotobilling.lineitems import DocumentKey
from gotobilling.money import Money

__all__ = ["IssuedDocument", "Stated", "the_invoice"]


class Stated(NamedTuple):
    """
    What an issued document states of a line, its own or that of another document.

    Attributes:
        of: What names the document on which the line stands.
        line: What the line is.
        amount: What is stated of it, as a fact.
        reason: Why it is given back, where a credit note states it; else None.
    """

    of: DocumentKey
    line: CorrectedLine
    amount: IssuedLine
    reason: CreditReason | None


@frozen
class IssuedDocument:
    """
    An invoice or a credit note as it was issued.

    ``gotobilling.formats.documents`` makes one: ``issued_document`` of a document as it
    is issued, ``read_issued`` of its bytes, under the digest that they state.

    Attributes:
        digest: The digest of the document.
        document: What it says.
    """

    digest: str
    document: Invoice | CreditNote

    def __attrs_post_init__(self) -> None:
        checks.text("digest", self.digest)
        if type(self.document) not in (Invoice, CreditNote):
            raise WrongType("document", "an Invoice or a CreditNote", self.document)

    @property
    def issued_on(self) -> date:
        """The date of the document."""
        if isinstance(self.document, CreditNote):
            return self.document.issued_on
        return self.document.issued_on.value

    def fact(self, line: str, amount: Money) -> IssuedLine:
        """Return the amount of one of its lines as a fact."""
        return IssuedLine(
            document=self.digest,
            line=line,
            amount=amount.amount,
            currency=amount.currency,
            effective_on=self.issued_on,
        )

    def states(self) -> Iterator[Stated]:
        """Yield what it states: its charges, levies and corrections, or its credits."""
        found = self.document
        if isinstance(found, CreditNote):
            for credit in found.lines:
                fact = self.fact(credit.id, credit.amount)
                yield Stated(found.of, credit.line, fact, found.reason)
            return
        own = found.every_line
        for line in own:
            fact = self.fact(line.id, line.amount)
            yield Stated(found.key, describe(line), fact, None)
        for one in found.corrections:
            told, fact = one.told, self.fact(one.id, one.amount)
            yield Stated(told.of, told.line, fact, None)


def the_invoice(issued: object) -> Invoice:
    """
    Return the invoice of a document that was issued.

    Raises:
        WrongType: something else, or a credit note.
    """
    checks.exactly("issued", issued, IssuedDocument)
    document = cast("IssuedDocument", issued).document
    if type(document) is not Invoice:
        raise WrongType("issued", "an invoice", document)
    return document
