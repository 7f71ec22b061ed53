"""What holds for every history, and the kernel held against the reference biller.

The laws run on account files that Hypothesis draws and shrinks; the comparison runs on
seeded histories as well, a part of them by default and all of them in the deep profile
and in ``scripts/compare_histories.py``.
"""

import json
import os
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Context, Decimal, getcontext, localcontext
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.accounts import (
    BEFORE_ALL,
    account_from,
    answers,
    exact,
    in_reference_words,
    invoices,
)
from tests.strategies import GROUPS, account_files, histories, horizon
from tests.thinning import thinned

from gotobilling.billing_cycle import DocumentKind
from gotobilling.derivation import LineFields
from gotobilling.errors import MoreRemovedThanPresent
from gotobilling.facts import QuantityChange, ServiceEnd
from gotobilling.formats.account_file import read_account_file
from gotobilling.formats.documents import document_bytes
from gotobilling.invoices import Invoice, assemble_invoice, assemble_one_time
from gotobilling.lineitems import DocumentKey
from gotobilling.markets import us
from gotobilling.money import Money
from gotobilling.periods import next_month
from gotobilling.replay import replay
from gotobilling.testing import reference
from gotobilling.testing.examples import july_start
from gotobilling.verify import verify_facts

File = dict[str, Any]
Lines = dict[tuple[DocumentKey, str], tuple[LineFields, Money]]

DAY: Final = timedelta(days=1)
SEED: Final = 2026
IS_DEEP: Final = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
COUNT: Final = 2000 if IS_DEEP else 300
FACTS: Final[tuple[str, ...]] = ("prices", "changes", "one_time")
FROM_START: Final = us.CONNECT.with_readings({"day_count": "actual_from_start"})


class Billed:
    """A seeded history with its documents, which are made when first asked for."""

    def __init__(self, file: File) -> None:
        self.file = file

    @cached_property
    def documents(self) -> tuple[Invoice, ...]:
        """Bill the account of the history."""
        return invoices(account_from(self.file), horizon(self.file))


@pytest.fixture(scope="module")
def billed() -> list[Billed]:
    """Return the seeded histories."""
    return [Billed(file) for file in histories(SEED, COUNT)]


def lines(documents: Iterable[Invoice]) -> Lines:
    """Return every line by its document and id."""
    return {
        (line.document, line.id): (line.fields, line.amount)
        for document in documents
        for line in document.lines
    }


def facts(file: File, section: str) -> list[File]:
    """Return each fact of a section once."""
    return list({fact["id"]: fact for fact in file.get(section, [])}.values())


def last_day_of_service(file: File) -> date:
    """Return the last day of service, or the last of all days."""
    last_day: date = (
        file["contract"].get("end", {}).get("last_day_of_service", date.max)
    )
    return last_day


class TestReferenceBiller:
    """The kernel against a biller that walks through the calendar."""

    @pytest.mark.clause("A1", "A4", "A5", "A8", "B1", "B2", "G4")
    @given(account_files())
    def test_drawn(self, file: File) -> None:
        """Documents, dates, lines and exact amounts are those of the reference."""
        documents = invoices(account_from(file), horizon(file))

        assert [in_reference_words(each) for each in documents] == (
            reference.bill(file, horizon(file))
        )

    def test_seeded(self, billed: list[Billed]) -> None:
        """The seeded histories get the documents of the reference as well."""
        for one in thinned(billed):
            assert [in_reference_words(each) for each in one.documents] == (
                reference.bill(one.file, horizon(one.file))
            )


class TestConservation:
    """Every day of service is charged once, whatever happened when."""

    @pytest.mark.clause("A8", "Q1", "Q68")
    @given(account_files())
    def test_drawn(self, file: File) -> None:
        """Exact amounts add up to quantity x price / days in the month, day by day."""
        charged = self.charged(invoices(account_from(file), horizon(file)))

        assert charged == self.over_days(file, counts_day_of_change=False)
        assert charged == self.by_the_reference(file)

    def test_seeded(self, billed: list[Billed]) -> None:
        """The seeded histories are conserved as well."""
        for one in thinned(billed):
            assert self.charged(one.documents) == self.by_the_reference(one.file)

    @pytest.mark.clause("Q1", "Q68")
    @given(account_files())
    def test_start_day_counted(self, file: File) -> None:
        """Where the start day counts, so does each day of change, the first and last.

        The day of a removal is then no longer charged.
        """
        account = account_from(file)
        documents = invoices(account, horizon(file), market=FROM_START)

        assert self.charged(documents) == (
            self.over_days(file, counts_day_of_change=True)
        )

    @staticmethod
    def charged(documents: Iterable[Invoice]) -> Fraction:
        """Add the exact amounts of all monthly documents."""
        return sum(
            (
                exact(line)
                for document in documents
                if document.kind is DocumentKind.RECURRING
                for line in document.lines
            ),
            Fraction(0),
        )

    @staticmethod
    def by_the_reference(file: File) -> Fraction:
        """Add the days up to the end of the last month billed."""
        last_day = next_month(horizon(file)) - DAY
        return reference.total_over_days(file, BEFORE_ALL, last_day)

    @staticmethod
    def over_days(file: File, *, counts_day_of_change: bool) -> Fraction:
        """Add the days one after the other, a change from its own day or the next.

        A change on day 1 of a month counts from that day in either case.
        """
        start, changes = reference.billing_start(file), facts(file, "changes")
        prices = sorted(facts(file, "prices"), key=lambda fact: fact["effective_on"])
        total = Fraction(0)
        day = start
        while day <= last_day_of_service(file) and day < next_month(horizon(file)):
            seen_on = day if counts_day_of_change or day.day == 1 else day - DAY
            price = {
                fact["item"]: Fraction(fact["unit_price"])
                for fact in prices
                if fact["effective_on"] <= seen_on
            }
            for change in changes:
                if start <= seen_on and change["effective_on"] <= seen_on:
                    month_length = monthrange(day.year, day.month)[1]
                    total += change["quantity"] * price[change["item"]] / month_length
            day += DAY
        return total


class TestSplitting:
    """What is billed together or apart, at once or in parts."""

    @pytest.mark.clause("A1", "A8")
    @given(account_files(), st.data())
    def test_items_apart(self, file: File, data: st.DataObject) -> None:
        """Items billed apart get the lines that they get when billed together."""
        items = sorted({price["item"] for price in file["prices"]})
        mine = data.draw(st.sets(st.sampled_from(items)))
        parts = [
            {
                name: [fact for fact in file.get(name, []) if fact["item"] in names]
                for name in ("prices", "changes")
            }
            for names in (mine, {*items} - mine)
        ]
        apart = [
            lines(invoices(account_from({**file, **part}), horizon(file)))
            for part in (parts[0], {**parts[1], "one_time": []})
        ]

        together = lines(invoices(account_from(file), horizon(file)))
        assert together == apart[0] | apart[1]
        assert len(together) == len(apart[0]) + len(apart[1])

    @pytest.mark.clause("Q27", "Q29")
    @given(account_files())
    def test_change_in_two(self, file: File) -> None:
        """A change told in two parts of its day gives the same line, to the cent."""
        parts = [part for change in facts(file, "changes") for part in halves(change)]
        split = account_from({**file, "changes": parts})

        assert lines(invoices(split, horizon(file))) == (
            lines(invoices(account_from(file), horizon(file)))
        )

    @pytest.mark.clause("Q17", "Q27")
    @given(account_files(), st.data())
    def test_added_and_removed(self, file: File, data: st.DataObject) -> None:
        """What is added and removed on the same day costs nothing, to the cent."""
        plus = late_change(file, data)
        told = [*file.get("changes", []), *file["prices"]]
        # Beside other changes of the day a sum is rounded, and may round otherwise.
        assume((plus["item"], plus["effective_on"]) not in map(item_and_day, told))
        minus = {**plus, "id": "minus", "quantity": -plus["quantity"]}
        both = account_from(with_changes(file, plus, minus))

        assert totals(invoices(both, horizon(file))) == (
            totals(invoices(account_from(file), horizon(file)))
        )
        new = lines(invoices(both, horizon(file))).items() - (
            lines(invoices(account_from(file), horizon(file))).items()
        )
        assert sum(amount.minor for _, (_, amount) in new) == 0
        assert len(new) == (0 if plus["effective_on"].day == 1 else 2)


def halves(change: File) -> list[File]:
    """Tell a change as two of the same sign, where it is of more than one unit."""
    half = change["quantity"] // 2
    quantities = (half, change["quantity"] - half)
    if 0 in quantities:
        return [change]
    return [
        {**change, "id": f"{change['id']}, part {number}", "quantity": quantity}
        for number, quantity in enumerate(quantities, start=1)
    ]


def item_and_day(fact: File) -> tuple[str, date]:
    """Return what is changed or priced, and when."""
    return fact["item"], fact["effective_on"]


def late_change(file: File, data: st.DataObject) -> File:
    """Draw an addition while service runs, after the start and before the horizon."""
    start = reference.billing_start(file)
    last = min(last_day_of_service(file), horizon(file) - DAY)
    assume(start < last)
    change = {
        "id": "late",
        "item": data.draw(st.sampled_from([each["item"] for each in file["prices"]])),
        "quantity": data.draw(st.integers(1, 5)),
        "effective_on": data.draw(st.dates(start + DAY, last)),
    }
    group = data.draw(st.sampled_from((None, *GROUPS, "elsewhere")))
    return change if group is None else {**change, "group": group}


def with_changes(file: File, *changes: File) -> File:
    """Return the file with further changes."""
    return {**file, "changes": [*file.get("changes", []), *changes]}


def totals(documents: Iterable[Invoice]) -> Counter[DocumentKey]:
    """Return what each document comes to, those of 0.00 left out."""
    found: Counter[DocumentKey] = Counter()
    for document in documents:
        if document.total.value.minor:
            found[document.key] = document.total.value.minor
    return found


class TestOrderOfFacts:
    """In which order and how often facts are told."""

    @pytest.mark.clause("Q27")
    @given(account_files(), st.data())
    def test_any_order(self, file: File, data: st.DataObject) -> None:
        """Facts in any order make the same account and documents, byte for byte."""
        drawn = {
            name: data.draw(st.permutations(file[name]))
            for name in FACTS
            if name in file
        }
        account, turned = account_from(file), account_from({**file, **drawn})

        assert turned == account
        documents = invoices(turned, horizon(file))
        assert documents == invoices(account, horizon(file))
        assert [*map(document_bytes, documents)] == (
            [*map(document_bytes, invoices(account, horizon(file)))]
        )

    @pytest.mark.clause("Q27")
    @given(account_files())
    def test_told_twice(self, file: File) -> None:
        """A fact told twice counts once."""
        twice = {name: file[name] * 2 for name in FACTS if name in file}
        account, repeated = account_from(file), account_from({**file, **twice})

        assert repeated == account
        assert invoices(repeated, horizon(file)) == invoices(account, horizon(file))


class TestRefusals:
    """What neither biller takes."""

    @pytest.mark.clause("Q28")
    @given(account_files(), st.data())
    def test_removed(self, file: File, data: st.DataObject) -> None:
        """Both refuse that more is removed than present, up to the end of service."""
        signed_on = file["contract"].get("signed_on", date.min)
        first = max(reference.billing_start(file) - 5 * DAY, signed_on)
        change = data.draw(st.sampled_from(facts(file, "changes") or [{"item": ""}]))
        assume("id" in change)
        removal = {
            **change,
            "id": "removal",
            "quantity": -data.draw(st.integers(1, 12)),
            "effective_on": data.draw(st.dates(first, horizon(file) + 40 * DAY)),
        }
        removed = with_changes(file, removal)

        assert is_refused(MoreRemovedThanPresent, account_from, removed) == (
            is_refused(ValueError, reference.bill, removed, BEFORE_ALL)
        )

    @pytest.mark.clause("Q28")
    def test_after_the_end(self) -> None:
        """What is removed on the last day is judged, what is removed later is not."""
        account, on = july_start(), date(2026, 7, 20)
        end = ServiceEnd(id="end", last_day_of_service=on)
        six = QuantityChange(id="6", item="device", quantity=-6, effective_on=on)
        later = evolve(six, effective_on=on + DAY)

        with pytest.raises(MoreRemovedThanPresent):
            evolve(account, end=end, changes=(*account.changes, six))
        ended = evolve(account, end=end, changes=(*account.changes, later))
        # 5 x 25.00 x 5 days of 31, from 16 to 20 July
        assert [
            document.total.value for document in invoices(ended, on + 90 * DAY)
        ] == ([Money(Decimal("20.16"), "USD")])


def is_refused(
    error: type[Exception], bill: Callable[..., object], *told: object
) -> bool:
    """Tell whether a biller refuses a history with that error."""
    try:
        bill(*told)
    except error:
        return True
    return False


class TestLines:
    """Sums, and names that last."""

    @pytest.mark.clause("E1", "Q48")
    @given(account_files())
    def test_total(self, file: File) -> None:
        """The total is the sum of the lines, and no less than 0 of it is payable."""
        for document in invoices(account_from(file), horizon(file)):
            minor = sum(line.amount.minor for line in document.lines)
            assert document.subtotal.value.minor == minor
            assert document.total.value.minor == minor
            assert document.payable.value.minor == max(0, minor)

    @pytest.mark.clause("Q27")
    @given(account_files())
    def test_ids(self, file: File) -> None:
        """No two lines share an id, not even on different documents."""
        ids = Counter(
            line.id
            for document in invoices(account_from(file), horizon(file))
            for line in document.lines
        )

        assert set(ids.values()) <= {1}

    @pytest.mark.clause("Q23", "Q24")
    @given(account_files())
    def test_later_facts(self, file: File) -> None:
        """What takes effect after the invoice date changes nothing of a document.

        Only an end of service inside the month that is billed in advance does.
        """
        for document in invoices(account_from(file), horizon(file)):
            until = document.issued_on.value
            past: File = {
                name: [
                    fact for fact in file.get(name, []) if fact["effective_on"] <= until
                ]
                for name in FACTS
            }
            contract = dict(file["contract"])
            if last_day_of_service(file) >= document.period.last_day:
                contract.pop("end", None)
            account = account_from({**file, **past, "contract": contract})

            if document.kind is DocumentKind.ONE_TIME:
                assert document == assemble_one_time(account, until, us.CONNECT)
            else:
                assert document == (
                    assemble_invoice(account, document.period, us.CONNECT)
                )

    @pytest.mark.clause("Q27", "Q30")
    @given(account_files(), st.data())
    def test_late_fact(self, file: File, data: st.DataObject) -> None:
        """An addition that is told late takes no id away, nor touches another item."""
        late = late_change(file, data)
        before = lines(invoices(account_from(file), horizon(file)))
        after = lines(invoices(account_from(with_changes(file, late)), horizon(file)))

        assert before.keys() <= after.keys()
        others = {
            place: line
            for place, line in before.items()
            if line[0].item != late["item"]
        }
        assert others.items() <= after.items()


class TestSurroundings:
    """What a result must not depend on."""

    @pytest.mark.clause("Q29")
    @given(account_files())
    def test_decimal_context(self, file: File) -> None:
        """Three digits of precision and every trap set change no amount, no proof."""
        expected = self.spelled_out(file)
        traps = list(getcontext().traps)

        with localcontext(Context(prec=3, Emin=-9, Emax=9, traps=traps)):
            assert self.spelled_out(file) == expected

    @pytest.mark.clause("Q29")
    @given(account_files())
    def test_thread(self, file: File) -> None:
        """Another thread, which has a context of its own, comes to the same result."""
        with ThreadPoolExecutor(max_workers=1) as pool:
            result = pool.submit(self.spelled_out, file).result()

        assert result == self.spelled_out(file)

    @staticmethod
    def spelled_out(file: File) -> list[bytes]:
        """Return the documents of a file as they are stored."""
        return [*map(document_bytes, invoices(account_from(file), horizon(file)))]


class TestKnowledge:
    """What was known when."""

    @pytest.mark.clause("Q67")
    @given(account_files())
    def test_far_future(self, file: File) -> None:
        """At the end of time every fact is known, and the lines are those of all."""
        account = account_from(file)
        known = account.as_known_on(date.max)

        assert evolve(known, known_on=None) == account
        assert lines(invoices(known, horizon(file))) == (
            lines(invoices(account, horizon(file)))
        )


class TestOpeningQuantities:
    """A long history that starts from a checkpoint."""

    @pytest.mark.clause("A1", "A8")
    @given(account_files(), st.data())
    def test_later_months(self, file: File, data: st.DataObject) -> None:
        """What was there at the end of a day bills later months as all its past did."""
        start = reference.billing_start(file)
        on = data.draw(st.dates(start - 31 * DAY, horizon(file)))
        opened = {**file, **opening(file, on)}
        # The month before is prorated, so its first day is the earliest that counts.
        first = next_month(on if on.day == 1 else next_month(on))
        since = BEFORE_ALL if on <= start else first
        through = max(horizon(file), since)

        assert lines(invoices(account_from(opened), through, since)) == (
            lines(invoices(account_from(file), through, since))
        )


def opening(file: File, on: date) -> dict[str, list[File]]:
    """Return the changes after a day, and what was there at its end."""
    changes = facts(file, "changes")
    present: Counter[tuple[str, str | None]] = Counter()
    for change in changes:
        if change["effective_on"] <= on:
            present[change["item"], change.get("group")] += change["quantity"]
    return {
        "changes": [change for change in changes if change["effective_on"] > on],
        "opening": [
            {
                "id": f"{item} in {group}",
                "item": item,
                "group": group,
                "quantity": quantity,
                "effective_on": on,
            }
            for (item, group), quantity in present.items()
            if quantity > 0
        ],
    }


class TestProofs:
    """Every number of every document can be read back to the facts."""

    @pytest.mark.clause("A8", "A9", "A10")
    @given(account_files())
    def test_drawn(self, file: File) -> None:
        """Each proof ends in the stated value and rests on facts of the account."""
        account = account_from(file)
        told = set(account.facts())

        for document in invoices(account, horizon(file)):
            for answer in answers(document):
                assert answer.proof.steps[-1].value == as_proven(answer.value)
                assert set(answer.proof.facts()) <= told

    def test_seeded(self, billed: list[Billed]) -> None:
        """The independent checker finds the facts of the file in each document."""
        for one in thinned(billed if IS_DEEP else billed[::3]):
            for document in one.documents:
                stored = json.loads(document_bytes(document))
                assert verify_facts(stored, one.file).failure is None

    def test_replayed(self, billed: list[Billed]) -> None:
        """A document assembled again from its account file is the same."""
        for one in thinned(billed[::10]):
            account = account_from(one.file)
            for document in one.documents:
                stored = json.loads(document_bytes(document))
                assert replay(stored, account, us.CONNECT).failure is None


def as_proven(value: Money | date) -> tuple[int, int] | date:
    """Return a stated value as a proof spells it, a ratio in lowest terms."""
    if isinstance(value, Money):
        return Fraction(value.amount).as_integer_ratio()
    return value


class TestAccountFile:
    """The door through which the histories of the laws come in other places."""

    @pytest.mark.clause("Q62", "Q67")
    @given(account_files())
    def test_read(self, file: File) -> None:
        """Read from a file, a history is the account that the laws are held for."""
        content = json.dumps(file, default=str).encode()

        assert read_account_file(content, "account.json").account == account_from(file)
