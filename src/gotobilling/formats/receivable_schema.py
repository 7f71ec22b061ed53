"""The sections of the account file that tell what was paid, disputed and suspended.

They say nothing that an invoice rests on, so the account does not hold them:

>>> [one.name for one in RECEIVABLES]
['payments', 'disputes', 'resolutions', 'suspensions', 'autopay']
>>> [one.name for one in PAYMENTS.fields if one.required]
['id', 'paid_on', 'amount']
"""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from gotobilling import checks
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    WrongType,
)
from gotobilling.facts import (
    Account,
    Autopay,
    AutopayChoice,
    Dispute,
    DisputedLine,
    Fact,
    Payment,
    Receivables,
    Resolution,
    Resolved,
    Suspension,
    Withdrawal,
)
from gotobilling.formats.spellings import CURRENCY, DAY, DECIMAL, TEXT, Spelling, one_of
from gotobilling.formats.tables import VERSION, Field, Table, inline

__all__ = [
    "PAYMENTS",
    "RECEIVABLES",
    "check_receivables",
    "receivables_in",
    "told_receivables",
    "withdrawn_of",
]

_LINES: Final = inline(
    Table(
        name="lines",
        makes=DisputedLine,
        repeats=True,
        fields=(Field("line", TEXT, required=True), Field("amount", DECIMAL)),
    ),
    '{ line = "1", amount = 20.00 }',
)


def _read_method(path: str, raw: object) -> object:
    # A number in the place of a name may be that of a card: no error shows it.
    checks.no_card_number(path, raw)
    return TEXT.read(path, raw)


_METHOD: Final = Spelling(wanted=TEXT.wanted, read=_read_method, write=TEXT.write)
PAYMENTS: Final = Table(
    name="payments",
    makes=Payment,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("paid_on", DAY, required=True),
        Field("amount", DECIMAL, required=True),
        Field("currency", CURRENCY, inherited=True),
        Field("invoice", TEXT),
        Field("method", _METHOD),
        *VERSION,
    ),
)
_DISPUTES: Final = Table(
    name="disputes",
    makes=Dispute,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("invoice", TEXT, required=True),
        Field("notified_on", DAY, required=True),
        Field("lines", _LINES),
        *VERSION,
    ),
)
_RESOLUTIONS: Final = Table(
    name="resolutions",
    makes=Resolution,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("dispute", TEXT, required=True),
        Field("resolved_on", DAY, required=True),
        Field("outcome", one_of(list(Resolved)), required=True),
        Field("lines", _LINES),
        *VERSION,
    ),
)
_SUSPENSIONS: Final = Table(
    name="suspensions",
    makes=Suspension,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("effective_on", DAY, required=True),
        *VERSION,
    ),
)
_AUTOPAY: Final = Table(
    name="autopay",
    makes=AutopayChoice,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("effective_on", DAY, required=True),
        Field("autopay", one_of(list(Autopay)), required=True),
        *VERSION,
    ),
)
RECEIVABLES: Final = (PAYMENTS, _DISPUTES, _RESOLUTIONS, _SUSPENSIONS, _AUTOPAY)
"""The sections, each an array of the facts of one kind."""
_KINDS: Final = MappingProxyType(
    {
        "payments": Payment,
        "disputes": Dispute,
        "resolutions": Resolution,
        "suspensions": Suspension,
        "autopay": AutopayChoice,
    }
)


def withdrawn_of(made: dict[str, list[Any]]) -> tuple[Withdrawal, ...]:
    """Return the withdrawals of a file that are of one of these facts."""
    ids = {one.id for name in _KINDS for one in made.get(name, ())}
    return tuple(one for one in made.get("withdrawals", ()) if one.fact in ids)


def receivables_in(made: dict[str, list[Any]], account: Account) -> Receivables:
    """
    Return what the sections of a file tell, checked together.

    Raises:
        BillingError: what ``Receivables`` and ``check_receivables`` refuse, told of a
            fact by its section and id: ``payments[p1].currency``.
    """
    sections = {name: tuple(made.get(name, ())) for name in _KINDS}
    try:
        found = Receivables(withdrawals=withdrawn_of(made), **sections)
    except BillingError as problem:
        # An id with two contents is told of the id alone.
        path = f"receivables[{problem.value}].id" if problem.path == "id" else None
        raise problem.at(path or problem.path) from None
    check_receivables(account, found)
    return found


def check_receivables(account: Account, receivables: Receivables) -> None:
    """
    Refuse what is not of the account.

    Raises:
        WrongType: no receivables.
        CurrencyMismatch: a payment in another currency than the account's.
        ConflictingFacts: an id that a fact of the account has.

    Clauses: Q62.
    """
    if type(receivables) is not Receivables:
        raise WrongType("receivables", "Receivables", receivables)
    taken = {one.id for one in account.all_facts()}
    every: tuple[Fact, ...] = (*receivables.facts(), *receivables.superseded)
    for one in every:
        [section] = [name for name, kind in _KINDS.items() if type(one) is kind]
        path = f"{section}[{one.id}]"
        if one.id in taken:
            raise ConflictingFacts(f"{path}.id", "of this fact only", one.id)
        if isinstance(one, Payment) and one.currency != account.currency:
            requirement = f"in the account's {account.currency}"
            path = f"{path}.currency"
            raise CurrencyMismatch(path, requirement, one.currency, "Q62")


def told_receivables(receivables: Receivables) -> dict[str, Sequence[Fact]]:
    """Return the facts by the sections in which a file has them."""
    aside = receivables.superseded
    return {
        name: sorted(
            (
                *getattr(receivables, name),
                *(one for one in aside if isinstance(one, kind)),
            ),
            key=_day_and_id,
        )
        for name, kind in _KINDS.items()
    }


def _day_and_id(fact: Fact) -> tuple[date, str]:
    return fact.effective_on, fact.id
