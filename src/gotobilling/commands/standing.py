"""The command that says how an account stands on a day."""

import argparse
from datetime import date
from typing import Final

from gotobilling.commands.answers import Answer, account_file, of_other_products
from gotobilling.commands.dates import today
from gotobilling.commands.issued import Issued, assembled, every_issued
from gotobilling.commands.naming import by_digest
from gotobilling.commands.parsing import Commands, add_output, day
from gotobilling.errors import BillingError, InvalidFile
from gotobilling.formats.account_file import AccountFile
from gotobilling.formats.answers import answers_json
from gotobilling.present import statement_explained, statement_text
from gotobilling.statements import statement

__all__ = ["add_status", "tell_status"]

_DOES: Final = "say what is open, due and overdue, and whether service is active"
_EXAMPLES: Final = """
  gotobilling status acme.toml
  gotobilling status acme.toml --on 2026-08-20 --explain
  gotobilling status acme.toml --on 2026-08-20 --format json > status.json"""
_NONE_ISSUED: Final = (
    "the account file names no documents that were issued: its invoices are taken as "
    "they are assembled now\n"
)


def add_status(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    add = commands.added("status", tell_status, _DOES, _EXAMPLES)
    said = "the account file; its [[issued]] names the files of what was issued"
    add.add_argument("account", metavar="ACCOUNT", help=said)
    said = "as things stand at the end of that day; today if left out"
    add.add_argument("--on", type=day, metavar="DATE", help=said)
    add_output(add, "text for people, or the document that proves itself")


def tell_status(options: argparse.Namespace) -> Answer:
    """Say how the account of a file stands on a day."""
    file = account_file(options.account)
    on, aside = options.on, ""
    if on is None:
        on = today()
        aside = f"as of today, {on}\n"
    if file.issued:
        issued = every_issued(file, options.account)
        aside += "by the documents that the file names as issued\n"
    else:
        issued = _assembled(file, on)
        aside += _NONE_ISSUED + of_other_products(file)
    try:
        with issued.told():
            held = by_digest(file.receivables, issued.documents, issued.places)
            found = statement(file.account, issued.documents, held, file.market, on)
    except InvalidFile:
        raise
    except BillingError as problem:
        raise InvalidFile(options.account, (problem,)) from None
    if options.format == "json":
        return Answer(answers_json(found, file.market), aside)
    told = statement_explained if options.explain else statement_text
    return Answer(told(found), aside)


def _assembled(file: AccountFile, on: date) -> Issued:
    # Facts of later days may name later invoices: these are there, and do not count.
    until = max([on, *(one.effective_on for one in file.receivables.facts())])
    return assembled(file.account, file.market, until)
