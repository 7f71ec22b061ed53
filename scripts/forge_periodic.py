"""Forgers of invoices with years and quarters; `write_forgeries.py` writes the files.

The original is the invoice of April 2027 of `tests/forged/years`: devices, and a fourth
seat, which pays the 4 days to the anniversary of 15 March and the new year in full.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final, cast

from attrs import evolve
from scripts.forging import Json, account_file, minor, number, sealed, state

from gotobilling.facts import Account
from gotobilling.formats.documents import document
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.market import Market
from gotobilling.periods import MissingDay, Period

APRIL: Final = Period.month(2027, 4)


def original() -> tuple[Account, Market]:
    """Return what the forgers start from."""
    file = account_file("years")
    return file.account, file.market


# The forger's tools.


def assembled(account: Account, market: Market) -> Json:
    """Return the document that the library makes."""
    found = assemble_invoice(account, APRIL, market)
    if not isinstance(found, Invoice):
        raise SystemExit(f"{account.id} has nothing to bill: {found.reason}")
    return cast("Json", document(found))


def _other(account: Account, change: str, **fields: Any) -> Account:  # noqa: ANN401
    """Tell another story of one change; of no fields, leave it out."""
    changes = tuple(
        evolve(one, **fields) if one.id == change else one
        for one in account.changes
        if fields or one.id != change
    )
    return evolve(account, changes=changes)


def _totalled(forged: Json) -> Json:
    step = forged["proofs"]["subtotal"]["steps"][-1]
    step["of"] = [{"line": line["id"]} for line in forged["lines"]]
    cents = sum(minor(line["amount"]) for line in forged["lines"])
    for name in ("subtotal", "total", "payable"):
        forged[name] = state(forged["proofs"][name]["steps"][-1], cents)
    return forged


# Refused by level 1: the document does not prove what it charges.


def whole_old_year(account: Account, market: Market) -> Json:
    """Charge all of the year of which 4 days are left, with every step saying so."""
    forged = assembled(account, market)
    line = forged["lines"][1]
    steps = {one["label"]: one for one in line["proof"]["steps"]}
    steps["first chargeable day"]["op"] = "given"
    steps["first chargeable day"]["of"] = [{"step": 3}]
    steps["first chargeable day"]["is"] = {"date": "2026-03-15"}
    steps["days charged"]["is"] = number(Fraction(365))
    steps["share of the days"]["is"] = number(Fraction(1))
    steps["prorated charge"]["is"] = number(Fraction(365))
    line["amount"] = state(steps["amount"], 36500)
    return _totalled(forged)


def renewed_from_the_change(account: Account, market: Market) -> Json:
    """Let the new year of the fourth seat begin on the day on which it is added."""
    forged = assembled(account, market)
    forged["lines"][2]["effective_on"] = "2027-03-10"
    forged["lines"][2]["period"] = {"start": "2027-03-10", "end": "2028-03-10"}
    return forged


def year_as_month(account: Account, market: Market) -> Json:
    """Say that the price of a seat is one for each month."""
    forged = assembled(account, market)
    forged["facts"]["price-seat"]["frequency"] = "monthly"
    return forged


# Refused by level 2: it proves another story than the account file tells.


def old_year_left_out(account: Account, market: Market) -> Json:
    """Charge the new year of the fourth seat, and none of the 4 days before it."""
    forged = assembled(account, market)
    del forged["lines"][1]
    return _totalled(forged)


def new_year_left_out(account: Account, market: Market) -> Json:
    """Charge the 4 days of the fourth seat, and nothing of its new year."""
    forged = assembled(account, market)
    del forged["lines"][2]
    return _totalled(forged)


def counted_from_a_later_seat(account: Account, market: Market) -> Json:
    """Let the years of seats begin with the third, on 15 May."""
    return assembled(_other(account, "first-seats"), market)


def bought_later(account: Account, market: Market) -> Json:
    """Say that the first seats came on 20 March, and the anniversary with them."""
    later = date(2026, 3, 20)
    return assembled(
        _other(account, "first-seats", effective_on=later, known_on=later), market
    )


# Refused by level 3: the account file is told, but under a policy of the forger's own.


def other_leap_days(account: Account, market: Market) -> Json:
    """Let an anniversary of 29 February fall on 1 March."""
    frequency = evolve(market.frequency, missing_day=MissingDay.ROLL_OVER)
    return assembled(account, evolve(market, frequency=frequency))


FORGERS: Final[dict[str, tuple[Callable[..., Json], ...]]] = {
    "years/original": (
        whole_old_year,
        renewed_from_the_change,
        year_as_month,
        old_year_left_out,
        new_year_left_out,
        counted_from_a_later_seat,
        bought_later,
        other_leap_days,
    )
}


def outputs() -> Iterator[tuple[str, Json]]:
    """Yield the original, then its forgeries."""
    yield "years/original", assembled(*original())
    for forge in FORGERS["years/original"]:
        stem = forge.__name__.replace("_", "-")
        yield f"years/{stem}", sealed(forge(*original()))
