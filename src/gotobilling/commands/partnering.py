"""The command that says what a partner earns with the runs of a month."""

import argparse
from pathlib import Path
from typing import Final

from attrs import frozen

from gotobilling.commands.answers import Answer, account_file, content_of
from gotobilling.commands.issued import assembled, every_issued, issued_in
from gotobilling.commands.naming import by_digest
from gotobilling.commands.parsing import Commands, add_output, month
from gotobilling.commissions import PartnerAccount, commission_statement
from gotobilling.errors import BillingError, ConflictingFacts, InvalidFile
from gotobilling.formats.answers import answers_json
from gotobilling.formats.partner_file import (
    AccountSource,
    PartnerFile,
    read_partner_file,
)
from gotobilling.periods import Period
from gotobilling.present import commissions_explained, commissions_text

__all__ = ["PartnerRead", "add_partners", "partner_read", "pay_partner"]

_EXAMPLES: Final = """
  gotobilling commissions partner.toml --month 2026-08
  gotobilling commissions partner.toml --month 2026-08 --explain
  gotobilling commissions partner.toml --month 2026-08 --format json"""


def add_partners(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "say what a partner earns with the runs of a month, and what is paid"
    add = commands.added("commissions", pay_partner, does, _EXAMPLES)
    said = "the partner file: what is agreed, and the files of the accounts"
    add.add_argument("partner", metavar="PARTNER", help=said)
    said = "the calendar month whose runs pay"
    add.add_argument("--month", type=month, required=True, metavar="YYYY-MM", help=said)
    said = "by that edition of the market, not by the file's"
    add.add_argument("--edition", metavar="EDITION", help=said)
    add_output(add, "text for people, or the document that proves itself")


@frozen
class PartnerRead:
    """
    A partner file with its accounts.

    Attributes:
        file: What the file says.
        accounts: Its accounts, read from their own files.
        aside: What there is to say of these, a line each.
    """

    file: PartnerFile
    accounts: tuple[PartnerAccount, ...]
    aside: str


@frozen
class _Read:
    """An account as it was read, and what there is to say of it."""

    account: PartnerAccount
    aside: str = ""


def pay_partner(options: argparse.Namespace) -> Answer:
    """State what a partner earns with the runs of a month."""
    name, month = options.partner, options.month
    read = partner_read(name, month, options.edition)
    file = read.file
    told = file.partner, month, file.agreements, read.accounts
    try:
        statement = commission_statement(*told, file.market, file.currency)
    except BillingError as problem:
        told_at = problem.at(file.place(problem.path))
        raise InvalidFile(name, (told_at,)) from None
    if options.format == "json":
        return Answer(answers_json(statement, file.market), read.aside)
    said = commissions_explained if options.explain else commissions_text
    return Answer(said(statement), read.aside)


def partner_read(name: str, month: Period, edition: str | None) -> PartnerRead:
    """
    Read a partner file and the files of its accounts.

    Where an account file names nothing that was issued, its invoices are assembled up
    to the end of the month.

    Raises:
        InvalidFile: with every problem of every file, each under the file's name.
    """
    file = read_partner_file(content_of(name), name, edition=edition)
    folder = Path(name).parent
    found: list[_Read] = []
    problems: list[BillingError] = []
    for index, source in enumerate(file.accounts):
        try:
            found.append(_read(source, folder, month, name))
        except InvalidFile as problem:
            problems.append(problem)
        except BillingError as problem:
            problems.append(problem.at(f"accounts[{index}].{problem.path}"))
    if problems:
        raise InvalidFile(name, tuple(problems))
    accounts = tuple(one.account for one in found)
    return PartnerRead(file, accounts, "".join(one.aside for one in found))


def _read(source: AccountSource, folder: Path, month: Period, own: str) -> _Read:
    if source.file is None:
        names = [str(folder / one) for one in source.issued]
        told = issued_in(names, own).documents
        ids = {one.document.account for one in told}
        if len(ids) > 1:
            requirement = "documents of one account"
            raise ConflictingFacts("issued", requirement, ", ".join(sorted(ids)))
        aside = f"{', '.join(ids)}: no account file, so that nothing is known as paid\n"
        return _Read(PartnerAccount(id=ids.pop(), issued=told), aside)
    name = str(folder / source.file)
    file = account_file(name)
    found, aside = every_issued(file, name), ""
    if not found.documents:
        found = assembled(file.account, file.market, month.last_day)
        aside = f"{name} names nothing that was issued, under [[issued]]: assembled"
        aside += f" up to {month.last_day}\n"
    # What is known later may name an invoice of later, and counts for no run so far.
    known = file.receivables.as_known_on(month.last_day)
    held = by_digest(known, found.documents, found.places)
    account = PartnerAccount(
        id=file.account.id, issued=found.documents, receivables=held
    )
    return _Read(account, aside)
