"""Returns of bought equipment, and service that was paid and not given."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b

from gotobilling.clauses import CONTRACT_RATES
from gotobilling.corrections import next_invoice
from gotobilling.credits import (
    CreditReason,
    OfAmount,
    OfLines,
    OfShare,
    as_corrected,
    credit_note,
    open_lines,
)
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    BillingAddress,
    Condition,
    Delivery,
    OneTimeCharge,
    Return,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_one_time
from gotobilling.kinds import ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.refunds import (
    RETURN_FEES_CODE,
    RefundCause,
    ReturnCredit,
    credit_expected,
    last_day_to_return,
    return_credit,
    service_refund,
)
from gotobilling.refusals import Refused

BOUGHT: Final = b.day(8, 3)
CAME: Final = b.day(8, 6)
ONE_DAY: Final = timedelta(1)
DELIVERED: Final = Delivery(id="came", purchase="phones", effective_on=CAME)
PHONES: Final = b.bought(BOUGHT, quantity=3, id="phones")
POLICY: Final = us.CONNECT.after_invoice.returns


def taxed(percent: str = "6.35") -> Market:
    """Return a market with a sales tax in Connecticut, and no recovery fees."""
    market = us.CONNECT.with_sales_tax("ct", "US-CT")
    rates = {"ct": Decimal(percent), "us-slrrf": Decimal(0), "us-rrf": Decimal(0)}
    for series, value in rates.items():
        market = market.with_rate(series, b.day(1, 1), value, CONTRACT_RATES)
    return market


def bill(
    *bought: OneTimeCharge, market: Market = us.CONNECT, at_home: bool = False
) -> IssuedDocument:
    """Return the invoice of 3 August: three phones for 99.98 each unless told."""
    account = b.account(b.day(8, 1), *(bought or (PHONES,)))
    if at_home:
        home = BillingAddress(
            id="home", country="US", region="CT", effective_on=b.day(1, 1)
        )
        account = evolve(account, addresses=(home,))
    found = assemble_one_time(account, BOUGHT, market)
    assert isinstance(found, Invoice)
    return issued_document(found)


IN_TIME: Final = CAME + 30 * ONE_DAY


def back(
    on: date = IN_TIME,
    name: str = "r1",
    quantity: int = 1,
    purchase: str = "phones",
    **fields: Any,  # noqa: ANN401 -- any field
) -> Return:
    """Return one phone, processed on day 30 unless told, with a currency for fees."""
    fees = {"provisioning_fee", "missing_parts_fee", "msrp"} & set(fields)
    if fees:
        fields = {"currency": "USD", **fields}
        fields |= {one: Decimal(fields[one]) for one in fees}
    if "missing_parts_fee" in fields:
        fields = {"condition": Condition.INCOMPLETE, **fields}
    days = {"shipped_on": on, "received_on": on, "processed_on": on}
    return Return(id=name, purchase=purchase, quantity=quantity, **{**days, **fields})


def credited(
    *returns: Return,
    rma: str = "r1",
    issued: IssuedDocument | None = None,
    market: Market = us.CONNECT,
    deliveries: Iterable[Delivery] = (DELIVERED,),
    **others: Any,  # noqa: ANN401 -- any argument
) -> ReturnCredit:
    """Return what an RMA comes to, where it is not refused."""
    found = return_credit(
        bill() if issued is None else issued,
        rma,
        returns or (back(),),
        market,
        deliveries=deliveries,
        **others,
    )
    assert isinstance(found, ReturnCredit)
    for _, answer in found.answers():
        assert answer.proof.steps
    return found


def one_after_another(
    issued: IssuedDocument, returns: Sequence[Return], market: Market
) -> list[ReturnCredit]:
    """Return what every RMA comes to, each with the notes of those before it."""
    found: list[ReturnCredit] = []
    notes: list[IssuedDocument] = []
    for one in returns:
        made = credited(
            *returns, rma=one.id, issued=issued, market=market, others=notes
        )
        found.append(made)
        if made.note is not None:
            notes.append(issued_document(made.note))
    return found


def read(**chosen: str) -> Market:
    """Return the market of the tax under other readings."""
    return taxed().with_readings(chosen)


class TestFacts:
    """Which returns make sense."""

    def test_defaults(self) -> None:
        """A return is its own RMA, known when processed, and names no currency."""
        found = back(currency="USD")

        assert (found.rma, found.known_on, found.currency) == ("r1", IN_TIME, None)
        assert found.effective_on == IN_TIME

    @pytest.mark.clause("J3")
    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"shipped_on": IN_TIME + ONE_DAY}, "received_on must be on or after"),
            ({"received_on": IN_TIME + ONE_DAY}, "processed_on must be on or after"),
            ({"quantity": 0}, "quantity"),
            ({"rma": ""}, "rma"),
            ({"condition": "complete"}, "condition"),
            ({"missing_parts_fee": "-1"}, "missing_parts_fee must be 0 or more"),
            ({"msrp": "0.0000000000001"}, "msrp"),
            ({"msrp": "1", "currency": "XYZ"}, "currency"),
            ({"msrp": "1", "currency": None}, "currency must be given with a fee"),
            (
                {"missing_parts_fee": "1", "condition": Condition.COMPLETE},
                "None where nothing is missing",
            ),
        ],
    )
    def test_wrong(self, fields: dict[str, Any], told: str) -> None:
        """Days in another order, no unit, fees without sense are told by field."""
        with pytest.raises(BillingError, match=told):
            back(**fields)

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"late_fee": Decimal(-1)}, "late_fee must be 0 or more"),
            ({"currency": "XYZ"}, "currency must be"),
            ({"restocking_percent": 101}, "restocking_percent must be from 0 to 100"),
            ({"credit_last": 6}, "credit_last"),
            ({"holidays": [IN_TIME]}, "holidays must be a tuple"),
            ({"holidays": (IN_TIME, IN_TIME)}, r"holidays\[1\] must be after"),
        ],
    )
    def test_policy(self, fields: dict[str, Any], told: str) -> None:
        """A policy of returns has no negative fee, and its holidays in order."""
        with pytest.raises(BillingError, match=told):
            evolve(POLICY, **fields)

    def test_open_lines(self) -> None:
        """What is open is asked of an invoice, never of a credit note."""
        made = credited().note
        assert made is not None
        with pytest.raises(WrongType, match="issued must be an invoice"):
            open_lines(issued_document(made), id="n2", issued_on=IN_TIME)


class TestWindow:
    """The last day of a return."""

    @pytest.mark.clause("J1", "Q58")
    def test_delivery(self) -> None:
        """The day of delivery is day 0, and day 30 is the last."""
        found = last_day_to_return(PHONES, POLICY, delivery=DELIVERED)

        assert found.value == CAME + 30 * ONE_DAY
        assert found.explain() == (
            "last day to return: plus days 2026-08-06, 30 = 2026-09-05 [Q58]"
        )

    @pytest.mark.clause("Q58")
    def test_purchase(self) -> None:
        """Without a delivery the 30 days count from the purchase."""
        assert last_day_to_return(PHONES, POLICY).value == BOUGHT + 30 * ONE_DAY

    @pytest.mark.clause("Q58", "J6")
    @pytest.mark.parametrize(("days", "late", "fee"), [(30, 0, 0), (31, 1, 600)])
    def test_edge(self, days: int, late: int, fee: int) -> None:
        """Day 30 is in time; day 31 is late, and costs 6.00."""
        item = credited(back(CAME + days * ONE_DAY)).items[0]

        assert (item.late_by, item.is_late, item.bears_late_fee) == (
            late,
            bool(late),
            bool(late),
        )
        assert item.credit.value.minor == 9998 - 2500 - fee

    @pytest.mark.clause("Q58")
    @pytest.mark.parametrize(
        ("counted", "late"), [("processed", 2), ("received", 1), ("shipped", 0)]
    )
    def test_counted(self, counted: str, late: int) -> None:
        """By a reading the day of shipping, or of receipt, is held against the last."""
        last = CAME + 30 * ONE_DAY
        returned = back(last + 2 * ONE_DAY, shipped_on=last, received_on=last + ONE_DAY)
        market = us.CONNECT.with_readings({"return_counted": counted})

        assert credited(returned, market=market).items[0].late_by == late

    @pytest.mark.clause("Q58")
    def test_refused_late(self) -> None:
        """By a reading a late return is refused, and not one in time."""
        market = us.CONNECT.with_readings({"late_return": "refused"})
        late = back(CAME + 31 * ONE_DAY)

        found = return_credit(bill(), "r1", [late], market, deliveries=[DELIVERED])
        assert isinstance(found, Refused)
        assert str(found) == (
            "r1: returns end on 2026-09-05, and this is 1 day later [Q58]; the reading "
            "late_return=accepted takes it back, less the late fee"
        )
        assert credited(market=market).total.value.minor == 7498

    def test_other_delivery(self) -> None:
        """The delivery is of that purchase, and not before it."""
        other = evolve(DELIVERED, purchase="desks")
        with pytest.raises(ConflictingFacts, match=r"delivery\.purchase"):
            last_day_to_return(PHONES, POLICY, delivery=other)
        early = Delivery(id="came", purchase="phones", effective_on=BOUGHT - ONE_DAY)
        with pytest.raises(InvalidPeriod, match=r"on or after the purchase"):
            last_day_to_return(PHONES, POLICY, delivery=early)

    def test_types(self) -> None:
        """Another value than a purchase, a policy, a delivery or returns is refused."""
        anything: Any = "phones"
        with pytest.raises(WrongType, match="purchase"):
            last_day_to_return(anything, POLICY)
        with pytest.raises(WrongType, match="policy"):
            last_day_to_return(PHONES, anything)
        with pytest.raises(WrongType, match="delivery"):
            last_day_to_return(PHONES, POLICY, delivery=anything)
        with pytest.raises(WrongType, match="policy"):
            credit_expected((back(),), anything)
        for wrong in ((), (anything,), [back()]):
            with pytest.raises(WrongType, match="returned"):
                credit_expected(wrong, POLICY)  # type: ignore[arg-type]  # the point


class TestExpected:
    """When the credit is expected."""

    @pytest.mark.clause("J5", "return-days")
    def test_business_days(self) -> None:
        """After Friday the 4th, business day 7 is the 15th, and 10 is the 18th."""
        found = credited(back(b.day(9, 4)))

        days = (found.expected_first.value, found.expected_last.value)
        assert days == (b.day(9, 15), b.day(9, 18))

    @pytest.mark.clause("J5")
    def test_holidays(self) -> None:
        """A holiday on Monday the 7th moves both days by a business day."""
        found = credited(back(b.day(9, 4)), holidays=(b.day(9, 7),))

        days = (found.expected_first.value, found.expected_last.value)
        assert days == (b.day(9, 16), b.day(9, 21))

    @pytest.mark.clause("return-days")
    def test_last_processed(self) -> None:
        """Of an RMA of several returns the last processing counts."""
        days = (b.day(9, 4), b.day(9, 3))
        several = [back(on, name, rma="a") for on, name in zip(days, "xy", strict=True)]

        assert credited(*several, rma="a").expected_first.value == b.day(9, 15)

    @pytest.mark.clause("J5")
    def test_none(self) -> None:
        """A policy of no days expects it on the day of processing."""
        policy = evolve(POLICY, credit_first=0, credit_last=0)
        first, last = credit_expected((back(b.day(9, 6)),), policy)

        assert (first.value, last.value) == (b.day(9, 6), b.day(9, 6))
        assert first.proof.steps[-1].op.value == "given"


class TestCredit:
    """What is credited of a price."""

    @pytest.mark.clause("J2", "Q15", "Q59")
    def test_plain(self) -> None:
        """25 % of 99.98 are 25.00 rounded half up, and 74.98 are credited."""
        found = credited()
        (item,) = found.items

        assert item.restocking.value.minor == b.cents(Fraction(9998, 400)) == 2500
        assert item.credit.value.minor == 9998 - 2500
        assert found.total.value == found.credit.value == item.credit.value
        assert found.charged.value.minor == 0
        assert (found.charges, found.refused, found.taxes) == ((), (), ())
        assert repr(found) == "<return r1 of acme: 74.98 USD>"

    @pytest.mark.clause("J2", "J3", "J6", "Q15")
    def test_all_fees(self) -> None:
        """Restocking, provisioning, missing parts and 6.00 for being late come off."""
        returned = back(
            CAME + 40 * ONE_DAY, provisioning_fee="5.00", missing_parts_fee="12.50"
        )
        found = credited(returned)

        assert found.total.value.minor == 9998 - 2500 - 500 - 1250 - 600
        cited = {one.id for one in found.items[0].credit.proof.clauses()}
        assert cited == {"Q15", "Q44", "Q59", "return-fees"}

    @pytest.mark.clause("Q59")
    def test_credit_rounded(self) -> None:
        """By a reading the credit is rounded, 74.985 to 74.99, and the fee is 24.99."""
        market = us.CONNECT.with_readings({"return_rounded": "credit"})
        (item,) = credited(market=market).items

        amounts = (item.restocking.value.minor, item.credit.value.minor)
        assert amounts == (9998 - 7499, 7499)

    @pytest.mark.clause("Q15")
    def test_msrp(self) -> None:
        """By a reading the 25 % are of the list price of every unit."""
        market = us.CONNECT.with_readings({"restocking_base": "msrp"})
        returned = back(quantity=2, msrp="129.99")
        (item,) = credited(returned, market=market).items

        assert item.restocking.value.minor == b.cents(Fraction("129.99") * 2 / 4)
        with pytest.raises(InvalidValue, match=r"returns\.r1\.msrp"):
            credited(market=market)

    @pytest.mark.clause("Q15", "return-fees")
    def test_fees_beyond(self) -> None:
        """Fees beyond the price credit nothing, and are a charge of their own."""
        found = credited(back(missing_parts_fee="80.00"))

        assert found.total.value.minor == 0
        assert found.charged.value.minor == 8000 - (9998 - 2500)
        assert found.note is None
        (charge,) = found.charges
        assert charge == OneTimeCharge(
            id="r1-fees",
            kind=LineKind.OTHER_CHARGE,
            item="return fees: desk phone",
            quantity=1,
            unit_price=Decimal("5.02"),
            currency="USD",
            effective_on=b.day(9, 5),
            code=RETURN_FEES_CODE,
        )

    @pytest.mark.clause("Q15")
    def test_thirds(self) -> None:
        """Units whose price is no whole cent take the running share of the line."""
        thirds = b.bought(BOUGHT, "33.333", quantity=3, id="phones")
        returns = [back(b.day(9, n), f"r{n}") for n in (1, 2, 3)]
        found = one_after_another(bill(thirds), returns, us.CONNECT)

        prices = [one.items[0].price.value.minor for one in found]
        assert prices == [3333, 6667 - 3333, 10000 - 6667]

    @pytest.mark.clause("J6", "Q58")
    def test_late_once(self) -> None:
        """The 6.00 are charged once for an RMA, on its first late return."""
        lamp = b.bought(BOUGHT, "40.00", id="lamp", item="lamp")
        issued = bill(PHONES, lamp)
        late = CAME + 31 * ONE_DAY
        returns = (
            back(late, "x", rma="a", purchase="lamp"),
            back(late, "y", rma="a"),
        )
        found = credited(*returns, rma="a", issued=issued)

        named = {one.returned.id: one for one in found.items}
        assert found.credit.value.minor == 9998 - 2500 + 4000 - 1000 - 600
        # The lamp was never known to come, and counts from the purchase; both are late.
        assert [one.is_late for one in found.items] == [True, True]
        assert named["y"].bears_late_fee
        assert not named["x"].bears_late_fee
        assert [one.returned.id for one in found.items] == ["y", "x"]

    @pytest.mark.clause("J6")
    def test_late_in_time(self) -> None:
        """Of an RMA with one late return, that one bears the fee."""
        returns = (back(b.day(9, 5), "x", rma="a"), back(b.day(9, 6), "y", rma="a"))
        found = credited(*returns, rma="a")

        assert [one.bears_late_fee for one in found.items] == [False, True]

    @pytest.mark.clause("J6")
    def test_currency(self) -> None:
        """A late fee in another currency than the invoice needs a policy of its own."""
        after = us.CONNECT.after_invoice
        other = evolve(POLICY, currency="CAD")
        market = evolve(us.CONNECT, after_invoice=evolve(after, returns=other))

        with pytest.raises(CurrencyMismatch, match=r"a late fee of your own.*J6"):
            credited(back(b.day(9, 6)), market=market)
        assert credited(market=market).total.value.minor == 7498
        free = evolve(other, late_fee=Decimal(0))
        market = evolve(us.CONNECT, after_invoice=evolve(after, returns=free))
        assert credited(back(b.day(9, 6)), market=market).total.value.minor == 7498


class TestTaken:
    """What is taken back, and what is not."""

    @pytest.mark.clause("J1")
    def test_damaged(self) -> None:
        """What is not in good condition is refused."""
        found = return_credit(
            bill(), "r1", [back(condition=Condition.DAMAGED)], us.CONNECT
        )

        assert isinstance(found, Refused)
        (reason,) = found.reasons
        assert (reason.code, reason.clause.id) == ("not-in-good-condition", "J1")
        assert reason.instead is not None

    @pytest.mark.clause("J1")
    def test_partly_damaged(self) -> None:
        """The rest of an RMA is credited, and says what is refused."""
        damaged = back(name="x", rma="a", condition=Condition.DAMAGED)
        found = credited(damaged, back(name="y", rma="a"), rma="a")

        assert [one.returned.id for one in found.items] == ["y"]
        assert [one.code for one in found.refused] == ["not-in-good-condition"]

    @pytest.mark.clause("J1")
    def test_more_than_bought(self) -> None:
        """More units than are left are refused, over RMAs and within one."""
        with pytest.raises(InvalidValue, match=r"at most 3, what is left of 3.*J1"):
            credited(back(quantity=4))
        first = back(b.day(9, 1), "r0", quantity=2)
        with pytest.raises(
            InvalidValue, match=r"returns\.r1\.quantity must be at most 1"
        ):
            credited(first, back(quantity=2))
        several = [back(name=one, quantity=2, rma="a") for one in "xy"]
        with pytest.raises(InvalidValue, match=r"returns\.y\.quantity"):
            credited(*several, rma="a")

    @pytest.mark.clause("J1")
    def test_refused_before(self) -> None:
        """Units that were refused before are still with the customer."""
        damaged = back(b.day(9, 1), "r0", quantity=3, condition=Condition.DAMAGED)

        assert credited(damaged, back(quantity=3)).items[0].price.value.minor == 29994

    def test_facts(self) -> None:
        """A return says once what it is, and a later version takes its place."""
        assert credited(back(), back()).total.value.minor == 7498
        with pytest.raises(ConflictingFacts, match=r"returns\[1\]\.id"):
            credited(back(), back(quantity=2))
        mended = back(
            name="r1b", rma="r1", quantity=2, supersedes="r1", known_on=b.day(9, 9)
        )
        assert credited(back(), mended).items[0].returned == mended

    def test_deliveries(self) -> None:
        """A purchase is delivered once; a delivery of something else says nothing."""
        other = Delivery(id="x", purchase="desks", effective_on=CAME)
        assert credited(deliveries=[other, DELIVERED]).items[0].late_by == 0
        twice = evolve(DELIVERED, id="again")
        with pytest.raises(ConflictingFacts, match="one for a purchase, as came is"):
            credited(deliveries=[DELIVERED, twice])

    def test_unknown(self) -> None:
        """An RMA without a return, or of another invoice's purchase, is refused."""
        with pytest.raises(UnknownName, match=r"rma must be one of r1, got 'r2'"):
            credited(rma="r2")
        with pytest.raises(UnknownName, match=r"returns\.r1\.purchase"):
            credited(issued=TestService().august()[0])
        with pytest.raises(UnknownName, match=r"rma must be one of none"):
            return_credit(bill(), "r1", [], us.CONNECT)
        desks = back(name="x", rma="r1", purchase="desks")
        with pytest.raises(UnknownName, match=r"returns\.x\.purchase .* of its own"):
            credited(back(), desks)
        assert credited(back(), evolve(desks, rma="r2")).total.value.minor == 7498

    @pytest.mark.clause("J1")
    def test_no_hardware(self) -> None:
        """A number that was bought is no equipment."""
        number = b.bought(
            BOUGHT, kind=LineKind.NUMBER_PURCHASE, item="number", id="number"
        )
        with pytest.raises(InvalidValue, match="a purchase of hardware"):
            credited(back(purchase="number"), issued=bill(number))

    def test_days(self) -> None:
        """Nothing is sent back before it came, or before it was bought."""
        with pytest.raises(InvalidPeriod, match=r"the delivery of 2026-08-06"):
            credited(back(CAME - ONE_DAY))
        with pytest.raises(InvalidPeriod, match=r"the purchase of 2026-08-03"):
            credited(back(BOUGHT - ONE_DAY), deliveries=())
        with pytest.raises(InvalidPeriod, match=r"issued_on .* the processing"):
            credited(issued_on=b.day(9, 4))
        late = credited(issued_on=b.day(9, 20)).note
        assert late is not None
        assert late.issued_on == b.day(9, 20)

    def test_fee_currency(self) -> None:
        """Fees are in the currency of the invoice."""
        fees = back(provisioning_fee="5.00", currency="CAD")
        with pytest.raises(CurrencyMismatch, match=r"returns\.r1\.currency"):
            credited(fees)

    def test_types(self) -> None:
        """Another value than an invoice, a market or returns is refused."""
        anything: Any = "x"
        made = credited().note
        assert made is not None
        for issued in (anything, issued_document(made)):
            with pytest.raises(WrongType, match="issued"):
                return_credit(issued, "r1", [back()], us.CONNECT)
        with pytest.raises(WrongType, match="market"):
            return_credit(bill(), "r1", [back()], anything)
        with pytest.raises(WrongType, match=r"returns\[0\]"):
            return_credit(bill(), "r1", [anything], us.CONNECT)
        bare = evolve(us.CONNECT, after_invoice=None)
        with pytest.raises(InvalidValue, match=r"market\.after_invoice"):
            return_credit(bill(), "r1", [back()], bare)


@pytest.mark.clause("Q59", "return-tax")
class TestTax:
    """What of the tax goes back."""

    def test_in_proportion(self) -> None:
        """Of 19.05 on 299.94 goes back what 56.48 are of it: 3.59."""
        market = taxed()
        issued = bill(market=market, at_home=True)
        returned = back(CAME + 40 * ONE_DAY, missing_parts_fee="12.50")
        found = credited(returned, issued=issued, market=market)

        tax = b.cents(Fraction("19.05") * Fraction("56.48") / Fraction("299.94"))
        assert [one.amount.value.minor for one in found.taxes] == [tax] == [359]
        assert [one.levy for one in found.taxes] == ["ct"]
        assert found.total.value.minor == 5648 + 359

    def test_as_the_note(self) -> None:
        """The credit note gives the same, line by line, for each of three returns."""
        market = taxed()
        issued = bill(market=market, at_home=True)
        returns = [back(b.day(9, n), f"r{n}") for n in (1, 6, 9)]

        for one in one_after_another(issued, returns, market):
            assert one.note is not None
            assert one.note.reason is CreditReason.GOODWILL
            told = [x.credit.value.minor for x in one.items]
            told += [x.amount.value.minor for x in one.taxes]
            assert [-x.amount.minor for x in one.note.lines] == told
            assert -one.note.total.value.minor == one.total.value.minor

    def test_nothing_of_it(self) -> None:
        """A tax of which less than half a cent would go back is not told."""
        market = taxed("0.01")
        cheap = b.bought(BOUGHT, "20.00", quantity=3, id="phones")
        issued = bill(cheap, market=market, at_home=True)

        found = credited(issued=issued, market=market)
        assert (found.taxes, found.total.value.minor) == ((), 1500)

    def test_in_full(self) -> None:
        """By a reading all tax of the units goes back, and there is no note."""
        market = read(return_tax="in_full")
        issued = bill(market=market, at_home=True)
        returns = [
            back(b.day(9, 1), "r1", missing_parts_fee="99.00"),
            back(b.day(9, 2), "r2"),
            back(b.day(9, 3), "r3"),
        ]
        found = one_after_another(issued, returns, market)

        taxes = [one.taxes[0].amount.value.minor for one in found]
        upto = [0, *(b.cents(Fraction(1905 * n, 300)) for n in (1, 2, 3))]
        assert taxes == [after - before for before, after in itertools.pairwise(upto)]
        assert found[0].total.value.minor == 635
        assert [one.note for one in found] == [None, None, None]

    @pytest.mark.parametrize("tax", ["in_proportion", "in_full"])
    def test_tax_on_tax(self, tax: str) -> None:
        """A tax on a tax goes back with both: 10 % of 110 % of 74.98, or of 99.98."""
        first = b.plain_levy(
            "first",
            series="ct",
            jurisdiction="US",
            places=("US",),
            classes=(ChargeClass.EQUIPMENT_SALE,),
        )
        second = evolve(first, name="second", levies=("first",))
        market = taxed("10").with_readings({"return_tax": tax})
        market = evolve(market, levies=(first, second), sales_tax=None)
        found = credited(issued=bill(market=market, at_home=True), market=market)

        base = Fraction("74.98") if tax == "in_proportion" else Fraction("99.98")
        taxes = [one.amount.value.minor for one in found.taxes]
        assert taxes == [b.cents(base / 10), b.cents(base * Fraction(11, 100))]

    def test_in_full_left(self) -> None:
        """In full is never more than what is left of the tax."""
        market = read(return_tax="in_full")
        issued = bill(market=market, at_home=True)
        most = Money.from_minor(31800, "USD")
        gone = credit_note(
            issued,
            id="n1",
            issued_on=b.day(9, 1),
            reason=CreditReason.GOODWILL,
            asked=OfAmount(most),
        )
        found = credited(issued=issued, market=market, others=[issued_document(gone)])

        left = 31899 - 31800
        assert 0 < found.total.value.minor <= left

    def test_in_full_exempt(self) -> None:
        """A tax of nothing gives nothing back in full."""
        market = taxed("0").with_readings({"return_tax": "in_full"})
        issued = bill(market=market, at_home=True)

        assert credited(issued=issued, market=market).taxes == ()


class TestOthers:
    """What was corrected and credited of the invoice before."""

    @pytest.mark.clause("Q15")
    def test_wrong_charge(self) -> None:
        """A note over a wrong charge lowers the price, and with it the fee."""
        found = credited(others=[self.note(CreditReason.WRONG_CHARGE, "150.00")])

        price = b.cents(Fraction(29994 - 15000, 300))
        fee = b.cents(Fraction(price, 400))
        assert found.items[0].price.value.minor == price == 4998
        assert found.total.value.minor == price - fee

    @pytest.mark.clause("Q15", "Q44")
    def test_goodwill(self) -> None:
        """Goodwill lowers no price, and never more is credited than what is left."""
        found = credited(others=[self.note(CreditReason.GOODWILL, "250.00")])

        assert found.items[0].price.value.minor == 9998
        assert found.total.value.minor == 29994 - 25000

    @pytest.mark.clause("Q44")
    def test_goodwill_within(self) -> None:
        """Of one line, an RMA's first return takes what is left before the next."""
        several = [back(name=one, rma="a") for one in "xy"]
        others = [self.note(CreditReason.GOODWILL, "200.00")]
        found = credited(*several, rma="a", others=others)

        back_of = [one.credit.value.minor for one in found.items]
        assert back_of == [7498, 29994 - 20000 - 7498]
        assert found.note is not None
        assert -found.note.total.value.minor == sum(back_of)

    def test_all_gone(self) -> None:
        """Of what was given back before, nothing comes back again."""
        others = [self.note(CreditReason.GOODWILL, "299.94")]
        found = credited(others=others)

        assert (found.total.value.minor, found.note) == (0, None)

    def test_earlier_note(self) -> None:
        """A return before it must have its credit note among the documents."""
        first = back(b.day(9, 1), "r0")
        with pytest.raises(
            UnknownName, match=r"with the credit note of r0.* got 'none'"
        ):
            credited(first, back())
        wrong = self.note(CreditReason.GOODWILL, "10.00")
        with pytest.raises(UnknownName, match=r"of r0.* got 'n1'"):
            credited(first, back(), others=[wrong])
        nothing = back(b.day(9, 1), "r0", missing_parts_fee="90.00")
        assert credited(nothing, back()).total.value.minor == 7498

    def test_later(self) -> None:
        """A return that is processed later does not count."""
        assert credited(back(), back(b.day(9, 6), "r0")).total.value.minor == 7498

    def test_same_note(self) -> None:
        """A note of that name is refused: the return was credited already."""
        made = credited().note
        assert made is not None
        with pytest.raises(ConflictingFacts, match="no other credit note"):
            credited(others=[issued_document(made)])

    @pytest.mark.clause("Q15", "Q44")
    @pytest.mark.parametrize("tax", ["in_proportion", "in_full"])
    def test_corrected_units(self, tax: str) -> None:
        """Of a purchase that was of two units and not of three, one costs a half."""
        market = read(return_tax=tax)
        issued = bill(market=market, at_home=True)
        others = [self.correction(issued, market, 2)]

        found = credited(issued=issued, market=market, others=others)
        item = found.items[0]
        assert (item.price.value.minor, item.credit.value.minor) == (9998, 7498)
        assert (item.purchase.id, item.purchase.quantity) == ("two", 2)
        for wrong in ("two", "phones"):
            returned = back(quantity=3, purchase=wrong)
            with pytest.raises(InvalidValue, match="at most 2, what is left of 2"):
                credited(returned, issued=issued, market=market, others=others)

    @pytest.mark.clause("Q15", "Q44", "Q59")
    def test_in_full_left(self) -> None:
        """Returns that leave no note never give more than goodwill left of a line."""
        market = read(return_tax="in_full")
        issued = bill(market=market, at_home=True)
        given_before = credit_note(
            issued,
            id="half",
            issued_on=b.day(8, 20),
            reason=CreditReason.GOODWILL,
            asked=OfShare(Decimal(50)),
        )
        others = [issued_document(given_before)]
        returns = [back(b.day(9, n), f"r{n}") for n in (1, 2)]
        told: dict[str, Any] = {"issued": issued, "market": market, "others": others}

        first = credited(*returns, rma="r1", **told)
        assert (first.credit.value.minor, first.note) == (7498, None)
        left = 1905 - b.cents(Fraction("9.525")) - 635
        assert left == 317
        with pytest.raises(InvalidValue, match=r"r2 must be at most 3\.17 USD"):
            credited(*returns, rma="r2", **told)

    @pytest.mark.clause("J1", "Q58")
    def test_damaged_later(self) -> None:
        """A note is dated by all of its RMA, so that the next one can count it."""
        early = back(b.day(9, 1), "x", rma="b")
        broken = back(b.day(9, 9), "y", rma="b", condition=Condition.DAMAGED)
        between = back(b.day(9, 5), "z", rma="a")
        every = (early, broken, between)

        first = credited(*every, rma="a")
        assert first.note is not None
        others = [issued_document(first.note)]
        second = credited(*every, rma="b", others=others)
        assert second.note is not None
        assert (second.processed_on, second.note.issued_on) == (
            b.day(9, 1),
            b.day(9, 9),
        )

    @pytest.mark.parametrize(
        ("path", "wrong"),
        [
            ("returns", None),
            ("returns", [5]),
            ("deliveries", 5),
            ("deliveries", "came"),
            ("others", None),
            ("others", ["note"]),
        ],
    )
    def test_wrong_types(self, path: str, wrong: Any) -> None:  # noqa: ANN401
        """What is no list of facts or documents is told by its name."""
        told: dict[str, Any] = {"returns": [back()], path: wrong}
        returns = told.pop("returns")
        with pytest.raises(WrongType, match=rf"^{path}(\[0\])? must be "):
            return_credit(bill(), "r1", returns, us.CONNECT, **told)

    def test_as_corrected(self) -> None:
        """An invoice is as its last correction has it; a credit note is none."""
        market = read()
        issued = bill(market=market, at_home=True)
        assert as_corrected(issued, ()) == issued.document
        after = self.correction(issued, market, 2)
        (line,) = as_corrected(issued, (after,)).lines
        assert line.amount.minor == 2 * 9998
        note = self.note(CreditReason.GOODWILL, "10.00")
        with pytest.raises(WrongType, match="issued must be an invoice"):
            as_corrected(note, ())

    def correction(
        self, issued: IssuedDocument, market: Market, quantity: int
    ) -> IssuedDocument:
        """Return the invoice of September, which corrects how many were bought."""
        told = evolve(
            PHONES,
            id="two",
            quantity=quantity,
            supersedes="phones",
            known_on=b.day(8, 20),
        )
        home = BillingAddress(
            id="home", country="US", region="CT", effective_on=b.day(1, 1)
        )
        account = evolve(b.account(b.day(8, 1), PHONES, told), addresses=(home,))
        account = account.as_known_on(b.day(9, 1))
        within = Period.month(2026, 9)
        made = next_invoice(account, within, market, [issued])
        assert isinstance(made, Invoice)
        return issued_document(made)

    def note(self, reason: CreditReason, amount: str) -> IssuedDocument:
        """Return a note over a part of the phones."""
        issued = bill()
        made = credit_note(
            issued,
            id="n1",
            issued_on=b.day(8, 20),
            reason=reason,
            asked=OfLines(((issued.document.lines[0].id, b.usd(amount)),)),
        )
        return issued_document(made)


prices = st.integers(1, 20000).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
fees = st.sampled_from([None, "0.01", "12.50", "80.00"])


@st.composite
def histories(draw: st.DrawFn) -> tuple[OneTimeCharge, tuple[Return, ...]]:
    """Draw a purchase, and returns of it one after the other."""
    units = draw(st.integers(1, 6))
    phones = b.bought(BOUGHT, draw(prices), quantity=units, id="phones")
    returns: list[Return] = []
    left, on = units, CAME
    while left and len(returns) < 3:
        quantity = draw(st.integers(1, left))
        on += ONE_DAY * draw(st.integers(1, 20))
        told = {"missing_parts_fee": draw(fees), "provisioning_fee": draw(fees)}
        given_fees = {name: fee for name, fee in told.items() if fee is not None}
        returns.append(back(on, f"r{len(returns)}", quantity, **given_fees))
        left -= quantity
    return phones, tuple(returns)


class TestLaws:
    """What holds of every return."""

    @pytest.mark.clause("Q15", "Q59")
    @pytest.mark.parametrize("tax", ["in_proportion", "in_full"])
    @given(histories())
    def test_never_more(
        self, tax: str, history: tuple[OneTimeCharge, tuple[Return, ...]]
    ) -> None:
        """All returns of a purchase never credit more than was paid, tax included."""
        phones, returns = history
        market = read(return_tax=tax)
        issued = bill(phones, market=market, at_home=True)

        found = one_after_another(issued, returns, market)
        total = sum(one.total.value.minor for one in found)
        assert 0 <= total <= issued.document.total.value.minor
        for one in found:
            for each in one.items:
                assert each.credit.value.minor * each.charged.value.minor == 0
            if one.note is not None:
                assert -one.note.total.value.minor == one.total.value.minor

    @pytest.mark.clause("Q59")
    @given(st.integers(2, 4), prices)
    def test_split(self, units: int, price: str) -> None:
        """Returning in parts never gives more than at once, plus a cent per part."""
        market = taxed()
        phones = b.bought(BOUGHT, price, quantity=units, id="phones")
        issued = bill(phones, market=market, at_home=True)
        parts = [back(b.day(9, 1 + n), f"r{n}") for n in range(units)]
        parts = [evolve(one, processed_on=b.day(9, 5)) for one in parts[:5]]

        whole = credited(back(quantity=len(parts)), issued=issued, market=market)
        found = one_after_another(issued, parts, market)
        split = sum(one.credit.value.minor for one in found)
        assert split <= whole.credit.value.minor + len(parts)
        taxes = sum(one.total.value.minor for one in found) - split
        tax = whole.total.value.minor - whole.credit.value.minor
        assert taxes <= tax + len(parts)
        assert sum(one.items[0].price.value.minor for one in found) == b.cents(
            Fraction(price) * len(parts)
        )


class TestService:
    """Service that was paid and not given."""

    @pytest.mark.clause("terms-discontinued", "terms-refund")
    @pytest.mark.parametrize("cause", [RefundCause.DISCONTINUED, RefundCause.REDUCED])
    def test_unused(self, cause: RefundCause) -> None:
        """Of August, discontinued after the 10th, 21 of 31 days go back."""
        found = service_refund(*self.august(), cause=cause, last_day=b.day(8, 10))

        assert not isinstance(found, Refused)
        assert found.value.minor == b.cents(125 * Fraction(21, 31))
        assert {one.id for one in found.proof.clauses()} == {"terms-discontinued"}

    @pytest.mark.clause("terms-discontinued")
    @pytest.mark.parametrize(
        ("last_day", "share"), [(b.day(9, 15), 0), (b.day(8, 31), 0), (b.day(7, 1), 1)]
    )
    def test_edges(self, last_day: date, share: int) -> None:
        """After its end nothing of a charge goes back; before its start, all of it."""
        found = service_refund(
            *self.august(), cause=RefundCause.DISCONTINUED, last_day=last_day
        )

        assert not isinstance(found, Refused)
        assert found.value.minor == 12500 * share

    @pytest.mark.clause("Q44")
    def test_credited(self) -> None:
        """What was given back already does not go back again."""
        issued, line = self.august()
        note = credit_note(
            issued,
            id="n1",
            issued_on=b.day(8, 5),
            reason=CreditReason.GOODWILL,
            asked=OfLines(((line, b.usd("25.00")),)),
        )
        found = service_refund(
            issued,
            line,
            cause=RefundCause.DISCONTINUED,
            last_day=b.day(8, 10),
            others=[issued_document(note)],
        )

        assert not isinstance(found, Refused)
        assert found.value.minor == b.cents(100 * Fraction(21, 31))

    @pytest.mark.clause("H6", "terms-refund")
    @pytest.mark.parametrize(
        ("cause", "clause"),
        [
            (RefundCause.CANCELLED, "H6"),
            (RefundCause.DISSATISFIED, "terms-refund"),
        ],
    )
    def test_refused(self, cause: RefundCause, clause: str) -> None:
        """Who cancels, or is not content, gets nothing back."""
        found = service_refund(*self.august(), cause=cause, last_day=b.day(8, 10))

        assert isinstance(found, Refused)
        assert [one.clause.id for one in found.reasons] == [clause]

    def test_lines(self) -> None:
        """The line is a charge of the invoice, for days of service."""
        issued, line = self.august()
        told = {"cause": RefundCause.REDUCED, "last_day": b.day(8, 10)}
        with pytest.raises(UnknownName, match="line"):
            service_refund(issued, "x", **told)  # type: ignore[arg-type]  # of a dict
        sold = bill()
        with pytest.raises(InvalidValue, match="a charge for days of service"):
            service_refund(sold, sold.document.lines[0].id, **told)  # type: ignore[arg-type]  # of a dict
        anything: Any = "x"
        with pytest.raises(WrongType, match="issued"):
            service_refund(anything, line, **told)  # type: ignore[arg-type]  # of a dict
        with pytest.raises(BillingError, match="cause"):
            service_refund(issued, line, cause=anything, last_day=b.day(8, 10))

    @pytest.mark.clause("terms-discontinued", "Q25")
    def test_no_days(self) -> None:
        """Of a start on a month's last day, charged at 0.00, nothing goes back."""
        start = b.day(7, 31)
        account = b.account(start, b.change(start, 5, id="five"))
        issued = issued_document(b.invoice(account, b.month(8)))
        prorated = issued.document.lines[1]
        assert prorated.amount.minor == 0
        cause, last_day = RefundCause.DISCONTINUED, b.day(7, 31)
        found = service_refund(issued, prorated.id, cause=cause, last_day=last_day)
        assert not isinstance(found, Refused)
        assert found.value.minor == 0

    def august(self) -> tuple[IssuedDocument, str]:
        """Return the invoice of August, and its line of 125.00 for the month."""
        account = b.account(b.day(7, 15), b.change(b.day(7, 15), 5, id="five"))
        issued = issued_document(b.invoice(account, b.month(8)))
        return issued, issued.document.lines[0].id
