"""Documents of cycles that are no calendar month, and of the changes that begin one.

Central charges every 30 days from sign-up; a Webinar plan moves its billing date to the
day of a change, credits what is unused and charges the new period in full:

>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import webinar_upgrade
>>> upgrade = assemble_plan_change(webinar_upgrade(), date(2026, 6, 25), us.WEBINAR)
>>> [str(line.amount) for line in upgrade.lines]  # -2 x 49.00 x 15/30, 2 x 99.00
['-49.00 USD', '198.00 USD']
>>> upgrade.total.value, upgrade.due_on.value
(Money('149.00', 'USD'), datetime.date(2026, 6, 25))
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from gotobilling import checks
from gotobilling.billing_cycle import (
    DocumentKind,
    NothingToBill,
    NumberPurchase,
    WhenNothing,
)
from gotobilling.billing_periods import CycleLength, FirstCharge, MovedBy
from gotobilling.clauses import Q47
from gotobilling.clauses.contract_decisions import Q52, Q53
from gotobilling.errors import InvalidPeriod, InvalidValue
from gotobilling.facts import Account
from gotobilling.invoices.corrected import Correction
from gotobilling.invoices.invoice import Invoice
from gotobilling.invoices.levying import with_levies
from gotobilling.invoices.telling import check_types, corrected, paid, sent
from gotobilling.kinds import Frequency
from gotobilling.lineitems import Row
from gotobilling.market import Market
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period
from gotobilling.segments import Cycle, cycle_rows, cycles, fee_rows, frequencies

__all__ = [
    "assemble_cycle",
    "assemble_plan_change",
    "assemble_the_cycle",
    "cycles_begun",
    "cycles_issued",
    "has_cycles",
]

_ONE_DAY: Final = timedelta(1)


def has_cycles(market: Market) -> bool:
    """
    Whether the product's billing cycles are no calendar months.

    >>> from gotobilling.markets import us
    >>> has_cycles(us.CONNECT), has_cycles(us.CENTRAL)
    (False, True)

    Clauses: Q7.
    """
    checks.exactly("market", market, Market)
    return market.anchor.length is not CycleLength.CALENDAR_MONTH


def assemble_cycle(
    account: Account,
    on: date,
    market: Market,
    *,
    frequency: Frequency = Frequency.MONTHLY,
    sent_on: date | None = None,
    paid_on: date | None = None,
    corrections: Correction | None = None,
) -> Invoice | NothingToBill:
    """
    Assemble the document of the cycle that begins on a day.

    Args:
        account: The account, with every fact to be billed.
        on: The cycle's first day.
        market: The policies, of a product whose cycles are no calendar months.
        frequency: How often the items are billed whose cycle it is.
        sent_on: The day it is sent, where the policy counts from it.
        paid_on: The day it was paid ahead, where a levy's tax date asks for it.
        corrections: What it carries of documents before it.

    Returns:
        The invoice, or why there is none: no such cycle begins that day, a plan change
        begins it, or it has no line.

    Raises:
        InvalidValue: cycles that are calendar months, or facts and readings that only
            those know.
        NoRateInForce: a quantity without a price in force, a levy without a rate.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import webinar_upgrade
    >>> june = assemble_cycle(webinar_upgrade(), date(2026, 6, 10), us.WEBINAR)
    >>> june.total.value  # 2 x 49.00
    Money('98.00', 'USD')

    Clauses: A12, A13, G1, H1, Q33, Q47, Q48, Q49, Q52, Q53, Q55, cycle-quantities.
    """
    found = _begun_on(account, on, market, frequency)
    if found is None:
        return NothingToBill(f"no {frequency.value} cycle begins on {on}", Q52)
    if found.kind is DocumentKind.PLAN_CHANGE:
        reason = f"the billing date moves to {on}: a plan change begins this cycle"
        return NothingToBill(reason, Q53)
    return _assembled(account, found, market, (sent_on, paid_on, corrections))


def assemble_plan_change(
    account: Account,
    on: date,
    market: Market,
    *,
    frequency: Frequency = Frequency.MONTHLY,
    sent_on: date | None = None,
    paid_on: date | None = None,
    corrections: Correction | None = None,
) -> Invoice | NothingToBill:
    """
    Assemble the document of a change that moves the billing date to its day.

    What is held before is credited for the days from then to the end of the old cycle,
    what is there as the day ends is charged for the new one in full. A total below 0 is
    credit of the account. The arguments and errors are those of ``assemble_cycle``.

    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import webinar_upgrade
    >>> fewer = assemble_plan_change(webinar_upgrade(), date(2026, 8, 4), us.WEBINAR)
    >>> fewer.total.value, fewer.payable.value  # -2 x 99.00 x 21/31 + 99.00
    (Money('-35.13', 'USD'), Money('0.00', 'USD'))

    Clauses: I2, I4, Q48, Q53, unused-days.
    """
    found = _begun_on(account, on, market, frequency)
    if found is None or found.kind is not DocumentKind.PLAN_CHANGE:
        return NothingToBill(f"no change moves the billing date to {on}", Q53)
    return _assembled(account, found, market, (sent_on, paid_on, corrections))


def assemble_the_cycle(
    account: Account,
    kind: DocumentKind,
    period: Period,
    market: Market,
    told: "Told" = (None, None, None),
) -> Invoice | NothingToBill:
    """
    Assemble the document of a kind and period that are known, if there still is one.

    Clauses: Q52, Q53, Q67.
    """
    _check(account, market)
    for frequency in frequencies(account, market):
        found = cycles(account, market, frequency, period.start + _ONE_DAY)
        for one in found:
            if (one.kind, one.period) == (kind, period):
                return _assembled(account, one, market, told)
    return NothingToBill(f"no {kind.value} of {period}", Q52)


Told = tuple[date | None, date | None, Correction | None]
"""The day it is sent, the day it was paid ahead, and what it carries of others."""


def cycles_begun(account: Account, market: Market, until: date) -> Iterator[Cycle]:
    """Yield the cycles that begin before a day, of each frequency from the sign-up."""
    _check(account, market)
    checks.day("until", until)
    for frequency in frequencies(account, market):
        yield from cycles(account, market, frequency, until)


def cycles_issued(account: Account, within: Period, market: Market) -> list[Invoice]:
    """
    Return the documents of cycles and plan changes that are dated within a period.

    Clauses: A12, A13, Q52, Q53.
    """
    rule = market.rules.cycle_issue
    found = (
        _assembled(account, one, market, (None, None, None))
        for one in cycles_begun(account, market, within.end)
        if rule.raw(one.period) in within
    )
    return [one for one in found if isinstance(one, Invoice)]


def _begun_on(
    account: Account, on: date, market: Market, frequency: Frequency
) -> Cycle | None:
    _check(account, market)
    checks.day("on", on)
    checks.member("frequency", frequency, Frequency)
    for one in cycles(account, market, frequency, on + _ONE_DAY):
        if one.period.start == on:
            return one
    return None


def _assembled(
    account: Account, cycle: Cycle, market: Market, told: Told
) -> Invoice | NothingToBill:
    sent_on, paid_on, corrections = told
    carried = corrected(corrections, account, None, market)
    rows = (*cycle_rows(account, market, cycle), *_fees(account, cycle, market))
    leaves_out = market.cycle.nothing_to_bill is WhenNothing.NO_INVOICE
    if not rows and carried is None and leaves_out:
        return NothingToBill(f"no line in {cycle.period}", Q47)
    invoice = Invoice(
        account=account.id,
        currency=account.currency,
        market=market,
        kind=cycle.kind,
        period=cycle.period,
        cycle=cycle.told,
        contract=account.contract,
        sent_on=sent_on,
        known_on=account.known_on,
        paid_on=paid(paid_on, market),
        rows=rows,
        corrected=carried.rows if carried else (),
        revisions=carried.revisions if carried else (),
    )
    invoice = with_levies(invoice, account)
    return invoice if sent_on is None else sent(invoice, sent_on)


def _fees(account: Account, cycle: Cycle, market: Market) -> tuple[Row, ...]:
    """Return the fees of the days since the cycle before; one row of cycles has all."""
    often, past = cycle.told.frequency, cycle.told.past
    if often is not frequencies(account, market)[0]:
        return ()
    low = date.min if past is None else past.period.start
    return tuple(fee_rows(account, market, low, cycle.period.start))


def _check(account: Account, market: Market) -> None:
    """Refuse what only the invoices of calendar months can bill."""
    check_types(account, market)
    _check_market(market)
    start = market.rules.billing_start.raw(account.contract)
    if account.end is not None and account.end.last_day_of_service < start:
        requirement = f"on or after the billing start of {start}"
        last = account.end.last_day_of_service
        raise InvalidPeriod("contract.end.last_day_of_service", requirement, last)
    for name in ("opening", "low_usage", "usage"):
        facts = getattr(account, name)
        if facts:
            requirement = "empty where cycles are no calendar months"
            raise InvalidValue(name, requirement, facts[0].id, "Q52")


def _check_market(market: Market) -> None:
    anchor = market.anchor
    if not has_cycles(market):
        requirement = "other than a calendar month, which assemble_invoice bills"
        raise InvalidValue("anchor.length", requirement, anchor.length.value, "Q7")
    moves = anchor.moved_by is not MovedBy.NOTHING
    if moves and anchor.first_charge is FirstCharge.AFTER_FIRST_CYCLE:
        requirement = "sign_up where changes move the billing date"
        value = anchor.first_charge.value
        raise InvalidValue("anchor.first_charge", requirement, value, "Q52")
    if market.settlement.negative_total is NegativeTotal.CARRIED_LINE:
        requirement = "another than carried_line where cycles are no calendar months"
        value = market.settlement.negative_total.value
        raise InvalidValue("settlement.negative_total", requirement, value, "Q48")
    if market.cycle.parts:
        requirement = "none where cycles are no calendar months"
        value = ", ".join(one.name for one in market.cycle.parts)
        raise InvalidValue("cycle.parts", requirement, value, "Q66")
    if market.cycle.number_purchase is NumberPurchase.ONE_TIME_INVOICE:
        requirement = "next_monthly where cycles are no calendar months"
        value = market.cycle.number_purchase.value
        raise InvalidValue("cycle.number_purchase", requirement, value, "Q54")
