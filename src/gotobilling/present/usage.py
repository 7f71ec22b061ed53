"""What the facts of usage say, in words.

>>> from datetime import date
>>> total = UsageTotal(
...     id="calls:2026-07:plan",
...     month=date(2026, 7, 1),
...     call_type=CallType.PLAN,
...     rows=2,
...     connected=2,
...     seconds=151,
...     billable=240,
... )
>>> usage_text(total)
'local and long-distance calls of 2026-07: 2 rows, 151 s, of which 240 s billable'
"""

from collections.abc import Iterator

from gotobilling.facts import (
    CallRate,
    Device,
    Fact,
    Included,
    Increment,
    LowUsage,
    NoUsage,
    StepsCounted,
    UsageTotal,
)
from gotobilling.kinds import CallType
from gotobilling.money import UnitPrice
from gotobilling.present.catalog import wording

__all__ = ["increment_text", "rate_text", "usage_text"]


def usage_text(fact: Fact) -> str:
    """Return what a fact of usage says; of any other, when it takes effect."""
    match fact:
        case UsageTotal():
            return _total(fact)
        case NoUsage(month=month):
            return f"nothing was used in {month:%Y-%m}"
        case CallRate():
            return f"{rate_text(fact)}, effective {fact.effective_on}"
        case Included(quantity=quantity, item=item):
            each = "" if item is None else f" for each {item}"
            units = f"{wording(fact.unit)}s"
            return f"{quantity} {units} a month{each}, effective {fact.effective_on}"
        case LowUsage(item=item, allowed=allowed, full_price=full):
            phones = ", ".join(fact.phones)
            said = f"{item}: up to {allowed} at its own price, else that of {full}"
            return f"{said}; phones are {phones}, effective {fact.effective_on}"
    return f"effective {fact.effective_on}"


def _total(total: UsageTotal) -> str:
    devices = " from low-usage devices" if total.device is Device.LOW_USAGE else ""
    rated = "" if total.rate is None else f" at rate {total.rate}"
    said = f"{wording(total.call_type)}{devices} of {total.month:%Y-%m}{rated}"
    if total.call_type is CallType.MESSAGE:
        return f"{said}: {total.rows} rows, {total.billable} credits"
    return (
        f"{said}: {total.rows} rows, {total.seconds} s, of which {total.billable} s "
        "billable"
    )


def rate_text(rate: CallRate) -> str:
    """
    Return a call rate in words: its destination, price, fees and increment.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from gotobilling.facts import BRAZIL_MOBILE
    >>> rate = CallRate(
    ...     id="br",
    ...     name="Brazil, mobile",
    ...     call_type=CallType.INTERNATIONAL,
    ...     prefixes=("+55119",),
    ...     unit_price=Decimal("0.12"),
    ...     minimum=Decimal("3"),
    ...     increment=BRAZIL_MOBILE,
    ...     currency="USD",
    ...     effective_on=date(2026, 1, 1),
    ... )
    >>> rate_text(rate)
    'Brazil, mobile: 0.12 USD per minute, 3.00 USD at least, in steps 30/6 of the total'
    """
    return f"{rate.name}: {', '.join(_price(rate))}"


def _price(rate: CallRate) -> Iterator[str]:
    if rate.price is not None:
        yield str(rate.price)
    for number, tier in enumerate(rate.tiers):
        price = UnitPrice(tier.unit_price, rate.currency, wording(rate.unit))
        after = f" above {tier.above}" if number else ""
        fee = ""
        if tier.flat_fee is not None:
            fee = f" and {tier.flat_fee:f} {rate.currency} once"
        yield f"{price}{after}{fee}"
    if rate.tiers:
        yield f"{rate.model.value} tiers"
    for name, said in (
        ("connection_fee", "a call connected"),
        ("flat_fee", "a month where used"),
        ("minimum", "at least"),
    ):
        amount = getattr(rate, name)
        if amount is not None:
            yield f"{amount:f} {rate.currency} {said}"
    if rate.increment is not None:
        yield f"in steps {increment_text(rate.increment)}"


def increment_text(increment: Increment) -> str:
    """Return a billing increment in words, such as ``60/6``."""
    said = f"{increment.initial}/{increment.step}"
    if increment.counted is StepsCounted.MULTIPLE:
        said += " of the total"
    if increment.free_seconds:
        said += f" after {increment.free_seconds} s free"
    if increment.minimum:
        said += f", {increment.minimum} s at least"
    return said
