"""What a partner earns: statements by month, each line with its proof.

A partner has 10 % of what is billed for service, and an invoice of 1 August has 189.52
of it. Half of the invoice is credited on the 20th: the September statement takes back
what it does not bear any more, which leaves less than nothing for that month, and the
next one begins with it:

>>> from datetime import date
>>> from decimal import Decimal
>>> from gotobilling.credits import CreditReason, OfShare, credit_note
>>> from gotobilling.facts import Commission, CommissionKind
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> sent = issued_document(
...     assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
... )
>>> note = credit_note(
...     sent,
...     id="n1",
...     issued_on=date(2026, 8, 20),
...     reason=CreditReason.GOODWILL,
...     asked=OfShare(Decimal(50)),
... )
>>> account = PartnerAccount(id="july-start", issued=(sent, issued_document(note)))
>>> agreed = Commission(
...     id="residual-1",
...     partner="acme",
...     account="july-start",
...     kind=CommissionKind.RESIDUAL,
...     effective_on=date(2026, 1, 1),
...     percent=Decimal(10),
... )
>>> told = [agreed], [account], us.CONNECT, "USD"
>>> for month in (8, 9, 10):
...     found = commission_statement("acme", Period.month(2026, month), *told)
...     amounts = found.earned, found.payable, found.carried_forward
...     print(found.pays_on.value, *[one.value.amount for one in amounts])
2026-08-15 18.95 18.95 0.00
2026-09-15 -9.47 0.00 -9.47
2026-10-15 0.00 0.00 -9.47
"""

from gotobilling.commissions.agreed import check_agreements
from gotobilling.commissions.bearing import SERVICE_CLASSES
from gotobilling.commissions.dates import (
    claw_back_run,
    one_time_run,
    pay_on,
    report_by,
    residual_pay_on,
    residual_run,
)
from gotobilling.commissions.parts import PaidPart
from gotobilling.commissions.shares import Borne, ShareFacts
from gotobilling.commissions.stating import (
    commission_statement,
    commission_statements,
)
from gotobilling.commissions.values import (
    CommissionLine,
    CommissionStatement,
    KindTotal,
    PartnerAccount,
)

__all__ = [
    "SERVICE_CLASSES",
    "Borne",
    "CommissionLine",
    "CommissionStatement",
    "KindTotal",
    "PaidPart",
    "PartnerAccount",
    "ShareFacts",
    "check_agreements",
    "claw_back_run",
    "commission_statement",
    "commission_statements",
    "one_time_run",
    "pay_on",
    "report_by",
    "residual_pay_on",
    "residual_run",
]
