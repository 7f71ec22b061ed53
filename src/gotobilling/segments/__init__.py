"""A history folded into the lines of a document.

One pass over the changes finds what was held when the span of a document begins and
what changed inside it; the month in advance, the prorations and their proofs all rest
on those same changes, so that every edge is decided here and nowhere else.

>>> from datetime import date
>>> from gotobilling.markets import us
>>> from gotobilling.periods import Period
>>> from gotobilling.testing.examples import july_start
>>> august = Span(
...     month=Period.month(2026, 8),
...     low=date(2026, 7, 15),
...     high=date(2026, 8, 1),
...     bills_start=True,
...     in_advance=True,
...     end=None,
... )
>>> [minor for _, _, minor in month_rows(july_start(), us.CONNECT, august)]
[12500, 6452]
"""

from gotobilling.segments.cycles import Cycle, cycle_rows, cycles, frequencies
from gotobilling.segments.months import month_rows
from gotobilling.segments.prorations import number_rows
from gotobilling.segments.purchases import purchase_rows
from gotobilling.segments.span import Span
from gotobilling.segments.usage import check_usage_told, usage_months

__all__ = [
    "Cycle",
    "Span",
    "check_usage_told",
    "cycle_rows",
    "cycles",
    "frequencies",
    "month_rows",
    "number_rows",
    "purchase_rows",
    "usage_months",
]
