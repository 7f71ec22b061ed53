"""Forgers of credit notes; `write_forgeries.py` writes the files.

Both originals credit the invoice of January in `tests/forged/credited`, of which 10.00
was given back before: one gives 20.00 of a charge back, and the taxes on it, the other
50.00 of everything.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

from attrs import evolve, frozen
from scripts.forging import Json, account_file, minor, number, sealed, state

from gotobilling.credits import credit_note
from gotobilling.formats.documents import document, issued_document
from gotobilling.invoices import (
    Asked,
    CreditNote,
    CreditReason,
    Invoice,
    IssuedDocument,
    OfAmount,
    OfLines,
    OpenLine,
    assemble_invoice,
)
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.rounding import RoundingMode


@frozen(kw_only=True)
class Credited:
    """A credit note, and what was issued before it: two invoices and a note."""

    note: CreditNote
    issued: tuple[IssuedDocument, ...]


def originals() -> tuple[Credited, Credited]:
    """Return what the forgers start from: by lines, and by amount."""
    file = account_file("credited")
    january, february = (
        issued_document(_made(assemble_invoice(file.account, month, file.market)))
        for month in (Period.month(2026, 1), Period.month(2026, 2))
    )
    device = _made(january.document).lines[0].id
    first = credit_note(
        january,
        id="note-1",
        issued_on=date(2026, 1, 20),
        reason=CreditReason.GOODWILL,
        asked=OfLines(((device, _cad("10.00")),)),
    )
    issued = january, issued_document(first), february
    by_lines = _note(issued, "note-2", OfLines(((device, _cad("20.00")),)))
    by_amount = _note(issued, "note-3", OfAmount(_cad("50.00")))
    return (
        Credited(note=by_lines, issued=issued),
        Credited(note=by_amount, issued=issued),
    )


def _note(issued: tuple[IssuedDocument, ...], name: str, asked: Asked) -> CreditNote:
    on = date(2026, 2, 10)
    return credit_note(
        issued[0],
        id=name,
        issued_on=on,
        reason=CreditReason.GOODWILL,
        asked=asked,
        others=issued,
    )


def _made(found: object) -> Invoice:
    if not isinstance(found, Invoice):
        raise SystemExit(f"no invoice: {found}")
    return found


def _cad(amount: str) -> Money:
    return Money(Decimal(amount), "CAD")


# The forger's tools.


def written(note: CreditNote) -> Json:
    """Return the document of a note."""
    return cast("Json", document(note))


def _opened(note: CreditNote, change: Callable[[OpenLine], OpenLine]) -> CreditNote:
    """Tell otherwise what was open of lines."""
    return evolve(note, open=tuple(change(one) for one in note.open))


def _totalled(forged: Json) -> Json:
    step = forged["proofs"]["total"]["steps"][-1]
    step["of"] = [{"line": line["id"]} for line in forged["lines"]]
    cents = sum(minor(line["amount"]) for line in forged["lines"])
    return {**forged, "total": state(step, cents)}


# Refused by level 1: the document does not prove what it gives back.


def more_than_is_open(credited: Credited) -> Json:
    """Give back 500.00 of an invoice of which less is open, shared out properly."""
    return written(evolve(credited.note, asked=OfAmount(_cad("500.00"))))


def more_than_is_open_of_a_line(credited: Credited) -> Json:
    """Give back 95.00 of a charge of 100.00, of which 10.00 was given back before."""
    device = credited.note.open[0].line.id
    asked = OfLines(((device, _cad("95.00")),))
    return written(evolve(credited.note, asked=asked))


def raised_running_total(credited: Credited) -> Json:
    """Call 10.00 more open of the first line, and of all lines up to each after it."""
    forged = written(credited.note)
    first = forged["open"][0]
    first["amount"] = state({}, minor(first["amount"]) + 1000)
    for row in forged["open"]:
        step = forged["proofs"][f"open:{row['line']}"]["steps"][-1]
        row["until"] = state(step, minor(row["until"]) + 1000)
    return forged


def note_not_named(credited: Credited) -> Json:
    """Count the note before, and do not name it."""
    return written(evolve(credited.note, before=()))


def tax_of_another_share(credited: Credited) -> Json:
    """Give a tax back on twice the 20.00 that are given back, each step being right."""
    forged = written(credited.note)
    line = forged["lines"][-1]
    steps = line["proof"]["steps"]
    steps[0]["of"] *= 2
    base = Fraction(steps[0]["is"]["number"]) * 2
    own, whole = (Fraction(steps[at]["is"]["number"]) for at in (3, 2))
    exact = own * -base / whole
    cents = round(exact * 100)
    rounded = Fraction(cents, 100)
    values = base, -base, whole, own, own * -base, exact, rounded, -rounded
    for step, value in zip(steps, values, strict=True):
        step["is"] = number(value)
    line["amount"] = state(steps[-1], -cents)
    return _totalled(forged)


def tax_kept(credited: Credited) -> Json:
    """Give a charge back, and keep the last tax on it."""
    forged = written(credited.note)
    del forged["lines"][-1]
    return _totalled(forged)


def other_amount_asked(credited: Credited) -> Json:
    """Say that 60.00 was asked for, where the lines share out 50.00."""
    forged = written(credited.note)
    forged["asked"]["amount"] = "60.00"
    return forged


def moved_cent(credited: Credited) -> Json:
    """Give a cent less of a tax back and a cent more of a charge."""
    forged = written(credited.note)
    for line, cents in ((forged["lines"][0], -1), (forged["lines"][-1], 1)):
        step = line["proof"]["steps"][-1]
        line["amount"] = state(step, minor(line["amount"]) + cents)
    return _totalled(forged)


def dated_before_what_it_counts(credited: Credited) -> Json:
    """Date a note on the day before one that it counts."""
    return written(evolve(credited.note, issued_on=date(2026, 1, 19)))


# Refused by level 2: the document proves it, of what was not issued.


def raised_issue(credited: Credited) -> Json:
    """Call 10.00 more issued of a line, in its fact and in every running total."""

    def change(one: OpenLine) -> OpenLine:
        if one.line.item != "device":
            return one
        first, *rest = one.parts
        raised = evolve(first, amount=first.amount + 10)
        return one._replace(parts=(raised, *rest))

    return written(_opened(credited.note, change))


def earlier_note_forgotten(credited: Credited) -> Json:
    """Credit the invoice as if no note had credited it before."""
    note, first = credited.note, credited.issued[0]
    again = credit_note(
        first,
        id=note.id,
        issued_on=note.issued_on,
        reason=note.reason,
        asked=note.asked,
    )
    return written(again)


def earlier_note_not_counted(credited: Credited) -> Json:
    """Name the note before, and call open what it gave back of a charge."""
    first, *rest = credited.note.open
    whole = first._replace(parts=first.parts[:1])
    return written(evolve(credited.note, open=(whole, *rest)))


def another_invoice(credited: Credited) -> Json:
    """Credit January under the digest of the invoice of February."""
    february = credited.issued[-1]

    def change(one: OpenLine) -> OpenLine:
        first, *rest = one.parts
        other = evolve(first, document=february.digest, effective_on=february.issued_on)
        return one._replace(parts=(other, *rest))

    forged = evolve(credited.note, invoice=february.digest)
    return written(_opened(forged, change))


def line_never_charged(credited: Credited) -> Json:
    """Give back 30.00 of rented phones that the invoice does not charge."""
    note, first = credited.note, credited.note.open[0]
    line = first.line._replace(id="0" * 32, item="phone")
    part = evolve(first.parts[0], line=line.id, amount=Decimal("30.00"))
    phone = OpenLine(line, (part,), ())
    asked = OfLines(((line.id, None),))
    return written(evolve(note, open=(phone, *note.open), asked=asked))


def line_not_open(credited: Credited) -> Json:
    """Leave out a charge that nothing is given back of, and all that is on it."""
    note, gone = credited.note, credited.note.open[1].line.id

    def change(one: OpenLine) -> OpenLine:
        return one._replace(base=tuple(each for each in one.base if each != gone))

    left = tuple(change(one) for one in note.open if one.line.id != gone)
    return written(evolve(note, open=left))


def tax_without_the_fee(credited: Credited) -> Json:
    """Leave the fee out of what a tax is on, so that a greater share is given back."""

    def change(one: OpenLine) -> OpenLine:
        return one._replace(base=one.base[:2])

    *others, last = credited.note.open
    return written(evolve(credited.note, open=(*others, change(last))))


def other_credit_rounding(credited: Credited) -> Json:
    """Share an amount out under a policy that rounds up, not that of the invoice."""
    market = credited.note.market
    rounding = evolve(market.credit.rounding, mode=RoundingMode.UP)
    policy = evolve(market.credit, rounding=rounding)
    return written(evolve(credited.note, market=evolve(market, credit=policy)))


# Refused by level 3: the facts are right, and it is not made so.


def name_of_another_note(credited: Credited) -> Json:
    """Give back once more under the name of the note before."""
    return written(evolve(credited.note, id="note-1"))


def goodwill_over_a_wrong_charge(credited: Credited) -> Json:
    """Give a note of goodwill out once more, name and all, as over a wrong charge."""
    reason = CreditReason.WRONG_CHARGE
    return written(evolve(credited.note, id="note-1", reason=reason))


def other_clause(credited: Credited) -> Json:
    """Rest a credit on the clause of account credits, which is cited too."""
    forged = written(credited.note)
    forged["lines"][0]["proof"]["steps"][-1]["clause"] = "Q48"
    return forged


Forger = Callable[[Credited], Json]

FORGERS: Final[dict[str, tuple[Forger, ...]]] = {
    "credited/original": (
        more_than_is_open_of_a_line,
        note_not_named,
        tax_of_another_share,
        tax_kept,
        dated_before_what_it_counts,
        raised_issue,
        earlier_note_forgotten,
        earlier_note_not_counted,
        another_invoice,
        line_never_charged,
        line_not_open,
        tax_without_the_fee,
        name_of_another_note,
        goodwill_over_a_wrong_charge,
        other_clause,
    ),
    "credited/original-by-amount": (
        more_than_is_open,
        raised_running_total,
        other_amount_asked,
        moved_cent,
        other_credit_rounding,
    ),
}


def outputs() -> Iterator[tuple[str, Json | list[Json]]]:
    """Yield what was issued, the originals, and each forgery of them."""
    found = originals()
    issued = found[0].issued
    yield "credited/issued", [cast("Json", document(one.document)) for one in issued]
    for credited, (name, forgers) in zip(found, FORGERS.items(), strict=True):
        yield name, written(credited.note)
        for forge in forgers:
            stem = forge.__name__.replace("_", "-")
            yield f"credited/{stem}", sealed(forge(credited))
