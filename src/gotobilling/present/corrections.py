"""Corrections in words: of which document and line, what was, what is, and why.

One device more since 15 July comes to be known on 20 September:

>>> from datetime import date
>>> from attrs import evolve
>>> from gotobilling.corrections import correct
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> account, august = july_start(), Period.month(2026, 8)
>>> sent = issued_document(assemble_invoice(account, august, us.CONNECT))
>>> late = evolve(
...     account.changes[0], id="late", quantity=1, known_on=date(2026, 9, 20)
... )
>>> account = evolve(account, changes=(*account.changes, late))
>>> found = correct(account, [sent], date(2026, 9, 21), us.CONNECT)
>>> for line in correction_text(found).splitlines()[6:12]:
...     print(line[:22] + line[60:])
1  Service charge: dev-08-31  $125.00  $150.00      $25.00
   because of late
2  Prorated charge: de-07-31   $64.52   $77.42      $12.90
   effective 2026-07-1
   because of late
Together                                            $37.90
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from gotobilling.errors import WrongType
from gotobilling.facts import Fact
from gotobilling.invoices import Cause, CorrectedLine, Correction, Invoice, Revision
from gotobilling.invoices.corrected import CorrectionFacts, minor_of
from gotobilling.lineitems import DocumentKey
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.present.amounts import amount_text
from gotobilling.present.catalog import wording
from gotobilling.present.grounds import late_text
from gotobilling.present.layout import (
    WIDTH,
    Column,
    ends,
    row,
    rule,
    widest,
)
from gotobilling.present.levies import levy_name

__all__ = [
    "CORRECTIONS",
    "Corrected",
    "because_text",
    "charged_text",
    "correction_line",
    "correction_section",
    "correction_text",
    "corrections_of",
    "corrections_on",
    "days_text",
    "document_text",
    "late_facts",
    "line_details",
    "line_title",
]

CORRECTIONS: Final = "Corrections of earlier documents"
"""The heading of what a document corrects of those before it."""

_HEADINGS: Final = ("#", "Line", "Days charged", "Was", "Is", "Difference")
_NARROWEST_LINE: Final = 24
_WIDEST_NAME: Final = 24


class Corrected(NamedTuple):
    """
    A correction as it is printed.

    Attributes:
        number: Its number among the lines of its document.
        facts: What it rests on.
        amount: What it comes to.
        is_issued: Whether the document that it corrects was ever issued.
    """

    number: int
    facts: CorrectionFacts
    amount: Money
    is_issued: bool


def corrections_on(invoice: Invoice) -> tuple[Corrected, ...]:
    """Return the corrections on an invoice; their numbers follow those of levies."""
    rows = [(line.told, line.amount) for line in invoice.corrections]
    first = len(invoice.rows) + len(invoice.levied) + 1
    return tuple(_corrected(rows, invoice.revisions, first))


def corrections_of(found: Correction) -> tuple[Corrected, ...]:
    """Return corrections before a document carries them, numbered from 1."""
    rows = [
        (facts, Money.from_minor(minor, found.currency))
        for _, facts, minor in found.rows
    ]
    return tuple(_corrected(rows, found.revisions, 1))


def _corrected(
    rows: Iterable[tuple[CorrectionFacts, Money]],
    revisions: Iterable[Revision],
    first: int,
) -> Iterator[Corrected]:
    never = {one.of for one in revisions if one.issued is None}
    for number, (facts, amount) in enumerate(rows, start=first):
        yield Corrected(number, facts, amount, facts.of not in never)


def correction_text(found: Correction, locale: str = "en_US") -> str:
    """
    Return what is to be corrected as text: by document, with the late facts.

    Args:
        found: What ``gotobilling.corrections.correct`` returned.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: no ``Correction``.
        UnknownName: a locale that Babel does not have.
    """
    if type(found) is not Correction:
        raise WrongType("correction", "a Correction", found)
    heading = f"Corrections for {found.account}"
    lines = [*ends(heading, f"facts known on {found.known_on}"), rule("="), ""]
    if found.rows:
        rows = corrections_of(found)
        lines += [*correction_section(rows, locale), rule("-")]
        lines += ends("Total", amount_text(found.total, locale))
    else:
        lines.append("Nothing to correct.")
    return "\n".join(lines) + "\n"


def correction_section(rows: tuple[Corrected, ...], locale: str) -> Iterator[str]:
    """Yield the table of corrections, by document, and the late facts below it."""
    cells = [_cells(one, locale) for one in rows]
    number, _, *others = (widest(each) for each in zip(_HEADINGS, *cells, strict=True))
    days, *figures = others
    line = WIDTH - number - sum(others) - 2 * (len(_HEADINGS) - 1)
    columns = (
        Column(number, right=True),
        Column(max(line, _NARROWEST_LINE)),
        Column(days),
        *(Column(width, right=True) for width in figures),
    )
    yield from row(_HEADINGS, columns)
    for name, together in groupby(rows, key=_document):
        group = tuple(together)
        yield rule("-")
        yield name
        for one in group:
            yield from row(_cells(one, locale), columns)
        if len(group) > 1:
            minor = sum([one.amount.minor for one in group])
            amount = Money.from_minor(minor, group[0].amount.currency)
            yield from ends("Together", amount_text(amount, locale))
    yield rule("-")
    yield from _late(rows)


def _document(one: Corrected) -> str:
    never = "" if one.is_issued else " (not issued before)"
    return document_text(one.facts.of) + never


def document_text(of: DocumentKey) -> str:
    """
    Return which document a key names.

    >>> from gotobilling.billing_cycle import DocumentKind
    >>> month = Period.month(2026, 8)
    >>> document_text(DocumentKey("acme", "connect", DocumentKind.RECURRING, month))
    'Monthly invoice for 2026-08-01 to 2026-08-31'
    """
    part = f", {of.part}" if of.part else ""
    return f"{wording(of.kind)} for {days_text(of.period)}{part}"


def _cells(one: Corrected, locale: str) -> tuple[str, ...]:
    facts = one.facts
    was = Money.from_minor(facts.was, facts.currency)
    now = Money.from_minor(facts.now, facts.currency)
    details = (*line_details(facts.line), because_text(one, locale))
    return (
        str(one.number),
        "\n".join((line_title(facts.line), *details)),
        charged_text(facts.line),
        amount_text(was, locale),
        amount_text(now, locale),
        amount_text(one.amount, locale),
    )


def correction_line(one: Corrected, locale: str) -> str:
    """Return a correction on one line, without its amount."""
    _, _, days, was, now, _ = _cells(one, locale)
    line = one.facts.line
    said = (line_title(line), *line_details(line), days, f"was {was}", f"is {now}")
    return ", ".join((_document(one), *said, because_text(one, locale)))


def line_title(line: CorrectedLine) -> str:
    """Return what a line of another document is."""
    if line.levy is not None:
        return levy_name(line.kind, line.levy)
    return f"{wording(line.kind)}: {line.item}"


def line_details(line: CorrectedLine) -> tuple[str, ...]:
    """Return what else tells a line from its neighbours: day and group."""
    effective = () if line.effective_on is None else (f"effective {line.effective_on}",)
    return effective if line.group is None else (*effective, f"group {line.group}")


def charged_text(line: CorrectedLine) -> str:
    """Return the days that a charge is for, or the tax date of a levy."""
    if line.period is None:
        return f"tax date {line.tax_date}"
    return days_text(line.period)


def because_text(one: Corrected, locale: str) -> str:
    """Return which late facts cause a correction; of several, what each changes."""
    causes, currency = one.facts.causes, one.facts.currency
    told: list[str] = []
    if len(causes) == 1:
        told.append(f"because of {_ids(causes[0])}")
    elif causes:
        amounts = [Money.from_minor(cause.minor, currency) for cause in causes]
        pairs = zip(causes, amounts, strict=True)
        said = ", ".join(f"{_ids(x)} {amount_text(y, locale)}" for x, y in pairs)
        told.append(f"because of {said}")
    if one.facts.credited:
        given = Money.from_minor(-minor_of(one.facts.credited), currency)
        told.append(f"credited before: {amount_text(given, locale)}")
    return "; ".join(told)


def _ids(cause: Cause) -> str:
    return " with ".join(fact.id for fact in cause.facts)


def _late(rows: tuple[Corrected, ...]) -> Iterator[str]:
    facts = late_facts(rows)
    name = min(widest(one.id for one in facts), _WIDEST_NAME)
    columns = (Column(name), Column(WIDTH - name - 2))
    for one in facts:
        yield from row((one.id, late_text(one)), columns)


def late_facts(rows: Iterable[Corrected]) -> tuple[Fact, ...]:
    """Return the late facts, each once, in the order in which they came to be known."""
    every = [
        (fact.known_on, fact.id, fact)
        for one in rows
        for cause in one.facts.causes
        for fact in cause.facts
    ]
    found = {key: fact for _, key, fact in every}
    order = sorted({(known, key) for known, key, _ in every})
    return tuple(found[key] for _, key in order)


def days_text(period: Period) -> str:
    """
    Return the days of a period, the last one counted.

    >>> days_text(Period.month(2026, 2))
    '2026-02-01 to 2026-02-28'
    >>> from datetime import date
    >>> days_text(Period(date(2026, 8, 12), date(2026, 8, 13)))
    '2026-08-12'
    >>> days_text(Period(date(2026, 9, 1), date(2026, 9, 1)))
    'none'
    """
    if not period.days:
        return "none"
    if period.days == 1:
        return str(period.start)
    return f"{period.start} to {period.last_day}"
