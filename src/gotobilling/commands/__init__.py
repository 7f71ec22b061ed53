"""What each command does: from its arguments to what it has to say.

A command has a module of its own: its arguments, and what it does with them. It reads
its files and returns an `Answer`; nothing is printed here.
"""

from collections.abc import Callable
from typing import Final

from gotobilling.commands.answers import Answer
from gotobilling.commands.asking import add_asking
from gotobilling.commands.checking import add_verify
from gotobilling.commands.correcting import add_correct
from gotobilling.commands.crediting import add_credit
from gotobilling.commands.dates import add_dates
from gotobilling.commands.invoicing import add_invoice
from gotobilling.commands.parsing import Commands
from gotobilling.commands.partnering import add_partners
from gotobilling.commands.printing import add_rates, add_rules, add_template
from gotobilling.commands.quoting import add_quote
from gotobilling.commands.rating import add_usage
from gotobilling.commands.returning import add_returns
from gotobilling.commands.standing import add_status

__all__ = ["ADDED", "Answer", "Commands"]

ADDED: Final[tuple[Callable[[Commands], None], ...]] = (
    add_template,
    add_quote,
    add_invoice,
    add_correct,
    add_credit,
    add_returns,
    add_status,
    add_dates,
    add_partners,
    add_verify,
    add_usage,
    add_asking,
    add_rules,
    add_rates,
)
"""What adds each command to the command line, in the order of its help."""
