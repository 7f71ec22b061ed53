"""Documents assembled again, line by line beside what was issued of them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Final

from gotobilling import checks
from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.corrections.causes import (
    Amounts,
    Assemble,
    Assembled,
    Case,
    States,
    invoice_in,
    lines_of,
)
from gotobilling.errors import InvalidValue
from gotobilling.facts import Account
from gotobilling.invoices import (
    Correction,
    CorrectionFacts,
    Invoice,
    IssuedDocument,
    Revision,
    assemble_again,
    assemble_invoice,
    assemble_one_time,
    assemble_the_cycle,
    cycles_begun,
    first_billed,
    has_cycles,
)
from gotobilling.invoices.corrected import CorrectionRow, Difference, describe
from gotobilling.invoices.ledger import Ledger
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period, month_start, next_month
from gotobilling.segments import purchase_days

__all__ = ["correct", "next_invoice"]

_ONE_DAY: Final = timedelta(1)
_RULE: Final = Difference()


def correct(
    account: Account, issued: Iterable[IssuedDocument], on: date, market: Market
) -> Correction:
    """
    Return what brings each past period to what it should have been.

    Every issued document, and every one that late facts would have made, is assembled
    again with all that is known on a day, under its own date, sent and paid days, tax
    dates and rates. Where a line, a charge or a levy, comes to something else than was
    issued and corrected of it so far, the difference is a correction.

    Args:
        account: The account, with no fact that is known later than ``on``.
        issued: Every document issued to it so far, in any order; credit notes too.
        on: The day by which facts are known.
        market: The market that made the documents.

    Returns:
        The corrections; none where all is as it should be.

    Raises:
        InvalidValue: a fact known after ``on``, or a document dated after it.
        ConflictingFacts: documents of another account, market or currency, that
            contradict each other, or that are not what the facts known then give; a
            document that is missing among those issued.

    Clauses: Q44, Q45, Q65, Q67, correction.
    """
    account = _as_known(account, on)
    ledger = Ledger(account, tuple(issued), on, market)
    states = States(account)
    found: list[tuple[tuple[object, ...], list[CorrectionRow], Revision]] = []
    for of, assemble in _documents(account, ledger, on, market):
        revised = invoice_in(assemble(account))
        rows = list(_rows(of, revised, ledger, states, assemble))
        if rows:
            place = _place(of, revised, ledger)
            revision = Revision(of=of, issued=ledger.digest(of), revised=revised)
            found.append((place, rows, revision))
    found.sort(key=_first)
    return Correction(
        account=account.id,
        currency=account.currency,
        known_on=on,
        rows=tuple(row for _, rows, _ in found for row in rows),
        revisions=tuple(revision for _, _, revision in found),
    )


def _first(found: tuple[tuple[object, ...], object, object]) -> tuple[object, ...]:
    return found[0]


def _as_known(account: Account, on: date) -> Account:
    checks.billing_day("on", on)
    for fact in account.all_facts():
        if fact.known_on > on:
            requirement = f"on or before {on}: take account.as_known_on of that day"
            raise InvalidValue(f"{fact.id}.known_on", requirement, fact.known_on, "Q67")
    return account.as_known_on(on)


def _place(
    of: DocumentKey, revised: Invoice | None, ledger: Ledger
) -> tuple[object, ...]:
    dated = ledger.invoice(of) or revised
    day = dated.issued_on.value if dated else of.period.start
    period, later = of.period, of.kind is DocumentKind.ONE_TIME
    return day, later, of.part or "", period.start, period.end, of.kind.value


# Which documents there are, and how each is assembled again.


def _documents(
    account: Account, ledger: Ledger, on: date, market: Market
) -> Iterator[tuple[DocumentKey, Assemble]]:
    known = dict.fromkeys(ledger.keys())
    for of in known:
        original = ledger.invoice(of)
        if original is None:
            yield of, partial(_assembled, of, market)
        else:
            yield of, partial(_again, original, market)
    for of in _not_issued(account, ledger, on, market):
        if of not in known:
            yield of, partial(_assembled, of, market)


def _again(original: Invoice, market: Market, account: Account) -> Assembled:
    return assemble_again(original, account, market)


def _assembled(of: DocumentKey, market: Market, account: Account) -> Assembled:
    if of.kind is DocumentKind.ONE_TIME:
        return assemble_one_time(account, of.period.start, market)
    if has_cycles(market):
        return assemble_the_cycle(account, of.kind, of.period, market)
    return assemble_invoice(account, of.period, market, part=of.part)


def _not_issued(
    account: Account, ledger: Ledger, on: date, market: Market
) -> Iterator[DocumentKey]:
    """Yield what names each document that could have been issued before the next."""
    if has_cycles(market):
        yield from _cycles_not_issued(account, on, market)
    else:
        yield from _months_not_issued(account, ledger, on, market)
    for day in purchase_days(account, market, on):
        period = Period(day, day + _ONE_DAY)
        yield DocumentKey(account.id, market.product, DocumentKind.ONE_TIME, period)


def _months_not_issued(
    account: Account, ledger: Ledger, on: date, market: Market
) -> Iterator[DocumentKey]:
    # The month of the day itself may be billed yet.
    last = max(month_start(on), ledger.last_month() or date.min)
    parts: list[str | None] = [one.name for one in market.cycle.parts]
    month = Period.month_of(first_billed(account, market))
    while month.start < last:
        for part in parts or [None]:
            kind = DocumentKind.RECURRING
            yield DocumentKey(account.id, market.product, kind, month, part)
        month = Period(month.end, next_month(month.end))


def _cycles_not_issued(
    account: Account, on: date, market: Market
) -> Iterator[DocumentKey]:
    # A document of the day itself may be made yet.
    yield from (
        DocumentKey(account.id, market.product, one.kind, one.period)
        for one in cycles_begun(account, market, on)
        if market.rules.cycle_issue.raw(one.period) < on
    )


# The lines of one document.


def _rows(
    of: DocumentKey,
    revised: Invoice | None,
    ledger: Ledger,
    states: States,
    assemble: Assemble,
) -> Iterator[CorrectionRow]:
    now = lines_of(revised)
    told = dict(ledger.lines.get(of, {}))
    told.update((key, describe(line)) for key, line in now.items())
    order = [*now, *(key for key in told if key not in now)]
    found = [
        CorrectionFacts(
            line=told[key],
            of=of,
            revised=now.get(key),
            issued=ledger.issued_of(key),
            credited=ledger.credited_of(key),
            causes=(),
            currency=ledger.account.currency,
        )
        for key in order
    ]
    settled = tuple(_settled(found, ledger.notes.get(of, [])))
    if {one.line.id: one.now for one in found if one.now} in settled:
        return
    causes = states.causes(Case(of, settled[0], settled, assemble, ledger))
    for one in found:
        facts = one._replace(causes=tuple(causes.get(one.line.id, ())))
        minor = _RULE.raw(facts)
        if minor:
            yield _RULE, facts, minor


def _settled(
    found: list[CorrectionFacts], notes: list[dict[str, int]]
) -> Iterator[Amounts]:
    # Notes over a wrong charge wait until late facts say what is wrong. Those that were
    # counted by then are a part of what the document came to; later ones wait again.
    amounts = {one.line.id: one.was for one in found}
    for given in ({}, *notes):
        for line, minor in given.items():
            amounts[line] += minor
        yield {line: minor for line, minor in amounts.items() if minor}


# The next invoice.


def next_invoice(  # noqa: PLR0913 -- all but four are named and rarely given
    account: Account,
    month: Period,
    market: Market,
    issued: Iterable[IssuedDocument],
    *,
    issued_on: date | None = None,
    sent_on: date | None = None,
    paid_on: date | None = None,
    brought_forward: Money | None = None,
    part: str | None = None,
) -> Invoice | NothingToBill:
    """
    Assemble the invoice of a month with the corrections of all that was issued before.

    Args:
        account: The account as known on a day, by ``as_known_on``.
        month: The calendar month billed in advance; none before the last issued.
        market: The policies.
        issued: Every document issued to the account so far.
        issued_on: As in ``assemble_invoice``, and so the four that follow.
        sent_on: The day it is sent.
        paid_on: The day it was paid ahead.
        brought_forward: The negative balance of the document before.
        part: Which of the documents, where the market splits the invoice.

    Raises:
        InvalidValue: an account that is not told as known on a day, a month before the
            last that was issued, or one whose invoice was issued.

    And whatever ``correct`` and ``assemble_invoice`` raise.

    Clauses: Q65, Q67, correction.
    """
    on = account.known_on
    if on is None:
        requirement = "a day: take account.as_known_on of one"
        raise InvalidValue("account.known_on", requirement, None)
    given = tuple(issued)
    found = correct(account, given, on, market)
    keys = [one.document.key for one in given]
    last = max(
        [x.period.start for x in keys if x.kind is DocumentKind.RECURRING],
        default=month.start,
    )
    of = DocumentKey(account.id, market.product, DocumentKind.RECURRING, month, part)
    if month.start < last or of in keys:
        requirement = f"not issued yet, and none before {last:%Y-%m}"
        raise InvalidValue("month", requirement, str(month))
    return assemble_invoice(
        account,
        month,
        market,
        issued_on=issued_on,
        sent_on=sent_on,
        paid_on=paid_on,
        brought_forward=brought_forward,
        part=part,
        corrections=found,
    )
