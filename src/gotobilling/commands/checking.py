"""The command that checks documents, in three levels; one or two for some kinds."""

import argparse
import json
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from gotobilling.canonical import Data
from gotobilling.commands.answers import Answer, account_file, content_of
from gotobilling.commands.issued import every_issued
from gotobilling.commands.parsing import Commands
from gotobilling.errors import BillingError, InvalidFile, InvalidValue
from gotobilling.formats.partner_file import read_partner_file
from gotobilling.formats.plain import load
from gotobilling.replay import Replay, replay
from gotobilling.verify import Report, verify, verify_facts

__all__ = ["add_verify", "check_documents"]

_EXAMPLES: Final = """
  gotobilling verify august.json
  gotobilling verify august.json --facts acme.toml --replay acme.toml
  gotobilling invoice acme.toml --format json | gotobilling verify -"""


def add_verify(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "check documents: proofs (level 1), facts (level 2), rules (level 3)"
    add = commands.added("verify", check_documents, does, _EXAMPLES)
    said = "one document or an array of them; - reads standard input"
    add.add_argument("invoice", metavar="INVOICE", help=said)
    said = "level 2: compare the facts with this account file"
    add.add_argument("--facts", metavar="ACCOUNT", help=said)
    said = "level 3: assemble again from this account file, and compare"
    add.add_argument("--replay", metavar="ACCOUNT", help=said)


_DOES_NOT_HOLD: Final = 1

_Check = Callable[[Any], Report | Replay]


def check_documents(options: argparse.Namespace) -> Answer:
    """Check documents in up to three levels."""
    levels = tuple(_levels(options))
    content = content_of(options.invoice)
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
    return Answer("".join(told), code=0 if holds else _DOES_NOT_HOLD)


def _levels(options: argparse.Namespace) -> Iterator[tuple[str, _Check]]:
    yield "level 1, the document alone", verify
    if options.facts is not None:
        # The file is looked at here for its problems; the checker reads it by itself.
        if _is_of_partner(options.facts):
            read_partner_file(content_of(options.facts), options.facts)
        else:
            every_issued(account_file(options.facts), options.facts)
        check: _Check = partial(verify_facts, account=Path(options.facts))
        yield f"level 2, its facts against {options.facts}", check
    if options.replay is not None:
        file = account_file(options.replay)
        check = partial(
            replay,
            account=file.account,
            market=file.market,
            issued=every_issued(file, options.replay).documents,
        )
        yield f"level 3, assembled again from {options.replay}", check


def _is_of_partner(name: str) -> bool:
    """Whether a file tells of a partner; what is wrong with it is told elsewhere."""
    text = content_of(name)
    try:
        reads = json.loads if name.endswith(".json") else _toml
        found = reads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "commissions" in found


def _toml(content: bytes) -> object:
    return tomllib.loads(content.decode())


def _documents(name: str, found: Data) -> list[tuple[str, Data]]:
    if not isinstance(found, list):
        return [(name, found)]
    return [(f"{name}[{index}]", one) for index, one in enumerate(found)]


def _broken(name: str, problem: BillingError) -> Answer:
    return Answer(_verdict(name, (), problem), code=_DOES_NOT_HOLD)


def _verdict(place: str, proved: tuple[str, ...], failure: object) -> str:
    verdict = "holds" if failure is None else "does not hold"
    details = proved if failure is None else (failure,)
    return "\n  ".join((f"{place}: {verdict}", *map(str, details))) + "\n"
