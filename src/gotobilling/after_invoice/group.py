"""The policies of what follows an invoice, in one value."""

from attrs import fields, frozen

from gotobilling.after_invoice.commissions import CommissionPolicy
from gotobilling.after_invoice.receivables import (
    ApplicationPolicy,
    AttemptPolicy,
    CardPolicy,
    DisputedPolicy,
    MethodPolicy,
    PastDuePolicy,
)
from gotobilling.after_invoice.returns import ReturnPolicy
from gotobilling.derivation import Policy
from gotobilling.errors import WrongType
from gotobilling.sources import Clause

__all__ = ["AfterInvoice"]


@frozen(kw_only=True)
class AfterInvoice:
    """
    The policies of what follows an invoice; none of them changes it.

    Attributes:
        application: Which open invoice a payment pays.
        past_due: When what is open is past due.
        disputed: What a dispute does to what is owed.
        attempts: When a payment that failed can be tried again.
        methods: How many payment methods can be on file.
        cards: Which cards are accepted.
        returns: Bought equipment that is handed back.
        commissions: What partners earn.

    Clauses: Q5, Q15, Q21, Q22, Q56, Q57, Q58, Q59, Q60, Q61.
    """

    application: ApplicationPolicy
    past_due: PastDuePolicy
    disputed: DisputedPolicy
    attempts: AttemptPolicy
    methods: MethodPolicy
    cards: CardPolicy
    returns: ReturnPolicy
    commissions: CommissionPolicy

    def __attrs_post_init__(self) -> None:
        for one in fields(AfterInvoice):
            policy = getattr(self, one.name)
            if type(policy) is not one.type:
                kind = getattr(one.type, "__name__", "policy")
                raise WrongType(one.name, f"a {kind}", policy)
            if type(policy.clause) is not Clause:
                raise WrongType(f"{one.name}.clause", "a Clause", policy.clause)

    def policies(self) -> tuple[Policy, ...]:
        """Return the policies, in the order of the fields."""
        return tuple(getattr(self, one.name) for one in fields(AfterInvoice))
