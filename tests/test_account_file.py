"""The account file: what is read, what is refused and how, what is written."""

import copy
import json
import re
import sys
import tomllib
import tracemalloc
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.accounts import account_from
from tests.strategies import account_files

from gotobilling.billing_cycle import DocumentKind
from gotobilling.editions import edition, names
from gotobilling.errors import (
    InvalidFile,
    InvalidPeriod,
    InvalidValue,
    NoRateInForce,
    UnknownName,
    WrongType,
)
from gotobilling.facts import (
    Account,
    Contract,
    OneTimeCharge,
    OpeningQuantity,
    Price,
    QuantityChange,
    ServiceEnd,
    TaxNumber,
    Withdrawal,
)
from gotobilling.facts.events import _ONE_TIME_KINDS
from gotobilling.formats import account_schema, templates
from gotobilling.formats.account_file import (
    AccountFile,
    read_account_file,
    template,
    write_account_file,
)
from gotobilling.formats.account_rates import tax_number
from gotobilling.formats.tables import MOST_PROBLEMS, Table
from gotobilling.formats.texts import MOST_BYTES, load
from gotobilling.invoices import Invoice, assemble_invoice, invoices_issued
from gotobilling.kinds import ITEM_UNITS, BillableUnit, LineKind
from gotobilling.markets import ca, eu, us
from gotobilling.periods import Period
from gotobilling.readings import READINGS, Reading
from gotobilling.testing import examples

Content = dict[str, Any]
Told = list[tuple[str, str]]
"""Code and path of each problem."""

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
MEBIBYTE: Final = 1024 * 1024
RESERVED: Final = (
    "credits",
    "recipients",
    "partner",
)
START: Final = date(2026, 7, 15)
BASE: Final[Content] = {
    "format": 1,
    "account": {"id": "acme", "currency": "USD", "market": "us-connect"},
    "contract": {
        "id": "contract",
        "signed_on": date(2026, 1, 20),
        "billing_start_on": START,
    },
    "prices": [
        {
            "id": "price-device",
            "item": "device",
            "kind": "service_charge",
            "unit": "device",
            "unit_price": Decimal("25.00"),
            "effective_on": START,
        }
    ],
    "changes": [
        {"id": "c1", "item": "device", "quantity": 5, "effective_on": START},
        {
            "id": "c2",
            "item": "device",
            "quantity": -2,
            "effective_on": date(2026, 8, 10),
        },
    ],
    "one_time": [
        {
            "id": "b1",
            "kind": "hardware",
            "item": "Desk phone",
            "quantity": 2,
            "unit_price": Decimal("99.98"),
            "effective_on": date(2026, 8, 12),
        }
    ],
}
"""A file without problems, which each test breaks in one place."""


class Raw(str):
    """Text that stands in the file as it is."""

    __slots__ = ()


KEYS: Final = (
    *("id", "item", "kind", "unit", "unit_price", "currency", "effective_on"),
    *("known_on", "quantity", "group", "product", "minimum_quantity", "code"),
    *("market", "edition", "end", "day_count", "invoice_day"),
)
"""Keys that values of no sense are given to."""
GONE: Final = Raw("no such key at all")


def toml(content: Content) -> str:
    """Write a file in the plainest way, by no code of the library."""
    lines: list[str] = []
    for key, value in content.items():
        if isinstance(value, dict):
            _table(lines, f"[{key}]", key, value)
        elif isinstance(value, list) and value:
            for one in value:
                _table(lines, f"[[{key}]]", key, one)
        else:
            lines.insert(0, f"{key} = {scalar(value)}")
    return "\n".join(lines) + "\n"


def _table(lines: list[str], heading: str, path: str, content: Content) -> None:
    lines.append(heading)
    inner = {key: one for key, one in content.items() if isinstance(one, dict)}
    arrays = {key: content[key] for key in content if key == "superseded"}
    plain = {key: content[key] for key in content if key not in {**inner, **arrays}}
    lines.extend(f"{key} = {scalar(value)}" for key, value in plain.items())
    for key, values in arrays.items():
        for value in values:
            _table(lines, f"[[{path}.{key}]]", f"{path}.{key}", value)
    for key, value in inner.items():
        _table(lines, f"[{path}.{key}]", f"{path}.{key}", value)


def scalar(value: object) -> str:
    """Write one value as TOML."""
    if isinstance(value, Raw):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, str) else str(value)


def json_of(content: Content) -> bytes:
    """Write a file as JSON: days and decimals as text."""
    return json.dumps(content, default=str).encode()


def changed(*changes: tuple[tuple[str | int, ...], object]) -> Content:
    """Return the file without problems with other values at these paths."""
    return with_values(copy.deepcopy(BASE), changes)


def with_values(
    content: Content, changes: Iterable[tuple[tuple[str | int, ...], object]]
) -> Content:
    """Return content with other values at these paths."""
    for path, value in changes:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        if value is GONE:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return content


def read(content: Content | str | bytes, name: str = "account.toml") -> AccountFile:
    """Read a file given as its content, its text or its bytes."""
    if isinstance(content, dict):
        content = toml(content)
    data = content.encode() if isinstance(content, str) else content
    return read_account_file(data, name)


def told(content: Content | str | bytes, name: str = "account.toml") -> Told:
    """Return code and path of every problem of a file, in their order."""
    return [(one.code, one.path) for one in refused(content, name).problems]


def refused(content: Content | str | bytes, name: str = "account.toml") -> InvalidFile:
    """Return why a file is not taken."""
    with pytest.raises(InvalidFile) as caught:
        read(content, name)
    return caught.value


def _keeps_signature(content: Content) -> bool:
    # The account refuses a fact before its signature; the law is about the others.
    signed_on = content["contract"].get("signed_on", date.min)
    sections = (content.get(name, []) for name in ("prices", "changes", "one_time"))
    return all(one["effective_on"] >= signed_on for facts in sections for one in facts)


histories = account_files().filter(_keeps_signature)


class TestReading:
    """What a file says is what the facts are."""

    def test_every_section(self) -> None:
        """Account, contract, end, prices, changes, purchases and readings are read."""
        end = {"id": "end", "last_day_of_service": date(2026, 10, 14)}
        content = changed((("contract", "end"), end))
        content["contract"]["free_months"] = 2
        content["prices"][0] |= {"minimum_quantity": 3, "product": "connect"}
        content["changes"][0] |= {"group": "Berlin", "known_on": date(2026, 8, 1)}
        content["one_time"][0] |= {"kind": "other_credit", "code": "acme:visit"}
        content["changes"][1]["group"] = "Berlin"
        content["readings"] = {"day_count": "thirty_day_month", "invoice_day": 3}

        assert read(content) == AccountFile(
            account=Account(
                id="acme",
                currency="USD",
                contract=Contract(
                    id="contract",
                    signed_on=date(2026, 1, 20),
                    free_months=2,
                    billing_start_on=START,
                ),
                end=ServiceEnd(id="end", last_day_of_service=date(2026, 10, 14)),
                prices=(
                    Price(
                        id="price-device",
                        item="device",
                        kind=LineKind.SERVICE_CHARGE,
                        unit=BillableUnit.DEVICE,
                        unit_price=Decimal("25.00"),
                        currency="USD",
                        effective_on=START,
                        minimum_quantity=3,
                    ),
                ),
                changes=(
                    QuantityChange(
                        id="c1",
                        item="device",
                        quantity=5,
                        effective_on=START,
                        group="Berlin",
                        known_on=date(2026, 8, 1),
                    ),
                    QuantityChange(
                        id="c2",
                        item="device",
                        quantity=-2,
                        effective_on=date(2026, 8, 10),
                        group="Berlin",
                    ),
                ),
                one_time=(
                    OneTimeCharge(
                        id="b1",
                        kind=LineKind.OTHER_CREDIT,
                        item="Desk phone",
                        quantity=2,
                        unit_price=Decimal("99.98"),
                        currency="USD",
                        effective_on=date(2026, 8, 12),
                        code="acme:visit",
                    ),
                ),
            ),
            market=us.CONNECT.with_readings(
                {"day_count": "thirty_day_month", "invoice_day": 3}
            ),
        )

    def test_opening(self) -> None:
        """What was there at the end of a day replaces the history before it."""
        opened = {
            "id": "o1",
            "item": "device",
            "quantity": 5,
            "effective_on": date(2026, 7, 31),
            "group": "Berlin",
        }
        content = changed((("opening",), [opened]), (("changes",), []))

        assert read(content).account.opening == (
            OpeningQuantity(
                id="o1",
                item="device",
                quantity=5,
                effective_on=date(2026, 7, 31),
                group="Berlin",
            ),
        )

    def test_opening_before_the_start(self) -> None:
        """An opening long before billing starts leaves the first month as it is."""
        opened = {
            "id": "o1",
            "item": "device",
            "quantity": 5,
            "effective_on": date(2026, 2, 1),
        }
        content = changed((("opening",), [opened]), (("changes",), []))

        assert read(content).account.opening[0].quantity == 5

    def test_contract_alone(self) -> None:
        """Account and contract are all that a file must hold."""
        content = changed(*[((name,), GONE) for name in ("prices", "changes")])
        del content["one_time"]

        assert read(content).account.facts() == (
            Contract(
                id="contract",
                signed_on=date(2026, 1, 20),
                billing_start_on=START,
            ),
        )

    @pytest.mark.parametrize(
        "written",
        ["25.1", "25.10", "+25.1", "2_5.1", '"25.1"', "'25.10'"],
    )
    def test_decimals_are_exact(self, written: str) -> None:
        """A decimal is the number that is written, with quotes or without."""
        content = changed((("prices", 0, "unit_price"), Raw(written)))

        assert read(content).account.prices[0].unit_price == Decimal("25.1")

    @pytest.mark.parametrize("written", ["25.00", '"25.00"'])
    @pytest.mark.parametrize("name", ["a.toml", "a.json"])
    def test_decimals_keep_their_digits(self, written: str, name: str) -> None:
        """25.00 stays 25.00, which a binary fraction could not say."""
        content = changed((("prices", 0, "unit_price"), Raw("@")))
        text = toml(content) if name.endswith("toml") else json_of(content).decode()
        text = text.replace('"@"' if name.endswith("json") else "@", written)

        assert str(read(text, name).account.prices[0].unit_price) == "25.00"

    @pytest.mark.parametrize("name", ["a.toml", "a.json"])
    def test_smallest_and_largest_price(self, name: str) -> None:
        """18 digits before the point and 12 after it are read to the last one."""
        price = "123456789012345678.123456789012"
        content = changed((("prices", 0, "unit_price"), price))
        text = toml(content) if name.endswith("toml") else json_of(content).decode()

        assert read(text, name).account.prices[0].unit_price == Decimal(price)

    def test_whole_price(self) -> None:
        """A price without a point is a price."""
        content = changed((("prices", 0, "unit_price"), 25))

        assert read(content).account.prices[0].unit_price == Decimal(25)

    def test_days_as_text(self) -> None:
        """A day may stand in quotes, in TOML as in JSON."""
        content = changed((("contract", "billing_start_on"), "2026-07-15"))

        assert read(content) == read(BASE)

    @pytest.mark.clause("Q62")
    def test_currency_of_a_price(self) -> None:
        """A price is in the account's currency, named or not."""
        content = changed((("prices", 0, "currency"), "USD"))

        assert read(content) == read(BASE)

    def test_repeated_fact(self) -> None:
        """One id with one content counts once, however often it stands there."""
        content = changed()
        content["changes"].append(dict(content["changes"][0]))

        assert read(content) == read(BASE)

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("name", ["a.toml", "a.json", "A.JSON", "account"])
    def test_byte_order_mark(self, name: str, mark: bytes) -> None:
        """A byte order mark is no content; the name says TOML or JSON."""
        is_json = name.lower().endswith(".json")
        data = json_of(BASE) if is_json else toml(BASE).encode()

        assert read(mark + data, name) == read(BASE)

    def test_line_ends(self) -> None:
        """Lines may end as on any system."""
        assert read(toml(BASE).replace("\n", "\r\n")) == read(BASE)

    def test_edition(self) -> None:
        """The edition is the latest where the file names none."""
        content = changed((("account", "edition"), "2026-11"))

        assert read(content).market == read(BASE).market == edition("us-connect")

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_readings(self, reading: Reading) -> None:
        """Every reading is read by its name, each alternative of it."""
        for choice in _choices(reading)[:40]:
            market = read(changed((("readings",), {reading.name: choice}))).market

            assert market == us.CONNECT.with_readings({reading.name: choice})

    @pytest.mark.parametrize("name", RESERVED)
    @pytest.mark.parametrize("empty", [[], Raw("{}")])
    def test_reserved_sections_may_be_empty(self, name: str, empty: object) -> None:
        """A reserved section without content says nothing."""
        assert read(changed(((name,), empty))) == read(BASE)

    @given(content=histories)
    def test_law_toml_and_json(self, content: Content) -> None:
        """One content is one account, whichever way it is written down."""
        expected = AccountFile(account_from(content), us.CONNECT)

        assert read(content) == expected
        assert read(json_of(content), "account.json") == expected

    def test_not_bytes(self) -> None:
        """Text is not read: its encoding would be anyone's guess."""
        with pytest.raises(WrongType) as caught:
            read_account_file("format = 1", "a.toml")  # type: ignore[arg-type]

        assert caught.value.path == "data"


CASES: Final[dict[str, tuple[tuple[str | int, ...], object, Told]]] = {
    # Amounts.
    "exponent": (
        ("prices", 0, "unit_price"),
        Raw("1e5"),
        [("invalid-value", "prices[0].unit_price")],
    ),
    "huge exponent": (
        ("prices", 0, "unit_price"),
        Raw("1e999999999"),
        [("invalid-value", "prices[0].unit_price")],
    ),
    "nan": (
        ("prices", 0, "unit_price"),
        Raw("nan"),
        [("invalid-value", "prices[0].unit_price")],
    ),
    "infinity": (
        ("one_time", 0, "unit_price"),
        Raw("-inf"),
        [("invalid-value", "one_time[0].unit_price")],
    ),
    "quoted nan": (
        ("prices", 0, "unit_price"),
        "NaN",
        [("invalid-value", "prices[0].unit_price")],
    ),
    "quoted exponent": (
        ("prices", 0, "unit_price"),
        "1E5",
        [("invalid-value", "prices[0].unit_price")],
    ),
    "quoted with blanks": (
        ("prices", 0, "unit_price"),
        " 25.00",
        [("invalid-value", "prices[0].unit_price")],
    ),
    "decimal comma": (
        ("prices", 0, "unit_price"),
        "25,00",
        [("invalid-value", "prices[0].unit_price")],
    ),
    "long quoted digits": (
        ("prices", 0, "unit_price"),
        "1" * 41,
        [("invalid-value", "prices[0].unit_price")],
    ),
    "too many digits": (
        ("prices", 0, "unit_price"),
        Raw("1" * 19),
        [("invalid-value", "prices[0].unit_price")],
    ),
    "too many decimals": (
        ("prices", 0, "unit_price"),
        Raw("25.0000000000001"),
        [("invalid-value", "prices[0].unit_price")],
    ),
    "negative price": (
        ("one_time", 0, "unit_price"),
        Raw("-0.01"),
        [("invalid-value", "one_time[0].unit_price")],
    ),
    "bool price": (
        ("prices", 0, "unit_price"),
        True,
        [("wrong-type", "prices[0].unit_price")],
    ),
    "day as price": (
        ("prices", 0, "unit_price"),
        START,
        [("wrong-type", "prices[0].unit_price")],
    ),
    "array as price": (
        ("prices", 0, "unit_price"),
        [],
        [("wrong-type", "prices[0].unit_price")],
    ),
    "table as price": (
        ("prices", 0, "unit_price"),
        Raw("{}"),
        [("wrong-type", "prices[0].unit_price")],
    ),
    # Whole numbers.
    "no quantity": (
        ("changes", 0, "quantity"),
        0,
        [("invalid-value", "changes[0].quantity")],
    ),
    "part of a unit": (
        ("changes", 0, "quantity"),
        Raw("0.5"),
        [("wrong-type", "changes[0].quantity")],
    ),
    "quantity with a point": (
        ("changes", 0, "quantity"),
        Raw("5.0"),
        [("wrong-type", "changes[0].quantity")],
    ),
    "quantity with an exponent": (
        ("changes", 0, "quantity"),
        Raw("5e0"),
        [("invalid-value", "changes[0].quantity")],
    ),
    "bool quantity": (
        ("changes", 0, "quantity"),
        True,
        [("wrong-type", "changes[0].quantity")],
    ),
    "quoted quantity": (
        ("changes", 0, "quantity"),
        "5",
        [("wrong-type", "changes[0].quantity")],
    ),
    "huge quantity": (
        ("changes", 0, "quantity"),
        Raw("1" * 50),
        [("invalid-value", "changes[0].quantity")],
    ),
    "negative purchase": (
        ("one_time", 0, "quantity"),
        -1,
        [("invalid-value", "one_time[0].quantity")],
    ),
    "negative minimum": (
        ("prices", 0, "minimum_quantity"),
        -1,
        [("invalid-value", "prices[0].minimum_quantity")],
    ),
    "negative free months": (
        ("contract", "free_months"),
        -1,
        [("invalid-value", "contract.free_months")],
    ),
    # Days.
    "day in words": (
        ("changes", 0, "effective_on"),
        "15 July 2026",
        [("invalid-value", "changes[0].effective_on")],
    ),
    "day that is none": (
        ("changes", 0, "effective_on"),
        "2026-02-29",
        [("invalid-value", "changes[0].effective_on")],
    ),
    "day without dashes": (
        ("changes", 0, "effective_on"),
        "20260715",
        [("invalid-value", "changes[0].effective_on")],
    ),
    "instant": (
        ("changes", 0, "effective_on"),
        Raw(datetime(2026, 7, 15, 8).isoformat()),  # noqa: DTZ001 -- refused
        [("wrong-type", "changes[0].effective_on")],
    ),
    "time": (
        ("changes", 0, "effective_on"),
        Raw(time(8).isoformat()),
        [("wrong-type", "changes[0].effective_on")],
    ),
    "number as day": (
        ("changes", 0, "effective_on"),
        20260715,
        [("wrong-type", "changes[0].effective_on")],
    ),
    "day of another age": (
        ("contract", "billing_start_on"),
        date(9999, 12, 31),
        [("invalid-value", "contract.billing_start_on")],
    ),
    # Texts and names.
    "number as text": (("changes", 0, "item"), 5, [("wrong-type", "changes[0].item")]),
    "odd number as text": (
        ("changes", 0, "item"),
        Raw("1e5"),
        [("wrong-type", "changes[0].item")],
    ),
    "empty id": (("changes", 0, "id"), "", [("invalid-value", "changes[0].id")]),
    "id with blanks": (
        ("changes", 0, "id"),
        " c1",
        [("invalid-value", "changes[0].id")],
    ),
    "empty group": (
        ("changes", 0, "group"),
        "",
        [("invalid-value", "changes[0].group")],
    ),
    "unknown kind": (
        ("prices", 0, "kind"),
        "service_fee",
        [("invalid-value", "prices[0].kind")],
    ),
    "kind of a purchase": (
        ("prices", 0, "kind"),
        "hardware",
        [("invalid-value", "prices[0].kind")],
    ),
    "kind of no purchase": (
        ("one_time", 0, "kind"),
        "service_charge",
        [("invalid-value", "one_time[0].kind")],
    ),
    "number as kind": (("prices", 0, "kind"), 1, [("wrong-type", "prices[0].kind")]),
    "unit of another kind": (
        ("prices", 0, "unit"),
        "subscription",
        [("invalid-value", "prices[0].unit")],
    ),
    "code of hardware": (
        ("one_time", 0, "code"),
        "acme:visit",
        [("invalid-value", "one_time[0].code")],
    ),
    "unknown market": (
        ("account", "market"),
        "us-rescue",
        [("unknown-name", "account.market")],
    ),
    "unknown edition": (
        ("account", "edition"),
        "1999-01",
        [("unknown-name", "account.edition")],
    ),
    "unknown currency": (
        ("account", "currency"),
        "USB",
        [("unknown-currency", "account.currency")],
    ),
    "number as currency": (
        ("account", "currency"),
        840,
        [("wrong-type", "account.currency")],
    ),
    "unknown currency of a price": (
        ("prices", 0, "currency"),
        "USB",
        [("unknown-currency", "prices[0].currency")],
    ),
    # Readings.
    "unknown reading": (
        ("readings",),
        {"day_cuont": "actual_after_start"},
        [("unknown-key", "readings.day_cuont")],
    ),
    "unknown alternative": (
        ("readings",),
        {"day_count": "actual"},
        [("unknown-name", "readings.day_count")],
    ),
    "number as alternative": (
        ("readings",),
        {"day_count": 1},
        [("wrong-type", "readings.day_count")],
    ),
    "text as number": (
        ("readings",),
        {"invoice_day": "first"},
        [("wrong-type", "readings.invoice_day")],
    ),
    "number out of range": (
        ("readings",),
        {"invoice_day": 6},
        [("unknown-name", "readings.invoice_day")],
    ),
    "array as reading": (
        ("readings",),
        {"day_count": []},
        [("wrong-type", "readings.day_count")],
    ),
    # Keys and sections.
    "unknown key": (("changes", 0, "qty"), 5, [("unknown-key", "changes[0].qty")]),
    "unknown section": (
        ("price",),
        [{"id": "p1"}],
        [("unknown-key", "price")],
    ),
    "odd key": (
        ("changes", 0, '"a key"'),
        5,
        [("unknown-key", "changes[0]['a key']")],
    ),
    "missing key": (
        ("changes", 0, "quantity"),
        GONE,
        [("invalid-value", "changes[0].quantity")],
    ),
    "missing id": (("one_time", 0, "id"), GONE, [("invalid-value", "one_time[0].id")]),
    "missing account": (("account",), GONE, [("invalid-value", "account")]),
    "missing contract": (("contract",), GONE, [("invalid-value", "contract")]),
    "table for an array": (("changes",), {}, [("wrong-type", "changes")]),
    "number for an array": (("changes",), 5, [("wrong-type", "changes")]),
    "array for a table": (("contract",), [], [("wrong-type", "contract")]),
    "number in an array": (
        ("changes",),
        Raw("[5]"),
        [("wrong-type", "changes[0]")],
    ),
    "number as the end": (("contract", "end"), 5, [("wrong-type", "contract.end")]),
    "unknown key of the end": (
        ("contract", "end"),
        {"id": "end", "last_day_of_service": date(2026, 10, 14), "last": 1},
        [("unknown-key", "contract.end.last")],
    ),
    # Facts that do not fit together.
    "contract without a day": (
        ("contract",),
        {"id": "contract"},
        [("invalid-value", "contract.billing_start_on")],
    ),
    "free months without a signature": (
        ("contract",),
        {"id": "contract", "free_months": 1, "billing_start_on": START},
        [("invalid-value", "contract.signed_on")],
    ),
    "mixed currencies": (
        ("prices", 0, "currency"),
        "EUR",
        [("currency-mismatch", "prices[0].currency")],
    ),
    "one id, two contents": (
        ("changes", 1, "id"),
        "c1",
        [("conflicting-facts", "changes[1].id")],
    ),
    "one id, two sections": (
        ("one_time", 0, "id"),
        "price-device",
        [("conflicting-facts", "one_time[0].id")],
    ),
    "id of the contract": (
        ("contract", "end"),
        {"id": "contract", "last_day_of_service": date(2026, 10, 14)},
        [("conflicting-facts", "contract.end.id")],
    ),
    "two prices on a day": (
        ("prices",),
        [BASE["prices"][0], {**BASE["prices"][0], "id": "p.2", "unit_price": 1}],
        [("conflicting-facts", "prices[0]")],
    ),
    "item without a price": (
        ("changes", 1, "item"),
        "devices",
        [("unknown-name", "changes[1].item")],
    ),
    "before the signature": (
        ("changes", 0, "effective_on"),
        date(2026, 1, 19),
        [("invalid-value", "changes[0].effective_on")],
    ),
    "more removed than present": (
        ("changes", 1, "quantity"),
        -6,
        [("more-removed-than-present", "changes of device on 2026-08-10 in no group")],
    ),
    "end before start": (
        ("contract", "end"),
        {"id": "end", "last_day_of_service": date(2026, 7, 14)},
        [("invalid-period", "contract.end.last_day_of_service")],
    ),
    "nothing in force when billing starts": (
        ("prices", 0, "effective_on"),
        date(2026, 7, 16),
        [("no-rate-in-force", "prices of device")],
    ),
}


class TestProblems:
    """Each kind of bad input has its code and its place."""

    @pytest.mark.parametrize(("path", "value", "expected"), CASES.values(), ids=CASES)
    def test_one_problem(
        self, path: tuple[str | int, ...], value: object, expected: Told
    ) -> None:
        """A file with one thing wrong has one problem, told at its place."""
        assert told(changed((path, value))) == expected

    def test_text_of_a_problem(self) -> None:
        """A problem names the file, its code, its place, what is right and what was."""
        error = refused(changed((("changes", 0, "quantity"), 0)), "acme.toml")

        assert str(error) == (
            "acme.toml: [invalid-value] changes[0].quantity must be"
            " a whole number other than 0, got 0"
        )

    @pytest.mark.parametrize(
        ("path", "nearest"),
        [
            (("changes", 0, "quantty"), "quantity"),
            (("prices", 0, "price"), "unit_price"),
            (("contract", "billing_start"), "billing_start_on"),
            (("account", "marked"), "market"),
            (("chnages",), "changes"),
            (("credit",), "credits"),
            (("reading",), "readings"),
        ],
    )
    def test_nearest_key(self, path: tuple[str | int, ...], nearest: str) -> None:
        """An unknown key is told with the known one that is nearest to it."""
        (problem,) = refused(changed((path, 1))).problems

        assert problem.requirement == f"a key of this table (the nearest is {nearest})"
        assert problem.value == path[-1]

    def test_value_without_end(self) -> None:
        """What is nested deep is told in a word, wherever a plain value belongs."""
        text = json_of(changed((("changes", 0, "item"), "@"))).decode()
        text = text.replace('"@"', "[" * 900 + "]" * 900)
        (problem,) = refused(text, "a.json").problems

        assert str(problem) == "changes[0].item must be text, got 'an array'"

    def test_nearest_reading(self) -> None:
        """An unknown reading is told with the nearest one as well."""
        (problem,) = refused(changed((("readings",), {"due_date": 1}))).problems

        assert "the nearest is due_day" in problem.requirement

    def test_requirement_lists_the_kinds(self) -> None:
        """A kind that is none is answered with those that a price can have."""
        (problem,) = refused(changed((("prices", 0, "kind"), "x"))).problems

        assert problem.requirement == (
            "one of service_charge, standard_number, contact_center, subscription, "
            "rental"
        )

    @pytest.mark.parametrize("name", RESERVED)
    @pytest.mark.parametrize(
        "content", [[{"id": "x"}], {"id": "x"}, [Raw("{}")], 1, "", False]
    )
    def test_reserved_sections(self, name: str, content: object) -> None:
        """A reserved section with anything in it is refused by its own code."""
        if content == [Raw("{}")]:
            content = Raw("[{}]")

        assert told(changed(((name,), content))) == [("reserved-section", name)]

    def test_prices_under_an_unknown_currency(self) -> None:
        """A wrong currency of the account is told once, and not for every price."""
        content = changed(
            (("account", "currency"), "USB"), (("prices", 0, "unit_price"), -1)
        )

        assert told(content) == [
            ("unknown-currency", "account.currency"),
            ("invalid-value", "prices[0].unit_price"),
        ]

    @pytest.mark.parametrize("account", [5, [], {}])
    def test_no_account_to_speak_of(self, account: object) -> None:
        """Where the account itself cannot be read, the prices still are."""
        content = changed((("account",), account), (("prices", 0, "item"), 5))
        found = told(content)

        assert found[0][1].startswith("account")
        assert ("wrong-type", "prices[0].item") in found

    def test_opening_conflicts(self) -> None:
        """A change on or before the opening is told at its place in the file."""
        opened = {
            "id": "o1",
            "item": "device",
            "quantity": 5,
            "effective_on": date(2026, 7, 31),
        }
        content = changed((("opening",), [opened]))

        assert told(content) == [("conflicting-facts", "changes[0].effective_on")]

    def test_price_is_missing_at_the_opening(self) -> None:
        """The first document after an opening needs its prices in force."""
        opened = {
            "id": "o1",
            "item": "device",
            "quantity": 5,
            "effective_on": date(2026, 7, 31),
        }
        content = changed(
            (("opening",), [opened]),
            (("changes",), []),
            (("prices", 0, "effective_on"), date(2026, 10, 2)),
        )

        assert told(content) == [("no-rate-in-force", "prices of device")]

    @pytest.mark.parametrize("day", [1, 3])
    def test_price_is_missing_for_a_document_of_the_start(self, day: int) -> None:
        """A start on day 1 to 5 needs its prices on its own month's invoice."""
        content = changed(
            (("contract", "billing_start_on"), date(2026, 7, day)),
            (("changes", 0, "effective_on"), date(2026, 7, day)),
            (("prices", 0, "effective_on"), date(2026, 7, day + 1)),
        )

        assert told(content) == [("no-rate-in-force", "prices of device")]

    def test_price_is_missing_at_a_start_after_the_opening(self) -> None:
        """An opening long before billing starts leaves the prices to the start."""
        opened = {
            "id": "o1",
            "item": "device",
            "quantity": 5,
            "effective_on": date(2026, 2, 1),
        }
        content = changed(
            (("opening",), [opened]),
            (("changes",), []),
            (("prices", 0, "effective_on"), date(2026, 7, 16)),
        )

        assert told(content) == [("no-rate-in-force", "prices of device")]

    def test_price_is_missing_for_an_early_change(self) -> None:
        """A change in the first month needs a price as the starting quantities do."""
        content = changed(
            (("changes", 0, "effective_on"), date(2026, 7, 20)),
            (("prices", 0, "effective_on"), date(2026, 7, 21)),
        )

        assert told(content) == [("no-rate-in-force", "prices of device")]


class TestTogether:
    """All problems of a file at once, in an order that a reader can follow."""

    def test_order_of_the_file(self) -> None:
        """Problems come in the order of the file; what a table lacks comes last."""
        content = """
            formt = 1
            format = 1
            [[changes]]
            qty = 1
            effective_on = "July"
            id = "c1"
            [readings]
            due_day = 31
            zero_day = "shown"
            [account]
            market = "us"
            id = "acme"
            currency = "US"
            [[prices]]
            id = 1
            [partner]
            rate = 0.2
        """

        assert told(content) == [
            ("unknown-key", "formt"),
            ("unknown-key", "changes[0].qty"),
            ("invalid-value", "changes[0].effective_on"),
            ("invalid-value", "changes[0].item"),
            ("invalid-value", "changes[0].quantity"),
            ("unknown-name", "readings.due_day"),
            ("unknown-key", "readings.zero_day"),
            ("unknown-currency", "account.currency"),
            ("wrong-type", "prices[0].id"),
            ("invalid-value", "prices[0].item"),
            ("invalid-value", "prices[0].kind"),
            ("invalid-value", "prices[0].unit"),
            ("invalid-value", "prices[0].unit_price"),
            ("invalid-value", "prices[0].effective_on"),
            ("reserved-section", "partner"),
            ("invalid-value", "contract"),
        ]

    def test_one_line_each(self) -> None:
        """The text has one line for each problem, headed by the file's name."""
        content = changed(
            (("changes", 0, "quantity"), 0), (("changes", 1, "quantity"), 0)
        )

        lines = str(refused(content, "acme.toml")).splitlines()

        assert [line[:51] for line in lines] == [
            "acme.toml: [invalid-value] changes[0].quantity must",
            "acme.toml: [invalid-value] changes[1].quantity must",
        ]

    def test_unknown_key_beside_a_wrong_value(self) -> None:
        """A fact with an unknown key is still looked at as a whole."""
        content = changed((("changes", 0, "qty"), 5), (("changes", 0, "quantity"), 0))

        assert told(content) == [
            ("unknown-key", "changes[0].qty"),
            ("invalid-value", "changes[0].quantity"),
        ]

    def test_facts_together_come_after_facts_alone(self) -> None:
        """What the facts say together is asked only when each of them is right."""
        content = changed(
            (("changes", 0, "item"), "no such item"), (("changes", 1, "quantity"), 0)
        )

        assert told(content) == [("invalid-value", "changes[1].quantity")]

    def test_most_problems(self) -> None:
        """After a thousand problems the file has to be mended before more is told."""
        content = changed((("changes",), [{"id": f"c{n}"} for n in range(5000)]))
        found = refused(content).problems

        assert len(found) == MOST_PROBLEMS + 1
        assert found[-1].path == "file"
        assert found[-2].path == f"changes[{MOST_PROBLEMS // 3}].item"

    def test_a_thousand_and_no_more(self) -> None:
        """One problem fewer than a thousand are told without that last line."""
        facts = [{**BASE["changes"][0], "quantity": 0}] * (MOST_PROBLEMS - 1)
        found = refused(changed((("changes",), facts))).problems

        assert len(found) == MOST_PROBLEMS - 1
        assert found[-1].path == f"changes[{MOST_PROBLEMS - 2}].quantity"


LATER: Final = date(2026, 9, 20)


def mended(*changes: tuple[tuple[str | int, ...], object]) -> Content:
    """Return a file with a version of every kind, with other values at these paths."""
    known: Content = {"known_on": LATER}
    content = changed()
    for section in ("prices", "changes", "one_time"):
        first = content[section][0]
        version = {"id": f"{first['id']}-2", "supersedes": first["id"]}
        content[section].append(first | known | version)
    content["prices"][1]["unit_price"] = Decimal("20.00")
    content["changes"][2]["quantity"] = 3
    contract = content["contract"]
    content["contract"] = (
        contract
        | known
        | {
            "id": "contract-2",
            "billing_start_on": date(2026, 7, 14),
            "supersedes": "contract",
            "superseded": [contract],
            "end": {
                "id": "end-2",
                "last_day_of_service": date(2026, 11, 30),
                "supersedes": "end",
                "superseded": [
                    known | {"id": "end", "last_day_of_service": date(2026, 10, 14)}
                ],
            },
        }
    )
    content["withdrawals"] = [{"id": "w1", "fact": "c2", "known_on": LATER}]
    content["issued"] = [{"file": "issued/2026-08.json"}, {"file": "../Straße.json"}]
    return with_values(content, changes)


MENDED_CASES: Final[dict[str, tuple[tuple[str | int, ...], object, Told]]] = {
    "supersedes what is not there": (
        ("changes", 2, "supersedes"),
        "c9",
        [("unknown-name", "changes[2].supersedes")],
    ),
    "supersedes itself": (
        ("changes", 2, "supersedes"),
        "c1-2",
        [("invalid-value", "changes[2].supersedes")],
    ),
    "supersedes a number": (
        ("prices", 1, "supersedes"),
        5,
        [("wrong-type", "prices[1].supersedes")],
    ),
    "supersedes one of another kind": (
        ("one_time", 1, "supersedes"),
        "c1",
        [("conflicting-facts", "one_time[1].supersedes")],
    ),
    "supersedes a price of another product": (
        ("prices", 1, "product"),
        "central",
        [("conflicting-facts", "prices[1].supersedes")],
    ),
    "known before the first": (
        ("one_time", 1, "known_on"),
        date(2026, 8, 11),
        [("invalid-value", "one_time[1].known_on")],
    ),
    "withdraws what is not there": (
        ("withdrawals", 0, "fact"),
        "c9",
        [("unknown-name", "withdrawals[0].fact")],
    ),
    "withdraws the contract": (
        ("withdrawals", 0, "fact"),
        "contract",
        [("conflicting-facts", "withdrawals[0].fact")],
    ),
    "withdraws before it was known": (
        ("withdrawals", 0, "known_on"),
        date(2026, 8, 9),
        [("invalid-value", "withdrawals[0].known_on")],
    ),
    "withdraws on no day": (
        ("withdrawals",),
        [{"id": "w1", "fact": "c2"}],
        [("invalid-value", "withdrawals[0].known_on")],
    ),
    "id of a fact that is set aside": (
        ("withdrawals", 0, "id"),
        "c1",
        [("conflicting-facts", "withdrawals[0].id")],
    ),
    "id of an earlier contract": (
        ("contract", "superseded", 0, "id"),
        "contract-2",
        [
            ("conflicting-facts", "contract.superseded[0].id"),
        ],
    ),
    "a later contract among the earlier": (
        ("contract", "superseded", 0, "known_on"),
        date(2026, 9, 21),
        [("invalid-value", "contract.known_on")],
    ),
    "an earlier contract that none supersedes": (
        ("contract", "superseded"),
        [BASE["contract"], BASE["contract"] | {"id": "contract-0"}],
        [("invalid-value", "contract.superseded[1]")],
    ),
    "a contract that stands no more": (
        ("contract", "superseded"),
        [
            BASE["contract"],
            BASE["contract"]
            | {
                "id": "contract-3",
                "known_on": date(2026, 12, 1),
                "supersedes": "contract",
            },
        ],
        [("conflicting-facts", "contract")],
    ),
    "an end within an earlier contract": (
        ("contract", "superseded", 0, "end"),
        {"id": "e"},
        [("unknown-key", "contract.superseded[0].end")],
    ),
    "one earlier contract, no array": (
        ("contract", "superseded"),
        {"id": "contract"},
        [("wrong-type", "contract.superseded")],
    ),
    "an end that stands no more": (
        ("contract", "end", "superseded"),
        [
            {"id": "end", "last_day_of_service": date(2026, 10, 14)},
            {
                "id": "end-3",
                "last_day_of_service": date(2026, 10, 14),
                "known_on": date(2026, 12, 1),
                "supersedes": "end",
            },
        ],
        [("conflicting-facts", "contract.end")],
    ),
    "an earlier end without its day": (
        ("contract", "end", "superseded"),
        [{"id": "end"}],
        [("invalid-value", "contract.end.superseded[0].last_day_of_service")],
    ),
    "an earlier end known later": (
        ("contract", "end", "superseded", 0, "known_on"),
        date(2026, 12, 1),
        [("invalid-value", "contract.end.known_on")],
    ),
    "an earlier end that none supersedes": (
        ("contract", "end", "supersedes"),
        GONE,
        [("invalid-value", "contract.end.superseded[0]")],
    ),
    "what is issued by its bare name": (
        ("issued",),
        ["2026-08.json"],
        [("wrong-type", "issued[0]")],
    ),
    "one issued, no array": (
        ("issued",),
        {"file": "2026-08.json"},
        [("wrong-type", "issued")],
    ),
    "no file": (("issued",), [{}], [("invalid-value", "issued[0].file")]),
    "a number as file": (
        ("issued", 1, "file"),
        8,
        [("wrong-type", "issued[1].file")],
    ),
    "an empty path": (("issued", 1, "file"), "", [("invalid-value", "issued[1].file")]),
    "a path from the root": (
        ("issued", 1, "file"),
        "/2026-08.json",
        [("invalid-value", "issued[1].file")],
    ),
    "a path from a drive": (
        ("issued", 1, "file"),
        "C:2026-08.json",
        [("invalid-value", "issued[1].file")],
    ),
    "a path from the root of a drive": (
        ("issued", 1, "file"),
        "\\2026-08.json",
        [("invalid-value", "issued[1].file")],
    ),
    "a path with a zero byte": (
        ("issued", 1, "file"),
        "2026\0.json",
        [("invalid-value", "issued[1].file")],
    ),
    "an unknown key of what is issued": (
        ("issued", 1, "files"),
        "x",
        [("unknown-key", "issued[1].files")],
    ),
}


@pytest.mark.clause("Q67")
class TestVersions:
    """Facts that turned out wrong, and what was issued."""

    def test_sections(self) -> None:
        """What stands is in its section, and what is set aside beside it."""
        file = read(mended())
        account = file.account

        assert account.contract.id == "contract-2"
        assert account.end is not None
        assert account.end.id == "end-2"
        assert [one.id for one in account.facts()[2:]] == [
            *("price-device-2", "c1-2", "b1-2"),
        ]
        assert [one.id for one in account.superseded] == [
            *("contract", "c1", "price-device"),
            *("c2", "b1", "end"),
        ]
        assert account.withdrawals == (Withdrawal(id="w1", fact="c2", known_on=LATER),)

    def test_before(self) -> None:
        """The day before, the account is what its first facts say."""
        file = read(mended())
        before = read(BASE).account

        assert file.account.as_known_on(date(2026, 9, 19)) == attrs.evolve(
            before, known_on=date(2026, 9, 19)
        )

    def test_json(self) -> None:
        """JSON says the same."""
        assert read(json_of(mended()), "account.json") == read(mended())

    def test_superseded_twice(self) -> None:
        """Earlier contents that stand there twice count once."""
        content = mended()
        content["contract"]["superseded"] *= 2

        assert read(content) == read(mended())

    def test_issued(self) -> None:
        """Files that were issued are named in their order, and not opened."""
        assert read(mended()).issued == ("issued/2026-08.json", "../Straße.json")
        assert read(BASE).issued == ()

    def test_end_withdrawn(self) -> None:
        """An end that never was stays in its section, and has no effect."""
        gone = {"id": "w2", "fact": "end", "known_on": date(2026, 12, 1)}
        content = mended()
        content["withdrawals"].append(gone)
        file = read(content)

        assert file.account.end is None
        assert [one.id for one in file.account.superseded[-2:]] == ["end", "end-2"]
        assert read(write_account_file(file.account, file.market, file.issued)) == file

    @pytest.mark.parametrize(
        ("path", "value", "expected"), MENDED_CASES.values(), ids=MENDED_CASES
    )
    def test_one_problem(
        self, path: tuple[str | int, ...], value: object, expected: Told
    ) -> None:
        """What is wrong is told at its place, of what is set aside too."""
        assert told(json_of(mended((path, value))), "a.json") == expected

    def test_messages(self) -> None:
        """A problem says what an earlier fact, or a path, must be."""
        unknown = [BASE["contract"], BASE["contract"] | {"id": "c0"}]
        (earlier,) = refused(mended((("contract", "superseded"), unknown))).problems
        (path,) = refused(mended((("issued", 0, "file"), "/a.json"))).problems

        assert str(earlier) == (
            "contract.superseded[1] must be superseded by another fact, or withdrawn, "
            "got 'c0' [Q67]"
        )
        assert str(path) == (
            "issued[0].file must be a path that begins in the file's own folder, "
            "got '/a.json'"
        )

    def test_round_trip(self) -> None:
        """All of it is written, and read back as it was."""
        file = read(mended())
        text = write_account_file(file.account, file.market, file.issued)

        assert read(text) == file
        assert (
            '\n[[contract.superseded]]\nid = "contract"\nsigned_on = 2026-01-20\n'
            "billing_start_on = 2026-07-15\n"
            '\n[contract.end]\nid = "end-2"\nlast_day_of_service = 2026-11-30\n'
            'supersedes = "end"\n'
            '\n[[contract.end.superseded]]\nid = "end"\n'
            "last_day_of_service = 2026-10-14\nknown_on = 2026-09-20\n"
        ) in text
        assert '\n[[withdrawals]]\nid = "w1"\nfact = "c2"\nknown_on = ' in text
        assert '\n[[issued]]\nfile = "../Straße.json"\n' in text

    def test_earlier_facts_stand_in_their_section(self) -> None:
        """What is superseded is written in its section, by its day."""
        file = read(mended())
        written = tomllib.loads(write_account_file(file.account, file.market))

        assert [one["id"] for one in written["changes"]] == ["c1", "c1-2", "c2"]
        assert [one["id"] for one in written["prices"]] == [
            "price-device",
            "price-device-2",
        ]
        assert "issued" not in written

    def test_superseded_by_nothing(self) -> None:
        """A fact that is set aside for no reason cannot be written."""
        account = read(BASE).account
        lost = attrs.evolve(
            account, changes=account.changes[:1], superseded=account.changes[1:]
        )
        with pytest.raises(InvalidValue) as caught:
            write_account_file(lost, us.CONNECT)

        assert str(caught.value) == (
            "superseded[c2] must be superseded by another fact, or withdrawn, got 'c2' "
            "[Q67]"
        )

    @pytest.mark.parametrize(
        ("issued", "told"),
        [
            ("a.json", "issued must be a tuple of paths, got 'a.json'"),
            (("a.json", 5), "issued[1] must be text, got 5"),
            (("a.json", "\n"), "issued[1] must be printable text without blanks "),
            (("/a.json",), "issued[0] must be a path that begins in the file's own "),
        ],
        ids=["text", "number", "line", "root"],
    )
    def test_paths(self, issued: Any, told: str) -> None:  # noqa: ANN401
        """Paths are written as they are read: texts that begin in the folder."""
        with pytest.raises((InvalidValue, WrongType)) as caught:
            write_account_file(read(BASE).account, us.CONNECT, issued)

        assert str(caught.value).startswith(told)

    def test_superseded_addresses_are_not_followed(self) -> None:
        """The first bill is looked at without taxes, of earlier addresses too."""
        address = {"id": "a1", "country": "US", "region": "UT", "effective_on": START}
        version = {"id": "a2", "known_on": LATER, "supersedes": "a1", "region": "NV"}
        other = {"id": "a3", "effective_on": date(2026, 8, 1)}
        gone = {"id": "w1", "fact": "a3", "known_on": LATER}
        content = changed(
            (("addresses",), [address, address | version, address | other]),
            (("withdrawals",), [gone]),
        )
        account = read(content).account

        assert [one.id for one in account.addresses] == ["a2"]
        assert [one.id for one in account.superseded] == ["a1", "a3"]
        # Rates of Utah and Nevada are not supplied: with taxes no month can be billed.
        with pytest.raises(NoRateInForce):
            assemble_invoice(account, Period.month(2026, 8), us.CONNECT)


class TestFormat:
    """The number of the format comes before all else."""

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("2", "invalid-value"),
            ("0", "invalid-value"),
            ('"1"', "wrong-type"),
            ("true", "wrong-type"),
            ("1.0", "wrong-type"),
            ("{}", "wrong-type"),
        ],
    )
    def test_other_formats(self, written: str, code: str) -> None:
        """Of any other format nothing but that is told."""
        content = changed((("format",), Raw(written)), (("nonsense",), 1))

        assert told(content) == [(code, "format")]

    def test_later_format(self) -> None:
        """A later format is answered with the one that this release reads."""
        assert str(refused(changed((("format",), 2)), "a.toml")) == (
            "a.toml: [invalid-value] format must be"
            " 1, the format that this release reads, got 2"
        )

    def test_missing_format(self) -> None:
        """A file that does not say its format is refused for that."""
        assert str(refused("[account]\n", "a.toml")) == (
            "a.toml: [invalid-value] format must be"
            " given first of all, as format = 1, got None"
        )


class TestSyntax:
    """What is no TOML and no JSON, and what would cost too much to find out."""

    @pytest.mark.parametrize("name", ["a.toml", "a.json"])
    @pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
    def test_empty(self, data: bytes, name: str) -> None:
        """An empty file is told to be empty."""
        (problem,) = refused(data, name).problems

        assert (problem.code, problem.path) == ("invalid-value", "file")
        assert problem.requirement == "given some content, format = 1 first"

    @pytest.mark.parametrize("name", ["a.toml", "a.json"])
    def test_not_utf_8(self, name: str) -> None:
        """Bytes that are no UTF-8 are told with their line."""
        data = "# Bérlin\n# Zürich\n".encode() + "# Zürich".encode("latin-1")
        (problem,) = refused(data, name).problems

        assert str(problem) == "line 3 must be UTF-8, got 'byte 0xfc'"

    def test_not_utf_8_after_a_mark(self) -> None:
        """A byte order mark does not move the place that is told."""
        (problem,) = refused(b"\xef\xbb\xbf\n\n\xff").problems

        assert str(problem) == "line 3 must be UTF-8, got 'byte 0xff'"

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("format = 1\nformat = 1\n", 2),
            ("format = 1\n[account]\n[account]\n", 3),
            ("format = 1\n[account]\nid = 'a'\nid = 'b'\n", 4),
            ("format = \n", 1),
            ("format = 1\r\n\r\n= 1\r\n", 3),
            ("format = 1\nid = 'never closed\n", 2),
            ('format = 1\n\nid = """never closed\n', 3),
            ("format = 1\non = 2026-02-30\n", 2),
            ("format = 1\n[contract]\nid = 1 2\n", 3),
            ("format = 1\n[contract", 2),
        ],
    )
    def test_toml(self, text: str, line: int) -> None:
        """A file that is no TOML, or has a key twice, is told with the line."""
        assert told(text) == [("invalid-value", f"line {line}")]

    def test_text_of_a_syntax_problem(self) -> None:
        """A line that cannot be read is shown, with what the parser says of it."""
        (problem,) = refused("format = 1\n  format = 1 # again").problems

        assert str(problem) == (
            "line 2 must be TOML (cannot overwrite a value), got 'format = 1 # again'"
        )

    def test_parser_that_tells_no_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the parser names no line, the last one is told."""

        def fail(text: str, *, parse_float: Callable[[str], object]) -> None:
            raise tomllib.TOMLDecodeError(text[:6])

        monkeypatch.setattr(tomllib, "loads", fail)
        (problem,) = refused("format\n = 1").problems

        assert str(problem) == "line 2 must be TOML (format), got '= 1'"

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("{", 1),
            ('{"format": 1,\n}', 2),
            ('{"format": 1}\n{}', 2),
            ('{"format": 01}', 1),
            ("format = 1", 1),
            ("{'format': 1}", 1),
            ('{"a": "\n"}', 1),
        ],
    )
    def test_json(self, text: str, line: int) -> None:
        """A file that is no JSON is told with the line."""
        assert told(text, "a.json") == [("invalid-value", f"line {line}")]

    @pytest.mark.parametrize("text", ["[]", "1", '"format"', "null", "true"])
    def test_json_that_is_no_object(self, text: str) -> None:
        """JSON of another kind is no account file."""
        assert told(text, "a.json") == [("wrong-type", "file")]

    def test_json_keys_that_stand_twice(self) -> None:
        """A key that stands twice in JSON is told by its path, wherever it is."""
        text = json_of(BASE).decode()
        text = text.replace('"quantity": 5', '"quantity": 5, "quantity": 6')
        text = text.replace('"id": "acme"', '"id": "a", "id": "acme", "id": "b"')
        text = text.replace('{"format": 1', '{"format": 1, "format": 1')

        assert told(text, "a.json") == [
            ("invalid-value", "account.id"),
            ("invalid-value", "changes[0].quantity"),
            ("invalid-value", "format"),
        ]

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1E5", "1e-2"])
    def test_json_numbers(self, number: str) -> None:
        """What JSON parsers take for numbers and is none is told by its path."""
        text = json_of(changed((("prices", 0, "unit_price"), "@"))).decode()

        assert told(text.replace('"@"', number), "a.json") == [
            ("invalid-value", "prices[0].unit_price")
        ]

    def test_json_null(self) -> None:
        """A key without a value is left out of a file, and not null."""
        content = changed((("changes", 0, "group"), None))

        assert told(json_of(content), "a.json") == [("wrong-type", "changes[0].group")]

    def test_json_text_that_is_no_unicode(self) -> None:
        """Half a character is no text, as a value or as a key."""
        content = changed((("changes", 0, "id"), "\ud800"), (("\ud800",), 1))

        assert told(json_of(content), "a.json") == [
            ("invalid-value", "changes[0].id"),
            ("unknown-key", "['\\ud800']"),
        ]

    def test_size(self) -> None:
        """A file of four mebibytes is read, one byte more is not looked at."""
        fitting = (toml(BASE) + "#").encode().ljust(MOST_BYTES, b".")

        assert read(fitting) == read(BASE)
        assert told(fitting + b"\n") == [("invalid-value", "file")]
        assert told(b"\xff" * (MOST_BYTES + 1)) == [("invalid-value", "file")]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("x = " + "[" * 100_000, "a.toml"),
            ("x = " + "{a=" * 100_000, "a.toml"),
            ('{"x": ' + "[" * 100_000, "a.json"),
            ('{"x":' * 100_000, "a.json"),
        ],
    )
    def test_depth(self, text: str, name: str) -> None:
        """Nesting without end is refused and no crash."""
        assert told(text, name) == [("invalid-value", "file")]

    @pytest.mark.parametrize(
        "key",
        [
            ".".join("a" * 50),
            " . ".join("a" * 9),
            ".".join(['"a"'] * 9),
            ".".join(["'.'"] * 9),
        ],
    )
    def test_parts_of_a_key(self, key: str) -> None:
        """A key of many parts is refused before each of them is remembered."""
        assert told(f"format = 1\n{key} = 1\n") == [("invalid-value", "line 2")]

    @pytest.mark.parametrize(
        "text",
        [
            f'x = "{"1" * 100}"',
            f"x = '{'1' * 100}'",
            f'x = """\n{"1" * 100}"""',
            f"x = '''\n{'1' * 100}'''",
            f'x = """a"" {"1" * 100}"""""',
            f"x = '''a'' {'1' * 100}'''''",
            f'x = "\\" {"1" * 100}"',
            f'x = """\\""" {"1" * 100}"""',
            f"x = 1 # {'1' * 100}",
            f'x = "a.b.c.d.e.f.g.h.i.j" # {".".join("a" * 50)}',
            "x.y.z = 2026-07-15T08:00:00.000000+02:00",
        ],
    )
    def test_long_words_in_texts(self, text: str) -> None:
        """The length of words counts outside of texts and comments alone."""
        assert "x" in load(f"{text}\ny = 1".encode(), "a.toml")

    @given(texts=st.lists(st.text("\"\\'#1 .a=[\n", max_size=90), max_size=5))
    def test_law_texts(self, texts: list[str]) -> None:
        """What stands in a text is never taken for anything else."""
        written = "\n".join(f"x{n} = {json.dumps(one)}" for n, one in enumerate(texts))

        assert list(load(f"y = 1\n{written}".encode(), "a").values()) == [1, *texts]

    @pytest.mark.parametrize("quote", ["'", '"', "'''", '"""'])
    def test_long_words_after_texts(self, quote: str) -> None:
        """A number after a text is looked at, however the text is quoted."""
        text = f"x = {quote}#{quote}\ny = {'1' * 61}"

        assert told(text) == [("invalid-value", "line 2")]

    @pytest.mark.parametrize("quotes", ["'''", "''''", '"""', '""""'])
    def test_long_words_after_quotes(self, quotes: str) -> None:
        """Up to two quotes more may end a text; what follows is looked at."""
        text = f"x = [{quotes[:3]}a{quotes}, {'1' * 61}]"

        assert told(text) == [("invalid-value", "line 1")]

    @pytest.mark.parametrize(
        "unit",
        ['"', "'", '"""', "'''", '"""a', "\\", '\\"""', "a.", '"".', "#", "1", "[["],
    )
    def test_time_is_in_proportion(self, unit: str) -> None:
        """A large file of any one thing is answered at once."""
        data = (unit * (MEBIBYTE // len(unit))).encode()

        assert told(data)[0][0] == "invalid-value"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=9), inner)
    ),
    max_leaves=12,
)


class TestAnything:
    """Whatever the file, the answer is an account or what is wrong with it."""

    @given(data=st.binary(max_size=200), name=st.sampled_from(["a.toml", "a.json"]))
    def test_bytes(self, data: bytes, name: str) -> None:
        """Bytes of no sense are refused in so many words."""
        assert str(refused(data, name))

    @given(
        content=st.fixed_dictionaries(
            {}, optional=dict.fromkeys(account_schema.ACCOUNT_FILE.keys(), anything)
        )
    )
    def test_values(self, content: Content) -> None:
        """Any value in any section is refused at a place, never with a crash."""
        found = refused(json_of({**content, "format": 1, "nonsense": 1}), "a.json")

        assert ("unknown-key", "nonsense") in [(p.code, p.path) for p in found.problems]
        assert str(found)

    @given(
        section=st.sampled_from(["prices", "changes", "one_time", "opening"]),
        key=st.sampled_from(KEYS),
        value=anything,
    )
    def test_value_of_a_fact(self, section: str, key: str, value: object) -> None:
        """Any value of any key of a fact is taken, or refused at its place."""
        content = changed()
        facts = content.setdefault(section, [{}])
        facts[0][key] = value
        answer: object
        try:
            answer = read(json_of(content), "a.json")
        except InvalidFile as error:
            answer = str(error)

        assert answer


class TestMemory:
    """Absurd numbers are refused before they are made."""

    @pytest.mark.parametrize("quote", ["", '"'])
    @pytest.mark.parametrize("name", ["a.toml", "a.json"])
    @pytest.mark.parametrize(
        "number",
        ["1e999999999", "1" * 100_000, "0." + "1" * 100_000, "-" + "9" * 100_000],
    )
    @pytest.mark.parametrize("field", ["unit_price", "minimum_quantity"])
    def test_growth(self, field: str, number: str, name: str, quote: str) -> None:
        """Reading takes less than a mebibyte, whatever number the file writes."""
        content = changed((("prices", 0, field), "@"))
        text = toml(content) if name == "a.toml" else json_of(content).decode()
        data = text.replace('"@"', f"{quote}{number}{quote}").encode()
        tracemalloc.start()
        try:
            with pytest.raises(InvalidFile) as caught:
                read_account_file(data, name)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        (problem,) = caught.value.problems

        assert peak < MEBIBYTE
        assert problem.path in (f"prices[0].{field}", _line_of(text, "@"))
        assert len(str(problem)) < 300

    def test_no_limit_of_the_interpreter(self) -> None:
        """The interpreter's own limit on digits is not what protects the reader."""
        limit = sys.get_int_max_str_digits()
        sys.set_int_max_str_digits(0)
        try:
            in_toml = told(f"format = {'1' * 5000}")
            in_json = told(f'{{"format": {"1" * 5000}}}', "a.json")
        finally:
            sys.set_int_max_str_digits(limit)

        assert in_toml == [("invalid-value", "line 1")]
        assert in_json == [("wrong-type", "format")]


def _line_of(text: str, mark: str) -> str:
    return f"line {text[: text.index(mark)].count(chr(10)) + 1}"


class TestWriting:
    """What is written reads back equal."""

    @given(content=histories, choices=st.data())
    def test_law_round_trip(self, content: Content, choices: st.DataObject) -> None:
        """An account and its market are read back from what is written of them."""
        readings = {
            one.name: choices.draw(st.sampled_from(_choices(one)))
            for one in choices.draw(st.lists(st.sampled_from(READINGS), max_size=3))
        }
        # A minimum quantity or a cancellation makes no history wrong.
        account = account_from(content)
        market = us.CONNECT.with_readings(readings)
        text = write_account_file(account, market)

        assert read(text) == AccountFile(account, market)
        assert write_account_file(account, market) == text

    @pytest.mark.clause("Q67")
    @given(content=histories, choices=st.data())
    def test_law_versions(self, content: Content, choices: st.DataObject) -> None:
        """So is an account with facts that turned out wrong, and what was issued."""
        account = _with_versions(account_from(content), choices)
        names = st.sampled_from(["2026-08.json", "in a folder/ä.json", "../x"])
        issued = tuple(choices.draw(st.lists(names, max_size=3)))
        text = write_account_file(account, us.CONNECT, issued)

        assert read(text) == AccountFile(account, us.CONNECT, issued=issued)
        assert write_account_file(account, us.CONNECT, issued) == text

    @given(
        text=st.text(
            st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20
        )
    )
    def test_law_texts(self, text: str) -> None:
        """Any text that a fact takes is written so that it reads back."""
        account = attrs.evolve(examples.july_start(), id=text)
        change = attrs.evolve(account.changes[0], id=f"#{text}", group=text)
        account = attrs.evolve(account, changes=(change,))

        assert read(write_account_file(account, us.CONNECT)).account == account

    @pytest.mark.parametrize(
        "text", ['"', "\\", "\\u0041", "'''", '"""', "# no comment", "a = b", "é", "😀"]
    )
    def test_texts(self, text: str) -> None:
        """Quotes and backslashes are written as TOML writes them."""
        account = attrs.evolve(examples.july_start(), id=text)
        written = write_account_file(account, us.CONNECT)

        assert tomllib.loads(written)["account"]["id"] == text

    @pytest.mark.parametrize(
        ("price", "written"),
        [
            (Decimal("25.00"), "25.00"),
            (Decimal("1E+2"), "100.00"),
            (Decimal("0.000000000001"), "0.000000000001"),
            (Decimal("0E-7"), "0.00"),
            (Decimal("123456789012345678.123456789012"),) * 2,
            (25, "25.00"),
        ],
    )
    def test_prices(self, price: Decimal, written: object) -> None:
        """A price is written in plain digits, none lost and none added."""
        account = examples.july_start()
        prices = (attrs.evolve(account.prices[0], unit_price=price),)
        text = write_account_file(attrs.evolve(account, prices=prices), us.CONNECT)

        assert f"\nunit_price = {written}\n" in text

    def test_what_is_left_out(self) -> None:
        """What a field is anyway, and the account's currency, are not repeated."""
        text = write_account_file(examples.july_start(), us.CONNECT)

        assert text == (
            "format = 1\n"
            '\n[account]\nid = "july-start"\ncurrency = "USD"\n'
            'market = "us-connect"\nedition = "2026-11"\n'
            '\n[contract]\nid = "contract"\nbilling_start_on = 2026-07-15\n'
            '\n[[prices]]\nid = "price-device"\nitem = "device"\n'
            'kind = "service_charge"\nunit = "device"\nunit_price = 25.00\n'
            "effective_on = 2026-07-15\n"
            '\n[[changes]]\nid = "devices"\nitem = "device"\nquantity = 5\n'
            "effective_on = 2026-07-15\n"
        )

    def test_every_section(self) -> None:
        """End, opening and readings are written as well, numbers as numbers."""
        opened = {
            "id": "o1",
            "item": "device",
            "quantity": 5,
            "effective_on": date(2026, 7, 31),
        }
        end = {
            "id": "end",
            "last_day_of_service": date(2026, 10, 14),
            "known_on": date(2026, 10, 1),
        }
        content = changed(
            (("opening",), [opened]),
            (("changes",), []),
            (("contract", "end"), end),
            (("readings",), {"invoice_day": 3, "emptied": "cancellation"}),
        )
        file = read(content)
        text = write_account_file(file.account, file.market)

        assert read(text) == file
        assert tomllib.loads(text)["contract"]["end"] == end
        assert tomllib.loads(text)["readings"] == content["readings"]

    def test_filtered_account(self) -> None:
        """An account seen from an earlier day is not all that a file must hold."""
        account = examples.june_addition().as_known_on(date(2026, 6, 14))
        with pytest.raises(InvalidValue) as caught:
            write_account_file(account, us.CONNECT)

        assert caught.value.path == "known_on"

    def test_market_of_ones_own(self) -> None:
        """A policy that no reading chooses cannot be written."""
        longer = attrs.evolve(us.CONNECT.due, days=30)
        with pytest.raises(InvalidValue) as caught:
            write_account_file(
                examples.july_start(), attrs.evolve(us.CONNECT, due=longer)
            )

        assert caught.value.path == "market"

    def test_market_of_another_name(self) -> None:
        """A market that this release does not have cannot be written."""
        with pytest.raises(UnknownName):
            write_account_file(
                examples.july_start(), attrs.evolve(us.CONNECT, name="moon-connect")
            )

    def test_account_that_no_file_holds(self) -> None:
        """What reading would refuse is not written either."""
        end = ServiceEnd(id="end", last_day_of_service=date(2026, 7, 14))
        with pytest.raises(InvalidFile) as caught:
            write_account_file(attrs.evolve(examples.july_start(), end=end), us.CONNECT)

        assert isinstance(caught.value.problems[0], InvalidPeriod)


def _with_versions(account: Account, choices: st.DataObject) -> Account:
    """Return the account with later versions of some facts, the content the same."""
    facts: list[Any] = [*account.facts()]
    chosen = choices.draw(st.lists(st.sampled_from(facts), max_size=4))
    told: set[tuple[str, date]] = set()
    for number, fact in enumerate(chosen):
        known_on = fact.known_on + timedelta(choices.draw(st.integers(0, 9)))
        # Two versions of one day would contradict each other.
        if (fact.id, known_on) in told:
            continue
        told.add((fact.id, known_on))
        version = {"id": f"v{number}", "known_on": known_on}
        if isinstance(fact, OneTimeCharge) and choices.draw(st.booleans()):
            facts.append(Withdrawal(fact=fact.id, **version))
        else:
            facts.append(attrs.evolve(fact, **version, supersedes=fact.id))
    return account.narrowed(facts, None)


def _choices(reading: Reading) -> list[str | int]:
    choices = reading.choices
    return list(choices if isinstance(choices, range) else reading.alternatives())


class TestTemplate:
    """The file to start from."""

    def test_bills(self) -> None:
        """It reads, and its first invoice is that of five devices and three numbers."""
        file = read(template("us-connect"))
        august = assemble_invoice(file.account, Period.month(2026, 8), file.market)

        assert isinstance(august, Invoice)
        # 5 x 25.00 + 3 x 5.00, and 16/31 of each: 64.52 and 7.74
        assert august.total.value.minor == 12500 + 1500 + 6452 + 774

    @pytest.mark.parametrize("name", names())
    def test_every_market(self, name: str) -> None:
        """Every market has its own, which names its latest edition."""
        file = read(template(name))

        assert file.market == edition(name)

    @pytest.mark.parametrize("name", names())
    def test_bills_in_every_market(self, name: str) -> None:
        """Items, purchases and commented facts are of the product that is billed."""
        text = template(name)
        file = read(text)
        sold = file.market.product
        within = Period(date(2026, 7, 1), date(2026, 9, 1))
        kinds = {one.kind for one in invoices_issued(file.account, within, file.market)}
        cycled = sold in {"central", "webinar"}
        regular = DocumentKind.CYCLE if cycled else DocumentKind.RECURRING
        written = set(re.findall(r'^(?:# )?product = "(\w+)"', text, re.MULTILINE))

        assert kinds == {regular, DocumentKind.ONE_TIME}
        # The trial is one of Webinar in every market.
        assert written == {sold, "webinar"}
        assert {price.product for price in file.account.prices} == {sold}

    def test_readings(self) -> None:
        """Every reading stands there as the market has it, for someone to change."""
        text = template("us-connect")
        _, _, commented = text.partition("[readings]\n")
        chosen = [line for line in commented.splitlines() if " = " in line]
        market = read(_uncommented(text, chosen)).market

        assert [line.split()[1] for line in chosen] == [one.name for one in READINGS]
        assert market == us.CONNECT

    def test_alternatives(self) -> None:
        """Each alternative is named beside its reading, with the decision."""
        text = template("us-connect")

        assert re.search(r"removals = \"credited\" +# or not_credited \(Q17\)\n", text)
        assert re.search(r"due_day = 0 +# 0 to 30 \(Q6\)\n", text)

    @pytest.mark.parametrize("reading", READINGS, ids=lambda one: one.name)
    def test_choices(self, reading: Reading) -> None:
        """A market that has chosen otherwise is offered with that choice."""
        shipped = {"nova_scotia_hst": ca.CONNECT, "vat_id": eu.CONNECT}
        for choice in _choices(reading)[-3:]:
            market = shipped.get(reading.name, us.CONNECT)
            market = market.with_readings({reading.name: choice})
            line = templates._choice(reading, market)

            assert tomllib.loads(line.removeprefix("# ")) == {reading.name: choice}

    def test_template_partly_upheld(self) -> None:
        """The template shows how a dispute is upheld in part."""
        text = template("us-connect")
        section = text[text.index("# [[resolutions]]") :].split("\n\n")[0]
        assert '# lines = [{ line = "1", amount = 10.00 }]' in section

    def test_commented_facts(self) -> None:
        """What stands there as a comment reads as well once it is none."""
        text = template("us-connect")
        head, _, _ = text.partition("# Where the published")
        commented = re.findall(r"^# (?:\w+ = |\[).*$", head, re.MULTILINE)
        # A code is for other charges alone, holidays for markets of business days.
        apart = ("# code", "# holidays")
        chosen = [line for line in commented if not line.startswith(apart)]
        file = read(_uncommented(text, chosen))
        account = file.account

        assert account.contract.free_months == 2
        assert account.end is not None
        assert [one.id for one in account.superseded] == [
            "first-devices",
            "desk-phones",
        ]
        assert account.as_known_on(date(2026, 9, 19)).changes[0].group == "Berlin"
        assert account.changes[0].quantity == 4
        assert account.one_time == ()
        assert file.issued == ("2026-08.json",)
        assert len(account.opening) == 1
        assert account.addresses[0].areas == ("US-WY-city",)
        assert account.exemptions[0].jurisdiction == "US-WY"
        assert account.tax_numbers[0].country == "DE"

    def test_every_key(self) -> None:
        """Every section and key of the format is named in it."""
        text = template("us-connect")
        keys = {
            one.name for table in tables() for one in table.fields if not one.inherited
        }

        for key in keys:
            assert re.search(rf"^(# )?{key} = ", text, re.MULTILINE), key
        for name in RESERVED:
            assert re.search(rf"^# .*\b{name}\b", text, re.MULTILINE), name

    def test_unknown_market(self) -> None:
        """There is no template for a market that there is not."""
        with pytest.raises(UnknownName):
            template("moon-connect")


def _uncommented(text: str, lines: list[str]) -> str:
    for line in lines:
        text = text.replace(line, line.removeprefix("# "))
    return text


class TestExamples:
    """The example files and the example accounts are the same facts."""

    @pytest.mark.parametrize(
        ("name", "account"),
        [
            ("july-start", examples.july_start()),
            ("june-addition", examples.june_addition()),
            ("august-change", examples.august_change()),
        ],
    )
    def test_files(self, name: str, account: Account) -> None:
        """The file of an example says what its function returns."""
        data = (EXAMPLES / name / "account.toml").read_bytes()

        assert read_account_file(data, name) == AccountFile(account, us.CONNECT)

    @pytest.mark.clause("A8", "A9", "A10")
    @pytest.mark.parametrize(
        ("account", "month", "amounts"),
        [
            # 5 x 25.00, and 16 of 31 days of it
            (examples.july_start(), 8, [12500, 6452]),
            # 5 x 25.00, and 15 of 30 days of 2 x 25.00
            (examples.june_addition(), 7, [12500, 2500]),
            # 7 x 25.00, 4 x 5.00, and 11 of 31 days of 2 x 25.00 and of 5.00
            (examples.august_change(), 9, [17500, 2000, 1774, 177]),
        ],
    )
    def test_amounts(self, account: Account, month: int, amounts: list[int]) -> None:
        """Each example has the lines that the published one describes."""
        invoice = assemble_invoice(account, Period.month(2026, month), us.CONNECT)

        assert isinstance(invoice, Invoice)
        assert [line.amount.minor for line in invoice.lines] == amounts

    def test_every_folder(self) -> None:
        """Every example in the folder reads, and bills the months it shows."""
        found = sorted(EXAMPLES.glob("*/account.*"))
        for path in found:
            file = read_account_file(path.read_bytes(), path.name)
            stems = [one.stem[8:] for one in path.parent.glob("invoice-*.json")]

            cycles = [*path.parent.glob("cycle-*.json")]

            bought = [*path.parent.glob("purchase-*.json")]

            assert stems or cycles or bought
            for stem in stems:
                month = Period.month_of(date.fromisoformat(f"{stem[:7]}-01"))
                shown = assemble_invoice(
                    file.account, month, file.market, part=stem[8:] or None
                )
                assert isinstance(shown, Invoice)
        assert len(found) >= 3


def tables() -> list[Table]:
    """Return every table of the account file."""
    found = [account_schema.ACCOUNT_FILE]
    for table in found:
        found.extend(table.parts)
    return found


class TestSchema:
    """The table of the format and the facts say the same."""

    @pytest.mark.parametrize(
        "table",
        [one for one in tables() if one.makes is not dict],
        ids=lambda one: one.name,
    )
    def test_fields(self, table: Table) -> None:
        """A table has the fields of what it makes, required where they are there."""
        # A VAT number is looked at on its way to the fact.
        made: Any = TaxNumber if table.makes is tax_number else table.makes
        required = {
            one.name: one.default is attrs.NOTHING
            for one in attrs.fields(made)
            if one.init
        }

        written = {one.name for one in table.fields if not one.inherited}
        assert {one.name for one in table.fields} == required.keys()
        assert {
            one.name: one.required for one in table.fields if not one.inherited
        } == {name: one for name, one in required.items() if name in written}

    def test_sections(self) -> None:
        """The sections of the format, the reserved ones too, are those published."""
        assert set(account_schema.ACCOUNT_FILE.keys()) == {
            "format",
            "account",
            "contract",
            "prices",
            "changes",
            "opening",
            "one_time",
            "addresses",
            "exemptions",
            "tax_numbers",
            "call_rates",
            "included",
            "low_usage",
            "usage",
            "no_usage",
            "terms",
            "trials",
            "number_changes",
            "early_terminations",
            "withdrawals",
            "payments",
            "disputes",
            "resolutions",
            "suspensions",
            "autopay",
            "deliveries",
            "returns",
            "taxes",
            "rates",
            "issued",
            "readings",
            *RESERVED,
        }

    def test_kinds(self) -> None:
        """The kinds offered for prices and purchases are those that the facts take."""
        wanted = {
            (table.name, one.name): one.spelling.wanted
            for table in tables()
            for one in table.fields
        }

        assert wanted["prices", "kind"] == "one of " + ", ".join(
            kind.value for kind, _ in ITEM_UNITS
        )
        assert wanted["one_time", "kind"] == "one of " + ", ".join(
            kind.value for kind in _ONE_TIME_KINDS
        )
