"""The shape of an invoice document: a table of readers for each of its objects.

What is read is checked for its form alone: known keys, the right kind of value, facts
and clauses that can be. Facts and policies are read by their own fields, so that what
they write and what is read here never part.

>>> from gotobilling.formats.writing import document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> read = DOCUMENT(document(invoice), "")
>>> read["facts"]["devices"] == invoice.rows[0][1].changes[0]
True
"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from gotobilling.billing_cycle import DocumentKind
from gotobilling.clauses import by_id
from gotobilling.derivation import Op, Policy
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import (
    BillingAddress,
    CallRate,
    Contract,
    EarlyTermination,
    ExemptionCertificate,
    Fact,
    Included,
    IssuedLine,
    LowUsage,
    NoUsage,
    NumberChange,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
    Term,
    Trial,
    UsageTotal,
    Withdrawal,
)
from gotobilling.formats.cycles import cycle_shape
from gotobilling.formats.shapes import (
    Reader,
    day,
    decimal,
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
)
from gotobilling.formats.writing import SCHEMA
from gotobilling.invoices import CreditReason
from gotobilling.kinds import BillableUnit, ChargeClass, LineKind
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.sources import Citation, Clause, Source, Standing
from gotobilling.taxes import Levy, Rate, TaxCategory

__all__ = ["CREDIT_NOTE", "DOCUMENT", "MAY_LACK", "POLICIES", "ROLES"]


def _policy_fields(value: object, path: str) -> tuple[type[Policy], dict[str, Any]]:
    role = object_of(value, path).get("policy")
    kind, read = one_of(POLICIES)(role, f"{path}.policy")
    return kind, read(value, path)


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


def _fact(key: str, value: object, path: str) -> Fact:
    wire = object_of(value, path).get("type")
    kind, read = one_of(_FACTS)(wire, f"{path}.type")
    if kind is IssuedLine:
        return _issued_line(key, value, path)
    fields = read(value, path)
    del fields["type"]
    return made(kind, {"id": key, **fields}, path)


def _issued_line(key: str, value: object, path: str) -> IssuedLine:
    fields = _ISSUED_LINE(value, path)
    del fields["type"]
    amount = {"text": fields["amount"], "currency": fields["currency"]}
    money = made(Money.parse, amount, path)
    issued = made(IssuedLine, {**fields, "amount": money.amount}, path)
    if issued.id != key:
        raise InvalidValue(path, f"under its id, {issued.id}", key)
    return issued


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


ROLES: Final[Mapping[str, type[Policy]]] = {
    one.name: one.type
    for one in attrs.fields(Market)
    if isinstance(one.type, type) and issubclass(one.type, Policy)
}
"""The policies of which a document holds one each."""
MAY_LACK: Final = frozenset(
    one.name for one in attrs.fields(Market) if one.default is not attrs.NOTHING
)
"""The fields of a market that a document of an earlier release may know nothing of."""
POLICIES: Final[Mapping[str, tuple[type[Policy], Reader]]] = {
    role: (kind, fields_of(kind, "policy", nulls=True))
    for role, kind in {**ROLES, "levy": Levy, "rate": Rate}.items()
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
        BillingAddress,
        ExemptionCertificate,
        TaxNumber,
        CallRate,
        Included,
        LowUsage,
        UsageTotal,
        NoUsage,
        Term,
        Trial,
        NumberChange,
        EarlyTermination,
        Withdrawal,
        IssuedLine,
    )
}
_ISSUED_LINE: Final = shaped(
    {
        "type": text,
        "document": label,
        "line": label,
        "amount": text,
        "currency": text,
        "effective_on": day,
    }
)
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
        "quantity": text,
        "unit": optional(member(BillableUnit)),
        "unit_price": optional(text),
        "amount": text,
        "effective_on": optional(day),
        "price": optional(text),
        "fact": optional(text),
        "code": optional(text),
        "period": _period,
        "proof": _PROOF,
    }
)
_LEVY: Final = shaped(
    {
        "id": text,
        "kind": member(LineKind),
        "levy": label,
        "category": member(TaxCategory),
        "jurisdiction": text,
        "percent": text,
        "share": optional(text),
        "base": text,
        "amount": text,
        "tax_date": day,
        "from_on": day,
        "ground": optional(text),
        "proof": _PROOF,
    }
)
_ISSUED_KINDS: Final = one_of(
    {kind.value: kind for kind in DocumentKind if kind is not DocumentKind.CREDIT_NOTE}
)
_LINE_TOLD: Final[Mapping[str, Reader]] = {
    "line": text,
    "kind": member(LineKind),
    "class": optional(member(ChargeClass)),
    "item": optional(text),
    "group": optional(label),
    "code": optional(text),
    "levy": optional(label),
    "category": optional(member(TaxCategory)),
    "percent": optional(decimal),
    "effective_on": optional(day),
    "period": optional(_period),
    "tax_date": optional(day),
    "amount": text,
}
_OF: Final = shaped(
    {
        "kind": _ISSUED_KINDS,
        "product": label,
        "period": _period,
        "part": optional(label),
    }
)
_CAUSE: Final = shaped({"facts": many(text), "amount": text})
_CORRECTION: Final = shaped(
    {
        "id": text,
        **_LINE_TOLD,
        "proof": _PROOF,
        "document": _OF,
        "issued": text,
        "credited": text,
        "revised": text,
        "causes": many(_CAUSE),
    }
)
_REVISION: Final = shaped(
    {"digest": optional(text), "document": _OF, "revised": optional(object_of)}
)
DOCUMENT: Final = shaped(
    {
        "schema": _schema,
        "market": label,
        "edition": label,
        "readings": each(text),
        "account": label,
        "document": _OF,
        "cycle": cycle_shape(day, _period),
        "billing_start": day,
        "issue_date": day,
        "sent_on": optional(day),
        "paid_on": optional(day),
        "due_date": optional(day),
        "dispute_until": day,
        "autopay_on": optional(day),
        "known_on": optional(day),
        "usage": optional(_period),
        "currency": text,
        "brought_forward": optional(text),
        "addresses": many(text),
        "levy_order": many(text),
        "lines": many(_LINE),
        "levies": many(_LEVY),
        "corrections": many(_CORRECTION),
        "revisions": many(_REVISION),
        "facts": keyed(_fact),
        "policies": each(_policy_fields),
        "clauses": keyed(_clause),
        "subtotal": text,
        "total": text,
        "payable": text,
        "proofs": each(_PROOF),
        "digest": text,
    },
    may_lack=("cycle",),
)
_ASKED: Final = shaped(
    {
        "by": text,
        "amount": optional(text),
        "percent": optional(text),
        "lines": each(optional(text)),
    }
)
CREDIT_NOTE: Final = shaped(
    {
        "schema": _schema,
        "market": label,
        "edition": label,
        "readings": each(text),
        "account": label,
        "currency": text,
        "document": shaped(
            {
                "kind": one_of({"credit_note": DocumentKind.CREDIT_NOTE}),
                "id": label,
                "product": label,
                "period": _period,
                "part": optional(label),
                "of": _ISSUED_KINDS,
            }
        ),
        "issue_date": day,
        "invoice": text,
        "reason": member(CreditReason),
        "before": many(text),
        "asked": _ASKED,
        "open": many(shaped({**_LINE_TOLD, "base": many(text), "until": text})),
        "lines": many(shaped({"id": text, **_LINE_TOLD, "proof": _PROOF})),
        "facts": keyed(_fact),
        "policies": each(_policy_fields),
        "clauses": keyed(_clause),
        "total": text,
        "proofs": each(_PROOF),
        "digest": text,
    }
)
