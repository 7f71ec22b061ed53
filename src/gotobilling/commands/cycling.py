"""The documents of a product whose cycles are no calendar months, from its file."""

import argparse
from datetime import date, timedelta
from typing import Final

from attrs import evolve

from gotobilling.billing_cycle import DocumentKind
from gotobilling.commands.issued import Issued, every_issued
from gotobilling.corrections import next_cycle
from gotobilling.errors import InvalidValue
from gotobilling.facts import Account
from gotobilling.formats.account_file import AccountFile
from gotobilling.invoices import (
    Invoice,
    assemble_again,
    first_billed,
    has_cycles,
    invoices_issued,
)
from gotobilling.market import Market
from gotobilling.periods import Period, month_start, next_month

__all__ = ["cycles_asked", "has_cycles"]

_ONE_DAY: Final = timedelta(1)


def cycles_asked(file: AccountFile, options: argparse.Namespace) -> list[Invoice]:
    """
    Return the documents of a month, of a day, or all of them.

    Where the file names documents that were issued, one of a month that was not carries
    the corrections of those before it, as known on the day that it is dated.
    """
    account, market = file.account, file.market
    if options.as_known_on is not None:
        account = account.as_known_on(options.as_known_on)
    found = invoices_issued(account, _within(account, market, options), market)
    if file.issued and options.month is not None:
        issued = every_issued(file, options.account)
        with issued.told():
            found = tuple(_next(file, one, issued, options) for one in found)
    return [_told(one, account, market, options) for one in found]


def _within(account: Account, market: Market, options: argparse.Namespace) -> Period:
    if options.month is not None:
        month: Period = options.month
        return month
    if options.on is not None:
        on: date = options.on
        return Period(on, on + _ONE_DAY)
    start = first_billed(account, market)
    first = min([start, *(one.effective_on for one in account.one_time)])
    last = max([start, *(fact.effective_on for fact in account.facts())])
    return Period(month_start(first), next_month(next_month(last)))


def _next(
    file: AccountFile, made: Invoice, issued: Issued, options: argparse.Namespace
) -> Invoice:
    known = {one.document.key for one in issued.documents}
    if made.key in known or made.kind is DocumentKind.ONE_TIME or made.cycle is None:
        return made
    account = file.account.as_known_on(options.as_known_on or made.issued_on.value)
    often = made.cycle.frequency
    start = made.period.start
    again = next_cycle(account, start, file.market, issued.documents, frequency=often)
    return again if isinstance(again, Invoice) else made


def _told(
    made: Invoice, account: Account, market: Market, options: argparse.Namespace
) -> Invoice:
    if options.sent_on is None and options.paid_on is None:
        return made
    if made.corrected:
        requirement = "left out where a document carries corrections"
        raise InvalidValue("sent_on", requirement, options.sent_on or options.paid_on)
    asked = evolve(made, sent_on=options.sent_on, paid_on=options.paid_on)
    again = assemble_again(asked, account, market)
    return again if isinstance(again, Invoice) else made
