"""The sections of the account file that tell of deliveries and returns.

They say nothing that an invoice rests on, so the account does not hold them:

>>> [one.name for one in RETURNS.fields if one.required]
['id', 'purchase', 'quantity', 'shipped_on', 'received_on', 'processed_on']
"""

from collections.abc import Sequence
from typing import Any, Final

from gotobilling.errors import (
    ConflictingFacts,
    CurrencyMismatch,
    UnknownName,
    WrongType,
)
from gotobilling.facts import Account, Condition, Delivery, OneTimeCharge, Return
from gotobilling.formats.spellings import (
    CURRENCY,
    DAY,
    DECIMAL,
    TEXT,
    WHOLE,
    one_of,
)
from gotobilling.formats.tables import VERSION, Field, Table

__all__ = ["DELIVERIES", "RETURNS", "check_returned", "returned_in"]

DELIVERIES: Final = Table(
    name="deliveries",
    makes=Delivery,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("purchase", TEXT, required=True),
        Field("effective_on", DAY, required=True),
        *VERSION,
    ),
)
RETURNS: Final = Table(
    name="returns",
    makes=Return,
    repeats=True,
    fields=(
        Field("id", TEXT, required=True),
        Field("rma", TEXT),
        Field("purchase", TEXT, required=True),
        Field("quantity", WHOLE, required=True),
        Field("shipped_on", DAY, required=True),
        Field("received_on", DAY, required=True),
        Field("processed_on", DAY, required=True),
        Field("condition", one_of(list(Condition))),
        Field("provisioning_fee", DECIMAL),
        Field("missing_parts_fee", DECIMAL),
        Field("msrp", DECIMAL),
        Field("currency", CURRENCY, inherited=True),
        *VERSION,
    ),
)


def returned_in(
    made: dict[str, list[Any]],
) -> tuple[tuple[Delivery, ...], tuple[Return, ...]]:
    """Return the deliveries and returns of a file's sections, each once."""
    deliveries = dict.fromkeys(made.get("deliveries", ()))
    return tuple(deliveries), tuple(dict.fromkeys(made.get("returns", ())))


def check_returned(
    account: Account, deliveries: Sequence[Delivery], returns: Sequence[Return]
) -> None:
    """
    Refuse deliveries and returns of what the account never bought.

    Raises:
        WrongType: what is no tuple of such facts.
        UnknownName: a purchase that is none of the account's.
        ConflictingFacts: an id that another fact has.
        CurrencyMismatch: fees in another currency than the account's.
    """
    every = account.all_facts()
    bought = {one.id for one in every if isinstance(one, OneTimeCharge)}
    taken = {one.id for one in every}
    sections: tuple[tuple[str, Sequence[Delivery | Return], type], ...] = (
        ("deliveries", deliveries, Delivery),
        ("returns", returns, Return),
    )
    for section, facts, kind in sections:
        if not isinstance(facts, tuple) or set(map(type, facts)) - {kind}:
            raise WrongType(section, f"a tuple of {kind.__name__} facts", facts)
        for index, one in enumerate(facts):
            path = f"{section}[{index}]"
            if one.id in taken:
                raise ConflictingFacts(f"{path}.id", "of this fact only", one.id)
            taken.add(one.id)
            if one.purchase not in bought:
                known = ", ".join(sorted(bought)) or "none"
                raise UnknownName(f"{path}.purchase", f"one of {known}", one.purchase)
    for index, returned in enumerate(returns):
        if returned.currency not in (None, account.currency):
            path, wanted = (
                f"returns[{index}].currency",
                f"the account's {account.currency}",
            )
            raise CurrencyMismatch(path, wanted, returned.currency)
