"""How the clauses on calls, text messages and low-usage devices are read.

>>> Q2.standing.value, Q2.rests_on
('reading', ('F2', 'F3'))
>>> Q41.standing.value, Q41.rests_on
('assumed', ('D10', 'F2'))
"""

from functools import partial
from typing import Final

from gotobilling.clauses.origins import (
    CHECKED_ON,
    JIVE_LINE_ITEMS,
    LOW_USAGE_PAGE,
    S0,
    S2,
    S3,
    S4,
    cite,
)
from gotobilling.sources import Citation, Clause, Standing

__all__ = [
    "Q2",
    "Q10",
    "Q16",
    "Q20",
    "Q36",
    "Q37",
    "Q38",
    "Q39",
    "Q40",
    "Q41",
    "Q42",
    "USAGE_DECISIONS",
]

_reading: Final = partial(Clause, standing=Standing.READING, checked=CHECKED_ON)
_assumed: Final = partial(Clause, standing=Standing.ASSUMED, checked=CHECKED_ON)

_LOW_USAGE: Final = Citation(source=LOW_USAGE_PAGE, locator="whole page")

Q2: Final = _reading(
    id="Q2",
    text="The billable minutes of a row, which is the total between a source and a "
    "destination, are rounded up to the whole minute.",
    rests_on=("F2", "F3"),
    citations=(cite(S0, 110, 111), cite(S2, 119, 120), cite(S4, 105, 106)),
    note="S0 and S2 round to the nearest minute, S4 up. Rounding up to the nearest "
    "minute would explain both translations; no English text was found.",
)
Q10: Final = _reading(
    id="Q10",
    text="A minute beyond the plan or the pool costs 0.02 US dollars, unless the "
    "contract has a rate of its own.",
    rests_on=("D6",),
    citations=(
        cite(S2, 101),
        Citation(source=JIVE_LINE_ITEMS, locator="whole page"),
        _LOW_USAGE,
    ),
    note="S2 names no currency, and the Jive page prints .02 with a sign of cents; the "
    "page on low usage has 0.02 USD as an example. Later pages give no rate, and Q62 "
    "decides the currency of Canadian accounts.",
)
Q16: Final = _reading(
    id="Q16",
    text="A call between two extensions is outbound and uses the minutes of the plan, "
    "but it is not off-net and uses none of the pool of low-usage devices.",
    rests_on=("D6",),
    citations=(
        cite(S0, 69),
        cite(S2, 101),
        cite(S3, 472),
        cite(S4, 85),
        _LOW_USAGE,
    ),
    note="The page on low usage has every call off-net but those between extensions.",
)
Q20: Final = _reading(
    id="Q20",
    text="The month of a call is told in UTC, the zone in which the call details print "
    "its times.",
    rests_on=("F1", "F6"),
    citations=(cite(S0, 108, 109), cite(S2, 117, 118), cite(S4, 103, 104)),
    note="No source names the zone in which a month of usage begins.",
)
Q36: Final = _reading(
    id="Q36",
    text="A call or row belongs to the month in which it starts and is never split; "
    "00:00:00 opens the new month. It is charged if it starts at or after 00:00 of the "
    "billing start date, in the zone of the usage month.",
    rests_on=("A6", "F2", "F6", "Q20"),
    citations=(
        cite(S0, 56),
        cite(S0, 102),
        cite(S2, 73),
        cite(S2, 111),
        cite(S4, 56),
        cite(S4, 97),
    ),
    note="No source speaks of a call or row over an edge.",
)
Q37: Final = _reading(
    id="Q37",
    text="Included minutes, text credits and the low-usage pool are whole in a part "
    "month, and what is left of them is not carried over.",
    rests_on=("D4", "D9", "G3"),
    citations=(cite(S3, 470), cite(S3, 475, 477), _LOW_USAGE),
    note="S3 starts text credits afresh every month and the page on low usage counts "
    "by the month; no source prorates any of them.",
)
Q38: Final = _reading(
    id="Q38",
    text="At least 20 phones are asked for once an invoice, on its quantities: "
    "low-usage ones count, ATAs and paging devices do not. Below that, and above the "
    "contract's number, the price is full; nothing changes in mid-month. The pool is "
    "50 minutes a device so priced in the usage month.",
    rests_on=("G3", "Q23"),
    citations=(cite(S0, 134), cite(S2, 140), cite(S4, 126), _LOW_USAGE),
    note="The guides name phones alone and no day on which they are counted. The page "
    "on low usage has 50 off-net minutes a month and a pooled cap.",
)
Q39: Final = _reading(
    id="Q39",
    text="The plan and the pool are used by minutes without a rate of their own. "
    "Toll-free, international and premium minutes are charged at theirs and use "
    "neither, so that no minute is charged twice.",
    rests_on=("D4", "D5", "D6", "D7", "D8"),
    citations=(
        cite(S0, 67, 71),
        cite(S2, 99, 103),
        cite(S3, 470, 474),
        cite(S4, 83, 87),
        _LOW_USAGE,
    ),
    note="Read literally, the page on low usage has every off-net minute use the pool.",
)
Q40: Final = _reading(
    id="Q40",
    text="A row to a Brazilian mobile has the next multiple of 6 seconds and at least "
    "30, charged as exact sixtieths of the rate: 61 seconds are 66, or 1.1 minutes. "
    "One of 0 seconds has none.",
    rests_on=("F4", "Q2"),
    citations=(cite(S0, 110, 111), cite(S2, 119, 120), cite(S4, 105, 106)),
    note="The note in the guides speaks of calls, the field it explains is a total.",
)
Q41: Final = _assumed(
    id="Q41",
    text="The money of usage is exact row by row and rounded half up once for each "
    "invoice line, which has one rate: 0.0055 would not survive a rounding of rows.",
    rests_on=("D10", "F2"),
)
Q42: Final = _reading(
    id="Q42",
    text="Where several call types fit, the first of these counts: between extensions, "
    "toll-free inbound, premium by the longest prefix, international, plan.",
    rests_on=("D6", "D7", "D8", "F5"),
    citations=(cite(S0, 68, 71), cite(S0, 114, 117)),
    note="F5 calls +787555 domestic, though the prefix may look foreign. No source "
    "gives an order.",
)

USAGE_DECISIONS: Final = (Q2, Q10, Q16, Q20, Q36, Q37, Q38, Q39, Q40, Q41, Q42)
