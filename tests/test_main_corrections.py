"""The command line where documents were issued: corrections, credits, checks."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from tests.builders import day

import gotobilling.editions
from gotobilling.__main__ import main
from gotobilling.corrections import correct, next_invoice
from gotobilling.credits import CreditReason, OfShare, credit_note
from gotobilling.formats.account_file import AccountFile, read_account_file
from gotobilling.formats.documents import (
    issued_document,
    read_document,
    read_invoice,
    to_json,
)
from gotobilling.invoices import CreditNote, Invoice, IssuedDocument
from gotobilling.markets import us
from gotobilling.markets.index import EDITIONS
from gotobilling.periods import Period
from gotobilling.present import (
    correction_text,
    credit_note_text,
    explain_text,
    invoice_text,
)
from gotobilling.taxes import exact_percent

Captured = pytest.CaptureFixture[str]
Json = dict[str, Any]

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "examples"
JULY: Final = (EXAMPLES / "july-start" / "account.toml").read_text(encoding="utf-8")
PAULO: Final = (EXAMPLES / "sao-paulo" / "account.toml").read_text(encoding="utf-8")
LATE: Final = """
[[changes]]
id = "late"
item = "device"
quantity = 1
effective_on = 2026-07-15
known_on = 2026-09-20
"""
LATER: Final = """
[[changes]]
id = "later"
item = "device"
quantity = -2
effective_on = 2026-08-10
known_on = 2026-10-20
"""


def made(text: str, month: str, capsys: Captured) -> list[Json]:
    """Return the documents of a month of an account file, as the command makes them."""
    Path("made.toml").write_text(text, encoding="utf-8")
    assert main(["invoice", "made.toml", "--month", month, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return found if isinstance(found, list) else [found]


def naming(*files: str) -> str:
    """Return the section of an account file that names what was issued."""
    return "".join(f'\n[[issued]]\nfile = "{one}"\n' for one in files)


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> str:
    """Return an account file with two late changes, and the two invoices it names."""
    monkeypatch.chdir(tmp_path)
    for month in ("2026-08", "2026-09"):
        document = made(JULY, month, capsys)[0]
        Path(f"{month}.json").write_text(json.dumps(document), encoding="utf-8")
    text = JULY + LATE + LATER + naming("2026-08.json", "2026-09.json")
    Path("acme.toml").write_text(text, encoding="utf-8")
    return "acme.toml"


def account_file(name: str) -> AccountFile:
    """Return what an account file says."""
    return read_account_file(Path(name).read_bytes(), name)


def issued(*names: str) -> list[IssuedDocument]:
    """Return the documents of some files."""
    return [issued_document(read_document(Path(x).read_bytes(), x)) for x in names]


def october() -> Invoice:
    """Return the invoice of October with its corrections."""
    file = account_file("acme.toml")
    sent = issued("2026-08.json", "2026-09.json")
    known = file.account.as_known_on(day(10, 1))
    found = next_invoice(known, Period.month(2026, 10), file.market, sent)
    assert isinstance(found, Invoice)
    return found


def note() -> CreditNote:
    """Return a credit note over 10 % of the invoice of August."""
    return credit_note(
        issued("2026-08.json")[0],
        id="n1",
        issued_on=day(9, 21),
        reason=CreditReason.WRONG_CHARGE,
        asked=OfShare(exact_percent("percent", 10)),
    )


def written(name: str, content: str) -> str:
    """Write a file and return its name."""
    Path(name).write_text(content, encoding="utf-8")
    return name


def refused(capsys: Captured, *arguments: str) -> list[str]:
    """Return the problems that a command tells of bad input, a line each."""
    assert main(list(arguments)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


NUMBERS: Final = "the number of a charge, from 1 to 2, or its id"
NOT_KNOWN: Final = "not known on {}: later (known on 2026-10-20)\n"


@pytest.mark.clause("Q65", "Q67")
class TestCorrect:
    """`correct` prints what the next invoice carries, and why."""

    @pytest.mark.parametrize(
        ("asked", "show"), [([], correction_text), (["--explain"], explain_text)]
    )
    def test_text(
        self,
        asked: list[str],
        show: Callable[[Any], str],
        acme: str,
        capsys: Captured,
    ) -> None:
        """It is what the library finds, as text, with the workings if asked for."""
        assert main(["correct", acme, "--on", "2026-09-21", *asked]) == 0

        file, on = account_file(acme), day(9, 21)
        sent = issued("2026-08.json", "2026-09.json")
        found = correct(file.account.as_known_on(on), sent, on, file.market)
        printed = capsys.readouterr()
        assert printed.out == show(found)
        assert "Total" in printed.out
        assert printed.err == NOT_KNOWN.format("2026-09-21")

    @pytest.mark.parametrize("explain", [[], ["--explain"]])
    def test_json(self, explain: list[str], acme: str, capsys: Captured) -> None:
        """JSON has the corrections as the next invoice has them, but for their ids."""
        arguments = ["correct", acme, "--on", "2026-10-01", "--format", "json"]
        assert main([*arguments, *explain]) == 0

        found = json.loads(capsys.readouterr().out)
        main(["invoice", acme, "--month", "2026-10", "--format", "json"])
        carried = json.loads(capsys.readouterr().out)["corrections"]
        for one in carried:
            del one["id"]
        assert found == {
            "account": "july-start",
            "known_on": "2026-10-01",
            "currency": "USD",
            "total": "62.90",  # 25.00 + 12.90 + 25.00
            "corrections": carried,
        }

    def test_nothing(self, acme: str, capsys: Captured) -> None:
        """Before a late fact is known there is nothing to correct."""
        assert main(["correct", acme, "--on", "2026-09-19"]) == 0

        printed = capsys.readouterr()
        assert printed.out.splitlines()[-1] == "Nothing to correct."
        assert printed.err.splitlines() == [
            "not known on 2026-09-19: late (known on 2026-09-20)",
            "not known on 2026-09-19: later (known on 2026-10-20)",
        ]

    def test_array(self, acme: str, capsys: Captured) -> None:
        """A file may hold several documents, and lie in a folder below."""
        main(["correct", acme, "--on", "2026-10-21"])
        expected = capsys.readouterr()
        both = [json.loads(Path(f"2026-0{x}.json").read_text("utf-8")) for x in (8, 9)]
        Path("sent").mkdir()
        written("sent/all.json", json.dumps(both))
        written("all.toml", JULY + LATE + LATER + naming("sent/all.json"))

        assert main(["correct", "all.toml", "--on", "2026-10-21"]) == 0

        assert capsys.readouterr() == expected

    def test_other_folder(
        self, acme: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        """The paths begin in the folder of the account file, wherever one is."""
        path = str(Path(acme).absolute())
        Path("elsewhere").mkdir()
        monkeypatch.chdir("elsewhere")

        assert main(["correct", path, "--on", "2026-10-21"]) == 0

        assert capsys.readouterr().out.startswith("Corrections for july-start")

    def test_none_named(self, acme: str, capsys: Captured) -> None:
        """A file that names nothing issued is told so, as all might seem right."""
        written("none.toml", JULY)

        assert main(["correct", "none.toml", "--on", "2026-08-01"]) == 0

        printed = capsys.readouterr()
        assert printed.out.endswith("Nothing to correct.\n")
        assert printed.err == (
            "none.toml names nothing that was issued, under [[issued]]\n"
        )


class TestBadIssued:
    """What was issued is checked fully, and each problem names its file."""

    COMMANDS: Final = (
        ("correct", "acme.toml", "--on", "2026-10-21"),
        ("invoice", "acme.toml", "--month", "2026-10"),
        ("verify", "2026-08.json", "--facts", "acme.toml"),
        ("verify", "2026-08.json", "--replay", "acme.toml"),
    )

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_problem(
        self, command: tuple[str, ...], acme: str, capsys: Captured
    ) -> None:
        """Of several files each is told, with every problem that it has."""
        text = Path("2026-09.json").read_text("utf-8")
        written("forged.json", text.replace('"125.00"', '"126.00"'))
        written("text.json", "no json")
        written("empty.json", "[]")
        good = json.loads(text)
        written("some.json", json.dumps([good, {"schema": 1}, [], good]))
        names = ("gone.json", "forged.json", "text.json", "empty.json", "some.json")
        written(acme, JULY + naming(*names))

        told = refused(capsys, *command)

        assert told[0] == (
            "invalid-value: gone.json: file must be one that can be read, got 'No such "
            "file or directory'"
        )
        assert told[1].startswith("proof-error: forged.json: ")
        assert told[2].startswith("invalid-value: text.json: document must be JSON")
        assert told[3] == (
            "invalid-value: empty.json: document must be one at least, got 'none'"
        )
        assert all("some.json[1]: " in one for one in told[4:-1])
        assert len(told) > 6
        assert "some.json[2]: " in told[-1]

    @pytest.mark.clause("Q67")
    def test_contradiction(self, acme: str, capsys: Captured) -> None:
        """Two contents of one document cannot both have been issued."""
        other = made(JULY + LATE, "2026-09", capsys)[0]
        written("other.json", json.dumps([other]))
        written(acme, JULY + LATE + naming("2026-09.json", "other.json"))

        told = refused(capsys, "correct", acme, "--on", "2026-10-01")

        assert len(told) == 1
        assert told[0].startswith(
            "conflicting-facts: other.json[0]: document must be the content of document"
        )

    def test_not_what_was_known(self, acme: str, capsys: Captured) -> None:
        """A document that no facts known then give is told by its file."""
        other = made(JULY.replace("quantity = 5", "quantity = 4"), "2026-08", capsys)[0]
        written("2026-08.json", json.dumps(other))

        told = refused(capsys, "correct", acme, "--on", "2026-10-01")

        assert len(told) == 1
        assert told[0].startswith(
            "conflicting-facts: 2026-08.json: document must be what the facts known on "
            "2026-08-01 give"
        )

    def test_later_document(self, acme: str, capsys: Captured) -> None:
        """On a day before a document was issued nothing can be said of it."""
        assert refused(capsys, "correct", acme, "--on", "2026-08-31") == [
            (
                "invalid-value: 2026-09.json: issue_date must be on or before "
                "2026-08-31, "
                "got 2026-09-01"
            )
        ]

    def test_before_the_contract(self, acme: str, capsys: Captured) -> None:
        """On a day before the contract was known there is nothing to ask."""
        assert refused(capsys, "correct", acme, "--on", "2026-07-14") == [
            "invalid-value: known_on must be on or after 2026-07-15, got 2026-07-14"
        ]

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            (
                '"USD"',
                '"EUR"',
                (
                    "currency-mismatch: 2026-08.json: currency must be the account's "
                    "USD, got 'EUR'"
                ),
            ),
            (
                '"july-start"',
                '"other"',
                (
                    "conflicting-facts: 2026-08.json: account must be the account's "
                    "july-start, got 'other'"
                ),
            ),
        ],
    )
    def test_of_another(
        self, old: str, new: str, told: str, acme: str, capsys: Captured
    ) -> None:
        """A document in another currency, or of another account, is none of these."""
        other = made(JULY.replace(old, new), "2026-08", capsys)[0]
        written("2026-08.json", json.dumps(other))

        assert refused(capsys, "correct", acme, "--on", "2026-10-01") == [told]

    def test_missing_ground(self, acme: str, capsys: Captured) -> None:
        """A document that corrects another needs that one beside it."""
        written("2026-10.json", to_json(october()))
        written(acme, JULY + LATE + naming("2026-09.json", "2026-10.json"))

        told = refused(capsys, "correct", acme, "--on", "2026-10-01")

        assert told[0].startswith(
            "conflicting-facts: 2026-10.json: document must be beside every document"
        )

    def test_no_day(self, capsys: Captured) -> None:
        """Without a day the command is not understood."""
        with pytest.raises(SystemExit) as stopped:
            main(["correct", "acme.toml"])

        assert stopped.value.code == 2
        assert "--on" in capsys.readouterr().err


@pytest.mark.clause("Q65", "Q67")
class TestInvoice:
    """`invoice` carries what is corrected, unless its month was issued already."""

    @pytest.mark.parametrize(
        ("asked", "show"),
        [
            ([], invoice_text),
            (["--explain"], explain_text),
            (["--format", "json"], to_json),
        ],
    )
    def test_next(
        self,
        asked: list[str],
        show: Callable[[Any], str],
        acme: str,
        capsys: Captured,
    ) -> None:
        """The next month is billed as known on its invoice date, with corrections."""
        assert main(["invoice", acme, "--month", "2026-10", *asked]) == 0

        printed = capsys.readouterr()
        assert printed.out == show(october())
        assert october().total.value.minor == 15000 + 2500 + 1290 + 2500
        assert printed.err == NOT_KNOWN.format("2026-10-01")

    def test_as_known_on(self, acme: str, capsys: Captured) -> None:
        """Another day is told; what came to be known after it is left out."""
        arguments = ["invoice", acme, "--month", "2026-10", "--as-known-on"]
        assert main([*arguments, "2026-09-19"]) == 0

        printed = capsys.readouterr()
        assert "Corrections" not in printed.out
        assert "those known on 2026-09-19" in printed.out
        assert len(printed.err.splitlines()) == 2

    def test_sent(self, acme: str, capsys: Captured) -> None:
        """What the document is told beside the facts is told here too."""
        reading = '\n[readings]\ndue_counted_from = "sent_date"\n'
        written("made.toml", JULY + reading)
        told = ["--sent-on", "2026-08-03", "--format", "json"]
        assert main(["invoice", "made.toml", "--month", "2026-08", *told]) == 0
        written("2026-08.json", capsys.readouterr().out)
        written(acme, JULY + naming("2026-08.json") + reading)
        told[1] = "2026-09-03"

        assert main(["invoice", acme, "--month", "2026-09", *told]) == 0

        found = json.loads(capsys.readouterr().out)
        assert (found["sent_on"], found["due_date"]) == ("2026-09-03", "2026-09-18")

    @pytest.mark.parametrize(
        ("named", "month", "said"),
        [
            (("2026-08.json", "2026-09.json"), "2026-09", "2026-09 was issued"),
            (("2026-09.json",), "2026-08", "2026-08 or a month after it was issued"),
        ],
    )
    def test_issued_already(
        self,
        named: tuple[str, ...],
        month: str,
        said: str,
        acme: str,
        capsys: Captured,
    ) -> None:
        """A month that was issued is shown without corrections, and that is said."""
        written(acme, JULY + LATE + naming(*named))

        assert main(["invoice", acme, "--month", month]) == 0

        printed = capsys.readouterr()
        assert "Corrections" not in printed.out
        assert "$150.00" in printed.out  # with the late fact, 6 x 25.00
        assert printed.err == f"{said}: shown as it would be without corrections\n"

    def test_issued_as_known_then(self, acme: str, capsys: Captured) -> None:
        """As known on its own day it is what was issued."""
        arguments = ["invoice", acme, "--month", "2026-09", "--as-known-on"]
        assert main([*arguments, "2026-09-01"]) == 0

        printed = capsys.readouterr()
        lines = printed.out.splitlines()
        assert lines[-1].split() == ["To", "pay", "by", "2026-09-16", "$125.00"]
        assert len(printed.err.splitlines()) == 3

    @pytest.mark.clause("correction")
    @pytest.mark.parametrize("month", ["2026-08", "2026-09"])
    def test_difference_of_two_runs(
        self, acme: str, capsys: Captured, month: str
    ) -> None:
        """An invoice as known now, less as known then, is its correction."""

        def amounts(on: str) -> dict[str, Fraction]:
            options = ["--month", month, "--as-known-on", on, "--format", "json"]
            assert main(["invoice", acme, *options]) == 0
            found = json.loads(capsys.readouterr().out)
            return {one["id"]: Fraction(one["amount"]) for one in found["lines"]}

        then, now = amounts(f"{month}-01"), amounts("2026-10-21")
        assert main(["correct", acme, "--on", "2026-10-21", "--format", "json"]) == 0
        corrected = json.loads(capsys.readouterr().out)["corrections"]

        differences = {
            key: now.get(key, 0) - then.get(key, 0) for key in {**then, **now}
        }
        assert {key: one for key, one in differences.items() if one} == {
            one["line"]: Fraction(one["amount"])
            for one in corrected
            if one["document"]["period"]["start"].startswith(month)
        }

    def test_purchases_are_named(self, acme: str, capsys: Captured) -> None:
        """The one-time documents of the month are named beside it."""
        phone = (
            '\n[[one_time]]\nid = "phone"\nkind = "hardware"\nitem = "Phone"\n'
            "quantity = 1\nunit_price = 99.00\neffective_on = 2026-10-01\n"
        )
        written(acme, JULY + phone + naming("2026-08.json", "2026-09.json"))

        assert main(["invoice", acme, "--month", "2026-10"]) == 0

        assert capsys.readouterr().err == (
            "also in this month: the one-time invoice, --on 2026-10-01\n"
        )

    def test_parts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        """Where a market splits the month, each document carries its corrections."""
        monkeypatch.chdir(tmp_path)
        written("2026-08.json", json.dumps(made(PAULO, "2026-08", capsys)))
        late = LATE.replace("2026-07-15", "2026-08-01").replace("09-20", "08-20")
        written("paulo.toml", PAULO + late + naming("2026-08.json"))
        arguments = ["invoice", "paulo.toml", "--month", "2026-09", "--format", "json"]

        assert main(arguments) == 0

        found = json.loads(capsys.readouterr().out)
        assert main(arguments[:4]) == 0
        assert capsys.readouterr().out.count("To pay by") == 2
        # 4 devices and one more on one document, 2 seats on the other.
        assert {x["document"]["part"]: x["total"] for x in found} == {
            "telecommunications": "150.00",  # 5 x 25.00 + 25.00
            "services": "100.00",
        }

    @pytest.mark.clause("Q49")
    def test_nothing_to_bill(self, acme: str, capsys: Captured) -> None:
        """After the service has ended, with nothing to correct, there is no invoice."""
        end = '[contract.end]\nid = "end"\nlast_day_of_service = 2026-09-30\n'
        mark = "# What an item costs"
        text = JULY.replace(mark, f"{end}\n{mark}")
        written(acme, text + naming("2026-08.json", "2026-09.json"))

        assert main(["invoice", acme, "--month", "2026-12"]) == 0

        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == ("nothing to bill: service ended on 2026-09-30 [Q49]\n")

    @pytest.mark.clause("A4", "Q9")
    def test_dated_by_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        """A first invoice that the billing start dates is as known on that day."""
        monkeypatch.chdir(tmp_path)
        phone = (
            '\n[[one_time]]\nid = "phone"\nkind = "hardware"\nitem = "Phone"\n'
            "quantity = 1\nunit_price = 99.00\neffective_on = 2026-07-01\n"
        )
        text = JULY.replace("2026-07-15", "2026-07-03") + phone
        Path("made.toml").write_text(text, encoding="utf-8")
        main(["invoice", "made.toml", "--on", "2026-07-01", "--format", "json"])
        written("phone.json", capsys.readouterr().out)
        known = "effective_on = 2026-07-03\nknown_on = 2026-07-04"
        more = LATE.replace("effective_on = 2026-07-15\nknown_on = 2026-09-20", known)
        written("acme.toml", text + more + naming("phone.json"))

        assert main(["invoice", "acme.toml", "--month", "2026-07"]) == 0

        printed = capsys.readouterr()
        assert printed.out.startswith("Monthly invoice of 2026-07-03")
        assert printed.err == (
            "not known on 2026-07-03: late (known on 2026-07-04)\n"
            "also in this month: the one-time invoice, --on 2026-07-01\n"
        )

    @pytest.mark.clause("Q48")
    def test_carried_balance(self, acme: str, capsys: Captured) -> None:
        """A balance carried as a line does not go together with corrections."""
        reading = '\n[readings]\nnegative_total = "carried_line"\n'
        document = made(JULY + reading, "2026-08", capsys)[0]
        written("2026-08.json", json.dumps(document))
        written(acme, JULY + naming("2026-08.json") + reading)

        assert refused(capsys, "invoice", acme, "--month", "2026-09") == [
            (
                "invalid-value: readings.negative_total must be another where there "
                "are "
                "documents to correct, got 'carried_line' [Q48]"
            )
        ]


class TestEdition:
    """`--edition` bills by another edition of the market than the file's."""

    def test_other(
        self, acme: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        """Readings stay those of the file; the policies are those of the edition."""
        dispute = evolve(us.CONNECT.dispute, days=20)
        earlier = evolve(us.CONNECT, edition="2020-01", dispute=dispute)
        every = (earlier, *EDITIONS)
        monkeypatch.setattr(gotobilling.editions, "EDITIONS", every)
        written(acme, JULY + '\n[readings]\nday_count = "actual_from_start"\n')
        arguments = ["invoice", acme, "--month", "2026-08", "--format", "json"]

        assert main([*arguments, "--edition", "2020-01"]) == 0

        found = json.loads(capsys.readouterr().out)
        assert found["edition"] == "2020-01"
        assert found["readings"] == {"day_count": "actual_from_start"}
        assert found["dispute_until"] == "2026-08-21"  # 20 days after 1 August

    def test_unknown(self, acme: str, capsys: Captured) -> None:
        """An edition that there is not is bad input."""
        told = refused(
            capsys, "invoice", acme, "--month", "2026-08", "--edition", "2020-01"
        )

        assert told == [
            "unknown-name: acme.toml: edition must be one of 2026-11, got '2020-01'"
        ]


class TestVerify:
    """`verify` takes what corrects and credits, at every level."""

    def test_corrections(self, acme: str, capsys: Captured) -> None:
        """An invoice with corrections holds at all three levels."""
        name = written("2026-10.json", to_json(october()))

        assert main(["verify", name, "--facts", acme, "--replay", acme]) == 0

        out = capsys.readouterr().out
        assert out.count(": holds\n") == 3
        assert "  corrections: 3, with the same causes\n" in out

    def test_credit_note(self, acme: str, capsys: Captured) -> None:
        """So does a credit note, in one array with an invoice too."""
        both = [json.loads(to_json(one)) for one in (october(), note())]
        name = written("both.json", json.dumps(both))

        assert main(["verify", name, "--facts", acme, "--replay", acme]) == 0

        assert capsys.readouterr().out.count(": holds\n") == 6

    def test_other_causes(self, acme: str, capsys: Captured) -> None:
        """Where the file knows of one more late fact the corrections are others."""
        name = written("2026-10.json", to_json(october()))
        early = LATER.replace("2026-10-20", "2026-09-25")
        text = JULY + LATE + early + naming("2026-08.json", "2026-09.json")
        written(acme, text)

        assert main(["verify", name, "--replay", acme]) == 1

        assert "level 3" in capsys.readouterr().out.splitlines()[-2]


@pytest.mark.clause("Q44")
class TestCredit:
    """`credit` makes a credit note over an invoice."""

    COMMAND: Final = (
        *("credit", "2026-08.json", "--id", "n1", "--on", "2026-09-21"),
        *("--reason", "wrong-charge"),
    )

    @pytest.mark.parametrize(
        ("asked", "show"),
        [
            ([], credit_note_text),
            (["--explain"], explain_text),
            (["--format", "json"], to_json),
            (["--format", "json", "--explain"], to_json),
        ],
    )
    def test_share(
        self,
        asked: list[str],
        show: Callable[[Any], str],
        acme: str,
        capsys: Captured,
    ) -> None:
        """It is what the library makes, as text, with its workings, or as JSON."""
        assert main([*self.COMMAND, "--share", "10", *asked]) == 0

        printed = capsys.readouterr()
        assert printed.out == show(note())
        assert printed.err == ""

    @pytest.mark.parametrize(
        ("asked", "amounts"),
        [
            ([], ["-125.00", "-64.52"]),
            (["--amount", "50.00"], ["-32.98", "-17.02"]),
            (["--lines", "1"], ["-125.00"]),
            (["--lines", "2,1=20.00"], ["-20.00", "-64.52"]),
            (["--lines", "2=0.52"], ["-0.52"]),
        ],
    )
    def test_asked(
        self, asked: list[str], amounts: list[str], acme: str, capsys: Captured
    ) -> None:
        """All that is open, an amount shared out, or lines by their numbers."""
        assert main([*self.COMMAND, "--format", "json", *asked]) == 0

        found = json.loads(capsys.readouterr().out)
        assert [line["amount"] for line in found["lines"]] == amounts

    def test_line_id(self, acme: str, capsys: Captured) -> None:
        """A line is named by its id as well."""
        lines = json.loads(Path("2026-08.json").read_text("utf-8"))["lines"]
        by_id = f"{lines[1]['id']}=4.52"

        assert main([*self.COMMAND, "--lines", by_id]) == 0

        assert capsys.readouterr().out.splitlines()[-1].split()[-1] == "$185.00"

    def test_beside(self, acme: str, capsys: Captured) -> None:
        """What others credited and corrected before counts."""
        written("n1.json", json.dumps([json.loads(to_json(note()))]))
        written("2026-10.json", to_json(october()))
        command = ["credit", "2026-08.json", "--id", "n2", "--on", "2026-10-02"]
        command += ["--reason", "goodwill"]

        assert main([*command, "--beside", "n1.json", "2026-10.json"]) == 0
        together = capsys.readouterr().out
        assert main([*command, "--beside", "n1.json", "--beside", "2026-10.json"]) == 0

        assert capsys.readouterr().out == together
        # 189.52 - 18.95 + 25.00 + 12.90
        assert "-$208.47" in together

    def test_standard_name(self, acme: str, capsys: Captured) -> None:
        """The note that it prints is one that reads back and credits the invoice."""
        main([*self.COMMAND, "--format", "json"])
        found = read_document(capsys.readouterr().out.encode(), "n1.json")

        assert isinstance(found, CreditNote)
        invoice = read_invoice(Path("2026-08.json").read_bytes(), "2026-08.json")
        assert found.invoice == issued_document(invoice).digest

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            (
                ["--lines", "0,3,-1,x,,1=5.0.0,2=-"],
                [
                    f"unknown-name: --lines: lines must be {NUMBERS}, got {one!r}"
                    for one in ("0", "3", "-1", "x", "")
                ]
                + [
                    f"invalid-value: --lines: lines.{line} must be plain digits, a "
                    "number of at most 18 digits before the point and 12 after it, got "
                    f"{amount!r}"
                    for line, amount in (("1", "5.0.0"), ("2", "-"))
                ],
            ),
            (
                ["--lines", "1=125.01"],
                [
                    (
                        "invalid-value: lines.1 must be other than 0 and at most the "
                        "open "
                        "125.00 USD, got '125.01 USD'"
                    )
                ],
            ),
            (
                ["--lines", "1=1.001"],
                [
                    (
                        "invalid-value: --lines: lines.1 must be a number of at most 2 "
                        "decimals, as USD has, got 1.001"
                    )
                ],
            ),
            (
                ["--amount", "189.53"],
                [
                    (
                        "invalid-value: amount must be at most the open 189.52 USD, "
                        "got "
                        "'189.53 USD'"
                    )
                ],
            ),
            (
                ["--amount", "5 USD"],
                [
                    (
                        "invalid-value: amount must be plain digits, a number of at "
                        "most "
                        "18 digits before the point and 12 after it, got '5 USD'"
                    )
                ],
            ),
            (
                ["--amount", "0"],
                ["invalid-value: amount must be above 0, got '0.00 USD'"],
            ),
            (
                ["--share", "ten"],
                [
                    (
                        "invalid-value: share must be a number as text, such as "
                        "'25.00', "
                        "got 'ten'"
                    )
                ],
            ),
            (
                ["--share", "101"],
                ["invalid-value: percent must be from 0 to 100, got 101"],
            ),
            (
                ["--on", "2026-07-31"],
                [
                    (
                        "invalid-period: issued_on must be on or after the invoice of "
                        "2026-08-01, got 2026-07-31"
                    )
                ],
            ),
        ],
    )
    def test_bad_input(
        self, asked: list[str], told: list[str], acme: str, capsys: Captured
    ) -> None:
        """What cannot be credited is told, a line for each problem."""
        assert refused(capsys, *self.COMMAND, *asked) == told

    def test_twice(self, acme: str, capsys: Captured) -> None:
        """A line that is named twice is refused by its number."""
        told = refused(capsys, *self.COMMAND, "--lines", "1,1")

        assert len(told) == 1
        assert told[0].startswith("invalid-value: lines must be each line once")

    def test_same_name(self, acme: str, capsys: Captured) -> None:
        """No two notes of an account have one name."""
        written("n1.json", to_json(note()))

        assert refused(capsys, *self.COMMAND, "--beside", "n1.json") == [
            "conflicting-facts: id must be that of no other credit note, got 'n1'"
        ]

    @pytest.mark.parametrize("content", ["note", "two"])
    def test_no_invoice(self, content: str, acme: str, capsys: Captured) -> None:
        """A credit note is none over another, nor over two invoices."""
        two = [json.loads(Path(f"2026-0{x}.json").read_text("utf-8")) for x in (8, 9)]
        written(
            "2026-08.json", to_json(note()) if content == "note" else json.dumps(two)
        )

        assert refused(capsys, *self.COMMAND) == [
            (
                "invalid-value: 2026-08.json: document must be one invoice, got "
                "'something "
                "else'"
            )
        ]

    def test_unreadable(self, acme: str, capsys: Captured) -> None:
        """Files that are not there, or forged, are told by their names."""
        text = Path("2026-09.json").read_text("utf-8")
        written("forged.json", text.replace('"125.00"', '"126.00"'))

        told = refused(capsys, *self.COMMAND, "--beside", "gone.json", "forged.json")

        assert told[0].startswith("invalid-value: gone.json: file must be one that")
        assert told[1].startswith("proof-error: forged.json: ")
        assert len(told) == 2

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--lines", "1", "--amount", "5"], "not allowed with argument"),
            (["--share", "5", "--amount", "5"], "not allowed with argument"),
            (["--beside"], "expected at least one argument"),
        ],
    )
    def test_usage(self, arguments: list[str], said: str, capsys: Captured) -> None:
        """One thing is asked for at a time."""
        with pytest.raises(SystemExit) as stopped:
            main([*self.COMMAND, *arguments])

        assert stopped.value.code == 2
        assert said in capsys.readouterr().err
