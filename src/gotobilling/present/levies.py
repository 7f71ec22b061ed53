"""The levies of an invoice in words: their rows, their summary and the notes on it.

>>> rate_text(Decimal("9.975"), None, "en_US")
'9.975 %'
>>> rate_text(Decimal("36.6"), Decimal("64.9"), "en_US")
'36.6 % of 64.9 %'
>>> rate_text(None, None, "en_US")
'none'
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gotobilling.invoices import Invoice, Note, NoteCode, notes, tax_summary
from gotobilling.kinds import LineKind
from gotobilling.lineitems import LevyLine
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text, percent_text
from gotobilling.present.catalog import wording
from gotobilling.present.grounds import firmness
from gotobilling.taxes import TaxCategory

__all__ = [
    "NOTHING_LEVIED",
    "SUMMARY",
    "SUMMARY_HEADINGS",
    "address_text",
    "levied_text",
    "levy_name",
    "levy_text",
    "levy_title",
    "note_texts",
    "rate_text",
    "summary_cells",
]

SUMMARY: Final = "Fees and taxes by jurisdiction and rate"
"""The heading of the summary."""
SUMMARY_HEADINGS: Final = (
    "Jurisdiction",
    "Fee or tax",
    "Category",
    "Rate",
    "Base",
    "Amount",
)
NOTHING_LEVIED: Final = "No fee and no tax is levied on this document."
"""What a taxed document says that has no levy line."""


def address_text(invoice: Invoice) -> str:
    """Return where the customer is billed; with its first day where that changed."""
    places = []
    for index, one in enumerate(invoice.addresses):
        since = f" since {one.effective_on}" if index else ""
        places.append(", ".join((one.place, *one.areas)) + since)
    return "; ".join(places)


def levy_title(line: LevyLine) -> str:
    """Return what a levy is, and whose; a sales tax has a name of the caller's."""
    return f"{levy_name(line.kind, line.levy.name)}, {line.levy.jurisdiction}"


def levy_name(kind: LineKind, levy: str) -> str:
    """Return what a levy is; a sales tax has a name of the caller's."""
    said = wording(kind)
    return f"{said}: {levy}" if kind is LineKind.SALES_TAX else said


def levy_text(invoice: Invoice, line: LevyLine, locale: str) -> str:
    """Return the rate and the base of a levy line: ``9.975 % on $100.00``."""
    rate, base = line.rate, amount_text(line.base, locale)
    percent = percent_text(rate.percent, locale)
    words = wording(rate.category)
    match rate.category:
        case TaxCategory.STANDARD if line.share is not None:
            share = percent_text(line.share.percent, locale)
            said = f"{percent} on {share} of {base}"
        case TaxCategory.STANDARD:
            said = f"{percent} on {base}"
        case TaxCategory.ZERO_RATED:
            said = f"{words}, {percent} on {base}"
        case _:
            said = f"{words}, on {base}"
    alike = [one for one in invoice.levies if one.levy.name == line.levy.name]
    return f"{said}, since {rate.from_on}" if len(alike) > 1 else said


def levied_text(invoice: Invoice, locale: str) -> str:
    """Return what all levies of a document come to."""
    minor = sum([row[2] for row in invoice.levied])
    return amount_text(Money.from_minor(minor, invoice.currency), locale)


def summary_cells(invoice: Invoice, locale: str) -> list[tuple[str, ...]]:
    """Return the rows of the summary, in the columns of `SUMMARY_HEADINGS`."""
    return [
        (
            row.jurisdiction,
            levy_name(row.kind, row.levy),
            wording(row.category),
            rate_text(row.percent, row.share, locale),
            amount_text(row.base, locale),
            amount_text(row.tax, locale),
        )
        for row in tax_summary(invoice)
    ]


def rate_text(percent: Decimal | None, share: Decimal | None, locale: str) -> str:
    """Return a rate, with the share of the base it is on; ``none`` is never ``0 %``."""
    if percent is None:
        return "none"
    shown = percent_text(percent, locale)
    return shown if share is None else f"{shown} of {percent_text(share, locale)}"


def note_texts(invoice: Invoice) -> tuple[str, ...]:
    """Return the notes of a taxed document in words, each with what asks for it."""
    titles = {line.levy.name: levy_title(line) for line in invoice.levies}
    return tuple(
        f"{_note(note, titles[note.levy])} ({firmness(note.clause)})"
        for note in notes(invoice)
        if note.levy is not None
    )


def _note(note: Note, title: str) -> str:
    match note.code:
        case NoteCode.REVERSE_CHARGE:
            said = f"Reverse charge: the customer owes the tax itself ({title})."
        case NoteCode.ZERO_RATED:
            said = f"Zero-rated: the rate is 0 % ({title})."
        case _:
            said = f"Exempt ({title})."
    return " ".join((said, *_grounds(note)))


def _grounds(note: Note) -> Iterator[str]:
    if note.certificate is not None:
        yield f"Certificate: {note.certificate}."
    if note.seller is not None:
        yield f"VAT number of the seller: {note.seller}."
    if note.customer is not None:
        confirmed = f", confirmed on {note.confirmed_on}"
        yield f"VAT number of the customer: {note.customer}{confirmed}."
