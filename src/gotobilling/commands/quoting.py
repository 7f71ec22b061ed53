"""The command that says what a quote comes to."""

import argparse

from gotobilling.commands.answers import Answer, content_of
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.plain import pretty
from gotobilling.formats.quote_file import read_quote_file
from gotobilling.formats.quotes import quote_data
from gotobilling.present import quote_text
from gotobilling.quotes import Totals, accepted_account, totals

__all__ = ["read_quote"]


def read_quote(options: argparse.Namespace) -> Answer:
    """Say what a quote comes to, or write the account file that it becomes."""
    name = options.quote
    quote = read_quote_file(content_of(name), name, edition=options.edition)
    found: Totals = totals(quote, options.accepted_on)
    if options.format == "toml":
        account = accepted_account(quote, found.accepted_on)
        return Answer(write_account_file(account, quote.market))
    if options.format == "json":
        return Answer(pretty(quote_data(found, documents=options.invoices)))
    return Answer(quote_text(found, invoices=options.invoices))
