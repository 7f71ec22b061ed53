"""The commands that print what the release itself holds: a file, rules, rates."""

import argparse
from typing import Final

from gotobilling.commands.answers import Answer
from gotobilling.commands.parsing import Commands, day
from gotobilling.editions import edition, names
from gotobilling.formats.quote_template import quote_template
from gotobilling.formats.templates import plan_template, template
from gotobilling.present import rates_text
from gotobilling.rulebook import rules_text

__all__ = [
    "add_rates",
    "add_rules",
    "add_template",
    "print_rates",
    "print_rules",
    "print_template",
]

_NEW: Final = """
  gotobilling new --market us-connect > acme.toml
  gotobilling new --market us-connect --plan > plan.toml
  gotobilling new --market us-connect --quote > quote.toml"""
_RULES: Final = """
  gotobilling rules
  gotobilling rules Q1"""
_RATES: Final = """
  gotobilling rates us-connect
  gotobilling rates us-connect --on 2026-06-01"""


def add_template(commands: Commands) -> None:
    """Add the command that prints a file to start from."""
    does = "print an account file to start from"
    add = commands.added("new", print_template, does, _NEW)
    add.add_argument("--market", required=True, help="one of " + ", ".join(names()))
    which = add.add_mutually_exclusive_group()
    said = "a plan file, by which usage is rated, and no account file"
    which.add_argument("--plan", action="store_true", help=said)
    said = "a quote file, and no account file"
    which.add_argument("--quote", action="store_true", help=said)


def add_rules(commands: Commands) -> None:
    """Add the command that lists the clauses."""
    does = "list what rests on which clause"
    add = commands.added("rules", print_rules, does, _RULES)
    add.add_argument("clause", nargs="?", metavar="CLAUSE", help="one in full: Q1")


def add_rates(commands: Commands) -> None:
    """Add the command that lists the rates of a market."""
    does = "list the rates of a market"
    add = commands.added("rates", print_rates, does, _RATES)
    add.add_argument("market", metavar="MARKET", help="one of " + ", ".join(names()))
    said = "only those in force on that day"
    add.add_argument("--on", type=day, metavar="DATE", help=said)


def print_template(options: argparse.Namespace) -> Answer:
    """Print an account file to start from, a plan file or a quote file."""
    made = plan_template if options.plan else template
    made = quote_template if options.quote else made
    return Answer(made(options.market))


def print_rules(options: argparse.Namespace) -> Answer:
    """List what rests on which clause, or print one clause in full."""
    return Answer(rules_text(options.clause))


def print_rates(options: argparse.Namespace) -> Answer:
    """Print the rates of a market."""
    return Answer(rates_text(edition(options.market), options.on))
