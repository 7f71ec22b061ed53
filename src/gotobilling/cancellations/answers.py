"""What is answered: when service ends, what is still charged, which facts say so."""

from datetime import date, timedelta
from enum import Enum
from typing import Final

from attrs import field, frozen

from gotobilling.cancellations.requests import (
    CancellationRequest,
    NumberRequest,
    ReactivationRequest,
    UndoRequest,
)
from gotobilling.derivation import Derived
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
from gotobilling.periods import Period, next_month
from gotobilling.refusals import Reason

__all__ = ["Cancellation", "NumberCancelled", "Reactivation", "State", "Undone"]

_ONE_DAY: Final = timedelta(1)


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
        deadline: The last day on which a request would have had the same end; None
            where the end does not depend on notice.
        data_deleted_on: The day on which data is deleted.
        months: The months of service not over on the day of the request: those of the
            term, anchored as it is, or those of billing; all of them are charged.
        end: The fact that ends service.
        early_termination: The fact of what is owed for leaving early, or None.
        reasons: Why it is so, each with its clause.

    Clauses: A15, H1, H5, H6, H9, H12, H13.
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
    reasons: tuple[Reason, ...]

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
        Return how the subscription stands on a day.

        Clauses: H13, pending-cancellation.
        """
        if day < self.request.requested_on:
            return State.ACTIVE
        return State.PENDING if day <= self.usable_until else State.ENDED

    @property
    def documents(self) -> tuple[Invoice, ...]:
        """
        The documents of the product dated after the day of the request.

        They are assembled of what the account says: usage that is not told yet is on
        none of them.

        Raises:
            NoRateInForce: a levy whose rate of that day is not known yet.

        Clauses: A5, A6, H5, Q33.
        """
        # Fees and usage of the last month are on the document of the next one.
        until = next_month(next_month(self.usable_until))
        within = Period(self.request.requested_on + _ONE_DAY, until)
        return invoices_issued(self.account, within, self.market)

    @property
    def owed(self) -> Money:
        """
        The sum of these documents.

        Raises:
            NoRateInForce: as ``documents``.

        Clauses: H5.
        """
        minor = sum(one.minor for one in self.documents)
        return Money.from_minor(minor, self.account.currency)


@frozen(kw_only=True)
class Undone:
    """
    That a pending cancellation is taken back, without a break.

    Attributes:
        request: What was asked for.
        facts: The facts to add, which withdraw the end and what was owed for it.
        account: The account with them.

    Clauses: pending-cancellation.
    """

    request: UndoRequest
    facts: tuple[Withdrawal, ...]
    account: Account = field(repr=False)


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
