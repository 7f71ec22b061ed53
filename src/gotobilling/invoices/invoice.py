"""An assembled document: its lines, its dates and its totals, each provable."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from gotobilling.billing_cycle import DocumentKind, IssueFacts, starts_own_document
from gotobilling.billing_dates import CycleFacts, CyclePlace
from gotobilling.clauses import E1, Q48
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.facts import BillingAddress, Contract
from gotobilling.invoices.corrected import CorrectionLine, CorrectionRow, Revision
from gotobilling.lineitems import DocumentKey, LevyLine, LevyRow, LineItem, Row
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period
from gotobilling.taxes import Levy

__all__ = ["Invoice", "rules_of"]


def rules_of(market: Market) -> tuple[object, ...]:
    """Return what of its market makes a document what it is."""
    # The levies and rates that were used stand in the lines; which others a market
    # has does not make another invoice.
    named = (market.name, market.edition, market.product, market.listed_readings)
    return (*named, *market.policies())


@frozen(kw_only=True, repr=False)
class Invoice:
    """
    An assembled document: immutable, complete, and provable line by line.

    Attributes:
        account: The account's id.
        currency: ISO 4217 code of every amount.
        market: The policies that made it.
        kind: Recurring, one-time, a cycle or a plan change.
        period: The calendar month or the cycle billed in advance, or the day of
            purchase.
        cycle: Which cycle it is, where it is no calendar month; else None.
        part: Which of the documents into which the market splits a month's invoice, or
            None.
        contract: The contract whose dates start billing.
        given_issue_date: The invoice date where the caller gave one, or None.
        sent_on: The day the invoice was sent, where a policy counts from it, or None.
        known_on: The day by which its facts were filtered, or None.
        brought_forward: The negative balance of the document before, under the reading
            of Q48 that carries it as a line; or None.
        paid_on: The day it was paid ahead, where a levy's tax date asks for it, or
            None.
        usage: The months of usage that it bills, or None: it says nothing of usage.
        addresses: The billing addresses that levies followed; empty where the document
            stands before fees and taxes.
        levy_order: The market's levies at those addresses, with a line or without.
        rows: The charges before anybody looks; read ``lines``.
        levied: The levies before anybody looks; read ``levies``.
        corrected: What it corrects of documents before it, before anybody looks; read
            ``corrections``.
        revisions: The documents that it corrects, each as it should have been.
        minor: The sum of all lines in minor units; read ``total``.
    """

    account: str
    currency: str
    market: Market = field(eq=rules_of)
    kind: DocumentKind
    period: Period
    cycle: CycleFacts | None = None
    part: str | None = None
    contract: Contract
    given_issue_date: date | None = None
    sent_on: date | None = None
    known_on: date | None = None
    brought_forward: Money | None = None
    paid_on: date | None = None
    usage: Period | None = None
    addresses: tuple[BillingAddress, ...] = ()
    levy_order: tuple[Levy, ...] = field(default=(), repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    levied: tuple[LevyRow, ...] = field(default=(), repr=False)
    corrected: tuple[CorrectionRow, ...] = field(default=(), repr=False)
    revisions: tuple[Revision, ...] = field(default=(), repr=False)
    minor: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        minor = sum([row[2] for row in self.rows])
        if self.levied:
            minor += sum([row[2] for row in self.levied])
        if self.corrected:
            minor += sum([row[2] for row in self.corrected])
        Money.from_minor(minor, self.currency)
        object.__setattr__(self, "minor", minor)

    def __repr__(self) -> str:
        named = f"{self.kind.value} invoice of {self.account} for {self.period}"
        return f"<{named}: {self.total.value}>"

    @property
    def product(self) -> str:
        """The one product that the document bills."""
        return self.market.product

    @property
    def key(self) -> DocumentKey:
        """What names the document."""
        return DocumentKey(
            self.account, self.product, self.kind, self.period, self.part
        )

    @property
    def lines(self) -> tuple[LineItem, ...]:
        """The lines in printed order; made anew, equal at each reading."""
        key = self.key
        return tuple([LineItem(*row, key) for row in self.rows])

    @property
    def levies(self) -> tuple[LevyLine, ...]:
        """The levies in their order; made anew, equal at each reading."""
        key = self.key
        return tuple([LevyLine(*row, key) for row in self.levied])

    @property
    def every_line(self) -> tuple[LineItem | LevyLine, ...]:
        """The lines, then the levies: all that is charged for its own month."""
        return (*self.lines, *self.levies)

    @property
    def corrections(self) -> tuple[CorrectionLine, ...]:
        """What it corrects of documents before it; made anew, equal at each reading."""
        key = self.key
        return tuple([CorrectionLine(*row, key) for row in self.corrected])

    @property
    def is_taxed(self) -> bool:
        """Whether fees and taxes are on it, and not left out."""
        return bool(self.addresses)

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The amount of each charge, in their order, without making the lines."""
        minors = (Money.from_minor(row[2], self.currency) for row in self.rows)
        return tuple([money.amount for money in minors])

    @property
    def billing_start(self) -> Derived[date]:
        """The first day of billing (A3, A7)."""
        return self.market.rules.billing_start(self.contract)

    @property
    def issued_on(self) -> Derived[date]:
        """The invoice date, from which the other dates count (A2, A4, A5, A12)."""
        if self.cycle is not None:
            return self.market.rules.cycle_issue(self.period)
        return self.market.rules.issue_date(self._issue_facts())

    @property
    def cycle_dates(self) -> dict[str, Derived[date]]:
        """
        The dates that a cycle's document rests on, by the names of their proofs.

        They are its anchor, first day and end, and those of the cycle before, whose
        changes stand on it; none for a calendar month or a purchase.

        Clauses: A12, I4, Q52, Q53.
        """
        told, rules = self.cycle, self.market.rules
        if told is None:
            return {}
        place = CyclePlace(told.anchor.on, told.number, told.months)
        anchor, start, end = rules.cycle_dates
        found = [anchor(told.anchor), start(place), end(place)]
        if told.past is not None:
            before = CyclePlace(told.past.anchor.on, told.past.number, told.months)
            past_anchor, start, end = rules.past_dates
            found += [past_anchor(told.past.anchor), start(before), end(before)]
        return {one.rule.name: one for one in found}

    def _issue_facts(self) -> IssueFacts:
        dated_by_start = None
        if self.kind is DocumentKind.RECURRING:
            start = self.market.rules.billing_start.raw(self.contract)
            if (
                start.day > 1
                and self.period.start < start < self.period.end
                and starts_own_document(start, self.market.cycle)
            ):
                dated_by_start = start
        return self.kind, self.period.start, dated_by_start, self.given_issue_date

    def _issued(self) -> date:
        if self.cycle is not None:
            return self.market.rules.cycle_issue.raw(self.period)
        return self.market.rules.issue_date.raw(self._issue_facts())

    @property
    def due_on(self) -> Derived[date] | None:
        """The last day to pay in time (B1); None where nothing is payable."""
        if self.minor <= 0:
            return None
        return self.market.rules.due_date((self._issued(), self.sent_on))

    @property
    def dispute_until(self) -> Derived[date]:
        """The last day for notice of a dispute (G4)."""
        return self.market.rules.dispute_until(self._issued())

    @property
    def autopay_on(self) -> Derived[date] | None:
        """The day autopay charges it (B2); None where nothing is payable."""
        if self.minor <= 0:
            return None
        issued = self._issued()
        due = self.market.rules.due_date.raw((issued, self.sent_on))
        return self.market.rules.autopay_on((issued, due))

    @property
    def subtotal(self) -> Derived[Money]:
        """The sum of the charges, before levies (E1)."""
        return Derived(_SUBTOTAL, self, sum([row[2] for row in self.rows]))

    @property
    def total(self) -> Derived[Money]:
        """What the document comes to: charges, levies and corrections."""
        return Derived(_TOTAL, self, self.minor)

    @property
    def payable(self) -> Derived[Money]:
        """What of the total is to be paid (Q48)."""
        return _PAYABLE(self)

    def _repr_html_(self) -> str:
        from gotobilling.present import invoice_html  # noqa: PLC0415 -- when shown only

        return invoice_html(self)


@frozen
class _Subtotal(AmountRule[Invoice]):
    """The sum of all charges, each once."""

    name: ClassVar[str] = "subtotal"

    def work(self, pen: Pen, facts: Invoice) -> Number:
        """Say the rule: add the lines, in their order."""
        lines = [pen.line(line.id, line.amount) for line in facts.lines]
        return pen.sum("subtotal", E1, *lines)

    def currency(self, facts: Invoice) -> str:
        """Return the currency of the document."""
        return facts.currency


@frozen
class _Total(AmountRule[Invoice]):
    """The subtotal, the levies on it, and what is corrected of earlier documents."""

    name: ClassVar[str] = "total"

    def work(self, pen: Pen, facts: Invoice) -> Number:
        """Say the rule: the subtotal, each levy and each correction, in their order."""
        subtotal = pen.proven_amount("subtotal", facts.subtotal.value)
        amounts = [pen.line(one.id, one.amount) for one in facts.levies]
        amounts += [pen.line(one.id, one.amount) for one in facts.corrections]
        if not amounts:
            return pen.given("total", E1, subtotal)
        return pen.sum("total", E1, subtotal, *amounts)

    def currency(self, facts: Invoice) -> str:
        """Return the currency of the document."""
        return facts.currency


@frozen
class _Payable(AmountRule[Invoice]):
    """
    What is to be paid of a total.

    Clauses: Q48.
    """

    name: ClassVar[str] = "payable"

    def work(self, pen: Pen, facts: Invoice) -> Number:
        """Say the rule: the total, and never less than 0 unless it is refunded."""
        total = pen.proven_amount("total", facts.total.value)
        policy = facts.market.settlement
        by = policy.ground(Q48)
        if policy.negative_total is NegativeTotal.REFUND:
            return pen.given("payable", by, total)
        return pen.at_least_zero("payable", by, total)

    def currency(self, facts: Invoice) -> str:
        """Return the currency of the document."""
        return facts.currency


_SUBTOTAL = _Subtotal()
_TOTAL = _Total()
_PAYABLE = _Payable()
