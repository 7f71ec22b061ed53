"""What each command does: from its arguments to what it has to say.

A command reads its files and returns an `Answer`; nothing is printed here.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from attrs import frozen

from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.canonical import Data
from gotobilling.clauses import Q47
from gotobilling.editions import edition
from gotobilling.errors import BillingError, InvalidFile, InvalidValue
from gotobilling.facts import Account
from gotobilling.formats.account_file import AccountFile, read_account_file, template
from gotobilling.formats.documents import document
from gotobilling.formats.plain import load, pretty
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    first_billed,
    invoices_issued,
)
from gotobilling.market import Market
from gotobilling.periods import Period, month_start, next_month
from gotobilling.present import explain_text, invoice_text, rates_text
from gotobilling.replay import Replay, replay
from gotobilling.rulebook import rules_text
from gotobilling.verify import Report, verify, verify_facts

__all__ = [
    "Answer",
    "check_documents",
    "make_invoices",
    "print_rates",
    "print_rules",
    "print_template",
]

_DOES_NOT_HOLD: Final = 1
_MOST_BYTES: Final = 16 * 1024 * 1024


@frozen
class Answer:
    """What a command has to say: what was asked for, what else there is, the code."""

    out: str = ""
    aside: str = ""
    code: int = 0


def print_template(options: argparse.Namespace) -> Answer:
    """Print an account file to start from."""
    return Answer(template(options.market))


def print_rules(options: argparse.Namespace) -> Answer:
    """List what rests on which clause, or print one clause in full."""
    return Answer(rules_text(options.clause))


def print_rates(options: argparse.Namespace) -> Answer:
    """Print the rates of a market."""
    return Answer(rates_text(edition(options.market), options.on))


def make_invoices(options: argparse.Namespace) -> Answer:
    """Assemble the invoices of an account file."""
    file = _account_file(options.account)
    account, market = file.account, file.market
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


def _account_file(name: str) -> AccountFile:
    return read_account_file(_read(name), name)


def _recurring(account: Account, market: Market, options: argparse.Namespace) -> Answer:
    month: Period = options.month
    # Taken from all that is issued, since one reading brings forward what was before.
    issued = invoices_issued(account, month, market)
    found = [one for one in issued if one.kind is DocumentKind.RECURRING]
    days = [one.period.start for one in issued if one.kind is DocumentKind.ONE_TIME]
    others = [f"also in this month: the one-time invoice, --on {on}\n" for on in days]
    if not found:
        parts = market.cycle.parts
        part = parts[0].name if parts else None
        none = assemble_invoice(account, month, market, part=part)
        return _one(none, options, "".join(others))
    if options.sent_on is not None or options.paid_on is not None:
        found = [_told(one, account, market, options) for one in found]
    return _several(found, options, "".join(others))


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
    first = min([start, *(one.effective_on for one in account.one_time)])
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


_Check = Callable[[Any], Report | Replay]


def check_documents(options: argparse.Namespace) -> Answer:
    """Check documents in up to three levels."""
    levels = tuple(_levels(options))
    content = _read(options.invoice)
    name = "standard input" if options.invoice == "-" else options.invoice
    try:
        found = load(content, name)
    except InvalidFile as refused:
        return _broken(name, refused.problems[0])
    if found == []:
        return _broken(name, InvalidValue("document", "one at least", "none"))
    told, holds = [], True
    for place, one in _documents(name, found):
        if isinstance(one, dict) and one.keys() == {"nothing_to_bill"}:
            told.append(f"{place}: nothing was billed, so there is nothing to check\n")
            continue
        for level, check in levels:
            report = check(one)
            told.append(_verdict(f"{place}, {level}", report.proved, report.failure))
            if not report.holds:
                holds = False
                break
    return Answer("".join(told), code=0 if holds else _DOES_NOT_HOLD)


def _levels(options: argparse.Namespace) -> Iterator[tuple[str, _Check]]:
    yield "level 1, the document alone", verify
    if options.facts is not None:
        # The file is looked at here for its problems; the checker reads it by itself.
        _account_file(options.facts)
        check: _Check = partial(verify_facts, account=Path(options.facts))
        yield f"level 2, its facts against {options.facts}", check
    if options.replay is not None:
        file = _account_file(options.replay)
        check = partial(replay, account=file.account, market=file.market)
        yield f"level 3, assembled again from {options.replay}", check


def _documents(name: str, found: Data) -> list[tuple[str, Data]]:
    if not isinstance(found, list):
        return [(name, found)]
    return [(f"{name}[{index}]", one) for index, one in enumerate(found)]


def _broken(name: str, problem: BillingError) -> Answer:
    return Answer(_verdict(name, (), problem), code=_DOES_NOT_HOLD)


def _verdict(place: str, proved: tuple[str, ...], failure: object) -> str:
    verdict = "holds" if failure is None else "does not hold"
    details = proved if failure is None else (failure,)
    return "\n  ".join((f"{place}: {verdict}", *map(str, details))) + "\n"


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(_MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        problem = InvalidValue("file", "one that can be read", error.strerror)
        raise InvalidFile(name, (problem,)) from None
