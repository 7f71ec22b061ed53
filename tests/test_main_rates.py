"""The command `rates`: every rate of a market, and what has to be supplied."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from attrs import evolve

from gotobilling.__main__ import main
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.editions import edition, names
from gotobilling.errors import InvalidValue
from gotobilling.markets import us
from gotobilling.present import rates_text
from gotobilling.sources import Citation, Source
from gotobilling.taxes import exact_percent

Captured = pytest.CaptureFixture[str]

ROW: Final = re.compile(r" {3}(\d{4}-\d\d-\d\d) +(not levied|\S+ %)  (\S+) (\w+)")


def sections(text: str) -> dict[str, str]:
    """Return what is said of each series, by its name."""
    parts = re.split(r"^(\S[^(\n]*?)(?: \(.*\))?: ", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def to_supply(text: str) -> list[dict[str, object]]:
    """Return the tables of rates that a text asks for, read as TOML."""
    lines = [line.strip() for line in text.splitlines() if line.startswith(" " * 6)]
    kept = [line for line in lines if line.startswith("[[") or " = " in line]
    source = "\n".join(kept).replace("= ...", "= 1").replace("YYYY-MM-DD", "1999-09-09")
    found: list[dict[str, object]] = tomllib.loads(source).get("rates", [])
    return found


class TestEvery:
    """Without a day every entry of every series is listed."""

    @pytest.mark.parametrize("market", names())
    def test_reachable(self, market: str, capsys: Captured) -> None:
        """Each value of each series stands with its day, clause and standing."""
        assert main(["rates", market]) == 0

        printed = capsys.readouterr()
        said = sections(printed.out)
        assert printed.err == ""
        for series in edition(market).rates:
            assert ROW.findall(said[series.name]) == [
                (
                    str(entry.from_on),
                    "not levied"
                    if entry.value is None
                    else f"{exact_percent('percent', entry.value)} %",
                    entry.clause.id,
                    entry.clause.standing.value
                    if entry.clause.standing.value in ("stated", "law", "contract")
                    else entry.clause.standing.value.upper(),
                )
                for entry in series.entries
            ]

    @pytest.mark.parametrize("market", names())
    def test_sources(self, market: str, capsys: Captured) -> None:
        """Each source of each value stands with title and address."""
        main(["rates", market])

        lines = {line.strip() for line in capsys.readouterr().out.splitlines()}
        words = " ".join(" ".join(lines).split())
        for series in edition(market).rates:
            for entry in series.entries:
                for cited in entry.clause.citations:
                    assert cited.source.title.split()[0] in words
                    assert cited.source.url in {"", *lines}

    def test_days(self, capsys: Captured) -> None:
        """A series says until when it was checked and when it runs out."""
        main(["rates", "us-connect"])

        said = sections(capsys.readouterr().out)["us-usf-factor"]
        factor = us.CONNECT.series("us-usf-factor")
        assert f"Checked until {factor.checked_until}. Runs out on 2026-07-01." in said

    @pytest.mark.clause("D11", "D12", "E3")
    def test_to_supply(self, capsys: Captured) -> None:
        """What contract and caller bring is listed with the lines to write."""
        main(["rates", "us-connect"])

        printed = capsys.readouterr().out
        assert [(one["series"], one["from_on"]) for one in to_supply(printed)] == [
            ("us-slrrf", date(1999, 9, 9)),
            ("us-rrf", date(1999, 9, 9)),
            ("us-usf-factor", date(2026, 7, 1)),
            ("...", date(1999, 9, 9)),
        ]
        assert "[[taxes]]" in sections(printed)["sales taxes"]

    def test_no_sales_tax(self, capsys: Captured) -> None:
        """A market without sales taxes of the caller's asks for none."""
        main(["rates", "de-connect"])

        assert "[[" not in capsys.readouterr().out

    def test_unused(self, capsys: Captured) -> None:
        """A series that only a reading chooses is listed, and says so."""
        main(["rates", "ca-connect"])

        said = "ca-ns-hst-guide (no levy, unless a reading chooses it): part of"
        assert said in capsys.readouterr().out


class TestOn:
    """With a day only what is in force then is listed."""

    def test_in_force(self, capsys: Captured) -> None:
        """The factor of the day stands alone, and its source."""
        assert main(["rates", "us-connect", "--on", "2020-09-30"]) == 0

        said = sections(capsys.readouterr().out)["us-usf-factor"]
        assert ROW.findall(said) == [("2020-07-01", "26.5 %", "usf-factors", "law")]
        assert "[[rates]]" not in said

    def test_not_levied(self, capsys: Captured) -> None:
        """A series of which nothing is levied that day says so."""
        main(["rates", "ca-connect", "--on", "2026-01-01"])

        said = sections(capsys.readouterr().out)["ca-bc-hst"]
        assert ROW.findall(said) == [("2013-04-01", "not levied", "ca-bc-hst", "law")]

    @pytest.mark.parametrize(
        ("on", "from_on"),
        [
            ("2026-07-01", "2026-07-01"),
            ("2026-09-30", "2026-07-01"),
            ("2026-10-01", "2026-10-01"),
            ("2027-03-31", "2027-01-01"),
        ],
    )
    def test_run_out(self, on: str, from_on: str, capsys: Captured) -> None:
        """Past its end a series asks for the quarter of the day."""
        main(["rates", "us-connect", "--on", on])

        said = sections(capsys.readouterr().out)["us-usf-factor"]
        assert f"No value is known for {on}." in said
        assert [str(one["from_on"]) for one in to_supply(said)] == [from_on]

    def test_before_the_first(self, capsys: Captured) -> None:
        """Before its first entry a series has no value, and asks for one of the day."""
        main(["rates", "us-connect", "--on", "2006-09-30"])

        said = sections(capsys.readouterr().out)["us-interstate-share"]
        assert "No value is known for 2006-09-30." in said
        assert [one["from_on"] for one in to_supply(said)] == [date(2006, 9, 30)]

    def test_supplied(self) -> None:
        """A rate that was supplied is listed as any other."""
        on = date(2026, 1, 1)
        percent = Decimal("3.50")
        market = us.CONNECT.with_rate("us-rrf", on, percent, CONTRACT_RATES)

        said = sections(rates_text(market, on))["us-rrf"]
        expected = ("2026-01-01", "3.5 %", "contract-rates", "ASSUMED")
        assert ROW.findall(said) == [expected]
        assert to_supply(said) == []

    @pytest.mark.clause("Q46")
    def test_gap(self) -> None:
        """Between two quarters that are known the one that lacks is asked for."""
        market = us.CONNECT.with_rate(
            "us-usf-factor", date(2026, 10, 1), 41, CONTRACT_RATES
        )

        def said(on: date) -> str:
            return sections(rates_text(market, on))["us-usf-factor"]

        assert "Runs out on 2026-07-01." in said(date(2026, 6, 30))
        assert to_supply(said(date(2026, 6, 30))) == []
        assert "Runs out on 2026-08-12." in said(date(2026, 8, 12))
        assert "No value is known for 2026-08-12." in said(date(2026, 8, 12))
        wanted = to_supply(said(date(2026, 8, 12)))
        assert [one["from_on"] for one in wanted] == [date(2026, 7, 1)]
        assert "Runs out on 2027-01-01." in said(date(2026, 10, 1))
        assert [row[1] for row in ROW.findall(said(date(2026, 10, 1)))] == ["41 %"]

    def test_locators_and_notes(self) -> None:
        """A value shows where in its source it stands, and what is noted of it."""
        source = Source(id="table", title="Rates", language="en", url="")
        clause = evolve(
            CONTRACT_RATES,
            citations=(Citation(source=source, locator="row 7 of the table"),),
            note="The second print says the same.",
        )
        market = us.CONNECT.with_rate("us-rrf", date(2026, 1, 1), 5, clause)

        said = sections(rates_text(market, date(2026, 1, 1)))["us-rrf"]

        words = " ".join(said.split())
        assert "Rates (en), row 7 of the table" in words
        assert "The second print says the same." in words

    def test_no_day(self) -> None:
        """A day that no invoice can have is refused."""
        with pytest.raises(InvalidValue, match="on must be a day from 1900-01-01"):
            rates_text(us.CONNECT, date(1899, 12, 31))


class TestBadInput:
    """Bad input is exit code 2, one line, and nothing on standard output."""

    def test_unknown_market(self, capsys: Captured) -> None:
        """A market that there is not is named, with those that there are."""
        assert main(["rates", "us-moon"]) == 2

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == (
            f"unknown-name: market must be one of {', '.join(names())}, got 'us-moon'\n"
        )

    def test_no_day(self, capsys: Captured) -> None:
        """A day in another spelling is refused."""
        with pytest.raises(SystemExit) as left:
            main(["rates", "us-connect", "--on", "20260801"])

        assert left.value.code == 2
        assert "must be a day such as 2026-08-12" in capsys.readouterr().err
