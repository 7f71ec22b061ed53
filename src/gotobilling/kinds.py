"""The closed vocabulary of invoice lines: what a line is, and what it charges for.

A line has a kind (the row of the published list, D1 to D21, and the few the guides
name elsewhere) and a charge class, the word that levies and taxability speak of. A
prorated line keeps the class of its item:

>>> charge_class(LineKind.CONTACT_CENTER).value
'software'
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from gotobilling.errors import InvalidValue

__all__ = [
    "CHARGE_CLASSES",
    "ITEM_UNITS",
    "LEVY_CLASSES",
    "USAGE_KINDS",
    "BillableUnit",
    "CallType",
    "ChargeClass",
    "Frequency",
    "LineKind",
    "charge_class",
    "is_split_by_group",
]


class LineKind(Enum):
    """
    One member for each line that an invoice can carry; the values are wire names.

    Members stand in the order in which an invoice prints them.

    Clauses: D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12, D13, D14, D15, D16, D17,
    D18, D19, D20, D21.
    """

    SERVICE_CHARGE = "service_charge"  # D1
    STANDARD_NUMBER = "standard_number"  # D2
    PRORATED_CHARGE = "prorated_charge"  # D3
    INCLUDED_MINUTES = "included_minutes"  # D4
    DOMESTIC_PREMIUM_MINUTES = "domestic_premium_minutes"  # D5
    OUTBOUND_OVERAGE = "outbound_overage"  # D6
    TOLL_FREE_MINUTES = "toll_free_minutes"  # D7
    INTERNATIONAL_MINUTES = "international_minutes"  # D8
    INCLUDED_MESSAGES = "included_messages"  # D9
    MESSAGE_OVERAGE = "message_overage"  # D10
    CONTACT_CENTER = "contact_center"  # D19
    SUBSCRIPTION = "subscription"  # A12
    RENTAL = "rental"  # D21
    HARDWARE = "hardware"  # A5
    NUMBER_PURCHASE = "number_purchase"  # A5
    CHANGE_FEE = "change_fee"  # G1
    EARLY_TERMINATION = "early_termination"  # H1
    OTHER_CHARGE = "other_charge"
    OTHER_CREDIT = "other_credit"
    BROUGHT_FORWARD = "brought_forward"  # Q48
    STATE_AND_LOCAL_RECOVERY = "state_and_local_recovery"  # D11
    REGULATORY_RECOVERY = "regulatory_recovery"  # D12
    CANADIAN_REGULATORY_FEE = "canadian_regulatory_fee"  # D13
    UNIVERSAL_SERVICE_FEE = "universal_service_fee"  # D20
    SALES_TAX = "sales_tax"  # E3
    GST = "gst"  # D14
    HST = "hst"  # D15
    PST = "pst"  # D16
    QST = "qst"  # D17
    VAT = "vat"  # D18


class ChargeClass(Enum):
    """What a line charges for, or credits: the word levies and taxability use."""

    TELECOMMUNICATIONS = "telecommunications"
    MESSAGING = "messaging"
    SOFTWARE = "software"
    EQUIPMENT_SALE = "equipment_sale"
    EQUIPMENT_RENTAL = "equipment_rental"
    FEE = "fee"
    RECOVERY = "recovery"
    PASS_THROUGH = "pass_through"  # noqa: S105 -- a contribution, not a secret
    TAX = "tax"
    BALANCE = "balance"
    """A balance carried over, which charges for nothing and is in no base."""


CHARGE_CLASSES: Final = (
    ChargeClass.TELECOMMUNICATIONS,
    ChargeClass.MESSAGING,
    ChargeClass.SOFTWARE,
    ChargeClass.EQUIPMENT_SALE,
    ChargeClass.EQUIPMENT_RENTAL,
    ChargeClass.FEE,
)
"""The classes of what is sold or given back, on which levies are counted."""

USAGE_KINDS: Final = (
    LineKind.INCLUDED_MINUTES,
    LineKind.DOMESTIC_PREMIUM_MINUTES,
    LineKind.OUTBOUND_OVERAGE,
    LineKind.TOLL_FREE_MINUTES,
    LineKind.INTERNATIONAL_MINUTES,
    LineKind.INCLUDED_MESSAGES,
    LineKind.MESSAGE_OVERAGE,
)
"""The kinds of the lines of usage (D4 to D10)."""

LEVY_CLASSES: Final = (
    ChargeClass.RECOVERY,
    ChargeClass.PASS_THROUGH,
    ChargeClass.TAX,
)
"""The classes of the lines that carry a levy."""


class BillableUnit(Enum):
    """What one unit of a recurring item is; some devices count by extension (D1)."""

    DEVICE = "device"
    EXTENSION = "extension"
    TOLL_FREE_NUMBER = "toll_free_number"
    INBOUND_ONLY_NUMBER = "inbound_only_number"
    TWO_WAY_NUMBER = "two_way_number"
    INTERNATIONAL_NUMBER = "international_number"
    SUBSCRIPTION = "subscription"
    RENTED_DEVICE = "rented_device"
    MINUTE = "minute"
    MESSAGE_CREDIT = "message_credit"


class Frequency(Enum):
    """
    How often an item is billed; its price is for one unit and one such period.

    Clauses: A12, A14, A16.
    """

    MONTHLY = "monthly"
    """Each billing cycle of the product: a calendar month, or its 30 days."""
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class CallType(Enum):
    """
    What a row of usage is, in the order in which one is taken when several fit.

    Inbound calls to a number that is not toll-free, and messages, are ours: the guides
    name the other types.

    Clauses: F5, Q16, Q42.
    """

    EXTENSION = "extension"
    TOLL_FREE_INBOUND = "toll_free_inbound"
    INBOUND = "inbound"
    """To a number of the account that is not toll-free: counted and never charged."""
    DOMESTIC_PREMIUM = "domestic_premium"
    INTERNATIONAL = "international"
    PLAN = "plan"
    """Local and long-distance calls, which the plan's minutes are for."""
    MESSAGE = "message"
    """SMS and MMS, counted in credits."""

    @property
    def is_rated(self) -> bool:
        """Whether its minutes have a rate of their own, found by the number called."""
        return self in (
            CallType.TOLL_FREE_INBOUND,
            CallType.DOMESTIC_PREMIUM,
            CallType.INTERNATIONAL,
        )


ITEM_UNITS: tuple[tuple[LineKind, tuple[BillableUnit, ...]], ...] = (
    (LineKind.SERVICE_CHARGE, (BillableUnit.DEVICE, BillableUnit.EXTENSION)),
    (
        LineKind.STANDARD_NUMBER,
        (
            BillableUnit.TOLL_FREE_NUMBER,
            BillableUnit.INBOUND_ONLY_NUMBER,
            BillableUnit.TWO_WAY_NUMBER,
            BillableUnit.INTERNATIONAL_NUMBER,
        ),
    ),
    (LineKind.CONTACT_CENTER, (BillableUnit.SUBSCRIPTION,)),
    (LineKind.SUBSCRIPTION, (BillableUnit.SUBSCRIPTION,)),
    (LineKind.RENTAL, (BillableUnit.RENTED_DEVICE,)),
)
"""The kinds a recurring item can have, and the units each may be counted in."""


def is_split_by_group(kind: LineKind) -> bool:
    """
    Whether billing groups split the lines of this kind.

    The service charge, phone numbers and prorated charges are split by group, with a
    further line for what is in no group; nothing else is.

    >>> is_split_by_group(LineKind.RENTAL)
    False
    """
    return kind in (
        LineKind.SERVICE_CHARGE,
        LineKind.STANDARD_NUMBER,
        LineKind.PRORATED_CHARGE,
    )


_CLASS_OF: Final[Mapping[LineKind, ChargeClass]] = MappingProxyType(
    {
        LineKind.SERVICE_CHARGE: ChargeClass.TELECOMMUNICATIONS,
        LineKind.STANDARD_NUMBER: ChargeClass.TELECOMMUNICATIONS,
        LineKind.INCLUDED_MINUTES: ChargeClass.TELECOMMUNICATIONS,
        LineKind.DOMESTIC_PREMIUM_MINUTES: ChargeClass.TELECOMMUNICATIONS,
        LineKind.OUTBOUND_OVERAGE: ChargeClass.TELECOMMUNICATIONS,
        LineKind.TOLL_FREE_MINUTES: ChargeClass.TELECOMMUNICATIONS,
        LineKind.INTERNATIONAL_MINUTES: ChargeClass.TELECOMMUNICATIONS,
        LineKind.INCLUDED_MESSAGES: ChargeClass.MESSAGING,
        LineKind.MESSAGE_OVERAGE: ChargeClass.MESSAGING,
        LineKind.CONTACT_CENTER: ChargeClass.SOFTWARE,
        LineKind.SUBSCRIPTION: ChargeClass.SOFTWARE,
        LineKind.RENTAL: ChargeClass.EQUIPMENT_RENTAL,
        LineKind.HARDWARE: ChargeClass.EQUIPMENT_SALE,
        LineKind.NUMBER_PURCHASE: ChargeClass.FEE,
        LineKind.CHANGE_FEE: ChargeClass.FEE,
        LineKind.EARLY_TERMINATION: ChargeClass.FEE,
        LineKind.OTHER_CHARGE: ChargeClass.FEE,
        LineKind.OTHER_CREDIT: ChargeClass.FEE,
        LineKind.BROUGHT_FORWARD: ChargeClass.BALANCE,
        LineKind.STATE_AND_LOCAL_RECOVERY: ChargeClass.RECOVERY,
        LineKind.REGULATORY_RECOVERY: ChargeClass.RECOVERY,
        LineKind.CANADIAN_REGULATORY_FEE: ChargeClass.RECOVERY,
        LineKind.UNIVERSAL_SERVICE_FEE: ChargeClass.PASS_THROUGH,
        LineKind.SALES_TAX: ChargeClass.TAX,
        LineKind.GST: ChargeClass.TAX,
        LineKind.HST: ChargeClass.TAX,
        LineKind.PST: ChargeClass.TAX,
        LineKind.QST: ChargeClass.TAX,
        LineKind.VAT: ChargeClass.TAX,
    }
)


def charge_class(kind: LineKind) -> ChargeClass:
    """
    Return what a line of this kind charges for.

    Raises:
        InvalidValue: for a prorated charge, whose class is its item's.
    """
    found = _CLASS_OF.get(kind)
    if found is None:
        raise InvalidValue("kind", "one that has a class of its own", kind.value)
    return found
