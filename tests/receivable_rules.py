"""How to draw the rules of payments and statements, bound to policies, and facts."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st

from gotobilling.credits import settlement_rules as settled
from gotobilling.credits.uses import PaidFacts, PaymentUsed
from gotobilling.facts import (
    Autopay,
    AutopayChoice,
    Dispute,
    IssuedLine,
    Payment,
    Suspension,
)
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.statements import rules as stated

__all__ = ["RECEIVABLE_FACTS"]

Drawn = tuple[Any, Any]
DATES: Final = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CURRENCIES: Final = st.sampled_from(["USD", "JPY", "KWD"])
DIGEST: Final = "8f2c12345678abcd"


def money(draw: st.DrawFn, currency: str, least: int = 0) -> Money:
    """Draw an amount."""
    return Money.from_minor(draw(st.integers(least, 10**6)), currency)


def issued(draw: st.DrawFn, currency: str, sign: int = 1) -> IssuedLine:
    """Draw the total of a document, above or below 0."""
    amount = Money.from_minor(sign * draw(st.integers(1, 10**6)), currency)
    return IssuedLine(
        document=DIGEST,
        line="total",
        amount=amount.amount,
        currency=currency,
        effective_on=draw(DATES),
    )


def payment(draw: st.DrawFn, currency: str) -> Payment:
    """Draw a payment."""
    amount = money(draw, currency, 1).amount
    return Payment(id="p", paid_on=draw(DATES), amount=amount, currency=currency)


def named(draw: st.DrawFn, currency: str) -> tuple[tuple[str, Money], ...]:
    """Draw proven amounts, or none."""
    count = draw(st.integers(0, 3))
    return tuple((f"amount:{n}", money(draw, currency)) for n in range(count))


def applied_payment(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw a payment and an invoice, used and paid before or not."""
    currency = draw(CURRENCIES)
    return PaymentUsed(), PaidFacts(
        payment=payment(draw, currency),
        used=named(draw, currency),
        invoice=issued(draw, currency),
        paid=named(draw, currency),
    )


def charged(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw the total of an invoice."""
    return settled.Charged(), issued(draw, draw(CURRENCIES))


def settled_sum(draw: st.DrawFn, _: Market, *, rule: Any) -> Drawn:  # noqa: ANN401 -- any rule
    """Draw the amounts of a sum."""
    currency = draw(CURRENCIES)
    return rule(), settled.SumFacts(named(draw, currency), currency)


def stated_sum(draw: st.DrawFn, _: Market, *, rule: Any) -> Drawn:  # noqa: ANN401 -- any rule
    """Draw an amount of each invoice."""
    currency = draw(CURRENCIES)
    return rule(), settled.SumFacts(named(draw, currency), currency)


def still_open(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw an invoice, and what was credited and paid of it."""
    currency = draw(CURRENCIES)
    return settled.StillOpen(), settled.OpenFacts(
        total=issued(draw, currency),
        credited=("credited", money(draw, currency)),
        paid=("paid", money(draw, currency)),
    )


def left_of_credit(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw a document that leaves credit, and what was used of it."""
    currency = draw(CURRENCIES)
    used = ("used", money(draw, currency))
    facts = settled.LeftFacts(issued(draw, currency, -1), used)
    return settled.LeftOfCredit(), facts


def left_of_payment(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw a payment, and what was used of it."""
    currency = draw(CURRENCIES)
    used = ("used", money(draw, currency))
    return settled.LeftOfPayment(), settled.LeftFacts(payment(draw, currency), used)


def due_date(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw an invoice's due date."""
    day = market.rules.due_date((draw(DATES), draw(DATES)))
    return stated.StatedDue(), stated.StatedDayFacts(DIGEST, day)


def autopay_on(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the day on which autopay charges an invoice."""
    day = market.rules.autopay_on((draw(DATES), draw(DATES)))
    return stated.StatedAutopay(), stated.StatedDayFacts(DIGEST, day)


def dispute_until(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the last day to dispute an invoice."""
    day = market.rules.dispute_until(draw(DATES))
    return stated.StatedDisputeUntil(), stated.StatedDayFacts(DIGEST, day)


def past_due_on(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the days of an invoice, with autopay or without."""
    autopay = draw(st.none() | DATES.map(lambda on: ("autopay_on", on)))
    facts = stated.PastDueFacts(("due_date", draw(DATES)), autopay)
    return stated.PastDueOn(market.after_invoice.past_due), facts


def overdue(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw what is open of an invoice and what is not due, before its day or after."""
    currency = draw(CURRENCIES)
    return stated.Overdue(), stated.OverdueFacts(
        open=("open", money(draw, currency)),
        not_due=("not_due", money(draw, currency)),
        past_due_on=draw(st.none() | DATES),
        on=draw(DATES),
    )


def by_autopay(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw what is open of an invoice, and what is disputed where that is kept back."""
    currency = draw(CURRENCIES)
    disputed = ("disputed", money(draw, currency)) if draw(st.booleans()) else None
    return stated.ByAutopay(), stated.NotHeld(("open", money(draw, currency)), disputed)


def next_autopay_on(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the day of a statement, and due dates."""
    days = draw(st.lists(DATES, min_size=1, max_size=3))
    due = tuple((f"due_date:{n}", on) for n, on in enumerate(days))
    facts = stated.NextAutopayFacts(draw(DATES), due)
    return stated.NextAutopay(market.autopay), facts


def active_again_on(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw a suspension, and what left nothing overdue, if anything did."""
    on = draw(DATES)
    happened = draw(
        st.sampled_from(
            (
                None,
                payment(draw, "USD"),
                issued(draw, "USD", -1),
                Dispute(id="d", invoice=DIGEST, notified_on=on),
                AutopayChoice(id="a", effective_on=on, autopay=Autopay.ON),
            )
        )
    )
    suspension = Suspension(id="s", effective_on=draw(DATES))
    return stated.ActiveAgain(), stated.ActiveAgainFacts(suspension, happened)


# The rule of a name that others have as well is told apart by a word after it.
RECEIVABLE_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "applied_payment": applied_payment,
    "charged": charged,
    "credited of an invoice": partial(settled_sum, rule=settled.Credited),
    "paid": partial(settled_sum, rule=settled.Paid),
    "used": partial(settled_sum, rule=settled.Used),
    "account_credit": partial(settled_sum, rule=settled.AccountCreditBalance),
    "open_balance": partial(settled_sum, rule=settled.OpenBalance),
    "open of an invoice": still_open,
    "left_of_credit": left_of_credit,
    "left_of_payment": left_of_payment,
    "due_date of an invoice": due_date,
    "autopay_on of an invoice": autopay_on,
    "dispute_until of an invoice": dispute_until,
    "past_due_on": past_due_on,
    "overdue": overdue,
    "by_autopay": by_autopay,
    "overdue_balance": partial(stated_sum, rule=stated.OverdueBalance),
    "disputed_balance": partial(stated_sum, rule=stated.DisputedBalance),
    "next_autopay_amount": partial(stated_sum, rule=stated.AutopayAmount),
    "next_autopay_on": next_autopay_on,
    "active_again_on": active_again_on,
}
