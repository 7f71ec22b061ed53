"""The commands `access` and `facts`."""

import pytest

from gotobilling.__main__ import main
from gotobilling.access import chosen
from gotobilling.access.text import access_text
from gotobilling.directory import facts_text
from gotobilling.markets import ca

Captured = pytest.CaptureFixture[str]


class TestAccess:
    """`access` prints the matrix, or one answer."""

    def test_matrix(self, capsys: Captured) -> None:
        """Without more, it prints all of it."""
        assert main(["access"]) == 0
        assert capsys.readouterr().out == access_text()

    @pytest.mark.clause("L1")
    def test_answer(self, capsys: Captured) -> None:
        """A person, an action and a portal give one answer; a no is one too."""
        asked = ["access", "--action", "pay-invoices", "--portal", "connect"]
        assert main([*asked, "--role", "user"]) == 0
        assert capsys.readouterr().out == (
            "a user may not pay invoices in connect [L1]; a super admin or anybody "
            "permitted to view and pay invoices may\n"
        )
        held = ["--holding", "view-and-pay-invoices", "manage-users"]
        assert main([*asked, "--role", "user", *held]) == 0
        assert capsys.readouterr().out == "yes: pay invoices in connect [L1]\n"

    @pytest.mark.clause("plan-upgrade")
    def test_choice(self, capsys: Captured) -> None:
        """A conflict is answered otherwise by its name."""
        assert main(["access", "--choose", "plan-upgrade=portal"]) == 0
        expected = access_text(choices=chosen(plan_upgrade="portal"))
        assert capsys.readouterr().out == expected

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["--role", "janitor"], "unknown-name: role must be one of super-admin, "),
            (["--action", "fly"], "unknown-name: action must be one of enter-portal"),
            (["--portal", "moon"], "unknown-name: portal must be one of connect, "),
            (["--choose", "x"], "invalid-value: choose must be a name and an answer"),
            (["--choose", "x=y"], "unknown-name: choice must be one of central_b"),
            (["--holding", "manage-users"], "conflicting-facts: holding must be said"),
        ],
    )
    def test_wrong(self, arguments: list[str], told: str, capsys: Captured) -> None:
        """A name that there is not is bad input, told with those that there are."""
        assert main(["access", *arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(told)


class TestFacts:
    """`facts` prints what the guides have."""

    def test_all(self, capsys: Captured) -> None:
        """Without more, it prints every topic."""
        assert main(["facts"]) == 0
        assert capsys.readouterr().out == facts_text()

    @pytest.mark.clause("B15", "B19")
    def test_place(self, capsys: Captured) -> None:
        """A topic is limited to a country or to a market."""
        assert main(["facts", "receivables", "--country", "AU"]) == 0
        told = capsys.readouterr().out
        assert "ar-aus@goto.com" in told
        assert "ar-us@goto.com" not in told
        assert main(["facts", "checks", "--market", "ca-connect"]) == 0
        assert capsys.readouterr().out == facts_text("checks", ca.CONNECT)

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["weather"], "unknown-name: topic must be one of checks, "),
            (["checks", "--country", "usa"], "invalid-value: where must be two cap"),
            (["checks", "--market", "us-moon"], "unknown-name: market must be one of "),
        ],
    )
    def test_wrong(self, arguments: list[str], told: str, capsys: Captured) -> None:
        """A topic, country or market that there is not is bad input."""
        assert main(["facts", *arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(told)
