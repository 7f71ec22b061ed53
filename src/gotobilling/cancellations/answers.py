"""What is answered: when service ends, what is still charged, which facts say so."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Final, NamedTuple

from attrs import evolve, field, frozen

from gotobilling import checks
from gotobilling.billing_cycle import DocumentKind
from gotobilling.cancellations.requests import (
    CancellationRequest,
    NumberRequest,
    ReactivationRequest,
    UndoRequest,
)
from gotobilling.clauses.contract_texts import H6
from gotobilling.clauses.decisions import Q48, Q67
from gotobilling.clauses.own_decisions import CORRECTION
from gotobilling.derivation import Derived
from gotobilling.errors import NoRateInForce
from gotobilling.facts import (
    Account,
    Contract,
    EarlyTermination,
    QuantityChange,
    ServiceEnd,
    Term,
    Withdrawal,
)
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.market import Market
from gotobilling.money import Money
from gotobilling.payments import NegativeTotal
from gotobilling.periods import Period, month_start, next_month
from gotobilling.refusals import Reason

__all__ = ["Cancellation", "NumberCancelled", "Reactivation", "State", "Undone"]

_ONE_DAY: Final = timedelta(1)

OF_END: Final = ":end"
"""What follows the request's id in that of the end of service."""
OF_BUYOUT: Final = ":buyout"
"""What follows it in that of what is owed for leaving early."""


class _Settled(NamedTuple):
    owed: int
    left: int


class State(Enum):
    """
    How a subscription stands on a day.

    Clauses: H13, pending-cancellation.
    """

    ACTIVE = "active"
    PENDING = "pending"
    """Cancelled, and usable until its last day."""
    ENDED = "ended"


@frozen(kw_only=True)
class Cancellation:
    """
    That service ends, and what comes of it.

    Attributes:
        request: What was asked for.
        account: The account with the facts that the answer adds.
        market: The policies.
        last_day: The last day of service, which is the last usable and billed one.
        deadline: The last day on which a request has the same end at no higher price:
            a later one may have it too, but owes a buyout. None where the end does not
            depend on notice.
        data_deleted_on: The day on which data is deleted.
        months: The months of service from the request to its end: those of billing or,
            where a term is served out, months anchored as it is. The month of the
            request is one of them where a document is still to come that charges it.
        end: The fact that ends service.
        early_termination: The fact of what is owed for leaving early, or None.
        grounds: Why service ends as it does, each reason with its clause.

    Clauses: A15, H1, H5, H6, H8, H9, H12, H13, Q48, correction.
    """

    request: CancellationRequest
    account: Account = field(repr=False)
    market: Market = field(repr=False)
    last_day: Derived[date]
    deadline: Derived[date] | None
    data_deleted_on: Derived[date]
    months: tuple[Period, ...]
    end: ServiceEnd
    early_termination: EarlyTermination | None
    grounds: tuple[Reason, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """
        Why it is so, each with its clause: the grounds, and what comes of the money.

        Clauses: H6, Q48, Q67, correction.
        """
        try:
            return (*self.grounds, *self._of_money())
        except NoRateInForce as error:
            text = f"what is given back and owed is not known before {error.path} is"
            return (*self.grounds, Reason("no-rate", text, Q67))

    def _of_money(self) -> Iterator[Reason]:
        back, left = self.given_back, self.credit_left
        if back.minor > 0:
            text = (
                f"{back} billed before for days after the end come back by correction"
            )
            yield Reason("given-back", text, CORRECTION)
            yield Reason("no-refund", "nothing else that was billed is given back", H6)
        else:
            yield Reason("no-refund", "what was billed is not given back", H6)
        if left.minor:
            by = self.market.settlement.ground(Q48)
            text = f"{left} are left as credit for later invoices, and never paid out"
            if self._refunds:
                text = f"{left} are left and paid out"
            yield Reason("credit-left", text, by)

    @property
    def _refunds(self) -> bool:
        return self.market.settlement.negative_total is NegativeTotal.REFUND

    @property
    def usable_until(self) -> date:
        """The last day on which it can be used."""
        return self.last_day.value

    @property
    def facts(self) -> tuple[ServiceEnd | EarlyTermination, ...]:
        """The facts to add to the account."""
        owed = self.early_termination
        return (self.end,) if owed is None else (self.end, owed)

    def state_on(self, day: date) -> State:
        """
        Return how the subscription stands on a day, as is known from the request on.

        Raises:
            WrongType: no date.

        Clauses: H13, pending-cancellation.
        """
        checks.day("day", day)
        if day < self.request.requested_on:
            return State.ACTIVE
        return State.PENDING if day <= self.usable_until else State.ENDED

    @property
    def documents(self) -> tuple[Invoice, ...]:
        """
        The documents of the product dated on the day of the request or after it.

        Those of the day itself are made knowing the end. They are assembled of what the
        account says: usage that is not told yet is on none of them, nor is what comes
        back of documents before.

        Raises:
            NoRateInForce: a levy whose rate of that day is not known yet.

        Clauses: A5, A6, H5, Q33.
        """
        # Fees and usage of the last month are on the document of the next one.
        on = self.request.requested_on
        until = next_month(next_month(max(on, self.usable_until)))
        return invoices_issued(self.account, Period(on, until), self.market)

    @property
    def given_back(self) -> Money:
        """
        What comes back by correction of the documents dated before the request.

        It is what they come to as they were, less what they come to with the end known:
        a month billed in advance beyond the last day, the invoice of a year that is not
        begun. 0.00 where nothing comes back.

        Raises:
            NoRateInForce: as ``documents``.

        Clauses: Q67, Q68, correction.
        """
        on = self.request.requested_on
        # A month, a year or a quarter is billed in the month before it at the earliest.
        since = month_start(month_start(min(on, self.usable_until)) - _ONE_DAY)
        fees = self.account.early_terminations
        kept = tuple(one for one in fees if one != self.early_termination)
        goes_on = evolve(self.account, end=None, early_terminations=kept)
        was, comes_to = (
            sum(
                _own(one)
                for one in invoices_issued(each, Period(since, on), self.market)
            )
            for each in (goes_on, self.account)
        )
        return Money.from_minor(was - comes_to, self.account.currency)

    @property
    def owed(self) -> Money:
        """
        What is to be paid of the documents to come; never less than 0.

        In it are fees and taxes, a buyout, and what is given back of documents before,
        which the next document that recurs takes off. A total below 0 is used on the
        documents after it. Not in it are documents dated before the request, whatever
        is unpaid or left over of them, and usage that the account was not told of.

        Raises:
            NoRateInForce: as ``documents``.

        Clauses: H5, Q48, correction.
        """
        return Money.from_minor(self._settled().owed, self.account.currency)

    @property
    def credit_left(self) -> Money:
        """
        What is left over once all these documents are paid; 0.00 where nothing is.

        Raises:
            NoRateInForce: as ``documents``.

        Clauses: Q48.
        """
        return Money.from_minor(self._settled().left, self.account.currency)

    def _settled(self) -> _Settled:
        corrected = -self.given_back.minor
        totals: list[int] = []
        for one in self.documents:
            totals.append(_own(one))
            if one.kind is not DocumentKind.ONE_TIME:
                totals[-1] += corrected
                corrected = 0
        owed = left = credit = 0
        for total in (*totals, corrected):
            due = total - credit
            owed += max(due, 0)
            credit = max(-due, 0)
            if self._refunds:
                left, credit = left + credit, 0
        return _Settled(owed, left + credit)


def _own(document: Invoice) -> int:
    # What the document before left over is counted where it was left.
    brought = document.brought_forward
    return document.minor - (brought.minor if brought is not None else 0)


@frozen(kw_only=True)
class Undone:
    """
    That a pending cancellation is taken back, without a break.

    Attributes:
        request: What was asked for.
        facts: The facts to add, which withdraw the end and what was owed for it.
        account: The account with them.
        reasons: Why it is so, each with its clause.

    Clauses: pending-cancellation.
    """

    request: UndoRequest
    facts: tuple[Withdrawal, ...]
    account: Account = field(repr=False)
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))


@frozen(kw_only=True)
class Reactivation:
    """
    That what has ended is taken up again.

    An account has one end of service. What begins again is billed as another account,
    of which this says the contract and the term.

    Attributes:
        request: What was asked for.
        contract: The contract, whose billing starts on the day of the request.
        term: The set term, which keeps its renewal date; None where there was none, or
            where it did not renew.
        renewal: That renewal date, or None.
        data_deleted_on: The day on which data is deleted, or was.
        reasons: Why it is so, each with its clause.

    Clauses: H9, H16, terms-renewal.
    """

    request: ReactivationRequest
    contract: Contract
    term: Term | None
    renewal: Derived[date] | None
    data_deleted_on: Derived[date]
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))

    @property
    def keeps_data(self) -> bool:
        """Whether the data is still there, since it is not deleted yet."""
        return self.request.requested_on < self.data_deleted_on.value


@frozen(kw_only=True)
class NumberCancelled:
    """
    That phone numbers are cancelled.

    Attributes:
        request: What was asked for.
        change: The fact to add, which takes them away on the day of the e-mail.
        account: The account with it.
        send_to: Where the e-mail goes.
        reasons: Why it is so, each with its clause.

    Clauses: G5, number-cancelled.
    """

    request: NumberRequest
    change: QuantityChange
    account: Account = field(repr=False)
    send_to: str
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))
