"""``gotobilling status``, and what a person reads of a statement."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests.receivable_stories import noted, paid, sent
from tests.test_statements import AUTOPAY, disputed, on, stated

from gotobilling.__main__ import main
from gotobilling.commands import standing
from gotobilling.commands.naming import by_digest
from gotobilling.errors import WrongType
from gotobilling.facts import (
    Autopay,
    AutopayChoice,
    Dispute,
    Payment,
    Receivables,
    Resolution,
    Resolved,
    Suspension,
)
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.documents import issued_document, to_json
from gotobilling.invoices import assemble_invoice
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import Period
from gotobilling.present import statement_explained, statement_html, statement_text
from gotobilling.present.paid import paid_text
from gotobilling.testing.examples import july_start

Captured = pytest.CaptureFixture[str]

FILE: Final = write_account_file(july_start(), us.CONNECT)
PAID: Final = """
[[payments]]
id = "p1"
paid_on = 2026-08-10
amount = 100.00
invoice = "{}"
"""
DISPUTED: Final = """
[[disputes]]
id = "d1"
invoice = "{}"
notified_on = 2026-08-14
lines = [{{ line = "{}", amount = 20.00 }}]
[[resolutions]]
id = "r1"
dispute = "d1"
resolved_on = 2026-08-20
outcome = "upheld"
lines = [{{ line = "{}" }}]
"""


def asked(
    folder: Path, more: str, capsys: Captured, *options: str
) -> tuple[int, str, str]:
    """The code of the command over a file with more sections, and what it says."""
    name = folder / "acme.toml"
    name.write_text(FILE + more, encoding="utf-8")
    code = main(["status", str(name), *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def sums(text: str) -> dict[str, str]:
    """The balances at the end of a statement."""
    lines = [line.rsplit(maxsplit=1) for line in text.splitlines() if "$" in line]
    names = ("Open", "Of it overdue", "Disputed", "Account credit")
    return {name: amount for name, amount in lines if name in names}


class TestCommand:
    """How the account of a file stands on a day."""

    def test_assembled(self, tmp_path: Path, capsys: Captured) -> None:
        """Without documents its invoices count as assembled, and that is said."""
        code, out, err = asked(
            tmp_path, PAID.format("2026-08-01"), capsys, "--on", "2026-08-17"
        )

        assert code == 0
        assert "names no documents" in err
        assert sums(out) == {
            "Open": "$89.52",  # 189.52 - 100.00
            "Of it overdue": "$89.52",
            "Disputed": "$0.00",
            "Account credit": "$0.00",
        }

    @pytest.mark.parametrize("name", ["august.json", "digest", "start"])
    def test_issued(self, tmp_path: Path, capsys: Captured, name: str) -> None:
        """A document is named by its file, its digest or the digest's first digits."""
        invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
        issued = issued_document(invoice)  # type: ignore[arg-type]
        (tmp_path / "august.json").write_text(
            to_json(issued.document), encoding="utf-8"
        )
        told = {"digest": issued.digest, "start": issued.digest[:8]}.get(name, name)
        more = PAID.format(told) + '[[issued]]\nfile = "august.json"\n'

        code, out, err = asked(tmp_path, more, capsys, "--on", "2026-08-16")

        assert (code, sums(out)["Open"]) == (0, "$89.52")
        assert "names as issued" in err

    def test_before(self, tmp_path: Path, capsys: Captured) -> None:
        """Before billing starts nothing is open, also where later invoices are paid."""
        paid_later = PAID.format("2026-08-01")

        early = asked(tmp_path, "", capsys, "--on", "2026-06-01")
        later = asked(tmp_path, paid_later, capsys, "--on", "2026-07-20")

        assert sums(early[1])["Open"] == sums(later[1])["Open"] == "$0.00"
        assert "No invoice is open." in early[1]

    def test_line_number(self, tmp_path: Path, capsys: Captured) -> None:
        """A disputed line is named by its printed number, or by its id."""
        invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
        line = invoice.lines[0].id  # type: ignore[union-attr]
        for named in ("1", line):
            more = DISPUTED.format("2026-08-01", named, named)
            _, out, _ = asked(tmp_path, more, capsys, "--on", "2026-08-17")

            assert sums(out)["Disputed"] == "$20.00"
            assert sums(out)["Of it overdue"] == "$169.52"  # 189.52 - 20.00

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (PAID.format("2026-08-02"), "payments[p1].invoice must be the name of one"),
            (PAID.format("ffffffff"), "payments[p1].invoice"),
            (DISPUTED.format("2026-08-01", 3, 3), "lines of d1 must be the number"),
            (PAID.format("2026-08-01").replace("08-10", "07-31"), "paid_on"),
        ],
    )
    def test_wrong(
        self, tmp_path: Path, capsys: Captured, more: str, said: str
    ) -> None:
        """What names nothing is told with the name of the file."""
        code, out, err = asked(tmp_path, more, capsys, "--on", "2026-08-17")

        assert (code, out) == (2, "")
        assert f"{tmp_path / 'acme.toml'}: " in err
        assert said in err

    def test_wrong_document(self, tmp_path: Path, capsys: Captured) -> None:
        """A document of another account is told by the name of its own file."""
        other = sent(1, 100, account="other")
        (tmp_path / "other.json").write_text(to_json(other.document), encoding="utf-8")

        code, _, err = asked(
            tmp_path, '[[issued]]\nfile = "other.json"\n', capsys, "--on", "2026-08-17"
        )

        assert code == 2
        assert f"{tmp_path / 'other.json'}: account" in err

    @pytest.mark.clause("Q67")
    @pytest.mark.parametrize("before", ["2026-08-01", "2026-07-01"])
    def test_mended(self, tmp_path: Path, capsys: Captured, before: str) -> None:
        """A payment counts as it is mended, also where its first invoice is none."""
        mended = PAID.format("2026-08-01").replace("p1", "p2").replace("100.", "110.")
        more = 'known_on = 2026-08-12\nsupersedes = "p1"\n'

        code, out, err = asked(
            tmp_path, PAID.format(before) + mended + more, capsys, "--on", "2026-08-17"
        )

        assert (code, "p2.supersedes" in err) == (0, False)
        assert sums(out)["Open"] == "$79.52"  # 189.52 - 110.00

    def test_json(self, tmp_path: Path, capsys: Captured) -> None:
        """JSON is the document that proves itself."""
        _, out, _ = asked(
            tmp_path, "", capsys, "--on", "2026-08-17", "--format", "json"
        )

        found = json.loads(out)
        assert found["document"]["kind"] == "statement"
        answers = {one["name"]: one["is"] for one in found["answers"]}
        assert answers["overdue_balance"] == {"amount": "189.52"}

    def test_today(
        self, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without a day it is today, which is said."""
        monkeypatch.setattr(standing, "today", lambda: date(2026, 8, 20))

        _, out, err = asked(tmp_path, "", capsys, "--explain")

        assert "as of today, 2026-08-20" in err
        assert "How each amount and each day was made" in out


class TestText:
    """What a person reads."""

    def test_service(self) -> None:
        """Service is told with the way out, and autopay with its next charge."""
        suspended = Suspension(id="s", effective_on=on(20))
        documents = [sent(1, 10000)]
        facts: dict[str, Any] = {"suspensions": [suspended], "autopay": [AUTOPAY]}

        during = statement_text(stated(documents, 21, **facts))
        after = statement_text(
            stated(documents, 25, **facts, payments=[paid(24, 10500)])
        )

        assert "suspended since 2026-08-20, and something is overdue [B5]" in during
        assert "on; charges $100.00 on 2026-09-10 [Q56]" in during
        assert "active again since 2026-08-24, suspended from 2026-08-20" in after
        assert "on; nothing to charge" in after
        assert "$5.00 of payment p24 is beyond what was open" in after
        assert "Paid or credited in full: 1" in after

    def test_invoice(self) -> None:
        """An invoice has its days, and what is disputed, late or rejected of it."""
        invoice, credit = sent(2, 10000), sent(20, -700)
        late = disputed(invoice, 20, 3000, name="late")
        ended = Resolution(
            id="r", dispute="d", resolved_on=on(10), outcome=Resolved.REJECTED
        )
        held = disputed(invoice, 9, 3000)

        text = statement_text(
            stated(
                [invoice, credit, noted(12, 500, invoice)],
                21,
                disputes=[late, held],
                resolutions=[ended],
            ),
            "de_DE",
        )

        assert "d was rejected: due on 2026-08-25" in text
        assert "late is refused\n" in text
        assert "late: notice on 2026-08-20 is 3 days after 2026-08-17" in text
        assert "past due from 2026-08-18" in text
        assert "overdue 65,00" in text  # 100.00 - 5.00 credited - 30.00 not due
        assert "7,00\xa0$ is left of document" in text
        assert "Autopay           off" in text

    @pytest.mark.clause("G4", "Q57")
    @pytest.mark.parametrize("lines", [(), (3000,)])
    def test_upheld(self, lines: tuple[int, ...]) -> None:
        """An upheld dispute is told until a note credits it, and the rest is due."""
        invoice = sent(1, 10000)
        held = disputed(invoice, 9, 5000)
        parts = [evolve(held.lines[0], amount=Decimal("30.00")) for _ in lines]
        ended = Resolution(
            id="r",
            dispute="d",
            resolved_on=on(10),
            outcome=Resolved.UPHELD,
            lines=tuple(parts),
        )
        facts: dict[str, Any] = {"disputes": [held], "resolutions": [ended]}

        before = statement_text(stated([invoice, noted(9, 100, invoice)], 11, **facts))
        after = statement_text(stated([invoice, noted(10, 500, invoice)], 11, **facts))

        assert "d has no credit note yet" in before
        assert "d: what is upheld counts as owed until a credit note" in before
        assert "no credit note yet" not in after
        for text in (before, after):
            assert "d was rejected" not in text
            assert ("d was upheld in part, the rest due on" in text) is bool(lines)

    def test_disputed_beyond_open(self) -> None:
        """What is disputed counts paid or not, so that more may be than is open."""
        invoice = sent(1, 10000)
        held = disputed(invoice, 9, 5000)

        found = sums(
            statement_text(
                stated([invoice], 11, disputes=[held], payments=[paid(10, 9000)])
            )
        )

        assert (found["Open"], found["Disputed"]) == ("$10.00", "$50.00")

    def test_readings(self) -> None:
        """Readings that were chosen are named."""
        market = us.CONNECT.with_readings({"past_due": "due_date"})

        assert "past_due = due_date" in statement_text(stated([], 1, market))

    def test_explained(self) -> None:
        """Each answer is worked out, and named by its invoice."""
        text = statement_explained(
            stated([sent(1, 10000)], 20, payments=[paid(6, 4000)])
        )

        assert "Open: One-time invoice of 2026-08-01 (" in text
        assert "40.00 (p6.amount)" in text
        assert "40.00 USD paid on 2026-08-06" in text

    def test_html(self) -> None:
        """HTML has a row for each open invoice."""
        found = stated([sent(1, 10000), sent(2, 500)], 20, payments=[paid(6, 500)])

        html = statement_html(found)

        assert found._repr_html_() == html
        assert html.count('<th scope="row">') == 2
        assert "$100.00 open, $100.00 overdue" in html

    def test_wrong_type(self) -> None:
        """What is no statement is told."""
        for show in (statement_text, statement_html):
            with pytest.raises(WrongType, match="found"):
                show(Receivables())  # type: ignore[arg-type]

    def test_facts(self) -> None:
        """A payment, a suspension and a choice of autopay are told in words."""
        day = date(2026, 8, 10)
        payment = Payment(
            id="p",
            paid_on=day,
            amount=Money.from_minor(500, "USD").amount,
            currency="USD",
            invoice="8f2c12345678",
            method="Visa",
        )

        assert paid_text(payment) == (
            "5.00 USD paid on 2026-08-10 of invoice 8f2c12345678 by Visa"
        )
        suspended = Suspension(id="s", effective_on=day)
        assert paid_text(suspended) == "service suspended from 2026-08-10 on"
        choice = AutopayChoice(id="a", effective_on=day, autopay=Autopay.OFF)
        assert paid_text(choice) == "autopay off from 2026-08-10 on"
        assert paid_text(july_start().contract) is None


@pytest.mark.clause("G4", "Q22")
def test_no_longer_stands() -> None:
    """What no longer stands is kept, its payments under their invoices' digests."""
    invoice = sent(1, 10000)
    payment = paid(6, 4000)
    first = evolve(payment, invoice="2026-08-01")
    second = evolve(first, id="p6b", supersedes="p6")
    off = AutopayChoice(id="a1", effective_on=date(2026, 8, 1), autopay=Autopay.OFF)
    dispute = Dispute(id="d1", invoice="2026-08-01", notified_on=date(2026, 8, 6))
    ended = Resolution(
        id="r1", dispute="d2", resolved_on=date(2026, 8, 7), outcome=Resolved.REJECTED
    )
    told = Receivables(
        payments=(first, second),
        disputes=(dispute, evolve(dispute, id="d2", supersedes="d1")),
        resolutions=(ended, evolve(ended, id="r2", supersedes="r1")),
        autopay=(off, evolve(off, id="a2", autopay=Autopay.ON, supersedes="a1")),
    )

    found = by_digest(told, (invoice,), ("august.json",))

    named = {first.id, dispute.id}
    assert {one.id for one in found.superseded} == {*named, off.id, ended.id}
    aside = [getattr(one, "invoice", None) for one in found.superseded]
    assert aside.count(invoice.digest) == len(named)
    assert [one.invoice for one in found.payments] == [invoice.digest]
    assert [one.invoice for one in found.disputes] == [invoice.digest]


def test_far_away(tmp_path: Path, capsys: Captured) -> None:
    """Nobody waits for the invoices of a thousand years: 50 are assembled at most."""
    code, _, said = asked(tmp_path, "", capsys, "--on", "2076-07-02")

    assert code == 2
    assert "invalid-value: on must be up to 2076-07-01, where the invoices are" in said
