"""The commands that answer from the guides: who may do what, and whom to ask."""

import argparse
from typing import Final

from gotobilling.access import chosen
from gotobilling.access.text import access_text
from gotobilling.commands.answers import Answer
from gotobilling.commands.parsing import Commands
from gotobilling.directory import facts_text
from gotobilling.editions import edition, names
from gotobilling.errors import InvalidValue

__all__ = ["add_asking", "ask_access", "tell_facts"]

_ACCESS: Final = """
  gotobilling access
  gotobilling access --action cancel --portal connect --role admin
  gotobilling access --role user --holding view-and-pay-invoices
  gotobilling access --choose central-billing=holder-alone --portal goto-admin"""
_FACTS: Final = """
  gotobilling facts
  gotobilling facts receivables --country AU
  gotobilling facts checks --market ca-connect"""


def add_asking(commands: Commands) -> None:
    """Add both commands to the command line."""
    does = "say who may do what in which portal, and who may instead"
    add = commands.added("access", ask_access, does, _ACCESS)
    add.add_argument("--action", metavar="ACTION", help="one action alone")
    add.add_argument("--portal", metavar="PORTAL", help="one portal alone")
    said = "answer yes or no for a person of that role"
    add.add_argument("--role", metavar="ROLE", help=said)
    said = "permissions that the person holds beside the role"
    add.add_argument(
        "--holding", nargs="+", action="extend", default=[], metavar="NAME", help=said
    )
    said = "answer a conflict of the texts otherwise"
    add.add_argument(
        "--choose", action="append", default=[], metavar="NAME=ANSWER", help=said
    )
    does = "print addresses, contacts and facts of the guides, with their lines"
    add = commands.added("facts", tell_facts, does, _FACTS)
    said = "one topic alone, such as receivables"
    add.add_argument("topic", nargs="?", metavar="TOPIC", help=said)
    which = add.add_mutually_exclusive_group()
    said = "for the customers of a market: one of " + ", ".join(names())
    which.add_argument("--market", metavar="MARKET", help=said)
    said = "for one country, by its two letters"
    which.add_argument("--country", metavar="XX", help=said)


def ask_access(options: argparse.Namespace) -> Answer:
    """Print the matrix of who may do what, or one answer of it."""
    named = dict(map(_choice, options.choose))
    told = access_text(
        options.action, options.portal, options.role, options.holding, chosen(**named)
    )
    return Answer(told)


def _choice(text: str) -> tuple[str, str]:
    name, is_there, answer = text.replace("-", "_").partition("=")
    if not is_there:
        requirement = "a name and an answer, such as plan-upgrade=portal"
        raise InvalidValue("choose", requirement, text)
    return name, answer


def tell_facts(options: argparse.Namespace) -> Answer:
    """Print what the guides have on a topic, or on all."""
    where = options.country
    if options.market is not None:
        where = edition(options.market)
    return Answer(facts_text(options.topic, where))
