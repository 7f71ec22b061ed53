"""The sections of the account file that tell of terms, trials and fees owed.

>>> [one.name for one in TERMS.fields if one.required]
['id', 'agreed_on', 'months']
"""

from typing import Final

from gotobilling.facts import (
    AutoRenewal,
    EarlyTermination,
    NumberChange,
    NumberDetail,
    Term,
    Trial,
)
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DECIMAL,
    TEXT,
    WHOLE,
    array_of,
    one_of,
)
from gotobilling.formats.tables import VERSION, Field, Table

__all__ = ["EARLY_TERMINATIONS", "NUMBER_CHANGES", "TERMS", "TRIALS"]

_DETAILS: Final = array_of(one_of(list(NumberDetail)), "details of a number")

TERMS: Final = Table(
    name="terms",
    makes=Term,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("agreed_on", DAY, required=True),
        Field("months", WHOLE, required=True),
        Field("product", TEXT),
        Field("start_on", DAY),
        Field("auto_renewal", one_of(list(AutoRenewal))),
        Field("renewal_months", WHOLE),
        Field("renewal_on", DAY),
        Field("buyout", DECIMAL),
        Field("currency", CURRENCY, inherited=True),
        *VERSION,
    ),
)
TRIALS: Final = Table(
    name="trials",
    makes=Trial,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("product", TEXT, required=True),
        Field("effective_on", DAY, required=True),
        Field("days", WHOLE, required=True),
        *VERSION,
    ),
)
NUMBER_CHANGES: Final = Table(
    name="number_changes",
    makes=NumberChange,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("number", TEXT, required=True),
        Field("details", _DETAILS, required=True),
        Field("effective_on", DAY, required=True),
        Field("currency", CURRENCY, inherited=True),
        Field("fee", DECIMAL),
        Field("product", TEXT),
        *VERSION,
    ),
)
EARLY_TERMINATIONS: Final = Table(
    name="early_terminations",
    makes=EarlyTermination,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("amount", DECIMAL, required=True),
        Field("currency", CURRENCY, inherited=True),
        Field("effective_on", DAY, required=True),
        Field("product", TEXT),
        *VERSION,
    ),
)
