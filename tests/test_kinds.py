"""The closed vocabulary of lines: wire names for ever, one class of charge each."""

from typing import Final

import pytest

from gotobilling.errors import InvalidValue
from gotobilling.kinds import (
    CHARGE_CLASSES,
    ITEM_UNITS,
    LEVY_CLASSES,
    BillableUnit,
    ChargeClass,
    LineKind,
    charge_class,
    is_split_by_group,
)

# In the order in which an invoice prints them; the second is what documents keep.
MEMBERS: Final = (
    pytest.param("SERVICE_CHARGE", "service_charge", marks=pytest.mark.clause("D1")),
    pytest.param("STANDARD_NUMBER", "standard_number", marks=pytest.mark.clause("D2")),
    pytest.param("PRORATED_CHARGE", "prorated_charge", marks=pytest.mark.clause("D3")),
    pytest.param(
        "INCLUDED_MINUTES", "included_minutes", marks=pytest.mark.clause("D4")
    ),
    pytest.param(
        "DOMESTIC_PREMIUM_MINUTES",
        "domestic_premium_minutes",
        marks=pytest.mark.clause("D5"),
    ),
    pytest.param(
        "OUTBOUND_OVERAGE", "outbound_overage", marks=pytest.mark.clause("D6")
    ),
    pytest.param(
        "TOLL_FREE_MINUTES", "toll_free_minutes", marks=pytest.mark.clause("D7")
    ),
    pytest.param(
        "INTERNATIONAL_MINUTES", "international_minutes", marks=pytest.mark.clause("D8")
    ),
    pytest.param(
        "INCLUDED_MESSAGES", "included_messages", marks=pytest.mark.clause("D9")
    ),
    pytest.param("MESSAGE_OVERAGE", "message_overage", marks=pytest.mark.clause("D10")),
    pytest.param("CONTACT_CENTER", "contact_center", marks=pytest.mark.clause("D19")),
    pytest.param("SUBSCRIPTION", "subscription", marks=pytest.mark.clause("A12")),
    pytest.param("RENTAL", "rental", marks=pytest.mark.clause("D21")),
    pytest.param("HARDWARE", "hardware", marks=pytest.mark.clause("A5")),
    pytest.param("NUMBER_PURCHASE", "number_purchase", marks=pytest.mark.clause("A5")),
    pytest.param("CHANGE_FEE", "change_fee", marks=pytest.mark.clause("G1")),
    pytest.param(
        "EARLY_TERMINATION", "early_termination", marks=pytest.mark.clause("H1")
    ),
    pytest.param("OTHER_CHARGE", "other_charge"),
    pytest.param("OTHER_CREDIT", "other_credit"),
    pytest.param("BROUGHT_FORWARD", "brought_forward", marks=pytest.mark.clause("Q48")),
    pytest.param(
        "STATE_AND_LOCAL_RECOVERY",
        "state_and_local_recovery",
        marks=pytest.mark.clause("D11"),
    ),
    pytest.param(
        "REGULATORY_RECOVERY", "regulatory_recovery", marks=pytest.mark.clause("D12")
    ),
    pytest.param(
        "CANADIAN_REGULATORY_FEE",
        "canadian_regulatory_fee",
        marks=pytest.mark.clause("D13"),
    ),
    pytest.param(
        "UNIVERSAL_SERVICE_FEE",
        "universal_service_fee",
        marks=pytest.mark.clause("D20"),
    ),
    pytest.param("SALES_TAX", "sales_tax"),
    pytest.param("GST", "gst", marks=pytest.mark.clause("D14")),
    pytest.param("HST", "hst", marks=pytest.mark.clause("D15")),
    pytest.param("PST", "pst", marks=pytest.mark.clause("D16")),
    pytest.param("QST", "qst", marks=pytest.mark.clause("D17")),
    pytest.param("VAT", "vat", marks=pytest.mark.clause("D18")),
)

CLASSES: Final = {
    ChargeClass.TELECOMMUNICATIONS: (
        "service_charge",
        "standard_number",
        "included_minutes",
        "domestic_premium_minutes",
        "outbound_overage",
        "toll_free_minutes",
        "international_minutes",
    ),
    ChargeClass.MESSAGING: ("included_messages", "message_overage"),
    ChargeClass.SOFTWARE: ("contact_center", "subscription"),
    ChargeClass.EQUIPMENT_SALE: ("hardware",),
    ChargeClass.EQUIPMENT_RENTAL: ("rental",),
    ChargeClass.FEE: (
        "number_purchase",
        "change_fee",
        "early_termination",
        "other_charge",
        "other_credit",
    ),
    ChargeClass.RECOVERY: (
        "state_and_local_recovery",
        "regulatory_recovery",
        "canadian_regulatory_fee",
    ),
    ChargeClass.PASS_THROUGH: ("universal_service_fee",),
    ChargeClass.TAX: ("sales_tax", "gst", "hst", "pst", "qst", "vat"),
    ChargeClass.BALANCE: ("brought_forward",),
}


class TestLineKind:
    """Every line that an invoice can carry."""

    @pytest.mark.parametrize(("name", "wire"), MEMBERS)
    def test_member(self, name: str, wire: str) -> None:
        """Each line of the published list is one kind, under a frozen wire name."""
        assert LineKind[name].value == wire

    def test_order(self) -> None:
        """The kinds stand in the order in which an invoice prints them, and no more."""
        assert [kind.value for kind in LineKind] == [one.values[1] for one in MEMBERS]

    @pytest.mark.clause("D1", "D2", "D3")
    def test_split_by_group(self) -> None:
        """Billing groups split service charge, numbers and prorated charges only."""
        assert [kind.value for kind in LineKind if is_split_by_group(kind)] == [
            "service_charge",
            "standard_number",
            "prorated_charge",
        ]


class TestChargeClass:
    """What a line charges for: the word that levies and taxes speak of."""

    @pytest.mark.parametrize("charged", CLASSES, ids=lambda charged: charged.value)
    def test_class(self, charged: ChargeClass) -> None:
        """Each kind charges for one thing, whichever way its amount goes."""
        found = {kind.value: _class_or_none(kind) for kind in LineKind}

        assert (
            tuple(kind for kind in found if found[kind] is charged) == CLASSES[charged]
        )

    def test_without_a_class(self) -> None:
        """A prorated line alone has no class of its own: it has its item's."""
        assert [kind for kind in LineKind if _class_or_none(kind) is None] == [
            LineKind.PRORATED_CHARGE
        ]
        with pytest.raises(
            InvalidValue,
            match=r"^kind must be one that has a class of its own, got 'prorated_",
        ):
            charge_class(LineKind.PRORATED_CHARGE)

    def test_charges_and_levies(self) -> None:
        """Every class is one of charges or one of levies, save that of a balance."""
        assert (*CHARGE_CLASSES, *LEVY_CLASSES, ChargeClass.BALANCE) == tuple(
            ChargeClass
        )

    def test_wire_names(self) -> None:
        """The wire names of the classes are frozen."""
        assert [one.value for one in ChargeClass] == [
            "telecommunications",
            "messaging",
            "software",
            "equipment_sale",
            "equipment_rental",
            "fee",
            "recovery",
            "pass_through",
            "tax",
            "balance",
        ]


class TestBillableUnit:
    """What one unit of an item is."""

    def test_wire_names(self) -> None:
        """The wire names of the units are frozen."""
        assert [one.value for one in BillableUnit] == [
            "device",
            "extension",
            "toll_free_number",
            "inbound_only_number",
            "two_way_number",
            "international_number",
            "subscription",
            "rented_device",
            "minute",
            "message_credit",
        ]

    @pytest.mark.clause("D1", "D2", "D19", "D21")
    def test_units_of_items(self) -> None:
        """Recurring items are of five kinds; each has its units."""
        assert [
            (kind.value, [unit.value for unit in units]) for kind, units in ITEM_UNITS
        ] == [
            ("service_charge", ["device", "extension"]),
            (
                "standard_number",
                [
                    "toll_free_number",
                    "inbound_only_number",
                    "two_way_number",
                    "international_number",
                ],
            ),
            ("contact_center", ["subscription"]),
            ("subscription", ["subscription"]),
            ("rental", ["rented_device"]),
        ]
        used = [BillableUnit.MINUTE, BillableUnit.MESSAGE_CREDIT]
        items = dict.fromkeys(unit for _, units in ITEM_UNITS for unit in units)
        assert [*items, *used] == list(BillableUnit)


def _class_or_none(kind: LineKind) -> ChargeClass | None:
    try:
        return charge_class(kind)
    except InvalidValue:
        return None
