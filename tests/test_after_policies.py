"""What the policies of what follows an invoice refuse."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from tests.builders import day

from gotobilling.after_invoice import (
    FOUR_TWO_TWO,
    LIMITS_BY_PORTAL,
    ONE_EVERYWHERE,
    AcceptedCard,
    CardBrand,
)
from gotobilling.errors import BillingError, InvalidValue
from gotobilling.formats.documents import document, read_document
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.roles import Portal
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode
from gotobilling.testing.examples import july_start

UPWARD = Rounding(RoundingMode.CEILING, MINOR_UNIT, step=1)
LIMIT = LIMITS_BY_PORTAL[0]
CARD = us.CONNECT.after_invoice.cards.accepted[0]


@pytest.mark.parametrize(
    ("policy", "field", "wrong", "path"),
    [
        ("application", "order", "oldest", "order"),
        ("past_due", "counted_from", None, "counted_from"),
        ("disputed", "part", "owed", "part"),
        ("disputed", "days", -1, "days"),
        ("attempts", "retry_hours", 1.5, "retry_hours"),
        ("attempts", "limit_hours", 0, "limit_hours"),
        ("methods", "limits", [LIMIT], "limits"),
        ("methods", "limits", (LIMIT, CARD), "limits"),
        ("methods", "limits", (LIMIT, LIMIT), "limits"),
        ("cards", "accepted", [CARD], "accepted"),
        ("cards", "accepted", (CARD, LIMIT), "accepted"),
        ("cards", "accepted", (CARD, CARD), "accepted"),
        ("returns", "days", -1, "days"),
        ("returns", "counted", "processed", "counted"),
        ("returns", "late", None, "late"),
        ("returns", "late_fee", Decimal(-1), "late_fee"),
        ("returns", "late_fee", 6.0, "late_fee"),
        ("returns", "currency", "usd", "currency"),
        ("returns", "restocking_percent", 101, "restocking_percent"),
        ("returns", "restocking_percent", 2.5, "restocking_percent"),
        ("returns", "base", "msrp", "base"),
        ("returns", "rounded", "fee", "rounded"),
        ("returns", "tax", "in_full", "tax"),
        ("returns", "credit_first", -1, "credit_first"),
        ("returns", "credit_last", 6, "credit_last"),
        ("returns", "holidays", [day(1, 1)], "holidays"),
        ("returns", "holidays", (day(1, 2), day(1, 1)), "holidays[1]"),
        ("returns", "holidays", ("2026-01-01",), "holidays[0]"),
        ("returns", "rounding", UPWARD, "rounding"),
        ("commissions", "pay_day", 0, "pay_day"),
        ("commissions", "report_day", 29, "report_day"),
        ("commissions", "residual_base", "total", "residual_base"),
        ("commissions", "residual_run", "month_end", "residual_run"),
        ("commissions", "one_time_run", None, "one_time_run"),
        ("commissions", "claw_back", False, "claw_back"),
        ("commissions", "rounding", UPWARD, "rounding"),
    ],
)
@pytest.mark.clause("B3", "B7", "B9", "B11", "B12", "J1", "K1", "Q5", "Q57", "Q58")
def test_wrong(policy: str, field: str, wrong: Any, path: str) -> None:  # noqa: ANN401
    """A policy takes no value that is none of its choices, days or amounts."""
    with pytest.raises(BillingError) as caught:
        evolve(getattr(us.CONNECT.after_invoice, policy), **{field: wrong})

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"portal": "classic"}, "portal"),
        ({"cards": -1}, "cards"),
        ({"in_all": 0}, "in_all"),
    ],
)
@pytest.mark.clause("Q5")
def test_wrong_limit(fields: dict[str, Any], path: str) -> None:
    """A limit is of a portal, and none is below zero."""
    with pytest.raises(BillingError) as caught:
        evolve(LIMIT, **fields)

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"brand": "visa"}, "brand"),
        ({"currencies": ["USD"]}, "currencies"),
        ({"currencies": ("usd",)}, "currency"),
    ],
)
@pytest.mark.clause("B9")
def test_wrong_card(fields: dict[str, Any], path: str) -> None:
    """A card that is accepted is of a brand, and of currencies."""
    with pytest.raises(BillingError) as caught:
        evolve(CARD, **fields)

    assert caught.value.path == path


def test_group() -> None:
    """The group takes its own policies alone, each with what publishes it."""
    held: Any = us.CONNECT.after_invoice
    market: Any = us.CONNECT
    for fields in ({"returns": held.cards}, {"cards": None}):
        with pytest.raises(BillingError):
            evolve(held, **fields)
    with pytest.raises(BillingError) as caught:
        evolve(held, cards=evolve(held.cards, clause="B9"))

    assert caught.value.path == "cards.clause"
    with pytest.raises(BillingError) as caught:
        evolve(market, after_invoice=held.cards)
    assert caught.value.path == "after_invoice"


@pytest.mark.clause("B9", "discover-usd")
def test_cards() -> None:
    """Four brands are accepted, Discover by accounts in US dollars alone."""
    told = {
        one.brand: one.currencies for one in us.CONNECT.after_invoice.cards.accepted
    }

    assert told == dict.fromkeys(CardBrand, ()) | {CardBrand.DISCOVER: ("USD",)}
    assert isinstance(CARD, AcceptedCard)


@pytest.mark.clause("B11", "B12", "Q5")
def test_limits() -> None:
    """Four, two and two stand in one reading, a single method in the other."""
    assert {(x.cards, x.bank_accounts, x.connected) for x in FOUR_TWO_TWO} == {
        (4, 2, 2)
    }
    assert {one.in_all for one in ONE_EVERYWHERE} == {1}
    assert {one.portal for one in ONE_EVERYWHERE} == set(Portal)


@pytest.mark.clause("J6")
def test_fee_is_spelled_once() -> None:
    """Equal fees have equal bytes: 6 is 6.00."""
    policy = evolve(us.CONNECT.after_invoice.returns, late_fee=Decimal(6))

    assert policy == us.CONNECT.after_invoice.returns
    assert str(policy.late_fee) == "6.00"


def test_read_back() -> None:
    """A market that was read back from an invoice tells of none of them."""
    made = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    assert isinstance(made, Invoice)

    read = read_document(document(made), "invoice.json")

    with pytest.raises(InvalidValue, match=r"^market\.after_invoice must be told"):
        _ = read.market.after_invoice
