"""Forgers of what follows an invoice; `write_forgeries.py` writes the files.

The originals are the statement of `tests/forged/after` on 10 September 2026, the end of
its dispute, its return, and the statement of `tests/forged/partner` for September.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from attrs import evolve, frozen
from scripts.forging import FORGED, Json, account_file, minor, number, sealed

from gotobilling.after_invoice import PastDueCounted
from gotobilling.commands.naming import by_digest
from gotobilling.commissions import PartnerAccount, commission_statement
from gotobilling.credits import CreditReason, OfShare, credit_note
from gotobilling.disputes import outcome
from gotobilling.formats.account_file import AccountFile
from gotobilling.formats.answers import AfterInvoiceAnswers, answers_document
from gotobilling.formats.documents import document, issued_document
from gotobilling.formats.partner_file import PartnerFile, read_partner_file
from gotobilling.invoices import IssuedDocument, invoices_issued
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.refunds import return_credit
from gotobilling.statements import statement

SEPTEMBER: Final = Period.month(2026, 9)
ON: Final = date(2026, 9, 10)


@frozen
class Told:
    """What the files say, and what a forger may say instead."""

    file: AccountFile
    issued: tuple[IssuedDocument, ...]
    partner: PartnerFile

    @property
    def market(self) -> Market:
        """The market of the account."""
        return self.file.market


def original() -> Told:
    """Return what the forgers start from."""
    file, path = account_file("after"), FORGED / "partner" / "partner.toml"
    made = invoices_issued(file.account, Period(date(2026, 8, 1), ON), file.market)
    issued = tuple(map(issued_document, made))
    first = next(one for one in issued if one.issued_on == date(2026, 8, 1))
    told: dict[str, Any] = {"id": "n1", "issued_on": date(2026, 8, 25)}
    asked, reason = OfShare(Decimal(10)), CreditReason.GOODWILL
    others = [one for one in issued if one.issued_on < told["issued_on"]]
    note = credit_note(first, reason=reason, asked=asked, others=others, **told)
    issued = (*issued, issued_document(note))
    places = tuple(f"issued.json[{index}]" for index in range(len(issued)))
    file = evolve(file, receivables=by_digest(file.receivables, issued, places))
    return Told(file, issued, read_partner_file(path.read_bytes(), path.name))


def _written(found: object, market: Market) -> Json:
    return cast("Json", answers_document(cast("AfterInvoiceAnswers", found), market))


def stated(told: Told) -> Json:
    """Return the account's statement."""
    file = told.file
    held = file.account, told.issued, file.receivables, told.market
    return _written(statement(*held, ON), told.market)


def disputed(told: Told) -> Json:
    """Return the end of the account's dispute."""
    held = told.file.receivables
    dispute, resolution = held.disputes[0], held.resolutions[0]
    own = next(one for one in told.issued if one.digest == dispute.invoice)
    others = [one for one in told.issued if one is not own]
    found = outcome(dispute, resolution, own, others, id="n2", market=told.market)
    return _written(found, told.market)


def returned(told: Told) -> Json:
    """Return the account's return."""
    own = next(one for one in told.issued if one.issued_on == date(2026, 8, 3))
    others = [one for one in told.issued if one is not own]
    file, back = told.file, told.file.returns
    known: dict[str, Any] = {"deliveries": file.deliveries, "others": others}
    found = return_credit(own, "RMA-1", back, told.market, **known)
    return _written(found, told.market)


def earned(told: Told) -> Json:
    """Return the partner's statement."""
    file, receivables = told.partner, told.file.receivables
    account = PartnerAccount(
        id="forged-after", issued=told.issued, receivables=receivables
    )
    held = file.partner, SEPTEMBER, file.agreements, [account], file.market
    return _written(commission_statement(*held, file.currency), file.market)


# The forger's tools.


def _answer(forged: Json, name: str) -> Json:
    answers = cast("list[Json]", forged["answers"])
    return next(one for one in answers if one["name"].startswith(name))


def _let(forged: Json, name: str, cents: int) -> Json:
    """Let an answer come to an amount, in its last step and in its value."""
    answer = _answer(forged, name)
    answer["proof"]["steps"][-1]["is"] = number(Fraction(cents, 100))
    answer["is"] = {"amount": f"{cents // 100}.{cents % 100:02}"}
    return forged


def _receivables(told: Told, **fields: object) -> Told:
    held: dict[str, Any] = fields
    changed = evolve(told.file.receivables, **held)
    return evolve(told, file=evolve(told.file, receivables=changed))


def _returns(told: Told, **fields: object) -> Told:
    held: dict[str, Any] = fields
    back = (evolve(told.file.returns[0], **held),)
    return evolve(told, file=evolve(told.file, returns=back))


def _policy(told: Told, role: str, **fields: object) -> Told:
    held: dict[str, Any] = fields
    after = told.market.after_invoice
    changed: dict[str, Any] = {role: evolve(getattr(after, role), **held)}
    market = evolve(told.market, after_invoice=evolve(after, **changed))
    return evolve(told, file=evolve(told.file, market=market))


# Statements.


def open_balance_raised(told: Told) -> Json:
    """Ask for a cent more than is open."""
    forged = stated(told)
    return _let(forged, "open_balance", _cents(forged, "open_balance") + 1)


def _cents(forged: Json, name: str) -> int:
    return minor(_answer(forged, name)["is"]["amount"])


def paid_said_of_disputed(told: Told) -> Json:
    """Say of an invoice that is disputed that it is paid."""
    forged = stated(told)
    forged["document"]["invoices"][-1]["status"] = "paid"
    return forged


def invoice_left_out_of_what_is_open(told: Told) -> Json:
    """Add only one of two invoices to what is open."""
    forged = stated(told)
    step = _answer(forged, "open_balance")["proof"]["steps"][0]
    name = step["of"].pop(0)["amount"]
    cents = _cents(forged, "open_balance") - _cents(forged, name)
    return _let(forged, "open_balance", cents)


def past_due_at_once(told: Told) -> Json:
    """Count an invoice past due from its due date, under no reading that says so."""
    counted = PastDueCounted.DUE_DATE
    return stated(_policy(told, "past_due", counted_from=counted))


def payment_left_out(told: Told) -> Json:
    """Say nothing of the second payment."""
    return stated(_receivables(told, payments=told.file.receivables.payments[:1]))


def payment_lowered(told: Told) -> Json:
    """Tell the second payment fifty lower."""
    first, second = told.file.receivables.payments
    lower = evolve(second, amount=Decimal("200.00"))
    return stated(_receivables(told, payments=(first, lower)))


def dispute_left_out(told: Told) -> Json:
    """Say nothing of the dispute."""
    return stated(_receivables(told, disputes=(), resolutions=()))


def note_left_out(told: Told) -> Json:
    """Say nothing of the credit note."""
    return stated(evolve(told, issued=told.issued[:-1]))


def due_date_moved(told: Told) -> Json:
    """Let an invoice be due a week earlier, by an earlier date of the invoice."""
    forged = stated(told)
    name = next(x for x in forged["given"] if x.startswith("issue_date:"))
    digest = name.partition(":")[2]
    days = ("due_date", "autopay_on", "dispute_until", "past_due_on")
    forged["given"][name] = {"date": "2026-07-25"}
    moved = ("2026-08-09", "2026-08-10", "2026-08-09", "2026-08-11")
    for part, day in zip(days, moved, strict=True):
        answer = _answer(forged, f"{part}:{digest}")
        answer["is"] = answer["proof"]["steps"][-1]["is"] = {"date": day}
        if part == "past_due_on":
            answer["proof"]["steps"][0]["is"] = {"date": "2026-08-10"}
    return forged


# Disputes.


def undisputed_raised(told: Told) -> Json:
    """Ask for a cent more than is undisputed."""
    forged = disputed(told)
    return _let(forged, "undisputed", _cents(forged, "undisputed") + 1)


def tax_not_disputed(told: Told) -> Json:
    """Leave the tax out of what is disputed, as if it did not follow its charge."""
    forged = disputed(told)
    steps = _answer(forged, "resolved:upheld:")["proof"]["steps"]
    step = steps[-1]
    step["op"], step["of"] = "given", [step["of"][0]]
    del steps[0]
    step["of"] = [{"step": 0}]
    return forged


def longer_time_to_pay(told: Told) -> Json:
    """Give thirty days after the resolution where the terms give fifteen."""
    return disputed(_policy(told, "disputed", days=30))


def less_upheld(told: Told) -> Json:
    """Uphold 10.00 of the 20.00."""
    one = told.file.receivables.resolutions[0]
    lines = (evolve(one.lines[0], amount=Decimal("10.00")),)
    return disputed(_receivables(told, resolutions=(evolve(one, lines=lines),)))


def resolved_earlier(told: Told) -> Json:
    """Date the resolution two days earlier."""
    one, on = told.file.receivables.resolutions[0], date(2026, 9, 10)
    changed = evolve(one, resolved_on=on, known_on=on)
    return disputed(_receivables(told, resolutions=(changed,)))


# Returns.


def late_fee_left_out(told: Told) -> Json:
    """Take no late fee off a return that is late."""
    day, honest = date(2026, 9, 5), returned(told)
    days = {"shipped_on": day, "received_on": day, "processed_on": day}
    forged = returned(_returns(told, known_on=day, **days))
    for name in ("document", "facts"):
        forged[name] = honest[name]
    for name in ("expected_first", "expected_last"):
        _answer(forged, name).update(_answer(honest, name))
    return forged


def restocking_halved(told: Told) -> Json:
    """Keep 12 % where the guide keeps 25 %."""
    return returned(_policy(told, "returns", restocking_percent=12))


def fee_of_missing_parts_left_out(told: Told) -> Json:
    """Take nothing off for what was missing, though the fact says so."""
    forged = returned(_returns(told, missing_parts_fee=None, currency=None))
    forged["facts"]["RMA-1"] = returned(told)["facts"]["RMA-1"]
    return forged


def fee_of_missing_parts_lowered(told: Told) -> Json:
    """Charge 2.50 for what was missing, not 12.50."""
    return returned(_returns(told, missing_parts_fee=Decimal("2.50")))


def delivered_later(told: Told) -> Json:
    """Deliver the phones two weeks later, so that the return is in time."""
    on = date(2026, 8, 20)
    came = evolve(told.file.deliveries[0], effective_on=on, known_on=on)
    return returned(evolve(told, file=evolve(told.file, deliveries=(came,))))


def sent_back_twice(told: Told) -> Json:
    """Credit two phones where one came back."""
    return returned(_returns(told, quantity=2))


# Commissions.


def earned_a_cent_more(told: Told) -> Json:
    """Add up to a cent more than the kinds come to."""
    forged = earned(told)
    return _let(forged, "earned", _cents(forged, "earned") + 1)


def paid_on_another_day(told: Told) -> Json:
    """Pay on the 25th where the guide pays on the 15th."""
    partner = told.partner
    after = partner.market.after_invoice
    rules = evolve(after.commissions, pay_day=25)
    market = evolve(partner.market, after_invoice=evolve(after, commissions=rules))
    return earned(evolve(told, partner=evolve(partner, market=market)))


def rate_raised(told: Told) -> Json:
    """Give the partner 15 % where 12 % are agreed."""
    first, *rest = told.partner.agreements
    dearer = evolve(cast("Any", first), percent=Decimal(15))
    partner = evolve(told.partner, agreements=(dearer, *rest))
    return earned(evolve(told, partner=partner))


def agreement_left_out(told: Told) -> Json:
    """Say nothing of the residual."""
    partner = evolve(told.partner, agreements=told.partner.agreements[1:])
    return earned(evolve(told, partner=partner))


def paid_more_of_the_first(told: Told) -> Json:
    """Let the customer have paid its first invoice in full."""
    held = told.file.receivables
    first, second = held.payments
    more = evolve(first, amount=Decimal("140.00"))
    return earned(_receivables(told, payments=(more, second)))


STATEMENTS: Final = (
    open_balance_raised,
    paid_said_of_disputed,
    invoice_left_out_of_what_is_open,
    past_due_at_once,
    payment_left_out,
    payment_lowered,
    dispute_left_out,
    note_left_out,
    due_date_moved,
)
DISPUTES: Final = (
    undisputed_raised,
    tax_not_disputed,
    longer_time_to_pay,
    less_upheld,
    resolved_earlier,
)
RETURNS: Final = (
    late_fee_left_out,
    restocking_halved,
    fee_of_missing_parts_left_out,
    fee_of_missing_parts_lowered,
    delivered_later,
    sent_back_twice,
)
COMMISSIONS: Final = (
    earned_a_cent_more,
    paid_on_another_day,
    rate_raised,
    agreement_left_out,
    paid_more_of_the_first,
)
MADE: Final[dict[str, Callable[[Told], Json]]] = {
    "after/statement": stated,
    "after/dispute": disputed,
    "after/return": returned,
    "partner/commissions": earned,
}
FORGERS: Final[dict[str, tuple[Callable[..., Json], ...]]] = {
    "after/statement": STATEMENTS,
    "after/dispute": DISPUTES,
    "after/return": RETURNS,
    "partner/commissions": COMMISSIONS,
}


def outputs() -> Iterator[tuple[str, Any]]:
    """Yield what was issued, each original, then its forgeries."""
    told = original()
    yield "after/issued", [cast("Json", document(one.document)) for one in told.issued]
    for name, make in MADE.items():
        yield name, make(told)
        folder, _, _ = name.partition("/")
        for forge in FORGERS[name]:
            stem = forge.__name__.replace("_", "-")
            yield f"{folder}/{stem}", sealed(forge(told))
