"""The documents of what follows an invoice, and their checks at levels one and two.

``tests/forged`` has an original of each kind and the lies about it; here is what holds
of all of them alike, and what no forger of that folder tries.
"""

import copy
import json
import runpy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.disputes import DisputedParts, disputed_parts
from gotobilling.errors import ConflictingFacts, WrongType
from gotobilling.facts import Dispute, DisputedLine
from gotobilling.formats.answers import answers_document, answers_json
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_invoice
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.replay import replay
from gotobilling.statements import statement
from gotobilling.testing.examples import july_start
from gotobilling.verify import verify, verify_facts

ROOT: Final = Path(__file__).resolve().parent.parent
FORGED: Final = ROOT / "tests" / "forged"
SCRIPT: Final[dict[str, Any]] = runpy.run_path(str(ROOT / "scripts" / "forge_after.py"))
KINDS: Final = ("after/statement", "after/dispute", "after/return")
ALL: Final = (*KINDS, "partner/commissions")
Json = dict[str, Any]

each_kind = pytest.mark.parametrize("name", ALL)


def original(name: str) -> Json:
    """Return an original as its file has it."""
    found: Json = json.loads((FORGED / f"{name}.json").read_bytes())
    return found


def file_of(name: str) -> Path:
    """Return the file that an original is checked against."""
    partner = name.startswith("partner")
    return FORGED / ("partner/partner.toml" if partner else "after/account.toml")


def sealed(content: Json) -> Json:
    """Return a document under the digest that it ought to have."""
    found: Json = SCRIPT["sealed"](content)
    return found


def failure(content: Json) -> str:
    """Return what level 1 has against a document that is sealed anew."""
    return str(verify(sealed(content)).failure or "")


def against(content: Json, account: object) -> str:
    """Return what level 2 has against a document that is sealed anew."""
    report = verify_facts(sealed(content), account)
    assert report.level == 2
    return str(report.failure or "")


def answer(content: Json, begins: str) -> Json:
    """Return the first answer whose name begins so."""
    found: Json = next(x for x in content["answers"] if x["name"].startswith(begins))
    return found


def august() -> IssuedDocument:
    """Return the invoice of July and August: 64.52 and 125.00."""
    invoice = assemble_invoice(july_start(), Period.month(2026, 8), us.CONNECT)
    assert isinstance(invoice, Invoice)
    return issued_document(invoice)


def parts_of(issued: IssuedDocument) -> DisputedParts:
    """Return the parts of the invoice once July is disputed."""
    assert isinstance(issued.document, Invoice)
    lines = (DisputedLine(line=issued.document.lines[1].id),)
    notice: dict[str, Any] = {"notified_on": date(2026, 8, 10), "lines": lines}
    dispute = Dispute(id="d1", invoice=issued.digest, **notice)
    found = disputed_parts(dispute, issued, [], us.CONNECT)
    assert isinstance(found, DisputedParts)
    return found


class TestWriting:
    """What a document says of an answer."""

    @pytest.mark.clause("G4", "Q57")
    def test_of_a_dispute(self) -> None:
        """Of 189.52, July's 64.52 is disputed and 125.00 is not."""
        content: Json = answers_document(parts_of(august()), us.CONNECT)

        assert answer(content, "disputable")["is"] == {"amount": "189.52"}
        assert answer(content, "undisputed")["is"] == {"amount": "125.00"}
        assert content["given"] == {"issue_date": {"date": "2026-08-01"}}
        assert content["grounds"] == ["d1"]
        assert verify(content).failure is None

    def test_it_is_the_same_each_time(self) -> None:
        """Equal answers give equal bytes."""
        once, again = (
            answers_json(parts_of(august()), us.CONNECT),
            answers_json(parts_of(august()), us.CONNECT),
        )

        assert once == again

    def test_readings_are_told(self) -> None:
        """A reading on which no invoice rests stands in the document."""
        market = us.CONNECT.with_readings({"disputed": "owed"})
        content: Json = answers_document(parts_of(august()), market)
        lied = {**content, "readings": {"disputed": "suspended"}}

        assert content["readings"] == {"disputed": "owed"}
        assert verify(content).failure is None
        assert "readings.disputed: must be 'owed'" in failure(lied)
        assert "readings.mood: is no known reading" in failure(
            {**content, "readings": {"disputed": "owed", "mood": "good"}}
        )

    def test_nothing_to_write(self) -> None:
        """Anything else than such an answer, or than a market, is refused."""
        nothing: Any = "189.52"
        for told in ((nothing, us.CONNECT), (parts_of(august()), nothing)):
            with pytest.raises(WrongType, match="must be a"):
                answers_document(*told)

    def test_another_market(self) -> None:
        """A statement is written under the market that it was made under."""
        told = SCRIPT["original"]()
        file = told.file
        held = file.account, told.issued, file.receivables, file.market
        found = statement(*held, date(2026, 9, 10))

        with pytest.raises(ConflictingFacts, match="the market of the statement"):
            answers_document(found, us.CONNECT.with_readings({"past_due": "due_date"}))

    def test_two_heads(self) -> None:
        """The days of one invoice are not those of another one."""
        parts, other = parts_of(august()), july_start()
        later = assemble_invoice(other, Period.month(2026, 9), us.CONNECT)
        assert isinstance(later, Invoice)

        with pytest.raises(ConflictingFacts, match=r"given\.issue_date must be"):
            answers_document(evolve(parts, due_on=later.due_on), us.CONNECT)


class TestForms:
    """Each proof has the steps of its rule, and no others."""

    @each_kind
    def test_one_step_more(self, name: str) -> None:
        """A step that restates an answer is one that no rule has."""
        content = original(name)
        for index, one in enumerate(content["answers"]):
            forged = copy.deepcopy(content)
            steps = forged["answers"][index]["proof"]["steps"]
            last = {"step": len(steps) - 1}
            steps.append({**steps[-1], "op": "given", "of": [last]})

            told = f"answers[{index}].proof: must have the steps of"
            assert failure(forged).startswith(f"{told} {one['proof']['rule']}")

    @each_kind
    def test_an_answer_less(self, name: str) -> None:
        """What is left out is missed: by another answer, a sum, or by its kind."""
        content = original(name)
        for index, one in enumerate(content["answers"]):
            forged = copy.deepcopy(content)
            del forged["answers"][index]

            # Of several runs that a line is for, one may be the last.
            assert failure(forged) or ":run:2" in one["name"]

    @each_kind
    def test_a_rule_of_another(self, name: str) -> None:
        """An answer has a rule of its own kind."""
        content = original(name)
        content["answers"][0]["proof"]["rule"] = "levy"

        assert failure(content).startswith("answers[0].proof.rule: must be")

    @each_kind
    def test_no_name_of_the_kind(self, name: str) -> None:
        """An answer of an unknown name is refused, and so is one that stands twice."""
        content = original(name)
        first = content["answers"][0]
        twice = {**content, "answers": [first, *content["answers"]]}
        first_named = {**first, "name": "mood"}
        named = {**content, "answers": [first_named, *content["answers"][1:]]}

        assert failure(twice) == "answers[1].name: is that of an earlier answer"
        assert "answers[0].name: is no answer of a" in failure(named)

    def test_steps_used_too_often(self) -> None:
        """A proof that uses each step twice grows without end, and is refused."""
        content = original("after/statement")
        steps = answer(content, "open_balance")["proof"]["steps"]
        for index in range(30):
            both = [{"step": index}, {"step": index}]
            steps.append({**steps[0], "op": "sum", "of": both})
            value = 2 * Fraction(steps[index]["is"]["number"])
            steps[-1]["is"] = {"number": str(value)}

        assert "uses its steps too often" in failure(content)

    @given(st.data())
    def test_never_an_exception(self, data: st.DataObject) -> None:
        """Whatever is changed in a document, the checker reports and does not raise."""
        name = data.draw(st.sampled_from(ALL))
        content = original(name)
        for _ in range(data.draw(st.integers(1, 3))):
            place: Any = content
            while True:
                keys = list(place) if isinstance(place, dict) else range(len(place))
                key = data.draw(st.sampled_from([*keys]))
                if not isinstance(place[key], dict | list) or not place[key]:
                    break
                if data.draw(st.integers(0, 9)) == 0:
                    break
                place = place[key]
            place[key] = data.draw(
                st.sampled_from([None, "x", [], {}, "1", "2026-08-11", "0.00", 3])
            )

        assert verify(sealed(content)).level == 1
        assert verify_facts(sealed(content), file_of(name)).level in (1, 2)


class TestLevelThree:
    """What follows an invoice is not assembled again."""

    def test_it_says_so(self) -> None:
        """Level 3 is asked for in vain, and says which levels there are."""
        told = SCRIPT["original"]()
        content = original("after/statement")
        found = replay(content, told.file.account, told.market, told.issued)

        assert found.failure is not None
        assert "levels 1 and 2 prove this one" in found.failure.reason


class TestFiles:
    """The file that a document is held to."""

    @each_kind
    def test_its_head(self, name: str) -> None:
        """Another currency, market or reading than the file's is refused."""
        content, path = original(name), file_of(name)

        assert "market: must be" in against({**content, "market": "us-other"}, path)
        said = {**content, "readings": {"invoice_day": "5"}}
        assert "readings.invoice_day: must be" in against(said, path)

    def test_content_alone(self) -> None:
        """What was issued is read beside the path, so that a path is asked for."""
        content = original("after/dispute")
        told = verify_facts(content, {"format": 1, "account": {}, "contract": {}})

        assert not told.holds

    def test_decimal_payment(self) -> None:
        """A payment that the file tells dearer by a cent is another payment."""
        told = SCRIPT["original"]()
        first, *rest = told.file.receivables.payments
        dearer = evolve(first, amount=Decimal("100.01"))
        changed = SCRIPT["_receivables"](told, payments=(dearer, *rest))

        found = against(SCRIPT["stated"](changed), file_of("after/statement"))
        assert found == "facts.p1.amount: must be 100, got 10001/100"
