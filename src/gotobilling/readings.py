"""The choices where the texts are silent or disagree, by the names of an account file.

Each reading sets one field of one policy, or one of the levies, and rests on one
decision:

>>> find_reading("day_count").alternatives()
('actual_after_start', 'actual_from_start', 'thirty_day_month')
>>> find_reading("day_count").clause.id
'Q1'
>>> from gotobilling.markets import us
>>> dated = find_reading("tax_date")
>>> market = dated.put(us.CONNECT, dated.read("service_period"))
>>> {levy.tax_date.value for levy in market.levies}, dated.held(market)
({'service_period'}, 'service_period')
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

from attrs import evolve, frozen

from gotobilling.billing_cycle import FirstInvoice, NumberPurchase, WhenNothing
from gotobilling.clauses import (
    Q1,
    Q2,
    Q3,
    Q6,
    Q9,
    Q12,
    Q13,
    Q14,
    Q16,
    Q17,
    Q18,
    Q23,
    Q24,
    Q25,
    Q27,
    Q29,
    Q30,
    Q31,
    Q35,
    Q36,
    Q37,
    Q38,
    Q39,
    Q41,
    Q43,
    Q44,
    Q45,
    Q46,
    Q47,
    Q48,
    Q49,
    Q54,
    Q56,
    Q68,
)
from gotobilling.contracts import StartCounted
from gotobilling.derivation import Rounds
from gotobilling.errors import UnknownName, WrongType
from gotobilling.payments import AutopayCharged, DueCountedFrom, NegativeTotal
from gotobilling.periods import DayCount
from gotobilling.proration import (
    Emptied,
    LastMonth,
    PriceChange,
    Quantities,
    Removals,
    RoundedAt,
    SameDay,
    ZeroDays,
)
from gotobilling.rounding import RoundingMode
from gotobilling.sources import Clause
from gotobilling.taxes import (
    CreditRate,
    Level,
    Levy,
    LevyKind,
    NegativeBase,
    TaxDate,
    VatId,
)
from gotobilling.usage.policies import (
    Edge,
    ExtensionCalls,
    IncludedCounted,
    Judged,
    LastUsage,
    Per,
    PoolUse,
    UsagePolicy,
    UsageRounded,
)

__all__ = ["READINGS", "LevyReading", "Reading", "find_reading"]

# A market stands a floor above: whatever has the policies or levies that are named.
M = TypeVar("M")


class FreeMonths(Enum):
    """What a free month is (Q18)."""

    CALENDAR_MONTHS = "calendar_months"
    THIRTY_DAYS = "thirty_days"


class MirroredRounding(Enum):
    """The roundings offered for prorations; both mirror credits (Q29)."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class MinuteRounding(Enum):
    """How seconds are rounded to billable minutes (Q2)."""

    UP = "up"
    NEAREST = "nearest"


class TaxRounding(Enum):
    """The roundings offered for taxes; both mirror credits (Q12)."""

    HALF_UP = "half_up"
    DOWN = "down"


class NovaScotiaHst(Enum):
    """Which text has the HST of Nova Scotia (Q13)."""

    LAW = "law"
    GUIDE = "guide"


class VatNumbers(Enum):
    """Which VAT numbers free their holder of the tax (Q14)."""

    CROSS_BORDER = "cross_border"
    ANY = "any"


class UsfBase(Enum):
    """Whether the recovery fees are in the base of USF (Q43)."""

    TELECOMMUNICATIONS = "telecommunications"
    WITH_RECOVERY = "with_recovery"


@frozen
class Reading:
    """
    One choice with a name.

    Attributes:
        name: The name in an account file.
        policy: The policy of the market that holds it, or its ``levies``.
        field: The field of the policy, or of the levies.
        choices: The enumeration of its alternatives, or a range of whole numbers.
        clause: The decision it rests on.
    """

    name: str
    policy: str
    field: str
    choices: type[Enum] | range
    clause: Clause

    def alternatives(self) -> tuple[str, ...]:
        """Return what can be chosen, as an account file writes it."""
        if isinstance(self.choices, range):
            return tuple(str(one) for one in self.choices)
        return tuple(one.value for one in self.choices)

    def read(self, value: str | int) -> Enum | int:
        """
        Return the choice that an account file writes.

        Raises:
            WrongType: text for a number, or the other way round.
            UnknownName: an alternative that does not exist.
        """
        path = f"readings.{self.name}"
        if isinstance(self.choices, range):
            # A document writes every number as text, and reads back.
            if type(value) is str and value in self.alternatives():
                return int(value)
            if type(value) is not int:
                raise WrongType(path, "a whole number", value)
            if value in self.choices:
                return value
            first, last = self.choices[0], self.choices[-1]
            raise UnknownName(path, f"from {first} to {last}", value, self.clause.id)
        if type(value) is not str:
            raise WrongType(path, "text", value)
        for one in self.choices:
            if one.value == value:
                return one
        offered = "one of " + ", ".join(self.alternatives())
        raise UnknownName(path, offered, value, self.clause.id)

    def put(self, market: M, value: Enum | int) -> M:
        """Return the market with a choice, as ``read`` returns it."""
        policy: Any = getattr(market, self.policy)
        changed = evolve(policy, **{self.field: self._into(policy, value)})
        return _evolved(market, **{self.policy: changed})

    def holds(self, market: object, value: Enum | int) -> bool:
        """Whether the market is as this choice makes it."""
        policy = getattr(market, self.policy)
        return bool(getattr(policy, self.field) == self._into(policy, value))

    def held(self, market: object) -> str:
        """Return the name of the market's choice, or what it has where no name fits."""
        for name in self.alternatives():
            if self.holds(market, self.read(name)):
                return name
        return self._unnamed(market)

    def _into(self, policy: object, value: Enum | int) -> object:
        if isinstance(value, FreeMonths):
            return 30 if value is FreeMonths.THIRTY_DAYS else 0
        if isinstance(value, MirroredRounding) and isinstance(policy, Rounds):
            return evolve(policy.rounding, mode=RoundingMode(value.value))
        if isinstance(value, MinuteRounding) and isinstance(policy, UsagePolicy):
            is_up = value is MinuteRounding.UP
            mode = RoundingMode.UP if is_up else RoundingMode.HALF_UP
            return evolve(policy.minutes, mode=mode)
        return value

    def _unnamed(self, market: object) -> str:
        return str(getattr(getattr(market, self.policy), self.field))


@frozen
class LevyReading(Reading):
    """
    A choice about the levies of a market, and about a sales tax that a caller brings.

    A market without such levies is as every one of its choices makes it.

    Attributes:
        changes: What a choice makes of a levy's fields; nothing where it is none about
            that levy.
    """

    changes: Callable[[Levy, Any], Mapping[str, object]]

    def put(self, market: M, value: Enum | int) -> M:
        """Return the market with a choice, as ``read`` returns it."""
        held: Any = market
        tax = held.sales_tax
        return _evolved(
            market,
            levies=tuple(
                evolve(one, **self.changes(one, value)) for one in held.levies
            ),
            sales_tax=tax and evolve(tax, **self.changes(tax, value)),
        )

    def holds(self, market: object, value: Enum | int) -> bool:
        """Whether the market is as this choice makes it."""
        held: Any = market
        return all(
            getattr(levy, name) == after
            for levy in (*held.levies, *filter(None, [held.sales_tax]))
            for name, after in self.changes(levy, value).items()
        )

    def _unnamed(self, market: object) -> str:
        held: Any = market
        each = (str(getattr(levy, self.field)) for levy in held.levies)
        return ", ".join(dict.fromkeys(each))


def _evolved(market: M, **changes: object) -> M:
    held: Any = market
    changed: M = evolve(held, **changes)
    return changed


# What a choice makes of a levy.


def _level(levy: Levy, level: Level) -> dict[str, object]:
    if levy.kind is not LevyKind.TAX or levy.level is level:
        return {}
    by_line = levy.rounding if level is Level.LINE else None
    return {"level": level, "line_rounding": by_line}


def _rounding(levy: Levy, chosen: TaxRounding) -> dict[str, object]:
    if levy.kind is not LevyKind.TAX:
        return {}
    mode, by_line = RoundingMode(chosen.value), levy.line_rounding
    return {
        "rounding": evolve(levy.rounding, mode=mode),
        "line_rounding": by_line and evolve(by_line, mode=mode),
    }


def _nova_scotia(levy: Levy, text: NovaScotiaHst) -> dict[str, object]:
    if levy.name != "hst-ns":
        return {}
    by_law = text is NovaScotiaHst.LAW
    return {"series": "ca-ns-hst" if by_law else "ca-ns-hst-guide"}


def _vat_id(levy: Levy, numbers: VatNumbers) -> dict[str, object]:
    if levy.vat_id is VatId.NONE:
        return {}
    return {"vat_id": VatId(numbers.value)}


def _usf_base(levy: Levy, base: UsfBase) -> dict[str, object]:
    if levy.name != "usf":
        return {}
    with_recovery = base is UsfBase.WITH_RECOVERY
    return {"levies": ("slrrf", "rrf") if with_recovery else ()}


def _negative_base(_: Levy, chosen: NegativeBase) -> dict[str, object]:
    return {"negative_base": chosen}


def _credit_rate(_: Levy, chosen: CreditRate) -> dict[str, object]:
    return {"credit_rate": chosen}


def _tax_date(_: Levy, chosen: TaxDate) -> dict[str, object]:
    return {"tax_date": chosen}


READINGS: tuple[Reading, ...] = (
    Reading("day_count", "proration", "day_count", DayCount, Q1),
    Reading("removals", "proration", "removals", Removals, Q17),
    Reading("free_months", "start", "free_month_days", FreeMonths, Q18),
    Reading("billing_start", "start", "counted", StartCounted, Q35),
    Reading("first_invoice", "cycle", "first_invoice", FirstInvoice, Q9),
    Reading("quantities", "recurring", "quantities", Quantities, Q23),
    Reading("invoice_day", "issue", "day", range(1, 6), Q24),
    Reading("zero_days", "proration", "zero_days", ZeroDays, Q25),
    Reading("same_day", "proration", "same_day", SameDay, Q27),
    Reading("rounded", "proration", "rounded", RoundedAt, Q29),
    Reading("proration_rounding", "proration", "rounding", MirroredRounding, Q29),
    Reading("price_change", "proration", "price_change", PriceChange, Q30),
    Reading("emptied", "proration", "emptied", Emptied, Q31),
    Reading("nothing_to_bill", "cycle", "nothing_to_bill", WhenNothing, Q47),
    Reading("negative_total", "settlement", "negative_total", NegativeTotal, Q48),
    Reading("number_purchase", "cycle", "number_purchase", NumberPurchase, Q54),
    Reading("last_month", "proration", "last_month", LastMonth, Q68),
    Reading("due_counted_from", "due", "counted_from", DueCountedFrom, Q6),
    Reading("due_day", "due", "due_day", range(31), Q6),
    Reading("dispute_days", "dispute", "days", range(366), Q3),
    Reading("autopay", "autopay", "charged", AutopayCharged, Q56),
    Reading("minutes", "usage", "minutes", MinuteRounding, Q2),
    Reading("minutes_per", "usage", "per", Per, Q2),
    Reading("extension_calls", "usage", "extension_calls", ExtensionCalls, Q16),
    Reading("month_edge", "usage", "edge", Edge, Q36),
    Reading("included", "usage", "included", IncludedCounted, Q37),
    Reading("low_usage", "low_usage", "judged", Judged, Q38),
    Reading("pool_use", "usage", "pool_use", PoolUse, Q39),
    Reading("usage_rounded", "usage", "rounded", UsageRounded, Q41),
    Reading("last_usage", "usage", "last_usage", LastUsage, Q49),
    LevyReading("tax_level", "levies", "level", Level, Q12, _level),
    LevyReading("tax_rounding", "levies", "rounding", TaxRounding, Q12, _rounding),
    LevyReading(
        "nova_scotia_hst", "levies", "series", NovaScotiaHst, Q13, _nova_scotia
    ),
    LevyReading("vat_id", "levies", "vat_id", VatNumbers, Q14, _vat_id),
    LevyReading("usf_base", "levies", "levies", UsfBase, Q43, _usf_base),
    LevyReading(
        "negative_base", "levies", "negative_base", NegativeBase, Q44, _negative_base
    ),
    LevyReading("credit_rate", "levies", "credit_rate", CreditRate, Q45, _credit_rate),
    LevyReading("tax_date", "levies", "tax_date", TaxDate, Q46, _tax_date),
)


def find_reading(name: str) -> Reading:
    """
    Return the reading of this name.

    Raises:
        UnknownName: there is none.
    """
    for one in READINGS:
        if one.name == name:
            return one
    known = ", ".join(one.name for one in READINGS)
    raise UnknownName("readings", f"one of {known}", name)
