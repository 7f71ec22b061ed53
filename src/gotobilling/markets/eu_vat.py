"""VAT in each member state of the European Union, from a seller in Ireland.

A customer with a confirmed VAT number of its own country owes the tax itself, save in
Ireland, where there is no border between it and the seller:

>>> levies = {levy.name: levy for levy in EU_VAT}
>>> levies["vat-de"].crosses_border(), levies["vat-ie"].crosses_border()
(True, False)
"""

from typing import Final

from attrs import evolve

from gotobilling.clauses import D18, E3
from gotobilling.markets.eu_rates import EU_RATES, MEMBER_STATES
from gotobilling.markets.tax_form import TAX_FORM
from gotobilling.taxes import VatId

__all__ = ["EU_VAT"]

_SELLER: Final = "IE9834481A"
_WITH_A_LINE_OF_THEIR_OWN: Final = ("DE", "IE")
"""The states that the guide's list of lines has (D18); the others are in its FAQ."""

EU_VAT: Final = tuple(
    evolve(
        TAX_FORM,
        name=f"vat-{state.lower()}",
        jurisdiction=state,
        places=(state,),
        series=series.name,
        vat_id=VatId.CROSS_BORDER,
        seller=_SELLER,
        clause=D18 if state in _WITH_A_LINE_OF_THEIR_OWN else E3,
    )
    for state, series in zip(MEMBER_STATES, EU_RATES, strict=True)
)
"""A levy for each member state, in the order of their codes."""
