"""Reading an invoice back; `gotobilling.formats.documents` is the manual.

The facts, policies and clauses of a document are read as they stand. A line is made
again from what its proof names: its rule and its facts in their order, and none of the
numbers that the document states. What the rebuilt invoice writes must then be what was
read, to the letter.

>>> from gotobilling.formats.writing import document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> read_invoice(document(invoice), "august.json") == invoice
True
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

import attrs

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import Data, digest
from gotobilling.clauses import by_id
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Op, Policy
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidFile,
    InvalidPeriod,
    InvalidValue,
    ProofError,
    WrongType,
)
from gotobilling.facts import (
    Contract,
    Fact,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.formats.plain import differences, load, place_of, plain
from gotobilling.formats.rows import Book, row
from gotobilling.formats.shapes import (
    Reader,
    collected,
    day,
    each,
    fields_of,
    keyed,
    label,
    made,
    many,
    member,
    object_of,
    one_of,
    optional,
    shaped,
    text,
    whole,
)
from gotobilling.formats.writing import SCHEMA, document
from gotobilling.invoices import Invoice
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.readings import READINGS, find_reading
from gotobilling.sources import Citation, Clause, Source, Standing

__all__ = ["read_invoice"]

_ONE_DAY: Final = timedelta(1)


def read_invoice(content: bytes | dict[str, Data], name: str) -> Invoice:
    """
    Read a document back into the invoice that wrote it.

    Args:
        content: The document's bytes, or what they hold.
        name: The file's name, for the error.

    Raises:
        InvalidFile: with every reason why the content is no document.
        ProofError: a document that its own rules do not give; the path is the first
            place, in the order of the document, where they give something else.
    """
    stated = load(content, name) if isinstance(content, bytes) else plain(content, name)
    try:
        invoice = _invoice(_DOCUMENT(stated, ""))
        again = document(invoice)
    except InvalidFile as several:
        raise InvalidFile(name, several.problems) from None
    except BillingError as problem:
        raise InvalidFile(name, (problem,)) from None
    except OverflowError as error:
        outside = InvalidValue("document", "of days within the calendar", str(error))
        raise InvalidFile(name, (outside,)) from None
    first = next(differences(stated, again), None)
    if first is not None:
        requirement = f"{first.requirement} by the document's own rules"
        raise ProofError(first.place, requirement, first.value)
    return invoice


def _invoice(head: dict[str, Any]) -> Invoice:
    about, currency = head["document"], head["currency"]
    kind, period = about["kind"], about["period"]
    _check_period(kind, period)
    minor_digits(currency)
    balance = head["brought_forward"]
    if balance is not None:
        stated = {"text": balance, "currency": currency}
        balance = made(Money.parse, stated, "brought_forward")
    market = _market(head)
    _check_currency(head["facts"], currency)
    contract = _contract(head["facts"])
    book = Book(head["facts"], market, contract, currency, period, balance)
    lines = enumerate(head["lines"])
    rows = collected((i, partial(row, book), one, f"lines[{i}]") for i, one in lines)
    _check_ids(head["lines"])
    dated = head["proofs"].get("issue_date", {"steps": ()})
    given = any(("document", "issue_date") in step["of"] for step in dated["steps"])
    return Invoice(
        account=head["account"],
        currency=currency,
        market=market,
        kind=kind,
        period=period,
        contract=contract,
        given_issue_date=head["issue_date"] if given else None,
        sent_on=head["sent_on"],
        known_on=head["known_on"],
        brought_forward=balance,
        rows=tuple(rows.values()),
    )


def _check_period(kind: DocumentKind, period: Period) -> None:
    expected = Period(period.start, period.start + _ONE_DAY)
    if kind is DocumentKind.RECURRING:
        expected = Period.month_of(period.start)
    if period != expected:
        raise InvalidPeriod("document.period", str(expected), str(period))


def _check_currency(facts: dict[str, Fact], currency: str) -> None:
    for fact in facts.values():
        if isinstance(fact, (Price, OneTimeCharge)) and fact.currency != currency:
            path = f"{place_of('facts', fact.id)}.currency"
            requirement = f"the document's {currency}"
            raise CurrencyMismatch(path, requirement, fact.currency, "Q62")


def _contract(facts: dict[str, Fact]) -> Contract:
    found = [fact for fact in facts.values() if isinstance(fact, Contract)]
    if len(found) != 1:
        raise InvalidValue("facts", "with one contract among them", len(found))
    return found[0]


def _check_ids(lines: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line["id"] in seen:
            path = f"lines[{index}].id"
            raise ConflictingFacts(path, "that of one line only", line["id"])
        seen.add(line["id"])


# The market: policies, their clauses, and the readings by name.


def _market(head: dict[str, Any]) -> Market:
    policies = keyed(partial(_policy, head["clauses"]))(head["policies"], "policies")
    roles = [policy.wire[1] for policy in policies.values()]
    if sorted(roles) != sorted(_POLICIES):
        requirement = "one of each role: " + ", ".join(_POLICIES)
        raise InvalidValue("policies", requirement, ", ".join(roles))
    for name in head["readings"]:
        find_reading(name)
    chosen = [one.name for one in READINGS if one.name in head["readings"]]
    return Market(
        name=head["market"],
        edition=head["edition"],
        product=head["document"]["product"],
        readings=tuple((name, head["readings"][name]) for name in chosen),
        **{policy.wire[1]: policy for policy in policies.values()},
    )


def _policy_fields(value: object, path: str) -> tuple[type[Policy], dict[str, Any]]:
    role = object_of(value, path).get("policy")
    kind, read = one_of(_POLICIES)(role, f"{path}.policy")
    return kind, read(value, path)


def _policy(
    clauses: Mapping[str, Clause],
    key: str,
    read: tuple[type[Policy], dict[str, Any]],
    path: str,
) -> Policy:
    kind, fields = read
    clause = one_of(clauses)(fields["clause"], f"{path}.clause")
    del fields["policy"]
    policy = made(kind, {**fields, "clause": clause}, path)
    found = digest(policy)
    if found != key:
        raise InvalidValue(path, f"under the digest of its content, {found}", key)
    return policy


def _clause(key: str, value: object, path: str) -> Clause:
    if "checked" not in object_of(value, path):
        _OWN_CLAUSE(value, path)
        return made(by_id, {"clause_id": key}, path)
    fields = _CLAUSE(value, path)
    return made(Clause, {"id": key, **fields}, path)


def _citation(value: object, path: str) -> Citation:
    fields = _CITATION(value, path)
    locator = fields.pop("locator")
    source = made(Source, {"id": fields.pop("source"), **fields}, path)
    return made(Citation, {"source": source, "locator": locator}, path)


# The shapes of a document.


def _fact(key: str, value: object, path: str) -> Fact:
    wire = object_of(value, path).get("type")
    kind, read = one_of(_FACTS)(wire, f"{path}.type")
    fields = read(value, path)
    del fields["type"]
    return made(kind, {"id": key, **fields}, path)


def _period(value: object, path: str) -> Period:
    return made(Period, _PERIOD(value, path), path)


def _anything(value: object, path: str) -> object:  # noqa: ARG001 -- a reader's form
    return value


def _schema(value: object, path: str) -> None:
    if type(value) is not int or value != SCHEMA:
        raise InvalidValue(path, f"the number {SCHEMA}", value)


def _operand(value: object, path: str) -> tuple[str, object]:
    pairs = tuple(object_of(value, path).items())
    if len(pairs) != 1:
        raise InvalidValue(path, "an object of one key", len(pairs))
    key, name = pairs[0]
    one_of(_OPERANDS)(key, path)
    if type(name) is not _OPERANDS[key]:
        raise WrongType(path, "a step by its number, anything else by its name", name)
    return key, name


_POLICIES: Final[Mapping[str, tuple[type[Policy], Reader]]] = {
    one.name: (one.type, fields_of(one.type, "policy"))
    for one in attrs.fields(Market)
    if isinstance(one.type, type) and issubclass(one.type, Policy)
}
_FACTS: Final[Mapping[str, tuple[type[Fact], Reader]]] = {
    kind.wire[1]: (kind, fields_of(kind, "type"))
    for kind in (
        Contract,
        ServiceEnd,
        Price,
        QuantityChange,
        OneTimeCharge,
        OpeningQuantity,
    )
}
_OPERANDS: Final[Mapping[str, type]] = {
    "fact": str,
    "policy": str,
    "document": str,
    "step": int,
    "line": str,
    "amount": str,
}
_PERIOD: Final = shaped({"start": day, "end": day})
_OWN_CITATION: Final = shaped({"source": text, "locator": text, "url": text})
_CITATION: Final = shaped(
    {
        "source": text,
        "locator": text,
        "url": text,
        "title": text,
        "language": text,
        "retrieved": optional(day),
        "sha256": optional(text),
    }
)
_OWN_CLAUSE: Final = shaped(
    {
        "text": text,
        "standing": member(Standing),
        "citations": many(_OWN_CITATION),
        "rests_on": many(text),
    }
)
_CLAUSE: Final = shaped(
    {
        "text": text,
        "standing": member(Standing),
        "citations": many(_citation),
        "rests_on": many(text),
        "checked": day,
        "effective": optional(day),
        "note": text,
    }
)
_STEP: Final = shaped(
    {
        "op": member(Op),
        "of": many(_operand),
        "is": _anything,
        "label": text,
        "clause": text,
    }
)
_PROOF: Final = shaped({"rule": text, "steps": many(_STEP)})
_LINE: Final = shaped(
    {
        "id": text,
        "kind": member(LineKind),
        "class": member(ChargeClass),
        "item": text,
        "group": optional(label),
        "quantity": whole,
        "unit": optional(member(BillableUnit)),
        "unit_price": text,
        "amount": text,
        "effective_on": optional(day),
        "price": optional(text),
        "fact": optional(text),
        "code": optional(text),
        "period": _period,
        "proof": _PROOF,
    }
)
_ABOUT: Final = shaped(
    {"kind": member(DocumentKind), "product": label, "period": _period}
)
_DOCUMENT: Final = shaped(
    {
        "schema": _schema,
        "market": label,
        "edition": label,
        "readings": each(text),
        "account": label,
        "document": _ABOUT,
        "billing_start": day,
        "issue_date": day,
        "sent_on": optional(day),
        "due_date": optional(day),
        "dispute_until": day,
        "autopay_on": optional(day),
        "known_on": optional(day),
        "currency": text,
        "brought_forward": optional(text),
        "lines": many(_LINE),
        "facts": keyed(_fact),
        "policies": each(_policy_fields),
        "clauses": keyed(_clause),
        "subtotal": text,
        "total": text,
        "payable": text,
        "proofs": each(_PROOF),
        "digest": text,
    }
)
