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
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from typing import Final, NoReturn

from gotobilling.commands import ADDED, Answer, Commands
from gotobilling.errors import BillingError, InvalidFile

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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gotobilling",
        description="Invoices by the published billing rules, each amount proven.",
        epilog="Exit code: 0; 1 where a document does not hold; 2 for bad input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in ADDED:
        add(Commands(commands.add_parser))
    # Said while a long file is read, where somebody can see it.
    parser.set_defaults(tell=_tell if sys.stderr.isatty() else None)
    return parser


def _tell(rows: int) -> None:
    # What is told is written over, and taken away when all rows are read.
    sys.stderr.write(f"\r{rows:,} rows" if rows else f"\r{' ' * 24}\r")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
