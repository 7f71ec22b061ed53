"""The document of key dates: each day with its proof, its readings and its invoices.

>>> from datetime import date
>>> from gotobilling.key_dates import key_dates
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> found = key_dates(july_start(), us.CONNECT, date(2026, 8, 1), months=1)
>>> content = key_dates_document(found)
>>> content["document"]
{'kind': 'key_dates', 'product': 'connect'}
>>> [(one["kind"], one["on"], one["clause"]) for one in content["dates"]]
[('invoice', '2026-08-01', 'Q24'), ('autopay', '2026-08-10', 'Q56'), \
('due', '2026-08-16', 'Q6'), ('dispute', '2026-08-16', 'Q3'), \
('cancellation', '2026-08-21', 'Q8')]

A date of an invoice has its proof there: the invoice stands in the document with all
that it rests on, so that ``gotobilling verify`` proves it too.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, cast

from gotobilling.canonical import Data, data
from gotobilling.derivation import Derived
from gotobilling.errors import WrongType
from gotobilling.formats.book import BookByDigest
from gotobilling.formats.plain import packed, pretty
from gotobilling.formats.reading import worded
from gotobilling.formats.writing import SCHEMA, document
from gotobilling.key_dates import KeyDate, KeyDates, OtherReading

__all__ = ["key_dates_document", "key_dates_json", "without_words"]


def key_dates_document(found: KeyDates) -> dict[str, Data]:
    """
    Return key dates as the plain data of their document, in the order of the format.

    ``policies`` are those that a proof names, and of the market's own each whose dates
    can stand here; ``market_policies`` says which are its own.

    Raises:
        WrongType: no key dates.
        ConflictingFacts: two clauses, or two facts, with one id.
        ProofError: a date that its own rule does not give.
    """
    if type(found) is not KeyDates:
        raise WrongType("found", "KeyDates", found)
    market, book = found.market, BookByDigest()
    held = market.contracts
    own = (market.start, market.anchor, held.term, held.notice, held.deletion)
    own_digests: list[Data] = [book.digest(one) for one in own]
    start = found.billing_start
    proofs: dict[str, Data] = {"billing_start": book.proof(start)}
    invoices = [document(one) for one in found.invoices]
    dates: list[Data] = [
        _row(book, one, _digest(found, invoices, one)) for one in found.dates
    ]
    content: dict[str, Data] = {
        "schema": SCHEMA,
        "market": market.name,
        "edition": market.edition,
        "readings": dict(market.readings),
        "account": found.account,
        "currency": found.currency,
        "document": {"kind": "key_dates", "product": market.product},
        "from_on": data(found.from_on),
        "known_on": data(found.known_on),
        "months": str(found.months),
        "billing_start": data(start.value),
        "grounds": book.names(found.grounds),
        "dates": dates,
        "invoices": [*invoices],
        "market_policies": own_digests,
        "facts": book.all_facts(),
        "policies": book.all_policies(),
        "clauses": book.all_clauses(),
        "proofs": proofs,
    }
    content["digest"] = sha256(packed(content)).hexdigest()
    return content


def key_dates_json(found: KeyDates) -> str:
    """Return the document as JSON for people: two spaces a level, in its order."""
    return pretty(key_dates_document(found))


def _digest(found: KeyDates, invoices: Sequence[dict[str, Data]], one: KeyDate) -> Data:
    if one.invoice is None:
        return None
    return invoices[found.invoices.index(one.invoice)]["digest"]


def _row(book: BookByDigest, one: KeyDate, invoice: Data) -> Data:
    clause, safe = one.clause, one.safe
    choices: list[Data] = [_choice(book, *named) for named in one.named_choices()]
    return {
        "id": one.id,
        "kind": one.kind.value,
        "of": one.of,
        "number": None if one.number is None else str(one.number),
        "period": None if one.period is None else data(one.period),
        "invoice": invoice,
        "on": data(one.on.value),
        "clause": book.cite(clause),
        "standing": clause.standing.value,
        "proof": None if one.invoice is not None else book.proof(one.on),
        "choices": choices,
        "safe": None if safe is None else _proven(book, safe),
    }


def _choice(book: BookByDigest, name: str, one: OtherReading) -> Data:
    return {"id": name, "readings": dict(one.readings), **_proven(book, one.on)}


def _proven(book: BookByDigest, on: Derived[date]) -> dict[str, Data]:
    return {"on": data(on.value), "proof": book.proof(on)}


def without_words(content: dict[str, Data]) -> Data:
    """Return a document of key dates without words for people and their digests."""
    rest = cast("dict[str, Any]", worded(content))
    rest["dates"] = [{**_unlabelled(one), "invoice": None} for one in rest["dates"]]
    rest["invoices"] = [worded(one) for one in rest["invoices"]]
    return cast("Data", rest)


def _unlabelled(content: Any) -> Any:  # noqa: ANN401 -- plain data, however deep
    if isinstance(content, list):
        return [_unlabelled(one) for one in content]
    if isinstance(content, dict):
        return {key: _unlabelled(one) for key, one in content.items() if key != "label"}
    return content
