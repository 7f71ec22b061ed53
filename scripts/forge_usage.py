"""Forgers of invoices with usage; `write_forgeries.py` writes the files.

The original bills August in `tests/forged/usage` and what was used in July: minutes of
the plan and of the low-usage pool, messages, and calls to two countries. Eight
low-usage phones are there, of which the contract allows five.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from attrs import evolve
from scripts.forging import Json, account_file, minor, number, sealed, state

from gotobilling.facts import Account
from gotobilling.formats.documents import document
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.market import Market
from gotobilling.periods import Period
from gotobilling.usage.summaries import NO_USAGE

AUGUST: Final = Period.month(2026, 8)


def original() -> tuple[Account, Market]:
    """Return what the forgers start from."""
    file = account_file("usage")
    return file.account, file.market


# The forger's tools.


def assembled(account: Account, market: Market, **told: Any) -> Json:  # noqa: ANN401
    """Return the document that the library makes."""
    found = assemble_invoice(account, AUGUST, market, **told)
    if not isinstance(found, Invoice):
        raise SystemExit(f"{account.id} has nothing to bill: {found.reason}")
    return cast("Json", document(found))


def _other(account: Account, section: str, fact_id: str, **fields: object) -> Account:
    """Tell another story of one fact; of no fields, leave the fact out."""
    facts = tuple(
        evolve(fact, **fields) if fact.id == fact_id else fact
        for fact in getattr(account, section)
        if fields or fact.id != fact_id
    )
    told: dict[str, Any] = {section: facts}
    return evolve(account, **told)


def _line(forged: Json, kind: str, item: str) -> Json:
    lines = cast("list[Json]", forged["lines"])
    return next(x for x in lines if (x["kind"], x["item"]) == (kind, item))


def _without(forged: Json, line: Json) -> Json:
    forged["lines"].remove(line)
    return _totalled(forged)


def _totalled(forged: Json) -> Json:
    step = forged["proofs"]["subtotal"]["steps"][-1]
    step["of"] = [{"line": line["id"]} for line in forged["lines"]]
    cents = sum(minor(line["amount"]) for line in forged["lines"])
    for name in ("subtotal", "total", "payable"):
        forged[name] = state(forged["proofs"][name]["steps"][-1], cents)
    return forged


def _amounting(forged: Json, line: Json, values: list[Fraction]) -> Json:
    """Let the last steps of a line come to these values."""
    for step, value in zip(line["proof"]["steps"][-len(values) :], values, strict=True):
        step["is"] = number(value)
    line["amount"] = state(line["proof"]["steps"][-1], int(values[-1] * 100))
    return _totalled(forged)


# Refused by level 1: the document does not prove what it charges.


def included_left_out(account: Account, market: Market) -> Json:
    """Charge what is above the included, without a word of the included."""
    forged = assembled(account, market)
    return _without(forged, _line(forged, "included_minutes", "plan"))


def total_counted_twice(account: Account, market: Market) -> Json:
    """Count the calls to Germany twice on their line, each step being right."""
    forged = assembled(account, market)
    line = _line(forged, "international_minutes", "Germany")
    steps = line["proof"]["steps"]
    steps[0]["of"] *= 2
    steps[0]["is"], steps[1]["is"] = number(Fraction(132)), number(Fraction(11, 5))
    steps[2]["is"] = number(Fraction(11, 5) * Fraction(19, 1000))
    steps[3]["of"] *= 2
    line["quantity"] = "11/5"
    calls, charge = Fraction(4), Fraction(11, 5) * Fraction(19, 1000) + Fraction(1, 5)
    values = [calls, Fraction(1, 5), charge, Fraction(3), Fraction(3)]
    return _amounting(forged, line, values)


def last_tier_for_all(account: Account, market: Market) -> Json:
    """Charge every minute to France as the first tier says."""
    forged = assembled(account, market)
    line = _line(forged, "international_minutes", "France")
    steps = line["proof"]["steps"]
    at = next(at for at, step in enumerate(steps) if step["op"] == "least")
    steps[at]["op"], steps[at]["is"] = "greatest", number(Fraction(150))
    steps[at + 1]["is"] = number(Fraction(3))
    charge = Fraction(3) + Fraction(1, 2) + 5
    return _amounting(forged, line, [charge, charge])


def other_type(account: Account, market: Market) -> Json:
    """Count inbound calls, which are free, among the minutes of the plan."""
    forged = assembled(account, market)
    forged["facts"]["2026-07:extension"]["call_type"] = "inbound"
    return forged


def month_not_yet_over(account: Account, market: Market) -> Json:
    """Say that the document bills the usage of its own month."""
    forged = assembled(account, market)
    forged["usage"] = {"start": "2026-08-01", "end": "2026-09-01"}
    return forged


def full_price_left_out(account: Account, market: Market) -> Json:
    """Leave out the low-usage phone that is billed in full."""
    forged = assembled(account, market)
    lines = [x for x in forged["lines"] if x["item"] == "low phone"]
    return _without(forged, next(x for x in lines if x["unit_price"] == "25.00"))


def whole_minutes(account: Account, market: Market) -> Json:
    """Say that 11/10 minutes to Germany are 2."""
    forged = assembled(account, market)
    _line(forged, "international_minutes", "Germany")["quantity"] = "2"
    return forged


def usage_not_told(account: Account, market: Market) -> Json:
    """Bill usage on a document that says nothing of it."""
    forged = assembled(account, market)
    forged["usage"] = None
    return forged


# Refused by level 2: the document proves it, of facts that are not so.


def dropped_total(account: Account, market: Market) -> Json:
    """Leave the calls to France out."""
    return assembled(_other(account, "usage", "2026-07:intl-fr"), market)


def raised_total(account: Account, market: Market) -> Json:
    """Bill 100 minutes of the plan more than were used."""
    other = _other(account, "usage", "2026-07:plan", billable=126000)
    return assembled(other, market)


def usage_forgotten(account: Account, market: Market) -> Json:
    """Bill as if nobody had told what was used."""
    return assembled(evolve(account, usage=()), market)


def told_as_none(account: Account, market: Market) -> Json:
    """Bill as if it had been told that nothing was used."""
    return assembled(evolve(account, usage=()), market, usage=NO_USAGE)


def replaced_included(account: Account, market: Market) -> Json:
    """Count the included minutes that others have taken the place of."""
    return assembled(_other(account, "included", "minutes"), market)


def no_low_usage(account: Account, market: Market) -> Json:
    """Bill low-usage phones as the price list has them, without their terms."""
    return assembled(evolve(account, low_usage=()), market)


def more_allowed(account: Account, market: Market) -> Json:
    """Bill eight phones at the discount, as if the contract allowed it."""
    return assembled(_other(account, "low_usage", "low", allowed=8), market)


def cheaper_rate(account: Account, market: Market) -> Json:
    """Rate the calls to Germany at another price."""
    price = Decimal("0.012")
    return assembled(_other(account, "call_rates", "intl-de", unit_price=price), market)


def phone_not_counted(account: Account, market: Market) -> Json:
    """Leave the phones of Berlin out, as if they had come a month later."""
    day = AUGUST.end
    return assembled(_other(account, "changes", "low-berlin", effective_on=day), market)


# Refused by level 3: the facts are right, and it is not made so.


def other_overage(account: Account, market: Market) -> Json:
    """Charge 0.03 for a minute above the included."""
    usage = evolve(market.usage, overage=Decimal("0.03"))
    return assembled(account, evolve(market, usage=usage))


def larger_pool(account: Account, market: Market) -> Json:
    """Give each low-usage phone 60 minutes."""
    low = evolve(market.low_usage, minutes=60)
    return assembled(account, evolve(market, low_usage=low))


Forger = Callable[[Account, Market], Json]

FORGERS: Final[dict[str, tuple[Forger, ...]]] = {
    "usage/original": (
        included_left_out,
        total_counted_twice,
        last_tier_for_all,
        other_type,
        month_not_yet_over,
        full_price_left_out,
        whole_minutes,
        usage_not_told,
        dropped_total,
        raised_total,
        usage_forgotten,
        told_as_none,
        replaced_included,
        no_low_usage,
        more_allowed,
        cheaper_rate,
        phone_not_counted,
        other_overage,
        larger_pool,
    ),
}


def outputs() -> Iterator[tuple[str, Json]]:
    """Yield the original, and each forgery of it."""
    account, market = original()
    for name, forgers in FORGERS.items():
        yield name, assembled(account, market)
        for forge in forgers:
            stem = forge.__name__.replace("_", "-")
            yield f"usage/{stem}", sealed(forge(account, market))
