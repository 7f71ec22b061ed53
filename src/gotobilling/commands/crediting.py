"""The command that makes a credit note over an invoice that was issued."""

import argparse
from typing import Final

from gotobilling.commands.answers import Answer
from gotobilling.commands.issued import issued_in
from gotobilling.commands.parsing import Commands, add_output, day
from gotobilling.credits import (
    Everything,
    OfAmount,
    OfLines,
    OfShare,
    credit_note,
)
from gotobilling.errors import BillingError, InvalidFile, InvalidValue, UnknownName
from gotobilling.formats.documents import to_json
from gotobilling.formats.shapes import decimal
from gotobilling.invoices import Asked, CreditReason, Invoice
from gotobilling.money import Money
from gotobilling.present import credit_note_text, explain_text

__all__ = ["add_credit", "credit_invoice"]

_EXAMPLES: Final = """
  gotobilling credit august.json --id n1 --on 2026-09-21 --reason wrong-charge
  gotobilling credit august.json --id n2 --on 2026-09-21 --reason goodwill --lines 1=20
  gotobilling credit august.json --id n3 --on 2026-09-21 --reason goodwill --share 10"""


def add_credit(commands: Commands) -> None:
    """Add the command and its arguments to the command line."""
    does = "make a credit note over an invoice; over all that is open, if not told"
    add = commands.added("credit", credit_invoice, does, _EXAMPLES)
    said = "the document of the invoice; - reads standard input"
    add.add_argument("invoice", metavar="INVOICE", help=said)
    said = "the note's own name, which no other note of the account has"
    add.add_argument("--id", required=True, metavar="NAME", help=said)
    said = "the date of the note"
    add.add_argument("--on", type=day, required=True, metavar="DATE", help=said)
    said = "whether the invoice was wrong, so that the note counts once late facts"
    said += " correct it, or right"
    reasons = [one.value.replace("_", "-") for one in CreditReason]
    add.add_argument("--reason", required=True, choices=reasons, help=said)
    which = add.add_mutually_exclusive_group()
    said = "charges by their printed numbers or ids, each as far as it is open or by an"
    said += " amount before fees and taxes, which follow: 1=20.00,2"
    which.add_argument("--lines", metavar="N[=AMOUNT],...", help=said)
    said = "an amount with fees and taxes, shared out over all lines"
    which.add_argument("--amount", metavar="AMOUNT", help=said)
    said = "so many percent of the invoice, shared out over all lines"
    which.add_argument("--share", metavar="PERCENT", help=said)
    said = "documents issued since that may correct or credit the invoice"
    add.add_argument(
        "--beside", nargs="+", action="extend", default=[], metavar="FILE", help=said
    )
    add_output(add, "text for people, or the document that proves itself")


def credit_invoice(options: argparse.Namespace) -> Answer:
    """Make a credit note over the invoice of a document."""
    name = options.invoice
    issued = issued_in([name], name).documents
    invoice = issued[0].document
    if len(issued) > 1 or not isinstance(invoice, Invoice):
        problem = InvalidValue("document", "one invoice", "something else")
        raise InvalidFile(name, (problem,))
    others = issued_in(options.beside, name).documents
    asked = _asked(invoice, options)
    try:
        note = credit_note(
            issued[0],
            id=options.id,
            issued_on=options.on,
            reason=CreditReason(options.reason.replace("-", "_")),
            asked=asked,
            others=others,
        )
    except BillingError as problem:
        raise problem.at(_numbered(invoice, problem.path)) from None
    if options.format == "json":
        return Answer(to_json(note))
    return Answer(explain_text(note) if options.explain else credit_note_text(note))


def _numbered(invoice: Invoice, path: str) -> str:
    # A person knows a charge by its printed number.
    for number, line in enumerate(invoice.lines, start=1):
        path = path.replace(line.id, str(number))
    return path


def _asked(invoice: Invoice, options: argparse.Namespace) -> Asked:
    if options.lines is not None:
        return _lines(invoice, options.lines)
    if options.amount is not None:
        return OfAmount(_money(options.amount, invoice.currency, "amount"))
    if options.share is not None:
        return OfShare(decimal(options.share, "share"))
    return Everything()


def _money(text: str, currency: str, path: str) -> Money:
    try:
        return Money.parse(text, currency)
    except BillingError as problem:
        raise problem.at(path) from None


def _lines(invoice: Invoice, asked: str) -> OfLines:
    found: list[tuple[str, Money | None]] = []
    problems: list[BillingError] = []
    for one in asked.split(","):
        line, given, amount = one.partition("=")
        try:
            named = _line(invoice, line)
            money = _money(amount, invoice.currency, f"lines.{line}") if given else None
            found.append((named, money))
        except BillingError as problem:
            problems.append(problem)
    if problems:
        raise InvalidFile("--lines", tuple(problems))
    return OfLines(tuple(found))


def _line(invoice: Invoice, name: str) -> str:
    ids = [line.id for line in invoice.lines]
    if name in ids:
        return name
    if name.isascii() and name.isdigit() and 0 < int(name[:6]) <= len(ids):
        return ids[int(name[:6]) - 1]
    requirement = f"the number of a charge, from 1 to {len(ids)}, or its id"
    raise UnknownName("lines", requirement, name)
