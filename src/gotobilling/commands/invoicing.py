"""The command that assembles the invoices of an account file."""

import argparse
from datetime import date
from typing import Final, cast

from attrs import evolve

from gotobilling.billing_cycle import (
    DocumentKind,
    NothingToBill,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.clauses import Q47
from gotobilling.commands.answers import Answer, account_file, of_other_products
from gotobilling.commands.cycling import cycles_asked, has_cycles
from gotobilling.commands.issued import Issued, every_issued, not_known_on
from gotobilling.commands.parsing import Commands, add_output, day, month
from gotobilling.corrections import next_invoice
from gotobilling.errors import InvalidValue
from gotobilling.facts import Account
from gotobilling.formats.account_file import AccountFile
from gotobilling.formats.documents import document
from gotobilling.formats.plain import pretty
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    first_billed,
    invoices_issued,
)
from gotobilling.market import Market
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period, month_start, next_month
from gotobilling.present import explain_text, invoice_text
from gotobilling.segments import purchase_days

__all__ = ["add_invoice", "make_invoices"]

_EXAMPLES: Final = """
  gotobilling invoice acme.toml --month 2026-08 --explain
  gotobilling invoice acme.toml --on 2026-08-12
  gotobilling invoice acme.toml --format json > all.json"""


def add_invoice(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "assemble the invoices of an account file"
    add = commands.added("invoice", make_invoices, does, _EXAMPLES)
    add.add_argument("account", metavar="ACCOUNT", help="the account file")
    which = add.add_mutually_exclusive_group()
    said = "the monthly invoice of a month, or its parts; others are named"
    which.add_argument("--month", type=month, metavar="YYYY-MM", help=said)
    said = "the one-time invoice of a day; without either, all that there are up to the"
    said += " month after the last fact"
    which.add_argument("--on", type=day, metavar="DATE", help=said)
    add_output(add, "text for people, or documents that prove themselves")
    said = "bill by that edition of the market, not by the file's"
    add.add_argument("--edition", metavar="EDITION", help=said)
    said = "bill only the facts known on that day"
    add.add_argument("--as-known-on", type=day, metavar="DATE", help=said)
    said = "the day it is sent, where a reading counts the days to pay from it"
    add.add_argument("--sent-on", type=day, metavar="DATE", help=said)
    said = "the day it was paid ahead, where a reading looks up the rate by it"
    add.add_argument("--paid-on", type=day, metavar="DATE", help=said)


def make_invoices(options: argparse.Namespace) -> Answer:
    """Assemble the invoices of an account file."""
    file = account_file(options.account, options.edition)
    found = _made(file, options)
    return evolve(found, aside=found.aside + of_other_products(file))


def _made(file: AccountFile, options: argparse.Namespace) -> Answer:
    account, market = file.account, file.market
    if has_cycles(market):
        found = cycles_asked(file, options)
        none = NothingToBill("no document is dated then", Q47)
        return _several(found, options) if found else _nothing(none, options)
    if file.issued and options.month is not None:
        return _after_others(file, options)
    if options.as_known_on is not None:
        account = account.as_known_on(options.as_known_on)
    if options.month is not None:
        return _recurring(account, market, options)
    if options.on is not None:
        bought = assemble_one_time(
            account,
            options.on,
            market,
            sent_on=options.sent_on,
            paid_on=options.paid_on,
        )
        return _one(bought, options)
    return _every(account, market, options)


def _recurring(account: Account, market: Market, options: argparse.Namespace) -> Answer:
    month: Period = options.month
    # Taken from all that is issued, since one reading brings forward what was before.
    issued = invoices_issued(account, month, market)
    found = [one for one in issued if one.kind is DocumentKind.RECURRING]
    days = [one.period.start for one in issued if one.kind is DocumentKind.ONE_TIME]
    others = [_also(on) for on in days]
    if not found:
        parts = market.cycle.parts
        part = parts[0].name if parts else None
        none = assemble_invoice(account, month, market, part=part)
        return _one(none, options, "".join(others))
    if options.sent_on is not None or options.paid_on is not None:
        found = [_told(one, account, market, options) for one in found]
    return _several(found, options, "".join(others))


def _also(on: date) -> str:
    return f"also in this month: the one-time invoice, --on {on}\n"


def _told(
    invoice: Invoice, account: Account, market: Market, options: argparse.Namespace
) -> Invoice:
    again = assemble_invoice(
        account,
        options.month,
        market,
        sent_on=options.sent_on,
        paid_on=options.paid_on,
        brought_forward=invoice.brought_forward,
        part=invoice.part,
    )
    return cast("Invoice", again)


# A month after those that were issued: what these lack or have too much comes with it.


def _after_others(file: AccountFile, options: argparse.Namespace) -> Answer:
    issued = every_issued(file, options.account)
    month: Period = options.month
    keys = [one.document.key for one in issued.documents]
    monthly = [one.period for one in keys if one.kind is DocumentKind.RECURRING]
    if any(month.start <= one.start for one in monthly):
        return _once_more(file, monthly, options)
    on = options.as_known_on or _dated(file, month)
    account = file.account.as_known_on(on)
    aside = not_known_on(file.account, on)
    bought = purchase_days(account, file.market, month.end)
    aside += "".join(_also(day) for day in bought if day in month)
    parts: list[str | None] = [one.name for one in file.market.cycle.parts]
    with issued.told():
        made = [
            _next(account, file.market, issued, part, options)
            for part in parts or [None]
        ]
    found = [one for one in made if isinstance(one, Invoice)]
    return _several(found, options, aside) if found else _one(made[0], options, aside)


def _once_more(
    file: AccountFile, monthly: list[Period], options: argparse.Namespace
) -> Answer:
    month, account = options.month, file.account
    aside = ""
    if options.as_known_on is not None:
        account = account.as_known_on(options.as_known_on)
        aside = not_known_on(file.account, options.as_known_on)
    was = "was" if month in monthly else "or a month after it was"
    told = f"{month.start:%Y-%m} {was} issued: shown as it would be without corrections"
    found = _recurring(account, file.market, options)
    return evolve(found, aside=f"{told}\n{aside}{found.aside}")


def _dated(file: AccountFile, month: Period) -> date:
    start = file.market.rules.billing_start.raw(file.account.contract)
    if start in month and starts_own_document(start, file.market.cycle):
        return start
    return regular_invoice_date(month.start, file.market.issue)


def _next(
    account: Account,
    market: Market,
    issued: Issued,
    part: str | None,
    options: argparse.Namespace,
) -> Invoice | NothingToBill:
    if market.settlement.negative_total is NegativeTotal.CARRIED_LINE:
        requirement = "another where there are documents to correct"
        value = market.settlement.negative_total.value
        raise InvalidValue("readings.negative_total", requirement, value, "Q48")
    return next_invoice(
        account,
        options.month,
        market,
        issued.documents,
        sent_on=options.sent_on,
        paid_on=options.paid_on,
        part=part,
    )


def _several(
    found: list[Invoice], options: argparse.Namespace, aside: str = ""
) -> Answer:
    if len(found) == 1:
        return _one(found[0], options, aside)
    if options.format == "json":
        return Answer(pretty([document(one) for one in found]), aside)
    return Answer("\n\n".join(_text(one, options) for one in found), aside)


def _one(
    found: Invoice | NothingToBill, options: argparse.Namespace, aside: str = ""
) -> Answer:
    if isinstance(found, NothingToBill):
        return _nothing(found, options, aside)
    if options.format == "json":
        return Answer(pretty(document(found)), aside)
    return Answer(_text(found, options), aside)


def _every(account: Account, market: Market, options: argparse.Namespace) -> Answer:
    start = first_billed(account, market)
    first = min([start, *purchase_days(account, market, start)])
    last = max([start, *(fact.effective_on for fact in account.facts())])
    within = Period(month_start(first), next_month(next_month(last)))
    issued = invoices_issued(account, within, market)
    if not issued:
        none = NothingToBill(f"no line from {within.start} to {within.last_day}", Q47)
        return _nothing(none, options)
    if options.format == "json":
        return Answer(pretty([document(one) for one in issued]))
    return Answer("\n\n".join(_text(one, options) for one in issued))


def _text(invoice: Invoice, options: argparse.Namespace) -> str:
    return explain_text(invoice) if options.explain else invoice_text(invoice)


def _nothing(
    found: NothingToBill, options: argparse.Namespace, aside: str = ""
) -> Answer:
    told = f"nothing to bill: {found.reason} [{found.clause.id}]\n{aside}"
    if options.format == "json":
        return Answer(pretty({"nothing_to_bill": found.reason}), told)
    return Answer(aside=told)
