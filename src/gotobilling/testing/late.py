"""What late facts must come to: the law of corrections, told a second time.

An account is billed as an embedder would bill it, each document from what is known on
its day, and each next invoice with the corrections of those before it. Beside it stands
the account of someone who was told everything in time, and told it right. The two must
agree line by line:

>>> from attrs import evolve
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> account = july_start()
>>> late = evolve(
...     account.changes[0], id="late", quantity=1, known_on=date(2026, 9, 20)
... )
>>> account = evolve(account, changes=(*account.changes, late))
>>> until = date(2026, 10, 1)
>>> sent = bill_as_known(account, us.CONNECT, until)
>>> [str(one.document.total.value) for one in sent]
['189.52 USD', '125.00 USD', '212.90 USD']
>>> list(differences(account, us.CONNECT, sent, until))
[]

Left out is the last of them, and with it what the late fact changes:

>>> next(differences(account, us.CONNECT, sent[:2], until))
'all documents come to 31452, and to 52742 where all is known in time'
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, cast

from attrs import evolve

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import digest
from gotobilling.corrections import correct, next_invoice
from gotobilling.errors import BillingError, InvalidValue, NoRateInForce
from gotobilling.facts import Account, Contract, Fact, OneTimeCharge, Withdrawal
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import (
    CorrectionLine,
    CreditNote,
    Invoice,
    IssuedDocument,
    assemble_invoice,
    assemble_one_time,
    invoices_issued,
)
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.periods import Period, month_start
from gotobilling.segments import purchase_days

__all__ = [
    "Issue",
    "bill_as_known",
    "by_name",
    "causes_by_order",
    "differences",
    "in_time",
    "stated_by_line",
    "wrong_causes",
]

_ONE_DAY: Final = timedelta(1)
_SECTION_OF: Final = MappingProxyType(
    {
        **{one: f"{one}s" for one in ("price", "change", "exemption", "tax_number")},
        **{one: f"{one}s" for one in ("number_change", "early_termination")},
        **{one: one for one in ("one_time", "opening")},
        "address": "addresses",
    }
)
Issue = Callable[[Invoice | CreditNote], IssuedDocument]
"""How a document is issued."""
_Change = tuple[frozenset[str], int]
"""The ids of late facts, and what they change of a line in minor units."""


# Billing as an embedder does.


def by_name(document: Invoice | CreditNote) -> IssuedDocument:
    """
    Return a document as issued, under a digest of its name in place of its content.

    It is made in no time, for those who only count.
    """
    return IssuedDocument(digest(document.key.named), document)


def bill_as_known(
    account: Account, market: Market, until: date, issue: Issue = issued_document
) -> tuple[IssuedDocument, ...]:
    """
    Return the documents made on each day of what was known on it.

    A day on which the facts known so far make no account, or none that can be billed,
    has no document.

    Args:
        account: The account with all that is known in the end.
        market: A market that dates its monthly documents on day 1.
        until: The last day, on which the month's document is still made.
        issue: What makes an issued document of an invoice.

    Clauses: Q65, Q67.
    """
    bought = {
        one.effective_on
        for one in (*account.one_time, *account.superseded)
        if isinstance(one, OneTimeCharge)
    }
    # Whatever was known then, a year was bought on the day of some change.
    bought.update(purchase_days(account, market, until))
    bought.update(x.effective_on for one in account.periodic for x in one.changes)
    contracts = [account.contract, *account.superseded]
    starts = {
        market.rules.billing_start.raw(one)
        for one in contracts
        if isinstance(one, Contract)
    }
    day = min([one.effective_on for one in account.all_facts()])
    issued: list[IssuedDocument] = []
    while day <= until:
        if day.day == 1 or day in starts or day in bought:
            made = _made_on(day, account, market, issued)
            issued += [issue(document) for document in made]
        day += _ONE_DAY
    return tuple(issued)


def _made_on(
    day: date, account: Account, market: Market, issued: Sequence[IssuedDocument]
) -> Iterator[Invoice]:
    try:
        known = account.as_known_on(day)
    except BillingError:
        return
    month = Period.month_of(day)
    start = market.rules.billing_start.raw(known.contract)
    made = {one.document.key for one in issued}
    own = DocumentKey(account.id, market.product, DocumentKind.RECURRING, month)
    if own not in made and (day.day == 1 or day == start):
        found = _monthly(known, month, market, issued)
        if found is not None and found.issued_on.value == day:
            yield found
    try:
        bought = assemble_one_time(known, day, market)
    except BillingError:
        return
    if isinstance(bought, Invoice):
        yield bought


def _monthly(
    account: Account, month: Period, market: Market, issued: Sequence[IssuedDocument]
) -> Invoice | None:
    try:
        found = assemble_invoice(account, month, market)
    except BillingError:
        return None
    # Where a month before it has no price or address yet, nothing can be corrected.
    with suppress(NoRateInForce, InvalidValue):
        found = next_invoice(account, month, market, issued)
    return found if isinstance(found, Invoice) else None


# Knowing all in time.


def in_time(facts: Iterable[Fact], account: Account) -> Account:
    """
    Return the account of someone who was told right at once, of these facts alone.

    What stands of a fact is told under the name of the one that was there first.

    >>> from gotobilling.testing.examples import july_start
    >>> account = july_start()
    >>> told = account.changes[0]
    >>> four = evolve(told, id="again", quantity=4, supersedes=told.id)
    >>> found = in_time([*account.facts(), four], account)
    >>> [(one.id, one.quantity) for one in found.changes]
    [('devices', 4)]

    Clauses: Q67.
    """
    last: dict[str, Fact] = {}
    for fact in sorted(facts, key=_told_order):
        last[fact.root] = fact
    standing = [
        evolve(cast("Any", fact), id=root, supersedes=None)
        for root, fact in last.items()
        if not isinstance(fact, Withdrawal)
    ]
    by_kind: dict[str, list[Any]] = {}
    for fact in standing:
        by_kind.setdefault(fact.wire[1], []).append(fact)
    sections: dict[str, Any] = {
        name: tuple(by_kind.get(kind, ())) for kind, name in _SECTION_OF.items()
    }
    end = by_kind.get("service_end", [None])[0]
    return Account(
        id=account.id,
        currency=account.currency,
        contract=by_kind["contract"][0],
        end=end,
        **sections,
    )


def _told_order(fact: Fact) -> tuple[date, bool, str]:
    return fact.known_on, fact.root != fact.id, fact.id


# The law.


def differences(
    account: Account, market: Market, issued: Sequence[IssuedDocument], until: date
) -> Iterator[str]:
    """
    Yield what is not as if all had been known in time, to the cent.

    Args:
        account: The account with all that is known in the end.
        market: The market that made the documents.
        issued: Every document that was made.
        until: The last day of making them, by which all is known.

    Clauses: Q65, Q67.
    """
    stated = stated_by_line(issued)
    wanted: Counter[str] = Counter()
    for one in _all_in_time(account, market, until):
        wanted.update(_own_lines(one))
    total = sum([_minor(one) for one in issued])
    if total != wanted.total():
        yield (
            f"all documents come to {total}, and to {wanted.total()} where all is "
            "known in time"
        )
    for line in sorted({*stated, *wanted}):
        if stated[line] != wanted[line]:
            yield f"line {line} comes to {stated[line]}, not {wanted[line]}"
    left = correct(account.as_known_on(until), issued, until, market)
    if left.lines or left.revisions:
        yield f"a second time corrects {left.total} more"


def _all_in_time(account: Account, market: Market, on: date) -> tuple[Invoice, ...]:
    told = in_time(account.all_facts(), account)
    first = min([one.effective_on for one in told.facts()])
    within = Period(month_start(first), on + _ONE_DAY)
    return invoices_issued(told, within, market)


def _own_lines(one: Invoice) -> Counter[str]:
    found = Counter({line.id: line.amount.minor for line in one.lines})
    found.update({levy.id: levy.amount.minor for levy in one.levies})
    return found


def _minor(one: IssuedDocument) -> int:
    return one.document.total.value.minor


def stated_by_line(issued: Iterable[IssuedDocument]) -> Counter[str]:
    """Return what documents state of each line, in all, in minor units."""
    found: Counter[str] = Counter()
    for one in issued:
        for stated in one.states():
            found[stated.line.id] += stated.amount.minor
    return found


# Which late fact causes what.


def wrong_causes(
    account: Account, market: Market, issued: Sequence[IssuedDocument]
) -> Iterator[str]:
    """
    Yield each correction whose causes are not those of a naive count of them.

    Clauses: Q65.
    """
    corrected: dict[DocumentKey, date] = {}
    known = {one.document.key: one.issued_on for one in issued}
    for one in sorted(issued, key=_issued_on):
        if not isinstance(one.document, Invoice):
            continue
        counted: dict[DocumentKey, dict[str, list[_Change]]] = {}
        for revision in one.document.revisions:
            of = revision.of
            own = known.get(of) or _made_at(account, of, one.issued_on, market)
            since = corrected.get(of, own)
            span = since, one.issued_on
            counted[of] = causes_by_order(account, of, span, market)
            corrected[of] = one.issued_on
        for line in one.document.corrections:
            yield from _wrong(line, counted[line.told.of])


def _issued_on(one: IssuedDocument) -> date:
    return one.issued_on


def _made_at(account: Account, of: DocumentKey, on: date, market: Market) -> date:
    """Return the day on which a document would have been made that never was."""
    facts = [one for one in account.all_facts() if one.known_on <= on]
    made = _assembled(in_time(facts, account), of, market)
    return made.issued_on.value if made else of.period.start


def _wrong(line: CorrectionLine, counted: dict[str, list[_Change]]) -> Iterator[str]:
    told = line.told
    stated = [({fact.id for fact in one.facts}, one.minor) for one in told.causes]
    if sum([minor for _, minor in stated]) != told.now - told.was:
        yield f"the causes of {line!r} come to {stated}, not {told.now - told.was}"
    own = counted.get(told.line.id, [])
    same = [
        # Where facts only stand together, one of no bearing may come between.
        minor == other and ids and (ids == others or (ids < others and len(others) > 1))
        for (ids, minor), (others, other) in zip(stated, own, strict=False)
    ]
    if len(own) != len(stated) or not all(same):
        yield f"{line!r} is caused by {stated}, by a naive count {own}"


def causes_by_order(
    account: Account, of: DocumentKey, span: tuple[date, date], market: Market
) -> dict[str, list[_Change]]:
    """
    Return what each late fact changes of each line of a document, by the line's id.

    The facts are taken one after the other, by the day on which they came to be known
    and then by id, and the document is assembled each time. Facts that only stand
    together count together.

    Args:
        account: The account with all that is known in the end.
        of: The document.
        span: The day by which the facts were known of which the document was made, or
            corrected last; and the day by which facts are known now.
        market: The market that made it.

    Clauses: Q65.
    """
    since, until = span
    every = sorted(account.all_facts(), key=_by_knowledge)
    known = [one for one in every if one.known_on <= since]
    before = _amounts(account, known, of, market) or Counter()
    found: dict[str, list[_Change]] = {}
    late: list[str] = []
    for fact in every:
        if not since < fact.known_on <= until:
            continue
        known.append(fact)
        late.append(fact.id)
        after = _amounts(account, known, of, market)
        if after is None:
            continue
        for line in sorted({*before, *after}):
            if after[line] != before[line]:
                change = (frozenset(late), after[line] - before[line])
                found.setdefault(line, []).append(change)
        before, late = after, []
    return found


def _by_knowledge(fact: Fact) -> tuple[date, str]:
    return fact.known_on, fact.id


def _amounts(
    account: Account, facts: Sequence[Fact], of: DocumentKey, market: Market
) -> Counter[str] | None:
    if not any(one.wire[1] == "contract" for one in facts):
        return Counter()
    try:
        made = _assembled(in_time(facts, account), of, market)
    except BillingError:
        return None
    return _own_lines(made) if made else Counter()


def _assembled(account: Account, of: DocumentKey, market: Market) -> Invoice | None:
    if of.kind is DocumentKind.ONE_TIME:
        found = assemble_one_time(account, of.period.start, market)
    else:
        found = assemble_invoice(account, of.period, market, part=of.part)
    return found if isinstance(found, Invoice) else None
