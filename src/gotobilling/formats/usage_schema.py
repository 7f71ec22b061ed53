"""The sections of an account file that usage and its rates stand in.

A plan file has the same ``[[call_rates]]``:

>>> from decimal import Decimal
>>> from gotobilling.formats.tables import Intake, text_of, written
>>> intake = Intake(currency="USD")
>>> rate = {
...     "id": "intl-de",
...     "name": "Germany",
...     "call_type": "international",
...     "prefixes": ["+49"],
...     "model": "graduated",
...     "tiers": [{"above": 0, "unit_price": Decimal("0.02")}],
...     "effective_on": "2026-01-01",
...     "increment": {"initial": 6, "step": 6, "counted": "after_initial"},
... }
>>> intake.take(CALL_RATES, "call_rates", [rate])
>>> print(text_of(written(CALL_RATES, intake.made, "call_rates")))
<BLANKLINE>
[[call_rates]]
id = "intl-de"
name = "Germany"
call_type = "international"
prefixes = ["+49"]
model = "graduated"
tiers = [{ above = 0, unit_price = 0.02 }]
increment = { initial = 6, step = 6, counted = "after_initial" }
effective_on = 2026-01-01
<BLANKLINE>
"""

from typing import Final

from gotobilling.errors import BillingError
from gotobilling.facts import (
    BRAZIL_MOBILE,
    CallRate,
    Device,
    Included,
    Increment,
    LowUsage,
    NoUsage,
    PriceModel,
    StepsCounted,
    Tier,
    UsageTotal,
    ZeroSeconds,
)
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DECIMAL,
    PREFIXES,
    TEXT,
    TEXTS,
    WHOLE,
    Spelling,
    one_of,
)
from gotobilling.formats.tables import VERSION, Field, Table, inline
from gotobilling.kinds import BillableUnit, CallType
from gotobilling.money import UnitPrice

__all__ = ["CALL_RATES", "INCLUDED", "LOW_USAGE", "NO_USAGE", "USAGE"]


def _read_price(path: str, raw: object) -> object:
    # A rate has many amounts: each is looked at where its name is known.
    found = DECIMAL.read(path, raw)
    try:
        UnitPrice(found, "USD", "unit")  # type: ignore[arg-type]  # a Decimal by now
    except BillingError as problem:
        raise problem.at(path) from None
    return found


_PRICE: Final = Spelling(wanted=DECIMAL.wanted, read=_read_price, write=DECIMAL.write)
_UNCHARGED: Final = (CallType.EXTENSION, CallType.INBOUND)
_CHARGED: Final = one_of([one for one in CallType if one not in _UNCHARGED])

_TIERS: Final = inline(
    Table(
        name="tiers",
        makes=Tier,
        repeats=True,
        fields=(
            Field("above", WHOLE, required=True),
            Field("unit_price", _PRICE, required=True),
            Field("flat_fee", _PRICE),
        ),
    ),
    "{ above = 0, unit_price = 0.02 }",
)
_INCREMENT: Final = inline(
    Table(
        name="increment",
        makes=Increment,
        fields=(
            Field("initial", WHOLE, required=True),
            Field("step", WHOLE, required=True),
            Field("counted", one_of(list(StepsCounted)), required=True),
            Field("minimum", WHOLE),
            Field("free_seconds", WHOLE),
            Field("zero_seconds", one_of(list(ZeroSeconds))),
        ),
    ),
    '{ initial = 60, step = 6, counted = "after_initial" }',
    {"brazil_mobile": BRAZIL_MOBILE},
)

CALL_RATES: Final = Table(
    name="call_rates",
    makes=CallRate,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("name", TEXT, required=True),
        Field("call_type", _CHARGED, required=True),
        Field("prefixes", PREFIXES),
        Field("currency", CURRENCY, inherited=True),
        Field("model", one_of(list(PriceModel))),
        Field("unit_price", _PRICE),
        Field("tiers", _TIERS),
        Field("package", WHOLE),
        Field("flat_fee", _PRICE),
        Field("minimum", _PRICE),
        Field("connection_fee", _PRICE),
        Field("increment", _INCREMENT),
        Field("effective_on", DAY, required=True),
        *VERSION,
    ),
)
INCLUDED: Final = Table(
    name="included",
    makes=Included,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field(
            "unit",
            one_of([BillableUnit.MINUTE, BillableUnit.MESSAGE_CREDIT]),
            required=True,
        ),
        Field("quantity", WHOLE, required=True),
        Field("item", TEXT),
        Field("effective_on", DAY, required=True),
        *VERSION,
    ),
)
LOW_USAGE: Final = Table(
    name="low_usage",
    makes=LowUsage,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("item", TEXT, required=True),
        Field("full_price", TEXT, required=True),
        Field("phones", TEXTS, required=True),
        Field("allowed", WHOLE, required=True),
        Field("effective_on", DAY, required=True),
        *VERSION,
    ),
)
USAGE: Final = Table(
    name="usage",
    makes=UsageTotal,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("month", DAY, required=True),
        Field("call_type", one_of(list(CallType)), required=True),
        Field("rate", TEXT),
        Field("device", one_of(list(Device))),
        Field("rows", WHOLE, required=True),
        Field("connected", WHOLE, required=True),
        Field("seconds", WHOLE, required=True),
        Field("billable", WHOLE, required=True),
        Field("row_cost", DECIMAL),
        Field("counted", TEXT),
        Field("counted_from", DAY),
        *VERSION,
    ),
)
NO_USAGE: Final = Table(
    name="no_usage",
    makes=NoUsage,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("month", DAY, required=True),
        *VERSION,
    ),
)
