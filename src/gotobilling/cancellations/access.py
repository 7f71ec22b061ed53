"""Who may ask, and whether the subscription stands so that it can be asked."""

from datetime import date
from enum import Enum

from gotobilling.cancellations.requests import Request
from gotobilling.clauses.contract_texts import H8
from gotobilling.contracts import CancellationPolicy, LastDayOfTerm, term_facts
from gotobilling.errors import ConflictingFacts, InvalidValue, WrongType
from gotobilling.facts import Account, AutoRenewal, Term
from gotobilling.market import Market
from gotobilling.refusals import Reason

__all__ = ["check_asked", "ended_on", "refused_access", "term_of"]


def check_asked(account: Account, request: Request, market: Market) -> None:
    """
    Refuse what is no account or market, or asked of another product.

    Raises:
        WrongType: no account, or no market.
        InvalidValue: a product that is not the market's.
        ConflictingFacts: an account with items of another product: its end of service
            would end both.

    Clauses: H13, Q66.
    """
    if type(account) is not Account:
        raise WrongType("account", "an Account", account)
    if type(market) is not Market:
        raise WrongType("market", "a Market", market)
    if request.product != market.product:
        requirement = f"the market's {market.product}"
        raise InvalidValue("request.product", requirement, request.product, "Q66")
    for history in account.histories:
        price = history.prices[0]
        if price.product != market.product:
            requirement = f"of {market.product} alone, as its end of service ends all"
            path = f"prices[{price.id}].product"
            raise ConflictingFacts(path, requirement, price.product, "H13")


def refused_access(request: Request, policy: CancellationPolicy) -> list[Reason]:
    """
    Return why somebody may not cancel in a portal; nothing where they may.

    Clauses: H3, H8, L2, L6.
    """
    portal = request.portal
    found = [one for one in policy.requesters if one.portal is portal]
    if not found:
        text = f"nothing is cancelled in {_words(portal)}"
        return [Reason("portal", text, H8, "call support")]
    allowed = found[0]
    if request.role in allowed.roles:
        return []
    text = f"the role {_words(request.role)} does not cancel in {_words(portal)}"
    instead = f"ask for it as {' or '.join(map(_words, allowed.roles))}"
    return [Reason("role", text, allowed.clause, instead)]


def _words(member: Enum) -> str:
    return str(member.value).replace("_", " ")


def term_of(account: Account, product: str, on: date) -> Term | None:
    """
    Return the set term of a product as agreed by a day, or None: month to month.

    Clauses: H4, Q34.
    """
    agreed = [
        one for one in account.terms if one.product == product and one.agreed_on <= on
    ]
    return agreed[-1] if agreed else None


def ended_on(account: Account, product: str, on: date, market: Market) -> date | None:
    """
    Return the last day of service where it lies before a day; else None.

    A term that does not renew ends by itself.

    Clauses: A15, H4.
    """
    if account.end is not None:
        last = account.end.last_day_of_service
        return last if last < on else None
    term = term_of(account, product, on)
    if term is None or term.auto_renewal is AutoRenewal.ON:
        return None
    policies, start = market.contracts, market.start
    facts = term_facts(term, account.contract, policies, start)
    last = LastDayOfTerm(policies.term, start).raw(facts)
    return last if last < on else None
