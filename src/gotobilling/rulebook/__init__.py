"""The page of rules: each clause with its functions, choices, readings and tests.

Nothing here is written twice. The clauses come from `gotobilling.clauses`, the choices
from the market as it is shipped, the functions from the line ``Clauses: A8, Q1.`` that
ends a docstring, the tests from their mark ``pytest.mark.clause("A8", "Q1")``:

>>> by_id = {row.clause.id: row for row in rules()}
>>> "payments.due_on" in by_id["B1"].functions
True
>>> [str(choice) for choice in by_id["Q3"].choices]
['us-connect dispute.days = 15']
>>> by_id["Q6"].readings
('due_counted_from: invoice_date, sent_date', 'due_day: 0 to 30')

Docstrings and tests are read from source files, not from what is imported: the answer
is then the same under ``python -OO``, which drops docstrings, and no test is run. An
installed wheel has the files of the package but not its tests, which are left out.
"""

from gotobilling.rulebook.citations import cited
from gotobilling.rulebook.marks import folder_of_tests, marked_tests
from gotobilling.rulebook.rows import Choice, RuleRow, choosable, clauses_of, rules
from gotobilling.rulebook.text import rules_text

__all__ = [
    "Choice",
    "RuleRow",
    "choosable",
    "cited",
    "clauses_of",
    "folder_of_tests",
    "marked_tests",
    "rules",
    "rules_text",
]
