"""A partner's statement as a person reads it."""

from datetime import date

import pytest
from tests.partner_stories import RESIDUAL, SPIFF, account, agreed, months, noted, paid

from gotobilling.commissions import CommissionStatement, commission_statement
from gotobilling.errors import WrongType
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.present import (
    commissions_explained,
    commissions_html,
    commissions_text,
)
from gotobilling.present.partners import partner_text

MARCH, APRIL, _ = months()


def statement(month: int, market: Market = us.CONNECT) -> CommissionStatement:
    """A residual of 12.50 a month, a SPIFF of 50.00, and all of March credited."""
    note = noted(MARCH, 4, 20)
    one = account(MARCH, APRIL, note, payments=(paid(3, 20, 13690),))
    agreements = [agreed(RESIDUAL), agreed(SPIFF, "50.00")]
    told = agreements, [one], market, "USD"
    return commission_statement("acme", Period.month(2026, month), *told)


def last(text: str, count: int) -> list[str]:
    """The last lines, with one blank for many."""
    return [" ".join(line.split()) for line in text.splitlines()[-count:]]


class TestText:
    """The statement as text."""

    def test_earned(self) -> None:
        """Lines, totals by kind, and what is paid on which day."""
        assert last(commissions_text(statement(4)), 7) == [
            "1 utah 2026-04-01 residual, 12.5 % $12.50",
            "2 utah 2026-03-01 SPIFF, $50.00 $50.00",
            "-" * 96,
            "Residual $12.50",
            "SPIFF $50.00",
            "-" * 96,
            "Paid on 2026-04-15 [K1] $62.50",
        ]

    def test_taken_back(self) -> None:
        """What is taken back is said, and that the next statement takes it off."""
        assert last(commissions_text(statement(5)), 9) == [
            "1 utah 2026-03-01 residual, 12.5 %, taken back [Q21] -$12.50",
            "2 utah 2026-03-01 SPIFF, $50.00, taken back [Q21] -$50.00",
            "-" * 96,
            "Residual -$12.50",
            "SPIFF -$50.00",
            "Earned in all -$62.50",
            "-" * 96,
            "Paid on 2026-05-15 [K1] $0.00",
            "Carried forward: taken off the next statement [Q21] -$62.50",
        ]

    def test_nothing(self) -> None:
        """Of a month without lines it says so, and what is still to be taken off."""
        text = commissions_text(statement(6))
        assert "Nothing is earned with the runs of this month." in text
        assert last(text, 4) == [
            "Still to be taken off from the statements before [Q21] -$62.50",
            "-" * 96,
            "Paid on 2026-06-15 [K1] $0.00",
            "Carried forward: taken off the next statement [Q21] -$62.50",
        ]

    def test_two_runs(self) -> None:
        """Where residuals have a run of their own, both days are said."""
        market = us.CONNECT.with_readings({"residual_run": "month_end"})
        text = commissions_explained(statement(4, market))
        assert "Residuals on      2026-04-30 [Q61]" in text
        assert "Readings          residual_run = month_end" in text
        assert "Paid on 2026-04-15 and 2026-04-30" in text
        assert "The run of residuals" in text

    def test_other_locale(self) -> None:
        """Amounts are printed as a locale has it."""
        assert "62,50 $" in commissions_text(statement(4), "de_DE").replace("\xa0", " ")

    def test_no_statement(self) -> None:
        """What is no statement is refused."""
        with pytest.raises(WrongType, match="found"):
            commissions_text("april")  # type: ignore[arg-type]


class TestExplained:
    """The statement with its workings."""

    def test_lines(self) -> None:
        """Each line, run and total is worked out, and what it rests on is listed."""
        text = commissions_explained(statement(5))
        assert text.startswith(commissions_text(statement(5)))
        for said in (
            "(paid 2026-03-20)",
            "acme on utah: residual, 12.5 percent, effective 2026-01-01",
            "acme on utah: SPIFF, 50.00 USD per account, effective 2026-01-01",
            "136.90 USD paid of document",
            "claw_back (Q21)      next_statement; others: none",
            "K3 stated",
        ):
            assert said in text

    def test_facts(self) -> None:
        """An agreement says its last day; what is no such fact is told elsewhere."""
        until = agreed(RESIDUAL, until_on=date(2026, 6, 30))
        assert partner_text(until).endswith("effective 2026-01-01 until 2026-06-30")
        assert partner_text(paid(3, 20, 100)) == ""


class TestHtml:
    """The statement in a notebook."""

    def test_table(self) -> None:
        """It has the lines and sums of the text."""
        found = statement(5)
        html = found._repr_html_()
        assert html == commissions_html(found)
        assert html.count("<tr>") == 1 + 2 + 4
        assert "taken back [Q21]</td><td>-$50.00</td>" in html
