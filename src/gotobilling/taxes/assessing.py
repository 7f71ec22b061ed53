"""The rule of a levy: rate x base, rounded as the levy says.

>>> from datetime import date
>>> from gotobilling.markets import ca
>>> qst = ca.CONNECT.levy("qst")
>>> rate = ca.CONNECT.rate("qst", date(2026, 1, 1))
>>> tax = assess((Money.parse("100.00", "CAD"),), qst, rate)
>>> tax.value
Money('9.98', 'CAD')
>>> print(tax.proof.steps[-2])
before rounding: percent 100, 399/40 = 399/40 [ca-qc-qst]
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, NamedTuple, Protocol

from attrs import frozen

from gotobilling.clauses import E1, Q11, Q12, Q43, Q44
from gotobilling.currencies import minor_digits
from gotobilling.derivation import AmountRule, Derived, Number, Pen
from gotobilling.errors import CurrencyMismatch, InvalidValue
from gotobilling.facts import Fact
from gotobilling.money import Money
from gotobilling.rounding import Rounding
from gotobilling.sources import Clause
from gotobilling.taxes.levies import Cap, Level, Levy, LevyKind, NegativeBase
from gotobilling.taxes.rates import Rate

__all__ = ["Base", "LevyCharge", "LevyFacts", "Proven", "assess"]


class Proven(Protocol):
    """What stands in a base: a line with an id and an amount."""

    @property
    def id(self) -> str:
        """The line's name."""

    @property
    def amount(self) -> Money:
        """The line's amount."""


class Base(NamedTuple):
    """One line of a base, with its amount in minor units."""

    line: Proven
    minor: int


class LevyFacts(NamedTuple):
    """
    What a levy line rests on.

    Attributes:
        lines: The lines of its base.
        rate: The rate, with its category.
        share: The percentage of the base that counts, or None.
        ground: The certificate or VAT number that does away with the levy, or None.
        currency: ISO 4217 code.
        tax_date: The day whose rate, address and exemption it has, or None where no
            document dates it.
    """

    lines: tuple[Base, ...]
    rate: Rate
    share: Rate | None
    ground: Fact | None
    currency: str
    tax_date: date | None = None

    @property
    def minor(self) -> int:
        """The base in minor units."""
        return sum([one.minor for one in self.lines])


@frozen
class LevyCharge(AmountRule[LevyFacts]):
    """
    The rule of a levy, bound to it.

    Clauses: D11, D12, D13, D14, D15, D16, D17, D18, D20, E1, Q11, Q12, Q44.
    """

    name: ClassVar[str] = "levy"

    policy: Levy

    def work(self, pen: Pen, facts: LevyFacts) -> Number:
        """Say the rule: the base, the share of it, the rate on it, rounded."""
        levy = self.policy
        of = [pen.line(one.line.id, one.line.amount) for one in facts.lines]
        if levy.level is Level.INVOICE:
            base = pen.sum("base", self._base_clause(), *of)
            exact = self._exact(pen, facts, base)
        else:
            exact = self._by_line(pen, facts, of)
        if levy.negative_base is NegativeBase.NO_LEVY:
            exact = pen.at_least_zero("never below 0", levy.ground(Q44), exact)
        return pen.round("amount", self._rounding(), exact, levy, facts.currency)

    def raw(self, facts: LevyFacts) -> int:
        """Return the amount in minor units."""
        levy, digits = self.policy, minor_digits(facts.currency)
        n, d = facts.rate.ratio
        d *= 100 * 10**digits
        if facts.share is not None:
            n, d = n * facts.share.ratio[0], d * facts.share.ratio[1] * 100
        rounding = levy.line_rounding
        if rounding is None:
            total = n * facts.minor
        else:
            places = _places(rounding, digits)
            parts = [rounding.units(n * one.minor, d, digits) for one in facts.lines]
            total, d = sum(parts), 10**places
        if levy.negative_base is NegativeBase.NO_LEVY:
            total = max(total, 0)
        return levy.rounding.units(total, d, digits)

    def currency(self, facts: LevyFacts) -> str:
        """Return the currency of the facts."""
        return facts.currency

    def _base_clause(self) -> Clause:
        is_tax = self.policy.kind is LevyKind.TAX
        return self.policy.ground(E1 if is_tax else Q43)

    def _rounding(self) -> Clause:
        capped = self.policy.cap is Cap.PRODUCT
        return self.policy.ground(Q11 if capped else Q12)

    def _exact(self, pen: Pen, facts: LevyFacts, of: Number) -> Number:
        if facts.share is not None:
            share = pen.percent_of(facts.share, facts.share.ratio)
            of = pen.percent("share", facts.share.clause, of, share)
        percent = pen.percent_of(facts.rate, facts.rate.ratio)
        return pen.percent("before rounding", facts.rate.clause, of, percent)

    def _by_line(self, pen: Pen, facts: LevyFacts, of: Sequence[Number]) -> Number:
        levy = self.policy
        by = levy.ground(Q12)
        parts = [self._exact(pen, facts, one) for one in of]
        if levy.level is Level.LINE:
            parts = [
                pen.round("of the line", by, x, levy, facts.currency, "line_rounding")
                for x in parts
            ]
        return pen.sum("of all lines", by, *parts)


def _places(rounding: Rounding, digits: int) -> int:
    return rounding.places if isinstance(rounding.places, int) else digits


class _Given(NamedTuple):
    id: str
    amount: Money


def assess(
    amounts: Sequence[Money], levy: Levy, rate: Rate, share: Rate | None = None
) -> Derived[Money]:
    """
    Derive a levy on amounts, without an invoice around them.

    Args:
        amounts: The lines of the base, all in one currency; at least one.
        levy: The levy.
        rate: Its rate on the tax date.
        share: The percentage of the base that counts, where the levy names a series
            of it.

    Raises:
        InvalidValue: no amounts; a share that the levy does not have, or none for a
            levy that has one; a rate of another series.
        CurrencyMismatch: two currencies.

    >>> from datetime import date
    >>> from gotobilling.markets import us
    >>> usf, on = us.CONNECT.levy("usf"), date(2020, 7, 1)
    >>> hundred = (Money.parse("100.00", "USD"),)
    >>> rate, share = us.CONNECT.rate("usf", on), us.CONNECT.share("usf", on)
    >>> assess(hundred, usf, rate, share).value  # 100.00 x 64.9 % x 26.5 % = 17.1985
    Money('17.19', 'USD')

    Clauses: Q11, Q12, Q43, Q44.
    """
    if not amounts:
        raise InvalidValue("amounts", "at least one", "none")
    for path, series, given in (
        ("rate", levy.series, rate.series),
        ("share", levy.share, share.series if share else None),
    ):
        if series != given:
            raise InvalidValue(path, f"of the series {series}", given)
    currency = amounts[0].currency
    for index, one in enumerate(amounts):
        if one.currency != currency:
            path = f"amounts[{index}].currency"
            raise CurrencyMismatch(path, currency, one.currency)
    lines = tuple(
        Base(_Given(f"amount {number}", one), one.minor)
        for number, one in enumerate(amounts, start=1)
    )
    return LevyCharge(levy)(LevyFacts(lines, rate, share, None, currency))
