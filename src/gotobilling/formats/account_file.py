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

JSON has the same schema, with days as text and decimals as numbers or text.
'''

import re
from collections.abc import Sequence
from typing import Any, Final

from attrs import evolve, frozen

from gotobilling.currencies import MINOR_DIGITS
from gotobilling.errors import BillingError, InvalidFile, InvalidValue
from gotobilling.facts import Account
from gotobilling.formats.account_rates import rates_of, supplied, taxes_of
from gotobilling.formats.account_schema import ACCOUNT_FILE, FACTS, FORMAT, Head
from gotobilling.formats.tables import (
    MOST_PROBLEMS,
    Intake,
    TooManyProblems,
    written,
)
from gotobilling.formats.templates import template
from gotobilling.formats.texts import load
from gotobilling.invoices import assemble_invoice, first_billed
from gotobilling.market import Market
from gotobilling.periods import Period

__all__ = ["AccountFile", "read_account_file", "template", "write_account_file"]

_STAND_IN_CURRENCY: Final = "USD"
_BY_ID: Final = re.compile(r"^\w+\[(.*)\]")


@frozen
class AccountFile:
    """
    What an account file says.

    Attributes:
        account: The account, with every fact of the file.
        market: The market and edition that it names, with the sales taxes and rates it
            brings, under the readings it chooses.
    """

    account: Account
    market: Market


def read_account_file(data: bytes, name: str) -> AccountFile:
    """
    Read an account file.

    Days may be written as text as well (``"2026-07-15"``), and so may decimals
    (``"25.00"``). Facts may stand in any order; one that stands there twice with the
    same content counts once.

    Args:
        data: The file in UTF-8, at most 4 MiB.
        name: Its name: JSON if it ends in ``.json``, else TOML.

    Raises:
        InvalidFile: with every problem found. Syntax, size and ``format`` come alone;
            then each section and fact by itself, in the order of the file and at most
            1000 of them; only when those are mended, what the facts say together:
            rates of a series that is none, addresses outside the market; ids, items
            without a price, more removed than present, a fact before the signature, an
            end before billing starts, nothing in force to bill by. A rate that is
            missing is met when the document that needs it is assembled.
        WrongType: the data are no bytes.

    Clauses: Q62.
    """
    raw = load(data, name)
    intake = Intake(currency=_currency(raw))
    try:
        for one in ACCOUNT_FILE.fields:
            # Of another format nothing else can be said.
            one.read(one.name, raw.get(one.name))
        intake.take(ACCOUNT_FILE, "", raw)
        found = None if intake.problems else _assembled(intake)
        if found is not None:
            return found
    except TooManyProblems:
        requirement = "mended so far, before more of it is told"
        more = InvalidValue("file", requirement, f"{MOST_PROBLEMS} problems")
        intake.problems.append(more)
    except BillingError as problem:
        intake.problems.append(problem)
    raise InvalidFile(name, tuple(intake.problems))


def _currency(raw: dict[str, object]) -> str:
    # A stand-in lets the prices be looked at where the account's own currency is wrong:
    # nothing is made of them then.
    account = raw.get("account")
    given = account.get("currency") if isinstance(account, dict) else None
    known = isinstance(given, str) and given in MINOR_DIGITS
    return str(given) if known else _STAND_IN_CURRENCY


def _assembled(intake: Intake) -> AccountFile | None:
    made = intake.made
    head: Head = made["account"][0]
    readings = made.get("readings", [{}])
    market = supplied(head.policies(), made, intake.report).with_readings(readings[0])
    account = _account(head, made)
    if intake.problems:
        return None
    _bill_first_month(account, market)
    return AccountFile(account, market)


def _account(head: Head, made: dict[str, list[Any]]) -> Account:
    try:
        return Account(
            id=head.id,
            currency=head.currency,
            contract=made["contract"][0],
            end=made.get("end", [None])[0],
            prices=tuple(made.get("prices", ())),
            changes=tuple(made.get("changes", ())),
            one_time=tuple(made.get("one_time", ())),
            opening=tuple(made.get("opening", ())),
            addresses=tuple(made.get("addresses", ())),
            exemptions=tuple(made.get("exemptions", ())),
            tax_numbers=tuple(made.get("tax_numbers", ())),
        )
    except BillingError as problem:
        raise problem.at(_place(problem, made)) from None


def _place(problem: BillingError, made: dict[str, list[Any]]) -> str:
    # An account tells its facts by their ids, which a file has at places.
    places = {made["contract"][0].id: "contract"}
    places.update((one.id, "contract.end") for one in made.get("end", ()))
    for table in FACTS:
        facts = enumerate(made.get(table.name, ()))
        places.update((one.id, f"{table.name}[{index}]") for index, one in facts)
    path = f"{problem.value}.id" if problem.path == "id" else problem.path
    named = _BY_ID.sub(r"\1", path)
    fact_id, _, field = named.rpartition(".")
    if fact_id in places:
        return f"{places[fact_id]}.{field}"
    return places.get(named, problem.path)


def _bill_first_month(account: Account, market: Market) -> None:
    # The first documents meet an end before the start, and a quantity without a price:
    # better when the file is read than on the day of the first invoice. A rate of a tax
    # may come to be known later, so they are billed before taxes.
    account = evolve(account, addresses=()) if account.addresses else account
    first = Period.month_of(first_billed(account, market))
    for month in (first, Period.month_of(first.end)):
        parts: list[str | None] = [one.name for one in market.cycle.parts]
        for part in parts or [None]:
            assemble_invoice(account, month, market, part=part)


def write_account_file(account: Account, market: Market) -> str:
    """
    Write an account and its market as an account file in TOML.

    Reading it gives an equal ``AccountFile``. The edition is written out, so that a
    later release bills the file as this one does; what a field is anyway is left out.

    Raises:
        InvalidValue: an account filtered by ``as_known_on``, since a file holds every
            fact; a market that is no edition of this release with the sales taxes and
            rates of a file, under its readings.
        UnknownName: a market or edition that this release does not have.
        InvalidFile: an account that reading refuses, such as one that ends before
            its billing starts.

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
    head = Head(
        id=account.id,
        currency=account.currency,
        market=market.name,
        edition=market.edition,
        holidays=market.issue.holidays,
    )
    made: dict[str, Sequence[object]] = {
        ACCOUNT_FILE.name: [{"format": FORMAT}],
        "account": [head],
        "contract": [account.contract],
        "end": [account.end] if account.end else [],
        "prices": account.prices,
        "opening": account.opening,
        "changes": account.changes,
        "one_time": account.one_time,
        "addresses": account.addresses,
        "exemptions": account.exemptions,
        "tax_numbers": account.tax_numbers,
        "taxes": taxes_of(market, head.policies()),
        "rates": rates_of(market),
        "readings": [dict(market.readings)] if market.readings else [],
    }
    lines = written(ACCOUNT_FILE, made, "")
    text = "".join(f"\n{one}\n" if one[0] == "[" else f"{one}\n" for one in lines)
    if read_account_file(text.encode(), f"{account.id}.toml").market != market:
        requirement = "an edition of this release, under its readings and rates"
        raise InvalidValue("market", requirement, f"another {market.name}")
    return text
