"""From facts and a market to documents."""

from datetime import date, timedelta

from gotobilling import checks
from gotobilling.billing_cycle import (
    DocumentKind,
    NothingToBill,
    WhenNothing,
    bills_first_month_late,
    starts_own_document,
)
from gotobilling.charges import BroughtForwardFacts
from gotobilling.clauses import A5, Q9, Q47, Q49
from gotobilling.errors import CurrencyMismatch, InvalidPeriod, InvalidValue, WrongType
from gotobilling.facts import Account
from gotobilling.invoices.invoice import Invoice
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period, month_start, next_month
from gotobilling.proration import Quantities
from gotobilling.segments import Span, month_rows, number_rows, purchase_rows

__all__ = [
    "assemble_invoice",
    "assemble_one_time",
    "first_billed",
    "invoices_issued",
]

_ONE_DAY = timedelta(1)


def assemble_invoice(
    account: Account,
    month: Period,
    market: Market,
    *,
    issued_on: date | None = None,
    sent_on: date | None = None,
    brought_forward: Money | None = None,
) -> Invoice | NothingToBill:
    """
    Assemble the recurring document of a calendar month.

    Args:
        account: The account, with every fact to be billed.
        month: The calendar month billed in advance.
        market: The policies.
        issued_on: The invoice date, where the caller dates it otherwise than the
            policy; a day of the month's invoicing window.
        sent_on: The day the invoice is sent, where the policy counts from it.
        brought_forward: The negative balance of the document before, where the policy
            carries it as a line.

    Returns:
        The invoice, or why there is none.

    Raises:
        InvalidPeriod: the period is not a calendar month.
        NoRateInForce: a quantity without a price in force.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> september = assemble_invoice(july_start(), Period.month(2026, 9), us.CONNECT)
    >>> september.total.value  # 5 x 25.00
    Money('125.00', 'USD')

    Clauses: A1, A4, A8, A9, A10, Q9, Q23, Q24, Q47, Q48, Q49, Q66, Q68.
    """
    _check_types(account, market)
    _check_month(month)
    if issued_on is not None:
        _check_issue_date(issued_on, month, market)
    span = _span(account, month, market)
    if isinstance(span, NothingToBill):
        return span
    rows = month_rows(account, market, span)
    if brought_forward is not None:
        rows += _carried(brought_forward, account, month, market)
    if not rows and market.cycle.nothing_to_bill is WhenNothing.NO_INVOICE:
        return NothingToBill(f"no line in {month.start:%Y-%m}", Q47)
    invoice = Invoice(
        account=account.id,
        currency=account.currency,
        market=market,
        kind=DocumentKind.RECURRING,
        period=month,
        contract=account.contract,
        given_issue_date=issued_on,
        sent_on=sent_on,
        known_on=account.known_on,
        brought_forward=brought_forward,
        rows=rows,
    )
    if issued_on is not None and issued_on < invoice.billing_start.value:
        start = invoice.billing_start.value
        requirement = f"on or after the billing start of {start}"
        raise InvalidValue("issued_on", requirement, issued_on, "Q24")
    return invoice if sent_on is None else _sent(invoice, sent_on)


def _sent(invoice: Invoice, on: date) -> Invoice:
    checks.day("sent_on", on)
    issued = invoice.issued_on.value
    if on < issued:
        raise InvalidValue("sent_on", f"on or after the issue of {issued}", on, "Q6")
    return invoice


def _check_types(account: Account, market: Market) -> None:
    if type(account) is not Account:
        raise WrongType("account", "an Account", account)
    if type(market) is not Market:
        raise WrongType("market", "a Market", market)


def _check_month(month: Period) -> None:
    if type(month) is not Period:
        raise WrongType("month", "a Period", month)
    start = month.start
    if start.day != 1 or month.end != next_month(start):
        raise InvalidPeriod("month", "one calendar month", str(month))


def _check_issue_date(given: date, month: Period, market: Market) -> None:
    checks.day("issued_on", given)
    own = month.start.replace(day=market.issue.day)
    if market.recurring.quantities is Quantities.INVOICE_DATE and given != own:
        requirement = f"{own}, the policy's day, as whose end quantities are taken"
        raise InvalidValue("issued_on", requirement, given, "Q23")
    last = month.start.replace(day=market.cycle.window_last_day)
    if not month.start <= given <= last:
        requirement = f"from {month.start} to {last}, when invoices are made"
        raise InvalidValue("issued_on", requirement, given, "A2")


def _span(account: Account, month: Period, market: Market) -> Span | NothingToBill:
    start = market.rules.billing_start.raw(account.contract)
    end = account.end
    last = end.last_day_of_service if end else date.max
    if last < start:
        requirement = f"on or after the billing start of {start}"
        raise InvalidPeriod("contract.end.last_day_of_service", requirement, last)
    if start >= month.end or (start in month and not _bills_own_month(start, market)):
        return _too_early(start, market)
    if start in month and starts_own_document(start, market.cycle):
        return Span(
            month=Period(month.end, next_month(month.end)),
            low=start,
            high=start,
            bills_start=True,
            in_advance=False,
            end=end,
        )
    before = month_start(month.start - _ONE_DAY)
    if last < before:
        return NothingToBill(f"service ended on {last}", Q49)
    late = before <= start < month.start and bills_first_month_late(start, market.cycle)
    # What is there when billing starts, on day 1 too, was never billed before.
    low = start if late or start > before else _cut(before, market)
    return Span(
        month=month,
        low=low,
        high=min(last, max(_cut(month.start, market), start)),
        bills_start=late,
        in_advance=last >= month.start,
        end=end,
    )


def _bills_own_month(start: date, market: Market) -> bool:
    return not bills_first_month_late(start, market.cycle)


def _too_early(start: date, market: Market) -> NothingToBill:
    first = start
    if not starts_own_document(start, market.cycle):
        late = bills_first_month_late(start, market.cycle)
        first = next_month(start) if late else start
        first = first.replace(day=market.issue.day)
    reason = f"billing starts on {start} and is first invoiced on {first}"
    return NothingToBill(reason, Q9)


def _cut(first: date, market: Market) -> date:
    if market.issue.day == 1 or market.recurring.quantities is Quantities.DAY_ONE:
        return first
    return first.replace(day=market.issue.day)


def _carried(
    balance: Money, account: Account, month: Period, market: Market
) -> tuple[Row, ...]:
    if type(balance) is not Money:
        raise WrongType("brought_forward", "Money or None", balance)
    if market.settlement.negative_total is not NegativeTotal.CARRIED_LINE:
        requirement = "None where the policy carries no balance as a line"
        raise InvalidValue("brought_forward", requirement, str(balance), "Q48")
    if balance.currency != account.currency:
        requirement = f"in the account's {account.currency}"
        raise CurrencyMismatch("brought_forward", requirement, balance.currency)
    if balance.minor >= 0:
        raise InvalidValue("brought_forward", "below 0", str(balance), "Q48")
    facts = BroughtForwardFacts(balance, month)
    return ((market.rules.brought_forward, facts, balance.minor),)


def assemble_one_time(
    account: Account, on: date, market: Market, *, sent_on: date | None = None
) -> Invoice | NothingToBill:
    """
    Assemble the document of the purchases of one day.

    It is dated on the day of purchase, before billing starts as well as after.
    ``sent_on`` is the day it is sent, where the policy counts from it.

    Clauses: A5, Q24, Q54, Q66.
    """
    _check_types(account, market)
    checks.day("on", on)
    period = Period(on, on + _ONE_DAY)
    rows = purchase_rows(account, market, on)
    if not rows:
        return NothingToBill(f"nothing was bought on {on}", A5)
    invoice = Invoice(
        account=account.id,
        currency=account.currency,
        market=market,
        kind=DocumentKind.ONE_TIME,
        period=period,
        contract=account.contract,
        sent_on=sent_on,
        known_on=account.known_on,
        rows=_bought_numbers(account, on, market) + rows,
    )
    return invoice if sent_on is None else _sent(invoice, sent_on)


def _bought_numbers(account: Account, on: date, market: Market) -> tuple[Row, ...]:
    span = _span(account, Period.month_of(next_month(on)), market)
    if isinstance(span, NothingToBill) or not span.low < on <= span.high:
        return ()
    return tuple(number_rows(account, market, span, on))


def invoices_issued(
    account: Account, within: Period, market: Market
) -> tuple[Invoice, ...]:
    """
    Return every document of the product that is dated within a period.

    Recurring documents stand before one-time ones of the same date. Where the policy
    carries a negative balance as a line, each monthly document is told of those of the
    documents before it.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> summer = Period(date(2026, 7, 1), date(2026, 10, 1))
    >>> for invoice in invoices_issued(july_start(), summer, us.CONNECT):
    ...     print(invoice.issued_on.value, invoice.total.value)
    2026-08-01 189.52 USD
    2026-09-01 125.00 USD

    Clauses: A1, A4, A5, Q9, Q48, Q49.
    """
    _check_types(account, market)
    if type(within) is not Period:
        raise WrongType("within", "a Period", within)
    carries = market.settlement.negative_total is NegativeTotal.CARRIED_LINE
    # What was carried into the period comes from documents that lie before it.
    since = date.min if carries else within.start
    bought = _purchases(account, since, within.end, market)
    unused = [one for one in bought if carries and one.minor < 0]
    found = [*_monthly(account, within, market, unused), *bought]
    dated = [(one.issued_on.value, one) for one in found]
    dated.sort(key=_date_and_kind)
    return tuple(one for on, one in dated if on in within)


def _date_and_kind(dated: tuple[date, Invoice]) -> tuple[date, bool]:
    return dated[0], dated[1].kind is DocumentKind.ONE_TIME


def _purchases(
    account: Account, since: date, until: date, market: Market
) -> list[Invoice]:
    days = sorted({one.effective_on for one in account.one_time})
    documents = (
        assemble_one_time(account, on, market) for on in days if since <= on < until
    )
    return [one for one in documents if isinstance(one, Invoice)]


def _monthly(
    account: Account, within: Period, market: Market, unused: list[Invoice]
) -> list[Invoice]:
    carries = market.settlement.negative_total is NegativeTotal.CARRIED_LINE
    found: list[Invoice] = []
    for month in _months(account, within, market):
        on = _dated(account, month, market)
        if not carries and on not in within:
            continue
        minor = sum(one.minor for one in unused if one.issued_on.value < on)
        balance = Money.from_minor(minor, account.currency) if minor else None
        document = assemble_invoice(account, month, market, brought_forward=balance)
        if isinstance(document, Invoice):
            found.append(document)
            unused = [one for one in unused if one.issued_on.value >= on]
            unused += [document] if carries and document.minor < 0 else []
    return found


def _dated(account: Account, month: Period, market: Market) -> date:
    start = market.rules.billing_start.raw(account.contract)
    if start in month and starts_own_document(start, market.cycle):
        return start
    return month.start.replace(day=market.issue.day)


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
    start = market.rules.billing_start.raw(account.contract)
    if not account.opening:
        return start
    return max(start, next_month(next_month(account.opening[0].effective_on)))


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
