"""The sections of the account file that levies follow: addresses, numbers, rates.

>>> [one.name for one in ADDRESSES.fields if one.required]
['id', 'country', 'effective_on']
"""

from typing import Final

from gotobilling.facts import BillingAddress, ExemptionCertificate
from gotobilling.formats.account_rates import RateOfFile, SalesTax, tax_number
from gotobilling.formats.spellings import DAY, DECIMAL, TEXT, TEXTS, one_of
from gotobilling.formats.tables import VERSION, Field, Table
from gotobilling.kinds import LineKind
from gotobilling.sources import Standing

__all__ = ["ADDRESSES", "EXEMPTIONS", "RATES", "TAXES", "TAX_NUMBERS"]

_LEVIED: Final = one_of(
    [
        LineKind.STATE_AND_LOCAL_RECOVERY,
        LineKind.REGULATORY_RECOVERY,
        LineKind.CANADIAN_REGULATORY_FEE,
        LineKind.UNIVERSAL_SERVICE_FEE,
        LineKind.SALES_TAX,
        LineKind.GST,
        LineKind.HST,
        LineKind.PST,
        LineKind.QST,
        LineKind.VAT,
    ]
)

ADDRESSES: Final = Table(
    name="addresses",
    makes=BillingAddress,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("country", TEXT, required=True),
        Field("region", TEXT),
        Field("areas", TEXTS),
        Field("effective_on", DAY, required=True),
        *VERSION,
    ),
)
EXEMPTIONS: Final = Table(
    name="exemptions",
    makes=ExemptionCertificate,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("tax", _LEVIED, required=True),
        Field("jurisdiction", TEXT, required=True),
        Field("certificate", TEXT, required=True),
        Field("effective_on", DAY, required=True),
        Field("valid_until", DAY),
        *VERSION,
    ),
)
TAX_NUMBERS: Final = Table(
    name="tax_numbers",
    makes=tax_number,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("number", TEXT, required=True),
        Field("effective_on", DAY, required=True),
        Field("confirmed_on", DAY),
        *VERSION,
    ),
)
TAXES: Final = Table(
    name="taxes",
    makes=SalesTax,
    repeats=True,
    fields=(
        Field("name", TEXT, required=True),
        Field("jurisdiction", TEXT, required=True),
    ),
)
RATES: Final = Table(
    name="rates",
    makes=RateOfFile,
    repeats=True,
    fields=(
        Field("series", TEXT, required=True),
        Field("from_on", DAY, required=True),
        Field("percent", DECIMAL, required=True),
        Field("clause", TEXT, required=True),
        Field("standing", one_of(list(Standing))),
        Field("source", TEXT),
        Field("url", TEXT),
    ),
)
