"""Write the invoices beside the example accounts anew.

    python scripts/write_examples.py

Each month that tells an example's story is written as text and as JSON, one of them
with all its workings too. `tests/test_examples.py` fails where a file is not what would
be written now.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import to_json
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.periods import Period
from gotobilling.present import explain_text, invoice_text

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
STORIES: Final = (
    ("july-start", 2026, (8, 9)),
    ("june-addition", 2026, (6, 7)),
    ("august-change", 2026, (8, 9, 10)),
)
EXPLAINED: Final = "july-start/invoice-2026-08"


def main() -> None:
    """Write every file."""
    for path, text in outputs():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(EXAMPLES.parent))


def outputs() -> Iterator[tuple[Path, str]]:
    """Yield each file and what it must hold."""
    for name, year, months in STORIES:
        for month in months:
            invoice = _invoice(name, Period.month(year, month))
            stem = f"{name}/invoice-{year}-{month:02}"
            yield EXAMPLES / f"{stem}.json", to_json(invoice)
            yield EXAMPLES / f"{stem}.txt", invoice_text(invoice)
            if stem == EXPLAINED:
                yield EXAMPLES / f"{stem}-explained.txt", explain_text(invoice)


def _invoice(name: str, month: Period) -> Invoice:
    path = EXAMPLES / name / "account.toml"
    file = read_account_file(path.read_bytes(), path.name)
    found = assemble_invoice(file.account, month, file.market)
    if not isinstance(found, Invoice):
        raise SystemExit(f"{name} has nothing to bill in {month}: {found.reason}")
    return found


if __name__ == "__main__":
    main()
