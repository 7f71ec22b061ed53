"""Accepting and declining a quote: each a value, or a refusal with its reasons."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from attrs import evolve, frozen

from gotobilling import checks
from gotobilling.clauses.contract_own_decisions import QUOTE_UNTIL
from gotobilling.clauses.plan_texts import M2, M4
from gotobilling.contracts import QuotePolicy
from gotobilling.errors import ConflictingFacts, WrongType
from gotobilling.facts import Account, AutoRenewal, Fact
from gotobilling.kinds import LineKind
from gotobilling.quotes.totals import ended, last_day_of
from gotobilling.quotes.values import CheckoutStep, Decision, Outcome, Quote
from gotobilling.refusals import Reason, Refused
from gotobilling.roles import Portal, Role, in_words

__all__ = ["Accepted", "accept", "accepted_account", "check_decision", "decline"]

_TEXTS: Final[Mapping[CheckoutStep, str]] = {
    CheckoutStep.BILLING_DATA: "the billing data have not been looked through",
    CheckoutStep.PAYMENT: "there is no payment method",
    CheckoutStep.ADMIN_CONTACT: "the admin contact has not been looked through",
    CheckoutStep.BOX_TICKED: "the box below the contact is not ticked",
    CheckoutStep.SHIPPING_ADDRESS: "equipment is bought without a shipping address",
}


@frozen(kw_only=True)
class Accepted:
    """
    A quote that was accepted, and the account that it has become.

    Attributes:
        quote: The quote, with the decision.
        account: The account: its contract and term, the prices, what is there from the
            day of acceptance on, the purchases. Where the term does not renew, the end
            of service as well.
    """

    quote: Quote
    account: Account

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the account, to be stored."""
        return self.account.facts()


def accept(
    quote: Quote,
    *,
    on: date,
    role: Role,
    portal: Portal,
    done: tuple[CheckoutStep, ...],
) -> Accepted | Refused:
    """
    Accept a quote: it becomes an account whose first invoices are those of the preview.

    Args:
        quote: The quote.
        on: The day of acceptance, which is that of the signature.
        role: What the person is who accepts.
        portal: Where.
        done: The steps of the checkout that have been done.

    Returns:
        The decided quote and its account; or every reason against it: decided already
        (``decided``), after its last day (``lapsed``), not there or not by this person
        (``portal``, ``role``), a step left out (``billing-data``, ``payment``,
        ``admin-contact``, ``box-ticked``, ``shipping-address``).

    Raises:
        InvalidValue: a day before the date of the quote.

    Clauses: H8, L2, L7, M2, M4, M5, quote-until.
    """
    if type(done) is not tuple:
        raise WrongType("done", "a tuple of CheckoutStep", done)
    for index, one in enumerate(done):
        checks.member(f"done[{index}]", one, CheckoutStep)
    reasons = [*_against(quote, on, role, portal), *_lapsed(quote, on)]
    reasons += _left_out(quote, done)
    if reasons:
        return Refused(tuple(reasons))
    decision = Decision(outcome=Outcome.ACCEPTED, on=on, role=role, portal=portal)
    account = accepted_account(quote, on)
    return Accepted(quote=evolve(quote, decision=decision), account=account)


def accepted_account(quote: Quote, on: date) -> Account:
    """
    Return the account that a quote becomes, whoever accepts it.

    Where the term does not renew, service ends with it: nothing is billed after.

    Raises:
        InvalidValue: a day before the date of the quote.

    Clauses: H8, M2, Q34.
    """
    checks.exactly("quote", quote, Quote)
    quote.check_day("on", on)
    account = quote.account_on(on)
    if quote.auto_renewal is AutoRenewal.OFF:
        return ended(account, last_day_of(account, quote.market).value)
    return account


def decline(quote: Quote, *, on: date, role: Role, portal: Portal) -> Quote | Refused:
    """
    Decline a quote, which ends it.

    Returns:
        The decided quote; or every reason against it, as ``accept`` has them, but for
        its last day and the checkout.

    Raises:
        InvalidValue: a day before the date of the quote.

    Clauses: L2, L7, M2.
    """
    reasons = tuple(_against(quote, on, role, portal))
    if reasons:
        return Refused(reasons)
    decision = Decision(outcome=Outcome.DECLINED, on=on, role=role, portal=portal)
    return evolve(quote, decision=decision)


def check_decision(quote: Quote) -> None:
    """
    Refuse a quote whose decision the library would not have let be made.

    Raises:
        ConflictingFacts: decided by a role that does not decide, in a portal without
            quotes, or accepted after its last day.

    Clauses: L2, L7, M2, quote-until.
    """
    made = quote.decision
    if made is None:
        return
    reasons = [*_not_allowed(quote.market.contracts.quote, made.role, made.portal)]
    if made.outcome is Outcome.ACCEPTED:
        reasons += _lapsed(quote, made.on)
    told = {"lapsed": made.on, "portal": made.portal.value, "role": made.role.value}
    for one in reasons[:1]:
        path = "decision.on" if one.code == "lapsed" else f"decision.{one.code}"
        requirement = f"one that decides on the quote: {one.text}"
        raise ConflictingFacts(path, requirement, told[one.code], one.clause.id)


def _against(quote: Quote, on: date, role: Role, portal: Portal) -> Iterator[Reason]:
    checks.exactly("quote", quote, Quote)
    quote.check_day("on", on)
    checks.member("role", role, Role)
    checks.member("portal", portal, Portal)
    decided = quote.decision
    if decided is not None:
        text = f"the quote was {decided.outcome.value} on {decided.on}"
        yield Reason("decided", text, M2, "ask for another quote")
    yield from _not_allowed(quote.market.contracts.quote, role, portal)


def _not_allowed(policy: QuotePolicy, role: Role, portal: Portal) -> Iterator[Reason]:
    allowed = {one.portal: one for one in policy.requesters}
    if portal not in allowed:
        others = " or ".join(in_words(one) for one in allowed)
        instead = f"go to {others}" if others else None
        text = f"there are no quotes in {in_words(portal)}"
        yield Reason("portal", text, policy.clause, instead)
        return
    asked = allowed[portal]
    if role not in asked.roles:
        who = " or ".join(in_words(one) for one in asked.roles)
        own, where = in_words(role), in_words(portal)
        text = f"the role {own} does not decide on quotes in {where}"
        yield Reason("role", text, asked.clause, f"ask for it as {who}")


def _lapsed(quote: Quote, on: date) -> Iterator[Reason]:
    last = quote.valid_until
    if last is not None and on > last:
        text = f"the quote was valid until {last}"
        yield Reason("lapsed", text, QUOTE_UNTIL, "ask for another quote")


def _left_out(quote: Quote, done: tuple[CheckoutStep, ...]) -> Iterator[Reason]:
    ships = any(one.kind is LineKind.HARDWARE for one in quote.purchases)
    for step in CheckoutStep:
        is_shipping = step is CheckoutStep.SHIPPING_ADDRESS
        if step in done or (is_shipping and not ships):
            continue
        code = step.value.replace("_", "-")
        clause = M4 if is_shipping else M2
        yield Reason(code, _TEXTS[step], clause, "do this step of the checkout")
