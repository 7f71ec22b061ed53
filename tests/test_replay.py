"""Replay: a document assembled again from its account file, and compared."""

import hashlib
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from tests import builders as b
from tests.accounts import account_from, invoices
from tests.strategies import account_files, horizon

from gotobilling.facts import Account, Contract
from gotobilling.formats.documents import document
from gotobilling.formats.plain import packed
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.replay import Finding, Replay, replay
from gotobilling.sources import Standing
from gotobilling.testing.examples import july_start

Document = dict[str, Any]

YEAR: Final = Period(b.day(1, 1), b.day(1, 1, 2027))
BUSY: Final = b.account(
    Contract(id="contract", signed_on=b.day(5, 15), free_months=2),
    b.device_price(effective_on=b.day(5, 15)),
    b.device_price("27.50", effective_on=b.day(8, 20)),
    b.change(b.day(7, 1), 5),
    b.change(b.day(7, 20), 2, known_on=b.day(8, 2), id="late"),
    b.change(b.day(8, 20), -1, group=None),
    b.change(b.day(9, 5), 4, group="Berlin"),
    b.bought(b.day(9, 5), id="phone"),
    b.bought(b.day(9, 5), "1.5", 3, LineKind.OTHER_CHARGE, code="acme:visit"),
    last_day=b.day(10, 14),
)
CREDITED: Final = b.account(
    b.day(7, 1), b.change(b.day(7, 1), 5), b.change(b.day(7, 2), -5)
)


def written(invoice: Invoice) -> Document:
    """Return the document of an invoice."""
    return document(invoice)


def august(account: Account = BUSY, market: Market = us.CONNECT) -> Document:
    """Return the August document of an account."""
    return written(b.invoice(account, b.month(8), market))


def failure(
    content: Document, account: Account = BUSY, market: Market = us.CONNECT
) -> str:
    """Return what a replay finds, as text."""
    report = replay(content, account, market)
    assert not report.holds
    assert report.proved == ()
    return str(report.failure)


class TestHolds:
    """A document that is assembled again comes out the same."""

    def test_account(self) -> None:
        """Every document of an account, recurring and one-time, is replayed."""
        found = invoices_issued(BUSY, YEAR, us.CONNECT)

        assert {one.kind.value for one in found} == {"recurring", "one_time"}
        for invoice in found:
            assert replay(written(invoice), BUSY, us.CONNECT).holds

    def test_report(self) -> None:
        """The report counts what was proved."""
        content = august(july_start())
        report = replay(content, july_start(), us.CONNECT)

        assert report.holds
        assert report.failure is None
        assert report.proved[:2] == (
            "policies: 16, those of us-connect 2026-11",
            "lines: 2, with the same ids",
        )
        assert report.proved[2].endswith(f"the same, with digest {content['digest']}")

    def test_report_is_a_value(self) -> None:
        """Reports are equal by what they say."""
        assert Replay((), Finding("total", "x")) == Replay((), Finding("total", "x"))

    @given(account_files())
    def test_histories(self, file: dict[str, Any]) -> None:
        """Every document of every history is replayed."""
        account = account_from(file)
        for invoice in invoices(account, horizon(file)):
            assert replay(written(invoice), account, us.CONNECT).holds

    @pytest.mark.parametrize(
        "chosen",
        [
            {"day_count": "thirty_day_month", "rounded": "unit_share"},
            {"emptied": "minimum_quantity", "same_day": "per_change"},
            {"first_invoice": "month_after", "invoice_day": 5},
            {"nothing_to_bill": "invoice"},
        ],
        ids=str,
    )
    def test_readings(self, chosen: dict[str, str | int]) -> None:
        """A document is replayed under the readings that made it."""
        market = us.CONNECT.with_readings(chosen)

        for invoice in invoices_issued(BUSY, YEAR, market):
            assert replay(written(invoice), BUSY, market).holds

    def test_words(self) -> None:
        """Words for people may be those of another release, and that is said."""
        content = august()
        content["lines"][0]["proof"]["steps"][0]["label"] = "so many"
        own = next(key for key in content["clauses"] if key.startswith("Q"))
        content["clauses"][own]["text"] = "Otherwise."
        del content["digest"]
        content["digest"] = hashlib.sha256(packed(content)).hexdigest()
        report = replay(content, BUSY, us.CONNECT)

        assert report.holds
        assert report.proved[-1] == (
            f"bytes: {len(packed(content))}, the same but for words for people; its "
            f"digest is {content['digest']}"
        )
        assert content["digest"] != august()["digest"]

    def test_given(self) -> None:
        """A given invoice date and a day of sending are told again."""
        market = us.CONNECT.with_readings({"due_counted_from": "sent_date"})
        inputs: dict[str, Any] = {"issued_on": b.day(8, 3), "sent_on": b.day(8, 4)}
        content = written(b.invoice(BUSY, b.month(8), market, **inputs))

        assert content["issue_date"] == "2026-08-03"
        assert content["due_date"] == "2026-08-19"
        assert replay(content, BUSY, market).holds

    @pytest.mark.clause("Q48")
    def test_brought_forward(self) -> None:
        """A balance brought forward is told again."""
        market = us.CONNECT.with_readings(
            {"negative_total": "carried_line", "nothing_to_bill": "invoice"}
        )
        inputs: dict[str, Any] = {"brought_forward": b.usd("-116.94")}
        content = written(b.invoice(CREDITED, b.month(9), market, **inputs))

        assert content["total"] == "-116.94"
        assert replay(content, CREDITED, market).holds

    def test_known_on(self) -> None:
        """A document from before a fact was known is replayed without it."""
        early = august(BUSY.as_known_on(b.day(8, 1)))
        late = august()

        assert (len(early["lines"]), len(late["lines"])) == (2, 3)
        assert replay(early, BUSY, us.CONNECT).holds
        assert replay(late, BUSY, us.CONNECT).holds

    def test_own_market(self) -> None:
        """A market that the caller supplies is as good as a shipped one."""
        policy = attrs.evolve(us.CONNECT.dispute, days=60)
        market = attrs.evolve(us.CONNECT, name="own", dispute=policy)

        assert replay(august(BUSY, market), BUSY, market).holds


class TestPolicies:
    """The policies of the document must be the market's."""

    def test_another_policy(self) -> None:
        """Another policy under the same name is told by its role and field."""
        policy = attrs.evolve(us.CONNECT.dispute, days=60)
        market = attrs.evolve(us.CONNECT, dispute=policy)

        found = failure(august(BUSY, market))
        why = "must be '15', as us-connect 2026-11 has it, got '60'"
        assert found == f"policies.dispute.days: {why}"

    def test_another_rounding(self) -> None:
        """A field inside a field is told by both."""
        market = us.CONNECT.with_readings({"proration_rounding": "half_even"})

        found = failure(august(BUSY, market))
        why = "must be 'half_up', as us-connect 2026-11 has it, got 'half_even'"
        assert found == f"policies.proration.rounding.mode: {why}"

    @pytest.mark.parametrize(
        ("field", "place"),
        [("name", "market"), ("edition", "edition"), ("product", "document.product")],
    )
    def test_another_market(self, field: str, place: str) -> None:
        """A market of another name, edition or product is told."""
        others: dict[str, Any] = {field: "other"}
        market = attrs.evolve(us.CONNECT, **others)

        assert failure(august(), BUSY, market).startswith(f"{place}: must be 'other'")

    def test_another_clause(self) -> None:
        """A policy that is equal in all but what its clause says is told."""
        clause = attrs.evolve(us.CONNECT.dispute.clause, standing=Standing.CONTRACT)
        policy = attrs.evolve(us.CONNECT.dispute, clause=clause)
        market = attrs.evolve(us.CONNECT, dispute=policy)

        found = failure(august(BUSY, market))
        assert found.startswith("clauses.G4.standing: must be ")

    def test_unlisted_reading(self) -> None:
        """A reading that the document lists and the market does not is told."""
        market = us.CONNECT.with_readings({"dispute_days": 60})
        unlisted = attrs.evolve(market, readings=())

        assert failure(august(BUSY, market), BUSY, unlisted) == (
            "readings.dispute_days: must be absent, as assembled, got 'it'"
        )


class TestFails:
    """The first thing that is not as it was is told."""

    def test_changed_document(self) -> None:
        """A document that does not give itself is told by its own place."""
        content = august(july_start())
        content["total"] = "0.01"

        found = failure(content, july_start())
        assert found.startswith("total: must be '189.52' by the document's own rules")

    def test_no_document(self) -> None:
        """What is no document is told by its first problem."""
        assert failure({"schema": 1}).startswith("market: must be given")

    def test_another_account(self) -> None:
        """The account is that of the document, and so is its currency."""
        other = attrs.evolve(BUSY, id="other")
        yen = b.account(b.day(7, 1), b.device_price(currency="JPY"), currency="JPY")

        assert failure(august(), other) == "account: must be 'other', got 'acme'"
        assert failure(august(), yen) == "currency: must be 'JPY', got 'USD'"

    def test_missing_change(self) -> None:
        """A change that the document left out brings a line that it does not have."""
        content = august(attrs.evolve(BUSY, changes=BUSY.changes[:1]))

        found = failure(content)
        assert found.startswith("lines[2].id: must be ")
        assert found.endswith("of device on 2026-07-20, got 'absent'")

    def test_line_too_many(self) -> None:
        """A change that the account does not have brings a line too many."""
        account = attrs.evolve(BUSY, changes=BUSY.changes[:1])

        assert failure(august(), account).startswith(
            "lines[2].id: must be absent, got "
        )

    def test_another_quantity(self) -> None:
        """Another quantity keeps the ids and is told by its place."""
        first, *others = BUSY.changes
        more = attrs.evolve(first, quantity=6)
        account = attrs.evolve(BUSY, changes=(more, *others))

        assert failure(august(), account) == (
            "lines[0].quantity: must be '8', as assembled, got '7'"
        )

    def test_another_known_on(self) -> None:
        """A fact that became known on another day is told, though no amount moves."""
        price = attrs.evolve(BUSY.prices[0], known_on=b.day(5, 20))
        account = attrs.evolve(BUSY, prices=(price, *BUSY.prices[1:]))

        (name,) = [one for one in august()["facts"] if one.startswith("price")]
        assert failure(august(), account) == (
            f"facts['{name}'].known_on: must be '2026-05-20', as assembled, got "
            "'2026-05-15'"
        )

    def test_nothing_to_bill(self) -> None:
        """Where nothing is billed any more, no line may be."""
        later = b.account(b.day(9, 1), b.change(b.day(9, 1), 5))

        assert failure(august(), later).startswith(
            "lines: must be those of no document"
        )

    def test_contract_not_known(self) -> None:
        """A contract that was not known on the document's day is told."""
        content = august(BUSY.as_known_on(b.day(8, 1)))
        contract = attrs.evolve(BUSY.contract, known_on=b.day(8, 2))
        account = attrs.evolve(BUSY, contract=contract)

        assert failure(content, account).startswith("known_on: must be on or after")

    def test_given_date_no_more(self) -> None:
        """A sending day that the policy does not count from changes nothing else."""
        content = written(b.invoice(BUSY, b.month(8), sent_on=b.day(8, 4)))

        assert content["sent_on"] == "2026-08-04"
        assert replay(content, BUSY, us.CONNECT).holds
