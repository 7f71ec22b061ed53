"""The policies of what follows an invoice, in one value."""

from attrs import frozen

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
from gotobilling.derivation import PolicyGroup

__all__ = ["AfterInvoice"]


@frozen(kw_only=True)
class AfterInvoice(PolicyGroup):
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
