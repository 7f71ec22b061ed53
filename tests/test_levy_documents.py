"""Documents with levies, written, read back and told apart from what they cannot be."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import (
    account,
    change,
    device_price,
    invoice,
    month,
    number_price,
)

from gotobilling.__main__ import main
from gotobilling.errors import InvalidFile
from gotobilling.facts import Account, BillingAddress
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import document_bytes, read_invoice
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import BillableUnit
from gotobilling.market import Market
from gotobilling.markets import ca
from gotobilling.periods import Period
from gotobilling.replay import replay
from gotobilling.sources import Clause, Standing
from gotobilling.verify import verify

START: Final = date(2026, 1, 1)
ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
VICTORIA: Final = BillingAddress(
    id="address", country="CA", region="BC", effective_on=START
)
CONTRACT: Final = Clause(
    id="contract-1", text="Schedule B.", standing=Standing.CONTRACT, checked=START
)

Document = dict[str, Any]


def victoria() -> tuple[Account, Market]:
    """Return a device and a toll-free number in British Columbia, and its market."""
    billed = account(
        START,
        device_price(effective_on=START),
        number_price(effective_on=START, unit=BillableUnit.TOLL_FREE_NUMBER),
        change(START, 1),
        change(START, 1, "number"),
    )
    taxed = evolve(billed, addresses=(VICTORIA,))
    return taxed, ca.CONNECT.with_rate("ca-recovery", START, 0, CONTRACT)


def stored() -> Document:
    """Return that account's document of February as a file keeps it."""
    taxed, market = victoria()
    found: Document = json.loads(document_bytes(invoice(taxed, month(2, 2026), market)))
    return found


def purchase() -> Document:
    """Return the German example's document, which a VAT number frees."""
    path = EXAMPLES / "berlin-business" / "invoice-2026-01.json"
    found: Document = json.loads(path.read_bytes())
    return found


class TestTreatments:
    """A levy that treats one kind of charges otherwise, written with its reason."""

    @pytest.mark.clause("ca-bc-toll-free", "D16")
    def test_apart(self) -> None:
        """PST of 7 % is on the device, and none on the toll-free number of 5.00."""
        taxed, market = victoria()
        lines = invoice(taxed, month(2, 2026), market).levies

        found = [
            (line.rate.category.value, line.base.minor, line.amount.minor)
            for line in lines
            if line.levy.name == "pst-bc"
        ]
        assert found == [("standard", 2500, 175), ("exempt", 500, 0)]

    @pytest.mark.clause("ca-bc-toll-free")
    def test_round_trip(self) -> None:
        """Its document reads back, verifies and replays, and cites the exemption."""
        taxed, market = victoria()
        made = invoice(taxed, month(2, 2026), market)
        content = stored()

        assert "ca-bc-toll-free" in content["clauses"]
        assert read_invoice(content, "february.json") == made
        assert verify(content).failure is None
        assert replay(content, taxed, market).failure is None


class TestReading:
    """A document whose levies cannot be made again is not read."""

    def test_no_rate(self) -> None:
        """A levy whose proof names no rate is refused by its place."""
        content = stored()
        for step in content["levies"][0]["proof"]["steps"]:
            if step["op"] == "percent":
                step["of"] = step["of"][:1]

        with pytest.raises(InvalidFile, match=r"levies\[0\]\.proof must be one that"):
            read_invoice(content, "february.json")

    def test_unknown_line(self) -> None:
        """A base with a line that the document does not hold is refused."""
        content = stored()
        base = content["levies"][0]["proof"]["steps"][0]
        base["of"][0] = {"line": "0" * 32}

        with pytest.raises(InvalidFile, match=r"levies\[0\]\.proof must be of lines"):
            read_invoice(content, "february.json")

    @pytest.mark.parametrize("fact_id", ["address", "nobody"])
    def test_no_ground(self, fact_id: str) -> None:
        """What frees is a certificate or a VAT number, and no other fact."""
        content = purchase()
        content["levies"][0]["ground"] = fact_id

        with pytest.raises(InvalidFile, match=r"levies\[0\]\.ground must be the id"):
            read_invoice(content, "january.json")


class TestPartsOfAMonth:
    """The documents into which a market splits a month, on the command line."""

    ACCOUNT: Final = str(EXAMPLES / "sao-paulo" / "account.toml")

    @pytest.mark.clause("br-documents")
    def test_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A month is printed as both of its documents."""
        assert main(["invoice", self.ACCOUNT, "--month", "2026-08"]) == 0

        printed = capsys.readouterr().out
        assert printed.count("Monthly invoice of 2026-08-01, ") == 2

    @pytest.mark.clause("br-documents")
    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """As JSON it is an array of both."""
        arguments = ["invoice", self.ACCOUNT, "--month", "2026-08", "--format", "json"]
        assert main(arguments) == 0

        found = json.loads(capsys.readouterr().out)
        parts = [one["document"]["part"] for one in found]
        assert parts == ["services", "telecommunications"]

    @pytest.mark.clause("br-documents", "Q9")
    def test_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A month before the start has neither."""
        assert main(["invoice", self.ACCOUNT, "--month", "2026-07"]) == 0

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("nothing to bill: billing starts on 2026-08-01")


class TestCreditsAlone:
    """A document that credits alone."""

    @pytest.mark.clause("Q45", "D20")
    def test_no_factor_of_today(self) -> None:
        """All is gone in June: July's factor is not known, and need not be."""
        path = EXAMPLES / "utah" / "account.toml"
        file = read_account_file(path.read_bytes(), path.name)
        start = date(2026, 5, 1)
        gone = account(
            start,
            device_price("31.00", effective_on=start),
            change(start, 1),
            change(date(2026, 6, 15), -1),
        )
        taxed = evolve(gone, addresses=file.account.addresses)
        found = assemble_invoice(taxed, Period.month(2026, 7), file.market)
        assert isinstance(found, Invoice)

        # 31.00 x 15/30 = 15.50 is credited, at June's factor of 37.0.
        usf = next(line for line in found.levies if line.levy.name == "usf")
        assert (usf.base.minor, str(usf.rate.percent)) == (-1550, "37")
        assert usf.tax_date == date(2026, 6, 1)


class TestPriceOnTheWay:
    """A price that changes between what was billed in advance and what is credited."""

    @pytest.mark.clause("Q30", "Q45", "D15")
    def test_charged_anew(self) -> None:
        """A new price on 10 March 2025 gives all back; what goes later is its own."""
        start, changed = date(2025, 1, 1), date(2025, 3, 10)
        halifax = evolve(VICTORIA, region="NS", effective_on=start)
        billed = account(
            start,
            device_price("31.00", effective_on=start),
            device_price("62.00", effective_on=changed, id="new-price"),
            change(start, 5),
            change(date(2025, 3, 20), -2),
        )
        market = ca.CONNECT.with_rate("ca-recovery", start, 0, CONTRACT)
        taxed = evolve(billed, addresses=(halifax,))
        hst = [
            (str(line.rate.percent), line.base.minor)
            for line in invoice(taxed, month(4, 2025), market).levies
            if line.levy.name == "hst-ns"
        ]

        # At 15 %: what 1 March billed, given back: -5 x 31.00 x 21/31 = -105.00. At
        # 14 %: 3 x 62.00; 5 x 62.00 x 21/31 = 210.00 less 2 x 62.00 x 11/31 = 44.00.
        assert hst == [("15", -10500), ("14", 18600 + 21000 - 4400)]


class TestFreeOfAnUnknownRate:
    """A certificate for a tax whose rate nobody gave."""

    @pytest.mark.clause("E5")
    def test_exempt(self) -> None:
        """Who is free of a tax need not know its rate: the line is exempt, of 0.00."""
        path = EXAMPLES / "utah" / "account.toml"
        file = read_account_file(path.read_bytes(), path.name)
        certificate = evolve(
            file.account.exemptions[0],
            jurisdiction="US-UT-provo",
            effective_on=START,
            known_on=START,
            valid_until=None,
        )
        address = evolve(file.account.addresses[0], areas=("US-UT-provo",))
        taxed = evolve(file.account, addresses=(address,), exemptions=(certificate,))
        market = file.market.with_sales_tax("provo-tax", "US-UT-provo")
        line = invoice(taxed, month(3, 2026), market).levies[-1]

        assert line.levy.name == "provo-tax"
        assert (line.rate.category.value, line.amount.minor) == ("exempt", 0)
