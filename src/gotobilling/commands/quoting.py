"""The command that says what a quote comes to."""

import argparse
from datetime import date
from typing import Final

from gotobilling.clauses.contract_own_decisions import QUOTE_UNTIL
from gotobilling.commands.answers import Answer, content_of
from gotobilling.commands.parsing import Commands, counted, day
from gotobilling.errors import InvalidValue
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.plain import pretty
from gotobilling.formats.quote_file import read_quote_file
from gotobilling.formats.quotes import quote_data
from gotobilling.present import quote_text
from gotobilling.quotes import Outcome, Quote, Totals, accepted_account, totals

__all__ = ["add_quote", "read_quote"]

_EXAMPLES: Final = """
  gotobilling quote quote.toml
  gotobilling quote quote.toml --accepted-on 2026-07-01 --invoices 15
  gotobilling quote quote.toml --format toml > acme.toml"""


def add_quote(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "say what a quote comes to, by the invoices of its term"
    add = commands.added("quote", read_quote, does, _EXAMPLES)
    add.add_argument("quote", metavar="QUOTE", help="the quote file")
    said = "read it as accepted on that day; on its own date if left out"
    add.add_argument("--accepted-on", type=day, metavar="DATE", help=said)
    said = (
        "how many of the first invoices are shown, or enclosed in JSON; 3 if left out"
    )
    add.add_argument("--invoices", type=counted(999), default=3, metavar="N", help=said)
    said = "text for people, json with whole documents, or toml: the account file that"
    said += " the quote becomes"
    choices = ("text", "json", "toml")
    add.add_argument("--format", choices=choices, default="text", help=said)
    said = "read it by that edition of the market, not by the file's"
    add.add_argument("--edition", metavar="EDITION", help=said)


def read_quote(options: argparse.Namespace) -> Answer:
    """Say what a quote comes to, or write the account file that it becomes."""
    name = options.quote
    quote = read_quote_file(content_of(name), name, edition=options.edition)
    found: Totals = totals(quote, options.accepted_on)
    aside = _late(quote, found.accepted_on)
    if options.format == "toml":
        _check_not_declined(quote)
        account = accepted_account(quote, found.accepted_on)
        return Answer(write_account_file(account, quote.market), aside)
    if options.format == "json":
        return Answer(pretty(quote_data(found, documents=options.invoices)), aside)
    return Answer(quote_text(found, invoices=options.invoices), aside)


def _late(quote: Quote, on: date) -> str:
    # Told and not refused: who accepts, and whether it counts, is not asked here.
    if quote.valid_until is None or on <= quote.valid_until:
        return ""
    return f"the quote is valid until {quote.valid_until} [{QUOTE_UNTIL.id}]\n"


def _check_not_declined(quote: Quote) -> None:
    decided = quote.decision
    if decided is not None and decided.outcome is Outcome.DECLINED:
        requirement = "none, or accepted, where an account file is asked for"
        raise InvalidValue("decision.outcome", requirement, "declined", "M2")
