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
from hashlib import sha256
from typing import Any, Final, cast

from gotobilling.billing_cycle import DocumentKind
from gotobilling.canonical import Data, digest
from gotobilling.currencies import minor_digits
from gotobilling.derivation import Policy
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    CurrencyMismatch,
    InvalidFile,
    InvalidPeriod,
    InvalidValue,
    ProofError,
)
from gotobilling.facts import (
    Contract,
    Fact,
    OneTimeCharge,
    Price,
)
from gotobilling.formats.document_shape import DOCUMENT, POLICIES
from gotobilling.formats.plain import differences, load, packed, place_of, plain
from gotobilling.formats.rows import Book, row
from gotobilling.formats.shapes import (
    collected,
    keyed,
    made,
    one_of,
)
from gotobilling.formats.writing import document
from gotobilling.invoices import Invoice
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.readings import READINGS, find_reading
from gotobilling.sources import Clause

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
            place, in the order of the document, where they give something else. The
            words for people, labels of steps and texts of clauses, may differ.
    """
    read = load(content, name) if isinstance(content, bytes) else plain(content, name)
    stated = cast("dict[str, Data]", read)
    try:
        invoice = _invoice(DOCUMENT(read, ""))
        again = document(invoice)
    except InvalidFile as several:
        raise InvalidFile(name, several.problems) from None
    except BillingError as problem:
        raise InvalidFile(name, (problem,)) from None
    except OverflowError as error:
        outside = InvalidValue("document", "of days within the calendar", str(error))
        raise InvalidFile(name, (outside,)) from None
    first = next(differences(_worded(stated), _worded(again)), None)
    if first is not None:
        requirement = f"{first.requirement} by the document's own rules"
        raise ProofError(first.place, requirement, first.value)
    signed = {key: value for key, value in stated.items() if key != "digest"}
    made = sha256(packed(signed)).hexdigest()
    if stated["digest"] != made:
        requirement = f"{made!r}, that of the content"
        raise ProofError("digest", requirement, stated["digest"])
    return invoice


def _worded(content: dict[str, Data]) -> Data:
    # Labels of steps, texts of clauses and their addresses are for people: a later
    # release may word them better, and still reads what an earlier one wrote.
    rest = cast("dict[str, Any]", {**content, "digest": None})
    lines = [{**one, "proof": _unlabelled(one["proof"])} for one in rest["lines"]]
    proofs = {name: _unlabelled(one) for name, one in rest["proofs"].items()}
    clauses = {name: _untold(one) for name, one in rest["clauses"].items()}
    worded = {"lines": lines, "proofs": proofs, "clauses": clauses}
    return cast("Data", {**rest, **worded})


def _unlabelled(proof: dict[str, Any]) -> dict[str, Data]:
    return {**proof, "steps": [{**step, "label": None} for step in proof["steps"]]}


def _untold(clause: dict[str, Any]) -> dict[str, Data]:
    cited = [{**one, "url": None} for one in clause["citations"]]
    return {**clause, "text": None, "citations": cited}


def _invoice(head: dict[str, Any]) -> Invoice:
    facts, about, currency = head["facts"], head["document"], head["currency"]
    kind, period, balance = about["kind"], about["period"], _balance(head)
    _check_period(kind, period)
    _check_currency(facts, currency)
    _check_ids(head["lines"])
    contract, market = _contract(facts), _market(head)
    book = Book(facts, market, contract, currency, period, balance)
    lines = enumerate(head["lines"])
    rows = collected((i, partial(row, book), one, f"lines[{i}]") for i, one in lines)
    return Invoice(
        account=head["account"],
        currency=currency,
        market=market,
        kind=kind,
        period=period,
        contract=contract,
        given_issue_date=head["issue_date"] if _is_given(head) else None,
        sent_on=head["sent_on"],
        known_on=head["known_on"],
        brought_forward=balance,
        rows=tuple(rows.values()),
    )


def _balance(head: dict[str, Any]) -> Money | None:
    minor_digits(head["currency"])
    if head["brought_forward"] is None:
        return None
    stated = {"text": head["brought_forward"], "currency": head["currency"]}
    return made(Money.parse, stated, "brought_forward")


def _is_given(head: dict[str, Any]) -> bool:
    proof = head["proofs"].get("issue_date", {"steps": ()})
    return any(("document", "issue_date") in step["of"] for step in proof["steps"])


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
    if sorted(roles) != sorted(POLICIES):
        requirement = "one of each role: " + ", ".join(POLICIES)
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
