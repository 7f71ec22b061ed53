"""The policies of contracts, in one value."""

from attrs import fields, frozen

from gotobilling.contracts.changing import PlanChangePolicy
from gotobilling.contracts.policies import (
    CancellationPolicy,
    DeletionPolicy,
    NoticePolicy,
    QuotePolicy,
    RentalPolicy,
    TermPolicy,
)
from gotobilling.derivation import Policy
from gotobilling.errors import WrongType
from gotobilling.sources import Clause

__all__ = ["ContractPolicies"]


@frozen(kw_only=True)
class ContractPolicies:
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

    def __attrs_post_init__(self) -> None:
        for one in fields(ContractPolicies):
            policy = getattr(self, one.name)
            if type(policy) is not one.type:
                kind = getattr(one.type, "__name__", "policy")
                raise WrongType(one.name, f"a {kind}", policy)
            if type(policy.clause) is not Clause:
                raise WrongType(f"{one.name}.clause", "a Clause", policy.clause)

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies, in the order of the fields."""
        return tuple(getattr(self, one.name) for one in fields(ContractPolicies))
