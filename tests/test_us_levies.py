"""The levies that are shipped for the United States, each choice by what it does."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from attrs import evolve
from tests.builders import account, change, device_price, invoice, month, seat_price

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.facts import Account, BillingAddress
from gotobilling.kinds import ChargeClass
from gotobilling.lineitems import LevyLine
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.taxes import Cap, VatId

START: Final = date(2026, 1, 1)
UTAH: Final = BillingAddress(
    id="address", country="US", region="UT", effective_on=START
)
NAMES: Final = ("slrrf", "rrf", "usf", "tax")
SERVICES: Final = {
    ChargeClass.TELECOMMUNICATIONS,
    ChargeClass.MESSAGING,
    ChargeClass.SOFTWARE,
}
CHARGES: Final = SERVICES | {
    ChargeClass.EQUIPMENT_SALE,
    ChargeClass.EQUIPMENT_RENTAL,
    ChargeClass.FEE,
}


def market() -> Market:
    """Return the shipped market with recovery fees and a sales tax of 5 % each."""
    found = us.CONNECT.with_sales_tax("tax", "US-UT")
    for series in ("us-slrrf", "us-rrf", "tax"):
        found = found.with_rate(series, START, Decimal(5), CONTRACT_RATES)
    return found


def levies(billed: Account, number: int = 2) -> dict[str, LevyLine]:
    """Return the levies of a month of 2026, each on one line."""
    taxed = evolve(billed, addresses=(UTAH,))
    lines = invoice(taxed, month(number, 2026), market()).levies
    assert [line.levy.name for line in lines] == list(NAMES)
    return {line.levy.name: line for line in lines}


def devices(unit_price: str, quantity: int = 1) -> Account:
    """Return devices at a price, from 1 January 2026."""
    price = device_price(unit_price, effective_on=START)
    return account(START, price, change(START, quantity))


@pytest.mark.clause("Q19", "Q43", "D11", "D12", "D20")
class TestBases:
    """Recovery fees are on services, USF on telecommunications, taxes on all."""

    def test_classes(self) -> None:
        """Text messages and the contact center are services, hardware is none."""
        shipped = market()

        assert set(shipped.levy("slrrf").classes) == SERVICES
        assert set(shipped.levy("rrf").classes) == SERVICES
        assert set(shipped.levy("usf").classes) == {ChargeClass.TELECOMMUNICATIONS}
        assert set(shipped.levy("tax").classes) == CHARGES

    @pytest.mark.clause("Q11", "E1")
    def test_amounts(self) -> None:
        """A device and a seat: USF is on 10.00 alone, the tax on fees and USF too."""
        seat = seat_price("20.00", effective_on=START)
        billed = account(
            START,
            device_price("10.00", effective_on=START),
            seat,
            change(START, 1),
            change(START, 1, "agent seat"),
        )
        found = levies(billed)

        # 5 % of 30.00 twice; 10.00 x 64.9 % x 37.6 % = 2.4402...; 5 % of 35.44.
        bases = [found[name].base.minor for name in NAMES]
        assert bases == [3000, 3000, 1000, 3000 + 150 + 150 + 244]
        amounts = [found[name].amount.minor for name in NAMES]
        assert amounts == [150, 150, 244, 177]


@pytest.mark.clause("Q12")
class TestRounding:
    """Each levy once on the invoice, to the cent."""

    @pytest.mark.parametrize("name", NAMES)
    def test_level(self, name: str) -> None:
        """The lines are added first, then levied, then rounded."""
        steps = levies(devices("10.00"))[name].proof.steps

        shares = ["percent"] * (2 if name == "usf" else 1)
        assert [step.op.value for step in steps] == ["sum", *shares, "round"]

    @pytest.mark.parametrize(
        ("unit_price", "cents"),
        [
            # 5 % is 0.5, 1.5, 2.4, 2.6 and 7.0 cents.
            ("0.10", 1),
            ("0.30", 2),
            ("0.48", 2),
            ("0.52", 3),
            ("1.40", 7),
        ],
    )
    def test_half_up(self, unit_price: str, cents: int) -> None:
        """Recovery fees are rounded half up to one cent, not to five."""
        found = levies(devices(unit_price))

        assert found["slrrf"].amount.minor == cents
        assert found["rrf"].amount.minor == cents

    @pytest.mark.parametrize(
        ("unit_price", "cents"),
        [
            # With 0.01 and 0.01 of fees and 0.02 of USF: 5 % of 0.14 is 0.7 cents.
            ("0.10", 1),
            # With 0.10, 0.10 and 0.48 of USF: 5 % of 2.68 is 13.4 cents.
            ("2.00", 13),
            # With 0.02, 0.02 and 0.07: 5 % of 0.41 is 2.05; 0.09 of 0.50 is 2.9.
            ("0.30", 2),
        ],
    )
    def test_tax(self, unit_price: str, cents: int) -> None:
        """The sales tax is rounded half up to one cent as well."""
        assert levies(devices(unit_price))["tax"].amount.minor == cents

    def test_tax_on_a_half(self) -> None:
        """5 % of 0.70 and 5 % of 2.10 are 3.5 and 10.5 cents: both go up."""
        tax = evolve(market().levy("tax"), levies=())
        others = [market().levy(name) for name in NAMES[:3]]
        alone = evolve(market(), levies=(*others, tax))
        for unit_price, cents in (("0.70", 4), ("2.10", 11)):
            taxed = evolve(devices(unit_price), addresses=(UTAH,))
            assert invoice(taxed, month(2, 2026), alone).levies[-1].raw == cents

    @pytest.mark.clause("Q11", "D20")
    def test_usf(self) -> None:
        """100.00 x 64.9 % x 37.6 % = 24.4024 is 24.40; 10.00 gives 2.44, not 2.40."""
        assert levies(devices("100.00"))["usf"].amount.minor == 2440
        assert levies(devices("10.00"))["usf"].amount.minor == 244
        assert us.CONNECT.levy("usf").cap is Cap.PRODUCT


@pytest.mark.clause("Q44", "Q45")
class TestCredits:
    """What is credited is levied below zero, at the rate of its charge."""

    GONE: Final = account(
        START,
        device_price("100.00", effective_on=START),
        change(START, 1),
        change(date(2026, 3, 15), -1),
    )

    def test_negative(self) -> None:
        """A device gone on 15 March: -51.61, and each levy gives some of it back."""
        found = levies(self.GONE, 4)

        # 100.00 x 16/31 = 51.61; x 64.9 % x 37.6 % (March's factor) = 12.5940...,
        # which below zero goes to -12.60; the tax is 5 % of -69.37.
        assert [found[name].amount.minor for name in NAMES] == [-258, -258, -1260, -347]

    @pytest.mark.clause("Q46")
    def test_tax_date(self) -> None:
        """The credit of 1 April has the tax date of the invoice of 1 March."""
        days = {line.tax_date for line in levies(self.GONE, 4).values()}

        assert date(2026, 3, 1) in days
        assert levies(self.GONE, 4)["usf"].rate.percent == Decimal("37.6")
        assert levies(self.GONE, 3)["usf"].tax_date == date(2026, 3, 1)


@pytest.mark.clause("Q14")
class TestVatNumbers:
    """A VAT number is no matter of any levy here."""

    @pytest.mark.parametrize("name", NAMES)
    def test_none(self, name: str) -> None:
        """It has no effect on a fee or a sales tax."""
        assert market().levy(name).vat_id is VatId.NONE
