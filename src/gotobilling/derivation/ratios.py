"""Exact numbers as pairs of integers, in lowest terms.

>>> lowest(10, -4)
(-5, 2)
"""

from math import gcd

from gotobilling.currencies import minor_digits
from gotobilling.derivation.proof import Ratio
from gotobilling.money import Money

__all__ = ["exact_amount", "lowest"]


def exact_amount(amount: Money) -> Ratio:
    """Return an amount in whole units of its currency."""
    return lowest(amount.minor, 10 ** minor_digits(amount.currency))


def lowest(n: int, d: int) -> Ratio:
    """Return the ratio in lowest terms with a positive denominator."""
    if d == 1:
        return n, 1
    common = gcd(n, d) if d > 0 else -gcd(n, d)
    return n // common, d // common
