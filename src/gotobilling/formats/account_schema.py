"""The schema of the account file, format 1: every section and every key, once.

What reads a file and what writes one go by this table, so they never part:

>>> [part.name for part in ACCOUNT_FILE.parts]
['account', 'contract', 'prices', 'opening', 'changes', 'one_time', 'addresses', \
'exemptions', 'tax_numbers', 'call_rates', 'included', 'low_usage', 'usage', \
'no_usage', 'terms', 'trials', 'number_changes', 'early_terminations', 'withdrawals', \
'payments', 'disputes', 'resolutions', 'suspensions', 'autopay', 'deliveries', \
'returns', 'taxes', 'rates', 'issued', 'readings']
>>> [one.name for one in CHANGES.fields if one.required]
['id', 'item', 'quantity', 'effective_on']
"""

from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final, cast

from attrs import frozen

from gotobilling.editions import edition
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import (
    BillingAddress,
    CallRate,
    Contract,
    EarlyTermination,
    ExemptionCertificate,
    Included,
    LowUsage,
    NoUsage,
    NumberChange,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
    Term,
    Trial,
    UsageTotal,
    Withdrawal,
)
from gotobilling.formats.contract_schema import (
    EARLY_TERMINATIONS,
    NUMBER_CHANGES,
    TERMS,
    TRIALS,
)
from gotobilling.formats.receivable_schema import RECEIVABLES
from gotobilling.formats.return_schema import DELIVERIES, RETURNS
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DAYS,
    DECIMAL,
    FILE,
    TEXT,
    WHOLE,
    Spelling,
    one_of,
)
from gotobilling.formats.tables import VERSION, Field, Table
from gotobilling.formats.tax_schema import (
    ADDRESSES,
    EXEMPTIONS,
    RATES,
    TAX_NUMBERS,
    TAXES,
)
from gotobilling.formats.usage_schema import (
    CALL_RATES,
    INCLUDED,
    LOW_USAGE,
    NO_USAGE,
    USAGE,
)
from gotobilling.kinds import ITEM_UNITS, BillableUnit, Frequency, LineKind
from gotobilling.market import Market
from gotobilling.readings import READINGS, Reading

__all__ = [
    "ACCOUNT_FILE",
    "FACTS",
    "FORMAT",
    "FORMAT_KEY",
    "KINDS",
    "Head",
    "choice",
]

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
        holidays: The days that are no business days, where the market counts these.

    Raises:
        UnknownName: there is no such market or edition.
        InvalidValue: holidays in a market that counts calendar days.
    """

    id: str
    currency: str
    market: str
    edition: str | None = None
    holidays: tuple[date, ...] = ()

    def __attrs_post_init__(self) -> None:
        self.policies()

    def policies(self) -> Market:
        """Return the market, before any reading of the file."""
        market = edition(self.market, self.edition)
        return market.with_holidays(self.holidays) if self.holidays else market


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


def choice(reading: Reading) -> Spelling:
    """Return the spelling of a reading's alternatives."""
    spelled = WHOLE if isinstance(reading.choices, range) else TEXT
    return Spelling(
        wanted="one of " + ", ".join(reading.alternatives()),
        read=partial(_read_choice, reading),
        write=spelled.write,
    )


FORMAT_KEY: Final = Field(
    "format",
    Spelling(wanted="a whole number", read=_read_format, write=str),
    required=True,
)
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
HEAD: Final = Table(
    name="account",
    makes=Head,
    required=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("currency", CURRENCY, required=True),
        Field("market", TEXT, required=True),
        Field("edition", TEXT),
        Field("holidays", DAYS),
    ),
)
_SUPERSEDED: Final = "superseded"
_END: Final = (
    Field("id", TEXT, required=True),
    Field("last_day_of_service", DAY, required=True),
    *VERSION,
)
END: Final = Table(
    name="end",
    makes=ServiceEnd,
    fields=_END,
    parts=(Table(name=_SUPERSEDED, makes=ServiceEnd, repeats=True, fields=_END),),
)
_CONTRACT: Final = (
    Field("id", TEXT, required=True),
    Field("signed_on", DAY),
    Field("free_months", WHOLE),
    Field("billing_start_on", DAY),
    *VERSION,
)
CONTRACT: Final = Table(
    name="contract",
    makes=Contract,
    required=True,
    fields=_CONTRACT,
    parts=(
        Table(name=_SUPERSEDED, makes=Contract, repeats=True, fields=_CONTRACT),
        END,
    ),
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
        Field("frequency", one_of(list(Frequency))),
        Field("product", TEXT),
        Field("minimum_quantity", WHOLE),
        *VERSION,
    ),
)
_COUNTED: Final = (
    Field("id", TEXT, required=True),
    Field("item", TEXT, required=True),
    Field("quantity", WHOLE, required=True),
    Field("effective_on", DAY, required=True),
    Field("group", TEXT),
    *VERSION,
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
        *VERSION,
    ),
)
WITHDRAWALS: Final = Table(
    name="withdrawals",
    makes=Withdrawal,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("fact", TEXT, required=True),
        Field("known_on", DAY, required=True),
    ),
)
ISSUED: Final = Table(
    name="issued",
    makes=dict,
    repeats=True,
    fields=(Field("file", FILE, required=True),),
)
CHOSEN: Final = Table(
    name="readings",
    makes=dict,
    fields=tuple(Field(one.name, choice(one)) for one in READINGS),
)

FACTS: Final = (
    PRICES,
    OPENING,
    CHANGES,
    ONE_TIME,
    ADDRESSES,
    EXEMPTIONS,
    TAX_NUMBERS,
    CALL_RATES,
    INCLUDED,
    LOW_USAGE,
    USAGE,
    NO_USAGE,
    TERMS,
    TRIALS,
    NUMBER_CHANGES,
    EARLY_TERMINATIONS,
    WITHDRAWALS,
)
"""The sections of facts, each of them an array; the contract and its end apart."""
KINDS: Final = MappingProxyType(
    {
        "prices": Price,
        "opening": OpeningQuantity,
        "changes": QuantityChange,
        "one_time": OneTimeCharge,
        "addresses": BillingAddress,
        "exemptions": ExemptionCertificate,
        "tax_numbers": TaxNumber,
        "call_rates": CallRate,
        "included": Included,
        "low_usage": LowUsage,
        "usage": UsageTotal,
        "no_usage": NoUsage,
        "terms": Term,
        "trials": Trial,
        "number_changes": NumberChange,
        "early_terminations": EarlyTermination,
    }
)
"""The facts that others may supersede, by their sections; those stand there too."""

ACCOUNT_FILE: Final = Table(
    name="file",
    makes=dict,
    fields=(FORMAT_KEY,),
    parts=(
        HEAD,
        CONTRACT,
        *FACTS,
        *RECEIVABLES,
        DELIVERIES,
        RETURNS,
        TAXES,
        RATES,
        ISSUED,
        CHOSEN,
    ),
    reserved=(
        "credits",
        "recipients",
        "partner",
    ),
)
"""The account file as one table: a fact a table, a reserved section a reserved key."""
