"""Choices of the shipped market that no other test holds, by what they do.

``scripts/check_choices.py`` moves each choice one step and names those that no test
notices. A test here uses the market as it is shipped, without a reading of its own.
"""

from fractions import Fraction

import pytest
from tests.builders import account, bought, cents, change, day, issued

from gotobilling.kinds import LineKind
from gotobilling.periods import Period


@pytest.mark.clause("Q54")
def test_number_bought() -> None:
    """A number bought on 12 August is prorated, 19 of 31 days, on 1 September."""
    acme = account(
        day(8, 1),
        change(day(8, 12), 1, "number"),
        bought(day(8, 12), "20.00", kind=LineKind.NUMBER_PURCHASE, item="number"),
    )

    assert issued(acme, Period(day(8, 1), day(10, 1))) == {
        day(8, 12): [2000],
        day(9, 1): [500, cents(5 * Fraction(19, 31))],
    }
