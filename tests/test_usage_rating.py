"""Rating: billable seconds, the month of a row, totals, and what is rejected."""

import pickle
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gotobilling.errors import (
    ConflictingFacts,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    BRAZIL_MOBILE,
    CallRate,
    Device,
    Increment,
    NoUsage,
    PriceModel,
    StepsCounted,
    Tier,
    UsageTotal,
    ZeroSeconds,
)
from gotobilling.kinds import CallType
from gotobilling.markets import us
from gotobilling.periods import Period
from gotobilling.rounding import Rounding, RoundingMode
from gotobilling.usage import (
    NO_USAGE,
    ControlTotals,
    Counts,
    Directory,
    Edge,
    ExplainedCall,
    ExtensionCalls,
    MessageUsage,
    Outside,
    OutsideReason,
    Per,
    Plan,
    RatedRow,
    Records,
    Rejected,
    Repeats,
    Usage,
    UsageRounded,
    UsageRow,
    UsageRun,
    explain_call,
    pair_totals,
    rate,
    rate_rows,
    summarise,
)
from gotobilling.usage import tallies as tallies_module
from gotobilling.usage.tallies import Tally
from gotobilling.usage.windows import Window

POLICY = us.CONNECT.usage
NEAREST = evolve(POLICY, minutes=Rounding(RoundingMode.HALF_UP, 0, step=1))
JULY = Period.month(2026, 7)
NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 7, 1, tzinfo=UTC)
AUGUST_FIRST = datetime(2026, 8, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HERE, GERMANY, FRANCE = "+13105550100", "+4930123456", "+33123456789"
INTERNATIONAL = CallType.INTERNATIONAL
AFTER, MULTIPLE = StepsCounted.AFTER_INITIAL, StepsCounted.MULTIPLE

INCREMENTS = st.builds(
    Increment,
    initial=st.integers(1, 90),
    step=st.integers(1, 90),
    counted=st.sampled_from(StepsCounted),
    minimum=st.integers(0, 90),
    free_seconds=st.integers(0, 20),
    zero_seconds=st.sampled_from(ZeroSeconds),
)


def call_rate(prefix: str = "+49", **others: Any) -> CallRate:  # noqa: ANN401 -- any
    """Return an international rate of 0.019 from the start of 2026 unless told."""
    filled: dict[str, Any] = {
        "id": f"rate{prefix}",
        "name": "somewhere",
        "call_type": INTERNATIONAL,
        "currency": "USD",
        "effective_on": date(2026, 1, 1),
        "prefixes": (prefix,),
        "unit_price": Decimal("0.019"),
    }
    return CallRate(**(filled | others))


def plan(*rates: CallRate, **others: Any) -> Plan:  # noqa: ANN401 -- any field
    """Return a plan of the rates by the policy of the United States."""
    filled: dict[str, Any] = {"id": "us", "currency": "USD", "policy": POLICY}
    return Plan(**(filled | {"rates": rates} | others))


def row(
    seconds: int = 61,
    destination: str = GERMANY,
    call_type: CallType | None = INTERNATIONAL,
    start: datetime = NOON,
    source: str = HERE,
) -> UsageRow:
    """Return a row to Germany, at noon of 15 July, unless told."""
    return UsageRow(
        source=source,
        destination=destination,
        start=start,
        end=start + timedelta(seconds=seconds),
        seconds=seconds,
        call_type=call_type,
    )


def bare(one: UsageRow) -> Any:  # noqa: ANN401 -- its call type may be missing
    """Return the row at its shortest."""
    return one.source, one.destination, one.start, one.seconds, one.call_type


def billable(seconds: int, of: Plan) -> int:
    """Return the billable seconds of a plan's row."""
    return rate(row(seconds, "+12125550100", CallType.PLAN), of).billable


def run(
    rows: Iterable[Any],
    of: Plan | None = None,
    month: Period = JULY,
    repeats: Repeats = Repeats.COUNTED,
) -> UsageRun:
    """Summarise July by a plan with a rate to Germany unless told."""
    return summarise(rows, of or plan(call_rate()), month, repeats=repeats)


def counted(run_of: UsageRun) -> dict[str, tuple[int, int, int, int]]:
    """Return rows, connected ones, seconds and billable seconds of each total."""
    return {
        one.id: (one.rows, one.connected, one.seconds, one.billable)
        for one in run_of.usage.totals
    }


class TestBillable:
    """Seconds of a row become billable seconds."""

    @pytest.mark.clause("F3", "Q2")
    @pytest.mark.parametrize(
        ("seconds", "up", "nearest"),
        [
            (0, 0, 0),
            (1, 60, 0),
            (29, 60, 0),
            (30, 60, 60),
            (60, 60, 60),
            (61, 120, 60),
            (89, 120, 60),
            (90, 120, 120),
        ],
    )
    def test_whole_minutes(self, seconds: int, up: int, nearest: int) -> None:
        """Without an increment, minutes are whole: up, or to the nearest."""
        assert billable(seconds, plan()) == up
        assert billable(seconds, plan(policy=NEAREST)) == nearest

    @pytest.mark.clause("Q2")
    @given(st.integers(1, 99), st.integers(0, 10_000))
    def test_any_minute(self, length: int, seconds: int) -> None:
        """Whole minutes are what the policy's rounding gives, of any length."""
        for policy in (POLICY, NEAREST):
            of = evolve(policy, minute_seconds=length)
            expected = policy.minutes.units(seconds, length, 0) * length
            assert billable(seconds, plan(policy=of)) == expected

    @pytest.mark.clause("F3")
    def test_steps(self) -> None:
        """61 seconds on 60/7 are 67 after the first block, 63 as a multiple."""
        for meaning, expected in ((AFTER, 60 + 7), (MULTIPLE, 9 * 7)):
            step = Increment(initial=60, step=7, counted=meaning)
            of = plan(call_rate(increment=step))
            assert rate(row(61), of).billable == expected

    @pytest.mark.clause("F4", "Q40")
    @pytest.mark.parametrize(
        ("seconds", "expected"), [(0, 0), (5, 30), (30, 30), (31, 36), (61, 66)]
    )
    def test_brazil(self, seconds: int, expected: int) -> None:
        """Brazilian mobiles: at least 30 seconds, in steps of 6; none for none."""
        rated = rate(row(seconds), plan(call_rate(increment=BRAZIL_MOBILE)))

        assert rated.billable == expected
        assert rated.billable_minutes == Fraction(expected, 60)

    @pytest.mark.clause("F3", "F4", "Q40")
    @given(INCREMENTS, st.integers(0, 300))
    def test_increments(self, increment: Increment, seconds: int) -> None:
        """A plan counts by an increment what the increment itself counts."""
        of = plan(call_rate(increment=increment))

        assert rate(row(seconds), of).billable == increment.billable(seconds)
        total = run([bare(row(seconds))], of).usage.totals[0]
        assert total.billable == increment.billable(seconds)


class TestRate:
    """One row: its rate and its cost."""

    @pytest.mark.clause("F5", "Q41")
    def test_cost(self) -> None:
        """A row's cost is exact: 66 seconds at 0.019 a minute are 0.0209."""
        rated = rate(row(61), plan(call_rate(increment=BRAZIL_MOBILE)))

        assert rated.cost == Fraction(66, 60) * Fraction("0.019")
        assert rated.rate == call_rate(increment=BRAZIL_MOBILE)
        assert rated.device is Device.REGULAR

    @pytest.mark.clause("Q41")
    @pytest.mark.parametrize(("seconds", "calls"), [(0, 0), (61, 1)])
    def test_connection_fee(self, seconds: int, calls: int) -> None:
        """A connection fee is charged once where a call has seconds."""
        one = call_rate(connection_fee=Decimal("0.05"))
        rated = rate(row(seconds), plan(one, records=Records.CALLS))

        minutes = 2 * calls
        assert rated.cost == minutes * Fraction("0.019") + calls * Fraction("0.05")

    @pytest.mark.clause("Q41")
    def test_no_cost_of_its_own(self) -> None:
        """Where tiers make the price, the month decides what a row costs."""
        tiers = (Tier(above=0, unit_price=Decimal("0.02")),)
        one = call_rate(model=PriceModel.VOLUME, unit_price=None, tiers=tiers)

        assert rate(row(), plan(one)).cost is None

    @pytest.mark.clause("Q16", "inbound-call")
    def test_unrated(self) -> None:
        """Inbound calls cost nothing, and extension calls where they are free."""
        free = plan(policy=evolve(POLICY, extension_calls=ExtensionCalls.FREE))
        inbound = row(call_type=CallType.INBOUND)
        internal = row(destination="1021", call_type=CallType.EXTENSION)

        assert rate(inbound, plan()).cost == 0
        assert rate(internal, free).cost == 0
        assert rate(internal, plan()).cost is None
        assert rate(row(call_type=CallType.PLAN), free).cost is None

    def test_refused(self) -> None:
        """A row without a type or a rate is never free: it is an error."""
        with pytest.raises(NoRateInForce):
            rate(row(), plan())
        with pytest.raises(UnknownName):
            rate(row(call_type=None), plan())

    def test_classified(self) -> None:
        """A row without a call type has the classifier's."""
        of = plan(call_rate(), classifier=lambda _source, _called: INTERNATIONAL)

        assert rate(row(call_type=None), of).call_type is INTERNATIONAL


class TestMonth:
    """A row belongs to the month in which it starts, half-open."""

    @pytest.mark.clause("F6", "Q20", "Q36")
    @pytest.mark.parametrize(
        ("start", "month", "inside"),
        [
            (MIDNIGHT, JULY, True),
            (MIDNIGHT - SECOND, JULY, False),
            (AUGUST_FIRST - SECOND, JULY, True),
            (AUGUST_FIRST, JULY, False),
            (datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC), Period.month(2028, 2), 1),
            (datetime(2028, 3, 1, tzinfo=UTC), Period.month(2028, 2), False),
        ],
    )
    def test_edges(self, start: datetime, month: Period, inside: bool) -> None:  # noqa: FBT001 -- a column
        """00:00:00 opens a month and 23:59:59 is its last second, leap days too."""
        of = plan(call_rate())
        one = row(start=start)

        (found,) = rate_rows([one], of, month)
        totals = run([bare(one)], of, month).totals
        assert isinstance(found, RatedRow) == bool(inside)
        assert totals.rows.rated == inside
        assert totals.rows.other_month == 1 - inside
        assert totals.seconds.other_month == 61 * (1 - inside)

    @pytest.mark.clause("Q20")
    def test_zone(self) -> None:
        """In a zone of -03:00 July begins at 03:00 UTC, whatever zone a row is in."""
        zone = timezone(timedelta(hours=-3))
        of = plan(call_rate(), zone=zone)
        edge = datetime(2026, 7, 1, 3, tzinfo=UTC)
        rows = [row(start=edge), row(start=edge - SECOND)]
        rows += [row(start=one.start.astimezone(zone)) for one in rows]

        found = list(rate_rows(rows, of, JULY))
        assert [type(one) for one in found] == [RatedRow, Outside] * 2
        assert run(map(bare, rows), of).totals.rows.rated == 2

    @pytest.mark.clause("A6", "Q36")
    def test_service(self) -> None:
        """Nothing before billing starts, nor after the last day of service."""
        of = plan(
            call_rate(),
            billing_start=date(2026, 7, 15),
            last_day_of_service=date(2026, 7, 20),
        )
        edges = [datetime(2026, 7, day, tzinfo=UTC) for day in (15, 21)]
        rows = [
            row(start=edge - back) for edge in edges for back in (SECOND, 0 * SECOND)
        ]

        found = [
            one.reason if isinstance(one, Outside) else None
            for one in rate_rows(rows, of, JULY)
        ]
        counts = run(map(bare, rows), of).totals.rows
        early, late = OutsideReason.BEFORE_BILLING_START, OutsideReason.AFTER_SERVICE
        assert found == [early, None, None, late]
        assert (counts.rated, counts.before_billing_start, counts.after_service) == (
            2,
            1,
            1,
        )

    def test_calendar_month(self) -> None:
        """What is rated is a calendar month."""
        with pytest.raises(InvalidValue, match="a calendar month"):
            run([], month=Period(date(2026, 7, 1), date(2026, 7, 31)))


CALLS_SPLIT = plan(
    call_rate(connection_fee=Decimal("0.05")),
    records=Records.CALLS,
    policy=evolve(POLICY, edge=Edge.SPLIT, per=Per.CALL),
    billing_start=date(2026, 6, 15),
    last_day_of_service=date(2026, 8, 10),
)


class TestSplit:
    """The reading that parts a call at the edge of a month."""

    @pytest.mark.clause("Q36")
    def test_parts(self) -> None:
        """90 seconds from 30 before midnight are 30 of July and 60 of August."""
        call = row(90, start=AUGUST_FIRST - 30 * SECOND)
        months = [Period.month(2026, 7), Period.month(2026, 8)]
        runs = [run([call], CALLS_SPLIT, month) for month in months]
        rated = [next(rate_rows([call], CALLS_SPLIT, month)) for month in months]

        assert [one.totals.seconds.rated for one in runs] == [30, 60]
        assert [one.totals.seconds.other_month for one in runs] == [60, 30]
        assert [one.usage.totals[0].connected for one in runs] == [1, 0]
        fee, minute = Fraction("0.05"), Fraction("0.019")
        costs = [one.cost for one in rated if isinstance(one, RatedRow)]
        assert costs == [minute + fee, minute]

    @pytest.mark.clause("Q36")
    @given(
        st.datetimes(datetime(2026, 6, 10), datetime(2026, 8, 20)),  # noqa: DTZ001 -- set below
        st.integers(0, 40 * 86_400),
    )
    def test_every_second(self, start: datetime, seconds: int) -> None:
        """Each second of a call is in one month, or outside of service."""
        call = row(seconds, start=start.replace(tzinfo=UTC))
        counts = [
            run([call], CALLS_SPLIT, Period.month(2026, month)).totals.seconds
            for month in (6, 7, 8)
        ]

        inside = sum(one.rated for one in counts)
        early, late = counts[0].before_billing_start, counts[0].after_service
        assert inside + early + late == seconds

    def test_outside(self) -> None:
        """A call of another month stays outside, with all its seconds."""
        call = row(90, start=AUGUST_FIRST)

        (found,) = rate_rows([call], CALLS_SPLIT, JULY)
        assert isinstance(found, Outside)
        assert run([call], CALLS_SPLIT).totals.seconds.other_month == 90
        (whole,) = rate_rows([row(90)], CALLS_SPLIT, JULY)
        assert isinstance(whole, RatedRow)
        assert whole.row == row(90)


class TestPairs:
    """Calls totalled by their numbers before they are rounded."""

    @pytest.mark.clause("F2", "Q2")
    def test_per_row_and_per_call(self) -> None:
        """Two calls of 61 seconds are 122 rounded once, or twice 120."""
        calls = [row(61), row(61, start=NOON + 90 * SECOND)]
        by_call = evolve(POLICY, per=Per.CALL)
        rows = plan(call_rate(), records=Records.CALLS)
        each = plan(call_rate(), records=Records.CALLS, policy=by_call)

        assert run(calls, rows).usage.totals[0].billable == 180
        assert run(calls, each).usage.totals[0].billable == 240
        assert run(calls, rows).usage.totals[0].rows == 2

    @pytest.mark.clause("F2")
    def test_pair_totals(self) -> None:
        """A total runs from the first start to the last end of its pair."""
        late = row(30, start=NOON + 90 * SECOND)
        first, other = pair_totals([late, row(61), row(5, FRANCE)])

        assert (first.start, first.end, first.seconds) == (NOON, late.end, 91)
        assert other == row(5, FRANCE)

    @pytest.mark.clause("F2", "Q41")
    def test_rate_rows(self) -> None:
        """Pairs are rated after the last row, with a connection fee for each call."""
        one = call_rate(connection_fee=Decimal("0.05"))
        of = plan(one, records=Records.CALLS)
        local = row(10, "1021", CallType.EXTENSION)
        found = list(rate_rows([row(61), local, row(61)], of, JULY))

        assert [each.billable for each in found if isinstance(each, RatedRow)] == [
            180,
            60,
        ]
        first = found[0]
        assert isinstance(first, RatedRow)
        assert first.cost == 3 * Fraction("0.019") + 2 * Fraction("0.05")

    @pytest.mark.clause("Q41")
    def test_row_cost(self) -> None:
        """Under the row reading each pair's cost is rounded, then they are added."""
        policy = evolve(POLICY, rounded=UsageRounded.ROW)
        of = plan(call_rate(), records=Records.CALLS, policy=policy)
        # 3 minutes at 0.019 are 0.057, and 1 minute is 0.019: 0.06 + 0.02.
        rows = [row(61), row(61), row(1, "+4989123"), row(1, "1021", CallType.PLAN)]

        found = {one.call_type: one.row_cost for one in run(rows, of).usage.totals}

        assert found == {INTERNATIONAL: Decimal("0.08"), CallType.PLAN: None}


def messages(**others: Any) -> MessageUsage:  # noqa: ANN401 -- any field
    """Return a message at noon."""
    return MessageUsage(source=HERE, destination=GERMANY, sent_at=NOON, **others)


class TestMessages:
    """Messages are counted in credits."""

    @pytest.mark.clause("D9", "message-credit")
    @pytest.mark.parametrize(
        ("told", "credit"),
        [
            ({"characters": 0}, 1),
            ({"characters": 160}, 1),
            ({"characters": 161}, 2),
            ({"credits": 0}, 0),
            ({"credits": 7}, 7),
        ],
    )
    def test_credits(self, told: dict[str, int], credit: int) -> None:
        """Each 160 characters begun are a credit; the provider's count is taken."""
        expected = {"usage:2026-07:message": (1, 0, 0, credit)}

        assert counted(run([messages(**told)])) == expected

    @pytest.mark.clause("D10")
    def test_rates(self) -> None:
        """The contract's rates above the included go with the use that they price."""
        price: dict[str, Any] = {"prefixes": (), "call_type": CallType.MESSAGE}
        sms = call_rate(id="sms", **price)
        late = call_rate(id="late", effective_on=date(2026, 8, 1), **price)
        minutes = call_rate(id="plan", prefixes=(), call_type=CallType.PLAN)
        of = plan(sms, late, minutes, call_rate())

        assert run([messages(credits=1)], of).usage.rates == (minutes, sms)
        # Calls between extensions are above the plan's minutes at the plan's price.
        calls = run([row(1, "1021", CallType.EXTENSION)], of)
        assert calls.usage.rates == (minutes, sms)


class TestClockGoesBack:
    """Instants of one zone are told by its clock, which goes back in autumn."""

    ZONE = ZoneInfo("America/New_York")
    FIRST = datetime(2026, 11, 1, 1, 40, tzinfo=ZONE)
    SECOND = datetime(2026, 11, 1, 1, 10, fold=1, tzinfo=ZONE)

    @pytest.mark.clause("Q20", "Q36")
    def test_row(self) -> None:
        """A call over the hour that comes twice ends after it started."""
        made = UsageRow(HERE, GERMANY, self.FIRST, self.SECOND, 1800, INTERNATIONAL)

        assert made.start == datetime(2026, 11, 1, 5, 40, tzinfo=UTC)
        assert made.end == datetime(2026, 11, 1, 6, 10, tzinfo=UTC)

    @pytest.mark.clause("Q20", "Q36")
    def test_together_or_apart(self) -> None:
        """Rows of that hour are of the month they start in, in any batch."""
        # In the zone of the plan, two hours behind, November begins at 06:00 UTC.
        of = plan(call_rate(), zone=timezone(timedelta(hours=-6)))
        starts = (self.FIRST, self.SECOND)
        rows = [(HERE, GERMANY, at, 61, INTERNATIONAL) for at in starts]
        november = Period.month(2026, 11)

        together = summarise(rows, of, november)
        apart = [summarise([one], of, november) for one in rows]

        assert together.totals.rows == Counts(read=2, rated=1, other_month=1)
        assert sum((one.totals.rows for one in apart), Counts()) == together.totals.rows

    @pytest.mark.clause("F2")
    def test_repeats(self) -> None:
        """The same clock time before and after the change is no repeat."""
        once = datetime(2026, 11, 1, 1, 30, tzinfo=self.ZONE)
        starts = (once, once.replace(fold=1))
        rows = [(HERE, GERMANY, at, 61, INTERNATIONAL) for at in starts]

        found = summarise(rows, plan(call_rate()), Period.month(2026, 11))

        assert found.totals.rows == Counts(read=2, rated=2)


class TestRejected:
    """A row that cannot be rated comes back with its reason."""

    @pytest.mark.clause("F1", "F5")
    @pytest.mark.parametrize(
        ("changed", "field", "code", "seconds"),
        [
            ({0: "1"}, "source", "invalid-value", 61),
            ({0: None}, "source", "wrong-type", 61),
            ({0: ["x"]}, "source", "wrong-type", 61),
            ({1: "0049 30"}, "destination", "invalid-value", 61),
            ({1: "+4930123\n+4930"}, "destination", "invalid-value", 61),
            ({1: 4930}, "destination", "wrong-type", 61),
            ({1: FRANCE}, "destination", "no-rate-in-force", 61),
            ({2: datetime(2026, 7, 15)}, "start", "invalid-value", 61),  # noqa: DTZ001 -- the error
            ({2: date(2026, 7, 15)}, "start", "wrong-type", 61),
            ({3: -1}, "seconds", "invalid-value", 0),
            ({3: None}, "seconds", "wrong-type", 0),
            ({3: True}, "seconds", "wrong-type", 0),
            ({3: 10**12}, "seconds", "invalid-value", 0),
            ({4: None}, "call_type", "unknown-name", 61),
            ({4: "plan"}, "call_type", "wrong-type", 61),
            ({4: CallType.MESSAGE}, "call_type", "invalid-value", 61),
        ],
    )
    def test_fields(
        self, changed: dict[int, Any], field: str, code: str, seconds: int
    ) -> None:
        """A field that cannot be read is named, and nothing is rated as zero."""
        fields = dict(enumerate(bare(row()))) | changed
        good = [bare(row(number)) for number in range(40)]
        found = run([*good, tuple(fields.values()), *good])

        (rejected,) = found.rejected
        assert (rejected.number, rejected.field, rejected.code) == (41, field, code)
        assert found.totals.rows.rated == 80
        assert found.totals.seconds.rejected == seconds

    @pytest.mark.parametrize("odd", [None, (), (1, 2), "abcde", 7])
    def test_no_row(self, odd: object) -> None:
        """What is no row at all is rejected too."""
        assert run([odd]).rejected[0].field == "row"

    def test_repeats(self) -> None:
        """A row that stands there twice is refused, or counted where one says so."""
        other = row(62)
        rows = [bare(row()), row(), bare(row()), bare(other)]
        found = run(rows, repeats=Repeats.REFUSED)

        assert [one.number for one in found.rejected] == [2, 3]
        assert found.rejected[0].reason == (
            "row must be another than those before it, "
            f"got {HERE} to {GERMANY} at 2026-07-15 12:00:00+00:00"
        )
        assert found.totals.rows.rated == 2
        assert run(rows).totals.rows.rated == 4

    def test_repeated_messages(self) -> None:
        """Two messages of one instant are two: nothing else of them is told."""
        rows = [messages(credits=1), messages(credits=2), messages(credits=1)]

        found = run(rows, repeats=Repeats.REFUSED)

        assert found.rejected == ()
        assert found.usage.totals[0].billable == 4

    def test_told(self) -> None:
        """A rejected row is told at once, and then not kept."""
        told: list[Rejected] = []
        wrong = Rejected(number=9, field="row", requirement="x", value="y", code="z")
        found = summarise([wrong, bare(row(1))], plan(), JULY, on_rejected=told.append)

        assert [one.number for one in told] == [9, 2]
        assert found.rejected == ()
        assert found.totals.rows == Counts(read=2, rejected=2)

    def test_rate_rows(self) -> None:
        """Row by row, a reader's rejections pass and those of rating join them."""
        wrong = Rejected(number=1, field="row", requirement="x", value="y", code="z")
        found = list(rate_rows([wrong, row(1, FRANCE)], plan(call_rate()), JULY))

        assert found[0] == wrong
        assert isinstance(found[1], Rejected)
        assert (found[1].number, found[1].code) == (2, "no-rate-in-force")


LATER = call_rate(id="later", effective_on=date(2026, 7, 15), increment=BRAZIL_MOBILE)
ODD = Increment(initial=50, step=7, counted=AFTER)
MIXED = plan(
    call_rate(),
    LATER,
    call_rate("+4930", increment=ODD),
    call_rate("+1", id="premium", call_type=CallType.DOMESTIC_PREMIUM),
    low_usage_numbers=frozenset({"1020"}),
    billing_start=date(2026, 7, 5),
)
ROWS: st.SearchStrategy[Any] = st.tuples(
    st.sampled_from(["1020", "1021", HERE, "bad"]),
    st.sampled_from([GERMANY, "+4989123456", "+491", FRANCE, "12", "+1787555", ""]),
    st.builds(
        lambda hours, zone: (MIDNIGHT + timedelta(hours=hours)).astimezone(zone),
        st.integers(-50, 800),
        st.sampled_from([UTC, timezone(timedelta(hours=2))]),
    ),
    st.sampled_from([0, 1, 30, 61, 90, -1, None]),
    st.sampled_from([*CallType, None]),
)
ANY_ROWS = st.lists(ROWS | st.just(messages(credits=3)), max_size=60)


class TestTotals:
    """Totals add up, whatever the order and the partition."""

    @given(ANY_ROWS, st.sampled_from(Repeats))
    def test_control_totals(self, rows: list[Any], repeats: Repeats) -> None:
        """What is read is rated, rejected or outside, in rows and in seconds."""
        found = run(rows, MIXED, repeats=repeats)

        for counts in (found.totals.rows, found.totals.seconds):
            total = counts.rated + counts.rejected + counts.outside
            assert counts.read == total
        assert found.totals.rows.read == len(rows)
        assert found.totals.rows.rejected == len(found.rejected)
        assert found.totals.rows.rated == sum(one.rows for one in found.usage.totals)

    @given(ANY_ROWS, st.sampled_from(Repeats))
    def test_columns(self, rows: list[Any], repeats: Repeats) -> None:
        """Rows counted by columns come to what rows taken one by one come to."""
        expected = Tally(MIXED, Window.of(MIXED, JULY), repeats, None)
        for number, one in enumerate(rows, 1):
            expected.take(number, one)
        found = run(rows, MIXED, repeats=repeats)

        assert list(found.rejected) == expected.rejected
        assert sum(one.billable for one in found.usage.totals) == sum(expected.billable)
        assert found.totals.seconds.read == expected.seconds_read

    @given(ANY_ROWS, st.randoms(use_true_random=False), st.integers(0, 60))
    def test_partition(self, rows: list[Any], draw: Any, at: int) -> None:  # noqa: ANN401 -- a Random
        """Runs of two parts in any order add up to the run of all of them."""
        whole = run(rows, MIXED)
        parts = (
            summarise(rows[:at], MIXED, JULY, repeats=Repeats.COUNTED),
            summarise(
                rows[at:],
                MIXED,
                JULY,
                repeats=Repeats.COUNTED,
                first=len(rows[:at]) + 1,
            ),
        )
        shuffled = draw.sample(rows, len(rows))

        assert parts[0] + parts[1] == whole == parts[1] + parts[0]
        assert run(shuffled, MIXED).usage == whole.usage
        assert run(shuffled, MIXED).totals == whole.totals

    @given(ANY_ROWS)
    def test_rate_rows(self, rows: list[Any]) -> None:
        """Rows rated one by one come to the totals of the run."""
        good = []
        for one in rows:
            try:
                good.append(row(one[3], one[1], one[4], one[2], one[0]))
            except (TypeError, ValueError):
                continue
        sums: dict[Any, int] = {}
        for rated in rate_rows(good, MIXED, JULY):
            if isinstance(rated, RatedRow):
                name = rated.rate.id if rated.rate else None
                key = rated.call_type, name, rated.device
                sums[key] = sums.get(key, 0) + rated.billable
        found = run(good, MIXED).usage.totals

        assert {(t.call_type, t.rate, t.device): t.billable for t in found} == sums

    @pytest.mark.clause("F2", "G3")
    def test_ids(self) -> None:
        """A total is named by batch, month, call type, rate and device."""
        rows = [row(source="1020"), row(1, "1021", CallType.EXTENSION)]
        of = plan(call_rate(), low_usage_numbers=frozenset({"1020"}))
        known = date(2026, 8, 3)
        found = summarise(rows, of, JULY, batch="east", known_on=known)

        assert [one.id for one in found.usage.totals] == [
            "east:2026-07:extension",
            "east:2026-07:international/low:rate+49",
        ]
        assert {one.known_on for one in found.usage.totals} == {known}
        assert found.usage.rates == (call_rate(),)

    @pytest.mark.clause("Q20")
    def test_many_spans(self) -> None:
        """Rows of one chunk on both sides of a new rate are each at their own."""
        rows = [bare(row(61, "+4989", start=NOON + timedelta(d))) for d in range(-9, 9)]
        expected = {
            "usage:2026-07:international:later": (9, 9, 9 * 61, 9 * 66),
            "usage:2026-07:international:rate+49": (9, 9, 9 * 61, 9 * 120),
        }

        assert counted(run(rows, evolve(MIXED, billing_start=None))) == expected

    def test_first_chunk(self) -> None:
        """Rows in order are counted alike with repeats looked for, over chunks."""
        rows = [bare(row(1, start=NOON + number * SECOND)) for number in range(1100)]
        odd = Increment(initial=50, step=7, counted=AFTER)
        for increment, each in ((odd, 50), (BRAZIL_MOBILE, 30)):
            of = plan(call_rate(increment=increment))
            found = run([*rows, rows[0]], of, repeats=Repeats.REFUSED)

            assert found.usage.totals[0].billable == 1100 * each
            assert [one.number for one in found.rejected] == [1101]

    def test_many_sources(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """More sources than are remembered change nothing."""
        rows = [bare(row(source=f"{number}")) for number in range(10, 99)] * 3
        expected = counted(run(rows))
        monkeypatch.setattr(tallies_module, "_MOST_SOURCES", 5)

        assert counted(run(rows)) == expected

    def test_plan_travels(self) -> None:
        """A plan may be sent to another process: it rates there as here."""
        there = pickle.loads(pickle.dumps(MIXED))  # noqa: S301 -- made here

        assert run([row()], there) == run([row()], MIXED)


class TestUsage:
    """What an invoice takes, and how it adds."""

    @pytest.mark.clause("F6")
    def test_nothing(self) -> None:
        """A month without a rated row is told as such, unless others stand there."""
        nothing = NoUsage(id="usage:2026-07:nothing", month=JULY.start)
        outside = run([bare(row(start=AUGUST_FIRST))])

        assert run([]).usage == Usage(nothing=(nothing,))
        # Rows of other months, or rejected ones, do not say that there was nothing.
        assert outside.usage == Usage()
        assert (outside + run([])).usage == Usage()
        assert run([bare(row(-0, FRANCE))]).usage == Usage()
        assert (outside + run([row()])).usage == run([row()]).usage
        assert (outside + run([bare(row(1, FRANCE))])).usage == Usage()

    @pytest.mark.clause("F6")
    def test_add(self) -> None:
        """Adding is associative and commutative, and no usage told is the identity."""
        one, two = run([row()]).usage, run([row(1), messages(credits=1)]).usage

        assert one + two == two + one
        assert (one + two) + NO_USAGE == one + (two + NO_USAGE)
        assert one + Usage() == one
        assert (one + NO_USAGE).nothing_in_any_month

    @pytest.mark.clause("Q41")
    @given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=3))
    def test_costs(self, one: Decimal, other: Decimal) -> None:
        """Costs of rows add up exactly, with the digits of the finer."""
        (total,) = run([row()]).usage.totals
        both = [Usage(totals=(evolve(total, row_cost=cost),)) for cost in (one, other)]

        found = (both[0] + both[1]).totals[0].row_cost
        assert found is not None
        assert Fraction(found) == Fraction(one) + Fraction(other)
        assert found.as_tuple().exponent == -3

    def test_conflicts(self) -> None:
        """Totals of one id are of one kind; one id has one content."""
        (total,) = run([row()]).usage.totals
        usage = Usage(totals=(total,))
        for changed in ({"device": Device.LOW_USAGE}, {"row_cost": Decimal(1)}):
            fields: dict[str, Any] = dict(changed)
            with pytest.raises(ConflictingFacts):
                _ = usage + Usage(totals=(evolve(total, **fields),))
        with pytest.raises(ConflictingFacts):
            Usage(rates=(call_rate(), call_rate(name="other")))
        wrong: Any = [total]
        with pytest.raises(WrongType):
            Usage(totals=wrong)

    def test_runs(self) -> None:
        """Runs of two plans or months do not add up."""
        august = run([], month=Period.month(2026, 8))

        with pytest.raises(ConflictingFacts, match="month"):
            _ = run([]) + august
        with pytest.raises(ConflictingFacts, match="plan"):
            _ = run([]) + run([], plan(id="other"))

    def test_counts(self) -> None:
        """Counts that do not add up are refused."""
        with pytest.raises(ConflictingFacts, match="read must be the 1"):
            Counts(read=2, rated=1)
        assert ControlTotals() + ControlTotals() == ControlTotals()

    def test_total(self) -> None:
        """A total of a run is a fact that an account takes."""
        (total,) = run([row()]).usage.totals

        assert total == UsageTotal(
            id="usage:2026-07:international:rate+49",
            month=JULY.start,
            call_type=INTERNATIONAL,
            rate="rate+49",
            rows=1,
            connected=1,
            seconds=61,
            billable=120,
            counted="up, row, whole, line",
            counted_from=JULY.start,
        )

    def test_known_later(self) -> None:
        """Of two empty batches the later known says that nothing was used."""
        later = summarise([], MIXED, JULY, known_on=date(2026, 8, 9)).usage

        assert (run([]).usage + later).nothing == later.nothing
        assert (later + run([]).usage).nothing == later.nothing


def explained(one: UsageRow, of: Plan) -> ExplainedCall:
    """Explain a row and hold the proof to what rating gives."""
    found, rated = explain_call(one, of), rate(one, of)
    minutes, per = rated.billable_minutes, of.policy.minute_seconds
    values = [
        Fraction(*step.value) for step in found.proof if isinstance(step.value, tuple)
    ]

    assert minutes in values
    assert minutes * per == found.billable == rated.billable
    assert found.cost == rated.cost
    assert values[-1] == (minutes if rated.cost is None else rated.cost)
    return found


class TestExplain:
    """One row explained, with a proof."""

    @pytest.mark.clause("F2", "F3", "F4", "Q2", "Q40", "Q41")
    @given(INCREMENTS | st.none(), st.integers(0, 300), st.sampled_from([None, "0.05"]))
    def test_proof(
        self, increment: Increment | None, seconds: int, fee: str | None
    ) -> None:
        """The last step is the cost that rating gives, for every increment."""
        connection = None if fee is None else Decimal(fee)
        one = call_rate(increment=increment, connection_fee=connection)

        by_call = evolve(POLICY, per=Per.CALL)
        explained(row(seconds), plan(one, policy=by_call, records=Records.CALLS))

    @pytest.mark.clause("Q2")
    def test_call_of_a_pair(self) -> None:
        """Where totals of pairs are rounded, a call has no billable seconds alone."""
        with pytest.raises(InvalidValue, match=r"^row must be of a plan that rounds"):
            explain_call(row(61), plan(call_rate(), records=Records.CALLS))

    @pytest.mark.clause("F3")
    def test_only_free_seconds(self) -> None:
        """A call of 5 seconds, the first 5 free, ends where none is left."""
        free = Increment(initial=60, step=60, counted=AFTER, free_seconds=5)

        found = explained(row(5), plan(call_rate(increment=free)))
        assert "seconds left" in str(found)
        assert "first block" not in str(found)

    @pytest.mark.clause("F4", "Q40")
    def test_brazil(self) -> None:
        """61 seconds to a Brazilian mobile cite F4 and Q40 on the way to 66."""
        found = explained(row(61), plan(call_rate(increment=BRAZIL_MOBILE)))

        assert str(found).splitlines()[4:9] == [
            "seconds: given 61 = 61 [F2]",
            "steps begun: over 61, 6 = 61/6 [F4]",
            "whole steps: round 61/6, up to 0 places, USD = 11 [F4]",
            "seconds of the steps: times 11, 6 = 66 [F4]",
            "billable seconds: greatest 66, 30 = 66 [Q40]",
        ]
        assert [fact.id for fact in found.proof.facts()] == ["row", "rate+49"]
        leaf = found.proof.facts()[0]
        assert leaf.root == "row"
        assert leaf.known_on == leaf.effective_on == NOON.date()

    @pytest.mark.clause("F5", "Q42")
    @pytest.mark.parametrize(
        ("call_type", "because"),
        [
            (CallType.EXTENSION, "both ends are of the account [Q42]"),
            (CallType.PLAN, "no other type fits [Q42]"),
        ],
    )
    def test_type(self, call_type: CallType, because: str) -> None:
        """A row that a directory classified says by which rule of precedence."""
        numbers = Directory(own=frozenset({HERE}), domestic_prefixes=("+1",))
        called = "1021" if call_type is CallType.EXTENSION else "+12122000001"
        found = explained(row(61, called, None), plan(classifier=numbers))

        assert (found.call_type, found.type_because) == (call_type, because)
        assert found.rate is None

    @pytest.mark.clause("Q42")
    def test_type_by_the_caller(self) -> None:
        """Of a classifier of the caller's own only that it says so is known."""
        of = plan(classifier=lambda _source, _called: CallType.PLAN)
        found = explained(row(call_type=None), of)

        assert found.type_because == "the plan's classifier says so [Q42]"

    @pytest.mark.clause("D9")
    def test_no_message(self) -> None:
        """A classifier that takes a call for a message is refused, as a row is."""
        of = plan(classifier=lambda _source, _called: CallType.MESSAGE)

        with pytest.raises(InvalidValue, match=r"^call_type must be a type of call"):
            rate(row(call_type=None), of)

    @pytest.mark.clause("Q16", "inbound-call")
    def test_unrated(self) -> None:
        """What has no rate says why: free, or settled by the month."""
        free = plan(policy=evolve(POLICY, extension_calls=ExtensionCalls.FREE))
        reasons = [
            explained(row(call_type=one), free).rate_because
            for one in (CallType.INBOUND, CallType.EXTENSION, CallType.PLAN)
        ]

        assert reasons == [
            "it is counted and never charged [inbound-call]",
            "calls between extensions are free [Q16]",
            "it uses the plan's minutes, which the month settles [D4]",
        ]

    @pytest.mark.clause("F5")
    def test_rate(self) -> None:
        """A rate says its longest prefix and its first day."""
        several = plan(call_rate(prefixes=("+4", "+49")))
        every = plan(call_rate("", id="all"))
        since = "in force from 2026-01-01 [F5]"

        because = f"+49 is the longest prefix, {since}"
        assert explained(row(), several).rate_because == because
        because = f"the empty one is the longest prefix, {since}"
        assert explained(row(), every).rate_because == because

    @pytest.mark.clause("A6", "Q20", "Q36")
    def test_month(self) -> None:
        """A row says its month, and what keeps it from being charged."""
        of = plan(
            call_rate(),
            billing_start=date(2026, 7, 1),
            last_day_of_service=date(2026, 7, 31),
        )
        early, late = (
            explained(row(start=MIDNIGHT - SECOND), of),
            row(start=AUGUST_FIRST),
        )

        assert early.month == Period.month(2026, 6)
        assert early.month_because.endswith("on 2026-07-01: it is never charged [A6]")
        assert "after the last day" in explained(late, of).month_because
        because = explained(row(), of).month_because
        assert because == "it starts on 2026-07-15 in the plan's zone, UTC [Q36]"

    @pytest.mark.clause("Q41")
    def test_tiers(self) -> None:
        """Where the month makes the price, the proof ends with the minutes."""
        assert explained(row(), plan(call_rate(minimum=Decimal(5)))).cost is None
