"""The commands that print what the release itself holds: a file, rules, rates."""

import argparse

from gotobilling.commands.answers import Answer
from gotobilling.editions import edition
from gotobilling.formats.quote_template import quote_template
from gotobilling.formats.templates import plan_template, template
from gotobilling.present import rates_text
from gotobilling.rulebook import rules_text

__all__ = ["print_rates", "print_rules", "print_template"]


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
