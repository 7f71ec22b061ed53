"""What a taxed document says once more: its levies by rate, and why some are none.

>>> from datetime import date
>>> from decimal import Decimal
>>> from attrs import evolve
>>> from gotobilling.clauses import CONTRACT_RATES
>>> from gotobilling.facts import BillingAddress
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> on, market = date(2026, 1, 1), us.CONNECT
>>> rates = ("us-slrrf", "2"), ("us-rrf", "3.5"), ("us-usf-factor", "40")
>>> for series, percent in rates:
...     day = date(2026, 7, 1) if series == "us-usf-factor" else on
...     value = Decimal(percent)
...     market = market.with_rate(series, day, value, CONTRACT_RATES)
>>> utah = BillingAddress(id="address", country="US", region="UT", effective_on=on)
>>> account = evolve(july_start(), addresses=(utah,))
>>> invoice = assemble_invoice(account, Period.month(2026, 8), market)
>>> for row in tax_summary(invoice):  # usf: 189.52 x 64.9 % x 40 % = 49.199...
...     print(row.jurisdiction, row.levy, row.percent, row.base, row.tax)
US slrrf 2 189.52 USD 3.79 USD
US rrf 3.5 189.52 USD 6.63 USD
US usf 40 189.52 USD 49.19 USD
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import evolve, frozen

from gotobilling.clauses import E2
from gotobilling.facts import ExemptionCertificate, TaxNumber
from gotobilling.invoices.invoice import Invoice
from gotobilling.kinds import LineKind
from gotobilling.lineitems import LevyLine
from gotobilling.money import Money
from gotobilling.sources import Clause
from gotobilling.taxes import TaxCategory

__all__ = ["Note", "NoteCode", "TaxRow", "notes", "tax_summary"]


class NoteCode(Enum):
    """What a document has to say beside its amounts."""

    REVERSE_CHARGE = "reverse_charge"
    """The customer owes the tax; both VAT numbers stand on the document."""
    EXEMPT = "exempt"
    ZERO_RATED = "zero_rated"
    BEFORE_LEVIES = "before_levies"
    """No billing address was known, so fees and taxes are left out."""


@frozen(kw_only=True)
class TaxRow:
    """
    All lines of one levy at one rate.

    Attributes:
        jurisdiction: Whose rule it is: ``US``, ``CA-QC``, ``DE``.
        kind: The kind of the lines.
        levy: The levy's name in the market.
        category: How the lines of the base stand to the levy.
        percent: The rate; 0 where zero-rated, None where exempt or reverse charge.
        share: The percentage of the base that counts, or None: all of it.
        base: The sum of the lines in the base.
        tax: The sum of the levy's lines.
        lines: The ids of the levy's lines, in their order.
        clause: What says so.
    """

    jurisdiction: str
    kind: LineKind
    levy: str
    category: TaxCategory
    percent: Decimal | None
    share: Decimal | None
    base: Money
    tax: Money
    lines: tuple[str, ...]
    clause: Clause


@frozen(kw_only=True)
class Note:
    """
    What a document has to say beside its amounts.

    Attributes:
        code: What it is.
        clause: What asks for it.
        levy: The name of the levy that is none, or None.
        seller: The seller's VAT number, or None.
        customer: The customer's VAT number, or None.
        certificate: The number of the certificate, or None.
        confirmed_on: The day on which the customer's VAT number was confirmed, or None.
    """

    code: NoteCode
    clause: Clause
    levy: str | None = None
    seller: str | None = None
    customer: str | None = None
    certificate: str | None = None
    confirmed_on: date | None = None


def tax_summary(invoice: Invoice) -> tuple[TaxRow, ...]:
    """
    Return the levies of a document by jurisdiction, category and rate.

    Every levy line is in exactly one row, so that the column ``tax`` adds up to the
    total without the subtotal. Rows stand in the order of the document.

    Clauses: E1, Q12.
    """
    groups: dict[object, list[LevyLine]] = {}
    for line in invoice.levies:
        rate = line.rate
        key = (line.levy.name, rate.category, rate.percent, _share(line), rate.clause)
        groups.setdefault(key, []).append(line)
    return tuple(_row(lines, invoice.currency) for lines in groups.values())


def _share(line: LevyLine) -> Decimal | None:
    return None if line.share is None else line.share.percent


_WITHOUT_RATE: Final = (TaxCategory.EXEMPT, TaxCategory.REVERSE_CHARGE)


def _row(lines: Sequence[LevyLine], currency: str) -> TaxRow:
    first = lines[0]
    rate = first.rate
    base = sum([line.base.minor for line in lines])
    tax = sum([line.amount.minor for line in lines])
    return TaxRow(
        jurisdiction=first.levy.jurisdiction,
        kind=first.kind,
        levy=first.levy.name,
        category=rate.category,
        percent=None if rate.category in _WITHOUT_RATE else rate.percent,
        share=_share(first),
        base=Money.from_minor(base, currency),
        tax=Money.from_minor(tax, currency),
        lines=tuple([line.id for line in lines]),
        clause=rate.clause,
    )


def notes(invoice: Invoice) -> tuple[Note, ...]:
    """
    Return what a document has to say beside its amounts, each once, in its order.

    >>> from gotobilling.invoices import assemble_invoice
    >>> from gotobilling.markets import us
    >>> from gotobilling.periods import Period
    >>> from gotobilling.testing.examples import july_start
    >>> untaxed = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    >>> [note.code.value for note in notes(untaxed)]
    ['before_levies']

    Clauses: E2, E5, E6, Q14.
    """
    if not invoice.is_taxed:
        return (Note(code=NoteCode.BEFORE_LEVIES, clause=E2),)
    return tuple(dict.fromkeys(_notes(invoice.levies)))


def _notes(lines: Sequence[LevyLine]) -> Iterator[Note]:
    for line in lines:
        rate, ground = line.rate, line.ground
        if rate.category is TaxCategory.STANDARD:
            continue
        code = NoteCode(rate.category.value)
        note = Note(code=code, clause=rate.clause, levy=line.levy.name)
        if isinstance(ground, ExemptionCertificate):
            note = evolve(note, certificate=ground.certificate)
        if isinstance(ground, TaxNumber):
            note = evolve(
                note,
                seller=line.levy.seller,
                customer=ground.number,
                confirmed_on=ground.confirmed_on,
            )
        yield note
