"""The plan file: what is read, what is refused and how, what is written."""

import re
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_account_file import GONE, Content, Told, anything, json_of, with_values

from gotobilling.editions import edition, names
from gotobilling.errors import InvalidFile, InvalidValue, UnknownName, WrongType
from gotobilling.facts import (
    Account,
    CallRate,
    Increment,
    NoUsage,
    StepsCounted,
    UsageTotal,
)
from gotobilling.formats import plan_file, templates
from gotobilling.formats.account_file import read_account_file, write_account_file
from gotobilling.formats.plan_file import (
    PLAN_FILE,
    PlanFile,
    PlanHead,
    plan_template,
    read_plan_file,
    usage_tables,
    write_plan_file,
)
from gotobilling.formats.tables import MOST_PROBLEMS
from gotobilling.kinds import CallType
from gotobilling.markets import ca, us
from gotobilling.periods import Period
from gotobilling.readings import READINGS, Reading
from gotobilling.rounding import RoundingMode
from gotobilling.testing import examples
from gotobilling.usage.classification import Directory
from gotobilling.usage.plans import Plan, Records
from gotobilling.usage.policies import Per
from gotobilling.usage.summaries import NO_USAGE, Usage, summarise
from gotobilling.usage.told import with_usage

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
DAY: Final = date(2026, 1, 1)
OF_USAGE: Final = tuple(one for one in READINGS if one.policy == "usage")
BASE: Final[Content] = {
    "format": 1,
    "plan": {
        "id": "us-calls",
        "currency": "USD",
        "market": "us-connect",
        "edition": "2026-11",
        "zone": "-03:00",
        "billing_start_on": date(2026, 7, 15),
        "last_day_of_service": date(2026, 12, 31),
        "records": "calls",
        "low_usage_numbers": ["1020", "+13105550120"],
    },
    "numbers": {
        "own": ["+13105550100", "+13105550120"],
        "toll_free": ["+18005550199"],
        "premium_prefixes": ["+1787555"],
        "domestic_prefixes": ["+1"],
        "foreign_prefixes": ["+1809"],
    },
    "call_rates": [
        {
            "id": "intl-de",
            "name": "Germany",
            "call_type": "international",
            "prefixes": ["+49"],
            "unit_price": Decimal("0.019"),
            "effective_on": DAY,
            "increment": {"initial": 6, "step": 6, "counted": "after_initial"},
        },
        {
            "id": "intl-at",
            "name": "Austria",
            "call_type": "international",
            "prefixes": ["+43"],
            "unit_price": Decimal("0.029"),
            "connection_fee": Decimal("0.05"),
            "effective_on": DAY,
        },
    ],
    "readings": {"minutes": "nearest", "minutes_per": "call"},
}
"""A file without problems, which each test breaks in one place."""
At = tuple[str | int, ...]


def changed(*changes: tuple[At, object]) -> Content:
    """Return the file without problems with other values at these paths."""
    return with_values(deepcopy(BASE), changes)


def read(content: Content | str, name: str = "plan.json", **options: Any) -> PlanFile:  # noqa: ANN401
    """Read a file given as its content, as JSON, or as its text."""
    data = content.encode() if isinstance(content, str) else json_of(content)
    return read_plan_file(data, name, **options)


def refused(content: Content) -> InvalidFile:
    """Return why a file is not taken."""
    with pytest.raises(InvalidFile) as caught:
        read(content)
    return caught.value


def told(content: Content) -> Told:
    """Return code and path of every problem of a file, in their order."""
    return [(one.code, one.path) for one in refused(content).problems]


def expected(**changes: object) -> Plan:
    """Return the plan of the file without problems, built by hand."""
    policy = attrs.evolve(
        us.CONNECT.usage,
        minutes=attrs.evolve(us.CONNECT.usage.minutes, mode=RoundingMode.HALF_UP),
        per=Per.CALL,
    )
    plan = Plan(
        id="us-calls",
        currency="USD",
        policy=policy,
        rates=(
            CallRate(
                id="intl-de",
                name="Germany",
                call_type=CallType.INTERNATIONAL,
                currency="USD",
                prefixes=("+49",),
                unit_price=Decimal("0.019"),
                effective_on=DAY,
                increment=Increment(
                    initial=6, step=6, counted=StepsCounted.AFTER_INITIAL
                ),
            ),
            CallRate(
                id="intl-at",
                name="Austria",
                call_type=CallType.INTERNATIONAL,
                currency="USD",
                prefixes=("+43",),
                unit_price=Decimal("0.029"),
                connection_fee=Decimal("0.05"),
                effective_on=DAY,
            ),
        ),
        zone=timezone(timedelta(hours=-3)),
        billing_start=date(2026, 7, 15),
        last_day_of_service=date(2026, 12, 31),
        low_usage_numbers=frozenset({"1020", "+13105550120"}),
        records=Records.CALLS,
        classifier=Directory(
            own=frozenset({"+13105550100", "+13105550120"}),
            toll_free=frozenset({"+18005550199"}),
            premium_prefixes=("+1787555",),
            domestic_prefixes=("+1",),
            foreign_prefixes=("+1809",),
        ),
    )
    return attrs.evolve(plan, **changes)  # type: ignore[arg-type]


class TestReading:
    """What a file says is what the plan is."""

    @pytest.mark.clause("A6", "F2", "F5", "Q2", "Q20")
    def test_every_key(self) -> None:
        """Every key of the plan, its numbers, rates and readings is read."""
        market = us.CONNECT.with_readings({"minutes": "nearest", "minutes_per": "call"})

        assert read(changed()) == PlanFile(expected(), market)

    def test_plan_alone(self) -> None:
        """Id, currency and market are all that a plan must say."""
        plan = {"id": "p", "currency": "USD", "market": "us-connect"}

        assert read({"format": 1, "plan": plan}) == PlanFile(
            Plan(id="p", currency="USD", policy=us.CONNECT.usage), us.CONNECT
        )

    def test_numbers_alone(self) -> None:
        """Own numbers and the country's prefixes are all that a directory must have."""
        numbers = {"own": [], "domestic_prefixes": ["+1"]}

        assert read(changed((("numbers",), numbers))).plan.classifier == Directory(
            own=frozenset(), domestic_prefixes=("+1",)
        )

    @pytest.mark.clause("Q20")
    @pytest.mark.parametrize(
        ("written", "zone"),
        [
            ("UTC", UTC),
            ("+00:00", UTC),
            ("-00:30", timezone(timedelta(minutes=-30))),
            ("+05:45", timezone(timedelta(hours=5, minutes=45))),
            ("-23:59", timezone(timedelta(hours=-23, minutes=-59))),
        ],
    )
    def test_zones(self, written: str, zone: tzinfo) -> None:
        """A zone is UTC, or what it differs by in hours and minutes."""
        assert read(changed((("plan", "zone"), written))).plan.zone == zone

    def test_toml(self) -> None:
        """TOML says the same, days and decimals as they are."""
        text = write_plan_file(read(changed()))

        assert read(text, "plan.toml") == read(changed())

    def test_edition(self) -> None:
        """The caller's edition takes the place of the file's own."""
        assert read(changed(), edition="2026-11") == read(changed())
        with pytest.raises(InvalidFile) as caught:
            read(changed(), edition="1999-01")

        assert caught.value.problems[0].path == "edition"

    @pytest.mark.parametrize("reading", OF_USAGE, ids=lambda one: one.name)
    def test_readings(self, reading: Reading) -> None:
        """Every reading of usage makes its policy, each alternative of it."""
        rates = [BASE["call_rates"][0]]
        for choice in reading.alternatives():
            content = changed(
                (("readings",), {reading.name: choice}), (("call_rates",), rates)
            )
            market = us.CONNECT.with_readings({reading.name: choice})

            assert read(content).plan.policy == market.usage
            assert read(content).market == market

    def test_readings_before_records(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Records fit the policy under the readings, whatever it is without them."""
        by_call = attrs.evolve(us.CONNECT.usage, per=Per.CALL)
        market = attrs.evolve(us.CONNECT, usage=by_call)
        monkeypatch.setattr(plan_file, "edition", lambda *_: market)
        plan = {"id": "p", "currency": "USD", "market": "us-connect"}
        content = {"format": 1, "plan": plan, "readings": {"minutes_per": "row"}}

        assert read(content).plan.policy == us.CONNECT.usage

    def test_market(self) -> None:
        """Another market has a usage policy of its own."""
        content = changed((("plan", "market"), "ca-connect"), (("readings",), {}))

        assert read(content).plan.policy == ca.CONNECT.usage

    def test_rates_count_once(self) -> None:
        """A rate that stands there twice counts once, and order never matters."""
        rates = [*BASE["call_rates"], BASE["call_rates"][0]]

        assert read(changed((("call_rates",), rates[::-1]))) == read(changed())

    @pytest.mark.clause("Q67")
    def test_superseded_rate(self) -> None:
        """A rate that another one supersedes rates nothing."""
        version = BASE["call_rates"][0] | {
            "id": "intl-de-2",
            "unit_price": 1,
            "known_on": date(2026, 9, 1),
            "supersedes": "intl-de",
        }
        content = changed((("call_rates",), [version, *BASE["call_rates"]]))

        assert [one.id for one in read(content).plan.rates] == ["intl-at", "intl-de-2"]

    def test_example(self) -> None:
        """The plan of the example reads."""
        path = EXAMPLES / "usage-month" / "plan.toml"

        assert read_plan_file(path.read_bytes(), path.name).plan.classifier

    def test_not_bytes(self) -> None:
        """Text is not read: its encoding would be anyone's guess."""
        with pytest.raises(WrongType) as caught:
            read_plan_file("format = 1", "a.toml")  # type: ignore[arg-type]

        assert caught.value.path == "data"


RATE: Final[At] = ("call_rates", 0)
CASES: Final[dict[str, tuple[At, object, Told]]] = {
    "another format": (("format",), 2, [("invalid-value", "format")]),
    "no plan": (("plan",), GONE, [("invalid-value", "plan")]),
    "a plan that is an array": (("plan",), [], [("wrong-type", "plan")]),
    "an unknown section": (("prices",), [], [("unknown-key", "prices")]),
    "an empty id": (("plan", "id"), "", [("invalid-value", "plan.id")]),
    "no id": (("plan", "id"), GONE, [("invalid-value", "plan.id")]),
    "an unknown currency": (
        ("plan", "currency"),
        "USB",
        [("unknown-currency", "plan.currency")],
    ),
    "an unknown market": (
        ("plan", "market"),
        "us",
        [("unknown-name", "plan.market")],
    ),
    "an unknown edition": (
        ("plan", "edition"),
        "1999-01",
        [("unknown-name", "plan.edition")],
    ),
    "a zone by its name": (
        ("plan", "zone"),
        "America/Sao_Paulo",
        [("invalid-value", "plan.zone")],
    ),
    "a zone by no hours": (
        ("plan", "zone"),
        "-24:00",
        [("invalid-value", "plan.zone")],
    ),
    "a zone by too many minutes": (
        ("plan", "zone"),
        "+01:60",
        [("invalid-value", "plan.zone")],
    ),
    "a zone that is a number": (("plan", "zone"), -3, [("wrong-type", "plan.zone")]),
    "a start in words": (
        ("plan", "billing_start_on"),
        "July",
        [("invalid-value", "plan.billing_start_on")],
    ),
    "an end before the start": (
        ("plan", "last_day_of_service"),
        date(2026, 7, 14),
        [("invalid-period", "plan.last_day_of_service")],
    ),
    "unknown records": (
        ("plan", "records"),
        "rows",
        [("invalid-value", "plan.records")],
    ),
    "a low-usage number in words": (
        ("plan", "low_usage_numbers"),
        ["1020", "desk"],
        [("invalid-value", "plan.low_usage_numbers[1]")],
    ),
    "a low-usage number without quotes": (
        ("plan", "low_usage_numbers"),
        [1020],
        [("wrong-type", "plan.low_usage_numbers[0]")],
    ),
    "one low-usage number": (
        ("plan", "low_usage_numbers"),
        "1020",
        [("wrong-type", "plan.low_usage_numbers")],
    ),
    "an unknown key": (
        ("plan", "time_zone"),
        "UTC",
        [("unknown-key", "plan.time_zone")],
    ),
    # Numbers.
    "no own numbers": (
        ("numbers", "own"),
        GONE,
        [("invalid-value", "numbers.own")],
    ),
    "an own number in national form": (
        ("numbers", "own"),
        ["(310) 555-0100"],
        [("invalid-value", "numbers.own[0]")],
    ),
    "a toll-free number that is a table": (
        ("numbers", "toll_free"),
        [{}],
        [("wrong-type", "numbers.toll_free[0]")],
    ),
    "a premium prefix without a plus": (
        ("numbers", "premium_prefixes"),
        ["+1787555", "1900"],
        [("invalid-value", "numbers.premium_prefixes[1]")],
    ),
    "a domestic prefix without quotes": (
        ("numbers", "domestic_prefixes"),
        [1],
        [("wrong-type", "numbers.domestic_prefixes[0]")],
    ),
    "a foreign prefix that is domestic": (
        ("numbers", "foreign_prefixes"),
        ["+1"],
        [("invalid-value", "numbers.foreign_prefixes")],
    ),
    "an unknown key of the numbers": (
        ("numbers", "owns"),
        [],
        [("unknown-key", "numbers.owns")],
    ),
    # Rates.
    "an increment of nothing": (
        (*RATE, "increment", "step"),
        0,
        [("invalid-value", "call_rates[0].increment.step")],
    ),
    "another currency": (
        (*RATE, "currency"),
        "EUR",
        [("currency-mismatch", "call_rates[0].currency")],
    ),
    "two rates of one prefix and day": (
        (*RATE, "prefixes"),
        ["+43"],
        [("conflicting-facts", "call_rates[0]")],
    ),
    "one id of two contents": (
        (*RATE, "id"),
        "intl-at",
        [("conflicting-facts", "call_rates[1].id")],
    ),
    "a rate that supersedes what is not there": (
        ("call_rates", 1, "supersedes"),
        "intl-ch",
        [("unknown-name", "call_rates[1].supersedes")],
    ),
    "a fee for each call where records are totals": (
        ("plan", "records"),
        "totals",
        [("invalid-value", "call_rates[1].connection_fee")],
    ),
    # Readings.
    "an unknown reading": (
        ("readings", "minute"),
        "up",
        [("unknown-key", "readings.minute")],
    ),
    "a reading of something else": (
        ("readings", "day_count"),
        "thirty_day_month",
        [("invalid-value", "readings.day_count")],
    ),
    "a number for a reading of something else": (
        ("readings", "due_day"),
        5,
        [("invalid-value", "readings.due_day")],
    ),
    "a table for a reading of something else": (
        ("readings", "low_usage"),
        {},
        [("wrong-type", "readings.low_usage")],
    ),
    "an unknown alternative": (
        ("readings", "minutes"),
        "down",
        [("unknown-name", "readings.minutes")],
    ),
}


class TestProblems:
    """Each kind of bad input has its code and its place."""

    @pytest.mark.parametrize(("path", "value", "found"), CASES.values(), ids=CASES)
    def test_one(self, path: At, value: object, found: Told) -> None:
        """A file with one thing wrong has one problem, told at its place."""
        assert told(changed((path, value))) == found

    @pytest.mark.clause("Q20")
    def test_zone_by_its_name(self) -> None:
        """A zone by its name is refused, with what else there is and why."""
        (problem,) = refused(changed((("plan", "zone"), "Europe/Berlin"))).problems

        assert str(problem) == (
            "plan.zone must be 'UTC' or an offset from it such as '-03:00'; what a "
            "zone by its name comes to changes with the system's data, so a caller "
            "gives it as an object, got 'Europe/Berlin' [Q20]"
        )

    def test_other_readings(self) -> None:
        """A reading that no rating looks at is refused with those that it does."""
        (problem,) = refused(changed((("readings", "due_day"), 5))).problems

        assert str(problem) == (
            "readings.due_day must be left out, as a plan takes those of usage alone: "
            "minutes, minutes_per, extension_calls, month_edge, included, pool_use, "
            "usage_rounded, last_usage, got 5"
        )

    @pytest.mark.clause("Q2", "Q36")
    @pytest.mark.parametrize(
        ("reading", "choice"), [("minutes_per", "call"), ("month_edge", "split")]
    )
    def test_readings_of_calls(self, reading: str, choice: str) -> None:
        """Totals cannot be parted into their calls, which the reading is told."""
        content = changed(
            (("readings",), {reading: choice}),
            (("plan", "records"), "totals"),
            (("call_rates",), []),
        )

        assert told(content) == [("invalid-value", f"readings.{reading}")]

    @pytest.mark.clause("Q41")
    def test_rounded_rows(self) -> None:
        """Where rows are rounded, a minimum of the month is told at its rate."""
        content = changed(
            (("readings", "usage_rounded"), "row"), ((*RATE, "minimum"), 5)
        )

        assert told(content) == [("invalid-value", "call_rates[0]")]

    def test_one_id_beside_a_repetition(self) -> None:
        """A repeated rate does not move the place of a wrong one."""
        first, other = BASE["call_rates"]
        wrong = first | {"id": "z", "currency": "EUR"}
        content = changed((("call_rates",), [other, other, wrong, first]))

        assert told(content) == [("currency-mismatch", "call_rates[2].currency")]

    def test_all_together(self) -> None:
        """Problems come in the order of the file, all of them at once."""
        content = changed(
            (("plan", "zone"), "CET"),
            (("plan", "records"), "rows"),
            (("numbers", "own"), ["x"]),
            ((*RATE, "increment"), {"initial": 0, "step": 1, "counted": "multiple"}),
            (("readings", "minutes"), "down"),
            (("readings", "day_count"), "x"),
            (("format",), 1),
        )

        assert told(content) == [
            ("invalid-value", "plan.zone"),
            ("invalid-value", "plan.records"),
            ("invalid-value", "numbers.own[0]"),
            ("invalid-value", "call_rates[0].increment.initial"),
            ("unknown-name", "readings.minutes"),
            ("invalid-value", "readings.day_count"),
        ]

    def test_most_problems(self) -> None:
        """After a thousand problems the file has to be mended before more is told."""
        content = changed((("call_rates",), [{}] * 5000))

        assert len(refused(content).problems) == MOST_PROBLEMS + 1

    @given(
        content=st.fixed_dictionaries(
            {}, optional=dict.fromkeys(PLAN_FILE.keys(), anything)
        )
    )
    def test_values(self, content: Content) -> None:
        """Any value in any section is refused at a place, never with a crash."""
        found = refused({**content, "format": 1, "nonsense": 1})

        assert ("unknown-key", "nonsense") in [(p.code, p.path) for p in found.problems]
        assert str(found)

    @given(
        path=st.sampled_from(
            [
                (section, name)
                for section in ("plan", "numbers", "readings")
                for name in (*BASE[section], "day_count")
            ]
        ),
        value=anything,
    )
    def test_value_of_a_key(self, path: tuple[str, str], value: object) -> None:
        """Any value of any key is taken, or refused."""
        answer: object
        try:
            answer = read(changed((path, value)))
        except InvalidFile as error:
            answer = str(error)

        assert answer


class TestWriting:
    """What is written reads back equal."""

    def test_round_trip(self) -> None:
        """Every section is written, and read back as it was."""
        file = read(changed())
        text = write_plan_file(file)

        assert read(text, "plan.toml") == file
        assert write_plan_file(file) == text

    def test_text(self) -> None:
        """What a key is anyway is left out; numbers are sorted."""
        plan = Plan(
            id="p",
            currency="USD",
            policy=us.CONNECT.usage,
            low_usage_numbers=frozenset({"1021", "1020"}),
            classifier=Directory(own=frozenset(), domestic_prefixes=("+1",)),
        )

        assert write_plan_file(PlanFile(plan, us.CONNECT)) == (
            'format = 1\n\n[plan]\nid = "p"\ncurrency = "USD"\n'
            'market = "us-connect"\nedition = "2026-11"\n'
            'low_usage_numbers = ["1020", "1021"]\n'
            '\n[numbers]\nown = []\ndomestic_prefixes = ["+1"]\n'
        )

    @given(
        minutes=st.integers(-1439, 1439),
        start=st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31)),
        records=st.sampled_from(Records),
        numbers=st.frozensets(
            st.from_regex(r"\+[0-9]{3,15}|[0-9]{2,7}", fullmatch=True)
        ),
        name=st.sampled_from(names()),
    )
    def test_law_round_trip(
        self,
        minutes: int,
        start: date | None,
        records: Records,
        numbers: frozenset[str],
        name: str,
    ) -> None:
        """A plan in any zone, with any numbers, is read back as it was written."""
        market = edition(name)
        plan = Plan(
            id="p",
            currency="USD",
            policy=market.usage,
            zone=timezone(timedelta(minutes=minutes)),
            billing_start=start,
            records=records,
            low_usage_numbers=numbers,
            classifier=Directory(own=numbers, domestic_prefixes=("+1",)),
        )
        file = PlanFile(plan, market)

        assert read(write_plan_file(file), "plan.toml") == file

    @pytest.mark.parametrize(
        ("changes", "path"),
        [
            ({"zone": ZoneInfo("Europe/Berlin")}, "zone"),
            ({"zone": timezone(timedelta(seconds=90))}, "plan"),
            ({"classifier": lambda source, destination: CallType.PLAN}, "plan"),
            ({"policy": us.CONNECT.usage}, "plan"),
        ],
        ids=["zone by its name", "zone by seconds", "classifier", "policy"],
    )
    def test_what_no_file_holds(self, changes: dict[str, object], path: str) -> None:
        """What a file cannot say is not written as something else."""
        file = PlanFile(expected(**changes), read(changed()).market)
        with pytest.raises(InvalidValue) as caught:
            write_plan_file(file)

        assert caught.value.path == path

    def test_other_market(self) -> None:
        """A market with other readings than those of usage is not written."""
        market = read(changed()).market.with_readings({"due_day": 10})
        with pytest.raises(InvalidValue, match=r"^plan must be one of an edition"):
            write_plan_file(PlanFile(expected(), market))

    def test_market_of_another_name(self) -> None:
        """A market that this release does not have cannot be written."""
        market = attrs.evolve(us.CONNECT, name="moon-connect")
        with pytest.raises(UnknownName):
            write_plan_file(PlanFile(expected(), market))


def used() -> Usage:
    """Return what two rows of July come to, one of them at a rate."""
    noon = datetime(2026, 7, 20, 12, tzinfo=UTC)
    rows = [
        ("+13105550100", "+4930123456", noon, 61, CallType.INTERNATIONAL),
        ("+13105550100", "+12125550100", noon, 61, CallType.PLAN),
    ]
    return summarise(rows, expected(), Period.month(2026, 7)).usage


class TestUsageTables:
    """Usage as the tables of an account file."""

    def test_text(self) -> None:
        """The rate that is used and the totals are written, and nothing else."""
        assert usage_tables(used()) == (
            '\n[[call_rates]]\nid = "intl-de"\nname = "Germany"\n'
            'call_type = "international"\nprefixes = ["+49"]\nunit_price = 0.019\n'
            'increment = { initial = 6, step = 6, counted = "after_initial" }\n'
            "effective_on = 2026-01-01\n"
            '\n[[usage]]\nid = "usage:2026-07:international:intl-de"\n'
            'month = 2026-07-01\ncall_type = "international"\nrate = "intl-de"\n'
            # 61 s are 66 in steps of 6; 61 s are 1 minute to the nearest.
            "rows = 1\nconnected = 1\nseconds = 61\nbillable = 66\n"
            'counted = "half_up, call, whole, line"\ncounted_from = 2026-07-15\n'
            '\n[[usage]]\nid = "usage:2026-07:plan"\nmonth = 2026-07-01\n'
            'call_type = "plan"\nrows = 1\nconnected = 1\nseconds = 61\n'
            'billable = 60\ncounted = "half_up, call, whole, line"\n'
            "counted_from = 2026-07-15\n"
        )

    @pytest.mark.clause("F6")
    def test_in_an_account_file(self) -> None:
        """An account file with the tables has the account that is told of the usage."""
        start = attrs.evolve(examples.july_start(), call_rates=(), usage=())
        market = us.CONNECT.with_readings({"minutes": "nearest", "minutes_per": "call"})
        text = write_account_file(start, market) + usage_tables(used())
        account: Account = read_account_file(text.encode(), "a.toml").account

        assert account == with_usage(start, used(), Period.month(2026, 7))

    def test_nothing(self) -> None:
        """A month without usage is told; every month without usage names none."""
        none = NoUsage(id="none", month=date(2026, 7, 1))
        text = '\n[[no_usage]]\nid = "none"\nmonth = 2026-07-01\n'

        assert usage_tables(Usage(nothing=(none,))) == text
        assert usage_tables(NO_USAGE) == ""

    def test_totals_keep_their_order(self) -> None:
        """Totals are written by their ids, so that one usage is one text."""
        totals = [
            UsageTotal(
                id=name,
                month=date(2026, 7, 1),
                call_type=CallType.PLAN,
                rows=1,
                connected=1,
                seconds=1,
                billable=60,
            )
            for name in ("b", "a")
        ]

        assert usage_tables(Usage(totals=tuple(totals))) == usage_tables(
            Usage(totals=tuple(totals[::-1]))
        )


class TestTemplate:
    """The file to start from."""

    @pytest.mark.parametrize("name", names())
    def test_every_market(self, name: str) -> None:
        """Every market has its own, which names its latest edition and reads."""
        market = edition(name)

        assert read(plan_template(name), "plan.toml") == PlanFile(
            Plan(id="my-plan", currency=market.currency, policy=market.usage), market
        )

    def test_commented_sections(self) -> None:
        """What stands there as a comment reads as well once it is none."""
        text = re.sub(
            r"^# (?=\w+ = |\[)", "", plan_template("us-connect"), flags=re.MULTILINE
        )
        file = read(text, "plan.toml")

        assert [one.id for one in file.plan.rates] == [
            *("intl-de", "message-packages", "toll-free"),
        ]
        assert file.plan.billing_start == date(2026, 7, 15)
        assert file.plan.low_usage_numbers == {"1020", "+13105550120"}
        assert isinstance(file.plan.classifier, Directory)
        assert file.market == us.CONNECT

    def test_every_key(self) -> None:
        """Every section, key and reading of the format is named in it."""
        text = plan_template("us-connect")
        keys = [
            one.name
            for table in (PLAN_FILE, *PLAN_FILE.parts[:2])
            for one in table.fields
        ]

        for key in [*keys, *(one.name for one in OF_USAGE)]:
            assert re.search(rf"^(# )?{key} = ", text, re.MULTILINE), key
        for part in PLAN_FILE.parts:
            assert re.search(rf"^(# )?\[+{part.name}\]", text, re.MULTILINE), part.name

    def test_readings(self) -> None:
        """The readings of usage stand there as the market has them, and no others."""
        _, _, commented = plan_template("us-connect").partition("[readings]\n")

        assert commented == "".join(
            templates._choice(one, us.CONNECT) for one in OF_USAGE
        )

    def test_unknown_market(self) -> None:
        """There is no template for a market that there is not."""
        with pytest.raises(UnknownName):
            plan_template("moon-connect")


class TestSchema:
    """The table of the format and the values say the same."""

    def test_plan(self) -> None:
        """The section of the plan has the fields of its head, required as there."""
        (table,) = [one for one in PLAN_FILE.parts if one.name == "plan"]

        assert {one.name: one.required for one in table.fields} == {
            one.name: one.default is attrs.NOTHING for one in attrs.fields(PlanHead)
        }

    def test_numbers(self) -> None:
        """The section of the numbers has the fields of a directory."""
        (table,) = [one for one in PLAN_FILE.parts if one.name == "numbers"]

        assert {one.name: one.required for one in table.fields} == {
            one.name: one.default is attrs.NOTHING
            for one in attrs.fields(Directory)
            if one.init
        }
