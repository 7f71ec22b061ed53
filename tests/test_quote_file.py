"""The quote file, quotes as text and as plain data, and the command that tells both."""

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from tests.quotes import ADMIN, EVERY_STEP, LONDON, item, phones, quote
from tests.test_quotes import AGENT, NUMBER, in_utah, quotes

from gotobilling.__main__ import main
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.editions import names
from gotobilling.errors import InvalidFile, InvalidValue, UnknownName, WrongType
from gotobilling.facts import AutoRenewal
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import document
from gotobilling.formats.quote_file import read_quote_file, write_quote_file
from gotobilling.formats.quote_template import quote_template
from gotobilling.formats.quotes import quote_data
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.markets import br, gb, mx, us
from gotobilling.present import quote_text
from gotobilling.quotes import Accepted, Quote, QuotePart, accept, decline, totals
from gotobilling.verify import verify

FILE = """\
format = 1

[quote]
id = "q-17"
account = "acme"
currency = "USD"
market = "us-connect"
edition = "2026-11"
quoted_on = 2024-12-20
billing_start_on = 2025-01-15
months = 15

[[items]]
item = "seat"
kind = "service_charge"
unit = "extension"
quantity = 10
quoted_price = 20.00
list_price = 25.00
"""


def read(text: str = FILE, name: str = "quote.toml") -> Quote:
    """Return the quote of a file."""
    return read_quote_file(text.encode(), name)


def problems(text: str) -> list[str]:
    """Return every problem of a file."""
    with pytest.raises(InvalidFile) as caught:
        read(text)
    return [f"{one.code}: {one}" for one in caught.value.problems]


class TestFile:
    """The quote file."""

    @pytest.mark.clause("M1")
    def test_read(self) -> None:
        """A quote file says what a quote is made of."""
        assert read() == quote()

    def test_json(self) -> None:
        """The same as JSON is the same quote."""
        content = {
            "format": 1,
            "quote": {
                "id": "q-17",
                "account": "acme",
                "currency": "USD",
                "market": "us-connect",
                "quoted_on": "2024-12-20",
                "billing_start_on": "2025-01-15",
                "months": 15,
            },
            "items": [
                {
                    "item": "seat",
                    "kind": "service_charge",
                    "unit": "extension",
                    "quantity": 10,
                    "quoted_price": "20.00",
                    "list_price": "25.00",
                }
            ],
        }

        assert read(json.dumps(content), "quote.json") == quote()

    def test_edition(self) -> None:
        """Another edition of the market than the file's can be asked for."""
        found = read_quote_file(FILE.encode(), "quote.toml", edition="2026-11")

        assert found == quote()
        with pytest.raises(InvalidFile, match="edition"):
            read_quote_file(FILE.encode(), "quote.toml", edition="1999-01")

    def test_written(self) -> None:
        """What is written is what a person writes, defaults left out."""
        assert write_quote_file(quote()) == FILE

    @given(quotes())
    def test_round_trip(self, offered: Quote) -> None:
        """A quote that is written and read is the same."""
        assert read(write_quote_file(offered)) == offered

    def test_everything(self) -> None:
        """A quote with every section there is comes back as it was."""
        market = gb.CONNECT.with_readings({"term_start": "signature"})
        offered = quote(
            item(part=QuotePart.ADD_ON, minimum_quantity=2),
            market=market,
            currency="GBP",
            purchases=(phones(),),
            addresses=(LONDON,),
            free_months=1,
            auto_renewal=AutoRenewal.OFF,
            renewal_months=6,
            renewal_on=date(2026, 5, 1),
            buyout=Decimal("500.00"),
            valid_until=date(2025, 1, 31),
        )
        accepted = accept(offered, on=date(2025, 1, 2), done=EVERY_STEP, **ADMIN)
        assert isinstance(accepted, Accepted)

        assert read(write_quote_file(accepted.quote)) == accepted.quote

    def test_holidays_and_taxes(self) -> None:
        """Holidays, sales taxes and rates of a file are those of its market."""
        mexico = mx.CONNECT.with_holidays([date(2026, 9, 16)])
        offered = quote(market=mexico, currency="MXN")
        assert read(write_quote_file(offered)) == offered

        text = FILE + "[[taxes]]\nname = 'utah'\njurisdiction = 'US-UT'\n"
        text += "[[rates]]\nseries = 'utah'\nfrom_on = 2026-01-01\npercent = 7.25\n"
        text += "clause = 'the table of the seller'\n"
        found = read(text)
        assert found.market.levies[-1].name == "utah"
        assert read(write_quote_file(found)) == found

    def test_not_an_edition(self) -> None:
        """A market that no file can name is not written."""
        market = evolve(us.CONNECT, dispute=evolve(us.CONNECT.dispute, days=9))

        with pytest.raises(InvalidValue, match="market must be an edition"):
            write_quote_file(quote(market=market))

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("months = 15", "months = 0", "quote.months must be from 1 to"),
            ("months = 15", "months = 601", "quote.months must be from 1 to 600"),
            ("months = 15", "month = 15", "quote.month must be a key of this table"),
            ("= 20.00", "= -1e5", "items[0].quoted_price must be"),
            ("= 25.00", "= nan", "items[0].list_price must be"),
            ("quantity = 10", "quantity = 0", "items[0].quantity must be from 1 to"),
            ('"extension"', '"minute"', "items[0].unit must be one of"),
            ('"service_charge"', '"hardware"', "items[0].kind must be one of"),
            ('"us-connect"', '"us-fax"', "quote.market must be one of"),
            ('"2026-11"', '"1999-01"', "quote.edition must be one of"),
            ('"USD"', '"XYZ"', "quote.currency must be"),
            ("2024-12-20", "'2024-12-32'", "quote.quoted_on must be"),
            (
                "months = 15",
                "months = 15\nvalid_until = 2024-12-19",
                "quote.valid_until must be on or after the date of the quote",
            ),
            (
                "months = 15",
                "months = 15\nrenewal_on = 2024-12-01",
                "quote.renewal_on must be after 2024-12-20",
            ),
            ("[[items]]", "[[item]]", "item must be a key of this table"),
        ],
    )
    def test_problems(self, old: str, new: str, told: str) -> None:
        """What is wrong with a file is told with its place."""
        found = problems(FILE.replace(old, new, 1))

        assert any(told in one for one in found)

    def test_several_problems(self) -> None:
        """Every problem of a file is told at once."""
        text = FILE.replace("= 15\n", "= 0\n").replace("= 10", "= 0")

        assert len(problems(text)) == 2

    def test_twice(self) -> None:
        """One item offered twice is a problem of all items."""
        assert problems(FILE + FILE[FILE.index("[[items]]") :]) == [
            "conflicting-facts: items must be each under its own name, got 'seat'"
        ]

    def test_place(self) -> None:
        """An address outside the market is told before anything is put together."""
        text = FILE + "[[addresses]]\nid = 'a'\ncountry = 'DE'\n"
        text += "effective_on = 2024-01-01\n"

        (found,) = problems(text)
        assert found.startswith("unknown-name: addresses[0].country must be one of US")

    @pytest.mark.clause("L7", "M2")
    def test_decision(self) -> None:
        """A file says what became of its quote, by whom and where."""
        text = FILE + "[decision]\noutcome = 'declined'\non = 2025-01-02\n"
        text += "role = 'billing_admin'\nportal = 'goto_admin'\n"

        assert read(text) == decline(quote(), on=date(2025, 1, 2), **ADMIN)

    @pytest.mark.parametrize(
        ("decided", "path", "said"),
        [
            (
                ("declined", "01-02", "super_admin", "goto_admin"),
                "role",
                "the role super admin does not decide on quotes in goto admin",
            ),
            (
                ("declined", "01-02", "billing_admin", "connect"),
                "portal",
                "there are no quotes in connect",
            ),
            (
                ("accepted", "03-01", "billing_admin", "goto_admin"),
                "on",
                "the quote was valid until 2025-02-28",
            ),
        ],
    )
    @pytest.mark.clause("L7", "M2", "quote-until")
    def test_refused_decision(
        self, decided: tuple[str, str, str, str], path: str, said: str
    ) -> None:
        """A file cannot say what the library refuses: by whom, where and until when."""
        outcome, on, role, portal = decided
        text = FILE.replace("[quote]\n", "[quote]\nvalid_until = 2025-02-28\n")
        text += f"[decision]\noutcome = '{outcome}'\non = 2025-{on}\n"
        text += f"role = '{role}'\nportal = '{portal}'\n"

        (found,) = problems(text)
        head = f"conflicting-facts: decision.{path} must be one that decides on"
        assert found.startswith(f"{head} the quote: {said}")


class TestTemplate:
    """The quote file to start from."""

    @pytest.mark.parametrize("name", names())
    def test_reads(self, name: str) -> None:
        """In every market it is a file that reads, and comes to something."""
        offered = read(quote_template(name))

        assert offered.market.name == name
        assert offered.totals.charges.value.minor > 0

    def test_comments(self) -> None:
        """What it has as comments is right as well."""
        text = re.sub(
            r"^# (?=\w+ = |\[)", "", quote_template("us-connect"), flags=re.MULTILINE
        )
        offered = read(text.replace('frequency = "annual" ', 'frequency = "monthly"'))

        assert offered.decision is not None
        assert offered.items[0].part is QuotePart.ADD_ON
        assert (offered.free_months, offered.renewal_months) == (2, 12)

    def test_unknown_market(self) -> None:
        """A market that there is not has no template."""
        with pytest.raises(UnknownName, match="market must be one of"):
            quote_template("moon-connect")

    def test_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        """`gotobilling new --quote` prints it."""
        assert main(["new", "--market", "us-connect", "--quote"]) == 0
        assert capsys.readouterr().out == quote_template("us-connect")


class TestData:
    """Quotes as plain data."""

    @pytest.mark.clause("E7", "M1")
    def test_documents(self) -> None:
        """The first invoices stand in it whole, and each verifies by itself."""
        found = in_london().totals
        content: Any = quote_data(found, documents=2)

        assert content["documents"] == [document(one) for one in found.invoices[:2]]
        for one in content["documents"]:
            assert verify(one).holds
        assert len(content["invoices"]) == 15
        digests = [one["digest"] for one in content["invoices"]]
        assert digests[:2] == [one["digest"] for one in content["documents"]]

    @pytest.mark.clause("E7", "M1")
    def test_sums(self) -> None:
        """The totals are the sums of the rows of its invoices, as text."""
        content: Any = quote_data(in_london().totals, documents=0)

        def total(name: str) -> Fraction:
            return sum((Fraction(one[name]) for one in content["invoices"]), Fraction())

        before = content["before_fees_and_taxes"]
        assert Fraction(before["charges"]) == total("charges")
        assert Fraction(content["known_fees_and_taxes"]) == total("fees_and_taxes")
        assert Fraction(content["with_known_fees_and_taxes"]) == total("total")
        assert content["invoices_before_fees_and_taxes"] == "0"

    @pytest.mark.clause("A15", "M1")
    def test_contract(self) -> None:
        """The contract has its length, its last day and its renewal date, if any."""
        for renewal, on in ((AutoRenewal.ON, "2026-04-15"), (AutoRenewal.OFF, None)):
            offered = quote(auto_renewal=renewal)
            content: Any = quote_data(offered.totals, documents=0)

            assert content["contract"] == {
                "months": "15",
                "billing_start": "2025-01-15",
                "last_day": "2026-04-14",
                "renewal_date": on,
            }

    def test_untaxed(self) -> None:
        """An invoice before fees and taxes has none, which is not 0."""
        content: Any = quote_data(quote().totals, documents=0)

        assert {one["fees_and_taxes"] for one in content["invoices"]} == {None}
        assert content["invoices_before_fees_and_taxes"] == "15"

    def test_count(self) -> None:
        """A number of documents is whole and not below 0."""
        with pytest.raises(InvalidValue, match="documents must be from 0"):
            quote_data(quote().totals, documents=-1)


def in_london(**others: object) -> Quote:
    """Return a quote for London, with VAT."""
    filled: dict[str, Any] = {
        "market": gb.CONNECT,
        "currency": "GBP",
        "addresses": (LONDON,),
    }
    return quote(**(filled | others))


def shown(offered: Quote, **others: Any) -> str:  # noqa: ANN401 -- of quote_text
    """Return the text of a quote."""
    return quote_text(offered.totals, **others)


class TestText:
    """Quotes as plain text."""

    @pytest.mark.clause("E7", "M1")
    @pytest.mark.parametrize(
        ("offered", "told"),
        [
            (quote(), "Renewal date          2026-04-15, then every 12 months [Q34]"),
            (quote(), "Last day for notice   2026-03-16 [Q34]"),
            (quote(), "Valid until           no day is named [M5]"),
            (quote(), "Without a billing address fees and taxes are not counted. [E2]"),
            (quote(), "2025-02-01  Monthly invoice  2025-02-01 to 2025-02-28"),
            (quote(), "(at list prices $250.00)"),
            (quote(), "The first 3 of 15 invoices"),
            (quote(months=1), "Contract length       1 month\n"),
            (quote(renewal_months=6), "then every 6 months"),
            (
                quote(auto_renewal=AutoRenewal.OFF),
                "Ends with             2026-04-14, it does not renew",
            ),
            (quote(valid_until=date(2025, 1, 31)), "Valid until           2025-01-31"),
            (
                quote(free_months=2),
                "Free months           2, from acceptance; they are in no total",
            ),
            (quote(buyout=Decimal("500.00")), "To leave early        $500.00"),
            (
                quote(market=us.CONNECT.with_readings({"term_start": "signature"})),
                "Readings              term_start = signature",
            ),
            (in_london(), "Billing address       GB"),
            (in_london(), "Total for the term, with fees and taxes   "),
            (quote(NUMBER, AGENT), "Add-ons     "),
            (quote(purchases=(phones(),)), "- Desk phone                once"),
            (
                decline(quote(), on=date(2025, 1, 2), **ADMIN),
                "declined 2025-01-02",
            ),
        ],
    )
    def test_told(self, offered: Quote, told: str) -> None:
        """A quote tells its contract, its totals and its first invoices."""
        text = shown(offered)

        assert told.replace(" ", "") in text.replace(" ", "")
        assert max(map(len, text.splitlines())) <= 96

    @pytest.mark.clause("E7")
    def test_rates_not_known_yet(self) -> None:
        """It tells how many invoices have fees and taxes, and which rate is missing."""
        text = shown(in_utah(date(2026, 4, 1), 6))

        assert "Fees and taxes of 3 of 6 invoices" in text
        assert "Total for the term, with fees and taxes, as far as they are known" in (
            text
        )
        assert "3 invoices stand before fees and taxes, as rates are not known" in text
        assert "- us-usf-factor must be known for 2026-07-01" in text

    def test_split_invoices(self) -> None:
        """Where a market splits the month, each part is named."""
        text = shown(quote(AGENT, market=br.CONNECT, currency="BRL"))

        assert "Monthly invoice, services" in text

    @pytest.mark.clause("A12", "M1", "quote-parts")
    def test_central(self) -> None:
        """Subscriptions of Central are its product, charged every 30 days."""
        seats = item(kind=LineKind.SUBSCRIPTION, unit=BillableUnit.SUBSCRIPTION)
        offered = quote(seats, market=us.CENTRAL, months=3)
        found = offered.totals

        # 90 days from 15 January to 14 April 2025: three cycles of 30.
        assert found.charges.value.minor == 3 * 20000
        assert [one.part for one in found.by_part] == [QuotePart.PRODUCT]
        assert "Charged every 30 days, before fees and taxes" in quote_text(found)

    def test_no_invoices(self) -> None:
        """No invoice is listed where none is asked for."""
        assert "The first" not in shown(quote(), invoices=0)

    def test_same_prices(self) -> None:
        """List prices are told of monthly charges only where they are others."""
        assert "(at list prices" not in shown(quote(NUMBER))

    def test_locale(self) -> None:
        """Amounts are printed as the locale has it."""
        assert "2.996,56" in shown(quote(), locale="de_DE")

    def test_types(self) -> None:
        """A text is that of totals, with a whole number of invoices."""
        unknown: Any = quote()
        with pytest.raises(WrongType, match="found must be the Totals"):
            quote_text(unknown)
        with pytest.raises(InvalidValue, match="invoices must be from 0"):
            shown(quote(), invoices=-1)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command on a quote file."""

    def run(*words: str, text: str = FILE) -> tuple[int, str, str]:
        path = tmp_path / "quote.toml"
        path.write_text(text, encoding="utf-8")
        code = main(["quote", str(path), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


class TestCommand:
    """The command ``gotobilling quote``."""

    def test_text(self, run: Run) -> None:
        """It prints the quote as text."""
        assert run() == (0, quote_text(quote().totals), "")

    def test_invoices(self, run: Run) -> None:
        """It lists as many invoices as it is told."""
        _, out, _ = run("--invoices", "15")

        assert "The first 15 of 15 invoices" in out

    def test_accepted_on(self, run: Run) -> None:
        """It reads the quote as accepted on another day, not before its own."""
        code, out, _ = run("--accepted-on", "2025-02-01")
        assert code == 0
        assert "Billing start         2025-02-01" in out

        code, out, told = run("--accepted-on", "2024-12-19")
        assert (code, out) == (2, "")
        assert told.startswith("invalid-value: accepted_on must be on or after")

    def test_json(self, run: Run) -> None:
        """It prints plain data with as many documents as it is told."""
        code, out, _ = run("--format", "json", "--invoices", "1")

        assert code == 0
        assert json.loads(out) == quote_data(quote().totals, documents=1)

    @pytest.mark.clause("M2")
    def test_toml(self, run: Run) -> None:
        """It prints the account file that the quote becomes."""
        code, out, _ = run("--format", "toml", "--accepted-on", "2025-01-02")
        accepted = accept(quote(), on=date(2025, 1, 2), done=EVERY_STEP, **ADMIN)
        assert isinstance(accepted, Accepted)

        assert code == 0
        file = read_account_file(out.encode(), "account.toml")
        assert file.account == accepted.account
        assert file.market == us.CONNECT

    @pytest.mark.clause("M2")
    def test_declined(self, run: Run) -> None:
        """A declined quote still comes to something, and becomes no account."""
        declined = decline(quote(), on=date(2025, 1, 2), **ADMIN)
        assert isinstance(declined, Quote)
        text = write_quote_file(declined)

        assert run(text=text) == (0, quote_text(declined.totals), "")
        code, out, told = run("--format", "toml", text=text)
        assert (code, out) == (2, "")
        assert told.startswith("invalid-value: decision.outcome must be none, or")

    @pytest.mark.clause("quote-until")
    @pytest.mark.parametrize("form", ["text", "json", "toml"])
    @pytest.mark.parametrize(
        ("on", "aside"),
        [
            ("2025-01-31", ""),
            ("2025-02-01", "the quote is valid until 2025-01-31 [quote-until]\n"),
        ],
    )
    def test_lapsed(self, form: str, on: str, aside: str, run: Run) -> None:
        """Read as accepted after its last day, it is told beside the answer."""
        text = write_quote_file(quote(valid_until=date(2025, 1, 31)))
        code, _, told = run("--format", form, "--accepted-on", on, text=text)

        assert (code, told) == (0, aside)

    def test_edition(self, run: Run) -> None:
        """It takes another edition of the market, if there is one."""
        assert run("--edition", "2026-11")[0] == 0
        assert run("--edition", "1999-01")[0] == 2

    def test_bad_file(self, run: Run) -> None:
        """A file with problems is refused with a line for each."""
        code, out, told = run(text=FILE.replace("= 10", "= 0"))

        assert (code, out) == (2, "")
        assert "quote.toml: items[0].quantity must be from 1" in told

    @pytest.mark.parametrize("count", ["-1", "x", "1000", "\u00b9"])
    def test_count(
        self, count: str, run: Run, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A number of invoices has up to three digits."""
        with pytest.raises(SystemExit) as caught:
            run(f"--invoices={count}")

        assert caught.value.code == 2
        assert "must be a whole number from 0 to 999" in capsys.readouterr().err


class TestAgreement:
    """The two texts that a rate of a market and a file give are one quote."""

    def test_supplied_rate(self) -> None:
        """A market with a rate of the caller's is written with it, if a file can."""
        rate = Decimal("3.5")
        market = us.CONNECT.with_rate("us-rrf", date(2026, 1, 1), rate, CONTRACT_RATES)

        with pytest.raises(InvalidValue, match="one of a file"):
            write_quote_file(quote(market=market))
        assert totals(quote(market=market)).charges == quote().totals.charges
