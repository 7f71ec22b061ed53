"""The command that lists the key dates of an account file."""

import argparse
from datetime import UTC, date, datetime
from typing import Final

from gotobilling.commands.answers import Answer, account_file, of_other_products
from gotobilling.commands.parsing import Commands, counted, day
from gotobilling.formats.key_dates import key_dates_json
from gotobilling.key_dates import MOST_MONTHS, key_dates
from gotobilling.present import (
    key_dates_calendar,
    key_dates_explained,
    key_dates_text,
)

__all__ = ["add_dates", "list_dates", "today"]

_EXAMPLES: Final = """
  gotobilling dates acme.toml
  gotobilling dates acme.toml --from 2026-03-01 --explain
  gotobilling dates acme.toml --from 2026-03-01 --format ics > acme.ics"""


def add_dates(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "list the days of an account to know: renewal, notice, invoices and others"
    add = commands.added("dates", list_dates, does, _EXAMPLES)
    add.add_argument("account", metavar="ACCOUNT", help="the account file")
    said = "the first day looked at; today if left out"
    add.add_argument("--from", type=day, dest="from_on", metavar="DATE", help=said)
    said = "how many ends of months are looked at; 12 if left out"
    add.add_argument(
        "--months", type=counted(MOST_MONTHS), default=12, metavar="N", help=said
    )
    said = "by the facts known on that day"
    add.add_argument("--as-known-on", type=day, metavar="DATE", help=said)
    said = "text for people, the document that proves itself, or a calendar (ics), for"
    said += " which the extra calendar is needed; text if left out"
    choices = ("text", "json", "ics")
    add.add_argument("--format", choices=choices, default="text", help=said)
    said = "show what made each day; JSON has it always"
    add.add_argument("--explain", action="store_true", help=said)


def list_dates(options: argparse.Namespace) -> Answer:
    """List the key dates of an account file, from a day on."""
    file = account_file(options.account)
    account, from_on = file.account, options.from_on
    aside = of_other_products(file)
    if options.as_known_on is not None:
        account = account.as_known_on(options.as_known_on)
    if from_on is None:
        from_on = today()
        aside = f"from today on, {from_on}\n{aside}"
    found = key_dates(account, file.market, from_on, months=options.months)
    match options.format:
        case "json":
            return Answer(key_dates_json(found), aside)
        case "ics":
            return Answer(key_dates_calendar(found).decode(), aside)
    told = key_dates_explained if options.explain else key_dates_text
    return Answer(told(found), aside)


def today() -> date:
    """Return the day on this machine: the one look at a clock there is."""
    return datetime.now(UTC).astimezone().date()
