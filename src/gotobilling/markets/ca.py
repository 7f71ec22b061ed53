"""Canada: GoTo Connect with GST, HST and the sales taxes of the provinces.

Policies are those of the United States, whose guide is the Canadian one but for its
taxes, and that the prices above the included are in Canadian dollars (Q62). The
recovery fee comes first and is taxed; GST or HST follow, then the provinces' own taxes
on the price without GST.

>>> from datetime import date
>>> [levy.name for levy in CONNECT.levies if "CA-QC" in levy.places]
['gst', 'qst-before-2013', 'qst']
>>> str(CONNECT.rate("hst-ns", date(2025, 4, 1)).percent)
'14'
"""

from decimal import Decimal
from typing import Final

from attrs import evolve

from gotobilling.clauses import CA_BC_TOLL_FREE, D13, D14, D15, D16, D17
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.markets import us
from gotobilling.markets.ca_rates import CANADIAN_RATES
from gotobilling.markets.tax_form import TAX_FORM
from gotobilling.taxes import LevyKind, RateSeries, Supplier, Taxability, Treatment

__all__ = ["CONNECT", "CONNECT_2026_11"]

_PLACES: Final = tuple(
    f"CA-{province}"
    for province in [
        "AB",
        "BC",
        "MB",
        "NB",
        "NL",
        "NS",
        "NT",
        "NU",
        "ON",
        "PE",
        "QC",
        "SK",
        "YT",
    ]
)

_RECOVERY: Final = evolve(
    TAX_FORM,
    name="canadian-recovery",
    kind=LevyKind.RECOVERY,
    line=LineKind.CANADIAN_REGULATORY_FEE,
    jurisdiction="CA",
    places=("CA",),
    series="ca-recovery",
    classes=(
        ChargeClass.TELECOMMUNICATIONS,
        ChargeClass.MESSAGING,
        ChargeClass.SOFTWARE,
    ),
    clause=D13,
)
_GST: Final = evolve(
    TAX_FORM,
    name="gst",
    line=LineKind.GST,
    jurisdiction="CA",
    places=("CA-AB", "CA-MB", "CA-NT", "CA-NU", "CA-QC", "CA-SK", "CA-YT"),
    series="ca-gst",
    levies=(_RECOVERY.name,),
    clause=D14,
)
_GST_BC: Final = evolve(_GST, name="gst-bc", places=("CA-BC",), series="ca-gst-bc")
_HST_ON: Final = evolve(
    _GST,
    name="hst-on",
    line=LineKind.HST,
    jurisdiction="CA-ON",
    places=("CA-ON",),
    series="ca-on-hst",
    clause=D15,
)
_HST_NB: Final = evolve(
    _HST_ON,
    name="hst-nb",
    jurisdiction="CA-NB",
    places=("CA-NB",),
    series="ca-nb-hst",
)
_HST_NL: Final = evolve(
    _HST_ON,
    name="hst-nl",
    jurisdiction="CA-NL",
    places=("CA-NL",),
    series="ca-nl-hst",
)
_HST_NS: Final = evolve(
    _HST_ON,
    name="hst-ns",
    jurisdiction="CA-NS",
    places=("CA-NS",),
    series="ca-ns-hst",
)
_HST_PE: Final = evolve(
    _HST_ON,
    name="hst-pe",
    jurisdiction="CA-PE",
    places=("CA-PE",),
    series="ca-pe-hst",
)
_HST_BC: Final = evolve(
    _HST_ON,
    name="hst-bc",
    jurisdiction="CA-BC",
    places=("CA-BC",),
    series="ca-bc-hst",
)
_PST_BC: Final = evolve(
    _HST_BC,
    name="pst-bc",
    line=LineKind.PST,
    series="ca-bc-pst",
    treatments=(
        Treatment(
            charge_class=ChargeClass.TELECOMMUNICATIONS,
            unit=BillableUnit.TOLL_FREE_NUMBER,
            taxability=Taxability.EXEMPT,
            clause=CA_BC_TOLL_FREE,
        ),
    ),
    clause=D16,
)
_PST_SK: Final = evolve(
    _PST_BC,
    name="pst-sk",
    jurisdiction="CA-SK",
    places=("CA-SK",),
    series="ca-sk-pst",
    treatments=(),
)
_RST_MB: Final = evolve(
    _PST_SK,
    name="rst-mb",
    jurisdiction="CA-MB",
    places=("CA-MB",),
    series="ca-mb-rst",
)
_QST: Final = evolve(
    _GST,
    name="qst",
    line=LineKind.QST,
    jurisdiction="CA-QC",
    places=("CA-QC",),
    series="ca-qc-qst",
    clause=D17,
)
_QST_BEFORE_2013: Final = evolve(
    _QST,
    name="qst-before-2013",
    series="ca-qc-qst-before-2013",
    levies=(_RECOVERY.name, _GST.name),
)

CONNECT_2026_11: Final = evolve(
    us.CONNECT_2026_11,
    name="ca-connect",
    currency="CAD",
    usage=evolve(
        us.CONNECT_2026_11.usage,
        message_overage=Decimal("0.00715"),
        currency="CAD",
    ),
    levies=(
        _RECOVERY,
        _GST,
        _GST_BC,
        _HST_ON,
        _HST_NB,
        _HST_NL,
        _HST_NS,
        _HST_PE,
        _HST_BC,
        _PST_BC,
        _PST_SK,
        _RST_MB,
        _QST_BEFORE_2013,
        _QST,
    ),
    rates=(
        RateSeries(name="ca-recovery", supplier=Supplier.CONTRACT),
        *CANADIAN_RATES,
    ),
    places=_PLACES,
    sales_tax=None,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
