"""Corrections: what documents lack, or have too much, once late facts are known."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b

from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.clauses import CONTRACT_RATES
from gotobilling.corrections import correct, next_invoice
from gotobilling.credits import CreditReason, Everything, OfLines, credit_note
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidValue,
    WrongType,
)
from gotobilling.facts import (
    Account,
    BillingAddress,
    Contract,
    ExemptionCertificate,
    ServiceEnd,
    Withdrawal,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import (
    Asked,
    Correction,
    CorrectionLine,
    Invoice,
    IssuedDocument,
    assemble_invoice,
    assemble_one_time,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import br, ca, us
from gotobilling.money import Money
from gotobilling.periods import Period

AUGUST: Final = b.month(8)
SEPTEMBER: Final = b.month(9)
OCTOBER: Final = b.month(10)
TODAY: Final = b.day(10, 1)
FIVE: Final = b.change(b.day(7, 15), 5, id="five")
ACCOUNT: Final = b.account(b.day(7, 15), FIVE)
LATE: Final = b.change(b.day(7, 15), 1, id="late", known_on=b.day(9, 20))


def with_changes(account: Account, *changes: Any) -> Account:  # noqa: ANN401
    """Return the account with more changes of quantity."""
    return evolve(account, changes=(*account.changes, *changes))


def made(
    account: Account,
    month: Period,
    market: Market = us.CONNECT,
    known_on: date | None = None,
    **inputs: Any,  # noqa: ANN401 -- whatever assembling takes
) -> IssuedDocument:
    """Return the document of a month, of what is known on a day, the first if none."""
    known = account.as_known_on(known_on or month.start)
    found = assemble_invoice(known, month, market, **inputs)
    assert isinstance(found, Invoice)
    return issued_document(found)


def carried(
    account: Account,
    month: Period,
    issued: Iterable[IssuedDocument],
    market: Market = us.CONNECT,
    **inputs: Any,  # noqa: ANN401 -- whatever the next invoice takes
) -> IssuedDocument:
    """Return the document of a month with the corrections known on its first day."""
    known = account.as_known_on(month.start)
    found = next_invoice(known, month, market, issued, **inputs)
    assert isinstance(found, Invoice)
    return issued_document(found)


def told(found: Correction) -> list[tuple[date, str | None, int]]:
    """Return of each correction the document's first day, the item, and the amount."""
    rows = [(facts.of, facts.line, minor) for _, facts, minor in found.rows]
    return [(of.period.start, x.item or x.levy, minor) for of, x, minor in rows]


def causes(found: Correction) -> list[list[tuple[str, int]]]:
    """Return of each correction the ids of the facts that cause it, and how much."""
    return [
        [(" ".join(x.id for x in one.facts), one.minor) for one in facts.causes]
        for _, facts, _ in found.rows
    ]


SENT: Final = (made(ACCOUNT, AUGUST), made(ACCOUNT, SEPTEMBER))
KNOWING: Final = with_changes(ACCOUNT, LATE)
# One device more in July is 25.00 x 16/31 more, beside 5 x 25.00 x 16/31.
PART: Final = b.cents(6 * 25 * Fraction(16, 31)) - b.cents(5 * 25 * Fraction(16, 31))


def found_of(
    account: Account = KNOWING,
    issued: Sequence[IssuedDocument] = SENT,
    on: date = TODAY,
    market: Market = us.CONNECT,
) -> Correction:
    """Return what is corrected, of the example unless told."""
    return correct(account, issued, on, market)


class TestDifferences:
    """Each line of each document as it should have been, less what was issued."""

    @pytest.mark.clause("Q65")
    def test_more(self) -> None:
        """A device reported late is missing on every document since, line by line."""
        found = found_of()

        assert PART == 7742 - 6452
        assert told(found) == [
            (b.day(8, 1), "device", 2500),
            (b.day(8, 1), "device", PART),
            (b.day(9, 1), "device", 2500),
        ]
        assert causes(found) == [[("late", 2500)], [("late", PART)], [("late", 2500)]]
        assert found.total == Money.from_minor(2 * 2500 + PART, "USD")

    @pytest.mark.clause("Q65")
    def test_nothing(self) -> None:
        """Where all was known in time there is nothing to correct."""
        found = found_of(ACCOUNT)

        assert (found.lines, found.revisions) == ((), ())
        assert found.total == b.usd("0.00")

    @pytest.mark.clause("Q67")
    def test_not_yet_known(self) -> None:
        """A fact known later changes nothing until its day."""
        before, after = b.day(9, 19), b.day(9, 20)

        assert found_of(KNOWING.as_known_on(before), on=before).rows == ()
        assert len(found_of(KNOWING.as_known_on(after), on=after).rows) == 3

    @pytest.mark.clause("Q65")
    def test_revisions(self) -> None:
        """Each document is named beside what it should have been, as known that day."""
        found = found_of()

        assert [one.issued for one in found.revisions] == [x.digest for x in SENT]
        revised = [one.revised for one in found.revisions]
        for document, month in zip(revised, (AUGUST, SEPTEMBER), strict=True):
            assert document == b.invoice(KNOWING.as_known_on(TODAY), month)

    @pytest.mark.clause("Q65")
    def test_proof(self) -> None:
        """A correction proves itself: what it should be, less what was issued."""
        line = found_of().lines[0]

        steps = [(step.op.value, step.label) for step in line.proof]
        assert steps == [("sum", "as issued"), ("minus", "difference")]
        assert {step.clause.id for step in line.proof} == {"correction"}
        assert line.value == b.usd("25.00")

    @pytest.mark.clause("Q65")
    def test_line(self) -> None:
        """On the document that carries it, a correction has a name of its own."""
        document = carried(KNOWING, OCTOBER, SENT).document
        assert isinstance(document, Invoice)
        first, second, third = document.corrections

        assert repr(first) == (
            "<correction of device for 2026-08-01/2026-09-01: 25.00 USD>"
        )
        assert len({first.id, second.id, third.id}) == 3
        assert [len(one.id) for one in document.corrections] == [32] * 3
        again = CorrectionLine(first.rule, first.told, first.raw, SENT[0].document.key)  # type: ignore[arg-type]  # as a row holds them
        assert again.id != first.id

    @pytest.mark.clause("Q65")
    def test_less(self) -> None:
        """Fewer devices than were billed come back with a negative sign."""
        fewer = b.change(b.day(8, 20), -2, id="fewer", known_on=b.day(9, 20))
        found = found_of(with_changes(ACCOUNT, fewer))

        # -2 x 25.00 x 11/31 on a line of its own, and -2 x 25.00 in advance.
        back = b.cents(-2 * 25 * Fraction(11, 31))
        assert told(found) == [
            (b.day(9, 1), "device", -5000),
            (b.day(9, 1), "device", back),
        ]
        assert [step.op.value for step in found.lines[1].proof] == ["given"]

    @pytest.mark.clause("Q65")
    def test_gone(self) -> None:
        """A line of a change that never was goes, and so does all that it charged."""
        more = b.change(b.day(8, 20), 2, id="more")
        never = Withdrawal(id="w1", fact="more", known_on=b.day(9, 20))
        account = with_changes(ACCOUNT, more)
        sent = [made(account, AUGUST), made(account, SEPTEMBER)]
        found = found_of(evolve(account, withdrawals=(never,)), sent)

        part = b.cents(2 * 25 * Fraction(11, 31))
        assert told(found) == [
            (b.day(9, 1), "device", -2 * 2500),
            (b.day(9, 1), "device", -part),
        ]
        assert causes(found) == [[("w1", -5000)], [("w1", -part)]]
        steps = [step.op.value for step in found.lines[1].proof]
        assert steps == ["sum", "negate"]

    @pytest.mark.clause("Q65")
    def test_price(self) -> None:
        """A price that turned out wrong keeps its lines, and changes their amounts."""
        own, number = ACCOUNT.prices
        mended = b.device_price(
            "20.00",
            own.effective_on,
            id="mended",
            supersedes=own.id,
            known_on=b.day(9, 20),
        )
        account = evolve(ACCOUNT, prices=(own, number, mended))

        part = b.cents(5 * 20 * Fraction(16, 31)) - b.cents(5 * 25 * Fraction(16, 31))
        assert told(found_of(account)) == [
            (b.day(8, 1), "device", 5 * -500),
            (b.day(8, 1), "device", part),
            (b.day(9, 1), "device", 5 * -500),
        ]

    @pytest.mark.clause("Q65")
    def test_never_billed(self) -> None:
        """A document that should never have been is taken back as a whole."""
        contract = Contract(
            id="mended",
            billing_start_on=b.day(9, 1),
            known_on=b.day(9, 20),
            supersedes="contract",
        )
        known = ACCOUNT.contract
        account = evolve(ACCOUNT, contract=contract, superseded=(known,))
        found = found_of(account)

        assert told(found) == [
            (b.day(8, 1), "device", -12500),
            (b.day(8, 1), "device", -6452),
        ]
        (revision,) = found.revisions
        assert (revision.issued, revision.revised) == (SENT[0].digest, None)

    @pytest.mark.clause("Q65", "Q67")
    def test_purchase_not_issued(self) -> None:
        """A purchase known late is corrected as a document that was never issued."""
        phone = b.bought(b.day(8, 12), id="phone", known_on=b.day(9, 20))
        today = b.bought(b.day(10, 1), id="today")
        account = evolve(ACCOUNT, one_time=(phone, today))
        found = found_of(account)

        assert told(found) == [(b.day(8, 12), "desk phone", 9998)]
        assert causes(found) == [[("phone", 9998)]]
        (revision,) = found.revisions
        assert (revision.issued, revision.of.kind) == (None, DocumentKind.ONE_TIME)
        assert revision.revised == assemble_one_time(
            account.as_known_on(TODAY), b.day(8, 12), us.CONNECT
        )

    @pytest.mark.clause("Q65", "Q67")
    def test_month_not_issued(self) -> None:
        """A month that only an earlier start bills is a document never issued."""
        start = b.day(9, 1)
        signed = Contract(id="contract", billing_start_on=start)
        late = Contract(
            id="earlier",
            billing_start_on=b.day(8, 1),
            known_on=b.day(9, 20),
            supersedes="contract",
        )
        account = b.account(late, FIVE, superseded=(signed,))
        found = found_of(account, [made(account, SEPTEMBER, known_on=start)])

        assert told(found) == [(b.day(8, 1), "device", 5 * 2500)]
        assert causes(found) == [[("earlier", 5 * 2500)]]
        assert [one.issued for one in found.revisions] == [None]

    @pytest.mark.clause("Q65", "Q67")
    def test_contract_not_known(self) -> None:
        """Where the contract itself came late, its first month was never issued."""
        contract = Contract(
            id="contract", billing_start_on=b.day(8, 1), known_on=b.day(9, 3)
        )
        account = b.account(contract, FIVE)
        september = made(
            account, SEPTEMBER, issued_on=b.day(9, 4), known_on=b.day(9, 4)
        )
        found = found_of(account, [september])

        assert told(found) == [(b.day(8, 1), "device", 5 * 2500)]
        assert causes(found) == [[("contract", 5 * 2500)]]

    @pytest.mark.clause("Q65")
    def test_order(self) -> None:
        """Corrections stand in the order of their documents: by date, one-time last."""
        phone = b.bought(b.day(9, 1), id="phone", known_on=b.day(9, 20))
        found = found_of(evolve(KNOWING, one_time=(phone,)))

        assert [of.isoformat() + f" {item}" for of, item, _ in told(found)] == [
            "2026-08-01 device",
            "2026-08-01 device",
            "2026-09-01 device",
            "2026-09-01 desk phone",
        ]

    @pytest.mark.clause("Q67")
    @given(st.data())
    def test_any_order(self, data: st.DataObject) -> None:
        """The order in which documents and facts are given never matters."""
        october = carried(KNOWING, OCTOBER, SENT)
        more = b.change(b.day(8, 20), 1, id="more", known_on=b.day(10, 9))
        account = with_changes(KNOWING, more)
        issued = (*SENT, october)
        expected = found_of(account, issued, b.day(11, 1))

        mixed = data.draw(st.permutations(issued))
        changes = tuple(data.draw(st.permutations(account.changes)))
        again = found_of(evolve(account, changes=changes), mixed, b.day(11, 1))
        assert len(expected.rows) == 3
        assert again == expected

    def test_twice(self) -> None:
        """A document given twice counts once."""
        assert found_of(issued=(*SENT, *SENT)) == found_of()

    def test_none_issued(self) -> None:
        """Where nothing was issued, the month itself waits, and a purchase lacks."""
        phone = b.bought(b.day(8, 12), id="phone", known_on=b.day(8, 20))
        account = evolve(ACCOUNT, one_time=(phone,))
        found = found_of(account, (), b.day(8, 31))

        assert told(found) == [(b.day(8, 12), "desk phone", 9998)]

    @pytest.mark.clause("correction")
    @pytest.mark.parametrize("sent", [(), SENT[:1]])
    def test_missing_month(self, sent: tuple[IssuedDocument, ...]) -> None:
        """Every month before that of the day must be among the documents issued."""
        month = (AUGUST, SEPTEMBER)[len(sent)]
        with pytest.raises(ConflictingFacts) as caught:
            found_of(KNOWING, sent, b.day(10, 1))

        assert str(caught.value) == (
            f"issued must be with the recurring document of {month}, which facts known "
            f"on {month.start} make, got 'none of it' [Q67]"
        )
        assert found_of(ACCOUNT, sent, month.start).rows == ()

    @pytest.mark.clause("correction")
    def test_month_after_the_last(self) -> None:
        """A month after the last issued one lacks where its facts came late."""
        start = b.change(b.day(9, 1), 5, id="start", known_on=b.day(9, 20))
        account = b.account(b.day(9, 1), start)

        assert told(found_of(account, ())) == [(b.day(9, 1), "device", 5 * 2500)]
        assert found_of(account, (), b.day(9, 30)).rows == ()

    @pytest.mark.clause("correction")
    def test_could_not_be_billed(self) -> None:
        """What had no price on its date was not issued, and is corrected from 0.00."""
        price = b.device_price(id="p", known_on=b.day(9, 20))
        account = evolve(ACCOUNT, prices=(price,))
        found = found_of(account, ())

        assert told(found) == [
            (b.day(8, 1), "device", 12500),
            (b.day(8, 1), "device", 6452),
            (b.day(9, 1), "device", 12500),
        ]
        assert causes(found)[0] == [("p", 12500)]
        assert [one.issued for one in found.revisions] == [None, None]

    @pytest.mark.clause("Q65", "Q67")
    def test_opening(self) -> None:
        """Of a history that starts late the second month is the first looked for."""
        account = b.account(b.day(1, 1), b.opening(b.day(7, 31), 5))
        september, october = made(account, SEPTEMBER), made(account, OCTOBER)

        assert found_of(account, [september, october]).rows == ()
        with pytest.raises(
            ConflictingFacts, match=r"^issued must be with the recurr.*9"
        ):
            found_of(account, [october])


class TestAgain:
    """A line that was corrected is corrected again."""

    @pytest.mark.clause("Q65")
    def test_carried(self) -> None:
        """Once the next document carries what lacks, nothing lacks any more."""
        sent = (*SENT, carried(KNOWING, OCTOBER, SENT))

        assert found_of(issued=sent).rows == ()
        assert found_of(issued=sent, on=b.day(11, 1)).rows == ()

    @pytest.mark.clause("Q65", "Q67")
    def test_corrected_again(self) -> None:
        """A late fact that turns out wrong is taken back, correction and all."""
        sent = (*SENT, carried(KNOWING, OCTOBER, SENT))
        three = b.change(
            b.day(7, 15), 3, id="three", supersedes="late", known_on=b.day(10, 7)
        )
        account = with_changes(KNOWING, three)
        found = found_of(account, sent, b.day(11, 1))

        # 8 x 25.00 x 16/31 = 103.23, and 77.42 was issued and corrected.
        rest = b.cents(8 * 25 * Fraction(16, 31)) - 6452 - PART
        assert told(found) == [
            (b.day(8, 1), "device", 2 * 2500),
            (b.day(8, 1), "device", rest),
            (b.day(9, 1), "device", 2 * 2500),
            (b.day(10, 1), "device", 2 * 2500),
        ]
        assert causes(found) == [[("three", one)] for one in (5000, rest, 5000, 5000)]
        assert [len(facts.issued) for _, facts, _ in found.rows] == [2, 2, 2, 1]

    @pytest.mark.clause("Q65", "Q67")
    def test_withdrawn(self) -> None:
        """Withdrawn, it leaves every document at what it was at first."""
        sent = (*SENT, carried(KNOWING, OCTOBER, SENT))
        never = Withdrawal(id="w1", fact="late", known_on=b.day(10, 7))
        account = evolve(KNOWING, withdrawals=(never,))
        november = carried(account, b.month(11), sent)

        total = sum(one.document.total.value.minor for one in (*sent, november))
        plain = sum(
            b.invoice(ACCOUNT, month).minor
            for month in (AUGUST, SEPTEMBER, OCTOBER, b.month(11))
        )
        assert total == plain == 5 * 2500 * 4 + 6452

    @pytest.mark.clause("Q65")
    def test_line_gone_again(self) -> None:
        """A line that only a correction brought goes by a correction."""
        more = b.change(b.day(8, 20), 2, id="more", known_on=b.day(9, 20))
        account = with_changes(ACCOUNT, more)
        sent = (*SENT, carried(account, OCTOBER, SENT))
        never = Withdrawal(id="w1", fact="more", known_on=b.day(10, 7))
        found = found_of(evolve(account, withdrawals=(never,)), sent, b.day(11, 1))

        part = b.cents(2 * 25 * Fraction(11, 31))
        assert told(found) == [
            (b.day(9, 1), "device", -5000),
            (b.day(9, 1), "device", -part),
            (b.day(10, 1), "device", -5000),
        ]

    @pytest.mark.clause("Q65")
    def test_not_issued_again(self) -> None:
        """A document that was never issued but corrected is corrected again."""
        phone = b.bought(b.day(8, 12), id="phone", known_on=b.day(9, 20))
        account = evolve(ACCOUNT, one_time=(phone,))
        sent = (*SENT, carried(account, OCTOBER, SENT))
        two = b.bought(
            b.day(8, 12),
            quantity=2,
            id="two",
            supersedes="phone",
            known_on=b.day(10, 7),
        )
        found = found_of(evolve(account, one_time=(phone, two)), sent, b.day(11, 1))

        assert told(found) == [(b.day(8, 12), "desk phone", 9998)]
        assert causes(found) == [[("two", 9998)]]
        assert [one.issued for one in found.revisions] == [None]

    @pytest.mark.clause("Q65")
    def test_month_not_issued_again(self) -> None:
        """So is a month that was never issued."""
        signed = Contract(id="contract", billing_start_on=b.day(9, 1))
        late = Contract(
            id="earlier",
            billing_start_on=b.day(8, 1),
            known_on=b.day(9, 20),
            supersedes="contract",
        )
        account = b.account(late, FIVE, superseded=(signed,))
        first = made(account, SEPTEMBER)
        sent = (first, carried(account, OCTOBER, [first]))
        never = b.change(
            b.day(7, 15), 4, id="four", supersedes="five", known_on=b.day(10, 7)
        )
        found = found_of(with_changes(account, never), sent, b.day(11, 1))

        assert told(found) == [(b.day(n, 1), "device", -2500) for n in (8, 9, 10)]


class TestCauses:
    """Which late fact causes what of a correction."""

    @pytest.mark.clause("Q65")
    def test_each(self) -> None:
        """Each late fact causes what it changes of what those before it left."""
        more = b.change(b.day(7, 15), 2, id="more", known_on=b.day(9, 21))
        found = found_of(with_changes(KNOWING, more))

        # 8 x 25.00 x 16/31 = 103.23 after 77.42.
        second = b.cents(8 * 25 * Fraction(16, 31)) - 7742
        assert causes(found) == [
            [("late", 2500), ("more", 5000)],
            [("late", PART), ("more", second)],
            [("late", 2500), ("more", 5000)],
        ]

    @pytest.mark.clause("Q65")
    def test_same_day(self) -> None:
        """Facts that become known on one day follow by id, not by their effect."""
        more = b.change(b.day(7, 16), 2, id="a", known_on=b.day(9, 20))

        (first, *_) = causes(found_of(with_changes(KNOWING, more)))
        assert first == [("a", 5000), ("late", 2500)]

    @pytest.mark.clause("Q65")
    def test_up_and_down(self) -> None:
        """Facts that undo each other cause nothing."""
        never = Withdrawal(id="w1", fact="late", known_on=b.day(9, 21))

        assert found_of(evolve(KNOWING, withdrawals=(never,))).rows == ()

    @pytest.mark.clause("Q65")
    def test_partly_undone(self) -> None:
        """What one fact takes and another gives stands as two causes."""
        less = b.change(
            b.day(7, 15), 2, id="two", supersedes="five", known_on=b.day(9, 21)
        )

        found = found_of(with_changes(KNOWING, less))
        assert causes(found)[0] == [("late", 2500), ("two", -7500)]
        assert told(found)[0] == (b.day(8, 1), "device", -5000)

    @pytest.mark.clause("Q65")
    def test_together(self) -> None:
        """A change of an item without a price stands together with the price."""
        number = b.change(b.day(8, 1), 2, "number", id="n", known_on=b.day(9, 20))
        price = b.number_price("5.00", id="p", known_on=b.day(9, 21))
        account = b.account(b.day(7, 15), FIVE, b.device_price())
        sent = [made(account, AUGUST), made(account, SEPTEMBER)]
        prices = (*account.prices, price)
        account = evolve(account, prices=prices, changes=(FIVE, number))

        found = found_of(account, sent)
        assert told(found) == [
            (b.day(8, 1), "number", 1000),
            (b.day(9, 1), "number", 1000),
        ]
        assert causes(found) == [[("n p", 1000)], [("n p", 1000)]]

    @pytest.mark.clause("Q65")
    def test_together_with_an_earlier_price(self) -> None:
        """A change stands with the price of its day, but where a later one counts."""
        number = b.change(b.day(8, 1), 2, "number", id="n", known_on=b.day(9, 20))
        price = b.number_price("4.00", b.day(8, 1), id="p", known_on=b.day(9, 21))
        later = b.number_price("5.00", b.day(9, 1))
        account = b.account(b.day(7, 15), FIVE, b.device_price(), later)
        sent = [made(account, AUGUST), made(account, SEPTEMBER)]
        prices = (*account.prices, price)
        account = evolve(account, prices=prices, changes=(FIVE, number))

        found = found_of(account, sent)
        assert told(found) == [
            (b.day(8, 1), "number", 2 * 400),
            (b.day(9, 1), "number", 2 * 500),
        ]
        assert causes(found) == [[("n p", 800)], [("n", 1000)]]

    @pytest.mark.clause("Q65")
    def test_together_at_once(self) -> None:
        """A removal stands together with the addition that it takes from."""
        gone = b.change(b.day(8, 20), -6, id="gone", known_on=b.day(9, 20))
        more = b.change(b.day(8, 18), 2, id="more", known_on=b.day(9, 21))
        found = found_of(with_changes(ACCOUNT, gone, more))

        added = b.cents(2 * 25 * Fraction(13, 31))
        removed = b.cents(-6 * 25 * Fraction(11, 31))
        assert told(found) == [
            (b.day(9, 1), "device", -4 * 2500),
            (b.day(9, 1), "device", added),
            (b.day(9, 1), "device", removed),
        ]
        assert {x for line in causes(found) for x, _ in line} == {"gone more"}

    @pytest.mark.clause("Q65")
    def test_after_the_period(self) -> None:
        """A fact that takes effect after a document's period causes nothing of it."""
        after = b.change(b.day(9, 1), 1, id="a", known_on=b.day(9, 19))
        found = found_of(with_changes(KNOWING, after))

        assert [of for of, *_ in told(found)] == [b.day(8, 1)] * 2 + [b.day(9, 1)]
        assert causes(found)[:2] == [[("late", 2500)], [("late", PART)]]
        assert causes(found)[-1] == [("a", 2500), ("late", 2500)]

    @pytest.mark.clause("Q65")
    def test_held_up(self) -> None:
        """A fact has its cause though one of a later month, known with it, waits."""
        gone = b.change(b.day(10, 1), -8, id="a", known_on=b.day(9, 20))
        more = b.change(b.day(10, 1), 3, id="b", known_on=b.day(9, 21))
        found = found_of(with_changes(KNOWING, gone, more))

        assert causes(found) == [[("late", 2500)], [("late", PART)], [("late", 2500)]]

    @pytest.mark.clause("Q65")
    def test_end_of_service(self) -> None:
        """An end of service, known late, reaches the documents after it."""
        end = ServiceEnd(
            id="end", last_day_of_service=b.day(9, 10), known_on=b.day(9, 20)
        )
        found = found_of(evolve(ACCOUNT, end=end))

        # Of September 10 days were served: 5 x 25.00 x 10/30.
        last = b.cents(5 * 25 * Fraction(10, 30)) - 5 * 2500
        assert told(found) == [(b.day(9, 1), "device", last)]
        assert causes(found) == [[("end", last)]]


class TestDayOfIssue:
    """What a document was made of that does not say by which day facts were known."""

    UNFILTERED: Final = b.invoice(ACCOUNT, AUGUST)

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize("known", [b.day(7, 20), b.day(8, 1), b.day(8, 9)])
    def test_told(self, known: date) -> None:
        """It may have been told of a fact before, on, or after its date."""
        more = b.change(b.day(7, 20), 1, id="more", known_on=known)
        account = with_changes(ACCOUNT, more)
        document = b.invoice(account, AUGUST)
        issued = [issued_document(document)]

        assert document.known_on is None
        on = b.day(9, 30)
        assert found_of(account, issued, on).rows == ()
        found = found_of(with_changes(account, LATE), issued, on)
        assert causes(found) == [[("late", 2500)], [("late", PART)]]

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize("known", [b.day(8, 1), b.day(8, 9)])
    def test_not_told(self, known: date) -> None:
        """It may not have been told of a fact of its very date, or of a later one."""
        more = b.change(b.day(7, 20), 1, id="more", known_on=known)
        account = with_changes(ACCOUNT, more)
        issued = [issued_document(self.UNFILTERED)]
        found = found_of(account, issued, b.day(9, 30))

        assert causes(found)[0] == [("more", 2500)]

    @pytest.mark.clause("Q67")
    def test_known_in_time(self) -> None:
        """A fact known before its date was told, so that without it all is wrong."""
        more = b.change(b.day(7, 20), 1, id="more", known_on=b.day(7, 31))
        account = with_changes(ACCOUNT, more)
        late = b.change(b.day(7, 21), 1, id="later", known_on=b.day(8, 20))

        # The day before its date is as good, and on that day it was known as well.
        with pytest.raises(ConflictingFacts) as caught:
            found_of(with_changes(account, late), [issued_document(self.UNFILTERED)])
        assert str(caught.value) == (
            "issued[0] must be what the facts known on 2026-08-01 give, more among "
            "them, got '125.00 USD of device, where they give 150.00 USD' [Q67]"
        )


@pytest.mark.clause("correction")
class TestCredited:
    """What a note over a wrong charge gave back counts; goodwill does not."""

    WITHDRAWN: Final = evolve(
        ACCOUNT,
        withdrawals=(Withdrawal(id="w1", fact="five", known_on=b.day(8, 25)),),
    )

    @staticmethod
    def note(
        issued: IssuedDocument,
        asked: Asked,
        reason: CreditReason = CreditReason.WRONG_CHARGE,
    ) -> IssuedDocument:
        """Return a credit note over an invoice, as it was issued."""
        made = credit_note(
            issued, id="n1", issued_on=b.day(8, 20), reason=reason, asked=asked
        )
        return issued_document(made)

    def credited(
        self, amount: str | None, reason: CreditReason = CreditReason.WRONG_CHARGE
    ) -> tuple[IssuedDocument, IssuedDocument]:
        """Return August and a note over so much of its first line, or all."""
        line = SENT[0].document.lines[0].id
        given = None if amount is None else b.usd(amount)
        asked = OfLines(((line, given),))
        return SENT[0], self.note(SENT[0], asked, reason)

    @pytest.mark.clause("Q65", "Q44")
    def test_part(self) -> None:
        """Of 125.00, of which 100.00 was credited, 25.00 can still go back."""
        found = found_of(self.WITHDRAWN, self.credited("100.00"), b.day(9, 1))

        assert told(found) == [
            (b.day(8, 1), "device", -(12500 - 10000)),
            (b.day(8, 1), "device", -6452),
        ]
        assert causes(found)[0] == [("w1", -12500)]
        steps = [(step.op.value, step.label) for step in found.lines[0].proof]
        assert steps == [
            ("sum", "as issued"),
            ("sum", "credited"),
            ("sum", "so far"),
            ("negate", "difference"),
        ]

    @pytest.mark.clause("Q65", "Q44")
    def test_all(self) -> None:
        """A line that was credited as a whole is not corrected any more."""
        found = found_of(self.WITHDRAWN, self.credited(None), b.day(9, 1))

        assert told(found) == [(b.day(8, 1), "device", -6452)]

    @pytest.mark.clause("Q65", "Q44")
    def test_little(self) -> None:
        """Of 50.00 too much, of which 10.00 was credited, 40.00 go back."""
        three = b.change(
            b.day(7, 15), 3, id="three", supersedes="five", known_on=b.day(8, 25)
        )
        account = with_changes(ACCOUNT, three)
        found = found_of(account, self.credited("10.00"), b.day(9, 1))

        assert told(found)[0] == (b.day(8, 1), "device", -2 * 2500 + 1000)
        steps = [step.op.value for step in found.lines[0].proof]
        assert steps == ["sum", "sum", "sum", "minus"]

    @pytest.mark.clause("Q65", "Q44")
    @pytest.mark.parametrize(
        ("reason", "minor"),
        [
            (CreditReason.WRONG_CHARGE, 15000 - (12500 - 10000)),
            (CreditReason.GOODWILL, 15000 - 12500),
        ],
    )
    def test_charge(self, reason: CreditReason, minor: int) -> None:
        """What was no wrong charge after all is charged again; goodwill stays given."""
        late = evolve(LATE, known_on=b.day(8, 25))
        sent = self.credited("100.00", reason)
        found = found_of(with_changes(ACCOUNT, late), sent, b.day(9, 1))

        assert told(found)[0] == (b.day(8, 1), "device", minor)
        assert causes(found)[0] == [("late", 2500)]

    @pytest.mark.clause("Q65", "Q44")
    @pytest.mark.parametrize("amount", ["100.00", None])
    def test_goodwill(self, amount: str | None) -> None:
        """A withdrawn charge goes back in full, whatever was given of goodwill."""
        sent = self.credited(amount, CreditReason.GOODWILL)
        found = found_of(self.WITHDRAWN, sent, b.day(9, 1))

        assert [minor for *_, minor in told(found)] == [-12500, -6452]
        assert all(len(line.proof.steps) == 2 for line in found.lines)

    @pytest.mark.clause("Q65", "Q44")
    @pytest.mark.parametrize("reason", CreditReason)
    @pytest.mark.parametrize("amount", ["100.00", None])
    def test_no_late_fact(self, reason: CreditReason, amount: str | None) -> None:
        """A note by itself is no reason to correct what it credits."""
        found = found_of(ACCOUNT, self.credited(amount, reason), b.day(9, 1))

        assert (found.rows, found.revisions) == ((), ())

    @pytest.mark.clause("Q65", "Q44")
    def test_said_by_the_facts(self) -> None:
        """Where late facts say just what the note gave back, nothing lacks."""
        one = b.change(
            b.day(7, 15), 4, id="four", supersedes="five", known_on=b.day(8, 25)
        )
        first, second = (line.id for line in SENT[0].document.lines)
        part = b.cents(5 * 25 * Fraction(16, 31)) - b.cents(4 * 25 * Fraction(16, 31))
        asked = OfLines(
            ((first, b.usd("25.00")), (second, Money.from_minor(part, "USD")))
        )
        sent = [SENT[0], self.note(SENT[0], asked)]

        assert found_of(with_changes(ACCOUNT, one), sent, b.day(9, 1)).rows == ()

    @pytest.mark.clause("Q65", "Q44")
    def test_note_after_the_correction(self) -> None:
        """A note over what was corrected already waits for late facts of its own."""
        late = evolve(LATE, known_on=b.day(8, 25))
        account = with_changes(ACCOUNT, late)
        sent = (SENT[0], carried(account, SEPTEMBER, SENT[:1]))
        made = credit_note(
            SENT[0],
            id="n1",
            issued_on=b.day(9, 5),
            reason=CreditReason.WRONG_CHARGE,
            asked=Everything(),
            others=sent[1:],
        )

        assert made.total.value.minor == -(15000 + 6452 + PART)
        assert found_of(account, (*sent, issued_document(made))).rows == ()

    @pytest.mark.clause("Q65", "Q44")
    def test_negative_line(self) -> None:
        """A credit line that a note charged again is not charged once more."""
        fewer = b.change(b.day(7, 20), -1, id="fewer")
        account = with_changes(ACCOUNT, fewer)
        august = made(account, AUGUST)
        note = self.note(august, Everything())
        never = Withdrawal(id="w1", fact="fewer", known_on=b.day(8, 25))
        found = found_of(
            evolve(account, withdrawals=(never,)),
            [august, note],
            b.day(9, 1),
        )

        # All went back but the removal's 25.00 x 12/31, which the note took.
        assert [minor for *_, minor in told(found)] == [5 * 2500, 6452]

    @pytest.mark.clause("Q65", "Q44")
    def test_more_negative(self) -> None:
        """After a note over all of it, all is charged as it should have been."""
        fewer = b.change(b.day(7, 20), -1, id="fewer")
        account = with_changes(ACCOUNT, fewer)
        august = made(account, AUGUST)
        note = self.note(august, Everything())
        three = evolve(
            fewer, id="three", quantity=-3, supersedes="fewer", known_on=b.day(8, 25)
        )
        sent = [august, note]
        found = found_of(with_changes(account, three), sent, b.day(9, 1))

        back = b.cents(-3 * 25 * Fraction(11, 31))
        assert [minor for *_, minor in told(found)] == [2 * 2500, 6452, back]
        steps = [step.op.value for step in found.lines[0].proof]
        assert steps == ["sum", "sum", "sum", "minus"]

    @pytest.mark.clause("Q65", "Q44", "Q67")
    def test_after_the_cap(self) -> None:
        """A document of which less went back than lacked is corrected again."""
        first = self.credited("100.00")
        sent = (*first, carried(self.WITHDRAWN, SEPTEMBER, first))
        number = b.change(b.day(7, 16), 1, "number", id="n", known_on=b.day(9, 10))
        found = found_of(with_changes(self.WITHDRAWN, number), sent)

        part = b.cents(5 * Fraction(15, 31))
        assert [(item, minor) for _, item, minor in told(found)] == [
            ("number", 500),
            ("number", part),
            ("number", 500),
        ]


class TestLevies:
    """Fees and taxes are corrected line by line, as charges are."""

    VICTORIA: Final = BillingAddress(
        id="address", country="CA", region="BC", effective_on=b.day(7, 1)
    )
    MARKET: Final = ca.CONNECT.with_rate("ca-recovery", b.day(7, 1), 0, CONTRACT_RATES)

    @pytest.mark.clause("Q65")
    def test_address(self) -> None:
        """Where the address came late, every tax is corrected from nothing."""
        late = evolve(self.VICTORIA, known_on=b.day(8, 20))
        account = evolve(ACCOUNT, addresses=(late,))
        sent = [made(account, AUGUST, self.MARKET)]
        found = found_of(account, sent, b.day(9, 1), self.MARKET)

        # GST of 5 % and PST of 7 % of 189.52.
        assert told(found) == [
            (b.day(8, 1), "gst-bc", b.cents(Fraction(18952, 100) * Fraction(5, 100))),
            (b.day(8, 1), "pst-bc", b.cents(Fraction(18952, 100) * Fraction(7, 100))),
        ]
        assert causes(found) == [[("address", 948)], [("address", 1327)]]
        levies = [facts.line for _, facts, _ in found.rows]
        assert [(x.item, x.tax_date) for x in levies] == [(None, b.day(8, 1))] * 2

    @pytest.mark.clause("Q65")
    def test_exemption(self) -> None:
        """A certificate that came late takes the tax back, and nothing else."""
        certificate = ExemptionCertificate(
            id="exempt",
            tax=LineKind.PST,
            jurisdiction="CA-BC",
            certificate="R123456",
            effective_on=b.day(7, 1),
            known_on=b.day(8, 20),
        )
        account = evolve(ACCOUNT, addresses=(self.VICTORIA,), exemptions=(certificate,))
        sent = [made(account, AUGUST, self.MARKET)]
        found = found_of(account, sent, b.day(9, 1), self.MARKET)

        assert sum(minor for *_, minor in told(found)) == -1327
        assert {x for line in causes(found) for x, _ in line} == {"exempt"}
        assert sum(minor for *_, minor in told(found)) == -b.cents(
            Fraction(18952, 100) * Fraction(7, 100)
        )

    @pytest.mark.clause("Q65")
    def test_follow(self) -> None:
        """A tax follows the charges of its own document at its own rate."""
        account = evolve(KNOWING, addresses=(self.VICTORIA,))
        sent = [made(account, month, self.MARKET) for month in (AUGUST, SEPTEMBER)]
        found = found_of(account, sent, TODAY, self.MARKET)

        def tax(percent: int, *minors: int) -> int:
            return b.cents(Fraction(sum(minors) * percent, 10**4))

        later, before = (12500 + 2500, 6452 + PART), (12500, 6452)
        assert [(item, minor) for _, item, minor in told(found)] == [
            ("device", 2500),
            ("device", PART),
            ("gst-bc", tax(5, *later) - tax(5, *before)),
            ("pst-bc", tax(7, *later) - tax(7, *before)),
            ("device", 2500),
            ("gst-bc", tax(5, 15000) - tax(5, 12500)),
            ("pst-bc", tax(7, 15000) - tax(7, 12500)),
        ]


class TestParts:
    """Where a market splits a month's invoice, each part carries its own."""

    def mixed(self) -> Account:
        """Return devices and seats from 1 August; one of each more becomes known."""
        return b.account(
            b.day(8, 1),
            b.device_price(),
            b.seat_price(),
            b.change(b.day(8, 1), 4),
            b.change(b.day(8, 1), 2, "agent seat"),
            b.change(b.day(8, 1), 1, id="device", known_on=b.day(8, 20)),
            b.change(b.day(8, 1), 1, "agent seat", id="seat", known_on=b.day(8, 20)),
            one_time=(b.bought(b.day(8, 12), id="phone", known_on=b.day(8, 20)),),
        )

    @pytest.mark.clause("br-documents", "Q65")
    def test_own(self) -> None:
        """Services carry the seat and the purchase, telecommunications the device."""
        account, market, names = (
            self.mixed(),
            br.CONNECT,
            ("services", "telecommunications"),
        )
        sent = [made(account, AUGUST, market, part=name) for name in names]
        documents = [
            carried(account, SEPTEMBER, sent, market, part=name).document
            for name in names
        ]

        items = [
            [one.told.line.item for one in document.corrections]
            for document in documents
            if isinstance(document, Invoice)
        ]
        assert items == [["agent seat", "desk phone"], ["device"]]
        found = found_of(account.as_known_on(b.day(9, 1)), sent, b.day(9, 1), market)
        assert [item for _, item, _ in told(found)] == [
            "agent seat",
            "device",
            "desk phone",
        ]

    @pytest.mark.clause("br-documents", "Q65")
    def test_after_one(self) -> None:
        """What one part carries is settled while the other is still to be made."""
        account, market, names = (
            self.mixed(),
            br.CONNECT,
            ("services", "telecommunications"),
        )
        sent = [made(account, AUGUST, market, part=name) for name in names]
        sent.append(carried(account, SEPTEMBER, sent, market, part=names[0]))

        found = found_of(account.as_known_on(b.day(9, 1)), sent, b.day(9, 1), market)
        assert [item for _, item, _ in told(found)] == ["device"]

    @pytest.mark.clause("br-documents", "Q65")
    def test_not_issued(self) -> None:
        """A part that was never issued is told by its name."""
        account = b.account(
            b.day(8, 1),
            b.device_price(),
            b.seat_price(),
            b.change(b.day(8, 1), 4),
            b.change(b.day(8, 1), 1, "agent seat", id="seat", known_on=b.day(9, 20)),
        )
        market, name = br.CONNECT, "telecommunications"
        sent = [
            made(account, month, market, part=name) for month in (AUGUST, SEPTEMBER)
        ]
        found = found_of(account, sent, TODAY, market)

        lacking = [(one.of.part, one.issued) for one in found.revisions]
        assert lacking == [("services", None)] * 2
        assert told(found) == [
            (b.day(8, 1), "agent seat", 6000),
            (b.day(9, 1), "agent seat", 6000),
        ]


class TestCarriedLine:
    """Where a negative balance is carried as a line, a revision is told of the same."""

    MARKET: Final = us.CONNECT.with_readings({"negative_total": "carried_line"})

    @pytest.mark.clause("Q48", "Q65")
    def test_told_again(self) -> None:
        """A balance brought forward stands on the revision as it was told."""
        phone = b.bought(
            b.day(7, 20), "50.00", kind=LineKind.OTHER_CREDIT, code="a:b", id="gift"
        )
        account = evolve(KNOWING, one_time=(phone,))
        gift = assemble_one_time(
            account.as_known_on(b.day(7, 20)), b.day(7, 20), self.MARKET
        )
        assert isinstance(gift, Invoice)
        balance = gift.total.value
        assert balance == b.usd("-50.00")
        august = made(account, AUGUST, self.MARKET, brought_forward=balance)
        sent = [issued_document(gift), august, made(account, SEPTEMBER, self.MARKET)]
        found = found_of(account, sent, TODAY, self.MARKET)

        assert [minor for *_, minor in told(found)] == [2500, PART, 2500]
        (first, _) = found.revisions
        assert first.revised is not None
        assert first.revised.brought_forward == balance

    @pytest.mark.clause("Q48", "Q65")
    def test_next(self) -> None:
        """The next document carries the balance and the corrections alike."""
        sent = [made(KNOWING, month, self.MARKET) for month in (AUGUST, SEPTEMBER)]
        balance = b.usd("-50.00")
        document = carried(
            KNOWING, OCTOBER, sent, self.MARKET, brought_forward=balance
        ).document

        assert document.total.value.minor == 6 * 2500 - 5000 + 2 * 2500 + PART


class TestRefused:
    """What cannot be the documents of an account."""

    def refused(
        self,
        kind: type[BillingError],
        *given: Any,  # noqa: ANN401 -- account, documents, day, market
        **others: Any,  # noqa: ANN401 -- the same by name
    ) -> str:
        """Return for what a correction is refused."""
        with pytest.raises(kind) as caught:
            found_of(*given, **others)
        assert type(caught.value) is kind
        return str(caught.value)

    @pytest.mark.clause("Q67")
    def test_known_later(self) -> None:
        """A fact that is known after the day is refused, and told how to leave out."""
        assert self.refused(InvalidValue, on=b.day(9, 10)) == (
            "late.known_on must be on or before 2026-09-10: take account.as_known_on "
            "of that day, got 2026-09-20 [Q67]"
        )

    def test_day(self) -> None:
        """The day is a day of the billing calendar."""
        assert self.refused(WrongType, on="2026-10-01") == (
            "on must be a date without a time, got '2026-10-01'"
        )
        assert self.refused(InvalidValue, on=date(1800, 1, 1)).startswith("on must be ")

    @pytest.mark.clause("Q67")
    def test_dated_later(self) -> None:
        """A document dated after the day is refused."""
        assert self.refused(InvalidValue, ACCOUNT, on=b.day(8, 31)) == (
            "issued[1].issue_date must be on or before 2026-08-31, got 2026-09-01"
        )

    def test_wrong_types(self) -> None:
        """What is no issued document is refused."""
        found = self.refused(WrongType, ACCOUNT, [SENT[0].document])
        assert found.startswith("issued[0] must be an IssuedDocument, got ")

    def test_another(self) -> None:
        """Documents of another account, currency or market are refused."""
        other = evolve(ACCOUNT, id="other")
        yen = b.account(b.day(7, 1), b.device_price(currency="JPY"), currency="JPY")

        assert self.refused(ConflictingFacts, other) == (
            "issued[0].account must be the account's other, got 'acme'"
        )
        assert self.refused(CurrencyMismatch, yen) == (
            "issued[0].currency must be the account's JPY, got 'USD'"
        )
        assert self.refused(ConflictingFacts, ACCOUNT, market=ca.CONNECT) == (
            "issued[0].market must be ca-connect, got 'us-connect'"
        )

    @pytest.mark.clause("Q67")
    def test_missing(self) -> None:
        """A month whose document is not among those issued is missed by its name."""
        assert self.refused(ConflictingFacts, ACCOUNT, SENT[1:]) == (
            "issued must be with the recurring document of 2026-08-01/2026-09-01, "
            "which facts known on 2026-08-01 make, got 'none of it' [Q67]"
        )

    @pytest.mark.clause("Q67")
    def test_purchase_missing(self) -> None:
        """So is the document of a purchase that was known in time."""
        account = evolve(ACCOUNT, one_time=(b.bought(b.day(8, 12)),))

        assert self.refused(ConflictingFacts, account) == (
            "issued must be with the one_time document of 2026-08-12/2026-08-13, "
            "which facts known on 2026-08-12 make, got 'none of it' [Q67]"
        )

    @pytest.mark.clause("Q67")
    def test_carrier_missing(self) -> None:
        """Where the document that carried corrections is left out, they lack again."""
        sent = (*SENT, carried(KNOWING, OCTOBER, SENT))

        assert found_of(issued=sent[:2]) == found_of()
        assert found_of(issued=sent).rows == ()

    @pytest.mark.clause("Q67")
    def test_not_these_facts(self) -> None:
        """A document that other facts made is refused, and a fact is named."""
        early = evolve(LATE, known_on=b.day(7, 15))

        assert self.refused(ConflictingFacts, with_changes(ACCOUNT, early)) == (
            "issued[0] must be what the facts known on 2026-08-01 give, late among "
            "them, got '125.00 USD of device, where they give 150.00 USD' [Q67]"
        )

    @pytest.mark.clause("Q67")
    def test_fewer_facts(self) -> None:
        """Where a fact of it is gone, no other is named."""
        account = evolve(ACCOUNT, changes=(evolve(FIVE, quantity=4),))

        assert self.refused(ConflictingFacts, account) == (
            "issued[0] must be what the facts known on 2026-08-01 give, got '125.00 "
            "USD of device, where they give 100.00 USD' [Q67]"
        )

    @pytest.mark.clause("Q67")
    def test_line_more(self) -> None:
        """A line that they give beside the document is told as a line."""
        number = b.change(b.day(7, 16), 1, "number", id="n")

        assert self.refused(ConflictingFacts, with_changes(ACCOUNT, number)) == (
            "issued[0] must be what the facts known on 2026-08-01 give, n, price of "
            "number from 2026-01-01 among them, got '0.00 USD of a line, where they "
            "give 5.00 USD' [Q67]"
        )

    @pytest.mark.clause("Q67")
    def test_levy_more(self) -> None:
        """A levy of it that no fact gives is told by its name."""
        account = evolve(ACCOUNT, addresses=(TestLevies.VICTORIA,))
        sent = [made(account, AUGUST, TestLevies.MARKET)]

        found = self.refused(ConflictingFacts, ACCOUNT, sent, TODAY, TestLevies.MARKET)
        assert found == (
            "issued[0] must be what the facts known on 2026-08-01 give, got '9.48 USD "
            "of gst-bc, where they give 0.00 USD' [Q67]"
        )

    @pytest.mark.clause("Q67")
    def test_no_account_then(self) -> None:
        """Where the facts known then made no account, the document had no lines."""
        gone = b.change(b.day(8, 1), -5, id="gone")
        account = b.account(b.day(7, 15), gone, evolve(FIVE, known_on=b.day(8, 20)))
        issued = [issued_document(b.invoice(ACCOUNT.as_known_on(b.day(8, 1)), AUGUST))]

        assert self.refused(ConflictingFacts, account, issued) == (
            "issued[0] must be what the facts known on 2026-08-01 give, got '64.52 "
            "USD of device, where they give 0.00 USD' [Q67]"
        )

    @pytest.mark.clause("Q47", "Q67")
    def test_no_account_and_no_line(self) -> None:
        """A document without a line is what facts give of which none can be billed."""
        market = us.CONNECT.with_readings({"nothing_to_bill": "invoice"})
        empty = evolve(ACCOUNT, changes=())
        gone = b.change(b.day(7, 20), -1, id="gone")
        more = evolve(FIVE, known_on=b.day(8, 20))
        account = evolve(ACCOUNT, changes=(gone, more))
        issued, on = [made(empty, AUGUST, market)], b.day(9, 30)

        found = found_of(account, issued, on, market)
        assert causes(found)[0] == [("five", told(found)[0][-1])]
        assert [one.issued for one in found.revisions] == [issued[0].digest]


class TestNextInvoice:
    """The invoice of a month with all that lacks of those before it."""

    @pytest.mark.clause("Q65")
    def test_totals(self) -> None:
        """The subtotal is the month's own; corrections are added to the total."""
        found = carried(KNOWING, OCTOBER, SENT).document
        assert isinstance(found, Invoice)

        assert found.subtotal.value.minor == 6 * 2500
        assert found.total.value.minor == 6 * 2500 + 2 * 2500 + PART
        assert found.payable.value == found.total.value
        assert found.due_on is not None
        assert found.due_on.value == b.day(10, 1 + 15)

    @pytest.mark.clause("Q65", "Q48")
    def test_negative(self) -> None:
        """A total below 0 is payable by nobody, and has no due date."""
        one = b.change(
            b.day(7, 15), 1, id="one", supersedes="five", known_on=b.day(9, 20)
        )
        found = carried(with_changes(ACCOUNT, one), OCTOBER, SENT).document
        assert isinstance(found, Invoice)

        # 25.00 for October; 4 x 25.00 too much twice; 64.52 less 25.00 x 16/31 = 12.90.
        back = 6452 - b.cents(25 * Fraction(16, 31))
        assert found.total.value.minor == 2500 - 2 * 4 * 2500 - back
        assert (found.payable.value.minor, found.due_on, found.autopay_on) == (
            0,
            None,
            None,
        )
        assert found.subtotal.value.minor == 2500

    @pytest.mark.clause("Q65", "Q47")
    def test_no_line_of_its_own(self) -> None:
        """A month without a line of its own still carries corrections."""
        never = Withdrawal(id="w1", fact="five", known_on=b.day(9, 20))
        account = evolve(ACCOUNT, withdrawals=(never,))
        found = carried(account, OCTOBER, SENT).document
        assert isinstance(found, Invoice)

        assert (found.lines, found.kind) == ((), DocumentKind.RECURRING)
        assert found.total.value.minor == -(2 * 12500 + 6452)
        assert found.subtotal.value.minor == 0

    @pytest.mark.clause("Q65", "Q49")
    def test_after_the_end(self) -> None:
        """So does a month after the end of service."""
        end = ServiceEnd(
            id="end", last_day_of_service=b.day(8, 10), known_on=b.day(10, 20)
        )
        account = evolve(ACCOUNT, end=end)
        sent = (*SENT, made(account, OCTOBER))
        found = carried(account, b.month(11), sent).document
        assert isinstance(found, Invoice)

        served = b.cents(5 * 25 * Fraction(10, 31))
        assert found.lines == ()
        assert found.total.value.minor == served - 3 * 12500

    @pytest.mark.clause("Q47")
    def test_nothing(self) -> None:
        """A month without lines and without corrections has no document."""
        never = Withdrawal(id="w1", fact="five", known_on=b.day(9, 20))
        account = evolve(ACCOUNT, withdrawals=(never,))
        sent = (*SENT, carried(account, OCTOBER, SENT))
        known = account.as_known_on(b.day(11, 1))

        found = next_invoice(known, b.month(11), us.CONNECT, sent)
        assert isinstance(found, NothingToBill)

    def test_without(self) -> None:
        """Without corrections it is the plain invoice of the month."""
        known = ACCOUNT.as_known_on(TODAY)

        found = next_invoice(known, OCTOBER, us.CONNECT, SENT)
        assert found == b.invoice(known, OCTOBER)

    def test_first(self) -> None:
        """The first document of all has none before it."""
        known = ACCOUNT.as_known_on(b.day(8, 1))

        assert next_invoice(known, AUGUST, us.CONNECT, ()) == SENT[0].document

    def test_inputs(self) -> None:
        """It takes whatever the invoice of a month takes."""
        market = us.CONNECT.with_readings({"due_counted_from": "sent_date"})
        sent = [
            made(KNOWING, month, market, sent_on=month.start)
            for month in (AUGUST, SEPTEMBER)
        ]
        found = carried(
            KNOWING, OCTOBER, sent, market, issued_on=b.day(10, 2), sent_on=b.day(10, 5)
        ).document
        assert isinstance(found, Invoice)

        assert (found.issued_on.value, found.sent_on) == (b.day(10, 2), b.day(10, 5))
        assert found.due_on is not None
        assert found.due_on.value == b.day(10, 5 + 15)
        revised = [one.revised for one in found.revisions]
        assert [one.sent_on for one in revised if one] == [b.day(8, 1), b.day(9, 1)]

    def refused(
        self,
        kind: type[BillingError],
        *given: Any,  # noqa: ANN401 -- anything at all
    ) -> str:
        """Return for what the next invoice is refused."""
        with pytest.raises(kind) as caught:
            next_invoice(*given)
        return str(caught.value)

    def test_no_day(self) -> None:
        """The account is told as known on a day."""
        assert self.refused(InvalidValue, ACCOUNT, OCTOBER, us.CONNECT, SENT) == (
            "account.known_on must be a day: take account.as_known_on of one, got None"
        )

    def test_issued_already(self) -> None:
        """A month whose document was issued is not issued again."""
        known = ACCOUNT.as_known_on(b.day(9, 2))

        for month, text in (
            (SEPTEMBER, "2026-09-01/2026-10-01"),
            (AUGUST, "2026-08-01/2026-09-01"),
        ):
            assert self.refused(InvalidValue, known, month, us.CONNECT, SENT) == (
                f"month must be not issued yet, and none before 2026-09, got '{text}'"
            )

    def test_before_the_last(self) -> None:
        """A month before the last that was issued is not issued any more."""
        known = ACCOUNT.as_known_on(b.day(9, 2))

        assert self.refused(InvalidValue, known, b.month(7), us.CONNECT, SENT) == (
            "month must be not issued yet, and none before 2026-09, got "
            "'2026-07-01/2026-08-01'"
        )

    def test_part_issued_already(self) -> None:
        """Nor is a part of a month, but its other parts are."""
        account = b.account(b.day(8, 1), b.change(b.day(8, 1), 4))
        market, known = br.CONNECT, account.as_known_on(b.day(8, 1))
        issued = [made(account, AUGUST, market, part="telecommunications")]

        with pytest.raises(InvalidValue, match=r"^month must be not issued yet"):
            next_invoice(known, AUGUST, market, issued, part="telecommunications")
        found = next_invoice(known, AUGUST, market, issued, part="services")
        assert isinstance(found, NothingToBill)

    def test_corrections_of_another(self) -> None:
        """Corrections of another account, or of another day, are not carried."""
        found, known = found_of(), KNOWING.as_known_on(TODAY)
        other = evolve(known, id="other")

        with pytest.raises(ConflictingFacts) as caught:
            assemble_invoice(other, OCTOBER, us.CONNECT, corrections=found)
        assert str(caught.value) == (
            "corrections.account must be the account's other, got 'acme'"
        )
        with pytest.raises(ConflictingFacts) as caught:
            assemble_invoice(KNOWING, OCTOBER, us.CONNECT, corrections=found)
        assert str(caught.value) == (
            "corrections.known_on must be the account's None, got 2026-10-01"
        )
        with pytest.raises(WrongType, match=r"^corrections must be a Correction or No"):
            assemble_invoice(known, OCTOBER, us.CONNECT, corrections=())  # type: ignore[arg-type]  # on purpose
