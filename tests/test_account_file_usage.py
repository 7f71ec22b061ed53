"""The sections of the account file that usage follows, and tables in one line."""

import tomllib
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_account_file import (
    BASE,
    GONE,
    KEYS,
    Content,
    Told,
    anything,
    changed,
    json_of,
    read,
    refused,
    tables,
    told,
    with_values,
)

from gotobilling.errors import InvalidFile
from gotobilling.facts import (
    BRAZIL_MOBILE,
    Account,
    CallRate,
    Device,
    Included,
    Increment,
    LowUsage,
    NoUsage,
    PriceModel,
    StepsCounted,
    Tier,
    UsageTotal,
    ZeroSeconds,
)
from gotobilling.formats import account_schema, usage_schema
from gotobilling.formats.account_file import (
    AccountFile,
    template,
    write_account_file,
)
from gotobilling.formats.tables import MOST_PROBLEMS, Inline, Table
from gotobilling.invoices import Invoice, assemble_invoice
from gotobilling.kinds import BillableUnit, CallType, LineKind
from gotobilling.markets import us
from gotobilling.periods import Period

DAY: Final = date(2026, 7, 1)
START: Final = date(2026, 7, 15)
JULY: Final = date(2026, 7, 1)
USED: Final[Content] = {
    "call_rates": [
        {
            "id": "intl-de",
            "name": "Germany",
            "call_type": "international",
            "prefixes": ["+49", "+4930"],
            "model": "flat",
            "unit_price": Decimal("0.019"),
            "flat_fee": Decimal("1.00"),
            "minimum": Decimal("5.00"),
            "connection_fee": Decimal("0.05"),
            "increment": {
                "initial": 60,
                "step": 7,
                "counted": "multiple",
                "minimum": 70,
                "free_seconds": 5,
                "zero_seconds": "minimum",
            },
            "effective_on": DAY,
            "known_on": date(2026, 7, 2),
        },
        {
            "id": "toll-free",
            "name": "Toll-free",
            "call_type": "toll_free_inbound",
            "prefixes": [""],
            "model": "graduated",
            "tiers": [
                {"above": 0, "unit_price": Decimal("0.02")},
                {"above": 1000, "unit_price": Decimal("0.015"), "flat_fee": 5},
            ],
            "increment": "brazil_mobile",
            "effective_on": DAY,
        },
        {
            "id": "credits",
            "name": "Messages",
            "call_type": "message",
            "model": "package",
            "package": 100,
            "unit_price": Decimal("0.50"),
            "effective_on": DAY,
        },
    ],
    "included": [
        {
            "id": "minutes",
            "unit": "minute",
            "quantity": 1000,
            "item": "device",
            "effective_on": START,
            "known_on": date(2026, 7, 16),
        },
        {
            "id": "included-credits",
            "unit": "message_credit",
            "quantity": 0,
            "effective_on": START,
        },
    ],
    "low_usage": [
        {
            "id": "low",
            "item": "low-device",
            "full_price": "device",
            "phones": ["low-device", "device"],
            "allowed": 10,
            "effective_on": START,
            "known_on": date(2026, 7, 16),
        }
    ],
    "usage": [
        {
            "id": "calls:2026-07:plan",
            "month": JULY,
            "call_type": "plan",
            "device": "low_usage",
            "rows": 2,
            "connected": 1,
            "seconds": 61,
            "billable": 120,
            "known_on": date(2026, 8, 3),
        },
        {
            "id": "calls:2026-07:international:intl-de",
            "month": JULY,
            "call_type": "international",
            "rate": "intl-de",
            "rows": 3,
            "connected": 3,
            "seconds": 200,
            "billable": 210,
            "row_cost": Decimal("0.07"),
        },
    ],
    "no_usage": [
        {"id": "none", "month": date(2026, 8, 1), "known_on": date(2026, 9, 2)}
    ],
}
"""What comes to the file without problems, which each test breaks in one place."""
LOW_PRICE: Final[Content] = {
    "id": "price-low",
    "item": "low-device",
    "kind": "service_charge",
    "unit": "device",
    "unit_price": Decimal("10.00"),
    "effective_on": START,
}
TOO_FINE: Final = "0.0000000000001"


def used(*changes: tuple[tuple[str | int, ...], object]) -> Content:
    """Return the file with every section, with other values at these paths."""
    content = changed((("prices",), [*map(dict, BASE["prices"]), dict(LOW_PRICE)]))
    return with_values(content | deepcopy(USED), changes)


class TestReading:
    """What a file says of usage and of what it costs."""

    @pytest.mark.clause("D5", "D7", "D8", "D10", "F4", "F5", "Q40", "Q41")
    def test_call_rates(self) -> None:
        """Every key of a rate, of its tiers and of its increment is read."""
        assert read(json_of(used()), "a.json").account.call_rates == (
            CallRate(
                id="credits",
                name="Messages",
                call_type=CallType.MESSAGE,
                currency="USD",
                model=PriceModel.PACKAGE,
                package=100,
                unit_price=Decimal("0.50"),
                effective_on=DAY,
            ),
            CallRate(
                id="intl-de",
                name="Germany",
                call_type=CallType.INTERNATIONAL,
                currency="USD",
                prefixes=("+49", "+4930"),
                unit_price=Decimal("0.019"),
                flat_fee=Decimal(1),
                minimum=Decimal(5),
                connection_fee=Decimal("0.05"),
                increment=Increment(
                    initial=60,
                    step=7,
                    counted=StepsCounted.MULTIPLE,
                    minimum=70,
                    free_seconds=5,
                    zero_seconds=ZeroSeconds.MINIMUM,
                ),
                effective_on=DAY,
                known_on=date(2026, 7, 2),
            ),
            CallRate(
                id="toll-free",
                name="Toll-free",
                call_type=CallType.TOLL_FREE_INBOUND,
                currency="USD",
                prefixes=("",),
                model=PriceModel.GRADUATED,
                tiers=(
                    Tier(above=0, unit_price=Decimal("0.02")),
                    Tier(above=1000, unit_price=Decimal("0.015"), flat_fee=Decimal(5)),
                ),
                increment=BRAZIL_MOBILE,
                effective_on=DAY,
            ),
        )

    @pytest.mark.clause("D4", "D9", "G3", "Q38")
    def test_included_and_low_usage(self) -> None:
        """Every key of what is included, and of the low-usage devices, is read."""
        account = read(json_of(used()), "a.json").account

        assert account.included == (
            Included(
                id="included-credits",
                unit=BillableUnit.MESSAGE_CREDIT,
                quantity=0,
                effective_on=START,
            ),
            Included(
                id="minutes",
                unit=BillableUnit.MINUTE,
                quantity=1000,
                item="device",
                effective_on=START,
                known_on=date(2026, 7, 16),
            ),
        )
        assert account.low_usage == (
            LowUsage(
                id="low",
                item="low-device",
                full_price="device",
                phones=("device", "low-device"),
                allowed=10,
                effective_on=START,
                known_on=date(2026, 7, 16),
            ),
        )

    @pytest.mark.clause("F2", "F6", "Q36", "Q41")
    def test_usage(self) -> None:
        """Every key of a total, and of a month without usage, is read."""
        account = read(json_of(used()), "a.json").account

        assert account.usage == (
            UsageTotal(
                id="calls:2026-07:international:intl-de",
                month=JULY,
                call_type=CallType.INTERNATIONAL,
                rate="intl-de",
                rows=3,
                connected=3,
                seconds=200,
                billable=210,
                row_cost=Decimal("0.07"),
            ),
            UsageTotal(
                id="calls:2026-07:plan",
                month=JULY,
                call_type=CallType.PLAN,
                device=Device.LOW_USAGE,
                rows=2,
                connected=1,
                seconds=61,
                billable=120,
                known_on=date(2026, 8, 3),
            ),
        )
        assert account.no_usage == (
            NoUsage(id="none", month=date(2026, 8, 1), known_on=date(2026, 9, 2)),
        )

    def test_toml(self) -> None:
        """Tables in one line, over lines or under a heading of their own are equal."""
        lines = """
            [[call_rates]]
            id = "r"
            name = "Germany"
            call_type = "international"
            prefixes = ["+49"]
            model = "volume"
            effective_on = 2026-07-01
        """
        apart = """
            [[call_rates.tiers]]
            above = 0
            unit_price = 0.02
            [[call_rates.tiers]]
            above = 9
            unit_price = "0.010"
            [call_rates.increment]
            initial = 6
            step = 1
            counted = "multiple"
        """
        within = """
            tiers = [
              { above = 0, unit_price = 0.02 },
              { unit_price = 0.01, above = 9 },
            ]
            increment = { initial = 6, step = 1, counted = "multiple" }
        """
        start = '[contract]\nid = "c"\nbilling_start_on = 2026-07-15\n'
        head = '[account]\nid = "a"\ncurrency = "USD"\nmarket = "us-connect"\n'

        one = read(f"format = 1\n{head}{start}{lines}{apart}")
        other = read(f"format = 1\n{head}{start}{lines}{within}")

        assert one == other
        (rate,) = one.account.call_rates
        assert [tier.unit_price for tier in rate.tiers] == [
            Decimal("0.02"),
            Decimal("0.01"),
        ]
        assert rate.increment == Increment(
            initial=6, step=1, counted=StepsCounted.MULTIPLE
        )

    def test_bills(self) -> None:
        """The invoice of August has what the file tells of July."""
        billed = used((("call_rates", 0, "increment"), GONE))
        file = read(json_of(billed), "a.json")
        august = assemble_invoice(file.account, Period.month(2026, 8), file.market)

        assert isinstance(august, Invoice)
        (line,) = [
            one for one in august.lines if one.kind is LineKind.INTERNATIONAL_MINUTES
        ]
        # 210 s are 3.5 minutes; 3.5 x 0.019 + 3 calls x 0.05 + 1.00 is below 5.00.
        assert line.amount.minor == 500

    def test_facts_count_once(self) -> None:
        """A total that stands there twice counts once."""
        twice = used((("usage",), USED["usage"] * 2))

        assert read(json_of(twice), "a.json") == read(json_of(used()), "a.json")

    @pytest.mark.parametrize(
        ("section", "key"),
        [("call_rates", "effective_on"), ("no_usage", "month")],
    )
    def test_before_the_signature(self, section: str, key: str) -> None:
        """A rate, and a month without usage, may be older than the contract."""
        early = date(2025, 12, 1)
        content = used(((section, 0, key), early))

        account = read(json_of(content), "a.json").account
        assert early in {one.effective_on for one in getattr(account, section)}


Path = tuple[str | int, ...]
RATE: Final[Path] = ("call_rates", 0)
TIER: Final[Path] = ("call_rates", 1, "tiers", 1)
CASES: Final[dict[str, tuple[Path, object, Told]]] = {
    # A table in one line.
    "tiers that are no array": (
        ("call_rates", 1, "tiers"),
        {"above": 0, "unit_price": 1},
        [("wrong-type", "call_rates[1].tiers")],
    ),
    "tiers in a word": (
        ("call_rates", 1, "tiers"),
        "one",
        [("invalid-value", "call_rates[1].tiers")],
    ),
    "tiers of a number": (
        ("call_rates", 1, "tiers"),
        5,
        [("wrong-type", "call_rates[1].tiers")],
    ),
    "a tier that is a number": (
        TIER,
        0.02,
        [("wrong-type", "call_rates[1].tiers[1]")],
    ),
    "a tier that is an array": (TIER, [], [("wrong-type", "call_rates[1].tiers[1]")]),
    "no tiers": (
        ("call_rates", 1, "tiers"),
        [],
        [("invalid-value", "call_rates[1].tiers")],
    ),
    "unknown key of a tier": (
        (*TIER, "price"),
        1,
        [("unknown-key", "call_rates[1].tiers[1].price")],
    ),
    "a tier without a price": (
        (*TIER, "unit_price"),
        GONE,
        [("invalid-value", "call_rates[1].tiers[1].unit_price")],
    ),
    "a tier's price in words": (
        (*TIER, "unit_price"),
        "free",
        [("invalid-value", "call_rates[1].tiers[1].unit_price")],
    ),
    "a tier's price that is too fine": (
        (*TIER, "unit_price"),
        TOO_FINE,
        [("invalid-value", "call_rates[1].tiers[1].unit_price")],
    ),
    "a tier's price below zero": (
        (*TIER, "unit_price"),
        -1,
        [("invalid-value", "call_rates[1].tiers[1].unit_price")],
    ),
    "a tier's fee that is a table": (
        (*TIER, "flat_fee"),
        {},
        [("wrong-type", "call_rates[1].tiers[1].flat_fee")],
    ),
    "a tier above less than nothing": (
        (*TIER, "above"),
        -1,
        [("invalid-value", "call_rates[1].tiers[1].above")],
    ),
    "a tier above part of a minute": (
        (*TIER, "above"),
        0.5,
        [("wrong-type", "call_rates[1].tiers[1].above")],
    ),
    "a first tier above something": (
        ("call_rates", 1, "tiers", 0, "above"),
        1,
        [("invalid-value", "call_rates[1].tiers[0].above")],
    ),
    "tiers out of order": (
        (*TIER, "above"),
        0,
        [("conflicting-facts", "call_rates[1].tiers[1].above")],
    ),
    "an increment that is an array": (
        (*RATE, "increment"),
        [],
        [("wrong-type", "call_rates[0].increment")],
    ),
    "an increment that is a number": (
        (*RATE, "increment"),
        60,
        [("wrong-type", "call_rates[0].increment")],
    ),
    "an unknown increment": (
        (*RATE, "increment"),
        "brasil_mobile",
        [("invalid-value", "call_rates[0].increment")],
    ),
    "unknown key of an increment": (
        (*RATE, "increment", "steps"),
        6,
        [("unknown-key", "call_rates[0].increment.steps")],
    ),
    "no initial seconds": (
        (*RATE, "increment", "initial"),
        0,
        [("invalid-value", "call_rates[0].increment.initial")],
    ),
    "no step": (
        (*RATE, "increment", "step"),
        GONE,
        [("invalid-value", "call_rates[0].increment.step")],
    ),
    "a step of nothing": (
        (*RATE, "increment", "step"),
        0,
        [("invalid-value", "call_rates[0].increment.step")],
    ),
    "steps counted in no known way": (
        (*RATE, "increment", "counted"),
        "after",
        [("invalid-value", "call_rates[0].increment.counted")],
    ),
    "a minimum in words": (
        (*RATE, "increment", "minimum"),
        "60",
        [("wrong-type", "call_rates[0].increment.minimum")],
    ),
    "free seconds below zero": (
        (*RATE, "increment", "free_seconds"),
        -1,
        [("invalid-value", "call_rates[0].increment.free_seconds")],
    ),
    "an unknown reading of no seconds": (
        (*RATE, "increment", "zero_seconds"),
        "none",
        [("invalid-value", "call_rates[0].increment.zero_seconds")],
    ),
    # Rates.
    "a rate that is a word": (RATE, "flat", [("wrong-type", "call_rates[0]")]),
    "a number as name": ((*RATE, "name"), 5, [("wrong-type", "call_rates[0].name")]),
    "a call type that is not charged": (
        (*RATE, "call_type"),
        "inbound",
        [("invalid-value", "call_rates[0].call_type")],
    ),
    "an unknown call type": (
        (*RATE, "call_type"),
        "abroad",
        [("invalid-value", "call_rates[0].call_type")],
    ),
    "a prefix that is a number": (
        (*RATE, "prefixes"),
        [49],
        [("wrong-type", "call_rates[0].prefixes[0]")],
    ),
    "a prefix of letters": (
        (*RATE, "prefixes"),
        ["+49", "+de"],
        [("invalid-value", "call_rates[0].prefixes[1]")],
    ),
    "prefixes that are no array": (
        (*RATE, "prefixes"),
        "+49",
        [("wrong-type", "call_rates[0].prefixes")],
    ),
    "a rated call type without a prefix": (
        (*RATE, "prefixes"),
        GONE,
        [("invalid-value", "call_rates[0].prefixes")],
    ),
    "an unknown model": (
        (*RATE, "model"),
        "step",
        [("invalid-value", "call_rates[0].model")],
    ),
    "a flat price without a price": (
        (*RATE, "unit_price"),
        GONE,
        [("invalid-value", "call_rates[0].unit_price")],
    ),
    "a price that is too fine": (
        (*RATE, "unit_price"),
        TOO_FINE,
        [("invalid-value", "call_rates[0].unit_price")],
    ),
    "a fee that is too fine": (
        (*RATE, "flat_fee"),
        TOO_FINE,
        [("invalid-value", "call_rates[0].flat_fee")],
    ),
    "a minimum below zero": (
        (*RATE, "minimum"),
        -1,
        [("invalid-value", "call_rates[0].minimum")],
    ),
    "a connection fee in words": (
        (*RATE, "connection_fee"),
        "none",
        [("invalid-value", "call_rates[0].connection_fee")],
    ),
    "a connection fee of messages": (
        ("call_rates", 2, "connection_fee"),
        1,
        [("invalid-value", "call_rates[2].connection_fee")],
    ),
    "a package of nothing": (
        ("call_rates", 2, "package"),
        0,
        [("invalid-value", "call_rates[2].package")],
    ),
    "a package of a flat price": (
        (*RATE, "package"),
        100,
        [("invalid-value", "call_rates[0].package")],
    ),
    "an increment of messages": (
        ("call_rates", 2, "increment"),
        "brazil_mobile",
        [("invalid-value", "call_rates[2].increment")],
    ),
    "another currency": (
        (*RATE, "currency"),
        "EUR",
        [("currency-mismatch", "call_rates[0].currency")],
    ),
    "a rate that supersedes what is not there": (
        (*RATE, "supersedes"),
        "intl-at",
        [("unknown-name", "call_rates[0].supersedes")],
    ),
    # What is included, and low-usage devices.
    "a unit that nothing is included of": (
        ("included", 0, "unit"),
        "device",
        [("invalid-value", "included[0].unit")],
    ),
    "less than nothing included": (
        ("included", 0, "quantity"),
        -1,
        [("invalid-value", "included[0].quantity")],
    ),
    "included by an item without a price": (
        ("included", 0, "item"),
        "phone",
        [("unknown-name", "included[0].item")],
    ),
    "included before the signature": (
        ("included", 0, "effective_on"),
        date(2026, 1, 19),
        [("invalid-value", "included[0].effective_on")],
    ),
    "the included of a unit and day twice": (
        ("included", 1),
        {"id": "more", "unit": "minute", "quantity": 1, "effective_on": START}
        | {"item": "device"},
        [("conflicting-facts", "included[1].effective_on")],
    ),
    "none allowed": (
        ("low_usage", 0, "allowed"),
        GONE,
        [("invalid-value", "low_usage[0].allowed")],
    ),
    "the low-usage item at its own price": (
        ("low_usage", 0, "full_price"),
        "low-device",
        [("invalid-value", "low_usage[0].full_price")],
    ),
    "phones without the low-usage item": (
        ("low_usage", 0, "phones"),
        ["device"],
        [("invalid-value", "low_usage[0].phones")],
    ),
    "a phone that is a number": (
        ("low_usage", 0, "phones"),
        ["low-device", 5],
        [("wrong-type", "low_usage[0].phones[1]")],
    ),
    "a phone without a price": (
        ("low_usage", 0, "phones"),
        ["low-device", "device", "phone"],
        [("unknown-name", "low_usage[0].phones[2]")],
    ),
    "a low-usage item without a price": (
        ("prices", 1, "item"),
        "other",
        [("unknown-name", "low_usage[0].item")],
    ),
    # Usage.
    "usage before billing starts": (
        ("usage", 0, "month"),
        date(2026, 6, 1),
        [("invalid-value", "usage[0].month")],
    ),
    "a month from its second day": (
        ("usage", 0, "month"),
        date(2026, 7, 2),
        [("invalid-value", "usage[0].month")],
    ),
    "a month without its day": (
        ("usage", 0, "month"),
        "2026-07",
        [("invalid-value", "usage[0].month")],
    ),
    "usage of an unknown call type": (
        ("usage", 0, "call_type"),
        "local",
        [("invalid-value", "usage[0].call_type")],
    ),
    "an unknown device": (
        ("usage", 0, "device"),
        "desk",
        [("invalid-value", "usage[0].device")],
    ),
    "a rate of plan minutes": (
        ("usage", 0, "rate"),
        "intl-de",
        [("invalid-value", "usage[0].rate")],
    ),
    "an unknown rate": (
        ("usage", 1, "rate"),
        "intl-at",
        [("unknown-name", "usage[1].rate")],
    ),
    "a rate of another call type": (
        ("usage", 1, "rate"),
        "toll-free",
        [("conflicting-facts", "usage[1].rate")],
    ),
    "rows below zero": (("usage", 0, "rows"), -1, [("invalid-value", "usage[0].rows")]),
    "more connected than rows": (
        ("usage", 0, "connected"),
        3,
        [("invalid-value", "usage[0].connected")],
    ),
    "seconds in words": (
        ("usage", 0, "seconds"),
        "61",
        [("wrong-type", "usage[0].seconds")],
    ),
    "no billable seconds": (
        ("usage", 0, "billable"),
        GONE,
        [("invalid-value", "usage[0].billable")],
    ),
    "a cost of rows without a rate": (
        ("usage", 0, "row_cost"),
        1,
        [("invalid-value", "usage[0].row_cost")],
    ),
    "nothing used in no month": (
        ("no_usage", 0, "month"),
        GONE,
        [("invalid-value", "no_usage[0].month")],
    ),
    "nothing used from the second day": (
        ("no_usage", 0, "month"),
        date(2026, 8, 2),
        [("invalid-value", "no_usage[0].month")],
    ),
}


class TestProblems:
    """What is wrong is told with its place in the file, within a line too."""

    @pytest.mark.parametrize(("path", "value", "expected"), CASES.values(), ids=CASES)
    def test_one(self, path: Path, value: object, expected: Told) -> None:
        """One value that does not fit is one problem."""
        assert told(json_of(used((path, value))), "account.json") == expected

    @pytest.mark.parametrize(
        ("section", "key", "nearest"),
        [
            ("call_rates", "prefix", "prefixes"),
            ("included", "units", "unit"),
            ("low_usage", "phone", "phones"),
            ("usage", "months", "month"),
            ("no_usage", "moth", "month"),
        ],
    )
    def test_unknown_key(self, section: str, key: str, nearest: str) -> None:
        """An unknown key is told the nearest one of its section."""
        content = used(((section, 0, key), "x"))
        (problem,) = refused(json_of(content), "a.json").problems

        assert str(problem) == (
            f"{section}[0].{key} must be a key of this table "
            f"(the nearest is {nearest}), got '{key}'"
        )

    @pytest.mark.parametrize("section", USED)
    def test_every_required_key(self, section: str) -> None:
        """A table without content lacks every key that it must have."""
        lacking = {
            "call_rates": ["id", "name", "call_type", "effective_on"],
            "included": ["id", "unit", "quantity", "effective_on"],
            "low_usage": [
                *("id", "item", "full_price", "phones", "allowed", "effective_on"),
            ],
            "usage": [
                *("id", "month", "call_type", "rows", "connected", "seconds"),
                "billable",
            ],
            "no_usage": ["id", "month"],
        }

        content = changed(((section,), [{}]))

        assert told(json_of(content), "a.json") == [
            ("invalid-value", f"{section}[0].{key}") for key in lacking[section]
        ]

    def test_messages(self) -> None:
        """What should be a table in one line is told one, and the words it may be."""
        content = used(
            ((*RATE, "increment"), "mobile"),
            (("call_rates", 1, "tiers"), {}),
            (("call_rates", 1, "increment"), []),
        )
        one_tier = used((TIER, "x"))
        problems = refused(json_of(content), "a.json").problems
        (tier,) = refused(json_of(one_tier), "a.json").problems
        tables = "tables such as { above = 0, unit_price = 0.02 }"
        increment = (
            'a table such as { initial = 60, step = 6, counted = "after_initial" }, '
            'or "brazil_mobile"'
        )

        assert list(map(str, problems)) == [
            f"call_rates[0].increment must be {increment}, got 'mobile'",
            f"call_rates[1].tiers must be an array of {tables}, got 'a table'",
            f"call_rates[1].increment must be {increment}, got 'an array'",
        ]
        assert str(tier) == (
            "call_rates[1].tiers[1] must be a table such as "
            "{ above = 0, unit_price = 0.02 }, got 'x'"
        )

    def test_all_together(self) -> None:
        """Every problem of every table in a line is told, in the order of the file."""
        content = used(
            ((*RATE, "increment"), {"initial": "a", "stp": 6, "counted": 1}),
            (
                ("call_rates", 1, "tiers"),
                [{"above": 1.5}, 5, {"above": -1, "unit_price": 1}, {"above": "a"}],
            ),
            (("included", 0, "quantity"), "many"),
        )

        assert told(json_of(content), "a.json") == [
            ("wrong-type", "call_rates[0].increment.initial"),
            ("unknown-key", "call_rates[0].increment.stp"),
            ("wrong-type", "call_rates[0].increment.counted"),
            ("invalid-value", "call_rates[0].increment.step"),
            ("wrong-type", "call_rates[1].tiers[0].above"),
            ("invalid-value", "call_rates[1].tiers[0].unit_price"),
            ("wrong-type", "call_rates[1].tiers[1]"),
            ("invalid-value", "call_rates[1].tiers[2].above"),
            ("wrong-type", "call_rates[1].tiers[3].above"),
            ("invalid-value", "call_rates[1].tiers[3].unit_price"),
            ("wrong-type", "included[0].quantity"),
        ]

    def test_unknown_key_beside_a_wrong_value(self) -> None:
        """A tier with an unknown key is still looked at with the others."""
        content = used(((*TIER, "abov"), 1), ((*TIER, "above"), 0))

        assert told(json_of(content), "a.json") == [
            ("unknown-key", "call_rates[1].tiers[1].abov"),
            ("conflicting-facts", "call_rates[1].tiers[1].above"),
        ]

    def test_keys_that_stand_twice(self) -> None:
        """A key that stands twice in a table in JSON is told by its path."""
        text = json_of(used()).decode()
        text = text.replace('"above": 1000', '"above": 1000, "above": 2000')

        assert told(text, "a.json") == [
            ("invalid-value", "call_rates[1].tiers[1].above")
        ]

    def test_most_problems(self) -> None:
        """Tiers count with the other problems: after a thousand no more is told."""
        content = used((("call_rates", 1, "tiers"), [5] * 5000))
        found = refused(json_of(content), "a.json").problems

        assert len(found) == MOST_PROBLEMS + 1
        assert found[-2].path == f"call_rates[1].tiers[{MOST_PROBLEMS - 1}]"

    def test_value_without_end(self) -> None:
        """What is nested deep is told in a word."""
        text = json_of(used(((*RATE, "increment"), "@"))).decode()
        text = text.replace('"@"', "[" * 900 + "]" * 900)
        (problem,) = refused(text, "a.json").problems

        assert str(problem).endswith("got 'an array'")

    @pytest.mark.parametrize("fact_id", ["a.b", "a]", "a].b", "usage[0].rows"])
    def test_ids_of_any_kind(self, fact_id: str) -> None:
        """A problem of what facts say together is told at its place, whatever ids."""
        total = USED["usage"][1] | {"id": fact_id, "rate": "intl-at"}
        low = USED["low_usage"][0] | {"id": fact_id, "phones": ["low-device", "phone"]}
        of_total, of_low = changed(), used((("usage",), []))
        of_total["usage"], of_low["low_usage"] = [total], [low]

        assert told(json_of(of_total), "a.json") == [("unknown-name", "usage[0].rate")]
        assert told(json_of(of_low), "a.json") == [
            ("unknown-name", "low_usage[0].phones[1]")
        ]

    @pytest.mark.clause("Q41")
    def test_row_cost_is_missing(self) -> None:
        """Where rows are rounded, a total of the first month needs its rows' cost."""
        content = used((("readings",), {"usage_rounded": "row"}))
        del content["usage"][1]["row_cost"]
        for key in ("flat_fee", "minimum"):
            del content["call_rates"][0][key]

        assert told(json_of(content), "a.json") == [
            ("conflicting-facts", "usage[1].row_cost")
        ]

    @given(
        section=st.sampled_from(sorted(USED)),
        key=st.sampled_from(
            [*KEYS, *("month", "tiers", "increment", "prefixes", "phones", "rate")]
        ),
        value=anything,
    )
    def test_value_of_a_fact(self, section: str, key: str, value: object) -> None:
        """Any value of any key of a fact is taken, or refused at its place."""
        content = used(((section, 0, key), value))
        answer: object
        try:
            answer = read(json_of(content), "a.json")
        except InvalidFile as error:
            answer = str(error)

        assert answer

    @given(
        value=st.dictionaries(
            st.sampled_from(["above", "unit_price", "flat_fee", "x"]), anything
        )
    )
    def test_value_of_a_tier(self, value: object) -> None:
        """Any table as a tier is taken, or refused below its place."""
        try:
            read(json_of(used((TIER, value))), "a.json")
        except InvalidFile as error:
            paths = [one.path for one in error.problems]
            assert all(one.startswith("call_rates[1].tiers") for one in paths)


LATE: Final = date(2026, 9, 20)


def mended(*changes: tuple[Path, object]) -> Content:
    """Return a file in which one fact of every section turned out wrong."""
    content = used()
    for section, better in [
        ("call_rates", {"unit_price": Decimal("0.018")}),
        ("included", {"quantity": 500}),
        ("low_usage", {"allowed": 5}),
        ("usage", {"billable": 180}),
    ]:
        first = content[section][0]
        version = {"id": f"{first['id']} 2", "supersedes": first["id"]}
        content[section].append(first | better | version | {"known_on": LATE})
    content["withdrawals"] = [{"id": "w", "fact": "none", "known_on": LATE}]
    return with_values(content, changes)


@pytest.mark.clause("Q67")
class TestVersions:
    """Usage and its rates may turn out wrong as well."""

    def test_sections(self) -> None:
        """The version known last is in its section, the first one is set aside."""
        account = read(json_of(mended()), "a.json").account

        assert [one.id for one in account.call_rates] == [
            *("credits", "intl-de 2", "toll-free"),
        ]
        assert [one.quantity for one in account.included] == [0, 500]
        assert [one.allowed for one in account.low_usage] == [5]
        assert [one.billable for one in account.usage] == [210, 180]
        assert account.no_usage == ()
        assert [one.id for one in account.superseded] == [
            *("calls:2026-07:plan", "intl-de", "low", "minutes", "none"),
        ]

    def test_round_trip(self) -> None:
        """Both are written into their section, and read back as they were."""
        file = read(json_of(mended()), "a.json")
        text = write_account_file(file.account, file.market)

        assert read(text) == file
        assert write_account_file(file.account, file.market) == text

    @pytest.mark.parametrize(
        ("section", "index"),
        [("call_rates", 3), ("included", 2), ("low_usage", 1), ("usage", 2)],
    )
    def test_places(self, section: str, index: int) -> None:
        """A version of what is not there is told at its place."""
        content = mended(((section, index, "supersedes"), "nothing"))

        assert told(json_of(content), "a.json") == [
            ("unknown-name", f"{section}[{index}].supersedes")
        ]


# Digits and decimals of a price that no context rounds.
prices = st.integers(0, 10**9).flatmap(
    lambda units: st.integers(0, 12).map(lambda places: Decimal(f"{units}E-{places}"))
)
increments = st.builds(
    Increment,
    initial=st.integers(1, 90),
    step=st.integers(1, 90),
    counted=st.sampled_from(StepsCounted),
    minimum=st.integers(0, 90),
    free_seconds=st.integers(0, 9),
    zero_seconds=st.sampled_from(ZeroSeconds),
) | st.just(BRAZIL_MOBILE)
tiers = st.lists(st.integers(1, 9999), unique=True, max_size=3).flatmap(
    lambda bounds: st.tuples(
        *[
            st.builds(
                Tier,
                above=st.just(bound),
                unit_price=prices,
                flat_fee=st.none() | prices,
            )
            for bound in [0, *sorted(bounds)]
        ]
    )
)
models = st.one_of(
    prices.map(lambda one: {"unit_price": one}),
    st.fixed_dictionaries(
        {
            "model": st.sampled_from([PriceModel.GRADUATED, PriceModel.VOLUME]),
            "tiers": tiers,
        }
    ),
    st.fixed_dictionaries(
        {
            "model": st.just(PriceModel.PACKAGE),
            "package": st.integers(1, 999),
            "unit_price": prices,
        }
    ),
)
RATED: Final = [one for one in CallType if one.is_rated]


@st.composite
def call_rates(draw: st.DrawFn, number: int) -> CallRate:
    """Draw a rate of calls that are rated by number."""
    digits = st.text("0123456789", min_size=1, max_size=14).map(lambda one: f"+{one}")
    return CallRate(
        id=f"r{number}",
        name=draw(st.sampled_from(["Germany", 'the "far" east', "São Tomé"])),
        call_type=draw(st.sampled_from(RATED)),
        currency="USD",
        effective_on=DAY,
        prefixes=tuple(draw(st.lists(digits | st.just(""), min_size=1, max_size=3))),
        flat_fee=draw(st.none() | prices),
        minimum=draw(st.none() | prices),
        connection_fee=draw(st.none() | prices),
        increment=draw(st.none() | increments),
        known_on=draw(st.sampled_from([DAY, LATE])),
        **draw(models),
    )


@st.composite
def totals(draw: st.DrawFn, number: int, rates: tuple[CallRate, ...]) -> UsageTotal:
    """Draw a total at one of these rates, or of calls without a rate."""
    rate = draw(st.none() | st.sampled_from(rates)) if rates else None
    rows = draw(st.integers(0, 99))
    unrated = st.sampled_from([one for one in CallType if not one.is_rated])
    return UsageTotal(
        id=f"t{number}",
        month=draw(st.sampled_from([JULY, date(2026, 8, 1), date(2028, 2, 1)])),
        call_type=rate.call_type if rate else draw(unrated),
        rate=rate.id if rate else None,
        device=draw(st.sampled_from(Device)),
        rows=rows,
        connected=draw(st.integers(0, rows)),
        seconds=draw(st.integers(0, 10**9)),
        billable=draw(st.integers(0, 10**9)),
        row_cost=draw(st.none() | prices) if rate else None,
    )


class TestWriting:
    """What is written reads back equal, usage and its rates too."""

    def test_round_trip(self) -> None:
        """Every section is written, and read back as it was."""
        file = read(json_of(used()), "a.json")
        text = write_account_file(file.account, file.market)

        assert read(text) == file
        assert write_account_file(file.account, file.market) == text

    def test_text(self) -> None:
        """What a field is anyway is left out; tables of a rate stand in one line."""
        file = read(json_of(used()), "a.json")
        text = write_account_file(file.account, file.market)

        assert (
            '\n[[call_rates]]\nid = "toll-free"\nname = "Toll-free"\n'
            'call_type = "toll_free_inbound"\nprefixes = [""]\nmodel = "graduated"\n'
            "tiers = [{ above = 0, unit_price = 0.02 }, "
            "{ above = 1000, unit_price = 0.015, flat_fee = 5.00 }]\n"
            'increment = { initial = 30, step = 6, counted = "multiple" }\n'
            "effective_on = 2026-07-01\n"
        ) in text
        assert (
            '\n[[usage]]\nid = "calls:2026-07:international:intl-de"\n'
            'month = 2026-07-01\ncall_type = "international"\nrate = "intl-de"\n'
            "rows = 3\nconnected = 3\nseconds = 200\nbillable = 210\n"
            "row_cost = 0.07\n"
        ) in text
        assert tomllib.loads(text)["no_usage"] == USED["no_usage"]

    @given(choices=st.data())
    def test_law_round_trip(self, choices: st.DataObject) -> None:
        """An account with any rates and totals is read back as it was written."""
        rates = tuple(
            choices.draw(call_rates(number))
            for number in range(choices.draw(st.integers(0, 3)))
        )
        account: Account = attrs.evolve(
            read(BASE).account,
            call_rates=rates,
            usage=tuple(
                choices.draw(totals(number, rates))
                for number in range(choices.draw(st.integers(0, 3)))
            ),
        )
        text = write_account_file(account, us.CONNECT)

        assert read(text) == AccountFile(account, us.CONNECT)
        assert write_account_file(account, us.CONNECT) == text


class TestTemplate:
    """The sections of usage in the file to start from."""

    def test_commented_sections(self) -> None:
        """Uncommented, each section makes its facts."""
        text = template("us-connect")
        head, _, rest = text.partition("# [[call_rates]]")
        middle, mark, tail = rest.partition("# [[withdrawals]]")
        middle = "\n".join(
            line.removeprefix("# ") for line in f"# [[call_rates]]{middle}".split("\n")
        )
        account = read(f"{head}{middle}{mark}{tail}").account

        assert [one.model for one in account.call_rates] == [
            PriceModel.FLAT,
            PriceModel.PACKAGE,
            PriceModel.FLAT,
            PriceModel.GRADUATED,
        ]
        assert account.included[0].item == "device"
        assert account.low_usage[0].allowed == 10
        assert account.usage[0].row_cost == Decimal("1.05")
        assert account.no_usage[0].month == date(2026, 9, 1)


def inline_tables() -> list[tuple[str, Table]]:
    """Return every table in one line, with the key that it stands at."""
    fields = (one for table in tables() for one in table.fields)
    return [
        (one.name, one.spelling.table)
        for one in fields
        if isinstance(one.spelling, Inline)
    ]


class TestSchema:
    """The tables of the format and the facts say the same."""

    def test_inline_tables(self) -> None:
        """A table in one line has the fields of what it makes, required as there."""
        found = inline_tables()

        assert [name for name, _ in found] == ["tiers", "increment", "lines", "lines"]
        for name, table in found:
            made: Any = table.makes
            assert name == table.name
            assert {one.name: one.required for one in table.fields} == {
                one.name: one.default is attrs.NOTHING for one in attrs.fields(made)
            }

    def test_order_of_sections(self) -> None:
        """Every kind of fact that may turn out wrong has a section."""
        sections = [one.name for one in account_schema.FACTS]

        assert [one for one in sections if one != "withdrawals"] == [
            *account_schema.KINDS
        ]

    def test_call_types(self) -> None:
        """The call types offered for a rate are those that a rate takes."""
        (spelled,) = [
            one.spelling
            for one in usage_schema.CALL_RATES.fields
            if one.name == "call_type"
        ]

        assert spelled.wanted == (
            "one of toll_free_inbound, domestic_premium, international, plan, message"
        )
