"""Disputes as a person reads them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from tests import builders as b
from tests.test_disputes import (
    AUGUST,
    OWED,
    REJECTED,
    UPHELD,
    carrying,
    disputed,
    ended,
    parts,
    resolved,
    taxed,
)

from gotobilling.errors import UnknownName, WrongType
from gotobilling.facts import DisputedLine, Resolution
from gotobilling.present import dispute_explained, dispute_html, dispute_text
from gotobilling.present.disputed import disputed_text


def said(text: str, name: str) -> str:
    """Return what the last line that begins with a name says."""
    found = [line for line in text.splitlines() if line.startswith(name)]
    return found[-1].removeprefix(name).strip()


class TestText:
    """A dispute as text."""

    @pytest.mark.clause("G4", "Q57")
    def test_open(self) -> None:
        """Its head, its lines with what is open and disputed, and the two parts."""
        text = dispute_text(parts(disputed({0: "40.00"})))

        assert text.startswith("Dispute d1 of acme\n====")
        assert said(text, "Invoice") == (
            "Monthly invoice for 2026-08-01 to 2026-08-31, dated 2026-08-01"
        )
        assert said(text, "Its digest") == AUGUST.digest
        assert said(text, "Notice") == "2026-08-10, in time until 2026-08-16 [Q3]"
        assert said(text, "1  Service charge: device").split()[-2:] == [
            "$125.00",
            "$40.00",
        ]
        disputed_line = said(text, "Disputed, not due until it is resolved [Q57]")
        assert disputed_line == "$40.00"
        assert said(text, "Undisputed, due on 2026-08-16") == "$149.52"
        assert "Readings" not in text
        assert "Owed" not in text

    @pytest.mark.clause("Q57")
    def test_reading(self) -> None:
        """A reading that is chosen is told, and what it does."""
        text = dispute_text(parts(disputed({1: None}), market=OWED))

        assert said(text, "Readings") == "disputed = owed"
        disputed_line = said(text, "Disputed, due on 2026-08-16 all the same [Q57]")
        assert disputed_line == "$64.52"

    def test_numbers(self) -> None:
        """A line has the number of the invoice; details stand below it."""
        text = dispute_text(parts(disputed({1: None}, taxed()), taxed()))

        assert "\n2  Rental: rented phone" in text
        assert "\n6  Sales tax: utah" in text

    @pytest.mark.parametrize(
        ("resolution", "how", "back", "owed"),
        [
            (resolved(), "upheld", "$40.00", "$0.00"),
            (resolved(REJECTED), "rejected", None, "$40.00"),
            (resolved(UPHELD, {0: "15.00"}), "upheld in part", "$15.00", "$25.00"),
        ],
    )
    @pytest.mark.clause("Q44", "Q57")
    def test_ended(
        self, resolution: Resolution, how: str, back: str | None, owed: str
    ) -> None:
        """How it ended, what is given back, what is owed and by when."""
        text = dispute_text(ended(disputed({0: "40.00"}), resolution))

        assert said(text, "Resolved") == f"2026-08-20, {how}"
        assert said(text, "Disputed ") == "$40.00"
        credit = "Upheld, given back by the credit note n1"
        assert (credit in text) == (back is not None)
        if back is not None:
            assert said(text, credit) == back
        due = "" if owed == "$0.00" else ", due on 2026-09-04"
        assert said(text, f"Owed after all{due}") == owed

    def test_nothing_payable(self) -> None:
        """Where nothing is payable no due date is told."""
        of = carrying()
        text = dispute_text(parts(disputed({0: None}, of, b.day(9, 3)), of))

        assert said(text, "Undisputed") == "$0.00"

    def test_locale(self) -> None:
        """Amounts are printed as the locale has them."""
        assert "40,00" in dispute_text(parts(disputed({0: "40.00"})), "de_DE")
        with pytest.raises(UnknownName):
            dispute_text(parts(disputed()), "xx_XX")

    def test_types(self) -> None:
        """Nothing else is a dispute."""
        other: Any = disputed()
        for shown in (dispute_text, dispute_explained, dispute_html):
            with pytest.raises(WrongType, match="the parts or the outcome"):
                shown(other)


class TestExplained:
    """A dispute with all its workings."""

    def test_every_answer(self) -> None:
        """Every answer has its steps, and a line that is named has its number."""
        found = ended(disputed({0: "40.00"}, taxed()), resolved(of=taxed()), taxed())
        text = dispute_explained(found)

        assert text.startswith(dispute_text(found))
        for name in ("Dispute until", "Disputed, line 6", "Undisputed"):
            assert said(text, name)
        assert said(text, "Resolved: upheld, line 1") == "$40.00"
        assert "40.00 (disputed of line 1) + 2.00 (disputed of line 3)" in text
        assert "40.00 (resolved:upheld of line 1)" in text
        assert "\ndisputed-tax ASSUMED" in text
        line = taxed().document.lines[0].id
        assert f"40.00 of line {line[:12]} of invoice" in " ".join(text.split())

    def test_rejected(self) -> None:
        """The day of a rejected part names the resolution."""
        text = dispute_explained(ended(disputed({1: None}), resolved(REJECTED)))

        assert said(text, "Rest due on") == "2026-09-04"
        assert "resolved.resolved_on)" in text
        assert "d1: rejected on 2026-08-20" in text


class TestHtml:
    """A dispute in a notebook."""

    def test_table(self) -> None:
        """A table with the lines and the sums."""
        found = parts(disputed({1: None}))
        page = dispute_html(found)

        assert page.startswith("<table>\n<caption>Dispute d1 of acme: Monthly invoice")
        assert "<td>Prorated charge: device, effective 2026-07-15</td>" in page
        assert "Undisputed, due on 2026-08-16</th><td>$125.00</td>" in page
        assert found._repr_html_() == page

    def test_escaped(self) -> None:
        """A name is text and no markup."""
        found = ended(evolve(disputed(), id="<b>"), resolved(name="<b>"))

        assert "Dispute &lt;b&gt; of acme" in found._repr_html_()


class TestFacts:
    """What the facts say."""

    @pytest.mark.parametrize(
        ("lines", "text"),
        [
            ((), "all of invoice 0123456789ab, notified on 2026-08-10"),
            (
                (
                    DisputedLine(line="abcdefghijklmnop"),
                    DisputedLine(line="other", amount=Decimal("1.50")),
                ),
                (
                    "line abcdefghijkl, 1.50 of line other of invoice 0123456789ab, "
                    "notified on 2026-08-10"
                ),
            ),
        ],
    )
    def test_dispute(self, lines: tuple[DisputedLine, ...], text: str) -> None:
        """A dispute says of what it is, and when notice was given."""
        found = evolve(disputed(), invoice="0123456789abcdef", lines=lines)

        assert disputed_text(found) == text

    def test_resolution(self) -> None:
        """A resolution says how it ended, and what of it is upheld."""
        part = evolve(resolved(), lines=(DisputedLine(line="abcdefghijklmnop"),))

        assert disputed_text(resolved(REJECTED)) == "d1: rejected on 2026-08-20"
        assert disputed_text(part) == "d1: line abcdefghijkl upheld on 2026-08-20"

    def test_other(self) -> None:
        """Of other facts it says nothing."""
        assert disputed_text(b.change(date(2026, 8, 1), 1)) is None
