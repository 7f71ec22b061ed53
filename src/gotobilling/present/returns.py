"""The credit of a return as a person reads it, with its workings where asked for."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gotobilling.after_invoice import ReturnPolicy
from gotobilling.errors import WrongType
from gotobilling.facts import Delivery
from gotobilling.money import Money
from gotobilling.present.amounts import amount_text, price_text
from gotobilling.present.corrections import document_text
from gotobilling.present.layout import WIDTH, Column, ends, paragraph, row, rule
from gotobilling.present.pages import INDENT, INTRODUCTION, Pages, section
from gotobilling.refunds import ReturnCredit, ReturnedItem

__all__ = ["return_explained", "return_text"]

_NAMES: Final = 16


def return_text(found: ReturnCredit, locale: str = "en_US") -> str:
    """
    Return what a return comes to as text: each item, its fees, tax, total and days.

    Args:
        found: What ``return_credit`` found.
        locale: How amounts are printed; days and words are the same in all.

    Raises:
        WrongType: another value.
        UnknownName: a locale that Babel does not have.
    """
    if type(found) is not ReturnCredit:
        raise WrongType("found", "a ReturnCredit", found)
    lines = (*_head(found), *_items(found, locale), *_totals(found, locale))
    return "\n".join(lines) + "\n"


def _head(found: ReturnCredit) -> Iterator[str]:
    market = found.market
    yield f"Return {found.rma} of {found.account}"
    yield rule("=")
    yield ""
    yield from _named("Account", found.account)
    yield from _named("Invoice", document_text(found.of))
    yield from _named("Its digest", found.invoice)
    yield from _named("Rules", f"{market.name}, edition {market.edition}")
    if market.readings:
        chosen = ", ".join(f"{name} = {value}" for name, value in market.readings)
        yield from _named("Readings", chosen)
    yield from _named("Processed on", str(found.processed_on))
    days = f"{found.expected_first.value} to {found.expected_last.value}"
    yield from _named("Credit expected", days)
    yield ""


def _named(name: str, text: str) -> list[str]:
    return row((name, text), (Column(_NAMES), Column(WIDTH - _NAMES - 2)))


def _items(found: ReturnCredit, locale: str) -> Iterator[str]:
    policy = found.market.after_invoice.returns
    for number, one in enumerate(found.items, start=1):
        yield from paragraph(f"{number}  {_came(one)}", INDENT, "")
        yield rule("-")
        for name, amount in _amounts(one, policy, locale):
            yield from ends(name, amount, INDENT)
        yield rule("-", INDENT)
        yield from ends(
            "Credit before tax", amount_text(one.credit.value, locale), INDENT
        )
        if one.charged.value.minor:
            amount = amount_text(one.charged.value, locale)
            yield from ends("Fees beyond the price, to be charged", amount, INDENT)
        yield ""


def _came(one: ReturnedItem) -> str:
    returned = one.returned
    units = f"{returned.quantity} of {one.purchase.quantity}"
    said = f"{one.purchase.item} ({one.purchase.id}): {units}"
    said += f", {returned.condition.value}, by {returned.id}"
    known = any(type(fact) is Delivery for fact in one.last_day.proof.facts())
    counted = "" if known else ", counted from the purchase, as no delivery is told"
    late = f"; last day {one.last_day.value}, "
    if not one.late_by:
        return f"{said}{late}in time{counted}"
    days = "1 day" if one.late_by == 1 else f"{one.late_by} days"
    return f"{said}{late}{days} late{counted}"


def _amounts(
    one: ReturnedItem, policy: ReturnPolicy, locale: str
) -> Iterator[tuple[str, str]]:
    returned, price = one.returned, one.price.value
    yield "Price", amount_text(price, locale)
    base = policy.base.value.replace("_", " ")
    percent = f"{policy.restocking_percent} % of the {base}"
    yield f"Restocking fee, {percent}", amount_text(-one.restocking.value, locale)
    for name, fee in (
        ("Provisioning", returned.provisioning_fee),
        ("Missing parts or packaging", returned.missing_parts_fee),
        ("Processed late", policy.late_fee if one.bears_late_fee else None),
    ):
        if fee is not None:
            yield name, _less(fee, price.currency, locale)


def _less(fee: Decimal, currency: str, locale: str) -> str:
    # A fee as it is told, with all its decimals: what is rounded is the credit.
    return price_text(fee.copy_negate() if fee else fee, currency, locale)


def _totals(found: ReturnCredit, locale: str) -> Iterator[str]:
    yield from ends("Credit before tax", amount_text(found.credit.value, locale))
    for one in found.taxes:
        name = f"Tax given back: {one.levy}"
        yield from ends(name, amount_text(one.amount.value, locale))
    yield from ends("Credited", amount_text(found.total.value, locale))
    if found.charged.value.minor:
        amount = amount_text(found.charged.value, locale)
        yield from ends("Charged apart, without tax", amount)
    if found.note is not None:
        still = Money.from_minor(
            found.note.left.minor + found.note.minor, found.currency
        )
        yield from ends("Still open of the invoice", amount_text(still, locale))
    for reason in found.refused:
        yield ""
        yield from paragraph(f"Not taken back: {reason}", INDENT, "")


def return_explained(found: ReturnCredit, locale: str = "en_US") -> str:
    """
    Return what a return comes to as text, and below it what made each amount and day.

    Raises:
        WrongType: another value.
        ProofError: an answer that its own rule does not give.
        UnknownName: a locale that Babel does not have.
    """
    text = return_text(found, locale)
    return text + "\n".join(_workings(found, locale)) + "\n"


def _workings(found: ReturnCredit, locale: str) -> Iterator[str]:
    names = {one.line: one.levy for one in found.taxes}
    pages = Pages(found.currency, names)
    yield ""
    yield from paragraph(INTRODUCTION, "")
    yield ""
    yield from section("How each amount and each day was made")
    for name, answer in found.answers():
        value, said = answer.value, name
        if name.startswith("tax:"):
            said = f"tax given back:{names[name.removeprefix('tax:')]}"
        told = amount_text(value, locale) if isinstance(value, Money) else str(value)
        said = said.replace("_", " ").replace(":", ", ", 1)
        yield from ends(f"{said[0].upper()}{said[1:]}", told)
        yield from pages.steps(answer.proof)
    yield from pages.grounds(found.market)
