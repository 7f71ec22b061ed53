"""Forgers of invoices that carry corrections; `write_forgeries.py` writes the files.

The original is the invoice of June in `tests/forged/late`, whose account file tells
what became known late. Most lies are told by the library itself, of corrections that
another hand has changed: proofs, ids and sums are then in order.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from attrs import evolve, frozen
from scripts.forging import Json, account_file, minor, sealed, state

from gotobilling.billing_cycle import NothingToBill
from gotobilling.corrections import correct, next_invoice
from gotobilling.credits import credit_note
from gotobilling.facts import Account
from gotobilling.formats.documents import document, issued_document
from gotobilling.invoices import (
    Cause,
    Correction,
    CorrectionFacts,
    CreditNote,
    CreditReason,
    Invoice,
    IssuedDocument,
    OfLines,
    Revision,
    assemble_invoice,
)
from gotobilling.invoices.corrected import Difference, describe
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period

APRIL: Final = Period.month(2025, 4)
MAY: Final = Period.month(2025, 5)
JUNE: Final = Period.month(2025, 6)
JULY: Final = Period.month(2025, 7)
RULE: Final = Difference()


@frozen(kw_only=True)
class Late:
    """What the invoice of June is made of."""

    account: Account
    market: Market
    issued: tuple[IssuedDocument, ...]

    @property
    def known(self) -> Account:
        """The account as known on 1 June."""
        return self.account.as_known_on(JUNE.start)

    @property
    def correction(self) -> Correction:
        """What the invoice of June has to carry."""
        return correct(self.known, self.issued, JUNE.start, self.market)

    def fact(self, fact_id: str) -> Any:  # noqa: ANN401 -- a fact of any kind
        """Return a fact of the account."""
        return next(one for one in self.account.all_facts() if one.id == fact_id)


def original() -> Late:
    """Return what the forgers start from."""
    file = account_file("late")
    issued = _issued(file.account, file.market)
    return Late(account=file.account, market=file.market, issued=issued)


def _issued(
    account: Account, market: Market, day: int | None = None
) -> tuple[IssuedDocument, ...]:
    """Issue April and May, take the fax line off April, and give 5.00 of May away."""
    first, second = (
        None if day is None else month.start.replace(day=day) for month in (APRIL, MAY)
    )
    known = account.as_known_on(APRIL.start)
    found = next_invoice(known, APRIL, market, (), issued_on=first)
    april = issued_document(_made(found))
    known = account.as_known_on(MAY.start)
    found = next_invoice(known, MAY, market, (april,), issued_on=second)
    may = issued_document(_made(found))
    fax, device = _id_of(april, "fax line"), _id_of(may, "device")
    wrong = credit_note(
        april,
        id="note-1",
        issued_on=date(2025, 5, 5),
        reason=CreditReason.WRONG_CHARGE,
        asked=OfLines(((fax, None),)),
        others=(may,),
    )
    gift = credit_note(
        may,
        id="note-2",
        issued_on=date(2025, 5, 10),
        reason=CreditReason.GOODWILL,
        asked=OfLines(((device, Money(Decimal("5.00"), account.currency)),)),
    )
    return april, may, issued_document(wrong), issued_document(gift)


def _id_of(issued: IssuedDocument, item: str) -> str:
    return next(x.id for x in _made(issued.document).lines if x.item == item)


def _made(found: object) -> Invoice:
    if not isinstance(found, Invoice):
        raise SystemExit(f"no invoice: {found}")
    return found


# The forger's tools.


def assembled(late: Late, correction: Correction | None = None) -> Json:
    """Return the invoice of June, with the corrections that it ought to carry."""
    carried = correction or late.correction
    found = assemble_invoice(late.known, JUNE, late.market, corrections=carried)
    if isinstance(found, NothingToBill):
        raise SystemExit(found.reason)
    return cast("Json", document(found))


def _told(
    late: Late, change: Callable[[CorrectionFacts], CorrectionFacts | None]
) -> Json:
    """Assemble the invoice with corrections told otherwise; None leaves one out."""
    found = late.correction
    changed = [change(told) for _, told, _ in found.rows]
    rows = _rows(told for told in changed if told is not None)
    return assembled(late, evolve(found, rows=rows))


def _rows(
    told: Iterator[CorrectionFacts],
) -> tuple[tuple[Difference, CorrectionFacts, int], ...]:
    return tuple((RULE, one, RULE.raw(one)) for one in told)


def _is(told: CorrectionFacts, name: str, month: Period) -> bool:
    named = told.line.item or told.line.levy
    return named == name and told.of.period == told.line.period == month


def _caused(told: CorrectionFacts) -> CorrectionFacts:
    """Lay what the causes lack on the last of them."""
    *causes, last = told.causes
    lacking = told.now - told.was - sum(one.minor for one in causes)
    return told._replace(causes=(*causes, last._replace(minor=lacking)))


def _added(late: Late, told: Iterator[CorrectionFacts], *more: Revision) -> Json:
    """Assemble the invoice with more corrections after those that it has."""
    found = late.correction
    rows = *found.rows, *_rows(told)
    revisions = *found.revisions, *more
    return assembled(late, evolve(found, rows=rows, revisions=revisions))


def _on_line(late: Late, name: str, of: Revision, *causes: str) -> CorrectionFacts:
    """Charge a line of a revision as if nothing had been issued of it."""
    lines = _made(of.revised).lines
    line = next(one for one in lines if one.item == name)
    facts = tuple(late.fact(cause) for cause in causes)
    return CorrectionFacts(
        line=describe(line),
        of=of.of,
        revised=line,
        issued=(),
        credited=(),
        causes=(Cause(facts, line.amount.minor),),
        currency=late.account.currency,
    )


def _totalled(forged: Json) -> Json:
    """Add up anew, in plain amounts and in proofs."""
    added = [*forged["levies"], *forged["corrections"]]
    cents = minor(forged["subtotal"]) + sum(minor(one["amount"]) for one in added)
    for name in ("total", "payable"):
        forged[name] = state(forged["proofs"][name]["steps"][-1], cents)
    return forged


# Refused by level 1: the document does not prove what it corrects.


def raised_correction(late: Late) -> Json:
    """Raise a correction by 10.00, with what is, its cause, its proof and the total."""
    forged = assembled(late)
    line = next(one for one in forged["corrections"] if minor(one["amount"]) > 0)
    cause = line["causes"][-1]
    cause["amount"] = state({}, minor(cause["amount"]) + 1000)
    line["revised"] = state({}, minor(line["revised"]) + 1000)
    line["amount"] = state(line["proof"]["steps"][-1], minor(line["amount"]) + 1000)
    return _totalled(forged)


def corrections_not_added(late: Late) -> Json:
    """Carry corrections, and leave them out of the total."""
    forged = assembled(late)
    ids = {line["id"] for line in forged["corrections"]}
    step = forged["proofs"]["total"]["steps"][-1]
    step["of"] = [one for one in step["of"] if one.get("line") not in ids]
    carried, forged["corrections"] = forged["corrections"], []
    return {**_totalled(forged), "corrections": carried}


def one_revision_at_another_price(late: Late) -> Json:
    """Revise April at another price than May, with all that follows from it."""
    forged, other = assembled(late), assembled(_at_price(late, Decimal("26.00")))
    forged["revisions"][0] = other["revisions"][0]
    april = forged["revisions"][0]["document"]
    pairs = zip(forged["corrections"], other["corrections"], strict=True)
    forged["corrections"] = [
        theirs if own["document"] == april else own for own, theirs in pairs
    ]
    return _totalled(forged)


def revised_as_known_before(late: Late) -> Json:
    """Revise what was issued by what was known on 15 May, and carry it on 1 June."""
    day = date(2025, 5, 15)
    found = correct(late.account.as_known_on(day), late.issued, day, late.market)
    return assembled(late, evolve(found, known_on=JUNE.start))


def moved_cause(late: Late) -> Json:
    """Lay 5.00 more on one late fact, and not less on another."""
    forged = assembled(late)
    line = next(one for one in forged["corrections"] if len(one["causes"]) > 1)
    cause = line["causes"][0]
    cause["amount"] = state({}, minor(cause["amount"]) + 500)
    return forged


def causes_reversed(late: Late) -> Json:
    """Name the causes of a line in the other order."""
    forged = assembled(late)
    for line in forged["corrections"]:
        line["causes"].reverse()
    return forged


def digest_of_another_invoice(late: Late) -> Json:
    """Say that the invoice of April is the one that is revised for May."""
    found = late.correction
    april, may = found.revisions
    other = evolve(may, issued=april.issued)
    return assembled(late, evolve(found, revisions=(april, other)))


# Refused by level 2: the document proves it, of what was not issued or is not a fact.


def _at_price(late: Late, price: Decimal) -> Late:
    prices = [
        evolve(one, unit_price=price) if one.id == "right-price" else one
        for one in (*late.account.prices, *late.account.superseded)
        if one in late.account.prices
    ]
    return evolve(late, account=evolve(late.account, prices=tuple(prices)))


def other_late_price(late: Late) -> Json:
    """Correct to 26.00 in place of 24.00, in the fact and in every revision."""
    return assembled(_at_price(late, Decimal("26.00")))


def left_out_correction(late: Late) -> Json:
    """Leave out the correction of a tax, and add up what is left."""
    return _told(late, lambda told: None if _is_tax(told, MAY) else told)


def _is_tax(told: CorrectionFacts, month: Period) -> bool:
    return told.line.levy == "hst-ns" and told.of.period == month


def unchanged_line(late: Late) -> Json:
    """Charge a line of May that did not change, as if it had never been issued."""
    revision = late.correction.revisions[-1]
    told = _on_line(late, "extension", revision, "two-more")
    found = late.correction
    ids = [x.id for x in _lines(_made(revision.revised))]
    own = [row[1] for row in found.rows if row[1].of.period == MAY]
    there = [one for one in (*own, told) if one.line.id in ids]
    ordered = sorted(there, key=lambda one: ids.index(one.line.id))
    others = [row[1] for row in found.rows if row[1].of.period != MAY]
    gone = [one for one in own if one.line.id not in ids]
    rows = _rows(iter([*others, *ordered, *gone]))
    return assembled(late, evolve(found, rows=rows))


def _lines(invoice: Invoice) -> tuple[Any, ...]:
    return *invoice.lines, *invoice.levies


def lowered_issue(late: Late) -> Json:
    """Correct as if 10.00 less of a line had been issued, fact and causes and all."""

    def change(told: CorrectionFacts) -> CorrectionFacts:
        if not _is(told, "device", MAY):
            return told
        first, *rest = told.issued
        lower = evolve(first, amount=first.amount - 10)
        return _caused(told._replace(issued=(lower, *rest)))

    return _told(late, change)


def carried_twice(late: Late) -> Json:
    """Carry once more what the invoice of May carried already."""

    def change(told: CorrectionFacts) -> CorrectionFacts:
        if not _is(told, "device", APRIL):
            return told
        causes = (Cause((late.fact("one-more"),), 2500), *told.causes)
        return told._replace(issued=told.issued[:1], causes=causes)

    return _told(late, change)


def given_back_twice(late: Late) -> Json:
    """Take a line off that a credit note gave back before; the note counts nowhere."""
    april = late.issued[0]
    stated = next(x for x in april.states() if x.line.item == "fax line")
    told = CorrectionFacts(
        line=stated.line,
        of=stated.of,
        revised=None,
        issued=(stated.amount,),
        credited=(),
        causes=(Cause((late.fact("no-fax"),), -stated.amount.minor),),
        currency=late.account.currency,
    )
    found = late.correction
    at = sum(row[1].of.period == APRIL for row in found.rows)
    rows = *found.rows[:at], *_rows(iter([told])), *found.rows[at:]
    return assembled(late, evolve(found, rows=rows))


def wrong_charge_forgotten(late: Late) -> Json:
    """Correct as if no credit note over a wrong charge had been given."""
    april, may, _, gift = late.issued
    return assembled(evolve(late, issued=(april, may, gift)))


def wrong_charge_forgotten_of_a_tax(late: Late) -> Json:
    """Count a note over a wrong charge on the charge, and not on the tax."""

    def change(told: CorrectionFacts) -> CorrectionFacts:
        is_tax = told.line.levy == "hst-ns" and told.of.period == APRIL
        return told._replace(credited=()) if is_tax else told

    return _told(late, change)


def goodwill_counted(late: Late) -> Json:
    """Take back what a note of goodwill gave, by counting it as given back."""
    (gift,) = (x.amount for x in late.issued[3].states() if x.line.item == "device")

    def change(told: CorrectionFacts) -> CorrectionFacts:
        own = _is(told, "device", MAY)
        return told._replace(credited=(gift,)) if own else told

    return _told(late, change)


def goodwill_as_wrong_charge(late: Late) -> Json:
    """Count a note of goodwill as if it had been given over a wrong charge."""
    *others, gift = late.issued
    note = cast("CreditNote", gift.document)
    other = issued_document(evolve(note, reason=CreditReason.WRONG_CHARGE))
    return assembled(evolve(late, issued=(*others, other)))


def gone_line_renamed(late: Late) -> Json:
    """Call a line that is gone one of another item than was issued."""
    forged = assembled(late)
    line = next(one for one in forged["corrections"] if one["item"] == "fax line")
    line["item"] = "second fax line"
    return forged


def invoices_never_sent(late: Late) -> Json:
    """Correct invoices that were never issued, the same but for their dates."""
    issued = _issued(late.account, late.market, day=2)
    return assembled(evolve(late, issued=issued))


def issued_as_nothing(late: Late) -> Json:
    """Say that nothing was issued for May, and charge all of it as late."""
    found = late.correction
    april, may = found.revisions
    revised = _made(may.revised)
    rows = [row[1] for row in found.rows if row[1].of.period == APRIL]
    cause = (late.fact("two-more"),)
    rows += [
        CorrectionFacts(
            line=describe(line),
            of=may.of,
            revised=line,
            issued=(),
            credited=(),
            causes=(Cause(cause, line.amount.minor),),
            currency=late.account.currency,
        )
        for line in _lines(revised)
        if line.amount.minor
    ]
    again = assemble_invoice(late.known, MAY, late.market)
    never = Revision(of=may.of, issued=None, revised=_made(again))
    told = _rows(iter(rows))
    return assembled(late, evolve(found, rows=told, revisions=(april, never)))


def revised_to_nothing(late: Late) -> Json:
    """Take the whole invoice of May back: nothing was to be billed."""
    found = late.correction
    april, may = found.revisions
    rows = [row[1] for row in found.rows if row[1].of.period == APRIL]
    cause = (late.fact("right-price"),)
    rows += [
        CorrectionFacts(
            line=one.line,
            of=one.of,
            revised=None,
            issued=(one.amount,),
            credited=(),
            causes=(Cause(cause, -one.amount.minor),),
            currency=late.account.currency,
        )
        for one in late.issued[1].states()
        if one.of.period == MAY and one.amount.minor
    ]
    gone = evolve(may, revised=None)
    return assembled(
        late, evolve(found, rows=_rows(iter(rows)), revisions=(april, gone))
    )


# Refused by level 3: another document is left out or let in, or another fact is blamed.


def left_out_document(late: Late) -> Json:
    """Leave out all that April lacks or has too much, revision and all."""
    found = late.correction
    rows = [row for row in found.rows if row[1].of.period != APRIL]
    revisions = found.revisions[1:]
    return assembled(late, evolve(found, rows=tuple(rows), revisions=revisions))


def july_as_late(late: Late) -> Json:
    """Charge July ahead, as the correction of a document that was never issued."""
    july = _made(assemble_invoice(late.known, JULY, late.market))
    more = Revision(of=july.key, issued=None, revised=july)
    cause = (late.fact("two-more"),)
    told = [
        CorrectionFacts(
            line=describe(line),
            of=july.key,
            revised=line,
            issued=(),
            credited=(),
            causes=(Cause(cause, line.amount.minor),),
            currency=late.account.currency,
        )
        for line in _lines(july)
        if line.amount.minor
    ]
    return _added(late, iter(told), more)


def other_cause(late: Late) -> Json:
    """Blame a lower price for what two more devices cost, and these for the price."""

    def change(told: CorrectionFacts) -> CorrectionFacts:
        if not _is(told, "device", MAY):
            return told
        one, other = told.causes
        causes = one._replace(minor=other.minor), other._replace(minor=one.minor)
        return told._replace(causes=causes)

    return _told(late, change)


def causes_in_the_other_order(late: Late) -> Json:
    """Count two more devices at the price that became known after them."""

    def change(told: CorrectionFacts) -> CorrectionFacts:
        if not _is(told, "device", MAY):
            return told
        devices, price = told.causes
        causes = devices._replace(minor=4800), price._replace(minor=-500)
        return told._replace(causes=causes)

    return _told(late, change)


def one_cause_for_all(late: Late) -> Json:
    """Lay the whole of each difference on the fact that became known last."""

    def change(told: CorrectionFacts) -> CorrectionFacts:
        return _caused(told._replace(causes=told.causes[-1:]))

    return _told(late, change)


Forger = Callable[[Late], Json]

FORGERS: Final[dict[str, tuple[Forger, ...]]] = {
    "late/original": (
        raised_correction,
        corrections_not_added,
        one_revision_at_another_price,
        revised_as_known_before,
        moved_cause,
        causes_reversed,
        digest_of_another_invoice,
        other_late_price,
        left_out_correction,
        unchanged_line,
        lowered_issue,
        carried_twice,
        given_back_twice,
        wrong_charge_forgotten,
        wrong_charge_forgotten_of_a_tax,
        goodwill_counted,
        goodwill_as_wrong_charge,
        gone_line_renamed,
        invoices_never_sent,
        issued_as_nothing,
        revised_to_nothing,
        left_out_document,
        july_as_late,
        other_cause,
        causes_in_the_other_order,
        one_cause_for_all,
    )
}


def outputs() -> Iterator[tuple[str, Json | list[Json]]]:
    """Yield what was issued, the original, and each forgery of it."""
    late = original()
    yield "late/issued", [cast("Json", document(one.document)) for one in late.issued]
    for name, forgers in FORGERS.items():
        yield name, assembled(late)
        for forge in forgers:
            stem = forge.__name__.replace("_", "-")
            yield f"late/{stem}", sealed(forge(late))
