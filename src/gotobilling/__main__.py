r"""The command line: account files in, invoices and verdicts out.

::

    gotobilling new --market us-connect > acme.toml
    gotobilling invoice acme.toml --month 2026-08 --explain
    gotobilling invoice acme.toml --month 2026-08 --format json > august.json
    gotobilling verify august.json --facts acme.toml --replay acme.toml
    gotobilling rules Q1

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
from pathlib import Path
from typing import Any, Final, NoReturn

from attrs import frozen

from gotobilling import checks
from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.canonical import Data
from gotobilling.clauses import Q47
from gotobilling.editions import names
from gotobilling.errors import BillingError, InvalidFile, InvalidValue
from gotobilling.facts import Account
from gotobilling.formats.account_file import AccountFile, read_account_file, template
from gotobilling.formats.documents import document
from gotobilling.formats.plain import load, pretty
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    first_billed,
    invoices_issued,
)
from gotobilling.market import Market
from gotobilling.periods import Period, month_start, next_month
from gotobilling.present import explain_text, invoice_text
from gotobilling.replay import Replay, replay
from gotobilling.rulebook import rules_text
from gotobilling.verify import Report, verify, verify_facts

__all__ = ["main"]

_DOES_NOT_HOLD: Final = 1
_BAD_INPUT: Final = 2
_PIPE_CLOSED: Final = 141  # what a shell reports of a program that the signal stops
_MOST_BYTES: Final = 16 * 1024 * 1024


@frozen
class _Answer:
    """What a command has to say: what was asked for, what else there is, the code."""

    out: str = ""
    aside: str = ""
    code: int = 0


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
        answer: _Answer = options.run(options)
    except BillingError as problem:
        told = "".join(f"{line}\n" for line in _problems(problem))
        answer = _Answer(aside=told, code=_BAD_INPUT)
    return _say(answer)


def _problems(problem: BillingError, file: str = "") -> Iterator[str]:
    if isinstance(problem, InvalidFile):
        for one in problem.problems:
            yield from _problems(one, f"{problem.path}: ")
    else:
        yield f"{problem.code}: {file}{problem}"


def _say(answer: _Answer) -> int:
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


_Command = Callable[[argparse.Namespace], _Answer]
_Parsers = Callable[..., argparse.ArgumentParser]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gotobilling",
        description="Invoices by the published billing rules, each amount proven.",
        epilog="Exit code: 0; 1 where a document does not hold; 2 for bad input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND").add_parser
    new = _added(commands, "new", _new, "print an account file to start from", _NEW)
    new.add_argument("--market", required=True, help="one of " + ", ".join(names()))
    _add_invoice(commands)
    _add_verify(commands)
    rules = _added(commands, "rules", _rules, "list what rests on which clause", _RULES)
    rules.add_argument("clause", nargs="?", metavar="CLAUSE", help="one in full: Q1")
    return parser


_NEW: Final = """
  gotobilling new --market us-connect > acme.toml"""
_INVOICE: Final = """
  gotobilling invoice acme.toml --month 2026-08 --explain
  gotobilling invoice acme.toml --on 2026-08-12
  gotobilling invoice acme.toml --format json > all.json"""
_VERIFY: Final = """
  gotobilling verify august.json
  gotobilling verify august.json --facts acme.toml --replay acme.toml
  gotobilling invoice acme.toml --format json | gotobilling verify -"""
_RULES: Final = """
  gotobilling rules
  gotobilling rules Q1"""


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


def _add_invoice(commands: _Parsers) -> None:
    does = "assemble the invoices of an account file"
    add = _added(commands, "invoice", _invoice, does, _INVOICE)
    add.add_argument("account", metavar="ACCOUNT", help="the account file")
    which = add.add_mutually_exclusive_group()
    said = "the monthly invoice of a month; the others of the month are named"
    which.add_argument("--month", type=_month, metavar="YYYY-MM", help=said)
    said = "the one-time invoice of a day; without either, all that there are up to the"
    said += " month after the last fact"
    which.add_argument("--on", type=_day, metavar="DATE", help=said)
    said = "text for people, or documents that prove themselves; text if left out"
    add.add_argument("--format", choices=("text", "json"), default="text", help=said)
    said = "show what made each amount and date; JSON has it always"
    add.add_argument("--explain", action="store_true", help=said)
    said = "bill only the facts known on that day"
    add.add_argument("--as-known-on", type=_day, metavar="DATE", help=said)
    said = "the day it is sent, where a reading counts the days to pay from it"
    add.add_argument("--sent-on", type=_day, metavar="DATE", help=said)


def _add_verify(commands: _Parsers) -> None:
    does = "check documents: proofs (level 1), facts (level 2), rules (level 3)"
    add = _added(commands, "verify", _verify, does, _VERIFY)
    said = "one document or an array of them; - reads standard input"
    add.add_argument("invoice", metavar="INVOICE", help=said)
    said = "level 2: compare the facts with this account file"
    add.add_argument("--facts", metavar="ACCOUNT", help=said)
    said = "level 3: assemble again from this account file, and compare"
    add.add_argument("--replay", metavar="ACCOUNT", help=said)


def _month(text: str) -> Period:
    try:
        first = _date(f"{text}-01")
        return Period(first, next_month(first))
    except ValueError:
        message = f"must be a month such as 2026-08, got {text!r}"
        raise argparse.ArgumentTypeError(message) from None


def _day(text: str) -> date:
    try:
        return _date(text)
    except ValueError:
        message = f"must be a day such as 2026-08-12, got {text!r}"
        raise argparse.ArgumentTypeError(message) from None


def _date(text: str) -> date:
    found = date.fromisoformat(text)
    checks.billing_day("date", found)
    # Other spellings of ISO 8601 are read as well, such as 20260812.
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(_MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        problem = InvalidValue("file", "one that can be read", error.strerror)
        raise InvalidFile(name, (problem,)) from None


# Commands.


def _new(options: argparse.Namespace) -> _Answer:
    return _Answer(template(options.market))


def _rules(options: argparse.Namespace) -> _Answer:
    return _Answer(rules_text(options.clause))


def _invoice(options: argparse.Namespace) -> _Answer:
    file = _account_file(options.account)
    account, market = file.account, file.market
    if options.as_known_on is not None:
        account = account.as_known_on(options.as_known_on)
    if options.month is not None:
        return _recurring(account, market, options)
    if options.on is not None:
        bought = assemble_one_time(account, options.on, market, sent_on=options.sent_on)
        return _one(bought, options)
    return _every(account, market, options)


def _account_file(name: str) -> AccountFile:
    return read_account_file(_read(name), name)


def _recurring(
    account: Account, market: Market, options: argparse.Namespace
) -> _Answer:
    month: Period = options.month
    # Taken from all that is issued, since one reading brings forward what was before.
    issued = invoices_issued(account, month, market)
    found = [one for one in issued if one.kind is DocumentKind.RECURRING]
    days = [one.period.start for one in issued if one.kind is DocumentKind.ONE_TIME]
    others = [f"also in this month: the one-time invoice, --on {on}\n" for on in days]
    answer = found[0] if found else assemble_invoice(account, month, market)
    if isinstance(answer, Invoice) and options.sent_on is not None:
        balance = answer.brought_forward
        answer = assemble_invoice(
            account, month, market, sent_on=options.sent_on, brought_forward=balance
        )
    return _one(answer, options, "".join(others))


def _one(
    found: Invoice | NothingToBill, options: argparse.Namespace, aside: str = ""
) -> _Answer:
    if isinstance(found, NothingToBill):
        return _nothing(found, options, aside)
    if options.format == "json":
        return _Answer(pretty(document(found)), aside)
    return _Answer(_text(found, options), aside)


def _every(account: Account, market: Market, options: argparse.Namespace) -> _Answer:
    start = first_billed(account, market)
    first = min([start, *(one.effective_on for one in account.one_time)])
    last = max([start, *(fact.effective_on for fact in account.facts())])
    within = Period(month_start(first), next_month(next_month(last)))
    issued = invoices_issued(account, within, market)
    if not issued:
        none = NothingToBill(f"no line from {within.start} to {within.last_day}", Q47)
        return _nothing(none, options)
    if options.format == "json":
        return _Answer(pretty([document(one) for one in issued]))
    return _Answer("\n\n".join(_text(one, options) for one in issued))


def _text(invoice: Invoice, options: argparse.Namespace) -> str:
    return explain_text(invoice) if options.explain else invoice_text(invoice)


def _nothing(
    found: NothingToBill, options: argparse.Namespace, aside: str = ""
) -> _Answer:
    told = f"nothing to bill: {found.reason} [{found.clause.id}]\n{aside}"
    if options.format == "json":
        return _Answer(pretty({"nothing_to_bill": found.reason}), told)
    return _Answer(aside=told)


_Check = Callable[[Any], Report | Replay]


def _verify(options: argparse.Namespace) -> _Answer:
    levels = tuple(_levels(options))
    content = _read(options.invoice)
    name = "standard input" if options.invoice == "-" else options.invoice
    try:
        found = load(content, name)
    except InvalidFile as refused:
        return _broken(name, refused.problems[0])
    if found == []:
        return _broken(name, InvalidValue("document", "one at least", "none"))
    told, holds = [], True
    for place, one in _documents(name, found):
        if isinstance(one, dict) and one.keys() == {"nothing_to_bill"}:
            told.append(f"{place}: nothing was billed, so there is nothing to check\n")
            continue
        for level, check in levels:
            report = check(one)
            told.append(_verdict(f"{place}, {level}", report.proved, report.failure))
            if not report.holds:
                holds = False
                break
    return _Answer("".join(told), code=0 if holds else _DOES_NOT_HOLD)


def _levels(options: argparse.Namespace) -> Iterator[tuple[str, _Check]]:
    yield "level 1, the document alone", verify
    if options.facts is not None:
        # The file is looked at here for its problems; the checker reads it by itself.
        _account_file(options.facts)
        check: _Check = partial(verify_facts, account=Path(options.facts))
        yield f"level 2, its facts against {options.facts}", check
    if options.replay is not None:
        file = _account_file(options.replay)
        check = partial(replay, account=file.account, market=file.market)
        yield f"level 3, assembled again from {options.replay}", check


def _documents(name: str, found: Data) -> list[tuple[str, Data]]:
    if not isinstance(found, list):
        return [(name, found)]
    return [(f"{name}[{index}]", one) for index, one in enumerate(found)]


def _broken(name: str, problem: BillingError) -> _Answer:
    return _Answer(_verdict(name, (), problem), code=_DOES_NOT_HOLD)


def _verdict(place: str, proved: tuple[str, ...], failure: object) -> str:
    verdict = "holds" if failure is None else "does not hold"
    details = proved if failure is None else (failure,)
    return "\n  ".join((f"{place}: {verdict}", *map(str, details))) + "\n"


if __name__ == "__main__":
    sys.exit(main())
