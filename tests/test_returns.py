"""Returns as people meet them: in the account file, as text, and by the command."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests import builders as b

from gotobilling.__main__ import main
from gotobilling.corrections import next_invoice
from gotobilling.errors import InvalidFile, UnknownName, WrongType
from gotobilling.facts import Condition, Delivery, Return
from gotobilling.formats.account_file import (
    AccountFile,
    read_account_file,
    write_account_file,
)
from gotobilling.formats.documents import issued_document, read_issued, to_json
from gotobilling.invoices import CreditNote, Invoice, assemble_one_time
from gotobilling.periods import Period
from gotobilling.present import return_explained, return_text
from gotobilling.present.returned import returned_text
from gotobilling.refunds import ReturnCredit, return_credit
from gotobilling.verify import verify, verify_facts

Captured = pytest.CaptureFixture[str]

EXAMPLE: Final = (
    Path(__file__).resolve().parent.parent
    / "examples"
    / "three-phones"
    / "account.toml"
)
PHONES: Final = EXAMPLE.read_text(encoding="utf-8")
# What the three phones cost, and the tax on them.
PRICE, TAX = Fraction("299.94"), Fraction("19.05")
FIRST, SECOND = Fraction("74.98"), Fraction("56.48")
ONE_MORE: Final = """
[[returns]]
id = "RMA-3"
purchase = "phones"
quantity = 1
shipped_on = 2026-09-20
received_on = 2026-09-21
processed_on = 2026-09-22
"""
FEWER: Final = """
[[one_time]]
id = "two-phones"
supersedes = "phones"
kind = "hardware"
item = "desk phone"
quantity = 2
unit_price = 99.98
effective_on = 2026-08-03
known_on = 2026-08-20
"""


def read(text: str = PHONES) -> AccountFile:
    """Return the account file of the three phones, or another one."""
    return read_account_file(text.encode(), "account.toml")


def asked(
    folder: Path, capsys: Captured, *words: str, text: str = PHONES, code: int = 0
) -> tuple[str, str]:
    """Return what the command says of an account file, aside too."""
    path = folder / "account.toml"
    path.write_text(text, encoding="utf-8")
    assert main(["returns", str(path), *words]) == code
    printed = capsys.readouterr()
    return printed.out, printed.err


class TestFile:
    """The sections of the account file."""

    def test_read(self) -> None:
        """A file tells what was delivered and what came back, in its order."""
        file = read()

        assert file.deliveries == (
            Delivery(id="phones-came", purchase="phones", effective_on=b.day(8, 6)),
        )
        assert [one.id for one in file.returns] == ["RMA-1", "RMA-2"]
        assert [one.currency for one in file.returns] == [None, "USD"]
        assert file.returns[1].condition is Condition.INCOMPLETE

    def test_written(self) -> None:
        """What is written reads back as the same file."""
        file = read()
        text = write_account_file(
            file.account,
            file.market,
            deliveries=file.deliveries,
            returns=file.returns,
        )

        assert read_account_file(text.encode(), "again.toml") == file

    @pytest.mark.parametrize(
        ("was", "now", "told"),
        [
            (
                'purchase = "phones"\neffective_on',
                'purchase = "desks"\neffective_on',
                r"deliveries\[0\]\.purchase must be one of phones, got 'desks'",
            ),
            (
                'purchase = "phones"\nquantity',
                'purchase = "desks"\nquantity',
                r"returns\[0\]\.purchase must be one of phones, got 'desks'",
            ),
            ('id = "RMA-2"', 'id = "phones"', r"returns\[1\]\.id must be of this fact"),
            ('id = "RMA-2"', 'id = "RMA-1"', r"returns\[1\]\.id must be of this fact"),
            (
                "missing_parts_fee = 12.50",
                'missing_parts_fee = 12.50\ncurrency = "EUR"',
                r"returns\[1\]\.currency must be the account's USD, got 'EUR'",
            ),
            ("quantity = 1", "quantity = 0", r"returns\[0\]\.quantity"),
            ('"incomplete"', '"complete"', r"returns\[1\]\.missing_parts_fee .*J3"),
            ("shipped_on = 2026-08-28\n", "", r"returns\[0\]\.shipped_on"),
        ],
    )
    def test_wrong(self, was: str, now: str, told: str) -> None:
        """What is wrong with a delivery or a return is told with its place."""
        assert was in PHONES
        with pytest.raises(InvalidFile, match=told):
            read(PHONES.replace(was, now))

    def test_twice(self) -> None:
        """A return that stands there twice counts once."""
        section = PHONES[PHONES.index('[[returns]]\nid = "RMA-2"') :]

        assert read(f"{PHONES}\n{section}") == read()

    def test_types(self) -> None:
        """What is written are tuples of such facts."""
        file, anything = read(), ("x",)
        wrong: Any = {"deliveries": anything}
        with pytest.raises(WrongType, match="deliveries"):
            write_account_file(file.account, file.market, **wrong)
        other = evolve(file.returns[0], purchase="desks")
        with pytest.raises(UnknownName, match=r"returns\[0\]\.purchase"):
            write_account_file(file.account, file.market, returns=(other,))


@pytest.mark.clause("J1", "J2", "J3", "J5", "J6", "Q15", "Q58", "Q59")
class TestCommand:
    """The command over the three phones."""

    def test_example(self, tmp_path: Path, capsys: Captured) -> None:
        """One phone in time and one late and incomplete come back as worked by hand."""
        out, err = asked(tmp_path, capsys)

        first_tax = b.cents(TAX * FIRST / PRICE)
        left = TAX - Fraction(first_tax, 100)
        second_tax = b.cents(left * SECOND / (PRICE - FIRST))
        assert (first_tax, second_tax) == (476, 359)
        totals = [x.split()[-1] for x in out.splitlines() if x.startswith("Credited")]
        assert totals == ["$79.74", "$60.07"]
        assert out == (EXAMPLE.parent / "returns.txt").read_text(encoding="utf-8")
        assert "no documents that were issued" in err

    def test_one(self, tmp_path: Path, capsys: Captured) -> None:
        """One return can be asked for, with its workings and other holidays."""
        words = ("--rma", "RMA-2", "--explain", "--holidays", "2026-09-21,2026-09-21")
        out, _ = asked(tmp_path, capsys, *words)

        assert out.startswith("Return RMA-2 of three-phones\n")
        assert "RMA-1 of three-phones" not in out
        assert "2026-09-25 to 2026-09-30" in out
        assert "Tax given back: connecticut-sales-tax" in out
        assert "holidays: 2026-09-21" in out

    def test_no_delivery(self, tmp_path: Path, capsys: Captured) -> None:
        """Where no delivery is told, day 0 is the day of purchase, which is said."""
        told, said = EXAMPLE.read_text("utf-8"), "counted from the purchase"
        first, _, rest = told.partition("[[deliveries]]")
        name = tmp_path / "acme.toml"
        name.write_text(first + rest[rest.index("[[returns]]") :], encoding="utf-8")

        assert main(["returns", str(name), "--rma", "RMA-1"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert f"2026-09-02, 2 days late, {said}, as no delivery is told" in out
        assert main(["returns", str(EXAMPLE), "--rma", "RMA-1"]) == 0
        assert said not in capsys.readouterr().out

    def test_unknown(self, tmp_path: Path, capsys: Captured) -> None:
        """Another return is refused, with those there are."""
        out, err = asked(tmp_path, capsys, "--rma", "RMA-9", code=2)

        assert out == ""
        assert "--rma must be one of RMA-1, RMA-2, got 'RMA-9'" in err

    def test_none(self, tmp_path: Path, capsys: Captured) -> None:
        """A file without returns says so."""
        text = PHONES[: PHONES.index("[[returns]]")]
        assert asked(tmp_path, capsys, text=text) == (
            "",
            "no returns: the account file has none\n",
        )
        _, err = asked(tmp_path, capsys, "--rma", "x", text=text, code=2)
        assert "one of none" in err

    def test_day(self, tmp_path: Path, capsys: Captured) -> None:
        """A holiday that is no day is no argument of ours."""
        with pytest.raises(SystemExit):
            asked(tmp_path, capsys, "--holidays", "soon")
        assert "must be a day such as" in capsys.readouterr().err

    def test_refused(self, tmp_path: Path, capsys: Captured) -> None:
        """What is damaged is not taken back, and the others are credited."""
        text = PHONES.replace('"incomplete"', '"damaged"') + ONE_MORE
        out, _ = asked(tmp_path, capsys, text=text)

        assert "Return RMA-2 of three-phones: not taken back\n" in out
        assert "[J1]" in out
        assert "Return RMA-3 of three-phones\n" in out

    def test_notes(self, tmp_path: Path, capsys: Captured) -> None:
        """The notes are documents that hold, and none is made of what is refused."""
        text = PHONES + ONE_MORE.replace(
            "quantity = 1", 'quantity = 1\ncondition = "damaged"'
        )
        out, _ = asked(tmp_path, capsys, "--format", "notes", text=text)

        found = json.loads(out)
        assert [one["total"] for one in found] == ["-79.74", "-60.07"]
        for one in found:
            assert verify(one).failure is None

    @pytest.mark.parametrize("tax", ["in_proportion", "in_full"])
    def test_json(self, tax: str, tmp_path: Path, capsys: Captured) -> None:
        """Each return is a document that holds; what is refused is told aside."""
        text = PHONES + ONE_MORE.replace(
            "quantity = 1", 'quantity = 1\ncondition = "damaged"'
        )
        text += f'\n[readings]\nreturn_tax = "{tax}"\n'
        words = ("--format", "json", "--holidays", "2026-09-21")
        out, err = asked(tmp_path, capsys, *words, text=text)

        found = json.loads(out)
        assert len(found) == 2
        for one in found:
            assert verify(one).failure is None
        assert "Return RMA-3 of three-phones: not taken back\n" in err

    def test_issued(self, tmp_path: Path, capsys: Captured) -> None:
        """Documents that were issued are taken as they are, the notes too."""
        plain, _ = asked(tmp_path, capsys)
        notes, _ = asked(tmp_path, capsys, "--format", "notes")
        file = read()
        bill = assemble_one_time(file.account, b.day(8, 3), file.market)
        assert isinstance(bill, Invoice)
        (tmp_path / "bill.json").write_text(to_json(bill), encoding="utf-8")
        (tmp_path / "notes.json").write_text(notes, encoding="utf-8")
        named = '[[issued]]\nfile = "bill.json"\n'
        out, err = asked(tmp_path, capsys, text=f"{PHONES}\n{named}")
        assert (out, err) == (plain, "")

        named += '[[issued]]\nfile = "notes.json"\n'
        out, err = asked(tmp_path, capsys, text=f"{PHONES}\n{named}")
        assert (out, err) == (plain, "")
        made = read_issued(json.loads(notes)[0], "notes.json").document
        assert isinstance(made, CreditNote)
        assert made.id == "RMA-1"

    @pytest.mark.clause("Q15", "Q44")
    @pytest.mark.parametrize("named", ["phones", "two-phones"])
    def test_corrected_units(
        self, named: str, tmp_path: Path, capsys: Captured
    ) -> None:
        """A return of a purchase whose units were corrected holds as a document."""
        text = PHONES.replace('purchase = "phones"', f'purchase = "{named}"')
        text = text.replace("[[deliveries]]", f"{FEWER}\n[[deliveries]]", 1)
        file = read(text)
        bought_on, then = b.day(8, 3), b.day(9, 1)
        told = file.account
        bill = assemble_one_time(told.as_known_on(bought_on), bought_on, file.market)
        assert isinstance(bill, Invoice)
        known, sent = told.as_known_on(then), [issued_document(bill)]
        after = next_invoice(known, Period.month(2026, 9), file.market, sent)
        assert isinstance(after, Invoice)
        for name, one in (("bill", bill), ("after", after)):
            text += f'\n[[issued]]\nfile = "{name}.json"\n'
            (tmp_path / f"{name}.json").write_text(to_json(one), encoding="utf-8")
        # The default, in so many words.
        text += '\n[readings]\nreturn_tax = "in_proportion"\n'

        words = ("--rma", "RMA-1", "--format", "json")
        out, _ = asked(tmp_path, capsys, *words, text=text)
        (made,) = json.loads(out)
        answers = {one["name"]: one["is"] for one in made["answers"]}
        assert answers["price:RMA-1"] == {"amount": "99.98"}
        report = verify_facts(made, tmp_path / "account.toml")
        assert (report.level, report.failure) == (2, None)

    def test_issued_later(self, tmp_path: Path, capsys: Captured) -> None:
        """A note that was issued late is counted by the next return all the same."""
        file = read()
        bill = assemble_one_time(file.account, b.day(8, 3), file.market)
        assert isinstance(bill, Invoice)
        first = return_credit(
            issued_document(bill),
            "RMA-1",
            file.returns,
            file.market,
            deliveries=file.deliveries,
            issued_on=b.day(9, 20),
        )
        assert isinstance(first, ReturnCredit)
        assert first.note is not None
        named = ""
        for name, made in (("bill", bill), ("note", first.note)):
            (tmp_path / f"{name}.json").write_text(to_json(made), encoding="utf-8")
            named += f'[[issued]]\nfile = "{name}.json"\n'
        out, _ = asked(tmp_path, capsys, "--format", "notes", text=f"{PHONES}\n{named}")

        found = [(one["issue_date"], one["total"]) for one in json.loads(out)]
        assert found == [("2026-09-20", "-79.74"), ("2026-09-20", "-60.07")]

    def test_not_issued(self, tmp_path: Path, capsys: Captured) -> None:
        """Among documents that were issued must be the invoice of the purchase."""
        other = """
[[one_time]]
id = "lamp"
kind = "hardware"
item = "lamp"
quantity = 1
unit_price = 40.00
effective_on = 2026-08-04
"""
        bill = assemble_one_time(
            read(PHONES + other).account, b.day(8, 4), read().market
        )
        assert isinstance(bill, Invoice)
        (tmp_path / "lamp.json").write_text(to_json(bill), encoding="utf-8")
        text = f'{PHONES}{other}\n[[issued]]\nfile = "lamp.json"\n'
        _, err = asked(tmp_path, capsys, text=text, code=2)

        assert "returns.RMA-1.purchase must be on an invoice that was issued" in err

    def test_mended(self, tmp_path: Path, capsys: Captured) -> None:
        """A return that turned out wrong is not counted beside what takes its place."""
        mended = ONE_MORE.replace('"RMA-3"', '"RMA-1b"\nrma = "RMA-1"').replace(
            "quantity = 1",
            'quantity = 1\nsupersedes = "RMA-1"\nknown_on = 2026-09-30',
        )
        out, _ = asked(tmp_path, capsys, text=PHONES + mended)

        assert "by RMA-1b; last day 2026-09-05, 17 days late" in out
        assert "by RMA-1;" not in out


class TestText:
    """What a return is as text."""

    def test_beyond(self, tmp_path: Path, capsys: Captured) -> None:
        """Fees beyond the price are told, and that they are charged apart."""
        text = PHONES.replace("= 12.50", "= 80.00\nprovisioning_fee = 5.125")
        out, _ = asked(tmp_path, capsys, "--rma", "RMA-2", text=text)

        beyond = b.cents(
            Fraction("25.00") + 80 + Fraction("5.125") + 6 - Fraction("99.98")
        )
        assert beyond == 1615
        said = {" ".join(one.split()) for one in out.splitlines()}
        assert {
            "Provisioning -$5.125",
            "Fees beyond the price, to be charged $16.15",
            "Charged apart, without tax $16.15",
            "Credited $0.00",
        } <= said
        assert "Still open" not in out

    def test_one_day(self, tmp_path: Path, capsys: Captured) -> None:
        """A return can be late by a day, and an RMA be refused in part."""
        part = ONE_MORE.replace('"RMA-3"', '"RMA-3"\nrma = "RMA-1"').replace(
            "quantity = 1", 'quantity = 1\ncondition = "damaged"'
        )
        text = PHONES.replace("2026-09-04", "2026-09-06") + part
        out, _ = asked(tmp_path, capsys, "--rma", "RMA-1", text=text)

        assert "last day 2026-09-05, 1 day late" in out
        assert "Not taken back: RMA-3: equipment is taken back" in out

    def test_readings(self, tmp_path: Path, capsys: Captured) -> None:
        """The readings that were chosen are named."""
        text = f'{PHONES}\n[readings]\nreturn_rounded = "credit"\n'
        out, _ = asked(tmp_path, capsys, "--rma", "RMA-1", text=text)

        assert "Readings          return_rounded = credit" in out

    def test_types(self) -> None:
        """Another value than a return's credit is refused."""
        anything: Any = "x"
        for told in (return_text, return_explained):
            with pytest.raises(WrongType, match="found"):
                told(anything)

    def test_facts(self) -> None:
        """A return says what came back, how, when, and what it costs."""
        back = Return(
            id="r",
            purchase="phones",
            quantity=2,
            shipped_on=b.day(9, 1),
            received_on=b.day(9, 2),
            processed_on=b.day(9, 3),
        )
        days = "sent on 2026-09-01, received on 2026-09-02, processed on 2026-09-03"
        assert returned_text(back) == f"phones: 2 back under r, {days}"
        assert returned_text(b.change(b.day(8, 1), 1, id="x")) is None
