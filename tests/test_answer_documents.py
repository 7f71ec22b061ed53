"""The documents of what follows an invoice, and their checks at levels one and two.

``tests/forged`` has an original of each kind and the lies about it; here is what holds
of all of them alike, and what no forger of that folder tries.
"""

import copy
import json
import runpy
import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.__main__ import main
from gotobilling.clauses.after_decisions import Q57
from gotobilling.disputes import DisputedParts, disputed_parts
from gotobilling.errors import ConflictingFacts, WrongType
from gotobilling.facts import Dispute, DisputedLine, Receivables
from gotobilling.formats.answers import answers_document, answers_json
from gotobilling.formats.documents import issued_document
from gotobilling.invoices import Invoice, IssuedDocument, assemble_invoice
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.replay import replay
from gotobilling.sources import Standing
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


def beside(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Return a copy of the account file, changed, with what was issued beside it."""
    text = (FORGED / "after" / "account.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    issued = (FORGED / "after" / "issued.json").read_bytes()
    (tmp_path / "issued.json").write_bytes(issued)
    (tmp_path / "account.toml").write_text(text, encoding="utf-8", newline="\n")
    return tmp_path / "account.toml"


class TestNames:
    """An account file may name invoices and lines as people do."""

    @pytest.mark.parametrize("how", ["digest", "digits", "file", "line"])
    def test_they_are_looked_up(self, tmp_path: Path, how: str) -> None:
        """By digest or its first digits, by file, by date; a line by number or id."""
        content = original("after/dispute")
        digest = content["document"]["invoice"]
        issued = json.loads((FORGED / "after" / "issued.json").read_bytes())
        place = next(i for i, one in enumerate(issued) if one["digest"] == digest)
        names = {
            "digest": digest,
            "digits": digest[:8],
            "file": f"issued.json[{place}]",
        }
        line = content["facts"]["d1"]["lines"][0]["line"]
        old = 'invoice = "2026-09-01"'
        change = (old, f'invoice = "{names.get(how, "2026-09-01")}"')
        if how == "line":
            change = ('line = "1"', f'line = "{line}"')

        assert against(content, beside(tmp_path, change)) == ""

    def test_a_name_of_none(self, tmp_path: Path) -> None:
        """A name that no invoice has is told at its fact."""
        path = beside(tmp_path, ('invoice = "2026-09-01"', 'invoice = "2026-10-01"'))

        told = "facts.d1.invoice: must name one invoice, got '2026-10-01'"
        assert against(original("after/dispute"), path) == told


class TestOwnTerms:
    """A contract may have other numbers than the guides, and has to say so."""

    def told(self, clause: object) -> Json:
        """Return the dispute under 30 days after the resolution."""
        change: dict[str, Any] = {"days": 30, "clause": clause}
        told = SCRIPT["original"]()
        found: Json = SCRIPT["disputed"](SCRIPT["_policy"](told, "disputed", **change))
        return found

    def test_a_contract(self) -> None:
        """A clause that stands as a contract's has its own numbers."""
        contract = evolve(Q57, id="schedule-c", standing=Standing.CONTRACT)

        assert failure(self.told(contract)) == ""

    def test_no_contract(self) -> None:
        """Any other clause has not."""
        assert "must be terms-dispute, or a clause of a contract" in failure(
            self.told(Q57)
        )


def held_by(told: Any, **fields: object) -> Any:  # noqa: ANN401 -- the script's value
    """Return what the forgers start from with other payments or disputes."""
    return SCRIPT["_receivables"](told, **fields)


class TestOtherStories:
    """Honest documents of other accounts hold as well."""

    def test_all_of_an_invoice(self) -> None:
        """A dispute of a whole invoice that is upheld gives all of it back."""
        told = SCRIPT["original"]()
        held = told.file.receivables
        whole = (evolve(held.disputes[0], lines=()),)
        ended = (evolve(held.resolutions[0], lines=()),)
        changed = held_by(told, disputes=whole, resolutions=ended)
        content = SCRIPT["disputed"](changed)

        assert answer(content, "undisputed")["is"] == {"amount": "0.00"}
        assert answer(content, "resolved:rest")["is"] == {"amount": "0.00"}
        assert failure(content) == ""
        assert failure(SCRIPT["stated"](changed)) == ""

    def test_part_of_a_whole_dispute(self) -> None:
        """Lines that nobody disputes are not among what is disputed in full."""
        told = SCRIPT["original"]()
        held = told.file.receivables
        whole = (evolve(held.disputes[0], lines=()),)
        content = SCRIPT["stated"](held_by(told, disputes=whole))
        honest = SCRIPT["stated"](told)
        content["facts"]["d1"] = honest["facts"]["d1"]

        assert failure(content).startswith("answers[")

    def test_nothing_delivered(self) -> None:
        """Without a delivery the days for a return count from the purchase."""
        told = SCRIPT["original"]()
        file = evolve(told.file, deliveries=())
        content = SCRIPT["returned"](evolve(told, file=file))

        assert answer(content, "last_day:")["is"] == {"date": "2026-09-02"}
        assert failure(content) == ""
        assert against(content, file_of("after/return")).startswith("answers[0]")

    @pytest.mark.parametrize("choice", ["off", "on"])
    def test_autopay_off(self, choice: str) -> None:
        """Without autopay nothing is charged next, and nothing may say so."""
        told = SCRIPT["original"]()
        honest = SCRIPT["stated"](told)
        if choice == "off":
            content = SCRIPT["stated"](held_by(told, autopay=()))
            assert failure(content) == ""
            return
        honest["document"]["autopay"] = "off"
        assert failure(honest).startswith("answers[")

    def test_autopay_on_the_due_date(self) -> None:
        """Autopay may charge each invoice on its due date."""
        told = SCRIPT["original"]()
        file = told.file
        market = file.market.with_readings({"autopay": "due_date"})
        content = SCRIPT["stated"](evolve(told, file=evolve(file, market=market)))

        assert failure(content) == ""
        assert answer(content, "next_autopay_on")["is"] == {"date": "2026-09-16"}

    def test_the_largest_first(self) -> None:
        """A payment may pay the largest open invoice, by a reading."""
        told = SCRIPT["original"]()
        file = told.file
        market = file.market.with_readings({"payment_order": "largest"})
        content = SCRIPT["stated"](evolve(told, file=evolve(file, market=market)))

        assert failure(content) == ""

    def test_due_by_no_policy(self) -> None:
        """A due date that no policy counts is none."""
        content = original("after/dispute")
        step = answer(content, "due_date")["proof"]["steps"][0]
        step.update(op="given", of=[{"document": "issue_date"}])
        step["is"] = answer(content, "due_date")["is"] = {"date": "2026-09-01"}

        assert "must have the steps of due_date" in failure(content)


class TestAccountFile:
    """What the account file and the documents beside it do not bear out."""

    def test_invoice_not_named(self, tmp_path: Path) -> None:
        """What was never issued cannot be rested on."""
        path = beside(tmp_path, ('invoice = "2026-09-01"', 'invoice = "2026-08-01"'))
        content = original("after/statement")

        assert "facts.d1.invoice: must be" in against(content, path)

    def test_no_document(self, tmp_path: Path) -> None:
        """What no document beside the file says proves no line."""
        path, content = beside(tmp_path), original("after/return")
        invoice = content["document"]["invoice"]
        issued = json.loads((tmp_path / "issued.json").read_bytes())
        rest = [one for one in issued if one["digest"] != invoice]
        (tmp_path / "issued.json").write_text(json.dumps(rest), encoding="utf-8")

        told = against(content, path)
        assert told.endswith("is in no issued document that the file names")

    def test_autopay_of_another_day(self, tmp_path: Path) -> None:
        """Whether autopay is on is the file's last choice."""
        more = '[[autopay]]\nid = "a2"\neffective_on = 2026-08-05\nautopay = "off"\n'
        path = beside(tmp_path, ("[[autopay]]", f"{more}\n[[autopay]]"))

        assert "must hold 'a2'" in against(original("after/statement"), path)

    def test_returned_before(self, tmp_path: Path) -> None:
        """What came back before an RMA counts before it."""
        earlier = (
            '[[returns]]\nid = "RMA-0"\npurchase = "phones"\nquantity = 1\n'
            "shipped_on = 2026-08-20\nreceived_on = 2026-08-21\n"
            "processed_on = 2026-08-22\n"
        )
        path = beside(tmp_path, ("[[returns]]", f"{earlier}\n[[returns]]"))

        told = against(original("after/return"), path)
        assert "must count 'RMA-0', which came back before" in told

    def test_too_late(self, tmp_path: Path) -> None:
        """By a reading, what came too late is not taken back, and not missed."""
        content = original("after/return")
        late = '[readings]\nlate_return = "refused"\n'
        path = beside(tmp_path, ("[[issued]]", f"{late}\n[[issued]]"))

        assert "readings.late_return" in against(content, path)


class TestPartnerFile:
    """What the partner file does not bear out."""

    def partner(self, tmp_path: Path, *changes: tuple[str, str]) -> Path:
        """Return a copy of the partner file, changed."""
        text = (FORGED / "partner" / "partner.toml").read_text(encoding="utf-8")
        account = beside(tmp_path)
        for old, new in (("../after/account.toml", account.name), *changes):
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "partner.toml").write_text(text, encoding="utf-8", newline="\n")
        return tmp_path / "partner.toml"

    def test_a_copy(self, tmp_path: Path) -> None:
        """The files may stand in one folder."""
        path = self.partner(tmp_path)

        assert against(original("partner/commissions"), path) == ""

    def test_documents_alone(self, tmp_path: Path) -> None:
        """Without an account file nothing is known as paid."""
        change = ('file = "account.toml"', 'issued = ["issued.json"]')
        path = self.partner(tmp_path, change)

        told = against(original("partner/commissions"), path)
        assert told.endswith("is no part of a payment of the account files")

    def test_no_such_file(self, tmp_path: Path) -> None:
        """A file that is not there is told by its place."""
        path = self.partner(tmp_path, ('file = "account.toml"', 'file = "none.toml"'))

        told = "accounts[0].file: cannot be opened: 'none.toml'"
        assert against(original("partner/commissions"), path) == told

    def test_no_path(self) -> None:
        """The accounts are read beside the partner file."""
        text = (FORGED / "partner" / "partner.toml").read_text(encoding="utf-8")
        told = verify_facts(original("partner/commissions"), tomllib.loads(text))

        assert str(told.failure).startswith("accounts: cannot be read")

    def test_another_agreement(self, tmp_path: Path) -> None:
        """A SPIFF that is agreed has to be among the grounds."""
        spiff = (
            '[[commissions]]\nid = "spiff"\naccount = "forged-after"\nkind = "spiff"\n'
            "effective_on = 2026-01-01\namount = 20.00\n"
        )
        path = self.partner(tmp_path, ("[[accounts]]", f"{spiff}\n[[accounts]]"))

        told = "grounds: must hold 'spiff', which is agreed"
        assert against(original("partner/commissions"), path) == told

    def test_withdrawn(self, tmp_path: Path) -> None:
        """Of withdrawals a file may tell more than a statement of a month."""
        gone = '[[withdrawals]]\nid = "w"\nfact = "upfront"\nknown_on = 2027-01-01\n'
        path = self.partner(tmp_path, ("[[accounts]]", f"{gone}\n[[accounts]]"))

        assert against(original("partner/commissions"), path) == ""

    @pytest.mark.clause("Q61")
    def test_month_end(self) -> None:
        """By a reading a residual is for the invoices of the month that ends."""
        told = SCRIPT["original"]()
        market = told.partner.market.with_readings({"residual_run": "month_end"})
        partner = evolve(told.partner, market=market)
        content = SCRIPT["earned"](evolve(told, partner=partner))

        assert failure(content) == ""
        assert answer(content, "residuals_on")["is"] == {"date": "2026-09-30"}

    def test_residual_left_out(self) -> None:
        """An invoice that a run pays a residual on has to have its line."""
        told = SCRIPT["original"]()
        residual, upfront = told.partner.agreements
        later = evolve(residual, effective_on=date(2026, 10, 1))
        partner = evolve(told.partner, agreements=(later, upfront))
        content = SCRIPT["earned"](evolve(told, partner=partner))
        content["facts"]["residual"] = original("partner/commissions")["facts"][
            "residual"
        ]

        found = against(content, file_of("partner/commissions"))
        assert found.startswith("answers: must hold a residual of")


class TestOtherAccounts:
    """Level 2 holds for what other files tell, too."""

    def under(self, **readings: str) -> tuple[Any, tuple[str, str]]:
        """Return what the forgers start from under readings, and the file's change."""
        told = SCRIPT["original"]()
        market = told.market.with_readings(readings)
        lines = "\n".join(f'{name} = "{value}"' for name, value in readings.items())
        change = ("[[issued]]", f"[readings]\n{lines}\n\n[[issued]]")
        return evolve(told, file=evolve(told.file, market=market)), change

    def test_the_largest_first(self, tmp_path: Path) -> None:
        """The checker sets payments off in the order that the file has chosen."""
        told, change = self.under(payment_order="largest")
        content = SCRIPT["stated"](told)

        assert against(content, beside(tmp_path, change)) == ""

    @pytest.mark.clause("Q58")
    def test_late_is_refused(self, tmp_path: Path) -> None:
        """Where late returns are refused, one that is in time is not."""
        told, change = self.under(late_return="refused")
        on = date(2026, 8, 20)
        came = evolve(told.file.deliveries[0], effective_on=on, known_on=on)
        content = SCRIPT["returned"](
            evolve(told, file=evolve(told.file, deliveries=(came,)))
        )
        later = ("effective_on = 2026-08-06", "effective_on = 2026-08-20")

        assert against(content, beside(tmp_path, change, later)) == ""

    @pytest.mark.clause("Q59")
    def test_tax_in_full(self, tmp_path: Path) -> None:
        """Where the tax goes back in full, it follows the price and not the credit."""
        told, change = self.under(return_tax="in_full")
        content = SCRIPT["returned"](told)

        assert answer(content, "tax:")["proof"]["rule"] == "return_tax_full"
        assert against(content, beside(tmp_path, change)) == ""

    def test_no_delivery(self, tmp_path: Path) -> None:
        """Where no delivery is told the purchase counts."""
        told = SCRIPT["original"]()
        content = SCRIPT["returned"](
            evolve(told, file=evolve(told.file, deliveries=()))
        )
        text = '[[deliveries]]\nid = "phones-came"\npurchase = "phones"\n'
        change = (f"{text}effective_on = 2026-08-06\n", "")

        assert against(content, beside(tmp_path, change)) == ""

    def test_after_the_resolution(self) -> None:
        """What was rejected is not due before its own day."""
        told = SCRIPT["original"]()
        file = told.file
        held = file.account, told.issued, file.receivables, file.market
        found = statement(*held, date(2026, 9, 20))
        content: Json = answers_document(found, file.market)

        assert against(content, file_of("after/statement")) == ""

    def test_notice_alone(self) -> None:
        """A dispute has its document before it is resolved."""
        told = SCRIPT["original"]()
        dispute = told.file.receivables.disputes[0]
        own = next(one for one in told.issued if one.digest == dispute.invoice)
        others = [one for one in told.issued if one is not own]
        parts: Any = disputed_parts(dispute, own, others, told.market)
        content: Json = answers_document(parts, told.market)

        assert against(content, file_of("after/dispute")) == ""

    def test_nothing_ahead(self) -> None:
        """What autopay failed to take on its due date it does not take later."""
        told, _ = self.under(autopay="due_date")
        file = told.file
        held = file.account, told.issued, file.receivables, file.market
        content: Json = answers_document(
            statement(*held, date(2026, 12, 1)), file.market
        )

        assert failure(content) == ""
        assert not [x for x in content["answers"] if "next_autopay" in x["name"]]

    def test_nothing_charged(self) -> None:
        """An invoice of 0.00 has no day on which it is due."""
        account = july_start()
        free = tuple(evolve(one, unit_price=Decimal(0)) for one in account.prices)
        account = evolve(account, prices=free)
        invoice = assemble_invoice(account, Period.month(2026, 8), us.CONNECT)
        assert isinstance(invoice, Invoice)
        held = account, [issued_document(invoice)], Receivables(), us.CONNECT
        content: Json = answers_document(statement(*held, date(2026, 9, 1)), us.CONNECT)

        assert failure(content) == ""
        assert content["document"]["invoices"][0]["status"] == "paid"

    def test_invoice_left_out(self) -> None:
        """Every invoice up to the day stands on the statement."""
        told = SCRIPT["original"]()
        fewer = [x for x in told.issued if x.issued_on != date(2026, 8, 3)]
        content = SCRIPT["stated"](evolve(told, issued=tuple(fewer)))

        found = against(content, file_of("after/statement"))
        assert found.startswith("document.invoices: must hold")

    def test_levy_of_no_invoice(self) -> None:
        """What follows its charges is a levy of the invoice."""
        content = original("after/dispute")
        name = next(
            one["name"].rpartition(":")[2]
            for one in content["answers"]
            if one["proof"]["rule"] == "disputed_line"
            and one["proof"]["steps"][-1]["op"] == "round"
        )
        text = json.dumps(content).replace(f"disputed:{name}", "disputed:mood")
        text = text.replace(f"upheld:{name}", "upheld:mood")

        found = against(json.loads(text), file_of("after/dispute"))
        assert found.endswith("must be a levy of the invoice, to follow it")

    def test_return_of_no_invoice(self) -> None:
        """A return is of what an issued invoice charged."""
        content = original("after/return")
        content["document"]["invoice"] = "0" * 64

        found = against(content, file_of("after/return"))
        assert found.startswith("document.invoice: must be the digest of")

    @pytest.mark.clause("Q61")
    def test_month_end(self, tmp_path: Path) -> None:
        """By a reading, an invoice's residual is for the end of its month."""
        told = SCRIPT["original"]()
        market = told.partner.market.with_readings({"residual_run": "month_end"})
        partner = evolve(told.partner, market=market)
        content = SCRIPT["earned"](evolve(told, partner=partner))
        chosen = '[readings]\nresidual_run = "month_end"\n'
        change = ("[[accounts]]", f"{chosen}\n[[accounts]]")
        path = TestPartnerFile().partner(tmp_path, change)

        assert against(content, path) == ""


@pytest.mark.parametrize(("name", "text"), [("a.toml", "[["), ("a.json", "{")])
def test_broken_facts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    """A file of facts that cannot be read is told, whatever it was to tell of."""
    broken = tmp_path / name
    broken.write_text(text, encoding="utf-8")
    folder = Path(__file__).parent.parent / "examples" / "three-phones"
    example = folder / "purchase-2026-08-03.json"

    code = main(["verify", str(example), "--facts", str(broken)])

    assert (code, str(broken) in capsys.readouterr().err) == (2, True)
