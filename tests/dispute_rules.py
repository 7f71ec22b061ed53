"""How to draw the rules of disputes, each bound to policies, and their facts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st
from tests.contract_rules import DATES

from gotobilling.after_invoice import DisputedPart
from gotobilling.disputes import parts
from gotobilling.disputes.asking import Term
from gotobilling.disputes.dates import RejectedDue, RejectedFacts
from gotobilling.facts import Dispute, DisputedLine, IssuedLine, Resolution, Resolved
from gotobilling.invoices import CorrectedLine, OpenLine
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.money import Money

__all__ = ["DISPUTE_FACTS"]

Drawn = tuple[Any, Any]
CURRENCIES: Final = st.sampled_from(("USD", "JPY", "KWD"))
MINORS: Final = st.integers(-(10**6), 10**6)
ABOVE: Final = st.integers(1, 10**6)


def money(draw: st.DrawFn, currency: str, minors: Any = MINORS) -> Money:  # noqa: ANN401
    """Draw an amount."""
    return Money.from_minor(draw(minors), currency)


def issued(
    draw: st.DrawFn,
    currency: str,
    minors: Any = MINORS,  # noqa: ANN401 -- whole numbers to draw from
) -> tuple[IssuedLine, ...]:
    """Draw what was issued and corrected of a line."""
    return tuple(
        IssuedLine(
            document=f"document {n}",
            line="line",
            amount=money(draw, currency, minors).amount,
            currency=currency,
            effective_on=date(2026, 8, n),
        )
        for n in range(1, draw(st.integers(1, 3)) + 1)
    )


def told(amount: Decimal) -> tuple[Dispute, Resolution]:
    """Return a dispute of an amount of a line, and a resolution of as much."""
    lines = (DisputedLine(line="line", amount=amount),)
    dispute = Dispute(
        id="d1", invoice="august", notified_on=date(2026, 8, 2), lines=lines
    )
    resolution = Resolution(
        id="r1",
        dispute="d1",
        resolved_on=date(2026, 8, 9),
        outcome=Resolved.UPHELD,
        lines=lines,
    )
    return dispute, resolution


def terms(draw: st.DrawFn, currency: str) -> tuple[Term, ...]:
    """Draw an amount that is asked for, or two, less what was upheld."""
    dispute, _ = told(money(draw, currency, ABOVE).amount)
    again, resolution = told(money(draw, currency, ABOVE).amount)
    found = (Term(dispute, 0), Term(evolve(again, id="d2"), 0))
    upheld = (Term(resolution, 0, taken=True),)
    count, is_upheld = draw(st.integers(1, 2)), draw(st.booleans())
    return (*found[:count], *(upheld if is_upheld else ()))


def disputed_line(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw a line that is disputed as a whole, by amounts, or with its charges."""
    currency = draw(CURRENCIES)
    shared = parts.Shared(
        (("disputed:line", money(draw, currency)),), issued(draw, currency, ABOVE)
    )
    way: Any = draw(st.sampled_from((None, terms(draw, currency), shared)))
    line = CorrectedLine(
        id="line",
        kind=LineKind.SERVICE_CHARGE,
        charge_class=None,
        item="device",
        group=None,
        code=None,
        levy=draw(st.sampled_from((None, "tax"))),
        category=None,
        percent=None,
        effective_on=None,
        period=None,
        tax_date=None,
    )
    opened = OpenLine(line, issued(draw, currency), ())
    rule = parts.DisputedLine(market.credit)
    return rule, parts.LineFacts(opened, way, currency)


def disputed(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw what is disputed of some lines, and what is open of the invoice."""
    currency = draw(CURRENCIES)
    lines = [
        (f"disputed:{n}", money(draw, currency)) for n in range(draw(st.integers(0, 3)))
    ]
    whole = ("disputable", money(draw, currency))
    return parts.Disputed(), parts.TotalFacts(tuple(lines), whole)


def disputable(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw what was charged and credited of an invoice."""
    return parts.Disputable(), parts.StatedFacts(issued(draw, draw(CURRENCIES)))


def undisputed(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw what can be disputed, and what is."""
    currency = draw(CURRENCIES)
    whole, found = money(draw, currency), money(draw, currency)
    facts = parts.RestFacts(("disputable", whole), ("disputed", found))
    return parts.Undisputed(), facts


def rejected(draw: st.DrawFn, _: Market) -> Drawn:
    """Draw what is disputed, and what is upheld of it."""
    currency = draw(CURRENCIES)
    found, upheld = money(draw, currency), money(draw, currency)
    facts = parts.RejectedFacts(("disputed", found), ("upheld", upheld))
    return parts.Rejected(), facts


def rejected_due(draw: st.DrawFn, market: Market) -> Drawn:
    """Draw the day of a resolution, the first due date, and what a dispute does."""
    policy = evolve(
        market.after_invoice.disputed,
        part=draw(st.sampled_from(DisputedPart)),
        days=draw(st.integers(0, 60)),
    )
    _, resolution = told(Decimal(1))
    on = draw(DATES)
    resolution = evolve(resolution, resolved_on=on, known_on=on)
    facts = RejectedFacts(resolution, ("due_date", draw(DATES)))
    return RejectedDue(policy), facts


DISPUTE_FACTS: Final[dict[str, Callable[[st.DrawFn, Market], Drawn]]] = {
    "disputable": disputable,
    "disputed": disputed,
    "disputed_line": disputed_line,
    "rejected": rejected,
    "rejected_due": rejected_due,
    "undisputed": undisputed,
}
"""For each rule by its name: how to draw it, bound to policies, and its facts."""
