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

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

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
    BillingAddress,
    CallRate,
    Contract,
    Fact,
    OneTimeCharge,
    Price,
)
from gotobilling.formats.corrected import correction_rows, revisions_of
from gotobilling.formats.cycles import cycle_told
from gotobilling.formats.document_shape import DOCUMENT, MAY_LACK, ROLES
from gotobilling.formats.plain import differences, load, packed, place_of, plain
from gotobilling.formats.rows import Book, levy_rows, row
from gotobilling.formats.shapes import (
    collected,
    keyed,
    made,
    one_of,
)
from gotobilling.formats.writing import document
from gotobilling.invoices import Invoice
from gotobilling.kinds import ChargeClass
from gotobilling.lineitems import DocumentKey
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.readings import READINGS, find_reading
from gotobilling.sources import Clause
from gotobilling.taxes import Levy, Rate, Treatment

__all__ = [
    "market_told",
    "policies_told",
    "read_again",
    "read_invoice",
    "worded",
]

_ONE_DAY: Final = timedelta(1)
T = TypeVar("T")


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
    return read_again(read, name, DOCUMENT, _invoice, document)


def read_again(
    read: Data,
    name: str,
    shape: Callable[[object, str], dict[str, Any]],
    make: Callable[[dict[str, Any]], T],
    write: Callable[[T], dict[str, Data]],
) -> T:
    """
    Make a document's value of what was read, and hold what it writes against that.

    Raises:
        InvalidFile: with every reason why the content is no document.
        ProofError: a document that its own rules do not give.
    """
    stated = cast("dict[str, Data]", read)
    try:
        found = make(shape(read, ""))
        again = write(found)
    except InvalidFile as several:
        raise InvalidFile(name, several.problems) from None
    except BillingError as problem:
        raise InvalidFile(name, (problem,)) from None
    except OverflowError as error:
        outside = InvalidValue("document", "of days within the calendar", str(error))
        raise InvalidFile(name, (outside,)) from None
    first = next(differences(worded(stated), worded(again)), None)
    if first is not None:
        requirement = f"{first.requirement} by the document's own rules"
        raise ProofError(first.place, requirement, first.value)
    signed = {key: value for key, value in stated.items() if key != "digest"}
    made = sha256(packed(signed)).hexdigest()
    if stated["digest"] != made:
        requirement = f"{made!r}, that of the content"
        raise ProofError("digest", requirement, stated["digest"])
    return found


def worded(content: dict[str, Data]) -> Data:
    """Return a document without its words for people and the digests of these."""
    # Labels of steps, texts of clauses and their addresses are for people: a later
    # release may word them better, and still reads what an earlier one wrote.
    rest = cast("dict[str, Any]", {**content, "digest": None})
    for part in ("lines", "levies", "corrections"):
        proven = [
            {**one, "proof": _unlabelled(one["proof"])} for one in rest.get(part, ())
        ]
        rest[part] = proven
    rest["revisions"] = [
        {**one, "revised": one["revised"] and worded(one["revised"])}
        for one in rest.get("revisions", ())
    ]
    rest["proofs"] = {key: _unlabelled(one) for key, one in rest["proofs"].items()}
    rest["clauses"] = {key: _untold(one) for key, one in rest["clauses"].items()}
    return cast("Data", rest)


def _unlabelled(proof: dict[str, Any]) -> dict[str, Data]:
    return {**proof, "steps": [{**step, "label": None} for step in proof["steps"]]}


def _untold(clause: dict[str, Any]) -> dict[str, Data] | None:
    # A clause of the library is known by its id: a later release may know more of where
    # it comes from. One that the caller brings is known by what the document says.
    if "checked" not in clause:
        return {"standing": clause["standing"]}
    cited = [{**one, "url": None} for one in clause["citations"]]
    return {**clause, "text": None, "citations": cited}


def _invoice(head: dict[str, Any]) -> Invoice:
    facts, about, currency = head["facts"], head["document"], head["currency"]
    kind, period, balance = about["kind"], about["period"], _balance(head)
    _check_period(kind, period)
    _check_currency(facts, currency)
    _check_ids(head["lines"])
    policies = policies_told(head)
    contract, market = _contract(head), market_told(head, policies)
    cycle = cycle_told(head, contract, market)
    rates = {key: one for key, one in policies.items() if isinstance(one, Rate)}
    book = Book(facts, rates, market, contract, currency, period, balance, cycle)
    lines = enumerate(head["lines"])
    found = collected((i, partial(row, book), one, f"lines[{i}]") for i, one in lines)
    rows = tuple(found.values())
    part = _part(about["part"], kind, market, head["lines"])
    key = DocumentKey(head["account"], market.product, kind, period, part)
    revisions = revisions_of(head, market, read_invoice)
    return Invoice(
        account=head["account"],
        currency=currency,
        market=market,
        kind=kind,
        period=period,
        cycle=cycle,
        part=part,
        contract=contract,
        given_issue_date=head["issue_date"] if _is_given(head) else None,
        sent_on=head["sent_on"],
        known_on=head["known_on"],
        usage=head["usage"],
        brought_forward=balance,
        paid_on=head["paid_on"],
        addresses=tuple(_address(book, one) for one in head["addresses"]),
        levy_order=market.levies,
        rows=rows,
        levied=levy_rows(book, key, rows, head["levies"]),
        corrected=correction_rows(head, revisions),
        revisions=revisions,
    )


def _part(
    name: str | None, kind: DocumentKind, market: Market, lines: list[dict[str, Any]]
) -> str | None:
    if kind is not DocumentKind.RECURRING:
        if name is not None:
            raise InvalidValue("document.part", "null: it is not split", name)
        return None
    part = made(market.cycle.part, {"name": name}, "document")
    classes = (*part.classes, ChargeClass.BALANCE) if part else tuple(ChargeClass)
    for index, line in enumerate(lines):
        if line["class"] not in classes:
            requirement = "a class that stands on this part"
            raise InvalidValue(
                f"lines[{index}].class", requirement, line["class"].value
            )
    return name


def _address(book: Book, fact_id: str) -> BillingAddress:
    return book.one(fact_id, BillingAddress, "addresses")


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
    expected = period
    if kind is DocumentKind.ONE_TIME:
        expected = Period(period.start, period.start + _ONE_DAY)
    if kind is DocumentKind.RECURRING:
        expected = Period.month_of(period.start)
    if period != expected:
        raise InvalidPeriod("document.period", str(expected), str(period))


def _check_currency(facts: dict[str, Fact], currency: str) -> None:
    for fact in facts.values():
        if not isinstance(fact, (Price, OneTimeCharge, CallRate)):
            continue
        if fact.currency != currency:
            path = f"{place_of('facts', fact.id)}.currency"
            requirement = f"the document's {currency}"
            raise CurrencyMismatch(path, requirement, fact.currency, "Q62")


def _contract(head: dict[str, Any]) -> Contract:
    found = [fact for fact in head["facts"].values() if isinstance(fact, Contract)]
    if len(found) > 1:
        # Others cause corrections; its own is the one from which billing starts.
        steps = head["proofs"].get("billing_start", {"steps": ()})["steps"]
        named = {
            str(name).rpartition(".")[0] for step in steps for _, name in step["of"]
        }
        found = [fact for fact in found if fact.id in named]
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


def policies_told(head: dict[str, Any]) -> dict[str, Policy]:
    """Return the policies of a document by their digests."""
    read = keyed(partial(_policy, head["clauses"]))
    policies: dict[str, Policy] = read(head["policies"], "policies")
    return policies


def market_told(head: dict[str, Any], policies: dict[str, Policy]) -> Market:
    """Return the market of a document, made of its policies."""
    roles = [policy.wire[1] for policy in policies.values()]
    once = [role for role in roles if role not in ("levy", "rate")]
    # A role that a later release adds is one that earlier documents may lack.
    lacking = [role for role in ROLES if role not in once and role not in MAY_LACK]
    if lacking or len(set(once)) != len(once):
        requirement = "one of each role: " + ", ".join(ROLES)
        raise InvalidValue("policies", requirement, ", ".join(once))
    levies = {key: one for key, one in policies.items() if isinstance(one, Levy)}
    single: dict[str, Any] = {
        one.wire[1]: one for one in policies.values() if one.wire[1] in ROLES
    }
    for name in head["readings"]:
        find_reading(name)
    chosen = [one.name for one in READINGS if one.name in head["readings"]]
    return Market(
        name=head["market"],
        edition=head["edition"],
        product=head["document"]["product"],
        readings=tuple((name, head["readings"][name]) for name in chosen),
        levies=tuple(
            one_of(levies)(key, f"levy_order[{index}]")
            for index, key in enumerate(head["levy_order"])
        ),
        **single,
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
    if "treatments" in fields:
        treatments = enumerate(fields["treatments"])
        fields["treatments"] = tuple(
            _treatment(clauses, one, f"{path}.treatments[{index}]")
            for index, one in treatments
        )
    policy = made(kind, {**fields, "clause": clause}, path)
    found = digest(policy)
    if found != key:
        raise InvalidValue(path, f"under the digest of its content, {found}", key)
    return policy


def _treatment(
    clauses: Mapping[str, Clause], fields: dict[str, Any], path: str
) -> Treatment:
    clause = one_of(clauses)(fields["clause"], f"{path}.clause")
    return made(Treatment, {**fields, "clause": clause}, path)
