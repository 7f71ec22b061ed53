"""What a statement's document says of itself, held to the facts that it tells."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from attrs import evolve
from tests.receivable_stories import noted, paid, sent
from tests.test_statements import AUTOPAY, disputed, on, stated

from gotobilling.disputes import standing
from gotobilling.disputes.dates import window_of
from gotobilling.facts import Receivables, Resolution, Resolved, Suspension
from gotobilling.formats.answers import answers_document
from gotobilling.formats.plain import packed
from gotobilling.markets import us
from gotobilling.verify import verify

SUSPENDED = Suspension(id="s", effective_on=on(20))
UPHELD = Resolution(
    id="r", dispute="d", resolved_on=date(2026, 8, 12), outcome=Resolved.UPHELD
)


def refused(content: dict[str, Any]) -> str:
    """Where a document does not hold, sealed anew; or nothing."""
    del content["digest"]
    content["digest"] = sha256(packed(content)).hexdigest()
    failure = verify(content).failure
    return "" if failure is None else failure.place


def told(day: int, **facts: Any) -> dict[str, Any]:  # noqa: ANN401 -- the sections
    """The document of a statement about 100.00 of 1 August."""
    return answers_document(stated([sent(1, 10000)], day, **facts), us.CONNECT)


class TestHead:
    """The head follows the facts."""

    @pytest.mark.clause("B2", "Q56")
    def test_autopay(self) -> None:
        """Autopay is as the last choice has it, and off without one."""
        market = us.CONNECT.with_readings({"past_due": "due_date"})
        found = stated([sent(1, 10000)], 5, market, payments=[paid(2, 10000)])
        content: Any = answers_document(found, market)
        assert refused(content) == ""

        content["document"]["autopay"] = "on"

        assert refused(content) == "document.autopay"

    @pytest.mark.clause("B5", "suspension")
    @pytest.mark.parametrize(
        ("day", "facts"),
        [
            (25, {}),
            (25, {"suspensions": [SUSPENDED]}),
            (25, {"suspensions": [SUSPENDED], "payments": [paid(22, 10000)]}),
        ],
    )
    def test_service(self, day: int, facts: dict[str, Any]) -> None:
        """Service is suspended since a suspension until a day on which it is back."""
        content = told(day, **facts)
        assert refused(content) == ""

        was = content["document"]["service"]
        content["document"]["service"] = "active" if was != "active" else "suspended"

        assert refused(content) == "document.service"

    @pytest.mark.clause("B5")
    def test_nothing_overdue(self) -> None:
        """Where nothing is overdue service is not suspended."""
        content = told(25, suspensions=[SUSPENDED], payments=[paid(22, 10000)])
        content["document"]["service"] = "suspended"
        answers = content["answers"]
        last = next(x for x in answers if x["name"] == "active_again_on")
        answers.remove(last)

        assert refused(content) == "document.service"

    @pytest.mark.clause("Q56")
    def test_day(self) -> None:
        """The next autopay is counted from the day of the statement."""
        content = told(12, autopay=[AUTOPAY])
        assert refused(content) == ""

        content["given"]["on"]["date"] = "2026-08-13"

        assert refused(content) == "given.on"


@pytest.mark.clause("G4", "Q57", "terms-dispute")
class TestHeld:
    """Nothing is kept back but for a dispute that holds."""

    def test_late(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Notice on day 16 keeps nothing back."""
        facts = {"disputes": [disputed(sent(1, 10000), 17)]}
        assert refused(told(18, **facts)) == ""

        monkeypatch.setattr(
            "gotobilling.disputes.standing.window_of",
            lambda *x: evolve(window_of(*x), refused=None),
        )

        assert refused(told(18, **facts)).startswith("answers[")

    def test_upheld(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is upheld is owed until a note gives it back."""
        dispute = disputed(sent(1, 10000), 5)
        facts = {"disputes": [dispute], "resolutions": [UPHELD]}
        assert refused(told(18, **facts)) == ""

        monkeypatch.setattr(Receivables, "resolution", lambda *_: None)

        assert refused(told(18, **facts)).startswith("answers[")

    def test_rejected(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is rejected on the 12th is late from the 28th on."""
        rejected = evolve(UPHELD, outcome=Resolved.REJECTED)
        dispute = disputed(sent(1, 10000), 5)
        facts = {"disputes": [dispute], "resolutions": [rejected]}
        assert refused(told(27, **facts)) == refused(told(28, **facts)) == ""

        monkeypatch.setattr(standing.RejectedPart, "is_in_time", lambda *_: True)

        assert refused(told(28, **facts)).startswith("answers[")

    def test_beside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Beside an open dispute of 30.00, one of 20.00 that is late keeps nothing."""
        rejected = evolve(UPHELD, outcome=Resolved.REJECTED)
        first = disputed(sent(1, 10000), 5, 2000)
        other = disputed(sent(1, 10000), 6, 3000, "e")
        facts = {"disputes": [first, other], "resolutions": [rejected]}
        assert refused(told(28, **facts)) == ""

        monkeypatch.setattr(standing.RejectedPart, "is_in_time", lambda *_: True)

        assert refused(told(28, **facts)).startswith("answers[")


@pytest.mark.clause("B5")
def test_what_brought_it_back() -> None:
    """Given in any order, documents have service brought back by the note."""
    invoice, later = sent(1, 10000), sent(25, 5000)
    documents = [invoice, noted(25, 10000, invoice, "a"), later]

    found = [
        stated(each, 28, suspensions=[SUSPENDED]).service.active_again_on
        for each in (documents, documents[::-1])
    ]

    assert found[0] == found[1]
    assert found[0] is not None
    assert found[0].value == on(25)
    facts: Any = found[0].facts
    assert facts.happened.document == documents[1].digest
