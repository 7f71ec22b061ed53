"""Documents and payments set off against each other: what is open, and what is left."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.receivable_stories import noted, paid, sent, usd

from gotobilling.after_invoice import ApplicationPolicy, PaymentOrder
from gotobilling.clauses import B8
from gotobilling.credits import Settlement, UseKind, settle
from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    UnknownName,
    WrongType,
)
from gotobilling.facts import Payment, Receivables, Withdrawal
from gotobilling.invoices import IssuedDocument
from gotobilling.markets import us

POLICY = us.CONNECT.after_invoice.application
END = date(2026, 8, 31)


def settled(
    documents: list[IssuedDocument],
    *payments: Payment,
    on: date = END,
    order: PaymentOrder = PaymentOrder.NAMED_THEN_OLDEST,
) -> Settlement:
    """What documents and payments come to on a day."""
    policy = ApplicationPolicy(order=order, clause=B8)
    return settle(documents, Receivables(payments=payments), policy, on)


def opened(found: Settlement) -> list[int]:
    """The cents that are open of each invoice."""
    return [one.open.value.minor for one in found.invoices]


@pytest.mark.clause("B8", "Q22")
class TestPayments:
    """A payment pays the invoice that it names, then the one that is due first."""

    def test_part(self) -> None:
        """40.00 paid of 100.00 leave 60.00 open."""
        [one] = settled([sent(1, 10000)], paid(6, 4000)).invoices

        amounts = one.charged, one.credited, one.paid, one.open
        assert [x.value for x in amounts] == [
            usd(10000),
            usd(0),
            usd(4000),
            usd(10000 - 4000),
        ]

    def test_oldest(self) -> None:
        """Without a name, 120.00 pay the invoice due first, then 20.00 of the next."""
        first, second = sent(1, 10000), sent(5, 7000)

        found = settled([second, first], paid(6, 12000))

        assert opened(found) == [0, 7000 - (12000 - 10000)]
        assert [use.kind for use in found.uses] == [UseKind.PAYMENT] * 2

    def test_due_before_dated(self) -> None:
        """What is due first is paid first, though it was invoiced later."""
        slow = evolve(us.CONNECT, due=evolve(us.CONNECT.due, days=60))
        first, second = sent(1, 10000, market=slow), sent(5, 7000)

        found = settled([first, second], paid(6, 7500))

        assert opened(found) == [10000 - (7500 - 7000), 0]

    def test_named(self) -> None:
        """A name goes before age, and what is over pays the one that is due first."""
        first, second = sent(1, 10000), sent(5, 7000)

        found = settled([first, second], paid(6, 7500, invoice=second))

        assert [use.invoice for use in found.uses] == [second.digest, first.digest]
        assert opened(found) == [10000 - 500, 0]

    def test_oldest_whatever_is_named(self) -> None:
        """Another reading pays the one due first, whatever the payer names."""
        first, second = sent(1, 10000), sent(5, 7000)

        found = settled(
            [first, second], paid(6, 7500, invoice=second), order=PaymentOrder.OLDEST
        )

        assert opened(found) == [10000 - 7500, 7000]

    def test_largest(self) -> None:
        """Another reading pays the one of which most is open."""
        found = settled(
            [sent(1, 7000), sent(5, 10000)],
            paid(6, 4000),
            paid(7, 2000),
            order=PaymentOrder.LARGEST,
        )

        # 70.00 against 100.00, then 70.00 against the 60.00 that are left of it.
        assert opened(found) == [7000 - 2000, 10000 - 4000]

    def test_up_to_the_day(self) -> None:
        """What is paid or issued after the day does not count yet."""
        documents = [sent(1, 10000), sent(20, 3000)]

        found = settled(documents, paid(7, 4000), on=date(2026, 8, 6))

        assert opened(found) == [10000]
        assert found.funds == ()

    def test_same_payment_twice(self) -> None:
        """A payment that is told twice counts once; one of another id counts too."""
        once = settled([sent(1, 10000)], paid(6, 4000), paid(6, 4000))
        twice = settled([sent(1, 10000)], paid(6, 4000), paid(6, 4000, "other"))

        assert (opened(once), opened(twice)) == ([6000], [2000])

    def test_proof(self) -> None:
        """A use proves itself by what was used and paid before it."""
        first, second = sent(1, 10000), sent(5, 7000)

        found = settled([first, second], paid(6, 4000), paid(7, 7500, invoice=second))

        assert [str(step) for step in found.uses[2].derived.proof] == [
            "used: sum 70 = 70 [overpayment]",
            "payment left: minus 75, 70 = 5 [overpayment]",
            "paid: sum 40 = 40 [Q22]",
            "open: minus 100, 40 = 60 [Q22]",
            "applied: least 5, 60 = 5 [Q22]",
        ]


@pytest.mark.clause("overpayment", "payment-order")
class TestOrder:
    """What is over stays as credit; of one day, credits count before payments."""

    def test_overpayment(self) -> None:
        """30.00 too much pay the next invoice, the one due first of its day."""
        found = settled([sent(1, 10000), sent(20, 2000)], paid(6, 13000))

        assert [use.kind for use in found.uses] == [
            UseKind.PAYMENT,
            UseKind.OVERPAYMENT,
        ]
        assert opened(found) == [0, 0]
        assert found.invoices[1].paid.value == usd(2000)
        assert found.account_credit.value == usd(13000 - 10000 - 2000)

    def test_before_any_invoice(self) -> None:
        """A payment when nothing is open is credit of the account."""
        found = settled([sent(20, 2000)], paid(6, 1500))

        assert opened(found) == [2000 - 1500]
        assert found.uses[0].on == date(2026, 8, 20)

    def test_one_day(self) -> None:
        """On one day a note of 30.00 counts first, then credit, then the payment."""
        credit, invoice = sent(1, -2000), sent(6, 10000)
        note = noted(6, 3000, invoice)

        found = settled([note, invoice, credit], paid(6, 9000))

        assert [(use.kind, use.amount) for use in found.uses] == [
            (UseKind.CREDIT_NOTE, usd(3000)),
            (UseKind.ACCOUNT_CREDIT, usd(2000)),
            (UseKind.PAYMENT, usd(10000 - 3000 - 2000)),
        ]
        assert found.account_credit.value == usd(9000 - 5000)

    def test_payments_by_id(self) -> None:
        """Payments of one day count in the order of their ids."""
        found = settled([sent(1, 10000)], paid(6, 6000, "b"), paid(6, 6000, "a"))

        assert [(use.source, use.amount) for use in found.uses] == [
            ("a", usd(6000)),
            ("b", usd(4000)),
        ]
        assert [(x.id, x.left and x.left.value) for x in found.funds] == [
            ("a", usd(0)),
            ("b", usd(2000)),
        ]

    def test_notes_by_id(self) -> None:
        """Credit notes of one day count in the order of their names."""
        invoice = sent(1, 10000)
        notes = {name: noted(7, 3000, invoice, name) for name in ("b", "a", "c")}

        found = settled([invoice, *notes.values()], paid(6, 5000))

        # 50.00 were open: all of a, and 20.00 of b.
        names = {one.digest: name for name, one in notes.items()}
        assert [(names.get(x.source), x.amount) for x in found.uses[1:]] == [
            ("a", usd(3000)),
            ("b", usd(2000)),
        ]
        left = [(names[x.id], x.left and x.left.value) for x in found.funds[1:]]
        assert left == [("a", usd(0)), ("b", usd(1000)), ("c", usd(3000))]

    @pytest.mark.clause("Q48")
    def test_note_over_a_paid_invoice(self) -> None:
        """A note over an invoice that was paid is credit for the next one."""
        invoice, later = sent(1, 10000), sent(20, 9000)

        found = settled([invoice, noted(7, 3000, invoice), later], paid(6, 10000))

        assert [use.kind for use in found.uses][1:] == [UseKind.ACCOUNT_CREDIT]
        assert found.invoices[1].credited.value == usd(3000)

    @pytest.mark.clause("Q48")
    def test_paid_out(self) -> None:
        """Where a negative total is paid out, nothing of it stays on the account."""
        market = us.CONNECT.with_readings({"negative_total": "refund"})

        found = settled([sent(1, -3000, market=market), sent(2, 1000, market=market)])

        assert opened(found) == [1000]
        assert found.funds[0].left is None
        assert found.account_credit.value == usd(0)

    def test_nothing_yet(self) -> None:
        """An account without documents has nothing open, in its own currency."""
        found = settle([], Receivables(), POLICY, END, currency="CAD")

        assert str(found.open_balance.value) == "0.00 CAD"


MOVES = st.tuples(
    st.integers(1, 28),
    st.sampled_from(["document", "note", "payment", "named"]),
    st.integers(-9999, 9999).filter(bool),
)


@pytest.mark.clause("B8", "Q22", "Q48", "overpayment")
@given(st.lists(MOVES, max_size=8, unique_by=lambda move: (move[0], move[1])))
def test_conserves(moves: list[tuple[int, str, int]]) -> None:
    """Charged = paid + credited + open; paid in all = applied + left as credit."""
    documents = [sent(day, x) for day, what, x in moves if what == "document"]
    bills = [one for one in documents if one.document.total.value.minor > 0]
    payments: list[Payment] = []
    for day, what, cents in moves:
        before = [one for one in bills if one.issued_on.day <= day]
        if what == "note" and before:
            top = min(abs(cents), before[0].document.total.value.minor)
            if not any(x.document.key.kind.value == "credit_note" for x in documents):
                documents.append(noted(day, top, before[0]))
        elif what == "payment":
            payments.append(paid(day, abs(cents), f"p{day}"))
        elif what == "named" and before:
            payments.append(paid(day, abs(cents), f"n{day}", before[-1]))

    found = settle(
        documents, Receivables(payments=tuple(payments)), POLICY, END, currency="USD"
    )

    for one in found.invoices:
        parts = one.paid.value, one.credited.value, one.open.value
        assert one.charged.value.minor == sum(x.minor for x in parts)
        assert all(x.minor >= 0 for x in parts)
    money = [x for x in found.funds if isinstance(x.source, Payment)]
    applied = sum(x.used.value.minor for x in money)
    left = sum(x.left.value.minor for x in money if x.left)
    assert sum(x.money.minor for x in payments) == applied + left
    assert applied == sum(x.paid.value.minor for x in found.invoices)
    names = [name for name, _ in found.answers()]
    assert len(set(names)) == len(names)
    assert all(derived.proof for _, derived in found.answers())


@given(st.lists(MOVES, max_size=8, unique_by=lambda move: move[0]), st.integers(1, 31))
def test_in_time(moves: list[tuple[int, str, int]], day: int) -> None:
    """What happens after a day changes no use up to it."""
    documents = [sent(at, x) for at, what, x in moves if what == "document"]
    payments = [
        paid(at, abs(x), f"p{at}") for at, what, x in moves if what != "document"
    ]
    on, held = date(2026, 8, day), Receivables(payments=tuple(payments))

    then, later = (
        settle(documents, held, POLICY, each, currency="USD") for each in (on, END)
    )

    assert then.uses == tuple(use for use in later.uses if use.on <= on)


@pytest.mark.clause("B8", "Q22", "Q62")
class TestErrors:
    """What makes no sense is told with its place."""

    def test_other_currency(self) -> None:
        """A payment in another currency than the account's is an error."""
        euro = Payment(
            id="e", paid_on=END, amount=usd(100).amount, currency="EUR", invoice=None
        )

        with pytest.raises(CurrencyMismatch, match=r"payments\[e\]\.currency.*Q62"):
            settled([sent(1, 100)], euro)

    def test_unknown_invoice(self) -> None:
        """A payment that names an invoice that is not there is an error."""
        with pytest.raises(UnknownName, match=r"payments\[p3\]\.invoice"):
            settled([sent(1, 100)], paid(3, 50, invoice=sent(2, 100)))

    def test_credit_note_named(self) -> None:
        """A credit note is no invoice that could be paid."""
        invoice = sent(1, 100)
        note = noted(2, 50, invoice)

        with pytest.raises(UnknownName, match="invoice"):
            settled([invoice, note], paid(3, 50, invoice=note))

    def test_before_the_invoice(self) -> None:
        """A payment before the invoice that it names is an error, of later days too."""
        invoice = sent(5, 100)

        with pytest.raises(InvalidPeriod, match=r"paid_on.*2026-08-05.*B8"):
            settled([invoice], paid(4, 50, invoice=invoice), on=date(2026, 8, 1))

    def test_documents(self) -> None:
        """Documents of two currencies, or of none without a currency, are errors."""
        with pytest.raises(InvalidValue, match="currency"):
            settled([])
        with pytest.raises(CurrencyMismatch, match="Q62"):
            settle([sent(1, 100)], Receivables(), POLICY, END, currency="CAD")

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"issued": 3}, "issued"),
            ({"issued": [3]}, r"issued\[0\]"),
            ({"receivables": None}, "receivables"),
            ({"policy": us.CONNECT}, "policy"),
            ({"on": "2026-08-01"}, "on"),
            ({"currency": 3}, "currency"),
        ],
    )
    def test_wrong_types(self, change: dict[str, Any], path: str) -> None:
        """Each argument of another type is told by its name."""
        given_ = {"issued": [sent(1, 100)], "receivables": Receivables()}
        arguments = {**given_, "policy": POLICY, "on": END, **change}

        with pytest.raises(WrongType, match=f"^{path} "):
            settle(**arguments)


@pytest.mark.clause("B8")
class TestApply:
    """A payment is applied once."""

    def test_one_more(self) -> None:
        """A payment after the last day moves it there."""
        found = settled([sent(1, 10000)], on=date(2026, 8, 5)).apply(paid(9, 4000))

        assert (opened(found), found.on) == ([6000], date(2026, 8, 9))
        assert found.invoice(found.invoices[0].digest).paid.value == usd(4000)

    def test_twice(self) -> None:
        """Applying a payment twice is refused, also where it was withdrawn since."""
        payment = paid(6, 4000)
        found = settled([sent(1, 10000)], payment)
        gone = Withdrawal(id="w", fact=payment.id, known_on=date(2026, 8, 9))
        without = settle(
            [sent(1, 10000)],
            Receivables(payments=(payment,), withdrawals=(gone,)),
            POLICY,
            END,
        )

        for each in (found, found.apply(paid(7, 100)), without):
            with pytest.raises(ConflictingFacts, match=r"payment\.id.*not applied yet"):
                each.apply(payment)

    def test_unknown(self) -> None:
        """An invoice that is not there has no settlement, and a text is no payment."""
        found = settled([sent(1, 10000)])

        with pytest.raises(UnknownName, match="invoice"):
            found.invoice("none")
        with pytest.raises(WrongType, match="payment"):
            found.apply("p1")  # type: ignore[arg-type]
