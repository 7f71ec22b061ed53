"""Cancelling phone numbers, which an e-mail does and no portal."""

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from gotobilling import checks
from gotobilling.cancellations.access import ended_on, told_of_the_request
from gotobilling.cancellations.answers import NumberCancelled
from gotobilling.cancellations.requests import NumberRequest
from gotobilling.clauses.contract_own_decisions import NUMBER_CANCELLED
from gotobilling.clauses.contract_terms import PORT_PAGE
from gotobilling.clauses.contract_texts import G5, H16
from gotobilling.errors import InvalidValue, UnknownName
from gotobilling.facts import Account, History, QuantityChange
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.refusals import Reason, Refused

__all__ = ["cancel_number"]

_SEND_TO: Final = "numbers@logmein.com"


def cancel_number(
    account: Account, request: NumberRequest, market: Market
) -> NumberCancelled | Refused:
    """
    Cancel phone numbers from the day of the e-mail on.

    The removal is credited as any other is. Numbers that are to move to another
    provider have to stay until they have.

    Raises:
        WrongType: no account, request or market.
        UnknownName: an item without a price.
        InvalidValue: an item that is no phone number, or of another product.

    >>> from datetime import date
    >>> from gotobilling.markets import us
    >>> from gotobilling.testing.examples import august_change
    >>> request = NumberRequest(id="n", requested_on=date(2026, 9, 10), item="number")
    >>> found = cancel_number(august_change(), request, us.CONNECT)
    >>> found.send_to, found.change.quantity, found.change.effective_on
    ('numbers@logmein.com', -1, datetime.date(2026, 9, 10))

    Clauses: G5, Q17, number-cancelled, port-page.
    """
    _check(account, request, market)
    reasons = tuple(_refused(account, request))
    if reasons:
        return Refused(reasons)
    with told_of_the_request():
        change = QuantityChange(
            id=f"{request.id}:number",
            item=request.item,
            quantity=-request.quantity,
            group=request.group,
            effective_on=request.requested_on,
        )
        less = evolve(account, changes=(*account.changes, change))
    moving = "a number that moves away is kept until it has moved"
    return NumberCancelled(
        request=request,
        change=change,
        account=less,
        send_to=_SEND_TO,
        reasons=(
            Reason("e-mail", f"numbers are cancelled by e-mail to {_SEND_TO}", G5),
            Reason("from-the-day", "it counts from the day on", NUMBER_CANCELLED),
            Reason("moving", moving, PORT_PAGE),
        ),
    )


def _check(account: Account, request: NumberRequest, market: Market) -> None:
    checks.exactly("account", account, Account)
    checks.exactly("request", request, NumberRequest)
    checks.exactly("market", market, Market)
    prices = [one for one in account.prices if one.item == request.item]
    if not prices:
        raise UnknownName("request.item", "an item that has a price", request.item)
    if prices[0].kind is not LineKind.STANDARD_NUMBER:
        requirement = "the item of phone numbers"
        raise InvalidValue("request.item", requirement, request.item, "G5")
    if prices[0].product != market.product:
        requirement = f"one of {market.product}"
        raise InvalidValue("request.item", requirement, request.item, "Q66")


def _refused(account: Account, request: NumberRequest) -> Iterator[Reason]:
    last = ended_on(account, request.requested_on)
    if last is not None:
        instead = "nothing is to be done: numbers end with the service"
        yield Reason("ended", f"service ended on {last}", H16, instead)
    held = min(_held(account, request))
    if held < request.quantity:
        text = f"{held} of {request.item} can go, and not {request.quantity}"
        instead = "name the item, group and quantity that are there"
        yield Reason("not-held", text, G5, instead)


def _held(account: Account, request: NumberRequest) -> Iterator[int]:
    """Yield how many are there on the day, and after each later change."""
    found: list[History] = [
        one
        for one in account.histories
        if one.prices[0].item == request.item and one.group == request.group
    ]
    on = request.requested_on
    yield sum(one.quantity for history in found for one in history.held(on))
    later = {
        one.effective_on
        for history in found
        for one in history.changes
        if one.effective_on > on
    }
    for day in later:
        yield sum(one.quantity for history in found for one in history.held(day))
