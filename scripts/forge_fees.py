"""Forgers of invoices with fees; `write_forgeries.py` writes the files.

The original is the last invoice of `tests/forged/fees`, of September: a prorated
device, two changes of a number, and what is owed for leaving.
"""

from collections.abc import Callable, Iterator
from datetime import date
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

SEPTEMBER: Final = Period.month(2026, 9)


def original() -> tuple[Account, Market]:
    """Return what the forgers start from."""
    file = account_file("fees")
    return file.account, file.market


# The forger's tools.


def assembled(account: Account, market: Market) -> Json:
    """Return the document that the library makes."""
    found = assemble_invoice(account, SEPTEMBER, market)
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


def _line(forged: Json, fact_id: str) -> Json:
    lines = cast("list[Json]", forged["lines"])
    return next(line for line in lines if line["fact"] == fact_id)


def _totalled(forged: Json) -> Json:
    step = forged["proofs"]["subtotal"]["steps"][-1]
    step["of"] = [{"line": line["id"]} for line in forged["lines"]]
    cents = sum(minor(line["amount"]) for line in forged["lines"])
    for name in ("subtotal", "total", "payable"):
        forged[name] = state(forged["proofs"][name]["steps"][-1], cents)
    return forged


# Refused by level 1: the document does not prove what it charges.


def fee_for_each_detail(account: Account, market: Market) -> Json:
    """Charge the move once for each of its two details, under a policy of once."""
    forged = assembled(account, market)
    line = _line(forged, "move")
    first, last = line["proof"]["steps"]
    twice = {**first, "op": "sum", "of": [{"step": 0}] * 2, "is": number(Fraction(30))}
    last["of"][0] = {"step": 1}
    line["proof"]["steps"] = [first, twice, last]
    line["quantity"], line["amount"] = "2", state(last, 3000)
    return _totalled(forged)


def guides_price(account: Account, market: Market) -> Json:
    """Charge the guide's 15.00 where the contract says 12.00."""
    forged = assembled(account, market)
    line, first = _line(forged, "two-way"), _line(forged, "move")["proof"]["steps"][0]
    line["proof"]["steps"][0] = first
    line["unit_price"], line["amount"] = "15.00", state(line["proof"]["steps"][1], 1500)
    return _totalled(forged)


def later_fee(account: Account, market: Market) -> Json:
    """Charge a request of September in advance, a fact of the same September."""
    asked = {"effective_on": date(2026, 9, 1), "known_on": date(2026, 8, 10)}
    told = assembled(account, market)
    later = _other(account, "number_changes", "move", **asked)
    found = assemble_invoice(later, Period.month(2026, 10), market)
    there = cast("Json", document(cast("Invoice", found)))
    told["facts"]["move"] = there["facts"]["move"]
    at = next(x for x, one in enumerate(told["lines"]) if one["fact"] == "move")
    told["lines"][at] = _line(there, "move")
    return _totalled(told)


# Refused by level 2: it proves another story than the account file tells.


def fee_left_out(account: Account, market: Market) -> Json:
    """Say nothing of the move."""
    return assembled(_other(account, "number_changes", "move"), market)


def dearer_buyout(account: Account, market: Market) -> Json:
    """Ask for 540.00 in place of 450.00, as if the contract did."""
    dearer = _other(account, "early_terminations", "buyout", amount=Decimal(540))
    return assembled(dearer, market)


# Refused by level 3: the account file is told, but under a policy of the forger's own.


def dearer_guide(account: Account, market: Market) -> Json:
    """Charge 20.00 for a change, as if the guide had it."""
    fees = evolve(market.fees, change_fee=Decimal(20))
    return assembled(account, evolve(market, fees=fees))


FORGERS: Final[dict[str, tuple[Callable[..., Json], ...]]] = {
    "fees/original": (
        fee_for_each_detail,
        guides_price,
        later_fee,
        fee_left_out,
        dearer_buyout,
        dearer_guide,
    )
}


def outputs() -> Iterator[tuple[str, Json]]:
    """Yield the original, then its forgeries."""
    yield "fees/original", assembled(*original())
    for forge in FORGERS["fees/original"]:
        stem = forge.__name__.replace("_", "-")
        yield f"fees/{stem}", sealed(forge(*original()))
