"""The command that rates a file of call details, and checks what it prints."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar, cast

from attrs import define, evolve, field

from gotobilling.canonical import Data, data
from gotobilling.commands.answers import Answer, content_of
from gotobilling.commands.parsing import Commands, month
from gotobilling.errors import (
    BillingError,
    InvalidFile,
    InvalidValue,
    UnknownName,
)
from gotobilling.formats.call_details import read_calls, stream_calls
from gotobilling.formats.call_dialects import propose_dialect
from gotobilling.formats.call_titles import DIALECTS, CallDialect
from gotobilling.formats.plain import pretty
from gotobilling.formats.plan_file import read_plan_file, usage_tables
from gotobilling.periods import Period, month_start
from gotobilling.present import differences_text, rejected_text, usage_run_text
from gotobilling.reconcile import Difference, reconcile
from gotobilling.usage.plans import Plan
from gotobilling.usage.rows import Rejected, UsageRow
from gotobilling.usage.summaries import Counts, UsageRun, summarise
from gotobilling.usage.tallies import Repeats

__all__ = ["add_usage", "rate_usage"]

_EXAMPLES: Final = """
  gotobilling usage calls.csv --plan plan.toml
  gotobilling usage calls.csv --plan plan.toml --check
  gotobilling usage calls.csv --plan plan.toml --format toml >> acme.toml"""


def add_usage(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "rate a file of call details, and check what it prints"
    add = commands.added("usage", rate_usage, does, _EXAMPLES)
    add.add_argument("calls", metavar="CALLS", help="the file of call details (CSV)")
    said = "the plan file: rates, numbers and readings"
    add.add_argument("--plan", required=True, metavar="PLAN", help=said)
    said = "the usage month; that of most of the first rows if left out"
    add.add_argument("--month", type=month, metavar="YYYY-MM", help=said)
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


T = TypeVar("T")
_HEAD: Final = 64 * 1024
_SHOWN: Final = 50
_FIRST: Final = 1000
_EVERY: Final = 50_000
_DOES_NOT_HOLD: Final = 1
Tell = Callable[[int], None]
"""Told how many rows have been read; 0 when all are."""


@define
class _Rejections:
    """The first rejected rows, and how many more there are; the rest are not kept."""

    most: int | None
    kept: list[Rejected] = field(factory=list)
    more: int = 0

    def add(self, rejected: Rejected) -> None:
        if self.most is None or len(self.kept) < self.most:
            self.kept.append(rejected)
        else:
            self.more += 1


def rate_usage(options: argparse.Namespace) -> Answer:
    """Rate a file of call details by a plan, and check what it prints if asked to."""
    plan = read_plan_file(content_of(options.plan), options.plan).plan
    dialect, aside = _dialect(options)
    month, told = _month(options, plan, dialect)
    aside += told
    rejections = _Rejections(None if options.format == "json" else _SHOWN)
    run = summarise(
        _told(stream_calls(options.calls, dialect), options.tell),
        plan,
        month,
        batch=options.batch,
        repeats=Repeats.COUNTED,
        on_rejected=rejections.add,
    )
    aside += rejected_text(rejections.kept, rejections.more)
    found = _differences(options, plan, dialect) if options.check else []
    if options.check:
        aside += f"printed numbers that differ from the recomputed: {len(found)}\n"
    is_wrong = options.check and (found or run.totals.rows.rejected)
    code = _DOES_NOT_HOLD if is_wrong else 0
    if options.format == "toml":
        return Answer(usage_tables(run.usage), aside + differences_text(found), code)
    if options.format == "json":
        content = _run_data(run, rejections.kept)
        if options.check:
            content["differences"] = [_difference(one) for one in found]
        return Answer(pretty(content), aside, code)
    text = usage_run_text(run, plan)
    return Answer(text + differences_text(found), aside, code)


def _dialect(options: argparse.Namespace) -> tuple[CallDialect, str]:
    """Return the dialect that was asked for, or the one that is proposed, and why."""
    asked = None if options.dialect is None else _named(options.dialect)
    head = _head(options.calls)
    proposal = propose_dialect(head)
    found = proposal.dialect
    if found is not None and asked is not None and asked.name == found.name:
        # Of a dialect by its name, the head still shows the signs and the days.
        is_plain = _is_text(head, asked.encoding)
        found = evolve(found, encoding=asked.encoding) if is_plain else found
    elif asked is not None:
        found = asked
    if found is not None:
        told = (f"{options.calls}: {reason}\n" for reason in proposal.reasons)
        return found, "" if found == asked else "".join(told)
    requirement = "one that the head shows: " + "; ".join(proposal.reasons)
    problem = InvalidValue("dialect", requirement, None, "F1")
    raise InvalidFile(options.calls, (problem,))


def _is_text(head: bytes, encoding: str) -> bool:
    # One bad byte below costs its row; one in the titles says that all are others.
    try:
        head.partition(b"\n")[0].decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _named(name: str) -> CallDialect:
    for one in DIALECTS:
        if one.name.lower() == name.lower():
            return one
    known = ", ".join(one.name for one in DIALECTS)
    raise UnknownName("dialect", f"one of {known}", name, "F1")


def _head(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        problem = InvalidValue("file", "one that can be read", error.strerror)
        raise InvalidFile(name, (problem,)) from None


def _month(
    options: argparse.Namespace, plan: Plan, dialect: CallDialect
) -> tuple[Period, str]:
    """Return the month asked for, or that in which most of the first rows start."""
    if options.month is not None:
        return options.month, ""
    rows = read_calls(options.calls, dialect, repeats=Repeats.COUNTED)
    head = list(islice(rows, _FIRST))
    months = Counter(
        month_start(row.start.astimezone(plan.zone).date())
        for row in head
        if isinstance(row, UsageRow)
    )
    if not months:
        raise InvalidFile(options.calls, tuple(_unreadable(head)))
    first = max(months, key=lambda month: (months[month], month))
    told = (
        f"{options.calls}: month {first:%Y-%m}, in which most of the first rows start"
    )
    return Period.month_of(first), f"{told}\n"


def _unreadable(head: list[UsageRow | Rejected]) -> Iterator[BillingError]:
    yield InvalidValue("rows", "one at least that can be read", "none")
    for one in [row for row in head[:3] if isinstance(row, Rejected)]:
        yield InvalidValue(f"row {one.number}.{one.field}", one.requirement, one.value)


def _told(rows: Iterable[T], tell: Tell | None) -> Iterator[T]:
    if tell is None:
        yield from rows
        return
    for number, row in enumerate(rows, 1):
        if number % _EVERY == 0:
            tell(number)
        yield row
    tell(0)


def _differences(
    options: argparse.Namespace, plan: Plan, dialect: CallDialect
) -> list[Difference]:
    rows = _told(read_calls(options.calls, dialect), options.tell)
    found = reconcile(rows, plan)
    return [one for one in found if isinstance(one, Difference)]


def _run_data(run: UsageRun, rejected: Iterable[Rejected]) -> dict[str, Data]:
    return {
        "plan": run.plan,
        "month": data(run.month.start),
        "usage": data(run.usage.totals),
        "call_rates": data(run.usage.rates),
        "control_totals": {
            "rows": _counts(run.totals.rows),
            "seconds": _counts(run.totals.seconds),
        },
        "rejected": [data(one) for one in rejected],
    }


def _counts(counts: Counts) -> dict[str, Data]:
    return {**cast("dict[str, Data]", data(counts)), "outside": data(counts.outside)}


def _difference(found: Difference) -> Data:
    return {
        "row": data(found.number),
        "source": found.row.source,
        "destination": found.row.destination,
        "start": found.row.start.isoformat(),
        "field": found.field,
        "printed": data(found.printed),
        "recomputed": str(found.recomputed),
        "by": str(found.by),
        "agrees_under": list(found.agrees_under),
    }
