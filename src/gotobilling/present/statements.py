"""A statement as a person reads it: as text, with workings, and as HTML.

>>> from datetime import date
>>> from gotobilling.facts import Receivables
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.statements import statement
>>> from gotobilling.testing.examples import july_start
>>> account = july_start()
>>> sent = issued_document(assemble_invoice(account, Period.month(2026, 8), us.CONNECT))
>>> found = statement(account, [sent], Receivables(), us.CONNECT, date(2026, 8, 20))
>>> for line in statement_text(found).splitlines()[-4:]:
...     print(line[:24] + line[80:])
Open                             $189.52
Of it overdue                    $189.52
Disputed                           $0.00
Account credit                     $0.00
"""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any, Final

from gotobilling.derivation import Derived
from gotobilling.errors import WrongType
from gotobilling.facts import Autopay, Payment, Resolved
from gotobilling.invoices import Invoice
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text
from gotobilling.present.catalog import wording
from gotobilling.present.layout import WIDTH, Column, ends, paragraph, row, rule, widest
from gotobilling.present.pages import INTRODUCTION, Pages, section
from gotobilling.statements import (
    InvoiceStatus,
    ServiceState,
    StatedInvoice,
    Statement,
)

__all__ = ["statement_explained", "statement_html", "statement_text"]

_NAMES: Final = 16
_SHOWN: Final = 12
_HEADINGS: Final = ("Invoice", "Due", "Status", "Total", "Credited", "Paid", "Open")
_STATUS: Final = (
    (InvoiceStatus.CREDITED, "credited"),
    (InvoiceStatus.PAID, "paid"),
    (InvoiceStatus.PAST_DUE, "past due"),
    (InvoiceStatus.DISPUTED, "disputed"),
    (InvoiceStatus.PARTLY_PAID, "partly paid"),
    (InvoiceStatus.DUE, "due"),
)


def statement_text(found: Statement, locale: str = "en_US") -> str:
    """
    Return a statement as text: the open invoices, the balances, autopay, service.

    Args:
        found: The statement.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: another value.
        UnknownName: a locale that Babel does not have.
    """
    if type(found) is not Statement:
        raise WrongType("found", "a Statement", found)
    lines = (*_head(found, locale), "", *_table(found, locale), *_sums(found, locale))
    return "\n".join(lines) + "\n"


def _title(found: Statement) -> str:
    return f"Statement of {found.account} on {found.on}"


def _head(found: Statement, locale: str) -> Iterator[str]:
    market = found.market
    yield _title(found)
    yield rule("=")
    yield ""
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)
    yield from _named("Autopay", _autopay(found, locale))
    yield from _named("Service", _service(found))


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def _autopay(found: Statement, locale: str) -> str:
    charge = found.next_autopay
    if found.autopay is Autopay.OFF:
        return "off"
    if charge is None:
        return "on; nothing to charge"
    amount = amount_text(charge.amount.value, locale)
    return f"on; charges {amount} on {charge.on.value} [Q56]"


def _service(found: Statement) -> str:
    service = found.service
    if service.state is not ServiceState.ACTIVE:
        return "; ".join(map(str, service.reasons))
    if service.suspension is None or service.active_again_on is None:
        return "active"
    since = service.suspension.effective_on
    back = service.active_again_on.value
    return f"active again since {back}, suspended from {since} on [B5]"


def _table(found: Statement, locale: str) -> Iterator[str]:
    shown = found.open_invoices
    if shown:
        cells = [_cells(one, locale) for one in shown]
        figures = [widest(each) for each in zip(_HEADINGS, *cells, strict=True)][3:]
        columns = (
            Column(WIDTH - 10 - 11 - sum(figures) - 2 * (len(_HEADINGS) - 1)),
            Column(10),
            Column(11),
            *(Column(width, right=True) for width in figures),
        )
        yield from row(_HEADINGS, columns)
        yield rule("-")
        for one in cells:
            yield from row(one, columns)
    else:
        yield "No invoice is open."
    settled = len(found.invoices) - len(shown)
    if settled:
        yield f"Paid or credited in full: {settled}"
    yield rule("-")


def _cells(one: StatedInvoice, locale: str) -> tuple[str, ...]:
    settled = one.settled
    figures = settled.charged, settled.credited, settled.paid, settled.open
    return (
        "\n".join((invoice_title(one), *_details(one, locale))),
        _on(one.due_on),
        dict(_STATUS)[one.status],
        *(amount_text(each.value, locale) for each in figures),
    )


def invoice_title(one: StatedInvoice) -> str:
    """Return what an invoice is called: its kind, its date and its digest's start."""
    issued = one.settled.issued
    said = f"{wording(issued.document.key.kind)} of {issued.issued_on}"
    part = issued.document.part if isinstance(issued.document, Invoice) else None
    return f"{said}, {part}" if part else said


def _details(one: StatedInvoice, locale: str) -> Iterator[str]:
    # Of an invoice on which something is open every one of these days is known.
    yield f"document {one.digest[:_SHOWN]}"
    yield f"past due from {_on(one.past_due_on)}"
    yield f"disputable until {one.dispute_until.value}"
    for name, amount in (("disputed", one.disputed), ("overdue", one.overdue)):
        if amount.value.minor:
            yield f"{name} {amount_text(amount.value, locale)}"
    for part in one.disputes.rejected:
        upheld = part.resolution.outcome is Resolved.UPHELD
        said = "was upheld in part, the rest" if upheld else "was rejected:"
        yield f"{part.dispute.id} {said} due on {_on(part.due_on)}"
    for dispute in one.disputes.uncredited:
        yield f"{dispute.id} has no credit note yet"
    for dispute, _ in one.disputes.late:
        yield f"{dispute.id} is refused"


def _on(day: Derived[date] | None) -> str:
    return "" if day is None else str(day.value)


def _sums(found: Statement, locale: str) -> Iterator[str]:
    named = (
        ("Open", found.open_balance),
        ("Of it overdue", found.overdue_balance),
        ("Disputed", found.disputed_balance),
        ("Account credit", found.account_credit),
    )
    for name, amount in named:
        yield from ends(name, amount_text(amount.value, locale))
    for invoice in found.open_invoices:
        for dispute, refused in invoice.disputes.late:
            yield from paragraph(f"{dispute.id}: {refused.reasons[0]}", "   ")
        for dispute in invoice.disputes.uncredited:
            said = "what is upheld counts as owed until a credit note gives it back"
            yield from paragraph(f"{dispute.id}: {said} [G4]", "   ")
    for one in found.settlement.funds:
        if one.left is None or not one.left.value.minor:
            continue
        left = amount_text(one.left.value, locale)
        if isinstance(one.source, Payment):
            said = f"{left} of payment {one.id} is beyond what was open"
        else:
            said = f"{left} is left of document {one.id[:_SHOWN]}"
        by = "overpayment" if isinstance(one.source, Payment) else "Q48"
        yield from paragraph(f"{said}: it pays later invoices [{by}]", "   ")


def statement_explained(found: Statement, locale: str = "en_US") -> str:
    """
    Return a statement as text, and below it what made each amount and each day.

    Raises:
        ProofError: an answer that its own rule does not give.
    """
    return statement_text(found, locale) + "\n".join(_workings(found, locale)) + "\n"


def _workings(found: Statement, locale: str) -> Iterator[str]:
    pages = Pages(found.currency, {})
    titles = {one.digest: invoice_title(one) for one in found.invoices}
    yield ""
    yield from paragraph(INTRODUCTION, "")
    yield ""
    yield from section("How each amount and each day was made")
    for name, derived in found.answers():
        yield from ends(_answer(name, titles), _value(derived, locale))
        yield from pages.steps(derived.proof)
    yield from pages.grounds(found.market)


def _answer(name: str, titles: dict[str, str]) -> str:
    """Return the name of an answer in words: of an invoice, with what it is called."""
    what, _, of = name.partition(":")
    said = what.replace("_", " ").capitalize()
    if of in titles:
        return f"{said}: {titles[of]} ({of[:_SHOWN]})"
    return f"{said}: {of[:_SHOWN]}" if of else said


def _value(derived: Derived[Any], locale: str) -> str:
    value = derived.value
    return amount_text(value, locale) if isinstance(value, Money) else str(value)


def statement_html(found: Statement, locale: str = "en_US") -> str:
    """Return a statement's open invoices as an HTML table, without any style."""
    if type(found) is not Statement:
        raise WrongType("found", "a Statement", found)
    heads = [f'<th scope="col">{name}</th>' for name in _HEADINGS]
    last = amount_text(found.open_balance.value, locale)
    overdue = amount_text(found.overdue_balance.value, locale)
    caption = f"{_title(found)}: {last} open, {overdue} overdue"
    return "\n".join(
        (
            "<table>",
            f"<caption>{escape(caption)}</caption>",
            "<thead>",
            f"<tr>{''.join(heads)}</tr>",
            "</thead>",
            "<tbody>",
            *(_html(_cells(one, locale)) for one in found.open_invoices),
            "</tbody>",
            "</table>",
        )
    )


def _html(cells: tuple[str, ...]) -> str:
    told = [escape(one).replace("\n", "<br>") for one in cells]
    first = f'<th scope="row">{told[0]}</th>'
    return f"<tr>{first}{''.join(f'<td>{one}</td>' for one in told[1:])}</tr>"
