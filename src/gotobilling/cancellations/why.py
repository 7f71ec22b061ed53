"""Why service ends as it does, each reason with its clause."""

from collections.abc import Iterator
from datetime import date
from typing import Final, cast

from gotobilling.cancellations.cycles import held_items, sign_up
from gotobilling.cancellations.ends import Ending
from gotobilling.cancellations.requests import CancellationRequest, Leaving
from gotobilling.clauses.contract_own_decisions import (
    BUYOUT_IN_VAIN,
    CANCEL_BEFORE_START,
    EARLY_EXIT_OWED,
    PAID_PERIOD,
)
from gotobilling.clauses.contract_texts import A15, H1, H4, H8, H12
from gotobilling.contracts import (
    ServiceEnds,
    TermFacts,
    last_day_for_notice,
    service_end,
    term_on,
)
from gotobilling.derivation import Derived
from gotobilling.facts import Account, Term
from gotobilling.market import Market
from gotobilling.refusals import Reason

__all__ = ["afterwards", "why"]

_AT_HAND: Final = (
    "have at hand the account ID, the e-mail of the billing admin or master account "
    "holder, the last four digits and billing address of the payment method, and the "
    "products"
)


def why(
    account: Account,
    request: CancellationRequest,
    found: Ending,
    deadline: Derived[date] | None,
    market: Market,
) -> Iterator[Reason]:
    """
    Yield why service ends on its last day.

    Clauses: A15, H1, H4, Q8, Q32, Q33, buyout-in-vain, cancel-before-start,
    early-exit-owed, paid-period.
    """
    if found.term is not None:
        yield _term_end(request, found, deadline, market)
        if (
            request.leaving is Leaving.EARLY
            and found.last_day.value >= request.requested_on
        ):
            yield _not_bought(found.term.term)
        return
    if found.bought is not None:
        owed = f"{found.bought.buyout:f} {found.bought.currency}"
        yield Reason("buyout", f"{owed} are owed for leaving early", H1)
    start, last = sign_up(account, market), found.last_day
    if request.requested_on < start:
        text = f"billing starts on {start}, and the request counts as made then"
        yield Reason("before-start", text, CANCEL_BEFORE_START)
    if found.paid:
        yield from _paid(account, request, found, market)
    told = "on the day of the request"
    if deadline is not None:
        told = f"asked for on {deadline.value} at the latest"
    clause = last.proof.steps[-1].clause
    yield Reason("service-end", f"{told}, service ends on {last.value}", clause)


def _paid(
    account: Account, request: CancellationRequest, found: Ending, market: Market
) -> Iterator[Reason]:
    """Yield which items keep service going, and which are charged as long as that."""
    last = found.last_day.value
    on = max(request.requested_on, sign_up(account, market))
    kept = [item for one in found.paid for item in one.items]
    named = ", ".join(sorted(kept)) or "what is billed"
    yield Reason(
        "paid-period", f"{named}: paid, and served out, until {last}", PAID_PERIOD
    )
    others = [item for item in held_items(account, on) if item not in kept]
    notice = market.contracts.notice
    is_month = notice.ends is ServiceEnds.MONTH_END
    if others and (not is_month or service_end(on, notice).value < last):
        text = f"{', '.join(others)}: charged as before until {last}"
        instead = "remove them by a change of quantity to end them earlier"
        yield Reason("charged-until", text, PAID_PERIOD, instead)


def _term_end(
    request: CancellationRequest,
    found: Ending,
    deadline: Derived[date] | None,
    market: Market,
) -> Reason:
    last, (term, contract, number) = found.last_day.value, cast("TermFacts", found.term)
    if last < request.requested_on:
        text = f"the term expired on {last} and did not renew"
        return Reason("expired", text, A15, "add the end of service to the account")
    if deadline is None:
        return Reason("term-end", f"the term does not renew and ends on {last}", H4)
    rules = (term, contract, market.contracts, market.start)
    running = term_on(request.requested_on, *rules)
    if number > (1 if running is None else running.number):
        missed = last_day_for_notice(*rules, number=number - 1).value
        text = f"notice came after {missed}, so one more term runs to {last}"
        return Reason("one-more-term", text, H4)
    text = f"with notice on {deadline.value} at the latest, the term ends on {last}"
    return Reason("term-end", text, H4)


def _not_bought(term: Term) -> Reason:
    if term.buyout is None:
        text = "the contract has no buyout; the months left are charged as they come"
        return Reason("no-buyout", text, EARLY_EXIT_OWED)
    text = "notice ends service as early as a buyout, which is not owed"
    return Reason("buyout-in-vain", text, BUYOUT_IN_VAIN)


def afterwards(
    found: Ending, deleted: Derived[date], market: Market
) -> Iterator[Reason]:
    """
    Yield how it is cancelled and confirmed, and what becomes of the data.

    Clauses: H8, H9, H12.
    """
    if market.contracts.cancellation.clause.id == H8.id:
        yield Reason("support", "support cancels it", H8, f"call, and {_AT_HAND}")
    text = "the subscription is found among the expired ones once it has ended"
    if found.term is not None or found.bought is not None:
        text = "the cancellation is confirmed by e-mail"
    yield Reason("confirmation", text, H12)
    text = f"data is deleted on {deleted.value} and does not come back"
    clause = deleted.proof.steps[-1].clause
    yield Reason("data", text, clause, "back up or move what is needed before")
