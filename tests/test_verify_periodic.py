"""The checker against documents that say something else of years and quarters."""

import json
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator
from scripts.forging import sealed
from tests.builders import account, change, day
from tests.periodic_stories import period_price

from gotobilling.canonical import data, digest
from gotobilling.errors import InvalidFile, ProofError
from gotobilling.facts import Account, BillingAddress
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.formats.documents import document, read_invoice
from gotobilling.invoices import invoices_issued
from gotobilling.kinds import Frequency
from gotobilling.market import Market
from gotobilling.markets import ca, us
from gotobilling.periods import Period
from gotobilling.replay import replay
from gotobilling.segments.periodic import begun_of
from gotobilling.verify import verify, verify_facts

Json = dict[str, Any]
Forge = Callable[[Json], None]

SCHEMA: Final = Draft202012Validator(
    json.loads((files("gotobilling.formats") / "invoice.schema.json").read_bytes())
)
RECOVERY: Final = """
[[rates]]
series = "ca-recovery"
from_on = 2024-01-01
percent = 2
clause = "contract"
"""
YEARLY: Final = period_price("seat", Frequency.ANNUAL, "365.00", minimum_quantity=1)
QUARTERLY: Final = period_price("line", Frequency.QUARTERLY, "90.00")
BOTH: Final = account(
    day(3, 1),
    YEARLY,
    QUARTERLY,
    change(day(3, 15), 3, "seat", id="bought"),
    change(day(5, 15), 1, "seat", id="more"),
    change(day(6, 20), -1, "seat", id="fewer"),
    change(day(3, 10, 2027), 1, "seat", id="early"),
    change(day(3, 15, 2027), -1, "seat", id="given back"),
    change(day(8, 20), 2, "line", id="first"),
    change(day(10, 10), -1, "line", id="gone"),
)
ALL: Final = Period(day(1, 1), day(6, 1, 2027))


def told(known: Account, market: Market = us.CONNECT) -> tuple[Account, Market, Json]:
    """Return account and market as a file tells them, and the file's content."""
    text = write_account_file(known, market)
    file = read_account_file(text.encode(), "account.toml")
    return file.account, file.market, tomllib.loads(text, parse_float=Decimal)


def documents(known: Account, market: Market = us.CONNECT) -> dict[date, Json]:
    """Return the documents of an account by their dates."""
    return {
        one.issued_on.value: dict(document(one))
        for one in invoices_issued(known, ALL, market)
    }


class TestHolds:
    """What the library makes holds at each level, whatever the readings."""

    @pytest.mark.clause("Q50", "Q51")
    @pytest.mark.parametrize(
        "readings",
        [
            {},
            {"rounded": "unit_share", "last_month": "full_month"},
            {"emptied": "minimum_quantity"},
            {"emptied": "minimum_quantity", "same_day": "per_change"},
            {"quarters": "anchored", "annual_renewal": "anchor_day"},
            {"quarter_changes": "days", "removals": "not_credited"},
        ],
    )
    def test_readings(self, readings: dict[str, str]) -> None:
        """A document holds under each reading of what it bills."""
        known, market, file = told(BOTH, us.CONNECT.with_readings(readings))
        for written in documents(known, market).values():
            SCHEMA.validate(written)
            assert verify_facts(written, file).failure is None
            assert replay(written, known, market).failure is None

    @pytest.mark.clause("Q68", "period-begun")
    def test_ended(self) -> None:
        """A document holds where service ends in the month before the first quarter."""
        first = change(day(8, 20), 2, "line")
        ended = account(day(3, 1), QUARTERLY, first, last_day=day(8, 26))
        known, market, file = told(ended)
        (written,) = documents(known, market).values()

        assert verify_facts(written, file).failure is None
        assert read_invoice(written, "document").total.value.minor == 2 * 3000 * 6 // 31

    @pytest.mark.clause("Q9", "Q26")
    @pytest.mark.parametrize("start", [day(8, 20), day(8, 3)])
    @pytest.mark.parametrize("first_invoice", ["window", "next_month", "month_after"])
    def test_begun(self, start: date, first_invoice: str) -> None:
        """A document holds that bills what is there as billing starts."""
        there = change(day(7, 1), 2, "line"), change(day(7, 1), 1, "seat")
        market = us.CONNECT.with_readings({"first_invoice": first_invoice})
        known, market, file = told(account(start, QUARTERLY, YEARLY, *there), market)
        for written in documents(known, market).values():
            assert verify_facts(written, file).failure is None
            assert replay(written, known, market).failure is None

    @pytest.mark.clause("Q25")
    @pytest.mark.parametrize(("zero_days", "lines"), [("shown", 2), ("omitted", 1)])
    def test_begun_on_a_last_day(self, zero_days: str, lines: int) -> None:
        """A start on a month's last day has 0 days of it, shown or left out."""
        start, market = day(8, 31), us.CONNECT.with_readings({"zero_days": zero_days})
        there = change(day(7, 1), 2, "line")
        known, market, file = told(account(start, QUARTERLY, there), market)
        written = documents(known, market)[day(9, 1)]

        assert len(written["lines"]) == lines
        assert verify_facts(written, file).failure is None

    @pytest.mark.clause("Q31")
    def test_minimum_of_nothing(self) -> None:
        """What is emptied, and has no minimum, is no line where minimums count."""
        gone = change(day(10, 10), -2, "line")
        emptied = account(day(3, 1), QUARTERLY, change(day(8, 20), 2, "line"), gone)
        market = us.CONNECT.with_readings({"emptied": "minimum_quantity"})

        assert [*documents(emptied, market)] == [day(9, 1), day(11, 1)]

    @pytest.mark.clause("A12", "Q66")
    def test_other_cycles(self) -> None:
        """Where cycles are no calendar months, no calendar month bills a year."""
        central = evolve(us.CONNECT, anchor=us.CENTRAL.anchor)

        assert begun_of(BOTH, us.CONNECT).keys() == {"seat", "line"}
        assert begun_of(BOTH, central) == {}

    @pytest.mark.clause("Q45")
    @pytest.mark.parametrize("frequency", Frequency)
    @pytest.mark.parametrize(
        ("start", "first"),
        [
            (day(3, 1, 2024), day(3, 1, 2025)),
            (day(3, 1, 2024), day(2, 10, 2025)),
            (day(3, 4, 2025), day(3, 4, 2025)),
        ],
    )
    @pytest.mark.parametrize("quarters", ["first_of_month", "anchored"])
    def test_credits(
        self, frequency: Frequency, start: date, first: date, quarters: str
    ) -> None:
        """A credit's levies hold at the rate of the invoice that charged its period."""
        price = period_price("line", frequency, "90.00", day(1, 1, 2024))
        address = BillingAddress(
            id="address", country="CA", region="NS", effective_on=day(1, 1, 2024)
        )
        # Of the 6 that leave in April, and of the 5 in March, most came after day 1.
        changes = (
            change(first, 2, "line"),
            change(day(3, 20, 2025), -1, "line"),
            change(day(3, 22, 2025), 6, "line"),
            change(day(3, 25, 2025), -5, "line"),
            change(day(4, 20, 2025), 5, "line"),
            change(day(4, 25, 2025), -6, "line"),
        )
        canadian = evolve(
            account(start, price, *changes),
            currency="CAD",
            addresses=(address,),
            prices=(evolve(price, currency="CAD"),),
        )
        market = ca.CONNECT.with_readings({"quarters": quarters})
        text = f"{write_account_file(canadian, market)}\n{RECOVERY}"
        file = read_account_file(text.encode(), "account.toml")
        content = tomllib.loads(text, parse_float=Decimal)
        within = Period(day(3, 1, 2025), day(7, 1, 2025))
        for one in invoices_issued(file.account, within, file.market):
            assert verify_facts(document(one), content).failure is None


JUNE: Final = day(6, 1)
MARCH: Final = day(3, 1, 2027)
APRIL: Final = day(4, 1, 2027)
NOVEMBER: Final = day(11, 1)


def in_line(number: int, **fields: object) -> Forge:
    """Write other fields into a line."""

    def forge(content: Json) -> None:
        content["lines"][number].update(fields)

    return forge


def in_fact(name: str, **fields: object) -> Forge:
    """Write other fields into a fact."""

    def forge(content: Json) -> None:
        content["facts"][name].update(fields)

    return forge


def without(number: int) -> Forge:
    """Leave a line out."""

    def forge(content: Json) -> None:
        del content["lines"][number]

    return forge


def without_step(number: int, label: str) -> Forge:
    """Leave a step of a line's proof out."""

    def forge(content: Json) -> None:
        steps = content["lines"][number]["proof"]["steps"]
        steps[:] = [step for step in steps if step["label"] != label]

    return forge


def by_rule(number: int, rule: str) -> Forge:
    """Say that another rule made a line."""

    def forge(content: Json) -> None:
        content["lines"][number]["proof"]["rule"] = rule

    return forge


YEAR_FROM_APRIL: Final = {"start": "2027-04-15", "end": "2028-04-15"}


@pytest.mark.clause("Q50", "Q51")
@pytest.mark.parametrize(
    ("on", "forge", "place"),
    [
        (MARCH, in_line(0, quantity="3"), "lines[0].quantity"),
        (MARCH, in_line(0, quantity="4"), "lines[0].quantity"),
        (MARCH, in_line(1, period=YEAR_FROM_APRIL), "lines[1].period"),
        (MARCH, in_line(1, effective_on="2027-03-15"), "lines[1].effective_on"),
        (MARCH, in_line(1, kind="rental"), "lines[1]"),
        (MARCH, by_rule(1, "recurring_charge"), "lines[1].proof"),
        (JUNE, in_line(0, effective_on="2026-05-16"), "lines[0].effective_on"),
        (JUNE, in_line(0, effective_on=None), "lines[0].effective_on"),
        (JUNE, by_rule(0, "prorated_charge"), "lines[0].proof"),
        (JUNE, in_fact("bought", effective_on="2026-03-20"), "lines[0].proof"),
        (JUNE, in_fact("bought", item="line"), "lines[0].proof"),
        (JUNE, in_fact("more", effective_on="2026-06-15"), "lines[0].proof"),
        (APRIL, in_line(1, effective_on="2027-03-10"), "lines[1].effective_on"),
        (APRIL, in_line(2, quantity="1"), "lines[2].proof"),
        (NOVEMBER, in_line(0, period=YEAR_FROM_APRIL), "lines[0].period"),
        (NOVEMBER, without_step(0, "quarters are counted from"), "lines[0].proof"),
    ],
)
def test_forged(on: date, forge: Forge, place: str) -> None:
    """A document that says something else of its years does not hold by itself."""
    written = documents(BOTH)[on]
    assert verify(written).failure is None
    forge(written)
    failure = verify(sealed(written)).failure

    assert failure is not None
    assert failure.place.startswith(place)


EARLIER: Final = change(day(3, 12), 1, "seat", id="earlier")


def other(name: str, **fields: object) -> Account:
    """Return the account with another story of one change; of no fields, without it."""
    changes = [
        evolve(one, **fields) if one.id == name else one  # type: ignore[arg-type]
        for one in BOTH.changes
        if fields or one.id != name
    ]
    return evolve(BOTH, changes=tuple(changes))


@pytest.mark.clause("Q50", "Q51", "period-renewed")
@pytest.mark.parametrize(
    ("forged", "on", "place"),
    [
        (other("more"), MARCH, "lines[1].proof"),
        (other("bought", effective_on=day(3, 16)), JUNE, "facts.bought"),
        (other("early"), APRIL, "lines"),
        (other("given back"), APRIL, "lines"),
        (other("early", quantity=2), APRIL, "facts.early"),
        (other("first", effective_on=day(8, 21)), NOVEMBER, "facts.first"),
        (evolve(BOTH, changes=(*BOTH.changes, EARLIER)), JUNE, "facts"),
    ],
)
def test_against_the_file(forged: Account, on: date, place: str) -> None:
    """A document of other facts than the account file's does not hold against it."""
    _, _, file = told(BOTH)
    written = documents(forged)[on]
    assert verify(written).failure is None
    failure = verify_facts(written, file).failure

    assert failure is not None
    assert failure.place.startswith(place)


@pytest.mark.clause("Q50")
def test_first_day() -> None:
    """A year counted from another day than the item's first is found by the file."""
    _, _, file = told(evolve(BOTH, changes=(*BOTH.changes, EARLIER)))
    failure = verify_facts(documents(BOTH)[JUNE], file).failure

    assert failure is not None
    assert failure.place.startswith("lines[0]")


@pytest.mark.clause("Q50")
@pytest.mark.parametrize("chosen", ["anchor_day", "monthly_invoice"])
def test_on_which_document(chosen: str) -> None:
    """A renewal on a document on which the policy has none does not hold."""
    anchored = us.CONNECT.with_readings({"annual_renewal": "anchor_day"})
    made, stated = anchored, us.CONNECT
    if chosen == "monthly_invoice":
        made, stated = stated, made
    on = MARCH if made is us.CONNECT else day(3, 15, 2027)
    forged = documents(BOTH, made)[on]
    old, new = (digest(one.frequency) for one in (made, stated))
    forged = _renamed(forged, old, new)
    policy: Any = data(stated.frequency)
    forged["policies"][new] = policy
    forged["readings"] = dict(stated.readings)
    failure = verify(sealed(forged)).failure

    assert failure is not None
    assert failure.reason == "does not begin on a day of this document"


def _renamed(content: Any, old: str, new: str) -> Any:  # noqa: ANN401 -- JSON
    if isinstance(content, dict):
        return {
            key.replace(old, new): _renamed(value, old, new)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [_renamed(value, old, new) for value in content]
    return content.replace(old, new) if isinstance(content, str) else content


@pytest.mark.clause("Q50")
@pytest.mark.parametrize(
    "label", ["first day of the item", "start of the period", "quantity"]
)
def test_no_such_document(label: str) -> None:
    """A proof without a step that its rule takes is read back as no document."""
    written = documents(BOTH)[JUNE]
    without_step(0, label)(written)

    with pytest.raises((InvalidFile, ProofError)):
        read_invoice(sealed(written), "june.json")


@pytest.mark.clause("Q50")
def test_no_month() -> None:
    """A year of what is billed by the month is no line of a document."""
    written = documents(BOTH)[JUNE]
    in_fact(YEARLY.id, frequency="monthly")(written)

    with pytest.raises(InvalidFile, match="billed by the year or the quarter"):
        read_invoice(sealed(written), "june.json")
