"""The steps of a proof in words: what was done, to what, with which exact result.

Words and numbers come from the steps themselves, so that they cannot part from what was
computed. A value that no earlier step gave names its origin:

>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
>>> prorated = workings(invoice.lines[1].proof, digits=2, lines={})
>>> for working in (prorated[0], prorated[4], prorated[6], prorated[8], prorated[9]):
...     print(working)
quantity: 5 (devices.quantity)
days charged: 2026-07-16 to 2026-07-31, both counted = 16
share of the period: 16 / 31 = 16/31 = 0.516129...
prorated charge: 125.00 x 16/31 = 2000/31 = 64.516129...
amount: 2000/31 rounded half up to the minor unit, USD = 64.52

Numbers are plain digits with a point and days are ISO dates, in every locale.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from attrs import frozen

from gotobilling.commissions import PaidPart
from gotobilling.derivation import (
    AmountOf,
    Choice,
    DocumentField,
    FactField,
    LineAmount,
    Mark,
    Number,
    Op,
    PolicyField,
    Proof,
    Ratio,
    Step,
    StepValue,
    spelled,
)
from gotobilling.facts import IssuedLine
from gotobilling.kinds import Quarters
from gotobilling.periods import DayCount
from gotobilling.present.catalog import wording
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.sources import Clause
from gotobilling.taxes import Rate, TaxCategory

__all__ = ["Working", "exact_text", "workings"]

_MOST_DECIMALS: Final = 12
_DIGEST: Final = re.compile(r"[0-9a-f]{16,64}")
_SHOWN_DIGITS: Final = 12
_SHOWN_DECIMALS: Final = 6
_ONE_DAY: Final = timedelta(1)
_MONEY: Final = (
    "unit_price",
    "amount",
    "late_fee",
    "missing_parts_fee",
    "msrp",
    "provisioning_fee",
    "flat_fee",
    "connection_fee",
    "minimum",
    "row_cost",
    "overage",
    "message_overage",
    "included_price",
)
_ASKED: Final = "asked."
_CYCLE: Final = "cycle."
_ASKED_PERCENT: Final = "asked.percent"
_TAX: Final = "tax:"
_OPEN: Final = "open:"

_SAID: Final[Mapping[Op, str]] = {
    Op.GIVEN: "{0}",
    Op.MINUS: "{0} - {1}",
    Op.NEGATE: "0 - {0}",
    Op.TIMES: "{0} x {1}",
    Op.OVER: "{0} / {1}",
    Op.GREATEST: "the greater of {0} and {1}",
    Op.LEAST: "the lesser of {0} and {1}",
    Op.AT_LEAST_ZERO: "{0}, but not below 0",
    Op.ROUND: "{0} rounded {1}, {2}",
    Op.DAY_AFTER: "the day after {0}",
    Op.DAY_BEFORE: "the day before {0}",
    Op.PLUS_DAYS: "{1} days after {0}",
    Op.MINUS_DAYS: "{1} days before {0}",
    Op.PLUS_MONTHS: "{1} months after {0}",
    Op.MONTH_START: "first day of the month of {0}",
    Op.NEXT_MONTH: "first day of the month after {0}",
    Op.DAY_OF_MONTH: "day {1} of the month of {0}",
    Op.NEXT_DAY_OF_MONTH: "first day {1} of a month on or after {0}",
    Op.PERIOD_START: "last of the days from {1} ({0}) before {2}",
    Op.PERIOD_END: "first of the days from {1} ({0}) on or after {2}",
    Op.MONTHS_WITHIN: "months that begin from {1} to before {2}, counted from {0}",
    Op.BUSINESS_DAY: "business day {1} on or after {0}; holidays: {2}",
    Op.NEXT_BUSINESS_DAY: "first business day on or after {0}; holidays: {1}",
    Op.PREVIOUS_BUSINESS_DAY: "last business day before {0}; holidays: {1}",
}
_TOWARD: Final[Mapping[RoundingMode, str]] = {
    RoundingMode.UP: "away from zero",
    RoundingMode.DOWN: "toward zero",
    RoundingMode.CEILING: "toward plus infinity",
    RoundingMode.FLOOR: "toward minus infinity",
}
_FIRST_DAY: Final[Mapping[DayCount, str]] = {
    DayCount.ACTUAL_AFTER_START: "the day after {0}, which is not counted",
    DayCount.ACTUAL_FROM_START: "{0}, which is counted",
    DayCount.THIRTY_DAY_MONTH: "{0}, which is counted",
}
_COUNTED: Final[Mapping[Quarters, str]] = {
    Quarters.FIRST_OF_MONTH: "first day of a month on or after {0}",
    Quarters.ANCHORED: "{0} itself",
}


@frozen
class Working:
    """
    A step in words.

    Attributes:
        label: What the result is.
        done: What was done, to what.
        result: The exact result; empty where the step only restates.
        clause: What asks for the step.
    """

    label: str
    done: str
    result: str
    clause: Clause

    def __str__(self) -> str:
        shown = f" = {self.result}" if self.result else ""
        return f"{self.label}: {self.done}{shown}"


def workings(
    proof: Proof, *, digits: int, lines: Mapping[str, int | str]
) -> tuple[Working, ...]:
    """
    Return the steps of a proof in words.

    Args:
        proof: The proof.
        digits: Decimals of the document's currency; amounts are shown with these.
        lines: The printed number of each line of the document, by the line's id; a text
            where it stands on another document.
    """
    amounts: list[bool] = []
    for step in proof:
        # A percentage of money is money; one of a number is none.
        of = step.of[:1] if step.op is Op.PERCENT else step.of
        amounts.append(any(_is_amount(mark, amounts) for mark in of))
    teller = _Teller(tuple(amounts), digits, lines)
    return tuple(
        Working(step.label, teller.done(step), teller.result(step, index), step.clause)
        for index, step in enumerate(proof)
    )


def _is_amount(mark: Mark, steps: Sequence[bool]) -> bool:
    operand = mark.operand
    if not isinstance(mark, Number):
        return False
    if isinstance(operand, StepValue):
        return steps[operand.step]
    if isinstance(operand, (FactField, PolicyField)):
        return operand.field.rpartition(".")[2] in _MONEY
    if isinstance(operand, DocumentField):
        counts = operand.field.startswith(_CYCLE)
        return operand.field != _ASKED_PERCENT and not counts
    return isinstance(operand, (AmountOf, LineAmount))


@frozen
class _Teller:
    """Tells the steps of one proof; ``amounts`` says which of them are money."""

    amounts: tuple[bool, ...]
    digits: int
    lines: Mapping[str, int | str]

    def done(self, step: Step) -> str:
        """Tell what a step does, without its result."""
        of = [self.value(mark) for mark in step.of]
        match step.op:
            case Op.SUM:
                return _added(of)
            case Op.LATER:
                return f"the later of {' and '.join(of)}"
            case Op.EARLIER:
                return f"the earlier of {' and '.join(of)}"
            case Op.PERCENT:
                number, _, origin = of[1].partition(" ")
                return " ".join(filter(None, (number, "%", origin, "of", of[0])))
            case Op.TIER:
                return _tier(of)
            case Op.PERIODS_FROM:
                return _COUNTED[Quarters(str(step.of[0]))].format(of[1])
            case Op.CHARGED_FROM:
                return _FIRST_DAY[_day_count(step)].format(of[1])
            case Op.CHARGED_DAYS:
                return _days(step, of)
            case _:
                return _SAID[step.op].format(*of)

    def result(self, step: Step, index: int) -> str:
        """Tell the result of a step, unless the step only restates."""
        if step.op is Op.GIVEN or (step.op is Op.SUM and len(step.of) == 1):
            return ""
        if isinstance(step.value, date):
            return spelled(step.value)
        return exact_text(step.value, self.digits if self.amounts[index] else 0)

    def value(self, mark: Mark) -> str:
        """Tell an operand, with its origin unless an earlier step shows it."""
        if isinstance(mark, Choice):
            chosen = mark.value
            return _rounding(chosen) if isinstance(chosen, Rounding) else str(mark)
        value = spelled(mark.value)
        if isinstance(mark, Number):
            digits = self.digits if _is_amount(mark, self.amounts) else 0
            value = _decimal(mark.value, digits) or value
        match mark.operand:
            case StepValue():
                return value
            case LineAmount(line):
                return f"{value} (line {self.lines[line]})"
            case AmountOf(name) | DocumentField(name) if self._is_of_another(name):
                what, _, digest = name.rpartition(":")
                return f"{value} ({what} of {digest[:_SHOWN_DIGITS]})"
            case AmountOf(name):
                return f"{value} ({self._answer(name)})"
            case FactField(fact=IssuedLine() | PaidPart() as fact):
                done = "paid" if isinstance(fact, PaidPart) else "issued"
                return f"{value} ({done} {fact.effective_on})"
            case DocumentField(field) if field.startswith(_ASKED):
                return f"{value} (asked for)"
            case PolicyField(policy=Rate() as rate):
                return f"{value} ({_rate(rate)})"
            case PolicyField() as operand:
                return f"{value} (policy {operand})"
            case DocumentField() as operand:
                return f"{value} (document {operand})"
            case operand:
                return f"{value} ({operand})"

    def _answer(self, name: str) -> str:
        what, _, line = name.rpartition(":")
        if name.startswith(_OPEN):
            return f"open up to line {self.lines[name.removeprefix(_OPEN)]}"
        if name.startswith(_TAX):
            return f"tax {self.lines[name.removeprefix(_TAX)]}"
        return f"{what} of line {self.lines[line]}" if line in self.lines else name

    def _is_of_another(self, name: str) -> bool:
        # A document about several invoices names what is of each by its digest.
        digest = name.rpartition(":")[2]
        return digest not in self.lines and _DIGEST.fullmatch(digest) is not None


def _rounding(rounding: Rounding) -> str:
    mode, said = rounding.mode, str(rounding)
    return said.replace(mode.value, _TOWARD.get(mode, mode.value), 1)


def _rate(rate: Rate) -> str:
    if rate.category is TaxCategory.STANDARD:
        return f"rate {rate.series} from {rate.from_on}"
    return f"{rate.series}: {wording(rate.category)} from {rate.from_on}"


def _added(of: Sequence[str]) -> str:
    signed = [f"- {one[1:]}" if one.startswith("-") else f"+ {one}" for one in of[1:]]
    return " ".join((*of[:1], *signed)) or "nothing"


def _tier(of: Sequence[str]) -> str:
    number, lowest, *tiers = of
    pairs = zip(tiers[::2], tiers[1::2], strict=True)
    told = (f"{value} where {number} is above {bound}" for bound, value in pairs)
    return "; ".join((lowest, *told))


def _day_count(step: Step) -> DayCount:
    return DayCount(str(step.of[0]))


def _days(step: Step, of: list[str]) -> str:
    start, end = step.of[1].value, step.of[2]
    if _day_count(step) is DayCount.THIRTY_DAY_MONTH:
        return f"{of[1]} until before {of[2]}, in months of 30 days"
    if not isinstance(end.value, date) or start == end.value:
        return f"none before {of[2]}"
    origin = "" if isinstance(end.operand, StepValue) else f", before {of[2]}"
    return f"{of[1]} to {end.value - _ONE_DAY}, both counted{origin}"


def exact_text(value: Ratio, digits: int) -> str:
    """
    Return an exact number in decimals, and as a ratio where these do not end.

    Args:
        value: The ratio, in lowest terms.
        digits: The fewest decimals to show.

    >>> exact_text((25, 1), 2), exact_text((1, 8), 2), exact_text((-2, 3), 2)
    ('25.00', '0.125', '-2/3 = -0.666666...')
    """
    found = _decimal(value, digits)
    if found:
        return found
    n, d = value
    shown = abs(n) * 10**_SHOWN_DECIMALS // d
    sign = "-" if n < 0 else ""
    return f"{n}/{d} = {sign}{Decimal(f'{shown}E-{_SHOWN_DECIMALS}'):f}..."


def _decimal(value: Ratio, digits: int) -> str:
    # Nothing, where the decimals do not end soon.
    n, d = value
    if 10**_MOST_DECIMALS % d:
        return ""
    while 10**digits % d:
        digits += 1
    return f"{Decimal(f'{n * 10**digits // d}E-{digits}'):f}"
