"""Calls, their minutes and low-usage devices as the billing guides state them.

The texts are paraphrases; the locators lead to the lines that say it:

>>> F6.text
'The usage on an invoice is that of the month before it: February 2020 bills January \
2020.'
>>> [str(citation) for citation in F6.citations]
['S0, line 102', 'S2, line 111', 'S4, line 97']
"""

from typing import Final

from gotobilling.clauses.origins import S0, S2, S4, cite, stated

__all__ = ["F1", "F2", "F3", "F4", "F5", "F6", "G3", "USAGE_TEXTS"]

F1: Final = stated(
    "F1",
    "A row of the call details has the source and the destination number, the start "
    "and end time in UTC, the duration in seconds, the billable minutes, the total "
    "cost, the rate and the call type.",
    cite(S0, 106, 114),
    cite(S2, 115, 123),
    cite(S4, 101, 109),
    note="S0 writes UTC+0; S2 explains the rate as a type of billing.",
)
F2: Final = stated(
    "F2",
    "Duration and cost of a row are totals of the calls from its source number to its "
    "destination number.",
    cite(S0, 110),
    cite(S0, 112),
    cite(S2, 119),
    cite(S2, 121),
    cite(S4, 105),
    cite(S4, 107),
    note="Only the line on the duration says that it is all calls.",
)
F3: Final = stated(
    "F3",
    "The billable minutes are the seconds of the total duration, rounded to a minute.",
    cite(S0, 111),
    cite(S2, 120),
    cite(S4, 106),
    note="S0 and S2 have the nearest minute, S4 rounds up; Q2 decides.",
)
F4: Final = stated(
    "F4",
    "In Brazil, calls to mobile numbers are rounded up to the next 6 seconds and are "
    "at least 30 seconds.",
    cite(S0, 111),
    cite(S2, 120),
    cite(S4, 106),
    note="S2 prints the next sixth second, where S0 and S4 have steps of six seconds.",
)
F5: Final = stated(
    "F5",
    "The call types are toll-free inbound, international, which goes out to a country "
    "that is not the one of the billing address, and domestic per minute, which goes "
    "out to premium prefixes such as +787555 in the United States.",
    cite(S0, 114, 117),
    note="S2 and S4 print the heading alone.",
)
F6: Final = stated(
    "F6",
    "The usage on an invoice is that of the month before it: February 2020 bills "
    "January 2020.",
    cite(S0, 102),
    cite(S2, 111),
    cite(S4, 97),
)
G3: Final = stated(
    "G3",
    "A device that is used little can be billed at a discount where the system has at "
    "least 20 phones. How many such devices are allowed is usually in the contract; "
    "customer support says which device qualifies.",
    cite(S0, 134),
    cite(S2, 140),
    cite(S4, 126),
)

USAGE_TEXTS: Final = (F1, F2, F3, F4, F5, F6, G3)
