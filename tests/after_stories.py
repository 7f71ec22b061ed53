"""What each reading of what follows an invoice decides, told once."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import evolve
from tests import partner_stories as partner
from tests.receivable_stories import paid, sent

from gotobilling.after_invoice import CardBrand
from gotobilling.commissions import commission_statements
from gotobilling.credits import settle
from gotobilling.facts import (
    Account,
    Autopay,
    AutopayChoice,
    BillingAddress,
    Commission,
    Contract,
    Dispute,
    OneTimeCharge,
    Receivables,
    Return,
)
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_one_time
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import gb, us
from gotobilling.payments import Card, check_method
from gotobilling.periods import Period
from gotobilling.refunds import ReturnCredit, return_credit
from gotobilling.roles import Portal
from gotobilling.statements import statement

__all__ = ["AFTER"]

Seen = Callable[[Market], object]
CONTRACT: Final = Contract(id="contract", billing_start_on=date(2026, 8, 1))
OWNER: Final = Account(id="acme", currency="USD", contract=CONTRACT)


def applied(market: Market) -> list[int]:
    """See what is open once 15.00 are paid that name the invoice of the 3rd."""
    issued = (sent(1, 1000), sent(2, 3000), sent(3, 2000))
    held = Receivables(payments=(paid(5, 1500, invoice=issued[2]),))
    policy = market.after_invoice.application
    found = settle(issued, held, policy, date(2026, 8, 5))
    return [one.open.value.minor for one in found.invoices]


def overdue(day: int, receivables: Receivables, on: date) -> Seen:
    """See what is overdue of 100.00 invoiced on a day of August."""
    issued = (sent(day, 10000),)
    return lambda market: (
        statement(OWNER, issued, receivables, market, on).overdue_balance.value.minor
    )


AUTOPAID: Final = AutopayChoice(
    id="on", effective_on=date(2026, 8, 1), autopay=Autopay.ON
)
DISPUTED: Final = Dispute(
    id="d1", invoice=sent(1, 10000).digest, notified_on=date(2026, 8, 5)
)


def on_file(market: Market) -> list[bool]:
    """See in which of two portals a second card can be kept."""
    first, second = (
        Card(
            brand=CardBrand.VISA,
            last_four=four,
            expires=(2030, 1),
            country="US",
            name=four,
        )
        for four in ("1111", "2222")
    )
    policy = market.after_invoice.methods
    portals = (Portal.GOTO_ADMIN, Portal.CLASSIC)
    return [check_method((first,), second, one, policy) is None for one in portals]


def bill(market: Market) -> IssuedDocument:
    """Return the invoice of 3 August: three phones for 99.98 each."""
    bought = OneTimeCharge(
        id="phones",
        kind=LineKind.HARDWARE,
        item="desk phone",
        quantity=3,
        unit_price=Decimal("99.98"),
        currency=market.currency,
        effective_on=date(2026, 8, 3),
    )
    owner = evolve(OWNER, currency=market.currency, one_time=(bought,))
    if market.name == gb.CONNECT.name:
        home = BillingAddress(id="home", country="GB", effective_on=date(2026, 8, 1))
        owner = evolve(owner, addresses=(home,))
    found = assemble_one_time(owner, date(2026, 8, 3), market)
    assert isinstance(found, Invoice)
    return issued_document(found)


def back(*days: int, **told: Any) -> Return:  # noqa: ANN401 -- any field
    """Return one phone: shipped, received and processed on days of September."""
    shipped, received, processed = (date(2026, 9, day) for day in days)
    return Return(
        id=f"r{days[1]}",
        rma="RMA",
        purchase="phones",
        quantity=1,
        shipped_on=shipped,
        received_on=received,
        processed_on=processed,
        **told,
    )


def credited(*returns: Return, see: Callable[[ReturnCredit], object]) -> Seen:
    """See something of what returns are credited at, or that they are refused."""

    def seen(market: Market) -> object:
        found = return_credit(bill(market), "RMA", returns, market)
        return see(found) if isinstance(found, ReturnCredit) else "refused"

    return seen


def earned(*issued: IssuedDocument, **told: Any) -> Callable[[Commission], Seen]:  # noqa: ANN401 -- any argument
    """See the lines of the statements from April to June, by the day of payment."""
    months = Period(date(2026, 4, 1), date(2026, 7, 1))

    def of(agreement: Commission) -> Seen:
        accounts = (partner.account(*issued, **told),)
        return lambda market: {
            line.runs[0].value: line.derived.value.minor
            for one in commission_statements(
                "acme", months, (agreement,), accounts, market, "USD"
            )
            for line in one.lines
        }

    return of


# Utah's invoice of 1 April: 100.00 of service, 146.41 in all.
APRIL: Final = partner.months(4)[1]

AFTER: Final[Mapping[str, tuple[Seen, Mapping[str, object], Market]]] = {
    "payment_order": (
        applied,
        {
            "named_then_oldest": [1000, 3000, 500],
            "oldest": [0, 2500, 2000],
            "largest": [1000, 1500, 2000],
        },
        us.CONNECT,
    ),
    "past_due": (
        # Due on 27 August, charged by autopay on 10 September.
        overdue(12, Receivables(autopay=(AUTOPAID,)), date(2026, 9, 1)),
        {"autopay": 0, "due_date": 10000},
        us.CONNECT,
    ),
    "disputed": (
        overdue(1, Receivables(disputes=(DISPUTED,)), date(2026, 8, 20)),
        {"suspended": 0, "owed": 10000},
        us.CONNECT,
    ),
    "payment_methods": (
        on_file,
        {
            "by_portal": [True, False],
            "one_everywhere": [False, False],
            "four_two_two": [True, True],
        },
        us.CONNECT,
    ),
    "restocking_base": (
        credited(
            back(1, 1, 1, msrp=Decimal(120), currency="USD"),
            see=lambda found: found.items[0].restocking.value.minor,
        ),
        {"price_paid": 2500, "msrp": 3000},  # 24.995 rounds up
        us.CONNECT,
    ),
    "return_counted": (
        # Two phones by one RMA: sent on day 30 both, come on day 30 and on day 31.
        credited(
            back(2, 2, 4),
            back(2, 3, 4),
            see=lambda found: [one.late_by for one in found.items],
        ),
        {"processed": [2, 2], "shipped": [0, 0], "received": [0, 1]},
        us.CONNECT,
    ),
    "late_return": (
        credited(back(2, 3, 4), see=lambda found: found.credit.value.minor),
        {"accepted": 9998 - 2500 - 600, "refused": "refused"},
        us.CONNECT,
    ),
    "return_rounded": (
        credited(back(1, 1, 1), see=lambda found: found.credit.value.minor),
        {"fee": 9998 - 2500, "credit": 7499},  # 74.985 rounds up
        us.CONNECT,
    ),
    "return_tax": (
        # 20 percent of 299.94 are 59.99: as much as 74.98 is of it, or a third.
        credited(back(1, 1, 1), see=lambda found: found.taxes[0].amount.value.minor),
        {"in_proportion": 1500, "in_full": 2000},
        gb.CONNECT,
    ),
    "claw_back": (
        earned(APRIL, partner.noted(APRIL, 5, 2))(partner.agreed(partner.RESIDUAL)),
        {
            "next_statement": {date(2026, 4, 15): 1250, date(2026, 5, 15): -1250},
            "none": {date(2026, 4, 15): 1250},
        },
        us.CONNECT,
    ),
    "one_time_run": (
        # Paid on 20 April: thirty days are over on 20 May.
        earned(APRIL, payments=(partner.paid(4, 20, 14641),))(
            partner.agreed(partner.SPIFF, "50")
        ),
        {
            "next_month": {date(2026, 5, 15): 5000},
            "thirty_days": {date(2026, 6, 15): 5000},
        },
        us.CONNECT,
    ),
    "residual_base": (
        earned(APRIL)(partner.agreed(partner.RESIDUAL)),
        {
            "service": {date(2026, 4, 15): 1250},
            "total": {date(2026, 4, 15): 1830},  # 12.5 % of 146.41
        },
        us.CONNECT,
    ),
    "residual_run": (
        earned(APRIL)(partner.agreed(partner.RESIDUAL)),
        {
            "same_month": {date(2026, 4, 15): 1250},
            "month_end": {date(2026, 4, 30): 1250},
        },
        us.CONNECT,
    ),
}
"""By the name of the reading: what is seen, under each alternative, in which market."""
