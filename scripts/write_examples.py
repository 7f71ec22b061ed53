"""Write the invoices beside the example accounts anew.

    python scripts/write_examples.py

The files that stand there say what is written: `invoice-2026-08.json` is the invoice of
that month, `invoice-2026-08-services.json` one part of it where the market splits it,
`purchase-2026-01-08.json` the one-time invoice of that day, `cycle-2026-06-10.json` and
`change-2026-06-25.json` those of a cycle and of a plan change that begin then; `.txt`
is the same as text and `-explained.txt` with all its workings; `quote.txt` is what
`quote.toml` comes to, and `returns.txt` what the returns of the account file come to.
`statement-2025-08.txt` is the statement of that month for the partner of
`partner.toml`, which rests on `oak-2025.json`: the invoices of `oak.toml` and a credit
note. Where the account file names documents that were issued, each invoice is made as
known on its own date, and carries what late facts correct of those before it. For a new
one, make the file empty and run this. `tests/test_examples.py` fails where a file is
not what would be written now.
"""

import argparse
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from gotobilling.billing_cycle import NothingToBill, regular_invoice_date
from gotobilling.commands.partnering import partner_read
from gotobilling.commands.returning import credit_returns
from gotobilling.commissions import CommissionStatement, commission_statements
from gotobilling.corrections import next_invoice
from gotobilling.credits import CreditReason, OfShare, credit_note
from gotobilling.formats.account_file import AccountFile, read_account_file
from gotobilling.formats.answers import answers_json
from gotobilling.formats.documents import document, issued_document, to_json
from gotobilling.formats.plain import pretty
from gotobilling.formats.quote_file import read_quote_file
from gotobilling.invoices import (
    Invoice,
    IssuedDocument,
    assemble_cycle,
    assemble_invoice,
    assemble_one_time,
    assemble_plan_change,
    invoices_issued,
)
from gotobilling.periods import Period
from gotobilling.present import (
    commissions_explained,
    commissions_text,
    explain_text,
    invoice_text,
    quote_text,
)

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
NAME: Final = re.compile(
    r"(?P<kind>invoice|purchase|cycle|change)-(?P<year>\d{4})-(?P<month>\d\d)(-(?P<day>\d\d))?"
    r"(-(?!explained)(?P<part>[a-z]+))?(?P<form>\.json|\.txt|-explained\.txt)"
)
STATEMENT: Final = re.compile(
    r"statement-(?P<year>\d{4})-(?P<month>\d\d)(?P<form>\.json|\.txt|-explained\.txt)"
)
_CYCLES: Final = {"cycle": assemble_cycle, "change": assemble_plan_change}


def main() -> None:
    """Write every file."""
    for path, text in outputs():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(EXAMPLES.parent))


def outputs() -> Iterator[tuple[Path, str]]:
    """Yield each file and what it must hold."""
    for path in sorted(EXAMPLES.glob("*/*")):
        name = NAME.fullmatch(path.name)
        if path.name == "quote.txt":
            yield path, _quote(path.with_suffix(".toml"))
        elif path.name == "oak-2025.json":
            yield path, _with_note(path)
        elif (statement := STATEMENT.fullmatch(path.name)) is not None:
            yield path, _statement(path, statement)
        elif path.name in ("returns.txt", "returns-explained.txt"):
            yield path, _returns(path)
        elif name is not None:
            yield path, _text(_invoice(path.parent, name), name["form"])


def _with_note(path: Path) -> str:
    # What the account file names is made from its facts; a note gives back a quarter.
    account = path.with_name("oak.toml")
    file = read_account_file(account.read_bytes(), account.name)
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    made = invoices_issued(file.account, year, file.market)
    note = credit_note(
        issued_document(made[0]),
        id="oak-quarter",
        issued_on=date(2025, 11, 20),
        reason=CreditReason.GOODWILL,
        asked=OfShare(Decimal(25)),
    )
    return pretty([document(one) for one in (*made, note)])


def _statement(path: Path, name: re.Match[str]) -> str:
    found = _statements(path.parent)[int(name["month"]) - 1]
    if name["form"] == ".json":
        return answers_json(found, found.market)
    if name["form"] == ".txt":
        return commissions_text(found)
    return commissions_explained(found)


@cache
def _statements(folder: Path) -> tuple[CommissionStatement, ...]:
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    name = str(folder / "partner.toml")
    read = partner_read(name, Period.month(2025, 12), None)
    file = read.file
    told = file.partner, year, file.agreements, read.accounts
    return commission_statements(*told, file.market, file.currency)


def _returns(path: Path) -> str:
    asked = argparse.Namespace(
        account=str(path.with_name("account.toml")),
        rma=None,
        holidays=None,
        format="text",
        explain=path.stem.endswith("explained"),
    )
    return credit_returns(asked).out


def _quote(path: Path) -> str:
    return quote_text(read_quote_file(path.read_bytes(), path.name).totals)


def _text(invoice: Invoice, form: str) -> str:
    if form == ".json":
        return to_json(invoice)
    return invoice_text(invoice) if form == ".txt" else explain_text(invoice)


def _invoice(folder: Path, name: re.Match[str]) -> Invoice:
    path = folder / "account.toml"
    file = read_account_file(path.read_bytes(), path.name)
    year, month = int(name["year"]), int(name["month"])
    if name["kind"] == "purchase":
        on = date(year, month, int(name["day"]))
        found = assemble_one_time(file.account, on, file.market)
    elif name["kind"] in _CYCLES:
        on = date(year, month, int(name["day"]))
        found = _CYCLES[name["kind"]](file.account, on, file.market)
    elif file.issued:
        found = _issued(file, Period.month(year, month))
    else:
        billed = Period.month(year, month)
        found = assemble_invoice(file.account, billed, file.market, part=name["part"])
    if not isinstance(found, Invoice):
        raise SystemExit(f"{folder.name} has no {name[0]}: {found.reason}")
    return found


def _issued(file: AccountFile, month: Period) -> Invoice | NothingToBill:
    issued: list[IssuedDocument] = []
    months = [Period.month(*_month(name)) for name in file.issued]
    for each in months:
        if each.start < month.start:
            before = _next(file, each, issued)
            issued += [issued_document(before)] if isinstance(before, Invoice) else []
    return _next(file, month, issued)


def _next(
    file: AccountFile, month: Period, issued: list[IssuedDocument]
) -> Invoice | NothingToBill:
    on = regular_invoice_date(month.start, file.market.issue)
    return next_invoice(file.account.as_known_on(on), month, file.market, issued)


def _month(name: str) -> tuple[int, int]:
    found = NAME.fullmatch(name)
    if found is None:
        raise SystemExit(f"{name} is no name of an example")
    return int(found["year"]), int(found["month"])


if __name__ == "__main__":
    main()
