"""The contract's dates: when billing starts, of circuits as well, and trials end.

A quote names a billing start date; free months run from the signature. Where both
speak, the later day wins, because free months are billed by nobody:

>>> from datetime import date
>>> from gotobilling.facts import Contract
>>> from gotobilling.markets import us
>>> contract = Contract(id="contract", signed_on=date(2026, 1, 20), free_months=2)
>>> billing_start(contract, us.CONNECT.start).value
datetime.date(2026, 3, 20)
"""

from datetime import date
from enum import Enum
from typing import ClassVar

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import A3, Q18, Q35
from gotobilling.clauses.contract_own_decisions import CIRCUIT_START, TRIAL_END
from gotobilling.derivation import CountsMonths, DateRule, Day, Derived, Pen
from gotobilling.facts import CircuitActivation, Contract, Trial
from gotobilling.periods import MissingDay
from gotobilling.sources import Clause

__all__ = [
    "BillingStart",
    "CircuitStart",
    "StartCounted",
    "StartPolicy",
    "TrialEnd",
    "billing_start",
    "circuit_start",
    "days_between_starts",
    "trial_end",
]


class StartCounted(Enum):
    """Which date starts billing where a quote and free months both name one (Q35)."""

    LATER = "later"
    """The later of the two."""
    QUOTE = "quote"
    """The date on the quote."""
    SIGNATURE = "signature"
    """The day the free months have run, counted from the signature."""


@frozen(kw_only=True)
class StartPolicy(CountsMonths):
    """
    How the billing start date is found.

    Attributes:
        counted: Which of two dates wins.
        missing_day: What becomes of 31 January plus one month.
        free_month_days: Days of a free month; 0 means calendar months.
        clause: The published rule.

    Clauses: A3, A7, Q18, Q35.
    """

    wire: ClassVar[tuple[str, str]] = ("policy", "start")

    counted: StartCounted = field(metadata={"clauses": (Q35,)})
    missing_day: MissingDay = field(metadata={"clauses": (Q18,)})
    free_month_days: int = field(metadata={"clauses": (Q18,)})
    clause: Clause

    def __attrs_post_init__(self) -> None:
        checks.member("counted", self.counted, StartCounted)
        checks.member("missing_day", self.missing_day, MissingDay)
        checks.whole("free_month_days", self.free_month_days, 0, 366)


@frozen
class BillingStart(DateRule[Contract]):
    """The rule of the billing start date, bound to its policy."""

    name: ClassVar[str] = "billing_start"

    policy: StartPolicy

    def work(self, pen: Pen, facts: Contract) -> Day:
        """Say the rule: the quoted date, the end of the free months, the later one."""
        counted, quoted = self.policy.counted, facts.billing_start_on
        if facts.signed_on is None or (counted is StartCounted.QUOTE and quoted):
            on = pen.fact_day(facts, "billing_start_on")
            return pen.given_day("billing start", A3, on)
        free_until = self._free_until(pen, facts)
        if quoted is None or counted is StartCounted.SIGNATURE:
            return free_until
        on = pen.fact_day(facts, "billing_start_on")
        return pen.later("billing start", self.policy.ground(Q35), on, free_until)

    def raw(self, facts: Contract) -> date:
        """Return the day."""
        if facts.signed_on is None and facts.billing_start_on is not None:
            return facts.billing_start_on
        return super().raw(facts)

    def _free_until(self, pen: Pen, contract: Contract) -> Day:
        signed = pen.fact_day(contract, "signed_on")
        months = pen.fact(contract, "free_months")
        label, by = "free months have run", self.policy.ground(Q18)
        if self.policy.free_month_days == 0:
            return pen.plus_months(label, by, signed, months, self.policy)
        each = pen.policy(self.policy, "free_month_days")
        days = pen.times("free days", by, months, each)
        return pen.plus_days(label, by, signed, days)


def billing_start(contract: Contract, policy: StartPolicy) -> Derived[date]:
    """
    Derive the first day of billing, which is itself free unless it is day 1 of a month.

    Free months are anchored calendar months from the signature: a month too short
    clamps to its last day, or whatever the policy names.

    >>> from gotobilling.markets import us
    >>> january = Contract(id="c", signed_on=date(2026, 1, 31), free_months=1)
    >>> billing_start(january, us.CONNECT.start).value
    datetime.date(2026, 2, 28)

    Clauses: A3, A7, Q18, Q35.
    """
    _check(contract, policy)
    return BillingStart(policy)(contract)


def _check(contract: Contract, policy: StartPolicy) -> None:
    checks.exactly("contract", contract, Contract)
    checks.exactly("policy", policy, StartPolicy)


def days_between_starts(contract: Contract, policy: StartPolicy) -> int:
    """
    Return by how many days the quote's start lies before (+) the free months' end.

    0 where only one of them is known. A reader should be shown any other number, since
    the quote and the signature then disagree.

    >>> from gotobilling.markets import us
    >>> contract = Contract(
    ...     id="c",
    ...     signed_on=date(2026, 1, 20),
    ...     free_months=2,
    ...     billing_start_on=date(2026, 3, 1),
    ... )
    >>> days_between_starts(contract, us.CONNECT.start)
    19

    Clauses: Q35.
    """
    _check(contract, policy)
    if contract.signed_on is None or contract.billing_start_on is None:
        return 0
    unquoted = Contract(
        id=contract.id, signed_on=contract.signed_on, free_months=contract.free_months
    )
    return (billing_start(unquoted, policy).value - contract.billing_start_on).days


@frozen
class CircuitStart(DateRule[CircuitActivation]):
    """
    The rule of a circuit's first day of billing; no policy has a number of it.

    Clauses: A11, circuit-start.
    """

    name: ClassVar[str] = "circuit_start"

    def work(self, pen: Pen, facts: CircuitActivation) -> Day:
        """Say the rule: the confirmation, or a later day that is named."""
        confirmed = pen.fact_day(facts, "effective_on")
        label = "billing start of the circuit"
        if facts.billing_start_on is None:
            return pen.given_day(label, CIRCUIT_START, confirmed)
        named = pen.fact_day(facts, "billing_start_on")
        return pen.later(label, CIRCUIT_START, confirmed, named)


@frozen
class TrialEnd(DateRule[Trial]):
    """
    The rule of the end of a trial; its length is a fact.

    Clauses: H14, H15, trial-end.
    """

    name: ClassVar[str] = "trial_end"

    def work(self, pen: Pen, facts: Trial) -> Day:
        """Say the rule: as many days from the first one, which is one of them."""
        started = pen.fact_day(facts, "effective_on")
        days = pen.fact(facts, "days")
        return pen.plus_days("free again", TRIAL_END, started, days)


def circuit_start(activation: CircuitActivation) -> Derived[date]:
    """
    Derive the first day of billing of a broadband or data circuit.

    >>> confirmed = CircuitActivation(
    ...     id="c", item="fibre", effective_on=date(2026, 7, 15)
    ... )
    >>> circuit_start(confirmed).value
    datetime.date(2026, 7, 15)

    Clauses: A11, circuit-start.
    """
    checks.exactly("activation", activation, CircuitActivation)
    return CircuitStart()(activation)


def trial_end(trial: Trial) -> Derived[date]:
    """
    Derive the first day on which what was tried is free again; the day before is the
    last of the trial. Nothing of a trial is billed, whatever its length.

    >>> t = Trial(id="t", product="webinar", effective_on=date(2026, 2, 20), days=14)
    >>> trial_end(t).value  # 9 days of February and 5 of March
    datetime.date(2026, 3, 6)

    Clauses: H14, H15, trial-end.
    """
    checks.exactly("trial", trial, Trial)
    return TrialEnd()(trial)
