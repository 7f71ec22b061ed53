"""Key dates as people read them: text, workings, HTML, a calendar, the command."""

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from icalendar import Calendar
from tests.builders import day
from tests.test_key_date_documents import BUSY, FILE, free_months
from tests.test_key_dates import held, term

import gotobilling.commands.dates
import gotobilling.present.calendar
from gotobilling.__main__ import main
from gotobilling.commands.dates import today
from gotobilling.errors import MissingExtra
from gotobilling.facts import AutoRenewal, Term, Trial
from gotobilling.key_dates import KeyDateKind, key_dates
from gotobilling.markets import br, us
from gotobilling.present import (
    key_date_text,
    key_dates_calendar,
    key_dates_explained,
    key_dates_html,
    key_dates_text,
)
from gotobilling.present.grounds import fact_text
from gotobilling.present.key_dates import other_days
from gotobilling.testing.examples import july_start

NOTICE = "Last day for notice before the renewal of 2026-04-15 (term)"
Captured = pytest.CaptureFixture[str]


def row(on: str, said: str, clause: str, safe: int) -> str:
    """Return a row of the table, safe on a day of March."""
    return f"{on}  {said:46}  2026-03-{safe}  {clause} READING"


class TestText:
    """Key dates as text."""

    def test_a_term(self) -> None:
        """A day, what happens, the safe day and the clause stand in a row each."""
        found = key_dates(held(term()), us.CONNECT, day(3, 1), months=1)
        text = key_dates_text(found)

        assert text.splitlines()[:14] == [
            "Key dates of acme from 2026-03-01 on",
            "=" * 96,
            "",
            "Account           acme",
            "Product           connect",
            "Rules             us-connect, edition 2026-11",
            "Billing start     2025-01-15",
            "",
            "Day         What" + " " * 44 + "Safe        Clause",
            "-" * 96,
            row("2026-03-16", "Last day for notice before the renewal of", "Q34", 15),
            "            2026-04-15 (term)",
            row("2026-03-21", "Last day to leave the term early as of", "Q8", 21),
            "            2026-03-31",
        ]
        assert (
            "   2026-03-15  notice_day_0 = last_day\n   2026-03-16  as chosen" in text
        )

    def test_readings_and_the_day_of_knowledge(self) -> None:
        """The readings that were chosen and the day of knowledge are told."""
        market = us.CONNECT.with_readings({"deadlines": "next_business_day"})
        account = july_start().as_known_on(day(8, 1))
        lines = key_dates_text(key_dates(account, market, day(8, 1))).splitlines()

        assert "Readings          deadlines = next_business_day" in lines
        assert "Facts             those known on 2026-08-01" in lines

    def test_nothing_ahead(self) -> None:
        """Where no date is ahead, that is said."""
        found = key_dates(held(), us.CONNECT, day(3, 1), months=0)

        assert key_dates_text(found).endswith("\nNo date is ahead.\n")

    def test_no_more_readings_than_it_takes(self) -> None:
        """Of several ways to one day those are told that take the fewest readings."""
        found = key_dates(free_months(), us.CONNECT, day(1, 1), months=0)
        notice = found.of(KeyDateKind.NOTICE)[0]
        told = dict(other_days(found, notice))

        assert len(notice.choices) == 48
        assert told[notice.on.value] == "as chosen"
        assert told[notice.safe_on].count(" and ") <= 2

    def test_each_kind(self) -> None:
        """Each kind of date is said in words, with what it is about."""
        found = key_dates(BUSY, us.CONNECT, day(8, 10), months=1)

        assert [key_date_text(found, one) for one in found.dates] == [
            "Autopay charges the monthly invoice of 2026-08-01",
            "Last day to pay the monthly invoice of 2026-08-01",
            "Last day to dispute the monthly invoice of 2026-08-01",
            "Last day to leave the term early as of 2026-08-31",
            "The trial is over and free again (trial)",
            "Monthly invoice",
            "Autopay charges the monthly invoice of 2026-09-01",
            "Last day to pay the monthly invoice of 2026-09-01",
            "Last day to dispute the monthly invoice of 2026-09-01",
            "Last day for notice before the renewal of 2027-10-15 (term)",
            "The term renews (term)",
            "Prices may change from here on (term)",
        ]

    def test_notice_of_a_later_renewal(self) -> None:
        """Notice before a renewal that is not the next is told by its number."""
        found = key_dates(held(term()), us.CONNECT, day(3, 20), months=0)

        assert key_date_text(found, found.of(KeyDateKind.NOTICE)[0]) == (
            "Last day for notice before renewal 2 (term)"
        )

    def test_parts(self) -> None:
        """Where a month's invoice is split, the part is told."""
        account = evolve(
            july_start(),
            currency="BRL",
            prices=tuple(evolve(x, currency="BRL") for x in july_start().prices),
        )
        found = key_dates(account, br.CONNECT, day(7, 20), months=0)
        said = [key_date_text(found, one) for one in found.dates]

        assert said[0] == "Monthly invoice, telecommunications"
        assert said[-1].endswith(
            "the monthly invoice of 2026-08-01, telecommunications"
        )

    def test_workings(self) -> None:
        """Below stand the steps of each day, with facts, readings and sources."""
        account = evolve(
            held(term(auto_renewal=AutoRenewal.OFF)),
            trials=(
                Trial(id="try", product="webinar", effective_on=day(3, 1), days=7),
            ),
        )
        text = key_dates_explained(key_dates(account, us.CONNECT, day(3, 1), months=1))

        assert "15 (term.months) months after 2025-01-15 = 2026-04-15" in text
        assert "the day before 2026-04-15 = 2026-04-14" in text
        assert "connect: a term of 15 months, agreed on 2025-01-15" in text
        assert "webinar: a trial of 7 days from 2026-03-01" in text
        assert "Readings chosen" in text

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, "which renews"),
            ({"start_on": day(1, 2)}, "first day 2026-01-02, which renews"),
            (
                {"renewal_on": day(5, 1), "renewal_months": 3},
                "renewal date 2026-05-01 by the quote, which renews by 3 months",
            ),
            ({"auto_renewal": AutoRenewal.OFF}, "which does not renew"),
        ],
    )
    def test_a_term_in_words(self, fields: dict[str, Any], said: str) -> None:
        """A term is told with what it says beside its months."""
        text = fact_text(term(**fields))

        assert text == f"connect: a term of 15 months, agreed on 2025-01-15, {said}"

    def test_a_buyout_in_words(self) -> None:
        """A buyout is told with its currency."""
        from decimal import Decimal

        bought_out = Term(
            id="t",
            agreed_on=day(1, 1),
            months=12,
            buyout=Decimal("500.00"),
            currency="USD",
        )
        assert fact_text(bought_out).endswith("which 500.00 USD end early")


class TestHtml:
    """Key dates as a table for a notebook."""

    def test_a_table(self) -> None:
        """Each date is a row; what other readings give is told with the day."""
        found = key_dates(held(term(id="a<b")), us.CONNECT, day(3, 1), months=0)
        rows = key_dates_html(found).splitlines()

        assert rows[0] == "<table>"
        told = "2026-03-15: notice_day_0 = last_day; 2026-03-16: as chosen"
        assert rows[6] == (
            f'<tr><th scope="row" title="{told}">2026-03-16</th><td>Last day for '
            "notice before the renewal of 2026-04-15 (a&lt;b)</td><td>2026-03-15</td>"
            "<td>Q34 READING</td></tr>"
        )
        assert rows[7].startswith('<tr><th scope="row">2026-04-15</th>')
        assert found._repr_html_() == key_dates_html(found)


def entries(content: bytes) -> list[Any]:
    """Return the entries of a calendar, as another program reads it."""
    calendar: Any = Calendar.from_ical(content)
    return [*calendar.walk("VEVENT")]


class TestCalendar:
    """Key dates as a calendar."""

    def test_entries(self) -> None:
        """Each date is an entry of one day, named for ever; a safe day has its own."""
        found = key_dates(held(term()), us.CONNECT, day(3, 1), months=0)
        calendar = entries(key_dates_calendar(found))
        told = [(entry["dtstart"].dt, str(entry["summary"])) for entry in calendar]

        assert told == [
            (
                day(3, 16),
                NOTICE,
            ),
            (
                day(3, 15),
                f"Safe under every reading: {NOTICE}",
            ),
            (day(4, 15), "The term renews (term)"),
            (day(4, 15), "Prices may change from here on (term)"),
        ]
        for entry in calendar:
            assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(1)
            assert type(entry["dtstart"].dt) is date
        uids = [str(entry["uid"]) for entry in calendar]
        assert uids[0] == f"{found.uid(found.dates[0])}@gotobilling"
        assert uids[1] == f"{found.uid(found.dates[0])}-safe@gotobilling"
        assert len(set(uids)) == 4

    def test_a_safe_day_that_is_past(self) -> None:
        """A safe day before the first day looked at has no entry of its own."""
        found = key_dates(held(term()), us.CONNECT, day(3, 16), months=0)
        calendar = entries(key_dates_calendar(found))

        assert len(calendar) == 3
        assert "Safe under every reading: 2026-03-15" in str(calendar[0]["description"])

    def test_the_same_bytes(self) -> None:
        """The same dates are the same file, and stamped by the first day."""
        found = key_dates(BUSY, us.CONNECT, day(8, 10))
        again = key_dates(BUSY, us.CONNECT, day(8, 10))

        assert key_dates_calendar(found) == key_dates_calendar(again)
        assert b"DTSTAMP:20260810T000000Z\r\n" in key_dates_calendar(found)

    def test_an_entry_moves_and_is_not_doubled(self) -> None:
        """A day that moves by another reading keeps the name of its entry."""
        market = us.CONNECT.with_readings({"notice_day_0": "last_day"})
        both = [
            key_dates(held(term()), each, day(3, 1), months=0)
            for each in (us.CONNECT, market)
        ]
        days = [found.dates[0].on.value for found in both]

        assert days == [day(3, 16), day(3, 15)]
        assert both[0].uid(both[0].dates[0]) == both[1].uid(both[1].dates[0])

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without icalendar the error names the extra that brings it."""

        def absent(name: str) -> object:
            if name == "icalendar":
                raise ImportError
            return import_module(name)

        monkeypatch.setattr(gotobilling.present.calendar, "import_module", absent)
        found = key_dates(held(), us.CONNECT, day(3, 1), months=1)
        with pytest.raises(MissingExtra, match=r"gotobilling\[calendar\]"):
            key_dates_calendar(found)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return the path of the account file."""
    file = tmp_path / "acme.toml"
    file.write_text(FILE, encoding="utf-8")
    return str(file)


class TestCommand:
    """``gotobilling dates``."""

    def test_text(self, path: str, capsys: Captured) -> None:
        """The dates from a day on are printed as text."""
        assert main(["dates", path, "--from", "2026-03-02", "--months", "1"]) == 0
        told = capsys.readouterr()

        assert told.out.startswith("Key dates of acme from 2026-03-02 on\n")
        assert told.err == ""

    def test_workings(self, path: str, capsys: Captured) -> None:
        """Asked to explain, it prints the steps below."""
        assert main(["dates", path, "--from", "2026-03-02", "--explain"]) == 0

        assert "How each date was made" in capsys.readouterr().out

    def test_today(
        self, path: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without a day it is from today on, which is told beside."""
        monkeypatch.setattr(gotobilling.commands.dates, "today", lambda: day(3, 2))
        assert main(["dates", path]) == 0
        told = capsys.readouterr()

        assert told.out.startswith("Key dates of acme from 2026-03-02 on\n")
        assert told.err == "from today on, 2026-03-02\n"
        assert type(today()) is date

    def test_a_document(self, path: str, capsys: Captured, tmp_path: Path) -> None:
        """As JSON it is a document that verifies in all three levels."""
        command = ["dates", path, "--from", "2026-03-02", "--as-known-on", "2026-03-02"]
        assert main([*command, "--months", "1", "--format", "json"]) == 0
        document = tmp_path / "dates.json"
        document.write_text(capsys.readouterr().out, encoding="utf-8")
        assert main(["verify", str(document), "--facts", path, "--replay", path]) == 0
        told = capsys.readouterr().out

        assert told.count(": holds\n") == 3

    def test_a_calendar(self, path: str, capsys: Captured) -> None:
        """As a calendar it is what any program that keeps one reads."""
        assert main(["dates", path, "--from", "2026-03-02", "--format", "ics"]) == 0
        told = capsys.readouterr().out

        assert len(entries(told.encode())) > 20

    @pytest.mark.parametrize("months", ["-1", "121", "x", "\u0661"])
    def test_months(self, path: str, months: str, capsys: Captured) -> None:
        """A number of months that is none, or too many, is refused."""
        with pytest.raises(SystemExit) as stopped:
            main(["dates", path, "--months", months])

        assert stopped.value.code == 2
        assert "must be a whole number from 0 to 120" in capsys.readouterr().err
