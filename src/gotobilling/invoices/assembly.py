"""From facts and a market to documents."""

from collections.abc import Iterator
from datetime import date, timedelta

from gotobilling import checks
from gotobilling.billing_cycle import (
    DocumentKind,
    DocumentPart,
    NothingToBill,
    WhenNothing,
    bills_first_month_late,
    last_invoice_date,
    regular_invoice_date,
    starts_own_document,
)
from gotobilling.billing_periods import CycleLength
from gotobilling.charges import BroughtForwardFacts
from gotobilling.clauses import A5, Q9, Q47, Q49
from gotobilling.errors import (
    CurrencyMismatch,
    InvalidPeriod,
    InvalidValue,
    WrongType,
)
from gotobilling.facts import Account
from gotobilling.invoices.corrected import Correction
from gotobilling.invoices.invoice import Invoice
from gotobilling.invoices.levying import with_levies
from gotobilling.invoices.telling import check_types, corrected, paid, sent
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period, month_start, next_month
from gotobilling.proration import Quantities
from gotobilling.segments import (
    Span,
    bought_periods,
    check_usage_told,
    fee_days,
    fee_rows,
    month_rows,
    number_rows,
    purchase_rows,
    usage_months,
)
from gotobilling.usage.summaries import Usage
from gotobilling.usage.told import with_usage

__all__ = [
    "assemble_invoice",
    "assemble_one_time",
    "check_types",
]

_ONE_DAY = timedelta(1)


def assemble_invoice(  # noqa: PLR0913 -- all but three are named and rarely given
    account: Account,
    month: Period,
    market: Market,
    *,
    issued_on: date | None = None,
    sent_on: date | None = None,
    paid_on: date | None = None,
    brought_forward: Money | None = None,
    part: str | None = None,
    corrections: Correction | None = None,
    usage: Usage | None = None,
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
        paid_on: The day it was paid ahead of the invoice date, where a levy's tax
            date asks for it.
        brought_forward: The negative balance of the document before, where the policy
            carries it as a line.
        part: Which of the documents, where the market splits the month's invoice.
        corrections: What it carries of documents before it, as
            ``gotobilling.corrections.correct`` finds it; with any, there is a document
            even where the month itself has no line.
        usage: What was used in the month before, beside what the account was told of;
            ``NO_USAGE`` where that is nothing. Without any the document says nothing
            of usage, which is another thing than none.

    Returns:
        The invoice, or why there is none.

    Raises:
        InvalidPeriod: the period is not a calendar month.
        NoRateInForce: a quantity without a price in force, a levy without a rate.
        UnknownName: a part that the market does not have, or none where it splits.
        ConflictingFacts: corrections of another account, or by another day than that by
            which the account's facts are known.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import july_start
    >>> september = assemble_invoice(july_start(), Period.month(2026, 9), us.CONNECT)
    >>> september.total.value  # 5 x 25.00
    Money('125.00', 'USD')

    Clauses: A1, A4, A6, A8, A9, A10, F6, Q9, Q23, Q24, Q47, Q48, Q49, Q66, Q68.
    """
    check_types(account, market)
    _check_month(month, market)
    account = _told_of(account, usage, month)
    if issued_on is not None:
        _check_issue_date(issued_on, month, market)
    document_part = market.cycle.part(part)
    span = _span(account, month, market)
    rows = _billed(account, market, span, document_part, month)
    if brought_forward is not None and not isinstance(rows, NothingToBill):
        rows += _carried(brought_forward, account, month, market)
    carried = corrected(corrections, account, part, market)
    if isinstance(rows, NothingToBill):
        if carried is None:
            return rows
        rows = ()
    leaves_out = market.cycle.nothing_to_bill is WhenNothing.NO_INVOICE
    if not rows and carried is None and leaves_out:
        return NothingToBill(f"no line in {month.start:%Y-%m}", Q47)
    invoice = Invoice(
        account=account.id,
        currency=account.currency,
        market=market,
        kind=DocumentKind.RECURRING,
        period=month,
        part=part,
        contract=account.contract,
        given_issue_date=issued_on,
        sent_on=sent_on,
        known_on=account.known_on,
        brought_forward=brought_forward,
        paid_on=paid(paid_on, market),
        usage=_told(span),
        rows=rows,
        corrected=carried.rows if carried else (),
        revisions=carried.revisions if carried else (),
    )
    _check_start(invoice, issued_on)
    invoice = with_levies(invoice, account)
    return invoice if sent_on is None else sent(invoice, sent_on)


def _check_start(invoice: Invoice, issued_on: date | None) -> None:
    if issued_on is None:
        return
    start = invoice.billing_start.value
    if issued_on < start:
        requirement = f"on or after the billing start of {start}"
        raise InvalidValue("issued_on", requirement, issued_on, "Q24")


def _told_of(account: Account, usage: Usage | None, month: Period) -> Account:
    if usage is None:
        return account
    return with_usage(account, usage, Period(_before(month), month.end))


def _billed(
    account: Account,
    market: Market,
    span: Span | NothingToBill,
    part: DocumentPart | None,
    month: Period,
) -> tuple[Row, ...] | NothingToBill:
    fees = _fees(account, market, month)
    if isinstance(span, NothingToBill):
        if not fees:
            return span
        rows = fees
    else:
        rows = month_rows(account, market, span) + fees
    return rows if part is None else tuple(_of_part(rows, part, market))


def _fees(account: Account, market: Market, month: Period) -> tuple[Row, ...]:
    if not (account.number_changes or account.early_terminations):
        return ()
    return tuple(fee_rows(account, market, *fee_days(account, market, month)))


def _told(span: Span | NothingToBill) -> Period | None:
    if isinstance(span, NothingToBill) or not span.used:
        return None
    return Period(span.used[0].start, span.used[-1].end)


def _of_part(
    rows: tuple[Row, ...], part: DocumentPart, market: Market
) -> Iterator[Row]:
    every = [one for each in market.cycle.parts for one in each.classes]
    for row in rows:
        rule, facts, _ = row
        charge = rule.levied(facts).charge_class
        if charge not in every:
            requirement = f"such that {charge.value} stands on one of them"
            names = ", ".join(one.name for one in market.cycle.parts)
            raise InvalidValue("cycle.parts", requirement, names)
        if charge in part.classes:
            yield row


def _check_month(month: Period, market: Market) -> None:
    if type(month) is not Period:
        raise WrongType("month", "a Period", month)
    start = month.start
    if start.day != 1 or month.end != next_month(start):
        raise InvalidPeriod("month", "one calendar month", str(month))
    if market.anchor.length is not CycleLength.CALENDAR_MONTH:
        requirement = "a calendar month: assemble_cycle bills other cycles"
        value = market.anchor.length.value
        raise InvalidValue("anchor.length", requirement, value, "Q7")


def _check_issue_date(given: date, month: Period, market: Market) -> None:
    checks.day("issued_on", given)
    own = regular_invoice_date(month.start, market.issue)
    if market.recurring.quantities is Quantities.INVOICE_DATE and given != own:
        requirement = f"{own}, the policy's day, as whose end quantities are taken"
        raise InvalidValue("issued_on", requirement, given, "Q23")
    last = last_invoice_date(month.start, market.cycle, market.issue)
    if not market.issue.is_made_on(given):
        requirement = "a business day, as invoices are made on no other"
        raise InvalidValue("issued_on", requirement, given, "A2")
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
    before = _before(month)
    check_usage_told(account, market, start)
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
        used=usage_months(account, market, month, start),
    )


def _before(month: Period) -> date:
    return month_start(month.start - _ONE_DAY)


def _bills_own_month(start: date, market: Market) -> bool:
    return not bills_first_month_late(start, market.cycle)


def _too_early(start: date, market: Market) -> NothingToBill:
    first = start
    if not starts_own_document(start, market.cycle):
        late = bills_first_month_late(start, market.cycle)
        first = next_month(start) if late else start
        first = regular_invoice_date(first, market.issue)
    reason = f"billing starts on {start} and is first invoiced on {first}"
    return NothingToBill(reason, Q9)


def _cut(first: date, market: Market) -> date:
    if market.recurring.quantities is Quantities.DAY_ONE:
        return first
    return regular_invoice_date(first, market.issue)


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
    account: Account,
    on: date,
    market: Market,
    *,
    sent_on: date | None = None,
    paid_on: date | None = None,
) -> Invoice | NothingToBill:
    """
    Assemble the document of the purchases of one day: a year of what is billed by the
    year is one of them.

    It is dated on the day of purchase, before billing starts as well as after.
    ``sent_on`` is the day it is sent, where the policy counts from it; ``paid_on`` the
    day it was paid ahead, where a levy's tax date asks for it.

    Clauses: A5, A12, Q24, Q50, Q54, Q66.
    """
    check_types(account, market)
    checks.day("on", on)
    period = Period(on, on + _ONE_DAY)
    rows = purchase_rows(account, market, on)
    years = bought_periods(account, market, on) if account.periodic else []
    if not rows and not years:
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
        paid_on=paid(paid_on, market),
        rows=(*_on_day(account, on, market, years), *rows),
    )
    invoice = with_levies(invoice, account)
    return invoice if sent_on is None else sent(invoice, sent_on)


def _on_day(
    account: Account, on: date, market: Market, years: list[Row]
) -> Iterator[Row]:
    yield from (row for row in years if row[1].price.is_split)
    yield from _bought_numbers(account, on, market)
    yield from (row for row in years if not row[1].price.is_split)


def _bought_numbers(account: Account, on: date, market: Market) -> tuple[Row, ...]:
    if market.anchor.length is not CycleLength.CALENDAR_MONTH:
        return ()
    span = _span(account, Period.month_of(next_month(on)), market)
    if isinstance(span, NothingToBill) or not span.low < on <= span.high:
        return ()
    return tuple(number_rows(account, market, span, on))
