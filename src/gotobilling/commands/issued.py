"""What was issued, read from files: each document is checked fully before it counts."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Final, cast

from attrs import frozen

from gotobilling.canonical import Data
from gotobilling.commands.answers import content_of
from gotobilling.errors import BillingError, InvalidFile, InvalidValue
from gotobilling.facts import Account
from gotobilling.formats.account_file import AccountFile
from gotobilling.formats.documents import issued_document, read_issued
from gotobilling.formats.plain import load
from gotobilling.invoices import (
    Invoice,
    IssuedDocument,
    first_billed,
    invoices_issued,
)
from gotobilling.market import Market
from gotobilling.periods import MissingDay, Period, add_months, month_start

__all__ = ["Issued", "assembled", "every_issued", "issued_in", "not_known_on"]

# Nobody waits for the invoices of a thousand years.
_MOST_YEARS: Final = 50
_ONE_DAY: Final = timedelta(1)
_BY_NUMBER: Final = re.compile(r"issued\[(\d+)\](?:\.(.+))?")


@frozen
class Issued:
    """
    Documents that were issued, and the place from which each was read.

    Attributes:
        documents: The documents, in the order of the files.
        places: For each the name of its file; with its number, in an array.
    """

    documents: tuple[IssuedDocument, ...]
    places: tuple[str, ...]

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell a problem of one of the documents by the name of its file."""
        try:
            yield
        except BillingError as problem:
            found = _BY_NUMBER.fullmatch(problem.path)
            if found is None:
                raise
            place = self.places[int(found[1])]
            raise InvalidFile(place, (problem.at(found[2] or "document"),)) from None


def every_issued(file: AccountFile, name: str) -> Issued:
    """
    Read every document that an account file names as issued.

    Args:
        file: The account file.
        name: Its own name; the paths in it begin in its folder.

    Raises:
        InvalidFile: with every problem of every file, each under the file's name.
    """
    folder = Path(name).parent
    return issued_in([str(folder / one) for one in file.issued], name)


def issued_in(names: Iterable[str], name: str) -> Issued:
    """
    Read every document of some files; each holds one, or an array of them.

    Raises:
        InvalidFile: with every problem of every file, each under the file's name.
    """
    found: list[tuple[str, IssuedDocument]] = []
    problems: list[BillingError] = []
    for one in names:
        try:
            for place, content in _contents(one):
                try:
                    found.append((place, _document(content, place)))
                except InvalidFile as problem:
                    problems.append(problem)
        except InvalidFile as problem:
            problems.append(problem)
    if problems:
        raise InvalidFile(name, tuple(problems))
    return Issued(
        tuple(document for _, document in found), tuple(place for place, _ in found)
    )


def assembled(account: Account, market: Market, until: date) -> Issued:
    """
    Assemble what an account was issued up to a day, where no file names it.

    Raises:
        InvalidValue: a day more than 50 years after the first invoice.
    """
    bought = [one.effective_on for one in account.one_time]
    first = month_start(min([first_billed(account, market), *bought]))
    last = add_months(first, 12 * _MOST_YEARS, MissingDay.CLAMP)
    if until > last:
        requirement = f"up to {last}, where the invoices are assembled"
        raise InvalidValue("on", requirement, until)
    found: tuple[Invoice, ...] = ()
    if first <= until:
        found = invoices_issued(account, Period(first, until + _ONE_DAY), market)
    places = tuple(f"the invoice of {one.issued_on.value}" for one in found)
    return Issued(tuple(map(issued_document, found)), places)


def _contents(name: str) -> list[tuple[str, Data]]:
    found = load(content_of(name), name)
    if not isinstance(found, list):
        return [(name, found)]
    if not found:
        problem = InvalidValue("document", "one at least", "none")
        raise InvalidFile(name, (problem,))
    return [(f"{name}[{index}]", one) for index, one in enumerate(found)]


def _document(content: Data, place: str) -> IssuedDocument:
    try:
        return read_issued(cast("dict[str, Data]", content), place)
    except InvalidFile:
        raise
    except BillingError as problem:
        raise InvalidFile(place, (problem,)) from None


def not_known_on(account: Account, on: date) -> str:
    """Tell the facts that were not known on a day, a line each."""
    late = [fact for fact in account.all_facts() if fact.known_on > on]
    return "".join(
        f"not known on {on}: {one.id} (known on {one.known_on})\n" for one in late
    )
