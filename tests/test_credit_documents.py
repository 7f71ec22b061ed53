"""Credit notes as documents: written, read back, and what is refused of them."""

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from tests import builders as b
from tests import test_credits as credits_of
from tests.test_correction_documents import put, sealed
from tests.test_documents import objects
from tests.thinning import thinned

from gotobilling.clauses import Q44
from gotobilling.credits import CreditReason, Everything, OfAmount, OfShare
from gotobilling.errors import (
    BillingError,
    InvalidFile,
    InvalidValue,
    ProofError,
    WrongType,
)
from gotobilling.formats import plain
from gotobilling.formats.credit_notes import credit_note_document, read_credit_note
from gotobilling.formats.documents import (
    document,
    document_bytes,
    issued_document,
    read_document,
    to_json,
)
from gotobilling.invoices import CreditNote
from gotobilling.verify import verify

Document = dict[str, Any]

HEXADECIMAL: Final = re.compile(r"[0-9a-f]{64}:[0-9a-f]{32}|[0-9a-f]{32,64}|\d+\b")


def schema(name: str) -> Document:
    """Return one of the JSON Schemas."""
    text = (files("gotobilling.formats") / f"{name}.schema.json").read_text("utf-8")
    found: Document = json.loads(text)
    return found


SCHEMA: Final = schema("credit_note")
INVOICE: Final = schema("invoice")
REGISTRY: Final = Registry().with_resource(
    INVOICE["$id"], Resource.from_contents(INVOICE)
)
VALIDATOR: Final = Draft202012Validator(
    SCHEMA, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
)


def by_everything() -> CreditNote:
    """Return a note over all of 189.52."""
    return credits_of.note()


def by_lines() -> CreditNote:
    """Return a note over 5.00 of the first line of the same invoice."""
    return credits_of.note(credits_of.some(credits_of.AUGUST, {0: "5.00"}))


def by_amount() -> CreditNote:
    """Return a second note over the same, of 5.00."""
    first = issued_document(by_lines())
    asked = OfAmount(b.usd("5.00"))
    return credits_of.note(asked, name="n2", others=[first])


def by_share() -> CreditNote:
    """Return a note over 10 % of it."""
    return credits_of.note(OfShare(Decimal(10)))


def levied() -> CreditNote:
    """Return a note over two lines of an invoice with fees and a tax."""
    issued = credits_of.of_utah()
    return credits_of.note(credits_of.some(issued, {0: "50.00", 1: None}), issued)


def corrected() -> CreditNote:
    """Return a note over an invoice that was corrected since."""
    others = [credits_of.corrected()]
    return credits_of.note(on=b.day(9, 3), others=others)


NOTES: Final = (by_everything, by_lines, by_amount, by_share, levied, corrected)


@cache
def stored(note: Callable[[], CreditNote]) -> bytes:
    """Return the canonical bytes of a note."""
    return document_bytes(note())


def content_of(note: Callable[[], CreditNote] = by_lines) -> Document:
    """Return the document of a note, as a file keeps it."""
    found: Document = json.loads(stored(note))
    return found


def line(index: int) -> str:
    """Return the id of a line of the invoice of August."""
    return credits_of.charge(credits_of.AUGUST, index)


def changed(
    place: str, value: object, note: Callable[[], CreditNote] = by_lines
) -> Document:
    """Return a document with another value at a place, sealed again."""
    content = content_of(note)
    put(content, place, value)
    return sealed(content)


def refusal(content: Document) -> str:
    """Return the first reason for which a document is refused."""
    with pytest.raises((InvalidFile, ProofError)) as caught:
        read_document(content, "note.json")
    found = caught.value
    return str(found.problems[0] if isinstance(found, InvalidFile) else found)


def is_read(content: Document) -> bool:
    """Whether the reader takes a document."""
    try:
        read_document(content, "note.json")
    except BillingError:
        return False
    return True


class TestWritten:
    """What the document of a credit note holds."""

    @pytest.mark.clause("Q44")
    def test_header(self) -> None:
        """It names itself, the invoice, the market and the day."""
        found: Any = document(by_amount())

        names = ("schema", "market", "edition", "readings", "account", "currency")
        assert [found[name] for name in names] == [
            *(1, "us-connect", "2026-11", {}, "acme", "USD")
        ]
        assert found["document"] == {
            "kind": "credit_note",
            "id": "n2",
            "product": "connect",
            "period": {"start": "2026-08-01", "end": "2026-09-01"},
            "part": None,
            "of": "recurring",
        }
        assert found["issue_date"] == "2026-08-20"
        assert found["invoice"] == credits_of.AUGUST.digest
        assert found["before"] == [issued_document(by_lines()).digest]

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(
        ("note", "asked"),
        [
            (by_everything, ("everything", None, None, {})),
            (by_lines, ("lines", None, None, {line(0): "5.00"})),
            (by_amount, ("amount", "5.00", None, {})),
            (by_share, ("share", None, "10", {})),
        ],
    )
    def test_asked(self, note: Callable[[], CreditNote], asked: Any) -> None:  # noqa: ANN401
        """It says what it was asked for, and null for what it was not."""
        by, amount, percent, lines = asked

        assert document(note())["asked"] == {
            "by": by,
            "amount": amount,
            "percent": percent,
            "lines": lines,
        }

    @pytest.mark.clause("Q44")
    def test_open(self) -> None:
        """It lists every line of the invoice with what is open, and up to it."""
        found: Any = document(by_amount())["open"]

        # 125.00 less 5.00 of the note before, and 64.52.
        assert [one["amount"] for one in found] == ["120.00", "64.52"]
        assert [one["until"] for one in found] == ["120.00", "184.52"]
        assert [one["line"] for one in found] == [line(0), line(1)]
        assert found[1] == {
            "line": line(1),
            "kind": "prorated_charge",
            "class": "telecommunications",
            "item": "device",
            "group": None,
            "code": None,
            "levy": None,
            "category": None,
            "percent": None,
            "effective_on": "2026-07-15",
            "period": {"start": "2026-07-16", "end": "2026-08-01"},
            "tax_date": None,
            "base": [],
            "amount": "64.52",
            "until": "184.52",
        }

    @pytest.mark.clause("Q44")
    def test_base(self) -> None:
        """Of a levy it names the lines that it is on, earlier levies among them."""
        found: Any = document(levied())["open"]

        ids = [one["line"] for one in found]
        names = ["slrrf", "rrf", "usf", "utah"]
        assert [one["levy"] for one in found] == [None, None, *names]
        assert found[2]["base"] == ids[:1]
        assert found[-1]["base"] == ids[:-1]
        assert found[-1]["tax_date"] == "2026-08-01"

    @pytest.mark.clause("Q44", "credit-share")
    @pytest.mark.parametrize("section", ["open", "lines"])
    def test_told(self, section: str) -> None:
        """A charge is told with its class, a levy with its category and rate."""
        found: Any = document(levied())[section]

        told = [(one["class"], one["category"], one["percent"]) for one in found]
        assert told[0] == ("telecommunications", None, None)
        assert told[-1][:2] == (None, "standard")
        assert all((one[0] is None) == (one[2] is not None) for one in told)
        assert [one["code"] for one in found] == [None] * len(found)

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize("reason", CreditReason)
    def test_reason(self, reason: CreditReason) -> None:
        """It says why it was given, and reads back with it."""
        made = evolve(by_lines(), reason=reason)

        assert document(made)["reason"] == reason.value
        assert read_document(document(made), "note") == made

    @pytest.mark.clause("Q44")
    def test_lines(self) -> None:
        """It has the lines that are not 0.00, each below, and their sum."""
        found: Any = document(by_lines())

        (only,) = found["lines"]
        assert (only["line"], only["amount"], only["item"]) == (
            line(0),
            "-5.00",
            "device",
        )
        assert found["total"] == "-5.00"
        (step,) = found["proofs"]["total"]["steps"]
        assert step["of"] == [{"line": only["id"]}]

    @pytest.mark.clause("Q44")
    def test_proofs(self) -> None:
        """It proves what is open of each line, what is shared out, and the total."""
        names = [f"open:{line(0)}", f"open:{line(1)}"]

        assert [*content_proofs(by_lines)] == [*names, "total"]
        assert [*content_proofs(by_amount)] == [*names, "credited", "total"]
        (asked,) = content_proofs(by_amount)["credited"]["steps"]
        assert asked["of"] == [{"document": "asked.amount"}]
        share = content_proofs(by_share)["credited"]["steps"][1]
        assert share["of"][1] == {"document": "asked.percent"}

    @pytest.mark.clause("Q44")
    def test_facts(self) -> None:
        """Its facts are what was issued, and what was stated of it since."""
        found: Any = document(by_amount())["facts"]

        assert {one["type"] for one in found.values()} == {"issued_line"}
        first = issued_document(by_lines())
        assert [one["document"] for one in found.values()] == [
            credits_of.AUGUST.digest,
            first.digest,
            credits_of.AUGUST.digest,
        ]
        assert [one["amount"] for one in found.values()] == ["125.00", "-5.00", "64.52"]
        for key, one in found.items():
            assert key == f"{one['document']}:{one['line']}"

    def test_policies(self) -> None:
        """It holds every policy of the market, and the clause of credit notes."""
        found: Any = document(by_lines())

        roles = [one["policy"] for one in found["policies"].values()]
        assert "credit" in roles
        assert not {"levy", "rate"} & {*roles}
        assert found["clauses"]["Q44"]["text"] == Q44.text

    def test_order(self) -> None:
        """Its keys stand in the order of the schema."""
        assert [*document(by_lines())] == [*SCHEMA["properties"]]
        assert to_json(by_lines()).startswith('{\n  "schema": 1,\n  "market": ')

    def test_no_note(self) -> None:
        """What is no credit note has no such document."""
        with pytest.raises(WrongType, match=r"^note must be a CreditNote, got "):
            credit_note_document(credits_of.AUGUST.document)  # type: ignore[arg-type]

    def test_stale_reading(self) -> None:
        """A market that lists a reading which its policies do not hold is refused."""
        market = evolve(by_lines().market, readings=(("dispute_days", "30"),))

        with pytest.raises(InvalidValue, match=r"^readings\.dispute_days must be what"):
            document(evolve(by_lines(), market=market))


def content_proofs(note: Callable[[], CreditNote]) -> Document:
    """Return the proofs of a note, in the order in which they are written."""
    found: Any = document(note())["proofs"]
    return {key: found[key] for key in found}


class TestReadBack:
    """A credit note reads back to an equal one."""

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize("note", NOTES)
    def test_equal(self, note: Callable[[], CreditNote]) -> None:
        """It reads back from bytes, from data and from text for people."""
        made = note()

        assert read_document(document_bytes(made), "bytes") == made
        assert read_document(document(made), "data") == made
        assert read_credit_note(to_json(made).encode(), "text") == made
        assert read_credit_note(document(made), "data").rows == made.rows

    @pytest.mark.parametrize("note", NOTES)
    def test_schema(self, note: Callable[[], CreditNote]) -> None:
        """It fits the JSON Schema."""
        assert list(VALIDATOR.iter_errors(document(note()))) == []

    @pytest.mark.parametrize("note", NOTES)
    def test_proven(self, note: Callable[[], CreditNote]) -> None:
        """The independent checker finds it proven."""
        assert verify(document(note())).failure is None

    @pytest.mark.clause("Q44")
    def test_as_issued(self) -> None:
        """Read back, a note counts for the next one as before."""
        first = read_document(document(by_lines()), "first")
        rest = credits_of.note(name="n2", others=[issued_document(first)])

        assert credits_of.given_back(rest) == [-12000, -6452]

    def test_words(self) -> None:
        """Labels and texts for people may be put otherwise."""
        content = content_of()
        content["lines"][0]["proof"]["steps"][0]["label"] = "given back"
        content["clauses"]["Q44"]["text"] = "Otherwise."

        assert read_document(sealed(content), "reworded") == by_lines()

    def test_schema_itself(self) -> None:
        """The schema is one of the draft it names."""
        Draft202012Validator.check_schema(SCHEMA)

    def test_as_strict_as_the_reader(self) -> None:
        """A further key in any object is refused by the schema and by the reader."""
        content = content_of(levied)
        sorts = {HEXADECIMAL.sub("#", place): one for place, one in objects(content)}

        assert len(sorts) > 30
        free = ("/asked/lines", "/readings")
        closed = [
            (place, one) for place, one in sorts.items() if not place.endswith(free)
        ]
        for place, one in thinned(closed):
            one["further"] = "x"
            assert not VALIDATOR.is_valid(content), place
            assert not is_read(sealed(content)), place
            del one["further"]
        assert VALIDATOR.is_valid(content)
        assert is_read(content)

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            ("asked/amount", "5.00"),
            ("asked/percent", "5"),
            ("asked/by", "everything"),
            ("asked/lines", {}),
            ("lines", []),
            ("open", []),
            ("document/of", "credit_note"),
        ],
    )
    def test_schema_refuses(self, place: str, value: object) -> None:
        """What cannot be asked for fits neither the schema nor the reader."""
        content = changed(place, value)

        assert not VALIDATOR.is_valid(content)
        assert not is_read(content)


NOBODY: Final = "0" * 32


class TestForged:
    """A credit note that its own rules do not give is refused by its place."""

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(
        ("place", "value", "expected"),
        [
            ("schema", 0, "schema must be the number 1, got 0"),
            ("account", "other", "lines[0].id must be"),
            ("document/id", "n9", "lines[0].id must be"),
            ("document/id", "", "document.id must be text of 1 to 200 characters"),
            ("document/of", "credit_note", "document.of must be one of recurring, one"),
            ("document/period/end", "2026-08-02", "lines[0].id must be"),
            ("document/kind", "credit", "asked must be one of schema, market"),
            ("issue_date", "20 August", "issue_date must be a day such as"),
            ("invoice", 5, "invoice must be text, got 5"),
            ("before", {}, "before must be an array"),
            ("asked/by", "nothing", "asked.by must be one of everything, lines, amou"),
            ("asked/by", "everything", f"asked.lines.{line(0)} must be absent"),
            ("asked/by", "amount", "asked.amount must be given where it is asked for"),
            ("asked/by", "share", "asked.percent must be given where it is asked for"),
            ("asked/amount", "5.00", "asked.amount must be null"),
            ("asked/percent", "5", "asked.percent must be null"),
            ("asked/lines", {}, "asked.lines must be a tuple of lines, one at least"),
            (f"asked/lines/{line(0)}", "6.00", "lines[0].amount must be '-6.00'"),
            (f"asked/lines/{line(0)}", None, "lines[0].amount must be '-125.00'"),
            (f"asked/lines/{line(1)}", "1.00", "lines must be 2 long"),
            ("asked/lines", {"x": "1.00"}, "lines must be 0 long"),
            (
                f"asked/lines/{line(0)}",
                "5.001",
                f"asked.lines.{line(0)}.amount must be a number of at most 2 decimals",
            ),
            ("asked/lines", {"": "1.00"}, "asked.lines must be text of 1 to 200"),
            ("open", [], "open must be of one line at least, got 'none'"),
            ("open/0/amount", "125.01", "open[0].amount must be '125.00'"),
            ("open/0/until", "125.01", "open[0].until must be '125.00'"),
            ("open/0/item", "phone", "lines[0].item must be 'phone'"),
            ("open/0/kind", "gift", "open[0].kind must be one of"),
            ("open/0/line", NOBODY, f"proofs['open:{NOBODY}'] must be given, got None"),
            ("lines", [], "lines must be 1 long"),
            ("lines/0/amount", "-5.01", "lines[0].amount must be '-5.00'"),
            ("lines/0/id", NOBODY, "lines[0].id must be"),
            ("lines/0/line", NOBODY, "lines[0].line must be"),
            ("lines/0/item", "phone", "lines[0].item must be 'device'"),
            ("lines/0/kind", "gift", "lines[0].kind must be one of"),
            ("lines/0/proof/rule", "levy", "lines[0].proof.rule must be 'credit'"),
            (
                "lines/0/proof/steps/0/is",
                {"number": "-6"},
                "lines[0].proof.steps[0].is.number must be '-5'",
            ),
            ("total", "-5.01", "total must be '-5.00'"),
            ("currency", "XXX", f"asked.lines.{line(0)}.currency must be a currency"),
            ("readings", {"colour": "red"}, "readings must be one of day_count"),
            ("policies", {}, "policies must be one of each role: proration"),
            ("clauses", {}, "policies."),
            (
                f"proofs/open:{line(0)}/steps",
                [],
                f"proofs['open:{line(0)}'] must be one that names what was issued",
            ),
            (
                f"proofs/open:{line(0)}/steps/0/of",
                [{"fact": "x.amount"}],
                f"proofs['open:{line(0)}'] must be of issued lines of the document",
            ),
            ("facts", {}, f"proofs['open:{line(0)}'] must be of issued lines of the"),
            ("proofs", {}, f"proofs['open:{line(0)}'] must be given, got None"),
        ],
    )
    def test_place(self, place: str, value: object, expected: str) -> None:
        """The first place that differs is named, though the note is sealed again."""
        assert refusal(changed(place, value)).startswith(expected)

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(
        ("note", "place", "value", "expected"),
        [
            (by_amount, "asked/amount", "5.01", "lines[0].amount must be '-3.26'"),
            (by_amount, "asked/amount", "0.00", "asked.amount must be above 0, got '0"),
            (by_amount, "asked/amount", "-5.00", "asked.amount must be above 0, got '"),
            (by_amount, "asked/amount", None, "asked.amount must be given where it is"),
            (by_share, "asked/percent", "11", "lines[0].amount must be '-13.75'"),
            (by_share, "asked/percent", "0", "asked.percent must be above 0, got 0"),
            (by_share, "asked/percent", "101", "asked.percent must be from 0 to 100"),
            (by_share, "asked/percent", "ten", "asked.percent must be a number as te"),
            (by_share, "asked/percent", "10.0", "asked.percent must be '10'"),
            (by_share, "asked/percent", None, "asked.percent must be given where it"),
            (levied, "open/2/base", [], "lines[2].id must be "),
        ],
    )
    def test_asked(
        self,
        note: Callable[[], CreditNote],
        place: str,
        value: object,
        expected: str,
    ) -> None:
        """What an amount or a share is of is refused as well."""
        assert refusal(changed(place, value, note)).startswith(expected)

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(
        ("field", "value", "expected"),
        [
            ("amount", "125.01", "open[0].amount must be '125.01'"),
            ("amount", "125.001", "].amount must be a number of at most 2 decimals"),
            ("currency", "XXX", "].currency must be a currency with a minor unit"),
            ("line", NOBODY, "] must be under its id, "),
            ("document", "0" * 64, "] must be under its id, "),
            ("type", "contract", "].amount must be one of type, signed_on"),
            ("type", "credit", "].type must be one of contract"),
        ],
    )
    def test_issued_line(self, field: str, value: str, expected: str) -> None:
        """What was issued stands under its digest and line, with its amount."""
        content = content_of()
        (name,) = [
            key for key, one in content["facts"].items() if one["line"] == line(0)
        ]
        content["facts"][name][field] = value

        assert expected in refusal(sealed(content))

    @pytest.mark.clause("Q44")
    def test_order_of_lines(self) -> None:
        """The lines of the invoice stand in its order, and none is left out."""
        content = content_of()
        content["open"].reverse()
        assert refusal(sealed(content)).startswith("open[0].until must be '64.52'")

        content = content_of()
        del content["open"][1]
        assert "must be absent" in refusal(sealed(content))

    @pytest.mark.clause("Q44")
    def test_proofs_more(self) -> None:
        """A proof that no answer asks for is refused."""
        for name in ("more", "credited"):
            content = content_of()
            content["proofs"][name] = content["proofs"]["total"]
            assert refusal(sealed(content)).startswith(f"proofs.{name} must be absent")

    def test_digest(self) -> None:
        """The digest is that of the content."""
        content = content_of()
        content["digest"] = "0" * 64

        assert refusal(content).startswith("digest must be")
        rest = {key: value for key, value in content.items() if key != "digest"}
        made = hashlib.sha256(plain.packed(rest)).hexdigest()
        assert made == document(by_lines())["digest"]

    def test_no_document(self) -> None:
        """What is no object is no document, and an empty one no credit note."""
        with pytest.raises(InvalidFile, match="document must be an object, got"):
            read_document(b"[]", "note.json")
        with pytest.raises(InvalidFile, match="document must be JSON in UTF-8"):
            read_document(b"{", "note.json")
        with pytest.raises(InvalidFile, match="invoice must be given, got None"):
            read_document(b'{"document":{"kind":"credit_note"}}', "note.json")
        with pytest.raises(InvalidFile, match="lines must be given, got None"):
            read_document(b'{"document":"credit_note"}', "note.json")

    def test_kinds(self) -> None:
        """A credit note is read as no invoice, and an invoice as no credit note."""
        content = changed("document/kind", "recurring")
        with pytest.raises(InvalidFile, match=r"document\.id must be one of kind, pro"):
            read_document(content, "note.json")

        august = document(credits_of.AUGUST.document)
        with pytest.raises(
            InvalidFile, match=r"document\.kind must be one of credit_n"
        ):
            read_credit_note(august, "august.json")

    def test_all_problems(self) -> None:
        """All that is wrong with the form of a note is told at once."""
        content = content_of()
        content["open"][0]["base"] = None
        del content["asked"]["by"]
        content["more"] = "x"

        with pytest.raises(InvalidFile) as caught:
            read_document(content, "note.json")
        found = [one.path for one in caught.value.problems]
        assert sorted(found) == ["asked.by", "more", "open[0].base"]


class TestAtItsWord:
    """What the reader takes as it stands, the independent checker proves."""

    @pytest.mark.clause("Q44")
    @pytest.mark.parametrize(
        ("note", "place", "value"),
        [
            (by_lines, "invoice", "0" * 64),
            (by_lines, "issue_date", "2026-07-01"),
            (by_lines, "open/0/base", [line(1)]),
            (by_lines, "currency", "EUR"),
            (by_lines, "document/of", "one_time"),
            (by_lines, "asked/lines", {line(0): "5.00", "x": "1.00"}),
            (by_amount, "before", []),
            (by_amount, "before/0", "0" * 64),
        ],
    )
    def test_checked(
        self, note: Callable[[], CreditNote], place: str, value: object
    ) -> None:
        """A place that no amount of the reader rests on is named by the checker."""
        assert not verify(changed(place, value, note)).holds

    @pytest.mark.clause("Q44")
    def test_everything_is_all(self) -> None:
        """A note of everything over an invoice without its last line is refused."""
        content = content_of(by_everything)
        del content["open"][1], content["lines"][1]

        assert not is_read(sealed(content))
        assert not verify(sealed(content)).holds

    def test_asked_is_kept(self) -> None:
        """What was asked for is read back as it was asked."""
        found = read_document(document(by_everything()), "note.json")

        assert isinstance(found, CreditNote)
        assert found.asked == Everything()
