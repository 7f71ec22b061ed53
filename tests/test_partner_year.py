"""One partner's year, and the command that states it, each amount as its arithmetic."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from gotobilling.__main__ import main

YEAR: Final = Path(__file__).resolve().parent.parent / "examples" / "partner-year"
PARTNER: Final = str(YEAR / "partner.toml")

PINE, OAK = Fraction(12, 100), Fraction(10, 100)
"""What acme has of the service of each."""
TEN, FOURTEEN, SIX = 10 * Fraction("20.00"), 14 * Fraction("20.00"), 6 * Fraction(30)
PHONES = 3 * Fraction("99.98")
FIRST = Fraction("248.77")
"""Oak's first invoice: 180.00 of seats, with fees and taxes."""
HALF = Fraction(50, 100)
PAID_FIRST = SIX * HALF * Fraction("100.00") / FIRST

EARNED: Final = {
    1: [TEN * PINE],
    # Paid on 20 January.
    2: [TEN * PINE, Fraction("50.00")],
    3: [TEN * PINE],
    4: [TEN * PINE],
    5: [TEN * PINE],
    # The phones are paid on 20 May.
    6: [TEN * PINE, PHONES * Fraction(5, 100)],
    7: [FOURTEEN * PINE],
    8: [FOURTEEN * PINE],
    9: [SIX * OAK, FOURTEEN * PINE],
    # 100.00 of oak's first invoice are paid in September, the rest in October.
    10: [SIX * OAK, PAID_FIRST, FOURTEEN * PINE],
    11: [SIX * OAK, SIX * HALF - Fraction("36.18"), FOURTEEN * PINE],
    # A quarter of oak's first invoice was credited on 20 November.
    12: [-SIX * OAK / 4, SIX * OAK, -SIX * HALF / 4, FOURTEEN * PINE],
}
"""The lines of each month, by account, kind and date of the invoice."""


def cents(exact: Fraction) -> int:
    """Cents, half up for both signs."""
    n, rest = divmod(abs(exact) * 100, 1)
    return int(n + (rest >= Fraction(1, 2))) * (1 if exact >= 0 else -1)


def printed(text: str) -> list[int]:
    """The amounts of the lines of a statement, in cents."""
    found = re.findall(r"^ *\d+  \w+ .* (-?)\$(\d+)\.(\d\d)$", text, re.MULTILINE)
    return [int(sign + whole + part) for sign, whole, part in found]


def paid(text: str) -> int:
    """What a statement pays, in cents."""
    [(whole, part)] = re.findall(r"^Paid on .* \$(\d+)\.(\d\d)$", text, re.MULTILINE)
    return int(whole + part)


@pytest.mark.clause("K1", "K2", "K3", "Q21", "Q60", "Q61")
class TestYear:
    """The statements of the example."""

    @pytest.mark.parametrize("month", EARNED)
    def test_month(self, month: int) -> None:
        """A month's lines and what it pays are as their arithmetic."""
        text = (YEAR / f"statement-2025-{month:02}.txt").read_text("utf-8")
        lines = [cents(one) for one in EARNED[month]]
        assert printed(text) == lines
        assert paid(text) == sum(lines)

    def test_upfront_in_parts(self) -> None:
        """Of one half of 180.00, 100.00 of 248.77 earn 36.18, the rest 53.82."""
        assert [cents(EARNED[month][1]) for month in (10, 11)] == [3618, 9000 - 3618]

    def test_year(self) -> None:
        """A year's statements are the rates on what was billed and what was paid."""
        texts = [one.read_text("utf-8") for one in YEAR.glob("statement-2025-??.txt")]
        billed = (6 * TEN + 6 * FOURTEEN) * PINE + 4 * SIX * OAK
        paid_for = Fraction("50.00") + PHONES * Fraction(5, 100) + SIX * HALF
        credited = (SIX * OAK + SIX * HALF) / 4
        assert len(texts) == 12
        assert sum(map(paid, texts)) == cents(billed + paid_for - credited)


class TestCommand:
    """The command on files that are there, and on others."""

    def run(
        self, capsys: pytest.CaptureFixture[str], partner: object, *more: str
    ) -> tuple[int, str, str]:
        """The exit code and what was printed."""
        code = main(["commissions", str(partner), "--month", "2025-02", *more])
        told = capsys.readouterr()
        return code, told.out, told.err

    def write(self, folder: Path, accounts: str) -> Path:
        """A partner file like that of the example, with other accounts."""
        text = (YEAR / "partner.toml").read_text("utf-8").partition("[[accounts]]")[0]
        path = folder / "partner.toml"
        path.write_text(text + accounts, "utf-8")
        return path

    def test_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It prints the statement, and beside it what was not read as issued."""
        code, out, err = self.run(capsys, PARTNER)
        assert (code, out) == (0, (YEAR / "statement-2025-02.txt").read_text("utf-8"))
        assert err.endswith(
            "pine.toml names nothing that was issued, under [[issued]]"
            ": assembled up to 2025-02-28\n"
        )

    def test_others(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It prints the workings, or the document, by the edition asked for."""
        code, out, _ = self.run(capsys, PARTNER, "--explain")
        assert (code, "How each line was made" in out) == (0, True)
        more = "--format", "json", "--edition", "2026-11"
        code, out, _ = self.run(capsys, PARTNER, *more)
        assert (code, json.loads(out)["document"]["partner"]) == (0, "acme")

    def test_before(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A month before the account began earns nothing."""
        code = main(["commissions", PARTNER, "--month", "2024-11"])
        assert (code, "Nothing is earned" in capsys.readouterr().out) == (0, True)

    @pytest.mark.parametrize("named", ["2025-09-01", "oak-2025.json[0]"])
    def test_named_payment(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str
    ) -> None:
        """A payment names its invoice as for a status: by its date or its file."""
        for name in ("oak-2025.json", "oak.toml", "pine.toml"):
            text = (YEAR / name).read_text("utf-8")
            paid_on = "paid_on = 2025-09-20"
            told = f'{paid_on}\ninvoice = "{named}"' if name == "oak.toml" else paid_on
            (tmp_path / name).write_text(text.replace(paid_on, told), "utf-8")
        accounts = '[[accounts]]\nfile = "pine.toml"\n[[accounts]]\nfile = "oak.toml"'
        path = self.write(tmp_path, accounts)
        code = main(["commissions", str(path), "--month", "2025-10"])
        assert (code, printed(capsys.readouterr().out)) == (0, [1800, 3618, 3360])

    def test_assembled_payment(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What is known later names a later invoice, and counts for no run so far."""
        pine, paid_on = (YEAR / "pine.toml").read_text("utf-8"), "paid_on = 2025-12-20"
        told = pine.replace(paid_on, f'{paid_on}\ninvoice = "2025-12-01"')
        (tmp_path / "pine.toml").write_text(told, "utf-8")
        for name in ("oak-2025.json", "oak.toml"):
            (tmp_path / name).write_text((YEAR / name).read_text("utf-8"), "utf-8")
        accounts = '[[accounts]]\nfile = "pine.toml"\n[[accounts]]\nfile = "oak.toml"'
        path = self.write(tmp_path, accounts)
        code = main(["commissions", str(path), "--month", "2025-10"])
        assert (code, printed(capsys.readouterr().out)) == (0, [1800, 3618, 3360])

    @pytest.mark.clause("Q22")
    @pytest.mark.parametrize("mended", [False, True])
    def test_named(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, mended: bool
    ) -> None:
        """A payment names its invoice by its file, and so does one that mends it."""
        for name in ("partner.toml", "pine.toml", "oak.toml", "oak-2025.json"):
            (tmp_path / name).write_text((YEAR / name).read_text("utf-8"), "utf-8")
        oak, first = tmp_path / "oak.toml", "paid_on = 2025-09-20\namount = 100.00\n"
        named = f'{first}invoice = "oak-2025.json[0]"\n'
        text = oak.read_text("utf-8")
        assert first in text
        if mended:
            named = (
                f'{first}invoice = "nowhere.json"\n\n[[payments]]\nid = "oak-1b"\n'
                f'supersedes = "oak-1"\nknown_on = 2025-09-21\n{named}'
            )
        oak.write_text(text.replace(first, named), "utf-8")

        for month in ("2025-04", "2025-10"):
            path = str(tmp_path / "partner.toml")
            code = main(["commissions", path, "--month", month])
            lines = [cents(one) for one in EARNED[int(month[-2:])]]
            assert (code, printed(capsys.readouterr().out)) == (0, lines)

    def test_documents_alone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Documents without an account file earn residuals: none is known as paid."""
        issued = (YEAR / "oak-2025.json").read_text("utf-8")
        (tmp_path / "oak.json").write_text(issued, "utf-8")
        pine = (YEAR / "pine.toml").read_text("utf-8")
        (tmp_path / "pine.toml").write_text(pine, "utf-8")
        accounts = (
            '[[accounts]]\nfile = "pine.toml"\n[[accounts]]\nissued = ["oak.json"]'
        )
        path = self.write(tmp_path, accounts)
        code = main(["commissions", str(path), "--month", "2025-10"])
        told = capsys.readouterr()
        assert (code, printed(told.out)) == (0, [1800, 3360])
        assert "oak: no account file, so that nothing is known as paid\n" in told.err

    def test_problems(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Every file that cannot be read is told, and documents of two accounts."""
        pine = json.loads((YEAR / "oak-2025.json").read_text("utf-8"))[:1]
        july = YEAR.parent / "july-start" / "invoice-2026-08.json"
        both = [*pine, json.loads(july.read_text("utf-8"))]
        (tmp_path / "both.json").write_text(json.dumps(both), "utf-8")
        accounts = (
            '[[accounts]]\nfile = "gone.toml"\n[[accounts]]\nissued = ["both.json"]'
        )
        code, out, err = self.run(capsys, self.write(tmp_path, accounts))
        assert (code, out, err.count("\n")) == (2, "", 2)
        assert "gone.toml: file must be one that can be read" in err
        assert "accounts[1].issued must be documents of one account" in err

    def test_unknown_account(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """An agreement on an account that no file has is told with the file's name."""
        (tmp_path / "oak.json").write_text(
            (YEAR / "oak-2025.json").read_text("utf-8"), "utf-8"
        )
        accounts = '[[accounts]]\nissued = ["oak.json"]'
        code, _, err = self.run(capsys, self.write(tmp_path, accounts))
        assert code == 2
        assert "partner.toml: commissions[1].account must be one of oak" in err
