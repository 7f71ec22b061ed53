"""The shipped examples: each invoice as its arithmetic, and every file as written."""

import json
import runpy
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from tests.builders import cents

from gotobilling.__main__ import main
from gotobilling.facts import Account
from gotobilling.formats.account_file import read_account_file
from gotobilling.testing import examples

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
SCRIPT: Final[dict[str, Any]] = runpy.run_path(
    str(ROOT / "scripts" / "write_examples.py"), run_name="write_examples"
)

DEVICE, NUMBER = Fraction("25.00"), Fraction("5.00")
SEAT, QUARTER = Fraction("365.00"), Fraction("90.00")
STANDARD, PRO = Fraction("49.00"), Fraction("99.00")
LEFT_OF_JUNE, LEFT_OF_AUGUST = Fraction(15, 30), Fraction(21, 31)
# The days charged of a month, over its days: 16 July to 31 July, 16 June to 30 June,
# 21 August to 31 August.
AFTER_15_JULY, AFTER_15_JUNE, AFTER_20_AUGUST = (
    Fraction(16, 31),
    Fraction(15, 30),
    Fraction(11, 31),
)
STORIES: Final = {
    # August in advance, and what July left open.
    "july-start/invoice-2026-08": [5 * DEVICE, 5 * DEVICE * AFTER_15_JULY],
    "july-start/invoice-2026-09": [5 * DEVICE],
    # A start on day 1 is a full month; the two more of 15 June come on 1 July.
    "june-addition/invoice-2026-06": [3 * DEVICE],
    "june-addition/invoice-2026-07": [5 * DEVICE, 2 * DEVICE * AFTER_15_JUNE],
    # Devices and numbers on lines of their own; the gains of 20 August on 1 September.
    "august-change/invoice-2026-08": [5 * DEVICE, 3 * NUMBER],
    "august-change/invoice-2026-09": [
        7 * DEVICE,
        4 * NUMBER,
        2 * DEVICE * AFTER_20_AUGUST,
        1 * NUMBER * AFTER_20_AUGUST,
    ],
    "august-change/invoice-2026-10": [7 * DEVICE, 4 * NUMBER],
    # A year on the day of purchase; the days of a third seat, from 16 May to 14 March.
    "annual-plan/purchase-2026-03-15": [2 * SEAT],
    "annual-plan/invoice-2026-06": [4 * DEVICE, SEAT * Fraction(303, 365)],
    # A third of a quarter is a month, of which August has 11 days.
    "annual-plan/invoice-2026-09": [4 * DEVICE, QUARTER, QUARTER / 3 * AFTER_20_AUGUST],
    # The year of all three; a fourth pays 11 to 14 March, and the new year.
    "annual-plan/invoice-2027-03": [4 * DEVICE, QUARTER, 3 * SEAT],
    "annual-plan/invoice-2027-04": [4 * DEVICE, SEAT * Fraction(4, 365), SEAT],
    # A month in advance, and the next one from the anchor.
    "webinar-sign-up/cycle-2026-06-10": [2 * STANDARD],
    "webinar-sign-up/cycle-2026-07-10": [2 * STANDARD],
    # From 25 June to 9 July are 15 of 30 days, from 4 to 24 August 21 of 31.
    "webinar-upgrade/change-2026-06-25": [-2 * STANDARD * LEFT_OF_JUNE, 2 * PRO],
    "webinar-upgrade/cycle-2026-07-25": [2 * PRO],
    "webinar-upgrade/change-2026-08-04": [-2 * PRO * LEFT_OF_AUGUST, 1 * PRO],
}


def written() -> Iterator[tuple[Path, str]]:
    """Return each file that the script writes, and what it would write now."""
    outputs: Iterator[tuple[Path, str]] = SCRIPT["outputs"]()
    return outputs


def in_cents(amount: str) -> int:
    """Return the cents of an amount as a document spells it."""
    return int(Fraction(amount) * 100)


@pytest.mark.clause("A1", "A8", "A9", "A10", "A12", "A16", "Q1", "Q29", "Q50", "Q51")
class TestArithmetic:
    """Each amount of an example is what one can work out by hand."""

    @pytest.mark.parametrize(("stem", "exact"), STORIES.items(), ids=list(STORIES))
    def test_lines(self, stem: str, exact: list[Fraction]) -> None:
        """A line is quantity x price x share of the month, rounded once to a cent."""
        document = json.loads((EXAMPLES / f"{stem}.json").read_text(encoding="utf-8"))

        amounts = [in_cents(line["amount"]) for line in document["lines"]]
        assert amounts == [cents(one) for one in exact]
        assert in_cents(document["total"]) == sum(cents(one) for one in exact)

    @pytest.mark.parametrize(("stem", "exact"), STORIES.items(), ids=list(STORIES))
    def test_exact_numbers(self, stem: str, exact: list[Fraction]) -> None:
        """What a line's proof rounds is that exact number, such as 2000/31."""
        document = json.loads((EXAMPLES / f"{stem}.json").read_text(encoding="utf-8"))

        before_rounding = [
            Fraction(line["proof"]["steps"][-2]["is"]["number"])
            for line in document["lines"]
        ]
        assert before_rounding == exact


class TestFiles:
    """The files beside an account are what the library writes."""

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            pytest.param(*one, id=f"{one[0].parent.name}/{one[0].name}")
            for one in written()
        ],
    )
    def test_as_written(self, path: Path, text: str) -> None:
        """A file holds what `scripts/write_examples.py` would write now."""
        assert path.read_text(encoding="utf-8") == text

    def test_none_is_left_over(self) -> None:
        """Beside accounts, plans, quotes and partners lie those files and no other."""
        found = {path for path in EXAMPLES.rglob("*") if path.is_file()}
        accounts = set(EXAMPLES.rglob("*.toml"))

        assert found - accounts == {path for path, _ in written()}
        assert {f"{path.parent.name}/{path.stem}" for path in found - accounts} >= set(
            STORIES
        )

    def test_script_writes(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """The script writes each file to its place and says which."""
        places = [(tmp_path / path.name, text) for path, text in written()][:2]
        names = SCRIPT["main"].__globals__
        monkeypatch.setitem(names, "outputs", lambda: iter(places))
        monkeypatch.setitem(names, "EXAMPLES", tmp_path / "examples")

        SCRIPT["main"]()

        assert [path.read_text(encoding="utf-8") for path, _ in places] == [
            text for _, text in places
        ]
        assert capsys.readouterr().out.split() == [path.name for path, _ in places]

    @pytest.mark.parametrize(
        "account",
        [
            examples.july_start(),
            examples.june_addition(),
            examples.august_change(),
            examples.webinar_sign_up(),
            examples.webinar_upgrade(),
        ],
        ids=lambda account: account.id,
    )
    def test_same_facts(self, account: Account) -> None:
        """An example's file and its function in the library give the same account."""
        path = EXAMPLES / account.id / "account.toml"

        assert read_account_file(path.read_bytes(), path.name).account == account

    @pytest.mark.parametrize("stem", STORIES)
    def test_verified(self, stem: str, capsys: pytest.CaptureFixture[str]) -> None:
        """A shipped document holds at all three levels."""
        account = str((EXAMPLES / stem).parent / "account.toml")
        document = str(EXAMPLES / f"{stem}.json")

        code = main(["verify", document, "--facts", account, "--replay", account])

        assert (code, capsys.readouterr().out.count(": holds")) == (0, 3)
