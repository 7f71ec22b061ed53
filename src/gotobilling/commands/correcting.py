"""The command that says what the next invoice corrects of those before it, and why."""

import argparse
from typing import Final

from gotobilling.commands.answers import Answer, account_file
from gotobilling.commands.issued import every_issued, not_known_on
from gotobilling.commands.parsing import Commands, add_output, day
from gotobilling.corrections import correct
from gotobilling.formats.plain import pretty
from gotobilling.formats.writing import correction_data
from gotobilling.present import correction_text, explain_text

__all__ = ["add_correct", "correct_issued"]

_EXAMPLES: Final = """
  gotobilling correct acme.toml --on 2026-09-21
  gotobilling correct acme.toml --on 2026-09-21 --explain
  gotobilling invoice acme.toml --month 2026-10"""


def add_correct(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "say what the next invoice corrects of those that were issued, and why"
    add = commands.added("correct", correct_issued, does, _EXAMPLES)
    said = "the account file; its [[issued]] names the files of what was issued"
    add.add_argument("account", metavar="ACCOUNT", help=said)
    said = "by the facts known on that day"
    add.add_argument("--on", type=day, required=True, metavar="DATE", help=said)
    add_output(add, "text for people, or the corrections with their proofs")


def correct_issued(options: argparse.Namespace) -> Answer:
    """Work out what is to be corrected of all that was issued."""
    file = account_file(options.account)
    issued = every_issued(file, options.account)
    on = options.on
    account = file.account.as_known_on(on)
    aside = not_known_on(file.account, on)
    if not issued.documents:
        aside += f"{options.account} names nothing that was issued, under [[issued]]\n"
    with issued.told():
        found = correct(account, issued.documents, on, file.market)
    if options.format == "json":
        return Answer(pretty(correction_data(found, file.market)), aside)
    text = explain_text(found) if options.explain else correction_text(found)
    return Answer(text, aside)
