"""Payments, disputes, returns and commissions as facts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import day

from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Autopay,
    AutopayChoice,
    Commission,
    CommissionKind,
    Condition,
    Delivery,
    Dispute,
    DisputedLine,
    Payment,
    Receivables,
    Resolution,
    Resolved,
    Return,
    Suspension,
    Withdrawal,
)

Make = Callable[..., Any]


def paid(**fields: Any) -> Payment:  # noqa: ANN401 -- any field
    """Return 100.00 paid on 10 August 2026."""
    filled: dict[str, Any] = {
        "id": "p",
        "paid_on": day(8, 10),
        "amount": Decimal(100),
        "currency": "USD",
    }
    return Payment(**(filled | fields))


def disputed(**fields: Any) -> Dispute:  # noqa: ANN401 -- any field
    """Return notice of 5 August 2026 about an invoice."""
    filled: dict[str, Any] = {
        "id": "d",
        "invoice": "8f2c",
        "notified_on": day(8, 5),
    }
    return Dispute(**(filled | fields))


def resolved(**fields: Any) -> Resolution:  # noqa: ANN401 -- any field
    """Return that it was rejected on 20 August 2026."""
    filled: dict[str, Any] = {
        "id": "r",
        "dispute": "d",
        "resolved_on": day(8, 20),
        "outcome": Resolved.REJECTED,
    }
    return Resolution(**(filled | fields))


def line(**fields: Any) -> DisputedLine:  # noqa: ANN401 -- any field
    """Return 5.00 of a line."""
    filled: dict[str, Any] = {"line": "51ab", "amount": Decimal(5)}
    return DisputedLine(**(filled | fields))


def suspended(**fields: Any) -> Suspension:  # noqa: ANN401 -- any field
    """Return a suspension from 1 October 2026 on."""
    filled: dict[str, Any] = {"id": "s", "effective_on": day(10, 1)}
    return Suspension(**(filled | fields))


def switched(**fields: Any) -> AutopayChoice:  # noqa: ANN401 -- any field
    """Return autopay on from 1 August 2026 on."""
    filled: dict[str, Any] = {
        "id": "a",
        "effective_on": day(8, 1),
        "autopay": Autopay.ON,
    }
    return AutopayChoice(**(filled | fields))


def delivered(**fields: Any) -> Delivery:  # noqa: ANN401 -- any field
    """Return the delivery of phones on 15 August 2026."""
    filled: dict[str, Any] = {
        "id": "v",
        "purchase": "phones",
        "effective_on": day(8, 15),
    }
    return Delivery(**(filled | fields))


def back(**fields: Any) -> Return:  # noqa: ANN401 -- any field
    """Return one phone sent on 20, come on 24, processed on 28 September 2026."""
    filled: dict[str, Any] = {
        "id": "RMA-1",
        "purchase": "phones",
        "quantity": 1,
        "shipped_on": day(9, 20),
        "received_on": day(9, 24),
        "processed_on": day(9, 28),
    }
    return Return(**(filled | fields))


def earned(**fields: Any) -> Commission:  # noqa: ANN401 -- any field
    """Return a residual of 10 percent from January 2026 on."""
    filled: dict[str, Any] = {
        "id": "c",
        "partner": "acme",
        "account": "pine",
        "kind": CommissionKind.RESIDUAL,
        "effective_on": day(1, 1),
        "percent": Decimal(10),
    }
    return Commission(**(filled | fields))


def spiff(**fields: Any) -> Commission:  # noqa: ANN401 -- any field
    """Return a SPIFF of 50.00 from January 2026 on."""
    filled: dict[str, Any] = {"percent": None, "amount": Decimal(50), "currency": "USD"}
    return earned(**({"kind": CommissionKind.SPIFF} | filled | fields))


INCOMPLETE: Final = {"condition": Condition.INCOMPLETE, "currency": "USD"}
WRONG: Final[tuple[tuple[Make, dict[str, Any], str], ...]] = (
    (paid, {"amount": Decimal(0)}, "amount"),
    (paid, {"amount": Decimal(-5)}, "amount"),
    (paid, {"amount": 5.0}, "amount"),
    (paid, {"amount": Decimal("0.005")}, "amount"),
    (paid, {"currency": "usd"}, "currency"),
    (paid, {"paid_on": "2026-08-10"}, "paid_on"),
    (paid, {"invoice": ""}, "invoice"),
    (paid, {"method": 4}, "method"),
    (disputed, {"invoice": None}, "invoice"),
    (disputed, {"notified_on": None}, "notified_on"),
    (disputed, {"lines": [line()]}, "lines"),
    (disputed, {"lines": ("51ab",)}, "lines"),
    (disputed, {"lines": (line(), line())}, "lines"),
    (resolved, {"dispute": ""}, "dispute"),
    (resolved, {"outcome": "rejected"}, "outcome"),
    (resolved, {"resolved_on": 5}, "resolved_on"),
    (resolved, {"lines": (line(),)}, "lines"),
    (line, {"line": ""}, "line"),
    (line, {"amount": 5.0}, "amount"),
    (line, {"amount": Decimal("NaN")}, "amount"),
    (line, {"amount": Decimal(0)}, "amount"),
    (suspended, {"effective_on": "2026-10-01"}, "effective_on"),
    (switched, {"autopay": True}, "autopay"),
    (delivered, {"purchase": ""}, "purchase"),
    (back, {"quantity": 0}, "quantity"),
    (back, {"received_on": day(9, 19)}, "received_on"),
    (back, {"processed_on": day(9, 23)}, "processed_on"),
    (back, {"purchase": 7}, "purchase"),
    (back, {"rma": ""}, "rma"),
    (back, {"condition": "complete"}, "condition"),
    (back, {"provisioning_fee": Decimal(5)}, "currency"),
    (back, {"provisioning_fee": Decimal(-5), "currency": "USD"}, "provisioning_fee"),
    (back, {"provisioning_fee": Decimal(5), "currency": "usd"}, "currency"),
    (back, {"missing_parts_fee": Decimal(5), "currency": "USD"}, "missing_parts_fee"),
    (earned, {"partner": ""}, "partner"),
    (earned, {"account": None}, "account"),
    (earned, {"kind": "residual"}, "kind"),
    (earned, {"until_on": day(1, 1, 2025)}, "until_on"),
    (earned, {"percent": None}, "percent"),
    (earned, {"percent": 10}, "percent"),
    (earned, {"percent": Decimal("Infinity")}, "percent"),
    (earned, {"percent": Decimal(0)}, "percent"),
    (earned, {"percent": Decimal("100.01")}, "percent"),
    (earned, {"amount": Decimal(5)}, "amount"),
    (earned, {"currency": "USD"}, "currency"),
    (spiff, {"percent": Decimal(10)}, "percent"),
    (spiff, {"amount": None}, "amount"),
    (spiff, {"amount": Decimal(0)}, "amount"),
    (spiff, {"amount": "50"}, "amount"),
    (spiff, {"currency": None}, "currency"),
    (spiff, {"currency": "usd"}, "currency"),
)


@pytest.mark.parametrize(
    ("make", "fields", "path"),
    WRONG,
    ids=[f"{make.__name__}-{sorted(fields)}" for make, fields, _ in WRONG],
)
@pytest.mark.clause("B8", "G4", "J1", "J3", "J4", "K2", "K3", "Q62")
def test_wrong(make: Make, fields: dict[str, Any], path: str) -> None:
    """A fact that makes no sense is refused by the field that makes it so."""
    make()
    with pytest.raises(BillingError) as caught:
        make(**fields)

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("fact", "on"),
    [
        (paid(), day(8, 10)),
        (disputed(), day(8, 5)),
        (resolved(), day(8, 20)),
        (suspended(), day(10, 1)),
        (switched(), day(8, 1)),
        (delivered(), day(8, 15)),
        (back(), day(9, 28)),
        (earned(), day(1, 1)),
    ],
)
def test_known_on(fact: Any, on: object) -> None:  # noqa: ANN401 -- any fact
    """A fact is known on the day of its effect, unless another day is told."""
    assert (fact.effective_on, fact.known_on) == (on, on)


def test_one_spelling() -> None:
    """Equal amounts have equal bytes: 100 is 100.00, and 5 is 5.00."""
    fees = back(provisioning_fee=Decimal(5), missing_parts_fee=Decimal(2), **INCOMPLETE)

    assert str(paid().amount) == "100.00"
    assert str(paid().money) == "100.00 USD"
    assert (str(fees.provisioning_fee), str(fees.missing_parts_fee)) == ("5.00", "2.00")
    assert str(spiff().amount) == "50.00"
    assert earned(until_on=day(1, 1)).until_on == day(1, 1)
    assert line(amount=None).amount is None


@pytest.mark.clause("J4")
def test_rma() -> None:
    """A return is under the RMA of its own name, unless another is told."""
    assert (back().rma, back(rma="RMA-9").rma) == ("RMA-1", "RMA-9")


class TestReceivables:
    """All that was paid and disputed, checked together."""

    def test_order(self) -> None:
        """The order of facts says nothing, and one told twice counts once."""
        first, second = paid(), paid(id="q", paid_on=day(8, 9))

        held = Receivables(payments=(first, second, first))

        assert held == Receivables(payments=(second, first))
        assert held.facts() == (second, first)

    @pytest.mark.clause("Q67")
    def test_known_on(self) -> None:
        """What is mended or withdrawn later still stands as known before."""
        wrong = paid()
        mended = paid(id="q", amount=Decimal(90), known_on=day(8, 12), supersedes="p")
        never = Withdrawal(id="w", fact="a", known_on=day(8, 15))
        held = Receivables(
            payments=(wrong, mended), autopay=(switched(),), withdrawals=(never,)
        )

        assert (held.payments, held.autopay) == ((mended,), ())
        assert held.superseded == (switched(), wrong)
        before = held.as_known_on(day(8, 11))
        assert (before.payments, before.autopay) == ((wrong,), (switched(),))
        assert held.as_known_on(day(8, 15)) == held

    def test_resolution(self) -> None:
        """A dispute is open until the day on which it is resolved."""
        held = Receivables(disputes=(disputed(),), resolutions=(resolved(),))

        assert held.resolution(disputed(), day(8, 19)) is None
        assert held.resolution(disputed(), day(8, 20)) == resolved()
        assert held.resolution(disputed(id="e"), day(8, 20)) is None
        wrong: tuple[Any, ...] = ((None, day(8, 20)), (disputed(), None))
        for told in wrong:
            with pytest.raises(WrongType, match=r"^(dispute|on) must be a "):
                held.resolution(*told)

    @pytest.mark.parametrize(
        ("fields", "path"),
        [
            ({"payments": (disputed(),)}, "payments"),
            ({"payments": 5}, "payments"),
            ({"superseded": [paid()]}, "superseded"),
            ({"superseded": None}, "superseded"),
            (
                {"superseded": (Withdrawal(id="w", fact="p", known_on=day(8, 1)),)},
                "superseded",
            ),
            ({"payments": (paid(), paid(amount=Decimal(5)))}, "id"),
            ({"resolutions": (resolved(),)}, "resolutions[r].dispute"),
            (
                {
                    "disputes": (disputed(),),
                    "resolutions": (resolved(resolved_on=day(8, 4)),),
                },
                "resolutions[r].resolved_on",
            ),
            (
                {
                    "disputes": (disputed(known_on=day(8, 21)),),
                    "resolutions": (resolved(),),
                },
                "resolutions[r].known_on",
            ),
            (
                {
                    "disputes": (disputed(),),
                    "resolutions": (resolved(), resolved(id="r2")),
                },
                "resolutions[r2].dispute",
            ),
            (
                {"autopay": (switched(), switched(id="b", autopay=Autopay.OFF))},
                "autopay[b].effective_on",
            ),
        ],
    )
    @pytest.mark.clause("B2", "G4", "Q57")
    def test_wrong(self, fields: dict[str, Any], path: str) -> None:
        """Facts that contradict one another are refused by their place."""
        with pytest.raises(BillingError) as caught:
            Receivables(**fields)

        assert caught.value.path == path

    @pytest.mark.parametrize(
        ("fact", "other"),
        [
            (disputed(), {"invoice": "other"}),
            (resolved(), {"dispute": "other"}),
        ],
    )
    def test_versions(self, fact: Any, other: dict[str, Any]) -> None:  # noqa: ANN401
        """What takes the place of a fact is about the same invoice or dispute."""
        name = "disputes" if isinstance(fact, Dispute) else "resolutions"
        disputes = (disputed(),)
        mended = evolve(fact, id="m", supersedes=fact.id, known_on=day(9, 1))
        facts: dict[str, Any] = {"disputes": disputes, name: (fact, mended)}

        assert getattr(Receivables(**facts), name) == (mended,)
        facts[name] = (fact, evolve(mended, **other))
        with pytest.raises(ConflictingFacts, match="of the same"):
            Receivables(**facts)

    def test_no_such_fact(self) -> None:
        """What is superseded must be there."""
        with pytest.raises(UnknownName):
            Receivables(payments=(paid(supersedes="x"),))
