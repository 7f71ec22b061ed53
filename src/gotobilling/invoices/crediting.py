"""The rules of a credit note: what is open, what is shared out, what each line gives.

A tax, or a fee, follows the charges that it is on: of what is open of it, the share
that is given back of what is open of them. Where an amount is shared out over all
lines, each line gets what the rounded running total comes to up to it, less what it
came to before: the parts add up to the amount, each within a cent of its share.
"""

from decimal import Decimal
from enum import Enum
from typing import ClassVar, NamedTuple, assert_never

from attrs import field, frozen

from gotobilling import checks
from gotobilling.clauses import CREDIT_SHARE as _SHARE
from gotobilling.clauses import Q44
from gotobilling.derivation import AmountRule, Number, Pen
from gotobilling.errors import InvalidValue, WrongType
from gotobilling.facts import IssuedLine
from gotobilling.invoices.corrected import CorrectedLine, minor_of
from gotobilling.money import Money
from gotobilling.payments import CreditPolicy
from gotobilling.taxes import exact_percent

__all__ = [
    "Asked",
    "Credit",
    "CreditFacts",
    "CreditReason",
    "Credited",
    "CreditedFacts",
    "Everything",
    "Follows",
    "Given",
    "OfAmount",
    "OfLines",
    "OfShare",
    "OpenLine",
    "Running",
    "RunningFacts",
    "Split",
    "Whole",
]


class CreditReason(Enum):
    """Why a credit note is given; the values are wire names."""

    WRONG_CHARGE = "wrong_charge"
    """The invoice was wrong: what goes back counts when late facts correct it."""
    GOODWILL = "goodwill"
    """The invoice was right: what goes back stays so, whatever the facts say."""


@frozen
class Everything:
    """Asks for all that is still open."""

    by: ClassVar[str] = "everything"


@frozen
class OfLines:
    """
    Asks for some charges: each with an amount before taxes, or None for all of it.

    Fees and taxes follow the charges that they are on.
    """

    by: ClassVar[str] = "lines"

    amounts: tuple[tuple[str, Money | None], ...]

    def __attrs_post_init__(self) -> None:
        if type(self.amounts) is not tuple or not self.amounts:
            raise WrongType("lines", "a tuple of lines, one at least", self.amounts)
        seen: set[str] = set()
        for line, amount in self.amounts:
            checks.text("lines", line)
            if type(amount) not in (Money, type(None)):
                raise WrongType(f"lines.{line}", "Money or None", amount)
            if line in seen:
                raise InvalidValue("lines", "each line once", line)
            seen.add(line)
        # A document keeps them by name, so that their order says nothing.
        object.__setattr__(self, "amounts", tuple(sorted(self.amounts, key=_line)))


def _line(asked: tuple[str, Money | None]) -> str:
    return asked[0]


@frozen
class OfAmount:
    """Asks for an amount, taxes included, shared out over all that is open."""

    by: ClassVar[str] = "amount"

    amount: Money

    def __attrs_post_init__(self) -> None:
        if type(self.amount) is not Money:
            raise WrongType("amount", "Money", self.amount)
        if self.amount.minor <= 0:
            raise InvalidValue("amount", "above 0", str(self.amount))


def _percent(value: object) -> Decimal:
    return exact_percent("percent", value)


@frozen
class OfShare:
    """Asks for hundredths of the invoice's total, shared out as an amount is."""

    by: ClassVar[str] = "share"

    percent: Decimal = field(converter=_percent)

    def __attrs_post_init__(self) -> None:
        if not self.percent:
            raise InvalidValue("percent", "above 0", self.percent)


Asked = Everything | OfLines | OfAmount | OfShare


class OpenLine(NamedTuple):
    """
    A line of the invoice, and what is open of it.

    Attributes:
        line: What the line is.
        parts: Its amount as issued, if it was; then what was corrected and credited of
            it since.
        base: The ids of the lines that a levy is on; none for a charge.
    """

    line: CorrectedLine
    parts: tuple[IssuedLine, ...]
    base: tuple[str, ...]

    @property
    def minor(self) -> int:
        """What is open, in minor units."""
        return minor_of(self.parts)


class RunningFacts(NamedTuple):
    """The parts of one line, and what is open of the lines before it."""

    parts: tuple[IssuedLine, ...]
    previous: str | None
    before: Money


@frozen
class Running(AmountRule[RunningFacts]):
    """What is open of the lines of an invoice, up to and including one."""

    name: ClassVar[str] = "open"

    def work(self, pen: Pen, facts: RunningFacts) -> Number:
        """Say the rule: what is open before it, and its own parts."""
        found = [pen.issued(one) for one in facts.parts]
        if facts.previous is not None:
            name = f"open:{facts.previous}"
            found.insert(0, pen.proven_amount(name, facts.before))
        return pen.sum("open up to this line", Q44, *found)

    def currency(self, facts: RunningFacts) -> str:
        """Return the currency of the note."""
        return facts.before.currency


class CreditedFacts(NamedTuple):
    """What was asked for; the invoice's lines; what is open, and up to which line."""

    asked: OfAmount | OfShare
    invoice: tuple[IssuedLine, ...]
    open: Money
    last: str


@frozen
class Credited(AmountRule[CreditedFacts]):
    """
    The rule of what is shared out: the amount, or the share of the invoice's total.

    Clauses: Q44, credit-share.
    """

    name: ClassVar[str] = "credited"

    policy: CreditPolicy

    def work(self, pen: Pen, facts: CreditedFacts) -> Number:
        """Say the rule: as asked; a share never comes to more than what is open."""
        asked = facts.asked
        if isinstance(asked, OfAmount):
            amount = pen.header_amount("asked.amount", asked.amount)
            return pen.given("to be given back", Q44, amount)
        parts = [pen.issued(one) for one in facts.invoice]
        invoice = pen.sum("invoice", _SHARE, *parts)
        share = pen.header_number("asked.percent", asked.percent.as_integer_ratio())
        exact = pen.percent("share", _SHARE, invoice, share)
        currency = facts.open.currency
        rounded = pen.round("share, rounded", _SHARE, exact, self.policy, currency)
        left = pen.proven_amount(f"open:{facts.last}", facts.open)
        return pen.least("at most what is open", _SHARE, rounded, left)

    def currency(self, facts: CreditedFacts) -> str:
        """Return the currency of the note."""
        return facts.open.currency


class Whole(NamedTuple):
    """A line is given back as far as it is open."""


class Given(NamedTuple):
    """A charge is given back by the amount that was asked for."""

    amount: Money


class Split(NamedTuple):
    """
    A line gets its part of an amount.

    Attributes:
        credited: The amount.
        open: What is open of all lines, and the last of them.
        upto: What is open up to and including the line.
        before: What is open before it, and the line before it; None for the first.
    """

    credited: Money
    open: tuple[str, Money]
    upto: Money
    before: tuple[str, Money] | None


class Follows(NamedTuple):
    """
    A levy follows the charges that it is on.

    Attributes:
        given: The note's lines that give back what is in its base.
        base: What is open of the lines in its base.
    """

    given: tuple[tuple[str, Money], ...]
    base: tuple[IssuedLine, ...]


class CreditFacts(NamedTuple):
    """A line of the invoice, and the way in which it is given back."""

    open: OpenLine
    way: Whole | Given | Split | Follows
    currency: str


@frozen
class Credit(AmountRule[CreditFacts]):
    """
    The rule of one line of a credit note, bound to its policy.

    Clauses: Q44, credit-share.
    """

    name: ClassVar[str] = "credit"

    policy: CreditPolicy

    def work(self, pen: Pen, facts: CreditFacts) -> Number:
        """Say the rule: all of it, the amount asked for, its part, or its share."""
        match facts.way:
            case Whole():
                parts = [pen.issued(one) for one in facts.open.parts]
                return pen.negate("amount", Q44, pen.sum("open", Q44, *parts))
            case Given(amount):
                field = f"asked.lines.{facts.open.line.id}"
                return pen.negate("amount", Q44, pen.header_amount(field, amount))
            case Split() as way:
                return self._split(pen, facts, way)
            case Follows() as way:
                return self._following(pen, facts, way)
        assert_never(facts.way)

    def _split(self, pen: Pen, facts: CreditFacts, way: Split) -> Number:
        line = facts.open.line.id
        upto = self._part(pen, facts, way, "up to this line", (line, way.upto))
        if way.before is None:
            return pen.negate("amount", _SHARE, upto)
        before = self._part(pen, facts, way, "before this line", way.before)
        return pen.minus("amount", _SHARE, before, upto)

    def _part(
        self,
        pen: Pen,
        facts: CreditFacts,
        way: Split,
        label: str,
        running: tuple[str, Money],
    ) -> Number:
        credited = pen.proven_amount("credited", way.credited)
        share = pen.proven_amount(f"open:{running[0]}", running[1])
        whole = pen.proven_amount(f"open:{way.open[0]}", way.open[1])
        exact = pen.times("of what is open", _SHARE, credited, share)
        exact = pen.over("share of all", _SHARE, exact, whole)
        return pen.round(label, _SHARE, exact, self.policy, facts.currency)

    def _following(self, pen: Pen, facts: CreditFacts, way: Follows) -> Number:
        lines = [pen.line(line, amount) for line, amount in way.given]
        given = pen.negate("given back", _SHARE, pen.sum("of its base", _SHARE, *lines))
        base = pen.sum("open base", _SHARE, *[pen.issued(one) for one in way.base])
        own = pen.sum("open", _SHARE, *[pen.issued(one) for one in facts.open.parts])
        exact = pen.times("of what is open", _SHARE, own, given)
        exact = pen.over("share of the base", _SHARE, exact, base)
        rounded = pen.round("rounded", _SHARE, exact, self.policy, facts.currency)
        return pen.negate("amount", _SHARE, rounded)

    def currency(self, facts: CreditFacts) -> str:
        """Return the currency of the note."""
        return facts.currency
