"""The independent checker on cycles: where each begins, its lines, what is unused."""

import copy
import json
import tomllib
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, Final, cast

import pytest
from attrs import evolve
from tests.builders import account, day
from tests.test_cycles import DAY, seat, seats
from tests.test_verify import ANYTHING, Json, changed, found, paths, reseal

from gotobilling.corrections import next_cycle
from gotobilling.errors import BillingError
from gotobilling.facts import Account, Price, QuantityChange, Withdrawal
from gotobilling.formats.account_file import write_account_file
from gotobilling.formats.documents import document, issued_document, read_invoice
from gotobilling.invoices import (
    Invoice,
    IssuedDocument,
    assemble_cycle,
    assemble_plan_change,
)
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.testing.examples import webinar_upgrade
from gotobilling.verify import verify, verify_facts

UPGRADED: Final = webinar_upgrade()
START: Final = day(6, 10)
CENTRAL: Final = account(
    START, seat(), seats(START, 3), seats(day(6, 20), 2), seats(day(7, 10), -1)
)


def written(made: object) -> Json:
    """Write an invoice."""
    assert isinstance(made, Invoice), made
    return cast("Json", document(made))


def upgrade() -> Json:
    """Return the document of the upgrade on 25 June."""
    return written(assemble_plan_change(UPGRADED, day(6, 25), us.WEBINAR))


def second() -> Json:
    """Return the document of Central's second cycle, which prorates a change."""
    return written(assemble_cycle(CENTRAL, day(7, 10), us.CENTRAL))


def first() -> Json:
    """Return the document of Central's first cycle."""
    return written(assemble_cycle(CENTRAL, START, us.CENTRAL))


def told(found: Account, market: Market) -> Json:
    """Give the content of the account file."""
    return tomllib.loads(write_account_file(found, market), parse_float=Decimal)


PERIOD: Final = {"start": "2026-07-11", "end": "2026-08-10"}

# What is changed in a document, and what the first level says of it.
LIES: Final[list[tuple[Callable[[], Json], dict[str, Any], str, str]]] = [
    (second, {"document/period": PERIOD}, "cycle_start", "must be 2026-07-11"),
    (
        second,
        {"document/period": {"start": "2026-07-10", "end": "2026-07-10"}},
        "document.period",
        "must have a day at least",
    ),
    (second, {"cycle": None}, "cycle", "must be an object"),
    (second, {"cycle/number": "2"}, "proofs.cycle_start.steps[0]", "must be 60"),
    (second, {"cycle/number": "9" * 11}, "proofs.cycle_start", ""),
    (second, {"cycle/number": "-1"}, "cycle.number", "must be a whole number from 0"),
    (second, {"cycle/number": "9" * 5}, "proofs.cycle_start", ""),
    (second, {"cycle/months": "1"}, "cycle.months", "must be 0, got 1"),
    (second, {"cycle/frequency": "annual"}, "cycle.months", "must be 12, got 0"),
    (second, {"cycle/anchor": "2026-06-11"}, "anchor", "must be"),
    (second, {"cycle/past": None}, "proofs.past_anchor", "must be there not"),
    (second, {"cycle/past/number": "1"}, "proofs.past_start.steps[0]", "must be"),
    (second, {"document/kind": "plan_change"}, "document.kind", "must be cycle"),
    (second, {"document/kind": "recurring"}, "document.period", "must be"),
    (upgrade, {"document/kind": "cycle"}, "document.kind", "must be plan_change"),
    (
        second,
        {"proofs/anchor/steps/0/of": [{"amount": "billing_start"}]},
        "proofs.anchor",
        "must rest on the day of one change",
    ),
    (
        second,
        {"lines/0/proof/rule": "prorated_charge"},
        "lines[0].proof.rule",
        "must be cycle_proration",
    ),
    (
        second,
        {"lines/0/proof/rule": "unused_days"},
        "lines[0].proof.steps[1]",
        "must not rest on",
    ),
    (second, {"lines/1/kind": "hardware"}, "lines[1].kind", "is no line of a cycle"),
    (
        second,
        {"lines/0/effective_on": "2026-06-10"},
        "lines[0].proof",
        "which is after",
    ),
    (second, {"lines/0/effective_on": None}, "lines[0].effective_on", "must be a day"),
    (second, {"lines/1/quantity": "5"}, "lines[1].quantity", "must be 4"),
    (second, {"lines/1/group": "g"}, "lines[1].group", "must be"),
    (upgrade, {"lines/0/quantity": "-1"}, "lines[0].quantity", "must be -2"),
    (upgrade, {"lines/0/fact": "upgrade-from"}, "lines[0].fact", "must be"),
    (
        upgrade,
        {"lines/0/period": {"start": "2026-06-26", "end": "2026-07-10"}},
        "lines[0].period",
        "must be",
    ),
    (upgrade, {"issue_date": "2026-06-26"}, "issue_date", "must be 2026-06-26"),
]


class TestLevelOne:
    """A cycle's document is held to the days that its own policies give."""

    @pytest.mark.parametrize("made", [first, second, upgrade])
    def test_holds(self, made: Callable[[], Json]) -> None:
        """A document as it was made holds."""
        assert verify(made()).failure is None

    @pytest.mark.parametrize(("made", "lies", "place", "reason"), LIES)
    @pytest.mark.clause("Q52", "Q53", "unused-days")
    def test_lie(
        self, made: Callable[[], Json], lies: dict[str, Any], place: str, reason: str
    ) -> None:
        """A cycle that is not its own is refused at its place."""
        forged = made()
        for path, value in lies.items():
            forged = changed(forged, path, value)
        where, why = found(verify(forged))
        assert where.startswith(place), (where, why)
        assert reason.split(" got", maxsplit=1)[0] in why or "must be" in why
        with pytest.raises(BillingError):
            read_invoice(forged, "forged.json")

    def test_no_cycle_on_a_month(self) -> None:
        """A month's document has no cycle."""
        from tests.builders import month

        from gotobilling.invoices import assemble_invoice
        from gotobilling.testing.examples import july_start

        plain = written(assemble_invoice(july_start(), month(8), us.CONNECT))
        forged = reseal({**plain, "cycle": second()["cycle"]})
        assert found(verify(forged))[0] == "cycle"
        with pytest.raises(BillingError, match="cycle"):
            read_invoice(forged, "forged.json")

    def test_no_such_day(self) -> None:
        """A number that leads to no day is refused, whatever its proof says."""
        forged = copy.deepcopy(second())
        steps = forged["proofs"]["cycle_start"]["steps"]
        given = {
            "op": "given",
            "of": [{"amount": "anchor"}],
            "is": {"date": "2026-06-10"},
        }
        forged["proofs"]["cycle_start"]["steps"] = [{**steps[-1], **given}]
        forged["cycle"]["number"] = "9" * 11
        assert found(verify(reseal(forged))) == ("cycle.number", "leads to no day")

    def test_moved_by_nothing(self) -> None:
        """A billing date that moves under moved_by nothing is refused."""
        market = us.WEBINAR.with_readings({"billing_date": "nothing"})
        honest = written(assemble_cycle(UPGRADED, day(6, 10), market))
        forged, other = upgrade(), copy.deepcopy(honest)
        forged["policies"] = other["policies"]
        forged["readings"] = other["readings"]
        assert not verify(reseal(forged)).holds

    @pytest.mark.parametrize("made", [second, upgrade])
    def test_anything(self, made: Callable[[], Json]) -> None:
        """Whatever stands at a place of the cycle, the answer is a report."""
        honest = made()
        places = [x for x in paths(honest) if x.split("/")[0] == "cycle"]
        places += [f"proofs/{x}" for x in ("anchor", "cycle_start", "past_end")]
        assert len(places) > 10
        for path, value in product(places, ANYTHING):
            forged = changed(honest, path, value)
            assert not verify(forged).holds
            with pytest.raises(BillingError):
                read_invoice(forged, "forged.json")


class TestCorrected:
    """A late plan change is held to the account file, and to all that was issued."""

    def story(self, folder: Path) -> tuple[list[Json], Path]:
        """Issue June, July and the cycle of 25 July, which carries a late upgrade."""
        late = day(7, 12)
        changes = [
            evolve(one, known_on=late) if one.effective_on == day(6, 25) else one
            for one in UPGRADED.changes
        ]
        known = evolve(UPGRADED, changes=tuple(changes))
        issued: list[IssuedDocument] = []
        for on in (day(6, 10), day(7, 10), day(7, 25)):
            made = next_cycle(known.as_known_on(on), on, us.WEBINAR, issued)
            assert isinstance(made, Invoice)
            issued.append(issued_document(made))
        names = tuple(f"{number}.json" for number in range(len(issued)))
        documents = [written(one.document) for one in issued]
        for name, content in zip(names, documents, strict=True):
            (folder / name).write_text(json.dumps(content), encoding="utf-8")
        path = folder / "account.toml"
        text = write_account_file(known, us.WEBINAR, names)
        path.write_text(text, encoding="utf-8")
        return documents, path

    @pytest.mark.clause("Q67", "Q53", "correction")
    def test_holds(self, tmp_path: Path) -> None:
        """What was issued holds, the corrections of the last one among it."""
        documents, path = self.story(tmp_path)
        assert [len(one["corrections"]) for one in documents] == [0, 0, 3]
        gone = [one for one in documents[2]["revisions"] if one["revised"] is None]
        assert [one["document"]["kind"] for one in gone] == ["cycle"]
        for one in documents:
            assert verify_facts(one, path).failure is None

    @pytest.mark.clause("Q67", "Q53")
    def test_taken_back_wrongly(self, tmp_path: Path) -> None:
        """A plan change that is taken back is asked for where it was told anew."""
        kept: tuple[Price | QuantityChange, ...] = (
            *(seat("webinar", item=name) for name in ("basic", "extra", "seat")),
            *(seats(START, 2), seats(day(7, 5), 1, "basic")),
        )
        added = (seats(day(6, 25), 1, "extra"), seats(day(7, 5), -1, "extra", id="~"))
        whole = account(START, *kept, *added)
        issued: list[IssuedDocument] = []
        for on in (START, day(6, 25), day(7, 5)):
            made = next_cycle(whole.as_known_on(on), on, us.WEBINAR, issued)
            assert isinstance(made, Invoice)
            issued.append(issued_document(made))
        late = day(8, 1)
        gone = tuple(
            Withdrawal(id=f"no {one.id}", fact=one.id, known_on=late) for one in added
        )
        liar = evolve(whole, withdrawals=gone)
        forged = next_cycle(liar.as_known_on(day(8, 5)), day(8, 5), us.WEBINAR, issued)
        anew = tuple(evolve(one, id=f"{one.id} anew", known_on=late) for one in added)
        told_anew = evolve(liar, changes=(*liar.changes, *anew))
        names = tuple(f"{number}.json" for number in range(len(issued)))
        for name, one in zip(names, issued, strict=True):
            text = json.dumps(written(one.document))
            (tmp_path / name).write_text(text, encoding="utf-8")
        path = tmp_path / "account.toml"
        text = write_account_file(told_anew, us.WEBINAR, names)
        path.write_text(text, encoding="utf-8")
        place, reason = found(verify_facts(written(forged), path))
        assert place == "revisions[0].revised"
        assert reason == "must be there: there is something to bill"

    def test_still_there(self, tmp_path: Path) -> None:
        """A cycle that is taken back is refused where the file still has it."""
        documents, path = self.story(tmp_path)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("2026-06-25", "2026-08-03"), encoding="utf-8")
        assert not verify_facts(documents[2], path).holds


class TestLevelTwo:
    """A cycle's document is held to the cycles that the account file gives."""

    @pytest.mark.clause("Q52", "Q53")
    def test_holds(self) -> None:
        """A document holds against its own account file."""
        assert verify_facts(second(), told(CENTRAL, us.CENTRAL)).holds
        assert verify_facts(upgrade(), told(UPGRADED, us.WEBINAR)).holds

    @pytest.mark.parametrize(
        ("without", "place"),
        [
            ("upgrade-to", "cycle"),
            ("sign-up", "cycle"),
        ],
    )
    def test_other_story(self, without: str, place: str) -> None:
        """A cycle that the file's changes do not give is refused."""
        kept = [one for one in UPGRADED.changes if one.id != without]
        kept = [one for one in kept if one.quantity > 0]
        other = evolve(UPGRADED, changes=tuple(kept))
        where, _ = found(verify_facts(upgrade(), told(other, us.WEBINAR)))
        assert place in where or where.startswith(("facts", "proofs"))

    @pytest.mark.clause("Q53")
    def test_left_out(self) -> None:
        """A plan change that is left out is missed in the cycle that goes on."""
        kept = tuple(one for one in UPGRADED.changes if one.id == "sign-up")
        alone = evolve(UPGRADED, changes=kept)
        july = written(assemble_cycle(alone, day(7, 10), us.WEBINAR))
        assert verify_facts(july, told(alone, us.WEBINAR)).holds
        place, reason = found(verify_facts(july, told(UPGRADED, us.WEBINAR)))
        assert (place, reason) == ("cycle", "is none that the account file gives")

    @pytest.mark.clause("unused-days")
    def test_unused_left_out(self) -> None:
        """The credit of an item that is kept from the document is asked for."""
        other = seat("webinar", "49.00", item="basic")
        more = evolve(
            UPGRADED,
            prices=(*UPGRADED.prices, other),
            changes=(
                *UPGRADED.changes,
                seats(START, 1, "basic"),
            ),
        )
        place, reason = found(verify_facts(upgrade(), told(more, us.WEBINAR)))
        assert place in ("lines", "proofs.anchor", "proofs.past_anchor"), reason

    def test_other_anchor(self) -> None:
        """A sign-up that the file puts on another day is refused."""
        earlier = seats(START, 1, id="!")
        more = evolve(CENTRAL, changes=(*CENTRAL.changes, earlier))
        place, _ = found(verify_facts(first(), told(more, us.CENTRAL)))
        assert place == "proofs.anchor"

    def test_no_seats(self) -> None:
        """A file without a change of the product gives no cycle."""
        kept = evolve(CENTRAL, changes=())
        place, _ = found(verify_facts(first(), told(kept, us.CENTRAL)))
        assert place == "cycle" or place.startswith("facts")

    def test_increases(self) -> None:
        """Under increases alone, a reduction moves nothing."""
        market = us.WEBINAR.with_readings({"billing_date": "increases"})
        facts = (seats(START, 2), seats(START + 10 * DAY, -1), seats(day(8, 1), 1))
        one = account(START, seat("webinar"), *facts)
        july = written(assemble_cycle(one, day(7, 10), market))
        august = written(assemble_plan_change(one, day(8, 1), market))
        for each in (july, august):
            assert verify_facts(each, told(one, market)).holds

    def test_frequencies_apart(self) -> None:
        """The items of a year are none of the cycle of a month."""
        yearly = seat("webinar", item="year", frequency=Frequency.ANNUAL)
        one = account(
            START, seat("webinar"), yearly, seats(START, 1), seats(START, 1, "year")
        )
        content = told(one, us.WEBINAR)
        for often in (Frequency.MONTHLY, Frequency.ANNUAL):
            made = assemble_cycle(one, START, us.WEBINAR, frequency=often)
            assert verify_facts(written(made), content).holds
