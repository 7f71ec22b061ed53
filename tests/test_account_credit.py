"""Account credit: what negative documents leave, and which invoices it pays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.credits import CreditReason, Everything, apply_credit, credit_note
from gotobilling.errors import WrongType
from gotobilling.facts import Account, Contract, OneTimeCharge
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_one_time
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.money import Money


def issued(day: int, cents: int) -> IssuedDocument:
    """A one-time document of August that comes to so many cents, in USD."""
    on = date(2026, 8, day)
    kind = LineKind.OTHER_CHARGE if cents > 0 else LineKind.OTHER_CREDIT
    bought = OneTimeCharge(
        id=f"on-{day}",
        kind=kind,
        item="visit",
        quantity=1,
        unit_price=usd(abs(cents)).amount,
        currency="USD",
        effective_on=on,
        code="acme:visit",
    )
    contract = Contract(id="contract", billing_start_on=date(2026, 8, 1))
    owner = Account(id="acme", currency="USD", contract=contract, one_time=(bought,))
    found = assemble_one_time(owner, on, us.CONNECT)
    assert isinstance(found, Invoice)
    return issued_document(found)


def usd(cents: int) -> Money:
    """So many cents."""
    return Money.from_minor(cents, "USD")


@pytest.mark.clause("Q22", "Q48")
class TestApplication:
    """Credit pays later invoices, the oldest credit first."""

    def test_next_invoice(self) -> None:
        """A negative total pays the next invoice as far as it goes: 30.00 of 100.00."""
        credit, invoice = issued(1, -3000), issued(2, 10000)

        found = apply_credit([invoice, credit])

        [one] = found.applied
        assert (one.credit, one.invoice) == (credit.digest, invoice.digest)
        assert (one.amount, one.on) == (usd(3000), date(2026, 8, 2))
        assert found.open == ((invoice.digest, usd(10000 - 3000)),)
        assert found.left == ()
        assert found.balance == usd(0)

    def test_earlier_invoice(self) -> None:
        """Credit pays no invoice of an earlier day than its own."""
        invoice, credit = issued(1, 5000), issued(2, -3000)

        found = apply_credit([invoice, credit])

        assert found.applied == ()
        assert found.left == ((credit.digest, usd(3000)),)

    def test_proof(self) -> None:
        """Each use proves itself by the totals and the uses before it."""
        credit, first, second = issued(1, -10000), issued(2, 7000), issued(3, 9000)

        applied = apply_credit([credit, first, second]).applied

        assert [str(step) for step in applied[1].derived.proof] == [
            "credit: negate -100 = 100 [Q48]",
            "used: sum 70 = 70 [Q48]",
            "credit left: minus 100, 70 = 30 [Q48]",
            "applied: least 30, 90 = 30 [Q22]",
        ]

    @given(st.lists(st.integers(-9999, 9999).filter(bool), max_size=8, min_size=1))
    def test_conserves(self, totals: list[int]) -> None:
        """What was used is missing of the credits and of the invoices alike."""
        documents = [issued(day, each) for day, each in enumerate(totals, start=1)]

        found = apply_credit(documents)

        used = sum(one.amount.minor for one in found.applied)
        assert found.balance.minor == -sum(x for x in totals if x < 0) - used
        still = sum(amount.minor for _, amount in found.open)
        assert still == sum(x for x in totals if x > 0) - used
        assert all(one.derived.proof for one in found.applied)


@pytest.mark.clause("Q44", "Q48")
class TestNotes:
    """A credit note lowers its own invoice first."""

    def test_paid_by_credit(self) -> None:
        """What its invoice no longer needs is account credit for the next one."""
        credit, invoice, later = issued(1, -6000), issued(2, 10000), issued(5, 9000)
        note = credit_note(
            invoice,
            id="note",
            issued_on=date(2026, 8, 3),
            reason=CreditReason.GOODWILL,
            asked=Everything(),
        )

        found = apply_credit([credit, invoice, issued_document(note), later])

        # 60.00 of the invoice was paid by credit, so 40.00 of the note is needed there.
        assert [x.amount for x in found.applied] == [usd(6000), usd(4000), usd(6000)]
        assert dict(found.open) == {later.digest: usd(9000 - 6000)}


def test_no_documents() -> None:
    """What is no collection of documents is refused by its name."""
    with pytest.raises(WrongType, match=r"^issued must be several IssuedDocument"):
        apply_credit(None)  # type: ignore[arg-type]
