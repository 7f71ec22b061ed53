"""Replay: a document assembled again from its account file, under its own policies.

Replay is the third level of checking, after the arithmetic of a document and the facts
it names: everything is done once more, and nothing may come out different.

>>> from gotobilling.formats.documents import document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> report = replay(document(invoice), july_start(), us.CONNECT)
>>> report.holds
True
>>> for proved in report.proved[:2]:
...     print(proved)
policies: 16, those of us-connect 2026-11
lines: 2, with the same ids

Another policy under the same name is told by its role and field:

>>> inclusive = us.CONNECT.with_readings({"day_count": "actual_from_start"})
>>> print(replay(document(invoice), july_start(), inclusive).failure)
policies.proration.day_count: must be 'actual_from_start', as us-connect 2026-11 has \
it, got 'actual_after_start'
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import zip_longest
from typing import Final, cast

from attrs import frozen

from gotobilling.billing_cycle import DocumentKind, NothingToBill
from gotobilling.canonical import Data, data
from gotobilling.corrections import correct
from gotobilling.credits import credit_note
from gotobilling.errors import BillingError, InvalidFile, InvalidValue, ProofError
from gotobilling.facts import Account
from gotobilling.formats.documents import document as written
from gotobilling.formats.documents import read_credit_note, read_invoice
from gotobilling.formats.key_dates import key_dates_document, without_words
from gotobilling.formats.plain import differences, packed
from gotobilling.formats.reading import worded
from gotobilling.invoices import (
    Correction,
    Invoice,
    IssuedDocument,
    assemble_again,
    invoices_issued,
)
from gotobilling.key_dates import key_dates
from gotobilling.lineitems import LevyLine, LineItem
from gotobilling.market import Market
from gotobilling.payments import NegativeTotal
from gotobilling.verify import verify

__all__ = ["Finding", "Replay", "replay"]


@frozen
class Finding:
    """
    The first thing that is not as it was.

    Attributes:
        place: Where it stands, such as ``lines[2].amount``.
        reason: What it must be, and what it is.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@frozen
class Replay:
    """
    What the replay of a document came to.

    Attributes:
        proved: What was proved; empty when something is not as it was.
        failure: The first thing that is not as it was, or None.
    """

    proved: tuple[str, ...]
    failure: Finding | None

    @property
    def holds(self) -> bool:
        """True if nothing was found."""
        return self.failure is None


def replay(
    document: dict[str, Data],
    account: Account,
    market: Market,
    issued: Sequence[IssuedDocument] = (),
) -> Replay:
    """
    Assemble a document again, and compare.

    What the document was told beside facts and policies is told again: the day by
    which its facts were filtered, an invoice date or a day of sending that was given,
    a day of payment, a balance brought forward. What corrects or credits others
    is worked out again from the documents that were issued before. Key dates are found
    again from their first day on.

    Args:
        document: The document as ``json.loads`` returns it.
        account: The account, with every fact of its file.
        market: The named market and edition under the readings of the account file,
            or one that the caller supplies under that name.
        issued: The documents issued to the account, this one among them or not.

    Returns:
        A report that names the first thing that is not as it was: a document that does
        not read, another policy, then ids, then other places in the document's order.
        Nothing about the document or the account is raised.
    """
    try:
        told = document.get("document")
        kind = told.get("kind") if isinstance(told, dict) else None
        if kind == "key_dates":
            return _found_again(document, account, market)
        if kind in _ANSWERED:
            told_so = "one that is assembled: levels 1 and 2 prove this one"
            raise InvalidValue("document.kind", told_so, kind)
        again = _credited if kind == "credit_note" else _replayed
        return Replay(again(document, account, market, issued), None)
    except InvalidFile as several:
        return Replay((), _finding(several.problems[0]))
    except BillingError as problem:
        return Replay((), _finding(problem))


# What follows an invoice; the account file does not tell all that it rests on.
_ANSWERED: Final = ("statement", "dispute", "return", "commissions")


def _finding(problem: BillingError) -> Finding:
    return Finding(problem.path, str(problem).removeprefix(f"{problem.path} "))


def _replayed(
    stated: dict[str, Data],
    account: Account,
    market: Market,
    issued: Sequence[IssuedDocument],
) -> tuple[str, ...]:
    invoice = read_invoice(stated, "document")
    _check_market(invoice.market, market)
    _check("account", account.id, invoice.account)
    _check("currency", account.currency, invoice.currency)
    known = _known(invoice, account)
    corrections = _corrections(invoice, str(stated["digest"]), known, market, issued)
    again = _assembled(invoice, known, market, corrections)
    _check_balance(invoice, account, market)
    _check_ids(invoice, again)
    expected = written(again)
    _check_same(stated, expected, "as assembled")
    levied = f" and {len(again.levied)} levies" if again.is_taxed else ""
    carried = len(again.corrected)
    corrected = (f"corrections: {carried}, with the same causes",) if carried else ()
    return (
        f"policies: {len(market.policies())}, those of {market.name} {market.edition}",
        f"lines: {len(again.rows)}{levied}, with the same ids",
        *corrected,
        _same(stated, expected),
    )


def _check_same(
    stated: dict[str, Data],
    expected: dict[str, Data],
    how: str,
    wordless: Callable[[dict[str, Data]], Data] = worded,
) -> None:
    # The words for people are those of the release that wrote them.
    if packed(stated) == packed(expected):
        return
    for first in differences(wordless(stated), wordless(expected)):
        raise ProofError(first.place, f"{first.requirement}, {how}", first.value)


def _same(stated: dict[str, Data], expected: dict[str, Data]) -> str:
    size, digest = len(packed(stated)), stated["digest"]
    if digest == expected["digest"]:
        return f"bytes: {size}, the same, with digest {digest}"
    return f"bytes: {size}, the same but for words for people; its digest is {digest}"


def _corrections(
    invoice: Invoice,
    digest: str,
    known: Account,
    market: Market,
    issued: Sequence[IssuedDocument],
) -> Correction | None:
    on, own = invoice.known_on, invoice.key
    # Under the name of one that was issued it only says what might have been.
    is_other = any(one.document.key == own and one.digest != digest for one in issued)
    if on is None or own.kind is DocumentKind.ONE_TIME or is_other:
        return None
    before = [one for one in issued if _was_there(one, invoice, digest, on)]
    if not before and not invoice.corrected:
        return None
    return correct(known, before, on, market)


def _was_there(
    one: IssuedDocument, invoice: Invoice, digest: str, known_on: date
) -> bool:
    of = one.document.key
    is_later = of.kind is invoice.kind and of.period.start > invoice.period.start
    return one.digest != digest and one.issued_on <= known_on and not is_later


def _credited(
    stated: dict[str, Data],
    account: Account,
    market: Market,
    issued: Sequence[IssuedDocument],
) -> tuple[str, ...]:
    note = read_credit_note(stated, "document")
    _check_market(note.market, market)
    _check("account", account.id, note.account)
    found = [one for one in issued if one.digest == note.invoice]
    if not found:
        requirement = "that of an issued document"
        raise ProofError("invoice", requirement, note.invoice)
    digest, on = stated["digest"], note.issued_on
    others = [
        one
        for one in issued
        if one.digest != digest
        and (one.issued_on < on or (one.issued_on == on and one.digest in note.before))
    ]
    again = credit_note(
        found[0],
        id=note.id,
        issued_on=on,
        reason=note.reason,
        asked=note.asked,
        others=others,
    )
    expected = written(again)
    _check_same(stated, expected, "as made again")
    return (
        f"policies: {len(market.policies())}, those of {market.name} {market.edition}",
        f"lines: {len(again.rows)} of the {len(again.open)} of the invoice",
        _same(stated, expected),
    )


def _found_again(stated: dict[str, Data], account: Account, market: Market) -> Replay:
    # Nothing is read of the document before it has been found well made.
    first = verify(stated).failure
    if first is not None:
        return Replay((), Finding(first.place, first.reason))
    return Replay(_dated_again(stated, account, market), None)


def _dated_again(
    stated: dict[str, Data], account: Account, market: Market
) -> tuple[str, ...]:
    asked = cast("dict[str, str]", stated)
    _check("market", market.name, asked["market"])
    _check("edition", market.edition, asked["edition"])
    if stated["known_on"] is not None:
        account = account.as_known_on(date.fromisoformat(asked["known_on"]))
    again = key_dates(
        account,
        market,
        date.fromisoformat(asked["from_on"]),
        months=int(asked["months"]),
    )
    expected = key_dates_document(again)
    _check_same(stated, expected, "as found again", without_words)
    return (
        f"dates: {len(again.dates)}, with the same proofs",
        f"invoices: {len(again.invoices)}, as assembled again",
        _same(stated, expected),
    )


def _check_balance(invoice: Invoice, account: Account, market: Market) -> None:
    # The balance comes from documents before this one, so those are assembled too.
    carries = market.settlement.negative_total is NegativeTotal.CARRIED_LINE
    if not carries or invoice.kind is DocumentKind.ONE_TIME:
        return
    issued = invoices_issued(_known(invoice, account), invoice.period, market)
    same = [one for one in issued if one.key == invoice.key]
    balance = same[0].brought_forward if same else None
    _check("brought_forward", str(balance), str(invoice.brought_forward))


def _check(place: str, expected: str, stated: str) -> None:
    if stated != expected:
        raise ProofError(place, repr(expected), stated)


def _check_market(stated: Market, market: Market) -> None:
    _check("market", market.name, stated.name)
    _check("edition", market.edition, stated.edition)
    _check("document.product", market.product, stated.product)
    ours = [*market.policies(), *map(market.levy, _names(stated))]
    theirs = [*stated.policies(), *stated.levies]
    for one, other in zip(ours, theirs, strict=True):
        place = f"policies.{one.wire[1]}"
        for found in differences(data(other), data(one), place):
            source = f"{market.name} {market.edition}"
            requirement = f"{found.requirement}, as {source} has it"
            raise ProofError(found.place, requirement, found.value)


def _names(market: Market) -> list[str]:
    return [levy.name for levy in market.levies]


def _assembled(
    invoice: Invoice, account: Account, market: Market, corrections: Correction | None
) -> Invoice:
    again = assemble_again(invoice, account, market, corrections)
    if isinstance(again, NothingToBill):
        requirement = f"those of no document: {again.reason}"
        raise ProofError("lines", requirement, f"{len(invoice.rows)} lines")
    return again


def _known(invoice: Invoice, account: Account) -> Account:
    return account.as_known_on(invoice.known_on) if invoice.known_on else account


def _check_ids(stated: Invoice, again: Invoice) -> None:
    charges = zip_longest(stated.lines, again.lines)
    levies = zip_longest(stated.levies, again.levies)
    for place, pairs in (("lines", charges), ("levies", levies)):
        for index, (one, other) in enumerate(pairs):
            expected, found = _named(other), _named(one)
            if found != expected:
                raise ProofError(f"{place}[{index}].id", expected, found)


def _named(line: LineItem | LevyLine | None) -> str:
    if line is None:
        return "absent"
    if isinstance(line, LevyLine):
        rate = line.rate
        return f"{line.id}, the {line.levy.name} at {rate.percent} % ({rate.from_on})"
    on = f" on {line.effective_on}" if line.effective_on else ""
    return f"{line.id}, the {line.kind.value} of {line.item}{on}"
