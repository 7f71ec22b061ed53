"""The golden table: every error code, with input that reaches it.

A row is the code, the path and the requirement of the error, and what raises it; the
first rows of a code are what a user of Python meets, the last what a file meets. Codes
and paths are what programs branch on, so a row that changes is a change of format.
"""

import pickle
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final, NamedTuple, cast

import attrs
import pytest

import gotobilling
from gotobilling.contracts import BillingStart
from gotobilling.editions import edition, names
from gotobilling.errors import BillingError, InvalidFile
from gotobilling.facts import (
    Account,
    Contract,
    Price,
    QuantityChange,
    ServiceEnd,
)
from gotobilling.formats.account_file import read_account_file
from gotobilling.invoices import assemble_invoice
from gotobilling.kinds import BillableUnit, LineKind
from gotobilling.markets import us
from gotobilling.money import Money, UnitPrice
from gotobilling.periods import MissingDay, Period, add_months
from gotobilling.testing.examples import july_start
from gotobilling.vat_numbers import checked_vat_number

START: Final = date(2026, 7, 15)

FILE: Final = """
format = 1
[account]
id = "acme"
currency = "USD"
market = "us-connect"
[contract]
id = "contract"
billing_start_on = 2026-07-15
[[prices]]
id = "price-device"
item = "device"
kind = "service_charge"
unit = "device"
unit_price = 25.00
effective_on = 2026-07-15
[[changes]]
id = "c1"
item = "device"
quantity = 5
effective_on = 2026-07-15
"""

KNOWN_MARKETS: Final = "one of " + ", ".join(names())


class Row(NamedTuple):
    """One way to one code."""

    code: str
    path: str
    requirement: str
    reach: Callable[[], object]


def price(amount: object, currency: str = "USD") -> Price:
    """Make a price of any amount at all."""
    return Price(
        id="price-device",
        item="device",
        kind=LineKind.SERVICE_CHARGE,
        unit=BillableUnit.DEVICE,
        unit_price=cast("Decimal", amount),
        currency=currency,
        effective_on=START,
    )


CHANGE: Final = QuantityChange(id="c1", item="device", quantity=5, effective_on=START)


def change(**fields: object) -> QuantityChange:
    """Make a change of five devices, but for what is given."""
    given: dict[str, Any] = fields
    return attrs.evolve(CHANGE, **given)


def account(*changes: QuantityChange, **fields: object) -> Account:
    """Make the account of 15 July, but for what is given."""
    given: dict[str, Any] = {"changes": changes, **fields}
    return attrs.evolve(july_start(), **given)


def file(old: str = "", new: str = "") -> object:
    """Read the file with one text replaced, and raise the only problem it has."""
    assert old in FILE
    try:
        return read_account_file(FILE.replace(old, new, 1).encode(), "account.toml")
    except InvalidFile as error:
        (problem,) = error.problems
        raise problem from None


def latin() -> object:
    """Read a file in another encoding than UTF-8."""
    data = FILE.replace("acme", "Zürich").encode("latin-1")
    try:
        return read_account_file(data, "account.toml")
    except InvalidFile as error:
        raise error.problems[0] from None


def vat_number_without_stdnum() -> object:
    """Give a VAT number where python-stdnum is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "stdnum.eu.vat", None)
        return checked_vat_number("number", "DE136695976")


def file_without_stdnum() -> object:
    """Read a VAT number from a file where python-stdnum is not installed."""
    number = (
        '[[tax_numbers]]\nid = "vat"\nnumber = "DE136695976"\n'
        "effective_on = 2026-07-15\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "stdnum.eu.vat", None)
        return file("[[changes]]", f"{number}[[changes]]")


def proof_of_another_day() -> object:
    """Prove a billing start by another contract than the one that it is of."""
    rule = BillingStart(us.CONNECT.start)
    other = Contract(id="contract", billing_start_on=date(2026, 7, 16))
    return attrs.evolve(rule(july_start().contract), facts=other).proof


SIZE: Final = "a number of at most 18 digits before the point and 12 after it"
EXACT: Final = "a Decimal or a whole number (int)"
PLAIN: Final = "a number in plain digits such as 25.00"
ROWS: Final = (
    Row("wrong-type", "unit_price", EXACT, lambda: price(25.0)),
    Row("wrong-type", "unit_price", EXACT, lambda: price(True)),
    Row("wrong-type", "unit_price", EXACT, lambda: price("25.00")),
    Row("wrong-type", "amount", EXACT, lambda: Money(cast("Decimal", 0.1), "USD")),
    Row("wrong-type", "quantity", "a whole number", lambda: change(quantity=True)),
    Row("wrong-type", "quantity", "a whole number", lambda: change(quantity=5.0)),
    Row(
        "wrong-type",
        "effective_on",
        "a date without a time",
        lambda: change(effective_on=datetime(2026, 7, 15)),  # noqa: DTZ001 -- refused
    ),
    Row(
        "wrong-type",
        "account",
        "an Account",
        lambda: assemble_invoice(
            cast("Account", {}), Period.month(2026, 8), us.CONNECT
        ),
    ),
    Row(
        "wrong-type",
        "changes[0].quantity",
        "a whole number",
        lambda: file("quantity = 5", 'quantity = "5"'),
    ),
    Row(
        "wrong-type",
        "prices[0].unit_price",
        PLAIN,
        lambda: file("25.00", "true"),
    ),
    Row("invalid-value", "unit_price", SIZE, lambda: price(Decimal("NaN"))),
    Row("invalid-value", "unit_price", SIZE, lambda: price(Decimal("-Infinity"))),
    Row("invalid-value", "unit_price", SIZE, lambda: price(Decimal("1E+999999999"))),
    Row("invalid-value", "unit_price", SIZE, lambda: price(Decimal("1E-999999999"))),
    Row("invalid-value", "unit_price", SIZE, lambda: price(10**100_000)),
    Row("invalid-value", "unit_price", SIZE, lambda: price(Decimal("1e-13"))),
    Row("invalid-value", "unit_price", "0 or more", lambda: price(Decimal("-0.01"))),
    Row(
        "invalid-value",
        "amount",
        "a number of at most 2 decimals, as USD has",
        lambda: Money(Decimal("0.001"), "USD"),
    ),
    Row(
        "invalid-value",
        "amount",
        f"plain digits, {SIZE}",
        lambda: UnitPrice.parse("1e5", "USD", "device"),
    ),
    Row(
        "invalid-value",
        "quantity",
        "a whole number other than 0",
        lambda: change(quantity=0),
    ),
    Row(
        "invalid-value",
        "devices.effective_on",
        "on or after the signature of 2026-07-16",
        lambda: account(
            *july_start().changes,
            prices=(),
            contract=Contract(id="contract", signed_on=date(2026, 7, 16)),
        ),
    ),
    Row("invalid-value", "prices[0].unit_price", PLAIN, lambda: file("25.00", "nan")),
    Row("invalid-value", "prices[0].unit_price", PLAIN, lambda: file("25.00", "inf")),
    Row(
        "invalid-value",
        "prices[0].unit_price",
        PLAIN,
        lambda: file("25.00", "1e999999999"),
    ),
    Row(
        "invalid-value",
        "prices[0].unit_price",
        SIZE,
        lambda: file("25.00", "0.0000000000001"),
    ),
    Row(
        "invalid-value",
        "line 15",
        "a number or name of at most 60 characters",
        lambda: file("25.00", "1" * 100_000),
    ),
    Row("invalid-value", "contract.id", "given", lambda: file('id = "contract"')),
    Row(
        "invalid-value",
        "format",
        "1, the format that this release reads",
        lambda: file("format = 1", "format = 2"),
    ),
    Row(
        "invalid-value",
        "line 7",
        "TOML (cannot overwrite a value)",
        lambda: file("[contract]", 'id = "acme"'),
    ),
    Row("invalid-value", "line 4", "UTF-8", latin),
    Row(
        "invalid-value",
        "file",
        "given some content, format = 1 first",
        lambda: file(FILE, ""),
    ),
    Row(
        "unknown-currency",
        "currency",
        "a code of ISO 4217, such as 'USD'",
        lambda: price(Decimal(25), "USB"),
    ),
    Row(
        "unknown-currency",
        "account.currency",
        "a currency with a minor unit",
        lambda: file('"USD"', '"XAU"'),
    ),
    Row(
        "currency-mismatch",
        "currency",
        "USD",
        lambda: Money(1, "USD") + Money(1, "EUR"),
    ),
    Row(
        "currency-mismatch",
        "price-device.currency",
        "the account's USD",
        lambda: account(prices=(price(Decimal(25), "EUR"),)),
    ),
    Row(
        "currency-mismatch",
        "prices[0].currency",
        "the account's USD",
        lambda: file("unit_price", 'currency = "EUR"\nunit_price'),
    ),
    Row(
        "invalid-period",
        "end",
        "on or after 2026-07-15",
        lambda: Period(START, date(2026, 7, 14)),
    ),
    Row(
        "invalid-period",
        "contract.end.last_day_of_service",
        "on or after the billing start of 2026-07-15",
        lambda: assemble_invoice(
            account(end=ServiceEnd(id="end", last_day_of_service=date(2026, 7, 1))),
            Period.month(2026, 8),
            us.CONNECT,
        ),
    ),
    Row(
        "invalid-period",
        "contract.end.last_day_of_service",
        "on or after the billing start of 2026-07-15",
        lambda: file(
            "[[prices]]",
            '[contract.end]\nid = "end"\nlast_day_of_service = 2026-07-14\n[[prices]]',
        ),
    ),
    Row(
        "ambiguous-date",
        "months",
        "a number that leads to a month with a day 31",
        lambda: add_months(date(2027, 1, 31), 1, MissingDay.REFUSE),
    ),
    Row(
        "no-rate-in-force",
        "prices of device",
        "in force on 2026-07-15",
        lambda: file("2026-07-15\n[[changes]]", "2026-07-16\n[[changes]]"),
    ),
    Row("unknown-name", "market", KNOWN_MARKETS, lambda: edition("moon")),
    Row(
        "unknown-name",
        "changes[c1].item",
        "an item that has a price",
        lambda: account(change(item="desk")),
    ),
    Row(
        "unknown-name",
        "readings.day_count",
        "one of actual_after_start, actual_from_start, thirty_day_month",
        lambda: us.CONNECT.with_readings({"day_count": "actual"}),
    ),
    Row(
        "unknown-name",
        "account.market",
        KNOWN_MARKETS,
        lambda: file("us-connect", "moon-connect"),
    ),
    Row(
        "conflicting-facts",
        "id",
        "given to one content only",
        lambda: account(change(), change(quantity=6)),
    ),
    Row(
        "conflicting-facts",
        "changes[0].id",
        "given to one fact of the account only",
        lambda: file('"c1"', '"price-device"'),
    ),
    Row(
        "more-removed-than-present",
        "changes of device on 2026-07-15 in no group",
        "no more than is present at the end of the day",
        lambda: account(change(quantity=-1)),
    ),
    Row(
        "more-removed-than-present",
        "changes of device on 2026-07-15 in no group",
        "no more than is present at the end of the day",
        lambda: file("quantity = 5", "quantity = -5"),
    ),
    Row("proof-error", "billing_start", "2026-07-16 by its rule", proof_of_another_day),
    Row(
        "unknown-key",
        "changes[0].quantty",
        "a key of this table (the nearest is quantity)",
        lambda: file(
            'item = "device"\nquantity', 'item = "device"\nquantty = 1\nquantity'
        ),
    ),
    Row(
        "unknown-key",
        "chnages",
        "a key of this table (the nearest is changes)",
        lambda: file("[[prices]]", "[[chnages]]\n[[prices]]"),
    ),
    Row(
        "missing-extra",
        "number",
        'checked by python-stdnum: install the extra, "gotobilling[vat]", first',
        vat_number_without_stdnum,
    ),
    Row(
        "missing-extra",
        "tax_numbers[0].number",
        'checked by python-stdnum: install the extra, "gotobilling[vat]", first',
        file_without_stdnum,
    ),
    Row(
        "reserved-section",
        "credits",
        "empty, since this release has no rules for it",
        lambda: file("[[prices]]", "[credits]\namount = 0.05\n[[prices]]"),
    ),
    Row(
        "invalid-file",
        "account.toml",
        "a file without problems",
        lambda: read_account_file(b"", "account.toml"),
    ),
)

CODES: Final = (
    "ambiguous-date",
    "billing-error",
    "conflicting-facts",
    "currency-mismatch",
    "invalid-file",
    "invalid-period",
    "invalid-value",
    "missing-extra",
    "more-removed-than-present",
    "no-rate-in-force",
    "proof-error",
    "reserved-section",
    "unknown-currency",
    "unknown-key",
    "unknown-name",
    "wrong-type",
)
"""Frozen once released: a code is added, and never another word for the same."""


def below(root: type[BillingError]) -> Iterator[type[BillingError]]:
    """Yield every error of the package below an error."""
    for one in walk_packages(gotobilling.__path__, "gotobilling."):
        if not one.name.endswith("__main__"):
            import_module(one.name)
    waiting = [root]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from found


class TestCodes:
    """The table and the error tree have the same codes."""

    def test_frozen(self) -> None:
        """No code is new, gone or spelled otherwise without a change of this table."""
        found = {BillingError.code, *(kind.code for kind in below(BillingError))}

        assert sorted(found) == list(CODES)

    @pytest.mark.parametrize(
        "kind", sorted(below(BillingError), key=str), ids=lambda kind: kind.__name__
    )
    def test_every_error_has_a_row(self, kind: type[BillingError]) -> None:
        """Each error has a code of its own, and a row that reaches it."""
        assert "code" in vars(kind)
        assert kind.code in {row.code for row in ROWS}

    def test_root(self) -> None:
        """The root is what programs catch; nothing ever raises it itself."""
        assert BillingError.code not in {row.code for row in ROWS}


class TestRows:
    """Each row reaches its code."""

    @pytest.mark.parametrize(
        "row", ROWS, ids=[f"{n}-{row.code}" for n, row in enumerate(ROWS)]
    )
    def test_reach(self, row: Row) -> None:
        """Bad input raises its code, with path, requirement and value."""
        with pytest.raises(BillingError) as caught:
            row.reach()
        error = caught.value

        assert (error.code, error.path, error.requirement) == row[:3]
        assert error.requirement in str(error) or row.code == "invalid-file"
        assert len(str(error)) < 300
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 -- ours

    def test_file_without_problems(self) -> None:
        """The file that the rows change has nothing wrong with it itself."""
        assert file()
