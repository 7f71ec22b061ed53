"""What an invoice rests on, in words: its facts, readings, clauses and their sources.

>>> from datetime import date
>>> change = QuantityChange(
...     id="c1", item="device", quantity=-2, effective_on=date(2026, 8, 20)
... )
>>> fact_text(change)
'device: 2 removed, effective 2026-08-20'
>>> from gotobilling.markets import us
>>> from gotobilling.readings import find_reading
>>> reading_text(find_reading("day_count"), us.CONNECT)
'actual_after_start; others: actual_from_start, thirty_day_month'
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from gotobilling.clauses import by_id
from gotobilling.commissions import PaidPart
from gotobilling.derivation import Proof
from gotobilling.errors import UnknownName
from gotobilling.facts import (
    BillingAddress,
    Contract,
    ExemptionCertificate,
    Fact,
    IssuedLine,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
    Withdrawal,
)
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.money import Money, UnitPrice
from gotobilling.present.catalog import wording
from gotobilling.present.disputed import disputed_text
from gotobilling.present.fees import fee_text
from gotobilling.present.paid import paid_text
from gotobilling.present.partners import partner_text
from gotobilling.present.returned import returned_text
from gotobilling.present.terms import term_text
from gotobilling.present.usage import usage_text
from gotobilling.readings import READINGS, Reading
from gotobilling.sources import Clause, Source, Standing

__all__ = [
    "cited_clauses",
    "cited_facts",
    "cited_sources",
    "fact_name",
    "fact_text",
    "firmness",
    "late_text",
    "reading_text",
    "readings_of",
    "standing_text",
]

_SHOWN: Final = 12
_LOUD: Final = (Standing.READING, Standing.ASSUMED)
_EACH: Final[Mapping[Frequency, str]] = MappingProxyType(
    {
        Frequency.MONTHLY: "month",
        Frequency.QUARTERLY: "quarter",
        Frequency.ANNUAL: "year",
    }
)


def firmness(clause: Clause) -> str:
    """
    Return a clause's id and how firm it is.

    >>> firmness(by_id("A8")), firmness(by_id("Q12"))
    ('A8 stated', 'Q12 ASSUMED')
    """
    return f"{clause.id} {standing_text(clause.standing)}"


def standing_text(standing: Standing) -> str:
    """Return a standing in one word, aloud where somebody had to choose."""
    word: str = standing.value
    return word.upper() if standing in _LOUD else word


def cited_facts(
    proofs: Iterable[Proof], others: Iterable[Fact] = ()
) -> tuple[Fact, ...]:
    """Return each fact that a proof names, once, in the order of use, then others."""
    found = {fact.id: fact for proof in proofs for fact in proof.facts()}
    found |= {fact.id: fact for fact in others}
    return tuple(found.values())


def fact_name(fact: Fact) -> str:
    """Return the id of a fact; of what was issued or paid, which has none, the day."""
    if isinstance(fact, IssuedLine):
        return f"issued {fact.effective_on}"
    if isinstance(fact, PaidPart):
        return f"paid {fact.paid_on}"
    return fact.id


def late_text(fact: Fact) -> str:
    """
    Return what a fact says that came to be known late, the day first.

    >>> from datetime import date
    >>> never = Withdrawal(id="w1", fact="c1", known_on=date(2026, 10, 5))
    >>> late_text(never)
    'known on 2026-10-05: c1 never was'
    """
    return f"known on {fact.known_on}: {_replacing(fact)}"


def fact_text(fact: Fact) -> str:
    """Return what a fact says, in words."""
    said = _replacing(fact)
    if isinstance(fact, Withdrawal):
        return f"{said}; known on {fact.known_on}"
    known = fact.known_on
    told = (fact.effective_on, getattr(fact, "confirmed_on", None))
    return said if known in told else f"{said}; known on {known}"


def _replacing(fact: Fact) -> str:
    said = _said(fact)
    original = getattr(fact, "supersedes", None)
    return said if original is None else f"{said}; in the place of {original}"


_TOLD_ELSEWHERE = (
    *(disputed_text, paid_text, returned_text),
    *(fee_text, term_text, partner_text),
)


def _said(fact: Fact) -> str:
    match fact:
        case Contract():
            return _contract(fact)
        case ServiceEnd(last_day_of_service=last):
            return f"the last day of service is {last}"
        case Price(unit_price=price, currency=currency, effective_on=on):
            each = UnitPrice(price, currency, wording(fact.unit))
            return f"{fact.item}: {each} and {_EACH[fact.frequency]}, effective {on}"
        case OneTimeCharge(unit_price=price, currency=currency, effective_on=on):
            each = UnitPrice(price, currency, "unit")
            return f"{fact.item}: {fact.quantity} at {each}, bought on {on}"
        case OpeningQuantity(quantity=quantity, effective_on=on):
            return _grouped(f"{fact.item}: {quantity} held as {on} ends", fact.group)
        case QuantityChange(quantity=quantity, effective_on=on):
            done = "added" if quantity > 0 else "removed"
            text = f"{fact.item}: {abs(quantity)} {done}, effective {on}"
            return _grouped(text, fact.group)
        case BillingAddress(effective_on=on):
            places = ", ".join((fact.place, *fact.areas))
            return f"billed at {places}, effective {on}"
        case ExemptionCertificate():
            return _certificate(fact)
        case TaxNumber(number=number, effective_on=on, confirmed_on=confirmed):
            known = f"confirmed on {confirmed}" if confirmed else "never confirmed"
            return f"VAT number {number}, effective {on}, {known}"
        case IssuedLine(document=document, line=line):
            amount = Money(fact.amount, fact.currency)
            return f"{amount}, line {line[:_SHOWN]} of document {document[:_SHOWN]}"
        case Withdrawal(fact=withdrawn):
            return f"{withdrawn} never was"
    return _said_elsewhere(fact)


def _said_elsewhere(fact: Fact) -> str:
    for told in _TOLD_ELSEWHERE:
        said = told(fact)
        if said:
            return said
    return usage_text(fact)


def _certificate(fact: ExemptionCertificate) -> str:
    tax = f"{wording(fact.tax)}, {fact.jurisdiction}"
    until = "" if fact.valid_until is None else f" until {fact.valid_until}"
    said = f"certificate {fact.certificate}, effective {fact.effective_on}{until}"
    return f"exempt from {tax}: {said}"


def _contract(contract: Contract) -> str:
    said = []
    if contract.signed_on is not None:
        said.append(f"signed on {contract.signed_on}")
    if contract.free_months:
        said.append(f"{contract.free_months} free months")
    if contract.billing_start_on is not None:
        said.append(f"billing start {contract.billing_start_on} by the quote")
    return ", ".join(said)


def _grouped(text: str, group: str | None) -> str:
    return text if group is None else f"{text}, group {group}"


def cited_clauses(
    proofs: Iterable[Proof], others: Iterable[Clause] = ()
) -> tuple[Clause, ...]:
    """
    Return each clause and decision that a proof cites, and those they rest on.

    They stand by letter and number, laws after them by id, each once, as do the others
    given.

    >>> [clause.id for clause in cited_clauses((), (by_id("Q44"),))][-4:]
    ['Q11', 'Q44', '47-cfr-54.712', 'fcc-06-94']
    """
    cited = {clause.id: clause for proof in proofs for clause in proof.clauses()}
    cited |= {clause.id: clause for clause in others}
    waiting = list(cited.values())
    while waiting:
        for clause_id in waiting.pop().rests_on:
            found = None if clause_id in cited else _known(clause_id)
            if found is not None:
                cited[clause_id] = found
                waiting.append(found)
    return tuple(sorted(cited.values(), key=_order))


def _known(clause_id: str) -> Clause | None:
    try:
        return by_id(clause_id)
    except UnknownName:
        # A market of the embedder's own may rest on clauses that are not ours.
        return None


def _order(clause: Clause) -> tuple[bool, str, int, str]:
    # A law has a name, which begins with a small letter or a digit.
    if not clause.id[0].isupper():
        return True, clause.id, 0, clause.id
    letters = clause.id.rstrip("0123456789")
    digits = clause.id[len(letters) :]
    return False, letters, int(digits or "0"), clause.id


def cited_sources(clauses: Iterable[Clause]) -> tuple[Source, ...]:
    """Return each source that a clause cites, once, by its id."""
    cited = (one.source for clause in clauses for one in clause.citations)
    found = {source.id: source for source in cited}
    return tuple(found[key] for key in sorted(found))


def readings_of(clauses: Iterable[Clause]) -> tuple[Reading, ...]:
    """Return the readings that rest on one of the clauses."""
    cited = {clause.id for clause in clauses}
    return tuple(one for one in READINGS if one.clause.id in cited)


def reading_text(reading: Reading, market: Market) -> str:
    """Return what a market chose, and what else could be chosen."""
    chosen = reading.held(market)
    if isinstance(reading.choices, range):
        first, last = reading.choices[0], reading.choices[-1]
        return f"{chosen}; others: any from {first} to {last}"
    others = ", ".join(one for one in reading.alternatives() if one != chosen)
    return f"{chosen}; others: {others}"
