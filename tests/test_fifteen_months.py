"""The contract of fifteen months in `examples/`: its numbers as one works them out."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from tests.builders import cents
from tests.quotes import ADMIN, EVERY_STEP

from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import document
from gotobilling.formats.quote_file import read_quote_file
from gotobilling.invoices import invoices_issued
from gotobilling.periods import Period
from gotobilling.quotes import Accepted, QuotePart, accept, totals

FOLDER: Final = Path(__file__).resolve().parent.parent / "examples" / "fifteen-months"
QUOTE: Final = read_quote_file((FOLDER / "quote.toml").read_bytes(), "quote.toml")
FILE: Final = read_account_file((FOLDER / "account.toml").read_bytes(), "account.toml")
ACCEPTED_ON: Final = date(2025, 1, 2)
# A start on 15 January is not charged itself; the term ends with 14 April.
JANUARY, APRIL = Fraction(16, 31), Fraction(14, 30)
SEATS, AGENTS, NUMBER = 10 * 20, 2 * 60, 5
PHONES = 10 * Fraction("99.98")


def term(each: int) -> int:
    """Return the cents of 14 full months of a price, and of both part months."""
    return 14 * cents(each) + cents(each * JANUARY) + cents(each * APRIL)


def written(name: str) -> Any:  # noqa: ANN401 -- plain data
    """Return a document of the example."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.clause("M1", "E7", "quote-total")
class TestQuote:
    """What the quote comes to."""

    def test_parts(self) -> None:
        """Seats, agents and the number, and the phones, each by hand."""
        found = {one.part: one.charges.value.minor for one in QUOTE.totals.by_part}

        assert found == {
            QuotePart.PRODUCT: term(SEATS),
            QuotePart.ADD_ON: term(AGENTS) + term(NUMBER),
            QuotePart.DEVICE: cents(PHONES),
        }

    def test_total(self) -> None:
        """5,869.21 before VAT, 1,173.84 of VAT, 1,548.65 saved."""
        found = QUOTE.totals
        first = term(SEATS) + term(AGENTS) + term(NUMBER) - 14 * 32500
        assert first == 16775 + 15166

        vat = 19996 + cents(Fraction(32500 + 16775, 500)) + 13 * 6500 + 3033
        assert found.charges.value.minor == 14 * 32500 + first + 99980 == 586921
        assert found.fees_and_taxes.value.minor == vat == 117384
        at_list = term(250) + term(160) + term(5) + 120000
        assert found.savings.value.minor == at_list - 586921 == 154865

    @pytest.mark.clause("M5", "quote-until")
    def test_valid_until(self) -> None:
        """It is accepted while it is valid."""
        assert QUOTE.valid_until == date(2025, 1, 31) > ACCEPTED_ON


@pytest.mark.clause("M2", "H5", "Q8")
class TestAccount:
    """What the account is, and what it is billed."""

    def test_accepted(self) -> None:
        """As known on the day of acceptance it is what the quote became."""
        accepted = accept(QUOTE, on=ACCEPTED_ON, done=EVERY_STEP, **ADMIN)
        assert isinstance(accepted, Accepted)

        known = FILE.account.as_known_on(ACCEPTED_ON)
        assert known.facts() == accepted.facts
        assert FILE.market == accepted.quote.market

    def test_end(self) -> None:
        """Service ends with the term, as came to be known with three months left."""
        end = FILE.account.end
        assert end is not None

        assert end.last_day_of_service == QUOTE.totals.last_day.value
        assert end.known_on == date(2026, 1, 14)

    def test_invoices(self) -> None:
        """Its invoices come to the total of the quote, from the first to the last."""
        every = Period(date(2025, 1, 1), date(2026, 9, 1))
        issued = invoices_issued(FILE.account, every, FILE.market)
        previewed = totals(QUOTE, ACCEPTED_ON)

        assert len(issued) == 16
        assert [one.rows[0][2] for one in issued] == [
            one.rows[0][2] for one in previewed.invoices
        ]
        assert sum(one.minor for one in issued) == previewed.total.value.minor
        stated = [document(issued[place])["digest"] for place in (0, 1, -1)]
        assert stated == [
            written(f"{name}.json")["digest"]
            for name in ("purchase-2025-01-02", "invoice-2025-02", "invoice-2026-04")
        ]

    def test_last_invoice(self) -> None:
        """April has 14 of its 30 days: 93.33, 2.33 and 56.00, and 20 % VAT on them."""
        found = written("invoice-2026-04.json")

        amounts = [line["amount"] for line in found["lines"]]
        assert amounts == ["93.33", "2.33", "56.00"]
        assert found["total"] == "181.99"
