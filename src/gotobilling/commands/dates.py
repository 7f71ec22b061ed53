"""The command that lists the key dates of an account file."""

import argparse
from datetime import UTC, date, datetime

from gotobilling.commands.answers import Answer, account_file, of_other_products
from gotobilling.formats.key_dates import key_dates_json
from gotobilling.key_dates import key_dates
from gotobilling.present import (
    key_dates_calendar,
    key_dates_explained,
    key_dates_text,
)

__all__ = ["list_dates", "today"]


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
