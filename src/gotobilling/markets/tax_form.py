"""What the taxes of every country have in common: the form that each of them fills in.

A tax is levied on every charge, once on the invoice for each of its rates, and rounded
half up to the currency's minor unit. Name, place, series and clause are the country's
own:

>>> TAX_FORM.level.value, TAX_FORM.rounding.mode.value, len(TAX_FORM.classes)
('invoice', 'half_up', 6)
"""

from typing import Final

from gotobilling.clauses import E3
from gotobilling.kinds import ChargeClass, LineKind
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.taxes import (
    Cap,
    CreditRate,
    Level,
    Levy,
    LevyKind,
    NegativeBase,
    TaxDate,
    VatId,
)

__all__ = ["TAX_FORM"]

TAX_FORM: Final = Levy(
    name="tax",
    kind=LevyKind.TAX,
    line=LineKind.VAT,
    jurisdiction="tax",
    places=("tax",),
    series="tax",
    share=None,
    classes=(
        ChargeClass.TELECOMMUNICATIONS,
        ChargeClass.MESSAGING,
        ChargeClass.SOFTWARE,
        ChargeClass.EQUIPMENT_SALE,
        ChargeClass.EQUIPMENT_RENTAL,
        ChargeClass.FEE,
    ),
    levies=(),
    treatments=(),
    level=Level.INVOICE,
    rounding=Rounding(RoundingMode.HALF_UP, MINOR_UNIT, step=1),
    line_rounding=None,
    cap=Cap.NONE,
    tax_date=TaxDate.INVOICE_DATE,
    credit_rate=CreditRate.CHARGING_INVOICE,
    negative_base=NegativeBase.SAME_FORMULA,
    vat_id=VatId.NONE,
    seller=None,
    clause=E3,
)
"""A tax on every charge, still of no country."""
