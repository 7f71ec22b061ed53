"""The policies of contracts, in one value."""

from attrs import frozen

from gotobilling.contracts.changing import PlanChangePolicy
from gotobilling.contracts.policies import (
    CancellationPolicy,
    DeletionPolicy,
    NoticePolicy,
    QuotePolicy,
    RentalPolicy,
    TermPolicy,
)
from gotobilling.derivation import PolicyGroup

__all__ = ["ContractPolicies"]


@frozen(kw_only=True)
class ContractPolicies(PolicyGroup):
    """
    The policies of a market on which no invoice rests.

    Attributes:
        term: How long terms run.
        notice: By when notice is to be given.
        cancellation: Who may cancel, and what stands against it.
        deletion: When data is deleted.
        rental: The terms of rented equipment.
        quote: Who accepts or declines a quote.
        plan_change: Which changes of a plan are offered where, and to whom.
    """

    term: TermPolicy
    notice: NoticePolicy
    cancellation: CancellationPolicy
    deletion: DeletionPolicy
    rental: RentalPolicy
    quote: QuotePolicy
    plan_change: PlanChangePolicy
