'''The partner file: what a partner earns, and on which accounts, as TOML or JSON.

>>> content = b"""
... format = 1
... [partner]
... name = "acme"
... currency = "USD"
... market = "us-connect"
... [[commissions]]
... id = "pine-residual"
... account = "pine"
... kind = "residual"
... effective_on = 2026-01-01
... percent = 12.5
... [[commissions]]
... id = "pine-spiff"
... account = "pine"
... kind = "spiff"
... effective_on = 2026-01-01
... amount = 50.00
... [[accounts]]
... file = "pine.toml"
... """
>>> file = read_partner_file(content, "acme.toml")
>>> [(one.kind.value, one.percent, one.currency) for one in file.agreements]
[('residual', Decimal('12.5'), None), ('spiff', None, 'USD')]
>>> file.accounts[0].file
'pine.toml'

Everything that is wrong with a file is told together, each with its place:

>>> read_partner_file(content.replace(b"12.5", b"112.5"), "acme.toml")
Traceback (most recent call last):
...
gotobilling.errors.InvalidFile: acme.toml: [invalid-value] \
commissions[0].percent must be above 0, at most 100, got 112.5
'''

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from attrs import evolve, frozen

from gotobilling.commissions import check_agreements
from gotobilling.editions import edition
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.facts import Commission, CommissionKind, Withdrawal
from gotobilling.formats.account_file import read_tables
from gotobilling.formats.account_schema import (
    CHOSEN,
    FORMAT,
    FORMAT_KEY,
    WITHDRAWALS,
)
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DECIMAL,
    FILE,
    TEXT,
    array_of,
    one_of,
)
from gotobilling.formats.tables import (
    VERSION,
    Field,
    Intake,
    Table,
    text_of,
    written,
)
from gotobilling.market import Market

__all__ = [
    "PARTNER_FILE",
    "AccountSource",
    "PartnerFile",
    "PartnerHead",
    "read_partner_file",
    "write_partner_file",
]


@frozen(kw_only=True)
class AccountSource:
    """
    Where an account on which a partner earns is to be read from.

    Attributes:
        file: The path of its account file, or None.
        issued: The paths of its documents, where there is no account file; nothing is
            known of payments then.

    Raises:
        InvalidValue: both of them, or none.
    """

    file: str | None = None
    issued: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if (self.file is None) is not bool(self.issued):
            requirement = "given where issued is not, and only there"
            raise InvalidValue("file", requirement, self.file)


@frozen(kw_only=True)
class PartnerHead:
    """
    The section ``[partner]``: who earns, in which currency, by which policies.

    Attributes:
        name: The partner's name.
        currency: ISO 4217 code; every amount, and every account, is in it.
        market: Name of the market whose policies count.
        edition: Its edition; the latest if absent.

    Raises:
        UnknownName: there is no such market or edition.
    """

    name: str
    currency: str
    market: str
    edition: str | None = None

    def __attrs_post_init__(self) -> None:
        self.policies()

    def policies(self) -> Market:
        """Return the market, before any reading of the file."""
        return edition(self.market, self.edition)


@frozen(kw_only=True)
class PartnerFile:
    """
    What a partner file says.

    Attributes:
        partner: The partner's name.
        currency: ISO 4217 code.
        market: The market and edition, under the readings of the file.
        agreements: What is agreed, and withdrawals of it.
        accounts: Where its accounts are to be read from; the paths begin in the folder
            of the file. They are named only: reading them is for the caller.
    """

    partner: str
    currency: str
    market: Market
    agreements: tuple[Commission | Withdrawal, ...]
    accounts: tuple[AccountSource, ...]

    def place(self, path: str) -> str:
        """Return where in the file it is what the path of a problem names by an id."""
        return _place(path, self.agreements)


def _place(path: str, facts: Sequence[Commission | Withdrawal]) -> str:
    # Told by the number among all or by the id; in a file, by the section.
    name, _, key = path.rpartition(".")
    agreed = [one for one in facts if isinstance(one, Commission)]
    for index, one in enumerate(facts):
        if name not in (one.id, f"agreements[{index}]"):
            continue
        if isinstance(one, Commission):
            return f"commissions[{agreed.index(one)}].{key}"
        return f"withdrawals[{index - len(agreed)}].{key}"
    return path


_UNTIL_NAMED: Final = "partner"


def _agreed(kind: CommissionKind, currency: str, **told: Any) -> Commission:  # noqa: ANN401 -- the fields of the table
    # A share is in no currency; who the partner is stands in another section.
    own = currency if kind is CommissionKind.SPIFF else None
    return Commission(partner=_UNTIL_NAMED, kind=kind, currency=own, **told)


_HEAD: Final = Table(
    name="partner",
    makes=PartnerHead,
    required=True,
    fields=(
        Field("name", TEXT, required=True),
        Field("currency", CURRENCY, required=True),
        Field("market", TEXT, required=True),
        Field("edition", TEXT),
    ),
)
_COMMISSIONS: Final = Table(
    name="commissions",
    makes=_agreed,
    repeats=True,
    required=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("account", TEXT, required=True),
        Field("kind", one_of(list(CommissionKind)), required=True),
        Field("effective_on", DAY, required=True),
        Field("until_on", DAY),
        Field("percent", DECIMAL),
        Field("amount", DECIMAL),
        Field("currency", CURRENCY, inherited=True),
        *VERSION,
    ),
)
_ACCOUNTS: Final = Table(
    name="accounts",
    makes=AccountSource,
    repeats=True,
    required=True,
    fields=(Field("file", FILE), Field("issued", array_of(FILE, "paths"))),
)

PARTNER_FILE: Final = Table(
    name="file",
    makes=dict,
    fields=(FORMAT_KEY,),
    parts=(_HEAD, _COMMISSIONS, WITHDRAWALS, _ACCOUNTS, CHOSEN),
)
"""The partner file as one table."""


def read_partner_file(
    data: bytes, name: str, *, edition: str | None = None
) -> PartnerFile:
    """
    Read a partner file.

    Args:
        data: The file in UTF-8, at most 4 MiB.
        name: Its name: JSON if it ends in ``.json``, else TOML.
        edition: The edition of its market, in the place of the file's own.

    Raises:
        InvalidFile: with every problem found, as ``read_account_file`` tells them; what
            the sections say together only when each of them is right: agreements of one
            kind that overlap, one that supersedes what is not there.
        WrongType: the data are no bytes.

    Clauses: K1, K2, K3, commission-rates.
    """
    assemble = partial(_assembled, edition=edition)
    return read_tables(PARTNER_FILE, data, name, "partner", assemble)


def _assembled(intake: Intake, *, edition: str | None) -> PartnerFile:
    made = intake.made
    head: PartnerHead = made["partner"][0]
    head = head if edition is None else evolve(head, edition=edition)
    market = head.policies().with_readings(made.get("readings", [{}])[0])
    agreed: list[Commission] = made.get("commissions", [])
    facts = (
        *(evolve(one, partner=head.name) for one in agreed),
        *made.get("withdrawals", ()),
    )
    try:
        check_agreements(head.name, facts, head.currency)
    except BillingError as problem:
        raise problem.at(_place(problem.path, facts)) from None
    return PartnerFile(
        partner=head.name,
        currency=head.currency,
        market=market,
        agreements=facts,
        accounts=tuple(made.get("accounts", ())),
    )


def write_partner_file(file: PartnerFile) -> str:
    """
    Write a partner file in TOML.

    Reading it gives an equal ``PartnerFile``. The edition is written out.

    Raises:
        InvalidValue: a market that is no edition of this release under its readings,
            agreements with another partner.
        UnknownName: a market or edition that this release does not have.
    """
    market = file.market
    head = PartnerHead(
        name=file.partner,
        currency=file.currency,
        market=market.name,
        edition=market.edition,
    )
    facts = file.agreements
    made: dict[str, Sequence[object]] = {
        "": [{"format": FORMAT}],
        "partner": [head],
        "commissions": [one for one in facts if isinstance(one, Commission)],
        "withdrawals": [one for one in facts if isinstance(one, Withdrawal)],
        "accounts": file.accounts,
        "readings": [dict(market.readings)] if market.readings else [],
    }
    text = text_of(written(PARTNER_FILE, made, ""))
    if read_partner_file(text.encode(), "partner.toml") != file:
        requirement = "one of an edition of this release, as a file can say it"
        raise InvalidValue("partner", requirement, file.partner)
    return text
