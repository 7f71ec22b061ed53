"""How an answer carries its proof: steps that anyone can recompute.

A rule is a frozen value that binds its policies. It says what it does once, in
``work``, with the operations of a :class:`Pen`; the pen computes and writes down each
step. A :class:`Derived` is three slots: the rule, the facts, and the raw answer in
minor units or as a day. Nothing of the proof is built until somebody reads it, and
reading it refuses an answer that the rule does not give:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.markets import us
>>> from gotobilling.money import UnitPrice
>>> from gotobilling.periods import Period
>>> from gotobilling.proration import prorate
>>> amount = prorate(
...     UnitPrice(Decimal("25.00"), "USD", "device"),
...     quantity=2,
...     effective_on=date(2026, 8, 20),
...     within=Period.month(2026, 8),
...     policy=us.CONNECT.proration,
... )
>>> amount.value
Money('17.74', 'USD')
>>> print(amount.proof.steps[-1])
amount: round 550/31, half up to the minor unit, USD = 887/50 [Q29]

A leaf of a proof is a field of a fact, a field of a policy or a field of the
document's header, never a computed number.
"""

from gotobilling.derivation.groups import PolicyGroup
from gotobilling.derivation.pen import Pen
from gotobilling.derivation.proof import (
    AmountOf,
    Choice,
    CountsBusinessDays,
    CountsDays,
    CountsMonths,
    CountsPeriods,
    Day,
    DocumentField,
    Exact,
    FactField,
    LineAmount,
    Mark,
    Number,
    Op,
    Operand,
    Policy,
    PolicyField,
    Proof,
    Ratio,
    Rounds,
    Step,
    StepValue,
    spelled,
)
from gotobilling.derivation.rules import (
    AmountRule,
    DateRule,
    Derived,
    Levied,
    LineFields,
    LineRule,
    Rule,
)

__all__ = [
    "AmountOf",
    "AmountRule",
    "Choice",
    "CountsBusinessDays",
    "CountsDays",
    "CountsMonths",
    "CountsPeriods",
    "DateRule",
    "Day",
    "Derived",
    "DocumentField",
    "Exact",
    "FactField",
    "Levied",
    "LineAmount",
    "LineFields",
    "LineRule",
    "Mark",
    "Number",
    "Op",
    "Operand",
    "Pen",
    "Policy",
    "PolicyField",
    "PolicyGroup",
    "Proof",
    "Ratio",
    "Rounds",
    "Rule",
    "Step",
    "StepValue",
    "spelled",
]
