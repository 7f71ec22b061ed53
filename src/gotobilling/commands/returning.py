"""The command that says what the returns of an account file come to."""

import argparse
from datetime import date
from typing import Final, cast

from gotobilling.canonical import Data
from gotobilling.commands.answers import Answer, account_file
from gotobilling.commands.issued import every_issued
from gotobilling.commands.parsing import Commands, day
from gotobilling.errors import UnknownName
from gotobilling.facts import Account, OneTimeCharge, Return
from gotobilling.facts.versions import set_aside
from gotobilling.formats.account_file import AccountFile
from gotobilling.formats.answers import answers_document
from gotobilling.formats.documents import document, issued_document
from gotobilling.formats.plain import pretty
from gotobilling.invoices import CreditNote, Invoice, IssuedDocument, assemble_one_time
from gotobilling.market import Market
from gotobilling.present import return_explained, return_text
from gotobilling.refunds import ReturnCredit, return_credit
from gotobilling.refusals import Refused

__all__ = ["add_returns", "credit_returns"]

_EXAMPLES: Final = """
  gotobilling returns acme.toml
  gotobilling returns acme.toml --rma RMA-2 --explain
  gotobilling returns acme.toml --holidays 2026-09-07,2026-11-26"""

Found = tuple[str, ReturnCredit | Refused]
"""The number of an RMA, and what it comes to."""


def add_returns(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "say what bought equipment that came back is credited at, and by when"
    add = commands.added("returns", credit_returns, does, _EXAMPLES)
    said = "the account file, with its [[returns]] and [[deliveries]]"
    add.add_argument("account", metavar="ACCOUNT", help=said)
    said = "that return alone; all of them, as they were processed, if left out"
    add.add_argument("--rma", metavar="NUMBER", help=said)
    said = "days that are no business days, by which a credit is expected"
    add.add_argument("--holidays", type=_days, metavar="DATE,...", help=said)
    said = "text for people, documents that prove themselves (json), or the credit"
    said += " notes (notes), which do as well; text if left out"
    choices = ("text", "json", "notes")
    add.add_argument("--format", choices=choices, default="text", help=said)
    said = "show what made each amount and each day; JSON has it always"
    add.add_argument("--explain", action="store_true", help=said)


def _days(text: str) -> tuple[date, ...]:
    return tuple(sorted({day(one) for one in text.split(",")}))


def credit_returns(options: argparse.Namespace) -> Answer:
    """Say what each RMA of an account file comes to, or one of them."""
    file = account_file(options.account)
    every = every_issued(file, options.account).documents
    found = _found(file, list(every), options)
    aside = "" if every else _ASSEMBLED
    if not found:
        return Answer(aside="no returns: the account file has none\n")
    if options.format == "text":
        said = [_text(*one, file.account, options) for one in found]
        return Answer("\n".join(said), aside)
    credited = [one for _, one in found if isinstance(one, ReturnCredit)]
    told: list[Data] = [answers_document(one, one.market) for one in credited]
    if options.format == "notes":
        told = [document(one.note) for one in credited if one.note is not None]
    refused = [one for one in found if isinstance(one[1], Refused)]
    aside += "".join(_text(*one, file.account, options) for one in refused)
    return Answer(pretty(told), aside)


_ASSEMBLED = (
    "the account file names no documents that were issued: purchases are taken as "
    "their invoices are assembled now\n"
)


def _in_order(returns: list[Return]) -> list[str]:
    """Return the numbers of the RMAs in the order of their processing."""
    last: dict[str, date] = {}
    for one in returns:
        last[one.rma] = max(last.get(one.rma, one.processed_on), one.processed_on)
    return sorted(last, key=lambda rma: (last[rma], rma))


def _found(
    file: AccountFile, documents: list[IssuedDocument], options: argparse.Namespace
) -> list[Found]:
    """Work out every return, in the order of the RMAs; or the one asked for."""
    gone = set_aside(file.returns)
    returns = [one for one in file.returns if one.id not in gone]
    numbers = _in_order(returns)
    if options.rma is not None and options.rma not in numbers:
        known = ", ".join(numbers) or "none"
        raise UnknownName("--rma", f"one of {known}", options.rma)
    found: list[Found] = []
    for index, rma in enumerate(numbers):
        mine = [one for one in returns if one.rma == rma]
        made = _one(file, mine, numbers[:index], documents, options)
        if rma == options.rma:
            return [(rma, made)]
        found.append((rma, made))
        note = made.note if isinstance(made, ReturnCredit) else None
        if note is not None and not _notes(documents, [rma]):
            documents.append(issued_document(note))
    return found


def _one(
    file: AccountFile,
    mine: list[Return],
    before: list[str],
    documents: list[IssuedDocument],
    options: argparse.Namespace,
) -> ReturnCredit | Refused:
    issued = _invoice(file.account, file.market, mine[0], documents)
    rma, own = mine[0].rma, _notes(documents, [mine[0].rma])
    # A note is never before those that it counts, whenever they were issued.
    days = [one.issued_on for one in own or _notes(documents, before)]
    on = max([*days, *([] if own else [one.processed_on for one in mine])])
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


def _notes(documents: list[IssuedDocument], names: list[str]) -> list[IssuedDocument]:
    """Return the credit notes that are named after some RMAs."""
    return [
        one
        for one in documents
        if isinstance(one.document, CreditNote) and one.document.id in names
    ]


def _invoice(
    account: Account, market: Market, one: Return, documents: list[IssuedDocument]
) -> IssuedDocument:
    """Return the invoice on which a return was bought, as issued or else as it is."""
    # Documents know a purchase as it was first told, the return perhaps as it stands.
    roots = {x.id: x.root for x in account.one_time}
    root = roots.get(one.purchase, one.purchase)
    invoices = [x for x in documents if isinstance(x.document, Invoice)]
    for issued in invoices:
        for line in issued.document.lines:
            charge = getattr(line.facts, "charge", None)
            if isinstance(charge, OneTimeCharge) and charge.root == root:
                return issued
    bought = [charge for charge in account.one_time if charge.root == root]
    if invoices or not bought:
        requirement = "on an invoice that was issued"
        raise UnknownName(f"returns.{one.id}.purchase", requirement, one.purchase)
    found = assemble_one_time(account, bought[0].effective_on, market)
    # The day has a purchase, so that there is something to bill.
    return issued_document(cast("Invoice", found))


def _text(
    rma: str,
    found: ReturnCredit | Refused,
    account: Account,
    options: argparse.Namespace,
) -> str:
    if isinstance(found, Refused):
        return f"Return {rma} of {account.id}: not taken back\n{found}\n"
    return return_explained(found) if options.explain else return_text(found)
