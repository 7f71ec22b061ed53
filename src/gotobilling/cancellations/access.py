"""Who may ask, and whether the subscription stands so that it can be asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, NamedTuple

from gotobilling import checks
from gotobilling.cancellations.requests import Request
from gotobilling.clauses.contract_texts import H8
from gotobilling.contracts import CancellationPolicy
from gotobilling.errors import (
    BillingError,
    ConflictingFacts,
    InvalidValue,
)
from gotobilling.facts import Account, Term
from gotobilling.market import Market
from gotobilling.refusals import Reason
from gotobilling.roles import in_words

__all__ = [
    "CANCELLING",
    "REACTIVATING",
    "UNDOING",
    "Asked",
    "check_asked",
    "ended_on",
    "refused_access",
    "term_of",
    "told_of_the_request",
]


class Asked(NamedTuple):
    """How it is called what somebody may not do."""

    does: str
    """After the name of a role and not."""
    done: str
    """After the word nothing."""


CANCELLING: Final = Asked("cancel", "is cancelled")
UNDOING: Final = Asked("take a cancellation back", "that was cancelled is taken back")
REACTIVATING: Final = Asked("reactivate", "is reactivated")


def check_asked(account: Account, request: Request, market: Market) -> None:
    """
    Refuse what is no account or market, or asked of another product.

    A ``ServiceEnd`` names no product and ends all that an account bills. What is
    cancelled on its own is therefore an account of its own: one ``Account`` for each
    product, as its documents are its own as well.

    Raises:
        WrongType: no account, or no market.
        InvalidValue: a product that is not the market's.
        ConflictingFacts: an account with items of another product: its end of service
            would end both.

    Clauses: H13, Q66.
    """
    checks.exactly("account", account, Account)
    checks.exactly("market", market, Market)
    if request.product != market.product:
        requirement = f"the market's {market.product}"
        raise InvalidValue("request.product", requirement, request.product, "Q66")
    for history in account.histories:
        price = history.prices[0]
        if price.product != market.product:
            requirement = (
                f"{market.product} as on every item, since an end of service names no "
                "product and ends all of an account: keep one Account per product, as "
                "documents are per product"
            )
            path = f"prices[{price.id}].product"
            raise ConflictingFacts(path, requirement, price.product, "Q66")


@contextmanager
def told_of_the_request() -> Iterator[None]:
    """Tell an error over the id of a fact that is made as one over the request's id."""
    try:
        yield
    except BillingError as error:
        of_id = error.path.rpartition(".")[2] == "id"
        raise (error.at("request.id") if of_id else error) from None


def refused_access(
    request: Request, policy: CancellationPolicy, asked: Asked
) -> list[Reason]:
    """
    Return why somebody may not do it in a portal; nothing where they may.

    Clauses: H3, H8, L6, webinar-cancelling.
    """
    portal = request.portal
    found = [one for one in policy.requesters if one.portal is portal]
    if not found:
        text = f"nothing {asked.done} in {in_words(portal)}"
        portals = " or ".join(in_words(one.portal) for one in policy.requesters)
        instead = f"ask in {portals}, or call support" if portals else "call support"
        return [Reason("portal", text, H8, instead)]
    allowed = found[0]
    if request.role in allowed.roles:
        return []
    role = in_words(request.role)
    text = f"the role {role} does not {asked.does} in {in_words(portal)}"
    instead = f"ask for it as {' or '.join(map(in_words, allowed.roles))}"
    return [Reason("role", text, allowed.clause, instead)]


def term_of(account: Account, product: str, on: date) -> Term | None:
    """
    Return the set term of a product as agreed by a day, or None: month to month.

    Clauses: H4, Q34.
    """
    agreed = [
        one for one in account.terms if one.product == product and one.agreed_on <= on
    ]
    return agreed[-1] if agreed else None


def ended_on(account: Account, on: date) -> date | None:
    """
    Return the last day of service where it lies before a day; else None.

    The end of service is a fact: a term that does not renew ends nothing without it.

    Clauses: Q8, Q31.
    """
    if account.end is None:
        return None
    last = account.end.last_day_of_service
    return last if last < on else None
