"""Key dates against their account file, and found again from it."""

import copy
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from tests.builders import day
from tests.test_key_date_documents import CASES, FILE, Json, dated
from tests.test_verify import changed, found, reseal

from gotobilling import verify as checker
from gotobilling.errors import WrongType
from gotobilling.facts import Account
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.key_dates import key_dates_document, key_dates_json
from gotobilling.key_dates import KeyDates, key_dates
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.replay import replay
from gotobilling.verify import Report, main, verify, verify_facts

TRIALS = "[[trials]]"
TERMS = "[[terms]]"
ANOTHER_TRIAL = """[[trials]]
id = "second"
product = "meeting"
effective_on = 2026-03-01
days = 30

[[trials]]"""
ANOTHER_TERM = """[[terms]]
id = "second"
agreed_on = 2030-01-01
months = 12

[[trials]]"""
RIGHT_TERM = """[[terms]]
id = "right"
supersedes = "term"
agreed_on = 2025-01-10
months = 15
known_on = 2026-01-05

[[trials]]"""


def with_readings(*lines: str) -> str:
    """Return the account file with readings."""
    told = "\n".join(("[readings]", *lines, "", TERMS))
    return FILE.replace(TERMS, told, 1)


def checked(tmp_path: Path, text: str, document: Json) -> Report:
    """Return what level 2 says of a document by an account file."""
    path = tmp_path / "acme.toml"
    path.write_text(text, encoding="utf-8")
    return verify_facts(document, path)


class TestLevelTwo:
    """The document against its account file."""

    def test_it_holds(self, tmp_path: Path) -> None:
        """Facts, readings, dates and invoices are those of the file."""
        report = checked(tmp_path, FILE, dated())

        assert report.failure is None
        assert report.proved == (
            "account, currency, market and readings are those of the account file",
            "3 facts equal the account file in every field",
            "6 dates: what the account file asks for",
            "2 invoices: what it asks for",
        )

    def test_by_what_was_known(self, tmp_path: Path) -> None:
        """What came to be known later is not asked for."""
        late = FILE.replace("days = 14", "days = 14\nknown_on = 2026-02-25")
        document = dated(late, day(2, 21), known_on=day(2, 20))
        report = checked(tmp_path, late, document)

        assert report.failure is None
        assert report.proved[2] == (
            "4 dates: what the account file asks for, of what was known by 2026-02-20, "
            "as the document says"
        )

    @pytest.mark.parametrize(
        ("was", "now", "place", "reason"),
        [
            ("months = 15", "months = 16", "facts.term.months", "must be 16, got 15"),
            ('id = "term"', 'id = "other"', "facts.term", "not in the account file"),
            ('id = "acme"', 'id = "emca"', "account", "must be 'emca', got 'acme'"),
            ('"us-connect"', '"gb-connect"', "market", "must be 'gb-connect'"),
            ("quantity = 5", "quantity = 6", "invoices[0].facts.c1.quantity", "must"),
            ("days = 14", "days = 15", "facts.trial.days", "must be 15, got 14"),
            (TRIALS, ANOTHER_TRIAL, "dates", "must hold 'trial_end:second'"),
            (TRIALS, ANOTHER_TERM, "grounds", "must be every term of the product"),
            (TRIALS, RIGHT_TERM, "facts.term", "is replaced, and stands no more"),
            (
                TERMS,
                '[readings]\nterm_start = "signature"\n[[terms]]',
                "readings.term_start",
                "must be what the term policy holds",
            ),
            (
                TERMS,
                "[readings]\ndays_before_end = 5\n[[terms]]",
                "readings.days_before_end",
                "must be '5', got '10'",
            ),
        ],
    )
    def test_what_the_file_does_not_say(
        self, tmp_path: Path, was: str, now: str, place: str, reason: str
    ) -> None:
        """A file that says something else refuses the document at that place."""
        report = checked(tmp_path, FILE.replace(was, now, 1), dated())
        where, why = found(report)

        assert report.level == 2
        assert (where, reason in why) == (place, True), why

    def test_a_reading_that_the_file_does_not_have(self, tmp_path: Path) -> None:
        """A document of another reading than the file's is refused by its name."""
        document = dated(with_readings('early_exit = "at_once"'))

        assert found(checked(tmp_path, FILE, document))[0] == "readings.early_exit"

    def test_readings_of_both(self, tmp_path: Path) -> None:
        """A document holds with the file whose readings it was made by."""
        lines = (
            'deadlines = "next_business_day"',
            "days_before_end = 5",
            "dispute_days = 30",
        )
        text = with_readings(*lines)

        assert checked(tmp_path, text, dated(text)).failure is None

    def test_an_invoice_before_fees_and_taxes(self, tmp_path: Path) -> None:
        """Where a rate was missing, the invoice holds without addresses, as told."""
        lines = ("[[addresses]]", 'id = "utah"', 'country = "US"', 'region = "UT"')
        text = "\n".join((FILE, *lines, "effective_on = 2025-01-15", ""))
        report = checked(tmp_path, text, dated(text))

        assert report.failure is None
        assert report.proved[3] == (
            "2 invoices: what it asks for, 2 of them before fees and taxes"
        )

    def test_key_dates_were_never_issued(self, tmp_path: Path) -> None:
        """A document of key dates is none that was issued to the account."""
        (tmp_path / "dates.json").write_text(key_dates_json(of_file()), "utf-8")
        shelf = checker._Shelf(tmp_path / "acme.toml")
        with pytest.raises(checker._Broken) as refused:
            shelf.read({"issued": [{"file": "dates.json"}]}, dated())

        assert refused.value.finding.reason == "is no document that was issued"

    def test_the_command_of_the_checker(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The checker alone proves key dates in both levels."""
        paths = [tmp_path / name for name in ("dates.json", "acme.toml")]
        paths[0].write_text(key_dates_json(of_file()), encoding="utf-8")
        paths[1].write_text(FILE, encoding="utf-8")

        assert main([str(paths[0]), "--facts", str(paths[1])]) == 0
        assert "1 of 1 documents hold" in capsys.readouterr().out


def of_file() -> KeyDates:
    """Return the key dates of the account file."""
    read = read_account_file(FILE.encode(), "acme.toml")
    return key_dates(read.account, read.market, day(3, 2), months=2)


def read() -> tuple[Account, Market]:
    """Return what the account file holds."""
    file = read_account_file(FILE.encode(), "acme.toml")
    return file.account, file.market


class TestLevelThree:
    """The dates found once more."""

    def test_it_holds(self) -> None:
        """Found again from the account, the document has the same bytes."""
        report = replay(dated(), *read())

        assert report.failure is None
        assert report.proved[:2] == (
            "dates: 13, with the same proofs",
            "invoices: 2, as assembled again",
        )
        assert replay(dated(known_on=day(3, 1)), *read()).holds

    def test_the_words_may_be_others(self) -> None:
        """A label may be worded otherwise by another release."""
        document = dated()
        document["dates"][0]["proof"]["steps"][0]["label"] = "over"

        assert replay(reseal(document), *read()).holds

    def test_an_invoice_less(self) -> None:
        """An invoice that is left out with its dates is missed when found again."""
        document = dated()
        gone = document["invoices"].pop()["digest"]
        document["dates"] = [x for x in document["dates"] if x["invoice"] != gone]
        sealed = reseal(document)
        report = replay(sealed, *read())

        assert verify(sealed).holds
        assert report.failure is not None
        assert report.failure.place == "dates[6].id"

    def test_other_policies(self) -> None:
        """Under another policy of the same name the document is another."""
        account, market = read()
        notice = evolve(market.contracts.notice, renewal_days=60)
        other = evolve(market, contracts=evolve(market.contracts, notice=notice))

        assert not replay(dated(), account, other).holds

    def test_what_does_not_hold_by_itself(self) -> None:
        """A document that level 1 refuses is refused by its reason."""
        report = replay(changed(dated(), "dates/0/on", "2026-03-07"), *read())

        assert str(report.failure).startswith("dates[0].on: must be 2026-03-06")

    def test_another_market(self) -> None:
        """A document of another market is refused by its name."""
        report = replay(dated(), read()[0], us.WEBINAR)

        assert report.failure is not None
        assert report.failure.place == "market"


class TestWriting:
    """What is written."""

    def test_no_key_dates(self) -> None:
        """Anything else is refused."""
        anything: Any = "dates"
        with pytest.raises(WrongType, match="found must be KeyDates"):
            key_dates_document(anything)

    def test_all_readings_are_listed(self) -> None:
        """Readings that no invoice lists stand here, and the others in each invoice."""
        document = dated(with_readings('term_start = "signature"', "dispute_days = 30"))
        listed = {"dispute_days": "30", "term_start": "signature"}

        assert document["readings"] == listed
        assert document["invoices"][0]["readings"] == {"dispute_days": "30"}

    def test_the_same_bytes(self) -> None:
        """The same facts in another order give the same document."""
        account, market, on = CASES["busy"]
        other = evolve(account, changes=account.changes[::-1])
        written = [key_dates_json(key_dates(x, market, on)) for x in (account, other)]

        assert written[0] == written[1]

    def test_it_is_a_copy(self) -> None:
        """What a caller does to a document changes no other."""
        first = dated(on=date(2026, 3, 2))
        kept = copy.deepcopy(first)
        first["dates"].clear()
        first["policies"].clear()

        assert dated() == kept


class TestFarDays:
    """Facts that lead nowhere are findings, and never errors."""

    def test_a_day_that_its_month_does_not_have(self) -> None:
        """31 January and a month, where no other day may stand for the 31st."""
        with pytest.raises(checker._Broken, match="does not have"):
            checker._months_on(date(2026, 1, 31), Fraction(1), "refuse")

    def test_a_day_outside_the_calendar(self) -> None:
        """A trial of one day that begins on the last day there is."""
        facts = {"t": {"type": "trial", "effective_on": date.max, "days": Fraction(1)}}
        book = checker._Book({}, facts, {}, facts)
        with pytest.raises(checker._Broken, match="outside the calendar"):
            checker._worked_out(book, checker._KeyDate("trial_end", "t", "t"))


class TestInvoicesWithin:
    """The invoices that stand in the document."""

    def test_their_order(self) -> None:
        """Invoices stand by their date."""
        document = dated()
        document["invoices"].reverse()
        where, why = found(verify(reseal(document)))

        assert (where, why) == (
            "invoices[1]",
            "must come after the one before, by date",
        )

    def test_no_more_to_come_than_the_next(self) -> None:
        """An invoice of a later day than the next one has no place there."""
        document = dated()
        document["invoices"].append(dated(on=day(4, 20))["invoices"][-1])
        where, why = found(verify(reseal(document)))

        assert where == "invoices"
        assert why == "must hold no more to come than those of one day"

    def test_none_that_is_over(self) -> None:
        """An invoice whose days are all past has no place there either."""
        document = dated()
        document["invoices"].insert(0, dated(on=day(1, 20))["invoices"][-1])
        where, why = found(verify(reseal(document)))

        assert (where, why) == ("invoices[0]", "has no date that is still ahead")

    def test_facts_of_one_content(self) -> None:
        """A fact is the same in the invoices and around them."""
        other = dated(
            FILE.replace("2025-01-15\n\n[[terms]]", "2025-01-20\n\n[[terms]]")
        )
        document = dated()
        document["invoices"] = other["invoices"]
        where, why = found(verify(reseal(document)))

        assert (where, why) == (
            "invoices[0].facts.contract",
            "is another in the document around it",
        )

    def test_policies_of_one_market(self) -> None:
        """An invoice rests on the start policy of the document around it."""
        other = dated(with_readings('billing_start = "quote"'))
        document = dated()
        document["invoices"] = [
            reseal({**invoice, "readings": {}}) for invoice in other["invoices"]
        ]
        where, why = found(verify(reseal(document)))

        assert (where, why) == (
            "invoices[0].policies",
            "must hold the start policy of the document",
        )
