"""Documents that carry corrections: written, read back, and what is refused of them."""

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator
from tests import builders as b
from tests import test_corrections as late
from tests.thinning import thinned

from gotobilling.clauses import CORRECTION
from gotobilling.corrections import correct
from gotobilling.errors import BillingError, ConflictingFacts, InvalidFile, ProofError
from gotobilling.facts import Withdrawal
from gotobilling.formats import plain
from gotobilling.formats.documents import (
    document,
    document_bytes,
    issued_document,
    read_document,
    read_invoice,
    read_issued,
    to_json,
)
from gotobilling.invoices import Invoice, IssuedDocument, assemble_one_time
from gotobilling.markets import br, us
from gotobilling.verify import verify

Document = dict[str, Any]

SCHEMA: Final[Document] = json.loads(
    (files("gotobilling.formats") / "invoice.schema.json").read_text(encoding="utf-8")
)
VALIDATOR: Final = Draft202012Validator(
    SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER
)


@cache
def october() -> Invoice:
    """Return the invoice of October, which corrects August and September."""
    return invoice_of(late.carried(late.KNOWING, late.OCTOBER, late.SENT))


def invoice_of(issued: IssuedDocument) -> Invoice:
    """Return the invoice that was issued."""
    assert isinstance(issued.document, Invoice)
    return issued.document


@cache
def again() -> Invoice:
    """Return November, which corrects what October corrected."""
    sent = (*late.SENT, issued_document(october()))
    three = b.change(
        b.day(7, 15), 3, id="three", supersedes="late", known_on=b.day(10, 7)
    )
    account = late.with_changes(late.KNOWING, three)
    return invoice_of(late.carried(account, b.month(11), sent))


@cache
def gone() -> Invoice:
    """Return October without a line of its own, which takes everything back."""
    never = Withdrawal(id="w1", fact="five", known_on=b.day(9, 20))
    account = evolve(late.ACCOUNT, withdrawals=(never,))
    return invoice_of(late.carried(account, late.OCTOBER, late.SENT))


@cache
def never_billed() -> Invoice:
    """Return October, where August should never have been."""
    contract = evolve(
        late.ACCOUNT.contract,
        id="mended",
        billing_start_on=b.day(9, 1),
        known_on=b.day(9, 20),
        supersedes="contract",
    )
    account = evolve(
        late.ACCOUNT, contract=contract, superseded=(late.ACCOUNT.contract,)
    )
    return invoice_of(late.carried(account, late.OCTOBER, late.SENT))


@cache
def never_issued() -> Invoice:
    """Return October, which corrects a purchase that was never invoiced."""
    phone = b.bought(b.day(8, 12), id="phone", known_on=b.day(9, 20))
    account = evolve(late.ACCOUNT, one_time=(phone,))
    return invoice_of(late.carried(account, late.OCTOBER, late.SENT))


@cache
def credited() -> Invoice:
    """Return September, where a credit note leaves 25.00 to be given back."""
    cases = late.TestCredited()
    sent = cases.credited("100.00")
    return invoice_of(late.carried(cases.WITHDRAWN, late.SEPTEMBER, sent))


@cache
def levied() -> Invoice:
    """Return September, which corrects taxes."""
    cases = late.TestLevies()
    address = evolve(cases.VICTORIA, known_on=b.day(8, 20))
    account = evolve(late.ACCOUNT, addresses=(address,))
    sent = [late.made(account, late.AUGUST, cases.MARKET)]
    return invoice_of(late.carried(account, late.SEPTEMBER, sent, cases.MARKET))


@cache
def split() -> Invoice:
    """Return the services of September, which correct services and a purchase."""
    account, names = late.TestParts().mixed(), ("services", "telecommunications")
    sent = [late.made(account, late.AUGUST, br.CONNECT, part=name) for name in names]
    return invoice_of(
        late.carried(account, late.SEPTEMBER, sent, br.CONNECT, part=names[0])
    )


@cache
def together() -> Invoice:
    """Return October, where a removal and what it takes from became known apart."""
    removed = b.change(b.day(8, 20), -6, id="gone", known_on=b.day(9, 20))
    more = b.change(b.day(8, 18), 2, id="more", known_on=b.day(9, 21))
    account = late.with_changes(late.ACCOUNT, removed, more)
    return invoice_of(late.carried(account, late.OCTOBER, late.SENT))


CARRYING: Final = (
    *(october, again, gone, never_billed, never_issued, credited, levied, split),
    together,
)


def sealed(content: Document) -> Document:
    """Return a copy with the digests of what it says now, of its revisions first."""
    copied = copy.deepcopy(content)
    for one in copied.get("revisions", ()):
        if isinstance(one["revised"], dict):
            one["revised"] = sealed(one["revised"])
    rest = {key: value for key, value in copied.items() if key != "digest"}
    return {**rest, "digest": hashlib.sha256(plain.packed(rest)).hexdigest()}


def put(content: Document, place: str, value: object) -> None:
    """Put a value at a place such as ``lines/0/amount``."""
    *holders, key = place.split("/")
    holder: Any = content
    for one in holders:
        holder = holder[int(one) if isinstance(holder, list) else one]
    holder[int(key) if isinstance(holder, list) else key] = value


def changed(
    place: str, value: object, invoice: Callable[[], Invoice] = october
) -> Document:
    """Return a document with another value at a place, sealed again."""
    content = document(invoice())
    put(content, place, value)
    return sealed(content)


def refusal(content: Document) -> str:
    """Return the first reason for which a document is refused."""
    with pytest.raises((InvalidFile, ProofError)) as caught:
        read_document(content, "october.json")
    found = caught.value
    return str(found.problems[0] if isinstance(found, InvalidFile) else found)


def is_read(content: Document) -> bool:
    """Whether the reader takes a document."""
    try:
        read_document(content, "october.json")
    except BillingError:
        return False
    return True


def issued_fact(content: Document) -> str:
    """Return the id of the issued line that the first correction names."""
    operand: str = content["corrections"][0]["proof"]["steps"][0]["of"][0]["fact"]
    return operand.removesuffix(".amount")


class TestWritten:
    """What a document says of the documents before it."""

    @pytest.mark.clause("Q65")
    def test_correction(self) -> None:
        """A correction says what the line is, its amounts before and now, and why."""
        found: Any = document(october())["corrections"]
        first = dict(found[0])
        del first["proof"], first["id"], first["line"]

        assert first == {
            "kind": "service_charge",
            "class": "telecommunications",
            "item": "device",
            "group": None,
            "code": None,
            "levy": None,
            "category": None,
            "percent": None,
            "effective_on": None,
            "period": {"start": "2026-08-01", "end": "2026-09-01"},
            "tax_date": None,
            "document": {
                "kind": "recurring",
                "product": "connect",
                "period": {"start": "2026-08-01", "end": "2026-09-01"},
                "part": None,
            },
            "issued": "125.00",
            "credited": "0.00",
            "revised": "150.00",
            "amount": "25.00",
            "causes": [{"facts": ["late"], "amount": "25.00"}],
        }
        assert [one["amount"] for one in found] == ["25.00", "12.90", "25.00"]

    @pytest.mark.clause("Q65")
    def test_levy(self) -> None:
        """Of a levy it says the name and the tax date, and no item and no period."""
        found: Any = document(levied())["corrections"]
        gst = found[0]

        assert (gst["kind"], gst["levy"], gst["tax_date"]) == (
            "gst",
            "gst-bc",
            "2026-08-01",
        )
        assert [gst[key] for key in ("item", "group", "effective_on", "period")] == [
            None
        ] * 4
        assert (gst["category"], gst["percent"]) == ("standard", "5")
        assert (gst["class"], gst["code"]) == (None, None)
        assert (gst["issued"], gst["revised"], gst["amount"]) == (
            "0.00",
            "9.48",
            "9.48",
        )

    @pytest.mark.clause("Q65", "correction")
    def test_given_back(self) -> None:
        """What notes over a wrong charge gave back of a line is told and counts."""
        found: Any = document(credited())["corrections"]
        names = ("issued", "credited", "revised", "amount")

        # 0.00 - 125.00 + 100.00, and 64.52 of which nothing was credited
        assert [[one[name] for name in names] for one in found] == [
            ["125.00", "-100.00", "0.00", "-25.00"],
            ["64.52", "0.00", "0.00", "-64.52"],
        ]

    @pytest.mark.clause("Q65")
    def test_gone(self) -> None:
        """A line that goes is 0.00, and the late fact stands among the facts."""
        found: Any = document(gone())

        assert [one["revised"] for one in found["corrections"]] == ["0.00"] * 3
        assert found["facts"]["w1"] == {
            "type": "withdrawal",
            "fact": "five",
            "known_on": "2026-09-20",
        }
        assert (found["lines"], found["subtotal"], found["total"]) == (
            [],
            "0.00",
            "-314.52",
        )

    @pytest.mark.clause("Q65")
    def test_revision(self) -> None:
        """A revision is a document of its own, under the digest of the issued one."""
        found: Any = document(october())["revisions"][0]  # type: ignore[index]

        assert found["digest"] == late.SENT[0].digest
        revised = read_invoice(found["revised"], "revised")
        assert revised == b.invoice(late.KNOWING.as_known_on(late.TODAY), late.AUGUST)
        assert (found["revised"]["revisions"], found["revised"]["corrections"]) == (
            [],
            [],
        )

    @pytest.mark.clause("Q65")
    def test_no_revision(self) -> None:
        """What was never issued has no digest; what should not be, no document."""
        issued: Any = document(never_issued())["revisions"]
        billed: Any = document(never_billed())["revisions"]

        assert [one["digest"] for one in issued] == [None]
        assert [one["revised"] for one in billed] == [None]

    @pytest.mark.clause("Q65")
    def test_issued_line(self) -> None:
        """What was issued is a fact under the digest of its document."""
        content: Any = document(october())
        name = issued_fact(content)

        line = content["corrections"][0]["line"]
        assert name == f"{late.SENT[0].digest}:{line}"
        assert content["facts"][name] == {
            "type": "issued_line",
            "document": late.SENT[0].digest,
            "line": line,
            "amount": "125.00",
            "currency": "USD",
            "effective_on": "2026-08-01",
        }

    @pytest.mark.clause("Q65")
    def test_total(self) -> None:
        """The total adds the corrections to the subtotal, each by its id."""
        content: Any = document(october())

        (step,) = content["proofs"]["total"]["steps"]
        ids = [{"line": one["id"]} for one in content["corrections"]]
        assert step["of"] == [{"amount": "subtotal"}, *ids]
        assert content["total"] == "212.90"

    @pytest.mark.clause("Q65")
    def test_cited(self) -> None:
        """The clause of corrections stands among the clauses."""
        content: Any = document(october())

        assert content["clauses"]["correction"]["text"] == CORRECTION.text


class TestReadBack:
    """A document with corrections reads back to an equal invoice."""

    @pytest.mark.clause("Q65")
    @pytest.mark.parametrize("carrying", CARRYING)
    def test_equal(self, carrying: Callable[[], Invoice]) -> None:
        """It reads back from bytes, from data and from text for people."""
        invoice = carrying()

        assert invoice.corrections
        assert read_document(document_bytes(invoice), "bytes") == invoice
        assert read_document(document(invoice), "data") == invoice
        assert read_invoice(to_json(invoice).encode(), "text") == invoice

    @pytest.mark.parametrize("carrying", CARRYING)
    def test_schema(self, carrying: Callable[[], Invoice]) -> None:
        """It fits the JSON Schema."""
        assert list(VALIDATOR.iter_errors(document(carrying()))) == []

    @pytest.mark.parametrize("carrying", CARRYING)
    def test_proven(self, carrying: Callable[[], Invoice]) -> None:
        """The independent checker finds it proven."""
        assert verify(document(carrying())).failure is None

    @pytest.mark.clause("Q65", "Q67")
    def test_as_issued(self) -> None:
        """Read back, documents leave as little to be corrected as before."""
        sent = [
            issued_document(read_document(document_bytes(one.document), "sent"))
            for one in (*late.SENT, issued_document(october()))
        ]

        assert correct(late.KNOWING, sent, late.TODAY, us.CONNECT).rows == ()
        assert correct(late.KNOWING, sent[:2], late.TODAY, us.CONNECT) == correct(
            late.KNOWING, late.SENT, late.TODAY, us.CONNECT
        )

    def test_own_digest(self) -> None:
        """A document that was issued goes by the digest that it states."""
        content: Any = document(october())
        content["proofs"]["total"]["steps"][0]["label"] = "in all"
        reworded = sealed(content)

        assert read_issued(document(october()), "october") == issued_document(october())
        for given in (reworded, plain.packed(reworded)):
            found = read_issued(given, "october")
            assert (found.document, found.digest) == (october(), reworded["digest"])
        assert found.digest != issued_document(october()).digest

    def test_words(self) -> None:
        """The labels of a correction, and of its revision, may be put otherwise."""
        content: Any = document(october())
        content["corrections"][0]["proof"]["steps"][0]["label"] = "so far"
        revised = content["revisions"][0]["revised"]
        revised["lines"][0]["proof"]["steps"][0]["label"] = "so many"
        revised["clauses"]["A1"]["text"] = "Otherwise."

        assert read_document(sealed(content), "reworded") == october()

    def test_schema_of_revisions(self) -> None:
        """A revision with corrections or revisions of its own does not fit."""
        for place in ("revisions", "corrections"):
            content: Any = document(october())
            content["revisions"][0]["revised"][place] = copy.deepcopy(content[place])
            assert not VALIDATOR.is_valid(content)
        content = document(october())
        content["revisions"][0]["revised"]["known_on"] = None
        assert not VALIDATOR.is_valid(content)

    def test_as_strict_as_the_reader(self) -> None:
        """A further key in a correction or in a revision is refused by both."""
        content: Any = document(credited())
        places = [
            content["corrections"][0],
            content["corrections"][0]["document"],
            content["corrections"][0]["causes"][0],
            content["corrections"][0]["proof"],
            content["revisions"][0],
            content["revisions"][0]["document"],
            content["facts"][issued_fact(content)],
        ]
        for one in places:
            one["further"] = "x"
            assert not VALIDATOR.is_valid(content)
            assert not is_read(sealed(content))
            del one["further"]
        assert VALIDATOR.is_valid(content)
        assert is_read(sealed(content))


NOBODY: Final = "0" * 32


class TestForged:
    """A document with corrections that its own rules do not give is refused."""

    @pytest.mark.clause("Q65")
    @pytest.mark.parametrize(
        ("place", "value", "expected"),
        [
            ("corrections/0/amount", "25.01", "corrections[0].amount must be '25.00'"),
            (
                "corrections/0/issued",
                "125.01",
                "corrections[0].issued must be '125.00'",
            ),
            (
                "corrections/0/revised",
                "150.01",
                "corrections[0].revised must be '150.00'",
            ),
            (
                "corrections/0/credited",
                "-1.00",
                "corrections[0].credited must be '0.00'",
            ),
            ("corrections/0/id", NOBODY, "corrections[0].id must be"),
            ("corrections/0/line", NOBODY, "corrections[0].id must be"),
            ("corrections/0/proof/rule", "levy", "corrections[0].proof.rule must be '"),
            ("corrections/0/proof/steps", [], "corrections[0].issued must be '0.00'"),
            (
                "corrections/0/proof/steps/0/of",
                [],
                "corrections[0].issued must be '0.00'",
            ),
            (
                "corrections/0/proof/steps/0/of",
                [{"line": NOBODY}],
                "corrections[0].issued must be '0.00'",
            ),
            (
                "corrections/0/proof/steps/0/of",
                [{"fact": "late.quantity"}],
                "corrections[0].proof must be of issued lines of the document, got '",
            ),
            (
                "corrections/0/proof/steps/0/of",
                [{"fact": "nobody.amount"}],
                "corrections[0].proof must be of issued lines of the document, got '",
            ),
            (
                "corrections/0/proof/steps/1/is",
                {"number": "26"},
                "corrections[0].proof.steps[1].is.number must be '25'",
            ),
            (
                "corrections/0/proof/steps/0/clause",
                "Q44",
                "corrections[0].proof.steps[0].clause must be 'correction'",
            ),
            (
                "corrections/0/causes/0/facts",
                ["nobody"],
                "corrections[0].causes[0].facts must be a fact of the document, got '",
            ),
            (
                "corrections/0/causes/0/amount",
                "25.001",
                "corrections[0].causes[0].amount must be a number of at most 2",
            ),
            ("corrections/0/kind", "gift", "corrections[0].kind must be one of"),
            (
                "corrections/0/document/kind",
                "credit_note",
                "corrections[0].document.kind must be one of recurring, one_time",
            ),
            ("known_on", None, "revisions[0].revised.known_on must be that of its"),
            (
                "known_on",
                "2026-10-02",
                "revisions[0].revised.known_on must be that of its revision",
            ),
            ("revisions", [], "due_date must be null"),
            ("revisions/0/digest", 5, "revisions[0].digest must be text, got 5"),
            (
                "revisions/0/document/kind",
                "one_time",
                "revisions[0].revised.document must be that of its revision, got '",
            ),
            ("revisions/0/revised", None, "due_date must be null"),
            ("revisions/0/revised", [], "revisions[0].revised must be an object"),
            (
                "revisions/0/revised",
                {},
                "revisions[0].revised.revisions must be an array of none, got 'others'",
            ),
            (
                "revisions/0/revised/known_on",
                "2026-09-30",
                "revisions[0].revised.known_on must be that of its revision",
            ),
            (
                "revisions/0/revised/market",
                "other",
                "revisions[0].revised.policies must be that of its revision",
            ),
            (
                "revisions/0/revised/edition",
                "2027-01",
                "revisions[0].revised.policies must be that of its revision",
            ),
            (
                "revisions/0/revised/account",
                "other",
                "revisions[0].revised.lines[0].id must be",
            ),
            (
                "revisions/0/revised/lines/0/amount",
                "150.01",
                "revisions[0].revised.lines[0].amount must be '150.00'",
            ),
            (
                "revisions/0/revised/lines/0/kind",
                "gift",
                "revisions[0].revised.lines[0].kind must be one of",
            ),
            (
                "revisions/0/revised/total",
                "227.43",
                "revisions[0].revised.total must be '227.42'",
            ),
            (
                "revisions/0/revised/revisions",
                [{"digest": None, "document": {}, "revised": None}],
                "revisions[0].revised.revisions must be an array of none, got 'others'",
            ),
            ("total", "212.91", "total must be '212.90'"),
            ("subtotal", "150.01", "subtotal must be '150.00'"),
            ("payable", "212.91", "payable must be '212.90'"),
        ],
    )
    def test_place(self, place: str, value: object, expected: str) -> None:
        """The first place that differs is named, sealed again or not."""
        assert refusal(changed(place, value)).startswith(expected)

    @pytest.mark.clause("Q65")
    @pytest.mark.parametrize(
        ("field", "value", "expected"),
        [
            ("amount", "125.01", "corrections[0].issued must be '125.01'"),
            ("amount", "125.001", "].amount must be a number of at most 2 decimals"),
            ("currency", "XXX", "].currency must be a currency with a minor unit"),
            ("line", NOBODY, "] must be under its id, "),
            ("document", "0" * 64, "] must be under its id, "),
            ("known_on", "2026-08-01", "].known_on must be one of type, document, l"),
            ("effective_on", "1 August", "].effective_on must be a day such as"),
        ],
    )
    def test_issued_line(self, field: str, value: str, expected: str) -> None:
        """The amount of an issued line stands under its digest and line, as text."""
        content: Any = document(october())
        content["facts"][issued_fact(content)][field] = value

        assert expected in refusal(sealed(content))

    @pytest.mark.clause("Q65")
    def test_revision_of_a_revision(self) -> None:
        """A revision carries no corrections itself, and is never a carrying one."""
        content: Any = document(october())
        carrying = copy.deepcopy(content)
        content["revisions"][0]["revised"] = carrying

        assert refusal(sealed(content)) == (
            "revisions[0].revised.revisions must be an array of none, got 'others'"
        )
        content["revisions"][0]["revised"] = copy.deepcopy(carrying)
        content["revisions"][0]["revised"]["revisions"] = []
        assert refusal(sealed(content)).startswith("revisions[0].revised.due_date must")

    @pytest.mark.clause("Q65")
    def test_corrections_on_a_revision(self) -> None:
        """So it is where the corrections of a revision would rest on no revision."""
        inner = october()
        rows = gone().corrected
        carried = evolve(
            b.invoice(late.KNOWING.as_known_on(late.TODAY), late.AUGUST),
            corrected=rows,
        )
        content: Any = document(inner)
        content["revisions"][0]["revised"] = document(carried)

        assert refusal(sealed(content)) == (
            "revisions[0].revised.corrections must be that of its revision, got "
            "'another'"
        )

    @pytest.mark.clause("Q62")
    def test_currency(self) -> None:
        """A revision is in the currency of the document."""
        yen = b.account(
            b.day(7, 15),
            b.device_price("2500", currency="JPY"),
            b.change(b.day(7, 15), 5),
            currency="JPY",
        ).as_known_on(late.TODAY)
        content: Any = document(october())
        content["revisions"][0]["revised"] = document(b.invoice(yen, late.AUGUST))

        assert refusal(sealed(content)) == (
            "revisions[0].revised.currency must be that of its revision, got 'another'"
        )

    @pytest.mark.clause("Q65")
    def test_another_revision(self) -> None:
        """A revision is that of the document it names."""
        content: Any = document(october())
        first, second = content["revisions"]
        first["revised"] = second["revised"]

        assert refusal(sealed(content)) == (
            "revisions[0].revised.document must be that of its revision, got 'another'"
        )

    @pytest.mark.clause("Q67")
    def test_no_day(self) -> None:
        """A document that was not filtered by a day carries no corrections."""
        content: Any = document(never_billed())
        content["known_on"] = None

        assert refusal(sealed(content)) == (
            "known_on must be given where earlier documents are corrected, got None"
        )

    def test_digests(self) -> None:
        """Each digest is that of the content, of the document and of its revisions."""
        content: Any = document(october())
        content["digest"] = "0" * 64
        assert refusal(content).startswith("digest must be")

        content = document(october())
        content["revisions"][0]["revised"]["digest"] = "0" * 64
        rest = {key: value for key, value in content.items() if key != "digest"}
        content["digest"] = hashlib.sha256(plain.packed(rest)).hexdigest()
        assert refusal(content).startswith("revisions[0].revised.digest must be")

    @pytest.mark.clause("Q65")
    def test_twice(self) -> None:
        """A correction that stands in the place of another is refused."""
        content: Any = document(october())
        content["corrections"][1] = content["corrections"][0]

        assert not is_read(sealed(content))

    @pytest.mark.clause("Q65")
    def test_credited(self) -> None:
        """What a credit note gave back counts in the proof of the correction."""
        content: Any = document(credited())
        steps = content["corrections"][0]["proof"]["steps"]
        assert [len(step["of"]) for step in steps] == [1, 1, 2, 1]

        steps[1]["of"] = []
        assert refusal(sealed(content)).startswith(
            "corrections[0].credited must be '0.00'"
        )


class TestAtItsWord:
    """What the reader takes as it stands, the independent checker proves."""

    @pytest.mark.clause("Q65")
    @pytest.mark.parametrize(
        ("place", "value"),
        [
            ("corrections/0/causes", []),
            ("corrections/0/causes/0/facts", []),
            ("corrections/0/causes/0/amount", "25.01"),
            ("corrections/0/kind", "prorated_charge"),
            ("corrections/0/class", "messaging"),
            ("corrections/0/code", "a:b"),
            ("corrections/0/category", "standard"),
            ("corrections/0/percent", "5"),
            ("corrections/0/levy", "gst"),
            ("corrections/0/item", "phone"),
            ("corrections/0/effective_on", "2026-08-01"),
            ("corrections/0/period", None),
            ("corrections/0/document/kind", "one_time"),
            ("corrections/0/document/product", "rescue"),
            ("facts/late/known_on", "2026-11-01"),
        ],
    )
    def test_checked(self, place: str, value: object) -> None:
        """A place that no amount of the reader rests on is named by the checker."""
        content = changed(place, value)

        assert not verify(content).holds

    def test_order(self) -> None:
        """Revisions in another order are named by the checker."""
        content: Any = document(october())
        content["revisions"].reverse()

        assert not verify(sealed(content)).holds


class TestEveryDigit:
    """No digit of what is proven can be changed."""

    @pytest.mark.clause("Q65")
    @pytest.mark.parametrize("carrying", [october, levied])
    def test_corrections(self, carrying: Callable[[], Invoice]) -> None:
        """A digit changed in a correction is refused by the reader or the checker."""
        content = document(carrying())
        every = [
            (place, text)
            for place, text in leaves(content["corrections"], "corrections")
            # The days of a line are those it was told with first, on its own document.
            if not place.endswith("/label") and "/period/" not in place
            if any(map(str.isdigit, text))
        ]
        missed = []
        for place, text in thinned(every):
            last = max(n for n, letter in enumerate(text) if letter.isdigit())
            other = str((int(text[last]) + 1) % 10)
            mutant = copy.deepcopy(content)
            put(mutant, place, text[:last] + other + text[last + 1 :])
            mutant = sealed(mutant)
            if is_read(mutant) and verify(mutant).holds:
                missed.append(place)

        assert missed == []
        assert len(every) >= 20


def leaves(content: object, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text with its place."""
    inner: Any = ()
    if isinstance(content, dict):
        inner = content.items()
    elif isinstance(content, list):
        inner = enumerate(content)
    elif isinstance(content, str):
        yield place, content
    for key, value in inner:
        yield from leaves(value, f"{place}/{key}")


class TestConflicts:
    """What cannot be written."""

    @pytest.mark.clause("Q67")
    def test_one_id_two_facts(self) -> None:
        """A late fact with the id of another has no document."""
        invoice = october()
        (rule, facts, minor), *others = invoice.corrected
        (cause,) = facts.causes
        other = evolve(late.FIVE, id="late", quantity=7)
        row = (rule, facts._replace(causes=(cause._replace(facts=(other,)),)), minor)

        with pytest.raises(
            ConflictingFacts, match=r"^facts\.late must be given to one"
        ):
            document(evolve(invoice, corrected=(row, *others)))

    def test_wrong_amount(self) -> None:
        """A correction that its rule does not give has no document."""
        invoice = october()
        (rule, facts, minor), *others = invoice.corrected
        wrong = evolve(invoice, corrected=((rule, facts, minor + 1), *others))

        with pytest.raises(ProofError, match=r"^correction must be 25 by its rule"):
            document(wrong)

    def test_purchase(self) -> None:
        """A purchase carries no corrections of others, and is read as before."""
        account = evolve(late.ACCOUNT, one_time=(b.bought(b.day(8, 12)),))
        bought = assemble_one_time(account, b.day(8, 12), us.CONNECT)
        assert isinstance(bought, Invoice)

        assert read_document(document(bought), "bought") == bought
