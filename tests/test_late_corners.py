"""Corners of late facts and credit notes that are met in no other test."""

from datetime import date

import pytest
from attrs import evolve

from gotobilling.corrections import correct, next_invoice
from gotobilling.credits import CreditReason, Everything, OfShare, credit_note
from gotobilling.errors import (
    ConflictingFacts,
    InvalidValue,
    NoRateInForce,
    UnknownName,
)
from gotobilling.facts import BillingAddress, ExemptionCertificate, Withdrawal
from gotobilling.formats.documents import (
    document,
    document_bytes,
    issued_document,
    read_document,
)
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import LineKind
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.present import correction_text
from gotobilling.replay import replay
from gotobilling.testing.examples import july_start

ACCOUNT = july_start()
AUGUST = assemble_invoice(ACCOUNT, Period.month(2026, 8), us.CONNECT)
assert isinstance(AUGUST, Invoice)
SENT = issued_document(AUGUST)
WRONG = CreditReason.WRONG_CHARGE
ON = date(2026, 8, 20)


@pytest.mark.clause("fact-version")
def test_own_withdrawal() -> None:
    """A withdrawal does not withdraw itself."""
    with pytest.raises(InvalidValue):
        Withdrawal(id="w", fact="w", known_on=ON)


@pytest.mark.clause("Q44")
def test_two_blind_notes() -> None:
    """Two notes that do not know of each other give back more than is open."""
    notes = [
        issued_document(
            credit_note(SENT, id=name, issued_on=ON, reason=WRONG, asked=Everything())
        )
        for name in ("n1", "n2")
    ]
    with pytest.raises(ConflictingFacts):
        correct(ACCOUNT, [SENT, *notes], date(2026, 8, 31), us.CONNECT)


@pytest.mark.clause("Q44")
def test_base_and_invoice_of_a_note() -> None:
    """A base is of earlier lines; a note is made again from its own invoice."""
    note = credit_note(SENT, id="n", issued_on=ON, reason=WRONG, asked=Everything())
    stray = note.open[0]._replace(base=("stray",))
    with pytest.raises(UnknownName):
        evolve(note, open=(stray, *note.open[1:]))
    found = replay(document(note), ACCOUNT, us.CONNECT)
    assert found.failure is not None
    assert found.failure.place == "invoice"


@pytest.mark.clause("correction")
def test_note_alone() -> None:
    """A line that only a note moved is corrected for the note alone."""
    note = issued_document(
        credit_note(SENT, id="n", issued_on=ON, reason=WRONG, asked=OfShare(50))
    )
    on = date(2026, 8, 25)
    late = evolve(
        ACCOUNT.changes[0],
        id="l",
        quantity=1,
        effective_on=date(2026, 8, 1),
        known_on=on,
    )
    account = evolve(ACCOUNT, changes=(*ACCOUNT.changes, late))
    text = correction_text(correct(account, [SENT, note], on, us.CONNECT))
    assert "   credited before: $32.26" in text  # half of 64.52


@pytest.mark.clause("correction")
def test_two_contracts() -> None:
    """Versions of the contract cause corrections, and the document reads back."""
    first = ACCOUNT.contract
    second = evolve(
        first,
        id="k2",
        billing_start_on=date(2026, 7, 20),
        known_on=ON,
        supersedes=first.id,
    )
    third = evolve(
        second, id="k3", billing_start_on=date(2026, 7, 25), known_on=date(2026, 8, 21)
    )
    account = evolve(ACCOUNT, contract=third, superseded=(first, second))
    known = account.as_known_on(date(2026, 9, 1))
    found = next_invoice(known, Period.month(2026, 9), us.CONNECT, [SENT])
    assert isinstance(found, Invoice)
    assert found.corrections
    assert read_document(document_bytes(found), "september") == found


@pytest.mark.clause("E3")
def test_rate_of_the_exempt() -> None:
    """A certificate for one tax does not stand in for the rate of another."""
    start = date(2026, 1, 1)
    utah = BillingAddress(id="a", country="US", region="UT", effective_on=start)
    paper = ExemptionCertificate(
        id="p",
        tax=LineKind.SALES_TAX,
        jurisdiction="US-UT",
        certificate="1",
        effective_on=start,
    )
    account = evolve(ACCOUNT, addresses=(utah,), exemptions=(paper,))
    with pytest.raises(NoRateInForce):
        assemble_invoice(account, Period.month(2026, 8), us.CONNECT)
