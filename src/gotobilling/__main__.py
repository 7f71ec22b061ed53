r"""The command line: account files in, invoices and verdicts out.

::

    gotobilling new --market us-connect > acme.toml
    gotobilling quote quote.toml
    gotobilling invoice acme.toml --month 2026-08 --explain
    gotobilling invoice acme.toml --month 2026-08 --format json > august.json
    gotobilling verify august.json --facts acme.toml --replay acme.toml
    gotobilling correct acme.toml --on 2026-09-21
    gotobilling credit august.json --id note-1 --on 2026-09-21 --reason goodwill
    gotobilling dates acme.toml --from 2026-03-01
    gotobilling commissions partner.toml --month 2026-08
    gotobilling status acme.toml --on 2026-08-20
    gotobilling usage calls.csv --plan plan.toml --check
    gotobilling access --action cancel --role admin
    gotobilling facts receivables --country AU
    gotobilling rules Q1
    gotobilling rates us-connect --on 2026-06-01

What was asked for goes to standard output, all else to standard error. The exit code is
0 when there is an answer (nothing to bill is one), 1 when a document does not hold, 2
when the command or a file cannot be taken: then one line for each problem, its code
first, and nothing on standard output.

>>> main(["rules", "B1"])  # doctest: +ELLIPSIS
B1 (stated)
An invoice is to be paid within 15 days.
...
0
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from io import TextIOWrapper
from typing import Final, NoReturn

from gotobilling import checks
from gotobilling.commands import (
    RETURNS_DO,
    RETURNS_SHOWN,
    Answer,
    add_dates,
    add_returns,
    add_status,
    check_documents,
    correct_issued,
    credit_invoice,
    credit_returns,
    make_invoices,
    print_rates,
    print_rules,
    print_template,
    rate_usage,
    read_quote,
)
from gotobilling.commands.asking import add_asking
from gotobilling.commands.partnering import add_partners
from gotobilling.editions import names
from gotobilling.errors import BillingError, InvalidFile
from gotobilling.invoices import CreditReason
from gotobilling.key_dates import MOST_MONTHS
from gotobilling.periods import Period, next_month

__all__ = ["main"]

_DOES_NOT_HOLD: Final = 1
_BAD_INPUT: Final = 2
_PIPE_CLOSED: Final = 141  # what a shell reports of a program that the signal stops
_MOST_BYTES: Final = 16 * 1024 * 1024


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        argv: The arguments without the program's name; None for those of the process.

    Returns:
        The exit code.

    Raises:
        SystemExit: help was asked for (0), or the arguments are none of ours (2).
    """
    options = _parser().parse_args(argv)
    try:
        answer: Answer = options.run(options)
    except BillingError as problem:
        told = "".join(f"{line}\n" for line in _problems(problem))
        answer = Answer(aside=told, code=_BAD_INPUT)
    return _say(answer)


def _problems(problem: BillingError, file: str = "") -> Iterator[str]:
    if isinstance(problem, InvalidFile):
        for one in problem.problems:
            yield from _problems(one, f"{problem.path}: ")
    else:
        yield f"{problem.code}: {file}{problem}"


def _say(answer: Answer) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.stderr.write(answer.aside)
        sys.stdout.write(answer.out)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has gone; the interpreter must not try once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return answer.code


# Arguments.


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are told like all others, as one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(_BAD_INPUT, f"usage: {message} (see {self.prog} --help)\n")


_Command = Callable[[argparse.Namespace], Answer]
_Parsers = Callable[..., argparse.ArgumentParser]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gotobilling",
        description="Invoices by the published billing rules, each amount proven.",
        epilog="Exit code: 0; 1 where a document does not hold; 2 for bad input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND").add_parser
    does = "print an account file to start from"
    new = _added(commands, "new", print_template, does, _NEW)
    new.add_argument("--market", required=True, help="one of " + ", ".join(names()))
    which = new.add_mutually_exclusive_group()
    said = "a plan file, by which usage is rated, and no account file"
    which.add_argument("--plan", action="store_true", help=said)
    said = "a quote file, and no account file"
    which.add_argument("--quote", action="store_true", help=said)
    _add_quote(commands)
    _add_invoice(commands)
    _add_correct(commands)
    _add_credit(commands)
    add_dates(partial(_added, commands), _day, _count)
    add_status(partial(_added, commands), _day)
    returns = _added(commands, "returns", credit_returns, RETURNS_DO, RETURNS_SHOWN)
    add_returns(returns, _day)
    add_partners(partial(_added, commands), _month)
    _add_verify(commands)
    _add_usage(commands)
    add_asking(partial(_added, commands))
    does = "list what rests on which clause"
    rules = _added(commands, "rules", print_rules, does, _RULES)
    rules.add_argument("clause", nargs="?", metavar="CLAUSE", help="one in full: Q1")
    rates = _added(commands, "rates", print_rates, "list the rates of a market", _RATES)
    rates.add_argument("market", metavar="MARKET", help="one of " + ", ".join(names()))
    said = "only those in force on that day"
    rates.add_argument("--on", type=_day, metavar="DATE", help=said)
    return parser


_NEW: Final = """
  gotobilling new --market us-connect > acme.toml
  gotobilling new --market us-connect --plan > plan.toml
  gotobilling new --market us-connect --quote > quote.toml"""
_QUOTE: Final = """
  gotobilling quote quote.toml
  gotobilling quote quote.toml --accepted-on 2026-07-01 --invoices 15
  gotobilling quote quote.toml --format toml > acme.toml"""
_INVOICE: Final = """
  gotobilling invoice acme.toml --month 2026-08 --explain
  gotobilling invoice acme.toml --on 2026-08-12
  gotobilling invoice acme.toml --format json > all.json"""
_CORRECT: Final = """
  gotobilling correct acme.toml --on 2026-09-21
  gotobilling correct acme.toml --on 2026-09-21 --explain
  gotobilling invoice acme.toml --month 2026-10"""
_CREDIT: Final = """
  gotobilling credit august.json --id n1 --on 2026-09-21 --reason wrong-charge
  gotobilling credit august.json --id n2 --on 2026-09-21 --reason goodwill --lines 1=20
  gotobilling credit august.json --id n3 --on 2026-09-21 --reason goodwill --share 10"""
_VERIFY: Final = """
  gotobilling verify august.json
  gotobilling verify august.json --facts acme.toml --replay acme.toml
  gotobilling invoice acme.toml --format json | gotobilling verify -"""
_USAGE: Final = """
  gotobilling usage calls.csv --plan plan.toml
  gotobilling usage calls.csv --plan plan.toml --check
  gotobilling usage calls.csv --plan plan.toml --format toml >> acme.toml"""
_RULES: Final = """
  gotobilling rules
  gotobilling rules Q1"""
_RATES: Final = """
  gotobilling rates us-connect
  gotobilling rates us-connect --on 2026-06-01"""


def _added(
    commands: _Parsers, name: str, run: _Command, does: str, examples: str
) -> argparse.ArgumentParser:
    command = commands(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog="examples:" + examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    return command


def _add_quote(commands: _Parsers) -> None:
    does = "say what a quote comes to, by the invoices of its term"
    add = _added(commands, "quote", read_quote, does, _QUOTE)
    add.add_argument("quote", metavar="QUOTE", help="the quote file")
    said = "read it as accepted on that day; on its own date if left out"
    add.add_argument("--accepted-on", type=_day, metavar="DATE", help=said)
    said = (
        "how many of the first invoices are shown, or enclosed in JSON; 3 if left out"
    )
    add.add_argument("--invoices", type=_few, default=3, metavar="N", help=said)
    said = "text for people, json with whole documents, or toml: the account file that"
    said += " the quote becomes"
    choices = ("text", "json", "toml")
    add.add_argument("--format", choices=choices, default="text", help=said)
    said = "read it by that edition of the market, not by the file's"
    add.add_argument("--edition", metavar="EDITION", help=said)


def _add_invoice(commands: _Parsers) -> None:
    does = "assemble the invoices of an account file"
    add = _added(commands, "invoice", make_invoices, does, _INVOICE)
    add.add_argument("account", metavar="ACCOUNT", help="the account file")
    which = add.add_mutually_exclusive_group()
    said = "the monthly invoice of a month, or its parts; others are named"
    which.add_argument("--month", type=_month, metavar="YYYY-MM", help=said)
    said = "the one-time invoice of a day; without either, all that there are up to the"
    said += " month after the last fact"
    which.add_argument("--on", type=_day, metavar="DATE", help=said)
    _add_output(add, "text for people, or documents that prove themselves")
    said = "bill by that edition of the market, not by the file's"
    add.add_argument("--edition", metavar="EDITION", help=said)
    said = "bill only the facts known on that day"
    add.add_argument("--as-known-on", type=_day, metavar="DATE", help=said)
    said = "the day it is sent, where a reading counts the days to pay from it"
    add.add_argument("--sent-on", type=_day, metavar="DATE", help=said)
    said = "the day it was paid ahead, where a reading looks up the rate by it"
    add.add_argument("--paid-on", type=_day, metavar="DATE", help=said)


def _add_output(add: argparse.ArgumentParser, said: str) -> None:
    said += "; text if left out"
    add.add_argument("--format", choices=("text", "json"), default="text", help=said)
    said = "show what made each amount and date; JSON has it always"
    add.add_argument("--explain", action="store_true", help=said)


def _add_correct(commands: _Parsers) -> None:
    does = "say what the next invoice corrects of those that were issued, and why"
    add = _added(commands, "correct", correct_issued, does, _CORRECT)
    said = "the account file; its [[issued]] names the files of what was issued"
    add.add_argument("account", metavar="ACCOUNT", help=said)
    said = "by the facts known on that day"
    add.add_argument("--on", type=_day, required=True, metavar="DATE", help=said)
    _add_output(add, "text for people, or the corrections with their proofs")


def _add_credit(commands: _Parsers) -> None:
    does = "make a credit note over an invoice; over all that is open, if not told"
    add = _added(commands, "credit", credit_invoice, does, _CREDIT)
    said = "the document of the invoice; - reads standard input"
    add.add_argument("invoice", metavar="INVOICE", help=said)
    said = "the note's own name, which no other note of the account has"
    add.add_argument("--id", required=True, metavar="NAME", help=said)
    said = "the date of the note"
    add.add_argument("--on", type=_day, required=True, metavar="DATE", help=said)
    said = "whether the invoice was wrong, so that the note counts once late facts"
    said += " correct it, or right"
    reasons = [one.value.replace("_", "-") for one in CreditReason]
    add.add_argument("--reason", required=True, choices=reasons, help=said)
    which = add.add_mutually_exclusive_group()
    said = "charges by their printed numbers or ids, each as far as it is open or by an"
    said += " amount before fees and taxes, which follow: 1=20.00,2"
    which.add_argument("--lines", metavar="N[=AMOUNT],...", help=said)
    said = "an amount with fees and taxes, shared out over all lines"
    which.add_argument("--amount", metavar="AMOUNT", help=said)
    said = "so many percent of the invoice, shared out over all lines"
    which.add_argument("--share", metavar="PERCENT", help=said)
    said = "documents issued since that may correct or credit the invoice"
    add.add_argument(
        "--beside", nargs="+", action="extend", default=[], metavar="FILE", help=said
    )
    _add_output(add, "text for people, or the document that proves itself")


def _add_verify(commands: _Parsers) -> None:
    does = "check documents: proofs (level 1), facts (level 2), rules (level 3)"
    add = _added(commands, "verify", check_documents, does, _VERIFY)
    said = "one document or an array of them; - reads standard input"
    add.add_argument("invoice", metavar="INVOICE", help=said)
    said = "level 2: compare the facts with this account file"
    add.add_argument("--facts", metavar="ACCOUNT", help=said)
    said = "level 3: assemble again from this account file, and compare"
    add.add_argument("--replay", metavar="ACCOUNT", help=said)


def _add_usage(commands: _Parsers) -> None:
    does = "rate a file of call details, and check what it prints"
    add = _added(commands, "usage", rate_usage, does, _USAGE)
    add.add_argument("calls", metavar="CALLS", help="the file of call details (CSV)")
    said = "the plan file: rates, numbers and readings"
    add.add_argument("--plan", required=True, metavar="PLAN", help=said)
    said = "the usage month; that of most of the first rows if left out"
    add.add_argument("--month", type=_month, metavar="YYYY-MM", help=said)
    said = "how the file is written: english, italian, spanish or german; if left out,"
    said += " what its head shows, which is told"
    add.add_argument("--dialect", metavar="NAME", help=said)
    said = "list each printed number that is not the recomputed one; exit code 1 then"
    add.add_argument("--check", action="store_true", help=said)
    said = "begins the ids of the totals, for a month rated in several batches"
    add.add_argument("--batch", default="usage", metavar="NAME", help=said)
    said = "text for people, json, or toml: the tables that an account file takes"
    choices = ("text", "json", "toml")
    add.add_argument("--format", choices=choices, default="text", help=said)
    add.set_defaults(tell=_tell if sys.stderr.isatty() else None)


def _tell(rows: int) -> None:
    # What is told is written over, and taken away when all rows are read.
    sys.stderr.write(f"\r{rows:,} rows" if rows else f"\r{' ' * 24}\r")
    sys.stderr.flush()


def _few(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        message = f"must be a whole number from 0 to 999, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_MONTHS:
        message = f"must be a whole number up to {MOST_MONTHS}, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _month(text: str) -> Period:
    first = _date(f"{text}-01", f"must be a month such as 2026-08, got {text!r}")
    return Period(first, next_month(first))


def _day(text: str) -> date:
    return _date(text, f"must be a day such as 2026-08-12, got {text!r}")


def _date(text: str, message: str) -> date:
    try:
        found = date.fromisoformat(text)
        checks.billing_day("date", found)
    except ValueError:
        raise argparse.ArgumentTypeError(message) from None
    # Other spellings of ISO 8601 are read as well, such as 20260812.
    if found.isoformat() != text:
        raise argparse.ArgumentTypeError(message)
    return found


if __name__ == "__main__":
    sys.exit(main())
