"""The schema of the account file, format 1: every section and every key, once.

What reads a file and what writes one go by this table, so they never part:

>>> [part.name for part in ACCOUNT_FILE.parts]
['account', 'contract', 'prices', 'opening', 'changes', 'one_time', 'readings']
>>> [one.name for one in CHANGES.fields if one.required]
['id', 'item', 'quantity', 'effective_on']
"""

from functools import partial
from typing import Final, cast

from attrs import frozen

from gotobilling.editions import edition
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import (
    Contract,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DECIMAL,
    TEXT,
    WHOLE,
    Spelling,
    one_of,
)
from gotobilling.formats.tables import Field, Table
from gotobilling.kinds import ITEM_UNITS, BillableUnit, LineKind
from gotobilling.market import Market
from gotobilling.readings import READINGS, Reading

__all__ = ["ACCOUNT_FILE", "FORMAT", "Head"]

FORMAT: Final = 1
"""The format of the account file that this release reads and writes."""


@frozen(kw_only=True)
class Head:
    """
    The section ``[account]``: whose file it is, and the market that bills it.

    Attributes:
        id: The account's id.
        currency: ISO 4217 code; every amount of the file is in it.
        market: Name of the market.
        edition: Its edition; the latest if absent.

    Raises:
        UnknownName: there is no such market or edition.
    """

    id: str
    currency: str
    market: str
    edition: str | None = None

    def __attrs_post_init__(self) -> None:
        self.policies()

    def policies(self) -> Market:
        """Return the market, before any reading of the file."""
        return edition(self.market, self.edition)


def _read_format(path: str, raw: object) -> object:
    requirement = f"{FORMAT}, the format that this release reads"
    if type(raw) is int and raw != FORMAT:
        raise InvalidValue(path, requirement, raw)
    if raw is None:
        raise InvalidValue(path, f"given first of all, as format = {FORMAT}", raw)
    if type(raw) is not int:
        raise WrongType(path, requirement, raw)
    return raw


def _read_choice(reading: Reading, path: str, raw: object) -> object:
    # The market takes the choice as it is spelled; here it is only looked at.
    del path
    reading.read(cast("str | int", raw))
    return raw


def _choice(reading: Reading) -> Spelling:
    spelled = WHOLE if isinstance(reading.choices, range) else TEXT
    return Spelling(
        wanted="one of " + ", ".join(reading.alternatives()),
        read=partial(_read_choice, reading),
        write=spelled.write,
    )


_FORMAT: Final = Spelling(wanted="a whole number", read=_read_format, write=str)
_RECURRING: Final = one_of([kind for kind, _ in ITEM_UNITS])
_ONE_TIME: Final = one_of(
    [
        LineKind.HARDWARE,
        LineKind.NUMBER_PURCHASE,
        LineKind.OTHER_CHARGE,
        LineKind.OTHER_CREDIT,
    ]
)
_UNIT: Final = one_of(list(BillableUnit))
_KNOWN_ON: Final = Field("known_on", DAY)

HEAD: Final = Table(
    name="account",
    makes=Head,
    required=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("currency", CURRENCY, required=True),
        Field("market", TEXT, required=True),
        Field("edition", TEXT),
    ),
)
END: Final = Table(
    name="end",
    makes=ServiceEnd,
    fields=(
        Field("id", TEXT, required=True),
        Field("last_day_of_service", DAY, required=True),
        _KNOWN_ON,
    ),
)
CONTRACT: Final = Table(
    name="contract",
    makes=Contract,
    required=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("signed_on", DAY),
        Field("free_months", WHOLE),
        Field("billing_start_on", DAY),
        _KNOWN_ON,
    ),
    parts=(END,),
)
PRICES: Final = Table(
    name="prices",
    makes=Price,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("item", TEXT, required=True),
        Field("kind", _RECURRING, required=True),
        Field("unit", _UNIT, required=True),
        Field("unit_price", DECIMAL, required=True),
        Field("currency", CURRENCY, inherited=True),
        Field("effective_on", DAY, required=True),
        Field("product", TEXT),
        Field("minimum_quantity", WHOLE),
        _KNOWN_ON,
    ),
)
_COUNTED: Final = (
    Field("id", TEXT, required=True),
    Field("item", TEXT, required=True),
    Field("quantity", WHOLE, required=True),
    Field("effective_on", DAY, required=True),
    Field("group", TEXT),
    _KNOWN_ON,
)
OPENING: Final = Table(
    name="opening", makes=OpeningQuantity, repeats=True, fields=_COUNTED
)
CHANGES: Final = Table(
    name="changes", makes=QuantityChange, repeats=True, fields=_COUNTED
)
ONE_TIME: Final = Table(
    name="one_time",
    makes=OneTimeCharge,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("kind", _ONE_TIME, required=True),
        Field("item", TEXT, required=True),
        Field("quantity", WHOLE, required=True),
        Field("unit_price", DECIMAL, required=True),
        Field("currency", CURRENCY, inherited=True),
        Field("effective_on", DAY, required=True),
        Field("code", TEXT),
        Field("product", TEXT),
        _KNOWN_ON,
    ),
)
CHOSEN: Final = Table(
    name="readings",
    makes=dict,
    fields=tuple(Field(one.name, _choice(one)) for one in READINGS),
)

ACCOUNT_FILE: Final = Table(
    name="file",
    makes=dict,
    fields=(Field("format", _FORMAT, required=True),),
    parts=(HEAD, CONTRACT, PRICES, OPENING, CHANGES, ONE_TIME, CHOSEN),
    reserved=(
        "credits",
        "usage",
        "taxes",
        "exemptions",
        "rates",
        "payments",
        "recipients",
        "issued",
        "partner",
    ),
)
"""The account file as one table: a fact a table, a reserved section a reserved key."""
