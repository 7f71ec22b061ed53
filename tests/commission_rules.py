"""How to draw the rules of commissions, each bound to its policy, and their facts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st
from tests.contract_rules import DATES

from gotobilling.after_invoice import CommissionPolicy, OneTimeRun, ResidualRun
from gotobilling.commissions import Borne, PaidPart, ShareFacts
from gotobilling.commissions.dates import (
    ClawBackOn,
    OneTimeRunOn,
    PayOn,
    ReportBy,
    ResidualPayOn,
    ResidualRunOn,
)
from gotobilling.commissions.shares import Bounty, PaidShare, ResidualShare
from gotobilling.commissions.totals import (
    Balance,
    Carried,
    Earned,
    Payable,
    SumFacts,
)
from gotobilling.facts import Commission, CommissionKind, IssuedLine, Payment
from gotobilling.market import Market
from gotobilling.money import Money

__all__ = ["COMMISSION_FACTS"]

Drawn = tuple[Any, Any]

CURRENCIES: Final = st.sampled_from(["USD", "JPY", "KWD"])
MINORS: Final = st.integers(-(10**6), 10**6)
PERCENTS: Final = st.builds(
    lambda size, places: Decimal(f"{size}E-{places}"),
    st.integers(1, 100),
    st.integers(0, 3),
)


def policy(draw: st.DrawFn, market: Market) -> CommissionPolicy:
    """Draw a policy of commissions."""
    return evolve(
        market.after_invoice.commissions,
        pay_day=draw(st.integers(1, 28)),
        report_day=draw(st.integers(1, 28)),
        residual_run=draw(st.sampled_from(ResidualRun)),
        one_time_run=draw(st.sampled_from(OneTimeRun)),
        wait_days=draw(st.integers(0, 60)),
    )


def line(
    draw: st.DrawFn, currency: str, name: str, least: int = -(10**6)
) -> IssuedLine:
    """Draw an amount of a document."""
    money = Money.from_minor(draw(st.integers(least, 10**6)), currency)
    return IssuedLine(
        document="document",
        line=name,
        amount=money.amount,
        currency=currency,
        effective_on=draw(DATES),
    )


def part(draw: st.DrawFn, currency: str, name: str) -> PaidPart:
    """Draw what was paid of it."""
    money = Money.from_minor(draw(st.integers(1, 10**6)), currency)
    return PaidPart(
        source=name,
        invoice="document",
        paid_on=draw(DATES),
        amount=money.amount,
        currency=currency,
    )


def document_day(draw: st.DrawFn, market: Market, *, kind: Any) -> Drawn:  # noqa: ANN401 -- a rule
    """Draw the date of a document."""
    return kind(policy(draw, market)), line(draw, "USD", "total")


def one_time_run(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a payment, or the part of one."""
    on = draw(DATES)
    whole = Payment(id="p", paid_on=on, amount=Decimal("5.00"), currency="USD")
    paid = draw(st.sampled_from([whole, part(draw, "USD", "p")]))
    return OneTimeRunOn(policy(draw, market)), paid


def month_day(draw: st.DrawFn, market: Market, *, kind: Any) -> Drawn:  # noqa: ANN401 -- a rule
    """Draw a calendar month."""
    return kind(policy(draw, market)), draw(DATES).replace(day=1)


def borne(draw: st.DrawFn, kind: CommissionKind, currency: str) -> Borne:
    """Draw what a document bears a commission on."""
    is_spiff, is_residual = (
        kind is CommissionKind.SPIFF,
        kind is CommissionKind.RESIDUAL,
    )
    amount = Money.from_minor(draw(st.integers(1, 10**6)), currency).amount
    agreement = Commission(
        id="agreement",
        partner="acme",
        account="pine",
        kind=kind,
        effective_on=date(2026, 1, 1),
        percent=None if is_spiff else draw(PERCENTS),
        amount=amount if is_spiff else None,
        currency=currency if is_spiff else None,
    )

    def several(name: str, most: int) -> tuple[IssuedLine, ...]:
        count = draw(st.integers(1, most))
        return tuple(line(draw, currency, f"{name}{n}") for n in range(count))

    paid = draw(st.integers(1, 3))
    return Borne(
        agreement,
        () if is_spiff else several("charge", 3),
        () if is_residual else several("total", 2),
        ()
        if is_residual
        else tuple(part(draw, currency, f"p{n}") for n in range(paid)),
    )


def share(draw: st.DrawFn, market: Market, *, kind: CommissionKind, rule: Any) -> Drawn:  # noqa: ANN401 -- a rule
    """Draw what a document bore before, and bears now: one of both at least."""
    currency = draw(CURRENCIES)
    there = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    before, now = (borne(draw, kind, currency) if one else None for one in there)
    return rule(policy(draw, market)), ShareFacts(before, now, currency)


def total(draw: st.DrawFn, _: Market, *, names: tuple[str, ...], rule: Any) -> Drawn:  # noqa: ANN401 -- a rule
    """Draw proven amounts, and what is brought forward."""
    currency = draw(CURRENCIES)
    amounts = [Money.from_minor(draw(MINORS), currency) for _ in names]
    brought = Money.from_minor(draw(st.integers(-(10**6), 0)), currency)
    facts = SumFacts(tuple(zip(names, amounts, strict=True)), brought, currency)
    return rule(), facts


COMMISSION_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "claw_back_run": partial(document_day, kind=ClawBackOn),
    "commissions_balance": partial(total, names=("earned",), rule=Balance),
    "commissions_carried": partial(total, names=("balance", "payable"), rule=Carried),
    "commissions_earned": partial(total, names=("line:1", "line:2"), rule=Earned),
    "commissions_payable": partial(total, names=("balance",), rule=Payable),
    "one_time_run": one_time_run,
    "paid_commission": partial(share, kind=CommissionKind.UPFRONT, rule=PaidShare),
    "pay_on": partial(month_day, kind=PayOn),
    "report_by": partial(month_day, kind=ReportBy),
    "residual_commission": partial(
        share, kind=CommissionKind.RESIDUAL, rule=ResidualShare
    ),
    "residual_pay_on": partial(month_day, kind=ResidualPayOn),
    "residual_run": partial(document_day, kind=ResidualRunOn),
    "spiff_commission": partial(share, kind=CommissionKind.SPIFF, rule=Bounty),
}
"""For each rule by its name: how to draw it, bound to its policy, and its facts."""
