"""What the facts of deliveries and returns say, in words.

>>> from datetime import date
>>> came = Delivery(id="came", purchase="phones", effective_on=date(2026, 8, 6))
>>> returned_text(came)
'phones: delivered on 2026-08-06'
"""

from collections.abc import Iterator

from gotobilling.facts import Condition, Delivery, Fact, Return

__all__ = ["returned_text"]

_FEES = (
    ("provisioning_fee", "for provisioning"),
    ("missing_parts_fee", "for missing parts"),
    ("msrp", "list price of one"),
)


def returned_text(fact: Fact) -> str | None:
    """Return what a delivery or a return says, in words; None of any other fact."""
    if isinstance(fact, Delivery):
        return f"{fact.purchase}: delivered on {fact.effective_on}"
    if isinstance(fact, Return):
        return f"{fact.purchase}: {', '.join(_return(fact))}"
    return None


def _return(fact: Return) -> Iterator[str]:
    yield f"{fact.quantity} back under {fact.rma}"
    if fact.condition is not Condition.COMPLETE:
        yield fact.condition.value
    yield f"sent on {fact.shipped_on}"
    yield f"received on {fact.received_on}"
    yield f"processed on {fact.processed_on}"
    for name, said in _FEES:
        amount = getattr(fact, name)
        if amount is not None:
            yield f"{amount:f} {fact.currency} {said}"
