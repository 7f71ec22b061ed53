"""What is given back within years and quarters: at the tax of who charged it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import account, cents, change, day
from tests.periodic_stories import (
    PeriodStory,
    period_price,
    period_stories,
    told,
)

from gotobilling.facts import Account, QuantityChange
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.formats.documents import document
from gotobilling.invoices import Invoice, invoices_issued
from gotobilling.invoices.charging import ChargingInvoices
from gotobilling.invoices.lots import Lot, PeriodLots, greater_part
from gotobilling.kinds import Frequency, LineKind
from gotobilling.market import Market
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.proration.within import PeriodProration
from gotobilling.testing.periodic import bill_periods, charged_on
from gotobilling.verify import verify, verify_facts

Json = dict[str, Any]

START: Final = day(3, 1, 2025)
ALL: Final = Period(START, day(8, 1, 2026))
FIXED: Final = """
addresses = [
  {id = "address", country = "US", region = "UT", effective_on = 2025-01-01},
]
taxes = [{name = "uts", jurisdiction = "US-UT"}]
rates = [
  {series = "us-slrrf", from_on = 2025-01-01, percent = 0, clause = "none"},
  {series = "us-rrf", from_on = 2025-01-01, percent = 0, clause = "none"},
"""
"""Utah, without recovery fees: the sales tax alone is more than 0."""


class Bill(NamedTuple):
    """What an account file is billed, and what it says."""

    invoices: tuple[Invoice, ...]
    content: Json
    account: Account
    market: Market

    def taxes(self) -> dict[date, list[tuple[date | None, str, int, int]]]:
        """Return tax date, percent, base and cents of the sales taxes by document."""
        return {
            one.issued_on.value: [
                (x.tax_date, str(x.rate.percent), x.base.minor, x.amount.minor)
                for x in one.levies
                if x.levy.name == "uts"
            ]
            for one in self.invoices
        }


def bill(
    frequency: Frequency,
    changes: Iterable[QuantityChange],
    percents: Mapping[date, str],
    *,
    market: Market = us.CONNECT,
    unit_price: str = "1200.00",
    least: int = 0,
    exempt: tuple[date, date] | None = None,
) -> Bill:
    """Bill what is charged by the year or the quarter in Utah."""
    price = period_price(
        "seat",
        frequency,
        unit_price,
        START,
        kind=LineKind.CONTACT_CENTER,
        minimum_quantity=least,
    )
    known = account(START, price, *changes)
    rows = [
        f'  {{series = "uts", from_on = {on}, percent = {percent}, clause = "t"}},\n'
        for on, percent in percents.items()
    ]
    paper = ""
    if exempt is not None:
        paper = (
            '[[exemptions]]\nid = "x"\ntax = "sales_tax"\njurisdiction = "US-UT"\n'
            f'certificate = "c"\neffective_on = {exempt[0]}\nvalid_until = {exempt[1]}'
        )
    head, _, tables = write_account_file(known, market).partition("\n\n")
    text = f"{head}\n{FIXED}{''.join(rows)}]\n\n{tables}\n{paper}\n"
    file = read_account_file(text.encode(), "account.toml")
    content = tomllib.loads(text, parse_float=Decimal)
    issued = invoices_issued(file.account, ALL, file.market)
    return Bill(issued, content, file.account, file.market)


TEN: Final = (
    change(START, 1, "seat"),
    change(day(7, 10, 2025), 10, "seat"),
)
AUGUST: Final = day(8, 1, 2025)
EIGHT: Final = {day(1, 1, 2025): "7.25", day(2, 1, 2026): "8"}


SAME_DAY: Final = (
    change(START, 1, "seat"),
    change(day(6, 20, 2025), 1, "seat"),
    change(day(8, 5, 2025), 1, "seat", id="a"),
    change(day(8, 5, 2025), -1, "seat", id="b"),
    change(day(8, 5, 2025), -1, "seat", id="c"),
    change(day(8, 5, 2025), -1, "seat", id="d"),
)
LEAST: Final = (
    change(day(3, 15, 2025), 3, "seat"),
    change(day(3, 10, 2026), -3, "seat"),
    change(day(3, 12, 2026), 1, "seat"),
    change(day(5, 20, 2026), 5, "seat"),
    change(day(6, 10, 2026), -4, "seat"),
)


@pytest.mark.clause("Q45", "Q50", "Q51")
class TestLots:
    """Units stand in lots, oldest first, and each goes back to who charged it."""

    def test_exempt_when_charged(self) -> None:
        """No tax is given back of seats that were exempt when they were charged."""
        gone = change(day(8, 20, 2025), -10, "seat")
        exempt = day(7, 1, 2025), day(8, 31, 2025)
        found = bill(Frequency.ANNUAL, (*TEN, gone), EIGHT, exempt=exempt)

        # Ten seats have 233 days of 365 from 10 July on, and 192 from 20 August on.
        assert found.taxes() == {
            START: [(START, "7.25", 120000, 8700)],
            AUGUST: [(AUGUST, "0", cents(Fraction(12000 * 233, 365)), 0)],
            day(9, 1, 2025): [(AUGUST, "0", -cents(Fraction(12000 * 192, 365)), 0)],
            day(3, 1, 2026): [(day(3, 1, 2026), "8", 120000, 9600)],
        }

    def test_of_the_addition(self) -> None:
        """Seats charged in August at 7.25 % are not given back at the 8 % of March."""
        gone = change(day(2, 10, 2026), -10, "seat")
        found = bill(Frequency.ANNUAL, (*TEN, gone), EIGHT).taxes()

        # Of 12000.00, 18 days of 365 are 591.78; 7.25 % of them are 42.904.
        assert found[day(3, 1, 2026)] == [
            (AUGUST, "7.25", -591_78, -42_90),
            (day(3, 1, 2026), "8", 120000, 9600),
        ]

    def test_of_the_quarter(self) -> None:
        """A quarter's additions are given back at the rate of their own invoice."""
        changes = (
            change(day(12, 1, 2025), 1, "seat"),
            change(day(12, 10, 2025), 5, "seat"),
            change(day(2, 5, 2026), -5, "seat"),
        )
        found = bill(Frequency.QUARTERLY, changes, EIGHT, unit_price="90.00").taxes()

        # Charged on 1 January; 23 of 28 days of a third of 450.00 are 123.21.
        assert (day(1, 1, 2026), "7.25", -123_21, -8_93) in found[day(3, 1, 2026)]

    @pytest.mark.parametrize(
        ("gone", "charged"),
        [
            # 4 seats of March, 3 of the July invoice, 6 of the August one.
            (((8, 5), -7), [day(3, 1, 2025)]),
            (((8, 5), -8), [day(3, 1, 2025)]),
            (((8, 5), -4, (8, 10), -3), [day(3, 1, 2025), day(7, 1, 2025)]),
            (((8, 5), -1, (8, 10), -6), [day(3, 1, 2025), day(3, 1, 2025)]),
            (((8, 5), -2, (8, 10), -6), [day(3, 1, 2025), day(7, 1, 2025)]),
            (((8, 5), -13), [day(8, 1, 2025)]),
        ],
    )
    def test_greater_part(self, gone: tuple[Any, ...], charged: list[date]) -> None:
        """A credit goes with the greater part of it, of equal parts the earlier one."""
        pairs = zip(gone[::2], gone[1::2], strict=True)
        changes = (
            change(START, 4, "seat"),
            change(day(6, 20, 2025), 3, "seat"),
            change(day(7, 20, 2025), 6, "seat"),
            *(change(date(2025, *on), count, "seat") for on, count in pairs),
        )
        assert credited(Frequency.ANNUAL, changes) == charged

    def test_greater_part_of_lots(self) -> None:
        """What is in no lot, or in one of later, is the crediting invoice's own."""
        march, july, august = day(3, 1), day(7, 1), day(8, 1)
        lots = [Lot(march, 2), Lot(august, 3), Lot(july, 2)]

        assert greater_part(lots, 0, 4, july) == march
        assert greater_part(lots, 1, 4, july) == july
        assert greater_part(lots, 5, 4, august) == july
        assert greater_part(lots, 6, 3, august) == august

    @pytest.mark.clause("Q27")
    def test_same_day(self) -> None:
        """Of removals of one day, each a line, the second takes what the first left."""
        market = us.CONNECT.with_readings({"same_day": "per_change"})

        # The last one was added on the very day, and is charged and credited at once.
        expected = [START, day(7, 1, 2025), day(9, 1, 2025)]
        assert credited(Frequency.ANNUAL, SAME_DAY, market) == expected

    @pytest.mark.clause("Q31")
    def test_minimum(self) -> None:
        """Where minimums count, they are charged and taken back like units."""
        least = period_price(
            "seat", Frequency.ANNUAL, "365.00", START, minimum_quantity=3
        )
        changes = (
            change(START, 1, "seat"),
            change(day(6, 20, 2025), 1, "seat"),
            change(day(7, 20, 2025), 3, "seat"),
            change(day(8, 5, 2025), -1, "seat"),
            change(day(9, 5, 2025), -4, "seat"),
        )
        market = us.CONNECT.with_readings({"emptied": "minimum_quantity"})
        known = account(START, least, *changes)

        # 3 for 1 in March, none more in July, 2 in August; 1 of the 3 back, then 1.
        assert [*credits_of(known, market)] == [START, START]

    @pytest.mark.clause("Q31", "period-renewed")
    def test_minimum_renewed(self) -> None:
        """Of a new year, what is added counts before what is removed."""
        least = period_price(
            "seat", Frequency.ANNUAL, "1200.00", START, minimum_quantity=2
        )
        market = us.CONNECT.with_readings({"emptied": "minimum_quantity"})
        found = [*credits_of(account(START, least, *LEAST), market)]

        # 3 are renewed and 1 is added; 2 of them go back to the least of 2. 4 are added
        # to it in June, so that 1 of March, 1 of April and 2 of June are given back.
        assert found == [day(3, 15, 2025), day(3, 1, 2026), day(6, 1, 2026)]

    @pytest.mark.clause("period-renewed")
    def test_renewed(self) -> None:
        """What is given back of a new year goes with the invoice that renewed it."""
        first = change(day(3, 15, 2025), 2, "seat")
        more = change(day(3, 5, 2026), 3, "seat", id="more")
        for removed, renewal in ((-4, day(3, 1, 2026)), (-5, day(4, 1, 2026))):
            gone = change(day(3, 12, 2026), removed, "seat", id="gone")
            # Of the old year 2 were bought, and what is added is credited at once.
            old = day(3, 15, 2025) if removed == -4 else day(4, 1, 2026)
            found = credited(Frequency.ANNUAL, (first, more, gone))
            assert found == [old, renewal]

    @pytest.mark.clause("Q9", "Q23")
    @pytest.mark.parametrize(
        ("frequency", "start", "added", "readings", "charged"),
        [
            # In the first months of an item, and of the account.
            ("quarterly", (3, 1), ((3, 2), (3, 20)), {"quantities": "on 5"}, (3, 5)),
            ("quarterly", (3, 1), ((3, 2), (3, 6)), {}, (4, 1)),
            ("quarterly", (3, 4), ((3, 4), (3, 20)), {}, (3, 4)),
            ("quarterly", (3, 6), ((3, 6), (4, 20)), {}, (4, 1)),
            ("quarterly", (3, 4), ((3, 8), (5, 20)), {"quarters": "anchored"}, (4, 1)),
            (
                "quarterly",
                (3, 1),
                ((3, 2), (5, 20)),
                {"quarters": "anchored", "quantities": "on 5"},
                (3, 5),
            ),
            (
                "quarterly",
                (3, 1),
                ((3, 1), (4, 20)),
                {"first_invoice": "month_after"},
                (4, 1),
            ),
            # What changes after a start is on no invoice of the month of the start.
            (
                "quarterly",
                (3, 4),
                ((3, 5), (5, 20)),
                {"quarters": "anchored", "quantities": "on 5"},
                (4, 5),
            ),
            ("annual", (3, 4), ((3, 4), (4, 20)), {}, (3, 4)),
            (
                "annual",
                (3, 4),
                ((3, 4), (4, 20, 2026)),
                {"annual_renewal": "anchor_day"},
                (3, 4, 2026),
            ),
        ],
    )
    def test_first(
        self,
        frequency: str,
        start: tuple[int, int],
        added: tuple[tuple[int, ...], ...],
        readings: dict[str, str],
        charged: tuple[int, ...],
    ) -> None:
        """One unit, added and removed, goes back to the invoice that charged it."""

        def on(told: tuple[int, ...]) -> date:
            return day(*told) if len(told) > 2 else day(told[0], told[1], 2025)

        chosen: dict[str, str | int] = dict(readings)
        if "quantities" in chosen:
            chosen |= {"quantities": "invoice_date", "invoice_day": 5}
        price = period_price("seat", Frequency(frequency), "90.00", START)
        first, last = added
        known = account(
            on(start), price, change(on(first), 1, "seat"), change(on(last), -1, "seat")
        )
        found = [*credits_of(known, us.CONNECT.with_readings(chosen))]
        assert found[0] == on(charged)


def credited(
    frequency: Frequency,
    changes: Iterable[QuantityChange],
    market: Market = us.CONNECT,
) -> list[date]:
    """Return who charged what each line of a seat gives back."""
    price = period_price("seat", frequency, "1200.00", START)
    return [*credits_of(account(START, price, *changes), market)]


def credits_of(known: Account, market: Market, within: Period = ALL) -> Iterator[date]:
    """Yield the date of the invoice that charged what each credit gives back."""
    charging = ChargingInvoices(known, market)
    for invoice in invoices_issued(known, within, market):
        for line in invoice.lines:
            if isinstance(line.rule, PeriodProration) and line.quantity < 0:
                assert line.effective_on is not None
                issued = invoice.issued_on.value
                yield charging.invoice_date(line.facts, line.effective_on, issued)


def naive_credits_of(story: PeriodStory) -> Iterator[date]:
    """Yield the same as one who keeps each unit by itself finds it, in any order."""
    known, readings = story.account, story.readings
    for line in bill_periods(known, story.within.last_day, readings):
        if line.quantity < 0:
            yield charged_on(known, line, readings)


def check_naively(story: PeriodStory) -> None:
    """Hold the library to the naive biller."""
    mine = credits_of(story.account, story.market, story.within)
    assert sorted(mine) == sorted(naive_credits_of(story))


@pytest.mark.clause("Q45")
class TestLaws:
    """Every history of additions and removals."""

    @settings(max_examples=5)
    @given(period_stories())
    def test_agrees(self, story: PeriodStory) -> None:
        """Who keeps each unit with the date of its invoice finds the same dates."""
        check_naively(story)

    @pytest.mark.parametrize("seed", [1, 5, 9, 16, 29])
    @pytest.mark.parametrize(
        "readings",
        [{}, {"removals": "not_credited"}, {"emptied": "cancellation"}],
    )
    def test_seeded(self, seed: int, readings: dict[str, str]) -> None:
        """So it is in seeded histories, whatever removals bring."""
        story = told(seed, every=False)
        market = story.market.with_readings(readings)
        check_naively(
            story._replace(market=market, readings=dict(market.readings)),
        )

    @settings(max_examples=10)
    @given(
        st.dictionaries(st.integers(1, 350), st.booleans(), max_size=8),
        st.lists(st.integers(0, 20), min_size=13, max_size=13),
    )
    def test_given_back(self, moves: dict[int, bool], percents: list[int]) -> None:
        """Each day of a seat is taxed once, at the rate of who charged the seat."""
        held, left = [START], 1
        changes = [change(START, 1, "seat")]
        for after in sorted(moves):
            count = 1 if moves[after] or not left else -1
            left += count
            changes.append(change(START + timedelta(after), count, "seat"))
        # Nothing is left in the end, and nothing renewed.
        last = [START + timedelta(351 + number) for number in range(left)]
        changes += [change(on, -1, "seat") for on in last]
        months = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(15)]
        rates = dict(zip(months[2:], map(str, percents), strict=True))
        found = bill(Frequency.ANNUAL, changes, rates, unit_price="36500.00")

        # 100.00 a day, day by day: a removal takes the seat that was charged first.
        expected = 0
        for number in range(365):
            today = START + timedelta(number)
            expected += sum(100 * int(rates[first_day(on)]) for on in held)
            for one in changes[1:]:
                if one.effective_on == today:
                    more = [today] * max(one.quantity, 0)
                    held = [*held, *more][max(-one.quantity, 0) :]
        taxes = [amount for each in found.taxes().values() for *_, amount in each]
        assert sum(taxes) == expected


def first_day(on: date) -> date:
    """Return the date of the monthly invoice that charges what is added on a day."""
    return on if on.day == 1 else (on.replace(day=1) + timedelta(31)).replace(day=1)


NEW: Final = day(4, 1, 2026)


@pytest.mark.clause("Q17", "Q31", "period-renewed")
class TestNotBegun:
    """What was charged for a year that has not begun is given back."""

    @pytest.mark.parametrize(
        "readings", [{"removals": "not_credited"}, {"emptied": "cancellation"}]
    )
    @pytest.mark.parametrize("alone", ["netted_by_sign", "per_change"])
    def test_given_back(self, readings: dict[str, str], alone: str) -> None:
        """Seats that leave before the anniversary do not pay the year after it."""
        market = us.CONNECT.with_readings({**readings, "same_day": alone})
        found = bill(Frequency.ANNUAL, LEAVING, EIGHT, market=market)
        lines = {
            one.issued_on.value: [(x.quantity, x.amount.minor) for x in one.lines]
            for one in found.invoices
        }
        # Nothing of the 5 days of the old year, of which the service is billed to its
        # end, and all of the new one.
        assert lines == {
            day(3, 15, 2025): [(2, 240000)],
            day(3, 1, 2026): [(2, 240000)],
            NEW: [(-2, -240000)],
        }
        for one in found.invoices:
            written: Json = dict(document(one))
            assert verify_facts(written, found.content).failure is None

    @pytest.mark.parametrize(
        "readings", [{"removals": "not_credited"}, {"emptied": "cancellation"}]
    )
    def test_kept(
        self, readings: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A document that keeps the new year does not hold against the file."""
        gone = change(day(3, 12, 2026), -1, "seat"), change(day(3, 20, 2026), 1, "seat")
        changes = (LEAVING[0], change(day(3, 10, 2026), -1, "seat"), *gone)
        market = us.CONNECT.with_readings(readings)
        periodic = "gotobilling.segments.periodic._Desk._credits"
        monkeypatch.setattr(periodic, lambda *_, **__: False)
        found = bill(Frequency.ANNUAL, changes, EIGHT, market=market)
        (written,) = (
            dict(document(one)) for one in found.invoices if one.issued_on.value == NEW
        )
        assert verify(written).failure is None
        failure = verify_facts(written, found.content).failure
        assert failure is not None
        assert failure.reason.startswith("must hold the prorated_charge")


LEAVING: Final = (
    change(day(3, 15, 2025), 2, "seat"),
    change(day(3, 10, 2026), -2, "seat"),
)


@pytest.mark.clause("Q45")
class TestChecked:
    """The checker asks by itself who charged what is given back."""

    @pytest.mark.parametrize(
        "readings",
        [
            {},
            {"same_day": "per_change", "quarters": "anchored"},
            {"emptied": "minimum_quantity"},
            {"quantities": "invoice_date", "invoice_day": 5},
            {"first_invoice": "month_after"},
            {"annual_renewal": "anchor_day"},
        ],
    )
    @pytest.mark.parametrize("frequency", [Frequency.ANNUAL, Frequency.QUARTERLY])
    def test_holds(self, frequency: Frequency, readings: dict[str, str | int]) -> None:
        """What the library gives back holds at both levels, at monthly rates."""
        changes = (
            change(START, 1, "seat"),
            change(day(3, 3, 2025), 1, "seat"),
            change(day(3, 10, 2025), 2, "seat"),
            change(day(3, 12, 2025), -1, "seat"),
            change(day(4, 3, 2025), 3, "seat"),
            change(day(5, 12, 2025), 4, "seat"),
            change(day(5, 20, 2025), -2, "seat", id="a"),
            change(day(5, 20, 2025), -2, "seat", id="b"),
            change(day(6, 3, 2025), -3, "seat"),
            change(day(3, 9, 2026), 4, "seat"),
            change(day(3, 9, 2026), -2, "seat", id="c"),
            change(day(4, 20, 2026), -3, "seat"),
        )
        market = us.CONNECT.with_readings(readings)
        found = bill(frequency, changes, MONTHLY, market=market)
        assert sum(one.quantity < 0 for x in found.invoices for one in x.lines) >= 4
        for one in found.invoices:
            written: Json = dict(document(one))
            assert verify_facts(written, found.content).failure is None

    @pytest.mark.clause("Q27", "Q31")
    @pytest.mark.parametrize(
        ("changes", "readings", "least"),
        [
            (SAME_DAY, {"same_day": "per_change"}, 0),
            (LEAST, {"emptied": "minimum_quantity"}, 2),
        ],
    )
    def test_in_turn(
        self,
        changes: tuple[QuantityChange, ...],
        readings: dict[str, str],
        least: int,
    ) -> None:
        """So it does where the order of the lines says what is given back."""
        market = us.CONNECT.with_readings(readings)
        found = bill(Frequency.ANNUAL, changes, MONTHLY, market=market, least=least)
        for one in found.invoices:
            written: Json = dict(document(one))
            assert verify_facts(written, found.content).failure is None

    def test_forged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A tax given back at the rate of today does not hold against the file."""
        gone = change(day(2, 10, 2026), -10, "seat")
        monkeypatch.setattr(PeriodLots, "charged_on", lambda _, issued_on: issued_on)
        found = bill(Frequency.ANNUAL, (*TEN, gone), EIGHT)
        written: Json = dict(document(found.invoices[-1]))

        # 8 % of -591.78 + 1200.00, for 7.25 % of the one and 8 % of the other.
        assert [x[2:] for x in found.taxes()[day(3, 1, 2026)]] == [(60822, 4866)]
        assert verify(written).failure is None
        failure = verify_facts(written, found.content).failure
        assert failure is not None
        assert failure.place.startswith("levies")

    def test_never_charged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No invoice that charged nothing of a period is believed to have."""
        gone = change(day(9, 10, 2025), -10, "seat")
        before = day(2, 1, 2025)
        monkeypatch.setattr(PeriodLots, "charged_on", lambda *_: before)
        found = bill(Frequency.ANNUAL, (*TEN, gone), MONTHLY)
        written: Json = dict(document(found.invoices[2]))
        failure = verify(written).failure

        assert failure is not None
        assert failure.place.startswith("levies")


MONTHLY: Final = {
    date(2025 + number // 12, number % 12 + 1, 1): str(number % 7 + 1)
    for number in range(24)
}
