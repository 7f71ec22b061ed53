"""Disputes: in time or late, what they set apart of an invoice, how they end.

Five devices for August and 64.52 of July, 189.52 together, are due on 16 August. July
is disputed on the 10th: its part is not due while the dispute is open, the rest is.

>>> from datetime import date
>>> from gotobilling.facts import Dispute, DisputedLine, Resolved, Resolution
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import assemble_invoice
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> sent = issued_document(
...     assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
... )
>>> july = sent.document.lines[1].id
>>> dispute = Dispute(
...     id="d1",
...     invoice=sent.digest,
...     notified_on=date(2026, 8, 10),
...     lines=(DisputedLine(line=july),),
... )
>>> parts = disputed_parts(dispute, sent, [], us.CONNECT)
>>> parts.disputed.value, parts.undisputed.value
(Money('64.52', 'USD'), Money('125.00', 'USD'))
>>> parts.due_on.value, parts.disputed_due_on
(datetime.date(2026, 8, 16), None)

Upheld, a credit note gives it back. Rejected on the 20th, it is due 15 days later:

>>> def ended(how):
...     resolution = Resolution(
...         id="r1", dispute="d1", resolved_on=date(2026, 8, 20), outcome=how
...     )
...     return outcome(dispute, resolution, sent, [], id="n1", market=us.CONNECT)
>>> ended(Resolved.UPHELD).note
<credit note n1 of july-start: -64.52 USD>
>>> ended(Resolved.REJECTED).rest_due_on.value
datetime.date(2026, 9, 4)

Notice on the 17th, day 16, is late:

>>> from attrs import evolve
>>> late = evolve(dispute, notified_on=date(2026, 8, 17), known_on=date(2026, 8, 17))
>>> print(disputed_parts(late, sent, [], us.CONNECT).reasons[0].text)
notice on 2026-08-17 is 1 day after 2026-08-16, the last day to dispute the invoice
"""

from gotobilling.disputes.dates import DisputeWindow
from gotobilling.disputes.disputing import (
    DisputedParts,
    DisputeOutcome,
    dispute_window,
    disputed_parts,
    outcome,
)
from gotobilling.disputes.parts import DisputedLines
from gotobilling.disputes.standing import DisputesOn, RejectedPart, disputes_on

__all__ = [
    "DisputeOutcome",
    "DisputeWindow",
    "DisputedLines",
    "DisputedParts",
    "DisputesOn",
    "RejectedPart",
    "dispute_window",
    "disputed_parts",
    "disputes_on",
    "outcome",
]
