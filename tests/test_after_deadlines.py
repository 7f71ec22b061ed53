"""Every day of 2024 to 2028 that counts from an invoice, a return or a payment."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from attrs import evolve
from tests import builders as b
from tests.loading import script_module
from tests.thinning import thinned

from gotobilling.commissions import one_time_run, report_by, residual_run
from gotobilling.disputes import dispute_window
from gotobilling.disputes.dates import RejectedDue, RejectedFacts
from gotobilling.facts import (
    Delivery,
    Dispute,
    IssuedLine,
    Payment,
    Resolution,
    Resolved,
    Return,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, assemble_one_time
from gotobilling.markets import us
from gotobilling.payments import autopay_on, disputable_until, due_on
from gotobilling.periods import Period
from gotobilling.refunds import credit_expected, last_day_to_return
from gotobilling.statements.rules import PastDueFacts, PastDueOn

ROOT: Final = Path(__file__).parent.parent
TABLE: Final = ROOT / "tests" / "golden" / "after-deadlines.csv"
MARKET: Final = us.CONNECT
AFTER: Final = MARKET.after_invoice
OTHER: Final = MARKET.with_readings(
    {
        "residual_run": "month_end",
        "one_time_run": "thirty_days",
        "past_due": "due_date",
    }
).after_invoice
FIVE_YEARS: Final = 5 * 365 + 2


@lru_cache(maxsize=2)
def rows(kind: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a kind."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(row for row in csv.DictReader(lines) if row["row"] == kind)


def days(*names: str) -> Iterator[tuple[date, list[str]]]:
    """Yield each day of the table, and what it says under some columns."""
    for row in rows("day"):
        yield date.fromisoformat(row["on"]), [row[name] for name in names]


def told(*found: date) -> list[str]:
    """Return days as the table writes them."""
    return [day.isoformat() for day in found]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the naive loop as a module."""
    return script_module("write_after_deadlines")


class TestTable:
    """The table is what the naive loop makes, and the loop is on its own."""

    def test_is_written_by_the_script(self, script: ModuleType) -> None:
        """The committed table is the one that the script writes, to the byte."""
        assert TABLE.read_bytes().decode("utf-8") == script.table()

    def test_the_script_knows_nothing_of_the_library(self) -> None:
        """The script imports the standard library alone."""
        path = ROOT / "scripts" / "write_after_deadlines.py"
        text = path.read_text(encoding="utf-8")

        assert "gotobilling" not in text
        assert "dateutil" not in text

    def test_writes_the_file(
        self, script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Run as a script, it writes the table to its place."""
        monkeypatch.setattr(script, "TABLE", tmp_path / "table.csv")

        script.main()

        assert (tmp_path / "table.csv").read_bytes() == TABLE.read_bytes()

    def test_has_every_day(self) -> None:
        """It has the days of five years, and 31 resolutions for each of 60 invoices."""
        assert len(rows("day")) == FIVE_YEARS
        assert len(rows("rejected")) == 60 * 31


class TestEveryRow:
    """The library gives every date of the table."""

    @pytest.mark.clause("B1", "B2", "G4", "Q3", "Q6", "Q56", "Q63")
    def test_invoices(self) -> None:
        """An invoice of each day is due, charged and disputable until its days."""
        columns = ("due", "dispute_until", "autopay", "past_due", "or_past_due")
        for day, wanted in days(*columns):
            due = due_on(day, MARKET.due).value
            charged = autopay_on(day, MARKET.autopay, due).value
            until = disputable_until(day, MARKET.dispute).value
            named, by_autopay = ("due_date", due), ("autopay_on", charged)
            past = [
                PastDueOn(policy)(PastDueFacts(named, autopay)).value
                for policy, autopay in (
                    (AFTER.past_due, by_autopay),
                    (AFTER.past_due, None),
                    (OTHER.past_due, by_autopay),
                )
            ]
            assert told(due, until, charged, *past) == [*wanted, wanted[-1]]

    @pytest.mark.clause("G4", "Q3")
    def test_disputes(self) -> None:
        """Notice on day 15 is in time; on day 16 it is a day late, from any date."""
        for day, (until, late) in thinned(days("dispute_until", "dispute_late")):
            account = b.account(b.day(1, 1, 2024), one_time=(b.bought(day),))
            invoice = assemble_one_time(account, day, MARKET)
            assert isinstance(invoice, Invoice)
            issued = issued_document(invoice)
            found = [
                dispute_window(
                    Dispute(
                        id="d",
                        invoice=issued.digest,
                        notified_on=date.fromisoformat(on),
                    ),
                    issued,
                    MARKET,
                )
                for on in (until, late)
            ]
            assert [one.is_in_time for one in found] == [True, False]
            assert [one.days_late for one in found] == [0, 1]

    @pytest.mark.clause("Q57", "terms-dispute")
    def test_rejections(self) -> None:
        """A rejected part is due 15 days after the resolution, or with the invoice."""
        rule = RejectedDue(AFTER.disputed)
        for row in rows("rejected"):
            issued = date.fromisoformat(row["on"])
            resolution = Resolution(
                id="r",
                dispute="d",
                resolved_on=date.fromisoformat(row["resolved_on"]),
                outcome=Resolved.REJECTED,
            )
            due = due_on(issued, MARKET.due).value
            found = rule(RejectedFacts(resolution, ("due_date", due)))
            assert told(found.value) == [row["due"]]

    @pytest.mark.clause("J1", "Q58")
    def test_returns(self) -> None:
        """A delivery of each day can be handed back for 30 days; day 31 is late."""
        for day, (until, late) in days("return_by", "return_late"):
            purchase = b.bought(day, id="phones")
            delivery = Delivery(id="came", purchase="phones", effective_on=day)
            found = last_day_to_return(purchase, AFTER.returns, delivery=delivery)
            assert told(found.value, found.value + date.resolution) == [until, late]
            assert last_day_to_return(purchase, AFTER.returns).value == found.value

    @pytest.mark.clause("J5", "return-days")
    def test_credits(self, script: ModuleType) -> None:
        """A credit comes 7 to 10 business days after, with and without holidays."""
        years = range(2024, 2030)
        closed = tuple(date(year, *one) for year in years for one in script.HOLIDAYS)
        policies = (AFTER.returns, evolve(AFTER.returns, holidays=closed))
        columns: tuple[str, ...] = ("credit_first", "credit_last")
        columns += ("with_holidays_first", "with_holidays_last")
        for day, wanted in days(*columns):
            back = Return(
                id="rma",
                purchase="phones",
                quantity=1,
                shipped_on=day,
                received_on=day,
                processed_on=day,
            )
            found = [credit_expected((back,), policy) for policy in policies]
            assert told(*(one.value for pair in found for one in pair)) == wanted

    @pytest.mark.clause("K1", "K2", "K3", "K4", "Q60", "Q61")
    def test_commissions(self) -> None:
        """Runs and reports follow the day of the invoice or of the payment."""
        columns = ("residual_run", "or_month_end", "one_time_run", "or_thirty_days")
        for day, wanted in days(*columns, "report_by"):
            amount = b.usd("1.00").amount
            earned = IssuedLine(
                document="8f2c",
                line="total",
                amount=amount,
                currency="USD",
                effective_on=day,
            )
            paid = Payment(id="p", paid_on=day, amount=amount, currency="USD")
            policies = (AFTER.commissions, OTHER.commissions)
            found = [residual_run(earned, one).value for one in policies]
            found += [one_time_run(paid, one).value for one in policies]
            reported = report_by(Period.month_of(day), AFTER.commissions).value
            assert told(*found, reported) == wanted
