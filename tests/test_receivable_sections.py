"""The account file's sections of payments, disputes, suspensions and autopay."""

from datetime import date

import pytest
from attrs import evolve

from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidFile,
    WrongType,
)
from gotobilling.facts import (
    Autopay,
    AutopayChoice,
    Dispute,
    DisputedLine,
    OneTimeCharge,
    Payment,
    Receivables,
    Resolution,
    Resolved,
    Suspension,
    Withdrawal,
)
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.testing.examples import july_start

DAY = date(2026, 8, 10)
TWENTY = Money.from_minor(2000, "USD").amount
PAYMENT = Payment(
    id="p1", paid_on=DAY, amount=TWENTY, currency="USD", invoice="8f2c", method="Visa"
)
FIRST = DisputedLine(line="1", amount=TWENTY)
EVERY = Receivables(
    payments=(
        PAYMENT,
        Payment(id="p2", paid_on=DAY, amount=TWENTY, currency="USD"),
        Payment(
            id="p2-mended",
            paid_on=DAY,
            amount=Money.from_minor(3000, "USD").amount,
            currency="USD",
            known_on=date(2026, 9, 1),
            supersedes="p2",
        ),
    ),
    disputes=(
        Dispute(id="d1", invoice="8f2c", notified_on=DAY, lines=(FIRST,)),
        Dispute(id="d2", invoice="8f2c", notified_on=DAY),
    ),
    resolutions=(
        Resolution(
            id="r1",
            dispute="d1",
            resolved_on=date(2026, 8, 20),
            outcome=Resolved.UPHELD,
            lines=(FIRST,),
        ),
        Resolution(
            id="r2",
            dispute="d2",
            resolved_on=date(2026, 8, 20),
            outcome=Resolved.REJECTED,
        ),
    ),
    suspensions=(Suspension(id="s1", effective_on=date(2026, 9, 20)),),
    autopay=(AutopayChoice(id="a1", effective_on=DAY, autopay=Autopay.ON),),
    withdrawals=(Withdrawal(id="w1", fact="p1", known_on=date(2026, 9, 2)),),
)
ACCOUNT = july_start()
TEXT = write_account_file(ACCOUNT, us.CONNECT)


def told(more: str) -> list[str]:
    """What is wrong with the account file and more sections."""
    with pytest.raises(InvalidFile) as caught:
        read_account_file((TEXT + more).encode(), "acme.toml")
    return [f"{x.path} {x.clause or ''}".rstrip() for x in caught.value.problems]


@pytest.mark.clause("B2", "B8", "G4")
class TestSections:
    """What is written is what is read."""

    def test_round_trip(self) -> None:
        """Every fact comes back, with what no longer stands and what never was."""
        text = write_account_file(ACCOUNT, us.CONNECT, receivables=EVERY)

        found = read_account_file(text.encode(), "acme.toml")

        assert found.receivables == EVERY
        assert found.account == ACCOUNT
        assert [one.id for one in found.receivables.payments] == ["p2-mended"]
        assert 'lines = [{ line = "1", amount = 20.00 }]' in text

    def test_nothing(self) -> None:
        """A file without these sections tells of nothing."""
        found = read_account_file(TEXT.encode(), "acme.toml")

        assert found.receivables == Receivables()

    def test_both_withdrawn(self) -> None:
        """A withdrawal goes with the fact that it is of."""
        bought = OneTimeCharge(
            id="visit",
            kind=LineKind.HARDWARE,
            item="Phone",
            quantity=1,
            unit_price=TWENTY,
            currency="USD",
            effective_on=DAY,
        )
        gone = Withdrawal(id="w2", fact="visit", known_on=date(2026, 9, 2))
        owner = evolve(ACCOUNT, one_time=(bought,), withdrawals=(gone,))

        text = write_account_file(owner, us.CONNECT, receivables=EVERY)
        found = read_account_file(text.encode(), "acme.toml")

        assert (found.account, found.receivables) == (owner, EVERY)


@pytest.mark.clause("Q62")
class TestErrors:
    """What is wrong is told with its place in the file."""

    @pytest.mark.parametrize(
        ("more", "paths"),
        [
            (
                """
[[payments]]
id = "p1"
paid_on = 2026-08-10
amount = 0
[[payments]]
id = "p2"
paid_on = 2026-08-10
amuont = 5
""",
                ["payments[0].amount", "payments[1].amuont", "payments[1].amount"],
            ),
            (
                """
[[payments]]
id = "p1"
paid_on = 2026-08-10
amount = 5
currency = "CAD"
""",
                ["payments[0].currency Q62"],
            ),
            (
                """
[[suspensions]]
id = "contract"
effective_on = 2026-08-10
""",
                ["suspensions[0].id"],
            ),
            (
                """
[[autopay]]
id = "a1"
effective_on = 2026-08-10
autopay = "on"
[[autopay]]
id = "a2"
effective_on = 2026-08-10
autopay = "off"
""",
                ["autopay[1].effective_on"],
            ),
            (
                """
[[disputes]]
id = "d1"
invoice = "8f2c"
notified_on = 2026-08-10
lines = [{ line = "1", amount = -5 }]
""",
                ["disputes[0].lines[0].amount"],
            ),
            (
                """
[[resolutions]]
id = "r1"
dispute = "d1"
resolved_on = 2026-08-10
outcome = "upheld"
""",
                ["resolutions[0].dispute"],
            ),
            (
                """
[[suspensions]]
id = "s1"
effective_on = 2026-08-10
[[suspensions]]
id = "s1"
effective_on = 2026-08-11
""",
                ["suspensions[1].id"],
            ),
        ],
    )
    def test_places(self, more: str, paths: list[str]) -> None:
        """Each problem names the section, the fact and the key."""
        assert told(more) == paths

    @pytest.mark.parametrize("number", ["4111111111111111", '"4111 1111 1111 1111"'])
    def test_no_number(self, number: str) -> None:
        """The number of a card in the place of a method's name is never shown."""
        more = f"""
[[payments]]
id = "p1"
paid_on = 2026-08-10
amount = 5
method = {number}
"""
        with pytest.raises(InvalidFile) as caught:
            read_account_file((TEXT + more).encode(), "acme.toml")

        [problem] = caught.value.problems
        assert problem.path == "payments[0].method"
        assert "1111" not in f"{caught.value}{problem}{problem.args!r}"

    def test_written(self) -> None:
        """What is not of the account is not written either."""
        euro = evolve(PAYMENT, currency="EUR")
        taken = Suspension(id=ACCOUNT.contract.id, effective_on=DAY)
        wrong: tuple[tuple[object, type[BillingError]], ...] = (
            (Receivables(payments=(euro,)), CurrencyMismatch),
            (Receivables(suspensions=(taken,)), ConflictingFacts),
            ("paid", WrongType),
        )
        for receivables, kind in wrong:
            with pytest.raises(kind):
                write_account_file(
                    ACCOUNT,
                    us.CONNECT,
                    receivables=receivables,  # type: ignore[arg-type]
                )
