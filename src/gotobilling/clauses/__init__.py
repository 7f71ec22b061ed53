"""The clauses of the published billing documents, and the decisions that read them.

A clause is a constant named by its id. A to G are what the documents state, D being
the lines of an invoice; Q are decisions, each with the clauses it rests on:

>>> from gotobilling.clauses import A9, by_id
>>> A9.text
'With a billing start date of 15 July, the invoice of 1 August charges 16 days of \
July and all of August.'
>>> by_id("Q6").rests_on
('B1',)
>>> [clause.id for clause in ALL][:3]
['A1', 'A2', 'A3']
"""

from types import MappingProxyType
from typing import Final

from gotobilling.clauses.decisions import (
    DECISIONS,
    Q1,
    Q3,
    Q6,
    Q9,
    Q17,
    Q18,
    Q23,
    Q24,
    Q25,
    Q26,
    Q27,
    Q28,
    Q29,
    Q30,
    Q31,
    Q35,
    Q47,
    Q48,
    Q49,
    Q54,
    Q56,
    Q62,
    Q63,
    Q64,
    Q66,
    Q67,
    Q68,
)
from gotobilling.clauses.documents import (
    A1,
    A2,
    A3,
    A4,
    A5,
    A6,
    A7,
    A8,
    A9,
    A10,
    B1,
    B2,
    DOCUMENTS,
    E1,
    G4,
)
from gotobilling.clauses.invoice_lines import (
    D1,
    D2,
    D3,
    D4,
    D5,
    D6,
    D7,
    D8,
    D9,
    D10,
    D11,
    D12,
    D13,
    D14,
    D15,
    D16,
    D17,
    D18,
    D19,
    D20,
    D21,
    INVOICE_LINES,
)
from gotobilling.clauses.origins import SOURCES
from gotobilling.errors import UnknownName
from gotobilling.sources import Clause

__all__ = [
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "A9",
    "A10",
    "ALL",
    "B1",
    "B2",
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "D7",
    "D8",
    "D9",
    "D10",
    "D11",
    "D12",
    "D13",
    "D14",
    "D15",
    "D16",
    "D17",
    "D18",
    "D19",
    "D20",
    "D21",
    "E1",
    "G4",
    "Q1",
    "Q3",
    "Q6",
    "Q9",
    "Q17",
    "Q18",
    "Q23",
    "Q24",
    "Q25",
    "Q26",
    "Q27",
    "Q28",
    "Q29",
    "Q30",
    "Q31",
    "Q35",
    "Q47",
    "Q48",
    "Q49",
    "Q54",
    "Q56",
    "Q62",
    "Q63",
    "Q64",
    "Q66",
    "Q67",
    "Q68",
    "SOURCES",
    "by_id",
]


def _order(clause: Clause) -> tuple[str, int]:
    return clause.id[0], int(clause.id[1:])


ALL: Final[tuple[Clause, ...]] = tuple(
    sorted((*DOCUMENTS, *INVOICE_LINES, *DECISIONS), key=_order)
)
"""Every clause and decision, by letter and then by number."""

_BY_ID: Final = MappingProxyType({clause.id: clause for clause in ALL})


def by_id(clause_id: str) -> Clause:
    """
    Return the clause or decision of that id.

    Raises:
        UnknownName: No clause has the id; upper and lower case differ.

    >>> by_id("b1")
    Traceback (most recent call last):
    gotobilling.errors.UnknownName: clause must be the id of a clause or decision, \
got 'b1'
    """
    clause = _BY_ID.get(clause_id)
    if clause is None:
        raise UnknownName("clause", "the id of a clause or decision", clause_id)
    return clause
