"""The command that says what a quote comes to."""

import argparse
from datetime import date

from gotobilling.clauses.contract_own_decisions import QUOTE_UNTIL
from gotobilling.commands.answers import Answer, content_of
from gotobilling.errors import InvalidValue
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.plain import pretty
from gotobilling.formats.quote_file import read_quote_file
from gotobilling.formats.quotes import quote_data
from gotobilling.present import quote_text
from gotobilling.quotes import Outcome, Quote, Totals, accepted_account, totals

__all__ = ["read_quote"]


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
