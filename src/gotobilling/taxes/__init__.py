"""Fees and taxes: levies in their order, each on a stated base at a dated rate.

A `Levy` says what is levied, on which charges and on which earlier levies, and how it
is rounded; a `RateSeries` says how much, from when on and by which text. What comes of
them carries its proof:

>>> from datetime import date
>>> from gotobilling.markets import ca
>>> from gotobilling.money import Money
>>> hundred = (Money.parse("100.00", "CAD"),)
>>> for name in ("gst", "qst"):
...     levy = ca.CONNECT.levy(name)
...     rate = ca.CONNECT.rate(name, date(2026, 1, 1))
...     print(name, rate.percent, assess(hundred, levy, rate).value)
gst 5 5.00 CAD
qst 9.975 9.98 CAD
"""

from gotobilling.taxes.assessing import Base, LevyCharge, LevyFacts, Proven, assess
from gotobilling.taxes.levies import (
    Cap,
    CreditRate,
    Level,
    Levy,
    LevyKind,
    NegativeBase,
    Taxability,
    TaxDate,
    Treatment,
    VatId,
    check_order,
    check_series,
)
from gotobilling.taxes.rates import (
    Coverage,
    Rate,
    RateSeries,
    Supplier,
    TaxCategory,
    exact_percent,
)

__all__ = [
    "Base",
    "Cap",
    "Coverage",
    "CreditRate",
    "Level",
    "Levy",
    "LevyCharge",
    "LevyFacts",
    "LevyKind",
    "NegativeBase",
    "Proven",
    "Rate",
    "RateSeries",
    "Supplier",
    "TaxCategory",
    "TaxDate",
    "Taxability",
    "Treatment",
    "VatId",
    "assess",
    "check_order",
    "check_series",
    "exact_percent",
]
