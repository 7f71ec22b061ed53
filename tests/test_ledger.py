"""The documents issued to an account: what is refused of them, and what they state."""

from datetime import date
from typing import Any, Final

import pytest
from attrs import evolve
from tests import builders as b

from gotobilling.canonical import canonical
from gotobilling.corrections import next_invoice
from gotobilling.credits import CreditReason, Everything, OfAmount, credit_note
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    WrongType,
)
from gotobilling.facts import Account
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Asked, Invoice, IssuedDocument, assemble_one_time
from gotobilling.invoices.ledger import Ledger
from gotobilling.market import Market
from gotobilling.markets import br, ca, us
from gotobilling.rounding import MINOR_UNIT, Rounding, RoundingMode

ACCOUNT: Final = b.account(b.day(7, 15), b.change(b.day(7, 15), 5, id="five"))
LATE: Final = b.change(b.day(7, 15), 1, id="late", known_on=b.day(8, 20))
KNOWING: Final = evolve(ACCOUNT, changes=(*ACCOUNT.changes, LATE))
TODAY: Final = b.day(10, 1)


def made(account: Account, number: int, market: Market = us.CONNECT) -> IssuedDocument:
    """Return the document of a month, of what is known on its first day."""
    return issued_document(
        b.invoice(account.as_known_on(b.day(number, 1)), b.month(number), market)
    )


AUGUST: Final = made(ACCOUNT, 8)


def carrying() -> IssuedDocument:
    """Return the document of September, which corrects that of August."""
    known = KNOWING.as_known_on(b.day(9, 1))
    found = next_invoice(known, b.month(9), us.CONNECT, [AUGUST])
    assert isinstance(found, Invoice)
    return issued_document(found)


def note(
    *others: IssuedDocument,
    name: str = "n1",
    asked: Asked | None = None,
    reason: CreditReason = CreditReason.WRONG_CHARGE,
) -> IssuedDocument:
    """Return a credit note over the document of August, of 50.00 unless told."""
    made = credit_note(
        AUGUST,
        id=name,
        issued_on=b.day(9, 5),
        reason=reason,
        asked=OfAmount(b.usd("50.00")) if asked is None else asked,
        others=others,
    )
    return issued_document(made)


def ledger(
    *issued: Any,  # noqa: ANN401 -- what is no document as well
    account: Account = ACCOUNT,
    on: date = TODAY,
    market: Market = us.CONNECT,
) -> Ledger:
    """Return the ledger of documents."""
    return Ledger(account, issued, on, market)


def refused(
    kind: type[BillingError],
    *issued: Any,  # noqa: ANN401 -- what is no document as well
    **others: Any,  # noqa: ANN401 -- account, day or market
) -> str:
    """Return for what a ledger refuses documents."""
    with pytest.raises(kind) as caught:
        ledger(*issued, **others)
    assert type(caught.value) is kind
    return str(caught.value)


class TestRefused:
    """A document that cannot be one of the account's, by the market, up to the day."""

    @pytest.mark.parametrize("wrong", [None, "august", AUGUST.document])
    def test_type(self, wrong: object) -> None:
        """What is no issued document is refused by its place."""
        found = refused(WrongType, AUGUST, wrong)

        assert found.startswith("issued[1] must be an IssuedDocument, got ")

    def test_account(self) -> None:
        """A document of another account is refused."""
        other = made(evolve(ACCOUNT, id="other"), 8)

        assert refused(ConflictingFacts, other) == (
            "issued[0].account must be the account's acme, got 'other'"
        )

    @pytest.mark.clause("Q62")
    def test_currency(self) -> None:
        """A document in another currency is refused."""
        yen = b.account(b.day(7, 1), b.device_price(currency="JPY"), currency="JPY")

        assert refused(CurrencyMismatch, AUGUST, account=yen) == (
            "issued[0].currency must be the account's JPY, got 'USD'"
        )

    @pytest.mark.clause("Q67")
    def test_dated_later(self) -> None:
        """A document that is dated after the day is refused, and none of that day."""
        assert refused(InvalidValue, AUGUST, on=b.day(7, 31)) == (
            "issued[0].issue_date must be on or before 2026-07-31, got 2026-08-01"
        )
        assert len(ledger(AUGUST, on=b.day(8, 1)).invoices) == 1

    @pytest.mark.clause("Q67")
    def test_told_later(self) -> None:
        """A document that was told of facts after the day is refused."""
        knowing = ACCOUNT.as_known_on(b.day(8, 3))
        told = issued_document(b.invoice(knowing, b.month(8)))

        assert refused(InvalidValue, told, on=b.day(8, 2)) == (
            "issued[0].known_on must be on or before 2026-08-02, got 2026-08-03"
        )
        assert len(ledger(told, on=b.day(8, 3)).invoices) == 1

    def test_market(self) -> None:
        """A document of another market is refused by the market's name."""
        assert refused(ConflictingFacts, AUGUST, market=br.CONNECT) == (
            "issued[0].market must be br-connect, got 'us-connect'"
        )

    @pytest.mark.parametrize(
        ("field", "place"), [("edition", "edition"), ("product", "product")]
    )
    def test_edition(self, field: str, place: str) -> None:
        """So is one of another edition, and one of another product."""
        market = b.altered(us.CONNECT, field, "another")
        stated = getattr(us.CONNECT, field)

        assert refused(ConflictingFacts, AUGUST, market=market) == (
            f"issued[0].{place} must be another, got '{stated}'"
        )

    def test_reading(self) -> None:
        """A document under another reading is refused, with both lists."""
        market = us.CONNECT.with_readings({"dispute_days": 30})

        assert refused(ConflictingFacts, AUGUST, market=market) == (
            'issued[0].readings must be [["dispute_days","30"]], got \'[]\''
        )

    def test_policy(self) -> None:
        """A document whose policy says otherwise is refused by the role."""
        policy = evolve(us.CONNECT.dispute, days=30)
        market = evolve(us.CONNECT, dispute=policy)

        assert refused(ConflictingFacts, AUGUST, market=market) == (
            "issued[0].policies.dispute must be as us-connect 2026-11 has it, got "
            '\'{"clause":"G4","days":"15","policy":"dispute"}\''
        )

    def test_levy(self) -> None:
        """A document whose levy is rounded otherwise is refused."""
        down = Rounding(RoundingMode.DOWN, MINOR_UNIT, step=1)
        (gst,) = [one for one in ca.CONNECT.levies if one.name == "gst"]
        levies = [
            evolve(gst, rounding=down) if x is gst else x for x in ca.CONNECT.levies
        ]
        market = evolve(ca.CONNECT, levies=tuple(levies))

        found = refused(ConflictingFacts, made(ACCOUNT, 8, ca.CONNECT), market=market)
        place, _, told = found.partition(", got ")
        assert place == "issued[0].policies.levy must be as ca-connect 2026-11 has it"
        assert told[1:].startswith(canonical(gst).decode()[:50])

    @pytest.mark.clause("Q67")
    def test_two_contents(self) -> None:
        """Two documents of one month that say otherwise are refused."""
        other = made(evolve(ACCOUNT, contract=evolve(ACCOUNT.contract, id="c")), 8)
        own, another = AUGUST.digest[:12], other.digest[:12]

        assert refused(ConflictingFacts, AUGUST, other) == (
            f"issued[1] must be the content of document {own}, got '{another}'"
        )

    def test_two_notes(self) -> None:
        """So are two credit notes of one name."""
        asked = OfAmount(b.usd("49.99"))
        other = note(asked=asked)
        own, another = note().digest[:12], other.digest[:12]

        assert refused(ConflictingFacts, AUGUST, note(), other) == (
            f"issued[2] must be the content of document {own}, got '{another}'"
        )


class TestGrounds:
    """What a document corrects or credits must be there."""

    @pytest.mark.clause("Q44")
    def test_note_alone(self) -> None:
        """A credit note without its invoice is refused."""
        assert refused(ConflictingFacts, note()) == (
            "issued[0] must be beside every document that it corrects or credits, got "
            f"'without {AUGUST.digest[:12]}'"
        )

    @pytest.mark.clause("Q44")
    def test_note_before(self) -> None:
        """A credit note without the note before it is refused."""
        first = note()
        second = note(first, name="n2")

        assert refused(ConflictingFacts, AUGUST, second) == (
            "issued[1] must be beside every document that it corrects or credits, got "
            f"'without {first.digest[:12]}'"
        )
        assert len(ledger(second, first, AUGUST).documents) == 3

    def test_note_of_another_content(self) -> None:
        """A credit note over another invoice of the same month is refused."""
        other = made(evolve(ACCOUNT, contract=evolve(ACCOUNT.contract, id="c")), 8)

        assert refused(ConflictingFacts, other, note()) == (
            "issued[1] must be beside every document that it corrects or credits, got "
            f"'without {AUGUST.digest[:12]}'"
        )

    @pytest.mark.clause("Q65")
    def test_correction_alone(self) -> None:
        """A document that corrects another without that is refused."""
        assert refused(ConflictingFacts, carrying()) == (
            "issued[0] must be beside every document that it corrects or credits, got "
            f"'without {AUGUST.digest[:12]}'"
        )

    @pytest.mark.clause("Q65")
    def test_not_issued(self) -> None:
        """What was corrected as never issued cannot have been issued after all."""
        phone = b.bought(b.day(8, 12), id="phone", known_on=b.day(8, 25))
        account = evolve(ACCOUNT, one_time=(phone,))
        known = account.as_known_on(b.day(9, 1))
        september = next_invoice(known, b.month(9), us.CONNECT, [AUGUST])
        purchase = assemble_one_time(account, b.day(8, 12), us.CONNECT)
        assert isinstance(september, Invoice)
        assert isinstance(purchase, Invoice)
        sent = (AUGUST, issued_document(september))

        found = refused(ConflictingFacts, *sent, issued_document(purchase))
        assert found == (
            "issued[1] must be beside every document that it corrects or credits, got "
            "'without one'"
        )
        assert len(ledger(*sent).documents) == 2


class TestStates:
    """What the documents say together, line by line."""

    def test_twice(self) -> None:
        """The same document given twice counts once."""
        once, twice = ledger(AUGUST), ledger(AUGUST, AUGUST)

        assert twice.issued == once.issued
        assert [len(one) for one in twice.issued.values()] == [1, 1]

    @pytest.mark.clause("Q65")
    def test_corrected(self) -> None:
        """Of each line its amount comes first, and then what corrected it."""
        found = ledger(carrying(), AUGUST)

        line, part = AUGUST.document.lines
        assert [one.minor for one in found.issued[line.id]] == [5 * 2500, 2500]
        first, second = found.issued[part.id]
        # 6 x 25.00 x 16/31 = 77.42, less 5 x 25.00 x 16/31 = 64.52.
        assert (first.minor, second.minor) == (6452, 7742 - 6452)
        assert found.credited == {}

    @pytest.mark.clause("Q44")
    def test_credited(self) -> None:
        """What a credit note gives back of a line stands apart."""
        found = ledger(note(), AUGUST)

        lines = [one.id for one in AUGUST.document.lines]
        assert [[one.minor for one in found.issued[x]] for x in lines] == [
            [12500],
            [6452],
        ]
        assert sum(one.minor for x in lines for one in found.credited[x]) == -5000

    def test_facts(self) -> None:
        """What was stated is a fact of the document's date."""
        line = AUGUST.document.lines[0]
        (fact,) = ledger(AUGUST).issued[line.id]

        assert fact.id == fact.root == f"{AUGUST.digest}:{line.id}"
        assert (fact.effective_on, fact.known_on) == (b.day(8, 1), b.day(8, 1))

    def test_names(self) -> None:
        """Each document is found by its name; one that is not there is none."""
        found = ledger(note(), AUGUST)
        missing = made(ACCOUNT, 9).document.key

        of = AUGUST.document.key
        assert (found.path(of), found.path(missing)) == ("issued[1]", "issued")
        assert (found.digest(of), found.digest(missing)) == (AUGUST.digest, None)
        assert (found.invoice(of), found.invoice(missing)) == (AUGUST.document, None)

    def test_last_month(self) -> None:
        """The last month billed is that of no purchase, and of no credit note."""
        account = evolve(ACCOUNT, one_time=(b.bought(b.day(9, 12)),))
        bought = assemble_one_time(account, b.day(9, 12), us.CONNECT)
        assert isinstance(bought, Invoice)

        assert ledger().last_month() is None
        found = ledger(note(), AUGUST, issued_document(bought))
        assert found.last_month() == b.day(8, 1)

    @pytest.mark.clause("Q65")
    def test_corrected_on(self) -> None:
        """A document is as known on the last day on which it was corrected."""
        first = carrying()
        more = b.change(b.day(7, 20), 1, id="more", known_on=b.day(9, 10))
        account = evolve(KNOWING, changes=(*KNOWING.changes, more))
        known = account.as_known_on(TODAY)
        october = next_invoice(known, b.month(10), us.CONNECT, [AUGUST, first])
        assert isinstance(october, Invoice)
        sent = (AUGUST, first, issued_document(october))

        of = AUGUST.document.key
        assert ledger(*sent[:2]).corrected_on == {of: b.day(9, 1)}
        for issued in (sent, sent[::-1]):
            assert ledger(*issued).corrected_on[of] == TODAY

    def test_undated_corrections(self) -> None:
        """Corrections that name no day by which facts were known date nothing."""
        document = carrying().document
        assert isinstance(document, Invoice)
        undated = IssuedDocument("x", evolve(document, known_on=None))

        assert ledger(AUGUST, undated).corrected_on == {}


class TestIssuedDocument:
    """An invoice or a credit note, under the digest of what it says."""

    def test_types(self) -> None:
        """It has a digest and holds an invoice or a credit note."""
        with pytest.raises(WrongType, match=r"^document must be an Invoice or a Cred"):
            IssuedDocument("x", None)  # type: ignore[arg-type]
        with pytest.raises(InvalidValue, match=r"^digest must be text of 1 to 200 "):
            IssuedDocument("", AUGUST.document)

    def test_date(self) -> None:
        """Its date is that of the document."""
        assert (AUGUST.issued_on, note().issued_on) == (b.day(8, 1), b.day(9, 5))

    def test_everything(self) -> None:
        """A credit note of everything states each line with its sign changed."""
        whole = note(asked=Everything())

        own = [(x.line.id, x.amount.minor) for x in AUGUST.states()]
        back = [(x.line.id, -x.amount.minor) for x in whole.states()]
        assert own == back
