"""Write the corpus of this release: documents that every later one reads and proves.

    python scripts/write_corpus.py 0.1

A folder of `tests/corpus/0.1` is an account file and documents that it gave, those of
the examples and some with what these lack. `MANIFEST` has the digest of every file:
once a release is out its corpus is never written again, and `tests/test_corpus.py`
reads, verifies and assembles each document anew, for ever.
"""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final

from attrs import evolve

from gotobilling.corrections import next_invoice
from gotobilling.credits import credit_note
from gotobilling.facts import Account, OneTimeCharge, Withdrawal
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.formats.documents import issued_document, to_json
from gotobilling.invoices import (
    Asked,
    CreditReason,
    Everything,
    Invoice,
    IssuedDocument,
    OfAmount,
    OfLines,
    OfShare,
    assemble_invoice,
)
from gotobilling.kinds import LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.testing.examples import august_change

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
CORPUS: Final = ROOT / "tests" / "corpus"


def main(release: str) -> None:
    """Write the corpus of a release, and its manifest."""
    folder = CORPUS / release
    written: list[str] = []
    for name, text in sorted(files()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(f"{sha256(text.encode()).hexdigest()}  {name}\n")
    (folder / "MANIFEST").write_text("".join(written), encoding="utf-8", newline="\n")
    print(f"{len(written)} files")


def files() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each file."""
    for path in (*EXAMPLES.glob("*/*.toml"), *EXAMPLES.glob("*/*.json")):
        yield path.relative_to(EXAMPLES).as_posix(), path.read_text(encoding="utf-8")
    yield from credited()
    yield from mended()


def credited() -> Iterator[tuple[str, str]]:
    """Yield an invoice of Quebec, and one note after another that credits it."""
    path = EXAMPLES / "quebec" / "account.toml"
    file = read_account_file(path.read_bytes(), path.name)
    invoice = assemble_invoice(file.account, Period.month(2026, 1), file.market)
    if not isinstance(invoice, Invoice):
        raise SystemExit(f"nothing to credit: {invoice.reason}")
    sent = issued_document(invoice)
    some = Money(Decimal("10.01"), "CAD")
    asked: tuple[Asked, ...] = (
        OfLines(((invoice.lines[0].id, some),)),
        OfAmount(some),
        OfShare(Decimal("12.5")),
        Everything(),
    )
    issued = [sent]
    for day, one in enumerate(asked, start=2):
        note = credit_note(
            sent,
            id=f"note-{day}",
            issued_on=date(2026, 1, day),
            reason=CreditReason.GOODWILL if day % 2 else CreditReason.WRONG_CHARGE,
            asked=one,
            others=issued,
        )
        issued.append(issued_document(note))
    yield from _folder("credited", file.account, file.market, issued)


def mended() -> Iterator[tuple[str, str]]:
    """Yield three devices too many, one change that never was, and a wrong price."""
    account = august_change()
    devices, price = account.changes[0], account.prices[0]
    account = evolve(
        account,
        prices=(
            *account.prices,
            evolve(
                price,
                id="right-price",
                unit_price=Decimal("22.50"),
                known_on=date(2026, 10, 12),
                supersedes=price.id,
            ),
        ),
        changes=(
            *account.changes,
            evolve(
                devices,
                id="right-number",
                quantity=devices.quantity - 3,
                known_on=date(2026, 9, 14),
                supersedes=devices.id,
            ),
        ),
        one_time=(
            OneTimeCharge(
                id="phones",
                kind=LineKind.HARDWARE,
                item="Desk phone",
                quantity=2,
                unit_price=Decimal("99.98"),
                currency="USD",
                effective_on=date(2026, 8, 28),
                known_on=date(2026, 9, 3),
            ),
        ),
        withdrawals=(
            Withdrawal(
                id="never-added", fact="one-more-number", known_on=date(2026, 10, 20)
            ),
        ),
    )
    issued: list[IssuedDocument] = []
    for month in (Period.month(2026, number) for number in range(8, 13)):
        known = account.as_known_on(month.start)
        found = next_invoice(known, month, us.CONNECT, issued)
        if isinstance(found, Invoice):
            issued.append(issued_document(found))
        if month.start == date(2026, 9, 1):
            # What October takes back, given back before its facts are known.
            note = credit_note(
                issued[-1],
                id="wrong",
                issued_on=date(2026, 9, 10),
                reason=CreditReason.WRONG_CHARGE,
                asked=OfShare(Decimal(20)),
                others=issued,
            )
            issued.append(issued_document(note))
    yield from _folder("mended", account, us.CONNECT, issued)


def _folder(
    name: str, account: Account, market: Market, issued: list[IssuedDocument]
) -> Iterator[tuple[str, str]]:
    names = tuple(f"{number}.json" for number in range(1, len(issued) + 1))
    yield f"{name}/account.toml", write_account_file(account, market, names)
    for each, one in zip(names, issued, strict=True):
        yield f"{name}/{each}", to_json(one.document)


if __name__ == "__main__":
    main(*sys.argv[1:])
