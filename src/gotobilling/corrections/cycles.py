"""The next document of a cycle, with the corrections of all that was issued before."""

from collections.abc import Iterable
from datetime import date

from gotobilling.billing_cycle import NothingToBill
from gotobilling.corrections.correcting import correct
from gotobilling.errors import InvalidValue
from gotobilling.facts import Account
from gotobilling.invoices import (
    Invoice,
    IssuedDocument,
    assemble_cycle,
    assemble_plan_change,
)
from gotobilling.kinds import Frequency
from gotobilling.market import Market

__all__ = ["next_cycle"]


def next_cycle(
    account: Account,
    on: date,
    market: Market,
    issued: Iterable[IssuedDocument],
    *,
    frequency: Frequency = Frequency.MONTHLY,
) -> Invoice | NothingToBill:
    """
    Assemble the document of the cycle that begins on a day, be it a plan change or not.

    It carries the corrections of all that was issued before it.

    Args:
        account: The account as known on a day, by ``as_known_on``.
        on: The first day of the cycle.
        market: The policies, of a product whose cycles are no calendar months.
        issued: Every document issued to the account so far.
        frequency: How often the items are billed whose cycle it is.

    Raises:
        InvalidValue: an account that is not told as known on a day.

    And whatever ``correct`` and ``assemble_cycle`` raise.

    Clauses: Q65, Q67, correction.
    """
    known_on = account.known_on
    if known_on is None:
        requirement = "a day: take account.as_known_on of one"
        raise InvalidValue("account.known_on", requirement, None)
    found = correct(account, issued, known_on, market)
    for assemble in (assemble_cycle, assemble_plan_change):
        made = assemble(account, on, market, frequency=frequency, corrections=found)
        if isinstance(made, Invoice):
            return made
    return made
