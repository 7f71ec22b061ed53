"""What the policies of periods and fees refuse."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from gotobilling.errors import BillingError
from gotobilling.markets import us
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

UPWARD = Rounding(RoundingMode.CEILING, MINOR_UNIT, step=1)


@pytest.mark.parametrize(
    ("role", "field", "wrong"),
    [
        ("frequency", "annual_renewal", "yearly"),
        ("frequency", "quarters", None),
        ("frequency", "quarter_changes", "days"),
        ("frequency", "missing_day", "clamp"),
        ("anchor", "length", "thirty_days"),
        ("anchor", "days", 0),
        ("anchor", "days", 367),
        ("anchor", "days", 30.0),
        ("anchor", "first_charge", None),
        ("anchor", "moved_by", "nothing"),
        ("anchor", "missing_day", None),
        ("anchor", "rounding", UPWARD),
        ("fees", "change_fee", Decimal(-1)),
        ("fees", "change_fee", 15.0),
        ("fees", "currency", "usd"),
        ("fees", "per", "number"),
        ("fees", "billed", None),
        ("fees", "rounding", UPWARD),
    ],
)
@pytest.mark.clause("Q50", "Q51", "Q52", "Q53", "Q55")
def test_wrong(role: str, field: str, wrong: Any) -> None:  # noqa: ANN401 -- anything
    """A policy takes no value that is none of its choices, days or amounts."""
    with pytest.raises(BillingError):
        evolve(getattr(us.CONNECT, role), **{field: wrong})


def test_fee_is_spelled_once() -> None:
    """Equal fees have equal bytes: 15 is 15.00."""
    assert str(evolve(us.CONNECT.fees, change_fee=Decimal(15)).change_fee) == "15.00"
