"""How to draw the rules of returns, each bound to its policy, and their facts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st
from tests.contract_rules import DATES

from gotobilling.after_invoice import CreditRounded, RestockingBase, ReturnPolicy
from gotobilling.facts import (
    Condition,
    Delivery,
    IssuedLine,
    OneTimeCharge,
    Return,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.refunds.amounts import (
    NamedAmount,
    PriceFacts,
    RestockingFacts,
    ReturnCharged,
    ReturnCredited,
    ReturnPrice,
    ReturnRestocking,
    ReturnSum,
    ReturnTax,
    ReturnTaxFull,
    ReturnTaxFullFacts,
    SettledFacts,
    SumFacts,
    TaxFacts,
)
from gotobilling.refunds.days import (
    CreditExpected,
    CreditExpectedFacts,
    LastDayToReturn,
)
from gotobilling.refunds.service import ServiceRefund, ServiceRefundFacts

__all__ = ["RETURN_FACTS"]

Drawn = tuple[Any, Any]

MINORS: Final = st.integers(1, 10**6)
FEES: Final = st.none() | st.integers(0, 10**6).map(lambda n: Decimal(f"{n}E-3"))


def policy(draw: st.DrawFn, market: Market) -> ReturnPolicy:
    """Draw a policy of returns."""
    first = draw(st.integers(0, 10))
    holidays = draw(st.sets(DATES, max_size=3))
    return evolve(
        market.after_invoice.returns,
        days=draw(st.integers(0, 60)),
        late_fee=Decimal(f"{draw(st.integers(0, 999))}E-2"),
        restocking_percent=draw(st.integers(0, 100)),
        base=draw(st.sampled_from(RestockingBase)),
        rounded=draw(st.sampled_from(CreditRounded)),
        credit_first=first,
        credit_last=first + draw(st.integers(0, 5)),
        holidays=tuple(sorted(holidays)),
    )


def line(draw: st.DrawFn, name: str = "line") -> IssuedLine:
    """Draw an amount that was issued."""
    amount = Money.from_minor(draw(MINORS), "USD").amount
    return IssuedLine(
        document="document",
        line=name,
        amount=amount,
        currency="USD",
        effective_on=draw(DATES),
    )


def named(draw: st.DrawFn, name: str) -> NamedAmount:
    """Draw a proven amount."""
    return name, Money.from_minor(draw(MINORS), "USD")


def purchase(draw: st.DrawFn) -> OneTimeCharge:
    """Draw a purchase of up to nine phones."""
    return OneTimeCharge(
        id="phones",
        kind=LineKind.HARDWARE,
        item="phone",
        quantity=draw(st.integers(1, 9)),
        unit_price=Decimal(f"{draw(MINORS)}E-2"),
        currency="USD",
        effective_on=draw(DATES),
    )


def returned(draw: st.DrawFn, name: str = "r1") -> Return:
    """Draw a return, with a list price and perhaps other fees."""
    on = draw(DATES)
    return Return(
        id=name,
        purchase="phones",
        quantity=draw(st.integers(1, 3)),
        shipped_on=on,
        received_on=on,
        processed_on=on + timedelta(draw(st.integers(0, 9))),
        condition=Condition.INCOMPLETE,
        provisioning_fee=draw(FEES),
        missing_parts_fee=draw(FEES),
        msrp=Decimal(f"{draw(MINORS)}E-2"),
        currency="USD",
    )


def last_day(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a purchase, or its delivery."""
    on: date = draw(DATES)
    came = Delivery(id="came", purchase="phones", effective_on=on)
    return LastDayToReturn(policy(draw, market)), draw(
        st.sampled_from([came, purchase(draw)])
    )


def expected(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw returns that are processed together."""
    both = (returned(draw), returned(draw, "r2"))
    facts = CreditExpectedFacts(both, last=draw(st.booleans()))
    return CreditExpected(policy(draw, market)), facts


def price_facts(draw: st.DrawFn) -> PriceFacts:
    """Draw a return, with another before it or without one."""
    earlier = (returned(draw, "r0"),) if draw(st.booleans()) else ()
    return PriceFacts((line(draw),), purchase(draw), earlier, returned(draw))


def price(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw what was charged, and what came back of it."""
    return ReturnPrice(policy(draw, market)), price_facts(draw)


def restocking(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a return and its price."""
    facts = RestockingFacts(returned(draw), named(draw, "price:r1"))
    return ReturnRestocking(policy(draw, market)), facts


def settled(draw: st.DrawFn, market: Market, *, kind: Any) -> Drawn:  # noqa: ANN401 -- a rule
    """Draw a price, its fees and what is left of the line."""
    facts = SettledFacts(
        returned=returned(draw),
        price=named(draw, "price:r1"),
        restocking=named(draw, "restocking:r1"),
        is_late=draw(st.booleans()),
        open=(line(draw),),
        taken=(named(draw, "credit:r0"),) if draw(st.booleans()) else (),
    )
    return kind(policy(draw, market)), facts


def tax(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a tax, its base, and what is given back of the base."""
    given = (named(draw, "credit:r1"), named(draw, "tax:first"))
    facts = TaxFacts((line(draw, "tax"),), (line(draw),), given)
    return ReturnTax(policy(draw, market)), facts


def tax_full(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a tax, and the units of its base that came back."""
    back = price_facts(draw)
    facts = ReturnTaxFullFacts(
        charged=(line(draw, "tax"),),
        base=(line(draw),),
        before=(back,) if back.earlier else (),
        prices=(named(draw, "price:r1"),),
        open=(line(draw, "tax"),),
    )
    return ReturnTaxFull(policy(draw, market)), facts


def total(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the amounts of a total."""
    amounts = tuple(named(draw, f"credit:r{n}") for n in range(draw(st.integers(0, 3))))
    return ReturnSum(policy(draw, market)), SumFacts(amounts, "USD")


def service(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a charge for a month, and the last day of service."""
    on = draw(DATES)
    period = Period.month_of(on)
    last = on + timedelta(draw(st.integers(-40, 40)))
    facts = ServiceRefundFacts((line(draw),), period, last)
    return ServiceRefund(market.proration), facts


RETURN_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "last_day_to_return": last_day,
    "credit_expected": expected,
    "return_price": price,
    "return_restocking": restocking,
    "return_credited": partial(settled, kind=ReturnCredited),
    "return_charged": partial(settled, kind=ReturnCharged),
    "return_tax": tax,
    "return_tax_full": tax_full,
    "return_total": total,
    "service_refund": service,
}
"""For each rule by its name: how to draw it, bound to policies, and its facts."""
