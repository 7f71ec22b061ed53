"""Write the invoices beside the example accounts anew.

    python scripts/write_examples.py

The files that stand there say what is written: `invoice-2026-08.json` is the invoice of
that month, `invoice-2026-08-services.json` one part of it where the market splits it,
`purchase-2026-01-08.json` the one-time invoice of that day; `.txt` is the same as text
and `-explained.txt` with all its workings. For a new one, make the file empty and run
this. `tests/test_examples.py` fails where a file is not what would be written now.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import to_json
from gotobilling.invoices import Invoice, assemble_invoice, assemble_one_time
from gotobilling.periods import Period
from gotobilling.present import explain_text, invoice_text

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
NAME: Final = re.compile(
    r"(?P<kind>invoice|purchase)-(?P<year>\d{4})-(?P<month>\d\d)(-(?P<day>\d\d))?"
    r"(-(?!explained)(?P<part>[a-z]+))?(?P<form>\.json|\.txt|-explained\.txt)"
)


def main() -> None:
    """Write every file."""
    for path, text in outputs():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(EXAMPLES.parent))


def outputs() -> Iterator[tuple[Path, str]]:
    """Yield each file and what it must hold."""
    for path in sorted(EXAMPLES.glob("*/*")):
        name = NAME.fullmatch(path.name)
        if name is not None:
            yield path, _text(_invoice(path.parent, name), name["form"])


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
    else:
        billed = Period.month(year, month)
        found = assemble_invoice(file.account, billed, file.market, part=name["part"])
    if not isinstance(found, Invoice):
        raise SystemExit(f"{folder.name} has no {name[0]}: {found.reason}")
    return found


if __name__ == "__main__":
    main()
