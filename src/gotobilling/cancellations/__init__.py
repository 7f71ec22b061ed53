"""Cancelling: what a request ends and when, what is still owed, and what undoes it.

Fifteen months from 15 January 2025, of which three are left when the customer asks to
leave. The contract has no buyout, so they are charged, and service goes on until they
are over (H5):

>>> from datetime import date
>>> from attrs import evolve
>>> from gotobilling.facts import Contract, Term
>>> from gotobilling.markets import us
>>> from gotobilling.testing.examples import july_start
>>> account = evolve(
...     july_start(),
...     contract=Contract(id="contract", billing_start_on=date(2026, 7, 15)),
...     terms=(Term(id="term", agreed_on=date(2026, 7, 15), months=15),),
... )
>>> request = CancellationRequest(
...     id="bye",
...     requested_on=date(2027, 7, 15),
...     role=Role.SUPER_ADMIN,
...     portal=Portal.CONNECT,
...     leaving=Leaving.EARLY,
... )
>>> answer = cancel(account, request, us.CONNECT)
>>> answer.last_day.value, len(answer.months)
(datetime.date(2027, 10, 14), 3)
>>> [str(one.total.value) for one in answer.documents]  # October: 14 of 31 days
['125.00 USD', '125.00 USD', '56.45 USD']
>>> answer.state_on(date(2027, 10, 14)), answer.state_on(date(2027, 10, 15))
(<State.PENDING: 'pending'>, <State.ENDED: 'ended'>)

What the documents refuse is a ``Refused`` with reasons, clauses and the way that
exists instead:

>>> print(cancel(account, evolve(request, role=Role.USER), us.CONNECT))
the role user does not cancel in connect [H3]; ask for it as super admin
"""

from gotobilling.cancellations.answers import (
    Cancellation,
    NumberCancelled,
    Reactivation,
    State,
    Undone,
)
from gotobilling.cancellations.cancelling import cancel
from gotobilling.cancellations.numbers import cancel_number
from gotobilling.cancellations.requests import (
    CancellationRequest,
    Leaving,
    NumberRequest,
    ReactivationRequest,
    UndoRequest,
)
from gotobilling.cancellations.undoing import reactivate, undo
from gotobilling.roles import Portal, Role

__all__ = [
    "Cancellation",
    "CancellationRequest",
    "Leaving",
    "NumberCancelled",
    "NumberRequest",
    "Portal",
    "Reactivation",
    "ReactivationRequest",
    "Role",
    "State",
    "UndoRequest",
    "Undone",
    "cancel",
    "cancel_number",
    "reactivate",
    "undo",
]
