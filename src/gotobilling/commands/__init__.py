"""What each command does: from its arguments to what it has to say.

A command reads its files and returns an `Answer`; nothing is printed here.
"""

from gotobilling.commands.answers import Answer
from gotobilling.commands.asking import ask_access, tell_facts
from gotobilling.commands.checking import check_documents
from gotobilling.commands.correcting import correct_issued
from gotobilling.commands.crediting import credit_invoice
from gotobilling.commands.dates import add_dates
from gotobilling.commands.invoicing import make_invoices
from gotobilling.commands.partnering import pay_partner
from gotobilling.commands.printing import print_rates, print_rules, print_template
from gotobilling.commands.quoting import read_quote
from gotobilling.commands.rating import rate_usage
from gotobilling.commands.returning import (
    RETURNS_DO,
    RETURNS_SHOWN,
    add_returns,
    credit_returns,
)
from gotobilling.commands.standing import add_status

__all__ = [
    "RETURNS_DO",
    "RETURNS_SHOWN",
    "Answer",
    "add_dates",
    "add_returns",
    "add_status",
    "ask_access",
    "check_documents",
    "correct_issued",
    "credit_invoice",
    "credit_returns",
    "make_invoices",
    "pay_partner",
    "print_rates",
    "print_rules",
    "print_template",
    "rate_usage",
    "read_quote",
    "tell_facts",
]
