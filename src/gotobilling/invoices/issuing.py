"""Which documents a period holds: every one that is dated within it."""

from datetime import date, timedelta
from typing import Final

from gotobilling.billing_cycle import (
    DocumentKind,
    NothingToBill,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.errors import WrongType
from gotobilling.facts import Account
from gotobilling.invoices.assembly import (
    assemble_invoice,
    assemble_one_time,
    check_types,
)
from gotobilling.invoices.corrected import Correction
from gotobilling.invoices.cycles import (
    assemble_the_cycle,
    cycles_issued,
    has_cycles,
)
from gotobilling.invoices.invoice import Invoice
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period, month_start, next_month
from gotobilling.segments import purchase_days
from gotobilling.usage.summaries import Usage
from gotobilling.usage.told import with_usage

__all__ = ["assemble_again", "first_billed", "first_documents", "invoices_issued"]

_ONE_DAY: Final = timedelta(1)


def invoices_issued(
    account: Account, within: Period, market: Market, *, usage: Usage | None = None
) -> tuple[Invoice, ...]:
    """
    Return every document of the product that is dated within a period.

    Recurring documents stand before one-time ones of the same date; those of cycles
    that are no calendar months stand in their place. Where the policy
    carries a negative balance as a line, each monthly document is told of those of the
    documents before it. ``usage`` is what was used, beside what the account was told
    of; see ``assemble_invoice``.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> summer = Period(date(2026, 7, 1), date(2026, 10, 1))
    >>> for invoice in invoices_issued(july_start(), summer, us.CONNECT):
    ...     print(invoice.issued_on.value, invoice.total.value)
    2026-08-01 189.52 USD
    2026-09-01 125.00 USD

    Clauses: A1, A4, A5, Q9, Q48, Q49.
    """
    check_types(account, market)
    if type(within) is not Period:
        raise WrongType("within", "a Period", within)
    if usage is not None:
        before = month_start(month_start(within.start) - _ONE_DAY)
        account = with_usage(account, usage, Period(before, within.end))
    carries = market.settlement.negative_total is NegativeTotal.CARRIED_LINE
    # What was carried into the period comes from documents that lie before it.
    since = date.min if carries else within.start
    bought = _purchases(account, since, within.end, market)
    unused = [one for one in bought if carries and one.minor < 0]
    if has_cycles(market):
        found = [*cycles_issued(account, within, market), *bought]
    else:
        found = [*_monthly(account, within, market, unused), *bought]
    dated = [(one.issued_on.value, one) for one in found]
    dated.sort(key=_date_and_kind)
    return tuple(one for on, one in dated if on in within)


def assemble_again(
    invoice: Invoice,
    account: Account,
    market: Market,
    corrections: Correction | None = None,
) -> Invoice | NothingToBill:
    """
    Assemble a document once more, from an account as it is known now.

    It is told what the document was told beside facts and policies: an invoice date
    that was given, the days it was sent and paid, a balance brought forward. What it
    carries of other documents is left out but for the corrections that are given.

    >>> from attrs import evolve
    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> account = july_start()
    >>> august = assemble_invoice(account, Period.month(2026, 8), us.CONNECT)
    >>> late = evolve(account.changes[0], id="late", quantity=1)
    >>> more = evolve(account, changes=(*account.changes, late))
    >>> assemble_again(august, more, us.CONNECT).total.value  # 6 x 25.00 x (1 + 16/31)
    Money('227.42', 'USD')

    Clauses: Q67.
    """
    if invoice.kind is DocumentKind.ONE_TIME:
        return assemble_one_time(
            account,
            invoice.period.start,
            market,
            sent_on=invoice.sent_on,
            paid_on=invoice.paid_on,
        )
    if invoice.cycle is not None:
        told = invoice.sent_on, invoice.paid_on, corrections
        return assemble_the_cycle(account, invoice.kind, invoice.period, market, told)
    return assemble_invoice(
        account,
        invoice.period,
        market,
        issued_on=invoice.given_issue_date,
        sent_on=invoice.sent_on,
        paid_on=invoice.paid_on,
        brought_forward=invoice.brought_forward,
        part=invoice.part,
        corrections=corrections,
    )


def _date_and_kind(dated: tuple[date, Invoice]) -> tuple[date, bool]:
    return dated[0], dated[1].kind is DocumentKind.ONE_TIME


def _purchases(
    account: Account, since: date, until: date, market: Market
) -> list[Invoice]:
    days = purchase_days(account, market, until)
    documents = (assemble_one_time(account, on, market) for on in days if since <= on)
    return [one for one in documents if isinstance(one, Invoice)]


def _monthly(
    account: Account, within: Period, market: Market, unused: list[Invoice]
) -> list[Invoice]:
    parts: list[str | None] = [one.name for one in market.cycle.parts]
    found: list[Invoice] = []
    for number, part in enumerate(parts or [None]):
        # What a purchase left over is carried by the first of the documents.
        carried = unused if number == 0 else []
        found += _monthly_part(account, within, market, carried, part)
    return found


def _monthly_part(
    account: Account,
    within: Period,
    market: Market,
    unused: list[Invoice],
    part: str | None,
) -> list[Invoice]:
    carries = market.settlement.negative_total is NegativeTotal.CARRIED_LINE
    found: list[Invoice] = []
    for month in _months(account, within, market):
        on = _dated(account, month, market)
        if not carries and on not in within:
            continue
        minor = sum(one.minor for one in unused if one.issued_on.value < on)
        balance = Money.from_minor(minor, account.currency) if minor else None
        document = assemble_invoice(
            account, month, market, brought_forward=balance, part=part
        )
        if isinstance(document, Invoice):
            found.append(document)
            unused = [one for one in unused if one.issued_on.value >= on]
            unused += [document] if carries and document.minor < 0 else []
    return found


def _dated(account: Account, month: Period, market: Market) -> date:
    start = market.rules.billing_start.raw(account.contract)
    if start in month and starts_own_document(start, market.cycle):
        return start
    return regular_invoice_date(month.start, market.issue)


def first_billed(account: Account, market: Market) -> date:
    """
    Return the first day that documents of the account can bill.

    It is the billing start; or, where the history starts later, the first day of the
    second month after the opening quantities, as what came before is not known.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> first_billed(july_start(), us.CONNECT)
    datetime.date(2026, 7, 15)
    """
    check_types(account, market)
    start = market.rules.billing_start.raw(account.contract)
    if not account.opening:
        return start
    return max(start, next_month(next_month(account.opening[0].effective_on)))


def first_documents(account: Account, market: Market) -> tuple[Invoice, ...]:
    """
    Return the documents of the first two months, which show what cannot be billed.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> [one.issued_on.value for one in first_documents(july_start(), us.CONNECT)]
    [datetime.date(2026, 8, 1)]
    """
    first = Period.month_of(first_billed(account, market))
    second = Period(first.end, next_month(first.end))
    if has_cycles(market):
        return invoices_issued(account, Period(first.start, second.end), market)
    parts: list[str | None] = [one.name for one in market.cycle.parts]
    found = (
        assemble_invoice(account, month, market, part=part)
        for month in (first, second)
        for part in parts or [None]
    )
    return tuple(one for one in found if isinstance(one, Invoice))


def _months(account: Account, within: Period, market: Market) -> list[Period]:
    first = Period.month_of(within.start)
    if market.settlement.negative_total is NegativeTotal.CARRIED_LINE:
        start = first_billed(account, market)
        first = min(first, Period.month_of(start), key=_start)
    months = [first]
    while months[-1].end < within.end:
        months.append(Period(months[-1].end, next_month(months[-1].end)))
    return months


def _start(period: Period) -> date:
    return period.start
