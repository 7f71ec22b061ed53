"""What an embedding system relies on: contract terms, markets of its own, clear values.

The rules themselves have their tests beside their modules; these hold what a system
meets when it brings its own policies, dates and documents.
"""

from datetime import date

import pytest
from attrs import evolve
from tests.builders import day

from gotobilling.charges import OneTimePolicy
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import Account, OneTimeCharge, QuantityChange
from gotobilling.formats.documents import document, read_invoice
from gotobilling.invoices import (
    Invoice,
    assemble_invoice,
    assemble_one_time,
    invoices_issued,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import DayCount, Period
from gotobilling.sources import Clause, Standing
from gotobilling.testing.examples import july_start

AUGUST = Period.month(2026, 8)
TERMS = Clause(
    id="contract-acme-4.2",
    text="The day of a change is charged, and disputes are open for 30 days.",
    standing=Standing.CONTRACT,
    checked=date(2026, 7, 1),
)


def billed(market: Market = us.CONNECT, account: Account | None = None) -> Invoice:
    """Return the August invoice of an account, five devices from 15 July at first."""
    invoice = assemble_invoice(account or july_start(), AUGUST, market)
    assert isinstance(invoice, Invoice)
    return invoice


def contracted() -> Market:
    """Return the market under the customer's own terms."""
    proration = evolve(
        us.CONNECT.proration, day_count=DayCount.ACTUAL_FROM_START, clause=TERMS
    )
    dispute = evolve(us.CONNECT.dispute, days=30, clause=TERMS)
    return evolve(us.CONNECT, proration=proration, dispute=dispute)


class TestContractTerms:
    """A policy of the customer's own terms is cited in place of our readings."""

    @pytest.mark.clause("Q1", "Q26", "Q29")
    def test_line(self) -> None:
        """Every step that the contract decides cites the contract, not a reading."""
        line = billed(contracted()).lines[1]

        assert line.amount == Money.from_minor(round(5 * 2500 * 17 / 31), "USD")
        cited = {one.id for one in line.proof.clauses()}
        assert cited == {"contract-acme-4.2", "A1"}

    @pytest.mark.clause("Q3")
    def test_date(self) -> None:
        """A dispute term of 30 days from the contract cites the contract."""
        until = billed(contracted()).dispute_until

        assert until.value == date(2026, 8, 31)  # 1 + 30
        assert [one.id for one in until.proof.clauses()] == ["contract-acme-4.2"]

    def test_document(self) -> None:
        """A document carries the contract's clause and reads back equal."""
        invoice = billed(contracted())

        assert read_invoice(document(invoice), "stored") == invoice


class TestOwnMarket:
    """A market is checked when it is made, not when it bills."""

    @pytest.mark.parametrize("policy", [None, us.CONNECT.due, OneTimePolicy])
    def test_role(self, policy: object) -> None:
        """Each role takes its own policy and no other value."""
        with pytest.raises(WrongType, match=r"^dispute must be a DisputePolicy, got "):
            evolve(us.CONNECT, dispute=policy)  # type: ignore[arg-type]

    @pytest.mark.parametrize("clause", [None, "A8"])
    def test_clause(self, clause: object) -> None:
        """A policy without a clause makes no market."""
        dispute = evolve(us.CONNECT.dispute, clause=clause)  # type: ignore[arg-type]

        with pytest.raises(WrongType, match=r"^dispute\.clause must be a Clause, got "):
            evolve(us.CONNECT, dispute=dispute)

    def test_readings_of_a_document(self) -> None:
        """The readings that a document lists choose the same market again."""
        market = us.CONNECT.with_readings(
            {"dispute_days": 30, "same_day": "per_change"}
        )
        listed = document(billed(market))["readings"]

        assert isinstance(listed, dict)
        texts = {name: str(value) for name, value in listed.items()}
        assert us.CONNECT.with_readings(texts) == market


class TestDates:
    """Dates that the caller gives are held to what they mean."""

    def test_sent_before_issue(self) -> None:
        """No invoice is sent before it is issued."""
        required = (
            r"^sent_on must be on or after the issue of 2026-08-01, got 2026-07-31"
        )

        with pytest.raises(InvalidValue, match=required):
            assemble_invoice(
                july_start(), AUGUST, us.CONNECT, sent_on=date(2026, 7, 31)
            )

    @pytest.mark.clause("Q6")
    def test_one_time_sent(self) -> None:
        """A one-time invoice sent two days after the purchase is due 15 days later."""
        market = us.CONNECT.with_readings({"due_counted_from": "sent_date"})
        account = evolve(july_start(), one_time=(phone(),))
        invoice = assemble_one_time(
            account, date(2026, 8, 12), market, sent_on=date(2026, 8, 14)
        )

        assert isinstance(invoice, Invoice)
        assert invoice.due_on is not None
        assert invoice.due_on.value == date(2026, 8, 29)  # 14 + 15

    def test_known_later_than_asked(self) -> None:
        """An account as known on a day holds no fact that became known later."""
        late = QuantityChange(
            id="late",
            item="device",
            quantity=2,
            effective_on=day(8, 20),
            known_on=day(10, 2),
        )
        known = july_start().as_known_on(day(9, 1))

        required = r"^late\.known_on must be on or before 2026-09-01, the day asked for"
        with pytest.raises(InvalidValue, match=required):
            evolve(known, changes=(*known.changes, late))

    @pytest.mark.parametrize("within", [None, "2026-08", (day(8, 1), day(9, 1))])
    def test_span_of_documents(self, within: object) -> None:
        """Documents are asked for by a period, not by text or two dates."""
        with pytest.raises(WrongType, match=r"^within must be a Period, got "):
            invoices_issued(july_start(), within, us.CONNECT)  # type: ignore[arg-type]


class TestShown:
    """Values show what they are, in a line."""

    def test_values(self) -> None:
        """An invoice, a line and a date are told in a few words."""
        invoice = billed()

        assert repr(invoice) == (
            "<recurring invoice of july-start for 2026-08-01/2026-09-01: 189.52 USD>"
        )
        assert repr(invoice.lines[1]) == "<prorated_charge of 5 device: 64.52 USD>"
        assert repr(invoice.due_on) == "<2026-08-16 by due_date>"

    def test_what_a_line_rests_on(self) -> None:
        """A line names its price fact, the one fact that makes it, and its code."""
        line = billed().lines[0]

        assert (line.price, line.fact, line.code) == ("price-device", None, None)


def phone() -> OneTimeCharge:
    """Return two phones bought on 12 August."""
    return OneTimeCharge(
        id="phones",
        kind=LineKind.HARDWARE,
        item="Desk phone",
        quantity=2,
        unit_price=Money.parse("99.98", "USD").amount,
        currency="USD",
        effective_on=date(2026, 8, 12),
    )
