'''The account file: an account, and the market that bills it, as TOML or JSON.

The file is what a person writes and keeps: whose account it is, the contract's dates,
the prices, and everything added and removed, each fact with an id of its own:

>>> content = b"""
... format = 1
... [account]
... id = "acme"
... currency = "USD"
... market = "us-connect"
... [contract]
... id = "contract"
... billing_start_on = 2026-07-15
... [[prices]]
... id = "price-device"
... item = "device"
... kind = "service_charge"
... unit = "device"
... unit_price = 25.00
... effective_on = 2026-07-15
... [[changes]]
... id = "c1"
... item = "device"
... quantity = 5
... effective_on = 2026-07-15
... """
>>> file = read_account_file(content, "account.toml")
>>> file.account.changes[0].quantity, str(file.account.prices[0].unit_price)
(5, '25.00')
>>> file.market.name, file.market.edition
('us-connect', '2026-11')

Everything that is wrong with a file is told together, each with its place:

>>> read_account_file(content.replace(b"= 5", b"= 0") + b"qty = 1", "account.toml")
Traceback (most recent call last):
...
gotobilling.errors.InvalidFile: account.toml: [unknown-key] changes[0].qty must be a \
key of this table (the nearest is quantity), got 'qty'
account.toml: [invalid-value] changes[0].quantity must be a whole number other than 0, \
got 0

A fact that turned out wrong stays where it is. What takes its place names it, in the
same section, with the day on which that came to be known; what never was is withdrawn:

>>> mended = content + b"""
... [[changes]]
... id = "c1-mended"
... item = "device"
... quantity = 3
... effective_on = 2026-07-15
... known_on = 2026-09-20
... supersedes = "c1"
... """
>>> account = read_account_file(mended, "account.toml").account
>>> [(one.id, one.quantity) for one in account.changes]
[('c1-mended', 3)]
>>> from datetime import date
>>> account.as_known_on(date(2026, 9, 19)).changes[0].quantity
5

JSON has the same schema, with days as text and decimals as numbers or text.
'''

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen

from gotobilling.currencies import MINOR_DIGITS
from gotobilling.errors import BillingError, InvalidFile, InvalidValue, WrongType
from gotobilling.facts import (
    Account,
    BillingAddress,
    Delivery,
    Receivables,
    Return,
)
from gotobilling.facts.versions import set_aside
from gotobilling.formats.account_places import place_by_id, place_of_fact
from gotobilling.formats.account_rates import rates_of, supplied, taxes_of
from gotobilling.formats.account_schema import (
    ACCOUNT_FILE,
    FACTS,
    FORMAT,
    Head,
)
from gotobilling.formats.account_sections import told_facts
from gotobilling.formats.receivable_schema import (
    check_receivables,
    receivables_in,
    told_receivables,
    withdrawn_of,
)
from gotobilling.formats.return_schema import check_returned, returned_in
from gotobilling.formats.spellings import FILE
from gotobilling.formats.tables import (
    MOST_PROBLEMS,
    Intake,
    Table,
    TooManyProblems,
    text_of,
    written,
)
from gotobilling.formats.templates import template
from gotobilling.formats.texts import load
from gotobilling.invoices import first_documents
from gotobilling.market import Market

__all__ = [
    "AccountFile",
    "read_account_file",
    "read_tables",
    "template",
    "write_account_file",
]

T = TypeVar("T")

_STAND_IN_CURRENCY: Final = "USD"
_NOTHING_PAID: Final = Receivables()


@frozen
class AccountFile:
    """
    What an account file says.

    Attributes:
        account: The account, with every fact of the file.
        market: The market and edition that it names, with the sales taxes and rates it
            brings, under the readings it chooses.
        issued: Paths of the files with what was issued, from the folder of this one and
            in its order. They are named only: reading them is for the caller.
        deliveries: What was delivered when, in the order of the file.
        returns: Equipment that was handed back, in that order.
        receivables: What was paid, disputed and suspended, and when autopay was on.
    """

    account: Account
    market: Market
    issued: tuple[str, ...] = field(default=(), kw_only=True)
    deliveries: tuple[Delivery, ...] = field(default=(), kw_only=True)
    returns: tuple[Return, ...] = field(default=(), kw_only=True)
    receivables: Receivables = field(default=_NOTHING_PAID, kw_only=True)


def read_account_file(
    data: bytes, name: str, *, edition: str | None = None
) -> AccountFile:
    """
    Read an account file.

    Days may be written as text as well (``"2026-07-15"``), and so may decimals
    (``"25.00"``). Facts may stand in any order; one that stands there twice with the
    same content counts once.

    Args:
        data: The file in UTF-8, at most 4 MiB.
        name: Its name: JSON if it ends in ``.json``, else TOML.
        edition: The edition of its market to bill by, in the place of the file's own.

    Raises:
        InvalidFile: with every problem found. Syntax, size and ``format`` come alone;
            then each section and fact by itself, in the order of the file and at most
            1000 of them; only when those are mended, what the facts say together:
            rates of a series that is none, addresses outside the market; ids, items
            without a price, more removed than present, a fact before the signature, an
            end before billing starts, one that supersedes what is not there, nothing in
            force to bill by. A rate that is missing is met when the document that needs
            it is assembled.
        WrongType: the data are no bytes.

    Clauses: Q62, Q67.
    """
    assemble = partial(_assembled, edition=edition)
    return read_tables(ACCOUNT_FILE, data, name, "account", assemble)


def read_tables(
    table: Table,
    data: bytes,
    name: str,
    head: str,
    assemble: Callable[[Intake], T | None],
) -> T:
    """
    Read a file by its table, and put together what its sections made.

    Args:
        table: The file; its own fields come before all else.
        data: The file in UTF-8.
        name: Its name: JSON if it ends in ``.json``, else TOML.
        head: The section that has the currency of the amounts.
        assemble: Takes the sections once each of them is right; it may report problems,
            and returns None where it did.

    Raises:
        InvalidFile: with every problem found.
        WrongType: the data are no bytes.
    """
    raw = load(data, name)
    intake = Intake(currency=_currency(raw.get(head)))
    try:
        for one in table.fields:
            # Of another format nothing else can be said.
            one.read(one.name, raw.get(one.name))
        intake.take(table, "", raw)
        found = None if intake.problems else assemble(intake)
        if found is not None:
            return found
    except TooManyProblems:
        requirement = "mended so far, before more of it is told"
        more = InvalidValue("file", requirement, f"{MOST_PROBLEMS} problems")
        intake.problems.append(more)
    except BillingError as problem:
        intake.problems.append(problem)
    raise InvalidFile(name, tuple(intake.problems))


def _currency(head: object) -> str:
    # A stand-in lets the prices be looked at where the file's own currency is wrong:
    # nothing is made of them then.
    given = head.get("currency") if isinstance(head, dict) else None
    known = isinstance(given, str) and given in MINOR_DIGITS
    return str(given) if known else _STAND_IN_CURRENCY


def _assembled(intake: Intake, *, edition: str | None) -> AccountFile | None:
    made = intake.made
    head: Head = made["account"][0]
    head = head if edition is None else evolve(head, edition=edition)
    readings = made.get("readings", [{}])
    market = supplied(head.policies(), made, intake.report).with_readings(readings[0])
    account = _account(head, made)
    if intake.problems:
        return None
    try:
        _bill_first_month(account, market)
    except BillingError as problem:
        raise problem.at(place_by_id(problem.path, made)) from None
    deliveries, returns = returned_in(made)
    check_returned(account, deliveries, returns)
    try:
        receivables = receivables_in(made, account)
    except BillingError as problem:
        raise problem.at(place_by_id(problem.path, made)) from None
    return AccountFile(
        account,
        market,
        issued=tuple(one["file"] for one in made.get("issued", ())),
        deliveries=deliveries,
        returns=returns,
        receivables=receivables,
    )


def _account(head: Head, made: dict[str, list[Any]]) -> Account:
    facts: dict[str, Any] = {one.name: tuple(made.get(one.name, ())) for one in FACTS}
    elsewhere = withdrawn_of(made)
    facts["withdrawals"] = tuple(x for x in facts["withdrawals"] if x not in elsewhere)
    try:
        account = Account(
            id=head.id,
            currency=head.currency,
            contract=made["contract"][0],
            end=made.get("contract.end", [None])[0],
            superseded=(
                *made.get("contract.superseded", ()),
                *made.get("contract.end.superseded", ()),
            ),
            **facts,
        )
        _check_superseded(account)
    except BillingError as problem:
        raise problem.at(place_of_fact(problem, made)) from None
    return account


def _check_superseded(account: Account) -> None:
    # Of a fact that is set aside for no reason nobody could say until when it stood.
    gone = set_aside(account.all_facts()) if account.superseded else ()
    for one in account.superseded:
        if one.id not in gone:
            requirement = "superseded by another fact, or withdrawn"
            raise InvalidValue(f"superseded[{one.id}]", requirement, one.id, "Q67")


def _bill_first_month(account: Account, market: Market) -> None:
    # The first documents meet an end before the start, and a quantity without a price:
    # better when the file is read than on the day of the first invoice. A rate of a tax
    # may come to be known later, so they are billed before taxes.
    account = _without_addresses(account) if account.addresses else account
    first_documents(account, market)


def _without_addresses(account: Account) -> Account:
    # Those that are set aside go as well, lest one of them should stand again.
    every = account.all_facts()
    roots = {one.root for one in every if isinstance(one, BillingAddress)}
    return account.narrowed((one for one in every if one.root not in roots), None)


def write_account_file(
    account: Account,
    market: Market,
    issued: tuple[str, ...] = (),
    *,
    deliveries: tuple[Delivery, ...] = (),
    returns: tuple[Return, ...] = (),
    receivables: Receivables = _NOTHING_PAID,
) -> str:
    """
    Write an account and its market as an account file in TOML.

    Reading it gives an equal ``AccountFile``. The edition is written out, so that a
    later release bills the file as this one does; what a field is anyway is left out.

    Args:
        account: The account, with what no longer stands in it.
        market: An edition of this release, with what a file can add to it.
        issued: Paths of the files with what was issued, from the folder of this one.
        deliveries: What was delivered when.
        returns: Equipment that was handed back.
        receivables: What was paid, disputed and suspended.

    Raises:
        InvalidValue: an account filtered by ``as_known_on``, since a file holds every
            fact; a superseded fact that none supersedes or withdraws; a market that is
            no edition of this release with the sales taxes and rates of a file, under
            its readings; a path that does not begin in the file's folder.
        UnknownName: a market or edition that this release does not have.
        InvalidFile: an account that reading refuses, such as one that ends before
            its billing starts.
        WrongType: paths that are no tuple of texts.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> text = write_account_file(july_start(), us.CONNECT)
    >>> print(text[: text.index("edition")])
    format = 1
    <BLANKLINE>
    [account]
    id = "july-start"
    currency = "USD"
    market = "us-connect"
    <BLANKLINE>
    """
    if account.known_on is not None:
        requirement = "None, since a file holds every fact"
        raise InvalidValue("known_on", requirement, account.known_on)
    _check_superseded(account)
    _check_files(issued)
    check_returned(account, deliveries, returns)
    check_receivables(account, receivables)
    head = Head(
        id=account.id,
        currency=account.currency,
        market=market.name,
        edition=market.edition,
        holidays=market.issue.holidays,
    )
    made: dict[str, Sequence[object]] = {
        "": [{"format": FORMAT}],
        "account": [head],
        **told_facts(account),
        **told_receivables(receivables),
        "withdrawals": (*account.withdrawals, *receivables.withdrawals),
        "deliveries": deliveries,
        "returns": returns,
        "taxes": taxes_of(market, head.policies()),
        "rates": rates_of(market),
        "issued": [{"file": one} for one in issued],
        "readings": [dict(market.readings)] if market.readings else [],
    }
    text = text_of(written(ACCOUNT_FILE, made, ""))
    if read_account_file(text.encode(), f"{account.id}.toml").market != market:
        requirement = "an edition of this release, under its readings and rates"
        raise InvalidValue("market", requirement, f"another {market.name}")
    return text


def _check_files(issued: tuple[str, ...]) -> None:
    if not isinstance(issued, tuple):
        raise WrongType("issued", "a tuple of paths", issued)
    for index, one in enumerate(issued):
        FILE.read(f"issued[{index}]", one)
