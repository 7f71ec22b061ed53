"""The documents of what follows an invoice: answers by name, each with its proof.

Disputes, returns, commissions and statements are written alike: a head that says what
the document is about, the answers in their order, and all that their proofs rest on.

>>> from datetime import date
>>> from gotobilling.disputes import disputed_parts
>>> from gotobilling.facts import Dispute, DisputedLine
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> august = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> sent = issued_document(august)
>>> dispute = Dispute(
...     id="d1",
...     invoice=sent.digest,
...     notified_on=date(2026, 8, 10),
...     lines=(DisputedLine(line=august.lines[1].id),),
... )
>>> parts = disputed_parts(dispute, sent, [], us.CONNECT)
>>> content = answers_document(parts, us.CONNECT)
>>> content["document"]["kind"], content["document"]["id"]
('dispute', 'd1')
>>> [(one["name"].partition(":")[0], one["is"]) for one in content["answers"]][-2:]
[('disputed', {'amount': '64.52'}), ('undisputed', {'amount': '125.00'})]

An amount or a day that an answer takes from the head of an invoice stands in ``given``;
one that it takes from another answer has that one's name.
"""

from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from gotobilling.canonical import Data, data
from gotobilling.commissions import CommissionStatement
from gotobilling.derivation import Day, Derived, DocumentField, Policy, Step
from gotobilling.disputes import DisputedParts, DisputeOutcome
from gotobilling.errors import ConflictingFacts, WrongType
from gotobilling.facts import Fact, IssuedLine
from gotobilling.formats.book import BookByDigest
from gotobilling.formats.plain import packed, place_of, pretty
from gotobilling.formats.writing import SCHEMA
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.refunds import ReturnCredit
from gotobilling.statements import Statement

__all__ = ["AfterInvoiceAnswers", "answers_document", "answers_json"]

AfterInvoiceAnswers = (
    Statement | DisputedParts | DisputeOutcome | ReturnCredit | CommissionStatement
)
"""What has a document of its kind."""


class _Head(NamedTuple):
    """What a document says of itself: its kind, whose it is, what it rests on."""

    account: str | None
    currency: str
    about: dict[str, Data]
    grounds: tuple[Fact, ...]
    roles: tuple[Policy, ...]


def answers_document(found: AfterInvoiceAnswers, market: Market) -> dict[str, Data]:
    """
    Return what was answered as the plain data of its document, in its order.

    Args:
        found: The statement of an account or of a partner, a dispute's two parts or
            its outcome, or what a return comes to.
        market: The market that was given for it, with its policies.

    Raises:
        WrongType: nothing that has such a document, no market.
        InvalidValue: a market read back from an invoice, which has no such policies.
        ConflictingFacts: another market than that of a statement; two clauses, two
            facts or two values of an invoice's head with one name.
        ProofError: an answer that its own rule does not give.
    """
    if not isinstance(found, AfterInvoiceAnswers):
        requirement = "a dispute, a return or a statement"
        raise WrongType("found", requirement, found)
    if type(market) is not Market:
        raise WrongType("market", "a Market", market)
    held, book = _head(found, market), _Book()
    own: list[Data] = [book.digest(one) for one in held.roles]
    grounds = book.names(held.grounds)
    answers: list[Data] = [_answer(book, *one) for one in found.answers()]
    issued = {x.document for x in book.facts.values() if isinstance(x, IssuedLine)}
    content: dict[str, Data] = {
        "schema": SCHEMA,
        "market": market.name,
        "edition": market.edition,
        "readings": dict(market.readings),
        "account": held.account,
        "currency": held.currency,
        "document": {**held.about, "product": market.product},
        "issued": [*sorted(issued)],
        "given": book.given,
        "grounds": grounds,
        "answers": answers,
        "market_policies": own,
        "facts": book.all_facts(),
        "policies": book.all_policies(),
        "clauses": book.all_clauses(),
    }
    content["digest"] = sha256(packed(content)).hexdigest()
    return content


def answers_json(found: AfterInvoiceAnswers, market: Market) -> str:
    """Return the document as JSON for people: two spaces a level, in its order."""
    return pretty(answers_document(found, market))


class _Book(BookByDigest):
    """What the proofs name, and what they take from the head of an invoice."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, Data] = {}

    def step(self, step: Step) -> Data:
        """Write one step, and take down what it takes from a head."""
        for one in step.of:
            if isinstance(one.operand, DocumentField) and one.operand.field not in _OWN:
                kind = "date" if isinstance(one, Day) else "number"
                self._give(one.operand.field, {kind: str(one)})
        return super().step(step)

    def _give(self, name: str, value: dict[str, Data]) -> None:
        if self.given.setdefault(name, value) != value:
            requirement = "given to one value only"
            raise ConflictingFacts(place_of("given", name), requirement, str(value))


_OWN = ("currency",)
"""The fields of the document's own head that proofs name."""


def _answer(book: _Book, name: str, derived: Derived[Any]) -> dict[str, Data]:
    value: Money | date = derived.value
    kind = "amount" if isinstance(value, Money) else "date"
    return {"name": name, "is": {kind: data(value)}, "proof": book.proof(derived)}


def _head(found: AfterInvoiceAnswers, market: Market) -> _Head:
    after = market.after_invoice
    match found:
        case DisputedParts():
            return _of_dispute(found, None, market)
        case DisputeOutcome():
            return _of_dispute(found.parts, found, market)
        case ReturnCredit():
            about: dict[str, Data] = {
                "kind": "return",
                "id": found.rma,
                "invoice": found.invoice,
                "on": data(found.processed_on),
            }
            facts = tuple(one.returned for one in found.items)
            return _Head(found.account, found.currency, about, facts, (after.returns,))
    if found.market != market:
        requirement = "the market of the statement"
        raise ConflictingFacts("market", requirement, market.name)
    if isinstance(found, Statement):
        return _of_statement(found)
    about = {
        "kind": "commissions",
        "partner": found.partner,
        "month": data(found.month),
        "brought_forward": data(found.brought_forward),
    }
    return _Head(None, found.currency, about, found.agreements, (after.commissions,))


def _of_dispute(
    parts: DisputedParts, outcome: DisputeOutcome | None, market: Market
) -> _Head:
    invoice, dispute = parts.issued.document, parts.dispute
    last = dispute.notified_on if outcome is None else outcome.resolution.resolved_on
    about: dict[str, Data] = {
        "kind": "dispute",
        "id": dispute.id,
        "invoice": parts.issued.digest,
        "on": data(last),
    }
    facts: tuple[Fact, ...] = (dispute,)
    if outcome is not None:
        facts = (dispute, outcome.resolution)
    roles = (market.after_invoice.disputed, invoice.market.credit)
    return _Head(invoice.account, invoice.currency, about, facts, roles)


def _of_statement(found: Statement) -> _Head:
    after = found.market.after_invoice
    statuses: list[Data] = [
        {"invoice": one.digest, "status": one.status.value} for one in found.invoices
    ]
    about: dict[str, Data] = {
        "kind": "statement",
        "on": data(found.on),
        "autopay": found.autopay.value,
        "service": found.service.state.value,
        "invoices": statuses,
    }
    roles = (after.application, after.past_due, after.disputed, found.market.autopay)
    return _Head(found.account, found.currency, about, _told_of(found), roles)


def _told_of(found: Statement) -> tuple[Fact, ...]:
    """Return what a statement rests on beside its proofs, as told by its day."""
    held, on = found.settlement.receivables, found.on
    sections: tuple[tuple[Fact, ...], ...] = (
        *(held.disputes, held.resolutions),
        *(held.suspensions, held.autopay),
    )
    return tuple(x for each in sections for x in each if x.effective_on <= on)
