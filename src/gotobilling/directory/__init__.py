"""Addresses, contacts and plain facts of the guides, each with its clause and lines.

They are data to be asked for, by topic and by market or country; nothing is computed
from them. What a guide garbles is kept as it is printed and marked:

>>> for one in find(Topic.CHECKS, "CA"):
...     print(one.told, one.clause.id)
LogMeIn Technologies Canada Ltd., C/O Lockbox 918020, PO BOX 4090 STN A, TORONTO, ON \
M5W 0E9 B15
>>> australia = find(Topic.RECEIVABLES, "AU")[0]
>>> australia.phone, australia.note is None
('+1 800 289 406', False)
"""

from gotobilling.directory.finding import ENTRIES, facts_text, find
from gotobilling.directory.values import (
    ELSEWHERE,
    Address,
    Contact,
    Entry,
    Fact,
    Topic,
)

__all__ = [
    "ELSEWHERE",
    "ENTRIES",
    "Address",
    "Contact",
    "Entry",
    "Fact",
    "Topic",
    "facts_text",
    "find",
]
