"""Forgers of plan changes; `write_forgeries.py` writes the files.

The original is the document of an upgrade in `tests/forged/upgrade`, on 25 June: the
unused days of two standard seats, and a month of two pro ones.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final, cast

from attrs import evolve
from scripts.forging import Json, account_file, minor, number, sealed, state

from gotobilling.billing_periods import MovedBy
from gotobilling.facts import Account
from gotobilling.formats.documents import document
from gotobilling.invoices import Invoice, assemble_cycle, assemble_plan_change
from gotobilling.market import Market

UPGRADE: Final = date(2026, 6, 25)


def original() -> tuple[Account, Market]:
    """Return what the forgers start from."""
    file = account_file("upgrade")
    return file.account, file.market


# The forger's tools.


def assembled(account: Account, market: Market, on: date = UPGRADE) -> Json:
    """Return the document that the library makes of what begins on a day."""
    for assemble in (assemble_plan_change, assemble_cycle):
        found = assemble(account, on, market)
        if isinstance(found, Invoice):
            return cast("Json", document(found))
    raise SystemExit(f"{account.id} has nothing to bill on {on}")


def _without(account: Account, *ids: str) -> Account:
    kept = tuple(one for one in account.changes if one.id not in ids)
    return evolve(account, changes=kept)


def _totalled(forged: Json) -> Json:
    step = forged["proofs"]["subtotal"]["steps"][-1]
    step["of"] = [{"line": line["id"]} for line in forged["lines"]]
    cents = sum(minor(line["amount"]) for line in forged["lines"])
    for name in ("subtotal", "total", "payable"):
        forged[name] = state(forged["proofs"][name]["steps"][-1], cents)
    return forged


# The forgers.


def day_twice_used(account: Account, market: Market) -> Json:
    """Count the day of the change as used, and charge it in the new month too."""
    forged = assembled(account, market)
    line = forged["lines"][0]
    values = [Fraction(14), Fraction(30), Fraction(14, 30), Fraction(-98)]
    exact = Fraction(-98 * 14, 30)
    for step, value in zip(line["proof"]["steps"][2:], [*values, exact], strict=False):
        step["is"] = number(value)
    line["amount"] = state(line["proof"]["steps"][-1], -4573)
    return _totalled(forged)


def credit_left_out(account: Account, market: Market) -> Json:
    """Charge the new month in full, and credit nothing of the old one."""
    forged = assembled(account, market)
    del forged["lines"][0], forged["facts"]["price-standard"]
    return _totalled(forged)


def upgrade_not_told(account: Account, market: Market) -> Json:
    """Go on with standard seats on 10 July, as if nobody had upgraded."""
    before = _without(account, "upgrade-from", "upgrade-to", "one-seat-less")
    return assembled(before, market, date(2026, 7, 10))


def old_seats_kept(account: Account, market: Market) -> Json:
    """Charge two standard seats beside the two pro ones."""
    return assembled(_without(account, "upgrade-from"), market)


def upgraded_later(account: Account, market: Market) -> Json:
    """Say that the upgrade was on 1 July, when less was left to credit."""
    later = date(2026, 7, 1)
    changes = tuple(
        evolve(one, effective_on=later) if one.effective_on == UPGRADE else one
        for one in account.changes
    )
    return assembled(evolve(account, changes=changes), market, later)


def other_sign_up(account: Account, market: Market) -> Json:
    """Count the old month from 5 June, so that less of it is left."""
    start = date(2026, 6, 5)
    contract = evolve(account.contract, billing_start_on=start)
    prices = tuple(evolve(one, effective_on=start) for one in account.prices)
    changes = tuple(
        evolve(one, effective_on=start) if one.id == "sign-up" else one
        for one in account.changes
    )
    told: dict[str, Any] = {"prices": prices, "changes": changes}
    return assembled(evolve(account, contract=contract, **told), market)


def moved_by_increases(account: Account, market: Market) -> Json:
    """Let increases alone move the billing date, and name no reading."""
    anchor = evolve(market.anchor, moved_by=MovedBy.INCREASES)
    return assembled(account, evolve(market, anchor=anchor))


FORGERS: Final[dict[str, tuple[Callable[..., Json], ...]]] = {
    "upgrade/original": (
        day_twice_used,
        credit_left_out,
        upgrade_not_told,
        old_seats_kept,
        upgraded_later,
        other_sign_up,
        moved_by_increases,
    )
}


def outputs() -> Iterator[tuple[str, Json]]:
    """Yield the original, then its forgeries."""
    yield "upgrade/original", assembled(*original())
    for forge in FORGERS["upgrade/original"]:
        stem = forge.__name__.replace("_", "-")
        yield f"upgrade/{stem}", sealed(forge(*original()))
