"""Readings of the levies of a market: one choice changes each levy it is about.

>>> from gotobilling.markets import us
>>> from gotobilling.readings import find_reading
>>> dated = find_reading("tax_date")
>>> market = dated.put(us.CONNECT, dated.read("service_period"))
>>> {levy.tax_date.value for levy in market.levies}, dated.held(market)
({'service_period'}, 'service_period')
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final

from attrs import evolve, frozen

from gotobilling.clauses import Q12, Q13, Q14, Q43, Q44, Q45, Q46
from gotobilling.readings.base import M, Reading, evolved
from gotobilling.rounding import RoundingMode
from gotobilling.taxes import (
    CreditRate,
    Level,
    Levy,
    LevyKind,
    NegativeBase,
    TaxDate,
    VatId,
)

__all__ = ["LEVY_READINGS", "LevyReading"]


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
        return evolved(
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


LEVY_READINGS: Final[tuple[Reading, ...]] = (
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
"""The readings of levies."""
