"""One-time charges, and a balance carried over from the document before."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import altered, bought, cents, day, month, usd

from gotobilling.charges import BroughtForwardFacts, OneTimeFacts, OneTimePolicy
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import OneTimeCharge
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

ONE_TIME = us.CONNECT.rules.one_time
BROUGHT_FORWARD = us.CONNECT.rules.brought_forward


def charged(charge: OneTimeCharge) -> Money:
    """Return what a purchase comes to in dollars."""
    return ONE_TIME(OneTimeFacts(charge, "USD")).value


def credit(unit_price: str, quantity: int = 1) -> OneTimeCharge:
    """Return a credit of the embedder's own."""
    return bought(
        day(8, 12),
        unit_price,
        quantity,
        kind=LineKind.OTHER_CREDIT,
        item="late visit",
        code="acme:late-visit",
    )


class TestOneTime:
    """Quantity x price, rounded once."""

    @pytest.mark.clause("A5")
    def test_purchase(self) -> None:
        """Three desk phones at 99.98 cost 299.94."""
        assert charged(bought(day(8, 12), "99.98", 3)).minor == 3 * 9998

    @pytest.mark.clause("A5", "Q54")
    def test_number(self) -> None:
        """A number is bought for its price, whatever it costs each month."""
        number = bought(
            day(8, 12), "20.00", kind=LineKind.NUMBER_PURCHASE, item="number"
        )

        assert charged(number) == usd("20.00")

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize(
        ("unit_price", "quantity", "minor"),
        [("0.005", 1, 1), ("0.125", 1, 13), ("0.005", 3, 2), ("0.0049", 1, 0)],
    )
    def test_rounded_once(self, unit_price: str, quantity: int, minor: int) -> None:
        """A half cent is rounded away from zero, and only once all units are priced."""
        charge = bought(day(8, 12), unit_price, quantity)

        assert charged(charge).minor == minor
        assert minor == cents(quantity * Fraction(unit_price))

    @pytest.mark.clause("Q29")
    @given(st.integers(0, 10**6), st.integers(0, 4), st.integers(1, 10**6))
    def test_credit_mirrors_charge(self, size: int, places: int, quantity: int) -> None:
        """A credit gives back exactly what a charge of the same price takes."""
        unit_price = f"{size}E-{places}"

        charge, given_back = (
            bought(day(8, 12), unit_price, quantity),
            credit(unit_price, quantity),
        )

        assert charged(given_back) == -charged(charge)

    @pytest.mark.clause("A5")
    def test_explained(self) -> None:
        """The explanation multiplies the fact's own fields and rounds the product."""
        found = ONE_TIME(OneTimeFacts(credit("12.345", 2), "USD"))

        assert found.explain().splitlines() == [
            "price of all units: times 2, 2469/200 = 2469/100 [A5]",
            "credit: negate 2469/100 = -2469/100 [A5]",
            "amount: round -2469/100, half up to the minor unit, USD = -2469/100 [Q29]",
        ]
        assert found.proof.facts() == (credit("12.345", 2),)

    @pytest.mark.clause("A5")
    def test_currency_without_minor_unit(self) -> None:
        """In yen, which have no smaller unit, 0.5 is rounded to 1."""
        charge = bought(day(8, 12), "0.5", currency="JPY")

        found = ONE_TIME(OneTimeFacts(charge, "JPY")).value

        assert found == Money.from_minor(1, "JPY")

    @pytest.mark.clause("A5")
    def test_fields(self) -> None:
        """The line names the purchase, its one day, and the fact that makes it."""
        charge = bought(day(8, 12), "99.98", 3)
        fields = ONE_TIME.fields(OneTimeFacts(charge, "USD"))

        assert (fields.kind, fields.charge_class) == (
            LineKind.HARDWARE,
            ChargeClass.EQUIPMENT_SALE,
        )
        assert (fields.item, fields.quantity, fields.unit_price) == (
            "desk phone",
            3,
            Decimal("99.98"),
        )
        assert (fields.effective_on, fields.period) == (
            day(8, 12),
            Period(day(8, 12), day(8, 13)),
        )
        assert (fields.fact, fields.price, fields.code) == (charge.id, None, None)
        assert (fields.group, fields.unit, fields.is_credit) == (None, None, False)

    def test_fields_of_a_credit(self) -> None:
        """A credit keeps its positive quantity and says that it is one."""
        fields = ONE_TIME.fields(OneTimeFacts(credit("10.00", 2), "USD"))

        assert (fields.kind, fields.charge_class) == (
            LineKind.OTHER_CREDIT,
            ChargeClass.FEE,
        )
        assert (fields.quantity, fields.is_credit) == (2, True)
        assert fields.code == "acme:late-visit"


class TestBroughtForward:
    """A negative balance as a line of the next document."""

    @pytest.mark.clause("Q48")
    def test_amount(self) -> None:
        """The line is the balance as the document's header states it."""
        found = BROUGHT_FORWARD(BroughtForwardFacts(usd("-44.35"), month(10)))

        assert found.value == usd("-44.35")
        assert found.explain() == "amount: given -887/20 = -887/20 [Q48]"

    @pytest.mark.clause("Q48")
    def test_fields(self) -> None:
        """It is one credit of 44.35 in the document's period and belongs to no item."""
        fields = BROUGHT_FORWARD.fields(BroughtForwardFacts(usd("-44.35"), month(10)))

        assert (fields.kind, fields.item, fields.quantity) == (
            LineKind.BROUGHT_FORWARD,
            "brought forward",
            1,
        )
        assert (fields.unit_price, fields.period, fields.is_credit) == (
            Decimal("44.35"),
            month(10),
            True,
        )
        found: tuple[str | date | BillableUnit | None, ...] = (
            fields.group,
            fields.unit,
            fields.effective_on,
            fields.price,
            fields.fact,
            fields.code,
        )
        assert set(found) == {None}


class TestPolicy:
    """A policy whose amounts nobody could keep is refused when it is made."""

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize("mode", [RoundingMode.CEILING, RoundingMode.FLOOR])
    def test_symmetric(self, mode: RoundingMode) -> None:
        """A mode that does not mirror credits is refused."""
        rounding = Rounding(mode, MINOR_UNIT, step=1)

        with pytest.raises(
            InvalidValue,
            match=r"^rounding must be a mode that mirrors credits, "
            rf"round\(-x\) == -round\(x\), got '{mode.value}' \[Q29\]$",
        ):
            evolve(us.CONNECT.one_time, rounding=rounding)

    @pytest.mark.clause("Q29")
    @pytest.mark.parametrize("places", [0, 2, 4])
    def test_minor_unit(self, places: int) -> None:
        """Amounts are kept in minor units, so they are rounded to nothing else."""
        rounding = Rounding(RoundingMode.HALF_UP, places, step=1)

        with pytest.raises(
            InvalidValue,
            match=r"^rounding\.places must be the minor unit, in which amounts are "
            rf"kept, got {places}$",
        ):
            evolve(us.CONNECT.one_time, rounding=rounding)

    @pytest.mark.parametrize("rounding", ["half_up", None, RoundingMode.HALF_UP])
    def test_wrong_type(self, rounding: object) -> None:
        """A mode alone is no rounding."""
        with pytest.raises(WrongType, match=r"^rounding must be a Rounding, got "):
            altered(us.CONNECT.one_time, "rounding", rounding)

    def test_no_defaults(self) -> None:
        """A default would be a rule that nobody published: every field is required."""
        with pytest.raises(TypeError, match="missing 2 required"):
            OneTimePolicy()  # type: ignore[call-arg]
