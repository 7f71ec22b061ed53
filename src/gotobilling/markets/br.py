"""Brazil: GoTo Connect, two documents a month and a due day of the customer's choice.

Services and telecommunications are billed apart. No rate of a Brazilian tax is shipped:
an account without a billing address is billed before taxes, and the caller brings the
taxes of one that has it.

>>> [part.name for part in CONNECT.cycle.parts]
['services', 'telecommunications']
>>> CONNECT.with_readings({"due_day": 20}).due.due_day
20
"""

from typing import Final

from attrs import evolve

from gotobilling.billing_cycle import DocumentPart
from gotobilling.clauses import BR_DOCUMENTS, BR_DUE_DAYS
from gotobilling.kinds import ChargeClass
from gotobilling.markets import us
from gotobilling.markets.tax_form import TAX_FORM

__all__ = ["CONNECT", "CONNECT_2026_11"]

CONNECT_2026_11: Final = evolve(
    us.CONNECT_2026_11,
    name="br-connect",
    currency="BRL",
    cycle=evolve(
        us.CONNECT_2026_11.cycle,
        parts=(
            DocumentPart(
                name="services",
                classes=(
                    ChargeClass.MESSAGING,
                    ChargeClass.SOFTWARE,
                    ChargeClass.EQUIPMENT_SALE,
                    ChargeClass.EQUIPMENT_RENTAL,
                    ChargeClass.FEE,
                ),
            ),
            DocumentPart(
                name="telecommunications", classes=(ChargeClass.TELECOMMUNICATIONS,)
            ),
        ),
        clause=BR_DOCUMENTS,
    ),
    due=evolve(
        us.CONNECT_2026_11.due, offered=(10, 15, 20, 25, 30), clause=BR_DUE_DAYS
    ),
    levies=(),
    rates=(),
    places=("BR",),
    sales_tax=TAX_FORM,
)

CONNECT: Final = CONNECT_2026_11
"""The latest edition."""
