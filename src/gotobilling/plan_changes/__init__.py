"""Plan changes: what is asked for, what comes of it, or who is to be asked instead.

A customer of the Billing Center who upgrades two seats in the middle of a month pays
the new period in full, less the unused days of the old one; the billing date moves:

>>> from datetime import date
>>> from attrs import evolve
>>> from gotobilling.markets import us
>>> from gotobilling.roles import Portal, Role
>>> from gotobilling.testing.examples import webinar_sign_up
>>> request = PlanChangeRequest(
...     id="upgrade",
...     kind=PlanChangeKind.UPGRADE,
...     requested_on=date(2026, 6, 25),
...     role=Role.BILLING_CONTACT,
...     portal=Portal.BILLING_CENTER,
...     item="standard",
...     quantity=2,
...     to_item="pro",
... )
>>> change = change_plan(
...     webinar_sign_up(), request, us.WEBINAR
... )
>>> change.payment_due, change.credit  # 2 x 99.00 - 2 x 49.00 x 15/30
(Money('149.00', 'USD'), Money('49.00', 'USD'))
>>> change.billing_date, change.opens.value
(datetime.date(2026, 6, 25), 'after_payment')

A lower tier is no change of one's own, and the answer says whose it is:

>>> lower = evolve(request, id="lower", kind=PlanChangeKind.DOWNGRADE)
>>> print(change_plan(webinar_sign_up(), lower, us.WEBINAR))
a lower tier is not for the customer to choose [I3]; ask Customer Care
"""

from gotobilling.contracts import PlanChangeKind
from gotobilling.plan_changes.changing import Opens, PlanChange, change_plan
from gotobilling.plan_changes.request import PlanChangeRequest

__all__ = [
    "Opens",
    "PlanChange",
    "PlanChangeKind",
    "PlanChangeRequest",
    "change_plan",
]
