"""What the commands share of the command line: how one is added, how days are read.

>>> day("2026-08-12"), month("2026-08").last_day
(datetime.date(2026, 8, 12), datetime.date(2026, 8, 31))
"""

import argparse
from collections.abc import Callable
from datetime import date

from attrs import frozen

from gotobilling import checks
from gotobilling.commands.answers import Answer
from gotobilling.periods import Period, next_month

__all__ = ["Commands", "add_output", "counted", "day", "month"]


@frozen
class Commands:
    """
    The commands of a command line.

    Attributes:
        parser_of: Makes the parser of one more command, by its name.
    """

    parser_of: Callable[..., argparse.ArgumentParser]

    def added(
        self,
        name: str,
        run: Callable[[argparse.Namespace], Answer],
        does: str,
        examples: str,
    ) -> argparse.ArgumentParser:
        """Add a command: what runs it, what it does in one line, its examples."""
        command = self.parser_of(
            name,
            help=does,
            description=does[0].upper() + does[1:] + ".",
            epilog="examples:" + examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.set_defaults(run=run)
        return command


def add_output(add: argparse.ArgumentParser, said: str) -> None:
    """Add the arguments that say how an answer is told: text or JSON, and workings."""
    said += "; text if left out"
    add.add_argument("--format", choices=("text", "json"), default="text", help=said)
    said = "show what made each amount and date; JSON has it always"
    add.add_argument("--explain", action="store_true", help=said)


def counted(most: int) -> Callable[[str], int]:
    """Return what reads a whole number from 0 to ``most``."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or int(text) > most:
            message = f"must be a whole number from 0 to {most}, got {text!r}"
            raise argparse.ArgumentTypeError(message)
        return int(text)

    return read


def month(text: str) -> Period:
    """Read a calendar month such as 2026-08."""
    first = _date(f"{text}-01", f"must be a month such as 2026-08, got {text!r}")
    return Period(first, next_month(first))


def day(text: str) -> date:
    """Read a day such as 2026-08-12."""
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
