"""Corrections: what documents issued so far lack, or have too much.

Facts come to be known late. Nothing that was issued is altered: each document is
assembled once more with all that is known by now, and the next invoice carries every
difference, line by line, with the late fact that causes it.

One device more since 15 July is reported on 20 September. The invoice of August lacks
12.90 for July, 6 x 25.00 x 16/31 = 77.42 less 64.52, and 25.00 for August; that of
September lacks 25.00:

>>> from datetime import date
>>> from attrs import evolve
>>> from gotobilling.formats.documents import issued_document
>>> from gotobilling.invoices import invoices_issued
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> account, summer = july_start(), Period(date(2026, 7, 1), date(2026, 10, 1))
>>> sent = [issued_document(x) for x in invoices_issued(account, summer, us.CONNECT)]
>>> late = evolve(
...     account.changes[0], id="late", quantity=1, known_on=date(2026, 9, 20)
... )
>>> account = evolve(account, changes=(*account.changes, late))
>>> found = correct(account, sent, date(2026, 10, 1), us.CONNECT)
>>> for line in found.lines:
...     told = line.facts
...     late = ", ".join(fact.id for cause in told.causes for fact in cause.facts)
...     print(told.of.period.start, told.line.kind.value, line.value, late)
2026-08-01 service_charge 25.00 USD late
2026-08-01 prorated_charge 12.90 USD late
2026-09-01 service_charge 25.00 USD late

Once the next invoice carries them there is nothing left to correct:

>>> account = account.as_known_on(date(2026, 10, 1))
>>> october = next_invoice(account, Period.month(2026, 10), us.CONNECT, sent)
>>> october.total.value  # 6 x 25.00 + 25.00 + 12.90 + 25.00
Money('212.90', 'USD')
>>> sent = (*sent, issued_document(october))
>>> correct(account, sent, date(2026, 10, 1), us.CONNECT).lines
()
"""

from gotobilling.corrections.correcting import correct, next_invoice
from gotobilling.corrections.cycles import next_cycle

__all__ = ["correct", "next_cycle", "next_invoice"]
