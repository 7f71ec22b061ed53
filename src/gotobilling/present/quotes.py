"""A quote as plain text: the contract, what it comes to and saves, the first invoices.

Every table says whether its amounts stand before fees and taxes or with them. Days are
ISO dates in every locale; the locale says how amounts of money are printed.
"""

from collections.abc import Iterator
from typing import Final

from gotobilling import checks
from gotobilling.billing_periods import CycleLength
from gotobilling.contracts import last_day_for_notice
from gotobilling.errors import WrongType
from gotobilling.invoices import Invoice
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.present.amounts import amount_text, price_text
from gotobilling.present.catalog import wording
from gotobilling.present.corrections import days_text
from gotobilling.present.layout import (
    WIDTH,
    Column,
    ends,
    paragraph,
    row,
    rule,
    widest,
)
from gotobilling.quotes import At, ItemTotal, PartTotal, QuotedItem, Totals

__all__ = ["quote_text"]

_NAMES: Final = 20
_NARROWEST: Final = 12
_ITEMS: Final = ("Item", "Charged", "Quantity", "List", "Quoted", "Saved", "Charges")
_INVOICES: Final = ("Dated", "Invoice", "Period", "Charges", "Fees, taxes", "Total")
_BEFORE: Final = "before fees and taxes"
_NOT_COUNTED: Final = (
    "In no total is usage, since nobody knows it yet; nor what is added or removed "
    "during the term, nor any term after the first. A day that no invoice charges, as "
    "the start day, is in none either. [quote-total]"
)


def quote_text(found: Totals, locale: str = "en_US", *, invoices: int = 3) -> str:
    """
    Return a quote as text: its contract, its totals and its first invoices.

    Args:
        found: What the quote comes to.
        locale: How amounts are printed; days and words are the same in all.
        invoices: How many of the first invoices are listed.

    Raises:
        UnknownName: a locale that Babel does not have.

    Clauses: E7, M1.
    """
    if type(found) is not Totals:
        raise WrongType("found", "the Totals of a quote", found)
    checks.whole("invoices", invoices, 0)
    quote = found.quote
    lines = [
        *ends(f"Quote {quote.id} of {quote.quoted_on}", _state(found)),
        rule("="),
        "",
        *_head(found),
        "",
        *_contract(found, locale),
        "",
        *_charges(found, locale),
        "",
        *_sums(found, locale),
        "",
        *_periods(found, locale),
        *_first(found, locale, invoices),
        "",
        *paragraph(_NOT_COUNTED, ""),
        *_missing(found),
    ]
    return "\n".join(lines) + "\n"


def _state(found: Totals) -> str:
    decided = found.quote.decision
    return "open" if decided is None else f"{wording(decided.outcome)} {decided.on}"


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def _head(found: Totals) -> Iterator[str]:
    quote = found.quote
    market = quote.market
    yield from _named("Account", quote.account)
    yield from _named("Product", market.product)
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)
    if quote.addresses:
        places = " and ".join(one.place for one in quote.addresses)
        yield from _named("Billing address", places)
    until = quote.valid_until
    yield from _named(
        "Valid until", "no day is named [M5]" if until is None else str(until)
    )


def _contract(found: Totals, locale: str) -> Iterator[str]:
    quote, account = found.quote, found.account
    market = quote.market
    start = market.rules.billing_start.raw(account.contract)
    length = "1 month" if quote.months == 1 else f"{quote.months} months"
    yield from _named("Contract length", length)
    yield from _named("Read as accepted", str(found.accepted_on))
    if quote.free_months:
        text = f"{quote.free_months}, from acceptance; they are in no total"
        yield from _named("Free months", text)
    yield from _named("Billing start", str(start))
    renewal = found.renewal_on
    if renewal is None:
        yield from _named("Ends with", f"{found.last_day.value}, it does not renew")
    else:
        months = quote.renewal_months or market.contracts.term.renewal_months
        text = f"{renewal.value}, then every {months} months [Q34]"
        yield from _named("Renewal date", text)
        dated = account.terms[0], account.contract, market.contracts, market.start
        notice = last_day_for_notice(*dated).value
        yield from _named("Last day for notice", f"{notice} [Q34]")
    if quote.buyout is not None:
        buyout = price_text(quote.buyout, quote.currency, locale)
        yield from _named("To leave early", buyout)


def _charges(found: Totals, locale: str) -> Iterator[str]:
    yield f"Charges for the whole term, {_BEFORE}"
    yield ""
    parts = [(one, _rows(found, one, locale)) for one in found.by_part]
    every = [_ITEMS, *(cells for _, rows in parts for cells in rows)]
    every += [_part_cells(part, locale) for part, _ in parts]
    columns = _columns(every)
    yield from row(_ITEMS, columns)
    yield rule("-")
    for part, rows in parts:
        yield from row(_part_cells(part, locale), columns)
        for cells in rows:
            yield from row(cells, columns)
    yield rule("-")


def _columns(rows: list[tuple[str, ...]]) -> tuple[Column, ...]:
    _, charged, *figures = (widest(cells) for cells in zip(*rows, strict=True))
    room = WIDTH - charged - sum(figures) - 2 * (len(figures) + 1)
    return (
        Column(max(room, _NARROWEST)),
        Column(charged),
        *(Column(width, right=True) for width in figures),
    )


def _part_cells(part: PartTotal, locale: str) -> tuple[str, ...]:
    saved, charges = part.savings.value, part.charges.value
    amounts = amount_text(saved, locale), amount_text(charges, locale)
    return (wording(part.part), "", "", "", "", *amounts)


def _rows(found: Totals, part: PartTotal, locale: str) -> list[tuple[str, ...]]:
    rows = [one for one in found.by_item if one.offered.part is part.part]
    return [_item_cells(one, found.quote.market, locale) for one in rows]


def _item_cells(found: ItemTotal, market: Market, locale: str) -> tuple[str, ...]:
    offered, currency = found.offered, found.currency
    often = "once"
    if isinstance(offered, QuotedItem):
        often = _often(offered.frequency, market)
    return (
        f"- {offered.item}",
        often,
        str(offered.quantity),
        price_text(offered.each(At.LIST), currency, locale),
        price_text(offered.quoted_price, currency, locale),
        amount_text(found.savings.value, locale),
        amount_text(found.charges.value, locale),
    )


def _often(frequency: Frequency, market: Market) -> str:
    # A month is what the product takes for one: 30 days of Central are no month.
    cycle = market.anchor.length
    if frequency is Frequency.MONTHLY and cycle is CycleLength.THIRTY_DAYS:
        return "every 30 days"
    return wording(frequency)


def _sums(found: Totals, locale: str) -> Iterator[str]:
    at_list, saved = found.list_charges.value, found.savings.value
    text = f"At list prices, {_BEFORE}"
    yield from ends(text, amount_text(at_list, locale))
    yield from ends(f"Saved, {_BEFORE} [quote-savings]", amount_text(saved, locale))
    text = f"Total for the term, {_BEFORE}"
    yield from ends(text, amount_text(found.charges.value, locale))
    taxed = len(found.invoices) - len(found.untaxed)
    if taxed == 0:
        return
    text, known = "Fees and taxes", ""
    if found.untaxed:
        text += f" of {taxed} of {len(found.invoices)} invoices"
        known = ", as far as they are known"
    yield from ends(text, amount_text(found.fees_and_taxes.value, locale))
    text = f"Total for the term, with fees and taxes{known}"
    yield from ends(text, amount_text(found.total.value, locale))


def _periods(found: Totals, locale: str) -> Iterator[str]:
    for one in found.by_period:
        each, at_list = one.charges.value, one.list_charges.value
        often = _often(one.frequency, found.quote.market)
        name = f"charged {often}, {_BEFORE}"
        text = amount_text(each, locale)
        if at_list != each:
            text += f" (at list prices {amount_text(at_list, locale)})"
        yield from ends(name[0].upper() + name[1:], text)


def _first(found: Totals, locale: str, count: int) -> Iterator[str]:
    shown = found.invoices[:count]
    if not shown:
        return
    rows = [_invoice_cells(one, locale) for one in shown]
    cells = zip(*(_INVOICES, *rows), strict=True)
    dated, kind, period, *figures = (widest(column) for column in cells)
    columns = (
        *(Column(width) for width in (dated, kind, period)),
        *(Column(width, right=True) for width in figures),
    )
    yield ""
    yield f"The first {len(shown)} of {len(found.invoices)} invoices"
    yield ""
    yield from row(_INVOICES, columns)
    yield rule("-")
    for one in rows:
        yield from row(one, columns)
    yield rule("-")


def _invoice_cells(invoice: Invoice, locale: str) -> tuple[str, ...]:
    levied = invoice.total.value - invoice.subtotal.value
    part = f", {invoice.part}" if invoice.part else ""
    return (
        str(invoice.issued_on.value),
        f"{wording(invoice.kind)}{part}",
        days_text(invoice.period),
        amount_text(invoice.subtotal.value, locale),
        amount_text(levied, locale) if invoice.is_taxed else "not counted",
        amount_text(invoice.total.value, locale),
    )


def _missing(found: Totals) -> Iterator[str]:
    if not found.untaxed:
        return
    yield ""
    if not found.missing:
        yield "Without a billing address fees and taxes are not counted. [E2]"
        return
    text = f"{len(found.untaxed)} invoices stand {_BEFORE}, as rates are not known yet:"
    yield text
    for one in found.missing:
        yield from paragraph(one, "  ", "- ")
