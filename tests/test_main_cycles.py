"""The command line on products whose cycles are no calendar months."""

import json
from pathlib import Path
from typing import Final

import pytest
from tests.builders import day

from gotobilling.__main__ import main
from gotobilling.formats.documents import to_json
from gotobilling.invoices import Invoice, assemble_cycle
from gotobilling.markets import us
from gotobilling.testing.examples import webinar_upgrade

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
ACCOUNT: Final = EXAMPLES / "webinar-upgrade" / "account.toml"

TRIAL_AND_TERMS: Final = """
[[trials]]
id = "trial"
product = "central"
effective_on = 2026-06-10
days = 14

[[terms]]
id = "first"
agreed_on = 2026-06-10
months = 12

[[terms]]
id = "second"
agreed_on = 2027-06-10
months = 12
"""


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command and return what it prints."""
    assert main(["invoice", *arguments]) == 0
    return capsys.readouterr().out


class TestInvoice:
    """`gotobilling invoice` shows cycles and plan changes."""

    def test_month(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A month has every document that is dated in it."""
        made = json.loads(
            out(capsys, str(ACCOUNT), "--month", "2026-06", "--format", "json")
        )
        assert [one["document"]["kind"] for one in made] == ["cycle", "plan_change"]

    def test_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A day has the document that is dated on it, as the example has it."""
        found = out(capsys, str(ACCOUNT), "--on", "2026-06-25")
        written = ACCOUNT.parent / "change-2026-06-25.txt"
        assert found == written.read_text(encoding="utf-8")

    def test_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Without a day, everything is shown to the end of the month after."""
        found = out(capsys, str(ACCOUNT))
        assert found.count("Invoice of a billing cycle") == 3
        assert found.count("Invoice of a plan change") == 2

    def test_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A day on which nothing is dated says so."""
        assert main(["invoice", str(ACCOUNT), "--on", "2026-06-11"]) == 0
        assert "no document is dated then" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "command",
        [("invoice", "--month", "2026-06"), ("dates", "--from", "2026-06-01")],
        ids=["invoice", "dates"],
    )
    def test_other_product(
        self,
        command: tuple[str, ...],
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
    ) -> None:
        """What is of a product that the market does not bill is named, a trial not."""
        name, *others = command
        text = ACCOUNT.read_text(encoding="utf-8")
        text = text.replace('product = "webinar"', 'product = "webniar"', 1)
        text += TRIAL_AND_TERMS
        path = tmp_path / "account.toml"
        path.write_text(text, encoding="utf-8")

        assert main([name, str(ACCOUNT), *others]) == 0
        assert capsys.readouterr().err == ""
        assert main([name, str(path), *others]) == 0
        assert capsys.readouterr().err.splitlines() == [
            "us-webinar does not bill the product connect: first, second",
            "us-webinar does not bill the product webniar: price-standard",
        ]

    def test_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A document is told of the day that it is sent."""
        arguments = ("--on", "2026-06-25", "--sent-on", "2026-06-27")
        assert "Sent on           2026-06-27" in out(capsys, str(ACCOUNT), *arguments)

    def test_as_known(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What was not known on a day is not billed."""
        arguments = ("--month", "2026-07", "--as-known-on", "2026-06-10")
        assert "2026-07-10" in out(capsys, str(ACCOUNT), *arguments)

    def test_corrected(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        """A month after what was issued carries what late facts correct."""
        text = ACCOUNT.read_text(encoding="utf-8")
        late = "effective_on = 2026-06-25\nknown_on = 2026-07-12"
        text = text.replace("effective_on = 2026-06-25", late)
        first = assemble_cycle(webinar_upgrade(), day(6, 10), us.WEBINAR)
        assert isinstance(first, Invoice)
        (tmp_path / "june.json").write_text(to_json(first), encoding="utf-8")
        text = text.replace(
            "[contract]", '[[issued]]\nfile = "june.json"\n\n[contract]'
        )
        path = tmp_path / "account.toml"
        path.write_text(text, encoding="utf-8")
        july = out(capsys, str(path), "--month", "2026-07", "--format", "json")
        found = json.loads(july)
        assert found["document"]["period"]["start"] == "2026-07-25"
        # What was left out on 10 July and 25 June comes with it.
        told = [one["amount"] for one in found["corrections"]]
        assert sorted(told) == ["-49.00", "198.00"]
        sent = ["invoice", str(path), "--month", "2026-07", "--sent-on", "2026-07-26"]
        assert main(sent) != 0
        june = json.loads(
            out(capsys, str(path), "--month", "2026-06", "--format", "json")
        )
        assert june[0]["corrections"] == []
