"""The command that says what the returns of an account file come to."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import cast

from gotobilling.canonical import Data
from gotobilling.commands.answers import Answer, account_file
from gotobilling.commands.issued import every_issued
from gotobilling.errors import UnknownName
from gotobilling.facts import Account, OneTimeCharge, Return
from gotobilling.facts.versions import set_aside
from gotobilling.formats.account_file import AccountFile
from gotobilling.formats.documents import document, issued_document
from gotobilling.formats.plain import pretty
from gotobilling.invoices import CreditNote, Invoice, IssuedDocument, assemble_one_time
from gotobilling.market import Market
from gotobilling.present import return_explained, return_text
from gotobilling.refunds import ReturnCredit, return_credit
from gotobilling.refusals import Refused

__all__ = ["RETURNS_DO", "RETURNS_SHOWN", "add_returns", "credit_returns"]

Found = tuple[str, ReturnCredit | Refused]
"""The number of an RMA, and what it comes to."""


RETURNS_DO = "say what bought equipment that came back is credited at, and by when"
RETURNS_SHOWN = """
  gotobilling returns acme.toml
  gotobilling returns acme.toml --rma RMA-2 --explain
  gotobilling returns acme.toml --holidays 2026-09-07,2026-11-26"""


def add_returns(add: argparse.ArgumentParser, day: Callable[[str], date]) -> None:
    """Add the arguments of the command, with what reads a day."""

    def days(text: str) -> tuple[date, ...]:
        return tuple(sorted({day(one) for one in text.split(",")}))

    said = "the account file, with its [[returns]] and [[deliveries]]"
    add.add_argument("account", metavar="ACCOUNT", help=said)
    said = "that return alone; all of them, as they were processed, if left out"
    add.add_argument("--rma", metavar="NUMBER", help=said)
    said = "days that are no business days, by which a credit is expected"
    add.add_argument("--holidays", type=days, metavar="DATE,...", help=said)
    said = "text for people, or the credit notes (notes), documents that prove"
    said += " themselves; text if left out"
    choices = ("text", "notes")
    add.add_argument("--format", choices=choices, default="text", help=said)
    said = "show what made each amount and each day"
    add.add_argument("--explain", action="store_true", help=said)


def credit_returns(options: argparse.Namespace) -> Answer:
    """Say what each RMA of an account file comes to, or one of them."""
    file = account_file(options.account)
    every = every_issued(file, options.account).documents
    returns = _standing(file.returns)
    numbers = _in_order(returns)
    if options.rma is not None and options.rma not in numbers:
        raise UnknownName(
            "--rma", f"one of {', '.join(numbers) or 'none'}", options.rma
        )
    aside = "" if every else _ASSEMBLED
    documents, found = list(every), list[Found]()
    for rma in numbers:
        mine = [one for one in returns if one.rma == rma]
        made = _one(file, rma, mine, documents, options)
        found.append((rma, made))
        if rma == options.rma:
            found = found[-1:]
            break
        if isinstance(made, ReturnCredit) and made.note is not None:
            documents.append(issued_document(made.note))
    if not found:
        return Answer(aside="no returns: the account file has none\n")
    if options.format == "notes":
        notes: list[Data] = [
            document(note) for note in _notes([one for _, one in found])
        ]
        return Answer(pretty(notes), aside)
    return Answer("\n".join(_text(*one, file.account, options) for one in found), aside)


_ASSEMBLED = (
    "the account file names no documents that were issued: purchases are taken as "
    "their invoices are assembled now\n"
)


def _standing(returns: tuple[Return, ...]) -> tuple[Return, ...]:
    gone = set_aside(returns)
    return tuple(one for one in returns if one.id not in gone)


def _in_order(returns: tuple[Return, ...]) -> list[str]:
    """Return the numbers of the RMAs in the order of their processing."""
    last: dict[str, date] = {}
    for one in returns:
        last[one.rma] = max(last.get(one.rma, one.processed_on), one.processed_on)
    return sorted(last, key=lambda rma: (last[rma], rma))


def _one(
    file: AccountFile,
    rma: str,
    mine: list[Return],
    documents: list[IssuedDocument],
    options: argparse.Namespace,
) -> ReturnCredit | Refused:
    issued = _invoice(file.account, file.market, mine[0], documents)
    own = [one for one in documents if _is_note(one, rma)]
    on = own[0].issued_on if own else max(one.processed_on for one in mine)
    others = [one for one in documents if one.issued_on <= on and one not in own]
    return return_credit(
        issued,
        rma,
        file.returns,
        file.market,
        deliveries=file.deliveries,
        others=others,
        holidays=options.holidays,
        issued_on=on,
    )


def _is_note(one: IssuedDocument, rma: str) -> bool:
    return isinstance(one.document, CreditNote) and one.document.id == rma


def _invoice(
    account: Account, market: Market, one: Return, documents: list[IssuedDocument]
) -> IssuedDocument:
    """Return the invoice on which a return was bought, as issued or else as it is."""
    invoices = [x for x in documents if isinstance(x.document, Invoice)]
    for issued in invoices:
        for line in issued.document.lines:
            charge = getattr(line.facts, "charge", None)
            if isinstance(charge, OneTimeCharge) and _names(one, charge):
                return issued
    bought = [charge for charge in account.one_time if _names(one, charge)]
    if invoices or not bought:
        requirement = "on an invoice that was issued"
        raise UnknownName(f"returns.{one.id}.purchase", requirement, one.purchase)
    found = assemble_one_time(account, bought[0].effective_on, market)
    # The day has a purchase, so that there is something to bill.
    return issued_document(cast("Invoice", found))


def _names(one: Return, charge: OneTimeCharge) -> bool:
    return one.purchase in (charge.id, charge.root)


def _notes(found: list[ReturnCredit | Refused]) -> list[CreditNote]:
    made = [one.note for one in found if isinstance(one, ReturnCredit)]
    return [note for note in made if note is not None]


def _text(
    rma: str,
    found: ReturnCredit | Refused,
    account: Account,
    options: argparse.Namespace,
) -> str:
    if isinstance(found, Refused):
        return f"Return {rma} of {account.id}: not taken back\n{found}\n"
    return return_explained(found) if options.explain else return_text(found)
