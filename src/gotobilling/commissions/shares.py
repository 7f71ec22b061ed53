"""What a document bears of a commission, and the line that a statement has for it.

A line is what a document bears up to its run, less what it bore up to the run before:
whatever is credited, paid later or taken back shows in the next statement, and all
statements together come to what the document bears at last.
"""

from abc import abstractmethod
from decimal import Decimal
from typing import ClassVar, NamedTuple, cast

from attrs import frozen

from gotobilling.after_invoice import CommissionPolicy
from gotobilling.clauses.after_decisions import Q21, Q61
from gotobilling.clauses.after_own_decisions import COMMISSION_BASE, COMMISSION_RATES
from gotobilling.clauses.partner_texts import K3
from gotobilling.commissions.parts import PaidPart
from gotobilling.derivation import AmountRule, Number, Pen
from gotobilling.facts import Commission, IssuedLine

__all__ = ["Borne", "Bounty", "PaidShare", "ResidualShare", "ShareFacts"]


class Borne(NamedTuple):
    """
    What a document bears a commission on, up to a run.

    Attributes:
        agreement: What is agreed.
        base: The charges that count, of the invoice and then of its credit notes; none
            for a SPIFF.
        totals: The totals of the invoice and of its credit notes, or all lines of an
            invoice that brings a balance forward, but that; none for a residual.
        paid: What was paid of it, in time; none for a residual.
    """

    agreement: Commission
    base: tuple[IssuedLine, ...]
    totals: tuple[IssuedLine, ...]
    paid: tuple[PaidPart, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The digests of the invoice and of its credit notes, each once."""
        return tuple(dict.fromkeys(x.document for x in (*self.base, *self.totals)))


class ShareFacts(NamedTuple):
    """
    What a line of a statement rests on.

    Attributes:
        before: What the document bore up to the run before, or None.
        now: What it bears up to this run, or None where that is nothing any more.
        currency: ISO 4217 code.
    """

    before: Borne | None
    now: Borne | None
    currency: str


@frozen
class _Share(AmountRule[ShareFacts]):
    """What a document bears by now, less what it bore before."""

    policy: CommissionPolicy

    def work(self, pen: Pen, facts: ShareFacts) -> Number:
        """Say the rule: earned by now, less what was earned before."""
        by = self.policy.ground(Q21)
        if facts.now is None:
            before = self.earned(pen, cast("Borne", facts.before), facts.currency)
            return pen.negate("commission", by, before)
        now = self.earned(pen, facts.now, facts.currency)
        if facts.before is None:
            return now
        before = self.earned(pen, facts.before, facts.currency)
        return pen.minus("commission", by, now, before)

    @abstractmethod
    def earned(self, pen: Pen, borne: Borne, currency: str) -> Number:
        """Say what a document bears."""

    def currency(self, facts: ShareFacts) -> str:
        """Return the currency of the statement."""
        return facts.currency

    def _percent(self, pen: Pen, of: Number, borne: Borne, currency: str) -> Number:
        agreement = borne.agreement
        ratio = cast("Decimal", agreement.percent).as_integer_ratio()
        percent = pen.price(agreement, "percent", ratio)
        exact = pen.percent("exact commission", COMMISSION_RATES, of, percent)
        by = self.policy.ground(Q61)
        return pen.round("commission", by, exact, self.policy, currency)


@frozen
class ResidualShare(_Share):
    """
    The rule of a residual: a share of what is billed for service.

    Clauses: K2, Q21, Q61, commission-rates.
    """

    name: ClassVar[str] = "residual_commission"

    def earned(self, pen: Pen, borne: Borne, currency: str) -> Number:
        """Say the rule: the share of the lines that count, rounded once."""
        by = self.policy.ground(Q61)
        base = pen.sum("base", by, *[pen.issued(one) for one in borne.base])
        return self._percent(pen, base, borne, currency)


@frozen
class PaidShare(_Share):
    """
    The rule of an upfront or one-time commission: a share of what was paid.

    Clauses: K3, Q21, commission-base, commission-rates.
    """

    name: ClassVar[str] = "paid_commission"

    def earned(self, pen: Pen, borne: Borne, currency: str) -> Number:
        """Say the rule: the share of the charges, in the proportion paid."""
        by = COMMISSION_BASE
        if sum([one.minor for one in borne.totals]) > 0:
            base = pen.sum("charges", by, *[pen.issued(one) for one in borne.base])
            total = _charged(pen, borne)
            # What is credited once it is paid is not paid of this invoice any more.
            kept = pen.least("paid of what is charged", by, _paid(pen, borne), total)
            part = pen.times("charges times paid", by, base, kept)
            of = pen.over("charges paid", by, part, total)
        else:
            total = _charged(pen, borne)
            kept = pen.least("paid of what is charged", by, _paid(pen, borne), total)
            of = pen.at_least_zero("charges paid", by, kept)
        return self._percent(pen, of, borne, currency)


@frozen
class Bounty(_Share):
    """
    The rule of a SPIFF: an amount, once an invoice is paid in full.

    Clauses: K3, Q21, commission-base, commission-rates.
    """

    name: ClassVar[str] = "spiff_commission"

    def earned(self, pen: Pen, borne: Borne, currency: str) -> Number:
        """Say the rule: nothing while something is open, nor once all is credited."""
        total = _charged(pen, borne)
        still = pen.minus("open", K3, total, _paid(pen, borne))
        agreement = borne.agreement
        ratio = cast("Decimal", agreement.amount).as_integer_ratio()
        amount = pen.price(agreement, "amount", ratio)
        none = pen.sum("nothing", K3)
        charged = pen.tier(
            "where it is charged", COMMISSION_RATES, total, none, (none, amount)
        )
        due = pen.tier("unless some is open", K3, still, charged, (none, none))
        by = self.policy.ground(Q61)
        return pen.round("commission", by, due, self.policy, currency)


def _charged(pen: Pen, borne: Borne) -> Number:
    totals = [pen.issued(one) for one in borne.totals]
    return pen.sum("charged with fees and taxes", COMMISSION_BASE, *totals)


def _paid(pen: Pen, borne: Borne) -> Number:
    parts = [
        pen.price(one, "amount", (one.minor, 10**one.digits)) for one in borne.paid
    ]
    return pen.sum("paid", K3, *parts)
