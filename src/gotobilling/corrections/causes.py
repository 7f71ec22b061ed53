"""Which late fact causes what: each state of the facts, as they came to be known.

Late facts are taken in the order of the days on which they came to be known, those of
one day by id. Each causes what it changes of the state that those before it left.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from gotobilling.billing_cycle import NothingToBill
from gotobilling.errors import BillingError, ConflictingFacts
from gotobilling.facts import Account, Contract, Fact, ServiceEnd
from gotobilling.invoices import Cause, Invoice
from gotobilling.invoices.ledger import Ledger
from gotobilling.lineitems import DocumentKey, LevyLine, LineItem
from gotobilling.money import Money

__all__ = [
    "Amounts",
    "Assemble",
    "Assembled",
    "Case",
    "States",
    "invoice_in",
    "lines_of",
]

_ONE_DAY: Final = timedelta(1)
Assembled = Invoice | NothingToBill
Assemble = Callable[[Account], Assembled]
"""How one document is assembled, whatever is known of the account."""
Amounts = dict[str, int]
"""Amounts in minor units by the ids of their lines; none of 0."""


def lines_of(invoice: Invoice | None) -> dict[str, LineItem | LevyLine]:
    """Return the charges and levies of a document by their ids."""
    return {} if invoice is None else {one.id: one for one in invoice.every_line}


def _amounts(found: Assembled) -> Amounts:
    lines = lines_of(invoice_in(found))
    amounts = {key: line.amount.minor for key, line in lines.items()}
    return {key: minor for key, minor in amounts.items() if minor}


def invoice_in(found: Assembled) -> Invoice | None:
    """Return the invoice that was assembled, or None where nothing is billed."""
    return found if isinstance(found, Invoice) else None


class Case(NamedTuple):
    """
    A document whose lines are not as they should be.

    Attributes:
        of: What names it.
        issued: What was issued of its lines, and corrected of them so far.
        settled: The same with the first credit notes over a wrong charge, one more at a
            time, as corrections may have counted them; what was issued comes first.
        assemble: How it is assembled.
        ledger: The documents issued.
    """

    of: DocumentKey
    issued: Amounts
    settled: tuple[Amounts, ...]
    assemble: Assemble
    ledger: Ledger


class States:
    """The facts in the order in which they came to be known, and each state of them."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.facts = sorted(account.all_facts(), key=_by_knowledge)
        self.accounts: dict[int, Account | None] = {}

    def causes(self, case: Case) -> dict[str, list[Cause]]:
        """
        Return by line what each late fact changes of what the facts before it gave.

        Raises:
            ConflictingFacts: what was issued is not what any facts known then give.
        """
        state, before = self._issued_state(case)
        late = list[Fact]()
        found: dict[str, list[Cause]] = {}
        for number in range(state, len(self.facts)):
            if _bears_on(self.facts[number], case.of):
                late.append(self.facts[number])
            if not late:
                continue
            after = self._amounts(case, number + 1)
            if after is None:
                # It only stands together with one that came to be known after it.
                continue
            for key in dict.fromkeys((*after, *before)):
                minor = after.get(key, 0) - before.get(key, 0)
                if minor:
                    found.setdefault(key, []).append(Cause(tuple(late), minor))
            before, late = after, []
        return found

    def _amounts(self, case: Case, number: int) -> Amounts | None:
        """Return the lines that the first facts give, or None where they cannot be."""
        if number not in self.accounts:
            self.accounts[number] = self._account(number)
        account = self.accounts[number]
        if account is None:
            return {} if not self._has_contract(number) else None
        try:
            return _amounts(case.assemble(account))
        except BillingError:
            return None

    def _account(self, number: int) -> Account | None:
        try:
            return self.account.narrowed(self.facts[:number], None)
        except BillingError:
            return None

    def _has_contract(self, number: int) -> bool:
        return any(isinstance(one, Contract) for one in self.facts[:number])

    def _issued_state(self, case: Case) -> tuple[int, Amounts]:
        """Return how many of the facts the document was made of, and what they give."""
        days = list(_days(case))
        days += [one.known_on for one in self.facts if days[0] < one.known_on]
        original = case.ledger.invoice(case.of)
        corrected = case.of in case.ledger.corrected_on
        told = corrected or original is None or original.known_on is not None
        for day in days[:1] if told else dict.fromkeys(days):
            number = sum(one.known_on <= day for one in self.facts)
            amounts = self._amounts(case, number)
            # What could not be billed was not.
            before = {} if amounts is None else amounts
            if before in case.settled:
                return number, before
        raise self._contradiction(case, days[0])

    def _contradiction(self, case: Case, day: date) -> ConflictingFacts:
        number = sum(one.known_on <= day for one in self.facts)
        account = self.accounts.get(number)
        given = None if account is None else invoice_in(case.assemble(account))
        original, path = case.ledger.invoice(case.of), case.ledger.path(case.of)
        if original is None:
            kind, period = case.of.kind.value, case.of.period
            requirement = f"with the {kind} document of {period}, which facts known on "
            requirement += f"{day} make"
            return ConflictingFacts(path, requirement, "none of it", "Q67")
        requirement = f"what the facts known on {day} give"
        others = _named(given) - _named(original)
        if others:
            requirement += f", {', '.join(sorted(others))} among them"
        return ConflictingFacts(path, requirement, _told(case, given), "Q67")


def _days(case: Case) -> Iterator[date]:
    """Yield the days as known on which the document may have been made."""
    of, ledger = case.of, case.ledger
    corrected, original = ledger.corrected_on.get(of), ledger.invoice(of)
    if corrected is not None:
        yield corrected
    elif original is None:
        made = case.assemble(ledger.account)
        yield made.issued_on.value if isinstance(made, Invoice) else of.period.start
    elif original.known_on is not None:
        yield original.known_on
    else:
        issued = original.issued_on.value
        yield from (issued, issued - _ONE_DAY)


def _by_knowledge(fact: Fact) -> tuple[date, str]:
    return fact.known_on, fact.id


def _bears_on(fact: Fact, of: DocumentKey) -> bool:
    # What takes effect after a document's period cannot move it; what replaces another
    # fact, or ends service, may reach back.
    reaches = fact.root != fact.id or isinstance(fact, (Contract, ServiceEnd))
    return reaches or fact.effective_on < of.period.end


def _named(invoice: Invoice | None) -> set[str]:
    lines = lines_of(invoice).values()
    return {fact.id for line in lines for fact in line.proof.facts()}


def _told(case: Case, given: Invoice | None) -> str:
    amounts = {} if given is None else _amounts(given)
    currency, lines = case.ledger.account.currency, case.ledger.lines.get(case.of, {})
    keys = (*case.issued, *amounts)
    first = next(key for key in keys if case.issued.get(key) != amounts.get(key))
    pair = case.issued.get(first, 0), amounts.get(first, 0)
    issued, made = (Money.from_minor(minor, currency) for minor in pair)
    named = lines[first].item or lines[first].levy if first in lines else "a line"
    return f"{issued} of {named}, where they give {made}"
